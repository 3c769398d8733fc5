//! What a page of HTML says: its texts across inline markup, its attributes, its comments, the data in it.
//!
//! Takes bytes as they are published; gives texts in the order in which they stand. Reads what our own writer and cleaned
//! HTML look like, and whatever else is there as far as it goes: a tag that is not closed is a tag to the end.

use super::file::{json_texts, readable_in};
use super::inside::held_by;

/// Tags that stand within a text and do not part it.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "samp", "small", "strong", "sub", "sup", "time", "tspan", "tt", "u", "var", "wbr", "rt", "rp", "ruby",
];

/// Attributes that a reader can see or follow, or a program can read. Those that begin with `aria-` or `data-` are too.
const ATTRIBUTES: &[&str] = &[
    "href",
    "src",
    "alt",
    "title",
    "id",
    "content",
    "name",
    "value",
    "datetime",
    "poster",
    "cite",
    "download",
    "placeholder",
    "label",
    "summary",
    "action",
    "srcset",
];

/// Gives the texts of `html` to `found`. `known` are the scripts and styles that pages have.
pub(super) fn texts_of_page(html: &str, known: &[String], found: &mut dyn FnMut(&str)) {
    let (mut text, mut link_ended) = (String::new(), 0);
    let mut rest = html;
    while let Some(at) = memchr(rest, b'<') {
        push_decoded(&rest[..at], &mut text);
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").unwrap_or(comment.len());
            found(&comment[..end]);
            rest = comment[end..].strip_prefix("-->").unwrap_or_default();
            continue;
        }
        let end = end_of_tag(rest);
        let tag = &rest[1..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        let closing = tag.starts_with('/');
        let body = tag.trim_start_matches('/');
        if !body.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!' || first == '?') {
            // No tag, but a sign in a text.
            text.push('<');
            push_decoded(tag, &mut text);
            continue;
        }
        let name_end = body.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(body.len());
        let name = &body[..name_end];
        if name.eq_ignore_ascii_case("br") {
            text.push(' ');
        } else if !is_inline(name) {
            give(&mut text, found);
        }
        if closing {
            if name == "a" {
                link_ended = text.len();
            }
            continue;
        }
        if name == "a" && link_ended == text.len() && !text.is_empty() {
            // Two links side by side are two things, as a telephone number and an address.
            text.push(' ');
        }
        attributes(&body[name_end..], found);
        let is_raw = ["script", "style"].iter().find(|raw| name.eq_ignore_ascii_case(raw));
        if let Some(raw) = is_raw {
            let end = rest.find(&format!("</{raw}")).unwrap_or(rest.len());
            let inside = &rest[..end];
            match serde_json::from_str(inside) {
                Ok(value) => json_texts(&value, found),
                Err(_) if known.iter().any(|known| known == inside.trim()) => {}
                Err(_) => found(inside),
            }
            rest = &rest[end..];
        }
    }
    push_decoded(rest, &mut text);
    give(&mut text, found);
}

/// True for a tag that stands within a text.
pub(super) fn is_inline(name: &str) -> bool {
    name.eq_ignore_ascii_case("br") || INLINE.iter().any(|inline| name.eq_ignore_ascii_case(inline))
}

fn memchr(text: &str, byte: u8) -> Option<usize> {
    text.as_bytes().iter().position(|candidate| *candidate == byte)
}

fn give(text: &mut String, found: &mut dyn FnMut(&str)) {
    if !text.trim().is_empty() {
        found(text);
    }
    text.clear();
}

/// Where the `>` of the tag is that `text` begins with: not in quotes.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (None, b'>') => return at,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn attributes(mut text: &str, found: &mut dyn FnMut(&str)) {
    let mut decoded = String::new();
    while let Some(equals) = memchr(text, b'=') {
        let name = text[..equals].trim_end();
        let name = name.rsplit(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default();
        let rest = text[equals + 1..].trim_start();
        let (value, after) = match rest.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let inside = &rest[1..];
                let end = memchr(inside, *quote).unwrap_or(inside.len());
                (&inside[..end], inside.get(end + 1..).unwrap_or_default())
            }
            _ => rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len())),
        };
        text = after;
        let is_told = ATTRIBUTES.contains(&name)
            || name.starts_with("data-")
            || name.starts_with("aria-")
            || name.ends_with(":href");
        if let Some(file) = held_by(value) {
            match std::str::from_utf8(&file) {
                // A drawing.
                Ok(text) => texts_of_page(text, &[], found),
                Err(_) => readable_in(&file, found),
            }
        } else if is_told && !value.is_empty() {
            decoded.clear();
            push_decoded(value, &mut decoded);
            found(&decoded);
        }
    }
}

/// Adds `text` with its character references read.
pub(super) fn push_decoded(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr(rest, b'&') {
        into.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.bytes().take(32).position(|byte| byte == b';') else {
            into.push('&');
            rest = &rest[1..];
            continue;
        };
        let name = &rest[1..end];
        let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        });
        let letter = match (number, name) {
            (Some(number), _) => char::from_u32(number),
            (None, "amp") => Some('&'),
            (None, "lt") => Some('<'),
            (None, "gt") => Some('>'),
            (None, "quot") => Some('"'),
            (None, "apos") => Some('\''),
            (None, "nbsp") => Some('\u{a0}'),
            (None, "shy") => Some('\u{ad}'),
            (None, _) => None,
        };
        match letter {
            Some(letter) => {
                into.push(letter);
                rest = &rest[end + 1..];
            }
            None => {
                into.push('&');
                rest = &rest[1..];
            }
        }
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        let mut found = Vec::new();
        texts_of_page(html, &["known();".to_owned()], &mut |text| found.push(text.to_owned()));
        found
    }

    #[test]
    fn a_text_goes_on_across_inline_markup() {
        assert_eq!(
            texts("<p>See <b>O</b>wen &amp; <a href=\"a%20b.html#x\">co</a>.</p><p>Next"),
            ["a%20b.html#x", "See Owen & co.", "Next"]
        );
        assert_eq!(texts("<td>a</td><td>b</td>"), ["a", "b"]);
        assert_eq!(texts("a<br>b"), ["a b"]);
        assert_eq!(texts("<a>0199</a><a>kim@x</a>"), ["0199 kim@x"]);
    }

    #[test]
    fn what_nobody_sees_is_read_too() {
        assert_eq!(texts("<!-- secret --><img alt='A > B' class=\"x\">"), [" secret ", "A > B"]);
        assert_eq!(texts("<script type=\"application/json\">{\"a\": [\"b\", 3]}</script>"), ["a", "b", "3"]);
        assert_eq!(texts("<script>known();</script><script>other()</script>"), ["other()"]);
        assert_eq!(texts("<p data-x=y>1 < 2"), ["y", "1 < 2"]);
        // <svg><text>Owen</text></svg>
        let drawing = "PHN2Zz48dGV4dD5Pd2VuPC90ZXh0Pjwvc3ZnPg==";
        assert_eq!(texts(&format!("<img src=\"data:image/svg+xml;base64,{drawing}\">")), ["Owen"]);
    }
}
