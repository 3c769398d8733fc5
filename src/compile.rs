//! The pipeline: sources in, outputs out. Touches nothing else, and never fails because of content.
//!
//! `build`, `check`, `packet` and the tests all call `compile`; they differ only in what they ask for and in what they
//! do with the outputs. A `Memo` carries what a run can use of the one before it: values by what they were made of,
//! with their diagnostics, never a list of what to do again.

mod assets;
mod bundle;
mod drawn;
mod issued;
mod look;
mod memo;
mod outputs;
mod packets;
#[cfg(feature = "pdf")]
mod press;
mod sketch;

pub use issued::{INSIDE, ISSUED, Issued};
use look::Look;
pub use memo::Memo;
use memo::ParsedDatum;
pub use outputs::{EditionOutputs, Outputs, ReadAsset, Rendered, Sink, Unmade};
pub use packets::{Formats, PacketOutputs, Part, Selection};
use packets::{PacketKit, errors_of_files};

use crate::audience::Audience;
use crate::book::{BookEngagement, Gathered, Reader, gather};
use crate::check::{check, check_plan};
use crate::config::{Config, DataKind, Origin, read_config};
use crate::diagnostic::{Checked, Diagnostic, Level, Rule, abridge, sort};
use crate::last::Same;
use crate::model::engagement::check_playbook;
use crate::model::wording::ENGLISH;
use crate::model::{AssembleOptions, Edition, assemble_again};
use crate::packet::OneFile;
use crate::parse::engagement::ParsedData;
use crate::parse::guide::ParseOptions;
use crate::path::{OutputPath, SourcePath};
use crate::proof::{Proof, Prover};
use crate::site::{NavColumns, Site, Theme, problems};
use crate::source::{SourceFile, Sources};
use ecow::EcoString;
use rayon::prelude::*;
use std::sync::Arc;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// What "today" is, unless `book.toml` says it.
    pub today: jiff::civil::Date,
    /// A day that has precedence over what `book.toml` says.
    pub date: Option<jiff::civil::Date>,
    /// The site, or not.
    pub site: bool,
    /// Whom the site is for.
    pub audience: Audience,
    /// The packets of which engagements.
    pub packets: Packets,
    /// Which of these, and what of each.
    pub selection: Selection,
    /// Make packets even where an error should withhold them, marked DRAFT.
    pub draft: bool,
    /// What was wrong already as the sources were read.
    pub met: Vec<Diagnostic>,
}

impl Default for Options {
    /// Everything, on a day that no clock had to be asked for.
    fn default() -> Self {
        let today = jiff::civil::Date::constant(2000, 1, 1);
        Self {
            today,
            date: None,
            site: true,
            audience: Audience::Internal,
            packets: Packets::All,
            selection: Selection::default(),
            draft: false,
            met: Vec::new(),
        }
    }
}

/// Which engagements' packets are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packets {
    /// None.
    None,
    /// One engagement's.
    Of(EcoString),
    /// All.
    All,
}

/// How many packets typesetting looks back for what it can use again, in a process that makes them again and again.
#[cfg(feature = "pdf")]
const LOOK_BACK: usize = 10;

