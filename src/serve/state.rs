//! One state of the book as it is served: its outputs, of which each file is made when it is first asked for, and what is
//! wrong with it.
//!
//! A state never changes; the next one takes its place. What was made for a state goes with it.

use super::problems::Problems;
use crate::compile::{EditionOutputs, Outputs, PacketOutputs, Unmade};
use crate::diagnostic::{Diagnostic, Rule};
use crate::disk;
use crate::path::{OutputPath, SourcePath};
use crate::source::Sources;
use rustc_hash::FxHashMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// A file as it is served, short of what is put into pages.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) bytes: Arc<[u8]>,
    /// What tells it from what was there before.
    pub(super) digest: String,
}

impl File {
    pub(super) fn new(bytes: Arc<[u8]>) -> Self {
        let digest = short_digest(&[&bytes]);
        Self { bytes, digest }
    }
}

/// What is at an address.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// A file.
    File(File),
    /// Nothing.
    Nothing,
    /// What cannot be shown, for these reasons.
    Unmade(Arc<[Diagnostic]>),
}

/// A state of the book.
pub(super) struct State {
    /// Each has a number greater than the one before.
    pub(super) number: u64,
    /// How long it took from the change to here.
    pub(super) took: Duration,
    pub(super) outputs: Arc<Outputs>,
    pub(super) sources: Arc<Sources>,
    pub(super) root: Arc<PathBuf>,
    pub(super) problems: Arc<Problems>,
    made: Mutex<FxHashMap<OutputPath, Found>>,
    look: OnceLock<(String, String)>,
    not_found: OnceLock<Found>,
}

impl State {
    pub(super) fn new(
        (number, took): (u64, Duration),
        (outputs, sources): (Arc<Outputs>, Arc<Sources>),
        root: Arc<PathBuf>,
        problems: Arc<Problems>,
    ) -> Self {
        Self {
            number,
            took,
            outputs,
            sources,
            root,
            problems,
            made: Mutex::default(),
            look: OnceLock::new(),
            not_found: OnceLock::new(),
        }
    }

    /// The site.
    pub(super) fn site(&self) -> EditionOutputs<'_> {
        self.outputs.site().expect("whoever serves a book asked for its site")
    }

    /// The folder of packets of this name: `packets/acme`.
    pub(super) fn packets(&self, folder: &str) -> Option<&PacketOutputs> {
        self.outputs.packets().iter().find(|packets| packets.folder == folder)
    }

    /// The file of the site at `path`, made at most once.
    pub(super) fn file(&self, path: &OutputPath) -> Found {
        if let Some(known) = self.made().get(path) {
            return known.clone();
        }
        let found = found(self.site().file(path, &|source| self.read_asset(source)));
        // What is not there may be asked for by any number of names.
        if !matches!(found, Found::Nothing) {
            self.made().insert(path.clone(), found.clone());
        }
        found
    }

    /// The page for addresses that lead nowhere, as it reads on this server.
    pub(super) fn not_found(&self) -> &Found {
        let make = || found(self.site().site().not_found_at("/").map(Some).map_err(Unmade::Problem));
        self.not_found.get_or_init(make)
    }

    pub(super) fn read_asset(&self, path: &SourcePath) -> io::Result<Arc<[u8]>> {
        match self.sources.bytes(path) {
            Some(bytes) => Ok(bytes.clone()),
            None => disk::read_asset(&self.root, path),
        }
    }

    /// Digests of the style sheets and of the scripts that pages share.
    pub(super) fn look(&self) -> &(String, String) {
        self.look.get_or_init(|| self.new_look())
    }

    fn new_look(&self) -> (String, String) {
        let files = self.site().site().theme_files();
        let digest = |extension: &str| {
            let named = files.iter().filter(|(path, _)| path.extension().as_deref() == Some(extension));
            let parts: Vec<&[u8]> = named.map(|(_, bytes)| &**bytes).collect();
            short_digest(&parts)
        };
        (digest("css"), digest("js"))
    }

    fn made(&self) -> std::sync::MutexGuard<'_, FxHashMap<OutputPath, Found>> {
        self.made.lock().expect("no thread panics while it looks at what was made")
    }
}

fn found(made: Result<Option<Arc<[u8]>>, Unmade>) -> Found {
    match made {
        Ok(Some(bytes)) => Found::File(File::new(bytes)),
        Ok(None) => Found::Nothing,
        Err(Unmade::Problem(problem)) => Found::Unmade([*problem].into()),
        Err(Unmade::Failed(error)) => {
            let problem = Diagnostic::new(Rule::UnreadableFile, None, format!("this could not be read: {error:#}"));
            Found::Unmade([problem].into())
        }
    }
}

/// A digest of `parts` that is short enough for headers.
pub(super) fn short_digest(parts: &[&[u8]]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex()[..16].to_owned()
}

/// What is said where the program failed.
pub(super) fn our_mistake() -> Diagnostic {
    let words = "the program failed as it made this; please report it with the file that it is made of";
    Diagnostic::new(Rule::UnreadableFile, None, words)
}
