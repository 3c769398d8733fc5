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

/// Where the words begin and end, and how high they are, on each page that says `mark`.
fn words_at(pdf: &[u8], mark: &str) -> Option<Vec<Vec<(String, f32, f32)>>> {
    let text = poppler("pdftotext", &["-bbox", "-enc", "UTF-8"], pdf)?;
    let number = |line: &str, name: &str| -> Option<f32> {
        line.split_once(&format!("{name}=\""))?.1.split('"').next()?.parse().ok()
    };
    let word = |line: &str| {
        let said = line.split_once('>')?.1.split('<').next()?;
        Some((said.to_owned(), number(line, "xMin")?, number(line, "yMax")? - number(line, "yMin")?))
    };
    let pages = text.split("<page ").filter(|page| page.contains(&format!(">{mark}<")));
    Some(pages.map(|page| page.lines().filter(|line| line.contains("<word")).filter_map(word).collect()).collect())
}

#[test]
fn a_diagram_that_is_too_wide_for_any_page_is_on_several_side_by_side() {
    let words = |at: u32| format!("<text x=\"{}\" y=\"20\" font-size=\"14\">Lane-{at}.</text>", 10 + at * 100);
    let drawing = Drawing {
        width: 2_000,
        height: 830,
        view_box: "0 0 2000 830".into(),
        content: (0..20).map(words).collect::<String>().into(),
    };
    let diagram = Diagram {
        source: "".into(),
        title: Some("All lanes".into()),
        name: "Flowchart".into(),
        description: None,
        drawing: Some(drawing),
    };
    let guide = guide("Wide", "wide", vec![block(BlockKind::Diagram(Box::new(diagram)))]);
    let pdf = Bench::default().pdf(&packet_of(vec![guide]));
    let Some(pages) = words_at(&pdf, "lanes") else { return };
    assert_eq!(pages.len(), 2, "{pages:?}");
    // On paper of 595 points with margins of 71; what is cut away is read here too.
    let shown = |page: usize, words: &str| {
        pages[page].iter().filter(|(said, ..)| said == words).any(|(_, left, height)| {
            assert!(*height > 6.0, "{words} is {height} points high");
            (70.0..524.0).contains(left)
        })
    };
    assert_eq!(["Lane-0.", "Lane-19."].map(|words| [shown(0, words), shown(1, words)]), [[true, false], [false, true]]);
    let everywhere = (0..20).filter(|at| (0..2).any(|page| shown(page, &format!("Lane-{at}."))));
    assert_eq!(everywhere.count(), 20);
}

#[test]
fn what_follows_a_turned_table_stands_before_it_where_there_is_room() {
    const HEADS: [&str; 10] = [
        "Sender",
        "Receiver",
        "Port",
        "Protocol",
        "Encryption",
        "Needed for",
        "How to test it",
        "Common fault",
        "Who mends it",
        "Since when",
    ];
    let blocks = |at: usize| {
        let cell = |name: &str| format!("{name} {}", "connectivity-".repeat(2));
        let rows = (0..6).map(|row| HEADS.map(|head| cell(&format!("{head}-{row}"))));
        let rows: Vec<[String; 10]> = rows.collect();
        let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let after = |what: &str| para([text(&format!("{what}-{at}. {}", "Some words of a line or two. ".repeat(5)))]);
        vec![
            heading(2, &format!("Ports-{at}.")),
            table(&HEADS, &rows),
            after("First"),
            heading(3, &format!("Next-{at}.")),
            after("Second"),
            heading(1, &format!("Last-{at}.")),
        ]
    };
    let pdf = Bench::default().pdf(&shifted(blocks, &[]));
    let Some(pages) = pages(&pdf) else { return };
    let on = |mark: &str| -> Vec<usize> { (0..pages.len()).filter(|page| pages[*page].contains(mark)).collect() };
    let mut passed = 0;
    for at in 0..14 {
        let [first, second, next, last] = ["First", "Second", "Next", "Last"].map(|name| on(&format!("{name}-{at}.")));
        assert!([&first, &second, &next, &last].iter().all(|pages| pages.len() == 1), "{at}: {first:?} {second:?}");
        let named = on(&format!("Ports-{at}."));
        let turned = *named.last().expect("the table is there");
        assert!(pages[turned].contains("Sender-0"), "{at}: {named:?}");
        // A heading stands with what it is over, and what is of no part of the section comes after the table.
        assert!(next == second && last[0] > turned, "{at}: {next:?} {second:?} {last:?} {turned}");
        if named.len() == 2 {
            assert!(named[0] + 1 == turned && first[0] == named[0], "{at}: {named:?} {first:?}");
            assert!(pages[named[0]].contains(&format!("The table is on page {}.", turned + 1)), "{at}");
            passed += 1;
        } else {
            assert!(first[0] > turned, "{at}: {named:?} {first:?}");
        }
    }
    assert!((5..14).contains(&passed), "{passed}");
}

#[test]
fn no_two_notes_on_a_page_have_the_same_number() {
    let short = |at: usize| {
        let words = para([text("What has a note."), Inline::FootnoteRef(0)]);
        let footnotes = vec![vec![para([text(&format!("Note-{at}."))])]];
        let doc = Arc::new(Doc { blocks: vec![words], footnotes });
        crate::packet::view::GuideSection { doc, ..guide(&format!("Guide {at}"), &format!("g{at}"), vec![]) }
    };
    let view = packet_of((0..3).map(short).collect());
    let Some(pages) = pages(&Bench::default().pdf(&view)) else { return };
    let numbered: Vec<bool> = (0..3).map(|at| pages[1].contains(&format!("{}Note-{at}.", at + 1))).collect();
    assert_eq!(numbered, [true; 3], "{}", pages[1]);
}
