//! The site of one edition: which files it has, and what stands in each.
//!
//! Takes an `Edition`, templates and a theme; gives bytes by path, each made when it is asked for. Nothing here looks
//! at sources, audiences or the disk.

mod beside;
mod calendar;
mod feeds;
mod files;
pub mod markdown;
mod nav;
mod problem;
pub mod report;
pub mod search;
mod templates;
mod views;

pub(crate) use nav::NavColumns;

pub use crate::html::{ASSETS, SharedFile, Theme};
pub use beside::{Beside, PacketFolder, PacketLink};
pub use calendar::calendar_of;
pub use files::SiteFile;
pub use problem::{Problem, problems};
pub use templates::Templates;

use crate::diagnostic::Diagnostic;
use crate::html::TemplateSet;
use crate::model::{Edition, PageId, PageKind};
use crate::path::OutputPath;
use rayon::prelude::*;
use search::{IndexedPage, index_page};
use std::sync::Arc;

/// A site, ready to be asked for its files.
pub struct Site {
    edition: Arc<Edition>,
    templates: Arc<TemplateSet>,
    theme: Arc<Theme>,
    /// The theme's scripts, in the language of the edition.
    scripts: SharedFile,
    /// What every template sees of the book.
    book: serde_json::Value,
    columns: Arc<NavColumns>,
    beside: Beside,
}

/// What a page's template can see, and which template that is. Equal views give equal pages.
pub struct PageView {
    template: &'static str,
    value: serde_json::Value,
}

/// A page, short of its template.
pub struct PreparedPage {
    /// What its template can see.
    pub view: PageView,
    /// What it gives to the search index.
    pub indexed: IndexedPage,
    /// What it says as Markdown, and where that goes.
    pub markdown: Option<(OutputPath, String)>,
}

impl Site {
    /// Prepares what all pages share: the navigation columns, once for each folder.
    #[must_use]
    pub fn new(edition: Arc<Edition>, templates: &Templates, theme: Arc<Theme>) -> Self {
        let columns = Arc::new(NavColumns::new(&edition));
        Self::with_columns(edition, columns, templates, theme)
    }

    /// The site of `edition`, whose navigation columns these are.
    #[must_use]
    pub(crate) fn with_columns(
        edition: Arc<Edition>,
        columns: Arc<NavColumns>,
        templates: &Templates,
        theme: Arc<Theme>,
    ) -> Self {
        let (templates, book) = (templates.saying(&edition.words), templates::book_view(&edition));
        let scripts = theme.scripts(&edition.words);
        Self { edition, templates, theme, scripts, book, columns, beside: Beside::default() }
    }

    /// The same site with the problems of the build that made it, which the team's own lists.
    #[must_use]
    pub fn with_problems(mut self, problems: Vec<Problem>) -> Self {
        self.beside.problems = problems;
        self
    }

    /// The same site beside a folder of packets, whose site has these pages too.
    #[must_use]
    pub fn beside_packets(mut self, folder: PacketFolder, pages: impl IntoIterator<Item = OutputPath>) -> Self {
        self.beside.add(folder, pages);
        self
    }

    /// Takes it back that the site lies beside the packets in this folder: there are none.
    pub fn without_packets(&mut self, folder: &str) {
        self.beside.remove(folder);
    }

    /// The edition that this is the site of.
    #[must_use]
    pub fn edition(&self) -> &Arc<Edition> {
        &self.edition
    }

    /// Every page.
    pub fn pages(&self) -> impl IndexedParallelIterator<Item = PageId> + '_ {
        (0..self.edition.pages.len()).into_par_iter().map(PageId::at)
    }

    /// What the template of a page can see, and what is found of it.
    #[must_use]
    pub fn prepare(&self, page: PageId) -> PreparedPage {
        let nav = self.columns.column(&self.edition, page);
        let views::Shown { view, search, markdown } = views::page_view(&self.edition, page, &nav, &self.beside);
        let markdown = markdown.map(|text| (markdown::markdown_path(&self.edition.page(page).path), text));
        PreparedPage { view, indexed: index_page(&search), markdown }
    }

    /// What the HTML of a view depends on, as a digest.
    #[must_use]
    pub fn digest(&self, view: &PageView) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.templates.digest().as_bytes());
        hasher.update(self.theme.scheme_hash.as_bytes());
        hasher.update(self.book.to_string().as_bytes());
        hasher.update(view.template.as_bytes());
        hasher.update(view.value.to_string().as_bytes());
        hasher.finalize()
    }

    /// The HTML of a view.
    pub fn render(&self, view: &PageView) -> Result<String, Box<Diagnostic>> {
        templates::render(&self.templates, view, &self.book, &self.theme)
    }
}

/// The name of the template for a kind of page.
fn template_of(kind: PageKind) -> &'static str {
    match kind {
        PageKind::Home { .. } => "home.html",
        PageKind::Guide(_) => "guide.html",
        PageKind::Section { .. } => "section.html",
        PageKind::Engagement { .. } => "engagement.html",
        PageKind::Phase { .. } => "phase.html",
        PageKind::Meeting { .. } => "meeting.html",
        PageKind::Register { register, .. } => views::register_template(register),
        PageKind::Playbook { .. } => "playbook.html",
        PageKind::Listing(listing) => views::listing_template(listing),
    }
}
