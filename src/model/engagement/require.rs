//! Whether a thing of an engagement holds: what "done" means for each kind, and how one says that it is not.
//!
//! Takes a reference and the assembled engagement. Gates and guides are not looked at here.

use super::gate::{kind_label, waiver_words};
use super::people::PersonId;
use super::{Coverage, Engagement, MetricStatus, Milestone, Phase, ProofState, SuccessCriterion};
use crate::model::wording::Saying;
use crate::schema::kind::Kind;
use crate::schema::scalar::Reference;
use crate::schema::things::{
    self, CriterionStatus, DeliverableStatus, Fulfilment, Priority, RaidKind, RaidStatus, TaskState,
};
use ecow::EcoString;

/// What there is to say of a thing.
pub(super) struct Look {
    pub(super) title: EcoString,
    pub(super) state: Fulfilment,
    pub(super) says: Saying,
    /// True where `says` is a sentence of its own, and does not go on from the thing's name.
    pub(super) is_sentence: bool,
    /// True where it was tried and does not hold, or is stuck: more than not being there yet.
    pub(super) has_failed: bool,
}

impl Look {
    fn new(title: &EcoString, state: Fulfilment, says: impl Into<Saying>) -> Self {
        Self { title: title.clone(), state, says: says.into(), is_sentence: false, has_failed: false }
    }

    fn failed(title: &EcoString, says: impl Into<Saying>) -> Self {
        Self { has_failed: true, ..Self::new(title, Fulfilment::Open, says) }
    }

    fn holds(title: &EcoString, holds: bool, yes: &'static str, no: &'static str) -> Self {
        let state = if holds { Fulfilment::Met } else { Fulfilment::Open };
        Self::new(title, state, if holds { yes } else { no })
    }

    fn waived(title: &EcoString, waiver: Option<&things::Waiver>, engagement: &Engagement) -> Self {
        let says = waiver.map_or_else(
            || "is waived".into(),
            |waiver| Saying::from("is waived by {who}").with("who", waiver_words(waiver, engagement)),
        );
        Self::new(title, Fulfilment::Waived, says)
    }
}

/// Looks whether the thing that `reference` names holds.
pub(super) fn look(reference: &Reference, engagement: &Engagement) -> Look {
    let missing = || Look::new(&reference.id, Fulfilment::Open, "does not exist");
    look_at(reference, engagement).unwrap_or_else(missing)
}

