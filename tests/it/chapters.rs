//! What the packets of an engagement say: every text of its data, in chapters in their order, in the engagement's language.

use crate::determinism::example;
use crate::reach::everything;
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use turnkey::compile::{Memo, Options, compile};
use turnkey::model::wording::Languages;
use turnkey::model::{Edition, PacketPlan, PlacedEngagement};
use turnkey::packet::contents;
use turnkey::packet::view::{CoverView, PacketView, SectionBody};
use turnkey::path::SourcePath;
use turnkey::schema::node::{Node, Value as Written};
use turnkey::schema::things::PacketSection;
use turnkey::source::Sources;

/// Fields whose texts stand on no paper, each with the reason.
const UNPRINTED: &[(&str, &str)] = &[
    ("notes", "remarks never leave the house"),
    ("vars", "guides say them where they put them in"),
    ("environment", "conditions ask for it"),
    ("updates", "the status report says them"),
    ("when", "a condition"),
    ("flags", "for lists of people"),
    ("minutes", "what was said in meetings is not handed over"),
    ("links", "pages elsewhere, for the team's screens"),
    ("on", "a day of the week is said in another form"),
    ("target", "likewise"),
    ("packets", "each has its own on its cover"),
];

/// The texts of a tree that are more than a name, a day or a number, each with the field that it stands in.
fn texts(node: &Node, field: &str, into: &mut Vec<(String, String)>) {
    match &node.value {
        Written::Scalar(scalar) if scalar.text.trim().contains(' ') && !scalar.text.contains("{{") => {
            into.push((field.to_owned(), scalar.text.to_string()));
        }
        Written::Scalar(_) | Written::Null => {}
        Written::List(entries) => entries.iter().for_each(|entry| texts(entry, field, into)),
        // What is over of the log is in the tables that come with a packet.
        Written::Map(map) if field == ".raid" && is_closed(map) => {}
        Written::Map(map) => {
            for entry in &map.entries {
                if !UNPRINTED.iter().any(|(name, _)| *name == entry.key) {
                    texts(&entry.value, &format!("{field}.{}", entry.key), into);
                }
            }
        }
    }
}

fn is_closed(entry: &turnkey::schema::node::Map) -> bool {
    let says = |name: &str, what: &str| entry.get(name).and_then(Node::as_text).is_some_and(|text| text == what);
    (says("status", "closed") || entry.get("closed").is_some()) && !says("kind", "decision")
}

