//! Diagrams: the drawing as SVG in a string, or the text where there is none.

use super::block::{headings, introduction_of_drawing, lone_image};
use super::printer::Printer;
use super::words;
use crate::doc::{Block, BlockKind, CodeBlock, Diagram, Drawing, Target};
use crate::text::TextRange;
use ecow::EcoVec;

/// A diagram that is higher, in pixels, may find too little of a page left for it.
const HIGH: u32 = 370;
/// A wider picture, in pixels, is made as wide as the page.
const WIDE: u32 = 730;

impl<'a> Printer<'a> {
    /// Writes what introduces the high diagram that `blocks` begin with, and that; gives how many of them it has written, or
    /// none where there is no such. It has a title, by which it is found: what follows it in the text may stand before it.
    pub(super) fn high_diagram(&mut self, blocks: &'a [Block<Target>]) -> Option<usize> {
        // What folds on the screen around nothing else introduces it by what it is called.
        let (folded, inside) = match &blocks.first()?.kind {
            BlockKind::Details { title, blocks, .. } => (Some(title.as_deref().unwrap_or_default()), blocks.as_slice()),
            _ => (None, blocks),
        };
        let at = introduction_of_drawing(inside);
        let Block { kind: BlockKind::Diagram(diagram), range } = inside.get(at)? else { return None };
        diagram.title.as_ref().filter(|title| !title.trim().is_empty())?;
        if folded.is_some() && inside.len() > at + 1 {
            return None;
        }
        let (drawing, svg) = self.drawn(diagram).filter(|(drawing, _)| drawing.height > HIGH)?;
        let place = self.new_place();
        self.code.push("#e.high-diagram(");
        self.code.string(&place);
        self.code.push(", ");
        self.content(|printer| {
            if let Some(title) = folded.filter(|title| !title.is_empty()) {
                printer.code.push("#e.summary");
                printer.quiet_content(title);
                printer.code.push("\n");
            }
            for (block, next) in inside[..at].iter().zip(&inside[1..]) {
                printer.block(block, Some(next));
            }
        });
        self.code.push(", ");
        self.drawing_arguments(diagram, drawing, &svg, *range);
        self.code.push("\n");
        Some(if folded.is_some() { 1 } else { at + 1 })
    }

    /// The same for a high picture, which needs no title: nothing stands before it that comes after it in the text.
    pub(super) fn high_picture(&mut self, blocks: &'a [Block<Target>]) -> Option<usize> {
        let image = |at: usize| match &blocks.get(at)?.kind {
            BlockKind::Paragraph(inlines) => lone_image(inlines),
            _ => None,
        };
        let introduction = [headings(blocks), introduction_of_drawing(blocks)];
        let (at, (target, alt, title)) = introduction.into_iter().find_map(|at| Some((at, image(at)?)))?;
        let (path, picture) = self.picture(target)?;
        let height = u64::from(picture.height) * u64::from(picture.width.min(WIDE)) / u64::from(picture.width.max(1));
        if height <= u64::from(HIGH) {
            return None;
        }
        let place = self.new_place();
        self.code.push("#e.high-picture(");
        self.code.string(&place);
        self.code.push(", ");
        self.content(|printer| {
            for (block, next) in blocks[..at].iter().zip(&blocks[1..]) {
                printer.block(block, Some(next));
            }
        });
        self.code.push(", ");
        self.picture_arguments(path, picture, alt);
        self.code.push(", title: ");
        match title {
            Some(title) => self.literal(&words::sentence(title, words::LONGEST_WORD), None),
            None => self.code.push("none"),
        }
        self.code.push(")\n");
        Some(at + 1)
    }

    /// The drawing of a diagram that can be set, and as a file of its own.
    fn drawn<'d>(&self, diagram: &'d Diagram) -> Option<(&'d Drawing, String)> {
        let drawing = diagram.drawing.as_ref()?;
        Some((drawing, standalone(drawing))).filter(|(_, svg)| (self.around.draws)(svg))
    }

    /// A diagram, which stands at `range`.
    pub(super) fn diagram(&mut self, diagram: &Diagram, range: TextRange) {
        let Some((drawing, svg)) = self.drawn(diagram) else {
            let text = diagram.source.clone();
            let block = CodeBlock {
                language: None,
                title: diagram.title.clone(),
                marked: Vec::new(),
                variables: Vec::new(),
                text,
                runs: EcoVec::new(),
            };
            return self.code_block(&block, range);
        };
        self.code.push("#e.diagram(");
        self.drawing_arguments(diagram, drawing, &svg, range);
    }

    fn drawing_arguments(&mut self, diagram: &Diagram, drawing: &Drawing, svg: &str, range: TextRange) {
        self.mark(range);
        self.literal(svg, Some(range));
        self.code.push(", alt: ");
        let alt = match &diagram.description {
            Some(description) => format!("{}: {description}", diagram.name),
            None => diagram.name.to_string(),
        };
        self.literal(&words::printable(&alt), Some(range));
        self.code.push(", width: ");
        self.code.number(drawing.width);
        self.code.push(", height: ");
        self.code.number(drawing.height);
        self.code.push(", title: ");
        match &diagram.title {
            Some(title) => self.literal(&words::sentence(title, words::LONGEST_WORD), Some(range)),
            None => self.code.push("none"),
        }
        self.code.push(")");
    }
}

/// The drawing as a file of its own, in the font of the packet.
fn standalone(drawing: &Drawing) -> String {
    let Drawing { width, height, view_box, .. } = drawing;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{view_box}\" width=\"{width}\" height=\"{height}\" font-family=\"Inter\">{}</svg>",
        drawing.content("d")
    )
}
