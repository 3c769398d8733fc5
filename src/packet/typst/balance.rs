//! How the columns of a table share a width in the end: one gives another what it can spare, as long as that makes rows lower
//! or fills them more evenly.
//!
//! Takes what the cells say and widths that are enough for every word; gives widths that add up to no more. It fills lines
//! word by word, which `columns` only estimates, and is as exact as the widths of letters are.

use super::columns::{self, DETAIL, NARROWEST, Parting};
use super::words;

/// What a line of a row's height costs beside the squares of the lines of its cells: a high narrow cell is worse than two low ones.
const ROW: u32 = 8;
/// The finest step, in thousandths of an em.
const STEP: u32 = 250;
/// The first of the steps, which are tried from wide to fine.
const STEPS: [usize; 5] = [16, 8, 4, 2, 1];
/// Tables with more cells stay as they are: no time is spent on what nobody reads in one piece.
const MOST_CELLS: usize = 4_000;
/// How wide letters are, in hundredths: where they are bold, elsewhere with what measuring leaves out, and where they are smaller.
const BOLD: u32 = 106;
const EXACT: u32 = 101;
const SMALLER: u32 = 96;

/// What lines are filled with: a piece that no line parts, and the blank that may follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    width: u32,
    blank: u32,
}

/// What a cell says, as pieces in the lines that its author made.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces(Vec<Vec<Piece>>);

impl Pieces {
    /// Of a text whose words are parted like this.
    pub(super) fn of(text: &str, parting: Parting, is_bold: bool) -> Self {
        let line = |line: &str| {
            let share = if is_bold {
                BOLD
            } else if line.starts_with(DETAIL) {
                SMALLER
            } else {
                EXACT
            };
            let wide = |text: &str| columns::width(text).saturating_mul(share) / 100;
            let words = line.split_inclusive(|c: char| c.is_whitespace() && c != '\u{a0}' || words::is_ideograph(c));
            let mut pieces = Vec::new();
            for word in words {
                let said = word.trim_end_matches(|c: char| c.is_whitespace() && c != '\u{a0}');
                let parts = columns::unparted(said, parting);
                pieces.extend(parts.map(|part| Piece { width: wide(part), blank: 0 }));
                if let Some(last) = pieces.last_mut() {
                    last.blank += wide(&word[said.len()..]);
                }
            }
            pieces
        };
        Self(text.lines().map(line).collect())
    }

    /// How many lines it takes.
    fn lines(&self, width: u32) -> u32 {
        self.0.iter().map(|pieces| lines(pieces, width)).sum()
    }

    fn least(&self) -> u32 {
        self.0.iter().flatten().map(|piece| piece.width).max().unwrap_or(0)
    }

    fn most(&self) -> u32 {
        let line = |pieces: &Vec<Piece>| pieces.iter().map(|piece| piece.width + piece.blank).sum::<u32>();
        self.0.iter().map(line).max().unwrap_or(0)
    }
}

fn lines(pieces: &[Piece], width: u32) -> u32 {
    let (mut lines, mut filled) = (1, 0);
    for piece in pieces {
        if filled > 0 && filled + piece.width > width {
            lines += 1;
            filled = 0;
        }
        filled += piece.width + piece.blank;
    }
    lines
}

/// A column: its cells, and how many lines each takes in a width of so many steps, as far as that was asked.
struct Column<'c> {
    cells: &'c [Pieces],
    least: usize,
    known: Vec<Option<Vec<u32>>>,
}

impl Column<'_> {
    fn know(&mut self, steps: usize) {
        if self.known[steps].is_none() {
            let width = u32::try_from(steps).unwrap_or(u32::MAX).saturating_mul(STEP);
            self.known[steps] = Some(self.cells.iter().map(|cell| cell.lines(width)).collect());
        }
    }

    fn lines(&self, steps: usize) -> &[u32] {
        self.known[steps].as_deref().unwrap_or_default()
    }
}

