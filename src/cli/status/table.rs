//! All engagements, a line each, those first that need attention.

use super::{Wanted, csv_line};
use crate::cli::session::{ERROR, QUIET, paint};
use crate::model::engagement::{Milestone, Party, Task};
use crate::model::wording::{days_away, engagement_status, gate_count, health_label};
use crate::model::{Edition, PlacedEngagement};
use crate::schema::things::{EngagementStatus, Health, TaskState};
use serde_json::{Value, json};
use std::sync::Arc;

/// What is said of each.
struct Line {
    id: String,
    title: String,
    customer: String,
    status: EngagementStatus,
    health: Option<Health>,
    progress: (u32, u32),
    late: usize,
    blocked: usize,
    overdue: usize,
    milestone: String,
    milestone_on: String,
    milestone_when: String,
    gate: Option<(String, String)>,
    readiness: String,
    met: (usize, usize),
    reviews: usize,
}

fn lines(edition: &Edition, engagements: &[&Arc<PlacedEngagement>], wanted: &Wanted<'_>) -> Vec<Line> {
    let line = |placed: &&Arc<PlacedEngagement>| line(edition, placed, wanted);
    let is_late = |line: &Line| line.late + line.blocked + line.overdue > 0;
    // Of somebody who has nothing in it, nothing is said.
    let lines = engagements.iter().filter_map(line);
    lines.filter(|line| !wanted.late || is_late(line)).collect()
}

fn line(edition: &Edition, placed: &PlacedEngagement, wanted: &Wanted<'_>) -> Option<Line> {
    let facts = &placed.facts;
    let of_owner = |party: Option<&Party>| super::whole::is_wanted(facts, party, wanted);
    let troubles = facts.troubles();
    let (late, blocked) = if wanted.owner.is_none() {
        (troubles.late, troubles.blocked)
    } else {
        let theirs = || facts.leaves().filter(|(_, task)| of_owner(task.owner.as_ref()));
        let is_blocked = |task: &Task| task.state == TaskState::Blocked;
        (theirs().filter(|(_, task)| task.is_late).count(), theirs().filter(|(_, task)| is_blocked(task)).count())
    };
    let owed = facts.obligations.iter().filter(|one| of_owner(one.who.as_ref()));
    if wanted.owner.is_some() && owed.clone().next().is_none() {
        return None;
    }
    let next = facts.next_milestone();
    let day = next.and_then(Milestone::day);
    let gate = placed.next_gate();
    Some(Line {
        id: placed.id.to_string(),
        title: facts.title.value.to_string(),
        customer: facts.declared.customer.as_ref().map(|one| one.name.value.to_string()).unwrap_or_default(),
        status: facts.status,
        health: facts.health,
        progress: (facts.progress.done, facts.progress.total),
        late,
        blocked,
        overdue: owed.filter(|one| one.overdue > 0).count(),
        milestone: next.map(|one| one.title.value.to_string()).unwrap_or_default(),
        milestone_on: day.map(|day| day.to_string()).unwrap_or_default(),
        milestone_when: day.map(|day| days_away(day, edition.today).to_string()).unwrap_or_default(),
        gate: gate.map(|gate| (gate.id.to_string(), gate.title.value.to_string())),
        met: gate.map(|gate| (gate.met, gate.total())).unwrap_or_default(),
        readiness: gate.map(|gate| gate_count(gate).to_string()).unwrap_or_default(),
        reviews: placed.overdue_reviews(),
    })
}

pub(super) fn human(edition: &Edition, engagements: &[&Arc<PlacedEngagement>], wanted: &Wanted<'_>) -> String {
    let lines = lines(edition, engagements, wanted);
    if lines.is_empty() {
        let what = if wanted.late || wanted.owner.is_some() { "Nothing of that kind" } else { "No engagements" };
        return format!("{what} on {}.\n", edition.today);
    }
    let head = ["engagement", "status", "health", "done", "late", "blocked", "next milestone", "next gate"];
    let mut rows: Vec<Vec<String>> = vec![head.iter().map(|&word| word.to_owned()).collect()];
    for line in &lines {
        let count = |count: usize| if count == 0 { "-".to_owned() } else { count.to_string() };
        let milestone = match (line.milestone.as_str(), line.milestone_when.as_str()) {
            ("", _) => "-".to_owned(),
            (title, "") => title.to_owned(),
            (title, when) => format!("{title}, {when}"),
        };
        let gate = line.gate.as_ref().map_or("-".to_owned(), |(_, title)| format!("{title}: {}", line.readiness));
        let health = line.health.map_or("-", health_label);
        let done = format!("{} of {}", line.progress.0, line.progress.1);
        rows.push(vec![
            line.id.clone(),
            engagement_status(line.status).label.to_owned(),
            health.to_owned(),
            done,
            count(line.late),
            count(line.blocked),
            milestone,
            gate,
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut written = String::new();
    for (at, row) in rows.iter().enumerate() {
        for (column, cell) in row.iter().enumerate() {
            let is_trouble = at > 0 && matches!(column, 4 | 5) && cell != "-";
            let padding = " ".repeat(widths[column].saturating_sub(cell.chars().count()) + 2);
            let style = if at == 0 { Some(QUIET) } else { is_trouble.then_some(ERROR) };
            written.push_str(&style.map_or_else(|| cell.clone(), |style| paint(cell, style)));
            if column + 1 < row.len() {
                written.push_str(&padding);
            }
        }
        written.push('\n');
    }
    written
}

pub(super) fn json(edition: &Edition, engagements: &[&Arc<PlacedEngagement>], wanted: &Wanted<'_>) -> Value {
    let entry = |line: Line| {
        let milestone =
            (!line.milestone.is_empty()).then(|| json!({ "title": line.milestone, "date": line.milestone_on }));
        let (met, total) = line.met;
        let gate = line.gate.map(|(id, title)| json!({ "id": id, "title": title, "met": met, "total": total }));
        json!({
            "id": line.id,
            "title": line.title,
            "customer": line.customer,
            "status": line.status.name(),
            "health": line.health.map(Health::name),
            "done": line.progress.0,
            "total": line.progress.1,
            "late": line.late,
            "blocked": line.blocked,
            "overdue": line.overdue,
            "next_milestone": milestone,
            "next_gate": gate,
            "overdue_reviews": line.reviews,
        })
    };
    let all: Vec<Value> = lines(edition, engagements, wanted).into_iter().map(entry).collect();
    json!({ "date": edition.today.to_string(), "engagements": all })
}

pub(super) fn csv(edition: &Edition, engagements: &[&Arc<PlacedEngagement>], wanted: &Wanted<'_>) -> String {
    let head = "id,title,customer,status,health,done,total,late,blocked,overdue,next_milestone,milestone_date,next_gate,\
                readiness,overdue_reviews\r\n";
    let mut written = head.to_owned();
    for line in lines(edition, engagements, wanted) {
        written.push_str(&csv_line(&[
            line.id,
            line.title,
            line.customer,
            line.status.name().to_owned(),
            line.health.map_or("", Health::name).to_owned(),
            line.progress.0.to_string(),
            line.progress.1.to_string(),
            line.late.to_string(),
            line.blocked.to_string(),
            line.overdue.to_string(),
            line.milestone,
            line.milestone_on,
            line.gate.map(|(_, title)| title).unwrap_or_default(),
            line.readiness,
            line.reviews.to_string(),
        ]));
    }
    written
}
