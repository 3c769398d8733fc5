//! Words while they are being built: runs of text become text and links, marks become inlines.

use super::marks::is_escaped;
use super::{Builder, Kind};
use crate::audience::Audience;
use crate::doc::{Element, Inline, LinkForm, RawLink, inlines_text};
use crate::parse::attribute;
use crate::parse::autolink::{self, Found, FoundKind};
use crate::parse::embed::{self, EmbedKind};
use crate::parse::html::{self, Node, RawHtml};
use crate::parse::stitch::Stitched;
use crate::parse::variable;
use crate::text::TextRange;
use ecow::{EcoString, eco_format};
use std::ops::Range;

impl Builder<'_> {
    pub(in crate::parse) fn text(&mut self, text: &str, range: TextRange) {
        if let Some(code) = self.in_code() {
            push_lines(text, code);
            return;
        }
        self.words.push(text, range);
        self.touch(range);
    }

    pub(in crate::parse) fn code_span(&mut self, text: &str, range: TextRange) {
        self.push_inline(Inline::Code { text: text.into(), range }, range);
    }

    pub(in crate::parse) fn footnote_reference(&mut self, label: &str, range: TextRange) {
        let number = self.note_number(label);
        self.push_inline(Inline::FootnoteRef(number), range);
    }

    pub(in crate::parse) fn hard_break(&mut self, range: TextRange) {
        self.push_inline(Inline::Break, range);
    }

    pub(in crate::parse) fn html_block(&mut self, text: &str, range: TextRange) {
        self.elsewhere.unseen |= embed::is_directive_in_comment(text);
        let mut lines = String::with_capacity(text.len());
        push_lines(text, &mut lines);
        self.push_html_block(&lines, range);
    }

    pub(in crate::parse) fn html_inline(&mut self, text: &str, range: TextRange) {
        if text.starts_with("<!--") {
            self.elsewhere.unseen |= embed::is_directive_in_comment(text);
            return;
        }
        match self.options.raw_html {
            RawHtml::Escape => self.text(text, range),
            _ if html::is_line_break(text) => self.hard_break(range),
            _ => {
                self.end_words();
                self.touch(range);
                self.inlines.push(Node::html(text, range));
            }
        }
    }

    pub(super) fn close_inline(&mut self, kind: Kind, from: usize, range: TextRange, flattened: bool) {
        if flattened {
            return;
        }
        let inlines = self.take_inlines(from);
        let inline = match kind {
            Kind::Emphasis => Inline::Emphasis(inlines),
            Kind::Strong => Inline::Strong(inlines),
            Kind::Strikethrough => Inline::Strikethrough(inlines),
            Kind::Link { href, title } => {
                Inline::Link { target: Box::new(self.link(LinkForm::Link, href, range)), title, inlines }
            }
            Kind::Image { href, title } => Inline::Image {
                target: Box::new(self.link(LinkForm::Image, href, range)),
                alt: alt_text(&inlines),
                title,
            },
            _ => return,
        };
        self.inlines.push(Node::Tree(inline));
    }

    /// A link whose destination is looked for between its words and its end.
    pub(super) fn link(&self, form: LinkForm, href: EcoString, range: TextRange) -> RawLink {
        let from = self.inline_end.clamp(range.start, range.end) as usize;
        let destination = self.source.get(from..range.end as usize).and_then(|rest| rest.find(href.as_str()));
        let whole = || self.source.get(range.to_usize()).and_then(|all| all.find(href.as_str()));
        let range = match destination.map(|at| from + at).or_else(|| whole().map(|at| range.start as usize + at)) {
            Some(start) if !href.is_empty() => TextRange::new(start, start + href.len()),
            _ => range,
        };
        RawLink { form, href, range }
    }

    pub(super) fn push_inline(&mut self, inline: Inline<RawLink>, range: TextRange) {
        self.end_words();
        self.touch(range);
        self.inlines.push(Node::Tree(inline));
    }

    /// Ends the run of text: what it says becomes text, and the links that are in it.
    pub(super) fn end_words(&mut self) {
        if self.words.is_empty() {
            return;
        }
        let mut words = std::mem::take(&mut self.words);
        let mut at = 0;
        let found = if self.links_open == 0 { autolink::find(words.text()) } else { Vec::new() };
        for link in found {
            let Some(inline) = self.found_link(&link, words.text(), |part| words.source_of(part)) else { continue };
            self.push_words_of(&words, at..link.range.start);
            self.inlines.push(Node::Tree(inline));
            at = link.range.end;
        }
        self.push_words_of(&words, at..words.text().len());
        words.clear();
        self.words = words;
    }

    /// Pushes a part of the run without links: text, and the variables in it.
    fn push_words_of(&mut self, words: &Stitched, part: Range<usize>) {
        let mut at = part.start;
        if words.text()[part.clone()].contains("{{") {
            for found in variable::find(&words.text()[part.clone()]) {
                let place = part.start + found.start..part.start + found.end;
                let (text, range) = (&words.text()[place.clone()], words.source_of(place.clone()));
                // With a backslash before them, or between them, braces are text.
                if is_escaped(&self.source[..range.start as usize]) || self.source[range.to_usize()] != *text {
                    continue;
                }
                self.push_marked(words, at..place.start);
                self.inlines.push(Node::Tree(Inline::Variable { text: text.into(), range }));
                at = place.end;
            }
        }
        self.push_marked(words, at..part.end);
    }

    pub(super) fn push_text(&mut self, text: &str, range: TextRange) {
        if !text.is_empty() {
            self.inlines.push(Node::Tree(Inline::Text { text: text.into(), range }));
        }
    }

    /// The link that was found in `text`; none where its brackets are escaped.
    pub(super) fn found_link(
        &self,
        found: &Found,
        text: &str,
        source_of: impl Fn(std::ops::Range<usize>) -> TextRange,
    ) -> Option<Inline<RawLink>> {
        let range = source_of(found.range.clone());
        let shown = |part: &std::ops::Range<usize>| Inline::Text {
            text: text[part.clone()].into(),
            range: source_of(part.clone()),
        };
        match &found.kind {
            FoundKind::Bare { prefix } => {
                let href = eco_format!("{prefix}{}", &text[found.range.clone()]);
                let target = Box::new(RawLink { form: LinkForm::Link, href, range });
                Some(Inline::Link { target, title: None, inlines: vec![shown(&found.range)] })
            }
            FoundKind::Wiki { name, words, embed } => {
                if !embed && embed::is_data(&text[name.clone()], &text[found.range.end..]) {
                    return None;
                }
                let opening = if *embed { "![[" } else { "[[" };
                if is_escaped(&self.source[..range.start as usize])
                    || !self.source[range.to_usize()].starts_with(opening)
                {
                    return None;
                }
                let link = |form| RawLink { form, href: text[name.clone()].into(), range: source_of(name.clone()) };
                let after_bar = words.as_ref().map(|words| &text[words.clone()]);
                Some(match if *embed { embed::kind(&text[name.clone()]) } else { EmbedKind::File } {
                    EmbedKind::Picture => embed::picture(link(LinkForm::Wiki), after_bar),
                    kind => {
                        let form = if kind == EmbedKind::Guide { LinkForm::Embed } else { LinkForm::Wiki };
                        let inlines = words.iter().map(shown).collect();
                        Inline::Link { target: Box::new(link(form)), title: None, inlines }
                    }
                })
            }
        }
    }

    /// Takes `{#id}` from the end of a heading's words.
    pub(super) fn take_heading_id(&self, inlines: &mut Vec<Inline<RawLink>>) -> Option<EcoString> {
        let Some(Inline::Text { text, range }) = inlines.last_mut() else { return None };
        let (keep, id) = attribute::heading_id(text)?;
        if self.are_last_braces_text(*range) {
            return None;
        }
        let id = id.into();
        // Other braces before them are then the last ones.
        let open = self.source[range.to_usize()].rfind('{').unwrap_or_default();
        range.end = range.start + u32::try_from(open).expect("a file is shorter than 4 GiB");
        shorten(inlines, keep);
        Some(id)
    }

    /// Takes `{: .class }` from the end of a heading's words.
    pub(super) fn take_heading_style(&self, inlines: &mut Vec<Inline<RawLink>>) {
        if let Some(Inline::Text { text, range }) = inlines.last_mut()
            && let Some((keep, None)) = attribute::ending(text, false)
            && !self.are_last_braces_text(*range)
        {
            shorten(inlines, keep);
        }
    }

    /// True where the last braces in `range` open behind a backslash, which may stand before it; others before them mean
    /// nothing.
    fn are_last_braces_text(&self, range: TextRange) -> bool {
        self.source[..range.end as usize].rfind('{').is_some_and(|open| is_escaped(&self.source[..open]))
    }

    /// Takes `{audience=…}` from the end of the words, and says where it stood. An unknown name is reported, and means
    /// internal.
    pub(super) fn take_audience(&mut self, inlines: &mut Vec<Inline<RawLink>>) -> Option<(Audience, TextRange)> {
        let Some(Inline::Text { text, range }) = inlines.last_mut() else { return None };
        let found = attribute::audience(text)?;
        let place = self.source[range.to_usize()].rfind("audience=").map_or(*range, |at| {
            let name = range.start as usize + at + "audience=".len();
            TextRange::new(name, (name + found.name.len()).min(range.end as usize))
        });
        let mut left = text.to_string();
        left.replace_range(found.remove, "");
        *text = left.into();
        if text.is_empty() {
            inlines.pop();
        }
        if found.audience.is_none() {
            self.report_unknown_audience(place);
        }
        Some((found.audience.unwrap_or(Audience::Internal), place))
    }
}

