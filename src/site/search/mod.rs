//! The search index: takes the words of an edition's pages, gives files that a browser can search without a server.
//!
//! A page opened from disk may load nothing but classic scripts, so every file is one call, `turnkeySearch(id, payload)`,
//! and a query must need few and small ones. Whoever searches reads, in this order:
//!
//! 1. `root.js`: how many pages there are, and where each of the other files begins;
//! 2. `words-N.js`, the lexicon: every term, sorted, so that one file answers a prefix and a few answer a typo
//!    (`lexicon`); a term's number is its place in it;
//! 3. `lists-N.js`: for each term, by its number, the pages it is on and how prominently, in bits (`lists`); both are in
//!    blocks, so that of a file no more is read than is asked for;
//! 4. `pages-N.js`: titles, trails and headings, read for the hits alone (`table`).
//!
//! The whole has 500 bytes a page to live on. So the text itself is not in it; a term of very many pages is listed for
//! those alone that say most of it (`lists::Code::cap`); which section a term is in is stored for rare terms alone, and
//! told by the headings otherwise.
//!
//! An id ends with a digest of the payload and the root names the digests, so that a browser that kept an old file
//! notices. What a browser reads all this with, `client.js`, is published with it, so that the two always fit; a theme has
//! the dialog alone. `read` is the client's counterpart here, for the proof and the tests.
//!
//! Nothing here knows of audiences: what must not be found is not among the pages. Same pages, same bytes, on any number
//! of threads: floating point, hash order and the order of threads must not reach the files.

mod bits;
mod invert;
mod lexicon;
mod lists;
mod page;
pub mod read;
mod shard;
mod table;
#[cfg(test)]
mod tests;
mod tokens;

pub use page::{IndexedPage, Level, index_page};
pub(crate) use tokens::{Scratch, each_term};

use crate::path::OutputPath;
use ecow::EcoString;
use invert::Inverted;
use lists::Code;
use shard::{Kind, Shard};

/// What stands between the parts of a trail.
pub(crate) const TRAIL: &str = " › ";

/// A page as it is to be found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SearchPage {
    /// Where it is published.
    pub path: OutputPath,
    /// Its title.
    pub title: EcoString,
    /// What it is part of, outermost first, without the page itself: `Runbooks › Database`. Empty at the top.
    pub trail: EcoString,
    /// Its parts in order. What stands before the first heading has no anchor and an empty heading.
    pub sections: Vec<SearchSection>,
}

/// A heading and what stands below it, up to the next heading of any level.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SearchSection {
    /// The heading's id on the page, without `#`.
    pub anchor: Option<EcoString>,
    /// The heading's words.
    pub heading: EcoString,
    /// The words below it, as `doc::blocks_text` gives them.
    pub text: String,
}

/// How many terms, or lists, are in a block: what a browser reads at least of a file.
const BLOCK: usize = 64;

/// How large the parts are. Tests make them small, to have several of each of few pages.
#[derive(Clone, Copy)]
struct Limits {
    /// What a file of `words` or `lists` should hold at most, in bytes.
    file: usize,
    /// Pages in a file of `pages`: enough that words repeat, few enough that a dozen hits in a dozen files are soon read.
    table: usize,
    /// How many pages a list may have in any case; in a large index one in 22 of all, if that is more.
    list: u32,
}

const LIMITS: Limits = Limits { file: 40 * 1024, table: 128, list: 200 };

/// The files of the index of `pages`, which stand in the order that equally good results are to have.
///
/// `index_page` is the part that costs and depends on one page alone: call it as pages are rendered, drop the text, and
/// keep what it gave from one build to the next.
#[must_use]
pub fn write(pages: &[IndexedPage]) -> Vec<(OutputPath, Vec<u8>)> {
    write_within(pages, LIMITS)
}

fn write_within(pages: &[IndexedPage], limits: Limits) -> Vec<(OutputPath, Vec<u8>)> {
    let inverted = Inverted::new(pages);
    let code = Code::new(pages.len(), limits.list);
    let (lists, (words, rows)) = rayon::join(
        || lists::write(&inverted, code, limits.file),
        || rayon::join(|| lexicon::write(&inverted.terms, limits.file), || table::write(pages, limits.table)),
    );
    let mut files = vec![shard::client(), shard::root(code, &words, &lists, &rows)];
    for (kind, shards) in [(Kind::Words, words), (Kind::Lists, lists), (Kind::Pages, rows)] {
        files.extend(shards.iter().enumerate().map(|(number, shard)| Shard::file(shard, kind, number)));
    }
    files
}
