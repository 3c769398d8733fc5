//! What is not parted between the foot of a page and the head of the next, wherever that falls.

use super::*;
use crate::doc::{Diagram, Doc, Drawing};
use crate::packet::view::{GuideSection, PhaseView, TaskGroupView, TaskView};

/// What each page says.
fn pages(pdf: &[u8]) -> Option<Vec<String>> {
    let text = poppler("pdftotext", &["-enc", "UTF-8"], pdf)?;
    Some(text.split('\u{c}').map(|page| page.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
}

/// So many guides, each with as many lines above its `blocks` as the next page begins somewhere among them.
fn shifted(blocks: impl Fn(usize) -> Vec<Block<Target>>, footnotes: &[Vec<Block<Target>>]) -> PacketView {
    let one = |at: usize| {
        let mut all: Vec<Block<Target>> = (0..26 + at).map(|_| para([text("One line above.")])).collect();
        all.extend(blocks(at));
        all.extend((0..12).map(|_| para([text("One line below.")])));
        let doc = Arc::new(Doc { blocks: all, footnotes: footnotes.to_vec() });
        GuideSection { doc, ..guide(&format!("Guide {at}"), &format!("g{at}"), vec![]) }
    };
    packet_of((0..14).map(one).collect())
}

/// How many of `marks` are on each page that has any.
fn parted(pages: &[String], marks: &[String]) -> Vec<usize> {
    let on = |page: &String| marks.iter().filter(|mark| page.contains(mark.as_str())).count();
    pages.iter().map(on).filter(|count| *count > 0).collect()
}

#[test]
fn no_row_stands_alone_on_a_page() {
    let long =
        "a sentence that takes a line and more of the column in which it stands, and then another one ".repeat(3);
    let rows = |at: usize| {
        let cells: Vec<[String; 2]> = (1..=4).map(|row| [format!("Row-{at}-{row}."), long.clone()]).collect();
        let cells: Vec<Vec<&str>> = cells.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
        vec![table(&["Name", "What it is"], &cells)]
    };
    let Some(pages) = pages(&Bench::default().pdf(&shifted(rows, &[]))) else { return };
    let counts: Vec<Vec<usize>> =
        (0..14).map(|at| parted(&pages, &(1..=4).map(|row| format!("Row-{at}-{row}.")).collect::<Vec<_>>())).collect();
    assert!(counts.iter().all(|pages| pages == &[4] || pages == &[2, 2]), "{counts:?}");
    assert!(counts.contains(&vec![2, 2]), "{counts:?}");
}

#[test]
fn what_stands_below_a_row_is_with_it() {
    let long = "what is said of a row in so many words that there is no room for them beside all the others ".repeat(2);
    let row = |at: usize| {
        let cells = ["first", "second", "third", "27 Dec 2025", "4.2 min"].map(|words| CellView::Text(words.into()));
        let title = CellView::Title(format!("Row-{at}.").into());
        let below = CellView::Text(format!("{long} Below-{at}.").into());
        RowView { place: None, cells: [title].into_iter().chain(cells).chain([below]).collect() }
    };
    let heads = ["Name", "One", "Two", "Three", "Day", "Length", "More"];
    let column = |head: &&str| ColumnView { title: (*head).into(), below: *head == "More", ..ColumnView::default() };
    let table = TableView { columns: heads.iter().map(column).collect(), rows: (0..60).map(row).collect() };
    let mut view = packet_of(vec![]);
    let part = PartView { body: PartBody::Table(table), ..PartView::default() };
    view.sections[0].body = SectionBody::Parts(vec![part]);
    let Some(pages) = pages(&Bench::default().pdf(&view)) else { return };
    let counts: Vec<Vec<usize>> =
        (0..60).map(|at| parted(&pages, &[format!("Row-{at}."), format!("Below-{at}.")])).collect();
    assert_eq!(counts, vec![vec![2]; 60]);
    // Neither is a row alone at an end.
    let rows: Vec<String> = (0..60).map(|at| format!("Row-{at}.")).collect();
    let on_pages = parted(&pages, &rows);
    assert!(on_pages.len() > 2 && on_pages.iter().all(|count| *count > 1), "{on_pages:?}");
    assert!(pages.iter().any(|page| page.contains("More: what is said")), "{pages:?}");
}

#[test]
fn a_paragraph_with_a_note_and_a_short_list_are_on_one_page() {
    let blocks = |at: usize| {
        let words = "some words of a paragraph that is a few lines long and has a note where it ends ".repeat(4);
        let note = Inline::FootnoteRef(0);
        let items = (1..=4).map(|item_at| item(vec![plain(&format!("Item-{at}-{item_at}."))])).collect();
        vec![para([text(&format!("Begin-{at}. {words} End-{at}.")), note]), list(None, items)]
    };
    let note = vec![para([text(&"what is said at the foot of the page in some more words ".repeat(6))])];
    let Some(pages) = pages(&Bench::default().pdf(&shifted(blocks, &[note]))) else { return };
    for at in 0..14 {
        let marks = [format!("Begin-{at}."), format!("End-{at}.")];
        assert_eq!(parted(&pages, &marks), [2], "{at}");
        let marks: Vec<String> = (1..=4).map(|item| format!("Item-{at}-{item}.")).collect();
        assert_eq!(parted(&pages, &marks), [4], "{at}");
    }
}

#[test]
fn a_task_is_with_the_first_of_those_below_it() {
    let task = |text: String, subtasks| TaskView { text: text.into(), subtasks, ..TaskView::default() };
    let parent = |at: usize| {
        let below = (1..=3).map(|sub| task(format!("Sub-{at}-{sub}."), vec![])).collect();
        task(format!("Parent-{at}."), below)
    };
    let phase = PhaseView {
        title: "Build".into(),
        groups: vec![TaskGroupView { title: "".into(), tasks: (0..60).map(parent).collect() }],
        ..PhaseView::default()
    };
    let mut view = packet_of(vec![]);
    view.sections[0].body = SectionBody::Phases(vec![phase]);
    let Some(pages) = pages(&Bench::default().pdf(&view)) else { return };
    let counts: Vec<usize> =
        (0..60).map(|at| parted(&pages, &[format!("Parent-{at}."), format!("Sub-{at}-1.")]).len()).collect();
    assert_eq!(counts, vec![1; 60]);
    assert!(pages.len() > 5, "{}", pages.len());
}

/// A diagram of that width and height in pixels, with the words `{word}-0.`, `{word}-1.` ... every 100 pixels down its left side.
fn drawn(title: &str, word: &str, (width, height): (u32, u32)) -> Block<Target> {
    let words = |at: u32| format!("<text x=\"10\" y=\"{}\" font-size=\"14\">{word}-{at}.</text>", 20 + at * 100);
    let drawing = Drawing {
        width,
        height,
        view_box: format!("0 0 {width} {height}").into(),
        content: (0..height / 100).map(words).collect::<String>().into(),
    };
    block(BlockKind::Diagram(Box::new(Diagram {
        source: "".into(),
        title: Some(title.into()),
        name: "Flowchart".into(),
        description: None,
        drawing: Some(drawing),
    })))
}

#[test]
fn a_very_high_diagram_is_on_as_many_pages_as_it_takes_to_read_it() {
    let guide = guide("Steps", "steps", vec![drawn("All steps", "Step", (300, 3_000))]);
    let pdf = Bench::default().pdf(&packet_of(vec![guide]));
    let Some(pages) = pages(&pdf) else { return };
    let parts: Vec<usize> = (1..=4)
        .map(|part| pages.iter().position(|page| page.contains(&format!("All steps {part}/4"))).unwrap_or(99))
        .collect();
    assert!(parts.is_sorted_by(|a, b| a < b) && parts[3] < 99, "{parts:?}: {pages:?}");
}

#[test]
fn a_diagram_that_is_wide_and_high_is_on_several_turned_pages() {
    let guide = guide("Lanes", "lanes", vec![drawn("All lanes", "Lane", (1_330, 1_060))]);
    let pdf = Bench::default().pdf(&packet_of(vec![guide]));
    let Some(text) = poppler("pdftotext", &["-bbox", "-enc", "UTF-8"], &pdf) else { return };
    // Each part on a page that is wider than high.
    let pages: Vec<&str> = text.split("<page ").filter(|page| page.contains(">lanes<")).collect();
    assert!(pages.len() == 2 && pages.iter().all(|page| page.starts_with("width=\"841.")), "{text}");
    assert!(pages[0].contains(">Lane-0.<") && pages[1].contains(">Lane-9.<"), "{text}");
}
