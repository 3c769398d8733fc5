//! Which raw HTML is let through.
//!
//! Takes tokens; gives markup in which every tag is closed, in order and of an allowed name, and every attribute
//! allowed. Ours is the judgement which tags are meant as text and that nothing nests too deep or swallows what follows;
//! `ammonia` has the last word on elements, attributes and URLs.

use super::RawHtml;
use super::scan::{Tag, Token};
use rustc_hash::FxHashMap;
use std::fmt::Write;
use std::sync::LazyLock;

/// The element that stands for a run of Markdown. Authors cannot write it: it is no name that is let through.
pub(super) const SLOT: &str = "tk-slot";

/// The attribute that says where in the file a tag stands. Authors cannot write it either.
pub(super) const PLACE: &str = "data-tk-at";

/// How deep elements nest in one container; a browser gives up at 512.
const DEEPEST: usize = 16;

/// Elements that format words: meant as markup even where they are never closed.
const PHRASING: &[&str] = &[
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var",
];

const VOID: &[&str] = &["br", "col", "hr", "img", "wbr"];

/// Elements that hold blocks or lay them out.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "center",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements of HTML that are not let through. Their content is, but for scripts and styles.
const REFUSED: &[&str] = &[
    "applet",
    "area",
    "audio",
    "base",
    "basefont",
    "bgsound",
    "blink",
    "body",
    "button",
    "canvas",
    "data",
    "datalist",
    "dialog",
    "dir",
    "embed",
    "fieldset",
    "form",
    "frame",
    "frameset",
    "head",
    "html",
    "iframe",
    "image",
    "input",
    "isindex",
    "label",
    "legend",
    "link",
    "listing",
    "map",
    "marquee",
    "math",
    "menu",
    "menuitem",
    "meta",
    "meter",
    "nobr",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "optgroup",
    "option",
    "output",
    "param",
    "picture",
    "plaintext",
    "portal",
    "progress",
    "script",
    "search",
    "select",
    "slot",
    "source",
    "style",
    "svg",
    "template",
    "textarea",
    "time",
    "title",
    "track",
    "video",
    "xmp",
];

/// What even trusted authors may not write here: it would run, or swallow what comes after it.
const NEVER: &[&str] = &[
    "base",
    "body",
    "frame",
    "frameset",
    "head",
    "html",
    "link",
    "listing",
    "meta",
    "noembed",
    "noframes",
    "noscript",
    "optgroup",
    "option",
    "plaintext",
    "script",
    "select",
    "style",
    "template",
    "textarea",
    "title",
    "xmp",
];

/// The prefixes of the classes that our own pages give a meaning: nobody may forge a label.
const OUR_CLASSES: &[&str] = &[
    "anchor",
    "badge",
    "broken",
    "callout",
    "code",
    "embedded",
    "external",
    "footnote",
    "line",
    "marking",
    "missing",
    "restricted",
    "task",
    "term",
];

/// True for an element that stands among words.
pub(super) fn is_phrasing(name: &str) -> bool {
    PHRASING.binary_search(&name).is_ok() || name == "img" || name == "wbr"
}

/// True for an element without content.
pub(super) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// The markup that `tokens` become. `inline` where they stand in a paragraph, a heading or a cell.
pub(super) fn clean(tokens: &[Token], mode: RawHtml, inline: bool) -> String {
    let markup = Balancer::new(tokens, mode, inline).balance(tokens);
    if mode == RawHtml::Trust { markup } else { SANITIZER.clean(&markup).to_string() }
}

