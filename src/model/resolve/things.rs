//! Typed references, `[[kind:id]]`: what each means where it stands.

use super::hidden::Meaning;
use super::{Hidden, Outcome, Resolver};
use crate::book::{DataKind, DataName};
use crate::diagnostic::{Diagnostic, Rule, nearest};
use crate::doc::{LinkForm, RawLink, Target};
use crate::model::things::{Found, TypedName};
use crate::model::{Entity, PageId, Register};
use crate::schema::kind::Kind;
use ecow::{EcoString, eco_format};

impl Resolver<'_> {
    /// `[[kind:id]]`.
    pub(super) fn thing(&mut self, link: &RawLink, typed: TypedName<'_>, fragment: &str) -> Outcome {
        let TypedName { kind, id, .. } = typed;
        match kind {
            Kind::Term => {
                let glossary = self.index.glossary.as_deref();
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
            Kind::Playbook => match self.index.things.playbook(id) {
                Some(playbook) => {
                    let (page, title) =
                        (self.index.page(playbook.page).path.clone(), playbook.says.title.value.clone());
                    Ok((Target::Page { page, anchor: None, title }, None))
                }
                None => Err(self.unknown(link, typed, self.index.things.nearest(&[], kind, id))),
            },
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
            // What is planned, and not yet in any engagement.
            match things.planned(kind, id).as_slice() {
                [(playbook, title)] if elsewhere => {
                    let page = self.index.page(playbook.page).path.clone();
                    return Ok((Target::Page { page, anchor: None, title: (*title).clone() }, None));
                }
                [(_, title), ..] if elsewhere => return Ok((Target::Words((*title).clone()), None)),
                _ => {}
            }
            let meant = if elsewhere { things.all() } else { meant };
            let meant = things.nearest(&meant, kind, id);
            let with_engagement = |meant| match engagement {
                Some(engagement) => eco_format!("{engagement}/{meant}"),
                None => meant,
            };
            return Err(self.unknown(link, typed, meant.map(with_engagement)));
        }
        Ok((self.found(&found), None))
    }

    /// `![[agenda:kickoff]]`: where the data stands that is put in here.
    pub(super) fn data(&mut self, link: &RawLink) -> Outcome {
        let Some(name) = DataName::read(&link.href) else { return Ok((Target::Hidden, None)) };
        let things = &self.index.things;
        if let (Some(kind), Some(id)) = (name.data.of(), name.id) {
            let outcome = self.of_engagement(link, TypedName { engagement: name.engagement, kind, id });
            // What is to follow the colon is an id of that kind, and the word before it is not the kind's.
            return outcome.map_err(|mut problem| {
                let of_kind = problem.replacement.take().and_then(|meant| {
                    let meant = meant.strip_prefix(&format!("{}:", kind.name()))?.to_owned();
                    Some(format!("{}:{meant}", link.href.split(':').next().unwrap_or_default()))
                });
                problem.help = of_kind.as_ref().map(|meant| format!("Did you mean `![[{meant}]]`?"));
                problem.replacement = of_kind;
                problem
            });
        }
        let of_one = match name.engagement {
            Some(id) => match things.named(id) {
                Some(at) => Some(at),
                None => return Err(self.no_engagement(link, id)),
            },
            None => self.engagement_around(),
        };
        if things.engagements().is_empty() {
            let message = format!("there is no engagement whose `{}` could stand here", link.href);
            return Err(Box::new(Diagnostic::new(Rule::UnknownReference, self.at(link), message)));
        }
        let Some(at) = of_one else { return Ok((Target::Words(link.href.clone()), None)) };
        let placed = things.engagement(at);
        let register = match name.data {
            DataKind::Metrics => Some(Register::Metrics),
            DataKind::Contacts => Some(Register::People),
            DataKind::Raci => Some(Register::Raci),
            DataKind::Raid => Some(Register::Raid),
            DataKind::Requirements => Some(Register::Requirements),
            DataKind::Timeline | DataKind::Milestones => Some(Register::Plan),
            DataKind::Agenda | DataKind::Checklist | DataKind::Gotchas => None,
        };
        let page = register.and_then(|register| placed.registers.get(&register)).unwrap_or(&placed.overview);
        let page = self.index.page(*page);
        Ok((Target::Page { page: page.path.clone(), anchor: None, title: page.title.clone() }, None))
    }

    /// The name that `name` may be a slip of, as it stands in the brackets: of data, or of a thing whose kind is misspelt.
    pub(super) fn nearest_name(&self, link: &RawLink, name: &str) -> Option<EcoString> {
        let (front, id) = name.split_once(':').map_or((name, None), |(front, id)| (front, Some(id.trim())));
        let (before, word) =
            front.rsplit_once('/').map_or(("", front), |(_, word)| (&front[..front.len() - word.len()], word));
        if link.form == LinkForm::Embed {
            let meant = nearest(word, DataKind::ALL.iter().map(|(known, _)| *known))?;
            return Some(match id {
                Some(id) => eco_format!("![[{before}{meant}:{id}]]"),
                None => eco_format!("![[{before}{meant}]]"),
            });
        }
        let kind = Kind::from_name(nearest(word, Kind::ALL.iter().map(|kind| kind.name()))?)?;
        let typed = TypedName::read(name).map_or(TypedName { engagement: None, kind, id: id? }, |typed| typed);
        let all = self.index.things.all();
        let is_there = !self.index.things.find(&all, kind, typed.id, false).is_empty();
        is_there.then(|| eco_format!("[[{before}{kind}:{}]]", typed.id))
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
        let typed = match DataName::read(&link.href).filter(|_| matches!(link.form, LinkForm::Data | LinkForm::Embed)) {
            Some(DataName { engagement, data, id: Some(id) }) => TypedName { engagement, kind: data.of()?, id },
            Some(name) => TypedName { engagement: None, kind: Kind::Engagement, id: name.engagement? },
            None => TypedName::read(&link.href).filter(|_| link.is_wiki())?,
        };
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
