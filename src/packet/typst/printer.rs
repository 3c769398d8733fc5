//! The state of writing one document as code: where we are in it, and what has been met so far. The calls for blocks,
//! words, tables and raw HTML are in the files beside this one.

use super::code::Code;
use super::length::Lengths;
use super::table;
use super::{GeneratedFile, Surroundings, absent_location, report_absent, words};
use crate::diagnostic::Diagnostic;
use crate::doc::outline::Outline;
use crate::doc::{Block, BlockKind, Doc, Target, inlines_text};
use crate::model::Step;
use crate::packet::labels::{self, Labels};
use crate::packet::view::Paper;
use crate::path::{OutputPath, SourcePath};
use crate::text::TextRange;
use std::collections::BTreeSet;

/// The deepest heading that PDF has a name for.
const DEEPEST_HEADING: u8 = 6;

/// What surrounds the words that are written next.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    /// Inside a heading, the head of a table or a footnote: no footnotes there.
    pub(super) quiet: bool,
    /// How many containers stand around; 0 where a page can be turned.
    pub(super) depth: u32,
    /// Words longer than this get places to break.
    pub(super) longest_word: usize,
    /// In the cell of a table, how wide its column is, in thousandths of an em: what belongs together is not parted there.
    pub(super) together: Option<u32>,
    /// The embed around, where its ranges count in another file: to be said in place of them.
    pub(super) embed: Option<TextRange>,
    /// True among the paragraphs of a step.
    pub(super) step: bool,
    /// True where lines begin at the right.
    pub(super) from_right: bool,
}

/// Writes one document.
pub(super) struct Printer<'a> {
    pub(super) code: Code,
    pub(super) around: &'a Surroundings<'a>,
    pub(super) labels: &'a Labels,
    pub(super) lengths: &'a Lengths<'a>,
    pub(super) setting: Setting,
    /// How wide a table is that turns the page, in points.
    pub(super) turned: u32,
    /// The level of the heading that the document stands under.
    above: u8,
    /// The number of the chapter whose headings this writes, and of the last of them.
    chapter: Option<(usize, usize)>,
    outline: Outline,
    /// For a runbook, whose numbered lists are steps: those that can be referred to.
    pub(super) steps: Option<&'a [Step]>,
    pub(super) footnotes: &'a [Vec<Block<Target>>],
    /// Which footnotes stand on paper already.
    pub(super) noted: Vec<bool>,
    name: &'a str,
    page: Option<&'a OutputPath>,
    /// The labels written so far.
    labelled: BTreeSet<String>,
    /// How many labels of our own.
    places: usize,
    absent: BTreeSet<char>,
    first_absent: Option<TextRange>,
}

