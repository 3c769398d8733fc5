//! What is past its day: tasks, deliverables, phases, milestones, entries of the RAID log, what has ended, and what must
//! be there by now.
//!
//! What has a day of its own is told by itself; the rest of a phase that should be over is told in one message.

use super::{Look, counted, is_open, listed, tasks_of, with_origin};
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::model::engagement::{Milestone, Phase, Prerequisite, RaidDuty, RaidEntry};
use crate::model::wording::{day, raid_kind_label};
use crate::schema::kind::Kind;
use crate::schema::scalar::Deadline;
use crate::schema::things::{self, Fulfilment, RaidKind};
use jiff::civil::Date;

pub(super) fn check(look: &Look<'_>) -> Vec<Diagnostic> {
    let facts = look.facts;
    let mut diagnostics = Vec::new();
    if look.is_active() {
        for phase in &facts.phases {
            diagnostics.extend(tasks(look, phase));
            diagnostics.extend(deliverables(look, phase));
            diagnostics.extend(rest_of(look, phase));
        }
        diagnostics.extend(
            facts
                .milestones
                .iter()
                .zip(&look.declared.plan.milestones)
                .filter_map(|(one, declared)| milestone(look, one, declared)),
        );
        diagnostics.extend(facts.prerequisites.iter().filter_map(|one| prerequisite(look, one)));
    }
    if look.is_worked_on() {
        diagnostics.extend(facts.raid.iter().filter_map(|entry| raid(look, entry)));
        diagnostics.extend(look.declared.expiries.iter().filter_map(|one| expiry(look, one)));
    }
    diagnostics
}

fn overdue(at: &Location, message: String) -> Diagnostic {
    Diagnostic::new(Rule::Overdue, at.clone(), message)
}

/// "16 days ago".
fn ago(then: Date, today: Date) -> String {
    let days = today.since(then).map_or(0, |span| span.get_days());
    if days == 1 { "a day ago".to_owned() } else { format!("{days} days ago") }
}

fn tasks(look: &Look<'_>, phase: &Phase) -> Vec<Diagnostic> {
    let own = tasks_of(phase).into_iter().filter(|one| !one.is_due_with_whole && is_open(one.task));
    own.filter_map(|one| {
        let due = one.due.filter(|due| due.value < look.today)?;
        let message = format!("the task \"{}\" was due on {} and is not done", one.task.text.value, day(due.value));
        let problem = overdue(&look.place(&[&due.at]), message).label(ago(due.value, look.today));
        Some(problem.help(format!(
            "Mark it in `done` when it is, or write the day by which it will be: `{{ id: {}, due: ... }}`.",
            one.task.id.value
        )))
    })
    .collect()
}

fn deliverables(look: &Look<'_>, phase: &Phase) -> Vec<Diagnostic> {
    let late = phase.deliverables.iter().filter(|one| one.is_late);
    late.filter_map(|one| {
        let due = one.declared.due.as_ref()?;
        let title = &one.declared.title.value;
        let message = format!("the deliverable \"{title}\" was due on {} and is not delivered", day(due.value));
        let problem = overdue(&look.place(&[&due.at]), message).label(ago(due.value, look.today));
        Some(problem.help("Write when it was handed over as `delivered_on`, or a new day as its `due`."))
    })
    .collect()
}

/// What is open in a phase that should be over, and has no day of its own.
fn rest_of(look: &Look<'_>, phase: &Phase) -> Option<Diagnostic> {
    let end = phase.planned.filter(|_| phase.is_late)?.end;
    let all = tasks_of(phase);
    let tasks = all.iter().filter(|one| one.due.is_none() && one.task.tasks.is_empty() && is_open(one.task));
    let tasks: Vec<&str> = tasks.map(|one| one.task.text.value.as_str()).collect();
    let deliverables = phase.deliverables.iter().filter(|one| one.is_late && one.declared.due.is_none());
    let deliverables: Vec<&str> = deliverables.map(|one| one.declared.title.value.as_str()).collect();
    let open = match (tasks.len(), deliverables.len()) {
        (0, 0) => return None,
        (0, count) => counted(count, "deliverable"),
        (count, 0) => counted(count, "task"),
        (tasks, deliverables) => format!("{} and {}", counted(tasks, "task"), counted(deliverables, "deliverable")),
    };
    let is = if tasks.len() + deliverables.len() == 1 { "is" } else { "are" };
    let names = listed(tasks.iter().chain(&deliverables).copied());
    let title = &phase.title.value;
    let message =
        format!("the phase \"{title}\" should have been over on {}, and {open} of it {is} open: {names}", day(end));
    let weeks = phase.declared.weeks.as_ref().map(|weeks| &weeks.at);
    let actual = phase.declared.actual.as_ref().and_then(|actual| actual.start.as_ref()).map(|start| &start.at);
    let places: Vec<&Location> = weeks.into_iter().chain([&phase.id.at]).chain(actual).collect();
    let problem = overdue(&look.place(&places), message)
        .label(ago(end, look.today))
        .help("Mark what is done in `done`, give what is not a `due` of its own, or move the rest with `reschedule`.");
    Some(match weeks {
        Some(weeks) => with_origin(problem, weeks, "planned here"),
        None => problem,
    })
}

