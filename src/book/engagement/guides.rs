//! The guides that an engagement names: by its tasks, runbooks, evidence, minutes, packets.
//!
//! Found by the table, like every other naming, so a new field that holds a guide's path is found without a line here.

use crate::diagnostic::Location;
use crate::schema::node::{Node, Value};
use crate::schema::read::{Fields, FromScalar};
use crate::schema::scalar::{GuidePath, Place};
use crate::schema::shape::{Shape, Thing};
use crate::schema::things::Engagement;
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
}

/// The guides that `engagement` names, in the order written.
#[must_use]
pub fn named_guides(engagement: &Node) -> Vec<NamedGuide> {
    let mut found = Vec::new();
    in_thing(engagement, Engagement::table(), &mut found);
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
        (Shape::Scalar(format), Value::Scalar(scalar)) => {
            let is_path = format.name == GuidePath::FORMAT.name;
            let is_place =
                || format.name == Place::FORMAT.name && matches!(Place::from_scalar(scalar), Ok(Place::Guide(_)));
            if is_path || is_place() {
                found.push(NamedGuide { path: scalar.text.clone(), at: node.at.clone(), field });
            }
        }
        (Shape::List(inner), Value::List(items)) => items.iter().for_each(|item| in_value(item, field, inner, found)),
        (Shape::List(inner), _) => in_value(node, field, inner, found),
        (Shape::Keyed(inner), Value::Map(map)) => {
            map.entries.iter().for_each(|entry| in_value(&entry.value, field, inner, found));
        }
        _ => {}
    }
}
