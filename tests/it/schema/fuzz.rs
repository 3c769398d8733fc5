//! Every field of every thing with values of every kind, in a file that is otherwise right: reader and schema must agree.
//!
//! Made from the tables, so a new field is tried without a line here. Always the same files, in the same order.

use super::{Sample, assert_agreement, is_without_validator};
use std::collections::BTreeSet;
use turnkey::schema::read::Fields as _;
use turnkey::schema::shape::{Field, Format, Shape, Thing};
use turnkey::schema::subject::Subject;
use turnkey::schema::things::{Engagement, FrontMatter, Person, Playbook, Term};

/// Values as they are written: right for some field or a likely slip, and of every type.
const VALUES: &[&str] = &[
    "~",
    "\"\"",
    "3",
    "\"3\"",
    "0",
    "-1",
    "1.5",
    "700",
    "true",
    "\"yes\"",
    "some words",
    "ab-c",
    "Bad Id",
    "ü-1",
    "a--b",
    "2026-03-02",
    "2026-02-29",
    "2028-02-29",
    "2026-3-2",
    "02.03.2026",
    "2026-03-02T15:00",
    "2026-03-02 15:00:00",
    "2026-03-02T25:00",
    "15m",
    "1h30m",
    "10-15m",
    "1w-2",
    "2 weeks",
    "1-2",
    "0-3",
    "519–520",
    "521",
    "\"22:00\"",
    "\"2:00\"",
    "T-2h",
    "T+0",
    "Tuesday 10:00",
    "tues",
    "Tu",
    "phase:a",
    "phase:*",
    "\"phase:\"",
    "phse:a",
    "guide:A b",
    "\"< 2\"",
    "\"<2min\"",
    "\"<2min\"",
    "\"<\"",
    "\"=> 80\"",
    "> last year",
    "80%",
    "99.9 %",
    "4-6 h",
    "24/7 cover",
    "\"> 3k\"",
    "\"< 2,5\"",
    "3k",
    "300%+ ROI",
    "\" 80 \"",
    "\"≥ 99.9\"",
    "TLP:AMBER",
    "TLP:AMBR",
    "open",
    "met",
    "customer",
    "guides/a",
    "https://a.example/b",
    "\"a\\nb\"",
    "\"ab {copy=1}\"",
    "[]",
    "[a]",
    "[~]",
    "[3, b]",
    "[[a]]",
    "[{ x: 1 }]",
    "{}",
    "{ x: y }",
    "{ x: ~ }",
    "{ x: [a, 2] }",
    "{ x: { y: z } }",
    "{ x: 2026-03-02 }",
];

/// A thing in a file: what stands before and after it.
struct Place {
    thing: &'static Thing,
    before: String,
    after: String,
}

/// A value that fits.
fn fitting(shape: &Shape) -> String {
    match shape {
        Shape::Scalar(Format { words: [(word, _), ..], .. }) => format!("\"{word}\""),
        Shape::Scalar(format) => match format.name {
            "date" => "2026-03-02",
            "reference" => "phase:a",
            "duration" => "1w",
            "number" => "3",
            "time" => "\"22:00\"",
            _ => "ab",
        }
        .to_owned(),
        Shape::Thing(table) => filled(table(), None),
        Shape::List(_) => "[]".to_owned(),
        Shape::Keyed(_) => "{}".to_owned(),
    }
}

/// A map with all that a thing needs, and one field more or other.
fn filled(thing: &'static Thing, field: Option<(&str, &str)>) -> String {
    let needed = thing.all_fields().filter(|other| other.required && field.is_none_or(|(name, _)| name != other.name));
    let needed = needed.map(|field| format!("{}: {}", field.name, fitting(&field.shape)));
    let field = field.map(|(name, value)| format!("{name}: {value}"));
    format!("{{ {} }}", needed.chain(field).collect::<Vec<_>>().join(", "))
}

fn around(shape: &Shape) -> Option<(&'static str, &'static str)> {
    match shape {
        Shape::Scalar(_) => None,
        Shape::Thing(_) => Some(("", "")),
        Shape::List(inner) => matches!(inner, Shape::Thing(_)).then_some(("[", "]")),
        Shape::Keyed(inner) => matches!(inner, Shape::Thing(_)).then_some(("{ k: ", " }")),
    }
}

/// Every thing below `top`, each in the first place that it is met in.
fn places(top: &'static Thing, before: &str, after: &str) -> Vec<Place> {
    let mut known = BTreeSet::from([top.key]);
    let mut found = vec![Place { thing: top, before: before.to_owned(), after: after.to_owned() }];
    let mut next = 0;
    while next < found.len() {
        let (thing, before, after) = (found[next].thing, found[next].before.clone(), found[next].after.clone());
        for field in thing.all_fields() {
            let (Some(part), Some((open, close))) = (field.shape.thing(), around(&field.shape)) else { continue };
            if known.insert(part.key) {
                let whole = filled(thing, Some((field.name, "\0")));
                let (start, end) = whole.split_once('\0').expect("it is in it");
                let before = format!("{before}{start}{open}");
                found.push(Place { thing: part, before, after: format!("{close}{end}{after}") });
            }
        }
        next += 1;
    }
    found
}

fn samples_of(subject: Subject, top: &'static Thing, before: &str, after: &str) -> Vec<Sample> {
    let mut samples = Vec::new();
    for Place { thing, before, after } in places(top, before, after) {
        let mut add = |what: String, text: &str| {
            let name = format!("{}: {} of {}", subject.name(), what, thing.key);
            samples.push(Sample::new(subject, name, format!("{before}{text}{after}\n")));
        };
        add("nothing more".to_owned(), &filled(thing, None));
        if subject != Subject::FrontMatter || thing.key != top.key {
            add("an unknown field".to_owned(), &filled(thing, Some(("colour", "red"))));
        }
        for value in VALUES {
            add(format!("`{value}` in place"), value);
            for field in thing.all_fields() {
                add(format!("`{value}` as `{}`", field.name), &filled(thing, Some((field.name, value))));
            }
        }
        for missing in thing.all_fields().filter(|field| field.required) {
            let rest = thing.all_fields().filter(|field| field.required && field.name != missing.name);
            let rest: Vec<String> =
                rest.map(|field: &Field| format!("{}: {}", field.name, fitting(&field.shape))).collect();
            add(format!("no `{}`", missing.name), &format!("{{ {} }}", rest.join(", ")));
        }
    }
    samples
}

#[test]
fn every_field_with_values_of_every_kind() {
    if is_without_validator("reader and JSON Schema on every field") {
        return;
    }
    let mut samples = samples_of(Subject::Engagement, Engagement::table(), "", "");
    samples.extend(samples_of(Subject::Playbook, Playbook::table(), "", "").into_iter().step_by(7));
    samples.extend(samples_of(Subject::People, Person::table(), "[", "]"));
    samples.extend(samples_of(Subject::Glossary, Term::table(), "[", "]"));
    samples.extend(samples_of(Subject::FrontMatter, FrontMatter::table(), "", ""));
    assert!(samples.len() > 60_000, "{}", samples.len());
    // All of them take half a minute (`TURNKEY_ALL_FIELDS=1`). A step that shares no factor with the number of values comes to each of them.
    let step = if std::env::var_os("TURNKEY_ALL_FIELDS").is_some() { 1 } else { 61 };
    assert_agreement(&samples.into_iter().step_by(step).collect::<Vec<_>>());
}
