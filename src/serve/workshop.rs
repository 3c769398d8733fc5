//! Who owns the book while it is served: takes each new snapshot of the sources, compiles it, and publishes what came of it.
//!
//! Nothing that an author does costs them what they see. A file that cannot be read as what it is (broken YAML, a broken
//! `book.toml`, a broken template, one without permission) is shown as it last could be, and what is wrong with it is told;
//! all others go on. A book without any content is a folder that went: then what was there last stays.

use super::live::Live;
use super::problems::Problems;
use super::state::{State, our_mistake};
use crate::compile::{Memo, Options, Outputs, compile};
use crate::config::{Config, read_config};
use crate::diagnostic::{Checked, Diagnostic, Level, Location, Rule, sort};
use crate::path::SourcePath;
use crate::source::{SourceFile, Sources};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The book, its memo, and what was made of it last.
pub struct Workshop {
    root: Arc<PathBuf>,
    options: Options,
    memo: Memo,
    /// What is shown: the newest sources, with what is broken as it last was whole.
    shown: Arc<Sources>,
    outputs: Arc<Outputs>,
    number: u64,
    live: Arc<Live>,
}

/// What came of a snapshot.
pub struct News {
    /// The number of the state.
    pub number: u64,
    /// How long it took.
    pub took: Duration,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// What that speaks of.
    pub sources: Arc<Sources>,
    /// Which files are shown as they were before.
    pub held: BTreeSet<SourcePath>,
}

impl Workshop {
    /// Compiles the first snapshot of the book at `root`. `options` says for whom; `met` is what reading it met.
    #[must_use]
    pub fn open(root: PathBuf, options: Options, sources: Arc<Sources>, met: Vec<Diagnostic>) -> (Self, News) {
        let begun = Instant::now();
        let root = Arc::new(root);
        let mut memo = Memo::keeping_pages();
        let options = Options { met, ..options };
        let Checked { value, diagnostics } = compile(&sources, &options, &mut memo);
        let outputs = Arc::new(value);
        let took = begun.elapsed();
        let problems = Problems::new(diagnostics.clone(), sources.clone(), &outputs.config().editor);
        let first = State::new((1, took), (outputs.clone(), sources.clone()), root.clone(), Arc::new(problems));
        let live = Arc::new(Live::new(first));
        let workshop = Self { root, options, memo, shown: sources.clone(), outputs, number: 1, live };
        (workshop, News { number: 1, took, diagnostics, sources, held: BTreeSet::new() })
    }

    /// What the server answers from.
    #[must_use]
    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// What is shown.
    #[must_use]
    pub fn outputs(&self) -> &Outputs {
        &self.outputs
    }

    /// The configuration of it.
    fn config(&self) -> &Arc<Config> {
        self.outputs.config()
    }

    /// Takes a new snapshot, of which somebody noticed at `since` that it would be another; `today` may be another day.
    pub fn take(&mut self, sources: Arc<Sources>, met: Vec<Diagnostic>, today: Date, since: Instant) -> News {
        self.options.met = met;
        self.options.today = today;
        if let Some(problem) = gone(&sources, self.config(), &self.shown) {
            return self.keep(problem, sources, since);
        }
        let (diagnostics, held) = self.compile(&sources);
        self.publish(diagnostics, sources, held, since)
    }

    /// Says why there is no new state of the book: what was there last stays.
    pub fn keep(&mut self, problem: Diagnostic, sources: Arc<Sources>, since: Instant) -> News {
        self.publish(vec![problem], sources, BTreeSet::new(), since)
    }

    fn publish(
        &mut self,
        mut diagnostics: Vec<Diagnostic>,
        sources: Arc<Sources>,
        held: BTreeSet<SourcePath>,
        since: Instant,
    ) -> News {
        sort(&mut diagnostics);
        self.number += 1;
        let took = since.elapsed();
        let problems = Problems::new(diagnostics.clone(), sources.clone(), &self.config().editor);
        let made = (self.outputs.clone(), self.shown.clone());
        self.live.publish(State::new((self.number, took), made, self.root.clone(), Arc::new(problems)));
        News { number: self.number, took, diagnostics, sources, held }
    }

