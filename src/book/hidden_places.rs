//! Whether a place in a file is one that a reader may not see, though they see others of that file: what is wrong there is no
//! reason to withhold anything from them.
//!
//! Looks at the book before its filter, by the filter's own rules. Must not decide what the reader gets.

use super::engagement::is_hidden_in;
use super::{BookGuide, Gathered, Reader};
use crate::audience::Audience;
use crate::diagnostic::Location;
use crate::doc::{Block, BlockKind, RawLink};
use crate::schema::read::Fields as _;
use crate::schema::things::Engagement;
use crate::text::TextRange;

impl Gathered {
    /// True where `at` lies in a part of a page, or in a thing of the reader's engagement, that is not for `reader`.
    #[must_use]
    pub fn hides(&self, at: &Location, reader: &Reader) -> bool {
        let in_page =
            self.guides.iter().any(|guide| guide.parsed.path == at.path && guide.hides(at.range, reader.audience));
        let is_theirs = |id| reader.engagement.as_ref().is_none_or(|theirs| theirs == id);
        in_page
            || self.engagements.iter().filter(|one| is_theirs(&one.id)).any(|one| {
                is_hidden_in(
                    one.joined.whole.for_others(),
                    Engagement::table(),
                    one.joined.whole.around,
                    reader.audience,
                    at,
                )
            })
    }
}

impl BookGuide {
    /// True where `at` lies in a part of the page that is not for `reader`.
    #[must_use]
    pub fn hides(&self, at: TextRange, reader: Audience) -> bool {
        let doc = &self.parsed.doc;
        let mut parts = std::iter::once(&doc.blocks).chain(&doc.footnotes);
        self.parsed.restricted && parts.any(|blocks| is_in_hidden_part(blocks, at, reader))
    }
}

fn is_in_hidden_part(blocks: &[Block<RawLink>], at: TextRange, reader: Audience) -> bool {
    let inside = |blocks: &[Block<RawLink>]| is_in_hidden_part(blocks, at, reader);
    blocks.iter().filter(|block| block.range.covers(at)).any(|block| match &block.kind {
        BlockKind::Restricted { audience, blocks } => !reader.may_read(*audience) || inside(blocks),
        BlockKind::List { items, .. } => items
            .iter()
            .filter(|item| item.range.covers(at))
            .any(|item| item.audience.is_some_and(|audience| !reader.may_read(audience)) || inside(&item.blocks)),
        BlockKind::Tabs(tabs) => tabs.iter().any(|tab| inside(&tab.blocks)),
        BlockKind::Quote(blocks)
        | BlockKind::Callout { blocks, .. }
        | BlockKind::Details { blocks, .. }
        | BlockKind::Embedded { blocks, .. }
        | BlockKind::When { blocks, .. }
        | BlockKind::Element { blocks, .. } => inside(blocks),
        BlockKind::Heading { .. }
        | BlockKind::Paragraph(_)
        | BlockKind::Plain(_)
        | BlockKind::Code(_)
        | BlockKind::Diagram(_)
        | BlockKind::Table { .. }
        | BlockKind::Rule => false,
    })
}
