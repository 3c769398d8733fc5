//! Pages that nothing leads to, that were verified too long ago, or that are called as another is.

use super::names::{self, named_in_text};
use crate::book::Book;
use crate::config::ContentsEntry;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::last::{Last, Same};
use crate::model::wording::day;
use crate::model::{Edition, Guide, Page, PageId, PageKind};
use crate::path::SourcePath;
use crate::source::Sources;
use crate::text::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Pages that contents leave out and nothing leads to. Contents that are made of the folders leave nothing out.
///
/// A folder of which the contents name no page is left out on purpose: another tool lists it, as a blog's. So is the page
/// for errors, and a file that is put into another.
pub(super) fn orphans(edition: &Edition, book: &Book, sources: &Sources, kept: &mut names::Kept) -> Vec<Diagnostic> {
    let Some(contents) = &book.contents else { return hidden_orphans(edition) };
    let mut named = BTreeSet::new();
    note_named(contents, &mut named);
    let is_named = |path: &SourcePath| {
        let path = path.below(&edition.config.source).unwrap_or(path.as_str());
        let without_extension = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        // An entry may be a folder, whose pages other tools put in by themselves.
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        [path, without_extension].into_iter().chain(folders).any(|name| named.contains(name))
    };
    let guides = edition.pages.iter().filter_map(|page| match page.kind {
        PageKind::Guide(guide) => Some(&edition.guides[guide as usize]),
        _ => None,
    });
    let folders: BTreeSet<&str> =
        guides.clone().map(|guide| &guide.parsed.path).filter(|path| is_named(path)).map(SourcePath::folder).collect();
    let is_orphan = |guide: &&Arc<Guide>| {
        let path = &guide.parsed.path;
        is_alone(guide) && path.stem() != "404" && !is_named(path) && folders.contains(path.folder())
    };
    let mut orphans: Vec<&Arc<Guide>> = guides.filter(is_orphan).collect();
    if !orphans.is_empty() {
        // `{{#include parts/ports.md}}` and the like.
        let mentioned = named_in_text(sources, &["md", "markdown"], kept);
        orphans.retain(|guide| !mentioned.contains(guide.parsed.path.file_name()));
    }
    let orphan = |guide: &Arc<Guide>| {
        let message = format!("the contents leave out \"{}\", and no page leads to it", guide.outline.title);
        Diagnostic::new(Rule::OrphanPage, Location::file(guide.parsed.path.clone()), message)
            .help("Add it to the contents, link to it from a page, or take it out.")
    };
    orphans.into_iter().map(orphan).collect()
}

/// Pages that a `nav.yaml` hides one by one and nothing leads to; a whole folder is hidden on purpose.
fn hidden_orphans(edition: &Edition) -> Vec<Diagnostic> {
    let shown: FxHashSet<PageId> = edition.navigation.order.iter().copied().collect();
    let folders: FxHashSet<&str> = shown.iter().map(|page| edition.page(*page).path.folder()).collect();
    let hidden = edition.pages.iter().enumerate().filter_map(|(at, page)| match page.kind {
        PageKind::Guide(guide) if !shown.contains(&PageId::at(at)) && folders.contains(page.path.folder()) => {
            Some(&edition.guides[guide as usize])
        }
        _ => None,
    });
    let orphan = |guide: &Arc<Guide>| {
        let message = format!("a `nav.yaml` hides \"{}\", and no page leads to it", guide.outline.title);
        Diagnostic::new(Rule::OrphanPage, Location::file(guide.parsed.path.clone()), message)
            .help("Link to it from a page, show it, or keep it back with `draft: true`.")
    };
    hidden.filter(|guide| is_alone(guide)).map(orphan).collect()
}

/// True where neither a page nor an engagement leads to a guide.
fn is_alone(guide: &Guide) -> bool {
    guide.referenced_by.is_empty() && guide.used_in.is_empty()
}

fn note_named<'a>(contents: &'a [ContentsEntry], named: &mut BTreeSet<&'a str>) {
    for entry in contents {
        named.extend(entry.path.as_deref());
        note_named(&entry.children, named);
    }
}

