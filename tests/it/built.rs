//! The one place where the tests call the pipeline: a book's sources in, its diagnostics and pages out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use turnkey::compile::{EditionOutputs, Memo, Options, Outputs, PacketOutputs, ReadAsset, compile};
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
    let no_assets = |_: &SourcePath| Ok(Arc::from([]));
    let (files, problems) = site_files(&outputs.site().expect("the site is asked for by default"), &no_assets);
    assert!(problems.is_empty(), "{problems:?}");
    let is_page = |path: &str| OutputPath::new(path).is_ok_and(|path| path.extension().as_deref() == Some("html"));
    let pages = files.into_iter().filter(|(path, _)| is_page(path));
    pages.map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// Every file of an edition, and what making them found wrong.
pub(crate) fn site_files(
    edition: &EditionOutputs<'_>,
    assets: &ReadAsset<'_>,
) -> (BTreeMap<String, Vec<u8>>, Vec<Diagnostic>) {
    let files = Mutex::new(BTreeMap::new());
    let keep = |path: &OutputPath, bytes: &[u8]| {
        let before = files.lock().expect("nobody panics with it").insert(path.to_string(), bytes.to_vec());
        assert!(before.is_none(), "{path} is made twice");
        Ok(())
    };
    let problems = edition.write(&keep, assets).expect("neither sink nor reader fails").diagnostics;
    (files.into_inner().expect("nobody panics with it"), problems)
}

/// What the site of an engagement's customer says, file by file.
pub(crate) fn customer_texts(packet: &PacketOutputs, assets: &ReadAsset<'_>) -> BTreeMap<String, String> {
    let files = Mutex::new(BTreeMap::new());
    let keep = |path: &OutputPath, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        files.lock().expect("nobody panics with it").insert(path.to_string(), text);
        Ok(())
    };
    packet.write_site(&Arc::new(packet.edition()), &keep, assets).expect("neither fails");
    files.into_inner().expect("nobody panics with it")
}
