//! Lengths of time: `15m`, `1h30m`, `10-15m`, `5d`, `2w`, `1mo`.

use super::time::time_format;
use crate::schema::node::Scalar;
use crate::schema::read::{FromScalar, Refusal};
use crate::schema::shape::{Format, Json};
use jiff::civil::Date;
use std::fmt;

/// A length of time: calendar months and days are not hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount {
    /// Calendar months.
    pub months: u32,
    /// Calendar days; a week is seven.
    pub days: u32,
    /// Minutes.
    pub minutes: u32,
}

impl Amount {
    /// In minutes; a day has 24 hours and a month 30 days.
    #[must_use]
    pub fn in_minutes(self) -> u32 {
        let days = self.months.saturating_mul(30).saturating_add(self.days);
        days.saturating_mul(24 * 60).saturating_add(self.minutes)
    }

    /// The day that lies this far after `date`; minutes do not count.
    #[must_use]
    pub fn after(self, date: Date) -> Date {
        let span = jiff::Span::new().try_months(self.months).and_then(|span| span.try_days(self.days));
        span.and_then(|span| date.checked_add(span)).unwrap_or(Date::MAX)
    }

    /// Reads `1h30m`; a number without a unit has that of `fallback`.
    pub(super) fn parse(text: &str, fallback: Option<&str>) -> Option<(Self, String)> {
        let mut amount = Self::default();
        let mut rest = text;
        let mut last_unit = String::new();
        while !rest.is_empty() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let count: u32 = rest[..digits].parse().ok()?;
            rest = &rest[digits..];
            let letters = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_lowercase()).len();
            let unit = if letters == 0 { fallback? } else { &rest[..letters] };
            rest = &rest[letters..];
            let (field, factor) = match unit {
                "m" => (&mut amount.minutes, 1),
                "h" => (&mut amount.minutes, 60),
                "d" => (&mut amount.days, 1),
                "w" => (&mut amount.days, 7),
                "mo" => (&mut amount.months, 1),
                "y" => (&mut amount.months, 12),
                _ => return None,
            };
            *field = count.checked_mul(factor)?.checked_add(*field).filter(|total| *total <= 1_000_000)?;
            unit.clone_into(&mut last_unit);
        }
        (!last_unit.is_empty()).then_some((amount, last_unit))
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (self.months / 12, "y"),
            (self.months % 12, "mo"),
            (self.days, "d"),
            (self.minutes / 60, "h"),
            (self.minutes % 60, "m"),
        ];
        if parts.iter().all(|(count, _)| *count == 0) {
            return f.write_str("0m");
        }
        parts.iter().filter(|(count, _)| *count > 0).try_for_each(|(count, unit)| write!(f, "{count}{unit}"))
    }
}

/// A number with its unit, as a regular expression.
const PART: &str = "[0-9]+(?:mo|[mhdwy])";

/// An amount, as a regular expression.
pub(super) const AMOUNT: &str = "(?:[0-9]+(?:mo|[mhdwy]))+";

/// A length of time that may be a range: `10-15m`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    /// At least this long.
    pub least: Amount,
    /// At most this long; the same where it is no range.
    pub most: Amount,
}

impl FromScalar for Duration {
    const FORMAT: &'static Format = &time_format(
        "duration",
        "a duration such as `15m`, `1h30m`, `10-15m`, `5d`, `2w` or `1mo`",
        Json::form(|| format!("{AMOUNT}|{AMOUNT}[-–]{AMOUNT}|(?:{PART})*[0-9]+[-–]{AMOUNT}")),
    );

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let text = scalar.text.replace("–", "-");
        let parsed = match text.split_once('-') {
            None => Amount::parse(&text, None).map(|(amount, _)| Self { least: amount, most: amount }),
            Some((least, most)) => Amount::parse(most, None).and_then(|(most, unit)| {
                let (least, _) = Amount::parse(least, Some(&unit))?;
                Some(Self { least, most })
            }),
        };
        match parsed {
            Some(range) if range.least.in_minutes() > range.most.in_minutes() => {
                Err(Refusal::because("the shorter end comes first"))
            }
            Some(range) => Ok(range),
            None if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => {
                Err(Refusal::because("it has no unit: `m`, `h`, `d`, `w`, `mo` or `y`"))
            }
            None => Err(Refusal { reason: None, meant: in_words(&text) }),
        }
    }
}

/// What `180 days`, `3 weeks` and `quarterly` mean.
fn in_words(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let every = [
        ("daily", "1d"),
        ("weekly", "1w"),
        ("monthly", "1mo"),
        ("quarterly", "3mo"),
        ("yearly", "1y"),
        ("annually", "1y"),
    ];
    if let Some((_, meant)) = every.iter().find(|(word, _)| *word == text) {
        return Some((*meant).to_owned());
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let units = [
        ("min", "m"),
        ("hour", "h"),
        ("hr", "h"),
        ("day", "d"),
        ("week", "w"),
        ("wk", "w"),
        ("month", "mo"),
        ("year", "y"),
    ];
    let (_, unit) = units.iter().find(|(start, _)| unit.trim().starts_with(start))?;
    (digits > 0).then(|| format!("{number}{unit}"))
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.least == self.most { self.most.fmt(f) } else { write!(f, "{}-{}", self.least, self.most) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_amounts_or_ranges() {
        let shown = |text: &str| {
            Duration::from_scalar(&Scalar::new(text, false, text)).map(|duration| duration.to_string()).ok()
        };
        for (text, expected) in [
            ("15m", Some("15m")),
            ("90m", Some("1h30m")),
            ("1h30m", Some("1h30m")),
            ("10-15m", Some("10m-15m")),
            ("45m-1h", Some("45m-1h")),
            ("5d", Some("5d")),
            ("2w", Some("14d")),
            ("1mo", Some("1mo")),
            ("180d", Some("180d")),
            ("15", None),
            ("m", None),
            ("", None),
            ("15-10m", None),
            ("1h 30m", None),
            ("99999999999999m", None),
            ("4294967295w", None),
        ] {
            assert_eq!(shown(text).as_deref(), expected, "{text}");
        }
    }
}
