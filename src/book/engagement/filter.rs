//! The audience filter: an engagement without what a reader may not see.
//!
//! Takes the merged tree; gives what is left of it. Works on maps whatever they are: one with a narrower `audience` goes
//! wherever it stands, and so do the fields that the table calls internal. What is left names nothing that went: an id
//! is a word too. An audience that cannot be read is the strictest.

use super::merge::audience_of;
use super::references::{Index, is_name, named_by, named_by_key};
use crate::audience::Audience;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::schema::kind::Kind;
use crate::schema::node::{Entry, Map, Node, Value};
use crate::schema::scalar::Reference;
use crate::schema::shape::{Field, Refers, Shape, Thing};
use ecow::EcoString;
use std::collections::BTreeSet;

/// True where `reader` may see whatever there is, so that `filter` takes nothing out and `strip` has nothing to look for.
pub(super) fn takes_nothing(reader: Audience) -> bool {
    Audience::ALL.iter().all(|meant_for| reader.may_read(*meant_for))
}

/// What `reader` may see of `node`, a thing of this table around which `around` holds; nothing where they may not see it
/// at all. What is left may still name what went: see `strip`.
pub(super) fn filter(node: &Node, table: &'static Thing, around: Audience, reader: Audience) -> Option<Node> {
    let mut left = node.clone();
    Filter { reader }.thing(&mut left, table, around).then_some(left)
}

/// Takes out of `node` the names of things that are in `before`, and not in `after`, which is what `reader` may see. What is
/// no name of anything, which has been reported, may be that of something that they may not know: only the team reads it.
pub(super) fn strip(
    node: &mut Node,
    table: &'static Thing,
    reader: Audience,
    before: &Index,
    after: &Index,
) -> Vec<Diagnostic> {
    strip_named(node, table, reader, &|reference, naming| {
        // Which roles somebody plays who works on several engagements is for each of these to say.
        let outside = matches!(reference.kind, Kind::Playbook | Kind::Engagement)
            || (reference.kind == Kind::Role && table.kind == Some(Kind::Person));
        if outside || after.has(reference) {
            return Gone::Not;
        }
        match before.has(reference) {
            true => Gone::Told,
            false if naming.is_certain && reader != Audience::Internal && !after.is_open(reference.kind) => {
                Gone::Untold
            }
            false => Gone::Not,
        }
    })
}

/// How something is named.
#[derive(Clone, Copy)]
struct Named {
    /// True where its kind is written too.
    with_kind: bool,
    /// True where it can be nothing but a name.
    is_certain: bool,
}

/// Whether what is named went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gone {
    Not,
    /// Whoever keeps the file is told that it is still named.
    Told,
    /// They have been told that there is no such thing.
    Untold,
}

/// Takes out of `node` the references, written with their kind, to what is `hidden` and lies beyond it: other engagements,
/// playbooks, words of the trade.
pub(in crate::book) fn strip_outside(
    node: &mut Node,
    table: &'static Thing,
    reader: Audience,
    hidden: &BTreeSet<(Kind, EcoString)>,
) -> Vec<Diagnostic> {
    if hidden.is_empty() {
        return Vec::new();
    }
    // What it extends is said by what it has of that.
    strip_named(node, table, reader, &|reference, naming| {
        let is_gone = naming.with_kind && hidden.contains(&(reference.kind, reference.id.clone()));
        if is_gone { Gone::Told } else { Gone::Not }
    })
}

/// Takes out of the plan `node` who looks after it, where `before` has somebody of that id whom `after` has not.
pub(super) fn strip_owner(node: &mut Node, before: &Index, after: &Index) {
    let Value::Map(map) = &mut node.value else { return };
    let owner = map.get("owner").and_then(Node::as_text).cloned();
    let owner = owner.map(|id| Reference { kind: Kind::Person, id });
    if owner.is_some_and(|owner| before.has(&owner) && !after.has(&owner)) {
        map.remove("owner");
    }
}

fn strip_named(
    node: &mut Node,
    table: &'static Thing,
    reader: Audience,
    is_gone: &dyn Fn(&Reference, Named) -> Gone,
) -> Vec<Diagnostic> {
    let mut strip = Strip { is_gone, reader, diagnostics: Vec::new() };
    strip.thing(node, table);
    strip.diagnostics
}

/// Reports every part of `node` that claims to be for more than what is around it.
pub(super) fn check_widening(node: &Node, whole: Audience) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    widening(node, whole, None, &mut diagnostics);
    diagnostics
}

