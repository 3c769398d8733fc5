//! What was drawn before: in this process, and in others where a store is at hand.
//!
//! What could not be drawn is known too, as finding that out takes as long.

use super::{Drawings, Drawn, Failure, draw};
use crate::source::Digest;
use crate::store::Key;
use rustc_hash::FxHashMap;
use std::sync::{MutexGuard, PoisonError};

/// How long the texts of known drawings may be together, in bytes, before all are forgotten: a process that runs for days
/// while somebody writes does not keep every state of every diagram.
const MOST: usize = 64 << 20;

/// Drawings by their keys.
#[derive(Debug, Default)]
pub(super) struct Known {
    drawn: FxHashMap<Digest, Result<Drawn, Failure>>,
    length: usize,
}

impl Drawings {
    /// What is drawn of `source`, whenever that was.
    pub(super) fn recall(&self, source: &str) -> Result<Drawn, Failure> {
        let key = Key::new("diagram").part(source.as_bytes()).finish();
        if let Some(known) = self.lock().drawn.get(&key) {
            return known.clone();
        }
        let store = self.store.as_deref();
        let stored = store.and_then(|store| serde_json::from_slice(&store.get(&key)?).ok());
        let drawn: Result<Drawn, Failure> = stored.unwrap_or_else(|| {
            let drawn = draw::draw(source);
            if let Some(store) = store {
                store.put(&key, &serde_json::to_vec(&drawn).expect("it is plain data"));
            }
            drawn
        });
        let length = drawn.as_ref().map_or(0, |drawn| drawn.drawing.content.len());
        let mut known = self.lock();
        if known.length + length > MOST {
            *known = Known::default();
        }
        known.length += length;
        known.drawn.insert(key, drawn.clone());
        drawn
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
