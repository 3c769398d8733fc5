//! Labels on what is for fewer than may read of the engagement, wherever its pages show it.
//!
//! Takes a finished view; adds a `badge` to each part of it that is such a thing, or leads to one. So no view has to ask, and
//! none can forget to. An edition for customers has no such things, and its views stay as they are.

use super::parts::entity_href;
use crate::audience::Audience;
use crate::model::wording::Words;
use crate::model::{Edition, Page, PlacedEngagement, anchor_of};
use crate::schema::kind::Kind;
use crate::schema::things::{Common, Line};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// The fields by which a part of a view is known: its id on the page, its name where it stands elsewhere, where it leads.
const NAMES: [&str; 3] = ["id", "thing_id", "href"];

pub(super) fn label(view: &mut Value, edition: &Edition, page: &Page, placed: &PlacedEngagement) {
    let mut known: FxHashMap<String, Audience> = FxHashMap::default();
    for ((kind, id), audience) in &placed.restrictions {
        let Some(entity) = placed.entities.find(*kind, id) else { continue };
        // Tasks of two phases may have one name.
        if *kind != Kind::Task || edition.page(entity.page).path == page.path {
            known.insert(anchor_of(*kind, &entity.id).to_string(), *audience);
        }
        if let Some(href) =
            entity_href(edition, page, placed, *kind, id).filter(|_| entity.anchor.is_some() || is_page(*kind))
        {
            known.insert(href, *audience);
        }
    }
    if !known.is_empty() {
        label_within(view, &known, &edition.words);
    }
}

/// True for a thing that has a page to itself: others without a place of their own lead to a page about more.
fn is_page(kind: Kind) -> bool {
    matches!(kind, Kind::Phase | Kind::Meeting)
}

fn label_within(view: &mut Value, known: &FxHashMap<String, Audience>, words: &Words) {
    match view {
        Value::Object(fields) => {
            fields.values_mut().for_each(|field| label_within(field, known, words));
            let names = NAMES.iter().filter_map(|name| fields.get(*name)?.as_str());
            if let Some(audience) = names.filter_map(|name| known.get(name)).min() {
                fields.insert("badge".to_owned(), badge_of(*audience, words));
            }
        }
        Value::Array(parts) => parts.iter_mut().for_each(|part| label_within(part, known, words)),
        _ => {}
    }
}

/// For whom a part is that has no name of its own, where that is fewer than may read of the engagement.
pub(super) fn badge(common: &Common, placed: &PlacedEngagement, words: &Words) -> Option<Value> {
    let own = common.audience.as_ref()?.value;
    (own < placed.audience).then(|| badge_of(own, words))
}

/// Points of a list, each with its badge.
pub(super) fn lines(lines: &[Line], placed: &PlacedEngagement, words: &Words) -> Vec<Value> {
    let line = |line: &Line| json!({ "text": line.text.value, "badge": badge(&line.common, placed, words) });
    lines.iter().map(line).collect()
}

/// An audience as the component `mark` shows it.
pub(super) fn badge_of(audience: Audience, words: &Words) -> Value {
    json!({ "id": audience.name(), "label": words.say(audience.label()) })
}
