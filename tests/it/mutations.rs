//! A book with every field of every thing, whole and without a word; and the same with one mistake each, which is told
//! once, at its value, and nothing with it.
//!
//! `mutations/*.yaml` is that book. A mistake is written as what stands in a file and what is put in its place, with the
//! text that is to be marked between `«` and `»`; where something is told elsewhere, that place is written so too. The
//! examples of the specification are put to the same test where they are at hand (`mutations/specification.rs`).

mod own;
mod specification;

use std::collections::{BTreeMap, BTreeSet};
use turnkey::compile::{Memo, Options, Packets, compile};
use turnkey::diagnostic::{Diagnostic, sort};
use turnkey::path::SourcePath;
use turnkey::schema::node::{Node, Value};
use turnkey::schema::read::Fields;
use turnkey::schema::shape::{Shape, Thing};
use turnkey::schema::things::{Engagement, Minutes, Person, Playbook};
use turnkey::source::Sources;

/// One mistake: the file, what stands there, what is put in its place, and what is told, each as its rule and either
/// nothing, where it is told at the mark in what was put there, or the file and the text around a mark.
type Mutation = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str, &'static str)]);

/// A rule, told at the mark.
macro_rules! here {
    ($($rule:literal),*) => { &[$(($rule, "", "")),*] };
}
use here;

/// A book by the short names of its files.
#[derive(Clone)]
struct Files {
    texts: BTreeMap<&'static str, (String, String)>,
}

/// What is told: rule, file, and the bytes that are marked.
type Told = BTreeSet<(String, String, usize, usize)>;

