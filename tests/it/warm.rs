//! What knows the run before gives what knows nothing gives: the same files, byte for byte, and the same problems in the same
//! order, whatever was done to the book in between.
//!
//! Each case is a book, and edits of it one after another: of pages, plans, people, words of the trade, templates, the theme
//! and `book.toml`, of folders, of who reads and of the day. After each, a memo that has gone along all the way is compared
//! with an empty one. `TURNKEY_EDITS=10000` makes as many edits, in cases from `TURNKEY_FIRST_CASE` on; `TURNKEY_CASE=17`
//! looks at that one alone. A case that fails is made small before it is shown: first its edits, then its book.

mod edits;
mod moment;
mod texts;

use crate::determinism::{Made, difference, example};
use crate::generated::{Chance, team_files};
use edits::Edit;
use moment::Moment;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use turnkey::audience::Audience;
use turnkey::compile::{Formats, Memo, Options, Rendered, Selection, Sink, compile};
use turnkey::diagnostic::sort;
use turnkey::path::{OutputPath, SourcePath};

/// How many edits are made where nobody says it.
const EDITS: u64 = 300;

/// How many are made of one book.
const IN_A_CASE: usize = 10;

/// One case in so many is the example book, which is large, and one has its packets typeset.
const EXAMPLES: u64 = 30;
const TYPESET: u64 = 25;

/// A book, what is done to it, and what is made of it.
struct Case {
    start: Moment,
    edits: Vec<Edit>,
    formats: Formats,
}

/// What went wrong.
struct Stale {
    /// What was done up to then.
    done: Vec<String>,
    difference: String,
    /// The book by then.
    last: Moment,
}

fn case(number: u64) -> Case {
    let mut chance = Chance::new(number + 3_000_000);
    let is_example = number % EXAMPLES == 12;
    let files = if is_example {
        let example = example();
        let held = example.files.keys().filter_map(|path| Some((path.to_string(), example.bytes(path)?.clone())));
        held.filter(|(path, _)| path.starts_with("content/") || path == "book.toml").collect()
    } else {
        let mut files = texts::beside();
        files.extend(team_files(number).into_iter().map(|(path, text)| (path, text.into_bytes().into())));
        files
    };
    let readers = [Audience::Internal, Audience::Internal, Audience::Customer, Audience::Partner, Audience::Public];
    let start = Moment { files, audience: chance.pick(&readers), ..Moment::default() };
    let edits = (0..if is_example { IN_A_CASE / 3 } else { IN_A_CASE }).map(|_| Edit::new(&mut chance)).collect();
    let formats = Formats {
        pdf: number % TYPESET == 7 && cfg!(feature = "pdf"),
        html: true,
        site: chance.percent(25),
        zip: chance.percent(10),
    };
    Case { start, edits, formats }
}

/// Everything that a run makes for the site, and in one of the folders of packets.
fn make(moment: &Moment, formats: Formats, folder: usize, memo: &mut Memo) -> Made {
    let sources = moment.sources();
    let selection = Selection { formats, ..Selection::default() };
    let Moment { audience, today, draft, .. } = *moment;
    let options = Options { audience, today, draft, selection, ..Options::default() };
    let compiled = compile(&sources, &options, memo);
    let mut made = Made { diagnostics: compiled.diagnostics, ..Made::default() };
    let outputs = compiled.value;
    let read_asset = |path: &SourcePath| {
        moment.files.get(path.as_str()).cloned().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))
    };
    let mut write = |into: &str, write: &dyn Fn(&Sink<'_>) -> anyhow::Result<Rendered>| {
        let files = Mutex::new(BTreeMap::new());
        let keep = |path: &OutputPath, bytes: &[u8]| {
            files.lock().expect("nobody panics with it").insert(format!("{into}/{path}"), bytes.to_vec());
            Ok(())
        };
        let mut rendered = write(&keep).expect("neither sink nor reader fails");
        made.files.extend(files.into_inner().expect("nobody panics with it"));
        // In which order threads found them is chance.
        sort(&mut rendered.diagnostics);
        made.diagnostics.extend(rendered.diagnostics);
        made.files.extend(rendered.proof.map(|proof| (format!("{into}'s proof"), proof.to_json())));
        made.packets.push(format!("{into} is complete: {}", rendered.complete));
    };
    let site = outputs.site().expect("it is asked for");
    write("site", &|sink| site.write(sink, &read_asset));
    let packets = outputs.packets();
    if let Some(packet) = packets.get(folder % packets.len().max(1)) {
        write(&packet.folder, &|sink| packet.write(sink, &read_asset));
    }
    made.packets.extend(
        packets
            .iter()
            .map(|packet| format!("{}, {:?}: {:?} {:?}", packet.folder, packet.packets, packet.withheld, packet.why)),
    );
    made
}

