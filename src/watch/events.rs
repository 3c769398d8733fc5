//! What the system tells of folders, each by itself: what a recursive watch would take in (what was made, what was
//! installed, repositories) is many times the book.
//!
//! Takes the folders that matter; sends what happens in them as it comes.

use super::Told;
use notify::{ErrorKind, EventKind, RecursiveMode, Watcher as _, event::AccessKind, event::AccessMode};
use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

/// Folders that the system watches.
pub(super) struct Events {
    watcher: notify::RecommendedWatcher,
    watched: BTreeSet<PathBuf>,
}

impl std::fmt::Debug for Events {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Events").field("watched", &self.watched.len()).finish_non_exhaustive()
    }
}

impl Events {
    pub(super) fn start(tell: Sender<Told>) -> notify::Result<Self> {
        let tell = move |event: notify::Result<notify::Event>| {
            // That a file is read, as whoever takes the snapshot does with all of them, is of no interest.
            let is_reading = |event: &notify::Event| matches!(event.kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write));
            if !event.as_ref().is_ok_and(is_reading) {
                // Nobody may be waiting any more.
                let _ = tell.send(Told::Event(event));
            }
        };
        Ok(Self { watcher: notify::recommended_watcher(tell)?, watched: BTreeSet::new() })
    }

    /// True where `path` or something below it is watched.
    pub(super) fn watches_below(&self, path: &Path) -> bool {
        self.watched_below(path).next().is_some()
    }

    fn watched_below<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = &'a PathBuf> {
        let from = self.watched.range::<Path, _>((Bound::Included(path), Bound::Unbounded));
        from.take_while(move |folder| folder.starts_with(path))
    }

    /// Watches `folders` and nothing else; those at and below the places `again` anew, as they may be others of the same
    /// name. Gives those that were not watched until now.
    ///
    /// # Errors
    /// Where the system watches no more.
    pub(super) fn follow(
        &mut self,
        folders: &BTreeSet<PathBuf>,
        again: &BTreeSet<PathBuf>,
    ) -> Result<BTreeSet<PathBuf>, String> {
        let mut gone: BTreeSet<PathBuf> = again.iter().flat_map(|path| self.watched_below(path)).cloned().collect();
        gone.extend(self.watched.difference(folders).cloned());
        for folder in gone {
            // It may be long gone, and the watch with it.
            let _ = self.watcher.unwatch(&folder);
            self.watched.remove(&folder);
        }
        let mut new = BTreeSet::new();
        for folder in folders {
            if self.watched.contains(folder) {
                continue;
            }
            match self.watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(folder.clone());
                    new.insert(folder.clone());
                }
                // One that went meanwhile, or that nobody may look into, is told of by the folder that it is in.
                Err(error) => exhaustion(&error).map_or(Ok(()), Err)?,
            }
        }
        Ok(new)
    }
}

/// Why the system watches no more folders, where `error` says that.
pub(super) fn exhaustion(error: &notify::Error) -> Option<String> {
    let hint = if cfg!(target_os = "linux") { " (`sysctl fs.inotify.max_user_watches` raises the limit)" } else { "" };
    matches!(error.kind, ErrorKind::MaxFilesWatch).then(|| format!("the system watches no more folders{hint}"))
}
