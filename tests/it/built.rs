//! The one place where the tests call the pipeline: a book's sources in, its diagnostics and pages out.

use std::collections::BTreeMap;
use turnkey::compile::{Memo, Options, Outputs, compile};
use turnkey::diagnostic::{Diagnostic, sort};
use turnkey::source::Sources;

/// What a test looks at.
pub(crate) struct Built {
    /// In the order shown.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The HTML files of the internal site by path: `guides/rollback.html`.
    pub(crate) pages: BTreeMap<String, String>,
}

/// Builds the internal site, from nothing.
pub(crate) fn build(sources: &Sources) -> Built {
    let mut diagnostics = Vec::new();
    let outputs = compile(sources, &Options::default(), &mut Memo::default()).unpack(&mut diagnostics);
    sort(&mut diagnostics);
    Built { diagnostics, pages: pages(&outputs) }
}

fn pages(outputs: &Outputs) -> BTreeMap<String, String> {
    outputs
        .files
        .iter()
        .filter(|(path, _)| path.extension().as_deref() == Some("html"))
        .map(|(path, bytes)| (path.to_string(), String::from_utf8_lossy(bytes).into_owned()))
        .collect()
}
