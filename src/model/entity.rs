//! Where each thing of an engagement stands: the page that shows it, its id there, and what it is called.
//!
//! Takes an engagement whose pages have their numbers; gives an entry for everything that a reference can name, so that
//! links, embeds, search, back-references and the command line all find it in the same place.

use super::engagement::{Phase, Task};
use super::register::Register;
use super::{PageId, PlacedEngagement};
use crate::schema::kind::Kind;
use crate::schema::scalar::Name;
use crate::schema::things::{RaidEntry, RaidKind};
use ecow::{EcoString, eco_format};
use std::collections::BTreeMap;

/// A thing that a reference can name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: Kind,
    /// Its name in references.
    pub id: EcoString,
    /// What it is called.
    pub title: EcoString,
    /// The page that shows it.
    pub page: PageId,
    /// Its id on that page; none where the page is about nothing else, or does not show it.
    pub anchor: Option<EcoString>,
}

/// Everything of one engagement that a reference can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entities {
    all: Vec<Entity>,
    by_name: BTreeMap<(Kind, EcoString), u32>,
}

/// The id under which a thing stands on its page.
#[must_use]
pub fn anchor_of(kind: Kind, id: &str) -> EcoString {
    eco_format!("{}-{id}", kind.name().replace('_', "-"))
}

impl Entities {
    /// The thing of this name. A role may stand for a person; a task may be named with its phase in front, `phase/task`.
    #[must_use]
    pub fn find(&self, kind: Kind, id: &str) -> Option<&Entity> {
        let of_kind = |kind| self.by_name.get(&(kind, EcoString::from(id)));
        let at = of_kind(kind).or_else(|| of_kind(Kind::Role).filter(|_| kind == Kind::Person))?;
        Some(&self.all[*at as usize])
    }

    /// Every thing, in the order of its lists.
    pub fn iter(&self) -> impl Iterator<Item = &Entity> {
        self.all.iter()
    }

    /// Every name that something goes by, with its kind.
    pub fn names(&self) -> impl Iterator<Item = &(Kind, EcoString)> {
        self.by_name.keys()
    }

    /// What stands on `page` with an id of its own.
    pub fn on(&self, page: PageId) -> impl Iterator<Item = &Entity> {
        self.all.iter().filter(move |entity| entity.page == page && entity.anchor.is_some())
    }

    pub(super) fn new(placed: &PlacedEngagement) -> Self {
        let mut finding = Finding { placed, found: Self::default() };
        finding.add_all();
        finding.found
    }
}

struct Finding<'a> {
    placed: &'a PlacedEngagement,
    found: Entities,
}