fn look_at(reference: &Reference, engagement: &Engagement) -> Option<Look> {
    let id = reference.id.as_str();
    let plan = &engagement.declared.plan;
    let found = match reference.kind {
        Kind::Phase => {
            let phase = engagement.phases.iter().find(|one| one.id.as_str() == id)?;
            Look::holds(&phase.title.value, phase.state == TaskState::Done, "is over", state_words(phase.state))
        }
        Kind::Workstream => {
            let mut all = engagement.phases.iter().flat_map(|phase: &Phase| &phase.workstreams);
            let one = all.find(|one| one.id.as_str() == id)?;
            let left = one.progress.total - one.progress.done;
            let over = left == 0 && one.progress.total > 0;
            let open = || Saying::from("has {left} of {total} tasks open").with("left", left);
            let says = if over { "is done".into() } else { open().with("total", one.progress.total) };
            Look::new(&one.title.value, if over { Fulfilment::Met } else { Fulfilment::Open }, says)
        }
        Kind::Task => {
            let task = engagement.task(id)?;
            match (&task.state, &task.dropped_because) {
                (TaskState::Dropped, Some(why)) => Look::new(
                    &task.text.value,
                    Fulfilment::Waived,
                    Saying::from("was dropped: {why}").with("why", &why.value),
                ),
                (TaskState::Dropped, None) => Look::new(&task.text.value, Fulfilment::Waived, "was dropped"),
                (TaskState::Blocked, _) => Look::failed(&task.text.value, state_words(TaskState::Blocked)),
                (state, _) => Look::holds(&task.text.value, *state == TaskState::Done, "is done", state_words(*state)),
            }
        }
        Kind::Deliverable => {
            let one = engagement.deliverables().find(|one| one.declared.id.as_str() == id)?;
            let title = &one.declared.title.value;
            match one.status {
                DeliverableStatus::Waived => Look::waived(title, one.declared.waived.as_ref(), engagement),
                DeliverableStatus::Accepted => Look::new(title, Fulfilment::Met, "is accepted"),
                DeliverableStatus::Delivered => Look::new(title, Fulfilment::Met, "is delivered"),
                DeliverableStatus::InProgress => Look::new(title, Fulfilment::Open, "is in progress"),
                DeliverableStatus::Planned => Look::new(title, Fulfilment::Open, "is not delivered"),
            }
        }
        Kind::Milestone => of_milestone(engagement.milestones.iter().find(|one| one.id.as_str() == id)?),
        // Where gates stand is told when all have been looked at.
        Kind::Gate => {
            let gate = plan.gates.iter().find(|one| one.id.as_str() == id)?;
            Look::new(&gate.title.value, Fulfilment::Open, "is not met")
        }
        Kind::Meeting => {
            let meeting = engagement.meetings.iter().find(|one| one.id.as_str() == id)?;
            Look::holds(&meeting.title.value, meeting.is_held, "was held", "was not held")
        }
        Kind::Metric => of_metric(engagement.metrics.iter().find(|one| one.id.as_str() == id)?),
        Kind::Requirement => {
            of_requirement(engagement.requirements.iter().find(|one| one.id.as_str() == id)?, engagement)
        }
        Kind::Criterion => {
            of_criterion(engagement.success_criteria.iter().find(|one| one.id.as_str() == id)?, engagement)
        }
        Kind::Prerequisite => {
            let one = engagement.prerequisites.iter().find(|one| one.id.as_str() == id)?;
            of_fulfilment(&one.text.value, one.state, one.declared.waived.as_ref(), engagement)
        }
        Kind::Expectation => {
            let one = engagement.expectations.iter().find(|one| one.id.as_str() == id)?;
            of_fulfilment(&one.text.value, one.state, one.declared.waived.as_ref(), engagement)
        }
        Kind::Risk | Kind::Assumption | Kind::Issue | Kind::Dependency | Kind::Action | Kind::Decision => {
            let entry = engagement.raid.iter().find(|entry| entry.answers_to(reference))?;
            let title = &entry.title.value;
            match (entry.kind, entry.state) {
                (RaidKind::Decision, RaidStatus::Closed) => Look::new(title, Fulfilment::Met, "is made"),
                (RaidKind::Decision, _) => Look::new(title, Fulfilment::Open, "is not made"),
                (_, RaidStatus::Closed) => Look::new(title, Fulfilment::Met, "is closed"),
                (_, RaidStatus::Watching) => Look::new(title, Fulfilment::Open, "is being watched"),
                (_, RaidStatus::Open) => Look::new(title, Fulfilment::Open, "is open"),
            }
        }
        Kind::Change => {
            let change = engagement.declared.changes.iter().find(|one| one.id.as_str() == id)?;
            let approved = change.approved_on.is_some() || change.approved_by.is_some();
            Look::holds(&change.title.value, approved, "is approved", "is not approved")
        }
        Kind::SignOff => of_sign_off(engagement.sign_offs.iter().find(|one| one.id.as_str() == id)?, engagement),
        Kind::Training => {
            let training = plan.training.iter().find(|one| one.id.as_str() == id)?;
            let done = training.done.as_ref().is_some_and(|done| done.value);
            Look::holds(&training.title.value, done, "was held", "was not held")
        }
        Kind::Access => {
            let access = engagement.declared.access.iter().find(|one| one.id.as_str() == id)?;
            Look::holds(&access.system.value, access.revoked.is_some(), "is revoked", "is not revoked")
        }
        Kind::Role => {
            let role = plan.roles.iter().find(|one| one.id.as_str() == id)?;
            let all =
                engagement.people.all.iter().enumerate().filter(|(_, person)| person.roles.iter().any(|one| one == id));
            let mut now = all.map(|(at, _)| engagement.people.current(PersonId(at)));
            let held = now.any(|at| !engagement.people.get(at).has_left);
            Look::holds(&role.title.value, held, "is held", "is held by nobody")
        }
        Kind::Person
        | Kind::Environment
        | Kind::Component
        | Kind::Integration
        | Kind::Expiry
        | Kind::Severity
        | Kind::Step
        | Kind::Review
        | Kind::Playbook
        | Kind::Engagement
        | Kind::Guide
        | Kind::Runbook
        | Kind::Term => Look::new(&reference.id, Fulfilment::Open, "is nothing that could hold"),
    };
    Some(found)
}

fn state_words(state: TaskState) -> &'static str {
    match state {
        TaskState::Open => "is open",
        TaskState::Active => "is under way",
        TaskState::Blocked => "is blocked",
        TaskState::Done => "is done",
        TaskState::Dropped => "was dropped",
    }
}

fn of_fulfilment(
    title: &EcoString,
    state: Fulfilment,
    waiver: Option<&things::Waiver>,
    engagement: &Engagement,
) -> Look {
    match state {
        Fulfilment::Waived => Look::waived(title, waiver, engagement),
        state => Look::holds(title, state == Fulfilment::Met, "is met", "is open"),
    }
}

