//! A metric as a small chart: readings as a line, the target as a line with its good side tinted, the baseline as a dot
//! before them, the checkpoint as a mark. Empty where there is no figure to draw.
//!
//! Figures may be equal, negative, or so far apart that their difference is hard to count: whatever they are, what is drawn
//! lies within the drawing.

use super::{Canvas, Chart, letters};
use crate::html::push_text;
use crate::model::engagement::{Metric, Reading};
use crate::model::wording::{Words, reading_status};
use crate::schema::scalar::{Comparison, Target};
use jiff::civil::Date;
use std::fmt::Write as _;

const HEIGHT: f64 = 190.0;
const LEFT: f64 = 46.0;
/// What is left free at the right.
const MARGIN: f64 = 12.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 160.0;
/// What the baseline takes of the width: it has no day.
const BEFORE: f64 = 66.0;
/// About how wide a letter of the target's words is.
const LETTER: f64 = 6.8;
/// Beyond this, differences could be too large to count.
const FARTHEST: f64 = 1e300;
/// How many readings the drawing says in words; the table has them all.
const SAID: usize = 8;

/// The chart of a metric; none where there is nothing to draw.
#[must_use]
pub fn metric_chart(metric: &Metric, canvas: &Canvas) -> Option<Chart> {
    let plot = Plot::new(metric, canvas)?;
    let (id, width) = (metric.id.as_str(), canvas.width);
    let description = describe(metric, canvas.words);
    let mut svg = format!(
        "<svg class=\"chart\" viewBox=\"0 0 {width} {HEIGHT}\" role=\"img\" aria-labelledby=\"tk-chart-{id} tk-chart-{id}-text\">\
         <title id=\"tk-chart-{id}\">"
    );
    push_text(&metric.title.value, &mut svg);
    let _ = write!(svg, "</title><desc id=\"tk-chart-{id}-text\">");
    push_text(&description, &mut svg);
    svg.push_str("</desc>");
    plot.write_axis(&mut svg);
    plot.write_target(metric, &mut svg);
    plot.write_days(metric, &mut svg);
    if let Some(baseline) = &metric.baseline {
        let (x, y) = (LEFT + BEFORE / 2.0, plot.y(baseline.value()));
        let words = canvas.words.say("Baseline");
        let _ = write!(svg, "<circle class=\"baseline\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"><title>");
        push_text(&format!("{words}: {}", canvas.words.figure(baseline, metric)), &mut svg);
        let _ = write!(svg, "</title></circle><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">", BOTTOM + 18.0);
        push_text(words, &mut svg);
        svg.push_str("</text>");
    }
    plot.write_readings(metric, &mut svg);
    plot.write_target_words(metric, &mut svg);
    svg.push_str("</svg>");
    Some(Chart { svg, width, height: HEIGHT, description })
}

/// Figures and days as places on the drawing.
struct Plot<'a> {
    words: &'a Words,
    right: f64,
    /// The figures at the foot and at the top.
    low: f64,
    high: f64,
    /// How far the figures beside the axis are apart.
    step: f64,
    /// Where days begin.
    from: f64,
    first: Option<Date>,
    last: Option<Date>,
}

fn clamped(value: f64) -> f64 {
    value.clamp(-FARTHEST, FARTHEST)
}

/// The figures of a target.
fn bounds(target: Option<&Target>) -> Vec<f64> {
    match target {
        Some(Target::Figure { number, .. }) => vec![clamped(number.value())],
        Some(Target::Within { least, most, .. }) => vec![clamped(least.value()), clamped(most.value())],
        Some(Target::Words(_)) | None => Vec::new(),
    }
}

impl<'a> Plot<'a> {
    fn new(metric: &Metric, canvas: &Canvas<'a>) -> Option<Self> {
        let measured = metric.readings.iter().map(|reading| &reading.value).chain(&metric.baseline);
        let mut values: Vec<f64> = measured.map(|number| clamped(number.value())).collect();
        if values.is_empty() {
            return None;
        }
        values.extend(bounds(metric.target.as_ref()));
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // Of figures that are all the same, one in the middle is drawn; what lies nearer than a double can tell is the same.
        let least = (low.abs().max(high.abs()) * 1e-9).max(1e-300);
        let spread = if high - low > least { high - low } else { high.abs().max(1.0) };
        let step = nice(spread / 3.0);
        let days = metric.readings.iter().map(|reading| reading.date).chain(metric.checkpoint);
        let (first, last) = (days.clone().min(), days.max());
        // Room above and below, and no figures below nothing where there are none.
        let room = spread * 0.12;
        let floor = if low >= 0.0 && low - room < 0.0 { 0.0 } else { low - room };
        let from = if metric.baseline.is_some() { LEFT + BEFORE } else { LEFT + 14.0 };
        Some(Self {
            words: canvas.words,
            right: canvas.width - MARGIN,
            low: floor,
            high: high + room,
            step,
            from,
            first,
            last,
        })
    }

    fn y(&self, value: f64) -> f64 {
        let part = (clamped(value) - self.low) / (self.high - self.low);
        BOTTOM - (BOTTOM - TOP) * if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.5 }
    }

    fn x(&self, date: Date) -> f64 {
        let (Some(first), Some(last)) = (self.first, self.last) else { return self.from };
        let right = self.right - 14.0;
        let all = f64::from((last - first).get_days());
        if all <= 0.0 {
            return f64::midpoint(self.from, right);
        }
        self.from + (right - self.from) * f64::from((date - first).get_days()) / all
    }

    fn write_axis(&self, svg: &mut String) {
        let right = self.right;
        // Each is counted from the first, so that small errors do not add up; there are never many.
        let first = (self.low / self.step).ceil();
        for count in 0..8 {
            let value = (first + f64::from(count)) * self.step;
            if value > self.high || !value.is_finite() {
                break;
            }
            let y = self.y(value);
            let _ = write!(
                svg,
                "<line class=\"grid\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\"/>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
                LEFT - 6.0,
                y + 4.0,
                short(value, self.step)
            );
        }
    }

    /// The good side and its edge.
    fn write_target(&self, metric: &Metric, svg: &mut String) {
        let bounds = bounds(metric.target.as_ref());
        let Some(first) = bounds.first() else { return };
        let y = self.y(*first);
        let good = match metric.target.as_ref() {
            Some(Target::Within { most, .. }) => Some((self.y(most.value()), y)),
            Some(Target::Figure { comparison, .. }) => match comparison {
                Comparison::Below | Comparison::AtMost => Some((y, BOTTOM)),
                Comparison::Above | Comparison::AtLeast => Some((TOP, y)),
                Comparison::Exactly => None,
            },
            Some(Target::Words(_)) | None => None,
        };
        if let Some((top, bottom)) = good.filter(|(top, bottom)| bottom > top) {
            let _ = write!(
                svg,
                "<rect class=\"good\" x=\"{LEFT}\" y=\"{top:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
                self.right - LEFT,
                bottom - top
            );
        }
        let right = self.right;
        for bound in &bounds {
            let y = self.y(*bound);
            let _ = write!(svg, "<line class=\"target\" x1=\"{LEFT}\" y1=\"{y:.1}\" x2=\"{right}\" y2=\"{y:.1}\"/>");
        }
    }

    /// What the target is, at that end and on that side of its line where the least else is drawn.
    fn write_target_words(&self, metric: &Metric, svg: &mut String) {
        let bounds = bounds(metric.target.as_ref());
        let Some(words) = self.words.target(metric).filter(|_| !bounds.is_empty()) else { return };
        let most = (self.right - LEFT - 8.0) / LETTER;
        let words = shortened(&self.words.fill("Target {target}", &[("target", &words)]), most);
        let width = letters(&words) * LETTER;
        let top = bounds.iter().map(|bound| self.y(*bound)).fold(BOTTOM, f64::min);
        let drawn = self.drawn(metric);
        let lines = [top - 5.0, top + 15.0].into_iter().filter(|y| (TOP..BOTTOM - 2.0).contains(y));
        let places = lines.flat_map(|y| [(LEFT + 4.0, y), (self.right - 4.0 - width, y)]);
        let crossed = |(x, y): &(f64, f64)| {
            let is_under =
                |at: &&(f64, f64)| (x - 5.0..x + width + 5.0).contains(&at.0) && (y - 16.0..y + 8.0).contains(&at.1);
            drawn.iter().filter(is_under).count()
        };
        let Some((x, y)) = places.min_by_key(crossed) else { return };
        let _ = write!(svg, "<text class=\"target\" x=\"{x:.1}\" y=\"{y:.1}\">");
        push_text(&words, svg);
        svg.push_str("</text>");
    }

    /// Points of all that words should not stand on: the baseline, the readings and their line, the checkpoint.
    fn drawn(&self, metric: &Metric) -> Vec<(f64, f64)> {
        let along = |(x, y): (f64, f64), (to_x, to_y): (f64, f64)| {
            (0..=16)
                .map(move |step| f64::from(step) / 16.0)
                .map(move |part| (x + (to_x - x) * part, y + (to_y - y) * part))
        };
        let readings: Vec<(f64, f64)> =
            metric.readings.iter().map(|one| (self.x(one.date), self.y(one.value.value()))).collect();
        let mut drawn: Vec<(f64, f64)> = readings.windows(2).flat_map(|pair| along(pair[0], pair[1])).collect();
        drawn.extend(&readings);
        drawn.extend(metric.baseline.as_ref().map(|baseline| (LEFT + BEFORE / 2.0, self.y(baseline.value()))));
        drawn.extend(metric.checkpoint.into_iter().flat_map(|day| along((self.x(day), TOP), (self.x(day), BOTTOM))));
        drawn
    }

    /// The first day, the last, and the checkpoint.
    fn write_days(&self, metric: &Metric, svg: &mut String) {
        if let Some(checkpoint) = metric.checkpoint {
            let x = self.x(checkpoint);
            let anchor = if x > f64::midpoint(LEFT, self.right) { "end" } else { "start" };
            let place = if anchor == "end" { (x + 14.0).min(self.right) } else { x };
            let _ = write!(
                svg,
                "<line class=\"checkpoint\" x1=\"{x:.1}\" y1=\"{:.1}\" x2=\"{x:.1}\" y2=\"{BOTTOM}\"/>\
                 <text x=\"{place:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">",
                TOP - 6.0,
                TOP - 11.0
            );
            push_text(self.words.say("Checkpoint"), svg);
            svg.push_str("</text>");
        }
        let right = self.right;
        let _ = write!(svg, "<line class=\"axis\" x1=\"{LEFT}\" y1=\"{BOTTOM}\" x2=\"{right}\" y2=\"{BOTTOM}\"/>");
        let (Some(first), Some(last)) = (self.first, self.last) else { return };
        let y = BOTTOM + 18.0;
        if first == last {
            let _ = write!(
                svg,
                "<text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{}</text>",
                self.x(first),
                self.day(first)
            );
            return;
        }
        let label = letters(self.words.say("Baseline")) * LETTER;
        let start =
            if metric.baseline.is_some() { self.from.max(LEFT + f64::midpoint(BEFORE, label) + 6.0) } else { LEFT };
        let end = self.right;
        let _ = write!(svg, "<text x=\"{start:.1}\" y=\"{y:.1}\">{}</text>", self.day(first));
        let _ = write!(svg, "<text x=\"{end:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>", self.day(last));
    }

    fn day(&self, date: Date) -> String {
        let mut text = String::new();
        push_text(&self.words.day(date), &mut text);
        text
    }

    fn write_readings(&self, metric: &Metric, svg: &mut String) {
        let at = |reading: &Reading| (self.x(reading.date), self.y(reading.value.value()));
        if metric.readings.len() > 1 {
            let points: Vec<String> = metric.readings.iter().map(at).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let _ = write!(svg, "<polyline class=\"readings\" points=\"{}\"/>", points.join(" "));
        }
        for reading in &metric.readings {
            let (x, y) = at(reading);
            let _ = write!(svg, "<circle class=\"reading\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"><title>");
            push_text(&said(reading, metric, self.words), svg);
            svg.push_str("</title></circle>");
        }
    }
}

/// The first of 1, 2, 5, 10, 20... that is not less than `rough`, or the like of it below 1.
fn nice(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0].into_iter().find(|factor| power * factor >= rough * 0.999_999).unwrap_or(10.0);
    power * factor
}

