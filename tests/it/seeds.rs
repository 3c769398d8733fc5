//! Documents that were written for people, and where the example book holds each of their statements as data.
//!
//! `seeds/*.md` have a table for each: line, statement in our own words, place, and a word that stands at that place. Every
//! place must be there and hold its word; where the documents are at hand, every line of theirs must have a row.

use crate::corpora::shared;
use crate::example_data::yaml_below;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use turnkey::parse::slug;
use turnkey::schema::node::{Node, Value};
use turnkey::schema::shape::Thing;

/// A statement and where it is held.
struct Row {
    /// The line of the table, for messages.
    at: usize,
    /// The lines of the document.
    lines: RangeInclusive<usize>,
    file: String,
    path: String,
    word: String,
}

const TABLES: [&str; 3] = ["delivery-handoff", "engagement-roadmap", "kickoff-guide"];

fn here(below: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(below)
}

fn rows(table: &str) -> Vec<Row> {
    let text = fs::read_to_string(here(&format!("tests/it/seeds/{table}.md"))).expect("a table");
    let body = text.lines().enumerate().filter(|(_, line)| line.starts_with("| ") && !line.contains("---"));
    body.skip(1)
        .map(|(at, line)| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let [lines, statement, place, word] = cells[..] else { panic!("{table}:{}: four cells", at + 1) };
            let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
            let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("{table}:{}: `{text}`", at + 1));
            assert!(!statement.is_empty() && !word.is_empty(), "{table}:{}", at + 1);
            let (file, path) = place.split_once(": ").unwrap_or((place, ""));
            let (file, path, word) = (file.to_owned(), path.to_owned(), word.to_lowercase());
            Row { at: at + 1, lines: number(first)..=number(last), file, path, word }
        })
        .collect()
}

/// What stands at the place of a row, in lower case.
fn words_at(row: &Row, trees: &BTreeMap<String, (Node, &'static Thing)>) -> Result<String, String> {
    if let Some((tree, _)) = trees.get(&row.file) {
        let mut words = String::new();
        collect(find(tree, &row.path)?, &mut words);
        return Ok(words);
    }
    let text = fs::read_to_string(here("content").join(&row.file)).map_err(|_| format!("no file `{}`", row.file))?;
    section(&text, &row.path).ok_or_else(|| format!("no section `{}`", row.path))
}

/// The node at `path`: keys of maps, ids of things in lists, or their places where a thing has no id.
fn find<'a>(root: &'a Node, path: &str) -> Result<&'a Node, String> {
    path.split('/').try_fold(root, |node, step| {
        let found = match &node.value {
            Value::Map(_) => node.get(step),
            Value::List(items) => items
                .iter()
                .find(|item| item.get("id").and_then(Node::as_text).is_some_and(|id| id == step))
                .or_else(|| items.get(step.parse::<usize>().ok()?)),
            _ => None,
        };
        found.ok_or_else(|| format!("no `{step}` of `{path}`"))
    })
}

fn collect(node: &Node, words: &mut String) {
    match &node.value {
        Value::Null => {}
        Value::Scalar(scalar) => words.extend([scalar.text.to_lowercase().as_str(), "\n"]),
        Value::List(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Map(map) => map.entries.iter().for_each(|entry| {
            words.extend([entry.key.to_lowercase().as_str(), "\n"]);
            collect(&entry.value, words);
        }),
    }
}

/// The text below the heading with this anchor, up to the next heading of its level or above.
fn section(text: &str, anchor: &str) -> Option<String> {
    let level = |line: &str| line.starts_with('#').then(|| line.len() - line.trim_start_matches('#').len());
    let mut lines = text.lines().skip_while(|line| level(line).is_none() || slug::github(heading(line)) != anchor);
    let own = level(lines.next()?)?;
    let below: Vec<&str> = lines.take_while(|line| level(line).is_none_or(|level| level > own)).collect();
    Some(below.join("\n").to_lowercase())
}

fn heading(line: &str) -> &str {
    line.trim_start_matches('#').trim()
}

#[test]
fn every_statement_is_in_the_data() {
    let trees = yaml_below(&here("content"));
    let mut lost = Vec::new();
    for table in TABLES {
        let rows = rows(table);
        assert!(rows.len() >= 30, "{table} has {} rows", rows.len());
        let mut places = BTreeSet::new();
        for row in &rows {
            match words_at(row, &trees) {
                Err(problem) => lost.push(format!("{table}.md:{}: {}: {problem}", row.at, row.file)),
                Ok(words) if !words.contains(&row.word) => {
                    lost.push(format!("{table}.md:{}: `{}` does not stand there", row.at, row.word));
                }
                Ok(_) => {}
            }
            if !places.insert((&row.file, &row.path, &row.word)) {
                lost.push(format!("{table}.md:{}: another row names this place and word", row.at));
            }
        }
    }
    assert_eq!(lost, Vec::<String>::new());
}

#[test]
fn every_line_of_the_documents_has_its_row() {
    let Some(documents) = shared("seeds") else { return };
    let mut without = Vec::new();
    for table in TABLES {
        let bytes = fs::read(documents.join(format!("{table}.md"))).expect("a document");
        let text = String::from_utf8_lossy(&bytes);
        let rows = rows(table);
        let lines = text.lines().count();
        for (number, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
            let says_something = line.chars().any(char::is_alphanumeric);
            let is_told = rows.iter().any(|row| row.lines.contains(&number));
            if says_something != is_told {
                without.push(format!("{table}:{number}: {line}"));
            }
        }
        assert!(rows.iter().all(|row| *row.lines.end() <= lines), "{table}: a row for a line that is not there");
    }
    assert_eq!(without, Vec::<String>::new(), "lines that no row tells, or rows for lines that say nothing");
}
