//! `init`, `new` and `set`, as somebody uses them: what they make passes `check`, and they touch nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

pub(crate) fn turnkey(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    command.current_dir(folder).args(arguments).env_remove("SOURCE_DATE_EPOCH");
    command.output().expect("turnkey runs")
}

/// Runs it and gives what it said; it must end with this code.
pub(crate) fn says(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = turnkey(folder, arguments);
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(code), "turnkey {}\n{said}", arguments.join(" "));
    said
}

/// A book that `init` made on this day.
fn book(day: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    says(folder.path(), &["init", ".", "--date", day], 0);
    folder
}

/// `check` has nothing to say on this day.
fn assert_clean(folder: &Path, day: &str) {
    let said = says(folder, &["check", "--date", day], 0);
    assert!(said.contains("nothing to complain about"), "on {day}:\n{said}");
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("readable"));
    let files = entries.filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
    files.map(|entry| (name(entry.path()), fs::read(entry.path()).expect("readable"))).collect()
}

const ENGAGEMENT: &str = "content/engagements/acme/engagement.yaml";

#[test]
fn a_new_book_works_whenever_it_is_made() {
    // A Monday, a Sunday, the last day of a year, a leap day.
    for day in ["2026-03-09", "2026-05-24", "2026-12-31", "2028-02-29"] {
        let folder = book(day);
        assert_clean(folder.path(), day);
        if day == "2026-03-09" {
            let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/starter").join(ENGAGEMENT);
            let made = fs::read_to_string(folder.path().join(ENGAGEMENT)).expect("readable");
            assert_eq!(made, fs::read_to_string(starter).expect("readable"), "told on its own day it is as it stands");
        }
    }
    let folder = book("2026-03-11");
    let said = says(folder.path(), &["build", "--only", "site", "--date", "2026-03-11"], 0);
    assert!(said.contains("built") && !said.contains("error"), "{said}");
    for page in ["index.html", "engagements/acme/phases/validate.html", "playbooks/rollout.html"] {
        assert!(folder.path().join("dist/site").join(page).is_file(), "{page}");
    }
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("notes.txt"), "mine").expect("written");
    let before = files(folder.path());
    let said = says(folder.path(), &["init", "."], 2);
    assert!(said.contains("not empty"), "{said}");
    assert_eq!(files(folder.path()), before);
    says(folder.path(), &["init", "deep/book"], 0);
    assert!(folder.path().join("deep/book/book.toml").is_file());
    assert!(folder.path().join("deep/book/.gitignore").is_file());
}

#[test]
fn new_files_pass_check_and_replace_none() {
    let day = "2026-03-11";
    let folder = book(day);
    let root = folder.path();
    let run = |arguments: &[&str]| says(root, arguments, 0);
    run(&[
        "new",
        "engagement",
        "globex",
        "--extends",
        "rollout",
        "--customer",
        "Globex: \"Ltd\" # 2",
        "--start",
        "2026-03-16",
    ]);
    run(&["new", "engagement", "initech", "--customer", "Initech", "--start", "2026-03-16"]);
    run(&["new", "guide", "backup"]);
    run(&["new", "guide", "content/guides/deep/TLS: the long way.md"]);
    run(&["new", "runbook", "runbooks/restore", "--title", "Restore a backup: all of it"]);
    run(&["new", "minutes", "acme", "--meeting", "weekly", "--on", "2026-03-10"]);
    run(&["new", "minutes", "acme", "--meeting", "kickoff", "--on", "2026-03-10"]);
    run(&["new", "minutes", "globex", "--on", "2026-03-11"]);
    let made = [
        "content/engagements/globex/engagement.yaml",
        "content/engagements/initech/engagement.yaml",
        "content/guides/backup.md",
        "content/guides/deep/TLS: the long way.md",
        "content/runbooks/restore.md",
        "content/engagements/acme/meetings/2026-03-10.md",
        "content/engagements/acme/meetings/2026-03-10-kickoff.md",
        "content/engagements/globex/meetings/2026-03-11.md",
    ];
    for path in made {
        assert!(root.join(path).is_file(), "{path}");
    }
    assert_clean(root, day);

    let before = files(root);
    for (arguments, words) in [
        (&["new", "guide", "backup"][..], "there already"),
        (&["new", "guide", "../../escape"], "outside of the book"),
        (&["new", "guide", "../escape"], "outside of the source folder `content`"),
        (&["new", "engagement", "globex", "--customer", "G", "--start", "2026-03-16"], "already"),
        (&["new", "engagement", "New One", "--customer", "N", "--start", "2026-03-16"], "new-one"),
        (&["new", "engagement", "n", "--extends", "rolout", "--customer", "N", "--start", "2026-03-16"], "`rollout`"),
        (&["new", "minutes", "acmee"], "`acme`"),
        (&["new", "minutes", "acme", "--meeting", "weakly"], "`weekly`"),
    ] {
        let said = says(root, arguments, 2);
        assert!(said.contains(words), "{arguments:?}\n{said}");
    }
    assert_eq!(files(root), before, "what is refused changes nothing");
}

