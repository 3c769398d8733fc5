//! Tables of hashes: few, exactly; many, with who says what they are the hashes of.
//!
//! Takes hashes as they were collected, gives whether one is there. Where what is asked for mostly is not, bits tell that lie
//! close by.

use std::sync::Mutex;

/// Two bits for each hash that is known, in one place, several hashes having the same ones.
#[derive(Debug)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// With room for `count` hashes: of those that are not known, it takes about one of twenty for one that is.
    pub(super) fn new(count: usize) -> Self {
        Self(vec![0; (count / 8).next_power_of_two()])
    }

    pub(super) fn add(&mut self, hash: u64) {
        let (at, bits) = self.place(hash);
        self.0[at] |= bits;
    }

    /// False where `hash` was not added.
    #[inline]
    pub(super) fn may_have(&self, hash: u64) -> bool {
        let (at, bits) = self.place(hash);
        self.0[at] & bits == bits
    }

    #[inline]
    fn place(&self, hash: u64) -> (usize, u64) {
        let at = usize::try_from(hash >> 6).unwrap_or_default() & (self.0.len() - 1);
        (at, 1 << (hash & 63) | 1 << (hash >> 58))
    }
}

/// Hashes, each in a place that its beginning tells, or in the next one that was free.
#[derive(Debug)]
pub(super) struct HashSet {
    /// 0 where there is none. At least half of them.
    places: Vec<u64>,
    shift: u32,
}

impl HashSet {
    /// Of `hashes`, which are at most so many.
    pub(super) fn new(most: usize, hashes: impl IntoIterator<Item = u64>) -> Self {
        let size = (2 * most).next_power_of_two().max(2);
        let mut set = Self { places: vec![0; size], shift: 64 - size.trailing_zeros() };
        let mut count = 0;
        for hash in hashes {
            if let Err(free) = set.place(hash) {
                set.places[free] = written(hash);
                count += 1;
                assert!(count <= most, "no more than were announced, or none would be free");
            }
        }
        set
    }

    /// The place of `hash`.
    #[inline]
    pub(super) fn find(&self, hash: u64) -> Option<usize> {
        self.place(hash).ok()
    }

    #[inline]
    pub(super) fn has(&self, hash: u64) -> bool {
        self.place(hash).is_ok()
    }

    /// How many places there are.
    pub(super) fn places(&self) -> usize {
        self.places.len()
    }

    /// Each hash, with its place.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, u64)> {
        self.places.iter().copied().enumerate().filter(|(_, hash)| *hash != 0)
    }

    /// Where `hash` is, or else where it would be.
    #[inline]
    fn place(&self, hash: u64) -> Result<usize, usize> {
        let hash = written(hash);
        let mut at = usize::try_from(hash >> self.shift).unwrap_or_default();
        loop {
            match self.places[at] {
                0 => return Err(at),
                known if known == hash => return Ok(at),
                _ => at = (at + 1) & (self.places.len() - 1),
            }
        }
    }
}

/// As it stands in a place: 0 is none.
#[inline]
fn written(hash: u64) -> u64 {
    hash.max(1)
}

/// Hashes in an order in which they are mostly asked for.
#[derive(Debug)]
pub(super) struct InOrder {
    hashes: Vec<u64>,
    /// For what begins so, or in the next one that was free: the place of one of these hashes, and 1 more. At least half of
    /// them are 0.
    places: Vec<u32>,
    shift: u32,
    known: Bits,
}

/// Which of hashes in order are expected next.
#[derive(Debug, Default)]
pub(super) struct Expected {
    /// Behind the last one that came in order.
    next: usize,
    /// Behind the last one that came from elsewhere: what follows it there shows that the order goes on there. One alone is
    /// what a link says.
    elsewhere: usize,
    /// Behind the last one that came, wherever that was.
    last: usize,
    around: Around,
}

/// The hashes around the one that is expected, each in a place that its end tells, the last of those that share one: what a
/// page says before its turn, as a list of contents does, or once more.
#[derive(Debug)]
struct Around {
    /// Each with where it is in the order.
    hashes: Box<[(u64, u32)]>,
    /// Up to which of them the order was gone through.
    end: usize,
}

/// How many places there are, for about twice what a long page says; a power of two.
const AROUND: usize = 1024;

/// How many hashes are looked at before anything is asked that lies elsewhere in memory.
const NEAR: usize = 4;

/// How many of the next hashes may be left out by what keeps their order.
const AHEAD: usize = 32;

impl Default for Around {
    fn default() -> Self {
        Self { hashes: vec![(0, u32::MAX); AROUND].into(), end: 0 }
    }
}

