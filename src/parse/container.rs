//! Lines that open and close parts of a page, which `CommonMark` does not know: `:::` lines, those of `MkDocs`, and the
//! tabs of Docusaurus.
//!
//! They are found in the source and shown to the Markdown parser as something of its own, of the same length, so that
//! every byte stays where it is: a `:::` line as a thematic break, or as a heading where it has a title; `== Name` as a
//! heading; `!!! note "Title"` as the beginning of a list item that holds a heading, for the content of an item that
//! begins so is indented by four. All three may stand wherever a block may and are told apart from code by the parser
//! itself, so these lines get their place among lists, quotes and fences by the rules of `CommonMark` and none of our
//! own. What the parser did not see as such (code, or a line lazily taken into a paragraph) is put back before parsing.

mod admonition;
mod component;
mod names;

pub(super) use names::{Readers, Shape, meaning};

use aho_corasick::{AhoCorasick, MatchKind};
use ecow::EcoString;
use pulldown_cmark::{Event, Parser, Tag};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// How often the parser is asked which lines are its own before all of them are left as text.
const ROUNDS: usize = 4;

/// How far the heading stands from the first sign where a line is shown as a list item: `1)  #`.
const ITEM: usize = 4;

/// A line that opens or closes a part.
#[derive(Debug)]
pub(super) struct Marker {
    /// From the first sign to the end of the line, in the file.
    pub(super) range: Range<usize>,
    /// How many colons it has; none where it has other signs.
    pub(super) colons: usize,
    pub(super) kind: MarkerKind,
    pub(super) readers: Readers,
    /// How the author called what is opened, in the file.
    pub(super) name: Range<usize>,
    /// Its title in the file; empty where it has none.
    pub(super) title: Range<usize>,
    /// True where the author wants no title, not even the kind's name.
    pub(super) untitled: bool,
    pub(super) id: Option<EcoString>,
    /// True where the Markdown parser met it as a block of its own.
    pub(super) is_block: bool,
}

/// What a line does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkerKind {
    Close,
    /// Opens what goes on to a line that closes it.
    Open(Shape),
    /// Opens what is indented below it.
    Indent(Shape),
    /// Begins the next alternative of those that are open.
    Pane,
    /// Ends one of them, which the next one or the end of all does anyway.
    EndPane,
}

impl Marker {
    fn new(range: Range<usize>, kind: MarkerKind) -> Self {
        let nothing = range.end..range.end;
        Self {
            range,
            colons: 0,
            kind,
            readers: Readers::Same,
            name: nothing.clone(),
            title: nothing,
            untitled: false,
            id: None,
            is_block: true,
        }
    }

    /// Where the parser meets the heading that stands for this line; none where a thematic break does.
    pub(super) fn heading(&self) -> Option<usize> {
        match self.kind {
            MarkerKind::Close
            | MarkerKind::EndPane
            | MarkerKind::Open(Shape::Restricted | Shape::When | Shape::Unknown) => None,
            MarkerKind::Open(_) | MarkerKind::Pane => Some(self.range.start),
            MarkerKind::Indent(_) => Some(self.range.start + ITEM),
        }
    }

    /// By how much the title stands further right for the parser than in the file: `=== "Name"` is as long as `1)  # Name`.
    pub(super) fn shift(&self) -> usize {
        match self.heading() {
            Some(heading) if !self.title.is_empty() => (heading + 2).saturating_sub(self.title.start),
            _ => 0,
        }
    }

    /// True where nothing of what it opens may be published for its not being understood.
    pub(super) fn restricts(&self) -> bool {
        matches!(self.kind, MarkerKind::Open(_) | MarkerKind::Indent(_)) && self.readers != Readers::Same
    }
}

/// What every such line has. Which match is given does not matter, but of this kind they are sought many bytes at a time.
static SIGNS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let builder =
        AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build([":::", "!!!", "???", "===", "<Tabs"]);
    builder.expect("a few signs make an automaton")
});

/// The lines of `text` from `from` on that open or close something, with `is_block` as the parser says, and the text to
/// parse in its place.
pub(super) fn read(text: &str, from: usize, options: pulldown_cmark::Options) -> (Vec<Marker>, Cow<'_, str>) {
    let body = &text[from..];
    if !SIGNS.is_match(body) {
        return (Vec::new(), Cow::Borrowed(body));
    }
    let mut markers = find(text, from);
    if markers.is_empty() {
        return (markers, Cow::Borrowed(body));
    }
    for _ in 0..ROUNDS {
        let substituted = substitute(body, from, &markers);
        let met: Vec<usize> = Parser::new_ext(&substituted, options)
            .into_offset_iter()
            .filter(|(event, _)| matches!(event, Event::Rule | Event::Start(Tag::Heading { .. })))
            .map(|(_, range)| from + range.start)
            .collect();
        let mut settled = true;
        for marker in markers.iter_mut().filter(|marker| marker.is_block) {
            let place = marker.heading().unwrap_or(marker.range.start);
            marker.is_block = met.binary_search(&place).is_ok();
            settled &= marker.is_block;
        }
        if settled {
            return (markers, substituted.into());
        }
    }
    for marker in &mut markers {
        marker.is_block = false;
    }
    (markers, Cow::Borrowed(body))
}

