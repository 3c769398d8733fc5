//! The labels of a drawing as text: the library makes HTML of them, in elements of the drawing that hold it.
//!
//! Takes what the library drew; gives it with text in the place of each label, its style sheet last. To turn one label into text
//! the library goes through all that stands before it, letter by letter, which took longer than anything else about a
//! diagram: so it gets a few labels at a time, and of all else only what these stand in.

use merman::svg::{TextMeasurer, foreign_object_label_fallback_svg_text};

/// How many labels are turned into text together. For each time the style sheet is read once more.
const TOGETHER: usize = 16;

const LABEL: &str = "<foreignObject";
const LABEL_END: &str = "</foreignObject>";
const STYLE: &str = "<style>";
const STYLE_END: &str = "</style>";
const END: &str = "</svg>";

/// Stands behind what is put in a label's place, and before what is put at the end.
const MARK: &str = "<!--~-->";

/// The id of the drawing, with which those of its labels begin.
pub(super) const ID: &str = "d";

/// Elements that show nothing but the words in them.
const PLAIN: [&str; 7] = ["div", "span", "p", "br", "b", "i", "em"];

/// `svg` with text for its labels, measured with `measurer`; without rules for a look that no drawing has, and without characters
/// that XML cannot say.
pub(super) fn as_text(svg: &str, measurer: &dyn TextMeasurer) -> String {
    if !svg.chars().all(is_of_xml) {
        return as_text(&svg.chars().filter(|letter| is_of_xml(*letter)).collect::<String>(), measurer);
    }
    let (before, sheet, after) = match svg.split_once(STYLE).and_then(|(before, rest)| {
        let (sheet, after) = rest.split_once(STYLE_END)?;
        Some((before, [STYLE, &of_this_look(sheet), STYLE_END].concat(), after))
    }) {
        Some(parts) => parts,
        None => ("", String::new(), svg),
    };
    let (inside, end) = after.rsplit_once(END).unwrap_or((after, ""));
    // What may be text already is for the library to find; and nobody's own comment is to be taken for ours.
    if ["<switch", "<!", "<style"].iter().any(|mark| inside.contains(mark)) {
        return foreign_object_label_fallback_svg_text(&[before, inside, &sheet, END, end].concat(), measurer);
    }
    let (parts, labels) = parts_and_labels(inside);
    let frames: Vec<String> = parts.iter().map(|part| frame(part)).collect();
    let (mut texts, mut last) = (Vec::with_capacity(labels.len()), String::new());
    for first in (0..labels.len()).step_by(TOGETHER) {
        let here = first..labels.len().min(first + TOGETHER);
        let (mut few, mut around) = (before.to_owned(), String::new());
        for (at, part) in frames.iter().enumerate() {
            around.push_str(part);
            if here.contains(&at) {
                few.extend([&frame(&around), labels[at], MARK]);
                around.clear();
            }
        }
        few.extend([&frame(&around), &sheet, MARK, END]);
        let made = foreign_object_label_fallback_svg_text(&few, measurer);
        let made = if first > 0 { numbered_from(first, made) } else { made };
        let mut made = made.split(MARK);
        for _ in here {
            let text = made.next().and_then(|made| made.rsplit_once(LABEL_END)).map_or("", |(_, text)| text);
            texts.push(text.to_owned());
        }
        last.push_str(made.last().and_then(|made| made.strip_suffix(END)).unwrap_or_default());
    }
    let mut out = before.to_owned();
    for (at, part) in parts.iter().enumerate() {
        out.extend([part.as_str(), texts.get(at).map_or("", String::as_str)]);
    }
    out.extend([&sheet, &last, END, end]);
    out
}

/// True for a character that XML can say (XML 1.0, 2.2).
fn is_of_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// `made` with ids of labels that no other labels have: the library counts from 0 each time.
fn numbered_from(first: usize, mut made: String) -> String {
    for before in [" id=\"", " href=\"#"] {
        let number = format!("{before}{ID}-foreignobject-label-");
        made = made.replace(&number, &format!("{number}{first}-"));
    }
    made
}

