//! Conditions: what is there only for some engagements.
//!
//! Takes a tree that has been filtered; gives it without the things whose `when` does not hold. Conditions look at
//! fields of the same tree, so what a reader may not see decides nothing that they may.

use crate::diagnostic::{Checked, Diagnostic, Rule, nearest};
use crate::schema::field_path::find;
use crate::schema::node::{Entry, Node, Value};

/// What a condition looks at as a rule.
const ROOTS: [&str; 2] = ["environment", "vars"];

/// What is left of `engagement` without what is there under a condition that does not hold; nothing where it has no
/// conditions. One on an unknown field is reported, and what it is about stays.
pub(super) fn apply(engagement: &Node) -> Checked<Option<Node>> {
    if !has_any(engagement) {
        return Checked::clean(None);
    }
    let mut conditions = Conditions { root: engagement, diagnostics: Vec::new() };
    let mut value = engagement.clone();
    conditions.inside(&mut value);
    Checked { value: Some(value), diagnostics: conditions.diagnostics }
}

fn has_any(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.entries.iter().any(|entry| entry.key == "when" || has_any(&entry.value)),
        Value::List(items) => items.iter().any(has_any),
        Value::Scalar(_) | Value::Null => false,
    }
}

/// True where all of `when` holds for `engagement`; for front matter and blocks of pages.
#[must_use]
pub fn holds(when: &Node, engagement: &Node) -> Checked<bool> {
    let mut conditions = Conditions { root: engagement, diagnostics: Vec::new() };
    let value = conditions.hold(when);
    Checked { value, diagnostics: conditions.diagnostics }
}

struct Conditions<'a> {
    root: &'a Node,
    diagnostics: Vec<Diagnostic>,
}

impl Conditions<'_> {
    fn inside(&mut self, node: &mut Node) {
        match &mut node.value {
            Value::Map(map) => map.entries.retain_mut(|entry| self.stays(&mut entry.value)),
            Value::List(items) => items.retain_mut(|item| self.stays(item)),
            Value::Scalar(_) | Value::Null => {}
        }
    }

    fn stays(&mut self, node: &mut Node) -> bool {
        let stays = node.get("when").cloned().is_none_or(|when| self.hold(&when));
        if stays {
            self.inside(node);
        }
        stays
    }

    fn hold(&mut self, when: &Node) -> bool {
        // Each field is looked at, so that every unknown one is found.
        let entries = when.as_map().map_or(&[][..], |map| &map.entries);
        entries.iter().map(|entry| self.holds(entry)).fold(true, |all, one| all & one)
    }

    fn holds(&mut self, entry: &Entry) -> bool {
        let Some(found) = find(self.root, &entry.key) else {
            self.diagnostics.push(self.unknown(entry));
            return true;
        };
        let words = found.words();
        let is_value = |wanted: &Node| wanted.as_text().is_some_and(|wanted| words.contains(&wanted));
        entry.value.as_list().map_or_else(|| is_value(&entry.value), |values| values.iter().any(is_value))
    }

    fn unknown(&self, entry: &Entry) -> Diagnostic {
        let known: Vec<String> = ROOTS
            .iter()
            .filter_map(|root| Some((root, self.root.get(root)?.as_map()?)))
            .flat_map(|(root, map)| map.entries.iter().map(move |entry| format!("{root}.{}", entry.key)))
            .collect();
        let name = self.root.get("id").and_then(Node::as_text).map(|id| format!(" `{id}`")).unwrap_or_default();
        let message = format!("the engagement{name} has no field `{}`, so this condition says nothing", entry.key);
        let problem = Diagnostic::new(Rule::UnknownCondition, entry.key_at.clone(), message);
        match nearest(&entry.key, known.iter().map(String::as_str)) {
            Some(meant) => problem.help(format!("Did you mean `{meant}`?")).replacement(meant),
            None if known.is_empty() => problem.help("Say in the engagement what its `environment` is like."),
            None => problem.help(format!("There is {}.", known.join(", "))),
        }
    }
}
