//! A problem of the build as the team's own site lists it: no text of the sources is needed to show it.

use crate::diagnostic::{Diagnostic, Level, Location, Rule};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::text::{LineCursor, TextRange};
use std::borrow::Cow;

/// A problem and its place as people say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind.
    pub rule: Rule,
    /// How bad.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The file, where it has one.
    pub path: Option<SourcePath>,
    /// Line and column in the file, both from 1; none where the file as a whole is meant.
    pub place: Option<(u32, u32)>,
}

/// `diagnostics` in their order, with their places in `sources` counted in lines.
#[must_use]
pub fn problems<'a>(diagnostics: &'a [Diagnostic], sources: &Sources) -> Vec<Problem> {
    // They come file by file, and in each in their order, so no file is looked at twice.
    let mut here: Option<(&SourcePath, Cow<'_, str>, LineCursor)> = None;
    let mut place = |location: &'a Location| {
        if here.as_ref().is_none_or(|(path, ..)| **path != location.path) {
            here = Some((&location.path, sources.text(&location.path)?, LineCursor::default()));
        }
        let (_, text, cursor) = here.as_mut()?;
        let at = cursor.line_column(text, location.range.start);
        Some((at.line, at.column))
    };
    let problem = |diagnostic: &'a Diagnostic| {
        let location = diagnostic.location.as_ref();
        Problem {
            rule: diagnostic.rule,
            level: diagnostic.level,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            path: location.map(|location| location.path.clone()),
            place: location.filter(|location| location.range != TextRange::default()).and_then(&mut place),
        }
    };
    diagnostics.iter().map(problem).collect()
}
