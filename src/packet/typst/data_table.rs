//! The tables of data, laid out: how wide each column is, in which type, and where its words may break.
//!
//! Takes the data as it will be given to the templates; adds to each table `small` and to each column `share`, what it
//! takes of the width beside the others. Widths are told from what the cells say, as for the tables of guides.

use super::table::{self, NORMAL, SMALL};
use super::words::breakable;
use serde_json::{Value, json};

/// What a page reference takes beside its words: " (p. 123)".
const PAGE: &str = " (p. 123)";
/// What a sign and the space after it take.
const SIGN: &str = "mm ";

/// Lays out every table in `data`.
pub(super) fn lay_out(data: &mut Value) {
    match data {
        Value::Array(values) => values.iter_mut().for_each(lay_out),
        Value::Object(fields) if fields.contains_key("columns") && fields.contains_key("rows") => table(data),
        Value::Object(fields) => fields.values_mut().for_each(lay_out),
        _ => {}
    }
}

fn table(table: &mut Value) {
    let heads: Vec<String> = each(&table["columns"]).map(|column| text_of(&column["title"])).collect();
    let texts = |whole: bool| {
        let mut columns: Vec<Vec<String>> = heads.iter().map(|head| vec![head.clone()]).collect();
        for row in each(&table["rows"]) {
            for (cell, texts) in each(&row["cells"]).zip(&mut columns) {
                texts.push(said(cell, whole));
            }
        }
        columns
    };
    // Days and states in one line where there is room for that.
    let ways = [(NORMAL, true), (NORMAL, false), (SMALL, true), (SMALL, false)];
    let fits =
        ways.into_iter().find_map(|(size, whole)| Some((size, whole, table::widths_of(&texts(whole), size, 0)?)));
    let (size, whole, widths) = fits.unwrap_or_else(|| (SMALL, false, vec![table::narrow(heads.len()); heads.len()]));
    table["small"] = json!(size == SMALL);
    for (column, width) in each_of(&mut table["columns"]).zip(&widths) {
        column["share"] = json!(table::track(*width, size));
    }
    for row in each_of(&mut table["rows"]) {
        for (cell, width) in each_of(&mut row["cells"]).zip(&widths) {
            set_words(cell, *width, whole);
        }
    }
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

/// What a cell says, line by line, with as much as its signs take. Measured `whole`, short things have no blanks.
fn said(cell: &Value, whole: bool) -> String {
    let value = &cell["value"];
    let glued = |text: &str| if whole && is_short(cell) { text.replace(' ', "_") } else { text.to_owned() };
    match cell["kind"].as_str() {
        Some("status") => format!("{SIGN}{}", text_of(&value["label"])).replace(' ', if whole { "_" } else { " " }),
        Some("check") => format!("{SIGN}{}", text_of(&value["text"])),
        Some("link") if value["to"].is_string() => text_of(&value["words"]) + PAGE,
        Some("link") => text_of(&value["words"]),
        Some("lines") => each(value).map(|line| said(line, whole)).collect::<Vec<_>>().join("\n"),
        Some("code") => as_code(&text_of(value)),
        _ => glued(&text_of(value)),
    }
}

/// Code as it is measured: its letters are all as wide as figures.
fn as_code(text: &str) -> String {
    text.chars().map(|letter| if letter.is_alphanumeric() { '0' } else { letter }).collect()
}

/// True for a day, and other short texts with figures.
fn is_short(cell: &Value) -> bool {
    const MOST: usize = 14;
    let text = cell["value"].as_str().unwrap_or_default();
    text.len() <= MOST && text.contains(|letter: char| letter.is_ascii_digit())
}

/// Lets the words of a cell break that are too long for its column; keeps short things in one line where it is `whole`.
fn set_words(cell: &mut Value, width: u32, whole: bool) {
    let keeps = whole && (is_short(cell) || cell["kind"] == "status");
    let Some(kind) = cell["kind"].as_str().map(str::to_owned) else { return };
    let value = &mut cell["value"];
    let words = match kind.as_str() {
        "lines" => return each_of(value).for_each(|line| set_words(line, width, whole)),
        "status" => &mut value["label"],
        "check" => &mut value["text"],
        "link" => &mut value["words"],
        _ => value,
    };
    let Some(text) = words.as_str() else { return };
    if keeps {
        *words = json!(text.replace(' ', "\u{a0}"));
    } else if let Some(longest) =
        table::longest_word(&if kind == "code" { as_code(text) } else { text.to_owned() }, width)
    {
        *words = json!(breakable(text, longest));
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
    fn words_break_where_columns_are_narrow() {
        let host = "gateway.fernhill.example";
        let heads = ["System", "From", "To", "Port", "Login", "When it fails", "Owner", "Since"];
        let table = laid_out(&heads, &[&[host; 8]]);
        let cell = table["rows"][0]["cells"][2]["value"].as_str().expect("words");
        assert!(cell.contains('\u{200b}') && cell.replace('\u{200b}', "") == host, "{cell:?}");
    }
}
