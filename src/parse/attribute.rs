//! Attributes in braces at the end of words: `{#id}` of a heading, `{audience=internal}` of a list item.
//!
//! Takes the text before and the braces; gives what they say. Braces that say nothing known stay text.

use crate::audience::Audience;
use crate::diagnostic::nearest;
use std::ops::Range;

/// An id set at the end of a heading's text: where the braces begin, with the space before, and the id.
///
/// `{#id}`, and as Python-Markdown writes it `{: #id .class }`. Other braces, such as `/users/{id}`, are text.
pub(super) fn heading_id(text: &str) -> Option<(usize, &str)> {
    let (braces, inside) = last_braces(text)?;
    let id = id_of(inside)?;
    Some((text[..braces.start].trim_end().len(), id))
}

/// The id among attributes; none where `inside` is not all attributes.
fn id_of(inside: &str) -> Option<&str> {
    attributes(inside, |_| true)?.id
}

/// What attributes say.
struct Attributes<'a> {
    id: Option<&'a str>,
}

/// The attributes in `inside`; none where it is not all attributes, of keys that are known.
fn attributes(inside: &str, is_known: impl Fn(&str) -> bool) -> Option<Attributes<'_>> {
    let mut rest = inside.strip_prefix(':').unwrap_or(inside).trim();
    let mut id = None;
    let mut any = false;
    while !rest.is_empty() {
        let quoted = rest.find(['=', ' ']).filter(|at| rest[*at..].starts_with("=\""));
        let end = match quoted {
            Some(at) => at + 2 + rest[at + 2..].find('"')? + 1,
            None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(end);
        let value = word.strip_prefix("id=").map(|value| value.trim_matches('"')).or_else(|| word.strip_prefix('#'));
        match value {
            Some(value) => id = id.or(Some(value)),
            None if word.len() > 1 && word.starts_with('.') => {}
            None if word.split_once('=').is_some_and(|(key, _)| is_known(key)) => {}
            None => return None,
        }
        any = true;
        rest = after.trim_start();
    }
    let is_id = |id: &str| !id.is_empty() && !id.contains(['"', '\'', '<', '>', '#', '=', ' ']);
    (any && id.is_none_or(is_id)).then_some(Attributes { id })
}

/// Attributes of HTML that people set for a look; what else has a value is for somebody to read.
fn is_of_html(key: &str) -> bool {
    const KEYS: [&str; 14] = [
        "align", "class", "download", "height", "lang", "loading", "markdown", "rel", "role", "start", "style",
        "target", "title", "width",
    ];
    KEYS.binary_search(&key).is_ok() || key.starts_with("data-") || key.starts_with("aria-")
}

/// How long the attributes are that stand directly after code, emphasis, a link or a picture, and the id among them:
/// `{ .button target="_blank" }`.
pub(super) fn after_inline(text: &str) -> Option<(usize, Option<&str>)> {
    let (inside, _) = text.strip_prefix('{')?.split_once('}')?;
    let said = attributes(inside, is_of_html)?;
    Some((inside.len() + 2, said.id))
}

/// What is left of `text` without the attributes that a block ends with, in its own line or behind a space, and the id
/// among them. A block that is nothing else may hold a word to the tool, such as `{:toc}`.
pub(super) fn ending(text: &str, alone: bool) -> Option<(usize, Option<&str>)> {
    let (braces, inside) = last_braces(text)?;
    let before = &text[..braces.start];
    if !before.is_empty() && !before.ends_with(char::is_whitespace) {
        return None;
    }
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let to_tool = || alone && before.trim().is_empty() && inside.strip_prefix(':').map(str::trim).is_some_and(is_word);
    let said = attributes(inside, is_of_html).or_else(|| to_tool().then_some(Attributes { id: None }))?;
    Some((before.trim_end().len(), said.id))
}

/// What is left of `text` without the name of the block at its end, `^steps-of-it`, by which Obsidian leads to it.
pub(super) fn block_name(text: &str) -> Option<(usize, Option<&str>)> {
    let text = text.trim_end();
    let (before, name) = text.rsplit_once('^')?;
    let is_name = name.len() >= 3
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && name.bytes().any(|byte| byte.is_ascii_alphabetic());
    let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
    (is_name && is_apart).then_some((before.trim_end().len(), Some(name)))
}

/// What `{… audience=NAME …}` at the end of `text` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AudienceAttribute {
    /// The bytes to take out of the text.
    pub(super) remove: Range<usize>,
    /// The name as written.
    pub(super) name: Range<usize>,
    /// The audience of this name, if there is one.
    pub(super) audience: Option<Audience>,
}

/// The audience in the braces at the end of `text`.
pub(super) fn audience(text: &str) -> Option<AudienceAttribute> {
    let (braces, inside) = last_braces(text)?;
    let mut words = inside.split_whitespace();
    let word = words.find(|word| word.starts_with("audience="))?;
    let value = word.strip_prefix("audience=")?.trim_matches(['"', '\'']);
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let name = start(value)..start(value) + value.len();
    let alone = inside.split_whitespace().count() == 1;
    let remove = if alone {
        text[..braces.start].trim_end().len()..text.len()
    } else {
        let end = start(word) + word.len();
        let spaces = text[end..].len() - text[end..].trim_start().len();
        start(word)..end + spaces
    };
    Some(AudienceAttribute { remove, name, audience: Audience::from_name(&value.to_ascii_lowercase()) })
}

