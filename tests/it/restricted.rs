//! A word that is not for a reader in every field of every thing: no customer gets it, nor can tell that it is there.
//!
//! The books are written from the tables of fields, so a new field is looked at without a line here. In each stand things
//! for the reader, beside them, in them and around them others that are not, with `SECRET` in all that they say, and names
//! of these where the reader's own things may name something. Three books differ in nothing but that: the restricted parts
//! are there, say something else, or are gone. What the reader gets of each must be the same, and silent.

pub(crate) mod writer;

use crate::editions::{differences, site_of};
use crate::packet_plans::packet_views;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, gathered};
use turnkey::model::report::status_report;
use turnkey::model::{AssembleOptions, assemble};
use turnkey::path::SourcePath;
use turnkey::schema::kind::Kind;
use turnkey::schema::read::Fields as _;
use turnkey::schema::shape::{Field, Shape, Thing};
use turnkey::schema::things::{Engagement, Person, Playbook};
use turnkey::site::report::{report_html, report_markdown};
use turnkey::source::Sources;
use writer::{Part, REFERRED, SAID_APART, Writer, id_word};

/// Stands in all that the reader may not see.
const SECRET: &str = "zqsecret";

/// What becomes of the restricted parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    There,
    Other,
    Gone,
}

/// The files of a book, written anew once the names of what is restricted in it are known.
fn twice(seed: u64, share: usize, variant: Variant, reader: &Reader) -> Vec<(String, String)> {
    let mut known = BTreeMap::new();
    loop {
        let mut writer = Writer::new(variant, reader, seed, share);
        let is_last = !known.is_empty();
        writer.known = known;
        let files = book(&mut writer, reader);
        if is_last {
            return files;
        }
        known = writer.found;
    }
}

