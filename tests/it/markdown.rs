//! Pages as Markdown: what is written says the same when it is read again, and nothing in it that a reader may not see.

use crate::built::site_files;
use crate::corpora::shared;
use std::path::Path;
use std::sync::Arc;
use turnkey::compile::{Memo, Options, Packets, compile};
use turnkey::config::read_config;
use turnkey::disk::{find_book, read_configuration, read_sources};
use turnkey::doc::{Doc, Link, RawLink, Visit};
use turnkey::model::Edition;
use turnkey::parse::diagram::Drawings;
use turnkey::parse::guide::{ParseOptions, RawHtml};
use turnkey::parse::highlight::Highlighter;
use turnkey::parse::markdown::parse_markdown;
use turnkey::path::SourcePath;
use turnkey::site::markdown::write_markdown;
use turnkey::source::Sources;

/// What stays the same: words, headings, tasks.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    headings: Vec<(u8, String)>,
    tasks: usize,
    words: String,
}

impl<L: Link> Visit<L> for Said {
    fn link(&mut self, _: &L, _: &[turnkey::doc::Inline<L>]) {}

    fn heading(&mut self, level: u8, _: &L::Anchor, inlines: &[turnkey::doc::Inline<L>], _: turnkey::text::TextRange) {
        let words = turnkey::doc::inlines_text(inlines).split_whitespace().collect::<Vec<_>>().join(" ");
        self.headings.push((level, words));
    }

    fn task(&mut self, _: &turnkey::doc::ListItem<L>) {
        self.tasks += 1;
    }

    fn element(&mut self, _: &turnkey::doc::Element<L>) {}
}

fn said<L: Link>(doc: &Doc<L>) -> Said {
    let mut said = Said { words: doc.plain_text().split_whitespace().collect(), ..Said::default() };
    doc.visit(&mut said);
    said
}

fn parse(text: &str) -> Doc<RawLink> {
    let path = SourcePath::new("content/again.md").expect("inside");
    let highlighter = Highlighter::default();
    let options =
        ParseOptions { raw_html: RawHtml::Sanitize, highlighter: &highlighter, drawings: &Drawings::default() };
    parse_markdown(&path, text, 0, &options).value.doc
}

fn sources(root: &Path) -> Sources {
    let root = find_book(root).expect("a folder").root;
    let config = read_config(&read_configuration(&root).expect("readable")).value;
    read_sources(&root, &root.join("dist"), &config.folders_to_read()).expect("readable").value
}

/// Every guide of the book whose Markdown does not say what the guide says, each with the first difference.
fn changed(edition: &Edition) -> Vec<String> {
    let mut changed = Vec::new();
    for guide in &edition.guides {
        let doc = guide.doc();
        let text = write_markdown(&doc, &guide.page, None, &|_| None);
        let (before, after) = (said(&doc), said(&parse(&text)));
        if before != after {
            let at = before.words.chars().zip(after.words.chars()).take_while(|(a, b)| a == b).count();
            let around = |words: &str| words.chars().skip(at.saturating_sub(30)).take(70).collect::<String>();
            let headings: Vec<_> = before.headings.iter().filter(|heading| !after.headings.contains(heading)).collect();
            changed.push(format!(
                "{}:\n  {}\n  {}\n  headings {headings:?}, tasks {} and {}",
                guide.page,
                around(&before.words),
                around(&after.words),
                before.tasks,
                after.tasks
            ));
        }
    }
    changed
}

fn assert_unchanged(root: &Path) {
    let options = Options { packets: Packets::None, ..Options::default() };
    let outputs = compile(&sources(root), &options, &mut Memo::default()).value;
    assert!(!outputs.whole().guides.is_empty(), "{} has guides", root.display());
    let changed = changed(outputs.whole());
    assert!(changed.is_empty(), "{}", changed.join("\n"));
}

#[test]
fn the_example_book_says_the_same_as_markdown() {
    assert_unchanged(Path::new(env!("CARGO_MANIFEST_DIR")));
}

#[test]
fn other_peoples_books_say_the_same_as_markdown() {
    for folder in ["corpora/mdbook-guide", "corpora/pagerduty-incident-response", "seeds"] {
        if let Some(folder) = shared(folder) {
            assert_unchanged(&folder);
        }
    }
}

