//! Meetings: when they are, how often, and the clock times of their agendas.

use super::calendar::Period;
use super::people::Party;
use super::{GuideRef, Site};
use crate::diagnostic::{Diagnostic, Rule};
use crate::schema::scalar::{Amount, Duration, Moment, Name, Text};
use crate::schema::things;
use jiff::civil::{Date, Time};
use std::sync::Arc;

/// A meeting, or one that comes back.
#[derive(Clone, Debug)]
pub struct Meeting {
    /// Its name in references.
    pub id: Name,
    /// What it is called.
    pub title: Text,
    /// The week it is planned in, after what was moved.
    pub planned: Option<Period>,
    /// When it is.
    pub at: Option<Moment>,
    /// How it comes back.
    pub recurrence: Option<Recurrence>,
    /// How long its slot is.
    pub length: Option<Duration>,
    /// How long its agenda takes.
    pub total: Option<Duration>,
    /// Who is there.
    pub attendees: Vec<Party>,
    /// What it goes through.
    pub agenda: Vec<AgendaTopic>,
    /// True when it was held.
    pub is_held: bool,
    /// True where its day is over and nobody said that it was held.
    pub is_late: bool,
    /// The guide that says how to hold it.
    pub guide: Option<GuideRef>,
    /// Its minutes.
    pub minutes: Option<GuideRef>,
    /// What came of it, and the rest that is declared.
    pub declared: Arc<things::Meeting>,
}

/// How a meeting comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recurrence {
    /// How often.
    pub every: Duration,
    /// At what time of the day.
    pub time: Option<Time>,
    /// Every day of it, from the first week of the plan to its last day.
    pub days: Vec<Date>,
    /// The first of them that is not over.
    pub next: Option<Date>,
}

/// A point of an agenda.
#[derive(Clone, Debug)]
pub struct AgendaTopic {
    /// What it is about.
    pub topic: Text,
    /// How long it takes.
    pub duration: Option<Duration>,
    /// How many minutes after the beginning it comes at the earliest.
    pub offset: u32,
    /// The same by the clock, where the beginning is known.
    pub clock: Option<Time>,
    /// Who leads it.
    pub lead: Option<Party>,
    /// A remark.
    pub note: Option<Text>,
    /// The guide that says more.
    pub guide: Option<GuideRef>,
}

impl Meeting {
    /// `end` is the last day of the plan.
    pub(super) fn assemble(meeting: &Arc<things::Meeting>, end: Option<Date>, site: &Site<'_>) -> Self {
        let weeks = meeting.week.as_ref().and_then(|week| site.calendar.weeks(week.value));
        let at = meeting.at.as_ref().map(|at| at.value);
        let recurrence = meeting.every.as_ref().map(|every| {
            let on = meeting.on.as_ref().map(|on| on.value);
            let weekday = on.map(|on| on.weekday).or_else(|| at.map(|at| at.date.weekday()));
            let days = end.map(|end| site.calendar.recurring(weekday, every.most, end)).unwrap_or_default();
            let next = days.iter().copied().find(|day| *day >= site.today);
            Recurrence { every: every.value, time: on.and_then(|on| on.time), days, next }
        });
        let begin = at.and_then(|at| at.time).or_else(|| recurrence.as_ref()?.time);
        let mut offset = 0;
        let agenda: Vec<AgendaTopic> = meeting
            .agenda
            .iter()
            .map(|topic| {
                let assembled = assemble_topic(topic, offset, begin, site);
                offset = topic
                    .duration
                    .as_ref()
                    .map_or(offset, |duration| duration.least.in_minutes().saturating_add(offset));
                assembled
            })
            .collect();
        let is_held = meeting.held.as_ref().is_some_and(|held| held.value);
        Self {
            id: meeting.id.clone(),
            title: meeting.title.clone(),
            planned: weeks.map(|period| site.calendar.moved(period)),
            at,
            is_late: !is_held && recurrence.is_none() && at.is_some_and(|at| at.date < site.today),
            recurrence,
            length: meeting.length.as_ref().map(|length| length.value),
            total: agenda_total(&meeting.agenda),
            attendees: meeting.attendees.iter().map(|name| site.people.party(name)).collect(),
            agenda,
            is_held,
            guide: meeting.guide.clone(),
            minutes: meeting.minutes.clone(),
            declared: meeting.clone(),
        }
    }
}

fn assemble_topic(topic: &things::Topic, offset: u32, begin: Option<Time>, site: &Site<'_>) -> AgendaTopic {
    AgendaTopic {
        topic: topic.topic.clone(),
        duration: topic.duration.as_ref().map(|duration| duration.value),
        offset,
        clock: begin.map(|begin| later(begin, offset)),
        lead: topic.lead.as_ref().map(|lead| site.people.party(lead)),
        note: topic.note.clone(),
        guide: topic.guide.clone(),
    }
}

/// `minutes` after `time`, past midnight if need be.
fn later(time: Time, minutes: u32) -> Time {
    time.wrapping_add(jiff::Span::new().minutes(i64::from(minutes % (24 * 60))))
}

/// How long the topics take together; none where no topic says.
#[must_use]
pub fn agenda_total(agenda: &[things::Topic]) -> Option<Duration> {
    let durations = agenda.iter().filter_map(|topic| topic.duration.as_ref());
    durations
        .map(|duration| (duration.least.in_minutes(), duration.most.in_minutes()))
        .reduce(|a, b| (a.0.saturating_add(b.0), a.1.saturating_add(b.1)))
        .map(|(least, most)| {
            let amount = |minutes| Amount { minutes, ..Amount::default() };
            Duration { least: amount(least), most: amount(most) }
        })
}

/// Reports an agenda that takes longer than the meeting even where every topic is short.
pub(super) fn check_agenda(meeting: &things::Meeting) -> Option<Diagnostic> {
    let length = meeting.length.as_ref()?;
    let total = agenda_total(&meeting.agenda)?;
    if total.least.in_minutes() <= length.most.in_minutes() {
        return None;
    }
    let over = total.least.in_minutes() - length.most.in_minutes();
    let message = format!("the topics take {total}, the meeting has {}: {over} minutes too few", length.value);
    let problem = Diagnostic::new(Rule::AgendaOverrun, length.at.clone(), message);
    Some(problem.help("Make the meeting longer or the agenda shorter."))
}
