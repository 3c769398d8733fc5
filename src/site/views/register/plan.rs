//! The plan: a picture of it, every phase and task, milestones, what must be there before, what was moved and agreed, the
//! hours of the launch and the weeks after it, and everything that has a day in one order.

mod launch;

use super::named::{Looking, facts, named, sortable_day};
use crate::html::charts::{Canvas, timeline};
use crate::model::engagement::{Change, Dated, Milestone, Phase, Prerequisite, Shift, Task};
use crate::model::wording::{
    category_label, dated_status, fulfilment_status, milestone_status, phase_status, task_status,
};
use crate::model::{Edition, Page, PlacedEngagement, anchor_of};
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Cause, Deadline, Text};
use crate::schema::things::TaskState;
use crate::site::views::parts::{self, capitalised, progress, status};
use crate::site::views::restriction::lines;
use serde_json::{Value, json};

pub(super) fn plan_view(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Value {
    let looking = Looking { edition, page, placed };
    let words = looking.words();
    let facts = &placed.facts;
    let expectations = facts.expectations.iter().map(|one| {
        json!({
            "id": anchor_of(Kind::Expectation, &one.id),
            "text": one.text.value,
            "status": status(words, fulfilment_status(one.state)),
            "owner": looking.party(one.owner.as_ref()),
            "waived": looking.waiver(one.declared.waived.as_ref()),
        })
    });
    let reviews = facts.declared.plan.reviews.iter().map(|one| {
        json!({
            "id": anchor_of(Kind::Review, &one.id),
            "title": one.title.value,
            "every": one.every.as_ref().map(|every| words.duration(every.value)),
            "rhythm": one.every.as_ref().map(|every| words.every(every.value)),
            "asks": lines(&one.asks, placed, words),
        })
    });
    json!({
        "timeline": timeline(placed, edition.today, &Canvas::of_site(1000.0, words)).map(|chart| chart.svg),
        "phases": facts.phases.iter().map(|phase| phase_view(phase, looking)).collect::<Vec<_>>(),
        "milestones": facts.milestones.iter().map(|one| milestone_view(one, looking)).collect::<Vec<_>>(),
        "prerequisites": facts.prerequisites.iter().map(|one| prerequisite_view(one, looking)).collect::<Vec<_>>(),
        "expectations": expectations.collect::<Vec<_>>(),
        "changes": facts.changes.iter().map(|one| change_view(one, looking)).collect::<Vec<_>>(),
        "shifts": facts.shifts.iter().map(|one| shift_view(one, looking)).collect::<Vec<_>>(),
        "cutover": facts.cutover.as_ref().map(|cutover| launch::cutover_view(cutover, looking)),
        "hypercare": facts.hypercare.as_ref().map(|hypercare| launch::hypercare_view(hypercare, looking)),
        "reviews": reviews.collect::<Vec<_>>(),
        "dates": facts.dates(edition.today).iter().map(|one| dated_view(one, looking)).collect::<Vec<_>>(),
    })
}

fn said(text: Option<&Text>) -> Option<&str> {
    text.map(|text| text.value.as_str())
}

impl Looking<'_> {
    /// Who decided that something need not be, and why.
    fn waiver(self, waiver: Option<&crate::schema::things::Waiver>) -> Option<String> {
        let waiver = waiver?;
        let people = &self.placed.facts.people;
        let by = waiver.by.as_ref().map(|by| people.name(&people.party(by)));
        let reason = waiver.reason.as_ref().map(|reason| format!(": {}", reason.value));
        let waived = match by {
            Some(name) => self.words().fill("Waived by {name}", &[("name", &name)]),
            None => self.words().say("Waived").into(),
        };
        Some(format!("{waived}{}", reason.unwrap_or_default()))
    }

    /// What something is owed to; another thing leads to where it stands.
    fn cause(self, because: Option<&Spanned<Cause>>) -> Option<Value> {
        let because = because?;
        let href = match &because.value {
            Cause::Reference(reference) => self.href(reference.kind, &reference.id),
            Cause::Words(_) => None,
        };
        Some(named(&self.words().cause(because, &self.placed.facts), href.as_deref()))
    }
}

fn phase_view(phase: &Phase, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let mut tasks = Vec::new();
    add_tasks(&phase.tasks, None, 0, looking, &mut tasks);
    for workstream in &phase.workstreams {
        add_tasks(&workstream.tasks, Some(&workstream.title), 0, looking, &mut tasks);
    }
    let planned = phase.baseline.filter(|planned| phase.planned != Some(*planned));
    let actual = match (phase.began, phase.ended) {
        (Some(start), Some(end)) if start <= end => Some(words.days(crate::model::engagement::Period { start, end })),
        (Some(start), _) => Some(words.fill("since {day}", &[("day", &words.day(start))])),
        (None, end) => end.map(|end| words.fill("until {day}", &[("day", &words.day(end))])),
    };
    json!({
        "phase": looking.thing(Kind::Phase, &phase.id, Some(&phase.title.value)),
        "anchor": phase.id.as_str(),
        "status": status(words, phase_status(phase)),
        "late": phase.is_late,
        "dates": phase.planned.map(|it| words.days(it)),
        "first_planned": planned.map(|it| words.days(it)),
        "actual": actual,
        "owner": looking.party(phase.owner.as_ref()),
        "progress": progress(phase.progress),
        "tasks": tasks,
    })
}

