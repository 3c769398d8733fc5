//! The YAML of generated books, written from the tables of fields: playbooks, engagements, people, the words of the trade.
//!
//! Takes a draft; writes files into it. Each thing may be for fewer than what is around it, and so may what it holds. Fields
//! that hold words, dates or names are told apart by their format: must know no field but those of `SAID_APART` and `HEAD`.

use super::book::{Draft, ENGAGEMENTS, Known, Who};
use crate::restricted::writer::{SAID_APART, plain};
use std::collections::BTreeSet;
use turnkey::audience::Audience;
use turnkey::schema::kind::Kind;
use turnkey::schema::read::Fields as _;
use turnkey::schema::shape::{Field, Format, Refers, Shape, Thing};
use turnkey::schema::things::{Person, Term};

/// What the head of a playbook or engagement says.
const HEAD: &[&str] = &["id", "title", "customer", "start", "owner", "packets", "status", "notes", "environment"];

/// The number that engagements begin with as places.
const FIRST_ENGAGEMENT: usize = 10;

/// What an engagement takes over from the one that it continues, by field and by kind, and what it gets to know of those
/// whom that names.
const TAKEN: &[&str] = &["environments", "components", "access"];
const TAKEN_KINDS: [Kind; 3] = [Kind::Environment, Kind::Component, Kind::Access];
const TAKEN_OF_PEOPLE: &[&str] = &["id", "name", "title", "side", "until", "audience"];

/// What installations are like.
pub(super) const INSTALLATIONS: [&str; 2] = ["cloud", "air-gapped"];

pub(super) fn place_of(engagement: usize) -> usize {
    FIRST_ENGAGEMENT + engagement
}

/// The engagement whose place this is.
pub(super) fn engagement_of(place: usize) -> Option<usize> {
    place.checked_sub(FIRST_ENGAGEMENT).filter(|engagement| *engagement < ENGAGEMENTS)
}

/// Where a thing is written, and what it may name.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Its own number.
    pub(super) here: usize,
    /// The numbers of what it takes over, itself too.
    pub(super) names: Vec<usize>,
    /// How many of a hundred fields are written.
    pub(super) share: usize,
    /// The engagements that say what is said here, as bits.
    pub(super) users: u8,
    /// Those of them that say all of it, and not only what they take over.
    pub(super) of: u8,
    /// The numbers of what it continues.
    pub(super) continues: Vec<usize>,
    /// True where every plan has a role that all may know who may see it.
    pub(super) has_role: bool,
}

impl Place {
    fn may_name(&self, known: &Known, kinds: &[Kind]) -> bool {
        let is_taken_over = self.continues.contains(&known.place) && TAKEN_KINDS.contains(&known.kind);
        let is_known = self.names.contains(&known.place) || known.place == usize::MAX || is_taken_over;
        kinds.contains(&known.kind) && is_known
    }

    /// Of no plan: what stands for itself.
    fn apart(share: usize) -> Self {
        let (users, continues) = (u8::MAX, Vec::new());
        Self { here: usize::MAX, names: Vec::new(), share, users, of: users, continues, has_role: false }
    }

    /// For whom a thing is that is there where `environment.kind` is one of `kinds`.
    fn where_it_holds(&self, draft: &Draft, kinds: &[&str]) -> Who {
        let of = draft.having_kind(kinds);
        // Nobody asks of what belongs to no plan. A playbook shows it whatever holds; an engagement, to nobody.
        let is_gone = (FIRST_ENGAGEMENT..usize::MAX).contains(&self.here) && of & self.users == 0;
        let of = if self.here == usize::MAX { u8::MAX } else { of };
        Who { of, ..if is_gone { Who::TEAM } else { Who::ALL } }
    }
}

/// The fields of a plan: each thing that is none of a list is said in one place alone.
pub(super) fn plan(draft: &mut Draft, table: &'static Thing, place: &Place, is_said_here: &dyn Fn(&Field) -> bool) {
    for field in table.all_fields() {
        let is_apart = HEAD.contains(&field.name) || SAID_APART.contains(&field.name);
        // What another engagement takes over is said in every one that is continued, and more of it than of other things.
        let is_handed_on = !place.users.is_power_of_two() && TAKEN.contains(&field.name);
        let is_handed_on = is_handed_on && place.here >= FIRST_ENGAGEMENT;
        let place = &Place { share: if is_handed_on { 35 } else { place.share }, ..place.clone() };
        let is_written =
            draft.chance.percent(place.share * 2) || is_handed_on || place.has_role && field.name == "roles";
        if !is_apart && is_written && is_said_here(field) {
            entry(draft, field, place, &[table.key], "");
            draft.say("\n");
        }
    }
}

