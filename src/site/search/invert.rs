//! From pages with their terms to terms with their pages.
//!
//! In two steps, so that it parallels and most hashing stays in the cache: each chunk of pages is turned over alone, then
//! the chunks' terms are sorted together. The result depends on the pages only, since terms are sorted by term and chunk
//! and pages within a chunk keep their order.

use super::page::{Entry, IndexedPage};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Pages in a chunk. Their terms should fit the second-level cache.
const CHUNK: usize = 512;

/// That a term is on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Posting {
    /// The page's number.
    pub(super) page: u32,
    /// As in `Entry`.
    pub(super) impact: u8,
    /// As in `Entry`.
    pub(super) section: u8,
}

/// The postings of a chunk of pages, those of one term together.
struct Chunk<'a> {
    terms: Vec<(&'a str, Range<u32>)>,
    postings: Vec<Posting>,
}

/// All terms of all pages.
pub(super) struct Inverted<'a> {
    /// Sorted by their code points.
    pub(super) terms: Vec<Term<'a>>,
    /// Of each term one after the other, by ascending chunk: the chunk, and the postings in it.
    pieces: Vec<(u32, Range<u32>)>,
    chunks: Vec<Chunk<'a>>,
}

/// A term and where its postings are.
pub(super) struct Term<'a> {
    /// The term.
    pub(super) text: &'a str,
    /// On how many pages it is.
    pub(super) pages: u32,
    pieces: Range<u32>,
}

impl<'a> Inverted<'a> {
    pub(super) fn new(pages: &'a [IndexedPage]) -> Self {
        let chunks: Vec<Chunk<'a>> =
            pages.par_chunks(CHUNK).enumerate().map(|(number, pages)| Chunk::new(number * CHUNK, pages)).collect();
        let mut all: Vec<(&'a str, u32, Range<u32>)> = Vec::new();
        for (number, chunk) in (0..).zip(&chunks) {
            all.extend(chunk.terms.iter().map(|(term, range)| (*term, number, range.clone())));
        }
        all.par_sort_unstable_by_key(|&(term, chunk, _)| (term, chunk));

        let mut terms: Vec<Term<'a>> = Vec::new();
        let mut pieces = Vec::with_capacity(all.len());
        for (end, (text, chunk, range)) in (1..).zip(all) {
            let count = range.end - range.start;
            pieces.push((chunk, range));
            match terms.last_mut() {
                Some(last) if last.text == text => {
                    last.pages += count;
                    last.pieces.end = end;
                }
                _ => terms.push(Term { text, pages: count, pieces: end - 1..end }),
            }
        }
        Self { terms, pieces, chunks }
    }

    /// The postings of `term` by ascending page, in place of what `into` held.
    pub(super) fn postings(&self, term: &Term<'_>, into: &mut Vec<Posting>) {
        into.clear();
        for (chunk, range) in &self.pieces[usizes(&term.pieces)] {
            into.extend_from_slice(&self.chunks[*chunk as usize].postings[usizes(range)]);
        }
    }
}

impl<'a> Chunk<'a> {
    /// Turns over `pages`, the first of which has the number `first`.
    fn new(first: usize, pages: &'a [IndexedPage]) -> Self {
        let mut numbers: FxHashMap<&'a str, u32> = FxHashMap::default();
        let mut terms: Vec<(&'a str, Range<u32>)> = Vec::new();
        let mut found: Vec<(u32, Posting)> = Vec::with_capacity(pages.iter().map(IndexedPage::term_count).sum());
        for (at, page) in pages.iter().enumerate() {
            let number = u32::try_from(first + at).expect("pages are counted in 32 bits");
            for (text, Entry { impact, section, .. }) in page.terms() {
                let term = *numbers.entry(text).or_insert_with(|| {
                    terms.push((text, 0..0));
                    u32::try_from(terms.len() - 1).expect("a chunk has fewer than 2³² terms")
                });
                terms[term as usize].1.end += 1;
                found.push((term, Posting { page: number, impact, section }));
            }
        }
        // A counting sort: `end` counts first, then says where the term's next posting goes.
        let mut start = 0;
        for (_, range) in &mut terms {
            let count = range.end;
            *range = start..start;
            start += count;
        }
        let mut postings = vec![Posting { page: 0, impact: 0, section: 0 }; found.len()];
        for (term, posting) in found {
            let end = &mut terms[term as usize].1.end;
            postings[*end as usize] = posting;
            *end += 1;
        }
        terms.sort_unstable_by_key(|(term, _)| *term);
        Self { terms, postings }
    }
}

fn usizes(range: &Range<u32>) -> Range<usize> {
    range.start as usize..range.end as usize
}
