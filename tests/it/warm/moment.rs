//! A book at one moment, and who asks for it.
//!
//! What an edit does not touch stays the very same value, as in a process that goes on: a memo may rely on that, and must
//! not rely on the contrary.

use std::collections::BTreeMap;
use std::sync::Arc;
use turnkey::audience::Audience;
use turnkey::path::SourcePath;
use turnkey::source::{Extent, History, SourceFile, Sources};

/// Files by their paths in the book.
pub(super) type Files = BTreeMap<String, Arc<[u8]>>;

/// Assets over so many bytes are held by their digests.
const HELD: usize = 40;

/// The book, and what is asked for.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) files: Files,
    /// When version control last saw a file change.
    pub(super) changed: BTreeMap<SourcePath, jiff::civil::Date>,
    pub(super) audience: Audience,
    pub(super) today: jiff::civil::Date,
    pub(super) draft: bool,
}

impl Default for Moment {
    fn default() -> Self {
        let today = jiff::civil::date(2026, 5, 20);
        Self { files: Files::new(), changed: BTreeMap::new(), audience: Audience::Internal, today, draft: false }
    }
}

impl Moment {
    /// What `disk` would give for it.
    pub(super) fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        for (path, bytes) in &self.files {
            let path = SourcePath::new(path).expect("inside");
            sources.has_content |= path.below("content").is_some();
            let is_held = bytes.len() <= HELD || path.extension().as_deref() != Some("png");
            let file = if is_held { SourceFile::Bytes(bytes.clone()) } else { by_digest(bytes) };
            sources.files.insert(path, file);
        }
        let extent = if self.changed.is_empty() { Extent::Nothing } else { Extent::Whole };
        sources.history = Arc::new(History { extent, changed: self.changed.clone() });
        sources
    }

    /// The files whose paths are as asked.
    pub(super) fn paths(&self, is_meant: impl Fn(&str) -> bool) -> Vec<String> {
        self.files.keys().filter(|path| is_meant(path)).cloned().collect()
    }

    /// What a file says; nothing where there is none.
    pub(super) fn text(&self, path: &str) -> String {
        self.files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    }

    pub(super) fn put(&mut self, path: &str, text: impl Into<Vec<u8>>) {
        self.files.insert(path.to_owned(), text.into().into());
    }
}

fn by_digest(bytes: &Arc<[u8]>) -> SourceFile {
    SourceFile::Asset {
        length: bytes.len() as u64,
        digest: *blake3::hash(bytes).as_bytes(),
        start: bytes[..bytes.len().min(16)].into(),
    }
}
