//! A snapshot of everything a book is made of, as values: no file is opened past this point.
//!
//! `disk` takes the snapshot, tests write one by hand. Text that is parsed is held as bytes; pictures and downloads are
//! held by length and digest, and their bytes are fetched by whoever writes them out.

use crate::path::SourcePath;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The digest of a file's bytes (BLAKE3).
pub type Digest = [u8; 32];

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceFile {
    /// Its bytes, for what is parsed: Markdown, YAML, configuration, templates; and for small assets.
    Bytes(Arc<[u8]>),
    /// What stands for the bytes of a large asset.
    Asset {
        /// Length in bytes.
        length: u64,
        /// Digest of the bytes.
        digest: Digest,
        /// The first few kilobytes, in which a picture says its size.
        start: Arc<[u8]>,
    },
}

/// The files of a book by path, relative to the book's folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Sorted by path, which is what makes everything that follows deterministic.
    pub files: BTreeMap<SourcePath, SourceFile>,
    /// True where the book's folder has a folder `content`, even an empty one: it is then the source by default.
    pub has_content: bool,
    /// What version control knows of the files. For the team alone: no other reader's edition may depend on it.
    pub history: Arc<History>,
}

/// What version control knows of the files of a book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// How far back it is known.
    pub extent: Extent,
    /// The day of the last change of each file that changed within it.
    pub changed: BTreeMap<SourcePath, Date>,
}

/// How far back a history is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// Not at all: there is no repository, it was not asked for, or it could not be read.
    #[default]
    Nothing,
    /// Not to the beginning, as the repository is a shallow clone: its first commit says of no file when it changed.
    Shallow,
    /// As far as was asked for.
    Whole,
}

impl Sources {
    /// The bytes of `path`, where it is there and held as bytes.
    #[must_use]
    pub fn bytes(&self, path: &SourcePath) -> Option<&Arc<[u8]>> {
        match self.files.get(path)? {
            SourceFile::Bytes(bytes) => Some(bytes),
            SourceFile::Asset { .. } => None,
        }
    }

    /// The text of `path` as the diagnostics show it: with replacement characters for what is not UTF-8.
    #[must_use]
    pub fn text(&self, path: &SourcePath) -> Option<std::borrow::Cow<'_, str>> {
        self.bytes(path).map(|bytes| String::from_utf8_lossy(bytes))
    }

    /// Adds or replaces a file by its text; for tests and starters.
    pub fn insert_text(&mut self, path: SourcePath, text: &str) {
        self.has_content |= path.below("content").is_some();
        self.files.insert(path, SourceFile::Bytes(text.as_bytes().into()));
    }
}