/// Every string of the packets, with blanks made one.
fn printed(views: &[PacketView]) -> String {
    fn strings(value: &Value, into: &mut String) {
        match value {
            Value::String(text) => {
                into.push_str(&words(text));
                into.push('\n');
            }
            Value::Array(values) => values.iter().for_each(|value| strings(value, into)),
            Value::Object(fields) => fields.values().for_each(|value| strings(value, into)),
            _ => {}
        }
    }
    let mut all = String::new();
    for view in views {
        strings(&serde_json::to_value(view).expect("plain data"), &mut all);
        for section in &view.sections {
            if let SectionBody::Guides(guides) = &section.body {
                guides.iter().for_each(|guide| all.push_str(&words(&guide.doc.plain_text())));
            }
        }
    }
    all
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the data says and no section of a packet does.
fn unsaid(sources: &Sources) -> Vec<String> {
    let whole = compile(sources, &Options::default(), &mut Memo::default()).value.whole().clone();
    let mut unsaid = BTreeSet::new();
    for placed in &whole.engagements {
        let last = placed.packets.last().expect("no engagement is without packets").clone();
        let all = PacketPlan {
            sections: PacketSection::ALL.to_vec(),
            guides_of_others: BTreeSet::new(),
            collects: (0..placed.facts.sign_offs.len()).collect(),
            ..last
        };
        let printed = printed(&[contents(&whole, placed, &all, &Arc::default())]);
        let mut all = Vec::new();
        texts(&placed.node, "", &mut all);
        assert!(all.len() > 20, "{} says something", placed.id);
        let is_missing = |text: &str| text.split("\n\n").any(|part| !printed.contains(&words(part)));
        let missing = all.into_iter().filter(|(_, text)| is_missing(text));
        unsaid.extend(missing.map(|(field, text)| format!("{}{field}: {text}", placed.id)));
    }
    unsaid.into_iter().collect()
}

#[test]
fn every_text_of_the_example_books_data_is_in_some_packet() {
    assert_eq!(unsaid(&example()), Vec::<String>::new());
}

#[test]
fn every_text_that_an_engagement_can_say_is_in_some_packet() {
    let Some(sources) = everything() else { return };
    assert_eq!(unsaid(&sources), Vec::<String>::new());
}

/// The handoff of an engagement of the example book, in the language of `tag`.
fn handoff(tag: &str) -> PacketView {
    packet("handoff", tag)
}

fn packet(name: &str, tag: &str) -> PacketView {
    static WHOLE: LazyLock<Arc<Edition>> =
        LazyLock::new(|| compile(&example(), &Options::default(), &mut Memo::default()).value.whole().clone());
    let whole = &*WHOLE;
    let placed: &PlacedEngagement = whole.engagement("tarnwick").expect("it is in the example book");
    let plan = placed.packets.iter().find(|plan| plan.name == name).expect("it is built in");
    let (languages, _) = Languages::new(&turnkey::source::Sources::default());
    contents(whole, placed, plan, &languages.of(tag))
}

#[test]
fn a_cover_says_whose_it_is_and_who_gets_it() {
    let cover = handoff("en").cover;
    let logos = |cover: &CoverView| {
        let logos = cover.logos.iter().map(|logo| format!("{}: {}", logo.of, logo.path));
        logos.collect::<Vec<_>>()
    };
    let names = |cover: &CoverView| cover.distribution.iter().map(|one| one.name.to_string()).collect::<Vec<_>>();
    assert_eq!(
        logos(&cover),
        ["Oxbarrow Systems: assets/logo.svg", "Tarnwick Water: engagements/tarnwick/tarnwick.svg"]
    );
    assert_eq!(names(&cover), ["Gareth Sowerby", "Imogen Pryce", "Control centre document store"]);
    assert_eq!(cover.audience, "");
    // What stays in the house goes to nobody at the customer's.
    let inside = packet("transition", "en").cover;
    assert_eq!(logos(&inside), ["Oxbarrow Systems: assets/logo.svg"]);
    assert_eq!((inside.audience.as_str(), names(&inside)), ("internal", vec![]));
}

#[test]
fn a_book_of_nobody_names_no_vendor_on_a_cover() {
    let mut sources = example();
    let config = SourcePath::new("book.toml").expect("inside");
    let without = sources.text(&config).expect("it is there").replace("organization = \"Oxbarrow Systems\"\n", "");
    sources.insert_text(config, &without);
    let whole = compile(&sources, &Options::default(), &mut Memo::default()).value.whole().clone();
    let placed = whole.engagement("tarnwick").expect("it is in the example book");
    let plan = placed.packets.iter().find(|plan| plan.name == "handoff").expect("it is built in");
    let view = contents(&whole, placed, plan, &Arc::default());
    assert_eq!(view.cover.organization, "");
}

#[test]
fn the_front_says_what_a_draft_waits_for_and_who_has_yet_to_sign() {
    let view = handoff("en");
    let front = printed(&[PacketView { sections: Vec::new(), ..view }]);
    for words in ["Waits for Ready to hand over (19/24)", "Hanne Lindqvist", "Imogen Pryce", "Open"] {
        assert!(front.contains(words), "{words}: {front}");
    }
}

#[test]
fn the_page_of_a_register_leads_to_the_chapter_that_has_all_of_it() {
    let view = handoff("en");
    let places: Vec<&str> =
        view.sections.iter().filter(|section| section.place.is_some()).map(|section| section.id.as_str()).collect();
    assert_eq!(places, ["requirements", "environments", "timeline", "metrics", "raid", "people", "raci", "sign-off"]);
}

#[test]
fn a_handoff_has_its_chapters_in_their_order() {
    let view = handoff("en");
    let ids: Vec<&str> = view.front.iter().chain(&view.sections).map(|section| section.id.as_str()).collect();
    let expected = "document-control if-it-breaks summary scope deliverables changes success-criteria design requirements \
        environments access integrations expiries timeline plan meetings metrics decisions runbooks guides known-issues raid \
        support people raci training sign-off glossary";
    assert_eq!(ids.join(" "), expected.split_whitespace().collect::<Vec<_>>().join(" "));
    assert_eq!((view.front.len(), view.has_contents), (1, true));
}

/// What the program says in a view by itself: titles of chapters, parts and columns, names of facts, states.
fn labels(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| labels(value, into)),
        Value::Object(fields) => {
            let is_column = fields.contains_key("numeric");
            let is_state = fields.contains_key("label") && fields.contains_key("id");
            let is_section = fields.contains_key("lead") && fields.contains_key("id");
            let said = [("title", is_column || is_section), ("label", is_state)];
            let said = said.iter().filter(|(_, is)| *is).filter_map(|(name, _)| fields.get(*name)?.as_str());
            into.extend(said.map(str::to_owned));
            fields.values().for_each(|value| labels(value, into));
        }
        _ => {}
    }
}

#[test]
fn a_packet_speaks_one_language() {
    let of = |tag: &str| {
        let mut all = Vec::new();
        labels(&serde_json::to_value(handoff(tag)).expect("plain data"), &mut all);
        all
    };
    let english = of("en");
    assert!(english.len() > 100, "{english:?}");
    for (tag, same) in [
        (
            "de",
            &[
                "Version", "Name", "Status", "System", "Trainer", "Material", "Runbook", "Runbooks", "Start", "Phase",
                "Gate", "Gates",
            ][..],
        ),
        (
            "fr",
            &[
                "Version",
                "Date",
                "Phase",
                "Notes",
                "Action",
                "Options",
                "Production",
                "Support",
                "Phases",
                "Guides",
                "E-mail",
            ][..],
        ),
        ("es", &["Material", "No", "Plan", "Runbook", "Runbooks"][..]),
        ("pt", &["Material", "Status", "Runbook", "Runbooks", "E-mail"][..]),
    ] {
        let said = of(tag);
        assert_eq!(said.len(), english.len(), "{tag}");
        let left: BTreeSet<&String> = english
            .iter()
            .zip(&said)
            .filter(|(english, said)| english == said && !english.is_empty() && !same.contains(&english.as_str()))
            .map(|(english, _)| english)
            .collect();
        assert_eq!(left, BTreeSet::new(), "{tag} says this in English");
    }
    let view = handoff("de");
    let printed = printed(std::slice::from_ref(&view));
    for words in ["20. Mai 2026", "Wartet auf", "jede Woche", "Wenn etwas ausfällt"] {
        assert!(printed.to_lowercase().contains(&words.to_lowercase()), "{words}");
    }
}
