//! The search of one edition: its files are read as they are made, and what they say is looked up in the index.
//!
//! Takes files, from several threads; keeps the hashes of what is known of restricted content, and nothing else. In the
//! end what the reader may see is gone through, and what stands there too is no evidence.

use super::Prover;
use super::composed::without_composed;
use super::count::{Count, counts};
use super::file::{search_texts, texts_of_file, texts_of_said};
use super::index::HashSet;
use super::inside::files_inside;
use super::material::Speaker;
use super::sight::Sight;
use super::unit::Extent;
use super::words::{RUN, Word, each_row, hash_of, joined, parts_of, read_words, readable};
use crate::book::Reader;
use crate::model::Edition;
use crate::packet::bundle::{Member, members};
use crate::path::{OutputPath, SourcePath};
use rayon::prelude::*;
use rustc_hash::{FxHashSet, FxHasher};
use std::collections::BTreeMap;
use std::hash::Hasher as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

/// Texts up to this length are likely to come again: the navigation, the head and the foot of pages.
const REPEATED: usize = 256;

/// In how many parts the texts that were read are kept, so that threads seldom wait for each other.
const SHARDS: usize = 64;

/// An edition that is being searched.
pub struct Search<'p> {
    pub(super) prover: &'p Prover,
    pub(super) sight: Sight<'p>,
    pub(super) reader: Reader,
    seen: Vec<Mutex<FxHashSet<u64>>>,
    state: Mutex<State>,
    words: AtomicU64,
}

#[derive(Default)]
struct State {
    /// The hashes of what is known.
    candidates: Vec<u64>,
    /// How many files of each kind there are.
    kinds: BTreeMap<String, usize>,
    digests: BTreeMap<OutputPath, [u8; 32]>,
    /// What stands inside of pages.
    inside: Vec<(OutputPath, [u8; 32])>,
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
    /// What it says there is.
    pub(super) counts: Vec<Count>,
}

impl<'p> Search<'p> {
    pub(super) fn new(prover: &'p Prover, sight: Sight<'p>, reader: &Reader) -> Self {
        let seen = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { prover, sight, reader: reader.clone(), seen, state: Mutex::default(), words: AtomicU64::new(0) }
    }

    /// Reads a file of the edition.
    pub fn file(&self, path: &OutputPath, bytes: &[u8]) {
        let archived = archived(&self.reader, path, bytes);
        let is_archive = archived.is_some();
        for Member { path, bytes } in archived.into_iter().flatten() {
            // What was seen by itself is there again.
            if self.lock().digests.get(&path) != Some(blake3::hash(&bytes).as_bytes()) {
                self.file(&path, &bytes);
            }
        }
        let is_index = path.as_str().contains("assets/turnkey/search/");
        let is_fixed = || self.prover.is_fixed(path, bytes);
        let mut found = Vec::new();
        if !is_index && !is_archive && !is_fixed() {
            let mut words = Vec::new();
            texts_of_file(path, bytes, &self.prover.known, &mut |text| self.text(text, &mut words, &mut found));
        }
        found.sort_unstable();
        found.dedup();
        let kind = path.extension().unwrap_or_else(|| "none".to_owned());
        let digest = *blake3::hash(bytes).as_bytes();
        let page = std::str::from_utf8(bytes).ok().filter(|_| kind == "html");
        let inside =
            page.into_iter().flat_map(files_inside).map(|file| (path.clone(), *blake3::hash(&file).as_bytes()));
        let inside: Vec<_> = inside.collect();
        let mut state = self.lock();
        state.candidates.extend(found);
        state.inside.extend(inside);
        *state.kinds.entry(kind).or_default() += 1;
        if is_index {
            state.index.push((path.clone(), bytes.to_vec()));
        }
        state.digests.insert(path.clone(), digest);
    }

    /// Counts what `edition`, of which the files are made, says there is.
    pub fn edition(&self, edition: &Edition) {
        let counts = counts(&self.sight, edition);
        self.lock().counts = counts;
    }

    /// Reads texts that the edition holds in a file that cannot be read: the pages of a PDF, what is attached to it.
    pub fn texts(&self, texts: &[String]) {
        let (mut words, mut found) = (Vec::new(), Vec::new());
        for said in texts {
            texts_of_said(said, &mut |text| self.text(text, &mut words, &mut found));
        }
        self.lock().candidates.extend(found);
    }

