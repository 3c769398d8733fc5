//! Sign-offs, prerequisites and what is owed: a project in its third week, with people who came and went.

use super::*;

const OWING: &str = "\
id: fernhill
title: Fernhill
customer: { name: Fernhill Retail }
start: 2026-03-02
audience: customer
go_live: milestone:production
updates:
  - { date: 2026-03-10, summary: Late, ask: Answer the first question }
  - { date: 2026-03-17, summary: Later, ask: Raise the quota }
roles:
  - { id: engineer, title: Engineer, side: vendor }
  - { id: manager, title: Manager, side: vendor }
  - { id: owner, title: Platform owner, side: customer }
  - { id: sponsor, title: Sponsor, side: customer }
  - { id: auditor, title: Auditor, side: partner }
team: { engineer: [ak, mo], manager: jd }
people:
  - { id: po, role: owner, name: P. Oliveira, flags: [approver] }
  - { id: vp, role: sponsor, name: V. Pereira }
prerequisites:
  - { id: cluster, text: A cluster, owner: owner, needed_by: phase:validate }
  - { id: images, text: Images, side: customer, needed_by: 2026-03-30 }
  - { id: names, text: Names, side: vendor, needed_by: gate:ready, met_on: 2026-03-05 }
  - { id: rooms, text: Rooms, waived: { by: po, reason: There is one } }
expectations:
  - { id: rate, text: Day rate }
  - { id: dates, text: Dates, status: met }
