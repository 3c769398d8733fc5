//! Diagrams: the drawing, named for who cannot see it, and the text that it was drawn from.

use super::escape::{push_attribute, push_text};
use crate::doc::{Diagram, Drawing};
use std::fmt::Write as _;

/// How far a drawing shrinks with the page depends on its width in pixels, lest its words become too small.
const SIZES: [(u32, &str); 3] = [(480, " class=\"narrow\""), (640, " class=\"medium\""), (1100, "")];

/// What each drawn diagram begins with: pages that hold it need the style sheet of diagrams.
pub const DIAGRAM: &str = "<figure class=\"diagram\">";

/// Appends the figure of `diagram`, which is the page's diagram of this `number`.
pub(super) fn write(diagram: &Diagram, number: u32, into: &mut String) {
    let Some(drawing) = &diagram.drawing else {
        into.push_str("<figure class=\"code\" data-lang=\"mermaid\">");
        if let Some(title) = &diagram.title {
            into.push_str("<figcaption>");
            push_text(title, into);
            into.push_str("</figcaption>");
        }
        into.push_str("<pre tabindex=\"0\"><code>");
        push_text(&diagram.source, into);
        into.push_str("</code></pre></figure>\n");
        return;
    };
    into.push_str(DIAGRAM);
    into.push_str("<div class=\"diagram-box\" role=\"group\" tabindex=\"0\" aria-label=\"");
    push_attribute(&diagram.name, into);
    into.push_str("\">");
    svg(diagram, drawing, number, into);
    // Nothing may follow a caption in a figure, so the text is a part of it.
    into.push_str("</div><figcaption>");
    if let Some(title) = &diagram.title {
        push_text(title, into);
    }
    into.push_str("<details><summary>Text of the diagram</summary><pre tabindex=\"0\"><code>");
    push_text(&diagram.source, into);
    into.push_str("</code></pre></details></figcaption></figure>\n");
}

fn svg(diagram: &Diagram, drawing: &Drawing, number: u32, into: &mut String) {
    let prefix = format!("tk-diagram-{number}-");
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
    into.push_str(&drawing.content(&prefix));
    into.push_str("</svg>");
}
