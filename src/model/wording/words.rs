//! The language in which something is said: phrases by what they are in English, with places for what varies.
//!
//! As with gettext, the English phrase is its own name, so code and templates can be read, and what a language lacks is
//! said in English. Which languages there are is for whoever has their files to say.

use ecow::EcoString;
use std::collections::BTreeMap;

/// The words of one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Words {
    /// Phrases by their English. Places in braces (`{day}`) have the same names in both.
    phrases: BTreeMap<EcoString, EcoString>,
    /// The code of the language, in lower case; nothing for English.
    #[serde(skip)]
    code: EcoString,
}

/// English, which needs no phrases.
pub static ENGLISH: Words = Words { phrases: BTreeMap::new(), code: EcoString::new() };

/// Stands between a phrase and what tells it from another that is the same in English: `trainer|By`.
const APART: char = '|';

impl Words {
    /// The language of this code that says `phrases`, each by its English.
    #[must_use]
    pub fn new(code: &str, phrases: BTreeMap<EcoString, EcoString>) -> Self {
        Self { phrases, code: code.into() }
    }

    /// True where nothing is said otherwise than in English.
    #[must_use]
    pub fn are_english(&self) -> bool {
        self.phrases.is_empty()
    }

    /// What this language has for a phrase.
    #[must_use]
    pub fn find(&self, phrase: &str) -> Option<&str> {
        self.phrases.get(phrase).map(EcoString::as_str)
    }

    /// The phrase in this language. Where English has one word for what others have two for, `phrase` begins with which of
    /// them is meant: `trainer|By`.
    #[must_use]
    pub fn say<'a>(&'a self, phrase: &'a str) -> &'a str {
        let english = || phrase.split_once(APART).map_or(phrase, |(_, phrase)| phrase);
        self.find(phrase).unwrap_or_else(english)
    }

    /// The phrase in this language, with `values` in their places. What stands in braces in a value stays as it is.
    #[must_use]
    pub fn fill(&self, phrase: &str, values: &[(&str, &str)]) -> EcoString {
        let mut rest = self.say(phrase);
        let mut said = EcoString::with_capacity(rest.len() + 16);
        while let Some(start) = rest.find('{') {
            let (before, place) = rest.split_at(start);
            said.push_str(before);
            let filled = place[1..].split_once('}').and_then(|(name, after)| {
                let (_, value) = values.iter().find(|(known, _)| *known == name)?;
                Some((*value, after))
            });
            match filled {
                Some((value, after)) => {
                    said.push_str(value);
                    rest = after;
                }
                None => {
                    said.push('{');
                    rest = &place[1..];
                }
            }
        }
        said.push_str(rest);
        said
    }

    /// The name of a thing, as it stands within a line.
    #[must_use]
    pub fn noun(&self, phrase: &str) -> EcoString {
        let said = self.say(phrase);
        if self.code.starts_with("de") { said.into() } else { said.to_lowercase().into() }
    }

    /// True where nothing is said as one is: "0 semaine".
    fn has_singular_zero(&self) -> bool {
        self.code.starts_with("fr") || matches!(self.code.as_str(), "pt" | "pt-br")
    }

    /// A counted thing: `one` where it is one, else `many`, both with the place `{n}`.
    #[must_use]
    pub fn count(&self, n: u32, one: &str, many: &str) -> EcoString {
        let is_one = n == 1 || n == 0 && self.has_singular_zero();
        self.fill(if is_one { one } else { many }, &[("n", &n.to_string())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_language_lacks_is_said_in_english() {
        let phrases = [("Done", "Erledigt"), ("{done} of {total}", "{done} von {total}")];
        let german = Words::new("de", phrases.map(|(english, german)| (english.into(), german.into())).into());
        assert_eq!((german.say("Done"), german.say("Open")), ("Erledigt", "Open"));
        assert_eq!(german.fill("{done} of {total}", &[("done", "{total}"), ("total", "5")]), "{total} von 5");
        assert_eq!(german.fill("a {hole} {", &[]), "a {hole} {");
        assert_eq!(ENGLISH.count(1, "{n} week", "{n} weeks"), "1 week");
        assert_eq!(ENGLISH.count(2, "{n} week", "{n} weeks"), "2 weeks");
    }

    #[test]
    fn nothing_is_many_in_english_and_one_in_french() {
        let phrases = [("{n} week", "{n} semaine"), ("{n} weeks", "{n} semaines")];
        let french = Words::new("fr", phrases.map(|(english, french)| (english.into(), french.into())).into());
        let said = |words: &Words| [0, 1, 2].map(|n| words.count(n, "{n} week", "{n} weeks"));
        assert_eq!(said(&french), ["0 semaine", "1 semaine", "2 semaines"]);
        assert_eq!(said(&ENGLISH), ["0 weeks", "1 week", "2 weeks"]);
    }

    #[test]
    fn what_english_has_one_word_for_may_have_two() {
        let phrases = [("By", "Bis"), ("trainer|By", "Durch")];
        let german = Words::new("de", phrases.map(|(english, german)| (english.into(), german.into())).into());
        assert_eq!((german.say("By"), german.say("trainer|By"), german.say("who|By")), ("Bis", "Durch", "By"));
        assert_eq!(ENGLISH.say("trainer|By"), "By");
    }
}
