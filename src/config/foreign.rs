//! Configuration made for mdBook and MkDocs: title, language and source folder are taken from it.

use super::{Config, Origin};
use crate::path::SourcePath;
use crate::schema::node::Node;
use crate::schema::yaml;
use ecow::EcoString;

/// True where a `book.toml` was made for mdBook: it has a key that only mdBook knows.
pub(super) fn is_mdbook(tree: &Node) -> bool {
    let top = ["output", "preprocessor", "rust"];
    let book = ["src", "authors", "multilingual", "text-direction"];
    top.iter().any(|key| tree.get(key).is_some())
        || book.iter().any(|key| tree.get("book").and_then(|book| book.get(key)).is_some())
}

pub(super) fn apply_mdbook(config: &mut Config, tree: &Node) {
    config.origin = Origin::MdBook;
    let book = tree.get("book");
    let text = |key: &str| book.and_then(|book| book.get(key)).and_then(Node::as_text).cloned();
    config.title = text("title").unwrap_or_else(|| config.title.clone());
    config.language = text("language").unwrap_or_else(|| config.language.clone());
    config.source = text("src").and_then(|folder| inside(&folder)).unwrap_or_else(|| "src".into());
}

pub(super) fn apply_mkdocs(config: &mut Config, text: &str, path: &SourcePath) {
    // What MkDocs reads and YAML forbids is no concern of ours: what cannot be read is as if it were not there.
    let Some(tree) = yaml::parse(text, path, 0).value else {
        config.folders_unread = true;
        return;
    };
    config.origin = Origin::MkDocs(path.clone());
    let text = |key: &str| tree.get(key).and_then(Node::as_text).cloned();
    config.title = text("site_name").unwrap_or_else(|| config.title.clone());
    config.source = text("docs_dir").and_then(|folder| inside(&folder)).unwrap_or_else(|| "docs".into());
    let language = tree.get("theme").and_then(|theme| theme.get("language")).and_then(Node::as_text);
    config.language = language.cloned().unwrap_or_else(|| config.language.clone());
}

fn inside(folder: &str) -> Option<EcoString> {
    (!folder.starts_with('/')).then(|| SourcePath::new(folder).ok()).flatten().map(|path| path.as_str().into())
}
