//! What changed since an issued version, as a chapter of the packet.

use super::changes::{Changed, Changes, sections_of};
use super::manifest::Entry;
use crate::model::{Edition, PacketPlan, PlacedEngagement};
use crate::packet::contents::{revision, title_of};
use crate::packet::view::{
    CellView, ColumnView, LinkView, PacketView, PartBody, PartView, Place, RowView, SectionBody, SectionView, TableView,
};
use crate::path::OutputPath;
use crate::schema::kind::Kind;
use crate::schema::things::PacketSection;
use ecow::EcoString;

/// `view` with a chapter that says what changed, in its place among the others; the same where nothing did, or where the
/// packet has no such chapter.
#[must_use]
pub fn with_changes(
    mut view: PacketView,
    changes: &Changes,
    edition: &Edition,
    placed: &PlacedEngagement,
    plan: &PacketPlan,
) -> PacketView {
    let place = plan.sections.iter().position(|section| *section == PacketSection::ChangesSince);
    let Some(place) = place else { return view };
    let chapter = Chapter { changes, edition, placed, plan, view: &view };
    let parts = chapter.parts();
    if parts.is_empty() {
        return view;
    }
    let section = SectionView {
        id: PacketSection::ChangesSince.name().into(),
        title: chapter.say(title_of(PacketSection::ChangesSince)),
        lead: chapter.since(),
        body: SectionBody::Parts(parts),
        ..SectionView::default()
    };
    let is_after = |other: &SectionView| {
        plan.sections.iter().position(|section| section.name() == other.id).is_some_and(|at| at > place)
    };
    let at = view.sections.iter().position(is_after).unwrap_or(view.sections.len());
    view.sections.insert(at, section);
    view.cover.revision = revision(&view);
    view
}

/// What the chapter is made of.
struct Chapter<'a> {
    changes: &'a Changes,
    edition: &'a Edition,
    placed: &'a PlacedEngagement,
    plan: &'a PacketPlan,
    view: &'a PacketView,
}

impl Chapter<'_> {
    fn say(&self, phrase: &str) -> EcoString {
        self.view.words.say(phrase).into()
    }

    /// "Since version 1.0 of 20 April 2026."
    fn since(&self) -> EcoString {
        let day = self.changes.date.parse().map(|date| self.view.words.day(date)).unwrap_or_default();
        let values = [("version", self.changes.version.as_str()), ("day", day.as_str())];
        self.view.words.fill("Since version {version} of {day}.", &values)
    }

    /// Which chapters, then chapter by chapter what is new and other in it.
    fn parts(&self) -> Vec<PartView> {
        let mut parts = Vec::new();
        let chapters: Vec<RowView> = self.changes.sections.iter().filter_map(|one| self.chapter(one)).collect();
        if !chapters.is_empty() {
            parts.push(self.table("", "Chapter", chapters));
        }
        let mut told: Vec<&Entry> = Vec::new();
        for section in &self.plan.sections {
            let of_section: Vec<&(Changed, Entry)> =
                self.changes.entities.iter().filter(|(_, entry)| is_of(entry, *section)).collect();
            // What two chapters show is told where it comes first.
            let new: Vec<&(Changed, Entry)> =
                of_section.into_iter().filter(|(_, entry)| !told.contains(&entry)).collect();
            told.extend(new.iter().map(|(_, entry)| entry));
            let mut rows: Vec<RowView> = new.iter().filter_map(|(what, entry)| self.thing(*what, entry)).collect();
            let gone = new.iter().filter(|(what, _)| *what == Changed::Removed).count();
            if gone > 0 {
                let gone = u32::try_from(gone).unwrap_or(u32::MAX);
                let words = self.view.words.count(gone, "{n} entry", "{n} entries");
                rows.push(self.row(CellView::Text(words), Changed::Removed));
            }
            if !rows.is_empty() {
                parts.push(self.table(title_of(*section), "Entry", rows));
            }
        }
        parts
    }

    fn chapter(&self, (what, entry): &(Changed, Entry)) -> Option<RowView> {
        // Who has which version is told with every version anew.
        let section = PacketSection::ALL.iter().find(|section| section.name() == entry.id)?;
        let to = self.view.sections.iter().find(|section| section.id == entry.id).and_then(|one| one.place.clone());
        let link = LinkView { words: self.say(title_of(*section)), to, ..LinkView::default() };
        Some(self.row(CellView::Link(link), *what))
    }

    /// A thing that is new or other; what is gone has no name any more.
    fn thing(&self, what: Changed, entry: &Entry) -> Option<RowView> {
        if what == Changed::Removed {
            return None;
        }
        let kind = entry.kind.as_ref().and_then(|kind| Kind::from_name(kind))?;
        let to = if kind.is_page() {
            OutputPath::new(&format!("{}.html", entry.id)).ok().map(Place::page)
        } else {
            let entity = self.placed.entities.find(kind, &entry.id);
            entity.map(|entity| Place {
                page: self.edition.page(entity.page).path.clone(),
                anchor: entity.anchor.clone(),
            })
        };
        let link = LinkView { words: entry.title.clone(), to, ..LinkView::default() };
        Some(self.row(CellView::Link(link), what))
    }

    fn row(&self, cell: CellView, what: Changed) -> RowView {
        let word = match what {
            Changed::Added => "New",
            Changed::Changed => "Changed",
            Changed::Removed => "No longer there",
        };
        RowView { place: None, cells: vec![cell, CellView::Text(self.say(word))] }
    }

    fn table(&self, title: &str, head: &str, rows: Vec<RowView>) -> PartView {
        let column = |title: &str, weight: u32| ColumnView { title: self.say(title), weight, ..ColumnView::default() };
        let columns = vec![column(head, 5), column("Change", 2)];
        let title = if title.is_empty() { EcoString::new() } else { self.say(title) };
        PartView { title, body: PartBody::Table(TableView { columns, rows }), ..PartView::default() }
    }
}

fn is_of(entry: &Entry, section: PacketSection) -> bool {
    let kind = entry.kind.as_ref().and_then(|kind| Kind::from_name(kind));
    kind.is_some_and(|kind| sections_of(kind).contains(&section))
}
