//! Puts the values of fields in the places of variables, `{{ customer.name }}`: in guides, and in what engagements say.
//!
//! Takes guides and engagements that have been filtered for a reader. In an engagement's own folder, and in an edition of
//! one engagement, a variable becomes that one's value, as text; elsewhere it stays, and is shown as a label. A value that
//! the reader may not see is none.

mod values;

use super::AssembleOptions;
use super::data::engagement_around;
use super::engagement::{self, Engagement};
use super::kept::{AssembleMemo, KeptFacts};
use crate::book::Book;
use crate::book::engagement::FilteredEngagement;
use crate::diagnostic::{Diagnostic, Location};
use crate::doc::{
    Block, BlockKind, CodeBlock, Element, HighlightRun, Inline, LinkForm, RawLink, variable_label, variable_path,
};
use crate::parse::guide::ParsedGuide;
use crate::parse::{bare_address, variable};
use crate::path::{SourcePath, encode_segment};
use crate::schema::node::{Node, Value};
use crate::schema::read::{Report, read};
use crate::text::TextRange;
use ecow::{EcoString, EcoVec};
use rayon::prelude::*;
use std::sync::Arc;
use values::{Source, Told};

/// The facts of every engagement of `book`, with values for the variables in what it says.
pub(super) fn assemble_all(
    book: &Book,
    AssembleOptions { today, whole, words }: AssembleOptions<'_>,
    memo: &mut AssembleMemo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Arc<Engagement>> {
    let known = &*memo;
    let assembled = book.engagements.par_iter().map(|of| {
        // What is reported of a variable hangs on the whole too.
        if let Some(known) = known.facts(of, today).filter(|_| whole.is_none() || !may_vary(&of.node)) {
            return known;
        }
        let facts = engagement::assemble(&of.says, today);
        if !may_vary(&of.node) {
            return Arc::new(KeptFacts::new(of, today, facts));
        }
        // A value may be a fact, such as the day of the launch, so the facts come first, and again with the values.
        let whole = whole.and_then(|whole| whole.engagement(&of.id));
        let source = Source { node: &of.node, facts: &facts.value, whole, id: &of.id, words };
        let mut told = Vec::new();
        let mut node = (*of.node).clone();
        fill_node(&mut node, &source, &mut told);
        let declared = Arc::new(read(&node, Report::Nothing).value);
        let filled = FilteredEngagement { declared, people: of.says.people.clone(), is_whole: of.says.is_whole };
        let mut facts = engagement::assemble(&filled, today);
        facts.diagnostics.extend(told);
        Arc::new(KeptFacts::new(of, today, facts))
    });
    let assembled: Vec<Arc<KeptFacts>> = assembled.collect();
    memo.keep_facts(&book.engagements, &assembled);
    diagnostics.extend(assembled.iter().flat_map(|kept| kept.diagnostics.iter().cloned()));
    assembled.iter().map(|kept| kept.facts.clone()).collect()
}

/// True where some text holds a variable.
fn may_vary(node: &Node) -> bool {
    match &node.value {
        Value::Scalar(scalar) => variable::find(&scalar.text).next().is_some(),
        Value::List(items) => items.iter().any(may_vary),
        Value::Map(map) => map.entries.iter().any(|entry| may_vary(&entry.value)),
        Value::Null => false,
    }
}

fn fill_node(node: &mut Node, source: &Source<'_>, told: &mut Vec<Diagnostic>) {
    let place = node.clone();
    match &mut node.value {
        Value::Scalar(scalar) => {
            let filled = variable::fill(&scalar.text, |written| {
                let value = source.value(variable_path(written));
                if let Told::Nothing(problem) = &value {
                    told.push(problem.at(&place.place_of(subslice(&place, written))));
                }
                value.words().unwrap_or_else(|| variable_label(written))
            });
            if let Some(filled) = filled {
                scalar.text = filled;
                scalar.lead = None;
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| fill_node(item, source, told)),
        Value::Map(map) => map.entries.iter_mut().for_each(|entry| fill_node(&mut entry.value, source, told)),
        Value::Null => {}
    }
}

/// The same words in the text of `node`, of which they are a copy.
fn subslice<'a>(node: &'a Node, written: &str) -> &'a str {
    let text = node.as_text().map_or("", EcoString::as_str);
    text.find(written).map_or(text, |at| &text[at..at + written.len()])
}

