//! Metrics before, at and after their checkpoint. The launch was planned for 27 March 2026 and moved to 3 April, so 30 days
//! after it is 3 May.

use super::*;
use crate::model::wording;

/// The small engagement with these metrics, on `today`.
fn with(metrics: &str, today: &str) -> Vec<Metric> {
    let checked = assembled(&format!("{ENGAGEMENT}metrics:\n{metrics}"), Audience::Internal, today);
    assert_eq!(checked.diagnostics, []);
    checked.value.metrics
}

fn one(metric: &str, today: &str) -> Metric {
    with(&format!("  - {{ id: one, title: One, {metric} }}\n"), today).remove(0)
}

fn status(metric: &str, today: &str) -> MetricStatus {
    one(metric, today).status
}

#[test]
fn a_checkpoint_counts_from_the_launch_as_it_was_moved() {
    let metric = one("checkpoint: 30d, target: \"< 2\"", "2026-04-01");
    assert_eq!(metric.checkpoint, day("2026-05-03"));
    assert_eq!(one("checkpoint: 2-4w", "2026-04-01").checkpoint, day("2026-05-01"), "of a range the end");
    let forecast =
        ENGAGEMENT.replace("production, title: Production", "production, forecast: 2026-04-10, title: Production");
    let text = format!("{forecast}metrics: [{{ id: one, title: One, checkpoint: 1mo }}]\n");
    assert_eq!(assembled(&text, Audience::Internal, "2026-04-01").value.metrics[0].checkpoint, day("2026-05-10"));
    let actual = text.replace("forecast: 2026-04-10", "forecast: 2026-04-10, actual: 2026-04-14");
    assert_eq!(assembled(&actual, Audience::Internal, "2026-04-20").value.metrics[0].checkpoint, day("2026-05-14"));
    let nowhere = text.replace("go_live: milestone:production\n", "");
    let metric = assembled(&nowhere, Audience::Internal, "2026-04-01").value.metrics.remove(0);
    assert_eq!((metric.checkpoint, metric.status), (None, MetricStatus::NoTarget));
}

#[test]
fn the_reading_at_the_checkpoint_decides_from_then_on() {
    let metric = "target: \"< 2\", checkpoint: 30d, readings: [
        { date: 2026-05-18, value: 2.4 }, { date: 2026-03-01, value: 1 }, { date: 2026-05-02, value: 1.9 }, { date: 2026-04-20, value: 3.1 }]";
    let due = one(metric, "2026-05-20");
    let values: Vec<&str> = due.readings.iter().map(|reading| reading.value.text.as_str()).collect();
    assert_eq!(values, ["1", "3.1", "1.9", "2.4"], "by their days");
    assert_eq!((due.status, due.counted().map(|reading| reading.date)), (MetricStatus::Met, day("2026-05-02")));
    assert_eq!(due.latest().and_then(|reading| reading.meets), Some(false), "it did not last");
    let early = one(metric, "2026-05-02");
    assert_eq!((early.status, early.at_checkpoint), (MetricStatus::NotYetDue, None));
}

#[test]
fn readings_beside_the_checkpoint() {
    let after = "target: \"< 2\", checkpoint: 30d, readings: [{ date: 2026-05-10, value: 1.5 }, { date: 2026-05-11, value: 5 }]";
    assert_eq!(status(after, "2026-05-20"), MetricStatus::Met, "the first one after it, where nobody looked before");
    let before_launch = "target: \"< 2\", checkpoint: 30d, readings: [{ date: 2026-04-02, value: 1.5 }]";
    assert_eq!(status(before_launch, "2026-05-03"), MetricStatus::NoReading);
    assert_eq!(status(before_launch, "2026-05-02"), MetricStatus::OnTheWay);
    let on_launch = before_launch.replace("04-02", "04-03");
    assert_eq!(status(&on_launch, "2026-05-03"), MetricStatus::Met);
}

