//! Signs among words that are neither `CommonMark`'s nor GitHub's: Obsidian's `==marked==`, `%%comment%%` and `^name` of a
//! block, the keys and icons of Material for `MkDocs`, and attributes in braces for somebody's style sheet.
//!
//! Few books have any, so a file is first asked which of them occur in it. What only looks like a sign stays as it is.

use super::Builder;
use crate::doc::{Element, Inline, RawLink};
use crate::parse::attribute;
use crate::parse::markdown::ICONS;
use crate::parse::stitch::Stitched;
use aho_corasick::{AhoCorasick, MatchKind};
use ecow::{EcoString, eco_format};
use std::ops::Range;
use std::sync::LazyLock;

static SIGNS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let signs = ["==", "%%", "++"].into_iter().chain(ICONS);
    // Which match is given does not matter, but of this kind they are sought many bytes at a time.
    let builder = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(signs);
    builder.expect("a few short words make an automaton")
});

/// True where any of the signs may be in `source`.
pub(super) fn occur_in(source: &str) -> bool {
    SIGNS.is_match(source)
}

enum Mark {
    Marked(Range<usize>),
    Comment,
    Keys(Range<usize>),
    /// An icon; of few the shape says something that the words around it do not.
    Icon(&'static str),
}

impl Builder<'_> {
    /// Pushes a part of the run without links and variables: text, and what stands between signs.
    pub(super) fn push_marked(&mut self, words: &Stitched, part: Range<usize>) {
        if !self.has_marks || self.is_address(words) {
            return self.push_text(&words.text()[part.clone()], words.source_of(part));
        }
        let (mut at, mut from) = (part.start, part.start);
        while let Some((place, mark)) = next(&words.text()[..part.end], from) {
            from = place.end;
            // With a backslash before it, or in it, a sign is text.
            let source = words.source_of(place.clone()).to_usize();
            if self.source[source.clone()] != words.text()[place.clone()] || is_escaped(&self.source[..source.start]) {
                continue;
            }
            self.push_text(&words.text()[at..place.start], words.source_of(at..place.start));
            at = place.end;
            match mark {
                Mark::Marked(inside) => {
                    let text = words.text()[inside.clone()].into();
                    self.push_element("mark", Inline::Text { text, range: words.source_of(inside) });
                }
                Mark::Comment => {
                    let is_between = words.text()[..place.start].ends_with(' ');
                    at += usize::from(is_between && words.text()[at..part.end].starts_with(' '));
                }
                Mark::Keys(inside) => {
                    let mut start = inside.start;
                    for key in words.text()[inside.clone()].split('+') {
                        if start > inside.start {
                            self.push_text("+", words.source_of(start - 1..start));
                        }
                        let (first, rest) = key.split_at(1);
                        let range = words.source_of(start..start + key.len());
                        let text = eco_format!("{}{rest}", first.to_ascii_uppercase());
                        self.push_element("kbd", Inline::Text { text, range });
                        start += key.len() + 1;
                    }
                }
                Mark::Icon("") => {
                    // It was drawn, and the space beside it with it.
                    at += usize::from(words.text()[at..part.end].starts_with(' '));
                }
                Mark::Icon(sign) => self.push_text(sign, words.source_of(place)),
            }
        }
        self.push_text(&words.text()[at..part.end], words.source_of(at..part.end));
    }

    /// True for the words of `<https://example.com>`, which are an address and nothing else.
    fn is_address(&self, words: &Stitched) -> bool {
        self.links_open > 0 && self.source[..words.source_of(0..0).start as usize].ends_with('<')
    }

    fn push_element(&mut self, name: &str, inline: Inline<RawLink>) {
        let element = Element { name: name.into(), attributes: Vec::new(), links: Vec::new() };
        self.inlines.push(super::Node::Tree(Inline::Element { element: Box::new(element), inlines: vec![inline] }));
    }
}

/// True where what follows `before` stands behind a backslash that is no text itself.
pub(super) fn is_escaped(before: &str) -> bool {
    before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}

/// The first sign in `text` from `from` on, and what it is.
fn next(text: &str, from: usize) -> Option<(Range<usize>, Mark)> {
    let mut at = from;
    while let Some(found) = text.as_bytes()[at..].iter().position(|byte| b"=%+:".contains(byte)) {
        at += found;
        if let Some(hit) = mark(text, at) {
            return Some(hit);
        }
        at += 1;
    }
    None
}