/// The labels that say something, and what stands before each and behind the last.
fn parts_and_labels(inside: &str) -> (Vec<String>, Vec<&str>) {
    let (mut parts, mut labels, mut part) = (Vec::new(), Vec::new(), String::new());
    let mut rest = inside;
    while let Some(at) = rest.find(LABEL) {
        let Some(length) = rest[at..].find(LABEL_END).map(|end| end + LABEL_END.len()) else { break };
        part.push_str(&rest[..at]);
        let label = &rest[at..at + length];
        if !is_empty(&label[..length - LABEL_END.len()]) {
            parts.push(std::mem::take(&mut part));
            labels.push(label);
        }
        rest = &rest[at + length..];
    }
    part.push_str(rest);
    parts.push(part);
    (parts, labels)
}

/// Of a piece of a drawing, the tags of what ends and of what begins there, but not of what does both.
fn frame(part: &str) -> String {
    let (mut ended, mut begun) = (String::new(), Vec::new());
    let mut at = 0;
    while let Some(from) = part[at..].find('<').map(|found| at + found) {
        let Some(to) = tag_end(part, from) else { break };
        let tag = &part[from..to];
        if tag.starts_with("</") {
            if begun.pop().is_none() {
                ended.push_str(tag);
            }
        } else if !tag.ends_with("/>") {
            begun.push(tag);
        }
        at = to;
    }
    ended + &begun.concat()
}

/// Where the tag ends that begins at `from`: after the first `>` that is in no quotes.
fn tag_end(text: &str, from: usize) -> Option<usize> {
    let mut quote = None;
    let end = text.bytes().enumerate().skip(from).find(|(_, byte)| {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), _) if open == *byte => quote = None,
            _ => {}
        }
        quote.is_none() && *byte == b'>'
    });
    end.map(|(at, _)| at + 1)
}

/// True for a label, without its end, that has no words and nothing else to see.
fn is_empty(label: &str) -> bool {
    let mut parts = label.split('<').skip(2);
    parts.all(|part| {
        let Some((tag, words)) = part.split_once('>') else { return false };
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        PLAIN.contains(&name) && words.trim().is_empty()
    })
}

