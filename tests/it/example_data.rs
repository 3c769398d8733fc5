//! What the example book says in YAML: every field that there is, every word of every choice, and every state.
//!
//! A field that nobody sees in use is one that nobody finds. Walks the files by the tables of the schema, so that a new
//! field fails here until the example book shows it; what follows from the files is looked at in the assembled book. The
//! parsed files are for `seeds` too.

use crate::corpora::shared;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use turnkey::compile::{Memo, Options, compile};
use turnkey::disk::read_sources;
use turnkey::model::PlacedEngagement;
use turnkey::model::engagement::{GateState, MetricStatus, SignOffState};
use turnkey::parse::engagement::{parse_engagement, parse_people, parse_playbook};
use turnkey::path::SourcePath;
use turnkey::schema::node::{Node, Value};
use turnkey::schema::read::Fields;
use turnkey::schema::shape::{Shape, Thing};
use turnkey::schema::things::{Engagement, Person, Plan, Playbook, RaidStatus, TaskState};

/// Fields that the example book does without, each with the reason.
const UNSEEN: &[(&str, &str, &str)] = &[
    ("engagement", "minutes", "taken from Markdown"),
    ("minutes", "attendees", "likewise"),
    ("minutes", "date", "likewise"),
    ("minutes", "guide", "likewise"),
    ("minutes", "meeting", "likewise"),
];

/// Words of choices that the example book does without, each with the reason.
const UNSAID: &[(&str, &str, &str)] = &[
    ("audience", "public", "no engagement is for everybody"),
    ("audience", "partner", "nobody of the example has a partner"),
    ("Marking", "TLP:RED", "a packet for one pair of eyes"),
    ("Marking", "TLP:GREEN", "a packet for a community"),
    ("Marking", "TLP:CLEAR", "a packet for everybody"),
    ("Work", "migration", "the example does not plan one"),
    ("Work", "poc", "likewise"),
    ("Work", "training", "likewise"),
    ("Side", "partner", "nobody of the example has a partner"),
    ("TaskState", "open", "what nothing is said of is open"),
    ("TaskState", "done", "its day says it"),
    ("TaskState", "blocked", "what it waits for says it"),
    ("TaskState", "dropped", "the reason says it"),
    ("DesignStatus", "draft", "a customer sees a design from its review on"),
];

/// The YAML of engagements, playbooks and people below `folder`: the path from there, and the tree with short forms
/// written out.
pub(crate) fn yaml_below(folder: &Path) -> BTreeMap<String, (Node, &'static Thing)> {
    let mut trees = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inside) = folders.pop() {
        for entry in fs::read_dir(&inside).expect("a folder").flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else if let Some(tree) = tree(&entry.path()) {
                let below = entry.path().strip_prefix(folder).expect("below it").to_string_lossy().replace('\\', "/");
                trees.insert(below, tree);
            }
        }
    }
    trees
}

fn tree(path: &Path) -> Option<(Node, &'static Thing)> {
    let name = path.file_name()?.to_str()?;
    let source = SourcePath::new(name).ok()?;
    let parent = path.parent()?.file_name()?.to_str()?;
    let read = || fs::read(path).expect("a file that can be read");
    let (node, table) = match name {
        "engagement.yaml" => (parse_engagement(&source, &read()).value.node, Engagement::table()),
        "people.yaml" => (parse_people(&source, &read()).value.node, Person::table()),
        _ if parent == "playbooks" || name == "playbook.yaml" => {
            (parse_playbook(&source, &read()).value.node, Playbook::table())
        }
        _ => return None,
    };
    Some(((*node?).clone(), table))
}

/// The fields and words that files use, each with the thing that has them.
#[derive(Default)]
struct Used {
    fields: BTreeSet<(&'static str, &'static str)>,
    words: BTreeSet<(&'static str, String)>,
}

impl Used {
    fn in_folder(folder: &Path) -> Self {
        let mut used = Self::default();
        for (node, table) in yaml_below(folder).values() {
            match node.as_list() {
                Some(things) => things.iter().for_each(|one| used.thing(one, table)),
                None => used.thing(node, table),
            }
        }
        used
    }

    fn thing(&mut self, node: &Node, table: &'static Thing) {
        for entry in node.as_map().iter().flat_map(|map| &map.entries) {
            let Some(field) = table.field(&entry.key) else { continue };
            self.fields.insert((table.name, field.name));
            self.value(&entry.value, &field.shape);
        }
    }

