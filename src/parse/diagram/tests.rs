//! What is drawn, what comes through of what an author may write, and what is told of the rest.

use super::{Drawings, Failure, Problem};
use crate::diagnostic::Rule;
use crate::doc::{Diagram, Drawing};
use crate::parse::guide::{ParseOptions, RawHtml, parse_guide};
use crate::parse::highlight::Highlighter;
use crate::path::SourcePath;
use crate::source::Digest;
use crate::store::Store;
use ecow::EcoString;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

fn drawn(source: &str) -> Drawing {
    let (diagram, failure) = read(source, None);
    diagram.drawing.unwrap_or_else(|| panic!("{source} is not drawn: {failure:?}"))
}

/// The diagnostics of a guide: rule, and the text that each is at.
fn told(markdown: &str) -> Vec<(Rule, String)> {
    let path = SourcePath::new("content/a.md").expect("inside");
    let highlighter = Highlighter::default();
    let options =
        ParseOptions { raw_html: RawHtml::Sanitize, highlighter: &highlighter, drawings: &Drawings::default() };
    let checked = parse_guide(&path, markdown.as_bytes(), &options);
    let at = |range: crate::text::TextRange| markdown[range.to_usize()].to_owned();
    let told = checked.diagnostics.into_iter();
    told.map(|told| (told.rule, told.location.map(|location| at(location.range)).unwrap_or_default())).collect()
}

#[test]
fn every_kind_is_drawn_with_its_words_as_text() {
    let kinds = [
        ("flowchart LR\n A[Primary] -->|fails| B[Replica]\n", "Replica"),
        ("graph TD;A-->B[Second];", "Second"),
        ("sequenceDiagram\n A->>B: Call\n", "Call"),
        ("gantt\n dateFormat YYYY-MM-DD\n section S\n Cut over :a, 2026-03-02, 5d\n", "Cut over"),
        ("classDiagram\n class Alert\n Alert : +String id\n", "Alert"),
        ("stateDiagram-v2\n [*] --> Draft\n", "Draft"),
        ("erDiagram\n CUSTOMER ||--o{ ORDER : places\n", "places"),
        ("pie\n \"Network\" : 42\n", "Network"),
        ("journey\n section S\n Make tea: 5: Me\n", "Make tea"),
        ("mindmap\n root((Handoff))\n  People\n", "People"),
        ("timeline\n 2026 : Go-live\n", "Go-live"),
        ("gitGraph\n commit id: \"first\"\n", "first"),
        ("quadrantChart\n quadrant-1 Expand\n A: [0.3, 0.6]\n", "Expand"),
        ("xychart-beta\n title \"Sales\"\n bar [5, 6]\n", "Sales"),
        ("block-beta\n a[\"Wide\"] b\n", "Wide"),
        ("sankey-beta\nSource,Sink,10\n", "Source"),
        ("packet-beta\n0-15: \"Port\"\n", "Port"),
        ("kanban\n Todo\n  [Create docs]\n", "Create docs"),
        ("architecture-beta\n service db(database)[Database]\n", "Database"),
        ("C4Context\n Person(a, \"Customer\")\n", "Customer"),
        ("requirementDiagram\n element e1 {\n type: sim\n }\n", "e1"),
    ];
    for (source, words) in kinds {
        let drawing = drawn(source);
        assert!(drawing.content.contains(words), "{words} in {}", drawing.content);
        assert!(drawing.width > 20 && drawing.height > 20, "{source}");
        assert_eq!(drawing, drawn(source), "twice the same");
    }
}

