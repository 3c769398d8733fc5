//! Words that stand for words which are still to be written: `TODO:`, `TBD`, `[insert the URL]`, `{{CUSTOMER_NAME}}`.
//!
//! A guide tells its reader to put `<namespace>` in, lists "TODO items" and speaks of `{{ values }}`; none of these is
//! unfinished. So a word counts only where it stands as a note to oneself, and never in code.

use super::Findings;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::path::SourcePath;
use crate::text::TextRange;
use std::ops::Range;

/// What a note in brackets begins with.
const ORDERS: [&str; 8] = ["insert ", "add ", "fill in ", "fill ", "enter ", "replace ", "put ", "to be "];

/// False where no placeholder can be in `text`.
pub(super) fn may_be_in(text: &str) -> bool {
    beginnings(text, 0).next().is_some()
}

/// Where, from the byte `from` on, a placeholder may begin.
fn beginnings(text: &str, from: usize) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let is_first = |(_, byte): &(usize, &u8)| FIRST[usize::from(**byte)];
    bytes.iter().enumerate().skip(from).filter(is_first).map(|(at, _)| at).filter(|at| may_begin(&bytes[*at..]))
}

/// Which bytes a placeholder can begin with.
static FIRST: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"[<{TFXLl";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

/// False for most of what no placeholder begins with, told by two bytes: every letter of a book is asked.
fn may_begin(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [b'[' | b'<', ..]
            | [b'{', b'{', ..]
            | [b'T', b'O' | b'B', ..]
            | [b'F', b'I', ..]
            | [b'X', b'X', ..]
            | [b'L' | b'l', b'O' | b'o', ..]
    )
}

/// True for a file whose blanks are its purpose.
pub(super) fn is_template(path: &SourcePath) -> bool {
    path.as_str().to_lowercase().contains("template")
}

/// Looks for placeholders in a run of `text` that stands at `range`: `first` in its block, or the `only` thing in it.
pub(super) fn check(found: &mut Findings<'_>, text: &str, range: TextRange, first: bool, only: bool) {
    let mut at = 0;
    while let Some(place) = next(text, at, first, only) {
        at = place.end;
        let written = &text[place.clone()];
        let marked = in_source(found.text, range, text, &place);
        if is_shown_as_example(found, written) || (written.starts_with('[') && !is_inside(range, marked)) {
            continue;
        }
        if found.is_full(Rule::Placeholder) {
            return;
        }
        let diagnostic = Diagnostic::new(
            Rule::Placeholder,
            Location { path: found.path.clone(), range: marked },
            format!("`{written}` is published as it stands"),
        )
        .label("still to be written")
        .help("Write what belongs here, or take it out; `draft: true` keeps the whole page back until then.");
        found.diagnostics.push(diagnostic);
    }
}

/// Looks for lines of code by which mdBook would put a file in.
pub(super) fn check_code(found: &mut Findings<'_>, code: &str, range: TextRange) {
    let is_order = |line: &&str| {
        ["{{#include ", "{{#rustdoc_include ", "{{#playground "].iter().any(|order| line.starts_with(order))
    };
    for line in code.lines().map(str::trim).filter(is_order) {
        let written = line.find("}}").map_or(line, |end| &line[..end + 2]);
        let block = range.to_usize();
        let Some(at) = found.text.get(block.clone()).and_then(|text| text.find(written)) else { continue };
        if found.is_full(Rule::Placeholder) {
            return;
        }
        let start = block.start + at;
        let place = Location { path: found.path.clone(), range: TextRange::new(start, start + written.len()) };
        found.diagnostics.push(
            Diagnostic::new(Rule::Placeholder, place, format!("`{written}` is published as it stands"))
                .label("mdBook puts a file in here")
                .help("Put the lines themselves here: files are not taken into code."),
        );
    }
}

