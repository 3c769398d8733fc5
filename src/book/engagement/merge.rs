//! Playbooks merged into what extends them, by id.
//!
//! Takes trees with short forms written out; gives one tree in which every value still says which file it came from.
//! Scalars replace, things merge field by field, lists of things item by item in the playbook's order with new ones
//! last, and `remove: true` drops one. Of two audiences the stricter holds: nothing is widened by extending it.

use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic, Level, Location, MOST_ALIKE, Rule, nearest};
use crate::schema::node::{Entry, Map, Node, Value};
use crate::schema::read::{Fields, FromScalar};
use crate::schema::scalar::id_from_words;
use crate::schema::shape::{Shape, Table, Thing};
use crate::schema::things::{Engagement, Playbook};
use ecow::EcoString;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The playbooks of a book, by id; nothing for one that is there and cannot be read.
pub type Playbooks<'a> = BTreeMap<&'a str, Option<&'a Node>>;

/// How many playbooks may extend each other in a row. Each is merged anew for everybody who extends it.
const MAX_CHAIN: usize = 100;

/// What becomes of a change to something that is not there, or is there twice, which has been reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slips {
    /// It changes what was probably meant, so that the team hears of the slip alone and of nothing that follows from it.
    Meant,
    /// It stands by itself, for the team: it may have been meant for what others may not know of.
    Apart,
}

/// A tree with all that it extends.
#[derive(Debug)]
pub(super) struct Merged {
    /// The tree as the team has it.
    pub(super) node: Node,
    /// The tree as everybody else has it, where slips make them two.
    pub(super) for_others: Option<Node>,
    /// False where a playbook could not be had, so that what seems to be missing may be there.
    pub(super) complete: bool,
    /// What `remove` took out, and where it says so.
    pub(super) removed: Vec<Removed>,
}

/// A thing that `remove` took out.
#[derive(Clone, Debug)]
pub(super) struct Removed {
    /// What it was, with all that was in it.
    pub(super) node: Node,
    /// Its table.
    pub(super) table: Table,
    /// Where it says so.
    pub(super) at: Location,
}

/// The engagement with the playbooks that it extends.
pub(super) fn merge_engagement(engagement: &Node, playbooks: &Playbooks<'_>) -> Checked<Merged> {
    merge_chain(engagement, Engagement::table(), playbooks)
}

/// The playbook with those that it extends.
pub(super) fn merge_playbook(playbook: &Node, playbooks: &Playbooks<'_>) -> Checked<Merged> {
    merge_chain(playbook, Playbook::table(), playbooks)
}

/// Merges lists of an engagement into those of the one that it continues, whose name is `of`. The value is true where
/// there are slips.
pub(super) fn merge_lists(lists: &mut Map, over: &Map, of: Option<&str>, slips: Slips) -> Checked<bool> {
    let base = of.map(|of| ecow::eco_format!("`{of}`")).unwrap_or_default();
    let mut merger = Merger::new(base, slips);
    merger.map(lists, over, Engagement::table());
    Checked { value: merger.has_slips, diagnostics: merger.diagnostics }
}

fn merge_chain(top: &Node, table: &'static Thing, playbooks: &Playbooks<'_>) -> Checked<Merged> {
    let mut diagnostics = Vec::new();
    let (chain, complete) = follow(top, playbooks, &mut diagnostics);
    let merge = |slips: Slips| {
        let mut merger = Merger::new("the playbook".into(), slips);
        let mut whole = Map::default();
        for (at, playbook) in chain.iter().rev().enumerate() {
            merger.is_new = at == 0;
            // These say what the playbook is, not what the plan is.
            whole.entries.retain(|entry| !matches!(entry.key.as_str(), "id" | "extends"));
            merger.map(&mut whole, playbook, Playbook::table());
        }
        whole.entries.retain(|entry| !matches!(entry.key.as_str(), "id" | "extends"));
        merger.is_new = chain.is_empty();
        if let Some(map) = top.as_map() {
            merger.map(&mut whole, map, table);
        }
        (Node { value: Value::Map(whole), at: top.at.clone() }, merger)
    };
    let (node, merger) = merge(Slips::Meant);
    let for_others = merger.has_slips.then(|| merge(Slips::Apart).0);
    if complete {
        // What could not be had might have held what the changes are about.
        diagnostics.extend(merger.diagnostics);
    }
    Checked { value: Merged { node, for_others, complete, removed: merger.removed }, diagnostics }
}

