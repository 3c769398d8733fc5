//! Makes an edition of a book: gives every page its place and name, then resolves every link, then turns the links round.

use super::action_log::ActionLog;
use super::data;
use super::engagement::{Engagement, Restrictions, restrictions};
use super::glossary::Glossary;
use super::index::{GuideEntry, Index};
use super::kept::AssembleMemo;
use super::lay_out::lay_out;
use super::listing::add_listings;
use super::navigation::Navigation;
use super::outline::Outline;
use super::playbook::{add_uses, place_playbooks};
use super::readiness::readiness;
use super::redirect::redirects;
use super::resolve::{Hidden, Resolved, resolve};
use super::things::Things;
use super::uses::{resolve_guides, uses};
use super::variables;
use super::{Edition, Guide, Page, PageId, PageKind, PlacedEngagement, Reference};
use crate::audience::Audience;
use crate::book::{Book, BookGuide, GuidePaths, Reader};
use crate::diagnostic::{Checked, Diagnostic};
use crate::doc::Target;
use crate::parse::guide::ParsedGuide;
use crate::path::{OutputPath, SourcePath};
use crate::schema::node::Node;
use crate::schema::read::Fields;
use crate::schema::shape::Thing;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an edition depends on besides the book.
#[derive(Clone, Copy, Debug)]
pub struct AssembleOptions<'a> {
    /// What "today" is.
    pub today: jiff::civil::Date,
    /// The whole book's edition, by which a restricted one tells a link to something hidden from a broken one. It
    /// changes what is reported and nothing of what is made.
    pub whole: Option<&'a Edition>,
}

/// Makes the edition of `book`, which has been filtered for its reader.
#[must_use]
pub fn assemble(book: &Book, options: AssembleOptions<'_>) -> Checked<Edition> {
    assemble_again(book, options, &mut AssembleMemo::default())
}

