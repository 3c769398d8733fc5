//! What a page gives to the search index.

mod engagement;
mod figures;
mod playbook;

use crate::doc::{Block, BlockKind, Doc, Target, blocks_text};
use crate::model::{Edition, Listing, PageId, PageKind, Term};
use crate::site::search::{SearchPage, SearchSection, TRAIL};
use ecow::EcoString;

pub(super) fn search_page(edition: &Edition, id: PageId, doc: Option<&Doc<Target>>) -> SearchPage {
    let page = edition.page(id);
    let navigation = &edition.navigation;
    let trail = navigation.trail(navigation.node_of(id));
    let trail: Vec<&str> = trail.iter().skip(1).map(|node| navigation.node(*node).title.as_str()).collect();
    let mut sections = match page.kind {
        PageKind::Listing(Listing::Glossary) => terms(edition),
        _ => doc.map_or_else(Vec::new, sections),
    };
    sections.extend(engagement::sections(edition, page));
    let placed = page.kind.playbook().map(|playbook| &edition.playbooks[playbook as usize]);
    sections.extend(placed.into_iter().flat_map(|placed| playbook::sections(placed, &edition.words)));
    SearchPage { path: page.path.clone(), title: page.title.clone(), trail: trail.join(TRAIL).into(), sections }
}

/// The words of the trade, each as a section.
fn terms(edition: &Edition) -> Vec<SearchSection> {
    let terms = edition.glossary.as_ref().map_or(&[][..], |glossary| &glossary.terms);
    let section = |term: &Term| SearchSection {
        anchor: Some(term.anchor.clone()),
        heading: term.term.clone(),
        text: format!("{} {}", term.also.join(" "), term.definition),
    };
    terms.iter().map(section).collect()
}

/// The text of a guide, cut at the headings that are not inside anything.
fn sections(doc: &Doc<Target>) -> Vec<SearchSection> {
    let mut sections = vec![SearchSection { anchor: None, heading: EcoString::new(), text: String::new() }];
    for block in &doc.blocks {
        match &block.kind {
            BlockKind::Heading { anchor, inlines, .. } => sections.push(SearchSection {
                anchor: Some(anchor.clone()),
                heading: crate::doc::inlines_text(inlines).trim().into(),
                text: String::new(),
            }),
            // It is found where it comes from.
            BlockKind::Embedded { .. } => {}
            _ => push_text(block, &mut sections),
        }
    }
    if let Some(last) = sections.last_mut() {
        doc.footnotes.iter().for_each(|note| blocks_text(note, &mut last.text));
    }
    sections.retain(|section| !section.heading.is_empty() || !section.text.trim().is_empty());
    sections
}

fn push_text(block: &Block<Target>, sections: &mut [SearchSection]) {
    let last = sections.last_mut().expect("there is always a first section");
    blocks_text(std::slice::from_ref(block), &mut last.text);
}
