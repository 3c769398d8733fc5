//! What a guide says, unit by unit, with who may read each: headings, paragraphs, cells, code, what pictures show, where
//! links lead, what its front matter says.
//!
//! Takes the document as it was parsed, before any filter. Whether a link's destination may be seen is for `Sight` to say.

use super::sight::{Sight, after_slash};
use super::unit::{Extent, Found, Unit};
use crate::audience::Audience;
use crate::book::BookGuide;
use crate::doc::{Block, BlockKind, Element, Inline, LinkForm, RawLink, variable_label};
use crate::model::task_name;
use crate::path::SourcePath;
use crate::schema::scalar::Reference;
use crate::text::TextRange;
use ecow::EcoString;
use std::borrow::Cow;

/// A walk over one guide. Without a reader nothing is shown.
pub(super) struct GuideWalk<'w, 'f> {
    pub(super) path: &'w SourcePath,
    pub(super) sight: Option<&'w Sight<'w>>,
    pub(super) found: &'w mut Found<'f>,
    /// The text of the file, where somebody may not see all of it.
    source: Cow<'w, str>,
    /// Where it says where links lead, to whoever sees the link; and where only to those who see less of it than others.
    definitions: [Vec<TextRange>; 2],
    /// To be used again.
    text: String,
    /// Where in it the name of something stands for what that is called.
    named: Vec<(usize, usize)>,
}

/// Gives what the guide says, whose file has this text. `shown` is false for a guide that the reader does not get as a whole.
pub(super) fn walk_guide<'s>(
    guide: &BookGuide,
    text: impl FnOnce() -> Option<Cow<'s, str>>,
    (shown, sight): (bool, Option<&Sight<'_>>),
    found: &mut Found<'_>,
) {
    let path = &guide.parsed.path;
    let own = if shown { Audience::Public } else { Audience::Internal };
    let definitions = guide.parsed.definitions.iter().copied().filter(|_| shown);
    let is_seen = |at: &TextRange| sight.is_some_and(|sight| !guide.hides(*at, sight.audience));
    let (seen, hidden): (Vec<TextRange>, Vec<TextRange>) = definitions.partition(is_seen);
    let source = if hidden.is_empty() { Cow::Borrowed("") } else { text().unwrap_or_default() };
    let definitions = [seen, hidden];
    let mut walk = GuideWalk { path, sight, found, source, definitions, text: String::new(), named: Vec::new() };
    walk.front_matter(guide, own);
    walk.blocks(&guide.parsed.doc.blocks, own);
    guide.parsed.doc.footnotes.iter().for_each(|note| walk.blocks(note, own));
}

impl GuideWalk<'_, '_> {
    fn give(&mut self, text: &str, range: TextRange, extent: Extent, shown: bool) {
        if !text.is_empty() {
            (self.found)(&Unit { text, path: self.path, range, extent, shown });
        }
    }

    /// True for the words of a link at `at` that somebody has said whom the reader hears: a definition that is kept from them
    /// says nothing to them, whatever the document has made of it.
    fn is_said(&self, words: &str, at: TextRange) -> bool {
        let [seen, hidden] = &self.definitions;
        let says = |range: &TextRange| self.source.get(range.to_usize()).is_some_and(|text| text.contains(words));
        !hidden.iter().any(says) || says(&at) || seen.iter().any(says)
    }

    /// True where the reader sees what is for `audience`.
    fn sees(&self, audience: Audience) -> bool {
        // A guide that is not theirs is walked as if all of it were internal.
        self.sight.is_some_and(|sight| sight.audience != Audience::Internal && sight.audience.may_read(audience))
    }

