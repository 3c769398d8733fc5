//! How gates, sign-offs and obligations are said.

use super::{ENGLISH, Status, StatusId, Words, status};
use crate::model::engagement::{
    Changes, Engagement, Gate, GateState, Obstacle, ObstacleKind, Owed, SignOff, SignOffState,
};
use crate::schema::kind::Kind;
use crate::schema::scalar::Weeks;
use crate::schema::things::Support;
use ecow::EcoString;
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

impl Words {
    /// How much of what a gate requires holds: "3 of 5".
    #[must_use]
    pub fn gate_count(&self, gate: &Gate) -> EcoString {
        match gate.total() {
            0 => self.say("requires nothing").into(),
            total => self.fill("{done} of {total}", &[("done", &gate.met.to_string()), ("total", &total.to_string())]),
        }
    }

    /// The words that follow the title of what is in the way, but for whose it is: what it is if no task, what it waits for,
    /// since when, and the day that is over.
    #[must_use]
    pub fn obstacle_words(&self, one: &Obstacle<'_>, facts: &Engagement, today: Date) -> Vec<EcoString> {
        let thing = (one.thing != Kind::Task).then(|| self.say(one.thing.label()).into());
        let waits = one.waits_for.map(|by| self.fill("waits for {what}", &[("what", &self.cause(by, facts))]));
        let verb = if one.kind == ObstacleKind::Failed { "tested {day}" } else { "since {day}" };
        let on = |phrase: &str, day: Date| self.fill(phrase, &[("day", &self.near_day(day, today))]);
        let since = one.since.map(|since| on(verb, since));
        let due = one.due.map(|due| on("was due {day}", due));
        [thing, waits, since, due].into_iter().flatten().collect()
    }

    /// When and for what one may call those who are on call: "at all hours", "for P1, P2".
    #[must_use]
    pub fn on_call_words(&self, support: &Support) -> Vec<EcoString> {
        let Some(on_call) = &support.on_call else { return Vec::new() };
        let hours = on_call.hours.as_ref().map(|hours| hours.value.clone());
        let severities: Vec<&str> = on_call.severities.iter().map(|id| id.as_str()).collect();
        let severities = (!severities.is_empty()).then(|| self.fill("for {what}", &[("what", &severities.join(", "))]));
        hours.into_iter().chain(severities).collect()
    }

    /// How long a day is over: "1 day", "12 days".
    #[must_use]
    pub fn days_over(&self, days: u32) -> EcoString {
        self.count(days, "{n} day", "{n} days")
    }

    /// "in 3 days", "tomorrow", "5 days ago".
    #[must_use]
    pub fn days_away(&self, at: Date, today: Date) -> EcoString {
        self.days_left((at - today).get_days())
    }

    /// What changed, counted: "3 tasks done, 1 milestone reached"; none where nothing did.
    #[must_use]
    pub fn changes_label(&self, changes: Changes) -> Option<EcoString> {
        let counted = |count: usize, one: &str, many: &str| {
            (count > 0).then(|| self.count(u32::try_from(count).unwrap_or(u32::MAX), one, many))
        };
        let parts = [
            counted(changes.done, "{n} task done", "{n} tasks done"),
            counted(changes.reached, "{n} milestone reached", "{n} milestones reached"),
            counted(changes.opened, "{n} RAID entry opened", "{n} RAID entries opened"),
            counted(changes.closed, "{n} RAID entry closed", "{n} RAID entries closed"),
            counted(changes.updates, "{n} update written", "{n} updates written"),
        ];
        let words: Vec<EcoString> = parts.into_iter().flatten().collect();
        (!words.is_empty()).then(|| words.join(", ").into())
    }

    /// Where today is in the plan: "Week 6 of 8".
    #[must_use]
    pub fn week_label(&self, facts: &Engagement, today: Date) -> Option<EcoString> {
        let (start, end) = (facts.start?, facts.end?);
        Some(match facts.week {
            _ if facts.is_over() => self.fill("Finished {day}", &[("day", &self.day(facts.finished()?))]),
            _ if today < start => self.fill("Begins {when}", &[("when", &self.days_away(start, today))]),
            _ if today > end => self.fill("Planned to end {when}", &[("when", &self.days_away(end, today))]),
            Some(week) => {
                let (number, of) = (week.number.to_string(), week.of.to_string());
                self.fill("Week {number} of {of}", &[("number", &number), ("of", &of)])
            }
            None => return None,
        })
    }

    /// "Week 1", "Weeks 1–2".
    #[must_use]
    pub fn weeks(&self, weeks: Weeks) -> EcoString {
        let (first, last) = (weeks.first.to_string(), weeks.last.to_string());
        if weeks.first == weeks.last {
            self.fill("Week {number}", &[("number", &first)])
        } else {
            self.fill("Weeks {first}–{last}", &[("first", &first), ("last", &last)])
        }
    }
}

/// How much of what a gate requires holds: "3 of 5".
#[must_use]
pub fn gate_count(gate: &Gate) -> EcoString {
    ENGLISH.gate_count(gate)
}

/// The words that follow the title of what is in the way, but for whose it is.
#[must_use]
pub fn obstacle_words(one: &Obstacle<'_>, facts: &Engagement, today: Date) -> Vec<EcoString> {
    ENGLISH.obstacle_words(one, facts, today)
}

/// When and for what one may call those who are on call: "at all hours", "for P1, P2".
#[must_use]
pub fn on_call_words(support: &Support) -> Vec<EcoString> {
    ENGLISH.on_call_words(support)
}

/// How long a day is over: "1 day", "12 days".
#[must_use]
pub fn days_over(days: u32) -> EcoString {
    ENGLISH.days_over(days)
}

/// "in 3 days", "tomorrow", "5 days ago".
#[must_use]
pub fn days_away(at: Date, today: Date) -> EcoString {
    ENGLISH.days_away(at, today)
}

/// Where today is in the plan: "Week 6 of 8".
#[must_use]
pub fn week_label(facts: &Engagement, today: Date) -> Option<EcoString> {
    ENGLISH.week_label(facts, today)
}
