//! Every kind of thing that a gate may require, and what is said of one that does not hold.

use super::*;
use crate::schema::read::Spanned;
use crate::schema::scalar::Reference;

/// A project in which, of each kind, the thing called `yes` holds, `no` does not, and `off` need not.
const READY: &str = "\
id: fernhill
title: Fernhill
customer: { name: Fernhill Retail }
start: 2026-03-02
audience: customer
go_live: milestone:yes
roles:
  - { id: engineer, title: Engineer, side: vendor }
  - { id: manager, title: Manager, side: vendor }
  - { id: sponsor, title: Sponsor, side: customer }
  - { id: empty, title: Empty, side: customer }
team: { engineer: [ak, mo], manager: jd }
people:
  - { id: po, role: sponsor, name: P. Oliveira }
prerequisites:
  - { id: yes, text: Here, status: met }
  - { id: no, text: Not here }
  - { id: off, text: Not needed, waived: { by: po, reason: mirror is in place } }
expectations:
  - { id: yes, text: Settled, status: met }
  - { id: no, text: Unsettled }
phases:
  - id: yes
    title: Over
    tasks: [{ id: yes, text: Done, done: 2026-03-03 }, { id: off, text: Dropped, dropped: No time }]
    deliverables:
      - { id: yes, title: Delivered, delivered_on: 2026-03-04 }
      - { id: no, title: Missing }
      - { id: off, title: Waived, waived: { by: po, reason: nobody reads it } }
      - { id: signed, title: Signed, delivered_on: 2026-03-04 }
  - id: no
    title: Not over
    workstreams: [{ id: no, title: Half, tasks: [{ id: half, text: Half, done: 2026-03-03 }, { id: other, text: Other }] }]
    tasks: [{ id: no, text: Open }, { id: stuck, text: Stuck, blocked: { by: Snow } }]
milestones:
  - { id: yes, title: Reached, planned: 2026-03-06, actual: 2026-03-05 }
  - { id: no, title: Late, planned: 2026-03-06 }
  - { id: soon, title: Soon, planned: 2026-03-06, forecast: 2026-05-06 }
meetings:
  - { id: yes, title: Held, at: 2026-03-03, held: true }
  - { id: no, title: Not held, at: 2026-03-03 }
