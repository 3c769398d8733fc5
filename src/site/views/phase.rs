//! The views of a phase and of a meeting.

use super::brought;
use super::parts::{criterion, entity_href, html, link, milestone, party, progress, side, status};
use super::restriction::{badge, lines};
use crate::model::engagement::{Deliverable, Engagement, Meeting, Milestone, Phase, Prerequisite, Shift, Task};
use crate::model::wording::{
    cause, day, days, deliverable_status, duration, fulfilment_status, guide_kind_label, meeting_status, meeting_time,
    phase_status, task_status, topic_time,
};
use crate::model::{Edition, Page, PageId, PlacedEngagement, anchor_of};
use crate::path::relative_url;
use crate::schema::kind::Kind;
use crate::schema::scalar::{Deadline, Name};
use crate::schema::things::TaskState;
use crate::site::calendar::calendar_path;
use serde_json::{Value, json};

pub(super) fn phase_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, at: usize, body: &str) -> Value {
    let facts = &placed.facts;
    let phase = &facts.phases[at];
    let task = |task: &Task| task_view(edition, page, placed, task);
    let mut groups = Vec::new();
    if !phase.tasks.is_empty() {
        groups.push(json!({ "id": null, "title": null, "tasks": phase.tasks.iter().map(task).collect::<Vec<_>>() }));
    }
    groups.extend(phase.workstreams.iter().map(|workstream| {
        let id = anchor_of(Kind::Workstream, &workstream.id);
        json!({ "id": id, "title": workstream.title.value, "tasks": workstream.tasks.iter().map(task).collect::<Vec<_>>() })
    }));
    let criteria = facts
        .success_criteria
        .iter()
        .filter(|one| one.phase.as_ref().is_some_and(|id| id.as_str() == phase.id.as_str()));
    let gotchas = phase.declared.gotchas.iter().map(|gotcha| {
        json!({
            "symptom": gotcha.symptom.value,
            "cause": gotcha.cause.as_ref().map(|text| &text.value),
            "action": gotcha.action.as_ref().map(|text| &text.value),
            "guide": gotcha.guide.as_ref().and_then(|guide| placed.guide_at(&guide.at)).map(|id| link(edition, page, id)),
            "badge": badge(&gotcha.common, placed),
        })
    });
    let pages = guides(placed, phase);
    let waiting = facts.phases.iter().filter(|one| one.depends_on.iter().any(|id| id.as_str() == phase.id.as_str()));
    json!({
        "title": phase.title.value,
        "body": body,
        "goal": phase.goal.as_ref().map(|text| &text.value),
        "engagement": link(edition, page, placed.overview),
        "dates": phase.planned.map(days),
        "weeks_label": weeks_label(phase),
        "status": status(phase_status(phase)),
        "progress": progress(phase.progress),
        "groups": groups,
        "deliverables": phase.deliverables.iter().map(deliverable_view).collect::<Vec<_>>(),
        "milestones": facts.milestones.iter().filter(|one| ends_in(one, phase)).map(milestone).collect::<Vec<_>>(),
        "criteria": criteria.map(|one| criterion(edition, page, placed, one)).collect::<Vec<_>>(),
        "gotchas": gotchas.collect::<Vec<_>>(),
        "during": lines(&phase.declared.during, placed),
        "guides": pages.iter().map(|id| guide_link(edition, page, *id)).collect::<Vec<_>>(),
        "guide_gotchas": brought::gotchas(edition, page, &pages),
        "checklists": brought::checklists(edition, page, &pages),
        "owner": party(facts, phase.owner.as_ref()),
        "before_moves": phase.baseline.filter(|first| phase.planned != Some(*first)).map(days),
        "moves": moves(facts, phase),
        "really": really(phase),
        "after": phase.depends_on.iter().filter_map(|id| neighbour(edition, page, placed, id)).collect::<Vec<_>>(),
        "before": waiting.filter_map(|one| neighbour(edition, page, placed, &one.id)).collect::<Vec<_>>(),
        "needs": needs(facts, phase),
    })
}

/// What was moved, by how much and why, as far as it moved this phase.
fn moves(facts: &Engagement, phase: &Phase) -> Vec<String> {
    let is_moved =
        |shift: &&Shift| shift.moved.iter().any(|one| one.kind == Kind::Phase && one.id.as_str() == phase.id.as_str());
    let words = |shift: &Shift| {
        let because = shift.because.as_ref().map(|why| format!(": {}", cause(&why.value, facts))).unwrap_or_default();
        let on = shift.on.map(|on| format!(" on {}", day(on))).unwrap_or_default();
        format!("Moved by {}{on}{because}", duration(shift.by))
    };
    facts.shifts.iter().filter(is_moved).map(words).collect()
}

