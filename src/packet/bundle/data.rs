//! What an engagement says to a reader, as YAML: the data that is handed out with the documents that are made of it.
//!
//! Takes the filtered tree; gives text that every reader of YAML reads as the same tree. Who may read what is ours, so it
//! is left out. Text stands in double quotes as JSON writes it, which is YAML too. Fields stand in the order of their table:
//! the order of a merge would tell which of them a playbook has that the reader may not see.

use crate::schema::node::{Entry, Map, Node, Scalar, Value};
use crate::schema::shape::{Shape, Thing};

/// The keys that say something to the filter and to the merge, and nothing to the reader: which playbook it is made of is
/// the team's business.
const FOR_THE_TEAM: [&str; 3] = ["audience", "remove", "extends"];

/// `node`, a thing of this table, as YAML.
#[must_use]
pub fn data(node: &Node, table: &'static Thing) -> Vec<u8> {
    let mut text = String::new();
    match &node.value {
        Value::Map(map) if has_entries(map) => push_map(map, Some(Known::Thing(table)), 0, true, &mut text),
        _ => text.push_str("{}\n"),
    }
    text.into_bytes()
}

/// True for an entry that is handed out: of what a reader may not see an empty shell may be left, and an author's own empty
/// shells say no more.
fn is_said(entry: &Entry) -> bool {
    !FOR_THE_TEAM.contains(&entry.key.as_str()) && says_something(&entry.value)
}

fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::Scalar(_) => true,
        Value::List(items) => items.iter().any(says_something),
        Value::Map(map) => has_entries(map),
    }
}

fn has_entries(map: &Map) -> bool {
    map.entries.iter().any(is_said)
}

/// What is known of a value: none of what no table has.
#[derive(Clone, Copy)]
enum Known {
    Thing(&'static Thing),
    /// A map whose keys the author chose.
    Keyed(&'static Shape),
}

impl Known {
    /// What is known of a value of this shape, or of an item where it is a list.
    fn of(shape: &'static Shape) -> Option<Self> {
        match shape {
            Shape::Scalar(_) => None,
            Shape::Thing(table) => Some(Self::Thing(table())),
            Shape::List(item) => Self::of(item),
            Shape::Keyed(value) => Some(Self::Keyed(value)),
        }
    }
}

/// The entries that are handed out, each with what is known of its value: fields in the order of their table, everything else
/// behind them as it stands.
fn in_order(map: &Map, known: Option<Known>) -> Vec<(&Entry, Option<Known>)> {
    let of_field = |table: &'static Thing, key: &str| {
        table.all_fields().enumerate().find(|(_, field)| field.name == key).map(|(at, field)| (at, &field.shape))
    };
    let place = |entry: &'_ Entry| match known {
        Some(Known::Thing(table)) => match of_field(table, &entry.key) {
            Some((at, shape)) => (at, Known::of(shape)),
            None => (usize::MAX, None),
        },
        Some(Known::Keyed(value)) => (0, Known::of(value)),
        None => (0, None),
    };
    let said = map.entries.iter().filter(|entry| is_said(entry)).map(|entry| (place(entry), entry));
    let mut placed: Vec<((usize, Option<Known>), &Entry)> = said.collect();
    placed.sort_by_key(|((at, _), _)| *at);
    placed.into_iter().map(|((_, known), entry)| (entry, known)).collect()
}

/// Writes the entries, one a line; `begun` where the first goes on in the line that is there.
fn push_map(map: &Map, known: Option<Known>, depth: usize, begun: bool, into: &mut String) {
    for (at, (entry, known)) in in_order(map, known).into_iter().enumerate() {
        if at > 0 || !begun {
            indent(depth, into);
        }
        push_text(&entry.key, is_plain(&entry.key), into);
        into.push(':');
        push_value(&entry.value, known, depth, into);
    }
}

/// Writes what stands behind a key, and ends the line.
fn push_value(node: &Node, known: Option<Known>, depth: usize, into: &mut String) {
    match &node.value {
        Value::Null => into.push_str(" null\n"),
        Value::Scalar(scalar) => {
            into.push(' ');
            push_scalar(scalar, into);
        }
        Value::List(items) => {
            into.push('\n');
            push_list(items, known, depth + 1, false, into);
        }
        Value::Map(map) => {
            into.push('\n');
            push_map(map, known, depth + 1, false, into);
        }
    }
}

