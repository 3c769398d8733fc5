//! What a metric should come to: a figure with its good side, a range, or words.
//!
//! People write `<2 minute average` and `> 4.5/5 rating`: the words after the figure are kept, and the figure is what a
//! reading is compared with. What begins like a comparison and is none is a slip; anything else that is no figure is words.

use super::Number;
use crate::schema::node::Scalar;
use crate::schema::read::{FromScalar, Refusal};
use crate::schema::shape::{Format, Json, Refers};
use ecow::EcoString;
use std::fmt;

/// How a reading is compared with a figure.
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

impl Comparison {
    /// True where more is better, false where less is; none where only one figure is good.
    #[must_use]
    pub fn wants_more(self) -> Option<bool> {
        match self {
            Self::Above | Self::AtLeast => Some(true),
            Self::Below | Self::AtMost => Some(false),
            Self::Exactly => None,
        }
    }
}

/// The signs, longer ones before those that they begin with.
const SIGNS: [(&str, Comparison); 7] = [
    ("<=", Comparison::AtMost),
    ("≤", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("≥", Comparison::AtLeast),
    ("<", Comparison::Below),
    (">", Comparison::Above),
    ("=", Comparison::Exactly),
];

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Below => "<",
            Self::AtMost => "≤",
            Self::Above => ">",
            Self::AtLeast => "≥",
            Self::Exactly => "=",
        })
    }
}

/// What a metric should come to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// `< 2`
    Figure {
        /// Which side of the number is good.
        comparison: Comparison,
        /// The number.
        number: Number,
        /// What is said after it.
        rest: EcoString,
    },
    /// `4-6`: both ends are good.
    Within {
        /// The smaller end.
        least: Number,
        /// The greater end.
        most: Number,
        /// What is said after it.
        rest: EcoString,
    },
    /// `Monthly ROI calculation`: no reading can be compared with it.
    Words(EcoString),
}

impl Target {
    /// Whether `reading` is as it should be; none where that is for people to judge.
    #[must_use]
    pub fn is_met_by(&self, reading: f64) -> Option<bool> {
        match self {
            Self::Figure { comparison, number, .. } => {
                let number = number.value();
                Some(match comparison {
                    Comparison::Below => reading < number,
                    Comparison::AtMost => reading <= number,
                    Comparison::Above => reading > number,
                    Comparison::AtLeast => reading >= number,
                    Comparison::Exactly => (reading - number).abs() <= f64::EPSILON * number.abs().max(1.0),
                })
            }
            Self::Within { least, most, .. } => Some((least.value()..=most.value()).contains(&reading)),
            Self::Words(_) => None,
        }
    }

    /// How far `reading` is from being as it should be: 0 where it is, or just at the figure; none where that is for people
    /// to judge.
    #[must_use]
    pub fn distance(&self, reading: f64) -> Option<f64> {
        if self.is_met_by(reading)? {
            return Some(0.0);
        }
        match self {
            Self::Figure { number, .. } => Some((reading - number.value()).abs()),
            Self::Within { least, most, .. } => Some((least.value() - reading).max(reading - most.value())),
            Self::Words(_) => None,
        }
    }

    fn compared(comparison: Comparison, text: &str) -> Result<Self, Refusal> {
        match leading_number(text)? {
            Some((number, rest)) => Ok(Self::Figure { comparison, number, rest: rest.into() }),
            None => Err(Refusal::default()),
        }
    }

    /// A range, where `text` is one.
    fn range(text: &str) -> Result<Option<Self>, Refusal> {
        let Ok(Some((least, rest))) = leading_number(text) else { return Ok(None) };
        let rest = rest.trim_start();
        let signs = ["..", "–", "-", "to "];
        let Some(after) = signs.iter().find_map(|sign| rest.strip_prefix(sign)) else { return Ok(None) };
        let Ok(Some((most, rest))) = leading_number(after.trim_start()) else { return Ok(None) };
        // `2026-05-20` and `1-2-1` are no ranges.
        if rest.starts_with(['-', '–', ':', '.']) {
            return Ok(None);
        }
        if most.value() < least.value() {
            return Err(Refusal::because("the smaller end of a range comes first"));
        }
        Ok(Some(Self::Within { least, most, rest: rest.trim().into() }))
    }
}

/// The number that `text` begins with, and the rest.
fn leading_number(text: &str) -> Result<Option<(Number, &str)>, Refusal> {
    let sign = usize::from(text.starts_with(['-', '+']));
    let digits = text[sign..].find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len() - sign);
    let end = text[..sign + digits].trim_end_matches('.').len();
    let Some(number) = Number::parse(&text[..end]) else { return Ok(None) };
    let rest = &text[end..];
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    if matches!(word, "k" | "K" | "M" | "G" | "B" | "T") {
        return Err(Refusal::because("a number is written out, as readings are"));
    }
    if rest.strip_prefix(',').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(Refusal::because("a number has a point, and no commas"));
    }
    Ok(Some((number, rest)))
}

