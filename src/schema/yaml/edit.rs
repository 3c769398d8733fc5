//! Changes to a YAML text that leave every other byte of it as it is: comments, order, quotes, line ends, indentation.
//!
//! Takes a text and the place of one value; gives the text with that value set, added or taken out. A change is carried
//! out on the tree as well, and where the new text does not say exactly that, there is no change. Where things of a list
//! are looked for by id, the table says how ids come from words; nothing else of what the file means is known here.

mod flow;

use super::parse;
use crate::path::SourcePath;
use crate::schema::node::{Entry, Map, Node, Value};
use crate::schema::shape::{Shape, Thing};
use crate::schema::short::write_out;
use ecow::EcoString;
use std::ops::Range;

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value of a key.
    Key(EcoString),
    /// The thing with this id in a list.
    Item(EcoString),
}

/// Why a change is not made, as the end of a sentence.
pub type Awkward = &'static str;

const NOT_AS_MEANT: Awkward = "it is written in a way that a program cannot change safely";
const NO_PLACE: Awkward = "something else stands in that place";
const REPEATED: Awkward = "it repeats a value of another place (`*name`)";

/// A YAML file that is being changed.
#[derive(Clone, Debug)]
pub struct Document {
    text: String,
    path: SourcePath,
    root: Node,
    table: &'static Thing,
}

impl Document {
    /// Reads `text`, a thing of this table. Nothing where it is no YAML, or no map.
    #[must_use]
    pub fn new(text: &str, path: &SourcePath, table: &'static Thing) -> Option<Self> {
        let root = parse(text, path, 0).value.filter(|root| root.as_map().is_some())?;
        Some(Self { text: text.to_owned(), path: path.clone(), root, table })
    }

    /// The text as it is now.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tree as it is now, short forms as written.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The value at `steps`.
    #[must_use]
    pub fn get(&self, steps: &[Step]) -> Option<&Node> {
        let (found, rest) = self.follow(steps);
        rest.is_empty().then_some(found.node)
    }

    /// Sets the value at `steps` to `value`, written as one line of YAML that may stand between brackets, and makes what
    /// is missing on the way. Of the keys of the whole file, a new one comes behind the first of `after` that is there.
    pub fn set(&mut self, steps: &[Step], value: &str, after: &[&str]) -> Result<(), Awkward> {
        let meant = parse(value, &self.path, 0).value.ok_or(NOT_AS_MEANT)?;
        if self.get(steps).is_some_and(|there| equal(there, &meant)) {
            return Ok(());
        }
        let mut expected = self.root.clone();
        set_in_tree(&mut expected, self.table, steps, &meant)?;
        let changed = self.with(steps, value, after)?;
        self.take(changed, &expected)
    }

    /// Takes the entry at `steps`, of which the last is a key, out of its map; an empty map is left where it was the only
    /// one.
    pub fn remove(&mut self, steps: &[Step]) -> Result<(), Awkward> {
        let Some((Step::Key(key), above)) = steps.split_last() else { return Ok(()) };
        let (found, rest) = self.follow(above);
        let Some(at) = found.node.as_map().filter(|_| rest.is_empty()).and_then(|map| position(map, key)) else {
            return Ok(());
        };
        if found.is_repeated {
            return Err(REPEATED);
        }
        let mut expected = self.root.clone();
        remove_in_tree(&mut expected, self.table, above, key);
        let map = found.node.as_map().ok_or(NO_PLACE)?;
        let splices = if self.is_flow(found.node) {
            flow::removal(&self.text, found.node, &ranges_of(map), at)
        } else {
            self.block_removal(map, at, found.key)?
        };
        let changed = spliced(&self.text, splices);
        self.take(changed, &expected)
    }

    /// Makes `changed` the text, if it says what is expected.
    fn take(&mut self, changed: String, expected: &Node) -> Result<(), Awkward> {
        let root = parse(&changed, &self.path, 0).value.filter(|root| equal(root, expected)).ok_or(NOT_AS_MEANT)?;
        (self.text, self.root) = (changed, root);
        Ok(())
    }

