//! Short forms written out: what people type in a meeting becomes what the schema declares.
//!
//! Takes a tree and the table it is to be read by; gives the same tree with maps where plain texts stood for things,
//! and ids where they come from the words. What is written out keeps the place of the words it came from. Judges
//! nothing: what is no short form is left for the reader to complain about.

use super::node::{Map, Node, Value};
use super::scalar::id_from_words;
use super::shape::{Shape, Thing};

/// Writes out the short forms in `node`, a thing of this table.
#[must_use]
pub fn write_out(node: Node, thing: &'static Thing) -> Node {
    let value = match (thing.short, node.value) {
        (Some(field), value @ Value::Scalar(_)) => {
            Value::Map(from_words(&Node { value, at: node.at.clone() }, field, thing))
        }
        (_, Value::Map(mut map)) => {
            for entry in &mut map.entries {
                if let Some(field) = thing.field(&entry.key) {
                    take(&mut entry.value, &field.shape);
                }
            }
            add_id(&mut map, thing);
            Value::Map(map)
        }
        (_, value) => value,
    };
    Node { value, at: node.at }
}

/// Writes out the short forms in `node`, a list of things of this table.
#[must_use]
pub fn write_out_list(node: Node, thing: &'static Thing) -> Node {
    let Value::List(items) = node.value else { return node };
    Node { value: Value::List(items.into_iter().map(|item| write_out(item, thing)).collect()), at: node.at }
}

fn write_out_shape(node: Node, shape: &Shape) -> Node {
    let at = node.at;
    let value = match (shape, node.value) {
        (Shape::Thing(table), value) => return write_out(Node { value, at }, table()),
        (Shape::List(inner), Value::List(items)) => {
            Value::List(items.into_iter().map(|item| write_out_shape(item, inner)).collect())
        }
        (Shape::List(inner @ Shape::Thing(_)), value @ Value::Scalar(_)) => {
            Value::List(vec![write_out_shape(Node { value, at: at.clone() }, inner)])
        }
        (Shape::Keyed(inner), Value::Map(mut map)) => {
            for entry in &mut map.entries {
                take(&mut entry.value, inner);
            }
            Value::Map(map)
        }
        (_, value) => value,
    };
    Node { value, at }
}

fn take(node: &mut Node, shape: &Shape) {
    let empty = Node { value: Value::Null, at: node.at.clone() };
    *node = write_out_shape(std::mem::replace(node, empty), shape);
}

/// `Verify networking -> guides/network-checks {owner=po due=2026-03-12}` as a map.
fn from_words(node: &Node, field: &str, thing: &'static Thing) -> Map {
    let mut map = Map::default();
    let Some(words) = node.as_text() else { return map };
    let (words, attributes) = split_attributes(words, thing);
    let (words, guide) = match words.rsplit_once(" -> ").filter(|_| thing.field("guide").is_some()) {
        Some((words, guide)) => (words.trim_end(), Some(guide.trim())),
        None => (words, None),
    };
    let part = |text: &str| Node::text(text, node.place_of(text));
    map.push(field, part(words));
    if let Some(guide) = guide {
        map.push("guide", part(guide));
    }
    for (key, value) in attributes {
        map.push(key, part(value));
    }
    add_id(&mut map, thing);
    map
}

/// Splits off `{key=value ...}` at the end, where every key is a field.
fn split_attributes<'a>(words: &'a str, thing: &'static Thing) -> (&'a str, Vec<(&'a str, &'a str)>) {
    let split = || {
        let (before, inside) = words.trim_end().strip_suffix('}')?.rsplit_once('{')?;
        let attributes: Option<Vec<_>> = inside.split_whitespace().map(|pair| pair.split_once('=')).collect();
        let attributes = attributes.filter(|found| !found.is_empty())?;
        let known = attributes.iter().all(|(key, _)| thing.field(key).is_some());
        known.then_some((before.trim_end(), attributes))
    };
    split().unwrap_or((words.trim_end(), Vec::new()))
}

/// Gives a thing without an id the one that its words make.
fn add_id(map: &mut Map, thing: &'static Thing) {
    let Some(field) = thing.short.filter(|_| thing.has_id() && map.entry("id").is_none()) else { return };
    let Some(words) = map.get(field).cloned() else { return };
    let id = words.as_text().map(|text| id_from_words(text)).unwrap_or_default();
    if !id.is_empty() {
        map.push("id", Node::text(id, words.at));
    }
}
