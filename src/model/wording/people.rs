//! What is said of training and support.

use super::{Status, StatusId, duration, status};
use crate::schema::scalar::Duration;
use crate::schema::things::Training;
use ecow::{EcoString, eco_format};
use jiff::civil::Date;

/// The state of a training.
#[must_use]
pub fn training_status(training: &Training, today: Date) -> Status {
    let is_over = training.date.as_ref().is_some_and(|date| date.value < today);
    match (training.done.as_ref().map(|done| done.value), is_over) {
        (Some(true), _) => status(StatusId::Done, "Held"),
        (_, true) => status(StatusId::Blocked, "Not held"),
        (_, false) => status(StatusId::Open, "Planned"),
    }
}

/// How long one waits: "30 min", "2 hours", "1 day".
#[must_use]
pub fn wait(length: Duration) -> EcoString {
    let minutes = length.least.minutes;
    let is_hours = length.least == length.most && length.least.days == 0 && length.least.months == 0;
    match minutes / 60 {
        0 => duration(length),
        1 if is_hours && minutes == 60 => "1 hour".into(),
        hours if is_hours && minutes.is_multiple_of(60) => eco_format!("{hours} hours"),
        _ => duration(length),
    }
}

/// How often: "every month", "every 2 weeks".
#[must_use]
pub fn every(length: Duration) -> EcoString {
    let length = wait(length);
    eco_format!("every {}", length.strip_prefix("1 ").unwrap_or(&length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::node::Scalar;
    use crate::schema::read::FromScalar as _;

    #[test]
    fn waits_are_in_hours_and_rhythms_without_a_one() {
        let of = |text: &str| Duration::from_scalar(&Scalar::new(text, false, text)).expect("a length");
        let waits: Vec<_> = ["30m", "1h", "2h", "90m", "1d"].iter().map(|text| wait(of(text))).collect();
        assert_eq!(waits, ["30 min", "1 hour", "2 hours", "90 min", "1 day"]);
        assert_eq!((every(of("1mo")), every(of("2w"))), ("every month".into(), "every 2 weeks".into()));
    }
}