#[test]
fn set_changes_one_line_and_says_so() {
    let folder = book("2026-03-11");
    let root = folder.path();
    let text = || fs::read_to_string(root.join(ENGAGEMENT)).expect("readable");
    let start = text();
    let set = |arguments: &[&str]| {
        let all = [&["set", "acme"], arguments, &["--date", "2026-03-11"]].concat();
        says(root, &all, 0)
    };

    let said = set(&["deviations", "done", "--dry-run"]);
    assert!(said.contains("+done: { confirm-cluster-access: 2026-03-03, deviations: 2026-03-11 }"), "{said}");
    assert_eq!(text(), start, "a dry run writes nothing");

    let said = set(&["deviations", "done"]);
    assert!(said.contains("deviations is done, on 2026-03-11") && said.contains(ENGAGEMENT), "{said}");
    let done = start.replace("cluster-access: 2026-03-03 }", "cluster-access: 2026-03-03, deviations: 2026-03-11 }");
    assert_eq!(text(), done);
    assert!(set(&["deviations", "done"]).contains("unchanged"));
    assert!(says(root, &["set", "acme", "deviations", "done", "--date", "2026-04-01"], 0).contains("unchanged"));
    assert_eq!(text(), done);
    set(&["validate/deviations", "open"]);
    assert_eq!(text(), start, "there and back");

    set(&["check-the-network", "blocked", "--by", "risk:proxy"]);
    let blocked = "}\nblocked: { check-the-network: { by: \"risk:proxy\", since: 2026-03-11 } }\nprerequisites:";
    assert_eq!(text(), start.replace("}\nprerequisites:", blocked));
    set(&["check-the-network", "open"]);
    set(&["milestone:live", "done"]);
    assert!(text().ends_with("milestones:\n  - { id: live, actual: 2026-03-11 }\n"), "{}", text());
    set(&["risk:proxy", "closed"]);
    assert!(text().contains(", status: closed, closed: 2026-03-11 }"), "{}", text());
    set(&["deliverable:environment-report", "delivered"]);
    set(&["criterion:restart", "waived", "--by", "ana", "--because", "Seen in the trial"]);
    assert_clean(root, "2026-03-11");

    let before = text();
    for (arguments, words) in [
        (&["deviation", "done"][..], "did you mean `deviations`?"),
        (&["deviations", "finished"], "done, active, blocked, dropped, open"),
        (&["deviations", "blocked"], "--by"),
        (&["deviations", "dropped"], "--because"),
        (&["deviations", "blocked", "--by", "risk:proxi"], "nothing is written"),
        (&["milstone:live", "done"], "did you mean `milestone:live`?"),
        (&["milestone:live", "closed"], "a milestone cannot be"),
        (&["risk:prox", "closed"], "did you mean `risk:proxy`?"),
        (&["prerequisite:cluster", "waived"], "--because"),
    ] {
        let said = says(root, &[&["set", "acme"], arguments].concat(), 2);
        assert!(said.contains(words), "{arguments:?}\n{said}");
    }
    assert!(says(root, &["set", "acmee", "deviations", "done"], 2).contains("did you mean `acme`?"));
    assert_eq!(text(), before, "what is refused changes nothing");
    let left: Vec<String> = files(root).into_keys().filter(|name| name.contains("turnkey-")).collect();
    assert_eq!(left, Vec::<String>::new(), "nothing is left beside it");
}

#[cfg(unix)]
#[test]
fn set_writes_through_no_link() {
    let folder = book("2026-03-11");
    let outside = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(ENGAGEMENT);
    let elsewhere = folder.path().join("content/acme.yaml");
    fs::rename(&file, &elsewhere).expect("moved");
    std::os::unix::fs::symlink(&elsewhere, &file).expect("linked");
    let before = fs::read(&elsewhere).expect("readable");
    let said = says(folder.path(), &["set", "acme", "deviations", "done"], 2);
    assert!(said.contains("is a link"), "{said}");
    assert_eq!(fs::read(&elsewhere).expect("readable"), before);

    std::os::unix::fs::symlink(outside.path(), folder.path().join("content/guides/out")).expect("linked");
    says(folder.path(), &["new", "guide", "guides/out/page"], 2);
    assert_eq!(files(outside.path()), BTreeMap::new());
}

#[test]
fn completions_know_the_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = says(folder.path(), &["completions", "bash"], 0);
    for word in ["init", "new", "set", "--dry-run", "--extends"] {
        assert!(said.contains(word), "{word}");
    }
}
