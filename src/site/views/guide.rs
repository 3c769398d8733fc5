//! The views of guides and sections.

use super::parts::link;
use super::{playbook, referenced_by, used_in};
use crate::doc::{Doc, Target};
use crate::html::{WriteOptions, write_html};
use crate::model::engagement::Minutes;
use crate::model::wording::{engagement_status, guide_kind_label};
use crate::model::{Edition, Guide, Page, PageId, PageKind, PlacedEngagement, Register};
use crate::parse::front_matter::GuideKind;
use crate::path::{OutputPath, relative_url};
use crate::site::markdown::{markdown_path, write_markdown};
use ecow::EcoString;
use serde_json::{Value, json};

/// The body of a page's guide, without the heading that the template puts on top. A page that goes by another name than
/// its guide, as an engagement's does, keeps it.
pub(super) fn body(edition: &Edition, page: &Page, doc: &Doc<Target>) -> String {
    let skip_title =
        edition.guide_of(page).is_some_and(|guide| guide.outline.title_heading && guide.outline.title == page.title);
    let steps = edition.guide_of(page).filter(|guide| guide.meta.kind == GuideKind::Runbook);
    let steps = steps.map(|guide| guide.ranges.steps.as_slice());
    write_html(doc, &page.path, &WriteOptions { skip_title, steps, words: Some(&edition.words), in_file: None })
}

/// What a page's guide says, as Markdown.
pub(super) fn markdown(edition: &Edition, page: &Page, doc: &Doc<Target>) -> String {
    let guide = edition.guide_of(page);
    let title = guide.filter(|guide| !guide.outline.title_heading).map(|guide| guide.outline.title.as_str());
    // Behind the home page, pages are sorted by their paths.
    let others = edition.pages.get(1..).unwrap_or_default();
    let has_guide = |path: &OutputPath| {
        let page = match others.binary_search_by(|page| page.path.cmp(path)) {
            Ok(at) => Some(&others[at]),
            Err(_) => edition.pages.first().filter(|home| home.path == *path),
        };
        page.is_some_and(|page| page.kind.guide().is_some())
    };
    write_markdown(doc, &page.path, title, &|path| has_guide(path).then(|| markdown_path(path)))
}

pub(super) fn guide_view(edition: &Edition, page: &Page, body: &str) -> Value {
    let guide = edition.guide_of(page).expect("a guide's page has a guide");
    json!({
        "kind": guide.meta.kind.name(),
        "kind_label": edition.words.say(guide_kind_label(guide.meta.kind)),
        "body": body,
        "summary": guide.meta.summary,
        "owner": edition.owner(guide),
        "verified": verified(edition, guide),
        "applies_to": Some(&guide.meta.applies_to).filter(|one| !one.fields.is_empty()).map(|one| edition.words.condition(one)),
        "tags": tags(edition, page, guide),
        "referenced_by": referenced_by(edition, page, guide),
        "used_in": used_in(edition, page, guide),
        "minutes": minutes(edition, page, guide),
    })
}

/// What is known of the meeting that minutes are of.
fn minutes(edition: &Edition, page: &Page, guide: &Guide) -> Option<Value> {
    if guide.meta.kind != GuideKind::Minutes {
        return None;
    }
    let is_here = |placed: &PlacedEngagement, minutes: &Minutes| {
        placed.guide_at(&minutes.guide.at).is_some_and(|id| edition.page(id).path == page.path)
    };
    let mut all =
        edition.engagements.iter().flat_map(|placed| placed.facts.minutes.iter().map(move |one| (placed, one)));
    let (placed, minutes) = all.find(|(placed, minutes)| is_here(placed, minutes))?;
    let facts = &placed.facts;
    let meeting = facts.meetings.iter().zip(&placed.meetings).find(|(meeting, _)| minutes.is_of(meeting));
    let names = minutes.attendees.iter().map(|party| facts.people.name(party)).filter(|name| !name.is_empty());
    let raid = placed.registers.get(&Register::Raid).filter(|_| !guide.outline.actions.is_empty());
    Some(json!({
        "engagement": link(edition, page, placed.overview),
        "meeting": meeting.map(|(_, id)| link(edition, page, *id)),
        "date": minutes.date.map(|it| edition.words.day(it)),
        "attendees": names.collect::<Vec<_>>(),
        "actions": guide.outline.actions.len(),
        "raid": raid.map(|id| link(edition, page, *id)),
    }))
}

