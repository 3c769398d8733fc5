//! The checklists and the RAID log as CSV, for spreadsheets and for whatever a customer works with.
//!
//! Written by RFC 4180 in a few lines, where a crate would be longer to call: UTF-8, a header, CRLF. A cell is text in a
//! spreadsheet and never a formula: what begins like one has an apostrophe before it, which spreadsheets do not show.
//! Days are as ISO 8601 writes them, so that they can be sorted; headings and states are in English in every language, since
//! programs read them.

use crate::doc::{BlockKind, Element, Inline, ListItem, RawLink, Target, Visit, inlines_text};
use crate::model::engagement::{Engagement, Party, RaidEntry, Task};
use crate::model::wording::{
    cause, deliverable_status, fulfilment_status, raid_kind_label, raid_status, response_label, task_status,
};
use crate::model::{Edition, Guide, PlacedEngagement};
use crate::schema::things::{RaidKind, TaskState};
use crate::text::TextRange;
use ecow::EcoString;
use jiff::civil::Date;

/// What a cell begins with that a spreadsheet would compute.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A table under construction.
struct Table(String);

impl Table {
    fn new(head: &[&str]) -> Self {
        let mut table = Self(String::new());
        table.row(head.iter().map(|title| EcoString::from(*title)));
        table
    }

    fn row(&mut self, cells: impl IntoIterator<Item = EcoString>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            push_cell(&cell, &mut self.0);
        }
        self.0.push_str("\r\n");
    }
}

fn push_cell(text: &str, into: &mut String) {
    let guard = if text.starts_with(FORMULA) { "'" } else { "" };
    if text.contains(['"', ',', '\n', '\r', ';']) || text.trim() != text {
        into.push('"');
        into.push_str(guard);
        into.push_str(&text.replace('"', "\"\""));
        into.push('"');
    } else {
        into.push_str(guard);
        into.push_str(text);
    }
}

fn iso(date: Option<Date>) -> EcoString {
    date.map(|date| date.to_string().into()).unwrap_or_default()
}

/// Everything that is ticked: tasks of the plan with their parts, what must be there before, what is handed over, and the
/// boxes in the guides.
#[must_use]
pub fn checklists(edition: &Edition, placed: &PlacedEngagement) -> Vec<u8> {
    let facts = &placed.facts;
    let mut lists =
        Checklists { facts, table: Table::new(&["list", "group", "item", "state", "owner", "due", "done", "remark"]) };
    for phase in &facts.phases {
        let list = &phase.title.value;
        phase.tasks.iter().for_each(|task| lists.task(list, "", task));
        for stream in &phase.workstreams {
            stream.tasks.iter().for_each(|task| lists.task(list, &stream.title.value, task));
        }
    }
    for one in &facts.prerequisites {
        let done = one.declared.met_on.as_ref().map(|day| day.value);
        let state = fulfilment_status(one.state).label;
        lists.row(["Prerequisites", "", &one.text.value, state], one.owner.as_ref(), (one.needed_by, done), "");
    }
    for phase in &facts.phases {
        for one in &phase.deliverables {
            let done = one.declared.delivered_on.as_ref().map(|day| day.value);
            let state = deliverable_status(one).label;
            let title = &one.declared.title.value;
            lists.row(["Deliverables", &phase.title.value, title, state], one.owner.as_ref(), (one.due, done), "");
        }
    }
    edition.guides.iter().for_each(|guide| lists.guide(guide));
    lists.table.0.into_bytes()
}

struct Checklists<'a> {
    facts: &'a Engagement,
    table: Table,
}

impl Checklists<'_> {
    fn row(
        &mut self,
        [list, group, item, state]: [&str; 4],
        owner: Option<&Party>,
        (due, done): (Option<Date>, Option<Date>),
        remark: &str,
    ) {
        let owner = owner.map(|owner| self.facts.people.name(owner)).unwrap_or_default();
        let words = [list, group, item, state].map(EcoString::from);
        self.table.row(words.into_iter().chain([owner, iso(due), iso(done), remark.into()]));
    }

    fn task(&mut self, list: &str, group: &str, task: &Task) {
        let is_done = task.state == TaskState::Done;
        let done = task.since.filter(|_| is_done);
        let waits = task.blocked_by.as_ref().map(|by| ecow::eco_format!("Waits for {}", cause(by, self.facts)));
        let remark = waits.or_else(|| Some(task.dropped_because.as_ref()?.value.clone())).unwrap_or_default();
        let state = task_status(task.state).label;
        self.row([list, group, &task.text.value, state], task.owner.as_ref(), (task.due, done), &remark);
        // A part stands in the group of what it is part of.
        task.tasks.iter().for_each(|part| self.task(list, &task.text.value, part));
    }

    fn guide(&mut self, guide: &Guide) {
        let mut boxes = Boxes { heading: EcoString::new(), found: Vec::new() };
        guide.doc().visit(&mut boxes);
        let mut actions = Actions::default();
        guide.parsed.doc.visit(&mut actions);
        for ((heading, item, is_ticked), action) in boxes.found.into_iter().zip(actions.0) {
            let item = action.as_ref().map_or(item, |(_, title)| title.clone());
            let state = task_status(if is_ticked { TaskState::Done } else { TaskState::Open }).label;
            // Who has an action of minutes by when is said by the log.
            let is_it = |entry: &&RaidEntry| {
                entry.kind == RaidKind::Action && action.as_ref().is_some_and(|(id, _)| *id == **entry.id)
            };
            let entry = self.facts.raid.iter().find(is_it);
            let days = entry.map(|entry| (entry.next.map(|next| next.on), entry.closed_on())).unwrap_or_default();
            let owner = entry.and_then(|entry| entry.owner.as_ref());
            self.row([&guide.outline.title, &heading, &item, state], owner, days, "");
        }
    }
}

