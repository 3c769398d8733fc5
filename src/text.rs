//! Positions in a source file: byte ranges, and the lines and columns that a reader counts in.
//!
//! Takes the text of one file; gives ranges and line numbers. Knows nothing of what the text means.

use std::ops::Range;

/// A range of bytes in one source file, half open.
///
/// Files longer than 4 GiB are refused before they get this far, so 32 bits suffice; the document tree holds one of
/// these for every run of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct TextRange {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl TextRange {
    /// The range from `start` to `end`; offsets past 4 GiB are clamped.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    /// The empty range at `offset`.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The same range as indices, for slicing.
    #[must_use]
    pub fn to_usize(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The range moved `by` bytes further, for a part that was parsed on its own.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::new(self.start as usize + by, self.end as usize + by)
    }

    /// True where no byte is covered.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// True where all of `other` lies in it.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest range that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

impl From<Range<usize>> for TextRange {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A place as people say it: both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in Unicode scalar values, from 1.
    pub column: u32,
}

/// Where each line of a text begins.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`; a line ends with `\n`, alone or after `\r`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(
            text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| TextRange::at(at + 1).start),
        );
        Self { starts }
    }

    /// The line and column of the byte `offset` of `text`, which must be the text that was indexed.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let offset = offset.min(TextRange::at(text.len()).start);
        let line = self.starts.partition_point(|start| *start <= offset) - 1;
        let begin = self.starts[line] as usize;
        let column = text.get(begin..offset as usize).map_or(0, |before| before.chars().count());
        let one_based = |count: usize| u32::try_from(count + 1).unwrap_or(u32::MAX);
        LineColumn { line: one_based(line), column: one_based(column) }
    }
}

/// The lines and columns of places that are asked for in their order, or nearly: each line is counted once, and none of
/// them is remembered.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineCursor {
    /// How many lines end before `counted`.
    lines: usize,
    /// Where the line begins that `counted` is in.
    begin: usize,
    counted: usize,
}

impl LineCursor {
    /// The line and column of the byte `offset` of `text`, which must be the same text each time.
    pub fn line_column(&mut self, text: &str, offset: u32) -> LineColumn {
        let offset = (offset as usize).min(text.len());
        if offset < self.begin {
            *self = Self::default();
        }
        if let Some(passed) = text.as_bytes().get(self.counted..offset) {
            if let Some(last) = passed.iter().rposition(|byte| *byte == b'\n') {
                self.lines += passed.iter().map(|byte| usize::from(*byte == b'\n')).sum::<usize>();
                self.begin = self.counted + last + 1;
            }
            self.counted = offset;
        }
        let column = text.get(self.begin..offset).map_or(0, |before| before.chars().count());
        let one_based = |count: usize| u32::try_from(count + 1).unwrap_or(u32::MAX);
        LineColumn { line: one_based(self.lines), column: one_based(column) }
    }
}

/// How many bytes `find_bytes` compares at once.
const CHUNK: usize = 32;

/// Where the bytes stand that `is_sought`, for texts that have few: most are gone over many at a time, which takes
/// comparisons joined by `|`, without a branch.
pub fn find_bytes(text: &str, is_sought: impl Fn(u8) -> bool + Copy) -> impl Iterator<Item = usize> {
    let has_some = move |chunk: &[u8]| chunk.iter().fold(false, |some, byte| some | is_sought(*byte));
    let chunks = text.as_bytes().chunks(CHUNK).zip((0..).step_by(CHUNK));
    chunks.filter(move |(chunk, _)| has_some(chunk)).flat_map(move |(chunk, from)| {
        chunk.iter().zip(from..).filter(move |(byte, _)| is_sought(**byte)).map(|(_, at)| at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_counts_as_an_index_does() {
        let text = "ab\r\ncé→x\n\n日本\nlast";
        let index = LineIndex::new(text);
        let mut cursor = LineCursor::default();
        let there: Vec<u32> = (0..40).collect();
        let back = there.iter().rev();
        for offset in there.iter().chain([&7, &30, &2, &2, &29]).chain(back) {
            assert_eq!(cursor.line_column(text, *offset), index.line_column(text, *offset), "at {offset}");
        }
    }

    #[test]
    fn columns_count_characters_and_lines_end_with_newline() {
        let text = "ab\r\ncé→x\n";
        let index = LineIndex::new(text);
        let at = |offset| index.line_column(text, offset);
        assert_eq!(at(0), LineColumn { line: 1, column: 1 });
        assert_eq!(at(4), LineColumn { line: 2, column: 1 });
        assert_eq!(at(10), LineColumn { line: 2, column: 4 }, "x stands after c, é and the arrow");
        assert_eq!(at(12), LineColumn { line: 3, column: 1 });
        assert_eq!(at(999), LineColumn { line: 3, column: 1 }, "past the end is the end");
    }

    #[test]
    fn bytes_are_found_wherever_they_stand() {
        for length in [0, 1, 31, 32, 33, 64, 100] {
            for at in 0..length {
                let text = format!("{}&{}", "a".repeat(at), "ü".repeat(length - at));
                assert_eq!(find_bytes(&text, |byte| byte == b'&').collect::<Vec<_>>(), [at]);
                let all: Vec<usize> = find_bytes(&text, |byte| (byte == b'a') | (byte == b'&')).collect();
                assert_eq!(all, (0..=at).collect::<Vec<_>>());
            }
        }
    }
}
