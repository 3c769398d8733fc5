//! What `nav.yaml` says of its folder: in which order its pages and folders come, what they are called, which are hidden.
//!
//! Names are checked here against what lies in the folder for anybody, so that the whole book is told of a slip once, and
//! an edition that lacks a page says nothing of its name.

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Location, Rule, nearest};
use crate::parse::nav::ParsedNav;
use crate::path::SourcePath;
use crate::schema::read::Spanned;
use crate::source::Sources;
use ecow::EcoString;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The order of one folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderOrder {
    /// The folder, below the source folder; empty for that itself.
    pub folder: EcoString,
    /// What the folder is called.
    pub title: Option<EcoString>,
    /// Pages and folders in their order, with what they are called here.
    entries: Vec<(Name, Option<EcoString>)>,
    /// How many of these come before what is not named.
    before_rest: usize,
    hidden: BTreeSet<Name>,
    /// The places of the entries, by what is called so.
    places: FxHashMap<EcoString, Vec<usize>>,
}

/// What a page or a folder is called in `nav.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    /// The folder's name, or the file's without its extension.
    stem: EcoString,
    /// True for `name/`, false for `name.md`; none where it may be either.
    is_folder: Option<bool>,
}

impl Name {
    fn new(written: &str) -> Self {
        let written = written.trim().trim_start_matches("./");
        if let Some(stem) = written.strip_suffix('/') {
            return Self { stem: stem.into(), is_folder: Some(true) };
        }
        match [".md", ".markdown"].iter().find_map(|end| written.strip_suffix(end)) {
            Some(stem) => Self { stem: stem.into(), is_folder: Some(false) },
            None => Self { stem: written.into(), is_folder: None },
        }
    }

    fn means(&self, is_folder: bool) -> bool {
        self.is_folder.is_none_or(|meant| meant == is_folder)
    }
}

impl FolderOrder {
    fn new(
        folder: &str,
        title: Option<EcoString>,
        entries: Vec<(Name, Option<EcoString>)>,
        before_rest: usize,
        hidden: BTreeSet<Name>,
    ) -> Self {
        let mut places: FxHashMap<EcoString, Vec<usize>> = FxHashMap::default();
        for ((name, _), at) in entries.iter().zip(0..) {
            places.entry(name.stem.clone()).or_default().push(at);
        }
        Self { folder: folder.into(), title, entries, before_rest, hidden, places }
    }

    /// The place, among its neighbours, of what is called so in the folder.
    #[must_use]
    pub fn place(&self, stem: &str, is_folder: bool) -> usize {
        match self.entry(stem, is_folder) {
            Some(at) if at < self.before_rest => at,
            // What is not named stands between.
            Some(at) => at + 1,
            None => self.before_rest,
        }
    }

    /// What it is called in the navigation, where that is not its own title.
    #[must_use]
    pub fn title_of(&self, stem: &str, is_folder: bool) -> Option<&EcoString> {
        self.entries[self.entry(stem, is_folder)?].1.as_ref()
    }

    /// True where it does not stand in the navigation.
    #[must_use]
    pub fn hides(&self, stem: &str, is_folder: bool) -> bool {
        let is_hidden = |is_folder| self.hidden.contains(&Name { stem: stem.into(), is_folder });
        !self.hidden.is_empty() && (is_hidden(None) || is_hidden(Some(is_folder)))
    }

    fn entry(&self, stem: &str, is_folder: bool) -> Option<usize> {
        self.places.get(stem)?.iter().copied().find(|at| self.entries[*at].0.means(is_folder))
    }
}

/// The orders of all folders that have one; what they name and is not there, or twice, is reported.
pub(super) fn folder_orders(
    navs: &[ParsedNav],
    sources: &Sources,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<FolderOrder> {
    let mut orders = Vec::with_capacity(navs.len());
    for nav in navs {
        let folder = nav.path.below(&config.source).and_then(|below| below.rsplit_once('/')).map_or("", |(up, _)| up);
        let mut names =
            Names { known: Known::new(folder, sources, config), seen: BTreeMap::new(), unknown: 0, diagnostics };
        let mut entries = Vec::new();
        let mut before_rest = None;
        for entry in &nav.says.order {
            if !names.is_new(&entry.page) {
                continue;
            }
            if is_rest(&entry.page) {
                before_rest = Some(entries.len());
            } else {
                let title = entry.title.as_ref().map(|title| title.value.clone());
                entries.push((Name::new(&entry.page), title));
            }
        }
        let hidden = nav.says.hide.iter().filter(|name| names.is_new(name)).map(|name| Name::new(name)).collect();
        let title = nav.says.title.as_ref().map(|title| title.value.clone());
        let before_rest = before_rest.unwrap_or(entries.len());
        orders.push(FolderOrder::new(folder, title, entries, before_rest, hidden));
    }
    orders
}

/// The names that one file gives.
struct Names<'a> {
    known: Known,
    seen: BTreeMap<Name, &'a Location>,
    unknown: usize,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Names<'a> {
    /// False for a name that was given before. That, and a name of nothing, is reported.
    fn is_new(&mut self, written: &'a Spanned<EcoString>) -> bool {
        let name = if is_rest(written) { Name::new("...") } else { self.known.only(Name::new(written)) };
        if let Some(first) = self.seen.get(&name) {
            self.diagnostics.push(twice(written, (*first).clone()));
            return false;
        }
        self.seen.insert(name, &written.at);
        if !is_rest(written) {
            /// Of more names than these, what they are like is not looked for.
            const GUESSED: usize = 100;
            let problem = self.known.check(written, self.unknown < GUESSED);
            self.unknown += usize::from(problem.is_some());
            self.diagnostics.extend(problem);
        }
        true
    }
}

