//! Puts guides, and sections of guides, where other guides embed them.
//!
//! Takes the guides that one reader may read, after the audience filter, so that nothing is put in that they may not see;
//! fills the places that the parser left. What an embed names is looked up as a wiki link's name is. An embed that would
//! end in itself, nests too deep or brings too much stays a link; one that names nothing stays a link for the team, who
//! are told, and vanishes for everybody else.

mod cycles;
mod graph;
mod section;

use self::graph::Graph;
use super::{BookGuide, DataName, title_of};
use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic, Location, Rule};
use crate::doc::{
    Block, BlockKind, Doc, Inline, LinkForm, MAX_DEPTH, RawLink, VisitMut, footnote, inlines_text, visit_blocks_mut,
};
use crate::parse::guide::ParsedGuide;
use crate::text::TextRange;
use ecow::EcoString;
use std::sync::Arc;

/// How much of other guides one page takes in at most, in bytes and as many for each block as its tree needs at least: a
/// book on one page fits, a doubling at each step does not.
const MOST_ON_A_PAGE: usize = 16 << 20;

/// How much all pages of a book take in together at most.
const MOST_IN_A_BOOK: usize = 64 << 20;

/// What a block counts beside its bytes.
const A_BLOCK: usize = 128;

/// A part of a guide, ready to be put in.
struct Expanded {
    doc: Doc<RawLink>,
    /// How deep its blocks nest.
    depth: usize,
    /// Bytes of source, with what it embeds.
    size: usize,
    /// The smallest level of its headings.
    level: Option<u8>,
}

/// Which guides each of `guides` embeds; none where nothing is embedded at all.
pub(super) fn embedded_in(guides: &[BookGuide], source: &str) -> Vec<Vec<usize>> {
    if guides.iter().all(|guide| !guide.parsed.embeds) {
        return Vec::new();
    }
    Graph::new(guides, source).embedded_guides()
}

/// Fills the embeds of `guides`, which lie below the folder `source`, and says which guide embeds which.
pub(super) fn fill(guides: &mut [BookGuide], source: &str, reader: Audience) -> Checked<Vec<(usize, usize)>> {
    let mut diagnostics = Vec::new();
    if guides.iter().all(|guide| !guide.parsed.embeds) {
        return Checked::clean(Vec::new());
    }
    let graph = Graph::new(guides, source);
    let (order, component) = cycles::components(&graph.edges);
    graph.report_cycles(&component, &mut diagnostics);
    let mut expanded: Vec<Option<Expanded>> = graph.parts.iter().map(|_| None).collect();
    let mut left = MOST_IN_A_BOOK;
    for part in order {
        if graph.parts[part].is_embedded {
            let made = expand(&graph, &component, &expanded, (part, left), reader, &mut diagnostics);
            left = left.saturating_sub(made.size);
            expanded[part] = Some(made);
        }
    }
    let mut filled = Vec::new();
    let mut left = MOST_IN_A_BOOK;
    for (part, of) in graph.parts.iter().enumerate().filter(|(_, of)| of.section.is_none()) {
        let guide = &graph.guides[of.guide];
        if !guide.parsed.embeds {
            continue;
        }
        let mut filler = Filler::new(&graph, &component, &expanded, part, reader);
        filler.most = MOST_ON_A_PAGE.min(left);
        let mut doc = guide.parsed.doc.clone();
        filler.fill(&mut doc);
        left -= filler.size;
        diagnostics.extend(filler.diagnostics);
        footnote::renumber(&mut doc);
        let ParsedGuide { path, front_range, restricted, embeds, unseen, fields, .. } = &*guide.parsed;
        let parsed = ParsedGuide {
            path: path.clone(),
            front_range: *front_range,
            doc,
            restricted: *restricted,
            empty_lines: guide.parsed.empty_lines.clone(),
            definitions: guide.parsed.definitions.clone(),
            embeds: *embeds,
            unseen: *unseen,
            fields: *fields,
        };
        filled.push((of.guide, Arc::new(parsed)));
    }
    let embedded = graph.embedded_guides();
    for (at, parsed) in filled {
        guides[at].parsed = parsed;
    }
    let pairs = embedded.iter().enumerate().flat_map(|(host, all)| all.iter().map(move |at| (host, *at)));
    Checked { value: pairs.collect(), diagnostics }
}