impl Files {
    fn new(files: &[(&'static str, &str, String)]) -> Self {
        Self { texts: files.iter().map(|(name, path, text)| (*name, ((*path).to_owned(), text.clone()))).collect() }
    }

    fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        for (path, text) in self.texts.values() {
            sources.insert_text(SourcePath::new(path).expect("inside"), text);
        }
        sources
    }

    /// What did not change since the last time is not read again.
    fn diagnostics(&self, memo: &mut Memo) -> Vec<Diagnostic> {
        let options = Options { site: false, packets: Packets::All, ..Options::default() };
        let mut diagnostics = compile(&self.sources(), &options, memo).diagnostics;
        sort(&mut diagnostics);
        diagnostics
    }

    /// Twice is not once, so what is told twice of one place has its number.
    fn told(&self, memo: &mut Memo) -> (Told, Vec<String>) {
        let mut told = Told::new();
        let mut words = Vec::new();
        for problem in self.diagnostics(memo) {
            let (path, range) = problem
                .location
                .as_ref()
                .map_or((String::new(), 0..0), |at| (at.path.to_string(), at.range.to_usize()));
            let name = self.texts.iter().find(|(_, (known, _))| *known == path).map_or(path.as_str(), |(name, _)| name);
            words.push(format!("{} {name}:{}-{}: {}", problem.rule, range.start, range.end, problem.message));
            let mut key = (problem.rule.to_string(), name.to_owned(), range.start, range.end);
            while !told.insert(key.clone()) {
                key.0.push_str(" again");
            }
        }
        (told, words)
    }

    /// What is not as it should be.
    fn objections(&self, mutations: &[Mutation]) -> Vec<String> {
        let memo = &mut Memo::default();
        let (unbroken, known) = self.told(memo);
        let mut objections = Vec::new();
        for (file, from, to, expected) in mutations {
            let mut files = self.clone();
            let text = &mut files.texts.get_mut(file).expect("a file of the book").1;
            let start = text.find(from).unwrap_or_default();
            if text.matches(from).count() != 1 {
                objections.push(format!("{file}: {from:?} stands there {} times", text.matches(from).count()));
                continue;
            }
            *text = text.replace(from, &to.replace(['«', '»'], ""));
            let wanted: Told = expected
                .iter()
                .map(|(rule, there, context)| {
                    let (there, context, around) = if there.is_empty() {
                        (*file, *to, start)
                    } else {
                        (*there, *context, files.find(there, context))
                    };
                    let (before, rest) = context.split_once('«').unwrap_or_else(|| panic!("{context:?} has no mark"));
                    let (marked, _) =
                        rest.split_once('»').unwrap_or_else(|| panic!("{context:?} has no end of its mark"));
                    let start = around + before.len();
                    ((*rule).to_owned(), there.to_owned(), start, start + marked.len())
                })
                .collect();
            let (told, words) = files.told(memo);
            // What was told of the unbroken book may have moved; it is known by its words.
            let short = |words: &str| words.split_once(": ").map(|(_, said)| said.to_owned());
            let before: BTreeSet<_> = known.iter().filter_map(|words| short(words)).collect();
            let moved = |key: &(String, String, usize, usize)| {
                let start = format!("{} {}:{}-{}: ", key.0, key.1, key.2, key.3);
                let said = words.iter().find_map(|words| words.strip_prefix(&start));
                said.is_some_and(|said| before.contains(said)) && !wanted.contains(key)
            };
            let new: Told = told
                .into_iter()
                .filter(|key| !unbroken.contains(key) || wanted.contains(key))
                .filter(|key| !moved(key))
                .collect();
            if new != wanted {
                let said: Vec<&String> = words.iter().filter(|words| !known.contains(words)).collect();
                objections.push(format!("{file}: {from:?} made {to:?}\n  told   {said:#?}\n  wanted {wanted:?}"));
            }
        }
        objections
    }

    /// Where `context`, which stands once in the file, begins.
    fn find(&self, file: &str, context: &str) -> usize {
        let (text, plain) = (&self.texts[file].1, context.replace(['«', '»'], ""));
        assert_eq!(text.matches(&plain).count(), 1, "{plain:?} stands once in {file}");
        text.find(&plain).unwrap_or_default()
    }
}

/// Adds each field that a tree of this table has, as the thing's name and its own.
fn note_fields(node: &Node, thing: &'static Thing, seen: &mut BTreeSet<(&'static str, &'static str)>) {
    let Value::Map(map) = &node.value else { return };
    let parts = thing.parts.iter().map(|part| part());
    for table in std::iter::once(thing).chain(parts) {
        for field in table.fields {
            if let Some(value) = map.get(field.name) {
                seen.insert((table.name, field.name));
                note_in(value, &field.shape, seen);
            }
        }
    }
}

fn note_in(node: &Node, shape: &Shape, seen: &mut BTreeSet<(&'static str, &'static str)>) {
    match (shape, &node.value) {
        (Shape::Thing(table), _) => note_fields(node, table(), seen),
        (Shape::List(inner), Value::List(items)) => items.iter().for_each(|item| note_in(item, inner, seen)),
        (Shape::Keyed(inner), Value::Map(map)) => {
            map.entries.iter().for_each(|entry| note_in(&entry.value, inner, seen));
        }
        _ => {}
    }
}

/// Adds each field that a thing of this table may have.
fn all_fields(thing: &'static Thing, all: &mut BTreeSet<(&'static str, &'static str)>) {
    for table in std::iter::once(thing).chain(thing.parts.iter().map(|part| part())) {
        for field in table.fields {
            if all.insert((table.name, field.name))
                && let Some(inside) = field.shape.thing()
            {
                all_fields(inside, all);
            }
        }
    }
}

#[test]
fn the_book_has_every_field_of_every_thing() {
    let files = own::files();
    let path = SourcePath::new("content/engagements/a/engagement.yaml").expect("inside");
    let mut seen = BTreeSet::new();
    for (name, (_, text)) in &files.texts {
        let text = text.as_bytes();
        match *name {
            "engagement" => {
                let node = turnkey::parse::engagement::parse_engagement(&path, text).value.node.expect("YAML");
                note_fields(&node, Engagement::table(), &mut seen);
            }
            "playbook" | "house-rules" => {
                let node = turnkey::parse::engagement::parse_playbook(&path, text).value.node.expect("YAML");
                note_fields(&node, Playbook::table(), &mut seen);
            }
            "people" => {
                let node = turnkey::parse::engagement::parse_people(&path, text).value.node.expect("YAML");
                node.as_list().unwrap_or_default().iter().for_each(|one| note_fields(one, Person::table(), &mut seen));
            }
            _ => {}
        }
    }
    let mut all = BTreeSet::new();
    all_fields(Engagement::table(), &mut all);
    all_fields(Playbook::table(), &mut all);
    // Minutes are written in Markdown, and become these.
    let of_minutes = |field: &(&str, &str)| field.0 == Minutes::table().name || field.1 == Minutes::table().name;
    let missing: Vec<_> = all.iter().filter(|field| !of_minutes(field) && !seen.contains(*field)).collect();
    assert!(missing.is_empty(), "tests/it/mutations/*.yaml lacks {missing:?}");
}
