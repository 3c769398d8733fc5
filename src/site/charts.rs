//! Charts as SVG with text that a screen reader can read. Colours come from the style sheet, by class.

mod metric;

pub(super) use metric::metric_chart;

use crate::audience::Audience;
use crate::html::push_text;
use crate::model::PlacedEngagement;
use crate::model::engagement::{Engagement, Milestone, Phase};
use crate::model::wording::{StatusId, day, days, milestone_status, phase_status, task_status};
use crate::schema::kind::Kind;
use crate::schema::scalar::Name;
use ecow::EcoString;
use jiff::civil::Date;
use std::fmt::Write as _;

/// The width of the drawing in its own units; the page scales it.
const WIDTH: f64 = 1000.0;
/// Where the weeks begin, right of the phases' names.
const LEFT: f64 = 206.0;
const RIGHT: f64 = 12.0;
const ROW: f64 = 22.0;
const TOP: f64 = 24.0;
/// How many letters of a phase's name fit before the weeks.
const NAME_LETTERS: usize = 24;

/// Phases as bars over weeks, milestones as diamonds, today as a line; the plan behind what really happened. Empty where
/// nothing has dates.
pub(super) fn timeline(placed: &PlacedEngagement, today: Date) -> String {
    let engagement = &placed.facts;
    let Some(scale) = Scale::new(engagement) else { return String::new() };
    let dated: Vec<&Phase> = engagement.phases.iter().filter(|phase| phase.planned.is_some()).collect();
    let bottom = TOP + ROW * to_units(dated.len()) + 4.0;
    let mut svg = format!(
        "<svg class=\"timeline\" viewBox=\"0 0 {WIDTH} {:.0}\" role=\"img\" aria-labelledby=\"tk-timeline tk-timeline-text\">",
        bottom + 12.0
    );
    svg.push_str("<title id=\"tk-timeline\">Timeline</title><desc id=\"tk-timeline-text\">");
    push_text(&describe(placed, &dated), &mut svg);
    svg.push_str("</desc>");
    write_weeks(&scale, bottom, &mut svg);
    for (row, phase) in dated.iter().enumerate() {
        write_phase(phase, mark(placed, Kind::Phase, &phase.id), TOP + ROW * to_units(row), (&scale, today), &mut svg);
    }
    for milestone in &engagement.milestones {
        let Some(at) = milestone.day() else { continue };
        // A milestone stands on the row of the phase that it ends.
        let row = dated.iter().position(|phase| phase.planned.is_some_and(|plan| plan.end >= at));
        let (x, y) = (scale.x_after(at), TOP + ROW * to_units(row.unwrap_or(dated.len() - 1)) + 9.0);
        let status = milestone_status(milestone);
        let _ = write!(
            svg,
            "<path class=\"milestone {}\" d=\"M{x:.1} {:.1}l8 8-8 8-8-8z\"><title>",
            status.id.name(),
            y - 8.0
        );
        let mark = mark(placed, Kind::Milestone, &milestone.id);
        push_text(&format!("{}{mark}: {}, {}", milestone.title.value, day(at), status.label), &mut svg);
        svg.push_str("</title></path>");
    }
    if scale.first <= today && today <= scale.last {
        let x = scale.x(today);
        let _ = write!(svg, "<line class=\"today\" x1=\"{x:.1}\" y1=\"16\" x2=\"{x:.1}\" y2=\"{bottom:.0}\"/>");
        let (anchor, place) = if x > WIDTH - 60.0 { ("end", x - 5.0) } else { ("start", x + 5.0) };
        let _ = write!(
            svg,
            "<text class=\"today\" x=\"{place:.1}\" y=\"{:.0}\" text-anchor=\"{anchor}\">Today</text>",
            bottom + 8.0
        );
    }
    svg.push_str("</svg>");
    svg
}

/// Days as places on the drawing.
struct Scale {
    first: Date,
    last: Date,
}