fn find(text: &str, from: usize) -> Vec<Marker> {
    let mut markers = Vec::new();
    let mut line_start = from;
    let mut tabs = false;
    let mut after_words = false;
    let mut columns = Columns::default();
    for line in text[from..].split_inclusive('\n') {
        let content = line.trim_end();
        let rest = after_containers(content);
        let at = content.len() - rest.len();
        let range = line_start + at..line_start + content.len();
        let element = content.trim_start();
        let component = component::read(element).filter(|component| tabs || component.kind != MarkerKind::Pane);
        let marker = match rest.as_bytes() {
            _ if component.is_some() => component.map(|component| {
                let end = line_start + content.len();
                let mut marker = Marker::new(end - element.len()..end, component.kind);
                marker.colons = component::COLONS;
                marker.title = component.title.map_or(0..0, |title| place(text, title));
                marker
            }),
            [b':', b':', b':', ..] => {
                let mut marker = colons(text, range);
                if let Some(column) = columns.of(&marker, content, at) {
                    marker.range.start = line_start + column;
                }
                Some(marker)
            }
            [b'=', b'=', b' ', _, ..] if tabs => {
                let mut marker = Marker::new(range, MarkerKind::Pane);
                marker.title = place(text, rest[2..].trim());
                Some(marker)
            }
            [b'!', b'!', b'!', ..] | [b'?', b'?', b'?', ..] | [b'=', b'=', b'=', ..] => {
                let after = &text[line_start + line.len()..];
                indented(text, range).and_then(|mut marker| {
                    let needs_content = after_words || matches!(marker.kind, MarkerKind::Indent(Shape::Tab { .. }));
                    let plain = marker.title.is_empty() && !marker.untitled;
                    marker.is_block = !(needs_content || plain) || admonition::has_content(content, at, after);
                    // More words than its name are a sentence.
                    let is_meant = || !plain || marker.name.end == marker.range.end || content.ends_with('}');
                    (marker.is_block || marker.restricts() && is_meant()).then_some(marker)
                })
            }
            _ => None,
        };
        columns.note_fence(rest);
        tabs |= marker.as_ref().is_some_and(|marker| marker.kind == MarkerKind::Open(Shape::Tabs));
        after_words = marker.is_none() && !rest.is_empty();
        markers.extend(marker);
        line_start += line.len();
    }
    markers
}

/// Where the lines of colons stand that are open. A line that closes one may stand up to three signs further right, where Prettier
/// puts it below a list: for `VitePress` and Docusaurus it closes all the same, and for the Markdown parser it would be the last
/// line of the list. In a file that holds something back nothing is taken to close sooner than it did.
#[derive(Default)]
struct Columns {
    /// True where something was opened that is not for every reader.
    restricted: bool,
    /// The columns of the lines that open something, with how many colons they have.
    open: Vec<(usize, usize)>,
    /// The sign and number of those that began the code in which the next line is.
    fence: Option<(u8, usize)>,
}

impl Columns {
    /// The column at which the line `content`, whose colons stand at `at`, is meant to stand, where that is another.
    fn of(&mut self, marker: &Marker, content: &str, at: usize) -> Option<usize> {
        if self.fence.is_some() {
            return None;
        }
        if marker.kind != MarkerKind::Close {
            self.restricted |= marker.readers != Readers::Same;
            self.open.push((at, marker.colons));
            return None;
        }
        let place = self.open.iter().rposition(|(_, colons)| *colons == marker.colons)?;
        let (column, _) = self.open[place];
        self.open.truncate(place);
        let is_below_list = content[..at].bytes().all(|byte| byte == b' ') && column < at && at < column + 4;
        (is_below_list && !self.restricted).then_some(column)
    }

    /// Notes whether `rest`, a line without what stands before a block, begins or ends code.
    fn note_fence(&mut self, rest: &str) {
        let sign = rest.bytes().next().filter(|sign| matches!(sign, b'`' | b'~'));
        let Some(sign) = sign else { return };
        let count = rest.bytes().take_while(|byte| *byte == sign).count();
        match self.fence {
            None if count >= 3 && (sign == b'~' || !rest[count..].contains('`')) => self.fence = Some((sign, count)),
            Some((begun, least)) if begun == sign && count >= least && rest[count..].trim().is_empty() => {
                self.fence = None;
            }
            _ => {}
        }
    }
}

