//! Characters that were read wrongly, and characters that nobody sees.

use super::{Findings, holds, mojibake};
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::text::TextRange;

/// Looks at every character of a file.
pub(super) fn check(found: &mut Findings<'_>) {
    let garbled = mojibake::find(found.text);
    let invisible = invisible(found.text);
    if garbled.is_empty() && invisible.is_empty() {
        return;
    }
    report_garbled(found, garbled);
    for hidden in invisible {
        if found.is_full(Rule::InvisibleText) {
            continue;
        }
        let at = TextRange::new(hidden.start, hidden.start + hidden.letter.len_utf8());
        let name = name(hidden.letter);
        let message = format!("there is {name} (U+{:04X}) here, which nobody sees", u32::from(hidden.letter));
        let diagnostic =
            Diagnostic::new(Rule::InvisibleText, Location { path: found.path.clone(), range: at }, message)
                .label("invisible")
                .help(hidden.why)
                .replacement("");
        found.diagnostics.push(diagnostic);
    }
}

fn report_garbled(found: &mut Findings<'_>, garbled: Vec<mojibake::Garbled>) {
    // Whoever writes about such text writes it as code. Drawings in blocks of code are worth mending all the same.
    let is_drawing = |text: &str| text.chars().any(|letter| matches!(letter, '\u{2500}'..='\u{257f}'));
    let code = found.code();
    let garbled: Vec<_> = garbled
        .into_iter()
        .filter(|garbled| {
            let at = garbled.range.start;
            !holds(&code.spans, at) && (!holds(&code.blocks, at) || is_drawing(&garbled.mended))
        })
        .collect();
    let lines = garbled.len();
    for (number, garbled) in garbled.into_iter().enumerate() {
        if found.is_full(Rule::Mojibake) {
            continue;
        }
        let at = Location { path: found.path.clone(), range: garbled.range };
        let shown =
            if garbled.mended.chars().count() <= 40 { format!(": `{}`", garbled.mended) } else { String::new() };
        let message = format!("this is UTF-8 that was read as {}{shown}", garbled.legacy);
        let help = match lines {
            3.. if number == 0 => format!(
                "Write what was meant; {lines} lines of this file are so, and opening its original as UTF-8 mends them all."
            ),
            _ => "Write what was meant.".to_owned(),
        };
        let diagnostic = Diagnostic::new(Rule::Mojibake, at, message).help(help).replacement(garbled.mended);
        found.diagnostics.push(diagnostic);
    }
}

/// A character that nobody sees and that is not needed where it stands.
struct Invisible {
    start: usize,
    letter: char,
    why: &'static str,
}

const SEARCH: &str = "Take it out: words with it are not found, and what is copied does not work.";
const ORDER: &str =
    "Take it out: it changes the order in which the line is read, so it can say what it does not seem to.";

fn invisible(text: &str) -> Vec<Invisible> {
    let mut found = Vec::new();
    let mut before = None;
    // True while a flag of a region is spelt.
    let mut in_flag = false;
    // Whether the line that ends there is read from right to left.
    let mut line: Option<(usize, bool)> = None;
    let mut letters = text.char_indices().peekable();
    while let Some((start, letter)) = letters.next() {
        let after = letters.peek().map(|(_, letter)| *letter);
        let why = match letter {
            // Joiners shape letters of Persian and of India, and put emoji together.
            '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{2064}'
            | '\u{180e}'
            | '\u{3164}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{ffa0}'
                if is_plain(before) && is_plain(after) =>
            {
                Some(SEARCH)
            }
            // A file may begin with a byte order mark.
            '\u{feff}' if start > 0 => Some(SEARCH),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {
                let known = line.filter(|(end, _)| start < *end);
                let (_, from_right) = *line.insert(known.unwrap_or_else(|| right_to_left(text, start)));
                (!from_right).then_some(ORDER)
            }
            '\u{e0000}'..='\u{e007f}' if !in_flag => Some(SEARCH),
            _ => None,
        };
        found.extend(why.map(|why| Invisible { start, letter, why }));
        in_flag = letter == '\u{1f3f4}' || (in_flag && ('\u{e0020}'..='\u{e007e}').contains(&letter));
        before = Some(letter);
    }
    found
}

/// True for what needs nothing invisible beside it: the ends of the text, ASCII, letters of Europe, punctuation.
fn is_plain(letter: Option<char>) -> bool {
    letter.is_none_or(|letter| letter < '\u{590}' || ('\u{2010}'..='\u{205e}').contains(&letter))
}

/// Where the line around the byte `at` ends, and whether anything in it is written from right to left.
fn right_to_left(text: &str, at: usize) -> (usize, bool) {
    let start = text[..at].rfind('\n').map_or(0, |found| found + 1);
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    let is_so =
        |letter: char| matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    (end, text[start..end].contains(is_so))
}

fn name(letter: char) -> &'static str {
    match letter {
        '\u{200b}' => "a zero width space",
        '\u{200c}' => "a zero width non-joiner",
        '\u{200d}' => "a zero width joiner",
        '\u{2060}' => "a word joiner",
        '\u{feff}' => "a byte order mark",
        '\u{200e}' => "a left-to-right mark",
        '\u{200f}' => "a right-to-left mark",
        '\u{202a}' | '\u{202b}' | '\u{2066}'..='\u{2068}' => "a change of direction",
        '\u{202c}' | '\u{2069}' => "the end of a change of direction",
        '\u{202d}' | '\u{202e}' => "a forced direction",
        '\u{e0000}'..='\u{e007f}' => "a tag character",
        _ => "an empty character",
    }
}

#[cfg(test)]
mod tests {
    use super::invisible;

    fn found(text: &str) -> Vec<char> {
        invisible(text).into_iter().map(|hidden| hidden.letter).collect()
    }

    #[test]
    fn what_nobody_sees_is_found() {
        assert_eq!(found("kube\u{200b}ctl"), ['\u{200b}']);
        assert_eq!(found("a\u{feff}b"), ['\u{feff}']);
        assert_eq!(found("if (admin\u{202e} \u{2066}// check)"), ['\u{202e}', '\u{2066}']);
        assert_eq!(found("Hello\u{e0041}\u{e0042}"), ['\u{e0041}', '\u{e0042}']);
        assert_eq!(found("a\u{200d}b"), ['\u{200d}']);
    }

    #[test]
    fn what_shapes_letters_and_emoji_is_needed() {
        for text in [
            "\u{feff}# Title",
            "👩\u{200d}💻 🏳\u{fe0f}\u{200d}🌈 ⚠\u{fe0f}",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "ไทย\u{200b}ภาษา",
            "عربي \u{200f}(test)\u{200e}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "10\u{a0}000 €, Donau\u{ad}dampf, a\u{2009}b",
        ] {
            assert_eq!(found(text), Vec::<char>::new(), "{text}");
        }
    }
}
