//! The view of an engagement's overview: where are we, what is next, what is in the way, who do I call.

use super::parts::{criterion, entity_href, href, html, link, milestone, paragraphs, party, person, progress, status};
use super::register::registers;
use crate::model::engagement::{Engagement, Milestone, Person, Task};
use crate::model::wording::{
    cause, day, days, duration, engagement_status, guide_kind_label, health_label, meeting_status, meeting_time,
    near_day, task_status,
};
use crate::model::{Edition, Page, PlacedEngagement, anchor_of};
use crate::path::relative_url;
use crate::schema::kind::Kind;
use crate::schema::things::{Health, TaskState};
use crate::site::charts::timeline;
use jiff::civil::Date;
use serde_json::{Value, json};

/// How far ahead "what is next" looks, in days.
const AHEAD: i64 = 14;

pub(super) fn engagement_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, body: &str) -> Value {
    let facts = &placed.facts;
    let declared = &facts.declared;
    let phases = facts.phases.iter().zip(&placed.phases).map(|(phase, id)| {
        json!({
            "title": phase.title.value,
            "href": link(edition, page, *id)["href"],
            "status": status(task_status(phase.state)),
            "dates": phase.planned.map(days),
            "progress": progress(phase.progress),
            "goal": phase.goal.as_ref().map(|goal| &goal.value),
            "current": matches!(phase.state, TaskState::Active | TaskState::Blocked),
        })
    });
    let meetings = facts.meetings.iter().zip(&placed.meetings).map(|(meeting, id)| {
        json!({
            "title": meeting.title.value,
            "href": link(edition, page, *id)["href"],
            "when": meeting_time(meeting),
            "length": meeting.length.map(duration),
            "status": status(meeting_status(meeting)),
        })
    });
    json!({
        "customer": declared.customer.as_ref().map(|customer| &customer.name.value),
        "title": facts.title.value,
        "summary": declared.plan.summary.as_ref().map_or_else(String::new, |text| paragraphs(&text.value)),
        "status": status(engagement_status(facts.status)),
        "health": facts.health.map(health),
        "dates": dates(facts),
        "week_label": week_label(facts, edition.today),
        "go_live": go_live(facts),
        "progress": progress(facts.progress),
        "timeline": timeline(facts, edition.today),
        "phases": phases.collect::<Vec<_>>(),
        "milestones": facts.milestones.iter().map(milestone).collect::<Vec<_>>(),
        "meetings": meetings.collect::<Vec<_>>(),
        "next": next(edition, page, placed),
        "in_the_way": in_the_way(edition, page, placed),
        "criteria": facts.success_criteria.iter().map(|one| criterion(edition, page, placed, one)).collect::<Vec<_>>(),
        "people": people(facts).into_iter().map(|one| person(edition, facts, one)).collect::<Vec<_>>(),
        "documents": documents(edition, page, placed),
        "packets": [],
        "registers": registers(edition, page, placed),
        "body": body,
    })
}

/// The engagement on the home page.
pub(super) fn card(edition: &Edition, from: &Page, placed: &PlacedEngagement) -> Value {
    let facts = &placed.facts;
    let next =
        facts.milestones.iter().filter(|milestone| milestone.actual.is_none()).min_by_key(|milestone| milestone.day());
    let leaves = || facts.tasks().filter(|task| task.tasks.is_empty());
    json!({
        "title": facts.title.value,
        "href": relative_url(&from.path, &edition.page(placed.overview).path),
        "customer": facts.declared.customer.as_ref().map(|customer| &customer.name.value),
        "status": status(engagement_status(facts.status)),
        "health": facts.health.map(health),
        "progress": progress(facts.progress),
        "next_milestone": next.map(|milestone| json!({
            "title": milestone.title.value,
            "date": milestone.day().map(|at| near_day(at, edition.today)),
            "days_label": milestone.day().map(|at| days_away(at, edition.today)),
        })),
        "late": leaves().filter(|task| task.is_late).count(),
        "blocked": leaves().filter(|task| task.state == TaskState::Blocked).count(),
        "dates": dates(facts),
    })
}

/// What needs attention first: off track, then late or blocked, then the next milestone.
pub(super) fn attention(placed: &PlacedEngagement) -> impl Ord + use<> {
    let facts = &placed.facts;
    let over = matches!(
        facts.status,
        crate::schema::things::EngagementStatus::Closed | crate::schema::things::EngagementStatus::HandedOver
    );
    let trouble = facts.tasks().filter(|task| task.is_late || task.state == TaskState::Blocked).count();
    let next = facts.milestones.iter().filter(|milestone| milestone.actual.is_none()).filter_map(Milestone::day).min();
    (over, std::cmp::Reverse(facts.health), trouble == 0, next.is_none(), next, placed.id.clone())
}

fn health(health: Health) -> Value {
    json!({ "id": health.name(), "label": health_label(health) })
}

