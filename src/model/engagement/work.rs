//! Phases, workstreams and tasks: who does what by when, where it stands, and how much is done.

use super::calendar::Period;
use super::outcome::Confirmation;
use super::people::Party;
use super::{GuideRef, Site};
use crate::schema::read::Spanned;
use crate::schema::scalar::{Cause, Name, Text};
use crate::schema::things::{self, DeliverableStatus, TaskState};
use jiff::civil::Date;
use std::iter::Sum;
use std::sync::Arc;

/// A dated stage.
#[derive(Clone, Debug)]
pub struct Phase {
    /// Its name in references and addresses.
    pub id: Name,
    /// What it is called.
    pub title: Text,
    /// What holds when it is over.
    pub goal: Option<Text>,
    /// Who leads it.
    pub owner: Option<Party>,
    /// The weeks as first planned.
    pub baseline: Option<Period>,
    /// The same after what was moved.
    pub planned: Option<Period>,
    /// When it really began.
    pub began: Option<Date>,
    /// When it really ended.
    pub ended: Option<Date>,
    /// Where it stands.
    pub state: TaskState,
    /// True where it should be over and is not.
    pub is_late: bool,
    /// The phases that come before.
    pub depends_on: Vec<Name>,
    /// Its own tasks.
    pub tasks: Vec<Task>,
    /// Its groups of tasks.
    pub workstreams: Vec<Workstream>,
    /// Of all its tasks.
    pub progress: Progress,
    /// What it hands over.
    pub deliverables: Vec<Deliverable>,
    /// How to work in it, what bites in it, and the rest that is declared.
    pub declared: Arc<things::Phase>,
}

/// A group of tasks.
#[derive(Clone, Debug)]
pub struct Workstream {
    /// Its name in references.
    pub id: Name,
    /// What it is called.
    pub title: Text,
    /// Who leads it.
    pub owner: Option<Party>,
    /// What is to be done.
    pub tasks: Vec<Task>,
    /// Of its tasks.
    pub progress: Progress,
}

/// A unit of work.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its name in references.
    pub id: Name,
    /// What is to be done.
    pub text: Text,
    /// Who does it now; of what is done, who was named. Where a part names nobody, whoever does the whole.
    pub owner: Option<Party>,
    /// Where it stands.
    pub state: TaskState,
    /// The day it was done, or since when it waits or is under way.
    pub since: Option<Date>,
    /// What it waits for.
    pub blocked_by: Option<Spanned<Cause>>,
    /// Why it was dropped.
    pub dropped_because: Option<Text>,
    /// Its last day: its own, or that of the phase.
    pub due: Option<Date>,
    /// True where that day is its own.
    pub has_own_day: bool,
    /// True where that day is over and it is not done.
    pub is_late: bool,
    /// The guide that says how.
    pub guide: Option<GuideRef>,
    /// The runbook that says how.
    pub runbook: Option<GuideRef>,
    /// What it makes.
    pub deliverable: Option<Name>,
    /// The meeting that it is.
    pub meeting: Option<Name>,
    /// The phase that it is about.
    pub phase: Option<Name>,
    /// Its parts.
    pub tasks: Vec<Task>,
}

/// What a task takes from what it is part of, where it says nothing itself.
#[derive(Clone, Copy, Default)]
struct Above<'a> {
    /// The last day.
    end: Option<Date>,
    /// The state of the task around it, where that settles its own.
    state: Option<TaskState>,
    /// Who does the task around it.
    owner: Option<&'a Name>,
    /// What the task around it waits for: so do its parts.
    blocked: Option<&'a things::Blocked>,
}

/// A thing handed over.
#[derive(Clone, Debug)]
pub struct Deliverable {
    /// As declared.
    pub declared: things::Deliverable,
    /// Where it stands.
    pub status: DeliverableStatus,
    /// Who makes it.
    pub owner: Option<Party>,
    /// Who accepted it.
    pub accepted: Option<Confirmation>,
    /// Its last day: its own, or that of the phase.
    pub due: Option<Date>,
    /// True where that day is over and it is not handed over.
    pub is_late: bool,
}

/// How much is done, in tasks: one with parts counts as its parts, one that was dropped does not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Progress {
    /// How many are done.
    pub done: u32,
    /// How many there are.
    pub total: u32,
}

impl Sum for Progress {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::default(), |a, b| Self { done: a.done + b.done, total: a.total + b.total })
    }
}

