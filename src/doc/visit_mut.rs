//! A walk that changes what it meets, in reading order; children after what holds them.

use super::{Block, BlockKind, Inline, Link};

/// What a walk may change. It must not add blocks that are to be walked over themselves.
pub trait VisitMut<L: Link> {
    /// A block, before what it holds.
    fn block(&mut self, _block: &mut Block<L>) {}
    /// A run of text or what stands among it, before what it holds.
    fn inline(&mut self, _inline: &mut Inline<L>) {}
}

/// Walks over `blocks`.
pub fn visit_blocks_mut<L: Link>(blocks: &mut [Block<L>], visit: &mut impl VisitMut<L>) {
    for block in blocks {
        visit.block(block);
        match &mut block.kind {
            BlockKind::Heading { inlines, .. } | BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => {
                visit_inlines(inlines, visit);
            }
            BlockKind::List { items, .. } => {
                items.iter_mut().for_each(|item| visit_blocks_mut(&mut item.blocks, visit));
            }
            BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                title.iter_mut().for_each(|title| visit_inlines(title, visit));
                visit_blocks_mut(blocks, visit);
            }
            BlockKind::Tabs(tabs) => {
                for tab in tabs {
                    visit_inlines(&mut tab.title, visit);
                    visit_blocks_mut(&mut tab.blocks, visit);
                }
            }
            BlockKind::Quote(blocks)
            | BlockKind::Embedded { blocks, .. }
            | BlockKind::Restricted { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => visit_blocks_mut(blocks, visit),
            BlockKind::Table { head, rows, .. } => {
                head.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| visit_inlines(cell, visit));
            }
            BlockKind::Code(_) | BlockKind::Diagram(_) | BlockKind::Rule => {}
        }
    }
}

fn visit_inlines<L: Link>(inlines: &mut [Inline<L>], visit: &mut impl VisitMut<L>) {
    for inline in inlines {
        visit.inline(inline);
        match inline {
            Inline::Emphasis(inlines)
            | Inline::Strong(inlines)
            | Inline::Strikethrough(inlines)
            | Inline::Link { inlines, .. }
            | Inline::Element { inlines, .. } => visit_inlines(inlines, visit),
            Inline::Text { .. }
            | Inline::Variable { .. }
            | Inline::Code { .. }
            | Inline::Image { .. }
            | Inline::FootnoteRef(_)
            | Inline::Break => {}
        }
    }
}
