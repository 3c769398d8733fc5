//! Whether words get lost between Markdown and HTML: both are read, each by a reader that is not ours.
//!
//! Takes a page's Markdown and its HTML; gives the words that are written more often than they are published. Front matter,
//! comments and raw HTML are not words of the text; what Turnkey alone takes as markup is left out.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use scraper::{ElementRef, Html, Node, Selector};
use std::collections::BTreeMap;

/// Elements that stand in the middle of a word and do not end it.
const INLINE: &[&str] =
    &["a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "label", "mark", "s", "small", "span", "strong", "u"];

/// Words that the Markdown has more often than the page has them, each with how often it is missing.
pub(crate) fn missing_words(markdown: &str, html: &str) -> BTreeMap<String, usize> {
    missing_from(&markdown_text(markdown), &page_text(html, "main", "script").unwrap_or_default())
}

/// `text` without what says how something looks: `{:target="_blank"}` behind a link.
fn without_attributes(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{:") {
        let (inside, behind) = after.split_once('}').unwrap_or((after, ""));
        kept.push_str(before);
        if !inside.contains('=') {
            kept.push_str(inside);
        }
        rest = behind;
    }
    kept + rest
}

/// Words that `text` has more often than `published`.
pub(crate) fn missing_from(text: &str, published: &str) -> BTreeMap<String, usize> {
    let published = count(published);
    let mut missing = BTreeMap::new();
    for (word, written) in count(text) {
        let there = published.get(&word).copied().unwrap_or(0);
        if there < written {
            missing.insert(word, written - there);
        }
    }
    missing
}

fn count(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_owned()).or_insert(0) += 1;
    }
    // Drawings and emoji have no letters, and may be all that a line is made of.
    let is_sign = |c: &char| !c.is_alphanumeric() && !c.is_ascii() && !c.is_whitespace();
    for sign in text.chars().filter(is_sign) {
        *words.entry(sign.to_string()).or_insert(0) += 1;
    }
    words
}

/// The visible text, with a line's end after each block.
pub(crate) fn markdown_text(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut text = String::new();
    let mut silent = 0_u32;
    let mut elements = 0_u32;
    let mut in_name = false;
    let markdown = without_parts(markdown);
    for event in Parser::new_ext(&markdown, options) {
        match event {
            // What a picture says is an attribute; a broken one's words are shown, which `links` does not mind.
            Event::Start(Tag::MetadataBlock(_) | Tag::Image { .. } | Tag::HtmlBlock) => silent += 1,
            Event::End(TagEnd::MetadataBlock(_) | TagEnd::Image | TagEnd::HtmlBlock) => silent -= 1,
            // `[[name]]` is shown as the title of what it names.
            Event::Start(Tag::Link { link_type: LinkType::WikiLink { has_pothole: false }, .. }) => in_name = true,
            Event::End(TagEnd::Link) if in_name => in_name = false,
            // Words in `<script>` or `<style>` are none, and neither are those of a comment.
            Event::InlineHtml(html) if html.starts_with("<script") || html.starts_with("<style") => elements += 1,
            Event::InlineHtml(html) if html.starts_with("</script") || html.starts_with("</style") => elements -= 1,
            Event::InlineHtml(html) if !is_inline_tag(&html) => text.push('\n'),
            Event::Text(words) | Event::Code(words) if silent == 0 && elements == 0 && !in_name => {
                text.push_str(&words);
            }
            Event::SoftBreak | Event::HardBreak | Event::Start(_) if !is_inline(&event) => text.push('\n'),
            Event::End(end)
                if !matches!(end, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) =>
            {
                text.push('\n');
            }
            _ => {}
        }
    }
    let said = |line| without_attributes(&without_variables(without_markup(line)));
    text.lines().map(said).collect::<Vec<_>>().join("\n")
}

/// A line without what a value is put in the place of: `{{ customer.name }}`.
fn without_variables(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((name, after)) = after.split_once("}}") else { break };
        text.push_str(before);
        let is_path = name.trim().chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
        if !is_path {
            text.extend(["{{", name, "}}"]);
        }
        rest = after;
    }
    text + rest
}

fn is_inline(event: &Event<'_>) -> bool {
    matches!(event, Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. }))
}

/// True for a tag, opening or closing, that may stand in the middle of a word.
fn is_inline_tag(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    INLINE.contains(&&name[..end])
}

/// Names that open a part on a `:::` line; those of audiences and conditions have no title.
const PARTS: &[&str] = &[
    "note",
    "info",
    "tip",
    "important",
    "warning",
    "caution",
    "danger",
    "success",
    "question",
    "example",
    "gotcha",
    "details",
    "tabs",
    "code-group",
    "internal",
    "partner",
    "customer",
    "public",
    "audience",
    "when",
];

/// The text with the titles of parts as paragraphs, and what is indented below a `!!!` line at the level of that line.
pub(crate) fn without_parts(markdown: &str) -> String {
    let mut text = String::new();
    let mut indents: Vec<usize> = Vec::new();
    let mut fence = None;
    let mut tabs = false;
    for line in markdown.lines() {
        let words = line.trim_start();
        let indent = line.len() - words.len();
        while fence.is_none() && !words.is_empty() && indents.last().is_some_and(|open| indent < open + 4) {
            indents.pop();
        }
        let line = &line[(4 * indents.len()).min(indent)..];
        let sign = words.get(..3).filter(|sign| matches!(*sign, "```" | "~~~"));
        if sign.is_some() && (fence.is_none() || fence == sign) {
            fence = if fence.is_none() { sign } else { None };
        }
        let title = if fence.is_some() { None } else { part_title(words, &mut tabs) };
        if title.is_some() && !words.starts_with(':') && !words.starts_with("== ") {
            indents.push(indent);
        }
        match title {
            Some(title) => text.extend(["\n", &line[..line.len() - words.len()], title, "\n\n"]),
            None => text.extend([line, "\n"]),
        }
    }
    text
}

