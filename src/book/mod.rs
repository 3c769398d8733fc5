//! What the sources say together: guides with their audiences, assets, the contents that another tool's book brings.
//!
//! `gather` joins what was parsed file by file; `filtered` gives the book as a reader may see it. Nothing is resolved
//! yet: ids, links and numbers are made from what the filter leaves.

pub mod engagement;
mod filter;
mod gather;

pub use filter::Reader;
pub use gather::gather;

use crate::audience::Audience;
use crate::config::{Config, ContentsEntry};
use crate::parse::front_matter::GuideMeta;
use crate::parse::guide::ParsedGuide;
use crate::path::{OutputPath, SourcePath};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A book, whole or filtered.
#[derive(Clone, Debug)]
pub struct Book {
    /// Whom it is for.
    pub reader: Reader,
    /// What `book.toml` says.
    pub config: Arc<Config>,
    /// The guides, in the order of their sources.
    pub guides: Vec<BookGuide>,
    /// Files of the source folder that are published as they are, where something uses them.
    pub assets: Arc<BTreeMap<SourcePath, AssetEntry>>,
    /// The contents that an mdBook or MkDocs book brings along.
    pub contents: Option<Arc<[ContentsEntry]>>,
}

/// A guide of the book.
#[derive(Clone, Debug)]
pub struct BookGuide {
    /// What it says.
    pub parsed: Arc<ParsedGuide>,
    /// What its front matter says.
    pub meta: Arc<GuideMeta>,
    /// Who may read it: the narrowest of its own word, its folder's and its tags'.
    pub audience: Audience,
}

/// An asset of the source folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetEntry {
    /// Where it is published.
    pub output: OutputPath,
    /// In pixels, of a picture that says so.
    pub size: Option<(u32, u32)>,
}
