//! What the YAML parser found wrong, in the words of somebody who wants to mend it.

use serde_saphyr::granit_parser::ErrorKind;

/// The mistakes that people make, in their words; the rest in the parser's.
pub(super) fn plain_words(kind: &ErrorKind) -> (String, Option<&'static str>) {
    let quote = Some("Put quotes around a text that holds `: `, ` #`, or begins with one of `*&!%@{[|>`.");
    let (message, help) = match kind {
        ErrorKind::TabInPlainScalar
        | ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabNotAllowed => ("a tab stands where only spaces may", Some("Indent with spaces.")),
        ErrorKind::InvalidIndentation | ErrorKind::ExpectedBlockMappingKey => {
            ("this line is indented differently from those it belongs to", Some("Line it up with its neighbours."))
        }
        ErrorKind::SimpleKeyExpected => ("this line has no `key:`", Some("Write `key: value`, or indent it further.")),
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            ("a `:` stands where no key may be", quote)
        }
        ErrorKind::InvalidQuotedScalarIndent => {
            ("a text in quotes is still open here", Some("Close its quote, or indent the lines that belong to it."))
        }
        ErrorKind::UnclosedQuotedScalar => {
            ("a quote is opened and never closed", Some("Close it where the text ends."))
        }
        ErrorKind::UnclosedFlowCollection { open } => {
            let help = if *open == '[' {
                "Close it with `]` after its last item."
            } else {
                "Close it with `}` after its last value."
            };
            return (format!("`{open}` is opened and never closed"), Some(help));
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            let help = if *open == '{' { "Close it with `}` first." } else { "Close it with `]` first." };
            return (format!("`{open}` is closed by `{close}`"), Some(help));
        }
        ErrorKind::ExpectedFlowMappingSeparator => ("`,` or `}` is missing here", quote),
        ErrorKind::ExpectedFlowSequenceSeparator => ("`,` or `]` is missing here", quote),
        ErrorKind::UnknownAnchor => {
            ("no anchor of this name stands above", Some("Put quotes around a text that begins with `*`."))
        }
        ErrorKind::UnexpectedCharacter { character } => {
            return (format!("a value cannot begin with `{character}`"), quote);
        }
        ErrorKind::ExpectedBlockSequenceEntry => (
            "this line stands where a list item would, and those begin with `- `",
            Some("Line it up with its neighbours."),
        ),
        ErrorKind::UnknownQuotedScalarEscape => {
            ("this escape is not known", Some("Write `\\\\` for a backslash, or use single quotes."))
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar => (
            "the text in quotes ends before this",
            Some("Write `''` for an apostrophe inside single quotes, or put double quotes around the text."),
        ),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "the text in quotes ends before this",
            Some("Write `\\\"` for a quote inside double quotes, or put single quotes around the text."),
        ),
        ErrorKind::BlockSequenceEntryNotAllowed => (
            "a list item cannot stand on the line of its key",
            Some("Begin a new line with `- `, or write `[one, two]`."),
        ),
        other => return (other.to_string(), None),
    };
    (message.to_owned(), help)
}
