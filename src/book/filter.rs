//! The audience filter: a book without what a reader may not see. It comes before assembly, so nothing that is made
//! later can tell that there was more.

use super::applies::{self, Deciders};
use super::embed;
use super::engagement::{
    NamedGuide, audience_in, forget_audiences, hide_owners, named_guides, people_for, strip_guides, strip_outside,
    titles, visible_people,
};
use super::gather::GatheredEngagement;
use super::kept::Left;
use super::page_filter::PageFilter;
use super::unmark::unmark;
use super::{AssetEntry, Book, BookEngagement, BookGuide, BookPlaybook, Gathered, GuidePaths, Named};
use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic, Rule};
use crate::doc::variable_label;
use crate::parse::front_matter::GuideMeta;
use crate::parse::glossary::ParsedTerm;
use crate::parse::guide::ParsedGuide;
use crate::parse::variable;
use crate::path::SourcePath;
use crate::schema::kind::Kind;
use crate::schema::node::{Node, Value};
use crate::schema::read::{Fields, Report, read};
use crate::schema::scalar::id_from_words;
use crate::schema::shape::Thing;
use crate::schema::things::{Engagement, Playbook};
use ecow::EcoString;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Whom an edition is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reader {
    /// What they may read.
    pub audience: Audience,
    /// The one engagement they may read of; all of them for `None`.
    pub engagement: Option<EcoString>,
}

impl Reader {
    /// The team that keeps the book.
    pub const TEAM: Self = Self { audience: Audience::Internal, engagement: None };
}

impl Gathered {
    /// The book as `reader` may see it, and what had to go from what they see.
    ///
    /// An edition of one engagement holds the guides that are named for it, and no others: not those that they link to.
    #[must_use]
    pub fn for_reader(&self, reader: &Reader) -> Checked<Book> {
        if self.config.audience_unread && reader.audience != Audience::Internal && !self.is_empty() {
            // For whom anything is cannot be told.
            return self.emptied().for_reader(reader);
        }
        let mut diagnostics = Vec::new();
        let hidden = self.hidden_from(reader);
        let may_read = |guide: &&BookGuide| reader.audience.may_read(guide.audience);
        let mut guides: Vec<BookGuide> =
            self.guides.iter().filter(may_read).map(|guide| filter_guide(guide, reader.audience)).collect();
        let of_reader =
            |engagement: &&GatheredEngagement| reader.engagement.as_ref().is_none_or(|id| *id == engagement.id);
        let mut engagements = Vec::new();
        // Each by itself, so on all cores; what the run before has made is there.
        let of_reader: Vec<&GatheredEngagement> = self.engagements.iter().filter(of_reader).collect();
        let editions: Vec<Checked<Option<Left>>> =
            of_reader.par_iter().map(|gathered| gathered.left_for(reader, &hidden)).collect();
        for (gathered, edition) in of_reader.into_iter().zip(editions) {
            let Some(left) = edition.unpack(&mut diagnostics) else { continue };
            let Left { mut node, mut says, guides: named, files } = left;
            let before = node.clone();
            let named =
                self.name_readable(&mut node, Engagement::table(), named, &guides, reader.audience, &mut diagnostics);
            if !Arc::ptr_eq(&before, &node) {
                says = Arc::new(gathered.joined.whole.typed(&node, reader.audience));
            }
            let (id, path) = (gathered.id.clone(), gathered.path.clone());
            let audience = audience_in(&gathered.joined.whole.node, gathered.joined.whole.around);
            engagements.push(BookEngagement { id, path, says, node, guides: named, files, audience });
        }
        self.decide(&mut guides, &mut engagements, reader, &mut diagnostics);
        let playbooks = self.readable_playbooks(reader, &hidden, &guides, &mut diagnostics);
        if reader.audience != Audience::Internal {
            self.forget_owners(&mut guides, &engagements, reader.audience);
            guides.iter_mut().for_each(|guide| forget_minutes(guide, &engagements));
        }
        if reader.engagement.is_some() {
            let mut named = named_for(&self.config.source, &guides, &engagements);
            add_embedded(&embed::embedded_in(&guides, &self.config.source), &mut named);
            let mut at = 0;
            guides.retain(|_| {
                at += 1;
                named.contains(&(at - 1))
            });
        }
        let embeds = embed::fill(&mut guides, &self.config.source, reader.audience).unpack(&mut diagnostics);
        if guides.iter().any(|guide| guide.parsed.fields) {
            // What has been put into a page of an engagement is that page's to decide.
            let (whole, of_one) = (self.whole_engagements(), reader.engagement.is_some());
            let deciders = Deciders { engagements: &engagements, whole: &whole, of_one };
            applies::decide(&mut guides, &deciders, true, &mut diagnostics);
        }
        let people = self.people.as_ref().map(|people| people_for(people, reader.audience)).unwrap_or_default();
        let value = Book {
            people: people.into_iter().map(|person| (person.id.as_str().into(), person.name.value)).collect(),
            reader: reader.clone(),
            config: self.config.clone(),
            guides,
            engagements,
            playbooks,
            assets: self.readable_assets(reader.audience),
            contents: self.contents.clone().filter(|_| reader.engagement.is_none()),
            orders: self.orders.clone(),
            embeds,
            terms: self.readable_terms(reader.audience),
            rest: self.rest,
            history: if *reader == Reader::TEAM { self.history.clone() } else { Arc::default() },
        };
        Checked { value, diagnostics }
    }

