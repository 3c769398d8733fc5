//! Small views that several pages show: states, links, people, milestones, criteria.

use super::sentences;
use crate::html::push_text;
use crate::model::engagement::{Confirmation, Engagement, Milestone, Party, Person, Progress, SuccessCriterion};
use crate::model::wording::{Status, Words, criterion_status, milestone_status, side_label};
use crate::model::{Edition, Entity, Page, PageId, PlacedEngagement, anchor_of};
use crate::path::{fragment_url, relative_url};
use crate::schema::kind::Kind;
use crate::schema::scalar::Reference;
use crate::schema::things::Fulfilment;
use ecow::EcoString;
use serde_json::{Value, json};

pub(super) fn status(words: &Words, status: Status) -> Value {
    json!({ "id": status.id.name(), "label": words.say(status.label) })
}

pub(super) fn progress(progress: Progress) -> Value {
    json!({ "done": progress.done, "total": progress.total, "percent": progress.percent().unwrap_or(0) })
}

/// A link to a page, with its title as the words.
pub(super) fn link(edition: &Edition, from: &Page, to: PageId) -> Value {
    let page = edition.page(to);
    json!({ "title": page.title, "href": relative_url(&from.path, &page.path) })
}

/// Where a thing of the engagement stands, as a link from `from`; nothing where there is no such thing.
pub(in crate::site) fn entity_href(
    edition: &Edition,
    from: &Page,
    placed: &PlacedEngagement,
    kind: Kind,
    id: &str,
) -> Option<String> {
    let entity = placed.entities.find(kind, id)?;
    let fragment = entity.anchor.as_deref().map(fragment_url).unwrap_or_default();
    let to = &edition.page(entity.page).path;
    // On the page itself the fragment is enough.
    let is_here = *to == from.path && !fragment.is_empty();
    Some(if is_here { fragment } else { relative_url(&from.path, to) + &fragment })
}

/// A thing of the engagement as a link, with its title as the words; its name alone where it does not stand anywhere.
pub(super) fn thing(edition: &Edition, from: &Page, placed: &PlacedEngagement, reference: &Reference) -> Value {
    let title = placed.entities.find(reference.kind, &reference.id).map(|entity| &entity.title);
    json!({
        "title": title.unwrap_or(&reference.id),
        "href": entity_href(edition, from, placed, reference.kind, &reference.id),
    })
}

/// The sentences of guides that name a thing of the engagement, each with its page, as the component `sentences` shows
/// them: for a view that puts them beside the thing. Every page of an engagement has those of all its things at its foot
/// (`page.mentions`, the component `mentions`), so most views need not ask.
pub(super) fn mentions(edition: &Edition, from: &Page, placed: &PlacedEngagement, kind: Kind, id: &str) -> Vec<Value> {
    let entity = placed.entities.find(kind, id);
    let found = entity.and_then(|entity| placed.mentions.get(&(entity.kind, entity.id.clone())));
    found.map_or_else(Vec::new, |found| sentences(edition, from, found))
}

/// What is said of the things that stand on a page of an engagement: of what the page is about first.
pub(super) fn mentions_on(edition: &Edition, id: PageId) -> Vec<Value> {
    let page = edition.page(id);
    let Some(engagement) = page.kind.engagement() else { return Vec::new() };
    let placed = &edition.engagements[engagement as usize];
    if placed.mentions.is_empty() {
        return Vec::new();
    }
    let mut mentioned: Vec<&Entity> = placed.entities.iter().filter(|entity| entity.page == id).collect();
    mentioned.sort_by_key(|entity| entity.anchor.is_some());
    let entry = |entity: &Entity| {
        let sentences = mentions(edition, page, placed, entity.kind, &entity.id);
        let href = entity.anchor.as_deref().map(fragment_url);
        let shown = json!({ "title": entity.title, "href": href, "sentences": sentences });
        (!sentences.is_empty()).then_some(shown)
    };
    mentioned.into_iter().filter_map(entry).collect()
}

