//! A packet as one file of HTML, to be mailed and opened from disk: the same chapters as on paper, with everything inside.
//!
//! Takes a `PacketView` and the pictures that its documents show; gives a page that asks for nothing. What it says comes
//! from the view alone, by the templates `templates/packet/*.html`, a template for each kind of chapter; what it looks like
//! comes from the theme.

mod look;
mod place;
mod running;
#[cfg(test)]
mod tests;

use super::labels::{Labels, label};
use super::view::{GuideSection, PacketView, ProseView, SectionBody, SectionView, SignatureView, State};
use crate::diagnostic::Diagnostic;
use crate::doc::outline::Outline;
use crate::doc::{Block, BlockKind, Doc, Element, Inline, ListItem, Target, Visit, inlines_text};
use crate::html::{InFile, TemplateSet, Theme, WriteOptions, policy_hash, write_html};
use crate::path::OutputPath;
use crate::source::Sources;
use crate::text::TextRange;
use ecow::EcoString;
use look::Look;
use place::{Inside, id_of, settle, way_to};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::Context;

/// Where a book keeps templates of its own.
const FOLDER: &str = "templates/packet";

/// The template of the page.
const FRAME: &str = "packet.html";

/// The level of a chapter's title, below the packet's own.
const CHAPTER_LEVEL: u8 = 2;
/// The level of a guide's title.
const GUIDE_LEVEL: u8 = 3;

#[derive(rust_embed::RustEmbed)]
#[folder = "templates/packet"]
#[include = "*.html"]
struct Builtin;

/// What all packets in one file are made with.
pub struct OneFile {
    templates: TemplateSet,
    look: Look,
}

/// What a packet in one file is made of.
pub struct OneFileInputs<'a> {
    /// The pictures that documents show, by where they are published. More are harmless, missing ones become words.
    pub assets: &'a BTreeMap<OutputPath, Arc<[u8]>>,
    /// What the reader's browser remembers ticks by: the name of the file.
    pub name: &'a str,
}

impl OneFile {
    /// The built-in templates and the book's own over them, in the look of `theme`; with what is wrong with the templates.
    #[must_use]
    pub fn new(sources: &Sources, theme: &Theme) -> (Self, Option<Diagnostic>) {
        let builtin = Builtin::iter().map(|name| {
            let file = Builtin::get(&name).expect("an embedded name has a file");
            (name.into_owned(), String::from_utf8_lossy(&file.data).into_owned())
        });
        let (templates, problem) = TemplateSet::new(FOLDER, builtin.collect(), sources);
        (Self { templates, look: Look::new(theme) }, problem)
    }

    /// The styles and scripts that may stand in a file, which say nothing of any book.
    #[must_use]
    pub fn fixed_texts(&self) -> Vec<String> {
        self.look.texts()
    }

    /// The file of `view`.
    ///
    /// # Errors
    /// Where a template fails.
    pub fn write(&self, view: &PacketView, inputs: &OneFileInputs<'_>) -> Result<String, Box<Diagnostic>> {
        let mut data = serde_json::to_value(view).expect("a view is made of structs, lists and strings");
        let labels = Labels::collect(view, &mut data);
        settle(&mut data);
        let inside = Inside::new(view, &labels, inputs.assets);
        let templates = self.templates.saying(&view.words);
        let mut writing = Writing { templates: &templates, inside: &inside, printed: BTreeSet::new() };
        let front = writing.chapters(&view.front, &mut data["front"], false)?;
        let chapters = writing.chapters(&view.sections, &mut data["sections"], true)?;
        let cover = &view.cover;
        let titles = [&cover.title, &cover.customer].into_iter().filter(|one| !one.is_empty());
        let title = titles.map(EcoString::as_str).collect::<Vec<_>>().join(" – ");
        let running = running::rule(view);
        // What is in the head of the page and on the cover needs letters too.
        let mut letters = data["cover"].to_string();
        letters.extend(front.iter().chain(&chapters).map(|chapter| chapter.body.as_str()));
        let mut styles = self.look.styles(&letters, view.paper);
        styles.push(&running);
        let policy =
            |texts: &[&str]| texts.iter().map(|text| format!("'{}'", policy_hash(text))).collect::<Vec<_>>().join(" ");
        let shown = |chapters: &[Chapter]| chapters.iter().map(Chapter::view).collect::<Vec<_>>();
        let mut context = Context::new();
        context.insert("title", if title.is_empty() { "Packet" } else { &title });
        context.insert("name", inputs.name);
        context.insert("language", if view.language.is_empty() { "en" } else { &view.language });
        context.insert("cover", &data["cover"]);
        context.insert("logos", &inside.logos(cover));
        context.insert("state", state_phrase(cover.state));
        context.insert("is_draft", &(cover.state == State::Draft));
        context.insert("has_contents", &view.has_contents);
        context.insert("front", &shown(&front));
        context.insert("chapters", &shown(&chapters));
        context.insert("styles", &styles);
        context.insert("style_hashes", &policy(&styles));
        context.insert("script", &self.look.script);
        context.insert("script_hash", &policy(&[&self.look.script]));
        context.insert("icon", &self.look.icon);
        templates.render(FRAME, &context)
    }
}

