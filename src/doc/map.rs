//! One stage of a tree into the next: the same blocks and words with other links and ids.

use super::{Action, Block, BlockKind, Doc, Element, Inline, Link, ListItem, Tab, Task};

/// Something that turns one stage of a tree into the next. Called in reading order, each child after what precedes it.
pub trait Map<A: Link, B: Link> {
    /// What the link becomes.
    fn link(&mut self, link: &A) -> B;
    /// Words for a link without any, where its target gives none: `[[name]]` keeps its name if it leads nowhere.
    fn words(&mut self, _link: &A, _target: &B) -> Vec<Inline<B>> {
        Vec::new()
    }
    /// The id of the next heading.
    fn heading(&mut self, anchor: &A::Anchor, inlines: &[Inline<A>]) -> B::Anchor;
    /// The id of the next task.
    fn task(&mut self, anchor: &A::Anchor, item: &ListItem<A>) -> B::Anchor;
    /// What is said behind the words of a task of minutes.
    fn remark(&mut self, _action: &Action) -> Vec<Inline<B>> {
        Vec::new()
    }
}

impl<A: Link> Doc<A> {
    /// The same document at another stage.
    pub fn map<B: Link>(&self, map: &mut impl Map<A, B>) -> Doc<B> {
        Doc {
            blocks: map_blocks(&self.blocks, map),
            footnotes: self.footnotes.iter().map(|blocks| map_blocks(blocks, map)).collect(),
        }
    }
}

/// `Doc::map` for blocks.
pub fn map_blocks<A: Link, B: Link>(blocks: &[Block<A>], map: &mut impl Map<A, B>) -> Vec<Block<B>> {
    blocks.iter().map(|block| Block { kind: map_kind(&block.kind, map), range: block.range }).collect()
}

fn map_kind<A: Link, B: Link>(kind: &BlockKind<A>, map: &mut impl Map<A, B>) -> BlockKind<B> {
    match kind {
        BlockKind::Heading { level, anchor, inlines } => {
            let anchor = map.heading(anchor, inlines);
            BlockKind::Heading { level: *level, anchor, inlines: map_inlines(inlines, map) }
        }
        BlockKind::Paragraph(inlines) => BlockKind::Paragraph(map_inlines(inlines, map)),
        BlockKind::Plain(inlines) => BlockKind::Plain(map_inlines(inlines, map)),
        BlockKind::List { start, items } => {
            let items = items.iter().map(|item| map_item(item, map)).collect();
            BlockKind::List { start: *start, items }
        }
        BlockKind::Code(code) => BlockKind::Code(code.clone()),
        BlockKind::Quote(blocks) => BlockKind::Quote(map_blocks(blocks, map)),
        BlockKind::Callout { kind, fold, title, blocks } => BlockKind::Callout {
            kind: *kind,
            fold: *fold,
            title: title.as_ref().map(|title| map_inlines(title, map)),
            blocks: map_blocks(blocks, map),
        },
        BlockKind::Details { open, title, blocks } => BlockKind::Details {
            open: *open,
            title: title.as_ref().map(|title| map_inlines(title, map)),
            blocks: map_blocks(blocks, map),
        },
        BlockKind::Tabs(tabs) => BlockKind::Tabs(
            tabs.iter()
                .map(|tab| Tab {
                    title: map_inlines(&tab.title, map),
                    blocks: map_blocks(&tab.blocks, map),
                    range: tab.range,
                })
                .collect(),
        ),
        BlockKind::Diagram(diagram) => BlockKind::Diagram(diagram.clone()),
        BlockKind::Embedded { target, from, blocks } => {
            let target = Box::new(map.link(target));
            BlockKind::Embedded { target, from: from.clone(), blocks: map_blocks(blocks, map) }
        }
        BlockKind::When { condition, blocks } => {
            BlockKind::When { condition: condition.clone(), blocks: map_blocks(blocks, map) }
        }
        BlockKind::Restricted { audience, blocks } => {
            BlockKind::Restricted { audience: *audience, blocks: map_blocks(blocks, map) }
        }
        BlockKind::Table { alignments, head, rows } => BlockKind::Table {
            alignments: alignments.clone(),
            head: head.iter().map(|cell| map_inlines(cell, map)).collect(),
            rows: rows.iter().map(|row| row.iter().map(|cell| map_inlines(cell, map)).collect()).collect(),
        },
        BlockKind::Rule => BlockKind::Rule,
        BlockKind::Element { element, blocks } => {
            BlockKind::Element { element: Box::new(map_element(element, map)), blocks: map_blocks(blocks, map) }
        }
    }
}

fn map_item<A: Link, B: Link>(item: &ListItem<A>, map: &mut impl Map<A, B>) -> ListItem<B> {
    let task = item.task.as_ref().map(|task| Task {
        checked: task.checked,
        anchor: map.task(&task.anchor, item),
        action: None,
    });
    let mut blocks = map_blocks(&item.blocks, map);
    if let Some(action) = item.task.as_ref().and_then(|task| task.action.as_ref())
        && let Some(BlockKind::Plain(words) | BlockKind::Paragraph(words)) =
            blocks.first_mut().map(|block| &mut block.kind)
    {
        words.extend(map.remark(action));
    }
    ListItem { task, audience: item.audience, blocks, mark: item.mark, range: item.range }
}

/// `Doc::map` for words.
pub fn map_inlines<A: Link, B: Link>(inlines: &[Inline<A>], map: &mut impl Map<A, B>) -> Vec<Inline<B>> {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text { text, range } => Inline::Text { text: text.clone(), range: *range },
            Inline::Code { text, range } => Inline::Code { text: text.clone(), range: *range },
            Inline::Emphasis(inlines) => Inline::Emphasis(map_inlines(inlines, map)),
            Inline::Strong(inlines) => Inline::Strong(map_inlines(inlines, map)),
            Inline::Strikethrough(inlines) => Inline::Strikethrough(map_inlines(inlines, map)),
            Inline::Link { target, title, inlines } => {
                let to = map.link(target);
                let inlines = if inlines.is_empty() { map.words(target, &to) } else { map_inlines(inlines, map) };
                Inline::Link { target: Box::new(to), title: title.clone(), inlines }
            }
            Inline::Image { target, alt, title } => {
                Inline::Image { target: Box::new(map.link(target)), alt: alt.clone(), title: title.clone() }
            }
            Inline::FootnoteRef(at) => Inline::FootnoteRef(*at),
            Inline::Variable { text, range } => Inline::Variable { text: text.clone(), range: *range },
            Inline::Break => Inline::Break,
            Inline::Element { element, inlines } => {
                Inline::Element { element: Box::new(map_element(element, map)), inlines: map_inlines(inlines, map) }
            }
        })
        .collect()
}

fn map_element<A: Link, B: Link>(element: &Element<A>, map: &mut impl Map<A, B>) -> Element<B> {
    Element {
        name: element.name.clone(),
        attributes: element.attributes.clone(),
        links: element.links.iter().map(|(name, link)| (name.clone(), map.link(link))).collect(),
    }
}
