//! Clean markup back into blocks and words.
//!
//! Takes markup in which placeholders stand for finished Markdown; gives the tree of both. What has a form of its own
//! in the document tree (headings, emphasis, links, pictures, code) takes that form; the rest are elements.

use super::super::builder::BLOCK_LIMIT;
use super::super::code::Fence;
use super::super::variable;
use super::clean::{PLACE, SLOT, is_phrasing, is_void};
use super::{RawHtml, Surroundings};
use crate::doc::{Block, BlockKind, CodeBlock, Element, Inline, LinkForm, RawLink, blocks_text, inlines_text};
use crate::text::TextRange;
use ecow::{EcoString, eco_format};
use rustc_hash::FxHashSet;
use scraper::{ElementRef, Html, Node};

type Blocks = Vec<Block<RawLink>>;
type Inlines = Vec<Inline<RawLink>>;

/// How deep elements nest among words.
const INLINE_LIMIT: usize = 16;

/// What stands in an element: blocks and words, mixed as authors mix them.
#[derive(Debug)]
pub(super) enum Flow {
    Block(Block<RawLink>),
    Inline(Inline<RawLink>),
}

pub(super) struct Rebuilder<'a> {
    slots: Vec<Vec<Flow>>,
    inline: bool,
    around: &'a Surroundings<'a>,
    /// Ids given so far: parsing repeats formatting elements, and an id stands once.
    ids: FxHashSet<EcoString>,
    /// The place of the tag that was met last.
    place: TextRange,
}

impl<'a> Rebuilder<'a> {
    pub(super) fn new(slots: Vec<Vec<Flow>>, inline: bool, around: &'a Surroundings<'a>) -> Self {
        Self { slots, inline, around, ids: FxHashSet::default(), place: TextRange::default() }
    }

    /// The content of `markup`. Markdown whose placeholder did not survive stands at the end, so that no word is lost.
    pub(super) fn rebuild(mut self, markup: &str) -> Vec<Flow> {
        let tree = Html::parse_fragment(markup);
        let mut flow = self.children(tree.root_element(), 0, false);
        flow.extend(self.slots.into_iter().flatten());
        flow
    }

    /// What is in `element`, which has `level` elements around it that hold blocks.
    fn children(&mut self, element: ElementRef<'_>, level: usize, preformatted: bool) -> Vec<Flow> {
        let mut flow = Vec::new();
        for child in element.children() {
            match child.value() {
                Node::Text(text) => {
                    let text = if preformatted { text.text.as_ref().into() } else { collapse(&text.text) };
                    if preformatted || !text.contains("{{") {
                        flow.push(Flow::Inline(Inline::Text { text, range: self.place }));
                    } else {
                        self.push_words(&text, &mut flow);
                    }
                }
                Node::Element(_) => {
                    let child = ElementRef::wrap(child).expect("the node is an element");
                    self.element(child, level, preformatted, &mut flow);
                }
                _ => {}
            }
        }
        flow
    }

    /// Text with variables in it.
    fn push_words(&self, text: &str, into: &mut Vec<Flow>) {
        let range = self.place;
        let mut at = 0;
        for found in variable::find(text) {
            if at < found.start {
                into.push(Flow::Inline(Inline::Text { text: text[at..found.start].into(), range }));
            }
            at = found.end;
            into.push(Flow::Inline(Inline::Variable { text: text[found].into(), range }));
        }
        if at < text.len() {
            into.push(Flow::Inline(Inline::Text { text: text[at..].into(), range }));
        }
    }

