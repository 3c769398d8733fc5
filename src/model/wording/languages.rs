//! The languages that editions can be in: those that are built in, and those that a book brings along.
//!
//! A language is a file of phrases, `templates/words/de.toml`, each phrase by what it is in English; site and packets share
//! it. What the book says counts before what is built in; so English can be reworded too.

use super::words::Words;
use crate::diagnostic::{Diagnostic, Location, Rule, nearest};
use crate::path::SourcePath;
use crate::schema::node::Value;
use crate::schema::toml;
use crate::source::Sources;
use ecow::EcoString;
use rust_embed::Embed;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where a book keeps files of words. Of two files for one language the later one counts: before sites had languages, packets
/// had theirs beside their templates.
const FOLDERS: [&str; 2] = ["templates/packet/words", "templates/words"];

/// The files of the built-in languages.
#[derive(Embed)]
#[folder = "templates/words"]
#[include = "*.toml"]
struct BuiltIn;

/// The languages by their code, in lower case.
#[derive(Clone, Debug, Default)]
pub struct Languages(BTreeMap<String, Arc<Words>>);

type Phrases = BTreeMap<EcoString, EcoString>;

impl Languages {
    /// Those built in, and over them those of a book. What is never said is reported.
    #[must_use]
    pub fn new(sources: &Sources) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut languages: BTreeMap<String, Phrases> = BTreeMap::new();
        for (name, text) in builtin_words() {
            let path = SourcePath::new(&format!("templates/words/{name}")).expect("a plain path");
            languages.insert(code_of(&name).expect("it ends so"), phrases(&text, &path, None, &mut diagnostics));
        }
        let known: BTreeSet<EcoString> = languages.values().flat_map(BTreeMap::keys).cloned().collect();
        for folder in FOLDERS {
            for path in sources.files.keys() {
                if let Some(code) = path.below(folder).and_then(code_of)
                    && let Some(text) = sources.text(path)
                {
                    let own = phrases(&text, path, Some(&known), &mut diagnostics);
                    languages.entry(code).or_default().extend(own);
                }
            }
        }
        let words = |(code, phrases): (String, Phrases)| {
            let words = Arc::new(Words::new(&code, phrases));
            (code, words)
        };
        (Self(languages.into_iter().map(words).collect()), diagnostics)
    }

    /// The words of a language tag such as `pt-BR`: of exactly that, else of its language, else English.
    #[must_use]
    pub fn of(&self, tag: &str) -> Arc<Words> {
        let tag = tag.to_lowercase();
        let language = tag.split('-').next().unwrap_or_default();
        self.0.get(&tag).or_else(|| self.0.get(language)).cloned().unwrap_or_default()
    }

    /// The codes of the languages there are, English among them.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        let english = (!self.0.contains_key("en")).then_some("en");
        english.into_iter().chain(self.0.keys().map(String::as_str))
    }
}

/// The files of the built-in languages by name: `de.toml`.
#[must_use]
pub fn builtin_words() -> BTreeMap<String, String> {
    let file = |name: std::borrow::Cow<'static, str>| {
        let file = BuiltIn::get(&name)?;
        Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
    };
    BuiltIn::iter().filter_map(file).collect()
}

/// `de` for `de.toml`.
fn code_of(name: &str) -> Option<String> {
    Some(name.strip_suffix(".toml").filter(|code| !code.contains('/'))?.to_lowercase())
}

/// The phrases of a file. With `known` phrases, others are reported: nobody would ever see them.
fn phrases(
    text: &str,
    path: &SourcePath,
    known: Option<&BTreeSet<EcoString>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Phrases {
    let node = toml::parse(text, path).unpack(diagnostics);
    let Value::Map(map) = node.value else { return Phrases::new() };
    let mut phrases = Phrases::new();
    for entry in map.entries {
        let Value::Scalar(said) = entry.value.value else {
            let problem = Diagnostic::new(
                Rule::InvalidValue,
                Some(entry.value.at),
                format!("expected a phrase in quotes for `{}`", entry.key),
            );
            diagnostics.push(problem);
            continue;
        };
        if let Some(known) = known.filter(|known| !known.contains(&entry.key)) {
            diagnostics.push(unknown(&entry.key, entry.key_at, known));
        }
        phrases.insert(entry.key, said.text);
    }
    phrases
}

fn unknown(phrase: &str, at: Location, known: &BTreeSet<EcoString>) -> Diagnostic {
    let problem = Diagnostic::new(Rule::UnknownKey, Some(at), format!("no page and no packet says “{phrase}”"));
    match nearest(phrase, known.iter().map(EcoString::as_str)) {
        Some(meant) => problem.help(format!("Did you mean “{meant}”?")),
        None => problem.help("The files of the built-in languages have every phrase on the left of its `=`."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(files: &[(&str, &str)]) -> Sources {
        let mut sources = Sources::default();
        for (path, text) in files {
            sources.insert_text(SourcePath::new(path).expect("inside"), text);
        }
        sources
    }

    #[test]
    fn a_tag_has_its_own_words_else_those_of_its_language_else_english() {
        let (languages, found) = Languages::new(&book(&[("templates/words/pt-PT.toml", "\"Draft\" = \"Esboço\"\n")]));
        assert_eq!(found, []);
        let says = |tag: &str| languages.of(tag).say("Draft").to_owned();
        assert_eq!(
            (says("pt-BR"), says("PT-pt"), says("de-AT")),
            ("Rascunho".into(), "Esboço".into(), "Entwurf".into())
        );
        assert_eq!((says("nl"), says("en")), ("Draft".into(), "Draft".into()));
        assert_eq!(languages.codes().collect::<Vec<_>>(), ["en", "de", "es", "fr", "pt", "pt-pt"]);
    }

    #[test]
    fn a_book_adds_languages_and_rewords_them_and_hears_of_slips() {
        let files = [
            ("templates/words/nl.toml", "\"Draft\" = \"Concept\"\n\"Contentss\" = \"Inhoud\"\n"),
            ("templates/packet/words/de.toml", "Draft = \"Vorläufig\"\n\"Table\" = \"Tafel\"\n"),
            ("templates/words/de.toml", "Table = \"Übersicht\"\n"),
        ];
        let (languages, found) = Languages::new(&book(&files));
        assert_eq!(languages.of("nl").say("Draft"), "Concept");
        let says = |phrase: &str| languages.of("de").say(phrase).to_owned();
        assert_eq!([says("Draft"), says("Contents"), says("Table")], ["Vorläufig", "Inhalt", "Übersicht"]);
        let said: Vec<_> = found.iter().map(|one| (one.rule.name(), one.message.as_str())).collect();
        assert_eq!(said, [("unknown-key", "no page and no packet says “Contentss”")]);
    }
}
