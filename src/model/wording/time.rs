//! How days, hours and lengths of time are said, and what hangs on a day.

use super::saying::Saying;
use super::words::{ENGLISH, Words};
use crate::model::engagement::{AgendaTopic, Confirmation, Engagement, Meeting, People, Period, Task};
use crate::schema::kind::Kind;
use crate::schema::scalar::{Amount, Cause, Duration, Moment};
use crate::schema::things::TaskState;
use ecow::{EcoString, eco_format};
use jiff::civil::{Date, Time};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

fn month(date: Date) -> &'static str {
    MONTHS[usize::from(date.month().unsigned_abs() - 1)]
}

fn weekday(date: Date) -> &'static str {
    WEEKDAYS[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())]
}

impl Words {
    /// "24 Apr 2026".
    #[must_use]
    pub fn day(&self, date: Date) -> EcoString {
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.fill("{day} {month} {year}", &[("day", &day), ("month", self.say(month(date))), ("year", &year)])
    }

    /// "24 Apr", or with the year where it is not that of `today`.
    #[must_use]
    pub fn near_day(&self, date: Date, today: Date) -> EcoString {
        if date.year() != today.year() {
            return self.day(date);
        }
        self.fill("{day} {month}", &[("day", &date.day().to_string()), ("month", self.say(month(date)))])
    }

    /// "2 – 13 Mar 2026", with no more of the first day than differs.
    #[must_use]
    pub fn days(&self, period: Period) -> EcoString {
        let Period { start, end } = period;
        let (day, to) = (start.day().to_string(), self.day(end));
        if start == end {
            to
        } else if (start.year(), start.month()) == (end.year(), end.month()) {
            self.fill("{day} – {to}", &[("day", &day), ("to", &to)])
        } else if start.year() == end.year() {
            self.fill("{day} {month} – {to}", &[("day", &day), ("month", self.say(month(start))), ("to", &to)])
        } else {
            eco_format!("{} – {to}", self.day(start))
        }
    }

    /// "Tue 3 Mar 2026, 15:00".
    #[must_use]
    pub fn moment(&self, moment: Moment) -> EcoString {
        let (weekday, day) = (self.say(weekday(moment.date)), self.day(moment.date));
        let date = self.fill("{weekday} {day}", &[("weekday", weekday), ("day", &day)]);
        moment.time.map_or(date.clone(), |time| eco_format!("{date}, {}", clock(time)))
    }

    /// "10–15 min", "90 min", "5 days".
    #[must_use]
    pub fn duration(&self, duration: Duration) -> EcoString {
        let (least, most) = (duration.least, duration.most);
        if least == most {
            return self.amount(least);
        }
        let only_minutes = |amount: Amount| amount.days == 0 && amount.months == 0;
        if only_minutes(least) && only_minutes(most) {
            self.fill("{n} min", &[("n", &format!("{}–{}", least.minutes, most.minutes))])
        } else {
            eco_format!("{} – {}", self.amount(least), self.amount(most))
        }
    }

    fn amount(&self, amount: Amount) -> EcoString {
        let counted = |count: u32, one: &str, many: &str| (count > 0).then(|| self.count(count, one, many));
        let days = if amount.days.is_multiple_of(7) {
            counted(amount.days / 7, "{n} week", "{n} weeks")
        } else {
            counted(amount.days, "{n} day", "{n} days")
        };
        let minutes = counted(amount.minutes, "{n} min", "{n} min");
        let parts = [counted(amount.months, "{n} month", "{n} months"), days, minutes];
        let words: Vec<EcoString> = parts.into_iter().flatten().collect();
        if words.is_empty() { "0 min".into() } else { words.join(" ").into() }
    }

