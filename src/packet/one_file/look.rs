//! What a packet in one file looks like: the theme's style, fonts, script and icon as text that stands in it.
//!
//! Takes the theme; gives style sheets that ask for nothing, and of the fonts those that a text needs.

use crate::html::{CHART_SHEET, DIAGRAM, PACKET_SHEET, Theme, font_type, picture_type, squeezed};
use crate::packet::view::Paper;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use std::ops::RangeInclusive;

/// Of the theme's common style, what only a site has.
const OF_SITES: [&str; 1] = ["css/70-search.css"];

/// Of the theme's scripts, what a file has a use for: none of them says a word, but for those that the page gives it.
const SCRIPTS: [&str; 5] =
    ["js/05-words.js", "js/20-navigation.js", "js/30-code.js", "js/40-tasks.js", "js/60-print.js"];

/// How HTML begins what is set in italics.
const ITALIC: [&str; 8] = ["<em", "<i>", "<i ", "<cite", "<dfn", "<address", "<var", "\"hc\""];

/// The look of all packets.
pub(super) struct Look {
    sheet: String,
    diagrams: String,
    faces: Vec<Face>,
    /// What makes part of a page work that works without it as well.
    pub(super) script: String,
    /// The icon, as a URL.
    pub(super) icon: String,
}

/// A face of a font, inside its rule.
struct Face {
    rule: String,
    italic: bool,
    /// The characters that it is for; empty for all.
    ranges: Vec<RangeInclusive<u32>>,
}

impl Look {
    pub(super) fn new(theme: &Theme) -> Self {
        let common = theme.names("css/").filter(|name| !OF_SITES.contains(name) && name.strip_suffix(".css").is_some());
        let mut css = Vec::new();
        for name in common.chain([CHART_SHEET, PACKET_SHEET]) {
            css.extend_from_slice(theme.part(name).unwrap_or_default());
            css.push(b'\n');
        }
        let (sheet, faces) = without_faces(&text(&squeezed(&css)), theme);
        let diagrams = text(&squeezed(theme.part("diagrams.css").unwrap_or_default()));
        let mut script = String::new();
        for name in SCRIPTS {
            script.push_str(text(theme.part(name).unwrap_or_default()).trim());
            script.push('\n');
        }
        Self {
            sheet: inlined(&sheet, theme),
            diagrams: inlined(&diagrams, theme),
            faces,
            script,
            icon: theme.part("favicon.svg").map_or_else(|| "data:,".to_owned(), |bytes| data_url("favicon.svg", bytes)),
        }
    }

    /// The style sheets for a packet on `paper` with this `html`.
    pub(super) fn styles(&self, html: &str, paper: Paper) -> Vec<&str> {
        let mut styles = vec![self.sheet.as_str(), paper_rule(paper)];
        if html.contains(DIAGRAM) {
            styles.push(&self.diagrams);
        }
        let mut characters: Vec<u32> = html.chars().filter(|c| !c.is_ascii()).map(u32::from).collect();
        characters.sort_unstable();
        characters.dedup();
        styles
            .extend(self.faces.iter().filter(|face| face.is_needed(html, &characters)).map(|face| face.rule.as_str()));
        styles
    }

    /// Every style and script that a packet may have.
    pub(super) fn texts(&self) -> Vec<String> {
        let faces = self.faces.iter().map(|face| &face.rule);
        let own = [&self.sheet, &self.diagrams, &self.script].into_iter().chain(faces).map(String::as_str);
        let papers = [Paper::A4, Paper::UsLetter].map(paper_rule);
        own.chain(papers).map(|text| text.trim().to_owned()).collect()
    }
}

impl Face {
    fn is_needed(&self, html: &str, characters: &[u32]) -> bool {
        let is_met = |range: &RangeInclusive<u32>| {
            let from = characters.partition_point(|character| character < range.start());
            characters.get(from).is_some_and(|character| range.contains(character))
        };
        (self.ranges.is_empty() || self.ranges.iter().any(is_met))
            && (!self.italic || ITALIC.iter().any(|begins| html.contains(begins)))
    }
}

/// The size of the sheet, which no selector can ask for.
fn paper_rule(paper: Paper) -> &'static str {
    match paper {
        Paper::A4 => "@page{size:a4}",
        Paper::UsLetter => "@page{size:letter}",
    }
}

