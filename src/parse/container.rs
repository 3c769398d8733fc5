//! `:::` lines, which `CommonMark` does not know: found in the source and given to the Markdown parser as thematic breaks.
//!
//! A thematic break may stand wherever a block may, ends a paragraph, and is told apart from code by the parser itself,
//! so `:::` lines get their place among lists, quotes and fences by the rules of `CommonMark` and none of our own. What
//! the parser did not see as a break (code, or a line lazily taken into a paragraph) is put back before parsing.

use crate::audience::Audience;
use crate::diagnostic::nearest;
use pulldown_cmark::{Event, Parser};
use std::borrow::Cow;
use std::ops::Range;

/// How often the parser is asked which lines are breaks before all of them are left as text.
const ROUNDS: usize = 4;

/// A line of colons.
#[derive(Debug)]
pub(super) struct Marker {
    /// From the first colon to the end of the line, in the file.
    pub(super) range: Range<usize>,
    pub(super) colons: usize,
    pub(super) kind: MarkerKind,
    /// True where the Markdown parser met it as a block of its own.
    pub(super) is_block: bool,
}

/// What a line of colons does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkerKind {
    Close,
    /// Opens a part for this audience.
    Restricted(Audience),
    /// Opens a part for an audience that does not exist.
    UnknownAudience,
    /// Opens something that has no meaning yet.
    Other,
}

/// The `:::` lines of `text` from `from` on, with `is_block` as the parser says, and the text to parse in its place.
pub(super) fn read(text: &str, from: usize, options: pulldown_cmark::Options) -> (Vec<Marker>, Cow<'_, str>) {
    let body = &text[from..];
    if !body.contains(":::") {
        return (Vec::new(), Cow::Borrowed(body));
    }
    let mut markers = find(text, from);
    for _ in 0..ROUNDS {
        let substituted = substitute(body, from, &markers);
        let breaks: Vec<usize> = Parser::new_ext(&substituted, options)
            .into_offset_iter()
            .filter(|(event, _)| matches!(event, Event::Rule))
            .map(|(_, range)| from + range.start)
            .collect();
        let mut settled = true;
        for marker in markers.iter_mut().filter(|marker| marker.is_block) {
            marker.is_block = breaks.binary_search(&marker.range.start).is_ok();
            settled &= marker.is_block;
        }
        if settled {
            return (markers, substituted.into());
        }
    }
    for marker in &mut markers {
        marker.is_block = false;
    }
    (markers, Cow::Borrowed(body))
}

fn find(text: &str, from: usize) -> Vec<Marker> {
    let mut markers = Vec::new();
    let mut line_start = from;
    for line in text[from..].split_inclusive('\n') {
        let content = line.trim_end();
        let rest = after_containers(content);
        let colons = rest.len() - rest.trim_start_matches(':').len();
        if colons >= 3 {
            let start = line_start + content.len() - rest.len();
            let range = start..line_start + content.len();
            markers.push(Marker { range, colons, kind: kind_of(rest[colons..].trim()), is_block: true });
        }
        line_start += line.len();
    }
    markers
}

/// `line` without the signs of quotes and list items that it begins with.
fn after_containers(line: &str) -> &str {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '>']);
        let digits = rest.bytes().take(9).take_while(u8::is_ascii_digit).count();
        let sign = if digits > 0 { &rest[digits..] } else { rest };
        let signs: &[char] = if digits > 0 { &['.', ')'] } else { &['-', '*', '+'] };
        match sign.strip_prefix(signs) {
            Some(after) if after.starts_with([' ', '\t']) => rest = after,
            _ => return rest,
        }
    }
}

fn kind_of(words: &str) -> MarkerKind {
    let mut words = words.split(|letter: char| letter.is_whitespace() || letter == '{' || letter == '[');
    let name = words.next().unwrap_or_default().to_lowercase();
    if name.is_empty() && words.next().is_none() {
        return MarkerKind::Close;
    }
    let audience = |name: &str| Audience::from_name(name).map(MarkerKind::Restricted);
    if name == "audience" {
        let named = words.next().unwrap_or_default().to_lowercase();
        return audience(&named).unwrap_or(MarkerKind::UnknownAudience);
    }
    // A slip of the pen in an audience's name must not publish what it was to hold back.
    let misspelt = || nearest(&name, Audience::ALL.map(Audience::name)).is_some();
    audience(&name).unwrap_or_else(|| if misspelt() { MarkerKind::UnknownAudience } else { MarkerKind::Other })
}

/// `body` with a thematic break in place of each block marker, every byte after it where it was.
fn substitute(body: &str, from: usize, markers: &[Marker]) -> String {
    let mut text = String::with_capacity(body.len());
    let mut copied = 0;
    for marker in markers.iter().filter(|marker| marker.is_block) {
        let (start, end) = (marker.range.start - from, marker.range.end - from);
        text.push_str(&body[copied..start]);
        text.push_str("___");
        text.extend(std::iter::repeat_n(' ', end - start - 3));
        copied = end;
    }
    text.push_str(&body[copied..]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(MarkerKind, bool)> {
        let options = pulldown_cmark::Options::ENABLE_TABLES;
        read(text, 0, options).0.iter().map(|marker| (marker.kind, marker.is_block)).collect()
    }

    #[test]
    fn names_say_what_a_line_opens() {
        assert_eq!(kind_of(""), MarkerKind::Close);
        assert_eq!(kind_of("internal Not for them"), MarkerKind::Restricted(Audience::Internal));
        assert_eq!(kind_of("Audience Partner"), MarkerKind::Restricted(Audience::Partner));
        assert_eq!(kind_of("audience"), MarkerKind::UnknownAudience);
        assert_eq!(kind_of("internl"), MarkerKind::UnknownAudience);
        assert_eq!(kind_of("tip Title"), MarkerKind::Other);
        assert_eq!(kind_of("info"), MarkerKind::Other);
        assert_eq!(kind_of("{.note}"), MarkerKind::Other);
    }

    #[test]
    fn the_markdown_parser_says_which_lines_are_blocks() {
        let internal = MarkerKind::Restricted(Audience::Internal);
        assert_eq!(kinds("::: internal\nwords\n- list\n:::\n"), [(internal, true), (MarkerKind::Close, true)]);
        assert_eq!(
            kinds("```\n::: internal\n:::\n```\n:::"),
            [(internal, false), (MarkerKind::Close, false), (MarkerKind::Close, true)]
        );
        assert_eq!(kinds("> - ::: internal\n>   x\n>   :::\n"), [(internal, true), (MarkerKind::Close, true)]);
        assert_eq!(kinds("|a|\n|-|\n|b|\n:::\n"), [(MarkerKind::Close, true)]);
        assert_eq!(kinds("<!--\n::: internal\n-->\n"), [(internal, false)]);
        assert_eq!(kinds("<div>\n::: internal\n</div>\n"), [(internal, false)]);
    }

    #[test]
    fn substitution_moves_nothing() {
        let text = "a\n::: internal Größe\nb\n";
        let (markers, parsed) = read(text, 0, pulldown_cmark::Options::empty());
        assert_eq!(parsed.len(), text.len());
        assert_eq!(&text[markers[0].range.clone()], "::: internal Größe");
        assert!(parsed.ends_with("\nb\n"));
    }
}
