//! What authors read when something is wrong: the books of `tests/messages/*.md`, with every message in full.
//!
//! Each file is a book in prose, as in `tests/cases`, and a block `messages` with all that `turnkey check` prints of it.
//! `BLESS=1` puts what was found in place of what was expected; read the difference as an author would.

use crate::fences::{book, fences};
use std::fs;
use std::path::{Path, PathBuf};
use turnkey::compile::{Memo, Options, compile};
use turnkey::diagnostic::{Diagnostic, RenderOptions, render, sort, summary};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/messages");
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    files.sort();
    files
}

/// The book of a file.
pub(crate) fn book_of(text: &str) -> Sources {
    let files: Vec<_> = fences(text).into_iter().filter(|fence| fence.language != "messages").collect();
    book(text, &files)
}

/// What is said of a book.
pub(crate) fn told(sources: &Sources, memo: &mut Memo) -> Vec<Diagnostic> {
    let mut diagnostics = compile(sources, &Options::default(), memo).diagnostics;
    sort(&mut diagnostics);
    diagnostics
}

#[test]
fn messages_are_as_written() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut objections = Vec::new();
    for path in files() {
        let text = fs::read_to_string(&path).expect("the file can be read");
        let expected =
            fences(&text).into_iter().find(|fence| fence.language == "messages").expect("a block `messages`");
        let sources = book_of(&text);
        let diagnostics = told(&sources, &mut Memo::default());
        let options = RenderOptions { width: Some(100), ..RenderOptions::default() };
        // An empty line ends with nothing, or editors and reviewers would trip over it.
        let found = format!("{}\n{}\n", render(&diagnostics, &sources, &options), summary(&diagnostics));
        assert!(found.lines().all(|line| line.trim_end() == line), "a line ends with spaces");
        for help in diagnostics.iter().filter_map(|diagnostic| diagnostic.help.as_ref()) {
            assert!(help.ends_with(['.', '?', '!']), "a sentence ends with a full stop: {help}");
        }
        for message in diagnostics.iter().map(|diagnostic| &diagnostic.message) {
            assert!(!message.ends_with('.'), "a title has no full stop: {message}");
        }
        if text[expected.body.clone()] != found {
            let mut blessed = text.clone();
            blessed.replace_range(expected.body, &found);
            if bless {
                fs::write(&path, blessed).expect("the file can be written");
            }
            objections.push(format!("{}:\n{found}", path.display()));
        }
    }
    assert!(bless || objections.is_empty(), "{}\nBLESS=1 takes what was found", objections.join("\n"));
}

/// A memo changes how long a run takes, and not a word of what it says: of the same book, and after each edit.
#[test]
fn a_used_memo_says_the_same() {
    for path in files() {
        let text = fs::read_to_string(&path).expect("the file can be read");
        let mut sources = book_of(&text);
        let mut memo = Memo::keeping_pages();
        let compare = |sources: &Sources, memo: &mut Memo, after: &str| {
            let cold = told(sources, &mut Memo::default());
            assert_eq!(told(sources, memo), cold, "{after}");
            cold
        };
        let first = compare(&sources, &mut memo, "first");
        assert!(!first.is_empty());
        compare(&sources, &mut memo, "again");
        let paths: Vec<SourcePath> = sources.files.keys().cloned().collect();
        for path in paths {
            let file = sources.files.remove(&path).expect("it is there");
            compare(&sources, &mut memo, &format!("{path} is gone"));
            sources.files.insert(path.clone(), file.clone());
            let edited = format!("{}\n", sources.text(&path).expect("text"));
            sources.insert_text(path.clone(), &edited);
            compare(&sources, &mut memo, &format!("{path} has one more line"));
            sources.files.insert(path, file);
        }
        assert_eq!(compare(&sources, &mut memo, "as it was"), first);
    }
}
