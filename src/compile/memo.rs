//! What one run leaves for the next: parsed files by their bytes, engagements by what they are joined and derived of, pages
//! by their views.
//!
//! A memo entry keeps the diagnostics that came with its value. An empty memo gives the same outputs and the same
//! diagnostics as a full one; only the time differs.

use super::look::LookMemo;
use super::sketch::SketchMemo;
use crate::audience::Audience;
use crate::book::JoinMemo;
use crate::check::CheckMemo;
use crate::config::{Config, DataKind};
use crate::diagnostic::{Diagnostic, Rule};
use crate::last::{Last, Same};
use crate::model::{AssembleMemo, Page};
use crate::parse::diagram::Drawings;
use crate::parse::engagement::{
    ParsedEngagement, ParsedPeople, ParsedPlaybook, parse_engagement, parse_people, parse_playbook,
};
use crate::parse::front_matter::{GuideKind, GuideMeta, read_front_matter};
use crate::parse::glossary::{ParsedGlossary, parse_glossary};
use crate::parse::guide::RawHtml;
use crate::parse::guide::{ParseOptions, ParsedGuide, parse_guide};
use crate::parse::highlight::Highlighter;
use crate::parse::lint::{lint_data, lint_guide};
use crate::parse::minutes::read_actions;
use crate::parse::nav::{ParsedNav, parse_nav};
use crate::path::{OutputPath, SourcePath};
use crate::site::{NavColumns, Site};
use crate::source::{History, SourceFile, Sources, Version, decode};
use crate::store::Store;
use crate::text::TextRange;
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex};

/// What a run can use of the one before it.
#[derive(Default)]
pub struct Memo {
    pub(super) highlighter: Highlighter,
    pub(super) drawings: Drawings,
    pub(super) guides: GuideMemo,
    pub(super) data: DataMemo,
    pub(super) joined: JoinMemo,
    /// The team's own edition.
    pub(super) whole: AssembleMemo,
    /// That of the site, where it is for somebody else.
    pub(super) site: AssembleMemo,
    pub(super) checked: CheckMemo,
    pub(super) rest: RestMemo,
    pub(super) look: LookMemo,
    pub(super) sketches: SketchMemo,
    /// The navigation columns of the site with these pages.
    pub(super) columns: Last<Same<[Page]>, Arc<NavColumns>>,
    pages: Option<Arc<PageMemo>>,
    /// Where that is found again which costs most, and what other processes made of it.
    #[cfg(feature = "pdf")]
    pub(super) store: Option<Arc<dyn Store>>,
    /// True where no run comes after.
    is_for_one_run: bool,
}

/// What was no guide, and how often it has changed.
#[derive(Default)]
pub(super) struct RestMemo {
    files: Vec<(SourcePath, SourceFile)>,
    has_content: bool,
    history: Arc<History>,
    version: Version,
}

/// Parsed guides.
#[derive(Default)]
pub(super) struct GuideMemo {
    entries: FxHashMap<SourcePath, MemoGuide>,
}

/// A parsed guide, what it was parsed from, and what was wrong with it.
#[derive(Clone)]
pub(crate) struct MemoGuide {
    pub(crate) path: SourcePath,
    bytes: Arc<[u8]>,
    raw_html: RawHtml,
    pub(crate) parsed: Arc<ParsedGuide>,
    pub(crate) meta: Arc<GuideMeta>,
    pub(crate) diagnostics: Arc<[Diagnostic]>,
}

/// Parsed YAML.
#[derive(Default)]
pub(super) struct DataMemo {
    entries: FxHashMap<SourcePath, MemoData>,
}

/// A parsed YAML file, what it was parsed from, and what was wrong with it.
#[derive(Clone)]
pub(super) struct MemoData {
    path: SourcePath,
    bytes: Arc<[u8]>,
    kind: DataKind,
    pub(super) value: ParsedDatum,
    pub(super) diagnostics: Arc<[Diagnostic]>,
}

