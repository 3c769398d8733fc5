//! What the pages of an engagement give to the search index beside their guides: what is to be read on them, with the
//! places that their templates give it.
//!
//! Whoever looks for a task, a milestone or a person wants the line that names it, so each task is a section of its own.

use super::figures;
use crate::model::engagement::{Engagement, Meeting, Milestone, Party, Phase, RaidEntry, Task};
use crate::model::wording::Words;
use crate::model::{Edition, Entity, Page, PageKind, PlacedEngagement, Register, anchor_of, kind_of_raid};
use crate::schema::kind::Kind;
use crate::site::search::SearchSection;
use ecow::EcoString;

/// The sections of `page`; none where it is no engagement's.
pub(super) fn sections(edition: &Edition, page: &Page) -> Vec<SearchSection> {
    let mut found = Found { words: &edition.words, sections: Vec::new() };
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
        PageKind::Register { engagement, register, .. } => {
            let placed = &edition.engagements[engagement as usize];
            found.register(page, placed, edition);
            if register == Register::Raci {
                found.raci(&placed.facts);
            }
        }
        _ => {}
    }
    found.sections
}

struct Found<'a> {
    words: &'a Words,
    sections: Vec<SearchSection>,
}

impl Found<'_> {
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
        self.section("tk-phases", self.words.say("Phases"), phases.flatten().map(|text| text.value.as_str()));
        self.milestones(facts.milestones.iter());
        let criteria = facts.success_criteria.iter().map(|one| one.text.value.as_str());
        self.section("tk-criteria", self.words.say("Success criteria"), criteria);
        self.section(
            "tk-meetings",
            self.words.say("Meetings"),
            facts.meetings.iter().map(|one| one.title.value.as_str()),
        );
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
        self.section("tk-people", self.words.say("People"), [people.as_str()]);
    }

    fn phase(&mut self, phase: &Phase, facts: &Engagement) {
        self.section("", "", phase.goal.as_ref().map(|goal| goal.value.as_str()));
        phase.tasks.iter().for_each(|task| self.task(task, facts));
        for workstream in &phase.workstreams {
            self.push(&anchor_of(Kind::Workstream, &workstream.id), &workstream.title.value, String::new());
            workstream.tasks.iter().for_each(|task| self.task(task, facts));
        }
        let deliverables = phase.deliverables.iter().map(|one| one.declared.title.value.as_str());
        self.section("tk-deliverables", self.words.say("Deliverables"), deliverables);
        let ends_here = |one: &&Milestone| super::super::phase::ends_in(one, phase);
        self.milestones(facts.milestones.iter().filter(ends_here));
        let of_phase = |id: &Option<_>| {
            id.as_ref().is_some_and(|id: &crate::schema::scalar::Name| id.as_str() == phase.id.as_str())
        };
        let criteria = facts.success_criteria.iter().filter(|one| of_phase(&one.phase));
        self.section("tk-criteria", self.words.say("Success criteria"), criteria.map(|one| one.text.value.as_str()));
        let gotchas = phase.declared.gotchas.iter();
        let gotchas = gotchas.flat_map(|one| [Some(&one.symptom), one.cause.as_ref(), one.action.as_ref()]);
        self.section("tk-gotchas", self.words.say("Gotchas"), gotchas.flatten().map(|text| text.value.as_str()));
        let during = phase.declared.during.iter().map(|line| line.text.value.as_str());
        self.section("tk-during", self.words.say("How to work in this phase"), during);
    }

    /// Each thing that stands in the register, where its own line is.
    fn register(&mut self, page: &Page, placed: &PlacedEngagement, edition: &Edition) {
        for entity in placed.entities.iter().filter(|entity| edition.page(entity.page).path == page.path) {
            let anchor = entity.anchor.as_deref().unwrap_or_default();
            let text =
                figures::about(entity, &placed.facts, self.words).or_else(|| about(entity, &placed.facts, self.words));
            let text = text.unwrap_or_else(|| self.words.say(entity.kind.label()).to_owned());
            self.push(anchor, &entity.title, text);
        }
    }

    /// Each activity with those who have a part in it.
    fn raci(&mut self, facts: &Engagement) {
        for row in &facts.declared.plan.raci {
            let names = row.responsible.iter().chain(&row.accountable).chain(&row.consulted).chain(&row.informed);
            let names: Vec<EcoString> = names.map(|name| facts.people.name(&facts.people.party_now(name))).collect();
            self.push("", &row.activity.value, names.join("\n"));
        }
    }

    /// A task and its parts, each where its own line is.
    fn task(&mut self, task: &Task, facts: &Engagement) {
        let owner = task.owner.as_ref().map(|owner| facts.people.name(owner));
        let waits = task.blocked_by.as_ref().map(|by| self.words.cause(by, facts));
        let text = format!("{}\n{}", owner.unwrap_or_default(), waits.unwrap_or_default());
        self.push(&anchor_of(Kind::Task, &task.id), &task.text.value, text);
        task.tasks.iter().for_each(|part| self.task(part, facts));
    }

    fn milestones<'a>(&mut self, milestones: impl Iterator<Item = &'a Milestone>) {
        let lines =
            milestones.flat_map(|one| std::iter::once(&one.title).chain(one.criteria.iter().map(|one| &one.text)));
        self.section("tk-milestones", self.words.say("Milestones"), lines.map(|text| text.value.as_str()));
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
        self.section("tk-agenda", self.words.say("Agenda"), [agenda.as_str()]);
        let outcomes = meeting.declared.outcomes.iter().map(|line| line.text.value.as_str());
        self.section("tk-outcomes", self.words.say("Outcomes"), outcomes);
        let attendees: Vec<String> = meeting.attendees.iter().map(|party| attendee(party, facts)).collect();
        self.section("tk-attendees", self.words.say("Attendees"), attendees.iter().map(String::as_str));
    }
}

