//! A book as it lies on disk, kept: read once, and renewed only where something happened.
//!
//! Takes places where files may have changed; gives the `Sources` that reading everything anew would give, with all that is
//! the same still shared. It also says where a book cannot be read as it was meant, so that no other folder is read in the
//! place of one that is gone. Whoever watches the files says where something happened; nothing here waits.

use super::file::{Stamp, read_file};
use super::history::only_of;
use super::read::read_configuration;
use super::walk::{CONFIGURATION, Places};
use crate::config::{Config, read_config};
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::path::SourcePath;
use crate::source::{History, SourceFile, Sources};
use anyhow::Result;
use ecow::EcoString;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

#[cfg(test)]
pub(crate) mod acts;
#[cfg(test)]
mod tests;

/// Where something may have happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Changes {
    /// At these places and below them; each a file or a folder that is there, or was. Absolute.
    At(BTreeSet<PathBuf>),
    /// Nobody knows where.
    Anywhere,
}

/// What a renewal found. A place where nothing has changed after all is not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each may be another without the rest")]
pub struct Renewed {
    /// The files that came, went, or have other bytes.
    pub files: BTreeSet<SourcePath>,
    /// What version control says is another.
    pub history: bool,
    /// What reading met is another.
    pub problems: bool,
    /// The book stands otherwise than before, or has a folder `content` and had none.
    pub standing: bool,
    /// Other folders matter than before: they want to be watched.
    pub places: bool,
}

impl Renewed {
    /// True where there is nothing to make anew.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self { places: self.places, ..Self::default() }
    }

    /// Takes what a later renewal found to what this one did.
    pub fn add(&mut self, later: Self) {
        self.files.extend(later.files);
        self.history |= later.history;
        self.problems |= later.problems;
        self.standing |= later.standing;
        self.places |= later.places;
    }
}

/// Whether what was read is the book that was meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Whole,
    /// Its folder is not there. What was read last is kept.
    NoBook(PathBuf),
    /// The folder with the content is not there.
    NoSource(EcoString),
    /// The configuration cannot be read so that one knows where the content lies; it is read where it was.
    Unsaid,
}

impl Standing {
    /// What to say in place of a book that is not whole; the sources are then no book to be made anew.
    #[must_use]
    pub fn problem(&self) -> Option<Diagnostic> {
        let (rule, message, help) = match self {
            Self::Whole => return None,
            Self::NoBook(root) => {
                let words = format!("the book's folder {} is not there", root.display());
                (Rule::UnreadableFile, words, "Put it back; until then, the pages are what they were.")
            }
            Self::NoSource(source) => {
                let words = format!("the source folder `{source}` is not there");
                let help =
                    "Put it back, or let `source` in `book.toml` name another; none is taken in its place unasked.";
                (Rule::InvalidConfig, words, help)
            }
            Self::Unsaid => {
                let words = "it cannot be told any more which folder holds the content".to_owned();
                let help = "Mend `book.toml`, or put it back; until then, the pages are what they were.";
                (Rule::InvalidConfig, words, help)
            }
        };
        Some(Diagnostic::new(rule, None, message).help(help))
    }
}

/// What is known of a file that was read.
#[derive(Clone, Copy, Debug)]
struct Kept {
    stamp: Stamp,
    /// False where it may be written to once more without another stamp.
    is_certain: bool,
}

/// A file of a walk, after a look at it.
enum Seen {
    Same,
    Gone,
    File(SourceFile, Kept),
    Problem(Diagnostic),
}

/// A book's files, kept.
#[derive(Debug)]
pub struct Snapshot {
    places: Places,
    sources: Arc<Sources>,
    kept: BTreeMap<SourcePath, Kept>,
    problems: BTreeMap<PathBuf, Diagnostic>,
    /// Links, each with the places that it leads over.
    links: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// The folders in which something may come or go.
    folders: BTreeSet<PathBuf>,
    standing: Standing,
    /// Where somebody wants the output who has precedence over the configuration.
    output: Option<PathBuf>,
    source: EcoString,
    /// True where there was a configuration when last the book was whole.
    was_configured: bool,
    /// True where the folder `content` was there at any time: that it is gone makes no other folder the source.
    had_content: bool,
    /// What version control knows of all files that ever were.
    history: History,
}

