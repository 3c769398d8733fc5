//! Charts as SVG with text that a screen reader can read, for the site and for packets. Colours come from a style sheet, by
//! class.

mod metric;

pub use metric::metric_chart;

use super::push_text;
use crate::audience::Audience;
use crate::model::PlacedEngagement;
use crate::model::engagement::{Engagement, Milestone, Phase};
use crate::model::wording::{StatusId, Words, milestone_status, phase_status, task_status};
use crate::schema::kind::Kind;
use crate::schema::scalar::Name;
use ecow::EcoString;
use jiff::civil::Date;
use std::fmt::Write as _;

/// What a chart is drawn on.
#[derive(Clone, Copy, Debug)]
pub struct Canvas<'a> {
    /// The language of its words.
    pub words: &'a Words,
    /// How wide it is in its own units, which are about pixels. Whoever shows it scales it.
    pub width: f64,
    /// On paper nothing can be pointed at, so that signs are explained; and all who hold it may read all of it.
    pub is_paper: bool,
}

impl<'a> Canvas<'a> {
    /// A page of the site, on which the timeline has all the room and a metric a part of it.
    #[must_use]
    pub fn of_site(width: f64, words: &'a Words) -> Self {
        Self { words, width, is_paper: false }
    }
}

/// A drawing.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The element.
    pub svg: String,
    /// In its own units.
    pub width: f64,
    /// In its own units.
    pub height: f64,
    /// What it shows, in words.
    pub description: String,
}

/// Where the weeks begin, right of the phases' names: at least, and what share of the width names may take that are longer.
const LEFT: f64 = 206.0;
const NAMES: f64 = 0.4;
/// What a letter of a phase's name takes, and what stands after it.
const LETTER: f64 = 7.9;
const AFTER_NAME: f64 = 16.0;
const RIGHT: f64 = 12.0;
const ROW: f64 = 22.0;
const TOP: f64 = 24.0;
/// What the explanation of the signs takes.
const LEGEND: f64 = 26.0;

/// Phases as bars over weeks, milestones as diamonds, today as a line; the plan behind what really happened. None where
/// nothing has dates.
#[must_use]
pub fn timeline(placed: &PlacedEngagement, today: Date, canvas: &Canvas) -> Option<Chart> {
    let engagement = &placed.facts;
    let scale = Scale::new(engagement, canvas.width)?;
    let drawing = Timeline { placed, today, canvas, scale: &scale };
    let dated: Vec<&Phase> = engagement.phases.iter().filter(|phase| phase.planned.is_some()).collect();
    let bottom = TOP + ROW * to_units(dated.len()) + 4.0;
    let height = bottom + 12.0 + if canvas.is_paper { LEGEND } else { 0.0 };
    let description = drawing.describe(&dated);
    let mut svg = format!(
        "<svg class=\"timeline\" viewBox=\"0 0 {} {height:.0}\" role=\"img\" aria-labelledby=\"tk-timeline tk-timeline-text\">",
        canvas.width
    );
    svg.push_str("<title id=\"tk-timeline\">");
    push_text(canvas.words.say("Timeline"), &mut svg);
    svg.push_str("</title><desc id=\"tk-timeline-text\">");
    push_text(&description, &mut svg);
    svg.push_str("</desc>");
    drawing.write_weeks(bottom, &mut svg);
    for (row, phase) in dated.iter().enumerate() {
        drawing.write_phase(phase, TOP + ROW * to_units(row), &mut svg);
    }
    for milestone in &engagement.milestones {
        let Some(at) = milestone.day() else { continue };
        // A milestone stands on the row of the phase that it ends.
        let row = dated.iter().position(|phase| phase.planned.is_some_and(|plan| plan.end >= at));
        let y = TOP + ROW * to_units(row.unwrap_or(dated.len() - 1)) + 9.0;
        drawing.write_milestone(milestone, at, y, &mut svg);
    }
    drawing.write_today(bottom, &mut svg);
    if canvas.is_paper {
        drawing.write_legend(bottom + 12.0 + LEGEND / 2.0, &mut svg);
    }
    svg.push_str("</svg>");
    Some(Chart { svg, width: canvas.width, height, description })
}

/// Days as places on the drawing.
struct Scale {
    first: Date,
    last: Date,
    /// Where the weeks begin.
    left: f64,
    /// Where the weeks end.
    right: f64,
}

