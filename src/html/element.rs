//! Elements that came from raw HTML.

use super::Writer;
use super::inline::Leads;
use crate::doc::{Block, BlockKind, Element, Inline, Target};
use ecow::EcoString;

/// Elements that end a paragraph where they begin. Sorted.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "ul",
];

const VOID: &[&str] = &["area", "br", "col", "embed", "hr", "img", "input", "param", "source", "track", "wbr"];

/// True for an element that cannot stand in a paragraph.
#[must_use]
pub fn is_block(name: &str) -> bool {
    BLOCKS.binary_search(&name).is_ok()
}

/// True for an element that has no end tag.
#[must_use]
pub fn is_void(name: &str) -> bool {
    VOID.binary_search(&name).is_ok()
}

/// True where a block element stands among the words.
pub(super) fn hold_blocks(inlines: &[Inline<Target>]) -> bool {
    inlines.iter().any(|inline| match inline {
        Inline::Element { element, inlines } => is_block(&element.name) || hold_blocks(inlines),
        _ => false,
    })
}

impl Writer<'_> {
    pub(super) fn block_element(&mut self, element: &Element<Target>, blocks: &[Block<Target>]) {
        let only_words = blocks.iter().all(|block| matches!(block.kind, BlockKind::Plain(_)));
        let holds_blocks =
            blocks.iter().any(|block| matches!(&block.kind, BlockKind::Plain(inlines) if hold_blocks(inlines)));
        // A paragraph of the author's around a list or a picture's paragraph.
        let name = if element.name == "p" && (!only_words || holds_blocks) { "div" } else { element.name.as_str() };
        if name == "table" {
            self.open_table_region();
        }
        self.open_element(name, element);
        if !only_words {
            self.out.push('\n');
        }
        self.blocks(blocks);
        if name == "table" {
            self.out.push_str("</table></div>\n");
        } else if !is_void(name) {
            self.end(name);
        }
    }

    pub(super) fn open_element(&mut self, name: &str, element: &Element<Target>) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in &element.attributes {
            self.attribute(attribute, value);
        }
        for (attribute, target) in &element.links {
            // A target that leads nowhere leaves an element without the attribute, and its words.
            if let Leads::To { url, .. } = self.leads(target) {
                self.attribute(attribute, &url);
            }
        }
        if name == "details" && self.in_file.is_some() && element.attributes.iter().all(|(name, _)| name != "open") {
            self.out.push_str(" open");
        }
        self.out.push('>');
    }

    /// `<img>` with a size or a class of its own.
    pub(super) fn image_element(&mut self, element: &Element<Target>) {
        let value =
            |wanted: &str| element.attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let own = ["alt", "title", "loading", "decoding"];
        let others: Vec<(&str, &str)> = element
            .attributes
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !own.contains(name))
            .collect();
        let nowhere = Target::Broken;
        let target = element.links.iter().find(|(name, _)| name == "src").map_or(&nowhere, |(_, target)| target);
        self.image(target, value("alt").unwrap_or_default(), value("title"), &others);
    }
}

/// The ids of headings and of the author's elements.
pub(super) fn collect_ids<'a>(blocks: &'a [Block<Target>], into: &mut Vec<&'a str>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { anchor, inlines, .. } => {
                into.push(anchor);
                inline_ids(inlines, into);
            }
            BlockKind::Paragraph(inlines) | BlockKind::Plain(inlines) => inline_ids(inlines, into),
            BlockKind::List { items, .. } => items.iter().for_each(|item| collect_ids(&item.blocks, into)),
            BlockKind::Callout { title, blocks, .. } | BlockKind::Details { title, blocks, .. } => {
                inline_ids(title.as_deref().unwrap_or_default(), into);
                collect_ids(blocks, into);
            }
            BlockKind::Tabs(tabs) => {
                for tab in tabs {
                    inline_ids(&tab.title, into);
                    collect_ids(&tab.blocks, into);
                }
            }
            BlockKind::Quote(blocks)
            | BlockKind::Embedded { blocks, .. }
            | BlockKind::Restricted { blocks, .. }
            | BlockKind::When { blocks, .. } => {
                collect_ids(blocks, into);
            }
            BlockKind::Table { head, rows, .. } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| inline_ids(cell, into));
            }
            BlockKind::Element { element, blocks } => {
                into.extend(own_id(&element.attributes));
                collect_ids(blocks, into);
            }
            BlockKind::Code(_) | BlockKind::Diagram(_) | BlockKind::Rule => {}
        }
    }
}

fn inline_ids<'a>(inlines: &'a [Inline<Target>], into: &mut Vec<&'a str>) {
    for inline in inlines {
        match inline {
            Inline::Element { element, inlines } => {
                into.extend(own_id(&element.attributes));
                inline_ids(inlines, into);
            }
            Inline::Emphasis(inlines)
            | Inline::Strong(inlines)
            | Inline::Strikethrough(inlines)
            | Inline::Link { inlines, .. } => {
                inline_ids(inlines, into);
            }
            _ => {}
        }
    }
}

fn own_id(attributes: &[(EcoString, EcoString)]) -> Option<&str> {
    attributes.iter().find(|(name, _)| name == "id").map(|(_, id)| id.as_str())
}
