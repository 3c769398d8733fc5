//! What each kind of block becomes when it is closed.

use super::marks;
use super::parts::Part;
use super::{Builder, Frame, Kind};
use crate::audience::Audience;
use crate::diagnostic::Location;
use crate::doc::{Block, BlockKind, CodeVariable, Inline, LinkForm, ListItem, ListMark, RawLink, Task};
use crate::parse::attribute;
use crate::parse::code::Fence;
use crate::parse::diagram;
use crate::parse::embed;
use crate::parse::html::Node;
use crate::parse::variable;
use crate::text::TextRange;
use ecow::EcoString;

impl Builder<'_> {
    pub(in crate::parse) fn task(&mut self, checked: bool) {
        if let Some(Kind::Item { task }) =
            self.frames.iter_mut().rev().map(|frame| &mut frame.kind).find(|kind| matches!(kind, Kind::Item { .. }))
        {
            *task = Some(Task { checked, anchor: None, action: None });
        }
    }

    pub(in crate::parse) fn end_row(&mut self, is_head: bool) {
        if let Some(Frame { kind: Kind::Table { head, rows, row, .. }, .. }) = self.frames.last_mut() {
            let row = std::mem::take(row);
            if is_head {
                *head = row;
            } else {
                rows.push(row);
            }
        }
    }

    pub(super) fn close_paragraph(&mut self, frame: &Frame) {
        let first_in_item = matches!(self.frames.last(), Some(Frame { kind: Kind::Item { .. }, blocks, .. }) if *blocks == self.blocks.len());
        let mut inlines = self.take_inlines(frame.inlines);
        let is_name = marks::take_ending(&mut inlines, self.source);
        if inlines.is_empty() {
            return;
        }
        if is_name {
            // Of what stands before it.
            self.push_block(BlockKind::Plain(inlines), frame.range);
            return;
        }
        if embed::are_alone(&inlines) {
            self.push_embeds(inlines);
            return;
        }
        let source = &self.source[frame.range.to_usize()];
        if embed::is_contents(&inlines) || embed::is_import(source) {
            return;
        }
        if let Some(name) = embed::included(source) {
            let start = frame.range.start as usize;
            let range = TextRange::new(start + name.start, start + name.end);
            let target = Box::new(RawLink { form: LinkForm::Embed, href: source[name].into(), range });
            self.push_embeds(vec![Inline::Link { target, title: None, inlines: Vec::new() }]);
            return;
        }
        self.elsewhere.unseen |= embed::is_directive(&self.source[frame.range.to_usize()]);
        if first_in_item {
            self.push_leaf(BlockKind::Paragraph(inlines), frame.range);
            return;
        }
        let kind = self.paragraph(inlines, frame.range);
        self.push_leaf(kind, frame.range);
    }

    /// A paragraph; one with an audience in braces at its end is for that audience.
    pub(super) fn paragraph(&mut self, mut inlines: Vec<Inline<RawLink>>, range: TextRange) -> BlockKind<RawLink> {
        let Some((audience, place)) = self.take_audience(&mut inlines) else { return BlockKind::Paragraph(inlines) };
        let message = "an audience in braces belongs at the end of a list item";
        self.error(place, message, &format!("Put `::: {audience}` before the paragraph and `:::` after it."));
        self.restricted = true;
        BlockKind::Restricted { audience, blocks: vec![Block { kind: BlockKind::Paragraph(inlines), range }] }
    }

    pub(super) fn close_heading(&mut self, level: u8, frame: &Frame) {
        let mut inlines = self.take_inlines(frame.inlines);
        let anchor = self.take_heading_id(&mut inlines);
        self.take_heading_style(&mut inlines);
        self.elsewhere.unseen |= inlines.is_empty() && anchor.is_none();
        while let Some(Frame { kind: Kind::Container { part, .. }, .. }) = self.frames.last()
            && matches!(**part, Part::Section { level: around } if around >= level)
        {
            self.pop_container(frame.range.start as usize, true);
        }
        if let Some((audience, range)) = self.take_audience(&mut inlines) {
            let message = "a heading has no audience of its own";
            self.error(range, message, &format!("Put the whole section between `::: {audience}` and `:::`."));
            // Until that is done, what it was to hold back is held back. No line of colons ends it.
            let (colons, part) = (usize::MAX, Box::new(Part::Section { level }));
            self.push_frame(Kind::Container { colons, audience: Some(audience), part }, frame.range);
        }
        self.push_leaf(BlockKind::Heading { level, anchor, inlines }, frame.range);
    }

    pub(super) fn close_item(&mut self, task: Option<Task<RawLink>>, from: usize, range: TextRange, flattened: bool) {
        if flattened && !matches!(self.blocks.get(from), Some(Node::Tree(block)) if audience_at_end(block).is_some()) {
            return;
        }
        let mut blocks = self.take_blocks(from);
        let audience = match blocks.first_mut() {
            Some(Block { kind: BlockKind::Plain(inlines) | BlockKind::Paragraph(inlines), .. }) => {
                self.take_audience(inlines).map(|(audience, _)| audience)
            }
            _ => None,
        };
        self.restricted |= audience.is_some();
        let mark = mark_of(&self.source[range.to_usize()]);
        match (self.frames.last_mut(), audience) {
            (Some(Frame { kind: Kind::List { items, .. }, .. }), _) if !flattened => {
                items.push(ListItem { task, audience, blocks, mark, range });
            }
            (_, Some(audience)) => self.push_restricted(audience, blocks, range),
            (_, None) => self.blocks.extend(blocks.into_iter().map(Node::Tree)),
        }
    }

    pub(super) fn close_code(&mut self, fence: Fence, mut text: String, range: TextRange) {
        if text.ends_with('\n') {
            text.pop();
        }
        // A fence that is never closed takes all that follows, and may take a part for fewer readers.
        let first = self.source[range.to_usize()].trim_start().lines().next().unwrap_or_default();
        let is_fenced = first.starts_with("```") || first.starts_with("~~~");
        // So may one that is code only for being indented too far; but a single line of it is an example.
        let is_part = !is_fenced && text.contains('\n');
        if is_part || !self.is_closed_code(range) {
            self.open_stray_containers(range);
        }
        let said = Some(first).filter(|_| is_fenced).and_then(attribute::said_of_code);
        self.push_code(fence, text, range);
        if let Some(said) = said
            && let Some(Node::Tree(block)) = self.blocks.pop()
        {
            self.hold_back(said, block.kind, range, "a block of code has no audience of its own");
        }
        if is_part {
            self.close_stray_containers(range);
        }
    }

    fn push_code(&mut self, fence: Fence, text: String, range: TextRange) {
        if diagram::is_mermaid(fence.language.as_deref()) {
            return self.push_diagram(&text, fence.title, range);
        }
        if diagram::is_remote(fence.language.as_deref()) {
            let location = Location { path: self.path.clone(), range: self.first_line(range) };
            self.diagnostics.push(diagram::remote_fence(location));
        }
        let variables = if fence.variables { self.variables_in_code(&text, range) } else { Vec::new() };
        let mut code = fence.block(text, self.options.colours(self.source));
        code.variables = variables;
        self.push_block(BlockKind::Code(Box::new(code)), range);
    }

    /// Pushes a block whose words say, where that means nothing, for whom it is.
    pub(super) fn hold_back(&mut self, audience: Audience, kind: BlockKind<RawLink>, range: TextRange, message: &str) {
        self.error(range, message, &format!("Put `::: {audience}` before it and `:::` after it."));
        self.push_restricted(audience, vec![Block { kind, range }], range);
    }

    /// Pushes a block of words; one with an audience in braces amid them is for that audience.
    pub(super) fn push_words(&mut self, kind: BlockKind<RawLink>, range: TextRange) {
        let said = match &kind {
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => said_amid(inlines, true),
            BlockKind::Heading { inlines, .. } => said_amid(inlines, false),
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).find_map(|cell| said_amid(cell, false))
            }
            _ => None,
        };
        match said {
            Some(said) => {
                let message = "an audience in braces belongs at the end of a list item";
                self.hold_back(said, kind, range, message);
            }
            None => self.push_block(kind, range),
        }
    }

    fn push_diagram(&mut self, text: &str, title: Option<EcoString>, range: TextRange) {
        let (diagram, failure) = self.options.drawings.read(text, title);
        if let Some(failure) = failure {
            let place = failure.at.clone().and_then(|at| self.place_in_code(text, at, range));
            let location = Location { path: self.path.clone(), range: place.unwrap_or_else(|| self.first_line(range)) };
            self.diagnostics.push(failure.diagnostic(text, location));
        }
        self.push_block(BlockKind::Diagram(Box::new(diagram)), range);
    }

    fn variables_in_code(&self, text: &str, block: TextRange) -> Vec<CodeVariable> {
        let variable = |found: std::ops::Range<usize>| CodeVariable {
            at: u32::try_from(found.start).expect("a file is shorter than 4 GiB"),
            text: text[found.clone()].into(),
            range: self.place_in_code(text, found, block).unwrap_or_else(|| self.first_line(block)),
        };
        variable::find(text).map(variable).collect()
    }

    fn first_line(&self, range: TextRange) -> TextRange {
        let line = self.source[range.to_usize()].lines().next().unwrap_or_default();
        TextRange::new(range.start as usize, range.start as usize + line.trim_end().len())
    }

    /// Where the bytes `at` of the code `text` stand in the file, if the lines there are the same but for what they are
    /// indented or quoted by. What reaches beyond its line is cut.
    fn place_in_code(&self, text: &str, at: std::ops::Range<usize>, block: TextRange) -> Option<TextRange> {
        let start = text.floor_char_boundary(at.start.min(text.trim_end().len().saturating_sub(1)));
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        let number = text[..line_start].matches('\n').count();
        let source = &self.source[block.to_usize()];
        let fenced = source.trim_start().starts_with(['`', '~']);
        let in_file = source.split_inclusive('\n').nth(number + usize::from(fenced))?;
        let offset = in_file.as_ptr() as usize - source.as_ptr() as usize + block.start as usize;
        let indent = in_file.trim_end().len().checked_sub(line.trim_end().len())?;
        if in_file.get(indent..).is_none_or(|rest| rest.trim_end() != line.trim_end()) {
            return None;
        }
        let length =
            text.ceil_char_boundary(at.end.clamp(start + 1, line_start + line.trim_end().len().max(1))) - start;
        let from = offset + indent + start - line_start;
        Some(TextRange::new(from, from + length))
    }

    /// False for a fence without an end.
    fn is_closed_code(&self, range: TextRange) -> bool {
        let source = self.source[range.to_usize()].trim();
        let fence = if source.starts_with("~~~") { '~' } else { '`' };
        let last = source.lines().skip(1).last().map(|line| line.trim_start_matches([' ', '\t', '>']));
        !source.starts_with(fence)
            || last.is_some_and(|last| last.len() >= 3 && last.chars().all(|letter| letter == fence))
    }

    pub(super) fn close_note(&mut self, label: &str, from: usize, range: TextRange) {
        let mut blocks = self.take_blocks(from);
        // A note leaves its place for the foot of the page, and must not leave its readers.
        if let Some(audience) = self.audience_of_note() {
            self.restricted = true;
            blocks = vec![Block { kind: BlockKind::Restricted { audience, blocks }, range }];
        }
        let number = self.note_number(label);
        // The first of several counts, but one that fewer may read does not take the place of another.
        let readers = |note: &[Block<RawLink>]| match note {
            [Block { kind: BlockKind::Restricted { audience, .. }, .. }] => *audience,
            _ => Audience::Public,
        };
        let note = &mut self.notes[number as usize];
        if note.as_ref().is_none_or(|first| readers(first) < readers(&blocks)) {
            *note = Some(blocks);
        }
    }

    /// Who may read what is open: also where an item or an alternative says it, whose end has not been met.
    fn audience_of_note(&self) -> Option<Audience> {
        let said = self.frames.iter().filter_map(|frame| match &frame.kind {
            Kind::Item { .. } => match self.blocks.get(frame.blocks) {
                Some(Node::Tree(block)) => audience_at_end(block),
                _ => None,
            },
            Kind::Container { part, .. } => part.audience_of_pane(),
            _ => None,
        });
        said.chain(self.audience_around()).min()
    }

    /// The number of the footnote with this label, before unused ones are dropped.
    pub(super) fn note_number(&mut self, label: &str) -> u32 {
        let next = u32::try_from(self.notes.len()).expect("a file of less than 4 GiB has fewer footnotes");
        let number = *self.labels.entry(label.to_lowercase()).or_insert(next);
        if number == next {
            self.notes.push(None);
        }
        number
    }
}