    fn compile(&mut self, sources: &Arc<Sources>) -> (Vec<Diagnostic>, BTreeSet<SourcePath>) {
        let Some(newest) = self.try_compile(sources) else { return (vec![our_mistake()], BTreeSet::new()) };
        let held = broken(&newest.diagnostics, sources, &self.shown);
        let mut diagnostics = newest.diagnostics;
        if held.is_empty() {
            (self.outputs, self.shown) = (Arc::new(newest.value), sources.clone());
            return (diagnostics, held);
        }
        drop(newest.value);
        // What is wrong only because what is broken is missing, is not.
        let is_held = |problem: &Diagnostic| problem.location.as_ref().is_some_and(|at| held.contains(&at.path));
        diagnostics.retain(is_held);
        let mut mended = Sources::clone(sources);
        for path in &held {
            let before = self.shown.files[path].clone();
            mended.files.insert(path.clone(), before);
        }
        let mended = Arc::new(mended);
        let met = std::mem::take(&mut self.options.met);
        if let Some(compiled) = self.try_compile(&mended) {
            diagnostics.extend(compiled.diagnostics.into_iter().filter(|problem| !is_held(problem)));
            (self.outputs, self.shown) = (Arc::new(compiled.value), mended);
        }
        self.options.met = met;
        (diagnostics, held)
    }

    /// None where the program fails at it, after which nothing is known any more.
    fn try_compile(&mut self, sources: &Sources) -> Option<Checked<Outputs>> {
        let (options, memo) = (&self.options, &mut self.memo);
        let compiled = catch_unwind(AssertUnwindSafe(|| compile(sources, options, memo)));
        compiled.inspect_err(|_| self.memo = Memo::keeping_pages()).ok()
    }
}

/// The files that cannot be read as what they are, and could be before.
fn broken(diagnostics: &[Diagnostic], sources: &Sources, before: &Sources) -> BTreeSet<SourcePath> {
    let breaks =
        |rule| matches!(rule, Rule::InvalidYaml | Rule::InvalidConfig | Rule::TemplateError | Rule::UnreadableFile);
    let errors = diagnostics.iter().filter(|problem| problem.level == Level::Error && breaks(problem.rule));
    let paths = errors.filter_map(|problem| problem.location.as_ref()).map(|location| &location.path);
    let was_another = |path: &&SourcePath| {
        let known: Option<&SourceFile> = before.files.get(*path);
        known.is_some() && known != sources.files.get(*path)
    };
    paths.filter(was_another).cloned().collect()
}

/// The problem that the folder with the content is gone. Another folder is never taken in its place unless `book.toml` says so.
fn gone(sources: &Sources, shown: &Config, before: &Sources) -> Option<Diagnostic> {
    let holds_content = |sources: &Sources, config: &Config| sources.files.keys().any(|path| config.is_content(path));
    let now = read_config(sources).value;
    let fell_back = now.source.is_empty() && !shown.source.is_empty() && !sources.has_content;
    if !holds_content(before, shown) || (holds_content(sources, &now) && !fell_back) {
        return None;
    }
    let folder = if now.source.is_empty() { &shown.source } else { &now.source };
    let name =
        if folder.is_empty() { "the book's folder".to_owned() } else { format!("the content folder `{folder}`") };
    let words = format!("{name} is gone or holds nothing, so what was there last is still shown");
    let configuration = SourcePath::new("book.toml").expect("a plain name is inside");
    let at = sources.files.contains_key(&configuration).then(|| Location::file(configuration));
    Some(Diagnostic::new(Rule::InvalidConfig, at, words).help("Put it back, or name another one in `book.toml`."))
}
