//! The views of a phase and of a meeting.

use super::brought;
use super::parts::{criterion, entity_href, html, link, milestone, party, progress, side, status};
use super::restriction::{badge, lines};
use crate::model::engagement::{Deliverable, Engagement, Meeting, Milestone, Phase, Prerequisite, Shift, Task};
use crate::model::wording::{
    Words, deliverable_status, fulfilment_status, guide_kind_label, meeting_status, phase_status, task_status,
};
use crate::model::{Edition, Page, PageId, PlacedEngagement, anchor_of};
use crate::path::relative_url;
use crate::schema::kind::Kind;
use crate::schema::scalar::{Deadline, Name};
use crate::schema::things::TaskState;
use crate::site::calendar::calendar_path;
use ecow::EcoString;
use serde_json::{Value, json};

pub(super) fn phase_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, at: usize, body: &str) -> Value {
    let words = &*edition.words;
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
            "badge": badge(&gotcha.common, placed, words),
        })
    });
    let pages = guides(placed, phase);
    let waiting = facts.phases.iter().filter(|one| one.depends_on.iter().any(|id| id.as_str() == phase.id.as_str()));
    json!({
        "title": phase.title.value,
        "body": body,
        "goal": phase.goal.as_ref().map(|text| &text.value),
        "engagement": link(edition, page, placed.overview),
        "dates": phase.planned.map(|it| words.days(it)),
        "weeks_label": weeks_label(phase, words),
        "status": status(words, phase_status(phase)),
        "progress": progress(phase.progress),
        "groups": groups,
        "deliverables": phase.deliverables.iter().map(|one| deliverable_view(one, words)).collect::<Vec<_>>(),
        "milestones": facts.milestones.iter().filter(|one| ends_in(one, phase)).map(|one| milestone(one, words)).collect::<Vec<_>>(),
        "criteria": criteria.map(|one| criterion(edition, page, placed, one)).collect::<Vec<_>>(),
        "gotchas": gotchas.collect::<Vec<_>>(),
        "during": lines(&phase.declared.during, placed, words),
        "guides": pages.iter().map(|id| guide_link(edition, page, *id)).collect::<Vec<_>>(),
        "guide_gotchas": brought::gotchas(edition, page, &pages),
        "checklists": brought::checklists(edition, page, &pages),
        "owner": party(facts, phase.owner.as_ref()),
        "before_moves": phase.baseline.filter(|first| phase.planned != Some(*first)).map(|it| words.days(it)),
        "moves": moves(facts, phase, words),
        "really": really(phase, words),
        "after": phase.depends_on.iter().filter_map(|id| neighbour(edition, page, placed, id)).collect::<Vec<_>>(),
        "before": waiting.filter_map(|one| neighbour(edition, page, placed, &one.id)).collect::<Vec<_>>(),
        "needs": needs(facts, phase, words),
    })
}

/// What was moved, by how much and why, as far as it moved this phase.
fn moves(facts: &Engagement, phase: &Phase, words: &Words) -> Vec<String> {
    let is_moved =
        |shift: &&Shift| shift.moved.iter().any(|one| one.kind == Kind::Phase && one.id.as_str() == phase.id.as_str());
    let said = |shift: &Shift| {
        let because =
            shift.because.as_ref().map(|why| format!(": {}", words.cause(&why.value, facts))).unwrap_or_default();
        let on =
            shift.on.map(|on| format!(" {}", words.fill("on {day}", &[("day", &words.day(on))]))).unwrap_or_default();
        format!("{}{on}{because}", words.fill("Moved by {length}", &[("length", &words.duration(shift.by))]))
    };
    facts.shifts.iter().filter(is_moved).map(said).collect()
}

/// "Began 2 Mar 2026, ended 13 Mar 2026".
fn really(phase: &Phase, words: &Words) -> Option<EcoString> {
    Some(match (phase.began.map(|it| words.day(it)), phase.ended.map(|it| words.day(it))) {
        (Some(began), Some(ended)) => {
            words.fill("Began {began}, ended {ended}", &[("began", &began), ("ended", &ended)])
        }
        (Some(began), None) => words.fill("Began {began}", &[("began", &began)]),
        (None, ended) => words.fill("Ended {ended}", &[("ended", &ended?)]),
    })
}

/// Another phase of the engagement, with its state.
fn neighbour(edition: &Edition, page: &Page, placed: &PlacedEngagement, id: &Name) -> Option<Value> {
    let at = placed.facts.phases.iter().position(|phase| phase.id.as_str() == id.as_str())?;
    let mut entry = link(edition, page, placed.phases[at]);
    entry["status"] = status(&edition.words, phase_status(&placed.facts.phases[at]));
    Some(entry)
}

