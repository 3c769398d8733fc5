//! A line for each diagnostic: `path:line:column: error[rule]: message`.
//!
//! Line and column are left out where a file as a whole is meant, and the path where the book is.

use super::{Files, RenderOptions, level_name, path_text, visible};
use crate::diagnostic::Diagnostic;
use std::fmt::Write;

pub(super) fn render(diagnostic: &Diagnostic, files: &Files<'_>, options: &RenderOptions, into: &mut String) {
    if let Some(location) = &diagnostic.location {
        into.push_str(&path_text(&location.path, options));
        if let Some(span) = files.span(location) {
            write!(into, ":{}:{}", span.start.line, span.start.column).expect("writing to a string");
        }
        into.push_str(": ");
    }
    let message = visible(&diagnostic.message).replace('\n', " ");
    writeln!(into, "{}[{}]: {message}", level_name(diagnostic.level), diagnostic.rule).expect("writing to a string");
}
