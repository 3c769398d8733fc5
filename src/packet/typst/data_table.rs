//! The tables of data, laid out: how wide each column is, in which type, and where its words may break.
//!
//! Takes the data as it will be given to the templates; moves what there is no room for below its rows
//! (`note`), adds to each table `small`, `keep` where it is low enough to stay on
//! one page, `whole` where its rows are, to each column `share`, what it takes of the width beside the others, and `hyphenate` to
//! what is said in words that are wider than that. Widths are told from what the cells say, as for the tables of guides.

use super::balance::{Pieces, balanced};
use super::below::{self, said_columns};
use super::columns::{self, BROKEN, CRAMPED, DETAIL, HYPHENATED, PAGE, Parting, as_code, line_widths};
use super::table::{self, NORMAL, SHORT, SMALL, WHOLE};
use super::together::{self, together};
use super::words::{breakable, breakable_code, whole_paths};
use serde_json::{Value, json};

/// What the sign of a state and the space after it take.
const SIGN: &str = "W\u{a0}";
/// What a box to tick and the space after it take.
const BOX: &str = "mm";
/// So many columns beside each other are hard to read, however low their rows are.
const MANY_COLUMNS: usize = 7;
/// What stands between the parts of what is said below a row takes.
const BETWEEN: u32 = 2_000;

/// How short things are kept in one line: days, periods, telephone numbers, states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keep {
    /// All of them.
    All,
    /// The two ends of a period may stand under each other.
    Ends,
    /// None.
    None,
}

/// Lays out every table in `data`.
pub(super) fn lay_out(data: &mut Value) {
    match data {
        Value::Array(values) => values.iter_mut().for_each(lay_out),
        Value::Object(fields) if fields.contains_key("columns") && fields.contains_key("rows") => table(data),
        Value::Object(fields) => fields.values_mut().for_each(lay_out),
        _ => {}
    }
}

/// A way to lay a table out, and what it costs.
struct Laid {
    cost: u32,
    /// The size of the type, in tenths of a point.
    size: u32,
    keep: Keep,
    widths: Vec<u32>,
    parting: Parting,
}

/// In the way with the lowest rows, as it is or with some of it below its rows; the latter where they are lower by more than
/// a tenth, or not higher where columns are many and something stands below their rows already.
fn table(table: &mut Value) {
    let mut laid = cheapest(table);
    loop {
        let variants = below::variants(table).into_iter();
        let better = variants.filter_map(|one| Some((cheapest(&one)?, one))).min_by_key(|(laid, _)| laid.cost);
        let Some((better, variant)) = better else { break };
        let has_notes = each(&table["rows"]).any(|row| row["note"].is_array());
        let most = if has_notes && said_columns(table) >= MANY_COLUMNS { 10 } else { 9 };
        if laid.as_ref().is_some_and(|laid| better.cost.saturating_mul(10) > laid.cost.saturating_mul(most)) {
            break;
        }
        laid = Some(better);
        *table = variant;
    }
    set(table, laid);
}

/// What the columns say, the first of each its head, if short things are kept in one line like this.
fn texts(table: &Value, keep: Keep) -> Vec<Vec<String>> {
    let mut columns: Vec<Vec<String>> = each(&table["columns"]).map(|column| vec![text_of(&column["title"])]).collect();
    for row in each(&table["rows"]) {
        let cells = each(&row["cells"]).map(|cell| said(cell, keep)).chain(std::iter::repeat_with(String::new));
        columns.iter_mut().zip(cells).for_each(|(texts, cell)| texts.push(cell));
    }
    columns
}

