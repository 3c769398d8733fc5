//! Books made by chance: no reader can tell anything of what they may not see, whatever a book is like.
//!
//! Each case is a book, and one of its readers. The grammar knows for whom it wrote each part, and the program is not asked.
//! Three things must hold. The book with all its parts, and the same book in which those that the reader may not see are others
//! or gone, give that reader the same bytes. No word of these parts is among them, and those of the others are. And the proof,
//! which knows nothing of the grammar, has no objection: it would be a false alarm.
//!
//! `TURNKEY_CASES=2000` looks at as many cases, from `TURNKEY_FIRST_CASE` on; `TURNKEY_CASE=17` at that one alone. A case that
//! fails is made small before it is shown.

mod book;
mod grammar;
mod made;
mod pages;
mod pictures;
mod plans;

use crate::editions::differences;
pub(crate) use book::Chance;
use book::{Book, ENGAGEMENT, FieldName, Variant};
use made::{found, heard, made};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::Memo;

/// How many cases are looked at where nobody says it.
const CASES: u64 = 200;

/// All files of the book of this number, by their paths.
pub(crate) fn team_files(number: u64) -> BTreeMap<String, String> {
    grammar::book(number).files(&Reader::TEAM, &Variant::default())
}

fn readers() -> [Reader; 6] {
    let of = |at: usize| Reader { audience: Audience::Customer, engagement: Some(format!("{ENGAGEMENT}{at}").into()) };
    let site = |audience| Reader { audience, engagement: None };
    [of(0), of(1), of(2), site(Audience::Customer), site(Audience::Partner), site(Audience::Public)]
}

/// What becomes of the parts that `reader` may not see.
fn variant(book: &Book, reader: &Reader, chance: &mut Chance) -> Variant {
    let mut variant = Variant::default();
    let (all, only_changed) = (chance.percent(25), chance.percent(20));
    for part in book.hidden_from(reader) {
        match if only_changed || book.needed.contains(&part) { 0 } else { chance.below(3) } {
            0 => drop(variant.changed.insert(part)),
            1 => drop(variant.removed.insert(part)),
            _ if all => drop(variant.removed.insert(part)),
            _ => {}
        }
    }
    variant
}

/// What is wrong with a case of which these parts are left out.
fn told(book: &Book, reader: &Reader, variant: &Variant, left_out: &Variant) -> Look {
    let mut other = variant.clone();
    other.removed.extend(&left_out.removed);
    let mut memo = Memo::default();
    let one = made(&book.files(reader, left_out), reader, &mut memo);
    let other_made = made(&book.files(reader, &other), reader, &mut memo);
    let mut told = [one.alarms, heard(&one.outcome)].concat();
    told.extend(differences(&one.outcome, &other_made.outcome));
    // Of what went something else may still speak, which is wrong then; of what is there and others it speaks as before.
    if other.removed == left_out.removed && (&one.withheld, &one.why) != (&other_made.withheld, &other_made.why) {
        let (one, other) = ((one.withheld, one.why), (other_made.withheld, other_made.why));
        told.push(format!("the packet is withheld for {one:?}, or for {other:?}"));
    }
    let found = found(&one.outcome);
    let mut look = Look { wrong: told, fields: BTreeMap::new(), counts: Counts::default() };
    if !one.outcome.is_empty() {
        let words = book.words_for(reader, left_out);
        let missing = words.iter().filter(|word| !found.contains(word));
        look.wrong.extend(missing.map(|word| format!("nobody reads word {word}")));
        for (word, field) in book.words_of_fields(reader, left_out) {
            let (seen, read) = look.fields.entry(field).or_default();
            (*seen, *read) = (*seen + 1, *read + usize::from(found.contains(&word)));
        }
        look.counts = Counts {
            parts: variant.changed.len() + variant.removed.len(),
            canaries: book.canaries_for(reader),
            words: words.len(),
            files: one.outcome.len(),
        };
    }
    look
}

/// What came of one case.
struct Look {
    /// What is wrong with it.
    wrong: Vec<String>,
    /// Of each field, how many of its words the reader may see, and how many they find.
    fields: BTreeMap<FieldName, (usize, usize)>,
    counts: Counts,
}

/// How much a case looks at.
#[derive(Clone, Copy, Default)]
struct Counts {
    /// Parts that the reader may not see, which are others or gone in the second book.
    parts: usize,
    /// Words in them, none of which they may get.
    canaries: usize,
    /// Words that they must find.
    words: usize,
    /// Files that they get.
    files: usize,
}

/// How many cases of a run are made small: it takes a while, and they often have one cause.
static SMALL: AtomicUsize = AtomicUsize::new(6);

