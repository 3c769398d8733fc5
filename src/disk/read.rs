//! Finds a book and reads it once: every file that could matter, sorted, nothing from outside.

use super::snapshot::Snapshot;
use super::walk::{CONFIGURATION, Places};
use crate::diagnostic::Checked;
use crate::path::SourcePath;
use crate::source::{SourceFile, Sources};
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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

/// Reads only what configuration is made of, so that it can say where the rest lies.
pub fn read_configuration(root: &Path) -> Result<Sources> {
    let mut sources = Sources { has_content: root.join("content").is_dir(), ..Sources::default() };
    for name in CONFIGURATION {
        let is_inside =
            |file: PathBuf| file.is_file() && fs::canonicalize(root).is_ok_and(|root| file.starts_with(root));
        if !fs::canonicalize(root.join(name)).is_ok_and(is_inside) {
            continue;
        }
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
/// Hidden files and folders, `node_modules`, what editors leave beside a file and the output are left out. A link to a file
/// inside the book is followed; one that leads out of it is `outside-book`. A file that vanishes while it is read was never
/// there.
pub fn read_sources(root: &Path, output: &Path, folders: &[String]) -> Result<Checked<Sources>> {
    let places = Places { root: root.to_owned(), output: output.to_owned(), folders: folders.to_vec() };
    let snapshot = Snapshot::of(places)?;
    let diagnostics = snapshot.problems().cloned().collect();
    Ok(Checked { value: Arc::unwrap_or_clone(snapshot.into_sources()), diagnostics })
}

/// The bytes of an asset that `Sources` holds by digest only.
pub fn read_asset(root: &Path, path: &SourcePath) -> io::Result<Arc<[u8]>> {
    let file = fs::canonicalize(root.join(path.as_str()))?;
    if !file.starts_with(root) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it leads out of the book"));
    }
    fs::read(file).map(Into::into)
}
