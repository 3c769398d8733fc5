//! A small engagement on a few days of its life.

mod installation;
mod metrics;

use super::*;
use crate::audience::Audience;
use crate::book::engagement::{Playbooks, Surroundings, join};
use crate::diagnostic::Rule;
use crate::parse::engagement::{parse_engagement, parse_people};
use crate::path::SourcePath;
use crate::schema::things::{CriterionStatus, DeliverableStatus, Fulfilment, Side, TaskState};

mod gates;
mod readiness;
mod standing;

const PEOPLE: &str = "\
- { id: ak, name: A. Keller }
- { id: jd, name: J. Duarte, until: 2026-03-20, successor: mo }
- { id: mo, name: M. Okafor }
- { id: xx, name: Not in it }
";

const ENGAGEMENT: &str = "\
id: fernhill
title: Fernhill
customer: { name: Fernhill Retail }
start: 2026-03-04
audience: customer
go_live: milestone:production
updates:
  - { date: 2026-03-10, health: amber, summary: Late }
  - { date: 2026-03-03, health: green, summary: Begun }
roles:
  - { id: engineer, title: Engineer, side: vendor }
  - { id: manager, title: Manager, side: vendor }
  - { id: owner, title: Platform owner, side: customer }
team: { engineer: ak, manager: jd }
people:
  - { id: po, role: owner, name: P. Oliveira }
done: { access: 2026-03-05, one: 2026-03-09 }
blocked: { quota: { by: Nobody knows, since: 2026-03-06 } }
dropped: { move: Not needed }
phases:
  - id: validate
    title: Validation
    weeks: 1-2
    actual: { start: 2026-03-04 }
    tasks:
      - { id: access, text: Access, owner: manager }
      - { id: storage, text: Storage, owner: manager, tasks: [One, Two] }
      - { id: quota, text: Quota, due: 2026-03-11 }
      - { id: move, text: Move }
      - { id: secret, text: Secret, audience: internal, owner: mo }
  - id: deploy
    title: Deployment
    weeks: 3-4
    workstreams:
      - { id: chat, title: Chat, tasks: [Bot] }
reschedule:
  - { on: 2026-03-12, from: \"phase:deploy\", by: 1w, because: Quota }
milestones:
  - { id: foundation, title: Foundation, week: 2, criteria: [Documented, Signed], met: [Signed], waived: [{ text: Documented, by: po, reason: Later }] }
  - { id: production, title: Production, week: 4 }
meetings:
  - id: kickoff
    title: Kickoff
    at: 2026-03-05T23:50
    length: 45m
    attendees: [owner, ak]
    agenda:
      - { topic: Hello, duration: 5m, lead: engineer }
      - { topic: Tour, duration: 10-15m }
      - { topic: Questions, duration: 5m }
  - { id: weekly, title: Weekly, every: 1w, on: Tuesday 10:00 }
success_criteria:
  - { id: failover, text: Nothing fails, verified: { by: jd, date: 2026-03-18 }, accepted: { by: po, date: 2026-03-19 } }
";

pub(in crate::model) fn assembled(text: &str, reader: Audience, today: &str) -> Checked<Engagement> {
    let path = |name: &str| SourcePath::new(name).expect("inside");
    let people = parse_people(&path("people.yaml"), PEOPLE.as_bytes());
    let engagement = parse_engagement(&path("engagement.yaml"), text.as_bytes());
    assert_eq!(people.diagnostics, []);
    assert_eq!(engagement.diagnostics, []);
    let playbooks = Playbooks::default();
    let surroundings = Surroundings { playbooks: &playbooks, people: people.value.node.as_ref(), engagements: &[] };
    let node = engagement.value.node.expect("YAML");
    let joined = join(&node, &surroundings, None, Audience::Internal);
    assert_eq!(joined.diagnostics, []);
    let filtered = joined.value.edition(reader).value.expect("visible");
    assemble(&filtered, today.parse().expect("a day"))
}

fn on(today: &str) -> Engagement {
    let checked = assembled(ENGAGEMENT, Audience::Internal, today);
    assert_eq!(checked.diagnostics, []);
    checked.value
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

fn task<'a>(engagement: &'a Engagement, id: &str) -> &'a Task {
    engagement.tasks().find(|task| task.id.as_str() == id).expect("a task")
}

