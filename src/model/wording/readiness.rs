//! How gates, sign-offs and obligations are said.

use super::{Status, StatusId, cause, day, near_day, status};
use crate::model::engagement::{
    Changes, Engagement, Gate, GateState, Obstacle, ObstacleKind, Owed, SignOff, SignOffState,
};
use crate::schema::kind::Kind;
use crate::schema::things::Support;
use ecow::{EcoString, eco_format};
use jiff::civil::Date;

/// The state of a gate.
#[must_use]
pub fn gate_status(gate: &Gate) -> Status {
    match gate.state {
        GateState::Unmet => status(StatusId::Open, "Not met"),
        GateState::Met => status(StatusId::Done, "Met"),
        GateState::Waived => status(StatusId::Waived, "Waived"),
        GateState::Passed => status(StatusId::Done, "Passed"),
    }
}

/// How much of what a gate requires holds: "3 of 5".
#[must_use]
pub fn gate_count(gate: &Gate) -> EcoString {
    match gate.total() {
        0 => "requires nothing".into(),
        total => eco_format!("{} of {total}", gate.met),
    }
}

/// The state of a sign-off.
#[must_use]
pub fn sign_off_status(sign_off: &SignOff) -> Status {
    match sign_off.state {
        SignOffState::Open => status(StatusId::Open, "Not signed"),
        SignOffState::Partly => status(StatusId::Active, "Partly signed"),
        SignOffState::Complete => status(StatusId::Done, "Signed"),
    }
}

/// What is to be done about what is owed.
#[must_use]
pub fn owed_label(owed: Owed) -> &'static str {
    match owed {
        Owed::Unblocking => "Blocked task",
        Owed::Task => "Task",
        Owed::Prerequisite => "Prerequisite",
        Owed::Expectation => "Expectation",
        Owed::Ask => "Asked for",
        Owed::Action => "Action",
        Owed::Dependency => "Dependency",
        Owed::Issue => "Issue",
        Owed::RiskReview => "Review of a risk",
        Owed::Validation => "Test of an assumption",
        Owed::Delivery => "Delivery",
        Owed::Acceptance => "Acceptance",
        Owed::Signature => "Signature",
        Owed::Renewal => "Renewal",
    }
}

/// Why something is in the way.
#[must_use]
pub fn obstacle_status(kind: ObstacleKind) -> Status {
    status(
        StatusId::Blocked,
        match kind {
            ObstacleKind::Blocked => "Blocked",
            ObstacleKind::Late | ObstacleKind::Missed | ObstacleKind::Undelivered => "Late",
            ObstacleKind::Open => "Open",
            ObstacleKind::Failed => "Failed",
            ObstacleKind::Unmet | ObstacleKind::Overdue => "Overdue",
        },
    )
}

/// The words that follow the title of what is in the way, but for whose it is: what it is if no task, what it waits for,
/// since when, and the day that is over.
#[must_use]
pub fn obstacle_words(one: &Obstacle<'_>, facts: &Engagement, today: Date) -> Vec<EcoString> {
    let thing = (one.thing != Kind::Task).then(|| one.thing.label().into());
    let waits = one.waits_for.map(|by| eco_format!("waits for {}", cause(by, facts)));
    let verb = if one.kind == ObstacleKind::Failed { "tested" } else { "since" };
    let since = one.since.map(|since| eco_format!("{verb} {}", near_day(since, today)));
    let due = one.due.map(|due| eco_format!("was due {}", near_day(due, today)));
    [thing, waits, since, due].into_iter().flatten().collect()
}

/// When and for what one may call those who are on call: "at all hours", "for P1, P2".
#[must_use]
pub fn on_call_words(support: &Support) -> Vec<EcoString> {
    let Some(on_call) = &support.on_call else { return Vec::new() };
    let hours = on_call.hours.as_ref().map(|hours| hours.value.clone());
    let severities: Vec<&str> = on_call.severities.iter().map(|id| id.as_str()).collect();
    let severities = (!severities.is_empty()).then(|| eco_format!("for {}", severities.join(", ")));
    hours.into_iter().chain(severities).collect()
}

/// How long a day is over: "1 day", "12 days".
#[must_use]
pub fn days_over(days: u32) -> EcoString {
    if days == 1 { "1 day".into() } else { eco_format!("{days} days") }
}

/// "in 3 days", "tomorrow", "5 days ago".
#[must_use]
pub fn days_away(at: Date, today: Date) -> EcoString {
    match (at - today).get_days() {
        0 => "today".into(),
        1 => "tomorrow".into(),
        -1 => "yesterday".into(),
        days if days < 0 => eco_format!("{} days ago", -days),
        days => eco_format!("in {days} days"),
    }
}

/// What changed, counted: "3 tasks done, 1 milestone reached"; none where nothing did.
#[must_use]
pub fn changes_label(changes: Changes) -> Option<EcoString> {
    let counted = |count: usize, one: &str, many: &str, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {one} {what}")),
        count => Some(format!("{count} {many} {what}")),
    };
    let parts = [
        counted(changes.done, "task", "tasks", "done"),
        counted(changes.reached, "milestone", "milestones", "reached"),
        counted(changes.opened, "RAID entry", "RAID entries", "opened"),
        counted(changes.closed, "RAID entry", "RAID entries", "closed"),
        counted(changes.updates, "update", "updates", "written"),
    ];
    let words: Vec<String> = parts.into_iter().flatten().collect();
    (!words.is_empty()).then(|| words.join(", ").into())
}

/// Where today is in the plan: "Week 6 of 8".
#[must_use]
pub fn week_label(facts: &Engagement, today: Date) -> Option<EcoString> {
    let (start, end) = (facts.start?, facts.end?);
    Some(match facts.week {
        _ if facts.is_over() => eco_format!("Finished {}", day(facts.finished()?)),
        _ if today < start => eco_format!("Begins {}", days_away(start, today)),
        _ if today > end => eco_format!("Planned to end {}", days_away(end, today)),
        Some(week) => eco_format!("Week {} of {}", week.number, week.of),
        None => return None,
    })
}