/// How far a packet has come, in English.
fn state_phrase(state: State) -> &'static str {
    match state {
        State::Draft => "Draft",
        State::ForSignature => "For signature",
        State::Final => "Final",
    }
}

/// The template of a kind of chapter.
fn template_of(body: &SectionBody) -> &'static str {
    match body {
        SectionBody::Parts(_) => "parts.html",
        SectionBody::Prose(_) => "prose.html",
        SectionBody::Phases(_) => "phases.html",
        SectionBody::Meetings(_) => "meetings.html",
        SectionBody::SignOffs(_) => "sign-offs.html",
        SectionBody::Guides(_) => "guides.html",
    }
}

/// A chapter, as HTML.
struct Chapter {
    id: String,
    /// None before the contents.
    number: Option<usize>,
    title: EcoString,
    lead: EcoString,
    /// The id of what it stands for.
    place: Value,
    /// The name of its kind: `parts`, `guides`.
    kind: Value,
    body: String,
    /// What stands below it in the contents.
    entries: Vec<Entry>,
}

/// A line of the contents below that of a chapter.
struct Entry {
    id: String,
    title: String,
}

impl Chapter {
    fn view(&self) -> Value {
        let number = self.number.map(|number| number.to_string()).unwrap_or_default();
        let entry = |(at, entry): (usize, &Entry)| json!({ "href": way_to(&entry.id), "number": format!("{number}.{}", at + 1), "title": entry.title });
        json!({
            "id": self.id,
            "href": way_to(&self.id),
            "number": number,
            "title": titled(&self.title),
            "lead": self.lead,
            "place": self.place,
            "kind": self.kind,
            "body": self.body,
            "entries": self.entries.iter().enumerate().map(entry).collect::<Vec<_>>(),
        })
    }
}

/// A title, or what stands for one without words.
fn titled(title: &str) -> &str {
    if title.trim().is_empty() { "–" } else { title }
}

/// The chapters as they are written, one after the other.
struct Writing<'a> {
    templates: &'a TemplateSet,
    inside: &'a Inside<'a>,
    /// The guides that were written so far: a page that comes twice is written once.
    printed: BTreeSet<&'a OutputPath>,
}

impl<'a> Writing<'a> {
    /// The chapters of `sections`, whose data is `data`, with numbers or without; those that say nothing are left out.
    fn chapters(
        &mut self,
        sections: &'a [SectionView],
        data: &mut Value,
        numbered: bool,
    ) -> Result<Vec<Chapter>, Box<Diagnostic>> {
        let mut chapters = Vec::new();
        for (section, data) in sections.iter().zip(data.as_array_mut().into_iter().flatten()) {
            let number = numbered.then_some(chapters.len() + 1);
            chapters.extend(self.chapter(section, data.take(), number)?);
        }
        Ok(chapters)
    }

    fn chapter(
        &mut self,
        section: &'a SectionView,
        mut data: Value,
        number: Option<usize>,
    ) -> Result<Option<Chapter>, Box<Diagnostic>> {
        if section.body.is_empty() {
            return Ok(None);
        }
        let numbers = number.map(|number| format!("{number}."));
        let id = match (section.id.as_str(), &numbers) {
            ("", Some(numbers)) => format!("/{numbers}"),
            ("", None) => "/0".to_owned(),
            (id, _) => format!("/{id}"),
        };
        let value = &mut data["body"]["value"];
        let mut entries = Vec::new();
        match &section.body {
            SectionBody::Prose(prose) => {
                value["html"] = json!(self.prose(prose, &id, numbers.as_deref()));
                let mut headings = Headings::default();
                prose.doc.visit(&mut headings);
                entries.extend(
                    headings.first.into_iter().map(|(anchor, title)| Entry { id: format!("{id}:{anchor}"), title }),
                );
            }
            SectionBody::Guides(guides) => {
                let values = value.as_array_mut().map(std::mem::take).unwrap_or_default();
                let mut written = Vec::new();
                for (guide, mut entry) in guides.iter().zip(values) {
                    if self.printed.insert(&guide.page) {
                        entry["place"] = json!(id_of(&label(&guide.page, None)));
                        entry["html"] = json!(self.guide(guide));
                        entry["is_runbook"] = json!(guide.steps.is_some());
                        written.push(entry);
                    }
                }
                if written.is_empty() {
                    return Ok(None);
                }
                *value = Value::Array(written);
                entries = name_entries(value, numbers.as_deref(), &id);
            }
            SectionBody::SignOffs(sign_offs) => {
                entries = name_entries(value, numbers.as_deref(), &id);
                for (sign_off, entry) in sign_offs.iter().zip(value.as_array_mut().into_iter().flatten()) {
                    let mut lines = sign_off.signatures.clone();
                    if lines.is_empty() {
                        // For whoever signs, by hand.
                        lines.push(SignatureView::default());
                    }
                    entry["is_waiting"] = json!(lines.iter().any(|line| line.signed.is_empty()));
                    entry["signatures"] = json!(lines);
                }
            }
            SectionBody::Phases(_) | SectionBody::Meetings(_) => entries = name_entries(value, numbers.as_deref(), &id),
            SectionBody::Parts(_) => even_rows(value),
        }
        let mut context = Context::new();
        context.insert("value", value);
        context.insert("chapter", titled(&section.title));
        let body = self.templates.render(template_of(&section.body), &context)?;
        let (title, lead) = (section.title.clone(), section.lead.clone());
        let (place, kind) = (data["place"].take(), data["body"]["kind"].take());
        Ok(Some(Chapter { id, number, title, lead, place, kind, body, entries }))
    }

