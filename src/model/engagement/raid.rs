//! The RAID log: what each entry is now, how much it weighs, who has it, what is due, and what hangs on it.
//!
//! Takes the entries as declared and the assembled plan. Numbers are shown as declared and never made up: one that was
//! counted out would change with every entry before it.

use super::people::{Party, People};
use super::{Meeting, Milestone, Phase};
use crate::schema::kind::Kind;
use crate::schema::scalar::{self, Cause, Deadline, Name, Reference, Text};
use crate::schema::things::{self, RaidKind, RaidStatus};
use ecow::EcoString;
use jiff::civil::Date;
use std::sync::Arc;

/// An entry of the RAID log.
#[derive(Clone, Debug)]
pub struct RaidEntry {
    /// Its name in references.
    pub id: Name,
    /// What it was noted as, which references call it: a risk that became an issue keeps answering to its old one.
    pub kind: RaidKind,
    /// What it is about.
    pub title: Text,
    /// Where it stands.
    pub state: RaidStatus,
    /// The day on which a risk became an issue.
    pub became: Option<Date>,
    /// How much a risk weighs.
    pub score: Option<RiskScore>,
    /// Who has it now; of what is over, who was named. Of a dependency that nobody owns, who it waits for.
    pub owner: Option<Party>,
    /// Whom a dependency waits for now.
    pub waits_for: Option<Party>,
    /// Who decided, as named.
    pub decided_by: Option<Party>,
    /// What is to happen next, and by when; nothing for what is over.
    pub next: Option<RaidDeadline>,
    /// What names it in the plan.
    pub named_by: Vec<RaidUse>,
    /// The rest, as declared.
    pub declared: Arc<things::RaidEntry>,
}

/// Likelihood times impact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RiskScore {
    /// 1 to 25.
    pub value: u8,
    /// In a word.
    pub level: RiskLevel,
}

/// How much a risk weighs, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RiskLevel {
    /// Up to 4.
    Low,
    /// Up to 9.
    Medium,
    /// Up to 14.
    High,
    /// From 15 on.
    VeryHigh,
}

/// What is to happen to an entry by a certain day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RaidDeadline {
    /// What.
    pub what: RaidDuty,
    /// By when.
    pub on: Date,
    /// True where that day is over.
    pub is_late: bool,
}

/// What is to happen to an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RaidDuty {
    /// Somebody does it.
    Due,
    /// What is waited for comes.
    Needed,
    /// An assumption is known to hold or not.
    Validated,
    /// Somebody looks at it again.
    Reviewed,
}

/// A part of the plan that names an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RaidUse {
    /// What it has to do with it.
    pub how: RaidUseKind,
    /// The part.
    pub part: Reference,
    /// What that is called.
    pub title: EcoString,
}

/// What a part of the plan has to do with an entry of the RAID log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RaidUseKind {
    /// A task waits for it.
    Blocks,
    /// The plan was moved because of it, from this part on.
    Moved,
    /// A sign-off was given but for it.
    Excepted,
    /// A gate requires that it is over.
    Required,
}

/// The assembled parts of the plan that entries have to do with.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) people: &'a People,
    pub(super) phases: &'a [Phase],
    pub(super) milestones: &'a [Milestone],
    pub(super) meetings: &'a [Meeting],
    pub(super) today: Date,
}

impl RiskScore {
    fn new(likelihood: u8, impact: u8) -> Self {
        let value = likelihood * impact;
        let level = match value {
            0..=4 => RiskLevel::Low,
            5..=9 => RiskLevel::Medium,
            10..=14 => RiskLevel::High,
            _ => RiskLevel::VeryHigh,
        };
        Self { value, level }
    }
}

/// Assembles the log of `engagement`, in its order.
pub(super) fn assemble_raid(engagement: &things::Engagement, around: Around<'_>) -> Vec<RaidEntry> {
    engagement.plan.raid.iter().map(|entry| RaidEntry::assemble(entry, engagement, around)).collect()
}

impl RaidEntry {
    fn assemble(entry: &Arc<things::RaidEntry>, engagement: &things::Engagement, around: Around<'_>) -> Self {
        let people = around.people;
        let kind = entry.kind.as_ref().map_or(RaidKind::Risk, |kind| kind.value);
        let state = state_of(entry, kind);
        let over = state == RaidStatus::Closed;
        let party = |name: &Option<Name>| {
            name.as_ref().map(|name| if over { people.party(name) } else { people.party_now(name) })
        };
        let waits_for = party(&entry.on);
        let score = entry.likelihood.as_ref().zip(entry.impact.as_ref());
        Self {
            id: entry.id.clone(),
            kind,
            title: entry.title.clone(),
            state,
            became: entry.became.as_ref().and_then(|became| day(became.issue.as_ref())),
            score: score.map(|(likelihood, impact)| RiskScore::new(likelihood.value.0, impact.value.0)),
            owner: party(&entry.owner).or_else(|| waits_for.clone()),
            waits_for,
            decided_by: entry.by.as_ref().map(|by| people.party(by)),
            next: if over { None } else { next_deadline(entry, around) },
            named_by: uses_of(entry, kind, engagement, around),
            declared: entry.clone(),
        }
    }

    /// What it is now: a risk that became an issue is one.
    #[must_use]
    pub fn kind_now(&self) -> RaidKind {
        if self.became.is_some() { RaidKind::Issue } else { self.kind }
    }

    /// The short number that somebody gave it.
    #[must_use]
    pub fn number(&self) -> Option<&EcoString> {
        self.declared.number.as_ref().map(|number| &number.value)
    }

