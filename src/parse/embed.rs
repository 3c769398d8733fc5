//! What `![[name]]` puts in: a picture, a file, or a guide.
//!
//! Takes what stands between the brackets. A picture stays a picture and a file becomes a link, as in Obsidian; a guide
//! is put in where the brackets are all there is of a paragraph, and is a link where they stand among words.

use crate::doc::{Element, Inline, LinkForm, RawLink};
use ecow::EcoString;

/// Endings of pictures.
const PICTURES: &[&str] = &["avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp"];

/// Endings of other files that people put into a folder of notes. A guide may have a dot in its title, so an ending
/// must be known to make a file of a name.
const FILES: &[&str] = &[
    "base", "canvas", "csv", "doc", "docx", "flac", "json", "m4a", "mov", "mp3", "mp4", "ods", "odt", "ogg", "ogv",
    "pdf", "ppt", "pptx", "tar", "tgz", "tif", "tiff", "toml", "tsv", "txt", "wav", "webm", "xls", "xlsx", "xml",
    "yaml", "yml", "zip",
];

/// What is to be put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EmbedKind {
    Picture,
    File,
    Guide,
}

/// What `name`, without what follows a bar, is the name of.
pub(super) fn kind(name: &str) -> EmbedKind {
    let path = name.split('#').next().unwrap_or_default().trim_end();
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if PICTURES.binary_search(&ending.as_str()).is_ok() {
        EmbedKind::Picture
    } else if FILES.binary_search(&ending.as_str()).is_ok() {
        EmbedKind::File
    } else {
        EmbedKind::Guide
    }
}

/// A picture; what follows the bar is its width, its width and height as in `300x200`, or what it shows.
pub(super) fn picture(target: RawLink, after_bar: Option<&str>) -> Inline<RawLink> {
    let target = RawLink { form: LinkForm::Wiki, ..target };
    let Some((width, height)) = after_bar.and_then(size) else {
        let alt = after_bar.unwrap_or_default().into();
        return Inline::Image { target: Box::new(target), alt, title: None };
    };
    let attribute = |name: &str, value: &str| (EcoString::from(name), EcoString::from(value));
    let height = height.map(|height| attribute("height", height));
    let attributes = std::iter::once(attribute("width", width)).chain(height).collect();
    let element = Element { name: "img".into(), attributes, links: vec![("src".into(), target)] };
    Inline::Element { element: Box::new(element), inlines: Vec::new() }
}

/// Width and height in pixels.
fn size(text: &str) -> Option<(&str, Option<&str>)> {
    let is_number = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('x') {
        Some((width, height)) => (is_number(width) && is_number(height)).then_some((width, Some(height))),
        None => is_number(text).then_some((text, None)),
    }
}

/// True where `inlines` are embeds of guides, one or one a line, and nothing else.
pub(super) fn are_alone(inlines: &[Inline<RawLink>]) -> bool {
    let is_embed =
        |inline: &Inline<RawLink>| matches!(inline, Inline::Link { target, .. } if target.form == LinkForm::Embed);
    let is_space = |inline: &Inline<RawLink>| match inline {
        Inline::Text { text, .. } => text.trim().is_empty(),
        Inline::Break => true,
        _ => false,
    };
    inlines.iter().any(is_embed) && inlines.iter().all(|inline| is_embed(inline) || is_space(inline))
}

/// True for `[[toc]]` alone in a paragraph, where `VitePress` and others set the contents: every page has them anyway.
pub(super) fn is_contents(inlines: &[Inline<RawLink>]) -> bool {
    match inlines {
        [Inline::Link { target, inlines, .. }] => {
            let is_name = ["toc", "_toc_"].iter().any(|name| target.href.eq_ignore_ascii_case(name));
            target.form == LinkForm::Wiki && inlines.is_empty() && is_name
        }
        _ => false,
    }
}

/// True for a paragraph that is a word to another tool to put something in: a file, a shortcode, a generated part.
pub(super) fn is_directive(paragraph: &str) -> bool {
    let text = paragraph.trim();
    let generated =
        || text.strip_prefix("{{").and_then(|rest| rest.split_once("}}")).is_some_and(|(name, _)| name.contains(':'));
    ["{{#", "{{<", "{{%", "{%", "--8<--", "-8<-"].iter().any(|start| text.starts_with(start)) || generated()
}

