//! What is measured: where it stands against what it should come to, and by when that counts.
//!
//! A checkpoint counts from the launch: the day it really was, else the one expected, else the one planned. Until then
//! the last reading tells whether it is on the way; from then on the reading at the checkpoint decides, whatever came
//! later. Without a checkpoint the last reading decides at once.

use crate::schema::scalar::{Name, Number, Target, Text};
use crate::schema::things;
use jiff::civil::Date;
use std::cmp::Ordering;
use std::sync::Arc;

/// Something that is measured.
#[derive(Clone, Debug)]
pub struct Metric {
    /// Its name in references.
    pub id: Name,
    /// What is measured.
    pub title: Text,
    /// In what.
    pub unit: Option<Text>,
    /// What it should come to.
    pub target: Option<Target>,
    /// What it was before.
    pub baseline: Option<Number>,
    /// What it was since, the earliest first.
    pub readings: Vec<Reading>,
    /// How it is measured.
    pub method: Option<Text>,
    /// The day on which the target counts; none where the launch has no day, or the metric no checkpoint.
    pub checkpoint: Option<Date>,
    /// Which of `readings` counts at the checkpoint, once that is over.
    pub at_checkpoint: Option<usize>,
    /// Where it stands.
    pub status: MetricStatus,
    /// How the last reading differs from the baseline.
    pub trend: Option<Trend>,
    /// The same as the files say it.
    pub declared: Arc<things::Metric>,
}

/// What was measured on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The day.
    pub date: Date,
    /// The figure.
    pub value: Number,
    /// A remark.
    pub note: Option<Text>,
    /// Whether it is as it should be; none where that is for people to judge.
    pub meets: Option<bool>,
}

/// Where a metric stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MetricStatus {
    /// Nobody has said what it should come to.
    NoTarget,
    /// It counts later, and is not yet as it should be.
    NotYetDue,
    /// It counts later, and is already as it should be.
    OnTheWay,
    /// It is as it should be.
    Met,
    /// It is not.
    Missed,
    /// There is nothing to tell by.
    NoReading,
    /// It should come to what no figure says, so people judge.
    ToBeJudged,
}

/// How the last reading differs from what was before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trend {
    /// By how much, in the metric's unit; negative where it is less.
    pub by: f64,
    /// The same in percent of the baseline; none where that was nothing.
    pub percent: Option<f64>,
    /// True where it is nearer to what it should come to, false where it is farther; none where that cannot be told.
    pub is_better: Option<bool>,
}

impl Metric {
    /// `launch` is the day from which checkpoints count.
    pub(super) fn assemble(metric: &Arc<things::Metric>, launch: Option<Date>, today: Date) -> Self {
        let target = metric.target.as_ref().map(|target| target.value.clone());
        let mut readings: Vec<Reading> = metric
            .readings
            .iter()
            .filter_map(|reading| {
                let value = reading.value.as_ref()?.value.clone();
                let meets = target.as_ref().and_then(|target| target.is_met_by(value.value()));
                Some(Reading { date: reading.date.as_ref()?.value, value, note: reading.note.clone(), meets })
            })
            .collect();
        readings.sort_by_key(|reading| reading.date);
        let checkpoint = metric.checkpoint.as_ref().zip(launch).map(|(after, launch)| after.most.after(launch));
        let is_due = checkpoint.map_or(metric.checkpoint.is_none(), |day| day <= today);
        let at_checkpoint =
            checkpoint.zip(launch).filter(|_| is_due).and_then(|(day, launch)| counting(&readings, launch, day));
        let baseline = metric.baseline.as_ref().map(|baseline| baseline.value.clone());
        let decisive = if checkpoint.is_some() && is_due { at_checkpoint } else { readings.len().checked_sub(1) };
        let status = status_of(target.as_ref(), decisive.map(|at| &readings[at]), is_due);
        Self {
            id: metric.id.clone(),
            title: metric.title.clone(),
            unit: metric.unit.clone(),
            trend: baseline
                .as_ref()
                .zip(readings.last())
                .map(|(from, to)| Trend::new(from, &to.value, target.as_ref())),
            target,
            baseline,
            readings,
            method: metric.method.clone(),
            checkpoint,
            at_checkpoint,
            status,
            declared: metric.clone(),
        }
    }

    /// The last reading.
    #[must_use]
    pub fn latest(&self) -> Option<&Reading> {
        self.readings.last()
    }

    /// The reading that counts at the checkpoint.
    #[must_use]
    pub fn counted(&self) -> Option<&Reading> {
        self.readings.get(self.at_checkpoint?)
    }
}

/// The last reading from the launch to the checkpoint; where nobody looked then, the first one after it. What was measured
/// before the launch says nothing of it.
fn counting(readings: &[Reading], launch: Date, checkpoint: Date) -> Option<usize> {
    let since = readings.iter().position(|reading| reading.date >= launch)?;
    let until = readings.iter().rposition(|reading| reading.date <= checkpoint);
    Some(until.map_or(since, |until| until.max(since)))
}

/// `reading` is the one that tells.
fn status_of(target: Option<&Target>, reading: Option<&Reading>, is_due: bool) -> MetricStatus {
    if target.is_none() {
        return MetricStatus::NoTarget;
    }
    match (reading, is_due) {
        (None, true) => MetricStatus::NoReading,
        (Some(reading), true) => match reading.meets {
            Some(true) => MetricStatus::Met,
            Some(false) => MetricStatus::Missed,
            None => MetricStatus::ToBeJudged,
        },
        (Some(reading), false) if reading.meets == Some(true) => MetricStatus::OnTheWay,
        (_, false) => MetricStatus::NotYetDue,
    }
}

impl Trend {
    fn new(from: &Number, to: &Number, target: Option<&Target>) -> Self {
        let (from, to) = (from.value(), to.value());
        let by = to - from;
        let nearer = target.and_then(|target| Some((target.distance(from)?, target.distance(to)?)));
        Self {
            by,
            percent: (from != 0.0).then(|| by / from.abs() * 100.0),
            is_better: nearer.filter(|_| by != 0.0).and_then(|(before, after)| match after.total_cmp(&before) {
                Ordering::Less => Some(true),
                Ordering::Greater => Some(false),
                // Where both are good, it still goes one way or the other.
                Ordering::Equal => match target {
                    Some(Target::Figure { comparison, .. }) => comparison.wants_more().map(|more| more == (by > 0.0)),
                    _ => None,
                },
            }),
        }
    }
}
