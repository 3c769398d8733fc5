//! All that a reader gets of a generated book, as a build makes it, and what can be read in it.
//!
//! Takes the files of a book; gives those of an edition, made in memory by the same function as a build's, with what the
//! proof said of them. Must know nothing of how the book was written.

use super::book::{CANARY, PLAIN};
use super::pictures;
use crate::packet_plans::packet_views;
use aho_corasick::AhoCorasick;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock, Mutex};
use turnkey::book::Reader;
use turnkey::compile::{Memo, Options, Packets, Rendered, compile};
use turnkey::diagnostic::Rule;
use turnkey::model::report::status_report;
use turnkey::packet::bundle::members;
use turnkey::path::{OutputPath, SourcePath};
use turnkey::site::report::{report_html, report_markdown};
use turnkey::site::search::read::read;
use turnkey::source::{SourceFile, Sources};

/// What a reader gets: files by path, and what else is made of their edition.
pub(super) type Outcome = BTreeMap<String, Vec<u8>>;

/// What came of a book for one reader.
#[derive(Default)]
pub(super) struct Made {
    pub(super) outcome: Outcome,
    /// What the proof found in it.
    pub(super) alarms: Vec<String>,
    /// Why a packet is not made: the rules.
    pub(super) withheld: Vec<&'static str>,
    /// Which guides are in a packet.
    pub(super) why: Vec<String>,
}

fn sources(files: &BTreeMap<String, String>) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in files {
        let path = SourcePath::new(path).expect("inside");
        match pictures::around(path.extension().as_deref().unwrap_or_default(), text) {
            Some(picture) => drop(sources.files.insert(path, SourceFile::Bytes(picture.into()))),
            None => sources.insert_text(path, text),
        }
    }
    sources
}

/// What `reader` gets of the book.
pub(super) fn made(files: &BTreeMap<String, String>, reader: &Reader, memo: &mut Memo) -> Made {
    let sources = sources(files);
    let outcome = Mutex::new(Outcome::new());
    let keep = |path: &OutputPath, bytes: &[u8]| {
        if !is_fixed(path) {
            outcome.lock().expect("nobody panics with it").insert(path.to_string(), bytes.to_vec());
        }
        Ok(())
    };
    let read_asset = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    let mut made = Made::default();
    let options = match &reader.engagement {
        Some(id) => Options { site: false, packets: Packets::Of(id.clone()), ..Options::default() },
        None => Options { audience: reader.audience, packets: Packets::None, ..Options::default() },
    };
    let outputs = compile(&sources, &options, memo).value;
    if let Some(site) = outputs.site() {
        let rendered = site.write(&keep, &read_asset).expect("neither sink nor reader fails");
        made.alarms = alarms(&rendered);
    }
    let mut besides = Outcome::new();
    // What is for the team lies in another folder.
    let theirs = outputs.packets().iter().find(|packets| packets.audience == reader.audience);
    if let Some(packet) = theirs {
        // Also where it is withheld: then it would be made as a draft.
        let rendered = packet.write(&keep, &read_asset).expect("neither sink nor reader fails");
        made.alarms = alarms(&rendered);
        made.withheld = packet.withheld.iter().map(|problem| problem.rule.name()).collect();
        made.why = packet.why.iter().map(|(path, _)| path.to_string()).collect();
        let edition = packet.edition();
        if let Some(placed) = edition.engagements.first() {
            let report = status_report(&placed.facts, jiff::civil::date(2026, 5, 1), edition.today, &edition.words);
            let said = serde_json::to_vec(&packet_views(&edition, placed)).expect("plain data");
            besides.insert("what the packets say".to_owned(), said);
            besides.insert("the report".to_owned(), report_markdown(&report, &edition, placed).into_bytes());
            besides.insert("the report.html".to_owned(), report_html(&report, &edition, placed).into_bytes());
        }
    }
    made.outcome = outcome.into_inner().expect("nobody panics with it");
    made.outcome.extend(besides);
    made
}

fn alarms(rendered: &Rendered) -> Vec<String> {
    let leaks = rendered.diagnostics.iter().filter(|problem| problem.rule == Rule::AudienceLeak);
    leaks.map(|leak| format!("a false alarm: {}", leak.message)).collect()
}

/// True for what is the same in every site: the theme's own files.
fn is_fixed(path: &OutputPath) -> bool {
    path.as_str().contains("assets/turnkey/") && !path.as_str().contains("/search/")
}

/// The canary, as it is and as base64 has it after so many other bytes, but for the ends, which depend on what stands around.
static LISTEN: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let encoded = |after: usize| {
        let text = BASE64.encode([" ".repeat(after).as_str(), CANARY].concat());
        text[after * 2..text.len() - 4].to_owned()
    };
    let songs: Vec<String> = [CANARY.to_owned()].into_iter().chain((0..3).map(encoded)).collect();
    AhoCorasick::builder().ascii_case_insensitive(true).build(songs).expect("few and short")
});

/// What is heard of what nobody should: each file with the first place.
pub(super) fn heard(outcome: &Outcome) -> Vec<String> {
    let mut heard = Vec::new();
    let mut listen = |path: &str, bytes: &[u8]| {
        if let Some(found) = LISTEN.find(bytes) {
            let (from, to) = (found.start().saturating_sub(150), (found.end() + 100).min(bytes.len()));
            heard.push(format!("{path} tells: {}", String::from_utf8_lossy(&bytes[from..to])));
        }
    };
    for (path, bytes) in outcome {
        listen(path, path.as_bytes());
        listen(path, bytes);
        if path.contains(".zip") {
            let members = members(bytes).expect("it can be unpacked");
            members.iter().for_each(|member| listen(&format!("{path} with {}", member.path), &member.bytes));
        }
        if path.contains(".ics") {
            // Calendars fold their lines.
            listen(path, String::from_utf8_lossy(bytes).replace("\r\n ", "").as_bytes());
        }
    }
    if let Some(index) = index(outcome) {
        listen("the search index", index.as_bytes());
    }
    heard
}

/// All that the search index says; nothing where nothing is published.
fn index(outcome: &Outcome) -> Option<String> {
    let is_index = |path: &&String| path.contains("assets/turnkey/search/");
    let files = outcome.iter().filter(|(path, _)| is_index(path));
    let files: Vec<_> = files
        .map(|(path, bytes)| (OutputPath::new(path.trim_start_matches("site/")).expect("inside"), bytes.clone()))
        .collect();
    (!files.is_empty()).then(|| format!("{:?}", read(&files).expect("the site has a search index")))
}

/// The numbers of the words for the reader that stand in what they get.
pub(super) fn found(outcome: &Outcome) -> BTreeSet<usize> {
    static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| AhoCorasick::new([PLAIN]).expect("one pattern"));
    let mut found = BTreeSet::new();
    for bytes in outcome.values() {
        for word in WORDS.find_iter(bytes) {
            let figures = bytes[word.end()..].iter().take_while(|byte| byte.is_ascii_digit());
            found.insert(figures.fold(0, |number, figure| number * 10 + usize::from(figure - b'0')));
        }
    }
    found
}
