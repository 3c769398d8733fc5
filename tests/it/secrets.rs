//! Attacks on the audience filter: slips of the pen, and places of which nobody thinks, in small books.
//!
//! In each the word of `SECRET` is meant for the team alone. It must not be in what customers get, and what stands in its
//! place there must not depend on it: the same book with other secrets, and with none, gives the same bytes.

use crate::built::site_files;
use std::collections::BTreeMap;
use std::sync::Arc;
use turnkey::audience::Audience;
use turnkey::compile::{Memo, Options, compile};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

/// Stands for what customers may not read.
const SECRET: &str = "zqsecret";

/// A book of these files; a Markdown file without front matter is for customers.
fn book(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    let config = "[book]\ntitle = \"Book\"\nsource = \"content\"\n";
    for (path, text) in files.iter().chain([&("book.toml", config)]) {
        let is_page = path.ends_with(".md") && !text.starts_with("---");
        let text = if is_page { format!("---\naudience: customer\n---\n{text}") } else { (*text).to_owned() };
        sources.insert_text(SourcePath::new(path).expect("inside"), &text);
    }
    sources
}

fn customer_site(sources: &Sources) -> BTreeMap<String, Vec<u8>> {
    let options = Options { audience: Audience::Customer, ..Options::default() };
    let outputs = compile(sources, &options, &mut Memo::default()).value;
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    site_files(&outputs.site().expect("it is asked for"), &assets).0
}

/// What is heard of the secret in a page with this Markdown.
fn heard(markdown: &str) -> Vec<String> {
    let files = customer_site(&book(&[("content/index.md", markdown)]));
    let mut heard = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| !path.starts_with("assets")) {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        if let Some(at) = text.find(SECRET) {
            let from = text[..at].char_indices().rev().nth(60).map_or(0, |(at, _)| at);
            heard.push(format!("{path}: {:?}", text[from..].chars().take(110).collect::<String>()));
            break;
        }
    }
    heard
}

