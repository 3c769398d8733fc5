//! What assembling gave, kept for the next run: what follows from an engagement and where each of its things stands, the
//! frame of the edition, the links of each guide.
//!
//! Facts are known by what they were derived from, what the engagement says to its reader and the day; places by the facts
//! and the pages; a guide by its document and the frame. Where the values are the same ones again, nothing is compared word
//! for word. An empty memo gives what a full one gives.

use super::engagement::{Engagement, Gate};
use super::entity::Entities;
use super::frame::{Frame, FrameOf};
use super::resolve::{Outgoing, Resolved};
use super::wording::Words;
use super::{Guide, Outline, OutlineRanges, Page, PageId, PlacedEngagement, Reference, Register};
use crate::book::engagement::FilteredEngagement;
use crate::book::{BookEngagement, BookGuide};
use crate::diagnostic::{Checked, Diagnostic};
use crate::last::{Last, Same};
use crate::path::{OutputPath, SourcePath};
use crate::schema::kind::Kind;
use crate::schema::node::Node;
use ecow::EcoString;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The edition of the run before, as one reader saw it.
#[derive(Default)]
pub struct AssembleMemo {
    /// What the program said: anything may say it.
    words: Arc<Words>,
    facts: FxHashMap<SourcePath, Arc<KeptFacts>>,
    places: FxHashMap<SourcePath, KeptPlaces>,
    pub(super) frame: Last<FrameOf, Arc<Frame>>,
    /// In the order of their paths.
    pub(super) guides: Vec<Arc<KeptGuide>>,
    pub(super) incoming: Last<IncomingOf, Arc<Incoming>>,
    /// In the order of the frame's engagements.
    pub(super) settled: Vec<(KeptReadiness, Arc<PlacedEngagement>)>,
}

/// A guide that has a page, with what was made of it.
pub(super) struct KeptGuide {
    pub(super) guide: BookGuide,
    pub(super) outline: Arc<Outline>,
    pub(super) ranges: Arc<OutlineRanges>,
    pub(super) resolved_in: ResolvedIn,
    pub(super) resolved: Arc<Resolved>,
    pub(super) made: Arc<Guide>,
}

/// What links are resolved in, besides the guide that they stand in.
#[derive(PartialEq)]
pub(super) struct ResolvedIn {
    pub(super) frame: Same<Frame>,
    /// The whole book's edition, where that is asked.
    pub(super) whole: Option<InWhole>,
}

/// What of the whole book's edition the links of a guide ask.
#[derive(PartialEq)]
pub(super) struct InWhole {
    pub(super) pages: Same<[Page]>,
    /// The same guide there.
    pub(super) guide: Option<Same<Guide>>,
}

/// What the turned links follow from.
#[derive(PartialEq)]
pub(super) struct IncomingOf {
    pub(super) frame: Same<Frame>,
    /// What each guide says to others.
    pub(super) outgoing: Vec<Same<Outgoing>>,
}

/// The links, turned round.
pub(super) struct Incoming {
    /// For each page those that lead to it, in their order.
    pub(super) referenced_by: Vec<Arc<[Reference]>>,
    /// For each engagement what is said of its things.
    pub(super) mentions: Vec<BTreeMap<(Kind, EcoString), Vec<Reference>>>,
    pub(super) assets: Arc<BTreeMap<OutputPath, SourcePath>>,
}

/// What it hangs on how ready an engagement is, beside itself.
#[derive(PartialEq)]
pub(super) struct KeptReadiness {
    pub(super) frame: Same<Frame>,
    pub(super) mentions: BTreeMap<(Kind, EcoString), Vec<Reference>>,
    /// The guides that it names.
    pub(super) guides: Vec<Same<Guide>>,
}

