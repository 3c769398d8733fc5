//! The pictures that stand for the vendor and for a customer: where they may lie, and which of them are there.
//!
//! Takes what names them, and the files that the reader may have; what is not there is nobody's logo.

use super::Edition;
use super::engagement::Engagement;
use crate::book::Book;
use crate::config::Config;
use crate::path::{OutputPath, SourcePath};
use std::collections::BTreeMap;

/// Where the vendor's may lie.
pub(super) fn of_vendor(config: &Config) -> Option<SourcePath> {
    SourcePath::join(&config.source, config.logo.as_ref()?).ok()
}

/// Where the customer's may lie whose engagement is in the file `source`: beside that, or below the source folder.
pub(super) fn of_customer(engagement: &Engagement, source: &SourcePath, config: &Config) -> Vec<SourcePath> {
    let logo = engagement.declared.customer.as_ref().and_then(|customer| customer.logo.as_ref());
    let Some(logo) = logo else { return Vec::new() };
    let beside = source.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    // From the source folder, as in a link.
    let folders = if logo.starts_with('/') { &[config.source.as_str()][..] } else { &[beside, &config.source] };
    folders.iter().filter_map(|folder| SourcePath::join(folder, logo.trim_start_matches('/')).ok()).collect()
}

/// Those of them all that are among the files of `book`, which has been filtered: where each is published, and its source.
pub(super) fn all<'a>(
    book: &Book,
    engagements: impl Iterator<Item = (&'a Engagement, &'a SourcePath)>,
) -> BTreeMap<OutputPath, SourcePath> {
    let theirs = engagements.flat_map(|(engagement, source)| of_customer(engagement, source, &book.config));
    let there = |path: SourcePath| Some((book.assets.get(&path)?.output.clone(), path));
    of_vendor(&book.config).into_iter().chain(theirs).filter_map(there).collect()
}

/// Where the picture at `source` is published, if it is one of the logos of `edition`.
pub(super) fn published<'e>(source: &SourcePath, edition: &'e Edition) -> Option<&'e OutputPath> {
    edition.logos.iter().find(|(_, known)| *known == source).map(|(path, _)| path)
}
