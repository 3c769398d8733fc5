//! What a guide is called: front matter's title, else its first heading's words, else its file's name in words.

use crate::doc::{Block, BlockKind, Link, inlines_text};
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

/// The words of the first heading that has any. What is put in from another guide gives none.
fn first_heading<L: Link>(blocks: &[Block<L>]) -> Option<EcoString> {
    blocks.iter().find_map(|block| match &block.kind {
        BlockKind::Heading { inlines, .. } => {
            let text = inlines_text(inlines);
            (!text.trim().is_empty()).then(|| text.trim().into())
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
    let stem = path.stem();
    let is_folder_page = ["index", "readme", "_index"].iter().any(|name| stem.eq_ignore_ascii_case(name));
    let name = if is_folder_page { path.folder().rsplit('/').next().filter(|name| !name.is_empty()) } else { None };
    name_in_words(name.unwrap_or(stem))
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
