//! Diagrams that are drawn from a text.
//!
//! Takes the text of a Mermaid fence; gives a drawing, or what is wrong where. Pure, like all parsing, and remembered with
//! the guide. Without the feature `mermaid` nothing is drawn, and the text is shown.

#[cfg(feature = "mermaid")]
mod clean;
#[cfg(feature = "mermaid")]
mod draw;
#[cfg(feature = "mermaid")]
mod known;
#[cfg(feature = "mermaid")]
mod labels;
#[cfg(feature = "mermaid")]
mod measure;
#[cfg(feature = "mermaid")]
mod palette;
mod report;
#[cfg(all(test, feature = "mermaid"))]
mod tests;
mod words;

use crate::doc::{Diagram, Drawing};
use crate::store::Store;
use ecow::EcoString;
pub(super) use report::{check, is_drawn_by_server, remote_fence};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;
#[cfg(feature = "mermaid")]
use std::sync::Mutex;
pub(super) use words::{is_mermaid, is_remote};

/// A drawing, and what it says of itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Drawn {
    drawing: Drawing,
    /// `accTitle`.
    title: Option<EcoString>,
    /// `accDescr`.
    description: Option<EcoString>,
}

/// Why a text is not drawn.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Failure {
    pub(super) problem: Problem,
    /// Where in the text, in bytes, if what found it says so.
    pub(super) at: Option<Range<usize>>,
}

/// What is wrong with a text.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) enum Problem {
    /// Its first word names no kind of diagram.
    UnknownKind,
    /// It breaks the rules of its kind, in the parser's words.
    Syntax(EcoString),
    /// It is larger than anybody could read.
    TooLarge,
    /// Whatever draws it is broken.
    Defect,
}

impl Failure {
    #[cfg(feature = "mermaid")]
    fn unplaced(problem: Problem) -> Self {
        Self { problem, at: None }
    }
}

/// The longest text that is drawn, in bytes: Mermaid's own limit.
#[cfg(feature = "mermaid")]
const MAX_TEXT: usize = 50_000;

/// Draws diagrams, each text once: in this process, and where a store is at hand in any.
#[derive(Debug, Default)]
pub struct Drawings {
    #[cfg(feature = "mermaid")]
    store: Option<Arc<dyn Store>>,
    #[cfg(feature = "mermaid")]
    known: Mutex<known::Known>,
}

impl Drawings {
    /// Drawings that are found in `store` too, and kept there.
    #[must_use]
    #[cfg(feature = "mermaid")]
    pub fn with_store(store: Arc<dyn Store>) -> Self {
        Self { store: Some(store), ..Self::default() }
    }

    /// Drawings, of which there are none to be kept.
    #[must_use]
    #[cfg(not(feature = "mermaid"))]
    pub fn with_store(_store: Arc<dyn Store>) -> Self {
        Self::default()
    }

    /// The diagram that `source` describes, which the fence calls `title`.
    pub(super) fn read(&self, source: &str, title: Option<EcoString>) -> (Diagram, Option<Failure>) {
        let (drawn, failure) = match self.draw(source) {
            Some(Ok(drawn)) => (Some(drawn), None),
            Some(Err(failure)) => (None, Some(failure)),
            None => (None, None),
        };
        let (drawing, said, description) = match drawn {
            Some(Drawn { drawing, title, description }) => (Some(drawing), title, description),
            None => (None, None, None),
        };
        let name = title.clone().or(said).unwrap_or_else(|| words::kind(source).into());
        (Diagram { source: without_comments(source), title, name, description, drawing }, failure)
    }

    #[cfg(feature = "mermaid")]
    fn draw(&self, source: &str) -> Option<Result<Drawn, Failure>> {
        if source.trim().is_empty() {
            return None;
        }
        Some(if source.len() > MAX_TEXT { Err(Failure::unplaced(Problem::TooLarge)) } else { self.recall(source) })
    }

    #[cfg(not(feature = "mermaid"))]
    #[expect(clippy::unused_self, reason = "there is nothing that draws")]
    fn draw(&self, _source: &str) -> Option<Result<Drawn, Failure>> {
        None
    }
}

/// The text without its comments, which are the author's own as those of HTML are: nobody is to read them in its place.
fn without_comments(source: &str) -> EcoString {
    let is_comment = |line: &&str| line.trim_start().strip_prefix("%%").is_some_and(|rest| !rest.starts_with('{'));
    if !source.lines().any(|line| is_comment(&line)) {
        return source.into();
    }
    source.split_inclusive('\n').filter(|line| !is_comment(line)).collect::<String>().into()
}
