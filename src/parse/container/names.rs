//! What the words of a `:::`, `!!!` or `???` line mean.
//!
//! Takes the words after the signs, in the dialects of `VitePress`, Docusaurus, `MkDocs` and Quarto; gives what is opened,
//! for whom, and which of the words are its title.

use crate::audience::Audience;
use crate::diagnostic::nearest;
use crate::doc::{CalloutKind, Fold};
use crate::parse::variable;

/// What a line opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Shape {
    /// Something that has no meaning (yet).
    Unknown,
    /// Nothing but a part for its readers.
    Restricted,
    /// A part that is there under a condition, which stands where a title would.
    When,
    Callout(CalloutKind, Fold),
    Details {
        open: bool,
    },
    /// Alternatives, each begun by `== Name`.
    Tabs,
    /// Alternatives, each a block of code.
    CodeGroup,
    /// One alternative of `MkDocs`; `fresh` where it is the first of a new set even after another.
    Tab {
        fresh: bool,
    },
}

/// Who may read what a line opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) enum Readers {
    /// All who may read what is around it.
    Same,
    Only(Audience),
    /// An audience that does not exist, which is kept internal.
    Unknown,
}

/// What the words of a line say. All strings are parts of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::parse) struct Opening<'a> {
    pub(in crate::parse) shape: Shape,
    pub(in crate::parse) readers: Readers,
    /// The name by which the author called it.
    pub(in crate::parse) name: &'a str,
    /// What stands for a title, empty where nothing does.
    pub(in crate::parse) title: &'a str,
    pub(in crate::parse) id: Option<&'a str>,
}

/// Reads the words after colons; none where there are none.
pub(super) fn read(words: &str) -> Option<Opening<'_>> {
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    let mut opening = Opening { shape: Shape::Unknown, readers: Readers::Same, name: "", title: "", id: None };
    let mut fold = Fold::Never;
    let in_front = words.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let rest = match in_front {
        // `{.callout-note}` and `{note}`.
        Some((inside, after)) => {
            let first = inside.split_whitespace().next().unwrap_or_default();
            opening.name = first.trim_start_matches('.').trim_start_matches("callout-");
            attributes(inside, &mut opening, &mut fold);
            after.trim_start()
        }
        None => {
            let end = words.find(|c: char| c.is_whitespace() || c == '{' || c == '[').unwrap_or(words.len());
            opening.name = &words[..end];
            words[end..].trim_start()
        }
    };
    opening.name = opening.name.trim_end_matches(':');
    let rest = without_attributes(rest, &mut opening, &mut fold);
    let title = match rest.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inside) if is_one_bracket(inside) => inside.trim(),
        _ => rest,
    };
    if !title.is_empty() {
        opening.title = title;
    }
    if opening.name.eq_ignore_ascii_case("audience") {
        let (name, title) = opening.title.split_once(char::is_whitespace).unwrap_or((opening.title, ""));
        opening.title = title;
        opening.shape = Shape::Restricted;
        opening.readers = readers(name).unwrap_or(Readers::Unknown);
        return Some(opening);
    }
    if let Some(name) = opening.name.strip_prefix("audience=") {
        opening.shape = Shape::Restricted;
        opening.readers = readers(name.trim_matches(['"', '\''])).unwrap_or(Readers::Unknown);
        return Some(opening);
    }
    if opening.name.eq_ignore_ascii_case("when") && variable::condition(opening.title, 0).is_some() {
        opening.shape = Shape::When;
        return Some(opening);
    }
    (opening.shape, opening.readers) = meaning(opening.name, fold, opening.readers);
    Some(opening)
}

/// What is called `name`, and for whom it is if its attributes do not say.
pub(in crate::parse) fn meaning(name: &str, fold: Fold, said: Readers) -> (Shape, Readers) {
    let name = name.to_lowercase();
    let shape = match name.as_str() {
        "details" | "spoiler" | "collapse" => Some(Shape::Details { open: fold == Fold::Open }),
        "tabs" => Some(Shape::Tabs),
        "code-group" => Some(Shape::CodeGroup),
        name => callout(name).map(|kind| Shape::Callout(kind, fold)),
    };
    if let Some(shape) = shape {
        return (shape, said);
    }
    if let Some(audience) = Audience::from_name(&name) {
        return (Shape::Restricted, Readers::Only(audience));
    }
    // A slip of the pen in an audience's name must not publish what it was to hold back.
    if nearest(&name, Audience::ALL.map(Audience::name)).is_some() {
        return (Shape::Restricted, Readers::Unknown);
    }
    (Shape::Unknown, said)
}

/// The five kinds, by the names that other tools have for them.
fn callout(name: &str) -> Option<CalloutKind> {
    Some(match name {
        "note" | "info" | "information" | "abstract" | "summary" | "tldr" | "todo" | "seealso" | "see-also"
        | "question" | "help" | "faq" | "example" | "quote" | "cite" | "secondary" | "primary" | "definition" => {
            CalloutKind::Note
        }
        "tip" | "hint" | "success" | "check" | "done" => CalloutKind::Tip,
        "important" => CalloutKind::Important,
        "warning" | "warn" | "attention" => CalloutKind::Warning,
        "caution" | "danger" | "error" | "failure" | "fail" | "missing" | "bug" | "critical" => CalloutKind::Caution,
        "gotcha" => CalloutKind::Gotcha,
        _ => return None,
    })
}

