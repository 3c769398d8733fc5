//! What a guide is made of: its title, its headings with their ids, its tasks.
//!
//! Made after the audience filter, so that ids and numbers are what they would be if the rest did not exist.

use crate::doc::{Element, Inline, ListItem, RawLink, Visit, blocks_text, inlines_text, outline};
use crate::parse::front_matter::GuideMeta;
use crate::parse::guide::ParsedGuide;
use crate::parse::slug::{self, SlugSet};
use crate::text::TextRange;
use ecow::EcoString;

/// The outline of a guide.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Outline {
    /// Front matter's title, else the first heading's words, else the file's name in words.
    pub title: EcoString,
    /// Every heading, in reading order.
    pub headings: Vec<Heading>,
    /// Every task's id, in reading order.
    pub tasks: Vec<EcoString>,
    /// Ids that raw HTML brings, sorted: `<a id="old-name">`.
    pub element_ids: Vec<EcoString>,
    /// True where the first block is a heading that says the title, so that a page with the title on top skips it.
    pub title_heading: bool,
}

/// A heading of a guide.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Heading {
    /// Its id, unique on the page.
    pub id: EcoString,
    /// Its words.
    pub text: EcoString,
    /// How deep it stands below the page's title, from 1 for a section; 0 for a heading that says the title.
    pub depth: u8,
    /// Where it stands.
    pub range: TextRange,
}

impl Outline {
    /// Reads the outline of `parsed`.
    #[must_use]
    pub fn new(parsed: &ParsedGuide, meta: &GuideMeta) -> Self {
        let mut collect = Collect::default();
        parsed.doc.visit(&mut collect);
        let Collect { mut headings, tasks, mut element_ids, .. } = collect;
        element_ids.sort();
        element_ids.dedup();

        let first = headings.iter().map(|heading| &heading.text).find(|text| !text.trim().is_empty());
        let title = meta.title.clone().or_else(|| first.cloned()).unwrap_or_else(|| words_of_name(&parsed.path));
        let title_heading = match (parsed.doc.blocks.first(), headings.first()) {
            (Some(block), Some(heading)) => heading.range == block.range && heading.text.trim() == title.trim(),
            _ => false,
        };
        // Until here, the depth is the level as written.
        let mut levels = outline::Outline::default();
        for (at, heading) in headings.iter_mut().enumerate() {
            heading.depth = if at == 0 && title_heading { 0 } else { levels.depth(heading.depth) };
        }
        Self { title, headings, tasks, element_ids, title_heading }
    }

    /// True where `id` is an id on the page.
    #[must_use]
    pub fn has_id(&self, id: &str) -> bool {
        self.headings.iter().any(|heading| heading.id == id)
            || self.element_ids.binary_search_by(|candidate| candidate.as_str().cmp(id)).is_ok()
    }
}

#[derive(Default)]
struct Collect {
    headings: Vec<Heading>,
    tasks: Vec<EcoString>,
    element_ids: Vec<EcoString>,
    slugs: SlugSet,
    task_ids: SlugSet,
}

impl Visit<RawLink> for Collect {
    fn link(&mut self, _: &RawLink, _: &[Inline<RawLink>]) {}

    fn heading(&mut self, level: u8, anchor: &Option<EcoString>, inlines: &[Inline<RawLink>], range: TextRange) {
        let text = inlines_text(inlines);
        let id = match anchor {
            Some(id) => self.slugs.unique(id),
            None => self.slugs.unique(&slug::github(&text)),
        };
        self.headings.push(Heading { id: id.into(), text: text.trim().into(), depth: level, range });
    }

    /// A task is known by a digest of its own first line, so that an edit elsewhere on the page leaves it as it is.
    fn task(&mut self, item: &ListItem<RawLink>) {
        let mut text = String::new();
        blocks_text(&item.blocks[..item.blocks.len().min(1)], &mut text);
        let digest = blake3::hash(text.trim().as_bytes()).to_hex();
        self.tasks.push(self.task_ids.unique(&digest[..8]).into());
    }

    fn element(&mut self, element: &Element<RawLink>) {
        let named = |(name, _): &&(EcoString, EcoString)| name == "id" || (name == "name" && element.name == "a");
        self.element_ids.extend(element.attributes.iter().filter(named).map(|(_, value)| value.clone()));
    }
}

/// A file's name in words: `air-gapped_setup.md` is "Air gapped setup", a folder's page is named by its folder.
fn words_of_name(path: &crate::path::SourcePath) -> EcoString {
    let stem = path.stem();
    let is_folder_page = ["index", "readme"].iter().any(|name| stem.eq_ignore_ascii_case(name));
    let name = if is_folder_page { path.folder().rsplit('/').next().filter(|name| !name.is_empty()) } else { None };
    name_in_words(name.unwrap_or(stem))
}

/// A name as words: dashes and underscores become spaces, the first letter a capital.
#[must_use]
pub(crate) fn name_in_words(name: &str) -> EcoString {
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
