//! What a library drew, without what costs time and says nothing: labels without words, rules for a look that no drawing has.
//!
//! Labels are HTML within the drawing, which the library turns into text; for each it looks through all that stands before
//! and behind it for a `switch` that it may stand in. Half of them are empty in many drawings, and the style sheet stands
//! before them all.

use merman::svg::{RenderResult, SvgPostprocessContext, SvgPostprocessor};
use std::borrow::Cow;

/// The step by which the library has it done before it turns labels into text.
pub(super) struct Lean;

impl SvgPostprocessor for Lean {
    fn name(&self) -> &'static str {
        "lean"
    }

    fn process<'a>(&self, svg: Cow<'a, str>, _: &SvgPostprocessContext<'_>) -> RenderResult<Cow<'a, str>> {
        Ok(Cow::Owned(lean(&svg)))
    }
}

/// Stands before each label and behind the last: where the library's search for a `switch` ends. `clean` leaves it out.
const FENCE: &str = "<switch></switch>";

const LABEL: &str = "<foreignObject";
const LABEL_END: &str = "</foreignObject>";
const STYLE: &str = "<style>";
const STYLE_END: &str = "</style>";

/// Elements that show nothing but the words in them.
const PLAIN: [&str; 7] = ["div", "span", "p", "br", "b", "i", "em"];

/// The drawing without empty labels, its style sheet last, the other labels fenced.
fn lean(svg: &str) -> String {
    let (before, sheet, after) = match svg.split_once(STYLE).and_then(|(before, rest)| {
        let (sheet, after) = rest.split_once(STYLE_END)?;
        Some((before, sheet, after))
    }) {
        Some(parts) => parts,
        None => ("", "", svg),
    };
    let mut out = String::with_capacity(svg.len());
    out.push_str(before);
    let mut rest = after;
    // Where it stands in one already, the library is to find that.
    let fence = if after.contains("<switch") { "" } else { FENCE };
    let mut fenced = false;
    while let Some(at) = rest.find(LABEL) {
        let Some(length) = rest[at..].find(LABEL_END).map(|end| end + LABEL_END.len()) else { break };
        out.push_str(&rest[..at]);
        let label = &rest[at..at + length];
        if !is_empty(&label[..length - LABEL_END.len()]) {
            out.extend([fence, label]);
            fenced = true;
        }
        rest = &rest[at + length..];
    }
    let (inside, end) = rest.rsplit_once("</svg>").unwrap_or((rest, ""));
    out.push_str(inside);
    if fenced {
        out.push_str(fence);
    }
    if !sheet.is_empty() {
        out.extend([STYLE, &of_this_look(sheet), STYLE_END]);
    }
    if inside.len() < rest.len() {
        out.extend(["</svg>", end]);
    }
    out
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
    use super::*;

    #[test]
    fn what_shows_nothing_goes_and_all_else_stays() {
        let label =
            |inside: &str| format!("<foreignObject width=\"9\"><div style=\"a: b\">{inside}</div></foreignObject>");
        for empty in ["<span class=\"edgeLabel\"></span>", "<span><p>\n</p></span>", "<br/>", ""] {
            assert_eq!(lean(&format!("<svg><g>{}</g></svg>", label(empty))), "<svg><g></g></svg>", "{empty}");
        }
        for full in ["<span><p>a</p></span>", "a", "<img src=\"a\"/>", "<span><svg/></span>", "<p>&#160;</p>"] {
            let drawing = format!("<svg><g>{0}</g>{0}</svg>", label(full));
            let fenced = format!("<svg><g>{FENCE}{0}</g>{FENCE}{0}{FENCE}</svg>", label(full));
            assert_eq!(lean(&drawing), fenced, "{full}");
            let within = format!("<svg><switch>{}<text>a</text></switch></svg>", label(full));
            assert_eq!(lean(&within), within, "{full}");
        }
        assert_eq!(lean("<svg><foreignObject>"), "<svg><foreignObject>");
    }

    #[test]
    fn the_sheet_stands_last_without_rules_for_another_look() {
        let neo = "#d [data-look=\"neo\"].a{c:d;}";
        let both = "#d .b,#d [data-look=\"neo\"].a{c:d;}";
        let sheet = format!("@keyframes a{{to{{b:0;}}}}{neo}#d .c{{e:f;}}{both}");
        let kept = format!("@keyframes a{{to{{b:0;}}}}#d .c{{e:f;}}{both}");
        assert_eq!(
            lean(&format!("<svg a=\"b\"><style>{sheet}</style><g/><svg></svg></svg>")),
            format!("<svg a=\"b\"><g/><svg></svg><style>{kept}</style></svg>")
        );
    }
}
