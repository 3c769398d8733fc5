//! A resolved document as HTML, with the classes that the theme's style sheet knows; and what else HTML is made of, for
//! whoever publishes some: charts, templates and the theme.
//!
//! Takes a `Doc<Target>` and the page it stands on, or the file that it shares with others; gives HTML 5 without inline
//! styles, in which every URL is relative and every character of the author's is escaped. Knows nothing of navigation or
//! other pages.

pub mod charts;
mod code;
mod diagram;
mod element;
mod escape;
mod in_file;
mod inline;
mod media_type;
mod part;
mod templates;
mod theme;

pub use diagram::DIAGRAM;
pub use element::{is_block, is_void};
pub use escape::{push_attribute, push_text};
pub use in_file::{Around, InFile};
pub use media_type::{font_type, picture_type};
pub use templates::TemplateSet;
pub use theme::{ASSETS, CHART_SHEET, PACKET_SHEET, SharedFile, Theme, policy_hash, squeezed};

use crate::audience::Audience;
use crate::doc::outline::Outline;
use crate::doc::step::{StepNote, step_note};
use crate::doc::{Alignment, Block, BlockKind, Doc, Inline, ListItem, Target};
use crate::model::Step;
use crate::model::wording::{ENGLISH, Words};
use crate::path::{OutputPath, fragment_url};
use std::fmt::Write;

/// How a document is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct WriteOptions<'a> {
    /// True where the template prints the first heading as the page's title: it is left out if it comes first.
    pub skip_title: bool,
    /// The steps that can be linked to, for a runbook.
    pub steps: Option<&'a [Step]>,
    /// The language of what is said for the author; English where none is given.
    pub words: Option<&'a Words>,
    /// The file, for a document that has no page of its own.
    pub in_file: Option<InFile<'a>>,
}

/// The HTML of `doc` on `page`, without the page around it.
#[must_use]
pub fn write_html(doc: &Doc<Target>, page: &OutputPath, options: &WriteOptions<'_>) -> String {
    let source = doc.blocks.iter().map(|block| block.range).reduce(crate::text::TextRange::cover).unwrap_or_default();
    let length = source.to_usize().len();
    let mut writer = Writer::new(page, Scope::Page, String::with_capacity(length + length / 2 + 256));
    writer.in_file = options.in_file;
    writer.words = options.words.unwrap_or(&ENGLISH);
    writer.choose_note_prefix(doc);
    writer.steps = options.steps;
    let mut blocks = doc.blocks.as_slice();
    if options.skip_title
        && let [Block { kind: BlockKind::Heading { anchor, .. }, .. }, rest @ ..] = blocks
    {
        writer.place(anchor);
        blocks = rest;
    }
    writer.blocks(blocks);
    writer.footnotes(&doc.footnotes);
    writer.out
}

/// Appends words with their links, for a sentence quoted on `page`; without ids and footnotes, which stand elsewhere.
pub fn write_inlines(inlines: &[Inline<Target>], page: &OutputPath, into: &mut String) {
    write_scope(inlines, page, Scope::Sentence, into);
}

/// Appends words without links, for what stands in a link itself.
pub fn write_words(inlines: &[Inline<Target>], page: &OutputPath, into: &mut String) {
    write_scope(inlines, page, Scope::Words, into);
}

fn write_scope(inlines: &[Inline<Target>], page: &OutputPath, scope: Scope, into: &mut String) {
    let mut writer = Writer::new(page, scope, std::mem::take(into));
    writer.phrasing(inlines);
    *into = writer.out;
}

/// How much of a document is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    Page,
    Sentence,
    Words,
}

struct Writer<'a> {
    page: &'a OutputPath,
    scope: Scope,
    out: String,
    outline: Outline,
    /// True in a link, in which no other may stand.
    in_link: bool,
    /// True where only words may stand, as in a heading.
    words_only: bool,
    /// The language of our own words, on a page.
    words: &'a Words,
    /// The file that this is a part of, where it has no page of its own.
    in_file: Option<InFile<'a>>,
    /// The steps of a runbook.
    steps: Option<&'a [Step]>,
    /// The same among the items of a numbered list and their paragraphs.
    in_step: Option<&'a [Step]>,
    /// What the ids of footnotes begin with, and how often each was referred to so far.
    note_prefix: String,
    note_references: Vec<u32>,
    /// How many terms have been met so far.
    terms: u32,
    /// How many headings with numbers there are so far.
    headings: u32,
    /// How many diagrams there are so far: what the ids of the next are told apart by.
    diagrams: u32,
    /// True in the footnotes, where nothing says which guide they come from.
    in_notes: bool,
}

