//! Pictures and documents of the source folder that nothing uses.

use super::names::{Kept, named_in_text};
use crate::book::Book;
use crate::config::Origin;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::model::Edition;
use crate::path::SourcePath;
use crate::source::Sources;
use rustc_hash::FxHashSet;

/// What is put into a book to be looked at or downloaded. Whatever else lies there, from licences to scripts, may be for
/// somebody who is no reader.
const LOOKED_AT: &[&str] = &[
    "avif", "bmp", "docx", "gif", "jpeg", "jpg", "mp4", "odp", "ods", "odt", "pdf", "png", "pptx", "svg", "tif",
    "tiff", "webm", "webp", "xlsx",
];

/// The files that nothing uses. Only in books of which a folder is the source: a folder that is a book as it stands, or a
/// site of another tool, has uses for its pictures that are not written here.
pub(super) fn unused(edition: &Edition, book: &Book, sources: &Sources, kept: &mut Kept) -> Vec<Diagnostic> {
    let config = &edition.config;
    if config.origin != Origin::Turnkey || config.source.is_empty() {
        return Vec::new();
    }
    let published: FxHashSet<&SourcePath> = edition.assets.values().collect();
    let logo = config.logo.as_ref().and_then(|logo| SourcePath::join(&config.source, logo).ok());
    let is_looked_at = |path: &SourcePath| path.extension().is_some_and(|end| LOOKED_AT.contains(&end.as_str()));
    let mut unused: Vec<&SourcePath> = book
        .assets
        .keys()
        .filter(|path| is_looked_at(path) && !published.contains(path) && logo.as_ref() != Some(path))
        .collect();
    if !unused.is_empty() {
        let named = named_in_text(sources, LOOKED_AT, kept);
        unused.retain(|path| !named.contains(path.file_name()));
    }
    let report = |path: &SourcePath| {
        let message = format!("nothing uses `{path}`, so it is not published");
        Diagnostic::new(Rule::UnusedAsset, Location::file(path.clone()), message)
            .help("Name it on the page that should show it, or take it out.")
    };
    unused.into_iter().map(report).collect()
}
