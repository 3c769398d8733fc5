//! Attacks on the audience filter through structured data: places of which nobody thinks, in small books.
//!
//! As in `secrets`: what stands between `«` and `»` is not for customers. Neither the site for customers nor that of the
//! one engagement `acme` tells a word of it, and both are the same with other secrets, and with none.

use crate::editions::{differences, site_of};
use crate::packet_plans::packet_views;
use crate::restricted::Variant;
use crate::secrets::{SECRET, variants};
use std::collections::BTreeMap;
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, gathered};
use turnkey::model::{AssembleOptions, assemble};
use turnkey::packet::bundle::data;
use turnkey::path::SourcePath;
use turnkey::schema::read::Fields as _;
use turnkey::schema::things::Engagement;
use turnkey::source::Sources;

const ACME: &str = "content/engagements/acme/engagement.yaml";
const CONFIG: &str = "[book]\ntitle = \"Book\"\nsource = \"content\"\n";

/// What a customer gets of a book of these files.
fn outcome(files: &[(&str, String)], engagement: Option<&str>) -> BTreeMap<String, Vec<u8>> {
    let mut sources = Sources::default();
    sources.insert_text(SourcePath::new("book.toml").expect("inside"), CONFIG);
    for (path, text) in files.iter().filter(|(_, text)| !text.is_empty()) {
        sources.insert_text(SourcePath::new(path).expect("inside"), text);
    }
    let gathered = gathered(&sources, &mut Memo::default()).value;
    let today = jiff::civil::date(2026, 5, 20);
    let team = gathered.for_reader(&Reader::TEAM).value;
    let whole = assemble(&team, AssembleOptions { today, whole: None, words: &std::sync::Arc::default() }).value;
    let reader = Reader { audience: Audience::Customer, engagement: engagement.map(Into::into) };
    let book = gathered.for_reader(&reader).value;
    let edition =
        assemble(&book, AssembleOptions { today, whole: Some(&whole), words: &std::sync::Arc::default() }).value;
    let packets = edition.engagements.iter().flat_map(|placed| packet_views(&edition, placed));
    let packets = serde_json::to_vec(&packets.collect::<Vec<_>>()).expect("plain data");
    let handed_out = edition.engagements.iter().flat_map(|placed| data(&placed.node, Engagement::table())).collect();
    let mut outcome = site_of(edition, &sources);
    outcome.insert("the data with the packets".to_owned(), handed_out);
    outcome.insert("what the packets say".to_owned(), packets);
    outcome
}

/// What customers can tell of what they may not see.
fn told(files: &[(&str, &str)]) -> Vec<String> {
    let filled = |text: &str, variant: Variant| {
        let [there, _, gone] = variants(text);
        match variant {
            Variant::There => there,
            // A word that may be an id as well.
            Variant::Other => there.replace(SECRET, "zqsecretother"),
            Variant::Gone => gone,
        }
    };
    let book = |variant| files.iter().map(|(path, text)| (*path, filled(text, variant))).collect::<Vec<_>>();
    let mut told = Vec::new();
    for engagement in [None, Some("acme")] {
        let there = outcome(&book(Variant::There), engagement);
        for (path, bytes) in there.iter().filter(|(path, _)| !path.starts_with("assets/")) {
            let text = format!("{path} {}", String::from_utf8_lossy(bytes)).to_lowercase();
            if let Some(at) = text.find(SECRET) {
                let from = text[..at].char_indices().rev().nth(80).map_or(0, |(at, _)| at);
                told.push(format!("{path} tells {}", text[from..].chars().take(140).collect::<String>()));
            }
        }
        for variant in [Variant::Other, Variant::Gone] {
            let differing = differences(&there, &outcome(&book(variant), engagement));
            told.extend(differing.into_iter().map(|one| format!("{engagement:?}, {variant:?}: {one}")));
        }
    }
    told
}

/// An engagement for customers that says this too.
fn acme(more: &str) -> String {
    format!(
        "id: acme\ntitle: Acme rollout\ncustomer: Acme\naudience: customer\nstart: 2026-05-04\n\
         people: [{{ id: po, name: Paula, side: customer }}«, {{ id: zqsecret-p, name: zqsecret, audience: internal }}»]\n{more}"
    )
}

