//! When what happened may be told: at once where a save is complete, later where it is in the middle, once where it is a
//! storm.
//!
//! Takes what the system tells, each with its time; gives the places, and the time from which on they may be looked at. It
//! asks no clock and no disk.

use crate::disk::Changes;
use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind, RenameMode};
use notify::{Event, EventKind};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// After the last sign of a save that is complete. Editors rename and write on within microseconds.
const COMPLETE: Duration = Duration::from_millis(4);

/// After the last sign of one that is not: a file that is written to and not closed yet, or one that went and may be about
/// to come again. Some editors wait for the disk in between.
const INCOMPLETE: Duration = Duration::from_millis(40);

/// After the last sign of a storm.
const AFTER_STORM: Duration = Duration::from_millis(50);

/// As many places at once are a storm: a checkout, a search and replace.
const STORM: usize = 8;

/// As long is waited at most.
const LONGEST: Duration = Duration::from_secs(1);

/// More places than these are everywhere.
const MOST: usize = 10_000;

/// True where the system says that a file that was written to is closed.
const TELLS_CLOSING: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// What happened and was not told yet.
#[derive(Debug, Default)]
pub(super) struct Collapse {
    /// Of the first and the last sign.
    times: Option<(Instant, Instant)>,
    places: BTreeSet<PathBuf>,
    is_anywhere: bool,
    /// Those written to and not closed.
    open: BTreeSet<PathBuf>,
    /// Those that came, which nobody misses when they go: editors try out whether they may write.
    came: BTreeSet<PathBuf>,
    /// Those that were there before, and went.
    went: BTreeSet<PathBuf>,
}

impl Collapse {
    /// Takes `event`, which was told at `now`, as far as its places are of concern.
    pub(super) fn add(&mut self, event: Event, now: Instant, concerns: &dyn Fn(&Path) -> bool) {
        if event.need_rescan() {
            self.lose(now);
        }
        let kind = event.kind;
        for path in event.paths.into_iter().filter(|path| concerns(path)) {
            match kind {
                EventKind::Access(AccessKind::Close(AccessMode::Write)) => drop(self.open.remove(&path)),
                EventKind::Access(_) => continue,
                EventKind::Create(kind) => {
                    self.come(&path);
                    if TELLS_CLOSING && kind == CreateKind::File {
                        self.open.insert(path.clone());
                    }
                }
                EventKind::Modify(ModifyKind::Name(RenameMode::To)) => self.come(&path),
                EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => self.go(&path),
                EventKind::Modify(ModifyKind::Data(_)) if TELLS_CLOSING => drop(self.open.insert(path.clone())),
                _ => {}
            }
            self.times = Some((self.times.map_or(now, |(first, _)| first), now));
            self.places.insert(path);
        }
    }

    /// Takes that something was not told.
    pub(super) fn lose(&mut self, now: Instant) {
        self.times = Some((self.times.map_or(now, |(first, _)| first), now));
        self.is_anywhere = true;
    }

    fn come(&mut self, path: &Path) {
        if !self.went.remove(path) {
            self.came.insert(path.to_owned());
        }
    }

    fn go(&mut self, path: &Path) {
        self.open.remove(path);
        if !self.came.remove(path) {
            self.went.insert(path.to_owned());
        }
    }

    /// When it began; none where nothing happened.
    pub(super) fn since(&self) -> Option<Instant> {
        self.times.map(|(first, _)| first)
    }

    /// From when on what happened may be looked at; none where nothing did.
    pub(super) fn due(&self) -> Option<Instant> {
        let (first, last) = self.times?;
        let is_complete = self.open.is_empty() && self.went.is_empty();
        let pause = match self.places.len() {
            _ if self.is_anywhere => AFTER_STORM,
            number if number >= STORM => AFTER_STORM,
            _ if is_complete => COMPLETE,
            _ => INCOMPLETE,
        };
        Some((last + pause).min(first + LONGEST))
    }

    /// All that happened.
    pub(super) fn finish(self) -> Changes {
        if self.is_anywhere || self.places.len() > MOST { Changes::Anywhere } else { Changes::At(self.places) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{DataChange, RemoveKind};

    const CREATE: EventKind = EventKind::Create(CreateKind::File);
    const WRITE: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));
    const CLOSE: EventKind = EventKind::Access(AccessKind::Close(AccessMode::Write));
    const OPEN: EventKind = EventKind::Access(AccessKind::Open(AccessMode::Any));
    const FROM: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::From));
    const TO: EventKind = EventKind::Modify(ModifyKind::Name(RenameMode::To));
    const REMOVE: EventKind = EventKind::Remove(RemoveKind::File);

    /// How long after the last of `events`, which come a millisecond apart, they may be looked at; and the places.
    fn told(events: &[(EventKind, &str)]) -> Option<(Duration, Vec<String>)> {
        let mut collapse = Collapse::default();
        let start = Instant::now();
        let mut last = start;
        for (number, (kind, path)) in (0..).zip(events) {
            last = start + Duration::from_millis(number);
            collapse.add(Event::new(*kind).add_path(path.into()), last, &|path| !path.ends_with("ignored"));
        }
        let due = collapse.due()?;
        let Changes::At(places) = collapse.finish() else { return None };
        Some((due - last, places.iter().map(|path| path.display().to_string()).collect()))
    }

    #[test]
    fn a_complete_save_is_told_at_once() {
        let here = |path: &str| vec![path.to_owned()];
        assert_eq!(told(&[(WRITE, "a"), (WRITE, "a"), (CLOSE, "a")]), Some((COMPLETE, here("a"))));
        let renamed = [(CREATE, "a.tmp"), (WRITE, "a.tmp"), (CLOSE, "a.tmp"), (FROM, "a.tmp"), (TO, "a")];
        assert_eq!(told(&renamed).map(|told| told.0), Some(COMPLETE));
        let tried = [(CREATE, "4913"), (CLOSE, "4913"), (REMOVE, "4913"), (FROM, "a"), (TO, "a~")];
        let saved = [&tried[..], &[(CREATE, "a"), (WRITE, "a"), (CLOSE, "a"), (REMOVE, "a~")]].concat();
        assert_eq!(told(&saved).map(|told| told.0), Some(COMPLETE), "what is tried out first is not missed");
        assert_eq!(told(&[(OPEN, "a"), (WRITE, "ignored")]), None);
    }

    #[test]
    fn what_is_in_the_middle_is_waited_for() {
        for events in
            [&[(CREATE, "a")][..], &[(WRITE, "a")], &[(FROM, "a")], &[(FROM, "a"), (TO, "a~")], &[(REMOVE, "a")]]
        {
            assert_eq!(told(events).map(|told| told.0), Some(INCOMPLETE), "{events:?}");
        }
    }

    #[test]
    fn a_storm_is_told_once_it_is_over_or_too_long() {
        let paths: Vec<String> = (0..1500).map(|number| format!("{number:04}")).collect();
        let storm: Vec<(EventKind, &str)> = paths.iter().map(|path| (CLOSE, path.as_str())).collect();
        assert_eq!(told(&storm[..900]).map(|told| (told.0, told.1.len())), Some((AFTER_STORM, 900)));
        let mut collapse = Collapse::default();
        let start = Instant::now();
        for (number, (kind, path)) in (0..).zip(&storm) {
            collapse.add(Event::new(*kind).add_path(path.into()), start + Duration::from_millis(number), &|_| true);
        }
        assert_eq!(collapse.due(), Some(start + LONGEST));
        collapse.lose(start + LONGEST);
        assert_eq!(collapse.finish(), Changes::Anywhere);
    }
}