/// Makes what `options` asks for of `sources`.
///
/// The outputs are made one by one when they are asked for, so what this returns is small; the diagnostics are complete
/// but for those that only rendering can find (`template-error`, `missing-glyph`).
pub fn compile(sources: &Sources, options: &Options, memo: &mut Memo) -> Checked<Outputs> {
    let mut diagnostics = Vec::new();
    let config = Arc::new(read_config(sources).unpack(&mut diagnostics));
    let gathered = gather_from(sources, &config, memo, &mut diagnostics);
    diagnostics.extend(gathered.playbooks().flat_map(check_playbook));

    let mut in_files = errors_of_files(&diagnostics, &config);
    diagnostics.extend(gathered.playbooks().flat_map(check_plan));

    let today = options.date.or(config.build_date).unwrap_or(options.today);
    let book = gathered.for_reader(&Reader::TEAM).unpack(&mut diagnostics);
    let of_team = AssembleOptions { today, whole: None, words: &ENGLISH };
    let whole = Arc::new(assemble_again(&book, of_team, &mut memo.whole).unpack(&mut diagnostics));
    let of_book = check(&whole, &book, sources, &mut memo.checked);
    in_files.extend(of_book.iter().filter(|problem| problem.level == Level::Error).cloned());
    apply_levels(&mut in_files, &config);
    diagnostics.extend(of_book);
    let asked = |engagement: &&BookEngagement| match &options.packets {
        Packets::None => false,
        Packets::Of(id) => *id == engagement.id,
        Packets::All => true,
    };
    let engagements = book.engagements.iter().filter(asked);
    let files = engagements.map(|engagement| (engagement.id.clone(), engagement.files.clone())).collect();
    drop(book);

    let look = Look::new(sources, &config, &mut memo.look);
    diagnostics.extend(look.diagnostics.iter().cloned());
    let site_edition = match options.audience {
        Audience::Internal => whole.clone(),
        audience => {
            let filtered = gathered.for_reader(&Reader { audience, engagement: None }).unpack(&mut diagnostics);
            let of_reader = AssembleOptions { today, whole: Some(&whole), words: &ENGLISH };
            Arc::new(assemble_again(&filtered, of_reader, &mut memo.site).unpack(&mut diagnostics))
        }
    };
    let gathered = Arc::new(gathered);
    let site_reader = Reader { audience: options.audience, engagement: None };
    let is_proved = options.site && options.audience != Audience::Internal;
    let mut readers: Vec<Reader> = is_proved.then(|| site_reader.clone()).into_iter().collect();
    readers.extend(packets::readers(&gathered, &whole, options));
    let prover = (!readers.is_empty()).then(|| {
        let prover = Prover::new(sources, gathered.clone(), &readers);
        Arc::new(prover.with_fixed(look.theme.files(), known_texts(&look.theme, &look.one_file)))
    });
    let kit = Arc::new(PacketKit {
        prover: prover.clone(),
        gathered,
        whole: whole.clone(),
        today,
        config: config.clone(),
        look: look.clone(),
        #[cfg(feature = "pdf")]
        look_back: if memo.pages().is_some() { LOOK_BACK } else { 0 },
        #[cfg(feature = "pdf")]
        store: memo.store.clone(),
        selection: options.selection.clone(),
        draft: options.draft,
        issued: Issued::new(sources),
        files,
    });
    let (packets, empty) = packets::plan(&kit, options, &in_files, &mut memo.sketches, &mut diagnostics);

    diagnostics.extend(options.met.iter().cloned());
    apply_levels(&mut diagnostics, &config);
    sort(&mut diagnostics);
    abridge(&mut diagnostics);
    let columns = &mut memo.columns;
    let mut site = |edition: Arc<Edition>| {
        let columns = columns.get(Same(edition.pages.clone()), |_| Arc::new(NavColumns::new(&edition)));
        Site::with_columns(edition, columns, look.templates.clone(), look.theme.clone())
    };
    let site = options.site.then(|| match options.audience {
        Audience::Internal => {
            let site = site(site_edition).with_problems(problems(&diagnostics, sources));
            packets.iter().fold(site, |site, packet| packet.beside(site))
        }
        _ => site(site_edition),
    });
    if let (Some(pages), Some(site)) = (memo.pages(), &site) {
        pages.forget_removed(site);
    }
    let proved = prover.filter(|_| is_proved).map(|prover| (prover, site_reader));
    let issued = kit.issued.clone();
    let value = Outputs { site, packets, empty, whole, config, memo: memo.pages(), proved, issued, today };
    Checked { value, diagnostics }
}

