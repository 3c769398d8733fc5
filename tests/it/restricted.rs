//! A word that is not for a reader in every field of every thing: no customer gets it, nor can tell that it is there.
//!
//! The books are written from the tables of fields, so a new field is looked at without a line here. In each stand things
//! for the reader, beside them, in them and around them others that are not, with `SECRET` in all that they say, and names
//! of these where the reader's own things may name something. Three books differ in nothing but that: the restricted parts
//! are there, say something else, or are gone. What the reader gets of each must be the same, and silent.

use crate::editions::{differences, site_of};
use rayon::prelude::*;
use std::collections::BTreeMap;
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, gathered};
use turnkey::model::report::status_report;
use turnkey::model::{AssembleOptions, assemble};
use turnkey::packet::contents;
use turnkey::path::SourcePath;
use turnkey::schema::kind::Kind;
use turnkey::schema::read::Fields as _;
use turnkey::schema::shape::{Field, Format, Refers, Shape, Thing};
use turnkey::schema::things::{Engagement, Person, Playbook};
use turnkey::site::report::{report_html, report_markdown};
use turnkey::source::Sources;

/// Stands in all that the reader may not see.
const SECRET: &str = "zqsecret";

/// What becomes of the restricted parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variant {
    There,
    Other,
    Gone,
}

/// What is written after what it may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    People,
    Playbook,
    Engagement,
}

/// Numbers that are the same in every run, and look like chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }
}

/// Writes the YAML of one book.
struct Writer {
    variant: Variant,
    /// For whom what is not restricted may be.
    reader: Audience,
    /// How many of a hundred fields are written.
    share: usize,
    chance: Chance,
    /// Of what is restricted, so that this changes nothing else.
    secret: Chance,
    /// How many things of a kind have been named.
    counts: BTreeMap<&'static str, usize>,
    /// The restricted things of each kind, as the run before found them.
    known: BTreeMap<Kind, Vec<(Part, String)>>,
    /// The same, of this run.
    found: BTreeMap<Kind, Vec<(Part, String)>>,
    /// The fields that the playbook fills, and which of them as a whole for others.
    of_playbook: BTreeMap<(&'static str, &'static str), bool>,
    /// What is being written.
    part: Part,
}

impl Writer {
    fn new(variant: Variant, reader: Audience, seed: u64, share: usize) -> Self {
        let of_variant = if variant == Variant::Other { 7 } else { 3 };
        Self {
            variant,
            reader,
            share,
            chance: Chance(seed),
            secret: Chance(seed * 31 + of_variant),
            counts: BTreeMap::new(),
            known: BTreeMap::new(),
            found: BTreeMap::new(),
            of_playbook: BTreeMap::new(),
            part: Part::People,
        }
    }

    fn is_there(&self) -> bool {
        self.variant != Variant::Gone
    }

