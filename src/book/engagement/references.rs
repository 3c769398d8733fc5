//! Which things there are, and whether what names one names one that is there.
//!
//! The table says which fields name things and of what kind, so every reference in an engagement is found here without
//! knowing a single field. What a reference to a guide or runbook means is for `model` to resolve.

use super::merge::Removed;
use crate::diagnostic::{Diagnostic, Location, MOST_ALIKE, Rule, nearest};
use crate::schema::kind::Kind;
use crate::schema::node::{Entry, Map, Node, Value};
use crate::schema::read::Fields;
use crate::schema::scalar::{Reference, id_from_words};
use crate::schema::shape::{Field, Format, Refers, Shape, Thing};
use crate::schema::things::Person;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The things of an engagement, by kind and id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Index {
    ids: BTreeMap<Kind, BTreeSet<EcoString>>,
    assumed: BTreeSet<Kind>,
    /// Of which there may be more, that somebody else says.
    open: BTreeSet<Kind>,
    /// Where each thing was taken out that is not there any more.
    removed: BTreeMap<(Kind, EcoString), Location>,
    /// How many things too many have a name that another of the kind has; only counted for messages: see `lenient`.
    repeated: BTreeMap<Kind, usize>,
    is_lenient: bool,
}

impl Index {
    /// An index for messages alone. Of two things with one name, which has been reported, one may be what others name, so
    /// as many names of the kind as there are things too many go unjudged. A filter must not be so kind.
    pub(super) fn lenient() -> Self {
        Self { is_lenient: true, ..Self::default() }
    }

    /// Adds the things in `node`, a thing of this table, and itself.
    pub fn add_all(&mut self, node: &Node, table: &'static Thing) {
        let Some(map) = node.as_map() else { return };
        self.add_thing(map, table);
        for entry in &map.entries {
            if let Some(field) = table.field(&entry.key) {
                self.add_in(&entry.value, &field.shape);
            }
        }
    }

    /// Adds the roles that an engagement has said by giving them to somebody, where it and its playbooks list none; not those
    /// of `listed`, which are roles that somebody does not know.
    pub(super) fn add_held_roles(&mut self, node: &Node, listed: Option<&Node>) {
        let ids = |roles: Option<&Node>| -> BTreeSet<EcoString> {
            let roles = roles.and_then(|node| node.get("roles")).and_then(Node::as_list).unwrap_or_default();
            roles.iter().filter_map(|role| role.get("id")?.as_text().cloned()).collect()
        };
        if !ids(Some(node)).is_empty() {
            return;
        }
        let listed = ids(listed);
        let team = node.get("team").and_then(Node::as_map).map_or(&[][..], |map| &map.entries);
        let people = node.get("people").and_then(Node::as_list).unwrap_or_default();
        let held = people.iter().filter_map(|person| person.get("role")?.as_text());
        let held = team.iter().map(|entry| &entry.key).chain(held).filter(|role| !listed.contains(*role));
        held.for_each(|role| self.add(Kind::Role, role.clone()));
    }

    /// Adds the people of a list.
    pub fn add_people(&mut self, people: &Node) {
        self.add_in(people, &Shape::List(&Shape::Thing(Person::table)));
    }

    /// Notes what was taken out, so that whoever still names it is told that.
    pub(super) fn add_removed(&mut self, removed: &[Removed]) {
        for one in removed {
            let mut inside = Self::default();
            inside.add_all(&one.node, (one.table)());
            for (kind, ids) in inside.ids {
                self.removed.extend(ids.into_iter().map(|id| ((kind, id), one.at.clone())));
            }
        }
    }

    /// Adds one thing.
    pub fn add(&mut self, kind: Kind, id: impl Into<EcoString>) {
        self.ids.entry(kind).or_default().insert(id.into());
    }

    /// Takes every name of this kind for that of a thing, where another file must say which there are.
    pub fn assume(&mut self, kind: Kind) {
        self.assumed.insert(kind);
    }

    /// Notes that somebody else may say more of this kind.
    pub(super) fn leave_open(&mut self, kind: Kind) {
        self.open.insert(kind);
    }

    /// True where somebody else may say that there is a thing of this kind.
    pub(super) fn is_open(&self, kind: Kind) -> bool {
        self.open.contains(&kind)
    }

    fn add_in(&mut self, node: &Node, shape: &Shape) {
        match (shape, &node.value) {
            (Shape::Thing(table), _) => self.add_all(node, table()),
            (Shape::List(inner), Value::List(items)) => {
                if let (true, Shape::Thing(table)) = (self.is_lenient, inner) {
                    self.count_repeated(items, table());
                }
                items.iter().for_each(|item| self.add_in(item, inner));
            }
            (Shape::Keyed(inner), Value::Map(map)) => {
                map.entries.iter().for_each(|entry| self.add_in(&entry.value, inner));
            }
            _ => {}
        }
    }

