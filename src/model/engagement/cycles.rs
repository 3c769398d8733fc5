//! Things that wait for each other in a circle: phases, tasks, milestones and gates.
//!
//! Takes a plan as the files say it; gives a diagnostic for each circle. It knows nothing of days and states: such a
//! circle can never be begun, whatever day it is.

use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::schema::kind::Kind;
use crate::schema::read::plural;
use crate::schema::scalar::Name;
use crate::schema::things;
use rustc_hash::FxHashMap;

/// A thing, and what comes before it.
struct Waiting<'a> {
    name: &'a str,
    /// The phase of a task: the ids of tasks are unique only there.
    phase: &'a str,
    /// What it names, and where.
    needs: Vec<(&'a str, &'a Location)>,
}

/// Reports every circle of a plan, each once.
pub(super) fn check(plan: &things::Plan) -> Vec<Diagnostic> {
    let phases = plan.phases.iter().map(|phase| waiting(&phase.id, &phase.depends_on, ""));
    let milestones = plan.milestones.iter().map(|one| waiting(&one.id, &one.depends_on, ""));
    let gates = plan.gates.iter().map(|gate| Waiting {
        name: gate.id.as_str(),
        phase: "",
        needs: gate
            .requires
            .iter()
            // A gate that somebody decided to pass waits for nothing.
            .filter(|one| gate.waived.is_none() && one.value.kind == Kind::Gate && !one.value.is_all())
            .map(|one| (one.value.id.as_str(), &one.at))
            .collect(),
    });
    let mut tasks = Vec::with_capacity(plan.phases.iter().map(|phase| phase.tasks.len()).sum());
    for phase in &plan.phases {
        let in_workstreams = phase.workstreams.iter().flat_map(|workstream| &workstream.tasks);
        phase.tasks.iter().chain(in_workstreams).for_each(|task| add_task(task, phase.id.as_str(), &mut tasks));
    }
    let mut diagnostics = circles(&phases.collect::<Vec<_>>(), Kind::Phase);
    diagnostics.extend(circles(&tasks, Kind::Task));
    diagnostics.extend(circles(&milestones.collect::<Vec<_>>(), Kind::Milestone));
    diagnostics.extend(circles(&gates.collect::<Vec<_>>(), Kind::Gate));
    diagnostics
}

fn waiting<'a>(id: &'a Name, needs: &'a [Name], phase: &'a str) -> Waiting<'a> {
    let needs = needs.iter().map(|name| (name.as_str(), &name.at)).collect();
    Waiting { name: id.as_str(), phase, needs }
}

fn add_task<'a>(task: &'a things::Task, phase: &'a str, tasks: &mut Vec<Waiting<'a>>) {
    tasks.push(waiting(&task.id, &task.depends_on, phase));
    task.tasks.iter().for_each(|part| add_task(part, phase, tasks));
}

/// A thing on the way that is being followed: its place in the list, and which of what it needs is next.
struct Step {
    at: usize,
    next: usize,
}

