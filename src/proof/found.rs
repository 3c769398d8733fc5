//! What an edition says that stands in what is hidden too, until it is known what of that something visible says.
//!
//! Takes hashes, then texts that the reader may see; in the end gives the hashes that are left.

use super::said::Noticed;
use super::table::{Bits, HashSet};
use super::words::{RUN, Word, joined, read_words, readable};
use super::written::each_written;
use crate::parse::slug;
use crate::site::search::{Scratch, each_term};
use rustc_hash::FxHashSet;
use std::sync::atomic::{AtomicBool, Ordering};

/// Of how many rows it is asked who may say them: to ask for more takes as long as to listen.
const MOST_ASKED: usize = 4096;

/// What was found.
pub(super) struct Found {
    hashes: HashSet,
    /// The single words.
    words: Bits,
    /// The first two words of each row.
    begins: Bits,
    /// The first two and the last two words of each row, and its place.
    rows: Vec<([u64; 2], usize)>,
    /// For each place of `hashes`, whether something visible says so too.
    shown: Vec<AtomicBool>,
}

/// What a thread reads with.
#[derive(Default)]
pub(super) struct Marking {
    words: Vec<Word>,
    parts: Vec<Word>,
    terms: Scratch,
}

impl Found {
    pub(super) fn new(known: &[Noticed]) -> Self {
        let all_words = || known.iter().flat_map(|known| known.words.iter().copied());
        let all_rows = || known.iter().flat_map(|known| &known.rows);
        let (word_count, row_count) = (all_words().count(), all_rows().count());
        let hashes = HashSet::new(word_count + row_count, all_words().chain(all_rows().map(|(hash, _)| *hash)));
        // Seldom one by mistake, since then five rows would be looked for.
        let (mut words, mut begins) = (Bits::new(8 * word_count), Bits::new(4 * row_count));
        all_words().for_each(|hash| words.add(hash));
        all_rows().for_each(|(_, [first, _])| begins.add(*first));
        let rows = all_rows().filter_map(|(hash, pairs)| Some((*pairs, hashes.find(*hash)?))).collect();
        let shown = (0..hashes.places()).map(|_| AtomicBool::new(false)).collect();
        Self { hashes, words, begins, rows, shown }
    }

    /// The hashes that nothing visible has said so far.
    pub(super) fn left(&self) -> FxHashSet<u64> {
        let left = self.hashes.all().filter(|(place, _)| !self.is_shown(*place));
        left.map(|(_, hash)| hash).collect()
    }

    /// False where who says every two words in a row of `pairs`, and no others, says none of the rows that are left.
    pub(super) fn may_say_row(&self, pairs: &Bits) -> bool {
        let may_say =
            |(row, place): &([u64; 2], usize)| !self.is_shown(*place) && row.iter().all(|pair| pairs.may_have(*pair));
        self.rows.len() > MOST_ASKED || self.rows.iter().any(may_say)
    }

    fn is_shown(&self, place: usize) -> bool {
        self.shown[place].load(Ordering::Relaxed)
    }

    fn mark(&self, hash: u64) {
        // What is written again and again goes to and fro between threads.
        if let Some(place) = self.hashes.find(hash)
            && !self.is_shown(place)
        {
            self.shown[place].store(true, Ordering::Relaxed);
        }
    }

    /// Notes what stands as it is in `text`, which the reader may see.
    pub(super) fn mark_rows(&self, text: &str, marking: &mut Marking) {
        read_words(&readable(text), &mut marking.words);
        for (at, first) in marking.words.iter().enumerate() {
            let mut hash = joined(0, first.hash);
            if self.words.may_have(hash) {
                self.mark(hash);
            }
            let Some(second) = marking.words.get(at + 1) else { break };
            hash = joined(hash, second.hash);
            if self.begins.may_have(hash) {
                self.mark(hash);
                for word in marking.words.iter().take(at + RUN).skip(at + 2) {
                    hash = joined(hash, word.hash);
                    self.mark(hash);
                }
            }
        }
    }

    /// The same, and what the program writes for it.
    pub(super) fn mark_all(&self, text: &str, marking: &mut Marking) {
        self.mark_rows(text, marking);
        let Marking { words, parts, .. } = marking;
        each_written(&readable(text), words, parts, &mut |hash| self.mark(hash));
    }

    /// Notes what is made of `text`, which the reader may see, for the search and as the id of a heading.
    pub(super) fn mark_made(&self, text: &str, marking: &mut Marking) {
        self.mark_rows(&slug::github(text), marking);
        let mut terms = std::mem::take(&mut marking.terms);
        each_term(text, &mut terms, &mut |term| self.mark_rows(term, marking));
        marking.terms = terms;
    }
}