/// The actions that the boxes of a guide are, each by its name in the log and its words: in the order of the boxes.
#[derive(Default)]
struct Actions(Vec<Option<(EcoString, EcoString)>>);

impl Visit<RawLink> for Actions {
    fn task(&mut self, item: &ListItem<RawLink>) {
        let action = item.task.as_ref().and_then(|task| task.action.as_ref());
        self.0.push(action.map(|action| (action.id.clone(), action.title.clone())));
    }

    fn heading(&mut self, _: u8, _: &Option<EcoString>, _: &[Inline<RawLink>], _: TextRange) {}
    fn link(&mut self, _: &RawLink, _: &[Inline<RawLink>]) {}
    fn element(&mut self, _: &Element<RawLink>) {}
}

/// The boxes of a guide, each with the heading that it stands under.
struct Boxes {
    heading: EcoString,
    found: Vec<(EcoString, EcoString, bool)>,
}

impl Visit<Target> for Boxes {
    fn heading(&mut self, _: u8, _: &EcoString, inlines: &[Inline<Target>], _: TextRange) {
        self.heading = inlines_text(inlines).into();
    }

    fn task(&mut self, item: &ListItem<Target>) {
        let words = match item.blocks.first().map(|block| &block.kind) {
            Some(BlockKind::Plain(inlines) | BlockKind::Paragraph(inlines)) => inlines_text(inlines),
            _ => String::new(),
        };
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ").into();
        let is_ticked = item.task.as_ref().is_some_and(|task| task.checked);
        self.found.push((self.heading.clone(), words, is_ticked));
    }

    fn link(&mut self, _: &Target, _: &[Inline<Target>]) {}
    fn element(&mut self, _: &Element<Target>) {}
}

/// The RAID log, in its order, what is over too.
#[must_use]
pub fn raid_log(placed: &PlacedEngagement) -> Vec<u8> {
    let facts = &placed.facts;
    let mut table = Table::new(&[
        "number",
        "kind",
        "title",
        "state",
        "owner",
        "opened",
        "next",
        "closed",
        "likelihood",
        "impact",
        "score",
        "response",
        "mitigation",
        "outcome",
    ]);
    let name = |party: Option<&Party>| party.map(|party| facts.people.name(party)).unwrap_or_default();
    let text = |text: &Option<crate::schema::scalar::Text>| text.as_ref().map(|text| text.value.clone());
    let row = |entry: &RaidEntry| {
        let declared = &entry.declared;
        let owner = if entry.kind == RaidKind::Decision { entry.decided_by.as_ref() } else { entry.owner.as_ref() };
        let score = |score: Option<u8>| score.map(|score| score.to_string().into()).unwrap_or_default();
        [
            entry.number().cloned().unwrap_or_default(),
            raid_kind_label(entry.kind_now()).into(),
            entry.title.value.clone(),
            raid_status(entry).label.into(),
            name(owner),
            iso(declared.opened.as_ref().map(|day| day.value)),
            iso(entry.next.map(|next| next.on)),
            iso(entry.closed_on()),
            score(declared.likelihood.as_ref().map(|score| score.value.0)),
            score(declared.impact.as_ref().map(|score| score.value.0)),
            score(entry.score.map(|score| score.value)),
            declared.response.as_ref().map(|response| response_label(response.value).into()).unwrap_or_default(),
            text(&declared.mitigation).unwrap_or_default(),
            text(&declared.outcome).unwrap_or_default(),
        ]
    };
    facts.raid.iter().for_each(|entry| table.row(row(entry)));
    table.0.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> String {
        let mut written = String::new();
        push_cell(text, &mut written);
        written
    }

    #[test]
    fn what_would_be_two_cells_stands_in_quotes() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a, b"), "\"a, b\"");
        assert_eq!(cell("say \"yes\""), "\"say \"\"yes\"\"\"");
        assert_eq!(cell("two\nlines"), "\"two\nlines\"");
        assert_eq!(cell(" spaced "), "\" spaced \"");
    }

    #[test]
    fn nothing_is_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("+351 555 0111"), "'+351 555 0111");
        assert_eq!(cell("-3"), "'-3");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("=HYPERLINK(\"a\",\"b\")"), "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\"");
        assert_eq!(cell("1 = 1"), "1 = 1", "only at the beginning");
    }
}