/// Pages that somebody should have verified again by now.
pub(super) fn stale(edition: &Edition) -> Vec<Diagnostic> {
    let stale = |guide: &Arc<Guide>| {
        let verified = guide.meta.verified?;
        let due = edition.review_due(guide).filter(|due| *due < edition.today)?;
        let says = match guide.meta.review_every {
            Some(every) => format!("its `review_every` is {every}"),
            None => format!("`stale_after` is {}", edition.config.stale_after?),
        };
        let message = format!("\"{}\" should have been verified again by {}", guide.outline.title, day(due));
        let at = Location { path: guide.parsed.path.clone(), range: guide.meta.verified_at };
        Some(
            Diagnostic::new(Rule::StalePage, at, message)
                .label(format!("{}; {says}", long_ago(verified, edition.today)))
                .help("Follow it once more, mend what is wrong, and write that day here."),
        )
    };
    edition.guides.iter().filter_map(stale).collect()
}

fn long_ago(then: jiff::civil::Date, now: jiff::civil::Date) -> String {
    let days = now.since(then).map_or(0, |span| span.get_days());
    if days == 1 { "a day ago".to_owned() } else { format!("{days} days ago") }
}

/// Pages that go by the name of another, with the first of that name; they are the same as long as the pages are.
pub(super) type KeptTitles = Last<Same<[Page]>, Arc<[(PageId, PageId)]>>;

/// Pages of one folder that go by the same name in the navigation.
pub(super) fn duplicate_titles(edition: &Edition, sources: &Sources, kept: &mut KeptTitles) -> Vec<Diagnostic> {
    let alike = kept.get(Same(edition.pages.clone()), |_| called_alike(edition).into());
    let title_of = |page: &Page| edition.guide_of(page).map(|guide| title_of(guide, sources));
    let problem = |(page, first): &(PageId, PageId)| {
        let (page, first) = (edition.page(*page), edition.page(*first));
        let message = format!("two pages of this folder are called \"{}\"", page.title);
        let problem = Diagnostic::new(Rule::DuplicateTitle, title_of(page), message)
            .label("nobody can tell them apart in the navigation and the search")
            .help("Say in the titles what sets them apart.");
        Some(problem.related(title_of(first)?, "the other one"))
    };
    alike.iter().filter_map(problem).collect()
}

fn called_alike(edition: &Edition) -> Vec<(PageId, PageId)> {
    let mut first_of: FxHashMap<(&str, String), PageId> = FxHashMap::default();
    let mut alike = Vec::new();
    for (at, page) in edition.pages.iter().enumerate() {
        let id = PageId::at(at);
        if !matches!(page.kind, PageKind::Guide(_)) {
            continue;
        }
        // Contents may call a page otherwise than it calls itself, and mean to.
        let called = &edition.navigation.node(edition.navigation.node_of(id)).title;
        let first = *first_of.entry((page.path.folder(), called.trim().to_lowercase())).or_insert(id);
        if first != id {
            alike.push((id, first));
        }
    }
    alike
}

/// Where a guide says its title: in its front matter or its heading, else the file as a whole.
fn title_of(guide: &Guide, sources: &Sources) -> Location {
    let path = guide.parsed.path.clone();
    if let (Some(_), Some(front)) = (&guide.meta.title, guide.parsed.front_range)
        && let Some(range) = sources.text(&path).and_then(|text| title_in(&text, front))
    {
        return Location { path, range };
    }
    let says_it = guide.outline.headings.first().is_some_and(|first| first.text.trim() == guide.outline.title.trim());
    let range = guide.ranges.headings.first().filter(|_| says_it).copied().unwrap_or_default();
    Location { path, range }
}

/// The value of `title` in the front matter of `text`.
fn title_in(text: &str, front: TextRange) -> Option<TextRange> {
    let mut at = front.start as usize;
    for line in text.get(front.to_usize())?.split_inclusive('\n') {
        if let Some(value) = line
            .strip_prefix("title")
            .map(str::trim_start)
            .and_then(|rest| rest.strip_prefix([':', '=']))
            .map(str::trim)
            .filter(|value| !value.is_empty())
        {
            let start = at + line.find(value)?;
            return Some(TextRange::new(start, start + value.len()));
        }
        at += line.len();
    }
    None
}
