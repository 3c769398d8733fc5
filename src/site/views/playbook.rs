//! The view of a playbook: the plan as it lies before anybody has a customer, in weeks, roles and conditions.

mod after;

use super::parts::{capitalised, html, link, paragraphs};
use super::restriction::badge_of;
use crate::model::engagement::agenda_total;
use crate::model::wording::{Words, clock, weekday_name, work_label};
use crate::model::{Edition, Page, PageId, PlacedPlaybook, anchor_of};
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Deadline, Duration, GuidePath, Name};
use crate::schema::things::{Common, Deliverable, Gotcha, Line, Meeting, Phase, Side, Task, Topic};
use ecow::{EcoString, eco_format};
use serde_json::{Value, json};

/// What stands below a playbook's name in the list of its folder.
pub(super) fn summary(edition: &Edition, page: &Page) -> Option<EcoString> {
    let playbook = &edition.playbooks[page.kind.playbook()? as usize];
    playbook.says.plan.summary.as_ref().map(|summary| summary.value.clone())
}

pub(super) fn playbook_view(edition: &Edition, page: &Page, placed: &PlacedPlaybook, body: &str) -> Value {
    let shown = Shown { edition, page, placed };
    let words = &*edition.words;
    let plan = &placed.says.plan;
    let others = |places: &[u32]| {
        places.iter().map(|at| link(edition, page, edition.playbooks[*at as usize].page)).collect::<Vec<_>>()
    };
    let engagements = placed.engagements.iter().map(|at| {
        let engagement = &edition.engagements[*at as usize];
        let mut entry = link(edition, page, engagement.overview);
        let customer = engagement.facts.declared.customer.as_ref();
        entry["customer"] = json!(customer.map(|customer| &customer.name.value));
        entry
    });
    let scope = plan.scope.as_ref();
    json!({
        "title": placed.says.title.value,
        "body": body,
        "work": plan.work.as_ref().map(|work| words.say(work_label(work.value))),
        "summary": plan.summary.as_ref().map_or_else(String::new, |text| paragraphs(&text.value)),
        "owner": plan.owner.as_ref().map(|owner| shown.who(&owner.value)),
        "weeks": weeks(placed, words),
        "extends": placed.extends.map(|at| link(edition, page, edition.playbooks[at as usize].page)),
        "extended_by": others(&placed.extended_by),
        "engagements": engagements.collect::<Vec<_>>(),
        "objectives": shown.lines(&plan.objectives),
        "included": scope.map_or_else(Vec::new, |scope| shown.lines(&scope.included)),
        "excluded": scope.map_or_else(Vec::new, |scope| shown.lines(&scope.excluded)),
        "assumptions": scope.map_or_else(Vec::new, |scope| shown.lines(&scope.assumptions)),
        "phases": plan.phases.iter().map(|phase| shown.phase(phase)).collect::<Vec<_>>(),
        "meetings": plan.meetings.iter().map(|meeting| shown.meeting(meeting)).collect::<Vec<_>>(),
        "gotchas": plan.gotchas.iter().map(|gotcha| shown.gotcha(gotcha)).collect::<Vec<_>>(),
        "notes": placed.says.common.notes.iter().map(|note| &note.text.value).collect::<Vec<_>>(),
        "lists": shown.lists(),
        "raci": shown.raci(),
        "cutover": plan.cutover.as_ref().map(|cutover| shown.cutover(cutover)),
        "hypercare": plan.hypercare.as_ref().map(|hypercare| shown.hypercare(hypercare)),
        "severities": shown.severities(),
    })
}

/// "8 weeks": as long as the last phase or milestone.
fn weeks(placed: &PlacedPlaybook, words: &Words) -> Option<EcoString> {
    let plan = &placed.says.plan;
    let phases = plan.phases.iter().filter_map(|phase| phase.weeks.as_ref());
    let milestones = plan.milestones.iter().filter_map(|milestone| milestone.week.as_ref());
    let last = phases.chain(milestones).map(|weeks| weeks.value.last).max()?;
    Some(words.count(last.into(), "{n} week", "{n} weeks"))
}

/// What the parts of the view are made with.
struct Shown<'a> {
    edition: &'a Edition,
    page: &'a Page,
    placed: &'a PlacedPlaybook,
}

