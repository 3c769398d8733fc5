//! Diagnostics as text: one renderer per format, all from the same values.
//!
//! Takes diagnostics in the order shown (`sort`) and the sources they speak of; gives text that ends with a newline,
//! or the empty text where nothing is to be said. Prints nothing, and decides nothing: levels are settled before.
//!
//! Ranges count in the text of a file as `Sources::text` gives it. What is out of range is clamped, so that a
//! mistaken range costs an excerpt its exactness and never the message.

mod excerpt;
mod github;
mod human;
mod json;
mod sarif;
mod short;
#[cfg(test)]
mod tests;

use super::{Diagnostic, Level, Location, Rule};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::text::{LineColumn, LineIndex};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A form of output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// With excerpts, for people.
    #[default]
    Human,
    /// `path:line:column: error[rule]: message`, a line each: what editors jump by.
    Short,
    /// An object a line, for programs; `json.rs` describes it.
    Json,
    /// Workflow commands, which GitHub Actions shows beside the changed lines.
    Github,
    /// SARIF 2.1.0, which code hosts take in.
    Sarif,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Human, Self::Short, Self::Json, Self::Github, Self::Sarif];

    /// The name as the command line takes it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::Github => "github",
            Self::Sarif => "sarif",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// How to render.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct RenderOptions {
    /// The form.
    pub format: Format,
    /// Whether `Human` may use terminal colours.
    pub color: bool,
    /// How many columns `Human` has; 120 where nobody knows.
    pub width: Option<usize>,
    /// What stands before each path: the way from the reader's folder to the book's, with its `/`; empty in the book.
    pub root: String,
}

/// The diagnostics as one text. Those at `Level::Allow` are left out. Only `Sarif` has something to say of none.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, options: &RenderOptions) -> String {
    let files = Files::new(diagnostics, sources);
    if options.format == Format::Sarif {
        return sarif::render(shown(diagnostics), &files, options);
    }
    if options.format == Format::Human {
        let messages = folded(shown(diagnostics));
        let messages = messages.par_iter().with_min_len(64).map(|message| human::render(message, &files, options));
        // With an empty line between them. A book that comes from elsewhere has thousands.
        return messages.collect::<Vec<_>>().join("\n");
    }
    let mut text = String::new();
    for diagnostic in shown(diagnostics) {
        match options.format {
            Format::Short => short::render(diagnostic, &files, options, &mut text),
            Format::Json => json::render(diagnostic, &files, options, &mut text),
            Format::Github => github::render(diagnostic, &files, options, &mut text),
            Format::Human | Format::Sarif => unreachable!("these were made above"),
        }
    }
    text
}

/// From so many pages on, a key that nobody here knows is a habit and no slip.
const HABIT: usize = 4;

/// What is shown to people: a key that many pages have is told at the first of them, with how many more there are.
fn folded<'a>(diagnostics: impl Iterator<Item = &'a Diagnostic> + Clone) -> Vec<Cow<'a, Diagnostic>> {
    let is_key = |diagnostic: &&Diagnostic| diagnostic.rule == Rule::UnknownFrontMatter;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in diagnostics.clone().filter(is_key) {
        *counts.entry(&diagnostic.message).or_default() += 1;
    }
    let mut told = Vec::new();
    for diagnostic in diagnostics {
        match counts.get_mut(&*diagnostic.message).filter(|_| is_key(&diagnostic)) {
            // Its turn is over.
            Some(0) => {}
            Some(count) if *count >= HABIT => {
                let more = std::mem::take(count) - 1;
                let mut first = diagnostic.clone();
                first.message = format!("{}; {more} more pages have it", diagnostic.message);
                first.help.get_or_insert_with(|| {
                    "Templates can use it. Where that is meant, put `\"unknown-front-matter\" = \"allow\"` below \
                     `[check.rules]` in `book.toml`."
                        .to_owned()
                });
                told.push(Cow::Owned(first));
            }
            _ => told.push(Cow::Borrowed(diagnostic)),
        }
    }
    told
}

