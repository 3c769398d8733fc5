//! What the reader of an edition may see, text by text: what the edition says just so gives nothing away.
//!
//! Takes the material and the reader's sight of it; gives tables of hashes: of letters, which is quick to ask, of words, for what
//! is written in another way, and of the single words in it.

use super::material::{Material, Speaker};
use super::sight::Sight;
use super::table::{HashSet, Once, Shared};
use super::words::{WordKind, each_word, joined, readable, text_hash};
use rayon::prelude::*;

/// What may be seen.
pub(super) struct Shown {
    texts: HashSet,
    words: HashSet,
    /// Words that tell something alone, wherever they stand.
    single: HashSet,
    /// For each guide, whether the reader may see all that it says.
    pub(super) whole: Vec<bool>,
}

/// What a thread has gone through.
#[derive(Default)]
struct Noted {
    texts: Vec<u64>,
    words: Vec<u64>,
    single: Once,
    whole: Vec<usize>,
}

impl Shown {
    /// What the reader of `sight` may see, but for what is published as it is.
    pub(super) fn new(material: &Material, sight: &Sight<'_>) -> Self {
        let all: Shared<Noted> = Shared::new();
        let speakers = material.speakers(Some(sight)).into_par_iter();
        speakers.filter(|speaker| !matches!(speaker, Speaker::Look(_))).for_each(|speaker| {
            all.use_one(|noted| {
                let mut is_whole = true;
                material.units(speaker, Some(sight), &mut |unit| {
                    is_whole &= unit.shown;
                    if unit.shown {
                        let mut words = 0;
                        each_word(&readable(unit.text), &mut |word| {
                            words = joined(words, word.hash);
                            let hash = joined(0, word.hash);
                            if word.kind == WordKind::Telling && !noted.single.came_lately(hash) {
                                noted.single.add(hash);
                            }
                        });
                        noted.texts.push(text_hash(unit.text));
                        noted.words.push(words);
                    }
                });
                if let Speaker::Guide(at) = speaker
                    && is_whole
                {
                    noted.whole.push(at);
                }
            });
        });
        let noted = all.all();
        let most = noted.iter().map(|noted| noted.texts.len()).sum();
        let (texts, words) = rayon::join(
            || HashSet::new(most, noted.iter().flat_map(|noted| noted.texts.iter().copied())),
            || HashSet::new(most, noted.iter().flat_map(|noted| noted.words.iter().copied())),
        );
        let most = noted.iter().map(|noted| noted.single.len()).sum();
        let single = HashSet::new(most, noted.iter().flat_map(|noted| noted.single.all()));
        let mut whole = vec![false; sight.guides.len()];
        noted.iter().flat_map(|noted| &noted.whole).for_each(|at| whole[*at] = true);
        Self { texts, words, single, whole }
    }

    /// True where a text with this hash of its letters may be seen.
    #[inline]
    pub(super) fn has_text(&self, hash: u64) -> bool {
        self.texts.has(hash)
    }

    /// True where a text may be seen of which all words have this hash in a row.
    #[inline]
    pub(super) fn has_words(&self, hash: u64) -> bool {
        self.words.has(hash)
    }

    /// True where this word stands in something that may be seen.
    #[inline]
    pub(super) fn has_word(&self, hash: u64) -> bool {
        self.single.has(hash)
    }
}
