//! What a library drew, as the SVG that we publish.
//!
//! Takes SVG with a style sheet and inline styles; gives SVG with presentation attributes alone, in which only what is
//! listed here has come through: no script, style, link, foreign markup or address. Each of our colours (`palette`) is
//! marked by a class, so that a page can show it in its own, and an author's colour keeps words on it legible. Text stays
//! text. Numbers are rounded, so that a drawing does not depend on how a machine computes a sine.

mod cascade;
mod paint;
mod ticks;

use super::{Drawn, Problem};
use crate::doc::Drawing;
use cascade::Cascade;
use ecow::EcoString;
use paint::{Color, Paint};
use roxmltree::{Document, Node, ParsingOptions};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What stands for the beginning of every id: the writer puts what makes the drawing's ids its own on the page.
const ID: char = crate::doc::Drawing::ID;

/// How deep elements may nest: recursion must end.
const MAX_DEPTH: usize = 64;

/// How long a drawing may be in bytes, before and after: who could read a larger one?
const MAX_INPUT: usize = 8 << 20;
const MAX_LENGTH: usize = 1 << 20;

/// Elements that come through, with what they hold.
const ELEMENTS: &[&str] = &[
    "svg",
    "g",
    "path",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "text",
    "tspan",
    "defs",
    "marker",
    "symbol",
    "linearGradient",
    "stop",
    "clipPath",
];

/// Attributes that come through as they are, but for rounded numbers.
const GEOMETRY: &[&str] = &[
    "d",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "cx",
    "cy",
    "r",
    "dx",
    "dy",
    "width",
    "height",
    "points",
    "refX",
    "refY",
    "markerWidth",
    "markerHeight",
    "markerUnits",
    "orient",
    "viewBox",
    "offset",
    "gradientUnits",
    "gradientTransform",
    "clipPathUnits",
    "textLength",
    "lengthAdjust",
];

/// Properties that come through, from style sheets, inline styles and attributes alike.
const PROPERTIES: &[&str] = &[
    "fill",
    "stroke",
    "stop-color",
    "rx",
    "ry",
    "stroke-width",
    "stroke-dasharray",
    "stroke-dashoffset",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "fill-opacity",
    "stop-opacity",
    "opacity",
    "fill-rule",
    "font-size",
    "font-weight",
    "font-style",
    "text-anchor",
    "text-decoration",
    "dominant-baseline",
    "visibility",
    "display",
    "marker-start",
    "marker-mid",
    "marker-end",
    "clip-path",
    "transform",
    "transform-origin",
];

/// Properties at values that they have anyway.
const USUAL: &[(&str, &str)] = &[
    ("opacity", "1"),
    ("fill-opacity", "1"),
    ("stroke-opacity", "1"),
    ("display", "inline"),
    ("visibility", "visible"),
    ("visibility", "inherit"),
    ("font-weight", "normal"),
    ("font-weight", "400"),
    ("font-style", "normal"),
    ("stroke-dasharray", "0"),
    ("text-decoration", "none"),
    ("clip-path", "none"),
    ("transform", "none"),
    ("text-anchor", "start"),
];

/// Makes what we publish of `svg`.
pub(super) fn clean(svg: &str) -> Result<Drawn, Problem> {
    if svg.len() > MAX_INPUT {
        return Err(Problem::TooLarge);
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 500_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(svg, options).map_err(|_| Problem::Defect)?;
    let root = document.root_element();
    let view_box = root.attribute("viewBox").and_then(numbers).filter(|view| view.len() == 4);
    let view_box = view_box.ok_or(Problem::Defect)?;
    let sides = pixels(view_box[2]).zip(pixels(view_box[3]));
    let (width, height) = sides.ok_or(Problem::TooLarge)?;
    let said = |name: &str| {
        let found =
            root.children().find(|child| child.has_tag_name((root.tag_name().namespace().unwrap_or(""), name)))?;
        Some(found.text()?.trim().into()).filter(|text: &EcoString| !text.is_empty())
    };
    let sheet = root.descendants().filter(|node| node.tag_name().name() == "style");
    let sheet: String = sheet.filter_map(|node| node.text()).map(cascade::readable).collect();
    let cascade = Cascade::new(&sheet);
    let labels = root.descendants().filter(|node| node.is_element() && node.tag_name().name() == "g");
    let labels = labels.filter_map(|node| Some((node.attribute("id")?, node))).collect();
    let mut writer =
        Writer { cascade: &cascade, labels, ids: used_ids(root), out: String::with_capacity(svg.len() / 3) };
    writer.out.push_str("<g");
    let properties = cascade.properties(root);
    writer.properties(&properties, "g", &Around { ground: None, in_marker: false, depth: 0 });
    writer.out.push('>');
    writer.children(root, &Around { ground: None, in_marker: false, depth: 0 });
    writer.out.push_str("</g>");
    if writer.out.len() > MAX_LENGTH {
        return Err(Problem::TooLarge);
    }
    let view_box = view_box.iter().map(|number| short(*number)).collect::<Vec<_>>().join(" ").into();
    let drawing = Drawing { width, height, view_box, content: writer.out.into() };
    Ok(Drawn { drawing, title: said("title"), description: said("desc") })
}

/// The ids that something refers to, each with its number.
fn used_ids(root: Node<'_, '_>) -> BTreeMap<String, usize> {
    let mut used = BTreeMap::new();
    for node in root.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            let value = attribute.value();
            for id in value.split("url(").skip(1).filter_map(local_id) {
                let next = used.len() + 1;
                used.entry(id.to_owned()).or_insert(next);
            }
        }
    }
    used
}