pub(super) fn section_view(edition: &Edition, id: PageId, body: &str) -> Value {
    let page = edition.page(id);
    let guide = edition.guide_of(page);
    json!({
        "body": body,
        "pages": entries(edition, id),
        "referenced_by": guide.map_or_else(Vec::new, |guide| referenced_by(edition, page, guide)),
        "used_in": guide.map_or_else(Vec::new, |guide| used_in(edition, page, guide)),
    })
}

/// What a guide is, where it is more than a guide.
pub(super) fn kind_label<'a>(edition: &'a Edition, guide: &Guide) -> Option<&'a str> {
    let kind = Some(guide.meta.kind).filter(|kind| *kind != GuideKind::Guide);
    kind.map(|kind| edition.words.say(guide_kind_label(kind)))
}

/// What stands below a section: its pages, and its folders with the number of theirs.
pub(super) fn entries(edition: &Edition, id: PageId) -> Vec<Value> {
    let from = edition.page(id);
    let navigation = &edition.navigation;
    let node = navigation.node(navigation.node_of(id));
    let entry = |child: &u32| {
        let child = navigation.node(*child);
        let page = edition.page(child.page?);
        let guide = edition.guide_of(page);
        let engagement = match page.kind {
            PageKind::Engagement { engagement, .. } => Some(&edition.engagements[engagement as usize].facts),
            _ => None,
        };
        let customer = || Some(engagement?.declared.customer.as_ref()?.name.value.clone());
        let summary = guide.and_then(|guide| guide.meta.summary.clone());
        Some(json!({
            "title": child.title,
            "href": relative_url(&from.path, &page.path),
            "summary": summary.or_else(|| playbook::summary(edition, page)).or_else(customer),
            "status": engagement.map(|facts| super::parts::status(&edition.words, engagement_status(facts.status))),
            "kind_label": guide.filter(|_| matches!(page.kind, PageKind::Guide(_))).and_then(|guide| kind_label(edition, guide)),
            "count": child.pages_below,
        }))
    };
    node.children.iter().filter_map(entry).collect()
}

/// The headings of the first two levels that the page has, for the column beside it.
pub(super) fn contents(guide: &Guide) -> Vec<Value> {
    let shown =
        guide.outline.headings.iter().filter(|heading| matches!(heading.depth, 1 | 2) && !heading.text.is_empty());
    shown.map(|heading| json!({ "id": heading.id, "title": heading.text, "level": heading.depth + 1 })).collect()
}

/// The tags of a guide, each with the list of its pages.
fn tags(edition: &Edition, page: &Page, guide: &Guide) -> Vec<Value> {
    let entry = |tag: &EcoString| {
        let list = edition.page(edition.tag(tag)?.page);
        Some(json!({ "title": tag.trim(), "href": relative_url(&page.path, &list.path) }))
    };
    guide.meta.tags.iter().filter_map(entry).collect()
}

/// When the guide was last verified, and whether that is too long ago.
fn verified(edition: &Edition, guide: &Guide) -> Option<Value> {
    let date = guide.meta.verified?;
    let stale = edition.is_stale(guide);
    let phrase = if stale { "Verified {day}, review overdue" } else { "Verified {day}" };
    let label = edition.words.fill(phrase, &[("day", &edition.words.day(date))]);
    Some(json!({ "date": date.to_string(), "stale": stale, "label": label }))
}
