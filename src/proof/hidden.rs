//! What a book hides from one reader, gone through for what their edition says. For few readers that is less work than an
//! index of all that is hidden, which has to be written before anything is asked.
//!
//! Takes what the edition says, gives what of it stands there. Tables of two bits are asked first; what they have by mistake is
//! looked for in the edition once more, so that nothing is found by chance.

use super::hearing::{Hearing, Listener};
use super::material::{Material, Speaker};
use super::said::{Known, Noticed, Said};
use super::shown::Shown;
use super::sight::Sight;
use super::table::{Bits, Expected, HashSet, Shared};
use super::unit::Extent;
use super::words::{RUN, Word, hash_of};
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
    has_words: bool,
    may_be_words: Bits,
    /// The first two words of rows.
    begins: Bits,
    runs: Bits,
}

/// What a thread has heard.
#[derive(Default)]
struct Heard {
    hearing: Hearing,
    noted: Noted,
    /// Which of the visible texts are expected.
    expected: Expected,
}

#[derive(Default)]
struct Noted {
    /// Words that were asked for.
    words: Vec<u64>,
    /// Rows that may have been asked for, and who says them.
    rows: Vec<(u64, u32)>,
}

/// A thread that hears `speaker`.
struct Asking<'a> {
    asked: &'a Asked,
    noted: &'a mut Noted,
    speaker: u32,
}

impl Hidden<'_> {
    /// What of `said` stands in it.
    pub(super) fn known(&self, said: &[Said]) -> Known {
        let asked = Asked::new(said, self);
        let all: Shared<Heard> = Shared::new();
        self.material.with_asides().into_par_iter().for_each(|(one, aside)| {
            let guide = if let Speaker::Guide(at) = one.1 { Some(at) } else { None };
            let kept_back = guide.and_then(|at| self.shown.kept_back[at].as_ref());
            all.use_one(|Heard { hearing, noted, expected }| {
                // What words say that may be seen is not asked for; of a guide that is hidden it is little.
                let mut is_known = |hash| kept_back.is_some() && self.shown.has_text(hash, expected);
                let mut hear = |number, text: &str, extent| {
                    if asked.has_words || extent != Extent::Words {
                        let mut asking = Asking { asked: &asked, noted, speaker: number };
                        hearing.hear(text, extent, self.program, &mut is_known, &mut asking);
                    }
                };
                for (text, extent) in kept_back.into_iter().flatten() {
                    hear(one.0, text, *extent);
                }
                for (number, speaker) in kept_back.is_none().then_some(one).into_iter().chain(aside) {
                    self.material.units(speaker, Some(self.sight), &mut |unit| {
                        if !unit.shown {
                            hear(number, unit.text, unit.extent);
                        }
                    });
                }
            });
        });
        let all = all.all();
        let rows: Vec<(u64, u32)> = all.iter().flat_map(|heard| heard.noted.rows.iter().copied()).collect();
        let hashes = HashSet::new(rows.len(), rows.iter().map(|(hash, _)| *hash));
        let noticed = said.par_iter().map(|said| Noticed::rows_of(said, self.shown, |_, _, hash| hashes.has(hash)));
        let mut noticed: Vec<Noticed> = noticed.collect();
        let words = all.iter().flat_map(|heard| &heard.noted.words).copied().collect();
        noticed.push(Noticed { words, ..Noticed::default() });
        let hearings = || all.iter().map(|heard| &heard.hearing);
        let sizes = hearings().map(|hearing| hearing.sizes);
        let sizes = sizes.fold((0, 0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1, sum.2 + own.2));
        Known { noticed, rows, sizes, units: hearings().map(|hearing| hearing.units).sum() }
    }
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
            said.each_row(&mut |row, _, hash| match row.len() {
                2 => begins.add(hash),
                RUN => runs.add(hash),
                _ => {}
            });
        }
        let has_words = !words.is_empty();
        Self { words: HashSet::new(words.len(), words), has_words, may_be_words, begins, runs }
    }
}

impl Listener for Asking<'_> {
    #[inline]
    fn word(&mut self, hash: u64) {
        if self.asked.may_be_words.may_have(hash) && self.asked.words.has(hash) {
            self.noted.words.push(hash);
        }
    }

    fn phrase(&mut self, words: &[Word]) {
        if self.asked.begins.may_have(hash_of(&words[..2])) {
            self.noted.rows.push((hash_of(words), self.speaker));
        }
    }

    #[inline]
    fn run(&mut self, hash: u64) {
        if self.asked.runs.may_have(hash) {
            self.noted.rows.push((hash, self.speaker));
        }
    }
}