/// A part as it is put in: without the title of a whole guide, with what it embeds itself.
fn expand(
    graph: &Graph<'_>,
    component: &[usize],
    expanded: &[Option<Expanded>],
    (part, left): (usize, usize),
    reader: Audience,
    diagnostics: &mut Vec<Diagnostic>,
) -> Expanded {
    let guide = &graph.guides[graph.parts[part].guide];
    let mut blocks = graph.blocks_of(part).to_vec();
    if graph.parts[part].section.is_none() && begins_with_title(guide) {
        blocks.remove(0);
    }
    let mut ids = WithoutIds { blocks: 0, bytes: 0 };
    visit_blocks_mut(&mut blocks, &mut ids);
    let mut doc = Doc { footnotes: footnote::referred_to(&blocks, &guide.parsed.doc.footnotes), blocks };
    doc.footnotes.iter_mut().for_each(|note| visit_blocks_mut(note, &mut ids));
    let own = ids.bytes + ids.blocks * A_BLOCK;
    let mut filler = Filler::new(graph, component, expanded, part, reader);
    filler.most = MOST_ON_A_PAGE.min(left).saturating_sub(own);
    filler.fill(&mut doc);
    let size = own + filler.size;
    diagnostics.extend(filler.diagnostics);
    footnote::renumber(&mut doc);
    for note in &mut doc.footnotes {
        // Those that came with what is embedded here say themselves where they are from.
        let is_own = !matches!(note.as_slice(), [Block { kind: BlockKind::Embedded { .. }, .. }]);
        if is_own {
            let target =
                Box::new(RawLink { form: LinkForm::Embed, href: EcoString::new(), range: TextRange::default() });
            let (from, blocks) = (Some(guide.parsed.path.clone()), std::mem::take(note));
            *note = vec![Block { kind: BlockKind::Embedded { target, from, blocks }, range: TextRange::default() }];
        }
    }
    let depth = depth(&doc.blocks).max(doc.footnotes.iter().map(|note| depth(note)).max().unwrap_or(0));
    let mut levels = Levels::default();
    visit_blocks_mut(&mut doc.blocks, &mut levels);
    Expanded { depth, size, level: levels.least, doc }
}

/// True where the guide's first block says its title.
fn begins_with_title(guide: &BookGuide) -> bool {
    match guide.parsed.doc.blocks.first().map(|block| &block.kind) {
        Some(BlockKind::Heading { inlines, .. }) => {
            inlines_text(inlines).trim() == title_of(&guide.parsed, &guide.meta).trim()
        }
        _ => false,
    }
}

