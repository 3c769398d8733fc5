//! Milestones that are planned for a time in which no phase is.

use super::Look;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::model::engagement::{Milestone, Period};
use crate::model::wording::day;
use crate::schema::scalar::Weeks;
use crate::schema::things;
use jiff::Span;
use jiff::civil::Date;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let plan = &look.declared.plan;
    let mut diagnostics = outside_in_weeks(plan);
    let by_day = look.facts.milestones.iter().zip(&plan.milestones).filter_map(|(one, declared)| {
        let planned = declared.planned.as_ref()?;
        is_outside(look, one).then(|| outside(&one.title.value, &planned.at, &format!("for {}", day(planned.value))))
    });
    diagnostics.extend(by_day);
    diagnostics
}

/// Milestones of a plan whose week is in no phase. Hypercare comes after the last of them and has no weeks.
pub(super) fn outside_in_weeks(plan: &things::Plan) -> Vec<Diagnostic> {
    let phases: Vec<Weeks> = plan.phases.iter().filter_map(|phase| Some(phase.weeks.as_ref()?.value)).collect();
    // A plan that says of some of its phases alone when they are says nothing of the time between.
    if phases.is_empty() || phases.len() < plan.phases.len() {
        return Vec::new();
    }
    let hypercare = plan.hypercare.as_ref().and_then(|one| one.length.as_ref());
    let after = hypercare.map_or(0, |length| length.value.most.in_minutes().div_ceil(7 * 24 * 60));
    let last = phases.iter().map(|weeks| u32::from(weeks.last)).max().unwrap_or_default();
    let is_inside = |week: u16| {
        let in_hypercare = u32::from(week) > last && u32::from(week) <= last.saturating_add(after);
        in_hypercare || phases.iter().any(|weeks| weeks.first <= week && week <= weeks.last)
    };
    let milestones = plan.milestones.iter().filter(|one| one.planned.is_none());
    milestones
        .filter_map(|one| {
            let week = one.week.as_ref().filter(|week| !is_inside(week.value.last))?;
            Some(outside(&one.title.value, &week.at, &format!("in week {}", week.value.last)))
        })
        .collect()
}

/// Both as first planned and as moved since: whatever moved, the two were meant for each other.
fn is_outside(look: &Look<'_>, milestone: &Milestone) -> bool {
    let all_dated = look.facts.phases.iter().all(|phase| phase.baseline.is_some());
    let periods = |is_moved: bool| {
        let phases = look.facts.phases.iter();
        phases.filter_map(move |phase| if is_moved { phase.planned } else { phase.baseline })
    };
    let launch = look.facts.launch().and_then(Milestone::day);
    let hypercare = look.declared.plan.hypercare.as_ref().and_then(|one| one.length.as_ref());
    let in_hypercare = |on: Date| match (launch, hypercare) {
        (Some(launch), Some(length)) => launch <= on && on <= length.value.most.after(launch),
        _ => false,
    };
    // A weekend belongs to the week before it.
    let holds = |period: Period, on: Date| period.start <= on && on <= after_weekend(period.end);
    let is_in = |on: Date, is_moved| periods(is_moved).any(|period| holds(period, on)) || in_hypercare(on);
    let (Some(baseline), Some(planned)) = (milestone.baseline, milestone.planned) else { return false };
    let any = !look.facts.phases.is_empty() && all_dated;
    any && !is_in(baseline, false) && !is_in(planned, true)
}

fn after_weekend(friday: Date) -> Date {
    friday.checked_add(Span::new().days(2)).unwrap_or(friday)
}

fn outside(title: &str, at: &Location, when: &str) -> Diagnostic {
    let message = format!("the milestone \"{title}\" is planned {when}, which is in no phase");
    Diagnostic::new(Rule::MilestoneOutsidePhase, at.clone(), message)
        .help("Plan it for a week of the phase that it ends, or give that phase the `weeks` that it takes.")
}
