//! A packet as one file of HTML, to be mailed and opened from disk: the same chapters as on paper, with everything inside.
//!
//! Takes a `PacketView` and the pictures that its documents show; gives a page that asks for nothing. What it says comes
//! from the view alone, by the templates `templates/packet/*.html`, a template for each kind of chapter; what it looks like
//! comes from the theme.

mod look;
mod place;
mod running;

use super::labels::{Labels, label};
use super::view::{GuideSection, PacketView, ProseView, SectionBody, SectionView, State};
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
        let say = inside.phrases();
        let templates = self.templates.saying(say);
        let mut writing = Writing { templates: &templates, inside: &inside, printed: BTreeSet::new() };
        let mut chapters: Vec<Chapter> = Vec::new();
        for (section, data) in view.sections.iter().zip(data["sections"].as_array_mut().into_iter().flatten()) {
            chapters.extend(writing.chapter(section, data.take(), chapters.len() + 1)?);
        }
        let cover = &view.cover;
        let titles = [&cover.title, &cover.customer].into_iter().filter(|one| !one.is_empty());
        let title = titles.map(EcoString::as_str).collect::<Vec<_>>().join(" – ");
        let body: String = chapters.iter().map(|chapter| chapter.body.as_str()).collect();
        let running = running::rule(view, &|phrase| crate::html::Around::say(&inside, phrase).to_owned());
        // What is in the head of the page and on the cover needs letters too.
        let mut styles = self.look.styles(&(data["cover"].to_string() + &body), view.paper);
        styles.push(&running);
        let policy =
            |texts: &[&str]| texts.iter().map(|text| format!("'{}'", policy_hash(text))).collect::<Vec<_>>().join(" ");
        let mut context = Context::new();
        context.insert("title", if title.is_empty() { "Packet" } else { &title });
        context.insert("name", inputs.name);
        context.insert("language", if view.language.is_empty() { "en" } else { &view.language });
        context.insert("cover", &data["cover"]);
        context.insert("state", state_phrase(cover.state));
        context.insert("is_draft", &(cover.state == State::Draft));
        context.insert("chapters", &chapters.iter().map(Chapter::view).collect::<Vec<_>>());
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
        SectionBody::Summary(_) => "summary.html",
        SectionBody::Prose(_) => "prose.html",
        SectionBody::Scope(_) => "scope.html",
        SectionBody::Phases(_) => "phases.html",
        SectionBody::Milestones(_) => "milestones.html",
        SectionBody::Criteria(_) => "criteria.html",
        SectionBody::Deliverables(_) => "deliverables.html",
        SectionBody::Meetings(_) => "meetings.html",
        SectionBody::People(_) => "people.html",
        SectionBody::Table(_) => "table.html",
        SectionBody::Guides(_) => "guides.html",
    }
}

/// A chapter, as HTML.
struct Chapter {
    id: String,
    number: usize,
    title: String,
    lead: EcoString,
    body: String,
    /// What stands below it in the contents: ids, numbers and titles.
    entries: Vec<(String, String, String)>,
}

impl Chapter {
    fn view(&self) -> Value {
        let entry = |(id, number, title): &(String, String, String)| json!({ "href": way_to(id), "number": number, "title": title });
        json!({
            "id": self.id,
            "href": way_to(&self.id),
            "number": self.number,
            "title": self.title,
            "lead": self.lead,
            "body": self.body,
            "entries": self.entries.iter().map(entry).collect::<Vec<_>>(),
        })
    }
}

/// The chapters as they are written, one after the other.
struct Writing<'a> {
    templates: &'a TemplateSet,
    inside: &'a Inside<'a>,
    /// The guides that were written so far: a page that comes twice is written once.
    printed: BTreeSet<&'a OutputPath>,
}

impl<'a> Writing<'a> {
    /// The chapter of `section`, whose data is `data`; none where it says nothing.
    fn chapter(
        &mut self,
        section: &'a SectionView,
        mut data: Value,
        number: usize,
    ) -> Result<Option<Chapter>, Box<Diagnostic>> {
        if section.body.is_empty() {
            return Ok(None);
        }
        let id = data["place"].as_str().map_or_else(|| format!("/{number}"), str::to_owned);
        let mut entries = Vec::new();
        let value = &mut data["body"]["value"];
        match &section.body {
            SectionBody::Prose(prose) => {
                value["html"] = json!(self.prose(prose, &id, number));
                let mut headings = Headings::default();
                prose.doc.visit(&mut headings);
                let titled = headings.first.into_iter().map(|(anchor, words)| (format!("{id}:{anchor}"), words));
                entries.extend(titled);
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
                number_entries(value, number, &id, &mut entries);
            }
            SectionBody::Phases(_) | SectionBody::Meetings(_) => number_entries(value, number, &id, &mut entries),
            SectionBody::People(_) => *value = by_side(value),
            SectionBody::Table(_) => fit_columns(value),
            SectionBody::Summary(_)
            | SectionBody::Scope(_)
            | SectionBody::Milestones(_)
            | SectionBody::Criteria(_)
            | SectionBody::Deliverables(_) => {}
        }
        let mut context = Context::new();
        context.insert("value", value);
        let body = self.templates.render(template_of(&section.body), &context)?;
        let title = match section.title.trim() {
            "" => crate::html::Around::say(self.inside, usual_title(&section.body)).to_owned(),
            title => title.to_owned(),
        };
        let numbered = |(at, (id, title)): (usize, (String, String))| (id, format!("{number}.{}", at + 1), title);
        let entries = entries.into_iter().enumerate().map(numbered).collect();
        Ok(Some(Chapter { id, number, title, lead: section.lead.clone(), body, entries }))
    }

