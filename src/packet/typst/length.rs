//! About how many lines something takes on paper: enough to tell whether it is worth beginning on what is left of a page,
//! and about which page a guide begins on.
//!
//! Takes documents and data as they are; gives estimates that nothing but the choice of a page may depend on.

use crate::doc::{Doc, Target};
use crate::packet::labels::label;
use crate::packet::view::{GuideSection, PacketView, SectionBody};
use crate::path::OutputPath;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many characters fit in a line of the page.
const PAGE: usize = 95;
/// How many of an entry's, which stand beside each other in the columns of a table and fill it unevenly.
const ROW: usize = 60;

/// How many lines a page takes.
const LINES: usize = 44;
/// What is longer than this begins on a page of its own.
const LONG: usize = 60;

/// What is known of the guides of a packet before it is set.
#[derive(Default)]
pub(super) struct Lengths<'v> {
    lines: BTreeMap<&'v OutputPath, usize>,
    /// About which page each begins on, by its label.
    pages: BTreeMap<String, usize>,
}

impl<'v> Lengths<'v> {
    /// Of the guides in `view`, which is serialised in `data`.
    pub(super) fn of(view: &'v PacketView, data: &Value) -> Self {
        let mut lengths = Self::default();
        let front = of_data(&data["front"]) + view.sections.len();
        // The cover, and what stands before the chapters.
        let mut above = LINES + front.next_multiple_of(LINES);
        for (at, section) in view.sections.iter().enumerate() {
            match &section.body {
                SectionBody::Guides(guides) => {
                    above = above.next_multiple_of(LINES);
                    guides.iter().for_each(|guide| lengths.take(guide, &mut above));
                    above = above.next_multiple_of(LINES);
                }
                SectionBody::Prose(prose) => above += of_doc(&prose.doc).next_multiple_of(LINES),
                _ => above += of_data(&data["sections"][at]["body"]["value"]),
            }
        }
        lengths
    }

    fn take(&mut self, guide: &'v GuideSection, above: &mut usize) {
        if self.lines.contains_key(&guide.page) {
            return;
        }
        let lines = of_doc(&guide.doc);
        if lines > LONG {
            *above = above.next_multiple_of(LINES);
        }
        self.lines.insert(&guide.page, lines);
        self.pages.insert(label(&guide.page, None), *above / LINES + 1);
        *above += lines;
    }

    /// Says in `data` about which page everything is on that something leads to.
    pub(super) fn tell(&self, data: &mut Value) {
        match data {
            Value::Array(values) => values.iter_mut().for_each(|value| self.tell(value)),
            Value::Object(fields) => {
                let near = fields.get("to").and_then(Value::as_str).map(|to| self.near(to));
                fields.values_mut().for_each(|value| self.tell(value));
                if let Some(near) = near {
                    fields.insert("near".into(), near.into());
                }
            }
            _ => {}
        }
    }

    /// The lines of a guide.
    pub(super) fn lines(&self, page: &OutputPath) -> usize {
        self.lines.get(page).copied().unwrap_or_default()
    }

    /// Whether a guide begins on a page of its own.
    pub(super) fn is_long(&self, page: &OutputPath) -> bool {
        self.lines(page) > LONG
    }

    /// A number of as many figures as that of the page which a label is on: what one guide says does not change with how long
    /// those before it are.
    pub(super) fn near(&self, label: &str) -> u32 {
        let page = label.rsplit_once('#').and_then(|(page, _)| self.pages.get(&format!("{page}#")));
        match page {
            Some(..10) => 1,
            Some(100..) => 100,
            // What is said of the engagement itself stands in front.
            None | Some(_) => 10,
        }
    }
}

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
