//! The parts of a page that stand between `:::` lines or are indented below a line of `MkDocs`: for an audience, or callouts,
//! details and alternatives.
//!
//! What is for fewer readers must not get out by a slip of the author's: a part that is never closed reaches to the end
//! of what it stands in, and a line that was taken for text still counts.

use super::{BLOCK_LIMIT, Builder, Frame, Kind};
use crate::audience::Audience;
use crate::diagnostic::Level;
use crate::doc::{Block, BlockKind, CalloutKind, Condition, Element, Fold, Inline, ListItem, RawLink, Tab};
use crate::parse::container::{Marker, MarkerKind, Readers, Shape};
use crate::parse::html::Node;
use crate::parse::variable;
use crate::text::TextRange;
use ecow::{EcoString, eco_format};

type Inlines = Vec<Inline<RawLink>>;
type Blocks = Vec<Block<RawLink>>;

/// What an open part becomes.
pub(in crate::parse) enum Part {
    /// Nothing: it has no meaning (yet), and its lines are text.
    Unknown,
    /// Nothing but what its audience makes of it.
    Restricted,
    /// There where this holds.
    When(Box<Condition>),
    Callout {
        kind: CalloutKind,
        fold: Fold,
        title: Option<Inlines>,
    },
    Details {
        open: bool,
        title: Option<Inlines>,
    },
    Tabs {
        /// Words beside the name, which stand before the alternatives.
        title: Inlines,
        panes: Vec<Pane>,
    },
    CodeGroup {
        title: Inlines,
    },
    /// A section whose heading says for whom it is, up to the next heading of its level or above.
    Section {
        level: u8,
    },
    /// One alternative, which joins the one before it unless it begins a set of its own.
    Tab {
        title: Inlines,
        fresh: bool,
    },
}

/// One of the alternatives that are open.
pub(in crate::parse) struct Pane {
    title: Inlines,
    audience: Option<Audience>,
    range: TextRange,
    /// Where its content begins on the stack of blocks.
    blocks: usize,
}

impl Part {
    /// True where nothing but what it holds is left of it when it is too deep to be built.
    fn leaves_blocks(&self) -> bool {
        match self {
            Self::Unknown | Self::Restricted | Self::When(_) | Self::Section { .. } => true,
            Self::Callout { title, .. } | Self::Details { title, .. } => title.as_ref().is_none_or(Vec::is_empty),
            Self::Tabs { .. } | Self::CodeGroup { .. } | Self::Tab { .. } => false,
        }
    }

    /// Who may read the alternative that is open.
    pub(super) fn audience_of_pane(&self) -> Option<Audience> {
        match self {
            Self::Tabs { panes, .. } => panes.last()?.audience,
            _ => None,
        }
    }

    /// True where it becomes a block of its own.
    pub(super) fn is_block(&self) -> bool {
        !matches!(self, Self::Unknown | Self::Restricted | Self::Section { .. })
    }
}

