//! The reference of a kind of file as a Markdown page, written from the tables: from the whole to its parts.
//!
//! For people who write such files. A section for each thing, in the order in which one meets them, with its fields;
//! what everything may have, how values are written and what words mean stand once, at the end.

use super::read::{Fields, plural};
use super::shape::{Field, Format, Shape, Thing};
use super::subject::{Subject, capitalised, with_article, words_of};
use super::things::{Common, Note};
use std::fmt::Write as _;

/// The page of files of this kind.
#[must_use]
pub fn page(subject: Subject) -> String {
    let mut manual = Manual { subject, things: Vec::new(), formats: Vec::new() };
    let elsewhere = manual.elsewhere();
    let mut next = 0;
    manual.meet(subject.thing());
    while let Some(thing) = manual.things.get(next).copied() {
        for shape in fields_of(thing).map(|field| field.shape) {
            if let Some(part) = shape.thing().filter(|part| !is_note(part) && !elsewhere.contains(&part.key)) {
                manual.meet(part);
            }
            manual.meet_format(&shape);
        }
        next += 1;
    }
    manual.write()
}

struct Manual {
    subject: Subject,
    /// What has a section, in the order met.
    things: Vec<&'static Thing>,
    formats: Vec<&'static Format>,
}

impl Manual {
    fn meet(&mut self, thing: &'static Thing) {
        if !self.things.iter().any(|known| known.key == thing.key) {
            self.things.push(thing);
        }
    }

    fn meet_format(&mut self, shape: &Shape) {
        match shape {
            Shape::Scalar(format) if format.name != "text" => {
                if !self.formats.iter().any(|known| known.name == format.name) {
                    self.formats.push(format);
                }
            }
            Shape::List(inner) | Shape::Keyed(inner) => self.meet_format(inner),
            Shape::Scalar(_) | Shape::Thing(_) => {}
        }
    }

