//! The index of a book's words: hashes, sorted, to ask whether something stands anywhere in what a reader may not see.
//!
//! Takes units, gives four tables: words that tell something alone, short units whole, how these begin, and rows of six words.
//! Made once for all editions of a run. A hash that is found says that it is worth looking; only the sources say that it
//! is so.

use super::material::{Material, Speaker};
use super::sight::Sight;
use super::table::{Bits, Collected, HashSet, Lately, Once, Rows, Shared};
use super::unit::{Extent, Unit};
use super::vocabulary::VOCABULARY;
use super::words::{RUN, Word, WordKind, each_run, each_word, hash_of, joined, read_words, readable, text_hash};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What restricted content says, as far as it can be known again.
#[derive(Debug)]
pub(super) struct Index {
    words: HashSet,
    phrases: Rows,
    /// The first two words of each phrase.
    begins: Bits,
    runs: Rows,
    /// How many of the words stand in units: of the others, threads leave out different ones that the reader sees anyway.
    words_of_units: usize,
    /// How many whole units it is made of.
    pub(super) units: usize,
    /// Of a book that is made for one reader, the texts that they see.
    pub(super) shown: Vec<u64>,
}

/// What of it is known again.
#[derive(Default)]
pub(super) struct Noticed {
    /// Single words.
    pub(super) words: Once,
    /// Rows of words.
    pub(super) rows: Once,
    /// The first two words of each row.
    pub(super) begins: Once,
}

impl Noticed {
    fn row(&mut self, begins: u64, hash: u64) {
        self.rows.add(hash);
        self.begins.add(begins);
    }
}

/// Hashes as a thread collects them.
#[derive(Default)]
struct Grams {
    words: Once,
    /// Words of what stands around units.
    aside: Once,
    phrases: Collected,
    begins: Vec<u64>,
    runs: Collected,
    units: usize,
    /// Texts of which all words were added, or need not be, since the one reader sees them there.
    heard: Lately,
    shown: Vec<u64>,
    /// To be used again.
    read: Vec<Word>,
}

impl Index {
    /// The index of all that `material` says; of a book that is made for one reader only, of what they may not see.
    pub(super) fn new(material: &Material, sight: Option<&Sight<'_>>) -> Self {
        let program = program_words();
        let shared: Shared<Grams> = Shared::new();
        let speakers: Vec<(u32, Speaker<'_>)> = (0..).zip(material.speakers(None)).collect();
        // Which assets something visible leads to is known when all else was gone through.
        let (assets, others): (Vec<_>, Vec<_>) =
            speakers.into_iter().partition(|(_, speaker)| matches!(speaker, Speaker::Asset(_)));
        // What the file of a guide says comes right after what the guide does: most of it is the same.
        let is_aside = |(_, speaker): &(u32, Speaker<'_>)| matches!(speaker, Speaker::Aside(_));
        let (asides, others): (Vec<_>, Vec<_>) = others.into_iter().partition(is_aside);
        let go_through = |speakers: Vec<(u32, Speaker<'_>)>| {
            speakers.into_par_iter().for_each(|one| {
                let aside = if let Speaker::Guide(guide) = one.1 { asides.get(guide).copied() } else { None };
                shared.use_one(|grams| {
                    for (number, speaker) in std::iter::once(one).chain(aside) {
                        grams.phrases.begin(number);
                        grams.runs.begin(number);
                        material.units(speaker, sight, &mut |unit| grams.hear(unit, &program));
                    }
                });
            });
        };
        go_through(others);
        go_through(assets);
        let (mut words, mut aside, mut phrases, mut runs) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (mut begins, mut shown, mut units) = (Vec::new(), Vec::new(), 0);
        for grams in shared.all() {
            words.extend(grams.words.all());
            aside.extend(grams.aside.all());
            phrases.push(grams.phrases);
            begins.extend(grams.begins);
            shown.extend(grams.shown);
            runs.push(grams.runs);
            units += grams.units;
        }
        words.sort_unstable();
        words.dedup();
        let words_of_units = words.len();
        words.extend(aside);
        let (words, (phrases, runs)) =
            rayon::join(|| HashSet::new(words), || rayon::join(|| Rows::new(&phrases), || Rows::new(&runs)));
        let mut known = Bits::new(begins.len());
        begins.iter().for_each(|hash| known.add(*hash));
        Self { words, phrases, begins: known, runs, words_of_units, units, shown }
    }

    /// How many words, phrases and runs there are.
    pub(super) fn sizes(&self) -> (usize, usize, usize) {
        (self.words_of_units, self.phrases.len(), self.runs.len())
    }

    /// Notes in `found` each row of `words`, the words of `text`, that is known here.
    pub(super) fn each_known(&self, text: &str, words: &[Word], found: &mut Noticed) {
        // What is cut off may look like a word.
        let is_cut = |word: &Word| {
            text.get(word.end as usize..).is_some_and(|rest| rest.starts_with('…'))
                || text.get(..word.start as usize).is_some_and(|before| before.ends_with('…'))
        };
        for (at, word) in words.iter().enumerate() {
            let mut hash = joined(0, word.hash);
            let is_new = word.kind == WordKind::Telling && !found.words.came_lately(hash);
            if is_new && self.words.has(hash) && !is_cut(word) {
                found.words.add(hash);
            }
            let Some(second) = words.get(at + 1) else { break };
            hash = joined(hash, second.hash);
            if self.begins.may_have(hash) {
                let begins = hash;
                if self.phrases.has(hash) {
                    found.row(begins, hash);
                }
                for next in words.iter().take(at + RUN - 1).skip(at + 2) {
                    hash = joined(hash, next.hash);
                    if self.phrases.has(hash) {
                        found.row(begins, hash);
                    }
                }
            }
        }
        let mut at = 0;
        each_run(words, &mut |hash| {
            if self.runs.has(hash) {
                found.row(hash_of(&words[at..at + 2]), hash);
            }
            at += 1;
        });
    }

    /// By their places among those of the material, the speakers that say a row of words which has one of these hashes.
    pub(super) fn speakers<'h>(&self, hashes: impl Iterator<Item = &'h u64>) -> BTreeSet<u32> {
        hashes.flat_map(|hash| self.phrases.speakers(*hash).chain(self.runs.speakers(*hash))).collect()
    }
}

impl Grams {
    fn hear(&mut self, unit: &Unit<'_>, program: &HashSet) {
        if unit.extent == Extent::Words {
            for line in unit.text.lines() {
                if !self.heard.has(text_hash(line)) {
                    each_word(&readable(line), &mut |word| {
                        if let Some(hash) = self.telling(&word, program)
                            && !self.aside.came_lately(hash)
                        {
                            self.aside.add(hash);
                        }
                    });
                }
            }
            return;
        }
        let hash = text_hash(unit.text);
        if unit.shown {
            self.shown.push(hash);
        } else {
            self.add(unit, program);
        }
        self.heard.add(hash);
    }

