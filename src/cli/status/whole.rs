//! One engagement: where it is, what is next, what is in the way, whom to call; gates, milestones, what is owed, reviews.

use super::{Wanted, csv_line};
use crate::cli::session::{ERROR, GOOD, QUIET, paint};
use crate::model::engagement::{
    Engagement, Gate, Milestone, Obligation, Obstacle, ObstacleKind, Party, Person, ReviewDue,
};
use crate::model::wording::{
    cause, day, days_away, days_over, engagement_status, gate_count, gate_status, health_label, milestone_status,
    near_day, obstacle_status, obstacle_words, on_call_words, owed_label, side_label, week_label,
};
use crate::model::{Edition, PlacedEngagement};
use crate::schema::things::{Side, Support};
use jiff::Span;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// How far ahead one reads of reviews, in days.
const SOON: i64 = 30;
/// Whom one sees without scrolling, on the page as well.
const CALL: usize = 4;

/// True where `party` is whom is asked for.
pub(super) fn is_wanted(facts: &Engagement, party: Option<&Party>, wanted: &Wanted<'_>) -> bool {
    if wanted.owner.is_none() {
        return true;
    }
    party.is_some_and(|party| {
        let role = party.role.as_ref();
        let people = party.people.iter().map(|id| &facts.people.get(*id).declared);
        role.is_some_and(|(id, title)| wanted.is_of(Some(id), title))
            || people.into_iter().any(|person| wanted.is_of(Some(&person.id), &person.name.value))
    })
}

fn name(facts: &Engagement, party: Option<&Party>) -> String {
    party.map(|party| facts.people.name(party).to_string()).unwrap_or_default()
}

fn obstacles<'a>(facts: &'a Engagement, wanted: &Wanted<'_>) -> Vec<Obstacle<'a>> {
    facts.in_the_way().into_iter().filter(|one| is_wanted(facts, one.owner, wanted)).collect()
}

fn obligations<'a>(facts: &'a Engagement, wanted: &'a Wanted<'_>) -> impl Iterator<Item = &'a Obligation> {
    let all = facts.obligations.iter().filter(|one| is_wanted(facts, one.who.as_ref(), wanted));
    all.filter(|one| !wanted.late || one.overdue > 0)
}

fn next_milestones(facts: &Engagement) -> Vec<&Milestone> {
    let mut open: Vec<&Milestone> = facts.milestones.iter().filter(|one| one.actual.is_none()).collect();
    open.sort_by_key(|one| (one.day().is_none(), one.day()));
    open
}

fn vendor(edition: &Edition) -> &str {
    edition.config.organization.as_deref().unwrap_or("Vendor")
}

fn side_name<'a>(edition: &'a Edition, facts: &'a Engagement, side: Side) -> &'a str {
    let customer = facts.declared.customer.as_ref();
    let short = customer.map(|one| one.short_name.as_ref().map_or(one.name.value.as_str(), |name| name.value.as_str()));
    side_label(side, vendor(edition), short.unwrap_or("Customer"))
}

/// Who does a review: a person, or who looks after the guide.
fn reviewer(facts: &Engagement, review: &ReviewDue) -> String {
    let owner = review.owner_name.as_ref().map(ToString::to_string);
    owner.unwrap_or_else(|| name(facts, review.owner.as_ref()))
}

fn reviews<'a>(placed: &'a PlacedEngagement, wanted: &'a Wanted<'_>) -> impl Iterator<Item = &'a ReviewDue> {
    let facts = &placed.facts;
    let is_theirs = |review: &&ReviewDue| {
        wanted.owner.is_none()
            || is_wanted(facts, review.owner.as_ref(), wanted)
            || review.owner_name.as_ref().is_some_and(|name| wanted.is_of(None, name))
    };
    placed.reviews.iter().filter(is_theirs).filter(|review| !wanted.late || review.is_late)
}

