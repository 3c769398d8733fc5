//! Who is responsible, accountable, consulted and informed: activities by people.

use crate::model::engagement::{Engagement, Party};
use crate::model::{Edition, Page, PlacedEngagement};
use crate::schema::scalar::Name;
use crate::site::views::parts::side;
use crate::site::views::restriction::badge;
use ecow::EcoString;
use serde_json::{Value, json};

pub(super) fn raci_view(edition: &Edition, _page: &Page, placed: &PlacedEngagement) -> Value {
    let facts = &placed.facts;
    let words = &*edition.words;
    let rows = &facts.declared.plan.raci;
    let mut columns: Vec<&Name> = Vec::new();
    for name in rows
        .iter()
        .flat_map(|row| row.responsible.iter().chain(&row.accountable).chain(&row.consulted).chain(&row.informed))
    {
        if columns.iter().all(|known| known.as_str() != name.as_str()) {
            columns.push(name);
        }
    }
    columns.sort_by_key(|name| place_of(facts, name));
    let parties: Vec<Party> = columns.iter().map(|name| facts.people.party_now(name)).collect();
    let heads: Vec<Value> = parties.iter().map(|party| head(edition, facts, party)).collect();
    let view = rows.iter().map(|row| {
        let of = |names: &[Name], name: &Name| names.iter().any(|one| one.as_str() == name.as_str());
        let cells = columns.iter().zip(&heads).map(|(name, head)| {
            let parts = [
                ("R", "Responsible", &row.responsible),
                ("A", "Accountable", &row.accountable),
                ("C", "Consulted", &row.consulted),
                ("I", "Informed", &row.informed),
            ];
            let letters = parts.iter().filter(|(_, _, names)| of(names, name));
            let letters = letters.map(|(letter, word, _)| json!({ "letter": letter, "word": words.say(word) }));
            json!({ "letters": letters.collect::<Vec<_>>(), "head": head["title"] })
        });
        json!({
            "activity": row.activity.value,
            "badge": badge(&row.common, placed, words),
            "cells": cells.collect::<Vec<_>>(),
        })
    });
    json!({ "columns": heads, "rows": view.collect::<Vec<_>>() })
}

/// Roles in the plan's order, then people in theirs.
fn place_of(facts: &Engagement, name: &Name) -> (bool, usize) {
    let role = facts.declared.plan.roles.iter().position(|role| role.id.as_str() == name.as_str());
    let person = || facts.people.person(name).map_or(usize::MAX, |id| id.0);
    role.map_or_else(|| (true, person()), |place| (false, place))
}

/// A role with who holds it, or a person with their title.
fn head(edition: &Edition, facts: &Engagement, party: &Party) -> Value {
    let name = facts.people.name(party);
    let (title, detail) = match &party.role {
        Some((_, title)) => (title.clone(), Some(name.clone()).filter(|name| name != title)),
        None => {
            let person = party.people.first().map(|id| facts.people.get(*id));
            (name, person.and_then(|person| facts.people.title_of(person)).cloned())
        }
    };
    let detail: Option<EcoString> = detail;
    let side = party.side.map(|one| side(edition, facts, one)["label"].clone());
    json!({ "title": title, "detail": detail, "side": side })
}
