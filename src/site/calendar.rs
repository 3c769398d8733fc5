//! `calendar.ics`: the dates of an engagement for calendar programs (RFC 5545).
//!
//! Takes an engagement that was filtered for its reader; gives text. What has a time of day has it in the engagement's
//! zone, with that zone's rules beside it, so that a meeting at ten stays at ten when the clocks change; without a zone it
//! is at ten wherever one is. Nobody is named as an attendee: a program that reads the file would write to them.

mod entry;
mod zone;

use super::SharedFile;
use super::feeds::published_at;
use super::views::entity_href;
use crate::model::engagement::{Engagement, Meeting, Milestone};
use crate::model::wording::{Words, clock};
use crate::model::{Edition, PlacedEngagement};
use crate::path::OutputPath;
use crate::schema::kind::Kind;
use crate::schema::things::{Fulfilment, RaidKind, RaidStatus};
use entry::{Entry, When, push_line};
use jiff::Span;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::collections::BTreeMap;

/// How long a meeting is that does not say so, in minutes.
const HOUR: i64 = 60;

/// Where an engagement's calendar is, if it has a date.
pub(super) fn calendar_path(edition: &Edition, placed: &PlacedEngagement) -> Option<OutputPath> {
    let has_dates = !Writer::new(edition, placed).entries().is_empty();
    let folder = edition.page(placed.overview).path.folder();
    has_dates.then(|| OutputPath::join(folder, "calendar.ics").expect("beside a page"))
}

/// The calendars of all engagements that have a date, but for those that a file of the book is in the place of.
pub(super) fn files(edition: &Edition) -> Vec<SharedFile> {
    let calendar = |placed: &PlacedEngagement| {
        let path = calendar_path(edition, placed).filter(|path| !edition.assets.contains_key(path))?;
        Some((path, calendar(edition, placed).into_bytes().into()))
    };
    edition.engagements.iter().filter_map(|placed| calendar(placed)).collect()
}

/// The calendar of an engagement, if it has a date.
#[must_use]
pub fn calendar_of(edition: &Edition, placed: &PlacedEngagement) -> Option<Vec<u8>> {
    calendar_path(edition, placed).map(|_| calendar(edition, placed).into_bytes())
}

fn calendar(edition: &Edition, placed: &PlacedEngagement) -> String {
    let writer = Writer::new(edition, placed);
    let entries = writer.entries();
    let mut text = String::new();
    for line in
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Turnkey//Turnkey//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    {
        push_line(line, &mut text);
    }
    let title = entry::escaped(&placed.facts.title.value);
    push_line(&format!("NAME:{title}"), &mut text);
    push_line(&format!("X-WR-CALNAME:{title}"), &mut text);
    let times = entries.iter().filter_map(|entry| entry.when.hours());
    let span = times.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
    if let (Some((name, zone)), Some((first, last))) = (&writer.zone, span) {
        push_line(&format!("X-WR-TIMEZONE:{name}"), &mut text);
        zone::push(name, zone, first, last, &mut text);
    }
    let zone = writer.zone.as_ref().map(|(name, _)| name.as_str());
    for entry in &entries {
        entry.push(zone, edition.today, &mut text);
    }
    push_line("END:VCALENDAR", &mut text);
    text
}

struct Writer<'a> {
    edition: &'a Edition,
    placed: &'a PlacedEngagement,
    facts: &'a Engagement,
    zone: Option<(String, TimeZone)>,
    /// What stands behind the `@` of an entry's name, so that no other book has one of that name.
    host: String,
}

impl<'a> Writer<'a> {
    fn new(edition: &'a Edition, placed: &'a PlacedEngagement) -> Self {
        let facts = &placed.facts;
        let named = facts.declared.time_zone.as_ref().map(|zone| zone.value.0.as_str());
        // As compiled in, so that it is the same on every machine.
        let zone = named.and_then(|name| TimeZoneDatabase::bundled().get(name).ok());
        let zone = zone.and_then(|zone| Some((zone.iana_name()?.to_owned(), zone)));
        Self { edition, placed, facts, zone, host: host(edition) }
    }

