//! Files that are, byte for byte, something that is published as it is: pictures, tables, archives.
//!
//! Takes what an edition has published and what of the book's own files its reader may have; gives those that are a file
//! which they may not. Only what could be one of them is hashed: of the rest of the book nothing is read.

use super::Prover;
use crate::book::Gathered;
use crate::path::{OutputPath, SourcePath};
use crate::picture::{Bare, bare, is_picture};
use crate::source::{Digest, SourceFile, Sources};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::Mutex;

/// Something published, as far as it can be known again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Published {
    pub(super) digest: Digest,
    length: u64,
    is_picture: bool,
}

impl Published {
    pub(super) fn new(bytes: &[u8]) -> Self {
        let digest = *blake3::hash(bytes).as_bytes();
        Self { digest, length: bytes.len() as u64, is_picture: is_picture(bytes) }
    }
}

/// The digests of the book's files as they are published, as far as anybody has asked for them.
#[derive(Debug, Default)]
pub(super) struct Assets(Mutex<FxHashMap<SourcePath, Vec<Digest>>>);

impl Assets {
    /// Of the file as it is, and as it is published: without what a picture says beside what it shows.
    fn digests(&self, path: &SourcePath, file: &SourceFile) -> Vec<Digest> {
        let known = self.0.lock().expect("no thread panics while it looks here").get(path).cloned();
        known.unwrap_or_else(|| {
            let digests = match file {
                SourceFile::Asset { digest, .. } => vec![*digest],
                SourceFile::Bytes(bytes) => {
                    let picture = if let Bare::Picture(bare) = bare(bytes) { Some(bare) } else { None };
                    let published = picture.iter().map(|bare| *blake3::hash(bare).as_bytes());
                    std::iter::once(*blake3::hash(bytes).as_bytes()).chain(published).collect()
                }
            };
            self.0.lock().expect("no thread panics while it looks here").insert(path.clone(), digests.clone());
            digests
        })
    }
}

/// Of the files that are `published`, or stand inside of one, those that are an asset which is not among `shown`.
pub(super) fn restricted_files(
    prover: &Prover,
    published: &[(&OutputPath, Published)],
    shown: &BTreeSet<SourcePath>,
) -> Vec<(OutputPath, SourcePath)> {
    let (sources, gathered): (&Sources, &Gathered) = (&prover.sources, &prover.gathered);
    let file = |path: &SourcePath| sources.files.get(path);
    let digests = |path: &SourcePath| file(path).map(|file| prover.assets.digests(path, file)).unwrap_or_default();
    let theirs: FxHashSet<Digest> = shown.iter().flat_map(digests).collect();
    let others: Vec<_> = published.iter().filter(|(_, file)| !theirs.contains(&file.digest)).collect();
    let lengths: FxHashSet<u64> = others.iter().map(|(_, file)| file.length).collect();
    let has_pictures = others.iter().any(|(_, file)| file.is_picture);
    // A picture may be published shorter than it is.
    let may_be_there = |path: &&SourcePath| match file(path) {
        Some(SourceFile::Bytes(bytes)) => lengths.contains(&(bytes.len() as u64)) || has_pictures && is_picture(bytes),
        Some(SourceFile::Asset { length, .. }) => lengths.contains(length),
        None => false,
    };
    let mut hidden: FxHashMap<Digest, &SourcePath> = FxHashMap::default();
    for path in gathered.all_assets().keys().filter(|path| !shown.contains(*path)).filter(may_be_there) {
        for digest in digests(path) {
            hidden.entry(digest).or_insert(path);
        }
    }
    let is_hidden = |(path, file): &&(&OutputPath, Published)| {
        hidden.get(&file.digest).map(|source| (OutputPath::clone(path), SourcePath::clone(source)))
    };
    let mut files: Vec<_> = others.iter().filter_map(is_hidden).collect();
    files.sort();
    files.dedup();
    files
}
