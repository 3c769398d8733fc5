//! Every kind of chapter has its HTML, and says in it all that it has to say.

use super::{OneFile, OneFileInputs};
use crate::doc::{Block, BlockKind, Doc, Inline, Target};
use crate::html::{Theme, push_text};
use crate::model::wording::StatusId;
use crate::packet::view::*;
use crate::path::{OutputPath, SourcePath};
use crate::source::Sources;
use crate::text::TextRange;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The kinds of chapter, each after the one before it: a new one has to be put into the row.
fn after(body: Option<&SectionBody>) -> Option<SectionBody> {
    Some(match body {
        None => SectionBody::Parts(parts()),
        Some(SectionBody::Parts(_)) => SectionBody::Prose(prose()),
        Some(SectionBody::Prose(_)) => SectionBody::Phases(vec![phase()]),
        Some(SectionBody::Phases(_)) => SectionBody::Meetings(vec![meeting()]),
        Some(SectionBody::Meetings(_)) => SectionBody::SignOffs(vec![sign_off(), SignOffView::default()]),
        Some(SectionBody::SignOffs(_)) => SectionBody::Guides(vec![guide()]),
        Some(SectionBody::Guides(_)) => return None,
    })
}

/// The same for the kinds of part.
fn after_part(body: Option<&PartBody>) -> Option<PartBody> {
    Some(match body {
        None => PartBody::Paragraphs(vec!["mark-paragraph".into()]),
        Some(PartBody::Paragraphs(_)) => PartBody::List(cells()),
        Some(PartBody::List(_)) => {
            PartBody::Facts(cells().into_iter().map(|value| FactView { name: "mark-name".into(), value }).collect())
        }
        Some(PartBody::Facts(_)) => PartBody::Progress(ProgressView { done: 7, total: 12 }),
        Some(PartBody::Progress(_)) => {
            let column = ColumnView { title: "mark-column".into(), numeric: true, weight: 5, below: false };
            let rows = cells().into_iter().map(|cell| RowView { place: Some(place("row")), cells: vec![cell] });
            // A row may be short of cells.
            PartBody::Table(TableView { columns: vec![column.clone(), column], rows: rows.collect() })
        }
        Some(PartBody::Table(_)) => {
            let svg = "<svg viewBox=\"0 0 9 9\"><text>mark-drawn</text></svg>".into();
            let said = DrawingView { title: "mark-drawing".into(), svg, width: 9, height: 9, ..DrawingView::default() };
            PartBody::Drawings(vec![said])
        }
        Some(PartBody::Drawings(_)) => return None,
    })
}

/// And for what stands in cells.
fn after_cell(cell: Option<&CellView>) -> Option<CellView> {
    Some(match cell {
        None => CellView::Text("mark-text <b>".into()),
        Some(CellView::Text(_)) => CellView::Title("mark-title".into()),
        Some(CellView::Title(_)) => CellView::Detail("mark-detail".into()),
        Some(CellView::Detail(_)) => CellView::Code("mark-code".into()),
        Some(CellView::Code(_)) => CellView::Status(status("mark-status")),
        Some(CellView::Status(_)) => CellView::Link(link("mark-link")),
        Some(CellView::Link(_)) => {
            CellView::Check(CheckView { text: "mark-check".into(), status: status("said by the box") })
        }
        Some(CellView::Check(_)) => CellView::Lines(vec![CellView::Title("mark-line".into()), CellView::default()]),
        Some(CellView::Lines(_)) => return None,
    })
}

fn row<T>(after: impl Fn(Option<&T>) -> Option<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(next) = after(all.last()) {
        all.push(next);
    }
    all
}

fn cells() -> Vec<CellView> {
    row(after_cell)
}

fn status(label: &str) -> StatusView {
    StatusView { id: StatusId::Active, label: label.into() }
}

fn place(anchor: &str) -> Place {
    Place { page: OutputPath::new("a/b.html").expect("inside"), anchor: Some(anchor.into()) }
}

fn link(words: &str) -> LinkView {
    LinkView { words: words.into(), to: None, url: "https://a.example/mark-url".into() }
}

fn parts() -> Vec<PartView> {
    let part =
        |body| PartView { title: "mark-part".into(), lead: "mark-lead".into(), place: Some(place("part")), body };
    row(after_part).into_iter().map(part).collect()
}

fn doc(words: &str) -> Arc<Doc<Target>> {
    let range = TextRange::default();
    let text = |words: &str| vec![Inline::Text { text: words.into(), range }];
    let blocks = [
        BlockKind::Heading { level: 2, anchor: "a".into(), inlines: text("mark-heading") },
        BlockKind::Paragraph(text(words)),
    ];
    Arc::new(Doc { blocks: blocks.map(|kind| Block { kind, range }).into(), footnotes: Vec::new() })
}

