//! `turnkey status` and `turnkey check --gate`: what they print, how they end, and that the pages say the same.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const ENGAGEMENT: &str = "\
id: fernhill
title: =Fernhill, rollout
customer: { name: Fernhill Retail, short_name: Fernhill }
audience: customer
status: active
health: amber
start: 2026-03-02
people:
  - { id: po, name: P. Oliveira, title: Head of platform, side: customer, phone: \"+351 555 0111\" }
team: { engineer: ak }
done: { access: 2026-03-03 }
blocked: { storage: { by: \"issue:quota\", since: 2026-03-05 } }
phases:
  - id: validate
    title: Validation
    weeks: 1-2
    tasks:
      - { id: access, text: Confirm access, owner: engineer }
      - { id: storage, text: Check storage, owner: engineer }
      - { id: notes, text: Write it down, owner: engineer, due: 2026-03-06 }
    deliverables: [{ id: report, title: Report, owner: engineer, due: 2026-04-01 }]
  - id: deploy
    title: Deployment
    weeks: 3-4
    tasks: [{ id: early, text: Done ahead of time, owner: engineer, done: 2026-03-04 }, { id: install, text: Install it, owner: engineer, runbook: runbooks/restore }]
milestones: [{ id: production, title: Production, week: 4 }]
raid: [{ id: quota, kind: issue, number: I-01, title: Quota is short, owner: po, opened: 2026-03-05 }]
gates:
  - { id: start, title: Ready to start, requires: [\"task:access\"] }
  - { id: handoff, title: Ready to hand over, requires: [\"milestone:production\", \"runbook:*\", \"task:access\"] }
reviews: [{ id: pulse, title: Pulse, every: 1w }]
";

const RUNBOOK: &str = "\
---
kind: runbook
audience: customer
owner: ak
verified: 2026-03-01
review_every: 7d
---
# Restore

## When to use it

Data is lost.

## Before you start

A backup.

## Steps

1. Stop it.
2. Restore it.

## Verify

It runs.

## If it fails

Roll back to the backup before.

## Escalation

Call the engineer.
";

fn book() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("made");
        fs::write(file, text).expect("written");
    };
    write("book.toml", "[book]\ntitle = \"Playbook\"\norganization = \"Larkspur\"\n[build]\ndate = \"2026-03-10\"\n");
    write("content/index.md", "# Playbook\n");
    write("content/people.yaml", "- { id: ak, name: A. Keller, title: Engineer, phone: \"+1 555 0100\" }\n");
    write("content/runbooks/restore.md", RUNBOOK);
    write("content/engagements/fernhill/engagement.yaml", ENGAGEMENT);
    folder
}

fn turnkey(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    command.args(args).current_dir(folder).env_remove("SOURCE_DATE_EPOCH").env("NO_COLOR", "1");
    command.output().expect("turnkey runs")
}

/// What it printed; it must have ended with `code`.
fn said(folder: &Path, code: i32, args: &[&str]) -> String {
    let output = turnkey(folder, args);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{}{}", text(&output.stdout), text(&output.stderr));
    if code == 2 { text(&output.stderr) } else { text(&output.stdout) }
}

#[test]
fn one_engagement_answers_the_four_questions() {
    let book = book();
    let said = said(&book.path().join("content/runbooks"), 0, &["status", "fernhill"]);
    assert_eq!(
        said,
        "\
=Fernhill, rollout (active, at risk, week 2 of 4)
2 of 5 tasks done, 1 late, 1 blocked

What is next
  Write it down (late, was due 6 Mar; A. Keller)
  Install it (due 27 Mar; A. Keller)

In the way
  blocked Check storage (waits for issue: Quota is short (I-01); since 5 Mar; A. Keller)
  late Write it down (was due 6 Mar; A. Keller)

Who to call
  A. Keller (Engineer; Larkspur; +1 555 0100)
  P. Oliveira (Head of platform; Fernhill; +351 555 0111)

Gates
  met Ready to start (1 of 1)
  not met Ready to hand over (1 of 3)
    missing: milestone production is not reached, and is planned for 27 Mar 2026
    missing: runbook Restore is overdue for review

Next milestones
  Production (27 Mar, in 17 days; planned)

Waiting
  A. Keller, Larkspur: Write it down (task; 4 days overdue)
  P. Oliveira, Fernhill: Check storage (blocked task; waits for issue: Quota is short (I-01); since 5 Mar 2026; due 13 Mar 2026)

Reviews
  Restore (overdue since 8 Mar; A. Keller)
  Pulse (due 16 Mar)
"
    );
}

#[test]
fn the_json_is_what_programs_may_rely_on() {
    let book = book();
    let whole: serde_json::Value =
        serde_json::from_str(&said(book.path(), 0, &["status", "fernhill", "--format", "json"])).expect("JSON");
    let expected = serde_json::json!({
        "date": "2026-03-10", "id": "fernhill", "title": "=Fernhill, rollout", "customer": "Fernhill Retail",
        "status": "active", "health": "amber", "week": { "number": 2, "of": 4 },
        "done": 2, "total": 5, "late": 1, "blocked": 1,
        "next": [
            { "task": "notes", "phase": "validate", "text": "Write it down", "state": "open", "owner": "A. Keller",
              "due": "2026-03-06", "late": true },
            { "task": "install", "phase": "deploy", "text": "Install it", "state": "open", "owner": "A. Keller",
              "due": "2026-03-27", "late": false },
        ],
        "in_the_way": [
            { "why": "blocked", "reference": "task:validate/storage", "title": "Check storage", "owner": "A. Keller",
              "waits_for": "issue: Quota is short (I-01)", "since": "2026-03-05", "due": null },
            { "why": "late", "reference": "task:validate/notes", "title": "Write it down", "owner": "A. Keller",
              "waits_for": null, "since": null, "due": "2026-03-06" },
        ],
        "people": [
            { "id": "ak", "name": "A. Keller", "title": "Engineer", "side": "vendor", "phone": "+1 555 0100", "email": null },
            { "id": "po", "name": "P. Oliveira", "title": "Head of platform", "side": "customer",
              "phone": "+351 555 0111", "email": null },
        ],
        "gates": [
            { "id": "start", "title": "Ready to start", "state": "met", "met": 1, "total": 1, "missing": [] },
            { "id": "handoff", "title": "Ready to hand over", "state": "not met", "met": 1, "total": 3, "missing": [
                { "reference": "milestone:production", "title": "Production",
                  "reason": "milestone production is not reached, and is planned for 27 Mar 2026" },
                { "reference": "runbook:runbooks/restore", "title": "Restore", "reason": "runbook Restore is overdue for review" },
            ] },
        ],
        "milestones": [
            { "id": "production", "title": "Production", "planned": "2026-03-27", "forecast": null, "actual": null, "late": false },
        ],
        "waiting": [
            { "who": "A. Keller", "side": "vendor", "what": "Write it down", "why": "Task", "detail": null, "since": null,
              "due": "2026-03-06", "reference": "task:validate/notes", "days_overdue": 4 },
            { "who": "P. Oliveira", "side": "customer", "what": "Check storage", "why": "Blocked task",
              "detail": "waits for issue: Quota is short (I-01)", "since": "2026-03-05", "due": "2026-03-13",
              "reference": "task:validate/storage", "days_overdue": 0 },
        ],
        "reviews": [
            { "title": "Restore", "due": "2026-03-08", "late": true, "owner": "A. Keller" },
            { "title": "Pulse", "due": "2026-03-16", "late": false, "owner": null },
        ],
    });
    assert_eq!(whole, expected);
    let all: serde_json::Value =
        serde_json::from_str(&said(book.path(), 0, &["status", "--format", "json"])).expect("JSON");
    assert_eq!(
        all,
        serde_json::json!({ "date": "2026-03-10", "engagements": [{
            "id": "fernhill", "title": "=Fernhill, rollout", "customer": "Fernhill Retail", "status": "active",
            "health": "amber", "done": 2, "total": 5, "late": 1, "blocked": 1, "overdue": 1,
            "next_milestone": { "title": "Production", "date": "2026-03-27" },
            "next_gate": { "id": "handoff", "title": "Ready to hand over", "met": 1, "total": 3 },
            "overdue_reviews": 1,
        }] })
    );
}

#[test]
fn csv_holds_no_formula_and_owners_and_lateness_narrow_it() {
    let book = book();
    let csv = said(book.path(), 0, &["status", "--format", "csv"]);
    assert_eq!(
        csv.lines().nth(1),
        Some(
            "fernhill,\"'=Fernhill, rollout\",Fernhill Retail,active,amber,2,5,1,1,1,Production,2026-03-27,\
             Ready to hand over,1 of 3,1"
        )
    );
    let csv = said(book.path(), 0, &["status", "fernhill", "--format", "csv", "--owner", "oliveira"]);
    assert_eq!(csv.lines().count(), 2, "{csv}");
    assert!(csv.contains("fernhill,Fernhill,P. Oliveira,Check storage,Blocked task,"), "{csv}");
    let late = said(book.path(), 0, &["status", "fernhill", "--late"]);
    assert!(late.contains("Write it down (task; 4 days overdue)") && !late.contains("What is next"), "{late}");
    let other_day = said(book.path(), 0, &["status", "fernhill", "--date", "2026-03-05"]);
    assert!(other_day.contains("2 of 5 tasks done, 0 late, 1 blocked"), "{other_day}");
}

#[test]
fn a_gate_that_is_not_met_fails_and_what_is_not_there_cannot_be_run() {
    let book = book();
    let check = |code, gate: &str| said(book.path(), code, &["check", "--engagement", "fernhill", "--gate", gate]);
    assert_eq!(check(0, "start"), "Ready to start: met (1 of 1)\n");
    assert_eq!(
        check(1, "handoff"),
        "\
Ready to hand over: not met (1 of 3)
  missing: milestone production is not reached, and is planned for 27 Mar 2026
  missing: runbook Restore is overdue for review
"
    );
    assert!(check(2, "handof").contains("`fernhill` has no gate `handof`; did you mean `handoff`?"));
    let wrong = said(book.path(), 2, &["check", "--engagement", "fernhil", "--gate", "start"]);
    assert!(wrong.contains("there is no engagement `fernhil`; did you mean `fernhill`?"), "{wrong}");
    assert!(said(book.path(), 2, &["status", "fernhil"]).contains("did you mean `fernhill`?"));
    said(book.path(), 2, &["check", "--gate", "start"]);
}

#[test]
fn the_pages_say_the_same() {
    let book = book();
    said(book.path(), 0, &["build", "--only", "site"]);
    let page = |path: &str| fs::read_to_string(book.path().join("dist/site").join(path)).expect("a page");
    let overview = page("engagements/fernhill/index.html");
    for words in [
        "1 of 3</a>",
        "2 of 5</span>",
        "waits for issue: Quota is short (I-01), since 5 Mar",
        "was due 6 Mar, A. Keller",
        "Some done early",
    ] {
        assert!(overview.contains(words), "the overview lacks {words}");
    }
    let home = page("index.html");
    for words in ["1 late", "1 blocked", "Ready to hand over</a>: 1 of 3", "1 review overdue", "2 tasks done"] {
        assert!(home.contains(words), "the home page lacks {words}");
    }
    let sign_offs = page("engagements/fernhill/sign-offs.html");
    for words in ["id=\"gate-start\"", "id=\"gate-handoff\"", "is overdue for review"] {
        assert!(sign_offs.contains(words), "the sign-offs page lacks {words}");
    }
    let waiting = page("engagements/fernhill/waiting.html");
    assert!(waiting.contains("<h2 id=\"tk-customer\">Fernhill</h2>") && waiting.contains("1 overdue"), "{waiting}");
}
