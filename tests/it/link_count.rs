//! Whether links get lost between Markdown and HTML: both are counted, each by a reader that is not ours.
//!
//! Counts links and pictures, not where they lead: a link that was resolved wrongly is `links`' to find, one that
//! vanished is found here.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use scraper::{ElementRef, Html, Selector};

/// Links in a page that its author did not write: permalinks of headings, the ways to and from a footnote, the way from
/// an action to the log that it is in, and whatever another guide has that is put in, or a term of the glossary.
const MADE: &str = "a.anchor, a.permalink, a[role=doc-noteref], a[role=doc-backlink], .footnote-ref a, \
                    a.footnote-back, .task label > small:last-child > a, .embedded *, .term *";

/// What an engagement's data that is put in is called.
const DATA: &[&str] = &[
    "agenda",
    "checklist",
    "timeline",
    "milestones",
    "metrics",
    "contacts",
    "raci",
    "raid",
    "requirements",
    "gotchas",
];

/// Links, pictures, and what Turnkey puts where one leads nowhere: its words, marked.
const COUNTED: &str = "a[href], img[src], span.broken-link, span.missing-asset";

/// The links and pictures of a page's Markdown and those of its HTML, where the numbers differ.
pub(crate) fn count_links(markdown: &str, html: &str) -> Result<(), (usize, usize)> {
    let counts = (links_in_markdown(markdown), links_in_page(html));
    // How many links the data has is not the page's to say, so there may be more.
    let is_right = if puts_in_data(markdown) { counts.0 <= counts.1 } else { counts.0 == counts.1 };
    if is_right { Ok(()) } else { Err(counts) }
}

fn puts_in_data(markdown: &str) -> bool {
    let embedded = markdown.lines().filter_map(|line| line.trim().strip_prefix("![[")?.strip_suffix("]]"));
    embedded.map(|name| name.rsplit_once('/').map_or(name, |(_, name)| name)).any(|name| {
        let kind = name.split_once(':').map_or(name, |(kind, _)| kind);
        DATA.contains(&kind)
    })
}

/// Links and pictures outside code, in Markdown or in raw HTML. Bare URLs count, as GitHub links them; embeds do not,
/// as what they bring is counted where it comes from.
pub(crate) fn links_in_markdown(markdown: &str) -> usize {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut count = 0;
    let mut raw = String::new();
    let mut text = String::new();
    let mut silent = 0_u32;
    let markdown = crate::words::without_parts(markdown);
    for event in Parser::new_ext(&markdown, options) {
        if !matches!(event, Event::Text(_)) {
            count += bare_urls(&std::mem::take(&mut text));
        }
        match event {
            Event::Start(Tag::Link { .. }) => {
                count += 1;
                silent += 1;
            }
            Event::Start(Tag::Image { link_type, .. }) => {
                count += usize::from(!matches!(link_type, LinkType::WikiLink { .. }));
                silent += 1;
            }
            Event::Start(Tag::CodeBlock(_) | Tag::MetadataBlock(_)) => silent += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::MetadataBlock(_)) => silent -= 1,
            Event::Html(html) | Event::InlineHtml(html) => raw.push_str(&html),
            Event::Text(words) if silent == 0 => text.push_str(&words),
            _ => {}
        }
    }
    let fragment = Html::parse_fragment(&raw);
    count + fragment.select(&selector("a[href], img[src]")).count()
}

/// Links and pictures in the `<article>` of a page, or in its `<main>` or body where it has none; broken ones too.
pub(crate) fn links_in_page(html: &str) -> usize {
    let page = Html::parse_document(html);
    let part = ["article", "main", "body"].iter().find_map(|name| page.select(&selector(name)).next());
    let made = selector(MADE);
    let by_author = |link: &ElementRef<'_>| !made.matches(link);
    part.map_or(0, |part| part.select(&selector(COUNTED)).filter(by_author).count())
}

/// `http://`, `https://` and `www.` where a word begins.
fn bare_urls(text: &str) -> usize {
    let begins = |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '/');
    let schemes = ["http://", "https://", "www."];
    schemes.iter().flat_map(|scheme| text.match_indices(scheme)).filter(|(at, _)| begins(*at)).count()
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).expect("a selector")
}

#[test]
fn both_sides_count_the_same() {
    let markdown = "\
---
title: See https://front.example
---
# Title with [a link](a.md)

One ![picture](p.png), [a reference][r], <https://auto.example>, https://bare.example/x_y?z and [[wiki|words]].
A footnote[^1], `[code](no.md)`, <a href=\"raw.html\">raw <img src=\"q.png\"></a>, ![[embed]], and [no link].

    [indented](no.md)

```sh
curl https://fenced.example
```

| [cell](c.md) |
| --- |
| [![badge](b.png)](d.md) |

<p><a href=\"block.html\">block</a> <!-- <a href=\"no.html\"> --></p>

[r]: r.md
[^1]: Says [more](m.md).
";
    assert_eq!(links_in_markdown(markdown), 13);
    let html = "<nav><a href=x>no</a></nav><main><article><h1>T <a class=anchor href=#t>#</a></h1><a href=a></a><img src=p>\
                <sup><a role=doc-noteref href=#n>1</a></sup><a>no</a>\
                <div class=embedded><a href=no><img src=no></a></div>\
                <span class=term><a href=no>term</a></span></article><a href=y>no</a></main>";
    assert_eq!(links_in_page(html), 2);
    assert_eq!(count_links("[a](b) ![c](d)", html), Ok(()));
    assert_eq!(count_links("[a](b)", html), Err((1, 2)));
    assert_eq!(count_links("[a](b)\n\n![[raid]]", html), Ok(()));
    assert_eq!(count_links("[a](b) [c](d) [e](f)\n\n![[x/agenda:kickoff]]", html), Err((3, 2)));
    assert_eq!(count_links("[a](b)\n\n![[raids]]", html), Err((1, 2)));
}
