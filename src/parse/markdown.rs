//! Markdown into the document tree: the events of pulldown-cmark, and what `CommonMark` does not know.
//!
//! Takes the text of a file and where the Markdown begins; gives a tree whose ranges count in the whole file. Never
//! fails and never loses a word; nesting past `MAX_DEPTH` is flattened and reported.

use super::builder::{Builder, Kind};
use super::container;
use super::guide::ParseOptions;
use crate::diagnostic::Checked;
use crate::doc::{Alignment, CalloutKind, Doc, RawLink};
use crate::path::SourcePath;
use crate::text::TextRange;
use definitions::{Lost, Uses};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Sets of icons of Material for `MkDocs`, by what their names begin with.
pub const ICONS: [&str; 4] = [":material-", ":octicons-", ":fontawesome-", ":simple-"];

const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// A document, and whether anything in it has an audience of its own.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says that the page has something, and most have nothing")]
pub struct ParsedMarkdown {
    /// What it says.
    pub doc: Doc<RawLink>,
    /// True where a part or a list item is for a narrower audience than the whole.
    pub restricted: bool,
    /// Where addresses and notes are defined, in order, of a text with such parts: they stand there and show nothing.
    pub definitions: Vec<TextRange>,
    /// True where it has places for other guides.
    pub embeds: bool,
    /// True where the tool that it was written for would put in what is not here, so that what anchors its page has can
    /// only be guessed.
    pub unseen: bool,
    /// True where it names fields of an engagement: in variables, or in conditions.
    pub fields: bool,
}

/// Parses the Markdown in `text` from the byte `from` on. `text` is that of the file `path`.
pub fn parse_markdown(
    path: &SourcePath,
    text: &str,
    from: usize,
    options: &ParseOptions<'_>,
) -> Checked<ParsedMarkdown> {
    let mut lost = Vec::new();
    loop {
        let (parsed, strayed) = parse_without(&lost, path, text, from, options);
        let enough = lost.len() >= definitions::MOST_LOST;
        if strayed.is_empty() || enough {
            let mut parsed = parsed;
            definitions::report(&lost, path, text, &mut parsed.diagnostics);
            if enough && !strayed.is_empty() {
                definitions::hold_back(&mut parsed.value);
            }
            return parsed;
        }
        lost.extend(strayed);
    }
}

/// Parses as if the definitions at `lost` were not there; and gives those that are for fewer readers than a link or a mark
/// that leads where they say.
fn parse_without(
    lost: &[Lost],
    path: &SourcePath,
    text: &str,
    from: usize,
    options: &ParseOptions<'_>,
) -> (Checked<ParsedMarkdown>, Vec<Lost>) {
    let (markers, body) = container::read(text, from, OPTIONS);
    let body = definitions::without(body, from, lost);
    let mut uses = Uses::default();
    let mut builder = Builder::new(path, text, markers, options);
    // Where a comment goes on, and how many blocks are open that began there.
    let (mut hidden, mut hidden_blocks) = (0..0, 0_u32);
    let mut events = Parser::new_ext(&body, OPTIONS).into_offset_iter();
    let mut definitions: Vec<TextRange> = Vec::new();
    while let Some((event, range)) = events.next() {
        if let Event::Start(Tag::Link { link_type, id, .. } | Tag::Image { link_type, id, .. }) = &event
            && matches!(link_type, LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut)
            && let Some(definition) = events.reference_definitions().get(id)
        {
            uses.links.push((from + definition.span.start..from + definition.span.end, from + range.start));
        }
        if let Event::Start(Tag::FootnoteDefinition(label)) = &event
            && let Some(colon) = body[range.clone()].find("]:")
        {
            let name = from + range.start..from + range.start + colon + 2;
            uses.notes.push((label.to_lowercase(), name));
            definitions.push(TextRange::from(from + range.start..from + range.end));
        }
        let place = from + range.start;
        let range = builder.in_file(from + range.start..from + range.end);
        if matches!(event, Event::Start(Tag::Paragraph)) && hidden_blocks == 0 && !hidden.contains(&range.start) {
            hidden = obsidian_comment(text, range.start).unwrap_or(hidden);
        }
        if hidden_blocks > 0 || hidden.contains(&range.start) {
            match event {
                Event::Start(_) => hidden_blocks += 1,
                Event::End(_) => hidden_blocks = hidden_blocks.saturating_sub(1),
                _ => {}
            }
            continue;
        }
        if let Event::FootnoteReference(label) = &event {
            uses.marks.push((label.to_lowercase(), place));
        }
        if matches!(event, Event::End(TagEnd::HtmlBlock)) {
            hidden = rest_of_comment(&mut builder, range.clone());
            uses.comments.extend(Some(hidden.clone()).filter(|hidden| !hidden.is_empty()));
        }
        handle(&mut builder, event, range);
    }
    let of_addresses = events.reference_definitions().iter().map(|(_, definition)| &definition.span);
    definitions.extend(of_addresses.map(|span| TextRange::from(from + span.start..from + span.end)));
    let mut parsed = builder.finish();
    if parsed.value.restricted {
        definitions.sort_by_key(|definition| definition.start);
        parsed.value.definitions = definitions;
    }
    let strayed = definitions::strayed(&parsed.value, uses);
    (parsed, strayed)
}

