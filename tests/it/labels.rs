//! Whoever reads more than others is told so, wherever it stands: on the team's site what is for fewer has its label. And the
//! way from there to what the customer sees, who is told nothing.

use crate::built::{customer_texts, site_files};
use std::collections::BTreeMap;
use std::sync::Arc;
use turnkey::audience::Audience;
use turnkey::compile::{Memo, Options, Packets, compile};
use turnkey::path::{OutputPath, SourcePath};
use turnkey::source::Sources;

const ENGAGEMENT: &str = "\
id: acme
title: Acme rollout
customer: { name: Acme Water }
audience: customer
start: 2026-05-04
marking: TLP:GREEN
packets: { handoff: { marking: TLP:AMBER, guides: [guide] } }
objectives: [Open one, { text: Kept objective, audience: internal }]
phases:
  - id: open
    title: Open phase
    weeks: 1
    during: [Open word, { text: Kept word, audience: partner }]
    tasks: [Open task, { id: kept, text: Kept task, audience: internal }]
    deliverables: [{ id: kept, title: Kept deliverable, audience: internal }]
    gotchas: [{ symptom: Kept symptom, action: Wait, audience: internal }]
  - { id: kept, title: Kept phase, weeks: 2, audience: internal, tasks: [{ id: open-task, text: Nothing more }] }
milestones: [{ id: kept, title: Kept milestone, week: 1, audience: partner }]
success_criteria: [{ id: kept, text: Kept criterion, audience: internal }]
gates: [{ id: kept, title: Kept gate, requires: ['milestone:kept'], audience: internal }]
metrics: [{ id: kept, title: Kept metric, unit: s, baseline: 3, target: '< 2', audience: internal }]
raid: [{ id: kept, kind: risk, title: Kept risk, audience: internal }]
meetings:
  - { id: open, title: Open meeting, agenda: [Open topic, { topic: Kept topic, audience: internal }] }
  - { id: kept, title: Kept meeting, audience: internal }
environments: [{ id: kept, title: Kept environment, audience: internal }]
components: [{ id: kept, title: Kept component, audience: internal }]
access: [{ id: kept, system: Kept system, audience: internal }]
expiries: [{ id: kept, what: Kept expiry, on: 2026-09-01, audience: internal }]
people: [{ id: kept, name: Kept person, side: customer, audience: internal }]
sign_offs: [{ id: kept, title: Kept sign-off, subject: 'phase:open', parties: [kept], audience: internal }]
prerequisites: [{ id: kept, text: Kept prerequisite, audience: internal }]
changes: [{ id: kept, title: Kept change, audience: internal }]
design: { requirements: [{ id: kept, title: Kept requirement, audience: internal }] }
training: [{ id: kept, title: Kept training, audience: internal }]
links: [{ title: Kept link, url: 'https://crm.example.com/7', audience: internal }]
notes: [A kept note]
";

const GUIDE: &str = "---\naudience: customer\n---\n# Guide\n\n::: partner\nKept part.\n:::\n\n::: audience customer\nTheirs.\n:::\n\n\
- Open\n- Kept item {audience=internal}\n- Their item {audience=customer}\n";

fn book() -> Sources {
    let mut sources = Sources::default();
    let mut add = |path: &str, text: &str| sources.insert_text(SourcePath::new(path).expect("inside"), text);
    add("book.toml", "[build]\ndate = \"2026-05-20\"\n[packet]\nmarking = \"TLP:CLEAR\"\n");
    add("content/engagements/acme/engagement.yaml", ENGAGEMENT);
    add("content/guide.md", GUIDE);
    add("content/other.md", "# Other\n");
    sources
}

/// The team's site, and the customer's.
fn sites() -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let sources = book();
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("held")));
    let outputs = compile(&sources, &Options::default(), &mut Memo::default()).value;
    let text = |files: BTreeMap<String, Vec<u8>>| -> BTreeMap<String, String> {
        files.into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
    };
    let team = site_files(&outputs.site().expect("it is asked for"), &assets).0;
    let packet = outputs.for_customer("acme").expect("Acme may see something");
    assert_eq!(packet.withheld, []);
    (text(team), customer_texts(packet, &assets))
}

/// True where `words` on the page are followed by this label, before anything else is said.
fn is_labelled(page: &str, words: &str, label: &str) -> bool {
    let badge = format!("<span class=\"badge audience-{}\">{label}</span>", label.to_lowercase());
    page.match_indices(words).any(|(at, _)| {
        let rest = &page[at + words.len()..];
        rest.find(&badge).is_some_and(|end| words_of(&rest[..end]).trim().is_empty())
    })
}

/// What a piece of a page says, without its tags.
fn words_of(html: &str) -> String {
    let mut is_tag = false;
    let outside = |letter: &char| {
        let was_tag = is_tag;
        is_tag = if is_tag { *letter != '>' } else { *letter == '<' };
        !was_tag && !is_tag
    };
    html.chars().filter(outside).collect()
}

