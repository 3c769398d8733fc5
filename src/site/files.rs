//! The files of a site by their paths: what each is, and the bytes of those that are no page's.
//!
//! One file is made by the same code as all of them, so that what is made alone is what a whole build makes. Finding it
//! costs the same in a large book as in a small one; making it may not, for what is a list of the whole book.

use super::search::{self, IndexedPage};
use super::{SharedFile, Site, calendar, feeds, views};
use crate::diagnostic::Diagnostic;
use crate::html::ASSETS;
use crate::model::PageId;
use crate::path::{OutputPath, SourcePath};
use rayon::prelude::*;
use std::sync::Arc;

/// What a file of a site is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SiteFile<'s> {
    /// A page.
    Page(PageId),
    /// What the page says, as Markdown.
    Markdown(PageId),
    /// A file of the book, published as it is.
    Asset(&'s SourcePath),
    /// One of those that the search index consists of, or may consist of.
    Search,
    /// What belongs to the site as a whole, where it is there at all.
    Shared,
}

impl Site {
    /// What is at `path`.
    #[must_use]
    pub fn find(&self, path: &OutputPath) -> SiteFile<'_> {
        if let Some(page) = self.page_at(path) {
            return SiteFile::Page(page);
        }
        if let Some(source) = self.edition().assets.get(path) {
            return SiteFile::Asset(source);
        }
        if path.as_str().strip_prefix(ASSETS).is_some_and(|below| below.starts_with("/search/")) {
            return SiteFile::Search;
        }
        self.said_at(path).map_or(SiteFile::Shared, SiteFile::Markdown)
    }

    /// The page at `path`.
    #[must_use]
    pub fn page_at(&self, path: &OutputPath) -> Option<PageId> {
        // The home page stands first, the others in their order.
        let (home, others) = self.edition().pages.split_first()?;
        if home.path == *path {
            return Some(PageId(0));
        }
        let at = others.binary_search_by(|page| page.path.cmp(path)).ok()?;
        Some(PageId::at(at + 1))
    }

    /// The page whose Markdown is at `path`.
    fn said_at(&self, path: &OutputPath) -> Option<PageId> {
        let name = path.as_str().strip_suffix(".md")?;
        let page = self.page_at(&OutputPath::new(&format!("{name}.html")).ok()?)?;
        let edition = self.edition();
        let has_markdown = edition.config.markdown && edition.guide_of(edition.page(page)).is_some();
        has_markdown.then_some(page)
    }

    /// The files of the search index of `indexed`, the pages in order.
    #[must_use]
    pub fn search_files(&self, indexed: &[IndexedPage]) -> Vec<SharedFile> {
        search::write(indexed).into_iter().map(|(path, bytes)| (path, bytes.into())).collect()
    }

    /// What the search index should know of each page, in order.
    #[must_use]
    pub fn indexed(&self) -> Vec<IndexedPage> {
        self.pages().map(|page| self.prepare(page).indexed).collect()
    }

    /// The files that belong to the site as a whole: style, scripts, fonts, icons, the search index of `indexed` (the
    /// pages in order), the page for addresses that lead nowhere, those that stand at old addresses, what programs read.
    pub fn shared_files(&self, indexed: &[IndexedPage]) -> Result<Vec<SharedFile>, Box<Diagnostic>> {
        let mut files = self.theme_files();
        files.extend(self.search_files(indexed));
        let edition = self.edition();
        let own = std::iter::once(not_found_path()).chain(edition.redirects.iter().map(|old| old.path.clone()));
        for path in own {
            files.extend(self.rendered_file(&path)?.map(|bytes| (path, bytes)));
        }
        files.extend(feeds::files(edition, edition.config.markdown));
        files.extend(calendar::files(edition));
        Ok(files)
    }

    /// The one of them that is at `path`, but for those of the search index, which are made together.
    pub fn shared_file(&self, path: &OutputPath) -> Result<Option<Arc<[u8]>>, Box<Diagnostic>> {
        if *path == self.scripts.0 {
            return Ok(Some(self.scripts.1.clone()));
        }
        if let Some(bytes) = self.theme.file(path) {
            return Ok(Some(bytes.clone()));
        }
        if let Some(bytes) = self.rendered_file(path)? {
            return Ok(Some(bytes));
        }
        let edition = self.edition();
        let files = match path.extension().as_deref() {
            Some("ics") => calendar::files(edition),
            Some("txt" | "xml") if path.folder().is_empty() => feeds::files(edition, edition.config.markdown),
            _ => return Ok(None),
        };
        Ok(files.into_iter().find(|(known, _)| known == path).map(|(_, bytes)| bytes))
    }

    /// What is rendered though it is no page of the edition: the page for addresses that lead nowhere, old addresses.
    fn rendered_file(&self, path: &OutputPath) -> Result<Option<Arc<[u8]>>, Box<Diagnostic>> {
        let edition = self.edition();
        let redirects = &edition.redirects;
        let view = if *path == not_found_path() {
            self.page_at(path).is_none().then(|| views::not_found_view(edition, path, None))
        } else {
            let at = redirects.binary_search_by(|redirect| redirect.path.cmp(path)).ok();
            at.map(|at| views::redirect_view(edition, &redirects[at]))
        };
        view.map(|view| Ok(self.render(&view)?.into_bytes().into())).transpose()
    }

    /// The theme's files, in the language of the edition.
    #[must_use]
    pub fn theme_files(&self) -> Vec<SharedFile> {
        let mut files = self.theme.files();
        for (_, bytes) in files.iter_mut().filter(|(path, _)| *path == self.scripts.0) {
            *bytes = self.scripts.1.clone();
        }
        files
    }

    /// The page for addresses that lead nowhere, as it reads where the site is at the address `root`.
    pub fn not_found_at(&self, root: &str) -> Result<Arc<[u8]>, Box<Diagnostic>> {
        let view = views::not_found_view(self.edition(), &not_found_path(), Some(root));
        Ok(self.render(&view)?.into_bytes().into())
    }
}

fn not_found_path() -> OutputPath {
    OutputPath::new("404.html").expect("inside")
}
