//! The lines of the three documents that must be served as they were found, in which UTF-8 was read as something else:
//! each of them is found, with what it should read, and no other.

use crate::corpora::shared;
use std::fs;
use turnkey::diagnostic::Rule;
use turnkey::path::SourcePath;
use turnkey::source::Sources;

/// File, line, and what the wrong part of it should read.
const WRONG: &[(&str, usize, &str)] = &[
    ("delivery-handoff.md", 11, "’"),
    ("engagement-roadmap.md", 1, "📋"),
    ("engagement-roadmap.md", 3, "🎯"),
    ("engagement-roadmap.md", 5, "🤖"),
    ("engagement-roadmap.md", 6, "🔴"),
    ("engagement-roadmap.md", 13, "🏗️"),
    ("engagement-roadmap.md", 151, "📊"),
    ("engagement-roadmap.md", 185, "🎯"),
    ("engagement-roadmap.md", 217, "🔄"),
    ("engagement-roadmap.md", 251, "📈"),
    ("engagement-roadmap.md", 269, "🏆"),
    ("kickoff-guide.md", 3, "📝"),
    ("kickoff-guide.md", 8, "📋"),
    ("kickoff-guide.md", 25, "🎯"),
    ("kickoff-guide.md", 27, "⏱️"),
    ("kickoff-guide.md", 28, "⏱️"),
    ("kickoff-guide.md", 29, "⏱️"),
    ("kickoff-guide.md", 30, "⏱️"),
    ("kickoff-guide.md", 31, "⏱️"),
    ("kickoff-guide.md", 32, "⏱️"),
    ("kickoff-guide.md", 34, "🎯"),
    ("kickoff-guide.md", 72, "⏱️"),
    ("kickoff-guide.md", 75, "⚠️"),
    ("kickoff-guide.md", 83, "🔗"),
];

#[test]
fn every_line_that_was_read_wrongly_is_found_and_mended() {
    let Some(folder) = shared("seeds") else { return };
    let mut sources = Sources::default();
    for name in ["kickoff-guide.md", "engagement-roadmap.md", "delivery-handoff.md"] {
        let text = fs::read_to_string(folder.join(name)).expect("the document can be read");
        sources.insert_text(SourcePath::new(name).expect("inside"), &text);
    }
    let diagnostics = crate::built::build(&sources).diagnostics;
    let found: Vec<(String, usize, String)> = diagnostics
        .into_iter()
        .filter(|diagnostic| diagnostic.rule == Rule::Mojibake)
        .map(|diagnostic| {
            let place = diagnostic.location.expect("a place");
            let text = sources.text(&place.path).expect("there");
            let line = text[..place.range.to_usize().start].matches('\n').count() + 1;
            (place.path.to_string(), line, diagnostic.replacement.expect("what it should read"))
        })
        .collect();
    let mut expected: Vec<(String, usize, String)> =
        WRONG.iter().map(|(file, line, text)| ((*file).to_owned(), *line, (*text).to_owned())).collect();
    expected.sort();
    assert_eq!(found, expected);
}
