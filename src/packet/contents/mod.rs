//! What goes into a packet, in which order: the one engagement of an edition, and the guides that are named for it.
//!
//! Takes an `Edition` that was assembled for the packet's reader; everything in it is theirs to read, so nothing is left
//! out here for being internal. Gives a `PacketView`, in words as they are printed, in the language of the packet.

mod draw;
mod drawings;
mod guides;
mod installation;
mod overview;
mod people;
mod repeated;
mod schedule;
mod signing;
mod trouble;

use super::view::{CoverView, LogoView, PacketView, Paper, PartBody, RecipientView, SectionBody, SectionView, State};
use crate::audience::Audience;
use crate::model::wording::Words;
use crate::model::{Edition, PacketPlan, PacketState, PlacedEngagement, Register};
use crate::schema::things::{self, GuideKind, PacketSection, Side};
use draw::Draw;
use ecow::EcoString;
use std::sync::Arc;

/// The contents of the packet `plan` of `placed`, an engagement of `edition`, in the language that says `words`.
#[must_use]
pub fn contents(edition: &Edition, placed: &PlacedEngagement, plan: &PacketPlan, words: &Arc<Words>) -> PacketView {
    let draw = Draw::new(edition, placed, plan, words);
    let mut view = PacketView {
        source: Some(placed.source.clone()),
        cover: draw.cover(),
        language: packet_language(edition, placed),
        words: words.clone(),
        paper: match edition.config.paper {
            things::Paper::A4 => Paper::A4,
            things::Paper::UsLetter => Paper::UsLetter,
        },
        accent: EcoString::new(),
        has_contents: plan.has(PacketSection::Contents),
        front: Vec::new(),
        sections: Vec::new(),
    };
    // The chapters that are made of each register, and whether one is its own.
    let mut registers: Vec<(Register, usize, bool)> = Vec::new();
    for kind in &plan.sections {
        let mut section = SectionView {
            id: kind.name().into(),
            title: draw.say(title_of(*kind)),
            body: draw.body(*kind, &view.sections),
            ..SectionView::default()
        };
        if section.body.is_empty() {
            continue;
        }
        tidy(&mut section.body);
        // The page of a register leads to its own chapter, else to the first that is made of it.
        if let Some((register, is_own)) = register_of(*kind) {
            match registers.iter_mut().find(|(known, ..)| *known == register) {
                Some(known) if is_own => *known = (register, view.sections.len(), true),
                Some(_) => {}
                None => registers.push((register, view.sections.len(), is_own)),
            }
        }
        if *kind == PacketSection::DocumentControl { view.front.push(section) } else { view.sections.push(section) }
    }
    for (register, at, _) in registers {
        view.sections[at].place = draw.place_of_register(register);
    }
    view.cover.revision = revision(&view);
    view
}

/// The language that an engagement's packets are in: its own, else the book's.
#[must_use]
pub fn packet_language(edition: &Edition, placed: &PlacedEngagement) -> EcoString {
    let own = placed.facts.declared.language.as_ref();
    own.map_or_else(|| edition.config.language.clone(), |language| language.value.0.clone())
}

/// Leaves out parts that say nothing.
fn tidy(body: &mut SectionBody) {
    if let SectionBody::Parts(parts) = body {
        // A title over parts without one stays where these say something.
        let kept: Vec<bool> = (0..parts.len())
            .map(|at| {
                let below = parts[at + 1..].iter().take_while(|part| part.title.is_empty());
                !parts[at].body.is_empty()
                    || !parts[at].title.is_empty() && below.clone().any(|part| !part.body.is_empty())
            })
            .collect();
        let mut kept = kept.into_iter();
        parts.retain(|_| kept.next().unwrap_or_default());
        for part in parts {
            if let PartBody::Table(table) = &mut part.body {
                drop_empty_columns(table);
            }
        }
    }
}

/// A column in which no row says anything is none.
fn drop_empty_columns(table: &mut super::view::TableView) {
    let says = |at: usize| table.rows.iter().any(|row| row.cells.get(at).is_some_and(|cell| !cell.is_empty()));
    let kept: Vec<bool> = (0..table.columns.len()).map(says).collect();
    let mut at = kept.iter();
    table.columns.retain(|_| *at.next().unwrap_or(&false));
    for row in &mut table.rows {
        let mut at = kept.iter();
        row.cells.retain(|_| *at.next().unwrap_or(&false));
    }
}

