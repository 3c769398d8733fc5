//! In how many rounds a packet is laid out: what the first one puts on its page stays there.

use super::*;
use crate::doc::Doc;
use crate::packet::view::ProseView;

/// A guide of some two pages that leads to another; one with few paragraphs fits on half of one.
fn chapter_of(at: usize, paragraphs: usize) -> crate::packet::view::GuideSection {
    let to = format!("g{:02}.html", (at + 37) % 60);
    let mut blocks =
        vec![para([text("This begins with what "), link(page_target(&to, None), "another guide"), text(" says.")])];
    for line in 0..paragraphs {
        let words =
            "Whoever reads this finds about as many words in it as in any other line of a guide. ".repeat(1 + line % 4);
        blocks.push(para([text(&words)]));
        if line % 9 == 4 {
            blocks.push(heading(2, "What comes next"));
        }
    }
    guide(&format!("Guide {at}"), &format!("g{at:02}"), blocks)
}

fn several() -> PacketView {
    let mut view = packet_of((0..60).map(|at| chapter_of(at, if at % 4 == 0 { 30 } else { 2 })).collect());
    let blocks = vec![heading(2, "How it is built"), para([text("Of parts.")]), heading(2, "How it runs")];
    let prose = ProseView { source: source("content/design.md"), doc: Arc::new(Doc { blocks, footnotes: vec![] }) };
    view.sections
        .insert(0, SectionView { title: "Design".into(), body: SectionBody::Prose(prose), ..SectionView::default() });
    view.sections[1].title = "Guides".into();
    view.has_contents = true;
    // Letters across a page come between its lines.
    view.cover.state = State::ForSignature;
    view
}

#[test]
fn all_is_on_its_page_in_the_first_round() {
    let view = several();
    let last = Bench::default().pdf(&view);
    // What a packet looks like that is never told where anything is.
    let mut first = Bench::default();
    let style = include_str!("../../../templates/packet/style.typ");
    let asked = "query(<turnkey-begun>).len() == 0";
    assert_eq!(style.matches(asked).count(), 1);
    let text = style.replace(asked, "true").into();
    first.templates.insert("style.typ".into(), Template { text, source: source("templates/packet/style.typ") });
    let first = first.pdf(&view);
    let (Some(last), Some(first)) = (pages(&last), pages(&first)) else { return };
    assert!(last.len() > 30, "{}", last.len());
    assert_eq!(first.len(), last.len());
    for (page, (first, last)) in first.iter().zip(&last).enumerate() {
        // The contents know nothing yet.
        if !(1..=2).contains(&page) {
            assert_eq!(first, last, "page {}", page + 1);
        }
    }
    assert!(last[1].contains("1.2 How it runs"), "{}", last[1]);
    assert!(last[2].contains("2.60 Guide 59") && last[3].contains("1 Design"), "{}", last[2]);
}

#[test]
fn long_contents_begin_below_what_stands_before_them() {
    let guides = |count: usize| packet_of((0..count).map(|at| chapter_of(at, 1)).collect());
    let begins = |count: usize, rows: usize| {
        let column = |title: &str| ColumnView { title: title.into(), ..ColumnView::default() };
        let row = |at: usize| RowView { place: None, cells: vec![CellView::Text(format!("0.{at}").into())] };
        let table = TableView { columns: vec![column("Version")], rows: (0..rows).map(row).collect() };
        let part = PartView { body: PartBody::Table(table), ..PartView::default() };
        let body = SectionBody::Parts(vec![part]);
        let front = SectionView { title: "Document control".into(), body, ..SectionView::default() };
        let view = PacketView { front: vec![front], has_contents: true, ..guides(count) };
        let pages = pages(&Bench::default().pdf(&view))?;
        pages.iter().position(|page| page.contains("Contents 1"))
    };
    // The cover, and the page of the table, which is full to two thirds.
    let Some(long) = begins(50, 24) else { return };
    assert_eq!(long, 1);
    assert_eq!(
        (begins(30, 24), begins(50, 28)),
        (Some(2), Some(2)),
        "all of them on one page; a few lines at the foot"
    );
}

/// What each page says, with single spaces, and without the numbers of pages that it leads to.
fn pages(pdf: &[u8]) -> Option<Vec<String>> {
    let text = poppler("pdftotext", &["-enc", "UTF-8"], pdf)?;
    let one_line = |page: &str| page.replace("\u{ad}\n", "").split_whitespace().collect::<Vec<_>>().join(" ");
    let mut pages: Vec<String> = text.split('\u{c}').map(one_line).collect();
    pages.pop();
    for page in &mut pages {
        while let Some(at) = page.find("(p. ") {
            let end = at + page[at..].find(')').expect("it ends");
            page.replace_range(at..=end, "");
        }
    }
    Some(pages)
}