    fn value(&mut self, node: &Node, shape: &Shape) {
        match (shape, &node.value) {
            (Shape::Thing(table), _) => self.thing(node, table()),
            (Shape::List(inner), Value::List(items)) => items.iter().for_each(|item| self.value(item, inner)),
            (Shape::List(inner), _) => self.value(node, inner),
            (Shape::Keyed(inner), Value::Map(map)) => {
                map.entries.iter().for_each(|entry| self.value(&entry.value, inner));
            }
            (Shape::Scalar(format), Value::Scalar(scalar)) if !format.words.is_empty() => {
                self.words.insert((format.name, scalar.text.to_string()));
            }
            _ => {}
        }
    }
}

/// Every field and every word of a choice that a tree of this table may have.
fn all(table: &'static Thing, seen: &mut BTreeSet<&'static str>, found: &mut Used) {
    if !seen.insert(table.name) {
        return;
    }
    for field in table.all_fields() {
        found.fields.insert((table.name, field.name));
        let mut shape = &field.shape;
        while let Shape::List(inner) | Shape::Keyed(inner) = shape {
            shape = inner;
        }
        match shape {
            Shape::Thing(table) => all(table(), seen, found),
            Shape::Scalar(format) => {
                found.words.extend(format.words.iter().map(|(word, _)| (format.name, (*word).to_owned())));
            }
            _ => {}
        }
    }
}

/// The fields that every thing has: seen when one thing has them.
const OF_ALL: [&str; 5] = ["audience", "when", "facts", "notes", "remove"];

fn example_book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}

#[test]
fn the_example_book_shows_every_field() {
    let used = Used::in_folder(&example_book());
    let mut there = Used::default();
    for table in [Engagement::table(), Playbook::table(), Person::table()] {
        all(table, &mut BTreeSet::new(), &mut there);
    }
    let of_plan = |thing: &str| matches!(thing, "engagement" | "playbook");
    let is_used = |thing: &str, field: &str| {
        let anywhere = OF_ALL.contains(&field);
        let in_plans = of_plan(thing) && Plan::table().field(field).is_some();
        let counts = |other: &str| anywhere || other == thing || (in_plans && of_plan(other));
        used.fields.iter().any(|(other, used)| *used == field && counts(other))
    };
    let excused = |thing, field| UNSEEN.iter().any(|(a, b, _)| (*a, *b) == (thing, field));
    let unseen: Vec<String> = there
        .fields
        .iter()
        .filter(|(thing, field)| !is_used(thing, field) && !excused(*thing, *field))
        .map(|(thing, field)| format!("{thing}.{field}"))
        .collect();
    assert_eq!(unseen, Vec::<String>::new(), "fields that the example book does not show");
    for (thing, field, _) in UNSEEN {
        assert!(!is_used(thing, field), "{thing}.{field} is shown after all");
    }
}

#[test]
fn the_example_book_shows_what_the_specification_shows() {
    let Some(examples) = shared("examples") else { return };
    let used = Used::in_folder(&example_book());
    let shown = Used::in_folder(&examples);
    assert!(shown.fields.len() > 200, "the examples are read: {}", shown.fields.len());
    let missing: Vec<String> =
        shown.fields.difference(&used.fields).map(|(thing, field)| format!("{thing}.{field}")).collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn the_example_book_says_every_word_of_every_choice() {
    let used = Used::in_folder(&example_book());
    let mut there = Used::default();
    all(Engagement::table(), &mut BTreeSet::new(), &mut there);
    let unsaid: Vec<String> = there
        .words
        .difference(&used.words)
        .filter(|(format, word)| !UNSAID.iter().any(|(a, b, _)| (*a, *b) == (*format, word.as_str())))
        .map(|(format, word)| format!("{format}: {word}"))
        .collect();
    assert_eq!(unsaid, Vec::<String>::new(), "words that the example book does not say");
}

/// Looks at the engagements of the example book, assembled.
fn with_engagements(look: impl FnOnce(&[Arc<PlacedEngagement>])) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().expect("the project is there");
    let folders = ["content".to_owned()];
    let sources = read_sources(&root, &root.join("dist"), &folders).expect("the example book can be read").value;
    let options = Options { site: false, ..Options::default() };
    look(&compile(&sources, &options, &mut Memo::default()).value.whole().engagements);
}

