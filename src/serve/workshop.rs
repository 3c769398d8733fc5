//! Who owns the book while it is served: takes each new snapshot of the sources, compiles it, and publishes what came of it.
//!
//! Nothing that an author does costs them what they see. A file that cannot be read as what it is (broken YAML, a broken
//! `book.toml`, a broken template, one without permission) is shown as it last could be, and what is wrong with it is told;
//! all others go on. Where the folder with the content went, or the whole book, what was there last stays.

use super::live::Live;
use super::problems::Problems;
use super::state::{State, our_mistake};
use crate::compile::{Memo, Options, Outputs, compile};
use crate::config::{Config, read_config};
use crate::diagnostic::{Checked, Diagnostic, Level, Rule, sort};
use crate::disk::{CONFIGURATION, Cache, Snapshot, Standing};
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
    /// What builds kept, for a memo that begins anew.
    cache: Arc<Cache>,
    /// What is shown: the newest sources, with what is broken as it last was whole.
    shown: Arc<Sources>,
    outputs: Arc<Outputs>,
    number: u64,
    live: Arc<Live>,
}

/// What came of a snapshot.
pub struct News {
    /// How long it took.
    pub took: Duration,
    /// What is wrong.
    pub diagnostics: Arc<[Diagnostic]>,
    /// What that speaks of.
    pub sources: Arc<Sources>,
    /// Which files are shown as they were before.
    pub held: BTreeSet<SourcePath>,
}

impl Workshop {
    /// Compiles the first snapshot of a book. `options` says for whom.
    #[must_use]
    pub fn open(snapshot: &Snapshot, options: Options) -> (Self, News) {
        let begun = Instant::now();
        let root = Arc::new(snapshot.root().to_owned());
        let sources = snapshot.sources().clone();
        let met = snapshot.problems().cloned().collect();
        let cache = Arc::new(Cache::lent(snapshot.output()));
        let mut memo = Memo::keeping_pages().with_store(&cache);
        let options = Options { met, ..options };
        let Checked { value, mut diagnostics } = compile(&sources, &options, &mut memo);
        if !diagnostics.iter().any(|problem| problem.rule == Rule::InvalidConfig) {
            diagnostics.extend(snapshot.standing().problem());
        }
        let outputs = Arc::new(value);
        sort(&mut diagnostics);
        let diagnostics: Arc<[Diagnostic]> = diagnostics.into();
        let took = begun.elapsed();
        let problems = Problems::new(diagnostics.clone(), sources.clone(), &outputs.config().editor);
        let first = State::new((1, took), (outputs.clone(), sources.clone()), root.clone(), Arc::new(problems));
        let live = Arc::new(Live::new(first));
        let workshop = Self { root, options, memo, cache, shown: sources.clone(), outputs, number: 1, live };
        (workshop, News { took, diagnostics, sources, held: BTreeSet::new() })
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

    /// Takes what became of the book, of which somebody heard at `since`; `today` may be another day.
    pub fn take(&mut self, snapshot: &Snapshot, today: Date, since: Instant) -> News {
        let sources = snapshot.sources().clone();
        self.options.met = snapshot.problems().cloned().collect();
        self.options.today = today;
        match snapshot.standing() {
            Standing::Whole => {
                let (diagnostics, held) = self.compile(&sources);
                self.publish(diagnostics, sources, held, since)
            }
            Standing::Unsaid => {
                let (diagnostics, held) = self.compile_as_configured(&sources, snapshot.standing());
                self.publish(diagnostics, sources, held, since)
            }
            lost @ (Standing::NoBook(_) | Standing::NoSource(_)) => {
                let problem = lost.problem().into_iter().collect();
                self.publish(problem, sources, BTreeSet::new(), since)
            }
        }
    }

    fn publish(
        &mut self,
        mut diagnostics: Vec<Diagnostic>,
        sources: Arc<Sources>,
        held: BTreeSet<SourcePath>,
        since: Instant,
    ) -> News {
        sort(&mut diagnostics);
        let diagnostics: Arc<[Diagnostic]> = diagnostics.into();
        self.number += 1;
        let took = since.elapsed();
        let problems = Problems::new(diagnostics.clone(), sources.clone(), &self.config().editor);
        let made = (self.outputs.clone(), self.shown.clone());
        self.live.publish(State::new((self.number, took), made, self.root.clone(), Arc::new(problems)));
        News { took, diagnostics, sources, held }
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
        let met = self.options.met.clone();
        self.options.met.retain(|problem| !is_held(problem));
        if let Some(compiled) = self.try_compile(&mended) {
            diagnostics.extend(compiled.diagnostics.into_iter().filter(|problem| !is_held(problem)));
            (self.outputs, self.shown) = (Arc::new(compiled.value), mended);
        }
        self.options.met = met;
        (diagnostics, held)
    }

    /// The same, where the configuration cannot be read: with the one that last could be.
    fn compile_as_configured(
        &mut self,
        sources: &Arc<Sources>,
        standing: &Standing,
    ) -> (Vec<Diagnostic>, BTreeSet<SourcePath>) {
        let mut configured = Sources::clone(sources);
        configured.has_content |= self.shown.has_content;
        let mut held = BTreeSet::new();
        for name in CONFIGURATION {
            let path = SourcePath::new(name).expect("a plain name is inside");
            let before = self.shown.files.get(&path);
            if before == sources.files.get(&path) {
                continue;
            }
            match before {
                Some(file) => configured.files.insert(path.clone(), file.clone()),
                None => configured.files.remove(&path),
            };
            held.insert(path);
        }
        let (mut diagnostics, more) = self.compile(&Arc::new(configured));
        held.extend(more);
        let said = read_config(sources).diagnostics;
        let is_said = said.iter().any(|problem| problem.level == Level::Error);
        diagnostics.extend(said);
        diagnostics.extend(standing.problem().filter(|_| !is_said));
        (diagnostics, held)
    }

    /// None where the program fails at it, after which nothing is known any more.
    fn try_compile(&mut self, sources: &Sources) -> Option<Checked<Outputs>> {
        let (options, memo) = (&self.options, &mut self.memo);
        let compiled = catch_unwind(AssertUnwindSafe(|| compile(sources, options, memo)));
        compiled.inspect_err(|_| self.memo = Memo::keeping_pages().with_store(&self.cache)).ok()
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
