//! What a book hides from one reader, gone through for what their edition says. For few readers that is less work than an
//! index of all that is hidden, which has to be written before anything is asked.
//!
//! Takes what the edition says, gives what of it stands there. Tables of two bits are asked first; what they have by mistake is
//! looked for in the edition once more, so that nothing is found by chance.

use super::material::{Material, Speaker};
use super::phrase::each_phrase;
use super::said::{Known, Noticed, Said};
use super::shown::Shown;
use super::sight::Sight;
use super::table::{Bits, HashSet, Lately, Shared};
use super::unit::{Extent, Unit, lines};
use super::words::{RUN, Word, WordKind, each_run, each_word, hash_of, joined, read_words, readable, text_hash};
use rayon::prelude::*;

/// What is hidden from one reader.
pub(super) struct Hidden<'h> {
    pub(super) material: &'h Material,
    pub(super) sight: &'h Sight<'h>,
    pub(super) shown: &'h Shown,
    /// The words that the program says by itself.
    pub(super) program: &'h HashSet,
}

/// What an edition says.
struct Asked {
    /// Words that stand in nothing visible: mostly there are few.
    words: HashSet,
    may_be_words: Bits,
    /// The first two words of rows.
    begins: Bits,
    runs: Bits,
}

/// What a thread has heard.
#[derive(Default)]
struct Heard {
    /// Words that were asked for.
    words: Vec<u64>,
    /// Rows that may have been asked for, and who says them.
    rows: Vec<(u64, u32)>,
    /// Texts of which all words were heard.
    texts: Lately,
    /// How many words, phrases and runs there were.
    sizes: (usize, usize, usize),
    units: usize,
    /// To be used again.
    read: Vec<Word>,
}

impl Hidden<'_> {
    /// What of `said` stands in it.
    pub(super) fn known(&self, said: &[Said]) -> Known {
        let asked = Asked::new(said, self);
        let all: Shared<Heard> = Shared::new();
        let speakers: Vec<(u32, Speaker<'_>)> = (0..).zip(self.material.speakers(None)).collect();
        // What the file of a guide says comes right after what the guide does: most of it is the same.
        let (asides, others): (Vec<_>, Vec<_>) =
            speakers.into_iter().partition(|(_, speaker)| matches!(speaker, Speaker::Aside(_)));
        others.into_par_iter().for_each(|one| {
            let (aside, is_whole) = match one.1 {
                Speaker::Guide(at) => (asides.get(at).copied(), self.shown.whole[at]),
                _ => (None, false),
            };
            all.use_one(|heard| {
                for (number, speaker) in (!is_whole).then_some(one).into_iter().chain(aside) {
                    self.material.units(speaker, Some(self.sight), &mut |unit| {
                        if !unit.shown {
                            heard.hear(unit, number, &asked, self);
                        }
                    });
                }
            });
        });
        let all = all.all();
        let rows: Vec<(u64, u32)> = all.iter().flat_map(|heard| heard.rows.iter().copied()).collect();
        let hashes = HashSet::new(rows.len(), rows.iter().map(|(hash, _)| *hash));
        let mut noticed: Vec<Noticed> = said.par_iter().map(|said| noticed_in(said, &hashes)).collect();
        let mut words = Noticed::default();
        all.iter().flat_map(|heard| &heard.words).for_each(|hash| words.words.add(*hash));
        noticed.push(words);
        let sizes = all.iter().map(|heard| heard.sizes);
        let sizes = sizes.fold((0, 0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1, sum.2 + own.2));
        Known { noticed, rows, sizes, units: all.iter().map(|heard| heard.units).sum() }
    }
}

/// The rows of `said` that are among `hashes`.
fn noticed_in(said: &Said, hashes: &HashSet) -> Noticed {
    let mut noticed = Noticed::default();
    said.each_row(&mut |begins, hash, _| {
        if hashes.has(hash) {
            noticed.row(begins, hash);
        }
    });
    noticed
}

impl Asked {
    fn new(said: &[Said], hidden: &Hidden<'_>) -> Self {
        let is_asked = |hash: &u64| !hidden.program.has(*hash) && !hidden.shown.has_word(*hash);
        let words: Vec<u64> = said.iter().flat_map(Said::words).filter(is_asked).collect();
        let mut may_be_words = Bits::new(8 * words.len());
        words.iter().for_each(|hash| may_be_words.add(*hash));
        let rows = said.iter().map(Said::len).sum::<usize>();
        // With twice the room, about one of a hundred is there by mistake.
        let (mut begins, mut runs) = (Bits::new(2 * rows), Bits::new(2 * rows));
        for said in said {
            said.each_row(&mut |_, hash, count| match count {
                2 => begins.add(hash),
                RUN => runs.add(hash),
                _ => {}
            });
        }
        Self { words: HashSet::new(words.len(), words), may_be_words, begins, runs }
    }
}

impl Heard {
    fn hear(&mut self, unit: &Unit<'_>, speaker: u32, asked: &Asked, hidden: &Hidden<'_>) {
        if unit.extent == Extent::Words {
            lines(unit.text, 0..unit.text.len(), &mut |line| {
                let line = &unit.text[line];
                let hash = text_hash(line);
                if !self.texts.has(hash) && !hidden.shown.has_text(hash) {
                    each_word(&readable(line), &mut |word| self.word(&word, asked));
                }
            });
            return;
        }
        let text = readable(unit.text);
        let mut words = std::mem::take(&mut self.read);
        read_words(&text, &mut words);
        self.units += usize::from(unit.extent == Extent::Whole);
        self.sizes.0 += words.iter().filter(|word| word.kind == WordKind::Telling).count();
        words.iter().for_each(|word| self.word(word, asked));
        each_phrase(&text, &words, unit.extent, hidden.program, &mut |phrase| {
            self.sizes.1 += 1;
            if asked.begins.may_have(hash_of(&phrase[..2])) {
                self.rows.push((hash_of(phrase), speaker));
            }
        });
        each_run(&words, &mut |hash| {
            self.sizes.2 += 1;
            if asked.runs.may_have(hash) {
                self.rows.push((hash, speaker));
            }
        });
        self.texts.add(text_hash(unit.text));
        self.read = words;
    }

    #[inline]
    fn word(&mut self, word: &Word, asked: &Asked) {
        let hash = joined(0, word.hash);
        if word.kind == WordKind::Telling && asked.may_be_words.may_have(hash) && asked.words.has(hash) {
            self.words.push(hash);
        }
    }
}