    fn add(&mut self, unit: &Unit<'_>, program: &HashSet) {
        self.units += usize::from(unit.extent == Extent::Whole);
        let text = readable(unit.text);
        let mut words = std::mem::take(&mut self.read);
        read_words(&text, &mut words);
        for word in &words {
            if let Some(hash) = self.telling(word, program) {
                self.words.add(hash);
            }
        }
        each_run(&words, &mut |hash| self.runs.add(hash));
        for address in addresses(&text, &words) {
            self.phrase(address, program);
        }
        if unit.extent == Extent::Whole {
            self.phrase(&words, program);
        }
        self.read = words;
    }

    /// The hash of a word that tells something, unless it is among the words of units.
    fn telling(&self, word: &Word, program: &HashSet) -> Option<u64> {
        let hash = joined(0, word.hash);
        let is_new = word.kind == WordKind::Telling && !self.words.came_lately(hash) && !program.has(hash);
        is_new.then_some(hash)
    }

    /// Words that make a whole: a name, an address, a number in groups. What the program may put together by itself is none.
    fn phrase(&mut self, words: &[Word], program: &HashSet) {
        if !(2..RUN).contains(&words.len()) {
            return;
        }
        let is_number = |word: &Word| word.kind == WordKind::Number;
        let digits: u32 = words.iter().filter(|word| is_number(word)).map(|word| word.end - word.start).sum();
        let is_own = |word: &Word| is_number(word) || program.has(joined(0, word.hash));
        let tells = words.iter().any(|word| word.kind == WordKind::Telling);
        // `3 days`, `Open risks`, `2 of 5 gates`.
        let counted = words.iter().any(is_number);
        let composed = words.iter().all(is_own) && (counted || words.len() == 2) || counted && words.len() == 2;
        if tells && !composed || words.iter().all(is_number) && digits >= 8 && words.len() > 2 {
            self.phrases.add(hash_of(words));
            self.begins.push(hash_of(&words[..2]));
        }
    }
}

/// The words of each address among `words`: of mail, of the web, of a host.
fn addresses<'w>(text: &'w str, words: &'w [Word]) -> Vec<&'w [Word]> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let gap = |from: usize, to: usize| {
        let marks = &bytes[from..to];
        // A sentence ends with a full stop too, but not before a letter.
        let has_host = || marks.ends_with(b".") && bytes.get(to).is_some_and(u8::is_ascii_alphabetic);
        marks != b" " && (has_host() || marks.contains(&b'@') || marks.windows(3).any(|three| three == b"://"))
    };
    let mut ends = 0;
    let mut may_be_one = false;
    for word in words {
        may_be_one |= gap(ends, word.start as usize);
        ends = word.end as usize;
    }
    if words.len() < 2 || !(may_be_one || gap(ends, bytes.len())) {
        return found;
    }
    for chunk in text.split(|letter: char| letter.is_whitespace() || "<>\"'()[]{},;`".contains(letter)) {
        let is_host = || {
            let host = chunk.trim_end_matches('.');
            host.rsplit_once('.').is_some_and(|(name, end)| {
                end.len() >= 2 && name.len() > 2 && end.bytes().all(|byte| byte.is_ascii_alphabetic())
            }) && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        };
        if !(chunk.contains('@') || chunk.contains("://") || is_host()) {
            continue;
        }
        let start = chunk.as_ptr() as usize - text.as_ptr() as usize;
        let from = words.partition_point(|word| (word.start as usize) < start);
        let to = words.partition_point(|word| (word.start as usize) < start + chunk.len());
        // The scheme is everybody's.
        let scheme = usize::from(chunk.contains("://"));
        found.extend(words.get(from + scheme..to));
    }
    found
}

/// The words that the program says by itself.
fn program_words() -> HashSet {
    let mut words = Vec::new();
    read_words(VOCABULARY, &mut words);
    HashSet::new(words.iter().map(|word| joined(0, word.hash)).collect())
}
