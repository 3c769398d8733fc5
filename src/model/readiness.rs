//! What of an engagement hangs on the guides that it names: its gates, its packets, and when it is to be looked at again.
//!
//! Takes the edition with its guides; knows of no guide that the edition does not have.

use super::engagement::{Gate, GuideState, Guides, Milestone, ReviewDue, gates, reviews};
use super::packet::packets;
use super::sections::{are_known_in, missing_runbook_sections};
use super::wording::{Part, Saying};
use super::{Edition, Guide, PacketPlan, PageId, PlacedEngagement};
use crate::audience::Audience;
use crate::book::engagement::NamedGuide;
use crate::parse::front_matter::GuideKind;
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::Reference;
use crate::schema::things::{DesignStatus, EngagementStatus};
use ecow::EcoString;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What hangs on guides.
pub(super) struct Readiness {
    /// The gates, in the plan's order.
    pub(super) gates: Vec<Gate>,
    /// The reviews, the next first.
    pub(super) reviews: Vec<ReviewDue>,
    /// The packets, those built in first.
    pub(super) packets: Vec<PacketPlan>,
}

/// How ready `placed` is. `named` are the guides that it names, in the order written.
pub(super) fn readiness(edition: &Edition, placed: &PlacedEngagement, named: &[NamedGuide]) -> Readiness {
    let facts = &placed.facts;
    let plan = &facts.declared.plan;
    let waits = plan.packets.entries.iter().any(|(_, packet)| packet.final_when.is_some());
    let known = if plan.gates.is_empty() && !waits {
        Known { edition, placed, runbooks: Vec::new() }
    } else {
        Known { edition, placed, runbooks: runbooks(edition, placed, named) }
    };
    let gates = gates(facts, &known, edition.today);
    let packets = packets(edition, placed, &gates, &known);
    let mut due = reviews(facts, edition.today);
    if facts.status != EngagementStatus::Closed {
        due.extend(guide_reviews(edition, placed));
    }
    due.sort_by_key(|review| review.due);
    Readiness { gates, reviews: due, packets }
}

impl PlacedEngagement {
    /// The first gate of the plan that may not be passed yet.
    #[must_use]
    pub fn next_gate(&self) -> Option<&Gate> {
        self.gates.iter().find(|gate| !gate.is_open())
    }

    /// How many of its reviews should have been held.
    #[must_use]
    pub fn overdue_reviews(&self) -> usize {
        self.reviews.iter().filter(|review| review.is_late).count()
    }

    /// What sorts engagements by how much attention they need: what is off track first, then what has something late or
    /// blocked, then whose next milestone is nearest. What the customer runs already comes last, and what is closed after
    /// that.
    #[must_use]
    pub fn attention(&self) -> impl Ord + use<> {
        let facts = &self.facts;
        let over = match facts.status {
            EngagementStatus::Active | EngagementStatus::Planned => 0,
            EngagementStatus::HandedOver => 1,
            EngagementStatus::Closed => 2,
        };
        let is_calm = facts.in_the_way().is_empty();
        let next = facts.next_milestone().and_then(Milestone::day);
        (over, Reverse(facts.health), is_calm, next.is_none(), next, self.id.clone())
    }
}

/// What a gate can be told of the edition's guides.
struct Known<'a> {
    edition: &'a Edition,
    placed: &'a PlacedEngagement,
    runbooks: Vec<GuideState>,
}

impl Guides for Known<'_> {
    fn runbooks(&self) -> &[GuideState] {
        &self.runbooks
    }

    fn find(&self, reference: &Spanned<Reference>) -> Option<GuideState> {
        if reference.kind == Kind::Term {
            return None;
        }
        let page = self.placed.guide_at(&reference.at);
        let guide = page.and_then(|page| self.edition.guide_of(self.edition.page(page)));
        let Some((page, guide)) = page.zip(guide) else {
            let is_team = self.edition.reader.audience == Audience::Internal;
            return is_team.then(|| absent(reference.id.clone()));
        };
        let design = self.placed.facts.declared.plan.design.as_ref();
        let document = design.and_then(|design| self.placed.guide_at(&design.document.as_ref()?.at));
        let problem = match reference.kind {
            Kind::Runbook => runbook_problem(self.edition, guide),
            _ if document == Some(page) => {
                let status = design.and_then(|design| design.status.as_ref()).map(|status| status.value);
                (status != Some(DesignStatus::Approved)).then(|| "is not approved".into())
            }
            _ => self.edition.is_stale(guide).then(|| "is overdue for review".into()),
        };
        Some(GuideState {
            name: name_of(self.edition, guide),
            title: guide.outline.title.clone(),
            page: Some(page),
            problem,
        })
    }
}

fn absent(name: EcoString) -> GuideState {
    GuideState { name: name.clone(), title: name, page: None, problem: Some("does not exist".into()) }
}

/// The runbooks that the engagement names: whatever a field for runbooks names, and every other guide of that kind.
fn runbooks(edition: &Edition, placed: &PlacedEngagement, named: &[NamedGuide]) -> Vec<GuideState> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for one in named {
        let is_field = matches!(one.field, "runbook" | "runbooks") || one.kind == Some(Kind::Runbook);
        let Some(page) = placed.guide_at(&one.at) else {
            // Only the team is told what is not there: elsewhere it may be what is not for the reader.
            let is_team = edition.reader.audience == Audience::Internal;
            if is_field && is_team && seen.insert((None, one.path.clone())) {
                found.push(absent(one.path.clone()));
            }
            continue;
        };
        let Some(guide) = edition.guide_of(edition.page(page)) else { continue };
        if (is_field || guide.meta.kind == GuideKind::Runbook) && seen.insert((Some(page), EcoString::new())) {
            let problem = runbook_problem(edition, guide);
            found.push(GuideState {
                name: name_of(edition, guide),
                title: guide.outline.title.clone(),
                page: Some(page),
                problem,
            });
        }
    }
    found
}

/// The path of a guide as a reference writes it.
fn name_of(edition: &Edition, guide: &Guide) -> EcoString {
    let path = &guide.parsed.path;
    let below = path.below(&edition.config.source).unwrap_or(path.as_str());
    below.strip_suffix(".md").unwrap_or(below).into()
}

/// Why one cannot count on a runbook: it lacks a section, nobody has tried it, or that was too long ago.
fn runbook_problem(edition: &Edition, guide: &Guide) -> Option<Saying> {
    let missing = if are_known_in(&edition.config.language) { missing_runbook_sections(guide) } else { Vec::new() };
    if !missing.is_empty() {
        return Some(Saying::from("has no section for {what}").with("what", Part::List(missing)));
    }
    match guide.meta.verified {
        None => Some("was never verified".into()),
        Some(verified) if verified > edition.today => Some("was not verified yet".into()),
        Some(_) if edition.is_stale(guide) => Some("is overdue for review".into()),
        Some(_) => None,
    }
}

/// The guides that the engagement names and that are to be verified again.
fn guide_reviews(edition: &Edition, placed: &PlacedEngagement) -> Vec<ReviewDue> {
    let pages: BTreeSet<PageId> = placed.guides.values().copied().collect();
    let review = |page: PageId| {
        let guide = edition.guide_of(edition.page(page))?;
        let due: Date = edition.review_due(guide)?;
        Some(ReviewDue {
            title: guide.outline.title.clone(),
            reference: None,
            page: Some(page),
            owner: None,
            owner_name: edition.owner(guide).cloned(),
            due,
            is_late: due < edition.today,
        })
    };
    pages.into_iter().filter_map(review).collect()
}
