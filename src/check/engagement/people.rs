//! Who answers for something alone and is several, and who has left and still has open work.

use super::{Look, is_open, listed};
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::model::engagement::{Party, PersonId};
use crate::model::wording::day;
use crate::schema::scalar::Name;
use crate::schema::things::{DeliverableStatus, EngagementStatus, Fulfilment};
use ecow::{EcoString, eco_format};
use std::collections::BTreeMap;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let mut diagnostics = accountable(look);
    diagnostics.extend(left(look));
    diagnostics
}

/// Who holds a role, and the activities for which it is accountable, each with where that stands.
type Shared<'a> = (Vec<PersonId>, Vec<(&'a EcoString, &'a Location)>);

/// Roles that several people hold and one alone can be accountable by: one message for each, however many activities it
/// answers for.
fn accountable(look: &Look<'_>) -> Vec<Diagnostic> {
    let people = &look.facts.people;
    let mut shared: BTreeMap<EcoString, Shared<'_>> = BTreeMap::new();
    for row in &look.declared.plan.raci {
        let [name] = &row.accountable[..] else { continue };
        let party = people.party_now(name);
        if party.people.len() > 1 {
            let (_, rows) = shared.entry(EcoString::clone(name)).or_insert_with(|| (party.people, Vec::new()));
            rows.push((&row.activity.value, &name.at));
        }
    }
    let mut diagnostics = Vec::new();
    for (role, (holders, rows)) in shared {
        let title = people.role_title(&role).unwrap_or(&role);
        let names = listed(holders.iter().map(|id| people.get(*id).declared.name.value.as_str()));
        let activities = listed(rows.iter().map(|(activity, _)| activity.as_str()));
        let message = format!("{names} hold the role \"{title}\", by which one alone is accountable: {activities}");
        let places = places_of_holders(look, &role);
        let at = places.get(1).or(places.first()).cloned().unwrap_or_else(|| look.name());
        let problem = Diagnostic::new(Rule::RaciAccountable, at, message).label("holds it too");
        let problem =
            rows.iter().take(2).fold(problem, |problem, (_, at)| problem.related((*at).clone(), "accountable"));
        diagnostics.push(problem.help(
            "Name one of them as `accountable` in the `raci` of the engagement, or give the other another role.",
        ));
    }
    diagnostics
}

/// Where the engagement says who holds a role.
fn places_of_holders(look: &Look<'_>, role: &str) -> Vec<Location> {
    let team = look.declared.team.entries.iter().filter(|(name, _)| name.value == role);
    let of_team = team.flat_map(|(_, people)| people).map(|name| &name.at);
    let people = look.declared.people.iter();
    let of_customer = people.filter_map(|person| person.role.as_ref()).filter(|name| name.as_str() == role);
    of_team.chain(of_customer.map(|name| &name.at)).cloned().collect()
}

/// What somebody has, and where that is said.
struct Held {
    who: Party,
    /// `the task "Raise the quota"`.
    what: EcoString,
}

/// People whose last day is over, who have no successor, and whom open work still names.
fn left(look: &Look<'_>) -> Vec<Diagnostic> {
    let people = &look.facts.people;
    let is_alone = |id: PersonId| people.get(id).has_left;
    if !(0..people.all.len()).map(PersonId).any(is_alone) {
        return Vec::new();
    }
    let mut held: BTreeMap<PersonId, Vec<&Held>> = BTreeMap::new();
    let all = open_work(look);
    for one in &all {
        // Where others hold the role too, the work is theirs.
        if let [id] = one.who.people[..]
            && is_alone(id)
        {
            held.entry(id).or_default().push(one);
        }
    }
    held.into_iter()
        .filter_map(|(id, held)| {
            let person = people.get(id);
            let until = person.declared.until.as_ref()?;
            let name = &person.declared.name.value;
            let work = brief(held.iter().map(|one| one.what.as_str()));
            let message = format!(
                "{name} left on {} without a successor, and {} still counts on them: {work}",
                day(until.value),
                look.facts.title.value
            );
            let id = &person.declared.id.value;
            let help = format!("Name a `successor` of `{id}`, who then has all of this, or name somebody else there.");
            let problem = Diagnostic::new(Rule::LeftWithOpenWork, until.at.clone(), message).help(help);
            Some(held.iter().take(2).fold(problem, |problem, one| problem.related(one.who.at.clone(), "named here")))
        })
        .collect()
}