/// The playbooks above `top`, nearest first, and whether that is all of them; a chain that comes back to itself ends there.
fn follow<'a>(top: &'a Node, playbooks: &Playbooks<'a>, diagnostics: &mut Vec<Diagnostic>) -> (Vec<&'a Map>, bool) {
    let mut chain: Vec<&Map> = Vec::new();
    let mut links: Vec<(&str, &Node)> = Vec::new();
    let mut here = top;
    while let Some(extends) = here.get("extends") {
        if extends.value == Value::Null {
            break;
        }
        // What is no name has been reported, and may have been meant as one.
        let Some(id) = extends.as_text() else { return (chain, false) };
        let (name, playbook) = match playbooks.get_key_value(id.as_str()) {
            Some((name, Some(playbook))) => (name, *playbook),
            Some((_, None)) => return (chain, false),
            None => {
                let message = format!("there is no playbook `{id}`");
                let problem = Diagnostic::new(Rule::UnknownReference, extends.at.clone(), message);
                diagnostics.push(suggest(problem, id, playbooks.keys().copied()));
                return (chain, false);
            }
        };
        if let Some(first) = links.iter().position(|(id, _)| id == name) {
            let mut circle = links[first + 1..].to_vec();
            circle.push((name, extends));
            diagnostics.push(cycle(&circle, "playbooks extend", "extends"));
            break;
        }
        if links.len() == MAX_CHAIN {
            // Told once, where one step too many was made, and not for each that builds on that.
            if playbook.get("extends").is_none() {
                let message = format!("more than {MAX_CHAIN} playbooks extend each other in a row");
                let at = top.get("extends").map(|extends| extends.at.clone());
                let problem = Diagnostic { level: Level::Error, ..Diagnostic::new(Rule::LimitReached, at, message) };
                diagnostics.push(problem.help("Let playbooks extend one that says what they have in common."));
            }
            return (chain, false);
        }
        links.push((name, extends));
        chain.extend(playbook.as_map());
        here = playbook;
    }
    (chain, true)
}

/// `links` are the things of a circle, each with the value that led to it, the last back to where it began. `who` does what
/// `verb` says to each other.
pub(super) fn cycle(links: &[(&str, &Node)], who: &str, verb: &str) -> Diagnostic {
    // Each step is from a thing to the next, at the value that says so.
    let from = |at: usize| links[(at + links.len() - 1) % links.len()].0;
    let mut steps: Vec<(&str, &Node)> = links.iter().enumerate().map(|(at, (_, says))| (from(at), *says)).collect();
    // Whichever file it was found from, it is told the same way.
    let smallest = (0..steps.len()).min_by_key(|index| steps[*index].0).unwrap_or_default();
    steps.rotate_left(smallest);
    let mut names: Vec<String> = steps.iter().map(|(id, _)| format!("`{id}`")).collect();
    names.push(names[0].clone());
    let (_, last) = steps[steps.len() - 1];
    let message = format!("{who} each other in a circle: {}", names.join(&format!(" {verb} ")));
    let problem = Diagnostic::new(Rule::ExtendsCycle, last.at.clone(), message);
    steps[..steps.len() - 1].iter().fold(problem, |problem, (_, says)| problem.related(says.at.clone(), "and here"))
}

/// Adds what was probably meant.
pub(super) fn suggest<'a>(problem: Diagnostic, word: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    match nearest(word, known) {
        Some(meant) => problem.help(format!("Did you mean `{meant}`?")).replacement(meant),
        None => problem,
    }
}

struct Merger {
    diagnostics: Vec<Diagnostic>,
    removed: Vec<Removed>,
    /// What is changed, in words.
    base: EcoString,
    slips: Slips,
    has_slips: bool,
    /// True where nobody else can have said something of what is being merged.
    is_new: bool,
}

impl Merger {
    fn new(base: EcoString, slips: Slips) -> Self {
        Self { diagnostics: Vec::new(), removed: Vec::new(), base, slips, has_slips: false, is_new: false }
    }

    fn map(&mut self, base: &mut Map, over: &Map, table: &'static Thing) {
        if base.entries.is_empty() {
            // Most maps are new, and as large as this.
            base.entries.reserve_exact(over.entries.len());
        }
        for entry in &over.entries {
            // A key that is no field has been reported, and nobody reads it.
            let Some(field) = table.field(&entry.key) else { continue };
            if field.name == "audience" {
                narrow(base, entry);
                continue;
            }
            if let Some(value) = base.get_mut(&entry.key) {
                self.value(value, &entry.value, &field.shape);
            } else {
                let mut value = Node { value: Value::Null, at: entry.value.at.clone() };
                self.value(&mut value, &entry.value, &field.shape);
                base.entries.push(Entry { key: entry.key.clone(), key_at: entry.key_at.clone(), value });
            }
        }
        take_as_text(base, over, table);
    }