static SANITIZER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(PHRASING.iter().chain(VOID).chain(BLOCKS).copied().chain([SLOT]).collect())
        .generic_attributes(["align", "class", "dir", "id", "lang", "title", PLACE].into_iter().collect())
        .tag_attributes(
            [
                (SLOT, &["n"][..]),
                ("a", &["href", "name"]),
                ("blockquote", &["cite"]),
                ("del", &["cite", "datetime"]),
                ("details", &["open"]),
                ("img", &["src", "alt", "width", "height"]),
                ("ins", &["cite", "datetime"]),
                ("li", &["value"]),
                ("ol", &["start", "reversed", "type"]),
                ("q", &["cite"]),
                ("td", &["colspan", "rowspan"]),
                ("th", &["colspan", "rowspan", "scope"]),
            ]
            .into_iter()
            .map(|(tag, attributes)| (tag, attributes.iter().copied().collect()))
            .collect(),
        )
        .clean_content_tags(["script", "style"].into_iter().collect())
        .url_schemes(["http", "https", "mailto", "tel"].into_iter().collect())
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(None)
        .attribute_filter(|_, name, value| if name == "class" { allowed_classes(value) } else { Some(value.into()) });
    builder
});

fn allowed_classes(value: &str) -> Option<std::borrow::Cow<'_, str>> {
    let kept: Vec<&str> =
        value.split_whitespace().filter(|class| !OUR_CLASSES.iter().any(|ours| class.starts_with(ours))).collect();
    (!kept.is_empty()).then(|| kept.join(" ").into())
}

/// What becomes of a tag.
#[derive(PartialEq, Eq)]
enum Verdict {
    Keep,
    Drop,
    /// It is shown as it is written: a placeholder such as `<namespace>`.
    Show,
}

/// Tags put in order: each closed, inside what it was opened in, and none too deep.
struct Balancer<'a> {
    mode: RawHtml,
    inline: bool,
    /// How many closing tags of each name are still to come.
    closing: FxHashMap<&'a str, usize>,
    open: Vec<&'a str>,
    /// How many elements were left out for being too deep and wait for their end.
    too_deep: usize,
    /// True within a drawing, whose elements are no words of anybody's.
    in_drawing: bool,
    /// The components that were left out and wait for their end.
    components: Vec<&'a str>,
    markup: String,
}

impl<'a> Balancer<'a> {
    fn new(tokens: &'a [Token], mode: RawHtml, inline: bool) -> Self {
        let mut closing = FxHashMap::default();
        for token in tokens {
            if let Token::Close { name, .. } = token {
                *closing.entry(name.as_str()).or_default() += 1;
            }
        }
        Self {
            mode,
            inline,
            closing,
            open: Vec::new(),
            too_deep: 0,
            in_drawing: false,
            components: Vec::new(),
            markup: String::new(),
        }
    }

    fn balance(mut self, tokens: &'a [Token]) -> String {
        for token in tokens {
            match token {
                Token::Text(text) => self.text(text),
                Token::Slot(number) => {
                    // Writing to a string cannot fail.
                    let _ = write!(self.markup, "<{SLOT} n=\"{number}\"></{SLOT}>");
                }
                Token::Open(tag) => match self.judge(tag) {
                    Verdict::Keep => self.open(tag),
                    Verdict::Drop => self.leave_out(tag),
                    Verdict::Show => self.show(&tag.written),
                },
                Token::Close { name, written } => self.close(name, written),
            }
        }
        self.close_down_to(0);
        self.markup
    }

    fn judge(&self, tag: &Tag) -> Verdict {
        let name = tag.name.as_str();
        if VOID.contains(&name) || PHRASING.binary_search(&name).is_ok() {
            return Verdict::Keep;
        }
        let known = BLOCKS.binary_search(&name).is_ok() || REFUSED.binary_search(&name).is_ok();
        let closed = tag.self_closing || self.closing.get(name).is_some_and(|count| *count > 0);
        let bare = tag.attributes.is_empty() && !closed;
        if !known && name != SLOT && (self.in_drawing || self.mode != RawHtml::Trust && closed && is_component(tag)) {
            return Verdict::Drop;
        }
        if name == SLOT || (self.inline && bare) || (!known && (self.mode != RawHtml::Trust || !closed)) {
            return Verdict::Show;
        }
        let refused = if self.mode == RawHtml::Trust { NEVER } else { REFUSED };
        if refused.binary_search(&name).is_ok() { Verdict::Drop } else { Verdict::Keep }
    }

