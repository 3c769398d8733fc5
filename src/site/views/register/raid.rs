//! The RAID log: a table for each kind of entry, what is open first, what is over folded away.

use crate::model::engagement::{RaidEntry, RaidUseKind, RiskLevel};
use crate::model::wording::{
    Words, raid_duty_label, raid_kinds_label, raid_status, raid_use_label, response_label, risk_level_label,
};
use crate::model::{Edition, Page, PlacedEngagement, Register, anchor_of, kind_of_raid};
use crate::path::{fragment_url, relative_url};
use crate::schema::kind::Kind;
use crate::schema::things::{Line, RaidKind};
use crate::site::views::parts::{entity_href, html, link, party, status};
use ecow::EcoString;
use serde_json::{Value, json};

/// The kinds in the order in which one asks for them.
const ORDER: [RaidKind; 6] =
    [RaidKind::Issue, RaidKind::Risk, RaidKind::Action, RaidKind::Dependency, RaidKind::Assumption, RaidKind::Decision];

pub(super) fn raid_view(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Value {
    let log = &placed.facts.raid;
    let groups = ORDER.into_iter().filter_map(|kind| group(edition, page, placed, kind));
    json!({
        "groups": groups.collect::<Vec<_>>(),
        "open": log.iter().filter(|entry| !entry.is_over()).count(),
        "late": log.iter().filter(|entry| entry.is_late()).count(),
    })
}

/// The entries of one kind; nothing where there are none.
fn group(edition: &Edition, page: &Page, placed: &PlacedEngagement, kind: RaidKind) -> Option<Value> {
    let of_kind: Vec<&RaidEntry> = placed.facts.raid.iter().filter(|entry| entry.kind_now() == kind).collect();
    // A decision that was made is what one looks for.
    let is_folded = |entry: &&RaidEntry| entry.is_over() && kind != RaidKind::Decision;
    let (folded, mut shown): (Vec<&RaidEntry>, Vec<&RaidEntry>) = of_kind.into_iter().partition(is_folded);
    shown.sort_by_key(|entry| {
        let score = std::cmp::Reverse(entry.score.map_or(0, |score| score.value));
        (entry.is_over(), score, entry.next.is_none(), entry.next.map(|next| next.on))
    });
    if shown.is_empty() && folded.is_empty() {
        return None;
    }
    let row = |entry: &&RaidEntry| entry_view(edition, page, placed, entry);
    let all = || shown.iter().chain(&folded);
    Some(json!({
        "id": format!("tk-{}", kind.name()),
        "title": edition.words.say(raid_kinds_label(kind)),
        "has_numbers": all().any(|entry| entry.number().is_some()),
        "has_scores": all().any(|entry| entry.score.is_some()),
        "has_responses": all().any(|entry| entry.declared.response.is_some()),
        "is_decision": kind == RaidKind::Decision,
        "shown": shown.iter().map(row).collect::<Vec<_>>(),
        "folded": folded.iter().map(row).collect::<Vec<_>>(),
    }))
}

fn entry_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, entry: &RaidEntry) -> Value {
    let facts = &placed.facts;
    let words = &*edition.words;
    let declared = &entry.declared;
    let owner = if entry.kind == RaidKind::Decision { entry.decided_by.as_ref() } else { entry.owner.as_ref() };
    let over = entry
        .closed_on()
        .map(|on| (words.say(if entry.kind == RaidKind::Decision { "Decided" } else { "Closed" }), on));
    let next = entry.next.map(|next| (words.say(raid_duty_label(next.what)), next.on)).or(over);
    json!({
        "id": anchor_of(kind_of_raid(entry.kind), &entry.id),
        "number": entry.number(),
        "title": html(&entry.title.value),
        "score": entry.score.map(|score| json!({
            "value": score.value, "id": level_name(score.level), "label": words.say(risk_level_label(score.level)),
        })),
        "status": status(words, raid_status(entry)),
        "owner": party(facts, owner),
        "day": next.map(|(label, on)| json!({
            "label": label, "day": words.near_day(on, edition.today), "date": on.to_string(), "late": entry.is_late(),
        })),
        "response": declared.response.as_ref().map(|response| words.say(response_label(response.value))),
        "opened": declared.opened.as_ref().map(|opened| words.near_day(opened.value, edition.today)),
        "details": details(placed, entry, words),
        "uses": uses(edition, page, placed, entry),
    })
}

/// What stands under the title, each with the words before it.
fn details(placed: &PlacedEngagement, entry: &RaidEntry, words: &Words) -> Vec<Value> {
    let facts = &placed.facts;
    let declared = &entry.declared;
    let mut lines: Vec<(&str, EcoString)> = Vec::new();
    let mut add = |label: &'static str, text: Option<EcoString>| lines.extend(text.map(|text| (label, text)));
    let text = |text: &Option<crate::schema::scalar::Text>| text.as_ref().map(|text| text.value.clone());
    add("", text(&declared.description));
    add("", entry.became.map(|on| words.became_label(on)));
    add("Mitigation", text(&declared.mitigation));
    add("If it does not hold", text(&declared.if_false));
    let waits = entry.waits_for.as_ref().map(|party| facts.people.name(party)).filter(|name| !name.is_empty());
    add("Waits for", waits.filter(|_| declared.owner.is_some()));
    let options: Vec<&str> = declared.options.iter().map(|line: &Line| line.text.value.as_str()).collect();
    add("Options", Some(EcoString::from(options.join(", "))).filter(|options| !options.is_empty()));
    add("Outcome", text(&declared.outcome));
    lines.into_iter().map(|(label, text)| json!({ "label": words.say(label), "text": html(&text) })).collect()
}

/// What names the entry, and the minutes that speak of it, as links.
fn uses(edition: &Edition, page: &Page, placed: &PlacedEngagement, entry: &RaidEntry) -> Vec<Value> {
    let mut uses: Vec<Value> = Vec::new();
    for part in &entry.named_by {
        let href = match part.how {
            // The plan says what was moved and why.
            RaidUseKind::Moved => {
                placed.registers.get(&Register::Plan).map(|plan| relative_url(&page.path, &edition.page(*plan).path))
            }
            _ => entity_href(edition, page, placed, part.part.kind, &part.part.id),
        };
        uses.push(json!({ "label": edition.words.say(raid_use_label(part)), "title": part.title, "href": href }));
    }
    for guide in &entry.declared.minutes {
        let Some(id) = placed.guide_at(&guide.at) else { continue };
        let mut minutes = link(edition, page, id);
        let task = edition.guide_of(edition.page(id)).and_then(|guide| guide.outline.task_of_action(&entry.id));
        if let Some(task) = task.filter(|_| kind_of_raid(entry.kind) == Kind::Action) {
            let href = minutes["href"].as_str().unwrap_or_default().to_owned();
            minutes["href"] = json!(href + &fragment_url(&format!("t-{task}")));
        }
        minutes["label"] = json!(format!("{}:", edition.words.say("Minutes")));
        uses.push(minutes);
    }
    uses
}

fn level_name(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::Low => "low",
        RiskLevel::Medium => "medium",
        RiskLevel::High => "high",
        RiskLevel::VeryHigh => "very-high",
    }
}
