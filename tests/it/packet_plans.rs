//! Which packets an engagement has, for whom, with what in them, and how far each has come.

use crate::editions::small;
use std::sync::Arc;
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, gathered};
use turnkey::diagnostic::Diagnostic;
use turnkey::model::{AssembleOptions, Edition, PacketPlan, PacketState, PlacedEngagement, assemble};
use turnkey::packet::contents;
use turnkey::packet::view::PacketView;
use turnkey::schema::things::Marking;
use turnkey::source::Sources;

/// What the packets of `placed` say, in English.
pub(crate) fn packet_views(edition: &Edition, placed: &PlacedEngagement) -> Vec<PacketView> {
    let english = Arc::default();
    placed.packets.iter().map(|plan| contents(edition, placed, plan, &english)).collect()
}

const PEOPLE: &str = "people: [{ id: po, name: Paula Oduya, side: customer }]\n";

fn book(more: &str) -> Sources {
    let engagement = format!("id: acme\ntitle: Acme\ncustomer: Acme\naudience: customer\n{PEOPLE}{more}\n");
    let guide = |title: &str| format!("---\naudience: customer\n---\n# {title}\n");
    let files = [
        ("content/engagements/acme/engagement.yaml", engagement.as_str()),
        ("content/guides/desk.md", &guide("Desk")),
        ("content/guides/door.md", &guide("Door")),
    ];
    small("[book]\ntitle = \"Book\"\n[packet]\nmarking = \"TLP:GREEN\"\n", &files)
}

fn edition(more: &str, audience: Audience) -> (Edition, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let gathered = gathered(&book(more), &mut Memo::default()).unpack(&mut problems);
    let reader = Reader { audience, engagement: Some("acme".into()) };
    let book = gathered.for_reader(&reader).value;
    let today = jiff::civil::date(2026, 5, 20);
    (assemble(&book, AssembleOptions { today, whole: None, words: &std::sync::Arc::default() }).value, problems)
}

fn plans(more: &str, audience: Audience) -> Vec<PacketPlan> {
    let (edition, problems) = edition(more, audience);
    assert_eq!(problems, []);
    edition.engagements[0].packets.clone()
}

fn names(more: &str, audience: Audience) -> Vec<String> {
    plans(more, audience).iter().map(|plan| format!("{} for {}", plan.name, plan.audience)).collect()
}

fn handoff(more: &str) -> PacketPlan {
    plans(more, Audience::Customer).into_iter().find(|plan| plan.name == "handoff").expect("built in")
}

#[test]
fn three_are_built_in_and_plans_change_drop_and_add_others() {
    let all = ["kickoff for customer", "transition for internal", "handoff for customer"];
    assert_eq!(names("", Audience::Internal), all);
    assert_eq!(names("", Audience::Customer), ["kickoff for customer", "handoff for customer"]);
    let more = "packets:\n  kickoff: { remove: true }\n  transition: { title: To the desk }\n  Security review: { audience: partner }\n  \
                drill: { sections: [runbooks, cover, runbooks] }\n";
    let all = ["transition for internal", "handoff for customer", "security-review for partner", "drill for customer"];
    assert_eq!(names(more, Audience::Internal), all);
    assert_eq!(names(more, Audience::Partner), &all[1..]);
    assert_eq!(names(more, Audience::Customer), ["handoff for customer", "drill for customer"]);
    let drill = plans(more, Audience::Customer).pop().expect("the last");
    let sections: Vec<_> = drill.sections.iter().map(|section| section.name()).collect();
    assert_eq!((sections, &*drill.title()), (vec!["runbooks", "cover"], "Drill"));
    assert_eq!(drill.marking.map(Marking::name), Some("TLP:GREEN"));
}

#[test]
fn what_is_handed_to_support_is_for_the_team_unless_somebody_says_otherwise() {
    let said = |more: &str| {
        let (edition, _) =
            edition(&format!("packets: {{ transition: {{ title: To the desk{more} }} }}"), Audience::Customer);
        format!("{:?}", edition.engagements[0].node).contains("To the desk")
    };
    assert!(!said(""), "not even its title is the customer's");
    assert!(!said(", audience: partner"));
    assert!(said(", audience: customer"));
    let theirs = names("packets: { transition: { audience: customer } }", Audience::Customer);
    assert_eq!(theirs, ["kickoff for customer", "transition for customer", "handoff for customer"]);
}

