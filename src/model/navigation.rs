//! The tree that the navigation column, breadcrumbs, and previous and next are made of.
//!
//! From the folders of the source, or from the contents that another tool's book brings along (`SUMMARY.md`,
//! `mkdocs.yml`); pages that such contents leave out follow at the end, in their folders.

use super::{Page, PageId, PageKind};
use crate::book::FolderOrder;
use crate::config::ContentsEntry;
use crate::path::OutputPath;
use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Ordering;

/// The place of a node in `Navigation::nodes`.
pub(super) type NodeId = u32;

/// The tree. Node 0 is the root and stands for the home page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Navigation {
    /// Parents before their children.
    pub nodes: Vec<NavNode>,
    /// The pages in reading order.
    pub order: Vec<PageId>,
    node_of: FxHashMap<PageId, NodeId>,
    place_of: FxHashMap<PageId, u32>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavNode {
    /// What it is called here; contents may call a page otherwise than the page itself does.
    pub title: EcoString,
    /// The page it leads to; none for a heading of imported contents.
    pub page: Option<PageId>,
    /// The entry it stands below.
    pub parent: Option<NodeId>,
    /// The entries below it.
    pub children: Vec<NodeId>,
    /// How many pages there are below it, itself aside.
    pub pages_below: u32,
}

impl Navigation {
    /// The node of a page.
    #[must_use]
    pub fn node_of(&self, page: PageId) -> NodeId {
        self.node_of.get(&page).copied().unwrap_or(0)
    }

    /// The node with this number.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &NavNode {
        &self.nodes[id as usize]
    }

    /// The nodes from the root down to, and without, `node`.
    #[must_use]
    pub fn trail(&self, node: NodeId) -> Vec<NodeId> {
        let mut trail: Vec<NodeId> =
            std::iter::successors(self.node(node).parent, |id| self.node(*id).parent).collect();
        trail.reverse();
        trail
    }

    /// The pages of `node` and of what is below it, in reading order.
    #[must_use]
    pub fn below(&self, node: NodeId) -> Vec<PageId> {
        let mut pages = Vec::new();
        let mut pending = vec![node];
        while let Some(node) = pending.pop() {
            let node = self.node(node);
            pages.extend(node.page);
            pending.extend(node.children.iter().rev());
        }
        pages
    }

    /// The pages before and after one in reading order.
    #[must_use]
    pub fn neighbours(&self, page: PageId) -> (Option<PageId>, Option<PageId>) {
        let Some(place) = self.place_of.get(&page).map(|place| *place as usize) else { return (None, None) };
        (place.checked_sub(1).map(|before| self.order[before]), self.order.get(place + 1).copied())
    }

    /// The tree of the folders that the pages lie in. `order` is what front matter says of a page's place, and `orders`
    /// what folders say of what is in them.
    pub(super) fn from_folders(pages: &[Page], orders: &[FolderOrder], order: impl Fn(PageId) -> Option<i64>) -> Self {
        let mut building = Building::new(pages, orders);
        building.add_folders(&FxHashSet::default(), &order);
        building.finish()
    }

    /// The tree of `contents`, and behind it the folders of the pages that it leaves out. `find` gives the page of a
    /// path that the contents name.
    pub(super) fn from_contents(
        pages: &[Page],
        contents: &[ContentsEntry],
        orders: &[FolderOrder],
        find: impl Fn(&str) -> Option<PageId>,
        order: impl Fn(PageId) -> Option<i64>,
    ) -> Self {
        let mut building = Building::new(pages, orders);
        let mut listed = FxHashSet::default();
        listed.insert(PageId(0));
        building.add_contents(0, contents, &find, &mut listed);
        building.add_folders(&listed, &order);
        building.finish()
    }
}

struct Building<'a> {
    pages: &'a [Page],
    nodes: Vec<NavNode>,
    /// What a folder says of what is in it.
    orders: FxHashMap<&'a str, &'a FolderOrder>,
    /// Nodes that no list shows. They have their place in the tree, so that one can see where they belong.
    hidden: FxHashSet<NodeId>,
    /// The engagement that an edition is of, which stands before everything else.
    alone: Option<PageId>,
}