    /// Goes along `steps` as far as there is something.
    fn follow<'a, 'b>(&'a self, steps: &'b [Step]) -> (Found<'a>, &'b [Step]) {
        let mut found = Found { node: &self.root, key: None, is_repeated: false, shape: Shaped::Thing(self.table) };
        for (at, step) in steps.iter().enumerate() {
            let next = match step {
                Step::Key(key) => found.node.as_map().and_then(|map| map.entry(key)).map(|entry| Found {
                    node: &entry.value,
                    key: Some(entry),
                    // The value of an alias stands where it was named first.
                    is_repeated: found.is_repeated || entry.value.at.range.start < entry.key_at.range.end,
                    shape: found.shape.of(key),
                }),
                Step::Item(id) => {
                    let table = found.shape.item();
                    let items = found.node.as_list().unwrap_or_default();
                    let is_meant = |item: &&Node| id_of(item, table).is_some_and(|known| known == *id);
                    items.iter().find(is_meant).map(|node| Found {
                        node,
                        key: None,
                        is_repeated: found.is_repeated || !contains(found.node, node),
                        shape: table.map_or(Shaped::Unknown, Shaped::Thing),
                    })
                }
            };
            match next {
                Some(next) => found = next,
                None => return (found, &steps[at..]),
            }
        }
        (found, &[])
    }

    fn is_flow(&self, node: &Node) -> bool {
        self.text[node.at.range.start as usize..].starts_with(['{', '['])
    }

    /// The text with the value at `steps` set.
    fn with(&self, steps: &[Step], value: &str, after: &[&str]) -> Result<String, Awkward> {
        let (found, rest) = self.follow(steps);
        if found.is_repeated {
            return Err(REPEATED);
        }
        let range = found.node.at.range.to_usize();
        let Some((next, beyond)) = rest.split_first() else {
            // A value of several lines or parts makes room for one that has one.
            let in_one_line = !self.text[range.clone()].contains('\n');
            let is_block = !matches!(found.node.value, Value::Scalar(_) | Value::Null) && !self.is_flow(found.node);
            if !in_one_line || is_block {
                return Err(NOT_AS_MEANT);
            }
            let space = if range.is_empty() { " " } else { "" };
            return Ok(spliced(&self.text, vec![(range, format!("{space}{value}"))]));
        };
        match (&found.node.value, next) {
            (Value::Map(map), Step::Key(key)) if self.is_flow(found.node) => {
                let entry = format!("{}: {}", as_key(key), in_flow(beyond, value));
                Ok(spliced(&self.text, flow::addition(&self.text, found.node, &ranges_of(map), &entry)))
            }
            (Value::Map(map), Step::Key(key)) => self.with_block_entry(found.node, map, key, beyond, value, after),
            (Value::List(items), Step::Item(id)) if self.is_flow(found.node) => {
                let ranges: Vec<Range<usize>> = items.iter().map(|item| item.at.range.to_usize()).collect();
                let item = with_id(id, beyond, value);
                Ok(spliced(&self.text, flow::addition(&self.text, found.node, &ranges, &item)))
            }
            (Value::List(items), Step::Item(id)) => {
                let (Some(first), Some(last)) = (items.first(), items.last()) else { return Err(NO_PLACE) };
                let start = first.at.range.start as usize;
                let dash = self.text[..start].rfind('-').ok_or(NOT_AS_MEANT)?;
                let indent = " ".repeat(dash - self.line_start(dash));
                let item = format!("{indent}- {}", with_id(id, beyond, value));
                Ok(self.with_line_after(last.at.range.end as usize, &item))
            }
            (Value::Null, _) => {
                let space = if range.is_empty() { " " } else { "" };
                Ok(spliced(&self.text, vec![(range, format!("{space}{}", in_flow(rest, value)))]))
            }
            (Value::Scalar(_), Step::Key(key)) => {
                let Shaped::Thing(table) = found.shape else { return Err(NO_PLACE) };
                let Value::Map(map) = write_out(found.node.clone(), table).value else { return Err(NO_PLACE) };
                let known = map
                    .entries
                    .iter()
                    .filter_map(|entry| Some(format!("{}: {}", entry.key, scalar(entry.value.as_text()?))));
                let entries: Vec<String> =
                    known.chain([format!("{}: {}", as_key(key), in_flow(beyond, value))]).collect();
                Ok(spliced(&self.text, vec![(range, format!("{{ {} }}", entries.join(", ")))]))
            }
            _ => Err(NO_PLACE),
        }
    }

