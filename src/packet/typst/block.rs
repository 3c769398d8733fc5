//! Blocks, as code.

use super::printer::{Printer, Setting};
use super::words::{self, is_unseen};
use crate::doc::step::{StepNote, step_note};
use crate::doc::{Block, BlockKind, Inline, Target, inlines_text};

/// A paragraph up to this long goes along with what it introduces: a table that turns the page, a drawing.
const SHORT_PARAGRAPH: usize = 300;

/// A paragraph up to this long is not parted where a line of it has a note at the foot of the page.
const NOTED_PARAGRAPH: usize = 520;

/// Code of this length leaves a gap in the line before it, or has them within.
const LONG_CODE: usize = 12;

impl<'a> Printer<'a> {
    /// Blocks where nothing stands around, so that a wide table can turn the page. What introduces it goes along, or a
    /// heading would stay alone at the foot.
    pub(super) fn top_blocks(&mut self, blocks: &'a [Block<Target>]) {
        let mut at = 0;
        while at < blocks.len() {
            let table = at + introduction(&blocks[at..]);
            if blocks.get(table).is_some_and(|block| self.is_wide(block)) {
                at = table + 1 + self.turned(blocks, at, table);
            } else if let Some(passed) = self.high_diagram(&blocks[at..]).or_else(|| self.high_picture(&blocks[at..])) {
                at += passed;
            } else {
                self.block(&blocks[at], blocks.get(at + 1));
                at += 1;
            }
        }
    }

    /// Blocks.
    pub(super) fn blocks(&mut self, blocks: &'a [Block<Target>]) {
        for (at, block) in blocks.iter().enumerate() {
            self.block(block, blocks.get(at + 1));
        }
    }

    /// `[blocks]`, one level further in.
    pub(super) fn block_content(&mut self, blocks: &'a [Block<Target>]) {
        let setting = Setting { depth: self.setting.depth + 1, ..self.setting };
        self.within(setting, |printer| printer.content(|printer| printer.blocks(blocks)));
    }

    /// A block, and where its first letter is of a script that runs the other way than what stands around, turned.
    pub(super) fn block(&mut self, block: &'a Block<Target>, next: Option<&Block<Target>>) {
        match runs_from_right(block).filter(|from_right| *from_right != self.setting.from_right) {
            Some(from_right) => {
                self.code.push(if from_right { "#e.right-to-left" } else { "#e.left-to-right" });
                let setting = Setting { from_right, ..self.setting };
                self.within(setting, |printer| printer.content(|printer| printer.block_as_it_runs(block, next)));
                self.code.push("\n");
            }
            None => self.block_as_it_runs(block, next),
        }
    }

    fn block_as_it_runs(&mut self, block: &'a Block<Target>, next: Option<&Block<Target>>) {
        self.mark(block.range);
        match &block.kind {
            BlockKind::Heading { level, anchor, inlines } => self.heading(*level, anchor, inlines),
            BlockKind::Paragraph(inlines) if self.setting.step && step_note(inlines).is_some() => {
                let is_expected = step_note(inlines) == Some(StepNote::Expect);
                self.paragraph(
                    match (is_expected, leads_to(inlines, next)) {
                        (true, false) => "#e.expect",
                        (true, true) => "#e.expect(leads: true)",
                        (false, false) => "#e.if-not",
                        (false, true) => "#e.if-not(leads: true)",
                    },
                    inlines,
                );
            }
            BlockKind::Paragraph(inlines) if leads_to(inlines, next) => self.paragraph("#e.lead-in", inlines),
            BlockKind::Paragraph(inlines) if self.is_noted(inlines) => self.paragraph("#e.para(keep: true)", inlines),
            BlockKind::Paragraph(inlines) => self.paragraph("#e.para", inlines),
            BlockKind::Plain(inlines) => self.paragraph("#e.plain", inlines),
            BlockKind::List { start, items } => self.list(*start, items),
            BlockKind::Code(code) => self.code_block(code, block.range),
            BlockKind::Quote(blocks) => {
                self.code.push("#e.quotation");
                self.block_content(blocks);
            }
            // What folds on the screen stands open on paper, and alternatives stand one after another.
            BlockKind::Details { title, blocks, .. } => {
                self.code.push("#e.details(");
                self.optional_title(title.as_deref());
                self.code.push(")");
                self.block_content(blocks);
            }
            BlockKind::Tabs(tabs) => {
                for (at, tab) in tabs.iter().enumerate() {
                    self.code.push(if at == 0 { "#e.alternative" } else { "\n#e.alternative" });
                    self.quiet_content(&tab.title);
                    self.block_content(&tab.blocks);
                }
            }
            BlockKind::Diagram(diagram) => self.diagram(diagram, block.range),
            BlockKind::Embedded { blocks, .. } => {
                let embed = self.setting.embed.or(Some(block.range));
                self.within(Setting { embed, ..self.setting }, |printer| match printer.setting.depth {
                    0 => printer.top_blocks(blocks),
                    _ => printer.blocks(blocks),
                });
            }
            BlockKind::Callout { kind, title, blocks, .. } => {
                self.code.push("#e.callout(\"");
                self.code.push(kind.name());
                self.code.push("\", ");
                self.optional_title(title.as_deref());
                self.code.push(")");
                self.block_content(blocks);
            }
            // An edition of one engagement has decided it.
            BlockKind::When { blocks, .. } => self.blocks(blocks),
            BlockKind::Restricted { audience, blocks } => {
                self.code.push("#e.restricted(\"");
                self.code.push(audience.name());
                self.code.push("\")");
                self.block_content(blocks);
            }
            BlockKind::Table { alignments, head, rows } => self.table(alignments, head, rows),
            BlockKind::Rule => self.code.push("#e.rule()"),
            BlockKind::Element { element, blocks } => self.element(element, blocks),
        }
        self.code.push("\n");
    }

