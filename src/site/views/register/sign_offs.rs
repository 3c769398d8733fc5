//! The gates with what is missing, and who has accepted what.

use crate::model::engagement::{Gate, Party, Required, SignOff, Signature, Subject};
use crate::model::wording::{Status, StatusId, fulfilment_status, gate_status, sign_off_status};
use crate::model::{Edition, Page, PlacedEngagement, anchor_of};
use crate::schema::kind::Kind;
use crate::schema::scalar::Cause;
use crate::schema::things::Fulfilment;
use crate::site::views::parts::{capitalised, link, side, status, thing};
use serde_json::{Value, json};

pub(super) fn sign_offs_view(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Value {
    let gates = placed.gates.iter().map(|gate| gate_view(edition, page, placed, gate));
    let sign_offs = placed.facts.sign_offs.iter().map(|one| sign_off_view(edition, page, placed, one));
    json!({ "gates": gates.collect::<Vec<_>>(), "sign_offs": sign_offs.collect::<Vec<_>>() })
}

fn gate_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, gate: &Gate) -> Value {
    let words = &*edition.words;
    let (missing, holding): (Vec<&Required>, Vec<&Required>) =
        gate.required.iter().partition(|one| one.state == Fulfilment::Open);
    let views = |all: Vec<&Required>| -> Vec<Value> {
        all.into_iter().map(|one| required_view(edition, page, placed, one)).collect()
    };
    let waived = gate.waived.as_ref().map(|by| words.fill("Waived by {name}", &[("name", by)]));
    let passed = gate.passed.map(|on| words.fill("Passed on {day}", &[("day", &words.day(on))]));
    json!({
        "id": anchor_of(Kind::Gate, &gate.id),
        "title": gate.title.value,
        "status": status(words, gate_status(gate)),
        "progress": { "done": gate.met, "total": gate.total() },
        "note": passed.or(waived),
        "missing": views(missing),
        "holding": views(holding),
    })
}

/// A thing that a gate requires, as a link with what is said of it.
pub(in crate::site::views) fn required_view(
    edition: &Edition,
    page: &Page,
    placed: &PlacedEngagement,
    required: &Required,
) -> Value {
    let to = match required.page {
        Some(id) => link(edition, page, id),
        None => thing(edition, page, placed, &required.reference),
    };
    let words = &*edition.words;
    let word = fulfilment_status(required.state);
    let word = if required.has_failed { Status { id: StatusId::Blocked, ..word } } else { word };
    json!({
        "title": words.saying(&required.title),
        "kind_label": words.say(required.reference.kind.label()),
        "kind_title": capitalised(words.say(required.reference.kind.label())),
        "href": to["href"],
        "status": status(words, word),
        "says": words.saying(&required.says),
    })
}

fn sign_off_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, sign_off: &SignOff) -> Value {
    let facts = &placed.facts;
    let words = &*edition.words;
    let parties = sign_off.parties.iter().map(|one| party_view(edition, placed, &one.party, one.signed.as_ref()));
    let others = sign_off.others.iter().map(|one| party_view(edition, placed, &one.by, Some(one)));
    let exceptions = sign_off.exceptions.iter().map(|exception| match &exception.value {
        Cause::Reference(reference) => thing(edition, page, placed, reference),
        Cause::Words(_) => json!({ "title": words.cause(exception, facts), "href": null }),
    });
    let last = sign_off.signatures().filter_map(|signature| signature.date).max().filter(|_| sign_off.is_complete());
    json!({
        "id": anchor_of(Kind::SignOff, &sign_off.id),
        "title": sign_off.title.value,
        "status": status(words, sign_off_status(sign_off)),
        "subject": subject_view(edition, page, placed, sign_off),
        "parties": parties.chain(others).collect::<Vec<_>>(),
        "accepted": last.map(|it| words.day(it)),
        "accepted_date": last.map(|last| last.to_string()),
        "exceptions": exceptions.collect::<Vec<_>>(),
        "statement": sign_off.statement.as_ref().map(|text| &text.value),
    })
}

fn subject_view(edition: &Edition, page: &Page, placed: &PlacedEngagement, sign_off: &SignOff) -> Vec<Value> {
    match &sign_off.subject {
        Subject::Unsaid => Vec::new(),
        Subject::Design => {
            let design = placed.facts.declared.plan.design.as_ref();
            let document = design.and_then(|design| placed.guide_at(&design.document.as_ref()?.at));
            let unwritten = || json!({ "title": edition.words.say("The design"), "href": null });
            vec![document.map_or_else(unwritten, |id| link(edition, page, id))]
        }
        Subject::Things(things) => things.iter().map(|reference| thing(edition, page, placed, reference)).collect(),
        Subject::Words(text) => vec![json!({ "title": text.value, "href": null })],
    }
}

/// Who signs, under the name that they signed with.
fn party_view(edition: &Edition, placed: &PlacedEngagement, party: &Party, signed: Option<&Signature>) -> Value {
    let facts = &placed.facts;
    let words = &*edition.words;
    let name = facts.people.name(signed.map_or(party, |signature| &signature.by));
    let role = party.role.as_ref().map(|(_, title)| title).filter(|title| **title != name);
    let whose = party.side.map(|whose| side(edition, facts, whose)["label"].clone());
    let version = signed.and_then(|signature| signature.version.as_ref());
    json!({
        "name": name,
        "role": role,
        "side": whose,
        "signed": signed.is_some(),
        "on": signed.and_then(|signature| signature.date).map(|it| words.day(it)),
        "version": version.map(|version| &version.value),
    })
}
