//! What got out, where, and where it comes from.
//!
//! Takes a verdict that something did, and the edition's files once more; gives a leak for each thing, with the least that
//! shows it. Only here a hash becomes words again, and what the words are not is no leak.

use super::Verdict;
use super::file::{search_texts, texts_of_file, texts_of_said};
use super::record::{Allowed, Proof};
use super::search::archived;
use super::words::{RUN, Word, each_row, hash_of, joined, read_words, readable, spelling};
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::path::OutputPath;
use crate::text::TextRange;
use ecow::EcoString;
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Mutex;

/// How many leaks out of one source are told one by one.
const MOST_ALIKE: usize = 3;

/// What the files of the search index are called together.
const INDEX: &str = "assets/turnkey/search";

/// How much of a page's words is shown on each side of a leak, in characters.
const AROUND: usize = 40;

/// Something restricted that got out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// The least that shows it: a word, a name, six words in a row.
    pub words: String,
    /// The file that it got into.
    pub file: OutputPath,
    /// What stands there around it.
    pub around: String,
    /// Where it stands in the sources.
    pub source: Location,
    /// In which line there, from 1.
    pub line: usize,
    /// For a number of things, of how many the reader may know.
    pub known: Option<usize>,
}

/// The search for what got out.
pub struct Evidence<'p> {
    verdict: Verdict<'p>,
    /// By hash: how it is spelled, where it was first seen.
    sightings: Mutex<FxHashMap<u64, Sighting>>,
    index: Mutex<Vec<(OutputPath, Vec<u8>)>>,
}

/// Where something was seen; ordered by file, the search index last, as people read pages.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Sighting {
    in_index: bool,
    file: OutputPath,
    spelling: String,
    words: String,
    around: String,
}

impl<'p> Verdict<'p> {
    /// True where nothing got out, so that no evidence has to be looked for.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.out.is_empty() && self.files.is_empty() && self.counts.iter().all(|count| count.leak.is_none())
    }

    /// Begins to look for evidence: takes the files of the edition once more.
    #[must_use]
    pub fn evidence(self) -> Evidence<'p> {
        Evidence { verdict: self, sightings: Mutex::default(), index: Mutex::default() }
    }
}

