//! Which things of an engagement or playbook are for fewer than what is around them.
//!
//! Takes the tree that is left for a reader; gives each such thing's audience by its name, so that whoever reads more than
//! others is told so wherever it is shown. An edition for customers has none: what they read is simply theirs.

use crate::audience::Audience;
use crate::schema::kind::Kind;
use crate::schema::node::{Node, Value};
use crate::schema::shape::{Shape, Thing};
use ecow::{EcoString, eco_format};
use std::collections::BTreeMap;

/// For whom the things are that are for fewer. A task goes by its name with its phase's in front.
pub type Restrictions = BTreeMap<(Kind, EcoString), Audience>;

/// What is restricted in `node`, a thing of this table that is for `around`.
#[must_use]
pub fn restrictions(node: &Node, table: &'static Thing, around: Audience) -> Restrictions {
    let mut finding = Finding { found: Restrictions::new(), phase: None };
    finding.thing(node, table, around);
    finding.found
}

struct Finding {
    found: Restrictions,
    phase: Option<EcoString>,
}

impl Finding {
    fn thing(&mut self, node: &Node, table: &'static Thing, around: Audience) {
        let Some(map) = node.as_map() else { return };
        let text = |key: &str| map.get(key).and_then(Node::as_text);
        let own = map.get("audience").map_or(around, |own| {
            // What cannot be read is the strictest, as for the filter.
            own.as_text().and_then(|name| Audience::from_name(name)).unwrap_or(Audience::Internal)
        });
        let kind = text("kind").and_then(|kind| Kind::from_name(kind)).or(table.kind);
        let name = kind.zip(text("id"));
        if let Some((kind, id)) = name.filter(|_| own < around) {
            let phase = self.phase.as_ref().filter(|_| kind == Kind::Task);
            let id = phase.map_or_else(|| id.clone(), |phase| eco_format!("{phase}/{id}"));
            self.found.entry((kind, id)).or_insert(own);
        }
        let phase = name.filter(|(kind, _)| *kind == Kind::Phase).map(|(_, id)| id.clone());
        let outer = phase.map(|phase| self.phase.replace(phase));
        for entry in &map.entries {
            if let Some(field) = table.field(&entry.key) {
                self.value(&entry.value, &field.shape, own.min(around));
            }
        }
        if let Some(outer) = outer {
            self.phase = outer;
        }
    }

    fn value(&mut self, node: &Node, shape: &Shape, around: Audience) {
        match (shape, &node.value) {
            (Shape::Thing(table), _) => self.thing(node, table(), around),
            (Shape::List(inner), Value::List(items)) => items.iter().for_each(|item| self.value(item, inner, around)),
            (Shape::Keyed(inner), Value::Map(map)) => {
                map.entries.iter().for_each(|entry| self.value(&entry.value, inner, around));
            }
            _ => {}
        }
    }
}
