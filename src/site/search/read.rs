//! The index read back from its files: for the proof, which looks at what is published and not at what was meant, and for
//! the tests. Takes the files that `write` gave, gives all that they say.

use super::bits::BitReader;
use super::lists::Code;
use super::page::Level;
use super::shard::{Kind, parse};
pub use super::table::Row;
use super::{lexicon, table};
use crate::path::OutputPath;
use serde_json::Value;

/// All that an index says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadIndex {
    /// Every term in order, with the pages that it is listed for.
    pub terms: Vec<(String, Vec<Listed>)>,
    /// Every page in order.
    pub rows: Vec<Row>,
}

/// That a term is on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The page's place in `ReadIndex::rows`.
    pub page: u32,
    /// Where its most prominent occurrence is.
    pub level: Level,
    /// Its section's place in the row, for a rare term that is not in the title.
    pub section: Option<u32>,
}

/// Reads the index in `files`, among which others may be. `None` where it is not one that `write` gave.
#[must_use]
pub fn read(files: &[(OutputPath, Vec<u8>)]) -> Option<ReadIndex> {
    let scripts: Vec<(String, Value)> = files.iter().filter_map(|(_, bytes)| parse(bytes)).collect();
    let payload = |id: &str| Some(&scripts.iter().find(|(candidate, _)| candidate == id)?.1);
    let root = payload("root")?;
    let number = |key: &str| u32::try_from(root[key].as_u64()?).ok();
    let code = Code { pages: number("total")?, cap: number("cap")? };
    let shards = |kind: Kind| {
        let entries = root[kind.name()].as_array()?.iter().enumerate();
        entries
            .map(|(at, entry)| {
                let id = format!("{}-{at}.{}", kind.name(), entry[0].as_str()?);
                let first = usize::try_from(entry[1].as_u64()?).ok()?;
                Some((first, payload(&id)?.as_str()?))
            })
            .collect::<Option<Vec<_>>>()
    };

    let mut texts = Vec::new();
    for (_, words) in shards(Kind::Words)? {
        texts.extend(lexicon::read(words));
    }
    let lists = shards(Kind::Lists)?;
    let ends = lists.iter().skip(1).map(|(first, _)| *first).chain([texts.len()]);
    let mut terms = Vec::new();
    for ((first, bits), end) in lists.iter().zip(ends) {
        let mut bits = BitReader::new(bits.as_bytes());
        for text in texts.get(*first..end)? {
            let list = code.read(&mut bits).into_iter();
            terms.push((text.clone(), list.map(|(page, level, section)| Listed { page, level, section }).collect()));
        }
    }
    let mut rows = Vec::new();
    for (_, payload) in shards(Kind::Pages)? {
        rows.extend(table::read(payload)?);
    }
    Some(ReadIndex { terms, rows })
}
