//! The audience filter of a page: its document without the parts that a reader may not see.
//!
//! Takes the document as it was parsed; leaves it as if those parts had never been written. Must not look at any other page.

use crate::audience::Audience;
use crate::doc::{Block, BlockKind, Doc, Inline, ListItem, RawLink, footnote};
use crate::text::TextRange;

/// Takes out of one page what is not for the reader.
pub(super) struct PageFilter<'a> {
    pub(super) reader: Audience,
    /// Where the page's empty lines are.
    pub(super) empty_lines: &'a [u32],
    /// Where addresses and notes are defined, which is a block and shows nothing.
    pub(super) definitions: &'a [TextRange],
    /// Where that stood which went, as far as the walk has come.
    pub(super) gone: Vec<TextRange>,
}

/// What went since the last block that stays.
#[derive(Default)]
struct Gap {
    is_there: bool,
    /// True where no empty line is before it, nor within.
    is_tight: bool,
    end: u32,
}

impl PageFilter<'_> {
    /// Takes out of `doc` what is not for the reader, and the footnotes that only it referred to.
    pub(super) fn doc(&mut self, doc: &mut Doc<RawLink>) {
        self.blocks(&mut doc.blocks, 0);
        doc.footnotes.iter_mut().for_each(|note| self.blocks(note, 0));
        footnote::renumber(doc);
    }

    /// Takes what is not for the reader out of `blocks`, after which something begins at `end`.
    fn blocks(&mut self, blocks: &mut Vec<Block<RawLink>>, end: u32) {
        let mut ends = ends(blocks.iter().map(|block| block.range), end);
        // Which of those that are left follow something that went, and whether its lines were all that is between.
        let (mut left, mut gap, mut after_gaps) = (0, Gap::default(), Vec::new());
        blocks.retain_mut(|block| {
            // The space after something is its own.
            let range = TextRange { start: block.range.start, end: ends.next().unwrap_or(end).max(block.range.end) };
            let stays = match &mut block.kind {
                BlockKind::Restricted { audience, blocks } => {
                    let stays = self.reader.may_read(*audience);
                    if stays {
                        self.blocks(blocks, range.end);
                    } else {
                        self.gone.push(range);
                    }
                    stays
                }
                BlockKind::List { start, items } => self.list(start, items, range.end),
                BlockKind::Tabs(tabs) => {
                    tabs.iter_mut().for_each(|tab| self.blocks(&mut tab.blocks, tab.range.end));
                    true
                }
                BlockKind::Quote(blocks)
                | BlockKind::Callout { blocks, .. }
                | BlockKind::Details { blocks, .. }
                | BlockKind::Embedded { blocks, .. }
                | BlockKind::When { blocks, .. }
                | BlockKind::Element { blocks, .. } => {
                    self.blocks(blocks, range.end);
                    true
                }
                BlockKind::Heading { .. }
                | BlockKind::Paragraph(_)
                | BlockKind::Plain(_)
                | BlockKind::Code(_)
                | BlockKind::Diagram(_)
                | BlockKind::Table { .. }
                | BlockKind::Rule => true,
            };
            if stays {
                if gap.is_there {
                    after_gaps.push((left, gap.is_tight && !self.has_empty_line(gap.end, block.range.start)));
                }
                left += 1;
                gap = Gap { is_there: false, is_tight: true, end: block.range.end };
            } else {
                let is_part = matches!(block.kind, BlockKind::Restricted { .. });
                gap.is_tight &= is_part && !self.has_empty_line(gap.end, block.range.start);
                (gap.is_there, gap.end) = (true, block.range.end);
            }
            stays
        });
        for (at, is_tight) in after_gaps.into_iter().rev().filter(|(at, _)| *at > 0) {
            if !is_tight || !join_paragraphs(blocks, at) {
                self.join_lists(blocks, at);
            }
        }
    }

    fn has_empty_line(&self, from: u32, to: u32) -> bool {
        let next = self.empty_lines.partition_point(|at| *at < from);
        self.empty_lines.get(next).is_some_and(|at| *at < to)
    }

    /// Makes the list at `at` and the one before it one, where only what went has made them two.
    fn join_lists(&self, blocks: &mut Vec<Block<RawLink>>, at: usize) {
        let sign = |at: usize| match &blocks[at].kind {
            BlockKind::List { items, .. } => items.first().map(|item| (item.mark.sign, item.mark.number.is_some())),
            _ => None,
        };
        if sign(at).is_none() || sign(at) != sign(at - 1) {
            return;
        }
        let after = blocks.remove(at);
        let before = &mut blocks[at - 1];
        before.range = before.range.cover(after.range);
        if let (BlockKind::List { items, .. }, BlockKind::List { items: more, .. }) = (&mut before.kind, after.kind) {
            items.extend(more);
            let is_loose = self.is_loose(items, &self.gone);
            items
                .iter_mut()
                .for_each(|item| if is_loose { loosen(&mut item.blocks) } else { tighten(&mut item.blocks) });
        }
    }

    /// Whether anything is left of a list, after which something begins at `end`.
    fn list(&mut self, start: &mut Option<u64>, items: &mut Vec<ListItem<RawLink>>, end: u32) -> bool {
        let before = self.gone.len();
        let mut ends = ends(items.iter().map(|item| item.range), end);
        items.retain_mut(|item| {
            let end = ends.next().unwrap_or(end);
            let stays = item.audience.is_none_or(|meant_for| self.reader.may_read(meant_for));
            if stays {
                self.blocks(&mut item.blocks, end);
            } else {
                self.gone.push(TextRange { start: item.range.start, end });
            }
            stays
        });
        if self.gone.len() > before && !self.is_loose(items, &self.gone[before..]) {
            items.iter_mut().for_each(|item| tighten(&mut item.blocks));
        }
        if let (Some(start), Some(number)) = (start, items.first().and_then(|first| first.mark.number)) {
            *start = number.into();
        }
        !items.is_empty()
    }

    /// True where an empty line stands between what is left of a list: between its items, or between the blocks of one.
    fn is_loose(&self, items: &[ListItem<RawLink>], gone: &[TextRange]) -> bool {
        let is_in = |at: u32, ranges: &[TextRange]| ranges.iter().any(|range| range.start <= at && at < range.end);
        let mut blocks: Vec<TextRange> = Vec::new();
        for item in items {
            let shown = item.blocks.iter().map(|block| TextRange { start: block.range.start, end: self.end_of(block) });
            blocks.extend(shown);
            let silent = self.defined_in(item.range).filter(|range| !is_in(range.start, gone));
            blocks.extend(silent.filter(|range| !is_in(range.start, &blocks)).collect::<Vec<_>>());
        }
        blocks.sort_by_key(|block| block.start);
        let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return false };
        let from = self.empty_lines.partition_point(|at| *at < first.start);
        let between = self.empty_lines[from..].iter().take_while(|at| **at < last.start);
        between.copied().any(|at| !is_in(at, &blocks) && !is_in(at, gone))
    }

    /// Where something is defined within `range`.
    fn defined_in(&self, range: TextRange) -> impl Iterator<Item = TextRange> {
        let from = self.definitions.partition_point(|definition| definition.start < range.start);
        self.definitions[from..].iter().take_while(move |definition| definition.start < range.end).copied()
    }

    /// Where a block ends, and what it defines: what is said of a list may take in the space after it.
    fn end_of(&self, block: &Block<RawLink>) -> u32 {
        let BlockKind::List { items, .. } = &block.kind else { return block.range.end };
        let Some(item) = items.last() else { return block.range.end };
        let shown = item.blocks.last().map(|block| self.end_of(block));
        let silent = self.defined_in(item.range).map(|definition| definition.end);
        shown.into_iter().chain(silent).max().unwrap_or(block.range.end)
    }
}

