//! Text as paper can take it: no control characters, no invisible ones that reorder or hide words, a place to break in
//! every word that is longer than a line could be.
//!
//! Takes text as it is read; gives text that still reads the same. Nothing here knows of Typst.

use unicode_segmentation::UnicodeSegmentation as _;

/// Words up to this many characters are left whole, unless a narrow column asks for less.
pub(super) const LONGEST_WORD: usize = 30;

/// Longer words break after as many characters as fit in a line of a title, however wide they are.
const LONGEST_PIECE: usize = 20;

/// Where a long word may break without a sign.
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// `text` without what cannot or must not be printed. Newlines and tabs stay.
pub(super) fn printable(text: &str) -> String {
    text.chars().filter(|character| *character == '\n' || *character == '\t' || !is_dropped(*character)).collect()
}

/// Controls, bidirectional overrides and isolates, byte order marks, tags, variation selectors beyond those of emoji,
/// and code points that are no characters.
fn is_dropped(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{fe00}'..='\u{fe0d}' | '\u{e0000}'..='\u{e0fff}' | '\u{fdd0}'..='\u{fdef}')
        || (u32::from(character) & 0xfffe) == 0xfffe
}

/// `printable` for words in a sentence: runs of blanks and line breaks become one space, none between characters of
/// scripts that are written without spaces, and words longer than `longest` can break.
pub(super) fn sentence(text: &str, longest: usize) -> String {
    let mut words = String::with_capacity(text.len());
    let mut characters = text.chars().filter(|c| matches!(c, '\n' | '\t' | '\r') || !is_dropped(*c)).peekable();
    while let Some(character) = characters.next() {
        if !is_blank(character) {
            words.push(character);
            continue;
        }
        let mut broken = character == '\n';
        while let Some(blank) = characters.next_if(|next| is_blank(*next)) {
            broken |= blank == '\n';
        }
        let between_ideographs = broken
            && words.chars().next_back().is_some_and(is_ideograph)
            && characters.peek().copied().is_some_and(is_ideograph);
        if !between_ideographs {
            words.push(' ');
        }
    }
    breakable(&words, longest)
}

/// `text` with a zero-width space wherever a word longer than `longest` may break.
pub(super) fn breakable(text: &str, longest: usize) -> String {
    joined(&pieces(text, longest))
}

/// The same for code.
pub(super) fn breakable_code(text: &str, longest: usize) -> String {
    joined(&pieces_of_code(text, longest))
}

fn joined(pieces: &[&str]) -> String {
    pieces.join(ZERO_WIDTH_SPACE.encode_utf8(&mut [0; 4]))
}

/// `text` cut where a word longer than `longest` may break: after punctuation, else after `longest` characters, or
/// `LONGEST_PIECE`. Parts
/// that are made of letters only are left to hyphenation as long as it can be expected to manage.
pub(super) fn pieces(text: &str, longest: usize) -> Vec<&str> {
    cut(text, longest, LONGEST_WORD)
}

/// The same for code and addresses, which are not hyphenated.
pub(super) fn pieces_of_code(text: &str, longest: usize) -> Vec<&str> {
    cut(text, longest, 0)
}

/// `hyphenated` is how many letters hyphenation can be expected to manage.
fn cut(text: &str, longest: usize, hyphenated: usize) -> Vec<&str> {
    let longest = longest.max(1);
    if text.len() <= longest {
        return vec![text];
    }
    let mut pieces = Vec::new();
    let mut piece = 0;
    let mut start = 0;
    for word in text.split_inclusive(|c: char| c.is_whitespace() || is_ideograph(c)) {
        let word_start = start;
        start += word.len();
        if word.chars().count() <= longest {
            continue;
        }
        let mut count = 0;
        let mut part_start = word_start;
        for part in word.split_inclusive(breaks_after) {
            let spelled = part.trim_end_matches(|c: char| !c.is_alphanumeric());
            let letters = !spelled.is_empty() && spelled.chars().all(char::is_alphabetic);
            let is_whole = letters && spelled.chars().count() <= hyphenated;
            let limit = if is_whole { hyphenated } else { longest.min(LONGEST_PIECE) };
            if count >= longest.min(6) && !spelled.is_empty() {
                pieces.push(&text[piece..part_start]);
                piece = part_start;
                count = 0;
            }
            for (at, _) in part.grapheme_indices(true) {
                if count >= limit {
                    pieces.push(&text[piece..part_start + at]);
                    piece = part_start + at;
                    count = 0;
                }
                count += 1;
            }
            part_start += part.len();
        }
    }
    pieces.push(&text[piece..]);
    pieces
}