impl<'a> Building<'a> {
    fn new(pages: &'a [Page], orders: &'a [FolderOrder]) -> Self {
        let orders: FxHashMap<&str, &FolderOrder> = orders.iter().map(|order| (&*order.folder, order)).collect();
        let alone = alone(pages);
        let own_title = orders.get("").filter(|_| alone.is_none()).and_then(|order| order.title.clone());
        let title = own_title.or_else(|| pages.first().map(|home| home.title.clone())).unwrap_or_default();
        let mut building = Self { pages, nodes: Vec::new(), orders, hidden: FxHashSet::default(), alone };
        building.nodes.push(NavNode {
            title,
            page: pages.first().map(|_| PageId(0)),
            parent: None,
            children: Vec::new(),
            pages_below: 0,
        });
        building
    }

    fn add(&mut self, parent: NodeId, title: EcoString, page: Option<PageId>) -> NodeId {
        let id = node_id(self.nodes.len());
        self.nodes.push(NavNode { title, page, parent: Some(parent), children: Vec::new(), pages_below: 0 });
        self.nodes[parent as usize].children.push(id);
        id
    }

    fn add_contents(
        &mut self,
        parent: NodeId,
        contents: &[ContentsEntry],
        find: &impl Fn(&str) -> Option<PageId>,
        listed: &mut FxHashSet<PageId>,
    ) {
        for entry in contents {
            let page = entry.path.as_deref().and_then(find);
            if page == Some(PageId(0)) && entry.children.is_empty() {
                continue;
            }
            if page.is_none() && entry.path.is_some() {
                // What a page that is not here is called is not for this reader to know.
                self.add_contents(parent, &entry.children, find, listed);
                continue;
            }
            // A page has one place; the second mention of it would have two neighbours on each side.
            let page = page.filter(|page| listed.insert(*page));
            if page.is_none() && entry.children.is_empty() {
                continue;
            }
            let title_of = |page: PageId| self.pages[page.0 as usize].title.clone();
            let said = entry.title.as_ref().filter(|title| !title.trim().is_empty());
            // A part without a name of its own goes by its first page, which is its folder's as a rule.
            let of_first = || entry.children.first()?.path.as_deref().and_then(find).map(title_of);
            let Some(title) = said.cloned().or_else(|| page.map(title_of)).or_else(of_first) else {
                self.add_contents(parent, &entry.children, find, listed);
                continue;
            };
            let node = self.add(parent, title, page);
            self.add_contents(node, &entry.children, find, listed);
            if page.is_none() && self.nodes[node as usize].children.is_empty() {
                // Nor is the heading of a part of which nothing is here.
                self.nodes.pop();
                self.nodes[parent as usize].children.pop();
            }
        }
    }

