//! Text put together from pieces of the source, which remembers where each piece came from.
//!
//! The parser reports text in pieces: entities, escapes and line breaks each come alone. Links are looked for in the
//! whole run, and must still be reported at their place in the file.

use crate::text::TextRange;
use std::ops::Range;

/// A run of text and its origin.
#[derive(Debug, Default)]
pub(super) struct Stitched {
    text: String,
    seams: Vec<Seam>,
}

#[derive(Debug)]
struct Seam {
    /// Where the piece begins in the run.
    at: usize,
    source: TextRange,
    /// True where the piece stands in the source byte for byte.
    verbatim: bool,
}

impl Stitched {
    /// Appends `text`, which the bytes `source` of the file stand for.
    pub(super) fn push(&mut self, text: &str, source: TextRange) {
        if text.is_empty() {
            return;
        }
        let verbatim = source.to_usize().len() == text.len();
        let follows =
            self.seams.last().is_some_and(|last| verbatim && last.verbatim && last.source.end == source.start);
        match self.seams.last_mut() {
            Some(last) if follows => last.source.end = source.end,
            _ => self.seams.push(Seam { at: self.text.len(), source, verbatim }),
        }
        self.text.push_str(text);
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.seams.clear();
    }

    /// Where the bytes `part` of the run stand in the file; the whole piece where a byte has no place of its own.
    pub(super) fn source_of(&self, part: Range<usize>) -> TextRange {
        let Some(first) = self.seam_at(part.start) else { return TextRange::default() };
        let start = if first.verbatim {
            first.source.start as usize + (part.start - first.at)
        } else {
            first.source.start as usize
        };
        if part.is_empty() {
            return TextRange::at(start);
        }
        let Some(last) = self.seam_at(part.end - 1) else { return TextRange::at(start) };
        let end =
            if last.verbatim { last.source.start as usize + (part.end - last.at) } else { last.source.end as usize };
        TextRange::new(start, end)
    }

    fn seam_at(&self, offset: usize) -> Option<&Seam> {
        let after = self.seams.partition_point(|seam| seam.at <= offset);
        self.seams.get(after.checked_sub(1)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_keep_their_places() {
        let mut run = Stitched::default();
        run.push("ab", TextRange::new(10, 12));
        run.push("cd", TextRange::new(12, 14));
        run.push("&", TextRange::new(14, 19));
        run.push("ef", TextRange::new(19, 21));
        assert_eq!(run.text(), "abcd&ef");
        assert_eq!(run.source_of(1..3), TextRange::new(11, 13));
        assert_eq!(run.source_of(4..5), TextRange::new(14, 19), "an entity is one place");
        assert_eq!(run.source_of(5..7), TextRange::new(19, 21));
        assert_eq!(run.source_of(0..7), TextRange::new(10, 21));
    }
}
