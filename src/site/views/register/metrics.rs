//! The metrics: where each stands, in a table, and each with its chart, readings and method.

use super::named::sortable_day;
use crate::html::charts::{Canvas, metric_chart};
use crate::model::engagement::{Metric, Reading};
use crate::model::wording::{Words, metric_status, reading_status};
use crate::model::{Edition, Page, PlacedEngagement, anchor_of};
use crate::schema::kind::Kind;
use crate::site::views::parts::status;
use serde_json::{Value, json};

/// Longer lists of readings are folded.
const READINGS_SHOWN: usize = 6;

pub(super) fn metrics_view(edition: &Edition, _page: &Page, placed: &PlacedEngagement) -> Value {
    let metrics = placed.facts.metrics.iter().map(|metric| metric_view(metric, edition));
    json!({ "metrics": metrics.collect::<Vec<_>>() })
}

fn metric_view(metric: &Metric, edition: &Edition) -> Value {
    let words = &*edition.words;
    let latest = metric.latest();
    // The same reading twice says nothing more.
    let counted = metric.counted().filter(|_| metric.at_checkpoint != metric.readings.len().checked_sub(1));
    json!({
        "id": anchor_of(Kind::Metric, &metric.id),
        "title": metric.title.value,
        "status": status(words, metric_status(metric)),
        "latest": latest.map(|reading| reading_view(reading, metric, words)),
        "counted": counted.map(|reading| reading_view(reading, metric, words)),
        "trend": metric.trend.as_ref().map(|change| words.trend(change, metric)),
        "target": words.target(metric),
        "baseline": metric.baseline.as_ref().map(|number| words.figure(number, metric)),
        "checkpoint": words.checkpoint(metric, edition.today),
        "checkpoint_date": metric.checkpoint.map(|day| sortable_day(day, words)),
        "method": metric.method.as_ref().map(|text| &text.value),
        "facts": super::named::facts(&metric.declared.common),
        "chart": metric_chart(metric, &Canvas::of_site(440.0, words)).map(|chart| chart.svg),
        "readings": metric.readings.iter().map(|reading| reading_view(reading, metric, words)).collect::<Vec<_>>(),
        "has_notes": metric.readings.iter().any(|reading| reading.note.is_some()),
        "is_long": metric.readings.len() > READINGS_SHOWN,
    })
}

fn reading_view(reading: &Reading, metric: &Metric, words: &Words) -> Value {
    json!({
        "date": words.day(reading.date),
        "date_value": reading.date.to_string(),
        "value": words.figure(&reading.value, metric),
        "number": reading.value.text,
        "verdict": reading_status(reading, metric).map(|one| status(words, one)),
        "note": reading.note.as_ref().map(|note| &note.value),
    })
}
