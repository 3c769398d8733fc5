//! Days that contradict each other: what ends before it begins, and what is planned before that on which it rests.
//!
//! Only days and weeks that somebody wrote are compared with each other: what follows from them is not anybody's slip.

use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::schema::read::Spanned;
use crate::schema::scalar::{Date, Deadline, Name, Weeks};
use crate::schema::things;
use std::collections::BTreeMap;

/// Two days of one thing, and what happens on each.
struct Pair<'a> {
    first: &'a Date,
    then: &'a Date,
    /// "it is opened".
    verb: &'static str,
    /// "it is closed".
    other: &'static str,
}

impl<'a> Pair<'a> {
    /// Nothing where only one of the days is said.
    fn new(first: Option<&'a Date>, then: Option<&'a Date>, verb: &'static str, other: &'static str) -> Option<Self> {
        Some(Self { first: first?, then: then?, verb, other })
    }

    fn check(self) -> Option<Diagnostic> {
        let Self { first, then, verb, other } = self;
        (then.value < first.value).then(|| {
            let message = format!("it {other} on {}, before it {verb} on {}", then.value, first.value);
            Diagnostic::new(Rule::DateOrder, then.at.clone(), message)
                .related(first.at.clone(), format!("it {verb} here"))
                .help("Look at both days, and write the right one.")
        })
    }
}

/// Reports what of an engagement happens in an order that cannot be.
pub(super) fn check(engagement: &things::Engagement) -> Vec<Diagnostic> {
    let plan = &engagement.plan;
    let mut pairs = Vec::new();
    for phase in &plan.phases {
        if let Some(actual) = &phase.actual {
            pairs.extend(Pair::new(actual.start.as_ref(), actual.end.as_ref(), "begins", "ends"));
        }
        let in_workstreams = phase.workstreams.iter().flat_map(|workstream| &workstream.tasks);
        phase.tasks.iter().chain(in_workstreams).for_each(|task| pairs_of_task(task, &mut pairs));
        for one in &phase.deliverables {
            let accepted = one.accepted.as_ref().and_then(|accepted| accepted.date.as_ref());
            pairs.extend(Pair::new(one.delivered_on.as_ref(), accepted, "is delivered", "is accepted"));
        }
    }
    for one in &plan.success_criteria {
        let (verified, accepted) = (one.verified.as_ref(), one.accepted.as_ref());
        let (first, then) = (verified.and_then(|one| one.date.as_ref()), accepted.and_then(|one| one.date.as_ref()));
        pairs.extend(Pair::new(first, then, "is verified", "is accepted"));
    }
    for one in &engagement.changes {
        pairs.extend(Pair::new(one.on.as_ref(), one.approved_on.as_ref(), "is asked for", "is approved"));
    }
    let mut diagnostics: Vec<Diagnostic> = pairs.into_iter().filter_map(Pair::check).collect();
    diagnostics.extend(plan.raid.iter().filter_map(|entry| check_raid(entry)));
    diagnostics.extend(check_milestones(&plan.milestones));
    diagnostics.extend(check_history(&engagement.history));
    diagnostics
}

fn pairs_of_task<'a>(task: &'a things::Task, pairs: &mut Vec<Pair<'a>>) {
    pairs.extend(Pair::new(task.active.as_ref(), task.done.as_ref(), "is begun", "is done"));
    task.tasks.iter().for_each(|part| pairs_of_task(part, pairs));
}

fn check_raid(entry: &things::RaidEntry) -> Option<Diagnostic> {
    let opened = entry.opened.as_ref();
    let issue = entry.became.as_ref().and_then(|became| became.issue.as_ref());
    let needed = entry.needed_by.as_ref().and_then(|needed| match &needed.value {
        Deadline::Date(day) => Some(Spanned { value: *day, at: needed.at.clone() }),
        Deadline::Reference(_) => None,
    });
    let pairs = [
        Pair::new(opened, entry.closed.as_ref(), "is opened", "is closed"),
        Pair::new(opened, issue, "is opened", "becomes an issue"),
        Pair::new(issue, entry.closed.as_ref(), "becomes an issue", "is closed"),
        Pair::new(opened, entry.due.as_ref(), "is opened", "is due"),
        Pair::new(opened, entry.review_by.as_ref(), "is opened", "is looked at again"),
        Pair::new(opened, entry.validate_by.as_ref(), "is opened", "must be validated"),
        Pair::new(opened, needed.as_ref(), "is opened", "is needed"),
    ];
    // One day that is wrong contradicts all others of its entry.
    pairs.into_iter().flatten().find_map(Pair::check)
}

/// Reports phases and milestones that are planned for weeks before those of what they depend on. Phases may overlap, as
/// they do in practice; one that begins before what it rests on has begun cannot.
pub(super) fn check_weeks(plan: &things::Plan) -> Vec<Diagnostic> {
    let phases = plan.phases.iter().map(|phase| (&phase.id, phase.weeks.as_ref(), &phase.depends_on[..]));
    let milestones = plan.milestones.iter().filter(|one| one.planned.is_none());
    let milestones = milestones.map(|one| (&one.id, one.week.as_ref(), &one.depends_on[..]));
    let begins = |weeks: Weeks| weeks.first;
    let ends = |weeks: Weeks| weeks.last;
    let mut diagnostics = in_order(&phases.collect::<Vec<_>>(), begins, "begins in");
    diagnostics.extend(in_order(&milestones.collect::<Vec<_>>(), ends, "is planned for"));
    diagnostics
}