    fn with_block_entry(
        &self,
        node: &Node,
        map: &Map,
        key: &str,
        beyond: &[Step],
        value: &str,
        after: &[&str],
    ) -> Result<String, Awkward> {
        let first = map.entries.first().ok_or(NO_PLACE)?.key_at.range.start as usize;
        let indent = " ".repeat(self.text[self.line_start(first)..first].chars().count());
        let newline = self.newline();
        let line = match beyond.split_first() {
            Some((Step::Item(id), rest)) => {
                format!("{indent}{key}:{newline}{indent}  - {}", with_id(id, rest, value))
            }
            _ => format!("{indent}{}: {}", as_key(key), in_flow(beyond, value)),
        };
        let is_root = node.at == self.root.at;
        if is_root && !after.is_empty() {
            if let Some(entry) = after.iter().find_map(|name| map.entry(name)) {
                return Ok(self.with_line_after(end_of(entry), &line));
            }
            if let Some(phases) = map.entry("phases") {
                let place = self.above_comments(phases.key_at.range.start as usize);
                return Ok(spliced(&self.text, vec![(place..place, line + newline)]));
            }
        }
        let last = map.entries.last().ok_or(NO_PLACE)?;
        Ok(self.with_line_after(end_of(last), &line))
    }

    /// The text with `line` below the line that `at` is in.
    fn with_line_after(&self, at: usize, line: &str) -> String {
        let newline = self.newline();
        match self.text[at..].find('\n') {
            Some(end) => spliced(&self.text, vec![(at + end + 1..at + end + 1, format!("{line}{newline}"))]),
            None => spliced(&self.text, vec![(self.text.len()..self.text.len(), format!("{newline}{line}{newline}"))]),
        }
    }

