//! The status report of an engagement: what was done since a day, what is next, what is in the way, what is asked for.
//!
//! Takes what one reader may see of it; gives sections of lines in words. The page, the Markdown and the mail each write
//! the same lines, so none can say more than another. Both ends of the period count: what was done on the day of the last
//! report is told twice rather than never.

use super::engagement::{Engagement, Obligation, Obstacle, ObstacleKind, Party, Progress, RaidEntry, SuccessCriterion};
use super::kind_of_raid;
use super::wording::{
    Status, StatusId, became_label, cause, criterion_status, day, duration, figure, near_day, obstacle_status,
    obstacle_words, owed_label, raid_duty_label, raid_kind_label, raid_status, raid_title, reading_status, status,
    task_status,
};
use crate::schema::kind::Kind;
use crate::schema::scalar::Reference;
use crate::schema::things::{CriterionStatus, Health, RaidKind, Side, TaskState};
use ecow::{EcoString, eco_format};
use jiff::Span;
use jiff::civil::Date;

/// How far ahead a report looks, in days.
const AHEAD: i64 = 14;
/// How far back a report looks that nobody gave a day, in days.
const BACK: i64 = 7;

/// A status report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusReport {
    /// The first day that it tells of.
    pub since: Date,
    /// The last: the day on which it is written.
    pub until: Date,
    /// How the engagement is doing.
    pub health: Option<Health>,
    /// How the customer thinks that it is doing.
    pub customer_health: Option<Health>,
    /// Of all tasks.
    pub progress: Progress,
    /// What was said of the days that it tells of, the earliest first; else the last word before them.
    pub updates: Vec<ReportUpdate>,
    /// What it tells.
    pub sections: Vec<ReportSection>,
}

/// How the engagement was doing on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportUpdate {
    /// The day.
    pub date: Option<Date>,
    /// How it was doing.
    pub health: Option<Health>,
    /// What was said.
    pub summary: EcoString,
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportSection {
    /// Its name in addresses.
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What is said where it has no line.
    pub nothing: &'static str,
    /// What it tells.
    pub lines: Vec<ReportLine>,
}

/// One thing that a report tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLine {
    /// How it stands.
    pub status: Status,
    /// What it is.
    pub title: EcoString,
    /// Who, when, why.
    pub details: Vec<EcoString>,
    /// The thing, for a link to it.
    pub reference: Option<Reference>,
}

/// The day on which a report begins that is written on `today`.
#[must_use]
pub fn usual_beginning(today: Date) -> Date {
    today.checked_sub(Span::new().days(BACK)).unwrap_or(today)
}

/// The report of `facts`, from `since` to `today`.
#[must_use]
pub fn status_report(facts: &Engagement, since: Date, today: Date) -> StatusReport {
    let telling = Telling {
        facts,
        since,
        today,
        ahead: today.checked_add(Span::new().days(AHEAD)).unwrap_or(today),
        lines: Vec::new(),
    };
    let sections = vec![
        section("done", "Done", "Nothing was finished.", telling.clone().done()),
        section("measured", "Measured", "", telling.clone().measured()),
        section("next", "Next two weeks", "Nothing is due.", telling.clone().next()),
        section("in-the-way", "In the way", telling.nothing_in_the_way(), telling.clone().in_the_way()),
        section("asks", "What we ask for", telling.nothing_asked(), telling.clone().asks()),
        section("log", "Decisions, risks and issues", "", telling.clone().log()),
        section("changes", "Changes to the plan", "", telling.changes()),
    ];
    let date = |update: &crate::schema::things::Update| update.date.as_ref().map(|date| date.value);
    let mut all: Vec<_> = facts.declared.updates.iter().filter(|update| date(update) <= Some(today)).collect();
    all.sort_by_key(|update| date(update));
    let customer_health = all.iter().rev().find_map(|update| update.customer_health.as_ref());
    let first = all.partition_point(|update| date(update) < Some(since));
    let told = &all[first.min(all.len().saturating_sub(1))..];
    let updates = told.iter().map(|update| ReportUpdate {
        date: date(update),
        health: update.health.as_ref().map(|health| health.value),
        summary: update.summary.value.clone(),
    });
    StatusReport {
        since,
        until: today,
        health: facts.health,
        customer_health: customer_health.map(|health| health.value),
        progress: facts.progress,
        updates: updates.collect(),
        sections: sections.into_iter().filter(|one| !(one.lines.is_empty() && one.nothing.is_empty())).collect(),
    }
}

