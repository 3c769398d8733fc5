//! Days, times of day and weeks of a project.
//!
//! Dates are ISO 8601 and without a zone: the engagement says in which zone it is. Nothing here knows what day it is.

use super::duration::{AMOUNT, Amount};
use crate::schema::node::Scalar;
use crate::schema::read::{FromScalar, Refusal};
use crate::schema::shape::{Format, Json, Refers};
use jiff::civil::{Date, Time, Weekday};

pub(super) const fn time_format(name: &'static str, expected: &'static str, json: Json) -> Format {
    Format { name, expected, words: &[], json, refers: Refers::Never }
}

/// A day that there is, as a regular expression.
pub(super) const DATE: &str = "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])\
    |(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))\
    |(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)";

/// A time of day, as a regular expression.
const TIME: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";

/// A week that a plan may have, as a regular expression.
const WEEK: &str = "\\s*0*(?:[1-9][0-9]?|[1-4][0-9]{2}|5[01][0-9]|520)\\s*";

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl FromScalar for Date {
    const FORMAT: &'static Format =
        &time_format("date", "a date such as 2026-03-02", Json::form(|| DATE.to_owned()).called("date"));

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        parse_date(&scalar.text)
    }
}

fn parse_date(text: &str) -> Result<Date, Refusal> {
    // Other tools write a day with its hours, as `2026-03-02T10:00:00Z`.
    if let Some((day, time)) = text.split_at_checked(10)
        && time.starts_with(['T', 't', ' '])
        && parse_date(day).is_ok()
    {
        return Err(Refusal { meant: Some(day.to_owned()), reason: Some("a day has no hours".to_owned()) });
    }
    let [year, month, day] = text.split('-').collect::<Vec<_>>()[..] else {
        return Err(Refusal { reason: None, meant: other_order(text) });
    };
    let number = |text: &str, digits: usize| {
        (text.len() <= digits && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<i16>().ok()).flatten()
    };
    let (Some(year_number), Some(month_number), Some(day_number)) = (number(year, 4), number(month, 2), number(day, 2))
    else {
        return Err(Refusal::default());
    };
    if year.len() < 4 {
        return Err(Refusal::default());
    }
    let narrow = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
    let (month_number, day_number) = (narrow(month_number), narrow(day_number));
    let Ok(first) = Date::new(year_number, month_number, 1) else {
        return Err(Refusal::because(format!("there is no month {month_number}")));
    };
    let date = Date::new(year_number, month_number, day_number).map_err(|_| {
        let name = MONTHS.get(usize::try_from(month_number - 1).unwrap_or_default()).copied().unwrap_or_default();
        Refusal::because(format!("{name} {year_number} has {} days", first.days_in_month()))
    })?;
    if (month.len(), day.len()) == (2, 2) {
        Ok(date)
    } else {
        Err(Refusal { meant: Some(date.to_string()), reason: Some("two digits for month and day".to_owned()) })
    }
}

impl FromScalar for Time {
    const FORMAT: &'static Format =
        &time_format("time", "a time of day such as `\"22:00\"`", Json::form(|| TIME.to_owned()));

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        parse_time(&scalar.text).ok_or_else(Refusal::default)
    }
}

/// What a date in another order means, where it can be only one day: `2026/03/02`, `02.03.2026`, `13/03/2026`.
fn other_order(text: &str) -> Option<String> {
    let sign = ['/', '.'].into_iter().find(|sign| text.contains(*sign))?;
    let parts: Vec<&str> = text.split(sign).collect();
    let [first, middle, last] = parts[..] else { return None };
    let number = |part: &str| part.parse::<u8>().ok();
    let (year, month, day) = if first.len() == 4 {
        (first, middle, last)
    } else if sign == '.' || number(first)? > 12 {
        (last, middle, first)
    } else if number(middle)? > 12 {
        (last, first, middle)
    } else {
        return None;
    };
    let meant = format!("{year}-{:02}-{:02}", number(month)?, number(day)?);
    parse_date(&meant).is_ok().then_some(meant)
}

fn parse_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// A day, and the time where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    /// The day.
    pub date: Date,
    /// The time of that day, in the engagement's zone.
    pub time: Option<Time>,
}

impl FromScalar for Moment {
    const FORMAT: &'static Format = &time_format(
        "date and time",
        "a date and time such as 2026-03-03T15:00",
        Json::form(|| format!("{DATE}(?:[T ]{TIME}(?::00)?)?")),
    );

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let Some((date, time)) = scalar.text.split_once(['T', ' ']) else {
            return Ok(Self { date: parse_date(&scalar.text)?, time: None });
        };
        let date = parse_date(date)?;
        let time = parse_time(time.strip_suffix(":00").filter(|rest| rest.len() == 5).unwrap_or(time));
        match time {
            Some(_) => Ok(Self { date, time }),
            None => Err(Refusal::because("the time is local and has hours and minutes")),
        }
    }
}

/// Weeks of the plan, from 1: `3` or `1-2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weeks {
    /// The first.
    pub first: u16,
    /// The last; the same for one week.
    pub last: u16,
}

