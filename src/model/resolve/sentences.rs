//! The sentences in which links stand, for what they lead to.
//!
//! A sentence may hold links without words, which are shown by what they name. What that is called is known when all links
//! of the page are resolved, so such sentences are told then.

use super::Resolver;
use crate::doc::{Element, Inline, ListItem, RawLink, Target, Visit};
use crate::model::reference::{Titles, has_wordless, sentence_around};
use crate::model::{PageId, Reference};
use crate::schema::kind::Kind;
use crate::text::TextRange;
use ecow::EcoString;

/// A sentence that names a thing of an engagement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::model) struct Mention {
    /// The engagement, by its place among all.
    pub(in crate::model) engagement: usize,
    /// The thing.
    pub(in crate::model) thing: (Kind, EcoString),
    /// The sentence.
    pub(in crate::model) reference: Reference,
}

/// A sentence that is not told yet.
pub(super) struct Unfinished {
    /// The link that it is about, by its place in reading order.
    link: usize,
    whose: Whose,
}

/// Whose sentence it is, by its place in its list.
enum Whose {
    Page(usize),
    Thing(usize),
}

impl Resolver<'_> {
    /// Notes the sentence for the page that the link in it leads to.
    pub(super) fn note_reference(&mut self, page: PageId, around: &[Inline<RawLink>], link: &RawLink) {
        if self.outgoing.references.iter().all(|(known, _)| *known != page) {
            let whose = Whose::Page(self.outgoing.references.len());
            let reference = self.sentence(around, link, whose);
            self.outgoing.references.push((page, reference));
        }
    }

    /// Notes the sentence for what the link in it has been found to name.
    pub(super) fn note_mentions(&mut self, around: &[Inline<RawLink>], link: &RawLink) {
        let mentioned = std::mem::take(&mut self.mentioned);
        // What is embedded says it in its own file.
        if mentioned.is_empty() || !self.inside.is_empty() {
            return;
        }
        for (engagement, thing) in mentioned {
            let entity = self.index.things.engagement(engagement).entities.find(thing.0, &thing.1);
            // The page that is about a thing does not refer to it.
            if entity.is_some_and(|entity| entity.page == self.page && entity.anchor.is_none()) {
                continue;
            }
            let known = &self.outgoing.mentions;
            if known.iter().all(|known| (known.engagement, &known.thing) != (engagement, &thing)) {
                let whose = Whose::Thing(self.outgoing.mentions.len());
                let reference = self.sentence(around, link, whose);
                self.outgoing.mentions.push(Mention { engagement, thing, reference });
            }
        }
    }

    fn sentence(&mut self, around: &[Inline<RawLink>], link: &RawLink, whose: Whose) -> Reference {
        if has_wordless(around) {
            self.unfinished.push(Unfinished { link: self.targets.len(), whose });
            return Reference { from: self.page, ..Reference::default() };
        }
        let (before, words, after) = sentence_around(around, link, &Titles::default());
        Reference { from: self.page, before, words, after }
    }

    /// Tells the sentences that had to wait.
    pub(super) fn finish_sentences(&mut self) {
        if self.unfinished.is_empty() {
            return;
        }
        let mut titles = NameLinks { targets: self.targets.iter(), titles: Titles::default() };
        self.parsed.doc.visit(&mut titles);
        let mut told = Tell { titles: titles.titles, wanted: &self.unfinished, at: 0, told: Vec::new() };
        self.parsed.doc.visit(&mut told);
        for (at, (before, words, after)) in told.told {
            let reference = match self.unfinished[at].whose {
                Whose::Page(at) => &mut self.outgoing.references[at].1,
                Whose::Thing(at) => &mut self.outgoing.mentions[at].reference,
            };
            *reference = Reference { from: self.page, before, words, after };
        }
    }
}

/// Learns what links without words are called.
struct NameLinks<'a> {
    targets: std::slice::Iter<'a, Target>,
    titles: Titles,
}

impl Visit<RawLink> for NameLinks<'_> {
    fn link(&mut self, link: &RawLink, _: &[Inline<RawLink>]) {
        if let Some(target) = self.targets.next().filter(|_| link.is_wiki()) {
            self.titles.insert(link, crate::model::name_of(link, target));
        }
    }

    fn heading(&mut self, _: u8, _: &Option<EcoString>, _: &[Inline<RawLink>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<RawLink>) {}
    fn element(&mut self, _: &Element<RawLink>) {}
}

struct Tell<'a> {
    titles: Titles,
    /// In reading order, but several for one link.
    wanted: &'a [Unfinished],
    at: usize,
    told: Vec<(usize, (EcoString, EcoString, EcoString))>,
}

impl Visit<RawLink> for Tell<'_> {
    fn link(&mut self, link: &RawLink, around: &[Inline<RawLink>]) {
        while self.wanted.get(self.told.len()).is_some_and(|next| next.link == self.at) {
            self.told.push((self.told.len(), sentence_around(around, link, &self.titles)));
        }
        self.at += 1;
    }

    fn heading(&mut self, _: u8, _: &Option<EcoString>, _: &[Inline<RawLink>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<RawLink>) {}
    fn element(&mut self, _: &Element<RawLink>) {}
}
