//! The tree while it is being built: a stack of what is open, and of what is finished inside it.
//!
//! Takes the parser's events in order; gives the document. Finished blocks and words lie on two stacks that all levels
//! share, so a tree of any depth is built without recursion, and what nests too deep is simply left to the level above.

mod blocks;
mod inlines;
mod marks;
mod parts;
mod quote;

use super::container::Marker;
use super::guide::ParseOptions;
use super::html::{self, Node, Surroundings};
use super::markdown::ParsedMarkdown;
use super::stitch::Stitched;
use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic, Location, Rule};
use crate::doc::{Alignment, Block, BlockKind, CalloutKind, Doc, Inline, ListItem, MAX_DEPTH, RawLink, Task, footnote};
use crate::parse::code::{self, Fence};
use crate::parse::diagram;
use crate::parse::embed;
use crate::parse::variable;
use crate::path::SourcePath;
use crate::text::TextRange;
use ecow::EcoString;
use parts::Part;
use rustc_hash::FxHashMap;

/// How deep blocks that may be flattened nest. Restricted parts may not, and of those four at most are of use inside
/// one another, so they have room of their own.
pub(super) const BLOCK_LIMIT: usize = MAX_DEPTH - Audience::ALL.len();

/// How deep words nest in emphasis, links and the like.
const INLINE_LIMIT: usize = MAX_DEPTH;

pub(super) struct Builder<'a> {
    pub(super) path: &'a SourcePath,
    /// The text of the whole file.
    pub(super) source: &'a str,
    pub(super) options: &'a ParseOptions<'a>,
    markers: Vec<Marker>,
    frames: Vec<Frame>,
    blocks: Vec<Node<Block<RawLink>>>,
    pub(super) inlines: Vec<Node<Inline<RawLink>>>,
    /// True where signs of Obsidian or Material may stand among the words.
    has_marks: bool,
    /// The text since the last inline that is not text.
    pub(super) words: Stitched,
    /// Where the words stand that belong to no paragraph yet.
    loose: Option<TextRange>,
    /// Where the last inline ended.
    pub(super) inline_end: u32,
    block_depth: usize,
    inline_depth: usize,
    /// How many links and images are open.
    pub(super) links_open: usize,
    /// Footnotes by label, in order of first mention, with their content once it is met.
    notes: Vec<Option<Vec<Block<RawLink>>>>,
    labels: FxHashMap<String, u32>,
    /// How many open containers there are for each audience, narrowest first.
    audiences: [usize; Audience::ALL.len()],
    /// The part that ended with what it stood in, though the line that closes it follows, with its colons.
    owed: Option<(Audience, usize, TextRange)>,
    limit_reached: bool,
    restricted: bool,
    elsewhere: Elsewhere,
    /// By how much the parser sees the title that is open further right than it stands.
    shift: usize,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What is to come from other files.
#[derive(Default)]
struct Elsewhere {
    /// True where guides are to be put in.
    embeds: bool,
    /// True where another tool would put in what is not here.
    unseen: bool,
    /// True where a field of an engagement is named, by a variable or a condition.
    fields: bool,
}

/// Something open.
struct Frame {
    kind: Kind,
    range: TextRange,
    /// Where its content begins on the stacks.
    blocks: usize,
    inlines: usize,
    /// True where it is too deep to be built: its content goes to what is around it.
    flattened: bool,
}

/// What can be open.
pub(super) enum Kind {
    Root,
    Paragraph,
    Heading(u8),
    Quote(Option<CalloutKind>),
    List {
        start: Option<u64>,
        items: Vec<ListItem<RawLink>>,
    },
    Item {
        task: Option<Task<RawLink>>,
    },
    /// What the Markdown parser takes for an item, and is the content of a `!!!` line.
    Indented {
        audience: Option<Audience>,
        part: Box<Part>,
    },
    /// The title of what the marker with this number opens.
    Title(usize),
    Code {
        fence: Fence,
        text: String,
    },
    HtmlBlock,
    Note {
        label: EcoString,
    },
    Table {
        alignments: Vec<Alignment>,
        head: Vec<Vec<Inline<RawLink>>>,
        rows: Vec<Vec<Vec<Inline<RawLink>>>>,
        row: Vec<Vec<Inline<RawLink>>>,
    },
    Cell,
    /// A part between `:::` lines.
    Container {
        colons: usize,
        audience: Option<Audience>,
        part: Box<Part>,
    },
    Emphasis,
    Strong,
    Strikethrough,
    Link {
        href: EcoString,
        title: Option<Box<str>>,
    },
    Image {
        href: EcoString,
        title: Option<Box<str>>,
    },
}

