//! How dates, lengths of time and states are said: the same on the screen and on paper.
//!
//! English only so far; the packet's labels in other languages come with the languages.

mod installation;
mod metric;
mod people;
mod raid;
mod readiness;

pub use installation::{
    access_status, category_label, coverage_status, dated_status, days_left, design_status, difference_label,
    expiry_status, hours, hypercare_status, offset, priority_label, proof_status, step_clock,
};
pub use metric::{checkpoint, figure, metric_status, reading_status, target, trend};
pub use people::{every, training_status, wait};
pub use raid::{
    became_label, raid_duty_label, raid_kind_label, raid_kinds_label, raid_status, raid_title, raid_use_label,
    response_label, risk_level_label,
};
pub use readiness::{
    changes_label, days_away, days_over, gate_count, gate_status, obstacle_status, obstacle_words, on_call_words,
    owed_label, sign_off_status, week_label,
};

use super::engagement::{
    AgendaTopic, Confirmation, Deliverable, Engagement, Meeting, Milestone, People, Period, Phase, Task,
};
use crate::schema::kind::Kind;
use crate::schema::scalar::{Amount, Cause, Duration, Moment};
use crate::schema::things::{
    CriterionStatus, DeliverableStatus, EngagementStatus, Fulfilment, GuideKind, Health, Side, TaskState, Work,
};
use ecow::EcoString;
use jiff::civil::{Date, Time, Weekday};

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
    match (meeting.is_held, meeting.is_late, meeting.recurrence.is_some()) {
        (true, ..) => status(StatusId::Done, "Held"),
        (_, true, _) => status(StatusId::Blocked, "Not held"),
        (_, _, true) => status(StatusId::Active, "Recurring"),
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

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs() - 1)]
}