    /// How long one waits: "30 min", "2 hours", "1 day".
    #[must_use]
    pub fn wait(&self, length: Duration) -> EcoString {
        let minutes = length.least.minutes;
        let is_hours = length.least == length.most && length.least.days == 0 && length.least.months == 0;
        if is_hours && minutes >= 60 && minutes.is_multiple_of(60) {
            self.count(minutes / 60, "{n} hour", "{n} hours")
        } else {
            self.duration(length)
        }
    }

    /// How often: "every month", "every 2 weeks".
    #[must_use]
    pub fn every(&self, length: Duration) -> EcoString {
        let whole = (length.least == length.most).then_some(length.least);
        match whole.map(|amount| (amount.months, amount.days, amount.minutes)) {
            Some((n, 0, 0)) if n > 0 => self.count(n, "every month", "every {n} months"),
            Some((0, n, 0)) if n > 0 && n.is_multiple_of(7) => self.count(n / 7, "every week", "every {n} weeks"),
            Some((0, n, 0)) if n > 0 => self.count(n, "every day", "every {n} days"),
            Some((0, 0, n)) if n > 0 && n.is_multiple_of(60) => self.count(n / 60, "every hour", "every {n} hours"),
            _ => self.fill("every {length}", &[("length", &self.wait(length))]),
        }
    }

    /// "in 60 days", "today", "3 days ago".
    #[must_use]
    pub fn days_left(&self, days: i32) -> EcoString {
        match days {
            0 => self.say("today").into(),
            1 => self.say("tomorrow").into(),
            -1 => self.say("yesterday").into(),
            days if days < 0 => self.fill("{n} days ago", &[("n", &days.unsigned_abs().to_string())]),
            days => self.fill("in {n} days", &[("n", &days.to_string())]),
        }
    }

    /// When a meeting is: its moment, how it comes back, or the week it is planned in.
    #[must_use]
    pub fn meeting_time(&self, meeting: &Meeting) -> Option<EcoString> {
        if let Some(at) = meeting.at {
            return Some(self.moment(at));
        }
        let Some(recurrence) = &meeting.recurrence else { return meeting.planned.map(|period| self.days(period)) };
        let every = self.every(recurrence.every);
        let mut letters = every.chars();
        let mut said: EcoString = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
        if let Some(date) = recurrence.days.first() {
            let weekday = self.say(weekday(*date));
            said = self.fill("{every} on {weekday}", &[("every", &said), ("weekday", weekday)]);
        }
        if let Some(time) = recurrence.time {
            said = eco_format!("{said}, {}", clock(time));
        }
        Some(said)
    }

    /// When a topic begins, where it is known; else how far into the meeting.
    #[must_use]
    pub fn topic_time(&self, topic: &AgendaTopic) -> EcoString {
        let into = || eco_format!("+{}", self.fill("{n} min", &[("n", &topic.offset.to_string())]));
        topic.clock.map_or_else(into, clock)
    }

    /// "A. Keller, 21 Apr 2026".
    #[must_use]
    pub fn confirmation(&self, confirmation: &Confirmation, people: &People) -> EcoString {
        let by = confirmation.by.as_ref().map(|party| people.name(party));
        let parts: Vec<EcoString> = by.into_iter().chain(confirmation.date.map(|date| self.day(date))).collect();
        parts.join(", ").into()
    }

    /// What a blocked task waits for: words, or the thing that it names, by its title.
    #[must_use]
    pub fn cause(&self, cause: &Cause, facts: &Engagement) -> EcoString {
        self.saying(&cause_saying(cause, facts))
    }

    /// What is said of a task's last day: when it was done, else when it is due.
    #[must_use]
    pub fn task_day(&self, task: &Task) -> Option<EcoString> {
        let day = match task.state {
            TaskState::Done => task.since,
            TaskState::Dropped => None,
            TaskState::Open | TaskState::Active | TaskState::Blocked => task.due,
        };
        day.map(|day| self.day(day))
    }
}

