//! A playbook with those that it extends: checked as a whole, and filtered for a reader who looks at the playbook itself.
//!
//! What an engagement takes over from it is joined and filtered with the engagement; here it stands alone, without
//! customer and dates, and with all its conditions.

use super::merge::{self, Merged, Playbooks};
use super::packets::keep_inside;
use super::references::{self, Index};
use super::{filter, gaps, visible_people};
use crate::audience::Audience;
use crate::diagnostic::Checked;
use crate::path::SourcePath;
use crate::schema::kind::Kind;
use crate::schema::node::{Node, Value};
use crate::schema::read::{Fields, Report, read};
use crate::schema::shape::{Shape, Thing};
use crate::schema::things::Playbook;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A playbook with all that it extends, not yet filtered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinedPlaybook {
    /// All that it says, as the team has it: what slips in it probably mean is in its place.
    pub node: Arc<Node>,
    /// The same as everybody else has it, where slips make them two.
    for_others: Option<Arc<Node>>,
    /// The same, read into types.
    pub declared: Playbook,
    /// False where one that it extends could not be had.
    is_whole: bool,
}

/// What each thing of a playbook is called.
pub type Titles = BTreeMap<(Kind, EcoString), EcoString>;

/// The playbook with those that it extends, and what is wrong with the whole: what nobody extends is checked too.
#[must_use]
pub fn join_playbook(playbook: &Node, playbooks: &Playbooks<'_>) -> Checked<JoinedPlaybook> {
    let mut diagnostics = Vec::new();
    let Merged { mut node, mut for_others, complete, removed } =
        merge::merge_playbook(playbook, playbooks).unpack(&mut diagnostics);
    keep_inside(&mut node);
    for_others.iter_mut().for_each(keep_inside);
    diagnostics.extend(filter::check_widening(playbook, Audience::Public));
    if complete {
        let mut index = Index::lenient();
        index.add_all(&node, Playbook::table());
        index.assume(Kind::Playbook);
        index.add_removed(&removed);
        if counts_on_roles(&node) {
            index.assume(Kind::Person);
            index.assume(Kind::Role);
        }
        diagnostics.extend(references::check(&node, Playbook::table(), &index));
        diagnostics.extend(gaps::check_raci(&node, false));
    }
    let report = if complete { Report::Gaps } else { Report::Nothing };
    let declared = read(&node, report).unpack(&mut diagnostics);
    let (node, for_others) = (Arc::new(node), for_others.map(Arc::new));
    Checked { value: JoinedPlaybook { node, for_others, declared, is_whole: complete }, diagnostics }
}

impl JoinedPlaybook {
    /// All that it says as everybody but the team has it: a slip changes nothing that others may see.
    #[must_use]
    pub fn for_others(&self) -> &Arc<Node> {
        self.for_others.as_ref().unwrap_or(&self.node)
    }

    /// Who may read it where it and those that it extends say a word themselves: as their places say, the book's default
    /// where nothing else speaks.
    #[must_use]
    pub fn around(&self, place: impl Fn(&SourcePath) -> Option<Audience>, default: Audience) -> Audience {
        if !self.is_whole {
            // What could not be had may have said that this, or a part of it, is for fewer.
            return Audience::Internal;
        }
        let mut files = BTreeSet::new();
        note_files(&self.node, &mut files);
        let places = files.iter().filter_map(place).min();
        places.unwrap_or(if self.node.get("audience").is_some() { Audience::Public } else { default })
    }

    /// What `reader` may see of it; nothing where they may not see it at all. `people` are the vendor's, whom it may name.
    ///
    /// What had to go is not told of: an engagement that shows it tells.
    #[must_use]
    pub fn filtered(&self, around: Audience, reader: Audience, people: Option<&Node>) -> Option<Node> {
        let table = Playbook::table();
        let node = if filter::takes_nothing(reader) { &self.node } else { self.for_others() };
        let mut left = filter::filter(node, table, around, reader)?;
        let (mut before, mut after) = (Index::default(), Index::default());
        before.add_all(node, table);
        after.add_all(&left, table);
        if let Some(people) = people {
            before.add_people(people);
            after.add_people(&visible_people(people, reader));
        }
        if counts_on_roles(node) {
            [Kind::Person, Kind::Role].into_iter().for_each(|kind| after.leave_open(kind));
        }
        filter::strip_owner(&mut left, &before, &after);
        filter::strip(&mut left, table, reader, &before, &after);
        Some(left)
    }
}

/// True where a playbook without roles of its own counts on those of whoever extends it.
fn counts_on_roles(playbook: &Node) -> bool {
    playbook.get("roles").and_then(Node::as_list).unwrap_or_default().is_empty()
}

/// What the things in `playbook` are called, for naming them in a sentence.
#[must_use]
pub fn titles(playbook: &Node) -> Titles {
    let mut titles = Titles::new();
    in_thing(playbook, Playbook::table(), &mut titles);
    titles
}

fn in_thing(node: &Node, table: &'static Thing, titles: &mut Titles) {
    let Some(map) = node.as_map() else { return };
    let text = |key: &str| map.get(key).and_then(Node::as_text).cloned();
    let own = text("kind").and_then(|kind| Kind::from_name(&kind));
    if let (Some(kind), Some(id), Some(title)) =
        (own.or(table.kind), text("id"), text("title").or_else(|| text("text")))
    {
        titles.entry((kind, id)).or_insert(title);
    }
    for entry in &map.entries {
        if let Some(field) = table.field(&entry.key) {
            in_value(&entry.value, &field.shape, titles);
        }
    }
}

fn in_value(node: &Node, shape: &Shape, titles: &mut Titles) {
    match (shape, &node.value) {
        (Shape::Thing(table), _) => in_thing(node, table(), titles),
        (Shape::List(inner), Value::List(items)) => items.iter().for_each(|item| in_value(item, inner, titles)),
        (Shape::Keyed(inner), Value::Map(map)) => {
            map.entries.iter().for_each(|entry| in_value(&entry.value, inner, titles));
        }
        _ => {}
    }
}

/// Adds the files that the values of `node` stand in.
pub fn note_files(node: &Node, files: &mut BTreeSet<SourcePath>) {
    if !files.contains(&node.at.path) {
        files.insert(node.at.path.clone());
    }
    match &node.value {
        Value::Map(map) => map.entries.iter().for_each(|entry| note_files(&entry.value, files)),
        Value::List(items) => items.iter().for_each(|item| note_files(item, files)),
        Value::Scalar(_) | Value::Null => {}
    }
}