/// What a YAML file is parsed to.
#[derive(Clone)]
pub(super) enum ParsedDatum {
    Playbook(ParsedPlaybook),
    Engagement(ParsedEngagement),
    People(ParsedPeople),
    Glossary(Arc<ParsedGlossary>),
    Nav(ParsedNav),
}

/// Pages by the digest of what their templates could see.
#[derive(Default)]
pub(super) struct PageMemo {
    pages: Mutex<Pages>,
}

/// Each page with the digest of its view.
type Pages = FxHashMap<OutputPath, (blake3::Hash, Arc<[u8]>)>;

impl Memo {
    /// A memo that also keeps finished pages, for a run that will be repeated in this process.
    #[must_use]
    pub fn keeping_pages() -> Self {
        Self { pages: Some(Arc::default()), ..Self::default() }
    }

    /// A memo for one run, of which nothing is written: code goes without its colours, which take a third of the time, and
    /// files are forgotten as soon as they are joined.
    #[must_use]
    pub fn for_checking() -> Self {
        Self { highlighter: Highlighter::blind(), is_for_one_run: true, ..Self::default() }
    }

    /// The same memo, that also finds in `store` what was kept there, and keeps there what costs much to make.
    #[must_use]
    pub fn with_store<S: Store + 'static>(mut self, store: &Arc<S>) -> Self {
        self.drawings = Drawings::with_store(store.clone());
        #[cfg(feature = "pdf")]
        {
            self.store = Some(store.clone());
        }
        self
    }

    /// Forgets what only another run would ask for, once the files are joined.
    pub(super) fn forget_files(&mut self) {
        if self.is_for_one_run {
            (self.data, self.joined) = Default::default();
        }
    }

    pub(super) fn pages(&self) -> Option<Arc<PageMemo>> {
        self.pages.clone()
    }
}

impl RestMemo {
    /// The version of what `sources` say beside the guides.
    pub(super) fn version(&mut self, sources: &Sources, config: &Config) -> Version {
        let rest = || sources.files.iter().filter(|(path, _)| !config.is_guide(path));
        let is_same = self.has_content == sources.has_content
            && self.history == sources.history
            && self.files.iter().map(|(path, file)| (path, file)).eq(rest());
        if !is_same || self.version == Version::default() {
            self.version.0 += 1;
            self.files = rest().map(|(path, file)| (path.clone(), file.clone())).collect();
            (self.has_content, self.history) = (sources.has_content, sources.history.clone());
        }
        self.version
    }
}

impl GuideMemo {
    pub(super) fn parse(&self, path: &SourcePath, bytes: &Arc<[u8]>, options: &ParseOptions<'_>) -> MemoGuide {
        let known = self.entries.get(path);
        let same = |known: &&MemoGuide| known.raw_html == options.raw_html && known.bytes == *bytes;
        if let Some(known) = known.filter(same) {
            return known.clone();
        }
        let mut diagnostics = Vec::new();
        let mut parsed = parse_guide(path, bytes, options).unpack(&mut diagnostics);
        let mut meta = read_front_matter(&parsed, bytes).unpack(&mut diagnostics);
        if parsed.front_range.is_none() && diagnostics.iter().any(|problem| problem.rule == Rule::InvalidYaml) {
            // Front matter without an end may have said that the page is internal.
            meta.audience = Some((Audience::Internal, TextRange::default()));
        }
        if meta.kind == GuideKind::Minutes {
            diagnostics.extend(read_actions(&mut parsed, &decode(bytes)));
        }
        diagnostics.extend(lint_guide(&parsed, &meta, &decode(bytes)));
        MemoGuide {
            path: path.clone(),
            bytes: bytes.clone(),
            raw_html: options.raw_html,
            parsed: Arc::new(parsed),
            meta: Arc::new(meta),
            diagnostics: diagnostics.into(),
        }
    }