/// What a line of the RAID log, the people or the activities says besides its title; nothing where that is not known.
fn about(entity: &Entity, facts: &Engagement, language: &Words) -> Option<String> {
    let is_meant = |id: &str| id == entity.id;
    let mut words: Vec<EcoString> = Vec::new();
    match entity.kind {
        Kind::Person => {
            let person = facts.people.get(facts.people.person(&entity.id)?);
            words.extend(person.roles.iter().filter_map(|role| facts.people.role_title(role)).cloned());
            let declared = &person.declared;
            let texts = [&declared.title, &declared.email, &declared.phone, &declared.hours];
            words.extend(texts.into_iter().flatten().map(|text| text.value.clone()));
        }
        Kind::Role => {
            let role = facts.declared.plan.roles.iter().find(|role| is_meant(&role.id))?;
            words.push(language.say("role").into());
            words.push(facts.people.name(&facts.people.party_now(&role.id)));
        }
        Kind::Severity => {
            let support = facts.declared.plan.support.as_ref()?;
            let severity = support.severities.iter().find(|severity| is_meant(&severity.id))?;
            words.extend([language.say("severity, escalation").into(), EcoString::clone(&severity.id)]);
            let chain = severity.escalation.iter().filter_map(|step| step.to.as_ref());
            words.extend(chain.map(|to| facts.people.name(&facts.people.party_now(to))));
        }
        _ => {
            let of_kind = |entry: &&RaidEntry| kind_of_raid(entry.kind) == entity.kind && is_meant(&entry.id);
            let entry = facts.raid.iter().find(of_kind)?;
            words.push(language.say(entity.kind.label()).into());
            words.extend(entry.became.map(|on| language.became_label(on)));
            words.extend(entry.number().cloned());
            words.extend([&entry.owner, &entry.decided_by].into_iter().flatten().map(|party| facts.people.name(party)));
            let declared = &entry.declared;
            let texts = [&declared.description, &declared.mitigation, &declared.if_false, &declared.outcome];
            words.extend(texts.into_iter().flatten().map(|text| text.value.clone()));
            words.extend(declared.options.iter().map(|line| line.text.value.clone()));
        }
    }
    Some(words.join("\n"))
}

/// Who comes, and as what.
fn attendee(party: &Party, facts: &Engagement) -> String {
    let name = facts.people.name(party);
    match &party.role {
        Some((_, title)) if *title != name => format!("{name}, {title}"),
        _ => name.into(),
    }
}
