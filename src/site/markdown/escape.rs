//! Text that is to be read as text: backslashes before what would be markup.

use crate::parse::markdown::ICONS;
use crate::text::find_bytes;
use std::borrow::Cow;

/// Text for a single line, such as a title.
#[must_use]
pub fn escape_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&text.split_whitespace().collect::<Vec<_>>().join(" "), true, &mut out);
    out
}

/// Text within a line, behind other words.
#[must_use]
pub fn escape_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_escaped(&text.split_whitespace().collect::<Vec<_>>().join(" "), false, &mut out);
    out
}

/// An id for braces: as it is where its signs mean nothing there.
pub(super) fn escape_id(id: &str) -> Cow<'_, str> {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    // An underscore between letters is one of them.
    let is_word = |part: &str| is_letter(part.chars().next()) && is_letter(part.chars().next_back());
    let is_plain = id.chars().all(|letter| letter.is_alphanumeric() || "-._".contains(letter));
    if is_plain && (!id.contains('_') || id.split('_').all(is_word)) {
        return Cow::Borrowed(id);
    }
    let mut out = String::with_capacity(id.len() + 8);
    push_escaped(id, false, &mut out);
    Cow::Owned(out)
}

/// Appends `text` with backslashes before all that could be markup. `at_start` says that it begins a line.
pub(super) fn push_escaped(text: &str, at_start: bool, out: &mut String) {
    let mut at_start = at_start;
    // An empty line would end the paragraph.
    let text = if at_start { text.trim_start_matches(['\n', ' ', '\t']) } else { text };
    for line in text.split_inclusive('\n') {
        let (line, has_end) = line.strip_suffix('\n').map_or((line, false), |line| (line, true));
        // Two spaces before a line's end would break the line, and four at its start make code of it.
        let line = if has_end { line.trim_end_matches([' ', '\t']) } else { line };
        let line = if at_start { line.trim_start_matches([' ', '\t']) } else { line };
        push_line(line, at_start, out);
        if has_end {
            out.push('\n');
        }
        at_start = has_end;
    }
}

/// `text` without the space, the line's ends and the breaks that it ends with.
pub(super) fn without_end(text: &str) -> &str {
    let mut text = text;
    loop {
        let before = text.trim_end_matches([' ', '\n']);
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        let is_break = text[before.len()..].starts_with('\n') && backslashes % 2 == 1;
        if before.len() == text.len() {
            return text;
        }
        text = if is_break { &before[..before.len() - 1] } else { before };
    }
}

fn push_line(line: &str, at_start: bool, out: &mut String) {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let bytes = line.as_bytes();
    let mut named = Named { line, audience: 0, close: 0 };
    let mut copied = 0;
    // The others mean something only where a line begins.
    let first = (0..line.len().min(digits + 1)).filter(|_| at_start);
    let others = find_bytes(line, may_be_markup).skip_while(|at| at_start && *at <= digits);
    for (at, byte) in first.chain(others).map(|at| (at, &bytes[at])) {
        let next = bytes.get(at + 1).copied();
        let begins = at_start && at == 0;
        let is_markup = match byte {
            b'\\' | b'`' | b'*' | b'_' | b'[' | b']' | b'<' | b'~' | b'|' => true,
            // Character references, and nothing else that has an ampersand.
            b'&' => next.is_some_and(|next| next == b'#' || next.is_ascii_alphabetic()),
            // Attributes and variables.
            b'{' if next == Some(b' ') => {
                let inside = line[at + 1..].split('}').next().unwrap_or_default();
                inside.contains('=') || inside.trim_start().starts_with(['#', ':', '.'])
            }
            b'{' => next.is_some_and(|next| matches!(next, b'{' | b'#' | b':' | b'.') || next.is_ascii_alphabetic()),
            b'#' | b'>' | b'-' => begins,
            // What is marked, a comment, keys.
            b'=' | b'%' | b'+' => {
                let goes_on =
                    line[..at].ends_with(|before: char| before.is_alphanumeric() || before == char::from(*byte));
                begins && *byte != b'%' || next == Some(*byte) && !goes_on
            }
            // The name of a block.
            b'^' => next.is_some_and(|next| next == b'-' || next.is_ascii_alphanumeric()),
            b':' if is_icon(&line[at..]) => true,
            // Behind blanks, signs and elements they close as they do at the beginning; some may have been written before.
            b':' => {
                !line[..at].contains(|sign: char| sign == ':' || sign.is_alphabetic())
                    && colons(&line[at..]) + colons_behind(out) >= 3
            }
            b'!' => begins && line.starts_with("!!!"),
            b'?' => begins && line.starts_with("???"),
            b'.' | b')' => at_start && digits > 0 && at == digits,
            _ => false,
        };
        if is_markup {
            out.push_str(&line[copied..at]);
            out.push('\\');
            copied = at;
        }
        // Who may read it is told by the text as it is read, so that a backslash does not help.
        if *byte == b'{' && named.readers_at(at) {
            out.push_str(&line[copied..=at]);
            out.push_str("<span></span>");
            copied = at + 1;
        }
    }
    out.push_str(&line[copied..]);
}

