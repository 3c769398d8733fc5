//! Requirements: how production differs from the trial, and what shows that each is met.
//!
//! A requirement is covered by the things that it says verify it; where each of them stands is looked up, never typed
//! again. What stands in Markdown is named and not judged.

use super::{Engagement, Gate, GateState, MetricStatus};
use crate::schema::kind::Kind;
use crate::schema::scalar::{Name, Reference, Text};
use crate::schema::things::{self, CriterionStatus, DeliverableStatus, Fulfilment, Priority, TaskState};
use ecow::EcoString;
use std::sync::Arc;

/// What the design must meet.
#[derive(Clone, Debug)]
pub struct Requirement {
    /// Its name in references.
    pub id: Name,
    /// What it is about.
    pub title: Text,
    /// What the trial had.
    pub trial: Option<Text>,
    /// What production needs.
    pub production: Option<Text>,
    /// How the two differ.
    pub difference: Difference,
    /// How much it matters.
    pub priority: Option<Priority>,
    /// What shows that it is met.
    pub proofs: Vec<Proof>,
    /// What they come to together.
    pub coverage: Coverage,
    /// The rest that is declared.
    pub declared: Arc<things::Requirement>,
}

/// How what production needs differs from what the trial had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Difference {
    /// Both are said, and not the same.
    Differs,
    /// The trial had what production needs.
    Same,
    /// Nothing is said of the trial.
    OnlyProduction,
    /// Nothing is said of production.
    OnlyTrial,
    /// Nothing is said of either.
    Unsaid,
}

/// A thing that shows whether a requirement is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Which.
    pub reference: Reference,
    /// Where it stands.
    pub state: ProofState,
}

/// Where a proof stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProofState {
    /// It has not been tried.
    Open,
    /// It holds.
    Holds,
    /// It was tried and does not hold.
    Fails,
    /// Somebody decided that it need not hold.
    Waived,
    /// It is a page, which says for itself.
    Named,
}

/// What the proofs of a requirement come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Coverage {
    /// Nothing is named that would show it.
    Uncovered,
    /// Not all of them hold yet.
    Open,
    /// All of them hold.
    Shown,
    /// One of them failed.
    Failed,
    /// None of them needs to hold, or it was agreed not to do it.
    NotNeeded,
}

impl Requirement {
    /// `engagement` has everything that a requirement can be verified by.
    pub(super) fn assemble(declared: &Arc<things::Requirement>, engagement: &Engagement) -> Self {
        let proofs: Vec<Proof> =
            declared.verified_by.iter().flat_map(|reference| proofs_of(&reference.value, engagement)).collect();
        let priority = declared.priority.as_ref().map(|priority| priority.value);
        Self {
            id: declared.id.clone(),
            title: declared.title.clone(),
            trial: declared.trial.clone(),
            production: declared.production.clone(),
            difference: Difference::between(declared.trial.as_ref(), declared.production.as_ref()),
            priority,
            coverage: Coverage::of(&proofs, priority),
            proofs,
            declared: declared.clone(),
        }
    }
}

impl Engagement {
    /// True where a gate verifies a requirement.
    pub(in crate::model) fn waits_for_gates(&self) -> bool {
        self.requirements.iter().flat_map(|one| &one.proofs).any(|proof| proof.reference.kind == Kind::Gate)
    }

    /// Tells the requirements that a gate verifies how it stands, which hangs on guides and is known last.
    pub(in crate::model) fn settle_proofs(&mut self, gates: &[Gate]) {
        for requirement in &mut self.requirements {
            let of_gates = requirement.proofs.iter_mut().filter(|proof| proof.reference.kind == Kind::Gate);
            for proof in of_gates {
                let gate = gates.iter().find(|gate| gate.id.as_str() == proof.reference.id);
                proof.state = match gate.map(|gate| gate.state) {
                    Some(GateState::Waived) => ProofState::Waived,
                    Some(GateState::Unmet) | None => ProofState::Open,
                    Some(_) => ProofState::Holds,
                };
            }
            requirement.coverage = Coverage::of(&requirement.proofs, requirement.priority);
        }
    }
}

