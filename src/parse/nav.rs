//! `nav.yaml`, each file on its own: its short forms written out and read. Whether what it names is there is not known yet.

use crate::diagnostic::Checked;
use crate::parse::engagement::parse_tree;
use crate::path::SourcePath;
use crate::schema::node::{Map, Node, Value};
use crate::schema::read::{Fields, Report, read};
use crate::schema::short::write_out;
use crate::schema::things::{NavEntry, NavFile};
use std::sync::Arc;

/// A folder's `nav.yaml`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParsedNav {
    /// The file.
    pub path: SourcePath,
    /// What it says.
    pub says: Arc<NavFile>,
}

/// Reads a folder's order.
#[must_use]
pub fn parse_nav(path: &SourcePath, bytes: &[u8]) -> Checked<ParsedNav> {
    let mut diagnostics = Vec::new();
    let tree = parse_tree(path, bytes).unpack(&mut diagnostics);
    let tree = tree.unwrap_or_else(|| Node::empty(crate::diagnostic::Location::file(path.clone())));
    let tree = write_out(name_entries(as_map(tree)), NavFile::table());
    let says = read::<NavFile>(&tree, Report::All).unpack(&mut diagnostics);
    Checked { value: ParsedNav { path: path.clone(), says: Arc::new(says) }, diagnostics }
}

/// A list alone as the order that it is.
fn as_map(node: Node) -> Node {
    let at = node.at.clone();
    match &node.value {
        Value::List(_) => {
            let mut map = Map::default();
            map.push("order", node);
            Node { value: Value::Map(map), at }
        }
        Value::Null => Node::empty(at),
        _ => node,
    }
}

/// Each `name: Title` of the order as a page and its title.
fn name_entries(mut node: Node) -> Node {
    let Value::Map(map) = &mut node.value else { return node };
    let order = map.entries.iter_mut().filter(|entry| entry.key == "order");
    for item in order.filter_map(|entry| match &mut entry.value.value {
        Value::List(items) => Some(items),
        _ => None,
    }) {
        item.iter_mut().for_each(name_entry);
    }
    node
}

fn name_entry(item: &mut Node) {
    let Value::Map(map) = &mut item.value else { return };
    let [entry] = map.entries.as_slice() else { return };
    if NavEntry::table().field(&entry.key).is_some() || !matches!(entry.value.value, Value::Scalar(_)) {
        return;
    }
    let (page, title) = (Node::text(entry.key.clone(), entry.key_at.clone()), entry.value.clone());
    let mut named = Map::default();
    named.push("page", page);
    named.push("title", title);
    *map = named;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (String, Vec<String>) {
        let path = SourcePath::new("content/nav.yaml").expect("inside");
        let parsed = parse_nav(&path, text.as_bytes());
        let says = &parsed.value.says;
        let entry = |entry: &NavEntry| match &entry.title {
            Some(title) => format!("{}={}", entry.page.value, title.value),
            None => entry.page.to_string(),
        };
        let order: Vec<String> = says.order.iter().map(entry).collect();
        let hide: Vec<&str> = says.hide.iter().map(|name| name.as_str()).collect();
        let title = says.title.as_ref().map_or("", |title| title.as_str());
        let told = parsed.diagnostics.into_iter().map(|problem| problem.message).collect();
        (format!("{title}|{}|{}", order.join(","), hide.join(",")), told)
    }

    #[test]
    fn the_forms_that_people_guess() {
        let fine = |text: &str| {
            let (said, told) = parse(text);
            assert_eq!(told, Vec::<String>::new(), "{text}");
            said
        };
        assert_eq!(
            fine("- kickoff\n- air-gapped: Without a network\n- ...\n- \"*\"\n- 2026\n"),
            "|kickoff,air-gapped=Without a network,...,*,2026|"
        );
        assert_eq!(fine("title: Getting ready\norder: [a.md, b/]\nhide: drafts\n"), "Getting ready|a.md,b/|drafts");
        assert_eq!(fine("order:\n  - page: a\n    title: Alpha\n"), "|a=Alpha|");
        assert_eq!(fine(""), "||");
        assert_eq!(fine("# nothing yet\n"), "||");
    }

    #[test]
    fn mistakes_are_told_and_the_rest_holds() {
        let (said, told) = parse("ordre: [a]\nhide: [b]\n");
        assert_eq!(said, "||b");
        assert_eq!(told, ["`ordre` is not a field of a folder's navigation"]);
        let (said, told) = parse("- [a]\n- b\n- { c: 1, d: 2 }\n");
        assert_eq!(said, "|b,|", "what is no entry is none");
        assert_eq!(told.len(), 4, "{told:?}");
    }
}
