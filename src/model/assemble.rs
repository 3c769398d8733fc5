//! Makes an edition of a book: gives every page its place and name, then resolves every link, then turns the links round.
//!
//! What is the same as the last time is taken from there, guide by guide: the frame that all of it stands in, the links of
//! a guide, what leads to it.

use super::data;
use super::engagement::Engagement;
use super::frame::{Frame, FrameOf};
use super::index::GuideEntry;
use super::kept::{AssembleMemo, InWhole, Incoming, IncomingOf, KeptGuide, KeptReadiness, ResolvedIn};
use super::logo;
use super::readiness::readiness;
use super::resolve::{Hidden, Lookup, Outgoing, Resolved, resolve};
use super::variables;
use super::wording::Words;
use super::{Edition, Guide, Outline, OutlineRanges, PageId, PlacedEngagement, Reference};
use crate::book::{Book, BookEngagement, BookGuide};
use crate::diagnostic::Checked;
use crate::last::{Same, kept};
use crate::parse::guide::ParsedGuide;
use crate::path::SourcePath;
use ecow::EcoString;
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
    /// The language of what the program says: titles of its own, what it puts into guides, whatever a page says of something.
    pub words: &'a Arc<Words>,
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
    memo.keep_language(options.words);
    let facts = variables::assemble_all(book, options, memo, &mut diagnostics);
    let filled = with_guides(book, variables::put_in(book, &facts, options, &mut diagnostics));
    let book = filled.as_ref().unwrap_or(book);
    let filled = with_guides(book, data::put_in(book, &facts, options.words));
    let book = filled.as_ref().unwrap_or(book);
    let read = read_guides(book, memo);
    let frame = frame_of(book, &read, &facts, options, memo);
    diagnostics.extend(frame.diagnostics.iter().cloned());
    let linked = link_guides(&frame, read, options);
    diagnostics.extend(linked.iter().flat_map(|guide| guide.resolved.diagnostics.iter().cloned()));
    let incoming = incoming(&frame, &linked, book, memo);
    let guides = make_guides(&frame, linked, &incoming, memo);
    let mut edition = Edition {
        reader: book.reader.clone(),
        config: book.config.clone(),
        title: book.title().clone(),
        language: language_of(book),
        words: options.words.clone(),
        today: options.today,
        pages: frame.pages.clone(),
        guides,
        engagements: Vec::new(),
        playbooks: frame.playbooks.clone(),
        people: frame.people.clone(),
        navigation: frame.navigation.clone(),
        glossary: frame.glossary.clone(),
        redirects: frame.redirects.clone(),
        assets: incoming.assets.clone(),
        logos: logo::all(book, facts.iter().map(AsRef::as_ref).zip(book.engagements.iter().map(|one| &one.path))),
        listings: frame.listings.clone(),
        history: book.history.clone(),
    };
    edition.engagements = settle(&frame, &edition, &book.engagements, &incoming, memo);
    memo.keep_places(edition.engagements.iter().map(AsRef::as_ref).zip(facts));
    Checked { value: edition, diagnostics }
}