/// Fails with what each of the books tells.
fn assert_silent(books: &[&[(&str, &str)]]) {
    let told: Vec<String> = books.iter().flat_map(|files| told(files)).collect();
    assert!(told.is_empty(), "{} are told:\n{}", told.len(), told.join("\n"));
}

#[test]
fn progress_that_is_not_for_everybody_shows_in_no_state() {
    let plan = "phases: [{ id: one, title: One, tasks: [{ id: a, text: Ask }, { id: b, text: Build }, { id: c, text: Cut }] }]\n\
                milestones: [{ id: live, title: Live, week: 3, criteria: [It runs, It is fast], @ }]\n";
    let with = |said: &str, more: &str| acme(&(plan.replace('@', said) + more));
    let books = [
        with("", "«done: { audience: internal, a: 2026-05-06 }\n»"),
        with("", "«dropped: { audience: internal, a: zqsecret }\n»"),
        with("", "«blocked: { audience: internal, a: { by: zqsecret, since: 2026-05-06 } }\n»"),
        with("", "«active: { audience: internal, a: 2026-05-06, b: 2026-05-06 }\n»done: { c: 2026-05-07 }\n"),
        with("", "blocked: { b: { by: po }«, a: { by: zqsecret, audience: internal }» }\n"),
        with("met: [«{ text: It runs, audience: internal }»]", ""),
        with("met: [It is fast«, { text: It runs, audience: internal }»]", ""),
        with("waived: [«{ text: It runs, by: po, reason: zqsecret, audience: internal }»]", ""),
        with("met: [It runs], waived: [«{ text: It runs, by: po, reason: zqsecret, audience: internal }»]", ""),
    ];
    let books: Vec<[(&str, &str); 1]> = books.iter().map(|text| [(ACME, text.as_str())]).collect();
    assert_silent(&books.iter().map(|files| &files[..]).collect::<Vec<_>>());
}

#[test]
fn progress_for_customers_alone_is_theirs() {
    let text = acme(
        "phases: [{ id: one, title: One, tasks: [{ id: a, text: Ask }] }]\ndropped: { audience: customer, a: Nobody asks }\n",
    );
    let files = outcome(&[(ACME, variants(&text)[2].clone())], None);
    let plan = String::from_utf8_lossy(&files["engagements/acme/plan.html"]).into_owned();
    assert!(plan.contains("Nobody asks"), "{plan}");
}

#[test]
fn what_no_field_holds_is_handed_to_nobody() {
    let engagement = acme(
        "«mine: zqsecret\n»raid: [{ id: a, title: Slow, kind: risk«, why: zqsecret» }]\n«packets: { guides: [zqsecret] }\n»\
         «cutover: zqsecret\n»phases: [«[zqsecret], »{ id: one, title: One«, weeks: { zqsecret: 1 }» }]\n",
    );
    assert_silent(&[&[(ACME, &engagement)]]);
}

#[test]
fn whoever_is_hidden_owns_nothing_by_name() {
    let engagement = acme(
        "phases: [{ id: one, title: One, tasks: [{ id: a, text: Ask, guide: guides/a }] }]\n«owner: zqsecret-p\n»",
    );
    let with_vendor = acme(
        "team: { engineer: zo }\nphases: [{ id: one, title: One, tasks: [{ id: a, text: Ask, guide: guides/a, owner: zo }] }]\n«owner: zqsecret-v\n»",
    );
    let people = "- { id: zo, name: Zoe«, successor: zqsecret-v» }\n«- { id: zqsecret-v, name: zqsecret, audience: internal }\n»";
    assert_silent(&[
        &[(ACME, &engagement), ("content/guides/a.md", "---\naudience: customer\n---\n# A\n")],
        &[
            (ACME, &with_vendor),
            ("content/guides/a.md", "---\naudience: customer\n«owner: zqsecret-v\n»---\n# A\n"),
            ("content/people.yaml", people),
        ],
    ]);
}

