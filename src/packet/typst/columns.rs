//! How wide the columns of a table are: told from what their cells say, in thousandths of an em of the packet's face.
//!
//! Takes the texts of cells; gives widths in which no word is cut and the rows are low. Nothing here knows whether a table
//! came from a guide or from data, nor of Typst.

use super::words::{self, LONGEST_WORD};

/// How words may be parted at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parting {
    /// Words longer than this are broken.
    pub(super) longest: usize,
    /// Words longer than this are hyphenated: they need about as much room.
    syllables: usize,
}

/// Hardly any word is parted.
pub(super) const WHOLE: Parting = Parting { longest: LONGEST_WORD, syllables: 18 };
/// Long words are hyphenated.
pub(super) const HYPHENATED: Parting = Parting { longest: LONGEST_WORD, syllables: 11 };
/// Where columns are narrow, what cannot be hyphenated is broken.
pub(super) const BROKEN: Parting = Parting { longest: 12, syllables: 11 };
/// Where even heads have no room.
pub(super) const CRAMPED: Parting = Parting { longest: 12, syllables: 10 };

impl Parting {
    /// How the heads of columns are parted whose cells are like this: they are few and stand alone, so that one which is
    /// hyphenated is seen at once.
    pub(super) fn of_heads(self) -> Self {
        if self == CRAMPED { self } else { WHOLE }
    }
}

/// No column is narrower than this many thousandths of an em.
pub(super) const NARROWEST: u32 = 3_000;
/// About how much of a line words leave empty at its end, in hundredths.
const RAGGED: u32 = 6;

/// What a column needs, in thousandths of an em.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Need {
    /// For its longest word.
    pub(super) least: u32,
    /// For its longest line.
    pub(super) most: u32,
    /// How much there is to say: the cubes of what its cells would take in one line. So a long cell counts for more than
    /// many short ones, as it is the longest that makes its row high.
    pub(super) bulk: u128,
}

/// What a cell with this text needs if its words are parted like this.
pub(super) fn need(text: &str, parting: Parting) -> Need {
    let lines = line_widths(text);
    let most = lines.iter().copied().max().unwrap_or(0);
    let whole = lines.iter().map(|line| u128::from(*line)).sum::<u128>();
    let least = text
        .split(|c: char| c.is_whitespace() && c != '\u{a0}' || words::is_ideograph(c))
        .flat_map(|word| unparted(word, parting))
        .map(width)
        .max()
        .unwrap_or(0)
        .max(NARROWEST);
    Need { least, most: most.max(least), bulk: whole.pow(3) }
}

/// What no end of a line parts in a word, if words are parted like this; a word that is hyphenated is taken to be so after as many
/// letters as may stand in one piece.
pub(super) fn unparted(word: &str, parting: Parting) -> impl Iterator<Item = &str> {
    parts(word).flat_map(move |part| words::pieces(part, parting.longest)).flat_map(move |piece| {
        let is_hyphenated = piece.chars().all(char::is_alphabetic);
        let first =
            piece.char_indices().nth(parting.syllables).filter(|_| is_hyphenated).map_or(piece.len(), |(at, _)| at);
        let (first, rest) = piece.split_at(first);
        std::iter::once(first).chain(Some(rest).filter(|rest| !rest.is_empty()))
    })
}

/// The parts of a word, which may break after its hyphens; but not before a figure, nor after one that it begins with.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    let ends = word.match_indices('-').map(|(at, _)| at + 1);
    let ends = ends.filter(|end| word[..*end].contains(|letter| letter != '-'));
    let ends = ends.filter(|end| word[*end..].chars().next().is_some_and(|next| !next.is_ascii_digit()));
    let ends = ends.chain([word.len()]);
    ends.scan(0, |start, end| Some(&word[std::mem::replace(start, end)..end]))
}

/// The same where the words are bold.
pub(super) fn bold_need(text: &str, parting: Parting) -> Need {
    let Need { least, most, bulk } = need(text, parting);
    let bold = |width: u32| width.saturating_mul(106) / 100;
    Need { least: bold(least), most: bold(most), bulk }
}

/// How wide words may be elsewhere that fit into so much where they are bold.
pub(super) fn bold_room(width: u32) -> u32 {
    width.saturating_add(1).saturating_mul(100) / 106
}

/// What a column with all these cells needs.
pub(super) fn of_all(cells: impl Iterator<Item = Need>) -> Need {
    cells.fold(Need::default(), |a, b| Need {
        least: a.least.max(b.least),
        most: a.most.max(b.most),
        bulk: a.bulk.saturating_add(b.bulk),
    })
}

