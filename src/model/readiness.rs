//! What of an engagement hangs on the guides that it names: its gates, and when it is to be looked at again.
//!
//! Takes the edition with its guides; knows of no guide that the edition does not have.

use super::engagement::{Gate, GuideState, Guides, ReviewDue, gates, reviews};
use super::sections::{are_known_in, missing_runbook_sections};
use super::{Edition, Guide, PageId, PlacedEngagement};
use crate::audience::Audience;
use crate::book::engagement::NamedGuide;
use crate::parse::front_matter::GuideKind;
use crate::schema::kind::Kind;
use crate::schema::things::DesignStatus;
use ecow::EcoString;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The gates of `placed`, and its reviews, the next first. `named` are the guides that it names, in the order written.
pub(super) fn readiness(
    edition: &Edition,
    placed: &PlacedEngagement,
    named: &[NamedGuide],
) -> (Vec<Gate>, Vec<ReviewDue>) {
    let facts = &placed.facts;
    let known = if facts.declared.plan.gates.is_empty() {
        Known { edition, placed, runbooks: Vec::new() }
    } else {
        Known { edition, placed, runbooks: runbooks(edition, placed, named) }
    };
    let gates = gates(facts, &known, edition.today);
    let mut due = reviews(facts, edition.today);
    if facts.status != crate::schema::things::EngagementStatus::Closed {
        due.extend(guide_reviews(edition, placed));
    }
    due.sort_by_key(|review| review.due);
    (gates, due)
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

    fn find(&self, kind: Kind, name: &str) -> Option<GuideState> {
        if kind == Kind::Term {
            return None;
        }
        let Some((guide, page)) = find(self.edition, self.placed, name) else {
            // Only the team is told what is not there: elsewhere it may be what is not for the reader.
            let is_team = self.edition.reader.audience == Audience::Internal;
            return is_team.then(|| absent(name.into()));
        };
        let design = self.placed.facts.declared.plan.design.as_ref();
        let document = design.and_then(|design| self.placed.guide_at(&design.document.as_ref()?.at));
        let problem = match kind {
            Kind::Runbook => runbook_problem(self.edition, guide),
            _ if document == Some(page) => {
                let status = design.and_then(|design| design.status.as_ref()).map(|status| status.value);
                (status != Some(DesignStatus::Approved)).then(|| "is not approved".into())
            }
            _ => self.edition.is_stale(guide).then(|| "is overdue for review".into()),
        };
        Some(GuideState { title: guide.outline.title.clone(), page: Some(page), problem })
    }
}

fn absent(name: EcoString) -> GuideState {
    GuideState { title: name, page: None, problem: Some("does not exist".into()) }
}

/// The runbooks that the engagement names: whatever a field for runbooks names, and every other guide of that kind.
fn runbooks(edition: &Edition, placed: &PlacedEngagement, named: &[NamedGuide]) -> Vec<GuideState> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for one in named {
        let is_field = matches!(one.field, "runbook" | "runbooks");
        let Some(page) = placed.guide_at(&one.at) else {
            if is_field && seen.insert((None, one.path.clone())) {
                found.push(absent(one.path.clone()));
            }
            continue;
        };
        let Some(guide) = edition.guide_of(edition.page(page)) else { continue };
        if (is_field || guide.meta.kind == GuideKind::Runbook) && seen.insert((Some(page), EcoString::new())) {
            let problem = runbook_problem(edition, guide);
            found.push(GuideState { title: guide.outline.title.clone(), page: Some(page), problem });
        }
    }
    found
}

/// Why one cannot count on a runbook: it lacks a section, nobody has tried it, or that was too long ago.
fn runbook_problem(edition: &Edition, guide: &Guide) -> Option<EcoString> {
    let missing = if are_known_in(&edition.config.language) { missing_runbook_sections(guide) } else { Vec::new() };
    if !missing.is_empty() {
        return Some(format!("has no section for {}", missing.join(", ")).into());
    }
    match guide.meta.verified {
        None => Some("was never verified".into()),
        Some(verified) if verified > edition.today => Some("was not verified yet".into()),
        Some(_) if edition.is_stale(guide) => Some("is overdue for review".into()),
        Some(_) => None,
    }
}

/// The guide that `name` means: by its path beside the engagement, from the source folder, by its file's name, or by its
/// title.
fn find<'a>(edition: &'a Edition, placed: &PlacedEngagement, name: &str) -> Option<(&'a Guide, PageId)> {
    let name = name.trim_start_matches('/').trim_end_matches(".md");
    let folder = placed.source.folder();
    let below = |guide: &'a Guide| {
        let path = guide.parsed.path.below(&edition.config.source).unwrap_or(guide.parsed.path.as_str());
        path.strip_suffix(".md").unwrap_or(path)
    };
    let beside = format!("{folder}/{name}.md");
    let ways: [&dyn Fn(&'a Guide) -> bool; 4] = [
        &|guide| guide.parsed.path.as_str() == beside,
        &|guide| below(guide) == name,
        &|guide| guide.parsed.path.stem() == name,
        &|guide| guide.outline.title.eq_ignore_ascii_case(name),
    ];
    let guides = || edition.guides.iter().map(|guide| &**guide);
    let guide = ways.iter().find_map(|is_meant| guides().find(|guide| is_meant(guide)))?;
    let page = edition.pages.iter().position(|page| page.path == guide.page)?;
    Some((guide, PageId::at(page)))
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