    /// The things that the page of engagements describes, where this is another: what a plan holds is said once.
    fn elsewhere(&self) -> Vec<&'static str> {
        if self.subject != Subject::Playbook {
            return Vec::new();
        }
        let mut found: Vec<&'static Thing> = vec![Subject::Engagement.thing()];
        let mut next = 0;
        while let Some(thing) = found.get(next).copied() {
            for part in thing.all_fields().filter_map(|field| field.shape.thing()) {
                if !found.iter().any(|known| known.key == part.key) {
                    found.push(part);
                }
            }
            next += 1;
        }
        found.into_iter().map(|thing| thing.key).collect()
    }

    fn write(&self) -> String {
        let mut out = String::new();
        let title = self.subject.title();
        let _ = writeln!(
            out,
            "---\ntitle: \"Reference: {}\"\nkind: reference\nsummary: {}\n---\n# Reference: {}\n",
            title.to_lowercase(),
            self.summary(),
            title.to_lowercase(),
        );
        let _ = writeln!(out, "{}\n", self.introduction());
        for thing in &self.things {
            self.section(thing, &mut out);
        }
        let has_notes =
            self.things.iter().any(|thing| fields_of(thing).any(|field| field.shape.thing().is_some_and(is_note)));
        if self.has_common() && self.subject != Subject::Playbook {
            let _ = writeln!(out, "## Everything\n\nEach of the things above may also have:\n");
            self.table(Common::table().fields.iter(), &mut out);
        }
        if has_notes || (self.has_common() && self.subject != Subject::Playbook) {
            let note = Note::table();
            let _ = writeln!(out, "## Note\n\n{}\nA plain text in its place is its `text`.\n", note.doc.trim());
            self.table(note.fields.iter(), &mut out);
        }
        self.values(&mut out);
        out.truncate(out.trim_end().len());
        out + "\n"
    }

    fn summary(&self) -> &'static str {
        match self.subject {
            Subject::Engagement => "Every field of an engagement, from the whole to its parts.",
            Subject::Playbook => "Every field of a playbook.",
            Subject::People => "Every field of the list of people.",
            Subject::Glossary => "Every field of a term.",
            Subject::Nav => "What the order of a folder may say.",
            Subject::Book => "Every setting of a book.",
            Subject::FrontMatter => "What a page may say about itself.",
        }
    }

    fn introduction(&self) -> String {
        let place = self.subject.place();
        match self.subject {
            Subject::Engagement => format!(
                "An engagement lies in {place}. It usually `extends` a [playbook](playbook.md): lists of things are merged by \
                 their `id`, other values replace the playbook's, `remove: true` takes one out. What is marked as needed must \
                 be in one of the two; an `id` that is left out is the folder's name."
            ),
            Subject::Playbook => format!(
                "A playbook lies in {place}. It holds what an engagement takes over: no customer, no dates. An `id` \
                 that is left out is the file's name. Its parts are described with the [engagement](engagement.md)."
            ),
            Subject::People => {
                format!("The vendor's people are a list in {place}: each of them once, whoever they work for.")
            }
            Subject::Glossary => format!(
                "The words of the trade are a list in {place}. The list may stand below `terms:`, beside an `audience:` for all \
                 of them; in short, the file may also be a map from each term to what it means."
            ),
            Subject::Nav => format!("The order of a folder is said in {place}."),
            Subject::Book => format!("A book is configured in {place}, in TOML. Everything may be left out."),
            Subject::FrontMatter => format!("Front matter stands at {place}. Everything may be left out."),
        }
    }

    fn section(&self, thing: &'static Thing, out: &mut String) {
        let _ = writeln!(out, "## {}\n\n{}", heading(thing), thing.doc.trim());
        if let Some(short) = thing.short {
            let _ = writeln!(out, "A plain text in its place is its `{short}`{}.", id_from(thing));
        }
        match thing.kind.filter(|_| thing.has_id() && thing.key != "Engagement" && thing.key != "Playbook") {
            // What it is, it says itself.
            Some(kind) if thing.field("kind").is_some() => {
                let _ = writeln!(out, "References name it by its kind, such as `{kind}:<id>`.");
            }
            Some(kind) => {
                let _ = writeln!(out, "References name it as `{kind}:<id>`.");
            }
            None => {}
        }
        out.push('\n');
        self.table(fields_of(thing), out);
    }

    fn table(&self, fields: impl Iterator<Item = &'static Field>, out: &mut String) {
        let _ = writeln!(out, "| field | holds | meaning |\n| --- | --- | --- |");
        for field in fields {
            let needed = if field.required { ", needed" } else { "" };
            let internal = if field.internal { " For the vendor's own people only." } else { "" };
            let _ = writeln!(
                out,
                "| `{}` | {}{needed} | {}{internal} |",
                field.name,
                self.holds(field, &field.shape, false),
                field.doc.trim(),
            );
        }
        out.push('\n');
    }

    /// What a value is, with links to what describes it.
    fn holds(&self, field: &Field, shape: &Shape, several: bool) -> String {
        match shape {
            Shape::Scalar(format) => {
                if let Some(kind) = field.names {
                    return if several {
                        format!("ids: {}", plural_label(kind.label()))
                    } else {
                        format!("id of {}", with_article(kind.label()))
                    };
                }
                if format.name == "text" {
                    return if several { "texts" } else { "text" }.to_owned();
                }
                let name = format_words(format);
                let words = if several { plural(&name) } else { name.clone() };
                if format.words.is_empty() { words } else { format!("[{words}](#{})", anchor(&name)) }
            }
            Shape::Thing(table) => self.link(table(), several),
            Shape::List(inner) => format!("list of {}", self.holds(field, inner, true)),
            Shape::Keyed(inner) => {
                let key = field.keys_name.map_or("name".to_owned(), |kind| format!("{} id", kind.label()));
                format!("map: {key} to {}", self.holds(field, inner, false))
            }
        }
    }

    fn link(&self, thing: &'static Thing, several: bool) -> String {
        let words = words_of(thing.key);
        let words = if several { plural(&words) } else { words };
        let is_here = self.things.iter().any(|known| known.key == thing.key) || is_note(thing);
        let page = if is_here && !(is_note(thing) && self.subject == Subject::Playbook) { "" } else { "engagement.md" };
        format!("[{words}]({page}#{})", anchor(&heading(thing)))
    }

    fn has_common(&self) -> bool {
        self.things.iter().any(|thing| !thing.parts.is_empty())
    }

    fn values(&self, out: &mut String) {
        let mut formats = self.formats.clone();
        if self.has_common() {
            for field in Common::table().fields {
                if let Shape::Scalar(format) = field.shape
                    && !formats.iter().any(|known| known.name == format.name)
                {
                    formats.push(format);
                }
            }
        }
        if formats.is_empty() {
            return;
        }
        formats.sort_by_key(|format| format_words(format));
        let (written, words): (Vec<&Format>, Vec<&Format>) =
            formats.into_iter().partition(|format| format.words.is_empty());
        if !written.is_empty() {
            let _ = writeln!(out, "## How values are written\n\n| value | written |\n| --- | --- |");
            for format in written {
                let _ = writeln!(out, "| {} | {} |", format.name, format.expected);
            }
            out.push('\n');
        }
        if !words.is_empty() {
            let _ = writeln!(out, "## What words mean\n");
        }
        for format in words {
            let _ = writeln!(out, "### {}\n", capitalised(&format_words(format)));
            for (word, meaning) in format.words {
                let _ = writeln!(out, "- `{word}`: {}", meaning.trim());
            }
            out.push('\n');
        }
    }
}

fn is_note(thing: &'static Thing) -> bool {
    thing.key == "Note"
}

/// The fields of a thing but for those that everything has.
fn fields_of(thing: &'static Thing) -> impl Iterator<Item = &'static Field> {
    let parts = thing.parts.iter().map(|part| part()).filter(|part| part.key != "Common");
    thing.fields.iter().chain(parts.flat_map(|part| part.fields))
}

/// What else a text in the place of a thing gives.
fn id_from(thing: &'static Thing) -> &'static str {
    if thing.has_id() { ", from which its `id` is made" } else { "" }
}

fn heading(thing: &Thing) -> String {
    capitalised(&words_of(thing.key))
}

fn format_words(format: &Format) -> String {
    if format.words.is_empty() { format.name.to_owned() } else { words_of(format.name) }
}

fn anchor(heading: &str) -> String {
    heading.to_lowercase().replace(' ', "-")
}

fn plural_label(label: &str) -> String {
    if label == "person or role" { "people or roles".to_owned() } else { plural(label) }
}
