//! What the page of a playbook gives to the search index: its phases and meetings as sections, where they stand.

use crate::model::wording::Words;
use crate::model::{PlacedPlaybook, anchor_of};
use crate::schema::kind::Kind;
use crate::schema::things::{Gotcha, Task};
use crate::site::search::SearchSection;
use ecow::EcoString;

/// The sections of a playbook's page.
pub(super) fn sections(placed: &PlacedPlaybook, words: &Words) -> Vec<SearchSection> {
    let plan = &placed.says.plan;
    let mut sections = Vec::new();
    let mut add = |anchor: Option<EcoString>, heading: &str, lines: Vec<&str>| {
        sections.push(SearchSection { anchor, heading: heading.into(), text: lines.join("\n") });
    };
    if let Some(summary) = &plan.summary {
        add(None, "", vec![&summary.value]);
    }
    for phase in &plan.phases {
        let mut lines: Vec<&str> = phase.goal.iter().map(|goal| goal.value.as_str()).collect();
        push_tasks(&phase.tasks, &mut lines);
        for workstream in &phase.workstreams {
            lines.push(&workstream.title.value);
            push_tasks(&workstream.tasks, &mut lines);
        }
        lines.extend(phase.deliverables.iter().map(|one| one.title.value.as_str()));
        lines.extend(phase.during.iter().map(|line| line.text.value.as_str()));
        phase.gotchas.iter().for_each(|gotcha| push_gotcha(gotcha, &mut lines));
        add(Some(anchor_of(Kind::Phase, &phase.id)), &phase.title.value, lines);
    }
    for meeting in &plan.meetings {
        let topics = meeting.agenda.iter().flat_map(|topic| std::iter::once(&topic.topic).chain(&topic.note));
        let lines = topics.map(|text| text.value.as_str()).collect();
        add(Some(anchor_of(Kind::Meeting, &meeting.id)), &meeting.title.value, lines);
    }
    for one in &plan.prerequisites {
        add(Some(anchor_of(Kind::Prerequisite, &one.id)), &one.text.value, vec![words.say(Kind::Prerequisite.label())]);
    }
    for one in &plan.milestones {
        let lines = one.criteria.iter().map(|criterion| criterion.text.value.as_str()).collect();
        add(Some(anchor_of(Kind::Milestone, &one.id)), &one.title.value, lines);
    }
    for one in &plan.gates {
        add(Some(anchor_of(Kind::Gate, &one.id)), &one.title.value, vec![words.say(Kind::Gate.label())]);
    }
    for one in &plan.sign_offs {
        let lines = one.statement.iter().map(|text| text.value.as_str()).collect();
        add(Some(anchor_of(Kind::SignOff, &one.id)), &one.title.value, lines);
    }
    for one in &plan.metrics {
        let lines = one.method.iter().map(|text| text.value.as_str()).collect();
        add(Some(anchor_of(Kind::Metric, &one.id)), &one.title.value, lines);
    }
    let mut bites = Vec::new();
    plan.gotchas.iter().for_each(|gotcha| push_gotcha(gotcha, &mut bites));
    if !bites.is_empty() {
        add(Some("tk-gotchas".into()), words.say("Gotchas"), bites);
    }
    sections
}

fn push_tasks<'a>(tasks: &'a [Task], lines: &mut Vec<&'a str>) {
    for task in tasks {
        lines.push(&task.text.value);
        push_tasks(&task.tasks, lines);
    }
}

fn push_gotcha<'a>(gotcha: &'a Gotcha, lines: &mut Vec<&'a str>) {
    let said = [Some(&gotcha.symptom), gotcha.cause.as_ref(), gotcha.action.as_ref()];
    lines.extend(said.into_iter().flatten().map(|text| text.value.as_str()));
}
