//! What HTML documents become, from Markdown on.

use super::{Around, InFile, WriteOptions, write_html, write_inlines, write_words};
use crate::doc::{BlockKind, Doc, Inline, ListItem, Map, RawLink, Target};
use crate::parse::diagram::Drawings;
use crate::parse::guide::{ParseOptions, RawHtml};
use crate::parse::highlight::Highlighter;
use crate::parse::markdown::parse_markdown;
use crate::parse::slug::{SlugSet, github};
use crate::path::{OutputPath, SourcePath};
use crate::text::TextRange;
use ecow::EcoString;

/// Resolves by the look of a link: `hidden`, `missing`, a scheme, `#a`, a page or an asset.
struct ByLook(SlugSet);

impl Map<RawLink, Target> for ByLook {
    fn link(&mut self, link: &RawLink) -> Target {
        let output = |path: &str| OutputPath::join("a", path).unwrap_or_else(|_| page());
        let (path, anchor) = match link.href.split_once('#') {
            Some((path, anchor)) => (path, Some(EcoString::from(anchor))),
            None => (link.href.as_str(), None),
        };
        match path {
            "hidden" => Target::Hidden,
            "missing" => Target::Broken,
            _ if path.contains("://") || path.starts_with("mailto:") => Target::External(link.href.clone()),
            _ if path.contains(".png") => {
                Target::Asset { path: output(path), suffix: EcoString::new(), size: Some((4, 3)) }
            }
            "" => Target::Page { page: output("b.html"), anchor, title: "B".into() },
            _ => Target::Page { page: output(&path.replace(".md", ".html")), anchor, title: "Its title".into() },
        }
    }

    fn words(&mut self, link: &RawLink, target: &Target) -> Vec<Inline<Target>> {
        match target {
            Target::Hidden | Target::Broken if link.is_wiki() => {
                vec![Inline::Text { text: link.href.clone(), range: TextRange::default() }]
            }
            _ => Vec::new(),
        }
    }

    fn heading(&mut self, anchor: &Option<EcoString>, inlines: &[Inline<RawLink>]) -> EcoString {
        match anchor {
            Some(id) => id.clone(),
            None => self.0.unique(&github(&crate::doc::inlines_text(inlines))).into(),
        }
    }

    fn task(&mut self, _: &Option<EcoString>, item: &ListItem<RawLink>) -> EcoString {
        let mut text = String::new();
        crate::doc::blocks_text(&item.blocks[..1], &mut text);
        self.0.unique(&github(text.trim())).into()
    }
}

fn resolved(markdown: &str) -> Doc<Target> {
    let highlighter = Highlighter::default();
    let options =
        ParseOptions { raw_html: RawHtml::Sanitize, highlighter: &highlighter, drawings: &Drawings::default() };
    let path = SourcePath::new("a/b.md").expect("inside");
    parse_markdown(&path, markdown, 0, &options).value.doc.map(&mut ByLook(SlugSet::default()))
}

fn page() -> OutputPath {
    OutputPath::new("a/b.html").expect("inside")
}

fn html(markdown: &str) -> String {
    write_html(&resolved(markdown), &page(), &WriteOptions::default())
}

