//! Same sources, same bytes, same words to the author: on any number of threads, and whatever an earlier run left.
//!
//! Compiles the example book, from the library, and small ones that are edited; `warm` does so with books and edits made by
//! chance.

use crate::built::site_files;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use turnkey::audience::Audience;
use turnkey::compile::{Memo, Options, Outputs, compile};
use turnkey::diagnostic::{Diagnostic, sort};
use turnkey::disk::{read_asset, read_sources};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().expect("the project is there")
}

/// The example book: this repository.
pub(crate) fn example() -> Sources {
    let root = root();
    let folders = ["content", "templates", "themes"].map(str::to_owned);
    let read = read_sources(&root, &root.join("dist"), &folders).expect("the example book can be read");
    assert_eq!(read.diagnostics, []);
    read.value
}

/// All that comes of a run.
#[derive(Default, PartialEq)]
pub(crate) struct Made {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// In the order told.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What is said of each packet.
    pub(crate) packets: Vec<String>,
}

fn make(sources: &Sources, audience: Audience, memo: &mut Memo) -> Made {
    let options = Options { audience, ..Options::default() };
    let mut diagnostics = Vec::new();
    let outputs: Outputs = compile(sources, &options, memo).unpack(&mut diagnostics);
    let root = root();
    let assets = |path: &SourcePath| match sources.bytes(path) {
        Some(bytes) => Ok(bytes.clone()),
        None => read_asset(&root, path),
    };
    let (files, problems) = site_files(&outputs.site().expect("it is asked for"), &assets);
    diagnostics.extend(problems);
    sort(&mut diagnostics);
    let packets =
        outputs.packets().iter().map(|packet| format!("{} {:?} {:?}", packet.id, packet.withheld, packet.why));
    Made { files, diagnostics, packets: packets.collect() }
}

/// The first thing in which two runs differ, in few words: whole pages would hide it.
pub(crate) fn difference(one: &Made, other: &Made) -> Option<String> {
    if one == other {
        return None;
    }
    let paths = one.files.keys().chain(other.files.keys());
    for path in paths {
        match (one.files.get(path), other.files.get(path)) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => {
                let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
                let around = |bytes: &[u8]| {
                    String::from_utf8_lossy(&bytes[at.saturating_sub(60)..(at + 60).min(bytes.len())]).into_owned()
                };
                return Some(format!("{path} differs at byte {at}:\n{}\n{}", around(a), around(b)));
            }
            (there, _) => {
                return Some(format!("{path} is only in the {}", if there.is_some() { "first" } else { "second" }));
            }
        }
    }
    let only = |a: &Made, b: &Made| a.diagnostics.iter().find(|it| !b.diagnostics.contains(it)).cloned();
    let diagnostic = only(one, other).or_else(|| only(other, one));
    let words = || {
        let is_of_packets = one.diagnostics == other.diagnostics;
        if is_of_packets {
            format!("the packets differ:\n{:?}\n{:?}", one.packets, other.packets)
        } else {
            format!("the same is said in another order:\n{:?}\n{:?}", one.diagnostics, other.diagnostics)
        }
    };
    Some(diagnostic.map_or_else(words, |diagnostic| format!("only one of them says {diagnostic:?}")))
}

fn on_threads<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be made").install(run)
}

#[test]
fn threads_and_memos_change_nothing() {
    let sources = example();
    for audience in [Audience::Internal, Audience::Customer] {
        let first = on_threads(1, || make(&sources, audience, &mut Memo::default()));
        assert!(first.files.len() > 30, "the example is a book of some size");
        let again = |what: &str, made: &Made| assert_eq!(difference(&first, made), None, "{audience}, {what}");
        for threads in [1, 2] {
            for (kind, mut memo) in [("memo", Memo::default()), ("memo that keeps pages", Memo::keeping_pages())] {
                on_threads(threads, || {
                    again(&format!("{threads} threads, cold {kind}"), &make(&sources, audience, &mut memo));
                    again(&format!("{threads} threads, warm {kind}"), &make(&sources, audience, &mut memo));
                });
            }
        }
    }
}

#[test]
fn one_memo_serves_editions_for_different_readers() {
    let sources = example();
    let mut memo = Memo::keeping_pages();
    for audience in [Audience::Internal, Audience::Customer, Audience::Public, Audience::Internal] {
        let warm = make(&sources, audience, &mut memo);
        let cold = make(&sources, audience, &mut Memo::default());
        assert_eq!(difference(&cold, &warm), None, "the edition for {audience}");
    }
}

