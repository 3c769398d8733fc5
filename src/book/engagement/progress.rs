//! What is said about progress, put into the things that it speaks of.
//!
//! An engagement says in one place which tasks are `done`, `blocked`, `active` or `dropped`, and which criteria of a
//! milestone are `met` or `waived`. Takes the merged tree; gives it with each word in its task or criterion and the
//! rest gone. It comes before the audience filter, so that no name or word of what somebody may not see stays behind.
//! What says itself who may read it waits for that filter, as a day or a state cannot say so: then `put_rest` is its turn.

use super::merge::suggest;
use crate::diagnostic::{Checked, Diagnostic, Location, MOST_ALIKE, Rule, nearest};
use crate::schema::node::{Entry, Map, Node, Scalar, Value};
use crate::schema::read::FromScalar;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The maps, each called as the field of a task that its values fill.
pub(super) const MAPS: [&str; 4] = ["done", "blocked", "active", "dropped"];

/// Which part of what is said about progress is put in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// What is for whoever may read the task or criterion. The rest is only checked.
    First,
    /// All that is left.
    Last,
}

impl Turn {
    /// True where `map`, which says something or holds what does, has to wait.
    fn waits(self, map: &Map) -> bool {
        self == Self::First && map.get("audience").is_some()
    }
}

/// Puts progress in its place, but for what has an audience of its own.
pub(super) fn put_in_place(mut engagement: Node) -> Checked<Node> {
    let diagnostics = put(&mut engagement, Turn::First);
    Checked { value: engagement, diagnostics }
}

/// True where something is left for `put_rest`.
pub(super) fn has_rest(engagement: &Node) -> bool {
    let Some(root) = engagement.as_map() else { return false };
    let milestones = root.get("milestones").and_then(Node::as_list).unwrap_or_default();
    let says = |map: &Map, states: &[&str]| states.iter().any(|state| map.entry(state).is_some());
    says(root, &MAPS) || milestones.iter().filter_map(Node::as_map).any(|one| says(one, &["met", "waived"]))
}

/// Puts in its place what a filter has left of the rest.
pub(super) fn put_rest(engagement: &mut Node) {
    // What is wrong with it has been told before the filter.
    put(engagement, Turn::Last);
}

fn put(engagement: &mut Node, turn: Turn) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    if let Value::Map(root) = &mut engagement.value {
        put_in_tasks(root, turn, &mut diagnostics);
        for milestone in items(root, "milestones") {
            put_in_criteria(milestone, turn, &mut diagnostics);
        }
    }
    diagnostics
}

/// Moves what is `met` and `waived` into the criteria that it names by their words.
fn put_in_criteria(milestone: &mut Map, turn: Turn, diagnostics: &mut Vec<Diagnostic>) {
    let said: Vec<(&str, Node)> =
        ["met", "waived"].into_iter().filter_map(|state| Some((state, milestone.remove(state)?.value))).collect();
    let mut criteria: BTreeMap<EcoString, &mut Map> =
        items(milestone, "criteria").filter_map(|criterion| Some((id_of(criterion)?, criterion))).collect();
    let mut waiting: Vec<(&str, Node)> = Vec::new();
    for (state, lines) in said {
        let at = lines.at;
        let Value::List(lines) = lines.value else { continue };
        let (later, now): (Vec<Node>, Vec<Node>) =
            lines.into_iter().partition(|line| line.as_map().is_some_and(|remark| turn.waits(remark)));
        if !later.is_empty() {
            waiting.push((state, Node { value: Value::List(later.clone()), at }));
        }
        for line in now.into_iter().chain(later) {
            let Value::Map(remark) = line.value else { continue };
            let Some(id) = id_of(&remark) else { continue };
            if let Some(criterion) = criteria.get_mut(&id) {
                if !turn.waits(&remark) {
                    mark(criterion, state, remark, &line.at);
                }
                continue;
            }
            let message = format!("this milestone has no criterion in these words: `{id}`");
            let problem = Diagnostic::new(Rule::UnknownReference, line.at, message);
            let is_read = diagnostics.len() < MOST_ALIKE;
            let near = is_read.then(|| nearest(&id, criteria.keys().map(EcoString::as_str))).flatten();
            diagnostics.push(match near {
                Some(near) => problem.help(format!("The nearest is `{near}`.")),
                None => problem.help("Add it to the `criteria` of the milestone."),
            });
        }
    }
    waiting.into_iter().for_each(|(state, lines)| milestone.push(state, lines));
}

