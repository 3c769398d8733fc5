//! Puts the structured data of engagements where guides embed it: `![[agenda:kickoff]]`, `![[timeline]]`.
//!
//! Takes guides that have been filtered and the facts of the engagements that their reader may see; gives guides in which
//! the data stands as ordinary blocks, with links to be resolved like any other. In an engagement's own folder, and in an
//! edition of one engagement, it is that one's; elsewhere the place says what stands there for each.

mod content;

use super::engagement::Engagement;
use super::wording::Words;
use crate::audience::Audience;
use crate::book::{Book, DataKind, DataName, GuidePaths, form_of_empty};
use crate::doc::{Block, BlockKind, Element, Inline, LinkForm, ListItem, RawLink, Visit};
use crate::parse::guide::ParsedGuide;
use crate::path::SourcePath;
use crate::schema::kind::Kind;
use crate::text::TextRange;
use content::Content;
use ecow::{EcoString, eco_format};
use std::sync::Arc;

/// How many engagements a place names that stands for all of them.
const MOST_NAMED: usize = 5;

/// The guides of `book` that have data in them, by their places, with it put in.
pub(super) fn put_in(book: &Book, facts: &[Arc<Engagement>], words: &Words) -> Vec<(usize, Arc<ParsedGuide>)> {
    let with_data: Vec<usize> = (0..book.guides.len()).filter(|at| has_data(&book.guides[*at].parsed)).collect();
    if with_data.is_empty() {
        return Vec::new();
    }
    let paths = GuidePaths::new(&book.config.source, book.guides.iter().map(|guide| &guide.parsed.path));
    let filled = |at: usize| {
        let parsed = &book.guides[at].parsed;
        let mut doc = parsed.doc.clone();
        let mut filler = Filler { book, facts, paths: &paths, words, around: engagement_around(book, &parsed.path) };
        filler.blocks(&mut doc.blocks);
        (at, Arc::new(ParsedGuide { doc, ..(**parsed).clone() }))
    };
    with_data.into_iter().map(filled).collect()
}

fn has_data(parsed: &ParsedGuide) -> bool {
    struct Look(bool);
    impl Visit<RawLink> for Look {
        fn link(&mut self, link: &RawLink, _: &[Inline<RawLink>]) {
            self.0 |= link.form == LinkForm::Data;
        }
        fn heading(&mut self, _: u8, _: &Option<EcoString>, _: &[Inline<RawLink>], _: TextRange) {}
        fn task(&mut self, _: &ListItem<RawLink>) {}
        fn element(&mut self, _: &Element<RawLink>) {}
    }
    let mut look = Look(false);
    if parsed.embeds {
        parsed.doc.visit(&mut look);
    }
    look.0
}

/// The engagement in whose folder the file lies; in an edition of one, that one.
pub(super) fn engagement_around(book: &Book, path: &SourcePath) -> Option<usize> {
    if book.reader.engagement.is_some() && !book.engagements.is_empty() {
        return Some(0);
    }
    crate::book::engagement_around(&book.engagements, path)
}

struct Filler<'a> {
    book: &'a Book,
    facts: &'a [Arc<Engagement>],
    paths: &'a GuidePaths,
    words: &'a Words,
    /// The engagement that names mean here.
    around: Option<usize>,
}

