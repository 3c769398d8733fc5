//! A canary in every map of the example book: whatever is restricted, no word of it reaches the reader.

use super::super::filter::{filter, strip};
use super::super::references::{Index, each_naming};
use super::examples::{example_book, join_all};
use super::*;
use crate::diagnostic::Location;
use crate::schema::node::{Map, Node, Value};
use ecow::EcoString;

const CANARY: &str = "canary";

/// The `n`th map in `node`, itself included.
fn nth_map<'a>(node: &'a mut Node, n: &mut usize) -> Option<&'a mut Map> {
    match &mut node.value {
        Value::Map(map) => {
            if *n == 0 {
                return Some(map);
            }
            *n -= 1;
            map.entries.iter_mut().find_map(|entry| nth_map(&mut entry.value, n))
        }
        Value::List(items) => items.iter_mut().find_map(|item| nth_map(item, n)),
        Value::Scalar(_) | Value::Null => None,
    }
}

fn ids_in(map: &Map, ids: &mut Vec<EcoString>) {
    ids.extend(map.get("id").and_then(Node::as_text).cloned());
    for entry in &map.entries {
        let items = entry.value.as_list().unwrap_or(std::slice::from_ref(&entry.value));
        items.iter().filter_map(Node::as_map).for_each(|map| ids_in(map, ids));
    }
}

fn sing(map: &mut Map) {
    for entry in &mut map.entries {
        // The kind of an entry is no secret, and decides what names it.
        if entry.key != "kind" {
            sing_in(&mut entry.value);
        }
    }
}

fn sing_in(node: &mut Node) {
    match &mut node.value {
        Value::Map(map) => sing(map),
        Value::List(items) => items.iter_mut().for_each(sing_in),
        Value::Scalar(scalar) => scalar.text = CANARY.into(),
        Value::Null => {}
    }
}

/// How many maps there are in `node`, itself included.
fn count_maps(node: &Node) -> usize {
    match &node.value {
        Value::Map(map) => 1 + map.entries.iter().map(|entry| count_maps(&entry.value)).sum::<usize>(),
        Value::List(items) => items.iter().map(count_maps).sum(),
        Value::Scalar(_) | Value::Null => 0,
    }
}

fn sings(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.entries.iter().any(|entry| entry.key.contains(CANARY) || sings(&entry.value)),
        Value::List(items) => items.iter().any(sings),
        Value::Scalar(scalar) => scalar.text.contains(CANARY),
        Value::Null => false,
    }
}

/// Renames at `places` what is named there.
fn rename(node: &mut Node, places: &[(Location, bool)]) {
    let new_name = |at: &Location, old: &str| {
        let (_, with_kind) = places.iter().find(|(place, _)| place == at)?;
        let kind = old.split_once(':').map_or("", |(kind, _)| kind);
        Some(if *with_kind { format!("{kind}:{CANARY}") } else { CANARY.to_owned() })
    };
    match &mut node.value {
        Value::Map(map) => map.entries.iter_mut().for_each(|entry| {
            // The key of a short form stands where its value does.
            let own_place = entry.key_at != entry.value.at;
            if let Some(name) = new_name(&entry.key_at, &entry.key).filter(|_| own_place) {
                entry.key = name.into();
            }
            rename(&mut entry.value, places);
        }),
        Value::List(items) => items.iter_mut().for_each(|item| rename(item, places)),
        Value::Scalar(scalar) => {
            if let Some(name) = new_name(&node.at, &scalar.text) {
                scalar.text = name.into();
            }
        }
        Value::Null => {}
    }
}

fn index(node: &Node) -> Index {
    let mut index = Index::default();
    index.add_all(node, Engagement::table());
    index
}

#[test]
fn no_restricted_word_is_left() {
    let table = Engagement::table();
    let (joined, _) = join_all(&example_book());
    let mut named = 0;
    for whole in &joined {
        let node = &*whole.node;
        let maps = count_maps(node);
        assert!(maps > 100, "the example has many things");
        for n in 1..maps {
            let mut marked = node.clone();
            let map = nth_map(&mut marked, &mut n.clone()).expect("they were counted");
            let mut inside = Vec::new();
            ids_in(map, &mut inside);
            map.remove("audience");
            map.push("audience", Node::text("internal", node.at.clone()));
            let left = filter(&marked, table, Audience::Public, Audience::Customer).expect("the whole is visible");
            let (before, after) = (index(node), index(&left));
            let mut hidden = Vec::new();
            each_naming(node, table, &mut |naming| {
                // An issue that a risk became goes without its id, which is the risk's too.
                let is_inside = inside.contains(&naming.reference.id);
                if is_inside && before.has(&naming.reference) && !after.has(&naming.reference) {
                    hidden.push((naming.at.clone(), naming.with_kind));
                }
            });
            named += hidden.len();
            rename(&mut marked, &hidden);
            let map = nth_map(&mut marked, &mut n.clone()).expect("renaming keeps the maps");
            sing(map);
            map.remove("audience");
            map.push("audience", Node::text("internal", node.at.clone()));
            let mut left = filter(&marked, table, Audience::Public, Audience::Customer).expect("the whole is visible");
            let after = index(&left);
            strip(&mut left, table, Audience::Customer, &index(&marked), &after);
            assert!(!sings(&left), "map {n} of {} sings: {left:?}", node.at.path);
        }
    }
    assert!(named > 100, "and they name each other");
}
