//! Which files of a book's folder are the book's: the rules, in one place for whoever reads them and whoever watches them.
//!
//! Takes a place in the book; gives what lies at and below it. Nothing is opened here.

use super::journal::STATE_FOLDER;
use crate::compile::{INSIDE, ISSUED};
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::packet::bundle::MANIFEST;
use crate::path::SourcePath;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The files that say what kind of book it is, and where its source lies.
pub const CONFIGURATION: [&str; 3] = ["book.toml", "mkdocs.yml", "mkdocs.yaml"];

/// Where a book lies, and which folders of it are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Places {
    /// The book's folder, absolute and without links.
    pub(super) root: PathBuf,
    /// The folder that is never read.
    pub(super) output: PathBuf,
    /// The folders that are read, relative to the book's; `""` is the whole book.
    pub(super) folders: Vec<String>,
}

/// What was found, by its place relative to the book's folder.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// The files: what they are called in the book, and where their bytes are.
    pub(super) files: BTreeMap<SourcePath, PathBuf>,
    /// What cannot be in the book, and why.
    pub(super) problems: BTreeMap<PathBuf, Diagnostic>,
    /// The links, each with all the places that it leads over.
    pub(super) links: BTreeMap<PathBuf, Vec<PathBuf>>,
    /// The folders in which something may come or go.
    pub(super) folders: BTreeSet<PathBuf>,
}

impl Places {
    /// What lies at the place `unit` and below it; `""` is all there is. `unit` is one that `unit_of` gave.
    pub(super) fn walk(&self, unit: &Path) -> Walked {
        let mut walked = Walked::default();
        for folder in self.folders.iter().map(Path::new) {
            if folder.starts_with(unit) {
                self.walk_whole(folder, &mut walked);
            } else if unit.starts_with(folder) {
                self.walk_below(unit, false, &mut walked);
            }
        }
        if unit.starts_with(ISSUED) || Path::new(ISSUED).starts_with(unit) {
            self.find_issued(unit, &mut walked);
        }
        for name in CONFIGURATION.into_iter().filter(|name| Path::new(name).starts_with(unit)) {
            let path = SourcePath::new(name).expect("a plain name is inside");
            let is_link = self.root.join(name).symlink_metadata().is_ok_and(|there| there.is_symlink());
            if is_link {
                self.follow_link(path, Path::new(name), &mut walked);
            } else if self.root.join(name).is_file() {
                walked.files.insert(path, self.root.join(name));
            }
        }
        walked
    }

    /// The folder `folder` as somebody named it: it may be hidden, or be a link to a folder of the book.
    fn walk_whole(&self, folder: &Path, walked: &mut Walked) {
        let whole = self.root.join(folder);
        // What it lies in shows when it comes.
        walked.folders.extend(folder.ancestors().skip(1).map(Path::to_owned));
        let Ok(there) = whole.symlink_metadata() else { return };
        if !self.is_inside(folder) && (there.is_symlink() || whole.is_dir()) {
            match source_path(folder) {
                Some(path) if there.is_symlink() => self.follow_link(path, folder, walked),
                Some(path) => drop(walked.problems.insert(folder.to_owned(), leads_out_of_book(path))),
                None => {}
            }
            return;
        }
        self.walk_below(folder, true, walked);
    }

    /// True for a folder of the book that is there, be it by a link.
    fn is_inside(&self, folder: &Path) -> bool {
        fs::canonicalize(self.root.join(folder)).is_ok_and(|target| target.starts_with(&self.root) && target.is_dir())
    }

