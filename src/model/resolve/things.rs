//! Typed references, `[[kind:id]]`: what each means where it stands.

use super::hidden::Meaning;
use super::{Hidden, Outcome, Resolver};
use crate::diagnostic::{Diagnostic, Rule};
use crate::doc::{RawLink, Target};
use crate::model::things::{Found, TypedName};
use crate::model::{Entity, PageId};
use crate::schema::kind::Kind;
use ecow::{EcoString, eco_format};

impl Resolver<'_, '_> {
    /// `[[kind:id]]`.
    pub(super) fn thing(&mut self, link: &RawLink, typed: TypedName<'_>, fragment: &str) -> Outcome {
        let TypedName { kind, id, .. } = typed;
        match kind {
            Kind::Term => {
                let glossary = self.index.glossary;
                if let Some((glossary, term)) = glossary.and_then(|glossary| Some((glossary, glossary.find(id)?))) {
                    let (anchor, title) = (Some(term.anchor.clone()), term.term.clone());
                    return Ok((Target::Page { page: glossary.page.clone(), anchor, title }, None));
                }
                let meant = glossary.and_then(|glossary| glossary.nearest(id));
                Err(self.unknown(link, typed, meant.map(|meant| eco_format!("term:{meant}"))))
            }
            Kind::Guide | Kind::Runbook => {
                let is_meant = |page: &PageId| kind == Kind::Guide || self.index.is_runbook(*page);
                let named: Vec<PageId> = self.index.named(id).iter().copied().filter(is_meant).collect();
                match named.as_slice() {
                    [page] => Ok(self.on_page(link, *page, fragment)),
                    [] => {
                        let meant = self.index.nearest_name(id, is_meant);
                        Err(self.unknown(link, typed, meant.map(|meant| eco_format!("{kind}:{meant}"))))
                    }
                    several => Err(Box::new(self.ambiguous(link, id, several))),
                }
            }
            Kind::Engagement => {
                let things = &self.index.things;
                match things.named(id) {
                    Some(at) => {
                        let found = things.find(&[at], kind, id, false);
                        Ok((self.found(&found), None))
                    }
                    None => Err(self.unknown(link, typed, things.nearest(&[], kind, id))),
                }
            }
            _ => self.of_engagement(link, typed),
        }
    }

    /// A thing of an engagement: of the one that is written, else of the one that the page belongs to, else of each that
    /// uses the page.
    fn of_engagement(&mut self, link: &RawLink, typed: TypedName<'_>) -> Outcome {
        let TypedName { engagement, kind, id } = typed;
        let things = &self.index.things;
        let (meant, elsewhere) = match engagement {
            Some(name) => match things.named(name) {
                Some(at) => (vec![at], false),
                None => return Err(self.no_engagement(link, name)),
            },
            None => match self.engagement_around() {
                Some(at) => (vec![at], false),
                None => (things.users(self.own_page()), true),
            },
        };
        let found = things.find(&meant, kind, id, elsewhere);
        if found.is_empty() {
            if let Some(name) = things.person(id).filter(|_| kind == Kind::Person && engagement.is_none()) {
                return Ok((Target::Words(name.clone()), None));
            }
            let meant = things.nearest(&meant, kind, id);
            let with_engagement = |meant| match engagement {
                Some(engagement) => eco_format!("{engagement}/{meant}"),
                None => meant,
            };
            return Err(self.unknown(link, typed, meant.map(with_engagement)));
        }
        Ok((self.found(&found), None))
    }

    /// The engagement that names mean here: that of what is embedded, else of the page that embeds it.
    pub(super) fn engagement_around(&self) -> Option<usize> {
        let embedded = self.inside.iter().rev().filter_map(|(_, from)| from.as_ref());
        embedded.chain([&self.parsed.path]).find_map(|path| self.index.things.around(path))
    }

    /// The place of the one thing that is meant; of several, what the first is called.
    fn found(&mut self, found: &[Found<'_>]) -> Target {
        let thing = |entity: &Entity| (entity.kind, entity.id.clone());
        self.mentioned.extend(found.iter().map(|(engagement, entity)| (*engagement, thing(entity))));
        match found {
            [(_, entity)] => {
                let page = self.index.page(entity.page).path.clone();
                Target::Page { page, anchor: entity.anchor.clone(), title: entity.title.clone() }
            }
            several => Target::Words(several.first().map(|(_, entity)| entity.title.clone()).unwrap_or_default()),
        }
    }

    /// What a typed name that leads nowhere in this edition means to the team; none where it is no such name.
    pub(super) fn meaning_of_thing(&self, hidden: &Hidden<'_>, link: &RawLink) -> Option<Meaning> {
        let typed = TypedName::read(&link.href).filter(|_| link.is_wiki())?;
        if typed.kind.is_page() {
            return None;
        }
        let whole = &hidden.whole.engagements;
        let here = self.engagement_around().map(|at| self.index.things.engagement(at).id.as_str());
        let named = match typed.kind {
            Kind::Engagement => Some(typed.id),
            _ => typed.engagement.or(here),
        };
        let is_there = whole
            .iter()
            .filter(|placed| named.is_none_or(|named| placed.id == named))
            .any(|placed| placed.entities.find(typed.kind, typed.id).is_some());
        let is_person = typed.kind == Kind::Person && hidden.whole.people.contains_key(typed.id);
        Some(if is_there || is_person { Meaning::Restricted } else { Meaning::Nothing })
    }

    fn unknown(&self, link: &RawLink, typed: TypedName<'_>, meant: Option<EcoString>) -> Box<Diagnostic> {
        let whose = typed.engagement.map(|engagement| format!(" in the engagement `{engagement}`")).unwrap_or_default();
        let message = format!("there is no {} `{}`{whose}", typed.kind.label(), typed.id);
        let diagnostic = Diagnostic::new(Rule::UnknownReference, self.at(link), message);
        Box::new(match meant {
            Some(meant) => diagnostic.help(format!("Did you mean `{meant}`?")).replacement(meant),
            None => diagnostic,
        })
    }

    pub(super) fn no_engagement(&self, link: &RawLink, name: &str) -> Box<Diagnostic> {
        let message = format!("there is no engagement `{name}`");
        let diagnostic = Diagnostic::new(Rule::UnknownReference, self.at(link), message);
        Box::new(match self.index.things.nearest_engagement(name) {
            Some(meant) => {
                let whole = link.href.replacen(name, meant, 1);
                diagnostic.help(format!("Did you mean `{whole}`?")).replacement(whole)
            }
            None => diagnostic,
        })
    }
}