pub(super) fn human(edition: &Edition, placed: &PlacedEngagement, wanted: &Wanted<'_>) -> String {
    let facts = &placed.facts;
    let today = edition.today;
    let mut out = String::new();
    let health = facts.health.map(|health| format!(", {}", health_label(health).to_lowercase())).unwrap_or_default();
    let week = week_label(facts, today).map(|week| format!(", {}", begun_small(&week))).unwrap_or_default();
    let status = engagement_status(facts.status).label.to_lowercase();
    let _ = writeln!(out, "{} {}", facts.title.value, paint(&format!("({status}{health}{week})"), QUIET));
    let progress = facts.progress;
    let troubles = facts.troubles();
    let _ = writeln!(
        out,
        "{} of {} tasks done, {} late, {} blocked",
        progress.done, progress.total, troubles.late, troubles.blocked
    );
    if !wanted.late {
        let next = facts.up_next(today).into_iter().filter(|(_, task)| is_wanted(facts, task.owner.as_ref(), wanted));
        let next = next.map(|(_, task)| {
            let due = task
                .due
                .map(|due| format!("{} {}", if task.is_late { "late, was due" } else { "due" }, near_day(due, today)));
            sentence(&task.text.value, &[due.unwrap_or_default(), name(facts, task.owner.as_ref())])
        });
        section(&mut out, "What is next", "nothing is open", next);
    }
    let way = obstacles(facts, wanted);
    let way = way.iter().map(|one| obstacle_line(facts, one, today));
    section(&mut out, "In the way", "nothing is blocked or late", way);
    if !wanted.late && wanted.owner.is_none() {
        let support = facts.call_first(edition.reader.audience).map(support_line);
        let people = facts.to_call().into_iter().map(|person| person_line(edition, facts, person));
        section(&mut out, "Who to call", "nobody is named", support.into_iter().chain(people).take(CALL));
        section(&mut out, "Gates", "there are none", placed.gates.iter().map(gate_lines));
        let milestones = next_milestones(facts).into_iter().map(|one| {
            let when = one.day().map(|at| format!("{}, {}", near_day(at, today), days_away(at, today)));
            let status = milestone_status(one).label.to_lowercase();
            sentence(&one.title.value, &[when.unwrap_or_default(), status])
        });
        let none = if facts.milestones.is_empty() { "there are none" } else { "all are reached" };
        section(&mut out, "Next milestones", none, milestones);
    }
    let owed = obligations(facts, wanted).map(|one| obligation_line(edition, facts, one));
    section(&mut out, "Waiting", "nobody owes anything", owed);
    let soon = today.checked_add(Span::new().days(SOON)).unwrap_or(today);
    let due = reviews(placed, wanted).filter(|one| one.due <= soon).map(|one| {
        let late = if one.is_late { "overdue since" } else { "due" };
        sentence(&one.title, &[format!("{late} {}", near_day(one.due, today)), reviewer(facts, one)])
    });
    section(&mut out, "Reviews", "none are due", due);
    out
}

fn section(out: &mut String, title: &str, nothing: &str, lines: impl Iterator<Item = String>) {
    let _ = writeln!(out, "\n{title}");
    let mut is_empty = true;
    for line in lines {
        is_empty = false;
        let _ = writeln!(out, "  {line}");
    }
    if is_empty {
        let _ = writeln!(out, "  {}", paint(nothing, QUIET));
    }
}

/// A title and, in brackets, more about it.
fn sentence(title: &str, more: &[String]) -> String {
    let more: Vec<&str> = more.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if more.is_empty() {
        title.to_owned()
    } else {
        format!("{title} {}", paint(&format!("({})", more.join("; ")), QUIET))
    }
}

fn obstacle_line(facts: &Engagement, one: &Obstacle<'_>, today: Date) -> String {
    let mut more: Vec<String> = obstacle_words(one, facts, today).iter().map(ToString::to_string).collect();
    more.push(name(facts, one.owner));
    let status = obstacle_status(one.kind).label.to_lowercase();
    format!("{} {}", paint(&status, ERROR), sentence(&one.title, &more))
}