#[test]
fn what_the_configuration_says_is_no_part_of_a_memo() {
    let mut memo = Memo::keeping_pages();
    let mut sources = example();
    make(&sources, Audience::Internal, &mut memo);
    let lines = [
        ("organization = \"Oxbarrow Systems\"", "organization = \"Others\""),
        ("language = \"en\"", "language = \"de\""),
        ("title = \"Oxbarrow delivery playbook\"", "title = \"Playbook\""),
        ("default = \"internal\"", "default = \"customer\""),
        ("raw = \"sanitize\"", "raw = \"escape\""),
        ("date = \"2026-05-20\"", "date = \"2026-06-20\""),
        // What were engagements and people is not looked at any more.
        ("source = \"content\"", "source = \".\""),
    ];
    let book = SourcePath::new("book.toml").expect("inside");
    for (before, after) in lines {
        let text = sources.text(&book).expect("the example has one").into_owned();
        assert!(text.contains(before), "the example's book.toml says `{before}`");
        sources.insert_text(book.clone(), &text.replace(before, after));
        let warm = make(&sources, Audience::Internal, &mut memo);
        let cold = make(&sources, Audience::Internal, &mut Memo::default());
        assert_eq!(difference(&cold, &warm), None, "after `{after}`");
    }
}

/// A book of two engagements in which everything depends on everything that it can.
fn small_book() -> Sources {
    let mut sources = Sources::default();
    let files = [
        (
            "book.toml",
            "[book]\ntitle = \"Book\"\n[audience]\ndefault = \"customer\"\n[audience.paths]\n[build]\ndate = \"2026-05-20\"\n",
        ),
        (
            "content/people.yaml",
            "- { id: ab, name: Agnes Brandvold, title: Engineer }\n- { id: ik, name: Ines Kovac, audience: internal }\n",
        ),
        (
            "content/playbooks/base.yaml",
            "title: Base\nphases:\n  - { id: build, title: Build, weeks: 1-2, tasks: [Unpack the parts] }\n",
        ),
        (
            "content/playbooks/plan.yaml",
            "title: Plan\nextends: base\n\
             roles: [{ id: engineer, title: Engineer }]\n\
             milestones: [{ id: live, title: Live, week: 4 }]\n\
             gates: [{ id: over, title: Handed over, requires: [\"runbook:*\"] }]\n\
             meetings: [{ id: kickoff, title: Kickoff, week: 1, duration: 30m }]\n",
        ),
        (
            "content/engagements/first/engagement.yaml",
            "id: first\ntitle: First rollout\nextends: plan\ncustomer: Alder\nstart: 2026-05-04\ngo_live: milestone:live\n\
             team: { engineer: ab }\nvars: { host: alder.example }\n\
             summary: It runs on {{ vars.host }} from {{ go_live }}.\n\
             people: [{ id: po, name: Paul Ostrov, side: customer }]\n\
             environments: [{ id: live, title: Engine room, stage: production, owner: po }]\n\
             design: { requirements: [{ id: safe, title: Safe, priority: must, verified_by: [\"gate:over\"] }] }\n\
             raid: [{ id: late, kind: action, title: Order the parts, owner: ab, due: 2026-05-12 }]\n\
             packets: { handoff: { guides: [runbooks/restore] } }\n",
        ),
        (
            "content/engagements/second/engagement.yaml",
            "title: Second rollout\nextends: plan\ncontinues: first\ncustomer: Alder\nstart: 2026-06-01\n\
             go_live: milestone:live\nteam: { engineer: ik }\n",
        ),
        (
            "content/engagements/first/meetings/kickoff.md",
            "---\nkind: minutes\nmeeting: kickoff\ndate: 2026-05-05\nattendees: [ab]\n---\n# Kickoff\n\n\
             - [ ] Raise the quota {owner=po due=2026-05-12}\n",
        ),
        (
            "content/runbooks/restore.md",
            "---\nkind: runbook\nverified: 2026-05-01\nreview_every: 90d\n---\n# Restore\n\n## Trigger\n\nIt is gone.\n\n\
             ## Prerequisites\n\nA copy.\n\n## Steps\n\n1. Put it back.\n\n## Verification\n\nIt is there.\n\n\
             ## Rollback\n\nNone.\n\n## Escalation\n\nNobody.\n",
        ),
    ];
    for (path, text) in files {
        sources.insert_text(SourcePath::new(path).expect("inside"), text);
    }
    sources
}

