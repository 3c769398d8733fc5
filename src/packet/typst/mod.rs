//! From what a packet says to the code and data that Typst sets: one file of code for each guide, one file of data for
//! the rest.
//!
//! Words of a guide stand in string literals only, between calls of functions that the template `elements.typ` defines
//! (imported as `e`); this list of calls is the interface that an own template has to keep. Nothing here decides how
//! anything looks, and nothing needs Typst itself.

mod balance;
mod below;
mod block;
mod code;
mod code_block;
mod columns;
mod data_table;
mod diagram;
mod height;
mod html;
mod inline;
mod length;
mod listing;
mod printer;
mod table;
mod together;
mod turned;
mod words;

pub use code::SourceMap;

use crate::diagnostic::{Checked, Diagnostic, Location, Rule};
use crate::doc::{Doc, Element, Inline, ListItem, Target, Visit};
use crate::packet::labels::{self, Labels};
use crate::packet::view::{LogoView, PacketView, SectionBody};
use crate::path::{OutputPath, SourcePath};
use crate::text::TextRange;
use ecow::EcoString;
use length::Lengths;
use printer::Printer;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The level of a chapter's heading.
const SECTION_LEVEL: u8 = 1;
/// The level of a guide's title; its own headings stand below.
const GUIDE_LEVEL: u8 = 2;

/// A picture that can be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// What the code may use.
pub struct Surroundings<'a> {
    /// The pictures that are there and whole; others are replaced by their words.
    pub pictures: &'a BTreeMap<OutputPath, Picture>,
    /// Whether some font has the character.
    pub covers: &'a dyn Fn(char) -> bool,
    /// Whether this SVG can be set; one that cannot would fail the whole packet.
    pub draws: &'a dyn Fn(&str) -> bool,
}

/// A file of generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The code.
    pub text: String,
    /// The file it came from.
    pub source: SourcePath,
    /// Which part came from where in it.
    pub map: SourceMap,
}

/// All that is generated for a packet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The code by path in Typst's file system.
    pub files: BTreeMap<String, GeneratedFile>,
    /// The data, as JSON: `PacketView` by the names of its fields. Guides and written text have the path of their
    /// code as `file`; chapters and what has a title in them say their `number`, chapters and guides about how many `lines` they take, guides whether they begin a page (`apart`), and
    /// what leads to something (`to`) about which page that is on (`near`), and rows of tables what stands below them (`note`).
    pub data: String,
}

/// How a drawing begins that stands in no HTML.
const STANDALONE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" ";

/// The folder of what guides show in Typst's file system.
pub(super) const ASSETS: &str = "/assets/";

/// Where a picture stands in Typst's file system.
#[must_use]
pub(super) fn picture_path(path: &OutputPath) -> String {
    format!("{ASSETS}{path}")
}

