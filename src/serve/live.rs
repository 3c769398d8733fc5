//! What the threads of the server share: the newest state of the book, and where to find a file of it.

use super::jobs::{Job, Jobs};
use super::state::{Found, State};
use crate::html::ASSETS;
use crate::path::OutputPath;
use std::sync::Arc;
use tokio::sync::watch;

/// The book as it is served, whatever its newest state is.
pub struct Live {
    newest: watch::Sender<Arc<State>>,
    jobs: Jobs,
}

impl Live {
    pub(super) fn new(first: State) -> Self {
        Self { newest: watch::Sender::new(Arc::new(first)), jobs: Jobs::new() }
    }

    /// Puts `state` in the place of the one before it.
    pub(super) fn publish(&self, state: State) {
        self.jobs.forget_before(state.number);
        self.newest.send_replace(Arc::new(state));
    }

    pub(super) fn state(&self) -> Arc<State> {
        self.newest.borrow().clone()
    }

    /// Hears of every new state, or of the newest of several.
    pub(super) fn states(&self) -> watch::Receiver<Arc<State>> {
        self.newest.subscribe()
    }

    /// What is at `path` in the newest state, where the site is at the root and the packets beside it.
    pub(super) async fn find(&self, path: &OutputPath) -> Found {
        loop {
            let state = self.state();
            let job = match place(&state, path) {
                Place::Site => match job_of_site(&state, path) {
                    None => return in_site(state, path.clone()).await,
                    Some(job) => (job, path.clone()),
                },
                Place::Packets { folder, below } => {
                    let packets = state.packets(&folder).expect("the place was told by it");
                    if !packets.withheld.is_empty() {
                        return Found::Unmade(packets.withheld.clone().into());
                    }
                    let Some(part) = packets.part_of(&below) else { return Found::Nothing };
                    (Job::Packets { folder, part }, below)
                }
            };
            // Otherwise there is a newer state, of which to ask.
            let (job, below) = job;
            if let Some(made) = self.jobs.made(&state, job).await {
                return made.find(&below);
            }
        }
    }
}

/// Where an address leads.
enum Place {
    /// Into the site.
    Site,
    /// Into a folder of packets.
    Packets { folder: String, below: OutputPath },
}

/// A folder of packets lies beside the site; at the root the site would have to have an engagement's page of that name for
/// the two to be taken for each other, and then the packets are what links lead to.
fn place(state: &State, path: &OutputPath) -> Place {
    let mut parts = path.as_str().splitn(3, '/');
    if let (Some(first @ ("packets" | "internal")), Some(id), Some(below)) = (parts.next(), parts.next(), parts.next())
    {
        let folder = format!("{first}/{id}");
        if let (Some(_), Ok(below)) = (state.packets(&folder), OutputPath::new(below)) {
            return Place::Packets { folder, below };
        }
    }
    Place::Site
}

/// What must be made as a whole to show a file of the site.
fn job_of_site(state: &State, path: &OutputPath) -> Option<Job> {
    if state.site().is_proved() {
        return Some(Job::Site);
    }
    let is_search = path.as_str().strip_prefix(ASSETS).is_some_and(|below| below.starts_with("/search/"));
    is_search.then_some(Job::Search)
}

/// A page takes some milliseconds, in which the thread of the server answers others.
async fn in_site(state: Arc<State>, path: OutputPath) -> Found {
    let made = tokio::task::spawn_blocking(move || state.file(&path)).await;
    made.unwrap_or_else(|_| Found::Unmade([super::state::our_mistake()].into()))
}
