//! A site speaks the language of whom it is for: the book's, or that of the engagement that it is of. And it says nothing of
//! its own in any other, which is looked for with a language that nobody can take for English.

use crate::built::{customer_texts, site_files};
use scraper::{Html, Node};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use turnkey::compile::{Memo, Options, Packets, compile};
use turnkey::diagnostic::sort;
use turnkey::disk::{read_asset, read_sources};
use turnkey::model::wording::builtin_words;
use turnkey::path::SourcePath;
use turnkey::source::Sources;

const ENGAGEMENT: &str = "\
id: acme
title: Einführung bei Acme
language: de
customer: { name: Acme Wasser }
audience: customer
start: 2026-05-04
phases:
  - id: aufbau
    title: Aufbau
    weeks: 1-2
    tasks:
      - { id: zugang, text: Zugang einrichten, due: 2026-05-12 }
      - { id: netz, text: Netz prüfen, done: 2026-05-06 }
milestones: [{ id: start, title: Start, date: 2026-06-01 }]
gates: [{ id: abnahme, title: Abnahme, requires: ['milestone:start', 'runbook:*'] }]
metrics: [{ id: dauer, title: Dauer, unit: '%', target: '< 2.5', baseline: 3, readings: [{ date: 2026-05-10, value: 1.5 }] }]
raid: [{ id: quote, kind: action, title: Quote, opened: 2026-05-05, due: 2026-05-11 }]
meetings: [{ id: jour-fixe, title: Jour fixe, on: monday 10:00, every: 1w, length: 45m, agenda: [{ topic: Stand, duration: 15m }] }]
packets: { handoff: { guides: [anleitung] } }
";

/// A small book with this `book.toml`, and `more` files.
fn book(toml: &str, more: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    let mut add = |path: &str, text: &str| sources.insert_text(SourcePath::new(path).expect("inside"), text);
    add("book.toml", &format!("[book]\ntitle = \"Buch\"\n{toml}\n[build]\ndate = \"2026-05-20\"\n"));
    add("content/engagements/acme/engagement.yaml", ENGAGEMENT);
    add(
        "content/anleitung.md",
        "---\naudience: customer\n---\n# Anleitung\n\n> [!WARNING]\n> Achtung.\n\n- [ ] Haken\n",
    );
    more.iter().for_each(|(path, text)| add(path, text));
    sources
}

/// The files of the team's site as text, and of that of the customer of `id`.
fn sites(sources: &Sources, id: &str, memo: &mut Memo) -> (BTreeMap<String, String>, BTreeMap<String, String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let assets = |path: &SourcePath| match sources.bytes(path) {
        Some(bytes) => Ok(Arc::clone(bytes)),
        None => read_asset(root, path),
    };
    let options = Options { packets: Packets::Of(id.into()), ..Options::default() };
    let outputs = compile(sources, &options, memo).value;
    let text = |files: BTreeMap<String, Vec<u8>>| -> BTreeMap<String, String> {
        files.into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
    };
    let team = site_files(&outputs.site().expect("it is asked for"), &assets).0;
    let packet = outputs.for_customer(id).expect("they may see something");
    (text(team), customer_texts(packet, &assets))
}

#[track_caller]
fn has(page: &str, wanted: &[&str]) {
    let missing: Vec<_> = wanted.iter().filter(|text| !page.contains(**text)).collect();
    assert!(missing.is_empty(), "{missing:?} is not in\n{page}");
}

