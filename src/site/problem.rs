//! A problem of the build as the team's own site lists it: no text of the sources is needed to show it.

use crate::diagnostic::{Diagnostic, Level, Location, Rule};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::text::{LineIndex, TextRange};
use std::collections::BTreeMap;

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
    let mut indexes = BTreeMap::new();
    for location in diagnostics.iter().filter_map(|diagnostic| diagnostic.location.as_ref()) {
        indexes.entry(&location.path).or_insert_with(|| {
            let text = sources.text(&location.path)?;
            let index = LineIndex::new(&text);
            Some((text, index))
        });
    }
    let place = |location: &Location| {
        let (text, index) = indexes.get(&location.path)?.as_ref()?;
        let at = index.line_column(text, location.range.start);
        Some((at.line, at.column))
    };
    let problem = |diagnostic: &Diagnostic| {
        let location = diagnostic.location.as_ref();
        Problem {
            rule: diagnostic.rule,
            level: diagnostic.level,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            path: location.map(|location| location.path.clone()),
            place: location.filter(|location| location.range != TextRange::default()).and_then(place),
        }
    };
    diagnostics.iter().map(problem).collect()
}
