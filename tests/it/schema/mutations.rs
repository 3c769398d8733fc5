//! What people write, and what reader and schema must both say of it: `+` where it is right, `-` where it is not.

use super::{Sample, assert_agreement, is_without_validator, told_by_reader, validated};
use turnkey::schema::subject::Subject;

/// The playbook that engagements here extend.
pub(super) const PLAYBOOK: &str = "\
id: rollout
title: Rollout
phases:
  - { id: validate, title: Validation, weeks: 1-2, tasks: [Confirm access] }
gates:
  - { id: start, title: Ready to start }
";

const ENGAGEMENT: &str = "id: e\ntitle: E\ncustomer: C\n";
const EXTENDING: &str = "id: e\nextends: rollout\ncustomer: C\n";
const PLAN: &str = "id: p\ntitle: P\n";

/// Each with what comes before it: what it says, and whether that is right.
const MUTATIONS: &[(Subject, &str, &str, char)] = &[
    // Whole files.
    (Subject::Engagement, "", ENGAGEMENT, '+'),
    (Subject::Engagement, "", EXTENDING, '+'),
    (Subject::Engagement, "", "", '-'),
    (Subject::Engagement, "", "# nothing yet\n", '-'),
    (Subject::Engagement, "", "- id: e\n", '-'),
    (Subject::Engagement, "", "just words\n", '-'),
    (Subject::Engagement, "", "id: e\ntitle: E\n", '-'),
    (Subject::Engagement, "", "title: E\ncustomer: C\n", '+'),
    (Subject::Engagement, "", "id: e\ntitle:\ncustomer: C\n", '-'),
    (Subject::Engagement, "", "extends: rollout\ncustomer: C\n", '+'),
    (Subject::Engagement, "", "id: e\nextends: rollout\n", '-'),
    (Subject::Engagement, "", "id: e\nextends:\ncustomer: C\n", '-'),
    (Subject::Playbook, "", PLAN, '+'),
    (Subject::Playbook, "", "id: p\nextends: rollout\n", '+'),
    (Subject::Playbook, "", "id: p\n", '-'),
    (Subject::Playbook, PLAN, "customer: C\n", '-'),
    // Keys.
    (Subject::Engagement, ENGAGEMENT, "milstones: []\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "phases: [{ id: a, title: A, colour: red }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "phases: [{ id: a, title: A, tasks: [{ text: T, ownr: po }] }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "environments: [{ id: a, backup: { kept: 30d, size: 3 } }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "facts: { Code hosts: 3, Largest repository: 41 GB, Signed: true }\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "continues: null\nhealth: ~\nphases:\n", '+'),
    // Ids and names.
    (Subject::Engagement, ENGAGEMENT, "phases: [{ id: Stage One, title: A }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "phases: [{ id: 2026, title: A }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "phases: [{ id: größe-2, title: A }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "phases: [{ id: -a, title: A }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "team: { engineer: ak, manager: [jd, mo] }\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "team: [ak]\n", '-'),
    // Dates and times.
    (Subject::Engagement, ENGAGEMENT, "start: 2026-03-02\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "start: \"2026-03-02\"\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "start: 2026-3-2\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "start: 2026-02-30\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "start: 2100-02-29\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "start: 02/03/2026\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "start: 20260302\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "meetings: [{ id: k, title: K, at: 2026-03-03T15:00 }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "meetings: [{ id: k, title: K, at: 2026-03-03T15:00Z }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "meetings: [{ id: k, title: K, on: Tuesday 10:00, every: 1w }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "meetings: [{ id: k, title: K, on: Tuesday at 10 }]\n", '-'),
    (Subject::Playbook, PLAN, "cutover: { window: { from: 22:00, to: \"02:00\" } }\n", '+'),
    (Subject::Playbook, PLAN, "cutover: { window: { from: 10pm, to: \"02:00\" } }\n", '-'),
    (Subject::Playbook, PLAN, "cutover: { steps: [{ text: Freeze, at: T-2h }] }\n", '+'),
    (Subject::Playbook, PLAN, "cutover: { steps: [{ text: Freeze, at: 2h before }] }\n", '-'),
    // Durations, weeks, numbers.
    (Subject::Playbook, PLAN, "phases: [{ title: A, weeks: 3 }]\n", '+'),
    (Subject::Playbook, PLAN, "phases: [{ title: A, weeks: 1-2 }]\n", '+'),
    (Subject::Playbook, PLAN, "phases: [{ title: A, weeks: 0 }]\n", '-'),
    (Subject::Playbook, PLAN, "phases: [{ title: A, weeks: 1 to 2 }]\n", '-'),
    (Subject::Playbook, PLAN, "phases: [{ title: A, weeks: [1, 2] }]\n", '-'),
    (Subject::Playbook, PLAN, "hypercare: { length: 4w }\n", '+'),
    (Subject::Playbook, PLAN, "hypercare: { length: 4 weeks }\n", '-'),
    (Subject::Playbook, PLAN, "hypercare: { length: 15 }\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "integrations: [{ id: a, title: A, port: 443 }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "integrations: [{ id: a, title: A, port: 70000 }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "integrations: [{ id: a, title: A, port: \"443\" }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "environments: [{ id: a, network: { ports: 443 } }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "environments: [{ id: a, network: { ports: [443, 0] } }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "raid: [{ id: a, kind: risk, title: A, likelihood: 3, impact: 5 }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "raid: [{ id: a, kind: risk, title: A, likelihood: 6 }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "raid: [{ id: a, kind: risk, title: A, likelihood: high }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "metrics: [{ title: M, baseline: 14.5, target: \"< 2\" }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "metrics: [{ title: M, baseline: about 14 }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "metrics: [{ title: M, target: 80 }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "version: 1.1\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "environments: [{ id: a, sizing: { nodes: 3, memory: 96Gi } }]\n", '+'),
    // Words.
    (Subject::Engagement, ENGAGEMENT, "status: active\nhealth: amber\nmarking: TLP:AMBER+STRICT\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "status: Active\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "marking: AMBER\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "audience: everybody\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "training: [{ title: T, done: yes }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "training: [{ title: T, done: True }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "raid: [{ id: a, title: A }]\n", '-'),
    // References.
    (Subject::Playbook, PLAN, "gates: [{ id: a, title: A, requires: [\"criterion:*\", phase:b] }]\n", '+'),
    (Subject::Playbook, PLAN, "gates: [{ id: a, title: A, requires: phase:b }]\n", '+'),
    (Subject::Playbook, PLAN, "gates: [{ id: a, title: A, requires: [validate] }]\n", '-'),
    (Subject::Playbook, PLAN, "gates: [{ id: a, title: A, requires: [phse:b] }]\n", '-'),
    (Subject::Playbook, PLAN, "gates: [{ id: a, title: A, requires: [\"phase:Not An Id\"] }]\n", '-'),
    (
        Subject::Playbook,
        PLAN,
        "prerequisites: [{ text: A, needed_by: phase:b }, { text: B, needed_by: 2026-03-02 }]\n",
        '+',
    ),
    (Subject::Playbook, PLAN, "prerequisites: [{ text: A, needed_by: soon }]\n", '-'),
    (
        Subject::Engagement,
        ENGAGEMENT,
        "blocked: { storage: issue:quota, other: { by: the vendor, since: 2026-03-05 } }\n",
        '+',
    ),
    (Subject::Engagement, ENGAGEMENT, "blocked: { storage: { since: 2026-03-05 } }\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "done: { a: 2026-03-03, b: true }\n", '-'),
    // Short forms, lists and maps.
    (Subject::Playbook, PLAN, "phases: [Validation, { title: B }]\nobjectives: Fewer nights on call\n", '+'),
    (Subject::Playbook, PLAN, "phases: Validation\n", '+'),
    (Subject::Playbook, PLAN, "phases: { title: A }\n", '-'),
    (Subject::Playbook, PLAN, "phases: [[{ title: A }]]\n", '-'),
    (
        Subject::Playbook,
        PLAN,
        "phases: [{ title: A, tasks: [\"Verify -> guides/a {owner=po}\", { text: T, tasks: [U] }] }]\n",
        '+',
    ),
    (Subject::Playbook, PLAN, "phases: [{ title: A, tasks: [~] }]\n", '-'),
    (Subject::Playbook, PLAN, "phases: [{ title: A, tasks: [{ guide: guides/a }] }]\n", '-'),
    (Subject::Playbook, PLAN, "gates: [Ready]\n", '+'),
    (Subject::Playbook, PLAN, "gates: [[Ready]]\n", '-'),
    (Subject::Playbook, PLAN, "gates: [{ title: Ready }]\n", '+'),
    (Subject::Playbook, PLAN, "summary: [one, two]\n", '-'),
    (Subject::Playbook, "id: p\n", "title: { text: P }\n", '-'),
    (Subject::Playbook, PLAN, "support: Mon-Fri\n", '-'),
    (Subject::Playbook, PLAN, "scope: { included: A, excluded: [B, { text: C, audience: internal }] }\n", '+'),
    (Subject::Playbook, PLAN, "sign_offs: [{ id: a, title: A, statement: It is accepted, and support begins }]\n", '+'),
    (
        Subject::Playbook,
        PLAN,
        "milestones: [{ title: M, criteria: [A], waived: [{ text: A, by: po, reason: late }] }]\n",
        '+',
    ),
    (Subject::Playbook, PLAN, "milestones: [{ title: M, criteria: [A], waived: [A] }]\n", '-'),
    (Subject::Playbook, PLAN, "milestones: [{ title: M, criteria: [A], waived: [\"A {by=po reason=late}\"] }]\n", '+'),
    (Subject::Playbook, PLAN, "prerequisites: [{ text: A, when: { environment.kind: [air-gapped, cloud] } }]\n", '+'),
    (Subject::Playbook, PLAN, "prerequisites: [{ text: A, when: air-gapped }]\n", '-'),
    (Subject::Playbook, PLAN, "packets: { handoff: { guides: guides/a, final_when: gate:b } }\n", '+'),
    (Subject::Playbook, PLAN, "packets: [handoff]\n", '-'),
    (Subject::Playbook, PLAN, "links: [{ title: CRM }]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "distribution: [po, { name: Archive, copy: 1 }]\n", '+'),
    (Subject::Engagement, ENGAGEMENT, "distribution: [Customer archive]\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "logo: x.svg\n", '-'),
    (Subject::Engagement, "id: e\ntitle: E\n", "customer: { short_name: C }\n", '-'),
    // What extends may leave out what the playbook has, and no more than that.
    (Subject::Engagement, EXTENDING, "phases: [{ id: validate, actual: { start: 2026-03-02 } }]\n", '+'),
    (Subject::Engagement, EXTENDING, "gates: [{ id: start, waived: { by: po, reason: late } }]\n", '+'),
    (Subject::Engagement, EXTENDING, "phases: [{ id: validate, weeks: many }]\n", '-'),
    (Subject::Engagement, EXTENDING, "environments: [{ title: Production }]\n", '+'),
    (Subject::Engagement, EXTENDING, "people: [{ id: po }]\n", '-'),
    (Subject::Engagement, "id: e\nextends: rollout\n", "customer: { logo: a.svg }\n", '-'),
    (Subject::Engagement, ENGAGEMENT, "phases: [{ id: validate, actual: { start: 2026-03-02 } }]\n", '-'),
    // The other files.
    (Subject::People, "", "- { id: ak, name: A. Keller, until: 2026-04-10 }\n", '+'),
    (Subject::People, "", "- { id: ak }\n", '-'),
    (Subject::People, "", "- A. Keller\n", '+'),
    (Subject::People, "", "ak: A. Keller\n", '-'),
    (Subject::People, "", "", '+'),
    (Subject::Glossary, "", "RAID: Risks and more\nGo-live: { definition: The day, also: launch }\n", '+'),
    (Subject::Glossary, "", "- { term: RAID, definition: A log }\n", '+'),
    (Subject::Glossary, "", "- RAID\n", '-'),
    (Subject::Glossary, "", "audience: customer\nterms: [{ term: RAID, definition: A log }]\n", '+'),
    (Subject::Glossary, "", "audience: custmer\nterms: [{ term: RAID, definition: A log }]\n", '-'),
    (Subject::Glossary, "", "audeince: customer\nterms: [{ term: RAID, definition: A log }]\n", '-'),
    (Subject::Glossary, "", "RAID:\n", '-'),
    (Subject::Glossary, "", "RAID: { meaning: A log }\n", '-'),
    (Subject::Nav, "", "- kickoff\n- air-gapped: Without a network\n- ...\n", '+'),
    (Subject::Nav, "", "title: T\norder: [a, { page: b, title: B }, 2026]\nhide: drafts\n", '+'),
    (Subject::Nav, "", "ordre: [a]\n", '-'),
    (Subject::Nav, "", "- [a]\n", '-'),
    (Subject::Nav, "", "- { a: A, b: B }\n", '-'),
    (Subject::Nav, "", "- { title: B }\n", '-'),
    (Subject::Nav, "", "", '+'),
    (
        Subject::FrontMatter,
        "",
        "title: T\nkind: runbook\ntags: a\nverified: 2026-03-02\nlayout: wide\nnotes: To do\n",
        '+',
    ),
    (Subject::FrontMatter, "", "kind: runbok\n", '-'),
    (Subject::FrontMatter, "", "order: first\n", '-'),
    (Subject::FrontMatter, "", "draft: yes\n", '-'),
    (Subject::FrontMatter, "", "review_every: 180d\napplies_to: { environment.kind: cloud }\n", '+'),
    (
        Subject::Book,
        "",
        "[book]\ntitle = \"B\"\n[packet]\nstandard = \"1.7\"\n[check.rules]\norphan-page = \"allow\"\n",
        '+',
    ),
    (Subject::Book, "", "[book]\ntitel = \"B\"\n", '-'),
    (Subject::Book, "", "[check.rules]\norphan-pge = \"allow\"\n", '-'),
    (Subject::Book, "", "[check]\ndeny_warnings = \"yes\"\n", '-'),
    (Subject::Book, "", "[build]\ndate = 2026-05-20\n", '+'),
    (Subject::Book, "", "[audience]\ndefault = \"everyone\"\n", '-'),
];

/// Right to a schema and wrong to the reader, each with what a schema cannot know.
const BEYOND_A_SCHEMA: &[(Subject, &str, &str, &str)] = &[
    (Subject::Playbook, PLAN, "phases: [{ id: a, title: A }, { id: a, title: B }]\n", "two things have one id"),
    (Subject::Playbook, PLAN, "phases: [{ title: A, weeks: 2-1 }]\n", "which of two numbers is larger"),
    (Subject::Playbook, PLAN, "hypercare: { length: 2w-1w }\n", "which of two durations is longer"),
    (Subject::Playbook, PLAN, "hypercare: { length: 99999999w }\n", "how much the parts of a duration come to"),
    (Subject::Playbook, PLAN, "phases: [{ title: \"!?\" }]\n", "that no id can be made of these words"),
    (
        Subject::Playbook,
        PLAN,
        "phases: [{ title: A, tasks: [\"Do it {due=soon}\"] }]\n",
        "what stands in braces in a text",
    ),
    (Subject::Engagement, ENGAGEMENT, "distribution: [{ name: A, copy: 0x1F }]\n", "how a number was written"),
];

/// Wrong to a schema and right to the reader.
const BEFORE_A_SCHEMA: &[(Subject, &str, &str, &str)] = &[(
    Subject::Playbook,
    PLAN,
    "sign_offs: [{ id: a, title: Checked, sealed }]\n",
    "that one word after a comma belongs to the text before",
)];

fn sample((subject, before, text, about): (Subject, &str, &str, &str)) -> Sample {
    Sample::new(subject, about, format!("{before}{text}"))
}

#[test]
fn reader_and_schema_agree_on_what_people_write() {
    let samples: Vec<(Sample, bool)> = MUTATIONS
        .iter()
        .map(|(subject, before, text, verdict)| (sample((*subject, before, text, text)), *verdict == '+'))
        .collect();
    for (sample, is_right) in &samples {
        let told = told_by_reader(sample);
        assert_eq!(told.is_empty(), *is_right, "{}{told:?}", sample.text);
    }
    if is_without_validator("reader and JSON Schema on what people write") {
        return;
    }
    assert_agreement(&samples.into_iter().map(|(sample, _)| sample).collect::<Vec<_>>());
}

#[test]
fn what_a_schema_cannot_know() {
    if is_without_validator("what a JSON Schema cannot know") {
        return;
    }
    for (list, right_to_reader) in [(BEYOND_A_SCHEMA, false), (BEFORE_A_SCHEMA, true)] {
        let samples: Vec<Sample> = list.iter().map(|entry| sample(*entry)).collect();
        for (sample, errors) in samples.iter().zip(validated(&samples)) {
            assert_eq!(told_by_reader(sample).is_empty(), right_to_reader, "{}: {}", sample.name, sample.text);
            assert_eq!(errors.is_empty(), !right_to_reader, "{}: {} {errors:?}", sample.name, sample.text);
        }
    }
}
