//! Finds pages and assets by whatever a link may call them. Every look-up is a hash.
//!
//! Holds what it was made of, so that it serves for as long as nothing that can be named has changed.

use super::glossary::Glossary;
use super::redirect::{self, Redirect};
use super::suggest::Places;
use super::things::Things;
use super::{Entity, Page, PageId, PageKind};
use crate::audience::Audience;
use crate::book::AssetEntry;
use crate::config::{Config, Origin};
use crate::model::outline::{Heading, Outline};
use crate::parse::front_matter::{GuideKind, GuideMeta};
use crate::parse::slug;
use crate::path::{OutputPath, OutsideRoot, SourcePath, percent_decode};
use ecow::EcoString;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// What a guide is to others: what is not in here they cannot tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GuideEntry {
    pub(super) source: SourcePath,
    pub(super) meta: Arc<GuideMeta>,
    pub(super) outline: Arc<Outline>,
    pub(super) audience: Audience,
    /// True where another tool would put in what is not here, or make ids by rules of its own.
    pub(super) unseen: bool,
    pub(super) has_footnotes: bool,
}

/// Everything that a link can lead to.
pub(super) struct Index {
    /// The source folder, relative to the book's.
    pub(super) source: EcoString,
    /// True where links out of the source lead to what is published beside the book.
    pub(super) has_neighbours: bool,
    pub(super) pages: Arc<[Page]>,
    guides: Vec<GuideEntry>,
    by_source: FxHashMap<EcoString, PageId>,
    folders: FxHashMap<EcoString, PageId>,
    by_output: FxHashMap<OutputPath, PageId>,
    by_name: FxHashMap<String, Vec<PageId>>,
    assets: Arc<BTreeMap<SourcePath, AssetEntry>>,
    /// Made when a link first needs it: few books name files without their folder.
    assets_by_name: OnceLock<FxHashMap<EcoString, Vec<SourcePath>>>,
    /// Made when a link first needs it.
    pub(super) by_plain_url: OnceLock<FxHashMap<String, Option<PageId>>>,
    /// Made when something is first missing.
    pub(super) places: OnceLock<Places>,
    /// Old addresses, in their order.
    redirects: Arc<[Redirect]>,
    pub(super) glossary: Option<Arc<Glossary>>,
    pub(super) things: Things,
}

/// What a path leads to.
pub(super) enum Found<'a> {
    Page(PageId),
    Asset(&'a AssetEntry),
}

/// Why a path leads nowhere.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Missing {
    /// It climbs out of the book.
    OutsideBook,
    /// It names a place in the book's folder that is not in its source.
    OutsideSource(SourcePath),
    /// There is nothing of that name; the path, from the source's root, that was looked for.
    Nothing(SourcePath),
}

impl Index {
    pub(super) fn new(
        config: &Config,
        pages: Arc<[Page]>,
        guides: Vec<GuideEntry>,
        things: Things,
        redirects: Arc<[Redirect]>,
        assets: Arc<BTreeMap<SourcePath, AssetEntry>>,
        glossary: Option<Arc<Glossary>>,
    ) -> Self {
        let source = config.source.as_str();
        let mut index = Self {
            source: source.into(),
            has_neighbours: config.origin == Origin::MdBook,
            pages,
            by_source: FxHashMap::default(),
            folders: FxHashMap::default(),
            by_output: FxHashMap::default(),
            by_name: FxHashMap::default(),
            guides,
            assets,
            assets_by_name: OnceLock::new(),
            by_plain_url: OnceLock::new(),
            places: OnceLock::new(),
            redirects,
            glossary,
            things,
        };
        let pages = index.pages.clone();
        for (at, page) in pages.iter().enumerate() {
            let id = PageId::at(at);
            index.by_output.insert(page.path.clone(), id);
            if page.kind.is_folder() {
                index.folders.insert(page.path.folder().into(), id);
            }
            if let Some(guide) = page.kind.guide() {
                let path = &index.guides[guide as usize].source;
                index.by_source.insert(path.below(source).unwrap_or(path.as_str()).into(), id);
                let is_folder_page = page.kind.is_folder() && !page.path.folder().is_empty();
                let name =
                    if is_folder_page { page.path.folder().rsplit('/').next().unwrap_or("") } else { path.stem() };
                index.by_name.entry(name.to_lowercase()).or_default().push(id);
            }
        }
        // Who links to the file of an engagement or of a playbook means the page that is made of it.
        let of_engagements = index.things.engagements().iter().map(|placed| (&placed.source, placed.overview));
        let of_playbooks = index.things.playbooks().iter().map(|placed| (&placed.source, placed.page));
        for (path, page) in of_engagements.chain(of_playbooks) {
            index.by_source.insert(path.below(source).unwrap_or(path.as_str()).into(), page);
        }
        // The lists that we make are named by nobody, and what an author names is never one of them.
        let named = pages.iter().enumerate().filter(|(_, page)| !matches!(page.kind, PageKind::Listing(_)));
        let mut by_title: FxHashMap<String, Vec<PageId>> = FxHashMap::default();
        for (at, page) in named {
            by_title.entry(page.title.to_lowercase().into()).or_default().push(PageId::at(at));
        }
        // Where a file has the name, it is meant: that is how people say it, and a title may come of a first heading.
        by_title.extend(std::mem::take(&mut index.by_name));
        index.by_name = by_title;
        index
    }

