//! What stands below the rows of a table of data, over all of its width: what a title has below it, and columns that say more
//! about the row. So what is left has room beside each other.
//!
//! Takes a table as data; gives the same with less in its cells and a `note` in its rows, a list of what was taken out of them,
//! each with the `head` of its column. Whether the rows are lower then is for `data_table` to find out.

use serde_json::{Value, json};

/// A table with fewer columns has room for what it says.
const FEWEST_COLUMNS: usize = 5;

/// The tables that say the same as `table` with one thing more below their rows.
pub(super) fn variants(table: &Value) -> Vec<Value> {
    let columns = table["columns"].as_array().map(Vec::as_slice).unwrap_or_default();
    let said = |at: &usize| cells(table, *at).any(says);
    if said_columns(table) < FEWEST_COLUMNS && !rows(table).any(|row| row["note"].is_array()) {
        return Vec::new();
    }
    let titles = (0..columns.len()).find(|at| cells(table, *at).any(has_details));
    let details = titles.map(|at| with_details_below(table, at));
    let may_move = |at: &usize| *at > 0 && columns[*at]["below"] == json!(true) && said(at);
    let moved = (0..columns.len()).filter(may_move).map(|at| with_column_below(table, at));
    details.into_iter().chain(moved).collect()
}

/// How many columns say anything: one that says nothing takes no room.
pub(super) fn said_columns(table: &Value) -> usize {
    let count = table["columns"].as_array().map_or(0, Vec::len);
    (0..count).filter(|at| cells(table, *at).any(says)).count()
}

fn rows(table: &Value) -> impl Iterator<Item = &Value> {
    table["rows"].as_array().into_iter().flatten()
}

fn cells(table: &Value, column: usize) -> impl Iterator<Item = &Value> {
    rows(table).map(move |row| &row["cells"][column])
}

/// True where a cell says anything.
fn says(cell: &Value) -> bool {
    match (&cell["value"], cell["kind"].as_str()) {
        (Value::Array(lines), _) => lines.iter().any(says),
        (Value::String(text), _) => !text.is_empty(),
        (value, Some("link")) => value["words"].as_str().is_some_and(|words| !words.is_empty()),
        (value, _) => value.is_object(),
    }
}

/// True for a title with nothing but details below it.
fn has_details(cell: &Value) -> bool {
    let lines = cell["value"].as_array().map(Vec::as_slice).unwrap_or_default();
    lines.len() > 1 && lines[0]["kind"] == "title" && lines[1..].iter().all(|line| line["kind"] == "detail")
}

fn with_details_below(table: &Value, column: usize) -> Value {
    changed(table, |row| {
        let cell = &mut row["cells"][column];
        let Some(lines) = cell["value"].as_array().filter(|_| has_details(cell)) else { return Vec::new() };
        let (title, details) = (lines[0].clone(), lines[1..].to_vec());
        *cell = title;
        details.into_iter().map(|detail| json!({ "head": "", "cell": detail })).collect()
    })
}

fn with_column_below(table: &Value, column: usize) -> Value {
    let head = &table["columns"][column]["title"];
    let mut changed = changed(table, |row| {
        let cell = row["cells"].as_array_mut().filter(|cells| cells.len() > column).map(|cells| cells.remove(column));
        cell.filter(says).map(|cell| json!({ "head": head, "cell": cell })).into_iter().collect()
    });
    if let Some(columns) = changed["columns"].as_array_mut() {
        columns.remove(column);
    }
    changed
}

/// The table with what `take` takes out of each row added to its note; what has no head stands first.
fn changed(table: &Value, take: impl Fn(&mut Value) -> Vec<Value>) -> Value {
    let mut table = table.clone();
    for row in table["rows"].as_array_mut().into_iter().flatten() {
        let taken = take(row);
        let mut note = row["note"].as_array().cloned().unwrap_or_default();
        note.extend(taken);
        note.sort_by_key(|one| one["head"] != "");
        row["note"] = json!(note);
    }
    table
}
