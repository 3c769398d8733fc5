//! The hours of the launch, and the weeks after it: clock times of the steps, the way back, the watch that is kept.
//!
//! Steps count from the moment of the cutover, `T`; one that does not say when follows the one before it. A window may
//! pass midnight.

use super::Site;
use super::calendar::Period;
use super::people::Party;
use crate::schema::scalar::{Moment, Name, Text};
use crate::schema::things;
use jiff::Span;
use jiff::civil::{Date, DateTime, Time};

const DAY: i32 = 24 * 60;

/// The hours of the launch.
#[derive(Clone, Debug)]
pub struct Cutover {
    /// The moment from which its steps count.
    pub at: Option<Moment>,
    /// The hours in which it may be.
    pub window: Option<(Time, Time)>,
    /// How long these are, in minutes.
    pub window_length: Option<i32>,
    /// The steps by their times.
    pub steps: Vec<CutoverStep>,
    /// From the first step to the end of the last, in minutes, with each step as long as it may be.
    pub length: i32,
    /// True where that is no longer than the window; none where there is none.
    pub fits: Option<bool>,
    /// Who decides to go back.
    pub decider: Option<Party>,
    /// What makes one go back, and the rest that is declared.
    pub declared: things::Cutover,
}

/// A step of a cutover.
#[derive(Clone, Debug)]
pub struct CutoverStep {
    /// Its name in references.
    pub id: Name,
    /// What is done.
    pub text: Text,
    /// When it begins, in minutes after the moment of the cutover.
    pub offset: i32,
    /// The same by the clock.
    pub clock: Option<DateTime>,
    /// True where that is not within the window.
    pub is_outside: bool,
    /// Who does it now.
    pub owner: Option<Party>,
    /// True for the step after which there is no way back.
    pub is_point_of_no_return: bool,
    /// True where nobody goes on unless it went well.
    pub is_gate: bool,
    /// What holds afterwards, its runbook, and the rest that is declared.
    pub declared: things::Step,
}

/// The weeks after the launch.
#[derive(Clone, Debug)]
pub struct Hypercare {
    /// From the launch to its end, where the launch has a day.
    pub period: Option<Period>,
    /// True where today is in it.
    pub is_now: bool,
    /// True where it is over.
    pub is_over: bool,
    /// Who answers now.
    pub responders: Vec<Party>,
    /// Its hours, what holds when it is over, and the rest that is declared.
    pub declared: things::Hypercare,
}

impl Cutover {
    pub(super) fn assemble(declared: &things::Cutover, site: &Site<'_>) -> Self {
        let at = declared.at.as_ref().map(|at| at.value);
        let window =
            declared.window.as_ref().and_then(|window| Some((window.from.as_ref()?.value, window.to.as_ref()?.value)));
        let begin = at.and_then(|at| Some(at.date.to_datetime(at.time?)));
        let mut follows = 0;
        let mut steps: Vec<CutoverStep> = declared
            .steps
            .iter()
            .map(|step| {
                let offset = step.at.as_ref().map_or(follows, |at| at.minutes);
                follows = offset.saturating_add(length_of(step));
                let clock = begin.and_then(|begin| begin.checked_add(Span::new().minutes(i64::from(offset))).ok());
                let is_last_chance = |id: &Name| id.as_str() == step.id.as_str();
                CutoverStep {
                    id: step.id.clone(),
                    text: step.text.clone(),
                    offset,
                    is_outside: clock.zip(window).is_some_and(|(clock, window)| !is_within(clock.time(), window)),
                    clock,
                    owner: step.owner.as_ref().map(|owner| site.people.party_now(owner)),
                    is_point_of_no_return: declared.point_of_no_return.as_ref().is_some_and(is_last_chance),
                    is_gate: step.gate.as_ref().is_some_and(|gate| gate.value),
                    declared: step.clone(),
                }
            })
            .collect();
        steps.sort_by_key(|step| step.offset);
        let ends = steps.iter().map(|step| step.offset.saturating_add(length_of(&step.declared)));
        let length = ends.max().zip(steps.first()).map_or(0, |(end, first)| end.saturating_sub(first.offset));
        let window_length = window.map(length_of_window);
        let decider = declared.rollback.as_ref().and_then(|rollback| rollback.decider.as_ref());
        Self {
            at,
            window,
            window_length,
            length,
            fits: window_length.filter(|_| !steps.is_empty()).map(|window| length <= window),
            steps,
            decider: decider.map(|decider| site.people.party_now(decider)),
            declared: declared.clone(),
        }
    }
}

/// In minutes, at most.
fn length_of(step: &things::Step) -> i32 {
    let minutes = step.duration.as_ref().map_or(0, |duration| duration.most.in_minutes());
    i32::try_from(minutes).unwrap_or(i32::MAX)
}

fn minute_of_day(time: Time) -> i32 {
    i32::from(time.hour()) * 60 + i32::from(time.minute())
}

/// In minutes; a window that ends when it begins is a whole day.
fn length_of_window((from, to): (Time, Time)) -> i32 {
    match (minute_of_day(to) - minute_of_day(from)).rem_euclid(DAY) {
        0 => DAY,
        minutes => minutes,
    }
}

/// True where `time` is in the window, whose end is part of it.
fn is_within(time: Time, window: (Time, Time)) -> bool {
    (minute_of_day(time) - minute_of_day(window.0)).rem_euclid(DAY) <= length_of_window(window)
}

impl Hypercare {
    /// `launch` is the day on which it begins.
    pub(super) fn assemble(declared: &things::Hypercare, launch: Option<Date>, site: &Site<'_>) -> Self {
        let period =
            launch.zip(declared.length.as_ref()).map(|(start, length)| Period { start, end: length.most.after(start) });
        Self {
            is_now: period.is_some_and(|period| period.start <= site.today && site.today <= period.end),
            is_over: period.is_some_and(|period| period.end < site.today),
            period,
            responders: declared.responders.iter().map(|name| site.people.party_now(name)).collect(),
            declared: declared.clone(),
        }
    }
}
