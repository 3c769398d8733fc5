//! A phrase with what stands in its places, kept until it is known in which language it is said.

use super::words::{ENGLISH, Words};
use ecow::EcoString;
use jiff::civil::Date;
use std::fmt;

/// A phrase of ours, with values for its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saying {
    phrase: &'static str,
    values: Vec<(&'static str, Part)>,
}

/// What stands in a place of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Words that are the same in every language: names, figures, what an author wrote.
    Text(EcoString),
    /// A day.
    Day(Date),
    /// Another phrase.
    Saying(Saying),
    /// Several, one after another.
    List(Vec<&'static str>),
}

impl Saying {
    /// The same with `part` in this place.
    #[must_use]
    pub fn with(mut self, place: &'static str, part: impl Into<Part>) -> Self {
        self.values.push((place, part.into()));
        self
    }
}

impl Saying {
    /// Words that are the same in every language.
    #[must_use]
    pub fn text(text: &EcoString) -> Self {
        Self { phrase: "{text}", values: vec![("text", Part::Text(text.clone()))] }
    }
}

impl From<&EcoString> for Saying {
    fn from(text: &EcoString) -> Self {
        Self::text(text)
    }
}

impl From<&'static str> for Saying {
    fn from(phrase: &'static str) -> Self {
        Self { phrase, values: Vec::new() }
    }
}

impl From<Date> for Part {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<Saying> for Part {
    fn from(saying: Saying) -> Self {
        Self::Saying(saying)
    }
}

impl From<EcoString> for Part {
    fn from(text: EcoString) -> Self {
        Self::Text(text)
    }
}

impl From<&EcoString> for Part {
    fn from(text: &EcoString) -> Self {
        Self::Text(text.clone())
    }
}

impl From<u32> for Part {
    fn from(number: u32) -> Self {
        Self::Text(ecow::eco_format!("{number}"))
    }
}

impl Words {
    /// `saying` in this language.
    #[must_use]
    pub fn saying(&self, saying: &Saying) -> EcoString {
        let said = |(place, part): &(&'static str, Part)| {
            let part = match part {
                Part::Text(text) => text.clone(),
                Part::Day(day) => self.day(*day),
                Part::Saying(inner) => self.saying(inner),
                Part::List(phrases) => {
                    phrases.iter().map(|phrase| self.say(phrase)).collect::<Vec<_>>().join(", ").into()
                }
            };
            (*place, part)
        };
        let values: Vec<(&str, EcoString)> = saying.values.iter().map(said).collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(place, value)| (*place, value.as_str())).collect();
        self.fill(saying.phrase, &values)
    }
}

/// In English.
impl fmt::Display for Saying {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&ENGLISH.saying(self))
    }
}
