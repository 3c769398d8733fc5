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
pub(crate) const SECRET: &str = "zqsecret";

/// A book of these files; a Markdown file without front matter is for customers.
pub(crate) fn book(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::default();
    let config = "[book]\ntitle = \"Book\"\nsource = \"content\"\n";
    for (path, text) in files.iter().chain([&("book.toml", config)]) {
        let path = SourcePath::new(path).expect("inside");
        let is_page = path.extension().as_deref() == Some("md") && !text.starts_with("---");
        let text = if is_page { format!("---\naudience: customer\n---\n{text}") } else { (*text).to_owned() };
        sources.insert_text(path, &text);
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

/// What differs between the customers' sites of two books.
pub(crate) fn differing(one: &Sources, other: &Sources) -> Vec<String> {
    let (one, other) = (customer_site(one), customer_site(other));
    let paths: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let shown = |files: &BTreeMap<String, Vec<u8>>, path: &String| {
        files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
    };
    let paths = paths.into_iter().filter(|path| one.get(*path) != other.get(*path));
    paths
        .map(|path| {
            let (one, other) = (shown(&one, path), shown(&other, path));
            let at = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
            let around = |text: &str| text.chars().skip(at.saturating_sub(30)).take(80).collect::<String>();
            format!("{path}: {:?} / {:?}", around(&one), around(&other))
        })
        .collect()
}

/// `text` with what stands between `«` and `»`, or without, or with other words and more of them.
pub(crate) fn variants(text: &str) -> [String; 3] {
    let part = |keep: &dyn Fn(&str) -> String| {
        text.split('»')
            .map(|piece| match piece.split_once('«') {
                Some((before, secret)) => format!("{before}{}", keep(secret)),
                None => piece.to_owned(),
            })
            .collect::<String>()
    };
    let other = |secret: &str| secret.replace(SECRET, "Zqsecret and other words");
    [part(&|secret| secret.to_owned()), part(&other), part(&|_| String::new())]
}

#[test]
fn what_is_hidden_leaves_no_trace() {
    let mut traces = Vec::new();
    for files in [
        &[(
            "content/index.md",
            "=== \"A\"\n\n    a\n\n«=== \"zqsecret {audience=internal}\"\n\n    zqsecret\n\n»=== \"B\"\n\n    b\n",
        )] as &[_],
        &[("content/index.md", "=== \"A\"\n\n    a\n\n«!!! internal\n\n    zqsecret\n\n»=== \"B\"\n\n    b\n")],
        &[(
            "content/index.md",
            "«::: internal\n[a]: https://zqsecret.example/\n:::\n\n»[a]: https://plain.example/\n\n[words][a] and [a]\n",
        )],
        &[(
            "content/index.md",
            "[a] and [words][a]\n\n«- zqsecret {audience=internal}\n\n  [a]: https://zqsecret.example/\n»",
        )],
        &[("content/index.md", "a[^n]\n\n«::: internal\n[^n]: zqsecret\n:::\n\n»[^n]: Plain.\n")],
        &[("content/index.md", "a[^n]\n\n[^n]: Plain.\n\n«- zqsecret {audience=internal}\n\n  [^n]: zqsecret\n»")],
        &[("content/index.md", "a[^n], [b][^n] and [^n](c.md)\n\n«::: internal\n[^n]: zqsecret\n:::\n\n»Words\n")],
        &[("content/index.md", "a[^n]\n\n- b\n«- zqsecret {audience=internal}\n\n  [^N]: zqsecret\n»")],
        &[("content/index.md", "a[^m]\n\n[^m]: M[^n].\n\n«::: internal\n[^n]: zqsecret\n:::\n»")],
        &[("content/index.md", "a[^n]\n\n«::: internal\nzqsecret[^m]\n:::\n\n»b[^m]\n\n[^m]: M\n\n[^n]: N\n")],
        &[("content/index.md", "a[^n] [b][b]\n\n<div><!--\n\n«[^n]: zqsecret\n\n[b]: zqsecret.md\n»\n--></div>\n")],
        &[("content/index.md", "«3. zqsecret {audience=internal}\n»4. a\n«5. zqsecret {audience=internal}\n»6. b\n")],
        &[("content/index.md", "1. a\n\n   b\n\n«::: internal\n- zqsecret\n:::\n\n»2. c\n")],
        &[(
            "content/index.md",
            "- [ ] a\n- b\n\n«::: internal\nzqsecret\n:::\n\n»- c\n  - d\n\n«- zqsecret {audience=internal}\n\n»* e\n",
        )],
        &[
            (
                "content/run.md",
                "---\naudience: customer\nkind: runbook\n---\n# Run\n\n1. a\n2. b\n\n«![[zqsecret]]\n\n»```sh\nb\n```\n\n## Steps\n\n«![[zqsecret]]\n\n»## Rollback\n\nWords.\n",
            ),
            ("content/zqsecret.md", "---\naudience: internal\n---\n«# Zqsecret\n\n1. zqsecret\n»"),
        ],
        &[("content/index.md", "- a\n«::: internal\nzqsecret\n:::\n»- b\n«* zqsecret {audience=internal}\n»- c\n")],
        &[(
            "content/index.md",
            "Words\n«::: internal\nzqsecret\n:::\n»and more\n\n- a\n  «::: internal\n  zqsecret\n  :::\n  »b\n",
        )],
        &[("content/index.md", "- a\n«- zqsecret {audience=internal}\n»- b\n\n  [c]: https://plain.example/\n")],
        &[("content/index.md", "- a\n\n  [c]: https://plain.example/\n«- zqsecret {audience=internal}\n»- b\n")],
        &[(
            "content/index.md",
            "- a\n  - b\n\n    [c]: https://plain.example/\n«- zqsecret {audience=internal}\n»- d\n",
        )],
        &[("content/index.md", "a[^n]\n\n- b\n«- zqsecret {audience=internal}\n»- c\n\n  [^n]: Plain.\n")],
        &[("content/index.md", "- a\n«- zqsecret {audience=internal}\n\n  [c]: https://zqsecret.example/\n»- b\n")],
        &[(
            "content/index.md",
            "Words\n\n«::: internal\nzqsecret\n:::\n»and more\n«::: internal\nzqsecret\n:::\n»\nThe last\n",
        )],
        &[(
            "content/index.md",
            "> Words\n«> ::: internal\n> zqsecret\n>\n> :::\n> ::: internal\n> zqsecret\n> :::\n»> and more[^n]\n\n[^n]: A\n«    ::: internal\n    zqsecret\n    :::\n»    B\n",
        )],
        &[(
            "content/index.md",
            "# A\n\n«## zqsecret {audience=internal}\n\nzqsecret\n\n»## B\n\nb\n\n«### zqsecret {audience=internal}\n\nzqsecret\n\n»## C\n\n- [ ] a\n",
        )],
        &[
            ("content/index.md", "«::: internal\n## \n:::\n\n»[x](#zq)\n"),
            ("content/b.md", "«::: internal\n::: zq.secret\n:::\n:::\n\n»See [there](index.md#gone).\n"),
        ],
        &[
            ("content/index.md", "RAID, Gate\n"),
            (
                "content/glossary.yaml",
                "audience: customer\nterms:\n«  - { id: raid, term: RAID, definition: zqsecret, audience: internal }\n»  - { id: raid, term: RAID, definition: Plain. }\n«  - { id: g, term: Gate, definition: zqsecret, audience: internal }\n»",
            ),
        ],
        // What lacks its kind is taken for a change of what is there, as far as anybody is told what is.
        &[
            ("content/index.md", "Words\n"),
            (
                "content/playbooks/plan.yaml",
                "title: Plan\naudience: public\nraid: [ «{ id: zqsecret, kind: risk, title: zqsecret, audience: internal }» ]\n",
            ),
            (
                "content/engagements/acme/engagement.yaml",
                "id: acme\nextends: plan\ntitle: Acme\ncustomer: Acme\nstart: 2026-05-04\naudience: customer\nraid: [ Of no kind ]\n",
            ),
        ],
        &[
            ("content/index.md", "Words\n"),
            ("content/b.md", "B\n"),
            ("content/nav.yaml", "«- zqsecret: zqsecret\n»- b\n"),
            ("content/zqsecret.md", "«---\naudience: internal\n---\n# zqsecret\n»"),
        ],
        &[
            ("content/index.md", "![[b#s]] ![[b]] [[b]]\n"),
            (
                "content/b.md",
                "# B\n\n«::: internal\n## S\n\nzqsecret\n:::\n\n»## S\n\nWords[^a]\n\n«::: internal\n[^b]: zqsecret\n\nzqsecret[^b]\n:::\n\n»[^a]: A\n",
            ),
        ],
        &[(
            "content/index.md",
            "---\naudience: customer\nkind: runbook\n---\n# R\n\n## Steps\n\n1. a\n«1. zqsecret {audience=internal}\n»1. b\n\n«::: internal\n1. zqsecret\n:::\n\n»## Verification\n\n1. c\n",
        )],
        &[
            ("content/index.md", "---\naudience: customer\ntags: [c]\n---\nA\n"),
            (
                "content/b.md",
                "«---\naudience: internal\ntags: [C!, zqsecret, c]\naliases: [old.html]\norder: 1\n---\n# zqsecret\n\nSee [home](index.md)\n»",
            ),
            ("content/c.md", "---\naudience: customer\ntags: [C++]\naliases: [old.html]\n---\n# C\n"),
        ],
    ] {
        let books = [0, 1, 2].map(|variant| {
            let texts: Vec<(&str, String)> =
                files.iter().map(|(path, text)| (*path, variants(text)[variant].clone())).collect();
            let there = texts.iter().filter(|(_, text)| !text.is_empty());
            book(&there.map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>())
        });
        for (which, other) in [("other", &books[1]), ("none", &books[2])] {
            traces
                .extend(differing(&books[0], other).into_iter().map(|found| format!("{which} {files:?}\n    {found}")));
        }
    }
    assert!(traces.is_empty(), "{} traces:\n{}", traces.len(), traces.join("\n"));
}

/// Blocks that customers read; `@` stands for further blocks.
const SHOWN: &[&str] = &[
    "## Same",
    "### Same",
    "Words of RAID and a gate, [[other]], [ref] and [a][ref], [there](other.md#same), [here](#same-1).",
    "- [ ] Same task\n«- [ ] zqsecret {audience=internal}\n  - [ ] Same task\n»- [ ] Same task",
    "1. a\n«1. zqsecret {audience=internal}\n»1. b",
    "::: tabs\n== A\n@\n\n«== zqsecret {audience=internal}\nzqsecret\n\n»== B\n\n@\n\n:::",
    ":::: details More\n@\n::::",
    "> Quoted\n>\n> words",
    "> [!GOTCHA]\n> It bites.",
    "!!! note \"T\"\n\n    @",
    "=== \"A\"\n\n    @\n\n«=== \"zqsecret {audience=internal}\"\n\n    zqsecret\n\n»=== \"B\"\n\n    b",
    "![[other]]",
    "![[other#Same]]",
    "![[hidden]] ![[hidden#Same]]",
    "Note[^v].\n\n[^v]: Shown.",
    "| RAID |\n| - |\n| gate |",
    "```sh title=\"a.sh\"\nls\n```",
    "## Gotchas\n\n- g\n«- zqsecret {audience=internal}\n»",
    "<details><summary>S</summary>\n\n@\n\n</details>",
    "## Steps\n\n1. One\n2. Two\n\n## Verification",
    "[ref]: https://plain.example/",
    "<div id=\"same\">x</div>",
    "![p](shown.png)",
];

/// Blocks that customers do not read.
const HIDDEN: &[&str] = &[
    "::: internal\nzqsecret\n:::",
    "!!! internal \"zqsecret\"\n\n    zqsecret\n\n    ## Same",
    "::: internal\n## Same\n\nzqsecret[^s]\n\n[^s]: zqsecret\n:::",
    "::: tip zqsecret {audience=internal}\n- [ ] Same task\n:::",
    "::: internal\n```sh title=\"zqsecret\"\nzqsecret\n```\n:::",
    "::: internal\n![[other]]\n\n![[other#Same]]\n\n![[hidden]]\n:::",
    "::: internal\n[ref]: https://zqsecret.example/\n\n[ref]\n:::",
    "::: internal\n[^v]: zqsecret\n\nzqsecret[^v]\n:::",
    "::: internal\n1. zqsecret\n2. b\n:::",
    "::: internal\nRAID and gate zqsecret [[other]] [x](other.md) [[hidden]]\n:::",
    "::: internal\n![zqsecret](zqsecret.png)\n:::",
    ":::: internal\n::: tabs\n== zqsecret\nx\n:::\n::::",
    "::: internal\n> [!GOTCHA]\n> zqsecret\n:::",
    "::: internal\n## Gotchas\n\n- zqsecret\n\n## Steps\n\n1. zqsecret\n:::",
    "::: internal\n<div id=\"same\">zqsecret</div>\n:::",
    "::: internal\n```mermaid\nflowchart LR\n  A[zqsecret] --> B\n```\n:::",
    "::: internal\n::: zqsecret.module\n:::\n:::",
    "<!-- zqsecret -->",
];

/// Numbers that are the same in every run, and look like chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    fn blocks(&mut self, most: usize, depth: usize) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(most) {
            let shown = SHOWN[self.below(SHOWN.len())];
            let mut filled = String::new();
            for line in shown.split_inclusive('\n') {
                match line.split_once('@') {
                    Some((indent, end)) if depth > 0 => {
                        let inside = self.blocks(1, depth - 1);
                        let lines = inside.trim_end().lines().map(|line| match line {
                            "" => String::new(),
                            line => format!("{indent}{line}"),
                        });
                        filled += &lines.collect::<Vec<_>>().join("\n");
                        filled += end;
                    }
                    Some((indent, end)) => filled.extend([indent, "words", end]),
                    None => filled += line,
                }
            }
            text.extend(["Before.\n\n", &filled, "\n\nBehind.\n\n"]);
            if self.below(2) == 0 {
                text.extend(["«", HIDDEN[self.below(HIDDEN.len())], "\n\n»"]);
            }
        }
        text
    }

    fn book(&mut self) -> Vec<(&'static str, String)> {
        let kinds = ["", "kind: runbook\n", "tags: [a, B]\n", "aliases: [old.html]\n", "order: 2\n"];
        let mut front = |audience: &str, notes: &str| {
            format!("---\naudience: {audience}\n{}{notes}---\n", kinds[self.below(kinds.len())])
        };
        let [first, other, third] =
            [front("customer", ""), front("customer", "«notes: [zqsecret]\n»"), front("public", "")];
        let hidden = front("internal", "tags: [b, zqsecret]\n").replace("tags: [a, B]\n", "");
        let title = ["# Other", "# zqsecret"][self.below(2)];
        let hidden = format!("«{hidden}{title}\n\n## Same\n\nzqsecret and [[other]], [home](index.md)\n»");
        let files = vec![
            ("content/index.md", format!("{first}{}", self.blocks(5, 2))),
            ("content/other.md", format!("{other}# Other\n\n{}", self.blocks(3, 1))),
            ("content/sub/third.md", format!("{third}{}", self.blocks(2, 1))),
            (["content/hidden.md", "content/a.md", "content/sub/index.md"][self.below(3)], hidden),
            ("content/shown.png", "picture".to_owned()),
            ("content/zqsecret.png", "«zqsecret»".to_owned()),
            ("content/nav.yaml", "«- hidden: zqsecret\n»- other\n«- a\n»- ...\n".to_owned()),
            (
                "content/glossary.yaml",
                "audience: customer\nterms:\n«  - { id: gate, term: Gate, definition: zqsecret, audience: internal }\n\
                 »  - { id: raid, term: RAID, definition: A log. }\n"
                    .to_owned(),
            ),
        ];
        files
    }
}

