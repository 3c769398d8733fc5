//! Which parts of the packet can be referred to: the labels that exist, each exactly once.
//!
//! A reference to a label that does not exist, or exists twice, is fatal in Typst, and an id that exists twice an error in
//! HTML; so every label is given out here, and every reference asks here.

use crate::doc::{Element, Inline, ListItem, Target, Visit};
use crate::packet::view::{GuideSection, PacketView, Place, SectionBody};
use crate::path::OutputPath;
use crate::text::TextRange;
use ecow::EcoString;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The labels of a packet.
#[derive(Default)]
pub(super) struct Labels {
    known: BTreeSet<String>,
    /// The ids of each guide, in order.
    anchors: BTreeMap<OutputPath, Vec<EcoString>>,
}

impl Labels {
    /// The labels of the guides in `view`, and those of `data`, which is `view` serialised. A `place` in `data` that
    /// something before it stands for already becomes null, and so does a `to` that leads out of the packet.
    pub(super) fn collect(view: &PacketView, data: &mut Value) -> Self {
        let mut labels = Self::default();
        for guide in guides(view) {
            let mut anchors = Anchors::default();
            guide.doc.visit(&mut anchors);
            let Anchors(mut anchors) = anchors;
            anchors.extend(guide.steps.iter().flatten().map(|step| step.id.clone()));
            labels.known.insert(label(&guide.page, None));
            labels.known.extend(anchors.iter().map(|anchor| label(&guide.page, Some(anchor))));
            labels.anchors.insert(guide.page.clone(), anchors);
        }
        labels.define(data);
        labels.settle(data);
        labels
    }

    /// The label to refer to for an id on a page, or for the page where the id has no label; none if the packet does
    /// not hold the page.
    pub(super) fn find(&self, page: &OutputPath, anchor: Option<&str>) -> Option<String> {
        let exact = label(page, anchor);
        if self.known.contains(&exact) {
            return Some(exact);
        }
        let whole = label(page, None);
        self.known.contains(&whole).then_some(whole)
    }

    /// Whether the packet has this label.
    pub(super) fn has(&self, label: &str) -> bool {
        self.known.contains(label)
    }

    /// The ids on the page of a guide that get a label.
    pub(super) fn anchors(&self, page: &OutputPath) -> &[EcoString] {
        self.anchors.get(page).map_or(&[], Vec::as_slice)
    }

    fn define(&mut self, data: &mut Value) {
        match data {
            Value::Array(values) => values.iter_mut().for_each(|value| self.define(value)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::String(place) if name == "place" => {
                            if !self.known.insert(place.clone()) {
                                *value = Value::Null;
                            }
                        }
                        value => self.define(value),
                    }
                }
            }
            _ => {}
        }
    }

    fn settle(&self, data: &mut Value) {
        match data {
            Value::Array(values) => values.iter_mut().for_each(|value| self.settle(value)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::String(to) if name == "to" => {
                            let page = to.rsplit_once('#').map(|(page, _)| format!("{page}#"));
                            if !self.known.contains(to) {
                                *value =
                                    page.filter(|page| self.known.contains(page)).map_or(Value::Null, Value::String);
                            }
                        }
                        value => self.settle(value),
                    }
                }
            }
            _ => {}
        }
    }
}

/// The name of a label.
pub(super) fn label(page: &OutputPath, anchor: Option<&str>) -> String {
    Place { page: page.clone(), anchor: anchor.map(Into::into) }.label()
}

/// The guides of a packet, each page once.
pub(super) fn guides(view: &PacketView) -> impl Iterator<Item = &GuideSection> {
    let mut seen = BTreeSet::new();
    view.sections
        .iter()
        .filter_map(|section| match &section.body {
            SectionBody::Guides(guides) => Some(guides),
            _ => None,
        })
        .flatten()
        .filter(move |guide| seen.insert(&guide.page))
}

/// The ids of a document that get a label: those of headings, and of raw HTML.
#[derive(Default)]
struct Anchors(Vec<EcoString>);

impl Visit<Target> for Anchors {
    fn link(&mut self, _: &Target, _: &[Inline<Target>]) {}

    fn heading(&mut self, _: u8, anchor: &EcoString, _: &[Inline<Target>], _: TextRange) {
        self.0.push(anchor.clone());
    }

    fn task(&mut self, _: &ListItem<Target>) {}

    fn element(&mut self, element: &Element<Target>) {
        self.0.extend(element_id(&element.attributes).map(Into::into));
    }
}

/// The id that an element of raw HTML has.
pub(super) fn element_id(attributes: &[(EcoString, EcoString)]) -> Option<&str> {
    attributes
        .iter()
        .find(|(name, value)| (name == "id" || name == "name") && !value.is_empty())
        .map(|(_, value)| value.as_str())
}
