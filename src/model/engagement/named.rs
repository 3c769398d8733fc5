//! The things of an engagement by kind: what `kind:*` means, and which thing a reference names.

use super::{Deliverable, Engagement, Phase, RaidEntry, Task};
use crate::model::entity::kind_of_raid;
use crate::schema::kind::Kind;
use crate::schema::scalar::{Name, Reference};
use ecow::{EcoString, eco_format};

impl Engagement {
    /// Every deliverable, in the order of the phases.
    pub fn deliverables(&self) -> impl Iterator<Item = &Deliverable> {
        self.phases.iter().flat_map(|phase| &phase.deliverables)
    }

    /// Every task that has no parts, with its phase.
    pub fn leaves(&self) -> impl Iterator<Item = (&Phase, &Task)> {
        self.phases
            .iter()
            .flat_map(|phase| phase.all_tasks().filter(|task| task.tasks.is_empty()).map(move |task| (phase, task)))
    }

    /// The task of this name, which may have its phase in front: `phase/task`.
    #[must_use]
    pub fn task(&self, name: &str) -> Option<&Task> {
        match name.split_once('/') {
            Some((phase, id)) => {
                let phase = self.phases.iter().find(|one| one.id.as_str() == phase)?;
                phase.all_tasks().find(|task| task.id.as_str() == id)
            }
            None => self.tasks().find(|task| task.id.as_str() == name),
        }
    }

    /// Everything of a kind, in the order of its lists; nothing of what stands in Markdown.
    #[must_use]
    pub fn all_of(&self, kind: Kind) -> Vec<Reference> {
        let plan = &self.declared.plan;
        let ids: Vec<EcoString> = match kind {
            Kind::Phase => ids(self.phases.iter().map(|one| &one.id)),
            Kind::Workstream => ids(self.phases.iter().flat_map(|one| &one.workstreams).map(|one| &one.id)),
            Kind::Task => self.leaves().map(|(phase, task)| task_name(phase, task)).collect(),
            Kind::Deliverable => ids(self.deliverables().map(|one| &one.declared.id)),
            Kind::Milestone => ids(self.milestones.iter().map(|one| &one.id)),
            Kind::Gate => ids(plan.gates.iter().map(|one| &one.id)),
            Kind::Meeting => ids(self.meetings.iter().map(|one| &one.id)),
            Kind::Metric => ids(plan.metrics.iter().map(|one| &one.id)),
            Kind::Requirement => ids(plan.design.iter().flat_map(|design| &design.requirements).map(|one| &one.id)),
            Kind::Criterion => ids(self.success_criteria.iter().map(|one| &one.id)),
            Kind::Prerequisite => ids(plan.prerequisites.iter().map(|one| &one.id)),
            Kind::Expectation => ids(plan.expectations.iter().map(|one| &one.id)),
            Kind::Risk | Kind::Assumption | Kind::Issue | Kind::Dependency | Kind::Action | Kind::Decision => {
                let is_one = |entry: &&RaidEntry| {
                    kind_of_raid(entry.kind) == kind || kind == Kind::Issue && entry.became.is_some()
                };
                ids(self.raid.iter().filter(is_one).map(|one| &one.id))
            }
            Kind::Change => ids(self.declared.changes.iter().map(|one| &one.id)),
            Kind::SignOff => ids(plan.sign_offs.iter().map(|one| &one.id)),
            Kind::Person => ids(self.people.all.iter().map(|one| &one.declared.id)),
            Kind::Role => ids(plan.roles.iter().map(|one| &one.id)),
            Kind::Environment => ids(self.declared.environments.iter().map(|one| &one.id)),
            Kind::Component => ids(self.declared.components.iter().map(|one| &one.id)),
            Kind::Integration => ids(self.declared.integrations.iter().map(|one| &one.id)),
            Kind::Access => ids(self.declared.access.iter().map(|one| &one.id)),
            Kind::Expiry => ids(self.declared.expiries.iter().map(|one| &one.id)),
            Kind::Training => ids(plan.training.iter().map(|one| &one.id)),
            Kind::Severity => ids(plan.support.iter().flat_map(|support| &support.severities).map(|one| &one.id)),
            Kind::Step => ids(plan.cutover.iter().flat_map(|cutover| &cutover.steps).map(|one| &one.id)),
            Kind::Review => ids(plan.reviews.iter().map(|one| &one.id)),
            Kind::Playbook | Kind::Engagement | Kind::Guide | Kind::Runbook | Kind::Term => Vec::new(),
        };
        ids.into_iter().map(|id| Reference { kind, id }).collect()
    }
}

fn ids<'a>(ids: impl Iterator<Item = &'a Name>) -> Vec<EcoString> {
    ids.map(|id| EcoString::clone(id)).collect()
}

/// A task by its phase and id, as two phases may have one of the same id.
#[must_use]
pub(super) fn task_name(phase: &Phase, task: &Task) -> EcoString {
    eco_format!("{}/{}", phase.id.as_str(), task.id.as_str())
}