impl FromScalar for Weeks {
    const FORMAT: &'static Format = &time_format(
        "weeks",
        "a week such as `3`, or weeks such as `1-2`",
        Json::form(|| format!("{WEEK}(?:[-–]{WEEK})?")).or(&["string", "integer"]).within(1, Some(520)),
    );

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        /// Ten years: a plan that is longer was mistyped.
        const MOST: u16 = 520;
        let text = scalar.text.replace("–", "-");
        let (first, last) = text.split_once('-').unwrap_or((&text, &text));
        let week = |text: &str| match text.trim() {
            digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse::<u16>().map_err(|_| Refusal::default())
            }
            _ => Err(Refusal::default()),
        };
        let (first, last) = (week(first)?, week(last)?);
        if first == 0 {
            return Err(Refusal::because("weeks count from 1"));
        }
        if last < first {
            return Err(Refusal::because("the first week comes first"));
        }
        if last > MOST {
            return Err(Refusal::because(format!("a plan has at most {MOST} weeks")));
        }
        Ok(Self { first, last })
    }
}

/// A place in the hours around a cutover: `T-2h`, `T+0`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Offset {
    /// Minutes after the moment of the cutover; negative before it.
    pub minutes: i32,
}

impl FromScalar for Offset {
    const FORMAT: &'static Format = &time_format(
        "offset",
        "an offset such as `T-2h`, `T+0` or `T+30m`",
        Json::form(|| format!("T[+-]?(?:0|{AMOUNT})?")),
    );

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let parsed = (|| {
            let rest = scalar.text.strip_prefix('T')?;
            let (sign, amount) = match rest.strip_prefix('-') {
                Some(amount) => (-1, amount),
                None => (1, rest.strip_prefix('+').unwrap_or(rest)),
            };
            if amount.is_empty() || amount == "0" {
                return Some(0);
            }
            let (amount, _) = Amount::parse(amount, None)?;
            Some(sign * i32::try_from(amount.in_minutes()).ok()?)
        })();
        parsed.map(|minutes| Self { minutes }).ok_or_else(Refusal::default)
    }
}

/// A time that comes back each week: `Tuesday 10:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WeekTime {
    /// The day of the week.
    pub weekday: Weekday,
    /// The time of that day.
    pub time: Option<Time>,
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// A day of the week in capitals or not, by three letters or more, as a regular expression.
fn any_case(name: &str) -> String {
    let letters: Vec<String> =
        name.chars().map(|letter| format!("[{}{letter}]", letter.to_ascii_uppercase())).collect();
    let (first, rest) = letters.split_at(3);
    let rest = rest.iter().rev().fold(String::new(), |rest, letter| format!("(?:{letter}{rest})?"));
    first.concat() + &rest
}

impl FromScalar for WeekTime {
    const FORMAT: &'static Format = &time_format(
        "time of the week",
        "a day and time such as `Tuesday 10:00`",
        Json::form(|| format!("(?:{})(?: \\s*{TIME}\\s*)?", WEEKDAYS.map(|(name, _)| any_case(name)).join("|"))),
    );

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let (day, time) =
            scalar.text.split_once(' ').map_or((scalar.text.as_str(), None), |(day, time)| (day, Some(time)));
        let day = day.to_lowercase();
        let found = WEEKDAYS.iter().find(|(name, _)| *name == day || (day.len() >= 3 && name.starts_with(&day)));
        let weekday = found.map(|(_, weekday)| *weekday).ok_or_else(Refusal::default)?;
        let time = match time {
            None => None,
            Some(time) => Some(parse_time(time.trim()).ok_or_else(Refusal::default)?),
        };
        Ok(Self { weekday, time })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain<T: FromScalar>(text: &str) -> Result<T, Refusal> {
        T::from_scalar(&Scalar::new(text, false, text))
    }

    #[test]
    fn refusals_say_why() {
        let why = |text| plain::<Date>(text).err().and_then(|refusal| refusal.reason);
        assert_eq!(why("2026-02-30").as_deref(), Some("February 2026 has 28 days"));
        assert_eq!(why("2028-02-30").as_deref(), Some("February 2028 has 29 days"));
        assert_eq!(why("2026-13-01").as_deref(), Some("there is no month 13"));
        assert_eq!(why("2026-3-2").as_deref(), Some("two digits for month and day"));
        assert_eq!(why("2.3.2026"), None);
        assert!(plain::<Date>("2026-03-02").is_ok());
    }

    #[test]
    fn moments_offsets_and_weekdays() {
        assert!(plain::<Moment>("2026-03-03T15:00").is_ok_and(|moment| moment.time.is_some()));
        assert!(plain::<Moment>("2026-03-03 15:00:00").is_ok_and(|moment| moment.time.is_some()));
        assert!(plain::<Moment>("2026-03-03").is_ok_and(|moment| moment.time.is_none()));
        assert!(plain::<Moment>("2026-03-03T25:00").is_err());
        assert_eq!(plain::<Offset>("T-2h").ok(), Some(Offset { minutes: -120 }));
        assert_eq!(plain::<Offset>("T+0").ok(), Some(Offset { minutes: 0 }));
        assert!(plain::<Offset>("2h").is_err());
        assert!(plain::<WeekTime>("Tuesday 10:00").is_ok_and(|time| time.weekday == Weekday::Tuesday));
        assert!(plain::<WeekTime>("Tue").is_ok());
        assert!(plain::<WeekTime>("Noday 10:00").is_err());
        assert_eq!(plain::<Weeks>("1-2").ok(), Some(Weeks { first: 1, last: 2 }));
        assert!(plain::<Weeks>("0").is_err() && plain::<Weeks>("2-1").is_err() && plain::<Weeks>("9999").is_err());
    }
}