/// In the ways there are, the one with the lowest rows; what is small, or breaks what belongs together, must pay for it.
fn cheapest(table: &Value) -> Option<Laid> {
    const WAYS: [(u32, Keep, u32); 6] = [
        (NORMAL, Keep::All, 100),
        (NORMAL, Keep::Ends, 105),
        (SMALL, Keep::All, 110),
        (SMALL, Keep::Ends, 115),
        (NORMAL, Keep::None, 300),
        (SMALL, Keep::None, 320),
    ];
    let words = [(columns::WHOLE, 100), (HYPHENATED, 106), (BROKEN, 120), (CRAMPED, 200)];
    let told = [Keep::All, Keep::Ends, Keep::None].map(|keep| (keep, texts(table, keep)));
    let ways = WAYS.iter().flat_map(|way| words.map(|parting| (way, parting)));
    let laid = ways.filter_map(|((size, keep, price), (parting, for_breaks))| {
        let (_, texts) = told.iter().find(|(kept, _)| kept == keep)?;
        let widths = table::widths_of(texts, *size, 0, parting)?;
        let (all, _) = heights(texts, &notes(table, *size), &widths);
        Some(Laid { cost: all * size * price * for_breaks, size: *size, keep: *keep, widths, parting })
    });
    laid.min_by_key(|laid| laid.cost)
}

/// Says in a table how it is laid out.
fn set(table: &mut Value, laid: Option<Laid>) {
    let count = each(&table["columns"]).count();
    let best = laid.map(|laid| {
        let texts = texts(table, laid.keep);
        let widths = balanced(&pieces(&texts, laid.parting), &laid.widths);
        let heights = heights(&texts, &notes(table, laid.size), &widths);
        (laid.size, laid.keep, widths, heights)
    });
    let narrow = || (SMALL, Keep::None, vec![table::narrow(count); count], (u32::MAX, u32::MAX));
    let (size, keep, widths, (lines, highest)) = best.unwrap_or_else(narrow);
    table["small"] = json!(size == SMALL);
    table["keep"] = json!(lines <= SHORT);
    table["whole"] = json!(highest <= WHOLE);
    for (column, width) in each_of(&mut table["columns"]).zip(&widths) {
        column["share"] = json!(table::track(*width, size));
        if columns::needs_hyphens(&text_of(&column["title"]), usize::MAX, columns::bold_room(*width)) {
            column["hyphenate"] = json!(true);
        }
    }
    for row in each_of(&mut table["rows"]) {
        for (cell, width) in each_of(&mut row["cells"]).zip(&widths) {
            set_words(cell, *width, keep);
        }
        for one in row.get_mut("note").and_then(Value::as_array_mut).into_iter().flatten() {
            set_words(&mut one["cell"], table::all_of(size), keep);
        }
    }
}

/// How many lines stand below each row.
fn notes(table: &Value, size: u32) -> Vec<u32> {
    let lines = |row: &Value| {
        let one =
            |one: &Value| columns::width(&text_of(&one["head"])) + columns::width(&said(&one["cell"], Keep::None));
        let all: u32 = each(&row["note"]).map(|note| BETWEEN + one(note)).sum();
        all.div_ceil(table::all_of(size))
    };
    each(&table["rows"]).map(lines).collect()
}

/// What the columns say, the first of each its head.
fn pieces(columns: &[Vec<String>], parting: Parting) -> Vec<Vec<Pieces>> {
    let cell = |(row, text): (usize, &String)| match row {
        0 => Pieces::of(text, parting.of_heads(), true),
        _ => Pieces::of(text, parting, false),
    };
    columns.iter().map(|texts| texts.iter().enumerate().map(cell).collect()).collect()
}

