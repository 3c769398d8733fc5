//! The outputs, edition by edition, each file made when it is asked for and forgotten when it has been taken.

use super::assets::{Published, published};
use super::memo::PageMemo;
use super::packets::PacketOutputs;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::model::{Edition, PageId};
use crate::path::{OutputPath, SourcePath};
use crate::site::search::IndexedPage;
use crate::site::{PageView, PreparedPage, Site};
use anyhow::Result;
use rayon::prelude::*;
use std::io;
use std::sync::{Arc, Mutex};

/// Takes finished files. Called from several threads, each path once.
pub type Sink<'a> = dyn Fn(&OutputPath, &[u8]) -> Result<()> + Sync + 'a;

/// Reads the bytes of an asset that the sources hold by digest.
pub type ReadAsset<'a> = dyn Fn(&SourcePath) -> io::Result<Arc<[u8]>> + Sync + 'a;

/// What came of making an edition.
#[derive(Debug)]
pub struct Rendered {
    /// What rendering found wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// True where every file was made; what is not complete must not be published.
    pub complete: bool,
}

/// Everything that was asked for, ready to be made.
pub struct Outputs {
    pub(super) site: Option<Site>,
    pub(super) packets: Vec<PacketOutputs>,
    pub(super) whole: Arc<Edition>,
    pub(super) config: Arc<Config>,
    pub(super) memo: Option<Arc<PageMemo>>,
}

/// One edition, which becomes one folder of the output.
pub struct EditionOutputs<'a> {
    /// Its folder: `site`, `packets/acme`.
    pub folder: String,
    site: &'a Site,
    memo: Option<&'a PageMemo>,
}

impl Outputs {
    /// What `book.toml` says, or what is taken in its place.
    #[must_use]
    pub fn config(&self) -> &Arc<Config> {
        &self.config
    }

    /// The whole book, as the team sees it.
    #[must_use]
    pub fn whole(&self) -> &Arc<Edition> {
        &self.whole
    }

    /// The packets that were asked for, in the order of their engagements' files.
    #[must_use]
    pub fn packets(&self) -> &[PacketOutputs] {
        &self.packets
    }

    /// The site, where it was asked for.
    #[must_use]
    pub fn site(&self) -> Option<EditionOutputs<'_>> {
        let site = self.site.as_ref()?;
        Some(EditionOutputs { folder: "site".to_owned(), site, memo: self.memo.as_deref() })
    }
}

impl EditionOutputs<'_> {
    /// How many pages there will be.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.site.edition().pages.len()
    }

    /// Makes every file of the edition and gives it to `sink`; what rendering finds wrong comes back.
    ///
    /// # Errors
    /// Only the sink's and the reader's own: a full disk, an asset that has vanished.
    pub fn write(&self, sink: &Sink<'_>, read_asset: &ReadAsset<'_>) -> Result<Rendered> {
        let diagnostics = write_site(self.site, self.memo, sink, read_asset)?;
        Ok(Rendered { complete: true, diagnostics })
    }
}

/// Makes every file of `site` and gives it to `sink`; what rendering finds wrong comes back.
pub(super) fn write_site(
    site: &Site,
    memo: Option<&PageMemo>,
    sink: &Sink<'_>,
    read_asset: &ReadAsset<'_>,
) -> Result<Vec<Diagnostic>> {
    let problems = Mutex::new(Vec::new());
    let note = |problem| problems.lock().expect("no thread panics while it notes a problem").push(problem);
    let write_page = |id: PageId| -> Result<IndexedPage> {
        let PreparedPage { view, indexed, markdown } = site.prepare(id);
        if let Some((path, text)) = markdown {
            sink(&path, text.as_bytes())?;
        }
        let path = &site.edition().page(id).path;
        match page(site, memo, path, &view) {
            Ok(html) => sink(path, &html)?,
            Err(problem) => note(*problem),
        }
        Ok(indexed)
    };
    let indexed = site.pages().map(write_page).collect::<Result<Vec<IndexedPage>>>()?;
    match site.shared_files(&indexed) {
        Ok(files) => files.par_iter().try_for_each(|(path, bytes)| sink(path, bytes))?,
        Err(problem) => note(*problem),
    }
    site.edition().assets.par_iter().try_for_each(|(path, source)| -> Result<()> {
        match published(source, site.edition().reader.audience, read_asset)? {
            Published::Bytes(bytes) => sink(path, &bytes),
            Published::Gone => Ok(()),
            Published::Unknown(problem) => {
                note(problem);
                Ok(())
            }
        }
    })?;
    Ok(problems.into_inner().expect("no thread panics while it notes a problem"))
}

fn page(
    site: &Site,
    memo: Option<&PageMemo>,
    path: &OutputPath,
    view: &PageView,
) -> Result<Arc<[u8]>, Box<Diagnostic>> {
    let make = || site.render(view).map(|html| html.into_bytes().into());
    match memo {
        Some(memo) => memo.page(path, site.digest(view), make),
        None => make(),
    }
}