/// What follows the HTML block `range` up to the end of a comment that the block leaves open. An empty line ends such a
/// block, but browsers, and whoever wrote it, take the comment to go on.
fn rest_of_comment(builder: &mut Builder<'_>, range: Range<usize>) -> Range<usize> {
    let mut rest = &builder.source[range.clone()];
    let is_text = ["<pre", "<script", "<style", "<textarea"];
    let start = rest.trim_start().to_ascii_lowercase();
    if is_text.iter().any(|opening| start.starts_with(opening)) {
        return 0..0;
    }
    while let Some(at) = rest.find("<!--") {
        // `<!-->` is a whole comment.
        match rest[at + 2..].find("-->") {
            Some(end) => rest = &rest[at + 2 + end + 3..],
            None => {
                let Some(end) = builder.source[range.end..].find("-->") else {
                    let message = "a comment in this HTML is never closed, so nothing after it is published";
                    builder.error(range.clone().into(), message, "Close it with `-->`.");
                    return range.end..builder.source.len();
                };
                return range.end..range.end + end + 3;
            }
        }
    }
    0..0
}

/// The comment of Obsidian that begins at `at`: from `%%` to the `%%` that ends a line, over as many blocks as it likes.
fn obsidian_comment(text: &str, at: usize) -> Option<Range<usize>> {
    let inside = text[at..].strip_prefix("%%").filter(|inside| !inside.starts_with('%'))?;
    let (comment, after) = inside.split_once("%%")?;
    let ends_line = after.lines().next().is_none_or(|rest| rest.trim().is_empty());
    ends_line.then(|| at..at + comment.len() + 4)
}

fn handle(builder: &mut Builder<'_>, event: Event<'_>, range: Range<usize>) {
    let range = TextRange::from(range);
    match event {
        Event::Start(tag) => start(builder, tag, range),
        Event::End(tag) => end(builder, tag, range),
        Event::SoftBreak => builder.text("\n", range),
        Event::Code(text) => builder.code_span(&text, range),
        Event::Html(text) => builder.html_block(&text, range),
        Event::InlineHtml(text) => builder.html_inline(&text, range),
        Event::FootnoteReference(label) => builder.footnote_reference(&label, range),
        Event::HardBreak => builder.hard_break(range),
        Event::Rule => builder.rule(range),
        Event::TaskListMarker(checked) => builder.task(checked),
        // Mathematics is an extension that is not asked for.
        Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => builder.text(&text, range),
    }
}

fn start(builder: &mut Builder<'_>, tag: Tag<'_>, range: TextRange) {
    let kind = match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(level as u8),
        Tag::BlockQuote(kind) => Kind::Quote(kind.map(callout)),
        Tag::CodeBlock(CodeBlockKind::Indented) => Kind::code(None),
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => Kind::code(Some(&info)),
        Tag::HtmlBlock => Kind::HtmlBlock,
        Tag::List(start) => Kind::List { start, items: Vec::new() },
        Tag::Item => Kind::Item { task: None },
        Tag::FootnoteDefinition(label) => Kind::Note { label: label.as_ref().into() },
        Tag::Table(alignments) => {
            let alignments = alignments.into_iter().map(alignment).collect();
            Kind::Table { alignments, head: Vec::new(), rows: Vec::new(), row: Vec::new() }
        }
        Tag::TableCell => Kind::Cell,
        Tag::Emphasis => Kind::Emphasis,
        Tag::Strong => Kind::Strong,
        Tag::Strikethrough => Kind::Strikethrough,
        Tag::Link { link_type, dest_url, title, .. } => {
            let href = if link_type == LinkType::Email {
                format!("mailto:{dest_url}").into()
            } else {
                dest_url.as_ref().into()
            };
            Kind::Link { href, title: titled(&title) }
        }
        Tag::Image { dest_url, title, .. } => Kind::Image { href: dest_url.as_ref().into(), title: titled(&title) },
        // Rows are known by their ends; the others are extensions that are not asked for.
        Tag::TableHead
        | Tag::TableRow
        | Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::Superscript
        | Tag::Subscript
        | Tag::MetadataBlock(_) => return,
    };
    builder.open(kind, range);
}

fn end(builder: &mut Builder<'_>, tag: TagEnd, range: TextRange) {
    match tag {
        TagEnd::TableHead => builder.end_row(true),
        TagEnd::TableRow => builder.end_row(false),
        TagEnd::DefinitionList
        | TagEnd::DefinitionListTitle
        | TagEnd::DefinitionListDefinition
        | TagEnd::Superscript
        | TagEnd::Subscript
        | TagEnd::MetadataBlock(_) => {}
        _ => builder.close(range),
    }
}

fn titled(title: &str) -> Option<Box<str>> {
    (!title.is_empty()).then(|| title.into())
}

fn callout(kind: BlockQuoteKind) -> CalloutKind {
    match kind {
        BlockQuoteKind::Note => CalloutKind::Note,
        BlockQuoteKind::Tip => CalloutKind::Tip,
        BlockQuoteKind::Important => CalloutKind::Important,
        BlockQuoteKind::Warning => CalloutKind::Warning,
        BlockQuoteKind::Caution => CalloutKind::Caution,
    }
}

fn alignment(alignment: pulldown_cmark::Alignment) -> Alignment {
    match alignment {
        pulldown_cmark::Alignment::None => Alignment::None,
        pulldown_cmark::Alignment::Left => Alignment::Left,
        pulldown_cmark::Alignment::Center => Alignment::Center,
        pulldown_cmark::Alignment::Right => Alignment::Right,
    }
}

mod definitions;
#[cfg(test)]
mod part_tests;
#[cfg(test)]
pub(crate) mod sketch;
#[cfg(test)]
mod tests;
