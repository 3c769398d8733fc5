//! A packet as PDF: generated code and templates in, bytes out, the same for the same input.

use super::fonts::Fonts;
use super::kept::{keep, key, recall};
use super::picture;
use super::report::Origins;
use super::said;
use super::template::{Template, builtin_templates};
use super::typst::{Generated, Surroundings, assets, attached_path, attaching, generate, theme};
use super::view::PacketView;
use super::world::{MAIN, PacketWorld, day};
use crate::diagnostic::{Checked, Diagnostic, Rule};
use crate::path::OutputPath;
use crate::store::Store;
use ecow::EcoString;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;
use typst::diag::{SourceResult, Warned};
use typst::foundations::{Bytes, Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// Where data, theme and words stand in Typst's file system.
const DATA: &str = "/view.json";
const THEME: &str = "/theme.json";
const WORDS: &str = "/words.json";
/// What Typst begins with, before what is attached. The template `packet.typ` does the rest.
const MAIN_TEXT: &str = "#import \"/packet.typ\": packet\n#packet(json(\"/view.json\"))\n";

/// The standards that can be asked for; the first is the default.
pub const STANDARDS: [&str; 5] = ["a-3a+ua-1", "a-3a", "ua-1", "a-2b", "1.7"];

/// What a packet is set with.
#[derive(Clone, Debug)]
pub struct PacketInputs<'a> {
    /// The book's templates by name (`cover.typ`).
    pub templates: &'a BTreeMap<EcoString, Template>,
    /// The pictures that guides show, by where they are published. More are harmless, missing ones become words.
    pub assets: &'a BTreeMap<OutputPath, Arc<[u8]>>,
    /// The fonts.
    pub fonts: &'a Fonts,
    /// The day that the packet says it was made.
    pub today: Date,
    /// One of `STANDARDS`.
    pub standard: &'a str,
    /// What names this packet among all others and stays the same when it is made again.
    pub ident: &'a str,
    /// The files that the PDF carries along, where the standard allows any: PDF/A-2 does not.
    pub attachments: &'a [Attachment],
    /// Where PDFs of the same content are found again, and kept.
    pub store: Option<&'a dyn Store>,
}

/// A file within the PDF, for programs: what is printed, as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its name, without folders; the only one of that name.
    pub name: EcoString,
    /// Its media type: `text/csv`.
    pub media_type: &'static str,
    /// What it is, in the packet's language.
    pub description: EcoString,
    /// What it says.
    pub bytes: Arc<[u8]>,
}

/// A PDF, and what its pages say and the data in it.
pub(super) struct Printed {
    pub(super) pdf: Vec<u8>,
    pub(super) texts: Vec<String>,
}

/// Sets `view` as a PDF. There is none if a template fails, or what it makes does not meet the standard; the
/// diagnostics say why.
#[must_use]
pub fn typeset(view: &PacketView, inputs: &PacketInputs) -> Checked<Option<Vec<u8>>> {
    typeset_told(view, inputs, &mut |_| {})
}

