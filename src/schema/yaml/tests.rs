//! What the tree holds, where its parts stand, and what is refused.

use super::*;
use crate::text::LineIndex;
use std::fmt::Write as _;

fn path() -> SourcePath {
    SourcePath::new("a.yaml").expect("inside")
}

/// The tree as text, each scalar with the source it points at.
fn shown(text: &str) -> String {
    fn show(node: &Node, text: &str, out: &mut String) {
        match &node.value {
            Value::Null => out.push('~'),
            Value::Scalar(scalar) => {
                let source = &text[node.at.range.to_usize()];
                let _ = if source == scalar.text {
                    write!(out, "{source}")
                } else {
                    write!(out, "{:?}<{source}>", scalar.text.as_str())
                };
            }
            Value::List(items) => {
                out.push('[');
                for item in items {
                    show(item, text, out);
                    out.push(' ');
                }
                out.push(']');
            }
            Value::Map(map) => {
                out.push('{');
                for entry in &map.entries {
                    let _ = write!(out, "{}: ", entry.key);
                    show(&entry.value, text, out);
                    out.push(' ');
                }
                out.push('}');
            }
        }
    }
    let checked = parse(text, &path(), 0);
    let mut out = String::new();
    match &checked.value {
        Some(node) => show(node, text, &mut out),
        None => out.push_str("none"),
    }
    let index = LineIndex::new(text);
    for problem in &checked.diagnostics {
        let at = problem.location.as_ref().expect("a place");
        let place = index.line_column(text, at.range.start);
        let _ = write!(out, " | {}:{} {}: {}", place.line, place.column, problem.rule, problem.message);
    }
    out
}

#[test]
fn scalars_keep_their_words_and_places() {
    assert_eq!(
        shown("a: yes\nb: \"1.31\"\nc: 2026-03-02 # day\nd: ~\ne:\n"),
        r#"{a: yes b: "1.31"<"1.31"> c: 2026-03-02 d: ~ e: ~ }"#
    );
    assert_eq!(shown("t: |\n  one\n  two\nu: x\n"), "{t: \"one\\ntwo\\n\"<one\n  two> u: x }");
    assert_eq!(shown("\u{feff}a: é\r\nb: [ü, 'it''s']\r\n"), "{a: é b: [ü \"it's\"<'it''s'> ] }");
    assert_eq!(shown(""), "{}");
    assert_eq!(shown("# only words\n"), "{}");
    assert_eq!(shown("a: !!str 5\nb: !x 5\n"), "{a: 5 b: 5 } | 2:4 invalid-yaml: the tag `!x` means nothing here");
}

#[test]
fn places_of_parts_are_exact_where_the_notation_allows() {
    let text = "a: one two\nb: \"one two\"\nc: 'it''s two'\n";
    let root = parse(text, &path(), 0).value.expect("YAML");
    let place = |key: &str| {
        let node = root.get(key).expect("there");
        let words = node.as_text().expect("text");
        let part = &words[words.find("two").expect("in it")..];
        &text[node.place_of(part).range.to_usize()]
    };
    assert_eq!((place("a"), place("b"), place("c")), ("two", "two", "'it''s two'"));
}

#[test]
fn a_base_moves_every_place() {
    let text = "---\na: [b\n---\n";
    let checked = parse(&text[4..10], &path(), 4);
    assert!(checked.value.is_none());
    let at = checked.diagnostics[0].location.clone().expect("a place");
    assert!(at.range.start >= 7, "{at:?}");
    let checked = parse("a: b", &path(), 4);
    assert_eq!(checked.value.expect("YAML").get("a").map(|node| node.at.range), Some(TextRange::new(7, 8)));
}