/// A figure beside the axis, with the digits that its distance to the next one needs: "0.25", "40", "12k".
fn short(value: f64, step: f64) -> String {
    let units = [(1e15, ""), (1e9, "G"), (1e6, "M"), (1e4, "k")];
    match units.iter().find(|(least, _)| value.abs() >= *least) {
        Some((_, "")) => format!("{value:.0e}"),
        Some((least, unit)) => {
            let factor = if *unit == "k" { 1e3 } else { *least };
            format!("{}{unit}", with_digits(value / factor, step / factor))
        }
        None if value != 0.0 && step < 1e-4 => format!("{value:.0e}"),
        None => with_digits(value, step),
    }
}

fn with_digits(value: f64, step: f64) -> String {
    let digits = [1.0, 0.1, 0.01, 0.001, 0.0001].iter().position(|least| step >= least * 0.999).unwrap_or(4);
    let text = format!("{value:.digits$}");
    // A proper minus, and none before nothing.
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| matches!(byte, b'0' | b'.')) => rest.to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text,
    }
}

/// As much of a label as fits.
fn shortened(text: &str, most: f64) -> String {
    if letters(text) <= most {
        return text.to_owned();
    }
    let shown: String =
        (1..).zip(text.chars()).take_while(|(count, _)| f64::from(*count) < most).map(|(_, c)| c).collect();
    format!("{}…", shown.trim_end())
}