#[test]
fn a_customer_reads_the_language_of_their_engagement_and_the_team_that_of_the_book() {
    let (team, customer) = sites(&book("", &[]), "acme", &mut Memo::default());
    has(&team["engagements/acme/index.html"], &["<html lang=\"en\"", ">What is next<", "12 May", ">Search<"]);
    assert!(!team["assets/turnkey/site.js"].contains("turnkeyWords={"));
    let overview = &customer["engagements/acme/index.html"];
    has(
        overview,
        &[
            "<html lang=\"de\"",
            ">Als Nächstes<",
            "Verspätet, war fällig am 12. Mai",
            "<span>1 von 2</span>",
            "placeholder=\"Seiten, Phasen, Personen suchen\"",
            ">Zum Text springen</a>",
        ],
    );
    has(
        &customer["engagements/acme/metrics.html"],
        &["1,5\u{a0}%", "&lt;\u{a0}2,5\u{a0}%", ">1 Messung<", "Ausgangswert"],
    );
    has(&customer["engagements/acme/raid.html"], &[">Maßnahmen<", ">Überfällig<", ">1 überfällig<"]);
    has(&customer["engagements/acme/meetings/jour-fixe.html"], &["Jede Woche, Mo, 10:00", "15 min von 45 min"]);
    has(
        &customer["engagements/acme/sign-offs.html"],
        &["ist nicht erreicht, geplant für 1. Juni 2026", ">Meilenstein<"],
    );
    has(&customer["anleitung.html"], &[">Warnung<", "<span>0 von 1</span>", ">Zurücksetzen<"]);
    has(&customer["404.html"], &["Seite nicht gefunden"]);
    has(&customer["engagements/acme/calendar.ics"], &["SUMMARY:Aufbau endet"]);
    has(&customer["assets/turnkey/site.js"], &["var turnkeyWords={", "\"Searching…\":\"Suche läuft…\""]);
    let (team, _) = sites(&book("language = \"fr\"", &[]), "acme", &mut Memo::default());
    has(&team["index.html"], &["<html lang=\"fr\"", ">Projets<", "Édition interne", "1 en retard"]);
    has(&team["engagements/acme/plan.html"], &["12 mai 2026", "Tâches : Aufbau"]);
}

#[test]
fn what_a_language_lacks_is_in_english_and_says_so_until_a_file_has_it() {
    let (team, _) = sites(&book("language = \"nl\"", &[]), "acme", &mut Memo::default());
    has(
        &team["index.html"],
        &["<html lang=\"nl\"", "<dialog class=\"search\" id=\"tk-search-dialog\" lang=\"en\"", ">Search<"],
    );
    let own = [("templates/words/nl.toml", "Search = \"Zoek {%\"\n\"Serch\" = \"x\"\n")];
    let sources = book("language = \"nl\"", &own);
    let (team, _) = sites(&sources, "acme", &mut Memo::default());
    has(
        &team["index.html"],
        &["<html lang=\"nl\"", "<dialog class=\"search\" id=\"tk-search-dialog\" aria-label=\"Zoek &#123;%\""],
    );
    let mut found = compile(&sources, &Options::default(), &mut Memo::default()).diagnostics;
    sort(&mut found);
    let found: Vec<_> = found.iter().map(|one| (one.rule.name(), one.message.as_str())).collect();
    assert!(found.contains(&("unknown-key", "no page and no packet says “Serch”")), "{found:?}");
}

#[test]
fn another_language_or_other_words_are_heard_at_once() {
    let reworded = [("templates/words/de.toml", "\"What is next\" = \"Nächste Schritte\"\n")];
    let template = [(
        "templates/site/tags.html",
        "{% extends \"base.html\" %}{% block main %}{{ \"What is next\" | say }}{% endblock %}",
    )];
    let steps = [
        book("", &[]),
        book("language = \"de\"", &[]),
        book("language = \"de\"", &reworded),
        book("language = \"de\"", &template),
        book("language = \"pt\"", &reworded),
        book("", &[]),
    ];
    let mut memo = Memo::keeping_pages();
    for (step, sources) in steps.iter().enumerate() {
        let warm = sites(sources, "acme", &mut memo);
        let cold = sites(sources, "acme", &mut Memo::default());
        assert!(warm == cold, "step {step} says something of the one before");
        let again = sites(sources, "acme", &mut memo);
        assert!(again == cold, "step {step} is not the same again");
    }
}