impl Evidence<'_> {
    /// Looks at a file of the edition.
    pub fn file(&self, path: &OutputPath, bytes: &[u8]) {
        let reader = &self.verdict.search.reader;
        if let Some(members) = archived(reader, path, bytes) {
            return members.iter().for_each(|member| self.file(&member.path, &member.bytes));
        }
        if path.as_str().contains("assets/turnkey/search/") {
            self.index.lock().expect("no thread panics while it keeps a file").push((path.clone(), bytes.to_vec()));
            return;
        }
        let prover = self.verdict.search.prover;
        if !prover.is_fixed(path, bytes) {
            texts_of_file(path, bytes, &prover.known, &mut |text| self.text(path, text));
        }
    }

    /// Looks at texts that the file `path` of the edition holds.
    pub fn texts(&self, path: &OutputPath, texts: &[String]) {
        texts.iter().for_each(|said| texts_of_said(said, &mut |text| self.text(path, text)));
    }

    fn text(&self, path: &OutputPath, text: &str) {
        let text = readable(text);
        let mut words = Vec::new();
        read_words(&text, &mut words);
        let mut known: Vec<(usize, usize)> = Vec::new();
        for at in 0..words.len() {
            let mut hash = 0;
            for (more, next) in words.iter().skip(at).take(RUN).enumerate() {
                hash = joined(hash, next.hash);
                if self.verdict.out.contains(&hash) {
                    known.push((at, more + 1));
                }
            }
        }
        // What overlaps is one thing, and the least of it shows it.
        let mut end = 0;
        let mut least: Option<(usize, usize)> = None;
        for (at, count) in known {
            if least.is_some() && at >= end {
                least.take().into_iter().for_each(|(at, count)| self.note(path, &text, &words[at..at + count]));
            }
            end = end.max(at + count);
            least = Some(least.filter(|(_, least)| *least <= count).unwrap_or((at, count)));
        }
        least.into_iter().for_each(|(at, count)| self.note(path, &text, &words[at..at + count]));
    }

    fn note(&self, path: &OutputPath, text: &str, words: &[Word]) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        let (from, to) = (first.start as usize, last.end as usize);
        let before = text[..from].char_indices().rev().nth(AROUND).map_or(0, |(at, _)| at);
        let after = text[to..].char_indices().nth(AROUND).map_or(text.len(), |(at, _)| to + at);
        let sighting = Sighting {
            in_index: path.as_str() == INDEX,
            file: path.clone(),
            spelling: spelling(text, words),
            words: in_one_line(&text[from..to]),
            around: in_one_line(&text[before..after]),
        };
        let mut sightings = self.sightings.lock().expect("no thread panics while it notes what it saw");
        let known = sightings.entry(hash_of(words)).or_insert_with(|| sighting.clone());
        if sighting < *known {
            *known = sighting;
        }
    }

    /// What got out: the proof's record, and a diagnostic for each thing that `allowed` does not name.
    #[must_use]
    pub fn finish(self, allowed: &[(EcoString, EcoString)], today: Date) -> (Proof, Vec<Diagnostic>) {
        let index = std::mem::take(&mut *self.index.lock().expect("no thread panics while it keeps a file"));
        let name = OutputPath::new(INDEX).expect("inside");
        search_texts(&index, &mut |text| self.text(&name, text));
        let mut leaks = self.leaks();
        let mut proof = Proof::of(&self.verdict, allowed, today);
        leaks.retain(|leak| {
            let by = proof.allowed.iter_mut().find(|allowed| allowed.covers(&leak.words));
            by.is_none_or(|by: &mut Allowed| {
                by.found += 1;
                false
            })
        });
        let told = tell(&leaks, &self.verdict);
        proof.leaks = leaks;
        (proof, told)
    }

    /// What got out, with its place in the sources, by source.
    fn leaks(&self) -> Vec<Leak> {
        let sightings =
            std::mem::take(&mut *self.sightings.lock().expect("no thread panics while it notes what it saw"));
        let material = &self.verdict.search.prover.material();
        let found: Vec<Vec<(u64, Location)>> = material
            .speakers(None)
            .into_par_iter()
            .map(|speaker| {
                let (mut words, mut found) = (Vec::new(), Vec::new());
                material.units(speaker, None, &mut |unit| {
                    let text = readable(unit.text);
                    read_words(&text, &mut words);
                    each_row(&words, &mut |row, hash| {
                        let known = sightings.get(&hash).map(|sighting| &sighting.spelling);
                        if known.is_some_and(|known| *known == spelling(&text, row)) {
                            let range = self.place(unit.path, unit.range, &text, row);
                            found.push((hash, Location { path: unit.path.clone(), range }));
                        }
                    });
                });
                found
            })
            .collect();
        let mut sources: BTreeMap<u64, Location> = BTreeMap::new();
        for (hash, location) in found.into_iter().flatten() {
            sources.entry(hash).or_insert(location);
        }
        let leak = |(hash, source): (u64, Location)| {
            let Sighting { file, words, around, .. } = sightings[&hash].clone();
            let line = self.line_of(&source);
            Leak { words, file, around, source, line, known: None }
        };
        let mut leaks: Vec<Leak> = sources.into_iter().map(leak).collect();
        leaks.extend(self.verdict.files.iter().map(|(file, source)| Leak {
            words: source.file_name().to_owned(),
            file: file.clone(),
            around: String::new(),
            source: Location::file(source.clone()),
            line: 1,
            known: None,
        }));
        leaks.extend(self.verdict.counts.iter().filter_map(|count| {
            let (file, source) = count.leak.clone()?;
            let (words, around) = (format!("{} {}", count.says, count.what), String::new());
            let line = self.line_of(&source);
            Some(Leak { words, file, around, source, line, known: Some(count.known) })
        }));
        leaks.sort_by(|a, b| (&a.source, &a.words).cmp(&(&b.source, &b.words)));
        leaks
    }

    fn line_of(&self, source: &Location) -> usize {
        let text = self.verdict.search.prover.material().sources.text(&source.path).unwrap_or_default();
        let before = text.as_bytes().get(..source.range.start as usize).unwrap_or_default();
        before.split(|byte| *byte == b'\n').count()
    }

    /// Where `words` stand in a unit's file: exactly, where they are written there as they are said.
    fn place(&self, path: &crate::path::SourcePath, around: TextRange, text: &str, words: &[Word]) -> TextRange {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return around };
        let said = &text[first.start as usize..last.end as usize];
        let source = self.verdict.search.prover.material().sources.text(path);
        let within =
            if around.is_empty() { None } else { source.as_ref().and_then(|source| source.get(around.to_usize())) };
        let at = within.and_then(|within| within.find(said)).map(|at| around.start as usize + at);
        at.map_or(around, |at| TextRange::new(at, at + said.len()))
    }
}

fn tell(leaks: &[Leak], verdict: &Verdict<'_>) -> Vec<Diagnostic> {
    let reader = &verdict.search.reader;
    let edition = match &reader.engagement {
        Some(id) => format!("the {} edition of `{id}`", reader.audience),
        None => format!("the {} edition", reader.audience),
    };
    let mut told = Vec::new();
    for alike in leaks.chunk_by(|one, other| one.source.path == other.source.path) {
        for leak in alike.iter().take(MOST_ALIKE) {
            let message = match leak.known {
                Some(known) => {
                    format!("{edition} says {} in `{}`, and its reader may know of {known}", leak.words, leak.file)
                }
                None => format!(
                    "`{}` got into `{}` of {edition}, and stands only in what that reader may not see",
                    leak.words, leak.file
                ),
            };
            let there = if leak.known.is_some() {
                "What is marked is counted, or is not counted as it should be.".to_owned()
            } else if leak.around.is_empty() {
                "It is published there as it is.".to_owned()
            } else {
                format!("It stands there in \"{}\".", leak.around)
            };
            let more = alike.len().saturating_sub(MOST_ALIKE);
            let more = if more > 0 { format!(" Of what this file says, {more} more got out.") } else { String::new() };
            let help = format!(
                "{there}{more} Nothing of this edition is published until it is gone. What is no secret can be allowed in `book.toml`, \
                 by name and with the reason: `[check.leaks]`, `{:?} = \"why\"`.",
                leak.words
            );
            told.push(
                Diagnostic::new(Rule::AudienceLeak, leak.source.clone(), message)
                    .label("kept back from whoever reads that edition")
                    .help(help),
            );
        }
    }
    told
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
