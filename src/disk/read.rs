//! Takes the snapshot of a book's folder: every file that could matter, sorted, nothing from outside.

use crate::compile::{INSIDE, ISSUED};
use crate::diagnostic::{Checked, Diagnostic, Location, Rule};
use crate::packet::bundle::MANIFEST;
use crate::path::SourcePath;
use crate::source::{SourceFile, Sources};
use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Assets up to this many bytes are held in memory; larger ones by digest. Most pictures of a guide are below it, and
/// a packet needs their bytes again.
const HELD_ASSET: u64 = 64 * 1024;

/// Files that are parsed and larger than this are refused: ranges are 32 bits wide, and no guide is a gigabyte.
const LARGEST_TEXT: u64 = 1 << 30;

/// Where a book is.
#[derive(Clone, Debug)]
pub struct BookFolder {
    /// The folder, absolute and without links.
    pub root: PathBuf,
    /// True where a `book.toml` or `mkdocs.yml` stands in it.
    pub configured: bool,
}

/// The book that `start` is in: the nearest folder upwards with a `book.toml`, else with a `mkdocs.yml`, else `start`.
pub fn find_book(start: &Path) -> Result<BookFolder> {
    let start = fs::canonicalize(start).with_context(|| format!("cannot open the folder {}", start.display()))?;
    if !start.is_dir() {
        bail!("{} is not a folder", start.display());
    }
    for name in ["book.toml", "mkdocs.yml", "mkdocs.yaml"] {
        if let Some(root) = start.ancestors().find(|folder| folder.join(name).is_file()) {
            return Ok(BookFolder { root: root.to_owned(), configured: true });
        }
    }
    Ok(BookFolder { root: start, configured: false })
}

/// What the walk found, before anything is read.
struct Found {
    path: SourcePath,
    file: PathBuf,
}

/// The files that say what kind of book it is, and where its source lies.
const CONFIGURATION: [&str; 3] = ["book.toml", "mkdocs.yml", "mkdocs.yaml"];

/// Reads only what configuration is made of, so that it can say where the rest lies.
pub fn read_configuration(root: &Path) -> Result<Sources> {
    let mut sources = Sources { has_content: root.join("content").is_dir(), ..Sources::default() };
    for name in CONFIGURATION {
        match fs::read(root.join(name)) {
            Ok(bytes) => {
                let path = SourcePath::new(name).expect("a plain name is inside");
                sources.files.insert(path, SourceFile::Bytes(bytes.into()));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).with_context(|| format!("reading {}", root.join(name).display())),
        }
    }
    Ok(sources)
}

/// Reads the configuration and the `folders` of the book below `root`; a folder `""` is the whole book. `output` is the
/// folder that is never read.
///
/// Hidden files and folders, `node_modules` and the output are left out. A link to a file inside the book is followed;
/// one that leads out of it is `outside-book`. A file that vanishes while it is read was never there.
pub fn read_sources(root: &Path, output: &Path, folders: &[String]) -> Result<Checked<Sources>> {
    let mut diagnostics = Vec::new();
    let mut found = Vec::new();
    for folder in folders {
        let folder = root.join(folder);
        if folder.symlink_metadata().is_ok() {
            walk(root, &folder, output, &mut found, &mut diagnostics);
        }
    }
    find_issued(root, &mut found);
    let read: Vec<(SourcePath, io::Result<Option<SourceFile>>)> =
        found.into_par_iter().map(|Found { path, file }| (path.clone(), read_file(&path, &file))).collect();
    let mut sources = read_configuration(root)?;
    for (path, file) in read {
        match file {
            Ok(Some(file)) => {
                sources.files.insert(path, file);
            }
            Ok(None) => {
                let words = format!("`{path}` is larger than a gigabyte and is left out");
                let help = "Divide it into files that somebody can read.";
                diagnostics.push(Diagnostic::new(Rule::LimitReached, Location::file(path), words).help(help));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                let words = format!("`{path}` could not be read: {error}");
                let help = "Mend its permissions, or take it out of the book's folder.";
                diagnostics.push(Diagnostic::new(Rule::UnreadableFile, Location::file(path), words).help(help));
            }
        }
    }
    Ok(Checked { value: sources, diagnostics })
}

fn walk(root: &Path, folder: &Path, output: &Path, found: &mut Vec<Found>, diagnostics: &mut Vec<Diagnostic>) {
    let walk = walkdir::WalkDir::new(folder).follow_links(false).sort_by_file_name().into_iter();
    let entries = walk.filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        let left_out = || {
            let folder = entry.path();
            entry.file_type().is_dir()
                && (name == "node_modules" || is_output(folder, output, root) || is_issued(folder, root))
        };
        entry.depth() == 0 || !(name.starts_with('.') || left_out())
    });
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound) => continue,
            Err(error) => {
                let shown = error.path().and_then(|path| source_path(root, path));
                let words = format!("this could not be read: {}", io::Error::from(error));
                diagnostics.push(Diagnostic::new(Rule::UnreadableFile, shown.map(Location::file), words));
                continue;
            }
        };
        let Some(path) = source_path(root, entry.path()) else {
            let words = format!("the name of {} is not Unicode, so no link could name it", entry.path().display());
            diagnostics.push(Diagnostic::new(Rule::UnreadableFile, None, words).help("Rename the file."));
            continue;
        };
        if entry.file_type().is_symlink() {
            follow_link(root, path, entry.path(), found, diagnostics);
        } else if entry.file_type().is_file() {
            found.push(Found { path, file: entry.into_path() });
        }
    }
}

