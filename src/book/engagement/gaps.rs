//! What a plan does not say and should: who is accountable, what a metric should come to, what shows that a requirement is
//! met, what is done about a risk.
//!
//! Works on trees, where a value that could not be read, which has been reported, is not missing. What takes the day or a
//! person to tell is for `check`.

use crate::diagnostic::{Diagnostic, Rule};
use crate::schema::node::{Node, Value};

/// A risk that weighs this much, likelihood times impact, needs an answer.
const WEIGHTY: u32 = 10;

/// Reports the gaps of an engagement's plan. One that is over is left in peace.
pub(super) fn check(engagement: &Node) -> Vec<Diagnostic> {
    let mut diagnostics = check_raci(engagement, true);
    if engagement.get("status").and_then(Node::as_text).is_some_and(|status| status == "closed") {
        return diagnostics;
    }
    diagnostics.extend(things(engagement.get("metrics")).filter_map(without_target));
    let design = engagement.get("design");
    diagnostics.extend(things(design.and_then(|design| design.get("requirements"))).filter_map(untested));
    diagnostics.extend(things(engagement.get("raid")).filter_map(unmitigated));
    diagnostics
}

/// Reports activities for which several are accountable, and where the plan `is_complete`, also those for which nobody is:
/// a playbook may leave that to whoever extends it. Names are counted; who stands behind a role is for `check`.
pub(super) fn check_raci(plan: &Node, is_complete: bool) -> Vec<Diagnostic> {
    things(plan.get("raci")).filter_map(|row| check_row(row, is_complete)).collect()
}

fn things(list: Option<&Node>) -> impl Iterator<Item = &Node> {
    list.and_then(Node::as_list).unwrap_or_default().iter()
}

fn check_row(row: &Node, is_complete: bool) -> Option<Diagnostic> {
    let activity = row.get("activity")?;
    let title = activity.as_text()?;
    let named = match row.get("accountable") {
        None => &[],
        Some(Node { value: Value::List(names), .. }) => &names[..],
        Some(_) => return None,
    };
    match named {
        [] if is_complete => {
            let message = format!("nobody is accountable for \"{title}\"");
            let problem = Diagnostic::new(Rule::RaciAccountable, activity.at.clone(), message);
            Some(problem.help("Name the one who answers for it: `accountable: ...`."))
        }
        [first, second, ..] => {
            let message = format!("{} are accountable for \"{title}\": exactly one answers for it", named.len());
            let problem = Diagnostic::new(Rule::RaciAccountable, second.at.clone(), message);
            Some(
                problem.label("and another").related(first.at.clone(), "one of them").help(
                    "Keep the one who answers for it; the others may be `responsible`, `consulted` or `informed`.",
                ),
            )
        }
        _ => None,
    }
}

fn without_target(metric: &Node) -> Option<Diagnostic> {
    let (id, title) = (metric.get("id")?, metric.get("title")?.as_text()?);
    metric.get("target").is_none().then(|| {
        let message = format!("nobody can say whether \"{title}\" was reached: it has no `target`");
        Diagnostic::new(Rule::MetricIncomplete, id.at.clone(), message)
            .help("Write what it should come to, such as `target: \"< 2\"`, or in words.")
    })
}

fn untested(requirement: &Node) -> Option<Diagnostic> {
    let (id, title) = (requirement.get("id")?, requirement.get("title")?.as_text()?);
    let priority =
        requirement.get("priority").filter(|priority| priority.as_text().is_some_and(|word| word == "must"))?;
    let is_bare = match requirement.get("verified_by") {
        None => true,
        Some(Node { value: Value::List(named), .. }) => named.is_empty(),
        Some(_) => false,
    };
    is_bare.then(|| {
        let message = format!("the requirement \"{title}\" must be met, and nothing says how that is shown");
        Diagnostic::new(Rule::UntestedRequirement, id.at.clone(), message)
            .related(priority.at.clone(), "it must be met")
            .help("Name what shows it, such as a success criterion: `verified_by: [criterion:...]`.")
    })
}

/// A risk that weighs much and of which nobody has said what is done.
fn unmitigated(entry: &Node) -> Option<Diagnostic> {
    let (id, title) = (entry.get("id")?, entry.get("title")?.as_text()?);
    let word = |field: &str| entry.get(field).and_then(Node::as_text).map(ecow::EcoString::as_str);
    let figure = |field: &str| word(field)?.parse::<u32>().ok();
    let score = figure("likelihood")?.saturating_mul(figure("impact")?);
    let is_risk = word("kind") == Some("risk") && entry.get("became").is_none();
    let is_over = word("status") == Some("closed") || (entry.get("status").is_none() && entry.get("closed").is_some());
    let is_answered = entry.get("response").is_some() || entry.get("mitigation").is_some();
    (is_risk && !is_over && !is_answered && score >= WEIGHTY).then(|| {
        let message = format!("the risk \"{title}\" scores {score}, and nothing is done about it");
        Diagnostic::new(Rule::RiskUnmitigated, id.at.clone(), message)
            .help("Write what is done as `mitigation`, or `response: accept` where nothing shall be.")
    })
}
