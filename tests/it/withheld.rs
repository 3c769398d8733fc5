//! What withholds a packet: what is wrong in what its reader sees, and nothing that they may not see.

use crate::editions::small;
use turnkey::compile::{Memo, Options, compile};
use turnkey::diagnostic::Level;

#[test]
fn a_packet_is_not_withheld_for_what_its_reader_may_not_see() {
    let engagement = "id: acme\ntitle: Acme\ncustomer: Acme\naudience: customer\nphases:\n  - id: one\n    title: One\n    \
                      tasks: [{ id: a, text: Ask, guide: guides/desk }, { id: b, text: Read, guide: guides/shown }]\n";
    let files = [
        ("content/engagements/acme/engagement.yaml", engagement),
        ("content/guides/desk.md", "---\naudience: internal\n---\n# Desk\n\n[gone](gone.md)\n"),
        ("content/guides/shown.md", "---\naudience: customer\n---\n# Shown\n"),
    ];
    let compiled = compile(&small("[book]\ntitle = \"Book\"\n", &files), &Options::default(), &mut Memo::default());
    let [packet, _] = compiled.value.packets() else { panic!("the customer's, and the team's") };
    assert_eq!(packet.withheld, []);
    let why: Vec<_> = packet.why.iter().map(|(path, why)| (path.as_str(), why.as_str())).collect();
    assert_eq!(why, [("content/guides/shown.md", "named as guide in content/engagements/acme/engagement.yaml")]);
    let rules: Vec<_> = compiled.diagnostics.iter().map(|diagnostic| diagnostic.rule.name()).collect();
    assert_eq!(rules, ["link-to-restricted", "broken-link"], "{:?}", compiled.diagnostics);
}

#[test]
fn a_packet_is_withheld_for_what_is_wrong_in_what_its_reader_sees_of_a_file() {
    let engagement = |more: &str| {
        format!(
            "id: acme\ntitle: Acme\ncustomer: Acme\naudience: customer\npackets: {{ handoff: {{ guides: [guides/shown] }} }}\n{more}\n"
        )
    };
    let page = |more: &str| format!("---\naudience: customer\n---\n# Shown\n\n{more}\n");
    let withheld = |more: &str, words: &str| {
        let (engagement, page) = (engagement(more), page(words));
        let files = [
            ("content/engagements/acme/engagement.yaml", engagement.as_str()),
            ("content/guides/shown.md", page.as_str()),
        ];
        let compiled = compile(&small("[book]\ntitle = \"Book\"\n", &files), &Options::default(), &mut Memo::default());
        let [packet, _] = compiled.value.packets() else { panic!("the customer's, and the team's") };
        let rules: Vec<&str> = packet.withheld.iter().map(|problem| problem.rule.name()).collect();
        (rules.join(" "), compiled.diagnostics.iter().filter(|problem| problem.level == Level::Error).count())
    };
    let shown = |rule: &str| (rule.to_owned(), 1);
    let hidden = (String::new(), 1);
    assert_eq!(withheld("raid: [{ id: a, kind: risk, title: A, opened: never }]", ""), shown("invalid-value"));
    assert_eq!(withheld("raid: [{ id: a, kind: risk, title: A, opened: never, audience: internal }]", ""), hidden);
    assert_eq!(withheld("raid: [{ id: a, kind: risk, title: A, oponed: x, audience: internal }]", ""), hidden);
    assert_eq!(withheld("notes: [{ text: A, date: never }]", ""), hidden);
    assert_eq!(withheld("raci: [{ activity: A, accountable: nobody }]", ""), shown("unknown-reference"));
    assert_eq!(withheld("raci: { audience: internal, rows: [] }", ""), hidden);
    assert_eq!(withheld("scope: { audience: partner, included: [{ text: A, guide: [b] }] }", ""), hidden);
    assert_eq!(withheld("", "[x](gone.md)"), shown("broken-link"));
    assert_eq!(withheld("", "::: internal\n[x](gone.md)\n:::"), hidden);
    assert_eq!(withheld("", "- [x](gone.md) {audience=internal}\n- y"), hidden);
    assert_eq!(withheld("", "> ::: internal\n> ::: when nothing.at.all=1\n> x\n> :::\n> :::").0, "");
}
