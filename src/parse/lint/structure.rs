//! Headings that skip a level, and pictures that say nothing or come from elsewhere.

use super::Findings;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::doc::{LinkForm, RawLink};
use crate::text::TextRange;
use ecow::EcoString;

/// How far around its address a picture's own text is looked for, in bytes.
const LONGEST_TAG: usize = 4_096;

/// The headings that skip a level, as far as a file has been read.
#[derive(Debug, Default)]
pub(super) struct Levels {
    /// True, by level from 1, for those that the file has.
    used: [bool; 7],
    /// How many headings there were.
    count: usize,
    last: Option<(u8, TextRange)>,
    skipped: Vec<Skip>,
}

/// A heading that stands more than one level below the one before it.
#[derive(Debug)]
struct Skip {
    from: (u8, TextRange),
    to: (u8, TextRange),
    /// True where the first is the first of the file, which is mostly its title.
    below_title: bool,
    /// How many more of the file's headings do the same.
    more: usize,
}

/// Notes a heading that an author wrote with `#`. Where a document begins, and how often it begins anew, is its own affair;
/// headings in raw HTML are there for their looks.
pub(super) fn heading(found: &mut Findings<'_>, level: u8, range: TextRange) {
    let Some(written) = found.text.get(range.to_usize()) else { return };
    if written.starts_with('<') || written.trim_matches(['#', ' ', '\t', '\n', '\r']).is_empty() {
        return;
    }
    let levels = &mut found.levels;
    if let Some(from) = levels.last
        && level > from.0 + 1
    {
        let below_title = levels.count == 1;
        let is_same = |skip: &&mut Skip| (skip.from.0, skip.to.0, skip.below_title) == (from.0, level, below_title);
        match levels.skipped.iter_mut().find(is_same) {
            Some(skip) => skip.more += 1,
            None => levels.skipped.push(Skip { from, to: (level, range), below_title, more: 0 }),
        }
    }
    levels.used[usize::from(level.min(6))] = true;
    levels.count += 1;
    levels.last = Some((level, range));
}

/// Reports each kind of skip once: a document that does it throughout has one habit, not thirty mistakes. Below its title a
/// document may begin at any level, unless it has the level between as well.
pub(super) fn report_levels(found: &mut Findings<'_>) {
    let used = found.levels.used;
    for skip in std::mem::take(&mut found.levels.skipped) {
        let between = usize::from(skip.from.0) + 1..usize::from(skip.to.0);
        if skip.below_title && !used[between].contains(&true) {
            continue;
        }
        let sign = |level: u8| "#".repeat(usize::from(level));
        let (from, to) = (sign(skip.from.0), sign(skip.to.0));
        let at = |(level, range): (u8, TextRange)| {
            let written = found.text.get(range.to_usize()).unwrap_or_default();
            let indent = written.len() - written.trim_start_matches(' ').len();
            let start = range.start as usize + indent;
            let is_marked = written[indent..].starts_with('#');
            let end = if is_marked { start + usize::from(level) } else { range.end as usize };
            Location { path: found.path.clone(), range: TextRange::new(start, end) }
        };
        let more = match skip.more {
            0 => String::new(),
            1 => "; so does one more heading of this page".to_owned(),
            more => format!("; so do {more} more headings of this page"),
        };
        let between = "#".repeat(usize::from(skip.from.0) + 1);
        let diagnostic = Diagnostic::new(
            Rule::HeadingSkip,
            at(skip.to),
            format!("a heading `{to}` follows `{from}`, with no `{between}` between them{more}"),
        )
        .label("skips a level")
        .related(at(skip.from), "the heading before it")
        .help(format!("Write `{between}`, or give the part that it belongs to a heading of its own."));
        found.diagnostics.push(diagnostic);
    }
}

/// A picture: whether it says what it shows, and whether it is the book's own. `alt` is none where raw HTML has no word
/// about it; an empty one in raw HTML says that the picture is for the eye alone.
pub(super) fn picture(found: &mut Findings<'_>, link: &RawLink, alt: Option<&EcoString>) {
    if link.form == LinkForm::Wiki {
        return;
    }
    let href = link.href.trim();
    let is_remote = ["http://", "https://", "//"]
        .iter()
        .any(|start| href.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)));
    // A diagram that a server draws has a rule of its own.
    let is_diagram = crate::parse::diagram::is_drawn_by_server(&link.href);
    if is_remote && !is_diagram && !found.is_full(Rule::RemoteImage) {
        let at = Location { path: found.path.clone(), range: link.range };
        let diagnostic = Diagnostic::new(
            Rule::RemoteImage,
            at,
            "this picture lies on another site, so it is published as a link to it",
        )
        .label("no page asks another host for anything")
        .help("Put the picture into the book, and name it by its path.");
        found.diagnostics.push(diagnostic);
    }
    if alt.is_some_and(|alt| !alt.trim().is_empty()) {
        return;
    }
    let tag = whole_picture(found.text, link.range);
    let in_html = found.text[tag.to_usize()].starts_with('<');
    // The tree does not tell an empty `alt` from none.
    let says_alt = |tag: &str| tag.to_ascii_lowercase().split_ascii_whitespace().any(|part| part.starts_with("alt"));
    let is_decoration = in_html && says_alt(&found.text[tag.to_usize()]);
    if !is_decoration && !found.is_full(Rule::MissingAlt) {
        let at = Location { path: found.path.clone(), range: tag };
        let help = if in_html {
            "Add `alt=\"…\"` with what the picture shows, or `alt=\"\"` where it is decoration."
        } else {
            "Say between the brackets what the picture shows, for those who do not see it."
        };
        found
            .diagnostics
            .push(Diagnostic::new(Rule::MissingAlt, at, "this picture has no text in its place").help(help));
    }
}

/// The picture whose address stands at `range`: from `![` to `)`, or its tag. The address alone where neither is found.
fn whole_picture(text: &str, range: TextRange) -> TextRange {
    let address = range.to_usize();
    let Some(written) = text.get(address.clone()) else { return TextRange::default() };
    if written.starts_with("![") || written.starts_with('<') {
        return range;
    }
    let near = text.ceil_char_boundary(address.start.saturating_sub(LONGEST_TAG));
    let before = &text[near..address.start];
    let (markdown, tag) = (before.rfind("!["), before.rfind('<'));
    let (start, end) = match (markdown, tag) {
        // `![](<a b.png>)` has a `<` too.
        (Some(markdown), tag) if tag.is_none_or(|tag| tag < markdown || tag + 1 == before.len()) => {
            (near + markdown, ')')
        }
        (_, Some(tag)) => (near + tag, '>'),
        _ => return range,
    };
    let rest = &text[address.end..];
    match rest[..rest.floor_char_boundary(LONGEST_TAG)].find(end) {
        Some(at) => TextRange::new(start, address.end + at + 1),
        None => range,
    }
}
