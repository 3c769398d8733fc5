//! Runs `tests/cases/*.md`: small books in prose, with what they are told and what their pages say. The format is
//! described in `tests/cases/README.md`.
//!
//! `BLESS=1` writes what was found in place of what was expected.

use crate::built::{Built, build};
use crate::fences::{Fence, book, fences};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use turnkey::diagnostic::{Format, RenderOptions, render};

/// A part of a file of cases.
struct Case<'a> {
    name: &'a str,
    /// The files of the book.
    files: Vec<Fence>,
    /// The diagnostics expected, in the short format; a case without any expects none.
    diagnostics: Option<Fence>,
    /// HTML that must occur.
    pages: Vec<Fence>,
}

/// What a fence should hold, where it does not.
struct Change {
    body: Range<usize>,
    found: String,
}

/// The cases of `text`: one for each `##`, with the files before the first in all of them; one where there is none.
fn cases(text: &str) -> Vec<Case<'_>> {
    let fences = fences(text);
    let in_fence = |at: usize| fences.iter().any(|fence| fence.body.contains(&at));
    let mut starts: Vec<usize> =
        text.match_indices("\n## ").map(|(at, _)| at + 1).filter(|at| !in_fence(*at)).collect();
    let shared_end = if starts.is_empty() { 0 } else { starts[0] };
    if starts.is_empty() {
        starts.push(0);
    }
    let ends = starts.iter().copied().skip(1).chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let name = text[*start..].lines().next().unwrap_or_default().trim_start_matches(['#', ' ']);
            let mut case = Case { name, files: Vec::new(), diagnostics: None, pages: Vec::new() };
            let own = fences.iter().filter(|fence| (*start..end).contains(&fence.body.start));
            for fence in fences.iter().filter(|fence| fence.body.start < shared_end).chain(own).cloned() {
                match fence.language.as_str() {
                    "diagnostics" => case.diagnostics = Some(fence),
                    "html" if is_output(&fence) => case.pages.push(fence),
                    _ => case.files.push(fence),
                }
            }
            case
        })
        .collect()
}

/// HTML is a source only where a book keeps sources.
fn is_output(fence: &Fence) -> bool {
    let title = fence.title.as_deref().unwrap_or_default();
    !["content/", "templates/", "themes/"].iter().any(|folder| title.starts_with(folder))
}

/// What of the case is not as written, and what it should be.
fn changes(text: &str, case: &Case<'_>) -> Vec<Change> {
    let sources = book(text, &case.files);
    let Built { diagnostics, pages } = build(&sources);
    let options = RenderOptions { format: Format::Short, ..RenderOptions::default() };
    let told = render(&diagnostics, &sources, &options);
    let mut changes = Vec::new();
    match &case.diagnostics {
        Some(fence) if text[fence.body.clone()] != told => {
            changes.push(Change { body: fence.body.clone(), found: told });
        }
        Some(_) => {}
        None => assert!(told.is_empty(), "{}: is told, but has no block for it:\n{told}", case.name),
    }
    for fence in &case.pages {
        let title = fence.title.as_deref().expect("an HTML fence has a title");
        let names: Vec<_> = pages.keys().collect();
        let page = pages.get(title).unwrap_or_else(|| panic!("{}: no page {title} among {names:?}", case.name));
        let main = part(page, "main").unwrap_or(page);
        if !main.contains(text[fence.body.clone()].trim()) {
            let found = format!("{}\n", part(main, "article").unwrap_or(main).trim());
            changes.push(Change { body: fence.body.clone(), found });
        }
    }
    changes
}

/// What stands in the first element of this name.
fn part<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let start = html.find(&format!("<{name}"))?;
    let start = start + html[start..].find('>')? + 1;
    let end = html.rfind(&format!("</{name}>"))?;
    html.get(start..end)
}

fn case_files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|it| it == "md") && !path.ends_with("README.md"))
        .collect();
    files.sort();
    files
}

#[test]
fn cases_are_as_written() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut objections = Vec::new();
    for path in case_files() {
        let text = fs::read_to_string(&path).expect("the case can be read");
        let mut blessed = text.clone();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut all = Vec::new();
        for case in cases(&text) {
            for change in changes(&text, &case) {
                let expected = &text[change.body.clone()];
                objections.push(format!("{file}: {}\nexpected:\n{expected}\nfound:\n{}", case.name, change.found));
                all.push(change);
            }
        }
        // From the end, so that the places before stay where they are; a shared block is changed once.
        all.sort_by_key(|change| std::cmp::Reverse(change.body.start));
        all.dedup_by_key(|change| change.body.start);
        for change in all {
            blessed.replace_range(change.body, &change.found);
        }
        if bless && blessed != text {
            fs::write(&path, blessed).expect("the case can be written");
        }
    }
    assert!(bless || objections.is_empty(), "{}\nBLESS=1 takes what was found", objections.join("\n"));
}

#[test]
fn a_file_holds_one_case_or_one_for_each_heading() {
    let one = "# One\n\n```markdown title=\"content/a.md\"\n## Not a case\n```\n\n```diagnostics\n```\n";
    let [case] = cases(one).try_into().unwrap_or_else(|_| panic!("one case"));
    assert_eq!((case.name, case.files.len(), case.diagnostics.is_some()), ("One", 1, true));
    let two = "# Two\n\n```toml title=\"book.toml\"\n```\n\n## First\n\n```html title=\"a.html\"\n<p>\n```\n\n## Second\n\n\
               ```html title=\"templates/site/guide.html\"\n```\n";
    let counts: Vec<_> = cases(two).iter().map(|case| (case.name, case.files.len(), case.pages.len())).collect();
    assert_eq!(counts, [("First", 1, 1), ("Second", 2, 0)]);
}
