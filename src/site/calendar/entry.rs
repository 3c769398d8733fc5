//! One entry of a calendar, and how its lines are written: escaped, folded at 75 bytes, ended by CR and LF.

use jiff::civil::{Date, DateTime};
use std::fmt::Write as _;

/// How long a line may be, in bytes, its end aside.
const LONGEST: usize = 75;

/// When something is.
pub(super) enum When {
    /// From a time to another, on these days where it comes back.
    Hours { start: DateTime, end: DateTime, days: Vec<Date> },
    /// Whole days, on these where it comes back.
    Days { first: Date, last: Date, days: Vec<Date> },
}

impl When {
    /// The first and last moment, where it has a time of day.
    pub(super) fn hours(&self) -> Option<(DateTime, DateTime)> {
        match self {
            Self::Hours { start, end, days } => {
                let last = days.last().map_or(*end, |day| day.to_datetime(end.time()).max(*end));
                Some((*start, last))
            }
            Self::Days { .. } => None,
        }
    }

    fn days(&self) -> &[Date] {
        match self {
            Self::Hours { days, .. } | Self::Days { days, .. } => days,
        }
    }
}

/// An entry.
pub(super) struct Entry {
    /// What tells it from all others, now and when it has been moved.
    pub(super) name: String,
    pub(super) when: When,
    title: String,
    lines: Vec<String>,
    place: Option<String>,
    page: Option<String>,
}

impl Entry {
    pub(super) fn new(name: String, when: When, title: String) -> Self {
        Self { name, when, title, lines: Vec::new(), place: None, page: None }
    }

    pub(super) fn lines(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.lines.extend(lines);
        self
    }

    pub(super) fn place(self, place: Option<String>) -> Self {
        Self { place, ..self }
    }

    pub(super) fn at(self, page: Option<String>) -> Self {
        Self { page, ..self }
    }

    /// Writes it. `today` is when it was written, for programs that ask which of two is newer.
    pub(super) fn push(&self, zone: Option<&str>, today: Date, text: &mut String) {
        push_line("BEGIN:VEVENT", text);
        push_line(&format!("UID:{}", escaped(&self.name)), text);
        push_line(&format!("DTSTAMP:{}T000000Z", day(today)), text);
        match &self.when {
            When::Hours { start, end, .. } => {
                let zone = zone.map(|zone| format!(";TZID={zone}")).unwrap_or_default();
                push_line(&format!("DTSTART{zone}:{}", moment(*start)), text);
                push_line(&format!("DTEND{zone}:{}", moment(*end)), text);
                let at = |date: &Date| moment(date.to_datetime(start.time()));
                push_repeats(self.when.days(), &format!("RDATE{zone}"), &at, text);
            }
            When::Days { first, last, .. } => {
                push_line(&format!("DTSTART;VALUE=DATE:{}", day(*first)), text);
                push_line(&format!("DTEND;VALUE=DATE:{}", day(last.tomorrow().unwrap_or(*last))), text);
                push_repeats(self.when.days(), "RDATE;VALUE=DATE", &|date: &Date| day(*date), text);
                push_line("TRANSP:TRANSPARENT", text);
            }
        }
        push_line(&format!("SUMMARY:{}", escaped(&self.title)), text);
        if !self.lines.is_empty() {
            push_line(&format!("DESCRIPTION:{}", escaped(&self.lines.join("\n"))), text);
        }
        if let Some(place) = &self.place {
            push_line(&format!("LOCATION:{}", escaped(place)), text);
        }
        if let Some(page) = &self.page {
            push_line(&format!("URL:{}", without_controls(page)), text);
        }
        push_line("END:VEVENT", text);
    }
}

/// How something comes back: by a rule where its days follow one, else day by day.
fn push_repeats(days: &[Date], list: &str, written: &dyn Fn(&Date) -> String, text: &mut String) {
    if days.len() < 2 {
        return;
    }
    if let Some(rule) = rule(days) {
        push_line(&format!("RRULE:{rule};COUNT={}", days.len()), text);
    } else {
        let days: Vec<String> = days[1..].iter().map(written).collect();
        push_line(&format!("{list}:{}", days.join(",")), text);
    }
}

/// The rule that gives exactly these days.
fn rule(days: &[Date]) -> Option<String> {
    let gaps = || days.windows(2).map(|pair| (pair[1] - pair[0]).get_days());
    let gap = gaps().next().filter(|gap| *gap > 0 && gaps().all(|other| other == *gap));
    if let Some(weeks) = gap.filter(|gap| gap % 7 == 0).map(|gap| gap / 7) {
        return Some(format!("FREQ=WEEKLY;INTERVAL={weeks}"));
    }
    let month = |date: &Date| i32::from(date.year()) * 12 + i32::from(date.month());
    let months = || days.windows(2).map(|pair| month(&pair[1]) - month(&pair[0]));
    let is_same_day = days.iter().all(|date| date.day() == days[0].day());
    let months = months().next().filter(|gap| is_same_day && *gap > 0 && months().all(|other| other == *gap));
    let by_month = months.map(|months| format!("FREQ=MONTHLY;INTERVAL={months}"));
    by_month.or_else(|| gap.map(|days| format!("FREQ=DAILY;INTERVAL={days}")))
}

/// `20260303`.
fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

/// `20260303T150000`.
pub(super) fn moment(at: DateTime) -> String {
    format!("{}T{:02}{:02}{:02}", day(at.date()), at.hour(), at.minute(), at.second())
}

/// Text as a value: what ends or divides one gets a backslash.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.trim_end().chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            _ if letter.is_control() => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

fn without_controls(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// Writes a line, folded where it is too long: between two letters, never in one.
pub(super) fn push_line(line: &str, text: &mut String) {
    let mut length = 0;
    for letter in line.chars() {
        if length + letter.len_utf8() > LONGEST {
            text.push_str("\r\n ");
            length = 1;
        }
        let _ = text.write_char(letter);
        length += letter.len_utf8();
    }
    text.push_str("\r\n");
}