/// Eight letters that name the content: they change when anything that is printed does.
pub(super) fn revision(view: &PacketView) -> EcoString {
    let mut hasher = blake3::Hasher::new();
    hasher.update(serde_json::to_string(view).expect("a view is plain data").as_bytes());
    hasher.update(serde_json::to_string(&*view.words).expect("words are plain data").as_bytes());
    for section in &view.sections {
        if let SectionBody::Guides(guides) = &section.body {
            guides.iter().for_each(|guide| {
                hasher.update(guide.doc.plain_text().as_bytes());
            });
        }
    }
    hasher.finalize().to_hex()[..8].into()
}

/// What a chapter is called.
pub(super) fn title_of(kind: PacketSection) -> &'static str {
    match kind {
        PacketSection::Cover | PacketSection::Contents => "",
        PacketSection::DocumentControl => "Document control",
        PacketSection::IfItBreaks => "If it breaks",
        PacketSection::ChangesSince => "What changed",
        PacketSection::Summary => "Summary",
        PacketSection::Scope => "Scope",
        PacketSection::Deliverables => "Deliverables",
        PacketSection::Changes => "Changes agreed",
        PacketSection::SuccessCriteria => "Success criteria",
        PacketSection::Prerequisites => "Prerequisites",
        PacketSection::Design => "Design",
        PacketSection::Requirements => "Requirements",
        PacketSection::Environments => "Environments and components",
        PacketSection::Access => "Access",
        PacketSection::Integrations => "Integrations",
        PacketSection::Expiries => "What ends when",
        PacketSection::Timeline => "Timeline",
        PacketSection::Plan => "Phases and tasks",
        PacketSection::Meetings => "Meetings",
        PacketSection::HowWeWork => "How we work",
        PacketSection::Metrics => "Metrics",
        PacketSection::Decisions => "Decisions",
        PacketSection::Runbooks => "Runbooks",
        PacketSection::Guides => "Guides",
        PacketSection::KnownIssues => "Known issues",
        PacketSection::Raid => "Open risks, issues and actions",
        PacketSection::Support => "Support and escalation",
        PacketSection::People => "People",
        PacketSection::Raci => "Who answers for what",
        PacketSection::Training => "Training",
        PacketSection::SignOff => "Sign-off",
        PacketSection::Glossary => "Glossary",
    }
}

/// The register that a chapter shows on paper, and whether it is the one that has all of it.
fn register_of(kind: PacketSection) -> Option<(Register, bool)> {
    Some(match kind {
        PacketSection::Requirements => (Register::Requirements, true),
        PacketSection::SuccessCriteria => (Register::Requirements, false),
        PacketSection::Environments => (Register::Environments, true),
        PacketSection::Access | PacketSection::Integrations | PacketSection::Expiries => {
            (Register::Environments, false)
        }
        PacketSection::Timeline => (Register::Plan, true),
        PacketSection::Plan => (Register::Plan, false),
        PacketSection::Raid => (Register::Raid, true),
        PacketSection::Decisions => (Register::Raid, false),
        PacketSection::Metrics => (Register::Metrics, true),
        PacketSection::People => (Register::People, true),
        PacketSection::Support | PacketSection::Training => (Register::People, false),
        PacketSection::Raci => (Register::Raci, true),
        PacketSection::SignOff => (Register::SignOffs, true),
        _ => return None,
    })
}

