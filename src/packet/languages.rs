//! The languages that packets can be in: those that are built in, and those that a book brings along.
//!
//! A language is a file of phrases, `words/de.toml` among the packet's templates, each phrase by what it is in English.
//! What the book says counts before what is built in; so English can be reworded too.

use super::template::{Template, builtin_templates};
use crate::diagnostic::{Diagnostic, Location, Rule, nearest};
use crate::model::wording::Words;
use crate::path::SourcePath;
use crate::schema::node::Value;
use crate::schema::toml;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The folder of the files, among the templates.
const FOLDER: &str = "words/";

/// The languages by their code, in lower case.
#[derive(Clone, Debug, Default)]
pub struct Languages(BTreeMap<String, Arc<Words>>);

type Phrases = BTreeMap<EcoString, EcoString>;

impl Languages {
    /// Those built in, and over them those among the `templates` of a book. What no packet ever says is reported.
    #[must_use]
    pub fn new(templates: &BTreeMap<EcoString, Template>) -> (Self, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let mut languages: BTreeMap<String, Phrases> = BTreeMap::new();
        for (name, text) in builtin_templates() {
            if let Some(code) = code_of(&name) {
                let path = SourcePath::new(&format!("templates/packet/{name}")).expect("a plain path");
                languages.insert(code, phrases(&text, &path, None, &mut diagnostics));
            }
        }
        let known: BTreeSet<EcoString> = languages.values().flat_map(BTreeMap::keys).cloned().collect();
        for (name, template) in templates {
            if let Some(code) = code_of(name) {
                let own = phrases(&template.text, &template.source, Some(&known), &mut diagnostics);
                languages.entry(code).or_default().extend(own);
            }
        }
        let languages = languages.into_iter().map(|(code, phrases)| (code, Arc::new(Words::new(phrases))));
        (Self(languages.collect()), diagnostics)
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

/// `de` for `words/de.toml`.
fn code_of(name: &str) -> Option<String> {
    Some(name.strip_prefix(FOLDER)?.strip_suffix(".toml")?.to_lowercase())
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
    let problem = Diagnostic::new(Rule::UnknownKey, Some(at), format!("no packet says “{phrase}”"));
    match nearest(phrase, known.iter().map(EcoString::as_str)) {
        Some(meant) => problem.help(format!("Did you mean “{meant}”?")),
        None => problem.help("The files of the built-in languages have every phrase on the left of its `=`."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn book(files: &[(&str, &str)]) -> BTreeMap<EcoString, Template> {
        let file = |(name, text): &(&str, &str)| {
            let source = SourcePath::new(&format!("templates/packet/{name}")).expect("inside");
            ((*name).into(), Template { source, text: (*text).into() })
        };
        files.iter().map(file).collect()
    }

    #[test]
    fn a_tag_has_its_own_words_else_those_of_its_language_else_english() {
        let (languages, found) = Languages::new(&book(&[("words/pt-PT.toml", "\"Draft\" = \"Esboço\"\n")]));
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
            ("words/nl.toml", "\"Draft\" = \"Concept\"\n\"Contentss\" = \"Inhoud\"\n"),
            ("words/de.toml", "Draft = \"Vorläufig\"\n"),
        ];
        let (languages, found) = Languages::new(&book(&files));
        assert_eq!(languages.of("nl").say("Draft"), "Concept");
        assert_eq!((languages.of("de").say("Draft"), languages.of("de").say("Contents")), ("Vorläufig", "Inhalt"));
        let said: Vec<_> = found.iter().map(|one| (one.rule.name(), one.message.as_str())).collect();
        assert_eq!(said, [("unknown-key", "no packet says “Contentss”")]);
    }
}
