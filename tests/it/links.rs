//! A link checker over a built site, which knows nothing of how links are resolved.
//!
//! Takes a folder of files; gives what is wrong in it, a line each, sorted. A page is only what a browser would make of
//! its bytes, and a file is there only under exactly the name that the link spells.

use percent_encoding::percent_decode_str;
use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// What is wrong with the output in `folder`: links and fragments that lead nowhere, ids that stand twice, paths from
/// the server's root, parts that come from other hosts, inline styles and handlers.
pub(crate) fn check_output(folder: &Path) -> Vec<String> {
    let files: BTreeSet<String> = WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the output can be read"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/"))
        .collect();
    let mut problems = BTreeSet::new();
    let pages: BTreeMap<&str, Page> = files
        .iter()
        .filter(|file| has_extension(file, "html"))
        .map(|file| {
            let bytes = fs::read(folder.join(file)).expect("the page can be read");
            let text = String::from_utf8_lossy(&bytes);
            (file.as_str(), read_page(&text))
        })
        .collect();
    for (path, page) in &pages {
        problems.extend(page.problems.iter().map(|problem| format!("{path}: {problem}")));
        for link in &page.links {
            if let Some(problem) = follow(link, path, &files, &pages) {
                problems.insert(format!("{path}: `{}` {problem}", link.url));
            }
        }
    }
    problems.into_iter().collect()
}

/// What a page offers and asks for.
#[derive(Default)]
struct Page {
    ids: BTreeSet<String>,
    links: Vec<PageLink>,
    problems: Vec<String>,
}

struct PageLink {
    url: String,
    role: Role,
}

/// What a link is for, which decides what may stand behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Somewhere to go, if the reader wants to.
    Way,
    /// A picture, a film or a sound that the page shows.
    Picture,
    /// A script, a style or whatever else the page needs to be itself.
    Part,
}

fn read_page(text: &str) -> Page {
    let mut page = Page::default();
    let every = Selector::parse("*").expect("a selector");
    for element in Html::parse_document(text).select(&every) {
        let name = element.value().name();
        for (attribute, value) in element.value().attrs() {
            match attribute {
                "id" => {
                    let twice = !page.ids.insert(value.to_owned());
                    page.problems.extend(twice.then(|| format!("the id `{value}` is there twice")));
                }
                "style" => page.problems.push(format!("<{name}> has an inline style: {value}")),
                attribute if attribute.starts_with("on") => {
                    page.problems.push(format!("<{name}> has an inline handler: {attribute}"));
                }
                _ => {}
            }
        }
        if name == "a" {
            page.ids.extend(element.attr("name").map(str::to_owned));
        }
        page.links.extend(links_of(element));
    }
    page
}

fn links_of(element: ElementRef<'_>) -> Vec<PageLink> {
    let name = element.value().name();
    let mut links = Vec::new();
    let mut add = |url: &str, role| links.push(PageLink { url: url.trim().to_owned(), role });
    if let Some(url) = element.attr("href").or_else(|| element.attr("xlink:href")) {
        let relation = element.attr("rel").unwrap_or_default();
        let loaded = ["stylesheet", "icon", "manifest", "preload", "modulepreload", "prefetch"];
        let role = match name {
            "link" if relation.split_whitespace().any(|word| loaded.contains(&word)) => Role::Part,
            "image" | "use" => Role::Picture,
            _ => Role::Way,
        };
        add(url, role);
    }
    if let Some(url) = element.attr("src") {
        let picture = matches!(name, "img" | "source" | "video" | "audio" | "track" | "input");
        add(url, if picture { Role::Picture } else { Role::Part });
    }
    if let Some(url) = element.attr("poster") {
        add(url, Role::Picture);
    }
    if let Some(url) = element.attr("data").filter(|_| name == "object") {
        add(url, Role::Part);
    }
    if let Some(set) = element.attr("srcset") {
        for url in set.split(',').filter_map(|candidate| candidate.split_whitespace().next()) {
            add(url, Role::Picture);
        }
    }
    if name == "meta" && element.attr("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh")) {
        let url = element.attr("content").and_then(|content| content.split_once('='));
        add(url.map_or("", |(_, url)| url.trim_matches(['\'', '"', ' '])), Role::Way);
    }
    links
}

/// Why `link` on the page `from` leads nowhere.
fn follow(link: &PageLink, from: &str, files: &BTreeSet<String>, pages: &BTreeMap<&str, Page>) -> Option<String> {
    if let Some(scheme) = scheme(&link.url) {
        return foreign(&scheme, link.role);
    }
    // The page for lost addresses is shown at any depth, and only by a server.
    let url = if from == "404.html" { link.url.strip_prefix('/').unwrap_or(&link.url) } else { &link.url };
    if url.starts_with('/') {
        return Some("begins at the server's root, which a page on disk has not".to_owned());
    }
    let (rest, fragment) = url.split_once('#').map_or((url, None), |(rest, id)| (rest, Some(id)));
    let path = rest.split_once('?').map_or(rest, |(path, _)| path);
    if url.is_empty() {
        return Some("is empty".to_owned());
    }
    let Ok(path) = percent_decode_str(path).decode_utf8() else {
        return Some("is not UTF-8 when decoded".to_owned());
    };
    let target = if path.is_empty() { Some(from.to_owned()) } else { join(from, &path) };
    let Some(target) = target else {
        return Some("leads out of the site".to_owned());
    };
    if !files.contains(&target) {
        return Some(missing(&target, files));
    }
    let id = percent_decode_str(fragment?).decode_utf8_lossy();
    let id = id.split(":~:").next().unwrap_or_default();
    let page = pages.get(target.as_str())?;
    let there = id.is_empty() || id == "top" || page.ids.contains(id);
    (!there).then(|| format!("names the id `{id}`, which {target} does not have"))
}