impl Around {
    /// Where `hash` is in the order.
    #[inline]
    fn find(&self, hash: u64) -> Option<usize> {
        let (known, at) = self.hashes[Self::place(hash)];
        (known == hash && at < u32::MAX).then_some(at as usize)
    }

    /// Goes through `order` to half as far behind `next` as there are places.
    #[inline]
    fn go_on(&mut self, order: &[u64], next: usize) {
        let end = order.len().min(next + AROUND / 2);
        for (at, one) in order.iter().enumerate().take(end).skip(self.end) {
            self.hashes[Self::place(*one)] = (*one, u32::try_from(at).expect("no book says so much"));
        }
        self.end = self.end.max(end);
    }

    #[inline]
    fn place(hash: u64) -> usize {
        usize::try_from(hash & (AROUND as u64 - 1)).unwrap_or_default()
    }
}

impl InOrder {
    pub(super) fn new(hashes: Vec<u64>) -> Self {
        let size = (2 * hashes.len()).next_power_of_two().max(2);
        let mut known = Bits::new(hashes.len());
        hashes.iter().for_each(|hash| known.add(*hash));
        let mut all = Self { hashes, places: vec![0; size], shift: 64 - size.trailing_zeros(), known };
        for at in 0..all.hashes.len() {
            if let Err(free) = all.place(all.hashes[at]) {
                all.places[free] = u32::try_from(at + 1).expect("no book says so much");
            }
        }
        all
    }

    /// Whether `hash` is there. What is `expected` next is asked for first.
    #[inline]
    pub(super) fn has(&self, hash: u64, expected: &mut Expected) -> bool {
        self.is_expected(hash, expected) || self.is_elsewhere(hash, expected)
    }

    /// Whether `hash` is what is `expected`, or around it: that is asked of what lies close by.
    #[inline]
    pub(super) fn is_expected(&self, hash: u64, expected: &mut Expected) -> bool {
        let Expected { next, around, last, .. } = expected;
        if let Some(at) = self.among(*next, NEAR, hash) {
            *next = at + 1;
            *last = *next;
            around.go_on(&self.hashes, *next);
            return true;
        }
        if let Some(at) = around.find(hash) {
            if (*next..*next + AHEAD).contains(&at) {
                *next = at + 1;
            }
            *last = at + 1;
            return true;
        }
        false
    }

    /// Whether `hash` is there, of what was not `expected`.
    #[inline]
    pub(super) fn is_elsewhere(&self, hash: u64, expected: &mut Expected) -> bool {
        let Expected { next, elsewhere, around, last } = expected;
        if !self.known.may_have(hash) {
            return false;
        }
        if let Some(at) = self.among(*elsewhere, AHEAD, hash) {
            *elsewhere = std::mem::replace(next, at + 1);
            around.end = at + 1;
            around.go_on(&self.hashes, at + 1);
            *last = at + 1;
            return true;
        }
        let found = self.place(hash);
        if let Ok(at) = found {
            *elsewhere = at + 1;
            *last = at + 1;
        }
        found.is_ok()
    }

    /// The same, where it is `expected` beside what is so in another order of as many.
    #[inline]
    pub(super) fn has_beside(&self, hash: u64, expected: &Expected) -> bool {
        self.among(expected.last, AHEAD, hash).is_some() || self.known.may_have(hash) && self.place(hash).is_ok()
    }

    /// Where `hash` is among the next `count` from `from` on.
    #[inline]
    fn among(&self, from: usize, count: usize, hash: u64) -> Option<usize> {
        let hashes = self.hashes.get(from..).unwrap_or_default();
        hashes.iter().take(count).position(|one| *one == hash).map(|more| from + more)
    }

    /// Where `hash` is, or else the place where that would be said.
    fn place(&self, hash: u64) -> Result<usize, usize> {
        let mut place = usize::try_from(hash >> self.shift).unwrap_or_default();
        loop {
            match self.places[place] as usize {
                0 => return Err(place),
                next if self.hashes[next - 1] == hash => return Ok(next - 1),
                _ => place = (place + 1) & (self.places.len() - 1),
            }
        }
    }
}

/// How many hashes are collected in one piece: what grows in one piece is moved, and new memory costs more than hashing.
const PIECE: usize = 4096;

/// Hashes of rows of words as one thread collects them, speaker by speaker.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// All of them full.
    pieces: Vec<Vec<u64>>,
    last: Vec<u64>,
    /// Who says those from which place on.
    speakers: Vec<(usize, u32)>,
}