impl<'a> Printer<'a> {
    /// For the file `name` with a document under a heading of level `above`; its ids get labels if it is that of a
    /// page.
    pub(super) fn new(
        name: &'a str,
        page: Option<&'a OutputPath>,
        around: &'a Surroundings<'a>,
        (labels, lengths): (&'a Labels, &'a Lengths<'a>),
        above: u8,
    ) -> Self {
        Self {
            code: Code::default(),
            around,
            labels,
            lengths,
            above,
            turned: table::turned(Paper::A4),
            chapter: None,
            outline: Outline::default(),
            setting: Setting {
                quiet: false,
                depth: 0,
                longest_word: words::LONGEST_WORD,
                together: None,
                embed: None,
                step: false,
                from_right: false,
            },
            steps: None,
            footnotes: &[],
            noted: Vec::new(),
            name,
            page,
            labelled: BTreeSet::new(),
            places: 0,
            absent: BTreeSet::new(),
            first_absent: None,
        }
    }

    /// For the text of a chapter, whose headings have numbers below its own.
    pub(super) fn chapter(mut self, number: usize) -> Self {
        self.chapter = Some((number, 0));
        self
    }

    /// How many headings have got a number.
    pub(super) fn headings(&self) -> usize {
        self.chapter.map_or(0, |(_, last)| last)
    }

    /// The number of the next heading, if headings of this level have any.
    pub(super) fn next_number(&mut self, level: u8) -> Option<String> {
        let (chapter, last) = self.chapter.as_mut().filter(|_| level == self.above + 1)?;
        *last += 1;
        Some(format!("{chapter}.{last}"))
    }

    /// For this paper, which else is A4.
    pub(super) fn paper(mut self, paper: Paper) -> Self {
        self.turned = table::turned(paper);
        self
    }

    /// For a runbook, whose numbered lists are steps.
    pub(super) fn steps(mut self, steps: Option<&'a [Step]>) -> Self {
        self.steps = steps;
        self
    }

    /// A document whose title stands above it already: a first heading that says the same is left out.
    pub(super) fn titled_doc(&mut self, doc: &'a Doc<Target>, title: &str) {
        self.begin(doc);
        let blocks = match doc.blocks.split_first() {
            Some((Block { kind: BlockKind::Heading { anchor, inlines, .. }, .. }, rest))
                if inlines_text(inlines).trim() == title.trim() =>
            {
                self.anchor(anchor);
                rest
            }
            _ => &doc.blocks,
        };
        self.top_blocks(blocks);
    }

    /// A document.
    pub(super) fn doc(&mut self, doc: &'a Doc<Target>) {
        self.begin(doc);
        self.top_blocks(&doc.blocks);
    }

    fn begin(&mut self, doc: &'a Doc<Target>) {
        self.code.push("#import \"/elements.typ\" as e\n");
        self.footnotes = &doc.footnotes;
        self.noted = vec![false; doc.footnotes.len()];
    }

    /// The file as it is now; diagnoses what no font has.
    pub(super) fn finish(mut self, source: &SourcePath, diagnostics: &mut Vec<Diagnostic>) -> GeneratedFile {
        if let Some(page) = self.page {
            for anchor in self.labels.anchors(page) {
                self.anchor(anchor);
            }
        }
        report_absent(&self.absent, Some(absent_location(source, self.first_absent)), diagnostics);
        let (text, map) = self.code.finish();
        GeneratedFile { text, source: source.clone(), map }
    }

    /// The level on paper of the next heading, which the author gave the level `written`.
    pub(super) fn level(&mut self, written: u8) -> u8 {
        self.above.saturating_add(self.outline.depth(written)).min(DEEPEST_HEADING)
    }

    /// Writes `inside` in another setting.
    pub(super) fn within(&mut self, setting: Setting, inside: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.setting, setting);
        inside(self);
        self.setting = outer;
    }

    /// `[`, what `inside` writes, `]`.
    pub(super) fn content(&mut self, inside: impl FnOnce(&mut Self)) {
        self.code.push("[");
        inside(self);
        self.code.push("]");
    }

    /// The label for an id of this document, if it gets one and does not have it yet.
    pub(super) fn new_label(&mut self, anchor: &str) -> Option<String> {
        if anchor.is_empty() {
            return None;
        }
        let label = labels::label(self.page?, Some(anchor));
        (self.labels.has(&label) && self.labelled.insert(label.clone())).then_some(label)
    }

    /// A label of our own, for a place that decides how something is set.
    pub(super) fn new_place(&mut self) -> String {
        self.places += 1;
        format!("{}~{}", self.name, self.places)
    }

    /// The label of a footnote.
    pub(super) fn note_label(&self, at: usize) -> String {
        format!("{}^{at}", self.name)
    }

    /// An invisible place to refer to, if the id needs one.
    pub(super) fn anchor(&mut self, anchor: &str) {
        if let Some(label) = self.new_label(anchor) {
            self.code.push("#e.anchor(");
            self.code.string(&label);
            self.code.push(")");
        }
    }

    /// What follows comes from `range`.
    pub(super) fn mark(&mut self, range: TextRange) {
        self.code.mark(self.setting.embed.unwrap_or(range));
    }

    /// A literal of `text`, which is printable already, with U+FFFD for what no font has.
    pub(super) fn literal(&mut self, text: &str, range: Option<TextRange>) {
        let before = self.absent.len();
        let text = covered(text, self.around, &mut self.absent);
        if before == 0 && !self.absent.is_empty() {
            self.first_absent = self.setting.embed.or(range);
        }
        self.code.string(&text);
    }
}

/// `text` with U+FFFD for each character that no font has; those go to `absent`.
pub(super) fn covered(text: &str, around: &Surroundings, absent: &mut BTreeSet<char>) -> String {
    text.chars()
        .map(|character| {
            if character.is_ascii() || words::is_unseen(character) || (around.covers)(character) {
                return character;
            }
            absent.insert(character);
            char::REPLACEMENT_CHARACTER
        })
        .collect()
}