    fn walk_below(&self, start: &Path, is_named: bool, walked: &mut Walked) {
        let mut left_out = Vec::new();
        if is_named && self.root.join(start).is_dir() {
            // Where it is a link, what it leads to.
            walked.folders.insert(start.to_owned());
        }
        let walk = walkdir::WalkDir::new(self.root.join(start)).follow_links(false).follow_root_links(is_named);
        let entries = walk.sort_by_file_name().into_iter().filter_entry(|entry| {
            if is_named && entry.depth() == 0 {
                return true;
            }
            let is_folder = entry.file_type().is_dir();
            if is_left_out_by_name(&entry.file_name().to_string_lossy(), is_folder) {
                return false;
            }
            let is_other = is_folder && self.is_made(entry.path());
            if is_other {
                left_out.push(entry.path().to_owned());
            }
            !is_other
        });
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
                Err(error) => {
                    let place = error.path().and_then(|path| path.strip_prefix(&self.root).ok()).map(Path::to_owned);
                    let place = place.unwrap_or_default();
                    let shown = source_path(&place).map(Location::file);
                    let name = shown.as_ref().map_or_else(String::new, |at| format!("`{}` ", at.path));
                    // The whole path stands in the words of the walk, and on no other machine.
                    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    let problem =
                        Diagnostic::new(Rule::UnreadableFile, shown, format!("{name}could not be read: {why}"))
                            .help("Mend its permissions, or take it out of the book's folder.");
                    walked.problems.insert(place, problem);
                    continue;
                }
            };
            let place = entry.path().strip_prefix(&self.root).expect("what a walk finds is below where it began");
            let Some(path) = source_path(place) else {
                let words = format!("the name of {} is not Unicode, so no link could name it", entry.path().display());
                let problem = Diagnostic::new(Rule::UnreadableFile, None, words).help("Rename the file.");
                walked.problems.insert(place.to_owned(), problem);
                continue;
            };
            if entry.file_type().is_symlink() {
                self.follow_link(path, place, walked);
            } else if entry.file_type().is_file() {
                walked.files.insert(path, entry.into_path());
            } else if entry.file_type().is_dir() {
                walked.folders.insert(place.to_owned());
            }
        }
        // Each is one of ours for what lies right in it.
        let below = left_out.iter().filter_map(|folder| folder.strip_prefix(&self.root).ok());
        walked.folders.extend(below.filter(|folder| self.root.join(folder) != self.output).map(Path::to_owned));
    }

    /// True for a folder of what Turnkey made: the output, an earlier run's beside a book that now writes elsewhere (by the
    /// folder that is kept in it), and what was handed out as a version.
    fn is_made(&self, folder: &Path) -> bool {
        let is_issued = || {
            let issued = folder.parent().and_then(Path::parent);
            issued.is_some_and(|issued| *issued == self.root.join(ISSUED)) && folder.join(MANIFEST).is_file()
        };
        folder == self.output && folder != self.root || folder.join(STATE_FOLDER).is_dir() || is_issued()
    }

    /// Of what was issued, the manifests: by these one can tell what changed since. The rest is only looked at to verify it.
    fn find_issued(&self, unit: &Path, walked: &mut Walked) {
        let folders = |folder: &Path| -> Vec<PathBuf> {
            let entries = fs::read_dir(folder).into_iter().flatten();
            let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
            let is_hidden = |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
            // A link is no version of ours, nor is one that is not finished.
            let is_plain =
                |path: &PathBuf| path.symlink_metadata().is_ok_and(|there| there.is_dir()) && !is_hidden(path);
            paths.filter(is_plain).collect()
        };
        let issued = self.root.join(ISSUED);
        walked.folders.insert(PathBuf::new());
        if !self.is_inside(Path::new(ISSUED)) {
            return;
        }
        walked.folders.insert(ISSUED.into());
        for engagement in folders(&issued) {
            let versions = folders(&engagement);
            let inside = versions.iter().map(|version| version.join(INSIDE));
            let watched = versions.iter().cloned().chain(inside.filter(|inside| inside.is_dir())).chain([engagement]);
            let below = watched.filter_map(|folder| Some(folder.strip_prefix(&self.root).ok()?.to_owned()));
            walked.folders.extend(below.filter(|folder| folder.starts_with(unit)));
            for file in
                versions.iter().flat_map(|version| [version.join(MANIFEST), version.join(INSIDE).join(MANIFEST)])
            {
                let Ok(place) = file.strip_prefix(&self.root) else { continue };
                let is_plain = file.symlink_metadata().is_ok_and(|there| there.is_file());
                if let Some(path) = source_path(place).filter(|_| is_plain && place.starts_with(unit)) {
                    walked.files.insert(path, file);
                }
            }
        }
    }

    fn follow_link(&self, path: SourcePath, place: &Path, walked: &mut Walked) {
        let link = self.root.join(place);
        let ways = ways_of(&link);
        // Whether there is anything out there is no concern of the book, and nobody watches it.
        let leads_out = ways.iter().any(|way| !way.starts_with(&self.root));
        walked.links.insert(place.to_owned(), ways);
        match fs::canonicalize(&link) {
            Ok(target) if target.starts_with(&self.root) => {
                if target.is_file() {
                    walked.files.insert(path, target);
                }
            }
            Ok(_) => drop(walked.problems.insert(place.to_owned(), leads_out_of_book(path))),
            Err(_) if leads_out => drop(walked.problems.insert(place.to_owned(), leads_out_of_book(path))),
            Err(_) => {
                let words = format!("`{path}` is a link to something that does not exist");
                let help = "Let it lead to a file of the book, or take it out.";
                let problem = Diagnostic::new(Rule::UnreadableFile, Location::file(path), words).help(help);
                walked.problems.insert(place.to_owned(), problem);
            }
        }
    }

    /// True where what happens at `place` may be of concern, as far as its name tells.
    pub(super) fn may_read(&self, place: &Path) -> bool {
        let is_plain = |below: &Path| {
            let last = below.iter().count().saturating_sub(1);
            let is_left_out = |(number, name): (usize, &OsStr)| {
                let is_sign = number == last && name == STATE_FOLDER;
                !is_sign && is_left_out_by_name(&name.to_string_lossy(), number < last)
            };
            !below.iter().enumerate().any(is_left_out)
        };
        let is_in_output = place.parent().is_some_and(|folder| self.root.join(folder).starts_with(&self.output));
        let in_folder = |folder: &Path| folder.starts_with(place) || place.strip_prefix(folder).is_ok_and(is_plain);
        let is_named = CONFIGURATION.iter().any(|name| place == Path::new(name));
        let folders = self.folders.iter().map(String::as_str).chain([ISSUED]);
        is_named || !is_in_output && folders.map(Path::new).any(in_folder)
    }

    /// What is to be walked anew where something happened at `place`, relative to the book's folder: that place, or a folder
    /// above it that is no folder of the book any more. None where it is no concern of the book.
    pub(super) fn unit_of(&self, place: &Path) -> Option<PathBuf> {
        let named = self.folders.iter().map(Path::new).filter_map(|folder| self.unit_in(folder, place));
        let configured = CONFIGURATION.iter().any(|name| place == Path::new(name)).then(|| place.to_owned());
        let issued = Path::new(ISSUED);
        let of_issued = place.starts_with(issued).then(|| place.iter().take(3).collect::<PathBuf>());
        // One lies above the other.
        let unit = named.chain(configured).chain(of_issued).min_by_key(|unit| unit.iter().count())?;
        // A version is one of ours, or not, by its manifest.
        Some(if unit.starts_with(issued) { unit.iter().take(3).collect() } else { unit })
    }

    fn unit_in(&self, folder: &Path, place: &Path) -> Option<PathBuf> {
        if folder.starts_with(place) {
            return Some(place.to_owned());
        }
        let below = place.strip_prefix(folder).ok()?;
        let mut unit = folder.to_owned();
        if !self.is_inside(folder) {
            return Some(unit);
        }
        let last = below.iter().count() - 1;
        for (number, name) in below.iter().enumerate() {
            // Whether a folder is one of ours, one sees by what lies in it.
            if name == STATE_FOLDER && number == last {
                return Some(unit);
            }
            // If the last is a folder will be seen when it is walked.
            if is_left_out_by_name(&name.to_string_lossy(), number < last) {
                return None;
            }
            unit.push(name);
            let whole = self.root.join(&unit);
            let is_folder = number < last && whole.symlink_metadata().is_ok_and(|there| there.is_dir());
            if !is_folder || self.is_made(&whole) {
                return Some(unit);
            }
        }
        Some(unit)
    }
}

