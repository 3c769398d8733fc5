//! What a page of HTML says: its texts across inline markup, its attributes, its comments, the data in it.
//!
//! Takes bytes as they are published; gives texts in the order in which they stand. Reads what our own writer and cleaned
//! HTML look like, and whatever else is there as far as it goes: a tag that is not closed is a tag to the end.

use super::file::{json_texts, readable_in};
use super::inside::held_by;
use super::lately::Counts;
use memchr::{memchr, memchr2, memmem};
use rustc_hash::FxHasher;
use std::hash::Hasher as _;

/// True for a tag that stands within a text and does not part it, in lower case.
fn is_inline_tag(name: &str) -> bool {
    matches!(
        name.as_bytes(),
        b"a" | b"abbr"
            | b"b"
            | b"bdi"
            | b"bdo"
            | b"br"
            | b"cite"
            | b"code"
            | b"data"
            | b"del"
            | b"dfn"
            | b"em"
            | b"font"
            | b"i"
            | b"ins"
            | b"kbd"
            | b"mark"
            | b"q"
            | b"rp"
            | b"rt"
            | b"ruby"
            | b"s"
            | b"samp"
            | b"small"
            | b"strong"
            | b"sub"
            | b"sup"
            | b"time"
            | b"tspan"
            | b"tt"
            | b"u"
            | b"var"
            | b"wbr"
    )
}

/// True for an attribute that a reader can see or follow, or a program can read.
fn is_told(name: &str) -> bool {
    let is_known = matches!(
        name.as_bytes(),
        b"action"
            | b"alt"
            | b"cite"
            | b"content"
            | b"datetime"
            | b"download"
            | b"href"
            | b"id"
            | b"label"
            | b"name"
            | b"placeholder"
            | b"poster"
            | b"src"
            | b"srcset"
            | b"summary"
            | b"title"
            | b"value"
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
    PageReader::new(html, known).read_to(html.len(), found);
}

/// A page that is read piece by piece.
pub(super) struct PageReader<'h> {
    html: &'h str,
    known: &'h Known,
    /// What follows.
    rest: &'h str,
    /// Where the next line ends, and the next entry of a list, if they end behind what was read.
    ends: (usize, usize),
    /// The text that has not ended yet.
    text: String,
    /// True within code, of which what is coloured apart is one text.
    in_code: bool,
    /// Where in it the last link ended.
    link_ended: usize,
    /// The value of an attribute, to be used again.
    value: String,
}

/// A piece of a page: a line, or an entry of a list, from where no tag and no text is open up to the next tag.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    hash: u64,
    length: usize,
}

impl<'h> PageReader<'h> {
    /// `html`, of which this is `known`.
    pub(super) fn new(html: &'h str, known: &'h Known) -> Self {
        let (text, value) = (String::new(), String::new());
        Self { html, known, rest: html, ends: (0, 0), text, in_code: false, link_ended: 0, value }
    }