/// The book before any reader's filter: what `compile` makes every edition of.
pub fn gathered(sources: &Sources, memo: &mut Memo) -> Checked<Gathered> {
    let mut diagnostics = Vec::new();
    let config = Arc::new(read_config(sources).unpack(&mut diagnostics));
    let value = gather_from(sources, &config, memo, &mut diagnostics);
    Checked { value, diagnostics }
}

/// Searches the `files` of an edition, whatever made them, for what `reader` may not see of `sources`: the record of the
/// proof, and the leaks.
pub fn prove(sources: &Sources, reader: &Reader, files: &[(OutputPath, Vec<u8>)]) -> (Proof, Vec<Diagnostic>) {
    prove_edition(sources, reader, None, files, &mut Memo::default())
}

/// The same of files that are made of `edition`, whose numbers are looked at too.
pub fn prove_edition(
    sources: &Sources,
    reader: &Reader,
    edition: Option<&Edition>,
    files: &[(OutputPath, Vec<u8>)],
    memo: &mut Memo,
) -> (Proof, Vec<Diagnostic>) {
    prove_by(&prover(sources, std::slice::from_ref(reader), memo), reader, edition, files)
}

/// The same by what proves the editions of several readers.
pub fn prove_by(
    prover: &Prover,
    reader: &Reader,
    edition: Option<&Edition>,
    files: &[(OutputPath, Vec<u8>)],
) -> (Proof, Vec<Diagnostic>) {
    let config = prover.config();
    let make = |sink: &Sink<'_>, _: &outputs::Says<'_>| {
        files.iter().try_for_each(|(path, bytes)| sink(path, bytes))?;
        Ok(Rendered::default())
    };
    let today = config.build_date.unwrap_or(Options::default().today);
    let rendered = outputs::proved(prover, reader, edition, (&config.leaks, today), &make, &|_, _| Ok(()));
    let rendered = rendered.expect("a sink that takes everything refuses nothing");
    (rendered.proof.expect("what is proved has a proof"), rendered.diagnostics)
}

/// What proves the editions of a book for `readers`.
pub fn prover(sources: &Sources, readers: &[Reader], memo: &mut Memo) -> Prover {
    let gathered = Arc::new(gathered(sources, memo).value);
    let theme = Theme::new(&gathered.config().theme, sources);
    let known = known_texts(&theme, &OneFile::new(sources, &theme).0);
    Prover::new(sources, gathered, readers).with_fixed(theme.files(), known)
}

/// The scripts and styles that stand in pages and say nothing of the book.
fn known_texts(theme: &Theme, one_file: &OneFile) -> Vec<String> {
    let mut known = one_file.fixed_texts();
    known.push(theme.scheme_script.clone());
    known
}

