//! A book that is watched: what is written to its files shows in its snapshot as soon as the writing is done.
//!
//! Takes a book's folder; gives its `Snapshot`, renewed after each save, or once after a storm of them. The system tells
//! what happens where it does so; elsewhere the files are looked at in turn. Nothing here knows what a file means, and
//! nothing is written.
//!
//! ```text
//! let mut watched = Watched::begin(&folder.root, output, Method::Events)?;
//! loop {
//!     match watched.snapshot().standing().problem() {
//!         None => /* compile watched.snapshot().sources(), with its problems() as `Options::met` */
//!         Some(problem) => /* say so; what was made last stays */
//!     }
//!     while watched.wait(Duration::from_secs(60)).is_none() {}
//! }
//! ```
#![expect(clippy::disallowed_methods, reason = "this is the edge that the rest of the crate must not be")]

mod collapse;
mod events;
mod mounts;
#[cfg(test)]
mod tests;

use crate::disk::{Changes, Head, Renewed, Snapshot, ask_history, read_head};
use crate::source::History;
use anyhow::Result;
use collapse::Collapse;
use events::Events;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

/// How often it is looked whether the book's folder is still the same, and where its repository stands.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// As long is waited at first for what version control says. What it says later is another renewal.
const PATIENCE: Duration = Duration::from_millis(300);

/// Between two looks at all files, at least; and how much longer than a look takes.
const LEAST_PAUSE: Duration = Duration::from_millis(500);
const PAUSE_OF_LOOK: u32 = 20;

/// Between two looks while files change.
const SHORT_PAUSE: Duration = Duration::from_millis(60);

/// As long is waited at most for a storm to end.
const LONGEST_STORM: Duration = Duration::from_secs(1);

/// How one learns that files changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// The system tells.
    Events,
    /// All files are looked at in turn, for this reason.
    Polling(String),
}

/// What is told from other threads.
#[derive(Debug)]
enum Told {
    Event(notify::Result<notify::Event>),
    /// The answer to the question of this number.
    History(u64, History),
}

/// A book's snapshot, and what renews it.
#[derive(Debug)]
pub struct Watched {
    snapshot: Snapshot,
    events: Option<Events>,
    method: Method,
    told: Receiver<Told>,
    tell: Sender<Told>,
    /// What was told and not looked at yet.
    collapse: Collapse,
    /// When the first of what was renewed last was told.
    noticed: Instant,
    /// Which folder lay at the book's place.
    root: Option<Identity>,
    head: Head,
    /// How often the repository was asked.
    asked: u64,
    next_beat: Instant,
    /// When all files are to be looked at, where nobody tells.
    next_look: Instant,
}

/// By what a folder is told from another one in its place.
type Identity = (u64, u64);

impl Watched {
    /// Reads the book in the folder `root`, which is absolute and without links, and begins to watch it; `output` has
    /// precedence over what its configuration says. Where the system does not tell what happens, its files are looked at
    /// in turn, whatever `method` says.
    pub fn begin(root: &Path, output: Option<&Path>, method: Method) -> Result<Self> {
        let (tell, told) = mpsc::channel();
        let mut watched = Self {
            snapshot: Snapshot::open(root, output)?,
            events: None,
            method,
            told,
            tell,
            collapse: Collapse::default(),
            noticed: Instant::now(),
            root: identity(root),
            head: read_head(root),
            asked: 0,
            next_beat: Instant::now() + HEARTBEAT,
            next_look: Instant::now() + LEAST_PAUSE,
        };
        watched.ask_history();
        let end = Instant::now() + PATIENCE;
        if watched.method == Method::Events {
            match mounts::silent_file_system(root) {
                Some(name) => watched.poll_because(format!("`{name}` does not tell what happens to its files")),
                None => watched.listen(),
            }
        }
        while let Ok(told) = watched.told.recv_timeout(end.saturating_duration_since(Instant::now())) {
            let is_answer = matches!(told, Told::History(..));
            watched.hear(told);
            if is_answer {
                break;
            }
        }
        Ok(watched)
    }

    /// The book as it is known now.
    #[must_use]
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// How it is watched.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// When the first sign came of what the last renewal found.
    #[must_use]
    pub fn noticed(&self) -> Instant {
        self.noticed
    }

    /// Waits until the book is another, and renews its snapshot; none where it was not for as long as `limit`.
    ///
    /// What happens while nobody waits is not lost: the next call sees all of it at once.
    pub fn wait(&mut self, limit: Duration) -> Option<Renewed> {
        let end = Instant::now() + limit;
        loop {
            let renewed = if self.events.is_some() { self.wait_for_events(end) } else { self.wait_for_look(end) };
            if renewed.as_ref().is_some_and(|renewed| !renewed.is_nothing()) {
                return renewed;
            }
            if Instant::now() >= end {
                return None;
            }
        }
    }