fn of_milestone(milestone: &Milestone) -> Look {
    let title = &milestone.title.value;
    match (milestone.actual, milestone.day()) {
        (Some(on), _) => Look::new(title, Fulfilment::Met, Saying::from("was reached on {day}").with("day", on)),
        (None, Some(at)) if milestone.is_late => {
            Look::failed(title, Saying::from("is not reached, and was due on {day}").with("day", at))
        }
        (None, Some(at)) if milestone.forecast.is_some() => {
            Look::new(title, Fulfilment::Open, Saying::from("is not reached, and is expected on {day}").with("day", at))
        }
        (None, Some(at)) => {
            Look::new(title, Fulfilment::Open, Saying::from("is not reached, and is planned for {day}").with("day", at))
        }
        (None, None) => Look::new(title, Fulfilment::Open, "is not reached"),
    }
}

fn of_criterion(criterion: &SuccessCriterion, engagement: &Engagement) -> Look {
    let title = &criterion.text.value;
    match criterion.status {
        CriterionStatus::Met => Look::new(title, Fulfilment::Met, "is met"),
        CriterionStatus::Waived => Look::waived(title, criterion.waived.as_ref(), engagement),
        CriterionStatus::Failed => Look::failed(title, "failed"),
        CriterionStatus::Open => Look::new(title, Fulfilment::Open, "is open"),
    }
}

fn of_metric(metric: &super::Metric) -> Look {
    let title = &metric.title.value;
    let open = |says: Saying| Look::new(title, Fulfilment::Open, says);
    match (metric.status, metric.checkpoint) {
        (MetricStatus::Met, _) => Look::new(title, Fulfilment::Met, "meets its target"),
        (MetricStatus::Missed, _) => Look::failed(title, "misses its target"),
        (MetricStatus::NoReading, _) => open("has no reading that counts".into()),
        (MetricStatus::NoTarget, _) => open("has no target".into()),
        (MetricStatus::ToBeJudged, _) => open("has a target that people must judge".into()),
        (MetricStatus::NotYetDue | MetricStatus::OnTheWay, None) => {
            open("has a checkpoint after a launch that has no day".into())
        }
        (MetricStatus::NotYetDue, Some(at)) => {
            open(Saying::from("does not meet its target yet, which counts on {day}").with("day", at))
        }
        (MetricStatus::OnTheWay, Some(at)) => {
            open(Saying::from("is on the way to its target, which counts on {day}").with("day", at))
        }
    }
}

/// Met where all that shows it holds.
fn of_requirement(requirement: &super::Requirement, engagement: &Engagement) -> Look {
    let title = &requirement.title.value;
    let state = match requirement.coverage {
        Coverage::Shown => return Look::new(title, Fulfilment::Met, "is covered"),
        Coverage::NotNeeded if requirement.priority == Some(Priority::Wont) => {
            return Look::new(title, Fulfilment::Waived, "is agreed not to be done");
        }
        Coverage::NotNeeded => return Look::new(title, Fulfilment::Waived, "is waived with all that would show it"),
        Coverage::Uncovered => return Look::new(title, Fulfilment::Open, "is not covered: nothing verifies it"),
        Coverage::Failed => ProofState::Fails,
        Coverage::Open => ProofState::Open,
    };
    let says = match requirement.proofs.iter().find(|proof| proof.state == state).map(|proof| &proof.reference) {
        // One requirement that shows another may show itself.
        Some(by) if by.kind == Kind::Requirement => {
            Saying::from("is not covered: requirement {id} is open").with("id", &by.id)
        }
        Some(by) => Saying::from("is not covered: {kind} {id} {says}")
            .with("kind", Saying::from(kind_label(by.kind)))
            .with("id", &by.id)
            .with("says", look(by, engagement).says),
        None => "is not covered: only pages show it".into(),
    };
    Look { has_failed: state == ProofState::Fails, ..Look::new(title, Fulfilment::Open, says) }
}

fn of_sign_off(sign_off: &super::SignOff, engagement: &Engagement) -> Look {
    let title = &sign_off.title.value;
    if sign_off.is_complete() {
        let last = sign_off.signatures().filter_map(|signature| signature.date).max();
        let on = |last| Saying::from("is signed on {day}").with("day", last);
        return Look::new(title, Fulfilment::Met, last.map_or_else(|| "is signed".into(), on));
    }
    let names: Vec<EcoString> = sign_off.waiting().map(|party| engagement.people.name(party)).collect();
    let says = match &names[..] {
        [] => return Look::new(title, Fulfilment::Open, "is signed by nobody"),
        [one] => Saying::from("{name} has not signed").with("name", one),
        [before @ .., last] => Saying::from("{names} and {last} have not signed")
            .with("names", EcoString::from(before.join(", ")))
            .with("last", last),
    };
    Look { is_sentence: true, ..Look::new(title, Fulfilment::Open, says) }
}
