//! What a page of HTML says: its texts across inline markup, its attributes, its comments, the data in it.
//!
//! Takes bytes as they are published; gives texts in the order in which they stand. Reads what our own writer and cleaned
//! HTML look like, and whatever else is there as far as it goes: a tag that is not closed is a tag to the end.

use super::file::{json_texts, readable_in};
use super::inside::held_by;
use memchr::{memchr, memchr2};

/// True for a tag that stands within a text and does not part it, in lower case.
fn is_inline_tag(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "br"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "rp"
            | "rt"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tspan"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

/// True for an attribute that a reader can see or follow, or a program can read.
fn is_told(name: &str) -> bool {
    let is_known = matches!(
        name,
        "action"
            | "alt"
            | "cite"
            | "content"
            | "datetime"
            | "download"
            | "href"
            | "id"
            | "label"
            | "name"
            | "placeholder"
            | "poster"
            | "src"
            | "srcset"
            | "summary"
            | "title"
            | "value"
    );
    is_known || name.starts_with("data-") || name.starts_with("aria-") || name.ends_with(":href")
}

/// What the program writes into every page.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Scripts and styles.
    pub(super) code: Vec<String>,
    /// What titles end with: ` · ` and the name of the book.
    pub(super) title_end: String,
}

/// Gives the texts of `html`, of which this is `known`, to `found`.
pub(super) fn texts_of_page(html: &str, known: &Known, found: &mut dyn FnMut(&str)) {
    let (mut text, mut value, mut link_ended) = (String::new(), String::new(), 0);
    let mut rest = html;
    while let Some(at) = push_until_tag(rest, &mut text) {
        rest = &rest[at..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").unwrap_or(comment.len());
            found(&comment[..end]);
            rest = comment[end..].strip_prefix("-->").unwrap_or_default();
            continue;
        }
        let closing = rest[1..].starts_with('/');
        let inside = rest[1..].trim_start_matches('/');
        if !inside.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!' || first == '?') {
            // No tag, but a sign in a text.
            let end = end_of_tag(rest, 1);
            text.push('<');
            push_decoded(&rest[1..end], &mut text);
            rest = rest.get(end + 1..).unwrap_or_default();
            continue;
        }
        let name_end = inside.bytes().position(ends_name).unwrap_or(inside.len());
        let name = &inside[..name_end];
        if name.eq_ignore_ascii_case("br") {
            text.push(' ');
        } else if !is_inline(name) {
            if closing && name == "title" && !known.title_end.is_empty() && text.ends_with(&known.title_end) {
                // Two names that stand side by side in each page say nothing together.
                found(&text[text.len() - known.title_end.len()..]);
                text.truncate(text.len() - known.title_end.len());
            }
            give(&mut text, found);
        }
        let is_link = name == "a";
        if !closing && is_link && link_ended == text.len() && !text.is_empty() {
            // Two links side by side are two things, as a telephone number and an address.
            text.push(' ');
        }
        if closing {
            if is_link {
                link_ended = text.len();
            }
            let end = end_of_tag(inside, name_end);
            rest = inside.get(end + 1..).unwrap_or_default();
            continue;
        }
        rest = attributes(&inside[name_end..], &mut value, found);
        let is_raw = ["script", "style"].iter().find(|raw| name.eq_ignore_ascii_case(raw));
        if let Some(raw) = is_raw {
            let end = rest.find(&format!("</{raw}")).unwrap_or(rest.len());
            let inside = &rest[..end];
            if !known.code.iter().any(|known| known == inside.trim()) {
                match serde_json::from_str(inside) {
                    Ok(value) => json_texts(&value, found),
                    Err(_) => found(inside),
                }
            }
            rest = &rest[end..];
        }
    }
    give(&mut text, found);
}

/// Adds what stands before the next tag to `into`, and gives where that begins; all, where there is none.
fn push_until_tag(text: &str, into: &mut String) -> Option<usize> {
    let first = memchr2(b'<', b'&', text.as_bytes());
    let is_written = first.is_some_and(|at| text.as_bytes()[at] == b'&');
    let tag = if is_written { memchr(b'<', text.as_bytes()) } else { first };
    let before = &text[..tag.unwrap_or(text.len())];
    if is_written {
        push_decoded(before, into);
    } else {
        into.push_str(before);
    }
    tag
}

