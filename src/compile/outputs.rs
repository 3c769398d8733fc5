//! The outputs, edition by edition, each file made when it is asked for and forgotten when it has been taken.

use super::assets::{Published, published};
use super::issued::Issued;
use super::memo::PageMemo;
use super::packets::PacketOutputs;
use crate::audience::Audience;
use crate::book::Reader;
use crate::config::{Config, DataKind};
use crate::diagnostic::{Diagnostic, Rule};
use crate::model::{Edition, PageId};
use crate::path::{OutputPath, SourcePath};
use crate::proof::{Proof, Prover};
use crate::site::search::IndexedPage;
use crate::site::{PageView, PreparedPage, SharedFile, Site, SiteFile};
use anyhow::{Error, Result};
use ecow::EcoString;
use rayon::prelude::*;
use std::io;
use std::sync::{Arc, Mutex};

/// Takes finished files. Called from several threads, each path once.
pub type Sink<'a> = dyn Fn(&OutputPath, &[u8]) -> Result<()> + Sync + 'a;

/// Hears what a file says that cannot be read in its bytes.
pub(super) type Says<'a> = dyn Fn(&OutputPath, &[String]) + Sync + 'a;

/// Reads the bytes of an asset that the sources hold by digest.
pub type ReadAsset<'a> = dyn Fn(&SourcePath) -> io::Result<Arc<[u8]>> + Sync + 'a;

/// What came of making an edition.
#[derive(Debug, Default)]
pub struct Rendered {
    /// What rendering found wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// True where every file was made, and nothing got out that should not; what is not complete must not be published.
    pub complete: bool,
    /// The record of the proof, for an edition that is not the team's.
    pub proof: Option<Proof>,
}

/// Everything that was asked for, ready to be made.
pub struct Outputs {
    pub(super) site: Option<Site>,
    pub(super) packets: Vec<PacketOutputs>,
    /// Folders in which nothing is made, of engagements that somebody may see all the same.
    pub(super) empty: Vec<PacketOutputs>,
    pub(super) whole: Arc<Edition>,
    pub(super) config: Arc<Config>,
    pub(super) memo: Option<Arc<PageMemo>>,
    /// What proves the site, and for whom it is.
    pub(super) proved: Option<(Arc<Prover>, Reader)>,
    pub(super) issued: Issued,
    pub(super) today: jiff::civil::Date,
}

/// One edition, which becomes one folder of the output.
pub struct EditionOutputs<'a> {
    /// Its folder: `site`, `packets/acme`.
    pub folder: String,
    site: &'a Site,
    memo: Option<&'a PageMemo>,
    proved: Option<(&'a Prover, &'a Reader)>,
    today: jiff::civil::Date,
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

    /// The folders of packets that were asked for, in the order of their engagements' files: what is for the customer first.
    #[must_use]
    pub fn packets(&self) -> &[PacketOutputs] {
        &self.packets
    }

    /// Has the site not lead to the packets in this folder, which were asked for and could not be made.
    pub fn without_packets(&mut self, folder: &str) {
        if let Some(site) = &mut self.site {
            site.without_packets(folder);
        }
    }

    /// What the customer of an engagement that was asked for may see of it, whether a packet is made of that or not; none
    /// where they may see nothing.
    #[must_use]
    pub fn for_customer(&self, id: &str) -> Option<&PacketOutputs> {
        let mut all = self.packets.iter().chain(&self.empty);
        all.find(|packet| packet.audience == Audience::Customer && packet.id == id)
    }

    /// True for a problem that whoever makes the packets of the engagement `id` should hear of: in what they show, in what the
    /// engagement is made of, in what all of the book stands on. One in another engagement, or in a guide that no packet of it
    /// has, is none.
    #[must_use]
    pub fn concerns(&self, id: &str, problem: &Diagnostic) -> bool {
        let Some(path) = problem.location.as_ref().map(|at| &at.path) else { return true };
        let is_for_all = || matches!(self.config.data_kind(path), Some(DataKind::People | DataKind::Glossary));
        if problem.rule == Rule::AudienceLeak || !self.config.is_content(path) || is_for_all() {
            return true;
        }
        let of_engagement = self.packets.iter().chain(&self.empty).filter(|packet| packet.id == id);
        let own_folder = self.whole.engagement(id).map(|placed| placed.source.folder());
        own_folder.is_some_and(|folder| path.below(folder).is_some())
            || of_engagement.into_iter().any(|packet| packet.is_made_of(path))
    }

    /// What was issued.
    #[must_use]
    pub fn issued(&self) -> &Issued {
        &self.issued
    }

    /// The site, where it was asked for.
    #[must_use]
    pub fn site(&self) -> Option<EditionOutputs<'_>> {
        let site = self.site.as_ref()?;
        let proved = self.proved.as_ref().map(|(prover, reader)| (&**prover, reader));
        let (memo, today) = (self.memo.as_deref(), self.today);
        Some(EditionOutputs { folder: "site".to_owned(), site, memo, proved, today })
    }
}

