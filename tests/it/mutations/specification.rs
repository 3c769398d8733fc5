//! The mistakes in the examples that came with the specification: beside the project, or where the tests are told.

use super::{Files, Mutation, here};
use std::collections::BTreeSet;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{env, fs};

const P: &str = "playbook";
const E: &str = "engagement";
const V: &str = "people";

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = env::var_os("TURNKEY_SHARED").map_or(beside, PathBuf::from).join("examples");
    folder.is_dir().then_some(folder)
}

/// The examples as a book of their own, with pages in the place of the guides that they name.
fn files(folder: &Path) -> Files {
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("the example can be read");
    let book = "[book]\ntitle = \"Examples\"\n\n[build]\ndate = \"2026-03-10\"\n\n[check.rules]\n\"missing-section\" = \"allow\"\n";
    let mut files = Files::new(&[
        ("book", "book.toml", book.to_owned()),
        (P, "content/playbooks/self-hosted-rollout.yaml", read("playbook.yaml")),
        (E, "content/engagements/fernhill/engagement.yaml", read("engagement.yaml")),
        (V, "content/people.yaml", read("people.yaml")),
    ]);
    let both = format!("{}\n{}", read("playbook.yaml"), read("engagement.yaml"));
    let separators = |letter: char| letter.is_whitespace() || ",[]{}\"".contains(letter);
    let named = both.split(separators).filter(|word| word.starts_with("guides/") || word.starts_with("runbooks/"));
    let mut pages: BTreeSet<String> = named.map(str::to_owned).collect();
    pages.extend(["design", "meetings/2026-03-03"].map(|name| format!("engagements/fernhill/{name}")));
    for page in pages {
        let title = page.rsplit('/').next().unwrap_or_default();
        let text = format!("---\naudience: customer\n---\n# {title}\n\nWords of {page}.\n");
        let path = format!("content/{page}.md");
        files.texts.insert(Box::leak(page.into_boxed_str()), (path, text));
    }
    files
}

