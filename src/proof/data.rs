//! What YAML says, scalar by scalar, with who may read each: by the tables of fields, and by nothing that the filter has.
//!
//! Takes trees as they were gathered; gives every scalar and every key that an author chose.

use crate::audience::Audience;
use crate::diagnostic::Location;
use crate::schema::kind::Kind;
use crate::schema::node::{Map, Node, Value};
use crate::schema::read::FromScalar;
use crate::schema::scalar::{GuidePath, Place, Reference};
use crate::schema::shape::{Field, Format, Refers, Shape, Thing};
use ecow::EcoString;

/// A scalar, or a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'a> {
    pub(super) text: &'a str,
    pub(super) at: &'a Location,
    pub(super) role: Role,
    /// What the thing is that is called so.
    pub(super) kind: Option<&'a str>,
    /// True where the reader may see it, as the audiences around it say.
    pub(super) shown: bool,
}

/// What a scalar is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// What a thing is called by others.
    Id,
    /// The name of another thing, which makes nothing of that visible.
    Names,
    /// The path of a guide, likewise.
    Guide,
    /// Words.
    Words,
}

/// Takes what is found.
pub(super) type Listen<'l, 'a> = dyn FnMut(Said<'a>) + 'l;

/// A walk for one reader.
pub(super) struct DataWalk<'l, 'a> {
    pub(super) reader: Audience,
    pub(super) listen: &'l mut Listen<'l, 'a>,
}

impl<'a> DataWalk<'_, 'a> {
    /// Walks `node`, a thing of this table around which `around` holds.
    pub(super) fn thing(&mut self, node: &'a Node, table: &'static Thing, around: Audience) {
        let Value::Map(map) = &node.value else { return self.unread(node, around) };
        let own = narrowed(map, around);
        let said = map.get("kind").and_then(Node::as_text).filter(|kind| Kind::from_name(kind).is_some());
        let kind = said.map(EcoString::as_str).or_else(|| table.kind.map(Kind::name));
        for entry in &map.entries {
            let Some(field) = table.field(&entry.key) else {
                self.say(&entry.key, &entry.key_at, Role::Words, Audience::Internal, false);
                self.unread(&entry.value, own);
                continue;
            };
            if matches!(field.name, "audience" | "remove") {
                continue;
            }
            let inside = if field.internal { Audience::Internal } else { own };
            if let (Some(id), "id") = (entry.value.as_text(), field.name) {
                let shown = self.reader.may_read(inside);
                (self.listen)(Said { text: id, at: &entry.value.at, role: Role::Id, kind, shown });
                continue;
            }
            self.value(&entry.value, field, &field.shape, inside);
        }
    }

    fn value(&mut self, node: &'a Node, field: &'static Field, shape: &Shape, around: Audience) {
        match (shape, &node.value) {
            (_, Value::Null) => {}
            (Shape::Thing(table), Value::Map(_)) => self.thing(node, table(), around),
            (Shape::List(inner), Value::List(items)) => {
                items.iter().for_each(|item| self.value(item, field, inner, around));
            }
            (Shape::List(inner), Value::Scalar(_)) => self.value(node, field, inner, around),
            (Shape::Keyed(inner), Value::Map(map)) => {
                let own = narrowed(map, around);
                for entry in &map.entries {
                    let role = if field.keys_name.is_some() { Role::Names } else { Role::Words };
                    self.say(&entry.key, &entry.key_at, role, own, true);
                    self.value(&entry.value, field, inner, own);
                }
            }
            (Shape::Scalar(format), Value::Scalar(scalar)) => {
                self.say(&scalar.text, &node.at, role_of(node, field, format), around, true);
            }
            _ => self.unread(node, around),
        }
    }

    /// What no table knows is not published.
    fn unread(&mut self, node: &'a Node, around: Audience) {
        match &node.value {
            Value::Scalar(scalar) => self.say(&scalar.text, &node.at, Role::Words, around, false),
            Value::List(items) => items.iter().for_each(|item| self.unread(item, around)),
            Value::Map(map) => {
                for entry in &map.entries {
                    self.say(&entry.key, &entry.key_at, Role::Words, around, false);
                    self.unread(&entry.value, around);
                }
            }
            Value::Null => {}
        }
    }

    fn say(&mut self, text: &'a str, at: &'a Location, role: Role, meant_for: Audience, known: bool) {
        let shown = known && self.reader.may_read(meant_for);
        (self.listen)(Said { text, at, role, kind: None, shown });
    }
}

/// An audience that cannot be read is the strictest.
pub(super) fn narrowed(map: &Map, around: Audience) -> Audience {
    let Some(own) = map.get("audience") else { return around };
    own.as_text().and_then(|word| Audience::from_name(word)).unwrap_or(Audience::Internal).min(around)
}

fn role_of(node: &Node, field: &Field, format: &Format) -> Role {
    let Value::Scalar(scalar) = &node.value else { return Role::Words };
    let is_place = format.name == Place::FORMAT.name;
    if format.name == GuidePath::FORMAT.name || is_place && matches!(Place::from_scalar(scalar), Ok(Place::Guide(_))) {
        return Role::Guide;
    }
    match format.refers {
        Refers::ById if field.names.is_some() => Role::Names,
        Refers::ById => Role::Id,
        Refers::ByKind => Role::Names,
        Refers::Perhaps if Reference::parse(&scalar.text).is_some() => Role::Names,
        Refers::Perhaps | Refers::Never if field.names.is_some() => Role::Names,
        Refers::Perhaps | Refers::Never => Role::Words,
    }
}
