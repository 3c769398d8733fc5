//! Prints a packet: the contents of its edition are typeset, and the PDF goes to the sink.

use super::apply_levels;
use super::drawn::Drawn;
use super::outputs::{Rendered, Says, Sink};
use super::packets::PacketKit;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::packet::{Fonts, PacketInputs, Template, forget, typeset_told};
use crate::path::OutputPath;
use crate::source::Sources;
use anyhow::Result;
use ecow::EcoString;
use std::collections::BTreeMap;

/// Templates and fonts of the packets.
pub(super) struct Press {
    templates: BTreeMap<EcoString, Template>,
    fonts: Fonts,
}

impl Press {
    pub(super) fn new(
        sources: &Sources,
        config: &Config,
        templates: BTreeMap<EcoString, Template>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let theme = format!("themes/{}/fonts", config.theme);
        let mut fonts = Vec::new();
        for path in sources.files.keys() {
            let is_font = path.extension().is_some_and(|extension| matches!(extension.as_str(), "ttf" | "otf" | "ttc"));
            let lies_here = path.below("fonts").is_some() || path.below(&theme).is_some();
            if let Some(bytes) = sources.bytes(path).filter(|_| is_font && lies_here) {
                fonts.push((path.clone(), bytes.clone()));
            }
        }
        Self { templates, fonts: Fonts::with(&fonts).unpack(diagnostics) }
    }
}

impl PacketKit {
    /// Makes the PDF of an engagement's packet. Not complete where that could not be done.
    pub(super) fn print(
        &self,
        id: &str,
        Drawn { view, assets }: &Drawn,
        pdf_name: &str,
        sink: &Sink<'_>,
        says: &Says<'_>,
    ) -> Result<Rendered> {
        let ident = format!("{}/{id}/handoff/{}", self.config.title, view.cover.revision);
        let inputs = PacketInputs {
            templates: &self.press.templates,
            assets,
            fonts: &self.press.fonts,
            today: self.today,
            standard: self.config.standard.name(),
            ident: &ident,
            attachments: &[],
        };
        let mut diagnostics = Vec::new();
        let path = OutputPath::new(pdf_name).expect("an id has no dots or slashes");
        let pdf = typeset_told(view, &inputs, &mut |texts| says(&path, texts)).unpack(&mut diagnostics);
        forget(0);
        apply_levels(&mut diagnostics, &self.config);
        let complete = pdf.is_some();
        if let Some(pdf) = pdf {
            sink(&path, &pdf)?;
        }
        Ok(Rendered { diagnostics, complete, proof: None })
    }
}
