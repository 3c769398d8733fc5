//! Raw HTML into tokens: tags, text, and the places of Markdown between them.
//!
//! Takes text as the Markdown parser took it for HTML; gives its tags with their attributes as written. Comments,
//! declarations and the content of scripts and styles are left out here. Nothing is judged yet.

use super::super::stitch::Stitched;
use crate::text::TextRange;

/// How many attributes of one tag are looked at.
const MOST_ATTRIBUTES: usize = 64;

/// A part of what stands in a container.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Text as written, entities and all, that holds no tag.
    Text(String),
    Open(Tag),
    Close {
        name: String,
        written: String,
    },
    /// A run of Markdown, by number.
    Slot(usize),
}

/// An opening tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: String,
    /// Names in lower case, values as written between their quotes.
    pub(super) attributes: Vec<(String, String)>,
    /// True for `<a/>`, which authors write for `<a></a>`.
    pub(super) self_closing: bool,
    pub(super) written: String,
    /// Where it stands in the file.
    pub(super) range: TextRange,
}

/// Appends the tokens of `run`.
pub(super) fn tokens(run: &Stitched, into: &mut Vec<Token>) {
    let text = run.text();
    let mut at = 0;
    let mut text_from = 0;
    while let Some(found) = text[at..].find('<') {
        let start = at + found;
        let (end, token) = match markup(text, start, run) {
            Markup::Found(end, token) => (end, token),
            Markup::None => {
                at = start + 1;
                continue;
            }
            // What never ends is text, and so is all that follows: looking on would take forever on `<a <a <a`.
            Markup::Unfinished => break,
        };
        push_text(&text[text_from..start], into);
        let raw = token.as_ref().and_then(raw_text_end);
        into.extend(token);
        at = raw.map_or(end, |closing| end + position_of(&text[end..], closing));
        text_from = at;
    }
    push_text(&text[text_from..], into);
}

/// `text` without comments; one that is never closed reaches to the end.
pub(super) fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, comment)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = comment.split_once("-->").map_or("", |(_, after)| after);
    }
    kept.push_str(rest);
    kept
}

fn push_text(text: &str, into: &mut Vec<Token>) {
    if !text.is_empty() {
        into.push(Token::Text(text.to_owned()));
    }
}

/// The closing tag up to which the content of an element is no markup.
fn raw_text_end(token: &Token) -> Option<&'static str> {
    match token {
        Token::Open(tag) if !tag.self_closing => match tag.name.as_str() {
            "script" => Some("</script"),
            "style" => Some("</style"),
            "iframe" => Some("</iframe"),
            _ => None,
        },
        _ => None,
    }
}

/// Where `needle`, which is ASCII in lower case, begins in `text` in whatever case; the end if it does not.
fn position_of(text: &str, needle: &str) -> usize {
    let matches = |window: &[u8]| window.eq_ignore_ascii_case(needle.as_bytes());
    text.as_bytes().windows(needle.len()).position(matches).unwrap_or(text.len())
}

/// What a `<` begins.
enum Markup {
    /// A tag, or without a token a comment or a declaration, and where it ends.
    Found(usize, Option<Token>),
    /// Nothing: it is only a `<`.
    None,
    /// A tag that the text ends in.
    Unfinished,
}

fn markup(text: &str, start: usize, run: &Stitched) -> Markup {
    let rest = &text[start..];
    let until = |from: usize, end: &str| rest[from..].find(end).map(|at| start + from + at + end.len());
    // `<!-->` is a whole comment.
    let skipped = [("<!--", 2, "-->"), ("<![CDATA[", 9, "]]>"), ("<!", 2, ">"), ("<?", 2, ">")];
    if let Some((_, from, end)) = skipped.into_iter().find(|(opening, ..)| rest.starts_with(opening)) {
        return Markup::Found(until(from, end).unwrap_or(text.len()), None);
    }
    if let Some(after) = rest.strip_prefix("</") {
        let Some(length) = name_length(after) else { return Markup::None };
        let Some(end) = until(2 + length, ">") else { return Markup::Unfinished };
        let close = Token::Close { name: after[..length].to_ascii_lowercase(), written: text[start..end].to_owned() };
        return Markup::Found(end, Some(close));
    }
    let Some(length) = name_length(&rest[1..]) else { return Markup::None };
    let Some((end, mut tag)) = opening(text, start, length) else { return Markup::Unfinished };
    tag.range = run.source_of(start..end);
    text[start..end].clone_into(&mut tag.written);
    Markup::Found(end, Some(Token::Open(tag)))
}

