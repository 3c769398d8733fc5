//! The lines of `MkDocs` that make a part of what is indented by four below them: `!!! type "Title"`, `???`, `=== "Name"`.
//!
//! Takes one line and what stands around it; gives what it opens. That the content belongs to it is the Markdown
//! parser's to say, to which the line is shown as the beginning of a list item of the same length.

use super::names::{Readers, Shape, audience_in, meaning};
use crate::doc::{CalloutKind, Fold};

/// How far content is indented from its line.
const INDENT: usize = 4;

/// What such a line says. All strings are parts of the line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Admonition<'a> {
    pub(super) shape: Shape,
    pub(super) readers: Readers,
    pub(super) name: &'a str,
    /// The title between quotes, perhaps empty; none where there are no quotes.
    pub(super) title: Option<&'a str>,
}

/// Reads `line`, which begins at the signs and has no blanks at its end.
///
/// The patterns are those of Python-Markdown and pymdownx, which let the blank after the signs go.
pub(super) fn read(line: &str) -> Option<Admonition<'_>> {
    let (signs, rest) = line.split_at_checked(3)?;
    let (rest, said) = match rest.strip_suffix('}').and_then(|rest| rest.rsplit_once('{')) {
        Some((rest, inside)) => (rest.trim_end(), audience_in(inside)),
        None => (rest, Readers::Same),
    };
    match signs {
        "!!!" => {
            let (name, title) = named(rest)?;
            let (shape, readers) = meaning(name, Fold::Never, said);
            // Only what is called a callout can be one here, and any other name is a class that somebody has a style for.
            let shape = match shape {
                Shape::Callout(..) | Shape::Restricted => shape,
                _ => Shape::Callout(CalloutKind::Note, Fold::Never),
            };
            Some(Admonition { shape, readers, name, title })
        }
        "???" => {
            let open = rest.starts_with('+');
            let rest = rest.strip_prefix('+').unwrap_or(rest);
            let (name, title) = named(rest)?;
            let fold = if open { Fold::Open } else { Fold::Closed };
            let (shape, readers) = meaning(name, fold, said);
            let shape = match shape {
                Shape::Callout(..) | Shape::Restricted => shape,
                _ => Shape::Details { open },
            };
            Some(Admonition { shape, readers, name, title })
        }
        "===" => {
            let flags = rest.len() - rest.trim_start_matches(['!', '+']).len();
            let title = quoted(rest[flags..].strip_prefix(' ')?.trim_start())?;
            let fresh = rest[..flags].contains('!');
            let shape = Shape::Tab { fresh };
            (!title.is_empty()).then_some(Admonition { shape, readers: said, name: "", title: Some(title) })
        }
        _ => None,
    }
}

/// `type`, `type more words` and `type "Title"`, with a blank before or none.
fn named(rest: &str) -> Option<(&str, Option<&str>)> {
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let (words, title) = match rest.find('"') {
        Some(at) => (&rest[..at], Some(quoted(&rest[at..])?)),
        None => (rest, None),
    };
    let is_word = |word: &str| word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    let name = words.split(' ').next().unwrap_or_default();
    let apart = title.is_none() || words.is_empty() || words.ends_with(' ');
    let good = apart && words.split(' ').all(is_word) && !(name.is_empty() && title.is_none());
    // Signs, and the least that stands for a title, need five bytes.
    (good && rest.len() >= 2).then_some((name, title))
}

fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

/// True where the line after `line`, which has its signs at byte `at`, holds content of it: `after` is what follows.
pub(super) fn has_content(line: &str, at: usize, after: &str) -> bool {
    let next = after.lines().map(str::trim_end).find(|line| !line.trim_start_matches(['>', ' ', '\t']).is_empty());
    next.is_some_and(|next| {
        let signs = next.len() - next.trim_start_matches(['>', ' ', '\t']).len();
        column(&next[..signs]) >= column(&line[..at]) + INDENT
    })
}

/// The column after `text`, with tabs to every fourth.
fn column(text: &str) -> usize {
    text.bytes().fold(0, |column, byte| if byte == b'\t' { column / 4 * 4 + 4 } else { column + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> Option<(Shape, &str, Option<&str>)> {
        read(line).map(|found| (found.shape, found.name, found.title))
    }

    #[test]
    fn lines_of_mkdocs_are_read_as_it_reads_them() {
        let (note, tip) = (CalloutKind::Note, CalloutKind::Tip);
        let open = |kind| Shape::Callout(kind, Fold::Never);
        assert_eq!(parts("!!! note"), Some((open(note), "note", None)));
        assert_eq!(parts("!!!tip \"Go \"on\"\""), Some((open(tip), "tip", Some("Go \"on\""))));
        assert_eq!(parts("!!! note inline end \"T\""), Some((open(note), "note", Some("T"))));
        assert_eq!(parts("!!! note \"\""), Some((open(note), "note", Some(""))));
        assert_eq!(parts("!!! aside"), Some((open(note), "aside", None)));
        assert_eq!(parts("??? tip"), Some((Shape::Callout(tip, Fold::Closed), "tip", None)));
        assert_eq!(parts("???+ tip \"T\""), Some((Shape::Callout(tip, Fold::Open), "tip", Some("T"))));
        assert_eq!(parts("???+aside wide \"T\""), Some((Shape::Details { open: true }, "aside", Some("T"))));
        assert_eq!(parts("??? \"T\""), Some((Shape::Details { open: false }, "", Some("T"))));
        assert_eq!(parts("=== \"Linux\""), Some((Shape::Tab { fresh: false }, "", Some("Linux"))));
        assert_eq!(parts("===! \"Linux\""), Some((Shape::Tab { fresh: true }, "", Some("Linux"))));
        for text in
            ["!!!", "!!! Stop!", "!!! no, really", "!!! a \"b", "??? why?", "====", "=== Linux", "===", "!!!a\"b\""]
        {
            assert_eq!(parts(text), None, "{text}");
        }
        let restricted = read("!!! internal \"Ours\"").expect("it opens");
        assert_eq!(
            (restricted.shape, restricted.readers),
            (Shape::Restricted, Readers::Only(crate::audience::Audience::Internal))
        );
    }

    #[test]
    fn content_is_indented_by_four_from_its_line() {
        assert!(has_content("!!! note", 0, "\n    text\n"));
        assert!(has_content("!!! note", 0, "\ttext\n"));
        assert!(has_content("> !!! note", 2, ">\n>     text\n"));
        assert!(has_content("- !!! note", 2, "      text\n"));
        assert!(!has_content("!!! note", 0, "  text\n"));
        assert!(!has_content("  !!! note", 2, "    text\n"));
        assert!(!has_content("!!! note", 0, "\n\n"));
    }
}
