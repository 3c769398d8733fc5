//! What a library drew, without what costs time while its labels become text: labels without words, rules for a look that no
//! drawing has, and all that no label stands in.
//!
//! Labels are HTML within the drawing, which the library turns into text. For each it looks through all that stands before
//! it for a `switch` that it may stand in, letter by letter, and so it does with every tag there is: this takes longer than
//! anything else about a diagram. So it gets what labels stand in, and a comment in the place of the rest, which is put back
//! afterwards.

use merman::svg::{RenderResult, SvgPostprocessContext, SvgPostprocessor};
use std::borrow::Cow;
use std::sync::Mutex;

/// The step by which the library has it done before it turns the labels of one drawing into text.
#[derive(Default)]
pub(super) struct Lean(Mutex<Vec<String>>);

impl SvgPostprocessor for Lean {
    fn name(&self) -> &'static str {
        "lean"
    }

    fn process<'a>(&self, svg: Cow<'a, str>, _: &SvgPostprocessContext<'_>) -> RenderResult<Cow<'a, str>> {
        let (lean, aside) = lean(&svg);
        *self.0.lock().expect("nothing panics while it is held") = aside;
        Ok(Cow::Owned(lean))
    }
}

impl Lean {
    /// The drawing whole again, of which `svg` is what the library has made.
    pub(super) fn whole(&self, svg: &str) -> String {
        whole(svg, &self.0.lock().expect("nothing panics while it is held"))
    }
}

/// Stands before each label and behind the last: where the library's search for a `switch` ends. `clean` leaves it out.
const FENCE: &str = "<switch></switch>";

const LABEL: &str = "<foreignObject";
const LABEL_END: &str = "</foreignObject>";
const STYLE: &str = "<style>";
const STYLE_END: &str = "</style>";

/// What stands in the place of something that was put aside.
const ASIDE: &str = "<!--~-->";

/// Elements that show nothing but the words in them.
const PLAIN: [&str; 7] = ["div", "span", "p", "br", "b", "i", "em"];

/// The drawing without empty labels, its style sheet last, the other labels fenced; and what was put aside of it, in order.
fn lean(svg: &str) -> (String, Vec<String>) {
    let (before, sheet, after) = match svg.split_once(STYLE).and_then(|(before, rest)| {
        let (sheet, after) = rest.split_once(STYLE_END)?;
        Some((before, sheet, after))
    }) {
        Some(parts) => parts,
        None => ("", "", svg),
    };
    let (mut out, mut aside) = (String::with_capacity(svg.len()), Vec::new());
    out.push_str(before);
    let mut rest = after;
    // Where it stands in one already, the library is to find that; and nobody's own comment is to be taken for ours.
    let is_plain = !["<switch", "<!", "<style"].iter().any(|mark| after.contains(mark));
    let fence = if after.contains("<switch") { "" } else { FENCE };
    let mut fenced = false;
    // What stands between two labels that say something.
    let mut part = String::new();
    let mut push = |part: &mut String, out: &mut String| {
        if is_plain {
            push_around(part, out, &mut aside)
        } else {
            out.push_str(part)
        }
        part.clear();
    };
    while let Some(at) = rest.find(LABEL) {
        let Some(length) = rest[at..].find(LABEL_END).map(|end| end + LABEL_END.len()) else { break };
        part.push_str(&rest[..at]);
        let label = &rest[at..at + length];
        if !is_empty(&label[..length - LABEL_END.len()]) {
            push(&mut part, &mut out);
            out.extend([fence, label]);
            fenced = true;
        }
        rest = &rest[at + length..];
    }
    let (inside, end) = rest.rsplit_once("</svg>").unwrap_or((rest, ""));
    part.push_str(inside);
    push(&mut part, &mut out);
    if fenced {
        out.push_str(fence);
    }
    if !sheet.is_empty() {
        out.extend([STYLE, &of_this_look(sheet), STYLE_END]);
    }
    if inside.len() < rest.len() {
        out.extend(["</svg>", end]);
    }
    (out, aside)
}