/// True for filling of which the page also shows the source: a guide to writing, which shows what comes of it.
fn is_shown_as_example(found: &Findings<'_>, written: &str) -> bool {
    let is_filling = written.starts_with(['l', 'L']);
    let holds_filling = |code: &str| code.to_ascii_lowercase().contains("lorem ipsum");
    is_filling && found.code().blocks.iter().any(|block| found.text.get(block.to_usize()).is_some_and(holds_filling))
}

/// False for what stands in raw HTML, which people write forms in.
fn is_inside(range: TextRange, marked: TextRange) -> bool {
    range.start <= marked.start && marked.end <= range.end
}

/// Where `place` of the run `text` stands in the file. Runs from raw HTML know only where their tag is.
fn in_source(source: &str, range: TextRange, text: &str, place: &Range<usize>) -> TextRange {
    let written = &text[place.clone()];
    let earlier = text[..place.start].matches(written).count();
    let run = range.to_usize();
    let from = run.start;
    let inside = source.get(run).and_then(|run| run.match_indices(written).nth(earlier)).map(|(at, _)| from + at);
    let after = || source.get(from..).and_then(|rest| rest.find(written)).map(|at| from + at);
    inside.or_else(after).map_or(range, |start| TextRange::new(start, start + written.len()))
}

/// The first placeholder at or after the byte `from`.
fn next(text: &str, from: usize, first: bool, only: bool) -> Option<Range<usize>> {
    beginnings(text, from).find_map(|at| placeholder(text, at, first, only).map(|length| at..at + length))
}

/// The length of the placeholder that begins at `at`.
fn placeholder(text: &str, at: usize, first: bool, only: bool) -> Option<usize> {
    let rest = &text[at..];
    match rest.as_bytes()[0] {
        b'[' => bracketed(rest).filter(|length| only && *length == text.trim_matches([' ', '.', '\n']).len()),
        b'{' => braced(rest),
        b'<' => angled(rest),
        b'L' | b'l' => {
            let words = "lorem ipsum dolor";
            rest.get(..words.len()).filter(|start| start.eq_ignore_ascii_case(words)).map(str::len)
        }
        _ => word(text, at, first, only),
    }
}

/// `TODO:`, `TODO(name)`, `(TBD)`, or the whole of a cell; `TBD` in a sentence too, where it can mean nothing else.
fn word(text: &str, at: usize, first: bool, only: bool) -> Option<usize> {
    let (word, rest) =
        ["TODO", "FIXME", "XXX", "TBD", "TBC"].iter().find_map(|word| Some((*word, text[at..].strip_prefix(word)?)))?;
    let before = text[..at].trim_end_matches(['*', '_']);
    let (last, next) = (before.chars().next_back(), rest.chars().next());
    let joins =
        |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '/' | '.' | '"' | '“' | '\'' | '`');
    let is_quoted = |letter: char| matches!(letter, '"' | '”' | '\'' | '’' | '`' | '-' | '_' | '/');
    let ends_in_name = rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    if last.is_some_and(joins) || next.is_some_and(|next| next.is_alphanumeric() || is_quoted(next)) || ends_in_name {
        return None;
    }
    let begins = before.trim().is_empty() && first || before.ends_with('\n');
    let is_note = match next {
        Some(':') => {
            !rest.starts_with("::") && (begins || before.trim_end().ends_with(['(', '[', '.', ';', ',', '—', '–']))
        }
        Some('(') => begins && word != "TBD" && word != "TBC",
        _ => false,
    };
    let enclosed = matches!((last, next), (Some('('), Some(')')) | (Some('['), Some(']')));
    let alone = only && before.trim().is_empty() && rest.trim_matches([' ', '.', '…', '\n', '!']).is_empty();
    // What is "to be decided" is said of things: "the date is TBD".
    let undecided = word == "TBD" && {
        let said = before.trim_end().rsplit(|letter: char| !letter.is_alphanumeric()).next().unwrap_or_default();
        matches!(said, "is" | "are" | "still" | "be" | "currently") || before.ends_with(": ")
    };
    (is_note || enclosed || alone || undecided).then_some(word.len())
}