/// The output, and an earlier run's `dist` beside a book that now writes elsewhere, by the folder Turnkey keeps in it.
fn is_output(folder: &Path, output: &Path, root: &Path) -> bool {
    folder == output && folder != root || folder.join(super::journal::STATE_FOLDER).is_dir()
}

/// What was handed out as a version: no content, though it lies in a book that is content as a whole.
fn is_issued(folder: &Path, root: &Path) -> bool {
    let issued = folder.parent().and_then(Path::parent);
    issued.is_some_and(|issued| *issued == root.join(ISSUED)) && folder.join(MANIFEST).is_file()
}

/// Of what was issued, the manifests: by these one can tell what changed since. The rest is only looked at to verify it.
fn find_issued(root: &Path, found: &mut Vec<Found>) {
    let folders = |folder: &Path| -> Vec<PathBuf> {
        let entries =
            fs::read_dir(folder).into_iter().flatten().filter_map(|entry| entry.ok().map(|entry| entry.path()));
        let is_hidden = |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        // A link is no version of ours, nor is one that is not finished.
        let is_plain = |path: &PathBuf| path.symlink_metadata().is_ok_and(|there| there.is_dir()) && !is_hidden(path);
        entries.filter(is_plain).collect()
    };
    for version in folders(&root.join(ISSUED)).iter().flat_map(|engagement| folders(engagement)) {
        for file in [version.join(MANIFEST), version.join(INSIDE).join(MANIFEST)] {
            let is_plain = file.symlink_metadata().is_ok_and(|there| there.is_file());
            if let Some(path) = source_path(root, &file).filter(|_| is_plain) {
                found.push(Found { path, file });
            }
        }
    }
}

fn source_path(root: &Path, file: &Path) -> Option<SourcePath> {
    let mut parts = Vec::new();
    for part in file.strip_prefix(root).ok()?.components() {
        parts.push(part.as_os_str().to_str()?);
    }
    SourcePath::new(&parts.join("/")).ok()
}

fn follow_link(root: &Path, path: SourcePath, link: &Path, found: &mut Vec<Found>, diagnostics: &mut Vec<Diagnostic>) {
    match fs::canonicalize(link) {
        Ok(target) if target.starts_with(root) => {
            if target.is_file() {
                found.push(Found { path, file: target });
            }
        }
        Ok(_) => {
            let words = format!("`{path}` is a link that leads out of the book, and is left out");
            let help = "Copy the file into the book; what is published must not depend on what lies around it.";
            diagnostics.push(Diagnostic::new(Rule::OutsideBook, Location::file(path), words).help(help));
        }
        Err(_) => {
            let words = format!("`{path}` is a link to something that does not exist");
            let help = "Let it lead to a file of the book, or take it out.";
            diagnostics.push(Diagnostic::new(Rule::UnreadableFile, Location::file(path), words).help(help));
        }
    }
}

/// True for what is parsed, and therefore always held as bytes.
fn is_text(path: &SourcePath) -> bool {
    let parsed = ["md", "markdown", "yaml", "yml", "toml", "html", "typ", "css", "js", "svg"];
    path.extension().is_some_and(|extension| parsed.contains(&extension.as_str())) || path.file_name() == MANIFEST
}

/// `None` for a text file over the limit.
fn read_file(path: &SourcePath, file: &Path) -> io::Result<Option<SourceFile>> {
    let length = fs::metadata(file)?.len();
    if is_text(path) {
        if length > LARGEST_TEXT {
            return Ok(None);
        }
        return Ok(Some(SourceFile::Bytes(fs::read(file)?.into())));
    }
    if length <= HELD_ASSET {
        return Ok(Some(SourceFile::Bytes(fs::read(file)?.into())));
    }
    let mut hasher = blake3::Hasher::new();
    let mut opened = fs::File::open(file)?;
    let mut start = vec![0; 16 * 1024];
    let filled = read_up_to(&mut opened, &mut start)?;
    start.truncate(filled);
    hasher.update(&start);
    let rest = io::copy(&mut opened, &mut hasher)?;
    let length = rest + start.len() as u64;
    Ok(Some(SourceFile::Asset { length, digest: *hasher.finalize().as_bytes(), start: start.into() }))
}

fn read_up_to(file: &mut fs::File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled)
}

/// The bytes of an asset that `Sources` holds by digest only.
pub fn read_asset(root: &Path, path: &SourcePath) -> io::Result<Arc<[u8]>> {
    let file = fs::canonicalize(root.join(path.as_str()))?;
    if !file.starts_with(root) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it leads out of the book"));
    }
    fs::read(file).map(Into::into)
}
