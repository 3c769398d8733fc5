//! Text into words, alike for sources and for outputs: what is the same to a reader is the same here.
//!
//! Words are runs of letters and digits, in lower case and without accents; digits with single marks between them are one
//! number, whatever the marks; a character of a script without spaces is a word. What is written in the way of addresses
//! (`%20`) is read first. Takes any text, gives the hash of each word with its place; keeps no text.

use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How many words in a row are never the same by chance.
pub(super) const RUN: usize = 6;

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Of its folded letters.
    pub(super) hash: u64,
    /// Where it begins in the text, in bytes.
    pub(super) start: u32,
    /// Where it ends.
    pub(super) end: u32,
    /// What it is.
    pub(super) kind: WordKind,
}

/// What a word can tell where it stands alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WordKind {
    /// Something: three letters or more, letters with digits, a number of five digits or more that is no date or time.
    Telling,
    /// Nothing: a short word.
    Short,
    /// Nothing: a small number, a date, a time.
    Number,
}

/// `text` with what is percent-encoded in it read.
pub(super) fn readable(text: &str) -> Cow<'_, str> {
    let encoded =
        text.as_bytes().windows(3).any(|three| three[0] == b'%' && three[1..].iter().all(u8::is_ascii_hexdigit));
    if !encoded {
        return Cow::Borrowed(text);
    }
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

/// The words of `text`, in order, in place of what `words` held.
pub(super) fn read_words(text: &str, words: &mut Vec<Word>) {
    words.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_alphanumeric() {
            at = read_word(text, at, words);
        } else if byte.is_ascii() {
            at += 1;
        } else {
            let letter = text[at..].chars().next().expect("a character begins where another has ended");
            at = match class(letter) {
                Class::Letter => read_word(text, at, words),
                Class::Alone => {
                    let (start, end) = (at, at + letter.len_utf8());
                    let mut spelt = Spelt::new();
                    spelt.letter(letter);
                    words.push(spelt.word(start, end, WordKind::Short));
                    end
                }
                Class::Ignored | Class::Other => at + letter.len_utf8(),
            };
        }
    }
}

/// What a character that is not ASCII is to a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    /// Of a script without spaces between words.
    Alone,
    /// Accents apart from their letters, and what nobody sees.
    Ignored,
    Other,
}

fn class(letter: char) -> Class {
    match letter {
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => Class::Ignored,
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{31ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}'
            if letter.is_alphanumeric() =>
        {
            Class::Alone
        }
        _ if is_combining_mark(letter) => Class::Ignored,
        _ if letter.is_alphanumeric() => Class::Letter,
        _ => Class::Other,
    }
}

/// Reads the word that begins at `at`, and gives where it ends.
fn read_word(text: &str, start: usize, words: &mut Vec<Word>) -> usize {
    let bytes = text.as_bytes();
    let mut spelt = Spelt::new();
    let (mut letters, mut digits, mut marks) = (0_u32, 0_u32, 0_u32);
    let (mut at, mut end) = (start, start);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            spelt.byte(byte | 0x20);
            letters += 1;
            at += 1;
        } else if byte.is_ascii_digit() {
            spelt.byte(byte);
            digits += 1;
            at += 1;
        } else if byte.is_ascii() {
            let joins = letters == 0 && matches!(byte, b'.' | b',' | b'-' | b'\'');
            if !(joins && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)) {
                break;
            }
            marks += 1;
            at += 1;
            continue;
        } else {
            let letter = text[at..].chars().next().expect("a character begins where another has ended");
            match class(letter) {
                Class::Letter => {
                    spelt.letter(letter);
                    if letter.is_numeric() { digits += 1 } else { letters += 1 }
                }
                Class::Ignored => {
                    at += letter.len_utf8();
                    continue;
                }
                Class::Alone | Class::Other => break,
            }
            at += letter.len_utf8();
        }
        end = at;
    }
    let kind = match (letters, digits) {
        (0, ..5) => WordKind::Number,
        (0, _) if marks > 0 && is_date(&text[start..end]) || is_day(&text[start..end]) => WordKind::Number,
        (0, _) => WordKind::Telling,
        (letters, digits) if letters >= 3 || digits > 0 && letters + digits >= 3 => WordKind::Telling,
        _ => WordKind::Short,
    };
    words.push(spelt.word(start, end, kind));
    end
}

/// True for `2026-05-20` and `20.05.2026`: numbers of which one is a year.
fn is_date(number: &str) -> bool {
    let mut parts = number.split(|mark: char| !mark.is_ascii_digit());
    let is_year = |part: &str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let small = |part: &str| part.len() <= 2;
    number.split(|mark: char| !mark.is_ascii_digit()).any(is_year) && parts.all(|part| is_year(part) || small(part))
}

/// True for `20260520`.
fn is_day(number: &str) -> bool {
    let within = |range: std::ops::Range<usize>, most: u32| {
        number.get(range).and_then(|part| part.parse::<u32>().ok()).is_some_and(|part| (1..=most).contains(&part))
    };
    number.len() == 8 && (number.starts_with("19") || number.starts_with("20")) && within(4..6, 12) && within(6..8, 31)
}

