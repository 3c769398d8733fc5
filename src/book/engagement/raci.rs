//! Whether exactly one is accountable for each activity, as far as names tell: who stands behind a role is for `check`,
//! which knows the day.
//!
//! Works on trees: a name that could not be read has been reported, and is not missing.

use crate::diagnostic::{Diagnostic, Rule};
use crate::schema::node::{Node, Value};

/// Reports activities of a plan for which several are accountable, and where the plan `is_complete`, also those for which
/// nobody is: a playbook may leave that to whoever extends it.
pub(super) fn check(plan: &Node, is_complete: bool) -> Vec<Diagnostic> {
    let rows = plan.get("raci").and_then(Node::as_list).unwrap_or_default();
    rows.iter().filter_map(|row| check_row(row, is_complete)).collect()
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
