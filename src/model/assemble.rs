//! Makes an edition of a book: gives every page its place and name, then resolves every link, then turns the links round.

use super::index::{GuideEntry, Index};
use super::navigation::Navigation;
use super::outline::{Outline, name_in_words};
use super::resolve::{Hidden, Resolved, resolve};
use super::{Edition, Guide, Page, PageId, PageKind, Reference};
use crate::book::{Book, BookGuide};
use crate::diagnostic::{Checked, Diagnostic, Level, Location, Rule};
use crate::doc::Target;
use crate::path::{OutputPath, SourcePath};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
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
    let mut diagnostics = Vec::new();
    let outlines: Vec<Arc<Outline>> =
        book.guides.par_iter().map(|guide| Arc::new(Outline::new(&guide.parsed, &guide.meta))).collect();
    let source = book.config.source.as_str();
    let (guides, pages) = lay_out(book, &outlines, &mut diagnostics);

    let entries = guides.iter().map(|at| GuideEntry { source: &book.guides[*at].parsed.path, outline: &outlines[*at] });
    let index = Index::new(source, &pages, entries.collect(), &book.assets);

    let page_of_guide = pages_of_guides(&pages, guides.len());
    let resolved: Vec<Resolved> = guides
        .par_iter()
        .zip(&page_of_guide)
        .map(|(at, page)| {
            let parsed = &book.guides[*at].parsed;
            let hidden = options.whole.map(|whole| Hidden { whole, path: &parsed.path });
            resolve(&index, parsed, *page, hidden)
        })
        .collect();

    let order = |page: PageId| match pages[page.0 as usize].kind {
        PageKind::Guide(guide) => Some(guide),
        PageKind::Home { guide } | PageKind::Section { guide } => guide,
    };
    let order = |page: PageId| order(page).and_then(|guide| book.guides[guides[guide as usize]].meta.order);
    let navigation = match &book.contents {
        Some(contents) => Navigation::from_contents(&pages, contents, |path| index.page_at(path, false), order),
        None => Navigation::from_folders(&pages, order),
    };

    let mut referenced_by = back_references(&resolved, pages.len());
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
            audience: *audience,
            outline: outlines[*at].clone(),
            targets: resolved.targets.into(),
            referenced_by: std::mem::take(&mut referenced_by[page.0 as usize]),
            used_in: Vec::new(),
        }));
    }
    let edition = Edition {
        reader: book.reader.clone(),
        config: book.config.clone(),
        today: options.today,
        pages,
        guides: made,
        navigation,
        assets,
    };
    Checked { value: edition, diagnostics }
}

/// Which guides have a page (by their place in the book), and all pages, the home page first.
fn lay_out(book: &Book, outlines: &[Arc<Outline>], diagnostics: &mut Vec<Diagnostic>) -> (Vec<usize>, Vec<Page>) {
    let source = book.config.source.as_str();
    let mut places: BTreeMap<OutputPath, usize> = BTreeMap::new();
    let mut folded: FxHashMap<String, usize> = FxHashMap::default();
    let with_index: std::collections::BTreeSet<&str> = book
        .guides
        .iter()
        .map(|guide| &guide.parsed.path)
        .filter(|path| is_named(path, "index"))
        .map(SourcePath::folder)
        .collect();

    for (at, guide) in book.guides.iter().enumerate() {
        let path = &guide.parsed.path;
        let place = output_of(path, source, with_index.contains(path.folder()));
        if is_named(path, "readme") && with_index.contains(path.folder()) {
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
    add_sections(&mut pages, book);
    let home = OutputPath::new("index.html").expect("inside");
    let first = pages.remove(&home).expect("every book has a home page");
    (guides, std::iter::once(first).chain(pages.into_values()).collect())
}

/// Adds a page for each folder that has none of its own.
fn add_sections(pages: &mut BTreeMap<OutputPath, Page>, book: &Book) {
    let mut folders: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    folders.insert(String::new());
    for path in pages.keys() {
        let mut folder = path.folder();
        while !folder.is_empty() && folders.insert(folder.to_owned()) {
            folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        }
    }
    for folder in folders {
        let path = OutputPath::join(&folder, "index.html").expect("a page's folder is inside");
        pages.entry(path.clone()).or_insert_with(|| {
            if folder.is_empty() {
                Page { path, title: book.config.title.clone(), kind: PageKind::Home { guide: None } }
            } else {
                let title = name_in_words(folder.rsplit('/').next().unwrap_or(&folder));
                Page { path, title, kind: PageKind::Section { guide: None } }
            }
        });
    }
}

fn is_named(path: &SourcePath, name: &str) -> bool {
    path.stem().eq_ignore_ascii_case(name)
}

/// Where a guide is published: beside where it lies, with `.html`; a folder's page as `index.html`.
fn output_of(path: &SourcePath, source: &str, folder_has_index: bool) -> OutputPath {
    let below = path.below(source).unwrap_or(path.as_str());
    let is_folder_page = is_named(path, "index") || (is_named(path, "readme") && !folder_has_index);
    let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
    let name = if is_folder_page { "index" } else { path.stem() };
    OutputPath::join(folder, &format!("{name}.html")).expect("a source below the source folder is inside")
}

fn pages_of_guides(pages: &[Page], guides: usize) -> Vec<PageId> {
    let mut found = vec![PageId(0); guides];
    for (at, page) in pages.iter().enumerate() {
        let guide = match page.kind {
            PageKind::Guide(guide) => Some(guide),
            PageKind::Home { guide } | PageKind::Section { guide } => guide,
        };
        if let Some(guide) = guide {
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