/// What an image shows, in words; a variable in them as it is written, for its value to take its place there too.
fn alt_text(inlines: &[Inline<RawLink>]) -> EcoString {
    let plain = inlines.iter().map(|inline| match inline {
        Inline::Variable { text, .. } => text.clone(),
        inline => inlines_text(std::slice::from_ref(inline)).into(),
    });
    plain.collect::<Vec<EcoString>>().concat().into()
}

/// Gives ids to what has `{ #id }` directly after it; other attributes there are for a style sheet that is not here. With a
/// backslash before them in `source` they are text.
pub(super) fn set_ids(inlines: &mut [Inline<RawLink>], source: &str) {
    for at in 1..inlines.len() {
        let (before, after) = inlines.split_at_mut(at);
        let (Some(marked), Some(Inline::Text { text, range })) = (before.last_mut(), after.first_mut()) else {
            continue;
        };
        let is_marked = !matches!(marked, Inline::Text { .. } | Inline::Break | Inline::FootnoteRef(_));
        if !is_marked || source[..range.start as usize].ends_with('\\') {
            continue;
        }
        let Some((length, id)) = attribute::after_inline(text) else { continue };
        let id = id.map(EcoString::from);
        if range.to_usize().len() == text.len() {
            range.start += u32::try_from(length).expect("a file is shorter than 4 GiB");
        }
        *text = text[length..].into();
        let Some(id) = id else { continue };
        let element = Element { name: "span".into(), attributes: vec![("id".into(), id)], links: Vec::new() };
        let inline = std::mem::replace(marked, Inline::Break);
        *marked = Inline::Element { element: Box::new(element), inlines: vec![inline] };
    }
}

/// Cuts the last inline, which is text, to its first `keep` bytes.
fn shorten(inlines: &mut Vec<Inline<RawLink>>, keep: usize) {
    if let Some(Inline::Text { text, .. }) = inlines.last_mut() {
        text.truncate(keep);
        if keep == 0 {
            inlines.pop();
        }
    }
}

/// Appends `text` with `\n` at the end of each line.
fn push_lines(text: &str, into: &mut String) {
    if text.contains('\r') {
        into.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
    } else {
        into.push_str(text);
    }
}
