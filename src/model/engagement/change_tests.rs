//! Progress said in texts of every style: what was meant comes out, and every other byte stays.

use super::{Engagement, assemble};
use crate::audience::Audience;
use crate::book::engagement::change::{Mark, TaskName, change_fields, fields_for, mark_task, place_of};
use crate::book::engagement::{Playbooks, Surroundings, join};
use crate::parse::engagement::parse_engagement;
use crate::path::SourcePath;
use crate::schema::kind::Kind;
use crate::schema::read::Fields as _;
use crate::schema::things;
use crate::schema::things::TaskState;
use crate::schema::yaml::edit::Document;
use ecow::EcoString;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// How many texts are tried.
const SEEDS: u64 = 60;

const TODAY: Date = date(2026, 5, 20);

fn path() -> SourcePath {
    SourcePath::new("content/engagements/acme/engagement.yaml").expect("inside")
}

fn read(text: &str) -> Engagement {
    let parsed = parse_engagement(&path(), text.as_bytes());
    assert_eq!(parsed.diagnostics, [], "{text}");
    let node = parsed.value.node.expect("a map");
    let surroundings = Surroundings { playbooks: &Playbooks::default(), people: None, engagements: &[] };
    let joined = join(&node, &surroundings, None, Audience::Internal);
    assert_eq!(joined.diagnostics, [], "{text}");
    let filtered = joined.value.edition(Audience::Internal).value.expect("readable");
    assemble(&filtered, TODAY).value
}

fn states(text: &str) -> BTreeMap<EcoString, TaskState> {
    read(text).tasks().map(|task| (EcoString::clone(&task.id), task.state)).collect()
}

fn task(id: &str) -> TaskName {
    TaskName { phase: "build".into(), id: id.into(), is_ambiguous: false }
}

fn marked(text: &str, task: &TaskName, mark: &Mark) -> String {
    let mut document = Document::new(text, &path(), things::Engagement::table()).expect("YAML");
    mark_task(&mut document, task, mark).unwrap_or_else(|awkward| panic!("{awkward}: {task:?} {mark:?} in\n{text}"));
    document.text().to_owned()
}

/// Numbers of chance that are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("small")
    }

    fn is(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}

/// The text of an engagement as somebody might write it, with a comment of its own number wherever one can stand.
struct Writer {
    chance: Chance,
    text: String,
    comments: usize,
}

impl Writer {
    fn comment(&mut self) -> String {
        if self.chance.is(2) {
            return String::new();
        }
        self.comments += 1;
        format!("{}# c{}.", " ".repeat(1 + self.chance.below(3)), self.comments)
    }

    fn line(&mut self, line: &str) {
        let comment = self.comment();
        self.text.push_str(line);
        self.text.push_str(&comment);
        self.text.push('\n');
        if self.chance.is(6) {
            self.comments += 1;
            let indent = " ".repeat(self.chance.below(3) * 2);
            let _ = writeln!(self.text, "{indent}# c{}.", self.comments);
        }
        if self.chance.is(9) {
            self.text.push('\n');
        }
    }

    fn map(&mut self, name: &str, entries: &[(String, String)]) {
        let indent = " ".repeat([2, 1, 4, 7][self.chance.below(4)]);
        let space = ["", " ", "  "][self.chance.below(3)];
        match self.chance.below(4) {
            _ if entries.is_empty() => self.line(&format!("{name}: {{{space}}}")),
            0 => {
                self.line(&format!("{name}:"));
                for (task, value) in entries {
                    self.line(&format!("{indent}{task}:{space} {value}"));
                }
            }
            1 => {
                self.line(&format!("{name}: {{"));
                for (at, (task, value)) in entries.iter().enumerate() {
                    let comma = if at + 1 < entries.len() || self.chance.is(2) { "," } else { "" };
                    self.line(&format!("{indent}{task}: {value}{comma}"));
                }
                self.line(" }");
            }
            2 => {
                let comma = if self.chance.is(3) { "," } else { "" };
                let all: Vec<String> = entries.iter().map(|(task, value)| format!("{task}: {value}")).collect();
                self.line(&format!("{name}: {{{space}{}{comma}{space}}}", all.join(&format!(",{space} "))));
            }
            _ => {
                let half = entries.len() / 2;
                let all: Vec<String> = entries.iter().map(|(task, value)| format!("{task}: {value}")).collect();
                let (first, rest) = all.split_at(half);
                let comma = if first.is_empty() { "" } else { "," };
                self.line(&format!("{name}: {{ {}{comma}", first.join(", ")));
                self.line(&format!("{indent}{} }}", rest.join(", ")));
            }
        }
    }
}