    fn add_folders(&mut self, listed: &FxHashSet<PageId>, order: &impl Fn(PageId) -> Option<i64>) {
        let mut folders: FxHashMap<&str, NodeId> = FxHashMap::default();
        folders.insert("", 0);
        // A folder's page is the node of the folder and must be there before what is in it.
        let pages = self.pages;
        let mut unlisted: Vec<(PageId, &'a Page)> =
            pages.iter().enumerate().skip(1).map(|(at, page)| (PageId::at(at), page)).collect();
        // Contents that somebody wrote name their sections themselves; folders without a page of their own add nothing.
        let has_contents = !listed.is_empty();
        let is_made = |page: &Page| has_contents && page.kind.is_folder() && page.kind.guide().is_none();
        let is_list = |page: &Page| matches!(page.kind, PageKind::Listing(_));
        unlisted.retain(|(id, page)| !listed.contains(id) && !is_made(page) && !is_list(page));
        let depth = |page: &Page| page.path.as_str().matches('/').count() - usize::from(is_folder_page(page));
        let rank = |(id, page): (PageId, &'a Page)| {
            let said = order(id).unwrap_or(i64::MAX);
            ((self.alone != Some(id), depth(page), self.place(page), said), entry_name(page), id, page)
        };
        let mut ranked: Vec<_> = unlisted.into_iter().map(rank).collect();
        ranked.sort_by(|(a, name_a, id_a, _), (b, name_b, id_b, _)| {
            a.cmp(b).then_with(|| natural_order(name_a, name_b)).then_with(|| id_a.cmp(id_b))
        });
        for (.., id, page) in ranked {
            let folder = page.path.folder();
            let parent = folder_around(page);
            // Where contents list a folder's own page, the rest of the folder goes to the root's end.
            let parent =
                std::iter::successors(Some(parent), |folder| folder.rsplit_once('/').map(|(parent, _)| parent))
                    .find_map(|folder| folders.get(folder))
                    .copied()
                    .unwrap_or(0);
            let order = self.orders.get(folder_around(page));
            let (name, is_folder) = (name_of(page), is_folder_page(page));
            let own_title = || self.orders.get(folder).filter(|_| is_folder).and_then(|order| order.title.as_ref());
            let title = order.and_then(|order| order.title_of(name, is_folder)).or_else(own_title);
            let title = title.unwrap_or(&page.title).clone();
            let is_hidden = order.is_some_and(|order| order.hides(name, is_folder));
            let node = if is_hidden { self.add_hidden(parent, title, id) } else { self.add(parent, title, Some(id)) };
            if is_folder_page(page) {
                folders.insert(folder, node);
            }
        }
    }

    /// Adds a page that stands below `parent` and in no list.
    fn add_hidden(&mut self, parent: NodeId, title: EcoString, page: PageId) -> NodeId {
        let node = self.add(parent, title, Some(page));
        self.nodes[parent as usize].children.pop();
        self.hidden.insert(node);
        node
    }

    /// The place that the folder around a page gives it.
    fn place(&self, page: &Page) -> usize {
        let order = self.orders.get(folder_around(page));
        order.map_or(0, |order| order.place(name_of(page), is_folder_page(page)))
    }

    fn finish(mut self) -> Navigation {
        for at in (1..self.nodes.len()).rev() {
            if self.hidden.contains(&node_id(at)) {
                continue;
            }
            let below = self.nodes[at].pages_below + u32::from(self.nodes[at].page.is_some());
            if let Some(parent) = self.nodes[at].parent {
                self.nodes[parent as usize].pages_below += below;
            }
        }
        let node_of = self.nodes.iter().enumerate().filter_map(|(at, node)| Some((node.page?, node_id(at)))).collect();
        let mut navigation = Navigation { nodes: self.nodes, node_of, ..Navigation::default() };
        navigation.order = navigation.below(0);
        let places = navigation.order.iter().enumerate();
        navigation.place_of = places.map(|(at, page)| (*page, node_id(at))).collect();
        navigation
    }
}

/// The engagement that has no section around it: there is no other.
fn alone(pages: &[Page]) -> Option<PageId> {
    let is_engagement = |page: &&Page| matches!(page.kind, PageKind::Engagement { .. });
    let mut engagements = pages.iter().filter(is_engagement);
    let (engagement, None) = (engagements.next()?, engagements.next()) else { return None };
    let around = folder_around(engagement);
    let has_section = pages.iter().any(|page| is_folder_page(page) && page.path.folder() == around);
    let at = pages.iter().position(|page| page.path == engagement.path)?;
    (!has_section).then(|| PageId::at(at))
}

fn node_id(place: usize) -> NodeId {
    NodeId::try_from(place).expect("no more nodes than pages and headings, which are counted in 32 bits")
}

fn is_folder_page(page: &Page) -> bool {
    page.kind.is_folder()
}

/// The folder that a page, or the folder that it stands for, lies in.
fn folder_around(page: &Page) -> &str {
    let folder = page.path.folder();
    if is_folder_page(page) { folder.rsplit_once('/').map_or("", |(parent, _)| parent) } else { folder }
}

/// What a page is called in its folder: as its file, or for a folder's page as the folder.
fn name_of(page: &Page) -> &str {
    let path: &OutputPath = &page.path;
    if is_folder_page(page) { path.folder().rsplit('/').next().unwrap_or("") } else { path.stem() }
}

/// The name that orders a page among its neighbours.
fn entry_name(page: &Page) -> String {
    name_of(page).to_lowercase()
}

/// Names compared as people sort them: `9-end` before `10-start`.
fn natural_order(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    loop {
        match (a.chars().next(), b.chars().next()) {
            (None, None) => return Ordering::Equal,
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (number_a, rest_a) = leading_number(a);
                let (number_b, rest_b) = leading_number(b);
                let (short_a, short_b) = (number_a.trim_start_matches('0'), number_b.trim_start_matches('0'));
                let ordering = short_a.len().cmp(&short_b.len()).then_with(|| short_a.cmp(short_b));
                if ordering != Ordering::Equal {
                    return ordering;
                }
                (a, b) = (rest_a, rest_b);
            }
            (Some(x), Some(y)) if x == y => (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]),
            (Some(x), Some(y)) => return x.cmp(&y),
        }
    }
}

