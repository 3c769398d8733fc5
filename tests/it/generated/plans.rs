//! The YAML of generated books, written from the tables of fields: playbooks, engagements, people, the words of the trade.
//!
//! Takes a draft; writes files into it. Each thing may be for fewer than what is around it, and so may what it holds. Fields
//! that hold words, dates or names are told apart by their format: must know no field but those of `SAID_APART` and `HEAD`.

use super::book::{Draft, Known, Who};
use crate::restricted::writer::{SAID_APART, plain};
use turnkey::audience::Audience;
use turnkey::schema::kind::Kind;
use turnkey::schema::read::Fields as _;
use turnkey::schema::shape::{Field, Format, Refers, Shape, Thing};
use turnkey::schema::things::{Person, Term};

/// What the head of a playbook or engagement says.
const HEAD: &[&str] = &["id", "title", "customer", "start", "owner", "packets", "status", "notes"];

/// The number that engagements begin with as places.
const FIRST_ENGAGEMENT: usize = 10;

pub(super) fn place_of(engagement: usize) -> usize {
    FIRST_ENGAGEMENT + engagement
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
}

impl Place {
    fn may_name(&self, known: &Known, kinds: &[Kind]) -> bool {
        kinds.contains(&known.kind) && (self.names.contains(&known.place) || known.place == usize::MAX)
    }
}

/// The fields of a plan: each thing that is none of a list is said in one place alone.
pub(super) fn plan(draft: &mut Draft, table: &'static Thing, place: &Place, is_said_here: &dyn Fn(&Field) -> bool) {
    for field in table.all_fields() {
        let is_apart = HEAD.contains(&field.name) || SAID_APART.contains(&field.name);
        let is_written = draft.chance.percent(place.share * 2);
        if !is_apart && is_written && is_said_here(field) {
            entry(draft, field, place, &[table.key], "");
            draft.say("\n");
        }
    }
}

