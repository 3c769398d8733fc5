//! A unit: words that stand together in a source, and whether a reader may see them.
//!
//! Also what files say beside what is read of them: comments, keys that are no fields, drafts. None of that is for any
//! reader of an edition.

use crate::path::SourcePath;
use crate::text::TextRange;
use memchr::{memchr_iter, memmem};

/// Words that stand together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unit<'a> {
    /// The words.
    pub(super) text: &'a str,
    /// The file.
    pub(super) path: &'a SourcePath,
    /// Where in it, as near as is known.
    pub(super) range: TextRange,
    /// What of it can be known again.
    pub(super) extent: Extent,
    /// True where the reader who was asked for may see it.
    pub(super) shown: bool,
}

/// What of a unit can be known again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// The whole of it too, where it is short: a name, a title, an address.
    Whole,
    /// Rows of words in it.
    Part,
    /// Single words.
    Words,
}

/// Takes units as they are found.
pub(super) type Found<'f> = dyn FnMut(&Unit<'_>) + 'f;

/// Gives what a Markdown file says that no page shows: its comments, and each word that is in it.
pub(super) fn aside_in_guide(path: &SourcePath, text: &str, front: Option<TextRange>, found: &mut Found<'_>) {
    let mut give = |range: std::ops::Range<usize>, extent| {
        let words = text.get(range.clone()).unwrap_or_default();
        found(&Unit { text: words, path, range: range.into(), extent, shown: false });
    };
    let front = front.map_or(0..0, TextRange::to_usize);
    lines(text, front.clone(), &mut |line| {
        let said = &text[line.clone()];
        let mark = [": ", "- ", "#"].iter().filter_map(|mark| Some(said.find(mark)? + mark.len())).min();
        let value = mark.map_or(line.end, |mark| line.start + mark);
        give(line.clone(), Extent::Words);
        give(value..line.end, Extent::Whole);
    });
    let mut at = front.end;
    let comment_after = |at: usize| Some(at + memmem::find(text.as_bytes().get(at..)?, b"<!--")?);
    while let Some(begins) = comment_after(at) {
        let ends = text[begins..].find("-->").map_or(text.len(), |length| begins + length);
        lines(text, begins + 4..ends, &mut |line| give(line, Extent::Whole));
        give(begins..ends, Extent::Part);
        at = ends;
    }
    give(front.end..text.len(), Extent::Words);
}

/// Gives what a file of data says besides its values: each word of it, and its comments. Rows of words in its notation are
/// nobody's: what the program puts beside each other may stand there so too.
pub(super) fn lines_of(path: &SourcePath, text: &str, found: &mut Found<'_>) {
    let mut give = |range: std::ops::Range<usize>, extent| {
        found(&Unit { text: &text[range.clone()], path, range: range.into(), extent, shown: false });
    };
    lines(text, 0..text.len(), &mut |line| {
        let words = &text[line.clone()];
        let comment = if words.trim_start().starts_with('#') { Some(0) } else { words.find(" #") };
        give(line.clone(), Extent::Words);
        if let Some(at) = comment {
            give(line.start + at..line.end, Extent::Whole);
        }
    });
}

/// Gives a file of Markdown that becomes no page: its paragraphs.
pub(super) fn paragraphs_of(path: &SourcePath, text: &str, found: &mut Found<'_>) {
    let mut begins = 0;
    let ends = text.match_indices("\n\n").map(|(at, _)| at).chain([text.len()]);
    for end in ends {
        let range = begins..end;
        found(&Unit { text: &text[range.clone()], path, range: range.into(), extent: Extent::Whole, shown: false });
        lines(text, begins..end, &mut |line| {
            let text = &text[line.clone()];
            found(&Unit { text, path, range: line.into(), extent: Extent::Whole, shown: false });
        });
        begins = end;
    }
}

/// Gives the lines of `text` that say something.
pub(super) fn lines(text: &str, within: std::ops::Range<usize>, give: &mut dyn FnMut(std::ops::Range<usize>)) {
    let Some(inside) = text.get(within.clone()) else { return };
    let ends = memchr_iter(b'\n', inside.as_bytes()).map(|at| at + 1).chain([inside.len()]);
    let mut begins = 0;
    for end in ends {
        if !inside[begins..end].trim().is_empty() {
            give(within.start + begins..within.start + end);
        }
        begins = end;
    }
}
