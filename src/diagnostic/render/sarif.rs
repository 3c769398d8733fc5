//! SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"): one document for all, which code hosts take in.
//!
//! Columns are Unicode scalar values, as everywhere here, and `columnKind` says so: a reader of SARIF takes them for
//! UTF-16 otherwise. Paths are relative to the folder that `turnkey` was asked about. A fingerprint is made of the rule,
//! the file, the words of the line and the message, so that a problem is known again when lines before it come and go.

use super::{File, Files, RenderOptions, level_name};
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::path::encode_segment;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What relative paths are relative to. The name is the one that code hosts know.
const ROOT: &str = "%SRCROOT%";

/// The document that holds `diagnostics`, which are those that are shown.
pub(super) fn render<'a>(
    diagnostics: impl Iterator<Item = &'a Diagnostic> + Clone,
    files: &Files<'_>,
    options: &RenderOptions,
) -> String {
    let used: BTreeSet<Rule> = diagnostics.clone().map(|diagnostic| diagnostic.rule).collect();
    let rules: Vec<Rule> = used.into_iter().collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let results: Vec<Value> =
        diagnostics.map(|diagnostic| result(diagnostic, &rules, files, options, &mut seen)).collect();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Turnkey",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|rule| described(*rule)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { ROOT: { "description": { "text": "The folder of the book." } } },
            "results": results,
        }],
    });
    format!("{document:#}\n")
}

/// A rule with its page.
fn described(rule: Rule) -> Value {
    let page = rule.page();
    let prose = page.split("\n## Bad").next().unwrap_or_default();
    let prose = prose.split_once("\n\n").map_or(prose, |(_, prose)| prose).trim().replace('\n', " ");
    json!({
        "id": rule.name(),
        "shortDescription": { "text": rule.summary() },
        "fullDescription": { "text": prose },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level_name(rule.default_level()) },
    })
}

fn result(
    diagnostic: &Diagnostic,
    rules: &[Rule],
    files: &Files<'_>,
    options: &RenderOptions,
    seen: &mut BTreeMap<String, usize>,
) -> Value {
    let label = diagnostic.label.as_ref().filter(|label| !label.is_empty()).map(|label| format!(" ({label})"));
    let help = diagnostic.help.as_ref().map(|help| format!(". {help}"));
    let text = [Some(diagnostic.message.clone()), label, help].map(Option::unwrap_or_default).concat();
    let index = rules.binary_search(&diagnostic.rule).unwrap_or_default();
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(diagnostic.rule.name()));
    result.insert("ruleIndex".to_owned(), json!(index));
    result.insert("level".to_owned(), json!(level_name(diagnostic.level)));
    result.insert("message".to_owned(), json!({ "text": text }));
    if let Some(location) = &diagnostic.location {
        result.insert("locations".to_owned(), json!([{ "physicalLocation": place(location, files, options) }]));
    }
    if !diagnostic.related.is_empty() {
        let related = diagnostic.related.iter().enumerate().map(|(at, (location, words))| {
            json!({ "id": at, "physicalLocation": place(location, files, options), "message": { "text": words } })
        });
        result.insert("relatedLocations".to_owned(), related.collect());
    }
    if let Some(fix) = fix(diagnostic, files, options) {
        result.insert("fixes".to_owned(), json!([fix]));
    }
    result.insert("partialFingerprints".to_owned(), json!({ "turnkey/v1": fingerprint(diagnostic, files, seen) }));
    Value::Object(result)
}

fn place(location: &Location, files: &Files<'_>, options: &RenderOptions) -> Value {
    let path = format!("{}{}", options.root, location.path);
    let uri: Vec<String> =
        path.split('/').map(|part| if part == ".." { part.into() } else { encode_segment(part) }).collect();
    let artifact = json!({ "uri": uri.join("/"), "uriBaseId": ROOT });
    match region(location, files) {
        Some(region) => json!({ "artifactLocation": artifact, "region": region }),
        None => json!({ "artifactLocation": artifact }),
    }
}

fn region(location: &Location, files: &Files<'_>) -> Option<Value> {
    let span = files.span(location)?;
    Some(json!({
        "startLine": span.start.line,
        "startColumn": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }))
}

/// What is certain to mend it.
fn fix(diagnostic: &Diagnostic, files: &Files<'_>, options: &RenderOptions) -> Option<Value> {
    let location = diagnostic.location.as_ref()?;
    let text = diagnostic.replacement.as_ref()?;
    let deleted = region(location, files)?;
    let mut fix = json!({
        "artifactChanges": [{
            "artifactLocation": place(location, files, options)["artifactLocation"],
            "replacements": [{ "deletedRegion": deleted, "insertedContent": { "text": text } }],
        }],
    });
    if let Some(help) = &diagnostic.help {
        fix["description"] = json!({ "text": help });
    }
    Some(fix)
}

/// The same for the same problem in a later version of the file; those that are alike are counted.
fn fingerprint(diagnostic: &Diagnostic, files: &Files<'_>, seen: &mut BTreeMap<String, usize>) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |part: &str| {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    };
    add(diagnostic.rule.name());
    add(&diagnostic.message);
    if let Some(location) = &diagnostic.location {
        add(location.path.as_str());
        add(files.span(location).map_or("", |span| line_of(span.file, span.range.start)));
    }
    let hash = hasher.finalize().to_hex()[..16].to_owned();
    let count = seen.entry(hash.clone()).or_default();
    *count += 1;
    format!("{hash}:{count}")
}

fn line_of<'a>(file: &'a File<'_>, at: usize) -> &'a str {
    /// A line is known by its beginning.
    const LONGEST: usize = 1_000;
    let start = file.text[..at].rfind('\n').map_or(0, |found| found + 1);
    let end = file.text[at..].find('\n').map_or(file.text.len(), |found| at + found);
    let line = file.text[start..end].trim();
    &line[..line.floor_char_boundary(LONGEST)]
}
