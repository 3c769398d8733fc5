//! The contents that another tool's book brings along: mdBook's `SUMMARY.md` and MkDocs' `nav`.

use super::{Config, Origin};
use crate::path::{SourcePath, percent_decode};
use crate::schema::node::{Node, Value};
use crate::schema::yaml;
use crate::source::Sources;
use ecow::EcoString;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};

/// An entry of imported contents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContentsEntry {
    /// What it is called; the page's title where nothing is said.
    pub title: Option<EcoString>,
    /// The page's source, relative to the source folder.
    pub path: Option<EcoString>,
    /// What stands below it.
    pub children: Vec<ContentsEntry>,
}

/// The contents that the book brings along, if any.
#[must_use]
pub fn imported_contents(sources: &Sources, config: &Config) -> Option<Vec<ContentsEntry>> {
    match &config.origin {
        Origin::MdBook => {
            let summary = SourcePath::join(&config.source, "SUMMARY.md").ok()?;
            Some(read_summary(&sources.text(&summary)?))
        }
        Origin::MkDocs(path) => {
            let tree = yaml::parse(&sources.text(path)?, path, 0).value?;
            Some(read_nav(tree.get("nav")?))
        }
        Origin::Turnkey | Origin::Plain => None,
    }
}

/// Reads a `SUMMARY.md` (mdBook guide, "SUMMARY.md"): nested lists of links, links outside lists before and after them,
/// headings as titles of parts, links without a destination as drafts.
fn read_summary(text: &str) -> Vec<ContentsEntry> {
    let mut root: Vec<ContentsEntry> = Vec::new();
    // The lists that are open: what belongs to the innermost is at the end.
    let mut open: Vec<Vec<ContentsEntry>> = Vec::new();
    let mut link: Option<ContentsEntry> = None;
    let mut heading: Option<String> = None;
    // True while the last entry is the title of a part, which takes the lists that follow.
    let mut in_part = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::List(_)) => open.push(Vec::new()),
            Event::End(TagEnd::List(_)) => {
                let Some(list) = open.pop() else { continue };
                let has_parent = in_part || !open.is_empty();
                let siblings = open.last_mut().unwrap_or(&mut root);
                match siblings.last_mut() {
                    Some(parent) if has_parent => parent.children.extend(list),
                    _ => siblings.extend(list),
                }
            }
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                // The first heading is the summary's own title.
                let title = heading.take().filter(|title| !title.trim().eq_ignore_ascii_case("summary"));
                if let Some(title) = title {
                    in_part = true;
                    root.push(ContentsEntry { title: Some(title.trim().into()), path: None, children: Vec::new() });
                }
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let path = dest_url.split(['#', '?']).next().filter(|path| !path.is_empty()).map(percent_decode);
                link = Some(ContentsEntry {
                    title: Some(EcoString::new()),
                    path: path.map(|path| clean(&path)),
                    children: Vec::new(),
                });
            }
            Event::End(TagEnd::Link) => {
                if let Some(entry) = link.take() {
                    in_part &= !open.is_empty();
                    open.last_mut().unwrap_or(&mut root).push(entry);
                }
            }
            Event::Text(words) | Event::Code(words) => match (&mut link, &mut heading) {
                (Some(ContentsEntry { title: Some(title), .. }), _) => title.push_str(&words),
                (_, Some(heading)) => heading.push_str(&words),
                _ => {}
            },
            _ => {}
        }
    }
    root
}

/// Reads MkDocs' `nav`: a list of paths, of titles with a path, and of titles with a list.
fn read_nav(node: &Node) -> Vec<ContentsEntry> {
    let mut entries = Vec::new();
    for item in node.as_list().unwrap_or_default() {
        match &item.value {
            Value::Scalar(path) => {
                entries.push(ContentsEntry { title: None, path: Some(clean(&path.text)), children: Vec::new() });
            }
            Value::Map(map) => {
                for entry in &map.entries {
                    entries.push(ContentsEntry {
                        title: Some(entry.key.clone()),
                        path: entry.value.as_text().map(|path| clean(path)),
                        children: read_nav(&entry.value),
                    });
                }
            }
            Value::Null | Value::List(_) => {}
        }
    }
    entries
}

fn clean(path: &str) -> EcoString {
    SourcePath::new(path).map_or_else(|_| path.into(), |path| path.as_str().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(entries: &[ContentsEntry]) -> String {
        let entry = |entry: &ContentsEntry| {
            let path = entry.path.as_deref().unwrap_or("-");
            let title = entry.title.as_deref().unwrap_or("");
            let children =
                if entry.children.is_empty() { String::new() } else { format!("({})", outline(&entry.children)) };
            format!("{title}={path}{children}")
        };
        entries.iter().map(entry).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_summary_nests_as_its_lists_do() {
        let text = "# Summary\n\n[Intro](README.md)\n\n- [One](./one.md)\n    - [Deep `x`](one/deep%20x.md)\n- [Draft]()\n\n# Part\n\n- [Two](two.md)\n\n-----\n\n[End](end.md)\n";
        let expected = "Intro=README.md One=one.md(Deep x=one/deep x.md) Draft=- Part=-(Two=two.md) End=end.md";
        assert_eq!(outline(&read_summary(text)), expected);
    }

    #[test]
    fn a_nav_has_paths_titles_and_sections() {
        let path = SourcePath::new("mkdocs.yml").expect("inside");
        let text = "nav:\n  - index.md\n  - Start: start.md\n  - More:\n    - 'A': more/a.md\n    - more/b.md\n";
        let tree = yaml::parse(text, &path, 0).value.expect("it parses");
        let expected = "=index.md Start=start.md More=-(A=more/a.md =more/b.md)";
        assert_eq!(outline(&read_nav(tree.get("nav").expect("there"))), expected);
    }
}
