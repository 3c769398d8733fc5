//! A resolved document as Markdown: what a page says, for whoever wants to take it along.
//!
//! Takes a `Doc<Target>`, which has been filtered for its reader, and never the source, in which there is more. Gives
//! Markdown in the dialect that `parse` reads, which says the same when it is read again: text that looks like markup
//! stays text, and links lead to the other pages' Markdown.

mod escape;
mod inline;

pub use escape::{escape_line, escape_words};

use crate::doc::{
    Alignment, Block, BlockKind, CalloutKind, CodeBlock, Doc, Element, Fold, Inline, ListItem, Tab, Target,
};
use crate::html::{is_void, push_text};
use crate::parse::slug::{self, SlugSet};
use crate::path::OutputPath;
use escape::{escape_id, without_end};
use inline::Words;
use std::fmt::Write as _;

/// Where pages have their Markdown; none for a page that has none.
pub type MarkdownOf<'a> = dyn Fn(&OutputPath) -> Option<OutputPath> + 'a;

/// Where the Markdown of the page at `page` goes: beside it.
#[must_use]
pub fn markdown_path(page: &OutputPath) -> OutputPath {
    let name = page.as_str().strip_suffix(".html").unwrap_or(page.as_str());
    OutputPath::new(&format!("{name}.md")).expect("beside a page is inside")
}

