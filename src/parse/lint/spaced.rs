//! Links that are none because their address has spaces: `[plan](Rollout Plan.md)` is published with its brackets.
//!
//! Only what ends as a page or a picture does is told: brackets before round ones may be words like any others.

use super::{Findings, holds};
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::text::TextRange;
use memchr::memmem;

/// How the names of files end that pages link to and show.
const ENDS: &[&str] = &[".md", ".markdown", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".pdf"];

pub(super) fn check(found: &mut Findings<'_>) {
    let text = found.text;
    for at in memmem::find_iter(text.as_bytes(), b"](") {
        let start = at + 2;
        let Some(address) = address(&text[start..]).filter(|address| is_file_with_spaces(address)) else { continue };
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        // Brackets with a backslash before them are meant to be seen.
        let is_seen = |end: usize| text[..end].ends_with('\\');
        let is_link = text[line..at].rfind('[').is_some_and(|open| !is_seen(line + open)) && !is_seen(at);
        let range = TextRange::new(start, start + address.len());
        if !is_link || is_unseen(found, range.start) || found.is_full(Rule::BrokenLink) {
            continue;
        }
        let location = Location { path: found.path.clone(), range };
        let problem = Diagnostic::new(Rule::BrokenLink, location, "an address with spaces in it makes no link")
            .label("shown as it stands, brackets and all")
            .help(format!("Put it between angle brackets: `<{address}>`."))
            .replacement(format!("<{address}>"));
        found.diagnostics.push(problem);
    }
}

/// True for what is no text of the page: code, front matter, a comment.
fn is_unseen(found: &Findings<'_>, at: u32) -> bool {
    let before = &found.text[..at as usize];
    let is_comment = before.rfind("<!--").is_some_and(|open| !before[open..].contains("-->"));
    let is_front = found.guide.and_then(|guide| guide.front_range).is_some_and(|front| at < front.end);
    let code = found.code();
    is_comment || is_front || holds(&code.spans, at) || holds(&code.blocks, at)
}

/// What stands up to the round bracket that closes it, in one line.
fn address(text: &str) -> Option<&str> {
    let mut open = 0_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '\n' | '<' | '`' => return None,
            '(' => open += 1,
            ')' if open == 0 => return Some(&text[..at]),
            ')' => open -= 1,
            _ => {}
        }
    }
    None
}

fn is_file_with_spaces(address: &str) -> bool {
    let file = address.split_once('#').map_or(address, |(file, _)| file);
    let has_end = |end: &&str| {
        let split = file.len().checked_sub(end.len()).and_then(|at| file.split_at_checked(at));
        split.is_some_and(|(stem, last)| last.eq_ignore_ascii_case(end) && stem.contains(' '))
    };
    address.trim() == address && ENDS.iter().any(has_end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_goes_to_its_bracket() {
        assert_eq!(address("network diagram (final).png) and (more)"), Some("network diagram (final).png"));
        assert_eq!((address("no end.md"), address("a\nb.md)"), address("<in angles.md>)")), (None, None, None));
    }

    #[test]
    fn only_files_count() {
        assert!(is_file_with_spaces("../Rollout Plan.md#Second step") && is_file_with_spaces("Pasted image 1.PNG"));
        for words in ["see the note", "plan.md", "plan.md \"A title.md\"", "the file plan.md", "a b.md or c", " a b.md"]
        {
            assert_eq!(is_file_with_spaces(words), words == "the file plan.md", "{words}");
        }
    }
}
