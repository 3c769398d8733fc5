//! The index of a book's words: hashes, to ask whether something stands anywhere in what a reader may not see.
//!
//! Takes units, gives four tables: words that tell something alone, short units whole, how these begin, and rows of six words.
//! Made once for all editions of a run, where these are many. A hash that is found says that it is worth looking; only the
//! sources say that it is so.

use super::material::{Material, Speaker};
use super::phrase::each_phrase;
use super::said::{Known, Noticed, Said};
use super::shown::Shown;
use super::table::{Bits, Collected, HashSet, Lately, Rows, Shared};
use super::unit::{Extent, Unit, lines};
use super::words::{RUN, Word, WordKind, each_run, each_word, hash_of, joined, read_words, readable, text_hash};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;

/// What a book says, as far as it can be known again.
#[derive(Debug)]
pub(super) struct Index {
    words: HashSet,
    phrases: Rows,
    /// The first two words of each phrase.
    begins: Bits,
    runs: Rows,
    /// How many words, phrases and runs it is made of.
    sizes: (usize, usize, usize),
    /// How many whole units.
    units: usize,
}

/// Hashes as a thread collects them.
#[derive(Default)]
struct Grams {
    words: FxHashSet<u64>,
    phrases: Collected,
    begins: Vec<u64>,
    runs: Collected,
    units: usize,
    /// How many words of units tell something.
    telling: usize,
    /// Words, whether they were added or not.
    lately: Lately,
    /// Texts of which all words were heard.
    texts: Lately,
    /// To be used again.
    read: Vec<Word>,
}

impl Index {
    /// The index of all that `material` says; `program` are the words that the program says by itself.
    pub(super) fn new(material: &Material, program: &HashSet) -> Self {
        let shared: Shared<Grams> = Shared::new();
        let speakers: Vec<(u32, Speaker<'_>)> = (0..).zip(material.speakers(None)).collect();
        // What the file of a guide says comes right after what the guide does: most of it is the same.
        let is_aside = |(_, speaker): &(u32, Speaker<'_>)| matches!(speaker, Speaker::Aside(_));
        let (asides, others): (Vec<_>, Vec<_>) = speakers.into_iter().partition(is_aside);
        others.into_par_iter().for_each(|one| {
            let aside = if let Speaker::Guide(guide) = one.1 { asides.get(guide).copied() } else { None };
            shared.use_one(|grams| {
                for (number, speaker) in std::iter::once(one).chain(aside) {
                    grams.phrases.begin(number);
                    grams.runs.begin(number);
                    material.units(speaker, None, &mut |unit| {
                        if !unit.shown {
                            grams.hear(unit, program);
                        }
                    });
                }
            });
        });
        let (mut words, mut phrases, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        let (mut begins, mut units, mut telling) = (Vec::new(), 0, 0);
        for grams in shared.all() {
            words.extend(grams.words);
            phrases.push(grams.phrases);
            begins.extend(grams.begins);
            runs.push(grams.runs);
            units += grams.units;
            telling += grams.telling;
        }
        let count = |parts: &[Collected]| parts.iter().map(Collected::len).sum();
        let sizes = (telling, count(&phrases), count(&runs));
        let (words, (phrases, runs)) = rayon::join(
            || HashSet::new(words.len(), words),
            || rayon::join(|| Rows::new(&phrases), || Rows::new(&runs)),
        );
        let mut known = Bits::new(begins.len());
        begins.iter().for_each(|hash| known.add(*hash));
        Self { words, phrases, begins: known, runs, sizes, units }
    }

    /// What of `said` is known here, but for words that stand in what is `shown`.
    pub(super) fn known(&self, said: &[Said], shown: &Shown) -> Known {
        let noticed = said.par_iter().map(|said| {
            let mut noticed = Noticed::default();
            let is_known = |hash: &u64| self.words.has(*hash) && !shown.has_word(*hash);
            said.words().filter(is_known).for_each(|hash| noticed.words.add(hash));
            said.each_row(&mut |begins, hash, count| {
                let is_known = match count {
                    RUN => self.runs.has(hash),
                    _ => self.begins.may_have(begins) && self.phrases.has(hash),
                };
                if is_known {
                    noticed.row(begins, hash);
                }
            });
            noticed
        });
        Known { noticed: noticed.collect(), rows: Vec::new(), sizes: self.sizes, units: self.units }
    }

    /// By their places among those of the material, the speakers that say a row of words which has one of these hashes.
    pub(super) fn speakers<'h>(&self, hashes: impl Iterator<Item = &'h u64>) -> BTreeSet<u32> {
        hashes.flat_map(|hash| self.phrases.speakers(*hash).chain(self.runs.speakers(*hash))).collect()
    }
}

impl Grams {
    fn hear(&mut self, unit: &Unit<'_>, program: &HashSet) {
        if unit.extent == Extent::Words {
            lines(unit.text, 0..unit.text.len(), &mut |line| {
                let line = &unit.text[line];
                if !self.texts.has(text_hash(line)) {
                    each_word(&readable(line), &mut |word| self.word(&word, program));
                }
            });
            return;
        }
        let text = readable(unit.text);
        let mut words = std::mem::take(&mut self.read);
        read_words(&text, &mut words);
        self.units += usize::from(unit.extent == Extent::Whole);
        self.telling += words.iter().filter(|word| word.kind == WordKind::Telling).count();
        words.iter().for_each(|word| self.word(word, program));
        each_phrase(&text, &words, unit.extent, program, &mut |phrase| {
            self.phrases.add(hash_of(phrase));
            self.begins.push(hash_of(&phrase[..2]));
        });
        each_run(&words, &mut |hash| self.runs.add(hash));
        self.texts.add(text_hash(unit.text));
        self.read = words;
    }

    /// Adds a word that tells something, unless the program says it too.
    #[inline]
    fn word(&mut self, word: &Word, program: &HashSet) {
        let hash = joined(0, word.hash);
        if word.kind == WordKind::Telling && !self.lately.has(hash) {
            self.lately.add(hash);
            if !program.has(hash) {
                self.words.insert(hash);
            }
        }
    }
}
