//! One engagement, assembled: what follows from what the files say, computed once.
//!
//! Takes a `FilteredEngagement` and the day; gives dates, states, progress, clock times and people. The same for every
//! reader: what was filtered away is not here to be counted. Guides are named by their paths, with their places, for the
//! links to be resolved. What has no derived facts yet is in `declared`.

mod calendar;
mod cutover;
mod cycles;
mod date_order;
mod dates;
mod gate;
mod installation;
mod meeting;
mod metric;
mod minutes;
mod named;
mod obligation;
mod outcome;
mod people;
mod raid;
mod readiness;
mod require;
mod requirement;
mod restriction;
mod review;
mod shift;
mod sign_off;
mod standing;
mod work;

pub use calendar::{Period, WeekNow};
pub use cutover::{Cutover, CutoverStep, Hypercare};
pub use dates::Dated;
pub use gate::{Gate, GateState, GuideState, Guides, Required, gate_given, gates};
pub use installation::{Access, AccessState, Component, Endpoint, Environment, Expiry, Installation, Integration};
pub use meeting::{AgendaTopic, Meeting, Recurrence, agenda_total};
pub use metric::{Metric, MetricStatus, Reading, Trend};
pub use minutes::Minutes;
pub use obligation::{Obligation, Owed, obligations};
pub use outcome::{Confirmation, Milestone, MilestoneCriterion, SuccessCriterion};
pub use people::{Party, People, Person, PersonId};
pub use raid::{RaidDeadline, RaidDuty, RaidEntry, RaidUse, RaidUseKind, RiskLevel, RiskScore};
pub use readiness::{Expectation, Prerequisite};
pub use requirement::{Coverage, Difference, Proof, ProofState, Requirement};
pub use restriction::{Restrictions, restrictions};
pub use review::{ReviewDue, reviews};
pub use shift::{Change, Moved, Shift};
pub use sign_off::{SignOff, SignOffState, Signatory, Signature, Subject};
pub use standing::{Changes, Obstacle, ObstacleKind, Troubles};
pub use work::{Deliverable, Phase, Progress, Task, Workstream};

use crate::book::engagement::FilteredEngagement;
use crate::diagnostic::{Checked, Diagnostic};
use crate::schema::read::Spanned;
use crate::schema::scalar::{GuidePath, Name, Text};
use crate::schema::things::{self, EngagementStatus, Health};
use calendar::Calendar;
use jiff::civil::Date;
use std::sync::Arc;

/// A guide that a part of the engagement names.
pub type GuideRef = Spanned<GuidePath>;

/// One engagement as one audience may see it.
#[derive(Clone, Debug)]
pub struct Engagement {
    /// Its name in addresses.
    pub id: Name,
    /// What it is called.
    pub title: Text,
    /// Where it stands: as declared, else by its first day.
    pub status: EngagementStatus,
    /// How it is doing: as declared, else as the last update says.
    pub health: Option<Health>,
    /// Its first day.
    pub start: Option<Date>,
    /// The last day of the plan.
    pub end: Option<Date>,
    /// Which week of the plan it is today.
    pub week: Option<WeekNow>,
    /// Everybody who has a part in it.
    pub people: People,
    /// The stages, in the plan's order.
    pub phases: Vec<Phase>,
    /// Of all tasks.
    pub progress: Progress,
    /// The meetings, in the plan's order.
    pub meetings: Vec<Meeting>,
    /// The minutes of meetings, the earliest first.
    pub minutes: Vec<Minutes>,
    /// The events that count, in the plan's order.
    pub milestones: Vec<Milestone>,
    /// The milestone that is the launch: its place in `milestones`.
    pub go_live: Option<usize>,
    /// How the work is accepted.
    pub success_criteria: Vec<SuccessCriterion>,
    /// What must be there before something begins.
    pub prerequisites: Vec<Prerequisite>,
    /// What selling and delivering settle.
    pub expectations: Vec<Expectation>,
    /// Who accepts what.
    pub sign_offs: Vec<SignOff>,
    /// Who owes what: what is most overdue first.
    pub obligations: Vec<Obligation>,
    /// What is measured, in the plan's order.
    pub metrics: Vec<Metric>,
    /// What the design must meet, in its order.
    pub requirements: Vec<Requirement>,
    /// Where the software runs, what it is made of and talks to, who gets in, what ends when.
    pub installation: Installation,
    /// What was moved, and why.
    pub shifts: Vec<Shift>,
    /// What was agreed after the beginning.
    pub changes: Vec<Change>,
    /// The hours of the launch.
    pub cutover: Option<Cutover>,
    /// The weeks after it.
    pub hypercare: Option<Hypercare>,
    /// The RAID log, in the order of its entries.
    pub raid: Vec<RaidEntry>,
    /// Everything as the files say it.
    pub declared: Arc<things::Engagement>,
}

impl Engagement {
    /// The milestone that is the launch.
    #[must_use]
    pub fn launch(&self) -> Option<&Milestone> {
        self.milestones.get(self.go_live?)
    }

    /// Every task, subtasks after the task that they are part of.
    pub fn tasks(&self) -> impl Iterator<Item = &Task> {
        self.phases.iter().flat_map(Phase::all_tasks)
    }
}