/// Fills the embeds of one document.
struct Filler<'a> {
    graph: &'a Graph<'a>,
    component: &'a [usize],
    expanded: &'a [Option<Expanded>],
    part: usize,
    reader: Audience,
    /// The level of the heading under which the walk is.
    level: u8,
    /// Who reads where the walk is.
    around: Audience,
    depth: usize,
    /// Footnotes that come with what is put in, and the number that the first of them has.
    notes: Vec<Vec<Block<RawLink>>>,
    first_note: usize,
    size: usize,
    most: usize,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Filler<'a> {
    fn new(
        graph: &'a Graph<'a>,
        component: &'a [usize],
        expanded: &'a [Option<Expanded>],
        part: usize,
        reader: Audience,
    ) -> Self {
        let around = graph.guides[graph.parts[part].guide].audience;
        Self {
            graph,
            component,
            expanded,
            part,
            reader,
            level: 1,
            around,
            depth: 0,
            notes: Vec::new(),
            first_note: 0,
            size: 0,
            most: MOST_ON_A_PAGE,
            diagnostics: Vec::new(),
        }
    }

    fn fill(&mut self, doc: &mut Doc<RawLink>) {
        self.first_note = doc.footnotes.len();
        self.blocks(&mut doc.blocks);
        // A note is small print; what is named there is linked to.
        for note in &mut doc.footnotes {
            visit_blocks_mut(note, &mut OnlyLinks);
        }
        doc.footnotes.append(&mut self.notes);
    }

    fn blocks(&mut self, blocks: &mut Vec<Block<RawLink>>) {
        self.depth += 1;
        for block in blocks.iter_mut() {
            match &mut block.kind {
                BlockKind::Heading { level, .. } => self.level = *level,
                BlockKind::Embedded { .. } => self.embed(block),
                BlockKind::Restricted { audience, blocks } => self.narrowed(Some(*audience), blocks),
                BlockKind::List { items, .. } => {
                    items.iter_mut().for_each(|item| self.narrowed(item.audience, &mut item.blocks));
                }
                BlockKind::Tabs(tabs) => tabs.iter_mut().for_each(|tab| self.blocks(&mut tab.blocks)),
                BlockKind::Quote(blocks)
                | BlockKind::Callout { blocks, .. }
                | BlockKind::Details { blocks, .. }
                | BlockKind::When { blocks, .. }
                | BlockKind::Element { blocks, .. } => self.blocks(blocks),
                BlockKind::Paragraph(_)
                | BlockKind::Plain(_)
                | BlockKind::Code(_)
                | BlockKind::Diagram(_)
                | BlockKind::Table { .. }
                | BlockKind::Rule => {}
            }
        }
        self.depth -= 1;
        if self.reader != Audience::Internal {
            // What stands around it is as if nothing had been named there. Data are put in later.
            blocks.retain(|block| form_of_empty(block).is_none_or(|form| form == LinkForm::Data));
        }
    }

    fn narrowed(&mut self, audience: Option<Audience>, blocks: &mut Vec<Block<RawLink>>) {
        let before = self.around;
        self.around = audience.map_or(before, |audience| before.min(audience));
        self.blocks(blocks);
        self.around = before;
    }

    fn embed(&mut self, block: &mut Block<RawLink>) {
        let BlockKind::Embedded { target, from, blocks } = &mut block.kind else { return };
        let Some(to) = self.graph.find(self.graph.parts[self.part].guide, target) else {
            if DataName::read(&target.href).is_some() {
                target.form = LinkForm::Data;
                return;
            }
            if self.reader == Audience::Internal {
                *blocks = vec![link_to(target)];
            }
            return;
        };
        let part = self.expanded[to].as_ref().filter(|_| self.component[to] != self.component[self.part]);
        let Some(part) = part else {
            *blocks = vec![link_to(target)];
            return;
        };
        let too_deep = self.depth + part.depth > MAX_DEPTH;
        if too_deep || self.size + part.size > self.most {
            // What is said once for a page need not be said of each embed after it.
            if self.diagnostics.is_empty() {
                self.diagnostics.push(self.limit(target, too_deep));
            }
            *blocks = vec![link_to(target)];
            return;
        }
        self.size += part.size;
        let mut doc = part.doc.clone();
        let notes = u32::try_from(self.first_note + self.notes.len()).expect("footnotes are counted in 32 bits");
        let mut place = Place { levels: i16::from(self.level) + 1 - i16::from(part.level.unwrap_or(1)), notes };
        visit_blocks_mut(&mut doc.blocks, &mut place);
        doc.footnotes.iter_mut().for_each(|note| visit_blocks_mut(note, &mut place));
        self.notes.append(&mut doc.footnotes);
        let guide = &self.graph.guides[self.graph.parts[to].guide];
        *from = Some(guide.parsed.path.clone());
        *blocks = match guide.audience {
            audience if audience < self.around => {
                let range = doc.blocks.iter().map(|block| block.range).reduce(TextRange::cover).unwrap_or_default();
                vec![section::restricted(audience, doc.blocks, range)]
            }
            _ => doc.blocks,
        };
    }

    fn limit(&self, target: &RawLink, too_deep: bool) -> Diagnostic {
        let path = self.graph.guides[self.graph.parts[self.part].guide].parsed.path.clone();
        let message = if too_deep {
            format!("with this, blocks would nest more than {MAX_DEPTH} levels deep; a link stands in its place")
        } else {
            "with this, more would be embedded than a page or a book holds; a link stands in its place".to_owned()
        };
        Diagnostic::new(Rule::LimitReached, Location { path, range: target.range }, message)
    }
}

