//! Words and what stands among them, as code.

use super::printer::{Printer, Setting};
use super::together::together;
use super::{picture_path, words};
use crate::doc::{Block, BlockKind, Inline, Target, inlines_text, variable_label};
use crate::packet::typst::Picture;
use crate::path::OutputPath;
use crate::text::TextRange;

/// Longer addresses are not followed by any reader of PDF, and refused by Typst.
const LONGEST_URL: usize = 2000;

impl<'a> Printer<'a> {
    /// `inlines` in markup.
    pub(super) fn inlines(&mut self, inlines: &'a [Inline<Target>]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    /// `[inlines]`.
    pub(super) fn inline_content(&mut self, inlines: &'a [Inline<Target>]) {
        self.content(|printer| printer.inlines(inlines));
    }

    fn inline(&mut self, inline: &'a Inline<Target>) {
        match inline {
            Inline::Text { text, range } => self.text(text, *range),
            Inline::Variable { text, range } => self.text(&variable_label(text), *range),
            Inline::Code { text, range } => self.inline_code(text, Some(*range)),
            Inline::Emphasis(inlines) => self.wrapped("#e.em", inlines),
            Inline::Strong(inlines) => self.wrapped("#e.bold", inlines),
            Inline::Strikethrough(inlines) => self.wrapped("#e.struck", inlines),
            Inline::Link { target, inlines, .. } => self.link(target, inlines),
            Inline::Image { target, alt, .. } => self.inline_image(target, alt),
            Inline::FootnoteRef(at) => self.footnote(*at as usize),
            Inline::Break => self.code.push("#linebreak()"),
            Inline::Element { element, inlines } => self.inline_element(element, inlines),
        }
    }

    /// `call[inlines]`.
    pub(super) fn wrapped(&mut self, call: &'static str, inlines: &'a [Inline<Target>]) {
        self.code.push(call);
        self.inline_content(inlines);
    }

    /// Words; coloured circles and squares, which are alike in black, become calls.
    pub(super) fn text(&mut self, text: &str, range: TextRange) {
        let text = words::sentence(text, self.setting.longest_word);
        let text = match self.setting.together {
            Some(width) => together(&text, width),
            None => text,
        };
        let mut rest = text.as_str();
        self.mark(range);
        while let Some((at, mark, colour)) = first_colour(rest) {
            self.run(&rest[..at], range);
            self.code.push("#e.dot(");
            self.code.string(colour);
            self.code.push(", ");
            self.code.string(mark.encode_utf8(&mut [0; 4]));
            self.code.push(")");
            rest = rest[at + mark.len_utf8()..].trim_start_matches('\u{fe0f}');
        }
        self.run(rest, range);
    }

    fn run(&mut self, text: &str, range: TextRange) {
        if !text.is_empty() {
            self.code.push("#");
            self.literal(text, Some(range));
        }
    }

    /// Code among words, in pieces between which a line may break without a sign being copied along.
    pub(super) fn inline_code(&mut self, text: &str, range: Option<TextRange>) {
        if let Some(range) = range {
            self.mark(range);
        }
        let text = words::printable(text).replace(['\n', '\t'], " ");
        self.code.push("#e.code(");
        let mut is_begun = true;
        for piece in words::pieces_of_code(&text, self.setting.longest_word) {
            self.piece_of_code(piece, is_begun, range);
            self.code.push(",");
            is_begun = piece.ends_with(' ');
        }
        self.code.push(")");
    }

    /// A piece of code, which begins a word or goes on in it. A line may end after a hyphen or a slash, but not after one that a
    /// word begins with, as options and paths do.
    fn piece_of_code(&mut self, piece: &str, begins: bool, range: Option<TextRange>) {
        let parts = words::beginnings(piece, begins);
        if parts.iter().all(|(whole, _)| !whole) {
            return self.literal(piece, range);
        }
        self.code.push("[");
        for (whole, part) in parts {
            self.code.push(if whole { "#box[#" } else { "#" });
            self.literal(part, range);
            self.code.push(if whole { "]" } else { "" });
        }
        self.code.push("]");
    }

    /// A link: within the packet to its page, out of it with the address as a footnote, else words only.
    pub(super) fn link(&mut self, target: &'a Target, inlines: &'a [Inline<Target>]) {
        match target {
            Target::Page { page, anchor, title } => {
                let Some(label) = self.labels.find(page, anchor.as_deref()) else {
                    return self.link_words(inlines, title);
                };
                self.code.push(if self.setting.quiet { "#e.lead-to(" } else { "#e.xref(" });
                self.code.string(&label);
                if !self.setting.quiet {
                    self.code.push(",near:");
                    self.code.number(self.lengths.near(&label));
                }
                self.code.push(")");
                self.content(|printer| printer.link_words(inlines, title));
            }
            Target::Asset { path, .. } => self.link_words(inlines, path.file_name()),
            Target::External(url) if is_safe(url) => self.external(url, inlines),
            Target::External(url) => self.link_words(inlines, url),
            Target::Term { .. } | Target::Words(_) | Target::Hidden | Target::Broken => self.inlines(inlines),
        }
    }

    fn external(&mut self, url: &'a str, inlines: &'a [Inline<Target>]) {
        let spoken = url.strip_prefix("mailto:").or_else(|| url.strip_prefix("tel:")).unwrap_or(url);
        let words = inlines_text(inlines);
        let says_itself = words.trim().is_empty() || bare(&words) == bare(spoken);
        self.code.push(match (says_itself, self.setting.quiet) {
            (true, _) => "#e.address(",
            (false, true) => "#e.web(",
            (false, false) => "#e.external(",
        });
        self.code.string(&words::printable(url));
        if says_itself || !self.setting.quiet {
            self.code.push(",(");
            for piece in words::pieces_of_code(&words::printable(spoken), self.setting.longest_word) {
                self.literal(piece, None);
                self.code.push(",");
            }
            self.code.push(")");
        }
        self.code.push(")");
        if !says_itself {
            self.inline_content(inlines);
        }
    }

    /// The words of a link, or what stands for them if there are none.
    fn link_words(&mut self, inlines: &'a [Inline<Target>], otherwise: &str) {
        if inlines.is_empty() {
            self.text(otherwise, TextRange::default());
        } else {
            self.inlines(inlines);
        }
    }

    /// A picture within a line.
    pub(super) fn inline_image(&mut self, target: &'a Target, alt: &str) {
        match self.picture(target) {
            Some((path, picture)) => {
                self.code.push("#e.inline-picture(");
                self.picture_arguments(path, picture, alt);
                self.code.push(")");
            }
            None => self.no_picture(target, alt),
        }
    }

    /// The words of a picture that cannot be shown.
    pub(super) fn no_picture(&mut self, target: &Target, alt: &str) {
        let name = match target {
            Target::Asset { path, .. } => path.file_name(),
            Target::External(url) => url.rsplit('/').next().unwrap_or_default(),
            _ => "",
        };
        let words = if alt.trim().is_empty() { name } else { alt };
        self.code.push("#e.no-picture(");
        self.literal(&words::sentence(words, words::LONGEST_WORD), None);
        self.code.push(")");
    }

    /// The picture that a link names, if it can be shown.
    pub(super) fn picture(&self, target: &'a Target) -> Option<(&'a OutputPath, Picture)> {
        let Target::Asset { path, .. } = target else { return None };
        self.around.pictures.get(path).map(|picture| (path, *picture))
    }

    /// Path, words and size.
    pub(super) fn picture_arguments(&mut self, path: &OutputPath, picture: Picture, alt: &str) {
        self.code.string(&picture_path(path));
        self.code.push(", alt: ");
        self.literal(&words::sentence(alt, usize::MAX), None);
        self.code.push(", width: ");
        self.code.number(picture.width);
        self.code.push(", height: ");
        self.code.number(picture.height);
    }

    /// A footnote where it is first referred to; its number where it is again. Inside headings, heads of tables and
    /// other footnotes, where Typst sets none, its words stand in brackets.
    fn footnote(&mut self, at: usize) {
        let Some(blocks) = self.footnotes.get(at) else { return };
        let again = std::mem::replace(&mut self.noted[at], true);
        let label = self.note_label(at);
        if self.setting.quiet {
            if !again {
                self.code.push("#e.aside");
                self.content(|printer| printer.note_blocks(blocks));
            }
        } else if again {
            self.code.push("#e.note-again(");
            self.code.string(&label);
            self.code.push(")");
        } else {
            self.code.push("#e.note(");
            self.code.string(&label);
            self.code.push(")");
            let setting = Setting { quiet: true, depth: self.setting.depth + 1, ..self.setting };
            self.within(setting, |printer| printer.content(|printer| printer.note_blocks(blocks)));
        }
    }

    /// A first paragraph goes without its call, or the number would stand on a line of its own.
    fn note_blocks(&mut self, blocks: &'a [Block<Target>]) {
        match blocks.split_first() {
            Some((Block { kind: BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines), .. }, rest)) => {
                self.inlines(inlines);
                self.blocks(rest);
            }
            Some((Block { kind: BlockKind::Embedded { blocks, .. }, .. }, [])) => self.note_blocks(blocks),
            _ => self.blocks(blocks),
        }
    }
}

/// What of an address is compared with the words of its link.
fn bare(url: &str) -> &str {
    let url = url.trim();
    let url = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(url);
    url.strip_suffix('/').unwrap_or(url)
}

/// True for addresses that a PDF may lead to.
fn is_safe(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let allowed = matches!(scheme.as_deref(), Some("http" | "https" | "mailto" | "tel"));
    allowed && url.len() <= LONGEST_URL
}

/// The first coloured circle or square of `text`: where, which character, which colour.
fn first_colour(text: &str) -> Option<(usize, char, &'static str)> {
    text.char_indices().find_map(|(at, character)| {
        let colour = match character {
            '🔴' | '🟥' => "red",
            '🟠' | '🟧' => "orange",
            '🟡' | '🟨' => "yellow",
            '🟢' | '🟩' => "green",
            '🔵' | '🟦' => "blue",
            '🟣' | '🟪' => "purple",
            '🟤' | '🟫' => "brown",
            _ => return None,
        };
        Some((at, character, colour))
    })
}
