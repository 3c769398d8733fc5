//! Numbers: whole ones, measured ones, and what a measured one is compared with.

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

    fn parse(text: &str) -> Option<Self> {
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
            let point = scalar.text.replace(",", ".");
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

/// How a reading is compared with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
    /// `=`
    Exactly,
}

/// What a metric should come to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// A figure that readings are compared with: `< 2`.
    Figure(Bound),
    /// Words, where it is a practice and no figure: `Calculated every month`. No reading meets or misses it.
    Words(EcoString),
}

/// A number and its good side.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bound {
    /// Which side of the number is good.
    pub comparison: Comparison,
    /// The number.
    pub number: Number,
}

impl Target {
    /// The figure to compare with, where it is one.
    #[must_use]
    pub fn bound(&self) -> Option<&Bound> {
        match self {
            Self::Figure(bound) => Some(bound),
            Self::Words(_) => None,
        }
    }

    /// Whether `reading` is as it should be; none where words say how that should be.
    #[must_use]
    pub fn is_met_by(&self, reading: f64) -> Option<bool> {
        self.bound().map(|bound| bound.is_met_by(reading))
    }
}

impl Bound {
    /// True where `reading` is as it should be.
    #[must_use]
    pub fn is_met_by(&self, reading: f64) -> bool {
        let number = self.number.value();
        match self.comparison {
            Comparison::Below => reading < number,
            Comparison::AtMost => reading <= number,
            Comparison::Above => reading > number,
            Comparison::AtLeast => reading >= number,
            Comparison::Exactly => (reading - number).abs() <= f64::EPSILON * number.abs().max(1.0),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        use Comparison::{Above, AtLeast, AtMost, Below, Exactly};
        let signs = [
            ("<=", AtMost),
            ("≤", AtMost),
            (">=", AtLeast),
            ("≥", AtLeast),
            ("<", Below),
            (">", Above),
            ("=", Exactly),
        ];
        let (number, comparison) =
            signs.iter().find_map(|(sign, comparison)| Some((text.strip_prefix(sign)?, *comparison)))?;
        Some(Self { comparison, number: Number::parse(number.trim())? })
    }
}

/// A bound, as a regular expression.
const BOUND: &str = "\\s*(?:[<>]=?|[=≤≥])\\s*[-+]?(?:[0-9]*\\.)?[0-9]+(?:[eE][-+]?[0-9]+)?\\s*";

impl FromScalar for Target {
    const FORMAT: &'static Format = &Format {
        name: "target",
        expected: "a comparison such as `< 2` or `>= 99.9`, or words",
        words: &[],
        json: Json::form(|| format!("{BOUND}|\\s*[^-+.0-9<>=≤≥\\s][\\s\\S]*")).or(&["string", "boolean"]),
        refers: Refers::Never,
    };

    /// What begins as a figure must be one: `80` and `<2min` are mistakes and not words.
    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let text = scalar.text.trim();
        if let Some(bound) = Bound::parse(text) {
            return Ok(Self::Figure(bound));
        }
        let is_words = text.starts_with(|c: char| !c.is_ascii_digit() && !"-+.<>=≤≥".contains(c));
        if is_words { Ok(Self::Words(text.into())) } else { Err(Refusal::default()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_a_figure_or_words() {
        let read = |text: &str| Target::from_scalar(&Scalar::new(text, false, text)).ok();
        let met = |text: &str, reading: f64| read(text).expect("a target").is_met_by(reading);
        assert_eq!((met("< 2", 1.9), met("< 2", 2.0)), (Some(true), Some(false)));
        assert_eq!((met(">=99.9", 99.9), met("≤ 4", 4.5)), (Some(true), Some(false)));
        assert_eq!(met("Calculated every month", 1.0), None);
        for wrong in ["80", "> 80 %", "<2min", "-3", "", ".5"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
