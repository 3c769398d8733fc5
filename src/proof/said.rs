//! What an edition says and nothing that its reader may see says in just these words: to be looked for in what is hidden.
//!
//! Takes the words of texts, keeps their hashes. Most of what an edition says stands in a source as it is, so this is little,
//! and grows with the edition.

use super::lately::Once;
use super::shown::Shown;
use super::words::{RUN, Word, WordKind, joined};
use rustc_hash::{FxHashMap, FxHashSet};

/// Texts, as words.
#[derive(Default)]
pub(super) struct Said {
    /// Each word that tells something alone.
    words: Once,
    /// The words of the texts, one text after the other.
    rows: Vec<u64>,
    /// Where each text ends.
    ends: Vec<usize>,
}

impl Said {
    /// Adds `text`, which has these words.
    pub(super) fn add(&mut self, text: &str, words: &[Word]) {
        // What is cut off may look like a word.
        let is_cut = |word: &Word| {
            text.get(word.end as usize..).is_some_and(|rest| rest.starts_with('…'))
                || text.get(..word.start as usize).is_some_and(|before| before.ends_with('…'))
        };
        for word in words.iter().filter(|word| word.kind == WordKind::Telling) {
            let hash = joined(0, word.hash);
            if !self.words.came_lately(hash) && !is_cut(word) {
                self.words.add(hash);
            }
        }
        if words.len() > 1 {
            self.rows.extend(words.iter().map(|word| word.hash));
            self.ends.push(self.rows.len());
        }
    }

    /// The words that tell something alone.
    pub(super) fn words(&self) -> impl Iterator<Item = u64> {
        self.words.all()
    }

    /// How many words there are in the texts of two words and more.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The texts of two words and more.
    fn texts(&self) -> impl Iterator<Item = &[u64]> {
        let begins = std::iter::once(0).chain(self.ends.iter().copied());
        begins.zip(&self.ends).map(|(from, to)| &self.rows[from..*to])
    }

    /// Gives each row of two to `RUN` words: these, the hash of the first two, and that of all.
    pub(super) fn each_row(&self, found: &mut impl FnMut(&[u64], u64, u64)) {
        for text in self.texts() {
            for (at, pair) in text.windows(2).enumerate() {
                let begins = row_hash(pair);
                found(pair, begins, begins);
                let mut hash = begins;
                for end in at + 3..=text.len().min(at + RUN) {
                    hash = joined(hash, text[end - 1]);
                    found(&text[at..end], begins, hash);
                }
            }
        }
    }
}

fn row_hash(words: &[u64]) -> u64 {
    words.iter().fold(0, |hash, word| joined(hash, *word))
}

/// What of it is known to stand in what is hidden.
#[derive(Default)]
pub(super) struct Noticed {
    /// Single words.
    pub(super) words: FxHashSet<u64>,
    /// Rows of words, each with the hashes of its first two and of its last two.
    pub(super) rows: FxHashMap<u64, [u64; 2]>,
}

impl Noticed {
    /// The rows of `said` of which `is_known` is true, given their words, the hash of the first two, and that of all; but for
    /// those of paths that are `shown`.
    pub(super) fn rows_of(said: &Said, shown: &Shown, is_known: impl Fn(&[u64], u64, u64) -> bool) -> Self {
        let mut noticed = Self::default();
        said.each_row(&mut |row, begins, hash| {
            if is_known(row, begins, hash) && !shown.has_path(hash) {
                noticed.rows.insert(hash, [begins, row_hash(&row[row.len() - 2..])]);
            }
        });
        noticed
    }
}

/// What became of the question.
pub(super) struct Known {
    pub(super) noticed: Vec<Noticed>,
    /// Rows of words and who says them, where that is not told by an index: all that were found, and a few others.
    pub(super) rows: Vec<(u64, u32)>,
    /// In how many words, phrases and rows of six words it was looked for.
    pub(super) sizes: (usize, usize, usize),
    /// In how many whole units.
    pub(super) units: usize,
}
