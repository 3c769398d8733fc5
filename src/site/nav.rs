//! The navigation column: the way from the root down to where the reader is, opened, the rest folded.
//!
//! Written once for each folder and shared by its pages, with a window over long lists, so that a page's weight and
//! cost do not grow with the book. Plain links: what is folded opens by going there.

use crate::html::{push_attribute, push_text};
use crate::model::{Edition, NavNode, PageId};
use crate::path::relative_url_from_folder;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// How many entries of one list stand in the column at most.
const WINDOW: usize = 48;

type NodeId = u32;

/// Where a column is the same for several pages: the node that is open, the folder that its links are relative to, and
/// the part of a long list that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ColumnKey {
    open: NodeId,
    folder: String,
    /// What stands before each link; nothing but on the page that may be shown at any depth.
    root: String,
    part: usize,
}

/// Every column of a site, each written when a page first asks for it.
pub(crate) struct NavColumns {
    columns: FxHashMap<ColumnKey, OnceLock<Column>>,
    places: Places,
}

/// Where the entries of long lists stand in them: looked for one by one, a list would be gone through for each.
type Places = FxHashMap<NodeId, usize>;

/// A column without a current page, and where each entry's `<a` ends, so that the current one can be marked.
#[derive(Default)]
struct Column {
    html: String,
    links: FxHashMap<NodeId, usize>,
}

impl NavColumns {
    pub(crate) fn new(edition: &Edition) -> Self {
        let places = places(edition);
        let mut columns = FxHashMap::default();
        for at in 0..edition.pages.len() {
            columns.entry(key_of(edition, &places, PageId::at(at))).or_default();
        }
        Self { columns, places }
    }

    /// The column of `page`, with its own entry marked.
    pub(super) fn column(&self, edition: &Edition, page: PageId) -> String {
        let key = key_of(edition, &self.places, page);
        let column = self.columns[&key].get_or_init(|| write_column(edition, &key));
        match column.links.get(&edition.navigation.node_of(page)) {
            Some(at) => {
                let (before, after) = column.html.split_at(*at);
                [before, " aria-current=\"page\"", after].concat()
            }
            None => column.html.clone(),
        }
    }
}

/// The column of the home page with nothing marked, its links beginning with `root`.
pub(super) fn home_column(edition: &Edition, root: &str) -> String {
    let key = key_of(edition, &places(edition), PageId(0));
    write_column(edition, &ColumnKey { root: root.to_owned(), ..key }).html
}

fn places(edition: &Edition) -> Places {
    let mut places = Places::default();
    let mut waiting: Vec<NodeId> = vec![0];
    while let Some(node) = waiting.pop() {
        let children = &edition.navigation.node(node).children;
        if children.len() > WINDOW {
            places.extend(children.iter().enumerate().map(|(place, child)| (*child, place)));
        }
        waiting.extend(children);
    }
    places
}

fn key_of(edition: &Edition, places: &Places, page: PageId) -> ColumnKey {
    let navigation = &edition.navigation;
    let node = navigation.node_of(page);
    let entry = navigation.node(node);
    let open = if entry.children.is_empty() { entry.parent.unwrap_or(0) } else { node };
    let place = if open == node { 0 } else { places.get(&node).copied().unwrap_or(0) };
    let part = place / (WINDOW / 2);
    ColumnKey { open, folder: edition.page(page).path.folder().to_owned(), root: String::new(), part }
}

fn write_column(edition: &Edition, key: &ColumnKey) -> Column {
    let mut path = edition.navigation.trail(key.open);
    path.push(key.open);
    let mut column = Column::default();
    write_list(edition, key, &path, &mut column);
    column
}

/// Writes the children of the first of `path`, and below the one that is the next of `path` its own.
fn write_list(edition: &Edition, key: &ColumnKey, path: &[NodeId], column: &mut Column) {
    let Some((parent, below)) = path.split_first() else { return };
    let navigation = &edition.navigation;
    let node = navigation.node(*parent);
    if node.children.is_empty() {
        return;
    }
    column.html.push_str("<ul class=\"nav\">");
    for child in window(node, below.first().copied(), key.part) {
        let entry = navigation.node(*child);
        let is_open = below.first() == Some(child);
        let class = match (is_open, entry.children.is_empty()) {
            (true, _) => " class=\"open\"",
            (false, false) => " class=\"section\"",
            (false, true) => "",
        };
        column.html.push_str("<li");
        column.html.push_str(class);
        column.html.push('>');
        write_entry(edition, key, *child, entry, column);
        if is_open {
            write_list(edition, key, below, column);
        }
        column.html.push_str("</li>");
    }
    column.html.push_str("</ul>");
}

fn write_entry(edition: &Edition, key: &ColumnKey, id: NodeId, entry: &NavNode, column: &mut Column) {
    // A heading of imported contents leads to the first page below it.
    let page = entry.page.or_else(|| first_page(edition, entry));
    match page {
        Some(page) => {
            column.html.push_str("<a");
            if entry.page.is_some() {
                column.links.insert(id, column.html.len());
            }
            column.html.push_str(" href=\"");
            push_attribute(&key.root, &mut column.html);
            push_attribute(&relative_url_from_folder(&key.folder, &edition.page(page).path), &mut column.html);
            column.html.push_str("\">");
            push_text(&entry.title, &mut column.html);
            column.html.push_str("</a>");
        }
        None => {
            column.html.push_str("<span>");
            push_text(&entry.title, &mut column.html);
            column.html.push_str("</span>");
        }
    }
}

fn first_page(edition: &Edition, entry: &NavNode) -> Option<PageId> {
    let navigation = &edition.navigation;
    let mut at = entry.children.first()?;
    loop {
        let node = navigation.node(*at);
        match node.page {
            Some(page) => return Some(page),
            None => at = node.children.first()?,
        }
    }
}

/// The part of a long list that is shown: around the entry that is open, or the part that the page is in.
fn window(node: &NavNode, open: Option<NodeId>, part: usize) -> &[NodeId] {
    let children = &node.children;
    if children.len() <= WINDOW {
        return children;
    }
    let centre = match open.and_then(|open| children.iter().position(|child| *child == open)) {
        Some(place) => place,
        None => part * (WINDOW / 2) + WINDOW / 4,
    };
    let start = centre.saturating_sub(WINDOW / 2).min(children.len() - WINDOW);
    &children[start..start + WINDOW]
}
