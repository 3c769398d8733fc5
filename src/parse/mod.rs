//! Each file on its own: bytes in, a `Parsed…` value and its diagnostics out. No file is looked at for another's sake.

pub mod engagement;
