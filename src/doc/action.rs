//! What a task item of minutes says about who does it by when.

use crate::text::TextRange;
use ecow::EcoString;
use jiff::civil::Date;

/// A task item of minutes with an owner or a day in braces at its end.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Action {
    /// Its name in references, made from its words.
    pub id: EcoString,
    /// Its words.
    pub title: EcoString,
    /// Where they stand, braces and all.
    pub range: TextRange,
    /// Who does it: the id of a person or a role, and where it stands.
    pub owner: Option<(EcoString, TextRange)>,
    /// By when, and where that stands.
    pub due: Option<(Date, TextRange)>,
}