fn name_length(text: &str) -> Option<usize> {
    text.starts_with(|first: char| first.is_ascii_alphabetic()).then(|| {
        text.find(|letter: char| letter.is_whitespace() || letter == '>' || letter == '/').unwrap_or(text.len())
    })
}

/// The opening tag at `start`, whose name has this length, if it is whole.
fn opening(text: &str, start: usize, length: usize) -> Option<(usize, Tag)> {
    let mut at = start + 1 + length;
    let name = text[start + 1..at].to_ascii_lowercase();
    let mut tag =
        Tag { name, attributes: Vec::new(), self_closing: false, written: String::new(), range: TextRange::default() };
    loop {
        let rest = text[at..].trim_start();
        at = text.len() - rest.len();
        match rest.chars().next()? {
            '>' => return Some((at + 1, tag)),
            '/' => {
                tag.self_closing = rest[1..].starts_with('>');
                at += 1;
            }
            _ => {
                let (attribute, length) = attribute(rest)?;
                let known = tag.attributes.iter().any(|(name, _)| *name == attribute.0);
                if !known && tag.attributes.len() < MOST_ATTRIBUTES {
                    tag.attributes.push(attribute);
                }
                at += length;
            }
        }
    }
}

/// The attribute that `text` begins with, and its length.
fn attribute(text: &str) -> Option<((String, String), usize)> {
    let ends_name = |letter: char| letter.is_whitespace() || matches!(letter, '=' | '>' | '/');
    // A stray `=` begins a name, as in a browser.
    let first = text.chars().next()?.len_utf8();
    let length = text[first..].find(ends_name).map_or(text.len(), |end| first + end);
    let name = text[..length].to_ascii_lowercase();
    let after = text[length..].trim_start();
    let Some(value) = after.strip_prefix('=').map(str::trim_start) else {
        return Some(((name, String::new()), length));
    };
    let value_at = text.len() - value.len();
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            let end = quoted.find(quote)?;
            return Some(((name, quoted[..end].to_owned()), value_at + end + 2));
        }
    }
    let end = value.find(|letter: char| letter.is_whitespace() || letter == '>').unwrap_or(value.len());
    Some(((name, value[..end].to_owned()), value_at + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(text: &str) -> Vec<Token> {
        let mut run = Stitched::default();
        run.push(text, TextRange::new(100, 100 + text.len()));
        let mut found = Vec::new();
        tokens(&run, &mut found);
        found
    }

    fn names(text: &str) -> Vec<String> {
        let name = |token: &Token| match token {
            Token::Text(text) => text.clone(),
            Token::Open(tag) => format!("<{}>", tag.name),
            Token::Close { name, .. } => format!("</{name}>"),
            Token::Slot(_) => String::new(),
        };
        scan(text).iter().map(name).collect()
    }

    #[test]
    fn tags_are_told_from_text() {
        assert_eq!(names("a < b <I>c</I > d<3 <b"), ["a < b ", "<i>", "c", "</i>", " d<3 <b"]);
        assert_eq!(names("a<!-- <b> -->c<!DOCTYPE html><?php x ?>d"), ["a", "c", "d"]);
        assert_eq!(names("<script>if (a < b) {}</SCRIPT>x"), ["<script>", "</script>", "x"]);
        assert_eq!(names("<!-- never closed"), Vec::<String>::new());
        assert_eq!(names("<a title=\"x > y\">z"), ["<a>", "z"]);
        assert_eq!(names("<a title=\"never closed>z"), ["<a title=\"never closed>z"]);
    }

    #[test]
    fn attributes_keep_their_values_and_places() {
        let tokens = scan("x<img SRC='a.png' alt=\"A &amp; B\" width=40 hidden/>");
        let Token::Open(tag) = &tokens[1] else { panic!("a tag") };
        let attributes: Vec<(&str, &str)> =
            tag.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(attributes, [("src", "a.png"), ("alt", "A &amp; B"), ("width", "40"), ("hidden", "")]);
        assert!(tag.self_closing);
        assert_eq!(tag.range.start, 101);
    }

    #[test]
    fn comments_go() {
        assert_eq!(without_comments("a<!-- b -->c<!-- d"), "ac");
    }
}
