//! The weeks of a plan, and what moved them.
//!
//! Week 1 is the Monday week that holds the first day; weeks run from Monday to Friday. Each `reschedule` entry moves
//! everything that is planned to begin no earlier than what it names, in the order in which they are written.

use crate::schema::kind::Kind;
use crate::schema::scalar::{Amount, Reference, Weeks};
use crate::schema::things;
use jiff::Span;
use jiff::civil::{Date, Weekday};

/// From the first day to the last, both in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// The first day.
    pub start: Date,
    /// The last day.
    pub end: Date,
}

/// "Week 6 of 8".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WeekNow {
    /// The week, from 1; greater than `of` when the plan is over.
    pub number: i32,
    /// How many there are.
    pub of: i32,
}

/// The plan's weeks as days.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    monday: Option<Date>,
    moves: Vec<Move>,
}

#[derive(Clone, Debug)]
struct Move {
    /// Which of the `reschedule` entries it is: one that names what has no day moves nothing.
    entry: usize,
    from: Date,
    by: Amount,
}

fn days_after(date: Date, days: i64) -> Date {
    Span::new().try_days(days).and_then(|span| date.checked_add(span)).unwrap_or(Date::MAX)
}

impl Calendar {
    pub(super) fn new(engagement: &things::Engagement, start: Option<Date>) -> Self {
        let monday = start.map(|start| days_after(start, -i64::from(start.weekday().to_monday_zero_offset())));
        let mut calendar = Self { monday, moves: Vec::new() };
        for (at, entry) in engagement.reschedule.iter().enumerate() {
            let (Some(from), Some(by)) = (&entry.from, &entry.by) else { continue };
            if let Some(from) = calendar.planned_start(&engagement.plan, from) {
                calendar.moves.push(Move { entry: at, from, by: by.most });
            }
        }
        calendar
    }

    /// When what `reference` names is planned to begin, after the moves so far.
    fn planned_start(&self, plan: &things::Plan, reference: &Reference) -> Option<Date> {
        match reference.kind {
            Kind::Phase => {
                let phase = plan.phases.iter().find(|phase| phase.id.as_str() == reference.id)?;
                Some(self.moved(self.weeks(phase.weeks.as_ref()?.value)?).start)
            }
            Kind::Milestone => {
                let milestone = plan.milestones.iter().find(|one| one.id.as_str() == reference.id)?;
                self.milestone(milestone).map(|day| self.moved_day(day))
            }
            Kind::Meeting => {
                let meeting = plan.meetings.iter().find(|meeting| meeting.id.as_str() == reference.id)?;
                Some(self.moved(self.weeks(meeting.week.as_ref()?.value)?).start)
            }
            _ => None,
        }
    }

    /// The days of these weeks as first planned.
    pub(super) fn weeks(&self, weeks: Weeks) -> Option<Period> {
        let monday = |week: u16| Some(days_after(self.monday?, (i64::from(week) - 1) * 7));
        Some(Period { start: monday(weeks.first)?, end: days_after(monday(weeks.last)?, 4) })
    }

    /// The day that a milestone was first planned for: its own, or the Friday of its week.
    pub(super) fn milestone(&self, milestone: &things::Milestone) -> Option<Date> {
        let by_week = || Some(self.weeks(milestone.week.as_ref()?.value)?.end);
        milestone.planned.as_ref().map(|day| day.value).or_else(by_week)
    }

    /// The same period after all moves; what had begun before one is not moved by it.
    pub(super) fn moved(&self, period: Period) -> Period {
        self.moved_before(period, usize::MAX)
    }

    /// The same period after the moves of the first `count` entries.
    pub(super) fn moved_before(&self, period: Period, count: usize) -> Period {
        self.moves.iter().take_while(|one| one.entry < count).fold(period, |period, one| {
            if period.start < one.from {
                return period;
            }
            Period { start: one.by.after(period.start), end: one.by.after(period.end) }
        })
    }

    /// The same day after all moves.
    pub(super) fn moved_day(&self, day: Date) -> Date {
        self.moved(Period { start: day, end: day }).end
    }

    /// The week that `today` is in, of a plan that ends on `end`.
    pub(super) fn week_now(&self, today: Date, end: Option<Date>) -> Option<WeekNow> {
        let monday = self.monday?;
        let week = |day: Date| day.since(monday).ok().map(|span| span.get_days().div_euclid(7) + 1);
        let (number, of) = (week(today)?, week(end?)?);
        (number >= 1).then_some(WeekNow { number, of })
    }

    /// The days on which something comes back that is on `weekday` every `every`, from the plan's first day to `end`.
    pub(super) fn recurring(&self, weekday: Option<Weekday>, every: Amount, end: Date) -> Vec<Date> {
        /// Ten years of weeks.
        const MOST: usize = 520;
        let Some(monday) = self.monday else { return Vec::new() };
        let step = Span::new().try_months(every.months).and_then(|span| span.try_days(every.days));
        let Some(step) = step.ok().filter(|step| !step.is_zero()) else { return Vec::new() };
        let first = days_after(monday, i64::from(weekday.unwrap_or(Weekday::Monday).to_monday_zero_offset()));
        let days = (0..).map_while(|count: i64| step.checked_mul(count).and_then(|span| first.checked_add(span)).ok());
        days.take_while(|day| *day <= end).take(MOST).collect()
    }
}
