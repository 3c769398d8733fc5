//! Lists, as code: numbered, bulleted, with boxes, and mixed.

use super::block::{holds_together, lone_image};
use super::printer::{Printer, Setting};
use crate::doc::{Block, BlockKind, ListItem, Target, inlines_text};

/// A list of so many lines is not parted: one item of it would stand alone on a page.
const SHORT: usize = 6;
/// How many characters a line of a list holds.
const LINE: usize = 85;

impl<'a> Printer<'a> {
    /// A list; one with a paragraph in it is spaced like paragraphs.
    pub(super) fn list(&mut self, start: Option<u64>, items: &'a [ListItem<Target>]) {
        let loose = items.iter().flat_map(|item| &item.blocks).any(|b| matches!(b.kind, BlockKind::Paragraph(_)));
        self.code.push("#e.listing(start: ");
        match start {
            // Larger numbers are no numbers of steps, and Typst counts on from them.
            Some(start) => self.code.number(start.min(1_000_000_000)),
            None => self.code.push("none"),
        }
        self.code.push(", tight: ");
        self.code.boolean(!loose);
        if self.steps.is_some() && start.is_some() && self.setting.depth == 0 {
            self.code.push(", steps: true");
        }
        if lines(items).is_some_and(|lines| lines <= SHORT) {
            self.code.push(", keep: true");
        }
        for item in items {
            self.code.push(", (");
            self.mark(item.range);
            if let Some(task) = &item.task {
                self.code.push("task: ");
                self.code.boolean(task.checked);
                self.code.push(", ");
            }
            self.code.push("body: ");
            self.item_content(item, start.is_some());
            self.code.push(")");
        }
        self.code.push(")");
    }

    /// What an item says; its first words stand beside the bullet, and what narrows its audience beside them.
    fn item_content(&mut self, item: &'a ListItem<Target>, numbered: bool) {
        let (words, rest) = match item.blocks.split_first() {
            Some((Block { kind: BlockKind::Plain(words) | BlockKind::Paragraph(words), range }, rest))
                if lone_image(words).is_none() =>
            {
                self.mark(*range);
                (words.as_slice(), rest)
            }
            _ => (&[][..], item.blocks.as_slice()),
        };
        let step = self.steps.is_some() && numbered;
        let setting = Setting { depth: self.setting.depth + 1, step, ..self.setting };
        self.within(setting, |printer| {
            printer.content(|printer| {
                let found = printer.steps.into_iter().flatten().find(|step| step.range == item.range);
                if let Some(step) = found.filter(|_| numbered && printer.setting.embed.is_none()) {
                    printer.anchor(&step.id);
                }
                let ragged = holds_together(words);
                if ragged {
                    printer.code.push("#e.ragged[");
                }
                // What is to be typed is not parted from the words that say so.
                let leads = step && rest.first().is_some_and(|block| stands_for_itself(&block.kind));
                if leads {
                    printer.code.push("#e.lead-in[");
                }
                printer.inlines(words);
                if let Some(audience) = item.audience {
                    printer.code.push("#e.badge(\"");
                    printer.code.push(audience.name());
                    printer.code.push("\")");
                }
                if leads {
                    printer.code.push("]");
                }
                if !rest.is_empty() {
                    printer.code.push("\n\n");
                    printer.blocks(rest);
                }
                if ragged {
                    printer.code.push("]");
                }
            });
        });
    }
}

/// About how many lines a list takes that holds words and such lists only.
fn lines(items: &[ListItem<Target>]) -> Option<usize> {
    let block = |block: &Block<Target>| match &block.kind {
        BlockKind::Plain(inlines) | BlockKind::Paragraph(inlines) => Some(1 + inlines_text(inlines).len() / LINE),
        BlockKind::List { items, .. } => lines(items),
        _ => None,
    };
    items.iter().flat_map(|item| &item.blocks).try_fold(0, |all, next| Some(all + block(next)?))
}

/// True for what is not text: it is read at a glance, and words before it say what it is.
fn stands_for_itself(block: &BlockKind<Target>) -> bool {
    matches!(block, BlockKind::Code(_) | BlockKind::Table { .. } | BlockKind::Diagram(_) | BlockKind::Tabs(_))
}
