//! The packet of the example engagement, more or less: every kind of chapter.

use super::guides::{elements, rollback, small};
use super::make::{output, source};
use crate::model::wording::StatusId;
use crate::packet::view::*;
use ecow::EcoString;

fn status(id: StatusId, label: &str) -> StatusView {
    StatusView { id, label: label.into() }
}

fn words(list: &[&str]) -> Vec<EcoString> {
    list.iter().map(|words| (*words).into()).collect()
}

fn place(page: &str) -> Place {
    Place::page(output(page))
}

/// The page that a guide links to as well.
pub(super) const VALIDATE: &str = "engagements/fernhill/phases/validate.html";

/// The packet of the example engagement, more or less.
pub(super) fn rich() -> PacketView {
    let section = |title: &str, body| SectionView { title: title.into(), body, ..SectionView::default() };
    PacketView {
        source: Some(source("content/engagements/fernhill/engagement.yaml")),
        language: "en".into(),
        paper: Paper::A4,
        accent: "#2450c4".into(),
        cover: cover(),
        sections: vec![
            section("Executive summary", SectionBody::Summary(summary())),
            section("", SectionBody::Scope(scope())),
            SectionView {
                lead: "Two phases, each with an owner on both sides. Dates are those agreed on 16 March.".into(),
                ..section("", SectionBody::Phases(phases()))
            },
            section("", SectionBody::Milestones(milestones())),
            section("", SectionBody::Criteria(criteria())),
            section("", SectionBody::Deliverables(deliverables())),
            section("", SectionBody::Meetings(meetings())),
            section("Open risks and issues", SectionBody::Table(risks())),
            section("", SectionBody::People(people())),
            section("", SectionBody::Phases(vec![])),
            section(
                "Day-2 runbooks",
                SectionBody::Guides(vec![GuideSection {
                    steps: Some(vec![]),
                    kind_label: "Runbook".into(),
                    ..rollback()
                }]),
            ),
            section("Guides", SectionBody::Guides(vec![elements(), small("Access to the cluster"), small("Chat")])),
        ],
    }
}

fn cover() -> CoverView {
    CoverView {
        title: "Handoff packet".into(),
        customer: "Fernhill Retail".into(),
        customer_short: "Fernhill".into(),
        organization: "Larkspur Delivery".into(),
        engagement: "Fernhill platform rollout".into(),
        version: "1.1".into(),
        revision: "4f09c2e1".into(),
        date: "20 May 2026".into(),
        marking: "TLP:AMBER".into(),
        state: State::Draft,
        distribution: vec![
            RecipientView {
                name: "P. Oliveira".into(),
                role: "Head of platform, Fernhill Retail".into(),
                copy: "".into(),
            },
            RecipientView {
                name: "V. Pereira".into(),
                role: "VP Engineering, Fernhill Retail".into(),
                copy: "".into(),
            },
            RecipientView { name: "Customer archive".into(), role: "".into(), copy: "Copy 1".into() },
        ],
    }
}

fn summary() -> SummaryView {
    SummaryView {
        paragraphs: words(&[
            "Fernhill runs the platform in a private cluster without internet access. Production went live on 4 May \
             2026 after four weeks of validation and integration, one week later than first planned, because the \
             storage quota came late.",
            "This packet holds what the platform team needs to run it without us: how it was built, what was \
             accepted, who to call, and what to do when it breaks.",
        ]),
        objectives: words(&["Shorter incidents", "Fewer nights on call", "One place to look when something breaks"]),
        facts: vec![
            FactView { name: "Start".into(), value: "2 March 2026".into() },
            FactView { name: "Go-live".into(), value: "4 May 2026 (planned 27 April)".into() },
            FactView { name: "Code hosts".into(), value: "3".into() },
        ],
        progress: Some(ProgressView { done: 7, total: 12 }),
    }
}

fn scope() -> ScopeView {
    ScopeView {
        included: words(&["Production and staging", "Chat and paging integration", "Single sign-on"]),
        excluded: words(&["Migration of old incidents"]),
        assumptions: words(&["The customer runs backups of its own database"]),
    }
}

fn task_view(text: &str, id: StatusId) -> TaskView {
    TaskView { text: text.into(), status: status(id, ""), ..TaskView::default() }
}

fn phases() -> Vec<PhaseView> {
    let access = TaskView {
        owner: "P. Oliveira".into(),
        done: "3 March".into(),
        guide: Some(LinkView {
            words: "Access to the cluster".into(),
            to: Some(place("guides/access-to-the-cluster.html")),
        }),
        ..task_view("Confirm cluster access", StatusId::Done)
    };
    let storage = TaskView {
        owner: "P. Oliveira".into(),
        due: "12 March".into(),
        reason: "waits for the storage quota since 5 March".into(),
        subtasks: vec![task_view("Ask for the quota", StatusId::Done), task_view("Measure throughput", StatusId::Open)],
        ..task_view("Provision storage for three replicas in both rooms, with snapshots", StatusId::Blocked)
    };
    vec![
        PhaseView {
            title: "Validate".into(),
            place: Some(place(VALIDATE)),
            status: Some(status(StatusId::Active, "")),
            dates: "2 – 13 March 2026".into(),
            goal: "Know that the environment can carry the platform before anything is installed.".into(),
            progress: Some(ProgressView { done: 3, total: 5 }),
            groups: vec![
                TaskGroupView { title: "".into(), tasks: vec![access, storage] },
                TaskGroupView {
                    title: "Network".into(),
                    tasks: vec![
                        TaskView { due: "9 March".into(), ..task_view("Verify networking", StatusId::Active) },
                        TaskView {
                            reason: "a mirror is in place".into(),
                            ..task_view("Open the registry in the proxy", StatusId::Waived)
                        },
                    ],
                },
            ],
            gotchas: words(&["The proxy closes idle connections after 60 s", "Image pulls fail without the mirror"]),
        },
        PhaseView {
            title: "Integrate".into(),
            place: Some(place("engagements/fernhill/phases/integrate.html")),
            dates: "16 – 27 March 2026".into(),
            goal: "Alerts reach the people who can act.".into(),
            groups: vec![TaskGroupView {
                title: "".into(),
                tasks: vec![task_view("Connect paging", StatusId::Open), task_view("Connect chat", StatusId::Open)],
            }],
            ..PhaseView::default()
        },
    ]
}

