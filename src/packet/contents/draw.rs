//! The pen of a packet: how cells, rows, links and names are made, in the packet's language.

use super::repeated::repeated;
use crate::model::engagement::{Engagement, GuideRef, Party};
use crate::model::wording::{Status, Words};
use crate::model::{Edition, PacketPlan, PageId, PlacedEngagement, Register, anchor_of};
use crate::packet::view::{
    CellView, ColumnView, FactView, LinkView, PartBody, PartView, Place, RowView, StatusView, TableView,
};
use crate::path::{OutputPath, address};
use crate::schema::kind::Kind;
use crate::schema::read::{Keyed, Spanned};
use crate::schema::scalar::{Place as WrittenPlace, Text};
use crate::schema::things::{Common, Line, Side};
use ecow::{EcoString, eco_format};
use std::collections::BTreeSet;

/// The columns that say more about what stands before them.
const BELOW: [&str; 9] = [
    "Shown by",
    "Checkpoint",
    "Health, figures, logs",
    "How to get it",
    "Where the secret is kept",
    "When it fails",
    "How to see it",
    "Where",
    "Evidence",
];

pub(super) struct Draw<'a> {
    pub(super) edition: &'a Edition,
    pub(super) placed: &'a PlacedEngagement,
    pub(super) facts: &'a Engagement,
    pub(super) plan: &'a PacketPlan,
    pub(super) words: &'a Words,
    /// The guides that would only be printed a second time.
    pub(super) repeated: BTreeSet<OutputPath>,
}

impl<'a> Draw<'a> {
    pub(super) fn new(
        edition: &'a Edition,
        placed: &'a PlacedEngagement,
        plan: &'a PacketPlan,
        words: &'a Words,
    ) -> Self {
        Self { edition, placed, facts: &placed.facts, plan, words, repeated: repeated(edition, placed) }
    }

    pub(super) fn say(&self, phrase: &str) -> EcoString {
        self.words.say(phrase).into()
    }

    pub(super) fn status(&self, status: Status) -> StatusView {
        StatusView { id: status.id, label: self.say(status.label) }
    }

    pub(super) fn vendor(&self) -> &str {
        self.edition.config.organization.as_deref().unwrap_or_else(|| self.words.say("Vendor"))
    }

    pub(super) fn customer(&self) -> EcoString {
        self.facts.declared.customer.as_ref().map_or_else(EcoString::new, |customer| customer.name.value.clone())
    }

    /// Whose something is, as a name.
    pub(super) fn side(&self, side: Side) -> EcoString {
        match side {
            Side::Vendor => self.vendor().into(),
            Side::Customer => self.customer(),
            Side::Partner => self.say("Partner"),
        }
    }

    pub(super) fn name(&self, party: Option<&Party>) -> EcoString {
        party.map(|party| self.facts.people.name(party)).unwrap_or_default()
    }

    pub(super) fn party(&self, party: Option<&Party>) -> CellView {
        text(self.name(party))
    }

    /// Where a thing of the engagement stands.
    pub(super) fn place(&self, kind: Kind, id: &str) -> Option<Place> {
        let entity = self.placed.entities.find(kind, id)?;
        Some(Place { page: self.edition.page(entity.page).path.clone(), anchor: entity.anchor.clone() })
    }

    pub(super) fn place_of_page(&self, page: PageId) -> Place {
        Place::page(self.edition.page(page).path.clone())
    }

    pub(super) fn place_of_register(&self, register: Register) -> Option<Place> {
        self.placed.registers.get(&register).map(|page| self.place_of_page(*page))
    }

    /// Another thing of the engagement, by its title.
    pub(super) fn thing(&self, kind: Kind, id: &str) -> LinkView {
        let title = self.placed.entities.find(kind, id).map_or_else(|| id.into(), |entity| entity.title.clone());
        LinkView { words: title, to: self.place(kind, id), url: EcoString::new() }
    }

    pub(super) fn page_link(&self, page: PageId) -> LinkView {
        let page = self.edition.page(page);
        LinkView { words: page.title.clone(), to: Some(Place::page(page.path.clone())), url: EcoString::new() }
    }

