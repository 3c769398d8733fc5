//! What needs the long side of the paper, and what comes after it in the text: that may stand before it, on what is left of the
//! page, as it does around the floats of a typesetter.
//!
//! Takes the blocks of a document from a wide one on; writes code. Whether there is room for something is for the template to
//! find out.

use super::block::leads_to;
use super::height;
use super::printer::Printer;
use super::words;
use crate::doc::{Block, BlockKind, Inline, Target, inlines_text};

/// About how many points of what follows may be asked for: no page has more left.
const MOST: usize = 700;

impl<'a> Printer<'a> {
    /// Writes `blocks[from..=wide]`, the last of which turns the page, and before that introduces it; gives how many blocks after
    /// it are written too, since they may stand before it.
    pub(super) fn turned(&mut self, blocks: &'a [Block<Target>], from: usize, wide: usize) -> usize {
        let groups = self.what_may_stand_before(blocks, wide);
        let (caption, title) = match &blocks[wide].kind {
            BlockKind::Diagram(diagram) => (None, diagram.title.as_deref().filter(|title| !title.trim().is_empty())),
            _ => (section(blocks, wide).map(|(_, words)| words), None),
        };
        // A heading with nothing but the page of the table below it says too little.
        let may_part = blocks[from..wide].iter().any(|block| !matches!(block.kind, BlockKind::Heading { .. }));
        let is_named = caption.is_some() || matches!(blocks[wide].kind, BlockKind::Diagram(_));
        if !is_named || groups.is_empty() && !may_part {
            self.code.push("#e.landscape");
            self.content(|printer| printer.blocks(&blocks[from..=wide]));
            self.code.push("\n");
            return 0;
        }
        let place = self.new_place();
        self.code.push("#e.turned(");
        self.code.string(&place);
        self.code.push(", caption: ");
        self.optional_words(caption.as_deref());
        self.code.push(", title: ");
        self.optional_words(title);
        self.code.push(", may-part: ");
        self.code.boolean(may_part);
        self.code.push(", ");
        self.content(|printer| {
            for (block, next) in blocks[from..wide].iter().zip(&blocks[from + 1..]) {
                printer.block(block, Some(next));
            }
        });
        self.code.push(", ");
        self.content(|printer| printer.block(&blocks[wide], None));
        let mut at = wide + 1;
        for count in &groups {
            self.code.push(", ");
            self.content(|printer| {
                for at in at..at + count {
                    printer.block(&blocks[at], blocks.get(at + 1));
                }
            });
            at += count;
        }
        self.code.push(")\n");
        at - wide - 1
    }

    fn optional_words(&mut self, words: Option<&str>) {
        match words {
            Some(words) => self.literal(&words::sentence(words, words::LONGEST_WORD), None),
            None => self.code.push("none"),
        }
    }

    /// How many blocks there are in each of the groups after the one at `wide` that stay together: as long as they are of the same
    /// section or of those below it and beside it, have no note, which would take room at the foot, and turn no page themselves.
    fn what_may_stand_before(&self, blocks: &[Block<Target>], wide: usize) -> Vec<usize> {
        let above = section(blocks, wide).map_or(0, |(level, _)| level);
        let mut groups = Vec::new();
        let (mut begin, mut high) = (wide + 1, 0);
        for (at, block) in blocks.iter().enumerate().skip(wide + 1) {
            let leads = match &block.kind {
                BlockKind::Heading { level, .. } if *level < above => break,
                BlockKind::Heading { .. } => true,
                BlockKind::Paragraph(inlines) => leads_to(inlines, blocks.get(at + 1)),
                _ => false,
            };
            high += height::of_blocks(std::slice::from_ref(block));
            if high > MOST || self.is_wide(block) || !is_plain(block) {
                break;
            }
            if !leads {
                groups.push(at + 1 - begin);
                begin = at + 1;
            }
        }
        groups
    }
}

/// The heading that the block at `at` stands below: its level and its words.
fn section(blocks: &[Block<Target>], at: usize) -> Option<(u8, String)> {
    blocks[..at].iter().rev().find_map(|block| match &block.kind {
        BlockKind::Heading { level, inlines, .. } => {
            Some((*level, inlines_text(inlines))).filter(|(_, words)| !words.trim().is_empty())
        }
        _ => None,
    })
}

/// True for what is as high as it is measured: with no note, no picture, and nothing from elsewhere.
fn is_plain(block: &Block<Target>) -> bool {
    match &block.kind {
        BlockKind::Heading { inlines, .. } | BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
            are_words(inlines)
        }
        BlockKind::List { items, .. } => items.iter().all(|item| item.blocks.iter().all(is_plain)),
        BlockKind::Quote(blocks) | BlockKind::Callout { blocks, .. } => blocks.iter().all(is_plain),
        BlockKind::Table { head, rows, .. } => head.iter().chain(rows.iter().flatten()).all(|cell| are_words(cell)),
        BlockKind::Code(_) | BlockKind::Rule => true,
        _ => false,
    }
}

fn are_words(inlines: &[Inline<Target>]) -> bool {
    inlines.iter().all(|inline| match inline {
        Inline::FootnoteRef(_) | Inline::Image { .. } => false,
        Inline::Link { inlines, target, .. } => !matches!(&**target, Target::External(_)) && are_words(inlines),
        Inline::Emphasis(inlines)
        | Inline::Strong(inlines)
        | Inline::Strikethrough(inlines)
        | Inline::Element { inlines, .. } => are_words(inlines),
        _ => true,
    })
}
