//! A week of a small engagement, told on its last day and on the days around.

use super::*;
use crate::audience::Audience;
use crate::model::engagement::tests::assembled;
use jiff::civil::date;

const ENGAGEMENT: &str = "\
id: fernhill
title: Fernhill
customer: Fernhill Retail
start: 2026-03-02
audience: customer
people: [{ id: po, name: P. Oliveira, side: customer, flags: [approver] }]
updates:
  - { date: 2026-03-02, health: green, customer_health: amber, summary: Begun }
  - { date: 2026-03-10, health: amber, summary: Storage is short, ask: Raise the quota }
done: { access: 2026-03-09, network: 2026-03-16 }
blocked: { storage: { by: \"issue:quota\", since: 2026-03-12 } }
phases:
  - { id: one, title: One, weeks: 1-2, tasks: [Access, Network, Storage, { id: late, text: Late, owner: po }] }
  - { id: two, title: Two, weeks: 4, tasks: [{ id: soon, text: Soon, owner: po }] }
  - { id: three, title: Three, weeks: 9, tasks: [{ id: far, text: Far, owner: po }] }
reschedule: [{ on: 2026-03-11, from: phase:three, by: 1w, because: \"issue:quota\" }]
changes: [{ id: sso, title: Single sign-on, on: 2026-03-01, asked_by: po }]
milestones: [{ id: base, title: Base, week: 2, actual: 2026-03-13 }]
meetings:
  - { id: kickoff, title: Kickoff, at: 2026-03-09T15:00, held: true, outcomes: [At night] }
success_criteria:
  - { id: failover, text: Nothing fails, status: failed, verified: { by: po, date: 2026-03-12 } }
sign_offs: [{ id: design, title: Design, parties: [po], signed: [{ by: po, date: 2026-03-12, version: \"1.0\" }] }]
raid:
  - { id: quota, kind: risk, number: R-01, title: Quota, opened: 2026-03-02, owner: po, became: { issue: 2026-03-12 } }
  - { id: cloud, kind: decision, title: Cloud, date: 2026-03-10, outcome: Private, by: po }
  - { id: old, kind: action, title: Old, owner: po, status: closed, closed: 2026-03-08 }
  - { id: new, kind: action, title: New, owner: po, status: closed, closed: 2026-03-16 }
  - { id: secret, kind: issue, title: Secret, opened: 2026-03-12, audience: internal }
";

fn report(since: Date, today: &str) -> StatusReport {
    let checked = assembled(ENGAGEMENT, Audience::Customer, today);
    assert_eq!(checked.diagnostics, []);
    status_report(&checked.value, since, today.parse().expect("a day"))
}

fn titles(report: &StatusReport, section: &str) -> Vec<String> {
    let section = report.sections.iter().find(|one| one.id == section);
    section.map_or_else(Vec::new, |section| section.lines.iter().map(|line| line.title.to_string()).collect())
}

#[test]
fn both_ends_of_the_period_count() {
    let told = report(date(2026, 3, 9), "2026-03-16");
    assert_eq!(titles(&told, "done"), ["Access", "Kickoff", "Design", "Base", "Network", "New"]);
    assert_eq!(titles(&report(date(2026, 3, 10), "2026-03-16"), "done"), ["Design", "Base", "Network", "New"]);
    assert_eq!(titles(&report(date(2026, 3, 8), "2026-03-15"), "done"), ["Old", "Access", "Kickoff", "Design", "Base"]);
    assert_eq!(usual_beginning(date(2026, 3, 16)), date(2026, 3, 9));
}

#[test]
fn a_report_tells_what_is_next_and_what_is_in_the_way() {
    let told = report(date(2026, 3, 9), "2026-03-16");
    assert_eq!(titles(&told, "next"), ["Two", "Soon"], "week 4 is in two weeks, week 9 is not");
    assert_eq!(titles(&told, "in-the-way"), ["Storage", "Nothing fails"], "what is asked for is told there, once");
    assert_eq!(titles(&told, "log"), ["Cloud", "R-01 Quota"]);
    assert_eq!(
        titles(&told, "changes"),
        ["Single sign-on", "1 week later: Three"],
        "what waits for a word is told until it has it"
    );
    let asks = titles(&told, "asks");
    assert_eq!(asks.first().map(String::as_str), Some("Raise the quota"));
    assert!(asks.contains(&"Late".to_owned()) && !asks.contains(&"Far".to_owned()), "{asks:?}");
}

#[test]
fn health_is_the_last_that_was_said() {
    let told = report(date(2026, 3, 9), "2026-03-16");
    assert_eq!((told.health, told.customer_health), (Some(Health::Amber), Some(Health::Amber)));
    let said =
        |report: StatusReport| report.updates.iter().map(|update| update.summary.to_string()).collect::<Vec<_>>();
    assert_eq!(said(told), ["Storage is short"]);
    assert_eq!(said(report(date(2026, 3, 12), "2026-03-16")), ["Storage is short"], "the last word before them");
    assert_eq!(said(report(date(2026, 3, 2), "2026-03-16")), ["Begun", "Storage is short"]);
}
