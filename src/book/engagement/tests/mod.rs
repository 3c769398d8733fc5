//! One small plan, whole; the same with one mistake each; and what is left of it for each reader.

mod canaries;
mod continues;
mod examples;

use super::*;
use crate::parse::engagement::{parse_engagement, parse_people, parse_playbook};
use crate::path::SourcePath;
use crate::text::LineIndex;

const PLAYBOOK: &str = "\
id: rollout
title: Rollout
audience: customer
roles:
  - { id: engineer, title: Engineer, side: vendor }
  - { id: owner, title: Platform owner, side: customer }
prerequisites:
  - { id: cluster, text: A cluster exists, side: customer, category: access, needed_by: phase:validate }
meetings:
  - id: kickoff
    title: Kickoff
    week: 1
    length: 45m
    attendees: [owner, engineer]
    agenda:
      - { topic: Introductions, duration: 5m }
      - { topic: The environment, duration: 10-15m, lead: engineer }
phases:
  - id: validate
    title: Validation
    weeks: 1-2
    tasks:
      - Confirm cluster access
      - \"Verify networking -> guides/network-checks\"
      - { id: storage, text: Check storage, owner: engineer, tasks: [Block storage] }
      - { id: pricing, text: Compare hours with the offer, audience: internal }
    deliverables:
      - { id: report, title: Report, format: guide }
  - id: deploy
    title: Deployment
    weeks: 3
    depends_on: [validate]
    tasks:
      - { id: transfer, text: Transfer the images, when: { environment.kind: [air-gapped, firewalled] } }
    workstreams:
      - { id: tickets, title: Tickets, tasks: [Connect tickets] }
milestones:
  - { id: foundation, title: Foundation, week: 2, criteria: [Environment documented] }
