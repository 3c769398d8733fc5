//! What guides bring along to a page that names them: what bites, and their boxes to tick.
//!
//! Whoever works on a phase reads here what five guides warn of and ask for. The boxes are ticked where they stand: there
//! is one of each.

use super::listing::guide_gotchas;
use super::restriction::badge_of;
use crate::audience::Audience;
use crate::doc::{Block, BlockKind, ListItem, Target, inlines_text};
use crate::model::wording::Words;
use crate::model::{Edition, Page, PageId};
use crate::path::{fragment_url, relative_url};
use serde_json::{Value, json};

/// What bites, by the guides on `pages`: each with its sections and callouts.
pub(super) fn gotchas(edition: &Edition, page: &Page, pages: &[PageId]) -> Vec<Value> {
    let guides = pages.iter().filter_map(|id| edition.page(*id).kind.guide());
    let biting = guides.filter(|guide| edition.listings.gotchas.contains(guide));
    biting.filter_map(|guide| guide_gotchas(edition, page, &edition.guides[guide as usize])).collect()
}

/// The boxes of the guides on `pages`, by the headings that they stand below.
pub(super) fn checklists(edition: &Edition, page: &Page, pages: &[PageId]) -> Vec<Value> {
    let view = |id: &PageId| {
        let guide = edition.guide_of(edition.page(*id)).filter(|guide| !guide.outline.tasks.is_empty())?;
        let href = relative_url(&page.path, &guide.page);
        let mut lists = vec![Checklist { title: String::new(), anchor: String::new(), boxes: Vec::new() }];
        collect(&guide.doc().blocks, (None, &edition.words), &mut lists);
        lists.retain(|list| !list.boxes.is_empty());
        let count: usize = lists.iter().map(|list| list.boxes.len()).sum();
        let list = |list: Checklist| {
            let fragment = if list.anchor.is_empty() { String::new() } else { fragment_url(&list.anchor) };
            json!({ "title": list.title, "href": format!("{href}{fragment}"), "boxes": list.boxes })
        };
        let lists: Vec<Value> = lists.into_iter().map(list).collect();
        (count > 0).then(|| json!({ "title": guide.outline.title, "href": href, "count": count, "lists": lists }))
    };
    pages.iter().filter_map(view).collect()
}

/// Boxes below one heading.
struct Checklist {
    title: String,
    anchor: String,
    boxes: Vec<Value>,
}

/// `around` is who may read what `blocks` stand in, where a part says it.
fn collect(blocks: &[Block<Target>], (around, words): (Option<Audience>, &Words), lists: &mut Vec<Checklist>) {
    for block in blocks {
        match &block.kind {
            BlockKind::Heading { anchor, inlines, .. } => {
                lists.push(Checklist { title: inlines_text(inlines), anchor: anchor.to_string(), boxes: Vec::new() });
            }
            BlockKind::List { items, .. } => items.iter().for_each(|item| collect_item(item, (around, words), lists)),
            BlockKind::Tabs(tabs) => tabs.iter().for_each(|tab| collect(&tab.blocks, (around, words), lists)),
            BlockKind::Restricted { audience, blocks } => collect(blocks, (Some(*audience), words), lists),
            BlockKind::Quote(blocks)
            | BlockKind::Callout { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::Embedded { blocks, .. }
            | BlockKind::Element { blocks, .. } => collect(blocks, (around, words), lists),
            _ => {}
        }
    }
}

fn collect_item(item: &ListItem<Target>, (around, words): (Option<Audience>, &Words), lists: &mut Vec<Checklist>) {
    let own = item.audience.or(around);
    if item.task.is_some() {
        let text = item.blocks.iter().find_map(|block| match &block.kind {
            BlockKind::Plain(inlines) | BlockKind::Paragraph(inlines) => Some(inlines_text(inlines)),
            _ => None,
        });
        let badge = own.map(|audience| badge_of(audience, words));
        let last = lists.last_mut().expect("there is always a first list");
        last.boxes.extend(text.map(|text| json!({ "text": text.trim(), "badge": badge })));
    }
    collect(&item.blocks, (own, words), lists);
}