impl Filler<'_> {
    fn blocks(&mut self, blocks: &mut Vec<Block<RawLink>>) {
        for block in blocks.iter_mut() {
            let range = block.range;
            match &mut block.kind {
                BlockKind::Embedded { target, blocks, .. } if target.form == LinkForm::Data => {
                    *blocks = self.content(target);
                    blocks.iter_mut().for_each(|block| block.range = range);
                }
                BlockKind::Embedded { from, blocks, .. } => {
                    let inner = from.as_ref().and_then(|from| engagement_around(self.book, from));
                    let before = self.around;
                    self.around = inner.or(before);
                    self.blocks(blocks);
                    self.around = before;
                }
                BlockKind::List { items, .. } => items.iter_mut().for_each(|item| self.blocks(&mut item.blocks)),
                BlockKind::Tabs(tabs) => tabs.iter_mut().for_each(|tab| self.blocks(&mut tab.blocks)),
                BlockKind::Quote(blocks)
                | BlockKind::Callout { blocks, .. }
                | BlockKind::Details { blocks, .. }
                | BlockKind::Restricted { blocks, .. }
                | BlockKind::When { blocks, .. }
                | BlockKind::Element { blocks, .. } => self.blocks(blocks),
                _ => {}
            }
        }
        if self.book.reader.audience != Audience::Internal {
            // What stands around it is as if nothing had been named there.
            blocks.retain(|block| form_of_empty(block).is_none());
        }
    }

    fn content(&self, target: &RawLink) -> Vec<Block<RawLink>> {
        let Some(name) = DataName::read(&target.href) else { return Vec::new() };
        let named = |id: &str| self.book.engagements.iter().position(|engagement| engagement.id == id);
        let of_one = match name.engagement {
            Some(id) => match named(id) {
                Some(at) => Some(at),
                None => return self.nothing(target),
            },
            None => self.around,
        };
        let Some(at) = of_one else { return self.of_each(name, target) };
        let content = Content {
            id: &self.book.engagements[at].id,
            facts: &self.facts[at],
            book: self.book,
            paths: self.paths,
            words: self.words,
        };
        content.of(name).unwrap_or_else(|| self.nothing(target))
    }

    /// What stands where there is nothing of that name: for the team, who are told, the name.
    fn nothing(&self, target: &RawLink) -> Vec<Block<RawLink>> {
        if self.book.reader.audience != Audience::Internal {
            return Vec::new();
        }
        vec![paragraph(vec![link_as(target.clone(), Vec::new())])]
    }

    /// What stands where each engagement has its own.
    fn of_each(&self, name: DataName<'_>, target: &RawLink) -> Vec<Block<RawLink>> {
        let have = |facts: &Engagement| match (name.data.of(), name.id) {
            (Some(Kind::Meeting), Some(id)) => {
                let mut meetings = facts.meetings.iter();
                meetings.find(|meeting| meeting.id.as_str() == id).map(|meeting| meeting.title.value.clone())
            }
            (Some(_), Some(id)) => {
                facts.phases.iter().find(|phase| phase.id.as_str() == id).map(|phase| phase.title.value.clone())
            }
            _ => Some(EcoString::new()),
        };
        let all = self.book.engagements.iter().zip(self.facts);
        let with: Vec<_> = all.filter_map(|(engagement, facts)| Some((engagement, facts, have(facts)?))).collect();
        let Some((_, _, title)) = with.first() else { return self.nothing(target) };
        let said = |phrase: &str| self.words.fill(phrase, &[("title", title)]);
        let what = match name.data {
            DataKind::Agenda => said("The agenda of “{title}”, of each engagement:"),
            DataKind::Checklist => said("The checklist of “{title}”, of each engagement:"),
            DataKind::Timeline => said("The timeline, of each engagement:"),
            DataKind::Milestones => said("The milestones, of each engagement:"),
            DataKind::Metrics => said("The metrics, of each engagement:"),
            DataKind::Contacts => said("The contacts, of each engagement:"),
            DataKind::Raci => said("The RACI chart, of each engagement:"),
            DataKind::Raid => said("The RAID log, of each engagement:"),
            DataKind::Requirements => said("The requirements, of each engagement:"),
            DataKind::Gotchas => said("The gotchas, of each engagement:"),
        };
        let mut words = vec![text(eco_format!("{what} "))];
        for (at, (engagement, facts, _)) in with.iter().take(MOST_NAMED).enumerate() {
            if at > 0 {
                words.push(text(", "));
            }
            let thing = match (name.data.of(), name.id) {
                (Some(kind), Some(id)) => eco_format!("{}/{kind}:{id}", engagement.id),
                _ => eco_format!("engagement:{}", engagement.id),
            };
            words.push(wiki(thing, vec![text(facts.title.value.clone())]));
        }
        if with.len() > MOST_NAMED {
            words.push(text(eco_format!(
                ", {}",
                self.words.fill("and {n} more", &[("n", &(with.len() - MOST_NAMED).to_string())])
            )));
        }
        words.push(text("."));
        vec![paragraph(vec![Inline::Emphasis(words)])]
    }
}

fn text(text: impl Into<EcoString>) -> Inline<RawLink> {
    Inline::Text { text: text.into(), range: TextRange::default() }
}

fn paragraph(inlines: Vec<Inline<RawLink>>) -> Block<RawLink> {
    block(BlockKind::Paragraph(inlines))
}

fn block(kind: BlockKind<RawLink>) -> Block<RawLink> {
    Block { kind, range: TextRange::default() }
}

/// A link to a thing by its typed name.
fn wiki(name: EcoString, inlines: Vec<Inline<RawLink>>) -> Inline<RawLink> {
    link_as(RawLink { form: LinkForm::Wiki, href: name, range: TextRange::default() }, inlines)
}

fn link(href: EcoString, inlines: Vec<Inline<RawLink>>) -> Inline<RawLink> {
    link_as(RawLink { form: LinkForm::Link, href, range: TextRange::default() }, inlines)
}

fn link_as(target: RawLink, inlines: Vec<Inline<RawLink>>) -> Inline<RawLink> {
    Inline::Link { target: Box::new(target), title: None, inlines }
}
