//! The words of the trade in what pages say: the first mention of each on a page leads to the glossary, with what it means.
//!
//! Takes the terms that the reader may know, so a mention is the first of what they see; marks a resolved document.
//! Headings, links, code and names of files stay as they are.

use crate::diagnostic::nearest;
use crate::doc::{Block, BlockKind, Doc, Inline, Target};
use crate::parse::glossary::ParsedTerm;
use crate::parse::slug::{self, SlugSet};
use crate::path::OutputPath;
use crate::text::TextRange;
use aho_corasick::{AhoCorasick, MatchKind};
use ecow::EcoString;
use rustc_hash::FxHashMap;

/// Elements of raw HTML whose words are no mention.
const QUIET: &[&str] = &[
    "a", "abbr", "button", "code", "dfn", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "label", "pre", "samp",
    "script", "style", "summary", "th", "tt", "var",
];

/// The glossary of an edition.
#[derive(Clone, Debug)]
pub struct Glossary {
    /// The terms, sorted.
    pub terms: Vec<Term>,
    /// The page that lists them.
    pub page: OutputPath,
    /// The terms by what they go by, in lower case; the first where two go by the same.
    by_name: FxHashMap<EcoString, usize>,
    finder: AhoCorasick,
    /// For each pattern of the finder its term, and whether case matters.
    patterns: Vec<(usize, bool)>,
}

/// A word of the trade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Its id on the glossary's page.
    pub anchor: EcoString,
    /// The word.
    pub term: EcoString,
    /// Other words for the same.
    pub also: Vec<EcoString>,
    /// What it means.
    pub definition: EcoString,
    /// The terms that say more, by their places.
    pub see: Vec<usize>,
    id: EcoString,
}

impl Glossary {
    /// The glossary of `terms`, listed on `page`; none where there are none, or more than can be looked for.
    pub(super) fn new(terms: &[ParsedTerm], page: OutputPath) -> Option<Self> {
        let mut sorted: Vec<&ParsedTerm> = terms.iter().collect();
        sorted.sort_by_cached_key(|term| (term.term.to_lowercase(), term.id.clone()));
        let places: FxHashMap<&EcoString, usize> = sorted.iter().map(|term| &term.id).zip(0..).collect();
        let place = |id: &EcoString| places.get(id).copied();
        let mut slugs = SlugSet::default();
        let made = sorted.iter().map(|term| {
            let slug = slug::github(&term.id);
            Term {
                anchor: slugs.unique(if slug.is_empty() { "term" } else { &slug }).into(),
                term: term.term.clone(),
                also: term.also.clone(),
                definition: term.definition.clone(),
                see: term.see.iter().filter_map(place).collect(),
                id: term.id.clone(),
            }
        });
        let terms: Vec<Term> = made.collect();
        let (mut patterns, mut words) = (Vec::new(), Vec::new());
        for (at, term) in terms.iter().enumerate().filter(|(_, term)| !term.definition.is_empty()) {
            for word in std::iter::once(&term.term).chain(&term.also).filter(|word| !word.is_empty()) {
                patterns.push((at, is_acronym(word)));
                words.push(word.as_str());
            }
        }
        let mut builder = AhoCorasick::builder();
        let finder = builder.ascii_case_insensitive(true).match_kind(MatchKind::LeftmostLongest).build(words).ok()?;
        let mut by_name: FxHashMap<EcoString, usize> = FxHashMap::default();
        for (term, at) in terms.iter().zip(0..) {
            for name in [&term.id, &term.term].into_iter().chain(&term.also) {
                by_name.entry(name.to_lowercase()).or_insert(at);
            }
        }
        (!terms.is_empty()).then_some(Self { terms, page, by_name, finder, patterns })
    }

    /// The term that goes by `name`: its id, its word or another for it, case aside.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Term> {
        self.by_name.get(name.trim().to_lowercase().as_str()).map(|at| &self.terms[*at])
    }

    /// The id of the term whose id is nearest to `name`.
    pub(super) fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.terms.iter().map(|term| term.id.as_str()))
    }

    /// Marks the first mention of each term in `doc`.
    pub(super) fn mark(&self, doc: &mut Doc<Target>) {
        let mut marker = Marker { glossary: self, met: vec![false; self.terms.len()] };
        marker.blocks(&mut doc.blocks);
        doc.footnotes.iter_mut().for_each(|note| marker.blocks(note));
    }
}

