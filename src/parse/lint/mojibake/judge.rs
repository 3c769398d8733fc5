//! Whether characters that can be read as UTF-8 are meant so, or as they stand.
//!
//! Takes the sequences that follow one another in a line; gives a verdict on them. Leans to what stands there: a
//! sequence counts only where nobody would write it, and what it should read is what somebody would.

use super::Sequence;

/// What is to be thought of a run of sequences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It makes no sense as it stands.
    Wrong,
    /// It may be meant as it stands, but not on a line with others that are wrong.
    WrongAmongWrong,
    /// It is meant as it stands.
    Meant,
}

/// The kinds of character that a sequence may stand for, as far as they are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    /// Signs and letters of Latin-1, which legacy encodings have themselves.
    Latin1,
    LatinExtended,
    Greek,
    Cyrillic,
    Hebrew,
    Arabic,
    /// Dashes, quotation marks, arrows, symbols, drawings, emoji.
    Symbol,
    /// Characters that modify the one before, and the byte order mark.
    Mark,
    /// Thai, the scripts of India, Chinese, Japanese, Korean.
    Other,
    /// Nothing that a guide would hold.
    Implausible,
}

fn script(letter: char) -> Script {
    match letter {
        '\u{a0}'..='\u{ff}' => Script::Latin1,
        '\u{100}'..='\u{17f}' | '\u{1e00}'..='\u{1eff}' | '\u{218}'..='\u{21b}' => Script::LatinExtended,
        '\u{386}'..='\u{3ce}' => Script::Greek,
        '\u{400}'..='\u{45f}' | '\u{490}'..='\u{491}' => Script::Cyrillic,
        '\u{5d0}'..='\u{5ea}' => Script::Hebrew,
        '\u{60c}'..='\u{669}' => Script::Arabic,
        '\u{2010}'..='\u{2027}'
        | '\u{2030}'..='\u{205e}'
        | '\u{20a0}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}'
        | '\u{e0020}'..='\u{e007f}' => Script::Symbol,
        '\u{2000}'..='\u{200d}' | '\u{2028}'..='\u{202f}' | '\u{2060}' | '\u{fe0f}' | '\u{feff}' => Script::Mark,
        '\u{900}'..='\u{e7f}' | '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff60}' => {
            Script::Other
        }
        _ => Script::Implausible,
    }
}

/// What people write after a letter, or before one, in any language.
fn is_punctuation(letter: char) -> bool {
    matches!(
        letter,
        '…' | '–'
            | '—'
            | '“'
            | '”'
            | '„'
            | '‘'
            | '’'
            | '‚'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '·'
            | '•'
            | '\u{a0}'
            | '\u{ad}'
    )
}

/// What stands after letters and signs in formulas and as the mark of a note.
fn is_of_formulas(letter: char) -> bool {
    matches!(
        letter,
        '¹' | '²'
            | '³'
            | 'ª'
            | 'º'
            | '±'
            | '°'
            | 'µ'
            | 'π'
            | 'Ω'
            | '∑'
            | '∏'
            | '∫'
            | '∂'
            | '∞'
            | '≤'
            | '≥'
            | '≠'
    )
}

/// The verdict on `segment`, whose sequences follow one another in `line`.
pub(super) fn segment(line: &str, segment: &[Sequence], is_mac: bool) -> Verdict {
    if segment.iter().any(|sequence| script(sequence.meant) == Script::Implausible) {
        return Verdict::Meant;
    }
    // Letters of Latin-1 alone: what begins them is no punctuation in either encoding.
    let is_latin = |sequence: &Sequence| matches!(script(sequence.meant), Script::Latin1 | Script::LatinExtended);
    let lead = |sequence: &Sequence| line[sequence.start..].chars().next().is_some_and(is_punctuation);
    let letters = segment.iter().all(|sequence| is_latin(sequence) && !lead(sequence));
    let is_wrong = segment.iter().any(|sequence| is_wrong(line, sequence, is_mac));
    match (is_wrong || is_foreign_word(line, segment) || (letters && segment.len() > 1), letters) {
        (true, _) => Verdict::Wrong,
        (false, true) => Verdict::WrongAmongWrong,
        (false, false) => Verdict::Meant,
    }
}

/// True for letters of another script in a row, which is how a word of it looks.
fn is_foreign_word(line: &str, segment: &[Sequence]) -> bool {
    let Some(first) = segment.first().map(|sequence| script(sequence.meant)) else { return false };
    let is_word = matches!(
        first,
        Script::Greek | Script::Cyrillic | Script::Hebrew | Script::Arabic | Script::LatinExtended | Script::Other
    );
    // Quotation marks and dashes beside accented letters are Cyrillic in Mac Roman.
    let punctuated = segment.iter().any(|sequence| line[sequence.start..].chars().next().is_some_and(is_punctuation));
    is_word
        && segment.len() >= if punctuated { 3 } else { 2 }
        && segment.iter().all(|sequence| script(sequence.meant) == first)
}

/// True where nobody would write `sequence` as it stands.
fn is_wrong(line: &str, sequence: &Sequence, is_mac: bool) -> bool {
    let written = &line[sequence.start..sequence.end];
    let mut letters = written.chars();
    let lead = letters.next().unwrap_or_default();
    let rest: Vec<char> = letters.collect();
    match script(sequence.meant) {
        // A letter and two marks of punctuation may end a sentence; `‚` and two accented letters begin no word.
        Script::Symbol => !rest.iter().copied().all(is_punctuation),
        Script::Mark => rest.len() > 1 && !rest.iter().copied().all(is_punctuation),
        Script::Greek => !is_punctuation(lead) && !is_punctuation(rest[0]) && !is_of_formulas(rest[0]),
        Script::Latin1 | Script::LatinExtended if rest.len() == 1 && !is_punctuation(lead) => {
            is_wrong_letter(line, sequence, lead, rest[0], is_mac)
        }
        _ => false,
    }
}

/// `Ã©`, `Â°`, `Å¼`; in Mac Roman `√©`, `¬∞`, `≈º`.
fn is_wrong_letter(line: &str, sequence: &Sequence, lead: char, second: char, is_mac: bool) -> bool {
    let before = line[..sequence.start].chars().next_back();
    let after = line[sequence.end..].chars().next();
    let is_small = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_lowercase());
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphabetic);
    if is_mac {
        // `√`, `¬` and `≈` stand before numbers and letters of formulas, never before accents and quotation marks.
        return match second {
            'π' | 'Ω' | '≤' | '≥' | '≠' => false,
            '∞' => lead == '¬',
            '∑' | '∏' | '∫' | '∂' | 'µ' => is_small(before) && is_small(after),
            'º' | 'ª' | '±' | '°' => lead == '¬' || is_small(before) || is_small(after),
            _ => !is_punctuation(second),
        };
    }
    // A capital between other letters than capitals is none, and no word is `Ã`, `Ä` or `Å` alone.
    let begins_word = !is_letter(before) && is_small(after);
    let is_sign = lead == 'Â' && !second.is_alphabetic();
    if is_small(before) && lead != 'Å' {
        return true;
    }
    if is_punctuation(second) {
        return begins_word && !matches!(second, '’' | '\u{ad}' | '\u{a0}');
    }
    if is_of_formulas(second) {
        return is_sign && second == '°' || is_small(before) || begins_word;
    }
    is_sign || is_small(before) || is_small(after)
}