impl Progress {
    /// Whole percent, rounded down, so that only all is 100; none where there is nothing to do.
    #[must_use]
    pub fn percent(self) -> Option<u32> {
        (self.done * 100).checked_div(self.total)
    }
}

impl Phase {
    pub(super) fn assemble(phase: &Arc<things::Phase>, site: &Site<'_>) -> Self {
        let baseline = phase.weeks.as_ref().and_then(|weeks| site.calendar.weeks(weeks.value));
        let planned = baseline.map(|period| site.calendar.moved(period));
        let end = planned.map(|period| period.end);
        let tasks = Task::assemble_all(&phase.tasks, Above { end, ..Above::default() }, site);
        let workstreams: Vec<Workstream> =
            phase.workstreams.iter().map(|workstream| Workstream::assemble(workstream, end, site)).collect();
        let in_workstreams = workstreams.iter().map(|workstream| workstream.progress);
        let progress = tasks.iter().map(Task::progress).chain(in_workstreams).sum();
        let actual = phase.actual.as_ref();
        let day = |day: Option<&crate::schema::scalar::Date>| day.map(|day| day.value);
        let mut assembled = Self {
            id: phase.id.clone(),
            title: phase.title.clone(),
            goal: phase.goal.clone(),
            owner: phase.owner.as_ref().map(|owner| site.people.party_now(owner)),
            baseline,
            planned,
            began: actual.and_then(|actual| day(actual.start.as_ref())),
            ended: actual.and_then(|actual| day(actual.end.as_ref())),
            state: TaskState::Open,
            is_late: false,
            depends_on: phase.depends_on.clone(),
            tasks,
            workstreams,
            progress,
            deliverables: phase.deliverables.iter().map(|one| Deliverable::assemble(one, end, site)).collect(),
            declared: phase.clone(),
        };
        assembled.state = assembled.derive_state(site.today);
        assembled.is_late = assembled.state != TaskState::Done && end.is_some_and(|end| end < site.today);
        assembled
    }

    /// Over when its end is said or all its tasks are; blocked when something is and nothing else can go on; under way
    /// when it began, its first week has, or something in it is. That a task was done ahead of time does not begin it.
    fn derive_state(&self, today: Date) -> TaskState {
        let all_done = self.progress.total > 0 && self.progress.done == self.progress.total;
        if self.ended.is_some() || all_done {
            return TaskState::Done;
        }
        let states: Vec<TaskState> =
            self.all_tasks().filter(|task| task.tasks.is_empty()).map(|task| task.state).collect();
        let left = states.iter().filter(|state| !matches!(state, TaskState::Done | TaskState::Dropped));
        let mut left = left.peekable();
        if left.peek().is_some() && left.all(|state| *state == TaskState::Blocked) {
            return TaskState::Blocked;
        }
        let undated = self.began.is_none() && self.planned.is_none();
        let touched = states.iter().any(|state| match state {
            TaskState::Active | TaskState::Blocked => true,
            TaskState::Done => undated,
            TaskState::Open | TaskState::Dropped => false,
        });
        let begun = self.began.is_some_and(|day| day <= today) || self.planned.is_some_and(|plan| plan.start <= today);
        if touched || begun { TaskState::Active } else { TaskState::Open }
    }

    /// Every task, subtasks after the task that they are part of, those of workstreams last.
    pub fn all_tasks(&self) -> impl Iterator<Item = &Task> {
        let mut all = Vec::new();
        self.tasks.iter().for_each(|task| task.collect(&mut all));
        self.workstreams.iter().flat_map(|workstream| &workstream.tasks).for_each(|task| task.collect(&mut all));
        all.into_iter()
    }
}

impl Workstream {
    fn assemble(workstream: &things::Workstream, end: Option<Date>, site: &Site<'_>) -> Self {
        let tasks = Task::assemble_all(&workstream.tasks, Above { end, ..Above::default() }, site);
        Self {
            id: workstream.id.clone(),
            title: workstream.title.clone(),
            owner: workstream.owner.as_ref().map(|owner| site.people.party_now(owner)),
            progress: tasks.iter().map(Task::progress).sum(),
            tasks,
        }
    }
}

impl Task {
    fn assemble_all(tasks: &[things::Task], above: Above<'_>, site: &Site<'_>) -> Vec<Self> {
        tasks.iter().map(|task| Self::assemble(task, above, site)).collect()
    }

