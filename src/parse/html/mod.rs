//! Raw HTML among Markdown, cleaned and made part of the tree.
//!
//! Takes the finished children of one container, among them pieces of raw HTML; gives the same children with elements
//! around them. The pieces are joined with a placeholder for each run of Markdown between them, cleaned by `ammonia`,
//! parsed as a browser would, and rebuilt, so that `<details>` around a list holds that list. No word is lost: tags
//! that are none are text, and tags that are not let through leave their content.

mod clean;
mod rebuild;
mod scan;

use super::guide::ParseOptions;
use super::stitch::Stitched;
pub use crate::schema::things::RawHtml;

use crate::doc::{Block, BlockKind, Inline, RawLink};
use crate::text::TextRange;
use ecow::EcoString;
use rebuild::{Flow, Rebuilder};
use std::vec::Drain;

/// A child of a container: finished, or raw HTML whose meaning depends on its neighbours.
#[derive(Debug)]
pub(super) enum Node<T> {
    Tree(T),
    Html(Piece),
}

/// Raw HTML as the Markdown parser found it.
#[derive(Debug)]
pub(super) struct Piece {
    text: EcoString,
    range: TextRange,
}

impl<T> Node<T> {
    pub(super) fn html(text: &str, range: TextRange) -> Self {
        Self::Html(Piece { text: text.into(), range })
    }
}

/// Where the container stands.
#[derive(Clone, Copy)]
pub(super) struct Surroundings<'a> {
    /// How many blocks are around its children.
    pub(super) depth: usize,
    /// The text of the file.
    pub(super) source: &'a str,
    pub(super) options: &'a ParseOptions<'a>,
}

/// The blocks of a container whose children are `nodes`.
pub(super) fn blocks(nodes: Drain<'_, Node<Block<RawLink>>>, around: &Surroundings<'_>) -> Vec<Block<RawLink>> {
    match plain(nodes) {
        Ok(blocks) => blocks,
        Err(nodes) if around.options.raw_html == RawHtml::Escape => escaped(nodes),
        Err(nodes) => {
            let woven = weave(nodes, Flow::Block, false, around);
            rebuild::grouped(woven, BlockKind::Paragraph)
        }
    }
}

/// The inlines of a container whose children are `nodes`.
pub(super) fn inlines(nodes: Drain<'_, Node<Inline<RawLink>>>, around: &Surroundings<'_>) -> Vec<Inline<RawLink>> {
    match plain(nodes) {
        Ok(inlines) => inlines,
        Err(nodes) => rebuild::flattened(weave(nodes, Flow::Inline, true, around)),
    }
}

/// True for `<br>`, which is so common in tables that it deserves a short way.
pub(super) fn is_line_break(tag: &str) -> bool {
    let name = tag.strip_prefix('<').and_then(|tag| tag.strip_suffix('>')).map(|tag| tag.trim_end_matches([' ', '/']));
    name.is_some_and(|name| name.eq_ignore_ascii_case("br"))
}

/// The children as they are, in a list of the exact size, where none of them is raw HTML.
fn plain<T>(nodes: Drain<'_, Node<T>>) -> Result<Vec<T>, Vec<Node<T>>> {
    if nodes.as_slice().iter().any(|node| matches!(node, Node::Html(_))) {
        return Err(nodes.collect());
    }
    let mut trees = Vec::with_capacity(nodes.len());
    trees.extend(nodes.filter_map(|node| match node {
        Node::Tree(tree) => Some(tree),
        Node::Html(_) => None,
    }));
    Ok(trees)
}

/// Raw HTML as paragraphs that show it; comments are never published.
fn escaped(nodes: Vec<Node<Block<RawLink>>>) -> Vec<Block<RawLink>> {
    let mut blocks: Vec<Block<RawLink>> = Vec::new();
    let mut run = Stitched::default();
    let end_run = |run: &mut Stitched, blocks: &mut Vec<Block<RawLink>>| {
        let text = scan::without_comments(run.text());
        let text = text.trim();
        if !text.is_empty() {
            let range = run.source_of(0..run.text().len());
            blocks.push(Block { kind: BlockKind::Paragraph(vec![Inline::Text { text: text.into(), range }]), range });
        }
        run.clear();
    };
    for node in nodes {
        match node {
            Node::Html(piece) => run.push(&piece.text, piece.range),
            Node::Tree(block) => {
                end_run(&mut run, &mut blocks);
                blocks.push(block);
            }
        }
    }
    end_run(&mut run, &mut blocks);
    blocks
}

fn weave<T>(nodes: Vec<Node<T>>, flow: fn(T) -> Flow, inline: bool, around: &Surroundings<'_>) -> Vec<Flow> {
    let mut tokens = Vec::new();
    let mut slots: Vec<Vec<Flow>> = Vec::new();
    let mut run = Stitched::default();
    let mut in_slot = false;
    for node in nodes {
        match node {
            Node::Html(piece) => {
                run.push(&piece.text, piece.range);
                in_slot = false;
            }
            Node::Tree(tree) => {
                if !in_slot {
                    scan::tokens(&run, &mut tokens);
                    run.clear();
                    tokens.push(scan::Token::Slot(slots.len()));
                    slots.push(Vec::new());
                    in_slot = true;
                }
                slots.last_mut().expect("a slot was opened above").push(flow(tree));
            }
        }
    }
    scan::tokens(&run, &mut tokens);
    let markup = clean::clean(&tokens, around.options.raw_html, inline);
    Rebuilder::new(slots, inline, around).rebuild(&markup)
}

#[cfg(test)]
mod tests;
