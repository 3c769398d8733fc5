//! What the sources say together: guides with their audiences, engagements joined with their playbooks, assets, the
//! contents that another tool's book brings.
//!
//! `gather` joins what was parsed file by file; `Gathered::for_reader` gives the book as a reader may see it, and that is
//! all that is passed on. Nothing is resolved yet: ids, links and numbers are made from what the filter leaves.

mod applies;
mod data_name;
mod embed;
pub mod engagement;
mod filter;
mod folder_order;
mod gather;
mod guide_names;
mod guide_paths;
mod hidden_places;
mod kept;
mod page_filter;
mod title;
mod unmark;
mod whole;

pub use data_name::{DataKind, DataName};
pub(crate) use embed::form_of_empty;
pub use filter::Reader;
pub use folder_order::FolderOrder;
pub use gather::{Gathered, gather};
pub use guide_paths::{GuidePaths, Named};
pub use kept::JoinMemo;
pub use title::{heading_words, name_in_words, title_of};

use crate::audience::Audience;
use crate::config::{Config, ContentsEntry};
use crate::parse::front_matter::GuideMeta;
use crate::parse::glossary::ParsedTerm;
use crate::parse::guide::ParsedGuide;
use crate::path::{OutputPath, SourcePath};
use crate::schema::node::Node;
use crate::schema::things::Playbook;
use crate::source::{History, Version};
use ecow::EcoString;
use engagement::{FilteredEngagement, NamedGuide, Titles};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A book as one reader may see it.
#[derive(Clone, Debug)]
pub struct Book {
    /// Whom it is for.
    pub reader: Reader,
    /// What `book.toml` says.
    pub config: Arc<Config>,
    /// The guides, in the order of their sources.
    pub guides: Vec<BookGuide>,
    /// The names of the vendor's people, by id.
    pub people: BTreeMap<EcoString, EcoString>,
    /// The engagements, in the order of their sources.
    pub engagements: Vec<BookEngagement>,
    /// The playbooks, in the order of their sources; none where the book is one engagement's.
    pub playbooks: Vec<BookPlaybook>,
    /// Files of the source folder that are published as they are, where something uses them.
    pub assets: Arc<BTreeMap<SourcePath, AssetEntry>>,
    /// The contents that an mdBook or `MkDocs` book brings along.
    pub contents: Option<Arc<[ContentsEntry]>>,
    /// The words of the trade, in the order of their file.
    pub terms: Vec<ParsedTerm>,
    /// What `nav.yaml` files say of their folders.
    pub orders: Arc<[FolderOrder]>,
    /// Which guides embed which, by their places in the list: an edition of one engagement holds these too.
    pub embeds: Vec<(usize, usize)>,
    /// When the sources changed, for the team; nothing for anybody else.
    pub history: Arc<History>,
    /// What all sources say but the guides.
    pub rest: Version,
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

/// An engagement of the book.
#[derive(Clone, Debug)]
pub struct BookEngagement {
    /// Its name: what references and commands call it.
    pub id: EcoString,
    /// Its file, whose folder holds the customer's own pages.
    pub path: SourcePath,
    /// What it says to the reader.
    pub says: Arc<FilteredEngagement>,
    /// The same as a tree.
    pub node: Arc<Node>,
    /// The guides that it names to the reader.
    pub guides: Vec<NamedGuide>,
    /// The files that what it says to the reader stands in: its own, its playbooks'.
    pub files: BTreeSet<SourcePath>,
    /// Who may read it.
    pub audience: Audience,
}

/// A playbook of the book.
#[derive(Clone, Debug)]
pub struct BookPlaybook {
    /// What `extends` calls it.
    pub id: EcoString,
    /// Its file.
    pub path: SourcePath,
    /// What it says to the reader, with what it extends.
    pub says: Arc<Playbook>,
    /// Who may read it.
    pub audience: Audience,
    /// What its things are called.
    pub titles: Titles,
    /// The guides that it names to the reader.
    pub guides: Vec<NamedGuide>,
}

/// The engagement in whose folder the file lies: of folders in one another, the innermost.
#[must_use]
pub fn engagement_around(engagements: &[BookEngagement], path: &SourcePath) -> Option<usize> {
    let is_around = |folder: &str| path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let around = engagements.iter().enumerate().filter(|(_, engagement)| is_around(engagement.path.folder()));
    around.max_by_key(|(_, engagement)| engagement.path.folder().len()).map(|(at, _)| at)
}

impl Book {
    /// What the book is called; what is one engagement's goes by the customer's name.
    #[must_use]
    pub fn title(&self) -> &EcoString {
        let theirs = self.engagements.first().filter(|_| self.reader.engagement.is_some());
        theirs.map_or(&self.config.title, |engagement| {
            let declared = &engagement.says.declared;
            declared.customer.as_ref().map_or(&declared.title.value, |customer| &customer.name.value)
        })
    }

    /// Where `engagement` first names the guide `path`.
    #[must_use]
    pub fn guides_named_by<'a>(&self, engagement: &'a BookEngagement, path: &SourcePath) -> Option<&'a NamedGuide> {
        let paths = GuidePaths::new(&self.config.source, self.guides.iter().map(|guide| &guide.parsed.path));
        let is_meant = |at: usize| self.guides[at].parsed.path == *path;
        let mut named = engagement.guides.iter();
        named.find(|named| matches!(paths.find(&named.at.path, &named.path), Named::Guide(at) if is_meant(at)))
    }

    /// The first guide in which the guide `path` is embedded.
    #[must_use]
    pub fn embedded_in(&self, path: &SourcePath) -> Option<&SourcePath> {
        let is_meant = |at: usize| self.guides[at].parsed.path == *path;
        let (host, _) = self.embeds.iter().find(|(host, at)| host != at && is_meant(*at))?;
        Some(&self.guides[*host].parsed.path)
    }
}

/// An asset of the source folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetEntry {
    /// Where it is published.
    pub output: OutputPath,
    /// In pixels, of a picture that says so.
    pub size: Option<(u32, u32)>,
    /// Who may have it, as its place says; whoever sees a link to it where none speaks.
    pub audience: Option<Audience>,
}
