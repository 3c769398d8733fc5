//! Open work that nobody has: where it is under way or near, for a plan may name its people as it goes.

use super::overdue::needed_on;
use super::{Look, is_open, listed, tasks_of, with_origin};
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::model::engagement::{Deliverable, Party, Phase};
use crate::schema::things::{DeliverableStatus, RaidKind, TaskState};
use ecow::EcoString;
use jiff::Span;
use std::collections::BTreeMap;

/// How many days before something is needed it should be somebody's.
const NEAR: i32 = 7;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if look.is_worked_on() {
        diagnostics.extend(actions(look));
    }
    if look.is_active() {
        let soon = look.today.checked_add(Span::new().days(NEAR)).unwrap_or(look.today);
        diagnostics.extend(look.facts.phases.iter().filter_map(|phase| in_phase(look, phase, soon)));
        diagnostics.extend(prerequisites(look, soon));
        diagnostics.extend(roles(look, soon));
    }
    diagnostics
}

fn unowned(at: Location, message: String) -> Diagnostic {
    Diagnostic::new(Rule::Unowned, at, message)
}

fn is_under_way(phase: &Phase, today: jiff::civil::Date) -> bool {
    let begun = phase.began.or_else(|| phase.planned.map(|planned| planned.start));
    matches!(phase.state, TaskState::Active | TaskState::Blocked) && begun.is_some_and(|begun| begun <= today)
}

/// The open tasks and deliverables of a phase that are nobody's, in one message.
fn in_phase(look: &Look<'_>, phase: &Phase, soon: jiff::civil::Date) -> Option<Diagnostic> {
    // What is open in a phase that should be over has been told.
    if phase.is_late {
        return None;
    }
    let is_under_way = is_under_way(phase, look.today);
    let tasks = tasks_of(phase);
    let nobodys = tasks.iter().filter(|one| {
        let is_near = is_under_way || one.due.is_some_and(|due| due.value <= soon);
        is_near && !one.is_owned && one.task.tasks.is_empty() && is_open(one.task)
    });
    let is_made = |deliverable: &Deliverable| {
        let makes = |task: &EcoString| *task == *deliverable.declared.id.value;
        tasks.iter().any(|one| one.task.deliverable.as_ref().is_some_and(|name| makes(&name.value)))
    };
    let undelivered = phase.deliverables.iter().filter(|one| {
        let is_open = matches!(one.status, DeliverableStatus::Planned | DeliverableStatus::InProgress);
        // A phase hands over at its end.
        let is_near = one.due.is_some_and(|due| due <= soon);
        // Whoever has the task that makes it has it too; where nobody does, the task has been named.
        is_open && is_near && one.owner.is_none() && phase.owner.is_none() && !is_made(one)
    });
    let tasks = nobodys.map(|one| ("task", &one.task.text, &one.task.id));
    let deliverables = undelivered.map(|one| ("deliverable", &one.declared.title, &one.declared.id));
    let all: Vec<_> = tasks.chain(deliverables).collect();
    let help =
        "Name who does it as its `owner`, a person or a role; an `owner` of the phase or workstream has all in it.";
    match &all[..] {
        [] => None,
        [(noun, title, id)] => {
            let message = format!("the {noun} \"{}\" is near or under way, and nobody has it", title.value);
            let problem = unowned(look.place_or_plan(&[&title.at, &id.at, &phase.id.at]), message).help(help);
            Some(with_origin(problem, &title.at, "planned here"))
        }
        several => {
            let names = listed(several.iter().map(|(_, title, _)| title.value.as_str()));
            let (count, phase_title) = (several.len(), &phase.title.value);
            let message = format!("nobody has {count} open things of the phase \"{phase_title}\": {names}");
            let problem = unowned(look.place_or_plan(&[&phase.id.at]), message).help(help);
            Some(with_origin(problem, &phase.id.at, "planned here"))
        }
    }
}

fn actions(look: &Look<'_>) -> impl Iterator<Item = Diagnostic> {
    let open = look.facts.raid.iter().filter(|entry| entry.kind == RaidKind::Action && !entry.is_over());
    open.filter(|entry| entry.owner.is_none()).map(|entry| {
        let message = format!("nobody has the action \"{}\"", entry.title.value);
        unowned(look.place(&[&entry.id.at]), message).help("Name who does it as its `owner`, a person or a role.")
    })
}

fn prerequisites(look: &Look<'_>, soon: jiff::civil::Date) -> impl Iterator<Item = Diagnostic> {
    let all = look.facts.prerequisites.iter();
    let nobodys = all.filter(|one| one.owner.is_none() && one.side.is_none());
    nobodys.filter(move |one| needed_on(look, one).is_some_and(|(on, _)| on <= soon)).map(|one| {
        let message = format!("nobody sees to the prerequisite \"{}\"", one.text.value);
        unowned(look.place(&[&one.id.at]), message).help("Say whose it is: `side: customer`, or an `owner`.")
    })
}

/// Roles that open work names and that nobody holds.
fn roles(look: &Look<'_>, soon: jiff::civil::Date) -> Vec<Diagnostic> {
    let people = &look.facts.people;
    // Who is said to hold a role that there is not, which has been reported, may be meant to hold one that there is.
    let of_team = look.declared.team.entries.iter().map(|(role, _)| &role.value);
    let of_people = look.declared.people.iter().filter_map(|person| person.role.as_deref());
    if of_team.chain(of_people.map(|role| role as &EcoString)).any(|role| people.role_title(role).is_none()) {
        return Vec::new();
    }
    let mut named: BTreeMap<EcoString, Vec<(EcoString, Location)>> = BTreeMap::new();
    let mut add = |party: Option<&Party>, title: &EcoString| {
        let Some(party) = party.filter(|party| party.people.is_empty()) else { return };
        // Whom the team names for it and nobody knows has been reported.
        if party.role.as_ref().is_some_and(|(role, _)| look.declared.team.get(role).is_some_and(|who| !who.is_empty()))
        {
            return;
        }
        // A role that nobody has declared has been reported.
        if let Some((role, _)) = party.role.as_ref().filter(|(role, _)| people.role_title(role).is_some()) {
            named.entry(role.clone()).or_default().push((title.clone(), party.at.clone()));
        }
    };
    for phase in &look.facts.phases {
        let is_under_way = is_under_way(phase, look.today);
        for one in tasks_of(phase) {
            let is_near = is_under_way || one.due.is_some_and(|due| due.value <= soon);
            if is_near && is_open(one.task) {
                add(one.task.owner.as_ref(), &one.task.text.value);
            }
        }
    }
    for entry in look.facts.raid.iter().filter(|entry| !entry.is_over()) {
        add(entry.owner.as_ref(), &entry.title.value);
    }
    named
        .into_iter()
        .map(|(role, things)| {
            let title = people.role_title(&role).unwrap_or(&role);
            let names = listed(things.iter().map(|(title, _)| title.as_str()));
            let message = format!("nobody holds the role \"{title}\", which has {names}");
            let places: Vec<&Location> = things.iter().map(|(_, at)| at).collect();
            let at = look.own(&places).unwrap_or_else(|| look.name());
            unowned(at, message)
                .help(format!("Say who does: `team: {{ {role}: ... }}`, or `role: {role}` of one of the `people`."))
        })
        .collect()
}