/// Adds `part`, a piece of a drawing without labels, to `out`: the tags of what begins or ends outside of it. Whole elements are
/// put `aside`.
fn push_around(part: &str, out: &mut String, aside: &mut Vec<String>) {
    // Where elements begin that have not ended, and where whole ones are that stand in no other.
    let (mut open, mut whole) = (Vec::new(), Vec::<(usize, usize)>::new());
    let mut at = 0;
    while let Some(from) = part[at..].find('<').map(|found| at + found) {
        let Some(to) = tag_end(part, from) else { break };
        let tag = &part[from..to];
        let begins = if tag.starts_with("</") {
            open.pop()
        } else if tag.ends_with("/>") {
            Some(from)
        } else {
            open.push(from);
            None
        };
        if let Some(begins) = begins {
            while whole.pop_if(|(inner, _)| *inner >= begins).is_some() {}
            match whole.last_mut().filter(|(_, end)| part[*end..begins].trim().is_empty()) {
                Some((_, end)) => *end = to,
                None => whole.push((begins, to)),
            }
        }
        at = to;
    }
    at = 0;
    for (from, to) in whole {
        out.extend([&part[at..from], ASIDE]);
        aside.push(part[from..to].to_owned());
        at = to;
    }
    out.push_str(&part[at..]);
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

/// `svg` with what was put `aside` of it back in its place.
fn whole(svg: &str, aside: &[String]) -> String {
    let mut parts = svg.split(ASIDE);
    let mut out = String::with_capacity(svg.len() + aside.iter().map(String::len).sum::<usize>());
    out.push_str(parts.next().unwrap_or_default());
    for (part, aside) in parts.zip(aside) {
        out.extend([aside, part]);
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
            let (lean, aside) = lean(&format!("<svg><g>{}</g></svg>", label(empty)));
            assert_eq!(whole(&lean, &aside), "<svg><g></g></svg>", "{empty}");
        }
        for full in ["<span><p>a</p></span>", "a", "<img src=\"a\"/>", "<span><svg/></span>", "<p>&#160;</p>"] {
            let drawing = format!("<svg><g>{0}</g>{0}</svg>", label(full));
            let fenced = format!("<svg><g>{FENCE}{0}</g>{FENCE}{0}{FENCE}</svg>", label(full));
            assert_eq!(lean(&drawing).0, fenced, "{full}");
            let within = format!("<svg><switch>{}<text>a</text></switch></svg>", label(full));
            assert_eq!(lean(&within).0, within, "{full}");
        }
        assert_eq!(lean("<svg><foreignObject>").0, "<svg><foreignObject>");
    }

    #[test]
    fn the_sheet_stands_last_without_rules_for_another_look() {
        let neo = "#d [data-look=\"neo\"].a{c:d;}";
        let both = "#d .b,#d [data-look=\"neo\"].a{c:d;}";
        let sheet = format!("@keyframes a{{to{{b:0;}}}}{neo}#d .c{{e:f;}}{both}");
        let kept = format!("@keyframes a{{to{{b:0;}}}}#d .c{{e:f;}}{both}");
        let (lean, aside) = lean(&format!("<svg a=\"b\"><style>{sheet}</style><g/><svg></svg></svg>"));
        assert_eq!(lean, format!("<svg a=\"b\">{ASIDE}<style>{kept}</style></svg>"));
        assert_eq!(aside, ["<g/><svg></svg>"]);
    }

    #[test]
    fn what_no_label_stands_in_is_put_aside_and_back() {
        let label = "<foreignObject><p>a</p></foreignObject>";
        let drawing = format!(
            "<svg><defs><a b='>'/></defs> <g c=\"/>\"><path/>{label}<b>d<c/></b><e/></g><f>{label}</f><h/></svg>"
        );
        let (lean, aside) = lean(&drawing);
        let fenced = format!("{FENCE}{label}");
        assert_eq!(
            lean,
            format!("<svg>{ASIDE} <g c=\"/>\">{ASIDE}{fenced}{ASIDE}</g><f>{fenced}</f>{ASIDE}{FENCE}</svg>")
        );
        assert_eq!(aside, ["<defs><a b='>'/></defs>", "<path/>", "<b>d<c/></b><e/>", "<h/>"]);
        assert_eq!(whole(&lean, &aside).replace(FENCE, ""), drawing);
        for kept in ["<!-- ~ -->", "<style a=\"b\">c</style>", "<switch><g/></switch>"] {
            let drawing = format!("<svg><g/>{kept}{label}</svg>");
            let (lean, aside) = super::lean(&drawing);
            assert!(aside.is_empty() && lean.contains(&format!("<g/>{kept}")), "{lean}");
        }
    }
}