#[test]
fn blocks() {
    assert_eq!(html("a\nb  \nc <d>"), "<p>a\nb<br>c &lt;d&gt;</p>\n");
    assert_eq!(html("> a"), "<blockquote>\n<p>a</p>\n</blockquote>\n");
    assert_eq!(html("3. a\n4. b\n\n***"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n<hr>\n");
    assert_eq!(html("- a\n\n  b\n- c"), "<ul>\n<li>\n<p>a</p>\n<p>b</p>\n</li>\n<li>\n<p>c</p>\n</li>\n</ul>\n");
    assert_eq!(html("- a\n  - b\n"), "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n");
    assert_eq!(
        html("> [!NOTE]\n> a"),
        "<aside class=\"callout callout-note\" role=\"note\"><p class=\"callout-title\">Note</p>\n<p>a</p>\n</aside>\n"
    );
    assert_eq!(
        html("::: partner\na\n:::"),
        "<div class=\"restricted restricted-partner\"><p class=\"restricted-label\">Partner</p>\n<p>a</p>\n</div>\n"
    );
    assert_eq!(
        html("- a {audience=internal}"),
        "<ul>\n<li class=\"restricted restricted-internal\"><span class=\"restricted-label\">Internal</span> a</li>\n</ul>\n"
    );
    assert_eq!(
        html("|a||c|\n|-|:-:|-:|\n|d|e|**f**|"),
        "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n<thead>\n<tr><th scope=\"col\">a</th>\
         <td class=\"center\"></td><th scope=\"col\" class=\"right\">c</th></tr>\n</thead>\n<tbody>\n\
         <tr><td>d</td><td class=\"center\">e</td><td class=\"right\"><strong>f</strong></td></tr>\n</tbody>\n</table></div>\n"
    );
    assert!(html("```sh {1}\n# a\n```").contains("<mark class=\"line\"><span class=\"hc\"># a</span></mark>"));
}

#[test]
fn headings_make_an_outline_below_the_title() {
    let levels = |markdown: &str, skip_title| {
        let html = write_html(&resolved(markdown), &page(), &WriteOptions { skip_title, ..WriteOptions::default() });
        html.match_indices("<h").map(|(at, _)| html[at + 2..=at + 2].to_owned()).collect::<String>()
    };
    assert_eq!(
        html("### A & *b*"),
        "<h2 id=\"a--b\">A &amp; <em>b</em> <a class=\"anchor\" href=\"#a--b\" aria-hidden=\"true\" tabindex=\"-1\"></a></h2>\n"
    );
    assert_eq!(levels("# T\n\n## A\n\n#### B\n\n## C", true), "232");
    assert_eq!(levels("# T\n\n## A\n\n#### B\n\n## C", false), "2343");
    assert_eq!(levels("words\n\n# T\n\n## A", true), "23", "a title that does not come first is repeated");
    assert_eq!(levels("# A\n\n### B\n\n# C\n", true), "22");
    assert_eq!(levels("# a\n\n## b\n\n### c\n\n#### d\n\n##### e\n\n###### f", false), "234566");
}

#[test]
fn tasks_are_boxes_with_labels() {
    assert_eq!(
        html("- [x] a *b*\n  - c\n- d\n"),
        "<ul class=\"tasks\">\n<li class=\"task\"><input type=\"checkbox\" id=\"t-a-b\" data-task=\"a-b\" checked>\
         <label for=\"t-a-b\">a <em>b</em></label>\n<ul>\n<li>c</li>\n</ul>\n</li>\n<li>d</li>\n</ul>\n"
    );
    assert!(html("1. [ ] a\n\n   b\n").contains("<label for=\"t-a\">a</label>\n<p>b</p>\n</li>"));
}

#[test]
fn links_lead_where_they_were_resolved_to() {
    assert_eq!(html("[a](../c.md#d%22)"), "<p><a href=\"../c.html#d%2522\">a</a></p>\n");
    assert_eq!(html("[a](#d)"), "<p><a href=\"#d\">a</a></p>\n");
    assert_eq!(html("[a](b.md)"), "<p><a href=\"b.html\">a</a></p>\n");
    assert_eq!(
        html("[[c]] [[hidden]] [[missing]]"),
        "<p><a href=\"c\">Its title</a> hidden <span class=\"broken-link\" title=\"This link leads nowhere\">missing</span></p>\n"
    );
    assert_eq!(
        html("[a](https://b.example/?c&d \"e\")"),
        "<p><a class=\"external\" rel=\"noopener\" href=\"https://b.example/?c&amp;d\" title=\"e\">a</a></p>\n"
    );
    assert_eq!(
        html("[*a*](hidden) [b](missing)"),
        "<p><em>a</em> <span class=\"broken-link\" title=\"This link leads nowhere\">b</span></p>\n"
    );
    assert_eq!(
        html("[](https://a.example)"),
        "<p><a class=\"external\" rel=\"noopener\" href=\"https://a.example\">https://a.example</a></p>\n"
    );
}

#[test]
fn pictures_keep_their_place() {
    assert_eq!(
        html("![a \"b\"](c.png)"),
        "<p><img src=\"c.png\" alt=\"a &quot;b&quot;\" loading=\"lazy\" decoding=\"async\" width=\"4\" height=\"3\"></p>\n"
    );
    assert_eq!(
        html("<img src=\"c.png\" width=\"2\">\n"),
        "<p><img src=\"c.png\" alt=\"\" loading=\"lazy\" decoding=\"async\" width=\"2\"></p>\n"
    );
    assert_eq!(html("![a](missing) ![b](hidden)"), "<p><span class=\"missing-asset\">a</span> b</p>\n");
    assert_eq!(
        html("![a](https://b.example/c.svg)"),
        "<p><a class=\"external\" rel=\"noopener\" href=\"https://b.example/c.svg\">a</a></p>\n"
    );
    assert_eq!(html("[![a](https://b.example/c.svg)](d.md)"), "<p><a href=\"d.html\">a</a></p>\n");
}

#[test]
fn footnotes_lead_there_and_back() {
    assert_eq!(
        html("a[^x] b[^y] c[^x]\n\n[^x]: d\n[^y]: - e\n"),
        "<p>a<sup class=\"footnote-ref\"><a id=\"fnref-1\" href=\"#fn-1\">1</a></sup> \
         b<sup class=\"footnote-ref\"><a id=\"fnref-2\" href=\"#fn-2\">2</a></sup> \
         c<sup class=\"footnote-ref\"><a id=\"fnref-1-2\" href=\"#fn-1\">1</a></sup></p>\n\
         <section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n<li id=\"fn-1\"><p>d \
         <a class=\"footnote-back\" href=\"#fnref-1\" aria-label=\"Back to the text\">↩</a> \
         <a class=\"footnote-back\" href=\"#fnref-1-2\" aria-label=\"Back to the text\">↩</a></p></li>\n\
         <li id=\"fn-2\"><ul>\n<li>e</li>\n</ul>\n \
         <a class=\"footnote-back\" href=\"#fnref-2\" aria-label=\"Back to the text\">↩</a></li>\n</ol></section>\n"
    );
    assert!(html("# fn 1\n\na[^x]\n\n[^x]: d").contains("id=\"fnn-1\""), "a heading has the id already");
}

#[test]
fn elements_of_authors_make_valid_html() {
    assert_eq!(
        html("<details>\n<summary>a</summary>\n\nb\n\n</details>"),
        "<details>\n<summary>a</summary>\n<p>b</p>\n</details>\n"
    );
    assert_eq!(html("<p align=\"center\">\n\na\n\n</p>"), "<div class=\"align-center\">\n<p>a</p>\n</div>\n");
    assert_eq!(html("<p id=\"x\">a</p>"), "<p id=\"x\">a</p>\n");
    assert_eq!(html("a <div>b</div>"), "<div>a <div>b</div></div>\n");
    assert_eq!(
        html("## a <div>b</div>"),
        "<h2 id=\"a-b\">a <span>b</span> <a class=\"anchor\" href=\"#a-b\" aria-hidden=\"true\" tabindex=\"-1\"></a></h2>\n"
    );
    assert_eq!(html("<a href=\"c.md\">a [b](d.md)</a>"), "<p><a href=\"c.html\">a b</a></p>\n");
    assert_eq!(html("<a name=\"x\"></a>a"), "<p><a id=\"x\"></a>a</p>\n");
    assert_eq!(
        html("<table><tr><th>a</table>"),
        "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>\n<tbody>\n<tr>\n<th>a</th>\n</tr>\n</tbody>\n</table></div>\n"
    );
}

#[test]
fn sentences_stand_elsewhere_and_so_have_no_ids() {
    let doc = resolved("a [b](c.md) <span id=\"x\">d</span>[^1]\n\n[^1]: e");
    let BlockKind::Paragraph(inlines) = &doc.blocks[0].kind else { panic!("a paragraph") };
    let (mut sentence, mut words) = ("> ".to_owned(), String::new());
    write_inlines(inlines, &page(), &mut sentence);
    write_words(inlines, &page(), &mut words);
    assert_eq!(sentence, "> a <a href=\"c.html\">b</a> <span>d</span>");
    assert_eq!(words, "a b <span>d</span>");
}

/// A file that has the page of these tests and one more, in German, with one picture.
#[derive(Debug)]
struct Whole;

impl Around for Whole {
    fn place(&self, page: &OutputPath, anchor: Option<&str>) -> Option<String> {
        let anchor = anchor.map(|anchor| format!(":{anchor}")).unwrap_or_default();
        page.as_str().strip_suffix(".html").filter(|page| *page != "a/other").map(|page| format!("#{page}{anchor}"))
    }

    fn picture(&self, path: &OutputPath) -> Option<&str> {
        (path.as_str() == "a/c.png").then_some("data:image/png;base64,AA==")
    }

    fn say<'s>(&'s self, phrase: &'s str) -> &'s str {
        match phrase {
            "Note" => "Hinweis",
            "Back to the text" => "Zurück \"hinauf\"",
            phrase => phrase,
        }
    }
}

fn html_in_file(markdown: &str, numbers: Option<&str>) -> String {
    let in_file = InFile { prefix: "a/b:", above: 3, numbers, around: &Whole };
    write_html(&resolved(markdown), &page(), &WriteOptions { in_file: Some(in_file), ..WriteOptions::default() })
}

#[test]
fn in_a_file_with_others_ids_are_their_own_and_links_lead_within_it() {
    let html = |markdown: &str| html_in_file(markdown, None);
    assert_eq!(html("# A\n\n## B"), "<h4 id=\"a/b:a\">A</h4>\n<h5 id=\"a/b:b\">B</h5>\n");
    assert_eq!(
        html("[a](../c.md#d) [e](#f) [g](other.md) [[other.md]] [h](values.yaml)"),
        "<p><a href=\"#c:d\">a</a> <a href=\"#a/b:f\">e</a> g Its title h</p>\n"
    );
    assert_eq!(
        html("a[^x]\n\n[^x]: b\n"),
        "<p>a<sup class=\"footnote-ref\"><a id=\"a/b:fnref-1\" href=\"#a/b:fn-1\">1</a></sup></p>\n\
         <section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n<li id=\"a/b:fn-1\"><p>b \
         <a class=\"footnote-back\" href=\"#a/b:fnref-1\" aria-label=\"Zurück &quot;hinauf&quot;\">↩</a></p></li>\n</ol></section>\n"
    );
    assert_eq!(
        html("- [ ] a\n"),
        "<ul class=\"tasks\">\n<li class=\"task\"><input type=\"checkbox\" id=\"a/b:t-a\" data-task=\"a/b:t-a\">\
         <label for=\"a/b:t-a\">a</label></li>\n</ul>\n"
    );
    assert_eq!(html("<p id=\"x\">a</p>"), "<p id=\"a/b:x\">a</p>\n");
    assert_eq!(
        html("<https://a.example> [b](https://a.example)"),
        "<p><a class=\"external address\" rel=\"noopener\" href=\"https://a.example\">https://a.example</a> \
         <a class=\"external\" rel=\"noopener\" href=\"https://a.example\">b</a></p>\n"
    );
}

#[test]
fn in_a_file_with_others_pictures_are_inside_and_all_is_open() {
    let html = |markdown: &str| html_in_file(markdown, None);
    assert_eq!(
        html("![a](c.png) ![](d.png)"),
        "<p><img src=\"data:image/png;base64,AA==\" alt=\"a\" width=\"4\" height=\"3\"> \
         <span class=\"missing-asset\">d.png</span></p>\n"
    );
    assert!(html("??? note\n    a\n").starts_with("<details class=\"callout callout-note\" open>"));
    assert!(html("> [!NOTE]\n> a").contains("<p class=\"callout-title\">Hinweis</p>"));
    assert!(html("::: details\na\n:::").starts_with("<details open><summary>Details</summary>"));
    assert!(html("<details>\n<summary>a</summary>\n\nb\n\n</details>").starts_with("<details open>"));
}

#[test]
fn headings_have_the_numbers_of_their_chapter() {
    let number = |number: u32| format!("<span class=\"number\">7.{number}</span> ");
    assert_eq!(
        html_in_file("# A\n\n## B\n\n# C", Some("7.")),
        format!(
            "<h4 id=\"a/b:a\">{}A</h4>\n<h5 id=\"a/b:b\">B</h5>\n<h4 id=\"a/b:c\">{}C</h4>\n",
            number(1),
            number(2)
        )
    );
    let in_file = InFile { prefix: "a/b:", above: 3, numbers: None, around: &Whole };
    let options = WriteOptions { skip_title: true, in_file: Some(in_file), ..WriteOptions::default() };
    // Others may lead to it.
    assert_eq!(write_html(&resolved("# A\n\nb"), &page(), &options), "<span id=\"a/b:a\"></span><p>b</p>\n");
}

#[test]
fn nothing_of_the_authors_gets_out_of_its_place() {
    let out = html(
        "[a](<x\"><script>.md> \"t\\\"><b>\")\n\n`<script>`\n\n```a\"b\n</code><script>\n```\n\n<div title='\"><script>'>a</div>\n\n# <b id='\"x'>\n",
    );
    assert!(!out.contains("<script"), "{out}");
    assert!(!out.contains("\"><b>"), "{out}");
    assert_nests_as_written(&out);
}

/// A browser finds the elements that were written, in the order they were written: none is ended early or added.
fn assert_nests_as_written(html: &str) {
    let tags = html.split('<').skip(1).filter(|tag| !tag.starts_with('/'));
    let written: Vec<&str> = tags.map(|tag| tag.split([' ', '>', '\n']).next().unwrap_or_default()).collect();
    let tree = scraper::Html::parse_fragment(html);
    let found: Vec<&str> =
        tree.root_element().descendent_elements().skip(1).map(|element| element.value().name()).collect();
    assert_eq!(written, found, "{html}");
}

/// `text` without what stands between these.
fn without(text: &str, open: &str, close: &str) -> String {
    let mut parts = text.split(open);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(close).map_or(part, |(_, rest)| rest))
}

/// The parser and the writer over every real guide there is.
#[test]
fn real_guides_lose_no_word_and_make_valid_html() {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared");
    let shared = option_env!("TURNKEY_SHARED").unwrap_or(beside);
    let folders = [format!("{shared}/seeds"), format!("{shared}/corpora")];
    let files: Vec<_> = folders
        .iter()
        .flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name())
        .filter_map(Result::ok)
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "md"))
        .collect();
    if files.is_empty() {
        #[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
        {
            println!("skipped: no guides in {folders:?}");
        }
    }
    for file in files {
        #[expect(clippy::disallowed_methods, reason = "the guides are outside the repository")]
        let bytes = std::fs::read(file.path()).expect("the file was listed");
        let text = String::from_utf8_lossy(&bytes);
        let highlighter = Highlighter::default();
        let path = SourcePath::new("a/b.md").expect("inside");
        let options =
            ParseOptions { raw_html: RawHtml::Sanitize, highlighter: &highlighter, drawings: &Drawings::default() };
        let guide = crate::parse::guide::parse_guide(&path, &bytes, &options).value;
        let plain = guide.doc.plain_text();
        let body = guide.front_range.map_or(0, |range| range.end as usize + 3);
        let name = file.path().display();
        // What is indented below a line of MkDocs is no code.
        let flat = |body: &str| body.lines().flat_map(|line| [line.trim_start(), "\n"]).collect::<String>();
        let body = if text.contains("!!!") || text.contains("???") { flat(&text[body..]) } else { text[body..].into() };
        // Attributes for a style sheet are no words, and neither is the name of a file that stands here.
        let body = without(&without(&body, "{:", "}"), "{{#include ", "}}");
        for event in pulldown_cmark::Parser::new_ext(&body, pulldown_cmark::Options::all()) {
            if let pulldown_cmark::Event::Text(text) | pulldown_cmark::Event::Code(text) = event {
                // A kind of callout is markup; its title comes after a quotation mark, which is an event of its own.
                let text = if text.starts_with("!!!") || text.starts_with("???") { "" } else { &*text };
                for word in text.split(|letter: char| !letter.is_alphanumeric()) {
                    assert!(plain.contains(word), "{name}: the word {word:?} of {text:?} is lost");
                }
            }
        }
        let html = write_html(&guide.doc.map(&mut ByLook(SlugSet::default())), &page(), &WriteOptions::default());
        assert_nests_as_written(&html);
    }
}