    fn word(&self) -> &'static str {
        if self.variant == Variant::Other { "zqsecretother" } else { SECRET }
    }

    /// An audience that the reader does not belong to.
    fn narrower(&mut self) -> &'static str {
        let narrower: Vec<Audience> = Audience::ALL.into_iter().filter(|one| *one < self.reader).collect();
        narrower[self.secret.below(narrower.len())].name()
    }

    fn count(&mut self, of: &'static str) -> usize {
        let count = self.counts.entry(of).or_default();
        *count += 1;
        *count
    }

    /// A thing for the reader, as a map, and whether anything is left of it for them.
    fn thing(&mut self, table: &'static Thing, around: &[&'static str], first: &[(&str, String)]) -> (String, bool) {
        let around = &[around, &[table.key]].concat();
        let mut entries: Vec<String> = first.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        let mut raid_kind = None;
        let mut is_said = !first.is_empty();
        for field in table.all_fields() {
            let is_named = entries.iter().any(|entry| entry.starts_with(&format!("{}: ", field.name)));
            if is_named || SAID_APART.contains(&field.name) {
                continue;
            }
            let is_restricted = self.of_playbook.get(&place(table, field)) == Some(&true);
            let is_written = (self.chance.percent(self.share) || field.required) && !is_restricted;
            if field.internal {
                if let Some(value) = self.restricted(field, &field.shape, table, around).filter(|_| self.is_there()) {
                    entries.push(format!("{}: {value}", field.name));
                }
                continue;
            }
            if !is_written {
                // A field that says nothing to the reader may still say something to others.
                let is_secret = self.chance.percent(30);
                // What a playbook says to the reader would come out where what an engagement put there is gone.
                if is_secret && !self.of_playbook.contains_key(&place(table, field)) {
                    self.note(table, field, true);
                    let value = self.wholly_restricted(field, table, around).filter(|_| self.is_there());
                    entries.extend(value.map(|value| format!("{}: {value}", field.name)));
                }
                continue;
            }
            if field.name == "kind" && table.key == "RaidEntry" {
                let words = ["risk", "assumption", "issue", "dependency", "action", "decision"];
                raid_kind = Some(words[self.count("raid") % words.len()]);
                entries.push(format!("kind: {}", raid_kind.unwrap_or_default()));
                continue;
            }
            self.note(table, field, false);
            // Where a playbook says something, that is not said anew for having been replaced by what went.
            let nothing = if matches!(field.shape, Shape::List(_)) { "[]" } else { "null" };
            let value = self.value(field, &field.shape, table, around);
            is_said |= value.is_some();
            entries.push(format!("{}: {}", field.name, value.as_deref().unwrap_or(nothing)));
        }
        if let Some(kind) = raid_kind {
            // Its name says of what kind it is, so that others can name it.
            let count = self.count(kind);
            entries.retain(|entry| !entry.starts_with("id: "));
            entries.push(format!("id: {kind}-{count}"));
        }
        (format!("{{ {} }}", entries.join(", ")), is_said)
    }

    fn value(&mut self, field: &Field, shape: &Shape, table: &'static Thing, around: &[&'static str]) -> Option<String> {
        match shape {
            Shape::Scalar(format) => self.scalar(field, format, table),
            Shape::Thing(inner) => {
                if is_deep(inner(), around) {
                    return None;
                }
                Some(self.thing(inner(), around, &[]).0)
            }
            Shape::List(inner) => {
                if inner.thing().is_some_and(|inner| is_deep(inner, around)) {
                    return None;
                }
                let mut items = Vec::new();
                for at in 0..=self.chance.below(3) {
                    if inner.thing().is_some() {
                        let secret = self.restricted(field, inner, table, around);
                        items.extend(secret.filter(|_| self.is_there()));
                    }
                    if at < 2 {
                        let item = match inner {
                            Shape::Thing(table) => {
                                let (text, is_said) = self.thing(table(), around, &[]);
                                // Of what did nothing but name something there is nothing left.
                                (is_said || self.is_there()).then_some(text)
                            }
                            inner => self.value(field, inner, table, around),
                        };
                        items.extend(item);
                    }
                }
                (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
            }
            Shape::Keyed(inner) => {
                let mut entries = Vec::new();
                let key = |writer: &mut Self| match field.keys_name {
                    Some(kind) => format!("{}-1", id_word(kind)),
                    None => format!("key-{}", writer.count("key")),
                };
                let shown = key(self);
                if let Some(value) = self.value(field, inner, table, around) {
                    entries.push(format!("{shown}: {value}"));
                }
                let hidden = match field.keys_name {
                    Some(kind) => self.hidden_id(kind),
                    None => inner.thing().map(|_| format!("{}-key", self.word())),
                };
                let secret = self.restricted(field, inner, table, around);
                if let (Some(hidden), Some(secret), true) = (hidden, secret, self.is_there()) {
                    entries.push(format!("{hidden}: {secret}"));
                }
                (!entries.is_empty()).then(|| format!("{{ {} }}", entries.join(", ")))
            }
        }
    }

    fn note(&mut self, table: &'static Thing, field: &'static Field, is_restricted: bool) {
        // Things in lists have names of their own.
        if self.part == Part::Playbook && !matches!(field.shape, Shape::List(_)) {
            self.of_playbook.insert(place(table, field), is_restricted);
        }
    }

    /// A name of something that the reader may not know.
    fn hidden_id(&mut self, kind: Kind) -> Option<String> {
        let known: Vec<_> = self.known.get(&kind)?.iter().filter(|(part, _)| *part <= self.part).collect();
        (!known.is_empty()).then(|| known[self.secret.below(known.len())].1.clone())
    }

    fn scalar(&mut self, field: &Field, format: &Format, table: &'static Thing) -> Option<String> {
        if field.name == "id" {
            let word = table.kind.map_or("thing", id_word);
            return Some(format!("{word}-{}", self.count(word)));
        }
        let is_secret = self.chance.percent(25);
        let name = |writer: &mut Self, kind: Kind| match is_secret {
            true => writer.hidden_id(kind).filter(|_| writer.is_there()),
            false => Some(format!("{}-1", id_word(kind))),
        };
        let kind = REFERRED[self.chance.below(REFERRED.len())];
        match (format.refers, format.name) {
            (Refers::ById, _) => match field.names {
                Some(kind) => name(self, kind),
                None => Some(format!("flag-{}", self.chance.below(9))),
            },
            (Refers::ByKind, _) | (Refers::Perhaps, _) => {
                if is_secret && matches!(kind, Kind::Guide | Kind::Runbook) {
                    return self.is_there().then(|| format!("\"{kind}:guides/{}\"", self.word()));
                }
                if matches!(kind, Kind::Guide | Kind::Runbook) {
                    return Some(format!("\"{kind}:guides/shown\""));
                }
                name(self, kind).map(|id| format!("\"{kind}:{id}\""))
            }
            (_, "guide" | "place") if is_secret => self.is_there().then(|| format!("guides/{}", self.word())),
            (_, "guide" | "place") => Some("guides/shown".to_owned()),
            _ => {
                let number = self.chance.below(1_000);
                Some(plain(format, number, "Words"))
            }
        }
    }

    /// A field that is not for the reader as a whole.
    fn wholly_restricted(&mut self, field: &Field, table: &'static Thing, around: &[&'static str]) -> Option<String> {
        match field.shape {
            Shape::Scalar(_) => None,
            Shape::Keyed(inner) => {
                let inner = self.restricted(field, inner, table, around)?;
                let key = match field.keys_name {
                    Some(kind) => format!("{}-1", id_word(kind)),
                    None => format!("{}-key", self.word()),
                };
                Some(format!("{{ audience: {}, {key}: {inner} }}", self.narrower()))
            }
            shape => shape.thing().and_then(|_| self.restricted(field, &shape, table, around)),
        }
    }

    /// What the reader may not see: it says `SECRET` wherever it can.
    fn restricted(
        &mut self,
        field: &Field,
        shape: &Shape,
        table: &'static Thing,
        around: &[&'static str],
    ) -> Option<String> {
        match shape {
            Shape::Scalar(format) => self.restricted_scalar(field, format, table),
            Shape::Thing(inner) => {
                let table = inner();
                if is_deep(table, around) {
                    return None;
                }
                let around = &[around, &[table.key]].concat();
                let mut entries = vec![format!("audience: {}", self.narrower())];
                let mut word = table.kind;
                if table.key == "RaidEntry" {
                    let kinds = [Kind::Risk, Kind::Assumption, Kind::Issue, Kind::Dependency, Kind::Action, Kind::Decision];
                    let kind = kinds[self.count("secret raid") % kinds.len()];
                    word = Some(kind);
                    entries.push(format!("kind: {kind}"));
                }
                for field in table.all_fields().filter(|field| !SAID_APART.contains(&field.name)) {
                    if field.name == "kind" && table.key == "RaidEntry" {
                        continue;
                    }
                    if field.name == "id" {
                        let id = format!("{}-{}", self.word(), self.count("secret"));
                        if let Some(kind) = word {
                            self.found.entry(kind).or_default().push((self.part, id.clone()));
                        }
                        entries.push(format!("id: {id}"));
                        continue;
                    }
                    // Names among what is restricted do not count for what is written, only for what is told of others.
                    if let Some(value) = self.restricted(field, &field.shape, table, around) {
                        entries.push(format!("{}: {value}", field.name));
                    }
                }
                Some(format!("{{ {} }}", entries.join(", ")))
            }
            Shape::List(inner) => Some(format!("[{}]", self.restricted(field, inner, table, around)?)),
            Shape::Keyed(inner) => {
                let value = self.restricted(field, inner, table, around)?;
                let key = match field.keys_name {
                    Some(kind) => format!("{}-1", id_word(kind)),
                    None => format!("{}-key", self.word()),
                };
                Some(format!("{{ {key}: {value} }}"))
            }
        }
    }

    fn restricted_scalar(&mut self, field: &Field, format: &Format, _: &'static Thing) -> Option<String> {
        let is_shown = self.secret.percent(60);
        let name = |writer: &mut Self, kind: Kind| match is_shown {
            true => Some(format!("{}-1", id_word(kind))),
            false => writer.hidden_id(kind),
        };
        let kind = REFERRED[self.secret.below(REFERRED.len())];
        match (format.refers, format.name) {
            (Refers::ById, _) => match field.names {
                Some(kind) => name(self, kind),
                None => Some(format!("{}-flag", self.word())),
            },
            (Refers::ByKind, _) | (Refers::Perhaps, _) => {
                if matches!(kind, Kind::Guide | Kind::Runbook) {
                    return Some(format!("\"{kind}:guides/shown\""));
                }
                name(self, kind).map(|id| format!("\"{kind}:{id}\""))
            }
            (_, "guide" | "place") if is_shown => Some("guides/shown".to_owned()),
            (_, "guide" | "place") => Some(format!("guides/{}", self.word())),
            _ => {
                let number = self.secret.below(1_000);
                Some(plain(format, number, self.word()))
            }
        }
    }
}

