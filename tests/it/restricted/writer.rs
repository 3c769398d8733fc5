//! Writes the YAML of playbooks, engagements and people from their tables, with what is for a reader and what is not.
//!
//! Takes chance; gives text in which each thing for the reader is the same whatever becomes of the rest. Fields that hold
//! words, names, dates or guides are told apart by their format alone: must know no field but those of `SAID_APART`.

use super::{SECRET, Variant};
use std::collections::{BTreeMap, BTreeSet};
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::schema::kind::Kind;
use turnkey::schema::shape::{Field, Format, Refers, Shape, Thing};

/// What is written after what it may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    People,
    Playbook,
    /// The engagement that is continued.
    Earlier,
    Engagement,
}

/// What an engagement takes over from the one that it continues.
const TAKEN: &[&str] = &["environments", "components", "access"];

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
pub(super) struct Writer {
    variant: Variant,
    /// For whom what is not restricted may be.
    pub(super) reader: Audience,
    /// How many of a hundred fields are written.
    share: usize,
    chance: Chance,
    /// Of what is restricted, so that this changes nothing else.
    secret: Chance,
    /// True where what a thing has but one of is not for the reader.
    hides: bool,
    /// How many things of a kind have been named.
    counts: BTreeMap<&'static str, usize>,
    /// The restricted things of each kind, as the run before found them.
    pub(super) known: BTreeMap<Kind, Vec<(Part, String)>>,
    /// The same, of this run.
    pub(super) found: BTreeMap<Kind, Vec<(Part, String)>>,
    /// The fields that the playbook fills, and which of them as a whole for others.
    of_playbook: BTreeMap<(&'static str, &'static str), bool>,
    /// The fields in which something restricted has been said, by the thing that holds them.
    pub(super) written: BTreeSet<(&'static str, &'static str)>,
    /// What is being written.
    pub(super) part: Part,
    /// Whether the reader knows what the installation is like, which conditions ask for.
    pub(super) knows_installation: bool,
    /// True where the reader gets one engagement, and no playbook.
    is_of_one: bool,
    /// The things of the playbook that the engagement does without, by the lists that they are in.
    removed: BTreeMap<&'static str, Vec<String>>,
}

impl Writer {
    pub(super) fn new(variant: Variant, reader: &Reader, seed: u64, share: usize) -> Self {
        let of_variant = if variant == Variant::Other { 7 } else { 3 };
        Self {
            variant,
            reader: reader.audience,
            share,
            chance: Chance(seed),
            secret: Chance(seed * 31 + of_variant),
            hides: share == 100 && seed % 2 == 1,
            counts: BTreeMap::new(),
            known: BTreeMap::new(),
            found: BTreeMap::new(),
            of_playbook: BTreeMap::new(),
            written: BTreeSet::new(),
            part: Part::People,
            knows_installation: seed.is_multiple_of(3),
            is_of_one: reader.engagement.is_some(),
            removed: BTreeMap::new(),
        }
    }

    /// What the installation is like, which the reader may know or not.
    pub(super) fn environment(&mut self) -> Option<String> {
        if self.knows_installation {
            return Some("{ kind: cloud }".to_owned());
        }
        let audience = self.narrower();
        self.is_there().then(|| format!("{{ audience: {audience}, kind: {} }}", self.word()))
    }

    pub(super) fn is_there(&self) -> bool {
        self.variant != Variant::Gone
    }

    pub(super) fn word(&self) -> &'static str {
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

