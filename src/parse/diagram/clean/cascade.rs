//! Which declaration holds for an element: style sheet, inline style and attributes, by the rules of CSS.
//!
//! Inheritance is left to whoever draws; only what an element itself is given is gathered here.

use roxmltree::Node;
use simplecss::{AttributeOperator, DeclarationTokenizer, Element, PseudoClass, StyleSheet};
use std::collections::BTreeMap;

pub(super) struct Cascade<'a> {
    sheet: StyleSheet<'a>,
}

/// `sheet` as `Cascade` takes it: what it says of ids with an end is said by `~=`, as the parser knows no `$=`, and no sheet
/// of the library's has use for the other.
pub(super) fn readable(sheet: &str) -> String {
    sheet.replace("[id$=", "[id~=")
}

/// Properties by name, each with the value that holds.
pub(super) type Properties<'a> = BTreeMap<&'a str, String>;

impl<'a> Cascade<'a> {
    pub(super) fn new(sheet: &'a str) -> Self {
        Self { sheet: StyleSheet::parse(sheet) }
    }

    /// What `node` is given: attributes, then rules by how much they single out, then its inline style, then whatever is
    /// said to be important.
    pub(super) fn properties<'b>(&'b self, node: Node<'b, '_>) -> Properties<'b> {
        let mut found = Properties::new();
        for attribute in node.attributes().filter(|attribute| super::PROPERTIES.contains(&attribute.name())) {
            found.insert(attribute.name(), attribute.value().to_owned());
        }
        let element = Styled(node);
        let rules = self.sheet.rules.iter().filter(|rule| rule.selector.matches(&element));
        let rules = rules.flat_map(|rule| &rule.declarations).copied();
        let inline = node.attribute("style").unwrap_or_default();
        let all: Vec<_> = rules.chain(DeclarationTokenizer::from(inline)).collect();
        for important in [false, true] {
            for declaration in all.iter().filter(|declaration| declaration.important == important) {
                if let Some(name) = super::PROPERTIES.iter().find(|name| **name == declaration.name) {
                    found.insert(name, declaration.value.to_owned());
                }
            }
        }
        found
    }
}

struct Styled<'a, 'input>(Node<'a, 'input>);

impl Element for Styled<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.0.parent_element().map(Self)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.0.prev_sibling_element().map(Self)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.0.tag_name().name() == name
    }

    fn attribute_matches(&self, name: &str, operator: AttributeOperator<'_>) -> bool {
        self.0.attribute(name).is_some_and(|value| match operator {
            // `$=` in the sheet: see `readable`.
            AttributeOperator::Contains(end) if name == "id" => value.ends_with(end),
            operator => operator.matches(value),
        })
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        matches!(class, PseudoClass::FirstChild) && self.prev_sibling_element().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_for_the_end_of_an_id_holds_for_that_end_alone() {
        let sheet = readable("#d [id$=\"-head\"] path,.other{fill:red}");
        let svg = "<svg id=\"d\"><g id=\"a-head\"><path/></g><g id=\"a-head-b\"><path/></g><g class=\"other\"/></svg>";
        let document = roxmltree::Document::parse(svg).expect("XML");
        let cascade = Cascade::new(&sheet);
        let filled = |node: Node<'_, '_>| cascade.properties(node).contains_key("fill");
        let drawn = document.descendants().filter(|node| node.has_tag_name("path") || node.has_attribute("class"));
        assert_eq!(drawn.map(filled).collect::<Vec<_>>(), [true, false, true]);
    }
}
