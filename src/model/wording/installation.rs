//! How requirements, ways in, ends and the hours of a launch are said.

use super::{ENGLISH, Status, StatusId, Words, clock, status};
use crate::model::engagement::{
    Access, AccessState, Coverage, CutoverStep, Dated, Difference, Expiry, Hypercare, ProofState,
};
use crate::schema::kind::Kind;
use crate::schema::things::{DesignStatus, PrerequisiteCategory, Priority};
use ecow::{EcoString, eco_format};

/// How much a requirement matters.
#[must_use]
pub fn priority_label(priority: Priority) -> &'static str {
    match priority {
        Priority::Must => "Must",
        Priority::Should => "Should",
        Priority::Could => "Could",
        Priority::Wont => "Won't",
    }
}

/// Where a design stands.
#[must_use]
pub fn design_status(state: DesignStatus) -> Status {
    match state {
        DesignStatus::Draft => status(StatusId::Open, "Draft"),
        DesignStatus::InReview => status(StatusId::Active, "In review"),
        DesignStatus::Approved => status(StatusId::Done, "Approved"),
    }
}

/// How production differs from the trial; nothing where nothing is said of either.
#[must_use]
pub fn difference_label(difference: Difference) -> Option<&'static str> {
    match difference {
        Difference::Differs => Some("Differs"),
        Difference::Same => Some("Same"),
        Difference::OnlyProduction => Some("Production only"),
        Difference::OnlyTrial => Some("Trial only"),
        Difference::Unsaid => None,
    }
}

/// Whether a requirement is shown to be met.
#[must_use]
pub fn coverage_status(coverage: Coverage) -> Status {
    match coverage {
        Coverage::Uncovered => status(StatusId::Blocked, "Not covered"),
        Coverage::Open => status(StatusId::Open, "Not shown yet"),
        Coverage::Shown => status(StatusId::Done, "Shown"),
        Coverage::Failed => status(StatusId::Blocked, "Failed"),
        Coverage::NotNeeded => status(StatusId::Waived, "Not needed"),
    }
}

/// Where a proof stands; nothing of what says so for itself.
#[must_use]
pub fn proof_status(state: ProofState) -> Option<Status> {
    match state {
        ProofState::Open => Some(status(StatusId::Open, "Open")),
        ProofState::Holds => Some(status(StatusId::Done, "Met")),
        ProofState::Fails => Some(status(StatusId::Blocked, "Failed")),
        ProofState::Waived => Some(status(StatusId::Waived, "Waived")),
        ProofState::Named => None,
    }
}

/// What a prerequisite is about.
#[must_use]
pub fn category_label(category: PrerequisiteCategory) -> &'static str {
    match category {
        PrerequisiteCategory::Access => "Access",
        PrerequisiteCategory::Network => "Network",
        PrerequisiteCategory::Artifact => "Artifacts",
        PrerequisiteCategory::Permission => "Permissions",
        PrerequisiteCategory::DnsTls => "DNS and TLS",
        PrerequisiteCategory::Sizing => "Sizing",
        PrerequisiteCategory::People => "People",
    }
}

/// Whether a way in is still open.
#[must_use]
pub fn access_status(access: &Access) -> Status {
    match access.state {
        AccessState::Open | AccessState::Expiring(_) if access.holder_has_left => {
            status(StatusId::Blocked, "Holder has left")
        }
        AccessState::Open => status(StatusId::Done, "Open"),
        AccessState::Expiring(_) => status(StatusId::Active, "Ends soon"),
        AccessState::Expired => status(StatusId::Blocked, "Expired"),
        AccessState::Revoked => status(StatusId::Waived, "Revoked"),
    }
}

/// How near something is to its end.
#[must_use]
pub fn expiry_status(expiry: &Expiry) -> Status {
    if expiry.days_left < 0 {
        status(StatusId::Blocked, "Over")
    } else if expiry.is_near() {
        status(StatusId::Active, "Ends soon")
    } else {
        status(StatusId::Done, "Valid")
    }
}

impl Words {
    /// "T−2 h", "T", "T+1 h 30 min".
    #[must_use]
    pub fn offset(&self, minutes: i32) -> EcoString {
        match minutes {
            0 => "T".into(),
            before if before < 0 => eco_format!("T−{}", self.hours(before.saturating_neg())),
            after => eco_format!("T+{}", self.hours(after)),
        }
    }

    /// "22:00", with the day where that is not the cutover's.
    #[must_use]
    pub fn step_clock(&self, step: &CutoverStep, launch: Option<jiff::civil::Date>) -> Option<EcoString> {
        let at = step.clock?;
        let time = clock(at.time());
        Some(if launch == Some(at.date()) { time } else { eco_format!("{time}, {}", self.day(at.date())) })
    }

    /// "2 h 15 min".
    #[must_use]
    pub fn hours(&self, minutes: i32) -> EcoString {
        let counted = |count: i32, phrase: &str| self.fill(phrase, &[("n", &count.to_string())]);
        match (minutes / 60, minutes % 60) {
            (0, minutes) => counted(minutes, "{n} min"),
            (hours, 0) => counted(hours, "{n} h"),
            (hours, minutes) => eco_format!("{} {}", counted(hours, "{n} h"), counted(minutes, "{n} min")),
        }
    }
}

/// "T−2 h", "T", "T+1 h 30 min".
#[must_use]
pub fn offset(step: &CutoverStep) -> EcoString {
    ENGLISH.offset(step.offset)
}

/// "2 h 15 min".
#[must_use]
pub fn hours(minutes: i32) -> EcoString {
    ENGLISH.hours(minutes)
}

/// Whether the watch after the launch is kept.
#[must_use]
pub fn hypercare_status(hypercare: &Hypercare) -> Status {
    if hypercare.is_over {
        status(StatusId::Done, "Over")
    } else if hypercare.is_now {
        status(StatusId::Active, "Under way")
    } else {
        status(StatusId::Open, "To come")
    }
}

/// Whether something that has a day is over.
#[must_use]
pub fn dated_status(dated: &Dated, today: jiff::civil::Date) -> Status {
    if dated.is_over {
        let label = match dated.kind {
            Kind::Milestone => "Reached",
            Kind::Meeting | Kind::Training => "Held",
            Kind::Change => "Agreed",
            Kind::Deliverable => "Delivered",
            Kind::Prerequisite => "Met",
            _ => "Done",
        };
        status(StatusId::Done, label)
    } else if dated.is_late {
        status(StatusId::Blocked, "Late")
    } else if dated.on <= today && dated.until.is_some() {
        status(StatusId::Active, "Under way")
    } else {
        status(StatusId::Open, "To come")
    }
}