fn text_of_chance(seed: u64) -> String {
    let mut writer =
        Writer { chance: Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1), text: String::new(), comments: 0 };
    writer.line("id: acme");
    writer.line("title: \"Acme: the rollout\"");
    writer.line("customer: { name: Acme }");
    writer.line("start: 2026-05-04");
    let mut maps: BTreeMap<&str, Vec<(String, String)>> = BTreeMap::new();
    let mut own = vec![String::new(); 6];
    for (at, own) in own.iter_mut().enumerate() {
        let (name, day) = (format!("t{at}"), format!("2026-05-{:02}", 4 + at));
        let key = if writer.chance.is(4) { format!("build/{name}") } else { name };
        let blocked = ["{ by: Somebody, since: 2026-05-07 }", "Somebody", "{ by: \"a, b\" }"][writer.chance.below(3)];
        match writer.chance.below(8) {
            0 | 1 => maps.entry("done").or_default().push((key, day)),
            2 => maps.entry("active").or_default().push((key, day)),
            3 => maps.entry("blocked").or_default().push((key, blocked.to_owned())),
            4 => maps.entry("dropped").or_default().push((key, "'Not ours: at all'".to_owned())),
            5 => *own = format!("done: {day}"),
            6 => *own = "state: active".to_owned(),
            _ => {}
        }
    }
    for name in ["done", "blocked", "active", "dropped"] {
        if let Some(entries) = maps.get(name) {
            writer.map(name, entries);
        } else if writer.chance.is(5) {
            writer.map(name, &[]);
        }
    }
    writer.line("phases:");
    let indent = " ".repeat(writer.chance.below(3) * 2);
    writer.line(&format!("{indent}- id: build"));
    writer.line(&format!("{indent}  title: Build"));
    writer.line(&format!("{indent}  tasks:"));
    for (at, own) in own.iter().enumerate() {
        match (own.is_empty(), writer.chance.below(3)) {
            (true, 0) => writer.line(&format!("{indent}    - t{at}")),
            (true, _) => writer.line(&format!("{indent}    - {{ id: t{at}, text: Do it }}")),
            (false, 0) => writer.line(&format!("{indent}    - {{ id: t{at}, text: Do it, {own} }}")),
            (false, 1) => writer.line(&format!("{indent}    - {{ {own}, id: t{at}, text: Do it }}")),
            (false, _) => {
                writer.line(&format!("{indent}    - id: t{at}"));
                writer.line(&format!("{indent}      {own}"));
                writer.line(&format!("{indent}      text: Do it"));
            }
        }
    }
    if writer.chance.is(2) {
        writer.line("version: \"1.0\"");
    }
    let mut text = writer.text;
    if writer.chance.is(3) {
        text.truncate(text.trim_end().len());
    }
    if writer.chance.is(3) { text.replace('\n', "\r\n") } else { text }
}

fn marks() -> [Mark; 5] {
    [
        Mark::Open,
        Mark::Done(TODAY),
        Mark::Active(TODAY),
        Mark::Blocked { by: "The board, \"soon\"".into(), since: TODAY },
        Mark::Dropped("Not needed: # really".into()),
    ]
}