fn mark(text: &str, at: usize) -> Option<(Range<usize>, Mark)> {
    let rest = &text[at..];
    let before = text[..at].chars().next_back();
    let is_inside_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    if is_inside_word(before) {
        return None;
    }
    if ICONS.iter().any(|start| rest.starts_with(start)) {
        return icon(rest).map(|(length, sign)| (at..at + length, Mark::Icon(sign)));
    }
    let sign = ["==", "%%", "++"].into_iter().find(|sign| rest.starts_with(sign))?;
    let (inside, _) = rest[2..].split_once(sign).filter(|(inside, _)| !inside.is_empty())?;
    let (inner, end) = (at + 2..at + 2 + inside.len(), at + 4 + inside.len());
    let after = text[end..].chars().next();
    let same = sign.chars().next();
    if is_inside_word(after) || before == same || after == same {
        return None;
    }
    let is_tight = !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace);
    let is_key =
        |key: &str| !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    match sign {
        "==" if is_tight && !inside.starts_with('=') && !inside.ends_with('=') => Some((at..end, Mark::Marked(inner))),
        "%%" if !inside.contains('%') => Some((at..end, Mark::Comment)),
        "++" if inside.split('+').all(is_key) => Some((at..end, Mark::Keys(inner))),
        _ => None,
    }
}

/// The length of the icon that `text` begins with, attributes and all, and the sign that says the same.
fn icon(text: &str) -> Option<(usize, &'static str)> {
    let length = 1 + text[1..].find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-'))?;
    if !text[length..].starts_with(':') {
        return None;
    }
    let name = &text[..length];
    let says = |words: &[&str]| name.split('-').any(|part| words.contains(&part));
    let sign = if says(&["check", "checkbox", "tick"]) {
        "✓"
    } else if says(&["close", "cancel", "x", "xmark", "times"]) {
        "✗"
    } else {
        ""
    };
    let end = length + 1;
    let attributes = attribute::after_inline(&text[end..]).map_or(0, |(length, _)| length);
    Some((end + attributes, sign))
}

/// Takes from the end of a block's words what names or styles it: `{#id}`, `{: .class }`, `^name`. The name becomes a place
/// in front of them. True where nothing else is left. With a backslash before it in `source` it is text.
pub(super) fn take_ending(inlines: &mut Vec<Inline<RawLink>>, source: &str) -> bool {
    let alone = inlines.len() == 1;
    let Some(Inline::Text { text, range }) = inlines.last_mut() else { return false };
    if !text.trim_end().ends_with('}') && !text.contains('^') {
        return false;
    }
    // A text begins behind the backslash that makes it one.
    let written = &source[range.to_usize()];
    let is_escaped = source[..range.start as usize].ends_with('\\') && written.starts_with(['{', '^']);
    if is_escaped || written.contains("\\{") || written.contains("\\^") {
        return false;
    }
    let Some((keep, id)) = attribute::ending(text, alone).or_else(|| attribute::block_name(text)) else { return false };
    let id = id.map(EcoString::from);
    text.truncate(keep);
    // A callout is known by what it begins with.
    let is_callout = |inline: &Inline<RawLink>| matches!(inline, Inline::Text { text, .. } if text.starts_with("[!"));
    if keep == 0 {
        inlines.pop();
    }
    if let Some(id) = id {
        let place = usize::from(inlines.first().is_some_and(is_callout));
        inlines.insert(place, super::parts::anchor(&id));
    }
    alone && keep == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some((place, _)) = next(text, from) {
            from = place.end;
            found.push(&text[place]);
        }
        found
    }

    #[test]
    fn signs_are_told_from_programs_and_arithmetic() {
        for (text, expected) in [
            ("a ==marked part== b", vec!["==marked part=="]),
            ("a %% not for them %% b", vec!["%% not for them %%"]),
            ("Press ++ctrl+c++.", vec!["++ctrl+c++"]),
            (":material-check:{ .big } yes", vec![":material-check:{ .big }"]),
        ] {
            assert_eq!(signs(text), expected, "{text}");
        }
        for text in [
            "x==1 and y==2",
            "if a == b or c == d",
            "a === b === c",
            "100%% of 50%%",
            "C++ and C++",
            "i++ and j++",
            "++ a ++",
            ":material-check",
            "==",
            "a%%b%%c",
        ] {
            assert_eq!(signs(text), Vec::<&str>::new(), "{text}");
        }
    }
}