    /// A thing that is for nobody whom `restricted` would leave out: it is gone from the engagement for another reason.
    fn without_audience(
        &mut self,
        field: &Field,
        inner: &Shape,
        around: &[&'static str],
        instead: &str,
    ) -> Option<String> {
        let text = self.restricted(field, inner, around)?;
        let (_, rest) = text.split_once(", ").expect("it begins with its audience");
        Some(format!("{{ {instead}{rest}"))
    }

    /// What is not for the reader in a list: for its audience; for a condition that does not hold; or because a playbook has
    /// it, and the engagement does without.
    fn absent(&mut self, field: &'static Field, inner: &Shape, around: &[&'static str]) -> Option<String> {
        let table = inner.thing()?;
        let choice = self.secret.below(4);
        match self.part {
            Part::Engagement if self.knows_installation && choice == 0 => {
                self.without_audience(field, inner, around, "when: { environment.kind: nowhere }, ")
            }
            Part::Playbook if self.is_of_one && choice < 2 && around.len() == 1 && table.has_id() => {
                let text = self.without_audience(field, inner, around, "")?;
                let (_, id) = text.split_once("id: ")?;
                let id = id.split([',', ' ']).next()?.to_owned();
                if self.is_there() {
                    self.removed.entry(field.name).or_default().push(id);
                }
                Some(text)
            }
            _ => self.restricted(field, inner, around),
        }
    }

