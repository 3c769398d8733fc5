//! Hashes that came not long ago: the same texts and words come again and again.
//!
//! Takes hashes, and what was counted for them; remembers so many of them as lie close by in memory, in a place that each
//! one's end tells. Some are forgotten, none is made up.

use rustc_hash::FxHashSet;

/// How many hashes of late are remembered, in a place that is looked at first; a power of two.
const LATELY: usize = 4096;

/// Each hash once: the same words come again and again.
#[derive(Debug, Default)]
pub(super) struct Once {
    lately: Lately,
    all: FxHashSet<u64>,
}

impl Once {
    /// True for a hash that came not long ago; not for all of those.
    #[inline]
    pub(super) fn came_lately(&self, hash: u64) -> bool {
        self.lately.has(hash)
    }

    pub(super) fn add(&mut self, hash: u64) {
        self.lately.add(hash);
        self.all.insert(hash);
    }

    pub(super) fn all(&self) -> impl Iterator<Item = u64> {
        self.all.iter().copied()
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }
}

/// Which hashes came of late: some are forgotten, none is made up.
#[derive(Debug)]
pub(super) struct Lately(Box<[u64]>);

impl Default for Lately {
    fn default() -> Self {
        Self(vec![0; LATELY].into())
    }
}

impl Lately {
    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.0[Self::place(hash)] == hash
    }

    #[inline]
    pub(super) fn add(&mut self, hash: u64) {
        self.0[Self::place(hash)] = hash;
    }

    #[inline]
    fn place(hash: u64) -> usize {
        usize::try_from(hash & (LATELY as u64 - 1)).unwrap_or_default()
    }
}

/// What was counted of late for hashes: some are forgotten, none is made up.
pub(super) struct Counts {
    hashes: Box<[u64]>,
    /// `NONE` where there is none.
    counts: Box<[u32]>,
}

/// Where nothing was counted, or more than anybody counts.
const NONE: u32 = u32::MAX;

impl Counts {
    /// With so many places, a power of two.
    pub(super) fn new(places: usize) -> Self {
        Self { hashes: vec![0; places].into(), counts: vec![NONE; places].into() }
    }

    /// What was counted for `hash`; none where it is not known.
    #[inline]
    pub(super) fn count(&self, hash: u64) -> Option<u32> {
        let place = self.place(hash);
        (self.hashes[place] == hash).then(|| self.counts[place]).filter(|count| *count != NONE)
    }

    /// Remembers that there are `count` of `hash`.
    #[inline]
    pub(super) fn note(&mut self, hash: u64, count: u64) {
        let place = self.place(hash);
        self.hashes[place] = hash;
        self.counts[place] = u32::try_from(count).unwrap_or(NONE);
    }

    #[inline]
    fn place(&self, hash: u64) -> usize {
        usize::try_from(hash).unwrap_or_default() & (self.hashes.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_kept_once() {
        let mut once = Once::default();
        for hash in (1..=9000).chain(1..=9000) {
            if !once.came_lately(hash) {
                once.add(hash);
            }
        }
        let mut all: Vec<u64> = once.all().collect();
        all.sort_unstable();
        assert_eq!(all, (1..=9000).collect::<Vec<u64>>());
    }

    #[test]
    fn what_was_counted_is_known_or_forgotten() {
        let mut counts = Counts::new(4);
        assert_eq!((counts.count(0), counts.count(5)), (None, None));
        counts.note(5, 7);
        counts.note(6, u64::from(u32::MAX));
        assert_eq!((counts.count(5), counts.count(6), counts.count(9)), (Some(7), None, None));
        counts.note(9, 0);
        assert_eq!((counts.count(5), counts.count(9)), (None, Some(0)), "one place, the last that came");
    }
}