#[test]
fn a_packet_is_a_draft_until_its_gate_is_met_but_for_what_it_asks_to_be_signed() {
    let state = |gate: &str, packet: &str| {
        let more = format!(
            "sign_offs: [{{ id: deed, title: Deed, parties: [po] }}]\nprerequisites: [{{ id: open, text: Open }}, {{ id: here, text: Here, \
             status: met }}]\ngates: [{{ id: inner, title: Inner, requires: [\"sign_off:*\"] }}, {{ id: end, title: End, {gate} }}]\npackets: \
             {{ handoff: {{ {packet} }} }}\n"
        );
        handoff(&more).state
    };
    let end = "final_when: gate:end";
    assert_eq!(state("requires: [prerequisite:here]", ""), PacketState::Draft, "nobody says when it is final");
    assert_eq!(state("requires: [prerequisite:here]", end), PacketState::ForSignature);
    assert_eq!(state("requires: [prerequisite:open]", end), PacketState::Draft);
    assert_eq!(state("requires: [prerequisite:open], passed: 2026-05-19", end), PacketState::ForSignature);
    assert_eq!(state("requires: []", end), PacketState::Draft, "a gate over nothing is unmet");
    assert_eq!(state("requires: [prerequisite:here, sign_off:deed]", end), PacketState::ForSignature);
    assert_eq!(state("requires: [\"gate:inner\"]", end), PacketState::ForSignature, "through another gate too");
    assert_eq!(state("requires: [sign_off:deed]", "final_when: gate:end, sections: [summary]"), PacketState::Draft);
    assert_eq!(state("requires: []", "final_when: prerequisite:here"), PacketState::ForSignature);
}

#[test]
fn it_is_accepted_when_all_that_it_asks_for_is_signed_under_its_version() {
    let state = |version: &str, signed: &str| {
        let more = format!(
            "{version}\nsign_offs: [{{ id: deed, title: Deed, parties: [po], signed: [{{ by: po, date: 2026-05-18{signed} }}] }}]\n\
             prerequisites: [{{ id: here, text: Here, status: met }}]\ngates: [{{ id: end, title: End, requires: [prerequisite:here] }}]\n\
             packets: {{ handoff: {{ final_when: gate:end }} }}\n"
        );
        handoff(&more).state
    };
    assert_eq!(state("version: \"1.1\"", ", version: \"1.1\""), PacketState::Accepted);
    assert_eq!(state("version: \"1.1\"", ", version: \"1.0\""), PacketState::ForSignature, "another was signed");
    assert_eq!(state("version: \"1.1\"", ""), PacketState::ForSignature, "it does not say which");
    assert_eq!(state("", ""), PacketState::Accepted, "there are no versions");
}

#[test]
fn a_gate_that_the_reader_may_not_see_leaves_a_draft_and_one_they_may_see_is_told_of_what_they_see() {
    let state = |gate: &str| {
        let more = format!(
            "prerequisites: [{{ id: here, text: Here, status: met }}, {{ id: open, text: Open, audience: internal }}]\n\
             gates: [{{ id: end, title: End, requires: [prerequisite:here, prerequisite:open]{gate} }}]\n\
             packets: {{ handoff: {{ final_when: gate:end }} }}\n"
        );
        handoff(&more).state
    };
    assert_eq!(state(""), PacketState::ForSignature);
    assert_eq!(state(", audience: internal"), PacketState::Draft);
}

#[test]
fn guides_of_other_packets_are_told_apart() {
    let more = "packets: { handoff: { guides: [guides/desk] }, kickoff: { guides: [guides/door, guides/desk] } }";
    let of_others = |name: &str| {
        let plan = plans(more, Audience::Customer).into_iter().find(|plan| plan.name == name).expect("built in");
        plan.guides_of_others.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(of_others("handoff"), ["guides/door.html"]);
    assert_eq!(of_others("kickoff"), Vec::<String>::new());
}

#[test]
fn a_section_that_there_is_not_is_reported_with_what_was_meant() {
    let (_, problems) = edition("packets: { handoff: { sections: [summary, runbook] } }", Audience::Customer);
    let [problem] = &problems[..] else { panic!("{problems:?}") };
    assert_eq!(problem.rule.name(), "invalid-value");
    assert!(problem.help.iter().any(|help| help.contains("runbooks")), "{problem:?}");
}
