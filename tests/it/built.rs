//! The one place where the tests call the pipeline: a book's sources in, its diagnostics and pages out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use turnkey::compile::{Memo, Options, Outputs, compile};
use turnkey::diagnostic::{Diagnostic, sort};
use turnkey::path::{OutputPath, SourcePath};
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
    let site = outputs.site().expect("the site is asked for by default");
    let pages = Mutex::new(BTreeMap::new());
    let keep = |path: &OutputPath, bytes: &[u8]| {
        if path.extension().as_deref() == Some("html") {
            let text = String::from_utf8_lossy(bytes).into_owned();
            pages.lock().expect("nobody panics with it").insert(path.to_string(), text);
        }
        Ok(())
    };
    let no_assets = |_: &SourcePath| Ok(Arc::from([]));
    let problems = site.write(&keep, &no_assets).expect("the sink never fails").diagnostics;
    assert!(problems.is_empty(), "{problems:?}");
    pages.into_inner().expect("nobody panics with it")
}
