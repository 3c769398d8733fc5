//! The guides that are printed, whole, and the words of the trade that they use.

use super::Draw;
use super::draw::{text, title};
use crate::doc::{Element, Inline, ListItem, Target, Visit};
use crate::model::wording::guide_kind_label;
use crate::model::{Guide, Term};
use crate::packet::view::{GuideSection, RowView, SectionBody, SectionView};
use crate::schema::things::GuideKind;
use crate::text::TextRange;
use ecow::EcoString;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Draw<'_> {
    /// True for a guide that has a place of its own in the packet.
    pub(super) fn is_printed(&self, guide: &Guide) -> bool {
        !self.repeated.contains(&guide.page)
            && !self.plan.guides_of_others.contains(&guide.page)
            && !self.is_by_itself(guide)
    }

    /// The guides of a kind, in the order of the navigation.
    pub(super) fn printed(&self, wanted: impl Fn(GuideKind) -> bool) -> Vec<&Arc<Guide>> {
        let order = |guide: &&Arc<Guide>| {
            let navigation = &self.edition.navigation;
            let page = self.edition.pages.iter().position(|page| page.path == guide.page);
            navigation.order.iter().position(|id| Some(id.0 as usize) == page)
        };
        let printed = self.edition.guides.iter().filter(|guide| wanted(guide.meta.kind) && self.is_printed(guide));
        let mut guides: Vec<&Arc<Guide>> = printed.collect();
        guides.sort_by_cached_key(order);
        guides
    }

    pub(super) fn guides(&self, wanted: impl Fn(GuideKind) -> bool) -> SectionBody {
        let view = |guide: &Arc<Guide>| GuideSection {
            title: guide.outline.title.clone(),
            kind_label: self.say(guide_kind_label(guide.meta.kind)),
            steps: (guide.meta.kind == GuideKind::Runbook).then(|| guide.ranges.steps.clone()),
            owner: self.edition.owner(guide).cloned().unwrap_or_default(),
            verified: guide.meta.verified.map(|day| self.words.day(day)).unwrap_or_default(),
            page: guide.page.clone(),
            source: guide.parsed.path.clone(),
            doc: Arc::new(guide.doc()),
        };
        SectionBody::Guides(self.printed(wanted).into_iter().map(view).collect())
    }

    /// True for minutes that are here only because they are the engagement's: nobody asked for them to be printed.
    fn is_by_itself(&self, guide: &Guide) -> bool {
        let mut named = self.placed.guides.iter().filter(|(_, page)| self.edition.page(**page).path == guide.page);
        guide.meta.kind == GuideKind::Minutes && named.all(|(at, _)| at.path == guide.parsed.path)
    }

    /// The words of the trade that the guides in `sections` mention.
    pub(super) fn glossary(&self, sections: &[SectionView]) -> SectionBody {
        let mut met = Mentions(BTreeSet::new());
        for section in sections {
            if let SectionBody::Guides(guides) = &section.body {
                guides.iter().for_each(|guide| guide.doc.visit(&mut met));
            }
        }
        let terms = self.edition.glossary.iter().flat_map(|glossary| &glossary.terms);
        let row =
            |term: &Term| RowView { place: None, cells: vec![title(term.term.clone()), text(term.definition.clone())] };
        let rows = terms.filter(|term| met.0.contains(&term.anchor)).map(row).collect();
        self.table_section(&[("Term", 1), ("Meaning", 3)], rows)
    }
}

struct Mentions(BTreeSet<EcoString>);

impl Visit<Target> for Mentions {
    fn link(&mut self, target: &Target, _: &[Inline<Target>]) {
        if let Target::Term { anchor, .. } = target {
            self.0.insert(anchor.clone());
        }
    }

    fn heading(&mut self, _: u8, _: &EcoString, _: &[Inline<Target>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<Target>) {}
    fn element(&mut self, _: &Element<Target>) {}
}