/// The lines of all rows below the head, each with those below it, and those of the highest.
fn heights(columns: &[Vec<String>], notes: &[u32], widths: &[u32]) -> (u32, u32) {
    let count = columns.first().map_or(0, Vec::len);
    let rows = (1..count).map(|row| columns.iter().map(|texts| line_widths(&texts[row])).collect::<Vec<_>>());
    let heights = rows.zip(notes).map(|(row, below)| columns::height(&row, widths) + below);
    heights.fold((0, 0), |(all, highest), lines| (all + lines, highest.max(lines)))
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn each_of(list: &mut Value) -> impl Iterator<Item = &mut Value> {
    list.as_array_mut().into_iter().flatten()
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// What a cell says, line by line, with as much as its signs take. What is kept in one line has no blanks to break at.
fn said(cell: &Value, keep: Keep) -> String {
    let value = &cell["value"];
    let most = if keep == Keep::None { 0 } else { together::MOST };
    let kept = |text: &str| kept(cell, text, keep).unwrap_or_else(|| together(text, most));
    match cell["kind"].as_str() {
        Some("status") => format!("{SIGN}{}", kept(&text_of(&value["label"]))),
        Some("check") => format!("{BOX}{}", together(&text_of(&value["text"]), most)),
        Some("link") if value["to"].is_string() => together(&text_of(&value["words"]), most) + PAGE,
        Some("link") => kept(&text_of(&value["words"])),
        Some("lines") => each(value).map(|line| said(line, keep)).collect::<Vec<_>>().join("\n"),
        Some("code") => as_code(&text_of(value)),
        Some("detail") => format!("{DETAIL}{}", kept(&text_of(value))),
        _ => kept(&text_of(value)),
    }
}

/// The text of a cell with blanks that hold together, where it is something short that is kept in one line.
fn kept(cell: &Value, text: &str, keep: Keep) -> Option<String> {
    const MOST: usize = 12;
    const DAY: usize = 18;
    const PERIOD: usize = 32;
    let has_figures = text.contains(|letter: char| letter.is_ascii_digit());
    let is_day = text.len() <= DAY && text.split(' ').any(|word| word.len() == 4 && word.parse::<u16>().is_ok());
    let is_short = has_figures && (text.len() <= MOST || is_day);
    let is_period = has_figures && text.len() <= PERIOD && text.contains(" – ");
    let is_number = cell["value"]["url"].as_str().is_some_and(|url| url.starts_with("tel:"));
    let is_whole = is_short || is_number || cell["kind"] == "status" || is_period && keep == Keep::All;
    match keep {
        Keep::None => None,
        _ if is_whole => Some(text.replace(' ', "\u{a0}")),
        // The dash stays with what stands before it.
        _ if is_period => Some(text.replace(' ', "\u{a0}").replace("–\u{a0}", "– ")),
        _ => None,
    }
}

/// Lets the words of a cell break that are too long for its column; keeps short things in one line.
fn set_words(cell: &mut Value, width: u32, keep: Keep) {
    let Some(kind) = cell["kind"].as_str().map(str::to_owned) else { return };
    let name = match kind.as_str() {
        "lines" => return each_of(&mut cell["value"]).for_each(|line| set_words(line, width, keep)),
        "status" => "label",
        "check" => "text",
        "link" => "words",
        _ => "",
    };
    let text = if name.is_empty() { text_of(&cell["value"]) } else { text_of(&cell["value"][name]) };
    let measured = if kind == "code" { as_code(&text) } else { text.clone() };
    let set = match kept(cell, &text, keep) {
        Some(kept) => kept,
        None => match columns::longest_word(&measured, width) {
            Some(longest) if kind == "code" => breakable_code(&text, longest),
            Some(longest) => together(&breakable(&text, longest), width),
            None if kind == "code" => return,
            None => together(&text, width),
        },
    };
    let set = if kind == "code" { set } else { whole_paths(&set) };
    if columns::needs_hyphens(&set, usize::MAX, width) {
        cell["hyphenate"] = json!(true);
    }
    if name.is_empty() {
        cell["value"] = json!(set);
    } else {
        cell["value"][name] = json!(set);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(heads: &[&str], rows: &[&[&str]]) -> Value {
        let columns: Vec<Value> = heads.iter().map(|head| json!({ "title": head })).collect();
        let cells =
            |row: &&[&str]| -> Vec<Value> { row.iter().map(|text| json!({ "kind": "text", "value": text })).collect() };
        let rows: Vec<Value> = rows.iter().map(|row| json!({ "cells": cells(row) })).collect();
        let mut data = json!([{ "body": { "columns": columns, "rows": rows } }]);
        lay_out(&mut data);
        data[0]["body"].take()
    }

    #[test]
    fn a_column_is_as_wide_as_its_words_ask_for() {
        let name = "a.very.long.name@subsidiary.fernhill.example";
        let table = laid_out(&["No.", "Name"], &[&["1", name]]);
        let share = |at: usize| table["columns"][at]["share"].as_u64().expect("a share");
        assert!(share(1) > 3 * share(0), "{table}");
        assert_eq!((&table["small"], &table["rows"][0]["cells"][1]["value"]), (&json!(false), &json!(name)));
    }

    #[test]
    fn a_day_stays_in_one_line_where_there_is_room() {
        let table =
            laid_out(&["Deliverable", "Due"], &[&["A report of the environment as it was found", "24 Apr 2026"]]);
        assert_eq!(table["rows"][0]["cells"][1]["value"], json!("24\u{a0}Apr\u{a0}2026"));
        assert_eq!(table["rows"][0]["cells"][0]["value"], json!("A report of the environment as it was found"));
    }

    #[test]
    fn what_is_kept_in_one_line_fits_in_its_column() {
        let row = [
            "Integration and customization",
            "27 Apr – 8 May 2026",
            "18 – 29 May 2026",
            "since 18 May 2026",
            "In progress",
            "17/20",
        ];
        let heads = ["Phase", "Planned", "Now planned", "Actual", "Status", "Tasks done"];
        let table = laid_out(&heads, &[&row, &row]);
        let size = if table["small"] == json!(true) { SMALL } else { NORMAL };
        for (at, column) in each(&table["columns"]).enumerate() {
            let cell = text_of(&table["rows"][0]["cells"][at]["value"]);
            let room = column["share"].as_u64().expect("a share");
            let widest = cell.split(' ').filter(|word| word.contains('\u{a0}')).map(columns::width).max().unwrap_or(0);
            assert!(u64::from(table::track(widest, size)) <= room, "{cell}: {room}");
        }
        assert_eq!(table["rows"][0]["cells"][3]["value"], json!("since\u{a0}18\u{a0}May\u{a0}2026"));
    }

    #[test]
    fn days_in_sentences_hold_together_too() {
        let text =
            "Accepted by Clive Warboys on 13 May 2026 for the whole of the hospital and its two outposts in the hills";
        let table = laid_out(&["What", "Accepted"], &[&["x", text]]);
        let said = text_of(&table["rows"][0]["cells"][1]["value"]);
        assert!(said.contains("13\u{a0}May\u{a0}2026") && said.contains("Clive Warboys"), "{said}");
    }

    #[test]
    fn names_are_not_hyphenated_and_words_wider_than_their_column_are() {
        let word = "Donaudampfschifffahrtsgesellschaft";
        let long = "a sentence of many short words that takes what there is ".repeat(9);
        let table = laid_out(&["A", "B", "C", "D", "E"], &[&["Hanne Lindqvist", word, word, word, &long]]);
        let hyphenates = |at: usize| table["rows"][0]["cells"][at]["hyphenate"] == json!(true);
        assert!(!hyphenates(0) && hyphenates(1) && !hyphenates(4), "{table}");
    }

    #[test]
    fn no_head_is_hyphenated_that_has_room() {
        let heads = ["Integration", "From", "To", "Protocol and port", "Authentication", "When it fails"];
        let rows: [&[&str]; 2] = [
            &[
                "Mast",
                "Notifier (p. 12)",
                "Coastal radio gateway",
                "HTTPS, 8443",
                "Client certificate",
                "The page goes by satellite after 20 seconds",
            ],
            &[
                "Satellite",
                "Notifier (p. 12)",
                "Satellite provider's gateway",
                "HTTPS, 443",
                "Token",
                "The harbour's duty telephone rings after 60 seconds",
            ],
        ];
        let table = laid_out(&heads, &rows);
        assert!(each(&table["columns"]).all(|column| column["hyphenate"].is_null()), "{table}");
    }

    #[test]
    fn words_break_where_columns_are_narrow() {
        let host = "gateway.fernhill.example";
        let heads = ["System", "From", "To", "Port", "Login", "When it fails", "Owner", "Since"];
        let table = laid_out(&heads, &[&[host; 8]]);
        let cell = table["rows"][0]["cells"][2]["value"].as_str().expect("words");
        assert!(cell.contains('\u{200b}') && cell.replace('\u{200b}', "") == host, "{cell:?}");
    }

    const METRIC: &str = "Pages delivered at the first attempt after ninety days";
    const MEASURED: &str = "Measured: From bellrope_pages_total and bellrope_pages_failed_total, both read at noon";

    /// A table of seven columns, the last of which may stand below its rows; the first has a detail below its title.
    fn seven(detail: &str, last: &str) -> Value {
        let heads = ["Metric", "Baseline", "Target", "Latest", "Checkpoint", "Status", "Shown by"];
        let columns: Vec<Value> =
            heads.iter().map(|head| json!({ "title": head, "below": *head == "Shown by" })).collect();
        let first = json!([{ "kind": "title", "value": METRIC }, { "kind": "detail", "value": detail }]);
        let cells = ["92%", "> 99.5%", "99.74%", "27 Dec 2025", "Not yet due", last];
        let cells = cells.iter().map(|text| json!({ "kind": "text", "value": text }));
        let cells: Vec<Value> = std::iter::once(json!({ "kind": "lines", "value": first })).chain(cells).collect();
        let rows = vec![json!({ "cells": cells }); 4];
        let mut data = json!({ "columns": columns, "rows": rows });
        lay_out(&mut data);
        data
    }

    #[test]
    fn what_there_is_no_room_for_stands_below_its_row() {
        let long = "A page reaches the engineer on duty within a minute of the first alert, day and night";
        let table = seven(MEASURED, long);
        assert_eq!(each(&table["columns"]).count(), 6, "{table}");
        for row in each(&table["rows"]) {
            assert_eq!(row["cells"][0], json!({ "kind": "title", "value": METRIC }), "{table}");
            let said = |at: usize| (text_of(&row["note"][at]["head"]), text_of(&row["note"][at]["cell"]["value"]));
            assert_eq!((each(&row["cells"]).count(), each(&row["note"]).count()), (6, 2), "{table}");
            assert_eq!([said(0), said(1)], [(String::new(), MEASURED.into()), ("Shown by".into(), long.into())]);
        }
        // Four rows of four lines are too many to stay on one page.
        assert_eq!((&table["whole"], &table["keep"]), (&json!(true), &json!(false)), "{table}");
    }

    #[test]
    fn figures_of_which_much_is_known_have_room() {
        let heads = ["Metric", "Baseline", "Target", "Latest", "Checkpoint", "At the checkpoint", "Status"];
        let columns: Vec<Value> =
            heads.iter().map(|head| json!({ "title": head, "below": *head == "Checkpoint" })).collect();
        let row = |name: &str, measured: &str| {
            let text = |text: &str| json!({ "kind": "text", "value": text });
            let lines = |lines: [Value; 2]| json!({ "kind": "lines", "value": lines });
            let detail = |text: &str| json!({ "kind": "detail", "value": text });
            let measured = detail(&format!("Measured: {measured}"));
            json!({ "cells": [
                lines([json!({ "kind": "title", "value": name }), measured]),
                text("98.7%"),
                text("> 99.5%"),
                lines([text("99.74%"), detail("25 Feb 2026")]),
                text("27 Dec 2025"),
                lines([text("99.31%"), detail("27 Dec 2025")]),
                json!({ "kind": "status", "value": { "id": "blocked", "label": "Missed" } }),
            ] })
        };
        let totals = "From bellrope_pages_total and bellrope_pages_failed_total";
        let staff = "People with one action in a week of all in the rotas";
        let rows = [
            row("Time to acknowledge a page", "Median of all pages in a week"),
            row("Pages delivered at the first attempt", totals),
            row("On-call staff using Bellrope", staff),
            row("Availability", "Probe of /readyz every minute"),
            row("Pages delivered at the first attempt after 90 days", totals),
            row("On-call staff using Bellrope after 90 days", staff),
        ];
        let mut data = json!({ "columns": columns, "rows": rows });
        lay_out(&mut data);
        assert_eq!(each(&data["columns"]).count(), 6, "{data}");
    }

    #[test]
    fn what_has_room_stays_in_its_row() {
        for table in [seven("Daily", ""), seven("", "A drill")] {
            assert_eq!(each(&table["columns"]).count(), 7, "{table}");
            assert!(each(&table["rows"]).all(|row| row["note"].is_null()), "{table}");
        }
    }
}
