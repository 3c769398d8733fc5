//! The hours of the launch, and the weeks after it.

use super::said;
use crate::model::anchor_of;
use crate::model::engagement::{Cutover, CutoverStep, Hypercare};
use crate::model::wording::{clock, hypercare_status};
use crate::schema::kind::Kind;
use crate::site::views::parts::status;
use crate::site::views::register::named::Looking;
use crate::site::views::restriction::{badge, lines};
use serde_json::{Value, json};

pub(super) fn cutover_view(cutover: &Cutover, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let launch = cutover.at.map(|at| at.date);
    let step = |step: &CutoverStep| {
        let declared = &step.declared;
        json!({
            "id": anchor_of(Kind::Step, &step.id),
            "text": step.text.value,
            "offset": words.offset(step.offset),
            "minutes": step.offset,
            "clock": words.step_clock(step, launch),
            "outside": step.is_outside,
            "duration": declared.duration.as_ref().map(|length| words.duration(length.value)),
            "owner": looking.party(step.owner.as_ref()),
            "guides": looking.guides(declared.runbook.iter().chain(&declared.guide)),
            "check": said(declared.check.as_ref()),
            "is_gate": step.is_gate,
            "no_return": step.is_point_of_no_return,
        })
    };
    let window =
        cutover.window.map(|(from, to)| words.fill("{from} to {to}", &[("from", &clock(from)), ("to", &clock(to))]));
    let rollback = cutover.declared.rollback.as_ref().map(|rollback| {
        json!({
            "triggers": lines(&rollback.triggers, looking.placed, words),
            "decider": looking.party(cutover.decider.as_ref()),
            "duration": rollback.duration.as_ref().map(|length| words.duration(length.value)),
            "guides": looking.guides(&rollback.runbook),
        })
    });
    json!({
        "at": cutover.at.map(|it| words.moment(it)),
        "time_zone": looking.placed.facts.declared.time_zone.as_ref().map(|zone| &zone.value.0),
        "window": window,
        "window_length": cutover.window_length.map(|it| words.hours(it)),
        "length": (cutover.length > 0).then(|| words.hours(cutover.length)),
        "fits": cutover.fits.unwrap_or(true),
        "steps": cutover.steps.iter().map(step).collect::<Vec<_>>(),
        "has_clock": cutover.steps.iter().any(|step| step.clock.is_some()),
        "rollback": rollback,
        "badge": badge(&cutover.declared.common, looking.placed, words),
    })
}

pub(super) fn hypercare_view(hypercare: &Hypercare, looking: Looking<'_>) -> Value {
    let words = looking.words();
    let declared = &hypercare.declared;
    let responders = hypercare.responders.iter().filter_map(|party| looking.party(Some(party)));
    json!({
        "period": hypercare.period.map(|it| words.days(it)),
        "length": declared.length.as_ref().map(|length| words.duration(length.value)),
        "status": status(words, hypercare_status(hypercare)),
        "badge": badge(&declared.common, looking.placed, words),
        "hours": said(declared.hours.as_ref()),
        "responders": responders.collect::<Vec<_>>(),
        "cadence": said(declared.cadence.as_ref()),
        "exit": lines(&declared.exit, looking.placed, words),
    })
}
