//! The names of files that stand in the book's text, wherever that is: in a comment, in YAML, in a template, in CSS.
//!
//! Takes the sources; gives names without their folders. Too many rather than too few: what is named is not called unused.

use crate::path::{SourcePath, percent_decode};
use crate::source::{Encoding, Sources, decode};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The names in each text, which are always looked for with the same extensions.
#[derive(Default)]
pub(super) struct Kept {
    texts: FxHashMap<SourcePath, OfText>,
}

/// A text, and the names in it.
type OfText = (Arc<[u8]>, Arc<[String]>);

/// Every name in a text of the book that ends with one of `extensions`, which are in lower case.
pub(super) fn named_in_text(sources: &Sources, extensions: &[&str], kept: &mut Kept) -> FxHashSet<String> {
    let is_text = |bytes: &&[u8]| Encoding::of(bytes) != Encoding::Utf8 || !bytes[..bytes.len().min(1024)].contains(&0);
    let texts = sources.files.keys().filter_map(|path| Some((path, sources.bytes(path)?)));
    let texts: Vec<(&SourcePath, &Arc<[u8]>)> = texts.filter(|(_, bytes)| is_text(&&***bytes)).collect();
    let look = |(path, bytes): (&SourcePath, &Arc<[u8]>)| {
        let known = kept.texts.get(path).filter(|(known, _)| known == bytes);
        let named = known.map_or_else(|| names(&decode(bytes), extensions).into(), |(_, named)| named.clone());
        (path.clone(), (bytes.clone(), named))
    };
    kept.texts = texts.into_par_iter().map(look).collect();
    kept.texts.values().flat_map(|(_, named)| named.iter().cloned()).collect()
}

fn names(text: &str, extensions: &[&str]) -> Vec<String> {
    let ends_name = |letter: char| letter.is_whitespace() || "/\\\"'()<>[]`=,;|{}#?!".contains(letter);
    let mut names = Vec::new();
    for (at, _) in text.match_indices('.') {
        let length = text[at + 1..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        let end = at + 1 + length;
        if !extensions.iter().any(|extension| extension.eq_ignore_ascii_case(&text[at + 1..end])) {
            continue;
        }
        // A name may hold spaces; it is read both ways.
        let after = |found: Option<usize>| {
            found.map_or(0, |found| found + text[found..].chars().next().map_or(1, char::len_utf8))
        };
        let word = after(text[..at].rfind(ends_name));
        let words = after(text[..at].rfind(['/', '(', '"', '\'', '<', '[', '\n', ':']));
        names.extend([word, words].map(|start| percent_decode(text[start..end].trim()).to_string()));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_are_found_however_they_are_written() {
        let text = "![x](../a/b.png) evidence: assets/Q1 report.pdf\n<img src=\"c%20d.SVG\"> url('e.webp')";
        let found = names(text, &["png", "pdf", "svg", "webp"]);
        for name in ["b.png", "Q1 report.pdf", "c d.SVG", "e.webp"] {
            assert!(found.iter().any(|known| known == name), "{name}: {found:?}");
        }
        assert_eq!(names("a.md and {{#include parts/b.md}}", &["md"]).len(), 4);
    }
}