impl<'a> Writer<'a> {
    fn new(page: &'a OutputPath, scope: Scope, out: String) -> Self {
        Self {
            page,
            scope,
            out,
            outline: Outline::default(),
            in_link: scope == Scope::Words,
            words_only: false,
            words: &ENGLISH,
            in_file: None,
            steps: None,
            in_step: None,
            note_prefix: String::new(),
            note_references: Vec::new(),
            terms: 0,
            headings: 0,
            diagrams: 0,
            in_notes: false,
        }
    }

    fn blocks(&mut self, blocks: &[Block<Target>]) {
        let mut after_words = false;
        for block in blocks {
            let words = matches!(block.kind, BlockKind::Plain(_));
            if after_words {
                self.out.push('\n');
            }
            self.block(&block.kind);
            after_words = words;
        }
    }

    fn block(&mut self, kind: &BlockKind<Target>) {
        match kind {
            BlockKind::Heading { level, anchor, inlines } => self.heading(*level, anchor, inlines),
            BlockKind::Paragraph(inlines) => {
                // A paragraph ends where a block begins, so one that holds `<details>` is none.
                let name = if element::hold_blocks(inlines) { "div" } else { "p" };
                match step_note(inlines).filter(|_| self.in_step.is_some()) {
                    Some(StepNote::Expect) => self.put(format_args!("<{name} class=\"expect\">")),
                    Some(StepNote::IfNot) => self.put(format_args!("<{name} class=\"if-not\">")),
                    None => self.tag(name),
                }
                self.inlines(inlines);
                self.end(name);
            }
            BlockKind::Plain(inlines) => self.inlines(inlines),
            BlockKind::List { start, items } => self.list(*start, items),
            BlockKind::Code(code) => code::write(code, &mut self.out),
            BlockKind::Quote(blocks) => {
                self.out.push_str("<blockquote>\n");
                self.blocks(blocks);
                self.end("blockquote");
            }
            BlockKind::Callout { kind, fold, title, blocks } => self.callout(*kind, *fold, title.as_deref(), blocks),
            BlockKind::Details { open, title, blocks } => self.details(*open, title.as_deref(), blocks),
            BlockKind::Tabs(tabs) => self.tabs(tabs),
            BlockKind::Diagram(diagram) => {
                self.diagrams += 1;
                self.diagram(diagram);
            }
            BlockKind::Embedded { target, from, blocks } => {
                // Its ranges count in another file, and its steps are that one's.
                let (steps, in_step) = (self.steps.take(), self.in_step.take());
                self.embedded(target, from.is_some(), blocks);
                (self.steps, self.in_step) = (steps, in_step);
            }
            BlockKind::Restricted { audience, blocks } => {
                self.open_restricted("div", *audience);
                self.out.push_str("<p class=\"restricted-label\">");
                self.push_said(audience.label());
                self.out.push_str("</p>\n");
                self.blocks(blocks);
                self.end("div");
            }
            // For the one engagement that a packet is of it has been decided.
            BlockKind::When { blocks, .. } if self.in_file.is_some() => self.blocks(blocks),
            BlockKind::When { condition, blocks } => {
                self.out.push_str("<div class=\"restricted condition\"><p class=\"restricted-label\">");
                push_text(&self.words.condition(condition), &mut self.out);
                self.out.push_str("</p>\n");
                self.blocks(blocks);
                self.end("div");
            }
            BlockKind::Table { alignments, head, rows } => self.table(alignments, head, rows),
            BlockKind::Rule => self.out.push_str("<hr>\n"),
            BlockKind::Element { element, blocks } => self.block_element(element, blocks),
        }
    }

    fn tag(&mut self, name: &str) {
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
    }

    fn end(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push_str(">\n");
    }

    /// Appends what the arguments say; writing to a string cannot fail.
    fn put(&mut self, arguments: std::fmt::Arguments<'_>) {
        let _ = self.out.write_fmt(arguments);
    }

    fn heading(&mut self, level: u8, anchor: &str, inlines: &[Inline<Target>]) {
        let depth = self.outline.depth(level);
        let level = (depth + self.in_file.map_or(1, |file| file.above)).min(6);
        self.put(format_args!("<h{level} id=\""));
        self.push_id(anchor);
        self.out.push_str("\">");
        self.heading_number(depth);
        self.phrasing(inlines);
        if self.in_file.is_none() {
            self.out.push_str(" <a class=\"anchor\" href=\"");
            push_attribute(&fragment_url(anchor), &mut self.out);
            self.out.push_str("\" aria-hidden=\"true\" tabindex=\"-1\"></a>");
        }
        self.put(format_args!("</h{level}>\n"));
    }

