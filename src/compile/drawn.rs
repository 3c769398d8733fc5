//! What packets are drawn with beside what their editions say: the pictures that documents show.

use super::assets::{Published, published};
use super::outputs::ReadAsset;
use crate::model::Edition;
use crate::path::OutputPath;
use anyhow::Result;
use std::collections::BTreeMap;
use std::sync::Arc;

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
