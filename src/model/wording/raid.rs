//! What entries of the RAID log are called, and how they stand.

use super::{Status, StatusId, Words, status};
use crate::model::engagement::{RaidDuty, RaidEntry, RaidUse, RaidUseKind, RiskLevel};
use crate::schema::things::{RaidKind, RaidStatus, Response};
use ecow::{EcoString, eco_format};
use jiff::civil::Date;

/// What one entry of a kind is called.
#[must_use]
pub fn raid_kind_label(kind: RaidKind) -> &'static str {
    match kind {
        RaidKind::Risk => "Risk",
        RaidKind::Assumption => "Assumption",
        RaidKind::Issue => "Issue",
        RaidKind::Dependency => "Dependency",
        RaidKind::Action => "Action",
        RaidKind::Decision => "Decision",
    }
}

/// What the entries of a kind are called.
#[must_use]
pub fn raid_kinds_label(kind: RaidKind) -> &'static str {
    match kind {
        RaidKind::Risk => "Risks",
        RaidKind::Assumption => "Assumptions",
        RaidKind::Issue => "Issues",
        RaidKind::Dependency => "Dependencies",
        RaidKind::Action => "Actions",
        RaidKind::Decision => "Decisions",
    }
}

/// The state of an entry of the RAID log.
#[must_use]
pub fn raid_status(entry: &RaidEntry) -> Status {
    match (entry.state, entry.next.filter(|next| next.is_late).map(|next| next.what)) {
        (RaidStatus::Closed, _) if entry.kind == RaidKind::Decision => status(StatusId::Done, "Decided"),
        (RaidStatus::Closed, _) if entry.kind == RaidKind::Action => status(StatusId::Done, "Done"),
        (RaidStatus::Closed, _) => status(StatusId::Done, "Closed"),
        (_, Some(RaidDuty::Due)) => status(StatusId::Blocked, "Overdue"),
        (_, Some(RaidDuty::Needed)) => status(StatusId::Blocked, "Late"),
        (_, Some(RaidDuty::Validated)) => status(StatusId::Blocked, "Not validated"),
        (_, Some(RaidDuty::Reviewed)) => status(StatusId::Blocked, "Review overdue"),
        (RaidStatus::Watching, None) => status(StatusId::Active, "Watching"),
        (RaidStatus::Open, None) => status(StatusId::Open, "Open"),
    }
}

/// "Due", "Review by": what the day of an entry means.
#[must_use]
pub fn raid_duty_label(duty: RaidDuty) -> &'static str {
    match duty {
        RaidDuty::Due => "Due",
        RaidDuty::Needed => "Needed by",
        RaidDuty::Validated => "Validate by",
        RaidDuty::Reviewed => "Review by",
    }
}

/// "High".
#[must_use]
pub fn risk_level_label(level: RiskLevel) -> &'static str {
    match level {
        RiskLevel::Low => "Low",
        RiskLevel::Medium => "Medium",
        RiskLevel::High => "High",
        RiskLevel::VeryHigh => "Very high",
    }
}

/// What is done about a risk, in a word.
#[must_use]
pub fn response_label(response: Response) -> &'static str {
    match response {
        Response::Avoid => "Avoid",
        Response::Mitigate => "Mitigate",
        Response::Transfer => "Transfer",
        Response::Accept => "Accept",
    }
}

/// What a part of the plan has to do with an entry: the words before its title.
#[must_use]
pub fn raid_use_label(part: &RaidUse) -> &'static str {
    match part.how {
        RaidUseKind::Blocks => "Blocks",
        RaidUseKind::Moved => "Moved the plan from",
        RaidUseKind::Excepted => "Excepted from",
        RaidUseKind::Required => "Required by",
    }
}

impl Words {
    /// "Became an issue on 5 Mar 2026".
    #[must_use]
    pub fn became_label(&self, on: Date) -> EcoString {
        self.fill("Became an issue on {day}", &[("day", &self.day(on))])
    }
}

/// The title with the number that somebody gave it: "R-01 Storage quota comes late".
#[must_use]
pub fn raid_title(entry: &RaidEntry) -> EcoString {
    match entry.number() {
        Some(number) => eco_format!("{number} {}", entry.title.value),
        None => entry.title.value.clone(),
    }
}