/// What the books say apart from the tables, or what is no thing's own.
const SAID_APART: &[&str] = &["audience", "when", "remove", "extends", "continues", "language", "time_zone"];

/// What references name.
const REFERRED: &[Kind] = &[
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
    Kind::Change,
    Kind::SignOff,
    Kind::Person,
    Kind::Environment,
    Kind::Component,
    Kind::Guide,
    Kind::Runbook,
];

/// A field, which playbook and engagement may both have.
fn place(table: &'static Thing, field: &'static Field) -> (&'static str, &'static str) {
    (if matches!(table.key, "Playbook" | "Engagement") { "Plan" } else { table.key }, field.name)
}

fn id_word(kind: Kind) -> &'static str {
    if kind == Kind::SignOff { "signoff" } else { kind.name() }
}

/// True where a thing would hold another of its own once too often.
fn is_deep(table: &'static Thing, around: &[&'static str]) -> bool {
    around.iter().filter(|key| **key == table.key).count() > usize::from(table.key == "Task") || around.len() > 6
}

/// A scalar that names nothing.
fn plain(format: &Format, number: usize, words: &str) -> String {
    if !format.words.is_empty() {
        return format!("\"{}\"", format.words[number % format.words.len()].0);
    }
    match format.name {
        "text" => format!("\"{words} {number}\""),
        "true or false" => (number % 2 == 0).to_string(),
        "date" => format!("2026-05-{:02}", number % 30 + 1),
        "time" => format!("\"{:02}:00\"", number % 24),
        "date and time" => format!("2026-05-{:02}T10:00", number % 30 + 1),
        "weeks" => (number % 6 + 1).to_string(),
        "offset" => format!("T+{}m", number % 60),
        "time of the week" => "Tuesday 10:00".to_owned(),
        "duration" => ["15m", "2d", "1w", "1h30m"][number % 4].to_owned(),
        "target" => format!("\"< {}\"", number % 9),
        "score" => (number % 5 + 1).to_string(),
        "integer" | "number" | "port" => (number % 400 + 1).to_string(),
        other => panic!("a format that is not written yet: {other}"),
    }
}