blocked:
  quota: { by: \"issue:quota\", since: 2026-03-06 }
  words: { by: The weather, since: 2026-03-09 }
phases:
  - id: validate
    title: Validation
    weeks: 1-2
    tasks:
      - { id: quota, text: Check the quota, owner: engineer }
      - { id: words, text: Look outside, owner: manager, due: 2026-03-20 }
      - { id: later, text: Much later, owner: engineer, due: 2026-09-20 }
      - { id: orphan, text: Nobody has it, due: 2026-03-18 }
    deliverables:
      - { id: report, title: Report, delivered_on: 2026-03-12 }
      - { id: photos, title: Photos, delivered_on: 2026-03-13 }
      - { id: letter, title: Letter, owner: engineer }
milestones:
  - { id: production, title: Production, week: 4 }
gates:
  - { id: ready, title: Ready, requires: [\"milestone:production\", \"phase:validate\"] }
success_criteria:
  - { id: failover, text: Nothing fails, verified: { by: ak, date: 2026-03-11 } }
  - { id: speed, text: It is fast, status: failed, verified: { by: ak, date: 2026-03-11 } }
design: { status: in-review }
raid:
  - { id: quota, kind: risk, number: R-01, title: Too little storage, opened: 2026-03-02, owner: po, became: { issue: 2026-03-05 } }
  - { id: other, kind: issue, title: Another issue, opened: 2026-03-09, owner: vp }
  - { id: seen, kind: risk, title: Seen too late, owner: jd, review_by: 2026-03-15 }
  - { id: unseen, kind: risk, title: Not due, owner: jd, review_by: 2026-03-25 }
  - { id: weekly, kind: assumption, title: The board meets, owner: po, validate_by: 2026-03-16 }
  - { id: mirror, kind: dependency, title: A mirror, owner: ak, on: vp, needed_by: milestone:production }
  - { id: boards, kind: action, number: A-01, title: Dashboards, owner: po, due: 2026-03-16 }
  - { id: over, kind: action, title: Over, owner: po, due: 2026-03-16, status: closed }
access:
  - { id: door, system: Door, role: guest, holder: ak, expires: 2026-04-01 }
  - { id: old, system: Old door, holder: ak, expires: 2026-04-01, revoked: 2026-03-01 }
expiries:
  - { id: tls, what: Certificate, on: 2026-05-01, owner: po }
  - { id: far, what: Far away, on: 2026-12-01, owner: po }
sign_offs:
  - { id: design, title: Design, subject: design, parties: [engineer, owner, manager],
      signed: [{ by: jd, date: 2026-03-10, version: \"1.0\" }, { by: mo, date: 2026-03-11 }] }
  - { id: report, title: The report, subject: \"deliverable:report\", parties: [owner], exceptions: [\"action:boards\"],
      signed: [{ by: po, date: 2026-03-13 }, { by: vp, date: 2026-03-13 }] }
  - { id: all, title: Acceptance, subject: \"deliverable:*\", parties: [sponsor, auditor] }
";

fn owing(today: &str) -> Engagement {
    let checked = assembled(OWING, Audience::Internal, today);
    assert_eq!(checked.diagnostics, []);
    checked.value
}

/// One line for each: why, who, what, more about it; since, due, days overdue.
fn lines(engagement: &Engagement) -> Vec<String> {
    let line = |one: &Obligation| {
        let who = one.who.as_ref().map(|who| engagement.people.name(who).to_string()).unwrap_or_default();
        let side = one.side.map_or("nobody", Side::name);
        let day = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.strftime("%m-%d").to_string());
        let detail = one.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
        let (kind, what) = (one.kind, &one.what);
        format!("{kind:?}: {who}/{side}: {what}{detail} {} {} {}", day(one.since), day(one.due), one.overdue)
    };
    engagement.obligations.iter().map(line).collect()
}

#[test]
fn what_everybody_owes_is_one_list_and_what_is_late_comes_first() {
    let said = lines(&owing("2026-03-18"));
    assert_eq!(
        said,
        [
            "Prerequisite: P. Oliveira/customer: A cluster 03-02 03-02 16",
            "Expectation: /vendor: Day rate - 03-02 16",
            "Unblocking: P. Oliveira/customer: Check the quota (waits for issue: Too little storage (R-01)) 03-06 03-13 5",
            "Delivery: A. Keller, M. Okafor/vendor: Letter - 03-13 5",
            "RiskReview: J. Duarte/vendor: Seen too late - 03-15 3",
            "Validation: P. Oliveira/customer: The board meets - 03-16 2",
            "Action: P. Oliveira/customer: Dashboards (A-01) - 03-16 2",
            "Task: /nobody: Nobody has it - 03-18 0",
            "Unblocking: J. Duarte/vendor: Look outside (waits for The weather) 03-09 03-20 0",
            "Dependency: V. Pereira/customer: A mirror - 03-27 0",
            "Prerequisite: /customer: Images 03-02 03-30 0",
            "Renewal: A. Keller/vendor: Access to Door (guest) - 04-01 0",
            "Renewal: P. Oliveira/customer: Certificate - 05-01 0",
            "Issue: V. Pereira/customer: Another issue 03-09 - 0",
            "Signature: P. Oliveira/customer: Design 03-10 - 0",
            "Acceptance: P. Oliveira/customer: Nothing fails 03-11 - 0",
            "Ask: /customer: Raise the quota 03-17 - 0",
            "Signature: V. Pereira/customer: Acceptance (not yet: Letter is not delivered) - - 0",
            "Signature: Auditor/partner: Acceptance (not yet: Letter is not delivered) - - 0",
        ],
        "{said:#?}"
    );
}

#[test]
fn what_somebody_who_left_owed_is_owed_by_who_followed() {
    let engagement = owing("2026-03-21");
    let of_manager: Vec<String> = lines(&engagement).into_iter().filter(|line| line.contains("M. Okafor/")).collect();
    assert!(
        of_manager.iter().any(|line| line.starts_with("RiskReview: M. Okafor/vendor: Seen too late")),
        "{of_manager:#?}"
    );
    assert!(lines(&engagement).iter().all(|line| !line.contains("J. Duarte")));
}

#[test]
fn a_sign_off_is_accepted_when_all_its_parties_have_signed() {
    let engagement = owing("2026-03-21");
    let [design, report, all] = &engagement.sign_offs[..] else { panic!("three sign-offs") };
    assert_eq!(
        (design.state, report.state, all.state),
        (SignOffState::Partly, SignOffState::Complete, SignOffState::Open)
    );
    let signed = |sign_off: &SignOff| -> Vec<String> {
        let name = |one: &Signatory| one.signed.as_ref().map(|one| engagement.people.name(&one.by).to_string());
        sign_off.parties.iter().map(|one| name(one).unwrap_or_else(|| "-".to_owned())).collect()
    };
    // One who holds the role is enough; who has left keeps the name, and the role is signed for.
    assert_eq!(signed(design), ["M. Okafor", "-", "J. Duarte"]);
    assert_eq!(signed(report), ["P. Oliveira"]);
    assert_eq!(report.others.len(), 1, "V. Pereira signed without being asked");
    assert_eq!(design.subject, Subject::Design);
    let Subject::Things(things) = &all.subject else { panic!("things") };
    assert_eq!(
        things.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["deliverable:report", "deliverable:photos", "deliverable:letter"]
    );
    let status: Vec<_> = engagement.deliverables().map(|one| (one.status, one.accepted.is_some())).collect();
    assert_eq!(
        status,
        [
            (DeliverableStatus::Accepted, true),
            (DeliverableStatus::Delivered, false),
            (DeliverableStatus::Planned, false)
        ],
        "acceptance is derived from the signatures"
    );
}

#[test]
fn a_signature_given_before_delivery_accepts_nothing() {
    let text = OWING.replace(
        "signed: [{ by: po, date: 2026-03-13 }, { by: vp, date: 2026-03-13 }]",
        "signed: [{ by: po, date: 2026-03-11 }]",
    );
    let engagement = assembled(&text, Audience::Internal, "2026-03-21").value;
    let report = engagement.deliverables().next().expect("a report");
    assert_eq!(report.status, DeliverableStatus::Delivered);
}

#[test]
fn prerequisites_have_a_day_a_side_and_a_state() {
    let engagement = owing("2026-03-18");
    let said: Vec<_> = engagement
        .prerequisites
        .iter()
        .map(|one| (one.id.as_str(), one.state, one.side.map(Side::name), one.needed_by, one.is_late))
        .collect();
    assert_eq!(
        said,
        [
            ("cluster", Fulfilment::Open, Some("customer"), day("2026-03-02"), true),
            ("images", Fulfilment::Open, Some("customer"), day("2026-03-30"), false),
            // A gate is passed when the last of what it requires is there.
            ("names", Fulfilment::Met, Some("vendor"), day("2026-03-27"), false),
            ("rooms", Fulfilment::Waived, None, None, false),
        ]
    );
}
