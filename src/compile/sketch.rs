//! What is known of an engagement's packets before they are made: which there are, what is wrong with what they show, which
//! pages the site beside them has.
//!
//! To tell, the customer's edition is assembled and dropped again. A sketch is kept for as long as nothing has changed that
//! the edition is made of: what is no guide, the names that the whole book has, and the guides that the edition holds.

use super::packets::{PacketKit, Selection, reader};
use crate::audience::Audience;
use crate::book::BookGuide;
use crate::diagnostic::Diagnostic;
use crate::last::Same;
use crate::model::{AssembleOptions, PacketPlan, Page, assemble};
use crate::parse::guide::ParsedGuide;
use crate::path::{OutputPath, SourcePath};
use crate::source::Version;
use ecow::EcoString;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The sketches of the run before.
#[derive(Default)]
pub(super) struct SketchMemo {
    entries: FxHashMap<EcoString, Arc<Sketch>>,
}

/// What is known of an engagement's packets.
pub(super) struct Sketch {
    of: SketchOf,
    /// What is wrong with the edition of its customer.
    pub(super) problems: Vec<Diagnostic>,
    /// Nothing where the customer may see nothing.
    pub(super) theirs: Option<Theirs>,
}

/// What the customer of an engagement gets.
pub(super) struct Theirs {
    /// The files that what they see stands in.
    pub(super) shown: BTreeSet<SourcePath>,
    pub(super) packets: Vec<PacketPlan>,
    /// The pages of the engagement.
    pub(super) pages: Vec<OutputPath>,
    /// Each guide, and where the engagement names it.
    pub(super) why: Vec<(SourcePath, String)>,
}

/// What a sketch follows from.
struct SketchOf {
    rest: Version,
    /// The pages of the whole book's edition: the same as long as nothing that has a name has changed.
    pages: Same<[Page]>,
    today: Date,
    draft: bool,
    selection: Selection,
    /// The guides of the edition, as they were before the filter.
    guides: Vec<Arc<ParsedGuide>>,
    /// The guides of the book with conditions, which are decided before it is known which ones the edition holds.
    conditional: Vec<Same<ParsedGuide>>,
}

impl SketchOf {
    fn new(kit: &PacketKit, guides: &[BookGuide]) -> Self {
        let before = |guide: &BookGuide| kit.gathered.guide(&guide.parsed.path).map(|guide| guide.parsed.clone());
        Self {
            rest: kit.gathered.rest(),
            pages: Same(kit.whole.pages.clone()),
            today: kit.today,
            draft: kit.draft,
            selection: kit.selection.clone(),
            guides: guides.iter().filter_map(before).collect(),
            conditional: conditional(kit).collect(),
        }
    }

    fn holds(&self, kit: &PacketKit) -> bool {
        let is_there = |guide: &Arc<ParsedGuide>| {
            kit.gathered.guide(&guide.path).is_some_and(|now| Arc::ptr_eq(&now.parsed, guide))
        };
        (self.rest, self.today, self.draft) == (kit.gathered.rest(), kit.today, kit.draft)
            && self.selection == kit.selection
            && self.pages == Same(kit.whole.pages.clone())
            && self.guides.iter().all(is_there)
            && self.conditional.iter().cloned().eq(conditional(kit))
    }
}

fn conditional(kit: &PacketKit) -> impl Iterator<Item = Same<ParsedGuide>> {
    kit.gathered.guides().iter().filter(|guide| guide.parsed.fields).map(|guide| Same(guide.parsed.clone()))
}

impl SketchMemo {
    /// The sketch of the engagement `id`.
    pub(super) fn sketch(&self, kit: &PacketKit, id: &EcoString) -> Arc<Sketch> {
        let known = self.entries.get(id).filter(|known| known.of.holds(kit));
        known.cloned().unwrap_or_else(|| Arc::new(Sketch::new(kit, id)))
    }

    /// Forgets all but these.
    pub(super) fn keep_only(&mut self, ids: &[EcoString], sketches: &[Arc<Sketch>]) {
        self.entries = ids.iter().cloned().zip(sketches.iter().cloned()).collect();
    }
}

impl Sketch {
    fn new(kit: &PacketKit, id: &EcoString) -> Self {
        let mut problems = Vec::new();
        let book = kit.gathered.for_reader(&reader(id)).unpack(&mut problems);
        let of = SketchOf::new(kit, &book.guides);
        let Some(engagement) = book.engagements.first() else { return Self { of, problems, theirs: None } };
        // In which language it is said makes nothing of a sketch.
        let options = AssembleOptions { today: kit.today, whole: Some(&kit.whole), words: &Arc::default() };
        let edition = assemble(&book, options).unpack(&mut problems);
        let placed = edition.engagements.first();
        let folder = placed.map(|placed| edition.page(placed.overview).path.folder().to_owned());
        let is_theirs = |path: &OutputPath| {
            let below = folder.as_ref().and_then(|folder| path.as_str().strip_prefix(folder.as_str()));
            below.is_some_and(|below| below.starts_with('/'))
        };
        let pages = edition.pages.iter().map(|page| &page.path).filter(|path| is_theirs(path)).cloned().collect();
        let why = |guide: &BookGuide| {
            let path = &guide.parsed.path;
            let named = book.guides_named_by(engagement, path);
            let embedded = || book.embedded_in(path).map(|host| format!("embedded in {host}")).unwrap_or_default();
            let why = named.map_or_else(embedded, |named| format!("named as {} in {}", named.field, named.at.path));
            (path.clone(), why)
        };
        let theirs = Theirs {
            shown: book.guides.iter().map(|guide| &guide.parsed.path).chain(&engagement.files).cloned().collect(),
            packets: placed.map(|placed| kit.selected(placed, Audience::Customer)).unwrap_or_default(),
            pages,
            why: book.guides.iter().map(why).collect(),
        };
        Self { of, problems, theirs: Some(theirs) }
    }
}
