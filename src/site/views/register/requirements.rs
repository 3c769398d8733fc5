//! What must be met, trial beside production, with what shows it; and how the work is accepted.

use super::named::{Looking, facts};
use crate::model::engagement::{Confirmation, Coverage, Difference, Requirement, SuccessCriterion};
use crate::model::wording::{
    coverage_status, criterion_status, design_status, difference_label, priority_label, proof_status,
};
use crate::model::{Edition, Page, PlacedEngagement, anchor_of};
use crate::schema::kind::Kind;
use crate::site::views::parts::{link, status};
use serde_json::{Value, json};

pub(super) fn requirements_view(edition: &Edition, page: &Page, placed: &PlacedEngagement) -> Value {
    let looking = Looking { edition, page, placed };
    let words = looking.words();
    let facts = &placed.facts;
    let design = facts.declared.plan.design.as_ref();
    let document = design.and_then(|design| placed.guide_at(&design.document.as_ref()?.at));
    let count = |is: &dyn Fn(&Requirement) -> bool| facts.requirements.iter().filter(|one| is(one)).count();
    json!({
        "design": document.map(|document| link(edition, page, document)),
        "design_status": design.and_then(|design| Some(status(words, design_status(design.status.as_ref()?.value)))),
        "requirements": facts.requirements.iter().map(|one| requirement_view(one, looking)).collect::<Vec<_>>(),
        "shown": count(&|one| one.coverage == Coverage::Shown),
        "counted": count(&|one| one.coverage != Coverage::NotNeeded),
        "uncovered": count(&|one| one.coverage == Coverage::Uncovered),
        "differing": count(&|one| matches!(one.difference, Difference::Differs | Difference::OnlyProduction)),
        "criteria": facts.success_criteria.iter().map(|one| criterion_view(one, looking)).collect::<Vec<_>>(),
    })
}

fn requirement_view(requirement: &Requirement, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let proofs = requirement.proofs.iter().map(|proof| {
        let mut entry = looking.thing(proof.reference.kind, &proof.reference.id, None);
        entry["status"] = json!(proof_status(proof.state).map(|one| status(words, one)));
        entry
    });
    let text = |text: &Option<crate::schema::scalar::Text>| text.as_ref().map(|text| text.value.clone());
    json!({
        "id": anchor_of(Kind::Requirement, &requirement.id),
        "title": requirement.title.value,
        "trial": text(&requirement.trial),
        "production": text(&requirement.production),
        "difference": difference_label(requirement.difference).map(|label| words.say(label)),
        "differs": matches!(requirement.difference, Difference::Differs | Difference::OnlyProduction),
        "priority": requirement.priority.map(|priority| words.say(priority_label(priority))),
        // By weight, and what has none after all that have.
        "priority_order": requirement.priority.map(|priority| (priority as u8).to_string()),
        "coverage": status(words, coverage_status(requirement.coverage)),
        "proofs": proofs.collect::<Vec<_>>(),
        "facts": facts(&requirement.declared.common),
    })
}

fn criterion_view(criterion: &SuccessCriterion, looking: Looking<'_>) -> Value {
    let facts = &looking.placed.facts;
    let words = looking.words();
    let said = |word: Option<&Confirmation>| {
        word.map(|word| {
            json!({
                "label": words.confirmation(word, &facts.people),
                "date": word.date.map(|date| date.to_string()),
                "evidence": word.evidence.as_ref().and_then(|evidence| looking.place(evidence)),
            })
        })
    };
    let waived = criterion.waived.as_ref().map(|waiver| {
        let by = waiver.by.as_ref().map(|by| facts.people.name(&facts.people.party(by)));
        json!({ "by": by, "reason": waiver.reason.as_ref().map(|reason| &reason.value) })
    });
    json!({
        "id": anchor_of(Kind::Criterion, &criterion.id),
        "text": criterion.text.value,
        "status": status(words, criterion_status(criterion.status)),
        "phase": criterion.phase.as_ref().map(|phase| looking.thing(Kind::Phase, phase, None)),
        "verified": said(criterion.verified.as_ref()),
        "accepted": said(criterion.accepted.as_ref()),
        "waived": waived,
    })
}
