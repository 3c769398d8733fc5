//! About how high a document is on paper, told from its blocks by the sizes that the templates have, without setting it.
//!
//! Takes a document; gives points. Nothing but the choice of a page may depend on it: it knows no hyphenation, no picture's size
//! and not what a page leaves empty at its foot.

use crate::doc::{Block, BlockKind, Inline, ListItem, Target, inlines_text};

/// From one line of words to the next; of a table; of code.
const LINE: usize = 14;
const TABLE_LINE: usize = 12;
const CODE_LINE: usize = 11;
/// Between blocks, beside what lines leave between them.
const GAP: usize = 5;
/// Around what has a frame or a ground.
const FRAME: usize = 28;
/// How many letters a line of words holds, one of code, and about a row of a table whose cells are all in one line.
const LETTERS: usize = 95;
const CODE_LETTERS: usize = 84;
const ROW_LETTERS: usize = 75;
/// A picture whose size nobody asked for.
const PICTURE: usize = 160;
/// The widest and the highest drawing.
const WIDEST: usize = 453;
const HIGHEST: usize = 500;

/// Of all blocks, under each other.
pub(super) fn of_blocks(blocks: &[Block<Target>]) -> usize {
    blocks.iter().map(of_block).sum()
}

fn of_block(block: &Block<Target>) -> usize {
    match &block.kind {
        BlockKind::Heading { level, .. } => {
            if *level > 2 {
                22
            } else {
                28
            }
        }
        BlockKind::Paragraph(inlines) => GAP + of_words(inlines),
        BlockKind::Plain(inlines) => of_words(inlines),
        BlockKind::List { items, .. } => GAP + items.iter().map(of_item).sum::<usize>(),
        BlockKind::Code(code) => {
            let lines: usize = code.text.lines().map(|line| 1 + line.chars().count() / CODE_LETTERS).sum();
            let title = if code.title.is_some() { LINE } else { 0 };
            FRAME + title + lines.max(1) * CODE_LINE
        }
        BlockKind::Quote(blocks) => GAP + of_blocks(blocks),
        BlockKind::Callout { blocks, .. } | BlockKind::Details { blocks, .. } => FRAME + LINE + of_blocks(blocks),
        BlockKind::Tabs(tabs) => tabs.iter().map(|tab| FRAME + LINE + of_blocks(&tab.blocks)).sum(),
        BlockKind::Diagram(diagram) => {
            let size = |drawing: &crate::doc::Drawing| (drawing.width as usize, drawing.height as usize);
            let (width, height) = diagram.drawing.as_ref().map_or((WIDEST, PICTURE), size);
            let shown = (width * 62 / 100).clamp(1, WIDEST);
            FRAME + (height * shown / width.max(1)).min(HIGHEST)
        }
        BlockKind::Embedded { blocks, .. }
        | BlockKind::When { blocks, .. }
        | BlockKind::Restricted { blocks, .. }
        | BlockKind::Element { blocks, .. } => of_blocks(blocks),
        BlockKind::Table { head, rows, .. } => {
            let row = |cells: &Vec<Vec<Inline<Target>>>| {
                let letters: usize = cells.iter().map(|cell| inlines_text(cell).chars().count()).sum();
                4 + TABLE_LINE * (1 + letters / ROW_LETTERS)
            };
            2 * LINE + row(head) + rows.iter().map(row).sum::<usize>()
        }
        BlockKind::Rule => 2 * LINE,
    }
}

fn of_item(item: &ListItem<Target>) -> usize {
    of_blocks(&item.blocks).max(LINE)
}

fn of_words(inlines: &[Inline<Target>]) -> usize {
    let is_picture = |inline: &Inline<Target>| matches!(inline, Inline::Image { .. });
    if inlines.len() == 1 && inlines.iter().all(is_picture) {
        return PICTURE;
    }
    LINE * (1 + inlines_text(inlines).chars().count() / LETTERS)
}