    /// A heading; `level` as the author wrote it.
    ///
    /// One without words would not be accessible; what it holds is a paragraph.
    pub(super) fn heading(&mut self, level: u8, anchor: &str, inlines: &'a [Inline<Target>]) {
        if !has_words(inlines) {
            self.anchor(anchor);
            return self.paragraph("#e.para", inlines);
        }
        let level = self.level(level);
        let label = self.new_label(anchor);
        self.code.push("#e.heading-at(");
        self.code.number(level);
        self.code.push(", ");
        self.code.optional_string(label.as_deref());
        if let Some(number) = self.next_number(level) {
            self.code.push(", number: ");
            self.code.string(&number);
        }
        self.code.push(")");
        self.quiet_content(inlines);
    }

    /// `[title]`, or `none` where there are no words.
    fn optional_title(&mut self, title: Option<&'a [Inline<Target>]>) {
        match title {
            Some(title) if has_words(title) => self.quiet_content(title),
            _ => self.code.push("none"),
        }
    }

    /// `[inlines]` without footnotes.
    pub(super) fn quiet_content(&mut self, inlines: &'a [Inline<Target>]) {
        let setting = Setting { quiet: true, ..self.setting };
        self.within(setting, |printer| printer.inline_content(inlines));
    }

    /// A paragraph; a picture that is all of it stands as a block.
    fn paragraph(&mut self, call: &'static str, inlines: &'a [Inline<Target>]) {
        match lone_image(inlines) {
            Some((target, alt, title)) => self.block_image(target, alt, title),
            None if holds_together(inlines) => {
                self.code.push("#e.ragged");
                self.content(|printer| printer.wrapped(call, inlines));
            }
            None => self.wrapped(call, inlines),
        }
    }

    /// True for a paragraph of few lines with a note at the foot of the page.
    fn is_noted(&self, inlines: &[Inline<Target>]) -> bool {
        !self.setting.quiet && inlines_text(inlines).len() <= NOTED_PARAGRAPH && has_note(inlines)
    }

    /// A picture on its own.
    pub(super) fn block_image(&mut self, target: &'a Target, alt: &'a str, title: Option<&'a str>) {
        let Some((path, picture)) = self.picture(target) else {
            self.code.push("#e.para[");
            self.no_picture(target, alt);
            return self.code.push("]");
        };
        self.code.push("#e.picture(");
        self.picture_arguments(path, picture, alt);
        self.code.push(", title: ");
        match title {
            Some(title) => self.literal(&words::sentence(title, words::LONGEST_WORD), None),
            None => self.code.push("none"),
        }
        self.code.push(")");
    }
}

/// Whether the lines of a block begin at the right, as its first letter says; none for blocks whose parts say it for
/// themselves. Code always begins at the left.
fn runs_from_right(block: &Block<Target>) -> Option<bool> {
    match &block.kind {
        BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) | BlockKind::Heading { inlines, .. } => {
            words::runs_from_right(&inlines_text(inlines))
        }
        BlockKind::List { items, .. } => items.first().and_then(|item| item.blocks.first()).and_then(runs_from_right),
        BlockKind::Table { head, .. } => head.iter().find_map(|cell| words::runs_from_right(&inlines_text(cell))),
        BlockKind::Code(_) => Some(false),
        _ => None,
    }
}

