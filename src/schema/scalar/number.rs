//! Numbers: whole ones and measured ones.

use crate::schema::node::Scalar;
use crate::schema::read::{FromScalar, Refusal};
use crate::schema::shape::{Format, Json, Refers};
use ecow::EcoString;

const fn number_format(name: &'static str, expected: &'static str, json: Json) -> Format {
    Format { name, expected, words: &[], json, refers: Refers::Never }
}

impl FromScalar for i64 {
    const FORMAT: &'static Format = &number_format("integer", "a whole number such as `3`", Json::WHOLE);

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        if scalar.quoted {
            return Err(quoted(&scalar.text));
        }
        let digits = scalar.text.trim_start_matches('0');
        if digits.len() < scalar.text.len() && digits.starts_with(|c: char| c.is_ascii_digit()) {
            // To older readers of YAML `010` is eight.
            let reason = "a number does not begin with 0".to_owned();
            return Err(Refusal { reason: Some(reason), meant: Some(digits.to_owned()) });
        }
        scalar.text.parse().map_err(|_| Refusal::default())
    }
}

/// A text where a number belongs: if it is one but for its quotes, that is said.
fn quoted(text: &str) -> Refusal {
    match text.parse::<f64>() {
        Ok(_) => Refusal { reason: Some("in quotes it is text".to_owned()), meant: Some(text.to_owned()) },
        Err(_) => Refusal::default(),
    }
}

/// A measured number. Kept as written, so that `99.90` is shown with both its digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Number {
    /// As written.
    pub text: EcoString,
}

impl Number {
    /// Its value, to compute and to draw with.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.text.parse().unwrap_or_default()
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let finite = text.parse::<f64>().is_ok_and(f64::is_finite);
        (finite && text.ends_with(|c: char| c.is_ascii_digit())).then(|| Self { text: text.into() })
    }
}

impl FromScalar for Number {
    const FORMAT: &'static Format = &number_format("number", "a number such as `14` or `99.5`", Json::NUMBER);

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        if scalar.quoted {
            return Err(quoted(&scalar.text));
        }
        Self::parse(&scalar.text).ok_or_else(|| {
            let point = scalar.text.replace(", ", ".").replace(",", ".");
            Refusal { meant: Self::parse(&point).map(|number| number.text.into()), reason: None }
        })
    }
}

/// How likely or how bad: 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub u8);

impl FromScalar for Score {
    const FORMAT: &'static Format = &number_format("score", "a number from 1 to 5", Json::WHOLE.within(1, Some(5)));

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let score = i64::from_scalar(scalar)?;
        u8::try_from(score).ok().filter(|score| (1..=5).contains(score)).map(Self).ok_or_else(Refusal::default)
    }
}

/// A TCP or UDP port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Port(pub u16);

impl FromScalar for Port {
    const FORMAT: &'static Format =
        &number_format("port", "a port from 1 to 65535", Json::WHOLE.within(1, Some(65_535)));

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let port = i64::from_scalar(scalar)?;
        u16::try_from(port).ok().filter(|port| *port > 0).map(Self).ok_or_else(Refusal::default)
    }
}
