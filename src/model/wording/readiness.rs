//! How gates, sign-offs and obligations are said.

use super::{Status, StatusId, status};
use crate::model::engagement::{Gate, GateState, Owed, SignOff, SignOffState};
use ecow::{EcoString, eco_format};

/// The state of a gate.
#[must_use]
pub fn gate_status(gate: &Gate) -> Status {
    match gate.state {
        GateState::Unmet => status(StatusId::Open, "Not met"),
        GateState::Met => status(StatusId::Done, "Met"),
        GateState::Waived => status(StatusId::Waived, "Waived"),
        GateState::Passed => status(StatusId::Done, "Passed"),
    }
}

/// How much of what a gate requires holds: "3 of 5".
#[must_use]
pub fn gate_count(gate: &Gate) -> EcoString {
    match gate.total() {
        0 => "requires nothing".into(),
        total => eco_format!("{} of {total}", gate.met),
    }
}

/// The state of a sign-off.
#[must_use]
pub fn sign_off_status(sign_off: &SignOff) -> Status {
    match sign_off.state {
        SignOffState::Open => status(StatusId::Open, "Not signed"),
        SignOffState::Partly => status(StatusId::Active, "Partly signed"),
        SignOffState::Complete => status(StatusId::Done, "Signed"),
    }
}

/// What is to be done about what is owed.
#[must_use]
pub fn owed_label(owed: Owed) -> &'static str {
    match owed {
        Owed::Unblocking => "Blocked task",
        Owed::Task => "Task",
        Owed::Prerequisite => "Prerequisite",
        Owed::Expectation => "Expectation",
        Owed::Ask => "Asked for",
        Owed::Action => "Action",
        Owed::Dependency => "Dependency",
        Owed::Issue => "Issue",
        Owed::RiskReview => "Review of a risk",
        Owed::Validation => "Test of an assumption",
        Owed::Delivery => "Delivery",
        Owed::Acceptance => "Acceptance",
        Owed::Signature => "Signature",
        Owed::Renewal => "Renewal",
    }
}

/// How long a day is over: "1 day", "12 days".
#[must_use]
pub fn days_over(days: u32) -> EcoString {
    if days == 1 { "1 day".into() } else { eco_format!("{days} days") }
}