/// The audience that braces in `text` say; not those at its end where `ends` says that there they have a meaning. One that
/// does not exist is the team.
pub(super) fn audience_amid(text: &str, ends: bool) -> Option<Audience> {
    let own = if ends {
        audience(text).map(|_| last_braces(text).map_or(text.len(), |(braces, _)| braces.start))
    } else {
        None
    };
    let mut rest = &text[..own.unwrap_or(text.len())];
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        let inside = rest.split(['{', '}']).next().unwrap_or_default();
        if rest[inside.len()..].starts_with('}')
            && let Some(said) = said(inside)
        {
            return Some(said);
        }
    }
    None
}

/// The audience that the line of a fence says.
pub(super) fn said_of_code(line: &str) -> Option<Audience> {
    said(line)
}

/// What `audience=NAME` in `inside` says, in any of the ways in which people write it. A name that is nothing like one of
/// ours is that of something else.
fn said(inside: &str) -> Option<Audience> {
    let (before, after) = inside.split_once("audience")?;
    if !before.chars().next_back().is_none_or(|letter| letter.is_whitespace() || matches!(letter, ':' | '{')) {
        return None;
    }
    let value = after.trim_start().strip_prefix(['=', ':'])?.trim_start();
    let name = value.split(|letter: char| letter.is_whitespace() || letter == '}').next()?;
    let name = name.trim_matches(['"', '\'', ',']).to_ascii_lowercase();
    nearest(&name, Audience::ALL.map(Audience::name)).map(|_| Audience::from_name(&name).unwrap_or(Audience::Internal))
}

/// The braces that `text` ends with, and what is between them.
pub(super) fn last_braces(text: &str) -> Option<(Range<usize>, &str)> {
    let trimmed = text.trim_end();
    let inside_end = trimmed.strip_suffix('}')?.len();
    let open = trimmed[..inside_end].rfind('{')?;
    let inside = &trimmed[open + 1..inside_end];
    (!inside.contains('}') && !trimmed[..open].ends_with('{')).then_some((open..trimmed.len(), inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_are_taken_from_headings() {
        assert_eq!(heading_id("Roll back {#rollback}"), Some((9, "rollback")));
        assert_eq!(heading_id("Roll back {: #rollback .big data-x=1 } "), Some((9, "rollback")));
        assert_eq!(heading_id("GET /users/{id}"), None);
        assert_eq!(heading_id("Use {{ #var }}"), None);
        assert_eq!(heading_id("{#}"), None);
        assert_eq!(heading_id("9.7.0 { id=\"9.7.0\" }"), Some((5, "9.7.0")));
        assert_eq!(heading_id("Path { id=path .x }"), Some((4, "path")));
        assert_eq!(heading_id("Blocks { #blocks data-toc-label=\"The blocks\" }"), Some((6, "blocks")));
        assert_eq!(after_inline("{ #locale }: The locale"), Some((11, Some("locale"))));
        assert_eq!(after_inline("{.button target=_blank} x"), Some((23, None)));
        assert_eq!(after_inline(" {#x}"), None);
        assert_eq!(after_inline("{x}"), None);
        assert_eq!(after_inline("{owner=po}"), None);
    }

    #[test]
    fn blocks_end_with_what_is_for_style_sheets_and_links() {
        assert_eq!(ending("Words {#steps}", false), Some((5, Some("steps"))));
        assert_eq!(ending("Words\n{: .no_toc }", false), Some((5, None)));
        assert_eq!(ending("{:toc}", true), Some((0, None)));
        for text in
            ["{:toc}", "prints {:?}", "prints {:x}", "Words {owner=po}", "Words {#x audience=internal}", "GET /{#x}"]
        {
            assert_eq!(ending(text, false), None, "{text}");
        }
        assert_eq!(block_name("Words ^a1b2c3"), Some((5, Some("a1b2c3"))));
        assert_eq!(block_name("^steps"), Some((0, Some("steps"))));
        for text in ["2 ^10", "10 ^1000", "a^bcd", "^ x", "x ^ab"] {
            assert_eq!(block_name(text), None, "{text}");
        }
    }

    #[test]
    fn audiences_come_out_and_the_rest_stays() {
        let taken = |text: &str| {
            audience(text).map(|found| {
                let mut left = text.to_owned();
                left.replace_range(found.remove, "");
                (left, found.audience, text[found.name].to_owned())
            })
        };
        assert_eq!(
            taken("Do it {audience=internal} "),
            Some(("Do it".into(), Some(Audience::Internal), "internal".into()))
        );
        assert_eq!(
            taken("Do it {owner=po audience=\"partner\" due=x}"),
            Some(("Do it {owner=po due=x}".into(), Some(Audience::Partner), "partner".into()))
        );
        assert_eq!(taken("x {audience=nobody}"), Some(("x".into(), None, "nobody".into())));
        assert_eq!(taken("x {owner=po}"), None);
        assert_eq!(taken("{audience=internal} x"), None);
    }

    #[test]
    fn audiences_are_seen_where_they_mean_nothing() {
        let internal = Some(Audience::Internal);
        for text in [
            "a {audience=internal}.",
            "a { audience = internal }, b",
            "{audience: internal} b",
            "{: audience=internal } b",
        ] {
            assert_eq!(audience_amid(text, true), internal, "{text}");
        }
        assert_eq!(audience_amid("a {audience=internal}", false), internal);
        assert_eq!(audience_amid("a {audience=internal}", true), None, "it is in its place");
        assert_eq!(audience_amid("a {audience=internl} b", true), internal);
        for text in
            ["{audience}", "{audience: https://api.example}", "audience=internal", "{my-audience=internal}", "{"]
        {
            assert_eq!(audience_amid(text, true), None, "{text}");
        }
        assert_eq!(said_of_code("```sh {audience=internal}"), internal);
        assert_eq!(said_of_code("```http title=\"?audience=internal\""), None);
    }
}
