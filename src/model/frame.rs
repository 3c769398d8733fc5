//! What an edition is built on: its pages and what they are called, its navigation, where everything stands that a link can
//! name. Nothing that is written between two headings changes any of it.
//!
//! Takes what guides are to others, and the rest of the book; the words of guides are not here to be looked at.

use super::action_log::ActionLog;
use super::engagement::{Engagement, Restrictions, restrictions};
use super::glossary::Glossary;
use super::index::{GuideEntry, Index};
use super::kept::AssembleMemo;
use super::lay_out::lay_out;
use super::listing::{Listings, add_listings};
use super::navigation::Navigation;
use super::playbook::{add_uses, place_playbooks};
use super::redirect::{Redirect, redirects};
use super::things::Things;
use super::uses::{resolve_guides, uses};
use super::wording::Words;
use super::{Page, PageId, PageKind, PlacedEngagement, PlacedPlaybook, Use};
use crate::audience::Audience;
use crate::book::engagement::NamedGuide;
use crate::book::{Book, GuidePaths, Reader};
use crate::diagnostic::Diagnostic;
use crate::last::Same;
use crate::schema::node::Node;
use crate::schema::read::Fields;
use crate::schema::shape::Thing;
use crate::source::Version;
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a frame follows from.
#[derive(Clone, PartialEq)]
pub(super) struct FrameOf {
    /// What is no guide.
    pub(super) rest: Version,
    pub(super) reader: Reader,
    pub(super) today: Date,
    /// The language of what the program says.
    pub(super) words: Arc<Words>,
    /// The guides of the book, in its order.
    pub(super) guides: Vec<GuideEntry>,
    /// What follows from what engagements say, their minutes among it.
    pub(super) facts: Vec<Same<Engagement>>,
    /// The guides that engagements and playbooks name: what of it is for others is not among these, and hangs on guides that
    /// are not here.
    pub(super) named: Vec<Vec<NamedGuide>>,
}

/// What an edition is built on.
pub(super) struct Frame {
    /// What its reader may read.
    pub(super) audience: Audience,
    /// The guides that have a page, by their places in the book.
    pub(super) guides: Vec<usize>,
    /// The page of each of these.
    pub(super) page_of_guide: Vec<PageId>,
    pub(super) pages: Arc<[Page]>,
    pub(super) navigation: Arc<Navigation>,
    pub(super) listings: Arc<Listings>,
    pub(super) redirects: Arc<[Redirect]>,
    pub(super) glossary: Option<Arc<Glossary>>,
    pub(super) playbooks: Arc<[Arc<PlacedPlaybook>]>,
    /// The engagements, without what guides say of them.
    pub(super) engagements: Arc<[PlacedEngagement]>,
    pub(super) people: Arc<BTreeMap<ecow::EcoString, ecow::EcoString>>,
    /// Who uses each page.
    pub(super) used_in: Vec<Arc<[Use]>>,
    /// The log to which the minutes of each guide belong.
    pub(super) logs: Vec<Option<Arc<ActionLog>>>,
    pub(super) index: Index,
    pub(super) diagnostics: Vec<Diagnostic>,
}

impl Frame {
    /// The frame of `book`, whose guides are to others what `of` says.
    pub(super) fn new(book: &Book, of: &FrameOf, facts: &[Arc<Engagement>], memo: &AssembleMemo) -> Self {
        let mut diagnostics = Vec::new();
        let outlines: Vec<_> = of.guides.iter().map(|guide| guide.outline.clone()).collect();
        let (guides, mut pages) = lay_out(book, &outlines, facts, &of.words, &mut diagnostics);
        let listings = add_listings(&mut pages, book, &guides, &outlines, (facts, &of.words));
        let page_of_guide = pages_of_guides(&pages, guides.len());
        let paths = GuidePaths::new(&book.config.source, book.guides.iter().map(|guide| &guide.parsed.path));
        let page_of = |at: usize| guides.binary_search(&at).ok().map(|place| page_of_guide[place]);
        let playbooks = place_playbooks(book, facts, &pages, &paths, page_of, &mut diagnostics);
        let engagements = place(book, facts, &pages, &paths, page_of, memo, &mut diagnostics);
        let redirects: Arc<[Redirect]> = redirects(book, &guides, &pages, &page_of_guide, &mut diagnostics).into();
        let glossary = listings.glossary.map(|id| pages[id.0 as usize].path.clone());
        let glossary = glossary.and_then(|page| Glossary::new(&book.terms, page)).map(Arc::new);
        let logs = logs(book, of, &guides, &engagements, &pages);
        let mut used_in = uses(&engagements, pages.len());
        add_uses(&playbooks, &mut used_in);

        let pages: Arc<[Page]> = pages.into();
        let playbooks: Arc<[Arc<PlacedPlaybook>]> = playbooks.into_iter().map(Arc::new).collect();
        let (engagements, people): (Arc<[_]>, _) = (engagements.into(), Arc::new(book.people.clone()));
        let things =
            Things::new(engagements.clone(), playbooks.clone(), people.clone(), book.reader.engagement.is_some());
        let entries = guides.iter().map(|at| of.guides[*at].clone()).collect();
        let (assets, old) = (book.assets.clone(), redirects.clone());
        let index = Index::new(&book.config, pages.clone(), entries, things, old, assets, glossary.clone());
        let navigation = navigation(book, &guides, &pages, &index);
        Self {
            audience: book.reader.audience,
            guides,
            page_of_guide,
            pages,
            navigation: Arc::new(navigation),
            listings: Arc::new(listings),
            redirects,
            glossary,
            playbooks,
            engagements,
            people,
            used_in: used_in.into_iter().map(Into::into).collect(),
            logs,
            index,
            diagnostics,
        }
    }
}