fn dates(facts: &Engagement) -> Option<String> {
    let (start, end) = (facts.start?, facts.end?);
    Some(days(crate::model::engagement::Period { start, end: end.max(start) }).into())
}

/// Where today is in the plan.
fn week_label(facts: &Engagement, today: Date) -> Option<String> {
    let (start, end) = (facts.start?, facts.end?);
    Some(match facts.week {
        _ if today < start => format!("Begins {}", days_away(start, today)),
        _ if today > end => format!("Planned to end {}", days_away(end, today)),
        Some(week) => format!("Week {} of {}", week.number, week.of),
        None => return None,
    })
}

/// "24 Apr 2026, planned 17 Apr".
fn go_live(facts: &Engagement) -> Option<String> {
    let launch = facts.launch()?;
    let at = launch.day()?;
    let planned = launch.baseline.filter(|planned| *planned != at);
    Some(planned.map_or_else(|| day(at).into(), |planned| format!("{}, planned {}", day(at), near_day(planned, at))))
}

fn days_away(at: Date, today: Date) -> String {
    match (at - today).get_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days if days < 0 => format!("{} days ago", -days),
        days => format!("in {days} days"),
    }
}

/// Open tasks that are late, under way, or due soon; the earliest first. Where there are none, the next ones at all.
fn next(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    let facts = &placed.facts;
    let soon = edition.today.checked_add(jiff::Span::new().days(AHEAD)).unwrap_or(edition.today);
    let mut open: Vec<(usize, &Task)> = Vec::new();
    for (at, phase) in facts.phases.iter().enumerate() {
        let leaves = phase.all_tasks().filter(|task| task.tasks.is_empty());
        open.extend(
            leaves.filter(|task| matches!(task.state, TaskState::Open | TaskState::Active)).map(|task| (at, task)),
        );
    }
    open.sort_by_key(|(_, task)| (task.due.is_none(), task.due));
    let near = open
        .iter()
        .filter(|(_, task)| task.state == TaskState::Active || task.due.is_some_and(|due| due <= soon))
        .count();
    open.truncate(near.max(5));
    let entry = |(at, task): &(usize, &Task)| {
        json!({
            "text": html(&task.text.value),
            "href": href(edition, page, placed.phases[*at], &anchor_of(Kind::Task, &task.id)),
            "phase": facts.phases[*at].title.value,
            "owner": party(facts, task.owner.as_ref()),
            "due": task.due.map(|due| near_day(due, edition.today)),
            "late": task.is_late,
        })
    };
    open.iter().map(entry).collect()
}

/// What is blocked, then what is late, then milestones that were missed.
fn in_the_way(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Vec<Value> {
    let facts = &placed.facts;
    let mut blocked = Vec::new();
    let mut late = Vec::new();
    for (phase, id) in facts.phases.iter().zip(&placed.phases) {
        for task in phase.all_tasks().filter(|task| task.tasks.is_empty()) {
            let owner = party(facts, task.owner.as_ref());
            let place = href(edition, page, *id, &anchor_of(Kind::Task, &task.id));
            if task.state == TaskState::Blocked {
                let waits = task.blocked_by.as_ref().map(|by| format!("waits for {}", cause(by, facts)));
                let since = task.since.map(|since| format!("since {}", near_day(since, edition.today)));
                let detail: Vec<String> = waits.into_iter().chain(since).chain(owner).collect();
                blocked.push(obstacle(&task.text.value, &place, "Blocked", &detail.join(", ")));
            } else if task.is_late {
                let due = task.due.map(|due| overdue(due, edition.today));
                let detail: Vec<String> = due.into_iter().chain(owner).collect();
                late.push(obstacle(&task.text.value, &place, "Late", &detail.join(", ")));
            }
        }
    }
    for milestone in facts.milestones.iter().filter(|milestone| milestone.is_late) {
        let detail = milestone.planned.map(|planned| overdue(planned, edition.today)).unwrap_or_default();
        let place = entity_href(edition, page, placed, Kind::Milestone, &milestone.id).unwrap_or_default();
        late.push(obstacle(&milestone.title.value, &place, "Late", &format!("milestone, {detail}")));
    }
    blocked.append(&mut late);
    blocked
}

fn obstacle(text: &str, href: &str, kind: &str, detail: &str) -> Value {
    json!({ "text": html(text), "href": href, "kind_label": kind, "detail": detail })
}

fn overdue(due: Date, today: Date) -> String {
    match (today - due).get_days() {
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

/// Who is there now, those with a telephone first: they are who one calls.
fn people(facts: &Engagement) -> Vec<&Person> {
    let mut people: Vec<&Person> = facts.people.all.iter().filter(|person| !person.has_left).collect();
    people.sort_by_key(|person| person.declared.phone.is_none());
    people
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
            "kind_label": guide_kind_label(guide.meta.kind),
        }))
    })
    .collect()
}