    fn front_matter(&mut self, guide: &BookGuide, own: Audience) {
        let meta = &guide.meta;
        let (at, shown) = (guide.parsed.front_range.unwrap_or_default(), self.sees(own));
        // The path is a name too, and an address.
        let path = self.path;
        self.give(path.as_str(), TextRange::default(), Extent::Whole, shown);
        self.give(path.stem(), TextRange::default(), Extent::Whole, shown);
        // Where it and its copy are published, which something hidden may have as an old address; a folder's page has
        // another name, and there is one where nobody wrote any.
        let folders = std::iter::successors(Some(path.folder()), |folder| Some(folder.rsplit_once('/')?.0));
        let names = folders
            .map(|folder| format!("{folder}/index"))
            .chain(path.as_str().rsplit_once('.').map(|(name, _)| name.to_owned()));
        for name in names.filter(|_| shown) {
            for ending in ["html", "md"] {
                self.give(&format!("{name}.{ending}"), TextRange::default(), Extent::Part, shown);
            }
        }
        let texts = meta.title.iter().chain(&meta.summary).chain(&meta.tags);
        texts.for_each(|text| self.give(text, at, Extent::Whole, shown));
        for (alias, range) in &meta.aliases {
            self.give(alias, *range, Extent::Whole, shown);
        }
        let may_name = |name: &str| self.sight.is_some_and(|sight| sight.may_name(name));
        let attendees = meta.minutes.iter().flat_map(|said| &said.attendees).map(|name| name.value.as_str());
        let meeting = meta.minutes.iter().filter_map(|said| said.meeting.as_ref()).map(|name| name.value.as_str());
        let named: Vec<(&str, bool)> = meta
            .owner
            .iter()
            .map(EcoString::as_str)
            .chain(attendees)
            .chain(meeting)
            .map(|name| (name, shown && may_name(name)))
            .collect();
        named.into_iter().for_each(|(name, shown)| self.give(name, at, Extent::Whole, shown));
        for field in &meta.applies_to.fields {
            self.give(&field.path, field.range, Extent::Part, shown);
            field.values.iter().for_each(|value| self.give(value, field.range, Extent::Whole, shown));
        }
    }

    fn blocks(&mut self, blocks: &[Block<RawLink>], around: Audience) {
        for block in blocks {
            self.block(block, around);
        }
    }