/// The same, with what is left of the last time.
#[must_use]
pub fn assemble_again(book: &Book, options: AssembleOptions<'_>, memo: &mut AssembleMemo) -> Checked<Edition> {
    let mut diagnostics = Vec::new();
    let facts = variables::assemble_all(book, options.today, options.whole, memo, &mut diagnostics);
    let filled = with_guides(book, variables::put_in(book, &facts, options.whole, &mut diagnostics));
    let book = filled.as_ref().unwrap_or(book);
    let filled = with_guides(book, data::put_in(book, &facts));
    let book = filled.as_ref().unwrap_or(book);
    let outlines: Vec<Arc<Outline>> =
        book.guides.par_iter().map(|guide| Arc::new(Outline::new(&guide.parsed, &guide.meta))).collect();
    let (guides, mut pages) = lay_out(book, &outlines, &facts, &mut diagnostics);
    let listings = add_listings(&mut pages, book, &guides, &outlines, &facts);
    let page_of_guide = pages_of_guides(&pages, guides.len());
    let paths = GuidePaths::new(&book.config.source, book.guides.iter().map(|guide| &guide.parsed.path));
    let page_of = |at: usize| guides.binary_search(&at).ok().map(|place| page_of_guide[place]);
    let playbooks = place_playbooks(book, &facts, &pages, &paths, page_of, &mut diagnostics);
    let mut engagements = place(book, &facts, &pages, &paths, page_of, memo, &mut diagnostics);

    let entries = guides.iter().map(|at| GuideEntry {
        source: &book.guides[*at].parsed.path,
        outline: &outlines[*at],
        audience: book.guides[*at].audience,
        kind: book.guides[*at].meta.kind,
        unseen: book.guides[*at].parsed.unseen,
        has_footnotes: !book.guides[*at].parsed.doc.footnotes.is_empty(),
    });
    let things = Things::new(&engagements, &playbooks, &book.people, book.reader.engagement.is_some());
    let redirects = redirects(book, &guides, &pages, &page_of_guide, &mut diagnostics);
    let glossary = listings.glossary.map(|id| pages[id.0 as usize].path.clone());
    let glossary = glossary.and_then(|page| Glossary::new(&book.terms, page)).map(Arc::new);
    let index =
        Index::new(&book.config, &pages, entries.collect(), things, &redirects, &book.assets, glossary.as_deref());
    let resolved: Vec<Resolved> = guides
        .par_iter()
        .zip(&page_of_guide)
        .map(|(at, page)| {
            let parsed = &book.guides[*at].parsed;
            let hidden = options.whole.map(|whole| Hidden { whole, reader: book.reader.audience });
            resolve(&index, parsed, *page, hidden)
        })
        .collect();

    let order = |page: PageId| match pages[page.0 as usize].kind {
        PageKind::Phase { phase, .. } => Some(i64::from(phase)),
        PageKind::Meeting { meeting, .. } => Some(i64::from(meeting)),
        PageKind::Register { register, .. } => Some(register as i64),
        kind => kind.guide().and_then(|guide| book.guides[guides[guide as usize]].meta.order),
    };
    let navigation = match &book.contents {
        Some(contents) => {
            let find = |path: &str| index.page_at(path, false);
            Navigation::from_contents(&pages, contents, &book.orders, find, order)
        }
        None => Navigation::from_folders(&pages, &book.orders, order),
    };

    let logs: Vec<Arc<ActionLog>> =
        engagements.iter().filter_map(|one| ActionLog::new(one, &pages, options.today)).map(Arc::new).collect();
    let loose = (book.reader == Reader::TEAM).then(|| Arc::new(ActionLog::of_none(options.today)));
    let log_of = |at: usize| {
        let path = book.guides[at].parsed.path.as_str();
        let log = logs.iter().find(|log| path.starts_with(log.folder.as_str())).or(loose.as_ref());
        log.filter(|_| !outlines[at].actions.is_empty()).cloned()
    };

    let mut referenced_by = back_references(&resolved, pages.len());
    let mut used_in = uses(&engagements, pages.len());
    note_mentions(&resolved, &mut engagements);
    add_uses(&playbooks, &mut used_in);
    let mut assets = BTreeMap::new();
    let mut made = Vec::with_capacity(guides.len());
    for ((at, page), resolved) in guides.iter().zip(&page_of_guide).zip(resolved) {
        let BookGuide { parsed, meta, audience } = &book.guides[*at];
        diagnostics.extend(resolved.diagnostics);
        note_assets(&resolved.targets, book, &mut assets);
        made.push(Arc::new(Guide {
            parsed: parsed.clone(),
            meta: meta.clone(),
            page: pages[page.0 as usize].path.clone(),
            glossary: glossary.clone(),
            action_log: log_of(*at),
            audience: *audience,
            outline: outlines[*at].clone(),
            targets: resolved.targets.into(),
            referenced_by: std::mem::take(&mut referenced_by[page.0 as usize]),
            used_in: std::mem::take(&mut used_in[page.0 as usize]),
        }));
    }
    let mut edition = Edition {
        reader: book.reader.clone(),
        config: book.config.clone(),
        title: book.title().clone(),
        today: options.today,
        pages,
        guides: made,
        engagements: Vec::new(),
        playbooks: playbooks.into_iter().map(Arc::new).collect(),
        people: book.people.clone(),
        navigation,
        glossary,
        redirects,
        assets,
        listings,
        history: book.history.clone(),
    };
    let known = &*memo;
    edition.engagements = engagements
        .into_par_iter()
        .zip(&book.engagements)
        .map(|(mut placed, engagement)| {
            let ready = readiness(&edition, &placed, &engagement.guides);
            placed.facts = known.settled(&placed, &ready.gates);
            placed.gates = ready.gates;
            placed.reviews = ready.reviews;
            placed.packets = ready.packets;
            Arc::new(placed)
        })
        .collect();
    memo.keep_places(edition.engagements.iter().map(AsRef::as_ref).zip(facts));
    Checked { value: edition, diagnostics }
}

/// `book` with these guides in the places of others; none where there are none, as in most books.
fn with_guides(book: &Book, changed: Vec<(usize, Arc<ParsedGuide>)>) -> Option<Book> {
    if changed.is_empty() {
        return None;
    }
    let mut book = book.clone();
    for (at, parsed) in changed {
        book.guides[at].parsed = parsed;
    }
    Some(book)
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

fn back_references(resolved: &[Resolved], pages: usize) -> Vec<Vec<Reference>> {
    let mut referenced_by = vec![Vec::new(); pages];
    for (to, reference) in resolved.iter().flat_map(|resolved| &resolved.references) {
        referenced_by[to.0 as usize].push(reference.clone());
    }
    for references in &mut referenced_by {
        references.sort_by_key(|reference: &Reference| reference.from);
    }
    referenced_by
}

/// Tells each engagement what is said of its things.
fn note_mentions(resolved: &[Resolved], engagements: &mut [PlacedEngagement]) {
    for mention in resolved.iter().flat_map(|resolved| &resolved.mentions) {
        let known = engagements[mention.engagement].mentions.entry(mention.thing.clone()).or_default();
        known.push(mention.reference.clone());
    }
    for mentions in engagements.iter_mut().flat_map(|engagement| engagement.mentions.values_mut()) {
        mentions.sort_by_key(|mention| mention.from);
    }
}

fn note_assets(targets: &[Target], book: &Book, assets: &mut BTreeMap<OutputPath, SourcePath>) {
    for target in targets {
        if let Target::Asset { path, .. } = target
            && !assets.contains_key(path)
        {
            let source = SourcePath::join(&book.config.source, path.as_str()).expect("an asset lies in the source");
            assets.insert(path.clone(), source);
        }
    }
}
