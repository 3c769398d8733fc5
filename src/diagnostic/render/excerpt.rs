//! The part of a file that an excerpt shows: whole lines around what is marked, or less where lines are very long.
//!
//! Takes spans of one file; gives text that is short whatever the file is like, and where the spans lie in it. A line
//! of ten megabytes, or a mark over a thousand lines, costs no more than a short one.

use super::{File, Span};
use std::ops::Range;

/// Text longer than this is not looked at for whole lines, in bytes.
const LONGEST: usize = 4_000;
/// A mark over more lines than this is shown by its first, and places further apart get excerpts of their own.
const MOST_LINES: usize = 12;

/// Consecutive text of a file.
pub(super) struct Excerpt {
    /// The text, with an ellipsis where a line was cut.
    pub(super) text: String,
    /// The line that it begins on, from 1.
    pub(super) line: usize,
    /// Where the text comes from in the file.
    window: Range<usize>,
    /// Length of the ellipsis in front.
    indent: usize,
}

impl Excerpt {
    /// The excerpt that shows `range` of `file`, in lines of at most `width` characters.
    pub(super) fn new(file: &File<'_>, range: Range<usize>, width: usize) -> Self {
        let text: &str = &file.text;
        let first = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let last = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
        let last = if text[..last].ends_with('\r') && last > range.end { last - 1 } else { last };
        let fits = last - first <= LONGEST && text[first..last].lines().all(|line| line.chars().count() <= width);
        let window = if fits { first..last } else { around(text, &range, first..last, width) };
        let mut excerpt = String::new();
        if window.start > first {
            excerpt.push('…');
        }
        let indent = excerpt.len();
        excerpt.push_str(&text[window.clone()]);
        if window.end < last {
            excerpt.push('…');
        }
        let line = file.lines.line_column(text, u32::try_from(first).unwrap_or(u32::MAX)).line as usize;
        Self { text: excerpt, line, window, indent }
    }

    /// Where `range` of the file lies in the text.
    pub(super) fn locate(&self, range: &Range<usize>) -> Range<usize> {
        let within = |at: usize| at.clamp(self.window.start, self.window.end) - self.window.start + self.indent;
        within(range.start)..within(range.end)
    }

    /// The column that the excerpt gives to `range`, counted from 1; not the file's where the line was cut before it.
    pub(super) fn column(&self, range: &Range<usize>) -> usize {
        let before = &self.text[..self.locate(range).start];
        let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
        line.chars().count() + 1
    }
}

/// `range` with as much of `line` before and after it as `width` characters leave room for: half on each side, or more on one
/// where the other has less to show.
fn around(text: &str, range: &Range<usize>, line: Range<usize>, width: usize) -> Range<usize> {
    /// For the ellipses.
    const CUT: usize = 2;
    let marked = text[range.clone()].chars().take(width).count();
    let room = width.saturating_sub(marked + CUT);
    let (before, after) = (&text[line.start..range.start], &text[range.end..line.end]);
    // As many as could be of use; a line may have millions.
    let there = |side: &str| side.chars().take(room).count();
    let left = there(before).min((room / 2).max(room - there(after)));
    let right = room - left;
    let start = before.char_indices().rev().take(left).last().map_or(range.start, |(at, _)| line.start + at);
    let end = after.char_indices().nth(right).map_or(line.end, |(at, _)| range.end + at);
    start..end
}

/// What is marked for `span`: not the line ends after it, and only its beginning where it is very long.
pub(super) fn mark(span: &Span<'_>, width: usize) -> Range<usize> {
    let text = &span.file.text[span.range.clone()];
    let trimmed = text.trim_end_matches(['\n', '\r']);
    let trimmed = if trimmed.is_empty() { text } else { trimmed };
    let lines = span.end.line.saturating_sub(span.start.line) as usize;
    let kept = if trimmed.len() > LONGEST || lines > MOST_LINES {
        let line = trimmed.lines().next().unwrap_or_default();
        line.char_indices().nth(width).map_or(line, |(at, _)| &line[..at])
    } else {
        trimmed
    };
    span.range.start..span.range.start + kept.len()
}

/// The range over both, where one excerpt can show them together.
pub(super) fn joined(file: &File<'_>, a: &Range<usize>, b: &Range<usize>) -> Option<Range<usize>> {
    let cover = a.start.min(b.start)..a.end.max(b.end);
    let near = cover.len() <= LONGEST && file.text[cover.clone()].matches('\n').count() <= MOST_LINES;
    near.then_some(cover)
}