impl Draw<'_> {
    /// What a chapter says; `before` are those that stand before it.
    fn body(&self, kind: PacketSection, before: &[SectionView]) -> SectionBody {
        match kind {
            PacketSection::Cover | PacketSection::Contents | PacketSection::ChangesSince => SectionBody::default(),
            PacketSection::DocumentControl => self.document_control(),
            PacketSection::IfItBreaks => self.if_it_breaks(),
            PacketSection::Summary => self.summary(),
            PacketSection::Scope => self.scope(),
            PacketSection::Deliverables => self.deliverables(),
            PacketSection::Changes => self.changes(),
            PacketSection::SuccessCriteria => self.criteria(),
            PacketSection::Prerequisites => self.prerequisites(),
            PacketSection::Design => self.guides(|kind| kind == GuideKind::Design),
            PacketSection::Requirements => self.requirements(),
            PacketSection::Environments => self.environments(),
            PacketSection::Access => self.access(),
            PacketSection::Integrations => self.integrations(),
            PacketSection::Expiries => self.expiries(),
            PacketSection::Timeline => self.timeline(),
            PacketSection::Plan => self.tasks(),
            PacketSection::Meetings => self.meetings(),
            PacketSection::HowWeWork => self.how_we_work(),
            PacketSection::Metrics => self.metrics(),
            PacketSection::Decisions => self.decisions(),
            PacketSection::Runbooks => self.guides(|kind| kind == GuideKind::Runbook),
            PacketSection::Guides => self.guides(|kind| !matches!(kind, GuideKind::Design | GuideKind::Runbook)),
            PacketSection::KnownIssues => self.known_issues(),
            PacketSection::Raid => self.raid(),
            PacketSection::Support => self.support(),
            PacketSection::People => self.people(),
            PacketSection::Raci => self.raci(),
            PacketSection::Training => self.training(),
            PacketSection::SignOff => self.sign_off(),
            PacketSection::Glossary => self.glossary(before),
        }
    }

    fn cover(&self) -> CoverView {
        let declared = &self.facts.declared;
        let customer = declared.customer.as_ref();
        let recipient = |recipient: &things::Recipient| {
            let party = recipient.person.as_ref().map(|person| self.facts.people.party_now(person));
            let first = party.as_ref().and_then(|party| party.people.first()).map(|id| self.facts.people.get(*id));
            let copy = recipient.copy.as_ref();
            RecipientView {
                name: recipient.name.as_ref().map_or_else(|| self.name(party.as_ref()), |name| name.value.clone()),
                role: first.and_then(|person| self.facts.people.title_of(person)).cloned().unwrap_or_default(),
                copy: copy
                    .map(|copy| self.words.fill("Copy {number}", &[("number", &copy.value.to_string())]))
                    .unwrap_or_default(),
            }
        };
        CoverView {
            title: self.plan.title.clone().unwrap_or_else(|| self.say(&self.plan.title())),
            customer: self.customer(),
            customer_short: customer
                .and_then(|customer| customer.short_name.as_ref())
                .map(|name| name.value.clone())
                .unwrap_or_default(),
            // Where nobody says who hands it over, it is not said.
            organization: self.edition.config.organization.as_deref().unwrap_or_default().into(),
            engagement: self.facts.title.value.clone(),
            version: declared.version.as_ref().map(|version| version.value.clone()).unwrap_or_default(),
            revision: EcoString::new(),
            date: self.words.day(self.edition.today),
            marking: self.plan.marking.map(|marking| marking.name().into()).unwrap_or_default(),
            state: match self.plan.state {
                PacketState::Draft => State::Draft,
                PacketState::ForSignature => State::ForSignature,
                PacketState::Accepted => State::Final,
            },
            audience: match self.plan.audience {
                Audience::Customer | Audience::Public => EcoString::new(),
                narrower => narrower.name().into(),
            },
            logos: self.logos(),
            // Whose name is not for this reader is not among those that they see.
            distribution: declared
                .distribution
                .iter()
                .filter(|one| self.gets(one))
                .map(recipient)
                .filter(|one| !one.name.is_empty())
                .collect(),
        }
    }

    /// True where a packet of this audience goes to `recipient`: what stays in the house goes to nobody else, and what is for
    /// partners not to the customer.
    fn gets(&self, recipient: &things::Recipient) -> bool {
        let side = || self.facts.people.party_now(recipient.person.as_ref()?).side;
        match self.plan.audience {
            Audience::Internal => side() == Some(Side::Vendor),
            Audience::Partner => matches!(side(), Some(Side::Vendor | Side::Partner)),
            Audience::Customer | Audience::Public => true,
        }
    }

    /// The vendor's logo, and the customer's on what is for them.
    fn logos(&self) -> Vec<LogoView> {
        let theirs = matches!(self.plan.audience, Audience::Customer | Audience::Public);
        let theirs = self.placed.logo(self.edition).filter(|_| theirs);
        let logos = [(self.vendor().into(), self.edition.logo()), (self.customer(), theirs)];
        logos.into_iter().filter_map(|(of, path)| Some(LogoView { of, path: path?.clone() })).collect()
    }
}