    fn prose(&self, prose: &ProseView, id: &str, number: usize) -> String {
        let numbers = format!("{number}.");
        let prefix = format!("{id}:");
        let in_file = InFile { prefix: &prefix, above: CHAPTER_LEVEL, numbers: Some(&numbers), around: self.inside };
        let options = WriteOptions { in_file: Some(in_file), ..WriteOptions::default() };
        let page = OutputPath::new("packet.html").expect("inside");
        write_html(&prose.doc, &page, &options)
    }

    fn guide(&self, guide: &GuideSection) -> String {
        let prefix = format!("{}:", id_of(&label(&guide.page, None)));
        let in_file = InFile { prefix: &prefix, above: GUIDE_LEVEL, numbers: None, around: self.inside };
        let options = WriteOptions {
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

/// Gives each of the things in `value` its number and an id, if it has none, and puts it into the contents.
fn number_entries(value: &mut Value, chapter: usize, id: &str, entries: &mut Vec<(String, String)>) {
    for (at, entry) in value.as_array_mut().into_iter().flatten().enumerate() {
        let number = at + 1;
        if !entry["place"].is_string() {
            entry["place"] = json!(format!("{id}.{number}"));
        }
        let own = entry["place"].as_str().unwrap_or_default().to_owned();
        let title = match entry["title"].as_str().unwrap_or_default() {
            title if title.trim().is_empty() => "–".to_owned(),
            title => title.to_owned(),
        };
        entry["title"] = json!(title);
        entry["number"] = json!(format!("{chapter}.{number}"));
        entries.push((own, title));
    }
}

/// People as they stand in tables, one for each side.
fn by_side(people: &mut Value) -> Value {
    let mut sides: Vec<(Value, Vec<Value>)> = Vec::new();
    for person in people.as_array_mut().into_iter().flatten() {
        let person = person.take();
        match sides.iter_mut().find(|(side, _)| *side == person["side"]) {
            Some((_, people)) => people.push(person),
            None => sides.push((person["side"].clone(), vec![person])),
        }
    }
    sides.into_iter().map(|(side, people)| json!({ "title": side, "people": people })).collect()
}

/// Leaves columns out that are empty in every row, and gives each cell what its column says of it.
fn fit_columns(table: &mut Value) {
    let columns = table["columns"].as_array_mut().map(std::mem::take).unwrap_or_default();
    let mut rows = table["rows"].as_array_mut().map(std::mem::take).unwrap_or_default();
    let says = |cell: &Value| match &cell["value"] {
        Value::String(text) => !text.is_empty(),
        Value::Object(link) if cell["kind"] == "link" => link["words"] != "",
        value => !value.is_null(),
    };
    let kept: Vec<bool> = (0..columns.len()).map(|at| rows.iter().any(|row| says(&row["cells"][at]))).collect();
    for row in &mut rows {
        let cells = columns.iter().enumerate().filter(|(at, _)| kept[*at]).map(|(at, column)| {
            let mut cell = row["cells"].get(at).cloned().unwrap_or_else(|| json!({ "kind": "text", "value": "" }));
            cell["numeric"] = column["numeric"].clone();
            cell
        });
        let cells: Vec<Value> = cells.collect();
        row["cells"] = Value::Array(cells);
    }
    let columns = columns.into_iter().zip(&kept).filter(|(_, kept)| **kept).map(|(column, _)| column);
    table["columns"] = columns.collect();
    table["rows"] = Value::Array(rows);
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

/// What a chapter of this kind is called where nobody says it, in English.
fn usual_title(body: &SectionBody) -> &'static str {
    match body {
        SectionBody::Summary(_) => "Summary",
        SectionBody::Prose(_) => "Notes",
        SectionBody::Scope(_) => "Scope",
        SectionBody::Phases(_) => "Plan",
        SectionBody::Milestones(_) => "Milestones",
        SectionBody::Criteria(_) => "Success criteria",
        SectionBody::Deliverables(_) => "Deliverables",
        SectionBody::Meetings(_) => "Meetings",
        SectionBody::People(_) => "People",
        SectionBody::Table(_) => "Register",
        SectionBody::Guides(_) => "Guides",
    }
}
