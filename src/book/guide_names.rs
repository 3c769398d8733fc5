//! Guides by what double brackets call them: a path, a file's name, a title.

use super::{BookGuide, GuidePaths, title_of};
use crate::path::SourcePath;
use rustc_hash::FxHashMap;

/// The guides of a book by name. What is looked up here must be found in the same order by the resolver of links.
pub(super) struct GuideNames {
    paths: GuidePaths,
    /// In lower case.
    names: FxHashMap<String, Vec<usize>>,
    /// The names that guides give themselves besides, in lower case.
    aliases: FxHashMap<String, Vec<usize>>,
}

impl GuideNames {
    /// The names of `guides`, which lie below the folder `source`.
    pub(super) fn new(source: &str, guides: &[BookGuide]) -> Self {
        let paths = GuidePaths::new(source, guides.iter().map(|guide| &guide.parsed.path));
        let mut names: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        let mut aliases: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, guide) in guides.iter().enumerate() {
            let path = &guide.parsed.path;
            let folder = path.below(source).and_then(|below| below.rsplit('/').nth(1));
            let name = folder.filter(|_| path.is_folder_page()).unwrap_or(path.stem());
            for name in [name, &title_of(&guide.parsed, &guide.meta)] {
                let named = names.entry(name.to_lowercase()).or_default();
                if named.last() != Some(&at) {
                    named.push(at);
                }
            }
            for (alias, _) in &guide.meta.aliases {
                aliases.entry(alias.as_str().to_lowercase()).or_default().push(at);
            }
        }
        Self { paths, names, aliases }
    }

    /// The one guide that goes by `name` in the file `from`.
    pub(super) fn find(&self, from: &SourcePath, name: &str) -> Option<usize> {
        let folded = name.to_lowercase();
        self.paths.first(from, name).or_else(|| {
            let named = self.names.get(&folded).or_else(|| self.aliases.get(&folded))?;
            if let [only] = named.as_slice() { Some(*only) } else { None }
        })
    }
}
