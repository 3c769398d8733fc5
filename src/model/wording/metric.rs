//! How figures are said: values with their units, targets, where a metric stands and how it has changed.

use super::words::Words;
use super::{Status, StatusId, status};
use crate::model::engagement::{Metric, MetricStatus, Reading, Trend};
use crate::schema::scalar::{Number, Target};
use ecow::{EcoString, eco_format};
use jiff::civil::Date;

/// Where a metric stands.
#[must_use]
pub fn metric_status(metric: &Metric) -> Status {
    match metric.status {
        MetricStatus::NoTarget => status(StatusId::Open, "No target"),
        MetricStatus::NotYetDue => status(StatusId::Open, "Not yet due"),
        MetricStatus::OnTheWay => status(StatusId::Active, "On the way"),
        MetricStatus::Met => status(StatusId::Done, "Met"),
        MetricStatus::Missed => status(StatusId::Blocked, "Missed"),
        // Nobody looked although it counts: that is in the way, where a missing first reading is not.
        MetricStatus::NoReading if metric.checkpoint.is_some() => status(StatusId::Blocked, "No reading"),
        MetricStatus::NoReading => status(StatusId::Open, "No reading"),
        MetricStatus::ToBeJudged => status(StatusId::Open, "To be judged"),
    }
}

/// How a reading stands against the target; before the checkpoint nothing is missed.
#[must_use]
pub fn reading_status(reading: &Reading, metric: &Metric) -> Option<Status> {
    let is_early = metric.declared.checkpoint.is_some() && metric.checkpoint.is_none_or(|day| reading.date < day);
    Some(match (reading.meets?, is_early) {
        (true, _) => status(StatusId::Done, "Meets it"),
        (false, true) => status(StatusId::Open, "Not yet"),
        (false, false) => status(StatusId::Blocked, "Misses it"),
    })
}

impl Words {
    /// "1.7 min", "85%".
    #[must_use]
    pub fn figure(&self, number: &Number, metric: &Metric) -> EcoString {
        self.with_unit(&self.number(number), metric)
    }

    /// "< 2 min", "4–6 h", or the words. What is written after the figure stands for the unit.
    #[must_use]
    pub fn target(&self, metric: &Metric) -> Option<EcoString> {
        let with = |text: EcoString, rest: &str| match rest {
            "" => self.with_unit(&text, metric),
            "%" => self.percent(&text),
            _ => eco_format!("{text}{rest}"),
        };
        Some(match metric.target.as_ref()? {
            Target::Figure { comparison, number, rest } => {
                with(eco_format!("{comparison}\u{a0}{}", self.number(number)), rest)
            }
            Target::Within { least, most, rest } => {
                with(eco_format!("{}–{}", self.number(least), self.number(most)), rest)
            }
            Target::Words(words) => words.clone(),
        })
    }

    /// A number as it was written, with the mark that the language has before what is less than one.
    fn number(&self, number: &Number) -> EcoString {
        self.figures(&number.text)
    }

    fn figures(&self, text: &str) -> EcoString {
        match text.split_once('.') {
            Some((whole, part)) => self.fill("{whole}.{part}", &[("whole", whole), ("part", part)]),
            None => text.into(),
        }
    }

    fn with_unit(&self, text: &str, metric: &Metric) -> EcoString {
        match metric.unit.as_ref().map(|unit| unit.value.trim()) {
            None | Some("") => text.into(),
            Some("%") => self.percent(text),
            Some(unit) if unit.starts_with(['%', '°', '/']) => eco_format!("{text}{unit}"),
            Some(unit) => eco_format!("{text}\u{a0}{unit}"),
        }
    }

    fn percent(&self, text: &str) -> EcoString {
        self.fill("{figure}%", &[("figure", text)])
    }

    /// "30 days after go-live, 31 May", or only how long after where no day is known.
    #[must_use]
    pub fn checkpoint(&self, metric: &Metric, today: Date) -> Option<EcoString> {
        let length = self.duration(metric.declared.checkpoint.as_ref()?.value);
        let after = self.fill("{length} after go-live", &[("length", &length)]);
        Some(match metric.checkpoint {
            Some(day) => eco_format!("{}, {after}", self.near_day(day, today)),
            None => after,
        })
    }

    /// "88% less than the baseline, better"; figures in percent differ by points.
    #[must_use]
    pub fn trend(&self, trend: &Trend, metric: &Metric) -> EcoString {
        if trend.by == 0.0 {
            return self.say("the same as the baseline").into();
        }
        let in_percent = metric.unit.as_ref().is_some_and(|unit| unit.value.trim() == "%");
        let by = match trend.percent {
            _ if in_percent => {
                let points = rounded(trend.by.abs());
                let phrase = if points == "1" { "{n} point" } else { "{n} points" };
                self.fill(phrase, &[("n", &self.figures(&points))])
            }
            Some(percent) => self.percent(&self.figures(&rounded(percent.abs()))),
            None => self.with_unit(&self.figures(&rounded(trend.by.abs())), metric),
        };
        let phrase = match (trend.by > 0.0, trend.is_better) {
            (true, None) => "{by} more than the baseline",
            (true, Some(true)) => "{by} more than the baseline, better",
            (true, Some(false)) => "{by} more than the baseline, worse",
            (false, None) => "{by} less than the baseline",
            (false, Some(true)) => "{by} less than the baseline, better",
            (false, Some(false)) => "{by} less than the baseline, worse",
        };
        self.fill(phrase, &[("by", &by)])
    }
}

/// With no more digits than say something: three that count, two after the point at most.
pub(super) fn rounded(value: f64) -> String {
    let digits = if value >= 1e15 {
        return format!("{value:.2e}");
    } else if value >= 100.0 {
        0
    } else if value >= 10.0 {
        1
    } else {
        2
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