    fn element(&mut self, node: ElementRef<'_>, level: usize, preformatted: bool, into: &mut Vec<Flow>) {
        let name = node.value().name();
        if name == SLOT {
            let number = node.attr("n").and_then(|number| number.parse::<usize>().ok());
            if let Some(slot) = number.and_then(|number| self.slots.get_mut(number)) {
                into.append(slot);
            }
            // A placeholder is never closed early, but if it were, what it holds would still count.
            into.extend(self.children(node, level, preformatted));
            return;
        }
        if let Some(place) = node.attr(PLACE).and_then(place) {
            self.place = place;
        }
        let place = self.place;
        let element = Box::new(self.attributes(node, name));
        let phrasing = is_phrasing(name) || is_void(name);
        let level_inside = level + usize::from(!phrasing && !self.inline);
        let content = self.children(node, level_inside, preformatted || name == "pre" || is_diagram(&element));
        match name {
            "br" => into.push(Flow::Inline(Inline::Break)),
            "hr" if self.inline => into.push(Flow::Inline(Inline::Break)),
            "hr" => into.push(Flow::Block(Block { kind: BlockKind::Rule, range: place })),
            "img" => into.push(Flow::Inline(picture(element))),
            "a" => anchor(element, content, into),
            "center" | "font" | "big" if element.attributes.is_empty() => into.extend(content),
            _ if phrasing => into.extend(around_words(content, |inlines| marked(element.clone(), inlines, place))),
            _ if self.inline => into.push(Flow::Inline(Inline::Element { element, inlines: flattened(content) })),
            _ => self.block(element, content, level, place, into),
        }
    }

    /// An element that holds blocks, in a container of blocks.
    fn block(
        &mut self,
        element: Box<Element<RawLink>>,
        content: Vec<Flow>,
        level: usize,
        range: TextRange,
        into: &mut Vec<Flow>,
    ) {
        let only_words = content.iter().all(|flow| matches!(flow, Flow::Inline(_)));
        let kind = match element.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name.as_bytes()[1] - b'0';
                let id = element.attributes.into_iter().find(|(name, _)| name == "id").map(|(_, id)| id);
                BlockKind::Heading { level, anchor: id, inlines: trimmed(flattened(content)) }
            }
            "p" if element.attributes.is_empty() && only_words => BlockKind::Paragraph(trimmed(flattened(content))),
            "div" | "pre" if only_words && is_diagram(&element) => {
                let content = flattened(content);
                let drawings = self.around.options.drawings;
                BlockKind::Diagram(Box::new(drawings.read(diagram_text(&content).trim(), None).0))
            }
            "pre" if only_words => BlockKind::Code(Box::new(self.preformatted(&element, content))),
            _ => {
                let blocks = grouped(content, BlockKind::Plain);
                if self.around.depth + level + 1 + height(&blocks) > BLOCK_LIMIT {
                    into.extend(blocks.into_iter().map(Flow::Block));
                    return;
                }
                BlockKind::Element { element, blocks }
            }
        };
        into.push(Flow::Block(Block { kind, range }));
    }

    fn preformatted(&self, element: &Element<RawLink>, content: Vec<Flow>) -> CodeBlock {
        let inlines = flattened(content);
        let classes = |element: &Element<RawLink>| {
            let class = element.attributes.iter().find(|(name, _)| name == "class").map(|(_, class)| class.clone());
            class.and_then(|class| {
                class.split_whitespace().find_map(|class| class.strip_prefix("language-").map(EcoString::from))
            })
        };
        let inner = inlines.iter().find_map(|inline| match inline {
            Inline::Element { element, .. } => classes(element),
            _ => None,
        });
        let fence = Fence { language: classes(element).or(inner), ..Fence::default() };
        let text = inlines_text(&inlines);
        let text = text.strip_suffix('\n').unwrap_or(&text).to_owned();
        fence.block(text, self.around.options.colours(self.around.source))
    }

    /// The element with its attributes sorted into those that lead somewhere and the rest.
    fn attributes(&mut self, node: ElementRef<'_>, name: &str) -> Element<RawLink> {
        let mut element = Element { name: name.into(), attributes: Vec::new(), links: Vec::new() };
        let mut classes = EcoString::new();
        for (attribute, value) in node.value().attrs() {
            match attribute {
                PLACE => {}
                "href" | "src" | "poster" | "cite" => {
                    element.links.push((attribute.into(), self.link(attribute, value)));
                }
                "class" => classes = join(&classes, value),
                "align" if self.around.options.raw_html != RawHtml::Trust => {
                    let align = value.to_ascii_lowercase();
                    if matches!(align.as_str(), "left" | "center" | "right") {
                        classes = join(&classes, &eco_format!("align-{align}"));
                    }
                }
                "id" | "name" if attribute == "id" || name == "a" => {
                    // `name` was an anchor's id before HTML 5.
                    let taken = element.attributes.iter().any(|(name, _)| name == "id");
                    if !value.is_empty() && !taken && self.ids.insert(value.into()) {
                        element.attributes.push(("id".into(), value.into()));
                    }
                }
                _ => element.attributes.push((attribute.into(), value.into())),
            }
        }
        if !classes.is_empty() {
            element.attributes.push(("class".into(), classes));
        }
        element
    }

    fn link(&self, attribute: &str, value: &str) -> RawLink {
        let form = if matches!(attribute, "src" | "poster") { LinkForm::Image } else { LinkForm::Link };
        let tag = self.around.source.get(self.place.to_usize()).unwrap_or_default();
        let range = match tag.find(value) {
            Some(at) if !value.is_empty() => TextRange::new(at, at + value.len()).shifted(self.place.start as usize),
            _ => self.place,
        };
        RawLink { form, href: value.trim().into(), range }
    }
}

