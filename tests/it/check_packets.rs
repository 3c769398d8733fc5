//! `check --packets`: what only shows when packets are typeset is said, and nothing is written.

use crate::commands::says;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A book with one engagement, whose packets hold a guide that says `words`, and `more` files.
fn book(words: &str, more: &[(&str, &str)]) -> TempDir {
    let book = tempfile::tempdir().expect("a folder");
    let engagement = "id: acme\ntitle: Acme\ncustomer: Acme\naudience: customer\nstart: 2026-03-02\n\
                      packets: { handoff: { guides: [guides/shown] } }\n";
    let guide = format!("---\naudience: customer\n---\n# Shown\n\n{words}\n");
    let own = [
        ("book.toml", "[book]\ntitle = \"Book\"\n\n[build]\ndate = \"2026-03-10\"\n"),
        ("content/engagements/acme/engagement.yaml", engagement),
        ("content/guides/shown.md", guide.as_str()),
    ];
    for (path, text) in own.iter().chain(more) {
        let path = book.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("written");
    }
    book
}

/// What `check --packets` says of the book in `folder`, a line for each problem, where it ends with this code.
fn problems(folder: &Path, code: i32) -> Vec<String> {
    let said = says(folder, &["check", "--packets", "--format", "short"], code);
    let lines = said.lines().filter(|line| line.contains("warning[") || line.contains("error["));
    lines.map(str::to_owned).collect()
}

/// The files and folders at the top of the book.
fn at_top(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("readable").map(|entry| entry.expect("an entry"));
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_sound_book_gives_nothing_and_no_file() {
    let book = book("Words.", &[]);
    assert_eq!(problems(book.path(), 0), Vec::<String>::new());
    assert_eq!(at_top(book.path()), ["book.toml", "content"]);
}

#[test]
fn what_no_font_has_is_said_where_it_stands() {
    let book = book("Of old: \u{12000}.", &[]);
    assert!(!says(book.path(), &["check"], 0).contains("missing-glyph"), "it is not known before");
    let problems = problems(book.path(), 0);
    assert!(!problems.is_empty(), "a warning");
    for problem in &problems {
        assert!(problem.starts_with("content/guides/shown.md:6:") && problem.contains("missing-glyph"), "{problem}");
    }
    assert_eq!(at_top(book.path()), ["book.toml", "content"]);
}

#[test]
fn a_template_that_fails_is_said_at_its_line() {
    let broken = "#import \"style.typ\": *\n#let cover-page(view) = {\n  no-such-function(view)\n}\n";
    let book = book("Words.", &[("templates/packet/cover.typ", broken)]);
    let problems = problems(book.path(), 1);
    assert!(!problems.is_empty());
    for problem in &problems {
        assert!(
            problem.starts_with("templates/packet/cover.typ:3:") && problem.contains("template-error"),
            "{problem}"
        );
    }
    assert_eq!(at_top(book.path()), ["book.toml", "content", "templates"]);
}

#[test]
fn what_is_withheld_is_not_typeset() {
    let book = book("Of old: \u{12000}, and [gone](gone.md).", &[]);
    let problems = problems(book.path(), 1);
    assert_eq!(problems.iter().filter(|problem| problem.contains("broken-link")).count(), 1, "{problems:?}");
    assert!(!problems.iter().any(|problem| problem.contains("missing-glyph")), "{problems:?}");
}