/// True for a word that is all capitals: `Raid` is another word than `RAID`.
fn is_acronym(word: &str) -> bool {
    let capitals = word.chars().filter(|letter| letter.is_uppercase()).count();
    capitals > 1 && !word.chars().any(char::is_lowercase)
}

struct Marker<'a> {
    glossary: &'a Glossary,
    /// Which terms the page has mentioned.
    met: Vec<bool>,
}

impl Marker<'_> {
    fn blocks(&mut self, blocks: &mut [Block<Target>]) {
        for block in blocks {
            match &mut block.kind {
                BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => self.inlines(inlines),
                BlockKind::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(&mut item.blocks)),
                BlockKind::Tabs(tabs) => tabs.iter_mut().for_each(|tab| self.blocks(&mut tab.blocks)),
                BlockKind::Element { element, .. } if QUIET.binary_search(&element.name.as_str()).is_ok() => {}
                BlockKind::Quote(blocks)
                | BlockKind::Callout { blocks, .. }
                | BlockKind::Details { blocks, .. }
                | BlockKind::Embedded { blocks, .. }
                | BlockKind::Restricted { blocks, .. }
                | BlockKind::When { blocks, .. }
                | BlockKind::Element { blocks, .. } => self.blocks(blocks),
                BlockKind::Table { rows, .. } => rows.iter_mut().flatten().for_each(|cell| self.inlines(cell)),
                BlockKind::Heading { .. } | BlockKind::Code(_) | BlockKind::Diagram(_) | BlockKind::Rule => {}
            }
        }
    }

    fn inlines(&mut self, inlines: &mut Vec<Inline<Target>>) {
        let mut at = 0;
        while at < inlines.len() {
            match &mut inlines[at] {
                Inline::Text { text, range } => {
                    if let Some(pieces) = self.pieces(text, *range) {
                        let count = pieces.len();
                        inlines.splice(at..=at, pieces);
                        at += count;
                        continue;
                    }
                }
                Inline::Emphasis(inlines) | Inline::Strong(inlines) | Inline::Strikethrough(inlines) => {
                    self.inlines(inlines);
                }
                Inline::Element { element, inlines } => {
                    if element.links.is_empty() && QUIET.binary_search(&element.name.as_str()).is_err() {
                        self.inlines(inlines);
                    }
                }
                Inline::Code { .. }
                | Inline::Link { .. }
                | Inline::Image { .. }
                | Inline::Variable { .. }
                | Inline::FootnoteRef(_)
                | Inline::Break => {}
            }
            at += 1;
        }
    }

    /// `text` with its first mentions marked; nothing where it has none.
    fn pieces(&mut self, text: &EcoString, range: TextRange) -> Option<Vec<Inline<Target>>> {
        let mut pieces = Vec::new();
        let mut copied = 0;
        let piece = |from: usize, to: usize| {
            // Where words and source differ, as with entities, the place of the whole is the nearest that is known.
            let exact = range.to_usize().len() == text.len();
            let start = range.start as usize;
            let range = if exact { TextRange::new(start + from, start + to) } else { range };
            Inline::Text { text: text[from..to].into(), range }
        };
        for found in self.glossary.finder.find_iter(text.as_str()) {
            let (term, exact_case) = self.glossary.patterns[found.pattern().as_usize()];
            let end = end_of_word(text, found.end());
            let is_mention = |end: &usize| {
                let same_case = || self.glossary.is_written_so(found.pattern().as_usize(), &text[found.range()]);
                is_apart(text, found.start(), *end) && (!exact_case || same_case())
            };
            let Some(end) = end.into_iter().find(|end| is_mention(end)) else { continue };
            if std::mem::replace(&mut self.met[term], true) {
                continue;
            }
            if copied < found.start() {
                pieces.push(piece(copied, found.start()));
            }
            let Term { anchor, definition, .. } = &self.glossary.terms[term];
            let page = self.glossary.page.clone();
            let target = Target::Term { page, anchor: anchor.clone(), definition: definition.clone() };
            let inlines = vec![piece(found.start(), end)];
            pieces.push(Inline::Link { target: Box::new(target), title: None, inlines });
            copied = end;
        }
        if pieces.is_empty() {
            return None;
        }
        if copied < text.len() {
            pieces.push(piece(copied, text.len()));
        }
        Some(pieces)
    }
}