#[test]
fn nothing_an_author_writes_is_more_than_a_picture() {
    let hostile = [
        "%%{init: {\"themeCSS\": \".node{background:url(https://evil.example/a)}\", \"securityLevel\": \"loose\"}}%%\nflowchart TD\n A-->B\n",
        "flowchart TD\n A[\"<img src=x onerror=alert(1)><script>alert(1)</script>\"] --> B\n",
        "flowchart TD\n A --> B\n click A href \"javascript:alert(1)\" \"t\"\n click B call alert(1)\n",
        "flowchart TD\n A@{ img: \"https://evil.example/x.png\", label: \"pic\" }\n A --> B\n",
        "flowchart TD\n A --> B\n style A fill:url(https://evil.example/b),stroke:red\n",
        "flowchart TD\n A --> B\n classDef x fill:#123456\\\"/><script>alert(1)</script>\n class A x\n",
        "sequenceDiagram\n A->>B: </text><script>alert(1)</script>\n link A: x @ https://evil.example/\n",
        "%%{init: {\"fontFamily\": \"x}</style><script>alert(1)</script>\"}}%%\nflowchart TD\n A-->B\n",
    ];
    for source in hostile {
        let Some(drawing) = read(source, None).0.drawing else { continue };
        let content = drawing.content.to_lowercase();
        let tags: Vec<&str> = content.split('<').skip(1).filter_map(|tag| tag.split('>').next()).collect();
        for tag in tags {
            let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
            assert!(
                !["script", "style", "image", "img", "a", "foreignobject", "use", "animate"].contains(&name),
                "<{tag}>"
            );
            let forbidden = [" style=", " href=", " on", "javascript:", "evil", "url(h", "@import"];
            assert!(!forbidden.iter().any(|what| tag.contains(what)), "<{tag}> of {source}");
        }
    }
}

#[test]
fn our_colours_have_classes_and_an_authors_colour_keeps_its_words_legible() {
    let plain = drawn("flowchart TD\n A[Box] --> B\n").content;
    assert!(plain.contains("class=\"f-box s-edge\"") && plain.contains("f-text"), "{plain}");
    let dark = drawn("flowchart TD\n A[Box]\n style A fill:#102040\n").content;
    assert!(dark.contains("fill=\"#102040\"") && dark.contains("fill=\"#ffffff\""), "{dark}");
    let light = drawn("flowchart TD\n A[Box]\n style A fill:#ffff80\n").content;
    assert!(light.contains("fill=\"#ffff80\"") && light.contains("fill=\"#000000\""), "{light}");
}

#[test]
fn the_text_names_the_drawing() {
    let (diagram, _) = read("sequenceDiagram\n accTitle: Who calls\n accDescr: The lead is called\n A->>B: x\n", None);
    assert_eq!((diagram.name.as_str(), diagram.description.as_deref()), ("Who calls", Some("The lead is called")));
    let (diagram, _) = read("pie\n \"a\" : 1\n", Some("Tickets".into()));
    assert_eq!((diagram.name.as_str(), diagram.title.as_deref()), ("Tickets", Some("Tickets")));
    assert_eq!(read("pie\n \"a\" : 1\n", None).0.name, "Pie chart");
}

#[test]
fn what_cannot_be_drawn_is_told_where_it_fails() {
    let failed = |at: &str| vec![(Rule::DiagramFailed, at.to_owned())];
    assert_eq!(told("```mermaid\nflowchart TD\n  A --> B\n  B -> ]C[\n```\n"), failed("->"));
    let nested = "> - item\n>\n>   ```mermaid\n>   flowchart TD\n>     B -> ]C[\n>   ```\n";
    assert_eq!(told(nested), failed("->"), "behind the signs of quotes and items");
    assert_eq!(told("# A\n\n~~~mermaid\n%% why\n\nflwchart TD\n~~~\n"), failed("flwchart"));
    assert_eq!(told("<pre class=\"mermaid\">\nflwchart TD\n</pre>\n"), failed("<pre class=\"mermaid\">"));
    assert_eq!(told("```{.mermaid title=\"x\"}\npie\n \"a\" : 1\n```\n\n```mermaid\n```\n"), []);
}