impl Collected {
    /// What is added from now on is said by `speaker`.
    pub(super) fn begin(&mut self, speaker: u32) {
        let place = self.len();
        match self.speakers.last_mut().filter(|last| last.0 == place) {
            Some(last) => last.1 = speaker,
            None => self.speakers.push((place, speaker)),
        }
    }

    #[inline]
    pub(super) fn add(&mut self, hash: u64) {
        if self.last.len() == self.last.capacity() {
            self.make_room();
        }
        self.last.push(hash);
    }

    #[cold]
    fn make_room(&mut self) {
        let full = std::mem::replace(&mut self.last, Vec::with_capacity(PIECE));
        if !full.is_empty() {
            self.pieces.push(full);
        }
    }

    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(Vec::len).sum::<usize>() + self.last.len()
    }

    fn pieces(&self) -> impl Iterator<Item = &Vec<u64>> {
        self.pieces.iter().chain([&self.last])
    }

    fn hashes(&self) -> impl Iterator<Item = u64> {
        self.pieces().flatten().copied()
    }

    fn each(&self, found: &mut impl FnMut(u64, u32)) {
        let mut speakers = self.speakers.iter().peekable();
        let (mut speaker, mut begins) = (0, 0);
        for piece in self.pieces() {
            let mut from = 0;
            while from < piece.len() {
                while let Some((_, next)) = speakers.next_if(|(place, _)| *place <= begins + from) {
                    speaker = *next;
                }
                let to = speakers.peek().map_or(piece.len(), |(place, _)| piece.len().min(place - begins));
                piece[from..to].iter().for_each(|hash| found(*hash, speaker));
                from = to;
            }
            begins += piece.len();
        }
    }
}

/// The hashes of many rows of words, each with who says them. Of each its beginning and its last 32 bits are kept.
#[derive(Debug)]
pub(super) struct Rows {
    /// The ends of hashes, with who says it; those that begin alike together.
    said: Vec<(u32, u32)>,
    starts: Vec<u32>,
    shift: u32,
    known: Bits,
}

impl Rows {
    pub(super) fn new(collected: &[Collected]) -> Self {
        let total = collected.iter().map(Collected::len).sum();
        let shift = shift_for(total);
        let mut starts = starts_of(collected.iter().flat_map(Collected::hashes), shift);
        let mut known = Bits::new(total);
        let mut said = vec![(0, 0); total];
        // Each is put where those of its beginning start, and the next one after it; then they start where they did.
        for part in collected {
            part.each(&mut |hash, speaker| {
                known.add(hash);
                let start = &mut starts[usize::try_from(hash >> shift).unwrap_or_default()];
                said[*start as usize] = (end_of(hash), speaker);
                *start += 1;
            });
        }
        starts.rotate_right(1);
        starts[0] = 0;
        let mut rows = Self { said, starts, shift, known };
        rows.put_in_order();
        rows
    }

    /// Leaves of what a speaker says several times one.
    fn put_in_order(&mut self) {
        let mut kept = 0;
        for at in 1..self.starts.len() {
            let (from, to) = (self.starts[at - 1] as usize, self.starts[at] as usize);
            self.said[from..to].sort_unstable();
            self.starts[at - 1] = u32::try_from(kept).expect("no more than there were");
            let begins = kept;
            for place in from..to {
                let one = self.said[place];
                if kept == begins || self.said[kept - 1] != one {
                    self.said[kept] = one;
                    kept += 1;
                }
            }
        }
        if let Some(end) = self.starts.last_mut() {
            *end = u32::try_from(kept).expect("no more than there were");
        }
        self.said.truncate(kept);
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        self.known.may_have(hash) && self.speakers(hash).next().is_some()
    }

    /// Who says what has this hash.
    pub(super) fn speakers(&self, hash: u64) -> impl Iterator<Item = u32> {
        let alike = &self.said[bucket(&self.starts, self.shift, hash)];
        alike.iter().filter(move |(end, _)| *end == end_of(hash)).map(|(_, speaker)| *speaker)
    }
}

fn end_of(hash: u64) -> u32 {
    u32::try_from(hash & u64::from(u32::MAX)).unwrap_or_default()
}

/// By how many bits hashes are moved so that about four of `count` begin alike.
fn shift_for(count: usize) -> u32 {
    64 - (usize::BITS - (count / 4).leading_zeros()).clamp(4, 28)
}

