//! Short forms written out: what people type in a meeting becomes what the schema declares.
//!
//! Takes a tree and the table it is to be read by; gives the same tree with maps where plain texts stood for things,
//! and ids where they come from the words. What is written out keeps the place of the words it came from. Judges
//! nothing: what is no short form is left for the reader to complain about.

use super::node::{Entry, Map, Node, Value};
use super::scalar::id_from_words;
use super::shape::{Shape, Thing};
use crate::diagnostic::Location;

/// Writes out the short forms in `node`, a thing of this table.
#[must_use]
pub fn write_out(node: Node, thing: &'static Thing) -> Node {
    let value = match (thing.short, node.value) {
        (Some(field), value @ Value::Scalar(_)) => {
            Value::Map(from_words(&Node { value, at: node.at.clone() }, field, thing))
        }
        (_, Value::Map(mut map)) => {
            join_commas(&mut map, thing);
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

/// `{ statement: It is accepted, and support begins }` is one text to whoever writes it, though to YAML the comma ends it:
/// what follows is a key without a colon, and if no field is called so, it belongs to the text before.
fn join_commas(map: &mut Map, thing: &'static Thing) {
    let has_colon =
        |entry: &Entry| entry.value.value != Value::Null || entry.value.at.range.start != entry.key_at.range.end;
    if map.entries.iter().all(has_colon) {
        return;
    }
    let entries = std::mem::take(&mut map.entries);
    for entry in entries {
        let is_text = |node: &Node| matches!(&node.value, Value::Scalar(scalar) if !scalar.quoted);
        match map.entries.last_mut().map(|last| &mut last.value) {
            Some(last) if !has_colon(&entry) && is_text(last) && thing.field(&entry.key).is_none() => {
                let text = format!("{}, {}", last.as_text().map_or("", |text| text.as_str()), entry.key);
                let range = last.at.range.cover(entry.key_at.range);
                *last = Node::plain(text, Location { path: entry.key_at.path, range });
            }
            _ => map.entries.push(entry),
        }
    }
}

fn take(node: &mut Node, shape: &Shape) {
    if matches!(shape, Shape::Scalar(_)) {
        return;
    }
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
        // Without quotes, as in a map: `{copy=1}` is a number.
        map.push(key, Node::plain(value, node.place_of(value)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::schema::read::{Fields, Report, read};
    use crate::schema::things::{Meeting, Phase};
    use crate::schema::yaml;

    fn phase(text: &str) -> (Phase, Vec<String>) {
        let path = SourcePath::new("a.yaml").expect("inside");
        let node = yaml::parse(text, &path, 0).value.expect("YAML");
        let read = read::<Phase>(&write_out(node, Phase::table()), Report::All);
        (read.value, read.diagnostics.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn a_line_is_a_task() {
        let text = "\
id: a
title: A
tasks:
  - Confirm cluster access
  - \"Verify networking -> guides/network-checks {owner=po due=2026-03-12}\"
  - { text: Über prüfen, tasks: [One, Two] }
  - Set {x} -> y and {not an=attribute of=it}
";
        let (phase, told) = phase(text);
        assert_eq!(told, Vec::<String>::new());
        let [confirm, verify, check, set] = &phase.tasks[..] else { panic!("four") };
        assert_eq!((confirm.id.as_str(), confirm.text.as_str()), ("confirm-cluster-access", "Confirm cluster access"));
        let at = |range: crate::text::TextRange| &text[range.to_usize()];
        assert_eq!((verify.id.as_str(), at(verify.text.at.range)), ("verify-networking", "Verify networking"));
        assert_eq!(verify.guide.as_ref().map(|guide| at(guide.at.range)), Some("guides/network-checks"));
        assert_eq!(verify.due.as_ref().map(|due| at(due.at.range)), Some("2026-03-12"));
        assert_eq!(verify.owner.as_ref().map(|owner| owner.as_str()), Some("po"));
        assert_eq!((check.id.as_str(), check.tasks.len()), ("über-prüfen", 2));
        assert_eq!(set.guide.as_ref().map(|guide| guide.as_str()), Some("y and {not an=attribute of=it}"));
    }

    #[test]
    fn a_comma_in_a_text_does_not_end_it() {
        let text = "{ id: a, title: Checked, signed and sealed, goal: One, two, three, weeks }";
        let (phase, told) = phase(text);
        assert_eq!(told, Vec::<String>::new());
        assert_eq!(phase.title.as_str(), "Checked, signed and sealed");
        assert_eq!(phase.goal.map(|goal| goal.value).as_deref(), Some("One, two, three"));
        let (_, told) = self::phase("{ id: a, title: \"Checked\", signed, goal: x, owner: y, z: }");
        assert_eq!(told, ["`signed` is not a field of a phase", "`z` is not a field of a phase"]);
    }

    #[test]
    fn lists_may_hold_one() {
        let path = SourcePath::new("a.yaml").expect("inside");
        let node = yaml::parse("{ id: a, title: A, outcomes: Agreed, agenda: [Hello] }", &path, 0).value.expect("YAML");
        let read = read::<Meeting>(&write_out(node, Meeting::table()), Report::All);
        assert_eq!(read.diagnostics, []);
        assert_eq!((read.value.outcomes.len(), read.value.agenda[0].id.as_str()), (1, "hello"));
    }
}
