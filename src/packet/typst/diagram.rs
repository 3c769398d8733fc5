//! Diagrams: the drawing as SVG in a string, or the text where there is none.

use super::printer::Printer;
use super::words;
use crate::doc::{CodeBlock, Diagram, Drawing};
use crate::text::TextRange;
use ecow::EcoVec;

impl Printer<'_> {
    /// A diagram, which stands at `range`.
    pub(super) fn diagram(&mut self, diagram: &Diagram, range: TextRange) {
        let drawn = diagram.drawing.as_ref().map(|drawing| (drawing, standalone(drawing)));
        let Some((drawing, svg)) = drawn.filter(|(_, svg)| (self.around.draws)(svg)) else {
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
        self.literal(&svg, Some(range));
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
