//! What a plan asks of whoever takes it over: the fields that its conditions look at and its texts name, and that only an
//! engagement can say.
//!
//! Takes a merged playbook. For the file that a new engagement begins with, which is to be without errors.

use crate::parse::variable;
use crate::schema::node::{Map, Node, Value};
use ecow::EcoString;
use std::collections::BTreeMap;

/// The fields of `environment` and `vars` that a plan needs, by path, each with the values that its conditions know.
pub type Asked = BTreeMap<EcoString, Vec<EcoString>>;

/// What `plan` asks.
#[must_use]
pub fn asked_by(plan: &Node) -> Asked {
    let mut asked = Asked::new();
    ask(plan, &mut asked);
    asked
}

fn ask(node: &Node, asked: &mut Asked) {
    match &node.value {
        Value::Scalar(scalar) => {
            for found in variable::find(&scalar.text) {
                let path = scalar.text[found].trim_matches(['{', '}', ' ']);
                if is_asked(path) {
                    asked.entry(path.into()).or_default();
                }
            }
        }
        Value::List(items) => items.iter().for_each(|item| ask(item, asked)),
        Value::Map(map) => {
            for entry in &map.entries {
                match &entry.value.value {
                    Value::Map(conditions) if entry.key == "when" => ask_conditions(conditions, asked),
                    _ => ask(&entry.value, asked),
                }
            }
        }
        Value::Null => {}
    }
}

fn ask_conditions(conditions: &Map, asked: &mut Asked) {
    for condition in conditions.entries.iter().filter(|condition| is_asked(&condition.key)) {
        let known = asked.entry(condition.key.clone()).or_default();
        let values = condition.value.as_list().unwrap_or(std::slice::from_ref(&condition.value));
        for value in values.iter().filter_map(Node::as_text) {
            if !known.contains(value) {
                known.push(value.clone());
            }
        }
    }
}

/// True for one level below the two maps with keys of the author's own.
fn is_asked(path: &str) -> bool {
    let rest = path.strip_prefix("environment.").or_else(|| path.strip_prefix("vars."));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::schema::yaml;

    #[test]
    fn conditions_and_texts_ask_for_what_only_an_engagement_can_say() {
        let text = "\
prerequisites:
  - { id: a, text: 'Reach {{ vars.host }} of {{ customer.name }}', when: { environment.kind: [air-gapped, private] } }
  - { id: b, text: B, when: { environment.kind: cloud, customer.name: Fernhill } }
facts: { when: '{{ vars.host }}' }
";
        let path = SourcePath::new("a.yaml").expect("inside");
        let asked = asked_by(&yaml::parse(text, &path, 0).value.expect("YAML"));
        let shown: Vec<String> = asked.iter().map(|(path, known)| format!("{path}: {}", known.join(" "))).collect();
        assert_eq!(shown, ["environment.kind: air-gapped private cloud", "vars.host: "]);
    }
}
