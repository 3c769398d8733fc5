//! What a register names: people, guides, evidence, addresses, other things, each as words with where they lead.

use crate::model::engagement::{GuideRef, Party};
use crate::model::wording::Words;
use crate::model::{Edition, Page, PlacedEngagement};
use crate::path::address;
use crate::schema::kind::Kind;
use crate::schema::read::{Keyed, Spanned};
use crate::schema::scalar::{Place, Text};
use crate::schema::things::Common;
use crate::site::views::parts::{self, entity_href, link};
use serde_json::{Value, json};

/// What the views of a register look things up in.
#[derive(Clone, Copy)]
pub(in crate::site::views) struct Looking<'a> {
    pub(in crate::site::views) edition: &'a Edition,
    pub(in crate::site::views) page: &'a Page,
    pub(in crate::site::views) placed: &'a PlacedEngagement,
}

/// Words, and where they lead.
pub(in crate::site::views) fn named(title: &str, href: Option<&str>) -> Value {
    json!({ "title": title, "href": href })
}

/// A day, with the form that sorts.
pub(in crate::site::views) fn sortable_day(date: jiff::civil::Date, words: &Words) -> Value {
    json!({ "label": words.day(date), "value": date.to_string() })
}

/// A text of the data; an address leads where it says.
pub(in crate::site::views) fn web(text: &Text) -> Value {
    named(&text.value, address(&text.value))
}

impl<'a> Looking<'a> {
    /// The language of the edition.
    pub(in crate::site::views) fn words(self) -> &'a Words {
        &self.edition.words
    }

    /// Another thing of the engagement, by its own title where none is given.
    pub(in crate::site::views) fn thing(self, kind: Kind, id: &str, title: Option<&str>) -> Value {
        let entity = self.placed.entities.find(kind, id);
        let title = title.or_else(|| entity.map(|entity| entity.title.as_str())).unwrap_or(id);
        named(title, self.href(kind, id).as_deref())
    }

    /// Where another thing of the engagement stands.
    pub(in crate::site::views) fn href(self, kind: Kind, id: &str) -> Option<String> {
        entity_href(self.edition, self.page, self.placed, kind, id)
    }

    /// Who is meant; one person leads to where they are listed.
    pub(in crate::site::views) fn party(self, party: Option<&Party>) -> Option<Value> {
        let people = &self.placed.facts.people;
        let name = parts::party(&self.placed.facts, party)?;
        let id = match party.map(|party| party.people.as_slice()) {
            Some([one]) => Some(people.get(*one).declared.id.as_str()),
            _ => None,
        };
        Some(named(&name, id.and_then(|id| self.href(Kind::Person, id)).as_deref()))
    }

    /// The pages of the guides that are named, each once.
    pub(in crate::site::views) fn guides<'g>(self, named: impl IntoIterator<Item = &'g GuideRef>) -> Vec<Value> {
        let mut pages = Vec::new();
        for guide in named {
            pages.extend(self.placed.guide_at(&guide.at).filter(|page| !pages.contains(page)));
        }
        pages.into_iter().map(|page| link(self.edition, self.page, page)).collect()
    }

    /// What shows something: a guide, an address, or words.
    pub(in crate::site::views) fn place(self, place: &Spanned<Place>) -> Option<Value> {
        match &place.value {
            Place::Guide(_) => Some(link(self.edition, self.page, self.placed.guide_at(&place.at)?)),
            Place::Url(url) => Some(named(url, address(url))),
            Place::Words(text) => Some(named(text, None)),
        }
    }
}

/// What no field is for, as pairs.
pub(in crate::site::views) fn facts(common: &Common) -> Vec<Value> {
    keyed(&common.facts)
}

/// A map of words as pairs.
pub(in crate::site::views) fn keyed(map: &Keyed<Text>) -> Vec<Value> {
    map.entries.iter().map(|(key, value)| json!({ "name": key.value, "value": web(value) })).collect()
}