    fn value(&mut self, base: &mut Node, over: &Node, shape: &Shape) {
        match (shape, &over.value) {
            (Shape::Thing(table), Value::Map(changes)) => self.map(map_in(base, over), changes, table()),
            (Shape::List(Shape::Thing(table)), Value::List(items)) if table().has_id() => {
                self.list(base, items, *table);
            }
            (Shape::Keyed(inner), Value::Map(changes)) => {
                let base = map_in(base, over);
                let places: FxHashMap<EcoString, usize> =
                    base.entries.iter().enumerate().map(|(place, entry)| (entry.key.clone(), place)).collect();
                for entry in &changes.entries {
                    match (inner, places.get(&entry.key)) {
                        _ if entry.key == "audience" => narrow(base, entry),
                        (Shape::Thing(_), Some(place)) => {
                            self.value(&mut base.entries[*place].value, &entry.value, inner);
                        }
                        (_, Some(place)) => base.entries[*place] = entry.clone(),
                        (_, None) => base.entries.push(entry.clone()),
                    }
                }
            }
            _ => *base = over.clone(),
        }
    }

    fn list(&mut self, base: &mut Node, items: &[Node], table: Table) {
        if base.as_list().is_none() {
            *base = Node { value: Value::List(Vec::new()), at: base.at.clone() };
        }
        let Value::List(merged) = &mut base.value else { return };
        // Only what was there before is changed: two new things of one name are two, and have been reported.
        let mut places: FxHashMap<EcoString, Vec<usize>> = FxHashMap::default();
        let mut is_unique = true;
        for (place, item) in merged.iter().enumerate() {
            if let Some(id) = id_of(item) {
                let known = places.entry(id.clone()).or_default();
                known.push(place);
                is_unique &= known.len() == 1;
            }
        }
        let mut removed = FxHashSet::default();
        for item in items {
            let removal = is_removal(item);
            let named = id_of(item).and_then(|id| places.get(id)).map(|places| {
                self.has_slips |= places.len() > 1;
                // Of two with one name the first is meant; but one of them may be for few.
                if self.slips == Slips::Meant { &places[..1] } else { places.as_slice() }
            });
            match named {
                Some(places) if removal => {
                    for place in places {
                        removed.insert(*place);
                        let at = item.get("remove").map_or(&item.at, |word| &word.at).clone();
                        self.removed.push(Removed { node: merged[*place].clone(), table, at });
                    }
                }
                Some(places) => {
                    places.iter().for_each(|place| self.value(&mut merged[*place], item, &Shape::Thing(table)));
                }
                None if removal || (!places.is_empty() && !is_complete(item, table())) => {
                    // Beyond what anybody reads, none is looked for that was meant.
                    let is_read = self.diagnostics.len() < MOST_ALIKE;
                    let known = || places.keys().map(EcoString::as_str).filter(|_| is_read);
                    // Where two have one name, which has been reported, one of them may be what is meant.
                    if is_unique {
                        self.diagnostics.push(nothing_to_change(item, known(), table(), &self.base));
                    }
                    if removal {
                        continue;
                    }
                    self.has_slips = true;
                    if self.slips == Slips::Meant {
                        let meant = id_of(item).and_then(|id| nearest(id, known()));
                        if let Some(places) = meant.and_then(|meant| places.get(meant)) {
                            self.value(&mut merged[places[0]], &without_id(item), &Shape::Thing(table));
                        }
                    } else {
                        let mut value = Node::empty(item.at.clone());
                        self.value(&mut value, &stand_in(item, table()), &Shape::Thing(table));
                        merged.push(value);
                    }
                }
                None => {
                    // Where others have things in this list, it would be taken for a change of one; and whether they have, not
                    // everybody may know.
                    let is_slip = !self.is_new && !is_complete(item, table());
                    self.has_slips |= is_slip;
                    let apart = (is_slip && self.slips == Slips::Apart).then(|| stand_in(item, table()));
                    let mut value = Node::empty(item.at.clone());
                    let is_new = std::mem::replace(&mut self.is_new, true);
                    self.value(&mut value, apart.as_ref().unwrap_or(item), &Shape::Thing(table));
                    self.is_new = is_new;
                    merged.push(value);
                }
            }
        }
        let mut place = 0..;
        merged.retain(|_| !place.next().is_some_and(|place| removed.contains(&place)));
    }
}