    /// The guides that are named, each once.
    pub(super) fn guide_links<'g>(&self, named: impl IntoIterator<Item = &'g GuideRef>) -> CellView {
        let mut pages: Vec<PageId> = Vec::new();
        for guide in named {
            pages.extend(self.placed.guide_at(&guide.at).filter(|page| !pages.contains(page)));
        }
        lists(pages.into_iter().map(|page| CellView::Link(self.page_link(page))))
    }

    /// What shows something, or where it lies: a guide, an address, or words.
    pub(super) fn evidence(&self, place: &Spanned<WrittenPlace>) -> CellView {
        match &place.value {
            WrittenPlace::Guide(path) => match self.placed.guide_at(&place.at) {
                Some(page) => CellView::Link(self.page_link(page)),
                None => text(path.as_str().into()),
            },
            WrittenPlace::Url(words) | WrittenPlace::Words(words) => web(words),
        }
    }

    /// The points of a list, each with the guide that says more.
    pub(super) fn points(&self, lines: &[Line]) -> Vec<CellView> {
        let point = |line: &Line| {
            let said = [text(line.text.value.clone()), self.guide_links(&line.guide)];
            lists(said.into_iter().chain(facts_below(&line.common)))
        };
        lines.iter().map(point).collect()
    }

    pub(super) fn fact(&self, name: &str, value: CellView) -> FactView {
        FactView { name: self.say(name), value }
    }

    /// A row that stands for a thing of the engagement.
    pub(super) fn row(&self, (kind, id): (Kind, &str), cells: Vec<CellView>) -> RowView {
        // What has its own chapter, such as a meeting, is referred to there.
        let place = self.place(kind, id).filter(|place| place.anchor.is_some());
        RowView { place: place.filter(|place| place.anchor.as_deref() == Some(&anchor_of(kind, id))), cells }
    }

    /// A table with columns of these titles and weights.
    pub(super) fn table(&self, columns: &[(&str, u32)], rows: Vec<RowView>) -> PartBody {
        let column = |(title, weight): &(&str, u32)| ColumnView {
            title: if title.is_empty() { EcoString::new() } else { self.say(title) },
            numeric: false,
            weight: *weight,
            below: BELOW.contains(title),
        };
        PartBody::Table(TableView { columns: columns.iter().map(column).collect(), rows })
    }
}

pub(super) fn text(words: EcoString) -> CellView {
    CellView::Text(words)
}

pub(super) fn said(text: Option<&Text>) -> CellView {
    CellView::Text(plain(text))
}

pub(super) fn plain(text: Option<&Text>) -> EcoString {
    text.map(|text| text.value.clone()).unwrap_or_default()
}

pub(super) fn title(words: EcoString) -> CellView {
    CellView::Title(words)
}

pub(super) fn detail(words: EcoString) -> CellView {
    CellView::Detail(words)
}

/// What is not empty of `cells`, one below the other.
pub(super) fn lists(cells: impl IntoIterator<Item = CellView>) -> CellView {
    let mut cells: Vec<CellView> = cells.into_iter().filter(|cell| !cell.is_empty()).collect();
    if cells.len() == 1 { cells.swap_remove(0) } else { CellView::Lines(cells) }
}

pub(super) fn list_of(lines: &[Line]) -> Vec<CellView> {
    lines.iter().map(|line| text(line.text.value.clone())).collect()
}

/// A text of the data; an address leads where it says.
pub(super) fn web(words: &EcoString) -> CellView {
    match address(words) {
        Some(url) => CellView::Link(LinkView { words: words.clone(), to: None, url: url.into() }),
        None => text(words.clone()),
    }
}

/// An address or number that one calls, with the scheme that does it.
pub(super) fn reach(scheme: &str, words: &EcoString) -> CellView {
    let bare: String = words.chars().filter(|letter| !letter.is_whitespace()).collect();
    match address(&format!("{scheme}:{bare}")) {
        Some(url) => CellView::Link(LinkView { words: words.clone(), to: None, url: url.into() }),
        None => text(words.clone()),
    }
}

/// A map of words as facts.
pub(super) fn keyed(map: &Keyed<Text>) -> Vec<FactView> {
    map.entries.iter().map(|(key, value)| FactView { name: key.value.clone(), value: web(&value.value) }).collect()
}

/// A name, with what no field is for below it.
pub(super) fn titled(name: &EcoString, common: &Common) -> CellView {
    lists(std::iter::once(title(name.clone())).chain(facts_below(common)))
}

/// What no field is for, a line each.
pub(super) fn facts_below(common: &Common) -> impl Iterator<Item = CellView> {
    common.facts.entries.iter().map(|(key, value)| detail(eco_format!("{}: {}", key.value, value.value)))
}

pub(super) fn part(title: &str, body: PartBody) -> PartView {
    PartView { title: title.into(), body, ..PartView::default() }
}

/// Paragraphs of plain text: empty lines part them, and single ends of lines say nothing.
pub(super) fn paragraphs(text: &str) -> Vec<EcoString> {
    let paragraphs = text.split("\n\n").map(|one| one.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.filter(|text| !text.is_empty()).map(Into::into).collect()
}