fn widening(node: &Node, around: Audience, around_at: Option<&Node>, diagnostics: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Map(map) => {
            let own = map.get("audience");
            let claimed = own.and_then(Node::as_text).and_then(|word| Audience::from_name(word));
            if let (Some(value), Some(claimed)) = (own, claimed.filter(|claimed| *claimed > around)) {
                let message = format!("this is for `{claimed}`, but what is around it is only for `{around}`");
                let problem = Diagnostic::new(Rule::AudienceWidened, value.at.clone(), message)
                    .help("An audience only narrows what is around it: widen the whole, or take this out.");
                diagnostics.push(match around_at {
                    Some(whole) => problem.related(whole.at.clone(), "narrowed here"),
                    None => problem,
                });
            }
            let (inner, inner_at) = match own {
                Some(value) if audience_of(value) < around => (audience_of(value), Some(value)),
                _ => (around, around_at),
            };
            map.entries.iter().for_each(|entry| widening(&entry.value, inner, inner_at, diagnostics));
        }
        Value::List(items) => items.iter().for_each(|item| widening(item, around, around_at, diagnostics)),
        Value::Scalar(_) | Value::Null => {}
    }
}

/// Takes out what is not for the reader. Each method says whether anything may stay.
struct Filter {
    reader: Audience,
}

impl Filter {
    fn thing(&self, node: &mut Node, table: &'static Thing, around: Audience) -> bool {
        let map = match &mut node.value {
            Value::Map(map) => map,
            Value::Scalar(_) if table.short.is_some() => return self.reader.may_read(around),
            _ => return self.unknown(node, around),
        };
        let own = audience_of_map(map, around);
        map.entries.retain_mut(|entry| match table.field(&entry.key) {
            Some(field) if field.internal => self.value(&mut entry.value, &field.shape, Audience::Internal),
            Some(field) => self.value(&mut entry.value, &field.shape, own),
            None => self.unknown(&entry.value, own),
        });
        self.reader.may_read(own)
    }

    fn value(&self, node: &mut Node, shape: &Shape, around: Audience) -> bool {
        match (shape, &mut node.value) {
            (Shape::Thing(table), _) => self.thing(node, table(), around),
            (Shape::List(inner), Value::List(items)) => {
                items.retain_mut(|item| self.value(item, inner, around));
                self.reader.may_read(around)
            }
            (Shape::Keyed(inner), Value::Map(map)) => {
                let own = audience_of_map(map, around);
                map.entries.retain_mut(|entry| self.value(&mut entry.value, inner, own));
                self.reader.may_read(own)
            }
            (Shape::List(inner), _) => self.value(node, inner, around),
            (Shape::Scalar(_), Value::Scalar(_)) => self.reader.may_read(around),
            _ => self.unknown(node, around),
        }
    }

    /// What is not as the table says has been reported, and no document says it: only the team reads it. That nothing is said
    /// may stay.
    fn unknown(&self, node: &Node, around: Audience) -> bool {
        let meant_for = if matches!(node.value, Value::Null) { around } else { Audience::Internal };
        self.reader.may_read(meant_for)
    }
}

fn audience_of_map(map: &Map, around: Audience) -> Audience {
    map.get("audience").map_or(around, |own| audience_of(own).min(around))
}

/// Who may read `node`, where `around` holds around it.
pub(in crate::book) fn audience_in(node: &Node, around: Audience) -> Audience {
    node.as_map().map_or(around, |map| audience_of_map(map, around))
}

/// True where `at` lies in what the filter takes out of `node`, a thing of this table, for `reader`.
pub(in crate::book) fn is_hidden_in(
    node: &Node,
    table: &'static Thing,
    around: Audience,
    reader: Audience,
    at: &Location,
) -> bool {
    let own = audience_in(node, around);
    if !reader.may_read(own) {
        return touches(node, at);
    }
    let entries = node.as_map().map_or(&[][..], |map| &map.entries);
    entries.iter().any(|entry| match table.field(&entry.key) {
        Some(field) if field.internal => !reader.may_read(Audience::Internal) && is_at(entry, at),
        Some(field) => is_hidden_value(&entry.value, Some(&field.shape), own, reader, at),
        None => is_hidden_value(&entry.value, None, own, reader, at),
    })
}

fn is_hidden_value(node: &Node, shape: Option<&Shape>, around: Audience, reader: Audience, at: &Location) -> bool {
    let own = audience_in(node, around);
    if !reader.may_read(own) {
        return touches(node, at);
    }
    match (shape, &node.value) {
        (Some(Shape::Thing(table)), _) => is_hidden_in(node, table(), around, reader, at),
        (shape, Value::List(items)) => {
            let inner = if let Some(Shape::List(inner)) = shape { Some(*inner) } else { None };
            items.iter().any(|item| is_hidden_value(item, inner, own, reader, at))
        }
        (shape, Value::Map(map)) => {
            let inner = if let Some(Shape::Keyed(inner)) = shape { Some(*inner) } else { None };
            map.entries.iter().any(|entry| is_hidden_value(&entry.value, inner, own, reader, at))
        }
        (_, Value::Scalar(_) | Value::Null) => false,
    }
}