#[test]
fn a_slip_of_the_pen_publishes_nothing() {
    let mut leaks = Vec::new();
    for text in [
        "!!! internal\n    zqsecret\n",
        "!!! internal\n\n    zqsecret\n",
        "!!! internal\nzqsecret\n",
        "!!! internal\n\nzqsecret\n",
        "!!! internal\n  zqsecret\n",
        "words\n!!! internal \"T\"\nzqsecret\n",
        "words\n!!! internal\n    zqsecret\n",
        "!!! note\n    !!! internal\n        zqsecret\n",
        "!!! note\n    words\n    !!! internal\n        zqsecret\n",
        "!!! note\n    words\n\n    !!! internal\n    zqsecret\n",
        "!!! note\n    ::: internal\n    zqsecret\n    :::\n",
        "!!! note\n::: internal\nzqsecret\n:::\n",
        "!!! note\n  ::: internal\n  zqsecret\n  :::\n",
        "!!! note\n\n        ::: internal\n        zqsecret\n        :::\n",
        "!!! note\n        ::: internal\n        zqsecret\n        :::\n",
        "!!! internal-only \"T\"\n    zqsecret\n",
        "??? internal\n    zqsecret\n",
        "???+ internal \"zqsecret\"\n    zqsecret\n",
        "!!! note internal\n    visible\n",
        "!!! internal {.wide}\n    zqsecret\n",
        "!!! note \"T\" {audience=internal}\n    zqsecret\n",
        "!!! note \"T\" {audience=internal}\n\n    zqsecret\n",
        "!!! note {audience=internal}\n    zqsecret\n",
        "!!! note {audience=internal}\n\n    zqsecret\n",
        "??? note \"zqsecret\" {audience=internal}\n\n    zqsecret\n",
        "=== \"zqsecret\" {audience=internal}\n    zqsecret\n",
        "=== \"zqsecret\" {audience=internal}\n\n    zqsecret\n",
        "=== \"zqsecret {audience=internal}\"\n    zqsecret\n",
        "=== \"A\"\n    a\n\n    ::: internal\n    zqsecret\n    :::\n\n=== \"B\"\n    b\n",
        "=== \"A\"\n    !!! internal\n        zqsecret\n\n=== \"B\"\n    b\n",
        "=== \"A\"\n    ::: internal\nzqsecret\n:::\n",
        "::: internal\n=== \"zqsecret\"\n    zqsecret\n:::\n",
        "::: internal\n::: tabs\n== zqsecret\nzqsecret\n:::\n:::\n",
        ":::: internal\n::: tabs\n== zqsecret\nzqsecret\n:::\nzqsecret\n::::\n",
        "::: internal\n::: tabs\n== zqsecret\nzqsecret\n",
        "::: tabs\n== A\na\n\n== zqsecret {audience=internal}\nzqsecret\n:::\n",
        "::: tabs {audience=internal}\n== zqsecret\nzqsecret\n:::\n",
        "::: tabs\n::: internal\n== zqsecret\nzqsecret\n:::\n== B\nb\n:::\n",
        "::: tip zqsecret {audience=internal}\nzqsecret\n:::\n",
        "::: details zqsecret {audience=internal}\nzqsecret\n:::\n",
        "::: code-group {audience=internal}\n```sh title=\"zqsecret\"\nzqsecret\n```\n:::\n",
        ":::internal[zqsecret]\nzqsecret\n:::\n",
        ":::internal{.a}\nzqsecret\n:::\n",
        "::: {.internal}\nzqsecret\n:::\n",
        "::: {.callout-note .internal}\nzqsecret\n:::\n",
        "::: {.note audience=\"internal\"}\nzqsecret\n:::\n",
        "::: internal-only\nzqsecret\n:::\n",
        "::: Internal:\nzqsecret\n:::\n",
        "::: internal_notes\nzqsecret\n:::\n",
        "::: audience=internal\nzqsecret\n:::\n",
        "::: audience: internal\nzqsecret\n:::\n",
        "::: {audience=internal}\nzqsecret\n:::\n",
        "::: audience \"internal\"\nzqsecret\n:::\n",
        "\u{a0}::: internal\nzqsecret\n:::\n",
        "words\n\u{a0}::: internal\nzqsecret\n:::\n",
        "words\n\n\u{feff}::: internal\nzqsecret\n:::\n",
        "::: internal\n\nzqsecret\n\n::: end\n",
        "words ::: internal\nwords\n",
        "    ::: internal\n    zqsecret\n    :::\n",
        "- item\n\n        ::: internal\n        zqsecret\n        :::\n",
        "- [ ] ::: internal\n  zqsecret\n  :::\n",
        "1. ::: internal\n   zqsecret\n   :::\n",
        "- ::: internal\nzqsecret\n:::\n",
        "- item\n  ::: internal\n  zqsecret\n:::\n",
        "> ::: internal\nzqsecret\n:::\n",
        "[^a]: ::: internal\n    zqsecret\n    :::\n\nwords[^a]\n",
        "words[^a]\n\n::: internal\n[^a]: zqsecret\n:::\n",
        "words[^a]\n\n!!! internal\n    [^a]: zqsecret\n",
        "words[^a]\n\n- zqsecret {audience=internal}\n\n  [^a]: zqsecret\n",
        "words[^a]\n\n- zqsecret {audience=internal}\n  - b\n\n    [^a]: zqsecret\n",
        "words[^a]\n\n::: tabs\n== A\na\n\n== B {audience=internal}\n\n[^a]: zqsecret\n\n:::\n",
        "[words][a] and [a]\n\n::: internal\n[a]: https://zqsecret.example/ \"zqsecret\"\n:::\n",
        "::: internal\n[a]: https://zqsecret.example/\n:::\n\n[a]: https://plain.example/\n\n[words][a] and [a]\n",
        "![words][a]\n\n- x {audience=internal}\n\n  [a]: https://zqsecret.example/\n",
        "![words][a]\n\n!!! internal\n    [a]: https://zqsecret.example/\n",
        "# A\n\n## zqsecret {audience=internal}\n\nzqsecret\n\n### zqsecret\n\nzqsecret\n\n## B\n\nwords\n",
        "# A\n\n> ## zqsecret {audience=internal}\n> zqsecret\n\nwords\n",
        "words zqsecret {audience=internal}\n",
        "| zqsecret {audience=internal} |\n| - |\n| b |\n",
        "| a |\n| - |\n| zqsecret {audience=internal} |\n",
        "```sh {audience=internal}\nzqsecret\n```\n",
        "```sh title=\"a\" audience=internal\nzqsecret\n```\n",
        "> zqsecret\n> {audience=internal}\n",
        "- zqsecret\n  {audience=internal}\n- b\n",
        "- zqsecret {audience=internal}.\n",
        "- zqsecret { audience = internal }\n",
        "- zqsecret {audience: internal}\n",
        "- zqsecret {: audience=internal }\n",
        "- zqsecret {audience=\"internal\"}\n- b\n",
        "- [ ] zqsecret {audience=internal}\n  - zqsecret\n",
        "- zqsecret **{audience=internal}**\n",
        "- a\n  {audience=internal}\n  zqsecret\n",
        "<details>\n<summary>zqsecret</summary>\n::: internal\nzqsecret\n:::\n</details>\n"
            .trim_start_matches("<details>\n<summary>zqsecret</summary>\n"),
        "<div>\n::: internal\nzqsecret\n:::\n</div>\n",
        "<div>::: internal\nzqsecret\n:::</div>\n",
        "<details><summary>x</summary>\n!!! internal\n    zqsecret\n</details>\n",
        "<div>\n\n!!! internal\n    zqsecret\n\n</div>\n",
        "text\n<!-- zqsecret\n\nzqsecret -->\n",
        "| a <!-- zqsecret --> | `b` <!-- zqsecret | --> |\n| - | - |\n| c | d |\n",
        "=== \"A<!-- zqsecret -->\"\n    b\n",
        "::: tip T <!-- zqsecret -->\nx\n:::\n",
        "::: tabs\n== A <!-- zqsecret -->\nx\n:::\n",
        "## T <!-- zqsecret -->\n\n![a<!-- zqsecret -->](b.png)\n\n[//]: # (zqsecret)\n\n[comment]: <> (zqsecret)\n",
    ] {
        leaks.extend(heard(text).into_iter().map(|found| format!("{text:?}\n    {found}")));
    }
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
}
