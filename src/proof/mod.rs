//! The proof: nothing of what a reader may not see is in what is published for them.
//!
//! Before an edition is published, every file of it is searched for what stands only in restricted content: rows of six
//! words, short units whole (names, titles, addresses), single words that tell something, and long numbers. What the
//! reader may see is told here anew, from the sources as they were gathered: the proof must not call the filter, or it
//! would share its mistakes.
//!
//! Numbers tell too: how many things the edition says there are is compared with how many its reader may know of (`count`).
//!
//! `Prover` holds the book, and for the many editions of a run an index of it (`index`); what a book hides from few readers is
//! gone through for each of them (`hidden`). `Search` takes the files of one edition as they are made, keeps hashes of what
//! nothing visible says in just these words (`shown`, `said`) and no text, and tells with `verdict` whether something got out.
//! What did is then looked for in files and sources once more by `Evidence`, word by word, so that no two hashes that are the
//! same by chance ever alarm anybody. An alarm can be allowed by name and reason in `book.toml`.

mod asset;
mod composed;
mod count;
mod data;
mod evidence;
mod file;
mod found;
mod guide;
mod hearing;
mod hidden;
mod index;
mod inside;
mod lately;
mod left;
mod material;
mod page;
mod phrase;
mod record;
mod said;
mod search;
mod shown;
mod sight;
mod table;
mod unit;
mod vocabulary;
mod words;
mod written;

pub use count::Count;
pub use evidence::{Evidence, Leak};
pub use file::texts_of_carried;
pub use record::{Allowed, Proof};
pub use search::{Search, Verdict};

use crate::book::{Gathered, Reader};
use crate::config::Config;
use crate::html::policy_hash;
use crate::path::OutputPath;
use crate::source::Sources;
use asset::Assets;
use index::Index;
use material::Material;
use page::Known;
use phrase::program_words;
use sight::Sight;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use table::HashSet;

/// For how many readers what is hidden is gone through: to make an index of a book takes about three times as long.
const FEW: usize = 3;

/// A book, ready to be searched for.
pub struct Prover {
    sources: Sources,
    gathered: Arc<Gathered>,
    material: OnceLock<Material>,
    /// What every edition has as it is: style, scripts, fonts.
    fixed: BTreeMap<OutputPath, Vec<Arc<[u8]>>>,
    /// What stands in pages as it is.
    known: Known,
    /// By what the policy of a page knows the scripts and styles among it.
    digests: Vec<String>,
    /// The words that the program says by itself.
    program: OnceLock<HashSet>,
    /// True where so few editions are made that no index of the book is worth its work.
    has_few_readers: bool,
    index: OnceLock<Index>,
    assets: Assets,
}

impl Prover {
    /// A prover for `readers`. Nothing is made before it is needed.
    #[must_use]
    pub fn new(sources: &Sources, gathered: Arc<Gathered>, readers: &[Reader]) -> Self {
        let title_end = format!(" · {}", gathered.config().title);
        Self {
            sources: sources.clone(),
            gathered,
            material: OnceLock::new(),
            fixed: BTreeMap::new(),
            known: Known { code: Vec::new(), title_end },
            digests: Vec::new(),
            program: OnceLock::new(),
            has_few_readers: readers.len() <= FEW,
            index: OnceLock::new(),
            assets: Assets::default(),
        }
    }

    /// The same, where every edition has these files, and its pages have scripts and styles of `known`, as they are.
    #[must_use]
    pub fn with_fixed(mut self, files: impl IntoIterator<Item = (OutputPath, Arc<[u8]>)>, known: Vec<String>) -> Self {
        for (path, bytes) in files {
            self.fixed.entry(path).or_default().push(bytes);
        }
        // Without them no word of most editions would have to be looked for in what is hidden.
        self.digests = known.iter().map(|text| policy_hash(text)).collect();
        self.known.code = known.into_iter().map(|text| text.trim().to_owned()).collect();
        self
    }

    /// Begins the search of an edition for `reader`.
    #[must_use]
    pub fn search(&self, reader: &Reader) -> Search<'_> {
        Search::new(self, Sight::new(self.material(), reader), reader)
    }

    /// What `book.toml` says.
    #[must_use]
    pub fn config(&self) -> &Config {
        self.gathered.config()
    }

    fn material(&self) -> &Material {
        self.material.get_or_init(|| Material::new(self.sources.clone(), self.gathered.clone()))
    }

    /// True for a file that every edition has as it is, also where the site is a part of what is published.
    fn is_fixed(&self, path: &OutputPath, bytes: &[u8]) -> bool {
        let below = path.as_str().strip_prefix("site/").and_then(|below| OutputPath::new(below).ok());
        let fixed = self.fixed.get(path).or_else(|| self.fixed.get(&below?));
        fixed.is_some_and(|fixed| fixed.iter().any(|fixed| **fixed == *bytes))
    }

    /// The index of the book, where there are many readers.
    fn index(&self) -> Option<&Index> {
        let index = || self.index.get_or_init(|| Index::new(self.material(), self.program()));
        (!self.has_few_readers).then(index)
    }

    fn program(&self) -> &HashSet {
        self.program.get_or_init(|| program_words(&self.digests))
    }
}
