//! What was moved and what was agreed on the way: each `reschedule` entry with what it moved from when to when, and each
//! change with who asked for it and who agreed.

use super::Site;
use super::calendar::Period;
use super::people::Party;
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Cause, Duration, Name, Reference, Text};
use crate::schema::things;
use jiff::civil::Date;

/// A move of what follows.
#[derive(Clone, Debug)]
pub struct Shift {
    /// When it was decided.
    pub on: Option<Date>,
    /// The first thing that moves.
    pub from: Reference,
    /// How far.
    pub by: Duration,
    /// Why.
    pub because: Option<Spanned<Cause>>,
    /// What it moved, in the plan's order: phases, milestones, meetings.
    pub moved: Vec<Moved>,
}

/// Something that was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What kind of thing.
    pub kind: Kind,
    /// Its name in references.
    pub id: Name,
    /// What it is called.
    pub title: Text,
    /// When it was planned before.
    pub before: Period,
    /// When it is planned after.
    pub after: Period,
}

/// Something that was agreed after the beginning.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its name in references.
    pub id: Name,
    /// What it is called.
    pub title: Text,
    /// Who asked for it.
    pub asked_by: Option<Party>,
    /// Who agreed.
    pub approved_by: Option<Party>,
    /// True where somebody has.
    pub is_approved: bool,
    /// What it adds and takes away, how much time it costs, and the rest that is declared.
    pub declared: things::Change,
}

impl Shift {
    /// The moves in the order in which they are written, each on top of those before it.
    pub(super) fn assemble_all(engagement: &things::Engagement, site: &Site<'_>) -> Vec<Self> {
        let plan = &engagement.plan;
        let calendar = site.calendar;
        let day = |day| Period { start: day, end: day };
        let phases = plan.phases.iter().map(|one| {
            (Kind::Phase, &one.id, &one.title, one.weeks.as_ref().and_then(|weeks| calendar.weeks(weeks.value)))
        });
        let milestones =
            plan.milestones.iter().map(|one| (Kind::Milestone, &one.id, &one.title, calendar.milestone(one).map(day)));
        let meetings = plan.meetings.iter().filter(|one| one.at.is_none()).map(|one| {
            (Kind::Meeting, &one.id, &one.title, one.week.as_ref().and_then(|weeks| calendar.weeks(weeks.value)))
        });
        let planned: Vec<_> = phases.chain(milestones).chain(meetings).collect();
        let shift = |(at, entry): (usize, &things::Reschedule)| {
            let moved = planned.iter().filter_map(|(kind, id, title, first)| {
                let (before, after) = ((*first)?, (*first)?);
                let (before, after) = (calendar.moved_before(before, at), calendar.moved_before(after, at + 1));
                let moved = Moved { kind: *kind, id: (*id).clone(), title: (*title).clone(), before, after };
                (before != after).then_some(moved)
            });
            Some(Self {
                on: entry.on.as_ref().map(|on| on.value),
                from: entry.from.as_ref()?.value.clone(),
                by: entry.by.as_ref()?.value,
                because: entry.because.clone(),
                moved: moved.collect(),
            })
        };
        engagement.reschedule.iter().enumerate().filter_map(shift).collect()
    }
}

impl Change {
    pub(super) fn assemble(declared: &things::Change, site: &Site<'_>) -> Self {
        let party = |name: &Option<Name>| name.as_ref().map(|name| site.people.party(name));
        Self {
            id: declared.id.clone(),
            title: declared.title.clone(),
            asked_by: party(&declared.asked_by),
            approved_by: party(&declared.approved_by),
            is_approved: declared.approved_by.is_some() || declared.approved_on.is_some(),
            declared: declared.clone(),
        }
    }
}