/// Edits of whatever an engagement is joined and derived of, one after another: each must be seen, and by no one the wrong
/// way.
#[test]
fn what_an_engagement_is_joined_of_is_known_by_what_it_says() {
    let (first, second) = ("content/engagements/first/engagement.yaml", "content/engagements/second/engagement.yaml");
    let (base, plan) = ("content/playbooks/base.yaml", "content/playbooks/plan.yaml");
    let (people, restore) = ("content/people.yaml", "content/runbooks/restore.md");
    let edits = [
        (first, "title: First rollout", "title: Alder rollout"),
        (first, "host: alder.example", "host: elder.example"),
        (first, "due: 2026-05-12", "due: 2026-06-12"),
        // What another continues, which says nothing new itself.
        (first, "title: Engine room", "title: Boiler room"),
        (first, "name: Paul Ostrov", "name: Paula Ostrov"),
        (second, "continues: first", "continues: first-one"),
        (first, "id: first\n", "id: first-one\n"),
        (base, "Unpack the parts", "Unpack all the parts"),
        (base, "weeks: 1-2", "weeks: 1-3"),
        (plan, "week: 4", "week: 3"),
        // What the gate asks for, and with it the requirement that the gate verifies.
        (restore, "verified: 2026-05-01", "verified: 2026-01-01"),
        (restore, "verified: 2026-01-01", "verified: 2026-05-02"),
        (restore, "## Escalation", "## Afterwards"),
        (plan, "requires: [\"runbook:*\"]", "requires: [\"runbook:*\", milestone:live]"),
        (people, "name: Agnes Brandvold", "name: Agnes Brandt"),
        ("book.toml", "[audience.paths]", "[audience.paths]\n\"people.yaml\" = \"partner\""),
        (people, "id: ab,", "id: abr,"),
        ("content/engagements/first/meetings/kickoff.md", "Raise the quota", "Raise both quotas"),
        ("content/engagements/first/meetings/kickoff.md", "- [ ]", "- [x]"),
        // Pages that stand before all others.
        ("content/aaa.md", "", "# Before all\n"),
        ("book.toml", "date = \"2026-05-20\"", "date = \"2026-06-25\""),
        ("book.toml", "[audience.paths]", "[audience.paths]\n\"playbooks/base.yaml\" = \"partner\""),
        ("book.toml", "default = \"customer\"", "default = \"partner\""),
        (second, "title: Second rollout", "audience: internal\ntitle: Second rollout"),
    ];
    let (mut sources, mut memo) = (small_book(), Memo::keeping_pages());
    let readers = [Audience::Customer, Audience::Internal];
    let mut before = readers.map(|audience| make(&sources, audience, &mut memo));
    for (path, old, new) in edits {
        let path = SourcePath::new(path).expect("inside");
        let text = sources.text(&path).unwrap_or_default().into_owned();
        assert!(text.contains(old), "{path} says `{old}`");
        sources.insert_text(path.clone(), &text.replacen(old, new, 1));
        let now = readers.map(|audience| {
            let warm = make(&sources, audience, &mut memo);
            let cold = make(&sources, audience, &mut Memo::default());
            assert_eq!(difference(&cold, &warm), None, "after `{new}` in {path}, for {audience}");
            warm
        });
        assert!(before != now, "`{new}` in {path} changes something");
        before = now;
    }
}

#[test]
fn a_file_is_not_known_by_its_bytes_alone() {
    let mut memo = Memo::keeping_pages();
    let mut sources = Sources::default();
    let file = |path: &str| SourcePath::new(path).expect("inside");
    // A playbook by its folder; the people, once that folder is the source.
    sources.insert_text(file("content/playbooks/people.yaml"), "- { id: ab, name: Agnes Brandvold }\n");
    for source in ["content", "content/playbooks"] {
        sources.insert_text(file("book.toml"), &format!("[book]\ntitle = \"Book\"\nsource = \"{source}\"\n"));
        let warm = make(&sources, Audience::Internal, &mut memo);
        let cold = make(&sources, Audience::Internal, &mut Memo::default());
        assert_eq!(difference(&cold, &warm), None, "from {source}");
    }
}
