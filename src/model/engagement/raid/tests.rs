//! Each kind of entry on the day before and the day after something was to happen.

use super::*;
use crate::audience::Audience;
use crate::model::engagement::tests::assembled;

const LOG: &str = "\
id: fernhill
title: Fernhill
customer: Fernhill Retail
start: 2026-03-02
audience: customer
roles: [{ id: manager, title: Manager, side: vendor }]
team: { manager: jd }
people: [{ id: po, name: P. Oliveira }]
phases:
  - { id: one, title: One, weeks: 1, tasks: [{ id: storage, text: Storage, blocked: { by: issue:quota } }] }
  - { id: two, title: Two, weeks: 3 }
reschedule: [{ from: phase:two, by: 1w, because: risk:quota }]
gates: [{ id: done, title: Done, requires: [action:dashboards, 'action:*'] }]
sign_offs: [{ id: acceptance, title: Acceptance, exceptions: [action:dashboards, Something else] }]
raid:
  - { id: quota, kind: risk, number: R-01, title: Quota, likelihood: 3, impact: 4, owner: jd, review_by: 2026-03-20,
      became: { issue: 2026-03-05 } }
  - { id: registry, kind: dependency, title: Registry, on: po, needed_by: phase:two }
  - { id: cab, kind: assumption, title: Board, validate_by: 2026-03-09 }
  - { id: cloud, kind: decision, title: Cloud, date: 2026-02-20, outcome: Private, by: jd }
  - { id: later, kind: decision, title: Later, review_by: 2026-04-01 }
  - { id: dashboards, kind: action, title: Dashboards, owner: po, due: 2026-03-20 }
  - { id: over, kind: action, title: Over, owner: jd, due: 2026-03-01, closed: 2026-03-04 }
  - { id: secret, kind: risk, title: Secret, audience: internal }
";

fn log(reader: Audience, today: &str) -> super::super::Engagement {
    let checked = assembled(LOG, reader, today);
    assert_eq!(checked.diagnostics, []);
    checked.value
}

fn entry<'a>(engagement: &'a super::super::Engagement, id: &str) -> &'a RaidEntry {
    engagement.raid.iter().find(|entry| entry.id.as_str() == id).expect("it is in the log")
}

#[test]
fn scores_have_their_word() {
    let level = |likelihood, impact| RiskScore::new(likelihood, impact).level;
    assert_eq!((level(1, 1), level(2, 2), level(1, 5)), (RiskLevel::Low, RiskLevel::Low, RiskLevel::Medium));
    assert_eq!((level(3, 3), level(2, 5), level(3, 4)), (RiskLevel::Medium, RiskLevel::High, RiskLevel::High));
    assert_eq!((level(3, 5), level(5, 5)), (RiskLevel::VeryHigh, RiskLevel::VeryHigh));
}

#[test]
fn a_risk_that_became_an_issue_answers_to_both_names() {
    let engagement = log(Audience::Customer, "2026-03-10");
    let quota = entry(&engagement, "quota");
    assert_eq!((quota.kind, quota.kind_now()), (RaidKind::Risk, RaidKind::Issue));
    assert_eq!(quota.became, Some(jiff::civil::date(2026, 3, 5)));
    assert_eq!(quota.score.map(|score| score.value), Some(12));
    let named: Vec<_> = quota.named_by.iter().map(|one| (one.how, one.part.to_string(), one.title.as_str())).collect();
    assert_eq!(
        named,
        [
            (RaidUseKind::Blocks, "task:storage".to_owned(), "Storage"),
            (RaidUseKind::Moved, "phase:two".to_owned(), "Two")
        ]
    );
}

#[test]
fn what_is_open_belongs_to_who_followed() {
    let engagement = log(Audience::Customer, "2026-03-23");
    let names = |id: &str| entry(&engagement, id).owner.as_ref().map(|owner| engagement.people.name(owner).to_string());
    assert_eq!(names("quota").as_deref(), Some("M. Okafor"), "J. Duarte left on the 20th");
    assert_eq!(names("over").as_deref(), Some("J. Duarte"), "what is over keeps its name");
    assert_eq!(names("registry").as_deref(), Some("P. Oliveira"), "who it waits for");
    let decided = entry(&engagement, "cloud").decided_by.as_ref().map(|by| engagement.people.name(by).to_string());
    assert_eq!(decided.as_deref(), Some("J. Duarte"));
}

#[test]
fn days_pass() {
    let late = |today: &str| {
        let engagement = log(Audience::Customer, today);
        let late = engagement.raid.iter().filter(|entry| entry.is_late()).map(|entry| entry.id.to_string());
        late.collect::<Vec<_>>()
    };
    assert_eq!(late("2026-03-09"), Vec::<String>::new());
    assert_eq!(late("2026-03-10"), ["cab"]);
    assert_eq!(late("2026-03-21"), ["quota", "cab", "dashboards"]);
    // Week 3 begins on the 16th, and was moved by a week.
    assert_eq!(late("2026-03-23"), ["quota", "cab", "dashboards"]);
    assert_eq!(late("2026-03-24"), ["quota", "registry", "cab", "dashboards"]);
}

#[test]
fn what_was_decided_or_closed_is_over() {
    let engagement = log(Audience::Customer, "2026-03-10");
    let over: Vec<_> = engagement.raid.iter().filter(|entry| entry.is_over()).map(|one| one.id.as_str()).collect();
    assert_eq!(over, ["cloud", "over"]);
    assert_eq!(entry(&engagement, "cloud").closed_on(), Some(jiff::civil::date(2026, 2, 20)));
    assert_eq!(entry(&engagement, "over").closed_on(), Some(jiff::civil::date(2026, 3, 4)));
    let named: Vec<_> = entry(&engagement, "dashboards").named_by.iter().map(|one| one.how).collect();
    assert_eq!(named, [RaidUseKind::Excepted, RaidUseKind::Required]);
}

#[test]
fn what_is_hidden_is_in_no_log() {
    assert_eq!(log(Audience::Customer, "2026-03-10").raid.len(), 7);
    assert_eq!(log(Audience::Internal, "2026-03-10").raid.len(), 8);
}
