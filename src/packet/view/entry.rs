//! What stands in the chapters that are made of data: phases, tasks, meetings, people and the like.
//!
//! Plain structs without rules of their own; every field may be empty. The templates in `sections.typ` set them.

use super::Place;
use crate::model::wording::StatusId;
use ecow::EcoString;
use serde::Serialize;

/// A state, and the word for it here: a criterion is "met" where a task is "done".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StatusView {
    /// Picks icon and colour.
    pub id: StatusId,
    /// The word; if empty, the usual one in the packet's language.
    pub label: EcoString,
}

/// "7 of 12".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ProgressView {
    pub done: u32,
    pub total: u32,
}

/// Words that may lead somewhere in the packet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// The words.
    pub words: EcoString,
    /// Where they lead.
    pub to: Option<Place>,
}

/// A named value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct FactView {
    pub name: EcoString,
    pub value: EcoString,
}

/// The executive summary.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SummaryView {
    /// Its paragraphs.
    pub paragraphs: Vec<EcoString>,
    /// What the customer wants to reach.
    pub objectives: Vec<EcoString>,
    /// Start, go-live, health and the like.
    pub facts: Vec<FactView>,
    /// Tasks done, of all.
    pub progress: Option<ProgressView>,
}

/// What is in the work and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ScopeView {
    pub included: Vec<EcoString>,
    pub excluded: Vec<EcoString>,
    pub assumptions: Vec<EcoString>,
}

/// A phase of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PhaseView {
    /// Its title.
    pub title: EcoString,
    /// The phase's page.
    pub place: Option<Place>,
    /// Its state.
    pub status: Option<StatusView>,
    /// "2 – 13 March 2026".
    pub dates: EcoString,
    /// What it is for.
    pub goal: EcoString,
    /// Its tasks done, of all.
    pub progress: Option<ProgressView>,
    /// Its tasks.
    pub groups: Vec<TaskGroupView>,
    /// What bites in it.
    pub gotchas: Vec<EcoString>,
}

/// Tasks that belong together: a workstream, or all that have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TaskGroupView {
    /// The workstream's title; empty for tasks without one.
    pub title: EcoString,
    /// Its tasks.
    pub tasks: Vec<TaskView>,
}

/// A task: a box to tick.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TaskView {
    /// What is to be done.
    pub text: EcoString,
    /// Its entry on the phase's page.
    pub place: Option<Place>,
    /// Its state; the box is ticked when it is done.
    pub status: StatusView,
    /// Who does it.
    pub owner: EcoString,
    /// When it is due.
    pub due: EcoString,
    /// When it was done.
    pub done: EcoString,
    /// What blocks it, or why it was waived.
    pub reason: EcoString,
    /// The guide that says how.
    pub guide: Option<LinkView>,
    /// Its parts.
    pub subtasks: Vec<TaskView>,
}

/// A dated event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MilestoneView {
    /// Its title.
    pub title: EcoString,
    /// Its entry on the site.
    pub place: Option<Place>,
    /// Its state.
    pub status: StatusView,
    /// The date planned.
    pub planned: EcoString,
    /// The date now expected.
    pub forecast: EcoString,
    /// The date it came.
    pub actual: EcoString,
    /// What must hold.
    pub criteria: Vec<CheckView>,
}

/// A condition and whether it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CheckView {
    pub text: EcoString,
    pub status: StatusView,
}

/// A success criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CriterionView {
    /// What must hold.
    pub text: EcoString,
    /// Its entry on the site.
    pub place: Option<Place>,
    /// Its state.
    pub status: StatusView,
    /// Who verified it and when.
    pub verified: EcoString,
    /// Where the evidence is.
    pub evidence: Option<LinkView>,
    /// Who accepted it and when.
    pub accepted: EcoString,
}

/// A thing handed over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DeliverableView {
    /// What it is.
    pub title: EcoString,
    /// Its entry on the site.
    pub place: Option<Place>,
    /// Its state.
    pub status: StatusView,
    /// Who delivers it.
    pub owner: EcoString,
    /// When it is due.
    pub due: EcoString,
    /// When it was delivered, and in which version.
    pub delivered: EcoString,
    /// Where it is.
    pub location: Option<LinkView>,
}

/// A meeting and its agenda.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MeetingView {
    /// Its title.
    pub title: EcoString,
    /// Its page.
    pub place: Option<Place>,
    /// Day and hours: "Tuesday 3 March 2026, 15:00 – 16:30 (Lisbon)".
    pub when: EcoString,
    /// Its length against what the agenda needs: "90 minutes, 5 to spare".
    pub length: EcoString,
    /// Who takes part.
    pub attendees: Vec<EcoString>,
    /// What is spoken of.
    pub agenda: Vec<AgendaItemView>,
    /// What came of it.
    pub outcomes: Vec<EcoString>,
}

/// A point of an agenda.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgendaItemView {
    /// By the clock: "15:10".
    pub time: EcoString,
    /// What it is about.
    pub topic: EcoString,
    /// More about it.
    pub notes: Vec<EcoString>,
    /// Who leads it.
    pub lead: EcoString,
    /// How long: "10–15 min".
    pub duration: EcoString,
}

/// A person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PersonView {
    /// The name.
    pub name: EcoString,
    /// The entry on the site.
    pub place: Option<Place>,
    /// "Head of platform".
    pub title: EcoString,
    /// What they are in this engagement.
    pub role: EcoString,
    /// Whose they are, as a heading: "Fernhill Retail". People of one side stand one after another.
    pub side: EcoString,
    /// An address.
    pub email: EcoString,
    /// A number.
    pub phone: EcoString,
}

/// A table of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableView {
    /// Its columns.
    pub columns: Vec<ColumnView>,
    /// Its rows.
    pub rows: Vec<RowView>,
}

/// A column of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ColumnView {
    /// Its head.
    pub title: EcoString,
    /// True for figures, which stand at the right.
    pub numeric: bool,
    /// How much of the width it takes beside the others; 0 for what its words need.
    pub weight: u32,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// What it stands for.
    pub place: Option<Place>,
    /// As many cells as there are columns; missing ones are empty.
    pub cells: Vec<CellView>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CellView {
    Text(EcoString),
    Status(StatusView),
    Link(LinkView),
}