/// The same, and tells what the pages say and what stands in the data that they are made of, where there is a PDF.
#[must_use]
pub fn typeset_told(
    view: &PacketView,
    inputs: &PacketInputs,
    tell: &mut dyn FnMut(&[String]),
) -> Checked<Option<Vec<u8>>> {
    let mut diagnostics = Vec::new();
    let Some(standards) = standards(inputs.standard) else {
        let message = format!("`{}` is not a standard for packets", inputs.standard);
        let problem = Diagnostic::new(Rule::InvalidConfig, None, message);
        diagnostics.push(problem.help(format!("Use one of {}.", STANDARDS.join(", "))));
        return Checked { value: None, diagnostics };
    };

    let mut world = PacketWorld::new(inputs.fonts.usual().clone(), inputs.today, inputs.assets);
    let pictures = picture::take_usable(&assets(view), inputs.assets, &mut world);
    let covers = |character| inputs.fonts.covers(character);
    let draws = |svg: &str| picture::is_drawable(svg);
    let around = Surroundings { pictures: &pictures, covers: &covers, draws: &draws };
    let generated = generate(view, &around).unpack(&mut diagnostics);
    let words = serde_json::to_string(&*view.words).expect("words are plain data");
    let own = inputs.templates.values().map(|template| &*template.text).chain([&*words]);
    let fonts = inputs.fonts.needed(generated.texts().chain(world.drawings()).chain(own)).clone();
    let attached: &[Attachment] = if inputs.standard == "a-2b" { &[] } else { inputs.attachments };
    let names = attached.iter().map(|file| (file.name.as_str(), file.media_type, file.description.as_str()));
    world.insert_source(MAIN, format!("{MAIN_TEXT}{}", attaching(names)));
    for (at, file) in attached.iter().enumerate() {
        world.insert_file(&attached_path(at), Bytes::new(Arc::clone(&file.bytes)));
    }
    world.insert_file(DATA, Bytes::from_string(generated.data.clone()));
    let heavier = generated.has_ideographs() && !fonts.has_bold('漢');
    let look = |steady: bool| Bytes::from_string(theme(&view.accent, steady, heavier, fonts.scripts()));
    world.set_in(fonts.clone());
    world.insert_file(THEME, look(false));
    world.insert_file(WORDS, Bytes::from_string(words));
    for (name, text) in builtin_templates() {
        world.insert_source(&name, text);
    }
    for (name, template) in inputs.templates {
        world.insert_source(name, template.text.to_string());
    }
    for (path, file) in &generated.files {
        world.insert_source(path, file.text.clone());
    }

    let kept = inputs.store.map(|store| (store, key(inputs, &Origins::new(&world, &generated, view, inputs))));
    let printed = match kept.and_then(|(store, key)| recall(&key, store)) {
        Some(known) => Some(known.unpack(&mut diagnostics)),
        None => {
            let mut set = typst::compile::<PagedDocument>(&world);
            if set.warnings.iter().any(|warning| warning.message.contains("did not converge")) {
                world.insert_file(THEME, look(true));
                set = typst::compile::<PagedDocument>(&world);
            }
            let origins = Origins::new(&world, &generated, view, inputs);
            let Checked { value, diagnostics: found } = print(set, &origins, &options(inputs, standards));
            if let (Some(printed), Some((store, key))) = (&value, kept) {
                keep(printed, &found, &key, store);
            }
            diagnostics.extend(found);
            value
        }
    };
    let value = printed.map(|printed| {
        tell(&printed.texts);
        tell(&said::attached(attached));
        printed.pdf
    });
    Checked { value, diagnostics }
}

/// What Typst has set as a PDF, if that could be set and meets the standard.
fn print(
    set: Warned<SourceResult<PagedDocument>>,
    origins: &Origins,
    options: &PdfOptions,
) -> Checked<Option<Printed>> {
    let mut diagnostics: Vec<Diagnostic> = set.warnings.iter().map(|warning| origins.diagnostic(warning)).collect();
    let printed = set.output.and_then(|document| {
        diagnostics.extend(origins.missing_glyphs(&document));
        let Generated { files, data } = origins.generated;
        let texts = said::texts(&document, data, files.values().map(|file| file.text.as_str()));
        typst_pdf::pdf(&document, options).map(|pdf| Printed { pdf, texts })
    });
    let value = printed.map_err(|errors| diagnostics.extend(errors.iter().map(|error| origins.diagnostic(error)))).ok();
    Checked { value, diagnostics }
}

/// Drops what the last `age` calls of `typeset` did not use from Typst's memory: 0 after a single packet, about 10 while
/// somebody is writing.
pub fn forget(age: usize) {
    typst::comemo::evict(age);
}

fn standards(name: &str) -> Option<PdfStandards> {
    let list: &[PdfStandard] = match name {
        "a-3a+ua-1" => &[PdfStandard::A_3a, PdfStandard::Ua_1],
        "a-3a" => &[PdfStandard::A_3a],
        "ua-1" => &[PdfStandard::Ua_1],
        "a-2b" => &[PdfStandard::A_2b],
        "1.7" => &[PdfStandard::V_1_7],
        _ => return None,
    };
    PdfStandards::new(list).ok()
}

fn options(inputs: &PacketInputs, standards: PdfStandards) -> PdfOptions {
    let midnight = day(inputs.today).and_then(|day| {
        let (year, month, day) = (day.year()?, day.month()?, day.day()?);
        Datetime::from_ymd_hms(year, month, day, 0, 0, 0)
    });
    PdfOptions {
        ident: Smart::Custom(inputs.ident.to_owned()),
        creator: Smart::Custom(Some("Turnkey".to_owned())),
        timestamp: midnight.map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    }
}
