//! What may have been meant by a path or a name that leads nowhere.
//!
//! Takes what was looked for; gives what is there and is called nearly so. Made when something is first missing, so a book
//! without a broken link pays nothing for it.

use super::PageId;
use super::index::Index;
use crate::diagnostic::nearest;
use crate::parse::slug;
use crate::path::SourcePath;
use ecow::EcoString;
use rustc_hash::FxHashMap;

/// How many paths are named at most.
const MOST: usize = 3;

/// What may have been meant. Paths count from the source's root.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Suggestion {
    /// The same file, moved, in other letters, or with a slip of the pen beside it: nothing else comes near.
    Certain(SourcePath),
    /// What is called nearly so.
    Likely(SourcePath),
    /// Several files of that name.
    Several(Vec<SourcePath>),
}

/// The files of a source by parts of their paths.
pub(super) struct Places {
    paths: Vec<EcoString>,
    /// In lower case.
    by_file: FxHashMap<String, Vec<usize>>,
    by_folder: FxHashMap<EcoString, Vec<usize>>,
    /// The folders in each folder.
    folders: FxHashMap<EcoString, Vec<EcoString>>,
    /// Guides by what their title would be called as a file.
    by_title: FxHashMap<String, Vec<usize>>,
}

impl Index {
    fn places(&self) -> &Places {
        self.places.get_or_init(|| {
            let guides = self.guides().iter().map(|guide| (&guide.source, Some(&guide.outline.title)));
            let assets = self.assets().keys().map(|path| (path, None));
            let mut places = Places {
                paths: Vec::new(),
                by_file: FxHashMap::default(),
                by_folder: FxHashMap::default(),
                folders: FxHashMap::default(),
                by_title: FxHashMap::default(),
            };
            for (path, title) in guides.chain(assets) {
                if let Some(below) = path.below(&self.source) {
                    places.add(below, title);
                }
            }
            places
        })
    }

    /// What may have been meant by a path from the source's root, written in the file `here`, which is not what was meant.
    pub(super) fn suggestion(&self, missing: &SourcePath, here: &str) -> Option<Suggestion> {
        let places = self.places();
        let path = |at: &usize| SourcePath::new(&places.paths[*at]).expect("a source path is inside");
        let same_path = |at: &&usize| places.paths[**at].eq_ignore_ascii_case(missing.as_str());
        // Without its ending, or with a page's, a guide is meant.
        let file = match missing.extension().as_deref() {
            None | Some("html" | "htm") => format!("{}.md", missing.stem().to_lowercase()),
            Some(_) => missing.file_name().to_lowercase(),
        };
        let same = places.by_file.get(&file).map_or(&[][..], Vec::as_slice);
        let same: Vec<usize> = if missing.is_folder_page() {
            // Every folder has one: only one of a folder of the same name can be meant.
            same.iter().copied().filter(|at| last(folder_of(&places.paths[*at])) == last(missing.folder())).collect()
        } else {
            same.to_vec()
        };
        if let Some(at) = same.iter().find(same_path) {
            return Some(Suggestion::Certain(path(at)));
        }
        match same.as_slice() {
            [] => {}
            [only] => return Some(Suggestion::Certain(path(only))),
            several => {
                let mut several = several.to_vec();
                several.sort_by_key(|at| std::cmp::Reverse(shared(&places.paths[*at], missing.as_str())));
                return Some(Suggestion::Several(several.iter().take(MOST).map(path).collect()));
            }
        }
        // A picture or a form is none of the pages, whatever they are called.
        let is_of_page = |ending: &str| ["md", "markdown", "html", "htm"].contains(&ending);
        let may_be_page = missing.extension().as_deref().is_none_or(is_of_page);
        let titled = places.by_title.get(&slug::github(missing.stem())).filter(|_| may_be_page);
        if let Some([only]) = titled.map(Vec::as_slice) {
            return Some(Suggestion::Likely(path(only)));
        }
        let neighbours = places.by_folder.get(missing.folder()).map_or(&[][..], Vec::as_slice);
        let neighbours: Vec<usize> = neighbours.iter().copied().filter(|at| places.paths[*at] != here).collect();
        let bare = missing.extension().is_none();
        let name = |at: &usize| {
            let name = last(&places.paths[*at]);
            if bare { stem(name) } else { name }
        };
        // Where the ending is right, only what stands before it can be a slip.
        let of_kind = neighbours.iter().filter(|at| !bare && path(at).extension() == missing.extension());
        let slip = nearest(missing.stem(), of_kind.map(|at| stem(last(&places.paths[*at]))));
        if let Some(meant) = slip {
            let file = neighbours.iter().find(|at| {
                let name = last(&places.paths[**at]);
                stem(name) == meant && path(at).extension() == missing.extension()
            });
            return file.map(|at| Suggestion::Certain(path(at)));
        }
        let folders = places.folders.get(missing.folder()).filter(|_| bare).map_or(&[][..], Vec::as_slice);
        let others = neighbours.iter().filter(|at| bare || path(at).extension() != missing.extension());
        let names = others.map(name).chain(folders.iter().map(|folder| last(folder)));
        let meant = nearest(missing.file_name(), names)?;
        let file = neighbours.iter().find(|at| name(at) == meant).map(path);
        let folder = || folders.iter().find(|folder| last(folder) == meant).and_then(|path| SourcePath::new(path).ok());
        file.map(Suggestion::Certain).or_else(|| folder().map(Suggestion::Likely))
    }

    /// The name nearest to `name` by which a page goes: its title or its file's name.
    pub(super) fn nearest_page(&self, name: &str) -> Option<EcoString> {
        let names = self.pages.iter().enumerate().flat_map(|(at, page)| {
            let source = page.kind.guide().and_then(|_| self.source_of(PageId::at(at)));
            let stem = source.filter(|path| !path.is_folder_page()).map(|path| EcoString::from(path.stem()));
            [Some(page.title.clone()), stem].into_iter().flatten()
        });
        let names: Vec<EcoString> = names.collect();
        nearest(name, names.iter().map(EcoString::as_str)).map(Into::into)
    }
}

impl Places {
    fn add(&mut self, path: &str, title: Option<&EcoString>) {
        let at = self.paths.len();
        self.paths.push(path.into());
        let name = path.rsplit('/').next().unwrap_or(path);
        self.by_file.entry(name.to_lowercase()).or_default().push(at);
        if let Some(title) = title {
            self.by_title.entry(slug::github(title)).or_default().push(at);
        }
        let mut folder = folder_of(path);
        self.by_folder.entry(folder.into()).or_default().push(at);
        while !folder.is_empty() {
            let above = folder_of(folder);
            let inside = self.folders.entry(above.into()).or_default();
            if inside.iter().any(|known| known == folder) {
                break;
            }
            inside.push(folder.into());
            folder = above;
        }
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The last part of a path.
fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// How many folders two paths share, from the root.
fn shared(a: &str, b: &str) -> usize {
    folder_of(a).split('/').zip(folder_of(b).split('/')).take_while(|(a, b)| a == b).count()
}
