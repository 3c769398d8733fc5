//! The index of a book's words: hashes, sorted, to ask whether something stands anywhere in what a reader may not see.
//!
//! Takes units, gives four sets: words that tell something alone, short units whole, how these begin, and rows of six words.
//! Made once for all editions of a run. A hash that is found says that it is worth looking; only the sources say that it
//! is so.

use super::material::Material;
use super::sight::Sight;
use super::unit::{Extent, Unit};
use super::vocabulary::VOCABULARY;
use super::words::{RUN, Word, WordKind, hash_of, joined, read_words, readable};
use rayon::prelude::*;

/// Sorted hashes.
#[derive(Debug, Default)]
pub(super) struct HashSet {
    hashes: Vec<u64>,
    /// For each beginning of a hash, where the hashes that begin so do.
    starts: Vec<u32>,
    shift: u32,
    /// A bit for each end of a hash that is known: most of what is asked for is not, and this lies close by.
    known: Vec<u64>,
}

impl HashSet {
    pub(super) fn new(mut hashes: Vec<u64>) -> Self {
        hashes.par_sort_unstable();
        hashes.dedup();
        hashes.shrink_to_fit();
        let bits = (usize::BITS - hashes.len().leading_zeros()).clamp(4, 28);
        let shift = 64 - bits;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for hash in &hashes {
            starts[usize::try_from(hash >> shift).unwrap_or_default() + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut known = vec![0_u64; (hashes.len() / 8).next_power_of_two()];
        for hash in &hashes {
            let (at, bit) = bit_of(*hash, known.len());
            known[at] |= bit;
        }
        Self { hashes, starts, shift, known }
    }

    /// The place of `hash`.
    pub(super) fn find(&self, hash: u64) -> Option<usize> {
        let (at, bit) = bit_of(hash, self.known.len());
        if self.known.get(at)? & bit == 0 {
            return None;
        }
        let bucket = usize::try_from(hash >> self.shift).unwrap_or_default();
        let (from, to) = (*self.starts.get(bucket)? as usize, *self.starts.get(bucket + 1)? as usize);
        self.hashes[from..to].iter().position(|known| *known == hash).map(|at| from + at)
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        self.find(hash).is_some()
    }

    pub(super) fn len(&self) -> usize {
        self.hashes.len()
    }

    pub(super) fn at(&self, place: usize) -> u64 {
        self.hashes[place]
    }
}

/// Where the bit of `hash` is among `count` words of bits, a power of two.
fn bit_of(hash: u64, count: usize) -> (usize, u64) {
    let at = usize::try_from(hash >> 6).unwrap_or_default() & count.wrapping_sub(1);
    (at, 1 << (hash & 63))
}

/// What restricted content says, as far as it can be known again.
#[derive(Debug, Default)]
pub(super) struct Index {
    words: HashSet,
    phrases: HashSet,
    /// The first two words of each phrase.
    begins: HashSet,
    runs: HashSet,
    /// How many whole units it is made of.
    pub(super) units: usize,
}

/// Hashes as they are collected.
#[derive(Default)]
pub(super) struct Grams {
    words: Vec<u64>,
    phrases: Vec<u64>,
    begins: Vec<u64>,
    runs: Vec<u64>,
    units: usize,
    /// To be used again.
    read: Vec<Word>,
}

impl Index {
    /// The index of all that `material` says; of a book that is made for one reader only, of what they may not see.
    pub(super) fn new(material: &Material, sight: Option<&Sight<'_>>) -> Self {
        let program = program_words();
        let grams = material.speakers(None).into_par_iter().fold(Grams::default, |mut grams, speaker| {
            material.units(speaker, sight, &mut |unit| {
                if !unit.shown {
                    grams.add(unit, &program);
                }
            });
            grams
        });
        let grams = grams.reduce(Grams::default, Grams::with);
        Self {
            words: HashSet::new(grams.words),
            phrases: HashSet::new(grams.phrases),
            begins: HashSet::new(grams.begins),
            runs: HashSet::new(grams.runs),
            units: grams.units,
        }
    }

    /// How many words, phrases and runs there are.
    pub(super) fn sizes(&self) -> (usize, usize, usize) {
        (self.words.len(), self.phrases.len(), self.runs.len())
    }

    /// Gives each row of `words`, the words of `text`, that is known here: from which word, how many, and the hash.
    pub(super) fn each_known(&self, text: &str, words: &[Word], found: &mut dyn FnMut(usize, usize, u64)) {
        for (at, word) in words.iter().enumerate() {
            let mut hash = joined(0, word.hash);
            // What is cut off may look like a word.
            let is_cut = || {
                text.get(word.end as usize..).is_some_and(|rest| rest.starts_with('…'))
                    || text.get(..word.start as usize).is_some_and(|before| before.ends_with('…'))
            };
            if word.kind == WordKind::Telling && self.words.has(hash) && !is_cut() {
                found(at, 1, hash);
            }
            let Some(second) = words.get(at + 1) else { continue };
            hash = joined(hash, second.hash);
            let may_begin = self.begins.has(hash);
            if may_begin && self.phrases.has(hash) {
                found(at, 2, hash);
            }
            for (more, next) in words.iter().skip(at + 2).take(RUN - 2).enumerate() {
                hash = joined(hash, next.hash);
                let count = more + 3;
                if count < RUN && may_begin && self.phrases.has(hash) || count == RUN && self.runs.has(hash) {
                    found(at, count, hash);
                }
            }
        }
    }
}

impl Grams {
    fn add(&mut self, unit: &Unit<'_>, program: &HashSet) {
        self.units += usize::from(unit.extent == Extent::Whole);
        let text = readable(unit.text);
        let mut words = std::mem::take(&mut self.read);
        read_words(&text, &mut words);
        for word in words.iter().filter(|word| word.kind == WordKind::Telling) {
            let hash = joined(0, word.hash);
            if !program.has(hash) {
                self.words.push(hash);
            }
        }
        if unit.extent != Extent::Words {
            self.runs.extend(words.windows(RUN).map(hash_of));
            for address in addresses(&text, &words) {
                self.phrase(address, program);
            }
        }
        if unit.extent == Extent::Whole {
            self.phrase(&words, program);
        }
        self.read = words;
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
            self.phrases.push(hash_of(words));
            self.begins.push(hash_of(&words[..2]));
        }
    }

    fn with(mut self, other: Self) -> Self {
        self.words.extend(other.words);
        self.phrases.extend(other.phrases);
        self.begins.extend(other.begins);
        self.runs.extend(other.runs);
        self.units += other.units;
        self
    }
}

/// The words of each address among `words`: of mail, of the web, of a host.
fn addresses<'w>(text: &'w str, words: &'w [Word]) -> Vec<&'w [Word]> {
    let mut found = Vec::new();
    if !text.contains(['@', ':', '.']) {
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