/// The first few, as a sentence ends.
fn brief<'a>(all: impl ExactSizeIterator<Item = &'a str>) -> String {
    const SHOWN: usize = 3;
    let more = all.len().saturating_sub(SHOWN);
    let shown: Vec<&str> = all.take(SHOWN).collect();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// Everything that is open or goes on, with who has it now.
fn open_work(look: &Look<'_>) -> Vec<Held> {
    let (facts, declared) = (look.facts, look.declared);
    let plan = &declared.plan;
    let mut all = Vec::new();
    let mut add = |party: Option<&Party>, what: EcoString| {
        all.extend(party.map(|party| Held { who: party.clone(), what }));
    };
    for phase in &facts.phases {
        for task in phase.all_tasks().filter(|task| is_open(task)) {
            add(task.owner.as_ref(), eco_format!("the task \"{}\"", task.text.value));
        }
        for one in &phase.deliverables {
            if matches!(one.status, DeliverableStatus::Planned | DeliverableStatus::InProgress) {
                add(one.owner.as_ref(), eco_format!("the deliverable \"{}\"", one.declared.title.value));
            }
        }
    }
    for one in facts.milestones.iter().filter(|one| one.actual.is_none()) {
        add(one.owner.as_ref(), eco_format!("the milestone \"{}\"", one.title.value));
    }
    for entry in facts.raid.iter().filter(|entry| !entry.is_over()) {
        add(entry.owner.as_ref(), eco_format!("\"{}\"", entry.title.value));
    }
    for one in facts.prerequisites.iter().filter(|one| one.state == Fulfilment::Open) {
        add(one.owner.as_ref(), eco_format!("the prerequisite \"{}\"", one.text.value));
    }
    let now = |name: &Name| facts.people.party_now(name);
    let mut add_name = |name: Option<&Name>, what: EcoString| add(name.map(now).as_ref(), what);
    let is_launched = facts.launch().is_some_and(|launch| launch.actual.is_some());
    let is_handed_over = facts.status == EngagementStatus::HandedOver;
    for step in plan.cutover.iter().filter(|_| !is_launched).flat_map(|cutover| &cutover.steps) {
        add_name(step.owner.as_ref(), eco_format!("the step \"{}\" of the cutover", step.text.value));
    }
    for name in plan.hypercare.iter().filter(|_| !is_handed_over).flat_map(|hypercare| &hypercare.responders) {
        add_name(Some(name), "hypercare".into());
    }
    for row in plan.raci.iter().filter(|_| !is_handed_over) {
        for name in row.responsible.iter().chain(&row.accountable) {
            add_name(Some(name), eco_format!("\"{}\" in the RACI table", row.activity.value));
        }
    }
    for severity in plan.support.iter().flat_map(|support| &support.severities) {
        for step in &severity.escalation {
            add_name(step.to.as_ref(), eco_format!("the escalation of \"{}\"", severity.title.value));
        }
    }
    for one in &declared.components {
        add_name(one.owner.as_ref(), eco_format!("the component \"{}\"", one.title.value));
    }
    for one in declared.access.iter().filter(|one| one.revoked.is_none()) {
        add_name(one.holder.as_ref(), eco_format!("access to \"{}\"", one.system.value));
    }
    for one in &declared.expiries {
        add_name(one.owner.as_ref(), eco_format!("the renewal of \"{}\"", one.what.value));
    }
    for one in plan.training.iter().filter(|one| one.done.as_ref().is_none_or(|done| !done.value)) {
        add_name(one.trainer.as_ref(), eco_format!("the training \"{}\"", one.title.value));
    }
    all
}
