//! The view of an engagement's overview: where are we, what is next, what is in the way, who do I call.

use super::about::about;
use super::parts::{criterion, entity_href, html, link, milestone, paragraphs, party, person, progress, status};
use super::register::named::Looking;
use super::register::{registers, required_view};
use crate::html::charts::{Canvas, timeline};
use crate::model::engagement::{Engagement, Gate, Metric, Obstacle, Phase, RaidEntry, Task};
use crate::model::wording::{
    Words, engagement_status, gate_status, guide_kind_label, health_label, meeting_status, metric_status,
    obstacle_status, phase_status, raid_kind_label, raid_status, raid_title, risk_level_label,
};
use crate::model::{Edition, Page, PlacedEngagement, kind_of_raid};
use crate::path::relative_url;
use crate::schema::kind::Kind;
use crate::schema::things::{Health, RaidKind, TaskState};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::cmp::Reverse;

/// How many days back the home page says what changed.
const RECENT: i64 = 7;
/// How many entries of the RAID log the overview shows.
const TOP: usize = 5;

pub(super) fn engagement_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, body: &str) -> Value {
    let facts = &placed.facts;
    let words = &*edition.words;
    let declared = &facts.declared;
    let phases = facts.phases.iter().zip(&placed.phases).map(|(phase, id)| {
        json!({
            "title": phase.title.value,
            "href": link(edition, page, *id)["href"],
            "status": status(words, phase_status(phase)),
            "dates": phase.planned.map(|it| words.days(it)),
            "progress": progress(phase.progress),
            "goal": phase.goal.as_ref().map(|goal| &goal.value),
            "troubles": troubles(phase, words),
            "current": matches!(phase.state, TaskState::Active | TaskState::Blocked),
        })
    });
    json!({
        "customer": declared.customer.as_ref().map(|customer| &customer.name.value),
        "title": facts.title.value,
        "summary": declared.plan.summary.as_ref().map_or_else(String::new, |text| paragraphs(&text.value)),
        "status": status(words, engagement_status(facts.status)),
        "health": facts.health.map(|one| health(one, words)),
        "dates": dates(facts, words),
        "week_label": words.week_label(facts, edition.today),
        "go_live": go_live(facts, words),
        "progress": progress(facts.progress),
        "timeline": timeline(placed, edition.today, &Canvas::of_site(1000.0, words)).map(|chart| chart.svg),
        "phases": phases.collect::<Vec<_>>(),
        "milestones": facts.milestones.iter().map(|one| milestone(one, words)).collect::<Vec<_>>(),
        "meetings": meetings(edition, page, placed),
        "gates": gates(edition, page, placed),
        "next_gate": placed.next_gate().map(|gate| gate_view(edition, page, placed, gate)),
        "metrics": metrics(edition, page, placed),
        "raid": raid(edition, page, placed),
        "raid_open": facts.raid.iter().filter(|entry| !entry.is_over()).count(),
        "next": next(edition, page, placed),
        "in_the_way": in_the_way(edition, page, placed),
        "criteria": facts.success_criteria.iter().map(|one| criterion(edition, page, placed, one)).collect::<Vec<_>>(),
        "on_call": on_call(edition, placed),
        "people": facts.to_call().into_iter().map(|one| person(edition, facts, one)).collect::<Vec<_>>(),
        "documents": documents(edition, page, placed),
        "registers": registers(edition, page, placed),
        "about": about(Looking { edition, page, placed }),
        "body": body,
    })
}

