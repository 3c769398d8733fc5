//! Guides with every kind of block and of words.

use super::make::{
    block, code, element, guide, heading, html, inline_code, item, link, list, output, page_target, para, plain, table,
    task, text,
};
use super::sample::VALIDATE;
use crate::audience::Audience;
use crate::doc::{Block, BlockKind, CalloutKind, CodeBlock, Fold, HighlightRun, Inline, ListItem, Target, Token};
use crate::packet::view::GuideSection;
use std::sync::Arc;

pub(super) fn small(title: &str) -> GuideSection {
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

pub(super) fn rollback() -> GuideSection {
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
                fold: Fold::Never,
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
    block(BlockKind::Code(Box::new(CodeBlock {
        language: Some("yaml".into()),
        title: Some("values.yaml".into()),
        marked: vec![(2, 2), (4, 4)],
        text: text.into(),
        runs: runs.into(),
        variables: vec![],
    })))
}

/// Every kind of block and of words.
pub(super) fn elements() -> GuideSection {
    let lorem = "The platform keeps its state in one database and its files in object storage; everything else can be \
                 rebuilt from the images in the registry, which is mirrored inside the customer's network every night. ";
    let inline =
        |name: &str, words: &str| Inline::Element { element: Box::new(element(name, &[])), inlines: vec![text(words)] };
    let cell = |name: &str, attributes: &[(&str, &str)], words: &str| {
        block(BlockKind::Element { element: Box::new(element(name, attributes)), blocks: vec![plain(words)] })
    };
    let callout = |kind, title: Option<&str>| {
        block(BlockKind::Callout {
            kind,
            fold: Fold::Never,
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
                target: Box::new(Target::Asset { path: output("assets/topology.svg"), suffix: "".into(), size: None }),
                alt: "Two rooms, three nodes".into(),
                title: Some("Topology of production".into()),
            }]),
            para([
                text("A badge "),
                Inline::Image {
                    target: Box::new(Target::External("https://img.example/build.svg".into())),
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