fn milestones() -> Vec<MilestoneView> {
    let check = |text: &str, id| CheckView { text: text.into(), status: status(id, "") };
    vec![
        MilestoneView {
            title: "Foundation ready".into(),
            status: status(StatusId::Done, "Reached"),
            planned: "13 March".into(),
            actual: "13 March".into(),
            criteria: vec![check("Environment documented", StatusId::Done), check("Design approved", StatusId::Done)],
            ..MilestoneView::default()
        },
        MilestoneView {
            title: "Operational".into(),
            status: status(StatusId::Open, ""),
            planned: "27 March".into(),
            forecast: "30 March".into(),
            ..MilestoneView::default()
        },
    ]
}

fn criteria() -> Vec<CriterionView> {
    vec![
        CriterionView {
            text: "A node is lost and no request fails".into(),
            status: status(StatusId::Done, "Met"),
            verified: "A. Kim, 21 April".into(),
            evidence: Some(LinkView { words: "Roll back a release".into(), to: Some(place("runbooks/rollback.html")) }),
            accepted: "P. Oliveira, 22 April".into(),
            ..CriterionView::default()
        },
        CriterionView {
            text: "An alert reaches the person on call within a minute".into(),
            status: status(StatusId::Blocked, "Failed"),
            evidence: Some(LinkView { words: "Test report".into(), to: Some(place("not/in/packet.html")) }),
            ..CriterionView::default()
        },
        CriterionView {
            text: "Backups are restored once".into(),
            status: status(StatusId::Waived, ""),
            ..CriterionView::default()
        },
    ]
}

fn deliverables() -> Vec<DeliverableView> {
    vec![DeliverableView {
        title: "Environment report".into(),
        status: status(StatusId::Done, "Delivered"),
        owner: "A. Kim".into(),
        due: "13 March".into(),
        delivered: "13 March, 1.0".into(),
        ..DeliverableView::default()
    }]
}

fn meetings() -> Vec<MeetingView> {
    let item = |time: &str, topic: &str, lead: &str, duration: &str, notes: &[&str]| AgendaItemView {
        time: time.into(),
        topic: topic.into(),
        lead: lead.into(),
        duration: duration.into(),
        notes: words(notes),
    };
    vec![MeetingView {
        title: "Kickoff".into(),
        place: Some(place("engagements/fernhill/meetings/kickoff.html")),
        when: "Tuesday 3 March 2026, 15:00 – 16:30 (Lisbon)".into(),
        length: "90 minutes, 5 to spare".into(),
        attendees: words(&["P. Oliveira", "V. Pereira", "A. Kim", "J. Doe"]),
        agenda: vec![
            item("15:00", "Introductions", "J. Doe", "10 min", &[]),
            item("15:10", "Goals and success criteria", "V. Pereira", "20 min", &["What would make this a success?"]),
            item("15:30", "Architecture and network", "A. Kim", "35 min", &["Egress", "Registry mirror"]),
            item("16:05", "Plan, roles, next steps", "J. Doe", "20 min", &[]),
        ],
        outcomes: words(&["Change window is Thursday night"]),
    }]
}

fn risks() -> TableView {
    let column = |title: &str, numeric, weight| ColumnView { title: title.into(), numeric, weight };
    let row = |number: &str, title: &str, owner: &str, score: &str, state: StatusView| RowView {
        place: None,
        cells: vec![
            CellView::Text(number.into()),
            CellView::Text(title.into()),
            CellView::Text(owner.into()),
            CellView::Text(score.into()),
            CellView::Status(state),
        ],
    };
    TableView {
        columns: vec![
            column("No.", false, 0),
            column("Title", false, 4),
            column("Owner", false, 0),
            column("Score", true, 0),
            column("State", false, 0),
        ],
        rows: vec![
            row(
                "R-01",
                "Storage quota comes late, and start with two replicas only",
                "P. Oliveira",
                "12",
                status(StatusId::Active, "Watching"),
            ),
            row(
                "I-02",
                "Dashboards are missing for the integration services",
                "A. Kim",
                "6",
                status(StatusId::Open, ""),
            ),
        ],
    }
}

fn people() -> Vec<PersonView> {
    let person = |name: &str, title: &str, role: &str, side: &str, email: &str, phone: &str| PersonView {
        name: name.into(),
        title: title.into(),
        role: role.into(),
        side: side.into(),
        email: email.into(),
        phone: phone.into(),
        place: None,
    };
    vec![
        person(
            "P. Oliveira",
            "Head of platform",
            "Platform owner",
            "Fernhill Retail",
            "po@fernhill.example",
            "+351 555 0111",
        ),
        person(
            "V. Pereira",
            "VP Engineering",
            "Sponsor",
            "Fernhill Retail",
            "a.very.long.name.of.somebody@subsidiary.fernhill.example",
            "",
        ),
        person("A. Kim", "", "Implementation engineer", "Larkspur Delivery", "ak@larkspur.example", "+1 555 0100"),
    ]
}