/// `phrase` in letters that no text has, but for the names of its places.
fn disguised(phrase: &str) -> String {
    let phrase = phrase.split_once('|').map_or(phrase, |(_, phrase)| phrase);
    let mut is_place = false;
    let letter = |letter: char| {
        is_place = (is_place || letter == '{') && letter != '}';
        match letter {
            'a'..='z' if !is_place => char::from_u32(u32::from(letter) - u32::from('a') + 0x13A0),
            'A'..='Z' if !is_place => char::from_u32(u32::from(letter) - u32::from('A') + 0x13A0),
            other => Some(other),
        }
    };
    phrase.chars().filter_map(letter).collect()
}

/// What a page says: its texts, and the attributes that are read out.
fn said(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let html = Html::parse_document(page);
    for node in html.tree.nodes() {
        let is_code = node.ancestors().any(|above| matches!(above.value(), Node::Element(element) if matches!(element.name(), "script" | "style" | "code" | "pre")));
        match node.value() {
            Node::Text(text) if !is_code => {
                found.insert(text.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            Node::Element(element) => {
                let read = ["aria-label", "title", "placeholder"].iter().filter_map(|name| element.attr(name));
                found.extend(read.map(str::to_owned));
            }
            _ => {}
        }
    }
    found
}

/// The words of `text` in Latin letters, of two letters and more.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    let words = text.split(|letter: char| !letter.is_ascii_alphabetic()).filter(|word| word.len() > 1);
    words.map(str::to_lowercase)
}

#[test]
fn nothing_of_the_program_is_left_in_english() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = read_sources(root, &root.join("dist"), &[String::new()]).expect("the example book").value;
    let phrases: BTreeMap<String, String> = toml::from_str(&builtin_words()["de.toml"]).expect("TOML");
    let mut own = String::new();
    for phrase in phrases.keys() {
        let _ = writeln!(own, "{phrase:?} = {:?}", disguised(phrase));
    }
    let path = |path: &str| SourcePath::new(path).expect("inside");
    let toml =
        sources.text(&path("book.toml")).expect("it is there").replace("language = \"en\"", "language = \"chr\"");
    let engagement = path("content/engagements/tarnwick/engagement.yaml");
    let yaml = sources.text(&engagement).expect("it is there").replace("language: en", "language: chr");
    let mut content = String::new();
    for (path, _) in sources.files.iter().filter(|(path, _)| path.below("content").is_some()) {
        // Where a link leads is not said.
        for (at, part) in sources.text(path).unwrap_or_default().split("](").enumerate() {
            let said = part.split_once(')').filter(|_| at > 0).map_or(part, |(_, said)| said);
            content = content + " " + &words(said).collect::<Vec<_>>().join(" ");
        }
    }
    sources.insert_text(path("book.toml"), &toml);
    sources.insert_text(engagement, &yaml);
    sources.insert_text(path("templates/words/chr.toml"), &own);
    let spoken: BTreeSet<String> = phrases.keys().flat_map(|phrase| words(phrase).collect::<Vec<_>>()).collect();
    let (team, customer) = sites(&sources, "tarnwick", &mut Memo::default());
    let pages = team.iter().map(|page| ("team", page)).chain(customer.iter().map(|page| ("customer", page)));
    let pages = pages.filter(|(_, (path, _))| Path::new(path).extension().is_some_and(|end| end == "html"));
    let mut left: BTreeMap<String, String> = BTreeMap::new();
    let mut disguises = 0;
    for (whose, (path, page)) in pages {
        // Messages of the checks are for whoever keeps the book, in English.
        for text in said(page).into_iter().filter(|_| path != "health.html") {
            if text.to_uppercase().chars().any(|letter| ('\u{13A0}'..='\u{13B9}').contains(&letter)) {
                disguises += 1;
                continue;
            }
            let of_ours = words(&text).next().is_some() && words(&text).all(|word| spoken.contains(&word));
            if of_ours && !content.contains(&words(&text).collect::<Vec<_>>().join(" ")) {
                left.entry(text).or_insert_with(|| format!("{whose}: {path}"));
            }
        }
    }
    assert!(disguises > 3_000, "{disguises}");
    assert_eq!(left, BTreeMap::new());
}
