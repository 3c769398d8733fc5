//! What is doubtful about one file's words, headings and pictures: nothing that keeps it from being read.
//!
//! Takes a file that has been parsed; gives diagnostics, all of them warnings but for secrets and for links that are none. They are kept with the file's
//! other diagnostics, so an unchanged file is not looked at again. Code is looked at only for what no code is meant to hold.

mod characters;
mod mojibake;
mod placeholder;
mod secret;
mod spaced;
mod structure;

use super::front_matter::GuideMeta;
use super::guide::ParsedGuide;
use crate::diagnostic::{Diagnostic, Rule};
use crate::doc::{Block, BlockKind, Inline, RawLink};
use crate::path::SourcePath;
use crate::text::TextRange;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// What is doubtful about `guide`, whose file says `text`.
#[must_use]
pub fn lint_guide(guide: &ParsedGuide, meta: &GuideMeta, text: &str) -> Vec<Diagnostic> {
    let mut found = Findings::new(&guide.path, text, Some(guide));
    let has_placeholders = !meta.draft && !placeholder::is_template(&guide.path) && placeholder::may_be_in(text);
    let mut walk = Walk { found: &mut found, has_placeholders };
    walk.blocks(&guide.doc.blocks);
    guide.doc.footnotes.iter().for_each(|note| walk.blocks(note));
    structure::report_levels(&mut found);
    secret::check(&mut found);
    spaced::check(&mut found);
    if !text.is_ascii() {
        characters::check(&mut found);
    }
    found.finish()
}

/// What is wrong with the characters of a file that is no guide.
#[must_use]
pub fn lint_data(path: &SourcePath, text: &str) -> Vec<Diagnostic> {
    let mut found = Findings::new(path, text, None);
    secret::check(&mut found);
    if !text.is_ascii() {
        characters::check(&mut found);
    }
    found.finish()
}

/// How many problems of one kind are shown of a file; who has more of them knows by then.
const MOST: usize = 100;

/// What has been found in a file.
struct Findings<'a> {
    path: &'a SourcePath,
    /// What the file says.
    text: &'a str,
    /// What it was parsed to, where it is a guide.
    guide: Option<&'a ParsedGuide>,
    /// Where code stands in it.
    code: OnceCell<CodeRanges>,
    levels: structure::Levels,
    diagnostics: Vec<Diagnostic>,
    /// How many of each rule were met.
    met: BTreeMap<Rule, usize>,
}

impl<'a> Findings<'a> {
    fn new(path: &'a SourcePath, text: &'a str, guide: Option<&'a ParsedGuide>) -> Self {
        let (levels, code) = (structure::Levels::default(), OnceCell::new());
        Self { path, text, guide, code, levels, diagnostics: Vec::new(), met: BTreeMap::new() }
    }

    /// Where code stands. Asked for only where something was found: most files need not know.
    fn code(&self) -> &CodeRanges {
        self.code.get_or_init(|| self.guide.map(CodeRanges::of).unwrap_or_default())
    }

    /// True where no more of `rule` are shown; they are counted still.
    fn is_full(&mut self, rule: Rule) -> bool {
        let met = self.met.entry(rule).or_default();
        *met += 1;
        *met > MOST
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        for (rule, _) in self.met.into_iter().filter(|(_, met)| *met > MOST) {
            if let Some(last) = self.diagnostics.iter_mut().rfind(|diagnostic| diagnostic.rule == rule) {
                last.message.push_str("; the file has more of these");
            }
        }
        self.diagnostics
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
                | BlockKind::When { blocks, .. }
                | BlockKind::Embedded { blocks, .. }
                | BlockKind::Element { blocks, .. } => self.blocks(blocks),
                BlockKind::Table { head, rows, .. } => {
                    std::iter::once(head).chain(rows).flatten().for_each(|cell| self.words(cell));
                }
                BlockKind::Code(code) => placeholder::check_code(self.found, &code.text, block.range),
                BlockKind::Diagram(_) | BlockKind::Rule => {}
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
            Inline::Text { .. }
            | Inline::Variable { .. }
            | Inline::Code { .. }
            | Inline::FootnoteRef(_)
            | Inline::Break => {}
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
        ranges.spans.sort_unstable();
        ranges.blocks.sort_unstable();
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
                | BlockKind::When { blocks, .. }
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
                Inline::Text { .. }
                | Inline::Variable { .. }
                | Inline::Image { .. }
                | Inline::FootnoteRef(_)
                | Inline::Break => {}
            }
        }
    }
}

