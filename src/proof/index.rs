//! The index of a book's words: hashes, to ask whether something stands anywhere in what a reader may not see.
//!
//! Takes units, gives four tables: words that tell something alone, short units whole, how these begin, and rows of six words.
//! Made once for all editions of a run, where these are many. A hash that is found says that it is worth looking; only the
//! sources say that it is so.

use super::hearing::{Hearing, Listener};
use super::lately::Lately;
use super::material::Material;
use super::said::{Known, Noticed, Said};
use super::shown::Shown;
use super::table::{Bits, Collected, HashSet, Rows, Shared};
use super::words::{RUN, Word, hash_of};
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
    /// Words that were added.
    lately: Lately,
}

impl Index {
    /// The index of all that `material` says; `program` are the words that the program says by itself.
    pub(super) fn new(material: &Material, program: &HashSet) -> Self {
        let shared: Shared<(Hearing, Grams)> = Shared::new();
        material.with_asides().into_par_iter().for_each(|(one, aside)| {
            shared.use_one(|(hearing, grams)| {
                for (number, speaker) in std::iter::once(one).chain(aside) {
                    grams.phrases.begin(number);
                    grams.runs.begin(number);
                    material.units(speaker, None, &mut |unit| {
                        if !unit.shown {
                            hearing.hear(unit.text, unit.extent, program, &mut |_| false, grams);
                        }
                    });
                }
            });
        });
        let (mut words, mut phrases, mut runs) = (Vec::new(), Vec::new(), Vec::new());
        let (mut begins, mut units, mut telling) = (Vec::new(), 0, 0);
        for (hearing, grams) in shared.all() {
            words.extend(grams.words.into_iter().filter(|hash| !program.has(*hash)));
            phrases.push(grams.phrases);
            begins.extend(grams.begins);
            runs.push(grams.runs);
            units += hearing.units;
            telling += hearing.sizes.0;
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
            let is_known = |hash: &u64| self.words.has(*hash) && !shown.has_word(*hash);
            let words = said.words().filter(is_known).collect();
            let rows = Noticed::rows_of(said, shown, |row, begins, hash| match row.len() {
                RUN => self.runs.has(hash),
                _ => self.begins.may_have(begins) && self.phrases.has(hash),
            });
            Noticed { words, ..rows }
        });
        Known { noticed: noticed.collect(), rows: Vec::new(), sizes: self.sizes, units: self.units }
    }

    /// By their places among those of the material, the speakers that say a row of words which has one of these hashes.
    pub(super) fn speakers<'h>(&self, hashes: impl Iterator<Item = &'h u64>) -> BTreeSet<u32> {
        hashes.flat_map(|hash| self.phrases.speakers(*hash).chain(self.runs.speakers(*hash))).collect()
    }
}

impl Listener for Grams {
    #[inline]
    fn word(&mut self, hash: u64) {
        if !self.lately.has(hash) {
            self.lately.add(hash);
            self.words.insert(hash);
        }
    }

    fn phrase(&mut self, words: &[Word]) {
        self.phrases.add(hash_of(words));
        self.begins.push(hash_of(&words[..2]));
    }

    #[inline]
    fn run(&mut self, hash: u64) {
        self.runs.add(hash);
    }
}
