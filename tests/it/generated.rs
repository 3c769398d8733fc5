//! Books made by chance: no reader can tell anything of what they may not see, whatever a book is like.
//!
//! Each case is a book, and one of its readers. The grammar knows for whom it wrote each part, and the program is not asked.
//! Three things must hold. The book with all its parts, and the same book in which those that the reader may not see are others
//! or gone, give that reader the same bytes. No word of these parts is among them. And the proof, which knows nothing of the
//! grammar, has no objection: it would be a false alarm.
//!
//! `TURNKEY_CASES=2000` looks at as many cases, from `TURNKEY_FIRST_CASE` on; `TURNKEY_CASE=17` at that one alone. A case
//! that fails is made small before it is shown.

mod book;
mod grammar;
mod pages;
mod plans;

use crate::editions::differences;
use crate::packet_plans::packet_views;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
pub(crate) use book::Chance;
use book::{Book, CANARY, ENGAGEMENT, Variant};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, Options, Packets, compile, gathered, prove_edition};
use turnkey::model::report::status_report;
use turnkey::model::{AssembleOptions, Edition, assemble};
use turnkey::path::{OutputPath, SourcePath};
use turnkey::site::report::{report_html, report_markdown};
use turnkey::site::search::read::read;
use turnkey::site::{Site, Templates, Theme};
use turnkey::source::Sources;

/// How many cases are looked at where nobody says it.
const CASES: u64 = 200;

/// What a reader gets: files by path, and what else is made of their edition.
type Outcome = BTreeMap<String, Vec<u8>>;

static TEMPLATES: LazyLock<Arc<Templates>> = LazyLock::new(|| Arc::new(Templates::new(&Sources::default()).0));
static THEME: LazyLock<Arc<Theme>> = LazyLock::new(|| Arc::new(Theme::new("default", &Sources::default())));

/// All files of the book of this number, by their paths.
pub(crate) fn team_files(number: u64) -> BTreeMap<String, String> {
    grammar::book(number).files(&Reader::TEAM, &Variant::default())
}

fn readers() -> [Reader; 5] {
    let of = |at: usize| Reader { audience: Audience::Customer, engagement: Some(format!("{ENGAGEMENT}{at}").into()) };
    let site = |audience| Reader { audience, engagement: None };
    [of(0), of(1), site(Audience::Customer), site(Audience::Partner), site(Audience::Public)]
}

fn sources(files: &BTreeMap<String, String>) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.insert_text(SourcePath::new(path).expect("inside"), text);
    }
    sources
}

/// All that a reader of the book gets, and the edition that it is made of.
fn outcome(files: &BTreeMap<String, String>, reader: &Reader, memo: &mut Memo) -> (Outcome, Arc<Edition>) {
    let sources = sources(files);
    let gathered = gathered(&sources, memo).value;
    let today = jiff::civil::date(2026, 5, 20);
    let team = gathered.for_reader(&Reader::TEAM).value;
    let whole = assemble(&team, AssembleOptions { today, whole: None }).value;
    let book = gathered.for_reader(reader).value;
    let edition = assemble(&book, AssembleOptions { today, whole: Some(&whole) }).value;
    let mut outcome = Outcome::new();
    if let (Some(placed), Some(_)) = (edition.engagements.first(), &reader.engagement) {
        let packets = serde_json::to_vec(&packet_views(&edition, placed)).expect("plain data");
        outcome.insert("the packets".to_owned(), packets);
        let report = status_report(&placed.facts, jiff::civil::date(2026, 5, 1), today);
        outcome.insert("the report".to_owned(), report_markdown(&report, &edition, placed).into_bytes());
        outcome.insert("the report.html".to_owned(), report_html(&report, &edition, placed).into_bytes());
    }
    let site = Site::new(Arc::new(edition), Arc::clone(&TEMPLATES), Arc::clone(&THEME));
    let mut indexed = Vec::new();
    for page in 0..site.edition().pages.len() {
        let page = turnkey::model::PageId::at(page);
        let prepared = site.prepare(page);
        let html = site.render(&prepared.view).expect("the built-in templates render");
        outcome.insert(site.edition().page(page).path.to_string(), html.into_bytes());
        outcome.extend(prepared.markdown.map(|(path, text)| (path.to_string(), text.into_bytes())));
        indexed.push(prepared.indexed);
    }
    let shared = site.shared_files(&indexed).expect("the built-in templates render");
    let is_own = |path: &OutputPath| !path.as_str().ends_with("woff2");
    outcome.extend(
        shared.into_iter().filter(|(path, _)| is_own(path)).map(|(path, bytes)| (path.to_string(), bytes.to_vec())),
    );
    for (path, source) in &site.edition().assets {
        outcome.insert(path.to_string(), sources.bytes(source).expect("small files are held as bytes").to_vec());
    }
    (outcome, Arc::clone(site.edition()))
}

