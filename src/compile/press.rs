//! What packets are printed with: the templates, the languages and the fonts that the book has for them.

#[cfg(feature = "pdf")]
use super::outputs::Says;
#[cfg(feature = "pdf")]
use super::packets::PacketKit;
use crate::config::Config;
#[cfg(feature = "pdf")]
use crate::diagnostic::Checked;
use crate::diagnostic::Diagnostic;
#[cfg(feature = "pdf")]
use crate::packet::view::PacketView;
#[cfg(feature = "pdf")]
use crate::packet::{Attachment, Fonts, PacketInputs, forget, typeset_told};
use crate::packet::{Languages, Template};
#[cfg(feature = "pdf")]
use crate::path::OutputPath;
use crate::source::Sources;
use ecow::EcoString;
use std::collections::BTreeMap;
#[cfg(feature = "pdf")]
use std::sync::Arc;

/// Templates, languages and fonts of the packets.
pub(super) struct Press {
    #[cfg(feature = "pdf")]
    templates: BTreeMap<EcoString, Template>,
    pub(super) languages: Languages,
    #[cfg(feature = "pdf")]
    fonts: Fonts,
}

impl Press {
    #[cfg_attr(not(feature = "pdf"), expect(unused_variables, reason = "there is nothing to print with"))]
    pub(super) fn new(sources: &Sources, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut templates: BTreeMap<EcoString, Template> = BTreeMap::new();
        for path in sources.files.keys() {
            if let (Some(name), Some(text)) = (path.below("templates/packet"), sources.text(path)) {
                let template = Template { source: path.clone(), text: text.as_ref().into() };
                templates.insert(name.into(), template);
            }
        }
        let (languages, slips) = Languages::new(&templates);
        diagnostics.extend(slips);
        Self {
            languages,
            #[cfg(feature = "pdf")]
            fonts: fonts(sources, config).unpack(diagnostics),
            #[cfg(feature = "pdf")]
            templates,
        }
    }
}

/// The built-in fonts and those of the book.
#[cfg(feature = "pdf")]
fn fonts(sources: &Sources, config: &Config) -> Checked<Fonts> {
    let theme = format!("themes/{}/fonts", config.theme);
    let mut fonts = Vec::new();
    for path in sources.files.keys() {
        let is_font = path.extension().is_some_and(|extension| matches!(extension.as_str(), "ttf" | "otf" | "ttc"));
        let lies_here = path.below("fonts").is_some() || path.below(&theme).is_some();
        if let Some(bytes) = sources.bytes(path).filter(|_| is_font && lies_here) {
            fonts.push((path.clone(), bytes.clone()));
        }
    }
    Fonts::with(&fonts)
}

#[cfg(feature = "pdf")]
impl PacketKit {
    /// The PDF of a packet that says `view`; none where it cannot be made. `named` is where it goes, and what tells it from
    /// all others.
    pub(super) fn print(
        &self,
        view: &PacketView,
        (path, ident): (&OutputPath, &str),
        assets: &BTreeMap<OutputPath, Arc<[u8]>>,
        attachments: &[Attachment],
        says: &Says<'_>,
    ) -> Checked<Option<Vec<u8>>> {
        let inputs = PacketInputs {
            templates: &self.press.templates,
            assets,
            fonts: &self.press.fonts,
            today: self.today,
            standard: self.config.standard.name(),
            ident,
            attachments,
        };
        let pdf = typeset_told(view, &inputs, &mut |texts| says(path, texts));
        forget(0);
        pdf
    }
}