/// True for what stands for all that is not named.
fn is_rest(written: &str) -> bool {
    matches!(written.trim(), "..." | "…" | "*")
}

fn twice(written: &Spanned<EcoString>, first: Location) -> Diagnostic {
    let message = format!("`{}` is named twice", written.value);
    Diagnostic::new(Rule::DuplicateId, written.at.clone(), message)
        .label("again")
        .related(first, "first here")
        .help("Remove one of the two.")
}

/// What lies in a folder, whoever may read it.
struct Known {
    files: BTreeSet<String>,
    folders: BTreeSet<String>,
    /// True where pages are made that no file stands for.
    has_parts: bool,
}

impl Known {
    fn new(folder: &str, sources: &Sources, config: &Config) -> Self {
        let mut known = Self { files: BTreeSet::new(), folders: BTreeSet::new(), has_parts: false };
        let mut is_engagement = false;
        let whole = SourcePath::join(&config.source, folder).expect("a folder of the book is inside");
        // Paths are sorted as text, so what begins alike stands together, and what is in the folder among it.
        let alike =
            sources.files.range(whole.clone()..).take_while(|(path, _)| path.as_str().starts_with(whole.as_str()));
        for (path, _) in alike {
            let Some(inside) = path.below(whole.as_str()) else { continue };
            let is_data = || config.data_kind(path) == Some(crate::config::DataKind::Engagement);
            match inside.split_once('/') {
                Some((name, _)) if config.is_guide(path) || is_data() => drop(known.folders.insert(name.to_owned())),
                None if config.is_guide(path) => drop(known.files.insert(path.stem().to_owned())),
                None => is_engagement |= is_data(),
                Some(_) => {}
            }
        }
        if is_engagement {
            known.folders.extend(["phases".to_owned(), "meetings".to_owned()]);
        }
        known.has_parts =
            matches!(folder.split('/').collect::<Vec<_>>()[..], ["engagements", _, "phases" | "meetings"]);
        known
    }

    /// A name as what alone it can mean.
    fn only(&self, name: Name) -> Name {
        let (is_file, is_folder) = (self.files.contains(&*name.stem), self.folders.contains(&*name.stem));
        Name { is_folder: name.is_folder.or((is_file != is_folder).then_some(is_folder)), ..name }
    }

    fn check(&self, written: &Spanned<EcoString>, guess: bool) -> Option<Diagnostic> {
        let name = Name::new(written);
        let is_file = || self.files.contains(name.stem.as_str());
        let is_folder = || self.folders.contains(name.stem.as_str());
        let is_known = match name.is_folder {
            Some(true) => is_folder(),
            Some(false) => is_file(),
            None => is_file() || is_folder(),
        };
        if is_known || self.has_parts {
            return None;
        }
        let message = format!("there is no page or folder `{}` here", written.value);
        let problem = Diagnostic::new(Rule::UnknownReference, written.at.clone(), message);
        let names = self.files.iter().chain(&self.folders).map(String::as_str);
        Some(match guess.then(|| nearest(&name.stem, names)).flatten() {
            Some(meant) => problem.help(format!("Did you mean `{meant}`?")).replacement(meant),
            None => problem.help("Write the name of a Markdown file or of a folder that lies beside this file."),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(written: &[&str]) -> Vec<(Name, Option<EcoString>)> {
        written.iter().map(|name| (Name::new(name), None)).collect()
    }

    #[test]
    fn what_is_not_named_stands_where_the_rest_does() {
        let hidden = BTreeSet::from([Name::new("old/")]);
        let order = FolderOrder::new("a", None, names(&["first.md", "parts/", "last"]), 2, hidden);
        let place = |stem, is_folder| order.place(stem, is_folder);
        assert_eq!([place("first", false), place("parts", true), place("x", false), place("last", true)], [0, 1, 2, 3]);
        assert_eq!([place("first", true), place("parts", false)], [2, 2], "a file is no folder");
        assert!(order.hides("old", true) && !order.hides("old", false));
    }
}
