//! A PDF as it is kept for later runs: its bytes, what was wrong while it was set, and what it says.
//!
//! It is known by all that Typst can see, and by the places that its messages lead to.

use super::pdf::{PacketInputs, Printed};
use super::report::Origins;
use crate::diagnostic::{Checked, Diagnostic};
use crate::source::Digest;
use crate::store::{Key, Store};

/// What the PDF of all that `origins` leads to is known by.
pub(super) fn key(inputs: &PacketInputs, origins: &Origins) -> Digest {
    let mut key = Key::new("pdf");
    for setting in [inputs.standard, inputs.ident, &inputs.today.to_string()] {
        key.part(setting.as_bytes());
    }
    key.part(inputs.fonts.digest());
    origins.world.note(&mut key);
    origins.note(&mut key);
    key.finish()
}

/// The PDF that is kept under `key`, with its diagnostics.
pub(super) fn recall(key: &Digest, store: &dyn Store) -> Option<Checked<Printed>> {
    let mut bytes = store.get(key)?;
    let (length, rest) = bytes.split_first_chunk()?;
    let told = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (diagnostics, texts): (Vec<Diagnostic>, Vec<String>) = serde_json::from_slice(rest.get(..told)?).ok()?;
    bytes.drain(..size_of::<u64>() + told);
    Some(Checked { value: Printed { pdf: bytes, texts }, diagnostics })
}

/// Keeps it under `key`.
pub(super) fn keep(printed: &Printed, diagnostics: &[Diagnostic], key: &Digest, store: &dyn Store) {
    let told = serde_json::to_vec(&(diagnostics, &printed.texts)).expect("it is plain data");
    store.put(key, &[&(told.len() as u64).to_le_bytes(), &*told, &printed.pdf].concat());
}
