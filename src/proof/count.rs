//! Counts: how many things an edition says there are, and of how many its reader may know.
//!
//! A number can tell what no word tells: "24 of 38" where only 37 tasks are for the reader. What an edition says is taken
//! from its facts, which are what every output takes its numbers from; what the reader may know of is counted in the
//! sources, by `left` and `Sight`, which the filter has no part in. That a template counts by itself is not seen here.
//!
//! Tasks are counted exactly, as far as they are for progress: one with parts as its parts, what was dropped not at all. Of
//! the rest the edition must not say more than the reader may know of. It may say less, since what follows from several
//! things at once is counted here as what it is at most: one action that several minutes speak of, the vendor's people
//! whom something names, guides with conditions. Nothing is counted of an engagement that has conditions on names. Not
//! counted at all is what has no number of its own in the facts: the parts of playbooks, agendas, criteria, updates.

use super::data::{DataWalk, Role, Said, narrowed};
use super::left::{Left, left_of};
use super::sight::Sight;
use crate::audience::Audience;
use crate::book::engagement::JoinedEngagement;
use crate::diagnostic::Location;
use crate::model::{Edition, PlacedEngagement, engagement as facts};
use crate::path::{OutputPath, SourcePath};
use crate::schema::node::Node;
use crate::schema::read::{Fields as _, Report, read};
use crate::schema::scalar::{Name, Reference};
use crate::schema::things::{self, RaidKind, TaskState};
use ecow::{EcoString, eco_format};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// One number of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The engagement of which it is; none for the edition.
    pub of: Option<EcoString>,
    /// Of what: "tasks".
    pub what: EcoString,
    /// How many there are, as the edition says.
    pub says: usize,
    /// Of how many its reader may know.
    pub known: usize,
    /// Where it says it, and what should not be counted, where the two do not agree.
    pub leak: Option<(OutputPath, Location)>,
}

/// What is counted: how many, and what each is called, where that is known.
#[derive(Default)]
struct Tally {
    number: usize,
    names: Vec<(EcoString, Option<Location>)>,
}

/// What is counted, by what it is called.
type Tallies = BTreeMap<EcoString, Tally>;

/// What all numbers of exactly this many things are called, as far as their beginning goes.
const EXACT: [&str; 2] = ["tasks", "done tasks"];

/// The numbers of `edition`, which is for the reader of `sight`.
pub(super) fn counts(sight: &Sight<'_>, edition: &Edition) -> Vec<Count> {
    let gathered = &sight.material.gathered;
    let joined: BTreeMap<&EcoString, (&SourcePath, &JoinedEngagement)> =
        gathered.joined_engagements().map(|(id, path, joined)| (id, (path, joined))).collect();
    let home = edition.pages.first().map(|page| page.path.clone());
    let home = home.unwrap_or_else(|| OutputPath::new("index.html").expect("inside"));
    let book = SourcePath::new("book.toml").expect("a plain name is inside");
    let mut counts = compared(None, of_edition(edition), known_of_edition(sight), &[], (&home, &book));
    let of_engagements = edition.engagements.par_iter().flat_map_iter(|placed| {
        let Some((path, joined)) = joined.get(&placed.id) else { return Vec::new() };
        let left = left_of(joined.for_others(), joined.around, sight.audience);
        if left.as_ref().is_some_and(|left| !left.is_certain) {
            return Vec::new();
        }
        let known = left.as_ref().map(|left| known_of(left, joined, sight)).unwrap_or_default();
        let gone = left.map(|left| left.gone).unwrap_or_default();
        let places = (&edition.page(placed.overview).path, *path);
        compared(Some(&placed.id), of_facts(placed), known, &gone, places)
    });
    counts.extend(of_engagements.collect::<Vec<Count>>());
    counts
}