#[test]
fn weeks_run_from_monday_to_friday_and_moves_take_along_what_follows() {
    let engagement = on("2026-03-12");
    let [validate, deploy] = &engagement.phases[..] else { panic!("two phases") };
    assert_eq!(validate.planned.map(|period| (period.start, period.end)), day("2026-03-02").zip(day("2026-03-13")));
    assert_eq!(deploy.baseline.map(|period| period.start), day("2026-03-16"));
    assert_eq!(deploy.planned.map(|period| (period.start, period.end)), day("2026-03-23").zip(day("2026-04-03")));
    assert_eq!(engagement.milestones[0].planned, day("2026-03-13"));
    assert_eq!(engagement.launch().and_then(Milestone::day), day("2026-04-03"));
    assert_eq!((engagement.end, engagement.week), (day("2026-04-03"), Some(WeekNow { number: 2, of: 5 })));
    assert_eq!(on("2026-03-01").week, None, "not begun");
    assert_eq!(on("2026-04-06").week, Some(WeekNow { number: 6, of: 5 }), "over");
}

#[test]
fn states_and_progress_follow_from_tasks() {
    let engagement = on("2026-03-12");
    let state = |id| task(&engagement, id).state;
    assert_eq!(
        (state("access"), state("storage"), state("one")),
        (TaskState::Done, TaskState::Active, TaskState::Done)
    );
    assert_eq!(
        (state("quota"), state("move"), state("bot")),
        (TaskState::Blocked, TaskState::Dropped, TaskState::Open)
    );
    assert_eq!(engagement.phases[0].progress, Progress { done: 2, total: 5 });
    assert_eq!(engagement.progress, Progress { done: 2, total: 6 });
    assert_eq!(engagement.progress.percent(), Some(33));
    let states: Vec<TaskState> = engagement.phases.iter().map(|phase| phase.state).collect();
    assert_eq!(states, [TaskState::Active, TaskState::Open]);
    assert_eq!((engagement.health, engagement.status), (Some(Health::Amber), EngagementStatus::Active));
    let criteria = engagement.milestones[0].criteria.iter().map(|one| one.state);
    assert_eq!(criteria.collect::<Vec<_>>(), [Fulfilment::Waived, Fulfilment::Met]);
    assert_eq!(engagement.success_criteria[0].status, CriterionStatus::Met);
}

#[test]
fn the_parts_of_a_blocked_task_wait_with_it() {
    let blocked = ENGAGEMENT.replace("blocked: {", "blocked: { storage: { by: The supplier, since: 2026-03-06 },");
    let engagement = assembled(&blocked, Audience::Internal, "2026-03-10").value;
    let state = |id| (task(&engagement, id).state, task(&engagement, id).since);
    assert_eq!(state("two"), (TaskState::Blocked, day("2026-03-06")));
    assert_eq!(state("one"), (TaskState::Done, day("2026-03-09")), "what is done is done");
    assert!(task(&engagement, "two").blocked_by.is_some());
    assert_eq!(engagement.troubles().blocked, 2, "the other is the quota");
}

#[test]
fn what_was_done_ahead_of_time_begins_no_phase() {
    let early = ENGAGEMENT
        .replace("tasks: [Bot] }", "tasks: [{ id: bot, text: Bot, done: 2026-03-10 }, { id: wire, text: Wire }] }");
    let state = |text: &str, today: &str| {
        let phase = assembled(text, Audience::Internal, today).value.phases.remove(1);
        (phase.state, crate::model::wording::phase_status(&phase).label)
    };
    assert_eq!(state(&early, "2026-03-12"), (TaskState::Open, "Some done early"));
    assert_eq!(state(&early, "2026-03-23"), (TaskState::Active, "Active"), "its first week has begun");
    let busy = early.replace("text: Wire }", "text: Wire, active: 2026-03-11 }");
    assert_eq!(state(&busy, "2026-03-12").0, TaskState::Active, "somebody is at it");
    assert_eq!(state(ENGAGEMENT, "2026-03-12"), (TaskState::Open, "Open"));
}

