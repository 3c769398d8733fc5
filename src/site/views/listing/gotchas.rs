//! The view of what bites: quoted from every guide that has a section or a callout for it, and from engagements.

use crate::doc::{Block, BlockKind, Doc, Element, Inline, ListItem, Tab, Target, inlines_text};
use crate::html::{WriteOptions, write_html};
use crate::model::listing::{is_gotcha_callout, is_gotcha_heading};
use crate::model::{Edition, Guide, Page, PageId};
use crate::path::{OutputPath, fragment_url, relative_url};
use crate::schema::things::Gotcha;
use ecow::EcoString;
use serde_json::{Value, json};

/// How many guides are quoted; the rest are named.
const QUOTED: usize = 200;

/// What one section, or several callouts that stand in none, say.
struct Part {
    /// The section's heading: its id and its words.
    heading: Option<(EcoString, String)>,
    blocks: Vec<Block<Target>>,
}

pub(super) fn gotchas_view(edition: &Edition, page: &Page) -> Value {
    let mut guides: Vec<&Guide> = edition.listings.gotchas.iter().map(|at| &*edition.guides[*at as usize]).collect();
    guides.sort_by(|a, b| a.page.cmp(&b.page));
    let named = guides.split_off(guides.len().min(QUOTED));
    let name = |guide: &&Guide| json!({ "title": guide.outline.title, "href": relative_url(&page.path, &guide.page) });
    json!({
        "guides": guides.into_iter().filter_map(|guide| guide_gotchas(edition, page, guide)).collect::<Vec<_>>(),
        "others": named.iter().map(name).collect::<Vec<_>>(),
        "engagements": of_engagements(edition, page),
    })
}

/// What bites by one guide, as it is quoted on `page`.
pub(in crate::site::views) fn guide_gotchas(edition: &Edition, page: &Page, guide: &Guide) -> Option<Value> {
    let mut parts = Vec::new();
    collect(&guide.doc().blocks, &guide.page, &mut parts);
    let href = relative_url(&page.path, &guide.page);
    let part = |part: Part| {
        let doc = Doc { blocks: part.blocks, footnotes: Vec::new() };
        let html =
            write_html(&doc, &page.path, &WriteOptions { words: Some(&edition.words), ..WriteOptions::default() });
        let (anchor, title) = part.heading.unwrap_or_default();
        let fragment = if anchor.is_empty() { String::new() } else { fragment_url(&anchor) };
        json!({ "title": title, "href": format!("{href}{fragment}"), "html": html })
    };
    let says_something = |part: &Part| !part.blocks.iter().all(is_hole);
    let parts: Vec<Value> = parts.into_iter().filter(says_something).map(part).collect();
    (!parts.is_empty()).then(|| json!({ "title": guide.outline.title, "href": href, "parts": parts }))
}

/// True for the place of what would be put in, of which nothing is there for the reader.
fn is_hole(block: &Block<Target>) -> bool {
    matches!(&block.kind, BlockKind::Embedded { blocks, .. } if blocks.iter().all(is_hole))
}

/// Finds sections and callouts among `blocks`, and in what these hold.
fn collect(blocks: &[Block<Target>], page: &OutputPath, parts: &mut Vec<Part>) {
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        at += 1;
        match &block.kind {
            BlockKind::Heading { level, anchor, inlines } if is_gotcha_heading(&inlines_text(inlines)) => {
                let ends = |block: &Block<Target>| matches!(&block.kind, BlockKind::Heading { level: next, .. } if next <= level);
                let end = blocks[at..].iter().position(ends).map_or(blocks.len(), |length| at + length);
                let heading = Some((anchor.clone(), inlines_text(inlines)));
                parts.push(Part { heading, blocks: quoted(&blocks[at..end], page) });
                at = end;
            }
            kind if is_gotcha_callout(kind) => {
                let quoted = quoted(std::slice::from_ref(block), page);
                match parts.last_mut().filter(|part| part.heading.is_none()) {
                    Some(part) => part.blocks.extend(quoted),
                    None => parts.push(Part { heading: None, blocks: quoted }),
                }
            }
            BlockKind::Restricted { audience, blocks } => {
                let first = parts.len();
                let mut inside = Vec::new();
                collect(blocks, page, &mut inside);
                parts.extend(inside.into_iter().filter(|part| !part.blocks.iter().all(is_hole)));
                for part in &mut parts[first..] {
                    let blocks = std::mem::take(&mut part.blocks);
                    let kind = BlockKind::Restricted { audience: *audience, blocks };
                    part.blocks.push(Block { kind, range: block.range });
                }
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| collect(&item.blocks, page, parts)),
            BlockKind::Tabs(tabs) => tabs.iter().for_each(|tab| collect(&tab.blocks, page, parts)),
            BlockKind::Quote(blocks)
            | BlockKind::Callout { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => collect(blocks, page, parts),
            _ => {}
        }
    }
}