/// Each number that is said, beside what is `known`.
fn compared(
    of: Option<&EcoString>,
    said: Tallies,
    mut known: Tallies,
    gone: &[(EcoString, Location)],
    (page, file): (&OutputPath, &SourcePath),
) -> Vec<Count> {
    let mut counts = Vec::new();
    let mut add = |what: EcoString, says: &Tally, known: &Tally| {
        let is_exact = EXACT.iter().any(|exact| what.starts_with(exact));
        let extra = surplus(&says.names, &known.names);
        let missing = surplus(&known.names, &says.names);
        // What has no name may have been nothing but the names of what went.
        let lacks = is_exact && missing.iter().any(|(name, _)| !name.is_empty());
        let place = || {
            let one = extra.first().or(missing.first());
            let named = one.and_then(|(name, _)| gone.iter().find(|(gone, _)| gone == name)).map(|(_, at)| at.clone());
            named.or_else(|| one?.1.clone()).unwrap_or_else(|| Location::file(file.clone()))
        };
        let is_leak = says.number > known.number || !extra.is_empty() && !known.names.is_empty() || lacks;
        let leak = is_leak.then(|| (page.clone(), place()));
        counts.push(Count { of: of.cloned(), what, says: says.number, known: known.number, leak });
    };
    for (what, says) in said {
        let known = known.remove(&what).unwrap_or_default();
        add(what, &says, &known);
    }
    // What is known and not spoken of.
    known.into_iter().for_each(|(what, known)| add(what, &Tally::default(), &known));
    counts.retain(|count| count.says > 0 || count.leak.is_some());
    counts
}

/// Of `these`, what is not among `those`, or not so often.
fn surplus<'t>(
    these: &'t [(EcoString, Option<Location>)],
    those: &[(EcoString, Option<Location>)],
) -> Vec<&'t (EcoString, Option<Location>)> {
    let mut left: BTreeMap<&EcoString, usize> = BTreeMap::new();
    those.iter().for_each(|(name, _)| *left.entry(name).or_default() += 1);
    let is_extra = |(name, _): &&(EcoString, Option<Location>)| match left.get_mut(name) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    these.iter().filter(is_extra).collect()
}

fn add(tallies: &mut Tallies, what: impl Into<EcoString>, name: EcoString, at: Option<Location>) {
    let tally = tallies.entry(what.into()).or_default();
    tally.number += 1;
    tally.names.push((name, at));
}

fn add_all<'n>(tallies: &mut Tallies, what: &'static str, names: impl Iterator<Item = &'n Name>) {
    names.for_each(|name| add(tallies, what, EcoString::clone(name), Some(name.at.clone())));
}

/// What things of the log are called together.
fn raid(kind: Option<RaidKind>) -> &'static str {
    match kind {
        Some(RaidKind::Risk) => "risks",
        Some(RaidKind::Assumption) => "assumptions",
        Some(RaidKind::Issue) => "issues",
        Some(RaidKind::Dependency) => "dependencies",
        Some(RaidKind::Action) => "actions",
        Some(RaidKind::Decision) => "decisions",
        None => "entries of the RAID log",
    }
}

fn raid_kind(entry: &things::RaidEntry) -> Option<RaidKind> {
    entry.kind.as_ref().map(|kind| kind.value)
}

