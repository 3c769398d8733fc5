//! A page for customers without the marks that say for whom its parts are: what they read is simply theirs, and nothing
//! tells them that others read less, or more.
//!
//! Takes a document that has been filtered; must not come before the filter.

use crate::doc::{Block, BlockKind, Doc, RawLink, VisitMut, visit_blocks_mut};

/// Takes the marks out of `doc`, and leaves what is in them.
pub(super) fn unmark(doc: &mut Doc<RawLink>) {
    for blocks in std::iter::once(&mut doc.blocks).chain(&mut doc.footnotes) {
        unwrap(blocks);
        visit_blocks_mut(blocks, &mut Unmark);
    }
}

struct Unmark;

impl VisitMut<RawLink> for Unmark {
    fn block(&mut self, block: &mut Block<RawLink>) {
        match &mut block.kind {
            BlockKind::List { items, .. } => {
                for item in items {
                    item.audience = None;
                    unwrap(&mut item.blocks);
                }
            }
            BlockKind::Tabs(tabs) => tabs.iter_mut().for_each(|tab| unwrap(&mut tab.blocks)),
            BlockKind::Quote(blocks)
            | BlockKind::Callout { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Embedded { blocks, .. }
            | BlockKind::Restricted { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => unwrap(blocks),
            BlockKind::Heading { .. }
            | BlockKind::Paragraph(_)
            | BlockKind::Plain(_)
            | BlockKind::Code(_)
            | BlockKind::Diagram(_)
            | BlockKind::Table { .. }
            | BlockKind::Rule => {}
        }
    }
}

/// Puts what marked parts hold in their places, however deep they lie in one another.
fn unwrap(blocks: &mut Vec<Block<RawLink>>) {
    while blocks.iter().any(|block| matches!(block.kind, BlockKind::Restricted { .. })) {
        let parts = std::mem::take(blocks).into_iter().flat_map(|block| match block.kind {
            BlockKind::Restricted { blocks, .. } => blocks,
            _ => vec![block],
        });
        *blocks = parts.collect();
    }
}