fn milestone(look: &Look<'_>, milestone: &Milestone, declared: &things::Milestone) -> Option<Diagnostic> {
    let expected = milestone.forecast.or(milestone.planned).filter(|_| milestone.is_late)?;
    let title = &milestone.title.value;
    let verb = if milestone.forecast.is_some() { "expected" } else { "planned" };
    let message = format!("the milestone \"{title}\" was {verb} for {} and is not reached", day(expected));
    let days = declared.forecast.iter().chain(&declared.planned).map(|day| &day.at);
    let week = declared.week.iter().map(|week| &week.at);
    let places: Vec<&Location> = days.chain(week).chain([&milestone.id.at]).collect();
    let problem = overdue(&look.place(&places), message).label(ago(expected, look.today));
    let problem = with_origin(problem, places[0], "planned here");
    Some(problem.help(
        "Write the day on which it was reached as `actual`, or the one for which it is expected now as `forecast`.",
    ))
}

fn raid(look: &Look<'_>, entry: &RaidEntry) -> Option<Diagnostic> {
    let next = entry.next.filter(|next| next.is_late)?;
    let declared = &entry.declared;
    // What has become an issue is looked at as one, and not on the day on which the risk was to be.
    if next.what == RaidDuty::Reviewed && entry.kind_now() != entry.kind {
        return None;
    }
    let needed = declared.needed_by.as_ref().map(|needed| &needed.at);
    let (at, verb, help) = match next.what {
        RaidDuty::Due => (declared.due.as_ref().map(|due| &due.at), "was due", "Close it, or write a new day."),
        RaidDuty::Needed => (needed, "was needed", "Close it when it is there, or write when it is needed now."),
        RaidDuty::Validated => (
            declared.validate_by.as_ref().map(|day| &day.at),
            "was to be validated",
            "Close it when it holds, open an issue where it does not, or write a new day.",
        ),
        RaidDuty::Reviewed => (
            declared.review_by.as_ref().map(|day| &day.at),
            "was to be looked at again",
            "Look at it again, and write the day of the next look.",
        ),
    };
    let kind = raid_kind_label(entry.kind_now()).to_lowercase();
    let title = &entry.title.value;
    let how = if next.what == RaidDuty::Due && entry.kind == RaidKind::Action { "not done" } else { "open" };
    let message = format!("the {kind} \"{title}\" {verb} on {} and is {how}", day(next.on));
    let places: Vec<&Location> = at.into_iter().chain([&entry.id.at]).collect();
    let is_task_item = places[0].path.extension().is_some_and(|extension| extension == "md");
    let help = if is_task_item { "Tick it when it is done, or write a new day." } else { help };
    Some(overdue(&look.place(&places), message).label(ago(next.on, look.today)).help(help))
}

fn expiry(look: &Look<'_>, expiry: &things::Expiry) -> Option<Diagnostic> {
    let on = expiry.on.as_ref().filter(|on| on.value < look.today)?;
    let message = format!("\"{}\" ended on {}", expiry.what.value, day(on.value));
    let problem = overdue(&look.place(&[&on.at]), message).label(ago(on.value, look.today));
    Some(problem.help("Write until when it holds now, or take it out."))
}

/// When an open prerequisite must be there, and why in words.
pub(super) fn needed_on(look: &Look<'_>, prerequisite: &Prerequisite) -> Option<(Date, String)> {
    let needed = prerequisite.declared.needed_by.as_ref().filter(|_| prerequisite.state == Fulfilment::Open)?;
    let Deadline::Reference(reference) = &needed.value else {
        let on = prerequisite.needed_by?;
        return Some((on, format!("it was needed by {}", day(on))));
    };
    let phase = look.facts.phases.iter().find(|one| reference.kind == Kind::Phase && one.id.as_str() == reference.id);
    // A phase may have begun before its time.
    let on = phase.and_then(|phase| phase.began).into_iter().chain(prerequisite.needed_by).min()?;
    let why = match phase {
        Some(phase) => format!("the phase \"{}\", which needs it, began on {}", phase.title.value, day(on)),
        None => format!("the {} `{}`, which needs it, was on {}", reference.kind.label(), reference.id, day(on)),
    };
    Some((on, why))
}

fn prerequisite(look: &Look<'_>, prerequisite: &Prerequisite) -> Option<Diagnostic> {
    let (on, why) = needed_on(look, prerequisite)?;
    let declared = &prerequisite.declared;
    let needed = declared.needed_by.as_ref()?;
    let by_day = matches!(needed.value, Deadline::Date(_));
    // What is needed by a day may come on that day; what a phase needs must be there when it begins.
    if on > look.today || (by_day && on == look.today) {
        return None;
    }
    let message = format!("the prerequisite \"{}\" is open, and {why}", prerequisite.text.value);
    let needed = &needed.at;
    let status = declared.status.as_ref().map(|status| &status.at);
    let places: Vec<&Location> = [needed].into_iter().chain(status).chain([&prerequisite.id.at]).collect();
    let problem = Diagnostic::new(Rule::LatePrerequisite, look.place(&places), message).label(ago(on, look.today));
    let problem = with_origin(problem, needed, "needed here");
    Some(problem.help(
        "Write `status: met` when it is there, `waived` with who decided that and why, or when it is needed now.",
    ))
}
