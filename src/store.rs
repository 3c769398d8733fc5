//! What costs much to make, kept from one process to the next: bytes by a digest of all that decides them.
//!
//! Takes what a value is made of, gives the key it is kept under. Where the bytes lie is another's part; a step that asks a
//! store must give the same with one and without.

use crate::source::Digest;
use std::fmt::Debug;

/// Which program this is: another version, another build of other sources or with other features is another one. What one
/// of them kept is nothing to the others.
const PROGRAM: &str = env!("TURNKEY_PROGRAM");

/// Keeps bytes for a later run. It may forget anything at any time, and never gives other bytes than it was given.
pub trait Store: Debug + Send + Sync {
    /// The bytes that were kept under this key.
    fn get(&self, key: &Digest) -> Option<Vec<u8>>;

    /// Keeps `bytes` under this key.
    fn put(&self, key: &Digest, bytes: &[u8]);
}

/// A key, as long as not everything was named that decides the value.
#[derive(Clone, Debug)]
pub(crate) struct Key(blake3::Hasher);

impl Key {
    /// The key of a value of this kind that this program makes of nothing yet.
    pub(crate) fn new(kind: &str) -> Self {
        Self::of(PROGRAM, kind)
    }

    /// The same for another program.
    pub(crate) fn of(program: &str, kind: &str) -> Self {
        let mut key = Self(blake3::Hasher::new());
        key.part(program.as_bytes()).part(kind.as_bytes());
        key
    }

    /// Names one thing more. Where one thing ends and the next begins is part of the key.
    pub(crate) fn part(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.update(&(bytes.len() as u64).to_le_bytes()).update(bytes);
        self
    }

    /// The key of all that was named.
    pub(crate) fn finish(&self) -> Digest {
        *self.0.finalize().as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_of_its_parts_in_their_order_and_with_their_ends() {
        let key = |program: &str, kind: &str, parts: &[&str]| {
            let mut key = Key::of(program, kind);
            parts.iter().for_each(|part| _ = key.part(part.as_bytes()));
            key.finish()
        };
        assert_eq!(key("1", "pdf", &["ab", "c"]), key("1", "pdf", &["ab", "c"]));
        let mut keys = vec![
            key("1", "pdf", &["ab", "c"]),
            key("1", "pdf", &["a", "bc"]),
            key("1", "pdf", &["c", "ab"]),
            key("1", "pdf", &["ab", "c", ""]),
            key("2", "pdf", &["ab", "c"]),
            key("1", "svg", &["ab", "c"]),
        ];
        let count = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }
}
