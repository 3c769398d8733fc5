//! The packets of an engagement: which there are, for whom each is, what is in it in which order, and how far it has come.
//!
//! Three are built in: `kickoff`, `handoff` and `transition`, which is for the team alone; playbooks and engagements change
//! them, leave them out (`remove: true`) and add others. Told of what the edition's reader may see, like everything else:
//! a gate that is not for them keeps no packet from being final, and a packet that waits for nothing they know of stays a
//! draft. What stands in the sections is said elsewhere.

use super::engagement::{Engagement, Gate, Guides, SignOff, gate_given};
use super::{Edition, PageId, PlacedEngagement};
use crate::audience::Audience;
use crate::book::name_in_words;
use crate::path::OutputPath;
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::{Reference, id_from_words};
use crate::schema::things::{Marking, PacketDefinition, PacketSection, TRANSITION};
use ecow::EcoString;
use std::collections::BTreeSet;

/// The packets that every engagement has, unless it says otherwise.
const BUILT_IN: [&str; 3] = ["kickoff", TRANSITION, "handoff"];

/// One packet.
#[derive(Clone, Debug)]
pub struct PacketPlan {
    /// What commands, files and the manifest call it: `handoff`.
    pub name: EcoString,
    /// What is on its cover, where somebody says it.
    pub title: Option<EcoString>,
    /// For whom it is: it is made of their edition.
    pub audience: Audience,
    /// How far it may be shared.
    pub marking: Option<Marking>,
    /// What is in it, in order; what has nothing to say is left out.
    pub sections: Vec<PacketSection>,
    /// The pages of guides that are in the edition for the sake of other packets alone.
    pub guides_of_others: BTreeSet<OutputPath>,
    /// The sign-offs that stand on its sign-off page, by their places among the engagement's.
    pub collects: Vec<usize>,
    /// The gate from which on it is final, told as if its own sign-offs were signed; none where nobody names one.
    pub waits_for: Option<Gate>,
    /// How far it has come.
    pub state: PacketState,
}

/// How far a packet has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PacketState {
    /// Something that must hold before does not, or nobody has said what must.
    #[default]
    Draft,
    /// Complete, and waiting for those who sign.
    ForSignature,
    /// Everybody whom it asks has signed, and under its version.
    Accepted,
}

impl PacketState {
    /// The word for it in data.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ForSignature => "for-signature",
            Self::Accepted => "accepted",
        }
    }

    /// The word for it in a sentence.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ForSignature => "for signature",
            Self::Accepted => "accepted",
        }
    }
}

impl PacketPlan {
    /// What it is called: as somebody says, else as packets of its name are.
    #[must_use]
    pub fn title(&self) -> EcoString {
        self.title.clone().unwrap_or_else(|| usual_title(&self.name))
    }

    /// Its file names begin with this: the engagement's name and its own. What partners are handed lies among what stays in
    /// the house, and says so.
    #[must_use]
    pub fn file_stem(&self, engagement: &str) -> String {
        let whose = if self.audience == Audience::Partner { "-for-partners" } else { "" };
        format!("{engagement}-{}{whose}", self.name)
    }

    /// True where it has a section of this kind.
    #[must_use]
    pub fn has(&self, section: PacketSection) -> bool {
        self.sections.contains(&section)
    }
}

/// "Handoff packet".
fn usual_title(name: &str) -> EcoString {
    match name {
        "kickoff" => "Kickoff packet".into(),
        "handoff" => "Handoff packet".into(),
        TRANSITION => "Transition to support".into(),
        other => name_in_words(other),
    }
}

/// The packets of `placed` of which the reader of `edition` may know, those built in first.
pub(super) fn packets(
    edition: &Edition,
    placed: &PlacedEngagement,
    gates: &[Gate],
    guides: &dyn Guides,
) -> Vec<PacketPlan> {
    let looking = Looking { edition, placed, gates, guides };
    let declared = &placed.facts.declared.plan.packets;
    let added = declared.entries.iter().map(|(name, _)| name.value.as_str());
    let mut files = BTreeSet::new();
    let mut plans = Vec::new();
    for written in BUILT_IN.into_iter().chain(added) {
        // What names files has the letters of an id; of two that would be one file the first counts.
        let name = id_from_words(written);
        if name.is_empty() || !files.insert(name.clone()) {
            continue;
        }
        let named = declared.entries.iter().find(|(other, _)| id_from_words(&other.value) == name);
        let definition = named.map(|(_, packet)| packet);
        let is_removed = definition.and_then(|one| one.common.remove.as_ref()).is_some_and(|remove| remove.value);
        let audience = audience_of(&name, definition);
        if !is_removed && edition.reader.audience.may_read(audience) {
            plans.push(looking.plan(written, name, audience, definition));
        }
    }
    plans
}

/// One that nobody says anything about is the customer's, but for what is handed to support.
fn audience_of(name: &str, definition: Option<&PacketDefinition>) -> Audience {
    let said = definition.and_then(|one| one.common.audience.as_ref()).map(|said| said.value.min(Audience::Customer));
    let usual = if name == TRANSITION && definition.is_none() { Audience::Internal } else { Audience::Customer };
    said.unwrap_or(usual)
}

/// What plans are made of.
struct Looking<'a> {
    edition: &'a Edition,
    placed: &'a PlacedEngagement,
    gates: &'a [Gate],
    guides: &'a dyn Guides,
}

