//! What is said of a task or another thing, changed in the text of an engagement's file.
//!
//! Takes the text and what is to be said; gives the text that says it. A task's state goes into the map that its state is
//! called after, or where the file holds the task and says its state there, to the task itself. Whether the engagement
//! then means what was wanted, with its playbooks and all, is for the caller to look at.

use super::progress::MAPS;
use crate::schema::kind::Kind;
use crate::schema::node::{Node, Value};
use crate::schema::scalar::id_from_words;
use crate::schema::things::TaskState;
use crate::schema::yaml::edit::{Awkward, Document, Step, scalar};
use ecow::{EcoString, eco_format};
use jiff::civil::Date;

/// Behind which keys of the file a map of states goes that is not there yet: the first that is.
const NEIGHBOURS: [&str; 6] = ["done", "blocked", "active", "dropped", "expectations", "prerequisites"];

/// The fields of a task that say its state.
const STATES: [&str; 5] = ["state", "done", "blocked", "active", "dropped"];

/// A task, as the plan knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaskName {
    /// The phase that it is in.
    pub phase: EcoString,
    /// Its id.
    pub id: EcoString,
    /// True where another phase has a task of that id.
    pub is_ambiguous: bool,
}

/// What is to be said of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: it is open.
    Open,
    /// It was done on that day.
    Done(Date),
    /// It is under way since that day.
    Active(Date),
    /// It waits for something, since that day.
    Blocked {
        /// A reference, or words.
        by: EcoString,
        /// Since when.
        since: Date,
    },
    /// It will not be done, for that reason.
    Dropped(EcoString),
}

impl Mark {
    /// The state that the task then has.
    #[must_use]
    pub fn state(&self) -> TaskState {
        match self {
            Self::Open => TaskState::Open,
            Self::Done(_) => TaskState::Done,
            Self::Active(_) => TaskState::Active,
            Self::Blocked { .. } => TaskState::Blocked,
            Self::Dropped(_) => TaskState::Dropped,
        }
    }

    /// The map, or the field of the task, and its value.
    fn written(&self) -> Option<(&'static str, String)> {
        Some(match self {
            Self::Open => return None,
            Self::Done(day) => ("done", day.to_string()),
            Self::Active(day) => ("active", day.to_string()),
            Self::Blocked { by, since } => ("blocked", format!("{{ by: {}, since: {since} }}", scalar(by))),
            Self::Dropped(why) => ("dropped", scalar(why)),
        })
    }
}

/// Says `mark` of a task.
pub fn mark_task(document: &mut Document, task: &TaskName, mark: &Mark) -> Result<(), Awkward> {
    let written = mark.written();
    let full = eco_format!("{}/{}", task.phase, task.id);
    let names: Vec<EcoString> =
        if task.is_ambiguous { vec![full.clone()] } else { vec![task.id.clone(), full.clone()] };
    let own = task_in_file(document.root(), task).filter(|place| {
        let node = document.get(place);
        node.is_some_and(|node| STATES.iter().any(|field| node.as_map().is_some_and(|map| map.entry(field).is_some())))
    });
    let field = |place: &[Step], name: &str| [place, &[Step::Key(name.into())]].concat();
    // The map that is to hold it keeps its entry, so that a second time changes nothing.
    let stays = written.as_ref().filter(|_| own.is_none()).map(|(map, _)| *map);
    for map in MAPS {
        for name in &names {
            let place = [Step::Key(map.into()), Step::Key(name.clone())];
            if stays != Some(map) && document.get(&place).is_some() {
                remove_entry(document, map, name)?;
            }
        }
    }
    if let Some(place) = own {
        let kept = written.as_ref().map(|(name, _)| *name);
        for name in STATES.into_iter().filter(|name| Some(*name) != kept) {
            document.remove(&field(&place, name))?;
        }
        return match written {
            Some((name, value)) => document.set(&field(&place, name), &value, &[]),
            None => Ok(()),
        };
    }
    let Some((map, value)) = written else { return Ok(()) };
    let known = names.iter().find(|name| document.get(&[Step::Key(map.into()), Step::Key((*name).clone())]).is_some());
    let name = known.unwrap_or(&names[0]).clone();
    let place = [Step::Key(map.into()), Step::Key(name.clone())];
    // A value of several lines makes room for one that has one.
    if document.set(&place, &value, &NEIGHBOURS).is_err() && document.get(&place).is_some() {
        remove_entry(document, map, &name)?;
    }
    document.set(&place, &value, &NEIGHBOURS)
}

fn remove_entry(document: &mut Document, map: &str, name: &EcoString) -> Result<(), Awkward> {
    document.remove(&[Step::Key(map.into()), Step::Key(name.clone())])
}

/// Where the engagement's own file holds a task.
fn task_in_file(root: &Node, task: &TaskName) -> Option<Vec<Step>> {
    let key = |name: &str| Step::Key(name.into());
    let phase = item(root.get("phases")?, &task.phase)?;
    let place = vec![key("phases"), Step::Item(task.phase.clone())];
    if let Some(found) = task_below(phase, &task.id, &place) {
        return Some(found);
    }
    let workstreams = phase.get("workstreams").and_then(Node::as_list).unwrap_or_default();
    workstreams.iter().find_map(|workstream| {
        let id = workstream.get("id")?.as_text()?;
        task_below(workstream, &task.id, &[&place[..], &[key("workstreams"), Step::Item(id.clone())]].concat())
    })
}

