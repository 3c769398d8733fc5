//! SARIF as the standard has it: by its own JSON schema, and in what a schema cannot say.

use crate::messages::{book_of, told};
use crate::tools::{browser_folder, has_program, is_skipped, said};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use turnkey::compile::Memo;
use turnkey::diagnostic::{Format, RenderOptions, render};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

/// What is said of the books of `tests/messages`.
fn documents() -> Vec<(Sources, Value, String)> {
    let options = RenderOptions { format: Format::Sarif, ..RenderOptions::default() };
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/messages");
    let mut documents: Vec<(Sources, Value, String)> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| {
            let path = entry.expect("the folder can be read").path();
            let sources = book_of(&fs::read_to_string(path).expect("the file can be read"));
            let text = render(&told(&sources, &mut Memo::default()), &sources, &options);
            (sources, serde_json::from_str(&text).expect("it is JSON"), text)
        })
        .collect();
    let nothing = render(&[], &Sources::default(), &options);
    documents.push((Sources::default(), serde_json::from_str(&nothing).expect("it is JSON"), nothing));
    documents
}

#[test]
fn it_is_what_the_schema_of_the_standard_wants() {
    let tests = browser_folder();
    let schema = tests.join("node_modules/@microsoft/jest-sarif");
    let needs = [(has_program("node"), "node"), (schema.is_dir(), "tests/browser/node_modules (npm ci)")];
    if is_skipped("the validity of SARIF", &needs) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (_, _, text) in documents() {
        let file = folder.path().join("log.sarif");
        fs::write(&file, text).expect("the file can be written");
        let node = Command::new("node").arg("sarif.mjs").arg(&file).current_dir(&tests).output().expect("node starts");
        assert!(node.status.success(), "{}", said(&node));
    }
}

/// The text of a region, by lines and columns in Unicode scalar values.
fn marked(text: &str, region: &Value) -> String {
    let number = |key: &str| usize::try_from(region[key].as_u64().expect("a number")).expect("small");
    let offset = |line: usize, column: usize| {
        let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
        start + text[start..].chars().take(column - 1).map(char::len_utf8).sum::<usize>()
    };
    let start = offset(number("startLine"), number("startColumn"));
    text[start..offset(number("endLine"), number("endColumn"))].to_owned()
}

#[test]
fn regions_rules_and_fixes_mean_what_they_say() {
    let mut fixed = BTreeSet::new();
    for (sources, document, _) in documents() {
        let run = &document["runs"][0];
        assert_eq!(run["columnKind"], "unicodeCodePoints");
        let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
        let mut fingerprints = BTreeSet::new();
        for result in run["results"].as_array().expect("a list") {
            let rule = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small");
            assert_eq!(rules[rule]["id"], result["ruleId"]);
            assert!(
                fingerprints.insert(result["partialFingerprints"]["turnkey/v1"].as_str().expect("text")),
                "{result}"
            );
            let place = &result["locations"][0]["physicalLocation"];
            let (Some(uri), Some(_)) = (place["artifactLocation"]["uri"].as_str(), place["region"].as_object()) else {
                continue;
            };
            let path = SourcePath::new(uri).expect("inside");
            let text = sources.text(&path).expect("a file of the book");
            let words = marked(&text, &place["region"]);
            if let Some(fix) = result["fixes"][0].as_object() {
                let replacement = &fix["artifactChanges"][0]["replacements"][0];
                let put = replacement["insertedContent"]["text"].as_str().expect("text");
                assert_ne!(marked(&text, &replacement["deletedRegion"]), put);
                fixed.insert(format!("{words} -> {put}"));
            }
        }
    }
    for fix in ["runbooks/upgrde.md -> runbooks/upgrade.md", "â€™ -> ’", "\u{200b} -> ", "vendro -> vendor"] {
        assert!(fixed.contains(fix), "{fix}: {fixed:?}");
    }
}
