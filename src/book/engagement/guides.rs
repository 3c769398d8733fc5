//! The guides that an engagement names: by its tasks, runbooks, evidence, minutes, packets.
//!
//! Found by the table, like every other naming, so a new field that holds a guide's path is found without a line here.

use crate::diagnostic::Location;
use crate::schema::kind::Kind;
use crate::schema::node::{Node, Value};
use crate::schema::read::FromScalar;
use crate::schema::scalar::{GuidePath, Place, Reference};
use crate::schema::shape::{Format, Refers, Shape, Thing};
use ecow::EcoString;

/// A guide's path as an engagement writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NamedGuide {
    /// The path as written: beside the file first, then from the source root.
    pub path: EcoString,
    /// Where.
    pub at: Location,
    /// The field that names it: `guide`, `runbook`, `evidence`.
    pub field: &'static str,
    /// The kind that is written before the path, where a reference names it: `runbook:runbooks/restore`.
    pub kind: Option<Kind>,
}

/// The guides that `node`, a thing of this table, names, in the order written.
#[must_use]
pub fn named_guides(node: &Node, table: &'static Thing) -> Vec<NamedGuide> {
    let mut found = Vec::new();
    in_thing(node, table, &mut found);
    found
}

fn in_thing(node: &Node, table: &'static Thing, found: &mut Vec<NamedGuide>) {
    for entry in node.as_map().iter().flat_map(|map| &map.entries) {
        if let Some(field) = table.field(&entry.key) {
            in_value(&entry.value, field.name, &field.shape, found);
        }
    }
}

fn in_value(node: &Node, field: &'static str, shape: &Shape, found: &mut Vec<NamedGuide>) {
    match (shape, &node.value) {
        (Shape::Thing(table), _) => in_thing(node, table(), found),
        (Shape::Scalar(format), _) => found.extend(named_at(node, field, format)),
        (Shape::List(inner), Value::List(items)) => items.iter().for_each(|item| in_value(item, field, inner, found)),
        (Shape::List(inner), _) => in_value(node, field, inner, found),
        (Shape::Keyed(inner), Value::Map(map)) => {
            map.entries.iter().for_each(|entry| in_value(&entry.value, field, inner, found));
        }
        _ => {}
    }
}

/// The guide that a scalar of this format names.
fn named_at(node: &Node, field: &'static str, format: &Format) -> Option<NamedGuide> {
    let Value::Scalar(scalar) = &node.value else { return None };
    let is_path = format.name == GuidePath::FORMAT.name;
    let is_place = || format.name == Place::FORMAT.name && matches!(Place::from_scalar(scalar), Ok(Place::Guide(_)));
    if is_path || is_place() {
        return Some(NamedGuide { path: scalar.text.clone(), at: node.at.clone(), field, kind: None });
    }
    let may_refer = matches!(format.refers, Refers::ByKind | Refers::Perhaps);
    let reference = Reference::parse(&scalar.text).filter(|one| may_refer && !one.is_all())?;
    let is_guide = matches!(reference.kind, Kind::Guide | Kind::Runbook);
    is_guide.then(|| NamedGuide { path: reference.id, at: node.at.clone(), field, kind: Some(reference.kind) })
}

/// Takes out of `node`, a thing of this table, the names of guides that are not to be kept: a path is a word too.
pub fn strip_guides(node: &mut Node, table: &'static Thing, keep: &dyn Fn(&NamedGuide) -> bool) {
    strip_thing(node, table, keep);
}

fn strip_thing(node: &mut Node, table: &'static Thing, keep: &dyn Fn(&NamedGuide) -> bool) {
    let Value::Map(map) = &mut node.value else { return };
    map.entries.retain_mut(|entry| match table.field(&entry.key) {
        Some(field) => strip_value(&mut entry.value, field.name, &field.shape, keep),
        None => true,
    });
}

/// Whether the value may stay.
fn strip_value(node: &mut Node, field: &'static str, shape: &Shape, keep: &dyn Fn(&NamedGuide) -> bool) -> bool {
    match (shape, &mut node.value) {
        (Shape::Thing(table), _) => strip_thing(node, table(), keep),
        (Shape::Scalar(format), _) => return named_at(node, field, format).is_none_or(|named| keep(&named)),
        (Shape::List(inner), Value::List(items)) => {
            let said_something = !items.is_empty();
            items.retain_mut(|item| strip_value(item, field, inner, keep));
            // A list of nothing would tell that there was something.
            return !(said_something && items.is_empty());
        }
        (Shape::List(inner), _) => return strip_value(node, field, inner, keep),
        (Shape::Keyed(inner), Value::Map(map)) => {
            map.entries.retain_mut(|entry| strip_value(&mut entry.value, field, inner, keep));
        }
        (Shape::Keyed(_), _) => {}
    }
    true
}
