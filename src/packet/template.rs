//! The templates of the packet: the built-in ones by name, and what a book puts in their place.

use crate::path::SourcePath;
use ecow::EcoString;
use rust_embed::Embed;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Embed)]
#[folder = "templates/packet"]
#[exclude = "*.html"]
struct BuiltIn;

/// A template that a book brings along, by its name beside the built-in ones (`cover.typ`): in place of the one of that
/// name, or for others to import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// Where it stands in the book, for what is wrong with it.
    pub source: SourcePath,
    /// Its text.
    pub text: Arc<str>,
}

/// The built-in templates by name.
#[must_use]
pub fn builtin_templates() -> BTreeMap<EcoString, String> {
    BuiltIn::iter()
        .filter_map(|name| {
            let file = BuiltIn::get(&name)?;
            Some((name.as_ref().into(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect()
}