fn task_below(node: &Node, id: &EcoString, place: &[Step]) -> Option<Vec<Step>> {
    let tasks = node.get("tasks")?.as_list()?;
    tasks.iter().find_map(|task| {
        let known = task.get("id").and_then(Node::as_text).cloned().or_else(|| {
            // Of a short form nothing is said but its words.
            Some(id_from_words(task.get("text")?.as_text()?))
        })?;
        let here = [place, &[Step::Key("tasks".into()), Step::Item(known.clone())]].concat();
        if known == *id { Some(here) } else { task_below(task, id, &here) }
    })
}

fn item<'a>(list: &'a Node, id: &EcoString) -> Option<&'a Node> {
    list.as_list()?.iter().find(|item| item.get("id").and_then(Node::as_text) == Some(id))
}

/// A field of a thing, and what it is to be: nothing takes it out.
pub type FieldChange = (&'static str, Option<String>);

/// What a word says of a thing of this kind: the fields that it fills or empties. Nothing where the kind has no such word.
#[must_use]
pub fn fields_for(
    kind: Kind,
    word: &str,
    day: Date,
    waiver: Option<&(EcoString, EcoString)>,
) -> Option<Vec<FieldChange>> {
    let day = Some(day.to_string());
    let said = |word: &str| Some(word.to_owned());
    let waived = waiver.map(|(by, why)| format!("{{ by: {}, reason: {} }}", scalar(by), scalar(why)));
    Some(match (kind, word) {
        (Kind::Milestone, "done" | "reached") => vec![("actual", day)],
        (Kind::Milestone, "open" | "planned") => vec![("actual", None)],
        (Kind::Prerequisite | Kind::Expectation, "met" | "done") => {
            vec![("status", said("met")), ("met_on", day), ("waived", None)]
        }
        (Kind::Prerequisite | Kind::Expectation, "open") => {
            vec![("status", said("open")), ("met_on", None), ("waived", None)]
        }
        (Kind::Prerequisite | Kind::Expectation | Kind::Criterion, "waived") => {
            vec![("status", said("waived")), ("waived", Some(waived?))]
        }
        (Kind::Criterion, "met" | "failed" | "open") => vec![("status", said(word)), ("waived", None)],
        (Kind::Deliverable, "delivered" | "done") => {
            vec![("status", said("delivered")), ("delivered_on", day), ("waived", None)]
        }
        (Kind::Deliverable, "planned" | "open") => {
            vec![("status", said("planned")), ("delivered_on", None), ("waived", None)]
        }
        (Kind::Deliverable, "in-progress" | "active") => vec![("status", said("in-progress")), ("delivered_on", None)],
        (Kind::Deliverable, "waived") => vec![("status", said("waived")), ("waived", Some(waived?))],
        (kind, "closed" | "done") if is_raid(kind) => vec![("status", said("closed")), ("closed", day)],
        (kind, "open" | "watching") if is_raid(kind) => vec![("status", said(word)), ("closed", None)],
        (Kind::Meeting, "held" | "done") => vec![("held", said("true"))],
        (Kind::Meeting, "open" | "planned") => vec![("held", None)],
        (Kind::Training, "done" | "held") => vec![("done", said("true"))],
        (Kind::Training, "open") => vec![("done", None)],
        _ => return None,
    })
}

/// The words that `fields_for` knows for things of this kind; none where it knows nothing of them.
#[must_use]
pub fn words_for(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Task => &["done", "active", "blocked", "dropped", "open"],
        Kind::Milestone | Kind::Training => &["done", "open"],
        Kind::Prerequisite | Kind::Expectation => &["met", "waived", "open"],
        Kind::Criterion => &["met", "failed", "waived", "open"],
        Kind::Deliverable => &["delivered", "in-progress", "waived", "open"],
        Kind::Meeting => &["held", "open"],
        kind if is_raid(kind) => &["closed", "watching", "open"],
        _ => &[],
    }
}

/// True for what stands in the RAID log.
#[must_use]
pub fn is_raid(kind: Kind) -> bool {
    matches!(kind, Kind::Risk | Kind::Assumption | Kind::Issue | Kind::Dependency | Kind::Action | Kind::Decision)
}

/// Where a thing of this kind stands in an engagement's file; `phase` is that of a deliverable.
#[must_use]
pub fn place_of(kind: Kind, id: &EcoString, phase: Option<&EcoString>) -> Option<Vec<Step>> {
    let in_list = |list: &str| vec![Step::Key(list.into()), Step::Item(id.clone())];
    Some(match kind {
        Kind::Milestone => in_list("milestones"),
        Kind::Prerequisite => in_list("prerequisites"),
        Kind::Expectation => in_list("expectations"),
        Kind::Criterion => in_list("success_criteria"),
        Kind::Meeting => in_list("meetings"),
        Kind::Training => in_list("training"),
        Kind::Deliverable => [in_phase(phase?), in_list("deliverables")].concat(),
        kind if is_raid(kind) => in_list("raid"),
        _ => return None,
    })
}

fn in_phase(phase: &EcoString) -> Vec<Step> {
    vec![Step::Key("phases".into()), Step::Item(phase.clone())]
}

/// Makes the changes to the thing at `place`, which is made where the file has none, to say so of a playbook's.
pub fn change_fields(document: &mut Document, place: &[Step], fields: &[FieldChange]) -> Result<(), Awkward> {
    for (name, value) in fields {
        let field = [place, &[Step::Key((*name).into())]].concat();
        match value {
            None => document.remove(&field)?,
            Some(value) => {
                let is_scalar = |node: &Node| matches!(node.value, Value::Scalar(_) | Value::Null);
                if document.get(&field).is_some_and(|there| !is_scalar(there)) {
                    document.remove(&field)?;
                }
                document.set(&field, value, &[])?;
            }
        }
    }
    Ok(())
}