/// What the proof says to that.
fn alarms(
    files: &BTreeMap<String, String>,
    reader: &Reader,
    made: &(Outcome, Arc<Edition>),
    memo: &mut Memo,
) -> Vec<String> {
    let (outcome, edition) = made;
    let (_, leaks) = prove_edition(&sources(files), reader, Some(edition), &as_files(outcome), memo);
    leaks.iter().map(|leak| format!("a false alarm: {}", leak.message)).collect()
}

fn as_files(outcome: &Outcome) -> Vec<(OutputPath, Vec<u8>)> {
    outcome.iter().map(|(path, bytes)| (OutputPath::new(path).expect("inside"), bytes.clone())).collect()
}

/// What is heard of what nobody should: each file with the first place.
fn heard(outcome: &Outcome) -> Vec<String> {
    let mut heard = Vec::new();
    let mut listen = |path: &str, text: &str| {
        let text = text.to_lowercase();
        if let Some(at) = text.find(CANARY) {
            let from = text[..at].char_indices().rev().nth(150).map_or(0, |(at, _)| at);
            heard.push(format!("{path} tells: {}", text[from..].chars().take(260).collect::<String>()));
        }
    };
    let encoded: Vec<String> = (0..3).map(encoded).collect();
    for (path, bytes) in outcome {
        let text = String::from_utf8_lossy(bytes);
        listen(path, path);
        // Calendars fold their lines.
        listen(path, &if path.contains(".ics") { text.replace("\r\n ", "") } else { text.to_string() });
        if let Some(code) = encoded.iter().find(|code| text.contains(*code)) {
            listen(path, &format!("{CANARY} as {code}"));
        }
    }
    let index = read(&as_files(outcome)).expect("the site has a search index");
    listen("the search index", &format!("{index:?}"));
    heard
}

/// What base64 makes of the canary after so many other bytes, but for the ends, which depend on what stands around it.
fn encoded(after: usize) -> String {
    let text = BASE64.encode([" ".repeat(after).as_str(), CANARY].concat());
    text[after * 2..text.len() - 4].to_owned()
}

/// What becomes of the parts that `reader` may not see.
fn variant(book: &Book, reader: &Reader, chance: &mut Chance) -> Variant {
    let mut variant = Variant::default();
    let (all, only_changed) = (chance.percent(25), chance.percent(20));
    for part in book.hidden_from(reader) {
        match if only_changed { 0 } else { chance.below(3) } {
            0 => drop(variant.changed.insert(part)),
            1 => drop(variant.removed.insert(part)),
            _ if all => drop(variant.removed.insert(part)),
            _ => {}
        }
    }
    variant
}