/// Where `part`, a slice of `text`, stands in it; an empty one stands nowhere.
fn place(text: &str, part: &str) -> Range<usize> {
    if part.is_empty() {
        return 0..0;
    }
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    start..start + part.len()
}

/// The line of colons at `range`.
fn colons(text: &str, range: Range<usize>) -> Marker {
    let line = &text[range.clone()];
    let words = line.trim_start_matches(':');
    let count = line.len() - words.len();
    let mut marker = Marker::new(range, MarkerKind::Close);
    if let Some(opening) = names::read(words) {
        marker.kind = MarkerKind::Open(opening.shape);
        marker.readers = opening.readers;
        marker.name = place(text, opening.name);
        marker.id = opening.id.map(EcoString::from);
        if !opening.title.is_empty() {
            marker.title = place(text, opening.title);
        }
    }
    marker.colons = count;
    marker
}

/// The line of `MkDocs` at `range`, if it is one.
fn indented(text: &str, range: Range<usize>) -> Option<Marker> {
    let found = admonition::read(&text[range.clone()])?;
    let mut marker = Marker::new(range, MarkerKind::Indent(found.shape));
    marker.readers = found.readers;
    marker.name = place(text, found.name);
    marker.untitled = found.title.is_some_and(|title| title.trim().is_empty());
    if let Some(title) = found.title.filter(|_| !marker.untitled) {
        marker.title = place(text, title.trim());
    }
    Some(marker)
}

/// `line` without what may stand before a block: the signs of quotes, list items, tasks and footnotes, and tags of HTML.
/// Blanks that Markdown takes for words are left out too, for whoever wrote the line did not see them.
fn after_containers(line: &str) -> &str {
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(|sign: char| sign == '>' || sign == '\u{feff}' || sign.is_whitespace());
        if let Some(after) = after_label(rest) {
            rest = after;
            continue;
        }
        let digits = rest.bytes().take(9).take_while(u8::is_ascii_digit).count();
        let sign = if digits > 0 { &rest[digits..] } else { rest };
        let signs: &[char] = if digits > 0 { &['.', ')'] } else { &['-', '*', '+'] };
        match sign.strip_prefix(signs) {
            Some(after) if after.starts_with([' ', '\t']) => rest = after,
            _ => return rest,
        }
    }
}