#[test]
fn every_state_comes_out_in_every_style_and_the_rest_stays() {
    let mut tried = 0;
    for seed in 1..=SEEDS {
        let text = text_of_chance(seed);
        let before = states(&text);
        for at in 0..6 {
            let id = format!("t{at}");
            for mark in marks() {
                let changed = marked(&text, &task(&id), &mark);
                let mut expected = before.clone();
                expected.insert(id.as_str().into(), mark.state());
                assert_eq!(states(&changed), expected, "{id} {mark:?}\n{text}\n---\n{changed}");
                assert_eq!(marked(&changed, &task(&id), &mark), changed, "a second time changes nothing");
                check_the_rest(&text, &changed, &id);
                tried += 1;
            }
        }
    }
    assert_eq!(tried, SEEDS * 6 * 5);
}

/// All that speaks of others is there, in its order; comments too, but for those on a line that went with the task.
fn check_the_rest(before: &str, after: &str, id: &str) {
    if before.contains("\r\n") {
        assert_eq!(after.matches('\n').count(), after.matches("\r\n").count(), "{after}");
    }
    // The line of the task, or of a state that it says itself.
    let about = |line: &str| line.contains(id) || ["state:", "done: 2"].iter().any(|it| line.trim().starts_with(it));
    let comments = |text: &str, lines: &dyn Fn(&str) -> bool| {
        let marks = text.lines().filter(|line| lines(line)).flat_map(|line| line.split('#').skip(1));
        marks.filter(|mark| mark.starts_with(" c")).map(|mark| mark.trim().to_owned()).collect::<Vec<_>>()
    };
    let there = comments(after, &|_| true);
    for kept in comments(before, &|line| !about(line)) {
        assert!(there.contains(&kept), "{kept} is gone from\n{before}\n---\n{after}");
    }
    // Lines without the task are as they were, but for those of the maps between brackets and one that gets its comma.
    let plain = |line: &str| !line.contains(['{', '}', ',']) && !about(line) && !line.trim().is_empty();
    let is_map = |line: &str| ["done:", "blocked:", "active:", "dropped:"].iter().any(|map| line.contains(map));
    let after_lines: Vec<&str> = after.lines().collect();
    let mut from = 0;
    let mut missing = 0;
    for line in before.lines().filter(|line| plain(line) && !is_map(line)) {
        match after_lines[from..].iter().position(|there| *there == line) {
            Some(at) => from += at + 1,
            None => missing += 1,
        }
    }
    assert!(missing <= 1, "{missing} lines are other ones in\n{before}\n---\n{after}");
}

#[test]
fn a_change_is_written_as_its_neighbours_are() {
    let head = "id: acme\ntitle: Acme\ncustomer: Acme\nstart: 2026-05-04\n";
    let tail =
        "phases:\n  - id: build\n    title: Build\n    tasks: [t0, t1, { id: t2, text: Do it, state: active }]\n";
    let done = Mark::Done(date(2026, 5, 6));
    let blocked = Mark::Blocked { by: "issue:quota".into(), since: TODAY };
    let cases: &[(&str, &str, &Mark, &str)] = &[
        (
            "done: { t1: 2026-05-05 }   # by hand\n",
            "t0",
            &done,
            "done: { t1: 2026-05-05, t0: 2026-05-06 }   # by hand\n",
        ),
        ("done: {}\n", "t0", &done, "done: { t0: 2026-05-06 }\n"),
        ("done:\n", "t0", &done, "done: { t0: 2026-05-06 }\n"),
        ("", "t0", &done, "done: { t0: 2026-05-06 }\n"),
        ("done:\n    t1: 2026-05-05 # one\n\n", "t0", &done, "done:\n    t1: 2026-05-05 # one\n    t0: 2026-05-06\n\n"),
        ("done: { t0: 2026-05-05 }\n", "t0", &Mark::Open, "done: {}\n"),
        ("done:\n  t0: 2026-05-05\n# next\n", "t0", &Mark::Open, "done: {}\n# next\n"),
        ("done: { t0: 2026-05-05, t1: 2026-05-05 }\n", "t0", &Mark::Open, "done: { t1: 2026-05-05 }\n"),
        (
            "done: { t0: 2026-05-05, t1: 2026-05-05 }\n",
            "t0",
            &blocked,
            "done: { t1: 2026-05-05 }\nblocked: { t0: { by: \"issue:quota\", since: 2026-05-20 } }\n",
        ),
        (
            "done: {\n  t1: 2026-05-05   # one\n}\n",
            "t0",
            &done,
            "done: {\n  t1: 2026-05-05,   # one\n  t0: 2026-05-06\n}\n",
        ),
        (
            "done: {\n  t0: 2026-05-05, # one\n  t1: 2026-05-05, # two\n}\n",
            "t1",
            &Mark::Open,
            "done: {\n  t0: 2026-05-05, # one\n}\n",
        ),
        ("done: { build/t0: 2026-05-05 }\n", "t0", &done, "done: { build/t0: 2026-05-06 }\n"),
    ];
    for (before, id, mark, after) in cases {
        let text = format!("{head}{before}{tail}");
        assert_eq!(marked(&text, &task(id), mark), format!("{head}{after}{tail}"), "{before}");
    }
    // A task that says its state itself goes on doing so.
    let text = format!("{head}{tail}");
    let expected = text.replace("text: Do it, state: active }", "text: Do it, done: 2026-05-06 }");
    assert_eq!(marked(&text, &task("t2"), &done), expected);
}

