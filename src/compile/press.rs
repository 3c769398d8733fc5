//! Prints packets: with the templates and fonts that the book has for them.

use super::outputs::Says;
use super::packets::PacketKit;
use crate::config::Config;
use crate::diagnostic::{Checked, Diagnostic};
use crate::packet::view::PacketView;
use crate::packet::{Attachment, Fonts, PacketInputs, Template, forget, typeset_told};
use crate::path::{OutputPath, SourcePath};
use crate::proof::texts_of_carried;
use crate::source::Sources;
use ecow::EcoString;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Templates and fonts of the packets.
pub(super) struct Press {
    templates: BTreeMap<EcoString, Template>,
    /// The book's own files of fonts.
    own_fonts: Vec<Arc<[u8]>>,
    /// These and the default theme's, once something is printed.
    fonts: OnceLock<Fonts>,
}

impl Press {
    pub(super) fn new(sources: &Sources, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let theme = format!("themes/{}/fonts", config.theme);
        let mut own_fonts = Vec::new();
        for path in sources.files.keys() {
            let is_font = path.extension().is_some_and(|extension| matches!(extension.as_str(), "ttf" | "otf" | "ttc"));
            let lies_here = path.below("fonts").is_some() || path.below(&theme).is_some();
            if let Some(bytes) = sources.bytes(path).filter(|_| is_font && lies_here) {
                diagnostics.extend(Fonts::problem(path, bytes));
                own_fonts.push(bytes.clone());
            }
        }
        Self { templates: own_templates(sources), own_fonts, fonts: OnceLock::new() }
    }

    fn fonts(&self) -> &Fonts {
        self.fonts.get_or_init(|| Fonts::with(&self.own_fonts))
    }
}

/// The book's own templates of packets that are not HTML, by name.
fn own_templates(sources: &Sources) -> BTreeMap<EcoString, Template> {
    let own = sources.files.keys().filter(|path| path.extension().as_deref() != Some("html"));
    let template = |path: &SourcePath| {
        let name = path.below("templates/packet")?;
        let text = sources.text(path)?;
        Some((name.into(), Template { source: path.clone(), text: text.as_ref().into() }))
    };
    own.filter_map(template).collect()
}

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
            templates: &self.look.press.templates,
            assets,
            fonts: self.look.press.fonts(),
            today: self.today,
            standard: self.config.standard.name(),
            ident,
            attachments,
            store: self.store.as_deref(),
        };
        let pdf = typeset_told(view, &inputs, &mut |texts| says(path, texts));
        forget(self.look_back);
        if pdf.value.is_some() {
            attachments.iter().for_each(|file| says(path, &texts_of_carried(&file.name, &file.bytes)));
        }
        pdf
    }
}