fn readers(name: &str) -> Option<Readers> {
    Audience::from_name(&name.to_lowercase()).map(Readers::Only)
}

/// `title` without the braces at its end, if they hold attributes and not words.
fn without_attributes<'a>(title: &'a str, opening: &mut Opening<'a>, fold: &mut Fold) -> &'a str {
    let title = title.trim_end();
    let braces = title.strip_suffix('}').and_then(|rest| rest.rfind('{'));
    let Some(start) = braces else { return title };
    let inside = &title[start + 1..title.len() - 1];
    let is_attribute =
        |word: &str| matches!(word, "open" | "closed") || word.starts_with(['#', '.', ':']) || word.contains('=');
    let in_quotes = inside.contains('"') && inside.contains('=');
    if !(in_quotes || inside.split_whitespace().all(is_attribute)) {
        return title;
    }
    attributes(inside, opening, fold);
    title[..start].trim_end()
}

fn attributes<'a>(inside: &'a str, opening: &mut Opening<'a>, fold: &mut Fold) {
    if let Some((_, value)) = inside.split_once("title=\"") {
        opening.title = value.split('"').next().unwrap_or_default().trim();
    }
    for word in inside.split_whitespace() {
        match word {
            "open" | "collapse=\"false\"" | "collapse=false" => *fold = Fold::Open,
            "closed" | "collapse=\"true\"" | "collapse=true" => *fold = Fold::Closed,
            _ => {}
        }
        if let Some(id) = word.strip_prefix('#').filter(|id| !id.is_empty() && !id.contains(['"', '\'', '<', '>'])) {
            opening.id = Some(id);
        }
        if let Some(name) = word.strip_prefix("audience=") {
            opening.readers = readers(name.trim_matches(['"', '\''])).unwrap_or(Readers::Unknown);
        }
        if let Some(class) = word.strip_prefix('.').and_then(readers) {
            opening.readers = class;
        }
    }
}

/// Who may read what has these attributes, if they say it.
pub(super) fn audience_in(inside: &str) -> Readers {
    let mut opening = Opening { shape: Shape::Unknown, readers: Readers::Same, name: "", title: "", id: None };
    attributes(inside, &mut opening, &mut Fold::Never);
    opening.readers
}

/// True where the bracket before `inside` closes only after it.
fn is_one_bracket(inside: &str) -> bool {
    let mut open = 0_i32;
    inside.bytes().all(|byte| {
        open += i32::from(byte == b'[') - i32::from(byte == b']');
        open >= 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(words: &str) -> (Shape, Readers, &str) {
        let opening = read(words).expect("there are words");
        (opening.shape, opening.readers, opening.title)
    }

    fn callout(kind: CalloutKind) -> Shape {
        Shape::Callout(kind, Fold::Never)
    }

    #[test]
    fn audiences_have_precedence_even_misspelt() {
        let only = |audience| (Shape::Restricted, Readers::Only(audience));
        for (words, (shape, readers)) in [
            ("internal Not for them", only(Audience::Internal)),
            ("Audience Partner", only(Audience::Partner)),
            ("{.internal}", only(Audience::Internal)),
            ("audience", (Shape::Restricted, Readers::Unknown)),
            ("internl", (Shape::Restricted, Readers::Unknown)),
            ("tip Title {audience=internal}", (callout(CalloutKind::Tip), Readers::Only(Audience::Internal))),
            ("tip {audience=staff}", (callout(CalloutKind::Tip), Readers::Unknown)),
            ("audience=internal", only(Audience::Internal)),
            ("audience: partner", only(Audience::Partner)),
            ("{.callout-tip .internal}", (callout(CalloutKind::Tip), Readers::Only(Audience::Internal))),
        ] {
            let found = parts(words);
            assert_eq!((found.0, found.1), (shape, readers), "{words}");
        }
        assert_eq!(read("  "), None);
    }

    #[test]
    fn every_dialect_names_its_callouts_and_their_titles() {
        for words in [
            "tip Take *care*",
            "TIP   Take *care* {open}",
            "tip[Take *care*]",
            "tip [Take *care*] {#care .wide}",
            "{.callout-tip title=\"Take *care*\"}",
            "{tip} Take *care*",
        ] {
            let (shape, _, title) = parts(words);
            assert!(matches!(shape, Shape::Callout(CalloutKind::Tip, _)), "{words}");
            assert_eq!(title, "Take *care*", "{words}");
        }
        assert_eq!(parts("warning GET /users/{id}").2, "GET /users/{id}");
        assert_eq!(parts("note [a](b.md) and [c](d.md)").2, "[a](b.md) and [c](d.md)");
        assert_eq!(parts("note [a] and [c]").2, "[a] and [c]");
        assert_eq!(parts("details More {open}"), (Shape::Details { open: true }, Readers::Same, "More"));
        assert_eq!(parts("tip T {closed}").0, Shape::Callout(CalloutKind::Tip, Fold::Closed));
        assert_eq!(read("danger D {#here}").expect("words").id, Some("here"));
        let when = parts("when environment.kind=air-gapped {audience=internal}");
        assert_eq!(when, (Shape::When, Readers::Only(Audience::Internal), "environment.kind=air-gapped"));
        assert_eq!(parts("when you upgrade").0, Shape::Unknown);
        assert_eq!(parts("{.wide}").0, Shape::Unknown);
    }
}
