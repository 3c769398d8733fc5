//! The four questions: where are we, what is next, what is in the way, who is called. And what changed lately.
//!
//! Takes an assembled engagement; the overview, the home page and `turnkey status` all ask here, so that they agree.

use super::people::{Party, Person};
use super::{Engagement, Milestone, Phase, RaidEntry, RaidUseKind, RiskLevel, Task};
use crate::audience::Audience;
use crate::model::entity::kind_of_raid;
use crate::model::wording::raid_title;
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Cause, Reference};
use crate::schema::things::{CriterionStatus, EngagementStatus, Fulfilment, RaidKind, Support, TaskState};
use ecow::EcoString;
use jiff::Span;
use jiff::civil::Date;

/// How far ahead "what is next" looks, in days.
const AHEAD: i64 = 14;
/// How many tasks are next where none is near.
const FEWEST: usize = 5;

/// Something in the way.
#[derive(Clone, Debug)]
pub struct Obstacle<'a> {
    /// Why.
    pub kind: ObstacleKind,
    /// The thing.
    pub reference: Reference,
    /// What it is now: a risk that became an issue is one.
    pub thing: Kind,
    /// What it is called.
    pub title: EcoString,
    /// Who has it.
    pub owner: Option<&'a Party>,
    /// What it waits for.
    pub waits_for: Option<&'a Spanned<Cause>>,
    /// Since when it waits.
    pub since: Option<Date>,
    /// The day that is over.
    pub due: Option<Date>,
}

/// Why something is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObstacleKind {
    /// A task that waits for something.
    Blocked,
    /// A prerequisite without which nothing goes on, and whose day is over.
    Unmet,
    /// An issue that weighs much or that a gate waits for.
    Open,
    /// A task that should be done.
    Late,
    /// A milestone that should be reached.
    Missed,
    /// A deliverable that should be handed over.
    Undelivered,
    /// A criterion that was tested and does not hold.
    Failed,
    /// An entry of the RAID log whose day is over.
    Overdue,
}

/// How much is not as it should be, in tasks without parts. One may be both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Troubles {
    /// How many are late.
    pub late: usize,
    /// How many are blocked.
    pub blocked: usize,
}

/// What happened from one day to another, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Changes {
    /// Tasks done.
    pub done: usize,
    /// Milestones reached.
    pub reached: usize,
    /// Entries of the RAID log that are new.
    pub opened: usize,
    /// Entries that were closed.
    pub closed: usize,
    /// Updates written.
    pub updates: usize,
}

