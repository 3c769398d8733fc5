//! The index read back from its files: for the proof, which looks at what is published and not at what was meant, and for
//! the tests. Takes the files that `write` gave, gives all that they say.

use super::bits::BitReader;
use super::lists::Code;
pub use super::lists::Listed;
use super::shard::{Kind, parse};
pub use super::table::Row;
use super::{BLOCK, lexicon, table};
use crate::path::OutputPath;
use serde_json::Value;

/// All that an index says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadIndex {
    /// Every term in order, with the pages that it is listed for; these are numbers of `rows`.
    pub terms: Vec<(String, Vec<Listed>)>,
    /// Every page in order.
    pub rows: Vec<Row>,
}

/// The scripts of an index, parsed.
struct Scripts {
    by_id: Vec<(String, Value)>,
    root: Value,
}

impl Scripts {
    fn new(files: &[(OutputPath, Vec<u8>)]) -> Option<Self> {
        let mut by_id: Vec<(String, Value)> = files.iter().filter_map(|(_, bytes)| parse(bytes)).collect();
        let root = by_id.iter().position(|(id, _)| id == "root")?;
        let (_, root) = by_id.swap_remove(root);
        Some(Self { by_id, root })
    }

    fn number(&self, key: &str) -> Option<u32> {
        u32::try_from(self.root[key].as_u64()?).ok()
    }

    /// The pieces of a kind, each with the number of the first thing in it.
    fn shards(&self, kind: Kind) -> Option<Vec<(usize, &str)>> {
        let entries = self.root[kind.name()].as_array()?.iter().enumerate();
        let read = entries.map(|(at, entry)| {
            let id = format!("{}-{at}.{}", kind.name(), entry[0].as_str()?);
            let first = usize::try_from(entry[1].as_u64()?).ok()?;
            let (_, payload) = self.by_id.iter().find(|(candidate, _)| *candidate == id)?;
            Some((first, payload.as_str()?))
        });
        read.collect()
    }

    fn terms(&self) -> Option<Vec<String>> {
        Some(self.shards(Kind::Words)?.into_iter().flat_map(|(_, words)| lexicon::read(words)).collect())
    }

    fn rows(&self) -> Option<Vec<Row>> {
        let mut rows = Vec::new();
        for (_, payload) in self.shards(Kind::Pages)? {
            rows.extend(table::read(payload)?);
        }
        Some(rows)
    }
}

/// Reads the index in `files`, among which others may be. `None` where it is not one that `write` gave.
#[must_use]
pub fn read(files: &[(OutputPath, Vec<u8>)]) -> Option<ReadIndex> {
    let scripts = Scripts::new(files)?;
    let code = Code { pages: scripts.number("total")?, cap: scripts.number("cap")? };
    let texts = scripts.terms()?;
    let lists = scripts.shards(Kind::Lists)?;
    let ends = lists.iter().skip(1).map(|(first, _)| *first).chain([texts.len()]);
    let mut terms = Vec::new();
    for ((first, bits), end) in lists.iter().zip(ends) {
        for (texts, bits) in texts.get(*first..end)?.chunks(BLOCK).zip(bits.split(' ')) {
            let mut bits = BitReader::new(bits);
            for text in texts {
                terms.push((text.clone(), code.read(&mut bits)));
            }
        }
    }
    Some(ReadIndex { terms, rows: scripts.rows()? })
}

/// What such an index says in words: its terms and its pages, and not which term is on which page.
#[must_use]
pub fn read_words(files: &[(OutputPath, Vec<u8>)]) -> Option<(Vec<String>, Vec<Row>)> {
    let scripts = Scripts::new(files)?;
    Some((scripts.terms()?, scripts.rows()?))
}
