//! Which part of which guide embeds which.
//!
//! A part is a whole guide or a section of one: two guides that embed sections of one another are no cycle as long as
//! no section ends in itself.

use super::{cycles, section};
use crate::book::BookGuide;
use crate::book::guide_names::GuideNames;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::doc::{Block, BlockKind, RawLink};
use crate::path::percent_decode;
use crate::text::TextRange;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many parts of a cycle a message names.
const MOST_NAMED: usize = 12;

/// A guide, or a section of one.
pub(super) struct Part {
    pub(super) guide: usize,
    /// Where its heading stands; none for the whole guide.
    pub(super) section: Option<TextRange>,
    /// True where another part embeds it.
    pub(super) is_embedded: bool,
    /// What messages call it.
    name: String,
    /// The blocks of a section.
    blocks: Option<Vec<Block<RawLink>>>,
    /// Its embeds, in reading order, with the part that each names.
    embeds: Vec<(RawLink, usize)>,
}

/// The parts of a book that embed or are embedded.
pub(super) struct Graph<'a> {
    pub(super) guides: &'a [BookGuide],
    pub(super) parts: Vec<Part>,
    /// The parts that each embeds.
    pub(super) edges: Vec<Vec<usize>>,
    names: GuideNames,
    source: &'a str,
    places: FxHashMap<(usize, Option<TextRange>), usize>,
    /// The headings of guides of which sections are embedded.
    headings: FxHashMap<usize, section::Headings>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(guides: &'a [BookGuide], source: &'a str) -> Self {
        let names = GuideNames::new(source, guides);
        let mut graph = Self {
            guides,
            parts: Vec::new(),
            edges: Vec::new(),
            names,
            source,
            places: FxHashMap::default(),
            headings: FxHashMap::default(),
        };
        for (at, _) in guides.iter().enumerate().filter(|(_, guide)| guide.parsed.embeds) {
            graph.add((at, None), "");
        }
        // Each part that is found may name further ones.
        let mut at = 0;
        while at < graph.parts.len() {
            graph.read(at);
            at += 1;
        }
        graph
    }

    fn add(&mut self, key: (usize, Option<TextRange>), fragment: &str) -> usize {
        if let Some(known) = self.places.get(&key) {
            return *known;
        }
        let (guide, section) = key;
        let path = &self.guides[guide].parsed.path;
        let mut name = path.below(self.source).unwrap_or(path.as_str()).to_owned();
        if section.is_some() {
            name.push('#');
            name.push_str(fragment);
        }
        let blocks = section.and_then(|heading| section::cut(&self.guides[guide].parsed.doc.blocks, heading));
        self.places.insert(key, self.parts.len());
        self.parts.push(Part { guide, section, is_embedded: false, name, blocks, embeds: Vec::new() });
        self.parts.len() - 1
    }

    fn read(&mut self, part: usize) {
        let guide = self.parts[part].guide;
        let mut embeds = Vec::new();
        if self.guides[guide].parsed.embeds {
            let mut links = Vec::new();
            note_embeds(self.blocks_of(part), &mut links);
            for link in links {
                if let Some(named) = self.guide(guide, &link).filter(|_| !fragment(&link).is_empty()) {
                    let parsed = &self.guides[named].parsed;
                    self.headings.entry(named).or_insert_with(|| section::Headings::new(parsed));
                }
                if let Some(key) = self.key(guide, &link) {
                    let to = self.add(key, fragment(&link));
                    self.parts[to].is_embedded = true;
                    embeds.push((link, to));
                }
            }
        }
        self.edges.push(embeds.iter().map(|(_, to)| *to).collect());
        self.parts[part].embeds = embeds;
    }

    /// The blocks of a part; all of them for a whole guide.
    pub(super) fn blocks_of(&self, part: usize) -> &[Block<RawLink>] {
        let part = &self.parts[part];
        part.blocks.as_deref().unwrap_or(&self.guides[part.guide].parsed.doc.blocks)
    }

    /// The part that `link` in the guide at `from` names.
    pub(super) fn find(&self, from: usize, link: &RawLink) -> Option<usize> {
        self.places.get(&self.key(from, link)?).copied()
    }

    fn guide(&self, from: usize, link: &RawLink) -> Option<usize> {
        let name = link.href.split('#').next().unwrap_or_default().trim();
        if name.is_empty() { Some(from) } else { self.names.find(&self.guides[from].parsed.path, name) }
    }

    fn key(&self, from: usize, link: &RawLink) -> Option<(usize, Option<TextRange>)> {
        let guide = self.guide(from, link)?;
        match fragment(link) {
            "" => Some((guide, None)),
            fragment => Some((guide, Some(self.headings.get(&guide)?.find(&percent_decode(fragment))?))),
        }
    }

    /// Which guides each guide embeds.
    pub(super) fn embedded_guides(&self) -> Vec<Vec<usize>> {
        let mut embedded = vec![Vec::new(); self.guides.len()];
        for part in self.parts.iter().filter(|part| part.section.is_none()) {
            embedded[part.guide].extend(part.embeds.iter().map(|(_, to)| self.parts[*to].guide));
        }
        embedded
    }

    /// Reports a shortest cycle through each embed that lies on one, unless one through it has been.
    pub(super) fn report_cycles(&self, component: &[usize], diagnostics: &mut Vec<Diagnostic>) {
        /// Each is looked for through the whole tangle, and nobody reads more.
        const MOST: usize = 100;
        let mut covered: FxHashSet<(usize, usize)> = FxHashSet::default();
        let mut told = 0;
        for (from, part) in self.parts.iter().enumerate() {
            for (_, to) in &part.embeds {
                if told == MOST {
                    return;
                }
                if component[*to] != component[from] || covered.contains(&(from, *to)) {
                    continue;
                }
                let mut cycle = vec![from];
                cycle.extend(cycles::shortest(&self.edges, component, *to, from));
                covered.extend(cycle.windows(2).map(|edge| (edge[0], edge[1])));
                told += 1;
                diagnostics.push(self.cycle(&cycle));
            }
        }
    }

    fn cycle(&self, cycle: &[usize]) -> Diagnostic {
        let names: Vec<String> = cycle.iter().map(|part| format!("`{}`", self.parts[*part].name)).collect();
        let way = match names.len().checked_sub(MOST_NAMED) {
            None | Some(0) => names.join(" -> "),
            Some(more) => {
                let (begin, end) = (names[..MOST_NAMED - 1].join(" -> "), &names[names.len() - 1]);
                format!("{begin} -> ({more} more) -> {end}")
            }
        };
        let place = |from: usize, to: usize| {
            let part = &self.parts[from];
            let link = part.embeds.iter().find(|(_, named)| *named == to).expect("a cycle is made of embeds");
            Location { path: self.guides[part.guide].parsed.path.clone(), range: link.0.range }
        };
        let message = format!("this embeds itself in the end: {way}");
        let mut diagnostic = Diagnostic::new(Rule::IncludeCycle, place(cycle[0], cycle[1]), message)
            .label("only a link stands here")
            .help("Take one of these embeds out, or write it as a link, without the `!`.");
        for (at, edge) in cycle.windows(2).enumerate().take(MOST_NAMED).skip(1) {
            let words = format!("{} embeds {}", names[at], names[at + 1]);
            diagnostic = diagnostic.related(place(edge[0], edge[1]), words);
        }
        diagnostic
    }
}

/// What follows the last `#`: Obsidian writes the headings above, too.
fn fragment(link: &RawLink) -> &str {
    link.href.rsplit_once('#').map_or("", |(_, fragment)| fragment.trim())
}

/// The embeds in `blocks`, in reading order.
fn note_embeds(blocks: &[Block<RawLink>], into: &mut Vec<RawLink>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Embedded { target, .. } => into.push((**target).clone()),
            BlockKind::List { items, .. } => items.iter().for_each(|item| note_embeds(&item.blocks, into)),
            BlockKind::Tabs(tabs) => tabs.iter().for_each(|tab| note_embeds(&tab.blocks, into)),
            BlockKind::Quote(blocks)
            | BlockKind::Callout { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Restricted { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => note_embeds(blocks, into),
            _ => {}
        }
    }
}
