//! What can be known again of a unit that is hidden: words that tell something alone, short units whole, rows of six words.
//!
//! Takes units, gives hashes, as often as they are there; what is made of these is for whoever listens.

use super::lately::Lately;
use super::phrase::each_phrase;
use super::table::HashSet;
use super::unit::{Extent, lines};
use super::words::{Word, WordKind, each_run, each_word, joined, read_words, readable, text_hash};

/// Who listens.
pub(super) trait Listener {
    /// A word that tells something alone.
    fn word(&mut self, hash: u64);
    /// A short row that is a whole.
    fn phrase(&mut self, words: &[Word]);
    /// A row of six words.
    fn run(&mut self, hash: u64);
}

/// How units are heard, one after the other.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// How many words, phrases and runs there were.
    pub(super) sizes: (usize, usize, usize),
    /// How many whole units.
    pub(super) units: usize,
    /// Texts of which all words were heard.
    texts: Lately,
    /// To be used again.
    read: Vec<Word>,
}

impl Hearing {
    /// Hears the unit `text`; `program` are the words that the program says by itself. Of a file's lines, those are left out of which
    /// `is_known` says, by their letters, that nobody asks for their words.
    pub(super) fn hear(
        &mut self,
        text: &str,
        extent: Extent,
        program: &HashSet,
        is_known: &mut dyn FnMut(u64) -> bool,
        listener: &mut impl Listener,
    ) {
        if extent == Extent::Words {
            lines(text, 0..text.len(), &mut |line| {
                let line = &text[line];
                let hash = text_hash(line);
                if !self.texts.has(hash) && !is_known(hash) {
                    each_word(&readable(line), &mut |word| tell(&word, listener));
                }
            });
            return;
        }
        self.texts.add(text_hash(text));
        let text = readable(text);
        read_words(&text, &mut self.read);
        self.units += usize::from(extent == Extent::Whole);
        self.sizes.0 += self.read.iter().filter(|word| word.kind == WordKind::Telling).count();
        self.read.iter().for_each(|word| tell(word, listener));
        each_phrase(&text, &self.read, extent, program, &mut |phrase| {
            self.sizes.1 += 1;
            listener.phrase(phrase);
        });
        each_run(&self.read, &mut |hash| {
            self.sizes.2 += 1;
            listener.run(hash);
        });
    }
}

#[inline]
fn tell(word: &Word, listener: &mut impl Listener) {
    if word.kind == WordKind::Telling {
        listener.word(joined(0, word.hash));
    }
}