/// `name: value` of a field with its `end`; nothing where its value would name what is not there.
fn entry(draft: &mut Draft, field: &Field, place: &Place, around: &[&'static str], end: &str) {
    let who = if field.internal { Who::TEAM } else { Who::ALL };
    let is_taken_over = match around {
        [_] => TAKEN.contains(&field.name) || field.name == "people",
        [_, "Person"] => TAKEN_OF_PEOPLE.contains(&field.name),
        _ => true,
    };
    let who = if is_taken_over { who } else { who.and(Who::of(place.of)) };
    draft.part(who, |draft| match &field.shape {
        Shape::Scalar(format) => scalar(draft, field, format, place, around, &mut |draft, text| {
            draft.say(&format!("{}: {text}{end}", field.name));
        }),
        Shape::Thing(table) => {
            if !is_deep(table(), around) {
                draft.say(&format!("{}: ", field.name));
                thing(draft, table(), place, around, &Head { is_alone: true, ..Head::default() });
                draft.say(end);
            }
        }
        Shape::List(inner) => {
            draft.say(&format!("{}: [ ", field.name));
            if place.has_role && field.name == "roles" && around.len() == 1 {
                draft.say(&format!("{{ id: role-seen-{}, title: Seen }}, ", place.here));
            }
            if inner.thing().is_none_or(|table| !is_deep(table, around)) {
                for _ in 0..=draft.chance.below(3) {
                    item(draft, field, inner, place, around);
                }
            }
            draft.say(&format!("]{end}"));
        }
        Shape::Keyed(inner) => {
            draft.say(&format!("{}: {{ ", field.name));
            let mut said = BTreeSet::new();
            for _ in 0..=draft.chance.below(2) {
                keyed(draft, field, inner, place, around, &mut said);
            }
            draft.say(&format!("}}{end}"));
        }
    });
}

fn item(draft: &mut Draft, field: &Field, inner: &Shape, place: &Place, around: &[&'static str]) {
    match inner {
        Shape::Scalar(format) => {
            scalar(draft, field, format, place, around, &mut |draft, text| draft.say(&format!("{text}, ")));
        }
        Shape::Thing(table) => {
            let table = table();
            if table.short.is_some_and(|short| short != "person") && draft.chance.percent(15) {
                let words = draft.chance.pick(&super::pages::TITLES);
                let word = draft.word_of((table.key, table.short.unwrap_or_default()));
                draft.say(&format!("\"{words} {word}\", "));
                return;
            }
            let is_override = draft.chance.percent(20);
            let is_above = |known: &Known| {
                // What others take over from here is for here alone to change where these are to have it all the same.
                let is_own = place.users.is_power_of_two() || place.names.contains(&known.place);
                Some(known.kind) == table.kind
                    && place.may_name(known, &[known.kind])
                    && known.place < place.here
                    && is_own
            };
            if is_override && table.has_id() && around.len() == 1 {
                draft.name_tied(is_above, |draft, id| change(draft, table, place, around, id));
                return;
            }
            if table.has_id() && draft.chance.percent(15) {
                // Two of one name, of which the reader may know one.
                let id = format!("{}-{}", table.kind.map_or("thing", id_word), draft.word());
                let first = draft.chance.percent(50);
                for at in [first, !first] {
                    let own = at.then_some(Audience::Internal);
                    let head = Head { id: Some(&id), own, ..Head::default() };
                    thing(draft, table, place, around, &head);
                }
                return;
            }
            match whose(table) {
                Some((field, kind)) => draft.name_tied(
                    |known| place.may_name(known, people_too(&[kind])),
                    |draft, id| {
                        thing(draft, table, place, around, &Head { whose: Some((field.name, id)), ..Head::default() });
                    },
                ),
                None => thing(draft, table, place, around, &Head::default()),
            }
        }
        Shape::List(_) | Shape::Keyed(_) => unreachable!("no list holds lists"),
    }
}

/// The field that says whose an entry of a list is, and the kind of that: one that may be written as a name alone, as who gets a
/// copy, or of which nothing must be said but names and days, as a signature. Who may not know whose it is gets none of it.
fn whose(table: &'static Thing) -> Option<(&'static Field, Kind)> {
    let names = |field: &'static Field| Some((field, field.names?));
    let short = table.all_fields().find(|field| Some(field.name) == table.short && !field.required);
    let required = || table.all_fields().filter(|field| field.required);
    let is_day = |field: &Field| matches!(&field.shape, Shape::Scalar(format) if format.name == "date");
    let is_signature = required().all(|field| field.names.is_some() || is_day(field));
    short.and_then(names).or_else(|| required().find_map(names).filter(|_| is_signature))
}

/// The kinds that a name of this kind may be of: whoever may name a person may name a role.
fn people_too(kinds: &[Kind]) -> &[Kind] {
    if kinds == [Kind::Person] { &[Kind::Person, Kind::Role] } else { kinds }
}

/// Writes an entry with a key that is not among those `said`: a file in which one is said twice is no YAML, of which nobody can
/// tell what in it is for whom, and which is closed to all. That a slip in a hidden part closes it too is what authors are told.
fn keyed(
    draft: &mut Draft,
    field: &Field,
    inner: &Shape,
    place: &Place,
    around: &[&'static str],
    said: &mut BTreeSet<String>,
) {
    let value = |draft: &mut Draft, key: &str| match inner {
        Shape::Scalar(format) => {
            scalar(draft, field, format, place, around, &mut |draft, text| draft.say(&format!("{key}: {text}, ")));
        }
        Shape::Thing(table) => {
            if !is_deep(table(), around) {
                draft.say(&format!("{key}: "));
                thing(draft, table(), place, around, &Head { is_alone: true, ..Head::default() });
                draft.say(", ");
            }
        }
        Shape::List(inner) => {
            draft.say(&format!("{key}: [ "));
            item(draft, field, inner, place, around);
            draft.say("], ");
        }
        Shape::Keyed(_) => unreachable!("no map holds maps"),
    };
    match field.keys_name {
        // Where no roles are said, whoever holds one makes it one: only the team knows that it was said elsewhere.
        Some(Kind::Role) => {
            let is_meant = |known: &Known| place.may_name(known, &[Kind::Role]) && !said.contains(&known.id);
            let mut key = String::new();
            let mut write = |draft: &mut Draft, id: &str| {
                id.clone_into(&mut key);
                value(draft, id);
            };
            if place.has_role {
                draft.name_loose(is_meant, &mut write);
            } else {
                draft.name_tied(is_meant, &mut write);
            }
            said.insert(key);
        }
        Some(kind) => {
            let is_meant = |known: &Known| place.may_name(known, &[kind]) && !said.contains(&known.id);
            let mut key = String::new();
            draft.name_loose(is_meant, |draft, id| {
                id.clone_into(&mut key);
                value(draft, id);
            });
            said.insert(key);
        }
        None => {
            if field.name == "vars" && around.len() == 1 {
                // Pages put it in by its name, which is then theirs: it may be known to all.
                let key = format!("key-{}", draft.next_number());
                draft.word();
                draft.note(Kind::Term, format!("vars.{key}"), super::pages::VARIABLES);
                return value(draft, &key);
            }
            let key = format!("key-{}", draft.word());
            value(draft, &key);
        }
    }
}

/// What a thing begins with.
#[derive(Default)]
struct Head<'a> {
    id: Option<&'a str>,
    own: Option<Audience>,
    is_alone: bool,
    /// Whose it is, by the field that says so.
    whose: Option<(&'a str, &'a str)>,
}

/// What is said anew of a thing that a playbook has, or an engagement that is continued; or that it is done without.
fn change(draft: &mut Draft, table: &'static Thing, place: &Place, around: &[&'static str], id: &str) {
    let around = &[around, &[table.key]].concat();
    let (is_removed, is_narrowed) = (draft.chance.percent(20), draft.chance.percent(25));
    let own = draft.chance.pick(&Audience::ALL);
    let is_taken_over = table.kind.is_some_and(|kind| TAKEN_KINDS.contains(&kind));
    let users = if is_taken_over { place.users } else { place.users & place.of };
    draft.say(&format!("{{ id: {id}, "));
    if is_removed {
        draft.say("remove: true, ");
        draft.cut(id, users);
    } else {
        let own = if is_narrowed { own } else { Audience::Public };
        if is_narrowed {
            draft.say(&format!("audience: {own}, "));
        }
        if own < Audience::Customer {
            draft.cut(id, users);
        }
        draft.tied_to(Who::audience(own), Vec::new(), |draft| {
            // With all that it takes, what some do without is a thing of its own again, for whoever says it.
            let is_there = draft.having(id) & users == users;
            let scalars = |field: &&Field| field.name != "id" && matches!(field.shape, Shape::Scalar(_));
            for field in table.fields.iter().filter(scalars) {
                if draft.chance.percent(place.share) && field.name != "kind" {
                    draft.unless(field.required && !is_there, |draft| entry(draft, field, place, around, ", "));
                }
            }
        });
    }
    draft.say("}, ");
}

/// A thing, as a map. In a list it has an end of its own.
fn thing(draft: &mut Draft, table: &'static Thing, place: &Place, around: &[&'static str], head: &Head<'_>) {
    let around = &[around, &[table.key]].concat();
    let own = draft.chance.percent(35).then(|| draft.chance.pick(&Audience::ALL));
    let own = head.own.or(own);
    let end = if head.is_alone { "}" } else { "}, " };
    let condition =
        draft.chance.percent(8).then(|| draft.chance.pick(&[&INSTALLATIONS[..1], &INSTALLATIONS[1..], &INSTALLATIONS]));
    let mut kind = table.kind;
    if table.key == "RaidEntry" {
        let kinds = [Kind::Risk, Kind::Assumption, Kind::Issue, Kind::Dependency, Kind::Action, Kind::Decision];
        kind = Some(draft.chance.pick(&kinds));
    }
    let named =
        |word: String| head.id.map_or_else(|| format!("{}-{word}", kind.map_or("thing", id_word)), ToOwned::to_owned);
    // Of what a playbook has, engagements may do without.
    let of = if around.len() == 2 { draft.having(&named(draft.next_word())) } else { u8::MAX };
    let who = Who { audience: own.unwrap_or(Audience::Public), of };
    let holds = condition.map_or(Who::ALL, |kinds| place.where_it_holds(draft, kinds));
    // A field that holds one thing is one with it: what is left of it is not there either.
    draft.part(who, |draft| {
        draft.tied_to(holds, Vec::new(), |draft| {
            let id = named(draft.word());
            draft.say("{ ");
            if let Some(own) = own {
                draft.say(&format!("audience: {own}, "));
            }
            if let Some(kinds) = condition {
                draft.say(&format!("when: {{ environment.kind: [{}] }}, ", kinds.join(", ")));
            }
            if table.key == "RaidEntry" {
                draft.say(&format!("kind: {}, ", kind.expect("it was picked")));
            }
            if !table.has_id() {
                // So that there is something left where all that it names went.
                let word = draft.word();
                draft.say(&format!("facts: {{ Fact: \"{word}\" }}, "));
            }
            for field in table.all_fields() {
                if SAID_APART.contains(&field.name)
                    || (field.name == "kind" && table.key == "RaidEntry")
                    || (field.name == "facts" && !table.has_id())
                {
                    continue;
                }
                if let Some((_, id)) = head.whose.filter(|(name, _)| *name == field.name) {
                    draft.say(&format!("{}: {id}, ", field.name));
                } else if field.name == "id" {
                    draft.say(&format!("id: {id}, "));
                    // Whoever names one of two names the one that they know.
                    if let Some(kind) = kind.filter(|_| head.id.is_none() || head.own.is_none()) {
                        draft.note(kind, id.clone(), place.here);
                    }
                } else if field.required || draft.chance.percent(place.share) {
                    entry(draft, field, place, around, ", ");
                }
            }
            draft.say(end);
        });
    });
}

