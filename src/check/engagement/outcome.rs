//! Metrics whose day has passed without a reading.

use super::Look;
use crate::diagnostic::{Diagnostic, Rule};
use crate::model::engagement::Milestone;
use crate::model::wording::day;
use crate::schema::scalar::Target;
use crate::schema::things;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    look.declared.plan.metrics.iter().filter_map(|metric| unread(look, metric)).collect()
}

/// What no reading can meet or miss is for people to judge, and one without a target has been reported.
fn unread(look: &Look<'_>, metric: &things::Metric) -> Option<Diagnostic> {
    let target = metric.target.as_ref()?;
    if matches!(target.value, Target::Words(_)) || !metric.readings.is_empty() {
        return None;
    }
    // A launch that is overdue has not been yet.
    let launch = look.facts.launch().filter(|launch| !launch.is_late).and_then(Milestone::day)?;
    let after = metric.checkpoint.as_ref().map_or(launch, |checkpoint| checkpoint.value.most.after(launch));
    (after < look.today).then(|| {
        let title = &metric.title.value;
        let message = format!("\"{title}\" was to be judged on {}, and there is no reading", day(after));
        Diagnostic::new(Rule::MetricIncomplete, look.place(&[&metric.id.at]), message)
            .help(format!("Add one: `{{ id: {}, readings: [{{ date: ..., value: ... }}] }}`.", metric.id.value))
    })
}