/// What is hidden, what package managers of JavaScript leave, and what editors leave beside a file that they save: an earlier
/// text is not to be published.
fn is_left_out_by_name(name: &str, is_folder: bool) -> bool {
    let is_of_editor = name.ends_with('~')
        || name.len() > 2 && name.starts_with('#') && name.ends_with('#')
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___");
    name.starts_with('.') || is_of_editor || is_folder && name == "node_modules"
}

/// The place as a path of the book; none where it is not Unicode.
fn source_path(place: &Path) -> Option<SourcePath> {
    let parts: Option<Vec<&str>> = place.iter().map(|part| part.to_str()).collect();
    SourcePath::new(&parts?.join("/")).ok()
}

fn leads_out_of_book(path: SourcePath) -> Diagnostic {
    let words = format!("`{path}` is a link that leads out of the book, and is left out");
    let help = "Copy the file into the book; what is published must not depend on what lies around it.";
    Diagnostic::new(Rule::OutsideBook, Location::file(path), words).help(help)
}

/// All the places that `link` leads over: a change of any may change what it leads to.
fn ways_of(link: &Path) -> Vec<PathBuf> {
    // As many as a system follows.
    const MOST: usize = 40;
    let mut ways: Vec<PathBuf> = fs::canonicalize(link).into_iter().collect();
    let mut next = link.to_owned();
    while ways.len() < MOST
        && let Ok(target) = fs::read_link(&next)
    {
        next = without_dots(&next.parent().unwrap_or(Path::new("")).join(target));
        ways.push(next.clone());
    }
    ways
}

fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            part => plain.push(part),
        }
    }
    plain
}