/// What follows from what an engagement says, with what was wrong on the way.
pub(super) struct KeptFacts {
    id: EcoString,
    node: Arc<Node>,
    says: Arc<FilteredEngagement>,
    today: Date,
    pub(super) facts: Arc<Engagement>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What hangs on pages and guides too.
struct KeptPlaces {
    /// The facts that it was made of.
    facts: Arc<Engagement>,
    pages: PagesOf,
    entities: Arc<Entities>,
    gates: Vec<Gate>,
    /// The facts once these gates are known.
    settled: Arc<Engagement>,
}

/// The pages of an engagement.
#[derive(PartialEq, Eq)]
struct PagesOf {
    overview: PageId,
    phases: Vec<PageId>,
    meetings: Vec<PageId>,
    registers: BTreeMap<Register, PageId>,
}

impl PagesOf {
    fn new(placed: &PlacedEngagement) -> Self {
        Self {
            overview: placed.overview,
            phases: placed.phases.clone(),
            meetings: placed.meetings.clone(),
            registers: placed.registers.clone(),
        }
    }
}

impl KeptFacts {
    /// The facts of `engagement` as of `today`.
    pub(super) fn new(engagement: &BookEngagement, today: Date, facts: Checked<Engagement>) -> Self {
        Self {
            id: engagement.id.clone(),
            node: engagement.node.clone(),
            says: engagement.says.clone(),
            today,
            facts: Arc::new(facts.value),
            diagnostics: facts.diagnostics,
        }
    }

    fn are_of(&self, engagement: &BookEngagement, today: Date) -> bool {
        (&self.id, self.today) == (&engagement.id, today)
            && (&self.node, &self.says) == (&engagement.node, &engagement.says)
    }
}

impl AssembleMemo {
    /// Forgets everything where something is said otherwise than in `words`.
    pub(super) fn keep_language(&mut self, words: &Arc<Words>) {
        if !Arc::ptr_eq(&self.words, words) && self.words != *words {
            *self = Self::default();
        }
        self.words = words.clone();
    }

    /// The facts of `engagement` as of `today`, if the run before had the same.
    pub(super) fn facts(&self, engagement: &BookEngagement, today: Date) -> Option<Arc<KeptFacts>> {
        self.facts.get(&engagement.path).filter(|known| known.are_of(engagement, today)).cloned()
    }

    /// Forgets all facts but these, in the order of `engagements`.
    pub(super) fn keep_facts(&mut self, engagements: &[BookEngagement], facts: &[Arc<KeptFacts>]) {
        let paths = engagements.iter().map(|engagement| engagement.path.clone());
        self.facts = paths.zip(facts.iter().cloned()).collect();
    }

    /// Where everything of `placed` stands.
    pub(super) fn entities(&self, placed: &PlacedEngagement) -> Arc<Entities> {
        let is_same =
            |known: &&KeptPlaces| Arc::ptr_eq(&known.facts, &placed.facts) && known.pages == PagesOf::new(placed);
        let known = self.places.get(&placed.source).filter(is_same);
        known.map_or_else(|| Arc::new(Entities::new(placed)), |known| known.entities.clone())
    }

    /// The facts of `placed` once its `gates` are known.
    pub(super) fn settled_facts(&self, placed: &PlacedEngagement, gates: &[Gate]) -> Arc<Engagement> {
        if !placed.facts.waits_for_gates() {
            return placed.facts.clone();
        }
        let is_same = |known: &&KeptPlaces| Arc::ptr_eq(&known.facts, &placed.facts) && known.gates == gates;
        let known = self.places.get(&placed.source).filter(is_same);
        known.map_or_else(
            || {
                let mut facts = (*placed.facts).clone();
                facts.settle_proofs(gates);
                Arc::new(facts)
            },
            |known| known.settled.clone(),
        )
    }

    /// Forgets all places but those of `engagements`, each with the facts that it was placed with.
    pub(super) fn keep_places<'a>(
        &mut self,
        engagements: impl Iterator<Item = (&'a PlacedEngagement, Arc<Engagement>)>,
    ) {
        let kept = |(placed, facts): (&PlacedEngagement, Arc<Engagement>)| {
            let kept = KeptPlaces {
                facts,
                pages: PagesOf::new(placed),
                entities: placed.entities.clone(),
                gates: placed.gates.clone(),
                settled: placed.facts.clone(),
            };
            (placed.source.clone(), kept)
        };
        self.places = engagements.map(kept).collect();
    }
}