/// The id in `#id)`, the rest of a `url(`.
fn local_id(rest: &str) -> Option<&str> {
    let id = rest.trim_start_matches(['"', '\'', ' ']).strip_prefix('#')?.split([')', '"', '\'']).next()?;
    (!id.is_empty()).then_some(id)
}

struct Writer<'a> {
    cascade: &'a Cascade<'a>,
    /// Groups by id: what `use` may put somewhere else.
    labels: BTreeMap<&'a str, Node<'a, 'a>>,
    ids: BTreeMap<String, usize>,
    out: String,
}

/// What an element stands in.
struct Around {
    /// What an author has coloured the shape that words here stand on.
    ground: Option<Color>,
    in_marker: bool,
    depth: usize,
}

/// What is being painted.
struct Painted {
    property: &'static str,
    /// True for the fill of words, or of a group, which words take theirs from.
    words: bool,
    in_marker: bool,
    /// True where an author's colour is behind it.
    on_ground: bool,
}

impl Painted {
    /// What a grey stands for that the library has from nowhere in our palette, such as black words on its light colours.
    /// An author's grey lines and words are taken for the same: in the dark they would be gone.
    fn stands_for(&self, color: Color) -> Option<&'static str> {
        match self.property {
            _ if self.on_ground || !color.is_grey() => None,
            "fill" if self.words => Some("text"),
            "fill" if self.in_marker => Some("bg"),
            "stroke" => Some("edge"),
            _ => None,
        }
    }
}