fn book(writer: &mut Writer, reader: &Reader) -> Vec<(String, String)> {
    let word = writer.word();
    let audience = writer.reader.name();
    let is_there = writer.is_there();
    let mut files = Vec::new();
    let people: Vec<String> = (0..4)
        .filter_map(|at| {
            let field = Field::new("people", "", Shape::Thing(Person::table), false);
            match at % 2 {
                0 => Some(writer.thing(Person::table(), &[], &[]).0),
                _ => writer.restricted(&field, &Shape::Thing(Person::table), &[]).filter(|_| is_there),
            }
        })
        .collect();
    files.push(("content/people.yaml".to_owned(), format!("[{}]\n", people.join(", "))));
    let head = [("id", "rollout".to_owned()), ("audience", audience.to_owned())];
    writer.part = Part::Playbook;
    let playbook = writer.thing(Playbook::table(), &[], &head).0;
    files.push(("content/playbooks/rollout.yaml".to_owned(), playbook));
    // Of another engagement only what is taken over is for the reader of one.
    let title = if reader.engagement.is_some() { writer.word() } else { "Earlier" }.to_owned();
    let head = [("id", "before".to_owned()), ("audience", audience.to_owned()), ("title", title)];
    writer.part = Part::Earlier;
    let earlier = writer.thing(Engagement::table(), &[], &head).0;
    files.push(("content/engagements/before/engagement.yaml".to_owned(), earlier));
    let mut head = vec![
        ("id", "acme".to_owned()),
        ("extends", "rollout".to_owned()),
        ("continues", "before".to_owned()),
        ("audience", audience.to_owned()),
        ("start", "2026-05-04".to_owned()),
    ];
    writer.part = Part::Engagement;
    head.extend(writer.environment().map(|environment| ("environment", environment)));
    let engagement = writer.thing(Engagement::table(), &[], &head).0;
    files.push(("content/engagements/acme/engagement.yaml".to_owned(), engagement));

    let things = REFERRED.iter().filter(|kind| !matches!(kind, Kind::Guide | Kind::Runbook));
    let mention = |kind: &Kind| ["Words of [[acme/", kind.name(), ":", id_word(*kind), "-1]] here.\n\n"].concat();
    let mentions = things.map(mention).collect::<Vec<_>>().concat();
    let embeds = [
        "timeline",
        "metrics",
        "contacts",
        "raci",
        "raid",
        "requirements",
        "gotchas",
        "agenda:meeting-1",
        "checklist:phase-1",
    ]
    .map(|data| format!("![[{data}]]\n\n"))
    .concat();
    let secret = |text: String| if is_there { text } else { String::new() };
    files.push((
        "content/guides/shown.md".to_owned(),
        format!("---\naudience: {audience}\nkind: runbook\n---\n# Shown\n\n{mentions}{{{{ customer.name }}}} and {{{{ summary }}}}\n\n{embeds}\n{}",
            secret(format!("::: internal\n{word} {mentions}{{{{ title }}}}\n\n{embeds}\n:::\n"))),
    ));
    files.push((
        "content/engagements/acme/design.md".to_owned(),
        format!(
            "---\naudience: {audience}\n---\n# Design\n\n{}{{{{ customer.name }}}} and {{{{ title }}}}\n\n{embeds}",
            mentions.replace("acme/", "")
        ),
    ));
    let hidden = secret(format!(
        "- [ ] {word} {{owner=person-1 audience=internal}}\n- [x] Same {{owner=person-1 audience=internal}}\n"
    ));
    files.push((
        "content/engagements/acme/meetings/one.md".to_owned(),
        format!("---\naudience: {audience}\nkind: minutes\ndate: 2026-05-12\n---\n# Talk\n\n- [ ] Same {{owner=person-1}}\n{hidden}- [ ] Other {{owner=person-1 due=2026-05-22}}\n"),
    ));
    if is_there {
        files.push((
            format!("content/guides/{word}.md"),
            format!("---\naudience: internal\nkind: runbook\n---\n# {word}\n\n{mentions}{embeds}"),
        ));
        files.push((
            format!("content/engagements/acme/meetings/{word}.md"),
            format!("---\naudience: internal\nkind: minutes\nmeeting: meeting-1\ndate: 2026-05-13\nattendees: [person-1]\n---\n# {word}\n\n- [x] Same {{owner=person-1}}\n\n{}", mentions.replace("acme/", "")),
        ));
    }
    files.push(("book.toml".to_owned(), "[book]\ntitle = \"Book\"\nsource = \"content\"\n".to_owned()));
    files
}

/// All that a reader of the book gets.
fn outcome(files: &[(String, String)], reader: &Reader) -> BTreeMap<String, Vec<u8>> {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.insert_text(SourcePath::new(path).expect("inside"), text);
    }
    let gathered = gathered(&sources, &mut Memo::default()).value;
    let today = jiff::civil::date(2026, 5, 20);
    let team = gathered.for_reader(&Reader::TEAM).value;
    let whole = assemble(&team, AssembleOptions { today, whole: None, words: &std::sync::Arc::default() }).value;
    let book = gathered.for_reader(reader).value;
    for engagement in &book.engagements {
        // Before anything is made of it: what no page shows today, another may tomorrow.
        let left = format!("{engagement:?}");
        let heard = left.match_indices(SECRET).map(|(at, _)| left[..at].chars().rev().take(200).collect::<String>());
        let heard: Vec<String> = heard.map(|found| found.chars().rev().collect()).collect();
        assert_eq!(heard, Vec::<String>::new(), "the filter leaves it for {reader:?}");
    }
    let edition =
        assemble(&book, AssembleOptions { today, whole: Some(&whole), words: &std::sync::Arc::default() }).value;
    let mut outcome = BTreeMap::new();
    if let Some(placed) = edition.engagements.first() {
        let packet = serde_json::to_vec(&packet_views(&edition, placed)).expect("plain data");
        let report = status_report(&placed.facts, jiff::civil::date(2026, 5, 1), today, &edition.words);
        outcome.insert("the packet".to_owned(), packet);
        outcome.insert("the report".to_owned(), report_markdown(&report, &edition, placed).into_bytes());
        outcome.insert("the report.html".to_owned(), report_html(&report, &edition, placed).into_bytes());
    }
    outcome.extend(site_of(edition, &sources));
    outcome
}

