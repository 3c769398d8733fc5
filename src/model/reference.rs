//! Back-references: the sentence in which a link stands, for the page that it leads to.

use crate::doc::{Inline, RawLink, variable_label};
use crate::model::PageId;
use ecow::EcoString;
use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation as _;

/// How much of a sentence is quoted on each side of the link, in characters.
const QUOTED: usize = 90;

/// A page that links to this one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Reference {
    /// The page.
    pub from: PageId,
    /// What stands before the link in its sentence.
    pub before: EcoString,
    /// The link's words.
    pub words: EcoString,
    /// What stands after it.
    pub after: EcoString,
}

/// A part of an engagement that uses a guide.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Use {
    /// The engagement's page, or that of the phase.
    pub page: PageId,
    /// How it uses it: "Environment validation: Verify networking".
    pub detail: EcoString,
}

/// What links without words are called, by their places in memory.
pub(super) type Titles = FxHashMap<*const RawLink, EcoString>;

/// True where a link in `around` has no words of its own, so that its sentence can only be told when all are resolved.
pub(super) fn has_wordless(around: &[Inline<RawLink>]) -> bool {
    around.iter().any(|inline| match inline {
        Inline::Link { inlines, .. } => inlines.is_empty() || has_wordless(inlines),
        Inline::Emphasis(inlines)
        | Inline::Strong(inlines)
        | Inline::Strikethrough(inlines)
        | Inline::Element { inlines, .. } => has_wordless(inlines),
        _ => false,
    })
}

/// The sentence around the link `link` (told by its place in memory) among the words of its block.
pub(super) fn sentence_around(
    around: &[Inline<RawLink>],
    link: &RawLink,
    titles: &Titles,
) -> (EcoString, EcoString, EcoString) {
    let mut found = Found { text: String::new(), link: None, titles };
    found.collect(around, link);
    let Found { text, link, .. } = found;
    let Some((start, end)) = link else { return Default::default() };
    let mut sentence = (0, text.len());
    let mut at = 0;
    for piece in text.split_sentence_bounds() {
        if at > end {
            break;
        }
        let next = at + piece.len();
        // A link's own words may hold a full stop, so the sentence runs from the one that it begins in to its end's.
        if (at..next).contains(&start) {
            sentence.0 = at;
        }
        if at < end && end <= next {
            sentence.1 = next;
        }
        at = next;
    }
    let before = shorten_front(text[sentence.0..start].trim_start());
    let after = shorten_back(text[end..sentence.1.max(end)].trim_end());
    (before, text[start..end].trim().into(), after)
}

struct Found<'t> {
    titles: &'t Titles,
    text: String,
    link: Option<(usize, usize)>,
}

impl Found<'_> {
    fn collect(&mut self, inlines: &[Inline<RawLink>], link: &RawLink) {
        for inline in inlines {
            match inline {
                // A line's end is no sentence's.
                Inline::Text { text, .. } | Inline::Code { text, .. } => self.text.push_str(&text.replace("\n", " ")),
                Inline::Emphasis(inlines) | Inline::Strong(inlines) | Inline::Strikethrough(inlines) => {
                    self.collect(inlines, link);
                }
                Inline::Link { target, inlines, .. } => {
                    let start = self.text.len();
                    self.collect(inlines, link);
                    if inlines.is_empty()
                        && let Some(title) = self.titles.get(&std::ptr::from_ref(target.as_ref()))
                    {
                        self.text.push_str(title);
                    }
                    if std::ptr::eq(target.as_ref(), link) {
                        self.link = Some((start, self.text.len()));
                    }
                }
                Inline::Element { element, inlines } => {
                    let start = self.text.len();
                    self.collect(inlines, link);
                    if element.links.iter().any(|(_, target)| std::ptr::eq(target, link)) {
                        self.link = Some((start, self.text.len()));
                    }
                }
                Inline::Image { alt, .. } => self.text.push_str(alt),
                Inline::Variable { text, .. } => self.text.push_str(&variable_label(text)),
                Inline::Break => self.text.push(' '),
                Inline::FootnoteRef(_) => {}
            }
        }
    }
}

/// The last `QUOTED` characters, from a word's beginning.
fn shorten_front(text: &str) -> EcoString {
    let Some((cut, _)) = text.char_indices().rev().nth(QUOTED) else { return text.into() };
    let rest = &text[cut..];
    let rest = rest.split_once(' ').map_or(rest, |(_, words)| words);
    let mut quoted = EcoString::from("… ");
    quoted.push_str(rest);
    quoted
}

/// The first `QUOTED` characters, to a word's end.
fn shorten_back(text: &str) -> EcoString {
    let Some((cut, _)) = text.char_indices().nth(QUOTED) else { return text.into() };
    let rest = &text[..cut];
    let rest = rest.rsplit_once(' ').map_or(rest, |(words, _)| words);
    let mut quoted = EcoString::from(rest);
    quoted.push_str(" …");
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::LinkForm;
    use crate::text::TextRange;

    fn text(text: &str) -> Inline<RawLink> {
        Inline::Text { text: text.into(), range: TextRange::default() }
    }

    fn link(words: &str) -> Inline<RawLink> {
        let target = RawLink { form: LinkForm::Link, href: "x.md".into(), range: TextRange::default() };
        Inline::Link { target: target.into(), title: None, inlines: vec![text(words)] }
    }

    fn quoted(around: &[Inline<RawLink>]) -> (String, String, String) {
        let Some(Inline::Link { target, .. }) = around.iter().find(|inline| matches!(inline, Inline::Link { .. }))
        else {
            panic!("a link is among them")
        };
        let (before, words, after) = sentence_around(around, target, &Titles::default());
        (before.into(), words.into(), after.into())
    }

    #[test]
    fn only_the_links_own_sentence_is_quoted() {
        let around = [text("Stop the job first. Then see "), link("the rollback"), text(" for the\nrest. Call us.")];
        assert_eq!(quoted(&around), ("Then see ".into(), "the rollback".into(), " for the rest.".into()));
    }

    #[test]
    fn long_sentences_are_shortened_at_words() {
        let long = "word ".repeat(60);
        let around = [text(&long), link("here"), text(&format!(" {long}"))];
        let (before, words, after) = quoted(&around);
        assert!(before.starts_with("… word") && before.chars().count() < 100, "{before}");
        assert_eq!(words, "here");
        assert!(after.ends_with("word …") && after.chars().count() < 100, "{after}");
    }

    #[test]
    fn a_link_alone_has_no_sentence_around_it() {
        assert_eq!(quoted(&[link("A.B. guide")]), (String::new(), "A.B. guide".into(), String::new()));
    }
}
