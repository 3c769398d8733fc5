//! What the pages of an engagement give to the search index beside their guides: what is to be read on them, with the
//! places that their templates give it.
//!
//! Whoever looks for a task, a milestone or a person wants the line that names it, so each task is a section of its own.

use crate::model::engagement::{Engagement, Meeting, Milestone, Party, Phase, Task};
use crate::model::wording::cause;
use crate::model::{Edition, Page, PageKind, PlacedEngagement, anchor_of};
use crate::schema::kind::Kind;
use crate::site::search::SearchSection;
use ecow::EcoString;

/// The sections of `page`; none where it is no engagement's.
pub(super) fn sections(edition: &Edition, page: &Page) -> Vec<SearchSection> {
    let mut found = Found::default();
    match page.kind {
        PageKind::Engagement { engagement, .. } => {
            found.overview(&edition.engagements[engagement as usize].facts);
        }
        PageKind::Phase { engagement, phase, .. } => {
            let facts = &edition.engagements[engagement as usize].facts;
            found.phase(&facts.phases[phase as usize], facts);
        }
        PageKind::Meeting { engagement, meeting, .. } => {
            let facts = &edition.engagements[engagement as usize].facts;
            found.meeting(&facts.meetings[meeting as usize], facts);
        }
        PageKind::Register { engagement, .. } => {
            found.register(page, &edition.engagements[engagement as usize], edition);
        }
        _ => {}
    }
    found.sections
}

#[derive(Default)]
struct Found {
    sections: Vec<SearchSection>,
}

impl Found {
    /// A section, if it says something besides its heading.
    fn section<'a>(&mut self, anchor: &str, heading: &str, lines: impl IntoIterator<Item = &'a str>) {
        let mut text = String::new();
        for line in lines {
            text.push_str(line);
            text.push('\n');
        }
        if !text.trim().is_empty() {
            self.push(anchor, heading, text);
        }
    }

    fn push(&mut self, anchor: &str, heading: &str, text: String) {
        let anchor = (!anchor.is_empty()).then(|| EcoString::from(anchor));
        self.sections.push(SearchSection { anchor, heading: heading.into(), text });
    }

    fn overview(&mut self, facts: &Engagement) {
        let declared = &facts.declared;
        let customer = declared.customer.as_ref();
        let names = customer.into_iter().flat_map(|one| [Some(&one.name), one.short_name.as_ref()]);
        let summary = declared.plan.summary.as_ref();
        self.section("", "", names.flatten().chain(summary).map(|text| text.value.as_str()));
        let phases = facts.phases.iter().flat_map(|phase| [Some(&phase.title), phase.goal.as_ref()]);
        self.section("tk-phases", "Phases", phases.flatten().map(|text| text.value.as_str()));
        self.milestones(facts.milestones.iter());
        let criteria = facts.success_criteria.iter().map(|one| one.text.value.as_str());
        self.section("tk-criteria", "Success criteria", criteria);
        self.section("tk-meetings", "Meetings", facts.meetings.iter().map(|one| one.title.value.as_str()));
        let mut people = String::new();
        for person in facts.people.all.iter().filter(|person| !person.has_left) {
            people.push_str(&person.declared.name.value);
            for role in person.roles.iter().filter_map(|role| facts.people.role_title(role)) {
                people.push_str(", ");
                people.push_str(role);
            }
            for text in [&person.declared.title, &person.declared.email, &person.declared.phone].into_iter().flatten() {
                people.push_str(", ");
                people.push_str(&text.value);
            }
            people.push('\n');
        }
        self.section("tk-people", "People", [people.as_str()]);
    }

    fn phase(&mut self, phase: &Phase, facts: &Engagement) {
        self.section("", "", phase.goal.as_ref().map(|goal| goal.value.as_str()));
        phase.tasks.iter().for_each(|task| self.task(task, facts));
        for workstream in &phase.workstreams {
            workstream.tasks.iter().for_each(|task| self.task(task, facts));
        }
        let deliverables = phase.deliverables.iter().map(|one| one.declared.title.value.as_str());
        self.section("tk-deliverables", "Deliverables", deliverables);
        let ends_here = |one: &&Milestone| super::super::phase::ends_in(one, phase);
        self.milestones(facts.milestones.iter().filter(ends_here));
        let of_phase = |id: &Option<_>| {
            id.as_ref().is_some_and(|id: &crate::schema::scalar::Name| id.as_str() == phase.id.as_str())
        };
        let criteria = facts.success_criteria.iter().filter(|one| of_phase(&one.phase));
        self.section("tk-criteria", "Success criteria", criteria.map(|one| one.text.value.as_str()));
        let gotchas = phase.declared.gotchas.iter();
        let gotchas = gotchas.flat_map(|one| [Some(&one.symptom), one.cause.as_ref(), one.action.as_ref()]);
        self.section("tk-gotchas", "Gotchas", gotchas.flatten().map(|text| text.value.as_str()));
        let during = phase.declared.during.iter().map(|line| line.text.value.as_str());
        self.section("tk-during", "How to work in this phase", during);
    }

    /// Each thing that stands in the register, where its own line is.
    fn register(&mut self, page: &Page, placed: &PlacedEngagement, edition: &Edition) {
        for entity in placed.entities.iter().filter(|entity| edition.page(entity.page).path == page.path) {
            let anchor = entity.anchor.as_deref().unwrap_or_default();
            self.push(anchor, &entity.title, entity.kind.label().to_owned());
        }
    }

    /// A task and its parts, each where its own line is.
    fn task(&mut self, task: &Task, facts: &Engagement) {
        let owner = task.owner.as_ref().map(|owner| facts.people.name(owner));
        let waits = task.blocked_by.as_ref().map(|by| cause(by, facts));
        let text = format!("{}\n{}", owner.unwrap_or_default(), waits.unwrap_or_default());
        self.push(&anchor_of(Kind::Task, &task.id), &task.text.value, text);
        task.tasks.iter().for_each(|part| self.task(part, facts));
    }

    fn milestones<'a>(&mut self, milestones: impl Iterator<Item = &'a Milestone>) {
        let lines =
            milestones.flat_map(|one| std::iter::once(&one.title).chain(one.criteria.iter().map(|one| &one.text)));
        self.section("tk-milestones", "Milestones", lines.map(|text| text.value.as_str()));
    }

    fn meeting(&mut self, meeting: &Meeting, facts: &Engagement) {
        let mut agenda = String::new();
        for topic in &meeting.agenda {
            agenda.push_str(&topic.topic.value);
            if let Some(text) = &topic.note {
                agenda.push('\n');
                agenda.push_str(&text.value);
            }
            if let Some(lead) = &topic.lead {
                agenda.push('\n');
                agenda.push_str(&facts.people.name(lead));
            }
            agenda.push('\n');
        }
        self.section("tk-agenda", "Agenda", [agenda.as_str()]);
        let outcomes = meeting.declared.outcomes.iter().map(|line| line.text.value.as_str());
        self.section("tk-outcomes", "Outcomes", outcomes);
        let attendees: Vec<String> = meeting.attendees.iter().map(|party| attendee(party, facts)).collect();
        self.section("tk-attendees", "Attendees", attendees.iter().map(String::as_str));
    }
}

/// Who comes, and as what.
fn attendee(party: &Party, facts: &Engagement) -> String {
    let name = facts.people.name(party);
    match &party.role {
        Some((_, title)) if *title != name => format!("{name}, {title}"),
        _ => name.into(),
    }
}
