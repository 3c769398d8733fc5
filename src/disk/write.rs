//! Writes to a book's own files, where somebody asked for it: one file replaced whole, or new files made.
//!
//! Nothing is followed out of the book and nothing is overwritten unseen: a link on the way is refused, what is replaced
//! must still be what was read, and a new file never takes the place of another.

use crate::path::SourcePath;
use anyhow::{Context as _, Result, bail};
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Puts `new` in the place of the file `path` of the book at `root`, if that still holds `old`. The old is there until the
/// new is whole.
pub fn replace_file(root: &Path, path: &SourcePath, old: &[u8], new: &[u8]) -> Result<()> {
    let file = plain_place(root, path)?;
    let there = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
    if there != old {
        bail!("{} was changed by somebody else just now; nothing is written", file.display());
    }
    let name = format!(".{}.turnkey-{}", path.file_name(), std::process::id());
    let staged = file.with_file_name(name);
    let write = || -> io::Result<()> {
        let mut staged_file = fs::File::create_new(&staged)?;
        staged_file.write_all(new)?;
        staged_file.set_permissions(fs::metadata(&file)?.permissions())?;
        staged_file.sync_all()?;
        fs::rename(&staged, &file)
    };
    write().inspect_err(|_| drop(fs::remove_file(&staged))).with_context(|| format!("writing {}", file.display()))
}

/// True for a folder that is not there yet, or has nothing in it. A folder under version control may have that.
pub fn is_empty_folder(folder: &Path) -> Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.all(|entry| entry.is_ok_and(|entry| entry.file_name() == ".git"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(folder.symlink_metadata().is_err()),
        Err(error) => Err(error).with_context(|| format!("looking into {}", folder.display())),
    }
}

/// Makes new files in the folder `root`, with the folders that they need: all of them, or none where one is there already.
pub fn create_files(root: &Path, files: &[(SourcePath, Vec<u8>)]) -> Result<()> {
    for (path, _) in files {
        let file = plain_place(root, path)?;
        if file.symlink_metadata().is_ok() {
            bail!("{} is there already, and is left as it is", file.display());
        }
    }
    for (path, bytes) in files {
        let file = root.join(path.as_str());
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
        }
        let write = || -> io::Result<()> { fs::File::create_new(&file)?.write_all(bytes) };
        write().with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

/// Where a file of the book is, if no link stands on the way to it.
pub(super) fn plain_place(root: &Path, path: &SourcePath) -> Result<PathBuf> {
    let mut place = root.to_owned();
    for part in path.as_str().split('/') {
        place.push(part);
        if place.symlink_metadata().is_ok_and(|there| there.file_type().is_symlink()) {
            bail!("{} is a link; nothing is written through one", place.display());
        }
    }
    Ok(place)
}
