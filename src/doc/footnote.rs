//! Footnotes kept in step with what refers to them.
//!
//! Takes a document whose references count into its list of notes; leaves only the notes that are referred to, in the
//! order of first reference. To be called wherever references or notes may have gone: after parsing, after filtering.

use super::{Block, BlockKind, Doc, Inline, Link};

/// Drops notes that nothing refers to and references to notes that say nothing, and numbers the rest anew.
pub fn renumber<L: Link>(doc: &mut Doc<L>) {
    let mut notes = std::mem::take(&mut doc.footnotes);
    let mut numbers = Numbers { new: vec![None; notes.len()], order: Vec::new() };
    let empty: Vec<bool> = notes.iter().map(Vec::is_empty).collect();
    numbers.blocks(&mut doc.blocks, &empty);
    // A note may refer to further notes, which then come after it.
    let mut at = 0;
    while let Some(&old) = numbers.order.get(at) {
        let mut note = std::mem::take(&mut notes[old as usize]);
        numbers.blocks(&mut note, &empty);
        doc.footnotes.push(note);
        at += 1;
    }
}

/// `notes`, without the words of those that `blocks` do not lead to.
pub fn referred_to<L: Link + Clone>(blocks: &[Block<L>], notes: &[Vec<Block<L>>]) -> Vec<Vec<Block<L>>> {
    let mut kept = vec![Vec::new(); notes.len()];
    if notes.is_empty() {
        return kept;
    }
    let mut waiting = Vec::new();
    note_references(blocks, &mut waiting);
    while let Some(number) = waiting.pop() {
        let (Some(note), Some(place)) = (notes.get(number as usize), kept.get_mut(number as usize)) else { continue };
        if place.is_empty() && !note.is_empty() {
            place.clone_from(note);
            note_references(note, &mut waiting);
        }
    }
    kept
}

fn note_references<L: Link>(blocks: &[Block<L>], into: &mut Vec<u32>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { inlines: words, .. } | BlockKind::Paragraph(words) | BlockKind::Plain(words) => {
                note_in_inlines(words, into);
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| note_references(&item.blocks, into)),
            BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                note_in_inlines(title.as_deref().unwrap_or_default(), into);
                note_references(blocks, into);
            }
            BlockKind::Tabs(tabs) => {
                for tab in tabs {
                    note_in_inlines(&tab.title, into);
                    note_references(&tab.blocks, into);
                }
            }
            BlockKind::Quote(blocks)
            | BlockKind::Embedded { blocks, .. }
            | BlockKind::Restricted { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => note_references(blocks, into),
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| note_in_inlines(cell, into));
            }
            BlockKind::Code(_) | BlockKind::Diagram(_) | BlockKind::Rule => {}
        }
    }
}

fn note_in_inlines<L: Link>(inlines: &[Inline<L>], into: &mut Vec<u32>) {
    for inline in inlines {
        match inline {
            Inline::FootnoteRef(number) => into.push(*number),
            Inline::Emphasis(inlines)
            | Inline::Strong(inlines)
            | Inline::Strikethrough(inlines)
            | Inline::Link { inlines, .. }
            | Inline::Element { inlines, .. } => note_in_inlines(inlines, into),
            Inline::Text { .. }
            | Inline::Variable { .. }
            | Inline::Code { .. }
            | Inline::Image { .. }
            | Inline::Break => {}
        }
    }
}

struct Numbers {
    /// The new number of each old one.
    new: Vec<Option<u32>>,
    /// The old numbers in their new order.
    order: Vec<u32>,
}

impl Numbers {
    fn blocks<L: Link>(&mut self, blocks: &mut [Block<L>], empty: &[bool]) {
        for block in blocks {
            match &mut block.kind {
                BlockKind::Heading { inlines, .. } | BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
                    self.inlines(inlines, empty);
                }
                BlockKind::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(&mut item.blocks, empty)),
                BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                    if let Some(title) = title {
                        self.inlines(title, empty);
                    }
                    self.blocks(blocks, empty);
                }
                BlockKind::Tabs(tabs) => {
                    for tab in tabs {
                        self.inlines(&mut tab.title, empty);
                        self.blocks(&mut tab.blocks, empty);
                    }
                }
                BlockKind::Quote(blocks)
                | BlockKind::Embedded { blocks, .. }
                | BlockKind::Restricted { blocks, .. }
                | BlockKind::When { blocks, .. }
                | BlockKind::Element { blocks, .. } => {
                    self.blocks(blocks, empty);
                }
                BlockKind::Table { head, rows, .. } => {
                    for cell in head.iter_mut().chain(rows.iter_mut().flatten()) {
                        self.inlines(cell, empty);
                    }
                }
                BlockKind::Code(_) | BlockKind::Diagram(_) | BlockKind::Rule => {}
            }
        }
    }

    fn inlines<L: Link>(&mut self, inlines: &mut Vec<Inline<L>>, empty: &[bool]) {
        inlines.retain_mut(|inline| match inline {
            Inline::FootnoteRef(number) => match empty.get(*number as usize) {
                Some(false) => {
                    *number = self.number(*number);
                    true
                }
                _ => false,
            },
            Inline::Emphasis(inlines)
            | Inline::Strong(inlines)
            | Inline::Strikethrough(inlines)
            | Inline::Link { inlines, .. }
            | Inline::Element { inlines, .. } => {
                self.inlines(inlines, empty);
                true
            }
            Inline::Text { .. }
            | Inline::Variable { .. }
            | Inline::Code { .. }
            | Inline::Image { .. }
            | Inline::Break => true,
        });
    }

    fn number(&mut self, old: u32) -> u32 {
        *self.new[old as usize].get_or_insert_with(|| {
            self.order.push(old);
            u32::try_from(self.order.len() - 1).expect("there are no more notes than old numbers")
        })
    }
}
