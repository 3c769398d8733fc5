//! What a typeset packet says: the text of its pages as it was set, its headings as its outline has them, where its links
//! lead, its title, the data in it, and the files that it carries along.
//!
//! Takes the pages before they become a PDF, in which nothing can be read without unpacking it again. For the proof.

use super::pdf::Attachment;
use serde_json::Value;
use typst::foundations::NativeElement as _;
use typst::introspection::Introspector as _;
use typst::layout::{Frame, FrameItem, Point};
use typst::model::{Destination, Document as _, HeadingElem};
use typst::text::TextItem;
use typst_layout::PagedDocument;

/// The texts of `document`, line by line, and of what else it says; `data` is what it was made of, and in the string
/// literals of `code` stand the words of its guides, as long as they were written.
pub(super) fn texts<'c>(document: &PagedDocument, data: &str, code: impl Iterator<Item = &'c str>) -> Vec<String> {
    let mut texts = Vec::new();
    for page in document.pages() {
        let mut reading = Reading::default();
        in_frame(&page.frame, Point::zero(), &mut reading, &mut texts);
        texts.extend(reading.finish());
    }
    let headings = document.introspector().query(&HeadingElem::ELEM.select());
    let headings = headings.iter().filter_map(|heading| heading.to_packed::<HeadingElem>());
    texts.extend(headings.map(|heading| heading.body.plain_text().to_string()));
    let info = document.info();
    texts.extend(info.title.iter().chain(&info.author).chain(&info.keywords).map(ToString::to_string));
    texts.extend(info.description.iter().map(ToString::to_string));
    code.for_each(|code| literals(code, &mut texts));
    if let Ok(value) = serde_json::from_str(data) {
        in_data(&value, &mut texts);
    }
    texts
}

/// What the PDF says of the files that it carries along. What these hold can be read in them.
pub(super) fn attached(files: &[Attachment]) -> Vec<String> {
    files.iter().flat_map(|file| [file.name.to_string(), file.description.to_string()]).collect()
}

/// A line as it is put together from the runs of a page.
#[derive(Default)]
struct Reading {
    lines: Vec<String>,
    line: String,
    /// Where the last run ended.
    end: Option<Point>,
}

impl Reading {
    /// Adds a run that begins at `at`. What stands in another line, or apart as in the next column of a table, is another
    /// text: whether it goes on there cannot be seen, nor whether a word does, so a mark says that what stands at either
    /// end may be cut.
    fn run(&mut self, at: Point, run: &TextItem) {
        if let Some(end) = self.end {
            let gap = at.x - end.x;
            if (at.y - end.y).abs() > run.size * 0.2 || gap.abs() > run.size {
                self.end_line();
            } else if gap > run.size * 0.1 && !self.line.ends_with('…') || is_note(run) {
                // What a line of code goes on with was cut off, whatever stands between it and the mark.
                self.line.push(' ');
            }
        }
        self.line.push_str(&run.text.as_str().replace('↳', "…"));
        self.end = Some(Point::new(at.x + run.width(), at.y));
    }

    fn finish(mut self) -> Vec<String> {
        self.end_line();
        self.lines
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let said =
            line.trim_matches(|letter: char| letter.is_whitespace() || "-\u{ad}\u{2010}\u{200b}".contains(letter));
        self.lines.push(format!("…{said}…"));
    }
}

/// True for the number of a note, which stands beside a word and is no part of it.
fn is_note(run: &TextItem) -> bool {
    run.text.len() <= 3 && run.text.bytes().all(|byte| byte.is_ascii_digit())
}

fn in_frame(frame: &Frame, at: Point, reading: &mut Reading, others: &mut Vec<String>) {
    for (place, item) in frame.items() {
        let at = at + *place;
        match item {
            FrameItem::Group(group) => in_frame(&group.frame, at, reading, others),
            FrameItem::Text(run) => reading.run(at, run),
            FrameItem::Link(Destination::Url(url), _) => others.push(url.as_str().to_owned()),
            FrameItem::Link(..) | FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Tag(_) => {}
        }
    }
}

