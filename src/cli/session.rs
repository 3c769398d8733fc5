//! What all commands share: finding and reading the book, the day, messages, progress.

use super::Outcome;
use crate::compile::{Memo, Options, Outputs, ReadAsset, compile, nothing_note, origin_note};
use crate::config::{Config, read_config};
use crate::diagnostic::{Checked, Diagnostic, Level};
use crate::diagnostic::{Format, RenderOptions, render, summary};
use crate::disk::{self, BookFolder, Cache};
use crate::path::SourcePath;
use crate::schema::node::Scalar;
use crate::schema::read::FromScalar as _;
use crate::source::{Digest, Extent, History, SourceFile, Sources};
use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub(super) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const QUIET: Style = Style::new().dimmed();

/// `words` in `style`.
pub(super) fn paint(words: &str, style: Style) -> String {
    format!("{style}{words}{style:#}")
}

/// A book that has been found and read.
pub(super) struct Session {
    pub(super) folder: BookFolder,
    pub(super) output: PathBuf,
    pub(super) sources: Sources,
    /// What reading met.
    problems: Vec<Diagnostic>,
    /// True once an asset was another than the snapshot says.
    is_late: AtomicBool,
}

/// Where the book is and where its output goes.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct BookArgs {
    /// The book's folder, or any folder in it
    #[arg(default_value = ".", value_name = "DIR")]
    pub(super) dir: PathBuf,
    /// Where the output goes, in place of what `book.toml` says
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// What "today" is, for everything that is late, due or stale
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = parse_day)]
    pub(super) date: Option<Date>,
}

impl Session {
    /// Finds the book around `args.dir` and reads it.
    pub(super) fn open(args: &BookArgs) -> Result<Self> {
        let folder = disk::find_book(&args.dir)?;
        let config = read_config(&disk::read_configuration(&folder.root)?).value;
        let output = match &args.output {
            Some(output) => {
                let output = std::path::absolute(output)?;
                refuse_among_sources(&folder.root, &output, &config)?;
                output
            }
            None => folder.root.join(config.output.as_str()),
        };
        let Checked { value: sources, diagnostics } =
            disk::read_sources(&folder.root, &output, &config.folders_to_read())?;
        Ok(Self { folder, output, sources, problems: diagnostics, is_late: AtomicBool::new(false) })
    }

    /// An empty book in this folder.
    #[cfg(test)]
    pub(super) fn at(root: &Path) -> Self {
        Self {
            folder: BookFolder { root: root.to_owned(), configured: false },
            output: root.join("dist"),
            sources: Sources::default(),
            problems: Vec::new(),
            is_late: AtomicBool::new(false),
        }
    }

    /// Reads from version control when the sources changed, which only the team's own site shows; says where a clone does
    /// not know.
    pub(super) fn read_history(&mut self) {
        let source = read_config(&self.sources).value.source;
        let history = disk::read_history(&self.folder.root, &source, &self.sources);
        note_shallow(&history);
        self.sources.history = Arc::new(history);
    }

    /// Compiles, with what reading met among the diagnostics; what builds kept is used.
    pub(super) fn compile(&self, options: &Options) -> Checked<Outputs> {
        self.compile_with(Memo::default().with_store(&self.lent_cache()), options)
    }

    /// The same, where nothing that was made before may be used.
    pub(super) fn compile_anew(&self, options: &Options) -> Checked<Outputs> {
        self.compile_with(Memo::default(), options)
    }

    /// The same, where what costs much to make is kept in `cache`.
    pub(super) fn compile_and_keep(&self, options: &Options, cache: &Arc<Cache>) -> Checked<Outputs> {
        self.compile_with(Memo::default().with_store(cache), options)
    }

    /// What builds kept, for a command that keeps nothing.
    fn lent_cache(&self) -> Arc<Cache> {
        Arc::new(Cache::lent(&self.output))
    }

    fn compile_with(&self, mut memo: Memo, options: &Options) -> Checked<Outputs> {
        let options = Options { met: self.problems.clone(), ..options.clone() };
        compile(&self.sources, &options, &mut memo)
    }

    /// The same, where only what is said of the book is asked for: of its outputs, none must be made.
    pub(super) fn check(&self, options: &Options) -> Checked<Outputs> {
        let options = Options { met: self.problems.clone(), site: false, ..options.clone() };
        compile(&self.sources, &options, &mut Memo::for_checking().with_store(&self.lent_cache()))
    }