#[rustfmt::skip]
const MUTATIONS: &[Mutation] = &[
    (P, "id: self-hosted-rollout", "id: «Self Hosted»", here!["invalid-value"]),
    (P, "type: implementation", "type: «implementaton»", here!["invalid-value"]),
    (P, "audience: customer              #", "audience: «custmer»              #", here!["invalid-value"]),
    (P, "id: platform-owner, title: Platform owner, side: customer", "id: platform-owner, title: Platform owner, side: «custome»", here!["invalid-value"]),
    (P, "category: access  ", "category: «acess»  ", here!["invalid-value"]),
    (P, "needed_by: phase:validate", "needed_by: «phase:validat»", here!["unknown-reference"]),
    (P, "needed_by: phase:stage", "needed_by: «2026-13-01»", here!["invalid-value"]),
    (P, "blocking: true", "blocking: «yes»", here!["invalid-value"]),
    (P, "expect: \"yes\"", "«expects»: \"yes\"", here!["unknown-key"]),
    (P, "when: { environment.kind: air-gapped }\n\nmeetings", "when: { «environment.knd»: air-gapped }\n\nmeetings", here!["unknown-condition"]),
    (P, "week: 1\n    length: 45m", "week: 1\n    length: «15m»", here!["agenda-overrun"]),
    (P, "length: 45m", "length: «45»", here!["invalid-value"]),
    (P, "duration: 10-15m, lead", "duration: «15-10m», lead", here!["invalid-value"]),
    (P, "lead: implementation-engineer", "lead: «implementation-enginer»", here!["unknown-reference"]),
    (P, "every: 1w\n    on", "every: «weekly»\n    on", here!["invalid-value"]),
    (P, "on: Tuesday 10:00", "on: «Tusday 10:00»", here!["invalid-value"]),
    (P, "weeks: 1-2", "weeks: «2-1»", here!["invalid-value"]),
    (P, "weeks: 3\n", "«week»: 3\n", here!["unknown-key"]),
    (P, "depends_on: [validate]", "depends_on: [«validte»]", here!["unknown-reference"]),
    (P, "depends_on: [stage]", "depends_on: [«deploy»]", here!["dependency-cycle"]),
    (P, "deliverable: environment-report }", "deliverable: «environment-reprt» }", here!["unknown-reference"]),
    (P, "meeting: handoff-session }", "meeting: «handof-session» }", here!["unknown-reference"]),
    (P, "guide: guides/environments/air-gapped", "guide: «guides/environments/air-gaped»", here!["unknown-reference"]),
    (P, "-> guides/environments/network-checks", "-> «guides/environments/network-cheks»", here!["unknown-reference"]),
    (P, "runbook: runbooks/install", "runbook: «runbooks/instal»", here!["unknown-reference"]),
    (P, "week: 6, depends_on: [operational]", "week: «3», depends_on: [operational]", here!["date-order"]),
    (P, "depends_on: [foundation]", "depends_on: [«fundation»]", here!["unknown-reference"]),
    (P, "checkpoint: 30d, method: Mean", "checkpoint: «30», method: Mean", here!["invalid-value"]),
    (P, "accountable: platform-owner", "accountable: «platform-ownr»", here!["unknown-reference"]),
    (P, "accountable: platform-owner", "accountable: [platform-owner, «sponsor»]", here!["raci-accountable"]),
    (P, "requires: [sign_off:design,", "requires: [«sign_off:desgn»,", here!["unknown-reference"]),
    (P, "prerequisite:cluster, meeting", "«prerequsite:cluster», meeting", here!["invalid-value"]),
    (P, "requires: [gate:handoff,", "requires: [«gate:accepted»,", here!["dependency-cycle"]),
    (P, "parties: [sponsor]", "parties: [«sponser»]", here!["unknown-reference"]),
    (P, "from: \"22:00\"", "from: «\"25:00\"»", here!["invalid-value"]),
    (P, "point_of_no_return: switch", "point_of_no_return: «swich»", here!["unknown-reference"]),
    (P, "at: T-2h", "at: «2h»", here!["invalid-value"]),
    (P, "decider: platform-owner", "decider: «platform-owners»", here!["unknown-reference"]),
    (P, "responders: [implementation-engineer]", "responders: [«engineer»]", here!["unknown-reference"]),
    (P, "length: 4w", "length: «4 weeks»", here!["invalid-value"]),
    (P, "final_when: gate:handoff", "final_when: «gate:handof»", here!["unknown-reference"]),
    (P, "every: 1mo", "every: «1 month»", here!["invalid-value"]),
    (E, "id: fernhill\n", "id: «Fern Hill»\n", here!["invalid-value"]),
    (E, "extends: self-hosted-rollout", "extends: «self-hosted-rolout»", here!["unknown-reference"]),
    (E, "title: Fernhill platform rollout", "«titel»: Fernhill platform rollout", here!["unknown-key"]),
    (E, "status: active  ", "status: «actve»  ", here!["invalid-value"]),
    (E, "health: amber                   #", "health: «orange»                   #", here!["invalid-value"]),
    (E, "start: 2026-03-02\n", "start: «2026-02-30»\n", here!["invalid-value"]),
    (E, "start: 2026-03-02\n", "start: «02/03/2026»\n", here!["invalid-value"]),
    (E, "go_live: milestone:production", "go_live: «milestone:prod»", here!["unknown-reference"]),
    (E, "continues: null", "continues: «fernhil»", here!["unknown-reference"]),
    (E, "audience: customer\nmarking", "audience: «costumer»\nmarking", here!["invalid-value"]),
    (E, "marking: TLP:AMBER", "marking: «TLP:AMBRE»", here!["invalid-value"]),
    (E, "distribution: [po,", "distribution: [«pp»,", here!["unknown-reference"]),
    (E, "copy: 1 }", "copy: «one» }", here!["invalid-value"]),
    (E, "customer_health: green", "customer_health: «gren»", here!["invalid-value"]),
    (E, "audience: internal }]\nfacts", "audience: «public» }]\nfacts", here!["audience-widened"]),
    (E, "facts: { Code hosts: 3, Largest repository: 41 GB }", "facts: «[Code hosts]»", here!["invalid-value"]),
    (E, "team: { implementation-engineer: ak", "team: { «implementation-enginer»: ak", here!["unknown-reference"]),
    (E, "project-manager: jd }", "project-manager: «jdd» }", here!["unknown-reference"]),
    (E, "role: platform-owner, name", "role: «platform-onwer», name", here!["unknown-reference"]),
    (E, "side: customer, email", "side: «custumer», email", here!["invalid-value"]),
    (E, "phase: handoff\n", "phase: «handof»\n", here!["unknown-reference"]),
    (E, "status: met                 #", "status: «mett»                 #", here!["invalid-value"]),
    (E, "verified: { by: ak, date: 2026-04-21, evidence: guides/evidence/failover-test", "verified: { by: ak, date: 2026-04-21, evidence: «guides/evidence/failover-tst»", here!["unknown-reference"]),
    (E, "accepted: { by: po, date: 2026-04-22", "accepted: { by: po, date: «2026-04-20»", here!["date-order"]),
    (E, "document: design", "document: «desing»", here!["unknown-reference"]),
    (E, "priority: must            #", "priority: «mustt»            #", here!["invalid-value"]),
    (E, "verified_by: [criterion:failover]", "verified_by: [«criterion:failovr»]", here!["unknown-reference"]),
    (E, "ports: [443]", "ports: [«70000»]", here!["invalid-value"]),
    (E, "rto: 4h", "rto: «4»", here!["invalid-value"]),
    (E, "restore_tested: 2026-04-18", "restore_tested: «yesterday»", here!["invalid-value"]),
    (E, "environment: production, health", "environment: «prodution», health", here!["unknown-reference"]),
    (E, "runbooks: [runbooks/restart-api]", "runbooks: [«runbooks/restart»]", here!["unknown-reference"]),
    (E, "port: 443, auth", "port: «https», auth", here!["invalid-value"]),
    (E, "holder: po", "holder: «poo»", here!["unknown-reference"]),
    (E, "expires: 2026-12-31", "expires: «2026-12-32»", here!["invalid-value"]),
    (E, "on: 2027-03-01", "on: «soon»", here!["invalid-value"]),
    (E, "{ id: cluster, status: met", "{ id: «clustr», status: met", here!["unknown-reference"]),
    (E, "done: { confirm-cluster-access: 2026-03-03", "done: { «confirm-cluster-acess»: 2026-03-03", here!["unknown-reference"]),
    (E, "verify-networking: 2026-03-04", "verify-networking: «done»", here!["invalid-value"]),
    (E, "by: \"issue:quota\", since", "by: «\"issue:qouta\"», since", here!["unknown-reference"]),
    (E, "actual: { start: 2026-03-02 }", "actual: { start: 2026-03-02, end: «2026-03-01» }", here!["date-order"]),
    (E, "owner: po, due: 2026-03-12", "owner: «op», due: 2026-03-12", here!["unknown-reference"]),
    (E, "due: 2026-03-12", "due: «12.3.2026»", here!["invalid-value"]),
    (E, "status: delivered, version", "status: «deliverd», version", here!["invalid-value"]),
    (E, "location: guides/evidence/environment-report", "location: «guides/evidence/environment-reprt»", here!["unknown-reference"]),
    (E, "{ id: tickets, remove: true }", "{ id: «ticket», remove: true }", here!["unknown-reference"]),
    (E, "{ id: tickets, remove: true }", "{ id: tickets, remove: «yes» }", here!["invalid-value"]),
    (E, "from: \"phase:integrate\"", "from: «\"phase:integrat\"»", here!["unknown-reference"]),
    (E, "by: 1w, because", "by: «one week», because", here!["invalid-value"]),
    (E, "asked_by: po", "asked_by: «pol»", here!["unknown-reference"]),
    (E, "approved_on: 2026-03-23", "approved_on: «2026-03-13»", here!["date-order"]),
    (E, "met: [Environment documented, Design approved]", "met: [«Environment docmented», Design approved]", here!["unknown-reference"]),
    (E, "{ id: operational, forecast", "{ id: «operationl», forecast", here!["unknown-reference"]),
    (E, "baseline: 14", "baseline: «\"14\"»", here!["invalid-value"]),
    (E, "- id: resolution-time", "- id: «resolution-tim»", here!["unknown-reference"]),
    (E, "at: 2026-03-03T15:00", "at: «2026-03-03 25:00»", here!["invalid-value"]),
    (E, "minutes: meetings/2026-03-03", "minutes: «meetings/2026-03-30»", here!["unknown-reference"]),
    (E, "held: true", "held: «tru»", here!["invalid-value"]),
    (E, "kind: risk, number", "kind: «rsk», number", here!["invalid-value"]),
    (E, "likelihood: 3, impact: 4, response", "likelihood: «6», impact: 4, response", here!["invalid-value"]),
    (E, "response: mitigate", "response: «mitigat»", here!["invalid-value"]),
    (E, "id: politics", "id: «quota»", here!["duplicate-id"]),
    (E, "audience: internal, likelihood", "audience: «intern», likelihood", here!["invalid-value"]),
    (E, "on: po, needed_by", "on: «p», needed_by", here!["unknown-reference"]),
    (E, "audience_role: platform-owner", "audience_role: «platfrm-owner»", here!["unknown-reference"]),
    (E, "material: guides/operator-training", "material: «guides/operator-trainin»", here!["unknown-reference"]),
    (E, "{ by: po, date: 2026-02-27", "{ by: «poo», date: 2026-02-27", here!["unknown-reference"]),
    (E, "exceptions: [\"action:dashboards\"]", "exceptions: [«\"action:dashboard\"»]", here!["unknown-reference"]),
    (E, "for: [sev1]", "for: [«sev2»]", here!["unknown-reference"]),
    (E, "response: 30m", "response: «half an hour»", here!["invalid-value"]),
    (E, "to: po }", "to: «popo» }", here!["unknown-reference"]),
    (E, "guides: [guides/operations/backup]", "guides: [«guides/operations/bakup»]", here!["unknown-reference"]),
    (V, "until: 2026-04-10", "until: «2026-04-31»", here!["invalid-value"]),
    (V, "successor: mo", "successor: «mm»", here!["unknown-reference"]),
    (V, "successor: mo", "«sucessor»: mo", here!["unknown-key"]),
    (P, "{ id: sponsor, title: Executive sponsor", "{ id: «platform-owner», title: Executive sponsor", here!["duplicate-id"]),
    (P, "{ id: deviations, text", "{ id: «storage», text", here!["duplicate-id"]),
    (P, "id: deploy\n", "id: «stage»\n", here!["duplicate-id"]),
    (P, "title: Self-hosted rollout", "«titel»: Self-hosted rollout", here!["unknown-key"]),
    (P, "{ activity: Production cutover, responsible: [implementation-engineer], accountable: platform-owner,", "{ activity: «Production cutover», responsible: [implementation-engineer],", here!["raci-accountable"]),
    (P, "subject: \"deliverable:*\"", "subject: «\"deliverables:*\"»", here!["invalid-value"]),
    (E, "customer: { name: Fernhill Retail,", "customer: { «nme»: Fernhill Retail,", here!["unknown-key"]),
    (E, "date: 2026-04-27, note", "date: «2026-04-17», note", here!["date-order"]),
    (E, "{ id: vp, role: sponsor", "{ id: «po», role: sponsor", here!["duplicate-id"]),
    (E, "- id: validate\n", "- id: «validat»\n", here!["unknown-reference"]),
    (E, "value: 3.1", "value: «3,1»", here!["invalid-value"]),
    (E, "became: { issue: 2026-03-05 }", "became: { «issu»: 2026-03-05 }", here!["unknown-key"]),
    (V, "id: jd", "id: «ak»", here!["duplicate-id"]),
];

#[test]
fn each_mistake_is_told_once_at_its_value() {
    let Some(folder) = folder() else {
        return writeln!(io::stderr(), "skipped: the examples of the specification are not at hand").expect("stderr");
    };
    assert!(MUTATIONS.len() >= 60, "{}", MUTATIONS.len());
    let objections = files(&folder).objections(MUTATIONS);
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}