/// The engagement on the home page.
pub(super) fn card(edition: &Edition, from: &Page, placed: &PlacedEngagement) -> Value {
    let facts = &placed.facts;
    let words = &*edition.words;
    let today = edition.today;
    let troubles = facts.troubles();
    let week_ago = today.checked_sub(jiff::Span::new().days(RECENT)).unwrap_or(today);
    json!({
        "title": facts.title.value,
        "href": relative_url(&from.path, &edition.page(placed.overview).path),
        "customer": facts.declared.customer.as_ref().map(|customer| &customer.name.value),
        "status": status(words, engagement_status(facts.status)),
        "health": facts.health.map(|one| health(one, words)),
        "progress": progress(facts.progress),
        "next_milestone": facts.next_milestone().map(|milestone| json!({
            "title": milestone.title.value,
            "date": milestone.day().map(|at| words.near_day(at, today)),
            "days_label": milestone.day().map(|at| words.days_away(at, today)),
        })),
        "late": troubles.late,
        "blocked": troubles.blocked,
        "gate": placed.next_gate().map(|gate| json!({
            "title": gate.title.value,
            "count": words.gate_count(gate),
            "href": entity_href(edition, from, placed, Kind::Gate, &gate.id),
        })),
        "changed": words.changes_label(facts.changes(week_ago, today)),
        "reviews": placed.overdue_reviews(),
        "over": facts.is_over(),
        "dates": dates(facts, words),
    })
}

fn health(health: Health, words: &Words) -> Value {
    json!({ "id": health.name(), "label": words.say(health_label(health)) })
}

fn dates(facts: &Engagement, words: &Words) -> Option<String> {
    let (start, end) = (facts.start?, facts.end?);
    Some(words.days(crate::model::engagement::Period { start, end: end.max(start) }).into())
}

/// "24 Apr 2026, planned 17 Apr".
fn go_live(facts: &Engagement, words: &Words) -> Option<String> {
    let launch = facts.launch()?;
    let at = launch.day()?;
    let planned = launch.baseline.filter(|planned| *planned != at);
    let moved = |planned| {
        let planned = words.fill("planned {day}", &[("day", &words.near_day(planned, at))]);
        format!("{}, {planned}", words.day(at))
    };
    Some(planned.map_or_else(|| words.day(at).into(), moved))
}

/// Open tasks that are late, under way, or due soon.
fn next(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    let facts = &placed.facts;
    let words = &*edition.words;
    let entry = |(phase, task): (&Phase, &Task)| {
        let name = format!("{}/{}", phase.id.as_str(), task.id.as_str());
        json!({
            "text": html(&task.text.value),
            "href": entity_href(edition, page, placed, Kind::Task, &name),
            "phase": phase.title.value,
            "owner": party(facts, task.owner.as_ref()),
            "due": task.due.map(|due| words.near_day(due, edition.today)),
            "late": task.is_late,
        })
    };
    facts.up_next(edition.today).into_iter().map(entry).collect()
}

/// What is in the way, and why.
fn in_the_way(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    let facts = &placed.facts;
    let words = &*edition.words;
    let entry = |obstacle: &Obstacle<'_>| {
        let said = words.obstacle_words(obstacle, facts, edition.today);
        let said: Vec<String> = said.iter().map(ToString::to_string).chain(party(facts, obstacle.owner)).collect();
        json!({
            "text": html(&obstacle.title),
            "href": entity_href(edition, page, placed, obstacle.reference.kind, &obstacle.reference.id),
            "status": status(words, obstacle_status(obstacle.kind)),
            "detail": said.join(", "),
        })
    };
    facts.in_the_way().iter().map(entry).collect()
}

/// Those who are on call, where they are called before anybody else.
fn on_call(edition: &Edition, placed: &PlacedEngagement) -> Option<Value> {
    let support = placed.facts.call_first(edition.reader.audience)?;
    let phone = support.on_call.as_ref().and_then(|on_call| on_call.phone.as_ref());
    Some(json!({ "phone": phone.map(|phone| &phone.value), "words": edition.words.on_call_words(support) }))
}

