//! What each template can see: exactly that, and nothing it could go on from.

mod about;
mod brought;
mod engagement;
mod guide;
mod home;
mod listing;
mod parts;
mod phase;
mod playbook;
mod register;
mod restriction;
mod search;

pub(super) use listing::listing_template;
pub(super) use parts::entity_href;
pub(super) use register::register_template;

use super::feeds::{feed_path, published_at};
use super::markdown::markdown_path;
use super::nav::home_column;
use super::search::SearchPage;
use super::{Beside, PageView, template_of};
use crate::audience::Audience;
use crate::book::Reader;
use crate::config::Config;
use crate::html::push_text;
use crate::model::{Edition, Guide, NavNode, Page, PageId, PageKind, Redirect, Reference};
use crate::path::{OutputPath, SourcePath, relative_url, root_prefix};
use crate::schema::kind::Kind;
use crate::schema::things::Marking;
use ecow::EcoString;
use serde_json::{Map, Value, json};

/// What comes of a page.
pub(super) struct Shown {
    /// What its template can see.
    pub(super) view: PageView,
    /// What the search index should know of it.
    pub(super) search: SearchPage,
    /// What it says as Markdown, where the book wants that and a guide's words stand on it.
    pub(super) markdown: Option<String>,
}

/// What comes of a page, `beside` which other things are made.
pub(super) fn page_view(edition: &Edition, id: PageId, nav: &str, beside: &Beside) -> Shown {
    let page = edition.page(id);
    let doc = edition.guide_of(page).map(|guide| guide.doc());
    let body = doc.as_ref().map_or_else(String::new, |doc| guide::body(edition, page, doc));
    let mut view = Map::new();
    let mut page_common = common(edition, id, nav);
    page_common["customer_href"] = json!(beside.customer_href(page));
    page_common["has_diagrams"] = json!(body.contains(crate::html::DIAGRAM));
    view.insert("page".to_owned(), page_common);
    let (name, own) = match page.kind {
        PageKind::Home { .. } => ("home", home::home_view(edition, page, &body)),
        PageKind::Guide(_) => ("guide", guide::guide_view(edition, page, &body)),
        PageKind::Section { .. } => ("section", guide::section_view(edition, id, &body)),
        PageKind::Engagement { engagement, .. } => {
            let placed = &edition.engagements[engagement as usize];
            ("engagement", engagement::engagement_view(edition, page, placed, &body))
        }
        PageKind::Phase { engagement, phase, .. } => {
            let placed = &edition.engagements[engagement as usize];
            ("phase", phase::phase_view(edition, page, placed, phase as usize, &body))
        }
        PageKind::Meeting { engagement, meeting, .. } => {
            let placed = &edition.engagements[engagement as usize];
            ("meeting", phase::meeting_view(edition, page, placed, meeting as usize, &body))
        }
        PageKind::Register { engagement, register, .. } => {
            let placed = &edition.engagements[engagement as usize];
            ("register", register::register_view(edition, id, placed, register, &body))
        }
        PageKind::Playbook { playbook, .. } => {
            let placed = &edition.playbooks[playbook as usize];
            ("playbook", playbook::playbook_view(edition, page, placed, &body))
        }
        PageKind::Listing(listing) => ("listing", listing::listing_view(edition, page, listing, &beside.problems)),
    };
    let mut own = own;
    if let Some(placed) = page.kind.engagement().map(|at| &edition.engagements[at as usize]) {
        restriction::label(&mut own, edition, page, placed);
    }
    if let PageKind::Engagement { .. } = page.kind {
        own["packets"] = beside.packets_of(page);
    }
    view.insert(name.to_owned(), own);
    let view = PageView { template: template_of(page.kind), value: Value::Object(view) };
    let markdown = doc.as_ref().filter(|_| edition.config.markdown).map(|doc| guide::markdown(edition, page, doc));
    Shown { view, search: search::search_page(edition, id, doc.as_ref()), markdown }
}