/// Where in a paragraph of mdBook the guide is named that it puts in: `{{#include part.md}}`.
pub(super) fn included(paragraph: &str) -> Option<std::ops::Range<usize>> {
    let name = paragraph.trim().strip_prefix("{{#include")?.strip_suffix("}}")?.trim();
    let start = name.as_ptr() as usize - paragraph.as_ptr() as usize;
    let is_guide =
        name.rsplit_once('.').is_some_and(|(_, ending)| ending == "md") && !name.contains(['{', '}', '\n', ':']);
    is_guide.then(|| start..start + name.len())
}

/// True for a paragraph that is nothing but statements of MDX that bring in components: `import Tabs from '@theme/Tabs';`.
pub(super) fn is_import(paragraph: &str) -> bool {
    let mut open = false;
    let mut statements = 0;
    for line in paragraph.lines().map(str::trim) {
        if !open && !line.starts_with("import ") {
            return false;
        }
        statements += usize::from(!open);
        open = !line.trim_end_matches(';').ends_with(['"', '\'']);
        let names_source = line.contains(" from ") || line.starts_with("import '") || line.starts_with("import \"");
        if !open && !names_source && !line.starts_with('}') {
            return false;
        }
    }
    statements > 0 && !open
}

/// The same, where it is said in a comment.
pub(super) fn is_directive_in_comment(html: &str) -> bool {
    html.split("<!--")
        .skip(1)
        .any(|comment| ["@include", "md:"].iter().any(|start| comment.trim_start().starts_with(start)))
}

/// True where double brackets around `name` are no link of anybody's: with `after` behind them they begin a table of TOML,
/// as in a shortcode's body, or they hold a list of texts.
pub(super) fn is_data(name: &str, after: &str) -> bool {
    name.starts_with(['\'', '"']) || begins_table(after)
}

fn begins_table(after: &str) -> bool {
    let Some((rest, lines)) = after.split_once('\n') else { return false };
    let Some(next) = lines.lines().next().map(str::trim) else { return false };
    let is_key = |key: &str| {
        let key = key.trim();
        !key.is_empty() && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.'))
    };
    let is_alone = rest.trim().is_empty() || rest.trim_start().starts_with('#');
    let table = next.trim_start_matches('[').trim_end_matches(']');
    let is_table = next.starts_with('[') && next.ends_with(']') && !next.contains('(') && is_key(table);
    is_alone && (is_table || next.split_once('=').is_some_and(|(key, _)| is_key(key)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_say_what_is_put_in() {
        assert!(PICTURES.is_sorted() && FILES.is_sorted());
        assert_eq!(kind("plan.PNG"), EmbedKind::Picture);
        assert_eq!(kind("folder/plan.pdf#page=3"), EmbedKind::File);
        assert_eq!(kind("guides/rollback.md#steps"), EmbedKind::Guide);
        assert_eq!(kind("Release 1.2"), EmbedKind::Guide);
        assert_eq!(kind("Node.js"), EmbedKind::Guide);
    }

    #[test]
    fn data_is_told_from_links() {
        assert!(is_data("params", "\nname = 'x'"));
        assert!(is_data("redirects", " # the last one\n  from = '/**'"));
        assert!(is_data("cascade", "\n[cascade.build]"));
        assert!(is_data("'(', ')'", "]"));
        assert!(!is_data("rollback", "\nWords with a = in them"));
        assert!(!is_data("rollback", " is next\nname = x"));
        assert!(!is_data("rollback", "\n[restore](restore.md)"));
        assert!(!is_data("rollback", ""));
    }

    #[test]
    fn what_brings_something_in_is_told_from_sentences() {
        assert_eq!(included(" {{#include part.md}}"), Some(12..19));
        assert_eq!(included("{{#include code.rs:main}}"), None);
        assert!(is_import("import Tabs from '@theme/Tabs';\nimport TabItem from \"@theme/TabItem\""));
        assert!(is_import("import {\n  a,\n} from './b';"));
        assert!(!is_import("import the data from 'a file' first"));
        assert!(!is_import("import it"));
    }

    #[test]
    fn sizes_are_numbers() {
        assert_eq!(size("300"), Some(("300", None)));
        assert_eq!(size("300x200"), Some(("300", Some("200"))));
        assert_eq!(size("300px"), None);
        assert_eq!(size("x"), None);
        assert_eq!(size("The plan of 2024"), None);
    }
}
