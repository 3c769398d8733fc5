//! What somebody probably did where YAML breaks: the parser knows where it could not go on, which is seldom where the slip is.
//!
//! Takes the text and the place; gives the slip itself. Looks at lines and not at YAML: for what it does not recognise the
//! parser's words stand.

use crate::schema::kind::Kind;
use crate::text::TextRange;
use serde_saphyr::granit_parser::ErrorKind;

/// How many lines above the place are looked at.
const LINES_ABOVE: usize = 50;

/// A slip, where it is.
pub(super) struct Slip {
    pub(super) range: TextRange,
    pub(super) message: String,
    pub(super) help: String,
    pub(super) replacement: Option<String>,
}

impl Slip {
    fn new(start: usize, length: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        let range = TextRange::new(start, start + length);
        Self { range, message: message.into(), help: help.into(), replacement: None }
    }
}

/// One line and where it begins.
#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn at(text: &'a str, offset: usize) -> Self {
        let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
        Line { start, text: text[start..].lines().next().unwrap_or_default() }
    }

    /// The lines above, nearest first, without blank ones and comments.
    fn above(self, text: &'a str) -> impl Iterator<Item = Line<'a>> {
        let mut end = self.start;
        let lines = std::iter::from_fn(move || {
            let before = end.checked_sub(1)?;
            let line = Line::at(text, before);
            end = line.start;
            Some(line)
        });
        lines.take(LINES_ABOVE).filter(|line| !matches!(line.text.trim_start().chars().next(), None | Some('#')))
    }

    /// Where its words begin: after spaces, and dashes of list items.
    fn words(self) -> (usize, &'a str) {
        let words = self.text.trim_start_matches([' ', '-']);
        (self.start + self.text.len() - words.len(), words.trim_end())
    }

    /// Where its value begins: after `key: `, or after the dashes.
    fn value(self) -> (usize, &'a str) {
        let (start, words) = self.words();
        match words.split_once(": ").filter(|(key, _)| is_key(key)) {
            Some((key, value)) => {
                let value_start = start + key.len() + 2 + (value.len() - value.trim_start().len());
                (value_start, value.trim())
            }
            None => (start, words),
        }
    }
}

/// What was probably done to give the error `kind` at `offset`.
pub(super) fn slip(text: &str, offset: usize, kind: &ErrorKind) -> Option<Slip> {
    let line = Line::at(text, offset);
    match kind {
        ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation | ErrorKind::TabNotAllowed => {
            indented_by_tab(line)
        }
        ErrorKind::SimpleKeyExpected => glued(line),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            let (start, words) = line.words();
            let key = words.split(':').next().filter(|key| is_key(key) && start + key.len() == offset)?;
            line.above(text).next().and_then(glued).or_else(|| unclosed(text, line)).or_else(|| {
                let above = line.above(text).next()?;
                let deeper = start - line.start > above.words().0 - above.start;
                deeper.then(|| {
                    let message = "this line is indented further than the one before, which has a value already";
                    Slip::new(start, key.len(), message, "Line it up with its neighbours.")
                })
            })
        }
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::UnclosedQuotedScalar => {
            let is_open = |line: &Line<'_>| {
                let (_, value) = line.value();
                let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
                quote.is_some_and(|quote| value.matches(quote).count() == 1)
            };
            let open = std::iter::once(line).chain(line.above(text)).find(is_open)?;
            let (start, _) = open.value();
            Some(Slip::new(start, 1, "a quote is opened and never closed", "Close it where the text ends."))
        }
        ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockMappingKey => bracketed(line, offset),
        _ => None,
    }
}

/// The tab itself, where the parser only knows what it could not read behind it.
fn indented_by_tab(line: Line<'_>) -> Option<Slip> {
    let indent = line.text.len() - line.text.trim_start_matches([' ', '\t', '-']).len();
    let first = line.text[..indent].find('\t')?;
    let tabs = line.text[first..indent].chars().take_while(|letter| *letter == '\t').count();
    Some(Slip::new(line.start + first, tabs, "a tab stands where only spaces may", "Indent with spaces."))
}

/// `status:active`, or with a space that is none to YAML.
fn glued(line: Line<'_>) -> Option<Slip> {
    let (start, words) = line.words();
    let (key, value) = words.split_once(':')?;
    let first = value.chars().next().filter(|first| !matches!(first, ' ' | '/' | ':' | '\t'))?;
    if !is_key(key) || Kind::from_name(key).is_some() {
        return None;
    }
    let message = if first.is_whitespace() {
        format!("the space after the colon of `{key}` is not a plain one")
    } else {
        format!("a space is missing after the colon of `{key}`")
    };
    let mut slip = Slip::new(start, words.len(), message, "Write `key: value`.");
    slip.replacement = Some(format!("{key}: {}", value.trim()));
    Some(slip)
}

/// A bracket above that is open when `line` begins.
fn unclosed(text: &str, line: Line<'_>) -> Option<Slip> {
    let mut found = line.above(text).map(Line::value).filter(|(_, value)| value.starts_with(['[', '{']));
    let (start, value) = found.next()?;
    let count = |signs: [char; 2]| text[start..line.start].matches(signs).count();
    let open = value.chars().next()?;
    let close = if open == '[' { ']' } else { '}' };
    (count(['[', '{']) > count([']', '}'])).then(|| {
        let message = format!("`{open}` is opened and never closed");
        Slip::new(start, 1, message, format!("Close it with `{close}` where it ends."))
    })
}

/// `[draft] text`: a list, and then words.
fn bracketed(line: Line<'_>, offset: usize) -> Option<Slip> {
    let (start, value) = line.value();
    let open = value.chars().next().filter(|open| matches!(open, '[' | '{'))?;
    if offset <= start || !line.text[..offset - line.start].trim_end().ends_with([']', '}']) {
        return None;
    }
    let message = format!("a text that begins with `{open}` needs quotes around it");
    let mut slip = Slip::new(start, value.len(), message, "Put quotes around it.");
    slip.replacement = (!value.contains(['"', '\\', '#'])).then(|| format!("\"{value}\""));
    Some(slip)
}

fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}