    /// What comes from another guide, with the way there.
    fn embedded(&mut self, target: &Target, filled: bool, blocks: &[Block<Target>]) {
        let Target::Page { title, .. } = target else { return self.blocks(blocks) };
        // Paper does not say it either.
        if !filled || self.in_notes || self.in_file.is_some() {
            return self.blocks(blocks);
        }
        self.out.push_str("<div class=\"embedded\" role=\"group\" aria-label=\"");
        self.push_said_attribute("guide|From");
        self.out.push(' ');
        push_attribute(title, &mut self.out);
        self.out.push_str("\"><p class=\"embedded-from\">");
        self.push_said("guide|From");
        self.out.push(' ');
        self.link(target, None, &[]);
        self.out.push_str("</p>\n");
        self.blocks(blocks);
        self.end("div");
    }

    fn open_restricted(&mut self, name: &str, audience: Audience) {
        self.put(format_args!("<{name} class=\"restricted restricted-{}\">", audience.name()));
    }

    fn list(&mut self, start: Option<u64>, items: &[ListItem<Target>]) {
        let name = if start.is_some() { "ol" } else { "ul" };
        self.out.push('<');
        self.out.push_str(name);
        if let Some(start) = start.filter(|start| *start != 1) {
            self.put(format_args!(" start=\"{start}\""));
        }
        if items.iter().any(|item| item.task.is_some()) {
            self.out.push_str(" class=\"tasks\"");
        }
        self.out.push_str(">\n");
        let around = self.in_step;
        self.in_step = self.steps.filter(|_| start.is_some());
        for item in items {
            self.list_item(item);
        }
        self.in_step = around;
        self.end(name);
    }

