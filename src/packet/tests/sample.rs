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
        has_contents: true,
        cover: cover(),
        sections: vec![
            section("Executive summary", SectionBody::Parts(summary())),
            section("Scope", SectionBody::Parts(scope())),
            SectionView {
                lead: "Two phases, each with an owner on both sides. Dates are those agreed on 16 March.".into(),
                ..section("Plan", SectionBody::Phases(phases()))
            },
            section("Milestones", table_of(milestones())),
            section("Success criteria", table_of(criteria())),
            section("Deliverables", table_of(deliverables())),
            section("Meetings", SectionBody::Meetings(meetings())),
            section("Open risks and issues", table_of(risks())),
            section("People", table_of(people())),
            section("Sign-off", SectionBody::SignOffs(sign_offs())),
            section("Nothing", SectionBody::Phases(vec![])),
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
        ..PacketView::default()
    }
}

fn cover() -> CoverView {
    CoverView {
        title: "Handoff packet".into(),
        audience: "".into(),
        logos: Vec::new(),
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

fn text(words: &str) -> CellView {
    CellView::Text(words.into())
}

fn part(title: &str, body: PartBody) -> PartView {
    PartView { title: title.into(), body, ..PartView::default() }
}

fn table_of(table: TableView) -> SectionBody {
    SectionBody::Parts(vec![part("", PartBody::Table(table))])
}

fn table(columns: &[(&str, u32)], rows: Vec<Vec<CellView>>) -> TableView {
    let column =
        |(title, weight): &(&str, u32)| ColumnView { title: (*title).into(), weight: *weight, ..ColumnView::default() };
    TableView {
        columns: columns.iter().map(column).collect(),
        rows: rows.into_iter().map(|cells| RowView { place: None, cells }).collect(),
    }
}

fn state(id: StatusId, label: &str) -> CellView {
    CellView::Status(status(id, label))
}

fn link_to(words: &str, page: &str) -> LinkView {
    LinkView { words: words.into(), to: Some(place(page)), url: "".into() }
}

fn web(words: &str, url: &str) -> CellView {
    CellView::Link(LinkView { words: words.into(), to: None, url: url.into() })
}

fn list(texts: &[&str]) -> PartBody {
    PartBody::List(texts.iter().map(|words| text(words)).collect())
}

fn summary() -> Vec<PartView> {
    let fact = |name: &str, value: &str| FactView { name: name.into(), value: text(value) };
    vec![
        part(
            "",
            PartBody::Paragraphs(words(&[
                "Fernhill runs the platform in a private cluster without internet access. Production went live on 4 \
                 May 2026 after four weeks of validation and integration, one week later than first planned, because \
                 the storage quota came late.",
                "This packet holds what the platform team needs to run it without us: how it was built, what was \
                 accepted, who to call, and what to do when it breaks.",
            ])),
        ),
        part(
            "",
            PartBody::Facts(vec![
                fact("Start", "2 March 2026"),
                fact("Go-live", "4 May 2026 (planned 27 April)"),
                fact("Code hosts", "3"),
            ]),
        ),
        part("", PartBody::Progress(ProgressView { done: 7, total: 12 })),
        part(
            "Objectives",
            list(&["Shorter incidents", "Fewer nights on call", "One place to look when something breaks"]),
        ),
    ]
}

fn scope() -> Vec<PartView> {
    vec![
        part("In scope", list(&["Production and staging", "Chat and paging integration", "Single sign-on"])),
        part("Out of scope", list(&["Migration of old incidents"])),
        part("Assumptions", list(&["The customer runs backups of its own database"])),
    ]
}

fn task_view(text: &str, id: StatusId) -> TaskView {
    TaskView { text: text.into(), status: status(id, ""), ..TaskView::default() }
}

fn phases() -> Vec<PhaseView> {
    let access = TaskView {
        owner: "P. Oliveira".into(),
        done: "3 March".into(),
        guide: Some(link_to("Access to the cluster", "guides/access-to-the-cluster.html")),
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

fn milestones() -> TableView {
    let check = |text: &str, id| CellView::Check(CheckView { text: text.into(), status: status(id, "") });
    let foundation = CellView::Lines(vec![
        CellView::Title("Foundation ready".into()),
        check("Environment documented", StatusId::Done),
        check("Design approved", StatusId::Open),
    ]);
    table(
        &[("Milestone", 5), ("Status", 0), ("Planned", 2), ("Forecast", 2), ("Actual", 2)],
        vec![
            vec![foundation, state(StatusId::Done, "Reached"), text("13 March"), text(""), text("13 March")],
            vec![text("Operational"), state(StatusId::Open, ""), text("27 March"), text("30 March"), text("")],
        ],
    )
}

fn criteria() -> TableView {
    table(
        &[("Criterion", 5), ("Status", 0), ("Verified", 3), ("Evidence", 3), ("Accepted", 3)],
        vec![
            vec![
                text("A node is lost and no request fails"),
                state(StatusId::Done, "Met"),
                text("A. Kim, 21 April"),
                CellView::Link(link_to("Roll back a release", "runbooks/rollback.html")),
                text("P. Oliveira, 22 April"),
            ],
            vec![
                text("An alert reaches the person on call within a minute"),
                state(StatusId::Blocked, "Failed"),
                text(""),
                CellView::Link(link_to("Test report", "not/in/packet.html")),
            ],
            vec![text("Backups are restored once"), state(StatusId::Waived, "")],
        ],
    )
}

fn deliverables() -> TableView {
    table(
        &[("Deliverable", 5), ("Status", 0), ("Owner", 3), ("Due", 2), ("Delivered", 2)],
        vec![vec![
            text("Environment report"),
            state(StatusId::Done, "Delivered"),
            text("A. Kim"),
            text("13 March"),
            text("13 March, 1.0"),
        ]],
    )
}

fn sign_offs() -> Vec<SignOffView> {
    let line = |name: &str, role: &str, signed: &str| SignatureView {
        name: name.into(),
        role: role.into(),
        signed: signed.into(),
        version: "1.0".into(),
    };
    vec![SignOffView {
        title: "Acceptance".into(),
        place: Some(place("engagements/fernhill/sign-offs.html")),
        statement: "What is listed is accepted with the exceptions named.".into(),
        subject: vec![link_to("Roll back a release", "runbooks/rollback.html")],
        exceptions: vec![LinkView { words: "Dashboards of the integration".into(), ..LinkView::default() }],
        signatures: vec![
            line("V. Pereira", "Sponsor, Fernhill Retail", "23 April 2026"),
            line("", "Platform owner, Fernhill Retail", ""),
        ],
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
    let mut risks = table(
        &[("No.", 0), ("Title", 4), ("Owner", 0), ("Score", 0), ("State", 0)],
        vec![
            vec![
                text("R-01"),
                text("Storage quota comes late, and start with two replicas only"),
                text("P. Oliveira"),
                text("12"),
                state(StatusId::Active, "Watching"),
            ],
            vec![
                text("I-02"),
                text("Dashboards are missing for the integration services"),
                text("A. Kim"),
                text("6"),
                state(StatusId::Open, ""),
            ],
        ],
    );
    risks.columns[3].numeric = true;
    risks
}

fn people() -> TableView {
    let name =
        |name: &str, title: &str| CellView::Lines(vec![CellView::Title(name.into()), CellView::Detail(title.into())]);
    let long = "a.very.long.name.of.somebody@subsidiary.fernhill.example";
    table(
        &[("Name", 3), ("Role", 3), ("E-mail", 4), ("Telephone", 3)],
        vec![
            vec![
                name("P. Oliveira", "Head of platform"),
                text("Platform owner"),
                web("po@fernhill.example", "mailto:po@fernhill.example"),
                web("+351 555 0111", "tel:+3515550111"),
            ],
            vec![name("V. Pereira", "VP Engineering"), text("Sponsor"), web(long, &format!("mailto:{long}"))],
            vec![text("A. Kim"), CellView::Code("ak".into()), web("ak@larkspur.example", "mailto:ak@larkspur.example")],
        ],
    )
}