/// What must be there before the phase begins.
fn needs(facts: &Engagement, phase: &Phase, words: &Words) -> Vec<Value> {
    let is_of_phase = |one: &&Prerequisite| {
        let by = one.declared.needed_by.as_ref().map(|by| &by.value);
        matches!(by, Some(Deadline::Reference(reference)) if reference.kind == Kind::Phase && reference.id == phase.id.as_str())
    };
    let need = |one: &Prerequisite| {
        json!({
            "thing_id": anchor_of(Kind::Prerequisite, &one.id),
            "text": html(&one.text.value),
            "status": status(words, fulfilment_status(one.state)),
            "owner": party(facts, one.owner.as_ref()),
            "late": one.is_late,
        })
    };
    facts.prerequisites.iter().filter(is_of_phase).map(need).collect()
}

fn weeks_label(phase: &Phase, words: &Words) -> Option<EcoString> {
    Some(words.weeks(phase.declared.weeks.as_ref()?.value))
}

/// True for a milestone that is planned for a day of the phase.
pub(super) fn ends_in(milestone: &Milestone, phase: &Phase) -> bool {
    let planned = milestone.planned.or_else(|| milestone.day());
    matches!((planned, phase.planned), (Some(at), Some(plan)) if plan.start <= at && at <= plan.end)
}

fn task_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, task: &Task) -> Value {
    let words = &*edition.words;
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
    add_subtasks(task, words, &mut subtasks);
    json!({
        "id": anchor_of(Kind::Task, &task.id),
        "text": html(&task.text.value),
        "status": status(words, task_status(task.state)),
        "owner": party(&placed.facts, task.owner.as_ref()),
        "due": task.due.filter(|_| task.state != TaskState::Dropped).map(|it| words.day(it)),
        "late": task.is_late,
        "done_on": task.since.filter(|_| task.state == TaskState::Done).map(|it| words.day(it)),
        "blocked_by": task.blocked_by.as_ref().map(|by| html(&words.cause(by, &placed.facts))),
        "guides": pages.into_iter().map(|id| link(edition, page, id)).collect::<Vec<_>>(),
        "things": things,
        "subtasks": subtasks,
    })
}

/// Adds the parts of `task`, and theirs: the overview leads to each of them.
fn add_subtasks(task: &Task, words: &Words, into: &mut Vec<Value>) {
    for part in &task.tasks {
        into.push(
            json!({ "id": anchor_of(Kind::Task, &part.id), "text": part.text.value, "status": status(words, task_status(part.state)) }),
        );
        add_subtasks(part, words, into);
    }
}

fn deliverable_view(deliverable: &Deliverable, words: &Words) -> Value {
    let declared = &deliverable.declared;
    let version = declared.version.as_ref();
    let version = version.map(|version| words.fill("version {version}", &[("version", &version.value)]));
    let on = declared.delivered_on.as_ref().map(|on| words.day(on.value));
    let due = deliverable.due.filter(|_| on.is_none());
    let due = due.map(|due| words.fill("due {day}", &[("day", &words.day(due))]));
    let detail: Vec<EcoString> = version.into_iter().chain(on).chain(due).collect();
    json!({
        "id": anchor_of(Kind::Deliverable, &declared.id),
        "title": declared.title.value,
        "status": status(words, deliverable_status(deliverable)),
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
    let kind = edition.guide_of(edition.page(id)).map(|guide| edition.words.say(guide_kind_label(guide.meta.kind)));
    entry["kind_label"] = json!(kind);
    entry
}

pub(super) fn meeting_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, at: usize, body: &str) -> Value {
    let words = &*edition.words;
    let facts = &placed.facts;
    let meeting = &facts.meetings[at];
    let agenda = meeting.agenda.iter().zip(&meeting.declared.agenda).map(|(topic, declared)| {
        json!({
            "clock": words.topic_time(topic),
            "topic": topic.topic.value,
            "badge": badge(&declared.common, placed, words),
            "duration": topic.duration.map(|it| words.duration(it)),
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
        "when": words.meeting_time(meeting),
        "time_zone": facts.declared.time_zone.as_ref().filter(|_| meeting.at.is_some()).map(|zone| &zone.value.0),
        "status": status(words, meeting_status(meeting)),
        "length": meeting.length.map(|it| words.duration(it)),
        "calendar": calendar_path(edition, placed).map(|path| relative_url(&page.path, &path)),
        "total": total(meeting, words),
        "agenda": agenda.collect::<Vec<_>>(),
        "attendees": attendees(edition, placed, meeting),
        "outcomes": lines(&meeting.declared.outcomes, placed, words),
        "minutes": minutes.into_iter().map(|id| link(edition, page, id)).collect::<Vec<_>>(),
    })
}

/// The agenda's length against the slot's. It fits where it can be kept: with every topic as short as it may be.
fn total(meeting: &Meeting, words: &Words) -> Option<Value> {
    let total = meeting.total?;
    let Some(slot) = meeting.length else { return Some(json!({ "label": words.duration(total), "fits": true })) };
    let fits = total.least.in_minutes() <= slot.most.in_minutes();
    let counted = [("done", words.duration(total)), ("total", words.duration(slot))];
    let counted = counted.each_ref().map(|(place, length)| (*place, length.as_str()));
    Some(json!({ "label": words.fill("{done} of {total}", &counted), "fits": fits }))
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
