//! The rules of a time zone, as a calendar wants them beside its times.
//!
//! Where a zone changes its clocks each year by a rule ("the last Sunday of March"), the rule is written, which all programs
//! know; else every change of the time in question is written by itself.

use super::entry::{moment, push_line};
use jiff::civil::{Date, DateTime};
use jiff::tz::{Dst, Offset, TimeZone};
use jiff::{Span, Timestamp};

/// How many years beyond the calendar's end are looked at to see whether there is a rule.
const LOOKED_AHEAD: i64 = 6;

/// The days of the week as rules call them.
const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// A change of the clocks.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Change {
    /// When, by the clock that was shown until then.
    at: DateTime,
    from: Offset,
    to: Offset,
    is_summer: bool,
    name: String,
}

/// Writes what `zone` is like from `first` to `last`.
pub(super) fn push(name: &str, zone: &TimeZone, first: DateTime, last: DateTime, text: &mut String) {
    push_line("BEGIN:VTIMEZONE", text);
    push_line(&format!("TZID:{name}"), text);
    let changes = changes(zone, first, last);
    if changes.is_empty() {
        let info = zone.to_timestamp(first).map(|at| zone.to_offset_info(at));
        if let Ok(info) = info {
            let at = Date::constant(1970, 1, 1).at(0, 0, 0, 0);
            let (from, name) = (info.offset(), info.abbreviation().to_owned());
            push_change(&Change { at, from, to: from, is_summer: false, name }, None, text);
        }
    } else if let Some(rules) = yearly(&changes) {
        for (change, rule) in rules {
            push_change(&change, Some(&rule), text);
        }
    } else {
        let is_in_time = |change: &&Change| change.at <= last;
        changes.iter().filter(is_in_time).for_each(|change| push_change(change, None, text));
    }
    push_line("END:VTIMEZONE", text);
}

/// The last change before `first`, and those after it until some years beyond `last`.
fn changes(zone: &TimeZone, first: DateTime, last: DateTime) -> Vec<Change> {
    let until = last.checked_add(Span::new().years(LOOKED_AHEAD)).unwrap_or(last);
    let (Ok(first), Ok(until)) = (zone.to_timestamp(first), zone.to_timestamp(until)) else { return Vec::new() };
    let change = |at: Timestamp, to: Offset, dst: Dst, name: &str| {
        let before = at.checked_sub(Span::new().nanoseconds(1)).unwrap_or(at);
        let from = zone.to_offset(before);
        Change { at: from.to_datetime(at), from, to, is_summer: dst.is_dst(), name: name.to_owned() }
    };
    let before = zone.preceding(first).next();
    let after = zone.following(first).take_while(|change| change.timestamp() <= until);
    let all = before.into_iter().chain(after);
    all.map(|one| change(one.timestamp(), one.offset(), one.dst(), one.abbreviation())).collect()
}

/// The two changes of each year with their rules, where all follow one.
fn yearly(changes: &[Change]) -> Option<Vec<(Change, String)>> {
    let (summer, winter): (Vec<&Change>, Vec<&Change>) = changes.iter().partition(|change| change.is_summer);
    if summer.len() < 2 || winter.len() < 2 {
        return None;
    }
    let mut rules = Vec::new();
    for group in [winter, summer] {
        let same = |one: &Change| (one.from, one.to, one.at.time(), one.at.month(), one.at.weekday(), one.name.clone());
        let first = group[0];
        let years = group.windows(2).all(|pair| pair[1].at.year() - pair[0].at.year() == 1);
        if !years || !group.iter().all(|one| same(one) == same(first)) {
            return None;
        }
        let which = |at: DateTime| (at.day() - 1) / 7 + 1;
        let is_last = |at: DateTime| at.day() + 7 > at.date().days_in_month();
        let which = if group.iter().all(|one| is_last(one.at)) {
            -1
        } else if group.iter().all(|one| which(one.at) == which(first.at)) {
            which(first.at)
        } else {
            return None;
        };
        let day = DAYS[usize::from(first.at.weekday().to_monday_zero_offset().unsigned_abs())];
        rules.push((first.clone(), format!("FREQ=YEARLY;BYMONTH={};BYDAY={which}{day}", first.at.month())));
    }
    Some(rules)
}

fn push_change(change: &Change, rule: Option<&str>, text: &mut String) {
    let kind = if change.is_summer { "DAYLIGHT" } else { "STANDARD" };
    push_line(&format!("BEGIN:{kind}"), text);
    push_line(&format!("DTSTART:{}", moment(change.at)), text);
    push_line(&format!("TZOFFSETFROM:{}", offset(change.from)), text);
    push_line(&format!("TZOFFSETTO:{}", offset(change.to)), text);
    push_line(&format!("TZNAME:{}", change.name), text);
    if let Some(rule) = rule {
        push_line(&format!("RRULE:{rule}"), text);
    }
    push_line(&format!("END:{kind}"), text);
}

/// `+0100`, with seconds where there are any.
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let rest = if seconds == 0 { String::new() } else { format!("{seconds:02}") };
    format!("{sign}{hours:02}{minutes:02}{rest}")
}