fn gather_from(
    sources: &Sources,
    config: &Arc<Config>,
    memo: &mut Memo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Gathered {
    let rest = memo.rest.version(sources, config);
    let guides = parse_guides(sources, config, memo, diagnostics);
    let parsed = guides.iter().map(|guide| (guide.parsed.clone(), guide.meta.clone()));
    let data = parse_data(sources, config, memo, diagnostics);
    let gathered = gather((sources, rest), config, parsed, &data, &mut memo.joined).unpack(diagnostics);
    memo.forget_files();
    gathered
}

/// Parses every guide of the source folder, from the memo where its bytes are the same.
fn parse_guides(
    sources: &Sources,
    config: &Config,
    memo: &mut Memo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<memo::MemoGuide> {
    let guides: Vec<(&SourcePath, &Arc<[u8]>)> = sources
        .files
        .iter()
        .filter(|(path, _)| config.is_guide(path))
        .filter_map(|(path, file)| match file {
            SourceFile::Bytes(bytes) => Some((path, bytes)),
            SourceFile::Asset { .. } => None,
        })
        .collect();
    let options = ParseOptions { raw_html: config.raw_html, highlighter: &memo.highlighter, drawings: &memo.drawings };
    let parsed: Vec<memo::MemoGuide> =
        guides.par_iter().map(|(path, bytes)| memo.guides.parse(path, bytes, &options)).collect();
    memo.guides.keep_only(&parsed);
    diagnostics.extend(parsed.iter().flat_map(|guide| guide.diagnostics.iter().cloned()));
    parsed
}

/// Parses every YAML file that describes the book, from the memo where its bytes are the same.
fn parse_data(sources: &Sources, config: &Config, memo: &mut Memo, diagnostics: &mut Vec<Diagnostic>) -> ParsedData {
    let files: Vec<(&SourcePath, &Arc<[u8]>, DataKind)> =
        sources.files.keys().filter_map(|path| Some((path, sources.bytes(path)?, config.data_kind(path)?))).collect();
    let parsed: Vec<memo::MemoData> =
        files.par_iter().map(|(path, bytes, kind)| memo.data.parse(path, bytes, *kind)).collect();
    memo.data.keep_only(&parsed);
    let mut data = ParsedData::default();
    for parsed in parsed {
        diagnostics.extend(parsed.diagnostics.iter().cloned());
        match parsed.value {
            ParsedDatum::Playbook(playbook) => data.playbooks.push(playbook),
            ParsedDatum::Engagement(engagement) => data.engagements.push(engagement),
            ParsedDatum::People(people) => data.people = Some(people),
            ParsedDatum::Glossary(glossary) => data.glossary = Some(glossary),
            ParsedDatum::Nav(nav) => data.navs.push(nav),
        }
    }
    data
}

/// Gives every diagnostic the level that `book.toml` says, and drops what it allows.
///
/// A leak is an error whatever anybody says.
pub fn apply_levels(diagnostics: &mut Vec<Diagnostic>, config: &Config) {
    for diagnostic in diagnostics.iter_mut() {
        diagnostic.level = level_of(diagnostic, config);
    }
    diagnostics.retain(|diagnostic| diagnostic.level != Level::Allow);
}

fn level_of(diagnostic: &Diagnostic, config: &Config) -> Level {
    if diagnostic.rule == Rule::AudienceLeak {
        return diagnostic.level;
    }
    match config.levels.get(&diagnostic.rule) {
        Some(level) => *level,
        None if config.deny_warnings && diagnostic.level == Level::Warning => Level::Error,
        None => diagnostic.level,
    }
}

/// What was taken from another tool's configuration or in place of what none says, as a sentence; none where a book of our own
/// says it.
#[must_use]
pub fn origin_note(config: &Config) -> Option<String> {
    let taken = format!("title \"{}\", source `{}/` and navigation", config.title, config.source);
    match &config.origin {
        Origin::Turnkey if config.source.is_empty() && !config.source_named => {
            let words =
                "`book.toml` names no `source` and there is no `content/`: every Markdown file of the folder is a page";
            Some(words.to_owned())
        }
        Origin::Turnkey => None,
        Origin::MdBook => Some(format!("`book.toml` is an mdBook's: {taken} are taken from it and from SUMMARY.md")),
        Origin::MkDocs(path) => Some(format!("`{path}` is an MkDocs site's: {taken} are taken from it")),
        Origin::Plain if config.source.is_empty() => {
            Some("no `book.toml`: every Markdown file of this folder is a page".to_owned())
        }
        Origin::Plain => Some(format!("no `book.toml`: every Markdown file below `{}/` is a page", config.source)),
    }
}

/// What somebody may want to hear whose book has nothing in it, as a sentence; none where there is a page or an engagement.
#[must_use]
pub fn nothing_note(config: &Config, sources: &Sources) -> Option<String> {
    let says_something =
        |path: &SourcePath| config.is_guide(path) || config.is_content(path) && config.data_kind(path).is_some();
    if sources.files.keys().any(says_something) {
        return None;
    }
    let folder = if config.source.is_empty() { "this folder".to_owned() } else { format!("`{}/`", config.source) };
    Some(format!(
        "there is no Markdown in {folder} yet: `turnkey init NEW-FOLDER` makes a book with a working example, and \
         `turnkey new guide NAME` a first page here"
    ))
}