/// Says in a criterion that it is `state`, and what was said with that.
fn mark(criterion: &mut Map, state: &str, mut remark: Map, at: &Location) {
    criterion.remove("status");
    criterion.push("status", Node::text(state, at.clone()));
    if state == "waived" {
        remark.remove("id");
        remark.remove("text");
        criterion.remove("waived");
        criterion.push("waived", Node { value: Value::Map(remark), at: at.clone() });
    }
}

/// Moves the progress maps into the tasks. A task is named by its id, or by `phase/id` where two phases have one of that
/// name.
fn put_in_tasks(root: &mut Map, turn: Turn, diagnostics: &mut Vec<Diagnostic>) {
    let remarks = take_remarks(root, turn);
    if remarks.is_empty() {
        return;
    }
    let mut phases_of: BTreeMap<EcoString, Vec<EcoString>> = BTreeMap::new();
    each_task(root, &mut |task, phase| {
        if let Some(id) = id_of(task) {
            phases_of.entry(id).or_default().push(phase.clone());
        }
    });
    // Of two tasks with one name, which has been reported, one may be what is named.
    let repeated: usize = phases_of
        .values()
        .map(|phases| {
            let mut seen = BTreeSet::new();
            phases.iter().filter(|phase| !seen.insert(*phase)).count()
        })
        .sum();
    let unknown: BTreeSet<&EcoString> =
        remarks.iter().map(|remark| &remark.task).filter(|name| find(name, &phases_of, false).is_err()).collect();
    let is_explained = unknown.len() <= repeated;
    let mut by_task: BTreeMap<(EcoString, EcoString), Vec<Entry>> = BTreeMap::new();
    for Remark { task: name, entry: remark, waits } in remarks {
        match find(&name, &phases_of, diagnostics.len() < MOST_ALIKE) {
            Ok(_) if waits => {}
            Ok(place) => by_task.entry(place).or_default().push(remark),
            Err(Unclear::Unknown { .. }) if is_explained => {}
            Err(problem) => {
                // It is taken as what was probably meant, so that nobody hears of work that is not done.
                if let Unclear::Unknown { near: Some(near), .. } = &problem
                    && !waits
                    && let Ok(place) = find(near, &phases_of, false)
                {
                    by_task.entry(place).or_default().push(remark.clone());
                }
                diagnostics.push(problem.at(&remark));
            }
        }
    }
    each_task(root, &mut |task, phase| {
        // Of two tasks with one name, which has been reported, it is said of both: one may be hidden.
        let said = id_of(task).and_then(|id| by_task.get(&(phase.clone(), id)));
        for remark in said.into_iter().flatten().cloned().flat_map(with_state) {
            task.remove(&remark.key);
            task.entries.push(remark);
        }
    });
}

/// A remark, and where its day cannot be read, which has been reported, the word for the same: the work is done all the same.
fn with_state(remark: Entry) -> Vec<Entry> {
    let is_day = |scalar: &Scalar| jiff::civil::Date::from_scalar(scalar).is_ok();
    let is_unreadable = match &remark.value.value {
        Value::Scalar(scalar) => matches!(remark.key.as_str(), "done" | "active") && !is_day(scalar),
        _ => false,
    };
    let state = is_unreadable.then(|| {
        let value = Node::text(remark.key.clone(), remark.value.at.clone());
        Entry { key: "state".into(), key_at: remark.key_at.clone(), value }
    });
    [remark].into_iter().chain(state).collect()
}

