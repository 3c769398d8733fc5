//! What nobody writes on purpose: enormous, endless, broken and malicious files. Each must be built, lose no word that can
//! be read, and let nothing through that a browser would run.

mod data;

use crate::built::{Built, build};
use crate::inputs::OnDisk;
use turnkey::diagnostic::{RenderOptions, Rule, render};
use turnkey::path::SourcePath;
use turnkey::source::{SourceFile, Sources};

fn page_of(markdown: &[u8]) -> (Built, String) {
    let mut sources = Sources::default();
    let path = SourcePath::new("content/index.md").expect("inside");
    sources.insert_text(SourcePath::new("book.toml").expect("inside"), "[book]\ntitle = \"Hostile\"\n");
    sources.files.insert(path, SourceFile::Bytes(markdown.into()));
    sources.has_content = true;
    let mut built = build(&sources);
    let page = built.pages.remove("index.html").expect("there is always a home page");
    (built, page)
}

fn rules(built: &Built) -> Vec<Rule> {
    built.diagnostics.iter().map(|diagnostic| diagnostic.rule).collect()
}

#[test]
fn deep_nesting_of_every_kind_is_flattened_and_said_once() {
    const DEPTH: usize = 100_000;
    let lists: String = (0..2_000).flat_map(|level| ["  ".repeat(level), "- a\n".into()]).collect();
    let admonitions: String = (0..300).flat_map(|level| ["    ".repeat(level), "!!! note\n".into()]).collect();
    for (name, text) in [
        ("quotes", format!("{}word\n", ">".repeat(DEPTH))),
        ("quotes apart", format!("{}word\n", "> ".repeat(DEPTH))),
        ("lists on a line", format!("{}word\n", "- ".repeat(DEPTH))),
        ("numbers on a line", format!("{}word\n", "1. ".repeat(DEPTH))),
        ("lists", lists + "word\n"),
        ("brackets", format!("{}word{}\n", "[".repeat(DEPTH), "](x)".repeat(DEPTH))),
        ("open brackets", format!("{}word\n", "[".repeat(DEPTH))),
        ("pictures", format!("{}word\n", "![".repeat(DEPTH))),
        ("emphasis", format!("{}word{}\n", "*a ".repeat(DEPTH), " a*".repeat(DEPTH))),
        ("stars", format!("{}word{}\n", "*".repeat(DEPTH), "*".repeat(DEPTH))),
        ("ticks", format!("{}word\n", "`a``".repeat(DEPTH))),
        ("containers", format!("{}word\n", "::: tip\n".repeat(3_000))),
        ("tabs", format!("{}word\n", "::: tabs\n== A\n".repeat(3_000))),
        ("admonitions", admonitions + "\nword\n"),
        ("elements", format!("{}word\n", "<div>".repeat(DEPTH))),
        ("elements among words", format!("a {}word\n", "<b>".repeat(DEPTH))),
    ] {
        let (built, page) = page_of(text.as_bytes());
        assert!(page.contains("word"), "{name}: the word is lost");
        let limits = rules(&built).into_iter().filter(|rule| *rule == Rule::LimitReached).count();
        assert!(limits <= 1, "{name}: {limits} times");
    }
}

#[test]
fn what_is_never_closed_ends_with_the_file() {
    for open in [
        "```",
        "~~~yaml\n",
        "::: internal",
        "::: tip",
        "::: tabs\n== A",
        "!!! note\n    ",
        "> ",
        "- ",
        "<div>",
        "<b>",
        "<!--",
        "<details>",
        "<pre>",
        "[",
        "![",
        "**",
        "`",
        "|a|\n|-|\n|",
        "[^a]: ",
        "<script>",
        "<a href=\"",
        "\\",
        "&",
        "[[",
        "![[",
        "{{",
    ] {
        let (_, page) = page_of(format!("# Title\n\nbefore\n\n{open}after").as_bytes());
        assert!(page.contains("before") && page.contains("</html>"), "{open}");
    }
}

#[test]
fn long_lines_and_wide_tables_are_whole() {
    let (_, page) = page_of(format!("# A\n\n{}\n", "word ".repeat(200_000)).as_bytes());
    assert_eq!(page.matches("word ").count() + page.matches("word<").count(), 200_000);
    let (_, page) = page_of(format!("# A\n\n{}\n", "x".repeat(1_000_000)).as_bytes());
    assert!(page.contains(&"x".repeat(1_000_000)));
    let row = |cell: &str| format!("|{}\n", format!("{cell}|").repeat(200));
    let (_, page) = page_of((row("head") + &row("-") + &row("cell")).as_bytes());
    assert_eq!((page.matches("<th ").count(), page.matches("<td>cell</td>").count()), (200, 200));
}