/// The language of an edition: that of the engagement that it is of, else the book's.
#[must_use]
pub fn language_of(book: &Book) -> EcoString {
    let only = book.engagements.first().filter(|_| book.reader.engagement.is_some());
    let own = only.and_then(|engagement| engagement.says.declared.language.as_ref());
    own.map_or_else(|| book.config.language.clone(), |language| language.value.0.clone())
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

/// A guide with its outline.
struct ReadGuide {
    guide: BookGuide,
    outline: Arc<Outline>,
    ranges: Arc<OutlineRanges>,
    /// What is left of it of the last time.
    known: Option<Arc<KeptGuide>>,
}

/// Reads the outlines of the guides of `book`. What says the same as the last time is the same value again.
fn read_guides(book: &Book, memo: &AssembleMemo) -> Vec<ReadGuide> {
    let mut known = memo.guides.iter().peekable();
    let with_known = book.guides.iter().map(|guide| {
        // Both are in the order of their paths.
        while known.next_if(|known| known.guide.parsed.path < guide.parsed.path).is_some() {}
        (guide, known.next_if(|known| known.guide.parsed.path == guide.parsed.path))
    });
    let with_known: Vec<(&BookGuide, Option<&Arc<KeptGuide>>)> = with_known.collect();
    with_known.into_par_iter().map(|(guide, known)| read_guide(guide, known)).collect()
}

fn read_guide(guide: &BookGuide, known: Option<&Arc<KeptGuide>>) -> ReadGuide {
    if let Some(kept) = known
        && (Arc::ptr_eq(&kept.guide.parsed, &guide.parsed) || kept.guide.parsed == guide.parsed)
        && kept.guide.meta == guide.meta
    {
        let guide = BookGuide { audience: guide.audience, ..kept.guide.clone() };
        let (outline, ranges) = (kept.outline.clone(), kept.ranges.clone());
        return ReadGuide { guide, outline, ranges, known: known.cloned() };
    }
    let (outline, ranges) = Outline::new(&guide.parsed, &guide.meta);
    let outline = kept(known.map(|known| &known.outline), outline);
    ReadGuide { guide: guide.clone(), outline, ranges: Arc::new(ranges), known: known.cloned() }
}

fn frame_of(
    book: &Book,
    read: &[ReadGuide],
    facts: &[Arc<Engagement>],
    options: AssembleOptions<'_>,
    memo: &mut AssembleMemo,
) -> Arc<Frame> {
    let entry = |read: &ReadGuide| {
        let BookGuide { parsed, meta, audience } = &read.guide;
        GuideEntry {
            source: parsed.path.clone(),
            meta: meta.clone(),
            outline: read.outline.clone(),
            audience: *audience,
            unseen: parsed.unseen,
            has_footnotes: !parsed.doc.footnotes.is_empty(),
        }
    };
    let of_engagements = book.engagements.iter().map(|engagement| &engagement.guides);
    let of_playbooks = book.playbooks.iter().map(|playbook| &playbook.guides);
    let of = FrameOf {
        rest: book.rest,
        reader: book.reader.clone(),
        today: options.today,
        words: options.words.clone(),
        guides: read.iter().map(entry).collect(),
        facts: facts.iter().cloned().map(Same).collect(),
        named: of_engagements.chain(of_playbooks).cloned().collect(),
    };
    let mut last = std::mem::take(&mut memo.frame);
    let frame = last.get(of, |of| Arc::new(Frame::new(book, of, facts, memo)));
    memo.frame = last;
    frame
}

/// A guide that has a page, with its links resolved.
struct LinkedGuide {
    read: ReadGuide,
    resolved_in: ResolvedIn,
    resolved: Arc<Resolved>,
}

/// Resolves the links of the guides that have a page.
fn link_guides(frame: &Arc<Frame>, read: Vec<ReadGuide>, options: AssembleOptions<'_>) -> Vec<LinkedGuide> {
    let mut wanted = frame.guides.iter().copied().peekable();
    let with_page = read.into_iter().zip(0..).filter(|(_, at)| wanted.next_if_eq(at).is_some());
    let with_page: Vec<ReadGuide> = with_page.map(|(read, _)| read).collect();
    let ranges: Vec<Arc<OutlineRanges>> = with_page.iter().map(|read| read.ranges.clone()).collect();
    let hidden = options.whole.map(|whole| Hidden { whole, reader: frame.audience });
    let lookup = Lookup { index: &frame.index, ranges: &ranges, hidden };
    let link = |(read, page): (ReadGuide, &PageId)| {
        let whole = options.whole.map(|whole| InWhole {
            pages: Same(whole.pages.clone()),
            guide: whole.guide_at(&read.guide.parsed.path).cloned().map(Same),
        });
        let resolved_in = ResolvedIn { frame: Same(frame.clone()), whole };
        let known = read
            .known
            .as_ref()
            .filter(|known| Arc::ptr_eq(&known.guide.parsed, &read.guide.parsed) && known.resolved_in == resolved_in);
        let again = || {
            let mut resolved = resolve(lookup, &read.guide.parsed, *page);
            if let Some(known) = &read.known
                && known.resolved.outgoing == resolved.outgoing
            {
                resolved.outgoing = known.resolved.outgoing.clone();
            }
            Arc::new(resolved)
        };
        let resolved = known.map_or_else(again, |known| known.resolved.clone());
        LinkedGuide { read, resolved_in, resolved }
    };
    with_page.into_par_iter().zip(&frame.page_of_guide).map(link).collect()
}

/// Turns the links round.
fn incoming(frame: &Arc<Frame>, linked: &[LinkedGuide], book: &Book, memo: &mut AssembleMemo) -> Arc<Incoming> {
    let outgoing: Vec<Same<Outgoing>> = linked.iter().map(|guide| Same(guide.resolved.outgoing.clone())).collect();
    let known = memo.incoming.last().cloned();
    memo.incoming.get(IncomingOf { frame: Same(frame.clone()), outgoing }, |IncomingOf { outgoing, .. }| {
        let mut referenced_by: Vec<Vec<Reference>> = vec![Vec::new(); frame.pages.len()];
        let mut mentions: Vec<Mentions> = vec![Mentions::new(); frame.engagements.len()];
        let mut assets = BTreeMap::new();
        for Same(outgoing) in outgoing {
            for (to, reference) in &outgoing.references {
                referenced_by[to.0 as usize].push(reference.clone());
            }
            for mention in &outgoing.mentions {
                mentions[mention.engagement].entry(mention.thing.clone()).or_default().push(mention.reference.clone());
            }
            for path in &outgoing.assets {
                if !assets.contains_key(path) {
                    let source = SourcePath::join(&book.config.source, path.as_str());
                    assets.insert(path.clone(), source.expect("an asset lies in the source"));
                }
            }
        }
        let in_order = |references: &mut Vec<Reference>| references.sort_by_key(|reference| reference.from);
        referenced_by.iter_mut().for_each(in_order);
        mentions.iter_mut().flat_map(BTreeMap::values_mut).for_each(in_order);
        let known = known.as_ref();
        let same = |(at, references): (usize, Vec<Reference>)| match known.and_then(|known| known.referenced_by.get(at))
        {
            Some(known) if **known == *references => known.clone(),
            _ => references.into(),
        };
        Arc::new(Incoming {
            referenced_by: referenced_by.into_iter().enumerate().map(same).collect(),
            mentions,
            assets: kept(known.map(|known| &known.assets), assets),
        })
    })
}

/// What guides say of the things of an engagement.
type Mentions = BTreeMap<(crate::schema::kind::Kind, ecow::EcoString), Vec<Reference>>;

/// The guides of the edition.
fn make_guides(
    frame: &Arc<Frame>,
    linked: Vec<LinkedGuide>,
    incoming: &Incoming,
    memo: &mut AssembleMemo,
) -> Vec<Arc<Guide>> {
    let make = |(at, linked): (usize, LinkedGuide)| {
        let LinkedGuide { read: ReadGuide { guide, outline, ranges, known }, resolved_in, resolved } = linked;
        let page = frame.page_of_guide[at].0 as usize;
        let referenced_by = &incoming.referenced_by[page];
        if let Some(known) = known
            && Arc::ptr_eq(&known.resolved, &resolved)
            && Arc::ptr_eq(&known.guide.parsed, &guide.parsed)
            && Arc::ptr_eq(&known.made.referenced_by, referenced_by)
            && known.resolved_in == resolved_in
        {
            return known;
        }
        let made = Arc::new(Guide {
            parsed: guide.parsed.clone(),
            meta: guide.meta.clone(),
            page: frame.pages[page].path.clone(),
            glossary: frame.glossary.clone(),
            action_log: frame.logs[at].clone(),
            audience: guide.audience,
            outline: outline.clone(),
            ranges: ranges.clone(),
            targets: resolved.targets.clone(),
            referenced_by: referenced_by.clone(),
            used_in: frame.used_in[page].clone(),
        });
        Arc::new(KeptGuide { guide, outline, ranges, resolved_in, resolved, made })
    };
    memo.guides = linked.into_par_iter().enumerate().map(make).collect();
    memo.guides.iter().map(|kept| kept.made.clone()).collect()
}

/// The engagements, with what guides say of them and with what hangs on the guides that they name.
fn settle(
    frame: &Arc<Frame>,
    edition: &Edition,
    engagements: &[BookEngagement],
    incoming: &Incoming,
    memo: &mut AssembleMemo,
) -> Vec<Arc<PlacedEngagement>> {
    let known = &*memo;
    let settle = |(at, placed): (usize, &PlacedEngagement)| {
        let of = KeptReadiness {
            frame: Same(frame.clone()),
            mentions: incoming.mentions[at].clone(),
            guides: placed
                .guides
                .values()
                .filter_map(|page| edition.guide_of(edition.page(*page)).cloned().map(Same))
                .collect(),
        };
        if let Some((known, placed)) = known.settled.get(at)
            && *known == of
        {
            return (of, placed.clone());
        }
        let mut placed = PlacedEngagement { mentions: of.mentions.clone(), ..placed.clone() };
        let ready = readiness(edition, &placed, &engagements[at].guides);
        placed.facts = known.settled_facts(&placed, &ready.gates);
        placed.gates = ready.gates;
        placed.reviews = ready.reviews;
        placed.packets = ready.packets;
        (of, Arc::new(placed))
    };
    let settled: Vec<(KeptReadiness, Arc<PlacedEngagement>)> =
        frame.engagements.par_iter().enumerate().map(settle).collect();
    let placed = settled.iter().map(|(_, placed)| placed.clone()).collect();
    memo.settled = settled;
    placed
}
