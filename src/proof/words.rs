//! Text into words, alike for sources and for outputs: what is the same to a reader is the same here.
//!
//! Words are runs of letters and digits, in lower case and without accents; digits with single marks between them are one
//! number, whatever the marks; a character of a script without spaces is a word. What is written in the way of addresses
//! (`%20`) is read first. Takes any text, gives the hash of each word with its place; keeps no text.
//!
//! Everything that a book says comes through here, and most of it is ASCII: of that, eight bytes are looked at in one step.

use memchr::memchr_iter;
use percent_encoding::percent_decode_str;
use rustc_hash::FxHasher;
use std::borrow::Cow;
use std::hash::Hasher as _;
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
    /// True where a capital of ASCII follows another letter or digit of it.
    pub(super) is_compound: bool,
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
    let bytes = text.as_bytes();
    let is_code = |at| bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    if !memchr_iter(b'%', bytes).any(is_code) {
        return Cow::Borrowed(text);
    }
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

/// A hash of the letters of `text`, from its first to its last one of ASCII: what has the same says the same words.
pub(super) fn text_hash(text: &str) -> u64 {
    saying_hash(text).unwrap_or_default()
}

/// The same; none where there is no letter and no digit.
#[inline]
pub(super) fn saying_hash(text: &str) -> Option<u64> {
    let says = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii();
    let bytes = text.as_bytes();
    let from = bytes.iter().position(says)?;
    let last = bytes.iter().rposition(says)?;
    let mut hasher = FxHasher::default();
    hasher.write(&bytes[from..=last]);
    Some(hasher.finish())
}

/// The words of `text`, in order, in place of what `words` held.
pub(super) fn read_words(text: &str, words: &mut Vec<Word>) {
    words.clear();
    each_word(text, &mut |word| words.push(word));
}

/// Gives the words of `text`, in order.
pub(super) fn each_word(text: &str, found: &mut impl FnMut(Word)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            if let Some(word) = read_plain_word(bytes, at) {
                // A mark has ended it.
                at = word.end as usize + 1;
                found(word);
            } else {
                let word = read_word(text, at);
                at = word.end as usize;
                found(word);
            }
        } else if byte.is_ascii_digit() {
            let word = read_word(text, at);
            at = word.end as usize;
            found(word);
        } else if byte.is_ascii() {
            at += 1;
        } else {
            let letter = text[at..].chars().next().expect("a character begins where another has ended");
            at = match class(letter) {
                Class::Letter => {
                    let word = read_word(text, at);
                    found(word);
                    word.end as usize
                }
                Class::Alone => {
                    let (start, end) = (at, at + letter.len_utf8());
                    let mut spelt = Spelt::new();
                    spelt.letter(letter);
                    found(spelt.word(start, end, (WordKind::Short, false)));
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
        // What stands for a letter that no font has: words on either side of it are not side by side.
        '\u{fffd}' => Class::Letter,
        _ if letter.is_alphanumeric() => Class::Letter,
        _ => Class::Other,
    }
}

/// The word that begins with the letter at `start`; none where it is not all of ASCII.
#[inline]
fn read_plain_word(bytes: &[u8], start: usize) -> Option<Word> {
    let (mut spelt, mut end, mut capitals) = (Spelt::new(), start, 0);
    loop {
        let eight = eight_at(bytes, end);
        let count = alphanumeric(eight);
        // Of letters and digits, capitals alone lack this bit; the first letter of the word is none that follows one.
        let inside = if end == start { !0xff } else { !0 };
        capitals |= !eight & (EACH * 0x20) & inside & first_bytes(count);
        spelt.bytes(eight | (EACH * 0x20), count);
        end += count;
        if count < 8 {
            break;
        }
    }
    let kind = if end - start >= 3 { WordKind::Telling } else { WordKind::Short };
    if bytes.get(end).is_some_and(|next| !next.is_ascii()) {
        return None;
    }
    Some(spelt.word(start, end, (kind, capitals != 0)))
}

/// All bits of the first `count` of eight bytes.
#[inline]
fn first_bytes(count: usize) -> u64 {
    if count == 8 { !0 } else { (1 << (8 * count)) - 1 }
}

/// A one in each byte.
const EACH: u64 = u64::from_ne_bytes([1; 8]);

/// The eight bytes at `at`, as many as there are, the first one the lowest.
#[inline]
fn eight_at(bytes: &[u8], at: usize) -> u64 {
    if let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        return u64::from_le_bytes(*eight);
    }
    let mut eight = [0; 8];
    let rest = bytes.get(at..).unwrap_or_default();
    eight[..rest.len()].copy_from_slice(rest);
    u64::from_le_bytes(eight)
}

/// How many of the eight bytes, from the lowest, are letters or digits of ASCII.
#[inline]
fn alphanumeric(eight: u64) -> usize {
    let high = EACH * 0x80;
    // Adding what a byte lacks to 128 sets its highest bit where it is as large as that, and never touches the next.
    let from = |bytes: u64, least: u8| bytes + EACH * u64::from(0x80 - least);
    let seven_bits = eight & !high;
    let lower = seven_bits | (EACH * 0x20);
    let letters = from(lower, b'a') & !from(lower, b'z' + 1);
    let digits = from(seven_bits, b'0') & !from(seven_bits, b'9' + 1);
    let others = (!(letters | digits) | eight) & high;
    others.trailing_zeros() as usize / 8
}