type InWeeks<'a> = (&'a Name, Option<&'a Spanned<Weeks>>, &'a [Name]);

fn in_order(all: &[InWeeks<'_>], week: impl Fn(Weeks) -> u16, verb: &str) -> Vec<Diagnostic> {
    let weeks: BTreeMap<&str, &Spanned<Weeks>> =
        all.iter().filter_map(|(id, weeks, _)| Some((id.as_str(), (*weeks)?))).collect();
    let mut diagnostics = Vec::new();
    for (_, own, needs) in all {
        let Some(own) = own else { continue };
        for (name, before) in needs.iter().filter_map(|name| Some((name, *weeks.get(name.as_str())?))) {
            let (this, that) = (week(own.value), week(before.value));
            if this < that {
                let message =
                    format!("it {verb} week {this}, before `{}`, which it depends on, {verb} week {that}", name.value);
                diagnostics.push(contradiction(&own.at, message, before.at.clone(), name));
            }
        }
    }
    diagnostics
}

/// The same for milestones whose days are written down.
fn check_milestones(milestones: &[things::Milestone]) -> Vec<Diagnostic> {
    let by_id: BTreeMap<&str, &things::Milestone> = milestones.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut diagnostics = Vec::new();
    for one in milestones.iter().filter(|one| one.actual.is_none()) {
        for (name, before) in one.depends_on.iter().filter_map(|name| Some((name, *by_id.get(name.as_str())?))) {
            let days = match (&one.forecast, &before.forecast) {
                (Some(own), Some(other)) => Some((own, other, "is expected")),
                _ => one.planned.as_ref().zip(before.planned.as_ref()).map(|(own, other)| (own, other, "is planned")),
            };
            let Some((own, other, verb)) = days.filter(|(own, other, _)| own.value < other.value) else { continue };
            let (this, that) = (own.value, other.value);
            let message =
                format!("it {verb} on {this}, before `{}`, which it depends on, {verb} on {that}", name.value);
            diagnostics.push(contradiction(&own.at, message, other.at.clone(), name));
        }
    }
    diagnostics
}

fn contradiction(at: &Location, message: String, other: Location, name: &Name) -> Diagnostic {
    Diagnostic::new(Rule::DateOrder, at.clone(), message)
        .related(name.at.clone(), "depends on it here")
        .related(other, format!("`{}` is here", name.value))
        .help(format!("Write when it really comes after `{0}`, or take `{0}` out of its `depends_on`.", name.value))
}

/// Versions may be listed either way, the newest first or last; one that stands in neither order is a slip, and so is one
/// that is older than a smaller number.
fn check_history(history: &[things::Version]) -> Option<Diagnostic> {
    let numbered =
        history.iter().filter_map(|one| Some((number_of(&one.version.value)?, &one.version, one.date.as_ref()?)));
    let mut numbered: Vec<_> = numbered.collect();
    numbered.sort_by(|a, b| a.0.cmp(&b.0));
    let slip = numbered.windows(2).find(|pair| pair[0].0 < pair[1].0 && pair[1].2.value < pair[0].2.value);
    if let Some([(_, version, day), (_, later, odd)]) = slip {
        let message =
            format!("version {} is of {}, before version {}, of {}", later.value, odd.value, version.value, day.value);
        let problem = Diagnostic::new(Rule::DateOrder, odd.at.clone(), message);
        let problem = problem.related(day.at.clone(), format!("version {} is here", version.value));
        return Some(problem.help("Look at both days, and write the right one."));
    }
    let days: Vec<&Date> = history.iter().filter_map(|version| version.date.as_ref()).collect();
    let falls = days.windows(2).find(|pair| pair[1].value < pair[0].value);
    let rises = days.windows(2).find(|pair| pair[1].value > pair[0].value);
    let (falls, rises) = (falls?, rises?);
    // Whichever comes first says in which order the list is meant to be.
    let falls_first = falls[0].at.cmp(&rises[0].at).is_lt();
    let (odd, verb) = if falls_first { (rises, "after") } else { (falls, "before") };
    let message = format!(
        "this version is of {}, {verb} the one above it, of {}: the list is in no order of time",
        odd[1].value, odd[0].value
    );
    let problem = Diagnostic::new(Rule::DateOrder, odd[1].at.clone(), message);
    Some(problem.related(odd[0].at.clone(), "the one above it").help("Look at both days, and write the right one."))
}

/// `1.10` as numbers, where a version is such.
fn number_of(version: &str) -> Option<Vec<u32>> {
    version.trim_start_matches('v').split('.').map(|part| part.parse().ok()).collect()
}
