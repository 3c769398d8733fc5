//! A packet with everything in it, made by hand, and the small functions to make documents with.

use crate::audience::Audience;
use crate::doc::{
    Alignment, Block, BlockKind, CalloutKind, CodeBlock, Doc, Element, HighlightRun, Inline, ListItem, Target, Task,
    Token,
};
use crate::packet::view::*;
use crate::path::{OutputPath, SourcePath};
use crate::text::TextRange;
use ecow::EcoString;
use std::sync::Arc;

pub(super) fn output(path: &str) -> OutputPath {
    OutputPath::new(path).expect("inside")
}

pub(super) fn source(path: &str) -> SourcePath {
    SourcePath::new(path).expect("inside")
}

pub(super) fn text(words: &str) -> Inline<Target> {
    Inline::Text { text: words.into(), range: TextRange::default() }
}

pub(super) fn block(kind: BlockKind<Target>) -> Block<Target> {
    Block { kind, range: TextRange::default() }
}

pub(super) fn para(inlines: impl IntoIterator<Item = Inline<Target>>) -> Block<Target> {
    block(BlockKind::Paragraph(inlines.into_iter().collect()))
}

pub(super) fn plain(words: &str) -> Block<Target> {
    block(BlockKind::Plain(vec![text(words)]))
}

pub(super) fn heading(level: u8, words: &str) -> Block<Target> {
    let anchor = words.to_lowercase().replace(' ', "-").into();
    block(BlockKind::Heading { level, anchor, inlines: vec![text(words)] })
}

pub(super) fn item(blocks: Vec<Block<Target>>) -> ListItem<Target> {
    ListItem { task: None, audience: None, blocks, range: TextRange::default() }
}

pub(super) fn task(checked: bool, words: &str) -> ListItem<Target> {
    let anchor = words.to_lowercase().replace(' ', "-").into();
    ListItem { task: Some(Task { checked, anchor }), ..item(vec![plain(words)]) }
}

pub(super) fn list(start: Option<u64>, items: Vec<ListItem<Target>>) -> Block<Target> {
    block(BlockKind::List { start, items })
}

pub(super) fn code(language: &str, title: Option<&str>, lines: &str) -> Block<Target> {
    block(BlockKind::Code(CodeBlock {
        language: Some(language.into()),
        title: title.map(Into::into),
        marked: vec![],
        text: lines.into(),
        runs: vec![],
    }))
}

pub(super) fn inline_code(words: &str) -> Inline<Target> {
    Inline::Code { text: words.into(), range: TextRange::default() }
}

pub(super) fn link(target: Target, words: &str) -> Inline<Target> {
    Inline::Link { target, title: None, inlines: vec![text(words)] }
}

pub(super) fn page_target(page: &str, anchor: Option<&str>) -> Target {
    Target::Page { page: output(page), anchor: anchor.map(Into::into), title: "Title".into() }
}

pub(super) fn element(name: &str, attributes: &[(&str, &str)]) -> Element<Target> {
    let attributes = attributes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Element { name: name.into(), attributes, links: Vec::new() }
}

pub(super) fn html(name: &str, blocks: Vec<Block<Target>>) -> Block<Target> {
    block(BlockKind::Element { element: element(name, &[]), blocks })
}

pub(super) fn table(head: &[&str], rows: &[&[&str]]) -> Block<Target> {
    let cells = |row: &[&str]| row.iter().map(|cell| vec![text(cell)]).collect::<Vec<_>>();
    block(BlockKind::Table {
        alignments: vec![Alignment::None; head.len()],
        head: cells(head),
        rows: rows.iter().map(|row| cells(row)).collect(),
    })
}

pub(super) fn guide(title: &str, path: &str, blocks: Vec<Block<Target>>) -> GuideSection {
    GuideSection {
        title: title.into(),
        kind_label: "Guide".into(),
        steps: false,
        owner: "A. Kim".into(),
        verified: "1 April 2026".into(),
        page: output(&format!("{path}.html")),
        source: source(&format!("content/{path}.md")),
        doc: Arc::new(Doc { blocks, footnotes: vec![] }),
    }
}

/// A packet of nothing but guides.
pub(super) fn packet_of(guides: Vec<GuideSection>) -> PacketView {
    PacketView {
        source: Some(source("content/engagements/fernhill/engagement.yaml")),
        language: "en".into(),
        cover: CoverView { title: "Handoff packet".into(), customer: "Fernhill".into(), ..CoverView::default() },
        sections: vec![SectionView { body: SectionBody::Guides(guides), ..SectionView::default() }],
        ..PacketView::default()
    }
}

fn status(id: StatusId, label: &str) -> StatusView {
    StatusView { id, label: label.into() }
}

fn words(list: &[&str]) -> Vec<EcoString> {
    list.iter().map(|words| (*words).into()).collect()
}

fn place(page: &str, anchor: Option<&str>) -> Option<Place> {
    Some(Place { page: output(page), anchor: anchor.map(Into::into) })
}