#[test]
fn whatever_is_hidden_changes_nothing() {
    use rayon::prelude::*;
    /// Each is compiled three times.
    const CASES: u64 = 200;
    let traces: Vec<String> = (0..CASES)
        .into_par_iter()
        .filter_map(|seed| {
            let files = Chance(seed * 7_919 + 1).book();
            let sites = [0, 1, 2].map(|variant| {
                let texts: Vec<_> = files.iter().map(|(path, text)| (*path, variants(text)[variant].clone())).collect();
                let there = texts.iter().filter(|(_, text)| !text.is_empty());
                book(&there.map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>())
            });
            let mut found = differing(&sites[0], &sites[1]);
            found.extend(differing(&sites[0], &sites[2]));
            for (path, bytes) in customer_site(&sites[0]) {
                if format!("{path} {}", String::from_utf8_lossy(&bytes)).to_lowercase().contains(SECRET) {
                    found.push(format!("{path} tells it"));
                }
            }
            let pages = || files.iter().flat_map(|(path, text)| ["== ", path, "\n", text.as_str()]).collect::<String>();
            (!found.is_empty()).then(|| format!("case {seed}:\n{}\n{}", found.join("\n"), pages()))
        })
        .collect();
    assert!(traces.is_empty(), "{} of {CASES} cases tell:\n{}", traces.len(), traces[0]);
}
