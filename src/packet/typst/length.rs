//! About how many lines something takes on paper: enough to tell whether it is worth beginning on what is left of a page.
//!
//! Takes documents and data as they are; gives estimates that nothing but the choice of a page may depend on.

use crate::doc::{Doc, Target};
use serde_json::Value;

/// How many characters fit in a line of the page.
const PAGE: usize = 95;
/// How many of an entry's, which stand beside each other in the columns of a table and fill it unevenly.
const ROW: usize = 60;

/// The lines of a document.
pub(super) fn of_doc(doc: &Doc<Target>) -> usize {
    doc.plain_text().lines().map(|line| 1 + line.len() / PAGE).sum::<usize>() + doc.blocks.len() / 2
}

/// The lines of a chapter's data: a list has its entries under each other, an entry its texts beside each other.
pub(super) fn of_data(value: &Value) -> usize {
    match value {
        Value::String(text) if !text.is_empty() => 1 + text.len() / PAGE,
        Value::Array(values) => values.iter().map(of_data).sum::<usize>() + values.len() / 3,
        // A drawing, with its title.
        Value::Object(fields) if fields.contains_key("svg") => 12,
        Value::Object(fields) => {
            let nests = |name: &str, value: &Value| name == "body" || name == "value" && value.is_object();
            let beside = |(name, value): &(&String, &Value)| {
                name.as_str() == "cells" || !(value.is_array() || nests(name, value))
            };
            let row = fields.iter().filter(beside).map(|(_, value)| letters(value)).sum::<usize>();
            let lists = fields.iter().filter(|field| !beside(field)).map(|(_, value)| of_data(value)).sum::<usize>();
            lists + if row > 0 { 1 + row / ROW } else { 0 }
        }
        _ => 0,
    }
}

fn letters(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(letters).sum(),
        Value::Object(fields) => fields.values().map(letters).sum(),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn entries_stand_under_each_other_and_their_texts_beside_each_other() {
        assert_eq!(of_data(&json!(["one", "two", "three"])), 4);
        assert_eq!(of_data(&json!([{ "text": "one", "owner": "two", "status": { "id": "open" } }])), 1);
        assert_eq!(of_data(&json!([{ "cells": [{ "value": "x".repeat(60) }, { "value": "two" }] }])), 2);
        assert_eq!(of_data(&json!({ "included": ["a", "b"], "excluded": [], "none": null, "done": 3 })), 2);
    }
}