/// How an embed is written of which nothing is left.
pub(crate) fn form_of_empty(block: &Block<RawLink>) -> Option<LinkForm> {
    match &block.kind {
        BlockKind::Embedded { target, blocks, .. } if blocks.is_empty() => Some(target.form),
        _ => None,
    }
}

/// What stands where an embed cannot be filled.
fn link_to(target: &RawLink) -> Block<RawLink> {
    let link = Inline::Link { target: Box::new(target.clone()), title: None, inlines: Vec::new() };
    Block { kind: BlockKind::Paragraph(vec![link]), range: target.range }
}

/// How many levels of blocks `blocks` are.
fn depth(blocks: &[Block<RawLink>]) -> usize {
    let deepest = blocks.iter().map(|block| match &block.kind {
        BlockKind::List { items, .. } => items.iter().map(|item| depth(&item.blocks)).max().unwrap_or(0),
        BlockKind::Tabs(tabs) => tabs.iter().map(|tab| depth(&tab.blocks)).max().unwrap_or(0),
        BlockKind::Quote(blocks)
        | BlockKind::Callout { blocks, .. }
        | BlockKind::Details { blocks, .. }
        | BlockKind::Embedded { blocks, .. }
        | BlockKind::Restricted { blocks, .. }
        | BlockKind::When { blocks, .. }
        | BlockKind::Element { blocks, .. } => depth(blocks),
        _ => 0,
    });
    1 + deepest.max().unwrap_or(0)
}

/// Takes out the ids of raw HTML, which are the origin's, and twice on a page would not be valid; counts blocks.
struct WithoutIds {
    blocks: usize,
    /// Bytes of what holds no further blocks: what was for others, and stood between, does not count.
    bytes: usize,
}

impl VisitMut<RawLink> for WithoutIds {
    fn block(&mut self, block: &mut Block<RawLink>) {
        self.blocks += 1;
        let is_leaf = matches!(
            block.kind,
            BlockKind::Heading { .. }
                | BlockKind::Paragraph(_)
                | BlockKind::Plain(_)
                | BlockKind::Code(_)
                | BlockKind::Diagram(_)
                | BlockKind::Table { .. }
                | BlockKind::Embedded { .. }
        );
        self.bytes += if is_leaf { block.range.to_usize().len() } else { 0 };
        if let BlockKind::Element { element, .. } = &mut block.kind {
            element.attributes.retain(|(name, _)| name != "id" && name != "name");
        }
    }

    fn inline(&mut self, inline: &mut Inline<RawLink>) {
        if let Inline::Element { element, .. } = inline {
            element.attributes.retain(|(name, _)| name != "id" && name != "name");
        }
    }
}

struct OnlyLinks;

impl VisitMut<RawLink> for OnlyLinks {
    fn block(&mut self, block: &mut Block<RawLink>) {
        if let BlockKind::Embedded { target, from: None, blocks } = &mut block.kind
            && blocks.is_empty()
        {
            *blocks = vec![link_to(target)];
        }
    }
}

/// Finds the smallest level of headings.
#[derive(Default)]
struct Levels {
    least: Option<u8>,
}

impl VisitMut<RawLink> for Levels {
    fn block(&mut self, block: &mut Block<RawLink>) {
        if let BlockKind::Heading { level, .. } = block.kind {
            self.least = Some(self.least.map_or(level, |least| least.min(level)));
        }
    }
}

/// Moves headings and footnotes to where they stand now.
struct Place {
    levels: i16,
    notes: u32,
}

impl VisitMut<RawLink> for Place {
    fn block(&mut self, block: &mut Block<RawLink>) {
        if let BlockKind::Heading { level, .. } = &mut block.kind {
            let moved = (i16::from(*level) + self.levels).clamp(1, 6);
            *level = u8::try_from(moved).expect("from 1 to 6");
        }
    }

    fn inline(&mut self, inline: &mut Inline<RawLink>) {
        if let Inline::FootnoteRef(number) = inline {
            *number += self.notes;
        }
    }
}
