//! The minutes below an engagement's folder: they and their actions become part of what the engagement says.
//!
//! Takes the guides of a book; gives the things that an engagement would say of them itself, each with its place in the
//! Markdown and its readers, so that merging, checking and the audience filter need not know of them. Once a reader's
//! part is left, one action that several minutes speak of is put together: it is known by its words, so what a reader
//! may not see changes nobody's name.

use super::references::Index;
use crate::audience::Audience;
use crate::book::BookGuide;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::doc::{Action, Block, BlockKind, RawLink, VisitMut, visit_blocks_mut};
use crate::path::SourcePath;
use crate::schema::kind::Kind;
use crate::schema::node::{Map, Node, Value};
use crate::schema::scalar::Reference;
use crate::text::TextRange;
use ecow::EcoString;
use jiff::civil::Date;

/// What the minutes of an engagement add to what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Minutes {
    /// The minutes, the earliest first.
    minutes: Vec<Node>,
    /// Their actions.
    actions: Vec<Node>,
}

impl Minutes {
    /// The minutes among `guides` that lie below `folder`; the source folder is `source`.
    #[must_use]
    pub(in crate::book) fn below(folder: &str, guides: &[&BookGuide], source: &str) -> Self {
        let is_below = |path: &SourcePath| path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let mut found: Vec<_> = guides
            .iter()
            .filter(|guide| is_below(&guide.parsed.path))
            .filter_map(|guide| Some((guide, guide.meta.minutes.as_deref()?)))
            .collect();
        found.sort_by_key(|(guide, said)| (said.date.as_ref().map(|date| date.value), &guide.parsed.path));
        let mut minutes = Self::default();
        for (guide, said) in found {
            let file = &guide.parsed.path;
            let place = |range: TextRange| Location { path: file.clone(), range };
            // From the source folder, so that it is no other file's neighbour.
            let path = file.below(source).unwrap_or(file.as_str());
            let path = EcoString::from(format!("/{}", path.strip_suffix(".md").unwrap_or(path)));
            let at = Location::file(file.clone());
            let mut map = Map::default();
            map.push("guide", Node::text(path.clone(), at.clone()));
            map.push("audience", Node::plain(guide.audience.name(), at.clone()));
            if let Some(meeting) = &said.meeting {
                map.push("meeting", Node::plain(EcoString::clone(meeting), meeting.at.clone()));
            }
            if let Some(date) = &said.date {
                map.push("date", Node::plain(date.value.to_string(), date.at.clone()));
            }
            let attendees = said.attendees.iter().map(|name| Node::plain(EcoString::clone(name), name.at.clone()));
            map.push("attendees", Node { value: Value::List(attendees.collect()), at: at.clone() });
            minutes.minutes.push(Node { value: Value::Map(map), at });

            let mut actions = Vec::new();
            collect(&guide.parsed.doc.blocks, guide.audience, &mut actions);
            let node = |found: &Found<'_>| node_of(found, &path, said.date.as_ref().map(|date| date.value), &place);
            minutes.actions.extend(actions.iter().filter(|found| found.action.owner.is_some()).map(node));
        }
        minutes
    }

    /// Adds them to the engagement.
    pub(super) fn add_to(&self, engagement: &mut Node) {
        let at = engagement.at.clone();
        let Value::Map(root) = &mut engagement.value else { return };
        for (key, added) in [("minutes", &self.minutes), ("raid", &self.actions)] {
            if added.is_empty() {
                continue;
            }
            if root.get(key).is_none() {
                root.remove(key);
                root.push(key, Node { value: Value::List(Vec::new()), at: at.clone() });
            }
            if let Some(Value::List(items)) = root.get_mut(key).map(|node| &mut node.value) {
                items.extend(added.iter().cloned());
            }
        }
    }
}

/// An action of minutes, and who may read it.
struct Found<'a> {
    action: &'a Action,
    checked: bool,
    audience: Audience,
}

