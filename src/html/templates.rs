//! Templates of HTML: built in, with the book's own over them.
//!
//! Takes the texts of one folder; gives what they make of a view. What is wrong with one is told at its place in it.

use super::escape::push_attribute;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::model::wording::{ENGLISH, Words};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::text::TextRange;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tera::{Context, ErrorKind, Kwargs, ReportError, State, Tera};

/// Templates, ready to render.
#[derive(Clone)]
pub struct TemplateSet {
    tera: Tera,
    /// Where a book keeps templates of its own.
    folder: &'static str,
    texts: Arc<BTreeMap<String, String>>,
    /// Which of them are the book's own.
    own: Arc<BTreeSet<String>>,
    digest: blake3::Hash,
}

impl TemplateSet {
    /// The built-in templates and the book's own in `folder`, where Typst may have some too. One that does not parse is reported, and the built-in one
    /// used in its place, so that a slip in a template costs nobody anything else.
    #[must_use]
    pub fn new(
        folder: &'static str,
        builtin: BTreeMap<String, String>,
        sources: &Sources,
    ) -> (Self, Option<Diagnostic>) {
        let (mut texts, mut own) = (builtin.clone(), BTreeSet::new());
        for path in sources.files.keys() {
            if let Some(name) = path.below(folder)
                && let Some(text) = sources.text(path)
                && !matches!(path.extension().as_deref(), Some("typ" | "toml"))
            {
                // A copy of ours is ours.
                if texts.get(name).map(String::as_str) != Some(&*text) {
                    own.insert(name.to_owned());
                    texts.insert(name.to_owned(), text.into_owned());
                }
            }
        }
        let made = |tera, texts: BTreeMap<String, String>, own| Self {
            tera,
            folder,
            digest: digest_of(&texts),
            texts: Arc::new(texts),
            own: Arc::new(own),
        };
        match parse(&put_in(&texts, &own, &ENGLISH), Arc::default()) {
            Ok(tera) => (made(tera, texts, own), None),
            Err(error) => {
                let problem = describe(&error, folder, &texts);
                let own = BTreeSet::new();
                let tera =
                    parse(&put_in(&builtin, &own, &ENGLISH), Arc::default()).expect("the built-in templates parse");
                (made(tera, builtin, own), Some(problem))
            }
        }
    }

    /// A digest of every template's text, and of the words of another language.
    #[must_use]
    pub fn digest(&self) -> &blake3::Hash {
        &self.digest
    }

    /// The same templates, whose phrases (`{{ "Prepared for" | say }}`) are said in the language of `words`. What stands in
    /// braces is a value that the template gives: `{{ "{done} of {total} done" | say(done=7, total=12) }}`; where it is counted,
    /// what is said of one stands beside it: `{{ "{n} pages" | say(n=count, one="{n} page") }}`.
    #[must_use]
    pub fn saying(&self, words: &Arc<Words>) -> Self {
        if words.are_english() {
            return self.clone();
        }
        let tera = parse(&put_in(&self.texts, &self.own, words), words.clone()).expect("phrases are no code");
        let mut digest = blake3::Hasher::new();
        digest.update(self.digest.as_bytes());
        digest.update(&serde_json::to_vec(&**words).expect("words are plain data"));
        Self { tera, digest: digest.finalize(), ..self.clone() }
    }

    /// What the template `name` makes of `context`.
    ///
    /// # Errors
    /// Where the template fails, told at its place in it.
    pub fn render(&self, name: &str, context: &Context) -> Result<String, Box<Diagnostic>> {
        let made = self.tera.render(name, context);
        made.map_err(|error| Box::new(describe(&error, self.folder, &self.texts)))
    }
}

/// Notes which fields say something anywhere in `value`: a table needs no column for one that does not.
fn note_filled(value: &Value, fields: &mut BTreeMap<String, bool>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| note_filled(value, fields)),
        Value::Object(entries) => {
            for (name, value) in entries {
                let is_empty = match value {
                    Value::Null => true,
                    Value::String(text) => text.is_empty(),
                    Value::Array(values) => values.is_empty(),
                    _ => false,
                };
                if !is_empty {
                    fields.insert(name.clone(), true);
                    note_filled(value, fields);
                }
            }
        }
        _ => {}
    }
}

fn said(words: &Words, phrase: &str, values: &Kwargs) -> String {
    let values: Vec<(String, String)> =
        values.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let value = |wanted: &str| values.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
    match (value("one"), value("n").and_then(|n| n.parse().ok())) {
        (Some(one), Some(n)) => words.count(n, one, phrase).into(),
        _ => words.fill(phrase, &values).into(),
    }
}

/// The templates that are built in with the phrases themselves in the places of those that ask for nothing else, so that they are
/// looked up once for all pages. In the book's own the filter looks them up: what is wrong with one is told at its place.
fn put_in(texts: &BTreeMap<String, String>, own: &BTreeSet<String>, words: &Words) -> BTreeMap<String, String> {
    const BEGIN: &str = "{{ \"";
    const END: &str = "\" | say }}";
    let spoken = |text: &str| {
        let mut spoken = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, phrase)) = rest.split_once(BEGIN) {
            spoken.push_str(before);
            let asked = phrase.split_once('"').filter(|(_, after)| after.starts_with(&END[1..]));
            if let Some((phrase, after)) = asked {
                let mut escaped = String::new();
                push_attribute(words.say(phrase), &mut escaped);
                spoken.push_str(&escaped.replace('{', "&#123;"));
                rest = &after[END.len() - 1..];
            } else {
                spoken.push_str(BEGIN);
                rest = phrase;
            }
        }
        spoken + rest
    };
    let one =
        |(name, text): (&String, &String)| (name.clone(), if own.contains(name) { text.clone() } else { spoken(text) });
    texts.iter().map(one).collect()
}

fn digest_of(texts: &BTreeMap<String, String>) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for (name, text) in texts {
        for part in [name, text] {
            hasher.update(&part.len().to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize()
}

fn parse(texts: &BTreeMap<String, String>, words: Arc<Words>) -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    tera.register_filter("say", move |phrase: &str, values: Kwargs, _: &State<'_>| said(&words, phrase, &values));
    tera.register_filter("filled", |things: &tera::Value, _: Kwargs, _: &State<'_>| {
        let mut fields = BTreeMap::new();
        note_filled(&serde_json::to_value(things).unwrap_or_default(), &mut fields);
        tera::Value::from_serializable(&fields)
    });
    tera.add_raw_templates(texts.iter())?;
    Ok(tera)
}

/// A template's error at its place in the template.
fn describe(error: &tera::Error, folder: &str, texts: &BTreeMap<String, String>) -> Diagnostic {
    let message = |report: &ReportError| report.message().to_owned();
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let location = SourcePath::join(folder, report.filename()).ok().map(|path| {
                let text = texts.get(report.filename()).map_or("", String::as_str);
                let span = report.span();
                let start = offset(text, span.start_line, span.start_col);
                let end = offset(text, span.end_line, span.end_col);
                Location { path, range: TextRange::new(start, end) }
            });
            Diagnostic::new(Rule::TemplateError, location, message(report))
        }
        _ => Diagnostic::new(Rule::TemplateError, None, error.to_string()),
    }
}

/// The byte at a line counted from 1 and a column counted from 0.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (before + column).min(text.len())
}
