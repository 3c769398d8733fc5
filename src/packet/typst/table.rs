//! Tables, as code: how wide each column is, how small the type, whether the page is turned.
//!
//! Widths are estimated from the characters, in thousandths of an em, for A4 or Letter with margins of 25 mm; columns
//! are given as shares of the width there is, so a template with other margins changes little. What cannot be set even
//! on a turned page, in columns a few characters wide, becomes a record per row: nothing is ever cut off.

use super::balance::{Pieces, balanced};
use super::columns::{
    self, BROKEN, HYPHENATED, Need, PAGE, Parting, as_code, bold_need, height, line_widths, longest_word, need, of_all,
    share,
};
use super::printer::{Printer, Setting};
use super::together::{self, together};
use super::words::LONGEST_WORD;
use crate::doc::{Alignment, Block, BlockKind, Drawing, Inline, Target, inlines_text};
use crate::packet::view::Paper;

/// The width of the text in points, upright, on the narrower of A4 and Letter, and a little less.
const UPRIGHT: u32 = 452;
/// The same turned, on A4 and on Letter.
const TURNED: u32 = 696;
const TURNED_LETTER: u32 = 644;
/// The sizes of type, in tenths of a point, that the templates use too.
pub(super) const NORMAL: u32 = 90;
pub(super) const SMALL: u32 = 85;
/// What a cell has beside its words, in points.
const PADDING: u32 = 12;
/// What a list or a callout takes from the width, in points.
const INDENT: u32 = 18;
/// A row may be this many lines high before the page is turned for it.
const TALL: u32 = 24;
/// A head with more lines than this cannot be repeated.
const HIGHEST_HEAD: u32 = 12;
/// A table with at most this many lines is not cut at the foot of a page.
pub(super) const SHORT: u32 = 14;
/// Nor is a record with at most this many.
const HIGHEST_RECORD: u32 = 30;
/// Nor is a row with at most this many.
pub(super) const WHOLE: u32 = 16;
/// How wide and how high a drawing may be, in points: upright, and turned.
const UPRIGHT_DRAWING: (u32, u32) = (UPRIGHT, 580);
const TURNED_DRAWING: (u32, u32) = (TURNED_LETTER, 340);
/// How many thousandths of a point a pixel of a drawing takes whose words, of 14 pixels, can still be read.
const LEAST_SCALE: u32 = 430;

/// How a table is set.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fit {
    /// In columns.
    Columns {
        turned: bool,
        /// The size of the type, in tenths of a point.
        size: u32,
        /// In thousandths of an em, without what cells have beside their words.
        widths: Vec<u32>,
        /// How words are parted, and how wide is what nothing parts.
        parting: (Parting, u32),
    },
    /// Each row as a list of heads and cells.
    Records,
}

type Cell = Vec<Inline<Target>>;

impl<'a> Printer<'a> {
    /// True where `block` is a table that turns the page, or a diagram.
    pub(super) fn is_wide(&self, block: &Block<Target>) -> bool {
        match &block.kind {
            BlockKind::Diagram(diagram) => self.setting.depth == 0 && is_wide(diagram.drawing.as_ref(), self.turned),
            BlockKind::Table { head, rows, .. } => {
                self.setting.depth == 0 && matches!(fit(head, rows, 0, self.turned), Fit::Columns { turned: true, .. })
            }
            _ => false,
        }
    }

    /// A table of Markdown.
    pub(super) fn table(&mut self, alignments: &[Alignment], head: &'a [Cell], rows: &'a [Vec<Cell>]) {
        let (size, widths) = match fit(head, rows, self.setting.depth, self.turned) {
            Fit::Columns { size, widths, parting, .. } => (size, balanced(&pieces(head, rows, parting), &widths)),
            Fit::Records => return self.records(head, rows),
        };
        self.code.push("#e.table-of(columns: (");
        for width in &widths {
            self.code.number(track(*width, size));
            self.code.push(",");
        }
        self.code.push("), align: (");
        for column in 0..widths.len() {
            let alignment = alignments.get(column).copied().unwrap_or_default();
            self.code.push(match alignment {
                Alignment::Center => "center,",
                Alignment::Right => "right,",
                Alignment::None if column > 0 && is_numeric(rows, column) => "right,",
                Alignment::Left => "left,",
                Alignment::None => "start,",
            });
        }
        self.code.push("), hyphenate: false, small: ");
        self.code.boolean(size == SMALL);
        let heights: Vec<u32> = rows.iter().map(|row| height(&lines_of(row), &widths).max(1)).collect();
        if heights.iter().sum::<u32>() <= SHORT {
            self.code.push(", keep: true");
        }
        if heights.iter().all(|lines| *lines <= WHOLE) {
            self.code.push(", whole: true");
        }
        self.code.push(", head: ");
        if head.iter().all(Vec::is_empty) {
            self.code.push("none");
        } else {
            self.row(head, &widths, true);
        }
        self.code.push(", rows: (");
        for row in rows {
            self.row(row, &widths, false);
            self.code.push(",");
        }
        self.code.push("))");
    }

