//! Markings that contradict each other: what may go further than a part of it may, and what everybody may read although
//! nobody may pass it on.
//!
//! A marking says how far a recipient may share what they hold, so a part never has a stricter one than the whole. What
//! says nothing is marked as what it is put into.

use crate::audience::Audience;
use crate::book::Book;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::model::{Edition, PlacedEngagement};
use crate::path::SourcePath;
use crate::schema::read::Spanned;
use crate::schema::scalar::GuidePath;
use crate::schema::things::{Common, Marking};
use rustc_hash::FxHashMap;

pub(super) fn check(edition: &Edition, book: &Book) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let own = own_markings(edition, &mut diagnostics);
    let carried = if own.is_empty() { FxHashMap::default() } else { carried(book, &own, &mut diagnostics) };
    for placed in &edition.engagements {
        engagement(placed, edition, &carried, &mut diagnostics);
    }
    diagnostics
}

/// A marking and the place where it stands.
type Marked = (Marking, Location);

/// The guides that say it themselves.
fn own_markings<'a>(edition: &'a Edition, diagnostics: &mut Vec<Diagnostic>) -> FxHashMap<&'a SourcePath, Marked> {
    let mut own = FxHashMap::default();
    for guide in &edition.guides {
        let Some(marking) = guide.meta.marking else { continue };
        let at = Location { path: guide.parsed.path.clone(), range: guide.meta.marking_at };
        diagnostics.extend(public(guide.audience, marking, &at));
        own.insert(&guide.parsed.path, (marking, at));
    }
    own
}

/// Everybody may read what is for `Audience::Public`, so only one marking says the same.
fn public(audience: Audience, marking: Marking, at: &Location) -> Option<Diagnostic> {
    (audience == Audience::Public && marking != Marking::Clear).then(|| {
        let message = format!("this is for everybody to read, and marked {}", marking.name());
        let problem = Diagnostic::new(Rule::MarkingConflict, at.clone(), message);
        problem.help("Mark it `TLP:CLEAR`, or narrow its audience.")
    })
}

/// The strictest marking that each guide carries: its own, or that of what is embedded in it.
fn carried<'a>(
    book: &'a Book,
    own: &FxHashMap<&'a SourcePath, Marked>,
    diagnostics: &mut Vec<Diagnostic>,
) -> FxHashMap<&'a SourcePath, Marked> {
    let path = |at: usize| &book.guides[at].parsed.path;
    let mut carried: FxHashMap<&SourcePath, Marked> = FxHashMap::default();
    for guide in &book.guides {
        if let Some(marked) = own.get(&guide.parsed.path) {
            carried.insert(&guide.parsed.path, marked.clone());
        }
    }
    // Embeds nest: gone through until nothing gets stricter.
    loop {
        let mut is_settled = true;
        for (host, part) in &book.embeds {
            let Some(marked) = carried.get(path(*part)).cloned() else { continue };
            if carried.get(path(*host)).is_none_or(|(known, _)| marked.0 < *known) {
                carried.insert(path(*host), marked);
                is_settled = false;
            }
        }
        if is_settled {
            break;
        }
    }
    for (host, part) in &book.embeds {
        let (Some((whole, at)), Some((inner, inner_at))) = (own.get(path(*host)), own.get(path(*part))) else {
            continue;
        };
        if inner < whole {
            let message = format!(
                "this page is marked {}, and embeds `{}`, which is marked {}",
                whole.name(),
                path(*part).below(&book.config.source).unwrap_or_default(),
                inner.name()
            );
            diagnostics.push(conflict(at, message, inner_at, *inner));
        }
    }
    carried
}

fn conflict(at: &Location, message: String, inner_at: &Location, inner: Marking) -> Diagnostic {
    Diagnostic::new(Rule::MarkingConflict, at.clone(), message)
        .related(inner_at.clone(), "marked here")
        .help(format!("Mark the whole `{}` too, or leave the part out of it.", inner.name()))
}

fn engagement(
    placed: &PlacedEngagement,
    edition: &Edition,
    carried: &FxHashMap<&SourcePath, Marked>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let declared = &placed.facts.declared;
    let marked = |own: &Option<Spanned<Marking>>| own.as_ref().map(|own| (own.value, own.at.clone()));
    let whole = marked(&declared.marking);
    check_public(&declared.common, whole.as_ref(), diagnostics);
    let default = edition.config.marking;
    let mut rest = placed.guides.clone();
    for (name, packet) in &declared.plan.packets.entries {
        let own = marked(&packet.marking);
        check_public(&packet.common, own.as_ref(), diagnostics);
        if let (Some((own, at)), Some((around, around_at))) = (&own, &whole)
            && own > around
        {
            let message = format!(
                "the packet `{}` is marked {}, and the engagement that it is made of {}",
                name.value,
                own.name(),
                around.name()
            );
            diagnostics.push(conflict(at, message, around_at, *around));
        }
        let marking = own.or_else(|| whole.clone()).map(|(marking, _)| marking).or(default);
        for guide in &packet.guides {
            check_guide(guide, placed, edition, carried, marking, diagnostics);
            rest.remove(&guide.at);
        }
    }
    let marking = whole.map(|(marking, _)| marking).or(default);
    for (at, page) in rest {
        check_named(&at, page, edition, carried, marking, diagnostics);
    }
}

fn check_public(common: &Common, marked: Option<&Marked>, diagnostics: &mut Vec<Diagnostic>) {
    if let (Some(audience), Some((marking, at))) = (&common.audience, marked) {
        diagnostics.extend(public(audience.value, *marking, at));
    }
}

fn check_guide(
    named: &Spanned<GuidePath>,
    placed: &PlacedEngagement,
    edition: &Edition,
    carried: &FxHashMap<&SourcePath, Marked>,
    marking: Option<Marking>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if let Some(page) = placed.guide_at(&named.at) {
        check_named(&named.at, page, edition, carried, marking, diagnostics);
    }
}

/// A guide that is named at `at`, in documents that may be shared as far as `marking` says.
fn check_named(
    at: &Location,
    page: crate::model::PageId,
    edition: &Edition,
    carried: &FxHashMap<&SourcePath, Marked>,
    marking: Option<Marking>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(guide) = edition.guide_of(edition.page(page)) else { return };
    // What a customer may not read is in none of their documents.
    if !Audience::Customer.may_read(guide.audience) {
        return;
    }
    if let (Some(marking), Some((inner, inner_at))) = (marking, carried.get(&guide.parsed.path))
        && *inner < marking
    {
        let message = format!(
            "\"{}\" is marked {}, and goes into documents that are marked {}",
            guide.outline.title,
            inner.name(),
            marking.name()
        );
        diagnostics.push(conflict(at, message, inner_at, *inner));
    }
}