    /// Until something was told and renewed, the heart beat, or `end` came.
    fn wait_for_events(&mut self, end: Instant) -> Option<Renewed> {
        loop {
            let due = self.collapse.due();
            let until = due.unwrap_or_else(|| end.min(self.next_beat));
            match self.told.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(told) => {
                    if let Some(renewed) = self.hear(told) {
                        return Some(renewed);
                    }
                }
                Err(_) if due.is_some() => {
                    self.noticed = self.collapse.since().unwrap_or_else(Instant::now);
                    let changes = std::mem::take(&mut self.collapse).finish();
                    return Some(self.renew(&changes));
                }
                Err(_) => return self.beat(),
            }
        }
    }

    /// Takes what another thread told; what is renewed by that alone.
    fn hear(&mut self, told: Told) -> Option<Renewed> {
        match told {
            Told::Event(Ok(event)) => {
                let concerns = |path: &Path| self.snapshot.concerns(path);
                self.collapse.add(event, Instant::now(), &concerns);
                None
            }
            Told::Event(Err(error)) => match events::exhaustion(&error) {
                Some(reason) => {
                    self.poll_because(reason);
                    Some(self.snapshot.renew(&Changes::Anywhere))
                }
                None => {
                    self.collapse.lose(Instant::now());
                    None
                }
            },
            // The repository stands elsewhere again, of which there is word on its way.
            Told::History(number, _) if number != self.asked => None,
            Told::History(_, history) => {
                self.noticed = Instant::now();
                Some(self.snapshot.set_history(history))
            }
        }
    }

    /// Looks whether the folder is the same, and where the repository stands.
    fn beat(&mut self) -> Option<Renewed> {
        if Instant::now() < self.next_beat {
            return None;
        }
        self.next_beat = Instant::now() + HEARTBEAT;
        self.look_at_head();
        let root = identity(self.snapshot.root());
        (root != self.root).then(|| {
            self.noticed = Instant::now();
            self.renew(&Changes::Anywhere)
        })
    }

    /// Asks the repository again if it stands elsewhere, on a thread of its own: what it says is not worth waiting for.
    fn look_at_head(&mut self) {
        let head = read_head(self.snapshot.root());
        if head == self.head {
            return;
        }
        self.head = head;
        self.ask_history();
    }

    fn ask_history(&mut self) {
        self.asked += 1;
        let (number, tell) = (self.asked, self.tell.clone());
        let (root, source) = (self.snapshot.root().to_owned(), self.snapshot.source().to_owned());
        std::thread::spawn(move || {
            // Nobody may be waiting any more.
            let _ = tell.send(Told::History(number, ask_history(&root, &source)));
        });
    }

    /// Renews the snapshot, and watches what came.
    fn renew(&mut self, changes: &Changes) -> Renewed {
        self.root = identity(self.snapshot.root());
        let source = self.snapshot.source().to_owned();
        let mut renewed = self.snapshot.renew(changes);
        // A folder that came again is another.
        let mut again = match (changes, &self.events) {
            (Changes::At(paths), Some(events)) => {
                paths.iter().filter(|path| path.is_dir() || events.watches_below(path)).cloned().collect()
            }
            _ => BTreeSet::from([self.snapshot.root().to_owned()]),
        };
        let mut is_other = renewed.places;
        while (is_other || !again.is_empty())
            && let Some(events) = &mut self.events
        {
            // What came into a folder before it was watched is found by looking at it once more.
            let once_more = match events.follow(&self.snapshot.folders(), &again) {
                Ok(new) => Changes::At(new),
                Err(reason) => {
                    self.poll_because(reason);
                    Changes::Anywhere
                }
            };
            let more = self.snapshot.renew(&once_more);
            again.clear();
            is_other = more.places;
            renewed.add(more);
        }
        if self.snapshot.source() != source {
            self.ask_history();
        }
        renewed
    }

    /// Watches the folders that are read now.
    fn listen(&mut self) {
        match Events::start(self.tell.clone()) {
            Ok(events) => {
                self.events = Some(events);
                self.renew(&Changes::Anywhere);
            }
            Err(error) => self.poll_because(error.to_string()),
        }
    }

    fn poll_because(&mut self, reason: String) {
        self.events = None;
        self.method = Method::Polling(reason);
    }

    /// Until all files were looked at, or `end` came.
    fn wait_for_look(&mut self, end: Instant) -> Option<Renewed> {
        loop {
            match self.told.recv_timeout(self.next_look.min(end).saturating_duration_since(Instant::now())) {
                Ok(told) => {
                    if let Some(renewed) = self.hear(told) {
                        return Some(renewed);
                    }
                }
                Err(_) if Instant::now() < self.next_look => return None,
                Err(_) => break,
            }
        }
        self.look_at_head();
        let began = Instant::now();
        self.noticed = began;
        let mut renewed = self.snapshot.renew(&Changes::Anywhere);
        let pause = (began.elapsed() * PAUSE_OF_LOOK).max(LEAST_PAUSE);
        let mut more = renewed.clone();
        while !more.is_nothing() && began.elapsed() < LONGEST_STORM {
            std::thread::sleep(SHORT_PAUSE);
            more = self.snapshot.renew(&Changes::Anywhere);
            renewed.add(more.clone());
        }
        self.next_look = Instant::now() + pause;
        Some(renewed)
    }
}

#[cfg(unix)]
fn identity(folder: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(folder).ok().map(|there| (there.dev(), there.ino()))
}

#[cfg(not(unix))]
fn identity(folder: &Path) -> Option<Identity> {
    let made = fs::metadata(folder).ok()?.created().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((made.as_secs(), u64::from(made.subsec_nanos())))
}
