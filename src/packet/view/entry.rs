//! What stands in the chapters that are made of data.

use super::Place;
use crate::model::wording::StatusId;
use ecow::EcoString;
use serde::Serialize;

/// A state and the word for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StatusView {
    /// Picks sign and colour.
    pub id: StatusId,
    /// The word; the usual one if empty.
    pub label: EcoString,
}

/// Words that may lead somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LinkView {
    /// The words.
    pub words: EcoString,
    /// A part of the packet.
    pub to: Option<Place>,
    /// Or an address out of it: `https:`, `mailto:`, `tel:`. Empty for none.
    pub url: EcoString,
}

/// Tasks done, of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct ProgressView {
    pub done: u32,
    pub total: u32,
}

/// A part of a chapter, with or without a title of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PartView {
    /// Its title; none if empty.
    pub title: EcoString,
    /// What it stands for.
    pub place: Option<Place>,
    /// A sentence or two under the title.
    pub lead: EcoString,
    /// What it says.
    pub body: PartBody,
}

/// The kinds of part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum PartBody {
    /// Paragraphs of plain words.
    Paragraphs(Vec<EcoString>),
    /// A bulleted list.
    List(Vec<CellView>),
    /// Names beside values.
    Facts(Vec<FactView>),
    /// A bar with the count beside it.
    Progress(ProgressView),
    /// A table.
    Table(TableView),
    /// Drawings, wide ones below each other and small ones side by side.
    Drawings(Vec<DrawingView>),
}

impl Default for PartBody {
    fn default() -> Self {
        Self::Paragraphs(Vec::new())
    }
}

impl PartBody {
    /// True where it says nothing; such a part is left out.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Paragraphs(paragraphs) => paragraphs.is_empty(),
            Self::List(entries) => entries.is_empty(),
            Self::Facts(facts) => facts.is_empty(),
            Self::Progress(progress) => progress.total == 0,
            Self::Table(table) => table.rows.is_empty(),
            Self::Drawings(drawings) => drawings.is_empty(),
        }
    }
}

/// A drawing of what the data say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DrawingView {
    /// Its title; none if empty.
    pub title: EcoString,
    /// The element, coloured by class.
    pub svg: EcoString,
    /// What it shows, in words.
    pub description: EcoString,
    /// In its own units, of which about 720 are the width of a page.
    pub width: u32,
    /// In its own units.
    pub height: u32,
}

/// A name beside a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct FactView {
    pub name: EcoString,
    pub value: CellView,
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

/// What is accepted, and by whom: the page that is signed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SignOffView {
    /// Its title.
    pub title: EcoString,
    /// Its entry on the site.
    pub place: Option<Place>,
    /// What is signed, in its words.
    pub statement: EcoString,
    /// What is accepted.
    pub subject: Vec<LinkView>,
    /// What is accepted only later. There is room for more by hand where somebody has still to sign.
    pub exceptions: Vec<LinkView>,
    /// Who signs.
    pub signatures: Vec<SignatureView>,
}

/// A line to sign on, or the record of a signature.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SignatureView {
    /// The name; empty where the role has nobody yet, and is written by hand.
    pub name: EcoString,
    /// As what they sign: "Sponsor, Fernhill Retail".
    pub role: EcoString,
    /// The day on which they signed; empty where they have not.
    pub signed: EcoString,
    /// The version that they signed.
    pub version: EcoString,
}

/// A table of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableView {
    /// Its columns.
    pub columns: Vec<ColumnView>,
    /// Its rows.
    pub rows: Vec<RowView>,
}

/// A column of a table. One in which every cell is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ColumnView {
    /// Its head.
    pub title: EcoString,
    /// True for figures, which stand at the right.
    pub numeric: bool,
    /// How many words its cells have beside the others; 0 for a state or a number. Paper tells widths from the cells.
    pub weight: u32,
    /// True where what its cells say may stand below the row instead, on paper that is too narrow for it beside the others.
    pub below: bool,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RowView {
    /// What it stands for.
    pub place: Option<Place>,
    /// As many cells as there are columns; missing ones are empty.
    pub cells: Vec<CellView>,
}

/// A cell of a table, and whatever else stands beside a name or in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "value", rename_all = "kebab-case")]
pub enum CellView {
    /// Plain words.
    Text(EcoString),
    /// What the row is called.
    Title(EcoString),
    /// What is less than the words before it.
    Detail(EcoString),
    /// What is typed as it stands.
    Code(EcoString),
    /// A state.
    Status(StatusView),
    /// Words that lead somewhere.
    Link(LinkView),
    /// A box, ticked where the state is done, with words.
    Check(CheckView),
    /// Several, each in a line of its own.
    Lines(Vec<CellView>),
}

impl Default for CellView {
    fn default() -> Self {
        Self::Text(EcoString::new())
    }
}

impl CellView {
    /// True where it says nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(words) | Self::Title(words) | Self::Detail(words) | Self::Code(words) => words.is_empty(),
            Self::Status(_) => false,
            Self::Link(link) => link.words.is_empty(),
            Self::Check(check) => check.text.is_empty(),
            Self::Lines(lines) => lines.iter().all(Self::is_empty),
        }
    }
}

/// A condition and whether it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct CheckView {
    pub text: EcoString,
    pub status: StatusView,
}
