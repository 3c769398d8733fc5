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
use super::hidden::Hidden;
use super::index::Index;
use super::inside::files_inside;
use super::material::Speaker;
use super::page::{PageReader, Pieces};
use super::said::{Known, Noticed, Said};
use super::shown::Shown;
use super::sight::Sight;
use super::table::{Bits, HashSet, LATELY, Lately, Shared, place_of};
use super::unit::Extent;
use super::words::{RUN, Word, hash_of, joined, parts_of, read_words, readable, text_hash};
use crate::book::Reader;
use crate::model::Edition;
use crate::packet::bundle::{Member, members};
use crate::path::{OutputPath, SourcePath};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Texts up to this length are likely to come again: the navigation, the head and the foot of pages.
const REPEATED: usize = 256;

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
    /// By its hash, how many words a short text has.
    short: Box<[(u64, u32)]>,
    /// The rows of words that are whole texts.
    rows: Lately,
    /// Pieces of pages.
    pieces: Pieces,
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
        let go_through = |speakers: &[Speaker<'_>], is_first: bool| {
            speakers.par_iter().for_each(|speaker| {
                // The others are not in the index.
                let counts = is_first && !matches!(speaker, Speaker::Nav(_) | Speaker::Look(_) | Speaker::Program);
                markings.use_one(|marking| {
                    material.units(*speaker, Some(&self.sight), &mut |unit| match unit.shown {
                        true if is_first => {
                            marking.units += usize::from(counts && unit.extent == Extent::Whole);
                            found.mark_rows(unit.text, marking);
                        }
                        true => found.mark_written(unit.text, &mut marking.words),
                        false => {}
                    });
                });
            });
        };
        let mut speakers = material.speakers(Some(&self.sight));
        go_through(&speakers, true);
        markings.use_one(|marking| {
            // What every edition has stands in a packet's list of its files.
            for path in self.prover.fixed.keys() {
                found.mark_rows(&format!("site/{path}"), marking);
                found.mark_rows(path.as_str(), marking);
            }
        });
        // Only now it is known which assets something has led to.
        let assets = self.sight.assets();
        let others = speakers.len();
        speakers.extend(assets.iter().map(Speaker::Asset));
        go_through(&speakers[others..], true);
        if found.is_left() {
            // Little is written otherwise than it stands in the sources.
            go_through(&speakers, false);
        }
        let left = found.left();
        let who = || match self.index {
            Some(index) => index.speakers(left.iter()),
            None => known.rows.iter().filter(|(hash, _)| left.contains(hash)).map(|(_, who)| *who).collect(),
        };
        let out = without_composed(material, &self.sight, &who(), &speakers, left);
        let mut hasher = blake3::Hasher::new();
        for (path, file) in &files {
            hasher.update(path.as_str().as_bytes()).update(&[0]).update(&file.digest);
        }
        let inside = inside.iter().map(|(path, file)| (path, *file));
        let published: Vec<_> = files.iter().map(|(path, file)| (path, *file)).chain(inside).collect();
        let files = restricted_files(self.prover, &published, &assets);
        let shown: usize = markings.all().iter().map(|marking| marking.units).sum();
        let restricted = known.units.saturating_sub(if self.index.is_some() { shown } else { 0 });
        let (digest, sizes) = (hasher.finalize(), known.sizes);
        Verdict { out, files, kinds, words, digest, restricted, sizes, counts, search: self }
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
        let short = vec![(0, 0); LATELY].into();
        let (said, rows, pieces) = (Said::default(), Lately::default(), Pieces::default());
        Self { said, count: 0, short, rows, pieces, words: Vec::new() }
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
        let hash = text_hash(text);
        if search.shown.has_text(hash) {
            // Something visible says just that: whatever is known of it is no evidence.
            return;
        }
        let is_short = text.len() <= REPEATED;
        let (known, count) = self.short[place_of(hash)];
        if is_short && known == hash {
            self.count += u64::from(count);
            return;
        }
        let text = readable(text);
        read_words(&text, &mut self.words);
        let count = self.words.len();
        self.count += count as u64;
        if is_short {
            self.short[place_of(hash)] = (hash, u32::try_from(count).unwrap_or_default());
        }
        // As in Markdown, whose words are those of the page, with marks.
        let hash = hash_of(&self.words);
        if count == 0 || search.shown.has_words(hash) {
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

/// What was found in an edition of what is known, and what of it something visible says too.
struct Found {
    hashes: HashSet,
    /// The single words.
    words: Bits,
    /// The first two words of each row.
    begins: Bits,
    /// For each place of `hashes`.
    shown: Vec<AtomicBool>,
}

/// What a thread marks with.
#[derive(Default)]
struct Marking {
    words: Vec<Word>,
    /// How many whole units of the index the reader sees.
    units: usize,
}

impl Found {
    fn new(known: &[Noticed]) -> Self {
        let count = |known: &Noticed| known.words.len() + known.rows.len();
        let all = known.iter().flat_map(|known| known.words.all().chain(known.rows.all()));
        let hashes = HashSet::new(known.iter().map(count).sum(), all);
        // Seldom one by mistake, since then five rows would be looked for.
        let mut words = Bits::new(8 * known.iter().map(|known| known.words.len()).sum::<usize>());
        known.iter().flat_map(|known| known.words.all()).for_each(|hash| words.add(hash));
        let mut begins = Bits::new(4 * known.iter().map(|known| known.begins.len()).sum::<usize>());
        known.iter().flat_map(|known| known.begins.all()).for_each(|hash| begins.add(hash));
        let shown = (0..hashes.places()).map(|_| AtomicBool::new(false)).collect();
        Self { hashes, words, begins, shown }
    }

    /// True where something was found that nothing visible has said so far.
    fn is_left(&self) -> bool {
        self.hashes.all().any(|(place, _)| !self.shown[place].load(Ordering::Relaxed))
    }

    fn left(&self) -> FxHashSet<u64> {
        let left = self.hashes.all().filter(|(place, _)| !self.shown[*place].load(Ordering::Relaxed));
        left.map(|(_, hash)| hash).collect()
    }

    fn mark(&self, hash: u64) {
        // What is written again and again goes to and fro between threads.
        if let Some(place) = self.hashes.find(hash)
            && !self.shown[place].load(Ordering::Relaxed)
        {
            self.shown[place].store(true, Ordering::Relaxed);
        }
    }

    /// Notes what stands as it is in `text`, which the reader may see.
    fn mark_rows(&self, text: &str, marking: &mut Marking) {
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

    /// Notes what the program writes for `text`, which the reader may see: numbers to dial, the ids of headings, the parts
    /// of words that can be searched for.
    fn mark_written(&self, text: &str, words: &mut Vec<Word>) {
        let text = readable(text);
        read_words(&text, words);
        let mut parts = Vec::new();
        let mut note_words = |written: &str| {
            read_words(written, &mut parts);
            parts.iter().for_each(|part| self.mark(joined(0, part.hash)));
        };
        if let Some(number) = dialled(&text) {
            note_words(&number);
        }
        for (at, word) in words.iter().enumerate() {
            if at == 0 || !goes_on(&text, words[at - 1], *word) {
                let last = words[at..].windows(2).take_while(|pair| goes_on(&text, pair[0], pair[1])).count() + at;
                if last > at {
                    // The ids of headings have no marks: `don't` is `dont` there.
                    let written = &text[word.start as usize..words[last].end as usize];
                    note_words(&written.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>());
                }
            }
            let written = &text[word.start as usize..word.end as usize];
            if written.len() > 32 || written.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()) {
                parts_of(written, &mut note_words);
            }
        }
    }
}

/// The number that `text` is, without its spaces and marks: as it stands in a link that dials it, or in somebody's notes.
pub(super) fn dialled(text: &str) -> Option<String> {
    let is_number = text.chars().all(|letter| letter.is_ascii_digit() || " +()-./\u{a0}".contains(letter));
    let number = || text.chars().filter(char::is_ascii_digit).collect::<String>();
    (is_number && text.len() > 5).then(number).filter(|number| number.len() >= 5)
}

/// True where nothing but marks that ids leave out stands between two words.
fn goes_on(text: &str, word: Word, next: Word) -> bool {
    let between = &text[word.end as usize..next.start as usize];
    !between.is_empty() && !between.contains(|mark: char| mark.is_whitespace() || matches!(mark, '-' | '_'))
}
