//! Who may read what: each way to say it, alone and against another, and that the narrowest always holds.
//!
//! A case is a book in which the word `needle` stands once, the widest audience that may find it, and the lines that claim
//! more than they can have. Every reader is asked, so that nothing is hidden from those who may know it either.

use crate::editions::site_of;
use turnkey::audience::Audience::{self, Customer, Internal, Partner, Public};
use turnkey::book::Reader;
use turnkey::compile::{Memo, Options, Packets, compile, gathered};
use turnkey::diagnostic::Rule;
use turnkey::model::{AssembleOptions, assemble};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

/// A book: its files, the widest audience that finds the needle, and where something claims to be for more.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Audience, &'a [&'a str]);

const SETTINGS: &str = "[book]\ntitle = \"Book\"\nsource = \"content\"\n[audience]\ndefault = \"partner\"\n[audience.tags]\n\
                        secret = \"internal\"\ntheirs = \"customer\"\nopen = \"public\"\n[audience.paths]\n\"open/**\" = \"public\"\n\
                        \"theirs/**\" = \"customer\"\n\"theirs/deep/**\" = \"partner\"\n\"engagements/closed/**\" = \"partner\"\n\
                        \"playbooks/ours.yaml\" = \"internal\"\n";

const GUIDES: &[Case<'_>] = &[
    ("the default where nothing speaks", &[("a.md", "# needle\n")], Partner, &[]),
    ("the page over the default", &[("a.md", "---\naudience: public\n---\nneedle\n")], Public, &[]),
    ("the page under the default", &[("a.md", "---\naudience: internal\n---\nneedle\n")], Internal, &[]),
    ("a word that is none", &[("a.md", "---\naudience: everyone\n---\nneedle\n")], Internal, &[]),
    ("the place over the default", &[("theirs/a.md", "needle\n")], Customer, &[]),
    ("the narrower of two places", &[("theirs/deep/a.md", "needle\n")], Partner, &[]),
    ("the page under its place", &[("open/a.md", "---\naudience: customer\n---\nneedle\n")], Customer, &[]),
    (
        "the page over its place",
        &[("theirs/a.md", "---\naudience: public\n---\nneedle\n")],
        Customer,
        &["content/theirs/a.md:2"],
    ),
    ("the tag over the default", &[("a.md", "---\ntags: [open]\n---\nneedle\n")], Public, &[]),
    ("the tag under the place", &[("open/a.md", "---\ntags: [open, theirs]\n---\nneedle\n")], Customer, &[]),
    ("the place under the tag", &[("theirs/a.md", "---\ntags: [open]\n---\nneedle\n")], Customer, &[]),
    (
        "the tag under the page",
        &[("open/a.md", "---\naudience: public\ntags: [secret]\n---\nneedle\n")],
        Internal,
        &["content/open/a.md:2"],
    ),
    ("a part", &[("open/a.md", "# A\n\n::: internal\nneedle\n:::\n")], Internal, &[]),
    ("a part for an audience", &[("open/a.md", "# A\n\n::: audience partner\nneedle\n:::\n")], Partner, &[]),
    ("a wider part", &[("theirs/a.md", "# A\n\n::: public\nneedle\n:::\n")], Customer, &[]),
    (
        "a wider part in a part",
        &[("open/a.md", "# A\n\n:::: partner\n::: customer\nneedle\n:::\n::::\n")],
        Partner,
        &[],
    ),
    (
        "a narrower part in a part",
        &[("open/a.md", "# A\n\n:::: customer\n::: partner\nneedle\n:::\n::::\n")],
        Partner,
        &[],
    ),
    ("an item", &[("open/a.md", "# A\n\n- One\n- needle {audience=customer}\n")], Customer, &[]),
    (
        "an item of an item",
        &[("open/a.md", "# A\n\n- One {audience=partner}\n  - needle {audience=public}\n")],
        Partner,
        &[],
    ),
    ("a callout", &[("open/a.md", "# A\n\n::: tip needle {audience=partner}\nWords.\n:::\n")], Partner, &[]),
    (
        "an alternative",
        &[("open/a.md", "# A\n\n::: tabs\n== One\nA.\n\n== needle {audience=partner}\nB.\n:::\n")],
        Partner,
        &[],
    ),
    (
        "what is put in",
        &[("open/a.md", "# A\n\n![[b]]\n"), ("open/b.md", "---\naudience: partner\n---\n# B\n\nneedle\n")],
        Partner,
        &[],
    ),
    ("a comment", &[("open/a.md", "# A\n\n<!-- nothing -->\n\n- b\n\n::: internal\nneedle\n:::\n")], Internal, &[]),
    (
        "a word of the trade",
        &[("glossary.yaml", "- { term: needle, definition: Sharp., audience: customer }\n")],
        Customer,
        &[],
    ),
    (
        "a word of a narrower file",
        &[("glossary.yaml", "audience: customer\nterms: [{ term: needle, definition: Sharp., audience: public }]\n")],
        Customer,
        &[],
    ),
];

