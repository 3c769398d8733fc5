//! The lists: for each term the pages it is on, and where they say it. Takes the inverted pages, gives the `lists` files.
//!
//! A file's payload is one string of blocks parted by spaces, and a block is bits (`bits`) for so many terms in the
//! lexicon's order. For each term:
//!
//! - how many pages are listed (gamma); where that is the cap, in 4 bits how common the term is: ⌊log₂(pages / its pages)⌋;
//! - the pages by binary interpolative coding (Moffat and Stuiver 2000): the middle one as a number among those possible,
//!   then the halves likewise. Terms come in clusters, since pages of a section stand together, and this code profits;
//! - for each page the level: `0`, `10`, `110`, `1110`, `11110`, `11111` from text to whole title;
//! - if at most `SECTIONED` pages are listed, for each page the section (Rice, 2 bits), unless the level is a title's.
//!
//! Lists have no length: whoever wants one reads those before it in the block.

use super::BLOCK;
use super::bits::{BitReader, BitWriter};
use super::invert::{Inverted, Posting, Term};
use super::page::Level;
use super::shard::{Shard, quoted};
use rayon::prelude::*;

/// Up to how many pages a list tells the section. Who searches for a rare term wants its very place, and for the others
/// this would be the larger part of the index.
const SECTIONED: u32 = 16;

/// How many ones the longest code of a level has.
const LAST_LEVEL: u32 = Level::WholeTitle as u32;

/// That a term is on a page, as far as the index tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The page's number.
    pub page: u32,
    /// Where its most prominent occurrence is.
    pub level: Level,
    /// The number of its section, for a rare term that is not in the title.
    pub section: Option<u32>,
}

/// What lists of one index have in common.
#[derive(Clone, Copy)]
pub(super) struct Code {
    /// How many pages there are.
    pub(super) pages: u32,
    /// How many pages a list has at most: the rest of a very frequent term's pages say it only in passing.
    pub(super) cap: u32,
}

impl Code {
    pub(super) fn new(pages: usize, least_cap: u32) -> Self {
        let pages = u32::try_from(pages).expect("pages are counted in 32 bits");
        Self { pages, cap: (pages / 22).max(least_cap) }
    }

    /// Appends the list of a term on `total` pages; leaves in `postings` what is listed.
    pub(super) fn write(self, total: u32, postings: &mut Vec<Posting>, into: &mut BitWriter) {
        if postings.len() > self.cap as usize {
            let by_impact = |posting: &Posting| (u8::MAX - posting.impact, posting.page);
            postings.select_nth_unstable_by_key(self.cap as usize, by_impact);
            postings.truncate(self.cap as usize);
            postings.sort_unstable_by_key(|posting| posting.page);
        }
        let count = total.min(self.cap);
        into.gamma(count);
        if count == self.cap {
            into.bits((self.pages / total).ilog2(), 4);
        }
        write_pages(postings, 0, self.pages, into);
        for posting in &*postings {
            let level = Level::of_impact(posting.impact) as u32;
            // The last of the codes needs no zero to end it.
            if level < LAST_LEVEL { into.unary(level) } else { into.bits(0b11111, LAST_LEVEL) }
        }
        if count > SECTIONED {
            return;
        }
        for posting in &*postings {
            if Level::of_impact(posting.impact) < Level::Title {
                into.unary(u32::from(posting.section >> 2));
                into.bits(u32::from(posting.section), 2);
            }
        }
    }

    /// The way back.
    pub(super) fn read(self, from: &mut BitReader<'_>) -> Vec<Listed> {
        let count = from.gamma();
        if count == self.cap {
            from.bits(4);
        }
        let mut list = Vec::new();
        read_pages(count, 0, self.pages, from, &mut list);
        for listed in &mut list {
            let ones = (0..LAST_LEVEL).take_while(|_| from.bits(1) == 1).count();
            listed.level = Level::ALL[ones];
        }
        for listed in &mut list {
            if count <= SECTIONED && listed.level < Level::Title {
                listed.section = Some(from.unary() << 2 | from.bits(2));
            }
        }
        list
    }

    /// About how many bits the list of `term` takes; a little more than it does.
    fn estimate(self, term: &Term<'_>) -> usize {
        let count = term.pages.min(self.cap);
        count as usize * ((self.pages / count).ilog2() as usize + 5) + 8
    }
}

/// Writes the pages of `postings`, which all lie from `low` up to but not including `high`.
fn write_pages(postings: &[Posting], low: u32, high: u32, into: &mut BitWriter) {
    let middle = postings.len() / 2;
    let (Some(posting), Ok(count)) = (postings.get(middle), u32::try_from(postings.len())) else { return };
    into.below(posting.page - low - count / 2, high - low - count + 1);
    write_pages(&postings[..middle], low, posting.page, into);
    write_pages(&postings[middle + 1..], posting.page + 1, high, into);
}

fn read_pages(count: u32, low: u32, high: u32, from: &mut BitReader<'_>, list: &mut Vec<Listed>) {
    if count == 0 {
        return;
    }
    let half = count / 2;
    let page = low + half + from.below((high - low).saturating_sub(count) + 1);
    // The middle comes before the left half in the bits, and after it in the list.
    read_pages(half, low, page, from, list);
    list.push(Listed { page, level: Level::Text, section: None });
    read_pages(count - half - 1, page + 1, high, from, list);
}

/// The `lists` files, of about `size` bytes at most; a single list is never split.
pub(super) fn write(inverted: &Inverted<'_>, code: Code, size: usize) -> Vec<Shard> {
    let mut ranges = Vec::new();
    let (mut start, mut bits) = (0, 0);
    for (at, term) in inverted.terms.iter().enumerate() {
        let more = code.estimate(term);
        if at > start && bits + more > size * 13 / 2 {
            ranges.push(start..at);
            (start, bits) = (at, 0);
        }
        bits += more;
    }
    if start < inverted.terms.len() {
        ranges.push(start..inverted.terms.len());
    }
    ranges
        .into_par_iter()
        .map(|range| {
            let mut text = String::new();
            let mut postings = Vec::new();
            for block in inverted.terms[range.clone()].chunks(BLOCK) {
                let mut bits = BitWriter::default();
                for term in block {
                    inverted.postings(term, &mut postings);
                    code.write(term.pages, &mut postings, &mut bits);
                }
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&bits.finish());
            }
            Shard { first: range.start, first_term: None, payload: quoted(&text) }
        })
        .collect()
}
