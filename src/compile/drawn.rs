//! What a packet says and shows, drawn from its edition once: for paper, and for the file of HTML.

use super::apply_levels;
use super::assets::{Published, published};
use super::outputs::{ReadAsset, Rendered, Sink};
use super::packets::PacketKit;
use crate::model::Edition;
use crate::packet::one_file::OneFileInputs;
use crate::packet::view::PacketView;
use crate::packet::{Template, contents, packet_language};
use crate::path::{OutputPath, SourcePath};
use crate::source::Sources;
use anyhow::Result;
use ecow::EcoString;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a packet is made of.
pub(super) struct Drawn {
    pub(super) view: PacketView,
    /// What its documents may show, by where it is published.
    pub(super) assets: BTreeMap<OutputPath, Arc<[u8]>>,
}

/// The book's own templates of packets that are not HTML, by name: Typst's, and words.
pub(super) fn own_templates(sources: &Sources) -> BTreeMap<EcoString, Template> {
    let own = sources.files.keys().filter(|path| path.extension().as_deref() != Some("html"));
    let template = |path: &SourcePath| {
        let (name, text) = (path.below("templates/packet")?, sources.text(path)?);
        Some((name.into(), Template { source: path.clone(), text: text.as_ref().into() }))
    };
    own.filter_map(template).collect()
}

impl PacketKit {
    /// What the packet of an edition's one engagement says; none for an edition without one.
    pub(super) fn draw(&self, edition: &Edition, read_asset: &ReadAsset<'_>) -> Result<Option<Drawn>> {
        let Some(placed) = edition.engagements.first() else { return Ok(None) };
        let Some(plan) = placed.packets.iter().find(|plan| plan.name == "handoff") else { return Ok(None) };
        let words = self.languages.of(&packet_language(edition, placed));
        let mut assets = BTreeMap::new();
        for (path, source) in &edition.assets {
            // What is no picture is reported where the site beside the packet is made.
            if let Published::Bytes(bytes) = published(source, edition.reader.audience, read_asset)? {
                assets.insert(path.clone(), bytes);
            }
        }
        Ok(Some(Drawn { view: contents(edition, placed, plan, &words), assets }))
    }

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