/// The view of the page for addresses that lead nowhere.
///
/// It is shown at any depth, so its links begin with `root`, or with where the site is published, if that is known.
pub(super) fn not_found_view(edition: &Edition, path: &OutputPath, root: Option<&str>) -> PageView {
    let title = edition.words.say("Page not found");
    let published = || edition.base_url().map_or_else(|| root_prefix(path), url_path);
    let root = root.map_or_else(published, str::to_owned);
    let nav = home_column(edition, &root);
    let mut lists = listing::lists(edition, path);
    for list in &mut lists {
        list["href"] = format!("{root}{}", list["href"].as_str().unwrap_or_default()).into();
    }
    let marking = edition.only_engagement().and_then(|only| only.marking(Some("handoff"), &edition.config));
    let page = json!({
        "kind": "404", "title": title, "html_title": html_title(edition, title), "root": root,
        "path": path.as_str(), "nav": nav, "lists": lists, "canonical": null, "feed_href": null, "markdown_href": null, "breadcrumbs": [], "contents": [], "task_count": 0, "description": null,
        "audience": null, "marking": marking.map(Marking::name), "customer_href": null, "previous": null, "next": null, "edit_href": null, "has_diagrams": false, "has_engagement": false,
    });
    PageView { template: "404.html", value: json!({ "page": page }) }
}

/// The path of a URL with a scheme and a host: where a site is, on its host.
fn url_path(url: &str) -> String {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    after_scheme.find('/').map_or("/", |at| &after_scheme[at..]).to_owned()
}

/// The view of the page that stands at an old address and leads on.
pub(super) fn redirect_view(edition: &Edition, redirect: &Redirect) -> PageView {
    let to = edition.page(redirect.page);
    let href = relative_url(&redirect.path, &to.path);
    let canonical = edition.base_url().map(|base| base.to_string() + &encoded(to.path.as_str()));
    let canonical = canonical.unwrap_or_else(|| href.clone());
    let page = json!({ "title": to.title, "html_title": html_title(edition, &to.title), "href": href, "canonical": canonical });
    PageView { template: "redirect.html", value: json!({ "page": page }) }
}

/// What every page has.
fn common(edition: &Edition, id: PageId, nav: &str) -> Value {
    let page = edition.page(id);
    let guide = edition.guide_of(page);
    let navigation = &edition.navigation;
    let trail = navigation.trail(navigation.node_of(id));
    let mut breadcrumbs: Vec<Value> =
        trail.iter().filter_map(|node| crumb(edition, navigation.node(*node), page)).collect();
    if let PageKind::Listing(listing) = page.kind {
        let above = [Some(edition.page(PageId(0))), listing::list_around(edition, listing)];
        let link = |to: &Page| json!({ "title": to.title, "href": relative_url(&page.path, &to.path) });
        breadcrumbs = above.into_iter().flatten().map(link).collect();
    }
    let (previous, next) = navigation.neighbours(id);
    let link = |to: PageId| json!({ "title": edition.page(to).title, "href": relative_url(&page.path, &edition.page(to).path) });
    let (audience, marking) = (audience_of(edition, page), marking_of(edition, page));
    let is_their_home = matches!(page.kind, PageKind::Home { .. }) && edition.only_engagement().is_some();
    let has_engagement = page.kind.engagement().is_some() || page.kind.playbook().is_some() || is_their_home;
    let audience =
        audience.map(|audience| json!({ "id": audience.name(), "label": edition.words.say(audience.label()) }));
    json!({
        "kind": kind_name(page.kind),
        "title": page.title,
        "html_title": html_title(edition, &page.title),
        "description": guide.and_then(|guide| guide.meta.summary.clone()),
        "root": root_prefix(&page.path),
        "path": page.path.as_str(),
        "canonical": published_at(edition, &page.path),
        "feed_href": feed_path(edition).map(|feed| relative_url(&page.path, &feed)),
        "markdown_href": guide.filter(|_| edition.config.markdown).map(|_| relative_url(&page.path, &markdown_path(&page.path))),
        "audience": audience,
        "marking": marking.map(Marking::name),
        "breadcrumbs": breadcrumbs,
        "nav": nav,
        "lists": listing::lists(edition, &page.path),
        "contents": guide.map_or_else(Vec::new, |guide| guide::contents(guide)),
        "previous": previous.map(link),
        "next": next.map(link),
        "mentions": parts::mentions_on(edition, id),
        "has_engagement": has_engagement,
        "edit_href": guide.filter(|_| edition.reader == Reader::TEAM).and_then(|guide| edit_href(&edition.config, &guide.parsed.path)),
        "task_count": guide.map_or(0, |guide| guide.outline.tasks.len()),
    })
}

