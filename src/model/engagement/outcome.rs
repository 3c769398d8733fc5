//! Milestones and success criteria: what was to be reached, and what was.

use super::Site;
use super::people::{Party, People};
use crate::schema::read::Spanned;
use crate::schema::scalar::{self, Name, Place, Text};
use crate::schema::things::{self, CriterionStatus, Fulfilment};
use jiff::civil::Date;

/// A dated event that counts.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Its name in references.
    pub id: Name,
    /// What it is called.
    pub title: Text,
    /// The day it was first planned for.
    pub baseline: Option<Date>,
    /// The same after what was moved.
    pub planned: Option<Date>,
    /// The day it is expected on now.
    pub forecast: Option<Date>,
    /// The day it was reached.
    pub actual: Option<Date>,
    /// True where it should have been reached and was not.
    pub is_late: bool,
    /// What holds when it is reached.
    pub criteria: Vec<MilestoneCriterion>,
    /// The milestones that come before.
    pub depends_on: Vec<Name>,
    /// Who answers for it.
    pub owner: Option<Party>,
}

/// What holds when a milestone is reached.
#[derive(Clone, Debug)]
pub struct MilestoneCriterion {
    /// In its words.
    pub text: Text,
    /// Where it stands.
    pub state: Fulfilment,
    /// Who decided that it need not hold, and why.
    pub waived: Option<things::Waiver>,
}

/// How the work is accepted.
#[derive(Clone, Debug)]
pub struct SuccessCriterion {
    /// Its name in references.
    pub id: Name,
    /// What must hold.
    pub text: Text,
    /// The phase it is tested in.
    pub phase: Option<Name>,
    /// Where it stands.
    pub status: CriterionStatus,
    /// Who tested it.
    pub verified: Option<Confirmation>,
    /// Who accepted it.
    pub accepted: Option<Confirmation>,
    /// Who decided that it need not hold, and why.
    pub waived: Option<things::Waiver>,
}

/// Somebody's word that something holds.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// Who said so: as named, though they may have left.
    pub by: Option<Party>,
    /// When.
    pub date: Option<Date>,
    /// What shows it.
    pub evidence: Option<Spanned<Place>>,
}

impl Milestone {
    pub(super) fn assemble(milestone: &things::Milestone, site: &Site<'_>) -> Self {
        let baseline = site.calendar.milestone(milestone);
        let planned = baseline.map(|day| site.calendar.moved_day(day));
        let day = |day: &Option<scalar::Date>| day.as_ref().map(|day| day.value);
        let (forecast, actual) = (day(&milestone.forecast), day(&milestone.actual));
        Self {
            id: milestone.id.clone(),
            title: milestone.title.clone(),
            baseline,
            planned,
            forecast,
            actual,
            is_late: actual.is_none() && forecast.or(planned).is_some_and(|day| day < site.today),
            criteria: milestone.criteria.iter().map(MilestoneCriterion::assemble).collect(),
            depends_on: milestone.depends_on.clone(),
            owner: milestone.owner.as_ref().map(|owner| site.people.party_now(owner)),
        }
    }

    /// The day it was reached, else the day it is expected on, else the day it is planned for.
    #[must_use]
    pub fn day(&self) -> Option<Date> {
        self.actual.or(self.forecast).or(self.planned)
    }
}

impl MilestoneCriterion {
    fn assemble(criterion: &things::MilestoneCriterion) -> Self {
        let waived = if criterion.waived.is_some() { Fulfilment::Waived } else { Fulfilment::Open };
        Self {
            text: criterion.text.clone(),
            state: criterion.status.as_ref().map_or(waived, |status| status.value),
            waived: criterion.waived.clone(),
        }
    }
}

impl SuccessCriterion {
    pub(super) fn assemble(criterion: &things::SuccessCriterion, people: &People) -> Self {
        let derived = match (&criterion.waived, &criterion.verified) {
            (Some(_), _) => CriterionStatus::Waived,
            (None, Some(_)) => CriterionStatus::Met,
            (None, None) => CriterionStatus::Open,
        };
        let confirmation = |one: &Option<things::Evidence>| one.as_ref().map(|one| Confirmation::assemble(one, people));
        Self {
            id: criterion.id.clone(),
            text: criterion.text.clone(),
            phase: criterion.phase.clone(),
            status: criterion.status.as_ref().map_or(derived, |status| status.value),
            verified: confirmation(&criterion.verified),
            accepted: confirmation(&criterion.accepted),
            waived: criterion.waived.clone(),
        }
    }
}

impl Confirmation {
    pub(super) fn assemble(evidence: &things::Evidence, people: &People) -> Self {
        Self {
            by: evidence.by.as_ref().map(|by| people.party(by)),
            date: evidence.date.as_ref().map(|date| date.value),
            evidence: evidence.evidence.clone(),
        }
    }
}