metrics:
  - { id: yes, title: Good, target: \"< 2\", checkpoint: 5d, readings: [{ date: 2026-03-09, value: 1 }] }
  - { id: no, title: Bad, target: \"< 2\", checkpoint: 5d, readings: [{ date: 2026-03-09, value: 3 }] }
  - { id: later, title: Later, target: \"< 2\", checkpoint: 90d, readings: [{ date: 2026-03-09, value: 1 }] }
success_criteria:
  - { id: yes, text: It holds, status: met }
  - { id: no, text: Untested }
  - { id: bad, text: It does not, status: failed }
  - { id: off, text: Off, waived: { by: jd, reason: no telephones } }
design:
  requirements:
    - { id: yes, title: Covered, verified_by: [criterion:yes, criterion:off] }
    - { id: no, title: Half covered, verified_by: [criterion:yes, criterion:no] }
    - { id: none, title: Uncovered }
    - { id: off, title: Agreed, priority: wont }
    - { id: loop, title: Loop, verified_by: [requirement:loop] }
raid:
  - { id: yes, kind: risk, title: Gone, status: closed }
  - { id: no, kind: risk, title: There, status: watching }
  - { id: was, kind: risk, title: Became one, became: { issue: 2026-03-04 } }
  - { id: act, kind: action, title: To do }
  - { id: done, kind: action, title: Done, closed: 2026-03-04 }
  - { id: chosen, kind: decision, title: Chosen, outcome: This }
  - { id: unsure, kind: decision, title: Unsure }
changes:
  - { id: yes, title: Agreed, approved_by: po }
  - { id: no, title: Asked for, asked_by: po }
training:
  - { id: yes, title: Taught, done: true }
  - { id: no, title: Untaught }
access:
  - { id: yes, system: VPN, revoked: 2026-03-04 }
  - { id: no, system: Door }
sign_offs:
  - { id: yes, title: Signed, parties: [engineer, manager], signed: [{ by: mo, date: 2026-03-04 }, { by: jd, date: 2026-03-05 }] }
  - { id: no, title: Half signed, parties: [engineer, manager, sponsor], signed: [{ by: ak, date: 2026-03-04 }] }
  - { id: deed, title: Deed, subject: \"deliverable:signed\", parties: [sponsor], signed: [{ by: po, date: 2026-03-05 }] }
  - { id: nobody, title: Nobody is asked }
gates:
";

/// What is known of guides here.
struct Shelf(Vec<GuideState>);

impl Guides for Shelf {
    fn runbooks(&self) -> &[GuideState] {
        &self.0
    }

    fn find(&self, reference: &Spanned<Reference>) -> Option<GuideState> {
        self.0.iter().find(|one| one.title.eq_ignore_ascii_case(&reference.id)).cloned()
    }
}

fn shelf() -> Shelf {
    let guide = |title: &str, problem: Option<&'static str>| GuideState {
        name: title.to_lowercase().into(),
        title: title.into(),
        page: None,
        problem: problem.map(Into::into),
    };
    Shelf(vec![guide("Backup", None), guide("Restore", Some("is overdue for review"))])
}

fn gates_of(yaml: &str, guides: &Shelf) -> Vec<Gate> {
    let checked = assembled(&format!("{READY}{yaml}"), Audience::Internal, "2026-03-21");
    let told = checked.diagnostics.iter().filter(|problem| problem.rule != Rule::DependencyCycle);
    assert_eq!(told.collect::<Vec<_>>(), Vec::<&Diagnostic>::new());
    gates(&checked.value, guides, "2026-03-21".parse().expect("a day"))
}

/// A gate that requires this alone: its state, and what is said of each thing.
fn one(required: &str) -> (GateState, Vec<String>) {
    let gates = gates_of(&format!("  - {{ id: g, title: G, requires: [\"{required}\"] }}\n"), &shelf());
    let [gate] = &gates[..] else { panic!("one gate") };
    (gate.state, gate.required.iter().map(|one| one.reason.to_string()).collect())
}

#[test]
fn a_gate_may_show_that_a_requirement_is_met() {
    let added =
        "  - { id: good, title: G, requires: [criterion:yes] }\n  - { id: bad, title: B, requires: [criterion:no] }\n";
    let yaml = READY.replace("verified_by: [criterion:yes, criterion:no]", "verified_by: [\"gate:bad\"]");
    let yaml =
        yaml.replace("{ id: none, title: Uncovered }", "{ id: none, title: By a gate, verified_by: [\"gate:good\"] }");
    let mut engagement = assembled(&format!("{yaml}{added}"), Audience::Internal, "2026-03-21").value;
    let settled = gates(&engagement, &shelf(), "2026-03-21".parse().expect("a day"));
    engagement.settle_proofs(&settled);
    let coverage = |id: &str| engagement.requirements.iter().find(|one| one.id.as_str() == id).expect("it").coverage;
    assert_eq!((coverage("none"), coverage("no")), (Coverage::Shown, Coverage::Open));
}

#[test]
fn each_kind_of_thing_holds_in_its_own_way() {
    for (required, reason) in [
        ("phase:yes", "phase yes is over"),
        ("task:yes", "task yes is done"),
        ("task:half", "task half is done"),
        ("task:off", "task off was dropped: No time"),
        ("deliverable:yes", "deliverable yes is delivered"),
        ("deliverable:off", "deliverable off is waived by P. Oliveira: nobody reads it"),
        ("deliverable:signed", "deliverable signed is accepted"),
        ("milestone:yes", "milestone yes was reached on 5 Mar 2026"),
        ("meeting:yes", "meeting yes was held"),
        ("metric:yes", "metric yes meets its target"),
        ("requirement:yes", "requirement yes is covered"),
        ("requirement:off", "requirement off is agreed not to be done"),
        ("criterion:yes", "criterion yes is met"),
        ("criterion:off", "criterion off is waived by J. Duarte: no telephones"),
        ("prerequisite:yes", "prerequisite yes is met"),
        ("prerequisite:off", "prerequisite off is waived by P. Oliveira: mirror is in place"),
        ("expectation:yes", "expectation yes is met"),
        ("risk:yes", "risk yes is closed"),
        ("action:done", "action done is closed"),
        ("decision:chosen", "decision chosen is made"),
        ("change:yes", "change yes is approved"),
        ("training:yes", "training yes was held"),
        ("access:yes", "access yes is revoked"),
        ("sign_off:yes", "sign-off yes is signed on 5 Mar 2026"),
        ("role:manager", "role manager is held"),
        ("runbook:backup", "runbook Backup is complete and was verified"),
    ] {
        assert_eq!(one(required), (GateState::Met, vec![reason.to_owned()]), "{required}");
    }
}

#[test]
fn what_does_not_hold_is_said_exactly() {
    for (required, reason) in [
        ("phase:no", "phase no is under way"),
        ("workstream:no", "workstream no has 1 of 2 tasks open"),
        ("task:no", "task no is open"),
        ("task:stuck", "task stuck is blocked"),
        ("deliverable:no", "deliverable no is not delivered"),
        ("milestone:no", "milestone no is not reached, and was due on 6 Mar 2026"),
        ("milestone:soon", "milestone soon is not reached, and is expected on 6 May 2026"),
        ("meeting:no", "meeting no was not held"),
        ("metric:no", "metric no misses its target"),
        ("metric:later", "metric later is on the way to its target, which counts on 3 Jun 2026"),
        ("requirement:no", "requirement no is not covered: criterion no is open"),
        ("requirement:loop", "requirement loop is not covered: requirement loop is open"),
        ("requirement:none", "requirement none is not covered: nothing verifies it"),
        ("criterion:no", "criterion no is open"),
        ("criterion:bad", "criterion bad failed"),
        ("prerequisite:no", "prerequisite no is open"),
        ("expectation:no", "expectation no is open"),
        ("risk:no", "risk no is being watched"),
        ("risk:was", "risk was is open"),
        ("issue:was", "issue was is open"),
        ("action:act", "action act is open"),
        ("decision:unsure", "decision unsure is not made"),
        ("change:no", "change no is not approved"),
        ("training:no", "training no was not held"),
        ("access:no", "access no is not revoked"),
        ("sign_off:no", "sign-off no: M. Okafor and P. Oliveira have not signed"),
        ("sign_off:nobody", "sign-off nobody is signed by nobody"),
        ("role:empty", "role empty is held by nobody"),
        ("person:po", "person po is nothing that could hold"),
        ("runbook:restore", "runbook Restore is overdue for review"),
        ("component:*", "there is no component"),
    ] {
        assert_eq!(one(required), (GateState::Unmet, vec![reason.to_owned()]), "{required}");
    }
}

#[test]
fn a_star_is_everything_of_the_kind_once() {
    let yaml = "  - { id: g, title: G, requires: [criterion:yes, \"criterion:*\", \"runbook:*\"] }\n";
    let gate = gates_of(yaml, &shelf()).remove(0);
    assert_eq!((gate.met, gate.total(), gate.state), (3, 6, GateState::Unmet));
    let missing: Vec<&str> = gate.missing().map(|one| one.reason.as_str()).collect();
    assert_eq!(missing, ["criterion no is open", "criterion bad failed", "runbook Restore is overdue for review"]);
    let nothing =
        gates_of("  - { id: g, title: G, requires: [phase:yes, \"runbook:*\"] }\n", &Shelf(Vec::new())).remove(0);
    assert_eq!((nothing.met, nothing.total(), nothing.state), (1, 2, GateState::Unmet), "nothing is not everything");
}

#[test]
fn a_gate_over_nothing_is_unmet_and_one_may_be_waived_or_passed() {
    let gates = gates_of(
        "
  - { id: empty, title: Empty }
  - { id: off, title: Off, requires: [criterion:no], waived: { by: jd, reason: the board insists } }
  - { id: past, title: Past, requires: [criterion:no], passed: 2026-03-20 }
  - { id: hope, title: Hope, requires: [criterion:no], passed: 2026-03-30 }
  - { id: last, title: Last, requires: [\"gate:off\", \"gate:past\"] }
  - { id: more, title: More, requires: [\"gate:last\", \"gate:hope\"] }
",
        &shelf(),
    );
    let states: Vec<GateState> = gates.iter().map(|gate| gate.state).collect();
    assert_eq!(
        states,
        [GateState::Unmet, GateState::Waived, GateState::Passed, GateState::Unmet, GateState::Met, GateState::Unmet]
    );
    assert_eq!(gates[1].waived.as_deref(), Some("J. Duarte: the board insists"));
    assert_eq!((gates[1].met, gates[1].total()), (0, 1), "the count says what holds, whatever was decided");
    let said: Vec<&str> = gates[4].required.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(said, ["gate off is waived by J. Duarte: the board insists", "gate past was passed"]);
    assert_eq!(gates[5].missing().map(|one| one.reason.as_str()).collect::<Vec<_>>(), ["gate hope is not met"]);
}

#[test]
fn gates_that_require_each_other_are_never_met_and_it_is_said() {
    let gates = gates_of(
        "
  - { id: a, title: A, requires: [\"gate:b\", criterion:yes] }
  - { id: b, title: B, requires: [\"gate:a\"] }
  - { id: self, title: Self, requires: [\"gate:self\"] }
  - { id: behind, title: Behind, requires: [\"gate:a\"] }
  - { id: all, title: All, requires: [\"gate:*\"] }
",
        &shelf(),
    );
    assert!(gates.iter().all(|gate| gate.state == GateState::Unmet));
    let said: Vec<Vec<&str>> =
        gates.iter().map(|gate| gate.missing().map(|one| one.reason.as_str()).collect()).collect();
    assert_eq!(said[0], ["gate b requires this gate in turn"]);
    assert_eq!(said[1], ["gate a requires this gate in turn"]);
    assert_eq!(said[2], ["gate self requires this gate in turn"]);
    assert_eq!(said[3], ["gate a is not met"]);
    assert_eq!(said[4].len(), 4, "all but itself: {:?}", said[4]);
}

#[test]
fn a_circle_is_opened_by_a_decision() {
    let gates = gates_of(
        "
  - { id: a, title: A, requires: [\"gate:b\"] }
  - { id: b, title: B, requires: [\"gate:a\"], waived: { by: jd, reason: no time } }
",
        &shelf(),
    );
    assert_eq!((gates[0].state, gates[1].state), (GateState::Met, GateState::Waived));
    assert_eq!((gates[1].met, gates[1].total()), (1, 1));
}

#[test]
fn a_narrower_reader_gets_a_gate_over_what_they_may_see() {
    let text = format!("{READY}  - {{ id: g, title: G, requires: [criterion:yes, criterion:no] }}\n")
        .replace("text: Untested }", "text: Untested, audience: internal }");
    let of = |reader| {
        let engagement = assembled(&text, reader, "2026-03-21").value;
        let gate = gates(&engagement, &shelf(), "2026-03-21".parse().expect("a day")).remove(0);
        (gate.state, gate.met, gate.total())
    };
    assert_eq!(of(Audience::Internal), (GateState::Unmet, 1, 2));
    assert_eq!(of(Audience::Customer), (GateState::Met, 1, 1));
}