impl Snapshot {
    /// Reads the book in the folder `root`, which is absolute and without links; `output` has precedence over what its
    /// configuration says.
    pub fn open(root: &Path, output: Option<&Path>) -> Result<Self> {
        let config = read_config(&read_configuration(root)?).value;
        let mut snapshot = Self::empty(places_of(root, output, &config));
        snapshot.output = output.map(Path::to_owned);
        snapshot.source = config.source;
        snapshot.renew_at([PathBuf::new()], &BTreeSet::new());
        snapshot.was_configured = snapshot.is_configured();
        snapshot.settle();
        Ok(snapshot)
    }

    /// Reads what lies at `places`, whatever the configuration says.
    pub(super) fn of(places: Places) -> Result<Self> {
        read_configuration(&places.root)?;
        let mut snapshot = Self::empty(places);
        snapshot.renew_at([PathBuf::new()], &BTreeSet::new());
        Ok(snapshot)
    }

    fn empty(places: Places) -> Self {
        Self {
            places,
            sources: Arc::default(),
            kept: BTreeMap::new(),
            problems: BTreeMap::new(),
            links: BTreeMap::new(),
            folders: BTreeSet::new(),
            standing: Standing::Whole,
            output: None,
            source: EcoString::new(),
            was_configured: false,
            had_content: false,
            history: History::default(),
        }
    }

    /// The files. A renewal leaves what was given here as it is.
    #[must_use]
    pub fn sources(&self) -> &Arc<Sources> {
        &self.sources
    }

    pub(super) fn into_sources(self) -> Arc<Sources> {
        self.sources
    }

    /// What was wrong with files as they were read, by their places.
    pub fn problems(&self) -> impl Iterator<Item = &Diagnostic> {
        self.problems.values()
    }