fn prose() -> ProseView {
    ProseView { doc: doc("mark-prose"), source: SourcePath::new("content/a.md").expect("inside") }
}

fn guide() -> GuideSection {
    GuideSection {
        title: "mark-guide".into(),
        kind_label: "mark-kind".into(),
        steps: None,
        owner: "mark-owner".into(),
        verified: "mark-verified".into(),
        page: OutputPath::new("c.html").expect("inside"),
        source: SourcePath::new("content/c.md").expect("inside"),
        doc: doc("mark-words"),
    }
}

fn phase() -> PhaseView {
    let task = |subtasks| TaskView {
        text: "mark-task".into(),
        place: None,
        status: status("mark-task-status"),
        owner: "mark-task-owner".into(),
        due: "mark-due".into(),
        done: "".into(),
        reason: "mark-reason".into(),
        guide: Some(link("mark-task-guide")),
        subtasks,
    };
    PhaseView {
        title: "mark-phase".into(),
        place: None,
        status: Some(status("mark-phase-status")),
        dates: "mark-dates".into(),
        goal: "mark-goal".into(),
        progress: Some(ProgressView { done: 3, total: 9 }),
        groups: vec![TaskGroupView { title: "mark-group".into(), tasks: vec![task(vec![task(Vec::new())])] }],
    }
}

fn meeting() -> MeetingView {
    let item = AgendaItemView {
        time: "mark-time".into(),
        topic: "mark-topic".into(),
        notes: vec!["mark-note".into()],
        lead: "mark-topic-lead".into(),
        duration: "mark-duration".into(),
    };
    MeetingView {
        title: "mark-meeting".into(),
        place: None,
        when: "mark-when".into(),
        length: "mark-length".into(),
        attendees: vec!["mark-attendee".into()],
        agenda: vec![item],
        outcomes: vec!["mark-outcome".into()],
    }
}

fn sign_off() -> SignOffView {
    let signature = |name: &str, signed: &str| SignatureView {
        name: name.into(),
        role: "mark-role".into(),
        signed: signed.into(),
        version: "mark-version".into(),
    };
    SignOffView {
        title: "mark-sign-off".into(),
        place: None,
        statement: "mark-statement".into(),
        subject: vec![link("mark-subject")],
        exceptions: vec![link("mark-exception")],
        signatures: vec![signature("mark-signed", "mark-day"), signature("", "")],
    }
}

/// Every mark in `value`, which is a view's, as HTML has it.
fn marks(value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) if text.starts_with("mark-") => {
            let mut escaped = String::new();
            push_text(text, &mut escaped);
            found.push(escaped);
        }
        serde_json::Value::Array(values) => values.iter().for_each(|value| marks(value, found)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| marks(value, found)),
        _ => {}
    }
}

#[test]
fn every_kind_of_chapter_has_its_html() {
    let sources = Sources::default();
    let one_file = OneFile::new(&sources, &Theme::new("default", &sources)).0;
    let inputs = OneFileInputs { assets: &BTreeMap::new(), name: "a" };
    for body in row(after) {
        let section = SectionView {
            id: "one".into(),
            title: "mark-chapter".into(),
            place: Some(Place::page(OutputPath::new("d.html").expect("inside"))),
            lead: "mark-chapter-lead".into(),
            body,
        };
        let view = PacketView { sections: vec![section], has_contents: true, ..PacketView::default() };
        let html = one_file.write(&view, &inputs).expect("the templates are right");
        let mut said = vec!["<h2 id=\"/one\"><span class=\"number\">1</span> mark-chapter</h2>".to_owned()];
        marks(&serde_json::to_value(&view).expect("a view is data"), &mut said);
        match &view.sections[0].body {
            SectionBody::Prose(_) => said.extend(["mark-prose".into(), "\"/one:a\"><span class=\"number\">1.1".into()]),
            SectionBody::Guides(_) => said.extend(["mark-words".into(), "<h4 id=\"c.html:a\">mark-heading".into()]),
            SectionBody::Phases(_) => said.push("3 of 9 done".into()),
            SectionBody::Parts(_) => said.push("7 of 12 done".into()),
            // Who has not signed has a line to sign on, and so has whoever is not known yet.
            SectionBody::SignOffs(_) => assert_eq!(html.matches("<ul class=\"to-sign\">").count(), 2),
            SectionBody::Meetings(_) => {}
        }
        let lost: Vec<&String> = said.iter().filter(|words| !html.contains(words.as_str())).collect();
        assert_eq!(lost, Vec::<&String>::new());
    }
}