    /// `([cell], [cell],)`, as many as there are columns.
    fn row(&mut self, cells: &'a [Cell], widths: &[u32], quiet: bool) {
        self.code.push("(");
        for (column, width) in widths.iter().enumerate() {
            let cell = cells.get(column).map(Vec::as_slice).unwrap_or_default();
            let text = measured(cell, *width);
            let longest_word = longest_word(&text, *width).unwrap_or(LONGEST_WORD);
            if columns::needs_hyphens(&text, longest_word, if quiet { columns::bold_room(*width) } else { *width }) {
                self.code.push("e.hyphenated");
            }
            let setting = Setting {
                quiet: self.setting.quiet || quiet,
                depth: self.setting.depth + 1,
                longest_word,
                together: Some(*width),
                ..self.setting
            };
            self.within(setting, |printer| printer.inline_content(cell));
            self.code.push(",");
        }
        self.code.push(")");
    }

    fn records(&mut self, head: &'a [Cell], rows: &'a [Vec<Cell>]) {
        let widths = vec![u32::MAX; head.len()];
        self.code.push("#e.records(keep: ");
        self.code.boolean(rows.iter().all(|row| record_height(head, row) <= HIGHEST_RECORD));
        self.code.push(", ");
        self.row(head, &widths, true);
        for row in rows {
            self.code.push(", ");
            self.row(row, &widths, false);
        }
        self.code.push(")");
    }
}

/// About how many lines a row takes as a record, whose heads have a quarter of the width.
fn record_height(head: &[Cell], row: &[Cell]) -> u32 {
    let quarter = UPRIGHT / 4 * 10_000 / NORMAL;
    let lines = |cell: &Cell, room: u32| -> u32 {
        line_widths(&measured(cell, 0)).into_iter().map(|line| 1 + line / room).sum::<u32>().max(1)
    };
    head.iter().zip(row).map(|(name, cell)| lines(name, quarter).max(lines(cell, 3 * quarter))).sum()
}

/// True for a drawing that is too small to read on an upright page, and larger by a tenth or more on a turned one; or on several,
/// where all of its height would make it too small on one. Not for one so wide that it takes as many pages side by side then.
fn is_wide(drawing: Option<&Drawing>, turned_width: u32) -> bool {
    // What two pages both show, in pixels, as the templates have it.
    const OVERLAP: u32 = 60;
    drawing.is_some_and(|drawing| {
        let across = |width: u32| drawing.width.saturating_sub(OVERLAP).div_ceil(width * 1_000 / LEAST_SCALE - OVERLAP);
        let scale = |(width, height): (u32, u32)| {
            let of_height = height * 1_000 / drawing.height.max(1);
            let of_width = width * 1_000 / drawing.width.max(1);
            if of_height < LEAST_SCALE { of_width } else { of_width.min(of_height) }
        };
        let (upright, turned) = (scale(UPRIGHT_DRAWING), scale(TURNED_DRAWING));
        upright < LEAST_SCALE && turned * 10 >= upright * 11 && across(turned_width) < across(UPRIGHT)
    })
}

/// How wide a page of this paper is that is turned.
pub(super) fn turned(paper: Paper) -> u32 {
    match paper {
        Paper::A4 => TURNED,
        Paper::UsLetter => TURNED_LETTER,
    }
}