/// The text of one list or map as a file: an entry a line.
fn file(flow: &str) -> String {
    format!("{flow}\n")
}

/// What `write` writes once it knows the names of what is restricted.
fn twice(seed: u64, share: usize, variant: Variant, reader: Audience) -> Vec<(String, String)> {
    let mut known = BTreeMap::new();
    loop {
        let mut writer = Writer::new(variant, reader, seed, share);
        let is_last = !known.is_empty();
        writer.known = known;
        let files = book(&mut writer);
        if is_last {
            return files;
        }
        known = writer.found;
    }
}

fn book(writer: &mut Writer) -> Vec<(String, String)> {
    let word = writer.word();
    let audience = writer.reader.name();
    let is_there = writer.is_there();
    let mut files = Vec::new();
    let people: Vec<String> = (0..4)
        .filter_map(|at| {
            let field = Field::new("people", "", Shape::Thing(Person::table), false);
            match at % 2 {
                0 => Some(writer.thing(Person::table(), &[], &[]).0),
                _ => writer.restricted(&field, &Shape::Thing(Person::table), Person::table(), &[]).filter(|_| is_there),
            }
        })
        .collect();
    files.push(("content/people.yaml".to_owned(), file(&format!("[{}]", people.join(", ")))));
    let head = [("id", "rollout".to_owned()), ("audience", audience.to_owned())];
    writer.part = Part::Playbook;
    let playbook = writer.thing(Playbook::table(), &[], &head).0;
    files.push(("content/playbooks/rollout.yaml".to_owned(), file(&playbook)));
    let head = [
        ("id", "acme".to_owned()),
        ("extends", "rollout".to_owned()),
        ("audience", audience.to_owned()),
        ("start", "2026-05-04".to_owned()),
    ];
    writer.part = Part::Engagement;
    let engagement = writer.thing(Engagement::table(), &[], &head).0;
    files.push(("content/engagements/acme/engagement.yaml".to_owned(), file(&engagement)));

    let mentions: String = REFERRED
        .iter()
        .filter(|kind| !matches!(kind, Kind::Guide | Kind::Runbook))
        .map(|kind| format!("Words of [[acme/{kind}:{}-1]] here.\n\n", id_word(*kind)))
        .collect();
    let embeds = ["timeline", "metrics", "contacts", "raci", "raid", "requirements", "gotchas", "agenda:meeting-1", "checklist:phase-1"]
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
        format!("---\naudience: {audience}\n---\n# Design\n\n{}{{{{ customer.name }}}} and {{{{ title }}}}\n\n{embeds}", mentions.replace("acme/", "")),
    ));
    let hidden = secret(format!("- [ ] {word} {{owner=person-1 audience=internal}}\n- [x] Same {{owner=person-1 audience=internal}}\n"));
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
    let whole = assemble(&team, AssembleOptions { today, whole: None }).value;
    let book = gathered.for_reader(reader).value;
    let edition = assemble(&book, AssembleOptions { today, whole: Some(&whole) }).value;
    let mut outcome = BTreeMap::new();
    if let Some(placed) = edition.engagements.first() {
        let mut packet = contents(&edition, placed);
        packet.cover.revision = "".into();
        let packet = serde_json::to_vec(&packet).expect("plain data");
        let report = status_report(&placed.facts, jiff::civil::date(2026, 5, 1), today);
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
        let files = twice(seed, share, variant, reader.audience);
        if let (Ok(folder), true) = (std::env::var("TRACE"), seed.to_string() == std::env::var("SEED").unwrap_or_default()) {
            for (path, text) in &files {
                let path = format!("{folder}/{variant:?}/{path}");
                std::fs::create_dir_all(std::path::Path::new(&path).parent().unwrap()).unwrap();
                std::fs::write(path, text).unwrap();
            }
        }
        outcome(&files, reader)
    };
    let there = of(Variant::There);
    assert!(there.keys().any(|path| path.ends_with("acme/index.html")), "{:?}", there.keys());
    let mut told = Vec::new();
    for (path, bytes) in there.iter().filter(|(path, _)| !path.contains("assets/turnkey/search")) {
        let text = format!("{path} {}", String::from_utf8_lossy(bytes)).to_lowercase();
        if let Some(at) = text.find(SECRET) {
            let from = text[..at].char_indices().rev().nth(200).map_or(0, |(at, _)| at);
            told.push(format!("{path} tells: {}", text[from..].chars().take(300).collect::<String>()));
        }
    }
    for variant in [Variant::Other, Variant::Gone] {
        let differing = differences(&there, &of(variant));
        told.extend(differing.into_iter().filter(|d| !d.starts_with("assets")).map(|one| format!("{variant:?}: {one}")));
    }
    told
}

#[test]
fn no_field_of_anything_restricted_shows() {
    let readers = [(Audience::Customer, Some("acme")), (Audience::Customer, None), (Audience::Partner, None), (Audience::Public, None)];
    let cases: u64 = std::env::var("CASES").map_or(6, |n| n.parse().unwrap());
    let cases: Vec<(u64, usize, Reader)> = (0..cases)
        .map(|seed| {
            let (audience, engagement) = readers[usize::try_from(seed).expect("few") % readers.len()];
            // First all of them at once, then some.
            let share = if seed < 2 { 100 } else { 50 };
            (seed, share, Reader { audience, engagement: engagement.map(Into::into) })
        })
        .collect();
    let told: Vec<String> = cases
        .par_iter()
        .filter_map(|(seed, share, reader)| {
            let told = told(*seed, *share, reader);
            (!told.is_empty()).then(|| format!("case {seed} for {reader:?}:\n{}", told.join("\n")))
        })
        .collect();
    assert!(told.is_empty(), "{} of {} cases tell:\n{}", told.len(), cases.len(), told.join("\n\n"));
}