    /// Notes what is left out of a tag that will be closed.
    fn leave_out(&mut self, tag: &'a Tag) {
        if tag.self_closing {
            return;
        }
        if tag.name == "svg" {
            self.in_drawing = self.closing.get("svg").is_some_and(|count| *count > 0);
        } else if REFUSED.binary_search(&tag.name.as_str()).is_err() {
            self.components.push(&tag.name);
        }
    }

    fn open(&mut self, tag: &'a Tag) {
        let name = tag.name.as_str();
        while self.open.last().is_some_and(|open| ends_with(open, name)) {
            self.close_down_to(self.open.len() - 1);
        }
        let void = VOID.contains(&name);
        let whole = void || tag.self_closing || name == "iframe";
        if self.open.len() >= DEEPEST && !whole {
            self.too_deep += 1;
            return;
        }
        self.markup.push('<');
        self.markup.push_str(name);
        for (attribute, value) in &tag.attributes {
            if may_be_read(attribute) {
                let _ = write!(self.markup, " {attribute}=\"{}\"", value.replace('"', "&quot;"));
            }
        }
        let _ = write!(self.markup, " {PLACE}=\"{}-{}\">", tag.range.start, tag.range.end);
        if whole && !void {
            let _ = write!(self.markup, "</{name}>");
        } else if !void {
            self.open.push(name);
        }
    }

    fn close(&mut self, name: &'a str, written: &str) {
        if let Some(count) = self.closing.get_mut(name) {
            *count -= 1;
        }
        if let Some(at) = self.open.iter().rposition(|open| *open == name) {
            if self.too_deep > 0 {
                self.too_deep -= 1;
            } else {
                self.close_down_to(at);
            }
            return;
        }
        let known =
            [PHRASING, BLOCKS, REFUSED].iter().any(|names| names.binary_search(&name).is_ok()) || VOID.contains(&name);
        self.in_drawing &= name != "svg";
        if let Some(at) = self.components.iter().rposition(|component| *component == name) {
            self.components.remove(at);
        } else if !known {
            self.show(written);
        }
    }

    fn close_down_to(&mut self, count: usize) {
        while self.open.len() > count {
            let name = self.open.pop().unwrap_or_default();
            let _ = write!(self.markup, "</{name}>");
        }
    }

    /// Text as written, in which only `<` is not yet HTML.
    fn text(&mut self, text: &str) {
        self.markup.push_str(&text.replace('<', "&lt;"));
    }

    fn show(&mut self, tag: &str) {
        self.markup.push_str(&tag.replace('&', "&amp;").replace('<', "&lt;"));
    }
}

/// True for a component of Vue or React, such as `<Badge type="tip" text="new" />`: what stands for something to fill in has no
/// values.
fn is_component(tag: &Tag) -> bool {
    let name = tag.written.trim_start_matches('<');
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && tag.attributes.iter().any(|(_, value)| !value.is_empty())
}

/// False for attributes that may not even reach the parser; `ammonia` refuses most of the rest.
fn may_be_read(attribute: &str) -> bool {
    let well_formed = attribute.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:.@".contains(&byte));
    well_formed && attribute != PLACE && !attribute.starts_with("on")
}

/// True where the tag `<next>` ends an element `open` whose closing tag HTML lets authors leave out.
fn ends_with(open: &str, next: &str) -> bool {
    match open {
        "li" => next == "li",
        "p" => BLOCKS.binary_search(&next).is_ok() && next != "summary",
        "dt" | "dd" => matches!(next, "dt" | "dd"),
        "td" | "th" => matches!(next, "td" | "th" | "tr" | "tbody" | "tfoot"),
        "tr" => matches!(next, "tr" | "tbody" | "tfoot"),
        "thead" | "tbody" => matches!(next, "tbody" | "tfoot"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_say_one_thing_each() {
        for names in [PHRASING, VOID, BLOCKS, REFUSED, NEVER, OUR_CLASSES] {
            assert!(names.is_sorted(), "{names:?}");
        }
        for name in PHRASING.iter().chain(VOID).chain(BLOCKS) {
            assert!(!REFUSED.contains(name), "{name}");
        }
    }
}
