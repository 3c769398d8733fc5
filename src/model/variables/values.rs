//! What a field of an engagement says, as it is shown among words and in code; or why it says nothing.

use crate::diagnostic::{Diagnostic, Location, Rule, nearest};
use crate::doc::variable_path;
use crate::model::PlacedEngagement;
use crate::model::engagement::Engagement;
use crate::model::wording::Words;
use crate::parse::variable;
use crate::schema::field_path::{self, FoundField, own_paths};
use crate::schema::node::Node;
use ecow::{EcoString, eco_format};
use jiff::civil::Date;

/// How deep a value may hold variables whose values hold variables: two that name each other would never end.
const DEEPEST: usize = 4;

/// An engagement as values are taken from it.
pub(super) struct Source<'a> {
    pub(super) node: &'a Node,
    pub(super) facts: &'a Engagement,
    /// The same to the team, where the reader is somebody else: for what is reported, never for a value.
    pub(super) whole: Option<&'a PlacedEngagement>,
    pub(super) id: &'a str,
    /// The language in which days are said.
    pub(super) words: &'a Words,
}

/// The answer to a variable.
pub(super) enum Told {
    /// The value among words, and in code and addresses.
    Value { words: EcoString, raw: EcoString },
    /// There is one for each engagement, and none is meant.
    OfEach,
    /// There is none.
    Nothing(Problem),
}

/// Why a variable has no value.
pub(super) struct Problem {
    rule: Rule,
    message: String,
    help: Option<String>,
    /// The path that was meant.
    meant: Option<EcoString>,
}

impl Told {
    /// What stands among words; none where a label does.
    pub(super) fn words(self) -> Option<EcoString> {
        match self {
            Self::Value { words, .. } => Some(words),
            Self::OfEach | Self::Nothing(_) => None,
        }
    }

    /// What stands in code and addresses.
    pub(super) fn raw(self) -> Option<EcoString> {
        match self {
            Self::Value { raw, .. } => Some(raw),
            Self::OfEach | Self::Nothing(_) => None,
        }
    }
}

impl Problem {
    /// What the author is told who wrote the variable at `at`.
    pub(super) fn at(&self, at: &Location) -> Diagnostic {
        let diagnostic = Diagnostic::new(self.rule, at.clone(), self.message.clone());
        match (&self.meant, &self.help) {
            (Some(meant), _) => diagnostic.help(format!("Did you mean `{{{{ {meant} }}}}`?")),
            (None, Some(help)) => diagnostic.help(help.clone()),
            (None, None) => diagnostic,
        }
    }
}

impl Source<'_> {
    /// What the engagement says at `path`.
    pub(super) fn value(&self, path: &str) -> Told {
        if let Some((words, raw)) = self.said(path, DEEPEST) {
            return Told::Value { words, raw };
        }
        if let Some(problem) = no_field(path) {
            return Told::Nothing(problem);
        }
        if self.whole.is_some_and(|whole| field_path::find(&whole.node, path).is_some()) {
            return Told::Nothing(Problem {
                rule: Rule::LinkToRestricted,
                message: format!("`{path}` is not for everybody who reads this"),
                help: Some(
                    "They get a label in its place: widen the audience of the field, or leave it out.".to_owned(),
                ),
                meant: None,
            });
        }
        let message = format!("the engagement `{}` does not say `{path}`", self.id);
        Told::Nothing(unknown(path, message, &own_paths(self.node)))
    }

    fn said(&self, path: &str, depth: usize) -> Option<(EcoString, EcoString)> {
        if path == "go_live" {
            let date = self.facts.launch()?.day()?;
            return Some((self.words.day(date), eco_format!("{date}")));
        }
        let found = field_path::find(self.node, path)?;
        let words: Vec<EcoString> = found.words().into_iter().map(|word| self.shown(&found, word)).collect();
        let raw: Vec<&str> = found.words().into_iter().map(EcoString::as_str).collect();
        let (words, raw) = (self.filled(&words.join(", "), depth), self.filled(&raw.join(", "), depth));
        // A value is one line, wherever it stands.
        let line = |text: EcoString| EcoString::from(text.split_whitespace().collect::<Vec<_>>().join(" "));
        Some((line(words), line(raw)))
    }

    /// A person by name, a day as days are written.
    fn shown(&self, found: &FoundField<'_>, word: &EcoString) -> EcoString {
        if found.names_by_id() {
            let people = &self.facts.people;
            let party = people.person(word).map(|id| people.get(people.current(id)).declared.name.value.clone());
            return party.or_else(|| people.role_title(word).cloned()).unwrap_or_else(|| word.clone());
        }
        match word.parse::<Date>() {
            Ok(date) if found.format.name == "date" => self.words.day(date),
            _ => word.clone(),
        }
    }

    /// A value with the values of variables in it.
    fn filled(&self, text: &str, depth: usize) -> EcoString {
        if depth == 0 {
            return text.into();
        }
        let value = |written: &str| self.said(variable_path(written), depth - 1).map(|(_, raw)| raw);
        variable::fill(text, |written| value(written).unwrap_or_else(|| written.into())).unwrap_or_else(|| text.into())
    }
}

/// What `path` is on a page that belongs to no engagement.
pub(super) fn of_any(sources: &[Source<'_>], path: &str) -> Told {
    if let Some(problem) = no_field(path) {
        return Told::Nothing(problem);
    }
    let is_said = |source: &Source<'_>| {
        let whole = source.whole.map_or(source.node, |whole| &whole.node);
        path == "go_live" || field_path::find(whole, path).is_some()
    };
    if sources.is_empty() || sources.iter().any(is_said) {
        return Told::OfEach;
    }
    let known: Vec<String> = sources.iter().flat_map(|source| own_paths(source.node)).collect();
    Told::Nothing(unknown(path, format!("no engagement says `{path}`"), &known))
}

/// What is wrong with a path that no engagement can have.
fn no_field(path: &str) -> Option<Problem> {
    let problem = field_path::check(path).err()?;
    let message = format!("`{}` {}", problem.part, problem.because);
    Some(Problem { rule: Rule::UnknownVariable, message, help: None, meant: problem.meant })
}

fn unknown(path: &str, message: String, known: &[String]) -> Problem {
    let meant = nearest(path, known.iter().map(String::as_str)).map(EcoString::from);
    let help = Some("Say it in the engagement, or write `\\{{` for braces that are text.".to_owned());
    Problem { rule: Rule::UnknownVariable, message, help, meant }
}
