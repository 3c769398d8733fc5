//! Lays out the pages of an edition: where each guide, folder, engagement, phase, meeting and playbook is, and what it is
//! called.
//!
//! Two sources that would be one page are reported, and the first by name is published.

use super::engagement::Engagement;
use super::outline::Outline;
use super::wording::Words;
use super::{Page, PageKind, Register};
use crate::book::name_in_words;
use crate::book::{Book, BookEngagement};
use crate::diagnostic::{Diagnostic, Level, Location, Rule};
use crate::path::{OutputPath, SourcePath};
use crate::schema::scalar::id_from_words;
use ecow::EcoString;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which guides have a page (by their place in the book), and all pages, the home page first.
pub(super) fn lay_out(
    book: &Book,
    outlines: &[Arc<Outline>],
    engagements: &[Arc<Engagement>],
    words: &Words,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<usize>, Vec<Page>) {
    let source = book.config.source.as_str();
    let mut places: BTreeMap<OutputPath, usize> = BTreeMap::new();
    let mut folded: FxHashMap<String, usize> = FxHashMap::default();
    let with_index: BTreeSet<&str> = book
        .guides
        .iter()
        .map(|guide| &guide.parsed.path)
        .filter(|path| path.is_index())
        .map(SourcePath::folder)
        .collect();

    for (at, guide) in book.guides.iter().enumerate() {
        let path = &guide.parsed.path;
        let place = output_of(path, source, with_index.contains(path.folder()));
        if path.is_folder_page() && !path.is_index() && with_index.contains(path.folder()) {
            let words = format!(
                "`{path}` stands beside an `index.md`, which is the page of the folder; this one is published as `{place}`"
            );
            let mut diagnostic = Diagnostic::new(Rule::DuplicateOutput, Location::file(path.clone()), words);
            diagnostic.level = Level::Warning;
            diagnostics.push(diagnostic.help("Put both into one file, or give this one another name."));
        }
        if let Some(first) = places.get(&place) {
            let first = &book.guides[*first].parsed.path;
            let words = format!("`{path}` and `{first}` would both be published as `{place}`");
            let help = format!("Rename one of them; until then only `{first}` is published.");
            diagnostics.push(
                Diagnostic::new(Rule::DuplicateOutput, Location::file(path.clone()), words)
                    .related(Location::file(first.clone()), "published")
                    .help(help),
            );
            continue;
        }
        if let Some(first) = folded.insert(place.as_str().to_lowercase(), at) {
            let first = &book.guides[first].parsed.path;
            let words = format!("`{path}` and `{first}` differ only in case, and are one file on many disks");
            let mut diagnostic = Diagnostic::new(Rule::DuplicateOutput, Location::file(path.clone()), words);
            diagnostic.level = Level::Warning;
            diagnostics.push(diagnostic.help("Rename one of them."));
        }
        places.insert(place, at);
    }

    let mut guides = Vec::with_capacity(places.len());
    let mut pages: BTreeMap<OutputPath, Page> = BTreeMap::new();
    let mut in_order: Vec<(OutputPath, usize)> = places.into_iter().collect();
    in_order.sort_by_key(|(_, at)| *at);
    for (path, at) in in_order {
        let number = u32::try_from(guides.len()).expect("fewer than four thousand million guides");
        guides.push(at);
        let title = outlines[at].title.clone();
        let kind = match path.as_str() {
            "index.html" => PageKind::Home { guide: Some(number) },
            _ if path.file_name() == "index.html" => PageKind::Section { guide: Some(number) },
            _ => PageKind::Guide(number),
        };
        pages.insert(path.clone(), Page { path, title, kind });
    }
    add_engagements(&mut pages, book, engagements, words);
    add_playbooks(&mut pages, book);
    add_sections(&mut pages, book, words);
    let home = OutputPath::new("index.html").expect("inside");
    let first = pages.remove(&home).expect("every book has a home page");
    (guides, std::iter::once(first).chain(pages.into_values()).collect())
}

/// Adds the pages of each engagement: its overview, and below it a page for each phase, meeting and register. A guide that would be
/// published in the place of one of them gives it its words.
fn add_engagements(
    pages: &mut BTreeMap<OutputPath, Page>,
    book: &Book,
    engagements: &[Arc<Engagement>],
    words: &Words,
) {
    for (at, (book_engagement, engagement)) in book.engagements.iter().zip(engagements).enumerate() {
        let at = u32::try_from(at).expect("engagements are counted in 32 bits");
        let path = overview_path(book, book_engagement);
        let guide = pages.get(&path).and_then(|page| page.kind.guide());
        let kind = PageKind::Engagement { engagement: at, guide };
        let folder = path.folder().to_owned();
        pages.insert(path.clone(), Page { path, title: engagement.title.value.clone(), kind });
        let mut add = |below: &str, id: &str, title: &EcoString, kind: &dyn Fn(Option<u32>) -> PageKind| {
            let path = part_path(&folder, below, id);
            let kind = kind(pages.get(&path).and_then(|page| page.kind.guide()));
            pages.insert(path.clone(), Page { path, title: title.clone(), kind });
        };
        for (phase, number) in engagement.phases.iter().zip(0..) {
            let kind = |guide| PageKind::Phase { engagement: at, phase: number, guide };
            add("phases", phase.id.as_str(), &phase.title, &kind);
        }
        for (meeting, number) in engagement.meetings.iter().zip(0..) {
            let kind = |guide| PageKind::Meeting { engagement: at, meeting: number, guide };
            add("meetings", meeting.id.as_str(), &meeting.title, &kind);
        }
        for register in Register::ALL.iter().copied().filter(|register| register.has_entries(engagement)) {
            let kind = |guide| PageKind::Register { engagement: at, register, guide };
            add("", register.name(), &words.say(register.title()).into(), &kind);
        }
    }
}

