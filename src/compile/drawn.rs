//! What a packet says and shows, drawn from its edition once: for paper, and for the file of HTML.

use super::apply_levels;
use super::assets::{Published, published};
use super::outputs::{ReadAsset, Rendered, Sink};
use super::packets::PacketKit;
use crate::model::Edition;
use crate::packet::contents;
use crate::packet::one_file::OneFileInputs;
use crate::packet::view::PacketView;
use crate::path::OutputPath;
use anyhow::Result;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a packet is made of.
pub(super) struct Drawn {
    pub(super) view: PacketView,
    /// What its documents may show, by where it is published.
    pub(super) assets: BTreeMap<OutputPath, Arc<[u8]>>,
}

impl Drawn {
    /// What the packet of an edition's one engagement says; none for an edition without one.
    pub(super) fn of(edition: &Edition, read_asset: &ReadAsset<'_>) -> Result<Option<Self>> {
        let Some(placed) = edition.engagements.first() else { return Ok(None) };
        let mut assets = BTreeMap::new();
        for (path, source) in &edition.assets {
            // What is no picture is reported where the site beside the packet is made.
            if let Published::Bytes(bytes) = published(source, edition.reader.audience, read_asset)? {
                assets.insert(path.clone(), bytes);
            }
        }
        Ok(Some(Self { view: contents(edition, placed), assets }))
    }
}

impl PacketKit {
    /// Makes the file of HTML. Not complete where that could not be done.
    pub(super) fn write_one_file(&self, drawn: &Drawn, name: &str, sink: &Sink<'_>) -> Result<Rendered> {
        let path = OutputPath::new(name).expect("an id has no dots or slashes");
        match self.one_file.write(&drawn.view, &OneFileInputs { assets: &drawn.assets, name: path.stem() }) {
            Ok(html) => {
                sink(&path, html.as_bytes())?;
                Ok(Rendered { complete: true, ..Rendered::default() })
            }
            Err(problem) => {
                let mut diagnostics = vec![*problem];
                apply_levels(&mut diagnostics, &self.config);
                Ok(Rendered { diagnostics, ..Rendered::default() })
            }
        }
    }
}
