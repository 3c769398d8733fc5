//! Dotted paths to the fields of an engagement: `customer.name`, `vars.namespace`, `environments.production.url`.
//!
//! The table says which there can be, the tree what each holds. A thing of a list is named by its id.

use super::node::{Node, Value};
use super::read::Fields;
use super::shape::{Field, Format, Refers, Shape, Thing};
use super::things::{Common, Engagement};
use crate::diagnostic::nearest;
use ecow::EcoString;

/// A field that a path leads to, and what it holds.
#[derive(Clone, Copy, Debug)]
pub struct FoundField<'a> {
    /// A scalar, or a list of them.
    pub node: &'a Node,
    /// The field; that of the map or list for what lies in one.
    pub field: &'static Field,
    /// How its scalars are written.
    pub format: &'static Format,
}

/// Why a path leads nowhere, whatever an engagement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoField {
    /// The part of the path that is wrong.
    pub part: EcoString,
    /// What that is no field of, or that it holds more than a value.
    pub because: EcoString,
    /// The whole path that may have been meant.
    pub meant: Option<EcoString>,
}

/// True for a path that begins with a field of an engagement, and so is meant as one. A word alone is one only where that
/// field holds a value: `start`, and not `people`.
#[must_use]
pub fn is_path(path: &str) -> bool {
    let mut parts = path.split('.');
    let Some(root) = parts.next().and_then(root) else { return false };
    let is_word = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    let mut rest = parts.peekable();
    match rest.peek() {
        None => value_of(&root.shape).is_some(),
        Some(_) => rest.all(is_word),
    }
}

fn root(name: &str) -> Option<&'static Field> {
    Engagement::table().field(name).filter(|field| Common::table().field(field.name).is_none())
}

/// The format of what a field of this shape shows: its own, those of its items, that of the field that stands for it.
fn value_of(shape: &Shape) -> Option<(&'static Format, Option<&'static Field>)> {
    match shape {
        Shape::Scalar(format) | Shape::List(Shape::Scalar(format)) => Some((format, None)),
        Shape::Thing(table) => {
            let field = table().field(table().short?)?;
            match field.shape {
                Shape::Scalar(format) => Some((format, Some(field))),
                _ => None,
            }
        }
        Shape::List(_) | Shape::Keyed(_) => None,
    }
}

/// Whether there can be a field at `path`.
///
/// # Errors
/// Says which part is wrong.
pub fn check(path: &str) -> Result<(), NoField> {
    let mut shape = Shape::Thing(Engagement::table);
    let mut before = String::new();
    for part in path.split('.') {
        let fields = |table: &'static Thing| -> Result<Shape, NoField> {
            let found = if before.is_empty() { root(part) } else { table.field(part) };
            found.map(|field| field.shape).ok_or_else(|| {
                let meant = nearest(part, table.all_fields().map(|field| field.name));
                let rest = path[before.len()..].strip_prefix(part).unwrap_or_default();
                NoField {
                    part: part.into(),
                    because: format!("is no field of a {}", table.name).into(),
                    meant: meant.map(|meant| format!("{before}{meant}{rest}").into()),
                }
            })
        };
        shape = match shape {
            Shape::Thing(table) => fields(table())?,
            Shape::Keyed(inner) | Shape::List(inner @ Shape::Thing(_)) => *inner,
            Shape::List(_) | Shape::Scalar(_) => {
                return Err(NoField {
                    part: part.into(),
                    because: "stands below a value, which has no fields".into(),
                    meant: None,
                });
            }
        };
        before.push_str(part);
        before.push('.');
    }
    if value_of(&shape).is_some() {
        return Ok(());
    }
    let part = path.rsplit('.').next().unwrap_or(path);
    Err(NoField { part: part.into(), because: "holds more than one value; name a field of it".into(), meant: None })
}