fn in_data(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| in_data(value, texts)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(svg) if name == "svg" => texts.extend(in_drawing(svg)),
                    _ => in_data(value, texts),
                }
            }
        }
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

/// What an element of SVG says between its tags, with its escapes undone.
fn in_drawing(svg: &str) -> impl Iterator<Item = String> {
    let texts = svg.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text);
    let plain =
        |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    texts.filter(|text| !text.is_empty()).map(plain)
}

/// The string literals of generated code, with their escapes undone. The pieces between which a line may break are one text: where
/// one is cut, a word may seem to begin.
fn literals(code: &str, texts: &mut Vec<String>) {
    let (mut depth, mut after_literal, mut at) = (0_usize, 0, 0);
    // True after an address, whose pieces follow; and those that are read, with how deep in parentheses they stand.
    let mut is_address = false;
    let mut pieces: Option<(usize, String)> = None;
    let mut is_after_pieces = false;
    while let Some(next) = code[at..].find(['"', '(', ')']) {
        let between = &code[after_literal..at + next];
        let letter = code.as_bytes()[at + next];
        at += next + 1;
        match letter {
            b'(' => {
                depth += 1;
                if pieces.is_none() && (between.ends_with("#e.code") || is_address && between == ",") {
                    pieces = Some((depth, String::new()));
                }
            }
            b')' => {
                let closed = pieces.take_if(|(begun, _)| *begun == depth);
                is_after_pieces |= closed.is_some();
                texts.extend(closed.map(|(_, text)| text));
                depth = depth.saturating_sub(1);
            }
            _ => {
                is_address = between.ends_with("#e.address(") || between.ends_with("#e.external(");
                let (text, length) = literal(&code[at..]);
                at += length;
                after_literal = at;
                let goes_on = between == "]#" || is_after_pieces && between.trim_start_matches(',') == ")#";
                is_after_pieces = false;
                match (&mut pieces, texts.last_mut()) {
                    (Some((_, whole)), _) => whole.push_str(&text),
                    // A word that has begun in code or in emphasis.
                    (None, Some(last)) if goes_on && parts_a_word(last, &text) => last.push_str(&text),
                    (None, _) => texts.push(text),
                }
            }
        }
    }
}

fn parts_a_word(before: &str, after: &str) -> bool {
    before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)
}

/// The literal that `code` begins with, and how long it is there with its closing quote.
fn literal(code: &str) -> (String, usize) {
    let mut text = String::new();
    let mut letters = code.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (text, at + 1),
            '\\' => {
                let escaped = letters.next().map(|(_, letter)| letter);
                text.push(escaped.filter(|letter| !"nrtu".contains(*letter)).unwrap_or(' '));
            }
            _ => text.push(letter),
        }
    }
    (text, code.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_code_and_of_addresses_are_one_text() {
        let code = r##"#e.para[#"See "#e.external("https://h/?by=environment%2Ctier",("https://h/?by=environm","ent%2Ctier",))
            [#"the (\"graph\")"]#e.code("kubectl ",[#box[#"--all-"]#"namesp"],"aces",)#e.address("mailto:a@b",("a@","b",))#"end"]"##;
        let mut texts = Vec::new();
        literals(code, &mut texts);
        let address = "https://h/?by=environment%2Ctier";
        literals(r##"[#"a"]#"b "#e.code("pull",)#"ing"#e.place("x")#"y""##, &mut texts);
        let expected = [
            "See ",
            address,
            address,
            "the (\"graph\")",
            "kubectl --all-namespaces",
            "mailto:a@b",
            "a@b",
            "end",
            "ab ",
            "pulling",
            "x",
            "y",
        ];
        assert_eq!(texts, expected);
    }
}
