//! Small functions to make documents, guides and packets with.

use crate::doc::{Alignment, Block, BlockKind, CodeBlock, Doc, Element, Inline, ListItem, ListMark, Target, Task};
use crate::packet::view::{CoverView, GuideSection, PacketView, SectionBody, SectionView};
use crate::path::{OutputPath, SourcePath};
use crate::text::TextRange;
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
    ListItem { task: None, audience: None, blocks, mark: ListMark::default(), range: TextRange::default() }
}

pub(super) fn task(checked: bool, words: &str) -> ListItem<Target> {
    let anchor = words.to_lowercase().replace(' ', "-").into();
    ListItem { task: Some(Task { checked, anchor, action: None }), ..item(vec![plain(words)]) }
}

pub(super) fn list(start: Option<u64>, items: Vec<ListItem<Target>>) -> Block<Target> {
    block(BlockKind::List { start, items })
}

pub(super) fn code(language: &str, title: Option<&str>, lines: &str) -> Block<Target> {
    block(BlockKind::Code(Box::new(CodeBlock {
        language: Some(language.into()),
        title: title.map(Into::into),
        marked: vec![],
        text: lines.into(),
        runs: [].into(),
        variables: vec![],
    })))
}

pub(super) fn inline_code(words: &str) -> Inline<Target> {
    Inline::Code { text: words.into(), range: TextRange::default() }
}

pub(super) fn link(target: Target, words: &str) -> Inline<Target> {
    Inline::Link { target: Box::new(target), title: None, inlines: vec![text(words)] }
}

pub(super) fn page_target(page: &str, anchor: Option<&str>) -> Target {
    Target::Page { page: output(page), anchor: anchor.map(Into::into), title: "Title".into() }
}

pub(super) fn element(name: &str, attributes: &[(&str, &str)]) -> Element<Target> {
    let attributes = attributes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    Element { name: name.into(), attributes, links: Vec::new() }
}

pub(super) fn html(name: &str, blocks: Vec<Block<Target>>) -> Block<Target> {
    block(BlockKind::Element { element: Box::new(element(name, &[])), blocks })
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
        steps: None,
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
