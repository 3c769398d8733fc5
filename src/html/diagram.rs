//! Diagrams: the drawing, named for who cannot see it, and the text that it was drawn from.

use super::Writer;
use super::escape::{push_attribute, push_text};
use crate::doc::{Diagram, Drawing};
use std::fmt::Write as _;

/// How far a drawing shrinks with the page depends on its width in pixels, lest its words become too small.
const SIZES: [(u32, &str); 3] = [(480, " class=\"narrow\""), (640, " class=\"medium\""), (1100, "")];

/// What each drawn diagram begins with: pages that hold it need the style sheet of diagrams.
pub const DIAGRAM: &str = "<figure class=\"diagram\">";

impl Writer<'_> {
    /// Appends the figure of `diagram`, the document's last so far.
    pub(super) fn diagram(&mut self, diagram: &Diagram) {
        let Some(drawing) = &diagram.drawing else {
            self.out.push_str("<figure class=\"code\" data-lang=\"mermaid\">");
            if let Some(title) = &diagram.title {
                self.out.push_str("<figcaption>");
                push_text(title, &mut self.out);
                self.out.push_str("</figcaption>");
            }
            self.out.push_str("<pre tabindex=\"0\"><code>");
            push_text(&diagram.source, &mut self.out);
            self.out.push_str("</code></pre></figure>\n");
            return;
        };
        self.out.push_str(DIAGRAM);
        self.out.push_str("<div class=\"diagram-box\" role=\"group\" tabindex=\"0\" aria-label=\"");
        push_attribute(&diagram.name, &mut self.out);
        self.out.push_str("\">");
        let mut prefix = format!("tk-diagram-{}-", self.diagrams);
        push_name(self.in_file.map_or("", |file| file.prefix), &mut prefix);
        svg(diagram, drawing, &prefix, &mut self.out);
        // Nothing may follow a caption in a figure, so the text is a part of it.
        self.out.push_str("</div><figcaption>");
        if let Some(title) = &diagram.title {
            push_text(title, &mut self.out);
        }
        self.out.push_str("<details><summary>");
        self.push_said("Text of the diagram");
        self.out.push_str("</summary><pre tabindex=\"0\"><code>");
        push_text(&diagram.source, &mut self.out);
        self.out.push_str("</code></pre></details></figcaption></figure>\n");
    }
}

/// Appends `text` as a part of an XML name, as ids in drawings have to be: other names stay other names.
fn push_name(text: &str, into: &mut String) {
    for letter in text.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' => into.push(letter),
            letter => {
                let _ = write!(into, "_{:x}_", u32::from(letter));
            }
        }
    }
}

/// The drawing, with ids that begin with `prefix`.
fn svg(diagram: &Diagram, drawing: &Drawing, prefix: &str, into: &mut String) {
    let Drawing { width, height, view_box, .. } = drawing;
    let class = SIZES.iter().find(|(most, _)| width <= most).map_or(" class=\"wide\"", |(_, class)| class);
    let described = if diagram.description.is_some() { format!(" {prefix}text") } else { String::new() };
    let _ = write!(
        into,
        "<svg{class} viewBox=\"{view_box}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-labelledby=\"{prefix}name{described}\"><title id=\"{prefix}name\">"
    );
    push_text(&diagram.name, into);
    into.push_str("</title>");
    if let Some(description) = &diagram.description {
        let _ = write!(into, "<desc id=\"{prefix}text\">");
        push_text(description, into);
        into.push_str("</desc>");
    }
    into.push_str(&drawing.content(prefix));
    into.push_str("</svg>");
}