impl EditionOutputs<'_> {
    /// How many pages there will be.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.site.edition().pages.len()
    }

    /// Makes every file of the edition and gives it to `sink`; what rendering finds wrong comes back. What is not the
    /// team's is proved: where something got out, what was put must not be published.
    ///
    /// # Errors
    /// Only the sink's and the reader's own: a full disk, an asset that has vanished.
    pub fn write(&self, sink: &Sink<'_>, read_asset: &ReadAsset<'_>) -> Result<Rendered> {
        let make = |sink: &Sink<'_>, _: &Says<'_>| -> Result<Rendered> {
            let diagnostics = write_site(self.site, self.memo, sink, read_asset)?;
            Ok(Rendered { complete: true, diagnostics, proof: None })
        };
        match self.proved {
            Some((prover, reader)) => {
                let allowed = &self.site.edition().config.leaks;
                let edition = Some(&**self.site.edition());
                proved(prover, reader, edition, (allowed, self.today), &make, sink)
            }
            None => make(sink, &|_, _| {}),
        }
    }
}

/// Why there are no bytes of a file that is there.
#[derive(Debug)]
pub enum Unmade {
    /// The author's mistake, found as the file was made.
    Problem(Box<Diagnostic>),
    /// What the machine did wrong.
    Failed(Error),
}

impl EditionOutputs<'_> {
    /// The site, of which single files can be made.
    #[must_use]
    pub fn site(&self) -> &Site {
        self.site
    }

    /// True for an edition that is not the team's: nothing of it may be shown before all of it is proved.
    #[must_use]
    pub fn is_proved(&self) -> bool {
        self.proved.is_some()
    }

    /// The bytes of the file at `path`, the same as `write` makes; none where there is no such file, nor for the files of
    /// the search index, which are made together by `search_files`.
    ///
    /// # Errors
    /// Where the template or the file that is published is wrong, or cannot be read.
    pub fn file(&self, path: &OutputPath, read_asset: &ReadAsset<'_>) -> Result<Option<Arc<[u8]>>, Unmade> {
        let site = self.site;
        match site.find(path) {
            SiteFile::Page(id) => {
                page(site, self.memo, path, &site.prepare(id).view).map(Some).map_err(Unmade::Problem)
            }
            SiteFile::Markdown(id) => Ok(site.prepare(id).markdown.map(|(_, text)| text.into_bytes().into())),
            SiteFile::Asset(source) => match published(source, site.edition().reader.audience, read_asset) {
                Ok(Published::Bytes(bytes)) => Ok(Some(bytes)),
                Ok(Published::Gone) => Ok(None),
                Ok(Published::Unknown(problem)) => Err(Unmade::Problem(Box::new(problem))),
                Err(error) => Err(Unmade::Failed(error)),
            },
            SiteFile::Search => Ok(None),
            SiteFile::Shared => site.shared_file(path).map_err(Unmade::Problem),
        }
    }

    /// The page at `path` as it was when it could last be made in this process.
    #[must_use]
    pub fn last_page(&self, path: &OutputPath) -> Option<Arc<[u8]>> {
        self.site.page_at(path)?;
        self.memo?.last(path)
    }

    /// The files of the search index, which takes a look at every page.
    #[must_use]
    pub fn search_files(&self) -> Vec<SharedFile> {
        self.site.search_files(&self.site.indexed())
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

/// Makes files of `edition` with `make`, and searches its files on their way to `sink` for what `reader` may not see. Where
/// something of it is found, the edition is made once more, to find where it stands.
pub(super) fn proved(
    prover: &Prover,
    reader: &Reader,
    edition: Option<&Edition>,
    (allowed, today): (&[(EcoString, EcoString)], jiff::civil::Date),
    make: &dyn Fn(&Sink<'_>, &Says<'_>) -> Result<Rendered>,
    sink: &Sink<'_>,
) -> Result<Rendered> {
    let search = prover.search(reader);
    edition.into_iter().for_each(|edition| search.edition(edition));
    let look = |path: &OutputPath, bytes: &[u8]| {
        search.file(path, bytes);
        sink(path, bytes)
    };
    let mut rendered = make(&look, &|_, texts| search.texts(texts))?;
    let verdict = search.verdict();
    let proof = if verdict.is_clean() {
        Proof::of(&verdict, allowed, today)
    } else {
        let evidence = verdict.evidence();
        let look = |path: &OutputPath, bytes: &[u8]| {
            evidence.file(path, bytes);
            Ok(())
        };
        make(&look, &|path, texts| evidence.texts(path, texts))?;
        let (proof, leaks) = evidence.finish(allowed, today);
        rendered.diagnostics.extend(leaks);
        proof
    };
    rendered.complete &= proof.is_clean();
    rendered.proof = Some(proof);
    Ok(rendered)
}
