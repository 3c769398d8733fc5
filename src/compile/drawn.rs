//! What packets are drawn with beside what their editions say: the book's own templates, the pictures that documents show.

use super::assets::{Published, published};
use super::outputs::ReadAsset;
use crate::model::Edition;
use crate::packet::Template;
use crate::path::{OutputPath, SourcePath};
use crate::source::Sources;
use anyhow::Result;
use ecow::EcoString;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The book's own templates of packets that are not HTML, by name: Typst's, and words.
pub(super) fn own_templates(sources: &Sources) -> BTreeMap<EcoString, Template> {
    let own = sources.files.keys().filter(|path| path.extension().as_deref() != Some("html"));
    let template = |path: &SourcePath| {
        let (name, text) = (path.below("templates/packet")?, sources.text(path)?);
        Some((name.into(), Template { source: path.clone(), text: text.as_ref().into() }))
    };
    own.filter_map(template).collect()
}

/// What the documents of an edition and the covers of its packets may show, by where it is published.
pub(super) fn shown_assets(edition: &Edition, read_asset: &ReadAsset<'_>) -> Result<BTreeMap<OutputPath, Arc<[u8]>>> {
    let mut assets = BTreeMap::new();
    for (path, source) in edition.assets.iter().chain(&edition.logos) {
        // What is no picture is reported where the site beside the packets is made.
        if let Published::Bytes(bytes) = published(source, edition.reader.audience, read_asset)? {
            assets.insert(path.clone(), bytes);
        }
    }
    Ok(assets)
}