/// True for the signs that may be markup anywhere in a line.
fn may_be_markup(byte: u8) -> bool {
    b"\\`*_[]<~|&{=%+^:".iter().fold(false, |is_one, sign| is_one | (byte == *sign))
}

/// True for what Material for `MkDocs` draws an icon for.
fn is_icon(text: &str) -> bool {
    ICONS.iter().any(|start| text.starts_with(start))
}

fn colons(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b':').count()
}

fn colons_behind(text: &str) -> usize {
    text.bytes().rev().take_while(|byte| *byte == b':').count()
}

/// Where in a line the next readers are named and the next braces end: a line of nothing but braces is looked at once.
struct Named<'a> {
    line: &'a str,
    audience: usize,
    close: usize,
}

impl Named<'_> {
    /// True where the braces that open at `at`, which never goes back, name who may read something.
    fn readers_at(&mut self, at: usize) -> bool {
        const WORD: &str = "audience=";
        let first = |from: usize, known: usize, what: &str| {
            if known > from { known } else { self.line[from..].find(what).map_or(usize::MAX, |found| from + found) }
        };
        (self.audience, self.close) = (first(at, self.audience, WORD), first(at, self.close, "}"));
        self.audience.saturating_add(WORD.len()) <= self.close && self.audience < usize::MAX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_markup_is_escaped() {
        let escaped = |text: &str| {
            let mut out = String::new();
            push_escaped(text, true, &mut out);
            out
        };
        assert_eq!(escaped("Plain text, 3 > 2 - and a#b (really)!"), "Plain text, 3 > 2 - and a#b (really)!");
        assert_eq!(escaped("a*b_c`d[e]<f>"), "a\\*b\\_c\\`d\\[e\\]\\<f>");
        assert_eq!(
            escaped("# a\n> b\n- c\n12. d\n+ e\n::: f\n==="),
            "\\# a\n\\> b\n\\- c\n12\\. d\n\\+ e\n\\::: f\n\\==="
        );
        assert_eq!(escaped("AT&T &amp; &#38; a & b"), "AT\\&T \\&amp; \\&#38; a & b");
        assert_eq!(escaped("one  \n    two"), "one\ntwo");
        assert_eq!(escaped("{{ x }} { y } {#z}"), "\\{{ x }} { y } \\{#z}");
        assert_eq!(escape_line(" 1) one\n two "), "1\\) one two");
        assert_eq!(
            escaped("{a} {b audience=internal} ü {c audience=x"),
            "\\{a} \\{<span></span>b audience=internal} ü \\{<span></span>c audience=x"
        );
        let braces = "{".repeat(1_000_000);
        assert_eq!(escaped(&braces).len(), 2 * braces.len() - 1);
    }
}
