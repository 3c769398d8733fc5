//! What is written says the same when it is read again.

use super::*;
use crate::chance::cases;
use crate::doc::{Map, RawLink, Visit};
use crate::parse::diagram::Drawings;
use crate::parse::guide::{ParseOptions, RawHtml};
use crate::parse::highlight::Highlighter;
use crate::parse::markdown::parse_markdown;
use crate::path::SourcePath;
use crate::text::TextRange;
use ecow::EcoString;
use proptest::prelude::*;

/// Takes every link for one that leads out.
struct Resolve(SlugSet);

impl Map<RawLink, Target> for Resolve {
    fn link(&mut self, link: &RawLink) -> Target {
        Target::External(link.href.clone())
    }

    fn heading(&mut self, anchor: &Option<EcoString>, inlines: &[Inline<RawLink>]) -> EcoString {
        let own = anchor.clone().unwrap_or_else(|| slug::github(&crate::doc::inlines_text(inlines)).into());
        self.0.unique(&own).into()
    }

    fn task(&mut self, _: &Option<EcoString>, _: &ListItem<RawLink>) -> EcoString {
        "task".into()
    }
}

fn parse(text: &str) -> Doc<RawLink> {
    let path = SourcePath::new("a.md").expect("inside");
    let highlighter = Highlighter::default();
    let options =
        ParseOptions { raw_html: RawHtml::Sanitize, highlighter: &highlighter, drawings: &Drawings::default() };
    parse_markdown(&path, text, 0, &options).value.doc
}

fn write(text: &str) -> String {
    let page = OutputPath::new("a.html").expect("inside");
    let doc = parse(text).map(&mut Resolve(SlugSet::default()));
    write_markdown(&doc, &page, None, &|_| None)
}

/// What is compared: words, and what stands around them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    words: Vec<String>,
    headings: Vec<(u8, String, Option<EcoString>)>,
    tasks: usize,
    links: Vec<EcoString>,
}

impl Visit<RawLink> for Said {
    fn link(&mut self, link: &RawLink, _: &[Inline<RawLink>]) {
        self.links.push(link.href.clone());
    }

    fn heading(&mut self, level: u8, anchor: &Option<EcoString>, inlines: &[Inline<RawLink>], _: TextRange) {
        let words = crate::doc::inlines_text(inlines).split_whitespace().collect::<Vec<_>>().join(" ");
        self.headings.push((level, words, anchor.clone()));
    }

    fn task(&mut self, _: &ListItem<RawLink>) {
        self.tasks += 1;
    }

    fn element(&mut self, _: &Element<RawLink>) {}
}

fn said(text: &str) -> Said {
    let doc = parse(text);
    let mut said = Said { words: doc.plain_text().split_whitespace().map(str::to_owned).collect(), ..Said::default() };
    doc.visit(&mut said);
    said
}

#[test]
fn markdown_comes_out_as_it_went_in() {
    for text in [
        "# Title\n\nWords *with* **weight**, `code`, ~~no~~ and a [link](https://example.com \"so\").\n",
        "- one\n- two\n  1. inner\n  2. inner too\n\n+ another list\n",
        "1. one\n\n   more\n\n2. two\n",
        "> quoted\n>\n> - item\n",
        "~~~ ~`x\na\n~~~\n",
        "> \\[!NOTE\\]\n",
        "| a | b |\n| --- | ---: |\n| `x\\|y` | z<br>w |\n",
        "```yaml title=\"values.yaml\" {2,4-6}\na: 1\n```\n",
        "> [!TIP]\n> - one\n",
        "::: warning Careful\nWords.\n:::\n",
        ":::: internal\n::: details More {open}\nWords.\n:::\n::::\n",
        "::: tabs\n== One\n\nFirst.\n\n== Two\n\nSecond.\n\n:::\n",
        "- [ ] open\n- [x] done {audience=internal}\n",
        "Note[^1].\n\n[^1]: The note.\n\n    More of it.\n",
        "# A {#own}\n",
        "# \\*\\{ .a } {#own}\n",
        "# \\{ .a } {#own}\n",
        "# A {#\\_own\\_-name}\n",
        "# A {#an_own_名}\n",
        "> [!TIP]\n> 1. one\n",
        "\\==no mark==, \\%%no comment%%\n",
        "<https://example.com/?a==b==>\n",
        "***\n",
        "one\\\ntwo\n",
    ] {
        assert_eq!(write(text), text);
    }
}

#[test]
fn text_that_looks_like_markup_stays_text() {
    let text = "\\# no heading\n\n\\- no item\n\n1\\. no number\n\na \\* b \\_c\\_ \\[d\\](e) \\`f\\` \\<b> \\&amp; \\| \\~~g\\~~\n";
    let again = write(text);
    assert_eq!(said(text), said(&again), "{again}");
    assert!(parse(&again).blocks.iter().all(|block| matches!(block.kind, BlockKind::Paragraph(_))), "{again}");
}

#[test]
fn what_no_mark_can_say_is_said_by_elements() {
    for text in [
        "!!! note\n    - ",
        "::: tip T\n\u{a0}:::\n",
        "::: tip T\nhttp://a.b/c:::\n",
        "::: tip T\n<b>x</b>:::\n",
        "**\"a\"**b",
        "x*y*z",
        "***a** b*",
        "*a***b**",
        "**a**`b`",
        "**a *b***c",
        "<div>\n\n*x*\n\n</div>\n",
    ] {
        let again = write(text);
        assert_eq!(said(text), said(&again), "{text:?} became {again:?}");
    }
}

proptest! {
    #![proptest_config(cases(400))]

    /// Fragments of markup in any order: whatever the parser makes of them, it makes of what is written.
    #[test]
    fn nothing_is_lost_or_added(parts in prop::collection::vec(prop::sample::select(vec![
        "word ", "*", "**", "_", "`", "``", "[", "a](x)", "![", "<b>", "</b>", "<br>", "&amp;", "&lt;", "\\", "\n", "\n\n", "# ",
        "## ", "- ", "1. ", "3) ", "> ", "    ", "  ", "| a | b |\n| - | - |\n", "| x ", "\n```\n", "~~", "> [!NOTE]\n", "::: tip T\n", ":::\n",
        "!!! note\n", "[^1]", "\n[^1]: n\n", "- [ ] ", "---\n", "===\n", "\n## T {#id}\n", "- x {audience=internal}\n", "http://a.b/c", "é", "。",
        " ^ab1\n", "{ .a }", "==", "%%", "++", "\u{a0}", "<div>\n", "</div>\n", "<td>", "\"", "(", ")", "!", ":", "+ ",
    ]), 0..24)) {
        let text = parts.concat();
        let again = write(&text);
        let (before, after) = (said(&text), said(&again));
        prop_assert_eq!(before.words.concat(), after.words.concat(), "{:?} became {:?}", text, again);
        prop_assert_eq!(before.headings.len(), after.headings.len(), "{:?} became {:?}", text, again);
        prop_assert_eq!(before.tasks, after.tasks, "{:?} became {:?}", text, again);
    }
}
