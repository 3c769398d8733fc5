//! One Markdown file: its bytes become front matter, which is only located here, and a document.
//!
//! Takes bytes of any kind; gives a guide whose ranges refer to the file's text as `Sources::text` shows it. The text
//! is not kept: the sources hold it, and twenty thousand guides are in memory at once.

use super::diagram::Drawings;
use super::highlight::Highlighter;
pub use super::html::RawHtml;
use super::markdown::parse_markdown;
use crate::diagnostic::{Checked, Diagnostic, Location, Rule};
use crate::doc::{Doc, RawLink};
use crate::path::SourcePath;
use crate::source::{Encoding, decode};
use crate::text::TextRange;
use std::borrow::Cow;
use std::sync::Arc;

/// How Markdown is to be read.
#[derive(Clone, Copy, Debug)]
pub struct ParseOptions<'a> {
    /// What becomes of raw HTML.
    pub raw_html: RawHtml,
    /// What colours code.
    pub highlighter: &'a Highlighter,
    /// What draws diagrams.
    pub drawings: &'a Drawings,
}

/// The longest file whose code is coloured, in bytes. Nobody reads a longer one for its colours, and they would take most
/// of the time.
const LARGEST_COLOURED: usize = 4 * 1024 * 1024;

impl<'a> ParseOptions<'a> {
    /// What colours the code in a file with this text.
    pub(super) fn colours(&self, text: &str) -> Option<&'a Highlighter> {
        (text.len() <= LARGEST_COLOURED).then_some(self.highlighter)
    }
}

/// A guide on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says that the page has something, and most have nothing")]
pub struct ParsedGuide {
    /// Its file.
    pub path: SourcePath,
    /// The YAML between the `---` lines, without them; TOML where they are `+++`.
    pub front_range: Option<TextRange>,
    /// What it says.
    pub doc: Doc<RawLink>,
    /// True where a part of it has an audience of its own.
    pub restricted: bool,
    /// Where its empty lines are, of a guide with such parts: what is left of a list is loose only by its own.
    pub empty_lines: Arc<[u32]>,
    /// Where it defines addresses and notes, likewise.
    pub definitions: Arc<[TextRange]>,
    /// True where other guides, or sections of them, are to be put in.
    pub embeds: bool,
    /// True where the tool that it was written for would put in what is not here, so that what anchors its page has can
    /// only be guessed.
    pub unseen: bool,
    /// True where it names fields of an engagement: in variables, or in conditions.
    pub fields: bool,
}

/// Parses the guide `path`, which has these bytes.
pub fn parse_guide(path: &SourcePath, bytes: &[u8], options: &ParseOptions<'_>) -> Checked<ParsedGuide> {
    let mut diagnostics = Vec::new();
    let text = decode(bytes);
    if matches!(text, Cow::Owned(_)) {
        report_encoding(path, bytes, &mut diagnostics);
    }
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (front_range, body) = match find_front_matter(&text, start) {
        FrontMatter::None => (None, start),
        FrontMatter::Closed { fields, body } => (Some(fields), body),
        FrontMatter::Unclosed { opening, body } => {
            let location = Location { path: path.clone(), range: opening };
            let message = "this front matter has no end, so it is shown as part of the page";
            let help = "Put `---` on a line of its own after the last field.";
            diagnostics.push(Diagnostic::new(Rule::InvalidYaml, location, message).help(help));
            (None, body)
        }
    };
    let parsed = parse_markdown(path, &text, body, options).unpack(&mut diagnostics);
    let guide = ParsedGuide {
        path: path.clone(),
        front_range,
        doc: parsed.doc,
        empty_lines: if parsed.restricted { empty_lines(&text, body) } else { Arc::default() },
        definitions: parsed.definitions.into(),
        restricted: parsed.restricted,
        embeds: parsed.embeds,
        unseen: parsed.unseen,
        fields: parsed.fields,
    };
    Checked { value: guide, diagnostics }
}

/// The places of the lines of `text` from `from` on that hold nothing, in a quotation too.
fn empty_lines(text: &str, from: usize) -> Arc<[u32]> {
    let mut at = from;
    let mut empty = Vec::new();
    for line in text[from..].split_inclusive('\n') {
        if line.trim_matches(|letter: char| letter == '>' || letter.is_whitespace()).is_empty() {
            empty.push(TextRange::at(at).start);
        }
        at += line.len();
    }
    empty.into()
}

/// Reports bytes that are not UTF-8, once, at the first, in the text with replacement characters.
fn report_encoding(path: &SourcePath, bytes: &[u8], diagnostics: &mut Vec<Diagnostic>) {
    if Encoding::of(bytes) != Encoding::Utf8 {
        let location = Location { path: path.clone(), range: TextRange::at('\u{feff}'.len_utf8()) };
        let message = "the file is UTF-16, and is read as such";
        diagnostics.push(Diagnostic::new(Rule::InvalidEncoding, location, message).help("Save the file as UTF-8."));
        return;
    }
    let nul = bytes.split(|byte| *byte == 0).count() - 1;
    let bad = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count() + nul;
    let valid = bytes.utf8_chunks().next().map_or(0, |first| first.valid().len());
    let at = bytes[..valid].iter().position(|byte| *byte == 0).unwrap_or(valid);
    let range = TextRange::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
    let location = Location { path: path.clone(), range };
    let places = if bad == 1 { "one place".to_owned() } else { format!("{bad} places") };
    let message = format!("the file is not UTF-8 in {places}; those characters are shown as \u{fffd}");
    diagnostics.push(Diagnostic::new(Rule::InvalidEncoding, location, message).help("Save the file as UTF-8."));
}

