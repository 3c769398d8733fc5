//! SVG: elements of SVG and of what may stand in it, and nothing that a drawing program notes for itself.
//!
//! Written over as text: what is taken out is cut, and every other byte stays.

use super::{Bare, bare_within};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Attribute, Document, Node, NodeType, ParsingOptions};
use std::ops::Range;

/// What is drawn. All else is a program's own.
const DRAWN: [&str; 3] =
    ["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"];
/// Whose attributes decide what is drawn, besides those of no namespace.
const DRAWING: [&str; 2] = ["http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"];

/// What is cut, and what stands there instead.
type Cuts = Vec<(Range<usize>, String)>;

/// True for XML whose first element is called `svg`.
pub(super) fn is_picture(bytes: &[u8]) -> bool {
    let mut rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    loop {
        let end = match rest {
            [b'<', b'?', ..] => find(rest, b"?>"),
            [b'<', b'!', b'-', b'-', ..] => find(rest, b"-->"),
            [b'<', b'!', ..] => declarations_end(rest),
            [b'<', name @ ..] => {
                let name = name.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/')).next();
                return name.is_some_and(|name| name == b"svg" || name.ends_with(b":svg"));
            }
            _ => return false,
        };
        match end {
            Some(end) => rest = rest[end..].trim_ascii_start(),
            None => return false,
        }
    }
}

/// Where `word` ends in `bytes`.
fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|here| here == word).map(|at| at + word.len())
}

/// Where a document type ends, with declarations of its own in brackets or without.
fn declarations_end(bytes: &[u8]) -> Option<usize> {
    let end = find(bytes, b">")?;
    match bytes[..end].iter().position(|byte| *byte == b'[') {
        Some(open) => {
            let close = open + find(&bytes[open..], b"]")?;
            Some(close + find(&bytes[close..], b">")?)
        }
        None => Some(end),
    }
}

pub(super) fn strip(bytes: &[u8], depth: usize) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let stripped = cut(text, cuts(text, depth)?);
    // What is left says nothing more, or it is not understood here.
    let is_settled = cuts(&stripped, depth)?.is_empty();
    is_settled.then(|| stripped.into_bytes())
}

fn cut(text: &str, mut cuts: Cuts) -> String {
    cuts.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for (range, instead) in cuts {
        if range.start >= at {
            kept.push_str(&text[at..range.start]);
            kept.push_str(&instead);
            at = range.end;
        }
    }
    kept.push_str(&text[at..]);
    kept
}

fn cuts(text: &str, depth: usize) -> Option<Cuts> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).ok()?;
    let mut cuts = Cuts::new();
    let before = document.root_element().range().start;
    // Comments among the declarations are in no tree.
    cuts.extend(comments(text, 0..before, "<!--", "-->"));
    let mut waiting: Vec<Node<'_, '_>> = document.root().children().collect();
    while let Some(node) = waiting.pop() {
        match node.node_type() {
            NodeType::Comment | NodeType::PI => cuts.push((node.range(), String::new())),
            NodeType::Element if !is_drawn(node) => cuts.push((node.range(), String::new())),
            NodeType::Element => {
                for attribute in node.attributes() {
                    if !is_drawing(node, &attribute) {
                        let range = attribute.range();
                        // With the space before it.
                        let start = text[..range.start].trim_ascii_end().len();
                        cuts.push((start..range.end, String::new()));
                    } else if attribute.name() == "href" {
                        cuts.extend(bare_data(text, &attribute, depth));
                    }
                }
                waiting.extend(node.children());
            }
            NodeType::Text if node.parent().is_some_and(|parent| parent.tag_name().name() == "style") => {
                cuts.extend(comments(text, node.range(), "/*", "*/"));
            }
            NodeType::Text | NodeType::Root => {}
        }
    }
    Some(cuts)
}

fn comments(text: &str, within: Range<usize>, open: &str, close: &str) -> Cuts {
    let mut cuts = Cuts::new();
    let mut at = within.start;
    while let Some(start) = text[at..within.end].find(open).map(|found| at + found) {
        let end = text[start..within.end].find(close).map_or(within.end, |found| start + found + close.len());
        cuts.push((start..end, String::new()));
        at = end;
    }
    cuts
}

fn is_drawn(node: Node<'_, '_>) -> bool {
    let name = node.tag_name();
    name.namespace().is_none_or(|namespace| DRAWN.contains(&namespace)) && !matches!(name.name(), "metadata" | "desc")
}

/// False for what programs write for themselves: in namespaces of their own, `data-cell-id`, and the whole source of a
/// drawing in the `content` of its picture.
fn is_drawing(node: Node<'_, '_>, attribute: &Attribute<'_, '_>) -> bool {
    match attribute.namespace() {
        Some(namespace) => DRAWING.contains(&namespace),
        None => {
            let name = attribute.name();
            !(name.starts_with("data-") || name == "content" && node.tag_name().name() == "svg")
        }
    }
}

/// A picture that stands in the address itself, without what it says beside its pixels.
fn bare_data(text: &str, attribute: &Attribute<'_, '_>, depth: usize) -> Option<(Range<usize>, String)> {
    let range = attribute.range_value();
    let written = &text[range.clone()];
    let (head, data) = written.split_once(";base64,").filter(|(head, _)| head.starts_with("data:image/"))?;
    let compact: String = data.split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(compact.as_bytes()).ok()?;
    let instead = match bare_within(&bytes, depth + 1) {
        Bare::Picture(bare) if bare == bytes => return None,
        Bare::Picture(bare) => format!("{head};base64,{}", STANDARD.encode(bare)),
        // Nobody would see it in any case.
        Bare::Broken => "data:,".to_owned(),
        Bare::Other => return None,
    };
    Some((range, instead))
}