#[test]
fn what_is_too_large_is_told_and_not_tried() {
    let long = format!("flowchart TD\n{}", "a --> b\n".repeat(7_000));
    assert!(matches!(read(&long, None).1.map(|failure| failure.problem), Some(Problem::TooLarge)));
    assert_eq!(told(&format!("```mermaid\n{long}```\n")), [(Rule::LimitReached, "```mermaid".to_owned())]);
    let levels: Vec<String> = (0..300).map(|depth| " ".repeat(depth) + "n").collect();
    let deep = format!("mindmap\n{}", levels.join("\n"));
    assert!(read(&deep, None).0.drawing.is_none());
    let product = format!("flowchart TD\n{} --> {}\n", many("a"), many("b"));
    assert!(matches!(read(&product, None).1.map(|failure| failure.problem), Some(Problem::TooLarge)));
}

fn many(letter: &str) -> String {
    (0..300).map(|number| format!("{letter}{number}")).collect::<Vec<_>>().join(" & ")
}

#[test]
fn servers_that_draw_are_told_of_as_pictures_alone() {
    let remote = |at: &str| vec![(Rule::RemoteDiagram, at.to_owned())];
    assert_eq!(told("![a](https://mermaid.ink/img/abc)\n"), remote("https://mermaid.ink/img/abc"));
    assert_eq!(told("```plantuml\n@startuml\n```\n"), remote("```plantuml"));
    assert_eq!(told("[a](https://kroki.io/) ![b](https://example.com/plantuml.png)\n\n```dot\ndigraph {}\n```\n"), []);
}

fn read(source: &str, title: Option<EcoString>) -> (Diagram, Option<Failure>) {
    Drawings::default().read(source, title)
}

/// A store that forgets nothing, and counts what it is given.
#[derive(Debug, Default)]
struct Shelf(Mutex<(BTreeMap<Digest, Vec<u8>>, usize)>);

impl Store for Shelf {
    fn get(&self, key: &Digest) -> Option<Vec<u8>> {
        self.0.lock().expect("nobody panics with it").0.get(key).cloned()
    }

    fn put(&self, key: &Digest, bytes: &[u8]) {
        let mut shelf = self.0.lock().expect("nobody panics with it");
        shelf.0.insert(*key, bytes.to_vec());
        shelf.1 += 1;
    }
}

#[test]
fn a_text_is_drawn_once_for_all_processes() {
    let shelf = Arc::<Shelf>::default();
    let texts =
        ["pie\n \"a\" : 1\n", "flowchart TD\n A[<b>x</b>] --> B\n", "flowchart TD\n A --> [\n", "flow TD\n A\n"];
    for text in texts {
        let (new, new_failure) = read(text, None);
        for _ in 0..2 {
            let (known, failure) = Drawings::with_store(shelf.clone()).read(text, None);
            assert_eq!((known, format!("{failure:?}")), (new.clone(), format!("{new_failure:?}")), "{text}");
        }
    }
    assert_eq!(shelf.0.lock().expect("nobody panics with it").1, texts.len());

    // What lies there is what is shown, where it is whole.
    let change =
        |change: &dyn Fn(&mut Vec<u8>)| shelf.0.lock().expect("nobody panics with it").0.values_mut().for_each(change);
    let width =
        |text: &str| Drawings::with_store(shelf.clone()).read(text, None).0.drawing.map(|drawing| drawing.width);
    let drawn = width(texts[0]).expect("it can be drawn");
    change(&|bytes| *bytes = String::from_utf8_lossy(bytes).replace(&format!(":{drawn},"), ":4321,").into_bytes());
    assert_eq!(width(texts[0]), Some(4321));
    change(&|bytes| bytes.truncate(9));
    assert_eq!(width(texts[0]), Some(drawn));
}

#[test]
fn comments_are_nobody_elses_to_read_and_directives_stay() {
    let text = "%%{init: {}}%%\nflowchart LR\n  %% ask Kim about the price\n  A --> B\n";
    assert_eq!(read(text, None).0.source, "%%{init: {}}%%\nflowchart LR\n  A --> B\n");
}