/// Generates the code of `view`. Diagnoses characters that no font has; they are printed as U+FFFD.
#[must_use]
pub fn generate(view: &PacketView, around: &Surroundings) -> Checked<Generated> {
    let mut diagnostics = Vec::new();
    let mut data = serde_json::to_value(view).expect("a view is made of structs, lists and strings");
    let labels = Labels::collect(view, &mut data);
    let mut files = BTreeMap::new();
    let mut absent = BTreeSet::new();
    data["cover"]["logos"] = logos(view, around);
    data_table::lay_out(&mut data);
    clean_strings(&mut data, around, &mut absent);
    report_absent(&absent, view.source.clone().map(Location::file), &mut diagnostics);

    let lengths = Lengths::of(view, &data);
    lengths.tell(&mut data);
    let mut printed = BTreeSet::new();
    let mut chapters = 0;
    for (at, section) in view.sections.iter().enumerate() {
        let number = chapters + 1;
        data["sections"][at]["number"] = json!(number.to_string());
        let lines = match &section.body {
            SectionBody::Prose(prose) => length::of_doc(&prose.doc),
            _ => length::of_data(&data["sections"][at]["body"]["value"]),
        };
        data["sections"][at]["lines"] = json!(lines);
        let value = &mut data["sections"][at]["body"]["value"];
        match &section.body {
            SectionBody::Prose(prose) => {
                let path = format!("/prose/{at}.typ");
                let mut printer = Printer::new(&path, None, around, (&labels, &lengths), SECTION_LEVEL)
                    .chapter(number)
                    .paper(view.paper);
                printer.doc(&prose.doc);
                value["file"] = json!(path);
                value["entries"] = json!(printer.headings());
                let file = printer.finish(&prose.source, &mut diagnostics);
                files.insert(path, file);
            }
            SectionBody::Guides(guides) => {
                let mut entries = Vec::new();
                let values = value.as_array_mut().map(std::mem::take).unwrap_or_default();
                for (guide, mut entry) in guides.iter().zip(values) {
                    if !printed.insert(&guide.page) {
                        continue;
                    }
                    let path = format!("/guides/{}.typ", guide.page.as_str().replace('\\', "%5C"));
                    let mut printer = Printer::new(&path, Some(&guide.page), around, (&labels, &lengths), GUIDE_LEVEL)
                        .steps(guide.steps.as_deref())
                        .paper(view.paper);
                    printer.titled_doc(&guide.doc, &guide.title);
                    entry["file"] = json!(path);
                    entry["place"] = json!(labels::label(&guide.page, None));
                    entry["lines"] = json!(lengths.lines(&guide.page));
                    entry["apart"] = json!(lengths.is_apart(&guide.page));
                    entry["number"] = json!(format!("{number}.{}", entries.len() + 1));
                    entries.push(entry);
                    let file = printer.finish(&guide.source, &mut diagnostics);
                    files.insert(path, file);
                }
                *value = Value::Array(entries);
            }
            _ => {
                for (at, entry) in value.as_array_mut().into_iter().flatten().enumerate() {
                    if let Value::Object(fields) = entry {
                        fields.insert("number".into(), json!(format!("{number}.{}", at + 1)));
                    }
                }
            }
        }
        chapters += usize::from(!(section.body.is_empty() || *value == json!([])));
    }
    if let Some(sections) = data["sections"].as_array_mut() {
        let mut at = 0;
        sections.retain(|section| {
            let empty = view.sections[at].body.is_empty() || section["body"]["value"] == json!([]);
            at += 1;
            !empty
        });
    }
    Checked { value: Generated { files, data: data.to_string() }, diagnostics }
}

/// The theme as JSON; apart from the data, so that what depends on it alone stays as it is when those change. `steady` asks for
/// page numbers that take the same room whatever they are, `heavier` for bold words in scripts whose faces have one weight;
/// `scripts` are families that not every packet has, for what the others do not cover.
#[must_use]
pub fn theme(accent: &str, steady: bool, heavier: bool, scripts: &[&str]) -> String {
    const DEFAULT: &str = "#2450c4";
    let digits = accent.strip_prefix('#').unwrap_or_default();
    let valid = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    json!({ "accent": if valid { accent } else { DEFAULT }, "steady": steady, "heavier": heavier, "scripts": scripts })
        .to_string()
}

impl Generated {
    /// True where something is written in the scripts of East Asia.
    #[must_use]
    pub fn has_ideographs(&self) -> bool {
        let is_one = |letter| words::is_ideograph(letter) || matches!(letter, '\u{ac00}'..='\u{d7af}');
        self.texts().any(|text| !text.is_ascii() && text.chars().any(is_one))
    }

    /// All that is said, and the code around it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.files.values().map(|file| &file.text).chain([&self.data]).map(String::as_str)
    }
}

/// Where the bytes of the attachment at `at` stand in Typst's file system.
#[must_use]
pub fn attached_path(at: usize) -> String {
    format!("/attached/{at}")
}

