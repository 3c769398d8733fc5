//! What the reader of an edition may see, text by text: what the edition says just so gives nothing away.
//!
//! Takes the material and the reader's sight of it; gives tables of hashes: of letters, which is quick to ask, of words, for what
//! is written in another way, and of the single words in it. Of the rows of words in it, which are many, only those of paths are
//! kept; of the others it is known who cannot have said one.

use super::lately::Once;
use super::material::{Material, Speaker};
use super::sight::Sight;
use super::table::{Bits, Expected, HashSet, InOrder, Shared};
use super::unit::Extent;
use super::words::{Word, WordKind, each_row, hash_of, joined, read_words, readable, text_hash};
use super::written::each_written;
use rayon::prelude::*;

/// Texts, each with what can be known again of it.
type KeptBack = Vec<(Box<str>, Extent)>;

/// What may be seen.
pub(super) struct Shown {
    texts: InOrder,
    /// In the order of the texts.
    words: InOrder,
    /// Words that tell something alone, wherever they stand, and what the program writes for some.
    single: HashSet,
    /// Rows of words in the paths of guides, and how these end where they are pages: all that lead to one say some of them,
    /// hidden or not.
    paths: HashSet,
    /// For each of those who say something to the reader, every two words in a row; none for who is not heard here.
    pub(super) pairs: Vec<Option<Bits>>,
    /// For each guide that the reader gets, what of it they may not see, unit by unit.
    pub(super) kept_back: Vec<Option<KeptBack>>,
    /// How many whole units are seen, of those that are in an index of the book.
    pub(super) units: usize,
}

/// What a thread has gone through.
#[derive(Default)]
struct Noted {
    texts: Vec<u64>,
    words: Vec<u64>,
    single: Once,
    paths: Vec<u64>,
    kept_back: Vec<(usize, KeptBack)>,
    units: usize,
    /// To be used again.
    read: Vec<Word>,
    parts: Vec<Word>,
    pairs: Vec<u64>,
}

impl Shown {
    /// What the reader of `sight` may see, but for what is published as it is.
    pub(super) fn new(material: &Material, sight: &Sight<'_>) -> Self {
        let all: Shared<Noted> = Shared::new();
        let speakers = material.speakers(Some(sight)).into_par_iter();
        let hear = |speaker| all.use_one(|noted| noted.hear(speaker, material, sight));
        let pairs = speakers.map(|speaker| (!matches!(speaker, Speaker::Look(_))).then(|| hear(speaker))).collect();
        let mut all = all.all();
        let mut kept_back = vec![None; sight.guides.len()];
        for (at, kept) in all.iter_mut().flat_map(|noted| noted.kept_back.drain(..)) {
            kept_back[at] = Some(kept);
        }
        let in_order = |of: fn(&Noted) -> &Vec<u64>| InOrder::new(all.iter().flat_map(of).copied().collect());
        let (texts, words) = rayon::join(|| in_order(|noted| &noted.texts), || in_order(|noted| &noted.words));
        let most = all.iter().map(|noted| noted.single.len()).sum();
        let single = HashSet::new(most, all.iter().flat_map(|noted| noted.single.all()));
        let most = all.iter().map(|noted| noted.paths.len()).sum();
        let paths = HashSet::new(most, all.iter().flat_map(|noted| noted.paths.iter().copied()));
        Self { texts, words, single, paths, pairs, kept_back, units: all.iter().map(|noted| noted.units).sum() }
    }

    /// True where a text with this hash of its letters may be seen. Which of them is `expected` is asked first.
    #[inline]
    pub(super) fn has_text(&self, hash: u64, expected: &mut Expected) -> bool {
        self.texts.has(hash, expected)
    }

    /// True where a text with this hash is `expected`, or stands around that.
    #[inline]
    pub(super) fn is_expected(&self, hash: u64, expected: &mut Expected) -> bool {
        self.texts.is_expected(hash, expected)
    }

    /// `has_text` of what is not expected.
    #[inline]
    pub(super) fn has_text_elsewhere(&self, hash: u64, expected: &mut Expected) -> bool {
        self.texts.is_elsewhere(hash, expected)
    }

    /// True where a text may be seen of which all words have this hash in a row. Which of them is `expected` is asked first.
    #[inline]
    pub(super) fn has_words(&self, hash: u64, expected: &Expected) -> bool {
        self.words.has_beside(hash, expected)
    }

    /// True where this word stands in something that may be seen.
    #[inline]
    pub(super) fn has_word(&self, hash: u64) -> bool {
        self.single.has(hash)
    }

    /// True where this row of words stands in the path of a guide that may be seen.
    #[inline]
    pub(super) fn has_path(&self, hash: u64) -> bool {
        self.paths.has(hash)
    }
}

impl Noted {
    /// Notes what the reader of `sight` hears from `speaker`; gives every two words of that.
    fn hear(&mut self, speaker: Speaker<'_>, material: &Material, sight: &Sight<'_>) -> Bits {
        // The others are in no index.
        let counts = !matches!(speaker, Speaker::Nav(_) | Speaker::Program);
        let is_guide = matches!(speaker, Speaker::Guide(_));
        let mut kept_back = Vec::new();
        self.pairs.clear();
        material.units(speaker, Some(sight), &mut |unit| {
            if unit.shown {
                self.units += usize::from(counts && unit.extent == Extent::Whole);
                self.unit(unit.text);
            } else if is_guide {
                kept_back.push((unit.text.into(), unit.extent));
            }
        });
        if let Speaker::Guide(at) = speaker {
            self.kept_back.push((at, kept_back));
            let path = material.gathered.guides()[at].parsed.path.as_str();
            read_words(path, &mut self.read);
            each_row(&self.read, &mut |row, hash| self.paths.extend((row.len() > 1).then_some(hash)));
            // As it is called where a link of another page leads to it.
            if let Some(file) = path.rsplit_once('.').map(|(page, _)| format!("{page}.html")) {
                read_words(&file, &mut self.read);
                self.paths.extend((0..self.read.len().saturating_sub(1)).map(|from| hash_of(&self.read[from..])));
            }
        }
        let mut pairs = Bits::new(self.pairs.len());
        self.pairs.iter().for_each(|hash| pairs.add(*hash));
        pairs
    }

    fn unit(&mut self, text: &str) {
        self.texts.push(text_hash(text));
        let text = readable(text);
        read_words(&text, &mut self.read);
        self.words.push(hash_of(&self.read));
        let single = &mut self.single;
        let mut note = |hash: u64| {
            if !single.came_lately(hash) {
                single.add(hash);
            }
        };
        for word in self.read.iter().filter(|word| word.kind == WordKind::Telling) {
            note(joined(0, word.hash));
        }
        each_written(&text, &self.read, &mut self.parts, &mut note);
        self.pairs.extend(self.read.windows(2).map(hash_of));
    }
}
