//! Where links lead that name an address written elsewhere, and what notes say: `[words][name]` with `[name]: address` in
//! another place, `[^name]` with `[^name]: words`.
//!
//! A part for fewer readers may hold such addresses and notes, and what it holds must not lead others anywhere: to them it is
//! not there, so `[^name]` is nothing but these letters, to the team too. What a comment holds is nobody's. Takes a document
//! and where its links and marks and their definitions stand; finds the definitions that would get out, so that the text can
//! be parsed again without them.

use super::ParsedMarkdown;
use crate::audience::Audience;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::doc::{Block, BlockKind, RawLink};
use crate::path::SourcePath;
use crate::text::TextRange;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// How many definitions may be lost before the page is held back instead: a page is parsed again for each handful.
pub(super) const MOST_LOST: usize = 64;

/// What names something that is written elsewhere, and where that is.
#[derive(Default)]
pub(super) struct Uses {
    /// The definitions of addresses, each with the place of a link that uses it.
    pub(super) links: Vec<(Range<usize>, usize)>,
    /// The names of notes in small letters, each with the place of a mark that leads there.
    pub(super) marks: Vec<(String, usize)>,
    /// The same, each with what says that it is a note: the name, and the colon after it.
    pub(super) notes: Vec<(String, Range<usize>)>,
    /// What comments hold that the Markdown parser sees.
    pub(super) comments: Vec<Range<usize>>,
}

/// A definition that must not be one.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    /// From its name on: all of the definition of an address, the name of a note with its colon.
    range: Range<usize>,
    is_note: bool,
    is_in_comment: bool,
}

/// The definitions that are for fewer readers than a link or a mark that uses them.
pub(super) fn strayed(parsed: &ParsedMarkdown, uses: Uses) -> Vec<Lost> {
    let is_used = !uses.links.is_empty() || !uses.marks.is_empty() && !uses.notes.is_empty();
    if !is_used || !parsed.restricted && uses.comments.is_empty() {
        return Vec::new();
    }
    let mut parts = Parts::default();
    parts.blocks(&parsed.doc.blocks);
    // These were taken out of what they stand in, and are parts of their own.
    parsed.doc.footnotes.iter().for_each(|note| parts.blocks(note));
    let readers = Readers { changes: parts.changes(), comments: uses.comments };
    let lost = |range: Range<usize>, is_note| {
        let is_in_comment = readers.at(range.start).is_none();
        Lost { range, is_note, is_in_comment }
    };
    let links = uses.links.into_iter().filter(|(definition, link)| readers.at(definition.start) < readers.at(*link));
    let mut found: Vec<Lost> = links.map(|(definition, _)| lost(definition, false)).collect();
    let mut notes: FxHashMap<String, Vec<Range<usize>>> = FxHashMap::default();
    for (name, note) in uses.notes {
        notes.entry(name).or_default().push(note);
    }
    for (name, mark) in uses.marks {
        // Of several the one counts that most may read.
        let is_read = |note: &Range<usize>| readers.at(note.start) >= readers.at(mark);
        if notes.get(&name).is_some_and(|of_name| !of_name.iter().any(is_read)) {
            found.extend(notes.remove(&name).into_iter().flatten().map(|note| lost(note, true)));
        }
    }
    found.sort_by_key(|lost| lost.range.start);
    found.dedup_by_key(|lost| lost.range.start);
    found
}

/// The parts for fewer readers, in no order, one within another as they stand in the file.
#[derive(Default)]
struct Parts(Vec<(TextRange, Audience)>);

impl Parts {
    fn blocks(&mut self, blocks: &[Block<RawLink>]) {
        for block in blocks {
            match &block.kind {
                BlockKind::Restricted { audience, blocks } => {
                    self.0.push((block.range, *audience));
                    self.blocks(blocks);
                }
                BlockKind::List { items, .. } => {
                    for item in items {
                        self.0.extend(item.audience.map(|audience| (item.range, audience)));
                        self.blocks(&item.blocks);
                    }
                }
                BlockKind::Tabs(tabs) => tabs.iter().for_each(|tab| self.blocks(&tab.blocks)),
                BlockKind::Quote(blocks)
                | BlockKind::Callout { blocks, .. }
                | BlockKind::Details { blocks, .. }
                | BlockKind::When { blocks, .. }
                | BlockKind::Element { blocks, .. } => self.blocks(blocks),
                _ => {}
            }
        }
    }

