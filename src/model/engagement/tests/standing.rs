//! What is in the way, when it ended, and whom one calls first.

use super::*;
use crate::model::wording::week_label;

const WAY: &str = "\
id: fernhill
title: Fernhill
customer: { name: Fernhill Retail }
start: 2026-03-02
audience: customer
people: [{ id: po, name: P. Oliveira, side: customer, phone: \"+351 555 0111\" }]
blocked: { quota: { by: \"issue:storage\", since: 2026-03-06 } }
done: { access: 2026-03-05 }
phases:
  - { id: one, title: One, weeks: 1-2, tasks: [Access, Quota, { id: note, text: Note, due: 2026-03-06 }] }
prerequisites:
  - { id: cluster, text: A cluster, side: customer, needed_by: 2026-03-02, blocking: true }
  - { id: images, text: Images, side: customer, needed_by: 2026-03-02 }
  - { id: later, text: Later, side: customer, needed_by: 2026-03-30, blocking: true }
milestones: [{ id: base, title: Base, planned: 2026-03-09 }]
gates: [{ id: start, title: Start, requires: [\"issue:needed\"] }]
success_criteria:
  - { id: failover, text: Nothing fails, status: failed, verified: { by: po, date: 2026-03-08 } }
  - { id: load, text: It bears the load }
raid:
  - { id: storage, kind: issue, title: Too little storage, owner: po, likelihood: 5, impact: 5 }
  - { id: heavy, kind: issue, number: I-02, title: Heavy, owner: po, likelihood: 3, impact: 4 }
  - { id: light, kind: issue, title: Light, owner: po, likelihood: 3, impact: 3 }
  - { id: needed, kind: issue, title: Needed, owner: po }
  - { id: risk, kind: risk, title: A risk, owner: po, likelihood: 5, impact: 5 }
  - { id: act, kind: action, title: Act, owner: po, due: 2026-03-09 }
  - { id: today, kind: action, title: Due today, owner: po, due: 2026-03-10 }
  - { id: over, kind: action, title: Over, owner: po, due: 2026-03-09, status: closed }
support: { on_call: { phone: \"+44 555 0190\", hours: At night } }
";

fn on(text: &str, today: &str) -> Engagement {
    let checked = assembled(text, Audience::Internal, today);
    assert_eq!(checked.diagnostics, []);
    checked.value
}

#[test]
fn what_stops_the_work_comes_first_and_what_a_blocked_task_waits_for_is_told_with_it() {
    let facts = on(WAY, "2026-03-10");
    let said: Vec<String> = facts
        .in_the_way()
        .iter()
        .map(|one| {
            let day = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.strftime("%m-%d").to_string());
            format!("{:?} {}: {} {} {}", one.kind, one.reference, one.title, day(one.since), day(one.due))
        })
        .collect();
    assert_eq!(
        said,
        [
            "Blocked task:one/quota: Quota 03-06 -",
            "Unmet prerequisite:cluster: A cluster - 03-02",
            "Open issue:heavy: I-02 Heavy - -",
            "Open issue:needed: Needed - -",
            "Late task:one/note: Note - 03-06",
            "Missed milestone:base: Base - 03-09",
            "Failed criterion:failover: Nothing fails 03-08 -",
            "Overdue action:act: Act - 03-09",
        ]
    );
}

#[test]
fn what_is_over_says_when_it_ended_and_not_how_long_ago_it_should_have() {
    let today: Date = "2026-06-10".parse().expect("a day");
    let label = |text: &str| week_label(&on(text, "2026-06-10"), today).map(|label| label.to_string());
    assert_eq!(label(WAY).as_deref(), Some("Planned to end 89 days ago"));
    let closed =
        WAY.replace("planned: 2026-03-09 }]", "planned: 2026-03-09, actual: 2026-03-17 }]") + "status: closed\n";
    assert_eq!(label(&closed).as_deref(), Some("Finished 17 Mar 2026"));
    assert_eq!(label(&(WAY.to_owned() + "status: closed\n")), None, "nobody said when");
}

#[test]
fn those_on_call_come_first_for_the_customer_and_once_it_is_handed_over() {
    let first = |text: &str, reader| on(text, "2026-03-10").call_first(reader).is_some();
    assert!(first(WAY, Audience::Customer) && !first(WAY, Audience::Internal));
    assert!(first(&(WAY.to_owned() + "status: handed-over\n"), Audience::Internal));
    let silent = WAY.replace("phone: \"+44 555 0190\", ", "");
    assert!(!first(&silent, Audience::Customer), "one cannot call them");
}

#[test]
fn nothing_is_late_where_all_is_closed() {
    let closed = on(&WAY.replace("title: Fernhill\n", "title: Fernhill\nstatus: closed\n"), "2026-04-10");
    assert!(closed.leaves().any(|(_, task)| task.is_late), "the plan itself says so still");
    assert_eq!(closed.troubles(), Troubles::default());
    assert!(closed.in_the_way().is_empty());
}