fn push_list(items: &[Node], known: Option<Known>, depth: usize, begun: bool, into: &mut String) {
    for (at, item) in items.iter().filter(|item| says_something(item)).enumerate() {
        if at > 0 || !begun {
            indent(depth, into);
        }
        into.push_str("- ");
        match &item.value {
            Value::Null => into.push_str("null\n"),
            Value::Scalar(scalar) => push_scalar(scalar, into),
            Value::List(items) => push_list(items, known, depth + 1, true, into),
            Value::Map(map) => push_map(map, known, depth + 1, true, into),
        }
    }
}

fn push_scalar(scalar: &Scalar, into: &mut String) {
    push_text(&scalar.text, !scalar.quoted && is_plain(&scalar.text), into);
    into.push('\n');
}

fn push_text(text: &str, plain: bool, into: &mut String) {
    if plain {
        into.push_str(text);
    } else {
        into.push_str(&serde_json::Value::from(text).to_string());
    }
}

/// True for what needs no quotes anywhere in a block: words, numbers, days.
fn is_plain(text: &str) -> bool {
    let is_sound = |letter: char| letter.is_alphanumeric() || " _./+()%-".contains(letter);
    text.starts_with(|first: char| first.is_alphanumeric()) && text.chars().all(is_sound) && !text.ends_with(' ')
}

fn indent(depth: usize, into: &mut String) {
    (0..depth).for_each(|_| into.push_str("  "));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::schema::read::Fields as _;
    use crate::schema::things::Engagement;
    use crate::schema::yaml;

    fn written(text: &str) -> String {
        String::from_utf8(data(&tree(text), Engagement::table())).expect("text")
    }

    fn tree(text: &str) -> Node {
        let path = SourcePath::new("engagement.yaml").expect("inside");
        let parsed = yaml::parse(text, &path, 0);
        assert_eq!(parsed.diagnostics, []);
        parsed.value.expect("YAML")
    }

    /// A tree without its places.
    fn shown(node: &Node) -> String {
        match &node.value {
            Value::Null => "~".to_owned(),
            Value::Scalar(scalar) => format!("{:?}{}", scalar.text, if scalar.quoted { "q" } else { "" }),
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
            Value::Map(map) => {
                let entries = map.entries.iter().map(|entry| format!("{:?}: {}", entry.key, shown(&entry.value)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }

    #[test]
    fn what_is_written_reads_as_the_same_tree() {
        let text = "\
title: Fernhill
start: 2026-03-02
yes: \"no\"
\"a: b\": '# not a comment'
odd: |
  two
  lines: with \"marks\" and \\
deep:
  - - one
    - { a: 1, b: [2] }
  - a: { c: d }
    b: \"\"
";
        let written = written(text);
        assert_eq!(shown(&tree(&written)), shown(&tree(text)), "{written}");
    }

    #[test]
    fn fields_stand_in_the_order_of_their_table_wherever_they_come_from() {
        let one = "phases:\n  - { weeks: 1-2, id: a, tasks: [{ owner: b, text: T, id: t }] }\nid: x\ntitle: A\nmine: 1\nvars: { b: 1, a: 2 }\n";
        let other = "title: A\nmine: 1\nid: x\nvars: { b: 1, a: 2 }\nphases:\n  - { tasks: [{ id: t, text: T, owner: b }], id: a, weeks: 1-2 }\n";
        assert_eq!(written(one), written(other));
        // What the author chose to call things stays as it stands.
        assert!(written(one).contains("vars:\n  b: 1\n  a: 2\n"), "{}", written(one));
    }

    #[test]
    fn who_may_read_what_is_not_told() {
        let text = "audience: customer\nextends: rollout\ntitle: A\nraid:\n  - audience: customer\n    id: a\n  - { audience: public }\n";
        assert_eq!(written(text), "title: A\nraid:\n  - id: a\n");
        assert_eq!(written("audience: customer\n"), "{}\n");
    }

    #[test]
    fn empty_shells_are_not_handed_out() {
        let text = "title: A\nraid: []\ncutover:\nsupport: { on_call: {}, channels: [{}, ~] }\nvars: { a: 1, b: [] }\n";
        assert_eq!(written(text), "title: A\nvars:\n  a: 1\n");
    }
}
