//! The page templates of the site.

use super::{PageView, Theme};
use crate::audience::Audience;
use crate::diagnostic::Diagnostic;
use crate::html::TemplateSet;
use crate::model::Edition;
use crate::model::wording::Words;
use crate::source::Sources;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tera::Context;

/// The built-in templates, in every profile.
#[derive(rust_embed::RustEmbed)]
#[folder = "templates/site"]
#[include = "*.html"]
struct Builtin;

/// Where a book keeps templates of its own.
const FOLDER: &str = "templates/site";

/// Templates, ready to render, in each language that was asked for.
pub struct Templates {
    english: Arc<TemplateSet>,
    others: Mutex<Vec<(Arc<Words>, Arc<TemplateSet>)>>,
}

impl Templates {
    /// The built-in templates and those of the book, with what is wrong with them.
    #[must_use]
    pub fn new(sources: &Sources) -> (Self, Vec<Diagnostic>) {
        let mut builtin: BTreeMap<String, String> = BTreeMap::new();
        for name in Builtin::iter() {
            let file = Builtin::get(&name).expect("an embedded name has a file");
            builtin.insert(name.into_owned(), String::from_utf8_lossy(&file.data).into_owned());
        }
        let (set, problem) = TemplateSet::new(FOLDER, builtin, sources);
        (Self { english: Arc::new(set), others: Mutex::default() }, problem.into_iter().collect())
    }

    /// The templates in the language of `words`.
    pub(super) fn saying(&self, words: &Arc<Words>) -> Arc<TemplateSet> {
        if words.are_english() {
            return self.english.clone();
        }
        let mut others = self.others.lock().expect("no thread panics while it looks for a language");
        if let Some((_, set)) = others.iter().find(|(known, _)| Arc::ptr_eq(known, words)) {
            return set.clone();
        }
        let set = Arc::new(self.english.saying(words));
        others.push((words.clone(), set.clone()));
        set
    }
}

/// The HTML of a view.
pub(super) fn render(
    templates: &TemplateSet,
    view: &PageView,
    book: &Value,
    theme: &Theme,
) -> Result<String, Box<Diagnostic>> {
    let mut context = Context::from_serialize(&view.value).expect("a view is a map");
    context.insert("book", book);
    context.insert("theme", &json!({ "scheme_script": theme.scheme_script, "scheme_hash": theme.scheme_hash }));
    templates.render(view.template, &context)
}

/// What every template sees of the book.
pub(super) fn book_view(edition: &Edition) -> Value {
    let config = &edition.config;
    let (label, title) = match edition.reader.audience {
        Audience::Internal => ("Internal", "Internal edition"),
        Audience::Partner => ("Partner", "Partner edition"),
        Audience::Customer | Audience::Public => ("", ""),
    };
    let said = |phrase: &'static str| (!phrase.is_empty()).then(|| edition.words.say(phrase));
    let is_english = edition.language.split('-').next().is_some_and(|code| code.eq_ignore_ascii_case("en"));
    json!({
        "title": edition.title,
        "organization": config.organization,
        "language": edition.language,
        // Our own words are in English where the language has none.
        "foreign": edition.words.are_english() && !is_english,
        "edition": said(label),
        "edition_label": said(title),
    })
}
