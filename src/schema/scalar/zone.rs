//! The name of a time zone, as the bundled database has it, so that it means the same on every machine.

use crate::diagnostic::nearest;
use crate::schema::node::Scalar;
use crate::schema::read::{FromScalar, Refusal};
use crate::schema::shape::{Format, Json, Refers};
use ecow::EcoString;
use jiff::tz::TimeZoneDatabase;

/// A time zone by its name: `Europe/Lisbon`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ZoneName(pub EcoString);

impl FromScalar for ZoneName {
    const FORMAT: &'static Format = &Format {
        name: "time zone",
        expected: "a time zone such as `Europe/Lisbon`",
        words: &[],
        json: Json { form: Some(form), ..Json::TEXT },
        refers: Refers::Never,
    };

    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal> {
        let name = scalar.text.trim();
        let zones = TimeZoneDatabase::bundled();
        if zones.get(name).is_ok() {
            return Ok(Self(name.into()));
        }
        Err(Refusal { reason: Some("there is no such zone".to_owned()), meant: meant(name, &zones) })
    }
}

/// What the name of a zone looks like: as one of those there are.
fn form() -> String {
    let zones = TimeZoneDatabase::bundled();
    let mut names: Vec<String> = zones.available().map(|zone| zone.to_string().replace('+', "\\+")).collect();
    names.sort_unstable();
    format!("({})", names.join("|"))
}

/// The zone of nearly this name, or of the city that it ends with.
fn meant(name: &str, zones: &TimeZoneDatabase) -> Option<String> {
    let known: Vec<String> = zones.available().map(|zone| zone.to_string()).collect();
    let city = |zone: &&String| {
        let city = zone.rsplit_once('/').map_or("", |(_, city)| city);
        city.eq_ignore_ascii_case(&name.replace(' ', "_"))
    };
    let by_city = known.iter().filter(city).min();
    let near = || nearest(name, known.iter().filter(|zone| zone.contains('/')).map(String::as_str)).map(str::to_owned);
    by_city.cloned().or_else(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_those_of_the_database() {
        let zone = |text: &str| ZoneName::from_scalar(&Scalar::new(text, false, text)).map_err(|refusal| refusal.meant);
        for known in ["Europe/Lisbon", "europe/lisbon", "UTC", "Asia/Riyadh", "America/Argentina/Buenos_Aires"] {
            assert!(zone(known).is_ok(), "{known}");
        }
        for (slip, meant) in [
            ("Europe/Lisabon", Some("Europe/Lisbon")),
            ("Lisbon", Some("Europe/Lisbon")),
            ("new york", Some("America/New_York")),
            ("CEST+1", None),
        ] {
            assert_eq!(zone(slip), Err(meant.map(str::to_owned)), "{slip}");
        }
    }
}