/// "Began 2 Mar 2026, ended 13 Mar 2026".
fn really(phase: &Phase) -> Option<String> {
    Some(match (phase.began.map(day), phase.ended.map(day)) {
        (Some(began), Some(ended)) => format!("Began {began}, ended {ended}"),
        (Some(began), None) => format!("Began {began}"),
        (None, ended) => format!("Ended {}", ended?),
    })
}

/// Another phase of the engagement, with its state.
fn neighbour(edition: &Edition, page: &Page, placed: &PlacedEngagement, id: &Name) -> Option<Value> {
    let at = placed.facts.phases.iter().position(|phase| phase.id.as_str() == id.as_str())?;
    let mut entry = link(edition, page, placed.phases[at]);
    entry["status"] = status(phase_status(&placed.facts.phases[at]));
    Some(entry)
}

/// What must be there before the phase begins.
fn needs(facts: &Engagement, phase: &Phase) -> Vec<Value> {
    let is_of_phase = |one: &&Prerequisite| {
        let by = one.declared.needed_by.as_ref().map(|by| &by.value);
        matches!(by, Some(Deadline::Reference(reference)) if reference.kind == Kind::Phase && reference.id == phase.id.as_str())
    };
    let need = |one: &Prerequisite| {
        json!({
            "thing_id": anchor_of(Kind::Prerequisite, &one.id),
            "text": html(&one.text.value),
            "status": status(fulfilment_status(one.state)),
            "owner": party(facts, one.owner.as_ref()),
            "late": one.is_late,
        })
    };
    facts.prerequisites.iter().filter(is_of_phase).map(need).collect()
}

fn weeks_label(phase: &Phase) -> Option<String> {
    let weeks = phase.declared.weeks.as_ref()?;
    Some(if weeks.first == weeks.last {
        format!("Week {}", weeks.first)
    } else {
        format!("Weeks {}–{}", weeks.first, weeks.last)
    })
}

/// True for a milestone that is planned for a day of the phase.
pub(super) fn ends_in(milestone: &Milestone, phase: &Phase) -> bool {
    let planned = milestone.planned.or_else(|| milestone.day());
    matches!((planned, phase.planned), (Some(at), Some(plan)) if plan.start <= at && at <= plan.end)
}

fn task_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, task: &Task) -> Value {
    let named = task.guide.iter().chain(&task.runbook).filter_map(|guide| placed.guide_at(&guide.at));
    let mut pages: Vec<PageId> = Vec::new();
    for named in named {
        if !pages.contains(&named) {
            pages.push(named);
        }
    }
    let makes = task.deliverable.as_ref().map(|id| (Kind::Deliverable, id));
    let meeting = task.meeting.as_ref().map(|id| (Kind::Meeting, id));
    let about = task.phase.as_ref().map(|id| (Kind::Phase, id));
    let thing = |(kind, id): (Kind, &Name)| {
        let title = placed.entities.find(kind, id)?.title.clone();
        Some(json!({ "title": title, "href": entity_href(edition, page, placed, kind, id)? }))
    };
    let things: Vec<Value> = [makes, meeting, about].into_iter().flatten().filter_map(thing).collect();
    let mut subtasks = Vec::new();
    add_subtasks(task, &mut subtasks);
    json!({
        "id": anchor_of(Kind::Task, &task.id),
        "text": html(&task.text.value),
        "status": status(task_status(task.state)),
        "owner": party(&placed.facts, task.owner.as_ref()),
        "due": task.due.filter(|_| task.state != TaskState::Dropped).map(day),
        "late": task.is_late,
        "done_on": task.since.filter(|_| task.state == TaskState::Done).map(day),
        "blocked_by": task.blocked_by.as_ref().map(|by| html(&cause(by, &placed.facts))),
        "guides": pages.into_iter().map(|id| link(edition, page, id)).collect::<Vec<_>>(),
        "things": things,
        "subtasks": subtasks,
    })
}

/// Adds the parts of `task`, and theirs: the overview leads to each of them.
fn add_subtasks(task: &Task, into: &mut Vec<Value>) {
    for part in &task.tasks {
        into.push(
            json!({ "id": anchor_of(Kind::Task, &part.id), "text": part.text.value, "status": status(task_status(part.state)) }),
        );
        add_subtasks(part, into);
    }
}