/// What is said of a task.
struct Remark {
    /// The task, as it is named.
    task: EcoString,
    /// The field of the task, and its value.
    entry: Entry,
    /// True where it is not its turn yet, so that it stays where it is.
    waits: bool,
}

/// Takes the maps out whose turn it is: each key, and its value as a field of the task that the key names.
fn take_remarks(root: &mut Map, turn: Turn) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for name in MAPS {
        let Some(Node { value: Value::Map(map), .. }) = root.get(name) else {
            root.remove(name);
            continue;
        };
        let (waits, map) = (turn.waits(map), map.clone());
        if !waits {
            root.remove(name);
        }
        let said = map.entries.into_iter().filter(|entry| entry.key != "audience");
        remarks.extend(said.map(|entry| Remark {
            task: entry.key.clone(),
            entry: Entry { key: name.into(), ..entry },
            waits,
        }));
    }
    remarks
}

/// Why a name is not that of one task.
enum Unclear {
    Unknown { name: EcoString, near: Option<EcoString> },
    Ambiguous { name: EcoString, phases: Vec<EcoString> },
}

impl Unclear {
    fn at(self, remark: &Entry) -> Diagnostic {
        let at = remark.key_at.clone();
        match self {
            Self::Unknown { name, near } => {
                let problem = Diagnostic::new(Rule::UnknownReference, at, format!("there is no task `{name}`"));
                suggest(problem, &name, near.as_deref())
            }
            Self::Ambiguous { name, phases } => {
                let names: Vec<String> = phases.iter().map(|phase| format!("`{phase}/{name}`")).collect();
                let message = format!("{} tasks are called `{name}`", phases.len());
                Diagnostic::new(Rule::InvalidValue, at, message).help(format!("Write {}.", names.join(" or ")))
            }
        }
    }
}

/// The phase and id of the task `name`. What is near is looked for where somebody will read it.
fn find(
    name: &EcoString,
    phases_of: &BTreeMap<EcoString, Vec<EcoString>>,
    is_read: bool,
) -> Result<(EcoString, EcoString), Unclear> {
    let (phase, id) = match name.split_once('/') {
        Some((phase, id)) => (Some(EcoString::from(phase)), EcoString::from(id)),
        None => (None, name.clone()),
    };
    let found: Vec<&EcoString> = phases_of
        .get(&id)
        .into_iter()
        .flatten()
        .filter(|known| phase.as_ref().is_none_or(|phase| phase == *known))
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    match found[..] {
        [phase] => Ok((phase.clone(), id)),
        [] => {
            let known = phases_of.keys().map(EcoString::as_str);
            let near = is_read.then(|| nearest(&id, known)).flatten().map(EcoString::from);
            Err(Unclear::Unknown { name: name.clone(), near })
        }
        _ => Err(Unclear::Ambiguous { name: id, phases: found.into_iter().cloned().collect() }),
    }
}

fn id_of(task: &Map) -> Option<EcoString> {
    task.get("id")?.as_text().cloned()
}

/// Calls `visit` with every task and the id of its phase.
fn each_task(root: &mut Map, visit: &mut impl FnMut(&mut Map, &EcoString)) {
    for phase in items(root, "phases") {
        let id = id_of(phase).unwrap_or_default();
        tasks_in(phase, &id, visit);
        for workstream in items(phase, "workstreams") {
            tasks_in(workstream, &id, visit);
        }
    }
}

fn tasks_in(map: &mut Map, phase: &EcoString, visit: &mut impl FnMut(&mut Map, &EcoString)) {
    for task in items(map, "tasks") {
        visit(task, phase);
        tasks_in(task, phase, visit);
    }
}

fn items<'a>(map: &'a mut Map, list: &str) -> impl Iterator<Item = &'a mut Map> {
    let items = match map.get_mut(list).map(|node| &mut node.value) {
        Some(Value::List(items)) => items.as_mut_slice(),
        _ => &mut [],
    };
    items.iter_mut().filter_map(|node| if let Value::Map(map) = &mut node.value { Some(map) } else { None })
}
