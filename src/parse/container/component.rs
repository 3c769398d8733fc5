//! The alternatives of Docusaurus, which are components of MDX: `<Tabs>`, `<TabItem value="a" label="A">` and their ends.
//!
//! Takes one line; gives what it does, as a line of colons would. A tag that does not stand alone on its line is not read.

use super::{MarkerKind, Shape};

/// As many colons as these lines stand for: fewer than any line of colons has, so neither closes the other.
pub(super) const COLONS: usize = 2;

pub(super) struct Component<'a> {
    pub(super) kind: MarkerKind,
    pub(super) title: Option<&'a str>,
}

/// Reads `line`, without blanks around it.
pub(super) fn read(line: &str) -> Option<Component<'_>> {
    let inside = line.strip_prefix('<')?.strip_suffix('>')?;
    let plain = |kind| Some(Component { kind, title: None });
    match inside {
        "/Tabs" => return plain(MarkerKind::Close),
        "/TabItem" => return plain(MarkerKind::EndPane),
        "Tabs" => return plain(MarkerKind::Open(Shape::Tabs)),
        _ if inside.contains(['<', '>']) || inside.ends_with('/') => return None,
        _ => {}
    }
    if inside.starts_with("Tabs ") {
        return plain(MarkerKind::Open(Shape::Tabs));
    }
    let attributes = inside.strip_prefix("TabItem ")?;
    let title = attribute(attributes, "label").or_else(|| attribute(attributes, "value"))?;
    Some(Component { kind: MarkerKind::Pane, title: Some(title) })
}

/// The value of `name="..."`.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        let at = rest.find(name)?;
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        rest = after;
        if !(before.is_empty() || before.ends_with(char::is_whitespace)) {
            continue;
        }
        let Some(value) = after.strip_prefix('=') else { continue };
        let quote = value.chars().next().filter(|sign| matches!(sign, '"' | '\''))?;
        let value = value[1..].split(quote).next()?.trim();
        return (!value.is_empty()).then_some(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn title(line: &str) -> Option<&str> {
        read(line)?.title
    }

    #[test]
    fn an_alternative_is_called_by_its_label() {
        assert_eq!(title("<TabItem value=\"helm\" label=\"With Helm\" default>"), Some("With Helm"));
        assert_eq!(title("<TabItem value='helm'>"), Some("helm"));
        assert_eq!(title("<TabItem data-label=\"x\" value=\"helm\">"), Some("helm"));
        assert!(read("<TabItem value=\"a\">text</TabItem>").is_none());
        assert!(read("<Tabs groupId=\"os\">").is_some_and(|tabs| tabs.kind == MarkerKind::Open(Shape::Tabs)));
        assert!(read("<Tables>").is_none() && read("<Tabs />").is_none());
    }
}