fn small(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.insert_text(SourcePath::new(path).expect("inside"), text);
    }
    sources
}

fn files(sources: &Sources) -> std::collections::BTreeMap<String, String> {
    let outputs = compile(sources, &Options::default(), &mut Memo::default()).value;
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("held")));
    let (files, _) = site_files(&outputs.site().expect("asked for"), &assets);
    files.into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

const BOOK: &[(&str, &str)] = &[
    ("content/index.md", "---\ntitle: Home\nsummary: All we know.\n---\n\nBegin [here](guides/a.md#do-it).\n"),
    (
        "content/guides/a.md",
        "---\nsummary: One & all.\nverified: 2026-04-01\nnotes: [Secret]\n---\n# A\n\n<!-- hidden -->\n\n## Do it\n\n\
         [Back](../), [the folder](./), ![p](p.png), [out](https://example.com), [nowhere](x.md), see [[b]].\n",
    ),
    ("content/guides/b.md", "# B <1>\n"),
    ("content/guides/p.png", "x"),
];

#[test]
fn links_lead_to_the_other_pages_markdown() {
    let sources = small(&[&[("book.toml", "[book]\ntitle = \"Book\"\n")], BOOK].concat());
    let files = files(&sources);
    assert_eq!(files["index.md"], "# Home\n\nBegin [here](guides/a.md#do-it).\n");
    assert_eq!(
        files["guides/a.md"],
        "# A\n\n## Do it\n\n[Back](../index.md), [the folder](index.html), ![p](p.png), [out](https://example.com), nowhere, \
         see [B \\<1>](b.md).\n"
    );
    assert!(files["guides/a.html"].contains("<a href=\"a.md\" download>Download as Markdown</a>"));
    assert!(!files.contains_key("guides/index.md"), "nobody wrote a folder's page");
    let off = small(&[&[("book.toml", "[html]\nmarkdown = false\n")], BOOK].concat());
    let has_markdown = |sources: &Sources| self::files(sources).contains_key("guides/a.md");
    assert!(!has_markdown(&off) && !has_markdown(&small(BOOK)), "nor has a plain folder any");
}

#[test]
fn programs_find_their_files() {
    let plain = files(&small(&[&[("book.toml", "[book]\ntitle = \"Book\"\n")], BOOK].concat()));
    assert_eq!(
        plain["llms.txt"],
        "# Book\n\n> All we know.\n\n## Pages\n\n- [Home](index.md): All we know.\n\n## Guides\n\n\
         - [Guides](guides/index.html)\n- [A](guides/a.md): One & all.\n- [B \\<1>](guides/b.md)\n"
    );
    assert!(!plain.contains_key("sitemap.xml") && !plain.contains_key("feed.xml"));
    assert!(plain["404.html"].contains("href=\"guides/index.html\"") && !plain["index.html"].contains("canonical"));

    let toml = "[book]\ntitle = \"Book\"\nbase_url = \"https://example.com/docs\"\n";
    let files = files(&small(&[&[("book.toml", toml)], BOOK].concat()));
    assert!(files["sitemap.xml"].contains("<url><loc>https://example.com/docs/guides/a.html</loc></url>"));
    assert!(
        files["feed.xml"].contains("<id>https://example.com/docs/guides/a.html</id>\n<updated>2026-04-01T00:00:00Z")
    );
    assert!(files["feed.xml"].contains("<summary>One &amp; all.</summary>"));
    assert!(files["llms.txt"].contains("](https://example.com/docs/guides/a.md)"));
    let page = &files["guides/a.html"];
    assert!(page.contains("<link rel=\"canonical\" href=\"https://example.com/docs/guides/a.html\">"));
    assert!(page.contains("type=\"application/atom+xml\" title=\"Book\" href=\"../feed.xml\">"));
    let lost = &files["404.html"];
    for from_the_root in
        ["href=\"/docs/assets/turnkey/style.css\"", "href=\"/docs/guides/index.html\"", "data-root=\"/docs/\""]
    {
        assert!(lost.contains(from_the_root), "{from_the_root} is not in {lost}");
    }
    assert!(!lost.contains("href=\"guides") && !lost.contains("src=\"assets"), "nothing is relative: {lost}");
}
