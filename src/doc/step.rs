//! The steps of a runbook: which items of a document are steps, and which of their paragraphs say what to expect and what
//! to do if that does not come.
//!
//! Takes blocks at any stage; gives places and kinds. Gives no ids: those are made when the page is assembled.

use super::{Block, BlockKind, Inline, Link, ListItem, inlines_text};
use crate::text::TextRange;

/// A step that holds a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundStep {
    /// The number that it is shown with.
    pub number: u64,
    /// Its list item.
    pub range: TextRange,
}

/// What a paragraph of a step says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepNote {
    /// What should be seen.
    Expect,
    /// What to do if it is not.
    IfNot,
}

/// The items of numbered lists at the top of a document that hold a command, in reading order. A block of code that
/// stands behind a list instead of in its last item, as it does where it is not indented, belongs to that item.
#[must_use]
pub fn steps<L: Link>(blocks: &[Block<L>]) -> Vec<FoundStep> {
    let mut found = Vec::new();
    collect(blocks, &mut found);
    found
}

fn collect<L: Link>(blocks: &[Block<L>], into: &mut Vec<FoundStep>) {
    for (at, block) in blocks.iter().enumerate() {
        match &block.kind {
            BlockKind::List { start: Some(start), items } => {
                let followed = blocks.get(at + 1).is_some_and(|next| matches!(next.kind, BlockKind::Code(_)));
                for (place, item) in items.iter().enumerate() {
                    if holds_code(item) || followed && place + 1 == items.len() {
                        into.push(FoundStep { number: start.saturating_add(place as u64), range: item.range });
                    }
                }
            }
            // What some may not read is at the top for those who may.
            BlockKind::Restricted { blocks, .. } | BlockKind::When { blocks, .. } => collect(blocks, into),
            _ => {}
        }
    }
}

fn holds_code<L: Link>(item: &ListItem<L>) -> bool {
    any_code(&item.blocks)
}

fn any_code<L: Link>(blocks: &[Block<L>]) -> bool {
    blocks.iter().any(|block| match &block.kind {
        BlockKind::Code(_) => true,
        BlockKind::List { items, .. } => items.iter().any(holds_code),
        BlockKind::Tabs(tabs) => tabs.iter().any(|tab| any_code(&tab.blocks)),
        BlockKind::Callout { blocks, .. }
        | BlockKind::Details { blocks, .. }
        | BlockKind::Quote(blocks)
        | BlockKind::Restricted { blocks, .. }
        | BlockKind::When { blocks, .. }
        | BlockKind::Element { blocks, .. } => any_code(blocks),
        _ => false,
    })
}

/// How much of a paragraph is looked at, in characters: more than any of the words have by which a note is known.
const LONGEST: usize = 32;

/// What a paragraph in a step is for, by the words that it begins with.
#[must_use]
pub fn step_note<L: Link>(inlines: &[Inline<L>]) -> Option<StepNote> {
    // In the languages in which the sections of a runbook are known.
    const EXPECT: &[&str] = &[
        "expect",
        "expected",
        "expectation",
        "you should see",
        "you should now see",
        "you should get",
        "result:",
        "output:",
        "you will see",
        "success looks like",
        "erwartet",
        "erwartung",
        "ergebnis:",
        "ausgabe:",
        "attendu",
        "résultat attendu",
        "résultat:",
        "résultat :",
        "esperado",
        "se espera",
        "resultado esperado",
        "resultado:",
        "espera-se",
    ];
    const IF_NOT: &[&str] = &[
        "if not",
        "if it fails",
        "if this fails",
        "if that fails",
        "if it does not",
        "if it doesn't",
        "if it doesn’t",
        "if this does not",
        "if the step fails",
        "if the command fails",
        "if you see anything else",
        "otherwise",
        "on failure",
        "if nothing",
        "wenn nicht",
        "falls nicht",
        "andernfalls",
        "sonst",
        "sinon",
        "en cas d'échec",
        "en cas d’échec",
        "si no",
        "de lo contrario",
        "en caso contrario",
        "se não",
        "senão",
        "caso contrário",
    ];
    // Most paragraphs are neither, and are not read to their end.
    let mut start = String::new();
    for inline in inlines {
        start.push_str(&inlines_text(std::slice::from_ref(inline)));
        if start.len() > 4 * LONGEST {
            break;
        }
    }
    let start: String = start.trim_start().chars().take(LONGEST).flat_map(char::to_lowercase).collect();
    let begins = |words: &&&str| {
        start
            .strip_prefix(**words)
            .is_some_and(|rest| words.ends_with(':') || rest.chars().next().is_none_or(|next| !next.is_alphanumeric()))
    };
    if EXPECT.iter().find(begins).is_some() {
        Some(StepNote::Expect)
    } else {
        IF_NOT.iter().find(begins).map(|_| StepNote::IfNot)
    }
}