/// `text` cut before and after what no line parts at the beginning of its words: hyphens or a slash and what follows them, up to the
/// next hyphen or slash. The first word begins here only if `begins`.
pub(super) fn beginnings(text: &str, begins: bool) -> Vec<(bool, &str)> {
    const MOST: usize = 20;
    let mut parts = Vec::new();
    let (mut at, mut rest) = (0, 0);
    for (index, word) in text.split_inclusive(' ').enumerate() {
        let said = word.trim_end_matches(' ');
        let opened = said.len() - said.trim_start_matches(['-', '/']).len();
        let end = said[opened..].find(['-', '/']).map_or(said.len(), |end| opened + end + 1);
        if opened > 0 && end > opened && end <= MOST && (begins || index > 0) {
            parts.extend(Some((false, &text[rest..at])).filter(|(_, before)| !before.is_empty()));
            parts.push((true, &text[at..at + end]));
            rest = at + end;
        }
        at += word.len();
    }
    parts.extend(Some((false, &text[rest..])).filter(|(_, after)| !after.is_empty()));
    parts
}

/// `text` where no line ends after a slash that a word begins with.
pub(super) fn whole_paths(text: &str) -> String {
    const WORD_JOINER: char = '\u{2060}';
    let mut joined = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    let mut begins = true;
    while let Some(letter) = letters.next() {
        joined.push(letter);
        if begins && letter == '/' && letters.peek().is_some_and(|next| next.is_alphanumeric()) {
            joined.push(WORD_JOINER);
        }
        begins = letter.is_whitespace();
    }
    joined
}

/// Characters that say how others are drawn and are not drawn themselves, so that no font needs them.
pub(super) fn is_unseen(character: char) -> bool {
    is_dropped(character)
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe0e}' | '\u{fe0f}')
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | '\r')
}

/// Where a long word breaks rather than elsewhere.
pub(super) fn breaks_after(character: char) -> bool {
    matches!(
        character,
        '/' | '-'
            | '_'
            | '.'
            | ','
            | ':'
            | ';'
            | '&'
            | '='
            | '?'
            | '@'
            | '|'
            | '+'
            | '#'
            | '\\'
            | ')'
            | ']'
            | '}'
            | '>'
    )
}

/// Whether the first letter of `text` is of a script that is written from the right; none where there is no letter.
pub(super) fn runs_from_right(text: &str) -> Option<bool> {
    let letter = text.chars().find(|character| character.is_alphabetic())?;
    Some(matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'))
}

/// True for scripts that break anywhere and are written without spaces.
pub(super) fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_become_one_space_but_none_between_ideographs() {
        assert_eq!(sentence("a\n  b\tc\u{a0}d", 30), "a b c\u{a0}d");
        assert_eq!(sentence("漢字\n漢字 x", 30), "漢字漢字 x");
        assert_eq!(sentence(" a ", 30), " a ");
    }

    #[test]
    fn overrides_and_controls_go_and_joiners_stay() {
        assert_eq!(sentence("a\u{202e}b\u{0}\u{feff}\u{200b}c\u{200d}d\u{e0041}", 30), "ab\u{200b}c\u{200d}d");
        assert_eq!(printable("a\r\n\tb\u{2066}"), "a\n\tb");
    }

    #[test]
    fn what_a_word_of_code_begins_with_stays_with_it() {
        let shown = |text, begins| -> Vec<String> {
            let parts = beginnings(text, begins).into_iter();
            parts.map(|(whole, part)| if whole { format!("<{part}>") } else { part.into() }).collect()
        };
        assert_eq!(shown("jq -r .version", true), ["jq ", "<-r>", " .version"]);
        assert_eq!(shown("apply --dry-run=client a-b", true), ["apply ", "<--dry->", "run=client a-b"]);
        assert_eq!(shown("/var/lib -- -", true), ["</var/>", "lib -- -"]);
        assert_eq!(shown("-and", false), ["-and"], "it goes on in the word before it");
        assert_eq!(shown(&format!("-{}", "x".repeat(40)), true).len(), 1, "what is long may part");
        assert_eq!(whole_paths("a/b, /readyz or / and /"), "a/b, /\u{2060}readyz or / and /");
    }

    #[test]
    fn the_first_letter_says_where_lines_begin() {
        assert_eq!(runs_from_right("12. «שלום» hello"), Some(true));
        assert_eq!(runs_from_right("Hello שלום"), Some(false));
        assert_eq!(runs_from_right("— 12"), None);
    }

    #[test]
    fn long_words_break_after_punctuation_or_anywhere() {
        assert_eq!(pieces("short words stay whole here, all of them", 30).len(), 1);
        assert_eq!(
            pieces("https://example.com/some/very-long-path", 30),
            ["https://", "example.", "com/some/", "very-long-", "path"]
        );
        assert_eq!(pieces("implementation-engineer", 9), ["implementation-", "engineer"], "hyphenation does the rest");
        assert_eq!(pieces_of_code("implementation-engineer", 9), ["implement", "ation-", "engineer"]);
        assert_eq!(pieces("4f09c2e17b", 6), ["4f09c2", "e17b"]);
        let lengths = |word: &str| pieces(word, 30).iter().map(|piece| piece.chars().count()).max();
        let word = "x".repeat(5000);
        assert_eq!((lengths(&word), pieces(&word, 30).concat()), (Some(20), word));
        assert_eq!(lengths(&"e\u{301}".repeat(50)), Some(40), "a letter keeps its accent");
        assert_eq!(lengths(&"─".repeat(3000)), Some(20));
    }
}