fn deliverable_view(deliverable: &Deliverable) -> Value {
    let declared = &deliverable.declared;
    let version = declared.version.as_ref().map(|version| format!("version {}", version.value));
    let on = declared.delivered_on.as_ref().map(|on| day(on.value).to_string());
    let due = deliverable.due.filter(|_| on.is_none()).map(|due| format!("due {}", day(due)));
    let detail: Vec<String> = version.into_iter().chain(on).chain(due).collect();
    json!({
        "id": anchor_of(Kind::Deliverable, &declared.id),
        "title": declared.title.value,
        "status": status(deliverable_status(deliverable)),
        "detail": detail.join(", "),
    })
}

/// The guides of the phase's tasks, each once.
fn guides(placed: &PlacedEngagement, phase: &Phase) -> Vec<PageId> {
    let mut pages: Vec<PageId> = Vec::new();
    for task in phase.all_tasks() {
        for guide in task.guide.iter().chain(&task.runbook) {
            pages.extend(placed.guide_at(&guide.at).filter(|page| !pages.contains(page)));
        }
    }
    pages
}

fn guide_link(edition: &Edition, page: &Page, id: PageId) -> Value {
    let mut entry = link(edition, page, id);
    let kind = edition.guide_of(edition.page(id)).map(|guide| guide_kind_label(guide.meta.kind));
    entry["kind_label"] = json!(kind);
    entry
}

pub(super) fn meeting_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, at: usize, body: &str) -> Value {
    let facts = &placed.facts;
    let meeting = &facts.meetings[at];
    let agenda = meeting.agenda.iter().zip(&meeting.declared.agenda).map(|(topic, declared)| {
        json!({
            "clock": topic_time(topic),
            "topic": topic.topic.value,
            "badge": badge(&declared.common, placed),
            "duration": topic.duration.map(duration),
            "lead": party(facts, topic.lead.as_ref()),
            "note": topic.note.as_ref().map(|note| &note.value),
        })
    });
    // What stands on the page itself needs no link.
    let here = edition.page(placed.meetings[at]).kind.guide().is_some().then_some(placed.meetings[at]);
    let by_themselves = facts.minutes.iter().filter(|minutes| minutes.is_of(meeting));
    let named = meeting.minutes.iter().chain(by_themselves.map(|minutes| &minutes.guide));
    let mut minutes: Vec<PageId> = Vec::new();
    for id in named.filter_map(|guide| placed.guide_at(&guide.at)) {
        if !minutes.contains(&id) {
            minutes.push(id);
        }
    }
    minutes.retain(|minutes| here != Some(*minutes));
    json!({
        "title": meeting.title.value,
        "body": body,
        "engagement": link(edition, page, placed.overview),
        "when": meeting_time(meeting),
        "time_zone": facts.declared.time_zone.as_ref().filter(|_| meeting.at.is_some()).map(|zone| &zone.value.0),
        "status": status(meeting_status(meeting)),
        "length": meeting.length.map(duration),
        "calendar": calendar_path(edition, placed).map(|path| relative_url(&page.path, &path)),
        "total": total(meeting),
        "agenda": agenda.collect::<Vec<_>>(),
        "attendees": attendees(edition, placed, meeting),
        "outcomes": lines(&meeting.declared.outcomes, placed),
        "minutes": minutes.into_iter().map(|id| link(edition, page, id)).collect::<Vec<_>>(),
    })
}

/// The agenda's length against the slot's. It fits where it can be kept: with every topic as short as it may be.
fn total(meeting: &Meeting) -> Option<Value> {
    let total = meeting.total?;
    let Some(slot) = meeting.length else { return Some(json!({ "label": duration(total), "fits": true })) };
    let fits = total.least.in_minutes() <= slot.most.in_minutes();
    Some(json!({ "label": format!("{} of {}", duration(total), duration(slot)), "fits": fits }))
}

fn attendees(edition: &Edition, placed: &PlacedEngagement, meeting: &Meeting) -> Vec<Value> {
    let facts = &placed.facts;
    let entry = |party: &crate::model::engagement::Party| {
        let role = party.role.as_ref().map(|(_, title)| title.clone()).or_else(|| {
            let person = facts.people.get(*party.people.first()?);
            facts.people.title_of(person).cloned()
        });
        let name = facts.people.name(party);
        json!({
            "name": name,
            "role": role.filter(|role| *role != name),
            "side": party.side.map_or_else(|| json!({ "id": "", "label": "" }), |one| side(edition, facts, one)),
        })
    };
    meeting.attendees.iter().map(entry).collect()
}