    fn count_repeated(&mut self, items: &[Node], table: &'static Thing) {
        let Some(kind) = table.kind else { return };
        let mut seen = BTreeSet::new();
        let ids = items.iter().filter_map(|item| item.get("id").and_then(Node::as_text));
        let surplus = ids.filter(|id| !seen.insert(*id)).count();
        if surplus > 0 {
            *self.repeated.entry(family(kind)).or_default() += surplus;
        }
    }

    /// A thing may say itself of what kind it is; a risk that became an issue answers to both.
    fn add_thing(&mut self, map: &Map, table: &'static Thing) {
        let (Some(kind), Some(id)) = (table.kind, map.get("id").and_then(Node::as_text)) else { return };
        let own = map.get("kind").and_then(Node::as_text).and_then(|kind| Kind::from_name(kind));
        self.add(own.unwrap_or(kind), id.clone());
        let became = map.get("became").and_then(Node::as_map);
        for kind in became.iter().flat_map(|map| &map.entries).filter_map(|entry| Kind::from_name(&entry.key)) {
            self.add(kind, id.clone());
        }
    }

    /// True where there is such a thing, or where only the pages of the book can tell. A role may stand for a person.
    #[must_use]
    pub fn has(&self, reference: &Reference) -> bool {
        let of_kind = |kind| self.ids.get(&kind).is_some_and(|ids| ids.contains(&reference.id));
        reference.kind.is_page()
            || reference.is_all()
            || self.assumed.contains(&reference.kind)
            || of_kind(reference.kind)
            || (reference.kind == Kind::Person && of_kind(Kind::Role))
    }

    fn removal(&self, kind: Kind, id: &EcoString) -> Option<&Location> {
        let of_kind = |kind| self.removed.get(&(kind, id.clone()));
        of_kind(kind).or_else(|| of_kind(Kind::Role).filter(|_| kind == Kind::Person))
    }

    fn ids(&self, kind: Kind) -> impl Iterator<Item = &str> {
        let roles = (kind == Kind::Person).then_some(Kind::Role);
        [Some(kind), roles]
            .into_iter()
            .flatten()
            .filter_map(|kind| self.ids.get(&kind))
            .flatten()
            .map(EcoString::as_str)
    }

    /// What is wrong with a reference to nothing. What was meant takes long to find among many, so it is looked for only
    /// where somebody will read it.
    fn complain(&self, naming: &Naming<'_>, is_read: bool) -> Diagnostic {
        let Naming { at, reference, with_kind, .. } = naming;
        let Reference { kind, id } = reference;
        if let Some(removal) = self.removal(*kind, id) {
            let message = format!("the {} `{id}` is taken out, and is still named here", kind.label());
            return Diagnostic::new(Rule::UnknownReference, (*at).clone(), message)
                .related(removal.clone(), "taken out here")
                .help(format!(
                    "Leave it in, or change this too: an engagement may have a field of its own here without `{id}`."
                ));
        }
        let message = format!("there is no {} `{id}`", kind.label());
        let problem = Diagnostic::new(Rule::UnknownReference, (*at).clone(), message);
        let write = |kind: Kind, id: &str| if *with_kind { format!("{kind}:{id}") } else { id.to_owned() };
        if !is_read {
            return problem;
        }
        if let Some(meant) = nearest(id, self.ids(*kind)) {
            let meant = write(*kind, meant);
            return problem.help(format!("Did you mean `{meant}`?")).replacement(meant);
        }
        let other = self.ids.iter().find(|(other, ids)| *with_kind && *other != kind && ids.contains(id));
        match other.map(|(other, _)| write(*other, id)) {
            Some(meant) => problem.help(format!("Did you mean `{meant}`?")).replacement(meant),
            None => match self.what_there_is(*kind, &write) {
                Some(help) => problem.help(help),
                None => problem,
            },
        }
    }

    /// What could have been named, where that is little; where it is nothing, where it would be said.
    fn what_there_is(&self, kind: Kind, write: &dyn Fn(Kind, &str) -> String) -> Option<String> {
        /// As many as one takes in at a glance.
        const FEW: usize = 6;
        let known: Vec<String> = self.ids(kind).take(FEW + 1).map(|id| format!("`{}`", write(kind, id))).collect();
        match (known.len(), kind) {
            (0, Kind::Person) => Some("Name them in `people`, here or in `people.yaml`.".to_owned()),
            (0, Kind::Role) => Some("Declare it in `roles`, here or in the playbook.".to_owned()),
            (0, _) => None,
            (1, _) => Some(format!("There is only {}.", known[0])),
            (2..=FEW, _) => Some(format!("There are {}.", known.join(", "))),
            _ => None,
        }
    }
}

/// The kinds that stand in one list, or in each other's place, as one.
fn family(kind: Kind) -> Kind {
    match kind {
        Kind::Assumption | Kind::Issue | Kind::Dependency | Kind::Action | Kind::Decision => Kind::Risk,
        Kind::Role => Kind::Person,
        kind => kind,
    }
}