/// Carries out the edits, and looks after each.
fn stale(case: &Case) -> Option<Stale> {
    let mut memo = Memo::keeping_pages();
    let mut moments = vec![case.start.clone()];
    make(&case.start, case.formats, 0, &mut memo);
    let mut done = Vec::new();
    for (at, edit) in case.edits.iter().enumerate() {
        let (moment, words) = edit.carry_out(&moments);
        done.push(words);
        if edit.is_seen() {
            let warm = make(&moment, case.formats, at, &mut memo);
            let cold = make(&moment, case.formats, at, &mut Memo::default());
            if let Some(difference) = difference(&cold, &warm) {
                return Some(Stale { done, difference, last: moment });
            }
        }
        moments.push(moment);
    }
    None
}

/// As few of `all` as still fail, `fails` being told of those that are tried.
fn fewer<T: Clone>(all: Vec<T>, fails: impl Fn(&[T]) -> bool) -> Vec<T> {
    let mut kept = all;
    let mut step = kept.len().div_ceil(2);
    while step > 0 {
        let mut from = 0;
        while from < kept.len() {
            let tried = [&kept[..from], &kept[(from + step).min(kept.len())..]].concat();
            if fails(&tried) { kept = tried } else { from += step }
        }
        step /= 2;
    }
    kept
}

/// Looks at one case, and makes it small where something is wrong with it.
fn look_at(number: u64) -> Option<String> {
    let mut case = case(number);
    let first = stale(&case)?;
    case.edits.truncate(first.done.len());
    let of_edits = |edits: &[Edit]| {
        stale(&Case { start: case.start.clone(), edits: edits.to_vec(), formats: case.formats }).is_some()
    };
    let edits = fewer(case.edits.clone(), of_edits);
    let files: Vec<(String, Arc<[u8]>)> = case.start.files.clone().into_iter().collect();
    let with = |files: &[(String, Arc<[u8]>)]| Case {
        start: Moment { files: files.iter().cloned().collect(), ..case.start.clone() },
        edits: edits.clone(),
        formats: case.formats,
    };
    let files = fewer(files, |files| stale(&with(files)).is_some());
    let Stale { done, difference, last } = stale(&with(&files))?;
    let shown = |moment: &Moment, before: Option<&Moment>| {
        let is_new =
            |path: &String, bytes: &Arc<[u8]>| before.is_none_or(|before| before.files.get(path) != Some(bytes));
        let files = moment.files.iter().filter(|(path, bytes)| is_new(path, bytes));
        let text = files.map(|(path, bytes)| format!("--- {path}\n{}\n", String::from_utf8_lossy(bytes)));
        text.collect::<Vec<_>>().concat()
    };
    let start = with(&files).start;
    Some(format!(
        "case {number}, for {:?}, after\n  {}\n{difference}\n{}=== and at last\n{}",
        last.audience,
        done.join("\n  "),
        shown(&start, None),
        shown(&last, Some(&start))
    ))
}

#[test]
#[expect(clippy::print_stdout, reason = "whoever makes thousands of edits reads how many they were")]
fn warm_equals_cold() {
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().expect("a number"));
    let first = number("TURNKEY_CASE").or_else(|| number("TURNKEY_FIRST_CASE")).unwrap_or(0);
    let count = match number("TURNKEY_CASE") {
        Some(_) => 1,
        None => number("TURNKEY_EDITS").unwrap_or(EDITS).div_ceil(IN_A_CASE as u64),
    };
    let stale: Vec<String> = (first..first + count).into_par_iter().filter_map(look_at).collect();
    println!("warm and cold: {count} books from {first} on with {IN_A_CASE} edits each, {} go wrong", stale.len());
    assert!(stale.is_empty(), "{} of {count} books go wrong:\n{}", stale.len(), stale.join("\n\n"));
}