    /// Who may read what is from a place on, up to the next: of all parts around it, whoever may read each.
    fn changes(self) -> Vec<(usize, Audience)> {
        let ends = |(range, audience): (TextRange, Audience)| {
            [(range.start as usize, audience, 1_i32), (range.end as usize, audience, -1)]
        };
        let mut ends: Vec<(usize, Audience, i32)> = self.0.into_iter().flat_map(ends).collect();
        ends.sort_by_key(|(at, ..)| *at);
        let mut around: BTreeMap<Audience, i32> = BTreeMap::new();
        let change = |(at, audience, step)| {
            *around.entry(audience).or_default() += step;
            let narrowest = around.iter().find(|(_, count)| **count > 0);
            (at, narrowest.map_or(Audience::Public, |(audience, _)| *audience))
        };
        ends.into_iter().map(change).collect()
    }
}

/// Who may read what, by where it begins to be so.
struct Readers {
    changes: Vec<(usize, Audience)>,
    comments: Vec<Range<usize>>,
}

impl Readers {
    /// Who may read what stands at `place`; nobody what is in a comment.
    fn at(&self, place: usize) -> Option<Audience> {
        let after = self.comments.partition_point(|comment| comment.start <= place);
        let is_in_comment = after.checked_sub(1).is_some_and(|last| self.comments[last].contains(&place));
        (!is_in_comment).then(|| self.said_at(place))
    }

    fn said_at(&self, place: usize) -> Audience {
        let after = self.changes.partition_point(|(at, _)| *at <= place);
        after.checked_sub(1).map_or(Audience::Public, |last| self.changes[last].1)
    }
}

/// `body`, which begins at `from` of the file, with blanks for the definitions at `lost`. The words of a note stay where
/// they are, and are one no more without the colon.
pub(super) fn without<'a>(body: Cow<'a, str>, from: usize, lost: &[Lost]) -> Cow<'a, str> {
    if lost.is_empty() {
        return body;
    }
    let mut bytes = body.into_owned().into_bytes();
    let blanked = |lost: &Lost| if lost.is_note { lost.range.end - 1..lost.range.end } else { lost.range.clone() };
    for byte in lost.iter().map(blanked).flat_map(|range| range.start - from..range.end - from) {
        // Lines stay lines, and quotes quotes.
        if !matches!(bytes[byte], b'\n' | b'\r' | b'>') {
            bytes[byte] = b' ';
        }
    }
    String::from_utf8(bytes).expect("whole definitions are blanked").into()
}

/// Says which definitions were lost.
pub(super) fn report(lost: &[Lost], path: &SourcePath, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    for Lost { range, is_note, is_in_comment } in lost {
        let name = text[range.clone()].split("]:").next().unwrap_or_default();
        let around = if *is_in_comment { "comment" } else { "part for fewer readers" };
        let (says, label, help) = if *is_note {
            ("its note", "no note", format!("Write the note outside of the {around}, or `{name}]` inside of it."))
        } else {
            let help = format!("Write the address outside of the {around} too, or into the link.");
            ("where it leads", "left out", help)
        };
        let message = format!("`{name}]` is used outside of the {around} that says {says}");
        let at = Location { path: path.clone(), range: TextRange::from(range.clone()) };
        diagnostics.push(Diagnostic::new(Rule::InvalidValue, at, message).label(label).help(help));
    }
}

/// Keeps all of a page for the team.
pub(super) fn hold_back(parsed: &mut ParsedMarkdown) {
    parsed.restricted = true;
    let all = std::iter::once(&mut parsed.doc.blocks).chain(&mut parsed.doc.footnotes);
    for blocks in all.filter(|blocks| !blocks.is_empty()) {
        let range = blocks.iter().map(|block| block.range).reduce(TextRange::cover).unwrap_or_default();
        let kind = BlockKind::Restricted { audience: Audience::Internal, blocks: std::mem::take(blocks) };
        *blocks = vec![Block { kind, range }];
    }
}