/// True for a tag that stands within a text.
pub(super) fn is_inline(name: &str) -> bool {
    is_inline_tag(name)
        || name.bytes().any(|byte| byte.is_ascii_uppercase()) && is_inline_tag(&name.to_ascii_lowercase())
}

fn give(text: &mut String, found: &mut dyn FnMut(&str)) {
    if text.bytes().any(|byte| !byte.is_ascii_whitespace()) {
        found(text);
    }
    text.clear();
}

/// For each byte, whether the name of a tag or of an attribute ends before it.
const ENDS_NAME: [bool; 256] = {
    let mut ends = [false; 256];
    let mut marks: &[u8] = b" \t\n\r\x0c/>=\"'";
    while let [mark, rest @ ..] = marks {
        ends[*mark as usize] = true;
        marks = rest;
    }
    ends
};

fn ends_name(byte: u8) -> bool {
    ENDS_NAME[usize::from(byte)]
}

/// Where the `>` is that ends the tag in `text`, from `at` on, which is in no quotes: in none itself.
fn end_of_tag(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return at,
            b'"' | b'\'' => at += 2 + memchr(*byte, &bytes[at + 1..]).unwrap_or(bytes.len()),
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Gives what the attributes say with which `text` begins, after the name of a tag, and what follows that tag.
fn attributes<'t>(text: &'t str, decoded: &mut String, found: &mut dyn FnMut(&str)) -> &'t str {
    let bytes = text.as_bytes();
    let (mut at, mut begins, mut given) = (0, 0, 0);
    // As everybody writes them: names, and values in quotes.
    while let Some(ends) = bytes[at..].iter().position(|byte| ends_name(*byte)) {
        at += ends;
        match bytes[at] {
            b'>' => return &text[at + 1..],
            b'=' if begins < at && matches!(bytes.get(at + 1), Some(b'"' | b'\'')) => {
                let Some(length) = memchr(bytes[at + 1], &bytes[at + 2..]) else { break };
                give_value(&text[begins..at], &text[at + 2..at + 2 + length], decoded, found);
                at += length + 3;
                (begins, given) = (at, at);
            }
            b'=' | b'"' | b'\'' => break,
            _ => {
                at += 1;
                begins = at;
            }
        }
    }
    let end = end_of_tag(text, at);
    loose_attributes(&text[given.min(end)..end], decoded, found);
    text.get(end + 1..).unwrap_or_default()
}

/// The same of attributes however they are written, without what follows them.
fn loose_attributes(mut text: &str, decoded: &mut String, found: &mut dyn FnMut(&str)) {
    while let Some(equals) = memchr(b'=', text.as_bytes()) {
        let name = text[..equals].trim_end();
        let before = name.bytes().rposition(|byte| byte.is_ascii_whitespace() || byte == b'/');
        let rest = text[equals + 1..].trim_start();
        let (value, after) = match rest.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let inside = &rest[1..];
                let end = memchr(*quote, inside.as_bytes()).unwrap_or(inside.len());
                (&inside[..end], inside.get(end + 1..).unwrap_or_default())
            }
            _ => rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len())),
        };
        text = after;
        give_value(&name[before.map_or(0, |at| at + 1)..], value, decoded, found);
    }
}

fn give_value(name: &str, value: &str, decoded: &mut String, found: &mut dyn FnMut(&str)) {
    if let Some(file) = held_by(value) {
        match std::str::from_utf8(&file) {
            // A drawing.
            Ok(text) => texts_of_page(text, &Known::default(), found),
            Err(_) => readable_in(&file, found),
        }
    } else if value.contains('&') && is_told(name) {
        decoded.clear();
        push_decoded(value, decoded);
        found(decoded);
    } else if !value.is_empty() && is_told(name) {
        found(value);
    }
}

/// Adds `text` with its character references read.
pub(super) fn push_decoded(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
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
        let known = Known { code: vec!["known();".to_owned()], title_end: " · Book".to_owned() };
        texts_of_page(html, &known, &mut |text| found.push(text.to_owned()));
        found
    }

    #[test]
    fn a_text_goes_on_across_inline_markup() {
        assert_eq!(
            texts("<p>See <b>O</b>wen &amp; <a href=\"a%20b.html#x\">co</a>.</p><p>Next"),
            ["a%20b.html#x", "See Owen & co.", "Next"]
        );
        assert_eq!(texts("<td>a</td><td>b</td>"), ["a", "b"]);
        assert_eq!(texts("<title>a · b · Book</title><h1>c · Book</h1>"), [" · Book", "a · b", "c · Book"]);
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
