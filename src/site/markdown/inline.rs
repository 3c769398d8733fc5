//! Words as Markdown.

use super::MarkdownOf;
use super::escape::{push_escaped, without_end};
use crate::doc::{Element, Inline, Target, inlines_text, variable_label};
use crate::html::{is_block, is_void, push_attribute};
use crate::path::{OutputPath, fragment_url, relative_url};
use std::fmt::Write as _;

/// Marks around words, and the element that says the same where the marks would not be understood.
struct Marks {
    mark: &'static str,
    element: &'static str,
    /// Its bit in `Words::open`.
    bit: u8,
}

const EMPHASIS: Marks = Marks { mark: "*", element: "em", bit: 1 };
const STRONG: Marks = Marks { mark: "**", element: "strong", bit: 2 };
const STRIKETHROUGH: Marks = Marks { mark: "~~", element: "del", bit: 4 };

/// How words are written.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) page: &'a OutputPath,
    pub(super) markdown_of: &'a MarkdownOf<'a>,
    /// True where no other line can follow.
    pub(super) in_line: bool,
    pub(super) in_table: bool,
    /// Which marks are open around the words, a bit for each.
    pub(super) open: u8,
}

impl Words<'_> {
    /// The words, in as many lines as they have.
    pub(super) fn text(&self, inlines: &[Inline<Target>]) -> String {
        let mut out = String::new();
        self.push(inlines, None, &mut out);
        out
    }

    /// The words in one line.
    pub(super) fn line(&self, inlines: &[Inline<Target>]) -> String {
        Self { in_line: true, ..*self }.text(inlines).trim_matches(' ').to_owned()
    }

    /// Appends `inlines`; `after` is the first letter of what follows them.
    fn push(&self, inlines: &[Inline<Target>], after: Option<char>, out: &mut String) {
        for (at, inline) in inlines.iter().enumerate() {
            let following = inlines[at + 1..].iter().find_map(first_letter).or(after);
            self.push_inline(inline, following, out);
        }
    }

    fn push_inline(&self, inline: &Inline<Target>, after: Option<char>, out: &mut String) {
        match inline {
            Inline::Variable { text, .. } => out.push_str(&variable_label(text)),
            Inline::Text { text, .. } => {
                let at_start = !self.in_table && (out.is_empty() || out.ends_with('\n'));
                if self.in_line {
                    push_escaped(&text.replace("\n", " "), at_start, out);
                } else {
                    push_escaped(text, at_start, out);
                }
                if out.ends_with('!') && after == Some('[') {
                    // A link after it would be a picture.
                    out.insert(out.len() - 1, '\\');
                }
            }
            Inline::Code { text, .. } => self.push_code(text, out),
            Inline::Emphasis(inlines) => self.push_marked(&EMPHASIS, inlines, after, out),
            Inline::Strong(inlines) => self.push_marked(&STRONG, inlines, after, out),
            Inline::Strikethrough(inlines) => self.push_marked(&STRIKETHROUGH, inlines, after, out),
            Inline::Link { target, title, inlines } => self.push_link(target, title.as_deref(), inlines, out),
            Inline::Image { target, alt, title } => match self.url(target) {
                Some(url) => {
                    out.push_str("![");
                    push_escaped(&alt.replace("\n", " "), false, out);
                    push_destination(&url, title.as_deref(), out);
                }
                None => push_escaped(alt, false, out),
            },
            Inline::FootnoteRef(at) => {
                out.push_str("[^");
                out.push_str(&(at + 1).to_string());
                out.push(']');
                if matches!(after, Some('[' | '(' | ':')) {
                    // Together they would be a link, or a note's beginning.
                    out.push_str("<span></span>");
                }
            }
            Inline::Break if self.in_line => out.push_str("<br>"),
            Inline::Break => {
                let kept = out.trim_end_matches(' ').len();
                out.truncate(kept);
                // At the beginning of a line there is nothing to break.
                if !(out.is_empty() || out.ends_with('\n')) {
                    out.push_str("\\\n");
                }
            }
            Inline::Element { element, inlines } => {
                let at_start = out.is_empty() || out.ends_with('\n');
                let is_alone =
                    is_void(&element.name) || inlines.first().and_then(first_letter).is_none_or(char::is_whitespace);
                if at_start && (is_alone || is_block(&element.name)) {
                    // A block of HTML begins with such a line, and its words would be no Markdown.
                    out.push_str("<span></span>");
                }
                out.push_str(&self.opening(element));
                if !is_void(&element.name) {
                    // A block's end at the beginning of a line would begin a block.
                    let in_line = self.in_line || is_block(&element.name);
                    Self { in_line, ..*self }.push(inlines, Some('<'), out);
                    out.push_str("</");
                    out.push_str(&element.name);
                    out.push('>');
                }
            }
        }
    }

    fn push_code(&self, text: &str, out: &mut String) {
        let text = text.replace('\n', " ");
        let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0);
        let ticks = "`".repeat(longest + 1);
        let is_padded = text.starts_with('`') || text.ends_with('`') || text.starts_with(' ') && text.ends_with(' ');
        let space = if is_padded && !text.trim().is_empty() { " " } else { "" };
        let text = if self.in_table { text.replace('|', "\\|") } else { text };
        // A tick before would lengthen the ticks.
        if out.ends_with('`') {
            out.push_str("<!-- -->");
        }
        for part in [&*ticks, space, &text, space, &ticks] {
            out.push_str(part);
        }
    }

    /// Words between marks, by `CommonMark`'s rules of flanking where these leave no doubt, else in an element.
    fn push_marked(&self, marks: &Marks, inlines: &[Inline<Target>], after: Option<char>, out: &mut String) {
        let Marks { mark, element, bit } = *marks;
        let sign = mark.chars().next();
        let mut inside = String::new();
        Self { open: self.open | bit, ..*self }.push(inlines, sign, &mut inside);
        // Marks stand at words; the space at their edges goes outside.
        let start = inside.len() - inside.trim_start_matches([' ', '\n']).len();
        let words = without_end(&inside[start..]);
        let (lead, trail) = (&inside[..start], &inside[start + words.len()..]);
        if !(out.is_empty() || out.ends_with('\n')) {
            out.push_str(lead);
        }
        let Some((first, last)) = words.chars().next().zip(words.chars().next_back()) else { return };
        let (before, after) = (out.chars().next_back(), trail.chars().next().or(after));
        let is_outside =
            |letter: Option<char>| letter.is_none_or(|letter| letter.is_whitespace() || is_punctuation(letter));
        let flanks = |edge: char, outside: Option<char>| {
            let stands = !edge.is_whitespace() && Some(edge) != sign && outside != sign;
            // Within other marks, one that could as well be the end of these is in doubt.
            let in_doubt = self.open != 0
                && outside.is_some_and(|outside| !outside.is_whitespace())
                && (is_punctuation(edge) || !is_outside(outside));
            stands && (!is_punctuation(edge) || is_outside(outside)) && !in_doubt
        };
        if self.open & bit == 0 && flanks(first, before) && flanks(last, after) {
            for part in [mark, words, mark, trail] {
                out.push_str(part);
            }
        } else {
            for part in ["<", element, ">", words, "</", element, ">", trail] {
                out.push_str(part);
            }
        }
    }

    fn push_link(&self, target: &Target, title: Option<&str>, inlines: &[Inline<Target>], out: &mut String) {
        let Some(url) = self.url(target) else {
            self.push(inlines, None, out);
            return;
        };
        let mut words = String::new();
        self.push(inlines, Some(']'), &mut words);
        // An address that says itself is known again without brackets.
        if title.is_none() && matches!(target, Target::External(_)) && inlines_text(inlines) == url && is_autolink(&url)
        {
            for part in ["<", &url, ">"] {
                out.push_str(part);
            }
            return;
        }
        out.push('[');
        if words.is_empty() {
            push_escaped(&name(target), false, out);
        }
        out.push_str(&words);
        push_destination(&url, title, out);
    }

    /// The tag that opens an element, with its attributes.
    pub(super) fn opening(&self, element: &Element<Target>) -> String {
        let mut tag = format!("<{}", element.name);
        let plain = element.attributes.iter().map(|(name, value)| (name.as_str(), value.to_string()));
        let links = element.links.iter().filter_map(|(name, target)| Some((name.as_str(), self.url(target)?)));
        for (name, value) in plain.chain(links) {
            let mut escaped = String::new();
            push_attribute(&value, &mut escaped);
            let escaped = escaped.replace('|', "&#124;").replace('\n', " ");
            let _ = write!(tag, " {name}=\"{escaped}\"");
        }
        tag.push('>');
        tag
    }

    /// Where `target` leads from this page's Markdown; none where it leads nowhere.
    pub(super) fn url(&self, target: &Target) -> Option<String> {
        match target {
            Target::Page { page, anchor, .. } => {
                let fragment = anchor.as_deref().map(fragment_url).unwrap_or_default();
                if page == self.page && !fragment.is_empty() {
                    return Some(fragment);
                }
                let to = (self.markdown_of)(page);
                Some(relative_url(self.page, to.as_ref().unwrap_or(page)) + &fragment)
            }
            Target::Term { page, anchor, .. } => Some(relative_url(self.page, page) + &fragment_url(anchor)),
            Target::Asset { path, suffix, .. } => Some(relative_url(self.page, path) + suffix),
            Target::External(url) => Some(url.to_string()),
            Target::Words(_) | Target::Hidden | Target::Broken => None,
        }
    }
}

