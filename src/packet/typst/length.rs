//! About how many lines something takes on paper: enough to tell whether it is worth beginning on what is left of a page,
//! and about which page a guide begins on.
//!
//! Takes documents and data as they are; gives estimates that nothing but the choice of a page may depend on.

use crate::doc::{Doc, Target};
use crate::packet::labels::label;
use crate::packet::view::{GuideSection, PacketView, SectionBody};
use crate::path::OutputPath;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many characters fit in a line of the page.
const PAGE: usize = 95;
/// How many of an entry's, which stand beside each other in the columns of a table and fill it unevenly.
const ROW: usize = 60;

/// How many lines a page takes.
const LINES: usize = 44;
/// How many lines of guides follow each other before one begins on a page of its own. Such a page is where cores share the
/// work, and where what is set anew ends when a guide was edited; but it leaves a part of the one before it empty.
const RUN: usize = 6 * LINES;

/// What is known of the guides of a packet before it is set.
#[derive(Default)]
pub(super) struct Lengths<'v> {
    lines: BTreeMap<&'v OutputPath, usize>,
    /// About which page each begins on, by its label.
    pages: BTreeMap<String, usize>,
    /// Those that begin on a page of their own.
    apart: BTreeSet<&'v OutputPath>,
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
                    let mut run = above;
                    guides.iter().for_each(|guide| lengths.take(guide, &mut above, &mut run));
                    above = above.next_multiple_of(LINES);
                }
                SectionBody::Prose(prose) => above += of_doc(&prose.doc).next_multiple_of(LINES),
                _ => above += of_data(&data["sections"][at]["body"]["value"]),
            }
        }
        lengths
    }

    /// Takes the next guide, which has so many lines `above` it; the last page that was begun for one had `run`.
    fn take(&mut self, guide: &'v GuideSection, above: &mut usize, run: &mut usize) {
        if self.lines.contains_key(&guide.page) {
            return;
        }
        if *above - *run > RUN {
            *above = above.next_multiple_of(LINES);
            *run = *above;
            self.apart.insert(&guide.page);
        }
        let lines = of_doc(&guide.doc);
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
    pub(super) fn is_apart(&self, page: &OutputPath) -> bool {
        self.apart.contains(page)
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
    use crate::doc::{Block, BlockKind, Inline};
    use crate::packet::view::SectionView;
    use crate::path::SourcePath;
    use crate::text::TextRange;
    use ecow::EcoString;
    use serde_json::json;
    use std::sync::Arc;

    #[test]
    fn entries_stand_under_each_other_and_their_texts_beside_each_other() {
        assert_eq!(of_data(&json!(["one", "two", "three"])), 4);
        assert_eq!(of_data(&json!([{ "text": "one", "owner": "two", "status": { "id": "open" } }])), 1);
        assert_eq!(of_data(&json!([{ "cells": [{ "value": "x".repeat(60) }, { "value": "two" }] }])), 2);
        assert_eq!(of_data(&json!({ "included": ["a", "b"], "excluded": [], "none": null, "done": 3 })), 2);
    }

    #[test]
    fn guides_are_about_where_they_are_expected_and_a_page_begins_every_few() {
        let guide = |at: usize| GuideSection {
            title: "Guide".into(),
            kind_label: "Guide".into(),
            steps: None,
            owner: EcoString::new(),
            verified: EcoString::new(),
            page: OutputPath::new(&format!("g{at}.html")).expect("inside"),
            source: SourcePath::new(&format!("content/g{at}.md")).expect("inside"),
            // Twenty lines of a heading's words.
            doc: Arc::new(Doc { blocks: vec![heading(&"x".repeat(19 * PAGE))], footnotes: vec![] }),
        };
        let body = SectionBody::Guides((0..300).map(guide).collect());
        let view =
            PacketView { sections: vec![SectionView { body, ..SectionView::default() }], ..PacketView::default() };
        let lengths = Lengths::of(&view, &json!({}));
        let page = |at: usize| format!("g{at}.html");
        let is_apart = |at: usize| lengths.is_apart(&OutputPath::new(&page(at)).expect("inside"));
        assert_eq!(lengths.lines(&OutputPath::new("g7.html").expect("inside")), 20);
        // Fourteen guides of twenty lines are more than six pages of 44.
        let apart: Vec<usize> = (0..60).filter(|at| is_apart(*at)).collect();
        assert_eq!(apart, [14, 28, 42, 56]);
        let near = |at: usize| lengths.near(&format!("{}#some-heading", page(at)));
        assert_eq!([near(0), near(30), near(299)], [1, 10, 100]);
        assert_eq!(lengths.near("somewhere-else#"), 10);
    }

    fn heading(words: &str) -> Block<Target> {
        let inlines = vec![Inline::Text { text: words.into(), range: TextRange::default() }];
        Block { kind: BlockKind::Heading { level: 2, anchor: EcoString::new(), inlines }, range: TextRange::default() }
    }
}