/// A word as it is being read: FNV's hash of its letters, mixed at the end.
struct Spelt(u64);

impl Spelt {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn byte(&mut self, byte: u8) {
        self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }

    fn letter(&mut self, letter: char) {
        folded(letter, &mut |written| written.bytes().for_each(|byte| self.byte(byte)));
    }

    fn word(&self, start: usize, end: usize, kind: WordKind) -> Word {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Word { hash: mixed(self.0), start: place(start), end: place(end), kind }
    }
}

/// Gives `letter` without accents, in lower case.
fn folded(letter: char, give: &mut dyn FnMut(&str)) {
    let mut bytes = [0; 4];
    let parts = std::iter::once(letter).nfkd().filter(|part| !is_combining_mark(*part));
    for part in parts.flat_map(char::to_lowercase).filter(|part| !is_combining_mark(*part)) {
        give(if part == 'ß' { "ss" } else { part.encode_utf8(&mut bytes) });
    }
}

/// How `words`, which stand in `text`, are spelled to whoever compares them.
pub(super) fn spelling(text: &str, words: &[Word]) -> String {
    let mut spelled = String::new();
    for word in words {
        let written = &text[word.start as usize..word.end as usize];
        written
            .chars()
            .filter(|letter| letter.is_alphanumeric())
            .for_each(|letter| folded(letter, &mut |part| spelled.push_str(part)));
        spelled.push(' ');
    }
    spelled
}

fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// The hash of the words so far and one more; 0 is that of none.
pub(super) fn joined(so_far: u64, word: u64) -> u64 {
    mixed(so_far.rotate_left(19) ^ word)
}

/// Gives each row of up to `RUN` of `words`, with its hash; a longer one right after the shorter that begins with it.
pub(super) fn each_row<'w>(words: &'w [Word], found: &mut dyn FnMut(&'w [Word], u64)) {
    for at in 0..words.len() {
        let mut hash = 0;
        for (more, next) in words[at..].iter().take(RUN).enumerate() {
            hash = joined(hash, next.hash);
            found(&words[at..=at + more], hash);
        }
    }
}

/// The hash of `words` in a row.
pub(super) fn hash_of(words: &[Word]) -> u64 {
    words.iter().fold(0, |hash, word| joined(hash, word.hash))
}

/// The parts of a compound that search lists apart, `Err` and `Pull` of `ErrPull`, and of a long word its first 32 letters.
pub(super) fn parts_of(word: &str, found: &mut dyn FnMut(&str)) {
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
    if let Some((cut, _)) = letters.get(32) {
        found(&word[..*cut]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(&str, WordKind)> {
        let mut words = Vec::new();
        read_words(text, &mut words);
        words.iter().map(|word| (&text[word.start as usize..word.end as usize], word.kind)).collect()
    }

    fn hashes(text: &str) -> Vec<u64> {
        let mut words = Vec::new();
        read_words(text, &mut words);
        words.iter().map(|word| word.hash).collect()
    }

    #[test]
    fn words_are_what_a_reader_takes_for_one() {
        use WordKind::{Number, Short, Telling};
        assert_eq!(told("It's k8s."), [("It", Short), ("s", Short), ("k8s", Telling)]);
        assert_eq!(
            told("on 2026-05-20, 09:30"),
            [("on", Short), ("2026-05-20", Number), ("09", Number), ("30", Number)]
        );
        assert_eq!(
            told("20260520 48112 10.0.3.177 1,240"),
            [("20260520", Number), ("48112", Telling), ("10.0.3.177", Telling), ("1,240", Number)]
        );
        assert_eq!(told("東京 Größe"), [("東", Short), ("京", Short), ("Größe", Telling)]);
    }

    #[test]
    fn what_reads_alike_is_alike() {
        assert_eq!(hashes("Größe CAFÉ"), hashes("grosse cafe"));
        assert_eq!(hashes("Gro\u{308}\u{df}e"), hashes("größe"));
        assert_eq!(hashes("1,240,000"), hashes("1240000"));
        assert_eq!(hashes("soft\u{ad}ware"), hashes("Software"));
        assert_eq!(hashes(&readable("a%20Gr%C3%B6%C3%9Fe")), hashes("a größe"));
        assert_eq!(readable("100%"), "100%");
        assert_ne!(joined(joined(0, 1), 2), joined(joined(0, 2), 1));
    }

    #[test]
    fn compounds_have_parts() {
        let mut parts = Vec::new();
        parts_of("ErrImagePull", &mut |part| parts.push(part.to_owned()));
        parts_of("HTTPServer", &mut |part| parts.push(part.to_owned()));
        parts_of("plain", &mut |part| parts.push(part.to_owned()));
        assert_eq!(parts, ["Err", "Image", "Pull", "HTTP", "Server"]);
    }
}