/// The guides of `book` that have variables, by their places, with values in them.
pub(super) fn put_in(
    book: &Book,
    facts: &[Arc<Engagement>],
    AssembleOptions { whole, words, .. }: AssembleOptions<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<(usize, Arc<ParsedGuide>)> {
    if book.guides.iter().all(|guide| !guide.parsed.fields) {
        return Vec::new();
    }
    let sources: Vec<Source<'_>> = book
        .engagements
        .iter()
        .zip(facts)
        .map(|(of, facts)| {
            let whole = whole.and_then(|whole| whole.engagement(&of.id));
            Source { node: &of.node, facts, whole, id: &of.id, words }
        })
        .collect();
    let means_something = !(book.engagements.is_empty() && book.playbooks.is_empty());
    let mut filled = Vec::new();
    for (at, guide) in book.guides.iter().enumerate() {
        if !(guide.parsed.fields || guide.parsed.embeds) {
            continue;
        }
        let around = engagement_around(book, &guide.parsed.path);
        let mut doc = guide.parsed.doc.clone();
        let path = &guide.parsed.path;
        let mut filler =
            Filler { book, sources: &sources, means_something, around, in_link: false, changed: false, diagnostics };
        filler.blocks(&mut doc.blocks, path);
        doc.footnotes.iter_mut().for_each(|note| filler.blocks(note, path));
        if filler.changed {
            filled.push((at, Arc::new(ParsedGuide { doc, ..(*guide.parsed).clone() })));
        }
    }
    filled
}

struct Filler<'a, 'd> {
    book: &'a Book,
    sources: &'a [Source<'a>],
    /// False in a book without engagements and playbooks, where braces are braces.
    means_something: bool,
    /// The engagement that is meant.
    around: Option<usize>,
    /// True in the words of a link, which hold no other.
    in_link: bool,
    changed: bool,
    diagnostics: &'d mut Vec<Diagnostic>,
}

