//! The search of one edition: its files are read as they are made, and what they say is looked for in what is hidden.
//!
//! Takes files, from several threads; keeps the hashes of what nothing visible says in just these words. In the end it is known
//! what of that stands in restricted content; then what the reader may see is gone through, and what stands there too, in
//! whatever words around it, is no evidence.

use super::Prover;
use super::asset::{Published, restricted_files};
use super::composed::without_composed;
use super::count::{Count, counts};
use super::file::{is_page, search_texts, texts_of_file, texts_of_said};
use super::found::{Found, Marking};
use super::hidden::Hidden;
use super::index::Index;
use super::inside::files_inside;
use super::lately::{Counts, Lately};
use super::material::Speaker;
use super::page::{PageReader, Pieces};
use super::said::{Known, Said};
use super::shown::Shown;
use super::sight::Sight;
use super::table::{Expected, Shared};
use super::unit::Extent;
use super::words::{RUN, Word, hash_of, read_words, readable, saying_hash};
use crate::book::Reader;
use crate::model::Edition;
use crate::packet::bundle::{Member, members};
use crate::path::{OutputPath, SourcePath};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Texts up to this length are likely to come again: the navigation, the head and the foot of pages, the pages these lead to.
const REPEATED: usize = 256;

/// How many of them are remembered; a power of two.
const SHORT: usize = 1 << 14;

/// An edition that is being searched.
pub struct Search<'p> {
    pub(super) prover: &'p Prover,
    pub(super) sight: Sight<'p>,
    pub(super) reader: Reader,
    /// None where what is hidden is gone through.
    index: Option<&'p Index>,
    shown: Shown,
    readings: Shared<Reading>,
    state: Mutex<State>,
}

/// What a thread has read, and what it reads with.
struct Reading {
    /// What of it nothing visible says just so.
    said: Said,
    /// How many words there are in what was read, repeated texts as often as they came.
    count: u64,
    /// How many words are counted for a short text.
    short: Counts,
    /// The rows of words that are whole texts.
    rows: Lately,
    /// Pieces of pages.
    pieces: Pieces,
    /// Which of the visible texts are expected: mostly an edition says them in the order of the sources.
    expected: Expected,
    words: Vec<Word>,
}

#[derive(Default)]
struct State {
    /// How many files of each kind there are.
    kinds: BTreeMap<String, usize>,
    files: BTreeMap<OutputPath, Published>,
    /// What stands inside of pages.
    inside: Vec<(OutputPath, Published)>,
    /// The files of the search index.
    index: Vec<(OutputPath, Vec<u8>)>,
    /// What the edition says there is.
    counts: Vec<Count>,
}

/// What a search came to.
pub struct Verdict<'p> {
    pub(super) search: Search<'p>,
    /// The hashes of what got out.
    pub(super) out: FxHashSet<u64>,
    /// The files that are, byte for byte, something that the reader may not have.
    pub(super) files: Vec<(OutputPath, SourcePath)>,
    pub(super) kinds: BTreeMap<String, usize>,
    pub(super) words: u64,
    /// Of the edition: its files' names and digests.
    pub(super) digest: blake3::Hash,
    /// How many units of the book are not for the reader.
    pub(super) restricted: usize,
    /// In how many words, phrases and rows of six words of theirs was searched.
    pub(super) sizes: (usize, usize, usize),
    /// What it says there is.
    pub(super) counts: Vec<Count>,
}

impl<'p> Search<'p> {
    pub(super) fn new(prover: &'p Prover, sight: Sight<'p>, reader: &Reader) -> Self {
        // Before any thread waits for it that others wait for in turn.
        let index = prover.index();
        let shown = Shown::new(prover.material(), &sight);
        let (readings, state) = (Shared::new(), Mutex::default());
        Self { prover, sight, reader: reader.clone(), index, shown, readings, state }
    }