/// True where `at` lies in `node`, which other files may have said parts of.
fn touches(node: &Node, at: &Location) -> bool {
    let is_around = |place: &Location| place.path == at.path && !place.range.is_empty() && place.range.covers(at.range);
    is_around(&node.at)
        || match &node.value {
            Value::Map(map) => map.entries.iter().any(|entry| is_at(entry, at)),
            Value::List(items) => items.iter().any(|item| touches(item, at)),
            Value::Scalar(_) | Value::Null => false,
        }
}

fn is_at(entry: &Entry, at: &Location) -> bool {
    (entry.key_at.path == at.path && entry.key_at.range.covers(at.range)) || touches(&entry.value, at)
}

/// Takes out of `node` for whom its parts are, once that has been decided.
pub(in crate::book) fn forget_audiences(node: &mut Node) {
    match &mut node.value {
        Value::Map(map) => {
            map.remove("audience");
            map.entries.iter_mut().for_each(|entry| forget_audiences(&mut entry.value));
        }
        Value::List(items) => items.iter_mut().for_each(forget_audiences),
        Value::Scalar(_) | Value::Null => {}
    }
}

/// Takes out the names of what went.
struct Strip<'a> {
    is_gone: &'a dyn Fn(&Reference, Named) -> Gone,
    reader: Audience,
    diagnostics: Vec<Diagnostic>,
}

impl Strip<'_> {
    fn thing(&mut self, node: &mut Node, table: &'static Thing) {
        let Value::Map(map) = &mut node.value else { return };
        map.entries.retain_mut(|entry| match table.field(&entry.key) {
            Some(field) => {
                let said_something = !is_empty_list(&entry.value);
                self.value(&mut entry.value, field, &field.shape) && !(said_something && is_empty_list(&entry.value))
            }
            None => true,
        });
    }

    /// Whether the value may stay.
    fn value(&mut self, node: &mut Node, field: &Field, shape: &Shape) -> bool {
        match (shape, &mut node.value) {
            (Shape::Thing(table), _) => self.thing(node, table()),
            (Shape::Scalar(format), _) => {
                let reference = named_by(node, field, format);
                let naming = Named { with_kind: format.refers != Refers::ById, is_certain: is_name(node, format) };
                return reference.is_none_or(|reference| self.may_name(&reference, naming, node));
            }
            (Shape::List(inner), Value::List(items)) => items.retain_mut(|item| {
                let said_something = !is_empty_map(item);
                let was_of = names_what_it_is_of(item, inner);
                // What did nothing but name it would be left as a gap, and a day on which nobody signs as a riddle.
                self.value(item, field, inner)
                    && !(said_something && is_empty_map(item))
                    && (!was_of || names_what_it_is_of(item, inner))
            }),
            (Shape::List(inner), _) => return self.value(node, field, inner),
            (Shape::Keyed(inner), Value::Map(map)) => map.entries.retain_mut(|entry| {
                let name = named_by_key(entry, field);
                let key = Node::text(entry.key.clone(), entry.key_at.clone());
                let naming = Named { with_kind: false, is_certain: true };
                name.is_none_or(|name| self.may_name(&name, naming, &key)) && self.value(&mut entry.value, field, inner)
            }),
            (Shape::Keyed(_), _) => {}
        }
        true
    }

    fn may_name(&mut self, reference: &Reference, naming: Named, node: &Node) -> bool {
        match (self.is_gone)(reference, naming) {
            Gone::Not => return true,
            Gone::Untold => return false,
            Gone::Told => {}
        }
        let message =
            format!("this names the {} `{}`, which is not for `{}`", reference.kind.label(), reference.id, self.reader);
        self.diagnostics.push(
            Diagnostic::new(Rule::LinkToRestricted, node.at.clone(), message)
                .help("It is left out of what they get: remove it, or widen the audience of what it names."),
        );
        false
    }
}

/// True for an entry of a list that has no words of its own, as a signature: all it must say is whose it is, and when. So is
/// one that may be written as a name alone, as who gets a copy.
fn names_what_it_is_of(node: &Node, shape: &Shape) -> bool {
    let Shape::Thing(table) = shape else { return false };
    let short = table().short.and_then(|short| table().field(short)).filter(|field| field.names.is_some());
    if let Some(short) = short.filter(|field| !field.required) {
        return node.get(short.name).is_some();
    }
    let required = || table().all_fields().filter(|field| field.required);
    let is_name = |field: &Field| field.names.is_some();
    let is_day = |field: &Field| matches!(field.shape, Shape::Scalar(format) if format.name == "date");
    required().all(|field| is_name(field) || is_day(field))
        && required().any(is_name)
        && required().filter(|field| is_name(field)).all(|field| node.get(field.name).is_some())
}

fn is_empty_list(node: &Node) -> bool {
    matches!(&node.value, Value::List(items) if items.is_empty())
}

fn is_empty_map(node: &Node) -> bool {
    node.as_map().is_some_and(|map| map.entries.is_empty())
}