/// Who may read a page, for readers who read more than others. Customers are not told that there are others.
fn audience_of(edition: &Edition, page: &Page) -> Option<Audience> {
    if edition.reader.audience >= Audience::Customer {
        return None;
    }
    if let Some(engagement) = page.kind.engagement() {
        let placed = &edition.engagements[engagement as usize];
        let thing = match page.kind {
            PageKind::Phase { phase, .. } => Some((Kind::Phase, &placed.facts.phases[phase as usize].id)),
            PageKind::Meeting { meeting, .. } => Some((Kind::Meeting, &placed.facts.meetings[meeting as usize].id)),
            _ => None,
        };
        let own = thing.and_then(|(kind, id)| placed.restrictions.get(&(kind, EcoString::clone(id))));
        return Some(own.copied().unwrap_or(placed.audience));
    }
    let of_playbook = page.kind.playbook().map(|at| edition.playbooks[at as usize].audience);
    of_playbook.or_else(|| edition.guide_of(page).map(|guide| guide.audience))
}

/// How far a page may be shared: as its guide says, or its engagement; on every page of a customer's own site not further
/// than their packet.
fn marking_of(edition: &Edition, page: &Page) -> Option<Marking> {
    let engagement = page.kind.engagement().map(|at| &edition.engagements[at as usize]);
    let around = match edition.only_engagement() {
        Some(only) => only.marking(Some("handoff"), &edition.config),
        None => engagement.and_then(|placed| placed.marking(None, &edition.config)),
    };
    let own = edition.guide_of(page).and_then(|guide| guide.meta.marking);
    own.into_iter().chain(around).min()
}

fn crumb(edition: &Edition, node: &NavNode, from: &Page) -> Option<Value> {
    let to = edition.page(node.page?);
    Some(json!({ "title": node.title, "href": relative_url(&from.path, &to.path) }))
}

fn html_title(edition: &Edition, title: &str) -> String {
    let book = &edition.title;
    if title == book.as_str() { title.to_owned() } else { format!("{title} · {book}") }
}

fn kind_name(kind: PageKind) -> &'static str {
    template_of(kind).trim_end_matches(".html")
}

fn edit_href(config: &Config, path: &SourcePath) -> Option<EcoString> {
    Some(config.edit_url.as_ref()?.replace("{path}", &encoded(path.as_str())))
}

/// A path as part of a URL.
fn encoded(path: &str) -> String {
    path.split('/').map(crate::path::encode_segment).collect::<Vec<_>>().join("/")
}

/// The pages that link to `guide`, each with its sentence.
fn referenced_by(edition: &Edition, from: &Page, guide: &Guide) -> Vec<Value> {
    sentences(edition, from, &guide.referenced_by)
}

/// Pages that refer to something, each with its sentence.
fn sentences(edition: &Edition, from: &Page, references: &[Reference]) -> Vec<Value> {
    let entry = |reference: &Reference| {
        let page = edition.page(reference.from);
        let mut sentence = String::new();
        if !reference.before.is_empty() || !reference.after.is_empty() {
            push_text(&reference.before, &mut sentence);
            sentence.push_str("<b>");
            push_text(&reference.words, &mut sentence);
            sentence.push_str("</b>");
            push_text(&reference.after, &mut sentence);
        }
        json!({ "title": page.title, "href": relative_url(&from.path, &page.path), "sentence": sentence })
    };
    references.iter().map(entry).collect()
}

/// The parts of engagements that use `guide`.
fn used_in(edition: &Edition, from: &Page, guide: &Guide) -> Vec<Value> {
    let entry = |part: &crate::model::Use| {
        let page = edition.page(part.page);
        json!({ "title": page.title, "href": relative_url(&from.path, &page.path), "detail": part.detail })
    };
    guide.used_in.iter().map(entry).collect()
}
