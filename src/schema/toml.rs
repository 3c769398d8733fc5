//! TOML to the spanned tree, so that `book.toml`, and pages of Hugo and Zola, are read by the same schema as everything else.
//!
//! Takes the text of a file; gives a tree even where parts of it are not TOML, with every syntax error found: what is
//! legible of a configuration is better than none, for the errors keep anything from being handed out.

use super::node::{Entry, MAX_DEPTH, Map, Node, Scalar, Value};
use crate::diagnostic::{Checked, Diagnostic, Location, Rule};
use crate::path::SourcePath;
use crate::text::TextRange;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The longest line that is parsed: dotted keys nest, and the parser follows them by recursion.
const LONGEST_LINE: usize = 4_096;

/// Reads `text`, which is the file `path`.
#[must_use]
pub fn parse(text: &str, path: &SourcePath) -> Checked<Node> {
    let place = |range: Range<usize>| Location { path: path.clone(), range: range.into() };
    if let Some(line) = text.lines().find(|line| line.len() > LONGEST_LINE) {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        let at = place(start..start + line.len());
        let message = format!("a line is longer than {LONGEST_LINE} bytes");
        return Checked {
            value: Node::empty(Location::file(path.clone())),
            diagnostics: vec![Diagnostic::new(Rule::InvalidConfig, at, message)],
        };
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut diagnostics: Vec<Diagnostic> = errors
        .iter()
        .map(|error| {
            let range = error.span().unwrap_or_default();
            let source = text.get(range.clone()).unwrap_or_default();
            let problem = |message: &str| Diagnostic::new(Rule::InvalidConfig, place(range.clone()), message);
            match first_line(error.message()).as_str() {
                "string values must be quoted, expected literal string" => {
                    let problem = problem("a text needs quotes around it").help("Put quotes around it.");
                    let is_plain = !source.is_empty() && !source.contains(['"', '\\', '\n']);
                    if is_plain { problem.replacement(format!("\"{source}\"")) } else { problem }
                }
                "invalid basic string, expected `\"`" => {
                    problem("a quote is opened and never closed").help("Close it with `\"` where the text ends.")
                }
                "invalid literal string, expected `'`" => {
                    problem("a quote is opened and never closed").help("Close it with `'` where the text ends.")
                }
                "unclosed table, expected `]`" => problem("the name of a section ends with `]`").help("Add the `]`."),
                other => problem(other),
            }
        })
        .collect();
    let at = place(0..text.len());
    let mut reader = TomlReader { text, path, diagnostics: &mut diagnostics };
    let value = Value::Map(reader.table(table.get_ref(), 0));
    Checked { value: Node { value, at }, diagnostics }
}

/// Reads `text`, which stands in the file `path` from the byte `offset` on. None where it is not TOML: half of what a page
/// says of itself may be the wrong half.
#[must_use]
pub fn parse_part(text: &str, path: &SourcePath, offset: usize) -> Checked<Option<Node>> {
    // Empty lines put everything where it stands in the file.
    let parsed = parse(&format!("{}{text}", "\n".repeat(offset)), path);
    let is_whole = parsed.diagnostics.is_empty();
    let as_value = |problem: Diagnostic| Diagnostic { rule: Rule::InvalidValue, ..problem };
    Checked {
        value: is_whole.then_some(parsed.value),
        diagnostics: parsed.diagnostics.into_iter().map(as_value).collect(),
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or("this is not TOML").to_owned()
}

struct TomlReader<'a> {
    text: &'a str,
    path: &'a SourcePath,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl TomlReader<'_> {
    fn place(&self, range: Range<usize>) -> Location {
        Location { path: self.path.clone(), range: TextRange::from(range) }
    }

    fn table(&mut self, table: &DeTable<'_>, depth: usize) -> Map {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().as_ref().into(),
                key_at: self.place(key.span()),
                value: self.node(value, depth + 1),
            })
            .collect();
        // The parser sorts by name; the author's order is that of the places.
        entries.sort_by_key(|entry| entry.key_at.range);
        Map { entries }
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>, depth: usize) -> Node {
        let at = self.place(value.span());
        if depth > MAX_DEPTH {
            let message = format!("tables nest more than {MAX_DEPTH} deep");
            self.diagnostics.push(Diagnostic::new(Rule::InvalidConfig, at.clone(), message));
            return Node { value: Value::Null, at };
        }
        let source = self.text.get(value.span()).unwrap_or_default();
        let scalar = |text: &str, quoted| Value::Scalar(Scalar::new(text, quoted, source));
        let value = match value.get_ref() {
            DeValue::String(text) => scalar(text, true),
            DeValue::Integer(number) => scalar(&number.to_string(), false),
            DeValue::Float(number) => scalar(number.as_str(), false),
            DeValue::Boolean(truth) => scalar(if *truth { "true" } else { "false" }, false),
            DeValue::Datetime(moment) => scalar(&moment.to_string(), false),
            DeValue::Array(items) => Value::List(items.iter().map(|item| self.node(item, depth + 1)).collect()),
            DeValue::Table(table) => Value::Map(self.table(table, depth)),
        };
        Node { value, at }
    }
}