fn leading_number(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str, kind: PageKind) -> Page {
        Page { path: OutputPath::new(path).expect("inside"), title: path.into(), kind }
    }

    fn small_book() -> Vec<Page> {
        let section = PageKind::Section { guide: None };
        vec![
            page("index.html", PageKind::Home { guide: None }),
            page("a/10-last.html", PageKind::Guide(0)),
            page("a/9-first.html", PageKind::Guide(1)),
            page("a/deep/index.html", section),
            page("a/deep/x.html", PageKind::Guide(2)),
            page("a/index.html", section),
            page("z.html", PageKind::Guide(3)),
        ]
    }

    fn titles(pages: &[Page], navigation: &Navigation) -> Vec<String> {
        navigation.order.iter().map(|id| pages[id.0 as usize].path.to_string()).collect()
    }

    #[test]
    fn folders_become_a_tree_in_natural_order() {
        let pages = small_book();
        let navigation = Navigation::from_folders(&pages, &[], |_| None);
        let expected = [
            "index.html",
            "a/index.html",
            "a/9-first.html",
            "a/10-last.html",
            "a/deep/index.html",
            "a/deep/x.html",
            "z.html",
        ];
        assert_eq!(titles(&pages, &navigation), expected);
        let deep = navigation.node_of(PageId(4));
        let trail: Vec<&str> = navigation.trail(deep).iter().map(|id| navigation.node(*id).title.as_str()).collect();
        assert_eq!(trail, ["index.html", "a/index.html", "a/deep/index.html"]);
        assert_eq!(navigation.node(0).pages_below, 6);
        assert_eq!(navigation.neighbours(PageId(2)), (Some(PageId(5)), Some(PageId(1))));
        assert_eq!(navigation.neighbours(PageId(0)), (None, Some(PageId(5))));
    }

    #[test]
    fn front_matter_order_comes_before_names() {
        let pages = small_book();
        let navigation = Navigation::from_folders(&pages, &[], |id| (id == PageId(6)).then_some(-1));
        assert_eq!(titles(&pages, &navigation)[1], "z.html");
    }

    #[test]
    fn contents_order_what_they_list_and_the_rest_follows() {
        let pages = small_book();
        let entry = |title: &str, path: Option<&str>, children| ContentsEntry {
            title: Some(title.into()),
            path: path.map(Into::into),
            children,
        };
        let contents = [
            entry("Part", None, vec![entry("Zed", Some("z"), vec![]), entry("Nine", Some("nine"), vec![])]),
            entry("Zed", Some("z"), vec![]),
        ];
        let find = |path: &str| match path {
            "z" => Some(PageId(6)),
            "nine" => Some(PageId(2)),
            _ => None,
        };
        let navigation = Navigation::from_contents(&pages, &contents, &[], find, |_| None);
        let expected = ["index.html", "z.html", "a/9-first.html", "a/10-last.html", "a/deep/x.html"];
        assert_eq!(titles(&pages, &navigation), expected);
        assert_eq!(navigation.node(navigation.node_of(PageId(6))).title, "Zed");
        let contents = [
            entry("", None, vec![entry(" ", Some("nine"), vec![]), entry("Zed", Some("z"), vec![])]),
            entry("", None, vec![entry("", None, vec![])]),
        ];
        let navigation = Navigation::from_contents(&pages, &contents, &[], find, |_| None);
        let part = navigation.node(navigation.node(0).children[0]);
        assert_eq!((part.title.as_str(), part.children.len()), ("a/9-first.html", 2), "called as its first page");
        assert!(navigation.nodes.iter().all(|node| !node.title.is_empty()));
    }
}
