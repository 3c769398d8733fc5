//! What the minutes of an engagement say behind the words of an action: who, by when, and where the log has it.
//!
//! Takes what one reader may see of the engagement; an owner whom they may not see is left out.

use super::engagement::People;
use super::wording::Words;
use super::{Page, PlacedEngagement, Register, anchor_of};
use crate::diagnostic::Location;
use crate::doc::{Action, Element, Inline, Target};
use crate::path::OutputPath;
use crate::schema::kind::Kind;
use crate::schema::read::Spanned;
use crate::schema::scalar::Id;
use crate::text::TextRange;
use ecow::{EcoString, eco_format};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The actions of an engagement, as its minutes speak of them.
#[derive(Clone, Debug)]
pub struct ActionLog {
    /// The folder that the minutes lie below.
    pub(super) folder: EcoString,
    /// Who is who; nothing for minutes of no engagement, whose owners are shown as written.
    people: Option<People>,
    /// The actions that the log has.
    listed: BTreeSet<EcoString>,
    /// Its page, and what that is called.
    page: Option<(OutputPath, EcoString)>,
    today: Date,
    words: Arc<Words>,
}

impl ActionLog {
    /// The log of `placed`; none where it has no minutes.
    pub(super) fn new(placed: &PlacedEngagement, pages: &[Page], today: Date, words: &Arc<Words>) -> Option<Self> {
        let facts = &placed.facts;
        let listed = facts.raid.iter().filter(|entry| !entry.declared.minutes.is_empty());
        let page = placed.registers.get(&Register::Raid).map(|page| &pages[page.0 as usize]);
        (!facts.minutes.is_empty()).then(|| Self {
            folder: eco_format!("{}/", placed.source.folder()),
            people: Some(facts.people.clone()),
            listed: listed.map(|entry| EcoString::clone(&entry.id)).collect(),
            page: page.map(|page| (page.path.clone(), page.title.clone())),
            today,
            words: words.clone(),
        })
    }

    /// That of minutes which belong to no engagement.
    pub(super) fn of_none(today: Date, words: &Arc<Words>) -> Self {
        let words = words.clone();
        Self { folder: EcoString::new(), people: None, listed: BTreeSet::new(), page: None, today, words }
    }

    /// What stands behind the words of `action`.
    pub(super) fn remark(&self, action: &Action) -> Vec<Inline<Target>> {
        let range = TextRange::at(action.range.end as usize);
        let text = |text: EcoString| Inline::Text { text, range };
        let owner = action.owner.as_ref().map(|(owner, _)| self.name(owner)).filter(|name| !name.is_empty());
        let due = action.due.map(|(due, _)| self.words.near_day(due, self.today));
        let due = due.map(|day| self.words.fill("due {day}", &[("day", &day)]));
        let said: Vec<EcoString> = owner.into_iter().chain(due).collect();
        let mut words = vec![text(said.join(", ").into())];
        let is_listed = self.listed.contains(&action.id) && action.owner.is_some();
        if let Some((page, title)) = self.page.as_ref().filter(|_| is_listed) {
            let anchor = Some(anchor_of(Kind::Action, &action.id));
            let target = Target::Page { page: page.clone(), anchor, title: title.clone() };
            if !said.is_empty() {
                words.push(text(" · ".into()));
            }
            let link = vec![text(self.words.say("RAID log").into())];
            words.push(Inline::Link { target: Box::new(target), title: None, inlines: link });
        } else if said.is_empty() {
            return Vec::new();
        }
        let element = Element { name: "small".into(), attributes: Vec::new(), links: Vec::new() };
        vec![text(" ".into()), Inline::Element { element: Box::new(element), inlines: words }]
    }

    /// The name of an owner; nothing where this reader knows nobody of that name.
    fn name(&self, owner: &EcoString) -> EcoString {
        let Some(people) = &self.people else { return owner.clone() };
        let at = Location::file(crate::path::SourcePath::new("-").expect("inside"));
        let party = people.party(&Spanned { value: Id::from(owner.clone()), at });
        let is_known = !party.people.is_empty() || people.role_title(owner).is_some();
        if is_known { people.name(&party) } else { EcoString::new() }
    }
}