/// True for what Mermaid's own script would draw in a page: `<pre class="mermaid">`.
fn is_diagram(element: &Element<RawLink>) -> bool {
    let class = element.attributes.iter().find(|(name, _)| name == "class");
    class.is_some_and(|(_, class)| class.split_whitespace().any(|class| class == "mermaid"))
}

/// The text of a diagram, in which `<br>` means something.
fn diagram_text(inlines: &[Inline<RawLink>]) -> String {
    let parts = inlines.iter().map(|inline| match inline {
        Inline::Break => "<br>".to_owned(),
        inline => inlines_text(std::slice::from_ref(inline)),
    });
    parts.collect()
}

fn join(classes: &str, more: &str) -> EcoString {
    if classes.is_empty() { more.into() } else { eco_format!("{classes} {more}") }
}

fn place(value: &str) -> Option<TextRange> {
    let (start, end) = value.split_once('-')?;
    Some(TextRange::new(start.parse().ok()?, end.parse().ok()?))
}

/// A picture; one whose size or place the author set stays an element.
fn picture(mut element: Box<Element<RawLink>>) -> Inline<RawLink> {
    let taken = |element: &mut Element<RawLink>, name: &str| {
        let at = element.attributes.iter().position(|(attribute, _)| attribute == name)?;
        Some(element.attributes.remove(at).1)
    };
    let simple = element.attributes.iter().all(|(name, _)| matches!(name.as_str(), "alt" | "title"));
    if !simple || element.links.len() != 1 {
        return Inline::Element { element, inlines: Vec::new() };
    }
    let (alt, title) = (taken(&mut element, "alt").unwrap_or_default(), taken(&mut element, "title"));
    let (_, target) = element.links.remove(0);
    Inline::Image { target: Box::new(target), alt, title: title.as_deref().map(Into::into) }
}

/// A link, or the place that a link leads to. The latter is empty and stands before what the author put into it, for
/// links may not hold links.
fn anchor(mut element: Box<Element<RawLink>>, content: Vec<Flow>, into: &mut Vec<Flow>) {
    let title =
        element.attributes.iter().position(|(name, _)| name == "title").map(|at| element.attributes.remove(at).1);
    let href = element.links.iter().position(|(name, _)| name == "href").map(|at| element.links.remove(at).1);
    element.attributes.retain(|(name, _)| matches!(name.as_str(), "id" | "class"));
    element.links.clear();
    if element.attributes.iter().any(|(name, _)| name == "id") {
        into.push(Flow::Inline(Inline::Element { element, inlines: Vec::new() }));
    }
    match href {
        Some(target) => into.extend(around_words(content, |inlines| Inline::Link {
            target: Box::new(target.clone()),
            title: title.as_deref().map(Into::into),
            inlines: without_links(inlines),
        })),
        None => into.extend(content),
    }
}