/// Looks at one case, and makes it small where something is wrong with it.
fn look_at(case: u64) -> Look {
    let readers = readers();
    let reader = &readers[usize::try_from(case).expect("few") % readers.len()];
    let book = grammar::book(case);
    let variant = variant(&book, reader, &mut Chance::new(case + 1_000_000));
    let mut look = told(&book, reader, &variant, &Variant::default());
    if look.wrong.is_empty() {
        return look;
    }
    let head = format!("case {case} for {reader:?}:");
    let is_made_small = SMALL.try_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
    if !is_made_small {
        look.wrong = vec![format!("{head} {}", look.wrong[0])];
        return look;
    }
    let mut told_of = std::mem::take(&mut look.wrong);
    let mut left_out = Variant::default();
    let mut step = book.part_count().div_ceil(2);
    while step > 0 {
        let mut from = 0;
        while from < book.part_count() {
            let mut fewer = left_out.clone();
            fewer.removed.extend((from..from + step).filter(|part| !book.kept.contains(part)));
            if fewer != left_out {
                let left = told(&book, reader, &variant, &fewer).wrong;
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
    look.wrong = vec![format!("{head}\n{told_of:#?}\n{}\n=== and\n{}", shown(&one), shown(&changes))];
    look
}

/// The fields of which hardly a reader of a page or a packet gets a word: what is noted of a thing that stands in a table has no
/// place there, unless it has a table of its own in a packet, and a criterion that is waived goes by its own words.
const NOT_SHOWN: &[FieldName] = &[
    ("Deliverable", "facts"),
    ("Gate", "facts"),
    ("Gotcha", "facts"),
    ("Meeting", "facts"),
    ("Milestone", "facts"),
    ("MilestoneCriterion", "facts"),
    ("RaciRow", "facts"),
    ("Review", "facts"),
    ("Role", "facts"),
    ("Severity", "facts"),
    ("SignOff", "facts"),
    ("Step", "facts"),
    ("SuccessCriterion", "facts"),
    ("SupportPackage", "facts"),
    ("Task", "facts"),
    ("Term", "facts"),
    ("Topic", "facts"),
    ("WaivedLine", "facts"),
    ("WaivedLine", "reason"),
    ("WaivedLine", "text"),
    ("Workstream", "facts"),
];

#[test]
fn no_reader_can_tell_what_they_may_not_see() {
    use std::io::Write as _;
    let number = |name: &str| std::env::var(name).ok().map(|value| value.parse::<u64>().expect("a number"));
    let cases = match number("TURNKEY_CASE") {
        Some(case) => case..case + 1,
        None => {
            let first = number("TURNKEY_FIRST_CASE").unwrap_or(0);
            first..first + number("TURNKEY_CASES").unwrap_or(CASES)
        }
    };
    // Typesetting takes long, so some of the cases stand for all: the others are looked at without it.
    let is_looked_at = |case: &u64| !cfg!(feature = "pdf") || cases.start + 1 == cases.end || case.is_multiple_of(7);
    let looks: Vec<Look> = cases.clone().into_par_iter().filter(is_looked_at).map(look_at).collect();
    let told: Vec<&str> = looks.iter().flat_map(|look| &look.wrong).map(String::as_str).collect();
    let sum = |of: fn(&Counts) -> usize| looks.iter().map(|look| of(&look.counts)).sum::<usize>();
    // Past the test harness, which shows what passing tests print to nobody.
    let _ = writeln!(
        std::io::stderr(),
        "generated books: {} cases from {} on, of which {} fail; {} files without a trace of {} hidden parts and {} \
         canaries, and with {} words that must be there",
        looks.len(),
        cases.start,
        told.len(),
        sum(|counts| counts.files),
        sum(|counts| counts.parts),
        sum(|counts| counts.canaries),
        sum(|counts| counts.words),
    );
    assert!(told.is_empty(), "{} of {} cases tell:\n{}", told.len(), looks.len(), told.join("\n\n"));
    if cases.start > 0 || cases.end < CASES || cfg!(feature = "pdf") {
        return;
    }
    let mut fields: BTreeMap<FieldName, (usize, usize)> = BTreeMap::new();
    for (field, (seen, read)) in looks.iter().flat_map(|look| &look.fields) {
        let sum = fields.entry(*field).or_default();
        *sum = (sum.0 + seen, sum.1 + read);
    }
    // Of what is rare nobody can tell, nor of what a page must name to have it.
    let is_said = |field: &FieldName| !NOT_SHOWN.contains(field) && field.1 != "vars";
    let unread = fields.iter().filter(|(field, (seen, read))| *seen >= 10 && *read == 0 && is_said(field));
    assert_eq!(
        unread.collect::<Vec<_>>(),
        Vec::<(&FieldName, &(usize, usize))>::new(),
        "nobody reads a word of these fields"
    );
    let is_shown = |field: &&FieldName| fields.get(field).is_some_and(|(seen, read)| read * 4 > *seen);
    let read = NOT_SHOWN.iter().filter(is_shown);
    assert_eq!(read.collect::<Vec<_>>(), Vec::<&FieldName>::new(), "these are read after all");
}