/// Makes the paragraph at `at` and the one before it one: nothing but lines of a part that went has made them two.
fn join_paragraphs(blocks: &mut Vec<Block<RawLink>>, at: usize) -> bool {
    let is_paragraph = |at: usize| matches!(blocks[at].kind, BlockKind::Paragraph(_) | BlockKind::Plain(_));
    if !is_paragraph(at - 1) || !is_paragraph(at) {
        return false;
    }
    let after = blocks.remove(at);
    let (BlockKind::Paragraph(more) | BlockKind::Plain(more)) = after.kind else { unreachable!("it is a paragraph") };
    let before = &mut blocks[at - 1];
    if let BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) = &mut before.kind {
        inlines.push(Inline::Text {
            text: "\n".into(),
            range: TextRange { start: before.range.end, end: after.range.start },
        });
        inlines.extend(more);
    }
    before.range = before.range.cover(after.range);
    true
}

/// Where the next thing begins after each, the last of which is followed by one at `end`.
fn ends(ranges: impl Iterator<Item = TextRange>, end: u32) -> std::vec::IntoIter<u32> {
    let nexts: Vec<u32> = ranges.skip(1).map(|next| next.start).chain([end]).collect();
    nexts.into_iter()
}

/// Makes the paragraphs of a list's item words without space around them.
fn tighten(blocks: &mut [Block<RawLink>]) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Paragraph(inlines) => block.kind = BlockKind::Plain(std::mem::take(inlines)),
            BlockKind::Restricted { blocks, .. } | BlockKind::When { blocks, .. } => tighten(blocks),
            _ => {}
        }
    }
}

/// The opposite.
fn loosen(blocks: &mut [Block<RawLink>]) {
    for block in blocks {
        match &mut block.kind {
            BlockKind::Plain(inlines) => block.kind = BlockKind::Paragraph(std::mem::take(inlines)),
            BlockKind::Restricted { blocks, .. } | BlockKind::When { blocks, .. } => loosen(blocks),
            _ => {}
        }
    }
}
