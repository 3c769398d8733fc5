//! A snapshot of everything a book is made of, as values: no file is opened past this point.
//!
//! `disk` takes the snapshot, tests write one by hand. Text that is parsed is held as bytes; pictures and downloads are
//! held by length and digest, and their bytes are fetched by whoever writes them out.

use crate::path::SourcePath;
use jiff::civil::Date;
use memchr::memchr;
use rayon::prelude::*;
use std::borrow::Cow;
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

/// Tells what is the same as the last time from what has changed, where somebody keeps count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Version(pub u64);

const REPLACEMENT: &str = "\u{fffd}";

/// What the bytes of a text file say: UTF-8, or UTF-16 where they begin with its mark, with replacement characters for
/// what is neither. All that is parsed, and every range, counts in this text.
#[must_use]
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match Encoding::of(bytes) {
        // No format that is read here has a character 0, and HTML cannot even say it.
        Encoding::Utf8 if memchr(0, bytes).is_some() => {
            String::from_utf8_lossy(bytes).replace('\0', REPLACEMENT).into()
        }
        // What is valid, as nearly everything is, is told much faster than what is not.
        Encoding::Utf8 => std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed),
        Encoding::Utf16Little => from_utf16(bytes, u16::from_le_bytes).into(),
        Encoding::Utf16Big => from_utf16(bytes, u16::from_be_bytes).into(),
    }
}

/// How a text is written down in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or nothing that is known.
    Utf8,
    /// UTF-16, the low byte first, as Windows has it.
    Utf16Little,
    /// UTF-16, the high byte first.
    Utf16Big,
}

impl Encoding {
    /// The encoding that the mark at the beginning of `bytes` says.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xff, 0xfe, ..] => Self::Utf16Little,
            [0xfe, 0xff, ..] => Self::Utf16Big,
            _ => Self::Utf8,
        }
    }
}

fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let pairs = bytes.chunks(2).map(|pair| match pair {
        [first, second] => unit([*first, *second]),
        // Half a letter at the end.
        _ => 0xfffd,
    });
    let letters = char::decode_utf16(pairs).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    letters.map(|letter| if letter == '\0' { char::REPLACEMENT_CHARACTER } else { letter }).collect()
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

    /// The text of `path` as it is parsed, and as the diagnostics show it.
    #[must_use]
    pub fn text(&self, path: &SourcePath) -> Option<Cow<'_, str>> {
        self.bytes(path).map(|bytes| decode(bytes))
    }

    /// A digest of all that is made of them: whoever has the same has the same book.
    #[must_use]
    pub fn digest(&self) -> Digest {
        let files: Vec<(&SourcePath, &SourceFile)> = self.files.iter().collect();
        let of_file = |(path, file): &(&SourcePath, &SourceFile)| {
            let mut hasher = blake3::Hasher::new();
            hasher.update(path.as_str().as_bytes());
            match file {
                SourceFile::Bytes(bytes) => hasher.update(b"\0held\0").update(bytes),
                SourceFile::Asset { length, digest, start } => {
                    hasher.update(b"\0asset\0").update(&length.to_le_bytes()).update(digest).update(start)
                }
            };
            hasher.finalize()
        };
        let of_files: Vec<blake3::Hash> = files.par_iter().map(of_file).collect();
        let mut hasher = blake3::Hasher::new();
        for digest in of_files {
            hasher.update(digest.as_bytes());
        }
        let Self { has_content, history, .. } = self;
        hasher.update(format!("{has_content} {:?}", history.extent).as_bytes());
        for (path, day) in &history.changed {
            hasher.update(format!("\0{path}\0{day}").as_bytes());
        }
        *hasher.finalize().as_bytes()
    }

    /// Adds or replaces a file by its text; for tests and starters.
    pub fn insert_text(&mut self, path: SourcePath, text: &str) {
        self.has_content |= path.below("content").is_some();
        self.files.insert(path, SourceFile::Bytes(text.as_bytes().into()));
    }
}