fn section(id: &'static str, title: &'static str, nothing: &'static str, lines: Vec<ReportLine>) -> ReportSection {
    ReportSection { id, title, nothing, lines }
}

/// A section being written.
#[derive(Clone)]
struct Telling<'a> {
    facts: &'a Engagement,
    since: Date,
    today: Date,
    /// The last day that is told of ahead.
    ahead: Date,
    /// Each with the day by which they are sorted.
    lines: Vec<(Option<Date>, ReportLine)>,
}

impl Telling<'_> {
    fn is_recent(&self, date: Date) -> bool {
        self.since <= date && date <= self.today
    }

    fn is_near(&self, date: Date) -> bool {
        self.today <= date && date <= self.ahead
    }

    fn name(&self, party: Option<&Party>) -> Option<EcoString> {
        party.map(|party| self.facts.people.name(party)).filter(|name| !name.is_empty())
    }

    fn day(&self, date: Date) -> EcoString {
        near_day(date, self.today)
    }

    fn push(
        &mut self,
        on: Option<Date>,
        status: Status,
        title: impl Into<EcoString>,
        details: impl IntoIterator<Item = Option<EcoString>>,
        reference: Option<(Kind, &str)>,
    ) {
        let details = details.into_iter().flatten().filter(|detail| !detail.is_empty()).collect();
        let reference = reference.map(|(kind, id)| Reference { kind, id: id.into() });
        self.lines.push((on, ReportLine { status, title: title.into(), details, reference }));
    }

    /// The lines in the order of their days, those without one last.
    fn by_day(mut self) -> Vec<ReportLine> {
        self.lines.sort_by_key(|(on, _)| (on.is_none(), *on));
        self.in_order()
    }

    fn in_order(self) -> Vec<ReportLine> {
        self.lines.into_iter().map(|(_, line)| line).collect()
    }

    /// The day of something that happened, where it is told of.
    fn recent(&self, date: Option<Date>) -> Option<Date> {
        date.filter(|date| self.is_recent(*date))
    }

    fn done(mut self) -> Vec<ReportLine> {
        let facts = self.facts;
        for task in facts.tasks().filter(|task| task.state == TaskState::Done) {
            if let Some(on) = self.recent(task.since) {
                let details = [self.name(task.owner.as_ref()), Some(self.day(on))];
                self.push(Some(on), task_status(task.state), &task.text.value, details, Some((Kind::Task, &task.id)));
            }
        }
        for one in &facts.milestones {
            if let Some(on) = self.recent(one.actual) {
                let details = [Some("milestone".into()), Some(self.day(on))];
                let reached = status(StatusId::Done, "Reached");
                self.push(Some(on), reached, &one.title.value, details, Some((Kind::Milestone, &one.id)));
            }
        }
        self.done_meetings();
        self.done_acceptance();
        for one in &facts.prerequisites {
            let met = one.declared.met_on.as_ref().map(|on| on.value);
            if let Some(on) = self.recent(met) {
                let details = [Some("prerequisite".into()), Some(self.day(on))];
                let met = status(StatusId::Done, "Met");
                self.push(Some(on), met, &one.text.value, details, Some((Kind::Prerequisite, &one.id)));
            }
        }
        for one in facts.declared.plan.training.iter().filter(|one| one.done.as_ref().is_some_and(|done| done.value)) {
            if let Some(on) = self.recent(one.date.as_ref().map(|date| date.value)) {
                let details = [Some("training".into()), Some(self.day(on))];
                let held = status(StatusId::Done, "Held");
                self.push(Some(on), held, &one.title.value, details, Some((Kind::Training, &one.id)));
            }
        }
        for entry in facts.raid.iter().filter(|entry| entry.kind != RaidKind::Decision) {
            if let Some(on) = self.recent(entry.closed_on()) {
                let kind = raid_kind_label(entry.kind_now()).to_lowercase();
                let details = [Some(kind.into()), self.name(entry.owner.as_ref()), Some(self.day(on))];
                let name = (kind_of_raid(entry.kind), entry.id.as_str());
                self.push(Some(on), raid_status(entry), raid_title(entry), details, Some(name));
            }
        }
        self.by_day()
    }

    /// Meetings that were held with what came of them; of those that come back, the days that have minutes.
    fn done_meetings(&mut self) {
        let facts = self.facts;
        let held = status(StatusId::Done, "Held");
        for meeting in &facts.meetings {
            let own = meeting.at.filter(|_| meeting.is_held).map(|at| at.date);
            let of_minutes = facts.minutes.iter().filter(|minutes| minutes.is_of(meeting));
            let mut days: Vec<Date> = own.into_iter().chain(of_minutes.filter_map(|minutes| minutes.date)).collect();
            days.sort_unstable();
            days.dedup();
            for on in days.into_iter().filter(|on| self.is_recent(*on)).collect::<Vec<_>>() {
                let outcomes = meeting.declared.outcomes.iter().map(|line| Some(line.text.value.clone()));
                let outcomes = outcomes.filter(|_| own == Some(on));
                let details = std::iter::once(Some(self.day(on))).chain(outcomes).collect::<Vec<_>>();
                self.push(Some(on), held, &meeting.title.value, details, Some((Kind::Meeting, &meeting.id)));
            }
        }
    }

    fn done_acceptance(&mut self) {
        let facts = self.facts;
        for one in facts.phases.iter().flat_map(|phase| &phase.deliverables) {
            let name = Some((Kind::Deliverable, one.declared.id.as_str()));
            if let Some(on) = self.recent(one.declared.delivered_on.as_ref().map(|on| on.value)) {
                let version = one.declared.version.as_ref().map(|version| eco_format!("version {}", version.value));
                let delivered = status(StatusId::Done, "Delivered");
                self.push(Some(on), delivered, &one.declared.title.value, [version, Some(self.day(on))], name);
            }
            let accepted = one.accepted.as_ref();
            if let Some(on) = self.recent(accepted.and_then(|word| word.date)) {
                let by = self.name(accepted.and_then(|word| word.by.as_ref()));
                let word = status(StatusId::Done, "Accepted");
                self.push(Some(on), word, &one.declared.title.value, [by, Some(self.day(on))], name);
            }
        }
        let held = |one: &&SuccessCriterion| matches!(one.status, CriterionStatus::Met | CriterionStatus::Waived);
        for one in facts.success_criteria.iter().filter(held) {
            let words = [("Accepted", one.accepted.as_ref()), ("Verified", one.verified.as_ref())];
            // Whoever accepts it has seen it verified.
            let told = words.iter().find_map(|(word, said)| Some((*word, *said, self.recent(said.as_ref()?.date)?)));
            if let Some((word, said, on)) = told {
                let by = self.name(said.and_then(|said| said.by.as_ref()));
                let word =
                    if word == "Accepted" { status(StatusId::Done, "Accepted") } else { criterion_status(one.status) };
                self.push(Some(on), word, &one.text.value, [by, Some(self.day(on))], Some((Kind::Criterion, &one.id)));
            }
        }
        for one in &facts.sign_offs {
            for signature in one.signatures() {
                if let Some(on) = self.recent(signature.date) {
                    let version = signature.version.as_ref().map(|version| eco_format!("version {}", version.value));
                    let details = [self.name(Some(&signature.by)), version, Some(self.day(on))];
                    let signed = status(StatusId::Done, "Signed");
                    self.push(Some(on), signed, &one.title.value, details, Some((Kind::SignOff, &one.id)));
                }
            }
        }
    }

    fn measured(mut self) -> Vec<ReportLine> {
        let facts = self.facts;
        for metric in &facts.metrics {
            let readings: Vec<_> = metric.readings.iter().filter(|one| self.is_recent(one.date)).collect();
            for reading in readings {
                let value = figure(&reading.value, metric);
                let note = reading.note.as_ref().map(|note| note.value.clone());
                let word = reading_status(reading, metric).unwrap_or(status(StatusId::Open, "Read"));
                let details = [Some(value), Some(self.day(reading.date)), note];
                self.push(Some(reading.date), word, &metric.title.value, details, Some((Kind::Metric, &metric.id)));
            }
        }
        self.by_day()
    }

    fn next(mut self) -> Vec<ReportLine> {
        let facts = self.facts;
        let leaves = || facts.tasks().filter(|task| task.tasks.is_empty());
        for task in leaves().filter(|task| matches!(task.state, TaskState::Open | TaskState::Active)) {
            if let Some(on) = task.due.filter(|due| self.is_near(*due)) {
                let details = [self.name(task.owner.as_ref()), Some(eco_format!("due {}", self.day(on)))];
                self.push(Some(on), task_status(task.state), &task.text.value, details, Some((Kind::Task, &task.id)));
            }
        }
        let of_log = |kind| matches!(kind, Kind::Task);
        for one in facts.dates(self.today).into_iter().filter(|one| !one.is_over && !of_log(one.kind)) {
            if self.is_near(one.on) {
                let verb = if one.kind == Kind::Phase { "begins " } else { "" };
                let details = [Some(one.kind.label().into()), Some(eco_format!("{verb}{}", self.day(one.on)))];
                let planned = status(StatusId::Open, "Planned");
                self.push(Some(one.on), planned, &one.title, details, Some((one.kind, &one.id)));
            }
        }
        for entry in &facts.raid {
            let Some(next) = entry.next.filter(|next| self.is_near(next.on)) else { continue };
            let verb = raid_duty_label(next.what).to_lowercase();
            let kind = raid_kind_label(entry.kind_now()).to_lowercase();
            let by = eco_format!("{verb} {}", self.day(next.on));
            let details = [Some(kind.into()), self.name(entry.owner.as_ref()), Some(by)];
            let name = (kind_of_raid(entry.kind), entry.id.as_str());
            self.push(Some(next.on), raid_status(entry), raid_title(entry), details, Some(name));
        }
        self.by_day()
    }

    /// What the customer owes by now or soon.
    fn owed_by_customer(&self) -> impl Iterator<Item = &Obligation> {
        let is_due = |one: &&Obligation| one.due.is_none_or(|due| due <= self.ahead);
        self.facts.obligations.iter().filter(|one| one.side == Some(Side::Customer)).filter(is_due)
    }

    /// True for what is told as asked for: what the customer could do at once. What waits for something is in the way.
    fn is_asked_for(&self, one: &Obstacle<'_>) -> bool {
        one.kind != ObstacleKind::Blocked
            && self.owed_by_customer().any(|owed| owed.reference.as_ref() == Some(&one.reference))
    }

    fn nothing_in_the_way(&self) -> &'static str {
        if self.facts.in_the_way().is_empty() {
            "Nothing is blocked or late."
        } else {
            "Nothing but what is asked for below."
        }
    }

    fn nothing_asked(&self) -> &'static str {
        match self.owed_by_customer().next() {
            None => "Nothing is asked for.",
            Some(_) => "Nothing but what would clear the way.",
        }
    }

    /// What the overview says of it, in its order, but for what is asked for.
    fn in_the_way(mut self) -> Vec<ReportLine> {
        let facts = self.facts;
        for one in facts.in_the_way() {
            if self.is_asked_for(&one) {
                continue;
            }
            let mut details: Vec<_> = obstacle_words(&one, facts, self.today).into_iter().map(Some).collect();
            details.push(self.name(one.owner));
            let name = Some((one.reference.kind, one.reference.id.as_str()));
            self.push(None, obstacle_status(one.kind), one.title.clone(), details, name);
        }
        self.in_order()
    }

    /// What updates ask for, and what the customer owes by now or soon, but for what has been told to be in the way.
    fn asks(mut self) -> Vec<ReportLine> {
        let facts = self.facts;
        let ask = status(StatusId::Active, "Ask");
        for update in &facts.declared.updates {
            let date = update.date.as_ref().map(|date| date.value);
            if let (Some(words), Some(on)) = (&update.ask, self.recent(date)) {
                let details = [Some(eco_format!("asked {}", self.day(on)))];
                self.push(None, ask, &words.value, details, None);
            }
        }
        let told: Vec<Reference> =
            facts.in_the_way().into_iter().filter(|one| !self.is_asked_for(one)).map(|one| one.reference).collect();
        let of_customer = self.clone();
        for one in of_customer.owed_by_customer() {
            let is_told = one.reference.as_ref().is_some_and(|reference| told.contains(reference));
            if is_told || self.lines.iter().any(|(_, line)| line.title == one.what) {
                continue;
            }
            let word =
                if one.overdue > 0 { status(StatusId::Blocked, "Overdue") } else { status(StatusId::Open, "Open") };
            let due =
                one.due.map(|due| eco_format!("{} {}", if one.overdue > 0 { "was due" } else { "due" }, self.day(due)));
            let details = [Some(owed_label(one.kind).to_lowercase().into()), self.name(one.who.as_ref()), due];
            let name = one.reference.as_ref().map(|reference| (reference.kind, reference.id.as_str()));
            self.push(None, word, &one.what, details, name);
        }
        self.in_order()
    }

    /// What was decided, what became of risks, and what is new in the log.
    fn log(mut self) -> Vec<ReportLine> {
        let facts = self.facts;
        for entry in &facts.raid {
            let name = (kind_of_raid(entry.kind), entry.id.as_str());
            let kind: EcoString = raid_kind_label(entry.kind_now()).to_lowercase().into();
            let opened = entry.declared.opened.as_ref().map(|opened| opened.value);
            let told = if entry.kind == RaidKind::Decision {
                let by = entry.decided_by.as_ref().or(entry.owner.as_ref());
                let outcome = entry.declared.outcome.as_ref().map(|outcome| outcome.value.clone());
                let outcome = outcome.filter(|outcome| *outcome != entry.title.value);
                let made = self.recent(entry.closed_on());
                made.map(|on| (on, vec![Some(kind), outcome, self.name(by), Some(self.day(on))]))
            } else if let Some(on) = self.recent(entry.became) {
                Some((on, vec![Some(became_label(on)), self.name(entry.owner.as_ref()), mitigation(entry)]))
            } else {
                let is_worth_telling = matches!(entry.kind, RaidKind::Risk | RaidKind::Issue | RaidKind::Dependency);
                let new = self.recent(opened).filter(|_| is_worth_telling && !entry.is_over());
                new.map(|on| {
                    let noted = eco_format!("new {kind}, {}", self.day(on));
                    (on, vec![Some(noted), self.name(entry.owner.as_ref()), mitigation(entry)])
                })
            };
            if let Some((on, details)) = told {
                self.push(Some(on), raid_status(entry), raid_title(entry), details, Some(name));
            }
        }
        self.by_day()
    }

    fn changes(mut self) -> Vec<ReportLine> {
        let facts = self.facts;
        for one in &facts.changes {
            let asked = one.declared.on.as_ref().map(|on| on.value);
            let approved = one.declared.approved_on.as_ref().map(|on| on.value);
            if self.recent(asked).or(self.recent(approved)).is_none() && one.is_approved {
                continue;
            }
            // One that waits for somebody's word is told until it has it.
            if asked.is_some_and(|asked| asked > self.today) {
                continue;
            }
            let word = if one.is_approved {
                status(StatusId::Done, "Approved")
            } else {
                status(StatusId::Open, "Not approved yet")
            };
            let by = self.name(one.asked_by.as_ref()).map(|name| eco_format!("asked for by {name}"));
            let impact = one.declared.impact.as_ref().map(|impact| eco_format!("takes {}", duration(impact.value)));
            let approver = self.name(one.approved_by.as_ref()).filter(|_| one.is_approved);
            let agreed = approver.map(|name| eco_format!("approved by {name}"));
            let on = approved.or(asked).map(|on| self.day(on));
            self.push(asked, word, &one.title.value, [by, impact, agreed, on], Some((Kind::Change, &one.id)));
        }
        let moved = status(StatusId::Active, "Moved");
        for shift in &facts.shifts {
            if let Some(on) = self.recent(shift.on) {
                let why = shift.because.as_ref().map(|because| eco_format!("because of {}", cause(because, facts)));
                let what: Vec<&str> = shift.moved.iter().map(|one| one.title.value.as_str()).collect();
                let title = eco_format!("{} later: {}", duration(shift.by), what.join(", "));
                self.push(Some(on), moved, title, [why, Some(day(on))], None);
            }
        }
        self.by_day()
    }
}

fn mitigation(entry: &RaidEntry) -> Option<EcoString> {
    entry.declared.mitigation.as_ref().map(|mitigation| mitigation.value.clone())
}

#[cfg(test)]
mod tests;
