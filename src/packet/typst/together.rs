//! What no end of a line should part in the cell of a table: a day, an amount and its unit, a telephone number, the number of
//! a step.
//!
//! Takes the words of a cell; gives them with blanks that hold together. It goes by the look of words, in no language: a
//! number goes with the short word after it, whatever that means, for which no line is the worse.

use super::columns;

/// A word after a number is its unit or its month up to this many letters; one before it is what it counts.
const SHORT_WORD: usize = 9;
/// What is held together everywhere, in thousandths of an em: a day with its month in full and the year.
pub(super) const MOST: u32 = 11_000;

const NO_BREAK_SPACE: char = '\u{a0}';

/// `text` whose short things hold together, as far as they are not wider than `most`, in thousandths of an em.
pub(super) fn together(text: &str, most: u32) -> String {
    if !text.contains(|letter: char| letter.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut held = String::with_capacity(text.len());
    // What the end of `held` is that nothing parts.
    let mut run = 0;
    let mut words = text.split(' ').peekable();
    let mut before: Option<&str> = None;
    while let Some(word) = words.next() {
        if let Some(last) = before {
            let in_run = held[run..].contains(NO_BREAK_SPACE);
            let wide = || columns::width(&held[run..]) + columns::width(" ") + columns::width(word) > most;
            if belongs(last, word, words.peek().copied(), in_run) && !wide() {
                held.push(NO_BREAK_SPACE);
            } else {
                held.push(' ');
                run = held.len();
            }
        }
        held.push_str(word);
        before = Some(word);
    }
    held
}

/// True where the line should not end between two words; `next` follows them, and `in_run` says that the first of them is
/// held by the one before it.
fn belongs(first: &str, second: &str, next: Option<&str>, in_run: bool) -> bool {
    let counted = bare(second);
    match Word::of(first) {
        // Groups of figures: telephone numbers, thousands.
        Word::Figures if is_figures(counted) => true,
        // The year of a day is not counted.
        Word::Figures if in_run && is_year(first) => false,
        Word::Figures | Word::Ordinal => is_unit(counted) || second == "–" || second == "%",
        Word::Sign => starts_with_figure(second),
        // In `21 de junio de 2026`, or `week 7`.
        Word::Letters if first == "de" || second == "de" => {
            in_run && (first == "de" || next.is_some_and(|next| is_year(bare(next))))
        }
        Word::Letters if is_year(counted) => in_run || first.starts_with(char::is_uppercase),
        // What comes after the number is closer to it, unless the word is a name.
        Word::Letters => {
            let ends =
                counted.len() < second.len() && !second.ends_with('.') || !next.is_some_and(|next| is_unit(bare(next)));
            let counts = ends || first.starts_with(char::is_uppercase);
            is_figures(counted) && counted.len() <= 3 && counts && first.chars().count() <= SHORT_WORD
        }
        Word::Other => false,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// `30`, `+44`, `1,870`, `99.9`.
    Figures,
    /// `21.`
    Ordinal,
    /// `<`, `No.`
    Sign,
    Letters,
    /// Something that ends a phrase, or that is neither.
    Other,
}

impl Word {
    fn of(word: &str) -> Self {
        const SIGNS: [&str; 16] =
            ["<", ">", "≤", "≥", "=", "±", "~", "≈", "+", "−", "-", "×", "No.", "Nr.", "n°", "nº"];
        if SIGNS.contains(&word) {
            return Self::Sign;
        }
        let opened = word.trim_start_matches([
            '(', '„', '“', '"', '«', '‹', '<', '>', '≤', '≥', '~', '≈', '±', '+', '−', '-', '€', '$', '£',
        ]);
        match opened.strip_suffix('.') {
            Some(number) if number.len() <= 2 && is_figures(number) => Self::Ordinal,
            _ if is_figures(opened) => Self::Figures,
            _ if opened.trim_end_matches('.').chars().all(char::is_alphabetic) && !opened.is_empty() => Self::Letters,
            _ => Self::Other,
        }
    }
}

/// A word without what ends a phrase after it.
fn bare(word: &str) -> &str {
    word.trim_end_matches([',', ';', ':', '.', ')', '?', '!', '“', '”', '"', '»', '›'])
}

fn starts_with_figure(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_digit())
}

/// Figures, and what may stand among them.
fn is_figures(word: &str) -> bool {
    starts_with_figure(word)
        && word.ends_with(|letter: char| letter.is_ascii_digit())
        && word.chars().all(|letter| letter.is_ascii_digit() || ".,:/-–'’×".contains(letter))
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A unit, a month, or what is counted: a short word of letters and the signs of units.
fn is_unit(word: &str) -> bool {
    !word.is_empty()
        && word.chars().count() <= SHORT_WORD
        && word.chars().all(|letter| letter.is_alphabetic() || "%‰°€$£/²³µ.".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is held together shows as `_`.
    fn shown(text: &str, most: u32) -> String {
        together(text, most).replace(NO_BREAK_SPACE, "_")
    }

    #[test]
    fn days_amounts_and_numbers_hold_together() {
        for (text, expected) in [
            ("Clive Warboys, 13 May 2026", "Clive Warboys, 13_May_2026"),
            ("am 21. Juni 2026 abgenommen", "am 21._Juni_2026 abgenommen"),
            ("el 21 de junio de 2026, en casa", "el 21_de_junio_de_2026, en casa"),
            ("6 – 17 Oct 2025 and later", "6_– 17_Oct_2025 and later"),
            ("within 30 days of it", "within 30_days of it"),
            ("under 80 % and < 5 min", "under 80_% and <_5_min"),
            ("Oxbarrow on call, +44 555 0190, any hour", "Oxbarrow on call, +44_555_0190, any hour"),
            ("severity 2; Step 4 fails; Tue, week 7", "severity_2; Step_4_fails; Tue, week_7"),
            ("7 500 €, so 10 GiB", "7_500_€, so 10_GiB"),
            ("no figures at all", "no figures at all"),
            ("on the 3rd of May, in 2026", "on the 3rd of May, in 2026"),
        ] {
            assert_eq!(shown(text, 20_000), expected);
        }
    }

    #[test]
    fn what_is_wider_than_the_column_may_be_parted() {
        assert_eq!(shown("am 21. Juni 2026", 5_000), "am 21._Juni 2026");
        assert_eq!(shown("am 21. Juni 2026", 2_000), "am 21. Juni 2026");
    }
}