/// `](url "title")`.
fn push_destination(url: &str, title: Option<&str>, out: &mut String) {
    out.push_str("](");
    let in_brackets = url.is_empty() || url.contains([' ', '\t', '\n']) || url.starts_with('<');
    out.push_str(if in_brackets { "<" } else { "" });
    for letter in url.chars() {
        match letter {
            '\n' => out.push_str("%0A"),
            '`' => out.push_str("%60"),
            '|' => out.push_str("%7C"),
            '<' | '>' | '\\' | '(' | ')' | '&' | '*' | '~' | '[' | ']' => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
    out.push_str(if in_brackets { ">" } else { "" });
    if let Some(title) = title {
        out.push_str(" \"");
        for letter in title.replace('\n', " ").chars() {
            if matches!(letter, '"' | '\\' | '&' | '`' | '|' | '<') {
                out.push('\\');
            }
            out.push(letter);
        }
        out.push('"');
    }
    out.push(')');
}

/// What stands for the words of a link without any.
fn name(target: &Target) -> String {
    match target {
        Target::Page { title, .. } => title.to_string(),
        Target::Asset { path, .. } => path.file_name().to_owned(),
        Target::External(url) => url.to_string(),
        Target::Term { .. } | Target::Words(_) | Target::Hidden | Target::Broken => String::new(),
    }
}

fn is_autolink(url: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_graphic() && !matches!(letter, '<' | '>' | '|' | '`');
    (url.starts_with("https://") || url.starts_with("http://")) && url.chars().all(is_plain)
}

/// The first letter that an inline is written with, where that matters to marks before it.
fn first_letter(inline: &Inline<Target>) -> Option<char> {
    match inline {
        Inline::Text { text, .. } => text.chars().next(),
        Inline::Variable { .. } => Some('\u{2039}'),
        Inline::Code { .. } => Some('`'),
        Inline::Emphasis(_) | Inline::Strong(_) => Some('*'),
        Inline::Strikethrough(_) => Some('~'),
        Inline::Link { .. } | Inline::FootnoteRef(_) => Some('['),
        Inline::Image { .. } => Some('!'),
        Inline::Break => Some('\\'),
        Inline::Element { .. } => Some('<'),
    }
}

/// Punctuation as `CommonMark` has it: ASCII's, and what Unicode calls punctuation or a symbol.
fn is_punctuation(letter: char) -> bool {
    use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory as _};
    letter.is_ascii_punctuation()
        || matches!(letter.general_category_group(), GeneralCategoryGroup::Punctuation | GeneralCategoryGroup::Symbol)
}