/// Shares `free` out. Each column has its longest line where that is possible, and the rest in proportion; else at least
/// its longest word, at most its longest line, and between them what makes the rows low. None where it is not enough.
pub(super) fn share(needs: &[Need], free: u32) -> Option<Vec<u32>> {
    const UNIT: u64 = 1 << 10;
    let most: u32 = needs.iter().map(|need| need.most).fold(0, u32::saturating_add);
    if let Some(rest) = free.checked_sub(most) {
        let part = |need: &Need| u64::from(rest) * u64::from(need.most) / u64::from(most.max(1));
        return Some(needs.iter().map(|need| need.most + u32::try_from(part(need)).unwrap_or(rest)).collect());
    }
    let least = needs.iter().map(|need| need.least).fold(0, u32::saturating_add);
    free.checked_sub(least)?;
    // Sums of (length / width)³ are least where widths go with the fourth roots of the sums of lengths³.
    let wants: Vec<u64> =
        needs.iter().map(|need| u64::try_from(need.bulk.isqrt().isqrt()).unwrap_or(u64::MAX)).collect();
    let widths = |factor: u64| -> Vec<u32> {
        let wanted = |want: u64| u32::try_from(want.saturating_mul(factor) / UNIT).unwrap_or(u32::MAX);
        needs.iter().zip(&wants).map(|(need, want)| wanted(*want).clamp(need.least, need.most)).collect()
    };
    let (mut low, mut high) = (0, u64::from(u32::MAX) * UNIT);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        let taken = widths(middle).into_iter().fold(0, u32::saturating_add);
        if taken <= free { low = middle } else { high = middle - 1 }
    }
    Some(widths(low))
}

/// The lines of a row whose cells have these lines, in columns of these widths.
pub(super) fn height(row: &[Vec<u32>], widths: &[u32]) -> u32 {
    let cell = |(lines, width): (&Vec<u32>, &u32)| {
        let width = width.saturating_sub(width / 100 * RAGGED).max(1);
        // A line that just fits has no ragged end.
        lines.iter().map(|line| if line <= &(width + width / 100 * RAGGED) { 1 } else { line.div_ceil(width) }).sum()
    };
    row.iter().zip(widths).map(cell).max().unwrap_or(0)
}

/// Where words of `text` are too long for a column, after how many characters they must be able to break.
pub(super) fn longest_word(text: &str, width: u32) -> Option<usize> {
    (need(text, HYPHENATED).least > width).then(|| usize::try_from(width / 640).unwrap_or(LONGEST_WORD))
}

/// Whether some word of `text`, which may break after so many characters, is wider than its column unless it is hyphenated.
pub(super) fn needs_hyphens(text: &str, longest: usize, room: u32) -> bool {
    text.split(|c: char| c.is_whitespace() && c != '\u{a0}' || c == '\u{200b}' || words::is_ideograph(c))
        .flat_map(parts)
        .flat_map(|word| words::pieces(word, longest))
        .any(|word| width(word) > room)
}

/// What a page reference takes beside its words.
pub(super) const PAGE: &str = " (p.\u{a0}12)";

/// Stands before what is set a little smaller than the words beside it, and takes no room itself.
pub(super) const DETAIL: char = '\u{2060}';
/// What a letter of code is measured as: no letter of words, and no figure that a line may not begin with.
const LETTER_OF_CODE: char = '\u{1810}';
/// What a blank of code is measured as.
const BLANK_OF_CODE: char = '\u{2002}';

/// Code as it is measured: all as wide as its face makes it, and it breaks where it would.
pub(super) fn as_code(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\n' | '-' => letter,
            ' ' | '\t' => BLANK_OF_CODE,
            _ if letter.is_ascii_digit() => '0',
            _ if letter.is_ascii_alphabetic() => LETTER_OF_CODE,
            _ if words::breaks_after(letter) => '=',
            _ if letter.is_ascii() => LETTER_OF_CODE,
            _ => letter,
        })
        .collect()
}

/// The width of each line of a cell.
pub(super) fn line_widths(text: &str) -> Vec<u32> {
    text.lines().map(width).collect()
}

/// The width of a line in the packet's face, Inter; other scripts by what is usual for them.
pub(super) fn width(text: &str) -> u32 {
    text.chars()
        .map(|character| match character {
            ' '..='~' => u32::from(ADVANCES[character as usize - ' ' as usize]),
            '\u{a0}' => u32::from(ADVANCES[0]),
            '—' | '…' => 900,
            '\u{200b}' | DETAIL => 0,
            LETTER_OF_CODE | BLANK_OF_CODE => 575,
            '\0'..='\u{2fff}' => 620,
            _ => 1000,
        })
        .sum()
}

