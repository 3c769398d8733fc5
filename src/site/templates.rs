//! The page templates of the site.

use super::{PageView, Theme};
use crate::audience::Audience;
use crate::diagnostic::Diagnostic;
use crate::html::TemplateSet;
use crate::model::Edition;
use crate::source::Sources;
use serde_json::json;
use std::collections::BTreeMap;
use tera::Context;

/// The built-in templates, in every profile.
#[derive(rust_embed::RustEmbed)]
#[folder = "templates/site"]
#[include = "*.html"]
struct Builtin;

/// Where a book keeps templates of its own.
const FOLDER: &str = "templates/site";

/// Templates, ready to render.
pub struct Templates(TemplateSet);

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
        (Self(set), problem.into_iter().collect())
    }

    /// A digest of every template's text.
    pub(super) fn digest(&self) -> &blake3::Hash {
        self.0.digest()
    }

    /// The HTML of a view.
    pub(super) fn render(&self, view: &PageView, edition: &Edition, theme: &Theme) -> Result<String, Box<Diagnostic>> {
        let mut context = Context::from_serialize(&view.value).expect("a view is a map");
        context.insert("book", &book_view(edition));
        context.insert("theme", &json!({ "scheme_script": theme.scheme_script, "scheme_hash": theme.scheme_hash }));
        self.0.render(view.template, &context)
    }
}

/// What every template sees of the book.
pub(super) fn book_view(edition: &Edition) -> serde_json::Value {
    let config = &edition.config;
    let is_inside = edition.reader.audience <= Audience::Partner;
    json!({
        "title": edition.title,
        "organization": config.organization,
        "language": config.language,
        "edition": is_inside.then(|| edition.reader.audience.label()),
    })
}
