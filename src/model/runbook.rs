//! What a runbook says of itself, for those who list it: when it is followed, and how many steps it has.

use super::Guide;
use super::listing::{is_steps_heading, is_trigger_heading};
use crate::doc::{Block, BlockKind, Inline, RawLink, blocks_text, inlines_text};
use ecow::EcoString;
use unicode_segmentation::UnicodeSegmentation as _;

/// How much of a trigger is quoted, in characters.
const QUOTED: usize = 240;

/// When the runbook is to be followed: the first sentence of the section that says so, or of a paragraph `**Trigger:** ...`, else
/// its summary.
#[must_use]
pub fn trigger(guide: &Guide) -> Option<EcoString> {
    let blocks = section(&guide.parsed.doc.blocks, is_trigger_heading);
    let said = blocks.iter().find_map(|block| {
        let mut text = String::new();
        match &block.kind {
            BlockKind::List { items, .. } => blocks_text(&items.first()?.blocks, &mut text),
            BlockKind::Paragraph(_) | BlockKind::Callout { .. } | BlockKind::Restricted { .. } => {
                blocks_text(std::slice::from_ref(block), &mut text);
            }
            _ => return None,
        }
        let text = text.trim().replace('\n', " ");
        let sentence = text.split_sentence_bounds().next()?.trim_end();
        (!sentence.is_empty()).then(|| shortened(sentence))
    });
    said.or_else(|| labelled(&guide.parsed.doc.blocks)).or_else(|| guide.meta.summary.clone())
}

/// The first sentence behind the bold word that says so, at the beginning of a line of a paragraph or list item.
fn labelled(blocks: &[Block<RawLink>]) -> Option<EcoString> {
    blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => behind_label(inlines),
        BlockKind::List { items, .. } => items.iter().find_map(|item| labelled(&item.blocks)),
        BlockKind::Callout { blocks, .. } | BlockKind::Restricted { blocks, .. } => labelled(blocks),
        _ => None,
    })
}

/// What follows `**Trigger:**` or `**Trigger**:`, up to the next line that begins in bold.
fn behind_label(inlines: &[Inline<RawLink>]) -> Option<EcoString> {
    let begins_line = |at: usize| match at.checked_sub(1).map(|before| &inlines[before]) {
        None | Some(Inline::Break) => true,
        Some(Inline::Text { text, .. }) => text.ends_with('\n'),
        Some(_) => false,
    };
    let label = |at: usize| match &inlines[at] {
        Inline::Strong(label) if begins_line(at) => Some(inlines_text(label)),
        _ => None,
    };
    let at = (0..inlines.len()).find(|at| label(*at).is_some_and(|label| is_trigger_heading(&label)))?;
    let end = (at + 1..inlines.len()).find(|next| label(*next).is_some()).unwrap_or(inlines.len());
    let said = inlines_text(&inlines[at + 1..end]).replace('\n', " ");
    let has_colon = label(at)?.trim_end().ends_with(':');
    let said = if has_colon { said.trim() } else { said.trim_start().strip_prefix(':')?.trim() };
    let sentence = said.split_sentence_bounds().next()?.trim_end();
    (!sentence.is_empty()).then(|| shortened(sentence))
}

fn shortened(text: &str) -> EcoString {
    match text.char_indices().nth(QUOTED) {
        None => text.into(),
        Some((end, _)) => {
            let end = text[..end].rfind(' ').unwrap_or(end);
            ecow::eco_format!("{}…", text[..end].trim_end())
        }
    }
}

/// How many steps there are: the numbered items of the section of steps, of its parts where it has some, or of the whole.
#[must_use]
pub fn steps(blocks: &[Block<RawLink>]) -> Option<usize> {
    let own = section(blocks, is_steps_heading);
    let counted = if own.is_empty() { blocks } else { own };
    let numbered = counted.iter().map(numbered_items).sum::<usize>();
    let parts = || own.iter().filter(|block| matches!(block.kind, BlockKind::Heading { .. })).count();
    [numbered, parts()].into_iter().find(|count| *count > 0)
}

fn numbered_items(block: &Block<RawLink>) -> usize {
    match &block.kind {
        BlockKind::List { start: Some(_), items } => items.len(),
        BlockKind::Restricted { blocks, .. } | BlockKind::When { blocks, .. } | BlockKind::Embedded { blocks, .. } => {
            blocks.iter().map(numbered_items).sum()
        }
        _ => 0,
    }
}

/// What stands below the first heading that `is_meant`, up to the next that is not deeper.
fn section(blocks: &[Block<RawLink>], is_meant: fn(&str) -> bool) -> &[Block<RawLink>] {
    let level_of = |block: &Block<RawLink>| match &block.kind {
        BlockKind::Heading { level, .. } => Some(*level),
        _ => None,
    };
    let meant = |block: &Block<RawLink>| match &block.kind {
        BlockKind::Heading { inlines, .. } => is_meant(&inlines_text(inlines)),
        _ => false,
    };
    let Some(start) = blocks.iter().position(meant) else { return &[] };
    let (own, rest) = (level_of(&blocks[start]), &blocks[start + 1..]);
    let end = rest.iter().position(|block| level_of(block).is_some_and(|level| Some(level) <= own));
    &rest[..end.unwrap_or(rest.len())]
}