gates:
  - { id: start, title: Ready, requires: [prerequisite:cluster, meeting:kickoff, \"deliverable:*\"] }
metrics:
  - { id: speed, title: Speed, unit: min, target: \"< 2\", checkpoint: 30d }
";

const ENGAGEMENT: &str = "\
id: fernhill
extends: rollout
title: Fernhill
customer: { name: Fernhill Retail }
status: active
start: 2026-03-02
audience: customer
environment: { kind: air-gapped }
vars: { namespace: fh }
team: { engineer: ak }
people:
  - { id: po, role: owner, name: P. Oliveira, side: customer }
done: { confirm-cluster-access: 2026-03-03 }
blocked: { storage: issue:quota }
phases:
  - id: validate
    actual: { start: 2026-03-02 }
    tasks:
      - { id: registry, text: Mirror the registry, owner: po, due: 2026-03-12 }
  - id: deploy
    workstreams:
      - { id: tickets, remove: true }
milestones:
  - { id: foundation, actual: 2026-03-13, met: [Environment documented] }
metrics:
  - { id: speed, baseline: 14, readings: [{ date: 2026-05-04, value: 3.1 }] }
raid:
  - { id: quota, kind: risk, title: Quota comes late, likelihood: 3, impact: 4, owner: po, became: { issue: 2026-03-05 } }
  - { id: politics, kind: risk, title: Security was not asked, audience: internal, owner: ak }
";

const PEOPLE: &str = "\
- { id: ak, name: A. Keller, email: ak@larkspur.example }
- { id: jd, name: J. Duarte, until: 2026-04-10, successor: ak }
";

struct Files<'a> {
    playbooks: Vec<(&'a str, String)>,
    engagement: String,
    people: String,
}

impl Files<'_> {
    fn whole() -> Self {
        Self {
            playbooks: vec![("rollout", PLAYBOOK.to_owned())],
            engagement: ENGAGEMENT.to_owned(),
            people: PEOPLE.to_owned(),
        }
    }

    fn join(&self) -> (JoinedEngagement, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let path = |name: &str| SourcePath::new(name).expect("inside");
        let people = parse_people(&path("people"), self.people.as_bytes()).unpack(&mut found).node;
        let parsed: Vec<_> = self
            .playbooks
            .iter()
            .map(|(id, text)| (*id, parse_playbook(&path(id), text.as_bytes()).unpack(&mut found).node.expect("YAML")))
            .collect();
        let playbooks: Playbooks<'_> = parsed.iter().map(|(id, node)| (*id, Some(node.as_ref()))).collect();
        let engagement = parse_engagement(&path("engagement"), self.engagement.as_bytes()).unpack(&mut found).node;
        let named = NamedEngagement { id: "fernhill", node: None, around: None };
        let surroundings = Surroundings { playbooks: &playbooks, people: people.as_ref(), engagements: &[named] };
        for playbook in playbooks.values().flatten() {
            join_playbook(playbook, &playbooks).unpack(&mut found);
        }
        let engagement = engagement.expect("YAML");
        let joined = join(&engagement, &surroundings, None, Audience::Internal).unpack(&mut found);
        crate::diagnostic::sort(&mut found);
        (joined, found)
    }

    fn text(&self, path: &str) -> &str {
        match path {
            "engagement" => &self.engagement,
            "people" => &self.people,
            id => &self.playbooks.iter().find(|(other, _)| *other == id).expect("a playbook").1,
        }
    }

    fn shown(&self, diagnostics: &[Diagnostic]) -> Vec<String> {
        let show = |problem: &Diagnostic| {
            let at = problem.location.as_ref().expect("a place");
            let text = self.text(at.path.as_str());
            let place = LineIndex::new(text).line_column(text, at.range.start);
            let meant = problem.replacement.as_deref().map(|meant| format!(" -> {meant}")).unwrap_or_default();
            let marked = &text[at.range.to_usize()];
            format!("{}:{}:{} {} `{marked}`{meant}", at.path, place.line, place.column, problem.rule)
        };
        diagnostics.iter().map(show).collect()
    }
}

#[test]
fn the_whole_is_clean_and_merged_in_order() {
    let files = Files::whole();
    let (joined, found) = files.join();
    assert_eq!(files.shown(&found), Vec::<String>::new(), "{found:#?}");
    let engagement = joined.edition(Audience::Internal).value.expect("visible").declared;
    let tasks: Vec<&str> = engagement.plan.phases[0].tasks.iter().map(|task| task.id.as_str()).collect();
    assert_eq!(tasks, ["confirm-cluster-access", "verify-networking", "storage", "pricing", "registry"]);
    let [confirm, verify, storage, ..] = &engagement.plan.phases[0].tasks[..] else { panic!("tasks") };
    assert_eq!(confirm.done.as_ref().map(|date| date.value.to_string()).as_deref(), Some("2026-03-03"));
    assert_eq!(verify.guide.as_ref().map(|guide| guide.as_str()), Some("guides/network-checks"));
    assert!(storage.blocked.is_some());
    assert!(engagement.plan.phases[1].workstreams.is_empty());
    assert_eq!(engagement.title.value, "Fernhill", "the engagement's scalars replace the playbook's");
    let milestone = &engagement.plan.milestones[0];
    assert_eq!(milestone.title.at.path.as_str(), "rollout");
    assert_eq!(milestone.actual.as_ref().map(|date| date.at.path.as_str()), Some("engagement"));
}

#[test]
fn each_mistake_is_told_once_at_its_value() {
    // File, what stands there, what is put in its place, and what is said then.
    let mutations: &[(&str, &str, &str, &[&str])] = &[
        ("engagement", "title: Fernhill\n", "titel: Fernhill\n", &["engagement:3:1 unknown-key `titel` -> title"]),
        ("engagement", "status: active", "status: activ", &["engagement:5:9 invalid-value `activ` -> active"]),
        ("engagement", "2026-03-02\naud", "2026-02-30\naud", &["engagement:6:8 invalid-value `2026-02-30`"]),
        ("engagement", "customer: { name: Fernhill Retail }\n", "", &["engagement:1:5 invalid-value `fernhill`"]),
        ("engagement", "id: fernhill\n", "id: Fern Hill\n", &["engagement:1:5 invalid-value `Fern Hill` -> fern-hill"]),
        (
            "engagement",
            "extends: rollout",
            "extends: rolout",
            &["engagement:2:10 unknown-reference `rolout` -> rollout"],
        ),
        ("engagement", "owner: po, due", "owner: op, due", &["engagement:19:59 unknown-reference `op` -> po"]),
        (
            "engagement",
            "due: 2026-03-12",
            "due: 12.3.2026",
            &["engagement:19:68 invalid-value `12.3.2026` -> 2026-03-12"],
        ),
        (
            "engagement",
            "confirm-cluster-access:",
            "confirm-cluster-acess:",
            &["engagement:13:9 unknown-reference `confirm-cluster-acess` -> confirm-cluster-access"],
        ),
        (
            "engagement",
            "issue:quota",
            "issue:qouta",
            &["engagement:14:21 unknown-reference `issue:qouta` -> issue:quota"],
        ),
        (
            "engagement",
            "issue:quota",
            "action:quota",
            &["engagement:14:21 unknown-reference `action:quota` -> risk:quota"],
        ),
        (
            "engagement",
            "- id: validate",
            "- id: validated",
            &["engagement:16:9 unknown-reference `validated` -> validate"],
        ),
        (
            "engagement",
            "id: tickets, remove",
            "id: ticket, remove",
            &["engagement:22:15 unknown-reference `ticket` -> tickets"],
        ),
        ("engagement", "baseline: 14", "baseline: \"14\"", &["engagement:26:28 invalid-value `\"14\"` -> 14"]),
        ("engagement", "value: 3.1", "value: fast", &["engagement:26:70 invalid-value `fast`"]),
        ("engagement", "likelihood: 3", "likelihood: 7", &["engagement:28:67 invalid-value `7`"]),
        (
            "engagement",
            "kind: risk, title: Quota",
            "kind: rsk, title: Quota",
            &["engagement:28:24 invalid-value `rsk` -> risk"],
        ),
        ("engagement", "id: politics", "id: quota", &["engagement:29:11 duplicate-id `quota`"]),
        (
            "engagement",
            "audience: internal, owner",
            "audience: public, owner",
            &["engagement:29:74 audience-widened `public`"],
        ),
        (
            "engagement",
            "audience: internal, owner",
            "audience: intern, owner",
            &["engagement:29:74 invalid-value `intern` -> internal"],
        ),
        (
            "engagement",
            "audience: customer\n",
            "audience: [customer]\n",
            &["engagement:7:11 invalid-value `[customer]`"],
        ),
        (
            "engagement",
            "kind: air-gapped",
            "kid: air-gapped",
            &["rollout:34:60 unknown-condition `environment.kind` -> environment.kid"],
        ),
        (
            "engagement",
            "team: { engineer: ak }",
            "team: { enginer: ak }",
            &["engagement:10:9 unknown-reference `enginer` -> engineer"],
        ),
        ("engagement", "name: P. Oliveira, ", "", &["engagement:12:11 invalid-value `po`"]),
        (
            "engagement",
            "customer: { name: Fernhill Retail }",
            "customer: [x]",
            &["engagement:4:11 invalid-value `[x]`"],
        ),
        ("engagement", "vars: { namespace: fh }", "vars: namespace", &["engagement:9:7 invalid-value `namespace`"]),
        ("rollout", "weeks: 1-2", "weeks: 2-1", &["rollout:21:12 invalid-value `2-1`"]),
        ("rollout", "weeks: 3", "week: 3", &["rollout:31:5 unknown-key `week` -> weeks"]),
        (
            "rollout",
            "depends_on: [validate]",
            "depends_on: [validte]",
            &["rollout:32:18 unknown-reference `validte` -> validate"],
        ),
        ("rollout", "side: vendor", "side: vender", &["rollout:5:44 invalid-value `vender` -> vendor"]),
        ("rollout", "category: access", "category: acess", &["rollout:8:70 invalid-value `acess` -> access"]),
        (
            "rollout",
            "needed_by: phase:validate",
            "needed_by: phase:validat",
            &["rollout:8:89 unknown-reference `phase:validat` -> phase:validate"],
        ),
        (
            "rollout",
            "needed_by: phase:validate",
            "needed_by: fase:validate",
            &["rollout:8:89 invalid-value `fase:validate`"],
        ),
        ("rollout", "length: 45m", "length: 45", &["rollout:13:13 invalid-value `45`"]),
        ("rollout", "duration: 10-15m", "duration: 15-10m", &["rollout:17:45 invalid-value `15-10m`"]),
        ("rollout", "target: \"< 2\"", "target: 2min", &["rollout:42:51 invalid-value `2min`"]),
        ("rollout", "title: Report, ", "", &["rollout:28:15 invalid-value `report`"]),
        (
            "rollout",
            "- Confirm cluster access",
            "- [Confirm cluster access]",
            &[
                "engagement:13:9 unknown-reference `confirm-cluster-access`",
                "rollout:23:9 invalid-value `[Confirm cluster access]`",
            ],
        ),
        (
            "rollout",
            "id: owner, title",
            "id: engineer, title",
            &[
                "engagement:12:21 unknown-reference `owner`",
                "rollout:6:11 duplicate-id `engineer`",
                "rollout:14:17 unknown-reference `owner`",
            ],
        ),
        (
            "rollout",
            "title: Rollout\n",
            "title: Rollout\nextends: rollout\n",
            &["rollout:3:10 extends-cycle `rollout`"],
        ),
        ("people", "successor: ak", "sucessor: ak", &["people:2:49 unknown-key `sucessor` -> successor"]),
        ("people", "id: jd", "id: ak", &["people:2:9 duplicate-id `ak`"]),
        ("people", "until: 2026-04-10", "until: 2026-04-31", &["people:2:37 invalid-value `2026-04-31`"]),
    ];
    let mut wrong = Vec::new();
    for (file, from, to, expected) in mutations {
        let mut files = Files::whole();
        let text = match *file {
            "engagement" => &mut files.engagement,
            "people" => &mut files.people,
            _ => &mut files.playbooks[0].1,
        };
        assert_eq!(text.matches(from).count(), 1, "{from:?} stands once in {file}");
        *text = text.replace(from, to);
        let (_, found) = files.join();
        let shown = files.shown(&found);
        if shown != *expected {
            let told: Vec<&str> = found.iter().map(|problem| problem.message.as_str()).collect();
            wrong.push(format!("{from:?} made {to:?}\n  gives   {shown:?}\n  and not {expected:?}\n  told {told:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn chains_of_playbooks_and_their_circles() {
    let mut files = Files::whole();
    let base = "id: base\ntitle: Base\naudience: partner\nobjectives: [Shorter incidents]\nphases:\n  - { id: stage, title: Staging }\n";
    files.playbooks.push(("base", base.to_owned()));
    files.playbooks[0].1 = PLAYBOOK.replace("title: Rollout\n", "title: Rollout\nextends: base\n");
    let (joined, found) = files.join();
    assert_eq!(files.shown(&found), Vec::<String>::new());
    let whole = joined.edition(Audience::Internal).value.expect("visible").declared;
    let phases: Vec<&str> = whole.plan.phases.iter().map(|phase| phase.id.as_str()).collect();
    assert_eq!(phases, ["stage", "validate", "deploy"], "in the playbook's order, new ones last");
    assert_eq!(
        whole.common.audience.as_ref().map(|audience| audience.value),
        Some(Audience::Partner),
        "the stricter holds"
    );
    assert!(joined.edition(Audience::Customer).value.is_none());

    files.playbooks[1].1 = base.replace("id: base\n", "id: base\nextends: rollout\n");
    let (_, found) = files.join();
    assert_eq!(files.shown(&found), ["rollout:3:10 extends-cycle `base`"], "one circle is told once");
    assert_eq!(found[0].message, "playbooks extend each other in a circle: `base` extends `rollout` extends `base`");
}

#[test]
fn a_playbook_that_cannot_be_read_hides_no_mistakes_and_makes_none() {
    let files = Files::whole();
    let path = SourcePath::new("engagement").expect("inside");
    let engagement = parse_engagement(&path, files.engagement.as_bytes()).value.node.expect("YAML");
    let playbooks = Playbooks::from([("rollout", None)]);
    let surroundings = Surroundings { playbooks: &playbooks, people: None, engagements: &[] };
    assert_eq!(join(&engagement, &surroundings, None, Audience::Internal).diagnostics, []);
}

#[test]
fn a_reader_sees_what_is_for_them_and_no_name_of_the_rest() {
    let mut files = Files::whole();
    files.engagement =
        ENGAGEMENT.replace("done: {", "done: { pricing: 2026-03-04,").replace("issue:quota", "risk:politics")
            + "notes: [Prefers paper]\n";
    files.playbooks[0].1 = PLAYBOOK.replace("weeks: 3\n", "weeks: 3\n    notes: Prefers paper\n");
    let (joined, found) = files.join();
    assert_eq!(files.shown(&found), Vec::<String>::new());
    let customer = joined.edition(Audience::Customer);
    let told: Vec<String> = files.shown(&customer.diagnostics);
    assert_eq!(told, ["engagement:14:21 link-to-restricted `risk:politics`"]);
    let shown = format!("{:?}", customer.value.expect("visible"));
    for word in ["politics", "pricing", "Security was not asked", "Prefers paper"] {
        assert!(!shown.contains(word), "{word}");
    }
    assert!(format!("{:?}", joined.edition(Audience::Internal)).contains("politics"));
    assert!(joined.edition(Audience::Public).value.is_none());
}

#[test]
fn a_word_about_the_audience_that_cannot_be_read_is_the_strictest() {
    let mut files = Files::whole();
    files.engagement = ENGAGEMENT.replace("audience: internal, owner", "audience: costumer, owner");
    let (joined, _) = files.join();
    assert!(!format!("{:?}", joined.edition(Audience::Customer).value).contains("politics"));
}

#[test]
fn who_says_nothing_is_heard_by_the_default() {
    let mut files = Files::whole();
    files.engagement = ENGAGEMENT.replacen("audience: customer\n", "", 1);
    let (joined, _) = files.join();
    assert!(joined.edition(Audience::Customer).value.is_some(), "the playbook speaks for both");
    files.playbooks[0].1 = PLAYBOOK.replace("audience: customer\n", "");
    let (joined, _) = files.join();
    assert!(joined.edition(Audience::Customer).value.is_none());
}

#[test]
fn who_narrows_a_playbook_is_not_told_that_its_parts_are_wider() {
    let mut files = Files::whole();
    files.playbooks[0].1 = PLAYBOOK.replace("weeks: 3\n", "weeks: 3\n    audience: customer\n");
    files.engagement = ENGAGEMENT.replacen("audience: customer", "audience: partner", 1);
    assert_eq!(files.shown(&files.join().1), Vec::<String>::new());
    files.engagement = files.engagement.replace("id: deploy\n", "id: deploy\n    audience: customer\n");
    assert_eq!(files.shown(&files.join().1), ["engagement:21:15 audience-widened `customer`"]);
}