impl Filler<'_, '_> {
    fn blocks(&mut self, blocks: &mut [Block<RawLink>], path: &SourcePath) {
        for block in blocks {
            match &mut block.kind {
                BlockKind::Heading { inlines, .. } | BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
                    self.inlines(inlines, path);
                }
                BlockKind::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(&mut item.blocks, path)),
                BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                    title.iter_mut().for_each(|title| self.inlines(title, path));
                    self.blocks(blocks, path);
                }
                BlockKind::Tabs(tabs) => {
                    for tab in tabs {
                        self.inlines(&mut tab.title, path);
                        self.blocks(&mut tab.blocks, path);
                    }
                }
                BlockKind::Embedded { from, blocks, .. } => {
                    let from = from.clone();
                    let before = self.around;
                    self.around = from.as_ref().and_then(|from| engagement_around(self.book, from)).or(before);
                    self.blocks(blocks, from.as_ref().unwrap_or(path));
                    self.around = before;
                }
                BlockKind::Table { head, rows, .. } => {
                    head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| self.inlines(cell, path));
                }
                BlockKind::Code(code) => self.code(code, path),
                BlockKind::Element { element, blocks } => {
                    self.element(element, path);
                    self.blocks(blocks, path);
                }
                BlockKind::Quote(blocks) | BlockKind::Restricted { blocks, .. } | BlockKind::When { blocks, .. } => {
                    self.blocks(blocks, path);
                }
                BlockKind::Diagram(_) | BlockKind::Rule => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &mut Vec<Inline<RawLink>>, path: &SourcePath) {
        let mut filled = false;
        for inline in inlines.iter_mut() {
            match inline {
                Inline::Variable { text, range } => {
                    let text =
                        if self.means_something { self.value(text, *range, path).words() } else { Some(text.clone()) };
                    if let Some(text) = text {
                        self.changed = true;
                        filled = true;
                        *inline = Inline::Text { text, range: *range };
                    }
                }
                Inline::Emphasis(inlines) | Inline::Strong(inlines) | Inline::Strikethrough(inlines) => {
                    self.inlines(inlines, path);
                }
                Inline::Link { target, inlines, .. } => {
                    self.link(target, path);
                    let before = std::mem::replace(&mut self.in_link, true);
                    self.inlines(inlines, path);
                    self.in_link = before;
                }
                Inline::Image { target, alt, .. } => {
                    self.link(target, path);
                    if self.means_something && variable::find(alt).next().is_some() {
                        let range = target.range;
                        let filled = variable::fill(alt, |written| {
                            self.value(written, range, path).words().unwrap_or_else(|| variable_label(written))
                        });
                        self.changed |= filled.is_some();
                        *alt = filled.unwrap_or_default();
                    }
                }
                Inline::Element { element, inlines } => {
                    self.element(element, path);
                    self.inlines(inlines, path);
                }
                Inline::Text { .. } | Inline::Code { .. } | Inline::FootnoteRef(_) | Inline::Break => {}
            }
        }
        if filled && !self.in_link {
            link_addresses(inlines);
        }
    }

    fn element(&mut self, element: &mut Element<RawLink>, path: &SourcePath) {
        element.links.iter_mut().for_each(|(_, link)| self.link(link, path));
    }

    /// The destination of a link. Where a part of it has no value it leads nowhere, and only its words stay.
    fn link(&mut self, link: &mut RawLink, path: &SourcePath) {
        if !self.means_something || link.is_wiki() || variable::find(&link.href).next().is_none() {
            return;
        }
        let (href, range) = (link.href.clone(), link.range);
        let mut known = true;
        let filled = variable::fill(&href, |written| {
            let offset = href.find(written).filter(|_| range.to_usize().len() == href.len());
            let at = offset.map_or(range, |at| {
                TextRange::new(range.start as usize + at, range.start as usize + at + written.len())
            });
            // A value that is the whole address, or begins it, is one; elsewhere it is a part of one.
            let begins = href.starts_with(written);
            match self.value(written, at, path).raw() {
                Some(raw) if begins => raw,
                Some(raw) => encoded(&raw),
                None => {
                    known = false;
                    EcoString::new()
                }
            }
        });
        if let Some(filled) = filled {
            self.changed = true;
            // What begins with braces is a template to whoever resolves it, and stays words.
            link.href = if known { filled } else { "{{".into() };
        }
    }

    fn code(&mut self, code: &mut CodeBlock, path: &SourcePath) {
        if code.variables.is_empty() || !self.means_something {
            return;
        }
        let mut text = EcoString::new();
        let mut changes = Vec::new();
        let mut at = 0;
        for variable in std::mem::take(&mut code.variables) {
            let start = variable.at as usize;
            let value = self.value(&variable.text, variable.range, path).raw();
            let value = value.unwrap_or_else(|| variable_label(&variable.text));
            text.push_str(&code.text[at..start]);
            text.push_str(&value);
            at = start + variable.text.len();
            changes.push((start..at, value.len()));
        }
        text.push_str(&code.text[at..]);
        code.runs = moved(&code.runs, &changes);
        code.text = text;
        self.changed = true;
    }

    fn value(&mut self, written: &str, range: TextRange, path: &SourcePath) -> Told {
        let name = variable_path(written);
        let told = match self.around {
            Some(at) => self.sources[at].value(name),
            None => values::of_any(self.sources, name),
        };
        if let Told::Nothing(problem) = &told {
            self.diagnostics.push(problem.at(&Location { path: path.clone(), range }));
        }
        told
    }
}

/// Makes links of the addresses that a value is or completes: `https://{{ vars.host }}/` is a bare address once the host is
/// known.
fn link_addresses(inlines: &mut Vec<Inline<RawLink>>) {
    let mut made = Vec::with_capacity(inlines.len());
    let mut run: Option<(EcoString, TextRange)> = None;
    for inline in std::mem::take(inlines) {
        match (inline, run.take()) {
            (Inline::Text { text, range }, None) => run = Some((text, range)),
            (Inline::Text { text, range }, Some((before, first))) => {
                run = Some((before + text.as_str(), first.cover(range)));
            }
            (inline, before) => {
                before.into_iter().for_each(|(text, range)| push_linked(&text, range, &mut made));
                made.push(inline);
            }
        }
    }
    run.into_iter().for_each(|(text, range)| push_linked(&text, range, &mut made));
    *inlines = made;
}