/// How wide Inter's letters are, from the blank to the tilde, in thousandths of an em; figures all as wide as the widest.
#[rustfmt::skip]
const ADVANCES: [u16; 95] = [
    281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360, 646, 646, 646, 646, 646, 646, 646,
    646, 646, 646, 288, 302, 662, 662, 662, 511, 966, 690, 654, 730, 722, 601, 590, 746, 743, 269, 571, 672, 565, 903,
    753, 765, 639, 765, 644, 642, 646, 744, 690, 985, 682, 679, 629, 365, 360, 365, 471, 456, 323, 562, 612, 571, 612,
    583, 370, 613, 591, 242, 242, 549, 242, 876, 591, 600, 612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 426,
    333, 426, 662,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn column(texts: &[&str]) -> Need {
        of_all(texts.iter().map(|text| need(text, HYPHENATED)))
    }

    fn heights(texts: &[&[&str]], widths: &[u32]) -> u32 {
        let row = |row: &&[&str]| height(&row.iter().map(|text| line_widths(text)).collect::<Vec<_>>(), widths);
        texts.iter().map(row).sum()
    }

    #[test]
    fn what_is_long_gets_more_than_what_is_short() {
        let long = "many words ".repeat(20);
        let widths =
            share(&[column(&["R-01", "A-12"]), column(&[&long, "few words"]), column(&["Dewi Marsh"])], 40_000);
        let widths = widths.expect("there is room");
        assert!(widths.iter().sum::<u32>() <= 40_000 && widths.iter().sum::<u32>() > 39_900, "{widths:?}");
        assert!(widths[0] < 4_000 && widths[1] > 28_000 && widths[2] >= 3_000, "{widths:?}");
    }

    #[test]
    fn no_other_shares_make_the_rows_much_lower() {
        let rows: [&[&str]; 3] = [
            &[
                "A text reaches the duty engineer within sixty seconds",
                "Open",
                &"what is to be done about it ".repeat(4),
            ],
            &["Short", "Blocked", &"it is measured again each morning by whoever is on call ".repeat(2)],
            &[&"the longest of all in the first column ".repeat(3), "Done", "nothing"],
        ];
        let needs: Vec<Need> = (0..3).map(|at| column(&rows.map(|row| row[at]))).collect();
        let shared = heights(&rows, &share(&needs, 36_000).expect("there is room"));
        let others = (8_000..24_000).step_by(500).map(|first| heights(&rows, &[first, 4_500, 31_500 - first]));
        let lowest = others.min().expect("some");
        assert!(shared <= lowest + 1, "{shared} {lowest}");
    }

    #[test]
    fn no_column_is_narrower_than_its_words() {
        let needs = [column(&["db-owner"]), column(&[&"word ".repeat(2_000)])];
        let widths = share(&needs, 30_000).expect("there is room");
        assert!(widths[0] >= width("owner"), "{widths:?}");
        assert_eq!(share(&needs, needs[0].least + needs[1].least - 1), None);
    }

    #[test]
    fn only_what_is_wider_than_its_column_is_hyphenated() {
        let room = width("Gareth Sowerby");
        assert!(!needs_hyphens("Gareth Sowerby looks after the administration", usize::MAX, room));
        assert!(needs_hyphens("its internationalization", usize::MAX, room));
        assert!(!needs_hyphens("its interna\u{200b}tionalization", usize::MAX, room));
        assert!(!needs_hyphens("its 4f09c2e17b4f09c2e17b", 12, room));
    }

    #[test]
    fn blanks_that_hold_together_are_no_ends_of_words() {
        assert!(need("12\u{a0}May\u{a0}2026", HYPHENATED).least > 2 * need("12 May 2026", HYPHENATED).least);
    }

    #[test]
    fn a_word_breaks_after_its_hyphens_but_not_before_a_figure() {
        assert_eq!(parts("air-gapped-07:30-16:30-").collect::<Vec<_>>(), ["air-", "gapped-07:30-16:30-"]);
        assert_eq!(parts("").collect::<Vec<_>>(), [""]);
    }

    #[test]
    fn code_is_measured_as_wide_as_it_is_and_breaks_where_it_does() {
        let path = "vault:tarnwick/bellrope/breakglass";
        assert!(width(&as_code(path)) >= 570 * 34);
        assert_eq!(words::pieces(&as_code(path), 8).len(), words::pieces_of_code(path, 8).len());
    }

    #[test]
    fn empty_columns_take_what_is_left() {
        assert_eq!(share(&[Need::default(), Need::default()], 10), Some(vec![0, 0]));
        assert_eq!(share(&[], 10), Some(vec![]));
    }
}
