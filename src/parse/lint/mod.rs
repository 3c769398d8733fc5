//! What is doubtful about one file's words, headings and pictures: nothing that keeps it from being read.
//!
//! Takes a file that has been parsed; gives diagnostics, all of them warnings. They are kept with the file's other
//! diagnostics, so an unchanged file is not looked at again. Code is looked at only for what no code is meant to hold.

mod characters;
mod mojibake;
mod placeholder;
mod structure;

use super::front_matter::GuideMeta;
use super::guide::ParsedGuide;
use crate::diagnostic::Diagnostic;
use crate::doc::{Block, BlockKind, Inline, RawLink};
use crate::path::SourcePath;
use crate::text::TextRange;

/// What is doubtful about `guide`, whose file says `text`.
#[must_use]
pub fn lint_guide(guide: &ParsedGuide, meta: &GuideMeta, text: &str) -> Vec<Diagnostic> {
    let mut found = Findings::new(&guide.path, text, Some(guide));
    let has_placeholders = !meta.draft && !placeholder::is_template(&guide.path) && placeholder::may_be_in(text);
    let mut walk = Walk { found: &mut found, has_placeholders };
    walk.blocks(&guide.doc.blocks);
    guide.doc.footnotes.iter().for_each(|note| walk.blocks(note));
    structure::report_levels(&mut found);
    if !text.is_ascii() {
        characters::check(&mut found);
    }
    found.diagnostics
}

/// What is wrong with the characters of a file that is no guide.
#[must_use]
pub fn lint_data(path: &SourcePath, text: &str) -> Vec<Diagnostic> {
    let mut found = Findings::new(path, text, None);
    if !text.is_ascii() {
        characters::check(&mut found);
    }
    found.diagnostics
}

/// What has been found in a file.
struct Findings<'a> {
    path: &'a SourcePath,
    /// What the file says.
    text: &'a str,
    /// What it was parsed to, where it is a guide.
    guide: Option<&'a ParsedGuide>,
    levels: structure::Levels,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    fn new(path: &'a SourcePath, text: &'a str, guide: Option<&'a ParsedGuide>) -> Self {
        Self { path, text, guide, levels: structure::Levels::default(), diagnostics: Vec::new() }
    }

    /// Where code stands. Asked for only where something was found: most files have none.
    fn code(&self) -> CodeRanges {
        self.guide.map(CodeRanges::of).unwrap_or_default()
    }
}

/// A walk over everything that a reader reads.
struct Walk<'f, 'a> {
    found: &'f mut Findings<'a>,
    has_placeholders: bool,
}

impl Walk<'_, '_> {
    fn blocks(&mut self, blocks: &[Block<RawLink>]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Heading { level, inlines, .. } => {
                    structure::heading(self.found, *level, block.range);
                    self.words(inlines);
                }
                BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => self.words(inlines),
                BlockKind::List { items, .. } => items.iter().for_each(|item| self.blocks(&item.blocks)),
                BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                    title.iter().for_each(|title| self.words(title));
                    self.blocks(blocks);
                }
                BlockKind::Tabs(tabs) => {
                    for tab in tabs {
                        self.words(&tab.title);
                        self.blocks(&tab.blocks);
                    }
                }
                // What is quoted is somebody else's, and theirs to finish.
                BlockKind::Quote(blocks) => {
                    let had_placeholders = std::mem::replace(&mut self.has_placeholders, false);
                    self.blocks(blocks);
                    self.has_placeholders = had_placeholders;
                }
                BlockKind::Restricted { blocks, .. }
                | BlockKind::Embedded { blocks, .. }
                | BlockKind::Element { blocks, .. } => self.blocks(blocks),
                BlockKind::Table { head, rows, .. } => {
                    std::iter::once(head).chain(rows).flatten().for_each(|cell| self.words(cell));
                }
                BlockKind::Code(_) | BlockKind::Diagram(_) | BlockKind::Rule => {}
            }
        }
    }

    /// The words of a block, which begins with the first of them.
    fn words(&mut self, inlines: &[Inline<RawLink>]) {
        let only = inlines.len() == 1;
        for (at, inline) in inlines.iter().enumerate() {
            self.inline(inline, at == 0, only);
        }
    }

    fn inline(&mut self, inline: &Inline<RawLink>, first: bool, only: bool) {
        match inline {
            Inline::Text { text, range } if self.has_placeholders => {
                placeholder::check(self.found, text, *range, first, only);
            }
            Inline::Image { target, alt, .. } => structure::picture(self.found, target, Some(alt)),
            Inline::Element { element, inlines } => {
                if element.name == "img" {
                    let alt = element.attributes.iter().find(|(name, _)| name == "alt").map(|(_, alt)| alt);
                    element.links.iter().for_each(|(_, link)| structure::picture(self.found, link, alt));
                }
                inlines.iter().for_each(|inline| self.inline(inline, false, false));
            }
            Inline::Link { inlines, .. }
            | Inline::Emphasis(inlines)
            | Inline::Strong(inlines)
            | Inline::Strikethrough(inlines) => {
                let only = only && inlines.len() == 1;
                inlines.iter().enumerate().for_each(|(at, inline)| self.inline(inline, first && at == 0, only));
            }
            Inline::Text { .. } | Inline::Code { .. } | Inline::FootnoteRef(_) | Inline::Break => {}
        }
    }
}

/// The places of what is code among words, and of blocks of code.
#[derive(Default)]
struct CodeRanges {
    spans: Vec<TextRange>,
    blocks: Vec<TextRange>,
}

impl CodeRanges {
    fn of(guide: &ParsedGuide) -> Self {
        let mut ranges = Self::default();
        ranges.add(&guide.doc.blocks);
        guide.doc.footnotes.iter().for_each(|note| ranges.add(note));
        ranges
    }

    fn add(&mut self, blocks: &[Block<RawLink>]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Code(_) | BlockKind::Diagram(_) => self.blocks.push(block.range),
                BlockKind::Heading { inlines, .. } | BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
                    self.add_words(inlines);
                }
                BlockKind::List { items, .. } => items.iter().for_each(|item| self.add(&item.blocks)),
                BlockKind::Tabs(tabs) => tabs.iter().for_each(|tab| self.add(&tab.blocks)),
                BlockKind::Callout { blocks, .. }
                | BlockKind::Details { blocks, .. }
                | BlockKind::Quote(blocks)
                | BlockKind::Restricted { blocks, .. }
                | BlockKind::Embedded { blocks, .. }
                | BlockKind::Element { blocks, .. } => self.add(blocks),
                BlockKind::Table { head, rows, .. } => {
                    std::iter::once(head).chain(rows).flatten().for_each(|cell| self.add_words(cell));
                }
                BlockKind::Rule => {}
            }
        }
    }

    fn add_words(&mut self, inlines: &[Inline<RawLink>]) {
        for inline in inlines {
            match inline {
                Inline::Code { range, .. } => self.spans.push(*range),
                Inline::Link { inlines, .. }
                | Inline::Emphasis(inlines)
                | Inline::Strong(inlines)
                | Inline::Strikethrough(inlines)
                | Inline::Element { inlines, .. } => self.add_words(inlines),
                Inline::Text { .. } | Inline::Image { .. } | Inline::FootnoteRef(_) | Inline::Break => {}
            }
        }
    }
}

/// True where one of `ranges` holds the byte `at`.
fn holds(ranges: &[TextRange], at: u32) -> bool {
    ranges.iter().any(|range| range.start <= at && at < range.end)
}
