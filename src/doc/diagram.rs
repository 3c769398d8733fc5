//! A diagram: the text that it is drawn from, and the drawing.

use ecow::EcoString;
use serde::{Deserialize, Serialize};

/// A picture and the text that it is drawn from, which stays for readers of the text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagram {
    /// The text.
    pub source: EcoString,
    /// What the fence calls it.
    pub title: Option<EcoString>,
    /// What it is to whoever cannot see it: the title, what the text says of itself, or its kind.
    pub name: EcoString,
    /// What it shows, where the text says so.
    pub description: Option<EcoString>,
    /// The drawing; none where the text cannot be drawn, and is shown in its place.
    pub drawing: Option<Drawing>,
}

/// A drawing, as SVG: safe to stand in a page, without styles, scripts and addresses, its text as text.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
pub struct Drawing {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The attribute `viewBox`.
    pub view_box: EcoString,
    /// What stands in the `svg` element. Each id, and each reference to one, begins with `ID`.
    pub content: EcoString,
}

impl Drawing {
    /// Stands in `content` for what makes the drawing's ids its own where it is shown; occurs in no XML.
    pub const ID: char = '\u{1}';

    /// The content with ids that begin with `prefix`.
    #[must_use]
    pub fn content(&self, prefix: &str) -> String {
        self.content.as_str().replace(Self::ID, prefix)
    }

    /// The words in the drawing, each text on a line of its own.
    fn push_words(&self, into: &mut String) {
        for text in self.content.split("<text").skip(1) {
            let text = text.split("</text>").next().unwrap_or_default();
            for (at, part) in text.split('>').enumerate().skip(1) {
                let words = part.split('<').next().unwrap_or_default();
                if at > 1 && words.starts_with(char::is_alphanumeric) && text.contains("dy=") {
                    into.push(' ');
                }
                into.push_str(&words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
            }
            into.push('\n');
        }
    }
}

impl Diagram {
    /// What is to be read in it, for search and summaries: the words of the drawing, not the arrows of its text.
    pub(super) fn push_words(&self, into: &mut String) {
        if let Some(title) = &self.title {
            into.push_str(title);
            into.push('\n');
        }
        match &self.drawing {
            Some(drawing) => drawing.push_words(into),
            None => into.push_str(&self.source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_drawing_are_those_that_are_seen() {
        let content = "<g><text x=\"0\"><tspan>Fail</tspan><tspan> over</tspan></text><path/><text>a &lt; b</text></g>";
        let drawing = Drawing { width: 1, height: 1, view_box: "0 0 1 1".into(), content: content.into() };
        let mut words = String::new();
        drawing.push_words(&mut words);
        assert_eq!(words, "Fail over\na < b\n");
    }
}