impl Builder<'_> {
    pub(in crate::parse) fn rule(&mut self, range: TextRange) {
        self.end_loose_words();
        let at = range.start as usize;
        let found = self.markers.binary_search_by_key(&at, |marker| marker.range.start).ok();
        let Some(number) = found.filter(|found| self.markers[*found].is_block) else {
            self.push_block(BlockKind::Rule, range);
            return;
        };
        let marker = &self.markers[number];
        let (kind, colons, range) = (marker.kind, marker.colons, TextRange::from(marker.range.clone()));
        match kind {
            MarkerKind::Close => return self.close_container(colons, range),
            MarkerKind::EndPane => return,
            _ => {}
        }
        let audience = self.audience_of(number);
        let unknown = kind == MarkerKind::Open(Shape::Unknown);
        if unknown && audience.is_none() {
            self.push_line(range);
        }
        let part = Box::new(match kind {
            MarkerKind::Open(Shape::Unknown) => Part::Unknown,
            MarkerKind::Open(Shape::When) => {
                let title = &self.markers[number].title;
                self.elsewhere.fields = true;
                match variable::condition(&self.source[title.clone()], title.start) {
                    Some(condition) => Part::When(Box::new(condition)),
                    None => Part::Unknown,
                }
            }
            _ => Part::Restricted,
        });
        self.push_frame(Kind::Container { colons, audience, part }, range);
        if unknown && audience.is_some() {
            self.push_line(range);
        }
    }

    /// The marker whose title the heading at `at` is.
    pub(super) fn title_at(&mut self, at: usize) -> Option<usize> {
        let number = self.markers.partition_point(|marker| marker.range.start <= at).checked_sub(1)?;
        let marker = &self.markers[number];
        let found = marker.is_block && marker.heading() == Some(at);
        self.shift = if found { marker.shift() } else { 0 };
        found.then_some(number)
    }

    /// Where an event of the parser stands in the file.
    pub(in crate::parse) fn in_file(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        range.start - self.shift..range.end - self.shift
    }

    /// Opens what the marker with this number opens.
    pub(super) fn open_titled(&mut self, number: usize, mut title: Inlines) {
        self.shift = 0;
        let marker = &self.markers[number];
        let (kind, colons, range) = (marker.kind, marker.colons, TextRange::from(marker.range.clone()));
        let shape = match kind {
            MarkerKind::Open(shape) | MarkerKind::Indent(shape) => shape,
            MarkerKind::Pane | MarkerKind::EndPane | MarkerKind::Close => return self.open_pane(title, range),
        };
        let said = self.take_audience(&mut title).map(|(audience, _)| audience);
        let audience = self.audience_of(number).into_iter().chain(said).min();
        let mut title = Some(title);
        let part = Box::new(self.part(shape, number, &mut title));
        if matches!(kind, MarkerKind::Open(_)) {
            self.push_frame(Kind::Container { colons, audience, part }, range);
            return;
        }
        if let Some(audience) = audience {
            self.audiences[audience as usize] += 1;
        }
        let frame = self.frames.last_mut().expect("the heading that stands for the line is in an item");
        frame.kind = Kind::Indented { audience, part };
        if !frame.flattened {
            self.block_depth += frame.kind.levels();
        }
        if let Some(title) = title.filter(|title| !title.is_empty()) {
            self.push_block(BlockKind::Paragraph(title), range);
        }
    }

    /// What is opened, with its title. What has no place for a title leaves it.
    fn part(&self, shape: Shape, number: usize, title: &mut Option<Inlines>) -> Part {
        let marker = &self.markers[number];
        let mut own = |usual: &str| {
            let mut title = title.take().unwrap_or_default();
            if title.is_empty() && !marker.untitled {
                title.extend(self.name_as_title(marker, usual));
            }
            let untitled = title.is_empty() && !marker.untitled;
            if let Some(id) = &marker.id {
                title.insert(0, anchor(id));
            }
            (!untitled).then_some(title)
        };
        match shape {
            Shape::Unknown => Part::Unknown,
            Shape::Restricted | Shape::When => Part::Restricted,
            Shape::Callout(kind, fold) => Part::Callout { kind, fold, title: own(kind.name()) },
            Shape::Details { open } => Part::Details { open, title: own("details") },
            Shape::Tabs => Part::Tabs { title: title.take().unwrap_or_default(), panes: Vec::new() },
            Shape::CodeGroup => Part::CodeGroup { title: title.take().unwrap_or_default() },
            Shape::Tab { fresh } => Part::Tab { title: title.take().unwrap_or_default(), fresh },
        }
    }

    /// What the author called it, where that is another word than the one that is shown without a title.
    fn name_as_title(&self, marker: &Marker, usual: &str) -> Option<Inline<RawLink>> {
        let name = &self.source[marker.name.clone()];
        let first = name.chars().next().filter(|_| !name.eq_ignore_ascii_case(usual))?;
        let rest = &name[first.len_utf8()..];
        let text = eco_format!("{}{}", first.to_uppercase(), rest.replace(['-', '_'], " "));
        Some(Inline::Text { text, range: marker.name.clone().into() })
    }

    /// Whom the marker with this number is for; an unknown audience is reported, and means internal.
    fn audience_of(&mut self, number: usize) -> Option<Audience> {
        match self.markers[number].readers {
            Readers::Same => None,
            Readers::Only(audience) => Some(audience),
            Readers::Unknown => {
                self.report_unknown_audience(self.markers[number].range.clone().into());
                Some(Audience::Internal)
            }
        }
    }

    fn open_pane(&mut self, mut title: Inlines, range: TextRange) {
        let audience = self.take_audience(&mut title).map(|(audience, _)| audience);
        let blocks = self.blocks.len();
        let open = self.frames.last_mut().map(|frame| &mut frame.kind);
        let panes = match open {
            Some(Kind::Container { part, .. }) => match &mut **part {
                Part::Tabs { panes, .. } => Some(panes),
                _ => None,
            },
            _ => None,
        };
        if let Some(panes) = panes {
            panes.push(Pane { title, audience, range, blocks });
        } else {
            let signs = Inline::Text { text: "== ".into(), range: TextRange::at(range.start as usize) };
            let kind = BlockKind::Paragraph([signs].into_iter().chain(title).collect());
            match audience {
                Some(audience) => self.push_restricted(audience, one(kind, range), range),
                None => self.push_block(kind, range),
            }
        }
    }

    /// The narrowest audience of the containers that are open.
    pub(super) fn audience_around(&self) -> Option<Audience> {
        Audience::ALL.into_iter().zip(self.audiences).find(|(_, open)| *open > 0).map(|(audience, _)| audience)
    }

    /// Closes the innermost container opened with as many colons; failing that, the innermost opened with fewer.
    pub(super) fn close_container(&mut self, colons: usize, range: TextRange) {
        /// Nobody looks further out for what a line closes; every line would look through all that is open.
        const MOST_OPEN: usize = 200;
        let open = self.frames.iter().rev().map_while(|frame| match frame.kind {
            Kind::Container { colons, .. } => Some(colons),
            _ => None,
        });
        let open: Vec<usize> = open.take(MOST_OPEN).collect();
        let exact = open.iter().position(|opened| *opened == colons);
        let Some(levels) = exact.or_else(|| open.iter().position(|opened| *opened < colons)) else {
            self.push_line(range);
            return;
        };
        for _ in 0..levels {
            self.pop_container(range.start as usize, false);
        }
        if !self.pop_container(range.end as usize, true) {
            self.push_line(range);
        }
    }

    /// Closes the containers on top of the stack, which end with what is around them.
    pub(super) fn end_containers(&mut self, end: usize) {
        while matches!(self.frames.last(), Some(Frame { kind: Kind::Container { .. }, .. })) {
            if let Some(Frame { kind: Kind::Container { audience: Some(audience), colons, .. }, range, .. }) =
                self.frames.last()
                && self.frames.len() > 2
                && self.is_closed_later(*colons, end)
            {
                self.owed = Some((*audience, *colons, *range));
            }
            self.pop_container(end, false);
        }
    }

    /// True where the container is one that means something.
    pub(super) fn pop_container(&mut self, end: usize, closed: bool) -> bool {
        let frame = self.pop_frame();
        let Kind::Container { audience, part, .. } = frame.kind else { return false };
        if matches!(*part, Part::Unknown) && audience.is_none() {
            // One that nobody closes is a word to a plug-in, such as `::: package.module`.
            self.elsewhere.unseen |= !closed;
            return false;
        }
        if !closed && !matches!(*part, Part::Section { .. }) {
            self.report_unclosed(audience, frame.range);
        }
        if frame.flattened && part.leaves_blocks() {
            // They lie where they belong; to move them for each of many that nest too deep would never end.
            return true;
        }
        let audience = audience.filter(|_| !frame.flattened);
        let range = TextRange::new(frame.range.start as usize, end);
        let blocks = self.built(*part, audience, frame.blocks, range, frame.flattened);
        self.blocks.extend(blocks.into_iter().map(Node::Tree));
        true
    }

    /// True where the next line that closes a part of so many colons, from `end` on, has none of its own to close.
    fn is_closed_later(&self, colons: usize, end: usize) -> bool {
        /// Who closes a part further away than this meant another one.
        const MOST_LINES: usize = 1_000;
        let mut open = 0_usize;
        let from = self.markers.partition_point(|marker| marker.range.start < end);
        for marker in self.markers[from..].iter().take(MOST_LINES).filter(|marker| marker.colons > 0) {
            match marker.kind {
                MarkerKind::Open(_) => open += 1,
                MarkerKind::Close if open == 0 => return marker.colons >= colons,
                MarkerKind::Close => open -= 1,
                MarkerKind::Indent(_) | MarkerKind::Pane | MarkerKind::EndPane => {}
            }
        }
        false
    }

    /// Goes on with the part that ended too early, up to the line that closes it.
    pub(super) fn go_on(&mut self) {
        let Some((audience, colons, range)) = self.owed else { return };
        let Some(Frame { kind, .. }) = self.frames.last() else { return };
        if matches!(
            kind,
            Kind::Root
                | Kind::Item { .. }
                | Kind::Indented { .. }
                | Kind::Quote(_)
                | Kind::Container { .. }
                | Kind::Note { .. }
        ) {
            self.owed = None;
            let part = Box::new(Part::Restricted);
            self.push_frame(Kind::Container { colons, audience: Some(audience), part }, range);
        }
    }

    fn report_unclosed(&mut self, audience: Option<Audience>, range: TextRange) {
        let help = "Close it with `:::` on a line of its own, at the same indentation.";
        if let Some(audience) = audience {
            self.error(range, &format!("this part for `{audience}` is never closed"), help);
        } else {
            self.error(range, "this part is never closed, so it goes on to the end of what it stands in", help);
            if let Some(diagnostic) = self.diagnostics.last_mut() {
                diagnostic.level = Level::Warning;
            }
        }
    }

    /// Ends what is indented below a line. The list that the Markdown parser sees around it ends before it.
    pub(super) fn close_indented(
        &mut self,
        part: Part,
        audience: Option<Audience>,
        from: usize,
        range: TextRange,
        flattened: bool,
    ) {
        let audience =
            audience.filter(|own| !(flattened && self.audience_around().is_some_and(|around| around <= *own)));
        let fresh = match &part {
            Part::Tab { fresh, .. } => Some(*fresh),
            _ => None,
        };
        let mut built = self.built(part, audience, from, range, flattened);
        let mut begin = from;
        if let Some(Frame { kind: Kind::List { start, items }, blocks, .. }) = self.frames.last_mut() {
            begin = *blocks;
            let (first, items) = (*start, std::mem::take(items));
            *start = first.map(|first| first.saturating_add(items.len() as u64));
            if let Some(range) = items.iter().map(|item| item.range).reduce(TextRange::cover) {
                self.push_list(first, items, range);
            }
        }
        // What is for fewer readers and stands between two alternatives does not part them.
        let is_between =
            |node: &&mut Node<_>| matches!(node, Node::Tree(Block { kind: BlockKind::Restricted { .. }, .. }));
        let last = self.blocks[begin..].iter_mut().rev().find(|node| !is_between(node));
        if fresh == Some(false)
            && let Some(Node::Tree(Block { kind: BlockKind::Tabs(tabs), range: around })) = last
            && let [Block { kind: BlockKind::Tabs(more), .. }] = built.as_mut_slice()
        {
            tabs.append(more);
            *around = around.cover(range);
            return;
        }
        self.blocks.extend(built.into_iter().map(Node::Tree));
    }

    /// A list, unless all that the Markdown parser took for its items were none.
    pub(super) fn push_list(&mut self, start: Option<u64>, items: Vec<ListItem<RawLink>>, range: TextRange) {
        if let Some(first) = items.first() {
            let range = TextRange { start: range.start.max(first.range.start), ..range };
            self.push_block(BlockKind::List { start, items }, range);
        }
    }

    /// The blocks that an ended part becomes; where it is too deep to be built, its titles and what it holds.
    fn built(
        &mut self,
        part: Part,
        audience: Option<Audience>,
        from: usize,
        range: TextRange,
        flattened: bool,
    ) -> Blocks {
        let flat = flattened || self.block_depth + usize::from(audience.is_some()) > BLOCK_LIMIT;
        let blocks = match part {
            Part::Unknown | Part::Restricted | Part::Section { .. } => self.take_blocks(from),
            Part::When(condition) => {
                let blocks = self.take_blocks(from);
                if flat { blocks } else { one(BlockKind::When { condition, blocks }, range) }
            }
            Part::Callout { kind, fold, title } => {
                let blocks = self.take_paragraphs(from);
                if flat {
                    unfolded(title, blocks, range)
                } else {
                    one(BlockKind::Callout { kind, fold, title, blocks }, range)
                }
            }
            Part::Details { open, title } => {
                let blocks = self.take_paragraphs(from);
                if flat {
                    unfolded(title, blocks, range)
                } else {
                    one(BlockKind::Details { open, title, blocks }, range)
                }
            }
            Part::Tab { title, .. } => {
                let blocks = self.take_paragraphs(from);
                tabbed(Vec::new(), vec![Tab { title, blocks, range }], range, flat)
            }
            Part::Tabs { title, panes } => {
                let mut tabs = Vec::with_capacity(panes.len());
                // An alternative for fewer readers leaves the others, name and all.
                let mut apart = Vec::new();
                let mut end = range.end;
                for Pane { title, audience, range, blocks } in panes.into_iter().rev() {
                    let range = TextRange { end, ..range };
                    end = range.start;
                    let tab = Tab { title, blocks: self.take_paragraphs(blocks), range };
                    if let Some(audience) = audience {
                        self.restricted = true;
                        let blocks = tabbed(Vec::new(), vec![tab], range, flat || self.block_depth + 1 >= BLOCK_LIMIT);
                        apart.push(Block { kind: BlockKind::Restricted { audience, blocks }, range });
                    } else {
                        tabs.push(tab);
                    }
                }
                tabs.reverse();
                let before = unfolded(Some(title), self.take_paragraphs(from), range);
                let mut blocks = tabbed(before, tabs, range, flat);
                blocks.extend(apart.into_iter().rev());
                blocks
            }
            Part::CodeGroup { title } => {
                let mut before = unfolded(Some(title), Vec::new(), range);
                let mut tabs: Vec<Tab<RawLink>> = Vec::new();
                for mut block in self.take_paragraphs(from) {
                    if let BlockKind::Code(code) = &mut block.kind {
                        let title =
                            code.title.take().or_else(|| code.language.clone()).unwrap_or_else(|| "Code".into());
                        let title = vec![Inline::Text { range: self.place_of(&title, block.range), text: title }];
                        tabs.push(Tab { title, range: block.range, blocks: vec![block] });
                    } else if let Some(tab) = tabs.last_mut() {
                        tab.blocks.push(block);
                    } else {
                        before.push(block);
                    }
                }
                tabbed(before, tabs, range, flat)
            }
        };
        match audience {
            Some(audience) => {
                self.restricted = true;
                one(BlockKind::Restricted { audience, blocks }, range)
            }
            None => blocks,
        }
    }

    /// Where `words` stand in the block at `range`, or its beginning.
    fn place_of(&self, words: &str, range: TextRange) -> TextRange {
        let line = self.source[range.to_usize()].lines().next().unwrap_or_default();
        let start = range.start as usize;
        line.find(words).map_or(TextRange::at(start), |at| TextRange::new(start + at, start + at + words.len()))
    }

    /// Blocks, among which the words that stood tight in a list are paragraphs.
    fn take_paragraphs(&mut self, from: usize) -> Blocks {
        let mut blocks = self.take_blocks(from);
        for block in &mut blocks {
            if let BlockKind::Plain(inlines) = &mut block.kind {
                let inlines = std::mem::take(inlines);
                block.kind = self.paragraph(inlines, block.range);
            }
        }
        blocks
    }

    /// Opens what the `:::` lines open that the Markdown parser took into the block `range`: nothing that follows such a
    /// line may be published for its not being understood.
    pub(super) fn open_stray_containers(&mut self, range: TextRange) {
        for (number, colons) in self.stray_markers(range) {
            if !self.markers[number].restricts() {
                continue;
            }
            let audience = match self.markers[number].readers {
                Readers::Only(audience) => audience,
                Readers::Same | Readers::Unknown => Audience::Internal,
            };
            let at = TextRange::from(self.markers[number].range.clone());
            let (message, help) = if colons == 0 {
                (
                    "nothing is indented below this line",
                    "Indent what belongs to it by four spaces more than the line itself.",
                )
            } else {
                let message = "this `:::` line is taken for text of what is before it";
                (message, "Put an empty line before it, and indent it as the block it stands in.")
            };
            self.error(at, message, help);
            // Nothing says where what was to be indented ends, so it goes on to the end of what it stands in.
            let colons = if colons == 0 { usize::MAX } else { colons };
            let part = Box::new(Part::Restricted);
            self.push_frame(Kind::Container { colons, audience: Some(audience), part }, at);
        }
    }

    /// Closes what the `:::` lines inside the block `range` close. Only those after the last that opens count: all that
    /// the block opened is around it, and to end that early would publish what comes later.
    pub(super) fn close_stray_containers(&mut self, range: TextRange) {
        let markers = self.stray_markers(range);
        let opens = |number: usize| self.markers[number].restricts();
        let from = markers.iter().rposition(|(number, _)| opens(*number)).map_or(0, |last| last + 1);
        for (number, colons) in &markers[from..] {
            let open = self.frames.last().map(|frame| &frame.kind);
            let fits = matches!(open, Some(Kind::Container { colons: opened, .. }) if opened <= colons);
            if self.markers[*number].kind == MarkerKind::Close && fits {
                self.pop_container(range.end as usize, true);
            }
        }
    }

    /// The lines inside the block `range` that the Markdown parser did not take for blocks, each with its colons.
    pub(super) fn stray_markers(&self, range: TextRange) -> Vec<(usize, usize)> {
        let range = range.to_usize();
        let from = self.markers.partition_point(|marker| marker.range.start < range.start);
        let inside =
            self.markers.iter().enumerate().skip(from).take_while(|(_, marker)| marker.range.start < range.end);
        inside.filter(|(_, marker)| !marker.is_block).map(|(number, marker)| (number, marker.colons)).collect()
    }

    /// False for HTML blocks whose content is not published or is code.
    pub(super) fn is_markup(&self, range: TextRange) -> bool {
        let start = self.source[range.to_usize()].trim_start().to_ascii_lowercase();
        !["<!", "<?", "<pre", "<script", "<style", "<textarea"].iter().any(|opening| start.starts_with(opening))
    }
}

fn one(kind: BlockKind<RawLink>, range: TextRange) -> Blocks {
    vec![Block { kind, range }]
}

/// A title as a paragraph, and what follows it.
pub(super) fn unfolded(title: Option<Inlines>, mut blocks: Blocks, range: TextRange) -> Blocks {
    if let Some(title) = title.filter(|title| !title.is_empty()) {
        blocks.insert(0, Block { kind: BlockKind::Paragraph(title), range });
    }
    blocks
}

/// Alternatives behind what stands before them.
fn tabbed(mut before: Blocks, tabs: Vec<Tab<RawLink>>, range: TextRange, flat: bool) -> Blocks {
    if flat {
        before.extend(tabs.into_iter().flat_map(|tab| unfolded(Some(tab.title), tab.blocks, tab.range)));
    } else if !tabs.is_empty() {
        before.push(Block { kind: BlockKind::Tabs(tabs), range });
    }
    before
}

/// An empty place with this id.
pub(super) fn anchor(id: &EcoString) -> Inline<RawLink> {
    let element = Element { name: "a".into(), attributes: vec![("id".into(), id.clone())], links: Vec::new() };
    Inline::Element { element: Box::new(element), inlines: Vec::new() }
}