/// What an engagement for customers says.
const THINGS: &[(&str, &str, Audience, bool)] = &[
    ("a thing", "milestones: [{ id: m, title: needle, week: 1 }]", Customer, false),
    ("a thing for fewer", "milestones: [{ id: m, title: needle, week: 1, audience: partner }]", Partner, false),
    ("a thing for more", "milestones: [{ id: m, title: needle, week: 1, audience: public }]", Customer, true),
    (
        "a thing for more in one for fewer",
        "phases: [{ id: p, title: P, audience: partner, tasks: [{ id: t, text: needle, audience: customer }] }]",
        Partner,
        true,
    ),
    (
        "a thing for fewer in one for fewer",
        "phases: [{ id: p, title: P, audience: partner, tasks: [{ id: t, text: needle, audience: internal }] }]",
        Internal,
        false,
    ),
    ("a point of a list", "objectives: [One, { text: needle, audience: partner }]", Partner, false),
    ("one of a kind", "scope: { audience: internal, included: [needle] }", Internal, false),
    ("a point of one of a kind", "scope: { included: [One, { text: needle, audience: partner }] }", Partner, false),
    ("a map of values", "vars: { audience: partner, a: needle }\nsummary: '{{ vars.a }}'", Partner, false),
    ("remarks", "notes: [needle]", Internal, false),
    ("remarks that claim more", "notes: [{ text: needle, audience: public }]", Internal, true),
    (
        "a reading",
        "metrics: [{ id: k, title: K, readings: [{ date: 2026-05-05, value: 1, note: needle, audience: partner }] }]",
        Partner,
        false,
    ),
    ("a word that is none", "milestones: [{ id: m, title: needle, week: 1, audience: custmer }]", Internal, false),
];

fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    sources.insert_text(SourcePath::new("book.toml").expect("inside"), SETTINGS);
    for (path, text) in files {
        sources.insert_text(SourcePath::new(&format!("content/{path}")).expect("inside"), text);
    }
    sources
}

/// Who finds the needle.
fn finders(sources: &Sources) -> Vec<Audience> {
    let gathered = gathered(sources, &mut Memo::default()).value;
    let finds = |audience: &Audience| {
        let book = gathered.for_reader(&Reader { audience: *audience, engagement: None }).value;
        let today = jiff::civil::date(2026, 5, 20);
        let files = site_of(
            assemble(&book, AssembleOptions { today, whole: None, words: &std::sync::Arc::default() }).value,
            sources,
        );
        files.values().any(|bytes| String::from_utf8_lossy(bytes).contains("needle"))
    };
    Audience::ALL.into_iter().filter(finds).collect()
}

/// The lines that claim to be for more than they can be.
fn widened(sources: &Sources) -> Vec<String> {
    let options = Options { site: false, packets: Packets::None, ..Options::default() };
    let diagnostics = compile(sources, &options, &mut Memo::default()).diagnostics;
    let widened = diagnostics.iter().filter(|problem| problem.rule == Rule::AudienceWidened);
    let place = |at: &turnkey::diagnostic::Location| {
        let text = sources.text(&at.path).expect("it is there");
        format!("{}:{}", at.path, text[..at.range.start as usize].matches('\n').count() + 1)
    };
    widened.filter_map(|problem| problem.location.as_ref().map(place)).collect()
}