impl Writer<'_> {
    fn children(&mut self, parent: Node<'_, '_>, around: &Around) {
        let crowded = ticks::crowded(parent);
        for child in parent.children() {
            if crowded.contains(&child.id()) {
                continue;
            }
            if child.is_text() {
                if matches!(parent.tag_name().name(), "text" | "tspan") {
                    push_text(child.text().unwrap_or_default(), &mut self.out);
                }
            } else if child.is_element() && around.depth < MAX_DEPTH {
                self.element(child, around);
            }
        }
    }

    fn element(&mut self, node: Node<'_, '_>, around: &Around) {
        let name = match node.tag_name().name() {
            // A link inside a picture that is read as one could be reached by nobody who does not see it. A switch holds ways
            // to show the same, of which but one is among what comes through.
            "a" | "switch" => "g",
            "use" => return self.used(node, around),
            name => name,
        };
        let defined = node.parent().is_some_and(|parent| parent.has_tag_name("defs"));
        // Which day it is changes; what is drawn must not.
        let is_today = node.attribute("class").is_some_and(|class| class == "today");
        // A label that a switch shows as text of its own.
        let is_copy = node.attribute("data-merman-foreignobject-source") == Some("switch-native-fallback");
        if name == "g" && (defined || is_today || is_copy) {
            return;
        }
        if !ELEMENTS.contains(&name) {
            return;
        }
        let id = node.attribute("id").and_then(|id| self.ids.get(id));
        if matches!(name, "marker" | "symbol" | "linearGradient" | "clipPath") && id.is_none() {
            return;
        }
        let properties = self.cascade.properties(node);
        let is = |name: &str, value: &str| properties.get(name).is_some_and(|found| found.trim() == value);
        if is("display", "none") || is("opacity", "0") || is("visibility", "hidden") {
            return;
        }
        if name == "rect" && ["width", "height"].into_iter().any(|side| node.attribute(side).is_none_or(is_nothing)) {
            return;
        }
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(name);
        if let Some(id) = id {
            let _ = write!(self.out, " id=\"{ID}{id}\"");
        }
        self.attributes(node, name);
        self.properties(&properties, name, around);
        self.out.push('>');
        let inside = self.out.len();
        let ground = if name == "g" { self.ground(node).or(around.ground) } else { around.ground };
        let in_marker = around.in_marker || name == "marker";
        self.children(node, &Around { ground, in_marker, depth: around.depth + 1 });
        if self.out.len() > inside {
            let _ = write!(self.out, "</{name}>");
        } else if matches!(name, "g" | "defs" | "text" | "tspan") {
            self.out.truncate(start);
        } else {
            self.out.truncate(inside - 1);
            self.out.push_str("/>");
        }
    }

    /// Puts what `use` names in its place: words that are only referred to cannot be selected or searched.
    fn used(&mut self, node: Node<'_, '_>, around: &Around) {
        let named = node.attributes().find(|attribute| attribute.name() == "href");
        let named = named.and_then(|href| self.labels.get(href.value().strip_prefix('#')?).copied());
        let Some(named) = named.filter(|_| self.out.len() < MAX_LENGTH) else { return };
        let mut moved = node.attribute("transform").filter(|value| is_plain(value)).map(rounded).unwrap_or_default();
        let at = |name: &str| node.attribute(name).and_then(|value| value.parse::<f64>().ok()).unwrap_or(0.0);
        if (at("x"), at("y")) != (0.0, 0.0) {
            let _ = write!(moved, " translate({} {})", short(at("x")), short(at("y")));
        }
        let start = self.out.len();
        let _ = write!(self.out, "<g transform=\"{}\">", moved.trim());
        let inside = self.out.len();
        self.children(named, &Around { depth: around.depth + 1, ..*around });
        if self.out.len() > inside {
            self.out.push_str("</g>");
        } else {
            self.out.truncate(start);
        }
    }

    fn attributes(&mut self, node: Node<'_, '_>, name: &str) {
        for attribute in node.attributes() {
            let (key, value) = (attribute.name(), attribute.value());
            if GEOMETRY.contains(&key) && is_plain(value) && !value.trim().is_empty() {
                let _ = write!(self.out, " {key}=\"{}\"", rounded(value.trim()));
            } else if key == "space" && value == "preserve" {
                self.out.push_str(" xml:space=\"preserve\"");
            }
        }
        // A word that is a little wider than it was measured is to be seen whole.
        if name == "svg" {
            self.out.push_str(" overflow=\"visible\"");
        }
    }

    fn properties(&mut self, properties: &BTreeMap<&str, String>, name: &str, around: &Around) {
        let mut classes = String::new();
        for property in PROPERTIES {
            let Some(value) = properties.get(property).map(|value| value.trim()) else { continue };
            if USUAL.contains(&(property, value)) {
                continue;
            }
            match *property {
                "transform" => {
                    let origin =
                        properties.get("transform-origin").and_then(|origin| numbers(&origin.replace("px", " ")));
                    let moved = rounded(&value.replace("deg", ""));
                    match origin.as_deref() {
                        _ if !is_plain(value) || value.contains("px") => {}
                        Some([x, y, ..]) => {
                            let (x, y) = (short(*x), short(*y));
                            let _ = write!(self.out, " transform=\"translate({x} {y}) {moved} translate(-{x} -{y})\"");
                        }
                        _ => {
                            let _ = write!(self.out, " transform=\"{moved}\"");
                        }
                    }
                }
                "transform-origin" => {}
                "fill" | "stroke" | "stop-color" => {
                    let words = *property == "fill" && matches!(name, "g" | "text" | "tspan");
                    let Some(paint) = Paint::read(value) else { continue };
                    let painted =
                        Painted { property, words, in_marker: around.in_marker, on_ground: around.ground.is_some() };
                    self.paint(&painted, &paint, around.ground.filter(|_| words), &mut classes);
                }
                "marker-start" | "marker-mid" | "marker-end" | "clip-path" => {
                    let id = value.strip_prefix("url(").and_then(local_id);
                    if let Some(number) = id.and_then(|id| self.ids.get(id)) {
                        let _ = write!(self.out, " {property}=\"url(#{ID}{number})\"");
                    }
                }
                _ if is_plain(value) && !matches!(value, "" | "revert" | "initial" | "unset" | "inherit") => {
                    let _ = write!(self.out, " {property}=\"{}\"", rounded(value));
                }
                _ => {}
            }
        }
        let own = properties.contains_key("fill");
        if name == "text"
            && !own
            && let Some(ground) = around.ground
        {
            let _ = write!(self.out, " fill=\"{}\"", ground.ink());
        }
        if !classes.is_empty() {
            let _ = write!(self.out, " class=\"{classes}\"");
        }
    }

    fn paint(&mut self, what: &Painted, paint: &Paint, ground: Option<Color>, classes: &mut String) {
        let property = what.property;
        let color = match paint {
            Paint::Word("currentColor") => Color::of(if property == "stroke" { "group-edge" } else { "text" }),
            Paint::Word(word) => {
                let _ = write!(self.out, " {property}=\"{word}\"");
                return;
            }
            Paint::Local(id) => {
                if let Some(number) = self.ids.get(id) {
                    let _ = write!(self.out, " {property}=\"url(#{ID}{number})\"");
                }
                return;
            }
            Paint::Color(color) => *color,
        };
        let known = super::palette::role(&color.hex());
        let role = known.or_else(|| what.stands_for(color));
        let shown = match (role, ground) {
            // Our ink on an author's ground: what can be read on it, in both schemes.
            (Some(_), Some(ground)) => ground.ink().to_owned(),
            (Some(role), None) if property == "stroke" => super::palette::line(role).to_owned(),
            (Some(role), None) => super::palette::color(role).to_owned(),
            (None, _) => color.hex(),
        };
        let _ = write!(self.out, " {property}=\"{shown}\"");
        if let (Some(role), None) = (role, ground) {
            let space = if classes.is_empty() { "" } else { " " };
            let letter = if property == "stop-color" { "c" } else { &property[..1] };
            let _ = write!(classes, "{space}{letter}-{}", super::palette::class(role));
        }
        if let Some(alpha) = color.opacity() {
            let opacity = if property == "stop-color" { "stop" } else { property };
            let _ = write!(self.out, " {opacity}-opacity=\"{alpha}\"");
        }
    }

    /// The fill of the first shape right in `group`, if that is an author's colour and no other of ours.
    fn ground(&self, group: Node<'_, '_>) -> Option<Color> {
        let shapes = group
            .children()
            .filter(|child| matches!(child.tag_name().name(), "rect" | "circle" | "ellipse" | "polygon" | "path"));
        let fills = shapes.filter_map(|shape| Paint::read(self.cascade.properties(shape).get("fill")?));
        let mut colors = fills.filter_map(|fill| match fill {
            Paint::Color(color) => Some(color),
            Paint::Word(_) | Paint::Local(_) => None,
        });
        colors.next().filter(|color| super::palette::role(&color.hex()).is_none() && color.is_opaque())
    }
}