    pub(super) fn page(&self, id: PageId) -> &Page {
        &self.pages[id.0 as usize]
    }

    pub(super) fn outline(&self, id: PageId) -> Option<&Outline> {
        self.page(id).kind.guide().map(|guide| &*self.guides[guide as usize].outline)
    }

    /// Who may read the guide on a page; none for a page that is made.
    pub(super) fn audience(&self, id: PageId) -> Option<Audience> {
        self.page(id).kind.guide().map(|guide| self.guides[guide as usize].audience)
    }

    /// What `path` leads to, written in a file of the folder `folder` (relative to the book's folder): a path relative
    /// to that folder, or with `/` in front, from the source's root. Percent-encoding has been undone.
    pub(super) fn find(&self, folder: &str, path: &str) -> Result<Found<'_>, Missing> {
        let in_book = match path.strip_prefix('/') {
            Some(rooted) => SourcePath::join(&self.source, rooted),
            None => SourcePath::join(folder, path),
        };
        let in_book = in_book.map_err(|OutsideRoot| Missing::OutsideBook)?;
        let below = if in_book.as_str() == self.source { Some("") } else { in_book.below(&self.source) };
        let Some(below) = below else { return Err(Missing::OutsideSource(in_book)) };
        if let Some(id) = self.page_at(below, path.ends_with('/')) {
            return Ok(Found::Page(id));
        }
        match (self.assets.get(&in_book), self.at_old_address(below, path.ends_with('/'))) {
            (Some(asset), _) => Ok(Found::Asset(asset)),
            (None, Some(page)) => Ok(Found::Page(page)),
            (None, None) => Err(Missing::Nothing(SourcePath::new(below).expect("below the source is inside"))),
        }
    }

    /// The page whose old address `path` is, relative to the source.
    fn at_old_address(&self, path: &str, as_folder: bool) -> Option<PageId> {
        if self.redirects.is_empty() {
            return None;
        }
        let find = |path: OutputPath| {
            let at = self.redirects.binary_search_by(|redirect| redirect.path.cmp(&path)).ok()?;
            Some(self.redirects[at].page)
        };
        let written = if as_folder { format!("{path}/") } else { path.to_owned() };
        let bare = || OutputPath::new(&format!("{path}.html")).ok().and_then(find);
        redirect::output_of("", &written).ok().and_then(find).or_else(bare)
    }

    /// The page that says itself that it also goes by `name`.
    pub(super) fn also_named(&self, name: &str) -> Option<PageId> {
        let wanted = name.to_lowercase();
        let mut named = self.redirects.iter().filter(|redirect| redirect.written.to_lowercase() == wanted);
        named.next().filter(|_| named.next().is_none()).map(|redirect| redirect.page)
    }

    /// The page of `path`, relative to the source: as a file, as a folder, without its extension, as its URL.
    pub(super) fn page_at(&self, path: &str, as_folder: bool) -> Option<PageId> {
        let by_file = || self.by_source.get(path).copied();
        let by_folder = || self.folders.get(path).copied();
        let by_stem = || {
            [".md", ".markdown", ".html.md"]
                .iter()
                .find_map(|end| self.by_source.get(&*format!("{path}{end}")).copied())
        };
        let by_url = || {
            let url = path.strip_suffix(".htm").map_or_else(|| path.to_owned(), |stem| format!("{stem}.html"));
            self.at_output(&url)
        };
        // A page of an engagement or a playbook is made; who links to it as to a guide means it all the same.
        let made = || {
            let page = self.at_output(&format!("{}.html", path.strip_suffix(".md").unwrap_or(path)))?;
            let kind = &self.page(page).kind;
            (kind.engagement().is_some() || kind.playbook().is_some()).then_some(page)
        };
        if as_folder {
            by_folder().or_else(by_stem)
        } else {
            by_file().or_else(by_url).or_else(by_stem).or_else(by_folder).or_else(made)
        }
    }

    fn at_output(&self, path: &str) -> Option<PageId> {
        self.by_output.get(path).copied()
    }

    pub(super) fn is_runbook(&self, page: PageId) -> bool {
        self.page(page).kind.guide().is_some_and(|guide| self.guides[guide as usize].meta.kind == GuideKind::Runbook)
    }

    /// The file's name nearest to `name`, of the guides whose page is meant.
    pub(super) fn nearest_name(&self, name: &str, is_meant: impl Fn(&PageId) -> bool) -> Option<&str> {
        let guides = self.pages.iter().enumerate().filter(|(at, _)| is_meant(&PageId::at(*at)));
        let guides = guides.filter_map(|(_, page)| page.kind.guide());
        crate::diagnostic::nearest(name, guides.map(|guide| self.guides[guide as usize].source.stem()))
    }

    /// The pages that go by `name`, case aside: by their file name without extension, or the name of their folder; where
    /// none does, by their title.
    pub(super) fn named(&self, name: &str) -> &[PageId] {
        self.by_name.get(&name.trim().to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// The file that double brackets call `name` in the folder `folder`: by path beside, by path from the source's root,
    /// by its file name where only one has that.
    pub(super) fn asset_named(&self, folder: &str, name: &str) -> Option<&AssetEntry> {
        // A name without an ending is a page's.
        name.rsplit('/').next()?.rsplit_once('.')?;
        let by_path = [folder, &self.source]
            .into_iter()
            .find_map(|folder| self.assets.get(&SourcePath::join(folder, name.trim_start_matches('/')).ok()?));
        let named = || {
            let by_name = self.assets_by_name.get_or_init(|| {
                let mut by_name: FxHashMap<EcoString, Vec<SourcePath>> = FxHashMap::default();
                for path in self.assets.keys() {
                    by_name.entry(path.file_name().into()).or_default().push(path.clone());
                }
                by_name
            });
            match by_name.get(name).map(Vec::as_slice) {
                Some([only]) => self.assets.get(only),
                _ => None,
            }
        };
        by_path.or_else(named)
    }

    /// The id on `page` that `fragment` means: itself, else the id of the heading to which another generator would have
    /// given it. `Err` holds the nearest id.
    pub(super) fn anchor(&self, page: PageId, fragment: &str) -> Result<EcoString, Option<EcoString>> {
        let wanted = percent_decode(fragment);
        if self.thing_at(page, Some(&wanted)).is_some() {
            return Ok(wanted);
        }
        let Some(outline) = self.outline(page) else { return Err(None) };
        if outline.has_id(&wanted) {
            return Ok(wanted);
        }
        // Of `#Section#Part`, as Obsidian writes it, the last says where to; and what `#^name` names is no heading.
        let wanted = wanted.rsplit('#').next().unwrap_or_default();
        let wanted = wanted.strip_prefix('^').unwrap_or(wanted);
        let meant = |heading: &&Heading| slug::means(wanted, &heading.id, &heading.text);
        let tolerant = outline.headings.iter().find(meant).or_else(|| {
            // Python-Markdown tells headings of the same words apart by `_1`, `_2`.
            let (words, number) = wanted.rsplit_once('_')?;
            let number: usize = number.parse().ok()?;
            let same = |heading: &&Heading| slug::makes(words, &heading.text);
            outline.headings.iter().filter(same).nth(number)
        });
        let element = || outline.element_ids.iter().find(|id| id.eq_ignore_ascii_case(wanted));
        match tolerant.map(|heading| &heading.id).or_else(element) {
            Some(id) => Ok(id.clone()),
            None => {
                /// To say what may have been meant, so many ids are compared at most.
                const COMPARED: usize = 2_000;
                let ids = outline.headings.iter().take(COMPARED).map(|heading| heading.id.as_str());
                Err(crate::diagnostic::nearest(wanted, ids).map(Into::into))
            }
        }
    }

    /// The thing of an engagement that stands on its page `page` with this id, or that the page is about; and the
    /// engagement.
    pub(super) fn thing_at(&self, page: PageId, anchor: Option<&str>) -> Option<(usize, &Entity)> {
        let engagement = self.page(page).kind.engagement()? as usize;
        Some((engagement, self.things.on_page(page, engagement, anchor)?))
    }

    /// True where `page` may have the place `fragment` for readers of the tool that it was written for, though nothing
    /// here says so.
    pub(super) fn may_have(&self, page: PageId, fragment: &str) -> bool {
        let Some(guide) = self.page(page).kind.guide().map(|guide| &self.guides[guide as usize]) else { return false };
        let of_note =
            ["fn:", "fnref:", "fn-", "fnref-", "user-content-fn"].iter().any(|start| fragment.starts_with(start));
        guide.unseen || (of_note && guide.has_footnotes) || fragment.starts_with("__tabbed_")
    }

    /// The ids of the headings of a guide below its title, in reading order.
    pub(super) fn anchors(&self, page: PageId) -> Vec<&EcoString> {
        let Some(guide) = self.page(page).kind.guide().map(|guide| &self.guides[guide as usize]) else {
            return Vec::new();
        };
        guide.outline.headings.iter().map(|heading| &heading.id).collect()
    }

    pub(super) fn guides(&self) -> &[GuideEntry] {
        &self.guides
    }

    pub(super) fn assets(&self) -> &BTreeMap<SourcePath, AssetEntry> {
        &self.assets
    }

    /// The source of the guide on a page, from the source's root.
    pub(super) fn source_of(&self, page: PageId) -> Option<SourcePath> {
        let path = self.page(page).kind.guide().map(|guide| &self.guides[guide as usize].source)?;
        SourcePath::new(path.below(&self.source)?).ok()
    }
}