fn weekday(date: Date) -> &'static str {
    WEEKDAYS[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
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

/// "24 Apr 2026".
#[must_use]
pub fn day(date: Date) -> EcoString {
    ecow::eco_format!("{} {} {}", date.day(), month(date), date.year())
}

/// "24 Apr", or with the year where it is not that of `today`.
#[must_use]
pub fn near_day(date: Date, today: Date) -> EcoString {
    if date.year() == today.year() { ecow::eco_format!("{} {}", date.day(), month(date)) } else { day(date) }
}

/// "2 – 13 Mar 2026", with no more of the first day than differs.
#[must_use]
pub fn days(period: Period) -> EcoString {
    let Period { start, end } = period;
    if start == end {
        day(start)
    } else if (start.year(), start.month()) == (end.year(), end.month()) {
        ecow::eco_format!("{} – {}", start.day(), day(end))
    } else if start.year() == end.year() {
        ecow::eco_format!("{} {} – {}", start.day(), month(start), day(end))
    } else {
        ecow::eco_format!("{} – {}", day(start), day(end))
    }
}

/// "Tue 3 Mar 2026, 15:00".
#[must_use]
pub fn moment(moment: Moment) -> EcoString {
    let date = ecow::eco_format!("{} {}", weekday(moment.date), day(moment.date));
    moment.time.map_or(date.clone(), |time| ecow::eco_format!("{date}, {}", clock(time)))
}

/// "15:00".
#[must_use]
pub fn clock(time: Time) -> EcoString {
    ecow::eco_format!("{:02}:{:02}", time.hour(), time.minute())
}

/// "10–15 min", "90 min", "5 days".
#[must_use]
pub fn duration(duration: Duration) -> EcoString {
    let (least, most) = (duration.least, duration.most);
    if least == most {
        return amount(least);
    }
    let only_minutes = |amount: Amount| amount.days == 0 && amount.months == 0;
    if only_minutes(least) && only_minutes(most) {
        ecow::eco_format!("{}–{} min", least.minutes, most.minutes)
    } else {
        ecow::eco_format!("{} – {}", amount(least), amount(most))
    }
}

fn amount(amount: Amount) -> EcoString {
    let counted = |count: u32, one: &str, many: &str| match count {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    };
    let days = if amount.days.is_multiple_of(7) {
        counted(amount.days / 7, "week", "weeks")
    } else {
        counted(amount.days, "day", "days")
    };
    let parts = [counted(amount.months, "month", "months"), days, counted(amount.minutes, "min", "min")];
    let words: Vec<String> = parts.into_iter().flatten().collect();
    if words.is_empty() { "0 min".into() } else { words.join(" ").into() }
}

/// When a meeting is: its moment, how it comes back, or the week it is planned in.
#[must_use]
pub fn meeting_time(meeting: &Meeting) -> Option<EcoString> {
    if let Some(at) = meeting.at {
        return Some(moment(at));
    }
    if let Some(recurrence) = &meeting.recurrence {
        let every = match amount(recurrence.every.least).as_str() {
            "1 week" => "Every week".to_owned(),
            "1 day" => "Every day".to_owned(),
            "1 month" => "Every month".to_owned(),
            other => format!("Every {other}"),
        };
        let first = recurrence.days.first().map(|date| format!(" on {}", weekday(*date))).unwrap_or_default();
        let time = recurrence.time.map(|time| format!(", {}", clock(time))).unwrap_or_default();
        return Some(format!("{every}{first}{time}").into());
    }
    meeting.planned.map(days)
}

/// When a topic begins, where it is known; else how far into the meeting.
#[must_use]
pub fn topic_time(topic: &AgendaTopic) -> EcoString {
    topic.clock.map_or_else(|| ecow::eco_format!("+{} min", topic.offset), clock)
}

/// "A. Keller, 21 Apr 2026".
#[must_use]
pub fn confirmation(confirmation: &Confirmation, people: &People) -> EcoString {
    let by = confirmation.by.as_ref().map(|party| people.name(party));
    let parts: Vec<EcoString> = by.into_iter().chain(confirmation.date.map(day)).collect();
    parts.join(", ").into()
}

/// What a blocked task waits for: words, or the thing that it names, by its title.
#[must_use]
pub fn cause(cause: &Cause, facts: &Engagement) -> EcoString {
    let reference = match cause {
        Cause::Words(words) => return words.clone(),
        Cause::Reference(reference) => reference,
    };
    let plan = &facts.declared.plan;
    let entry = plan.raid.iter().find(|entry| entry.id.as_str() == reference.id).map(|entry| {
        let number = entry.number.as_ref().map(|number| format!(" ({})", number.value)).unwrap_or_default();
        ecow::eco_format!("{}{number}", entry.title.value)
    });
    let task = || facts.tasks().find(|task| task.id.as_str() == reference.id).map(|task| task.text.value.clone());
    let milestone = || {
        let named = facts.milestones.iter().find(|milestone| milestone.id.as_str() == reference.id);
        named.map(|milestone| milestone.title.value.clone())
    };
    let title = match reference.kind {
        Kind::Risk | Kind::Issue | Kind::Action | Kind::Dependency | Kind::Decision | Kind::Assumption => entry,
        Kind::Task => task(),
        Kind::Milestone => milestone(),
        _ => None,
    };
    let kind = reference.kind.label();
    title.map_or_else(|| ecow::eco_format!("{kind} {}", reference.id), |title| ecow::eco_format!("{kind}: {title}"))
}

/// What is said of a task's last day: when it was done, else when it is due.
#[must_use]
pub fn task_day(task: &Task) -> Option<EcoString> {
    match task.state {
        TaskState::Done => task.since.map(day),
        TaskState::Dropped => None,
        TaskState::Open | TaskState::Active | TaskState::Blocked => task.due.map(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_repeat_nothing() {
        let period = |start, end| days(Period { start, end });
        assert_eq!(period(date(2026, 3, 2), date(2026, 3, 13)), "2 – 13 Mar 2026");
        assert_eq!(period(date(2026, 3, 30), date(2026, 4, 3)), "30 Mar – 3 Apr 2026");
        assert_eq!(period(date(2026, 12, 28), date(2027, 1, 8)), "28 Dec 2026 – 8 Jan 2027");
        assert_eq!(period(date(2026, 3, 2), date(2026, 3, 2)), "2 Mar 2026");
    }

    #[test]
    fn lengths_read_as_people_say_them() {
        let amount = |months, days, minutes| Amount { months, days, minutes };
        let of = |least, most| duration(Duration { least, most });
        assert_eq!(of(amount(0, 0, 10), amount(0, 0, 15)), "10–15 min");
        assert_eq!(of(amount(0, 0, 90), amount(0, 0, 90)), "90 min");
        assert_eq!(of(amount(0, 7, 0), amount(0, 7, 0)), "1 week");
        assert_eq!(of(amount(0, 5, 0), amount(0, 14, 0)), "5 days – 2 weeks");
        assert_eq!(of(amount(3, 0, 0), amount(3, 0, 0)), "3 months");
    }

    #[test]
    fn moments_have_their_weekday() {
        let at = Moment { date: date(2026, 3, 3), time: Some(Time::constant(15, 0, 0, 0)) };
        assert_eq!(moment(at), "Tue 3 Mar 2026, 15:00");
    }
}