/// True for what may stand after a figure without saying more: nothing, a percent sign, one word.
fn is_unit(rest: &str) -> bool {
    rest == "%" || rest.chars().all(char::is_alphabetic)
}

/// A target, as a regular expression: a sign with words or a figure; or anything that is not a figure alone.
fn form() -> String {
    let number = r"[-+]?(?:[0-9]*\.)?[0-9]+";
    let short = r"[kKMGBT](?![\p{L}\p{N}])";
    let compared = format!(r"(?:[<>]=?|[=≤≥])\s*(?:\p{{L}}[^0-9]*|{number}\.*(?![0-9.]|{short}|,[0-9])[\s\S]*)");
    let figure_alone = format!(r"{number}(?![0-9.]|{short})\s*(?:%|\p{{L}}*)\s*$");
    format!(r"\s*(?:{compared}|(?![\s<>=≤≥])(?!{figure_alone})[\s\S]+)")
}

impl FromScalar for Target {
    const FORMAT: &'static Format = &Format {
        name: "target",
        expected: "a comparison such as `< 2` or `>= 99.9`, a range such as `4-6`, or words",
        words: &[],
        json: Json::form(form).or(&["string", "boolean"]),
        refers: Refers::Never,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let text = scalar.text.trim();
        if let Some((sign, comparison)) = SIGNS.iter().find(|(sign, _)| text.starts_with(sign)) {
            let after = text[sign.len()..].trim_start();
            let is_words = after.starts_with(char::is_alphabetic) && !after.contains(|c: char| c.is_ascii_digit());
            return if is_words { Ok(Self::Words(text.into())) } else { Self::compared(*comparison, after) };
        }
        if let Some(range) = Self::range(text)? {
            return Ok(range);
        }
        match leading_number(text) {
            Ok(Some((_, rest))) if is_unit(rest.trim()) => {
                Err(Refusal::because("it does not say which side of the figure is good"))
            }
            _ if text.is_empty() => Err(Refusal::default()),
            _ => Ok(Self::Words(text.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str) -> Result<Target, Option<String>> {
        Target::from_scalar(&Scalar::new(text, true, text)).map_err(|refusal| refusal.reason)
    }

    /// "comparison number|rest", "least..most|rest" or the words.
    fn shown(text: &str) -> String {
        match target(text) {
            Ok(Target::Figure { comparison, number, rest }) => format!("{comparison} {}|{rest}", number.text),
            Ok(Target::Within { least, most, rest }) => format!("{}..{}|{rest}", least.text, most.text),
            Ok(Target::Words(words)) => words.into(),
            Err(reason) => format!("refused: {}", reason.unwrap_or_default()),
        }
    }

    #[test]
    fn figures_ranges_and_words() {
        for (text, expected) in [
            ("< 2", "< 2|"),
            ("<2 minute average", "< 2| minute average"),
            (">80% daily active usage", "> 80|% daily active usage"),
            (">4.5/5 rating", "> 4.5|/5 rating"),
            ("≥ 99.90", "≥ 99.90|"),
            ("> -3", "> -3|"),
            ("= 0", "= 0|"),
            ("4-6", "4..6|"),
            ("4 – 6 h", "4..6|h"),
            ("-5..-2", "-5..-2|"),
            ("Monthly ROI calculation", "Monthly ROI calculation"),
            ("24/7 cover", "24/7 cover"),
            ("300%+ ROI", "300%+ ROI"),
            ("2026-05-20", "2026-05-20"),
            ("> last year", "> last year"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn slips_are_refused() {
        for (text, reason) in [
            ("80", "it does not say which side of the figure is good"),
            ("99.9 %", "it does not say which side of the figure is good"),
            ("2min", "it does not say which side of the figure is good"),
            ("=> 80", ""),
            ("<", ""),
            ("", ""),
            ("< 2,5", "a number has a point, and no commas"),
            ("> 1,000 pages", "a number has a point, and no commas"),
            ("> 3k", "a number is written out, as readings are"),
            ("6-4", "the smaller end of a range comes first"),
        ] {
            assert_eq!(shown(text), format!("refused: {reason}"), "{text}");
        }
    }

    #[test]
    fn readings_are_on_one_side_or_between() {
        let met = |text, reading| target(text).expect("a target").is_met_by(reading);
        assert_eq!((met("< 2", 2.0), met("< 2", 1.9)), (Some(false), Some(true)));
        assert_eq!((met("<= 2", 2.0), met(">= 2", 2.0), met("> 2", 2.0)), (Some(true), Some(true), Some(false)));
        assert_eq!((met("4-6", 4.0), met("4-6", 6.0), met("4-6", 6.1)), (Some(true), Some(true), Some(false)));
        assert_eq!((met("= 0.3", 0.1 + 0.2), met("= 0.3", 0.31)), (Some(true), Some(false)));
        assert_eq!(met("Better than before", 3.0), None);
    }
}
