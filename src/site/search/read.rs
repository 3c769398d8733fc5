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
        for (texts, bits) in texts.get(*first..end)?.chunks(BLOCK).zip(bits.split(' ')) {
            let mut bits = BitReader::new(bits);
            for text in texts {
                terms.push((text.clone(), code.read(&mut bits)));
            }
        }
    }
    let mut rows = Vec::new();
    for (_, payload) in shards(Kind::Pages)? {
        rows.extend(table::read(payload)?);
    }
    Some(ReadIndex { terms, rows })
}
