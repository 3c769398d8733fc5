//! What a link means to the team that leads nowhere in a restricted edition: for what is reported, not for what is made.

use crate::audience::Audience;
use crate::doc::{Element, Inline, ListItem, RawLink, Target, Visit};
use crate::model::{Edition, Page};
use crate::path::SourcePath;
use crate::text::TextRange;
use ecow::EcoString;

/// How a restricted edition learns what a link that it cannot resolve would mean to the team.
#[derive(Clone, Copy)]
pub(in crate::model) struct Hidden<'a> {
    /// The whole book's edition.
    pub(in crate::model) whole: &'a Edition,
    /// What this edition's reader may read.
    pub(in crate::model) reader: Audience,
}

/// What a link that leads nowhere here means to the team.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It leads nowhere for them either.
    Nothing,
    /// Something that this reader may read, and that is not part of this edition.
    LeftOut,
    /// Something that this reader may not read.
    Restricted,
}

impl<'a> Hidden<'a> {
    /// Where `link`, written in the guide `path`, leads the team.
    fn target(&self, path: &SourcePath, link: &RawLink) -> Option<&'a Target> {
        let guide = self.whole.guide_at(path)?;
        let mut find = FindLink { wanted: link, targets: guide.targets.iter(), found: None };
        guide.parsed.doc.visit(&mut find);
        find.found
    }

    /// What the place on a page means that `link` names.
    pub(super) fn meaning_of_anchor(&self, path: &SourcePath, link: &RawLink) -> Meaning {
        match self.target(path, link) {
            Some(Target::Page { anchor: None, .. }) => Meaning::Nothing,
            _ => self.meaning(path, link),
        }
    }

    /// What `link`, written in the guide `path`, means; whether there is the place on a page that it names is not asked.
    pub(super) fn meaning(&self, path: &SourcePath, link: &RawLink) -> Meaning {
        match self.target(path, link) {
            None | Some(Target::Broken) => Meaning::Nothing,
            Some(Target::Page { page, .. }) => {
                // The home page is first, whatever it is called.
                let (home, others) = self.whole.pages.split_at(self.whole.pages.len().min(1));
                let among = |pages: &[Page]| pages.binary_search_by(|candidate| candidate.path.cmp(page)).ok();
                let to = among(home).map(|at| &home[at]).or_else(|| among(others).map(|at| &others[at]));
                let guide = to.and_then(|page| self.whole.guide_of(page));
                let readable = guide.is_none_or(|guide| self.reader.may_read(guide.audience));
                if readable { Meaning::LeftOut } else { Meaning::Restricted }
            }
            // Editions have all files but those that lie in a place for others.
            Some(Target::Asset { .. }) => Meaning::Restricted,
            Some(_) => Meaning::LeftOut,
        }
    }
}

struct FindLink<'w, 'a> {
    wanted: &'w RawLink,
    targets: std::slice::Iter<'a, Target>,
    found: Option<&'a Target>,
}

impl Visit<RawLink> for FindLink<'_, '_> {
    fn link(&mut self, link: &RawLink, _: &[Inline<RawLink>]) {
        let target = self.targets.next();
        if link == self.wanted {
            self.found = target;
        }
    }

    fn heading(&mut self, _: u8, _: &Option<EcoString>, _: &[Inline<RawLink>], _: TextRange) {}
    fn task(&mut self, _: &ListItem<RawLink>) {}
    fn element(&mut self, _: &Element<RawLink>) {}
}