/// The numbers of an engagement, as all outputs have them.
fn of_facts(placed: &PlacedEngagement) -> Tallies {
    let facts = &placed.facts;
    let mut tallies = Tallies::new();
    for phase in &facts.phases {
        let of_phase = |what: &str| eco_format!("{what} of the phase `{}`", phase.id.as_str());
        for task in phase.all_tasks().filter(|task| task.tasks.is_empty() && task.state != TaskState::Dropped) {
            let done = (task.state == TaskState::Done).then_some("done tasks");
            for what in ["tasks"].into_iter().chain(done) {
                let name = || (EcoString::clone(&task.id), Some(task.id.at.clone()));
                tallies.entry(what.into()).or_default().names.push(name());
                tallies.entry(of_phase(what)).or_default().names.push(name());
            }
        }
        let progress = [("tasks", phase.progress.total), ("done tasks", phase.progress.done)];
        for (what, number) in progress {
            tallies.entry(of_phase(what)).or_default().number += number as usize;
        }
        add_all(&mut tallies, "deliverables", phase.deliverables.iter().map(|one| &one.declared.id));
    }
    tallies.entry("tasks".into()).or_default().number = facts.progress.total as usize;
    tallies.entry("done tasks".into()).or_default().number = facts.progress.done as usize;
    add_all(&mut tallies, "phases", facts.phases.iter().map(|one| &one.id));
    add_all(&mut tallies, "milestones", facts.milestones.iter().map(|one| &one.id));
    add_all(&mut tallies, "meetings", facts.meetings.iter().map(|one| &one.id));
    add_all(&mut tallies, "prerequisites", facts.prerequisites.iter().map(|one| &one.id));
    add_all(&mut tallies, "expectations", facts.expectations.iter().map(|one| &one.id));
    add_all(&mut tallies, "sign-offs", facts.sign_offs.iter().map(|one| &one.id));
    add_all(&mut tallies, "metrics", facts.metrics.iter().map(|one| &one.id));
    add_all(&mut tallies, "requirements", facts.requirements.iter().map(|one| &one.id));
    add_all(&mut tallies, "success criteria", facts.success_criteria.iter().map(|one| &one.id));
    add_all(&mut tallies, "changes", facts.changes.iter().map(|one| &one.id));
    add_all(&mut tallies, "gates", placed.gates.iter().map(|one| &one.id));
    let environments = facts.installation.environments.iter();
    add_all(&mut tallies, "environments", environments.map(|one| &one.declared.id));
    let components = facts.installation.components.iter();
    add_all(&mut tallies, "components", components.map(|one| &one.declared.id));
    add_all(&mut tallies, "people", facts.people.all.iter().map(|one: &facts::Person| &one.declared.id));
    facts.raid.iter().for_each(|one| {
        add(&mut tallies, raid(raid_kind(&one.declared)), EcoString::clone(&one.id), Some(one.id.at.clone()));
    });
    tallies
}

/// The same, as the reader may know of them.
fn known_of(left: &Left, joined: &JoinedEngagement, sight: &Sight<'_>) -> Tallies {
    let declared: things::Engagement = read(&left.node, Report::Nothing).value;
    let plan = &declared.plan;
    let mut tallies = Tallies::new();
    for phase in &plan.phases {
        let mut tasks = phase.tasks.iter().chain(phase.workstreams.iter().flat_map(|workstream| &workstream.tasks));
        let mut leaf = |task: &things::Task, state: Option<TaskState>| {
            let done = (state == Some(TaskState::Done)).then_some("done tasks");
            for what in ["tasks"].into_iter().chain(done) {
                let of_phase = eco_format!("{what} of the phase `{}`", phase.id.as_str());
                for what in [what.into(), of_phase] {
                    add(&mut tallies, what, EcoString::clone(&task.id), Some(task.id.at.clone()));
                }
            }
        };
        tasks.by_ref().for_each(|task| each_leaf(task, None, &mut leaf));
        add_all(&mut tallies, "deliverables", phase.deliverables.iter().map(|one| &one.id));
    }
    add_all(&mut tallies, "phases", plan.phases.iter().map(|one| &one.id));
    add_all(&mut tallies, "milestones", plan.milestones.iter().map(|one| &one.id));
    add_all(&mut tallies, "meetings", plan.meetings.iter().map(|one| &one.id));
    add_all(&mut tallies, "prerequisites", plan.prerequisites.iter().map(|one| &one.id));
    add_all(&mut tallies, "expectations", plan.expectations.iter().map(|one| &one.id));
    add_all(&mut tallies, "sign-offs", plan.sign_offs.iter().map(|one| &one.id));
    add_all(&mut tallies, "metrics", plan.metrics.iter().map(|one| &one.id));
    let requirements = plan.design.iter().flat_map(|design| &design.requirements);
    add_all(&mut tallies, "requirements", requirements.map(|one| &one.id));
    add_all(&mut tallies, "success criteria", plan.success_criteria.iter().map(|one| &one.id));
    add_all(&mut tallies, "changes", declared.changes.iter().map(|one| &one.id));
    add_all(&mut tallies, "gates", plan.gates.iter().map(|one| &one.id));
    add_all(&mut tallies, "environments", declared.environments.iter().map(|one| &one.id));
    add_all(&mut tallies, "components", declared.components.iter().map(|one| &one.id));
    let people = known_people(left, &declared, joined, sight);
    people.into_iter().for_each(|id| add(&mut tallies, "people", id, None));
    log(&declared, &mut tallies);
    tallies
}