    /// The step that the item at `range` is.
    fn step_at(&self, range: crate::text::TextRange) -> Option<&'a Step> {
        let steps = self.in_step.filter(|steps| !steps.is_empty())?;
        let at = steps.binary_search_by_key(&range.start, |step| step.range.start).ok()?;
        Some(&steps[at]).filter(|step| step.range == range)
    }

    fn list_item(&mut self, item: &ListItem<Target>) {
        self.out.push_str("<li");
        let step = self.step_at(item.range);
        if let Some(step) = step {
            self.out.push_str(" id=\"");
            self.push_id(&step.id);
            self.out.push('"');
        }
        match (&item.task, item.audience) {
            (None, None) => {}
            (Some(_), None) => self.out.push_str(" class=\"task\""),
            (task, Some(audience)) => {
                let task = if task.is_some() { "task " } else { "" };
                self.put(format_args!(" class=\"{task}restricted restricted-{}\"", audience.name()));
            }
        }
        self.out.push('>');
        if let Some(step) = step.filter(|_| self.in_file.is_none()) {
            self.out.push_str("<a class=\"anchor\" href=\"");
            push_attribute(&fragment_url(&step.id), &mut self.out);
            self.out.push_str("\" aria-hidden=\"true\" tabindex=\"-1\"></a>");
        }
        let mut blocks = item.blocks.as_slice();
        if let Some(task) = &item.task {
            let words = match blocks.first().map(|block| &block.kind) {
                Some(BlockKind::Plain(words) | BlockKind::Paragraph(words)) => {
                    blocks = &blocks[1..];
                    Some(words.as_slice())
                }
                _ => None,
            };
            self.task(&task.anchor, task.checked, words);
        }
        if let Some(audience) = item.audience {
            self.out.push_str("<span class=\"restricted-label\">");
            self.push_said(audience.label());
            self.out.push_str("</span> ");
        }
        if !blocks.is_empty() && !matches!(blocks[0].kind, BlockKind::Plain(_)) {
            self.out.push('\n');
        }
        self.blocks(blocks);
        self.end("li");
    }

    fn task(&mut self, id: &str, checked: bool, words: Option<&[Inline<Target>]>) {
        let id = format!("t-{id}");
        self.out.push_str("<input type=\"checkbox\" id=\"");
        self.push_id(&id);
        self.out.push_str("\" data-task=\"");
        match self.in_file {
            Some(_) => self.push_id(&id),
            None => push_attribute(&id[2..], &mut self.out),
        }
        self.out.push('"');
        if checked {
            self.out.push_str(" checked");
        }
        let Some(words) = words else {
            self.out.push_str(" aria-label=\"");
            self.push_said_attribute("Task");
            self.out.push_str("\">");
            return;
        };
        self.out.push_str("><label for=\"");
        self.push_id(&id);
        self.out.push_str("\">");
        self.phrasing(words);
        self.out.push_str("</label>");
    }

    fn table(&mut self, alignments: &[Alignment], head: &[Vec<Inline<Target>>], rows: &[Vec<Vec<Inline<Target>>>]) {
        self.open_table_region();
        self.out.push_str("<table>\n<thead>\n");
        self.row(alignments, head, true);
        self.out.push_str("</thead>\n");
        if !rows.is_empty() {
            self.out.push_str("<tbody>\n");
            for row in rows {
                self.row(alignments, row, false);
            }
            self.out.push_str("</tbody>\n");
        }
        self.out.push_str("</table></div>\n");
    }

    /// A box that wide tables scroll in, reachable by keyboard.
    fn open_table_region(&mut self) {
        self.out.push_str("<div class=\"table\" role=\"group\" aria-label=\"");
        self.push_said_attribute("Table");
        self.out.push_str("\" tabindex=\"0\">");
    }

    fn row(&mut self, alignments: &[Alignment], cells: &[Vec<Inline<Target>>], is_head: bool) {
        self.out.push_str("<tr>");
        for (column, cell) in cells.iter().enumerate() {
            // A head without words heads nothing.
            let name = if is_head && !cell.is_empty() { "th scope=\"col\"" } else { "td" };
            let class = match alignments.get(column) {
                Some(Alignment::Right) => " class=\"right\"",
                Some(Alignment::Center) => " class=\"center\"",
                Some(Alignment::Left | Alignment::None) | None => "",
            };
            self.out.push('<');
            self.out.push_str(name);
            self.out.push_str(class);
            self.out.push('>');
            self.inlines(cell);
            self.out.push_str("</");
            self.out.push_str(&name[..2]);
            self.out.push('>');
        }
        self.out.push_str("</tr>\n");
    }

    // Footnotes.

    /// Ids of footnotes that no heading and no element of the author's has.
    fn choose_note_prefix(&mut self, doc: &Doc<Target>) {
        if doc.footnotes.is_empty() {
            return;
        }
        self.note_references = vec![0; doc.footnotes.len()];
        let mut ids = Vec::new();
        element::collect_ids(&doc.blocks, &mut ids);
        doc.footnotes.iter().for_each(|note| element::collect_ids(note, &mut ids));
        let taken = |prefix: &str| {
            let begins = |id: &&str| {
                id.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('-') || rest.starts_with("ref-"))
            };
            ids.iter().any(begins)
        };
        self.note_prefix.push_str("fn");
        while taken(&self.note_prefix) {
            self.note_prefix.push('n');
        }
    }

    fn footnote_reference(&mut self, at: u32) {
        if self.scope != Scope::Page {
            return;
        }
        let Some(count) = self.note_references.get_mut(at as usize) else { return };
        *count += 1;
        let (count, number, prefix) = (*count, at + 1, std::mem::take(&mut self.note_prefix));
        self.out.push_str("<sup class=\"footnote-ref\"><a id=\"");
        self.push_id(&reference_id(&prefix, number, count));
        self.out.push_str("\" href=\"");
        self.push_fragment(&format!("{prefix}-{number}"));
        self.put(format_args!("\">{number}</a></sup>"));
        self.note_prefix = prefix;
    }

    fn footnotes(&mut self, notes: &[Vec<Block<Target>>]) {
        if notes.is_empty() {
            return;
        }
        self.out.push_str("<section class=\"footnotes\" aria-label=\"");
        self.push_said_attribute("Footnotes");
        self.out.push_str("\"><ol>\n");
        for (at, note) in notes.iter().enumerate() {
            let prefix = self.note_prefix.clone();
            let number = u32::try_from(at + 1).expect("references count notes in 32 bits");
            self.out.push_str("<li id=\"");
            self.push_id(&format!("{prefix}-{number}"));
            self.out.push_str("\">");
            self.in_notes = true;
            self.blocks(note);
            self.in_notes = false;
            // The way back stands in the last paragraph, at the end of its last line.
            let in_paragraph = self.out.ends_with("</p>\n");
            if in_paragraph {
                self.out.truncate(self.out.len() - "</p>\n".len());
            }
            for count in 1..=self.note_references[at].max(1) {
                self.out.push_str(" <a class=\"footnote-back\" href=\"");
                self.push_fragment(&reference_id(&prefix, number, count));
                self.out.push_str("\" aria-label=\"");
                self.push_said_attribute("Back to the text");
                self.out.push_str("\">↩</a>");
            }
            if in_paragraph {
                self.out.push_str("</p>");
            }
            self.end("li");
        }
        self.out.push_str("</ol></section>\n");
    }
}

/// The id of the `count`th reference to a footnote.
fn reference_id(prefix: &str, number: u32, count: u32) -> String {
    if count == 1 { format!("{prefix}ref-{number}") } else { format!("{prefix}ref-{number}-{count}") }
}

#[cfg(test)]
mod tests;