/// The first that holds everything in rows of bearable height: upright, upright in small type, turned, turned and
/// small, each with words whole, hyphenated or broken, whichever makes the rows low; or else the one with the lowest rows.
fn fit(head: &[Cell], rows: &[Vec<Cell>], depth: u32, turned: u32) -> Fit {
    /// What a line costs where words are parted like this.
    const PRICES: [u32; 3] = [100, 112, 150];
    let lines: Vec<Vec<Vec<u32>>> = rows.iter().map(|row| lines_of(row)).collect();
    let head_lines = lines_of(head);
    let columns = u32::try_from(head.len()).unwrap_or(u32::MAX);
    let free = |width: u32, size| {
        let around = columns.saturating_mul(PADDING).saturating_add(depth.saturating_mul(INDENT));
        width.saturating_sub(around) * 10_000 / size
    };
    let papers = [(UPRIGHT, NORMAL, false), (UPRIGHT, SMALL, false), (turned, NORMAL, true), (turned, SMALL, true)];
    // What belongs together is parted where words are broken.
    let partings = [(columns::WHOLE, together::MOST), (HYPHENATED, together::MOST), (BROKEN, 0)];
    let partings = partings.map(|(parting, held)| (needs(head, rows, parting, held), (parting, held)));
    let mut best: Option<(u32, Fit)> = None;
    for (width, size, turned) in papers.into_iter().filter(|(_, _, turned)| !turned || depth == 0) {
        // Those whose rows are of bearable height, by what their lines cost.
        let mut bearable: Option<(u32, Fit)> = None;
        for ((needs, parting), price) in partings.iter().zip(PRICES) {
            let Some(widths) = share(needs, free(width, size)) else { continue };
            // A head is not cut, however long it is.
            if height(&head_lines, &widths) > HIGHEST_HEAD {
                continue;
            }
            let heights: Vec<u32> = lines.iter().map(|row| height(row, &widths)).collect();
            let tallest = heights.iter().copied().max().unwrap_or(0);
            let cost = heights.iter().fold(0, |all: u32, lines| all.saturating_add(*lines)).saturating_mul(price);
            let fit = Fit::Columns { turned, size, widths, parting: *parting };
            let (best, cost) = if tallest <= TALL { (&mut bearable, cost) } else { (&mut best, tallest) };
            if best.as_ref().is_none_or(|(lowest, _)| cost < *lowest) {
                *best = Some((cost, fit));
            }
        }
        if let Some((_, fit)) = bearable {
            return fit;
        }
    }
    best.map_or(Fit::Records, |(_, fit)| fit)
}

/// The widths of columns with these texts, the first of each its head, upright, as `Fit` has them, where words are parted
/// like this; none where they are too long.
pub(super) fn widths_of(columns: &[Vec<String>], size: u32, depth: u32, parting: Parting) -> Option<Vec<u32>> {
    let count = u32::try_from(columns.len()).unwrap_or(u32::MAX);
    let free = UPRIGHT.saturating_sub(count.saturating_mul(PADDING)).saturating_sub(depth.saturating_mul(INDENT));
    let column = |texts: &Vec<String>| {
        let head = texts.first().map(|head| bold_need(head, parting.of_heads()));
        of_all(texts.iter().skip(1).map(|text| need(text, parting)).chain(head))
    };
    share(&columns.iter().map(column).collect::<Vec<_>>(), free * 10_000 / size)
}

/// The width of all columns together, of type of this size, as `Fit` has them.
pub(super) fn all_of(size: u32) -> u32 {
    UPRIGHT * 10_000 / size
}

/// What each of so many columns has where even broken words need more than there is.
pub(super) fn narrow(columns: usize) -> u32 {
    let count = u32::try_from(columns).unwrap_or(u32::MAX).max(1);
    UPRIGHT.saturating_sub(count.saturating_mul(PADDING)) * 10_000 / SMALL / count
}

/// What a cell's column takes of the width, in tenths of a point; only the proportions count.
pub(super) fn track(width: u32, size: u32) -> u32 {
    let words = (u64::from(width) * u64::from(size)).div_ceil(1_000);
    u32::try_from(words).unwrap_or(u32::MAX).saturating_add(PADDING * 10)
}

/// What each column needs if words are parted like this, and nothing is that belongs together and is at most `held` wide.
fn needs(head: &[Cell], rows: &[Vec<Cell>], parting: Parting, held: u32) -> Vec<Need> {
    (0..head.len())
        .map(|column| {
            let head = bold_need(&measured(&head[column], held), parting);
            let cells = rows.iter().filter_map(|row| row.get(column));
            of_all(cells.map(|cell| need(&measured(cell, held), parting)).chain([head]))
        })
        .collect()
}

/// What the columns say, the first of each its head, if words are parted like this.
fn pieces(head: &[Cell], rows: &[Vec<Cell>], (parting, held): (Parting, u32)) -> Vec<Vec<Pieces>> {
    let empty = Cell::new();
    let column = |column: usize| {
        let head = Pieces::of(&measured(&head[column], held), parting, true);
        let cells = rows.iter().map(|row| row.get(column).unwrap_or(&empty));
        std::iter::once(head).chain(cells.map(|cell| Pieces::of(&measured(cell, held), parting, false))).collect()
    };
    (0..head.len()).map(column).collect()
}

/// The lines of each cell of a row.
fn lines_of(row: &[Cell]) -> Vec<Vec<u32>> {
    row.iter().map(|cell| line_widths(&measured(cell, 0))).collect()
}

/// The words of a cell as they are measured: with the pages that links say, code as wide as it is, and together what
/// belongs together and is at most `held` wide.
fn measured(inlines: &[Inline<Target>], held: u32) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Code { text: code, .. } => text.push_str(&as_code(code)),
            Inline::Emphasis(inlines) | Inline::Strong(inlines) | Inline::Strikethrough(inlines) => {
                text.push_str(&measured(inlines, held));
            }
            Inline::Link { inlines, target, .. } => {
                text.push_str(&measured(inlines, held));
                text.push_str(if matches!(&**target, Target::Page { .. }) { PAGE } else { "" });
            }
            other => text.push_str(&together(&inlines_text(std::slice::from_ref(other)), held)),
        }
    }
    text
}