fn collect<'a>(blocks: &'a [Block<RawLink>], around: Audience, into: &mut Vec<Found<'a>>) {
    for block in blocks {
        match &block.kind {
            BlockKind::List { items, .. } => {
                for item in items {
                    let audience = item.audience.map_or(around, |own| own.min(around));
                    if let Some(task) = &item.task
                        && let Some(action) = task.action.as_deref()
                    {
                        into.push(Found { action, checked: task.checked, audience });
                    }
                    collect(&item.blocks, audience, into);
                }
            }
            BlockKind::Restricted { audience, blocks } => collect(blocks, around.min(*audience), into),
            BlockKind::Tabs(tabs) => tabs.iter().for_each(|tab| collect(&tab.blocks, around, into)),
            BlockKind::Quote(blocks)
            | BlockKind::Callout { blocks, .. }
            | BlockKind::Details { blocks, .. }
            | BlockKind::When { blocks, .. }
            | BlockKind::Element { blocks, .. } => collect(blocks, around, into),
            // What is embedded is an action where it comes from.
            BlockKind::Embedded { .. }
            | BlockKind::Heading { .. }
            | BlockKind::Paragraph(_)
            | BlockKind::Plain(_)
            | BlockKind::Code(_)
            | BlockKind::Diagram(_)
            | BlockKind::Table { .. }
            | BlockKind::Rule => {}
        }
    }
}

/// An action as an entry of the RAID log. What is ticked is closed on the day of the minutes that say so.
fn node_of(found: &Found<'_>, path: &EcoString, day: Option<Date>, place: &impl Fn(TextRange) -> Location) -> Node {
    let action = found.action;
    let at = place(action.range);
    let mut map = Map::default();
    map.push("id", Node::plain(action.id.clone(), at.clone()));
    map.push("kind", Node::plain("action", at.clone()));
    map.push("title", Node::text(action.title.clone(), at.clone()));
    map.push("audience", Node::plain(found.audience.name(), at.clone()));
    if let Some((owner, owner_at)) = &action.owner {
        map.push("owner", Node::plain(owner.clone(), place(*owner_at)));
    }
    if let Some((due, due_at)) = &action.due {
        map.push("due", Node::plain(due.to_string(), place(*due_at)));
    }
    let day = day.map(|day| Node::plain(day.to_string(), at.clone()));
    if let Some(day) = &day {
        map.push("opened", day.clone());
    }
    map.push("status", Node::plain(if found.checked { "closed" } else { "open" }, at.clone()));
    if let Some(day) = day.filter(|_| found.checked) {
        map.push("closed", day);
    }
    let minutes = Node::text(path.clone(), at.clone());
    map.push("minutes", Node { value: Value::List(vec![minutes]), at: at.clone() });
    Node { value: Value::Map(map), at }
}

/// Takes out of the RAID log the actions of minutes whose owner went: to `reader` nobody has them, so they are none. True
/// where there were some.
///
/// `left` has what the reader may see, `applying` what is there of that under its conditions. They are one to a reader: who
/// is there under none that holds may be anybody, one of whom they may not know too.
pub(super) fn drop_ownerless(
    engagement: &mut Node,
    before: &Index,
    left: &Index,
    applying: &Index,
    reader: Audience,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let Value::Map(root) = &mut engagement.value else { return false };
    let Some(Value::List(entries)) = root.get_mut("raid").map(|node| &mut node.value) else { return false };
    let count = entries.len();
    entries.retain(|entry| {
        let Some((owner, id)) = entry.get("owner").and_then(|owner| Some((owner, owner.as_text()?))) else {
            return true;
        };
        let reference = Reference { kind: Kind::Person, id: id.clone() };
        let went = is_of_minutes(entry) && before.has(&reference) && !applying.has(&reference);
        // Whoever wrote a condition knows of it.
        if went && !left.has(&reference) {
            let message = format!("this action is that of `{id}`, who is not for `{reader}`");
            let help =
                "It is left out of the RAID log that they get: name somebody else, or widen who may know of them.";
            diagnostics.push(Diagnostic::new(Rule::LinkToRestricted, owner.at.clone(), message).help(help));
        }
        !went
    });
    entries.len() < count
}

