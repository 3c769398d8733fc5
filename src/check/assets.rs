//! Pictures and documents of the source folder that nothing uses, and logos that are not there.

use super::names::{Kept, named_in_text};
use crate::book::Book;
use crate::config::Origin;
use crate::diagnostic::{Diagnostic, Level, Location, Rule, nearest};
use crate::model::{Edition, PlacedEngagement};
use crate::path::SourcePath;
use crate::source::Sources;
use rustc_hash::FxHashSet;
use std::sync::Arc;

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

/// The logos of customers that are nowhere.
pub(super) fn missing_logos(edition: &Edition, book: &Book) -> Vec<Diagnostic> {
    let missing = |placed: &Arc<PlacedEngagement>| {
        let logo = placed.facts.declared.customer.as_ref()?.logo.as_ref()?;
        if placed.logo(edition).is_some() {
            return None;
        }
        let message = format!("the logo `{}` does not exist", logo.value);
        let mut problem = Diagnostic::new(Rule::MissingAsset, logo.at.clone(), message);
        // A cover without it is whole, as the words of a page without its picture are not.
        problem.level = Level::Warning;
        let folder = placed.source.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside: Vec<&str> = book.assets.keys().filter_map(|path| path.below(folder)).collect();
        Some(match nearest(logo, beside.iter().copied()) {
            Some(near) => problem.help(format!("Did you mean `{near}`?")),
            None => problem.help("Name a picture beside this file, or by its path below the source folder."),
        })
    };
    edition.engagements.iter().filter_map(missing).collect()
}