    fn block(&mut self, block: &Block<RawLink>, around: Audience) {
        let (range, shown) = (block.range, self.sees(around));
        match &block.kind {
            BlockKind::Heading { anchor, inlines, .. } => {
                self.words(inlines, range, around);
                anchor.iter().for_each(|anchor| self.give(anchor, range, Extent::Whole, shown));
            }
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => self.words(inlines, range, around),
            BlockKind::List { items, .. } => {
                for item in items {
                    let own = item.audience.map_or(around, |own| own.min(around));
                    let shown = self.sees(own);
                    if let Some(action) = item.task.as_ref().and_then(|task| task.action.as_deref()) {
                        self.give(&action.id, action.range, Extent::Whole, shown);
                        self.give(&action.title, action.range, Extent::Whole, shown);
                        if let Some((owner, range)) = &action.owner {
                            let named = shown && self.sight.is_some_and(|sight| sight.may_name(owner));
                            self.give(owner, *range, Extent::Whole, named);
                        }
                    }
                    if shown && item.task.is_some() {
                        // What its box is called, so that links and ticks find it: its words, as a digest.
                        self.give(&format!("t-{}", task_name(item)), range, Extent::Part, shown);
                    }
                    self.blocks(&item.blocks, own);
                }
            }
            BlockKind::Code(code) => {
                let named = code.language.iter().chain(&code.title);
                named.for_each(|text| self.give(text, range, Extent::Whole, shown));
                self.give(&code.text, range, Extent::Whole, shown);
                // Only the copy in Markdown says them.
                self.give(&code.marked_lines(), range, Extent::Part, shown);
                for variable in &code.variables {
                    self.give(&variable_label(&variable.text), variable.range, Extent::Part, shown);
                }
            }
            BlockKind::Diagram(diagram) => {
                self.give(&diagram.source, range, Extent::Whole, shown);
                let named = diagram.title.iter().chain(&diagram.description).chain([&diagram.name]);
                named.for_each(|text| self.give(text, range, Extent::Whole, shown));
                // Words as they were broken into lines, and what no line of the text says.
                let mut drawn = String::new();
                crate::doc::blocks_text(std::slice::from_ref(block), &mut drawn);
                self.give(&drawn, range, Extent::Part, shown);
            }
            BlockKind::Quote(blocks) => self.blocks(blocks, around),
            BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                title.iter().for_each(|title| self.words(title, range, around));
                self.blocks(blocks, around);
            }
            BlockKind::Tabs(tabs) => {
                for tab in tabs {
                    self.words(&tab.title, tab.range, around);
                    self.blocks(&tab.blocks, around);
                }
            }
            BlockKind::Embedded { target, blocks, .. } => {
                self.link(target, range, shown);
                self.blocks(blocks, around);
            }
            BlockKind::Restricted { audience, blocks } => self.blocks(blocks, around.min(*audience)),
            BlockKind::When { condition, blocks } => {
                for field in &condition.fields {
                    self.give(&field.path, field.range, Extent::Part, shown);
                    field.values.iter().for_each(|value| self.give(value, field.range, Extent::Whole, shown));
                }
                self.blocks(blocks, around);
            }
            BlockKind::Table { head, rows, .. } => {
                for cell in std::iter::once(head).chain(rows).flatten() {
                    self.words(cell, range, around);
                }
            }
            BlockKind::Element { element, blocks } => {
                self.element(element, range, shown);
                self.blocks(blocks, around);
            }
            BlockKind::Rule => {}
        }
    }

    fn words(&mut self, inlines: &[Inline<RawLink>], range: TextRange, around: Audience) {
        let shown = self.sees(around);
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        self.inlines(inlines, &mut text, range, shown);
        self.give(&text, range, Extent::Whole, shown);
        if shown && !self.named.is_empty() {
            // In its place there stands its title, between what is on either side.
            let ends = std::mem::take(&mut self.named).into_iter().chain([(text.len(), 0)]);
            ends.fold(0, |begins, (from, to)| {
                self.give(&text[begins..from], range, Extent::Part, shown);
                to
            });
        }
        self.named.clear();
        self.text = text;
    }

    fn inlines(&mut self, inlines: &[Inline<RawLink>], text: &mut String, around: TextRange, shown: bool) {
        for inline in inlines {
            match inline {
                Inline::Text { text: words, .. } => text.push_str(words),
                Inline::Code { text: words, range } => {
                    text.push_str(words);
                    self.give(words, *range, Extent::Whole, shown);
                }
                Inline::Emphasis(inlines) | Inline::Strong(inlines) | Inline::Strikethrough(inlines) => {
                    let begins = text.len();
                    self.inlines(inlines, text, around, shown);
                    self.give(&text[begins..], around, Extent::Whole, shown);
                }
                Inline::Link { target, title, inlines } => {
                    let begins = text.len();
                    self.inlines(inlines, text, around, shown);
                    if target.form == LinkForm::Wiki && inlines.is_empty() {
                        // Where it may not lead, the name that was written is what remains of it.
                        text.push_str(name_written(&target.href));
                        self.named.push((begins, text.len()));
                    }
                    self.give(&text[begins..], target.range, Extent::Whole, shown);
                    title.iter().for_each(|title| self.title(title, target.range, shown));
                    self.link(target, target.range, shown);
                }
                Inline::Image { target, alt, title } => {
                    text.push_str(alt);
                    self.give(alt, target.range, Extent::Whole, shown);
                    title.iter().for_each(|title| self.title(title, target.range, shown));
                    self.link(target, target.range, shown);
                }
                Inline::FootnoteRef(_) => {}
                Inline::Variable { text: written, range } => {
                    text.push_str(written);
                    self.give(&variable_label(written), *range, Extent::Part, shown);
                }
                Inline::Break => text.push(' '),
                Inline::Element { element, inlines } => {
                    self.element(element, around, shown);
                    self.inlines(inlines, text, around, shown);
                }
            }
        }
    }

    fn element(&mut self, element: &Element<RawLink>, range: TextRange, shown: bool) {
        element.attributes.iter().for_each(|(_, value)| self.give(value, range, Extent::Whole, shown));
        element.links.iter().for_each(|(_, link)| self.link(link, link.range, shown));
    }

    /// What a link says of where it leads.
    fn title(&mut self, title: &str, at: TextRange, shown: bool) {
        let shown = shown && self.is_said(title, at);
        self.give(title, at, Extent::Whole, shown);
    }

    /// Where a link leads: an address of the world, or a name that makes nothing visible.
    fn link(&mut self, link: &RawLink, range: TextRange, shown: bool) {
        let shown = shown && self.is_said(&link.href, link.range);
        let shown = shown && self.sight.is_some_and(|sight| sight.may_lead(self.path, link));
        self.give(&link.href, range, Extent::Whole, shown);
        if shown && let Some(asset) = self.sight.and_then(|sight| sight.asset_at(self.path, &link.href)) {
            self.give(asset.as_str(), range, Extent::Whole, true);
        }
    }
}

