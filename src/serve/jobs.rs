//! What takes long, made when it is asked for and by nobody but its own threads: folders of packets, whole editions, the
//! search index.
//!
//! Each is made once for a state of the book, however many ask, and kept until the next state or until a few others were
//! asked for. What was overtaken before its turn came is not made at all. Pages never wait for any of it.

use super::state::{File, Found, State, our_mistake};
use crate::compile::{Part, ReadAsset, Rendered, Sink};
use crate::diagnostic::{Diagnostic, Rule};
use crate::path::{OutputPath, SourcePath};
use anyhow::Result;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::sync::watch;

/// How many results are kept: a packet of two hundred pages has some megabytes.
const KEPT: usize = 8;

/// Something that takes long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Job {
    /// The search index of the site.
    Search,
    /// The site as a whole, where nothing of it may be shown before all of it is proved.
    Site,
    /// Part of a folder of packets.
    Packets {
        /// The folder: `packets/acme`.
        folder: String,
        /// The part.
        part: Part,
    },
}

impl Job {
    /// Those that typeset wait for each other and nothing else does.
    fn lane(&self) -> usize {
        match self {
            Self::Search => 0,
            Self::Packets { part: Part::Whole, .. } => 1,
            Self::Packets { part: Part::Document(name), .. } if name.ends_with(".pdf") => 1,
            Self::Site | Self::Packets { .. } => 2,
        }
    }
}

/// What came of a job.
#[derive(Debug, Default)]
pub(super) struct Made {
    files: BTreeMap<OutputPath, File>,
    /// What is wrong with it.
    problems: Arc<[Diagnostic]>,
    is_complete: bool,
}

impl Made {
    /// The file at `path`. Of what is not complete nothing is shown.
    pub(super) fn find(&self, path: &OutputPath) -> Found {
        match self.files.get(path) {
            _ if !self.is_complete && !self.problems.is_empty() => Found::Unmade(self.problems.clone()),
            Some(file) if self.is_complete => Found::File(file.clone()),
            _ => Found::Nothing,
        }
    }
}

/// The jobs and what came of them.
pub(super) struct Jobs {
    kept: Arc<Mutex<Vec<Kept>>>,
    lanes: Vec<Sender<Order>>,
}

struct Kept {
    job: Job,
    number: u64,
    made: watch::Receiver<Option<Arc<Made>>>,
}

struct Order {
    job: Job,
    state: Arc<State>,
    made: watch::Sender<Option<Arc<Made>>>,
}

impl Jobs {
    pub(super) fn new() -> Self {
        let kept: Arc<Mutex<Vec<Kept>>> = Arc::default();
        let lane = |name: &str| {
            let (orders, taken) = mpsc::channel();
            let kept = kept.clone();
            let thread = std::thread::Builder::new().name(name.to_owned());
            thread.spawn(move || work(&taken, &kept)).expect("a thread can be started as the server starts");
            orders
        };
        let lanes = ["search", "press", "editions"].map(lane).into();
        Self { kept, lanes }
    }

    /// What comes of `job` in `state`; none where a newer state overtook it.
    pub(super) async fn made(&self, state: &Arc<State>, job: Job) -> Option<Arc<Made>> {
        let mut made = self.ordered(state, job);
        made.wait_for(Option::is_some).await.ok().and_then(|made| made.clone())
    }

    fn ordered(&self, state: &Arc<State>, job: Job) -> watch::Receiver<Option<Arc<Made>>> {
        let mut kept = lock(&self.kept);
        if let Some(at) = kept.iter().position(|kept| kept.job == job && kept.number >= state.number) {
            // What was asked for last goes last.
            let known = kept.remove(at);
            let made = known.made.clone();
            kept.push(known);
            return made;
        }
        let (sender, made) = watch::channel(None);
        kept.retain(|kept| kept.job != job);
        let surplus = (kept.len() + 1).saturating_sub(KEPT);
        kept.drain(..surplus);
        kept.push(Kept { job: job.clone(), number: state.number, made: made.clone() });
        let order = Order { job, state: state.clone(), made: sender };
        self.lanes[order.job.lane()].send(order).expect("the threads live as long as the server");
        made
    }

    /// Forgets what was made for states before that of this number.
    pub(super) fn forget_before(&self, number: u64) {
        lock(&self.kept).retain(|kept| kept.number >= number || kept.made.borrow().is_none());
    }
}

fn lock(kept: &Mutex<Vec<Kept>>) -> MutexGuard<'_, Vec<Kept>> {
    kept.lock().expect("no thread panics while it looks at what is kept")
}

fn work(orders: &Receiver<Order>, kept: &Mutex<Vec<Kept>>) {
    while let Ok(Order { job, state, made }) = orders.recv() {
        let is_overtaken = || lock(kept).iter().any(|kept| kept.job == job && kept.number > state.number);
        if is_overtaken() {
            continue;
        }
        // A mistake of ours in one packet must not take all others along.
        let result = catch_unwind(AssertUnwindSafe(|| make(&job, &state)));
        let result = result.unwrap_or_else(|_| Ok(Made { problems: [our_mistake()].into(), ..Made::default() }));
        let result = result.unwrap_or_else(|error| {
            let problem = Diagnostic::new(Rule::UnreadableFile, None, format!("this could not be made: {error:#}"));
            Made { problems: [problem].into(), ..Made::default() }
        });
        made.send_replace(Some(Arc::new(result)));
    }
}

fn make(job: &Job, state: &State) -> Result<Made> {
    match job {
        Job::Search => {
            // One core, so that the others are there for whoever writes.
            let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
            let files = alone.install(|| state.site().search_files());
            let files = files.into_iter().map(|(path, bytes)| (path, File::new(bytes))).collect();
            Ok(Made { files, is_complete: true, ..Made::default() })
        }
        Job::Site => whole(state, &|sink, read| state.site().write(sink, read)),
        Job::Packets { folder, part } => match state.packets(folder) {
            Some(packets) => whole(state, &|sink, read| packets.write_part(part, sink, read)),
            None => Ok(Made::default()),
        },
    }
}

fn whole(state: &State, write: &dyn Fn(&Sink<'_>, &ReadAsset<'_>) -> Result<Rendered>) -> Result<Made> {
    let files = Mutex::new(BTreeMap::new());
    let sink = |path: &OutputPath, bytes: &[u8]| {
        let file = File::new(bytes.into());
        files.lock().expect("no thread panics while it puts a file").insert(path.clone(), file);
        Ok(())
    };
    let rendered = write(&sink, &|path: &SourcePath| state.read_asset(path))?;
    Ok(Made {
        files: files.into_inner().expect("no thread panics while it puts a file"),
        problems: rendered.diagnostics.into(),
        is_complete: rendered.complete,
    })
}