    fn assemble(task: &things::Task, above: Above<'_>, site: &Site<'_>) -> Self {
        let own = declared_state(task).or(above.state);
        let settles = own.filter(|state| matches!(state, TaskState::Done | TaskState::Dropped | TaskState::Blocked));
        let said = task.blocked.as_deref().or(above.blocked);
        let blocked = said.filter(|_| own == Some(TaskState::Blocked));
        let due = task.due.as_ref().map(|due| due.value).or(above.end);
        let owner = task.owner.as_ref().or(above.owner);
        let parts = Self::assemble_all(&task.tasks, Above { end: due, state: settles, owner, blocked }, site);
        let state = own.unwrap_or_else(|| state_of_parts(&parts));
        let over = matches!(state, TaskState::Done | TaskState::Dropped);
        let since = match state {
            TaskState::Done => task.done.as_ref(),
            TaskState::Blocked => blocked.and_then(|blocked| blocked.since.as_ref()),
            TaskState::Active => task.active.as_ref(),
            TaskState::Open | TaskState::Dropped => None,
        };
        Self {
            id: task.id.clone(),
            text: task.text.clone(),
            owner: owner.map(|owner| if over { site.people.party(owner) } else { site.people.party_now(owner) }),
            state,
            since: since.map(|day| day.value),
            blocked_by: blocked.and_then(|one| one.by.clone()),
            dropped_because: task.dropped.clone().filter(|_| state == TaskState::Dropped),
            due,
            has_own_day: task.due.is_some(),
            is_late: !over && due.is_some_and(|due| due < site.today),
            guide: task.guide.clone(),
            runbook: task.runbook.clone(),
            deliverable: task.deliverable.clone(),
            meeting: task.meeting.clone(),
            phase: task.phase.clone(),
            tasks: parts,
        }
    }

    /// Of the task, or of its parts.
    #[must_use]
    pub fn progress(&self) -> Progress {
        match (self.state, self.tasks.is_empty()) {
            (TaskState::Dropped, true) => Progress::default(),
            (state, true) => Progress { done: u32::from(state == TaskState::Done), total: 1 },
            (_, false) => self.tasks.iter().map(Self::progress).sum(),
        }
    }

    fn collect<'a>(&'a self, all: &mut Vec<&'a Self>) {
        all.push(self);
        self.tasks.iter().for_each(|task| task.collect(all));
    }
}

/// What is said of the task itself; a day says more than a word.
fn declared_state(task: &things::Task) -> Option<TaskState> {
    let said = [
        (task.dropped.is_some(), TaskState::Dropped),
        (task.done.is_some(), TaskState::Done),
        (task.blocked.is_some(), TaskState::Blocked),
        (task.active.is_some(), TaskState::Active),
    ];
    let by_day = said.iter().find(|(is_said, _)| *is_said).map(|(_, state)| *state);
    by_day.or_else(|| task.state.as_ref().map(|state| state.value))
}

/// Done when all its parts are, under way when one is or was.
fn state_of_parts(parts: &[Task]) -> TaskState {
    let counted = parts.iter().filter(|task| task.state != TaskState::Dropped);
    let mut states = counted.map(|task| task.state).peekable();
    if states.peek().is_none() {
        return TaskState::Open;
    }
    let states: Vec<TaskState> = states.collect();
    if states.iter().all(|state| *state == TaskState::Done) {
        TaskState::Done
    } else if states.iter().all(|state| *state == TaskState::Open) {
        TaskState::Open
    } else {
        TaskState::Active
    }
}

impl Deliverable {
    fn assemble(deliverable: &things::Deliverable, end: Option<Date>, site: &Site<'_>) -> Self {
        use DeliverableStatus::{Accepted, Delivered, Planned, Waived};
        let said = [
            (deliverable.waived.is_some(), Waived),
            (deliverable.accepted.is_some(), Accepted),
            (deliverable.delivered_on.is_some(), Delivered),
        ];
        let by_fact = said.iter().find(|(is_said, _)| *is_said).map_or(Planned, |(_, status)| *status);
        let status = deliverable.status.as_ref().map_or(by_fact, |status| status.value.max(by_fact));
        let over = matches!(status, Accepted | Delivered | Waived);
        let due = deliverable.due.as_ref().map(|due| due.value).or(end);
        let owner = deliverable.owner.as_ref();
        Self {
            status,
            owner: owner.map(|owner| if over { site.people.party(owner) } else { site.people.party_now(owner) }),
            accepted: deliverable.accepted.as_ref().map(|one| Confirmation::assemble(one, site.people)),
            due,
            is_late: !over && due.is_some_and(|due| due < site.today),
            declared: deliverable.clone(),
        }
    }
}