/// What a reader can tell of what they may not see.
fn told(seed: u64, share: usize, reader: &Reader) -> Vec<String> {
    let of = |variant| {
        let files = twice(seed, share, variant, reader);
        outcome(&files, reader)
    };
    let there = of(Variant::There);
    assert!(there.keys().any(|path| path.ends_with("acme/index.html")), "{:?}", there.keys());
    let mut told = Vec::new();
    for (path, bytes) in &there {
        let text = format!("{path} {}", String::from_utf8_lossy(bytes)).to_lowercase();
        if let Some(at) = text.find(SECRET) {
            let from = text[..at].char_indices().rev().nth(200).map_or(0, |(at, _)| at);
            told.push(format!("{path} tells: {}", text[from..].chars().take(300).collect::<String>()));
        }
    }
    for variant in [Variant::Other, Variant::Gone] {
        let differing = differences(&there, &of(variant));
        told.extend(differing.into_iter().map(|one| format!("{variant:?}: {one}")));
    }
    told
}

/// The books: what chance makes of them, how many of a hundred fields they have, and for whom.
fn cases() -> Vec<(u64, usize, Reader)> {
    let readers = [
        (Audience::Customer, Some("acme")),
        (Audience::Customer, None),
        (Audience::Partner, None),
        (Audience::Public, None),
    ];
    // All fields at once for each reader, and then some of them.
    let books = (0..8).zip([100, 50].into_iter().flat_map(|share| readers.map(|reader| (share, reader))));
    let case = |(seed, (share, (audience, engagement))): (u64, (usize, (Audience, Option<&str>)))| {
        (seed, share, Reader { audience, engagement: engagement.map(Into::into) })
    };
    books.map(case).collect()
}

/// The fields of a thing and of all that it holds.
fn fields_in(table: &'static Thing, fields: &mut BTreeSet<(&'static str, &'static str)>) {
    for field in table.all_fields().filter(|field| !SAID_APART.contains(&field.name)) {
        if fields.insert((table.key, field.name)) {
            field.shape.thing().into_iter().for_each(|inner| fields_in(inner, fields));
        }
    }
}

#[test]
fn every_field_of_anything_is_written() {
    let mut fields = BTreeSet::new();
    [Engagement::table(), Playbook::table()].into_iter().for_each(|table| fields_in(table, &mut fields));
    // An engagement and a playbook are things for the reader here, or they would get nothing.
    fields.retain(|(thing, _)| !matches!(*thing, "Engagement" | "Playbook"));
    let mut written = BTreeSet::new();
    for (seed, share, reader) in cases() {
        let mut writer = Writer::new(Variant::There, &reader, seed, share);
        book(&mut writer, &reader);
        let known = writer.found;
        writer = Writer::new(Variant::There, &reader, seed, share);
        writer.known = known;
        book(&mut writer, &reader);
        written.extend(writer.written);
    }
    // An id is said of whatever has one, and a kind of every entry; what would hold its own like is written once.
    let is_missing = |(thing, field): &&(&str, &str)| {
        !written.contains(&(*thing, *field))
            && *field != "id"
            && ![("RaidEntry", "kind"), ("Note", "notes")].contains(&(*thing, *field))
    };
    let missing: Vec<_> = fields.iter().filter(is_missing).collect();
    assert_eq!(missing, Vec::<&(&str, &str)>::new());
}

#[test]
fn no_field_of_anything_restricted_shows() {
    let cases = cases();
    let told: Vec<String> = cases
        .par_iter()
        .filter_map(|(seed, share, reader)| {
            let told = told(*seed, *share, reader);
            (!told.is_empty()).then(|| format!("case {seed} for {reader:?}:\n{}", told.join("\n")))
        })
        .collect();
    assert!(told.is_empty(), "{} of {} cases tell:\n{}", told.len(), cases.len(), told.join("\n\n"));
}