    /// Forgets all but `guides`.
    pub(super) fn keep_only(&mut self, guides: &[MemoGuide]) {
        self.entries = guides.iter().map(|guide| (guide.path.clone(), guide.clone())).collect();
    }
}

impl DataMemo {
    pub(super) fn parse(&self, path: &SourcePath, bytes: &Arc<[u8]>, kind: DataKind) -> MemoData {
        if let Some(known) = self.entries.get(path).filter(|known| known.kind == kind && known.bytes == *bytes) {
            return known.clone();
        }
        let mut diagnostics = Vec::new();
        let value = match kind {
            DataKind::Playbook => ParsedDatum::Playbook(parse_playbook(path, bytes).unpack(&mut diagnostics)),
            DataKind::Engagement => ParsedDatum::Engagement(parse_engagement(path, bytes).unpack(&mut diagnostics)),
            DataKind::People => ParsedDatum::People(parse_people(path, bytes).unpack(&mut diagnostics)),
            DataKind::Glossary => ParsedDatum::Glossary(Arc::new(parse_glossary(path, bytes).unpack(&mut diagnostics))),
            DataKind::Nav => ParsedDatum::Nav(parse_nav(path, bytes).unpack(&mut diagnostics)),
        };
        diagnostics.extend(lint_data(path, &decode(bytes)));
        MemoData { path: path.clone(), bytes: bytes.clone(), kind, value, diagnostics: diagnostics.into() }
    }

    /// Forgets all but `files`.
    pub(super) fn keep_only(&mut self, files: &[MemoData]) {
        self.entries = files.iter().map(|file| (file.path.clone(), file.clone())).collect();
    }
}

impl PageMemo {
    /// The page of a view with this digest, made by `make` where it is not known.
    pub(super) fn page<E>(
        &self,
        path: &OutputPath,
        digest: blake3::Hash,
        make: impl FnOnce() -> Result<Arc<[u8]>, E>,
    ) -> Result<Arc<[u8]>, E> {
        let known = self.lock().get(path).filter(|(known, _)| *known == digest).map(|(_, page)| page.clone());
        if let Some(page) = known {
            return Ok(page);
        }
        let page = make()?;
        self.lock().insert(path.clone(), (digest, page.clone()));
        Ok(page)
    }

    /// Forgets pages that `site` no longer has. It may keep some until there are more of them than the site has.
    pub(super) fn forget_removed(&self, site: &Site) {
        let mut pages = self.lock();
        if pages.len() > site.edition().pages.len() {
            pages.retain(|path, _| site.page_at(path).is_some());
        }
    }

    /// The page that was made last for `path`.
    pub(super) fn last(&self, path: &OutputPath) -> Option<Arc<[u8]>> {
        self.lock().get(path).map(|(_, page)| page.clone())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Pages> {
        self.pages.lock().expect("no thread panics while it looks at the pages")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Options, Packets, compile};

    #[test]
    fn pages_that_are_gone_are_forgotten() {
        let mut sources = Sources::default();
        let path = |name: &str| SourcePath::new(&format!("content/{name}.md")).expect("inside");
        for name in ["one", "two", "three"] {
            sources.insert_text(path(name), "# Words\n");
        }
        let mut memo = Memo::keeping_pages();
        let options = Options { packets: Packets::None, ..Options::default() };
        let mut kept = |sources: &Sources| {
            let outputs = compile(sources, &options, &mut memo).value;
            let site = outputs.site().expect("it is asked for");
            site.write(&|_, _| Ok(()), &|_| unreachable!("there is no asset")).expect("the sink takes all");
            (memo.pages().expect("they are kept").lock().len(), site.pages())
        };
        let (before, pages) = kept(&sources);
        assert_eq!(before, pages);
        sources.files.remove(&path("two"));
        assert_eq!(kept(&sources), (before - 1, pages - 1));
    }
}