/// Calls `leaf` with each task that is not made of others and was not dropped, and its state. What is over is so with all
/// its parts.
fn each_leaf(task: &things::Task, above: Option<TaskState>, leaf: &mut impl FnMut(&things::Task, Option<TaskState>)) {
    let said = [
        (task.dropped.is_some(), TaskState::Dropped),
        (task.done.is_some(), TaskState::Done),
        (task.blocked.is_some(), TaskState::Blocked),
        (task.active.is_some(), TaskState::Active),
    ];
    let by_fact = said.into_iter().find(|(is_said, _)| *is_said).map(|(_, state)| state);
    let state = by_fact.or_else(|| task.state.as_ref().map(|state| state.value)).or(above);
    if task.tasks.is_empty() {
        if state != Some(TaskState::Dropped) {
            leaf(task, state);
        }
        return;
    }
    let above = state.filter(|state| matches!(state, TaskState::Done | TaskState::Dropped | TaskState::Blocked));
    task.tasks.iter().for_each(|part| each_leaf(part, above, leaf));
}

/// Counts the log. What minutes add to it is known by its words: several times the same action is one, and so is one that
/// the log has itself.
fn log(declared: &things::Engagement, tallies: &mut Tallies) {
    let is_of_minutes =
        |entry: &&&things::RaidEntry| entry.id.at.path.extension().is_some_and(|end| end == "md" || end == "markdown");
    let entries: Vec<&things::RaidEntry> = declared.plan.raid.iter().map(AsRef::as_ref).collect();
    let (minutes, own): (Vec<&things::RaidEntry>, Vec<&things::RaidEntry>) =
        entries.iter().partition(|entry| is_of_minutes(entry));
    let mut actions: BTreeSet<&str> = BTreeSet::new();
    for entry in own {
        if raid_kind(entry) == Some(RaidKind::Action) {
            actions.insert(entry.id.as_str());
        }
        add(tallies, raid(raid_kind(entry)), EcoString::clone(&entry.id), Some(entry.id.at.clone()));
    }
    for entry in minutes {
        if actions.insert(entry.id.as_str()) {
            add(tallies, "actions", EcoString::clone(&entry.id), Some(entry.id.at.clone()));
        }
    }
}

/// The customer's people that are left, and those of the vendor's whom the reader may know and whom something names.
fn known_people(
    left: &Left,
    declared: &things::Engagement,
    joined: &JoinedEngagement,
    sight: &Sight<'_>,
) -> BTreeSet<EcoString> {
    let mut named: BTreeSet<EcoString> = BTreeSet::new();
    let mut hear = |said: Said<'_>| {
        if said.role == Role::Names {
            named.insert(Reference::parse(said.text).map_or_else(|| said.text.into(), |reference| reference.id));
        }
    };
    let mut walk = DataWalk { reader: sight.audience, listen: &mut hear };
    walk.thing(&left.node, things::Engagement::table(), joined.around);
    let all = sight.material.gathered.people_tree().and_then(Node::as_list).unwrap_or_default();
    let is_known =
        |person: &&Node| person.as_map().is_some_and(|map| sight.audience.may_read(narrowed(map, Audience::Public)));
    let vendor: Vec<&Node> = all.iter().filter(is_known).collect();
    let text = |person: &Node, key: &str| person.get(key).and_then(Node::as_text).cloned();
    loop {
        let before = named.len();
        for person in &vendor {
            if text(person, "id").is_some_and(|id| named.contains(&id)) {
                named.extend(text(person, "successor"));
            }
        }
        if named.len() == before {
            break;
        }
    }
    let with_part = vendor.iter().filter_map(|person| text(person, "id")).filter(|id| named.contains(id));
    with_part.chain(declared.people.iter().map(|person| EcoString::clone(&person.id))).collect()
}