/// The code that attaches files of these names, media types and descriptions, in this order.
#[must_use]
pub fn attaching<'f>(files: impl Iterator<Item = (&'f str, &'static str, &'f str)>) -> String {
    let mut text = String::new();
    for (at, (name, media_type, description)) in files.enumerate() {
        text.push_str("#pdf.attach(");
        code::push_string(name, &mut text);
        text.push_str(", read(");
        code::push_string(&attached_path(at), &mut text);
        text.push_str(", encoding: none), relationship: \"data\", mime-type: ");
        code::push_string(media_type, &mut text);
        text.push_str(", description: ");
        code::push_string(&words::printable(description), &mut text);
        text.push_str(")\n");
    }
    text
}

/// The logos that are there, as templates see them.
fn logos(view: &PacketView, around: &Surroundings) -> Value {
    let logo = |logo: &LogoView| {
        let Picture { width, height } = *around.pictures.get(&logo.path)?;
        Some(json!({ "of": logo.of, "picture": picture_path(&logo.path), "width": width, "height": height }))
    };
    view.cover.logos.iter().filter_map(logo).collect()
}

/// The files that a packet's cover and documents show as pictures or link to, whether they exist or not.
#[must_use]
pub fn assets(view: &PacketView) -> BTreeSet<OutputPath> {
    let mut assets = Assets(view.cover.logos.iter().map(|logo| logo.path.clone()).collect());
    for section in &view.sections {
        let docs: Vec<&Doc<Target>> = match &section.body {
            SectionBody::Prose(prose) => vec![&*prose.doc],
            SectionBody::Guides(guides) => guides.iter().map(|guide| &*guide.doc).collect(),
            _ => continue,
        };
        for doc in docs {
            doc.visit(&mut assets);
        }
    }
    assets.0
}

/// Collects the files that documents link to or show.
#[derive(Default)]
struct Assets(BTreeSet<OutputPath>);

impl Visit<Target> for Assets {
    fn link(&mut self, link: &Target, _: &[Inline<Target>]) {
        if let Target::Asset { path, .. } = link {
            self.0.insert(path.clone());
        }
    }

    fn heading(&mut self, _: u8, _: &EcoString, _: &[Inline<Target>], _: TextRange) {}

    fn task(&mut self, _: &ListItem<Target>) {}

    fn element(&mut self, _: &Element<Target>) {}
}

/// Makes all strings of `value` printable; what no font has goes to `absent`.
fn clean_strings(value: &mut Value, around: &Surroundings, absent: &mut BTreeSet<char>) {
    match value {
        Value::String(text) => {
            let words = words::sentence(text, words::LONGEST_WORD);
            *text = printer::covered(&words, around, absent);
        }
        Value::Array(values) => values.iter_mut().for_each(|value| clean_strings(value, around, absent)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match (name.as_str(), &mut *value) {
                    ("place" | "to" | "url" | "id" | "picture", _) => {}
                    // What cannot be drawn would fail the whole packet.
                    ("svg", Value::String(svg)) => {
                        *svg = words::printable(svg).replacen("<svg ", STANDALONE, 1);
                        if !(around.draws)(svg) {
                            svg.clear();
                        }
                    }
                    _ => clean_strings(value, around, absent),
                }
            }
        }
        _ => {}
    }
}

/// One diagnostic for all the characters of one file that no font has, at the first of them.
fn report_absent(absent: &BTreeSet<char>, location: Option<Location>, diagnostics: &mut Vec<Diagnostic>) {
    const SHOWN: usize = 8;
    if absent.is_empty() {
        return;
    }
    let list: Vec<String> = absent.iter().take(SHOWN).map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
    let more = if absent.len() > SHOWN { format!(" and {} more", absent.len() - SHOWN) } else { String::new() };
    diagnostics.push(
        Diagnostic::new(Rule::MissingGlyph, location, format!("no font of the packet has {}{more}", list.join(", ")))
            .help(
                "Put a font that has them, as `.ttf` or `.otf`, into `themes/<name>/fonts/` or `fonts/` of the book.",
            ),
    );
}

/// The location of the first absent character of a file.
fn absent_location(source: &SourcePath, first: Option<TextRange>) -> Location {
    Location { path: source.clone(), range: first.unwrap_or_default() }
}
