//! From a view to a PDF and back: what is in it is read with poppler's tools, where they are installed.

mod feet;
mod guides;
mod lines;
mod look;
mod make;
mod rounds;
mod sample;

use super::view::{
    CellView, ColumnView, LogoView, PacketView, PartBody, PartView, RowView, SectionBody, SectionView, State, TableView,
};
use super::{Attachment, Fonts, PacketInputs, Template, typeset_told};
use crate::diagnostic::{Checked, Level, Rule};
use crate::doc::{Block, BlockKind, CalloutKind, Fold, Inline, Tab, Target};
use crate::path::OutputPath;
use crate::text::TextRange;
use ecow::EcoString;
use make::*;
use sample::rich;
use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::sync::Arc;

const SVG: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" width="400" height="120"><rect x="10" y="10" width="170" height="100" fill="none" stroke="black"/><rect x="220" y="10" width="170" height="100" fill="none" stroke="black"/><text x="60" y="65" font-family="Inter">North</text></svg>"#;

struct Bench {
    standard: &'static str,
    templates: BTreeMap<EcoString, Template>,
    assets: BTreeMap<OutputPath, Arc<[u8]>>,
    attachments: Vec<Attachment>,
}

impl Default for Bench {
    fn default() -> Self {
        Self {
            standard: super::STANDARDS[0],
            templates: BTreeMap::new(),
            assets: BTreeMap::new(),
            attachments: Vec::new(),
        }
    }
}

impl Bench {
    fn typeset(&self, view: &PacketView) -> Checked<Option<Vec<u8>>> {
        self.typeset_told(view, &mut |_| {})
    }

    fn typeset_told(&self, view: &PacketView, tell: &mut dyn FnMut(&[String])) -> Checked<Option<Vec<u8>>> {
        typeset_told(
            view,
            &PacketInputs {
                templates: &self.templates,
                assets: &self.assets,
                fonts: &Fonts::builtin(),
                today: jiff::civil::date(2026, 5, 20),
                standard: self.standard,
                ident: "fernhill-handoff",
                attachments: &self.attachments,
                store: None,
            },
            tell,
        )
    }

    fn pdf(&self, view: &PacketView) -> Vec<u8> {
        let checked = self.typeset(view);
        assert_eq!(checked.diagnostics, []);
        checked.value.expect("no diagnostics")
    }
}

fn with_picture() -> Bench {
    let mut bench = Bench::default();
    bench.assets.insert(output("assets/topology.svg"), SVG.as_bytes().into());
    bench
}