#[test]
fn places_for_others_hold_for_data_too() {
    let inside = "[audience.paths]\n\"playbooks/zq*\" = \"internal\"\n\"people.yaml\" = \"internal\"\n\"engagements/zq*/**\" = \"internal\"\n\"glossary.yaml\" = \"internal\"\n";
    let config = format!("{CONFIG}{inside}");
    let plain = acme("phases: [{ id: one, title: One, tasks: [{ id: a, text: Ask«, owner: zqsecret-v» }] }]\n");
    assert_silent(&[
        &[
            (ACME, &plain),
            ("book.toml", &config),
            ("content/people.yaml", "«- { id: zqsecret-v, name: zqsecret, role: engineer }\n»"),
            ("content/glossary.yaml", "«terms: [{ id: ask, term: Ask, definition: zqsecret }]\n»"),
            (
                "content/playbooks/zqsecret.yaml",
                "«id: zqsecret\ntitle: zqsecret\naudience: customer\nphases: [{ id: zqsecret, title: zqsecret }]\n»",
            ),
            (
                "content/engagements/zqsecret/engagement.yaml",
                "«id: zqsecret\nextends: zqsecret\ntitle: zqsecret\ncustomer: zqsecret\naudience: customer\n»",
            ),
        ],
        // What extends a plan from there is as narrow as the plan.
        &[
            (ACME, &acme("")),
            ("book.toml", &config),
            (
                "content/playbooks/zqsecret.yaml",
                "«id: zqsecret\ntitle: zqsecret\nphases: [{ id: zqsecret, title: zqsecret }]\n»",
            ),
            (
                "content/engagements/beta/engagement.yaml",
                "«id: beta\nextends: zqsecret\ntitle: Zqsecret\ncustomer: zqsecret\naudience: customer\n»",
            ),
        ],
    ]);
}

#[test]
fn what_only_others_have_is_named_to_nobody() {
    let names = acme(
        "sign_offs: [{ id: s, title: Signed, subject: Words, exceptions: [«\"engagement:zqsecret\", \"playbook:zqsecret\", \"term:zqsecret\", »\"person:po\"] }]\n\
         gates: [{ id: g, title: Gate, requires: [\"person:po\"«, \"engagement:zqsecret\"»] }]\n\
         phases: [{ id: one, title: One, weeks: 1 }]\n\
         reschedule: [{ on: 2026-05-10, from: \"phase:one\", by: 1w«, because: \"engagement:zqsecret\"» }]\n",
    );
    let other = "«id: zqsecret\ntitle: zqsecret\ncustomer: zqsecret\naudience: internal\n»";
    let plan = "«id: zqsecret\ntitle: zqsecret\naudience: internal\n»";
    let terms = "audience: customer\nterms: [{ id: ask, term: Ask, definition: D }«, { id: zqsecret, term: zqsecret, definition: zqsecret, audience: internal }»]\n";
    assert_silent(&[
        &[
            (ACME, &names),
            ("content/engagements/zqsecret/engagement.yaml", other),
            ("content/playbooks/zqsecret.yaml", plan),
            ("content/glossary.yaml", terms),
        ],
        &[
            (ACME, &acme("phases: [{ id: one, title: One, tasks: [{ id: a, text: Ask, guide: guides/a }] }]\n")),
            (
                "content/guides/a.md",
                "---\naudience: customer\n---\n# A\n\n{{ customer.name }} {{ title }}\n\n![[raid]]\n\n![[timeline]]\n",
            ),
            (
                "content/engagements/beta/engagement.yaml",
                "«id: beta\ntitle: zqsecret\ncustomer: zqsecret\nraid: [{ id: r, kind: risk, title: zqsecret, audience: customer }]\n»",
            ),
            (
                "content/engagements/beta/page.md",
                "---\naudience: customer\n---\n# B\n\n{{ customer.name }} {{ title }} [[risk:r]]\n\n![[raid]]\n\n![[timeline]]\n",
            ),
        ],
    ]);
}

#[test]
fn of_two_with_one_name_the_hidden_one_takes_nothing() {
    let twice = acme(
        "raid: [«{ id: a, kind: risk, title: zqsecret, audience: internal }, »{ id: a, kind: risk, title: Rain }]\n\
         phases: [{ id: one, title: One, tasks: [«{ id: t, text: zqsecret, audience: internal }, »{ id: t, text: Try }] }]\n\
         blocked: { t: \"risk:a\" }\n",
    );
    assert_silent(&[&[(ACME, &twice)]]);
}