/// What the beginning of a file is.
#[derive(Debug, PartialEq, Eq)]
enum FrontMatter {
    None,
    Closed {
        fields: TextRange,
        body: usize,
    },
    /// A `---` line followed by a field, with no `---` after it.
    Unclosed {
        opening: TextRange,
        body: usize,
    },
}

fn find_front_matter(text: &str, start: usize) -> FrontMatter {
    let mut lines = text[start..].split_inclusive('\n');
    let first = match lines.next() {
        Some(line) if line.trim_end() == "---" => line,
        Some(line) if line.trim_end() == TOML => return find_toml(text, start + line.len()),
        _ => return FrontMatter::None,
    };
    let yaml_start = start + first.len();
    let mut at = yaml_start;
    let mut fields = false;
    for line in lines {
        if matches!(line.trim_end(), "---" | "...") {
            return FrontMatter::Closed { fields: TextRange::new(yaml_start, at), body: at + line.len() };
        }
        // Up to the first empty line, or a document with a line across its top would count.
        fields |= at == yaml_start && is_field(line);
        at += line.len();
    }
    if fields {
        // After the opening line, or its `---` would make a heading of the fields.
        FrontMatter::Unclosed { opening: TextRange::new(start, start + first.trim_end().len()), body: yaml_start }
    } else {
        FrontMatter::None
    }
}

/// The line above and below the fields of a page as Hugo and Zola write them, in TOML.
const TOML: &str = "+++";

/// The fields in TOML that begin at `start`. What has no fields, or no end, is text.
fn find_toml(text: &str, start: usize) -> FrontMatter {
    let mut at = start;
    let mut has_fields = false;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == TOML {
            let found = FrontMatter::Closed { fields: TextRange::new(start, at), body: at + line.len() };
            return if has_fields { found } else { FrontMatter::None };
        }
        has_fields |= line.contains('=');
        at += line.len();
    }
    FrontMatter::None
}

/// True where the fields that begin at `start` are in TOML.
pub(super) fn is_toml(text: &str, start: usize) -> bool {
    text.get(..start).is_some_and(|before| before.trim_end().ends_with(TOML))
}

/// True for `key: value` and `key:`.
fn is_field(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let named = !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || letter == '_' || letter == '-');
    named && (value.trim().is_empty() || value.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::BlockKind;

    fn parse(bytes: &[u8]) -> (ParsedGuide, Vec<Diagnostic>) {
        let path = SourcePath::new("content/a.md").expect("inside");
        let highlighter = Highlighter::default();
        let checked = parse_guide(
            &path,
            bytes,
            &ParseOptions { raw_html: RawHtml::Sanitize, highlighter: &highlighter, drawings: &Drawings::default() },
        );
        (checked.value, checked.diagnostics)
    }

    fn front(text: &str) -> Option<&str> {
        let (guide, diagnostics) = parse(text.as_bytes());
        assert_eq!(diagnostics, []);
        guide.front_range.map(|range| &text[range.to_usize()])
    }

    #[test]
    fn front_matter_stands_between_its_lines() {
        assert_eq!(front("---\ntitle: A\n---\n# A\n"), Some("title: A\n"));
        assert_eq!(front("\u{feff}---  \r\ntitle: A\r\n--- \r\n# A\r\n"), Some("title: A\r\n"));
        assert_eq!(front("---\n---\nwords"), Some(""));
        assert_eq!(front("---\ntitle: A\n..."), Some("title: A\n"));
        assert_eq!(front("\n---\ntitle: A\n---\n"), None, "only on the first line");
        assert_eq!(front("---\n\nA line across the top\n"), None);
        assert_eq!(front("----\ntitle: A\n---\n"), None);
        assert_eq!(front(""), None);
        assert_eq!(front("+++\ntitle = \"A\"\n+++\n# A\n"), Some("title = \"A\"\n"));
        assert_eq!(front("+++\n\nwords between signs\n\n+++\n"), None);
    }

    #[test]
    fn positions_count_in_the_whole_file() {
        let text = "\u{feff}---\r\ntitle: A\r\n---\r\n\r\n## Größe\r\n";
        let (guide, _) = parse(text.as_bytes());
        let block = &guide.doc.blocks[0];
        assert!(matches!(block.kind, BlockKind::Heading { level: 2, .. }));
        assert_eq!(text[block.range.to_usize()].trim_end(), "## Größe");
    }

    #[test]
    fn unclosed_front_matter_is_reported_and_nothing_is_lost() {
        let (guide, diagnostics) = parse(b"---\ntitle: Rollback\n\n# Rollback\nWords\n");
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].rule, Rule::InvalidYaml);
        assert_eq!(diagnostics[0].location.as_ref().map(|location| location.range), Some(TextRange::new(0, 3)));
        assert_eq!(guide.front_range, None);
        assert_eq!(guide.doc.plain_text(), "title: Rollback\nRollback\nWords\n");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_counted_and_shown() {
        let (guide, diagnostics) = parse(b"caf\xe9 and na\xefve\n");
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].rule, Rule::InvalidEncoding);
        assert!(diagnostics[0].message.contains("2 places"), "{}", diagnostics[0].message);
        assert_eq!(diagnostics[0].location.as_ref().map(|location| location.range), Some(TextRange::new(3, 6)));
        assert_eq!(guide.doc.plain_text(), "caf\u{fffd} and na\u{fffd}ve\n");
    }
}
