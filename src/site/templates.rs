//! The page templates: built in, with the book's own over them.

use super::{PageView, Theme};
use crate::audience::Audience;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::model::Edition;
use crate::path::SourcePath;
use crate::source::Sources;
use crate::text::TextRange;
use serde_json::json;
use std::collections::BTreeMap;
use tera::{Context, ErrorKind, ReportError, Tera};

/// The built-in templates, in every profile.
#[derive(rust_embed::RustEmbed)]
#[folder = "templates/site"]
#[include = "*.html"]
struct Builtin;

/// Where a book keeps templates of its own.
const FOLDER: &str = "templates/site";

/// Templates, ready to render.
pub struct Templates {
    tera: Tera,
    texts: BTreeMap<String, String>,
    digest: blake3::Hash,
}

impl Templates {
    /// The built-in templates and those of the book. One that does not parse is reported, and the built-in one used in
    /// its place, so that a slip in a template costs nobody the site.
    #[must_use]
    pub fn new(sources: &Sources) -> (Self, Vec<Diagnostic>) {
        let mut builtin: BTreeMap<String, String> = BTreeMap::new();
        for name in Builtin::iter() {
            let file = Builtin::get(&name).expect("an embedded name has a file");
            builtin.insert(name.into_owned(), String::from_utf8_lossy(&file.data).into_owned());
        }
        let mut texts = builtin.clone();
        for path in sources.files.keys() {
            if let (Some(name), Some(text)) = (path.below(FOLDER), sources.text(path)) {
                texts.insert(name.to_owned(), text.into_owned());
            }
        }
        match parse(&texts) {
            Ok(tera) => (Self { tera, digest: digest_of(&texts), texts }, Vec::new()),
            Err(error) => {
                let diagnostic = describe(&error, &texts);
                let tera = parse(&builtin).expect("the built-in templates parse");
                (Self { tera, digest: digest_of(&builtin), texts: builtin }, vec![diagnostic])
            }
        }
    }

    /// A digest of every template's text.
    pub(super) fn digest(&self) -> &blake3::Hash {
        &self.digest
    }

    /// The HTML of a view.
    pub(super) fn render(&self, view: &PageView, edition: &Edition, theme: &Theme) -> Result<String, Box<Diagnostic>> {
        let mut context = Context::from_serialize(&view.value).expect("a view is a map");
        context.insert("book", &book_view(edition));
        context.insert("theme", &json!({ "scheme_script": theme.scheme_script, "scheme_hash": theme.scheme_hash }));
        self.tera.render(view.template, &context).map_err(|error| Box::new(describe(&error, &self.texts)))
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

fn parse(texts: &BTreeMap<String, String>) -> Result<Tera, tera::Error> {
    let mut tera = Tera::new();
    tera.add_raw_templates(texts.iter())?;
    Ok(tera)
}

/// A template's error at its place in the template.
fn describe(error: &tera::Error, texts: &BTreeMap<String, String>) -> Diagnostic {
    let message = |report: &ReportError| report.message().to_owned();
    match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            let location = SourcePath::join(FOLDER, report.filename()).ok().map(|path| {
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
