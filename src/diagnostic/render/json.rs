//! An object on a line for each diagnostic (JSON Lines), so that a reader can stop at the first and nothing printed
//! means nothing wrong. Keys are only ever added. All of them are always there; `null` where there is nothing to say.
//!
//! ```json
//! {"rule": "broken-link", "level": "error", "message": "the page `rollbak.md` does not exist",
//!  "location": {"path": "content/guide.md", "bytes": [42, 52],
//!               "start": {"line": 3, "column": 12}, "end": {"line": 3, "column": 22}},
//!  "label": "no such page", "help": "There is a page `rollback.md`.", "replacement": "rollback.md",
//!  "related": [{"location": {"path": "content/rollback.md", "bytes": null, "start": null, "end": null},
//!               "message": "the nearest"}]}
//! ```
//!
//! `level` is `error` or `warning`. `path` has `/` on every system. `bytes` is half open, and `end` the place after
//! the last character. Lines and columns count from 1, columns in Unicode scalar values. In a file that is not UTF-8
//! each malformed sequence counts as one U+FFFD, three bytes long. `replacement` goes in place of `bytes`.

use super::{Files, RenderOptions, level_name};
use crate::diagnostic::{Diagnostic, Location};
use crate::text::LineColumn;
use serde_json::{Value, json};

pub(super) fn render(diagnostic: &Diagnostic, files: &Files<'_>, options: &RenderOptions, into: &mut String) {
    let related: Vec<Value> = diagnostic
        .related
        .iter()
        .map(|(location, words)| json!({ "location": location_value(location, files, options), "message": words }))
        .collect();
    let object = json!({
        "rule": diagnostic.rule.name(),
        "level": level_name(diagnostic.level),
        "message": diagnostic.message,
        "location": diagnostic.location.as_ref().map(|location| location_value(location, files, options)),
        "label": diagnostic.label,
        "help": diagnostic.help,
        "replacement": diagnostic.replacement,
        "related": related,
    });
    into.push_str(&object.to_string());
    into.push('\n');
}

fn location_value(location: &Location, files: &Files<'_>, options: &RenderOptions) -> Value {
    let span = files.span(location);
    let place = |at: LineColumn| json!({ "line": at.line, "column": at.column });
    json!({
        "path": format!("{}{}", options.root, location.path),
        "bytes": span.as_ref().map(|span| [span.range.start, span.range.end]),
        "start": span.as_ref().map(|span| place(span.start)),
        "end": span.as_ref().map(|span| place(span.end)),
    })
}