    /// The next piece; none at the end.
    pub(super) fn piece(&mut self, pieces: &Pieces) -> Option<Piece> {
        let (at, all) = (self.at(), self.html.as_bytes());
        let next = |last: usize, mark: &memmem::Finder<'_>| {
            if last > at {
                return last;
            }
            mark.find(&all[at..]).map_or(all.len(), |found| at + found + mark.needle().len() - 1)
        };
        self.ends = (next(self.ends.0, &pieces.line_end), next(self.ends.1, &pieces.entry_end));
        let written = &all[at..self.ends.0.min(self.ends.1)];
        let mut hasher = FxHasher::default();
        hasher.write(written);
        (!written.is_empty()).then(|| Piece { hash: hasher.finish(), length: written.len() })
    }

    /// Leaves out `piece`, which is the next.
    pub(super) fn skip(&mut self, piece: Piece) {
        self.rest = &self.rest[piece.length..];
    }

    /// Reads `piece`, which is the next, and on to where a piece can begin; true where nothing had to be read that stands behind
    /// it, so that it says the same wherever it stands.
    pub(super) fn read(&mut self, piece: Piece, found: &mut dyn FnMut(&str)) -> bool {
        let end = self.at() + piece.length;
        // At the end of a page, something may be open that ends with it.
        self.read_to(end, found) && self.at() == end
    }

    fn at(&self) -> usize {
        self.html.len() - self.rest.len()
    }

    /// Reads up to `end`, and on to where a piece can begin; false where there is none any more.
    fn read_to(&mut self, end: usize, found: &mut dyn FnMut(&str)) -> bool {
        loop {
            let tag = push_until_tag(self.rest, &mut self.text);
            self.rest = &self.rest[tag.unwrap_or(self.rest.len())..];
            if tag.is_none() || self.at() >= end && !self.in_code && is_blank(&self.text) {
                self.give(found);
                return tag.is_some();
            }
            self.tag(found);
        }
    }

    /// Reads the tag with which the rest begins, and what stands in an element that has no tags inside.
    fn tag(&mut self, found: &mut dyn FnMut(&str)) {
        let (rest, known) = (self.rest, self.known);
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").unwrap_or(comment.len());
            found(&comment[..end]);
            self.rest = comment[end..].strip_prefix("-->").unwrap_or_default();
            return;
        }
        let closing = rest[1..].starts_with('/');
        let inside = rest[1..].trim_start_matches('/');
        if !inside.starts_with(|first: char| first.is_ascii_alphabetic() || first == '!' || first == '?') {
            // No tag, but a sign in a text.
            let end = end_of_tag(rest, 1);
            self.text.push('<');
            push_decoded(&rest[1..end], &mut self.text);
            self.rest = rest.get(end + 1..).unwrap_or_default();
            return;
        }
        let name_end = inside.bytes().position(ends_name).unwrap_or(inside.len());
        let name = &inside[..name_end];
        if name.eq_ignore_ascii_case("br") {
            self.text.push(' ');
        } else if name == "code" {
            self.in_code = !closing;
        } else if !(is_inline(name) || self.in_code && name == "span") {
            if closing && name == "title" && !known.title_end.is_empty() && self.text.ends_with(&known.title_end) {
                // Two names that stand side by side in each page say nothing together.
                let begins = self.text.len() - known.title_end.len();
                found(&self.text[begins..]);
                self.text.truncate(begins);
            }
            self.give(found);
        }
        let is_link = name == "a";
        if !closing && is_link && self.link_ended == self.text.len() && !self.text.is_empty() {
            // Two links side by side are two things, as a telephone number and an address.
            self.text.push(' ');
        }
        if closing {
            if is_link {
                self.link_ended = self.text.len();
            }
            let end = end_of_tag(inside, name_end);
            self.rest = inside.get(end + 1..).unwrap_or_default();
            return;
        }
        self.rest = attributes(&inside[name_end..], &mut self.value, found);
        let is_raw = ["script", "style"].iter().find(|raw| name.eq_ignore_ascii_case(raw));
        if let Some(raw) = is_raw {
            let end = self.rest.find(&format!("</{raw}")).unwrap_or(self.rest.len());
            let inside = &self.rest[..end];
            if !known.code.iter().any(|known| known == inside.trim()) {
                match serde_json::from_str(inside) {
                    Ok(value) => json_texts(&value, found),
                    Err(_) => found(inside),
                }
            }
            self.rest = &self.rest[end..];
        }
    }

    fn give(&mut self, found: &mut dyn FnMut(&str)) {
        if !is_blank(&self.text) {
            found(&self.text);
        }
        self.text.clear();
        self.link_ended = 0;
    }
}

/// How many pieces are remembered; a power of two.
const REMEMBERED: usize = 4096;

/// Pieces of pages that were read of late.
pub(super) struct Pieces {
    /// By the digest of each one's bytes, how many words were counted in it.
    read: Counts,
    line_end: memmem::Finder<'static>,
    entry_end: memmem::Finder<'static>,
}

impl Default for Pieces {
    fn default() -> Self {
        let (line_end, entry_end) = (memmem::Finder::new("\n<"), memmem::Finder::new("</li><"));
        Self { read: Counts::new(REMEMBERED), line_end, entry_end }
    }
}

impl Pieces {
    /// How many words were counted in `piece`; none where it is not known.
    pub(super) fn count(&self, piece: Piece) -> Option<u32> {
        self.read.count(piece.hash)
    }

    /// Remembers that there are `count` words in `piece`.
    pub(super) fn note(&mut self, piece: Piece, count: u64) {
        self.read.note(piece.hash, count);
    }
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

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}

/// For each byte, whether the name of a tag or of an attribute ends before it.
const ENDS_NAME: [bool; 256] = among(b" \t\n\r\x0c/>=\"'");

/// For each byte, whether it is one of `signs`.
pub(super) const fn among(mut signs: &[u8]) -> [bool; 256] {
    let mut all = [false; 256];
    while let [sign, rest @ ..] = signs {
        all[*sign as usize] = true;
        signs = rest;
    }
    all
}

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
    } else if !value.is_empty() && is_told(name) {
        let mut value = value;
        if memchr(b'&', value.as_bytes()).is_some() {
            decoded.clear();
            push_decoded(value, decoded);
            value = decoded;
        }
        if name == "href" { link_texts(value, found) } else { found(value) }
    }
}