/// The Markdown of `doc` on `page`. `title` stands on top where the document does not say it itself.
#[must_use]
pub fn write_markdown(
    doc: &Doc<Target>,
    page: &OutputPath,
    title: Option<&str>,
    markdown_of: &MarkdownOf<'_>,
) -> String {
    let words = Words { page, markdown_of, in_line: false, in_table: false, open: 0 };
    let mut writer = Writer { words, slugs: SlugSet::default() };
    let mut parts = Vec::new();
    parts.extend(title.map(|title| format!("# {}\n", escape_line(title))));
    parts.push(writer.blocks(&doc.blocks));
    for (at, note) in doc.footnotes.iter().enumerate() {
        let blocks = indented(&writer.blocks(note), "    ");
        let begins_with_words =
            note.first().is_some_and(|block| matches!(block.kind, BlockKind::Paragraph(_) | BlockKind::Plain(_)));
        let blocks = if begins_with_words { blocks.trim_start().to_owned() } else { format!("\n{blocks}") };
        parts.push(format!("[^{}]: {blocks}", at + 1));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

struct Writer<'a> {
    words: Words<'a>,
    /// The ids that the headings so far have by their words.
    slugs: SlugSet,
}

impl Writer<'_> {
    /// The blocks, an empty line between each two, a line's end after the last.
    fn blocks(&mut self, blocks: &[Block<Target>]) -> String {
        self.joined(blocks, false)
    }

    fn joined(&mut self, blocks: &[Block<Target>], tight: bool) -> String {
        let mut out = String::new();
        let mut other = false;
        let mut before: Option<&BlockKind<Target>> = None;
        for Block { kind, .. } in blocks {
            // A list beside a list of its sort would go on with it if its signs were the same.
            let is_beside = matches!((before, kind), (Some(BlockKind::List { start: a, .. }), BlockKind::List { start: b, .. })
                if a.is_some() == b.is_some());
            other = is_beside && !other;
            let text = match kind {
                BlockKind::List { start, items } => self.list(*start, items, other),
                kind => self.block(kind),
            };
            if text.is_empty() {
                continue;
            }
            if !(out.is_empty() || tight && may_interrupt(kind, &text)) {
                out.push('\n');
            }
            out.push_str(&text);
            if !out.ends_with('\n') {
                out.push('\n');
            }
            before = Some(kind);
        }
        out
    }

    fn block(&mut self, kind: &BlockKind<Target>) -> String {
        match kind {
            BlockKind::Heading { level, anchor, inlines } => self.heading(*level, anchor, inlines),
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => self.paragraph(inlines),
            BlockKind::List { start, items } => self.list(*start, items, false),
            BlockKind::Code(code) => code_block(code),
            BlockKind::Quote(blocks) => indented(&self.blocks(blocks), "> "),
            BlockKind::Callout { kind, fold: Fold::Never, title: None, blocks: inside }
                if *kind != CalloutKind::Gotcha && !inside.is_empty() =>
            {
                // As GitHub has it, which most readers of Markdown know.
                let (name, text) = (kind.name().to_uppercase(), self.blocks(inside));
                // Signs without words below the name would be taken for its underline, or for more of its line.
                let is_text = text.lines().next().is_some_and(|line| line.contains(char::is_alphabetic));
                if is_text && inside.first().is_none_or(|block| may_follow_words(&block.kind, &text)) {
                    indented(&format!("[!{name}]\n{text}"), "> ")
                } else {
                    self.container(kind.name(), "", None, inside)
                }
            }
            BlockKind::Callout { kind, fold, title, blocks: inside } => {
                let fold = match fold {
                    Fold::Never => "",
                    Fold::Closed => "closed",
                    Fold::Open => "open",
                };
                self.container(kind.name(), fold, title.as_deref(), inside)
            }
            BlockKind::Details { open, title, blocks } => {
                self.container("details", if *open { "open" } else { "" }, title.as_deref(), blocks)
            }
            BlockKind::Tabs(tabs) => self.tabs(tabs),
            BlockKind::Diagram(diagram) => {
                let title = diagram.title.clone().filter(|title| !title.contains('\n'));
                let (language, text) = (Some("mermaid".into()), diagram.source.clone());
                code_block(&CodeBlock {
                    language,
                    title,
                    marked: Vec::new(),
                    variables: Vec::new(),
                    text,
                    runs: ecow::EcoVec::new(),
                })
            }
            BlockKind::Embedded { blocks, .. } => self.blocks(blocks),
            BlockKind::Restricted { audience, blocks } => self.container(audience.name(), "", None, blocks),
            BlockKind::When { condition, blocks } => self.container(&format!("when {condition}"), "", None, blocks),
            BlockKind::Table { alignments, head, rows } => self.table(alignments, head, rows),
            // Of stars: dashes after a list item's dash would be a break themselves.
            BlockKind::Rule => "***\n".to_owned(),
            BlockKind::Element { element, blocks } => self.element(element, blocks),
        }
    }

    fn heading(&mut self, level: u8, anchor: &str, inlines: &[Inline<Target>]) -> String {
        let words = self.words.line(inlines);
        let text = crate::doc::inlines_text(inlines);
        let own = slug::github(&text);
        // Braces at the end are an id, escaped or not, unless another follows.
        let id = if anchor.is_empty() || self.slugs.unique(&own) == anchor && !text.trim_end().ends_with('}') {
            String::new()
        } else {
            format!(" {{#{}}}", escape_id(anchor))
        };
        let signs = "#".repeat(usize::from(level));
        // Signs at the end would be taken for an ornament.
        let words = match words.strip_suffix('#') {
            Some(before) if id.is_empty() && !before.ends_with('\\') => format!("{before}\\#"),
            _ => words,
        };
        let space = if words.is_empty() { "" } else { " " };
        format!("{signs}{space}{words}{id}\n")
    }

    fn paragraph(&mut self, inlines: &[Inline<Target>]) -> String {
        let text = self.words.text(inlines);
        // A break at the end breaks nothing, and would be a backslash.
        let text = without_end(text.trim_start_matches(['\n', ' ']));
        if text.is_empty() { String::new() } else { format!("{text}\n") }
    }

    fn list(&mut self, start: Option<u64>, items: &[ListItem<Target>], other: bool) -> String {
        let is_tight = |item: &ListItem<Target>| {
            item.blocks.iter().all(|block| matches!(block.kind, BlockKind::Plain(_) | BlockKind::List { .. }))
        };
        let tight = items.iter().all(is_tight);
        let mut out = String::new();
        for (item, number) in items.iter().zip(start.unwrap_or(0)..) {
            if !tight && !out.is_empty() {
                out.push('\n');
            }
            let sign = match (start, other) {
                (Some(_), false) => format!("{number}."),
                (Some(_), true) => format!("{number})"),
                (None, false) => "-".to_owned(),
                (None, true) => "+".to_owned(),
            };
            let indent = " ".repeat(sign.len() + 1);
            let body = indented(&self.item(item, tight), &indent);
            out.push_str(&sign);
            match body.strip_prefix(&indent) {
                Some(body) => {
                    out.push(' ');
                    out.push_str(body);
                }
                None => out.push_str(if body.is_empty() { "\n" } else { &body }),
            }
        }
        out
    }

    fn item(&mut self, item: &ListItem<Target>, tight: bool) -> String {
        let mut blocks = item.blocks.as_slice();
        let mut words = String::new();
        if let Some(Block { kind: BlockKind::Plain(inlines) | BlockKind::Paragraph(inlines), .. }) = blocks.first() {
            words = self.paragraph(inlines);
            blocks = &blocks[1..];
        }
        if let Some(audience) = item.audience {
            words = format!("{} {{audience={audience}}}\n", words.trim_end_matches('\n'));
        }
        if let Some(task) = &item.task {
            let sign = if task.checked { "[x]" } else { "[ ]" };
            words = format!("{sign} {}\n", words.trim_matches([' ', '\n']));
        }
        let rest = self.joined(blocks, tight);
        let is_close = blocks.first().is_some_and(|block| may_interrupt(&block.kind, &rest));
        let gap = if words.is_empty() || rest.is_empty() || is_close { "" } else { "\n" };
        format!("{words}{gap}{rest}")
    }

    /// A part between lines of colons, more of them than any part in it has.
    fn container(
        &mut self,
        name: &str,
        attribute: &str,
        title: Option<&[Inline<Target>]>,
        blocks: &[Block<Target>],
    ) -> String {
        let colons = ":".repeat(2 + height(blocks) + 1);
        let mut opening = format!("{colons} {name}");
        if let Some(title) = title {
            opening.push(' ');
            opening.push_str(&self.words.line(title));
        }
        if !attribute.is_empty() {
            let _ = write!(opening, " {{{attribute}}}");
        }
        let inside = self.blocks(blocks);
        // Only an empty line ends HTML.
        let gap = if inside.lines().last().is_some_and(|line| line.trim_start().starts_with('<')) { "\n" } else { "" };
        format!("{}\n{inside}{gap}{colons}\n", opening.trim_end())
    }

    fn tabs(&mut self, tabs: &[Tab<Target>]) -> String {
        let inner = tabs.iter().map(|tab| height(&tab.blocks)).max().unwrap_or(0);
        let colons = ":".repeat(3 + inner);
        let mut out = format!("{colons} tabs\n");
        for tab in tabs {
            let title = self.words.line(&tab.title);
            let _ = writeln!(out, "== {title}\n\n{}", self.blocks(&tab.blocks));
        }
        format!("{}\n\n{colons}\n", out.trim_end())
    }

    fn table(
        &mut self,
        alignments: &[Alignment],
        head: &[Vec<Inline<Target>>],
        rows: &[Vec<Vec<Inline<Target>>>],
    ) -> String {
        self.words.in_table = true;
        let mut out = String::new();
        self.row(head, &mut out);
        for column in 0..head.len() {
            out.push_str(match alignments.get(column) {
                Some(Alignment::Left) => "| :--- ",
                Some(Alignment::Center) => "| :---: ",
                Some(Alignment::Right) => "| ---: ",
                Some(Alignment::None) | None => "| --- ",
            });
        }
        out.push_str("|\n");
        rows.iter().for_each(|row| self.row(row, &mut out));
        self.words.in_table = false;
        out
    }

    fn row(&mut self, cells: &[Vec<Inline<Target>>], out: &mut String) {
        for cell in cells {
            out.push_str("| ");
            out.push_str(&self.words.line(cell));
            out.push(' ');
        }
        out.push_str("|\n");
    }

    /// An element of raw HTML around blocks: its tags on lines of their own, so that Markdown may stand between.
    fn element(&mut self, element: &Element<Target>, blocks: &[Block<Target>]) -> String {
        let opening = self.words.opening(element);
        if is_void(&element.name) {
            return format!("{opening}\n");
        }
        if matches!(&*element.name, "pre" | "textarea") {
            let mut text = String::new();
            crate::doc::blocks_text(blocks, &mut text);
            let mut html = String::new();
            push_text(&text, &mut html);
            return format!("{opening}{}</{}>\n", html.trim_end_matches('\n'), element.name);
        }
        let inside = self.blocks(blocks);
        let gap = if inside.is_empty() { "" } else { "\n" };
        format!("{opening}\n{gap}{inside}{gap}</{}>\n", element.name)
    }
}

