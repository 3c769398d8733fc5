//! What a function gave the last time, kept with what it was asked: while one writes, nearly everything is asked again.
//!
//! Values that are the same one again are told by where they are and not compared word for word.

use std::sync::Arc;

/// The last answer of a function.
#[derive(Debug)]
pub(crate) struct Last<K, V>(Option<(K, V)>);

impl<K, V> Default for Last<K, V> {
    fn default() -> Self {
        Self(None)
    }
}

impl<K, V> Last<K, V> {
    /// The last answer, whatever was asked.
    pub(crate) fn last(&self) -> Option<&V> {
        self.0.as_ref().map(|(_, value)| value)
    }
}

impl<K: PartialEq, V: Clone> Last<K, V> {
    /// What `make` gives for `key`: the last answer, where the question is the same.
    pub(crate) fn get(&mut self, key: K, make: impl FnOnce(&K) -> V) -> V {
        match &self.0 {
            Some((known, value)) if *known == key => value.clone(),
            _ => {
                let value = make(&key);
                self.0 = Some((key, value.clone()));
                value
            }
        }
    }
}

/// A shared value that equals only itself: for what is kept from one time to the next, and too large to be compared.
#[derive(Debug)]
pub(crate) struct Same<T: ?Sized>(pub(crate) Arc<T>);

impl<T: ?Sized> Clone for Same<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: ?Sized> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// `new`, or `old` itself where both say the same: what follows then need not look again.
pub(crate) fn kept<T: PartialEq>(old: Option<&Arc<T>>, new: T) -> Arc<T> {
    match old {
        Some(old) if **old == new => old.clone(),
        _ => Arc::new(new),
    }
}
