//! Short rows of words that make a whole: names, titles, addresses, numbers in groups.
//!
//! Takes what a unit says, gives those of its rows of two to five words that tell something. What the program may put
//! together by itself is none.

use super::table::HashSet;
use super::unit::Extent;
use super::vocabulary::VOCABULARY;
use super::words::{RUN, Word, WordKind, each_word, joined};
use memchr::memchr3_iter;

/// Gives each phrase of `text`, a unit of this extent that has these words. `program` are the words of the program's own.
pub(super) fn each_phrase(
    text: &str,
    words: &[Word],
    extent: Extent,
    program: &HashSet,
    found: &mut impl FnMut(&[Word]),
) {
    let all = (extent == Extent::Whole).then_some(words);
    addresses(text, words).into_iter().chain(all).filter(|words| is_phrase(words, program)).for_each(found);
}

fn is_phrase(words: &[Word], program: &HashSet) -> bool {
    if !(2..RUN).contains(&words.len()) {
        return false;
    }
    let is_number = |word: &Word| word.kind == WordKind::Number;
    let digits: u32 = words.iter().filter(|word| is_number(word)).map(|word| word.end - word.start).sum();
    let is_own = |word: &Word| is_number(word) || program.has(joined(0, word.hash));
    let tells = words.iter().any(|word| word.kind == WordKind::Telling);
    // `3 days`, `Open risks`, `2 of 5 gates`.
    let counted = words.iter().any(is_number);
    let composed = words.iter().all(is_own) && (counted || words.len() == 2) || counted && words.len() == 2;
    tells && !composed || words.iter().all(is_number) && digits >= 8 && words.len() > 2
}

/// The words of each address among `words`: of mail, of the web, of a host.
fn addresses<'w>(text: &'w str, words: &'w [Word]) -> Vec<&'w [Word]> {
    let mut found = Vec::new();
    if words.len() < 2 || !may_have_address(text) {
        return found;
    }
    for chunk in text.split(|letter: char| letter.is_whitespace() || "<>\"'()[]{},;`".contains(letter)) {
        let is_host = || {
            let host = chunk.trim_end_matches('.');
            host.rsplit_once('.').is_some_and(|(name, end)| {
                end.len() >= 2 && name.len() > 2 && end.bytes().all(|byte| byte.is_ascii_alphabetic())
            }) && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
        };
        if !(chunk.contains('@') || chunk.contains("://") || is_host()) {
            continue;
        }
        let start = chunk.as_ptr() as usize - text.as_ptr() as usize;
        let from = words.partition_point(|word| (word.start as usize) < start);
        let to = words.partition_point(|word| (word.start as usize) < start + chunk.len());
        // The scheme is everybody's.
        let scheme = usize::from(chunk.contains("://"));
        found.extend(words.get(from + scheme..to));
    }
    found
}

/// False where nothing stands in `text` that an address is known by.
fn may_have_address(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr3_iter(b'@', b':', b'.', bytes).any(|at| match bytes[at] {
        b'@' => true,
        b':' => bytes[at + 1..].starts_with(b"//"),
        // A sentence ends with a full stop too, but not before a letter.
        _ => bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic),
    })
}

/// The words that the program says by itself; `more` are texts of the same kind that are made as it runs.
pub(super) fn program_words(more: &[String]) -> HashSet {
    let mut hashes = Vec::new();
    for text in more.iter().map(String::as_str).chain([VOCABULARY]) {
        each_word(text, &mut |word| hashes.push(joined(0, word.hash)));
    }
    HashSet::new(hashes.len(), hashes)
}

#[cfg(test)]
mod tests {
    use super::super::words::{hash_of, read_words};
    use super::*;

    #[test]
    fn what_the_program_says_is_known_and_nothing_else() {
        let program = program_words(&["sha256-6vgEhOB4/agy54Nhc=".to_owned()]);
        let is_known = |text: &str| {
            let mut words = Vec::new();
            read_words(text, &mut words);
            words.iter().all(|word| program.has(hash_of(&[*word])))
        };
        assert!(is_known("6vgEhOB4 agy54Nhc"), "the digest of a script");
        assert!(is_known("Search"), "a word of the vocabulary");
        assert!(!is_known("Kettle"));
    }
}