#[test]
fn what_cannot_be_read_may_have_hidden_it() {
    let plain = acme("");
    let plan = acme("extends: base\nphases: [{ id: zqsecret, title: zqsecret }]\n");
    let middle = "id: middle\ntitle: zqsecret\naudience: customer\nextends: base\n";
    let later = acme("continues: before\nenvironments: [{ id: zqsecret, title: zqsecret }]\n");
    let taken = acme("continues: before\n");
    let earlier = "id: before\ntitle: Before\ncustomer: Acme\naudience: customer\nextends: gone\nenvironments: [{ id: prod, title: zqsecret }]\n";
    let owned = "---\naudience: customer\nowner: zqsecret-v\n---\n# A\n";
    let named =
        acme("phases: [{ id: one, title: One, tasks: [{ id: a, text: Ask, guide: guides/a, owner: zqsecret-v }] }]\n");
    let page = |front: &str| format!("---\n{front}\n---\n# zqsecret\n");
    let book = |audience: &str| format!("{CONFIG}[audience]\ndefault = \"customer\"\n{audience}\n");
    let [tags, drafts] = ["audience: customer\ntags: [{ a: b }]", "audience: customer\ndraft: maybe"].map(page);
    let mistakes = [
        "[audience.path]\n\"guides/**\" = \"internal\"",
        "[audience.paths]\n\"guides/**\" = \"intrenal\"",
        "[audience.paths]\n\"guides/{**\" = \"internal\"",
        "tags = \"internal\"",
        "[audience.paths]\n\"guides/** = \"internal\"",
    ]
    .map(book);
    let guide = "# zqsecret\n";
    let mut books: Vec<Vec<(&str, &str)>> = vec![
        vec![(ACME, &plan)],
        vec![(ACME, &plan), ("content/playbooks/base.yaml", "id: base\ntitle: [\nphases:\n")],
        vec![(ACME, &plain), ("content/playbooks/middle.yaml", middle)],
        vec![(ACME, &later)],
        vec![(ACME, &later), ("content/engagements/before/engagement.yaml", "id: before\ntitle: [\n")],
        vec![(ACME, &taken), ("content/engagements/before/engagement.yaml", earlier)],
        vec![(ACME, &named), ("content/guides/a.md", owned), ("content/people.yaml", "- { id: zqsecret-v, name: [\n")],
        vec![(ACME, &named), ("content/guides/a.md", owned), ("content/people.yaml", "people: zqsecret\n")],
        vec![
            (ACME, &plain),
            ("content/guides/a.md", "---\naudience: customer\n---\n# A\n\nAsk.\n"),
            ("content/glossary.yaml", "audience: [internal]\nterms: [{ term: Ask, definition: zqsecret }]\n"),
        ],
        vec![(ACME, &plain), ("content/guides/a.md", &tags)],
        vec![(ACME, &plain), ("content/guides/a.md", &drafts)],
    ];
    books.extend(
        mistakes.iter().map(|toml| vec![(ACME, plain.as_str()), ("book.toml", toml), ("content/guides/a.md", guide)]),
    );
    let books: Vec<&[(&str, &str)]> = books.iter().map(Vec::as_slice).collect();
    assert_silent(&books);
}

#[test]
fn owners_whom_nobody_may_know_are_named_to_nobody() {
    let named = acme("phases: [{ id: one, title: One, tasks: [{ id: a, text: Ask, guide: guides/a }] }]\n");
    let owned = "---\naudience: customer\nowner: zqsecret-v\n---\n# A\n";
    let people = "- { id: zo, name: Zoe }\n«- { id: zqsecret-v, name: zqsecret, audience: internal }\n»";
    assert_silent(&[&[(ACME, &named), ("content/guides/a.md", owned), ("content/people.yaml", people)]]);
}

#[test]
fn actions_of_whoever_is_not_there_tell_nothing_of_them() {
    let people =
        "people: [{ id: po, name: Paula, side: customer }, { id: ops, when: { environment.kind: [air-gapped] }@ }]\n";
    let minutes = "---\nkind: minutes\naudience: customer\ndate: 2026-05-11\n---\n# A\n\n- [ ] Ask them {owner=ops due=2026-05-20}\n";
    let books =
        ["«, name: zqsecret»", ", name: Opal«, email: zqsecret@example.com»", "«, name: zqsecret, audience: internal»"];
    for said in books {
        let engagement = format!(
            "id: acme\ntitle: Acme rollout\ncustomer: Acme\naudience: customer\nstart: 2026-05-04\n\
             environment: {{ kind: cloud }}\n{}",
            people.replace('@', said)
        );
        assert_silent(&[&[(ACME, &engagement), ("content/engagements/acme/call.md", minutes)]]);
    }
}
