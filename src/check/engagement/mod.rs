//! What is late, open or nobody's in an engagement, and what of its plan cannot be judged: the rules about data that
//! take the derived facts to tell.
//!
//! Takes engagements as the team sees them. A playbook is nobody's project: what is wrong only here is told in the
//! engagement's own file, wherever the plan comes from. What is over is left in peace, and what belongs together is told
//! together: who opens a project in the middle should hear a handful of things, each with its place.

mod outcome;
mod overdue;
mod people;
mod plan;
mod unowned;

use crate::book::{Book, BookEngagement};
use crate::diagnostic::{Diagnostic, Location};
use crate::model::engagement::{Engagement, Phase, Task};
use crate::model::{Edition, PlacedEngagement};
use crate::path::SourcePath;
use crate::schema::scalar::Date;
use crate::schema::things::{self, EngagementStatus, TaskState};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// What was doubtful about the engagements of the run before.
#[derive(Default)]
pub(super) struct Kept {
    entries: FxHashMap<SourcePath, Arc<KeptCheck>>,
}

/// What is doubtful about an engagement, and what that was found in.
struct KeptCheck {
    facts: Arc<Engagement>,
    is_whole: bool,
    today: jiff::civil::Date,
    diagnostics: Vec<Diagnostic>,
}

/// What is doubtful about the engagements of the team's edition.
pub(super) fn check(edition: &Edition, book: &Book, kept: &mut Kept) -> Vec<Diagnostic> {
    let (known, today) = (&kept.entries, edition.today);
    let check = |(placed, joined): (&Arc<PlacedEngagement>, &BookEngagement)| {
        let is_whole = joined.says.is_whole;
        let is_same = |known: &&Arc<KeptCheck>| {
            Arc::ptr_eq(&known.facts, &placed.facts) && (known.is_whole, known.today) == (is_whole, today)
        };
        let known = known.get(&placed.source).filter(is_same).cloned();
        // Nobody can tell what is missing of what is not whole.
        let diagnostics = || if is_whole { check_one(&Look::new(placed, today)) } else { Vec::new() };
        known.unwrap_or_else(|| {
            Arc::new(KeptCheck { facts: placed.facts.clone(), is_whole, today, diagnostics: diagnostics() })
        })
    };
    let checked: Vec<Arc<KeptCheck>> = edition.engagements.par_iter().zip(&book.engagements).map(check).collect();
    let paths = edition.engagements.iter().map(|placed| placed.source.clone());
    kept.entries = paths.zip(checked.iter().cloned()).collect();
    checked.iter().flat_map(|one| one.diagnostics.iter().cloned()).collect()
}

fn check_one(look: &Look<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = plan::check(look);
    if look.facts.status == EngagementStatus::Closed {
        return diagnostics;
    }
    diagnostics.extend(people::check(look));
    diagnostics.extend(outcome::check(look));
    diagnostics.extend(overdue::check(look));
    diagnostics.extend(unowned::check(look));
    diagnostics
}

/// What is doubtful about a playbook by itself.
pub(super) fn check_playbook(playbook: &things::Playbook) -> Vec<Diagnostic> {
    plan::outside_in_weeks(&playbook.plan)
}

/// An engagement that is being looked at.
struct Look<'a> {
    facts: &'a Engagement,
    declared: &'a things::Engagement,
    /// Its own file.
    source: &'a SourcePath,
    today: jiff::civil::Date,
}

impl<'a> Look<'a> {
    fn new(placed: &'a PlacedEngagement, today: jiff::civil::Date) -> Self {
        Self { facts: &placed.facts, declared: &placed.facts.declared, source: &placed.source, today }
    }

    fn is_active(&self) -> bool {
        self.facts.status == EngagementStatus::Active
    }

    /// True where somebody still has work with it.
    fn is_worked_on(&self) -> bool {
        matches!(self.facts.status, EngagementStatus::Active | EngagementStatus::HandedOver)
    }