#[test]
fn the_example_book_shows_every_state() {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    with_engagements(|engagements| {
        for placed in engagements {
            let facts = &placed.facts;
            let mut see = |state: String| _ = seen.insert(state);
            see(format!("engagement {:?}", facts.status));
            facts.health.iter().for_each(|health| see(format!("health {health:?}")));
            facts.tasks().for_each(|task| see(format!("task {:?}", task.state)));
            facts.phases.iter().for_each(|phase| see(format!("phase {:?}", phase.state)));
            let deliverables = facts.phases.iter().flat_map(|phase| &phase.deliverables);
            deliverables.for_each(|one| see(format!("deliverable {:?}", one.status)));
            facts.prerequisites.iter().for_each(|one| see(format!("prerequisite {:?}", one.state)));
            facts.expectations.iter().for_each(|one| see(format!("expectation {:?}", one.state)));
            facts.success_criteria.iter().for_each(|one| see(format!("criterion {:?}", one.status)));
            facts.sign_offs.iter().for_each(|one| see(format!("sign-off {:?}", one.state)));
            facts.metrics.iter().for_each(|one| see(format!("metric {:?}", one.status)));
            facts.raid.iter().for_each(|one| see(format!("{:?} {:?}", one.kind, one.state)));
            placed.gates.iter().for_each(|gate| see(format!("gate {:?}", gate.state)));
            for milestone in &facts.milestones {
                let reached = milestone.actual.map(|_| "reached");
                let late = milestone.is_late.then_some("late");
                see(format!("milestone {}", reached.or(late).unwrap_or("planned")));
                milestone.criteria.iter().for_each(|one| see(format!("milestone's criterion {:?}", one.state)));
            }
        }
    });
    let expected = [
        ("engagement", "Planned Active HandedOver Closed"),
        ("health", "Green Amber Red"),
        ("task", "Open Active Done Blocked Dropped"),
        ("phase", "Open Active Done"),
        ("deliverable", "Planned InProgress Delivered Accepted Waived"),
        ("prerequisite", "Open Met Waived"),
        ("expectation", "Open Met Waived"),
        ("criterion", "Open Met Failed Waived"),
        ("sign-off", "Open Partly Complete"),
        ("metric", "NotYetDue OnTheWay Met Missed"),
        ("gate", "Unmet Met Waived Passed"),
        ("milestone", "planned late reached"),
        ("milestone's criterion", "Open Met Waived"),
        ("Risk", "Open Watching Closed"),
        ("Issue", "Open Closed"),
        ("Assumption", "Open Closed"),
        ("Dependency", "Open Watching Closed"),
        ("Action", "Open Closed"),
        ("Decision", "Closed"),
    ];
    let expected =
        expected.iter().flat_map(|(thing, states)| states.split(' ').map(move |one| format!("{thing} {one}")));
    let missing: Vec<String> = expected.filter(|state| !seen.contains(state)).collect();
    assert_eq!(missing, Vec::<String>::new(), "of {seen:#?}");
}

#[test]
fn a_closed_engagement_has_nothing_left_to_do() {
    with_engagements(|engagements| {
        let corvane = engagements.iter().find(|placed| placed.id == "corvane").expect("it is in the example book");
        let facts = &corvane.facts;
        let left: Vec<&str> = facts
            .tasks()
            .filter(|task| !matches!(task.state, TaskState::Done | TaskState::Dropped))
            .map(|task| task.id.as_str())
            .collect();
        assert_eq!(left, Vec::<&str>::new());
        let is_passed = |state| matches!(state, GateState::Met | GateState::Passed);
        assert!(corvane.gates.len() == 4 && corvane.gates.iter().all(|gate| is_passed(gate.state)));
        assert!(facts.sign_offs.iter().all(|one| one.state == SignOffState::Complete));
        assert!(facts.milestones.iter().all(|one| one.actual.is_some()));
        let open: Vec<&str> = facts
            .raid
            .iter()
            .filter(|entry| entry.state != RaidStatus::Closed)
            .map(|entry| entry.declared.title.as_str())
            .collect();
        assert_eq!(open, Vec::<&str>::new());
        let status = |id: &str| facts.metrics.iter().find(|one| one.id.as_str() == id).expect("a metric").status;
        assert_eq!((status("delivered"), status("delivered-90")), (MetricStatus::Missed, MetricStatus::Met));
    });
}
