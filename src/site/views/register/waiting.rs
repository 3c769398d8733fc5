//! Who owes what, and since when: by side, then by person, whoever is most overdue first.

use crate::model::engagement::Obligation;
use crate::model::wording::owed_label;
use crate::model::{Edition, Page, PlacedEngagement};
use crate::schema::things::Side;
use crate::site::views::parts::{entity_href, html, side};
use serde_json::{Value, json};
use std::cmp::Reverse;

/// The sides, those one waits for most often first; last what nobody has.
const SIDES: [Option<Side>; 4] = [Some(Side::Customer), Some(Side::Vendor), Some(Side::Partner), None];

pub(super) fn waiting_view(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Value {
    let groups = SIDES.into_iter().filter_map(|whose| {
        let owed: Vec<&Obligation> = placed.facts.obligations.iter().filter(|one| one.side == whose).collect();
        (!owed.is_empty()).then(|| group(edition, page, placed, whose, &owed))
    });
    let mut view = json!({ "groups": groups.collect::<Vec<_>>() });
    view["as_of"] = json!(edition.words.day(edition.today));
    view
}

fn group(
    edition: &Edition,
    page: &Page,
    placed: &PlacedEngagement,
    whose: Option<Side>,
    owed: &[&Obligation],
) -> Value {
    let facts = &placed.facts;
    let name = |one: &Obligation| one.who.as_ref().map(|who| facts.people.name(who)).unwrap_or_default();
    // The list has what is most overdue first, so a person stands where their most overdue is.
    let mut people: Vec<(_, Vec<&Obligation>)> = Vec::new();
    for one in owed {
        let who = name(one);
        match people.iter_mut().find(|(known, _)| *known == who) {
            Some((_, theirs)) => theirs.push(one),
            None => people.push((who, vec![one])),
        }
    }
    let late = |all: &[&Obligation]| all.iter().filter(|one| one.overdue > 0).count();
    // What waits on nobody in particular comes after the people.
    people.sort_by_key(|(name, theirs)| (name.is_empty(), Reverse(theirs.first().map_or(0, |one| one.overdue))));
    let counted =
        people.iter().map(|(name, theirs)| json!({ "name": name, "count": theirs.len(), "late": late(theirs) }));
    let label = whose.map_or_else(
        || json!(edition.words.say("Nobody is named")),
        |whose| side(edition, facts, whose)["label"].clone(),
    );
    let side_name = label.as_str().unwrap_or_default();
    let entries = people.iter().flat_map(|(name, theirs)| {
        let who = if name.is_empty() { side_name } else { name };
        theirs.iter().map(move |one| entry(edition, page, placed, who, one))
    });
    json!({
        "id": whose.map_or("tk-nobody".to_owned(), |whose| format!("tk-{}", whose.name())),
        "title": label,
        "count": owed.len(),
        "late": late(owed),
        "people": counted.collect::<Vec<_>>(),
        "entries": entries.collect::<Vec<_>>(),
    })
}

fn entry(edition: &Edition, page: &Page, placed: &PlacedEngagement, who: &str, owed: &Obligation) -> Value {
    let words = &*edition.words;
    let reference = owed.reference.as_ref();
    json!({
        "who": who,
        "what": html(&words.saying(&owed.what)),
        "href": reference.and_then(|one| entity_href(edition, page, placed, one.kind, &one.id)),
        "kind_label": words.say(owed_label(owed.kind)),
        "detail": owed.detail.as_ref().map(|detail| words.saying(detail)),
        "since": owed.since.map(|it| words.day(it)),
        "since_date": owed.since.map(|day| day.to_string()),
        "due": owed.due.map(|it| words.day(it)),
        "due_date": owed.due.map(|day| day.to_string()),
        "overdue": owed.overdue,
    })
}