const VALIDATE: &str = "engagements/fernhill/phases/validate.html";

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
                SectionBody::Guides(vec![GuideSection { steps: true, kind_label: "Runbook".into(), ..rollback() }]),
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
            to: place("guides/access-to-the-cluster.html", None),
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
            place: place(VALIDATE, None),
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
            place: place("engagements/fernhill/phases/integrate.html", None),
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
            evidence: Some(LinkView { words: "Roll back a release".into(), to: place("runbooks/rollback.html", None) }),
            accepted: "P. Oliveira, 22 April".into(),
            ..CriterionView::default()
        },
        CriterionView {
            text: "An alert reaches the person on call within a minute".into(),
            status: status(StatusId::Blocked, "Failed"),
            evidence: Some(LinkView { words: "Test report".into(), to: place("not/in/packet.html", None) }),
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
        place: place("engagements/fernhill/meetings/kickoff.html", None),
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

fn small(title: &str) -> GuideSection {
    let path = format!("guides/{}", title.to_lowercase().replace(' ', "-"));
    guide(
        title,
        &path,
        vec![
            para([
                text("Ask the platform owner for an account. It is made within a day, and expires after ninety; see "),
                link(page_target("runbooks/rollback.html", Some("verify")), "how to verify"),
                text("."),
            ]),
            list(
                None,
                vec![
                    item(vec![plain("Name and e-mail address of the person")]),
                    item(vec![plain("The reason, and until when")]),
                ],
            ),
        ],
    )
}

fn rollback() -> GuideSection {
    let step = |words: &str, command: &str| {
        item(vec![
            para([text(words)]),
            code("bash", None, command),
            para([text("Expect "), inline_code("deployment.apps/api rolled back"), text(" within two minutes.")]),
        ])
    };
    let mut guide = guide(
        "Roll back a release",
        "runbooks/rollback",
        vec![
            heading(1, "Roll back a release"),
            para([text("For when a release makes errors rise and the cause is not plain within ten minutes.")]),
            block(BlockKind::Callout {
                kind: CalloutKind::Caution,
                title: None,
                blocks: vec![para([text(
                    "Migrations are not undone. If the release migrated the database, stop and call the on-call engineer.",
                )])],
            }),
            heading(2, "Prerequisites"),
            list(None, vec![task(false, "You have the admin role"), task(true, "The change board knows")]),
            heading(2, "Steps"),
            list(
                Some(1),
                vec![
                    step("Find the last good revision.", "kubectl rollout history deploy/api -n fh-prod"),
                    step("Go back to it.", "kubectl rollout undo deploy/api -n fh-prod --to-revision=41"),
                    step("Watch it come up.", "kubectl rollout status deploy/api -n fh-prod --timeout=120s"),
                ],
            ),
            heading(2, "Verify"),
            para([
                text("The error rate falls under 1 % within five minutes; see the "),
                link(Target::External("https://grafana.fernhill.example/d/api?orgId=1".into()), "dashboard"),
                text(". The plan is in "),
                link(page_target(VALIDATE, None), "Validate"),
                text(", and the words of a hidden page "),
                link(Target::Hidden, "stay"),
                text("."),
            ]),
        ],
    );
    guide.owner = "P. Oliveira".into();
    guide
}

fn highlighted() -> Block<Target> {
    let text = "apiVersion: v1\nkind: Secret # a comment\nmetadata:\n  name: \"api-tokens\"\n\ttabbed: 1\nurl: https://platform.fernhill.example/api/v2/organizations/fernhill/projects/production/deployments?limit=100&after=2026-01-01\n┌──────┐\n│ box  │ → ✓\n└──────┘";
    let run = |length, token| HighlightRun { length, token };
    let runs = vec![
        run(10, Token::Attribute),
        run(1, Token::Punctuation),
        run(1, Token::Plain),
        run(2, Token::String),
        run(1, Token::Plain),
        run(4, Token::Attribute),
        run(2, Token::Punctuation),
        run(7, Token::String),
        run(11, Token::Comment),
        run(1, Token::Plain),
        run(8, Token::Attribute),
        run(10, Token::Plain),
        run(12, Token::String),
    ];
    block(BlockKind::Code(CodeBlock {
        language: Some("yaml".into()),
        title: Some("values.yaml".into()),
        marked: vec![(2, 2), (4, 4)],
        text: text.into(),
        runs,
    }))
}

/// Every kind of block and of words.
fn elements() -> GuideSection {
    let lorem = "The platform keeps its state in one database and its files in object storage; everything else can be \
                 rebuilt from the images in the registry, which is mirrored inside the customer's network every night. ";
    let inline = |name: &str, words: &str| Inline::Element { element: element(name, &[]), inlines: vec![text(words)] };
    let cell = |name: &str, attributes: &[(&str, &str)], words: &str| {
        block(BlockKind::Element { element: element(name, attributes), blocks: vec![plain(words)] })
    };
    let callout = |kind, title: Option<&str>| {
        block(BlockKind::Callout {
            kind,
            title: title.map(|title| vec![text(title)]),
            blocks: vec![para([text("Something that bites. "), inline_code("kubectl get pods"), text(" shows it.")])],
        })
    };
    let wide_head =
        ["Id", "Requirement", "Trial", "Production", "Priority", "Verified by", "Owner", "State", "Remarks"];
    let long = lorem.repeat(6);
    let wide_row = [
        "availability-of-the-service",
        "Three nodes in two rooms",
        "One node",
        "Three nodes",
        "must",
        "criterion:failover-of-the-database",
        "implementation-engineer",
        "met",
        long.as_str(),
    ];
    let mut guide = guide(
        "Every element",
        "guides/every-element",
        vec![
            para([
                text(lorem),
                text("Words can be "),
                Inline::Emphasis(vec![text("emphasised")]),
                text(", "),
                Inline::Strong(vec![text("strong")]),
                text(", "),
                Inline::Strikethrough(vec![text("struck out")]),
                text(" or "),
                inline_code("code --with=flags"),
                text("; press "),
                inline("kbd", "Ctrl"),
                text(" + "),
                inline("kbd", "K"),
                text("; H"),
                inline("sub", "2"),
                text("O and x"),
                inline("sup", "2"),
                text("; a footnote"),
                Inline::FootnoteRef(0),
                text(" and again"),
                Inline::FootnoteRef(0),
                text(", an address "),
                link(Target::External("https://example.com/docs".into()), "https://example.com/docs"),
                text(" and states 🔴 🟡 🟢 ✅ ❌ ⚠️ 🚀."),
            ]),
            para([text(lorem), text(lorem)]),
            list(
                None,
                vec![
                    item(vec![plain(
                        "A first point that is long enough to take more than one line of the page, so that one can see how it hangs",
                    )]),
                    item(vec![
                        plain("A second, with parts"),
                        list(
                            None,
                            vec![
                                item(vec![plain("inner one")]),
                                item(vec![
                                    plain("inner two"),
                                    list(Some(3), vec![item(vec![plain("third")]), item(vec![plain("fourth")])]),
                                ]),
                            ],
                        ),
                    ]),
                    item(vec![plain("A third")]),
                ],
            ),
            para([text("After the list. "), text(lorem)]),
            list(
                Some(9),
                vec![
                    item(vec![plain("Ninth")]),
                    item(vec![plain("Tenth"), code("bash", None, "make install")]),
                    ListItem { audience: Some(Audience::Internal), ..item(vec![plain("Eleventh")]) },
                ],
            ),
            heading(4, "Code"),
            highlighted(),
            heading(4, "Callouts"),
            callout(CalloutKind::Note, None),
            callout(CalloutKind::Tip, None),
            callout(CalloutKind::Important, None),
            callout(CalloutKind::Warning, Some("Before you upgrade")),
            callout(CalloutKind::Caution, None),
            block(BlockKind::Quote(vec![para([text("Nobody types ‘see also’ twice.")])])),
            block(BlockKind::Restricted {
                audience: Audience::Internal,
                blocks: vec![para([text("Brief the security team early.")])],
            }),
            html(
                "details",
                vec![html("summary", vec![plain("What folds on the screen")]), para([text("is open on paper.")])],
            ),
            block(BlockKind::Rule),
            heading(2, "Tables"),
            table(
                &["Port", "Protocol", "Purpose", "Cost"],
                &[
                    &["443", "HTTPS", "Everything a browser does", "1,200"],
                    &["5432", "PostgreSQL", "The database, from the cluster only", "90"],
                ],
            ),
            para([text("One with spans, from raw HTML:")]),
            html(
                "table",
                vec![
                    html(
                        "thead",
                        vec![html("tr", vec![cell("th", &[], "Room"), cell("th", &[("colspan", "2")], "Nodes")])],
                    ),
                    html(
                        "tbody",
                        vec![
                            html(
                                "tr",
                                vec![
                                    cell("td", &[("rowspan", "2")], "North"),
                                    cell("td", &[], "n1"),
                                    cell("td", &[], "n2"),
                                ],
                            ),
                            html("tr", vec![cell("td", &[], "n3"), cell("td", &[], "n4")]),
                        ],
                    ),
                ],
            ),
            heading(3, "A wide one"),
            para([text("Nine columns, one of them long.")]),
            table(&wide_head, &[&wide_row, &wide_row]),
            heading(3, "Pictures"),
            para([Inline::Image {
                target: Target::Asset { path: output("assets/topology.svg"), suffix: "".into(), size: None },
                alt: "Two rooms, three nodes".into(),
                title: Some("Topology of production".into()),
            }]),
            para([
                text("A badge "),
                Inline::Image {
                    target: Target::External("https://img.example/build.svg".into()),
                    alt: "build passing".into(),
                    title: None,
                },
                text(" that cannot be fetched, and a word of forty characters: "),
                text(&"abcdefghij".repeat(12)),
                text("."),
            ]),
        ],
    );
    let doc = Arc::make_mut(&mut guide.doc);
    doc.footnotes =
        vec![vec![para([text("What it says, with "), inline_code("code"), text(".")]), para([text("And more.")])]];
    guide
}
