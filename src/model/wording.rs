//! How dates, lengths of time and states are said: the same on the screen and on paper.
//!
//! Site and packets are said in a language, by the methods of `Words`, and labels by `Words::say`. What is said to whoever
//! keeps the book, by messages and the command line, is in English: by the functions here.

mod condition;
mod installation;
mod languages;
mod metric;
mod people;
mod raid;
mod readiness;
mod saying;
mod time;
mod words;

pub use installation::{
    access_status, category_label, coverage_status, dated_status, design_status, difference_label, expiry_status,
    hours, hypercare_status, offset, priority_label, proof_status,
};
pub use languages::{Languages, builtin_words};
pub use metric::{metric_status, reading_status};
pub use people::training_status;
pub use raid::{
    raid_duty_label, raid_kind_label, raid_kinds_label, raid_status, raid_title, raid_use_label, response_label,
    risk_level_label,
};
pub use readiness::{
    days_away, days_over, gate_count, gate_status, obstacle_status, obstacle_words, on_call_words, owed_label,
    sign_off_status, week_label,
};
pub use saying::{Part, Saying};
pub use time::{cause, cause_saying, clock, day, days, duration, near_day};
pub use words::{ENGLISH, Words};

use super::engagement::{Deliverable, Meeting, Milestone, Phase};
use crate::schema::things::{
    CriterionStatus, DeliverableStatus, EngagementStatus, Fulfilment, GuideKind, Health, Side, TaskState, Work,
};
use jiff::civil::Weekday;

/// The five states that everything has, everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusId {
    /// Not begun.
    #[default]
    Open,
    /// Under way.
    Active,
    /// Done, met, delivered.
    Done,
    /// Blocked, failed, late.
    Blocked,
    /// Waived, dropped.
    Waived,
}

impl StatusId {
    /// The name in class names and palettes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Active => "active",
            Self::Done => "done",
            Self::Blocked => "blocked",
            Self::Waived => "waived",
        }
    }
}

/// A state, and the word for it here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Status {
    /// Picks icon and colour.
    pub id: StatusId,
    /// The word.
    pub label: &'static str,
}

pub(super) const fn status(id: StatusId, label: &'static str) -> Status {
    Status { id, label }
}

/// The state of a task or a phase.
#[must_use]
pub fn task_status(state: TaskState) -> Status {
    match state {
        TaskState::Open => status(StatusId::Open, "Open"),
        TaskState::Active => status(StatusId::Active, "Active"),
        TaskState::Done => status(StatusId::Done, "Done"),
        TaskState::Blocked => status(StatusId::Blocked, "Blocked"),
        TaskState::Dropped => status(StatusId::Waived, "Dropped"),
    }
}

/// The state of a phase; one that has not begun says so where something in it was done ahead of time.
#[must_use]
pub fn phase_status(phase: &Phase) -> Status {
    match phase.state {
        TaskState::Open if phase.progress.done > 0 => status(StatusId::Open, "Some done early"),
        state => task_status(state),
    }
}

/// The state of a milestone.
#[must_use]
pub fn milestone_status(milestone: &Milestone) -> Status {
    match (milestone.actual, milestone.is_late) {
        (Some(_), _) => status(StatusId::Done, "Reached"),
        (None, true) => status(StatusId::Blocked, "Late"),
        (None, false) => status(StatusId::Open, "Planned"),
    }
}

/// The state of a meeting.
#[must_use]
pub fn meeting_status(meeting: &Meeting) -> Status {
    match (meeting.is_held, meeting.is_late, &meeting.recurrence) {
        (true, ..) => status(StatusId::Done, "Held"),
        (_, true, _) => status(StatusId::Blocked, "Not held"),
        // Where no days are known, it comes back as long as the work goes on.
        (_, _, Some(again)) if again.next.is_none() && !again.days.is_empty() => status(StatusId::Done, "Over"),
        (_, _, Some(_)) => status(StatusId::Active, "Recurring"),
        _ => status(StatusId::Open, "Planned"),
    }
}

/// The state of a success criterion.
#[must_use]
pub fn criterion_status(state: CriterionStatus) -> Status {
    match state {
        CriterionStatus::Open => status(StatusId::Open, "Open"),
        CriterionStatus::Met => status(StatusId::Done, "Met"),
        CriterionStatus::Failed => status(StatusId::Blocked, "Failed"),
        CriterionStatus::Waived => status(StatusId::Waived, "Waived"),
    }
}

/// The state of what is either so or not.
#[must_use]
pub fn fulfilment_status(state: Fulfilment) -> Status {
    match state {
        Fulfilment::Open => status(StatusId::Open, "Open"),
        Fulfilment::Met => status(StatusId::Done, "Met"),
        Fulfilment::Waived => status(StatusId::Waived, "Waived"),
    }
}

/// What a kind of guide is called.
#[must_use]
pub fn guide_kind_label(kind: GuideKind) -> &'static str {
    match kind {
        GuideKind::Guide => "Guide",
        GuideKind::Runbook => "Runbook",
        GuideKind::Design => "Technical design",
        GuideKind::Agenda => "Agenda",
        GuideKind::Lesson => "Lesson",
        GuideKind::Reference => "Reference",
        GuideKind::Minutes => "Minutes",
    }
}

/// The state of a deliverable.
#[must_use]
pub fn deliverable_status(deliverable: &Deliverable) -> Status {
    match deliverable.status {
        DeliverableStatus::Planned if deliverable.is_late => status(StatusId::Blocked, "Late"),
        DeliverableStatus::Planned => status(StatusId::Open, "Planned"),
        DeliverableStatus::InProgress => status(StatusId::Active, "In progress"),
        DeliverableStatus::Delivered => status(StatusId::Done, "Delivered"),
        DeliverableStatus::Accepted => status(StatusId::Done, "Accepted"),
        DeliverableStatus::Waived => status(StatusId::Waived, "Waived"),
    }
}

/// The state of an engagement.
#[must_use]
pub fn engagement_status(state: EngagementStatus) -> Status {
    match state {
        EngagementStatus::Planned => status(StatusId::Open, "Planned"),
        EngagementStatus::Active => status(StatusId::Active, "Active"),
        EngagementStatus::HandedOver => status(StatusId::Done, "Handed over"),
        EngagementStatus::Closed => status(StatusId::Done, "Closed"),
    }
}

/// How an engagement is doing, in words.
#[must_use]
pub fn health_label(health: Health) -> &'static str {
    match health {
        Health::Green => "On track",
        Health::Amber => "At risk",
        Health::Red => "Off track",
    }
}

/// Whose somebody is: the customer by name.
#[must_use]
pub fn side_label<'a>(side: Side, vendor: &'a str, customer: &'a str) -> &'a str {
    match side {
        Side::Vendor => vendor,
        Side::Customer => customer,
        Side::Partner => "Partner",
    }
}

/// "Tuesday".
#[must_use]
pub fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// What a kind of work is called.
#[must_use]
pub fn work_label(work: Work) -> &'static str {
    match work {
        Work::Implementation => "Implementation",
        Work::Migration => "Migration",
        Work::Poc => "Proof of concept",
        Work::HealthCheck => "Health check",
        Work::Training => "Training",
    }
}