impl Finding<'_> {
    fn push(&mut self, entity: Entity) {
        let number = u32::try_from(self.found.all.len()).expect("things are counted in 32 bits");
        // Of two with one name the first is meant: the other has been reported.
        self.found.by_name.entry((entity.kind, entity.id.clone())).or_insert(number);
        self.found.all.push(entity);
    }

    fn add_on(&mut self, page: PageId, kind: Kind, id: &Name, title: &EcoString) {
        let anchor = Some(anchor_of(kind, id));
        self.push(Entity { kind, id: EcoString::clone(id), title: title.clone(), page, anchor });
    }

    /// Adds what stands in a register; the overview is meant where that has no page.
    fn add_in(&mut self, register: Register, kind: Kind, id: &Name, title: &EcoString) {
        match self.placed.registers.get(&register) {
            Some(page) => self.add_on(*page, kind, id, title),
            None => self.add_page(self.placed.overview, kind, id, title),
        }
    }

    fn add_page(&mut self, page: PageId, kind: Kind, id: &EcoString, title: &EcoString) {
        self.push(Entity { kind, id: id.clone(), title: title.clone(), page, anchor: None });
    }

    fn add_all(&mut self) {
        let facts = &self.placed.facts;
        let declared = &facts.declared;
        let plan = &declared.plan;
        self.add_page(self.placed.overview, Kind::Engagement, &self.placed.id, &facts.title.value);
        for (phase, page) in facts.phases.iter().zip(&self.placed.phases) {
            self.add_phase(phase, *page);
        }
        for (meeting, page) in facts.meetings.iter().zip(&self.placed.meetings) {
            self.add_page(*page, Kind::Meeting, &meeting.id, &meeting.title.value);
        }
        for one in &facts.milestones {
            self.add_in(Register::Plan, Kind::Milestone, &one.id, &one.title.value);
        }
        for one in &plan.prerequisites {
            self.add_in(Register::Plan, Kind::Prerequisite, &one.id, &one.text.value);
        }
        for one in &plan.expectations {
            self.add_in(Register::Plan, Kind::Expectation, &one.id, &one.text.value);
        }
        for one in &declared.changes {
            self.add_in(Register::Plan, Kind::Change, &one.id, &one.title.value);
        }
        for one in plan.cutover.iter().flat_map(|cutover| &cutover.steps) {
            self.add_in(Register::Plan, Kind::Step, &one.id, &one.text.value);
        }
        for one in &plan.reviews {
            self.add_in(Register::Plan, Kind::Review, &one.id, &one.title.value);
        }
        for one in plan.design.iter().flat_map(|design| &design.requirements) {
            self.add_in(Register::Requirements, Kind::Requirement, &one.id, &one.title.value);
        }
        for one in &facts.success_criteria {
            self.add_in(Register::Requirements, Kind::Criterion, &one.id, &one.text.value);
        }
        for one in &facts.installation.environments {
            self.add_in(Register::Environments, Kind::Environment, &one.declared.id, &one.title);
        }
        for one in &declared.components {
            self.add_in(Register::Environments, Kind::Component, &one.id, &one.title.value);
        }
        for one in &declared.integrations {
            self.add_in(Register::Environments, Kind::Integration, &one.id, &one.title.value);
        }
        for one in &declared.access {
            self.add_in(Register::Environments, Kind::Access, &one.id, &one.system.value);
        }
        for one in &declared.expiries {
            self.add_in(Register::Environments, Kind::Expiry, &one.id, &one.what.value);
        }
        for one in &plan.raid {
            self.add_raid(one);
        }
        for one in &plan.metrics {
            self.add_in(Register::Metrics, Kind::Metric, &one.id, &one.title.value);
        }
        for one in &plan.gates {
            self.add_in(Register::SignOffs, Kind::Gate, &one.id, &one.title.value);
        }
        for one in &plan.sign_offs {
            self.add_in(Register::SignOffs, Kind::SignOff, &one.id, &one.title.value);
        }
        self.add_people();
    }

    fn add_people(&mut self) {
        let facts = &self.placed.facts;
        let plan = &facts.declared.plan;
        for one in &facts.people.all {
            self.add_in(Register::People, Kind::Person, &one.declared.id, &one.declared.name.value);
        }
        for one in &plan.roles {
            self.add_in(Register::People, Kind::Role, &one.id, &one.title.value);
        }
        for one in &plan.training {
            self.add_in(Register::People, Kind::Training, &one.id, &one.title.value);
        }
        for one in plan.support.iter().flat_map(|support| &support.severities) {
            self.add_in(Register::People, Kind::Severity, &one.id, &one.title.value);
        }
    }

    fn add_phase(&mut self, phase: &Phase, page: PageId) {
        self.add_page(page, Kind::Phase, &phase.id, &phase.title.value);
        for task in phase.all_tasks() {
            self.add_task(task, phase, page);
        }
        for one in &phase.workstreams {
            self.add_on(page, Kind::Workstream, &one.id, &one.title.value);
        }
        for one in &phase.deliverables {
            self.add_on(page, Kind::Deliverable, &one.declared.id, &one.declared.title.value);
        }
    }

    fn add_task(&mut self, task: &Task, phase: &Phase, page: PageId) {
        self.add_on(page, Kind::Task, &task.id, &task.text.value);
        let number = u32::try_from(self.found.all.len() - 1).expect("things are counted in 32 bits");
        let with_phase = eco_format!("{}/{}", phase.id.as_str(), task.id.as_str());
        self.found.by_name.entry((Kind::Task, with_phase)).or_insert(number);
    }

    /// A risk that became an issue answers to both names.
    fn add_raid(&mut self, entry: &RaidEntry) {
        let kind = entry.kind.as_ref().map_or(Kind::Risk, |kind| kind_of_raid(kind.value));
        self.add_in(Register::Raid, kind, &entry.id, &entry.title.value);
        if entry.became.is_some() {
            let number = u32::try_from(self.found.all.len() - 1).expect("things are counted in 32 bits");
            self.found.by_name.entry((Kind::Issue, EcoString::clone(&entry.id))).or_insert(number);
        }
    }
}

/// What references call an entry of the RAID log.
#[must_use]
pub fn kind_of_raid(kind: RaidKind) -> Kind {
    match kind {
        RaidKind::Risk => Kind::Risk,
        RaidKind::Assumption => Kind::Assumption,
        RaidKind::Issue => Kind::Issue,
        RaidKind::Dependency => Kind::Dependency,
        RaidKind::Action => Kind::Action,
        RaidKind::Decision => Kind::Decision,
    }
}