/// Assembles an engagement as of `today`.
#[must_use]
pub fn assemble(filtered: &FilteredEngagement, today: Date) -> Checked<Engagement> {
    let declared = &filtered.declared;
    let plan = &declared.plan;
    let mut diagnostics = Vec::new();
    let people = People::assemble(declared, &filtered.people, today).unpack(&mut diagnostics);
    let start = declared.start.as_ref().map(|start| start.value);
    let calendar = Calendar::new(declared, start);
    let site = Site { people: &people, calendar: &calendar, today };
    let phases: Vec<Phase> = plan.phases.iter().map(|phase| Phase::assemble(phase, &site)).collect();
    let milestones: Vec<Milestone> =
        plan.milestones.iter().map(|milestone| Milestone::assemble(milestone, &site)).collect();
    let ends = phases.iter().filter_map(|phase| Some(phase.planned?.end));
    let end = ends.chain(milestones.iter().filter_map(|milestone| milestone.planned)).max();
    let mut meetings: Vec<Meeting> =
        plan.meetings.iter().map(|meeting| Meeting::assemble(meeting, end, &site)).collect();
    let around = raid::Around { people: &people, phases: &phases, milestones: &milestones, meetings: &meetings, today };
    let raid = raid::assemble_raid(declared, around);
    let go_live = plan
        .go_live
        .as_ref()
        .and_then(|reference| milestones.iter().position(|milestone| milestone.id.as_str() == reference.id));
    let launch = go_live.and_then(|at: usize| milestones[at].day());
    diagnostics.extend(check_agendas(&plan.meetings));
    diagnostics.extend(check_plan(plan));
    diagnostics.extend(date_order::check(declared));
    let begun = start.is_some_and(|start| start <= today);
    let by_date = if begun { EngagementStatus::Active } else { EngagementStatus::Planned };
    let last_update = declared.updates.iter().max_by_key(|update| update.date.as_ref().map(|date| date.value));
    let health = declared.health.as_ref().or_else(|| last_update?.health.as_ref());
    let status = declared.status.as_ref().map_or(by_date, |status| status.value);
    let is_closed = status == EngagementStatus::Closed;
    if is_closed {
        // Nobody meets again about it.
        meetings.iter_mut().filter_map(|meeting| meeting.recurrence.as_mut()).for_each(|again| again.next = None);
    }
    let mut value = Engagement {
        id: declared.id.clone(),
        title: declared.title.clone(),
        status,
        // What is closed is doing neither well nor badly any more.
        health: health.map(|health| health.value).filter(|_| !is_closed),
        start,
        end,
        week: calendar.week_now(today, end),
        progress: phases.iter().map(|phase| phase.progress).sum(),
        success_criteria: plan.success_criteria.iter().map(|one| SuccessCriterion::assemble(one, &people)).collect(),
        requirements: Vec::new(),
        installation: Installation::assemble(declared, &site),
        shifts: Shift::assemble_all(declared, &site),
        changes: declared.changes.iter().map(|change| Change::assemble(change, &site)).collect(),
        cutover: plan.cutover.as_ref().map(|cutover| Cutover::assemble(cutover, &site)),
        hypercare: plan.hypercare.as_ref().map(|hypercare| Hypercare::assemble(hypercare, launch, &site)),
        metrics: plan.metrics.iter().map(|metric| Metric::assemble(metric, launch, today)).collect(),
        raid,
        minutes: declared.minutes.iter().filter_map(|one| Minutes::assemble(one, &people)).collect(),
        people,
        phases,
        meetings,
        milestones,
        go_live,
        prerequisites: Vec::new(),
        expectations: Vec::new(),
        sign_offs: Vec::new(),
        obligations: Vec::new(),
        declared: declared.clone(),
    };
    value.prerequisites = plan.prerequisites.iter().map(|one| Prerequisite::assemble(one, &value, today)).collect();
    let expectation = |one| Expectation::assemble(one, &value.people, start, today);
    value.expectations = plan.expectations.iter().map(expectation).collect();
    value.sign_offs = plan.sign_offs.iter().map(|one| SignOff::assemble(one, &value)).collect();
    sign_off::accept_what_is_signed(&mut value);
    value.obligations = obligations(&value, today);
    let requirements = plan.design.iter().flat_map(|design| &design.requirements);
    value.requirements = requirements.map(|one| Requirement::assemble(one, &value)).collect();
    Checked { value, diagnostics }
}

/// What is wrong with a playbook by itself, beyond what its files say together.
#[must_use]
pub fn check_playbook(playbook: &things::Playbook) -> Vec<Diagnostic> {
    let mut diagnostics = check_agendas(&playbook.plan.meetings);
    diagnostics.extend(check_plan(&playbook.plan));
    diagnostics
}

fn check_plan(plan: &things::Plan) -> Vec<Diagnostic> {
    let circles = cycles::check(plan);
    // What goes round in a circle is in no order of time either.
    if circles.is_empty() { date_order::check_weeks(plan) } else { circles }
}

fn check_agendas(meetings: &[Arc<things::Meeting>]) -> Vec<Diagnostic> {
    meetings.iter().filter_map(|one| meeting::check_agenda(one)).collect()
}

/// What the parts of an engagement are assembled with.
#[derive(Clone, Copy)]
struct Site<'a> {
    people: &'a People,
    calendar: &'a Calendar,
    today: Date,
}

#[cfg(test)]
mod change_tests;
#[cfg(test)]
pub(super) mod tests;