impl Engagement {
    /// True where nothing more is to be done: the customer runs it, or it is closed.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self.status, EngagementStatus::HandedOver | EngagementStatus::Closed)
    }

    /// Open tasks that are late, under way, or due soon, the earliest first; where there are none, the next ones at all.
    #[must_use]
    pub fn up_next(&self, today: Date) -> Vec<(&Phase, &Task)> {
        let soon = today.checked_add(Span::new().days(AHEAD)).unwrap_or(today);
        let is_open = |task: &Task| matches!(task.state, TaskState::Open | TaskState::Active);
        let mut open: Vec<(&Phase, &Task)> = self.leaves().filter(|(_, task)| is_open(task)).collect();
        open.sort_by_key(|(_, task)| (task.due.is_none(), task.due));
        let is_near = |task: &Task| task.state == TaskState::Active || task.due.is_some_and(|due| due <= soon);
        let near = open.iter().filter(|(_, task)| is_near(task)).count();
        open.truncate(near.max(FEWEST));
        open
    }

    /// The last day on which something of it was done, where nothing more is to be: a phase ended, a milestone was reached,
    /// a document was signed.
    #[must_use]
    pub fn finished(&self) -> Option<Date> {
        let ended = self.phases.iter().filter_map(|phase| phase.ended);
        let reached = self.milestones.iter().filter_map(|milestone| milestone.actual);
        let complete = self.sign_offs.iter().filter(|one| one.is_complete());
        let signed = complete.flat_map(|one| one.signatures().filter_map(|signature| signature.date));
        ended.chain(reached).chain(signed).max().filter(|_| self.is_over())
    }

    /// What is blocked, then what nothing goes on without, then what is late, failed or overdue. Nothing is where nobody
    /// goes on.
    #[must_use]
    pub fn in_the_way(&self) -> Vec<Obstacle<'_>> {
        if self.status == EngagementStatus::Closed {
            return Vec::new();
        }
        let tasks = self.leaves().filter_map(|(phase, task)| {
            let kind = match task.state {
                TaskState::Blocked => ObstacleKind::Blocked,
                _ if task.is_late => ObstacleKind::Late,
                _ => return None,
            };
            Some(Obstacle {
                kind,
                reference: Reference { kind: Kind::Task, id: super::named::task_name(phase, task) },
                thing: Kind::Task,
                title: task.text.value.clone(),
                owner: task.owner.as_ref(),
                waits_for: task.blocked_by.as_ref(),
                since: task.since.filter(|_| kind == ObstacleKind::Blocked),
                due: task.due.filter(|_| task.is_late),
            })
        });
        let milestones = self.milestones.iter().filter(|milestone| milestone.is_late).map(|milestone| Obstacle {
            owner: milestone.owner.as_ref(),
            due: milestone.day(),
            ..Obstacle::new(ObstacleKind::Missed, Kind::Milestone, &milestone.id, &milestone.title.value)
        });
        let is_unmet = |one: &&super::Prerequisite| {
            let is_blocking = one.declared.blocking.as_ref().is_some_and(|blocking| blocking.value);
            is_blocking && one.is_late && one.state == Fulfilment::Open
        };
        let prerequisites = self.prerequisites.iter().filter(is_unmet).map(|one| Obstacle {
            owner: one.owner.as_ref(),
            due: one.needed_by,
            ..Obstacle::new(ObstacleKind::Unmet, Kind::Prerequisite, &one.id, &one.text.value)
        });
        let deliverables = self.deliverables().filter(|one| one.is_late).map(|one| Obstacle {
            owner: one.owner.as_ref(),
            due: one.due,
            ..Obstacle::new(ObstacleKind::Undelivered, Kind::Deliverable, &one.declared.id, &one.declared.title.value)
        });
        let failed = self.success_criteria.iter().filter(|one| one.status == CriterionStatus::Failed);
        let failed = failed.map(|one| Obstacle {
            since: one.verified.as_ref().and_then(|word| word.date),
            ..Obstacle::new(ObstacleKind::Failed, Kind::Criterion, &one.id, &one.text.value)
        });
        let log = self.raid.iter().filter_map(RaidEntry::obstacle);
        let all = tasks.chain(milestones).chain(prerequisites).chain(deliverables).chain(failed).chain(log);
        let mut all: Vec<Obstacle<'_>> = all.collect();
        all.sort_by_key(|obstacle| obstacle.kind);
        all
    }

    /// Whom to call before anybody of the team: those who help the customer afterwards, for the customer and for whoever
    /// looks at what the customer runs already.
    #[must_use]
    pub fn call_first(&self, reader: Audience) -> Option<&Support> {
        let support = self.declared.plan.support.as_ref()?;
        let can_be_called = support.on_call.as_ref().is_some_and(|one| one.phone.is_some());
        (can_be_called && (reader != Audience::Internal || self.is_over())).then_some(support)
    }

    /// Who is there now, those with a telephone first: they are who one calls.
    #[must_use]
    pub fn to_call(&self) -> Vec<&Person> {
        let mut people: Vec<&Person> = self.people.all.iter().filter(|person| !person.has_left).collect();
        people.sort_by_key(|person| person.declared.phone.is_none());
        people
    }

    /// How many tasks are late, how many blocked; none of a closed engagement, of which nobody waits for anything.
    #[must_use]
    pub fn troubles(&self) -> Troubles {
        if self.status == EngagementStatus::Closed {
            return Troubles::default();
        }
        self.leaves().fold(Troubles::default(), |troubles, (_, task)| Troubles {
            late: troubles.late + usize::from(task.is_late),
            blocked: troubles.blocked + usize::from(task.state == TaskState::Blocked),
        })
    }

    /// The milestone that is expected next.
    #[must_use]
    pub fn next_milestone(&self) -> Option<&Milestone> {
        let open = self.milestones.iter().filter(|milestone| milestone.actual.is_none());
        open.min_by_key(|milestone| (milestone.day().is_none(), milestone.day()))
    }

    /// What happened from `from` to `to`, both in it.
    #[must_use]
    pub fn changes(&self, from: Date, to: Date) -> Changes {
        let is_in = |day: Option<Date>| day.is_some_and(|day| from <= day && day <= to);
        let done = self.leaves().filter(|(_, task)| task.state == TaskState::Done && is_in(task.since));
        let day = |day: &Option<crate::schema::scalar::Date>| day.as_ref().map(|day| day.value);
        Changes {
            done: done.count(),
            reached: self.milestones.iter().filter(|milestone| is_in(milestone.actual)).count(),
            opened: self.raid.iter().filter(|entry| is_in(day(&entry.declared.opened).or(entry.became))).count(),
            closed: self.raid.iter().filter(|entry| is_in(entry.closed_on())).count(),
            updates: self.declared.updates.iter().filter(|update| is_in(day(&update.date))).count(),
        }
    }
}

impl Obstacle<'_> {
    fn new(kind: ObstacleKind, thing: Kind, id: &EcoString, title: &EcoString) -> Self {
        let reference = Reference { kind: thing, id: id.clone() };
        Self { kind, reference, thing, title: title.clone(), owner: None, waits_for: None, since: None, due: None }
    }
}

impl RaidEntry {
    /// As something in the way; what a blocked task waits for stands there with that task.
    fn obstacle(&self) -> Option<Obstacle<'_>> {
        let is_named = |how| self.named_by.iter().any(|part| part.how == how);
        let is_issue = self.kind_now() == RaidKind::Issue;
        if self.is_over() || is_issue && is_named(RaidUseKind::Blocks) {
            return None;
        }
        let is_heavy = self.score.is_some_and(|score| score.level >= RiskLevel::High);
        let kind = match self.is_late() {
            _ if is_issue && (is_heavy || is_named(RaidUseKind::Required)) => ObstacleKind::Open,
            true => ObstacleKind::Overdue,
            false => return None,
        };
        Some(Obstacle {
            thing: kind_of_raid(self.kind_now()),
            owner: self.owner.as_ref(),
            due: self.next.filter(|next| next.is_late).map(|next| next.on),
            ..Obstacle::new(kind, kind_of_raid(self.kind), &self.id, &raid_title(self))
        })
    }
}