#[test]
fn what_is_for_fewer_is_labelled_wherever_the_team_sees_it() {
    let (team, _) = sites();
    let below = "engagements/acme/";
    for (page, words, label) in [
        ("index.html", "Kept objective", "Internal"),
        ("index.html", "Kept phase", "Internal"),
        ("index.html", "Kept milestone", "Partner"),
        ("index.html", "Kept criterion", "Internal"),
        ("index.html", "Kept gate", "Internal"),
        ("index.html", "Kept metric", "Internal"),
        ("index.html", "Kept risk", "Internal"),
        ("index.html", "Kept meeting", "Internal"),
        ("index.html", "Kept person", "Internal"),
        ("index.html", "Kept link", "Internal"),
        ("index.html", "Notes", "Internal"),
        ("phases/open.html", "Kept task", "Internal"),
        ("phases/open.html", "Kept deliverable", "Internal"),
        ("phases/open.html", "Kept symptom", "Internal"),
        ("phases/open.html", "Kept word", "Partner"),
        ("phases/open.html", "Kept milestone", "Partner"),
        ("meetings/open.html", "Kept topic", "Internal"),
        ("plan.html", "Kept phase", "Internal"),
        ("plan.html", "Kept task", "Internal"),
        ("plan.html", "Kept milestone", "Partner"),
        ("plan.html", "Kept prerequisite", "Internal"),
        ("plan.html", "Kept change", "Internal"),
        ("raid.html", "Kept risk", "Internal"),
        ("metrics.html", "Kept metric", "Internal"),
        ("environments.html", "Kept environment", "Internal"),
        ("environments.html", "Kept component", "Internal"),
        ("environments.html", "Kept system", "Internal"),
        ("environments.html", "Kept expiry", "Internal"),
        ("people.html", "Kept person", "Internal"),
        ("people.html", "Kept training", "Internal"),
        ("requirements.html", "Kept requirement", "Internal"),
        ("requirements.html", "Kept criterion", "Internal"),
        ("sign-offs.html", "Kept gate", "Internal"),
        ("sign-offs.html", "Kept sign-off", "Internal"),
    ] {
        let text = &team[&format!("{below}{page}")];
        assert!(is_labelled(text, words, label), "{page}: {words} is not labelled {label}:\n{text}");
    }
    let overview = &team["engagements/acme/index.html"];
    assert!(!is_labelled(overview, "Open phase", "Internal") && !is_labelled(overview, "Open meeting", "Internal"));
    assert!(overview.contains("Kept phase (internal): "), "the timeline says it in words too: {overview}");
    let kept = &team["engagements/acme/phases/kept.html"];
    assert!(kept.contains("<span class=\"badge audience-internal\">Internal</span>"), "the page says it: {kept}");
    let guide = &team["guide.html"];
    for label in ["Partner", "Internal", "Customer"] {
        assert!(guide.contains(&format!("{label}</")), "{label}: {guide}");
    }
}

#[test]
fn a_page_leads_to_what_its_customer_sees_where_they_see_it() {
    let (team, customer) = sites();
    let leads = |page: &str| team[page].contains("View as customer");
    assert!(
        team["engagements/acme/phases/open.html"]
            .contains("href=\"../../../../packets/acme/site/engagements/acme/phases/open.html\">View as customer</a>")
    );
    assert!(leads("engagements/acme/index.html") && leads("engagements/acme/plan.html"));
    for page in ["engagements/acme/phases/kept.html", "engagements/acme/raid.html", "guide.html", "index.html"] {
        assert!(!leads(page), "{page} is not the customer's");
        assert!(page.ends_with("index.html") || page == "guide.html" || !customer.contains_key(page));
    }
    let alone = Options { packets: Packets::None, ..Options::default() };
    let sources = book();
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("held")));
    let outputs = compile(&sources, &alone, &mut Memo::default()).value;
    let (files, _) = site_files(&outputs.site().expect("it is asked for"), &assets);
    let overview = String::from_utf8_lossy(&files["engagements/acme/index.html"]).into_owned();
    assert!(!overview.contains("View as customer"), "nothing is made that it could lead to");
}

#[test]
fn a_customers_site_says_nothing_of_other_readers() {
    let (_, customer) = sites();
    for (path, text) in &customer {
        let is_page = OutputPath::new(path).expect("inside").extension().as_deref() == Some("html");
        for word in ["Kept", "audience-", "restricted", "View as", "edition", "{audience", "::: "] {
            let is_there = text.contains(word);
            // The style sheet serves every reader.
            assert!(!is_there || path.starts_with("assets/turnkey/"), "{path} says {word}:\n{text}");
        }
        if is_page {
            assert!(text.contains("<span>TLP:AMBER</span>"), "{path} is not marked as the packet is:\n{text}");
        }
    }
    let guide = &customer["guide.html"];
    assert!(guide.contains("<p>Theirs.</p>") && guide.contains("Their item"), "{guide}");
    assert!(customer["index.html"].contains("<h1>Acme Water</h1>"));
    assert!(!customer.contains_key("other.html") && !customer.contains_key("recent.html"));
}

#[test]
fn partners_are_told_what_customers_do_not_read() {
    let sources = book();
    let options = Options { audience: Audience::Partner, packets: Packets::None, ..Options::default() };
    let outputs = compile(&sources, &options, &mut Memo::default()).value;
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("held")));
    let (files, _) = site_files(&outputs.site().expect("it is asked for"), &assets);
    let plan = String::from_utf8_lossy(&files["engagements/acme/plan.html"]).into_owned();
    assert!(is_labelled(&plan, "Kept milestone", "Partner"), "{plan}");
    assert!(!plan.contains("Kept task"), "{plan}");
}
