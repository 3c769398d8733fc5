//! Which guides would only be printed a second time.

use crate::doc::{Element, Inline, ListItem, Target, Visit};
use crate::model::{Edition, PlacedEngagement};
use crate::path::{OutputPath, SourcePath};
use crate::text::TextRange;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The guides that would only be printed a second time: here because others embed the whole of them, named by nothing
/// and linked to from nowhere.
pub(super) fn repeated(edition: &Edition, placed: &PlacedEngagement) -> BTreeSet<OutputPath> {
    let mut met = Met::default();
    edition.guides.iter().for_each(|guide| guide.doc().visit(&mut met));
    for named in placed.guides.values() {
        met.embedded.remove(&edition.page(*named).path);
    }
    met.linked.iter().filter(|(_, times)| **times > 0).for_each(|(page, _)| {
        met.embedded.remove(page);
    });
    met.embedded
}

/// What guides embed whole, and how often each page is linked to besides.
#[derive(Default)]
struct Met {
    embedded: BTreeSet<OutputPath>,
    linked: BTreeMap<OutputPath, usize>,
    last: Option<(OutputPath, bool)>,
}

impl Visit<Target> for Met {
    fn link(&mut self, target: &Target, _: &[Inline<Target>]) {
        self.last = None;
        if let Target::Page { page, anchor, .. } = target {
            *self.linked.entry(page.clone()).or_default() += 1;
            self.last = Some((page.clone(), anchor.is_none()));
        }
    }

    /// The link before what was put in is the embed's own.
    fn enter(&mut self, from: Option<&SourcePath>) {
        if let Some((page, whole)) = self.last.take().filter(|_| from.is_some()) {
            self.linked.entry(page.clone()).and_modify(|times| *times -= 1);
            if whole {
                self.embedded.insert(page);
            }
        }
    }

    fn heading(&mut self, _: u8, _: &EcoString, _: &[Inline<Target>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<Target>) {}
    fn element(&mut self, _: &Element<Target>) {}
}