fn push_text(text: &str, into: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            letter => into.push(letter),
        }
    }
}

/// True for a value that can say nothing but numbers and names.
fn is_plain(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" .,-+()%\n\t#".contains(&byte))
        && !["url", "NaN", "Infinity"].iter().any(|word| value.contains(word))
}

/// True for a length that nothing is to be seen of.
fn is_nothing(length: &str) -> bool {
    length.trim().trim_end_matches("px").parse::<f64>().is_ok_and(|length| length.is_nan() || length <= 0.0)
}

fn numbers(text: &str) -> Option<Vec<f64>> {
    let parts = text.split([' ', ',']).filter(|part| !part.is_empty());
    parts.map(|part| part.parse::<f64>().ok().filter(|number| number.is_finite())).collect()
}

/// `text` with its numbers rounded to hundredths.
fn rounded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(point) = rest.find('.') {
        let digits = rest[point + 1..].bytes().take_while(u8::is_ascii_digit).count();
        let after = point + 1 + digits;
        let before = rest[..point].bytes().rev().take_while(u8::is_ascii_digit).count();
        let mut start = point - before;
        if rest[..start].ends_with('-') {
            start -= 1;
        }
        let exponent = rest[after..].starts_with(['e', 'E']);
        match rest[start..after].parse::<f64>() {
            Ok(number) if digits > 2 && !exponent => {
                out.push_str(&rest[..start]);
                out.push_str(&short(number));
            }
            _ => out.push_str(&rest[..after]),
        }
        rest = &rest[after..];
    }
    out.push_str(rest);
    out
}

/// A number to hundredths, without zeros that say nothing.
fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// Whole pixels, at least one; none beyond what anybody would scroll through.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn pixels(length: f64) -> Option<u32> {
    (length.is_finite() && length > 0.0 && length < 30_000.0).then(|| length.ceil() as u32)
}