fn id_word(kind: Kind) -> &'static str {
    if kind == Kind::SignOff { "signoff" } else { kind.name() }
}

fn scalar(
    draft: &mut Draft,
    field: &Field,
    format: &Format,
    place: &Place,
    around: &[&'static str],
    write: &mut dyn FnMut(&mut Draft, &str),
) {
    let mut by_kind = |draft: &mut Draft, kind: Kind, with_kind: bool| {
        let kinds = [kind];
        let kinds = people_too(&kinds);
        // Of a playbook without roles nobody can tell whom it may name.
        let is_loose = draft.chance.percent(50)
            && (place.has_role || (place.here >= FIRST_ENGAGEMENT || kind != Kind::Person) && kind != Kind::Role);
        let is_meant = |known: &Known| place.may_name(known, kinds);
        let mut say = |draft: &mut Draft, id: &str| {
            let text = if with_kind { format!("\"{kind}:{id}\"") } else { id.to_owned() };
            write(draft, &text);
        };
        if is_loose {
            draft.name(is_meant, |draft, known| say(draft, &known.id));
        } else {
            draft.name_tied(is_meant, say);
        }
    };
    match (format.refers, format.name) {
        (Refers::ById, _) => match field.names {
            Some(kind) => by_kind(draft, kind, false),
            None => {
                let word = draft.word();
                write(draft, &format!("flag-{word}"));
            }
        },
        (Refers::ByKind | Refers::Perhaps, _) => {
            let kinds = [
                Kind::Phase,
                Kind::Task,
                Kind::Deliverable,
                Kind::Milestone,
                Kind::Gate,
                Kind::Meeting,
                Kind::Metric,
                Kind::Requirement,
                Kind::Criterion,
                Kind::Prerequisite,
                Kind::Risk,
                Kind::Issue,
                Kind::Action,
                Kind::Decision,
                Kind::SignOff,
                Kind::Environment,
                Kind::Component,
            ];
            let kind = draft.chance.pick(&kinds);
            if draft.chance.percent(20) && field.name == "requires" {
                write(draft, &format!("\"{kind}:*\""));
            } else {
                by_kind(draft, kind, true);
            }
        }
        (_, "guide" | "place") => guide(draft, write),
        (_, "text") => {
            let words = draft.chance.pick(&super::pages::TITLES);
            let text = if draft.chance.percent(30) {
                format!("\"{words}\"")
            } else {
                format!("\"{words} {}\"", draft.word_of((around.last().copied().unwrap_or_default(), field.name)))
            };
            write(draft, &text);
        }
        (_, "date") => {
            let (month, number) = (draft.chance.pick(&["04", "05", "06"]), draft.number(28));
            write(draft, &format!("2026-{month}-{number}"));
        }
        _ => {
            let number = draft.chance.below(1_000);
            write(draft, &plain(format, number, "Words"));
        }
    }
}

/// Names a guide, which is then in the editions of those to whom it is said.
fn guide(draft: &mut Draft, write: &mut dyn FnMut(&mut Draft, &str)) {
    let (around, is_loose) = (draft.around(), draft.chance.percent(50));
    let is_meant = |known: &Known| known.may_be_put_in(around);
    if is_loose {
        draft.name(is_meant, |draft, known| write(draft, &known.id));
    } else {
        draft.name_tied(is_meant, |draft, path| write(draft, path));
    }
}

/// True where a thing would hold another of its own once too often.
fn is_deep(table: &'static Thing, around: &[&'static str]) -> bool {
    around.iter().filter(|key| **key == table.key).count() > usize::from(table.key == "Task") || around.len() > 6
}

/// The vendor's people.
pub(super) fn people(draft: &mut Draft) {
    draft.file("content/people.yaml", Who::ALL, |draft| {
        draft.say("[\n");
        let place = Place::apart(50);
        for _ in 0..4 {
            thing(draft, Person::table(), &place, &[], &Head::default());
            draft.say("\n");
        }
        draft.say("]\n");
    });
}

/// The words of the trade.
pub(super) fn terms(draft: &mut Draft) {
    let whole = draft.chance.pick(&[Audience::Public, Audience::Customer, Audience::Partner]);
    draft.file("content/glossary.yaml", Who::audience(whole), |draft| {
        draft.say(&format!("audience: {whole}\nterms: [\n"));
        let place = Place::apart(40);
        for _ in 0..4 {
            thing(draft, Term::table(), &place, &[], &Head::default());
            draft.say("\n");
        }
        draft.say("]\n");
    });
}
