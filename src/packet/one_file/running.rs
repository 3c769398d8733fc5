//! What stands at head and foot of each printed page: a style, since only styles can say it.
//!
//! Takes the cover; gives a rule in which what a book says stands in strings only, that nothing in them can end.

use crate::packet::view::{PacketView, State};
use std::fmt::Write as _;

/// The rule for the pages of `view`.
pub(super) fn rule(view: &PacketView) -> String {
    let say = |phrase: &'static str| view.words.say(phrase);
    let cover = &view.cover;
    let customer = if cover.customer_short.is_empty() { &cover.customer } else { &cover.customer_short };
    let draft = if cover.state == State::Draft { say("Draft").to_uppercase() } else { String::new() };
    let audience = match cover.audience.as_str() {
        "internal" => say("Internal"),
        "partner" => say("Partner"),
        _ => "",
    };
    let named = |name: &'static str, value: &str| {
        if value.is_empty() { String::new() } else { format!("{} {value}", say(name)) }
    };
    let joined =
        |parts: &[&str]| parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("  ·  ");
    let (version, revision) = (named("Version", &cover.version), named("Revision", &cover.revision));
    let mut rule = "@page{".to_owned();
    for (place, content) in [
        ("top-left", string(&joined(&[customer, &cover.title]))),
        ("bottom-left", string(&joined(&[&draft, &cover.marking, audience]))),
        ("bottom-center", string(&joined(&[&version, &revision]))),
        ("bottom-right", counted(say("Page {page} of {pages}"))),
    ] {
        // Writing to a string cannot fail.
        let _ = write!(rule, "@{place}{{content:{content}}}");
    }
    rule.push('}');
    rule
}

/// `text` as a string of CSS.
fn string(text: &str) -> String {
    let mut string = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' | '<' | '>' | '&' => {
                let _ = write!(string, "\\{:x} ", u32::from(letter));
            }
            letter if letter.is_control() => string.push(' '),
            letter => string.push(letter),
        }
    }
    string.push('"');
    string
}

/// A phrase with the numbers of the page and of all pages in it.
fn counted(phrase: &str) -> String {
    let mut content = Vec::new();
    let mut rest = phrase;
    while let Some((before, name, after)) = rest.split_once('{').and_then(|(before, rest)| {
        let (name, after) = rest.split_once('}')?;
        Some((before, name, after))
    }) {
        content.push(string(before));
        content.push(if name == "pages" { "counter(pages)".to_owned() } else { "counter(page)".to_owned() });
        rest = after;
    }
    content.push(string(rest));
    content.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::view::CoverView;

    #[test]
    fn no_text_ends_its_string() {
        assert_eq!(string("a\"b\\</style>\n"), "\"a\\22 b\\5c \\3c /style\\3e  \"");
        assert_eq!(counted("Page {page} of {pages}"), "\"Page \" counter(page) \" of \" counter(pages) \"\"");
    }

    #[test]
    fn a_draft_says_so_on_every_page() {
        let cover = CoverView { customer: "Acme".into(), marking: "TLP:AMBER".into(), ..CoverView::default() };
        let rule = rule(&PacketView { cover, ..PacketView::default() });
        assert!(rule.contains("@bottom-left{content:\"DRAFT  ·  TLP:AMBER\"}"), "{rule}");
    }
}