/// Plain text as HTML.
pub(super) fn html(text: &str) -> String {
    let mut escaped = String::new();
    push_text(text, &mut escaped);
    escaped
}

/// With a capital in front.
pub(super) fn capitalised(text: &str) -> EcoString {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Paragraphs of plain text as HTML.
pub(super) fn paragraphs(text: &str) -> String {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let mut written = String::new();
    for paragraph in paragraphs {
        written.push_str("<p>");
        push_text(paragraph, &mut written);
        written.push_str("</p>");
    }
    written
}

pub(super) fn side(edition: &Edition, engagement: &Engagement, side: crate::schema::things::Side) -> Value {
    let words = &edition.words;
    let vendor = edition.config.organization.as_deref().unwrap_or(words.say("Vendor"));
    json!({ "id": side.name(), "label": words.say(side_label(side, vendor, customer_name(engagement, words))) })
}

/// The customer in short, else in full.
pub(super) fn customer_name<'a>(engagement: &'a Engagement, words: &'a Words) -> &'a str {
    engagement.declared.customer.as_ref().map_or(words.say("Customer"), |customer| {
        customer.short_name.as_ref().map_or(customer.name.value.as_str(), |short| short.value.as_str())
    })
}

pub(super) fn person(edition: &Edition, engagement: &Engagement, person: &Person) -> Value {
    let roles: Vec<&str> = person
        .roles
        .iter()
        .filter_map(|role| engagement.people.role_title(role))
        .map(ecow::EcoString::as_str)
        .collect();
    let title = person.declared.title.as_ref().map(|title| title.value.as_str());
    let roles = roles.join(", ");
    json!({
        "thing_id": anchor_of(Kind::Person, &person.declared.id),
        "name": person.declared.name.value,
        "title": title.filter(|title| !roles.eq_ignore_ascii_case(title)),
        "role": roles,
        "side": side(edition, engagement, person.side),
        "email": person.declared.email.as_ref().map(|text| &text.value),
        "phone": person.declared.phone.as_ref().map(|text| &text.value),
        "flags": person.declared.flags.iter().map(|flag| flag.as_str().replace('-', " ")).collect::<Vec<_>>(),
    })
}

pub(super) fn party(engagement: &Engagement, party: Option<&Party>) -> Option<String> {
    party.map(|party| engagement.people.name(party).to_string()).filter(|name| !name.is_empty())
}

pub(super) fn milestone(milestone: &Milestone, words: &Words) -> Value {
    let planned = milestone.planned.filter(|planned| milestone.day().is_some_and(|at| at != *planned));
    let criteria = milestone.criteria.iter().map(|criterion| {
        json!({ "text": criterion.text.value, "met": criterion.state == Fulfilment::Met, "waived": criterion.state == Fulfilment::Waived })
    });
    json!({
        "thing_id": anchor_of(Kind::Milestone, &milestone.id),
        "title": milestone.title.value,
        "date": milestone.day().map(|it| words.day(it)),
        "status": status(words, milestone_status(milestone)),
        "note": planned.map(|planned| words.fill("planned for {day}", &[("day", &words.day(planned))])),
        "criteria": criteria.collect::<Vec<_>>(),
    })
}

pub(super) fn criterion(
    edition: &Edition,
    from: &Page,
    placed: &PlacedEngagement,
    criterion: &SuccessCriterion,
) -> Value {
    let facts = &placed.facts;
    let words = &*edition.words;
    let phase =
        criterion.phase.as_ref().and_then(|id| facts.phases.iter().position(|phase| phase.id.as_str() == id.as_str()));
    let said = |word: Option<&Confirmation>| {
        word.map(|word| words.confirmation(word, &facts.people)).filter(|text| !text.is_empty())
    };
    json!({
        "thing_id": anchor_of(Kind::Criterion, &criterion.id),
        "text": html(&criterion.text.value),
        "status": status(words, criterion_status(criterion.status)),
        "phase": phase.map(|phase| link(edition, from, placed.phases[phase])),
        "verified": said(criterion.verified.as_ref()),
        "accepted": said(criterion.accepted.as_ref()),
    })
}