fn add_tasks(tasks: &[Task], group: Option<&Text>, depth: usize, looking: Looking<'_>, into: &mut Vec<Value>) {
    let words = looking.words();
    for task in tasks {
        into.push(json!({
            "task": looking.thing(Kind::Task, &task.id, Some(&task.text.value)),
            "depth": depth.min(3),
            "group": said(group),
            "status": status(words, task_status(task.state)),
            "owner": looking.party(task.owner.as_ref()),
            "due": task.due.filter(|_| task.state != TaskState::Dropped).map(|day| sortable_day(day, words)),
            "late": task.is_late,
            "since": task.since.map(|it| words.day(it)),
            "blocked_by": looking.cause(task.blocked_by.as_ref()),
            "dropped": said(task.dropped_because.as_ref()),
        }));
        add_tasks(&task.tasks, group, depth + 1, looking, into);
    }
}

fn milestone_view(milestone: &Milestone, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let facts = &looking.placed.facts;
    let is_launch = facts.launch().is_some_and(|launch| launch.id == milestone.id);
    let criteria = milestone.criteria.iter().map(|one| {
        json!({
            "text": one.text.value,
            "status": status(words, fulfilment_status(one.state)),
            "waived": looking.waiver(one.waived.as_ref()),
        })
    });
    json!({
        "id": anchor_of(Kind::Milestone, &milestone.id),
        "title": milestone.title.value,
        "is_launch": is_launch,
        "status": status(words, milestone_status(milestone)),
        "planned": milestone.planned.map(|day| sortable_day(day, words)),
        "first_planned": milestone.baseline.filter(|first| milestone.planned != Some(*first)).map(|it| words.day(it)),
        "forecast": milestone.forecast.map(|day| sortable_day(day, words)),
        "actual": milestone.actual.map(|day| sortable_day(day, words)),
        "owner": looking.party(milestone.owner.as_ref()),
        "after": milestone.depends_on.iter().map(|id| looking.thing(Kind::Milestone, id, None)).collect::<Vec<_>>(),
        "criteria": criteria.collect::<Vec<_>>(),
    })
}

fn prerequisite_view(prerequisite: &Prerequisite, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let declared = &prerequisite.declared;
    let side = prerequisite.side.map(|side| parts::side(looking.edition, &looking.placed.facts, side));
    let needed_for = declared.needed_by.as_ref().and_then(|by| match &by.value {
        Deadline::Reference(reference) => Some(looking.thing(reference.kind, &reference.id, None)),
        Deadline::Date(_) => None,
    });
    json!({
        "id": anchor_of(Kind::Prerequisite, &prerequisite.id),
        "text": prerequisite.text.value,
        "category": declared.category.as_ref().map(|category| words.say(category_label(category.value))),
        "blocking": declared.blocking.as_ref().is_some_and(|blocking| blocking.value),
        "status": status(words, fulfilment_status(prerequisite.state)),
        "late": prerequisite.is_late,
        "owner": looking.party(prerequisite.owner.as_ref()),
        "side": side.map(|side| side["label"].clone()),
        "needed_by": prerequisite.needed_by.map(|day| sortable_day(day, words)),
        "needed_for": needed_for,
        "command": declared.verify.as_ref().and_then(|verify| said(verify.command.as_ref())),
        "expect": declared.verify.as_ref().and_then(|verify| said(verify.expect.as_ref())),
        "guides": looking.guides(&declared.guide),
        "met_on": declared.met_on.as_ref().map(|on| words.day(on.value)),
        "evidence": declared.evidence.as_ref().and_then(|evidence| looking.place(evidence)),
        "waived": looking.waiver(declared.waived.as_ref()),
        "facts": facts(&declared.common),
    })
}

fn change_view(change: &Change, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let declared = &change.declared;
    json!({
        "id": anchor_of(Kind::Change, &change.id),
        "title": change.title.value,
        "asked_by": looking.party(change.asked_by.as_ref()),
        "on": declared.on.as_ref().map(|on| sortable_day(on.value, words)),
        "adds": lines(&declared.adds, looking.placed, words),
        "removes": lines(&declared.removes, looking.placed, words),
        "impact": declared.impact.as_ref().map(|impact| words.duration(impact.value)),
        "is_approved": change.is_approved,
        "approved_by": looking.party(change.approved_by.as_ref()),
        "approved_on": declared.approved_on.as_ref().map(|on| words.day(on.value)),
        "facts": facts(&declared.common),
    })
}

fn shift_view(shift: &Shift, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let moved = shift.moved.iter().map(|one| {
        json!({
            "thing": looking.thing(one.kind, &one.id, Some(&one.title.value)),
            "before": words.days(one.before),
            "after": words.days(one.after),
        })
    });
    json!({
        "from": looking.thing(shift.from.kind, &shift.from.id, None),
        "by": words.duration(shift.by),
        "on": shift.on.map(|it| words.day(it)),
        "because": looking.cause(shift.because.as_ref()),
        "moved": moved.collect::<Vec<_>>(),
    })
}

fn dated_view(dated: &Dated, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let label = match dated.until {
        Some(end) => words.days(crate::model::engagement::Period { start: dated.on, end }),
        None => words.day(dated.on),
    };
    let kind = match dated.kind {
        Kind::Metric => words.say("Checkpoint").into(),
        kind => capitalised(words.say(kind.label())),
    };
    json!({
        "date": label,
        "date_value": dated.on.to_string(),
        "kind": kind,
        "thing": looking.thing(dated.kind, &dated.id, Some(&dated.title)),
        "status": status(words, dated_status(dated, looking.edition.today)),
        "is_next": dated.on >= looking.edition.today,
    })
}