#[test]
fn a_megabyte_of_everything_keeps_its_last_word() {
    let part = "## Part\n\nWords *and* [links](#part).\n\n- a\n- b\n\n```sh\nls\n```\n\n| a |\n|---|\n| b |\n\n::: tip T\nc\n:::\n\n";
    let (_, page) = page_of((part.repeat(10_000) + "last").as_bytes());
    assert!(page.contains("<p>last</p>"));
    assert!(page.contains("id=\"part-9999\""));
}

#[test]
fn a_file_of_fifty_megabytes_is_a_page() {
    let paragraph = "Words that are *plainly* said, one after another, in a file that somebody exported. ".repeat(60);
    let part = format!("## Part\n\n{paragraph}\n\n- [ ] a\n- b\n\n```sh\nls\n```\n\n");
    let text = part.repeat(50_000_000 / part.len() + 1) + "last\n";
    assert!(text.len() >= 50_000_000);
    let (built, page) = page_of(text.as_bytes());
    assert!(page.trim_end().ends_with("</html>"), "the page is whole");
    assert!(page.contains("<p>last</p>"));
    // The first of them is the page's title.
    assert_eq!(page.matches("<h2 id=\"part").count(), 50_000_000 / part.len());
    assert_eq!(rules(&built), []);
}

#[test]
fn utf_16_is_read_and_reported_at_the_right_place() {
    let text = "\u{feff}---\ntitle: Größe\n---\n\n# Größe 🚀\n\n[x](nowhere.md) 日本\n";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [little, big] {
        let mut sources = Sources::default();
        sources.insert_text(SourcePath::new("book.toml").expect("inside"), "[book]\ntitle = \"B\"\n");
        let path = SourcePath::new("content/index.md").expect("inside");
        sources.files.insert(path, SourceFile::Bytes(bytes.into()));
        sources.has_content = true;
        let built = build(&sources);
        let page = &built.pages["index.html"];
        assert!(page.contains("<h1>Größe</h1>") && page.contains("日本") && page.contains("🚀"), "{page}");
        assert_eq!(rules(&built), [Rule::InvalidEncoding, Rule::BrokenLink]);
        let shown = render(&built.diagnostics, &sources, &RenderOptions::default());
        assert!(shown.contains("content/index.md:7:5") && shown.contains("[x](nowhere.md) 日本"), "{shown}");
    }
    // Half a letter at the end, and a half of a pair in the middle.
    let (built, page) = page_of(b"\xff\xfea\0\x3d\xd8b\0c");
    assert!(page.contains("a\u{fffd}b\u{fffd}"), "{page}");
    assert_eq!(rules(&built), [Rule::InvalidEncoding]);
}

