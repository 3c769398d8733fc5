//! Prints a packet: the contents of its edition are typeset, and the PDF goes to the sink.

use super::apply_levels;
use super::assets::{Published, published};
use super::outputs::{ReadAsset, Rendered, Says, Sink};
use super::packets::PacketKit;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::model::Edition;
use crate::packet::{Fonts, Languages, PacketInputs, Template, contents, forget, packet_language, typeset_told};
use crate::path::OutputPath;
use crate::source::Sources;
use anyhow::Result;
use ecow::EcoString;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Templates, fonts and languages of the packets.
pub(super) struct Press {
    templates: BTreeMap<EcoString, Template>,
    fonts: Fonts,
    languages: Languages,
}

impl Press {
    pub(super) fn new(sources: &Sources, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut templates = BTreeMap::new();
        let mut fonts = Vec::new();
        let theme = format!("themes/{}/fonts", config.theme);
        for path in sources.files.keys() {
            if let (Some(name), Some(text)) = (path.below("templates/packet"), sources.text(path)) {
                let template = Template { source: path.clone(), text: text.as_ref().into() };
                templates.insert(name.into(), template);
            }
            let is_font = path.extension().is_some_and(|extension| matches!(extension.as_str(), "ttf" | "otf" | "ttc"));
            let lies_here = path.below("fonts").is_some() || path.below(&theme).is_some();
            if let Some(bytes) = sources.bytes(path).filter(|_| is_font && lies_here) {
                fonts.push((path.clone(), bytes.clone()));
            }
        }
        let (languages, slips) = Languages::new(&templates);
        diagnostics.extend(slips);
        Self { templates, fonts: Fonts::with(&fonts).unpack(diagnostics), languages }
    }
}

impl PacketKit {
    /// Makes the PDF of an engagement's edition. Not complete where that could not be done.
    pub(super) fn print(
        &self,
        edition: &Edition,
        pdf_name: &str,
        sink: &Sink<'_>,
        says: &Says<'_>,
        read_asset: &ReadAsset<'_>,
    ) -> Result<Rendered> {
        let Some(placed) = edition.engagements.first() else {
            return Ok(Rendered::default());
        };
        let Some(plan) = placed.packets.iter().find(|plan| plan.name == "handoff") else {
            return Ok(Rendered::default());
        };
        let words = self.press.languages.of(&packet_language(edition, placed));
        let view = contents(edition, placed, plan, &words);
        let mut assets: BTreeMap<OutputPath, Arc<[u8]>> = BTreeMap::new();
        for (path, source) in &edition.assets {
            // What is no picture is reported where the site beside the packet is made.
            if let Published::Bytes(bytes) = published(source, edition.reader.audience, read_asset)? {
                assets.insert(path.clone(), bytes);
            }
        }
        let ident = format!("{}/{}/handoff/{}", self.config.title, placed.id, view.cover.revision);
        let inputs = PacketInputs {
            templates: &self.press.templates,
            assets: &assets,
            fonts: &self.press.fonts,
            today: self.today,
            standard: self.config.standard.name(),
            ident: &ident,
            attachments: &[],
        };
        let mut diagnostics = Vec::new();
        let path = OutputPath::new(pdf_name).expect("an id has no dots or slashes");
        let pdf = typeset_told(&view, &inputs, &mut |texts| says(&path, texts)).unpack(&mut diagnostics);
        forget(0);
        apply_levels(&mut diagnostics, &self.config);
        let complete = pdf.is_some();
        if let Some(pdf) = pdf {
            sink(&path, &pdf)?;
        }
        Ok(Rendered { diagnostics, complete, proof: None })
    }
}