/// How many there are: `3 errors, 1 warning in 2 files`.
#[must_use]
pub fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |level| shown(diagnostics).filter(|diagnostic| diagnostic.level == level).count();
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let mut parts = Vec::new();
    for (count, noun) in [(count(Level::Error), "error"), (count(Level::Warning), "warning")] {
        if count > 0 {
            parts.push(counted(count, noun));
        }
    }
    if parts.is_empty() {
        return "no problems".to_owned();
    }
    let files: BTreeSet<_> = shown(diagnostics).filter_map(|it| it.location.as_ref()).map(|it| &it.path).collect();
    match files.len() {
        0 => parts.join(", "),
        files => format!("{} in {}", parts.join(", "), counted(files, "file")),
    }
}

fn shown(diagnostics: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> + Clone {
    diagnostics.iter().filter(|diagnostic| diagnostic.level != Level::Allow)
}

/// The word for a level in every format.
fn level_name(level: Level) -> &'static str {
    match level {
        Level::Allow => "allow",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

/// The text of each file that is spoken of, decoded and indexed once.
struct Files<'a> {
    files: BTreeMap<&'a SourcePath, File<'a>>,
}

/// One file's text.
struct File<'a> {
    text: Cow<'a, str>,
    lines: LineIndex,
}

/// A part of a file, inside its text and on character boundaries.
struct Span<'a> {
    file: &'a File<'a>,
    range: Range<usize>,
    start: LineColumn,
    end: LineColumn,
}

impl<'a> Files<'a> {
    fn new(diagnostics: &'a [Diagnostic], sources: &'a Sources) -> Self {
        let mut secrets: BTreeMap<&SourcePath, Vec<Range<usize>>> = BTreeMap::new();
        for at in diagnostics.iter().filter(|it| it.rule == Rule::PossibleSecret).filter_map(|it| it.location.as_ref())
        {
            secrets.entry(&at.path).or_default().push(at.range.to_usize());
        }
        let locations = shown(diagnostics).flat_map(|diagnostic| {
            diagnostic.location.iter().chain(diagnostic.related.iter().map(|(location, _)| location))
        });
        let paths: BTreeSet<&SourcePath> =
            locations.filter(|location| !is_whole_file(location)).map(|location| &location.path).collect();
        let read = |path: &'a SourcePath| {
            let text = without_secrets(sources.text(path)?, secrets.get(path).map_or(&[], Vec::as_slice));
            let lines = LineIndex::new(&text);
            Some((path, File { text, lines }))
        };
        let files = paths.into_par_iter().filter_map(read).collect();
        Self { files }
    }

    /// The part of its file that `location` marks; none where it means the whole, or a file that has no text.
    fn span(&self, location: &Location) -> Option<Span<'_>> {
        if is_whole_file(location) {
            return None;
        }
        let file = self.files.get(&location.path)?;
        let range = location.range.to_usize();
        let start = file.text.floor_char_boundary(range.start);
        let end = file.text.ceil_char_boundary(range.end).max(start);
        let at = |offset: usize| file.lines.line_column(&file.text, u32::try_from(offset).unwrap_or(u32::MAX));
        Some(Span { file, range: start..end, start: at(start), end: at(end) })
    }
}

/// The text with every one of its `secrets` starred out: what is told goes into logs, which more people read than the book.
fn without_secrets<'a>(text: Cow<'a, str>, secrets: &[Range<usize>]) -> Cow<'a, str> {
    if secrets.is_empty() {
        return text;
    }
    // A star for each byte, so that everything stays in its place.
    let mut bytes = text.into_owned().into_bytes();
    for range in secrets {
        let secret = bytes.get_mut(range.clone()).unwrap_or_default();
        secret.iter_mut().filter(|byte| byte.is_ascii_graphic()).for_each(|byte| *byte = b'*');
    }
    Cow::Owned(String::from_utf8(bytes).expect("only ASCII was replaced, by ASCII"))
}

/// An empty range at the beginning means the file; an empty one further on is a point in it.
fn is_whole_file(location: &Location) -> bool {
    location.range == crate::text::TextRange::default()
}

/// `text` without what would steer a terminal or hide words in it; newlines stay.
fn visible(text: &str) -> Cow<'_, str> {
    let steers =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') || (c.is_control() && c != '\n');
    if !text.contains(steers) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(
        text.chars()
            .map(|c| {
                if c == '\t' {
                    ' '
                } else if steers(c) {
                    '\u{fffd}'
                } else {
                    c
                }
            })
            .collect(),
    )
}

/// The path as it is shown.
fn path_text(path: &SourcePath, options: &RenderOptions) -> String {
    visible(&format!("{}{path}", options.root)).replace('\n', "\u{fffd}")
}
