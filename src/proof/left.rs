//! What an engagement leaves for a reader, told from the audiences in it: to be counted.
//!
//! Takes the tree as it was joined; gives what is left of it, and where that went which is not. Names of what went still stand
//! in what is left: nothing is counted by a name. Must not call the filter, nor anything that it is made of.

use crate::audience::Audience;
use crate::book::engagement::holds;
use crate::diagnostic::Location;
use crate::schema::field_path::find;
use crate::schema::node::{Map, Node, Value};
use crate::schema::read::{Fields as _, FromScalar as _};
use crate::schema::shape::{Refers, Shape};
use crate::schema::things::Engagement;
use ecow::EcoString;

/// What is said of tasks apart from them.
const APART: [&str; 4] = ["done", "blocked", "active", "dropped"];

/// What is left.
pub(super) struct Left {
    pub(super) node: Node,
    /// What things are called that went, and where they stand.
    pub(super) gone: Vec<(EcoString, Location)>,
    /// False where a condition asks for a name, which may be that of something that went: then nobody but the filter knows
    /// what it decides.
    pub(super) is_certain: bool,
}

/// What `engagement`, around which `around` holds, leaves for `reader`.
pub(super) fn left_of(engagement: &Node, around: Audience, reader: Audience) -> Option<Left> {
    let mut gone = Vec::new();
    let shape = Shape::Thing(Engagement::table);
    let mut node = Leaving { reader, gone: &mut gone }.value(engagement, Some(&shape), around)?;
    put_in_tasks(&mut node);
    let mut is_certain = true;
    if has_conditions(&node) {
        let whole = node.clone();
        decide(&mut node, &whole, &mut is_certain);
    }
    Some(Left { node, gone, is_certain })
}

struct Leaving<'g> {
    reader: Audience,
    gone: &'g mut Vec<(EcoString, Location)>,
}

impl Leaving<'_> {
    fn value(&mut self, node: &Node, shape: Option<&Shape>, around: Audience) -> Option<Node> {
        let own = node.as_map().map_or(around, |map| super::data::narrowed(map, around));
        if !self.reader.may_read(own) {
            self.note(node);
            return None;
        }
        let value = match &node.value {
            Value::Map(map) => {
                let mut left = Map::default();
                for entry in &map.entries {
                    let (inner, around) = match shape {
                        Some(Shape::Thing(table)) => match table().field(&entry.key) {
                            Some(field) => (Some(&field.shape), if field.internal { Audience::Internal } else { own }),
                            None => (None, own),
                        },
                        Some(Shape::Keyed(inner)) => (Some(*inner), own),
                        _ => (None, own),
                    };
                    if let Some(value) = self.value(&entry.value, inner, around) {
                        let (key, key_at) = (entry.key.clone(), entry.key_at.clone());
                        left.entries.push(crate::schema::node::Entry { key, key_at, value });
                    }
                }
                Value::Map(left)
            }
            Value::List(items) => {
                let inner = if let Some(Shape::List(inner)) = shape { Some(*inner) } else { None };
                Value::List(items.iter().filter_map(|item| self.value(item, inner, own)).collect())
            }
            value => value.clone(),
        };
        Some(Node { value, at: node.at.clone() })
    }

    fn note(&mut self, node: &Node) {
        match &node.value {
            Value::Map(map) => {
                if let Some(id) = map.get("id")
                    && let Some(text) = id.as_text()
                {
                    self.gone.push((text.clone(), id.at.clone()));
                }
                map.entries.iter().for_each(|entry| self.note(&entry.value));
            }
            Value::List(items) => items.iter().for_each(|item| self.note(item)),
            Value::Scalar(_) | Value::Null => {}
        }
    }
}

/// Says in each task what is said of it apart: what had an audience of its own is not yet there. One that has the name of
/// several is said of each.
fn put_in_tasks(root: &mut Node) {
    let Value::Map(map) = &mut root.value else { return };
    let apart: Vec<(&str, Node)> = APART.iter().filter_map(|name| Some((*name, map.remove(name)?.value))).collect();
    if apart.iter().all(|(_, said)| said.as_map().is_none()) {
        return;
    }
    for phase in items(map, "phases") {
        let id = phase.get("id").and_then(Node::as_text).cloned().unwrap_or_default();
        say_in(phase, &id, &apart);
        items(phase, "workstreams").for_each(|workstream| say_in(workstream, &id, &apart));
    }
}

fn say_in(around: &mut Map, phase: &str, apart: &[(&str, Node)]) {
    for task in items(around, "tasks") {
        let id = task.get("id").and_then(Node::as_text).cloned();
        let is_meant = |name: &str| {
            let (of, name) = name.split_once('/').map_or((None, name), |(of, name)| (Some(of), name));
            of.is_none_or(|of| of == phase) && id.as_ref().is_some_and(|id| id == name)
        };
        for (state, said) in apart {
            for entry in said.as_map().iter().flat_map(|map| &map.entries).filter(|entry| is_meant(&entry.key)) {
                task.remove(state);
                task.push(state, entry.value.clone());
                // A day that cannot be read is a state all the same.
                if matches!(*state, "done" | "active")
                    && let Value::Scalar(scalar) = &entry.value.value
                    && jiff::civil::Date::from_scalar(scalar).is_err()
                {
                    task.remove("state");
                    task.push("state", Node::text(*state, entry.value.at.clone()));
                }
            }
        }
        say_in(task, phase, apart);
    }
}

fn items<'a>(map: &'a mut Map, list: &str) -> impl Iterator<Item = &'a mut Map> {
    let items = match map.get_mut(list).map(|node| &mut node.value) {
        Some(Value::List(items)) => items.as_mut_slice(),
        _ => &mut [],
    };
    items.iter_mut().filter_map(|node| if let Value::Map(map) = &mut node.value { Some(map) } else { None })
}

fn has_conditions(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.entries.iter().any(|entry| entry.key == "when" || has_conditions(&entry.value)),
        Value::List(items) => items.iter().any(has_conditions),
        Value::Scalar(_) | Value::Null => false,
    }
}

/// Takes out what is there under a condition that does not hold for `whole`.
fn decide(node: &mut Node, whole: &Node, is_certain: &mut bool) {
    let mut stays = |node: &mut Node| {
        if let Some(when) = node.get("when").cloned() {
            let asked = when.as_map().map_or(&[][..], |map| &map.entries);
            let mut found = asked.iter().filter_map(|entry| find(whole, &entry.key));
            *is_certain &= found.all(|field| field.format.refers == Refers::Never);
            if !holds(&when, whole).value {
                return false;
            }
        }
        decide(node, whole, is_certain);
        true
    };
    match &mut node.value {
        Value::Map(map) => map.entries.retain_mut(|entry| stays(&mut entry.value)),
        Value::List(items) => items.retain_mut(stays),
        Value::Scalar(_) | Value::Null => {}
    }
}
