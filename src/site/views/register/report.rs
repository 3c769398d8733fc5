//! The status report of the last week.

use crate::model::report::{ReportLine, status_report, usual_beginning};
use crate::model::wording::health_label;
use crate::model::{Edition, Page, PlacedEngagement};
use crate::site::views::parts::{entity_href, progress, status};
use serde_json::{Value, json};

pub(super) fn report_view(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Value {
    let words = &*edition.words;
    let report = status_report(&placed.facts, usual_beginning(edition.today), edition.today, words);
    let health = |health: crate::schema::things::Health| json!({ "id": health.name(), "label": words.say(health_label(health)) });
    let line = |line: &ReportLine| {
        let reference = line.reference.as_ref();
        json!({
            "status": status(words, line.status),
            "title": line.title,
            "details": line.details,
            "href": reference.and_then(|to| entity_href(edition, page, placed, to.kind, &to.id)),
        })
    };
    let updates = report.updates.iter().map(|update| {
        json!({ "date": update.date.map(|it| words.day(it)), "health": update.health.map(health), "summary": update.summary })
    });
    let sections = report.sections.iter().map(|section| {
        json!({
            "id": format!("tk-{}", section.id),
            "title": words.say(section.title),
            "nothing": words.say(section.nothing),
            "lines": section.lines.iter().map(line).collect::<Vec<_>>(),
        })
    });
    json!({
        "period": words.days(crate::model::engagement::Period { start: report.since, end: report.until }),
        "health": report.health.map(health),
        "customer_health": report.customer_health.map(health),
        "customer": crate::site::views::parts::customer_name(&placed.facts, words),
        "progress": progress(report.progress),
        "updates": updates.collect::<Vec<_>>(),
        "sections": sections.collect::<Vec<_>>(),
    })
}