/// `name: value` of a field with its `end`; nothing where its value would name what is not there.
fn entry(draft: &mut Draft, field: &Field, place: &Place, around: &[&'static str], end: &str) {
    let who = if field.internal { Who::TEAM } else { Who::ALL };
    draft.part(who, |draft| match &field.shape {
        Shape::Scalar(format) => scalar(draft, field, format, place, &mut |draft, text| {
            draft.say(&format!("{}: {text}{end}", field.name));
        }),
        Shape::Thing(table) => {
            if !is_deep(table(), around) {
                draft.say(&format!("{}: ", field.name));
                thing(draft, table(), place, around, true);
                draft.say(end);
            }
        }
        Shape::List(inner) => {
            draft.say(&format!("{}: [ ", field.name));
            if inner.thing().is_none_or(|table| !is_deep(table, around)) {
                for _ in 0..=draft.chance.below(3) {
                    item(draft, field, inner, place, around);
                }
            }
            draft.say(&format!("]{end}"));
        }
        Shape::Keyed(inner) => {
            draft.say(&format!("{}: {{ ", field.name));
            for _ in 0..=draft.chance.below(2) {
                keyed(draft, field, inner, place, around);
            }
            draft.say(&format!("}}{end}"));
        }
    });
}

fn item(draft: &mut Draft, field: &Field, inner: &Shape, place: &Place, around: &[&'static str]) {
    match inner {
        Shape::Scalar(format) => {
            scalar(draft, field, format, place, &mut |draft, text| draft.say(&format!("{text}, ")));
        }
        Shape::Thing(table) => {
            let table = table();
            if table.short.is_some_and(|short| short != "person") && draft.chance.percent(15) {
                let (words, word) = (draft.chance.pick(&super::pages::TITLES), draft.word());
                draft.say(&format!("\"{words} {word}\", "));
                return;
            }
            thing(draft, table, place, around, false);
        }
        Shape::List(_) | Shape::Keyed(_) => unreachable!("no list holds lists"),
    }
}

fn keyed(draft: &mut Draft, field: &Field, inner: &Shape, place: &Place, around: &[&'static str]) {
    let value = |draft: &mut Draft, key: &str| match inner {
        Shape::Scalar(format) => {
            scalar(draft, field, format, place, &mut |draft, text| draft.say(&format!("{key}: {text}, ")));
        }
        Shape::Thing(table) => {
            if !is_deep(table(), around) {
                draft.say(&format!("{key}: "));
                thing(draft, table(), place, around, true);
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
        Some(kind) => {
            draft.name_tied(|known| place.may_name(known, &[kind]), |draft, id| value(draft, id));
        }
        None => {
            let key = format!("key-{}", draft.word());
            value(draft, &key);
        }
    }
}

/// A thing, as a map. In a list it has an end of its own.
fn thing(draft: &mut Draft, table: &'static Thing, place: &Place, around: &[&'static str], is_alone: bool) {
    let around = &[around, &[table.key]].concat();
    let own = draft.chance.percent(35).then(|| draft.chance.pick(&Audience::ALL));
    let end = if is_alone { "}" } else { "}, " };
    // A field that holds one thing is one with it: what is left of it is not there either.
    draft.part(Who::audience(own.unwrap_or(Audience::Public)), |draft| {
        draft.say("{ ");
        if let Some(own) = own {
            draft.say(&format!("audience: {own}, "));
        }
        let mut kind = table.kind;
        if table.key == "RaidEntry" {
            let kinds = [Kind::Risk, Kind::Assumption, Kind::Issue, Kind::Dependency, Kind::Action, Kind::Decision];
            let of = draft.chance.pick(&kinds);
            draft.say(&format!("kind: {of}, "));
            kind = Some(of);
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
            if field.name == "id" {
                let id = format!("{}-{}", kind.map_or("thing", id_word), draft.word());
                draft.say(&format!("id: {id}, "));
                if let Some(kind) = kind {
                    draft.note(kind, id, place.here);
                }
            } else if field.required || draft.chance.percent(place.share) {
                entry(draft, field, place, around, ", ");
            }
        }
        draft.say(end);
    });
}

fn id_word(kind: Kind) -> &'static str {
    if kind == Kind::SignOff { "signoff" } else { kind.name() }
}

fn scalar(draft: &mut Draft, field: &Field, format: &Format, place: &Place, write: &mut dyn FnMut(&mut Draft, &str)) {
    let mut by_kind = |draft: &mut Draft, kind: Kind, with_kind: bool| {
        let kinds: &[Kind] = if kind == Kind::Person { &[Kind::Person, Kind::Role] } else { &[kind] };
        draft.name_tied(
            |known| place.may_name(known, kinds),
            |draft, id| {
                let text = if with_kind { format!("\"{kind}:{id}\"") } else { id.to_owned() };
                write(draft, &text);
            },
        );
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
            let (words, word) = (draft.chance.pick(&super::pages::TITLES), draft.word());
            let text = if draft.chance.percent(30) { format!("\"{words}\"") } else { format!("\"{words} {word}\"") };
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
    let around = draft.around();
    draft.name_tied(|known| known.may_be_put_in(around), |draft, path| write(draft, path));
}

/// True where a thing would hold another of its own once too often.
fn is_deep(table: &'static Thing, around: &[&'static str]) -> bool {
    around.iter().filter(|key| **key == table.key).count() > usize::from(table.key == "Task") || around.len() > 6
}

/// The vendor's people.
pub(super) fn people(draft: &mut Draft) {
    draft.file("content/people.yaml", Who::ALL, |draft| {
        draft.say("[\n");
        let place = Place { here: usize::MAX, names: Vec::new(), share: 50 };
        for _ in 0..4 {
            thing(draft, Person::table(), &place, &[], false);
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
        let place = Place { here: usize::MAX, names: Vec::new(), share: 40 };
        for _ in 0..4 {
            thing(draft, Term::table(), &place, &[], false);
            draft.say("\n");
        }
        draft.say("]\n");
    });
}
