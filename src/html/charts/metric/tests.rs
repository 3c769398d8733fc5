//! Charts of ordinary figures and of odd ones.

use super::*;
use crate::audience::Audience;
use crate::book::engagement::{Playbooks, Surroundings, join};
use crate::model::engagement::assemble;
use crate::model::wording::ENGLISH;
use crate::parse::engagement::parse_engagement;
use crate::path::SourcePath;

const WIDTH: f64 = 440.0;

/// The chart of a metric that says this, of an engagement that was launched on 3 April 2026.
fn chart(metric: &str) -> String {
    let text = format!(
        "id: a\ntitle: A\ncustomer: C\ngo_live: milestone:live\nmilestones: [{{ id: live, title: Live, actual: 2026-04-03 }}]\n\
         metrics: [{{ id: one, title: \"A & B\", {metric} }}]\n"
    );
    let parsed = parse_engagement(&SourcePath::new("a.yaml").expect("inside"), text.as_bytes());
    assert_eq!(parsed.diagnostics, []);
    let playbooks = Playbooks::default();
    let surroundings = Surroundings { playbooks: &playbooks, people: None, engagements: &[] };
    let joined = join(&parsed.value.node.expect("YAML"), &surroundings, None, Audience::Internal).value;
    let filtered = joined.edition(Audience::Internal).value.expect("visible");
    let metric = &assemble(&filtered, "2026-05-20".parse().expect("a day")).value.metrics[0];
    metric_chart(metric, &Canvas::of_site(WIDTH, &ENGLISH)).map(|chart| chart.svg).unwrap_or_default()
}

/// The figures of these attributes.
fn figures<'a>(svg: &'a str, names: &'a [&str]) -> impl Iterator<Item = f64> + 'a {
    names.iter().flat_map(move |name| {
        let parts = svg.split(&format!(" {name}=\"")).skip(1).collect::<Vec<_>>();
        parts.into_iter().map(|part| part.split('"').next().expect("a value").parse().expect("a figure"))
    })
}

#[track_caller]
fn assert_inside(svg: &str) {
    assert!(!svg.is_empty() && !svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    for x in figures(svg, &["x", "cx", "x1", "x2"]) {
        assert!((0.0..=WIDTH).contains(&x), "{x} in {svg}");
    }
    for y in figures(svg, &["y", "cy", "y1", "y2"]) {
        assert!((0.0..=HEIGHT).contains(&y), "{y} in {svg}");
    }
}

#[test]
fn a_chart_says_what_it_shows() {
    let svg = chart(
        "unit: min, target: \"< 2\", checkpoint: 30d, baseline: 14, readings: [{ date: 2026-05-04, value: 3.1 }, { date: 2026-05-18, value: 1.7 }]",
    );
    assert_inside(&svg);
    assert!(svg.contains("<title id=\"tk-chart-one\">A &amp; B</title>"), "{svg}");
    let said = "Baseline: 14\u{a0}min. Target: &lt;\u{a0}2\u{a0}min. 4 May 2026: 3.1\u{a0}min (misses it). \
                18 May 2026: 1.7\u{a0}min (meets it). Checkpoint: 3 May 2026.";
    assert!(svg.contains(said), "{svg}");
    for part in ["class=\"baseline\"", "class=\"target\"", "class=\"good\"", "class=\"checkpoint\"", "<polyline"] {
        assert!(svg.contains(part), "{part}");
    }
    assert_eq!(svg.matches("class=\"reading\"").count(), 2);
    // The checkpoint is the first day that is drawn, the last reading the last one.
    assert!(svg.contains(">3 May 2026</text>") && svg.contains(">18 May 2026</text>"), "{svg}");
}

#[test]
fn without_figures_there_is_no_chart() {
    assert_eq!(chart("target: \"< 2\", checkpoint: 30d"), "");
    assert_eq!(chart("target: Better, method: By hand"), "");
}

#[test]
fn one_figure_is_enough() {
    let svg = chart("readings: [{ date: 2026-05-04, value: 3 }]");
    assert_inside(&svg);
    assert!(!svg.contains("<polyline") && svg.contains("text-anchor=\"middle\">4 May 2026"), "{svg}");
    assert_inside(&chart("baseline: 3"));
    assert_inside(&chart("baseline: 0, target: \"= 0\", checkpoint: 30d"));
}

#[test]
fn odd_figures_stay_inside() {
    let readings = |values: &[&str]| {
        let readings = values.iter().enumerate();
        let readings: Vec<String> =
            readings.map(|(at, value)| format!("{{ date: 2026-05-{:02}, value: {value} }}", at + 1)).collect();
        format!("readings: [{}]", readings.join(", "))
    };
    for values in [
        &["5", "5", "5"][..],
        &["0", "0"],
        &["-5", "-3.25", "-9"],
        &["-1e300", "1e300"],
        &["1.7e308", "-1.7e308"],
        &["1e-300", "2e-300"],
        &["0.1", "0.10000000000000001"],
        &["123456789", "123456790"],
        &["1", "1000000000000"],
    ] {
        for target in ["", ", target: \"> 3\"", ", target: 2-4", ", target: \"< -1e3\", baseline: -0.5, checkpoint: 1y"]
        {
            assert_inside(&chart(&(readings(values) + target)));
        }
    }
}

#[test]
fn figures_beside_the_axis_are_short() {
    assert_eq!(short(0.25, 0.05), "0.25");
    assert_eq!(short(40.0, 20.0), "40");
    assert_eq!(short(-0.0, 1.0), "0");
    assert_eq!(short(-20.0, 10.0), "−20");
    assert_eq!(short(12_000.0, 2_000.0), "12k");
    assert_eq!(short(1_500_000.0, 500_000.0), "1.5M");
    assert_eq!((nice(3.3), nice(0.07), nice(10.0)), (5.0, 0.1, 10.0));
}
