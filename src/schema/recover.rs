//! Keys that are nearly those of fields, taken for them: a slip of the pen costs one message and not a dozen.
//!
//! Takes a tree whose mistakes have been told; gives the same with each such key as the field that the message names as
//! what was meant. A key that means no field stays as it is, and nobody reads it. What was to be hidden by a word that is
//! not quite `audience` is hidden.

use super::node::{Node, Value};
use super::read::{meant_field, text_with_colon};
use super::shape::{Shape, Thing};

/// Renames the keys in `node`, a thing of this table.
pub fn rename_keys(node: &mut Node, thing: &'static Thing) {
    let Value::Map(map) = &mut node.value else { return };
    if text_with_colon(map, thing).is_some() {
        return;
    }
    for at in 0..map.entries.len() {
        let key = map.entries[at].key.clone();
        if thing.field(&key).is_none()
            && let Some(meant) = meant_field(&key, thing)
            && map.entry(meant).is_none()
        {
            map.entries[at].key = meant.into();
        }
        if let Some(field) = thing.field(&map.entries[at].key) {
            inside(&mut map.entries[at].value, &field.shape);
        }
    }
}

/// The same in a list of things of this table.
pub fn rename_keys_in_list(node: &mut Node, thing: &'static Thing) {
    if let Value::List(items) = &mut node.value {
        items.iter_mut().for_each(|item| rename_keys(item, thing));
    }
}

fn inside(node: &mut Node, shape: &Shape) {
    match (shape, &mut node.value) {
        (Shape::Thing(table), _) => rename_keys(node, table()),
        (Shape::List(inner), Value::List(items)) => items.iter_mut().for_each(|item| inside(item, inner)),
        (Shape::Keyed(inner), Value::Map(map)) => {
            map.entries.iter_mut().for_each(|entry| inside(&mut entry.value, inner));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::schema::read::{Fields, Report, read};
    use crate::schema::things::Phase;
    use crate::schema::yaml;

    #[test]
    fn what_is_nearly_a_field_is_one_and_no_field_is_said_twice() {
        let text = "{ id: a, titel: A, week: 1-2, owner: x, ownre: y, colour: red, \
                    tasks: [{ id: t, txt: T, audience: internal, audiense: public }, { id: u, title: U }] }";
        let path = SourcePath::new("a.yaml").expect("inside");
        let mut node = yaml::parse(text, &path, 0).value.expect("YAML");
        rename_keys(&mut node, Phase::table());
        let phase = read::<Phase>(&node, Report::Gaps);
        assert_eq!(phase.diagnostics, []);
        assert_eq!((phase.value.title.as_str(), phase.value.weeks.is_some()), ("A", true));
        assert_eq!(phase.value.owner.map(|owner| owner.value.to_string()).as_deref(), Some("x"));
        let texts: Vec<&str> = phase.value.tasks.iter().map(|task| task.text.as_str()).collect();
        assert_eq!(texts, ["T", "U"], "another tool's word for a field means it too");
        assert_eq!(phase.value.tasks[0].common.audience.as_ref().map(|one| one.value.name()), Some("internal"));
    }
}