#[test]
fn where_a_metric_stands() {
    assert_eq!(status("unit: min", "2026-05-20"), MetricStatus::NoTarget);
    assert_eq!(status("target: \"< 2\", checkpoint: 30d", "2026-05-02"), MetricStatus::NotYetDue);
    assert_eq!(status("target: \"< 2\", checkpoint: 30d", "2026-05-03"), MetricStatus::NoReading);
    assert_eq!(status("target: \"< 2\"", "2026-03-05"), MetricStatus::NoReading);
    let now = |value: &str| format!("target: 4-6, readings: [{{ date: 2026-03-05, value: {value} }}]");
    assert_eq!(status(&now("4"), "2026-03-06"), MetricStatus::Met, "without a checkpoint it counts at once");
    assert_eq!(status(&now("6.5"), "2026-03-06"), MetricStatus::Missed);
    let words = "target: Monthly ROI calculation, checkpoint: 30d, readings: [{ date: 2026-04-05, value: 2 }]";
    assert_eq!(status(words, "2026-05-02"), MetricStatus::NotYetDue);
    assert_eq!(status(words, "2026-05-04"), MetricStatus::ToBeJudged);
}

#[test]
fn changes_since_the_baseline_in_words() {
    let said = |metric: &str| {
        let metric = one(metric, "2026-05-20");
        metric.trend.as_ref().map(|trend| wording::ENGLISH.trend(trend, &metric).to_string())
    };
    let with = |unit: &str, target: &str, from: &str, to: &str| {
        said(&format!(
            "unit: \"{unit}\", target: \"{target}\", baseline: {from}, readings: [{{ date: 2026-05-18, value: {to} }}]"
        ))
        .expect("a trend")
    };
    // 14 to 1.7 is 12.3 less, and 12.3 / 14 is 0.8786.
    assert_eq!(with("min", "< 2", "14", "1.7"), "87.9% less than the baseline, better");
    assert_eq!(with("min", "< 2", "14", "21"), "50% more than the baseline, worse");
    assert_eq!(with("%", "> 80", "10", "85.5"), "75.5 points more than the baseline, better");
    assert_eq!(with("%", "> 80", "84", "83"), "1 point less than the baseline, worse");
    assert_eq!(with("pages", "> 80", "0", "40"), "40\u{a0}pages more than the baseline, better");
    assert_eq!(with("°C", "> -5", "-10", "-5"), "50% more than the baseline, better");
    assert_eq!(with("h", "4-6", "10", "7"), "30% less than the baseline, better");
    assert_eq!(with("h", "4-6", "4", "5"), "25% more than the baseline");
    assert_eq!(with("h", "= 3", "4", "4"), "the same as the baseline");
    assert_eq!(said("baseline: 3"), None);
    assert_eq!(said("readings: [{ date: 2026-05-18, value: 1 }]"), None);
}

#[test]
fn figures_stand_with_their_units() {
    let said = |unit: &str, target: &str| {
        let metric = one(&format!("unit: \"{unit}\", target: \"{target}\", baseline: 99.90"), "2026-05-20");
        let baseline = metric.baseline.as_ref().map(|number| wording::ENGLISH.figure(number, &metric).to_string());
        (wording::ENGLISH.target(&metric).expect("a target").to_string(), baseline.expect("a baseline"))
    };
    let pair = |target: &str, baseline: &str| (target.to_owned(), baseline.to_owned());
    assert_eq!(said("%", "> 99.9"), pair(">\u{a0}99.9%", "99.90%"));
    assert_eq!(said("min", "<= 2"), pair("≤\u{a0}2\u{a0}min", "99.90\u{a0}min"));
    assert_eq!(said("h", "4-6"), pair("4–6\u{a0}h", "99.90\u{a0}h"));
    assert_eq!(said("min", "<2 minute average"), pair("<\u{a0}2 minute average", "99.90\u{a0}min"));
    assert_eq!(said("", "Better"), pair("Better", "99.90"));
}
