//! Text into terms. Takes any text, gives the strings that the index lists; must stay the twin of `terms` in
//! `client.js`, which does the same to a query.
//!
//! Folding: NFKD, combining accents and invisible characters dropped, recomposed (NFC), lower case, and a few letters that
//! do not decompose written out (`ß` as `ss`).
//!
//! Words are runs of letters, digits and marks. A single `-`, `_` or `.` between two words joins them into a compound:
//! `restart-api`, `10.0.0.1` and `v5.2` are terms whole, and so are their parts, and the parts of `ErrImagePull`. Parts
//! that say nothing alone are left out: single characters, numbers under 100, and humps shorter than three letters.
//!
//! Scripts written without spaces become pairs of neighbours (`東京都`: `東京`, `京都`) and the last character, so that
//! every character begins a term and is found by prefix.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters after which a term is cut, in the index as in queries: the rest of a hash tells nothing new.
const MAX_TERM: usize = 32;

const JOINERS: [char; 3] = ['-', '_', '.'];

/// What a character is to the scanner.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Joiner,
    Word,
    /// Part of a word that has begun; begins none.
    Mark,
    /// Of a script without spaces between words.
    Unspaced,
}

/// Buffers to be used again, so that a term costs no allocation.
#[derive(Default)]
pub(crate) struct Scratch {
    folded: String,
    term: String,
}

/// Gives `found` each term of `text` in order, as often as it occurs.
pub(crate) fn each_term(text: &str, scratch: &mut Scratch, found: &mut impl FnMut(&str)) {
    let Scratch { folded, term } = scratch;
    for chunk in text.split_ascii_whitespace() {
        if chunk.is_ascii() || chunk.chars().all(is_folded) {
            scan(chunk, term, found);
        } else {
            folded.clear();
            folded
                .extend(chunk.nfkd().filter(|&c| !is_ignored(c)).nfc().map(|c| if c == '\u{2010}' { '-' } else { c }));
            scan(folded, term, found);
        }
    }
}

/// Splits text without accents into compounds and runs of unspaced script.
fn scan(text: &str, term: &mut String, found: &mut impl FnMut(&str)) {
    let mut run: Option<(Class, usize)> = None;
    // Where the run ends, should nothing more follow: a joiner at the end is not part of it.
    let mut end = 0;
    let mut joined = false;
    for (at, c) in text.char_indices() {
        let class = class(c);
        let goes_on = match (run, class) {
            (Some((Class::Word, _)), Class::Joiner) if !joined => {
                joined = true;
                continue;
            }
            (Some((Class::Word, _)), Class::Word) | (Some((Class::Unspaced, _)), Class::Unspaced) => true,
            (Some(_), Class::Mark) => !joined,
            _ => false,
        };
        if !goes_on {
            if let Some((kind, start)) = run.take() {
                emit(kind, &text[start..end], term, found);
            }
            if matches!(class, Class::Word | Class::Unspaced) {
                run = Some((class, at));
            }
        }
        joined = false;
        end = at + c.len_utf8();
    }
    if let Some((kind, start)) = run {
        emit(kind, &text[start..end], term, found);
    }
}

fn emit(kind: Class, run: &str, term: &mut String, found: &mut impl FnMut(&str)) {
    if kind == Class::Unspaced {
        return emit_pairs(run, found);
    }
    found(lower(run, term));
    if run.bytes().skip(1).all(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    for piece in run.split(JOINERS) {
        let long = piece.chars().nth(1).is_some();
        let small_number = piece.len() < 3 && piece.bytes().all(|byte| byte.is_ascii_digit());
        if piece.len() < run.len() && long && !small_number {
            found(lower(piece, term));
        }
        each_hump(piece, |hump| {
            if hump.len() < piece.len() && hump.chars().nth(2).is_some() {
                found(lower(hump, term));
            }
        });
    }
}

/// Gives every two neighbours of `run`, and its last character.
fn emit_pairs(run: &str, found: &mut impl FnMut(&str)) {
    let mut starts = run.char_indices().map(|(at, _)| at).chain([run.len(), run.len()]);
    let (mut first, mut second) = (starts.next(), starts.next());
    for third in starts {
        if let (Some(start), Some(_)) = (first, second) {
            found(&run[start..third]);
        }
        (first, second) = (second, Some(third));
    }
}

/// Gives the parts of `ErrImagePull` or `HTTPServer`; of a word without humps, the word.
fn each_hump(piece: &str, mut found: impl FnMut(&str)) {
    let mut start = 0;
    let mut before = None;
    let mut chars = piece.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_uppercase()
            && let Some(before) = before
        {
            let lower_follows = chars.peek().is_some_and(|&(_, next)| next.is_lowercase());
            if !char::is_uppercase(before) || lower_follows {
                found(&piece[start..at]);
                start = at;
            }
        }
        before = Some(c);
    }
    found(&piece[start..]);
}