/// A place where a thing is named.
pub(super) struct Naming<'a> {
    /// The value or key that names it.
    pub(super) at: &'a Location,
    /// What it names.
    pub(super) reference: Reference,
    /// True where the kind is written too.
    pub(super) with_kind: bool,
    /// True where it is a value that must be an id.
    pub(super) is_id: bool,
}

/// Reports what `node`, a thing of this table, names and `index` has not.
pub(super) fn check(node: &Node, table: &'static Thing, index: &Index) -> Vec<Diagnostic> {
    let mut missing: Vec<(Reference, Diagnostic)> = Vec::new();
    each_naming(node, table, &mut |naming| {
        // What cannot be an id has been reported as that.
        let is_told = naming.is_id && id_from_words(&naming.reference.id) != naming.reference.id;
        if !is_told && !index.has(&naming.reference) {
            let problem = index.complain(naming, missing.len() < MOST_ALIKE);
            missing.push((naming.reference.clone(), problem));
        }
    });
    let mut names: BTreeMap<Kind, BTreeSet<EcoString>> = BTreeMap::new();
    if !index.repeated.is_empty() {
        for (reference, _) in &missing {
            names.entry(family(reference.kind)).or_default().insert(reference.id.clone());
        }
    }
    let is_explained = |(reference, _): &(Reference, Diagnostic)| {
        let kind = family(reference.kind);
        let surplus = index.repeated.get(&kind).copied().unwrap_or(0);
        names.get(&kind).is_some_and(|names| names.len() <= surplus)
    };
    missing.retain(|one| !is_explained(one));
    missing.into_iter().map(|(_, problem)| problem).collect()
}

/// Reports what the vendor's `people` name and nobody of them is. Which roles there are is for engagements to say.
pub(super) fn check_people(people: &Node) -> Vec<Diagnostic> {
    let mut index = Index::lenient();
    index.add_people(people);
    index.assume(Kind::Role);
    let all = people.as_list().unwrap_or_default().iter();
    all.flat_map(|person| check(person, Person::table(), &index)).collect()
}

/// True where the scalar `node` can be nothing but a name; where words may stand too, only what says its kind is.
pub(super) fn is_name(node: &Node, format: &Format) -> bool {
    format.refers != Refers::Perhaps || node.as_text().is_some_and(|text| Reference::parse(text).is_some())
}

/// What the scalar `node` in `field` names, or may name: where words may stand too, a plain id names what it is the id of.
pub(super) fn named_by(node: &Node, field: &Field, format: &Format) -> Option<Reference> {
    let text = node.as_text()?;
    match format.refers {
        Refers::Never => None,
        Refers::ById => field.names.map(|kind| Reference { kind, id: text.clone() }),
        Refers::ByKind => Reference::parse(text),
        Refers::Perhaps => {
            let by_id = || field.names.map(|kind| Reference { kind, id: text.clone() });
            Reference::parse(text).or_else(by_id)
        }
    }
}

/// What the key of `entry` in the map `field` names.
pub(super) fn named_by_key(entry: &Entry, field: &Field) -> Option<Reference> {
    let kind = field.keys_name.filter(|_| entry.key != "audience")?;
    Some(Reference { kind, id: entry.key.clone() })
}

/// Calls `visit` with everything that `node`, a thing of this table, names.
pub(super) fn each_naming(node: &Node, table: &'static Thing, visit: &mut impl FnMut(&Naming<'_>)) {
    for entry in node.as_map().iter().flat_map(|map| &map.entries) {
        if let Some(field) = table.field(&entry.key) {
            each_naming_in(&entry.value, field, &field.shape, visit);
        }
    }
}

fn each_naming_in(node: &Node, field: &Field, shape: &Shape, visit: &mut impl FnMut(&Naming<'_>)) {
    match (shape, &node.value) {
        (Shape::Thing(table), _) => each_naming(node, table(), visit),
        (Shape::Scalar(format), _) => {
            if let Some(reference) = named_by(node, field, format).filter(|_| is_name(node, format)) {
                let is_id = format.refers == Refers::ById;
                visit(&Naming { at: &node.at, reference, with_kind: !is_id, is_id });
            }
        }
        (Shape::List(inner), Value::List(items)) => {
            for item in items {
                each_naming_in(item, field, inner, visit);
            }
        }
        (Shape::List(inner), _) => each_naming_in(node, field, inner, visit),
        (Shape::Keyed(inner), Value::Map(map)) => {
            for entry in &map.entries {
                if let Some(reference) = named_by_key(entry, field) {
                    visit(&Naming { at: &entry.key_at, reference, with_kind: false, is_id: false });
                }
                if entry.key != "audience" {
                    each_naming_in(&entry.value, field, inner, visit);
                }
            }
        }
        (Shape::Keyed(_), _) => {}
    }
}