/// True for a list, written as `text`, that may follow the words before it without an empty line.
fn may_interrupt(kind: &BlockKind<Target>, text: &str) -> bool {
    let BlockKind::List { start, .. } = kind else { return false };
    let has_words = text.lines().next().is_some_and(|line| line.contains(' '));
    has_words && start.is_none_or(|start| start == 1)
}

/// True for what is not taken for more of the words of a line before it.
fn may_follow_words(kind: &BlockKind<Target>, text: &str) -> bool {
    !matches!(kind, BlockKind::List { .. }) || may_interrupt(kind, text)
}

/// How deep parts between colons nest in `blocks`.
fn height(blocks: &[Block<Target>]) -> usize {
    let of = |block: &Block<Target>| match &block.kind {
        BlockKind::Callout { blocks, .. }
        | BlockKind::Details { blocks, .. }
        | BlockKind::Restricted { blocks, .. }
        | BlockKind::When { blocks, .. } => 1 + height(blocks),
        BlockKind::Tabs(tabs) => 1 + tabs.iter().map(|tab| height(&tab.blocks)).max().unwrap_or(0),
        BlockKind::List { items, .. } => items.iter().map(|item| height(&item.blocks)).max().unwrap_or(0),
        BlockKind::Quote(blocks) | BlockKind::Embedded { blocks, .. } | BlockKind::Element { blocks, .. } => {
            height(blocks)
        }
        BlockKind::Heading { .. }
        | BlockKind::Paragraph(_)
        | BlockKind::Plain(_)
        | BlockKind::Code(_)
        | BlockKind::Diagram(_)
        | BlockKind::Table { .. }
        | BlockKind::Rule => 0,
    };
    blocks.iter().map(of).max().unwrap_or(0)
}

