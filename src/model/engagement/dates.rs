//! Everything in an engagement that has a day, in one order.

use super::Engagement;
use crate::schema::kind::Kind;
use crate::schema::scalar::Name;
use crate::schema::things::{DeliverableStatus, Fulfilment, TaskState};
use ecow::EcoString;
use jiff::civil::Date;

/// Something that has a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The day, or the first of several.
    pub on: Date,
    /// The last of several.
    pub until: Option<Date>,
    /// What kind of thing.
    pub kind: Kind,
    /// Its name in references.
    pub id: EcoString,
    /// What it is called.
    pub title: EcoString,
    /// True where it is done, held, reached or there.
    pub is_over: bool,
    /// True where it should be and is not.
    pub is_late: bool,
}

impl Engagement {
    /// Everything that has a day: phases, milestones, meetings, what is to be handed over, to be there, taught or measured by
    /// then, and what was agreed. Tasks only where the day is their own.
    #[must_use]
    pub fn dates(&self, today: Date) -> Vec<Dated> {
        let mut found = Found { dates: Vec::new(), today };
        for phase in &self.phases {
            if let Some(on) = phase.began.or_else(|| Some(phase.planned?.start)) {
                let until = phase.ended.or_else(|| Some(phase.planned?.end)).filter(|until| *until > on);
                let is_over = phase.state == TaskState::Done;
                let (id, title) = (EcoString::clone(&phase.id), phase.title.value.clone());
                let is_late = phase.is_late;
                found.dates.push(Dated { on, until, kind: Kind::Phase, id, title, is_over, is_late });
            }
            for one in &phase.deliverables {
                use DeliverableStatus::{Accepted, Delivered, Waived};
                let is_over = matches!(one.status, Accepted | Delivered | Waived);
                let delivered = one.declared.delivered_on.as_ref().map(|on| on.value);
                let declared = &one.declared;
                found.add(Kind::Deliverable, &declared.id, &declared.title.value, delivered.or(one.due), is_over);
            }
        }
        for task in self.tasks().filter(|task| task.state != TaskState::Dropped && task.has_own_day) {
            found.add(Kind::Task, &task.id, &task.text.value, task.due, task.state == TaskState::Done);
        }
        for one in &self.milestones {
            found.add(Kind::Milestone, &one.id, &one.title.value, one.day(), one.actual.is_some());
        }
        for one in &self.meetings {
            let on = one.at.map(|at| at.date).or_else(|| one.recurrence.as_ref()?.next);
            found.add(Kind::Meeting, &one.id, &one.title.value, on, one.is_held);
        }
        for one in &self.metrics {
            found.add(Kind::Metric, &one.id, &one.title.value, one.checkpoint, one.at_checkpoint.is_some());
        }
        for one in &self.changes {
            let on = one.declared.on.as_ref().map(|on| on.value);
            // That somebody asked for it is over, whatever came of it.
            found.add(Kind::Change, &one.id, &one.title.value, on, true);
        }
        self.add_declared(&mut found);
        found.dates.sort_by_key(|one| (one.on, one.until));
        found.dates
    }

    fn add_declared(&self, found: &mut Found) {
        let plan = &self.declared.plan;
        for one in &self.prerequisites {
            let on = one.declared.met_on.as_ref().map(|on| on.value).or(one.needed_by);
            found.add(Kind::Prerequisite, &one.id, &one.text.value, on, one.state != Fulfilment::Open);
        }
        for one in &plan.training {
            let on = one.date.as_ref().map(|on| on.value);
            let is_over = one.done.as_ref().is_some_and(|done| done.value);
            found.add(Kind::Training, &one.id, &one.title.value, on, is_over);
        }
    }
}

struct Found {
    dates: Vec<Dated>,
    today: Date,
}

impl Found {
    fn add(&mut self, kind: Kind, id: &Name, title: &EcoString, on: Option<Date>, is_over: bool) {
        let Some(on) = on else { return };
        let is_late = !is_over && on < self.today;
        let (id, title) = (EcoString::clone(id), title.clone());
        self.dates.push(Dated { on, until: None, kind, id, title, is_over, is_late });
    }
}