/// Gives where a link leads. A page of the same site and the place on it are two things, both of which are said elsewhere: most
/// pages are led to from many others.
pub(super) fn link_texts(url: &str, found: &mut dyn FnMut(&str)) {
    let is_page = |url: &str| [".html", ".md"].iter().any(|end| url.ends_with(end)) && !url.contains("//");
    match url.split_once('#').filter(|(page, place)| is_page(page) && !place.contains(' ')) {
        Some((page, place)) => {
            found(page);
            found(place);
        }
        None => found(url),
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
    fn a_page_and_the_place_on_it_are_two_things() {
        let split = |url: &str| {
            let mut found = Vec::new();
            link_texts(url, &mut |text| found.push(text.to_owned()));
            found
        };
        assert_eq!(split("../a/b.html#c-d"), ["../a/b.html", "c-d"]);
        for whole in
            ["b.html", "#c", "b.pdf#c", "https://a.example/b.html#c", "//a.example/b.html#c", "b.md \"c #d e\""]
        {
            assert_eq!(split(whole), [whole]);
        }
    }

    #[test]
    fn a_text_goes_on_across_inline_markup() {
        assert_eq!(
            texts("<p>See <b>O</b>wen &amp; <a href=\"a%20b.html#x\">co</a>.</p><p>Next"),
            ["a%20b.html", "x", "See Owen & co.", "Next"]
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

    /// The texts of the pages, one after the other; what is known is left out. And which pieces these were.
    fn read_in_pieces(pages: &[&str]) -> (Vec<String>, Vec<String>) {
        let (known, mut pieces) = (Known::default(), Pieces::default());
        let (mut found, mut known_again) = (Vec::new(), Vec::new());
        for html in pages {
            let mut reader = PageReader::new(html, &known);
            while let Some(piece) = reader.piece(&pieces) {
                if pieces.count(piece) == Some(7) {
                    known_again.push(reader.rest[..piece.length].to_owned());
                    reader.skip(piece);
                } else if reader.read(piece, &mut |text| found.push(text.to_owned())) {
                    pieces.note(piece, 7);
                }
            }
        }
        (found, known_again)
    }

    #[test]
    fn what_was_read_is_not_read_again() {
        let page = "<!doctype html>\n<ul><li><a href=\"a.html\">A</a></li><li>b</li></ul>\n<p>c\n<b>d</b>\n</p>\n";
        let (texts, again) = read_in_pieces(&[page, page]);
        assert_eq!(texts, ["a.html", "A", "b", "c\nd\n", "c\nd\n"]);
        // No piece begins within the paragraph.
        assert_eq!(again, ["<!doctype html>\n", "<ul><li><a href=\"a.html\">A</a></li>", "<li>b</li>", "</ul>\n"]);
        // What stands in an open text is another text there.
        let other = "<p>c\n<b>d</b>\n</p>\n<p>e <b>d</b>\n</p>\n";
        assert_eq!(read_in_pieces(&[page, other]).0, ["a.html", "A", "b", "c\nd\n", "c\nd\n", "e d\n"]);
    }

    fn sorted(mut texts: Vec<String>) -> Vec<String> {
        texts.iter_mut().for_each(|text| *text = text.trim().to_owned());
        texts.sort();
        texts
    }

    #[test]
    fn a_piece_ends_where_nothing_is_open() {
        for page in [
            "<p>a\n<b>b</b>\n<i>c</i> d</p>\n<p>e",
            "<!-- a\n<p>b</p>\n--><p>c</p>\n<p>d",
            "<img alt=\"a\n<b\" title=\"</li><li\">\n<p>b",
            "<script>a\n<b>c</b>\n</script>\n<style></li><li></style>d",
            "<a>1</a>\n<a>2</a></li><a>3</a>\n<",
            "a\n<p>b <\n<p>c",
            "\n<\n<\n",
            "<li>a</li><li",
        ] {
            let mut whole = Vec::new();
            texts_of_page(page, &Known::default(), &mut |text| whole.push(text.to_owned()));
            assert_eq!(sorted(read_in_pieces(&[page]).0), sorted(whole.clone()), "{page}");
            // After the same bytes, whatever stood behind them.
            for end in (0..page.len()).filter(|end| page.is_char_boundary(*end)) {
                let mut expected = Vec::new();
                texts_of_page(&page[..end], &Known::default(), &mut |text| expected.push(text.to_owned()));
                let (mut texts, again) = read_in_pieces(&[&page[..end], page]);
                for piece in again {
                    texts_of_page(&piece, &Known::default(), &mut |text| texts.push(text.to_owned()));
                }
                expected.extend(whole.clone());
                assert_eq!(sorted(texts), sorted(expected), "{page} after {end} bytes");
            }
        }
    }
}
