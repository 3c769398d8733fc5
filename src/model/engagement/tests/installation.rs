//! Requirements, what is installed, what was moved and the hours of a launch, on a few days.

use super::*;
use crate::model::wording;
use crate::schema::kind::Kind;

const MORE: &str = "\
design:
  requirements:
    - { id: nodes, title: Nodes, trial: One, production: Three, priority: must, verified_by: [criterion:failover, metric:speed] }
    - { id: sso, title: Sign-on, trial: \"saml \", production: SAML, verified_by: [criterion:failover, guide:sign-on] }
    - { id: audit, title: Audit, production: Kept a year }
    - { id: mobile, title: Mobile, trial: Yes, priority: wont }
    - { id: quota, title: Quota, verified_by: [\"task:quota\", \"task:move\"] }
    - { id: moved, title: Moved, verified_by: [\"task:move\"] }
metrics:
  - { id: speed, title: Speed, target: \"< 2\", readings: [{ date: 2026-03-10, value: 3 }] }
environments:
  - { id: prod-eu, stage: production, backup: { restore_tested: 2026-03-02 } }
  - { id: lab, title: The lab }
components:
  - { id: api, title: API server, environment: prod-eu, owner: jd }
  - { id: queue, title: Queue, environment: prod-eu }
  - { id: loose, title: Loose }
integrations:
  - { id: one, title: One, from: api, to: Pager }
  - { id: two, title: Two, from: \"component:queue\", to: api SERVER }
access:
  - { id: a, system: A, holder: jd, expires: 2026-05-20 }
  - { id: b, system: B, holder: ak, expires: 2026-05-21 }
  - { id: c, system: C, holder: po, expires: 2026-03-21 }
  - { id: d, system: D, holder: po, expires: 2026-03-01, revoked: 2026-03-02 }
  - { id: e, system: E, holder: po, revoked: 2026-04-01 }
expiries:
  - { id: late, what: Licence, on: 2027-03-01 }
  - { id: soon, what: Certificate, on: 2026-03-25, owner: jd }
changes:
  - { id: scope, title: More, asked_by: po, on: 2026-03-10, impact: 1w }
  - { id: agreed, title: Agreed, approved_by: po }
cutover:
  at: 2026-04-03T23:30
  window: { from: \"22:00\", to: \"02:00\" }
  point_of_no_return: switch
  steps:
    - { id: switch, at: T+0, text: Switch, duration: 10-15m }
    - { id: freeze, at: T-2h, text: Freeze, duration: 10m }
    - { id: notice, text: Tell everybody, duration: 5m }
    - { id: watch, at: T+1h, text: Watch, duration: 1h }
hypercare: { length: 4w, responders: [manager] }
";

fn more(today: &str) -> Engagement {
    let text = format!("{ENGAGEMENT}{MORE}")
        .replace("go_live", "training: [{ id: t, title: Class, date: 2026-03-11 }]\ngo_live");
    let checked = assembled(&text, Audience::Internal, today);
    assert_eq!(checked.diagnostics, []);
    checked.value
}

#[test]
fn requirements_are_covered_by_what_verifies_them() {
    let engagement = more("2026-03-12");
    let said: Vec<(&str, Difference, Coverage)> =
        engagement.requirements.iter().map(|one| (one.id.as_str(), one.difference, one.coverage)).collect();
    assert_eq!(
        said,
        [
            ("nodes", Difference::Differs, Coverage::Failed),
            ("sso", Difference::Same, Coverage::Shown),
            ("audit", Difference::OnlyProduction, Coverage::Uncovered),
            ("mobile", Difference::OnlyTrial, Coverage::NotNeeded),
            ("quota", Difference::Unsaid, Coverage::Open),
            ("moved", Difference::Unsaid, Coverage::NotNeeded),
        ]
    );
    let states: Vec<ProofState> = engagement.requirements[0].proofs.iter().map(|proof| proof.state).collect();
    assert_eq!(states, [ProofState::Holds, ProofState::Fails]);
}

#[test]
fn all_criteria_may_verify_a_requirement() {
    let text = format!(
        "{ENGAGEMENT}design: {{ requirements: [{{ id: all, title: All, verified_by: [\"criterion:*\"] }}] }}\n"
    );
    let requirement = assembled(&text, Audience::Internal, "2026-03-12").value.requirements.remove(0);
    assert_eq!((requirement.proofs.len(), requirement.coverage), (1, Coverage::Shown));
}

#[test]
fn parts_of_an_installation_find_each_other() {
    let installation = more("2026-03-22").installation;
    let titles: Vec<&str> = installation.environments.iter().map(|one| one.title.as_str()).collect();
    assert_eq!(titles, ["Prod eu", "The lab"]);
    assert_eq!(installation.environments[0].components, [0, 1]);
    assert_eq!(installation.environments[0].restored_ago, Some(20));
    let ends: Vec<[Option<Endpoint>; 2]> =
        installation.integrations.iter().map(|one| [one.from.clone(), one.to.clone()]).collect();
    assert_eq!(ends[0], [Some(Endpoint::Component(0)), Some(Endpoint::Words("Pager".into()))]);
    assert_eq!(ends[1], [Some(Endpoint::Component(1)), Some(Endpoint::Component(0))]);
}

#[test]
fn what_ends_counts_down() {
    use AccessState::{Expired, Expiring, Open, Revoked};
    let engagement = more("2026-03-22");
    let installation = &engagement.installation;
    let states: Vec<AccessState> = installation.access.iter().map(|one| one.state).collect();
    // From 22 March to 21 May it is 9 + 30 + 21 = 60 days.
    assert_eq!(states, [Expiring(59), Expiring(60), Expired, Revoked, Open]);
    let left: Vec<bool> = installation.access.iter().map(|one| one.holder_has_left).collect();
    assert_eq!(left, [true, false, false, false, false], "J. Duarte left on 20 March");
    assert_eq!(more("2026-03-21").installation.access[1].state, Open, "61 days");
    let expiries: Vec<(&str, i32)> =
        installation.expiries.iter().map(|one| (one.declared.id.as_str(), one.days_left)).collect();
    assert_eq!(expiries, [("soon", 3), ("late", 344)]);
    let owner = installation.expiries[0].owner.as_ref().map(|owner| engagement.people.name(owner));
    assert_eq!(owner.as_deref(), Some("M. Okafor"), "who follows J. Duarte");
}

#[test]
fn a_move_says_what_it_moved_from_when_to_when() {
    let engagement = on("2026-03-12");
    let [shift] = &engagement.shifts[..] else { panic!("one move") };
    let moved: Vec<(Kind, &str, Option<Date>, Option<Date>)> = shift
        .moved
        .iter()
        .map(|one| (one.kind, one.id.as_str(), Some(one.before.start), Some(one.after.end)))
        .collect();
    assert_eq!(
        moved,
        [
            (Kind::Phase, "deploy", day("2026-03-16"), day("2026-04-03")),
            (Kind::Milestone, "production", day("2026-03-27"), day("2026-04-03")),
        ]
    );
    let again = ENGAGEMENT.replace(
        "because: Quota }",
        "because: Quota }\n  - { from: \"meeting:weekly\", by: 1w }\n  - { from: \"milestone:production\", by: 2d }",
    );
    let shifts = assembled(&again, Audience::Internal, "2026-03-12").value.shifts;
    assert_eq!(shifts.iter().map(|one| one.moved.len()).collect::<Vec<_>>(), [2, 0, 1]);
    let last = &shifts[2].moved[0];
    assert_eq!((Some(last.before.start), Some(last.after.start)), (day("2026-04-03"), day("2026-04-05")));
}

#[test]
fn a_cutover_runs_by_the_clock_past_midnight() {
    let engagement = more("2026-03-12");
    let cutover = engagement.cutover.as_ref().expect("a cutover");
    let steps: Vec<(&str, String, String)> = cutover
        .steps
        .iter()
        .map(|step| {
            let clock = wording::ENGLISH.step_clock(step, cutover.at.map(|at| at.date)).expect("a time");
            (step.id.as_str(), wording::offset(step).to_string(), clock.to_string())
        })
        .collect();
    let step = |id, offset: &str, clock: &str| (id, offset.to_owned(), clock.to_owned());
    assert_eq!(
        steps,
        [
            step("freeze", "T−2 h", "21:30"),
            step("notice", "T−1 h 50 min", "21:40"),
            step("switch", "T", "23:30"),
            step("watch", "T+1 h", "00:30, 4 Apr 2026"),
        ]
    );
    let outside: Vec<bool> = cutover.steps.iter().map(|step| step.is_outside).collect();
    assert_eq!(outside, [true, true, false, false]);
    assert_eq!(cutover.steps.iter().filter(|step| step.is_point_of_no_return).count(), 1);
    // From two hours before to two hours after, in a window of four.
    assert_eq!((cutover.length, cutover.window_length, cutover.fits), (240, Some(240), Some(true)));
    let hypercare = engagement.hypercare.as_ref().expect("hypercare");
    assert_eq!(hypercare.period.map(|period| period.end), day("2026-05-01"));
    assert_eq!((hypercare.is_now, more("2026-05-02").hypercare.expect("hypercare").is_over), (false, true));
}

#[test]
fn everything_with_a_day_is_in_one_order() {
    let engagement = more("2026-03-12");
    let dates = engagement.dates(day("2026-03-12").expect("a day"));
    let said: Vec<String> = dates.iter().map(|one| format!("{} {}:{}", one.on, one.kind.name(), one.id)).collect();
    assert_eq!(
        said,
        [
            "2026-03-04 phase:validate",
            "2026-03-05 meeting:kickoff",
            "2026-03-10 change:scope",
            "2026-03-11 task:quota",
            "2026-03-11 training:t",
            "2026-03-13 milestone:foundation",
            "2026-03-17 meeting:weekly",
            "2026-03-23 phase:deploy",
            "2026-04-03 milestone:production",
        ]
    );
    let late: Vec<&str> = dates.iter().filter(|one| one.is_late).map(|one| one.id.as_str()).collect();
    assert_eq!(late, ["kickoff", "quota", "t"]);
    assert_eq!(engagement.changes.iter().map(|one| one.is_approved).collect::<Vec<_>>(), [false, true]);
}