    fn is_empty(&self) -> bool {
        self.guides.is_empty() && self.engagements.is_empty() && self.playbooks.is_empty() && self.assets.is_empty()
    }

    /// A book with nothing in it.
    fn emptied(&self) -> Self {
        Self {
            config: self.config.clone(),
            playbooks: Vec::new(),
            guides: Vec::new(),
            people: None,
            people_unread: false,
            terms: Vec::new(),
            engagements: Vec::new(),
            assets: Arc::default(),
            contents: None,
            orders: Arc::default(),
            history: Arc::default(),
            rest: self.rest,
        }
    }

    /// Decides the conditions of guides, before they are put into others; and takes out of an edition of one engagement
    /// the guides that do not apply to it, with their names in its plan.
    fn decide(
        &self,
        guides: &mut Vec<BookGuide>,
        engagements: &mut [BookEngagement],
        reader: &Reader,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let has_conditions = |guide: &BookGuide| guide.parsed.fields || !guide.meta.applies_to.fields.is_empty();
        if !guides.iter().any(has_conditions) {
            return;
        }
        let whole = self.whole_engagements();
        let of_one = reader.engagement.is_some();
        let all: Vec<SourcePath> = guides.iter().map(|guide| guide.parsed.path.clone()).collect();
        let deciders = Deciders { engagements, whole: &whole, of_one };
        applies::leave_out(guides, &deciders, diagnostics);
        applies::decide(guides, &deciders, false, diagnostics);
        if all.len() == guides.len() {
            return;
        }
        for engagement in engagements {
            let mut node = (*engagement.node).clone();
            applies::strip_left_out(&mut node, &mut engagement.guides, &self.config.source, (&all, guides));
            let joined = self.engagements.iter().find(|gathered| gathered.id == engagement.id);
            if let Some(joined) = joined {
                engagement.says = Arc::new(joined.joined.whole.typed(&node, reader.audience));
                engagement.node = Arc::new(node);
            }
        }
    }

    fn whole_engagements(&self) -> BTreeMap<EcoString, Arc<Node>> {
        self.engagements.iter().map(|gathered| (gathered.id.clone(), gathered.joined.whole.node.clone())).collect()
    }