    /// True where nothing is to be done about it any more. A decision that was made is over too.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.state == RaidStatus::Closed
    }

    /// True where a day has passed by which something was to happen.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.next.is_some_and(|next| next.is_late)
    }

    /// The day on which it was over: a decision's is the day on which it was made.
    #[must_use]
    pub fn closed_on(&self) -> Option<Date> {
        let made = || day(self.declared.date.as_ref()).filter(|_| self.kind == RaidKind::Decision);
        if self.is_over() { day(self.declared.closed.as_ref()).or_else(made) } else { None }
    }

    /// True where `reference` means it.
    #[must_use]
    pub fn answers_to(&self, reference: &Reference) -> bool {
        answers(&self.declared, self.kind, reference)
    }
}

fn day(date: Option<&scalar::Date>) -> Option<Date> {
    date.as_ref().map(|date| date.value)
}

/// As declared; else by what else is said: the day it was closed, or what was decided.
fn state_of(entry: &things::RaidEntry, kind: RaidKind) -> RaidStatus {
    let decided = kind == RaidKind::Decision && entry.outcome.is_some();
    let derived = if entry.closed.is_some() || decided { RaidStatus::Closed } else { RaidStatus::Open };
    entry.status.as_ref().map_or(derived, |status| status.value)
}

/// The first of the days by which something is to happen.
fn next_deadline(entry: &things::RaidEntry, around: Around<'_>) -> Option<RaidDeadline> {
    let needed = entry.needed_by.as_ref().and_then(|deadline| match &deadline.value {
        Deadline::Date(date) => Some(*date),
        Deadline::Reference(reference) => begin_of(reference, around),
    });
    let days = [
        (RaidDuty::Due, day(entry.due.as_ref())),
        (RaidDuty::Needed, needed),
        (RaidDuty::Validated, day(entry.validate_by.as_ref())),
        (RaidDuty::Reviewed, day(entry.review_by.as_ref())),
    ];
    let first = days.into_iter().filter_map(|(what, on)| Some((what, on?))).min_by_key(|(_, on)| *on);
    first.map(|(what, on)| RaidDeadline { what, on, is_late: on < around.today })
}

/// When what `reference` names is planned to begin, after what was moved.
fn begin_of(reference: &Reference, around: Around<'_>) -> Option<Date> {
    let is_meant = |id: &Name| id.as_str() == reference.id;
    match reference.kind {
        Kind::Phase => Some(around.phases.iter().find(|phase| is_meant(&phase.id))?.planned?.start),
        Kind::Milestone => around.milestones.iter().find(|milestone| is_meant(&milestone.id))?.day(),
        Kind::Meeting => {
            let meeting = around.meetings.iter().find(|meeting| is_meant(&meeting.id))?;
            meeting.at.map(|at| at.date).or_else(|| Some(meeting.planned?.start))
        }
        Kind::Task => {
            let tasks = around.phases.iter().flat_map(Phase::all_tasks);
            tasks.filter(|task| is_meant(&task.id)).find_map(|task| task.due)
        }
        _ => None,
    }
}

fn answers(entry: &things::RaidEntry, kind: RaidKind, reference: &Reference) -> bool {
    let is_kind = crate::model::kind_of_raid(kind) == reference.kind;
    let became = entry.became.is_some() && reference.kind == Kind::Issue;
    entry.id.as_str() == reference.id && (is_kind || became)
}

/// What names the entry, tasks first.
fn uses_of(
    entry: &things::RaidEntry,
    kind: RaidKind,
    engagement: &things::Engagement,
    around: Around<'_>,
) -> Vec<RaidUse> {
    let is_meant = |cause: &Cause| matches!(cause, Cause::Reference(reference) if answers(entry, kind, reference));
    let mut uses = Vec::new();
    let mut note = |how, kind, id: &EcoString, title: &EcoString| {
        uses.push(RaidUse { how, part: Reference { kind, id: id.clone() }, title: title.clone() });
    };
    for task in around.phases.iter().flat_map(Phase::all_tasks) {
        if task.blocked_by.as_ref().is_some_and(|by| is_meant(by)) {
            note(RaidUseKind::Blocks, Kind::Task, &task.id, &task.text.value);
        }
    }
    for entry in &engagement.reschedule {
        if let Some(from) = entry.from.as_ref().filter(|_| entry.because.as_ref().is_some_and(|by| is_meant(by))) {
            note(RaidUseKind::Moved, from.kind, &from.id, &title_of(from, around));
        }
    }
    for one in &engagement.plan.sign_offs {
        if one.exceptions.iter().any(|exception| is_meant(exception)) {
            note(RaidUseKind::Excepted, Kind::SignOff, &one.id, &one.title.value);
        }
    }
    for one in &engagement.plan.gates {
        if one.requires.iter().any(|required| !required.is_all() && answers(entry, kind, required)) {
            note(RaidUseKind::Required, Kind::Gate, &one.id, &one.title.value);
        }
    }
    uses
}

/// What is called by `reference`: a phase, milestone or meeting from which on the plan was moved.
fn title_of(reference: &Reference, around: Around<'_>) -> EcoString {
    let is_meant = |id: &Name| id.as_str() == reference.id;
    let title = match reference.kind {
        Kind::Phase => around.phases.iter().find(|one| is_meant(&one.id)).map(|one| &one.title),
        Kind::Milestone => around.milestones.iter().find(|one| is_meant(&one.id)).map(|one| &one.title),
        Kind::Meeting => around.meetings.iter().find(|one| is_meant(&one.id)).map(|one| &one.title),
        _ => None,
    };
    title.map_or_else(|| reference.id.clone(), |title| title.value.clone())
}

#[cfg(test)]
mod tests;
