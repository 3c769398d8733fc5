//! The audience filter: a book without what a reader may not see. It comes before assembly, so nothing that is made
//! later can tell that there was more.

use super::{Book, BookGuide};
use crate::audience::Audience;
use crate::doc::{Block, BlockKind, Doc, RawLink, footnote};
use crate::parse::guide::ParsedGuide;
use ecow::EcoString;
use std::sync::Arc;

/// Whom an edition is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reader {
    /// What they may read.
    pub audience: Audience,
    /// The one engagement they may read of; all of them for `None`.
    pub engagement: Option<EcoString>,
}

impl Reader {
    /// The team that keeps the book.
    pub const TEAM: Self = Self { audience: Audience::Internal, engagement: None };
}

impl Book {
    /// The book as `reader` may see it.
    #[must_use]
    pub fn filtered(&self, reader: &Reader) -> Self {
        let may_read = |guide: &&BookGuide| reader.audience.may_read(guide.audience);
        let guides = self.guides.iter().filter(may_read).map(|guide| filter_guide(guide, reader.audience)).collect();
        Self { reader: reader.clone(), guides, ..self.clone() }
    }
}

fn filter_guide(guide: &BookGuide, audience: Audience) -> BookGuide {
    if !guide.parsed.restricted || audience == Audience::Internal {
        return guide.clone();
    }
    let mut doc = guide.parsed.doc.clone();
    filter_doc(&mut doc, audience);
    BookGuide { parsed: Arc::new(ParsedGuide { doc, ..(*guide.parsed).clone() }), ..guide.clone() }
}

/// Takes out of `doc` what is not for `audience`, and the footnotes that only it referred to.
fn filter_doc(doc: &mut Doc<RawLink>, audience: Audience) {
    filter_blocks(&mut doc.blocks, audience);
    doc.footnotes.iter_mut().for_each(|note| filter_blocks(note, audience));
    footnote::renumber(doc);
}

fn filter_blocks(blocks: &mut Vec<Block<RawLink>>, audience: Audience) {
    blocks.retain_mut(|block| match &mut block.kind {
        BlockKind::Restricted { audience: meant_for, blocks } => {
            filter_blocks(blocks, audience);
            audience.may_read(*meant_for)
        }
        BlockKind::List { items, .. } => {
            items.retain_mut(|item| {
                filter_blocks(&mut item.blocks, audience);
                item.audience.is_none_or(|meant_for| audience.may_read(meant_for))
            });
            !items.is_empty()
        }
        BlockKind::Quote(blocks) | BlockKind::Callout { blocks, .. } | BlockKind::Element { blocks, .. } => {
            filter_blocks(blocks, audience);
            true
        }
        BlockKind::Heading { .. }
        | BlockKind::Paragraph(_)
        | BlockKind::Plain(_)
        | BlockKind::Code(_)
        | BlockKind::Table { .. }
        | BlockKind::Rule => true,
    });
}