/// Follows every thing to what it needs. Without recursion: a chain may be as long as a file.
fn circles(all: &[Waiting<'_>], kind: Kind) -> Vec<Diagnostic> {
    if all.iter().all(|one| one.needs.is_empty()) {
        return Vec::new();
    }
    let mut by_name: FxHashMap<&str, usize> = FxHashMap::default();
    let mut by_place: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for (at, one) in all.iter().enumerate() {
        by_name.entry(one.name).or_insert(at);
        by_place.entry((one.phase, one.name)).or_insert(at);
    }
    let find =
        |from: &Waiting<'_>, name: &str| by_place.get(&(from.phase, name)).or_else(|| by_name.get(name)).copied();
    let mut diagnostics = Vec::new();
    let mut is_done = vec![false; all.len()];
    let mut on_way = vec![false; all.len()];
    for start in 0..all.len() {
        if is_done[start] {
            continue;
        }
        let mut way = vec![Step { at: start, next: 0 }];
        on_way[start] = true;
        while let Some(step) = way.last_mut() {
            let here = &all[step.at];
            let Some((name, _)) = here.needs.get(step.next) else {
                on_way[step.at] = false;
                is_done[step.at] = true;
                way.pop();
                continue;
            };
            step.next += 1;
            let Some(there) = find(here, name) else { continue };
            if on_way[there] {
                let first = way.iter().position(|step| step.at == there).unwrap_or_default();
                diagnostics.push(circle(all, &way[first..], kind));
            } else if !is_done[there] {
                on_way[there] = true;
                way.push(Step { at: there, next: 0 });
            }
        }
    }
    diagnostics
}

/// `steps` are the things of a circle in its order, each with one more than the place of what leads on.
fn circle(all: &[Waiting<'_>], steps: &[Step], kind: Kind) -> Diagnostic {
    let mut links: Vec<(&str, &Location)> =
        steps.iter().map(|step| (all[step.at].name, all[step.at].needs[step.next - 1].1)).collect();
    // Wherever it was entered, it is told the same way.
    let smallest = (0..links.len()).min_by_key(|at| links[*at].0).unwrap_or_default();
    links.rotate_left(smallest);
    let (last, back) = links[links.len() - 1];
    let field = if kind == Kind::Gate { "requires" } else { "depends_on" };
    if links.len() == 1 {
        let message = format!("the {kind} `{last}` waits for itself");
        let help = format!("Take it out of its own `{field}`.");
        return Diagnostic::new(Rule::DependencyCycle, back.clone(), message).help(help);
    }
    let mut names: Vec<String> = links.iter().map(|(name, _)| format!("`{name}`")).collect();
    names.push(names[0].clone());
    let message = format!("{} wait for each other in a circle: {}", plural(kind.name()), names.join(" needs "));
    let problem = Diagnostic::new(Rule::DependencyCycle, back.clone(), message)
        .label(format!("`{last}` needs {}", names[0]))
        .help(format!("Take one of them out of a `{field}`: none of these can be begun before the others are done."));
    links[..links.len() - 1].iter().enumerate().fold(problem, |problem, (at, (name, place))| {
        problem.related((*place).clone(), format!("`{name}` needs {}", names[at + 1]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::engagement::parse_playbook;
    use crate::path::SourcePath;
    use crate::schema::read::{Report, read};
    use crate::schema::things::Playbook;

    fn told(text: &str) -> Vec<String> {
        let path = SourcePath::new("playbook.yaml").expect("inside");
        let node = parse_playbook(&path, text.as_bytes()).value.node.expect("YAML");
        let plan = read::<Playbook>(&node, Report::Nothing).value.plan;
        let marked = |at: &Location| text[at.range.to_usize()].to_owned();
        let show = |problem: Diagnostic| {
            let related: Vec<String> = problem.related.iter().map(|(at, _)| marked(at)).collect();
            let at = problem.location.as_ref().map(marked).unwrap_or_default();
            format!("{} @{at} +{}", problem.message, related.join(","))
        };
        check(&plan).into_iter().map(show).collect()
    }

    #[test]
    fn a_circle_is_told_once_from_its_smallest_name() {
        let text = "\
id: p
phases:
  - { id: z, depends_on: [c] }
  - { id: c, depends_on: [b] }
  - { id: b, depends_on: [a] }
  - { id: a, depends_on: [c] }
  - { id: y, depends_on: [z, a, missing] }
";
        let expected = "phases wait for each other in a circle: `a` needs `c` needs `b` needs `a` @a +c,b";
        assert_eq!(told(text), [expected]);
    }

    #[test]
    fn tasks_are_meant_in_their_phase_first() {
        let text = "\
id: p
phases:
  - { id: a, tasks: [{ id: install, text: Install, depends_on: [check] }, { id: check, text: Check }] }
  - { id: b, tasks: [{ id: check, text: Check, depends_on: [install] }, { id: report, text: Report, depends_on: [report] }] }
";
        assert_eq!(told(text), ["the task `report` waits for itself @report +"]);
    }

    #[test]
    fn milestones_and_gates_are_followed_and_what_is_no_gate_is_not() {
        let text = "\
id: p
milestones: [{ id: live, title: Live, depends_on: [ready] }, { id: ready, title: Ready, depends_on: [live] }]
gates:
  - { id: start, title: Start, requires: [gate:end, milestone:live, 'gate:*'] }
  - { id: end, title: End, requires: ['gate:start'] }
  - { id: a, title: A, requires: [gate:b] }
  - { id: b, title: B, requires: [gate:a], waived: { by: x, reason: No time } }
";
        assert_eq!(
            told(text),
            [
                "milestones wait for each other in a circle: `live` needs `ready` needs `live` @live +ready",
                "gates wait for each other in a circle: `end` needs `start` needs `end` @gate:end +'gate:start'",
            ]
        );
    }

    #[test]
    fn a_chain_of_any_length_is_followed() {
        let phase = |at: usize| format!("  - {{ id: p{at}, depends_on: [p{}] }}\n", at + 1);
        let text = format!("id: p\nphases:\n{}", (0..20_000).map(phase).collect::<String>());
        assert_eq!(told(&text), Vec::<String>::new());
    }
}
