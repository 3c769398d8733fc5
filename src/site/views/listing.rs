//! The views of lists that are made of the whole edition.
//!
//! These pages, and no others, grow with the book: each shows so much of a long list, and says what it leaves out.

mod gotchas;
mod health;
mod recent;
mod runbooks;

pub(super) use gotchas::guide_gotchas;
pub(super) use recent::recent_view;

use super::guide::kind_label;
use crate::model::{Edition, Guide, Listing, Page, PageId};
use crate::path::{OutputPath, relative_url};
use crate::site::Problem;
use serde_json::{Value, json};

/// The template of a list.
pub(in crate::site) fn listing_template(listing: Listing) -> &'static str {
    match listing {
        Listing::Tags => "tags.html",
        Listing::Tag(_) => "tag.html",
        Listing::Gotchas => "gotchas.html",
        Listing::Runbooks => "runbooks.html",
        Listing::Glossary => "glossary.html",
        Listing::Recent => "recent.html",
        Listing::Health => "health.html",
    }
}

/// The view of a list. `problems` are those of the whole build, for the team's own edition.
pub(super) fn listing_view(edition: &Edition, page: &Page, listing: Listing, problems: &[Problem]) -> Value {
    match listing {
        Listing::Tags => tags_view(edition, page),
        Listing::Tag(at) => tag_view(edition, page, at),
        Listing::Gotchas => gotchas::gotchas_view(edition, page),
        Listing::Runbooks => runbooks::runbooks_view(edition, page),
        Listing::Recent => recent::recent_view(edition, page, None),
        Listing::Health => health::health_view(edition, page, problems),
        Listing::Glossary => glossary_view(edition),
    }
}

/// The lists that lead to all others, as links from `from`.
pub(super) fn lists(edition: &Edition, from: &OutputPath) -> Vec<Value> {
    let link = |id: &PageId| {
        let page = edition.page(*id);
        json!({ "title": page.title, "href": relative_url(from, &page.path) })
    };
    edition.listings.pages.iter().map(link).collect()
}

/// The list that a list is part of, besides the home page.
pub(super) fn list_around(edition: &Edition, listing: Listing) -> Option<&Page> {
    let is_all = |page: &&Page| page.kind == crate::model::PageKind::Listing(Listing::Tags);
    let all = || edition.listings.pages.iter().map(|id| edition.page(*id)).find(is_all);
    matches!(listing, Listing::Tag(_)).then(all)?
}

fn glossary_view(edition: &Edition) -> Value {
    let terms = edition.glossary.as_ref().map_or(&[][..], |glossary| &glossary.terms);
    let term = |term: &crate::model::Term| {
        let see = term.see.iter().map(|at| &terms[*at]);
        let see: Vec<Value> =
            see.map(|term| json!({ "term": term.term, "href": crate::path::fragment_url(&term.anchor) })).collect();
        json!({
            "term": term.term, "id": term.anchor, "also": term.also, "definition": term.definition, "see": see,
        })
    };
    json!({ "terms": terms.iter().map(term).collect::<Vec<_>>() })
}

fn tags_view(edition: &Edition, page: &Page) -> Value {
    let tag = |tag: &crate::model::listing::Tag| {
        let href = relative_url(&page.path, &edition.page(tag.page).path);
        json!({ "name": tag.name, "href": href, "count": tag.guides.len() })
    };
    json!({ "tags": edition.listings.tags.iter().map(tag).collect::<Vec<_>>() })
}

fn tag_view(edition: &Edition, page: &Page, at: u32) -> Value {
    let tag = &edition.listings.tags[at as usize];
    let mut guides: Vec<&Guide> = tag.guides.iter().map(|at| &*edition.guides[*at as usize]).collect();
    guides.sort_by_cached_key(|guide| (guide.outline.title.to_lowercase(), guide.page.clone()));
    let entries: Vec<Value> = guides.into_iter().map(|guide| entry(edition, page, guide)).collect();
    json!({ "name": tag.name, "pages": entries })
}

/// A guide as an entry of a list.
fn entry(edition: &Edition, from: &Page, guide: &Guide) -> Value {
    json!({
        "title": guide.outline.title,
        "href": relative_url(&from.path, &guide.page),
        "summary": guide.meta.summary,
        "kind_label": kind_label(edition, guide),
    })
}

/// The first `most` of `items`, and how many more there are.
fn first<T>(mut items: Vec<T>, most: usize) -> (Vec<T>, usize) {
    let more = items.len().saturating_sub(most);
    items.truncate(most);
    (items, more)
}