/// `css`, and apart from it the faces of fonts that are parts of the theme.
fn without_faces(css: &str, theme: &Theme) -> (String, Vec<Face>) {
    let (mut rest, mut kept, mut faces) = (css, String::with_capacity(css.len()), Vec::new());
    while let Some(at) = rest.find("@font-face") {
        let end = rest[at..].find('}').map_or(rest.len(), |length| at + length + 1);
        let rule = &rest[at..end];
        let is_of_theme = urls(rule).any(|(_, url)| theme.part(url).is_some());
        kept.push_str(&rest[..at]);
        if is_of_theme {
            let italic = declared(rule, "font-style").is_some_and(|style| style != "normal");
            let ranges = declared(rule, "unicode-range").map(|list| list.split(',').filter_map(range).collect());
            faces.push(Face { rule: inlined(rule, theme), italic, ranges: ranges.unwrap_or_default() });
        } else {
            kept.push_str(rule);
        }
        rest = &rest[end..];
    }
    kept.push_str(rest);
    (kept, faces)
}

/// The value of `property` in a rule.
fn declared<'r>(rule: &'r str, property: &str) -> Option<&'r str> {
    let inside = rule.split_once('{')?.1.trim_end_matches('}');
    let values = inside.split(';').filter_map(|declaration| declaration.split_once(':'));
    values.into_iter().find(|(name, _)| name.trim() == property).map(|(_, value)| value.trim())
}

/// `U+20`, `U+100-17F` or `U+4??`.
fn range(written: &str) -> Option<RangeInclusive<u32>> {
    let digits = written.trim().strip_prefix(['U', 'u'])?.strip_prefix('+')?;
    let (from, to) = digits.split_once('-').unwrap_or((digits, digits));
    let number = |digits: &str, open: &str| u32::from_str_radix(&digits.replace('?', open), 16).ok();
    Some(number(from, "0")?..=number(to, "f")?)
}

/// `css` in which what lay beside it in the theme lies inside; what is not there is nothing, and asked for nowhere.
fn inlined(css: &str, theme: &Theme) -> String {
    let (mut made, mut copied) = (String::with_capacity(css.len()), 0);
    for (at, url) in urls(css) {
        if url.starts_with("data:") || url.starts_with('#') {
            continue;
        }
        made.push_str(&css[copied..at]);
        made.push_str(&theme.part(url).map_or_else(|| "data:,".to_owned(), |bytes| data_url(url, bytes)));
        copied = at + url.len();
    }
    made.push_str(&css[copied..]);
    made
}

/// The addresses in `css`, each with where it stands.
fn urls(css: &str) -> impl Iterator<Item = (usize, &str)> {
    css.match_indices("url(").map(|(at, opening)| {
        let inside = &css[at + opening.len()..];
        let (quotes, end) = match inside.as_bytes().first() {
            Some(b'"') => (1, '"'),
            Some(b'\'') => (1, '\''),
            _ => (0, ')'),
        };
        let inside = inside.get(quotes..).unwrap_or_default();
        (at + opening.len() + quotes, &inside[..inside.find(end).unwrap_or(inside.len())])
    })
}

/// A file as a URL that holds it.
pub(super) fn data_url(name: &str, bytes: &[u8]) -> String {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let kind = picture_type(&extension).or_else(|| font_type(&extension)).unwrap_or("application/octet-stream");
    format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes))
}

/// What stands in a `style` or a `script`, which ends where its end tag does.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("</", "<\\/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn look() -> Look {
        Look::new(&Theme::new("default", &Sources::default()))
    }

    #[test]
    fn nothing_is_asked_for() {
        for style in look().texts() {
            let asked: Vec<&str> =
                urls(&style).map(|(_, url)| url).filter(|url| !url.starts_with("data:") && *url != "#").collect();
            assert_eq!(asked, Vec::<&str>::new());
        }
    }

    #[test]
    fn faces_come_where_their_letters_do() {
        let look = look();
        let count =
            |html: &str| look.styles(html, Paper::A4).iter().filter(|style| style.contains("@font-face{")).count();
        let plain = count("<p>a</p>");
        assert_eq!(count("<p>Łódź</p>"), plain + 1, "the letters of Poland are a face of their own");
        assert_eq!(count("<p><em>a</em></p>"), plain + 1);
        assert_eq!(count("<pre>┌─┐</pre>"), plain + 1);
        assert!(look.faces.iter().all(|face| face.rule.contains("url(\"data:font/woff2;base64,")));
    }

    #[test]
    fn ranges_are_read() {
        assert_eq!(range(" U+100-17F"), Some(0x100..=0x17f));
        assert_eq!(range("u+4??"), Some(0x400..=0x4ff));
        assert_eq!(range("U+20"), Some(0x20..=0x20));
        assert_eq!(range("none"), None);
    }
}