/// Adds a page for each playbook, beside its file. A guide that would be published in its place gives it its words.
fn add_playbooks(pages: &mut BTreeMap<OutputPath, Page>, book: &Book) {
    for (playbook, number) in book.playbooks.iter().zip(0..) {
        let folder = SourcePath::new(playbook.path.folder()).ok();
        let below = folder.and_then(|folder| folder.below(&book.config.source).map(str::to_owned)).unwrap_or_default();
        // An id that is none has been reported; the file has a name in any case.
        let id = Some(&*playbook.id).filter(|id| id_from_words(id) == **id).unwrap_or(playbook.path.stem());
        let path = part_path(&below, "", id);
        let guide = pages.get(&path).and_then(|page| page.kind.guide());
        let title = playbook.says.title.value.clone();
        pages.insert(path.clone(), Page { path, title, kind: PageKind::Playbook { playbook: number, guide } });
    }
}

/// Where an engagement's overview is: its folder's page.
pub(super) fn overview_path(book: &Book, engagement: &BookEngagement) -> OutputPath {
    let folder = engagement.path.folder();
    let below = SourcePath::new(folder).ok().and_then(|folder| folder.below(&book.config.source).map(str::to_owned));
    OutputPath::join(&below.unwrap_or_default(), "index.html").expect("a source below the source folder is inside")
}

/// Where a part of an engagement is whose overview is in `folder`, or a playbook that lies there.
fn part_path(folder: &str, below: &str, id: &str) -> OutputPath {
    // That is the folder's own page.
    let id = if id == "index" { "index-1" } else { id };
    let below = if below.is_empty() { String::new() } else { format!("{below}/") };
    OutputPath::join(folder, &format!("{below}{id}.html")).expect("an id has no dots or slashes").writable()
}

/// Adds a page for each folder that has none of its own.
fn add_sections(pages: &mut BTreeMap<OutputPath, Page>, book: &Book, words: &Words) {
    let mut folders: BTreeSet<String> = BTreeSet::new();
    folders.insert(String::new());
    let theirs = book.engagements.first().filter(|_| book.reader.engagement.is_some());
    let theirs = theirs.map(|engagement| overview_path(book, engagement).folder().to_owned());
    for path in pages.keys() {
        let mut folder = path.folder();
        while !folder.is_empty() && folders.insert(folder.to_owned()) {
            // What is around the only engagement would be a section with a single entry.
            if theirs.as_deref() == Some(folder) {
                break;
            }
            folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }
    for folder in folders {
        let path = OutputPath::join(&folder, "index.html").expect("a page's folder is inside");
        pages.entry(path.clone()).or_insert_with(|| {
            if folder.is_empty() {
                Page { path, title: book.title().clone(), kind: PageKind::Home { guide: None } }
            } else {
                let said = book.orders.iter().find(|order| order.folder == *folder);
                let in_words = || folder_in_words(folder.rsplit('/').next().unwrap_or(&folder), words);
                let title = said.and_then(|order| order.title.clone()).unwrap_or_else(in_words);
                Page { path, title, kind: PageKind::Section { guide: None } }
            }
        });
    }
}

/// What a folder is called: by its name, or where every book has one of that name, in the words of the edition.
fn folder_in_words(name: &str, words: &Words) -> EcoString {
    let everywhere = match name {
        "engagements" => "Engagements",
        "guides" => "Guides",
        "meetings" => "Meetings",
        "phases" => "Phases",
        "playbooks" => "Playbooks",
        "runbooks" => "Runbooks",
        other => return name_in_words(other),
    };
    words.say(everywhere).into()
}

/// Where a guide is published: beside where it lies, with `.html`; a folder's page as `index.html`.
fn output_of(path: &SourcePath, source: &str, folder_has_index: bool) -> OutputPath {
    let below = path.below(source).unwrap_or(path.as_str());
    let is_folder_page = path.is_index() || (path.is_folder_page() && !folder_has_index);
    let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
    let name = if is_folder_page { "index" } else { path.stem() };
    OutputPath::join(folder, &format!("{name}.html")).expect("a source below the source folder is inside").writable()
}