#[test]
fn nul_bytes_are_replaced() {
    let (built, page) = page_of(
        b"# A\0B\n\nc\0d `e\0f`\n\n```\ng\0h\n```\n\n<b title=\"i\0j\">k\0l</b> [m](n\0o)\n\n::: tip p\0q\nr\0s\n:::\n",
    );
    assert!(!page.contains('\0'));
    assert_eq!(rules(&built), [Rule::InvalidEncoding, Rule::BrokenLink]);
    for words in ["A\u{fffd}B", "c\u{fffd}d", "e\u{fffd}f", "g\u{fffd}h", "p\u{fffd}q", "r\u{fffd}s"] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn a_heading_of_nothing_but_emoji_has_an_id_and_stands_in_the_contents() {
    let mut sources = Sources::default();
    let text = "# Title\n\n## 🚀\n\na\n\n## 🎉\n\nb\n\n## ---\n\n## c\n";
    sources.insert_text(SourcePath::new("content/a.md").expect("inside"), text);
    let built = build(&sources);
    let page = &built.pages["a.html"];
    assert_eq!(rules(&built), []);
    let ids: Vec<&str> = page.split("<h2 id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids.len(), 4, "{page}");
    assert!(ids.iter().all(|id| !id.is_empty()), "{ids:?}");
    for (id, words) in ids.iter().zip(["🚀", "🎉"]) {
        assert!(page.contains(&format!("href=\"#{id}\">{words}</a>")), "{words} is not in the contents of {page}");
    }
}

#[test]
fn names_that_no_disk_takes_are_cut_and_stay_apart() {
    let mut sources = Sources::default();
    let long = "n".repeat(300);
    sources.insert_text(
        SourcePath::new("content/index.md").expect("inside"),
        &format!("# H\n\n[a]({long}a.md) [b]({long}b.md)\n"),
    );
    for end in ["a", "b"] {
        let path = SourcePath::new(&format!("content/{long}{end}.md")).expect("inside");
        sources.insert_text(path, &format!("---\naliases: [{long}old{end}.html]\ntags: [{long}]\n---\n# Page {end}\n"));
    }
    let built = build(&sources);
    assert_eq!(rules(&built), []);
    assert!(built.pages.keys().all(|path| path.split('/').all(|name| name.len() <= 255)), "{:?}", built.pages.keys());
    for end in ["a", "b"] {
        assert!(built.pages.values().any(|page| page.contains(&format!("<h1>Page {end}</h1>"))));
    }
}

#[test]
fn a_name_as_long_as_a_disk_takes_can_be_published() {
    let name = format!("{}.md", "é".repeat(126));
    assert_eq!(name.len(), 255);
    let book = OnDisk::new(&[("index.md", format!("# H\n\n[a]({name})\n").as_bytes()), (&name, b"# Long\n")]);
    let (code, said) = book.build();
    assert_eq!(code, 0, "{said}");
}

#[test]
fn an_empty_picture_harms_nothing() {
    let book = OnDisk::new(&[
        ("index.md", b"# H\n\n![what it shows](empty.png) ![x](empty.svg)\n"),
        ("empty.png", b""),
        ("empty.svg", b""),
    ]);
    let (code, said) = book.build();
    assert_eq!(code, 0, "{said}");
    assert!(
        book.page("index.html").contains("<img src=\"empty.png\" alt=\"what it shows\""),
        "{}",
        book.page("index.html")
    );
}

#[test]
fn a_picture_that_is_not_read_goes_to_the_team_alone() {
    let book = OnDisk::new(&[
        ("book.toml", b"[audience]\ndefault = \"customer\"\n"),
        ("index.md", b"# H\n\n![a roof](scan.tiff) ![a wall](camera.jxl) [the plan](plan.pdf)\n"),
        ("scan.tiff", b"II*\0"),
        ("camera.jxl", b"\xff\x0a"),
        ("plan.pdf", b"%PDF-1.7"),
    ]);
    let (code, said) = book.build();
    assert_eq!((code, said.contains("is no picture that can be read")), (0, false), "{said}");
    assert!(book.has("scan.tiff") && book.has("camera.jxl") && book.has("plan.pdf"));
    let theirs = book.run(&["build", "--only", "site", "--audience", "customer"]);
    let said = String::from_utf8_lossy(&theirs.stderr);
    assert_eq!(said.matches("is no picture that can be read").count(), 2, "{said}");
    assert!(!book.has("scan.tiff") && !book.has("camera.jxl") && book.has("plan.pdf"));
}

/// Destinations that a browser would run or open as a page of their own, in disguises.
const SCHEMES: &[&str] = &[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6A;avascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "&#1;javascript:alert(1)",
    "&nbsp;javascript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "data:image/svg+xml,%3Csvg onload=alert(1)%3E",
    "jav\u{0}ascript:alert(1)",
    "javascript\u{200b}:alert(1)",
    "javascript:%0aalert(1)",
    "\\javascript:alert(1)",
    "javascript\\:alert(1)",
    "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)",
    "blob:https://a.example/x",
    "file:///etc/passwd",
];

#[test]
fn no_destination_can_be_run() {
    for scheme in SCHEMES {
        for text in [
            format!("[words]({scheme})"),
            format!("[words](<{scheme}>)"),
            format!("![words]({scheme})"),
            format!("[words][r]\n\n[r]: {scheme}"),
            format!("<{scheme}> words"),
            format!("[[{scheme}|words]]"),
            format!("<a href=\"{scheme}\">words</a>"),
            format!("<a href='\t {scheme}'>words</a>"),
            format!("<a href={scheme}>words</a>"),
            format!("<img src=\"{scheme}\" alt=\"words\">"),
            format!("<svg><a xlink:href=\"{scheme}\"><text>words</text></a></svg>"),
            format!("<form action=\"{scheme}\"><button formaction=\"{scheme}\">words</button></form>"),
            format!("<iframe src=\"{scheme}\">words</iframe> words"),
            format!("<a href=\"x\" onclick=\"alert(1)\" style=\"background:url({scheme})\">words</a>"),
            format!("::: tip [words]({scheme})\na\n:::"),
            format!("=== \"[words]({scheme})\"\n    a"),
            format!("- words\n\n  !!! note \"<a href='{scheme}'>b</a>\"\n      c"),
        ] {
            let (_, page) = page_of(text.as_bytes());
            assert!(page.contains("words"), "{text}: the words stay");
            let main = page.split("<main").nth(1).expect("a page has a main part");
            let tree = scraper::Html::parse_fragment(main);
            for element in tree.root_element().descendent_elements() {
                for (name, value) in element.value().attrs() {
                    let plain: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
                    let plain = plain.to_lowercase();
                    assert!(
                        !name.starts_with("on") && name != "style" && name != "formaction",
                        "{text}: {name}={value}"
                    );
                    let is_link = matches!(name, "href" | "src" | "action" | "xlink:href" | "poster" | "cite");
                    let scheme = plain.split(['/', '?', '#']).next().unwrap_or_default();
                    let runs =
                        ["javascript", "vbscript", "data", "blob", "file", "feed", "view-source"].iter().any(|bad| {
                            scheme
                                .trim_start_matches(|c: char| !c.is_ascii_alphanumeric())
                                .starts_with(&format!("{bad}:"))
                        });
                    assert!(!(is_link && runs), "{text}: {name}={value}");
                }
            }
        }
    }
}