fn assert_found(name: &str, files: &[(&str, &str)], widest: Audience, expected: &[&str]) {
    let sources = sources(files);
    let readers: Vec<Audience> = Audience::ALL.into_iter().filter(|audience| *audience <= widest).collect();
    assert_eq!(finders(&sources), readers, "{name}");
    assert_eq!(widened(&sources), expected, "{name}");
}

#[test]
fn of_all_that_speaks_for_a_page_and_its_parts_the_narrowest_holds() {
    for (name, files, widest, widened) in GUIDES {
        assert_found(name, files, *widest, widened);
    }
}

#[test]
fn any_thing_may_be_for_fewer_and_none_for_more() {
    for (name, says, widest, is_widened) in THINGS {
        let text = format!("id: one\ntitle: One\ncustomer: One\nstart: 2026-05-04\naudience: customer\n{says}\n");
        let widened: &[&str] = if *is_widened { &["content/engagements/one/engagement.yaml:6"] } else { &[] };
        assert_found(name, &[("engagements/one/engagement.yaml", &text)], *widest, widened);
    }
}

#[test]
fn an_engagement_is_for_no_more_than_its_place_and_its_playbooks() {
    let engagement = |says: &str| format!("id: one\ntitle: needle\ncustomer: One\n{says}");
    let plan = |says: &str| format!("title: Plan\n{says}");
    let (own, above) = ("engagements/one/engagement.yaml", "playbooks/plan.yaml");
    for (name, path, says, plans, widest, widened) in [
        ("the default", own, "", vec![], Partner, vec![]),
        ("its own word", own, "audience: public\n", vec![], Public, vec![]),
        (
            "its place",
            "engagements/closed/engagement.yaml",
            "audience: public\n",
            vec![],
            Partner,
            vec!["content/engagements/closed/engagement.yaml:4"],
        ),
        ("its playbook's word", own, "extends: plan\n", vec![(above, plan("audience: customer\n"))], Customer, vec![]),
        (
            "the stricter of both",
            own,
            "extends: plan\naudience: public\n",
            vec![(above, plan("audience: customer\n"))],
            Customer,
            vec![],
        ),
        (
            "the strictest of a chain",
            own,
            "extends: plan\naudience: public\n",
            vec![
                (above, plan("extends: first\naudience: public\n")),
                ("playbooks/first.yaml", plan("audience: partner\n")),
            ],
            Partner,
            vec![],
        ),
        (
            "its playbook's place",
            own,
            "extends: ours\naudience: public\n",
            vec![("playbooks/ours.yaml", plan("audience: public\n"))],
            Internal,
            vec!["content/engagements/one/engagement.yaml:5"],
        ),
    ] {
        let text = engagement(says);
        let mut files = vec![(path, text.as_str())];
        files.extend(plans.iter().map(|(path, text)| (*path, text.as_str())));
        assert_found(name, &files, widest, &widened);
    }
}

#[test]
fn whoever_claims_more_than_a_playbooks_place_is_told_which_playbook() {
    let files = [
        ("engagements/one/engagement.yaml", "id: one\ntitle: One\ncustomer: One\nextends: ours\naudience: public\n"),
        ("playbooks/ours.yaml", "title: Plan\n"),
    ];
    let options = Options { site: false, packets: Packets::None, ..Options::default() };
    let diagnostics = compile(&sources(&files), &options, &mut Memo::default()).diagnostics;
    let related: Vec<&str> = diagnostics
        .iter()
        .filter(|problem| problem.rule == Rule::AudienceWidened)
        .flat_map(|problem| problem.related.iter().map(|(at, _)| at.path.as_str()))
        .collect();
    assert_eq!(related, ["content/playbooks/ours.yaml"], "{diagnostics:?}");
}
