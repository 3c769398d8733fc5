//! All that Typst can see while it sets a packet: the files given, the fonts given, the day given.
//!
//! No disk, no network, no packages, no clock: what is not in here does not exist for a template.

use super::fonts::Faces;
use super::typst::ASSETS;
use crate::path::OutputPath;
use crate::store::Key;
use ecow::EcoString;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt as _, World};

/// The file that Typst begins with.
pub(super) const MAIN: &str = "/main.typ";

/// A file system of a few files.
pub(super) struct PacketWorld<'a> {
    library: LazyHash<Library>,
    fonts: Faces,
    today: Date,
    main: FileId,
    /// Code by id.
    sources: FxHashMap<FileId, Source>,
    /// Data and pictures by id.
    files: FxHashMap<FileId, Bytes>,
    /// What pictures may refer to.
    assets: &'a BTreeMap<OutputPath, Arc<[u8]>>,
}

impl<'a> PacketWorld<'a> {
    /// A world without files but those that pictures may refer to.
    pub(super) fn new(fonts: Faces, today: Date, assets: &'a BTreeMap<OutputPath, Arc<[u8]>>) -> Self {
        Self {
            // What a cell of a table is to who hears it can only be said with these.
            library: LazyHash::new(
                Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build(),
            ),
            fonts,
            today,
            main: file_id(MAIN).expect("the path is one"),
            sources: FxHashMap::default(),
            files: FxHashMap::default(),
            assets,
        }
    }

    /// Sets the packet in these fonts in place of others.
    pub(super) fn set_in(&mut self, fonts: Faces) {
        self.fonts = fonts;
    }

    /// The drawings among the files, as they are written.
    pub(super) fn drawings(&self) -> impl Iterator<Item = &str> {
        let is_drawing = |id: &FileId| id.get().vpath().extension().is_some_and(|end| end.eq_ignore_ascii_case("svg"));
        let drawings = self.files.iter().filter(move |(id, _)| is_drawing(id));
        drawings.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok())
    }

    /// Adds or replaces a file of code; a path that is none is left out.
    pub(super) fn insert_source(&mut self, path: &str, text: String) {
        if let Some(id) = file_id(path) {
            self.sources.insert(id, Source::new(id, text));
        }
    }

    /// Adds or replaces a file of data; a path that is none is left out.
    pub(super) fn insert_file(&mut self, path: &str, bytes: Bytes) {
        if let Some(id) = file_id(path) {
            self.files.insert(id, bytes);
        }
    }
}

impl PacketWorld<'_> {
    /// Names every file in `key`, as code and as data.
    pub(super) fn note(&self, key: &mut Key) {
        let code = self.sources.iter().map(|(id, source)| (id, source.text().as_bytes()));
        let files = self.files.iter().map(|(id, bytes)| (id, bytes.as_slice()));
        for mut files in [code.collect::<Vec<_>>(), files.collect()] {
            files.sort_by_key(|(id, _)| id.get().vpath().get_with_slash());
            key.part(&files.len().to_le_bytes());
            for (id, bytes) in files {
                key.part(id.get().vpath().get_with_slash().as_bytes()).part(bytes);
            }
        }
        for (path, bytes) in self.assets {
            key.part(path.as_str().as_bytes()).part(bytes);
        }
    }
}

/// The id of a path in this file system; none if it is none.
pub(super) fn file_id(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

impl World for PacketWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| not_found(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(source) = self.sources.get(&id) {
            return Ok(Bytes::from_string(source.text().to_owned()));
        }
        if let Some(bytes) = self.files.get(&id) {
            return Ok(bytes.clone());
        }
        let path = id.get().vpath().get_with_slash().strip_prefix(ASSETS).and_then(|path| OutputPath::new(path).ok());
        let bytes = path.and_then(|path| self.assets.get(&path));
        bytes.map(|bytes| Bytes::new(Arc::clone(bytes))).ok_or_else(|| not_found(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        day(self.today)
    }
}

/// A day as Typst has it.
pub(super) fn day(date: Date) -> Option<Datetime> {
    Datetime::from_ymd(date.year().into(), date.month().try_into().ok()?, date.day().try_into().ok()?)
}

fn not_found(id: FileId) -> FileError {
    let path: EcoString = id.get().vpath().get_without_slash().into();
    FileError::NotFound(path.as_str().into())
}
