//! A walk over a tree in reading order: the order in which `Doc::map` calls its `Map`.

use super::{Block, BlockKind, Diagram, Doc, Element, Inline, Link, ListItem};
use crate::path::SourcePath;
use crate::text::TextRange;

/// What a walk stops at. Each method is called before the walk goes into the thing's children.
pub trait Visit<L: Link> {
    /// A link, an image, or an attribute of raw HTML that is a link. `around` are the words of the block it stands in.
    fn link(&mut self, link: &L, around: &[Inline<L>]);
    /// A heading.
    fn heading(&mut self, level: u8, anchor: &L::Anchor, inlines: &[Inline<L>], range: TextRange);
    /// A list item with a box.
    fn task(&mut self, item: &ListItem<L>);
    /// An element of raw HTML.
    fn element(&mut self, element: &Element<L>);
    /// A diagram.
    fn diagram(&mut self, _diagram: &Diagram, _range: TextRange) {}
    /// What follows, up to the matching `leave`, was put in from another file; none where nothing could be.
    fn enter(&mut self, _from: Option<&SourcePath>) {}
    /// The end of what was put in.
    fn leave(&mut self) {}
}

impl<L: Link> Doc<L> {
    /// Walks the blocks, then the footnotes.
    pub fn visit(&self, visit: &mut impl Visit<L>) {
        visit_blocks(&self.blocks, visit);
        for note in &self.footnotes {
            visit_blocks(note, visit);
        }
    }
}

fn visit_blocks<L: Link>(blocks: &[Block<L>], visit: &mut impl Visit<L>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { level, anchor, inlines } => {
                visit.heading(*level, anchor, inlines, block.range);
                visit_inlines(inlines, inlines, visit);
            }
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => visit_inlines(inlines, inlines, visit),
            BlockKind::List { items, .. } => {
                for item in items {
                    if item.task.is_some() {
                        visit.task(item);
                    }
                    visit_blocks(&item.blocks, visit);
                }
            }
            BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                if let Some(title) = title {
                    visit_inlines(title, title, visit);
                }
                visit_blocks(blocks, visit);
            }
            BlockKind::Tabs(tabs) => {
                for tab in tabs {
                    visit_inlines(&tab.title, &tab.title, visit);
                    visit_blocks(&tab.blocks, visit);
                }
            }
            BlockKind::Embedded { target, from, blocks } => {
                visit.link(target, &[]);
                visit.enter(from.as_ref());
                visit_blocks(blocks, visit);
                visit.leave();
            }
            BlockKind::Quote(blocks) | BlockKind::Restricted { blocks, .. } | BlockKind::When { blocks, .. } => {
                visit_blocks(blocks, visit);
            }
            BlockKind::Table { head, rows, .. } => {
                for cell in std::iter::once(head).chain(rows).flatten() {
                    visit_inlines(cell, cell, visit);
                }
            }
            BlockKind::Element { element, blocks } => {
                visit.element(element);
                element.links.iter().for_each(|(_, link)| visit.link(link, &[]));
                visit_blocks(blocks, visit);
            }
            BlockKind::Diagram(diagram) => visit.diagram(diagram, block.range),
            BlockKind::Code(_) | BlockKind::Rule => {}
        }
    }
}

fn visit_inlines<L: Link>(inlines: &[Inline<L>], around: &[Inline<L>], visit: &mut impl Visit<L>) {
    for inline in inlines {
        match inline {
            Inline::Link { target, inlines, .. } => {
                visit.link(target, around);
                visit_inlines(inlines, around, visit);
            }
            Inline::Image { target, .. } => visit.link(target, around),
            Inline::Emphasis(inlines) | Inline::Strong(inlines) | Inline::Strikethrough(inlines) => {
                visit_inlines(inlines, around, visit);
            }
            Inline::Element { element, inlines } => {
                visit.element(element);
                element.links.iter().for_each(|(_, link)| visit.link(link, around));
                visit_inlines(inlines, around, visit);
            }
            Inline::Text { .. }
            | Inline::Variable { .. }
            | Inline::Code { .. }
            | Inline::FootnoteRef(_)
            | Inline::Break => {}
        }
    }
}
