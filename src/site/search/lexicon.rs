//! The lexicon: all terms, sorted. Takes the terms, gives the `words` files.
//!
//! A file's payload is one string of blocks parted by spaces, and a block has for each term a capital letter and the term without what it shares with the one before,
//! the letter saying how many UTF-16 units that is, `A` for none. Terms are in lower case, so the letter also
//! parts them: `AabortFedC.2` is `abort`, `aborted`, `ab.2`. A block begins with a whole term, by which it is found, and a
//! file with one that the root knows.
//!
//! Sorted by code points. JavaScript compares by UTF-16 units, which is the same but for a dozen Han characters of
//! compatibility set against those outside the basic plane.

use super::BLOCK;
use super::invert::Term;
use super::shard::{Shard, quoted};

/// The longest beginning that can be shared, in UTF-16 units: as far as the letters go.
const MAX_SHARED: usize = 25;

/// The `words` files, of about `size` bytes at most.
pub(super) fn write(terms: &[Term<'_>], size: usize) -> Vec<Shard> {
    let mut shards = Vec::new();
    let mut payload = String::new();
    let mut first = 0;
    let mut before = "";
    for (number, Term { text, .. }) in terms.iter().enumerate() {
        if payload.len() >= size {
            shards.push(shard(first, terms, &payload));
            payload.clear();
            (first, before) = (number, "");
        } else if number > first && (number - first).is_multiple_of(BLOCK) {
            payload.push(' ');
            before = "";
        }
        let (letter, rest) = without_shared(before, text);
        payload.push(letter);
        payload.push_str(rest);
        before = text;
    }
    if !payload.is_empty() {
        shards.push(shard(first, terms, &payload));
    }
    shards
}

fn shard(first: usize, terms: &[Term<'_>], payload: &str) -> Shard {
    Shard { first, first_term: Some(terms[first].text.to_owned()), payload: quoted(payload) }
}

/// The letter for what `term` shares with `before`, and the rest of it.
fn without_shared<'a>(before: &str, term: &'a str) -> (char, &'a str) {
    let mut units = 0;
    let mut rest = term;
    for (a, b) in before.chars().zip(term.chars()) {
        if a != b || units + a.len_utf16() > MAX_SHARED {
            break;
        }
        units += a.len_utf16();
        rest = &rest[a.len_utf8()..];
    }
    (char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[units]), rest)
}

/// The terms of a payload.
pub(super) fn read(payload: &str) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for (at, letter) in payload.match_indices(|c: char| c.is_ascii_uppercase()) {
        let rest = &payload[at + 1..];
        let rest = &rest[..rest.find(|c: char| c.is_ascii_uppercase() || c == ' ').unwrap_or(rest.len())];
        let mut left = usize::from(letter.as_bytes()[0] - b'A');
        let mut term = String::new();
        for c in terms.last().map_or("", String::as_str).chars() {
            if left == 0 {
                break;
            }
            left -= c.len_utf16();
            term.push(c);
        }
        term.push_str(rest);
        terms.push(term);
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shared_is_said_by_a_letter() {
        assert_eq!(without_shared("", "abort"), ('A', "abort"));
        assert_eq!(without_shared("abort", "aborted"), ('F', "ed"));
        assert_eq!(without_shared("東京", "東西"), ('B', "西"));
        assert_eq!(without_shared("𠮷野", "𠮷田"), ('C', "田"));
        let long = "x".repeat(32);
        assert_eq!(without_shared(&long, &long), ('Z', &long[25..]));
        assert_eq!(read("AabortFedC.2 A𠮷野C田"), ["abort", "aborted", "ab.2", "𠮷野", "𠮷田"]);
    }
}
