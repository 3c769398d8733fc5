//! Joins the parsed files to a book: who may read each guide, and what else lies in the source folder.

use super::{AssetEntry, Book, BookGuide, Reader};
use crate::audience::Audience;
use crate::config::{Config, imported_contents, path_pattern};
use crate::diagnostic::{Checked, Diagnostic, Location, Rule};
use crate::parse::front_matter::GuideMeta;
use crate::parse::guide::ParsedGuide;
use crate::path::{OutputPath, SourcePath};
use crate::source::{SourceFile, Sources};
use globset::GlobMatcher;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Joins `guides`, which are in the order of their sources.
#[must_use]
pub fn gather(
    sources: &Sources,
    config: &Arc<Config>,
    guides: impl IntoIterator<Item = (Arc<ParsedGuide>, Arc<GuideMeta>)>,
) -> Checked<Book> {
    let mut diagnostics = Vec::new();
    let places = places(config);
    let guides = guides
        .into_iter()
        .filter(|(_, meta)| !meta.draft)
        .map(|(parsed, meta)| {
            let audience = audience_of(&parsed.path, &meta, config, &places, &mut diagnostics);
            BookGuide { parsed, meta, audience }
        })
        .collect();
    let contents = imported_contents(sources, config).map(Arc::from);
    let assets = Arc::new(assets(sources, config));
    let book = Book { reader: Reader::TEAM, config: config.clone(), guides, assets, contents };
    Checked { value: book, diagnostics }
}

/// The narrowest word of place, tags and the guide itself; the default where none speaks.
fn audience_of(
    path: &SourcePath,
    meta: &GuideMeta,
    config: &Config,
    places: &[(GlobMatcher, Audience)],
    diagnostics: &mut Vec<Diagnostic>,
) -> Audience {
    let below = path.below(&config.source).unwrap_or(path.as_str());
    let places = places.iter().filter(|(pattern, _)| pattern.is_match(below)).map(|(_, audience)| *audience);
    let tags = meta.tags.iter().filter_map(|tag| config.tag_audiences.get(tag).copied());
    let around = places.chain(tags).min();
    match (meta.audience, around) {
        (Some((own, range)), Some(around)) if own > around => {
            let message = format!("this page says it is for `{own}`, but its place or its tags say `{around}`");
            let location = Location { path: path.clone(), range };
            diagnostics.push(
                Diagnostic::new(Rule::AudienceWidened, location, message).label("wider than it can be").help(
                    "An audience only ever narrows what holds around it: change `book.toml`, the tag, or this line.",
                ),
            );
            around
        }
        (Some((own, _)), _) => own,
        (None, Some(around)) => around,
        (None, None) => config.default_audience,
    }
}

/// The places that say who may read what lies there. A pattern that is none has been reported with `book.toml`.
fn places(config: &Config) -> Vec<(GlobMatcher, Audience)> {
    let patterns = config.path_audiences.iter();
    patterns
        .filter_map(|(pattern, audience)| Some((path_pattern(pattern).ok()?.compile_matcher(), *audience)))
        .collect()
}

/// The files of the source folder that are published as they are: not what becomes a page.
fn assets(sources: &Sources, config: &Config) -> BTreeMap<SourcePath, AssetEntry> {
    let is_asset = |path: &SourcePath| config.is_content(path) && !config.is_guide(path) && !is_data(path, config);
    sources
        .files
        .iter()
        .filter(|(path, _)| is_asset(path))
        .filter_map(|(path, file)| {
            let output = OutputPath::new(path.below(&config.source)?).ok()?;
            Some((path.clone(), AssetEntry { output, size: picture_size(file) }))
        })
        .collect()
}

/// True for the files that the book itself is described in: they are read, and what they say is shown, filtered.
fn is_data(path: &SourcePath, config: &Config) -> bool {
    let Some(below) = path.below(&config.source) else { return false };
    let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    let named = ["people.yaml", "glossary.yaml"].contains(&below) || path.file_name() == "nav.yaml";
    is_yaml && (named || below.starts_with("playbooks/") || below.starts_with("engagements/"))
}

fn picture_size(file: &SourceFile) -> Option<(u32, u32)> {
    let bytes = match file {
        SourceFile::Bytes(bytes) => bytes,
        SourceFile::Asset { start, .. } => start,
    };
    let size = imagesize::blob_size(bytes).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}