impl Looking<'_> {
    /// The plan of the packet that is `written` so.
    fn plan(
        &self,
        written: &str,
        name: EcoString,
        audience: Audience,
        definition: Option<&PacketDefinition>,
    ) -> PacketPlan {
        let facts = &self.placed.facts;
        let chosen = definition.map(|one| &one.sections[..]).filter(|sections| !sections.is_empty());
        let sections = chosen.map_or_else(|| usual_sections(written).to_vec(), each_once);
        let asks = sections.contains(&PacketSection::SignOff);
        let collects: Vec<usize> = if asks { (0..facts.sign_offs.len()).collect() } else { Vec::new() };
        let is_collected = |reference: &Reference| {
            let is_meant = |at: &usize| facts.sign_offs[*at].id.as_str() == reference.id;
            reference.kind == Kind::SignOff && collects.iter().any(is_meant)
        };
        let final_when = definition.and_then(|one| one.final_when.as_ref());
        let waits_for = final_when.map(|gate| gate_given(gate, self.gates, &is_collected, (facts, self.guides)));
        let state = match &waits_for {
            Some(gate) if gate.is_open() => signed(facts, &collects),
            _ => PacketState::Draft,
        };
        PacketPlan {
            marking: self.placed.marking(Some(written), &self.edition.config),
            title: definition.and_then(|one| one.title.as_ref()).map(|title| title.value.clone()),
            guides_of_others: guides_of_others(written, self.edition, self.placed),
            name,
            audience,
            sections,
            collects,
            waits_for,
            state,
        }
    }
}

fn each_once(chosen: &[Spanned<PacketSection>]) -> Vec<PacketSection> {
    let mut sections: Vec<PacketSection> = Vec::new();
    for section in chosen {
        if !sections.contains(&section.value) {
            sections.push(section.value);
        }
    }
    sections
}

/// Accepted where all that is asked for is signed, under the version that the documents have now: a signature says which
/// one it was put under, and none that was put under another is one for this.
fn signed(facts: &Engagement, collects: &[usize]) -> PacketState {
    let version = facts.declared.version.as_ref().map(|version| &version.value);
    let is_signed = |sign_off: &SignOff| {
        let mut signatures = sign_off.signatures();
        sign_off.is_complete() && signatures.all(|one| one.version.as_ref().map(|version| &version.value) == version)
    };
    let all = !collects.is_empty() && collects.iter().all(|at| is_signed(&facts.sign_offs[*at]));
    if all { PacketState::Accepted } else { PacketState::ForSignature }
}

fn guides_of_others(name: &str, edition: &Edition, placed: &PlacedEngagement) -> BTreeSet<OutputPath> {
    if id_from_words(name) == TRANSITION {
        // Whoever supports it needs what the customer was handed.
        return BTreeSet::new();
    }
    let packets = &placed.facts.declared.plan.packets.entries;
    let of_others = packets.iter().filter(|(other, _)| other.value != name).flat_map(|(_, packet)| &packet.guides);
    let of_others: BTreeSet<_> = of_others.map(|guide| &guide.at).collect();
    if of_others.is_empty() {
        return BTreeSet::new();
    }
    let (theirs, own): (Vec<_>, Vec<_>) = placed.guides.iter().partition(|(at, _)| of_others.contains(at));
    let own: BTreeSet<PageId> = own.into_iter().map(|(_, page)| *page).collect();
    let theirs = theirs.into_iter().map(|(_, page)| *page).filter(|page| !own.contains(page));
    theirs.map(|page| edition.page(page).path.clone()).collect()
}

/// What is in a packet of this name where nobody selects it.
fn usual_sections(name: &str) -> &'static [PacketSection] {
    match name {
        "kickoff" => KICKOFF,
        TRANSITION => TO_SUPPORT,
        _ => HANDOFF,
    }
}

use PacketSection as Section;

/// At the beginning: what will be done, how, when and by whom.
const KICKOFF: &[Section] = &[
    Section::Cover,
    Section::DocumentControl,
    Section::Contents,
    Section::ChangesSince,
    Section::Summary,
    Section::Scope,
    Section::SuccessCriteria,
    Section::Prerequisites,
    Section::Timeline,
    Section::Plan,
    Section::Meetings,
    Section::HowWeWork,
    Section::People,
    Section::Raci,
    Section::Metrics,
    Section::Raid,
    Section::Training,
    Section::Glossary,
];

/// At the end: what the customer runs from now on, what to do when it breaks, and what they sign.
const HANDOFF: &[Section] = &[
    Section::Cover,
    Section::DocumentControl,
    Section::Contents,
    Section::IfItBreaks,
    Section::ChangesSince,
    Section::Summary,
    Section::Scope,
    Section::Deliverables,
    Section::Changes,
    Section::SuccessCriteria,
    Section::Design,
    Section::Requirements,
    Section::Environments,
    Section::Access,
    Section::Integrations,
    Section::Expiries,
    Section::Timeline,
    Section::Plan,
    Section::Meetings,
    Section::Metrics,
    Section::Decisions,
    Section::Runbooks,
    Section::Guides,
    Section::KnownIssues,
    Section::Raid,
    Section::Support,
    Section::People,
    Section::Raci,
    Section::Training,
    Section::SignOff,
    Section::Glossary,
];

/// To those who support it: what runs, what breaks, who is who, and what is still open.
const TO_SUPPORT: &[Section] = &[
    Section::Cover,
    Section::DocumentControl,
    Section::Contents,
    Section::IfItBreaks,
    Section::ChangesSince,
    Section::Summary,
    Section::KnownIssues,
    Section::Raid,
    Section::Environments,
    Section::Access,
    Section::Integrations,
    Section::Expiries,
    Section::Support,
    Section::People,
    Section::Scope,
    Section::Deliverables,
    Section::Changes,
    Section::SuccessCriteria,
    Section::Requirements,
    Section::Design,
    Section::Metrics,
    Section::Decisions,
    Section::Timeline,
    Section::Meetings,
    Section::Runbooks,
    Section::Guides,
    Section::Training,
    Section::Glossary,
];