/// The title on a line that opens a part, or is the name of one of several.
fn part_title<'a>(words: &'a str, tabs: &mut bool) -> Option<&'a str> {
    if let Some(opened) = words.strip_prefix(":::").map(|rest| rest.trim_start_matches(':').trim()) {
        let name = PARTS.iter().find(|name| opened.starts_with(**name))?;
        *tabs |= *name == "tabs";
        let title = opened[name.len()..].trim();
        let title = if title.ends_with('}') { title.rsplit_once('{').map_or(title, |(title, _)| title) } else { title };
        let has_no_title = PARTS[PARTS.len() - 6..].contains(name);
        return Some(if has_no_title { "" } else { title.trim().trim_start_matches('[').trim_end_matches(']') });
    }
    if let Some(name) = words.strip_prefix("== ").filter(|_| *tabs) {
        return Some(name);
    }
    let signs = ["!!!", "???", "==="].into_iter().find(|signs| words.starts_with(signs))?;
    let title = words.split_once('"').and_then(|(_, title)| title.trim_end().strip_suffix('"'));
    let kind = words[3..].split('"').next().unwrap_or_default();
    let named = kind.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '+' | '!' | '_'));
    (named && (title.is_some() || signs != "===" && !kind.trim().is_empty())).then(|| title.unwrap_or_default())
}

/// A line without what Turnkey adds to Markdown: attributes in braces at its end.
fn without_markup(line: &str) -> &str {
    let trimmed = line.trim();
    let keys = ["audience=", "owner=", "due="];
    let attribute = |inside: &str| inside.starts_with(['#', ':']) || keys.iter().any(|key| inside.contains(key));
    match trimmed.strip_suffix('}').and_then(|rest| rest.rsplit_once('{')) {
        Some((before, inside)) if attribute(inside) => before,
        _ => line,
    }
}

/// What a page of a guide says; not what its diagrams were drawn from, where embeds come from, and the ways back from footnotes.
#[cfg(feature = "pdf")]
pub(crate) fn prose_text(html: &str) -> Option<String> {
    page_text(
        html,
        "article.prose",
        ".diagram details, .diagram title, .diagram desc, .diagram style, .footnote-back, .embedded-from, .restricted-label",
    )
}

/// The text of the first element that is `wanted`, with a line's end around each block.
fn page_text(html: &str, wanted: &str, left_out: &str) -> Option<String> {
    let page = Html::parse_document(html);
    let selector = |text| Selector::parse(text).expect("a selector");
    let mut text = String::new();
    collect(page.select(&selector(wanted)).next()?, &selector(left_out), &mut text);
    Some(text)
}

fn collect(element: ElementRef<'_>, left_out: &Selector, into: &mut String) {
    for child in element.children() {
        match child.value() {
            Node::Text(text) => into.push_str(text),
            Node::Element(_) => {
                let child = ElementRef::wrap(child).expect("an element");
                // What a term means stands beside its word, which ends before it, and is the glossary's to say.
                if child.value().classes().any(|class| class == "term-note") || left_out.matches(&child) {
                    continue;
                }
                let inline = INLINE.contains(&child.value().name());
                if !inline {
                    into.push('\n');
                }
                collect(child, left_out, into);
                if !inline {
                    into.push('\n');
                }
            }
            _ => {}
        }
    }
}

#[test]
fn words_are_counted_on_both_sides() {
    let markdown = "\
---
title: Front
---
# One *t*wo {#here}

Three <!-- comment --> `four` [five](six.md) {{ vars.five-and-a-half }} {{ a b }} seven<br>ei<b>gh</b>t ![alt](nine.png) {audience=internal}

::: internal
- ten ten
:::

::: tip Eleven *tw*elve {open}
::: tabs
== Thirteen
thirteen
:::

!!! note wide \"Fourteen\"
    [fifteen](sixteen.md)

        seventeen

eighteen
";
    assert_eq!(
        markdown_text(markdown).split_whitespace().collect::<Vec<_>>().join(" "),
        "One two Three four five {{ a b }} seven eight ten ten ::: Eleven twelve Thirteen thirteen ::: Fourteen fifteen \
         seventeen eighteen"
    );
    let html =
        "<title>no</title><main><h1>One <em>t</em>wo</h1><p>Three<code>four</code></p><ul><li>ten</li></ul></main>";
    let missing = missing_words(markdown, html);
    let expected = [("Three", 1), ("a", 1), ("b", 1), ("eight", 1), ("five", 1), ("four", 1), ("seven", 1), ("ten", 1)];
    let later = ["Eleven", "twelve", "Thirteen", "thirteen", "Fourteen", "fifteen", "seventeen", "eighteen"];
    let expected: BTreeMap<String, usize> =
        expected.into_iter().chain(later.map(|word| (word, 1))).map(|(word, times)| (word.to_owned(), times)).collect();
    assert_eq!(missing, expected);
}
