//! What the program writes for a text in another way than it stands there: numbers to dial, the ids of headings, the parts of
//! words that can be searched for.
//!
//! Takes what a reader may see, as words; gives the hashes of single words that an edition may say for them.

use super::words::{Word, joined, read_words};

/// How many letters of a long word can be searched for.
const SEARCHED: usize = 32;

/// Gives each word that may be written for `text`, which has these `words`, and in which nothing is encoded. `parts` is to be
/// used again.
pub(super) fn each_written(text: &str, words: &[Word], parts: &mut Vec<Word>, found: &mut impl FnMut(u64)) {
    let mut note_words = |written: &str| {
        read_words(written, parts);
        parts.iter().for_each(|part| found(joined(0, part.hash)));
    };
    if let Some(number) = dialled(text) {
        note_words(&number);
    }
    let mut is_within = false;
    for (at, word) in words.iter().enumerate() {
        let begins = !is_within;
        is_within = words.get(at + 1).is_some_and(|next| goes_on(text, *word, *next));
        if begins && is_within {
            let last = words[at..].windows(2).take_while(|pair| goes_on(text, pair[0], pair[1])).count() + at;
            // The ids of headings have no marks: `don't` is `dont` there.
            let written = &text[word.start as usize..words[last].end as usize];
            note_words(&written.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>());
        }
        let (start, end) = (word.start as usize, word.end as usize);
        if end - start > SEARCHED || word.is_compound {
            parts_of(&text[start..end], &mut note_words);
        }
    }
}

/// The number that `text` is, without its spaces and marks: as it stands in a link that dials it, or in somebody's notes.
pub(super) fn dialled(text: &str) -> Option<String> {
    let is_number = text.chars().all(|letter| letter.is_ascii_digit() || " +()-./\u{a0}".contains(letter));
    let number = || text.chars().filter(char::is_ascii_digit).collect::<String>();
    (is_number && text.len() > 5).then(number).filter(|number| number.len() >= 5)
}

/// True where nothing but marks that ids leave out stands between two words.
fn goes_on(text: &str, word: Word, next: Word) -> bool {
    let parts = |mark: char| mark.is_whitespace() || matches!(mark, '-' | '_');
    // Mostly it is one blank.
    if text.as_bytes().get(word.end as usize).is_some_and(|mark| parts(char::from(*mark)) && mark.is_ascii()) {
        return false;
    }
    let between = &text[word.end as usize..next.start as usize];
    !between.is_empty() && !between.contains(parts)
}

/// The parts of a compound that search lists apart, `Err` and `Pull` of `ErrPull`, and of a long word its first letters.
fn parts_of(word: &str, found: &mut dyn FnMut(&str)) {
    let mut start = 0;
    let letters: Vec<(usize, char)> = word.char_indices().collect();
    for (place, (at, letter)) in letters.iter().enumerate().skip(1) {
        let before = letters[place - 1].1;
        let lower_follows = letters.get(place + 1).is_some_and(|(_, next)| next.is_lowercase());
        if letter.is_uppercase() && (!before.is_uppercase() || lower_follows) {
            found(&word[start..*at]);
            start = *at;
        }
    }
    if start > 0 {
        found(&word[start..]);
    }
    if let Some((cut, _)) = letters.get(SEARCHED) {
        found(&word[..*cut]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::words::hash_of;
    use super::*;

    #[test]
    fn compounds_have_parts() {
        let mut parts = Vec::new();
        parts_of("ErrImagePull", &mut |part| parts.push(part.to_owned()));
        parts_of("HTTPServer", &mut |part| parts.push(part.to_owned()));
        parts_of("plain", &mut |part| parts.push(part.to_owned()));
        assert_eq!(parts, ["Err", "Image", "Pull", "HTTP", "Server"]);
    }

    #[test]
    fn what_is_written_otherwise_is_known() {
        let written = |text: &str| {
            let (mut words, mut found) = (Vec::new(), Vec::new());
            read_words(text, &mut words);
            each_written(text, &words, &mut Vec::new(), &mut |hash| found.push(hash));
            found
        };
        let expected = |texts: &[&str]| {
            let mut words = Vec::new();
            let hashes = texts.iter().map(|text| {
                read_words(text, &mut words);
                hash_of(&words)
            });
            hashes.collect::<Vec<u64>>()
        };
        assert_eq!(written("Don't stop, a-b and c_d"), expected(&["dont"]));
        assert_eq!(written("an O'Neill's ErrPull"), expected(&["oneills", "err", "pull"]));
        assert_eq!(written("éB 1C"), expected(&["é", "b", "1", "c"]));
        assert_eq!(written("+44 20 7946 0958"), expected(&["442079460958"]));
        let long = "abcdefghijklmnopqrstuvwxyzabcdefghij";
        assert_eq!(written(long), expected(&[&long[..32]]));
        assert!(written("Plain words. And Others").is_empty());
    }
}