    fn words(&self) -> &'a Words {
        &self.edition.words
    }

    /// What an entry says about `what`.
    fn about(&self, phrase: &str, what: &str) -> String {
        self.words().fill(phrase, &[("what", what)]).into()
    }

    fn entries(&self) -> Vec<Entry> {
        let facts = self.facts;
        let mut entries = Vec::new();
        facts.meetings.iter().for_each(|meeting| entries.extend(self.meeting(meeting)));
        for (at, milestone) in facts.milestones.iter().enumerate() {
            entries.extend(self.milestone(milestone, facts.go_live == Some(at)));
        }
        for phase in &facts.phases {
            let Some(day) = phase.ended.or(phase.planned.map(|plan| plan.end)) else { continue };
            let title = self.about("{what} ends", &phase.title.value);
            let goal = phase.goal.iter().map(|goal| goal.value.to_string());
            entries.push(self.day(Kind::Phase, &phase.id, day, title).lines(goal));
        }
        for one in facts.prerequisites.iter().filter(|one| one.state == Fulfilment::Open) {
            let Some(day) = one.needed_by else { continue };
            let who = one.owner.as_ref().map(|owner| self.about("Who: {what}", &facts.people.name(owner)));
            entries.push(
                self.day(Kind::Prerequisite, &one.id, day, self.about("Needed: {what}", &one.text.value)).lines(who),
            );
        }
        for one in facts.raid.iter().filter(|one| one.kind == RaidKind::Action && one.state != RaidStatus::Closed) {
            let Some(due) = &one.declared.due else { continue };
            let who = one.owner.as_ref().map(|owner| self.about("Who: {what}", &facts.people.name(owner)));
            entries.push(
                self.day(Kind::Action, &one.id, due.value, self.about("Due: {what}", &one.title.value)).lines(who),
            );
        }
        entries.extend(self.cutover());
        if let Some(period) = facts.hypercare.as_ref().and_then(|hypercare| hypercare.period) {
            let entry =
                days("hypercare".to_owned(), period.start, period.end, self.words().say("Hypercare").to_owned());
            entries.push(entry.at(self.page(Kind::Engagement, &self.placed.id)));
        }
        for one in &facts.declared.plan.training {
            let Some(date) = &one.date else { continue };
            entries.push(self.day(
                Kind::Training,
                &one.id,
                date.value,
                self.about("Training: {what}", &one.title.value),
            ));
        }
        for one in &facts.installation.expiries {
            let (id, what) = (&one.declared.id, &one.declared.what.value);
            let who = one.owner.as_ref().map(|owner| self.about("Who: {what}", &facts.people.name(owner)));
            entries.push(self.day(Kind::Expiry, id, one.on, self.about("Expires: {what}", what)).lines(who));
        }
        // Two things of one name have been reported; a calendar takes the second for the first one moved.
        let mut names: BTreeMap<String, u32> = BTreeMap::new();
        for entry in &mut entries {
            let count = names.entry(entry.name.clone()).or_default();
            *count += 1;
            if *count > 1 {
                entry.name = format!("{}-{count}", entry.name);
            }
            entry.name = format!("{}.{}@{}", entry.name, self.placed.id, self.host);
        }
        entries
    }

    /// A meeting: once, as often as it comes back, or in its week where it has no day yet.
    fn meeting(&self, meeting: &Meeting) -> Option<Entry> {
        let length = meeting.length.map_or(HOUR, |length| i64::from(length.most.in_minutes()).max(1));
        let timed = |date: Date, time: Time, days: Vec<Date>| {
            let start = date.to_datetime(time);
            Some(When::Hours { start, end: start.checked_add(Span::new().minutes(length)).ok()?, days })
        };
        let when = match (&meeting.recurrence, meeting.at) {
            (Some(recurrence), at) if !recurrence.days.is_empty() => {
                let first = recurrence.days[0];
                match recurrence.time.or(at.and_then(|at| at.time)) {
                    Some(time) => timed(first, time, recurrence.days.clone())?,
                    None => When::Days { first, last: first, days: recurrence.days.clone() },
                }
            }
            (_, Some(at)) => match at.time {
                Some(time) => timed(at.date, time, Vec::new())?,
                None => When::Days { first: at.date, last: at.date, days: Vec::new() },
            },
            _ => {
                let week = meeting.planned?;
                When::Days { first: week.start, last: week.end, days: Vec::new() }
            }
        };
        let is_open = matches!(when, When::Days { .. });
        let title = &meeting.title.value;
        let title = if is_open { self.about("{what} (time to be agreed)", title) } else { title.to_string() };
        let topics = meeting.agenda.iter().map(|topic| {
            let length =
                topic.duration.map(|length| format!(" ({})", self.words().duration(length))).unwrap_or_default();
            format!("{} {}{length}", self.words().topic_time(topic), topic.topic.value)
        });
        let people = &self.facts.people;
        let with: Vec<String> = meeting.attendees.iter().map(|party| people.name(party).to_string()).collect();
        let with = (!with.is_empty()).then(|| self.about("With: {what}", &with.join(", ")));
        let place = meeting.declared.place.as_ref().map(|place| place.value.to_string());
        let entry = Entry::new(name(Kind::Meeting, &meeting.id), when, title).lines(topics.chain(with)).place(place);
        Some(entry.at(self.page(Kind::Meeting, &meeting.id)))
    }

    fn milestone(&self, milestone: &Milestone, is_launch: bool) -> Option<Entry> {
        let day = milestone.day()?;
        let kind = self.words().say(if is_launch { "Go-live" } else { "Milestone" });
        let criteria = milestone.criteria.iter().map(|criterion| criterion.text.value.to_string());
        let title = format!("{kind}: {}", milestone.title.value);
        Some(self.day(Kind::Milestone, &milestone.id, day, title).lines(criteria))
    }

    /// The hours of the launch: its steps, or the window in which it may be.
    fn cutover(&self) -> Option<Entry> {
        let cutover = self.facts.cutover.as_ref()?;
        let window = cutover.window.zip(self.facts.launch().and_then(Milestone::day)).map(|((from, to), day)| {
            let end = if to > from { day } else { day.checked_add(Span::new().days(1)).unwrap_or(day) };
            (day.to_datetime(from), end.to_datetime(to))
        });
        let first = cutover.steps.iter().filter_map(|step| step.clock).min();
        let by_steps = first.and_then(|start| {
            let end = start.checked_add(Span::new().minutes(i64::from(cutover.length.max(1)))).ok()?;
            Some((start, end))
        });
        let (start, end): (DateTime, DateTime) = by_steps.or(window)?;
        let steps = cutover.steps.iter().map(|step| {
            let at = step.clock.map(|at| format!("{} ", clock(at.time()))).unwrap_or_default();
            let who = step.owner.as_ref().map(|owner| format!(" ({})", self.facts.people.name(owner)));
            format!("{at}{}{}", step.text.value, who.unwrap_or_default())
        });
        let when = When::Hours { start, end, days: Vec::new() };
        let entry = Entry::new("cutover".to_owned(), when, self.words().say("Cutover").to_owned()).lines(steps);
        let page = cutover.steps.first().and_then(|step| self.page(Kind::Step, &step.id));
        Some(entry.at(page))
    }

    /// One whole day.
    fn day(&self, kind: Kind, id: &str, day: Date, title: String) -> Entry {
        days(name(kind, id), day, day, title).at(self.page(kind, id))
    }

    /// Where a thing is published, if that is known.
    fn page(&self, kind: Kind, id: &str) -> Option<String> {
        self.edition.base_url()?;
        let home = &self.edition.pages[0];
        let href = entity_href(self.edition, home, self.placed, kind, id)?;
        Some(published_at(self.edition, &home.path)?.trim_end_matches("index.html").to_owned() + &href)
    }
}

/// Whole days, from the first to the last.
fn days(name: String, first: Date, last: Date, title: String) -> Entry {
    Entry::new(name, When::Days { first, last, days: Vec::new() }, title)
}

fn name(kind: Kind, id: &str) -> String {
    format!("{}-{id}", kind.name())
}

/// The host that the site is published on; without one, a name made of the book's own, in a domain that is nobody's.
fn host(edition: &Edition) -> String {
    let host = edition.config.base_url.as_deref().and_then(|url| url.split_once("://")).map(|(_, rest)| rest);
    let host = host.and_then(|rest| rest.split(['/', ':']).next()).filter(|host| !host.is_empty());
    host.map_or_else(
        || {
            let organization = edition.config.organization.as_deref().unwrap_or_default();
            let digest = blake3::hash(format!("{}\n{organization}", edition.config.title).as_bytes());
            format!("{}.turnkey.invalid", &digest.to_hex()[..12])
        },
        str::to_owned,
    )
}