/// Better widths than `widths`, in thousandths of an em, for columns with these cells, of which each has as many: the same where
/// there are none.
pub(super) fn balanced(columns: &[Vec<Pieces>], widths: &[u32]) -> Vec<u32> {
    let rows = columns.first().map_or(0, Vec::len);
    let free: u32 = widths.iter().fold(0, |all, width| all.saturating_add(*width));
    let most = columns.iter().map(|cells| cells.iter().map(Pieces::most).max().unwrap_or(0).max(NARROWEST));
    // Where all is in one line there is nothing to win.
    if columns.len() < 2 || rows * columns.len() > MOST_CELLS || most.fold(0, u32::saturating_add) <= free {
        return widths.to_vec();
    }
    let in_steps = |width: u32| usize::try_from(width / STEP).unwrap_or(0);
    let all = in_steps(free);
    let mut columns: Vec<Column> = columns
        .iter()
        .map(|cells| {
            let least = cells.iter().map(Pieces::least).max().unwrap_or(0).max(NARROWEST);
            Column { cells, least: in_steps(least + STEP - 1), known: vec![None; all + 1] }
        })
        .collect();
    let Some(mut shares) = shares(&columns, widths.iter().map(|width| in_steps(*width)).collect(), all) else {
        return widths.to_vec();
    };
    columns.iter_mut().zip(&shares).for_each(|(column, share)| column.know(*share));
    let mut cost = cost(&columns, &shares);
    for step in STEPS {
        while let Some((better, cheaper)) = best_move(&mut columns, &shares, step, cost) {
            (shares, cost) = (better, cheaper);
        }
    }
    spread(&mut columns, &mut shares, all);
    shares.into_iter().map(|share| u32::try_from(share).unwrap_or(0) * STEP).collect()
}

/// `shares` that are enough for each column and not more than there is; none where there are no such.
fn shares(columns: &[Column], mut shares: Vec<usize>, all: usize) -> Option<Vec<usize>> {
    shares.iter_mut().zip(columns).for_each(|(share, column)| *share = column.least.max(*share));
    while shares.iter().sum::<usize>() > all {
        let spare = |at: &usize| shares[*at] - columns[*at].least;
        let widest = (0..shares.len()).max_by_key(spare).filter(|at| spare(at) > 0)?;
        shares[widest] -= 1;
    }
    Some(shares)
}

/// What the rows cost, the head among them: for their heights, and beside that for each cell.
fn cost(columns: &[Column], shares: &[usize]) -> u32 {
    let lines: Vec<&[u32]> = columns.iter().zip(shares).map(|(column, share)| column.lines(*share)).collect();
    let rows = lines.first().map_or(0, |cells| cells.len());
    let row = |row: usize| {
        let height = lines.iter().map(|cells| cells[row]).max().unwrap_or(0);
        let squares = lines.iter().map(|cells| cells[row].saturating_mul(cells[row]));
        squares.fold(ROW.saturating_mul(height), u32::saturating_add)
    };
    (0..rows).map(row).fold(0, u32::saturating_add)
}

/// The cheapest way to move `step` from one column to another, and what it costs, if that is less than `cost`.
fn best_move(columns: &mut [Column], shares: &[usize], step: usize, cost_now: u32) -> Option<(Vec<usize>, u32)> {
    let mut best: Option<(Vec<usize>, u32)> = None;
    for from in 0..columns.len() {
        if shares[from] < columns[from].least + step {
            continue;
        }
        columns[from].know(shares[from] - step);
        for to in (0..columns.len()).filter(|to| *to != from) {
            columns[to].know(shares[to] + step);
            let mut moved = shares.to_vec();
            moved[from] -= step;
            moved[to] += step;
            let cost = cost(columns, &moved);
            if cost < best.as_ref().map_or(cost_now, |(_, cheapest)| *cheapest) {
                best = Some((moved, cost));
            }
        }
    }
    best
}

/// Takes from each column what changes none of its lines, and gives all that is left to all of them in proportion: so what is
/// empty is not between two columns alone.
fn spread(columns: &mut [Column], shares: &mut [usize], all: usize) {
    for (column, share) in columns.iter_mut().zip(shares.iter_mut()) {
        while *share > column.least {
            column.know(*share);
            column.know(*share - 1);
            if column.lines(*share) != column.lines(*share - 1) {
                break;
            }
            *share -= 1;
        }
    }
    let taken: usize = shares.iter().sum();
    let rest = all.saturating_sub(taken);
    shares.iter_mut().for_each(|share| *share += rest * *share / taken.max(1));
}

#[cfg(test)]
mod tests {
    use super::super::columns::{HYPHENATED, need, of_all, share};
    use super::*;

    fn cells(rows: &[&[&str]]) -> Vec<Vec<Pieces>> {
        let column = |at: usize| rows.iter().map(|row| Pieces::of(row[at], HYPHENATED, false)).collect();
        (0..rows[0].len()).map(column).collect()
    }

    /// The widths that the columns have at first, and in the end.
    fn widths(rows: &[&[&str]], free: u32) -> (Vec<u32>, Vec<u32>) {
        let column = |at: usize| of_all(rows.iter().map(|row| need(row[at], HYPHENATED)));
        let needs: Vec<_> = (0..rows[0].len()).map(column).collect();
        let first = share(&needs, free).expect("there is room");
        let last = balanced(&cells(rows), &first);
        (first, last)
    }