/// `blocks` as they stand on another page: without ids, boxes and pictures drawn from text, a heading as a link to itself.
fn quoted(blocks: &[Block<Target>], page: &OutputPath) -> Vec<Block<Target>> {
    blocks
        .iter()
        .filter_map(|block| Some(Block { kind: quoted_kind(&block.kind, page)?, range: block.range }))
        .collect()
}

fn quoted_kind(kind: &BlockKind<Target>, page: &OutputPath) -> Option<BlockKind<Target>> {
    let inner = |blocks: &[Block<Target>]| quoted(blocks, page);
    Some(match kind {
        BlockKind::Heading { anchor, inlines, .. } => {
            let title: EcoString = inlines_text(inlines).into();
            let target = Box::new(Target::Page { page: page.clone(), anchor: Some(anchor.clone()), title });
            let link = Inline::Link { target, title: None, inlines: without_links(inlines) };
            BlockKind::Paragraph(vec![Inline::Strong(vec![link])])
        }
        BlockKind::Paragraph(inlines) => BlockKind::Paragraph(quoted_inlines(inlines)),
        BlockKind::Plain(inlines) => BlockKind::Plain(quoted_inlines(inlines)),
        BlockKind::List { start, items } => {
            let item = |item: &ListItem<Target>| ListItem { task: None, blocks: inner(&item.blocks), ..item.clone() };
            BlockKind::List { start: *start, items: items.iter().map(item).collect() }
        }
        BlockKind::Quote(blocks) => BlockKind::Quote(inner(blocks)),
        BlockKind::Callout { kind, fold, title, blocks } => BlockKind::Callout {
            kind: *kind,
            fold: *fold,
            title: title.as_deref().map(quoted_inlines),
            blocks: inner(blocks),
        },
        BlockKind::Details { open, title, blocks } => {
            BlockKind::Details { open: *open, title: title.as_deref().map(quoted_inlines), blocks: inner(blocks) }
        }
        BlockKind::Tabs(tabs) => {
            let tab = |tab: &Tab<Target>| Tab {
                title: quoted_inlines(&tab.title),
                blocks: inner(&tab.blocks),
                range: tab.range,
            };
            BlockKind::Tabs(tabs.iter().map(tab).collect())
        }
        BlockKind::Restricted { audience, blocks } => {
            BlockKind::Restricted { audience: *audience, blocks: inner(blocks) }
        }
        BlockKind::Table { alignments, head, rows } => {
            let row = |row: &Vec<Vec<Inline<Target>>>| row.iter().map(|cell| quoted_inlines(cell)).collect();
            BlockKind::Table { alignments: alignments.clone(), head: row(head), rows: rows.iter().map(row).collect() }
        }
        BlockKind::Element { element, blocks } => {
            BlockKind::Element { element: Box::new(without_ids(element)), blocks: inner(blocks) }
        }
        BlockKind::Embedded { target, from, blocks } => {
            BlockKind::Embedded { target: target.clone(), from: from.clone(), blocks: inner(blocks) }
        }
        BlockKind::When { condition, blocks } => {
            BlockKind::When { condition: condition.clone(), blocks: inner(blocks) }
        }
        BlockKind::Code(_) | BlockKind::Rule => kind.clone(),
        BlockKind::Diagram(_) => return None,
    })
}