/// What follows the box of a task, the label of a footnote or a tag of HTML at the beginning of `line`.
fn after_label(line: &str) -> Option<&str> {
    let (label, end) = match line.as_bytes() {
        [b'[', b' ' | b'x' | b'X', b']', b' ', ..] => return Some(&line[3..]),
        [b'[', b'^', ..] => (line, "]:"),
        [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/', ..] => (line, ">"),
        _ => return None,
    };
    label.split_once(end).map(|(_, after)| after)
}

/// `body` with something of the parser's own in place of each block marker, every byte after it where it was.
fn substitute(body: &str, from: usize, markers: &[Marker]) -> String {
    let mut text = String::with_capacity(body.len());
    let mut copied = 0;
    let fill = |text: &mut String, to: usize| text.extend(std::iter::repeat_n(' ', to.saturating_sub(text.len())));
    for marker in markers.iter().filter(|marker| marker.is_block) {
        let (start, end) = (marker.range.start - from, marker.range.end - from);
        text.push_str(&body[copied..start]);
        text.push_str(match marker.kind {
            MarkerKind::Indent(_) => "1)  #",
            _ if marker.heading().is_some() => "#",
            _ => "___",
        });
        if !marker.title.is_empty() && marker.heading().is_some() {
            let (title, shift) = (marker.title.start - from..marker.title.end - from, marker.shift());
            fill(&mut text, title.start + shift);
            text.push_str(&body[title]);
        }
        fill(&mut text, end);
        copied = end;
    }
    text.push_str(&body[copied..]);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::Audience;
    use crate::doc::{CalloutKind, Fold};

    fn kinds(text: &str) -> Vec<(MarkerKind, bool)> {
        let options = pulldown_cmark::Options::ENABLE_TABLES;
        read(text, 0, options).0.iter().map(|marker| (marker.kind, marker.is_block)).collect()
    }

    #[test]
    fn the_markdown_parser_says_which_lines_are_blocks() {
        let internal = MarkerKind::Open(Shape::Restricted);
        assert_eq!(kinds("::: internal\nwords\n- list\n:::\n"), [(internal, true), (MarkerKind::Close, true)]);
        assert_eq!(
            kinds("```\n::: internal\n:::\n```\n:::"),
            [(internal, false), (MarkerKind::Close, false), (MarkerKind::Close, true)]
        );
        assert_eq!(kinds("> - ::: internal\n>   x\n>   :::\n"), [(internal, true), (MarkerKind::Close, true)]);
        assert_eq!(kinds("|a|\n|-|\n|b|\n:::\n"), [(MarkerKind::Close, true)]);
        assert_eq!(kinds("<!--\n::: internal\n-->\n"), [(internal, false)]);
        assert_eq!(kinds("<div>\n::: internal\n</div>\n"), [(internal, false)]);
    }

    #[test]
    fn titled_lines_are_blocks_wherever_a_heading_may_stand() {
        let tip = MarkerKind::Open(Shape::Callout(CalloutKind::Tip, Fold::Never));
        let note = MarkerKind::Indent(Shape::Callout(CalloutKind::Note, Fold::Never));
        assert_eq!(kinds("a\n::: tip T\nb\n:::\n"), [(tip, true), (MarkerKind::Close, true)]);
        assert_eq!(kinds("|a|\n|-|\n|b|\n:::tip\n"), [(tip, true)]);
        assert_eq!(kinds("- :::tip[T]\n\n      ::: tip\n"), [(tip, true), (tip, false)]);
        assert_eq!(kinds("~~~\n::: tip\n!!! note\n    a\n~~~\n"), [(tip, false), (note, false)]);
        assert_eq!(kinds("!!! note\n    a\n\n    !!! note\n        b\n"), [(note, true), (note, true)]);
        assert_eq!(kinds("> - !!! note\n>       a\n"), [(note, true)]);
        assert_eq!(kinds("    !!! note\n        a\n"), [(note, false)]);
        assert_eq!(kinds("words\n!!! note\nwords\n"), [], "in the middle of a paragraph");
        assert_eq!(kinds("words\n!!! note \"T\"\nwords\n"), [], "in the middle of a paragraph");
        assert_eq!(kinds("words\n!!! note\n    a\n"), [(note, true)], "as Python-Markdown has it");
        assert_eq!(kinds("== A\n\n!!! Stop!\n\nTitle\n====\n"), []);
    }

    #[test]
    fn a_line_below_a_list_closes_what_stands_left_of_it() {
        let tip = MarkerKind::Open(Shape::Callout(CalloutKind::Tip, Fold::Never));
        let parsed = |text: &str| {
            let (markers, parsed) = read(text, 0, pulldown_cmark::Options::empty());
            let kinds: Vec<_> = markers.iter().map(|marker| (marker.kind, marker.is_block)).collect();
            (kinds, parsed.into_owned())
        };
        let (kinds, text) = parsed("::: tip\n- a\n  :::\nb\n");
        assert_eq!(kinds, [(tip, true), (MarkerKind::Close, true)]);
        assert_eq!(text, "#      \n- a\n___  \nb\n");
        let (_, text) = parsed("- ::: tip\n  - a\n    :::\n  b\n");
        assert_eq!(text, "- #      \n  - a\n  ___  \n  b\n", "in a list of its own");
        let (_, text) = parsed("::: tip\n- ::: tip\n  a\n  :::\n- b\n  :::\n");
        assert_eq!(text, "#      \n- #      \n  a\n  ___\n- b\n___  \n", "each what it belongs to");
        let (kinds, text) = parsed("::: internal\n::: tip\n- a\n  :::\n- b\n");
        assert_eq!(kinds.last(), Some(&(MarkerKind::Close, true)));
        assert_eq!(text, "___         \n#      \n- a\n  ___\n- b\n", "what is held back is held back");
        let (kinds, text) = parsed("::: tip\n- ```\n  :::\n  ```\n:::\n");
        assert_eq!(kinds, [(tip, true), (MarkerKind::Close, false), (MarkerKind::Close, true)], "code is code");
        assert_eq!(text, "#      \n- ```\n  :::\n  ```\n___\n");
    }

    #[test]
    fn substitution_moves_nothing() {
        let text = "a\n::: internal Größe\nb\n::: tip *Größe* {open}\n!!! x \"Ü\"\n    c\n=== \"Ö\"\n    d\n";
        let (markers, parsed) = read(text, 0, pulldown_cmark::Options::empty());
        assert_eq!(parsed.len(), text.len());
        assert_eq!(&text[markers[0].range.clone()], "::: internal Größe");
        assert_eq!(markers[0].readers, Readers::Only(Audience::Internal));
        let titles: Vec<&str> = markers.iter().map(|marker| &text[marker.title.clone()]).collect();
        assert_eq!(titles, ["Größe", "*Größe*", "Ü", "Ö"]);
        assert_eq!(&*parsed, "a\n___                 \nb\n#       *Größe*       \n1)  #  Ü \n    c\n1)  # Ö\n    d\n");
    }
}