/// What the item `text` of a list begins with.
fn mark_of(text: &str) -> ListMark {
    let text = text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    ListMark { sign: text[digits..].chars().next().unwrap_or_default(), number: text[..digits].parse().ok() }
}

/// The audience in braces amid `inlines`: not at their end where `ends` says that there it has a meaning.
fn said_amid(inlines: &[Inline<RawLink>], ends: bool) -> Option<Audience> {
    let last = inlines.len().saturating_sub(1);
    inlines.iter().enumerate().find_map(|(at, inline)| match inline {
        Inline::Text { text, .. } if text.contains('{') => attribute::audience_amid(text, ends && at == last),
        Inline::Emphasis(inlines)
        | Inline::Strong(inlines)
        | Inline::Strikethrough(inlines)
        | Inline::Link { inlines, .. }
        | Inline::Element { inlines, .. } => said_amid(inlines, false),
        _ => None,
    })
}

/// The audience in braces at the end of the words of `block`.
fn audience_at_end(block: &Block<RawLink>) -> Option<Audience> {
    let (BlockKind::Plain(inlines) | BlockKind::Paragraph(inlines)) = &block.kind else { return None };
    let Some(Inline::Text { text, .. }) = inlines.last() else { return None };
    Some(attribute::audience(text)?.audience.unwrap_or(Audience::Internal))
}
