//! What an engagement takes over from the one that it continues: environments, components and access.
//!
//! Merged by id as a playbook's things are, the own ones on top, each value with the place it came from. Who may read what
//! is taken over is also what the earlier engagement says as a whole, so nothing is widened by continuing it. Of the people
//! that these things name, those whom only the earlier engagement knows come along by name and side, for whoever may see
//! that they are named; nothing else of it does. Conditions are asked of the engagement that takes over.

use super::merge::{self, Slips, audience_of, cycle, merge_engagement};
use super::references::each_naming;
use super::{NamedEngagement, Surroundings, filter, whole_of};
use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic, Location};
use crate::schema::kind::Kind;
use crate::schema::node::{Entry, Map, Node, Value};
use crate::schema::read::Fields;
use crate::schema::things::Engagement;
use ecow::EcoString;
use std::collections::{BTreeMap, BTreeSet};

/// The lists that are taken over.
const TAKEN: [&str; 3] = ["environments", "components", "access"];

/// What their things are.
pub(super) const KINDS: [Kind; 3] = [Kind::Environment, Kind::Component, Kind::Access];

/// The fields of a person who comes along.
const NAMED: [&str; 6] = ["id", "name", "title", "side", "until", "audience"];

/// Sets apart the lists of an engagement that are to be merged into those of another: they may change and remove what is
/// only there. Nothing where it continues none.
pub(super) fn set_apart(engagement: &Node) -> Option<(Node, Map)> {
    engagement.get("continues")?;
    let mut rest = engagement.clone();
    let mut own = Map::default();
    if let Value::Map(map) = &mut rest.value {
        TAKEN.iter().for_each(|key| own.entries.extend(map.remove(key)));
    }
    Some((rest, own))
}

/// Puts into `node`, an engagement merged with its playbooks, what it takes over, changed by its `own` lists.
pub(super) fn take_over(
    node: &mut Node,
    own: &Map,
    surroundings: &Surroundings<'_>,
    default: Audience,
    slips: Slips,
) -> Checked<TakenOver> {
    let mut diagnostics = Vec::new();
    let (chain, complete) = follow(node, surroundings, &mut diagnostics);
    let earlier: Vec<(&Node, Audience)> =
        chain.iter().filter_map(|link| with_whole(link, surroundings, default)).collect();
    let mut taken = Map::default();
    let told = diagnostics.len();
    let mut has_slips = false;
    for ((from, whole), over) in earlier.iter().zip(&chain).rev() {
        let lists = lists(from, *whole);
        has_slips |= merge::merge_lists(&mut taken, &lists, over.base.as_deref(), slips).unpack(&mut diagnostics);
    }
    let named = people_named(&taken, node);
    let base = chain.first().map(|nearest| EcoString::from(nearest.one.id));
    has_slips |= merge::merge_lists(&mut taken, own, base.as_deref(), slips).unpack(&mut diagnostics);
    let left = people_named(&taken, node);
    let people = people_taken(&named, &left, &earlier, node, surroundings);
    let says = node.get("continues").map_or_else(|| node.at.clone(), |continues| continues.at.clone());
    // A list that is taken over is so because of that word: who may see none of its things learns no more.
    for entry in &mut taken.entries {
        (entry.key_at, entry.value.at) = (says.clone(), says.clone());
    }
    if let Value::Map(map) = &mut node.value {
        map.entries.extend(taken.entries);
        add_people(map, people, &says);
    }
    if !complete {
        // What could not be had might have held what the changes are about.
        diagnostics.truncate(told);
    }
    Checked { value: TakenOver { complete, has_slips }, diagnostics }
}

/// What became of taking over.
#[derive(Clone, Copy, Debug)]
pub(super) struct TakenOver {
    /// False where it cannot be had, so that what seems to be missing may be there.
    pub(super) complete: bool,
    /// True where the own lists change what is not there.
    pub(super) has_slips: bool,
}

/// An engagement of the chain, and the name of the one that it continues.
struct Link<'a> {
    one: &'a NamedEngagement<'a>,
    base: Option<EcoString>,
}

/// The engagements before `node`, nearest first, and whether that is all of them; a chain that comes back to itself ends
/// there.
fn follow<'a>(
    node: &Node,
    surroundings: &Surroundings<'a>,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Link<'a>>, bool) {
    let mut chain: Vec<Link<'a>> = Vec::new();
    let own = node.get("id").and_then(Node::as_text).cloned().unwrap_or_default();
    let mut links: Vec<(EcoString, Node)> = Vec::new();
    let mut here: Node = node.clone();
    while let Some(continues) = here.get("continues").cloned() {
        let Some(id) = continues.as_text().cloned() else { break };
        if let Some(last) = chain.last_mut() {
            last.base = Some(id.clone());
        }
        // Whether there is such an engagement is looked at with all that it names.
        let Some(one) = surroundings.engagements.iter().find(|one| one.id == id) else { return (chain, false) };
        let Some(earlier) = one.node else { return (chain, false) };
        let first = links.iter().position(|(known, _)| *known == id);
        links.push((id.clone(), continues));
        if id == own || first.is_some() {
            let circle: Vec<(&str, &Node)> =
                links[first.map_or(0, |first| first + 1)..].iter().map(|(id, at)| (id.as_str(), at)).collect();
            diagnostics.push(cycle(&circle, "engagements continue", "continues"));
            break;
        }
        chain.push(Link { one, base: None });
        here = earlier.clone();
    }
    (chain, true)
}