    /// Reads a file of the edition.
    pub fn file(&self, path: &OutputPath, bytes: &[u8]) {
        let archived = archived(&self.reader, path, bytes);
        let is_archive = archived.is_some();
        for Member { path, bytes } in archived.into_iter().flatten() {
            // What was seen by itself is there again.
            if self.lock().files.get(&path).map(|file| file.digest) != Some(*blake3::hash(&bytes).as_bytes()) {
                self.file(&path, &bytes);
            }
        }
        let is_index = path.as_str().contains("assets/turnkey/search/");
        let is_fixed = || self.prover.is_fixed(path, bytes);
        let page = if is_page(path) { std::str::from_utf8(bytes).ok() } else { None };
        if !is_index && !is_archive && !is_fixed() {
            self.readings.use_one(|reading| match page {
                Some(page) => reading.page(path, page, self),
                None => texts_of_file(path, bytes, &self.prover.known, &mut |text| reading.text(text, self)),
            });
        }
        let kind = path.extension().unwrap_or_else(|| "none".to_owned());
        let published = Published::new(bytes);
        let inside = page.filter(|_| kind == "html").into_iter().flat_map(files_inside);
        let inside: Vec<_> = inside.map(|file| (path.clone(), Published::new(&file))).collect();
        let mut state = self.lock();
        state.inside.extend(inside);
        *state.kinds.entry(kind).or_default() += 1;
        if is_index {
            state.index.push((path.clone(), bytes.to_vec()));
        }
        state.files.insert(path.clone(), published);
    }

    /// Counts what `edition`, of which the files are made, says there is.
    pub fn edition(&self, edition: &Edition) {
        let counts = counts(&self.sight, edition);
        self.lock().counts = counts;
    }

    /// Reads texts that the edition holds in a file that cannot be read: the pages of a PDF, what is attached to it.
    pub fn texts(&self, texts: &[String]) {
        self.readings.use_one(|reading| {
            texts.iter().for_each(|said| texts_of_said(said, &mut |text| reading.text(text, self)));
        });
    }

    /// Goes through what the reader may see, and tells what else was found.
    #[must_use]
    pub fn verdict(mut self) -> Verdict<'p> {
        let State { kinds, files, inside, index, counts } = std::mem::take(&mut *self.lock());
        self.readings.use_one(|reading| search_texts(&index, &mut |text| reading.text(text, &self)));
        let readings = std::mem::replace(&mut self.readings, Shared::new()).all();
        let words = readings.iter().map(|reading| reading.count).sum();
        let said: Vec<Said> = readings.into_iter().map(|reading| reading.said).collect();
        let material = self.prover.material();
        let known = self.known(&said);
        let found = Found::new(&known.noticed);
        let markings: Shared<Marking> = Shared::new();
        let speakers = material.speakers(Some(&self.sight));
        // Whoever was heard before says no single word that was found, and mostly no row.
        let may_say = |pairs: &Option<_>| pairs.as_ref().is_none_or(|pairs| found.may_say_row(pairs));
        speakers.par_iter().zip(&self.shown.pairs).filter(|(_, pairs)| may_say(pairs)).for_each(|(speaker, pairs)| {
            markings.use_one(|marking| {
                material.units(*speaker, Some(&self.sight), &mut |unit| match pairs {
                    _ if !unit.shown => {}
                    Some(_) => found.mark_rows(unit.text, marking),
                    None => found.mark_all(unit.text, marking),
                });
            });
        });
        markings.use_one(|marking| {
            // What every edition has stands in a packet's list of its files.
            for path in self.prover.fixed.keys() {
                found.mark_rows(&format!("site/{path}"), marking);
                found.mark_rows(path.as_str(), marking);
            }
        });
        // Only now it is known which assets something has led to.
        let assets = self.sight.assets();
        let units = AtomicUsize::new(self.shown.units);
        assets.par_iter().for_each(|asset| {
            markings.use_one(|marking| {
                material.units(Speaker::Asset(asset), Some(&self.sight), &mut |unit| {
                    if unit.shown {
                        units.fetch_add(usize::from(unit.extent == Extent::Whole), Ordering::Relaxed);
                        found.mark_all(unit.text, marking);
                    }
                });
            });
        });
        let speakers: Vec<Speaker<'_>> = speakers.into_iter().chain(assets.iter().map(Speaker::Asset)).collect();
        let left = found.left();
        let who = || match self.index {
            Some(index) => index.speakers(left.iter()),
            None => known.rows.iter().filter(|(hash, _)| left.contains(hash)).map(|(_, who)| *who).collect(),
        };
        let out = without_composed(material, &self.sight, &who(), &speakers, left);
        let out = self.without_made(out, &found, &speakers);
        let mut hasher = blake3::Hasher::new();
        for (path, file) in &files {
            hasher.update(path.as_str().as_bytes()).update(&[0]).update(&file.digest);
        }
        let inside = inside.iter().map(|(path, file)| (path, *file));
        let published: Vec<_> = files.iter().map(|(path, file)| (path, *file)).chain(inside).collect();
        let files = restricted_files(self.prover, &published, &assets);
        let shown = if self.index.is_some() { units.into_inner() } else { 0 };
        let restricted = known.units.saturating_sub(shown);
        let (digest, sizes) = (hasher.finalize(), known.sizes);
        Verdict { out, files, kinds, words, digest, restricted, sizes, counts, search: self }
    }

    /// Of `out`, what is no more than what the search and the ids of headings make of what `speakers` say that may be seen.
    fn without_made(&self, mut out: FxHashSet<u64>, found: &Found, speakers: &[Speaker<'_>]) -> FxHashSet<u64> {
        if out.is_empty() {
            return out;
        }
        let (material, markings) = (self.prover.material(), Shared::<Marking>::new());
        speakers.par_iter().for_each(|speaker| {
            markings.use_one(|marking| {
                material.units(*speaker, Some(&self.sight), &mut |unit| {
                    if unit.shown {
                        found.mark_made(unit.text, marking);
                    }
                });
            });
        });
        let left = found.left();
        out.retain(|hash| left.contains(hash));
        out
    }

    /// What of `said` stands in what is hidden, or with an index of the book somewhere in that.
    fn known(&self, said: &[Said]) -> Known {
        let (prover, sight, shown) = (self.prover, &self.sight, &self.shown);
        let hidden = || Hidden { material: prover.material(), sight, shown, program: prover.program() };
        self.index.map_or_else(|| hidden().known(said), |index| index.known(said, shown))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no thread panics while it notes a file")
    }
}

