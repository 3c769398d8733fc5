//! What is said of training and support.

use super::{ENGLISH, Status, StatusId, status};
use crate::schema::scalar::Duration;
use crate::schema::things::Training;
use ecow::EcoString;
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
    ENGLISH.wait(length)
}

/// How often: "every month", "every 2 weeks".
#[must_use]
pub fn every(length: Duration) -> EcoString {
    ENGLISH.every(length)
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