/// So much of `rest` as a placeholder is long at most: each of many signs would look to the end of the text.
fn near(rest: &str) -> &str {
    &rest[..rest.floor_char_boundary(200)]
}

/// `[insert the customer's name]`; a link would not be text. Among other words it is what a reader is to fill in, as in the
/// wording of a letter, so it counts only where it stands alone.
fn bracketed(rest: &str) -> Option<usize> {
    let inside = &rest[1..near(rest).find(']')?];
    let after = &rest[inside.len() + 2..];
    let lower = inside.to_lowercase();
    let ordered = ORDERS.iter().any(|order| lower.starts_with(order)) && inside.len() <= 80 && !inside.contains('[');
    (ordered && !after.starts_with(['(', '['])).then_some(inside.len() + 2)
}

/// `{{CUSTOMER_NAME}}`: in capitals, which no template language has for its own.
fn braced(rest: &str) -> Option<usize> {
    let inside = near(rest).strip_prefix("{{")?.split_once("}}")?.0;
    let name = inside.trim();
    let is_name = name.len() > 2
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_' || byte == b' ');
    is_name.then_some(inside.len() + 4)
}

/// `<insert link>`, `<TODO>`: an order in angle brackets. `<customer name>` alone is what guides tell readers to put in.
fn angled(rest: &str) -> Option<usize> {
    let inside = near(rest)[1..].split_once('>')?.0;
    let lower = inside.to_lowercase();
    let is_order = ["insert ", "fill in ", "add ", "to be "].iter().any(|order| lower.starts_with(order));
    let is_word = ["TODO", "TBD", "TBC", "FIXME", "XXX"].contains(&inside);
    let is_words = inside.len() <= 60
        && inside.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '_' | '-' | '\''));
    ((is_order && is_words) || is_word).then_some(inside.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::{may_be_in, next};

    fn found(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(place) = next(text, at, true, true) {
            found.push(&text[place.clone()]);
            at = place.end;
        }
        assert!(found.is_empty() || may_be_in(text), "{text}");
        found
    }

    #[test]
    fn notes_to_oneself_are_found() {
        assert_eq!(found("TODO: write this"), ["TODO"]);
        assert_eq!(found("The port is 443 (TODO: check)."), ["TODO"]);
        assert_eq!(found("TODO(ana): ask"), ["TODO"]);
        assert_eq!(found("FIXME"), ["FIXME"]);
        assert_eq!(found("The date is TBD."), ["TBD"]);
        assert_eq!(found("Owner: TBD, budget (TBC)"), ["TBD", "TBC"]);
        assert_eq!(found("Lorem ipsum dolor sit amet"), ["Lorem ipsum dolor"]);
        assert_eq!(found("[insert the network diagram]"), ["[insert the network diagram]"]);
        assert_eq!(found("Hello {{CUSTOMER_NAME}} and {{ GO_LIVE }}"), ["{{CUSTOMER_NAME}}", "{{ GO_LIVE }}"]);
        assert_eq!(found("See <insert link here> or <TBD>"), ["<insert link here>", "<TBD>"]);
    }

    #[test]
    fn guides_speak_of_much_that_is_no_placeholder() {
        let genuine = [
            "Keep a todo list, or a TODO list.",
            "Resolve every TODO comment; a TODO: is not enough in \"TODO:\"",
            "A TODOMVC app, TODO.md, TODO/FIXME and XXX-large",
            "HTTP 5XX, CVE-2026-XXXX, +49 30 XXX",
            "Open https://<namespace>.example.com and type <your name>",
            "Hi <customer name>, welcome",
            "`{{ .Values.name }}` {{ customer.name }} {{ x }} {{< ref >}}",
            "[add a user](add.md) and [insert mode][vim]",
            "Dear [insert the customer's name], we have good news",
            "- [ ] Add the URL",
            "The Lorem ipsum text is Latin",
            "“TBD” means to be decided",
        ];
        for text in genuine {
            let told = found(text);
            assert!(told.is_empty(), "{text}: {told:?}");
        }
    }
}