/// A fence around code, longer than any in it.
fn code_block(code: &CodeBlock) -> String {
    let longest = code.text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
    let mut info = code.language.clone().unwrap_or_default().to_string();
    if let Some(title) = &code.title {
        if info.is_empty() {
            info.push_str("text");
        }
        let quote = if title.contains('"') { '\'' } else { '"' };
        let _ = write!(info, " title={quote}{title}{quote}");
    }
    if !code.marked.is_empty() {
        let _ = write!(info, " {}", code.marked_lines());
    }
    // Backticks cannot stand after backticks.
    let sign = if info.contains('`') { "~" } else { "`" };
    let tildes = code.text.split(|letter| letter != '~').map(str::len).max().unwrap_or(0);
    let fence = sign.repeat(3.max(if sign == "~" { tildes } else { longest } + 1));
    let info = info.replace('\\', "\\\\").replace('&', "\\&");
    let end = if code.text.is_empty() || code.text.ends_with('\n') { "" } else { "\n" };
    let space = if info.trim_start().starts_with(sign) { " " } else { "" };
    format!("{fence}{space}{}\n{}{end}{fence}\n", info.trim_start(), code.text)
}

/// `text` with `indent` before each line; spaces alone stand before no empty line.
fn indented(text: &str, indent: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in text.split_inclusive('\n') {
        let line_indent = if line.trim_matches([' ', '\n']).is_empty() { indent.trim_end() } else { indent };
        out.push_str(line_indent);
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests;