fn without_links(inlines: Inlines) -> Inlines {
    let mut kept = Vec::with_capacity(inlines.len());
    for inline in inlines {
        match inline {
            Inline::Link { inlines, .. } => kept.extend(inlines),
            other => kept.push(other),
        }
    }
    kept
}

/// Words in an element that formats them.
fn marked(element: Box<Element<RawLink>>, inlines: Inlines, range: TextRange) -> Inline<RawLink> {
    if element.attributes.is_empty() && element.links.is_empty() {
        match element.name.as_str() {
            "b" | "strong" => return Inline::Strong(inlines),
            "i" | "em" => return Inline::Emphasis(inlines),
            "s" | "del" | "strike" => return Inline::Strikethrough(inlines),
            "code" | "tt" if inlines.iter().all(|inline| matches!(inline, Inline::Text { .. })) => {
                return Inline::Code { text: inlines_text(&inlines).into(), range };
            }
            _ => {}
        }
    }
    Inline::Element { element, inlines }
}

/// `wrap` around each run of words, and around the words of each block, since words cannot hold blocks.
fn around_words(content: Vec<Flow>, wrap: impl Fn(Inlines) -> Inline<RawLink>) -> Vec<Flow> {
    let wrap = |inlines: Inlines| {
        if depth_of_words(&inlines) >= INLINE_LIMIT { inlines } else { vec![wrap(inlines)] }
    };
    let mut wrapped = Vec::new();
    let mut run = Vec::new();
    let only_words = content.iter().all(|flow| matches!(flow, Flow::Inline(_)));
    for flow in content {
        match flow {
            Flow::Inline(inline) => run.push(inline),
            Flow::Block(mut block) => {
                wrapped.extend(wrap_run(std::mem::take(&mut run), wrap));
                if let BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) | BlockKind::Heading { inlines, .. } =
                    &mut block.kind
                {
                    *inlines = wrap(std::mem::take(inlines));
                }
                wrapped.push(Flow::Block(block));
            }
        }
    }
    if only_words {
        wrapped.extend(wrap(run).into_iter().map(Flow::Inline));
    } else {
        wrapped.extend(wrap_run(run, wrap));
    }
    wrapped
}

fn wrap_run(run: Inlines, wrap: impl Fn(Inlines) -> Inlines) -> Vec<Flow> {
    let run = if is_blank(&run) { run } else { wrap(run) };
    run.into_iter().map(Flow::Inline).collect()
}

/// Words and blocks as blocks: each run of words that says something becomes a `loose` block.
pub(super) fn grouped(content: Vec<Flow>, loose: fn(Inlines) -> BlockKind<RawLink>) -> Blocks {
    let mut blocks = Vec::new();
    let mut run = Vec::new();
    for flow in content {
        match flow {
            Flow::Inline(inline) => run.push(inline),
            Flow::Block(block) => {
                end_run(std::mem::take(&mut run), loose, &mut blocks);
                blocks.push(block);
            }
        }
    }
    end_run(run, loose, &mut blocks);
    blocks.shrink_to_fit();
    blocks
}

fn end_run(run: Inlines, loose: fn(Inlines) -> BlockKind<RawLink>, blocks: &mut Blocks) {
    if is_blank(&run) {
        return;
    }
    let mut places = run.iter().filter_map(place_of);
    let range = places.next().map(|first| places.fold(first, TextRange::cover)).unwrap_or_default();
    blocks.push(Block { kind: loose(trimmed(run)), range });
}

