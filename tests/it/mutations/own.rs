//! The mistakes in the book of this folder.

use super::{Files, Mutation, here};
use turnkey::compile::Memo;

/// The pages that it names; they say nothing.
const PAGES: [&str; 14] = [
    "guides/objectives",
    "guides/servers",
    "guides/first-meeting",
    "guides/chart-to-screen",
    "guides/depths",
    "guides/freeze",
    "guides/tide-test",
    "guides/survey",
    "guides/shift-leads",
    "runbooks/import",
    "runbooks/take-down",
    "runbooks/put-back",
    "runbooks/renew",
    "engagements/marlow/design",
];

const TRIAL: &str = "id: marlow-trial\ntitle: Trial\ncustomer: Marlow Ports Authority\nstatus: closed\n";
const BOOK: &str =
    "[book]\ntitle = \"Berths\"\n\n[build]\ndate = \"2026-09-24\"\n\n[check.rules]\n\"missing-section\" = \"allow\"\n";

pub(super) fn files() -> Files {
    let text = |text: &str| text.to_owned();
    let mut files = Files::new(&[
        ("book", "book.toml", text(BOOK)),
        ("playbook", "content/playbooks/berth-planner.yaml", text(include_str!("playbook.yaml"))),
        ("house-rules", "content/playbooks/house-rules.yaml", text(include_str!("house-rules.yaml"))),
        ("engagement", "content/engagements/marlow/engagement.yaml", text(include_str!("engagement.yaml"))),
        ("trial", "content/engagements/marlow-trial/engagement.yaml", text(TRIAL)),
        ("logo", "content/engagements/marlow/marlow.svg", text("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")),
        ("people", "content/people.yaml", text(include_str!("people.yaml"))),
        ("minutes", "content/engagements/marlow/meetings/2026-09-08.md", text(include_str!("minutes.md"))),
    ]);
    for page in PAGES {
        let title = page.rsplit('/').next().unwrap_or_default();
        let text = format!("---\naudience: customer\n---\n# {title}\n\nWords of {page}.\n");
        files.texts.insert(page, (format!("content/{page}.md"), text));
    }
    files
}

const P: &str = "playbook";
const E: &str = "engagement";
const V: &str = "people";

