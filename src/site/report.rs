//! A status report to be sent: as Markdown for a chat or a mail, and as one file of HTML that mail programs show.
//!
//! Takes the report and says whose it is; what it says was decided when it was made, for one reader. The HTML has no style,
//! script or picture, and asks for nothing from anywhere.

use super::markdown::escape_words;
use crate::html::push_text;
use crate::model::engagement::Period;
use crate::model::report::{ReportLine, ReportSection, StatusReport};
use crate::model::wording::{Words, health_label};
use crate::model::{Edition, PlacedEngagement};
use crate::schema::things::Marking;
use std::fmt::Write as _;

/// What stands above the report: each with its name.
fn head(report: &StatusReport, edition: &Edition, placed: &PlacedEngagement) -> Vec<(String, String)> {
    let declared = &placed.facts.declared;
    let customer = declared.customer.as_ref().map(|customer| customer.name.value.to_string());
    let words = &edition.words;
    let short = declared.customer.as_ref().map_or(words.say("the customer"), |customer| {
        customer.short_name.as_ref().map_or(customer.name.value.as_str(), |short| short.value.as_str())
    });
    let marking = placed.marking(None, &edition.config);
    let period = words.days(Period { start: report.since, end: report.until });
    let counted = [("done", report.progress.done.to_string()), ("total", report.progress.total.to_string())];
    let progress = words.fill("{done} of {total}", &counted.each_ref().map(|(place, count)| (*place, count.as_str())));
    let health = |health: crate::schema::things::Health| words.say(health_label(health)).to_owned();
    let theirs = words.fill("As {customer} sees it", &[("customer", short)]);
    [
        (words.say("Customer"), customer),
        (words.say("Period"), Some(period.to_string())),
        (words.say("Health"), report.health.map(health)),
        (&theirs, report.customer_health.map(health)),
        (words.say("Tasks done"), (report.progress.total > 0).then(|| progress.to_string())),
        (words.say("Marking"), marking.map(|marking| Marking::name(marking).to_owned())),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    .collect()
}

/// What was said in a word, each with its day.
fn updates(report: &StatusReport, words: &Words) -> Vec<(String, String)> {
    let said = report.updates.iter();
    said.map(|update| {
        (update.date.map(|date| words.day(date)).unwrap_or_default().to_string(), update.summary.to_string())
    })
    .collect()
}

fn title(placed: &PlacedEngagement, words: &Words) -> String {
    format!("{}: {}", words.say("Status report"), placed.facts.title.value)
}

/// The report as Markdown.
#[must_use]
pub fn report_markdown(report: &StatusReport, edition: &Edition, placed: &PlacedEngagement) -> String {
    let mut out = format!("# {}\n\n", escape_words(&title(placed, &edition.words)));
    for (name, value) in head(report, edition, placed) {
        let _ = writeln!(out, "- {}: **{}**", escape_words(&name), escape_words(&value));
    }
    for (date, summary) in updates(report, &edition.words) {
        let date = if date.is_empty() { date } else { format!("{date}: ") };
        let _ = writeln!(out, "\n> {date}{}", escape_words(&summary));
    }
    for section in &report.sections {
        let _ = write!(out, "\n## {}\n\n", edition.words.say(section.title));
        if section.lines.is_empty() {
            let _ = writeln!(out, "{}", edition.words.say(section.nothing));
        }
        for line in &section.lines {
            let _ = write!(out, "- **{}**: {}", edition.words.say(line.status.label), escape_words(&line.title));
            let details: Vec<String> = line.details.iter().map(|detail| escape_words(detail)).collect();
            if !details.is_empty() {
                let _ = write!(out, " ({})", details.join("; "));
            }
            out.push('\n');
        }
    }
    out
}

/// The report as one file of HTML.
#[must_use]
pub fn report_html(report: &StatusReport, edition: &Edition, placed: &PlacedEngagement) -> String {
    let title = text(&title(placed, &edition.words));
    let language = text(edition.language.as_str());
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width\">\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n<table>\n"
    );
    for (name, value) in head(report, edition, placed) {
        let _ = writeln!(out, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", text(&name), text(&value));
    }
    out.push_str("</table>\n");
    for (date, summary) in updates(report, &edition.words) {
        let date = if date.is_empty() { date } else { format!("<b>{}</b> ", text(&date)) };
        let _ = writeln!(out, "<p>{date}{}</p>", text(&summary));
    }
    for section in &report.sections {
        push_section(section, &edition.words, &mut out);
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn push_section(section: &ReportSection, words: &Words, out: &mut String) {
    let _ = writeln!(out, "<h2>{}</h2>", text(words.say(section.title)));
    if section.lines.is_empty() {
        let _ = writeln!(out, "<p>{}</p>", text(words.say(section.nothing)));
        return;
    }
    out.push_str("<table>\n");
    for ReportLine { status, title, details, .. } in &section.lines {
        let details: Vec<String> = details.iter().map(|detail| text(detail)).collect();
        let details =
            if details.is_empty() { String::new() } else { format!("<br><small>{}</small>", details.join("; ")) };
        let (state, title) = (text(words.say(status.label)), text(title));
        let _ = writeln!(out, "<tr><td>{state}</td><td><b>{title}</b>{details}</td></tr>");
    }
    out.push_str("</table>\n");
}

fn text(words: &str) -> String {
    let mut out = String::new();
    push_text(words, &mut out);
    out
}
