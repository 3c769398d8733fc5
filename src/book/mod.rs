//! What the sources say together.

pub mod engagement;
