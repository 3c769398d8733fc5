//! Reviews: when the work, a risk or a guide is to be looked at next.

use super::Engagement;
use super::people::Party;
use super::raid::RaidDuty;
use crate::model::PageId;
use crate::schema::kind::Kind;
use crate::schema::scalar::{Amount, Reference};
use crate::schema::things::EngagementStatus;
use ecow::EcoString;
use jiff::Span;
use jiff::civil::Date;

/// A look at something that is due on a day.
#[derive(Clone, Debug)]
pub struct ReviewDue {
    /// What is looked at.
    pub title: EcoString,
    /// The review or the risk; none for a guide.
    pub reference: Option<Reference>,
    /// The page of a guide.
    pub page: Option<PageId>,
    /// Who does it.
    pub owner: Option<Party>,
    /// The name of who looks after a guide.
    pub owner_name: Option<EcoString>,
    /// The day.
    pub due: Date,
    /// True where that day is over.
    pub is_late: bool,
}

/// The next review of each kind that the plan lays down, and those of risks and assumptions.
#[must_use]
pub fn reviews(engagement: &Engagement, today: Date) -> Vec<ReviewDue> {
    if engagement.status == EngagementStatus::Closed {
        return Vec::new();
    }
    let planned = engagement.declared.plan.reviews.iter().filter_map(|review| {
        // Nobody writes down that one was held, so none is overdue: the next one is what counts.
        let due = next_after(engagement.start?, review.every.as_ref()?.most, today)?;
        let reference = Reference { kind: Kind::Review, id: EcoString::clone(&review.id) };
        Some(due_on(due, &review.title.value, reference, None, today))
    });
    let of_raid = engagement.raid.iter().filter_map(|entry| {
        let next = entry.next.filter(|next| matches!(next.what, RaidDuty::Reviewed | RaidDuty::Validated))?;
        let reference = Reference { kind: crate::model::kind_of_raid(entry.kind), id: EcoString::clone(&entry.id) };
        Some(due_on(next.on, &entry.title.value, reference, entry.owner.clone(), today))
    });
    planned.chain(of_raid).collect()
}

fn due_on(due: Date, title: &EcoString, reference: Reference, owner: Option<Party>, today: Date) -> ReviewDue {
    ReviewDue {
        title: title.clone(),
        reference: Some(reference),
        page: None,
        owner,
        owner_name: None,
        due,
        is_late: due < today,
    }
}

/// The first day from `today` on that is a whole number of steps after `start`, one at least.
fn next_after(start: Date, every: Amount, today: Date) -> Option<Date> {
    /// A century of days.
    const MOST: i64 = 36_600;
    let step = Span::new().try_months(every.months).and_then(|span| span.try_days(every.days)).ok()?;
    if step.is_zero() {
        return None;
    }
    // From the first day each time: a month after 31 January is not a month before 31 March.
    let days = (1..MOST).map_while(|count| step.checked_mul(count).and_then(|span| start.checked_add(span)).ok());
    days.into_iter().find(|day| *day >= today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reviews_come_round_from_the_first_day() {
        let every = |months, days| Amount { months, days, ..Amount::default() };
        let next = |every, today| next_after(date(2026, 1, 31), every, today);
        assert_eq!(next(every(0, 7), date(2026, 1, 31)), Some(date(2026, 2, 7)), "the first is a week later");
        assert_eq!(next(every(0, 7), date(2026, 2, 7)), Some(date(2026, 2, 7)), "today counts");
        assert_eq!(next(every(1, 0), date(2026, 3, 1)), Some(date(2026, 3, 31)), "a short month shortens no other");
        assert_eq!(next(every(3, 0), date(2026, 5, 1)), Some(date(2026, 7, 31)));
        assert_eq!(next(every(0, 0), date(2026, 5, 1)), None, "hours are no days");
        assert_eq!(next(every(0, 1), date(9999, 12, 31)), None, "nobody waits for it");
    }
}
