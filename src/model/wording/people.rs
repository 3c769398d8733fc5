//! What is said of training and support.

use super::{Status, StatusId, status};
use crate::schema::things::Training;
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

#[cfg(test)]
mod tests {
    use crate::model::wording::ENGLISH;
    use crate::schema::node::Scalar;
    use crate::schema::read::FromScalar as _;
    use crate::schema::scalar::Duration;

    #[test]
    fn waits_are_in_hours_and_rhythms_without_a_one() {
        let of = |text: &str| Duration::from_scalar(&Scalar::new(text, false, text)).expect("a length");
        let waits: Vec<_> = ["30m", "1h", "2h", "90m", "1d"].iter().map(|text| ENGLISH.wait(of(text))).collect();
        assert_eq!(waits, ["30 min", "1 hour", "2 hours", "90 min", "1 day"]);
        assert_eq!((ENGLISH.every(of("1mo")), ENGLISH.every(of("2w"))), ("every month".into(), "every 2 weeks".into()));
    }
}