    /// Takes an entry out of a map whose entries have lines of their own; `key` is what the map is the value of.
    fn block_removal(&self, map: &Map, at: usize, key: Option<&Entry>) -> Result<Vec<(Range<usize>, String)>, Awkward> {
        let entry = &map.entries[at];
        let start = entry.key_at.range.start as usize;
        let line = self.line_start(start);
        let end = end_of(entry);
        let line_end = self.text[end..].find('\n').map_or(self.text.len(), |newline| end + newline + 1);
        let is_first_on_line = self.text[line..start].trim().is_empty();
        match (map.entries.get(at + 1), key) {
            // It stands behind the dash of its list, where the next one must come to stand.
            (Some(next), _) if !is_first_on_line => {
                let between = start..next.key_at.range.start as usize;
                let is_plain = !self.text[end..between.end].contains('#');
                if is_plain { Ok(vec![(between, String::new())]) } else { Err(NOT_AS_MEANT) }
            }
            (None, _) if map.entries.len() > 1 || !is_first_on_line => {
                if is_first_on_line {
                    Ok(vec![(line..line_end, String::new())])
                } else {
                    Err(NOT_AS_MEANT)
                }
            }
            (None, Some(key)) => {
                let colon = key.key_at.range.end as usize;
                let colon = colon + self.text[colon..start].find(':').ok_or(NOT_AS_MEANT)? + 1;
                Ok(vec![(colon..colon, " {}".to_owned()), (line..line_end, String::new())])
            }
            (None, None) => Err(NOT_AS_MEANT),
            (Some(_), _) => Ok(vec![(line..line_end, String::new())]),
        }
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The beginning of the line of `at`, or of the comments that stand right above it.
    fn above_comments(&self, at: usize) -> usize {
        let mut place = self.line_start(at);
        while place > 0 {
            let above = self.line_start(place - 1);
            if !self.text[above..place].trim_start().starts_with('#') {
                break;
            }
            place = above;
        }
        place
    }

    /// How the file ends its lines.
    fn newline(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}

/// A value, what it is the value of, and what the table says of it.
struct Found<'a> {
    node: &'a Node,
    key: Option<&'a Entry>,
    is_repeated: bool,
    shape: Shaped,
}

/// What the table says of a value.
#[derive(Clone, Copy)]
enum Shaped {
    Thing(&'static Thing),
    Other(&'static Shape),
    Unknown,
}

impl Shaped {
    fn of(self, key: &str) -> Self {
        let shape = match self {
            Self::Thing(table) => table.field(key).map(|field| &field.shape),
            Self::Other(Shape::Keyed(inner)) => Some(*inner),
            Self::Other(_) | Self::Unknown => None,
        };
        match shape {
            Some(Shape::Thing(table)) => Self::Thing(table()),
            Some(other) => Self::Other(other),
            None => Self::Unknown,
        }
    }

    /// The things of a list.
    fn item(self) -> Option<&'static Thing> {
        if let Self::Other(Shape::List(Shape::Thing(table))) = self { Some(table()) } else { None }
    }
}

/// The id of a thing in a list: its own, or the one that its words make.
fn id_of(item: &Node, table: Option<&'static Thing>) -> Option<EcoString> {
    let id = |node: &Node| node.get("id").and_then(Node::as_text).cloned();
    id(item).or_else(|| id(&write_out(item.clone(), table?)))
}

fn position(map: &Map, key: &str) -> Option<usize> {
    map.entries.iter().position(|entry| entry.key == key)
}

fn contains(list: &Node, item: &Node) -> bool {
    list.at.range.start <= item.at.range.start && item.at.range.end <= list.at.range.end
}

/// Where an entry ends: with its value, or with its key where that has none or repeats another's.
fn end_of(entry: &Entry) -> usize {
    entry.value.at.range.end.max(entry.key_at.range.end) as usize
}

fn ranges_of(map: &Map) -> Vec<Range<usize>> {
    map.entries.iter().map(|entry| entry.key_at.range.start as usize..end_of(entry)).collect()
}

/// What stands at `steps` beyond what there is, between brackets.
fn in_flow(steps: &[Step], value: &str) -> String {
    match steps.split_first() {
        None => value.to_owned(),
        Some((Step::Key(key), rest)) => format!("{{ {}: {} }}", as_key(key), in_flow(rest, value)),
        Some((Step::Item(id), rest)) => format!("[{}]", with_id(id, rest, value)),
    }
}

/// A thing of a list with one field.
fn with_id(id: &str, steps: &[Step], value: &str) -> String {
    match steps.split_first() {
        Some((Step::Key(key), rest)) => format!("{{ id: {}, {key}: {} }}", as_key(id), in_flow(rest, value)),
        _ => format!("{{ id: {} }}", as_key(id)),
    }
}

/// A key or id as it is written: in quotes where YAML would take it for something else.
fn as_key(key: &str) -> String {
    if matches!(key, "null" | "true" | "false") { format!("\"{key}\"") } else { key.to_owned() }
}

/// Words as one scalar that may stand between brackets: as they are where YAML takes them for words, else in quotes.
#[must_use]
pub fn scalar(words: &str) -> String {
    let is_plain_letter =
        |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '_' | '.' | '/' | '-' | '(' | ')');
    let reserved = ["null", "true", "false", "yes", "no", "on", "off"];
    let is_plain = words.starts_with(char::is_alphanumeric)
        && words.chars().all(is_plain_letter)
        && !words.ends_with(' ')
        && !reserved.contains(&words.to_lowercase().as_str());
    if is_plain { words.to_owned() } else { serde_json::Value::String(words.to_owned()).to_string() }
}

/// The text with each range replaced; the ranges do not overlap.
fn spliced(text: &str, mut splices: Vec<(Range<usize>, String)>) -> String {
    splices.sort_by_key(|(range, _)| range.start);
    let mut changed = String::with_capacity(text.len() + 80);
    let mut at = 0;
    for (range, new) in splices {
        changed.push_str(&text[at..range.start]);
        changed.push_str(&new);
        at = range.end;
    }
    changed.push_str(&text[at..]);
    changed
}

/// True where two trees say the same, wherever it stands.
fn equal(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) => true,
        (Value::Scalar(one), Value::Scalar(other)) => one.text == other.text,
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        // The order of keys says nothing.
        (Value::Map(one), Value::Map(other)) => {
            let is_there =
                |entry: &Entry| other.entry(&entry.key).is_some_and(|there| equal(&entry.value, &there.value));
            one.entries.len() == other.entries.len() && one.entries.iter().all(is_there)
        }
        _ => false,
    }
}