/// "4 May 2026: 3.1 min (misses it)".
fn said(reading: &Reading, metric: &Metric, words: &Words) -> String {
    let verdict =
        reading_status(reading, metric).map(|status| format!(" ({})", words.say(status.label).to_lowercase()));
    format!("{}: {}{}", words.day(reading.date), words.figure(&reading.value, metric), verdict.unwrap_or_default())
}

/// The drawing in words.
fn describe(metric: &Metric, words: &Words) -> String {
    let mut parts = Vec::new();
    let mut say = |name: &str, value: &str| parts.push(format!("{}: {value}.", words.say(name)));
    if let Some(baseline) = &metric.baseline {
        say("Baseline", &words.figure(baseline, metric));
    }
    if let Some(target) = words.target(metric) {
        say("Target", &target);
    }
    let skipped = metric.readings.len().saturating_sub(SAID);
    if skipped > 0 {
        let values = [("n", SAID.to_string()), ("all", metric.readings.len().to_string())];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        parts.push(words.fill("The last {n} of {all} readings:", &values).into());
    }
    parts.extend(metric.readings.iter().skip(skipped).map(|reading| said(reading, metric, words) + "."));
    if let Some(checkpoint) = metric.checkpoint {
        parts.push(format!("{}: {}.", words.say("Checkpoint"), words.day(checkpoint)));
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests;
