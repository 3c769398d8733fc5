//! Variables in text, `{{ customer.name }}`, and the conditions of `::: when` lines.
//!
//! Only a dotted path that begins with a field of an engagement is a variable: everything else between braces is Helm's,
//! Jinja's or GitHub's, and text.

use crate::doc::{Condition, ConditionField};
use crate::schema::field_path::is_path;
use crate::text::TextRange;
use ecow::EcoString;
use std::ops::Range;

/// The variables in `text`, braces and all, in order.
pub fn find(text: &str) -> impl Iterator<Item = Range<usize>> {
    /// Nobody writes a longer path, and each of many braces would look to the end.
    const LONGEST: usize = 200;
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find("{{")?;
            at = start + 2;
            let rest = &text.as_bytes()[at..text.len().min(at + LONGEST)];
            let Some(end) = rest.windows(2).position(|two| two == b"}}") else { continue };
            // Three braces are another template's.
            let is_other = text[..start].ends_with('{') || text[at + end + 2..].starts_with('}');
            if !is_other && !text[at..at + end].contains('\n') && is_path(text[at..at + end].trim()) {
                at += end + 2;
                return Some(start..at);
            }
        }
    })
}

/// `text` with what `value` gives for each variable; none where it has none.
pub fn fill(text: &str, mut value: impl FnMut(&str) -> EcoString) -> Option<EcoString> {
    let mut filled = EcoString::new();
    let mut at = 0;
    for found in find(text) {
        filled.push_str(&text[at..found.start]);
        filled.push_str(&value(&text[found.clone()]));
        at = found.end;
    }
    if at == 0 {
        return None;
    }
    filled.push_str(&text[at..]);
    Some(filled)
}

/// The condition that stands at `start` of a file: `environment.kind=air-gapped vars.size="large|very large"`; none where
/// it is anything else.
pub(super) fn condition(text: &str, start: usize) -> Option<Condition> {
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let at = text.len() - rest.len();
        let spaces = rest.len() - rest.trim_start().len();
        rest = &rest[spaces..];
        if rest.is_empty() {
            break;
        }
        let (path, after) = rest.split_once('=')?;
        let is_path_like = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        if path.is_empty() || !path.bytes().all(is_path_like) {
            return None;
        }
        let (values, after) = match after.chars().next() {
            Some(quote @ ('"' | '\'')) => after[1..].split_once(quote)?,
            _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        let values = values.split('|').map(|value| value.trim().into()).collect();
        let from = start + at + spaces;
        fields.push(ConditionField { path: path.into(), range: TextRange::new(from, from + path.len()), values });
        rest = after;
    }
    (!fields.is_empty()).then_some(Condition { fields })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn only_fields_of_engagements_are_variables() {
        assert_eq!(found("To {{ customer.name }} and {{vars.x}}."), ["{{ customer.name }}", "{{vars.x}}"]);
        let others =
            "{{ .Values.image }} ${{ secrets.TOKEN }} {{ item.name }} {{{ vars.x }}} {{ vars.x | upper }} {{ vars.";
        assert_eq!(found(others), [""; 0]);
        assert_eq!(found("{{ {{ start }}"), ["{{ start }}"]);
    }

    #[test]
    fn conditions_name_fields_and_values() {
        let condition =
            condition("environment.kind=air-gapped|cloud  vars.size=\"very large\"", 10).expect("it is one");
        assert_eq!(condition.fields[0].values, ["air-gapped", "cloud"]);
        assert_eq!(condition.fields[1].range, TextRange::new(45, 54));
        assert_eq!(condition.to_string(), "environment.kind=air-gapped|cloud vars.size=\"very large\"");
        for text in ["you upgrade", "a = b", "", "you=", "a=\"b"] {
            let is_one = super::condition(text, 0).is_some();
            assert_eq!(is_one, text == "you=", "{text}");
        }
    }
}