/// What is in the archive of an engagement's packets, where `path` is that: what else is packed is somebody's download.
pub(super) fn archived(reader: &Reader, path: &OutputPath, bytes: &[u8]) -> Option<Vec<Member>> {
    let is_ours =
        reader.engagement.is_some() && path.extension().as_deref() == Some("zip") && !path.as_str().contains('/');
    if is_ours { members(bytes).ok() } else { None }
}

impl Default for Reading {
    fn default() -> Self {
        let (said, rows, pieces) = (Said::default(), Lately::default(), Pieces::default());
        let (short, expected, words) = (Counts::new(SHORT), Expected::default(), Vec::new());
        Self { said, count: 0, short, rows, pieces, expected, words }
    }
}

impl Reading {
    /// Reads a page. Pieces of it that were read as they are, such as its head and the entries of its navigation, are not
    /// read again.
    fn page(&mut self, path: &OutputPath, page: &str, search: &Search<'_>) {
        self.text(path.as_str(), search);
        let mut reader = PageReader::new(page, &search.prover.known);
        while let Some(piece) = reader.piece(&self.pieces) {
            if let Some(count) = self.pieces.count(piece) {
                self.count += u64::from(count);
                reader.skip(piece);
                continue;
            }
            let before = self.count;
            if reader.read(piece, &mut |text| self.text(text, search)) {
                self.pieces.note(piece, self.count - before);
            }
        }
    }

    fn text(&mut self, text: &str, search: &Search<'_>) {
        let Some(hash) = saying_hash(text) else { return };
        if search.shown.is_expected(hash, &mut self.expected) {
            // Something visible says just that: whatever is known of it is no evidence.
            return;
        }
        let is_short = text.len() <= REPEATED;
        if is_short && let Some(count) = self.short.count(hash) {
            self.count += u64::from(count);
            return;
        }
        if search.shown.has_text_elsewhere(hash, &mut self.expected) {
            // The names of the pages around come again on each of these.
            if is_short {
                self.short.note(hash, 0);
            }
            return;
        }
        let text = readable(text);
        read_words(&text, &mut self.words);
        let count = self.words.len();
        self.count += count as u64;
        if is_short {
            self.short.note(hash, count as u64);
        }
        // As in Markdown, whose words are those of the page, with marks.
        let hash = hash_of(&self.words);
        if count == 0 || search.shown.has_words(hash, &self.expected) || search.shown.has_path(hash) {
            return;
        }
        // A page and its copy in Markdown say the same in other letters. What is cut off ends in half a word.
        if count > RUN && !text.contains('…') {
            if self.rows.has(hash) {
                return;
            }
            self.rows.add(hash);
        }
        self.said.add(&text, &self.words);
    }
}