/// How many blocks at the beginning only introduce the next: headings, and a short paragraph under one.
fn introduction(blocks: &[Block<Target>]) -> usize {
    let headings = headings(blocks);
    headings + usize::from(headings > 0 && blocks.get(headings).is_some_and(is_short))
}

/// The same before a drawing, which a short paragraph introduces by itself too.
pub(super) fn introduction_of_drawing(blocks: &[Block<Target>]) -> usize {
    let headings = headings(blocks);
    headings + usize::from(blocks.get(headings).is_some_and(is_short))
}

pub(super) fn headings(blocks: &[Block<Target>]) -> usize {
    blocks.iter().take_while(|block| matches!(block.kind, BlockKind::Heading { .. })).count()
}

fn is_short(block: &Block<Target>) -> bool {
    match &block.kind {
        BlockKind::Paragraph(inlines) => inlines_text(inlines).len() <= SHORT_PARAGRAPH,
        _ => false,
    }
}

/// True for a paragraph that must not part from what follows: one that ends with a colon, stands for a heading, or is all
/// there is to say before a drawing.
pub(super) fn leads_to(inlines: &[Inline<Target>], next: Option<&Block<Target>>) -> bool {
    let follows = next.is_some_and(|next| match &next.kind {
        BlockKind::List { .. }
        | BlockKind::Code(_)
        | BlockKind::Diagram(_)
        | BlockKind::Table { .. }
        | BlockKind::Paragraph(_) => true,
        BlockKind::Element { element, .. } => element.name == "table",
        _ => false,
    });
    let is_strong = |inline: &Inline<Target>| match inline {
        Inline::Strong(_) => true,
        Inline::Text { text, .. } => text.trim().is_empty(),
        _ => false,
    };
    let introduces = next.is_some_and(|next| matches!(next.kind, BlockKind::Diagram(_)));
    introduces && inlines_text(inlines).len() <= SHORT_PARAGRAPH
        || follows && (inlines_text(inlines).trim_end().ends_with(':') || inlines.iter().all(is_strong))
}

/// True where there is something long among words that lines as long as each other would leave gaps for.
pub(super) fn holds_together(inlines: &[Inline<Target>]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Code { text, .. } => text.len() >= LONG_CODE,
        Inline::Link { inlines, .. }
        | Inline::Emphasis(inlines)
        | Inline::Strong(inlines)
        | Inline::Strikethrough(inlines) => holds_together(inlines),
        _ => false,
    })
}

/// True where something stands at the foot of the page for these words.
fn has_note(inlines: &[Inline<Target>]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::FootnoteRef(_) => true,
        Inline::Link { target, .. } => matches!(&**target, Target::External(_)),
        Inline::Emphasis(inlines) | Inline::Strong(inlines) | Inline::Strikethrough(inlines) => has_note(inlines),
        _ => false,
    })
}

/// True where something is to be read; pictures are not.
fn has_words(inlines: &[Inline<Target>]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Text { text, .. } | Inline::Code { text, .. } => {
            text.chars().any(|c| !c.is_whitespace() && !is_unseen(c))
        }
        Inline::Emphasis(inlines)
        | Inline::Strong(inlines)
        | Inline::Strikethrough(inlines)
        | Inline::Element { inlines, .. } => has_words(inlines),
        Inline::Link { inlines, .. } => inlines.is_empty() || has_words(inlines),
        Inline::Variable { .. } => true,
        Inline::Image { .. } | Inline::FootnoteRef(_) | Inline::Break => false,
    })
}

/// The picture that is all there is in `inlines`, also as a link.
pub(super) fn lone_image(inlines: &[Inline<Target>]) -> Option<(&Target, &str, Option<&str>)> {
    let mut image: Option<(&Target, &str, Option<&str>)> = None;
    for inline in inlines {
        match inline {
            Inline::Text { text, .. } if text.trim().is_empty() => {}
            Inline::Break => {}
            Inline::Image { target, alt, title } if image.is_none() => {
                image = Some((&**target, alt.as_str(), title.as_deref()));
            }
            Inline::Link { inlines, .. } if image.is_none() => image = Some(lone_image(inlines)?),
            _ => return None,
        }
    }
    image
}