/// "Finished 4 Dec 2025" within a sentence.
fn begun_small(words: &str) -> String {
    let rest = words.chars().skip(1);
    words.chars().take(1).flat_map(char::to_lowercase).chain(rest).collect()
}

/// "On call (+44 555 0100; 24/7; for P1, P2)".
fn support_line(support: &Support) -> String {
    let mut words = on_call_words(support);
    let phone = support.on_call.as_ref().and_then(|one| one.phone.as_ref());
    words.splice(0..0, phone.map(|phone| phone.value.clone()));
    sentence("On call", &words.iter().map(ToString::to_string).collect::<Vec<_>>())
}

fn person_line(edition: &Edition, facts: &Engagement, person: &Person) -> String {
    let declared = &person.declared;
    let text = |text: Option<&crate::schema::scalar::Text>| text.map(|text| text.value.to_string()).unwrap_or_default();
    let title = facts.people.title_of(person).map(ToString::to_string).unwrap_or_default();
    let side = side_name(edition, facts, person.side).to_owned();
    sentence(&declared.name.value, &[title, side, text(declared.phone.as_ref()), text(declared.email.as_ref())])
}

/// The gate, and a line for each thing that is missing.
fn gate_lines(gate: &Gate) -> String {
    let status = gate_status(gate).label.to_lowercase();
    let style = if gate.is_open() { GOOD } else { ERROR };
    let mut lines =
        format!("{} {} {}", paint(&status, style), gate.title.value, paint(&format!("({})", gate_count(gate)), QUIET));
    if !gate.is_open() {
        for one in gate.missing() {
            let _ = write!(lines, "\n    missing: {}", one.reason);
        }
    }
    lines
}

fn obligation_line(edition: &Edition, facts: &Engagement, one: &Obligation) -> String {
    let side = one.side.map(|side| side_name(edition, facts, side).to_owned());
    let who = match (name(facts, one.who.as_ref()), side) {
        (who, Some(side)) if !who.is_empty() => format!("{who}, {side}"),
        (who, None) if !who.is_empty() => who,
        (_, side) => side.unwrap_or_else(|| "nobody".to_owned()),
    };
    let late = (one.overdue > 0).then(|| format!("{} overdue", days_over(one.overdue)));
    let since = one.since.map(|since| format!("since {}", day(since)));
    let due = one.due.filter(|_| one.overdue == 0).map(|due| format!("due {}", day(due)));
    let detail = one.detail.as_ref().map(ToString::to_string);
    let label = owed_label(one.kind).to_lowercase();
    let more = [Some(label), detail, since, due, late].map(Option::unwrap_or_default);
    format!("{who}: {}", sentence(&one.what.to_string(), &more))
}