fn quoted_inlines(inlines: &[Inline<Target>]) -> Vec<Inline<Target>> {
    let quote = |inline: &Inline<Target>| match inline {
        Inline::Emphasis(inlines) => Inline::Emphasis(quoted_inlines(inlines)),
        Inline::Strong(inlines) => Inline::Strong(quoted_inlines(inlines)),
        Inline::Strikethrough(inlines) => Inline::Strikethrough(quoted_inlines(inlines)),
        Inline::Link { target, title, inlines } => {
            let target = match &**target {
                // Its definition stands once on a page, with an id; here it may be mentioned first by each guide.
                Target::Term { page, anchor, .. } => {
                    let (page, anchor) = (page.clone(), Some(anchor.clone()));
                    Box::new(Target::Page { page, anchor, title: EcoString::new() })
                }
                _ => target.clone(),
            };
            Inline::Link { target, title: title.clone(), inlines: quoted_inlines(inlines) }
        }
        Inline::Element { element, inlines } => {
            Inline::Element { element: Box::new(without_ids(element)), inlines: quoted_inlines(inlines) }
        }
        Inline::Text { .. }
        | Inline::Variable { .. }
        | Inline::Code { .. }
        | Inline::Image { .. }
        | Inline::FootnoteRef(_)
        | Inline::Break => inline.clone(),
    };
    inlines.iter().filter(|inline| !matches!(inline, Inline::FootnoteRef(_))).map(quote).collect()
}

/// Words that stand in a link themselves.
fn without_links(inlines: &[Inline<Target>]) -> Vec<Inline<Target>> {
    let range = crate::text::TextRange::default();
    vec![Inline::Text { text: inlines_text(inlines).into(), range }]
}

fn without_ids(element: &Element<Target>) -> Element<Target> {
    let is_id = |name: &str| matches!(name, "id" | "name" | "for") || name.starts_with("aria-");
    let mut element = element.clone();
    element.attributes.retain(|(name, _)| !is_id(name));
    element
}

/// Something that bites, and where engagements met it.
struct Met<'a> {
    gotcha: &'a Gotcha,
    places: Vec<(String, PageId)>,
    guide: Option<PageId>,
}

/// What engagements say bites, each once, with the phases that it was met in.
fn of_engagements(edition: &Edition, page: &Page) -> Vec<Value> {
    let mut found: Vec<Met<'_>> = Vec::new();
    for placed in &edition.engagements {
        let title = &placed.facts.title.value;
        let everywhere = placed.facts.declared.plan.gotchas.iter();
        let everywhere = everywhere.map(|gotcha| (gotcha, title.to_string(), placed.overview));
        let phases = placed.facts.phases.iter().zip(&placed.phases);
        let of_phases = phases.flat_map(|(phase, id)| {
            let place = format!("{title}: {}", phase.title.value);
            phase.declared.gotchas.iter().map(move |gotcha| (gotcha, place.clone(), *id))
        });
        for (gotcha, place, id) in everywhere.chain(of_phases) {
            match found.iter_mut().find(|known| says(known.gotcha) == says(gotcha)) {
                Some(known) => known.places.push((place, id)),
                None => {
                    let guide = gotcha.guide.as_ref().and_then(|guide| placed.guide_at(&guide.at));
                    found.push(Met { gotcha, places: vec![(place, id)], guide });
                }
            }
        }
    }
    let href = |id: PageId| relative_url(&page.path, &edition.page(id).path);
    let view = |met: Met<'_>| {
        let (symptom, cause, action) = says(met.gotcha);
        let place = |(title, id): &(String, PageId)| json!({ "title": title, "href": href(*id) });
        json!({
            "symptom": symptom,
            "cause": cause,
            "action": action,
            "guide": met.guide.map(|id| json!({ "title": edition.page(id).title, "href": href(id) })),
            "places": met.places.iter().map(place).collect::<Vec<_>>(),
        })
    };
    found.into_iter().map(view).collect()
}

fn says(gotcha: &Gotcha) -> (&str, Option<&str>, Option<&str>) {
    let cause = gotcha.cause.as_ref().map(|text| text.value.as_str());
    let action = gotcha.action.as_ref().map(|text| text.value.as_str());
    (gotcha.symptom.value.as_str(), cause, action)
}