/// The same change on the tree.
fn set_in_tree(node: &mut Node, table: &'static Thing, steps: &[Step], value: &Node) -> Result<(), Awkward> {
    set_shaped(node, Shaped::Thing(table), steps, value)
}

fn set_shaped(node: &mut Node, shape: Shaped, steps: &[Step], value: &Node) -> Result<(), Awkward> {
    let Some((step, rest)) = steps.split_first() else {
        *node = value.clone();
        return Ok(());
    };
    let at = node.at.clone();
    match step {
        Step::Key(key) => {
            if let (Value::Scalar(_), Shaped::Thing(table)) = (&node.value, shape) {
                *node = write_out(node.clone(), table);
            }
            if node.value == Value::Null {
                *node = Node::empty(at.clone());
            }
            let Value::Map(map) = &mut node.value else { return Err(NO_PLACE) };
            if map.entry(key).is_none() {
                map.push(key, Node { value: Value::Null, at });
            }
            set_shaped(map.get_mut(key).ok_or(NO_PLACE)?, shape.of(key), rest, value)
        }
        Step::Item(id) => {
            if node.value == Value::Null {
                node.value = Value::List(Vec::new());
            }
            let table = shape.item();
            let Value::List(items) = &mut node.value else { return Err(NO_PLACE) };
            let place = items.iter().position(|item| id_of(item, table).is_some_and(|known| known == *id));
            let place = place.unwrap_or_else(|| {
                let mut item = Node::empty(at.clone());
                if let Value::Map(map) = &mut item.value {
                    map.push("id", Node::text(id.clone(), at.clone()));
                }
                items.push(item);
                items.len() - 1
            });
            set_shaped(&mut items[place], table.map_or(Shaped::Unknown, Shaped::Thing), rest, value)
        }
    }
}

fn remove_in_tree(node: &mut Node, table: &'static Thing, above: &[Step], key: &str) {
    let mut shape = Shaped::Thing(table);
    let mut here = node;
    for step in above {
        let next = match (step, &mut here.value) {
            (Step::Key(key), Value::Map(map)) => {
                shape = shape.of(key);
                map.get_mut(key)
            }
            (Step::Item(id), Value::List(items)) => {
                let table = shape.item();
                shape = table.map_or(Shaped::Unknown, Shaped::Thing);
                items.iter_mut().find(|item| id_of(item, table).is_some_and(|known| known == *id))
            }
            _ => None,
        };
        let Some(next) = next else { return };
        here = next;
    }
    if let Value::Map(map) = &mut here.value {
        map.remove(key);
    }
}
