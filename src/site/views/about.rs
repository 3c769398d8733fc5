//! What an engagement is about, for the foot of its overview: what it is for, what belongs to it, the updates and versions
//! so far, who gets its documents, and what no field is for.
//!
//! Nothing here is derived: it is what the file says, so that none of it stands in the file alone.

use super::parts::html;
use super::playbook::badge;
use super::register::named::{Looking, keyed, named, web};
use crate::model::PlacedEngagement;
use crate::model::wording::{Words, health_label};
use crate::path::address;
use crate::schema::read::Spanned;
use crate::schema::things::{Health, Line, LinkTo, Note, Recipient, Update, Version};
use serde_json::{Value, json};
use std::cmp::Reverse;

/// More updates than this are folded.
pub(super) const UPDATES_SHOWN: usize = 3;

pub(super) fn about(looking: Looking<'_>) -> Value {
    let PlacedEngagement { facts, .. } = looking.placed;
    let declared = &facts.declared;
    let plan = &declared.plan;
    let scope = plan.scope.as_ref();
    let of_scope = |lines: fn(&crate::schema::things::Scope) -> &Vec<Line>| scope.map(lines).into_iter().flatten();
    let lists = [
        list("Objectives", plan.objectives.iter(), looking),
        list("Included", of_scope(|scope| &scope.included), looking),
        list("Not included", of_scope(|scope| &scope.excluded), looking),
        list("Taken for granted", of_scope(|scope| &scope.assumptions), looking),
    ];
    let mut updates: Vec<&Update> = declared.updates.iter().collect();
    updates.sort_by_key(|update| Reverse(update.date.as_ref().map(|date| date.value)));
    let mut pairs = keyed(&declared.environment);
    pairs.extend(keyed(&declared.common.facts));
    json!({
        "lists": lists.into_iter().flatten().collect::<Vec<_>>(),
        "updates": updates.into_iter().map(|update| update_view(update, looking)).collect::<Vec<_>>(),
        "updates_shown": UPDATES_SHOWN,
        "versions": declared.history.iter().map(|one| version(one, looking.words())).collect::<Vec<_>>(),
        "recipients": declared.distribution.iter().filter_map(|one| recipient(one, looking)).collect::<Vec<_>>(),
        "links": plan.links.iter().map(|one| link_to(one, looking.words())).collect::<Vec<_>>(),
        "facts": pairs,
        "notes": declared.common.notes.iter().map(|one| note(one, looking)).collect::<Vec<_>>(),
    })
}

/// A list with its heading; nothing where it is empty.
fn list<'a>(title: &str, lines: impl Iterator<Item = &'a Line>, looking: Looking<'_>) -> Option<Value> {
    let points = lines.map(|line| {
        let guides = line.guide.iter().filter_map(|guide| looking.placed.guide_at(&guide.at));
        let guides = guides.map(|page| super::parts::link(looking.edition, looking.page, page));
        json!({
            "text": html(&line.text.value),
            "guides": guides.collect::<Vec<_>>(),
            "badge": badge(&line.common, looking.words()),
        })
    });
    let points: Vec<Value> = points.collect();
    let title = looking.words().say(title);
    (!points.is_empty()).then(|| json!({ "title": title, "points": points }))
}

fn update_view(update: &Update, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let health = |health: &Option<Spanned<Health>>| {
        health
            .as_ref()
            .map(|health| json!({ "id": health.value.name(), "label": words.say(health_label(health.value)) }))
    };
    json!({
        "date": update.date.as_ref().map(|date| words.day(date.value)),
        "health": health(&update.health),
        "customer_health": health(&update.customer_health),
        "customer": super::parts::customer_name(&looking.placed.facts, words),
        "text": html(&update.summary.value),
        "ask": update.ask.as_ref().map(|ask| html(&ask.value)),
        "badge": badge(&update.common, words),
    })
}

fn version(version: &Version, words: &Words) -> Value {
    json!({
        "version": version.version.value,
        "date": version.date.as_ref().map(|date| words.day(date.value)),
        "note": version.note.as_ref().map(|note| html(&note.value)),
    })
}

/// Who gets the documents: "P. Oliveira", "Customer archive, copy 1".
fn recipient(recipient: &Recipient, looking: Looking<'_>) -> Option<Value> {
    let person = recipient.person.as_ref().map(|name| looking.placed.facts.people.party_now(name));
    let name = recipient.name.as_ref().map(|name| named(&name.value, None));
    let mut view = looking.party(person.as_ref()).or(name)?;
    view["copy"] = json!(recipient.copy.as_ref().map(|copy| copy.value));
    Some(view)
}

fn link_to(link: &LinkTo, words: &Words) -> Value {
    let url = link.url.as_ref();
    let mut view = named(&link.title.value, url.and_then(|url| address(&url.value)));
    // An address that a browser would not follow is shown in full.
    view["shown"] = json!(url.filter(|url| address(&url.value).is_none()).map(web));
    view["badge"] = json!(badge(&link.common, words));
    view
}

fn note(note: &Note, looking: Looking<'_>) -> Value {
    let by = note.by.as_ref().map(|by| looking.placed.facts.people.party(by));
    json!({
        "text": html(&note.text.value),
        "by": looking.party(by.as_ref()),
        "date": note.date.as_ref().map(|date| looking.words().day(date.value)),
    })
}