    /// The playbooks that a reader may look at: their plans are the vendor's ways, so whom one engagement is for sees none.
    fn readable_playbooks(
        &self,
        reader: &Reader,
        hidden: &BTreeSet<(Kind, EcoString)>,
        guides: &[BookGuide],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<BookPlaybook> {
        if reader.engagement.is_some() {
            return Vec::new();
        }
        let mut playbooks: Vec<BookPlaybook> = Vec::new();
        for gathered in &self.playbooks {
            // Of two with one name the first counts that the reader may know.
            if playbooks.iter().any(|known| known.id == gathered.id) {
                continue;
            }
            let left = gathered.joined.filtered(gathered.around, reader.audience, self.people.as_deref());
            let Some(mut left) = left else { continue };
            // An engagement that shows it tells.
            strip_outside(&mut left, Playbook::table(), reader.audience, hidden);
            let (named, mut left) = (named_guides(&left, Playbook::table()), Arc::new(left));
            let guides = self.name_readable(&mut left, Playbook::table(), named, guides, reader.audience, diagnostics);
            // A plan belongs to no engagement, so there are no values yet.
            label_variables(Arc::make_mut(&mut left));
            if reader.audience >= Audience::Customer {
                forget_audiences(Arc::make_mut(&mut left));
            }
            let says = Arc::new(read(&left, Report::Nothing).value);
            let (id, path) = (gathered.id.clone(), gathered.path.clone());
            let audience = audience_in(&gathered.joined.node, gathered.around);
            playbooks.push(BookPlaybook { id, path, says, titles: titles(&left), audience, guides });
        }
        playbooks
    }

    /// Of the guides that `node`, a thing of this table, names, those that are `readable`; it then names only these. What is
    /// no guide for anybody stays among those returned, to be reported.
    fn name_readable(
        &self,
        node: &mut Arc<Node>,
        table: &'static Thing,
        mut named: Vec<NamedGuide>,
        readable: &[BookGuide],
        audience: Audience,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<NamedGuide> {
        if audience == Audience::Internal || named.is_empty() {
            return named;
        }
        let paths =
            |guides: &[BookGuide]| GuidePaths::new(&self.config.source, guides.iter().map(|guide| &guide.parsed.path));
        let find = |paths: &GuidePaths, named: &NamedGuide| paths.find(&named.at.path, &named.path);
        let readable = paths(readable);
        let is_readable = |named: &NamedGuide| find(&readable, named) != Named::Nothing;
        if named.iter().all(is_readable) {
            return named;
        }
        strip_guides(Arc::make_mut(node), table, &is_readable);
        let all = paths(&self.guides);
        named.retain(|named| {
            let is_hidden = !is_readable(named) && find(&all, named) != Named::Nothing;
            if is_hidden {
                let message = format!("this names the guide `{}`, which is not for `{audience}`", named.path);
                diagnostics.push(
                    Diagnostic::new(Rule::LinkToRestricted, named.at.clone(), message)
                        .help("It is left out of what they get: remove it, or widen the audience of the guide."),
                );
            }
            !is_hidden
        });
        named
    }

    /// What `reader` may not know of that anything may name: other engagements, playbooks, words of the trade.
    fn hidden_from(&self, reader: &Reader) -> BTreeSet<(Kind, EcoString)> {
        if *reader == Reader::TEAM {
            return BTreeSet::new();
        }
        let may_read = |node: &Node, around: Audience| reader.audience.may_read(audience_in(node, around));
        let engagements = self.engagements.iter().map(|one| {
            let is_theirs = reader.engagement.as_ref().is_none_or(|id| *id == one.id);
            (Kind::Engagement, &one.id, is_theirs && may_read(&one.joined.whole.node, one.joined.whole.around))
        });
        let playbooks = self.playbooks.iter().map(|one| {
            let is_shown = reader.engagement.is_none() && may_read(&one.joined.node, one.around);
            (Kind::Playbook, &one.id, is_shown)
        });
        let terms =
            self.terms.iter().map(|(term, meant_for)| (Kind::Term, &term.id, reader.audience.may_read(*meant_for)));
        let all: Vec<(Kind, &EcoString, bool)> = engagements.chain(playbooks).chain(terms).collect();
        let shown: BTreeSet<(Kind, &EcoString)> =
            all.iter().filter(|(.., is_shown)| *is_shown).map(|(kind, id, _)| (*kind, *id)).collect();
        let hidden = all.iter().filter(|(kind, id, _)| !shown.contains(&(*kind, *id)));
        hidden.map(|(kind, id, _)| (*kind, (*id).clone())).collect()
    }

    /// Takes out of guides the names of owners of whom a reader may not know: also of those of whom nobody can tell, or the
    /// list of the people would show in them.
    fn forget_owners(&self, guides: &mut [BookGuide], engagements: &[BookEngagement], audience: Audience) {
        let ids = |people: Option<&Node>| -> BTreeSet<EcoString> {
            let people = people.and_then(Node::as_list).unwrap_or_default().iter();
            people.filter_map(|person| person.get("id")?.as_text().cloned()).collect()
        };
        let vendor = ids(self.people.as_deref());
        let is_name = |owner: &str| id_from_words(owner) == *owner;
        let visible = ids(self.people.as_deref().map(|people| visible_people(people, audience)).as_ref());
        for guide in guides.iter_mut() {
            let Some(owner) = guide.meta.owner.clone() else { continue };
            let around = super::engagement_around(engagements, &guide.parsed.path).map(|at| &engagements[at]);
            let whole = around.and_then(|around| self.engagements.iter().find(|whole| whole.id == around.id));
            let theirs = ids(whole.and_then(|whole| whole.joined.whole.node.get("people")));
            let shown = ids(around.and_then(|around| around.node.get("people")));
            let is_known = visible.contains(&owner) || shown.contains(&owner);
            let may_be_hidden =
                self.people_unread || is_name(&owner) || vendor.contains(&owner) || theirs.contains(&owner);
            if !is_known && may_be_hidden {
                guide.meta = Arc::new(GuideMeta { owner: None, ..(*guide.meta).clone() });
            }
        }
    }

    /// The words of the trade that a reader may know, none naming another that they may not.
    fn readable_terms(&self, audience: Audience) -> Vec<ParsedTerm> {
        let readable = self.terms.iter().filter(|(_, meant_for)| audience.may_read(*meant_for));
        let mut ids: BTreeSet<EcoString> = BTreeSet::new();
        // Of two with one name the first counts that the reader may know.
        let mut terms: Vec<ParsedTerm> =
            readable.filter(|(term, _)| ids.insert(term.id.clone())).map(|(term, _)| term.clone()).collect();
        terms.iter_mut().for_each(|term| term.see.retain(|id| ids.contains(id)));
        terms
    }

    /// The files that do not lie in a place for others.
    fn readable_assets(&self, audience: Audience) -> Arc<BTreeMap<SourcePath, AssetEntry>> {
        let may_read = |asset: &AssetEntry| asset.audience.is_none_or(|meant_for| audience.may_read(meant_for));
        if self.assets.values().all(may_read) {
            return self.assets.clone();
        }
        let readable = self.assets.iter().filter(|(_, asset)| may_read(asset));
        Arc::new(readable.map(|(path, asset)| (path.clone(), asset.clone())).collect())
    }
}

impl GatheredEngagement {
    /// What `reader` may see of it, without the names of what is `hidden`, and what had to go from that.
    fn left_for(&self, reader: &Reader, hidden: &BTreeSet<(Kind, EcoString)>) -> Checked<Option<Left>> {
        let audience = reader.audience;
        let mut edition = match reader.engagement {
            None => self.joined.edition(audience).clone(),
            Some(_) => self.joined.edition_once(audience),
        };
        let Some(left) = edition.value.as_mut().filter(|_| !hidden.is_empty()) else { return edition };
        let mut node = (*left.node).clone();
        let told = strip_outside(&mut node, Engagement::table(), audience, hidden);
        if node != *left.node {
            *left = Left::new(Arc::new(node), &self.joined.whole, audience);
        }
        edition.diagnostics.extend(told);
        edition
    }
}

/// Puts labels in the places of the variables in `node`.
fn label_variables(node: &mut Node) {
    match &mut node.value {
        Value::Scalar(scalar) => {
            let labelled = variable::fill(&scalar.text, variable_label);
            if let Some(text) = labelled {
                (scalar.text, scalar.lead) = (text, None);
            }
        }
        Value::List(items) => items.iter_mut().for_each(label_variables),
        Value::Map(map) => map.entries.iter_mut().for_each(|entry| label_variables(&mut entry.value)),
        Value::Null => {}
    }
}

/// The places of the guides that `engagements` name.
fn named_for(source: &str, guides: &[BookGuide], engagements: &[BookEngagement]) -> BTreeSet<usize> {
    let paths = GuidePaths::new(source, guides.iter().map(|guide| &guide.parsed.path));
    let named = engagements.iter().flat_map(|engagement| &engagement.guides);
    named
        .filter_map(|named| match paths.find(&named.at.path, &named.path) {
            Named::Guide(at) => Some(at),
            Named::Both(..) | Named::Nothing => None,
        })
        .collect()
}

/// Adds to `named` what is embedded in what it holds.
fn add_embedded(embedded: &[Vec<usize>], named: &mut BTreeSet<usize>) {
    let mut waiting: Vec<usize> = named.iter().copied().collect();
    while let Some(guide) = waiting.pop() {
        waiting.extend(embedded.get(guide).into_iter().flatten().filter(|other| named.insert(**other)));
    }
}

/// Takes out of minutes what only the engagement needed to know, and the owners of actions who are not for the reader.
fn forget_minutes(guide: &mut BookGuide, engagements: &[BookEngagement]) {
    if guide.meta.minutes.is_none() {
        return;
    }
    let is_below = |engagement: &&BookEngagement| {
        let folder = engagement.path.folder();
        guide.parsed.path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    };
    let says = engagements.iter().find(is_below).map(|engagement| &engagement.says);
    let is_known = |owner: &str| {
        says.is_some_and(|says| {
            let declared = &says.declared;
            let people = says.people.iter().chain(&declared.people).map(|person| person.id.as_str());
            let roles = declared.plan.roles.iter().map(|role| role.id.as_str());
            let held = declared.team.entries.iter().map(|(role, _)| role.value.as_str());
            let by_customer = declared.people.iter().filter_map(|person| Some(person.role.as_ref()?.as_str()));
            people.chain(roles).chain(held).chain(by_customer).any(|known| known == owner)
        })
    };
    let mut doc = guide.parsed.doc.clone();
    if hide_owners(&mut doc.blocks, &is_known) {
        guide.parsed = Arc::new(ParsedGuide { doc, ..(*guide.parsed).clone() });
    }
    guide.meta = Arc::new(GuideMeta { minutes: None, ..(*guide.meta).clone() });
}

fn filter_guide(guide: &BookGuide, audience: Audience) -> BookGuide {
    if !guide.parsed.restricted || audience == Audience::Internal {
        return guide.clone();
    }
    let mut doc = guide.parsed.doc.clone();
    let ParsedGuide { empty_lines, definitions, .. } = &*guide.parsed;
    let mut filter = PageFilter { reader: audience, empty_lines, definitions, gone: Vec::new() };
    filter.doc(&mut doc);
    if audience >= Audience::Customer {
        unmark(&mut doc);
    }
    BookGuide { parsed: Arc::new(ParsedGuide { doc, ..(*guide.parsed).clone() }), ..guide.clone() }
}