/// True where one of `ranges`, which are sorted and apart, holds the byte `at`.
fn holds(ranges: &[TextRange], at: u32) -> bool {
    let before = ranges.partition_point(|range| range.start <= at);
    before.checked_sub(1).is_some_and(|last| at < ranges[last].end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::diagram::Drawings;
    use crate::parse::front_matter::GuideMeta;
    use crate::parse::guide::{ParseOptions, RawHtml, parse_guide};
    use crate::parse::highlight::Highlighter;

    fn lint(text: &str) -> Vec<Diagnostic> {
        let path = SourcePath::new("content/a.md").expect("inside");
        let highlighter = Highlighter::default();
        let options =
            ParseOptions { raw_html: RawHtml::Sanitize, highlighter: &highlighter, drawings: &Drawings::default() };
        let guide = parse_guide(&path, text.as_bytes(), &options).value;
        lint_guide(&guide, &GuideMeta::default(), text)
    }

    fn told(text: &str) -> Vec<(&'static str, String)> {
        let marked = |diagnostic: Diagnostic| {
            let range = diagnostic.location.expect("a place").range.to_usize();
            (diagnostic.rule.name(), text[range].to_owned())
        };
        lint(text).into_iter().map(marked).collect()
    }

    #[test]
    fn what_is_marked_is_the_thing_itself() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("a ![](b.png) c", &[("missing-alt", "![](b.png)")]),
            ("a ![](<b c.png> \"t\") d", &[("missing-alt", "![](<b c.png> \"t\")")]),
            ("<img src=\"b.png\" width=\"3\">", &[("missing-alt", "<img src=\"b.png\" width=\"3\">")]),
            ("<p>x <img src=b.png> y</p>", &[("missing-alt", "<img src=b.png>")]),
            ("![b](HTTPS://x.example/b.png)", &[("remote-image", "HTTPS://x.example/b.png")]),
            ("![b](//x.example/b.png)", &[("remote-image", "//x.example/b.png")]),
            ("| a |\n|---|\n| TBD |\n", &[("placeholder", "TBD")]),
            ("- TODO\n- **TODO:** x\n", &[("placeholder", "TODO"), ("placeholder", "TODO")]),
            ("# T\n\n## A\n\n   #### B", &[("heading-skip", "####")]),
            ("# T\n\n> ## A\n>\n> #### B", &[("heading-skip", "####")]),
            ("# A\n\n### B\n\n## C\n", &[("heading-skip", "###")]),
        ];
        for (text, expected) in cases {
            let expected: Vec<_> = expected.iter().map(|(rule, words)| (*rule, (*words).to_owned())).collect();
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_meant_so_is_not_told() {
        let meant = [
            "<img src=\"b.png\" alt=\"\">",
            "<img src=\"b.png\"\n  ALT=''>",
            "![x](b.png) [![x](b.png)](c.md)",
            "![dot](data:image/png;base64,AA==)",
            "`TODO: x` and\n\n    TODO: y\n\n```\nFIXME: z â€™\n```\n\n<!-- TODO: w -->\n\n> TODO: quoted",
            "write `â€™` for ’",
            "# A\n\n### B\n\n### C\n",
            "## A\n\n# B\n\n## C\n\n# D\n",
            "<h1>A</h1>\n\n<h4>B</h4>\n",
            "[^1]: TODO? no\n",
        ];
        for text in meant {
            assert_eq!(told(text), [], "{text}");
        }
    }

    /// Nothing here is quick in a file that was made to be slow, unless it is looked at once.
    #[test]
    fn a_file_with_a_hundred_thousand_of_each_is_told_of_a_hundred() {
        let count = 100_000;
        let texts = [
            "![](http://x.example/a) ".repeat(count),
            "TODO: x\n\n".repeat(count),
            "Lorem ipsum dolor ".repeat(count),
            "a\u{200b}b\u{202e}".repeat(count),
            "`a` Ã©t ".repeat(count),
            "Ã©t `a`\n".repeat(count),
            "## a\n#### b\n".repeat(count / 10),
            "Ã".repeat(count),
            "\u{f8ff}üì".repeat(count),
        ];
        for text in texts {
            assert!(lint(&text).len() <= 2 * MOST, "{}", &text[..20]);
        }
    }
}
