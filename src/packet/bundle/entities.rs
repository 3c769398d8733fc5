//! The things of an engagement, each with a digest of what the edition says of it: by these one can tell later which is
//! new, other, or gone.
//!
//! Told from the filtered tree, so that nothing counts which the reader may not see, and from nothing that the day
//! changes. What has a name of its own within another thing counts by itself, and not for what it is in.

use super::manifest::{Entry, digest_of};
use crate::html::{WriteOptions, write_html};
use crate::model::{Edition, Guide, PlacedEngagement};
use crate::schema::kind::Kind;
use crate::schema::node::{Node, Value};
use crate::schema::read::Fields;
use crate::schema::shape::{Shape, Thing};
use crate::schema::things::{Engagement, Person};
use ecow::EcoString;
use std::collections::BTreeMap;

/// What an engagement says of its documents and not of itself, which with each version is another; and of what it is made of,
/// which is the team's business.
const OF_DOCUMENTS: [&str; 6] = ["version", "history", "distribution", "updates", "packets", "extends"];

/// The things of `placed`, and the guides that are in the edition for it, in the order of their kinds and names.
#[must_use]
pub fn entities(edition: &Edition, placed: &PlacedEngagement) -> Vec<Entry> {
    let mut digests: BTreeMap<(Kind, EcoString), String> = BTreeMap::new();
    in_thing(&placed.node, Engagement::table(), Some((Kind::Engagement, placed.id.clone())), &mut digests);
    for person in &placed.facts.people.all {
        // The vendor's are in no engagement's tree.
        let key = (Kind::Person, EcoString::clone(&person.declared.id));
        digests.entry(key).or_insert_with(|| digest_of(&person_words(&person.declared)));
    }
    let mut entries: Vec<Entry> = digests
        .into_iter()
        .filter_map(|((kind, id), digest)| {
            let title = placed.entities.find(kind, &id)?.title.clone();
            Some(Entry { kind: Some(kind.name().into()), id, title, digest })
        })
        .collect();
    entries.extend(edition.guides.iter().map(|guide| guide_entry(guide)));
    entries
}

/// A guide goes by the name of its page.
fn guide_entry(guide: &Guide) -> Entry {
    let html = write_html(&guide.doc(), &guide.page, &WriteOptions::default());
    let id = guide.page.as_str().trim_end_matches(".html");
    let words = format!("{}\n{html}", guide.outline.title);
    let kind = if guide.meta.kind.name() == "runbook" { Kind::Runbook } else { Kind::Guide };
    Entry {
        kind: Some(kind.name().into()),
        id: id.into(),
        title: guide.outline.title.clone(),
        digest: digest_of(&words),
    }
}

fn person_words(person: &Person) -> String {
    let texts = [&person.title, &person.email, &person.phone, &person.hours];
    let texts = texts.map(|text| text.as_ref().map_or("", |text| text.value.as_str()));
    let names = [&person.role, &person.successor].map(|name| name.as_ref().map_or("", |name| name.as_str()));
    let until = person.until.as_ref().map(|day| day.value.to_string()).unwrap_or_default();
    format!("{}\n{}\n{}\n{until}", person.name.value, texts.join("\n"), names.join("\n"))
}

/// Notes the digest of `node`, a thing of this table, under `key` or its own name, and those of what is in it.
fn in_thing(
    node: &Node,
    table: &'static Thing,
    key: Option<(Kind, EcoString)>,
    digests: &mut BTreeMap<(Kind, EcoString), String>,
) {
    let key = key.or_else(|| key_of(node, table));
    let mut words = String::new();
    push_thing(node, table, &mut words, digests);
    if let Some(key) = key {
        digests.entry(key).or_insert_with(|| digest_of(&words));
    }
}

fn key_of(node: &Node, table: &'static Thing) -> Option<(Kind, EcoString)> {
    let text = |key: &str| node.get(key).and_then(Node::as_text);
    let own = text("kind").and_then(|kind| Kind::from_name(kind));
    Some((own.or(table.kind)?, text("id")?.clone()))
}

/// Writes down what a thing says, key by key in one order, so that another order of its keys is no change.
fn push_thing(
    node: &Node,
    table: &'static Thing,
    words: &mut String,
    digests: &mut BTreeMap<(Kind, EcoString), String>,
) {
    let Some(map) = node.as_map() else { return push_value(node, None, words, digests) };
    let is_engagement = table.kind == Some(Kind::Engagement);
    // A key without a value says nothing, nor does one of whose values none is left.
    let is_said = |node: &Node| match &node.value {
        Value::Null => false,
        Value::List(items) => !items.is_empty(),
        Value::Map(map) => !map.entries.is_empty(),
        Value::Scalar(_) => true,
    };
    let says = |entry: &&crate::schema::node::Entry| entry.key != "audience" && is_said(&entry.value);
    let mut entries: Vec<_> = map.entries.iter().filter(says).collect();
    entries.retain(|entry| !is_engagement || !OF_DOCUMENTS.contains(&entry.key.as_str()));
    entries.sort_by(|one, other| one.key.cmp(&other.key));
    for entry in entries {
        words.push_str(&entry.key);
        words.push('=');
        push_value(&entry.value, table.field(&entry.key).map(|field| &field.shape), words, digests);
        words.push('\n');
    }
}

fn push_value(
    node: &Node,
    shape: Option<&Shape>,
    words: &mut String,
    digests: &mut BTreeMap<(Kind, EcoString), String>,
) {
    match (&node.value, shape) {
        (Value::Map(_), Some(Shape::Thing(table))) if key_of(node, table()).is_some() => {
            in_thing(node, table(), None, digests);
        }
        (Value::Map(_), Some(Shape::Thing(table))) => push_thing(node, table(), words, digests),
        (Value::List(items), shape) => {
            let inner = if let Some(Shape::List(inner)) = shape { Some(*inner) } else { None };
            for item in items {
                push_value(item, inner, words, digests);
                words.push('\u{1f}');
            }
        }
        (Value::Map(map), shape) => {
            let inner = if let Some(Shape::Keyed(inner)) = shape { Some(*inner) } else { None };
            for entry in &map.entries {
                words.push_str(&entry.key);
                words.push(':');
                push_value(&entry.value, inner, words, digests);
                words.push('\u{1f}');
            }
        }
        (Value::Scalar(scalar), _) => words.push_str(&scalar.text),
        (Value::Null, _) => {}
    }
}