/// For each beginning, and one after the last, where the hashes that begin so do when all are in order.
fn starts_of(hashes: impl Iterator<Item = u64>, shift: u32) -> Vec<u32> {
    let mut starts = vec![0_u32; (1 << (64 - shift)) + 1];
    for hash in hashes {
        starts[usize::try_from(hash >> shift).unwrap_or_default() + 1] += 1;
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}

/// Where those are that begin as `hash` does.
fn bucket(starts: &[u32], shift: u32, hash: u64) -> std::ops::Range<usize> {
    let at = usize::try_from(hash >> shift).unwrap_or_default();
    starts[at] as usize..starts[at + 1] as usize
}

/// What threads use again and again, one at a time.
pub(super) struct Shared<T>(Mutex<Vec<T>>);

impl<T: Default + Send> Shared<T> {
    pub(super) fn new() -> Self {
        Self(Mutex::new(Vec::new()))
    }

    /// Calls `with` with one that nobody else has.
    pub(super) fn use_one<R>(&self, with: impl FnOnce(&mut T) -> R) -> R {
        let taken = self.0.lock().expect("no thread panics while it takes one").pop();
        let mut one = taken.unwrap_or_default();
        let result = with(&mut one);
        self.0.lock().expect("no thread panics while it gives one back").push(one);
        result
    }

    /// All that there are.
    pub(super) fn all(self) -> Vec<T> {
        self.0.into_inner().expect("no thread panics while it gives one back")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern.
    fn some(count: usize) -> Vec<u64> {
        let next = |last: &u64| Some(last.wrapping_mul(0xd6e8_feb8_6659_fd93).wrapping_add(0x9e37_79b9_7f4a_7c15));
        std::iter::successors(Some(1), next).take(count).collect()
    }

    #[test]
    fn a_set_has_what_was_put_into_it() {
        for count in [0, 1, 5, 3000] {
            let (known, others) = (some(2 * count)[..count].to_vec(), some(2 * count)[count..].to_vec());
            let set = HashSet::new(2 * count, [known.clone(), known.clone()].concat());
            assert_eq!(set.all().count(), count);
            assert!(set.all().all(|(place, hash)| set.find(hash) == Some(place) && place < set.places()));
            assert!(known.iter().all(|hash| set.has(*hash)));
            assert!(!others.iter().any(|hash| set.has(*hash)));
        }
    }

    #[test]
    fn what_is_in_order_is_found_in_any() {
        let (known, others) = (some(6000)[..3000].to_vec(), some(6000)[3000..].to_vec());
        let all = InOrder::new([known.clone(), known.clone()].concat());
        let mut expected = Expected::default();
        for (at, hash) in known.iter().enumerate().step_by(3) {
            assert!(all.has(*hash, &mut expected));
            assert_eq!(expected.next, at + 1);
        }
        assert!(all.has(known[400], &mut expected) && all.has(known[2558], &mut expected));
        assert_eq!((expected.next, expected.elsewhere), (2998, 0), "what is around is known, before its turn or again");
        assert!(all.has(known[1000], &mut expected));
        assert_eq!((expected.next, expected.elsewhere), (2998, 1001), "one alone changes no order");
        assert!(all.has(known[1002], &mut expected));
        assert_eq!((expected.next, expected.elsewhere), (1003, 2998), "with a second one, it goes on there");
        assert!(known.iter().rev().all(|hash| all.has(*hash, &mut expected)));
        assert!(known.iter().all(|hash| all.has_beside(*hash, &expected)));
        assert!(!others.iter().any(|hash| all.has(*hash, &mut expected) || all.has_beside(*hash, &expected)));
        expected = Expected { next: 10_000, elsewhere: 10_000, ..Expected::default() };
        assert!(all.has(known[7], &mut expected), "from wherever");
        assert_eq!(expected.elsewhere, 8, "the first of the same ones is meant");
        assert!(!InOrder::new(Vec::new()).has(1, &mut Expected::default()));
    }

    #[test]
    fn rows_have_what_was_said_and_by_whom() {
        let hashes = some(12000);
        let mut parts = [Collected::default(), Collected::default()];
        for (speaker, part) in [(3, 0), (1, 1), (2, 0)] {
            parts[part].begin(speaker);
            // The second third is said by all of them, and twice by one.
            for hash in hashes[4000..8000].iter().chain(&hashes[..if speaker == 2 { 8000 } else { 0 }]) {
                parts[part].add(*hash);
            }
        }
        let rows = Rows::new(&parts);
        for (at, hash) in hashes.iter().enumerate() {
            let expected: &[u32] = [&[2][..], &[1, 2, 3], &[]][at / 4000];
            assert_eq!(rows.speakers(*hash).collect::<Vec<u32>>(), expected);
            assert_eq!(rows.has(*hash), !expected.is_empty());
        }
        assert!(!Rows::new(&[]).has(hashes[0]));
    }
}