/// The scheme of an absolute URL; `//host/` has the page's own.
fn scheme(url: &str) -> Option<String> {
    if url.starts_with("//") {
        return Some("http".to_owned());
    }
    let (scheme, _) = url.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    valid.then(|| scheme.to_ascii_lowercase())
}

fn foreign(scheme: &str, role: Role) -> Option<String> {
    match (scheme, role) {
        ("javascript" | "vbscript" | "file", _) => Some(format!("has the scheme `{scheme}`")),
        ("http" | "https" | "ftp", Role::Picture) => Some("is a picture from another host".to_owned()),
        ("http" | "https" | "ftp", Role::Part) => Some("is a script or a style from another host".to_owned()),
        _ => None,
    }
}

/// The file that `path` names from the page `from`; none above the root.
fn join(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn missing(target: &str, files: &BTreeSet<String>) -> String {
    let folder = format!("{}/", target.trim_end_matches('/'));
    if target.is_empty() || target.ends_with('/') || files.iter().any(|file| file.starts_with(&folder)) {
        return "names a folder, where a page on disk needs a file".to_owned();
    }
    match files.iter().find(|file| file.to_lowercase() == target.to_lowercase()) {
        Some(file) => format!("is spelt `{file}` in the site"),
        None => "does not exist".to_owned(),
    }
}

fn has_extension(file: &str, extension: &str) -> bool {
    Path::new(file).extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// What is wrong with the site of these files.
#[cfg(test)]
fn problems_of(files: &[(&str, &str)]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }
    check_output(folder.path())
}

#[test]
fn a_good_site_is_good() {
    let index = r##"<!doctype html><link rel=stylesheet href=style.css><link rel=canonical href="https://a.example/">
        <a href="guides/Caf%C3%A9%20%231.html#na%C3%AFve">x</a> <a href="https://a.example/y">y</a>
        <a href="mailto:a@b.example">z</a> <a href="#here" id="here">h</a> <a href="files/a.pdf#page=2">p</a>
        <img src="a.png" srcset="a.png 1x, a.png?2 2x"> <img src="data:image/png;base64,AA==">"##;
    let guide = r#"<h1 id="naïve">x</h1><a href="../index.html">up</a><a href="../index.html#top">up</a>"#;
    let moved = r#"<meta http-equiv="refresh" content="0; url=index.html#here">"#;
    let files = [("index.html", index), ("guides/Café #1.html", guide), ("moved.html", moved)];
    let others = [("style.css", ""), ("a.png", ""), ("files/a.pdf", "")];
    assert_eq!(problems_of(&[files.as_slice(), &others].concat()), Vec::<String>::new());
}

#[test]
fn a_bad_site_is_found_out() {
    let index = r#"
        <a href="gone.html"></a><a href="Guide.html"></a><a href="sub/"></a><a href="sub"></a><a href=""></a>
        <a href="guide.html#no"></a><a href="/guide.html"></a><a href="../guide.html"></a><a href="%ff.html"></a>
        <a href="javascript:alert(1)"></a><script src="https://a.example/x.js"></script><img src="//a.example/x.png">
        <img srcset="one.png 1x, two.png 2x"><video poster="p.png"></video><link rel="stylesheet" href="s.css">
        <p id="a" style="color:red"></p><p id="a" onclick="x()"></p><meta http-equiv="Refresh" content="0;url=m.html">
    "#;
    let sub = r#"<a href="../guide.html#yes"></a><a href="index.html#no"></a>"#;
    let problems = problems_of(&[("index.html", index), ("guide.html", "<p id=yes>"), ("sub/index.html", sub)]);
    let expected = [
        "index.html: <p> has an inline handler: onclick",
        "index.html: <p> has an inline style: color:red",
        "index.html: `%ff.html` is not UTF-8 when decoded",
        "index.html: `../guide.html` leads out of the site",
        "index.html: `//a.example/x.png` is a picture from another host",
        "index.html: `/guide.html` begins at the server's root, which a page on disk has not",
        "index.html: `Guide.html` is spelt `guide.html` in the site",
        "index.html: `` is empty",
        "index.html: `gone.html` does not exist",
        "index.html: `guide.html#no` names the id `no`, which guide.html does not have",
        "index.html: `https://a.example/x.js` is a script or a style from another host",
        "index.html: `javascript:alert(1)` has the scheme `javascript`",
        "index.html: `m.html` does not exist",
        "index.html: `one.png` does not exist",
        "index.html: `p.png` does not exist",
        "index.html: `s.css` does not exist",
        "index.html: `sub/` names a folder, where a page on disk needs a file",
        "index.html: `sub` names a folder, where a page on disk needs a file",
        "index.html: `two.png` does not exist",
        "index.html: the id `a` is there twice",
        "sub/index.html: `index.html#no` names the id `no`, which sub/index.html does not have",
    ];
    assert_eq!(problems, expected);
}