/// What one of poppler's programs prints for a PDF, or none with a word about it where it is not installed.
#[expect(clippy::disallowed_methods, reason = "only a reader that is not ours can say what was written")]
#[expect(clippy::print_stdout, reason = "a test that skips says so")]
fn poppler(program: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    use std::io::Write as _;
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.as_file().write_all(pdf).expect("written");
    let child = Command::new(program).args(arguments).arg(file.path()).arg("-").stderr(Stdio::null()).output();
    let Ok(output) = child else {
        println!("skipped: {program} is not installed");
        return None;
    };
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The words of a PDF with single spaces, hyphenation undone as far as it can be.
fn words(pdf: &[u8]) -> Option<String> {
    let text = poppler("pdftotext", &["-raw", "-enc", "UTF-8"], pdf)?;
    let text = text.replace("\u{ad}\n", "").replace("-\n", "-").replace(['\u{200b}', '\u{ad}'], "");
    Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn count(pdf: &[u8], needle: &str) -> usize {
    pdf.windows(needle.len()).filter(|window| *window == needle.as_bytes()).count()
}

#[test]
fn a_packet_has_its_pages_bookmarks_tags_and_words() {
    let pdf = with_picture().pdf(&rich());
    assert_eq!(count(&pdf, "/Type/Page/"), 13);
    for bookmark in ["Contents", "1 Executive summary", "3.1 Validate", "11.1 Roll back a release", "Steps", "Tables"] {
        assert_eq!(count(&pdf, &format!("/Title({bookmark})")), 1, "{bookmark}");
    }
    for tag in ["/S/H1/", "/S/H3/", "/S/Table/", "/S/TH/", "/S/L/", "/S/LBody/", "/S/Note/", "/S/Figure/", "/S/Link/"] {
        assert!(count(&pdf, tag) > 0, "{tag}");
    }
    assert_eq!((count(&pdf, "<pdfuaid:part>1"), count(&pdf, "<pdfaid:part>3")), (1, 1));
    assert_eq!((count(&pdf, "<rdf:li>Larkspur Delivery"), count(&pdf, "/Lang(en")), (1, 1));
    let Some(words) = words(&pdf) else { return };
    for expected in [
        "Handoff packet",
        "Fernhill Retail",
        "TLP:AMBER",
        "Copy 1",
        "Page 2 of",
        "Revision 4f09c2e1",
        "DRAFT",
        "Executive summary",
        "7 of 12 done",
        "Out of scope",
        "3.1 Validate",
        "Confirm cluster access",
        "waits for the storage quota since 5 March",
        "Waived",
        "Signed on 23 April 2026",
        "Name and title Date",
        "Dashboards of the integration",
        "Foundation ready",
        "A node is lost and no request fails",
        "Roll back a release (p. ",
        "Failed",
        "13 March, 1.0",
        "What would make this a success?",
        "35 min",
        "Change window is Thursday night",
        "R-01",
        "Watching",
        "po@fernhill.example",
        "+351 555 0111",
        "kubectl rollout undo deploy/api -n fh-prod --to-revision=41",
        "the words of a hidden page stay",
        "grafana.fernhill.example/d/api?orgId=1",
        "Validate (p. ",
        "values.yaml",
        "name: \"api-tokens\"",
        "↳",
        "What it says, with code.",
        "And more.",
        "Topology of production",
        "build passing",
        "Before you upgrade",
        "What folds on the screen is open on paper.",
        "PostgreSQL",
        "n4",
        "how to verify (p. ",
        "North",
        "Eleventh Internal",
        "Ctrl",
    ] {
        assert!(words.contains(expected), "{expected} is not in {words}");
    }
    assert!(!words.contains("Test report (p."), "a link out of the packet has no page");
}

#[test]
fn a_heading_that_is_a_link_alone_has_its_words_as_title() {
    let heading = |words: &str| BlockKind::Heading {
        level: 2,
        anchor: "there".into(),
        inlines: vec![link(page_target("other.html", None), words)],
    };
    let first = guide("First", "first", vec![block(heading("On call")), para([text("Words.")])]);
    let pdf = Bench::default().pdf(&packet_of(vec![first, guide("Other", "other", vec![para([text("More.")])])]));
    assert_eq!(count(&pdf, "/Title(On call)"), 1);
}

#[test]
fn the_same_packet_is_the_same_bytes() {
    let first = with_picture().pdf(&rich());
    super::forget(0);
    assert!(first == with_picture().pdf(&rich()));
}

#[test]
fn only_a_draft_says_so() {
    let mut view = packet_of(vec![guide("One", "one", vec![para([text("Words.")])])]);
    let mut drafted = |state| {
        view.cover.state = state;
        words(&Bench::default().pdf(&view)).map(|words| words.contains("DRAFT"))
    };
    assert!(drafted(State::Draft).is_none_or(|drafted| drafted));
    assert!(drafted(State::Final).is_none_or(|drafted| !drafted));
}

#[test]
fn logos_that_are_there_stand_on_the_cover() {
    let logo = |path: &str| LogoView { of: "Larkspur".into(), path: output(path) };
    let first_page = |logos: Vec<LogoView>| {
        let mut view = PacketView::default();
        view.cover.organization = "Larkspur Delivery".into();
        view.cover.logos = logos;
        poppler("pdftotext", &["-f", "1", "-l", "1"], &with_picture().pdf(&view))
    };
    let Some(words) = first_page(vec![logo("assets/none.svg"), logo("assets/topology.svg")]) else { return };
    assert!(words.contains("North") && words.matches("Larkspur Delivery").count() == 1, "{words}");
    // Without one the name stands there.
    let Some(words) = first_page(vec![logo("assets/none.svg")]) else { return };
    assert_eq!(words.matches("Larkspur Delivery").count(), 2, "{words}");
}

#[test]
fn an_empty_packet_is_a_cover() {
    Bench::default().pdf(&PacketView::default());
}

#[test]
fn every_standard_and_paper_and_language_can_be_had() {
    for (at, standard) in super::STANDARDS.into_iter().enumerate() {
        let mut view = packet_of(vec![guide("One", "one", vec![para([text("Words.")])])]);
        view.language = ["de", "fr-CA", "es", "pt-BR", "xx-\"#panic()"][at].into();
        view.paper = super::view::Paper::UsLetter;
        let checked = Bench { standard, ..Bench::default() }.typeset(&view);
        assert_eq!(checked.diagnostics, [], "{standard}");
        assert!(checked.value.is_some(), "{standard}");
    }
    let unknown = Bench { standard: "a-9z", ..Bench::default() }.typeset(&PacketView::default());
    assert!(unknown.value.is_none());
    assert_eq!(unknown.diagnostics[0].rule, Rule::InvalidConfig);
}

#[test]
fn files_are_attached_where_the_standard_allows_it() {
    let view = packet_of(vec![guide("One", "one", vec![para([text("Words.")])])]);
    let file = |name: &str, media_type, bytes: &[u8]| Attachment {
        name: name.into(),
        media_type,
        description: "What is \"open\"\n#panic()".into(),
        bytes: bytes.into(),
    };
    let attachments = vec![file("raid.csv", "text/csv", b"id\r\n"), file("all.yaml", "application/yaml", b"\xff\0")];
    for (standard, attached) in [("a-3a+ua-1", 2), ("a-3a", 2), ("ua-1", 2), ("1.7", 2), ("a-2b", 0)] {
        let bench = Bench { standard, attachments: attachments.clone(), ..Bench::default() };
        let pdf = bench.pdf(&view);
        let said = if standard.starts_with("a-3a") { attached } else { 0 };
        assert_eq!(count(&pdf, "/AFRelationship/Data"), said, "{standard}");
        assert_eq!((count(&pdf, "/UF(raid.csv)"), count(&pdf, "/UF(all.yaml)")), (attached / 2, attached / 2));
        let plain = Bench { standard, ..Bench::default() }.pdf(&view);
        assert_eq!(count(&pdf, "/Type/Page/"), count(&plain, "/Type/Page/"), "they take no page");
        let mut told = Vec::new();
        bench.typeset_told(&view, &mut |texts| told.extend_from_slice(texts));
        let tells = |text: &str| told.iter().any(|told| told == text);
        let of_files = ["raid.csv", "all.yaml", &attachments[0].description].map(tells);
        assert_eq!(of_files, [attached > 0; 3], "{told:?}");
        // As the outline has it.
        assert!(tells("One"), "{told:?}");
    }
}

/// What would be code in Typst, Markdown or HTML, or ends a string, or hides words.
const HOSTILE: [&str; 12] = [
    "#panic()",
    "#{ panic() }",
    "$ x $",
    "`code` ```",
    "@label <label>",
    "\\u{22} \\n \\",
    "[unclosed",
    "(]})",
    "\"quoted\" \"",
    "*strong* _em_ = head",
    "// comment /* */",
    "#import \"/view.json\"",
];

#[test]
fn hostile_text_comes_out_as_written() {
    let everywhere = |hostile: &str| {
        vec![
            heading(2, hostile),
            para([
                text(hostile),
                inline_code(hostile),
                link(Target::External("https://example.com/\")#panic()".into()), hostile),
            ]),
            code("typ", Some(hostile), hostile),
            table(&[hostile, "b"], &[&[hostile, hostile]]),
            block(BlockKind::Callout {
                kind: CalloutKind::Tip,
                fold: Fold::Never,
                title: Some(vec![text(hostile)]),
                blocks: vec![plain(hostile)],
            }),
            para([
                Inline::Image { target: Box::new(Target::Broken), alt: hostile.into(), title: Some(hostile.into()) },
                text("x"),
            ]),
            list(None, vec![task(false, hostile), item(vec![plain(hostile)])]),
        ]
    };
    let blocks: Vec<Block<Target>> = HOSTILE.iter().flat_map(|hostile| everywhere(hostile)).collect();
    let mut view = packet_of(vec![guide(HOSTILE[0], "a \"b#[c", blocks)]);
    view.cover.customer = HOSTILE.join(" ").into();
    view.sections.push(SectionView {
        title: HOSTILE[0].into(),
        body: SectionBody::Parts(vec![PartView {
            body: PartBody::Table(TableView {
                columns: vec![ColumnView { title: HOSTILE[1].into(), ..ColumnView::default() }],
                rows: HOSTILE
                    .iter()
                    .map(|text| RowView { place: None, cells: vec![CellView::Text((*text).into())] })
                    .collect(),
            }),
            ..PartView::default()
        }]),
        ..SectionView::default()
    });
    let pdf = Bench::default().pdf(&view);
    let Some(words) = words(&pdf) else { return };
    let words = words.replace(' ', "");
    for hostile in HOSTILE {
        let hostile = hostile.replace(' ', "");
        assert!(words.matches(&hostile).count() >= 8, "{hostile}: {words}");
    }
}

#[test]
fn overrides_go_long_words_break_and_depth_is_no_matter() {
    let mut deep = vec![plain("bottom")];
    for level in 0..22 {
        deep = vec![match level % 3 {
            0 => list(None, vec![item(deep)]),
            1 => block(BlockKind::Quote(deep)),
            _ => block(BlockKind::Callout { kind: CalloutKind::Note, fold: Fold::Never, title: None, blocks: deep }),
        }];
    }
    let mut blocks = vec![
        para([text("abc\u{202e}def\u{2066}ghi\u{0}"), inline_code(&"0123456789".repeat(500))]),
        para([text(&"x".repeat(5000)), text("\u{200d}\u{200b}\u{2060}\u{ad}\u{feff}")]),
        code("text", None, &"─".repeat(3000)),
        table(&["a", "b", "c"], &[&[&"0123456789".repeat(100), "b", "c"]]),
        table(&["n"; 40], &[&["cell"; 40]]),
        list(Some(u64::MAX), vec![item(vec![])]),
        list(None, vec![]),
        para([]),
        heading(6, ""),
        html("table", vec![html("tr", vec![])]),
        html("ul", vec![]),
    ];
    blocks.extend(deep);
    let pdf = Bench::default().pdf(&packet_of(vec![guide("Odd", "odd", blocks)]));
    let Some(words) = words(&pdf) else { return };
    assert!(words.contains("abcdefghi") && words.contains("bottom"));
    let joined = words.replace([' ', '↳', '-'], "");
    assert!(joined.contains(&"0123456789".repeat(10)));
}

/// What poppler sees on the paper: words that lie beyond its edges are not among them.
fn words_on_paper(pdf: &[u8]) -> Option<String> {
    let text = poppler("pdftotext", &["-raw", "-enc", "UTF-8", "-nopgbrk", "-cropbox"], pdf)?;
    Some(text.replace(['\u{ad}', '\u{200b}'], ""))
}

#[test]
fn nothing_long_is_cut_off_at_the_end_of_a_page() {
    // As many lines as no page has, each with its number, wherever a template keeps things together.
    let long = (0..900).map(|number| format!("w{number}w")).collect::<Vec<_>>().join(" ");
    let picture = |target: Target| Inline::Image {
        target: Box::new(target),
        alt: long.as_str().into(),
        title: Some(long.as_str().into()),
    };
    let topology = Target::Asset { path: output("assets/topology.svg"), suffix: "".into(), size: None };
    let callout = |kind| {
        block(BlockKind::Callout {
            kind,
            fold: Fold::Never,
            title: Some(vec![text(&long)]),
            blocks: vec![plain("inside")],
        })
    };
    let cell = |name: &str, words: &str| {
        block(BlockKind::Element { element: Box::new(element(name, &[])), blocks: vec![plain(words)] })
    };
    let places: Vec<(&str, Vec<Block<Target>>)> = vec![
        ("a head", vec![table(&[&long, "b"], &[&["a", "b"]])]),
        ("a cell", vec![table(&["a", "b"], &[&[&long, "b"]])]),
        ("a title of code", vec![code("text", Some(&long), "code")]),
        ("code", vec![code("text", None, &long.replace("9w ", "9w\n"))]),
        ("a caption", vec![para([picture(topology)])]),
        ("words of a picture", vec![para([picture(Target::Broken), text("x")])]),
        ("a callout", vec![callout(CalloutKind::Tip)]),
        ("a caution", vec![callout(CalloutKind::Caution)]),
        (
            "a tab",
            vec![block(BlockKind::Tabs(vec![Tab {
                title: vec![text(&long)],
                blocks: vec![plain("inside")],
                range: TextRange::default(),
            }]))],
        ),
        ("a folded part", vec![html("details", vec![html("summary", vec![plain(&long)]), plain("inside")])]),
        (
            "a head of HTML",
            vec![html(
                "table",
                vec![
                    html("thead", vec![html("tr", vec![cell("th", &long)])]),
                    html("tbody", vec![html("tr", vec![cell("td", "a")])]),
                ],
            )],
        ),
        ("a task", vec![list(None, vec![task(false, &long)])]),
        ("a step", vec![list(Some(1), vec![item(vec![plain(&long)])])]),
        ("a heading", vec![heading(2, &long)]),
        (
            "a paragraph that leads to a list",
            vec![para([text(&format!("{long}:"))]), list(None, vec![item(vec![plain("a")])])],
        ),
    ];
    let mut cut = Vec::new();
    for (place, blocks) in places {
        let pdf = with_picture().pdf(&packet_of(vec![guide("One", "one", blocks)]));
        let Some(words) = words_on_paper(&pdf) else { return };
        let words = words.replace("\n↳ ", "").replace(['\n', ' '], "");
        let missing: Vec<u32> = (0..900).filter(|number| !words.contains(&format!("w{number}w"))).collect();
        if !missing.is_empty() {
            cut.push((place, missing));
        }
    }
    assert_eq!(cut, []);
}

#[test]
fn what_no_font_has_is_reported_where_it_stands() {
    let range = TextRange::new(40, 46);
    let blocks = vec![para([text("fine"), Inline::Text { text: "ขก".into(), range }])];
    let checked = Bench::default().typeset(&packet_of(vec![guide("One", "one", blocks)]));
    assert!(checked.value.is_some(), "the packet is there");
    let [problem] = &checked.diagnostics[..] else { panic!("{:?}", checked.diagnostics) };
    assert_eq!((problem.rule, problem.level), (Rule::MissingGlyph, Level::Warning));
    let location = problem.location.as_ref().expect("a place");
    assert_eq!((location.path.as_str(), location.range), ("content/one.md", range));
    assert!(problem.message.contains("ก (U+0E01), ข (U+0E02)"), "{}", problem.message);
}

#[test]
fn an_error_of_an_own_template_is_reported_there_and_one_of_ours_at_the_guide() {
    let range = TextRange::new(7, 12);
    let view = packet_of(vec![guide("One", "one", vec![Block { kind: BlockKind::Rule, range }])]);
    let mut bench = Bench::default();
    let own = super::builtin_templates()["elements.typ"]
        .replace("#let rule() = ", "#let rule() = panic(\"no rules\")\n#let old-rule() = ");
    let place = own.find("panic(").expect("the panic");
    bench
        .templates
        .insert("elements.typ".into(), Template { source: source("templates/packet/elements.typ"), text: own.into() });
    let checked = bench.typeset(&view);
    assert!(checked.value.is_none());
    let [problem] = &checked.diagnostics[..] else { panic!("{:?}", checked.diagnostics) };
    let location = problem.location.as_ref().expect("a place");
    assert_eq!((location.path.as_str(), location.range.to_usize().start), ("templates/packet/elements.typ", place));
    assert_eq!((problem.related[0].0.path.as_str(), problem.related[0].0.range), ("content/one.md", range));
    assert!(problem.message.contains("no rules"));

    // A function that an own template lacks is missed where it is called.
    bench.templates.insert(
        "elements.typ".into(),
        Template {
            source: source("templates/packet/elements.typ"),
            text: super::builtin_templates()["elements.typ"].replace("#let rule()", "#let no-rule()").as_str().into(),
        },
    );
    let checked = bench.typeset(&view);
    let location = checked.diagnostics[0].location.as_ref().expect("a place");
    assert_eq!(
        (checked.diagnostics[0].rule, location.path.as_str(), location.range),
        (Rule::TemplateError, "content/one.md", range)
    );
}

#[test]
fn pictures_that_cannot_be_set_are_their_words() {
    let picture = |path: &str, alt: &str| {
        para([Inline::Image {
            target: Box::new(Target::Asset { path: output(path), suffix: "".into(), size: None }),
            alt: alt.into(),
            title: None,
        }])
    };
    let mut bench = with_picture();
    bench.assets.insert(output("broken.png"), b"\x89PNG\r\n\x1a\nno more".as_slice().into());
    bench.assets.insert(output("broken.svg"), b"<svg".as_slice().into());
    let refers = br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="gone.png" width="9" height="9"/></svg>"#;
    bench.assets.insert(output("refers.svg"), refers.as_slice().into());
    let blocks = vec![
        picture("broken.png", "first words"),
        picture("broken.svg", "second words"),
        picture("refers.svg", "third words"),
        picture("gone.png", ""),
        picture("assets/topology.svg", ""),
    ];
    let pdf = bench.pdf(&packet_of(vec![guide("One", "one", blocks)]));
    let Some(words) = words(&pdf) else { return };
    for expected in ["first words", "second words", "third words", "gone.png"] {
        assert!(words.contains(expected), "{expected}");
    }
}