fn navigation(book: &Book, guides: &[usize], pages: &[Page], index: &Index) -> Navigation {
    let order = |page: PageId| match pages[page.0 as usize].kind {
        PageKind::Phase { phase, .. } => Some(i64::from(phase)),
        PageKind::Meeting { meeting, .. } => Some(i64::from(meeting)),
        PageKind::Register { register, .. } => Some(register as i64),
        kind => kind.guide().and_then(|guide| book.guides[guides[guide as usize]].meta.order),
    };
    match &book.contents {
        Some(contents) => {
            let find = |path: &str| index.page_at(path, false);
            Navigation::from_contents(pages, contents, &book.orders, find, order)
        }
        None => Navigation::from_folders(pages, &book.orders, order),
    }
}

/// The log of actions to which each guide belongs that has some.
fn logs(
    book: &Book,
    of: &FrameOf,
    guides: &[usize],
    engagements: &[PlacedEngagement],
    pages: &[Page],
) -> Vec<Option<Arc<ActionLog>>> {
    let logs: Vec<Arc<ActionLog>> =
        engagements.iter().filter_map(|one| ActionLog::new(one, pages, of.today, &of.words)).map(Arc::new).collect();
    let loose = (book.reader == Reader::TEAM).then(|| Arc::new(ActionLog::of_none(of.today, &of.words)));
    let log_of = |at: &usize| {
        let path = book.guides[*at].parsed.path.as_str();
        let log = || logs.iter().find(|log| path.starts_with(log.folder.as_str())).or(loose.as_ref());
        (!of.guides[*at].outline.actions.is_empty()).then(log).flatten().cloned()
    };
    guides.iter().map(log_of).collect()
}

/// Gives each engagement its pages, and the pages of the guides that it names.
fn place(
    book: &Book,
    facts: &[Arc<Engagement>],
    pages: &[Page],
    paths: &GuidePaths,
    page_of: impl Fn(usize) -> Option<PageId> + Copy,
    memo: &AssembleMemo,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<PlacedEngagement> {
    let mut placed: Vec<PlacedEngagement> = book
        .engagements
        .iter()
        .zip(facts)
        .map(|(engagement, facts)| PlacedEngagement {
            id: engagement.id.clone(),
            source: engagement.path.clone(),
            node: engagement.node.clone(),
            overview: PageId(0),
            phases: vec![PageId(0); facts.phases.len()],
            meetings: vec![PageId(0); facts.meetings.len()],
            registers: BTreeMap::new(),
            entities: Arc::default(),
            mentions: BTreeMap::new(),
            guides: resolve_guides(book, &engagement.guides, paths, page_of, diagnostics),
            gates: Vec::new(),
            reviews: Vec::new(),
            audience: engagement.audience,
            restrictions: restrictions_for(&book.reader, &engagement.node, engagement.audience),
            packets: Vec::new(),
            facts: facts.clone(),
        })
        .collect();
    for (at, page) in pages.iter().enumerate() {
        match page.kind {
            PageKind::Engagement { engagement, .. } => placed[engagement as usize].overview = PageId::at(at),
            PageKind::Phase { engagement, phase, .. } => {
                placed[engagement as usize].phases[phase as usize] = PageId::at(at);
            }
            PageKind::Meeting { engagement, meeting, .. } => {
                placed[engagement as usize].meetings[meeting as usize] = PageId::at(at);
            }
            PageKind::Register { engagement, register, .. } => {
                placed[engagement as usize].registers.insert(register, PageId::at(at));
            }
            PageKind::Home { .. }
            | PageKind::Guide(_)
            | PageKind::Section { .. }
            | PageKind::Listing(_)
            | PageKind::Playbook { .. } => {}
        }
    }
    placed.par_iter_mut().for_each(|one| one.entities = memo.entities(one));
    placed
}

/// What is restricted in an engagement: nothing for customers, who are not told of it.
fn restrictions_for(reader: &Reader, node: &Node, audience: Audience) -> Restrictions {
    match reader.audience {
        Audience::Internal | Audience::Partner => restrictions(node, engagement_table(), audience),
        Audience::Customer | Audience::Public => Restrictions::new(),
    }
}

fn engagement_table() -> &'static Thing {
    <crate::schema::things::Engagement as Fields>::table()
}

fn pages_of_guides(pages: &[Page], guides: usize) -> Vec<PageId> {
    let mut found = vec![PageId(0); guides];
    for (at, page) in pages.iter().enumerate() {
        if let Some(guide) = page.kind.guide() {
            found[guide as usize] = PageId::at(at);
        }
    }
    found
}