impl Glossary {
    /// True where `text` has the capitals of the pattern.
    fn is_written_so(&self, pattern: usize, text: &str) -> bool {
        let term = &self.terms[self.patterns[pattern].0];
        std::iter::once(&term.term).chain(&term.also).any(|word| word == text)
    }
}

/// Where a word may end that is found up to `end`: there, or after the `s` of its plural.
fn end_of_word(text: &str, end: usize) -> [usize; 2] {
    let plural = if text[end..].starts_with('s') { end + 1 } else { end };
    [end, plural]
}

/// True where what stands from `start` to `end` is a word of its own, and no part of a path or an address.
fn is_apart(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let mut after = text[end..].chars();
    let next = after.next();
    // Scripts without spaces have words beside words.
    let joins = |letter: char| letter.is_alphanumeric() && u32::from(letter) < 0x2e80;
    let in_name = |letter: char| matches!(letter, '_' | '/' | '\\' | '@' | '#' | '$');
    let cut = |letter: Option<char>| letter.is_some_and(|letter| joins(letter) || in_name(letter));
    let dotted = next == Some('.') && after.next().is_some_and(char::is_alphanumeric);
    !cut(before) && !cut(next) && !dotted && before != Some('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glossary() -> Glossary {
        let term = |id: &str, term: &str, also: &[&str]| ParsedTerm {
            id: id.into(),
            term: term.into(),
            also: also.iter().map(|word| EcoString::from(*word)).collect(),
            definition: "Means something".into(),
            see: Vec::new(),
            audience: None,
        };
        let terms =
            [term("raid", "RAID", &["risk log"]), term("gate", "gate", &[]), term("review", "Gate review", &[])];
        Glossary::new(&terms, OutputPath::new("glossary.html").expect("inside")).expect("there are terms")
    }

    fn marked(texts: &[&str]) -> String {
        let text = |text: &&str| Inline::Text { text: (*text).into(), range: TextRange::default() };
        let block = |inlines| Block { kind: BlockKind::Paragraph(inlines), range: TextRange::default() };
        let mut doc = Doc { blocks: texts.iter().map(|one| block(vec![text(one)])).collect(), footnotes: Vec::new() };
        glossary().mark(&mut doc);
        let mut shown = String::new();
        for block in &doc.blocks {
            let BlockKind::Paragraph(inlines) = &block.kind else { unreachable!("made above") };
            for inline in inlines {
                match inline {
                    Inline::Text { text, .. } => shown.push_str(text),
                    Inline::Link { inlines, .. } => {
                        shown.extend(["[", &crate::doc::inlines_text(inlines), "]"]);
                    }
                    _ => unreachable!("only texts and terms"),
                }
            }
            shown.push('\n');
        }
        shown
    }

    #[test]
    fn elements_are_found() {
        assert!(QUIET.is_sorted());
    }

    #[test]
    fn the_first_mention_is_marked() {
        assert_eq!(marked(&["A RAID and a RAID", "RAID"]), "A [RAID] and a RAID\nRAID\n");
        assert_eq!(marked(&["One Gate, two gates"]), "One [Gate], two gates\n");
        assert_eq!(marked(&["Two gates"]), "Two [gates]\n");
        assert_eq!(marked(&["At each gate review, the gate"]), "At each [gate review], the [gate]\n");
        assert_eq!(marked(&["The Risk Log."]), "The [Risk Log].\n");
    }

    #[test]
    fn parts_of_words_and_names_are_no_mention() {
        for text in ["investigate", "gateway", "raid", "Raid", "gate.yaml", "path/gate", "x_gate", "#gate", "v.gate"] {
            assert_eq!(marked(&[text]), format!("{text}\n"));
        }
        assert_eq!(marked(&["the gate."]), "the [gate].\n");
        assert_eq!(marked(&["在RAID中"]), "在[RAID]中\n");
    }
}
