//! What cannot be judged, or has no answer: metrics, requirements and risks.

use super::Look;
use crate::diagnostic::{Diagnostic, Rule};
use crate::model::engagement::{Milestone, RaidEntry, RiskLevel};
use crate::model::wording::day;
use crate::schema::scalar::Target;
use crate::schema::things::{self, Priority, RaidKind};

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let plan = &look.declared.plan;
    let mut diagnostics: Vec<Diagnostic> = plan.metrics.iter().filter_map(|metric| unjudged(look, metric)).collect();
    let requirements = plan.design.iter().flat_map(|design| &design.requirements);
    diagnostics.extend(requirements.filter_map(untested));
    diagnostics.extend(look.facts.raid.iter().filter_map(unmitigated));
    diagnostics
}

/// A metric that nobody can say of whether it was reached: it has no target, or its day has passed without a reading.
fn unjudged(look: &Look<'_>, metric: &things::Metric) -> Option<Diagnostic> {
    let title = &metric.title.value;
    let Some(target) = &metric.target else {
        let message = format!("nobody can say whether \"{title}\" was reached: it has no `target`");
        let help = "Write what it should come to, such as `target: \"< 2\"`, or in words.";
        return Some(Diagnostic::new(Rule::MetricIncomplete, metric.id.at.clone(), message).help(help));
    };
    if matches!(target.value, Target::Words(_)) || !metric.readings.is_empty() {
        return None;
    }
    // A launch that is overdue has not been yet.
    let launch = look.facts.launch().filter(|launch| !launch.is_late).and_then(Milestone::day)?;
    let after = metric.checkpoint.as_ref().map_or(launch, |checkpoint| checkpoint.value.most.after(launch));
    (after < look.today).then(|| {
        let message = format!("\"{title}\" was to be judged on {}, and there is no reading", day(after));
        Diagnostic::new(Rule::MetricIncomplete, look.place(&[&metric.id.at]), message)
            .help(format!("Add one: `{{ id: {}, readings: [{{ date: ..., value: ... }}] }}`.", metric.id.value))
    })
}

fn untested(requirement: &things::Requirement) -> Option<Diagnostic> {
    let priority = requirement.priority.as_ref().filter(|priority| priority.value == Priority::Must)?;
    requirement.verified_by.is_empty().then(|| {
        let title = &requirement.title.value;
        let message = format!("the requirement \"{title}\" must be met, and nothing says how that is shown");
        Diagnostic::new(Rule::UntestedRequirement, requirement.id.at.clone(), message)
            .related(priority.at.clone(), "it must be met")
            .help("Name what shows it, such as a success criterion: `verified_by: [criterion:...]`.")
    })
}

/// A risk that weighs much and that nobody has said a word about what is done.
fn unmitigated(entry: &RaidEntry) -> Option<Diagnostic> {
    let score = entry.score.filter(|score| score.level >= RiskLevel::High)?;
    let declared = &entry.declared;
    let is_risk = entry.kind == RaidKind::Risk && entry.kind_now() == RaidKind::Risk && !entry.is_over();
    let is_answered = declared.response.is_some() || declared.mitigation.is_some();
    (is_risk && !is_answered).then(|| {
        let title = &entry.title.value;
        let message = format!("the risk \"{title}\" scores {}, and nothing is done about it", score.value);
        Diagnostic::new(Rule::RiskUnmitigated, entry.id.at.clone(), message)
            .help("Write what is done as `mitigation`, or `response: accept` where nothing shall be.")
    })
}