/// The numbers of an edition beyond its engagements.
fn of_edition(edition: &Edition) -> Tallies {
    let mut tallies = Tallies::new();
    for guide in &edition.guides {
        let path = &guide.parsed.path;
        add(&mut tallies, "guides", path.as_str().into(), Some(Location::file(path.clone())));
    }
    edition.engagements.iter().for_each(|one| add(&mut tallies, "engagements", one.id.clone(), None));
    edition.playbooks.iter().for_each(|one| add(&mut tallies, "playbooks", one.id.clone(), None));
    if let Some(glossary) = &edition.glossary {
        tallies.entry("terms".into()).or_default().number = glossary.terms.len();
    }
    for tag in &edition.listings.tags {
        let name = tag.name.to_lowercase();
        let what = eco_format!("pages with the tag `{name}`");
        add(&mut tallies, "tags", name, None);
        for guide in &tag.guides {
            let path = &edition.guides[*guide as usize].parsed.path;
            add(&mut tallies, what.clone(), path.as_str().into(), Some(Location::file(path.clone())));
        }
    }
    tallies
}

/// The same, as the reader may know of them.
fn known_of_edition(sight: &Sight<'_>) -> Tallies {
    let gathered = &sight.material.gathered;
    let mut tallies = Tallies::new();
    let mut tags: BTreeSet<String> = BTreeSet::new();
    for (guide, _) in gathered.guides().iter().zip(&sight.guides).filter(|(_, shown)| **shown) {
        let path = EcoString::from(guide.parsed.path.as_str());
        add(&mut tallies, "guides", path.clone(), None);
        let own: BTreeSet<String> = guide.meta.tags.iter().map(|tag| tag.trim().to_lowercase()).collect();
        own.iter().for_each(|tag| add(&mut tallies, eco_format!("pages with the tag `{tag}`"), path.clone(), None));
        tags.extend(own);
    }
    tags.into_iter().for_each(|tag| add(&mut tallies, "tags", tag.into(), None));
    let may_read = |node: &Node, around: Audience| {
        sight.audience.may_read(node.as_map().map_or(around, |map| narrowed(map, around)))
    };
    let engagements = gathered.joined_engagements().zip(&sight.engagements);
    for ((id, ..), _) in engagements.filter(|((.., one), theirs)| **theirs && may_read(&one.node, one.around)) {
        add(&mut tallies, "engagements", id.clone(), None);
    }
    let shown = |(_, joined, around): &(&EcoString, &crate::book::engagement::JoinedPlaybook, Audience)| {
        sight.engagement.is_none() && may_read(joined.for_others(), *around)
    };
    let playbooks: BTreeSet<&EcoString> = gathered.joined_playbooks().filter(shown).map(|(id, ..)| id).collect();
    playbooks.into_iter().for_each(|id| add(&mut tallies, "playbooks", id.clone(), None));
    let terms = gathered.all_terms().iter().filter(|(_, meant_for)| sight.audience.may_read(*meant_for));
    let terms: BTreeSet<&EcoString> = terms.map(|(term, _)| &term.id).collect();
    tallies.entry("terms".into()).or_default().number = terms.len();
    tallies
}