/// The field at `path` in `engagement`, where it says something.
#[must_use]
pub fn find<'a>(engagement: &'a Node, path: &str) -> Option<FoundField<'a>> {
    let mut node = engagement;
    let mut shape = Shape::Thing(Engagement::table);
    let mut field: Option<&'static Field> = None;
    for part in path.split('.') {
        match shape {
            Shape::Thing(table) => {
                let found = if field.is_none() { root(part)? } else { table().field(part)? };
                (node, shape, field) = (node.get(part)?, found.shape, Some(found));
            }
            Shape::Keyed(inner) => (node, shape) = (node.get(part)?, *inner),
            Shape::List(inner @ Shape::Thing(_)) => {
                let is_it = |item: &&Node| item.get("id").and_then(Node::as_text).is_some_and(|id| id == part);
                (node, shape) = (node.as_list()?.iter().find(is_it)?, *inner);
            }
            Shape::List(_) | Shape::Scalar(_) => return None,
        }
    }
    let (format, short) = value_of(&shape)?;
    let (node, field) = match short {
        Some(short) => (node.get(short.name)?, short),
        None => (node, field?),
    };
    let says = match &node.value {
        Value::Scalar(_) => true,
        Value::List(items) => !items.is_empty(),
        Value::Map(_) | Value::Null => false,
    };
    says.then_some(FoundField { node, field, format })
}

impl FoundField<'_> {
    /// Its words; several are apart by commas.
    #[must_use]
    pub fn words(&self) -> Vec<&EcoString> {
        match self.node.as_list() {
            Some(items) => items.iter().filter_map(Node::as_text).collect(),
            None => self.node.as_text().into_iter().collect(),
        }
    }

    /// True where it names things by their ids.
    #[must_use]
    pub fn names_by_id(&self) -> bool {
        self.format.refers == Refers::ById
    }
}

/// The paths of what an engagement says of itself in maps with keys of its own: what conditions and variables mostly name.
#[must_use]
pub fn own_paths(engagement: &Node) -> Vec<String> {
    let of = |root: &'static str| {
        let map = engagement.get(root).and_then(Node::as_map);
        map.into_iter().flat_map(|map| &map.entries).map(move |entry| format!("{root}.{}", entry.key))
    };
    ["environment", "vars", "team"].into_iter().flat_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;
    use crate::schema::yaml;

    #[test]
    fn a_path_begins_with_a_field_of_an_engagement() {
        for path in
            ["customer.name", "vars.namespace", "start", "go_live", "team.project-manager", "customer", "vars.x.y"]
        {
            assert!(is_path(path), "{path}");
        }
        for path in
            ["Values.image", "people", "name", "github.sha", "vars.", ".vars", "vars.a b", "audience", "notes.x", ""]
        {
            assert!(!is_path(path), "{path}");
        }
    }

    #[test]
    fn the_table_says_what_can_be_there() {
        for path in [
            "customer.name",
            "customer",
            "vars.namespace",
            "environments.production.url",
            "support.on_call.phone",
            "people.po",
        ] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
        let problem = check("customer.nmae").expect_err("there is no such field");
        assert_eq!(problem.meant.as_deref(), Some("customer.name"));
        assert!(check("cutover").is_err());
        assert!(check("start.year").is_err());
    }

    #[test]
    fn the_tree_says_what_is_there() {
        let text = "customer: { name: Acme }\nvars: { a: b }\nenvironments: [{ id: p, url: https://p.example }]\nteam: { pm: [x, y] }\n";
        let path = SourcePath::new("e.yaml").expect("inside");
        let node = yaml::parse(text, &path, 0).value.expect("YAML");
        let words = |path: &str| find(&node, path).map(|found| found.words().into_iter().cloned().collect::<Vec<_>>());
        assert_eq!(words("customer"), Some(vec!["Acme".into()]));
        assert_eq!(words("environments.p.url"), Some(vec!["https://p.example".into()]));
        assert_eq!(words("team.pm"), Some(vec!["x".into(), "y".into()]));
        assert_eq!(words("vars.b"), None);
    }
}
