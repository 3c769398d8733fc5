//! What was made once and may be of use again, kept beside the output: bytes by what they were made of.
//!
//! Takes keys and bytes; gives the bytes back where they are whole. It never fails: what is damaged, half written, of another
//! program or gone was never there, and where nothing can be written nothing is kept. Safe to delete at any time.

use super::journal::State;
use crate::source::Digest;
use crate::store::Store;
use rustc_hash::FxHashSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::SystemTime;

/// How much is kept: a hundred packets of two hundred pages, with what they say. What was not used for longest goes first.
const MOST: u64 = 256 << 20;

/// How long a digest is.
const DIGEST: usize = 32;

/// A folder of kept bytes.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    most: u64,
    /// True where what is there is read, and nothing is kept.
    is_lent: bool,
    /// What this run has read or written, and needs no second look.
    used: Mutex<FxHashSet<Digest>>,
}

impl Cache {
    /// The one beside this output. Only a run that holds the output's lock may keep anything there.
    #[must_use]
    pub fn of(output: &Path) -> Self {
        Self::new(State { output: output.to_owned() }.folder().join("cache"))
    }

    /// The same for a run that writes nothing.
    #[must_use]
    pub fn lent(output: &Path) -> Self {
        Self { is_lent: true, ..Self::of(output) }
    }

    fn new(folder: PathBuf) -> Self {
        Self { folder, most: MOST, is_lent: false, used: Mutex::default() }
    }

    /// Forgets what was not used for longest, until no more is kept than should be.
    pub fn tidy(&self) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        let mut files: Vec<(SystemTime, PathBuf, u64)> = Vec::new();
        for entry in entries.flatten() {
            let Ok(known) = entry.metadata() else { continue };
            if known.is_file() {
                files.push((known.modified().unwrap_or(SystemTime::UNIX_EPOCH), entry.path(), known.len()));
            }
        }
        files.sort();
        let mut kept = 0;
        for (_, file, length) in files.iter().rev() {
            kept += length;
            if kept > self.most || is_unfinished(file) {
                // It goes the next time.
                let _ = fs::remove_file(file);
            }
        }
    }

    fn file(&self, key: &Digest) -> PathBuf {
        self.folder.join(name_of(key))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, FxHashSet<Digest>> {
        self.used.lock().expect("no thread panics while it notes a key")
    }
}

impl Store for Cache {
    fn get(&self, key: &Digest) -> Option<Vec<u8>> {
        let file = self.file(key);
        let mut bytes = fs::read(&file).ok()?;
        let is_whole = bytes.split_first_chunk().is_some_and(|(known, rest)| digest_of(key, rest) == *known);
        if !is_whole {
            return None;
        }
        if !self.is_lent && self.lock().insert(*key) {
            // Where this fails it is only forgotten earlier.
            let _ = fs::File::options().append(true).open(&file).and_then(|file| file.set_modified(SystemTime::now()));
        }
        bytes.drain(..DIGEST);
        Some(bytes)
    }

    fn put(&self, key: &Digest, bytes: &[u8]) {
        if self.is_lent {
            return;
        }
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let unfinished = self.folder.join(format!("{}.unfinished", name_of(key)));
            let mut file = fs::File::create(&unfinished)?;
            file.write_all(&digest_of(key, bytes))?;
            file.write_all(bytes)?;
            drop(file);
            fs::rename(&unfinished, self.file(key))
        };
        if write().is_ok() {
            self.lock().insert(*key);
        }
    }
}

/// True for what a run that was killed left: nobody else writes while this one runs.
fn is_unfinished(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "unfinished")
}

fn name_of(key: &Digest) -> String {
    blake3::Hash::from_bytes(*key).to_hex().to_string()
}

/// The key is part of it: a file under another's name is none.
fn digest_of(key: &Digest, bytes: &[u8]) -> Digest {
    *blake3::keyed_hash(key, bytes).as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Digest {
        [number; DIGEST]
    }

    #[test]
    fn what_is_whole_comes_back_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let cache = Cache::new(folder.path().join("cache"));
        assert_eq!(cache.get(&key(1)), None);
        cache.put(&key(1), b"one");
        cache.put(&key(2), b"");
        assert_eq!((cache.get(&key(1)), cache.get(&key(2))), (Some(b"one".to_vec()), Some(Vec::new())));
        let file = cache.file(&key(1));
        let whole = fs::read(&file).expect("it is there");
        for damaged in [&whole[..whole.len() - 1], &whole[..DIGEST], &whole[..3], b""] {
            fs::write(&file, damaged).expect("written");
            assert_eq!(cache.get(&key(1)), None);
        }
        let flipped: Vec<u8> = whole.iter().enumerate().map(|(at, byte)| byte ^ u8::from(at == 33)).collect();
        fs::write(&file, flipped).expect("written");
        assert_eq!(cache.get(&key(1)), None);
        fs::rename(cache.file(&key(2)), &file).expect("renamed");
        assert_eq!(cache.get(&key(1)), None, "it belongs to another key");
        cache.put(&key(1), b"one");
        assert_eq!(cache.get(&key(1)), Some(b"one".to_vec()));
    }

    #[test]
    fn what_is_lent_is_read_and_left_as_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        Cache::of(folder.path()).put(&key(1), b"one");
        let lent = Cache::lent(folder.path());
        let kept = || fs::read_dir(&lent.folder).expect("it is there").count();
        let modified = || fs::metadata(lent.file(&key(1))).and_then(|known| known.modified()).expect("it is there");
        let before = modified();
        assert_eq!(lent.get(&key(1)), Some(b"one".to_vec()));
        lent.put(&key(2), b"two");
        assert_eq!((kept(), modified()), (1, before));
    }

    #[test]
    fn where_nothing_can_be_written_nothing_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("cache"), "a file").expect("written");
        let cache = Cache::new(folder.path().join("cache"));
        cache.put(&key(1), b"one");
        cache.tidy();
        assert_eq!(cache.get(&key(1)), None);
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut cache = Cache::new(folder.path().join("cache"));
        for number in 1..=4 {
            cache.put(&key(number), &[number; 100]);
            let file = fs::File::options().append(true).open(cache.file(&key(number))).expect("it is there");
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(u64::from(number));
            file.set_modified(time).expect("it takes a time");
        }
        fs::write(cache.folder.join("left.unfinished"), "half").expect("written");
        cache.most = 2 * (100 + DIGEST as u64) + 10;
        // Another run, that uses the oldest.
        let cache = Cache { used: Mutex::default(), ..cache };
        assert!(cache.get(&key(1)).is_some());
        cache.tidy();
        let kept: Vec<u8> = (1..=4).filter(|number| cache.get(&key(*number)).is_some()).collect();
        assert_eq!(kept, [1, 4]);
        assert!(!cache.folder.join("left.unfinished").exists());
    }
}