fn push_linked(text: &str, range: TextRange, made: &mut Vec<Inline<RawLink>>) {
    let words = |words: &str| Inline::Text { text: words.into(), range };
    let (mut from, mut at) = (0, 0);
    while let Some(found) = text[at..].find("http") {
        let start = at + found;
        let word = text[start..].split(char::is_whitespace).next().unwrap_or_default();
        let is_free = !text[..start].ends_with(char::is_alphanumeric);
        let Some(length) = bare_address(word).filter(|_| is_free) else {
            at = start + "http".len();
            continue;
        };
        if start > from {
            made.push(words(&text[from..start]));
        }
        let address = &word[..length];
        let target = Box::new(RawLink { form: LinkForm::Link, href: address.into(), range });
        made.push(Inline::Link { target, title: None, inlines: vec![words(address)] });
        from = start + length;
        at = from;
    }
    if from < text.len() {
        made.push(words(&text[from..]));
    }
}

/// A value as a part of an address: it may have further parts, and nothing that would end the address.
fn encoded(value: &str) -> EcoString {
    let parts = value.split('/').map(|part| part.split(':').map(encode_segment).collect::<Vec<_>>().join(":"));
    parts.collect::<Vec<_>>().join("/").into()
}

/// The colours of a code in which some ranges have become values of other lengths: a value has the colour that it begins
/// in.
fn moved(runs: &EcoVec<HighlightRun>, changes: &[(std::ops::Range<usize>, usize)]) -> EcoVec<HighlightRun> {
    let mut moved = EcoVec::new();
    let mut at = 0;
    for run in runs {
        let (start, end) = (at, at + run.length as usize);
        at = end;
        let mut length = end - start;
        for (range, new) in changes {
            let overlap = range.end.min(end).saturating_sub(range.start.max(start));
            length -= overlap;
            length += if (start..end).contains(&range.start) { *new } else { 0 };
        }
        if length > 0 {
            let length = u32::try_from(length).expect("a file is shorter than 4 GiB");
            moved.push(HighlightRun { length, ..*run });
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Token;

    #[test]
    fn colours_move_with_values() {
        let run = |length, token| HighlightRun { length, token };
        // `a {{ x }} "b"`
        let runs = EcoVec::from(vec![
            run(2, Token::Plain),
            run(2, Token::Punctuation),
            run(6, Token::Variable),
            run(3, Token::String),
        ]);
        let moved = moved(&runs, &[(2..9, 2)]);
        let lengths: Vec<(u32, Token)> = moved.iter().map(|run| (run.length, run.token)).collect();
        assert_eq!(lengths, [(2, Token::Plain), (2, Token::Punctuation), (1, Token::Variable), (3, Token::String)]);
    }

    #[test]
    fn addresses_that_values_complete_are_links() {
        let at = TextRange::new(0, 1);
        let text = |text: &str| Inline::Text { text: text.into(), range: at };
        let mut inlines =
            vec![text("See https://"), text("fh.example"), text("/a, (http://"), text("x"), text("). "), Inline::Break];
        inlines.extend([text("https://b.example.")]);
        link_addresses(&mut inlines);
        let shown: Vec<String> = inlines
            .iter()
            .map(|inline| match inline {
                Inline::Text { text, .. } => text.to_string(),
                Inline::Link { target, .. } => format!("<{}>", target.href),
                _ => "|".to_owned(),
            })
            .collect();
        let expected = ["See ", "<https://fh.example/a>", ", (", "<http://x>", "). ", "|", "<https://b.example>", "."];
        assert_eq!(shown, expected);
    }

    #[test]
    fn values_stay_inside_addresses() {
        assert_eq!(encoded("grafana.example:3000/d"), "grafana.example:3000/d");
        assert_eq!(encoded("a b?c#d"), "a%20b%3Fc%23d");
    }
}
