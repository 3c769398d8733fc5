//! Generated Typst code: text that grows, with user text as string literals only, and the way back to the source.
//!
//! A literal has no escape but those written here, so what is inside cannot end it; everything else that is pushed is
//! `'static` or a number.

#[cfg(feature = "pdf")]
use crate::store::Key;
use crate::text::TextRange;
use std::fmt::Write as _;

/// Which range of the source each part of generated code came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceMap {
    /// Offset in the code and range in the source, ascending by offset; each holds until the next.
    marks: Vec<(u32, TextRange)>,
}

impl SourceMap {
    /// The source of the code at `offset`: that of the last run of text, or block, that began there or before.
    #[must_use]
    pub fn range_at(&self, offset: usize) -> Option<TextRange> {
        let offset = TextRange::at(offset).start;
        let after = self.marks.partition_point(|(start, _)| *start <= offset);
        self.marks[..after].last().map(|(_, range)| *range)
    }

    /// Names in `key` what came from where.
    #[cfg(feature = "pdf")]
    pub(in crate::packet) fn note(&self, key: &mut Key) {
        let numbers = self.marks.iter().flat_map(|(offset, range)| [*offset, range.start, range.end]);
        key.part(&numbers.flat_map(u32::to_le_bytes).collect::<Vec<u8>>());
    }
}

/// Code being written.
#[derive(Default)]
pub(super) struct Code {
    text: String,
    map: SourceMap,
}

impl Code {
    /// What was written, and where it came from.
    pub(super) fn finish(self) -> (String, SourceMap) {
        (self.text, self.map)
    }

    /// What follows comes from `range`.
    pub(super) fn mark(&mut self, range: TextRange) {
        self.map.marks.push((TextRange::at(self.text.len()).start, range));
    }

    /// Code of ours.
    pub(super) fn push(&mut self, code: &'static str) {
        self.text.push_str(code);
    }

    /// A number.
    pub(super) fn number(&mut self, number: impl Into<u64>) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{}", number.into());
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, value: bool) {
        self.push(if value { "true" } else { "false" });
    }

    /// User text as a literal.
    pub(super) fn string(&mut self, text: &str) {
        push_string(text, &mut self.text);
    }

    /// `string`, or `none`.
    pub(super) fn optional_string(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.push("none"),
        }
    }
}

/// Writes `text` as a Typst string literal.
pub(super) fn push_string(text: &str, into: &mut String) {
    into.push('"');
    for character in text.chars() {
        match character {
            '"' => into.push_str("\\\""),
            '\\' => into.push_str("\\\\"),
            '\n' => into.push_str("\\n"),
            '\t' => into.push_str("\\t"),
            other => into.push(other),
        }
    }
    into.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_literal() {
        let literal = |text: &str| {
            let mut code = Code::default();
            code.string(text);
            code.finish().0
        };
        assert_eq!(literal("a"), r#""a""#);
        assert_eq!(literal("\"#panic()\\\n\t"), r##""\"#panic()\\\n\t""##);
        assert_eq!(literal(r"\u{22}"), r#""\\u{22}""#);
    }

    #[test]
    fn an_offset_leads_to_the_last_mark_before_it() {
        let mut code = Code::default();
        code.push("#x");
        code.mark(TextRange::new(10, 20));
        code.string("ab");
        code.mark(TextRange::new(30, 40));
        code.string("cd");
        let map = code.finish().1;
        assert_eq!(map.range_at(1), None);
        assert_eq!(map.range_at(2), Some(TextRange::new(10, 20)));
        assert_eq!(map.range_at(5), Some(TextRange::new(10, 20)));
        assert_eq!(map.range_at(99), Some(TextRange::new(30, 40)));
    }
}