/// What double brackets without words of their own say by themselves: of `acme/risk:lawyers`, `lawyers`.
fn name_written(href: &str) -> &str {
    match Reference::parse(after_slash(href)) {
        Some(_) => href.rsplit_once(':').map_or(href, |(_, name)| name),
        None => href,
    }
}

/// The names of guides that `blocks` have embedded.
pub(super) fn embeds_in(blocks: &[Block<RawLink>], found: &mut dyn FnMut(&str)) {
    for block in blocks {
        match &block.kind {
            BlockKind::Embedded { target, blocks, .. } => {
                if target.form == LinkForm::Embed {
                    found(target.href.split('#').next().unwrap_or_default());
                }
                embeds_in(blocks, found);
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| embeds_in(&item.blocks, found)),
            BlockKind::Tabs(tabs) => tabs.iter().for_each(|tab| embeds_in(&tab.blocks, found)),
            BlockKind::Quote(blocks)
            | BlockKind::Callout { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Restricted { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => embeds_in(blocks, found),
            BlockKind::Heading { .. }
            | BlockKind::Paragraph(_)
            | BlockKind::Plain(_)
            | BlockKind::Code(_)
            | BlockKind::Diagram(_)
            | BlockKind::Table { .. }
            | BlockKind::Rule => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_a_hidden_definition_says_is_not_said() {
        let source = "[a](https://a.example) [b][b]\n\n[b]: https://b.example \"Sold\"\n[c]: https://b.example\n";
        let range = |words: &str| {
            let at = source.rfind(words).expect("it stands there");
            TextRange::from(at..at + words.len())
        };
        let path = SourcePath::new("content/a.md").expect("inside");
        let said = |words: &str, at: &str, definitions: [&[&str]; 2]| {
            let definitions = definitions.map(|of| of.iter().map(|words| range(words)).collect());
            let (text, named, found) = (String::new(), Vec::new(), &mut |_: &Unit<'_>| {});
            let source = Cow::Borrowed(source);
            GuideWalk { path: &path, sight: None, found, source, definitions, text, named }.is_said(words, range(at))
        };
        let (b, c) = ("[b]: https://b.example \"Sold\"", "[c]: https://b.example");
        assert!(!said("https://b.example", "[b][b]", [&[], &[b]]));
        assert!(!said("Sold", "[b][b]", [&[c], &[b]]));
        assert!(said("https://b.example", "[b][b]", [&[c], &[b]]), "the other may be read");
        assert!(said("https://a.example", "[a](https://a.example)", [&[], &[b]]), "the link says it");
        assert!(said("https://a.example", "[b][b]", [&[], &[b]]), "nothing hidden says it");
    }
}
