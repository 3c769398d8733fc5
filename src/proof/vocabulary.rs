//! What the program itself may say: the texts of its templates and of its code, as words.
//!
//! `vocabulary.txt` is made of the sources by a test, which fails when it is not what they say; `BLESS=1` writes it anew.
//! It is what makes it sound to ask of every word of an edition where it comes from.

/// A text a line, in lower case, without marks.
pub(super) const VOCABULARY: &str = include_str!("vocabulary.txt");