    fn prose(&self, prose: &ProseView, id: &str, numbers: Option<&str>) -> String {
        let prefix = format!("{id}:");
        let in_file = InFile { prefix: &prefix, above: CHAPTER_LEVEL, numbers, around: self.inside };
        let options = WriteOptions { in_file: Some(in_file), ..WriteOptions::default() };
        let page = OutputPath::new("packet.html").expect("inside");
        write_html(&prose.doc, &page, &options)
    }

    fn guide(&self, guide: &GuideSection) -> String {
        let prefix = format!("{}:", id_of(&label(&guide.page, None)));
        let in_file = InFile { prefix: &prefix, above: GUIDE_LEVEL, numbers: None, around: self.inside };
        let options = WriteOptions {
            words: None,
            skip_title: says_title(&guide.doc, &guide.title),
            steps: guide.steps.as_deref(),
            in_file: Some(in_file),
        };
        write_html(&guide.doc, &guide.page, &options)
    }
}

/// True for a document that begins with the title that stands above it already.
fn says_title(doc: &Doc<Target>, title: &str) -> bool {
    match doc.blocks.first() {
        Some(Block { kind: BlockKind::Heading { inlines, .. }, .. }) => inlines_text(inlines).trim() == title.trim(),
        _ => false,
    }
}

/// Gives each of the things in `value` its number, and an id if it has none: its lines of the contents.
fn name_entries(value: &mut Value, numbers: Option<&str>, chapter: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    for (at, entry) in value.as_array_mut().into_iter().flatten().enumerate() {
        let number = format!("{}{}", numbers.unwrap_or_default(), at + 1);
        let id = entry["place"].as_str().map_or_else(|| format!("{chapter}.{}", at + 1), str::to_owned);
        let title = titled(entry["title"].as_str().unwrap_or_default()).to_owned();
        entry["place"] = json!(id);
        entry["title"] = json!(title);
        entry["number"] = json!(if numbers.is_some() { number } else { String::new() });
        entries.push(Entry { id, title });
    }
    entries
}

/// Gives every row of the tables among `parts` as many cells as there are columns, and each cell what its column says of it.
fn even_rows(parts: &mut Value) {
    for part in parts.as_array_mut().into_iter().flatten() {
        let table = &mut part["body"]["value"];
        let Some(columns) = table["columns"].as_array().cloned() else { continue };
        for row in table["rows"].as_array_mut().into_iter().flatten() {
            let Some(cells) = row["cells"].as_array_mut() else { continue };
            cells.resize(columns.len(), json!({ "kind": "text", "value": "" }));
            for (cell, column) in cells.iter_mut().zip(&columns) {
                cell["numeric"] = column["numeric"].clone();
                cell["weight"] = column["weight"].clone();
            }
        }
    }
}

/// The headings of a document that stand highest in its outline.
#[derive(Default)]
struct Headings {
    outline: Outline,
    first: Vec<(EcoString, String)>,
}

impl Visit<Target> for Headings {
    fn link(&mut self, _: &Target, _: &[Inline<Target>]) {}

    fn heading(&mut self, level: u8, anchor: &EcoString, inlines: &[Inline<Target>], _: TextRange) {
        if self.outline.depth(level) == 1 {
            self.first.push((anchor.clone(), inlines_text(inlines)));
        }
    }

    fn task(&mut self, _: &ListItem<Target>) {}

    fn element(&mut self, _: &Element<Target>) {}
}