/// What is wrong with a case of which these parts are left out.
fn told(book: &Book, reader: &Reader, variant: &Variant, left_out: &Variant) -> Vec<String> {
    let mut other = variant.clone();
    other.removed.extend(&left_out.removed);
    let mut memo = Memo::default();
    let files = book.files(reader, left_out);
    let made = outcome(&files, reader, &mut memo);
    let mut told = alarms(&files, reader, &made, &mut memo);
    let one = made.0;
    told.extend(heard(&one));
    told.extend(differences(&one, &outcome(&book.files(reader, &other), reader, &mut memo).0));
    if let (Some(id), true) = (&reader.engagement, other.removed == left_out.removed) {
        // Of what went something else may still speak, which is wrong then; of what is there and others it speaks as before.
        let [one, other] = [left_out, &other].map(|variant| withheld(&book.files(reader, variant), id, &mut memo));
        if one != other {
            told.push(format!("the packet is withheld for {one:?}, or for {other:?}"));
        }
    }
    let missing =
        |word: &String| !one.values().any(|bytes| bytes.windows(word.len()).any(|window| window == word.as_bytes()));
    if one.contains_key("engagements/index.html") && reader.engagement.is_none() {
        told.extend(
            book.words_for(reader, left_out).into_iter().filter(missing).map(|word| format!("nobody reads {word}")),
        );
    }
    told
}

/// Why the packet of an engagement is not made: the rules. And which guides are in it.
fn withheld(files: &BTreeMap<String, String>, id: &str, memo: &mut Memo) -> (Vec<&'static str>, Vec<String>) {
    let options = Options { site: false, packets: Packets::Of(id.into()), ..Options::default() };
    let outputs = compile(&sources(files), &options, memo).value;
    let packet = outputs.for_customer(id);
    let rules = packet.iter().flat_map(|packet| &packet.withheld).map(|problem| problem.rule.name()).collect();
    (rules, packet.iter().flat_map(|packet| &packet.why).map(|(path, _)| path.to_string()).collect())
}

/// Looks at one case, and makes it small where something is wrong with it.
fn look_at(case: u64) -> Option<String> {
    let readers = readers();
    let reader = &readers[usize::try_from(case).expect("few") % readers.len()];
    let book = grammar::book(case);
    let variant = variant(&book, reader, &mut Chance::new(case + 1_000_000));
    let mut told_of = told(&book, reader, &variant, &Variant::default());
    if told_of.is_empty() {
        return None;
    }
    let mut left_out = Variant::default();
    let mut step = book.part_count().div_ceil(2);
    while step > 0 {
        let mut from = 0;
        while from < book.part_count() {
            let mut fewer = left_out.clone();
            fewer.removed.extend((from..from + step).filter(|part| !book.kept.contains(part)));
            if fewer != left_out {
                let left = told(&book, reader, &variant, &fewer);
                if !left.is_empty() {
                    (left_out, told_of) = (fewer, left);
                }
            }
            from += step;
        }
        step /= 2;
    }
    let mut other = variant.clone();
    other.removed.extend(&left_out.removed);
    let (one, other) = (book.files(reader, &left_out), book.files(reader, &other));
    let shown = |files: &BTreeMap<String, String>| {
        let lines = |text: &String| text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n");
        files.iter().map(|(path, text)| format!("--- {path}\n{}", lines(text))).collect::<Vec<_>>().join("\n")
    };
    let changes: BTreeMap<String, String> =
        other.into_iter().filter(|(path, text)| one.get(path) != Some(text)).collect();
    let told_of: Vec<&String> = told_of.iter().take(6).collect();
    Some(format!("case {case} for {reader:?}:\n{told_of:#?}\n{}\n=== and\n{}", shown(&one), shown(&changes)))
}

#[test]
#[expect(clippy::print_stdout, reason = "whoever looks at thousands of cases reads how many they were")]
fn no_reader_can_tell_what_they_may_not_see() {
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().expect("a number"));
    let cases = match number("TURNKEY_CASE") {
        Some(case) => case..case + 1,
        None => {
            let first = number("TURNKEY_FIRST_CASE").unwrap_or(0);
            first..first + number("TURNKEY_CASES").unwrap_or(CASES)
        }
    };
    let count = cases.end - cases.start;
    let first = cases.start;
    let told: Vec<String> = cases.into_par_iter().filter_map(look_at).collect();
    println!("generated books: {count} cases from {first} on, of which {} tell something", told.len());
    assert!(told.is_empty(), "{} of {count} cases tell:\n{}", told.len(), told.join("\n\n"));
}