/// Takes out of the actions in `blocks` the owners of whom a reader does not know. True where there were some.
pub(in crate::book) fn hide_owners(blocks: &mut [Block<RawLink>], is_known: &dyn Fn(&str) -> bool) -> bool {
    let mut hiding = Hiding { is_known, found: false };
    visit_blocks_mut(blocks, &mut hiding);
    hiding.found
}

struct Hiding<'a> {
    is_known: &'a dyn Fn(&str) -> bool,
    found: bool,
}

impl VisitMut<RawLink> for Hiding<'_> {
    fn block(&mut self, block: &mut Block<RawLink>) {
        let BlockKind::List { items, .. } = &mut block.kind else { return };
        for action in items.iter_mut().filter_map(|item| item.task.as_mut()?.action.as_mut()) {
            if action.owner.as_ref().is_some_and(|(owner, _)| !(self.is_known)(owner)) {
                action.owner = None;
                self.found = true;
            }
        }
    }
}

/// True where minutes have actions in the RAID log of `engagement`, which `put_together` is for.
pub(super) fn are_apart(engagement: &Node) -> bool {
    engagement.get("raid").and_then(Node::as_list).is_some_and(|entries| entries.iter().any(is_of_minutes))
}

/// Puts together the actions of one name in the RAID log of `engagement`, which is what one reader may see. Of several
/// minutes the last count; where the log has the action itself, its own words do.
pub(super) fn put_together(engagement: &mut Node) {
    let Value::Map(root) = &mut engagement.value else { return };
    let Some(Value::List(entries)) = root.get_mut("raid").map(|node| &mut node.value) else { return };
    let (of_minutes, mut log): (Vec<Node>, Vec<Node>) = std::mem::take(entries).into_iter().partition(is_of_minutes);
    let mut actions: Vec<Node> = Vec::new();
    for action in of_minutes {
        match actions.iter_mut().find(|known| known.get("id") == action.get("id")) {
            Some(known) => follow(known, action),
            None => actions.push(action),
        }
    }
    for action in actions {
        let is_same = |entry: &&mut Node| {
            let text = |node: &Node, key| node.get(key).and_then(Node::as_text).cloned();
            text(entry, "kind") == text(&action, "kind") && text(entry, "id") == text(&action, "id")
        };
        match log.iter_mut().find(is_same) {
            Some(entry) => complete(entry, action),
            None => log.push(action),
        }
    }
    *entries = log;
}

/// True for what was made of minutes: it stands in Markdown.
fn is_of_minutes(entry: &Node) -> bool {
    entry.at.path.extension().is_some_and(|extension| extension == "md")
}

/// Makes `action` what later minutes say of it, and has it name them too.
fn follow(action: &mut Node, later: Node) {
    let (Value::Map(map), Value::Map(later)) = (&mut action.value, later.value) else { return };
    map.remove("closed");
    for said in later.entries {
        match said.key.as_str() {
            "minutes" => add_minutes(map, said.value),
            "owner" | "due" | "status" | "closed" => {
                map.remove(&said.key);
                map.entries.push(said);
            }
            _ => {}
        }
    }
}

/// Adds to an entry of the log what minutes say of it and itself does not.
fn complete(entry: &mut Node, action: Node) {
    let (Value::Map(map), Value::Map(action)) = (&mut entry.value, action.value) else { return };
    let has_state = map.get("status").is_some() || map.get("closed").is_some();
    for said in action.entries {
        match said.key.as_str() {
            "minutes" => add_minutes(map, said.value),
            "status" | "closed" if has_state => {}
            "owner" | "due" | "opened" | "status" | "closed" if map.get(&said.key).is_none() => {
                map.remove(&said.key);
                map.entries.push(said);
            }
            _ => {}
        }
    }
}

fn add_minutes(map: &mut Map, minutes: Node) {
    match (map.get_mut("minutes"), minutes.value) {
        (Some(Node { value: Value::List(all), .. }), Value::List(more)) => all.extend(more),
        (Some(one @ Node { value: Value::Scalar(_), .. }), Value::List(mut more)) => {
            more.insert(0, one.clone());
            one.value = Value::List(more);
        }
        (_, value) => {
            map.remove("minutes");
            map.push("minutes", Node { value, at: minutes.at });
        }
    }
}