    /// Whether this is the book that was meant.
    #[must_use]
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// The book's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.places.root
    }

    /// The folder for what is made, which is never read.
    #[must_use]
    pub fn output(&self) -> &Path {
        &self.places.output
    }

    /// The folder with the content, relative to the book's.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Takes what version control knows of the source folder.
    pub fn set_history(&mut self, history: History) -> Renewed {
        self.history = history;
        let only = only_of(&self.history, &self.sources);
        let is_other = *self.sources.history != only;
        if is_other {
            Arc::make_mut(&mut self.sources).history = Arc::new(only);
        }
        Renewed { history: is_other, ..Renewed::default() }
    }

    /// Looks where something may have happened, and reads what did.
    ///
    /// A file that is named is read again; any other, below a folder that is named, only if its time or length is another.
    pub fn renew(&mut self, changes: &Changes) -> Renewed {
        let before = (self.problems.clone(), self.standing.clone(), self.links.clone(), self.folders.clone());
        let mut renewed = Renewed::default();
        if self.places.root.is_dir() {
            let was_away = matches!(self.standing, Standing::NoBook(_));
            match changes {
                Changes::At(paths) if !was_away => {
                    let named = self.named(paths);
                    let units: BTreeSet<PathBuf> =
                        named.iter().filter_map(|place| self.places.unit_of(place)).collect();
                    let mut topmost: Vec<PathBuf> = Vec::new();
                    for unit in units {
                        if !topmost.last().is_some_and(|above| unit.starts_with(above)) {
                            topmost.push(unit);
                        }
                    }
                    renewed = self.renew_at(topmost, &named);
                }
                _ => renewed = self.renew_at([PathBuf::new()], &BTreeSet::new()),
            }
            if self.settle() {
                renewed.places = true;
                renewed.add(self.renew_at([PathBuf::new()], &BTreeSet::new()));
            }
        } else {
            self.standing = Standing::NoBook(self.places.root.clone());
        }
        renewed.problems = before.0 != self.problems;
        renewed.standing |= before.1 != self.standing;
        renewed.places |= before.2 != self.links || before.3 != self.folders;
        renewed
    }

    /// The places of the book that `paths` are; one that a link leads over is the link's, too.
    fn named(&self, paths: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let root = &self.places.root;
        let mut named: BTreeSet<PathBuf> =
            paths.iter().filter_map(|path| path.strip_prefix(root).ok()).map(Path::to_owned).collect();
        for (link, ways) in &self.links {
            for (path, way) in paths.iter().flat_map(|path| ways.iter().map(move |way| (path, way))) {
                if way.starts_with(path) {
                    named.insert(link.clone());
                } else if let Ok(below) = path.strip_prefix(way) {
                    named.insert(link.join(below));
                }
            }
        }
        named
    }

    /// Walks what lies at the places `units`, of which none lies below another, and takes it in the place of what was there.
    fn renew_at(&mut self, units: impl IntoIterator<Item = PathBuf>, named: &BTreeSet<PathBuf>) -> Renewed {
        let mut changes: Vec<(SourcePath, Option<SourceFile>)> = Vec::new();
        for unit in units {
            let walked = self.places.walk(&unit);
            let look = |(path, file): (SourcePath, PathBuf)| {
                let seen = self.look(&path, &file, named.contains(Path::new(path.as_str())));
                (path, seen)
            };
            let seen: BTreeMap<SourcePath, Seen> = walked.files.into_par_iter().map(look).collect();
            forget_below(&mut self.problems, &unit);
            forget_below(&mut self.links, &unit);
            self.folders.retain(|folder| !folder.starts_with(&unit));
            self.folders.extend(walked.folders);
            self.problems.extend(walked.problems);
            self.links.extend(walked.links);
            for path in paths_below(&self.sources.files, &unit) {
                if !seen.contains_key(path) {
                    changes.push((path.clone(), None));
                }
            }
            for (path, seen) in seen {
                match seen {
                    Seen::Same => {}
                    Seen::Gone => changes.push((path, None)),
                    Seen::File(file, kept) => {
                        self.kept.insert(path.clone(), kept);
                        if self.sources.files.get(&path) != Some(&file) {
                            changes.push((path, Some(file)));
                        }
                    }
                    Seen::Problem(problem) => {
                        self.problems.insert(path.as_str().into(), problem);
                        // What says where the rest lies is not forgotten because nobody may read it just now.
                        if CONFIGURATION.contains(&path.as_str()) {
                            self.kept.remove(&path);
                        } else {
                            changes.push((path, None));
                        }
                    }
                }
            }
        }
        self.apply(changes)
    }

    fn look(&self, path: &SourcePath, file: &Path, is_named: bool) -> Seen {
        let is_same = |kept: &Kept| {
            kept.is_certain && fs::metadata(file).is_ok_and(|metadata| Stamp::of(&metadata) == kept.stamp)
        };
        if !is_named && self.kept.get(path).is_some_and(is_same) {
            return Seen::Same;
        }
        let now = SystemTime::now();
        match read_file(path, file) {
            Ok((Some(file), stamp)) => Seen::File(file, Kept { stamp, is_certain: stamp.is_certain(now) }),
            Ok((None, _)) => {
                let words = format!("`{path}` is larger than a gigabyte and is left out");
                let help = "Divide it into files that somebody can read.";
                Seen::Problem(Diagnostic::new(Rule::LimitReached, Location::file(path.clone()), words).help(help))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Seen::Gone,
            Err(error) => {
                let words = format!("`{path}` could not be read: {error}");
                let help = "Mend its permissions, or take it out of the book's folder.";
                Seen::Problem(Diagnostic::new(Rule::UnreadableFile, Location::file(path.clone()), words).help(help))
            }
        }
    }

    fn apply(&mut self, changes: Vec<(SourcePath, Option<SourceFile>)>) -> Renewed {
        let mut renewed = Renewed::default();
        let has_content = self.places.root.join("content").is_dir();
        self.had_content |= has_content;
        if has_content != self.sources.has_content {
            Arc::make_mut(&mut self.sources).has_content = has_content;
            renewed.standing = true;
        }
        if changes.is_empty() {
            return renewed;
        }
        let is_dated = changes.iter().any(|(path, file)| {
            self.history.changed.contains_key(path) && file.is_some() != self.sources.files.contains_key(path)
        });
        let sources = Arc::make_mut(&mut self.sources);
        for (path, file) in changes {
            let was_there = match file {
                Some(file) => {
                    sources.files.insert(path.clone(), file);
                    true
                }
                None => {
                    self.kept.remove(&path);
                    sources.files.remove(&path).is_some()
                }
            };
            if was_there {
                renewed.files.insert(path);
            }
        }
        if is_dated {
            sources.history = Arc::new(only_of(&self.history, sources));
            renewed.history = true;
        }
        renewed
    }

    fn is_configured(&self) -> bool {
        CONFIGURATION.iter().any(|name| self.sources.files.contains_key(*name))
    }

    /// Sees whether the book stands as it was meant; true where its folders are others now.
    fn settle(&mut self) -> bool {
        let configuration = CONFIGURATION.iter().filter_map(|name| self.sources.files.get_key_value(*name));
        let files = configuration.map(|(path, file)| (path.clone(), file.clone())).collect();
        let config = read_config(&Sources { files, has_content: self.had_content, ..Sources::default() }).value;
        let places = places_of(&self.places.root, self.output.as_deref(), &config);
        let is_lost = self.was_configured && !self.is_configured();
        let is_moved = places != self.places;
        if is_moved && (config.folders_unread || is_lost) {
            self.standing = Standing::Unsaid;
            return false;
        }
        self.was_configured = self.is_configured();
        self.source = config.source;
        self.places = places;
        let is_there = self.places.root.join(self.source.as_str()).is_dir();
        self.standing = if is_there { Standing::Whole } else { Standing::NoSource(self.source.clone()) };
        is_moved
    }

    /// True where what happens at `path` may matter, as far as its name tells.
    #[must_use]
    pub fn concerns(&self, path: &Path) -> bool {
        let is_on_way = || self.links.values().flatten().any(|way| way.starts_with(path) || path.starts_with(way));
        path.strip_prefix(&self.places.root).is_ok_and(|place| self.places.may_read(place)) || is_on_way()
    }

    /// The folders in which something may happen that matters, whatever lies deeper in them.
    #[must_use]
    pub fn folders(&self) -> BTreeSet<PathBuf> {
        let root = &self.places.root;
        let ways = self.links.values().flatten().filter(|way| way.starts_with(root));
        let of_ways = ways.filter_map(|way| way.ancestors().skip(1).find(|folder| folder.is_dir())).map(Path::to_owned);
        self.folders.iter().map(|folder| root.join(folder)).chain(of_ways).collect()
    }
}