/// What a blocked task waits for: words, or the thing that it names, by its title.
#[must_use]
pub fn cause_saying(cause: &Cause, facts: &Engagement) -> Saying {
    let reference = match cause {
        Cause::Words(words) => return Saying::text(words),
        Cause::Reference(reference) => reference,
    };
    let plan = &facts.declared.plan;
    let entry = plan.raid.iter().find(|entry| entry.id.as_str() == reference.id).map(|entry| {
        let number = entry.number.as_ref().map(|number| format!(" ({})", number.value)).unwrap_or_default();
        eco_format!("{}{number}", entry.title.value)
    });
    let task = || facts.tasks().find(|task| task.id.as_str() == reference.id).map(|task| task.text.value.clone());
    let milestone = || {
        let named = facts.milestones.iter().find(|milestone| milestone.id.as_str() == reference.id);
        named.map(|milestone| milestone.title.value.clone())
    };
    let title = match reference.kind {
        Kind::Risk | Kind::Issue | Kind::Action | Kind::Dependency | Kind::Decision | Kind::Assumption => entry,
        Kind::Task => task(),
        Kind::Milestone => milestone(),
        _ => None,
    };
    let (phrase, named) = match title {
        Some(title) => ("{kind}: {what}", title),
        None => ("{kind} {what}", reference.id.clone()),
    };
    Saying::from(phrase).with("kind", Saying::from(reference.kind.label())).with("what", named)
}

/// "24 Apr 2026".
#[must_use]
pub fn day(date: Date) -> EcoString {
    ENGLISH.day(date)
}

/// "24 Apr", or with the year where it is not that of `today`.
#[must_use]
pub fn near_day(date: Date, today: Date) -> EcoString {
    ENGLISH.near_day(date, today)
}

/// "2 – 13 Mar 2026", with no more of the first day than differs.
#[must_use]
pub fn days(period: Period) -> EcoString {
    ENGLISH.days(period)
}

/// "15:00".
#[must_use]
pub fn clock(time: Time) -> EcoString {
    eco_format!("{:02}:{:02}", time.hour(), time.minute())
}

/// "10–15 min", "90 min", "5 days".
#[must_use]
pub fn duration(duration: Duration) -> EcoString {
    ENGLISH.duration(duration)
}

/// What a blocked task waits for: words, or the thing that it names, by its title.
#[must_use]
pub fn cause(cause: &Cause, facts: &Engagement) -> EcoString {
    ENGLISH.cause(cause, facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_repeat_nothing() {
        let period = |start, end| days(Period { start, end });
        assert_eq!(period(date(2026, 3, 2), date(2026, 3, 13)), "2 – 13 Mar 2026");
        assert_eq!(period(date(2026, 3, 30), date(2026, 4, 3)), "30 Mar – 3 Apr 2026");
        assert_eq!(period(date(2026, 12, 28), date(2027, 1, 8)), "28 Dec 2026 – 8 Jan 2027");
        assert_eq!(period(date(2026, 3, 2), date(2026, 3, 2)), "2 Mar 2026");
    }

    #[test]
    fn lengths_read_as_people_say_them() {
        let amount = |months, days, minutes| Amount { months, days, minutes };
        let of = |least, most| duration(Duration { least, most });
        assert_eq!(of(amount(0, 0, 10), amount(0, 0, 15)), "10–15 min");
        assert_eq!(of(amount(0, 0, 90), amount(0, 0, 90)), "90 min");
        assert_eq!(of(amount(0, 7, 0), amount(0, 7, 0)), "1 week");
        assert_eq!(of(amount(0, 5, 0), amount(0, 14, 0)), "5 days – 2 weeks");
        assert_eq!(of(amount(3, 0, 0), amount(3, 0, 0)), "3 months");
    }

    #[test]
    fn moments_have_their_weekday() {
        let at = Moment { date: date(2026, 3, 3), time: Some(Time::constant(15, 0, 0, 0)) };
        assert_eq!(ENGLISH.moment(at), "Tue 3 Mar 2026, 15:00");
    }
}