/// The rules of a style sheet but for those of the look "neo", which no text may choose.
fn of_this_look(sheet: &str) -> String {
    let is_neo = |rule: &&str| {
        let selectors = rule.split('{').next().unwrap_or_default();
        selectors.split(',').all(|selector| selector.contains("[data-look=\"neo\"]"))
    };
    sheet.split_inclusive('}').filter(|rule| !is_neo(rule)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::draw::measurer;
    use super::*;
    use std::collections::BTreeSet;

    fn label(inside: &str) -> String {
        format!("<foreignObject width=\"90\" height=\"20\"><div>{inside}</div></foreignObject>")
    }

    fn svg(inside: &str) -> String {
        format!(
            "<svg id=\"d\" xmlns=\"http://www.w3.org/2000/svg\"><style>#d .a{{fill:#010203;}}</style>{inside}</svg>"
        )
    }

    /// The words of the texts, and the texts of all elements with where they stand: what is made of a label is used there.
    fn said(drawing: &str) -> Vec<(String, String)> {
        let document = roxmltree::Document::parse(drawing).expect("XML");
        let by_id =
            |id: &str| document.descendants().find(|node| node.attribute("id") == Some(id)).expect("it is there");
        let uses = document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "use")));
        let text = |node: roxmltree::Node<'_, '_>| {
            let used = by_id(node.attribute("href").expect("a use").trim_start_matches('#'));
            used.descendants().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect::<String>()
        };
        let place = |node: roxmltree::Node<'_, '_>| {
            let around = node.ancestors().filter_map(|node| node.attribute("name"));
            around.collect::<Vec<_>>().join(" in ")
        };
        uses.map(|node| (place(node), text(node))).collect()
    }

    #[test]
    fn each_label_is_text_where_it_stood() {
        let count = 2 * TOGETHER + 3;
        let group = |at: usize| {
            format!("<g name=\"{at}\" class=\"a\"><path d=\"M0 0\" b='>'/>{}</g>", label(&format!("<p>word {at}</p>")))
        };
        let inside: String = (0..count).map(group).collect();
        let made = as_text(&svg(&format!("<defs><a/></defs><g name=\"all\">{inside}<b/></g><c/>")), &*measurer());
        let expected: Vec<_> = (0..count).map(|at| (format!("{at} in all"), format!("word {at}"))).collect();
        assert_eq!(said(&made), expected);
        assert!(made.contains("<defs><a/></defs><g name=\"all\">") && made.contains("<b/></g><c/><style>"), "{made}");
        assert_eq!(made.matches("<path d=\"M0 0\" b='>'/>").count(), count);
        assert_eq!(made.matches("fill=\"#010203\"").count(), count, "the sheet holds for each");
        let ids = made.split(" id=\"").skip(1).map(|rest| rest.split('"').next().expect("an end"));
        assert_eq!(ids.collect::<BTreeSet<_>>().len(), made.matches(" id=\"").count());
        assert!(!made.contains("foreignObject>") && !made.contains(MARK), "{made}");
    }

    #[test]
    fn what_shows_nothing_goes() {
        for empty in ["<span class=\"edgeLabel\"></span>", "<span><p>\n</p></span>", "<br/>", ""] {
            let made = as_text(&svg(&format!("<g>{}</g><a/>", label(empty))), &*measurer());
            assert!(made.contains("<g></g><a/><style>") && made.ends_with("</style></svg>"), "{made}");
        }
        for full in ["<span><p>a</p></span>", "a", "<p>a&#160;b</p>"] {
            assert_eq!(said(&as_text(&svg(&label(full)), &*measurer())).len(), 1, "{full}");
        }
        assert_eq!(as_text("<svg><foreignObject></svg>", &*measurer()), "<svg><foreignObject></svg>");
    }

    #[test]
    fn what_may_be_text_already_or_have_comments_is_left_whole() {
        let one = label("<p>a</p>");
        for kept in ["<!--~-->", "<style b=\"c\">d{}</style>", "<switch><text>e</text></switch>"] {
            let made = as_text(&svg(&format!("{one}{kept}<g/>{one}")), &*measurer());
            assert_eq!(said(&made).len(), 2, "{made}");
            assert!(made.contains(kept), "{made}");
        }
    }

    #[test]
    fn a_word_is_what_it_was() {
        let labels: String = (0..=TOGETHER).map(|_| label("<p>d-foreignobject-label-3\u{fffe}</p>")).collect();
        let words = said(&as_text(&svg(&labels), &*measurer())).into_iter().map(|(_, words)| words);
        assert_eq!(words.collect::<Vec<_>>(), vec!["d-foreignobject-label-3"; TOGETHER + 1]);
    }

    #[test]
    fn a_frame_is_what_is_not_whole() {
        assert_eq!(frame("a</b> <c d=\"/>\"><e/><f>g</f></c></h><i j='<'>k<l><m></m>"), "</b></h><i j='<'><l>");
        assert_eq!(frame("<a/>b<c></c>"), "");
    }

    #[test]
    fn the_sheet_has_no_rules_for_another_look() {
        let neo = "#d [data-look=\"neo\"].a{c:d;}";
        let both = "#d .b,#d [data-look=\"neo\"].a{c:d;}";
        let sheet = format!("@keyframes a{{to{{b:0;}}}}{neo}#d .c{{e:f;}}{both}");
        assert_eq!(of_this_look(&sheet), format!("@keyframes a{{to{{b:0;}}}}#d .c{{e:f;}}{both}"));
    }
}
