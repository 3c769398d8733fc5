//! Quotes, and the callouts that Obsidian and many a generator write as quotes: `> [!info] Title`, `> [!faq]- Title`.
//!
//! GitHub's own five, alone on their line, come from the Markdown parser. All others begin with the same words, and a title
//! may follow them; what they are called is read as after `:::`, so an audience means there what it means everywhere.

use super::marks::is_escaped;
use super::parts::unfolded;
use super::{Builder, Frame};
use crate::audience::Audience;
use crate::doc::{Block, BlockKind, CalloutKind, Fold, Inline, RawLink, inlines_text};
use crate::parse::container::{Readers, Shape, meaning};
use crate::text::TextRange;
use ecow::{EcoString, eco_format};

/// A longer line beside the name is no title but the first sentence.
const LONGEST_TITLE: usize = 100;

/// From here on a line may have been broken only because it is full.
const FULL_LINE: usize = 50;

/// What a quote begins with that is a callout.
struct Opening {
    /// How many bytes of the text are the signs.
    length: usize,
    name: EcoString,
    fold: Fold,
}

impl Builder<'_> {
    pub(super) fn close_quote(&mut self, callout: Option<CalloutKind>, frame: &Frame) {
        let mut blocks = self.take_blocks(frame.blocks);
        let opening = match blocks.first() {
            Some(Block { kind: BlockKind::Paragraph(inlines), .. }) if callout.is_none() => {
                opening(inlines).filter(|opening| self.is_meant(opening, inlines))
            }
            _ => None,
        };
        let kind = match (callout, opening) {
            (Some(kind), _) => BlockKind::Callout { kind, fold: Fold::Never, title: None, blocks },
            (None, None) => BlockKind::Quote(blocks),
            (None, Some(opening)) => {
                let title = take_title(&mut blocks, opening.length);
                let (shape, readers) = meaning(&opening.name, opening.fold, Readers::Same);
                let audience = match readers {
                    Readers::Same => None,
                    Readers::Only(audience) => Some(audience),
                    Readers::Unknown => Some(Audience::Internal),
                };
                if let Some(audience) = audience {
                    let blocks = unfolded(title, blocks, frame.range);
                    let message = "a quote has no audience of its own";
                    self.hold_back(audience, BlockKind::Quote(blocks), frame.range, message);
                    return;
                }
                let (kind, fold) = match shape {
                    Shape::Callout(kind, fold) => (kind, fold),
                    _ => (CalloutKind::Note, opening.fold),
                };
                let title = title.or_else(|| {
                    let text = shown(&opening.name);
                    (!text.eq_ignore_ascii_case(kind.name())).then(|| vec![Inline::Text { text, range: frame.range }])
                });
                BlockKind::Callout { kind, fold, title, blocks }
            }
        };
        self.push_block(kind, frame.range);
    }

    /// False for signs that a backslash makes text, unless they would hold something back.
    fn is_meant(&self, opening: &Opening, inlines: &[Inline<RawLink>]) -> bool {
        let is_text = matches!(inlines.first(), Some(Inline::Text { range, .. })
            if is_escaped(&self.source[..range.start as usize]));
        let (_, readers) = meaning(&opening.name, opening.fold, Readers::Same);
        !is_text || !matches!(readers, Readers::Same)
    }
}

/// Reads the signs that a quote begins with: `[!name]`, `[!name|more]`, each perhaps with `-` or `+` behind it.
fn opening(inlines: &[Inline<RawLink>]) -> Option<Opening> {
    let Inline::Text { text, .. } = inlines.first()? else { return None };
    let (inside, rest) = text.strip_prefix("[!")?.split_once(']')?;
    let name = inside.split('|').next().unwrap_or_default().trim();
    let is_name = name.starts_with(|first: char| first.is_alphabetic())
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ' '));
    let (fold, sign) = match rest.as_bytes().first() {
        Some(b'-') => (Fold::Closed, 1),
        Some(b'+') => (Fold::Open, 1),
        _ => (Fold::Never, 0),
    };
    let is_apart = rest[sign..].is_empty() || rest[sign..].starts_with(char::is_whitespace);
    let length = text.len() - rest.len() + sign;
    (is_name && is_apart).then(|| Opening { length, name: name.into(), fold })
}

/// Takes the signs out of the first paragraph, and gives the rest of their line if that is a title: if there is more to
/// say, and what follows does not go on with the same sentence.
fn take_title(blocks: &mut Vec<Block<RawLink>>, signs: usize) -> Option<Vec<Inline<RawLink>>> {
    let others = blocks.len() > 1;
    let Some(Block { kind: BlockKind::Paragraph(inlines), .. }) = blocks.first_mut() else { return None };
    let mut words = std::mem::take(inlines);
    cut(&mut words[0], signs);
    let mut rest = after_line(&mut words);
    let next = inlines_text(&rest);
    let text = inlines_text(&words);
    let length = text.trim().chars().count();
    let goes_on = length >= FULL_LINE && next.trim_start().starts_with(|first: char| first.is_lowercase());
    let is_title = (others || !next.trim().is_empty()) && !goes_on && length <= LONGEST_TITLE;
    let title = (is_title && length > 0).then(|| std::mem::take(&mut words));
    if title.is_none() && length > 0 {
        if !rest.is_empty() {
            words.push(Inline::Text { text: "\n".into(), range: TextRange::default() });
        }
        words.append(&mut rest);
        rest = words;
    }
    if rest.is_empty() {
        blocks.remove(0);
    } else if let Some(Block { kind: BlockKind::Paragraph(inlines), .. }) = blocks.first_mut() {
        *inlines = rest;
    }
    title
}

/// Takes the first `length` bytes, and the blanks behind them, off a text.
fn cut(inline: &mut Inline<RawLink>, length: usize) {
    let Inline::Text { text, range } = inline else { return };
    let kept = text[length..].trim_start_matches([' ', '\t']);
    let length = text.len() - kept.len();
    if range.to_usize().len() == text.len() {
        range.start += u32::try_from(length).expect("a file is shorter than 4 GiB");
    }
    *text = kept.into();
}

/// Leaves in `words` what stands on their first line, and gives what follows it.
fn after_line(words: &mut Vec<Inline<RawLink>>) -> Vec<Inline<RawLink>> {
    let ends = |inline: &Inline<RawLink>| match inline {
        Inline::Text { text, .. } => text.contains('\n'),
        inline => matches!(inline, Inline::Break),
    };
    let Some(at) = words.iter().position(ends) else { return Vec::new() };
    let mut rest = words.split_off(at);
    if let Inline::Text { text, range } = &mut rest[0] {
        let end = text.find('\n').unwrap_or(text.len());
        let (before, range_before) = (EcoString::from(&text[..end]), *range);
        cut(&mut rest[0], end + 1);
        if !before.is_empty() {
            words.push(Inline::Text { text: before, range: range_before });
        }
    } else {
        rest.remove(0);
    }
    rest.retain(|inline| !matches!(inline, Inline::Text { text, .. } if text.is_empty()));
    rest
}

/// A name as a title: `Faq`, `Known issue`.
fn shown(name: &str) -> EcoString {
    let name = name.replace(['-', '_'], " ").to_lowercase();
    let mut letters = name.chars();
    letters.next().map_or_else(EcoString::new, |first| eco_format!("{}{}", first.to_uppercase(), letters.as_str()))
}
