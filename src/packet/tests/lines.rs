//! Where lines end: of code, of words with code among them, of scripts that are written without blanks.

use super::*;

/// What each line of a guide with these blocks says.
fn lines(blocks: Vec<Block<Target>>) -> Option<(Vec<u8>, Vec<String>)> {
    let pdf = Bench::default().pdf(&packet_of(vec![guide("Lines", "lines", blocks)]));
    let text = poppler("pdftotext", &["-layout", "-enc", "UTF-8"], &pdf)?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    Some((pdf, lines))
}

#[test]
fn a_line_of_code_goes_on_after_a_blank() {
    let command = format!("kubectl -n bellrope exec deploy/worker -- {} --force-the-failover", "x".repeat(33));
    let ended = format!("helm upgrade bellrope {} --wait \\", "y".repeat(57));
    let commands = [command, ended, "z".repeat(100)].join("\n");
    let Some((_, lines)) = lines(vec![code("bash", None, &commands)]) else { return };
    let has = |wanted: &str| lines.iter().any(|line| line == wanted);
    assert!(has("↳ --force-the-failover"), "{lines:#?}");
    // The sign that a line goes on does not stand alone, and what has no blank goes on anywhere.
    assert!(has("↳ --wait \\"), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("↳ z") && line.len() < 30), "{lines:#?}");
}

#[test]
fn no_line_ends_after_the_hyphen_of_an_option() {
    // Each begins a letter further to the right than the last.
    let one = |at: usize| {
        para([text(&"a ".repeat(24 + at)), inline_code("kubectl -n bellrope --dry-run=client get /readyz")])
    };
    let Some((_, lines)) = lines((0..40).map(one).collect()) else { return };
    let ends = lines.iter().filter(|line| line.ends_with(" -") || line.ends_with(" --") || line.ends_with(" /"));
    assert_eq!(ends.collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(lines.iter().any(|line| line.starts_with("-n ")), "{lines:#?}");
}

/// The widest gap between two words on one line, in points.
fn widest_gap(blocks: Vec<Block<Target>>) -> Option<f32> {
    let pdf = Bench::default().pdf(&packet_of(vec![guide("Lines", "lines", blocks)]));
    let text = poppler("pdftotext", &["-bbox", "-enc", "UTF-8"], &pdf)?;
    let number = |line: &str, name: &str| -> Option<f32> {
        line.split_once(&format!("{name}=\""))?.1.split('"').next()?.parse().ok()
    };
    let own = [
        ">a<", ">some<", ">words<", ">and<", ">what<", ">is<", ">said<", ">after<", ">it,<", ">in<", ">few<", ">more<",
    ];
    let words = text.lines().filter(|line| own.iter().any(|word| line.contains(word)));
    let words: Vec<[f32; 3]> =
        words.filter_map(|line| Some([number(line, "xMin")?, number(line, "xMax")?, number(line, "yMax")?])).collect();
    // What stands between two of them is wider than any gap.
    let gaps = words.windows(2).filter(|two| (two[0][2] - two[1][2]).abs() < 3.0).map(|two| two[1][0] - two[0][1]);
    Some(gaps.filter(|gap| *gap < 30.0).fold(0.0, f32::max))
}

#[test]
fn words_around_code_that_nothing_parts_have_no_gaps() {
    let with = |code: Inline<Target>| {
        let one = |at: usize| {
            let before = "some words ".repeat(4 + at % 5) + &"i".repeat(at);
            para([text(&before), text(" "), code.clone(), text(" and what is said after it, in a few more words")])
        };
        (0..30).map(one).collect::<Vec<_>>()
    };
    let long = inline_code("registry.bellrope.example/notifier_of_pages");
    let Some(gap) = widest_gap(with(long.clone())) else { return };
    assert!(gap < 4.5, "{gap}");
    let items = with(long).into_iter().map(|words| item(vec![words])).collect();
    let gap = widest_gap(vec![list(None, items)]);
    assert!(gap.is_some_and(|gap| gap < 4.5), "in a list too: {gap:?}");
}

#[test]
fn full_stops_of_chinese_are_of_the_face_of_its_words() {
    let Some((pdf, lines)) = lines(vec![para([text("我们使用 Kubernetes。请先阅读。")])]) else { return };
    assert!(lines.iter().any(|line| line.contains("Kubernetes。")), "{lines:#?}");
    assert_eq!(count(&pdf, "+NanumGothicCoding"), 0);
    assert!(count(&pdf, "+DroidSansFallback") > 0);
    let Some((pdf, _)) = self::lines(vec![para([text("한국어 문장입니다.")])]) else { return };
    assert!(count(&pdf, "+NanumGothicCoding") > 0);
}

#[test]
fn lines_of_narrow_columns_are_filled() {
    let heads = ["Metric", "Baseline", "Target", "Latest", "Checkpoint", "At the checkpoint", "Status"];
    let row = |name: &str| {
        let figures = ["98.7%", "> 99.5%", "25 Feb 2026", "27 Dec 2025", "27 Dec 2025", "Not yet due"];
        let title = CellView::Title(name.into());
        let figures = figures.iter().map(|text| CellView::Text((*text).into()));
        RowView { place: None, cells: std::iter::once(title).chain(figures).collect() }
    };
    let names = ["Time to acknowledge a page", "Pages delivered at the first attempt", "On-call staff using Bellrope"];
    let columns = heads.iter().map(|head| ColumnView { title: (*head).into(), ..ColumnView::default() }).collect();
    let table = TableView { columns, rows: names.into_iter().map(row).collect() };
    let mut view = packet_of(vec![]);
    view.sections[0].body = SectionBody::Parts(vec![PartView { body: PartBody::Table(table), ..PartView::default() }]);
    let has_short_line = |bench: &Bench| {
        let text = poppler("pdftotext", &["-layout", "-enc", "UTF-8"], &bench.pdf(&view))?;
        assert!(text.contains("Time"), "{text}");
        Some(text.lines().any(|line| line.trim().starts_with("Time  ")))
    };
    let Some(found) = has_short_line(&Bench::default()) else { return };
    assert!(!found);
    // What is looked for is there where all that is ragged costs the same.
    let elements = include_str!("../../../templates/packet/elements.typ");
    let simple = "else { \"simple\" }";
    assert_eq!(elements.matches(simple).count(), 1);
    let mut other = Bench::default();
    let text = elements.replace(simple, "else { \"optimized\" }").into();
    other.templates.insert("elements.typ".into(), Template { text, source: source("templates/packet/elements.typ") });
    assert_eq!(has_short_line(&other), Some(true));
}
