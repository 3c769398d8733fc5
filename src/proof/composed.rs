//! What the program puts together out of what a reader may see: `Ada Lind has not signed`, `Launch ends`, `RAID · Ashdene`.
//!
//! A team writes such rows too, in pages of its own; that the program says the same gives nothing away. Takes the hashes of
//! what seems to have got out, and leaves those that are no such row. An address is never taken apart, but for those of the
//! book's own pages.

use super::material::{Material, Speaker};
use super::sight::Sight;
use super::words::{RUN, Word, WordKind, each_row, hash_of, joined, read_words, readable};
use super::written::dialled;
use crate::parse::slug;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU8, Ordering};

/// All that something visible says.
const WHOLE: u8 = 1;
/// What something visible begins with.
const BEGINS: u8 = 2;
/// What something visible ends with.
const ENDS: u8 = 4;
/// All that a text of the program says.
const PROGRAM: u8 = 8;

/// Words in a row, as they stand in what is restricted.
struct Row {
    words: Vec<u64>,
    numbers: Vec<bool>,
    /// For each word but the first, whether a piece may begin with it.
    parts: Vec<bool>,
}

/// Where each piece of a row may come from.
type Pieces = FxHashMap<u64, AtomicU8>;

/// Of `out`, which `who` say, what is not put together by the program of what `speakers` say that the reader of `sight` may
/// see.
pub(super) fn without_composed(
    material: &Material,
    sight: &Sight<'_>,
    who: &BTreeSet<u32>,
    speakers: &[Speaker<'_>],
    mut out: FxHashSet<u64>,
) -> FxHashSet<u64> {
    let rows = rows_of(material, who, &out);
    if rows.is_empty() {
        return out;
    }
    let pieces: Pieces = rows
        .iter()
        .flat_map(|(_, row)| {
            let count = row.words.len();
            (0..count).flat_map(move |from| (from + 1..=count).map(move |to| row.hash(from, to)))
        })
        .map(|hash| (hash, AtomicU8::new(0)))
        .collect();
    speakers.par_iter().for_each_init(Vec::new, |words, speaker| {
        let whole = if matches!(speaker, Speaker::Program) { WHOLE | PROGRAM } else { WHOLE };
        material.units(*speaker, Some(sight), &mut |unit| {
            if unit.shown {
                note(unit.text, whole, words, &pieces);
            }
        });
    });
    let (guides, source) = (material.gathered.guides(), &material.gathered.config().source);
    for (guide, _) in guides.iter().zip(&sight.guides).filter(|(_, shown)| **shown) {
        // In the one file of a packet a place is called by its page and its id: the path is the program's to say.
        let path = guide.parsed.path.below(source).unwrap_or_default();
        let (path, _) = path.rsplit_once('.').unwrap_or((path, ""));
        // As it is called from each of the folders around it.
        for path in std::iter::successors(Some(path), |path| Some(path.split_once('/')?.1)) {
            note(path, WHOLE | PROGRAM, &mut Vec::new(), &pieces);
        }
    }
    // The same words may stand in several places, and one of them as an address.
    let mut kept: FxHashSet<u64> = FxHashSet::default();
    let mut composed: FxHashSet<u64> = FxHashSet::default();
    for (hash, row) in &rows {
        let known = if row.is_composed(&pieces) { &mut composed } else { &mut kept };
        known.insert(*hash);
    }
    out.retain(|hash| kept.contains(hash) || !composed.contains(hash));
    out
}

/// The rows of two words and more that have these hashes, from `who` says one: by their places among all in the book.
fn rows_of(material: &Material, who: &BTreeSet<u32>, out: &FxHashSet<u64>) -> Vec<(u64, Row)> {
    let base_url = material.gathered.config().base_url.as_deref();
    if who.is_empty() {
        return Vec::new();
    }
    let all = material.speakers(None);
    let speakers: Vec<Speaker<'_>> = who.iter().map(|number| all[*number as usize]).collect();
    let found = speakers.into_par_iter().map(|speaker| {
        let (mut words, mut found) = (Vec::new(), Vec::new());
        material.units(speaker, None, &mut |unit| {
            let text = readable(unit.text);
            read_words(&text, &mut words);
            each_row(&words, &mut |row, hash| {
                if row.len() > 1 && out.contains(&hash) {
                    found.push((hash, Row::new(&text, row, base_url)));
                }
            });
        });
        found
    });
    found.flatten().collect()
}

/// Notes which pieces `text`, which the reader may see, is, begins with and ends with.
fn note(text: &str, whole: u8, words: &mut Vec<Word>, pieces: &Pieces) {
    if let Some((_, after)) = text.split_once("://") {
        // The scheme is everybody's.
        note(after, whole, words, pieces);
    }
    if text.contains("{{") {
        // What stands there is a text of its own.
        text.split("{{").for_each(|part| {
            note(part.split_once("}}").map_or(part, |(_, after)| after), whole, words, pieces);
        });
    }
    let id = slug::github(text);
    if id != text {
        // What addresses call it, where it is a heading.
        note(&id, whole, words, pieces);
    }
    if let Some(number) = dialled(text).filter(|number| number != text) {
        note(&number, whole, words, pieces);
    }
    let text = readable(text);
    read_words(&text, words);
    let mark = |hash: u64, flag: u8| {
        if let Some(flags) = pieces.get(&hash) {
            flags.fetch_or(flag, Ordering::Relaxed);
        }
    };
    let mut hash = 0;
    for (at, word) in words.iter().take(RUN).enumerate() {
        hash = joined(hash, word.hash);
        mark(hash, if at + 1 == words.len() { whole | BEGINS | ENDS } else { BEGINS });
    }
    for from in words.len().saturating_sub(RUN - 1)..words.len() {
        mark(hash_of(&words[from..]), ENDS);
    }
}

impl Row {
    fn new(text: &str, words: &[Word], base_url: Option<&str>) -> Self {
        let is_number = |word: &Word| word.kind == WordKind::Number;
        let before = &text[..words.first().map_or(0, |first| first.start as usize)];
        let parts = |mark: char| mark.is_whitespace() || "<(\"'".contains(mark);
        let begins = before.rfind(parts).map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let address = text[begins..].split(char::is_whitespace).next().unwrap_or_default();
        // Of a page that the program makes, too, of its copy in Markdown, or of a place in either.
        let is_page = [".html", ".md", "#"].iter().any(|end| address.contains(end));
        let is_own_address = base_url.is_some_and(|base| address.starts_with(base))
            || is_page && !address.contains("://") && !address.contains('@');
        let parts = words.windows(2).map(|pair| {
            let between = &text[pair[0].end as usize..pair[1].start as usize];
            let written = &text[pair[0].start as usize..pair[0].end as usize];
            // What stands behind a page's name in an address is an id of its own.
            between.contains(char::is_whitespace)
                || between.contains('#')
                || is_own_address
                || is_number(&pair[0]) && is_number(&pair[1])
                || matches!(written, "mailto" | "tel") && between.starts_with(':')
        });
        Self {
            words: words.iter().map(|word| word.hash).collect(),
            numbers: words.iter().map(is_number).collect(),
            parts: parts.collect(),
        }
    }

    fn hash(&self, from: usize, to: usize) -> u64 {
        self.words[from..to].iter().fold(0, |hash, word| joined(hash, *word))
    }

    /// True where the row is made of pieces that are visible, one after the other. Of a row of six words the first and the
    /// last piece may be cut; what is shorter is a whole itself, and has a part that is the program's own, or none of one word:
    /// `Kim Norrby, Ada Lind`.
    fn is_composed(&self, pieces: &Pieces) -> bool {
        if self.numbers.iter().all(|is_number| *is_number) {
            // A telephone number is no date.
            return false;
        }
        let count = self.words.len();
        let is_cut = count == RUN;
        // For each place, how it can be reached: with a part of the program's own or without, with a single word or without.
        let mut reached = vec![[[false; 2]; 2]; count + 1];
        reached[0][usize::from(is_cut)][0] = true;
        for from in 0..count {
            if from > 0 && !self.parts[from - 1] {
                continue;
            }
            for to in from + 1..=count {
                let flags = pieces.get(&self.hash(from, to)).map_or(0, |flags| flags.load(Ordering::Relaxed));
                let is_number = to == from + 1 && self.numbers[from];
                let is_piece = flags & WHOLE != 0
                    || is_number
                    || is_cut && from == 0 && flags & ENDS != 0
                    || is_cut && to == count && flags & BEGINS != 0;
                if !is_piece || to < count && !self.parts[to - 1] {
                    continue;
                }
                let is_own = is_number || flags & PROGRAM != 0;
                let is_single = to == from + 1 && !is_own;
                for (own, single) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                    let way = reached[from][own][single];
                    reached[to][own.max(usize::from(is_own))][single.max(usize::from(is_single))] |= way;
                }
            }
        }
        let [plain, own] = reached[count];
        plain[0] || own.contains(&true)
    }
}
