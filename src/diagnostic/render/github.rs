//! Workflow commands of GitHub Actions: `::error file=...,line=...,col=...,title=broken-link::message`.
//!
//! Escaped as the runner's own toolkit does it (`actions/toolkit`, `packages/core/src/command.ts`): `%`, CR and LF
//! everywhere, `:` and `,` in properties as well. Columns are given only where first and last line are the same.

use super::{Files, RenderOptions, level_name};
use crate::diagnostic::Diagnostic;
use std::fmt::Write;

pub(super) fn render(diagnostic: &Diagnostic, files: &Files<'_>, options: &RenderOptions, into: &mut String) {
    write!(into, "::{} ", level_name(diagnostic.level)).expect("writing to a string");
    if let Some(location) = &diagnostic.location {
        let path = format!("{}{}", options.root, location.path);
        write!(into, "file={},", escape_property(&path)).expect("writing to a string");
        if let Some(span) = files.span(location) {
            write!(into, "line={},endLine={},", span.start.line, span.end.line).expect("writing to a string");
            if span.start.line == span.end.line {
                write!(into, "col={},endColumn={},", span.start.column, span.end.column).expect("writing to a string");
            }
        }
    }
    let mut message = diagnostic.message.clone();
    for part in diagnostic.label.iter().chain(&diagnostic.help) {
        message.push('\n');
        message.push_str(part);
    }
    writeln!(into, "title={}::{}", escape_property(diagnostic.rule.name()), escape_data(&message))
        .expect("writing to a string");
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
