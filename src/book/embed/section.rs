//! The part of a guide that an embed names.

use crate::audience::Audience;
use crate::doc::{Block, BlockKind, Inline, ListItem, RawLink, Visit, inlines_text};
use crate::parse::guide::ParsedGuide;
use crate::parse::slug::{self, SlugSet};
use crate::text::TextRange;
use ecow::EcoString;
use rustc_hash::FxHashMap;

/// The headings of a guide, by their ids.
#[derive(Default)]
pub(super) struct Headings {
    slugs: SlugSet,
    found: Vec<(String, String, TextRange)>,
    by_id: FxHashMap<String, usize>,
}

impl Headings {
    pub(super) fn new(guide: &ParsedGuide) -> Self {
        let mut headings = Self::default();
        guide.doc.visit(&mut headings);
        headings.by_id = headings.found.iter().enumerate().rev().map(|(at, (id, ..))| (id.clone(), at)).collect();
        headings
    }

    /// Where the heading stands that `fragment` names.
    pub(super) fn find(&self, fragment: &str) -> Option<TextRange> {
        /// As many are compared as with links.
        const COMPARED: usize = 2_000;
        let exact = self.by_id.get(fragment).map(|at| &self.found[*at]);
        let meant = || self.found.iter().take(COMPARED).find(|(id, text, _)| slug::means(fragment, id, text));
        exact.or_else(meant).map(|(.., range)| *range)
    }
}

impl Visit<RawLink> for Headings {
    fn link(&mut self, _: &RawLink, _: &[Inline<RawLink>]) {}

    fn heading(&mut self, _: u8, anchor: &Option<EcoString>, inlines: &[Inline<RawLink>], range: TextRange) {
        let text = inlines_text(inlines);
        let id = match anchor {
            Some(id) => self.slugs.unique(id),
            None => self.slugs.unique(&slug::github(&text)),
        };
        self.found.push((id, text.trim().to_owned(), range));
    }

    fn task(&mut self, _: &ListItem<RawLink>) {}
    fn element(&mut self, _: &crate::doc::Element<RawLink>) {}
}

/// The section whose heading stands at `heading`: up to the next heading of its level or above, beside it. It keeps the
/// audience of what it stands in.
pub(super) fn cut(blocks: &[Block<RawLink>], heading: TextRange) -> Option<Vec<Block<RawLink>>> {
    let holder = blocks.iter().position(|block| holds(block, heading))?;
    let block = &blocks[holder];
    match &block.kind {
        BlockKind::Heading { level, .. } => {
            let ends = |block: &&Block<RawLink>| matches!(&block.kind, BlockKind::Heading { level: next, .. } if next <= level);
            let length = blocks[holder + 1..].iter().take_while(|block| !ends(block)).count();
            Some(blocks[holder..=holder + length].to_vec())
        }
        BlockKind::Restricted { audience, blocks } => {
            Some(vec![restricted(*audience, cut(blocks, heading)?, block.range)])
        }
        BlockKind::List { items, .. } => items.iter().find_map(|item| {
            let section = cut(&item.blocks, heading)?;
            Some(match item.audience {
                Some(audience) => vec![restricted(audience, section, item.range)],
                None => section,
            })
        }),
        BlockKind::Tabs(tabs) => tabs.iter().find_map(|tab| cut(&tab.blocks, heading)),
        BlockKind::Quote(blocks)
        | BlockKind::Callout { blocks, .. }
        | BlockKind::Details { blocks, .. }
        | BlockKind::When { blocks, .. }
        | BlockKind::Element { blocks, .. } => cut(blocks, heading),
        _ => None,
    }
}

pub(super) fn restricted(audience: Audience, blocks: Vec<Block<RawLink>>, range: TextRange) -> Block<RawLink> {
    Block { kind: BlockKind::Restricted { audience, blocks }, range }
}

fn holds(block: &Block<RawLink>, heading: TextRange) -> bool {
    match &block.kind {
        BlockKind::Heading { .. } => block.range == heading,
        BlockKind::List { items, .. } => items.iter().any(|item| item.blocks.iter().any(|block| holds(block, heading))),
        BlockKind::Tabs(tabs) => tabs.iter().any(|tab| tab.blocks.iter().any(|block| holds(block, heading))),
        BlockKind::Quote(blocks)
        | BlockKind::Callout { blocks, .. }
        | BlockKind::Details { blocks, .. }
        | BlockKind::Restricted { blocks, .. }
        | BlockKind::When { blocks, .. }
        | BlockKind::Element { blocks, .. } => blocks.iter().any(|block| holds(block, heading)),
        _ => false,
    }
}