fn places_of(root: &Path, output: Option<&Path>, config: &Config) -> Places {
    let output = output.map_or_else(|| root.join(config.output.as_str()), Path::to_owned);
    Places { root: root.to_owned(), output, folders: config.folders_to_read() }
}

/// The paths of `files` at the place `unit` and below it.
fn paths_below<'a, T>(files: &'a BTreeMap<SourcePath, T>, unit: &Path) -> impl Iterator<Item = &'a SourcePath> {
    let unit: Option<Vec<&str>> = unit.iter().map(|part| part.to_str()).collect();
    // A place that is not Unicode has no path.
    let unit = unit.map_or_else(|| "\0".to_owned(), |parts| parts.join("/"));
    let (first, last) = (format!("{unit}/"), format!("{unit}0"));
    let bounds = match unit.as_str() {
        "" => (Bound::Unbounded, Bound::Unbounded),
        _ => (Bound::Included(first.as_str()), Bound::Excluded(last.as_str())),
    };
    let itself = files.get_key_value(unit.as_str()).filter(|_| !unit.is_empty()).map(|(path, _)| path);
    itself.into_iter().chain(files.range::<str, _>(bounds).map(|(path, _)| path))
}

fn forget_below<T>(by_place: &mut BTreeMap<PathBuf, T>, unit: &Path) {
    let from = by_place.range::<Path, _>((Bound::Included(unit), Bound::Unbounded));
    let below: Vec<PathBuf> =
        from.map(|(place, _)| place).take_while(|place| place.starts_with(unit)).cloned().collect();
    for place in below {
        by_place.remove(&place);
    }
}