/// "1 blocked, 2 late".
fn troubles(phase: &Phase, words: &Words) -> Option<String> {
    let leaves = || phase.all_tasks().filter(|task| task.tasks.is_empty());
    let blocked = leaves().filter(|task| task.state == TaskState::Blocked).count();
    let late = leaves().filter(|task| task.is_late).count();
    let counted = [(blocked, "{n} blocked"), (late, "{n} late")].into_iter().filter(|(count, _)| *count > 0);
    let said: Vec<_> = counted.map(|(count, phrase)| words.fill(phrase, &[("n", &count.to_string())])).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Each gate with what is missing.
fn gates(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    placed.gates.iter().map(|gate| gate_view(edition, page, placed, gate)).collect()
}

fn gate_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, gate: &Gate) -> Value {
    let words = &*edition.words;
    let missing = gate.missing().map(|one| required_view(edition, page, placed, one));
    json!({
        "title": gate.title.value,
        "href": entity_href(edition, page, placed, Kind::Gate, &gate.id),
        "status": status(words, gate_status(gate)),
        "count": words.gate_count(gate),
        "open": gate.is_open(),
        "missing": missing.collect::<Vec<_>>(),
    })
}

/// The meetings, those to come first by their next day, then those that are over.
fn meetings(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    let today = edition.today;
    let words = &*edition.words;
    let mut all: Vec<(bool, Option<Date>, Value)> = Vec::new();
    for (meeting, id) in placed.facts.meetings.iter().zip(&placed.meetings) {
        let recurring = meeting.recurrence.as_ref().map(|recurrence| recurrence.next);
        let at = recurring.unwrap_or_else(|| meeting.at.map(|at| at.date).or_else(|| Some(meeting.planned?.end)));
        let is_over = meeting.is_held && meeting.recurrence.is_none() || at.is_none_or(|at| at < today);
        let next =
            recurring.flatten().map(|next| words.fill("next on {day}", &[("day", &words.near_day(next, today))]));
        let view = json!({
            "title": meeting.title.value,
            "href": link(edition, page, *id)["href"],
            "when": words.meeting_time(meeting),
            "next": next,
            "length": meeting.length.map(|it| words.duration(it)),
            "status": status(words, meeting_status(meeting)),
        });
        all.push((is_over, at, view));
    }
    all.sort_by_key(|(is_over, at, _)| (*is_over, *at));
    all.into_iter().map(|(_, _, view)| view).collect()
}

/// What is measured, in a line each.
fn metrics(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    let words = &*edition.words;
    let entry = |metric: &Metric| {
        json!({
            "title": metric.title.value,
            "href": entity_href(edition, page, placed, Kind::Metric, &metric.id),
            "value": metric.latest().map(|reading| words.figure(&reading.value, metric)),
            "target": words.target(metric),
            "status": status(words, metric_status(metric)),
        })
    };
    placed.facts.metrics.iter().map(entry).collect()
}

/// The open risks and issues that weigh most, and what is late in the log.
fn raid(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    let mut open: Vec<&RaidEntry> = placed.facts.raid.iter().filter(|entry| !entry.is_over()).collect();
    let is_issue = |entry: &RaidEntry| entry.kind_now() == RaidKind::Issue;
    open.sort_by_key(|entry| (!is_issue(entry), Reverse(entry.score), !entry.is_late()));
    let words = &*edition.words;
    let entry = |entry: &&RaidEntry| {
        json!({
            "title": raid_title(entry),
            "href": entity_href(edition, page, placed, kind_of_raid(entry.kind), &entry.id),
            "kind_label": words.say(raid_kind_label(entry.kind_now())),
            "score": entry.score.map(|score| format!("{} ({})", score.value, words.say(risk_level_label(score.level)).to_lowercase())),
            "owner": party(&placed.facts, entry.owner.as_ref()),
            "status": status(words, raid_status(entry)),
        })
    };
    open.iter().take(TOP).map(entry).collect()
}

/// The engagement's own pages, and the guides that no task names.
fn documents(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    let navigation = &edition.navigation;
    let below = navigation.node(navigation.node_of(placed.overview)).children.iter();
    let own = below.filter_map(|node| navigation.node(*node).page);
    let own = own.filter(|id| !placed.phases.contains(id) && !placed.meetings.contains(id));
    own.filter_map(|id| {
        let to = edition.page(id);
        let guide = edition.guide_of(to)?;
        Some(json!({
            "title": to.title,
            "href": relative_url(&page.path, &to.path),
            "kind_label": edition.words.say(guide_kind_label(guide.meta.kind)),
        }))
    })
    .collect()
}