pub(super) fn json(edition: &Edition, placed: &PlacedEngagement, wanted: &Wanted<'_>) -> Value {
    let facts = &placed.facts;
    let today = edition.today;
    let date = |day: Option<Date>| day.map(|day| day.to_string());
    let someone = |party: Option<&Party>| Some(name(facts, party)).filter(|name| !name.is_empty());
    let next = facts
        .up_next(today)
        .into_iter()
        .filter(|(_, task)| is_wanted(facts, task.owner.as_ref(), wanted) && (!wanted.late || task.is_late));
    let next = next.map(|(phase, task)| {
        json!({
            "task": task.id.as_str(), "phase": phase.id.as_str(), "text": task.text.value, "state": task.state.name(),
            "owner": someone(task.owner.as_ref()), "due": date(task.due), "late": task.is_late,
        })
    });
    let way = obstacles(facts, wanted).into_iter().map(|one| {
        let kind = match one.kind {
            ObstacleKind::Blocked => "blocked",
            ObstacleKind::Unmet => "unmet",
            ObstacleKind::Open => "open",
            ObstacleKind::Late => "late",
            ObstacleKind::Missed => "missed",
            ObstacleKind::Undelivered => "undelivered",
            ObstacleKind::Failed => "failed",
            ObstacleKind::Overdue => "overdue",
        };
        json!({
            "why": kind, "reference": one.reference.to_string(), "title": one.title, "owner": someone(one.owner),
            "waits_for": one.waits_for.map(|by| cause(by, facts)), "since": date(one.since), "due": date(one.due),
        })
    });
    let people = facts.to_call().into_iter().map(|person| {
        let declared = &person.declared;
        json!({
            "id": declared.id.as_str(), "name": declared.name.value, "title": facts.people.title_of(person),
            "side": person.side.name(), "phone": declared.phone.as_ref().map(|text| &text.value),
            "email": declared.email.as_ref().map(|text| &text.value),
        })
    });
    let milestones = facts.milestones.iter().map(|one| {
        json!({
            "id": one.id.as_str(), "title": one.title.value, "planned": date(one.planned), "forecast": date(one.forecast),
            "actual": date(one.actual), "late": one.is_late,
        })
    });
    let owed = obligations(facts, wanted).map(|one| {
        json!({
            "who": someone(one.who.as_ref()), "side": one.side.map(Side::name), "what": one.what.to_string(),
            "why": owed_label(one.kind), "detail": one.detail.as_ref().map(ToString::to_string), "since": date(one.since), "due": date(one.due),
            "reference": one.reference.as_ref().map(ToString::to_string), "days_overdue": one.overdue,
        })
    });
    let due = reviews(placed, wanted).map(|one| {
        let owner = Some(reviewer(facts, one)).filter(|name| !name.is_empty());
        json!({ "title": one.title, "due": one.due.to_string(), "late": one.is_late, "owner": owner })
    });
    let troubles = facts.troubles();
    json!({
        "date": today.to_string(),
        "id": placed.id,
        "title": facts.title.value,
        "customer": facts.declared.customer.as_ref().map(|one| &one.name.value),
        "status": facts.status.name(),
        "health": facts.health.map(crate::schema::things::Health::name),
        "week": facts.week.map(|week| json!({ "number": week.number, "of": week.of })),
        "done": facts.progress.done,
        "total": facts.progress.total,
        "late": troubles.late,
        "blocked": troubles.blocked,
        "next": next.collect::<Vec<_>>(),
        "in_the_way": way.collect::<Vec<_>>(),
        "people": people.collect::<Vec<_>>(),
        "gates": placed.gates.iter().map(gate_json).collect::<Vec<_>>(),
        "milestones": milestones.collect::<Vec<_>>(),
        "waiting": owed.collect::<Vec<_>>(),
        "reviews": due.collect::<Vec<_>>(),
    })
}

fn gate_json(gate: &Gate) -> Value {
    json!({
        "id": gate.id.as_str(),
        "title": gate.title.value,
        "state": gate_status(gate).label.to_lowercase(),
        "met": gate.met,
        "total": gate.total(),
        "missing": gate.missing().map(|one| json!({ "reference": one.reference.to_string(), "title": one.title.to_string(), "reason": one.reason })).collect::<Vec<_>>(),
    })
}

/// What is owed, a line each.
pub(super) fn csv(edition: &Edition, placed: &PlacedEngagement, wanted: &Wanted<'_>) -> String {
    let facts = &placed.facts;
    let mut written = "engagement,side,who,what,why,detail,since,due,days_overdue,reference\r\n".to_owned();
    let date = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    for one in obligations(facts, wanted) {
        written.push_str(&csv_line(&[
            placed.id.to_string(),
            one.side.map(|side| side_name(edition, facts, side).to_owned()).unwrap_or_default(),
            name(facts, one.who.as_ref()),
            one.what.to_string(),
            owed_label(one.kind).to_owned(),
            one.detail.as_ref().map(ToString::to_string).unwrap_or_default(),
            date(one.since),
            date(one.due),
            one.overdue.to_string(),
            one.reference.as_ref().map(ToString::to_string).unwrap_or_default(),
        ]));
    }
    written
}
