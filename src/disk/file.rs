//! Reads one file of a book, whole: not as it is while somebody writes it.
//!
//! Takes a place on disk; gives the `SourceFile` and a stamp, by which one tells later without reading whether it is still
//! the same.

use crate::packet::bundle::MANIFEST;
use crate::path::SourcePath;
use crate::source::SourceFile;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// Assets up to this many bytes are held in memory; larger ones by digest. Most pictures of a guide are below it, and
/// a packet needs their bytes again.
const HELD_ASSET: u64 = 64 * 1024;

/// Files that are parsed and larger than this are refused: ranges are 32 bits wide, and no guide is a gigabyte.
const LARGEST_TEXT: u64 = 1 << 30;

/// How often a file is read that is written to meanwhile. Whoever watches it reads it again after the last write.
const ATTEMPTS: usize = 4;

/// How coarse a file system's clock may be. A file that was written to less than this before it was read may be written to
/// again without a later time to show for it.
const COARSEST_CLOCK: Duration = Duration::from_secs(2);

/// What a file system says of a file, without its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// When anything about it changed, be it a time that somebody set back.
    changed: Option<SystemTime>,
    /// Which file it is: one may take the place of another.
    own: [u64; 2],
}

impl Stamp {
    pub(super) fn of(metadata: &fs::Metadata) -> Self {
        let (changed, own) = of_system(metadata);
        Self { length: metadata.len(), modified: metadata.modified().ok(), changed, own }
    }

    /// True where its times tell what was read at `now` from what is written after that.
    pub(super) fn is_certain(&self, now: SystemTime) -> bool {
        let age = self.modified.max(self.changed).and_then(|last| now.duration_since(last).ok());
        age.is_some_and(|age| age > COARSEST_CLOCK)
    }
}

#[cfg(unix)]
fn of_system(metadata: &fs::Metadata) -> (Option<SystemTime>, [u64; 2]) {
    use std::os::unix::fs::MetadataExt as _;
    let since = u64::try_from(metadata.ctime()).ok().zip(u32::try_from(metadata.ctime_nsec()).ok());
    let changed = since.map(|(seconds, nanoseconds)| SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds));
    (changed, [metadata.dev(), metadata.ino()])
}

#[cfg(not(unix))]
fn of_system(metadata: &fs::Metadata) -> (Option<SystemTime>, [u64; 2]) {
    (metadata.created().ok(), [0, 0])
}

/// True for what is parsed, and therefore always held as bytes.
fn is_text(path: &SourcePath) -> bool {
    let parsed = ["md", "markdown", "yaml", "yml", "toml", "html", "typ", "css", "js", "svg"];
    path.extension().is_some_and(|extension| parsed.contains(&extension.as_str())) || path.file_name() == MANIFEST
}

/// The file at `file`, which is `path` of the book; none for a text over the limit.
pub(super) fn read_file(path: &SourcePath, file: &Path) -> io::Result<(Option<SourceFile>, Stamp)> {
    let mut attempts = 1;
    loop {
        let mut opened = fs::File::open(file)?;
        let before = Stamp::of(&opened.metadata()?);
        let read = read_opened(path, &mut opened, before.length)?;
        let after = Stamp::of(&opened.metadata()?);
        if before == after || attempts == ATTEMPTS {
            return Ok((read, after));
        }
        attempts += 1;
    }
}

fn read_opened(path: &SourcePath, file: &mut fs::File, length: u64) -> io::Result<Option<SourceFile>> {
    let is_text = is_text(path);
    if is_text && length > LARGEST_TEXT {
        return Ok(None);
    }
    if is_text || length <= HELD_ASSET {
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        file.read_to_end(&mut bytes)?;
        return Ok(Some(SourceFile::Bytes(bytes.into())));
    }
    let mut hasher = blake3::Hasher::new();
    let mut start = vec![0; 16 * 1024];
    let filled = read_up_to(file, &mut start)?;
    start.truncate(filled);
    hasher.update(&start);
    let rest = io::copy(file, &mut hasher)?;
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