impl<'a> Shown<'a> {
    /// The language of the edition.
    fn words(&self) -> &'a Words {
        &self.edition.words
    }

    /// For whom a part is, where it says so itself.
    fn badge(&self, common: &Common) -> Option<Value> {
        badge(common, self.words())
    }

    /// A part that goes on with `what`.
    fn about(&self, phrase: &str, what: &str) -> EcoString {
        self.words().fill(phrase, &[("what", what)])
    }

    /// How often something comes back.
    fn every(&self, length: Duration) -> EcoString {
        self.words().every(length)
    }

    /// A person or role by name.
    fn who(&self, id: &str) -> EcoString {
        let role = self.placed.title_of(Kind::Role, id);
        role.or_else(|| self.edition.people.get(id)).cloned().unwrap_or_else(|| id.into())
    }

    fn all(&self, names: &[Name]) -> Vec<EcoString> {
        names.iter().map(|name| self.who(name)).collect()
    }

    fn called(&self, kind: Kind, id: &str) -> EcoString {
        self.placed.title_of(kind, id).cloned().unwrap_or_else(|| id.into())
    }

    fn guide(&self, guide: Option<&Spanned<GuidePath>>) -> Option<Value> {
        let page: PageId = self.placed.guide_at(&guide?.at)?;
        Some(link(self.edition, self.page, page))
    }

    fn lines(&self, lines: &[Line]) -> Vec<Value> {
        let line = |line: &Line| {
            let guides: Vec<Value> = self.guide(line.guide.as_ref()).into_iter().collect();
            json!({ "text": html(&line.text.value), "guides": guides, "badge": self.badge(&line.common), "only": self.only(&line.common) })
        };
        lines.iter().map(line).collect()
    }

    fn deadline(&self, deadline: &Deadline) -> EcoString {
        match deadline {
            Deadline::Date(date) => self.words().day(*date),
            Deadline::Reference(reference) => self.words().saying(&self.placed.in_words(reference)),
        }
    }

    fn phase(&self, phase: &Phase) -> Value {
        let tasks = |tasks: &[Task]| tasks.iter().map(|task| self.task(task)).collect::<Vec<_>>();
        let mut groups = Vec::new();
        if !phase.tasks.is_empty() {
            groups.push(json!({ "title": null, "tasks": tasks(&phase.tasks) }));
        }
        groups.extend(phase.workstreams.iter().map(|workstream| {
            let owner = workstream.owner.as_ref().map(|owner| self.who(owner));
            let (badge, only) = (self.badge(&workstream.common), self.only(&workstream.common));
            json!({ "title": workstream.title.value, "owner": owner, "badge": badge, "only": only, "tasks": tasks(&workstream.tasks) })
        }));
        let after: Vec<EcoString> = phase.depends_on.iter().map(|id| self.called(Kind::Phase, id)).collect();
        json!({
            "id": anchor_of(Kind::Phase, &phase.id),
            "title": phase.title.value,
            "weeks": phase.weeks.as_ref().map(|weeks| self.words().weeks(weeks.value)),
            "goal": phase.goal.as_ref().map(|goal| &goal.value),
            "owner": phase.owner.as_ref().map(|owner| self.who(owner)),
            "after": after,
            "groups": groups,
            "deliverables": phase.deliverables.iter().map(|one| self.deliverable(one)).collect::<Vec<_>>(),
            "during": self.lines(&phase.during),
            "gotchas": phase.gotchas.iter().map(|gotcha| self.gotcha(gotcha)).collect::<Vec<_>>(),
            "badge": self.badge(&phase.common),
            "only": self.only(&phase.common),
        })
    }

    fn task(&self, task: &Task) -> Value {
        let owner = task.owner.as_ref().map(|owner| self.who(owner));
        let named = [
            task.deliverable.as_ref().map(|id| self.about("makes {what}", &self.called(Kind::Deliverable, id))),
            task.meeting.as_ref().map(|id| self.about("meeting: {what}", &self.called(Kind::Meeting, id))),
            task.phase.as_ref().map(|id| self.about("phase: {what}", &self.called(Kind::Phase, id))),
        ];
        let after = task.depends_on.iter().map(|id| self.about("after {what}", &self.called(Kind::Task, id)));
        let meta: Vec<EcoString> = owner.into_iter().chain(named.into_iter().flatten()).chain(after).collect();
        let guides = task.guide.iter().chain(&task.runbook).filter_map(|guide| self.guide(Some(guide)));
        json!({
            "text": html(&task.text.value),
            "meta": meta,
            "guides": guides.collect::<Vec<_>>(),
            "parts": task.tasks.iter().map(|part| self.task(part)).collect::<Vec<_>>(),
            "badge": self.badge(&task.common),
            "only": self.only(&task.common),
        })
    }

    fn deliverable(&self, deliverable: &Deliverable) -> Value {
        let owner = deliverable.owner.as_ref().map(|owner| self.who(owner));
        let format = deliverable.format.as_ref().map(|format| format.value.clone());
        json!({
            "text": html(&deliverable.title.value),
            "meta": format.into_iter().chain(owner).collect::<Vec<_>>(),
            "guides": [],
            "parts": self.lines(&deliverable.acceptance),
            "badge": self.badge(&deliverable.common),
            "only": self.only(&deliverable.common),
        })
    }

    fn gotcha(&self, gotcha: &Gotcha) -> Value {
        json!({
            "symptom": gotcha.symptom.value,
            "cause": gotcha.cause.as_ref().map(|text| &text.value),
            "action": gotcha.action.as_ref().map(|text| &text.value),
            "guide": self.guide(gotcha.guide.as_ref()),
            "badge": self.badge(&gotcha.common),
        })
    }

    fn meeting(&self, meeting: &Meeting) -> Value {
        let words = self.words();
        let total = agenda_total(&meeting.agenda);
        let label = match (total, &meeting.length) {
            (Some(total), Some(slot)) => {
                let (total, slot) = (words.duration(total), words.duration(slot.value));
                Some(words.fill("{done} of {total}", &[("done", &total), ("total", &slot)]))
            }
            (Some(total), None) => Some(words.duration(total)),
            (None, _) => None,
        };
        let fits = match (total, &meeting.length) {
            (Some(total), Some(slot)) => total.least.in_minutes() <= slot.value.most.in_minutes(),
            _ => true,
        };
        json!({
            "id": anchor_of(Kind::Meeting, &meeting.id),
            "title": meeting.title.value,
            "when": self.when_is(meeting),
            "length": meeting.length.as_ref().map(|length| self.words().duration(length.value)),
            "attendees": self.all(&meeting.attendees),
            "agenda": meeting.agenda.iter().map(|topic| self.topic(topic)).collect::<Vec<_>>(),
            "total": label,
            "fits": fits,
            "guide": self.guide(meeting.guide.as_ref()),
            "badge": self.badge(&meeting.common),
            "only": self.only(&meeting.common),
        })
    }

    /// "Every week, Tuesday 10:00", "Week 1".
    fn when_is(&self, meeting: &Meeting) -> Option<String> {
        let words = self.words();
        let on = meeting.on.as_ref().map(|on| {
            let day = words.say(weekday_name(on.value.weekday));
            on.value.time.map_or_else(|| day.into(), |time| eco_format!("{day} {}", clock(time)))
        });
        let every = meeting.every.as_ref().map(|every| capitalised(&self.every(every.value)));
        let week = meeting.week.as_ref().map(|week| words.weeks(week.value));
        let said: Vec<EcoString> = every.into_iter().chain(week).chain(on).collect();
        (!said.is_empty()).then(|| said.join(", "))
    }

    /// Under which condition a part is there: "only where kind is air-gapped".
    fn only(&self, common: &Common) -> Option<EcoString> {
        let words = self.words();
        let conditions = common.when.entries.iter().map(|(field, values)| {
            let values: Vec<&str> = values.iter().map(|value| value.value.as_str()).collect();
            words.one_condition(&field.value, &values)
        });
        let conditions: Vec<EcoString> = conditions.collect();
        (!conditions.is_empty()).then(|| words.fill("only where {what}", &[("what", &words.all_of(&conditions))]))
    }

    fn topic(&self, topic: &Topic) -> Value {
        json!({
            "topic": topic.topic.value,
            "duration": topic.duration.as_ref().map(|length| self.words().duration(length.value)),
            "lead": topic.lead.as_ref().map(|lead| self.who(lead)),
            "note": topic.note.as_ref().map(|note| &note.value),
            "guide": self.guide(topic.guide.as_ref()),
            "badge": self.badge(&topic.common),
        })
    }
}

/// For whom a part is, where it says so itself.
pub(super) fn badge(common: &Common, words: &Words) -> Option<Value> {
    Some(badge_of(common.audience.as_ref()?.value, words))
}

/// Whose something is, as a playbook can say it: nobody has a name yet.
fn side(side: Side) -> &'static str {
    match side {
        Side::Vendor => "Vendor",
        Side::Customer => "Customer",
        Side::Partner => "Partner",
    }
}