impl Kind {
    /// A code block with this info string.
    pub(super) fn code(info: Option<&str>) -> Self {
        Self::Code { fence: info.map(code::read_info).unwrap_or_default(), text: String::new() }
    }

    fn is_inline(&self) -> bool {
        matches!(self, Self::Emphasis | Self::Strong | Self::Strikethrough | Self::Link { .. } | Self::Image { .. })
    }

    /// How many levels of blocks it is. The list around what is indented is the level of that.
    fn levels(&self) -> usize {
        match self {
            Self::Quote(_) | Self::List { .. } => 1,
            Self::Container { audience, part, .. } => usize::from(audience.is_some()) + usize::from(part.is_block()),
            Self::Indented { audience, part } => usize::from(audience.is_some() && part.is_block()),
            _ => 0,
        }
    }

    /// Whom it is for, where it is for fewer than what is around it.
    fn audience(&self) -> Option<Audience> {
        match self {
            Self::Container { audience, .. } | Self::Indented { audience, .. } => *audience,
            _ => None,
        }
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        path: &'a SourcePath,
        source: &'a str,
        markers: Vec<Marker>,
        options: &'a ParseOptions<'a>,
    ) -> Self {
        let root = Frame { kind: Kind::Root, range: TextRange::default(), blocks: 0, inlines: 0, flattened: false };
        Self {
            path,
            source,
            options,
            markers,
            frames: vec![root],
            blocks: Vec::new(),
            inlines: Vec::new(),
            has_marks: marks::occur_in(source),
            words: Stitched::default(),
            loose: None,
            inline_end: 0,
            block_depth: 0,
            inline_depth: 0,
            links_open: 0,
            notes: Vec::new(),
            labels: FxHashMap::default(),
            audiences: [0; Audience::ALL.len()],
            owed: None,
            limit_reached: false,
            restricted: false,
            elsewhere: Elsewhere::default(),
            shift: 0,
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn finish(mut self) -> Checked<ParsedMarkdown> {
        self.end_loose_words();
        self.end_containers(self.source.len());
        let blocks = self.take_blocks(0);
        let footnotes = self.notes.into_iter().map(Option::unwrap_or_default).collect();
        let mut doc = Doc { blocks, footnotes };
        if !doc.footnotes.is_empty() {
            footnote::renumber(&mut doc);
        }
        diagram::check(&doc, self.source, (self.path, self.options.drawings), &mut self.diagnostics);
        Checked {
            value: ParsedMarkdown {
                doc,
                restricted: self.restricted,
                definitions: Vec::new(),
                embeds: self.elsewhere.embeds,
                unseen: self.elsewhere.unseen,
                fields: self.elsewhere.fields || variable::find(self.source).next().is_some(),
            },
            diagnostics: self.diagnostics,
        }
    }

    // Opening and closing.

    pub(super) fn open(&mut self, kind: Kind, range: TextRange) {
        let kind = match kind {
            Kind::Heading(level) => self.title_at(range.start as usize).map_or(Kind::Heading(level), Kind::Title),
            kind => kind,
        };
        if kind.is_inline() {
            self.end_words();
            self.touch(TextRange::at(range.start as usize));
            self.links_open += usize::from(matches!(kind, Kind::Link { .. } | Kind::Image { .. }));
        } else {
            self.end_loose_words();
        }
        if matches!(kind, Kind::HtmlBlock) && self.is_markup(range) {
            self.open_stray_containers(range);
        }
        self.push_frame(kind, range);
        self.go_on();
    }

    fn push_frame(&mut self, kind: Kind, range: TextRange) {
        let flattened = if matches!(kind, Kind::Item { .. }) {
            self.frames.last().is_some_and(|list| list.flattened)
        } else if kind.levels() > 0 {
            self.too_deep(&kind)
        } else {
            kind.is_inline() && self.inline_depth >= INLINE_LIMIT
        };
        if flattened {
            self.report_limit(range);
        } else {
            self.block_depth += kind.levels();
            self.inline_depth += usize::from(kind.is_inline());
        }
        if let Some(audience) = kind.audience() {
            self.audiences[audience as usize] += 1;
        }
        self.frames.push(Frame { kind, range, blocks: self.blocks.len(), inlines: self.inlines.len(), flattened });
    }

    /// A restricted part is built at any depth, unless what is around it is for the same readers or fewer.
    fn too_deep(&self, kind: &Kind) -> bool {
        self.block_depth >= BLOCK_LIMIT
            && kind.audience().is_none_or(|audience| self.audience_around().is_some_and(|around| around <= audience))
    }

    /// Closes what was opened last by the Markdown parser, and the containers that were left open inside it.
    pub(super) fn close(&mut self, range: TextRange) {
        let inline = self.frames.last().is_some_and(|frame| frame.kind.is_inline());
        if inline {
            self.end_words();
        } else if matches!(
            self.frames.last(),
            Some(Frame {
                kind: Kind::Paragraph | Kind::Heading(_) | Kind::Title(_) | Kind::Cell | Kind::Code { .. },
                ..
            })
        ) {
            self.end_words();
            self.loose = None;
        } else {
            self.end_loose_words();
            self.end_containers(range.end as usize);
        }
        let frame = self.pop_frame();
        match frame.kind {
            Kind::Root | Kind::Container { .. } => {
                unreachable!("the root is never closed, and containers were closed above")
            }
            Kind::Paragraph => self.close_paragraph(&frame),
            Kind::Heading(level) => self.close_heading(level, &frame),
            Kind::Title(marker) => {
                let title = self.take_inlines(frame.inlines);
                self.open_titled(marker, title);
            }
            Kind::Quote(callout) if !frame.flattened => self.close_quote(callout, &frame),
            Kind::List { start, items } if !frame.flattened => self.push_list(start, items, frame.range),
            Kind::Indented { audience, part } => {
                self.close_indented(*part, audience, frame.blocks, frame.range, frame.flattened);
            }
            Kind::Item { task } => self.close_item(task, frame.blocks, frame.range, frame.flattened),
            Kind::Code { fence, text } => self.close_code(fence, text, frame.range),
            Kind::HtmlBlock if self.is_markup(frame.range) => self.close_stray_containers(frame.range),
            Kind::Note { label } => self.close_note(&label, frame.blocks, frame.range),
            Kind::Table { alignments, head, rows, .. } => {
                self.push_leaf(BlockKind::Table { alignments, head, rows }, frame.range);
            }
            Kind::Cell => {
                let cell = self.take_inlines(frame.inlines);
                if let Some(Frame { kind: Kind::Table { row, .. }, .. }) = self.frames.last_mut() {
                    row.push(cell);
                }
            }
            Kind::Quote(_) | Kind::List { .. } | Kind::HtmlBlock => {}
            kind => self.close_inline(kind, frame.inlines, frame.range, frame.flattened),
        }
        if inline {
            self.touch(range);
        }
        self.go_on();
    }

    fn pop_frame(&mut self) -> Frame {
        let frame = self.frames.pop().expect("the parser closes only what it opened");
        if !frame.flattened {
            self.block_depth -= frame.kind.levels();
            self.inline_depth -= usize::from(frame.kind.is_inline());
        }
        if let Some(audience) = frame.kind.audience() {
            self.audiences[audience as usize] -= 1;
        }
        self.links_open -= usize::from(matches!(frame.kind, Kind::Link { .. } | Kind::Image { .. }));
        frame
    }

    // The stacks.

    fn push_restricted(&mut self, audience: Audience, blocks: Vec<Block<RawLink>>, range: TextRange) {
        self.restricted = true;
        self.push_block(BlockKind::Restricted { audience, blocks }, range);
    }

    /// A line of the source as a paragraph.
    fn push_line(&mut self, range: TextRange) {
        let text = self.source[range.to_usize()].into();
        self.push_block(BlockKind::Paragraph(vec![Inline::Text { text, range }]), range);
    }

    /// Turns words that stand in a block without a paragraph, as in a tight list item, into a block.
    fn end_loose_words(&mut self) {
        self.end_words();
        let Some(range) = self.loose.take() else { return };
        let from = self.frames.last().map_or(0, |frame| frame.inlines);
        let mut inlines = self.take_inlines(from);
        marks::take_ending(&mut inlines, self.source);
        if embed::are_alone(&inlines) {
            self.push_embeds(inlines);
        } else if !inlines.is_empty() {
            self.push_leaf(BlockKind::Plain(inlines), range);
        }
    }

    /// Turns words that are nothing but embeds into places to fill.
    fn push_embeds(&mut self, inlines: Vec<Inline<RawLink>>) {
        self.elsewhere.embeds = true;
        for inline in inlines {
            if let Inline::Link { target, .. } = inline {
                let range = target.range;
                self.push_leaf(BlockKind::Embedded { target, from: None, blocks: Vec::new() }, range);
            }
        }
    }

    /// Notes that an inline stands at `range`.
    pub(super) fn touch(&mut self, range: TextRange) {
        self.loose = Some(self.loose.map_or(range, |loose| loose.cover(range)));
        self.inline_end = range.end;
    }

    fn push_block(&mut self, kind: BlockKind<RawLink>, range: TextRange) {
        self.blocks.push(Node::Tree(Block { kind, range }));
    }

    /// Pushes a block of words, minding `:::` lines that ended up in it.
    fn push_leaf(&mut self, kind: BlockKind<RawLink>, range: TextRange) {
        if self.markers.is_empty() {
            self.push_words(kind, range);
        } else {
            self.open_stray_containers(range);
            self.push_words(kind, range);
            self.close_stray_containers(range);
        }
    }

    pub(super) fn push_html_block(&mut self, text: &str, range: TextRange) {
        self.blocks.push(Node::html(text, range));
    }

    pub(super) fn take_inlines(&mut self, from: usize) -> Vec<Inline<RawLink>> {
        let around = self.surroundings();
        let mut inlines = html::inlines(self.inlines.drain(from..), &around);
        inlines::set_ids(&mut inlines, self.source);
        inlines
    }

    fn take_blocks(&mut self, from: usize) -> Vec<Block<RawLink>> {
        let around = self.surroundings();
        html::blocks(self.blocks.drain(from..), &around)
    }

    fn surroundings(&self) -> Surroundings<'a> {
        Surroundings { depth: self.block_depth, source: self.source, options: self.options }
    }

    pub(super) fn in_code(&mut self) -> Option<&mut String> {
        match self.frames.last_mut() {
            Some(Frame { kind: Kind::Code { text, .. }, .. }) => Some(text),
            _ => None,
        }
    }

    // Diagnostics.

    pub(super) fn error(&mut self, range: TextRange, message: &str, help: &str) {
        let location = Location { path: self.path.clone(), range };
        self.diagnostics.push(Diagnostic::new(Rule::InvalidValue, location, message).help(help));
    }

    pub(super) fn report_unknown_audience(&mut self, range: TextRange) {
        let names = Audience::ALL.map(|audience| format!("`{audience}`")).join(", ");
        self.error(range, "there is no such audience, so this is kept internal", &format!("Use one of {names}."));
    }

    fn report_limit(&mut self, range: TextRange) {
        if !std::mem::replace(&mut self.limit_reached, true) {
            let location = Location { path: self.path.clone(), range };
            let message = format!("this nests more than {BLOCK_LIMIT} levels deep; deeper levels are flattened");
            let help = "Give what lies deepest a section of its own.";
            self.diagnostics.push(Diagnostic::new(Rule::LimitReached, location, message).help(help));
        }
    }
}