    /// A thing for the reader, as a map, and whether anything is left of it for them.
    pub(super) fn thing(
        &mut self,
        table: &'static Thing,
        around: &[&'static str],
        first: &[(&str, String)],
    ) -> (String, bool) {
        let around = &[around, &[table.key]].concat();
        let mut entries: Vec<String> = first.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        let mut raid_kind = None;
        let mut is_said = !first.is_empty();
        if !first.iter().any(|(key, _)| *key == "id") && self.part != Part::People && self.chance.percent(8) {
            // It holds, or asks for what the reader does not know, and then decides nothing.
            entries.push("when: { environment.kind: [cloud, elsewhere] }".to_owned());
        }
        for field in table.all_fields() {
            let is_left_out = self.part == Part::Earlier && !TAKEN.contains(&field.name) || field.name == "environment";
            if table.key == "Engagement" && is_left_out {
                continue;
            }
            let is_named = entries.iter().any(|entry| entry.starts_with(&format!("{}: ", field.name)));
            if is_named || SAID_APART.contains(&field.name) {
                continue;
            }
            let is_restricted = self.of_playbook.get(&place(table, field)) == Some(&true);
            let hides = self.hides && matches!(field.shape, Shape::Thing(_));
            let is_written = (self.chance.percent(self.share) || field.required) && !is_restricted && !hides;
            if field.internal {
                // The field alone says for whom it is.
                let value = self.restricted(field, &field.shape, around).filter(|_| self.is_there());
                let bare = |text: String, one: Audience| text.replace(&format!("{{ audience: {one}, "), "{ ");
                let value = value.map(|value| Audience::ALL.into_iter().fold(value, bare));
                entries.extend(value.map(|value| format!("{}: {value}", field.name)));
                continue;
            }
            if !is_written {
                // A field that says nothing to the reader may still say something to others.
                let is_secret = self.chance.percent(30) || hides;
                // What a playbook says to the reader would come out where what an engagement put there is gone.
                if is_secret && !self.of_playbook.contains_key(&place(table, field)) {
                    self.note(table, field, true);
                    self.written.insert((table.key, field.name));
                    let value = self.wholly_restricted(field, around).filter(|_| self.is_there());
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
        if table.key == "Engagement" && self.part == Part::Engagement {
            for (list, ids) in std::mem::take(&mut self.removed) {
                let removals = ids.iter().flat_map(|id| ["{ id: ", id, ", remove: true }, "]).collect::<String>();
                match entries.iter_mut().find(|entry| entry.starts_with(&format!("{list}: ["))) {
                    Some(entry) => entry.insert_str(list.len() + 3, &removals),
                    None => {
                        entries.retain(|entry| !entry.starts_with(&format!("{list}: ")));
                        entries.push(format!("{list}: [{removals}]"));
                    }
                }
            }
        }
        (format!("{{ {} }}", entries.join(", ")), is_said)
    }

    fn value(
        &mut self,
        field: &'static Field,
        shape: &Shape,
        table: &'static Thing,
        around: &[&'static str],
    ) -> Option<String> {
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
                        let secret = self.absent(field, inner, around);
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
                let secret = self.restricted(field, inner, around);
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
        let name = |writer: &mut Self, kind: Kind| {
            if is_secret {
                writer.hidden_id(kind).filter(|_| writer.is_there())
            } else {
                Some(format!("{}-1", id_word(kind)))
            }
        };
        let kind = REFERRED[self.chance.below(REFERRED.len())];
        match (format.refers, format.name) {
            (Refers::ById, _) => match field.names {
                Some(kind) => name(self, kind),
                None => Some(format!("flag-{}", self.chance.below(9))),
            },
            (Refers::ByKind | Refers::Perhaps, _) => {
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
    fn wholly_restricted(&mut self, field: &Field, around: &[&'static str]) -> Option<String> {
        match field.shape {
            Shape::Scalar(_) => None,
            Shape::Keyed(inner) => {
                let inner = self.restricted(field, inner, around)?;
                let key = match field.keys_name {
                    Some(kind) => format!("{}-1", id_word(kind)),
                    None => format!("{}-key", self.word()),
                };
                Some(format!("{{ audience: {}, {key}: {inner} }}", self.narrower()))
            }
            shape => shape.thing().and_then(|_| self.restricted(field, &shape, around)),
        }
    }

    /// What the reader may not see: it says `SECRET` wherever it can.
    pub(super) fn restricted(&mut self, field: &Field, shape: &Shape, around: &[&'static str]) -> Option<String> {
        match shape {
            Shape::Scalar(format) => self.restricted_scalar(field, format),
            Shape::Thing(inner) => {
                let table = inner();
                if is_deep(table, around) {
                    return None;
                }
                let around = &[around, &[table.key]].concat();
                let mut entries = vec![format!("audience: {}", self.narrower())];
                let mut word = table.kind;
                if table.key == "RaidEntry" {
                    let kinds =
                        [Kind::Risk, Kind::Assumption, Kind::Issue, Kind::Dependency, Kind::Action, Kind::Decision];
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
                    if let Some(value) = self.restricted(field, &field.shape, around) {
                        self.written.insert((table.key, field.name));
                        entries.push(format!("{}: {value}", field.name));
                    }
                }
                Some(format!("{{ {} }}", entries.join(", ")))
            }
            Shape::List(inner) => Some(format!("[{}]", self.restricted(field, inner, around)?)),
            Shape::Keyed(inner) => {
                let value = self.restricted(field, inner, around)?;
                let key = match field.keys_name {
                    Some(kind) => format!("{}-1", id_word(kind)),
                    None => format!("{}-key", self.word()),
                };
                Some(format!("{{ {key}: {value} }}"))
            }
        }
    }

    fn restricted_scalar(&mut self, field: &Field, format: &Format) -> Option<String> {
        let is_shown = self.secret.percent(60);
        let name = |writer: &mut Self, kind: Kind| {
            if is_shown { Some(format!("{}-1", id_word(kind))) } else { writer.hidden_id(kind) }
        };
        let kind = REFERRED[self.secret.below(REFERRED.len())];
        match (format.refers, format.name) {
            (Refers::ById, _) => match field.names {
                Some(kind) => name(self, kind),
                None => Some(format!("{}-flag", self.word())),
            },
            (Refers::ByKind | Refers::Perhaps, _) => {
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
pub(crate) const SAID_APART: &[&str] = &["audience", "when", "remove", "extends", "continues", "language", "time_zone"];

/// What references name.
pub(super) const REFERRED: &[Kind] = &[
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

pub(super) fn id_word(kind: Kind) -> &'static str {
    if kind == Kind::SignOff { "signoff" } else { kind.name() }
}

/// True where a thing would hold another of its own once too often.
fn is_deep(table: &'static Thing, around: &[&'static str]) -> bool {
    around.iter().filter(|key| **key == table.key).count() > usize::from(table.key == "Task") || around.len() > 6
}

/// A scalar that names nothing.
pub(crate) fn plain(format: &Format, number: usize, words: &str) -> String {
    if !format.words.is_empty() {
        return format!("\"{}\"", format.words[number % format.words.len()].0);
    }
    match format.name {
        "text" => format!("\"{words} {number}\""),
        "true or false" => number.is_multiple_of(2).to_string(),
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
