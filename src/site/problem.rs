//! A problem of the build as the team's own site lists it: no text of the sources is needed to show it.

use crate::diagnostic::{Diagnostic, Level, Rule};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::text::{LineCursor, TextRange};
use rayon::prelude::*;

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
pub fn problems(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Problem> {
    // They come file by file, and in each in their order, so no file is looked at twice.
    let by_file = diagnostics.par_chunk_by(|one, next| path_of(one) == path_of(next));
    by_file.flat_map_iter(|diagnostics| problems_of_file(diagnostics, sources)).collect()
}

fn path_of(diagnostic: &Diagnostic) -> Option<&SourcePath> {
    diagnostic.location.as_ref().map(|location| &location.path)
}

/// The same of `diagnostics` that are all of one file, or of none.
fn problems_of_file<'a>(diagnostics: &'a [Diagnostic], sources: &'a Sources) -> impl Iterator<Item = Problem> + 'a {
    let text = diagnostics.first().and_then(|first| sources.text(path_of(first)?));
    let mut cursor = LineCursor::default();
    diagnostics.iter().map(move |diagnostic| {
        let location = diagnostic.location.as_ref();
        let range = location.map(|location| location.range).filter(|range| *range != TextRange::default());
        let place = range.zip(text.as_deref()).map(|(range, text)| cursor.line_column(text, range.start));
        Problem {
            rule: diagnostic.rule,
            level: diagnostic.level,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            path: path_of(diagnostic).cloned(),
            place: place.map(|at| (at.line, at.column)),
        }
    })
}
