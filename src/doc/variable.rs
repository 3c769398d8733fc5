//! What stands for a field of an engagement: variables among words and in code, and conditions on parts of a page.
//!
//! The parser finds them; a page that belongs to an engagement, and an edition of one, have values in their places before
//! anything is made of them. What is left in a page of several engagements is shown as a label.

use crate::text::TextRange;
use ecow::{EcoString, eco_format};
use std::fmt;

/// A variable in a block of code.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeVariable {
    /// Where it begins in the code.
    pub at: u32,
    /// As written, braces and all.
    pub text: EcoString,
    /// Where it stands.
    pub range: TextRange,
}

/// What must hold for a part of a page to be there: all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Condition {
    /// The fields that it looks at.
    pub fields: Vec<ConditionField>,
}

/// What one field must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConditionField {
    /// The field, by its dotted path.
    pub path: EcoString,
    /// Where it is named.
    pub range: TextRange,
    /// The values of which it must have one.
    pub values: Vec<EcoString>,
}

/// The dotted path in `{{ path }}`.
#[must_use]
pub fn variable_path(written: &str) -> &str {
    written.trim_start_matches('{').trim_end_matches('}').trim()
}

/// A field in words: `vars.namespace` is "namespace", `customer.short_name` is "customer short name".
#[must_use]
pub fn field_words(path: &str) -> EcoString {
    path.strip_prefix("vars.").unwrap_or(path).replace(['.', '_', '-'], " ").into()
}

/// What is shown in the place of a variable without a value.
#[must_use]
pub fn variable_label(written: &str) -> EcoString {
    eco_format!("\u{2039}{}\u{203a}", field_words(variable_path(written)))
}

/// As it is written after `when`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, field) in self.fields.iter().enumerate() {
            let values = field.values.join("|");
            let quote = if values.contains([' ', '{', '[']) { "\"" } else { "" };
            let space = if at > 0 { " " } else { "" };
            write!(f, "{space}{}={quote}{values}{quote}", field.path)?;
        }
        Ok(())
    }
}