    fn text(&self, text: &str, words: &mut Vec<Word>, found: &mut Vec<u64>) {
        if text.len() <= REPEATED {
            let mut hasher = FxHasher::default();
            hasher.write(text.as_bytes());
            if !self.is_new(hasher.finish()) {
                return;
            }
        }
        let text = readable(text);
        read_words(&text, words);
        self.words.fetch_add(words.len() as u64, Ordering::Relaxed);
        // A page and its copy in Markdown say the same in other letters. What is cut off ends in half a word.
        if words.len() > RUN && !text.contains('…') && !self.is_new(hash_of(words)) {
            return;
        }
        self.prover.index().each_known(&text, words, &mut |_, _, hash| found.push(hash));
    }

    /// True the first time that a text of this hash comes.
    fn is_new(&self, hash: u64) -> bool {
        let shard = &self.seen[usize::try_from(hash >> 58).unwrap_or_default()];
        shard.lock().expect("no thread panics while it notes a text").insert(hash)
    }

    /// Goes through what the reader may see, and tells what else was found.
    #[must_use]
    pub fn verdict(self) -> Verdict<'p> {
        let State { mut candidates, kinds, digests, inside, index, counts } = std::mem::take(&mut *self.lock());
        let mut words = Vec::new();
        search_texts(&index, &mut |text| self.text(text, &mut words, &mut candidates));
        let candidates = HashSet::new(candidates);
        let shown: Vec<AtomicBool> = (0..candidates.len()).map(|_| AtomicBool::new(false)).collect();
        let units = AtomicUsize::new(0);
        let material = &self.prover.material();
        let go_through = |speakers: Vec<Speaker<'_>>| {
            speakers.into_par_iter().for_each_init(Vec::new, |words, speaker| {
                // The others are not in the index.
                let counts = !matches!(speaker, Speaker::Nav(_) | Speaker::Look(_) | Speaker::Program);
                material.units(speaker, Some(&self.sight), &mut |unit| {
                    if unit.shown {
                        units.fetch_add(usize::from(counts && unit.extent == Extent::Whole), Ordering::Relaxed);
                        mark(unit.text, words, &candidates, &shown);
                    }
                });
            });
        };
        go_through(material.speakers(Some(&self.sight)));
        // Only now it is known which assets something has led to.
        let assets = self.sight.assets();
        go_through(assets.iter().map(Speaker::Asset).collect());
        let left = shown.iter().enumerate().filter(|(_, shown)| !shown.load(Ordering::Relaxed));
        let out = left.map(|(place, _)| candidates.at(place)).collect();
        let out = without_composed(material, &self.sight, &assets, out);
        let mut hasher = blake3::Hasher::new();
        for (path, digest) in &digests {
            hasher.update(path.as_str().as_bytes()).update(&[0]).update(digest);
        }
        let files =
            self.restricted_files(digests.iter().chain(inside.iter().map(|(path, digest)| (path, digest))), &assets);
        let restricted =
            self.prover.index().units.saturating_sub(if self.prover.only.is_some() { 0 } else { units.into_inner() });
        let words = self.words.load(Ordering::Relaxed);
        Verdict { out, files, kinds, words, digest: hasher.finalize(), restricted, counts, search: self }
    }

    /// The files that are, or hold, byte for byte what an asset is to which nothing visible leads.
    fn restricted_files<'d>(
        &self,
        digests: impl Iterator<Item = (&'d OutputPath, &'d [u8; 32])>,
        shown: &std::collections::BTreeSet<SourcePath>,
    ) -> Vec<(OutputPath, SourcePath)> {
        let by_digest = self.prover.assets_by_digest();
        let restricted = |digest| {
            let alike: &Vec<SourcePath> = by_digest.get(digest)?;
            if alike.iter().any(|path| shown.contains(path)) { None } else { alike.first().cloned() }
        };
        let mut files: Vec<_> =
            digests.filter_map(|(path, digest)| Some((path.clone(), restricted(digest)?))).collect();
        files.sort();
        files.dedup();
        files
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

/// Notes which of `candidates` stand in `text`, which the reader may see.
fn mark(text: &str, words: &mut Vec<Word>, candidates: &HashSet, shown: &[AtomicBool]) {
    let text = readable(text);
    read_words(&text, words);
    let note = |hash| {
        if let Some(place) = candidates.find(hash) {
            shown[place].store(true, Ordering::Relaxed);
        }
    };
    let mut parts = Vec::new();
    let mut note_words = |written: &str| {
        read_words(written, &mut parts);
        parts.iter().for_each(|part| note(joined(0, part.hash)));
    };
    if let Some(number) = dialled(&text) {
        note_words(&number);
    }
    each_row(words, &mut |_, hash| note(hash));
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