fn id_of(node: &Node) -> Option<&EcoString> {
    node.get("id")?.as_text()
}

fn without_id(item: &Node) -> Node {
    let mut item = item.clone();
    if let Value::Map(map) = &mut item.value {
        map.entries.retain(|entry| entry.key != "id");
    }
    item
}

/// What was to change something that is not there: a thing of its own, for the team alone. Whom it is for was to be said
/// by what it was to change.
fn stand_in(item: &Node, table: &'static Thing) -> Node {
    let mut item = item.clone();
    let id = id_of(&item).cloned().unwrap_or_default();
    let at = item.at.clone();
    if let Value::Map(map) = &mut item.value {
        map.remove("audience");
        map.push("audience", Node::plain(Audience::Internal.name(), at.clone()));
        for field in table.all_fields().filter(|field| field.required && matches!(field.shape, Shape::Scalar(_))) {
            if map.get(field.name).is_none() {
                map.push(field.name, Node::text(id.clone(), at.clone()));
            }
        }
    }
    item
}

fn is_removal(item: &Node) -> bool {
    let Some(Value::Scalar(word)) = item.get("remove").map(|word| &word.value) else { return false };
    // `yes`, which has been reported, is meant as what the message says.
    bool::from_scalar(word).unwrap_or_else(|refusal| refusal.meant.as_deref() == Some("true"))
}

/// True where `item` can stand alone; else it only changes a thing that must be there already.
fn is_complete(item: &Node, table: &'static Thing) -> bool {
    id_of(item).is_none() || table.all_fields().all(|field| !field.required || item.get(field.name).is_some())
}

fn nothing_to_change<'a>(
    item: &Node,
    known: impl Iterator<Item = &'a str>,
    table: &'static Thing,
    base: &str,
) -> Diagnostic {
    let id = item.get("id").unwrap_or(item);
    let word = id.as_text().map_or("", |id| id.as_str());
    let verb = if is_removal(item) { "remove" } else { "change" };
    let message = format!("there is no {} `{word}` in {base} to {verb}", table.name);
    let problem = Diagnostic::new(Rule::UnknownReference, id.at.clone(), message);
    suggest(problem, word, known)
}

/// Takes the one key that is no field, which has been reported, for the text that is missing: somebody wrote `- Check: the
/// thing` without quotes. Else they would hear of it twice.
fn take_as_text(base: &mut Map, over: &Map, table: &'static Thing) {
    let ([entry], Some(short)) = (over.entries.as_slice(), table.short) else { return };
    let is_lacking = table.field(&entry.key).is_none() && base.get(short).is_none();
    let Some(text) = entry.value.as_text().filter(|_| is_lacking) else { return };
    let at = entry.value.at.clone();
    let text = Node::text(format!("{}: {text}", entry.key), at.clone());
    let id = text.as_text().map(|text| id_from_words(text)).unwrap_or_default();
    base.push(short, text);
    if table.has_id() && base.get("id").is_none() && !id.is_empty() {
        base.push("id", Node::text(id, at));
    }
}

/// The map in `base`; where there is none, an empty one in the place of `over`.
fn map_in<'a>(base: &'a mut Node, over: &Node) -> &'a mut Map {
    if base.as_map().is_none() {
        *base = Node::empty(over.at.clone());
    }
    match &mut base.value {
        Value::Map(map) => map,
        _ => unreachable!("it was made a map above"),
    }
}

fn replace(base: &mut Map, entry: Entry) {
    match base.entries.iter_mut().find(|other| other.key == entry.key) {
        Some(other) => *other = entry,
        None => base.entries.push(entry),
    }
}

/// Puts in the audience of `entry` where it is stricter than the one that is there.
fn narrow(base: &mut Map, entry: &Entry) {
    let known = base.get("audience").map(audience_of);
    if known.is_none_or(|known| audience_of(&entry.value) < known) {
        replace(base, entry.clone());
    }
}

/// The audience that a value names. One that cannot be read is the strictest: what somebody tried to hide stays hidden.
pub(super) fn audience_of(node: &Node) -> Audience {
    node.as_text().and_then(|word| Audience::from_name(word)).unwrap_or(Audience::Internal)
}