    /// The first of `places` that is in the engagement's own folder: its file, or its minutes.
    fn own(&self, places: &[&Location]) -> Option<Location> {
        let is_own = |at: &&&Location| at.path.below(self.source.folder()).is_some();
        places.iter().find(is_own).map(|at| (*at).clone())
    }

    /// The same; where the file says nothing of the thing, the day on which its plan begins.
    fn place(&self, places: &[&Location]) -> Location {
        let start = || self.own(&[&self.declared.start.as_ref()?.at]);
        self.own(places).or_else(start).unwrap_or_else(|| self.name())
    }

    /// The same for what has nothing to do with days: where the file says nothing of the thing, the plan that it takes over.
    fn place_or_plan(&self, places: &[&Location]) -> Location {
        let plan = || self.own(&[&self.declared.extends.as_ref()?.at]);
        self.own(places).or_else(plan).unwrap_or_else(|| self.place(places))
    }

    /// Where the file says which engagement it is.
    fn name(&self) -> Location {
        self.own(&[&self.declared.id.at]).unwrap_or_else(|| Location::file(self.source.clone()))
    }
}

/// A problem of a thing, which points at where a playbook says it too.
fn with_origin(problem: Diagnostic, origin: &Location, words: &str) -> Diagnostic {
    let is_there = problem.location.as_ref().is_some_and(|at| at.path == origin.path);
    if is_there { problem } else { problem.related(origin.clone(), words) }
}

/// A task of a phase with what only the files say of it.
struct DeclaredTask<'a> {
    task: &'a Task,
    /// The day that it has of its own, or that the task has which it is a part of.
    due: Option<&'a Date>,
    /// True where the day is that of the task which it is a part of.
    is_due_with_whole: bool,
    /// True where somebody has it: by its own word, or by that of what it is a part of.
    is_owned: bool,
}

/// Every task of `phase`, subtasks after the task that they are part of.
fn tasks_of(phase: &Phase) -> Vec<DeclaredTask<'_>> {
    let mut all = Vec::new();
    let is_owned = phase.owner.is_some();
    add_tasks(&phase.tasks, &phase.declared.tasks, None, is_owned, &mut all);
    for (workstream, declared) in phase.workstreams.iter().zip(&phase.declared.workstreams) {
        add_tasks(&workstream.tasks, &declared.tasks, None, is_owned || workstream.owner.is_some(), &mut all);
    }
    all
}

fn add_tasks<'a>(
    tasks: &'a [Task],
    declared: &'a [things::Task],
    due: Option<&'a Date>,
    is_owned: bool,
    all: &mut Vec<DeclaredTask<'a>>,
) {
    for (task, declared) in tasks.iter().zip(declared) {
        let own = declared.due.as_ref();
        let is_owned = is_owned || task.owner.is_some();
        all.push(DeclaredTask { task, due: own.or(due), is_due_with_whole: own.is_none() && due.is_some(), is_owned });
        add_tasks(&task.tasks, &declared.tasks, own.or(due), is_owned, all);
    }
}

fn is_open(task: &Task) -> bool {
    !matches!(task.state, TaskState::Done | TaskState::Dropped)
}

/// `"a"`, `"a" and "b"`, `"a", "b", "c" and 2 more`.
fn listed<'a>(titles: impl IntoIterator<Item = &'a str>) -> String {
    /// As many as one takes in at a glance.
    const SHOWN: usize = 3;
    let quoted: Vec<String> = titles.into_iter().map(|title| format!("\"{title}\"")).collect();
    match quoted.len() {
        0..=1 => quoted.concat(),
        count if count > SHOWN => format!("{} and {} more", quoted[..SHOWN].join(", "), count - SHOWN),
        count => format!("{} and {}", quoted[..count - 1].join(", "), quoted[count - 1]),
    }
}

/// "1 task", "3 tasks".
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
