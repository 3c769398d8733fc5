//! References to other things: `phase:validate`, and the fields where words or a date may stand instead.

use super::text::{ID, id_from_words};
use super::time::DATE;
use crate::diagnostic::nearest;
use crate::schema::kind::Kind;
use crate::schema::node::Scalar;
use crate::schema::read::{FromScalar, Refusal};
use crate::schema::shape::{Format, Json, Refers};
use ecow::EcoString;
use jiff::civil::Date;
use std::fmt;

/// Another thing by its kind and id; `*` means all of the kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// What kind of thing.
    pub kind: Kind,
    /// Its id, or `*`.
    pub id: EcoString,
}

impl Reference {
    /// True where it means every thing of its kind.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.id == "*"
    }

    /// Reads `kind:id`, where that is what `text` is.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once(':')?;
        let kind = Kind::from_name(kind)?;
        let fits = id == "*" || kind.is_page() || id_from_words(id) == id;
        (fits && !id.is_empty() && !id.starts_with(' ')).then(|| Self { kind, id: id.into() })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.id)
    }
}

/// A reference, as a regular expression.
fn form() -> String {
    let names = |page: bool| {
        let kinds = Kind::ALL.iter().filter(|kind| kind.is_page() == page);
        kinds.map(|kind| kind.name()).collect::<Vec<_>>().join("|")
    };
    format!("(?:{}):(?:\\*|{ID})|(?:{}):[^ ][\\s\\S]*", names(false), names(true))
}

impl FromScalar for Reference {
    const FORMAT: &'static Format = &Format {
        name: "reference",
        expected: "a reference such as `phase:validate`",
        words: &[],
        json: Json::form(form),
        refers: Refers::ByKind,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        if let Some(reference) = Self::parse(&scalar.text) {
            return Ok(reference);
        }
        let Some((kind, id)) = scalar.text.split_once(':') else {
            return Err(Refusal::because("it names no kind"));
        };
        if Kind::from_name(kind).is_some() {
            return Err(Refusal::because("what follows the colon is no id"));
        }
        let meant = nearest(kind, Kind::ALL.iter().map(|kind| kind.name())).map(|kind| format!("{kind}:{id}"));
        Err(Refusal { reason: Some(format!("there is no kind `{kind}`")), meant })
    }
}

/// What something is owed to: another thing, or words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// Another thing.
    Reference(Reference),
    /// Words.
    Words(EcoString),
}

impl FromScalar for Cause {
    const FORMAT: &'static Format = &Format {
        name: "reference or words",
        expected: "a reference such as `issue:quota`, or words",
        words: &[],
        json: Json::TEXT,
        refers: Refers::Perhaps,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        Ok(Reference::parse(&scalar.text).map_or_else(|| Self::Words(scalar.text.trim_end().into()), Self::Reference))
    }
}

/// By when: a day, or the thing that waits for it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Deadline {
    /// A day.
    Date(Date),
    /// The beginning of another thing.
    Reference(Reference),
}

impl FromScalar for Deadline {
    const FORMAT: &'static Format = &Format {
        name: "date or reference",
        expected: "a date such as 2026-03-02, or a reference such as `phase:validate`",
        words: &[],
        json: Json::form(|| format!("{DATE}|{}", form())),
        refers: Refers::Perhaps,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        if scalar.text.contains(':') {
            Reference::from_scalar(scalar).map(Self::Reference)
        } else {
            Date::from_scalar(scalar).map(Self::Date)
        }
    }
}