#[test]
fn other_things_are_changed_where_they_stand_or_said_anew() {
    let text = "id: acme\ntitle: Acme\ncustomer: Acme\nmilestones:\n  - Live   # the day\n  - id: over\n    title: Over\nraid: [{ id: quota, kind: risk, title: Quota, status: open }]\n";
    let change = |text: &str, kind: Kind, id: &str, word: &str| {
        let mut document = Document::new(text, &path(), things::Engagement::table()).expect("YAML");
        let place = place_of(kind, &id.into(), Some(&"build".into())).expect("a place");
        let fields = fields_for(kind, word, TODAY, None).expect("a word");
        change_fields(&mut document, &place, &fields).expect("it can be changed");
        document.text().to_owned()
    };
    let live = change(text, Kind::Milestone, "live", "done");
    assert_eq!(live, text.replace("- Live ", "- { title: Live, id: live, actual: 2026-05-20 } "));
    assert_eq!(
        change(text, Kind::Milestone, "over", "done"),
        text.replace("title: Over\n", "title: Over\n    actual: 2026-05-20\n")
    );
    assert_eq!(
        change(text, Kind::Milestone, "new", "done"),
        text.replace("title: Over\n", "title: Over\n  - { id: new, actual: 2026-05-20 }\n")
    );
    let closed = text.replace("status: open }", "status: closed, closed: 2026-05-20 }");
    assert_eq!(change(text, Kind::Risk, "quota", "closed"), closed);
    assert_eq!(change(&closed, Kind::Risk, "quota", "open"), text);
    assert_eq!(
        change(text, Kind::Prerequisite, "cluster", "met"),
        format!("{text}prerequisites:\n  - {{ id: cluster, status: met, met_on: 2026-05-20 }}\n")
    );
    assert_eq!(
        change(text, Kind::Deliverable, "report", "delivered"),
        format!(
            "{text}phases:\n  - {{ id: build, deliverables: [{{ id: report, status: delivered, delivered_on: 2026-05-20 }}] }}\n"
        )
    );
}

#[test]
fn what_is_repeated_elsewhere_is_not_touched() {
    let text = "id: acme\ntitle: Acme\ncustomer: Acme\nvars: &days { t1: 2026-05-05 }\ndone: *days\nphases: [{ id: build, title: Build, tasks: [t0, t1] }]\n";
    let mut document = Document::new(text, &path(), things::Engagement::table()).expect("YAML");
    assert!(mark_task(&mut document, &task("t0"), &Mark::Done(TODAY)).is_err());
    assert_eq!(document.text(), text);
}