/// True where a column holds figures only, with signs and units of one character.
fn is_numeric(rows: &[Vec<Cell>], column: usize) -> bool {
    let mut figures = false;
    for row in rows {
        let text = row.get(column).map(|cell| inlines_text(cell)).unwrap_or_default();
        let text = text.trim();
        if text.is_empty() || text == "–" || text == "-" {
            continue;
        }
        let digits = text.chars().any(|c| c.is_ascii_digit());
        if !digits || text.chars().any(|c| !(c.is_ascii_digit() || ".,%+-−–€$£ \u{a0}".contains(c))) {
            return false;
        }
        // A date, a version or a list is read from the left.
        if text.matches(['-', '.']).count() > 1 || text.contains(", ") {
            return false;
        }
        figures = true;
    }
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextRange;

    fn cell(text: &str) -> Cell {
        vec![Inline::Text { text: text.into(), range: TextRange::default() }]
    }

    fn fitted(columns: usize, text: &str, depth: u32) -> Fit {
        let head: Vec<Cell> = (0..columns).map(|_| cell("Head")).collect();
        let row: Vec<Cell> = (0..columns).map(|_| cell(text)).collect();
        fit(&head, &[row], depth, TURNED_LETTER)
    }

    #[test]
    fn tables_are_upright_then_turned_then_records() {
        let turned = |fit: &Fit| matches!(fit, Fit::Columns { turned: true, .. });
        assert!(!turned(&fitted(3, "a few words here", 0)));
        assert!(turned(&fitted(9, "verification-step", 0)));
        assert!(!turned(&fitted(9, "verification-step", 1)), "a page cannot be turned inside a list");
        assert_eq!(fitted(40, "word", 0), Fit::Records);
        assert_eq!(
            fit(&[cell(&"head ".repeat(500))], &[vec![cell("word")]], 0, TURNED),
            Fit::Records,
            "nor can a head be cut"
        );
    }

    #[test]
    fn a_long_cell_gets_more_of_the_width_but_not_all() {
        let head = vec![cell("Id"), cell("Text")];
        let rows = vec![vec![cell("R-01"), cell(&"many words ".repeat(100))]];
        let Fit::Columns { turned, widths, .. } = fit(&head, &rows, 0, TURNED) else { panic!("records") };
        assert!(!turned && widths[1] > 4 * widths[0] && widths[0] >= 2_400, "{widths:?}");
    }

    #[test]
    fn twelve_columns_of_ordinary_words_are_a_table_on_a_turned_page() {
        let cells = |texts: [&str; 12]| texts.map(cell).to_vec();
        let head = cells([
            "Interface",
            "From",
            "To",
            "Port",
            "Protocol",
            "Authentication",
            "Certificate",
            "Direction",
            "Owner",
            "Reviewed",
            "Ticket",
            "Remark",
        ]);
        let row = cells([
            "Directory",
            "API server",
            "ldap.customer.example",
            "636",
            "LDAPS",
            "Service account",
            "Customer root",
            "Outbound",
            "Gareth Sowerby",
            "2026-05-12",
            "NET-1042",
            "Open since May",
        ]);
        assert!(matches!(fit(&head, &[row], 0, turned(Paper::A4)), Fit::Columns { turned: true, .. }));
    }

    #[test]
    fn a_drawing_turns_the_page_where_that_makes_it_larger() {
        let drawing = |width, height| Drawing { width, height, view_box: "".into(), content: "".into() };
        let turns = |width, height| is_wide(Some(&drawing(width, height)), turned(Paper::A4));
        assert!(turns(1_500, 500) && turns(1_500, 1_000));
        assert!(!turns(1_000, 300), "can be read as it is");
        assert!(turns(1_330, 1_060) && turns(1_500, 1_400), "on several pages");
        assert!(!turns(900, 3_000) && !turns(600, 3_000), "is wide enough");
        assert!(!turns(2_000, 830), "takes two pages side by side either way");
        assert!(turns(3_000, 500), "takes fewer");
    }

    #[test]
    fn figures_are_told_from_dates_and_words() {
        let numeric = |texts: &[&str]| is_numeric(&texts.iter().map(|text| vec![cell(text)]).collect::<Vec<_>>(), 0);
        assert!(numeric(&["1", "−2.5 %", ""]));
        assert!(!numeric(&["2026-03-02"]));
        assert!(!numeric(&["1", "two"]));
        assert!(!numeric(&[""]));
    }
}