/// `word` in lower case, cut to `MAX_TERM` characters.
fn lower<'a>(word: &'a str, term: &'a mut String) -> &'a str {
    if word.len() <= MAX_TERM && word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word;
    }
    term.clear();
    if word.is_ascii() {
        term.push_str(&word[..word.len().min(MAX_TERM)]);
        term.make_ascii_lowercase();
        return term;
    }
    let mut left = MAX_TERM;
    for c in word.chars().flat_map(char::to_lowercase) {
        if left == 0 {
            break;
        }
        left -= 1;
        match c {
            'ß' => term.push_str("ss"),
            'æ' => term.push_str("ae"),
            'œ' => term.push_str("oe"),
            'ø' => term.push('o'),
            'đ' => term.push('d'),
            'ł' => term.push('l'),
            'ı' => term.push('i'),
            'ς' => term.push('σ'),
            c => term.push(c),
        }
    }
    term
}

fn class(c: char) -> Class {
    match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Word,
        '-' | '_' | '.' => Class::Joiner,
        '\0'..='\x7f' => Class::Other,
        // Most of what stands in Chinese and Japanese, without being looked up.
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30fe}' | '\u{4e00}'..='\u{9fff}' => {
            Class::Unspaced
        }
        c if is_combining_mark(c) => Class::Mark,
        c if !c.is_alphanumeric() => Class::Other,
        c if is_unspaced(c) => Class::Unspaced,
        _ => Class::Word,
    }
}

/// Thai, Lao, Myanmar, Khmer, kana, Han and Hangul. Korean has spaces, but what stands between them is no word to look up.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// True for a character that folding leaves as it is, among others of them: the usual ones that are not ASCII.
fn is_folded(c: char) -> bool {
    c.is_ascii()
        || matches!(c, '\u{2013}' | '\u{2014}' | '\u{2018}'..='\u{201e}' | '\u{2190}'..='\u{2193}'
            | '\u{3001}'..='\u{3020}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fe}' | '\u{4e00}'..='\u{9fff}')
}

/// Accents, soft hyphens, joiners of width zero, and what makes a symbol an emoji.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of `text => terms`, which the client is tested with too.
    const CASES: &str = include_str!("../../../tests/browser/search-terms.txt");

    #[test]
    fn what_is_not_looked_up_is_what_looking_up_says() {
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            if is_folded(c) && !c.is_ascii() {
                assert!(c.nfkd().filter(|&c| !is_ignored(c)).nfc().eq([c]), "{c:?}");
            }
            if !c.is_ascii() && !is_combining_mark(c) && c.is_alphanumeric() {
                assert_eq!(class(c) == Class::Unspaced, is_unspaced(c), "{c:?}");
            }
        }
        for pair in [['か', 'な'], ['が', '漢'], ['ー', '・'], ['“', 'a']] {
            assert!(pair.iter().copied().nfkd().nfc().eq(pair), "{pair:?}");
        }
    }

    #[test]
    fn text_becomes_the_terms_that_the_client_makes_of_it() {
        for line in CASES.lines().filter(|line| !line.starts_with('#')) {
            let (text, expected) = line.split_once(" => ").expect("`text => terms`");
            let mut terms = Vec::new();
            each_term(text, &mut Scratch::default(), &mut |term| terms.push(term.to_owned()));
            assert_eq!(terms.join(" "), expected, "{text}");
        }
    }
}