#[test]
fn keys_are_unique_and_text() {
    assert_eq!(shown("a: 1\nb: 2\na: 3\n"), "none | 3:1 invalid-yaml: the key `a` is here twice");
    assert_eq!(
        shown("a: {{ vars.x }}\n"),
        "{a: {}} | 1:5 invalid-yaml: a key must be text, not a list or a map".replace("{a: {}}", "{a: {} }")
    );
    assert_eq!(shown("? [x]\n: 1\n"), "{} | 1:3 invalid-yaml: a key must be text, not a list or a map");
}

#[test]
fn anchors_and_merge_keys() {
    assert_eq!(
        shown("a: &x {k: 1, l: 2}\nb: *x\nc: {<<: *x, k: 3}\n"),
        "{a: {k: 1 l: 2 } b: {k: 1 l: 2 } c: {k: 3 l: 2 } }"
    );
    assert_eq!(shown("a: &x {k: 1}\nb: &y {l: 2}\nc: {<<: [*x, *y]}\n"), "{a: {k: 1 } b: {l: 2 } c: {k: 1 l: 2 } }");
    assert_eq!(shown("a: {<<: 3}\n"), "{a: {} } | 1:9 invalid-yaml: `<<` takes in a map, and this is none");
    assert_eq!(shown("a: *x\n"), "none | 1:4 invalid-yaml: no anchor of this name stands above");
    assert_eq!(
        shown("a: &x [*x]\n"),
        "none | 1:8 invalid-yaml: this alias stands inside the very value that it repeats"
    );
    assert_eq!(shown("'<<': 1\n"), "{<<: 1 }");
}

#[test]
fn syntax_errors_are_where_they_are() {
    let starts = |text: &str, expected: &str| {
        let shown = shown(text);
        assert!(shown.starts_with(&format!("none | {expected}")), "{text:?} gives {shown}");
    };
    starts("a: 1\n\tb: 2\n", "2:1 invalid-yaml: a tab");
    starts("a: b: c\n", "1:4 invalid-yaml: a text that holds `: ` needs quotes");
    starts("a: \"b\": c\n", "1:7 invalid-yaml: ");
    starts("a: [1, 2\nb: 3\n", "1:4 invalid-yaml: `[` is opened and never closed");
    starts("a: \"x\n", "1:4 invalid-yaml: a quote is opened and never closed");
    starts("a: 1\n b: 2\n", "2:2 invalid-yaml: this line is indented further");
    starts("a: @b\n", "1:4 invalid-yaml: a value cannot begin with `@`");
    starts("a: 1\n---\nb: 2\n", "2:1 invalid-yaml: a second document");
    starts("a: 1\nb\nc: 2\n", "2:1 invalid-yaml: this line has no `key:`");
}

#[test]
fn nothing_is_too_deep_too_long_or_too_much() {
    let rule = |text: &str| {
        let checked = parse(text, &path(), 0);
        assert!(checked.value.is_none());
        checked.diagnostics.last().map(|problem| (problem.rule, problem.level))
    };
    let limit = Some((Rule::LimitReached, Level::Error));
    assert_eq!(rule(&"[".repeat(100_000)), limit);
    assert_eq!(rule(&"{a: ".repeat(100_000)), limit);
    assert_eq!(rule(&"- ".repeat(100_000)), limit);
    assert_eq!(rule(&format!("[{}]", "a,".repeat(5_000_000))), limit);
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..20 {
        let before = level - 1;
        let _ = writeln!(bomb, "a{level}: &a{level} [{}]", format!("*a{before},").repeat(9));
    }
    assert_eq!(rule(&bomb), limit);
    let mut deep = format!("a0: &a0 {}{}\n", "[".repeat(40), "]".repeat(40));
    let _ = writeln!(deep, "a1: {}*a0{}", "[".repeat(40), "]".repeat(40));
    assert_eq!(rule(&deep), limit);
    let long = "x".repeat(10_000_000);
    assert!(parse(&format!("a: {long}\n"), &path(), 0).value.is_some());
    let many = "- a\n".repeat(240_000);
    assert!(parse(&many, &path(), 0).value.is_some());
}