/// The word that begins at `start`.
fn read_word(text: &str, start: usize) -> Word {
    let bytes = text.as_bytes();
    let mut spelt = Spelt::new();
    let (mut letters, mut digits, mut marks) = (0_u32, 0_u32, 0_u32);
    let (mut at, mut end, mut is_compound) = (start, start, false);
    while let Some(&byte) = bytes.get(at) {
        if byte.is_ascii_alphabetic() {
            spelt.byte(byte | 0x20);
            is_compound |= at > start && byte.is_ascii_uppercase();
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
    spelt.word(start, end, (kind, is_compound))
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

/// A word as it is being read: a hash of its letters, eight bytes at a time.
struct Spelt {
    hash: u64,
    /// Those of the next eight bytes that are there.
    block: u64,
    filled: usize,
}

impl Spelt {
    fn new() -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, block: 0, filled: 0 }
    }

    fn byte(&mut self, byte: u8) {
        self.block |= u64::from(byte) << (8 * self.filled);
        self.filled += 1;
        if self.filled == 8 {
            self.hash = mixed(self.hash ^ self.block);
            (self.block, self.filled) = (0, 0);
        }
    }

    /// Adds the first `count` bytes of `eight` to what is full so far.
    #[inline]
    fn bytes(&mut self, eight: u64, count: usize) {
        if count == 8 {
            self.hash = mixed(self.hash ^ eight);
        } else {
            (self.block, self.filled) = (eight & first_bytes(count), count);
        }
    }

    fn letter(&mut self, letter: char) {
        folded(letter, &mut |written| written.bytes().for_each(|byte| self.byte(byte)));
    }

    #[inline]
    fn word(&self, start: usize, end: usize, (kind, is_compound): (WordKind, bool)) -> Word {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let hash = if self.filled > 0 { mixed(self.hash ^ self.block) } else { self.hash };
        Word { hash, start: place(start), end: place(end), kind, is_compound }
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

/// All bits of `hash` in each: both halves of its product with a number that has no pattern.
#[inline]
fn mixed(hash: u64) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let high = (u128::from(hash) * u128::from(FACTOR)) >> 64;
    hash.wrapping_mul(FACTOR) ^ u64::try_from(high).unwrap_or_default()
}

/// What the hash of a row is multiplied by for each word after it.
const STEP: u64 = 0xd6e8_feb8_6659_fd93;

/// The hash of the words so far and one more; 0 is that of none.
#[inline]
pub(super) fn joined(so_far: u64, word: u64) -> u64 {
    so_far.wrapping_mul(STEP).wrapping_add(word)
}

/// Gives the hash of each row of `RUN` of `words`, in order: each made of the one before it.
pub(super) fn each_run(words: &[Word], found: &mut impl FnMut(u64)) {
    let gone_by = (0..RUN).fold(1, |factor: u64, _| factor.wrapping_mul(STEP));
    let Some(first) = words.get(..RUN) else { return };
    let mut hash = hash_of(first);
    found(hash);
    for (gone, next) in words.iter().zip(&words[RUN..]) {
        hash = joined(hash, next.hash).wrapping_sub(gone.hash.wrapping_mul(gone_by));
        found(hash);
    }
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
        assert_ne!(hashes("a \u{fffd}\u{fffd} b"), hashes("a b"));
        assert_ne!(joined(joined(0, 1), 2), joined(joined(0, 2), 1));
    }

    #[test]
    fn a_word_is_the_same_however_it_is_read() {
        // Letter by letter, because of the mark that nobody sees, and eight at once.
        for word in ["a", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnopq", "k8s", "Z9z"] {
            for end in ["", " ", "!", "{", "@", "[", "`", "/", ":"] {
                let marked = format!("{}\u{ad}{}{end}", &word[..1], &word[1..]);
                assert_eq!(hashes(&format!("{word}{end}")), hashes(&marked), "{word}{end}");
                assert_eq!(told(&format!("{word}{end}"))[0].0, word);
            }
        }
        let all: Vec<u8> = (0..128).filter(|byte| alphanumeric(u64::from(*byte)) == 1).collect();
        assert_eq!(all, (0..128).filter(u8::is_ascii_alphanumeric).collect::<Vec<u8>>());
        assert_eq!(alphanumeric(u64::from_le_bytes("abcdéfg".as_bytes().try_into().expect("eight bytes"))), 4);
    }

    #[test]
    fn texts_are_alike_without_the_marks_around_them() {
        assert_eq!(text_hash("- [ ] Stop it, now.\n"), text_hash("Stop it, now"));
        assert_ne!(text_hash("Stop it now"), text_hash("Stop it, now"));
        assert_ne!(text_hash("…top it"), text_hash("top it"));
    }

    #[test]
    fn rows_are_alike_wherever_they_stand() {
        let mut words = Vec::new();
        read_words("one two three four five six seven eight", &mut words);
        let mut runs = Vec::new();
        each_run(&words, &mut |hash| runs.push(hash));
        assert_eq!(runs, words.windows(RUN).map(hash_of).collect::<Vec<u64>>());
        each_run(&words[..RUN - 1], &mut |_| panic!("there is none"));
    }
}
