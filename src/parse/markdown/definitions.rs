//! Where links lead that name an address written elsewhere: `[words][name]`, and `[name]: address` in another place.
//!
//! A part for fewer readers may hold such addresses, and what it holds must not lead others anywhere. Takes a document
//! and where its links and their definitions stand; finds the definitions that would get out, so that the text can be
//! parsed again without them.

use super::ParsedMarkdown;
use crate::audience::Audience;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::doc::{Block, BlockKind, RawLink};
use crate::path::SourcePath;
use crate::text::TextRange;
use std::borrow::Cow;
use std::ops::Range;

/// How many definitions may be lost before the page is held back instead: a page is parsed again for each handful.
pub(super) const MOST_LOST: usize = 64;

/// The definitions, each with the place of a link that uses it, that are for fewer readers than the link.
pub(super) fn strayed(parsed: &ParsedMarkdown, uses: Vec<(Range<usize>, usize)>) -> Vec<Range<usize>> {
    if !parsed.restricted || uses.is_empty() {
        return Vec::new();
    }
    let mut readers = Readers::default();
    readers.blocks(&parsed.doc.blocks, Audience::Public);
    readers.changes.sort_by_key(|(at, _)| *at);
    // Notes were taken out of what they stand in.
    let mut notes = Readers::default();
    for note in parsed.doc.footnotes.iter().filter(|note| !note.is_empty()) {
        notes.blocks(note, readers.at(note[0].range.start as usize));
    }
    readers.changes.append(&mut notes.changes);
    readers.changes.sort_by_key(|(at, _)| *at);
    let mut found: Vec<Range<usize>> = uses
        .into_iter()
        .filter(|(definition, link)| readers.at(definition.start) < readers.at(*link))
        .map(|(definition, _)| definition)
        .collect();
    found.sort_by_key(|definition| definition.start);
    found.dedup();
    found
}

/// Who may read what, by where it begins to be so.
#[derive(Default)]
struct Readers {
    changes: Vec<(usize, Audience)>,
}

impl Readers {
    fn blocks(&mut self, blocks: &[Block<RawLink>], around: Audience) {
        for block in blocks {
            match &block.kind {
                BlockKind::Restricted { audience, blocks } => self.part(block.range, *audience, blocks, around),
                BlockKind::List { items, .. } => {
                    for item in items {
                        match item.audience {
                            Some(audience) => self.part(item.range, audience, &item.blocks, around),
                            None => self.blocks(&item.blocks, around),
                        }
                    }
                }
                BlockKind::Tabs(tabs) => tabs.iter().for_each(|tab| self.blocks(&tab.blocks, around)),
                BlockKind::Quote(blocks)
                | BlockKind::Callout { blocks, .. }
                | BlockKind::Details { blocks, .. }
                | BlockKind::When { blocks, .. }
                | BlockKind::Element { blocks, .. } => self.blocks(blocks, around),
                _ => {}
            }
        }
    }

    fn part(&mut self, range: TextRange, audience: Audience, blocks: &[Block<RawLink>], around: Audience) {
        let inside = audience.min(around);
        self.changes.push((range.start as usize, inside));
        self.blocks(blocks, inside);
        self.changes.push((range.end as usize, around));
    }

    fn at(&self, place: usize) -> Audience {
        let after = self.changes.partition_point(|(at, _)| *at <= place);
        after.checked_sub(1).map_or(Audience::Public, |last| self.changes[last].1)
    }
}

/// `body`, which begins at `from` of the file, with blanks for the definitions at `lost`.
pub(super) fn without<'a>(body: Cow<'a, str>, from: usize, lost: &[Range<usize>]) -> Cow<'a, str> {
    if lost.is_empty() {
        return body;
    }
    let mut bytes = body.into_owned().into_bytes();
    for byte in lost.iter().flat_map(|range| range.start - from..range.end - from) {
        // Lines stay lines, and quotes quotes.
        if !matches!(bytes[byte], b'\n' | b'\r' | b'>') {
            bytes[byte] = b' ';
        }
    }
    String::from_utf8(bytes).expect("whole definitions are blanked").into()
}

/// Says which definitions were lost.
pub(super) fn report(lost: &[Range<usize>], path: &SourcePath, text: &str, diagnostics: &mut Vec<Diagnostic>) {
    for range in lost {
        let name = text[range.clone()].split("]:").next().unwrap_or_default();
        let message = format!("`{name}]` is used outside of the part for fewer readers that says where it leads");
        let at = Location { path: path.clone(), range: TextRange::from(range.clone()) };
        diagnostics.push(
            Diagnostic::new(Rule::InvalidValue, at, message)
                .label("left out")
                .help("Write the address outside of the part too, or into the link."),
        );
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
