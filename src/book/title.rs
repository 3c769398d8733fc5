//! What a guide is called: front matter's title, else its first heading's words, else its file's name in words.

use crate::doc::{Block, BlockKind, Inline, Link, inlines_text};
use crate::parse::front_matter::GuideMeta;
use crate::parse::guide::ParsedGuide;
use crate::path::SourcePath;
use ecow::EcoString;

/// The title of a guide.
#[must_use]
pub fn title_of(parsed: &ParsedGuide, meta: &GuideMeta) -> EcoString {
    let heading = || first_heading(&parsed.doc.blocks);
    meta.title.clone().or_else(heading).unwrap_or_else(|| words_of_name(&parsed.path))
}

/// The words of a heading; without those of its pictures, such as badges, where it has others.
#[must_use]
pub fn heading_words<L: Link>(inlines: &[Inline<L>]) -> EcoString {
    let is_picture = |inline: &Inline<L>| matches!(inline, Inline::Image { .. });
    let is_badge = |inline: &&Inline<L>| match inline {
        Inline::Link { inlines, .. } => !inlines.is_empty() && inlines.iter().all(is_picture),
        other => is_picture(other),
    };
    let all = inlines_text(inlines);
    if !inlines.iter().any(|inline| is_badge(&inline)) {
        return all.trim().into();
    }
    let words: String = inlines
        .iter()
        .filter(|inline| !is_badge(inline))
        .map(|inline| inlines_text(std::slice::from_ref(inline)))
        .collect();
    if words.trim().is_empty() { all.trim().into() } else { words.trim().into() }
}

/// The words of the first heading that has any. What is put in from another guide gives none.
fn first_heading<L: Link>(blocks: &[Block<L>]) -> Option<EcoString> {
    blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Heading { inlines, .. } => {
            let words = heading_words(inlines);
            (!words.is_empty()).then_some(words)
        }
        BlockKind::List { items, .. } => items.iter().find_map(|item| first_heading(&item.blocks)),
        BlockKind::Tabs(tabs) => tabs.iter().find_map(|tab| first_heading(&tab.blocks)),
        BlockKind::Quote(blocks)
        | BlockKind::Callout { blocks, .. }
        | BlockKind::Details { blocks, .. }
        | BlockKind::Restricted { blocks, .. }
        | BlockKind::When { blocks, .. }
        | BlockKind::Element { blocks, .. } => first_heading(blocks),
        BlockKind::Paragraph(_)
        | BlockKind::Plain(_)
        | BlockKind::Code(_)
        | BlockKind::Diagram(_)
        | BlockKind::Embedded { .. }
        | BlockKind::Table { .. }
        | BlockKind::Rule => None,
    })
}

/// A file's name in words: `air-gapped_setup.md` is "Air gapped setup", a folder's page is named by its folder.
fn words_of_name(path: &SourcePath) -> EcoString {
    name_in_words(file_name(path).unwrap_or(path.stem()))
}

/// What a file is called; none where its name says only that it is the first of all.
fn file_name(path: &SourcePath) -> Option<&str> {
    let folder = || path.folder().rsplit('/').next().filter(|name| !name.is_empty());
    if path.is_folder_page() { folder() } else { Some(path.stem()) }
}

/// A name as words: dashes and underscores become spaces, the first letter a capital.
#[must_use]
pub fn name_in_words(name: &str) -> EcoString {
    let spaced: String = name.chars().map(|c| if matches!(c, '-' | '_') { ' ' } else { c }).collect();
    let mut letters = spaced.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::name_in_words;

    #[test]
    fn names_become_words() {
        assert_eq!(name_in_words("air-gapped_setup"), "Air gapped setup");
        assert_eq!(name_in_words("---"), "---");
        assert_eq!(name_in_words("éclair"), "Éclair");
    }
}
