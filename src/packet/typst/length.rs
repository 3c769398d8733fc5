//! About how many lines something takes on paper: enough to tell whether it is worth beginning on what is left of a page,
//! and about which page a guide begins on.
//!
//! Takes documents and data as they are; gives estimates that nothing but the choice of a page may depend on.

use super::height;
use crate::doc::{Doc, Target};
use crate::packet::labels::label;
use crate::packet::view::{GuideSection, PacketView, SectionBody};
use crate::path::OutputPath;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many characters fit in a line of the page.
const PAGE: usize = 95;
/// How many points such a line takes where blocks follow each other.
const LINE: usize = 16;
/// How many of an entry's, which stand beside each other in the columns of a table and fill it unevenly.
const ROW: usize = 60;

/// How many lines a page takes.
const LINES: usize = 44;
/// What stands above a guide's text.
const HEAD: usize = 5;
/// A guide begins on what is left of a page where that has room for it, or for so much of it.
const ENOUGH: usize = 25;
/// How many lines of guides follow each other, at least and at most, before one begins on a page of its own. Such a page is where
/// cores share the work, and where what is set anew ends when a guide was edited; but it leaves a part of the one before it
/// empty, so it is where that is about as full as pages are at the end of a guide.
const RUN: usize = 6 * LINES;
const LONGEST_RUN: usize = 9 * LINES;
const WELL_FILLED: usize = LINES * 3 / 4;

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
                    above = lengths.take(guides, above.next_multiple_of(LINES)).next_multiple_of(LINES);
                }
                SectionBody::Prose(prose) => above += of_doc(&prose.doc).next_multiple_of(LINES),
                _ => above += of_data(&data["sections"][at]["body"]["value"]),
            }
        }
        lengths
    }

    /// Takes the guides of a chapter that has so many lines `above` it; gives those above what comes next.
    fn take(&mut self, guides: &'v [GuideSection], mut above: usize) -> usize {
        let mut taken = Vec::new();
        for guide in guides {
            if !self.lines.contains_key(&guide.page) {
                let lines = of_doc(&guide.doc);
                self.lines.insert(&guide.page, lines);
                taken.push((&guide.page, lines));
            }
        }
        let mut rest = taken.as_slice();
        while let Some((first, _)) = rest.first() {
            if rest.len() < taken.len() {
                self.apart.insert(first);
            }
            let (begins, end) = run(rest);
            for ((page, _), begins) in rest.iter().zip(&begins) {
                self.pages.insert(label(page, None), (above + begins) / LINES + 1);
            }
            above += end;
            rest = &rest[begins.len()..];
            if !rest.is_empty() {
                above = above.next_multiple_of(LINES);
            }
        }
        above
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

/// Where the first of `guides` begin that follow each other without a page of their own, in lines from the first of them, and
/// where the last of those ends.
fn run(guides: &[(&OutputPath, usize)]) -> (Vec<usize>, usize) {
    let mut begins: Vec<usize> = Vec::new();
    let mut end: usize = 0;
    // The best place to part them: how far it is from filling its page well, how many begin before it, where the last ends.
    let mut best: Option<(usize, usize, usize)> = None;
    for (_, lines) in guides {
        let filled = end % LINES;
        if end >= RUN {
            let distance = if filled == 0 { LINES } else { filled }.abs_diff(WELL_FILLED);
            if best.is_none_or(|(least, ..)| distance < least) {
                best = Some((distance, begins.len(), end));
            }
            if end >= LONGEST_RUN {
                break;
            }
        }
        if filled > 0 && LINES - filled < (*lines).min(ENOUGH) {
            end = end.next_multiple_of(LINES);
        }
        begins.push(end);
        end += HEAD + lines;
    }
    match best.filter(|_| end >= LONGEST_RUN || begins.len() < guides.len()) {
        Some((_, count, end)) => {
            begins.truncate(count);
            (begins, end)
        }
        None => (begins, end),
    }
}

/// The lines of a document.
pub(super) fn of_doc(doc: &Doc<Target>) -> usize {
    (height::of_blocks(&doc.blocks) + doc.footnotes.iter().map(|note| height::of_blocks(note)).sum::<usize>())
        .div_ceil(LINE)
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
            doc: Arc::new(Doc { blocks: vec![paragraph(&"x".repeat(17 * PAGE)); 2], footnotes: vec![] }),
        };
        let body = SectionBody::Guides((0..300).map(guide).collect());
        let view =
            PacketView { sections: vec![SectionView { body, ..SectionView::default() }], ..PacketView::default() };
        let lengths = Lengths::of(&view, &json!({}));
        let page = |at: usize| format!("g{at}.html");
        let is_apart = |at: usize| lengths.is_apart(&OutputPath::new(&page(at)).expect("inside"));
        // Two of eighteen lines and what is between them, of fourteen and five points each.
        assert_eq!(lengths.lines(&OutputPath::new("g7.html").expect("inside")), 33);
        // With its head each fills most of a page, and the next does not begin below it: so seven are the first with six full pages.
        let apart: Vec<usize> = (0..30).filter(|at| is_apart(*at)).collect();
        assert_eq!(apart, [7, 14, 21, 28]);
        let near = |at: usize| lengths.near(&format!("{}#some-heading", page(at)));
        assert_eq!([near(0), near(30), near(299)], [1, 10, 100]);
        assert_eq!(lengths.near("somewhere-else#"), 10);
    }

    #[test]
    fn a_page_begins_where_the_one_before_it_is_well_filled() {
        let page = OutputPath::new("g.html").expect("inside");
        let begun = |lines: &[usize]| run(&lines.iter().map(|lines| (&page, *lines)).collect::<Vec<_>>());
        // A few lines would stand on a seventh page; with the next guide there are eight, the last well filled.
        let (begins, end) = begun(&[250, 12, 60, 20, 300, 20]);
        assert_eq!((begins.len(), end % LINES), (3, 38), "{begins:?} {end}");
        // What ends before the shortest run is one, and so is a long guide.
        assert_eq!(begun(&[20, 20, 20]), (vec![0, 44, 88], 113));
        assert_eq!(begun(&[900, 20]).0, [0]);
    }

    fn paragraph(words: &str) -> Block<Target> {
        let inlines = vec![Inline::Text { text: words.into(), range: TextRange::default() }];
        Block { kind: BlockKind::Paragraph(inlines), range: TextRange::default() }
    }
}