#[rustfmt::skip]
const MUTATIONS: &[Mutation] = &[
    // What the files are and whom they are for.
    (P, "id: berth-planner\n", "id: «Berth Planner»\n", here!["invalid-value"]),
    (P, "extends: house-rules", "extends: «house-rule»", here!["unknown-reference"]),
    (P, "title: Berth planner on", "«titel»: Berth planner on", here!["unknown-key"]),
    (P, "type: migration", "type: «migraton»", here!["invalid-value"]),
    (E, "id: marlow\n", "id: «Marlow Ports»\n", here!["invalid-value"]),
    (E, "extends: berth-planner", "extends: «berth-planer»", here!["unknown-reference"]),
    (E, "customer: { name: Marlow", "customer: { «nam»: Marlow", here!["unknown-key"]),
    (E, "status: active\nhealth", "status: «actve»\nhealth", here!["invalid-value"]),
    (E, "health: amber\nstart", "health: «yellow»\nstart", here!["invalid-value"]),
    (E, "start: 2026-09-07\nlanguage", "start: «2026-09-31»\nlanguage", here!["invalid-value"]),
    (E, "continues: marlow-trial", "continues: «marlow-trail»", here!["unknown-reference"]),
    (E, "audience: partner\nmarking", "audience: «partners»\nmarking", here!["invalid-value"]),
    (E, "marking: TLP:AMBER", "marking: «TLP:ORANGE»", here!["invalid-value"]),
    (E, "marking: TLP:AMBER", "marking: «AMBER»", here!["invalid-value"]),
    (E, "version: \"1.1\", date: 2026-09-21", "version: \"1.1\", date: «2026-09-11»", here!["date-order"]),
    (E, "version: \"1.1\", date: 2026-09-21", "version: \"1.1\", dat: 2026-09-21", &[("unknown-key", E, "\"1.1\", «dat»: 2026-09-21")]),
    (E, "distribution: [ov,", "distribution: [«oo»,", here!["unknown-reference"]),
    (E, "copy: 1 }", "copy: «first» }", here!["invalid-value"]),
    (E, "customer_health: green", "customer_health: «good»", here!["invalid-value"]),
    (E, "ask: Open the north gate", "«asks»: Open the north gate", here!["unknown-key"]),
    (E, "{ feed: tides, kind", "{ fed: tides, kind", &[("unknown-condition", P, "when: { «environment.feed»")]),
    // People and roles.
    (P, "title: Harbour master, side: customer", "title: Harbour master, side: «costumer»", here!["invalid-value"]),
    (P, "{ id: systems-lead, title", "{ id: «integrator», title", here!["duplicate-id"]),
    (E, "team: { rollout-lead: rt", "team: { «rollout-led»: rt", here!["unknown-reference"]),
    (E, "integrator: [ib] }", "integrator: [«ibb»] }", here!["unknown-reference"]),
    (E, "role: harbour-master, side", "role: «harbour-mistress», side", here!["unknown-reference"]),
    (E, "{ id: hk, name", "{ id: «ov», name", here!["duplicate-id"]),
    (E, "flags: [approver]", "flags: [«Approver»]", here!["invalid-value"]),
    (E, "until: 2026-12-18", "until: «Christmas»", here!["invalid-value"]),
    (E, "successor: ov }", "successor: «vo» }", here!["unknown-reference"]),
    (V, "{ id: wk, name", "{ id: «ib», name", here!["duplicate-id"]),
    (V, "until: 2026-08-28", "until: «2026-08-32»", here!["invalid-value"]),
    (V, "successor: ib", "successor: «bi»", here!["unknown-reference"]),
    (V, "name: Rosa Tan", "«nme»: Rosa Tan", here!["unknown-key"]),
    (V, "- { id: rt, name: Rosa Tan", "- { id: «rt», title: Rosa Tan", &[("invalid-yaml", V, "title: Rosa Tan, «title»: Rollout lead")]),
    (P, "accountable: harbour-master", "accountable: «harbour-mister»", here!["unknown-reference"]),
    (P, "accountable: harbour-master", "accountable: [harbour-master, «systems-lead»]", here!["raci-accountable"]),
    (P, "activity: Launch decision, responsible: [integrator], accountable: harbour-master,",
        "activity: «Launch decision», responsible: [integrator],", here!["raci-accountable"]),
    (E, "{ id: hk, name: Hamid Kerr, role: systems-lead", "{ id: hk, name: Hamid Kerr, role: «harbour-master»", here!["raci-accountable"]),
    // Before the work.
    (P, "category: sizing", "category: «size»", here!["invalid-value"]),
    (P, "needed_by: phase:survey", "needed_by: «phase:survy»", here!["unknown-reference"]),
    (P, "needed_by: phase:survey", "needed_by: «survey»", here!["invalid-value"]),
    (P, "side: partner, needed_by: 2026-09-21", "side: partner, needed_by: «21.9.2026»", here!["invalid-value"]),
    (P, "blocking: true", "blocking: «yes»", here!["invalid-value"]),
    (P, "expect: At least 16", "«expects»: At least 16", here!["unknown-key"]),
    (P, "guide: guides/servers", "guide: «guides/server»", here!["unknown-reference"]),
    (P, "when: { environment.feed", "when: { «environment.fead»", here!["unknown-condition"]),
    (E, "{ id: servers, status: met, met_on", "{ id: «server», status: met, met_on", here!["unknown-reference"]),
    (E, "met_on: 2026-09-04", "met_on: «4 September»", here!["invalid-value"]),
    (E, "evidence: guides/servers", "evidence: «guides/servrs»", here!["unknown-reference"]),
    (E, "waived: { by: ov, reason: It comes by mail for now }", "waived: { «by»: ov }", here!["invalid-value"]),
    (E, "{ id: nights, status: met", "{ id: nights, status: «done»", here!["invalid-value"]),
    (P, "text: Who pays for nights, owner: rollout-lead", "text: Who pays for nights, owner: «rollout»", here!["unknown-reference"]),
    // Meetings.
    (P, "length: 40m", "length: «20m»", here!["agenda-overrun"]),
    (P, "length: 40m", "length: «40»", here!["invalid-value"]),
    (P, "attendees: [harbour-master,", "attendees: [«harbourmaster»,", here!["unknown-reference"]),
    (P, "duration: 15-20m", "duration: «20-15m»", here!["invalid-value"]),
    (P, "lead: rollout-lead", "lead: «lead»", here!["unknown-reference"]),
    (P, "every: 2w, on", "every: «fortnightly», on", here!["invalid-value"]),
    (P, "on: Thursday 09:30", "on: «Thursday 9.30»", here!["invalid-value"]),
    (E, "at: 2026-09-08T10:00", "at: «2026-09-08T24:30»", here!["invalid-value"]),
    (E, "held: true", "held: «done»", here!["invalid-value"]),
    (E, "minutes: meetings/2026-09-08", "minutes: «meetings/2026-09-80»", here!["unknown-reference"]),
    ("minutes", "meeting: start", "meeting: «strat»", here!["unknown-reference"]),
    ("minutes", "attendees: [ov,", "attendees: [«vo»,", here!["unknown-reference"]),
    ("minutes", "owner=hk", "owner=«kh»", here!["unknown-reference"]),
    ("minutes", "due=2026-10-02", "due=«2026-10-32»", here!["invalid-value"]),
    // Phases and tasks.
    (P, "weeks: 1-2", "weeks: «2-1»", here!["invalid-value"]),
    (P, "weeks: 3-4", "«week»: 3-4", here!["unknown-key"]),
    (P, "depends_on: [survey]", "depends_on: [«launch»]", here!["dependency-cycle"]),
    (P, "depends_on: [move]\n", "depends_on: [«moved»]\n", here!["unknown-reference"]),
    (P, "- id: launch\n", "- id: «move»\n", here!["duplicate-id"]),
    (P, "owner: integrator\n    tasks:\n      - Walk", "owner: «integrater»\n    tasks:\n      - Walk", here!["unknown-reference"]),
    (P, "-> guides/depths\"", "-> «guides/depth»\"", here!["unknown-reference"]),
    (P, "phase: survey, depends_on", "phase: «surveys», depends_on", here!["unknown-reference"]),
    (P, "depends_on: [walk-both-terminals]", "depends_on: [«walk-both-terminal»]", here!["unknown-reference"]),
    (P, "depends_on: [walk-both-terminals]", "depends_on: [«chart»]", here!["dependency-cycle"]),
    (P, "deliverable: survey-report,", "deliverable: «survey-rapport»,", here!["unknown-reference"]),
    (P, "meeting: start }", "meeting: «begin» }", here!["unknown-reference"]),
    (P, "runbook: runbooks/import", "runbook: «runbooks/imports»", here!["unknown-reference"]),
    (P, "{ id: report, text", "{ id: «chart», text", here!["duplicate-id"]),
    (E, "done: { walk-both-terminals", "done: { «walk-both-terminal»", here!["unknown-reference"]),
    (E, "measure-the-depths: 2026-09-15", "measure-the-depths: «yes»", here!["invalid-value"]),
    (E, "survey/report: 2026-09-18", "«surveys/report»: 2026-09-18", here!["unknown-reference"]),
    (E, "active: { north-side: 2026-09-16", "active: { north-side: «16.09.2026»", here!["invalid-value"]),
    (E, "by: \"issue:gate\", since", "by: «\"issue:gat\"», since", here!["unknown-reference"]),
    (E, "dropped: { south-side:", "dropped: { «south-sid»:", here!["unknown-reference"]),
    (E, "- id: survey\n    actual", "- id: «survy»\n    actual", here!["unknown-reference"]),
    (E, "end: 2026-09-18 }", "end: «2026-09-05» }", here!["date-order"]),
    (E, "status: accepted, version", "status: «acepted», version", here!["invalid-value"]),
    (E, "location: guides/survey,", "location: «guides/surveys»,", here!["unknown-reference"]),
    (E, "accepted: { by: ov, date: 2026-09-19 }", "accepted: { by: ov, date: «2026-09-17» }", here!["date-order"]),
    (E, "{ id: tugs, remove: true }", "{ id: «tug», remove: true }", here!["unknown-reference"]),
    (E, "{ id: tugs, remove: true }", "{ id: tugs, remove: «yes» }", here!["invalid-value"]),
    (E, "due: 2026-10-02, state", "due: «2026-09-20», state", here!["overdue"]),
    (E, "state: open, guide", "state: «opne», guide", here!["invalid-value"]),
    (E, "from: phase:launch", "from: «phase:lunch»", here!["unknown-reference"]),
    (E, "by: 1w, because", "by: «a week», because", here!["invalid-value"]),
    (E, "because: \"issue:gate\"", "because: «\"isue:gate\"»", here!["invalid-value"]),
    (E, "approved_by: rt", "approved_by: «tr»", here!["unknown-reference"]),
    (E, "approved_on: 2026-09-17", "approved_on: «2026-09-07»", here!["date-order"]),
    // Milestones, gates, sign-offs.
    (P, "week: 4, depends_on: [surveyed]", "week: «1», depends_on: [surveyed]", here!["date-order"]),
    (P, "depends_on: [surveyed]", "depends_on: [«survey»]", here!["unknown-reference"]),
    (P, "title: Live, week: 6", "title: Live, week: «9»", here!["milestone-outside-phase"]),
    (P, "go_live: milestone:live", "go_live: «milestone:life»", here!["unknown-reference"]),
    (E, "met: [Depths measured]", "met: [«Depths mesured»]", here!["unknown-reference"]),
    (E, "text: Chart photographed, by: ov", "text: Chart photographed, by: «vo»", here!["unknown-reference"]),
    (E, "{ id: moved, forecast: 2026-10-05", "{ id: moved, forecast: «2026-09-21»", here!["overdue"]),
    (E, "planned: 2026-10-16, forecast", "planned: «mid October», forecast", here!["invalid-value"]),
    (P, "requires: [prerequisite:servers,", "requires: [«prerequisite:server»,", here!["unknown-reference"]),
    (P, "requires: [gate:go,", "requires: [«gate:closed»,", here!["dependency-cycle"]),
    (P, "subject: \"deliverable:*\"", "subject: «\"deliverables:*\"»", here!["invalid-value"]),
    (P, "parties: [harbour-master]", "parties: [«harbour-masters»]", here!["unknown-reference"]),
    (E, "signed: [{ by: ov,", "signed: [{ by: «vo»,", here!["unknown-reference"]),
    (E, "date: 2026-09-22, version: \"1.1\"", "date: «2026-9-22», version: \"1.1\"", here!["invalid-value"]),
    (E, "exceptions: [\"action:chart-home\"]", "exceptions: [«\"action:chart-hom\"»]", here!["unknown-reference"]),
    (P, "phase: launch }\n\nmetrics", "phase: «lanch» }\n\nmetrics", here!["unknown-reference"]),
    (E, "phase: move, status: met", "phase: move, status: «meet»", here!["invalid-value"]),
    (E, "accepted: { by: ov, date: 2026-09-23 }", "accepted: { by: ov, date: «2026-09-21» }", here!["date-order"]),
    // Design, installation, access.
    (E, "document: design", "document: «desing»", here!["unknown-reference"]),
    (E, "priority: must", "priority: «most»", here!["invalid-value"]),
    (E, "verified_by: [criterion:tides]", "verified_by: [«criterion:tide»]", here!["unknown-reference"]),
    (E, "{ id: exact-tides, title: Exact tides, priority: must, verified_by: [criterion:tides] }",
        "{ id: «exact-tides», title: Exact tides, priority: must }", here!["untested-requirement"]),
    (E, "ports: [443, 5432]", "ports: [443, «54320000»]", here!["invalid-value"]),
    (E, "rto: 2h", "rto: «2 hours»", here!["invalid-value"]),
    (E, "restore_tested: 2026-09-17", "restore_tested: «never»", here!["invalid-value"]),
    (E, "sizing: { servers: 2, memory: 64Gi }", "sizing: «two servers»", here!["invalid-value"]),
    (E, "environment: production, health", "environment: «prod», health", here!["unknown-reference"]),
    (E, "runbooks: [runbooks/import]", "runbooks: [«runbooks/inport»]", here!["unknown-reference"]),
    (E, "port: 443, auth", "port: «0», auth", here!["invalid-value"]),
    (E, "holder: hk", "holder: «hh»", here!["unknown-reference"]),
    (E, "secret_ref: vault:marlow/root", "facts: { Root password: «Otter7wharf» }", here!["possible-secret"]),
    (E, "on: 2027-08-31", "on: «2026-08-31»", here!["overdue"]),
    (E, "runbook: runbooks/renew", "runbook: «runbooks/renewal»", here!["unknown-reference"]),
    // Figures and risks.
    (P, "target: \"< 20\"", "target: «20»", here!["invalid-value"]),
    (P, "checkpoint: 30d", "checkpoint: «30 days»", here!["invalid-value"]),
    (E, "baseline: 55", "baseline: «\"55\"»", here!["invalid-value"]),
    (E, "value: 48.5", "value: «48,5»", here!["invalid-value"]),
    (E, "{ id: waiting, baseline", "{ id: «waitings», baseline", here!["unknown-reference"]),
    (E, "kind: risk, number: R-01", "kind: «rsik», number: R-01", here!["invalid-value"]),
    (E, "likelihood: 3, impact: 4, response", "likelihood: «0», impact: 4, response", here!["invalid-value"]),
    (E, "response: mitigate, mitigation", "response: «reduce», mitigation", here!["invalid-value"]),
    (E, "review_by: 2026-10-09", "review_by: «2026-09-01»", here!["date-order"]),
    (E, "became: { issue: 2026-09-16 }", "became: { «isue»: 2026-09-16 }", here!["unknown-key"]),
    (E, "validate_by: 2026-10-12", "validate_by: «2026-09-12»", here!["overdue"]),
    (E, "needed_by: milestone:moved", "needed_by: «milestone:move»", here!["unknown-reference"]),
    (E, "- { id: budget, kind", "- { id: «weather», kind", here!["duplicate-id"]),
    (E, "audience: internal, likelihood", "audience: «public», likelihood", here!["audience-widened"]),
    (E, "audience: internal, likelihood: 2, impact: 4, owner: rt", "audience: internal, likelihood: 5, impact: 4", &[("risk-unmitigated", E, "- { id: «budget»")]),
    (E, "owner: ov, due: 2026-10-30", "due: 2026-10-30", &[("unowned", E, "- { id: «chart-home»")]),
    // The launch and after it.
    (P, "from: \"23:00\"", "from: «\"11 pm\"»", here!["invalid-value"]),
    (P, "point_of_no_return: take-down", "point_of_no_return: «takedown»", here!["unknown-reference"]),
    (P, "at: T-1h", "at: «an hour before»", here!["invalid-value"]),
    (P, "gate: true }", "gate: «true-ish» }", here!["invalid-value"]),
    (P, "decider: harbour-master", "decider: «master»", here!["unknown-reference"]),
    (P, "length: 2w\n", "length: «two weeks»\n", here!["invalid-value"]),
    (P, "responders: [integrator]", "responders: [«integrators»]", here!["unknown-reference"]),
    (P, "audience_role: harbour-master", "audience_role: «harbour-mastr»", here!["unknown-reference"]),
    (E, "trainer: ib", "trainer: «bi»", here!["unknown-reference"]),
    (E, "material: guides/shift-leads", "material: «guides/shift-leds»", here!["unknown-reference"]),
    (E, "for: [down]", "for: [«dwon»]", here!["unknown-reference"]),
    (E, "after: 1h, to: ov", "after: 1h, to: «vo»", here!["unknown-reference"]),
    (P, "every: 12mo", "every: «12»", here!["invalid-value"]),
    (P, "final_when: gate:closed", "final_when: «gate:close»", here!["unknown-reference"]),
    (P, "marking: TLP:RED", "marking: «TLP:GREEN»", here!["marking-conflict"]),
    (P, "links: [{ title: Tide office", "links: [{ «titles»: Tide office", here!["unknown-key"]),
    (P, "facts: { Berths: 14 }", "facts: «[14]»", here!["invalid-value"]),
    (E, "by: rt, date: 2026-09-10", "by: «Rosa», date: 2026-09-10", here!["invalid-value"]),
];

#[test]
fn the_book_is_without_a_word() {
    assert_eq!(files().told(&mut Memo::default()).1, Vec::<String>::new());
}

#[test]
fn each_mistake_is_told_once_at_its_value() {
    assert!(MUTATIONS.len() >= 60, "{}", MUTATIONS.len());
    let objections = files().objections(MUTATIONS);
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}