impl Scale {
    fn new(engagement: &Engagement, width: f64) -> Option<Self> {
        let plans = engagement.phases.iter().filter_map(|phase| phase.planned);
        let (first, last) = plans.map(|plan| (plan.start, plan.end)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        let milestones = engagement.milestones.iter().filter_map(Milestone::day);
        let actual = engagement.phases.iter().filter_map(|phase| phase.ended);
        let last = milestones.chain(actual).chain([last]).max()?;
        let begun = engagement.phases.iter().filter_map(|phase| phase.began);
        let first = begun.chain([first]).min()?;
        let names = engagement.phases.iter().filter(|phase| phase.planned.is_some());
        let longest = names.map(|phase| letters(&phase.title.value)).fold(0.0, f64::max);
        let left = (longest * LETTER + AFTER_NAME).min(width * NAMES).max(LEFT);
        Some(Self { first: monday(first), last: sunday(last), left, right: width - RIGHT })
    }

    /// How many letters of a phase's name fit before the weeks.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the width is small and positive")]
    fn name_letters(&self) -> usize {
        ((self.left - AFTER_NAME) / LETTER + 0.01) as usize
    }

    fn days_to(&self, date: Date) -> f64 {
        f64::from((date - self.first).get_days())
    }

    fn x(&self, date: Date) -> f64 {
        let all = self.days_to(self.last) + 1.0;
        self.left + (self.right - self.left) * self.days_to(date).clamp(0.0, all) / all
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

/// The timeline of an engagement, as it is drawn.
struct Timeline<'a> {
    placed: &'a PlacedEngagement,
    today: Date,
    canvas: &'a Canvas<'a>,
    scale: &'a Scale,
}

impl Timeline<'_> {
    fn write_weeks(&self, bottom: f64, svg: &mut String) {
        let Scale { first, last, left, right } = *self.scale;
        let weeks = (last - first).get_days() / 7 + 1;
        let label = |week: i32| self.canvas.words.fill("Week {number}", &[("number", &(week + 1).to_string())]);
        // A long plan names only some of its weeks.
        let wide = 16.0 + 6.7 * letters(&label(weeks));
        let room = right - left;
        let every = (1..=weeks).find(|every| f64::from(*every) * room / f64::from(weeks) >= wide).unwrap_or(weeks);
        for week in 0..=weeks {
            let Ok(start) = first.checked_add(jiff::Span::new().days(i64::from(week) * 7)) else { return };
            let x = if week == weeks { right } else { self.scale.x(start) };
            let _ = write!(svg, "<line class=\"grid\" x1=\"{x:.1}\" y1=\"18\" x2=\"{x:.1}\" y2=\"{bottom:.0}\"/>");
            if week < weeks && week % every == 0 && x + wide <= right + 16.0 {
                let _ = write!(svg, "<text class=\"axis\" x=\"{:.1}\" y=\"12\">", x + 4.0);
                push_text(&label(week), svg);
                svg.push_str("</text>");
            }
        }
    }

    fn write_phase(&self, phase: &Phase, y: f64, svg: &mut String) {
        let Some(plan) = phase.planned else { return };
        let (scale, mark) = (self.scale, self.mark(Kind::Phase, &phase.id));
        let _ = write!(svg, "<text x=\"0\" y=\"{:.0}\">", y + 13.0);
        let name = phase.title.value.as_str();
        let shown: String = name.chars().take(scale.name_letters().saturating_sub(mark.len())).collect();
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
            None if status.id == StatusId::Done => end.min(scale.x_after(self.today)),
            None => scale.x(self.today),
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

    fn write_milestone(&self, milestone: &Milestone, at: Date, y: f64, svg: &mut String) {
        let words = self.canvas.words;
        let (x, status) = (self.scale.x_after(at), milestone_status(milestone));
        let mark = self.mark(Kind::Milestone, &milestone.id);
        let said = format!("{}{mark}: {}, {}", milestone.title.value, words.day(at), words.say(status.label));
        write_diamond((x, y), status.id, &said, svg);
    }

    fn write_today(&self, bottom: f64, svg: &mut String) {
        if self.today < self.scale.first || self.scale.last < self.today {
            return;
        }
        let x = self.scale.x(self.today);
        let _ = write!(svg, "<line class=\"today\" x1=\"{x:.1}\" y1=\"16\" x2=\"{x:.1}\" y2=\"{bottom:.0}\"/>");
        let (anchor, place) = if x > self.canvas.width - 60.0 { ("end", x - 5.0) } else { ("start", x + 5.0) };
        let _ =
            write!(svg, "<text class=\"today\" x=\"{place:.1}\" y=\"{:.0}\" text-anchor=\"{anchor}\">", bottom + 8.0);
        push_text(self.canvas.words.say("Today"), svg);
        svg.push_str("</text>");
    }

    /// What the signs mean, in a line with its middle at `y`.
    fn write_legend(&self, y: f64, svg: &mut String) {
        let mut x = 0.0;
        let bar = |class: &str, x: f64, high: f64| {
            let top = y - high / 2.0;
            format!("<rect class=\"{class}\" x=\"{x:.1}\" y=\"{top:.1}\" width=\"26\" height=\"{high}\" rx=\"3\"/>")
        };
        for (at, phrase) in ["Planned", "Actual", "Milestone", "Reached", "Late"].into_iter().enumerate() {
            let wide = match at {
                0 => {
                    svg.push_str(&bar("phase-planned", x + 1.0, 14.0));
                    34.0
                }
                1 => {
                    svg.push_str(&bar("phase-actual done", x, 10.0));
                    34.0
                }
                _ => {
                    let status = [StatusId::Open, StatusId::Done, StatusId::Blocked][at - 2];
                    write_diamond((x + 9.0, y), status, "", svg);
                    24.0
                }
            };
            let words = self.canvas.words.say(phrase);
            let _ = write!(svg, "<text x=\"{:.1}\" y=\"{:.1}\">", x + wide, y + 4.5);
            push_text(words, svg);
            svg.push_str("</text>");
            x += wide + 7.4 * letters(words) + 22.0;
        }
    }

    /// For whom a thing is, where that is fewer than read of the engagement.
    fn mark(&self, kind: Kind, id: &Name) -> &'static str {
        if self.canvas.is_paper {
            return "";
        }
        match self.placed.restrictions.get(&(kind, EcoString::clone(id))) {
            Some(Audience::Internal) => " (internal)",
            Some(Audience::Partner) => " (partner)",
            _ => "",
        }
    }

    /// The drawing in words.
    fn describe(&self, phases: &[&Phase]) -> String {
        let words = self.canvas.words;
        let mut text = String::new();
        for phase in phases {
            if let Some(plan) = phase.planned {
                let (mark, status) = (self.mark(Kind::Phase, &phase.id), words.say(phase_status(phase).label));
                let _ = write!(text, "{}{mark}: {}, {status}. ", phase.title.value, words.days(plan));
            }
        }
        for milestone in &self.placed.facts.milestones {
            if let Some(at) = milestone.day() {
                let (mark, status) =
                    (self.mark(Kind::Milestone, &milestone.id), words.say(milestone_status(milestone).label));
                let _ = write!(text, "{}{mark}: {}, {status}. ", milestone.title.value, words.day(at));
            }
        }
        text.trim_end().to_owned()
    }
}

/// A milestone with the sign of its state: whoever sees no colours sees a tick in what is reached, a bar in what is late.
fn write_diamond((x, y): (f64, f64), status: StatusId, said: &str, svg: &mut String) {
    let _ = write!(svg, "<g class=\"milestone {}\">", status.name());
    if !said.is_empty() {
        svg.push_str("<title>");
        push_text(said, svg);
        svg.push_str("</title>");
    }
    let _ = write!(svg, "<path d=\"M{x:.1} {:.1}l8 8-8 8-8-8z\"/>", y - 8.0);
    let _ = match status {
        StatusId::Done => write!(svg, "<path class=\"sign\" d=\"M{:.1} {:.1}l2.4 2.4 4.2-4.8\"/>", x - 3.4, y + 0.4),
        StatusId::Blocked => write!(svg, "<path class=\"sign\" d=\"M{x:.1} {:.1}v4.4m0 2.4v.6\"/>", y - 4.0),
        _ => Ok(()),
    };
    svg.push_str("</g>");
}

fn letters(text: &str) -> f64 {
    to_units(text.chars().count())
}