    fn heights(rows: &[&[&str]], widths: &[u32]) -> Vec<u32> {
        let columns = cells(rows);
        let height = |row: usize| columns.iter().zip(widths).map(|(cells, width)| cells[row].lines(*width)).max();
        (0..rows.len()).map(|row| height(row).expect("columns")).collect()
    }

    #[test]
    fn words_fill_lines_and_break_where_they_may() {
        let pieces = Pieces::of("one two-three 漢字\nfour", HYPHENATED, false);
        assert_eq!(pieces.0.iter().map(Vec::len).collect::<Vec<_>>(), [5, 1]);
        let width = pieces.0[0][0].width;
        assert_eq!(Pieces::of("one one one", HYPHENATED, false).lines(width), 3);
        assert_eq!(Pieces::of("one one one", HYPHENATED, false).lines(u32::MAX), 1);
        assert_eq!(Pieces::of("", HYPHENATED, false).lines(width), 0);
        assert!(Pieces::of("bold", HYPHENATED, true).most() > Pieces::of("bold", HYPHENATED, false).most());
    }

    const PREREQUISITES: [&[&str]; 4] = [
        &["Prerequisite", "Owner", "Status", "How to see it"],
        &[
            "A PostgreSQL with an empty database that the cluster reaches on its port, and an owner of its own\nPermissions",
            "Hanne Lindqvist",
            "Met",
            "kubectl auth can-i create deployments -n bellrope\nExpected: yes",
        ],
        &["The constraints of the environment are confirmed once more by whoever set them", "Joan Abara", "Open", ""],
        &["A registry inside the gap, and a procedure for bringing media in", "Hanne Lindqvist", "Open", ""],
    ];

    #[test]
    fn names_stay_in_one_line_where_that_costs_hardly_a_line() {
        let rows = [0, 1, 2, 3, 3, 3, 3, 3].map(|at| PREREQUISITES[at]);
        let (first, last) = widths(&rows, 42_000);
        let lines = |widths: &[u32]| heights(&rows, widths).iter().sum::<u32>();
        assert!(lines(&last) <= lines(&first) + 1, "{} {}", lines(&last), lines(&first));
        assert!(last[1] >= columns::width("Hanne Lindqvist"), "{last:?}");
        assert!(last.iter().sum::<u32>() <= first.iter().sum(), "{first:?} {last:?}");
    }

    #[test]
    fn a_long_cell_is_not_set_high_for_what_is_beside_it() {
        let rows: [&[&str]; 4] = [
            &["Integration", "From", "To", "Protocol and port", "Authentication", "When it fails"],
            &[
                "Prometheus",
                "Headstock (p.\u{a0}123)",
                "Metrics of shop and yard",
                "HTTPS,\u{a0}9090",
                "Service account",
                "Headstock is blind, and says so in the channel after 2 minutes",
            ],
            &[
                "Jira",
                "Headstock (p.\u{a0}123)",
                "jira.marrick.example",
                "HTTPS,\u{a0}443",
                "Token of a service account",
                "Incidents are not linked; they are when it is back",
            ],
            &[
                "Teams",
                "Clapper (p.\u{a0}123)",
                "Marrick's tenant",
                "HTTPS,\u{a0}443",
                "Certificate of the bot",
                "Questions can still be asked in the portal",
            ],
        ];
        let (first, last) = widths(&rows, 44_700);
        let (first, last) = (heights(&rows, &first), heights(&rows, &last));
        assert!(last.iter().max() <= Some(&3) && last.iter().sum::<u32>() <= first.iter().sum(), "{first:?} {last:?}");
    }

    #[test]
    fn what_is_left_is_shared_and_not_between_two_columns() {
        let rows: [&[&str]; 2] = [
            &["Name", "Note"],
            &["vault:tarnwick/breakglass", &"a sentence that goes on and on for the length of three lines ".repeat(2)],
        ];
        let (_, last) = widths(&rows, 44_000);
        assert!(last[1] > last[0], "{last:?}");
        assert!(last.iter().sum::<u32>() > 43_000, "{last:?}");
    }

    #[test]
    fn nothing_changes_where_all_is_in_one_line_or_no_column_can_spare_a_word() {
        let rows: [&[&str]; 2] = [&["No.", "Name"], &["1", "Hanne Lindqvist"]];
        let (first, last) = widths(&rows, 44_000);
        assert_eq!(first, last);
        let long = cells(&[&["incomprehensibilities of it", "incomprehensibilities of it"]]);
        assert_eq!(balanced(&long, &[4_000, 4_000]), [4_000, 4_000]);
    }
}
