//! What stands between brackets: an entry more, or one less.

use crate::schema::node::Node;
use std::ops::Range;

/// Changes to a text: what comes in the place of each range.
pub(super) type Splices = Vec<(Range<usize>, String)>;

/// Adds `new` behind the last of `parts`, which stand in `node`, a map or list in brackets.
pub(super) fn addition(text: &str, node: &Node, parts: &[Range<usize>], new: &str) -> Splices {
    let (open, close) = (node.at.range.start as usize + 1, node.at.range.end as usize - 1);
    let space = if text[close..].starts_with('}') { " " } else { "" };
    let Some(last) = parts.last() else {
        let inside = &text[open..close];
        return if inside.trim().is_empty() && !inside.contains('\n') {
            vec![(open..close, format!("{space}{new}{space}"))]
        } else {
            vec![(open..open, format!(" {new}"))]
        };
    };
    let Gap { said, comma } = Gap::read(text, last.end..close);
    let end = comma.map_or(said, |comma| comma + 1);
    let line_end = text[end..close].find('\n').map(|newline| end + newline);
    let line = text[..last.start].rfind('\n').map_or(0, |newline| newline + 1);
    let indent = &text[line..last.start];
    match line_end {
        // Each has a line of its own: so has the new one.
        Some(line_end) if indent.trim().is_empty() && line > open => {
            let carriage = text[..line_end].ends_with('\r');
            let (line_end, newline) = if carriage { (line_end - 1, "\r\n") } else { (line_end, "\n") };
            let (before, behind) = if comma.is_some() { ("", ",") } else { (",", "") };
            vec![(end..end, before.to_owned()), (line_end..line_end, format!("{newline}{indent}{new}{behind}"))]
        }
        _ => {
            let before = if comma.is_some() { " " } else { ", " };
            // What follows may be a comment, which needs its space.
            vec![(end..end, format!("{before}{new}"))]
        }
    }
}

/// Takes out the part at place `at`.
pub(super) fn removal(text: &str, node: &Node, parts: &[Range<usize>], at: usize) -> Splices {
    let (open, close) = (node.at.range.start as usize + 1, node.at.range.end as usize - 1);
    let part = parts[at].clone();
    let next = parts.get(at + 1).map_or(close, |next| next.start);
    let Gap { said, comma } = Gap::read(text, part.end..next);
    let end = comma.map_or(said, |comma| comma + 1);
    let is_plain = |range: Range<usize>| !text[range].contains(['#', '\n']);
    let nothing = String::new();
    let line = text[..part.start].rfind('\n').map_or(0, |newline| newline + 1);
    let rest = text[end..next].find('\n').map(|newline| end + newline + 1);
    if parts.len() == 1 && is_plain(open..close) {
        return vec![(open..close, nothing)];
    }
    if let Some(rest) = rest.filter(|_| line > open && text[line..part.start].trim().is_empty()) {
        // It has lines of its own.
        return vec![(line..rest, nothing)];
    }
    if at + 1 < parts.len() {
        let end = if is_plain(part.end..next) { next } else { end + spaces(&text[end..next]) };
        return vec![(part.start..end, nothing)];
    }
    let before = at.checked_sub(1).map(|before| parts[before].end);
    match before.filter(|before| is_plain(*before..part.start)) {
        Some(before) if comma.is_none() => vec![(before..end, nothing)],
        _ => vec![(part.start..end, nothing)],
    }
}

fn spaces(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// What stands between two parts.
struct Gap {
    /// Where the last of it ends that is neither space, comment nor comma.
    said: usize,
    comma: Option<usize>,
}

impl Gap {
    fn read(text: &str, range: Range<usize>) -> Self {
        let mut gap = Self { said: range.start, comma: None };
        let mut in_comment = false;
        let mut before = ' ';
        for (at, letter) in text[range.clone()].char_indices() {
            match letter {
                '\n' => in_comment = false,
                _ if in_comment => {}
                '#' if before.is_whitespace() || before == ',' => in_comment = true,
                ',' if gap.comma.is_none() => gap.comma = Some(range.start + at),
                _ if letter.is_whitespace() => {}
                _ => gap.said = range.start + at + letter.len_utf8(),
            }
            before = letter;
        }
        gap
    }
}