    /// Fetches assets from memory or disk.
    pub(super) fn asset_reader(&self) -> Box<ReadAsset<'_>> {
        Box::new(|path: &SourcePath| match self.sources.bytes(path) {
            Some(bytes) => Ok(Arc::clone(bytes)),
            None => {
                let bytes = disk::read_asset(&self.folder.root, path)?;
                let is_known = |digest: &Digest| blake3::hash(&bytes).as_bytes() == digest;
                let is_as_it_was =
                    matches!(self.sources.files.get(path), Some(SourceFile::Asset { digest, .. }) if is_known(digest));
                self.is_late.fetch_or(!is_as_it_was, Ordering::Relaxed);
                Ok(bytes)
            }
        })
    }

    /// A digest of all that was read, and of what reading met.
    pub(super) fn digest(&self) -> Digest {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.sources.digest()).update(format!("{:?}", self.problems).as_bytes());
        *hasher.finalize().as_bytes()
    }

    /// True where something was published that is not in that digest: a file changed while it was built.
    pub(super) fn is_late(&self) -> bool {
        self.is_late.load(Ordering::Relaxed)
    }

    /// Prints the diagnostics and says how it ended.
    pub(super) fn report(&self, diagnostics: &[Diagnostic], format: Format) -> Outcome {
        let color = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
        let options = RenderOptions { format, color, ..RenderOptions::default() };
        let text = render(diagnostics, &self.sources, &options);
        if format == Format::Human {
            eprint!("{text}");
            if !diagnostics.is_empty() {
                anstream::eprintln!("\n{}", summary(diagnostics));
            }
        } else {
            print!("{text}");
        }
        let errors = diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error);
        if errors { Outcome::ContentErrors } else { Outcome::Fine }
    }
}

/// Says where a clone does not know when most pages changed.
pub(super) fn note_shallow(history: &History) {
    if history.extent == Extent::Shallow {
        let words = "this is a shallow clone, so it is not known when most pages changed; \
                     `git fetch --unshallow` fetches the rest (in GitHub's checkout: `fetch-depth: 0`)";
        anstream::eprintln!("{} {words}", paint("note:", QUIET));
    }
}

/// Says where title and navigation were taken from, where that is not our own `book.toml`, and what to do with a book that
/// has nothing in it.
pub(super) fn note_origin(config: &Config, sources: &Sources) {
    for note in origin_note(config).into_iter().chain(nothing_note(config, sources)) {
        anstream::eprintln!("{} {note}", paint("note:", QUIET));
    }
}

/// Refuses an output that would lie among what it is made of: the next run would take it for the book's, or the other way
/// round.
fn refuse_among_sources(root: &Path, output: &Path, config: &Config) -> Result<()> {
    // It may lead through links, and need not be there yet.
    let real = output.ancestors().find_map(|above| {
        let below = output.strip_prefix(above).ok()?;
        Some(std::fs::canonicalize(above).ok()?.join(below))
    });
    let below = real.as_deref().and_then(|real| real.strip_prefix(root).ok()).and_then(Path::to_str);
    match below.and_then(|below| config.what_output_would_cover(&below.replace('\\', "/"))) {
        Some(what) => bail!("the output cannot be {what}; name a folder for the output alone by `--output`"),
        None => Ok(()),
    }
}

/// A day of the command line, written as in every file.
///
/// # Errors
/// Where it is none, with what is wrong with it.
pub(super) fn parse_day(text: &str) -> Result<Date, String> {
    Date::from_scalar(&Scalar::new(text, false, text)).map_err(|refusal| {
        let reason = refusal.reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("expected a date such as 2026-03-02{reason}")
    })
}

/// The day: `SOURCE_DATE_EPOCH` where it is set, so that builds can be repeated, else the clock's.
pub(super) fn today() -> Result<Date> {
    if let Ok(epoch) = std::env::var("SOURCE_DATE_EPOCH") {
        let seconds: i64 = epoch.trim().parse().context("SOURCE_DATE_EPOCH is not a number of seconds")?;
        let day = jiff::Timestamp::from_second(seconds).context("SOURCE_DATE_EPOCH is out of range")?;
        return Ok(day.to_zoned(jiff::tz::TimeZone::UTC).date());
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).context("the clock is before 1970")?;
    let seconds = i64::try_from(now.as_secs()).context("the clock is far in the future")?;
    Ok(jiff::Timestamp::from_second(seconds)?.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// A bar on a terminal; nothing elsewhere.
pub(super) fn progress(length: usize, what: &'static str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{prefix:>12} {bar:32} {pos} of {len}").expect("the template is sound");
    let bar = ProgressBar::new(length as u64).with_style(style.progress_chars("━╸ ")).with_prefix(what);
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    bar
}

/// A path as somebody would type it from here.
pub(super) fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let relative = here.as_deref().and_then(|here| path.strip_prefix(here).ok());
    relative.unwrap_or(path).display().to_string()
}