impl Scale {
    fn new(engagement: &Engagement) -> Option<Self> {
        let plans = engagement.phases.iter().filter_map(|phase| phase.planned);
        let (first, last) = plans.map(|plan| (plan.start, plan.end)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        let milestones = engagement.milestones.iter().filter_map(Milestone::day);
        let actual = engagement.phases.iter().filter_map(|phase| phase.ended);
        let last = milestones.chain(actual).chain([last]).max()?;
        let begun = engagement.phases.iter().filter_map(|phase| phase.began);
        let first = begun.chain([first]).min()?;
        Some(Self { first: monday(first), last: sunday(last) })
    }

    fn days_to(&self, date: Date) -> f64 {
        f64::from((date - self.first).get_days())
    }

    fn x(&self, date: Date) -> f64 {
        let all = self.days_to(self.last) + 1.0;
        LEFT + (WIDTH - LEFT - RIGHT) * self.days_to(date).clamp(0.0, all) / all
    }

    /// The end of a day; that of a Friday is the end of its week.
    fn x_after(&self, date: Date) -> f64 {
        let end = if date.weekday() == jiff::civil::Weekday::Friday { sunday(date) } else { date };
        self.x(end.tomorrow().unwrap_or(end))
    }
}

fn monday(date: Date) -> Date {
    let back = i64::from(date.weekday().to_monday_zero_offset());
    date.checked_sub(jiff::Span::new().days(back)).unwrap_or(date)
}

fn sunday(date: Date) -> Date {
    monday(date).checked_add(jiff::Span::new().days(6)).unwrap_or(date)
}

/// Rows are few, so their number is exact as a float.
fn to_units(rows: usize) -> f64 {
    u32::try_from(rows).map_or(0.0, f64::from)
}

fn write_weeks(scale: &Scale, bottom: f64, svg: &mut String) {
    let weeks = (scale.last - scale.first).get_days() / 7 + 1;
    // Labels are about sixty units wide; a long plan names only some of its weeks.
    let every = (weeks * 62 / 798).max(0) + 1;
    for week in 0..=weeks {
        let Ok(start) = scale.first.checked_add(jiff::Span::new().days(i64::from(week) * 7)) else { return };
        let x = if week == weeks { WIDTH - RIGHT } else { scale.x(start) };
        let _ = write!(svg, "<line class=\"grid\" x1=\"{x:.1}\" y1=\"18\" x2=\"{x:.1}\" y2=\"{bottom:.0}\"/>");
        if week < weeks && week % every == 0 {
            let _ = write!(svg, "<text class=\"axis\" x=\"{:.1}\" y=\"12\">Week {}</text>", x + 4.0, week + 1);
        }
    }
}

fn write_phase(phase: &Phase, mark: &str, y: f64, (scale, today): (&Scale, Date), svg: &mut String) {
    let Some(plan) = phase.planned else { return };
    let _ = write!(svg, "<text x=\"0\" y=\"{:.0}\">", y + 13.0);
    let name = phase.title.value.as_str();
    let shown: String = name.chars().take(NAME_LETTERS - mark.len()).collect();
    push_text(shown.trim_end(), svg);
    let is_cut = shown.len() < name.len();
    svg.push_str(if is_cut { "…" } else { "" });
    svg.push_str(mark);
    if is_cut {
        svg.push_str("<title>");
        push_text(name, svg);
        svg.push_str("</title>");
    }
    svg.push_str("</text>");
    let (start, end) = (scale.x(plan.start), scale.x_after(plan.end));
    let width = end - start;
    let _ = write!(
        svg,
        "<rect class=\"phase-planned\" x=\"{start:.1}\" y=\"{y:.0}\" width=\"{width:.1}\" height=\"18\" rx=\"4\"/>"
    );
    let status = task_status(phase.state);
    if status.id == StatusId::Open {
        return;
    }
    let begun = scale.x(phase.began.unwrap_or(plan.start));
    let until = match phase.ended {
        Some(ended) => scale.x_after(ended),
        None if status.id == StatusId::Done => end.min(scale.x_after(today)),
        None => scale.x(today),
    };
    if until <= begun {
        return;
    }
    let _ = write!(
        svg,
        "<rect class=\"phase-actual {}\" x=\"{begun:.1}\" y=\"{:.0}\" width=\"{:.1}\" height=\"10\" rx=\"3\"/>",
        status.id.name(),
        y + 4.0,
        (until - begun).max(2.0)
    );
}

/// For whom a thing is, where that is fewer than read of the engagement.
fn mark(placed: &PlacedEngagement, kind: Kind, id: &Name) -> &'static str {
    match placed.restrictions.get(&(kind, EcoString::clone(id))) {
        Some(Audience::Internal) => " (internal)",
        Some(Audience::Partner) => " (partner)",
        _ => "",
    }
}

/// The drawing in words.
fn describe(placed: &PlacedEngagement, phases: &[&Phase]) -> String {
    let engagement = &placed.facts;
    let mut text = String::new();
    for phase in phases {
        if let Some(plan) = phase.planned {
            let mark = mark(placed, Kind::Phase, &phase.id);
            let _ = write!(text, "{}{mark}: {}, {}. ", phase.title.value, days(plan), phase_status(phase).label);
        }
    }
    for milestone in &engagement.milestones {
        if let Some(at) = milestone.day() {
            let mark = mark(placed, Kind::Milestone, &milestone.id);
            let status = milestone_status(milestone).label;
            let _ = write!(text, "{}{mark}: {}, {status}. ", milestone.title.value, day(at));
        }
    }
    text.trim_end().to_owned()
}
