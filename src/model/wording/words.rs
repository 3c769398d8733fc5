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
}

/// English, which needs no phrases.
pub static ENGLISH: Words = Words { phrases: BTreeMap::new() };

impl Words {
    /// The language that says `phrases`, each by its English.
    #[must_use]
    pub fn new(phrases: BTreeMap<EcoString, EcoString>) -> Self {
        Self { phrases }
    }

    /// The phrase in this language.
    #[must_use]
    pub fn say<'a>(&'a self, phrase: &'a str) -> &'a str {
        self.phrases.get(phrase).map_or(phrase, EcoString::as_str)
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

    /// A counted thing: `one` where it is one, else `many`, both with the place `{n}`.
    #[must_use]
    pub fn count(&self, n: u32, one: &str, many: &str) -> EcoString {
        self.fill(if n == 1 { one } else { many }, &[("n", &n.to_string())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_language_lacks_is_said_in_english() {
        let phrases = [("Done", "Erledigt"), ("{done} of {total}", "{done} von {total}")];
        let german = Words::new(phrases.map(|(english, german)| (english.into(), german.into())).into());
        assert_eq!((german.say("Done"), german.say("Open")), ("Erledigt", "Open"));
        assert_eq!(german.fill("{done} of {total}", &[("done", "{total}"), ("total", "5")]), "{total} von 5");
        assert_eq!(german.fill("a {hole} {", &[]), "a {hole} {");
        assert_eq!(ENGLISH.count(1, "{n} week", "{n} weeks"), "1 week");
        assert_eq!(ENGLISH.count(2, "{n} week", "{n} weeks"), "2 weeks");
    }
}