#[test]
fn today_decides_what_is_late() {
    let late = |today: &str| {
        let engagement = on(today);
        engagement.tasks().filter(|task| task.is_late).map(|task| task.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(late("2026-03-11"), Vec::<String>::new());
    assert_eq!(late("2026-03-12"), ["quota"]);
    assert_eq!(late("2026-03-14"), ["storage", "two", "quota", "secret"], "the phase is over");
    assert!(on("2026-03-14").phases[0].is_late && !on("2026-03-13").phases[0].is_late);
}

#[test]
fn open_work_moves_on_and_what_is_done_keeps_its_name() {
    let owner = |today: &str, id: &str| {
        let engagement = on(today);
        let owner = task(&engagement, id).owner.clone().expect("an owner");
        engagement.people.name(&owner).to_string()
    };
    assert_eq!(
        (owner("2026-03-20", "storage"), owner("2026-03-21", "storage")),
        ("J. Duarte".into(), "M. Okafor".into())
    );
    assert_eq!(owner("2026-03-21", "access"), "J. Duarte");
    assert_eq!(owner("2026-03-21", "two"), "M. Okafor", "who does the whole does its parts");
    let engagement = on("2026-03-21");
    let names: Vec<&str> = engagement.people.all.iter().map(|person| person.declared.name.as_str()).collect();
    assert_eq!(names, ["A. Keller", "J. Duarte", "M. Okafor", "P. Oliveira"], "who has no part is not listed");
    let by = engagement.success_criteria[0].verified.as_ref().and_then(|one| one.by.as_ref()).expect("somebody");
    assert_eq!(engagement.people.name(by), "J. Duarte");
    let attendees = engagement.meetings[0].attendees.iter().map(|party| engagement.people.name(party));
    assert_eq!(attendees.collect::<Vec<_>>(), ["P. Oliveira", "A. Keller"]);
}

#[test]
fn agendas_run_by_the_clock_and_meetings_come_back() {
    let engagement = on("2026-03-12");
    let [kickoff, weekly] = &engagement.meetings[..] else { panic!("two meetings") };
    let clock: Vec<String> =
        kickoff.agenda.iter().filter_map(|topic| topic.clock).map(|time| time.to_string()).collect();
    assert_eq!(clock, ["23:50:00", "23:55:00", "00:05:00"]);
    assert_eq!(kickoff.total.map(|total| total.to_string()).as_deref(), Some("20m-25m"));
    assert!(kickoff.is_late, "nobody said that it was held");
    let recurrence = weekly.recurrence.as_ref().expect("it comes back");
    assert_eq!((recurrence.days.len(), recurrence.next), (5, day("2026-03-17")));
}

#[test]
fn another_reader_gets_other_figures_from_the_same_function() {
    let customer = assembled(ENGAGEMENT, Audience::Customer, "2026-03-12").value;
    assert_eq!(customer.progress, Progress { done: 2, total: 5 });
    assert!(customer.people.all.iter().all(|person| person.declared.id.as_str() != "xx"));
}

#[test]
fn what_ends_before_it_begins_is_told_at_its_end() {
    for (from, to, rule, marked) in [
        (
            "actual: { start: 2026-03-04 }",
            "actual: { start: 2026-03-06, end: 2026-03-03 }",
            Rule::DateOrder,
            "2026-03-03",
        ),
        ("date: 2026-03-19", "date: 2026-03-17", Rule::DateOrder, "2026-03-17"),
        ("length: 45m", "length: 15m", Rule::AgendaOverrun, "15m"),
        ("{ id: po, role", "{ id: ak, role", Rule::DuplicateId, "ak"),
    ] {
        let text = ENGAGEMENT.replace(from, to).replace("by: po", "by: ak");
        let found = assembled(&text, Audience::Internal, "2026-03-12").diagnostics;
        let said: Vec<_> = found
            .iter()
            .map(|problem| (problem.rule, &text[problem.location.as_ref().expect("a place").range.to_usize()]))
            .collect();
        assert_eq!(said, [(rule, marked)], "{found:#?}");
    }
    let fits = ENGAGEMENT.replace("length: 45m", "length: 20m");
    assert_eq!(assembled(&fits, Audience::Internal, "2026-03-12").diagnostics, [], "the shorter end counts");
}

/// Whatever an author types on the way to something sensible, it is assembled or told, and never panics.
#[test]
fn no_slip_of_the_keyboard_breaks_it() {
    use proptest::prelude::*;
    let slips =
        ["", ":", "- ", "\n", "  ", "[", "}", "\"", "*a", "&a ", "9999999999", "audience: internal", "0", "-", "mo"];
    let edits = proptest::collection::vec((0..ENGAGEMENT.len(), 0..12_usize, 0..slips.len()), 1..4);
    proptest!(crate::chance::cases(300), |(edits in edits)| {
        let mut text = ENGAGEMENT.to_owned();
        for (start, length, slip) in edits {
            let start = start.min(text.len());
            let end = (start + length).min(text.len());
            text.replace_range(start..end, slips[slip]);
        }
        let path = SourcePath::new("engagement.yaml").expect("inside");
        if let Some(node) = parse_engagement(&path, text.as_bytes()).value.node {
            let playbooks = Playbooks::default();
            let surroundings = Surroundings { playbooks: &playbooks, people: None, engagements: &[] };
            let joined = join(&node, &surroundings, None, Audience::Internal).value;
            for reader in Audience::ALL {
                if let Some(filtered) = joined.edition(reader).value {
                    let _ = assemble(&filtered, "2026-03-12".parse().expect("a day"));
                }
            }
        }
    });
}