impl Difference {
    fn between(trial: Option<&Text>, production: Option<&Text>) -> Self {
        let words = |text: &Text| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        match (trial, production) {
            (Some(trial), Some(production)) if words(trial) == words(production) => Self::Same,
            (Some(_), Some(_)) => Self::Differs,
            (None, Some(_)) => Self::OnlyProduction,
            (Some(_), None) => Self::OnlyTrial,
            (None, None) => Self::Unsaid,
        }
    }
}

impl Coverage {
    fn of(proofs: &[Proof], priority: Option<Priority>) -> Self {
        let any = |state| proofs.iter().any(|proof| proof.state == state);
        let all = |states: &[ProofState]| proofs.iter().all(|proof| states.contains(&proof.state));
        if proofs.is_empty() {
            return if priority == Some(Priority::Wont) { Self::NotNeeded } else { Self::Uncovered };
        }
        if any(ProofState::Fails) {
            Self::Failed
        } else if all(&[ProofState::Waived]) {
            Self::NotNeeded
        } else if any(ProofState::Holds) && all(&[ProofState::Holds, ProofState::Waived, ProofState::Named]) {
            Self::Shown
        } else {
            Self::Open
        }
    }
}

/// What `reference` means: everything of its kind for `*`.
fn proofs_of(reference: &Reference, engagement: &Engagement) -> Vec<Proof> {
    if reference.is_all() && reference.kind == Kind::Criterion {
        let all = engagement.success_criteria.iter();
        return all
            .map(|one| proof(&Reference { kind: Kind::Criterion, id: EcoString::clone(&one.id) }, engagement))
            .collect();
    }
    vec![proof(reference, engagement)]
}

fn proof(reference: &Reference, engagement: &Engagement) -> Proof {
    let state = if reference.kind.is_page() { ProofState::Named } else { state_of(reference, engagement) };
    Proof { reference: reference.clone(), state }
}

/// Where the thing of this name stands; open where that cannot be told.
fn state_of(reference: &Reference, engagement: &Engagement) -> ProofState {
    let id = reference.id.as_str();
    let holds = |holds| if holds { ProofState::Holds } else { ProofState::Open };
    let state = match reference.kind {
        Kind::Criterion => {
            engagement.success_criteria.iter().find(|one| one.id.as_str() == id).map(|one| match one.status {
                CriterionStatus::Open => ProofState::Open,
                CriterionStatus::Met => ProofState::Holds,
                CriterionStatus::Failed => ProofState::Fails,
                CriterionStatus::Waived => ProofState::Waived,
            })
        }
        Kind::Deliverable => {
            engagement.deliverables().find(|one| one.declared.id.as_str() == id).map(|one| match one.status {
                DeliverableStatus::Planned | DeliverableStatus::InProgress => ProofState::Open,
                DeliverableStatus::Delivered | DeliverableStatus::Accepted => ProofState::Holds,
                DeliverableStatus::Waived => ProofState::Waived,
            })
        }
        Kind::Metric => engagement.metrics.iter().find(|one| one.id.as_str() == id).map(|one| match one.status {
            MetricStatus::Met => ProofState::Holds,
            MetricStatus::Missed => ProofState::Fails,
            _ => ProofState::Open,
        }),
        Kind::Task => engagement.tasks().find(|task| task.id.as_str() == id).map(|task| match task.state {
            TaskState::Done => ProofState::Holds,
            TaskState::Dropped => ProofState::Waived,
            TaskState::Open | TaskState::Active | TaskState::Blocked => ProofState::Open,
        }),
        Kind::Milestone => {
            engagement.milestones.iter().find(|one| one.id.as_str() == id).map(|one| holds(one.actual.is_some()))
        }
        Kind::Meeting => engagement.meetings.iter().find(|one| one.id.as_str() == id).map(|one| holds(one.is_held)),
        Kind::Prerequisite => {
            engagement.prerequisites.iter().find(|one| one.id.as_str() == id).map(|one| match one.state {
                Fulfilment::Open => ProofState::Open,
                Fulfilment::Met => ProofState::Holds,
                Fulfilment::Waived => ProofState::Waived,
            })
        }
        Kind::SignOff => {
            engagement.sign_offs.iter().find(|one| one.id.as_str() == id).map(|one| holds(one.is_complete()))
        }
        _ => None,
    };
    state.unwrap_or(ProofState::Open)
}
