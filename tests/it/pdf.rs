//! PDFs as others read them: poppler's text, qpdf's opinion, and what `tests/pdf/read.py` finds in the tree of tags.
//!
//! Gives none where the program is not installed, which `is_skipped` has said then.

use crate::tools::{has_program, is_skipped, said};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `tests/pdf/read.py` says of `files`; none where there is no Python with pikepdf.
pub(crate) fn read(files: &[PathBuf]) -> Option<Vec<Value>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pdf/read.py");
    // The system's Python has the system's packages, whatever comes first in the path.
    let has_pikepdf = |python: &&str| {
        let imported = Command::new(python).args(["-c", "import pikepdf"]).output();
        imported.is_ok_and(|output| output.status.success())
    };
    let python = ["python3", "/usr/bin/python3"].into_iter().find(has_pikepdf);
    if is_skipped("the tags of packets", &[(python.is_some(), "Python with pikepdf")]) {
        return None;
    }
    let output = Command::new(python?).arg(script).args(files).output().expect("it was started before");
    assert!(output.status.success(), "{}", said(&output));
    Some(serde_json::from_slice(&output.stdout).expect("it prints JSON"))
}

/// Whether qpdf finds nothing wrong with the file; what it says if it does.
pub(crate) fn check_with_qpdf(file: &Path) {
    if is_skipped("the syntax of packets", &[(has_program("qpdf"), "qpdf")]) {
        return;
    }
    let output = Command::new("qpdf").arg("--check").arg(file).output().expect("it was started before");
    assert!(output.status.success(), "{}", said(&output));
}

/// The text of a PDF without what runs at the head and foot of its pages, its lines joined where a word was broken; none
/// where there is no `pdftotext`.
pub(crate) fn text(file: &Path) -> Option<String> {
    let has_poppler = Command::new("pdftotext").arg("-v").output().is_ok();
    if is_skipped("the text of packets", &[(has_poppler, "pdftotext")]) {
        return None;
    }
    let output = Command::new("pdftotext").args(["-raw", "-enc", "UTF-8"]).arg(file).arg("-").output();
    let output = output.expect("it was started before");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let pages: Vec<String> = text.split('\u{c}').map(page_text).collect();
    let text = pages.join("\n");
    // A word that was hyphenated, and one that was broken without a sign.
    let text = text.replace("\u{ad}\n", "").replace("\u{200b}\n", "");
    Some(with_broken_code(&text.replace(['\u{ad}', '\u{200b}'], "")))
}

/// `text`, and behind it the words that lines of code may have been broken in: a line that goes on does so after a blank, which
/// is not there any more, or where there was none.
fn with_broken_code(text: &str) -> String {
    /// As many lines as a word of code has in a book that nobody wrote to be hostile.
    const LONGEST: usize = 12;
    let mut all = text.replace("\n↳ ", " ");
    let mut chain: Vec<&str> = Vec::new();
    let end = |chain: &mut Vec<&str>, all: &mut String| {
        let from = if chain.len() > LONGEST { 1 } else { chain.len() };
        for (begins, ends) in (0..from).flat_map(|begins| (begins + 2..=chain.len()).map(move |ends| (begins, ends))) {
            all.push(' ');
            all.push_str(&chain[begins..ends].concat());
        }
        chain.clear();
    };
    for piece in text.split("\n↳ ") {
        let first = piece.split(char::is_whitespace).next().unwrap_or_default();
        if !chain.is_empty() {
            chain.push(first);
        }
        if chain.is_empty() || first.len() < piece.len() {
            end(&mut chain, &mut all);
            chain.push(piece.rsplit(char::is_whitespace).next().unwrap_or_default());
        }
    }
    end(&mut chain, &mut all);
    all
}

/// A word on a page and where it stands, in points from its upper left corner.
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

/// The width of each page, and its words; none where there is no `pdftotext`.
pub(crate) fn words(file: &Path) -> Option<Vec<(f64, Vec<Word>)>> {
    let has_poppler = Command::new("pdftotext").arg("-v").output().is_ok();
    if is_skipped("where words stand on pages", &[(has_poppler, "pdftotext")]) {
        return None;
    }
    let output = Command::new("pdftotext").args(["-bbox", "-enc", "UTF-8"]).arg(file).arg("-").output();
    let text = String::from_utf8(output.expect("it was started before").stdout).expect("UTF-8");
    let number = |tag: &str, name: &str| -> f64 {
        let value = tag.split_once(&format!("{name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
        value.and_then(|(value, _)| value.parse().ok()).expect("a number")
    };
    let word = |line: &str| {
        let (tag, rest) = line.trim().strip_prefix("<word ")?.split_once('>')?;
        let [left, top, right, bottom] = ["xMin", "yMin", "xMax", "yMax"].map(|name| number(tag, name));
        Some(Word { text: rest.trim_end_matches("</word>").to_owned(), left, top, right, bottom })
    };
    let pages = text.split("<page ").skip(1);
    Some(pages.map(|page| (number(page, "width"), page.lines().filter_map(word).collect())).collect())
}

/// A page without the line at its head and what follows its foot: DRAFT, a letter a line.
fn page_text(page: &str) -> String {
    let is_foot = |line: &str| {
        let count = line.rsplit_once(" of ").and_then(|(before, pages)| Some((before.rsplit_once("Page ")?.1, pages)));
        count.is_some_and(|(page, pages)| page.parse::<u32>().is_ok() && pages.parse::<u32>().is_ok())
    };
    let lines: Vec<&str> = page.lines().collect();
    match lines.iter().rposition(|line| is_foot(line)) {
        Some(foot) => lines[1..foot].join("\n"),
        None => page.trim_end_matches('\n').to_owned(),
    }
}