/// An earlier engagement, and who may read it as a whole, which its playbooks say too.
fn with_whole<'a>(link: &Link<'a>, surroundings: &Surroundings<'_>, default: Audience) -> Option<(&'a Node, Audience)> {
    let node = link.one.node?;
    // What is wrong with it is told with itself.
    let merged = merge_engagement(node, surroundings.playbooks).value;
    let around = if merged.complete { whole_of(&merged.node, link.one.around, default) } else { Audience::Internal };
    Some((node, filter::audience_in(&merged.node, around)))
}

/// What is taken over of `node`, none of it for more than `whole`.
fn lists(node: &Node, whole: Audience) -> Map {
    let mut taken = Map::default();
    for key in TAKEN {
        let Some(entry) = node.as_map().and_then(|map| map.entry(key)) else { continue };
        let mut entry: Entry = entry.clone();
        if let Value::List(items) = &mut entry.value.value {
            items.iter_mut().for_each(|item| narrow_to(item, whole));
        }
        taken.entries.push(entry);
    }
    taken
}

/// Sees to it that `item` is not for more than `audience`.
pub(in crate::book) fn narrow_to(item: &mut Node, audience: Audience) {
    let at = item.at.clone();
    let Value::Map(map) = &mut item.value else { return };
    if map.get("audience").is_none_or(|own| audience_of(own) > audience) {
        map.remove("audience");
        map.push("audience", Node::plain(audience.name(), at));
    }
}

/// The people whom what is `taken` over names, each with those who may see that: a note for the team makes nobody known.
fn people_named(taken: &Map, node: &Node) -> BTreeMap<EcoString, Audience> {
    let whole = Node { value: Value::Map(taken.clone()), at: node.at.clone() };
    let named_in = |left: &Node| {
        let mut named = BTreeSet::new();
        each_naming(left, Engagement::table(), &mut |naming| {
            if naming.reference.kind == Kind::Person {
                named.insert(naming.reference.id.clone());
            }
        });
        named
    };
    let mut named: BTreeMap<EcoString, Audience> =
        named_in(&whole).into_iter().map(|id| (id, Audience::Internal)).collect();
    if named.is_empty() {
        return named;
    }
    // Narrowest first, so that the widest stays.
    for reader in Audience::ALL {
        if let Some(left) = filter::filter(&whole, Engagement::table(), Audience::Public, reader) {
            named.extend(named_in(&left).into_iter().map(|id| (id, reader)));
        }
    }
    named
}

/// Of the people who are `named` in what is taken over, those whom the engagement does not know, as far as they come along;
/// `left` are those whom it names still, once the own lists have changed it.
fn people_taken(
    named: &BTreeMap<EcoString, Audience>,
    left: &BTreeMap<EcoString, Audience>,
    earlier: &[(&Node, Audience)],
    node: &Node,
    surroundings: &Surroundings<'_>,
) -> Vec<Node> {
    let ids = |people: Option<&Node>| -> BTreeSet<EcoString> {
        let people = people.and_then(Node::as_list).unwrap_or_default().iter();
        people.filter_map(|person| person.get("id")?.as_text().cloned()).collect()
    };
    let mut known = ids(node.get("people"));
    known.extend(ids(surroundings.people.map(AsRef::as_ref)));
    let mut found = Vec::new();
    for (from, audience) in earlier {
        let mut here: BTreeMap<EcoString, Audience> = BTreeMap::new();
        for person in from.get("people").and_then(Node::as_list).unwrap_or_default() {
            let Some(id) = person.get("id").and_then(Node::as_text) else { continue };
            if !named.contains_key(id) || known.contains(id) {
                continue;
            }
            let most = left.get(id).copied().unwrap_or(Audience::Internal).min(*audience);
            let own = person.get("audience").map_or(most, |own| audience_of(own).min(most));
            // Of two with one id each reader hears of the first whom they may see: one they may not see hides nobody.
            if here.get(id).is_some_and(|widest| *widest >= own) {
                continue;
            }
            here.insert(id.clone(), own);
            let mut person = person.clone();
            if let Value::Map(map) = &mut person.value {
                map.entries.retain(|entry| NAMED.contains(&entry.key.as_str()));
            }
            narrow_to(&mut person, most);
            found.push(person);
        }
        known.extend(here.into_keys());
    }
    found
}

fn add_people(own: &mut Map, people: Vec<Node>, says: &Location) {
    if own.get("people").is_none() && !people.is_empty() {
        own.remove("people");
        own.push("people", Node { value: Value::List(Vec::new()), at: says.clone() });
    }
    if let Some(Value::List(items)) = own.get_mut("people").map(|people| &mut people.value) {
        items.extend(people);
    }
}