fn place_of(inline: &Inline<RawLink>) -> Option<TextRange> {
    match inline {
        Inline::Text { range, .. } | Inline::Variable { range, .. } | Inline::Code { range, .. } => Some(*range),
        Inline::Link { target, .. } | Inline::Image { target, .. } => Some(target.range),
        Inline::Emphasis(inlines)
        | Inline::Strong(inlines)
        | Inline::Strikethrough(inlines)
        | Inline::Element { inlines, .. } => inlines.iter().find_map(place_of),
        Inline::FootnoteRef(_) | Inline::Break => None,
    }
}

fn is_blank(inlines: &[Inline<RawLink>]) -> bool {
    inlines.iter().all(|inline| matches!(inline, Inline::Text { text, .. } if text.trim().is_empty()))
}

/// Blocks among words, where no block may stand: their words.
pub(super) fn flattened(content: Vec<Flow>) -> Inlines {
    let mut inlines = Vec::with_capacity(content.len());
    for flow in content {
        match flow {
            Flow::Inline(inline) => inlines.push(inline),
            Flow::Block(Block {
                kind: BlockKind::Paragraph(words) | BlockKind::Plain(words) | BlockKind::Heading { inlines: words, .. },
                ..
            }) => {
                inlines.extend(words);
            }
            Flow::Block(block) => {
                let range = block.range;
                let mut text = String::new();
                blocks_text(&[block], &mut text);
                inlines.push(Inline::Text { text: text.trim_end().into(), range });
            }
        }
    }
    inlines
}

/// The words without the space that HTML has around them.
fn trimmed(mut inlines: Inlines) -> Inlines {
    if let Some(Inline::Text { text, .. }) = inlines.first_mut() {
        *text = text.trim_start().into();
    }
    if let Some(Inline::Text { text, .. }) = inlines.last_mut() {
        *text = text.trim_end().into();
    }
    inlines.retain(|inline| !matches!(inline, Inline::Text { text, .. } if text.is_empty()));
    inlines.shrink_to_fit();
    inlines
}

/// Runs of white space as one space, or as a line break where they hold one.
fn collapse(text: &str) -> EcoString {
    let mut collapsed = EcoString::with_capacity(text.len());
    let mut space = None;
    for letter in text.chars() {
        match letter {
            '\n' => space = Some('\n'),
            ' ' | '\t' | '\r' | '\u{c}' => space = space.or(Some(' ')),
            letter => {
                collapsed.extend(space.take());
                collapsed.push(letter);
            }
        }
    }
    collapsed.extend(space);
    collapsed
}

/// How many blocks stand in one another at most. The trees that are measured are clamped already.
pub(super) fn height(blocks: &[Block<RawLink>]) -> usize {
    let inside = blocks.iter().map(|block| match &block.kind {
        BlockKind::List { items, .. } => items.iter().map(|item| height(&item.blocks)).max().unwrap_or(0),
        BlockKind::Tabs(tabs) => tabs.iter().map(|tab| height(&tab.blocks)).max().unwrap_or(0),
        BlockKind::Quote(blocks)
        | BlockKind::Details { blocks, .. }
        | BlockKind::Callout { blocks, .. }
        | BlockKind::Restricted { blocks, .. }
        | BlockKind::When { blocks, .. }
        | BlockKind::Element { blocks, .. } => height(blocks),
        _ => 0,
    });
    inside.max().map_or(0, |inside| inside + 1)
}

fn depth_of_words(inlines: &[Inline<RawLink>]) -> usize {
    let inside = inlines.iter().map(|inline| match inline {
        Inline::Emphasis(inlines)
        | Inline::Strong(inlines)
        | Inline::Strikethrough(inlines)
        | Inline::Link { inlines, .. }
        | Inline::Element { inlines, .. } => depth_of_words(inlines),
        _ => 0,
    });
    inside.max().map_or(0, |inside| inside + 1)
}
