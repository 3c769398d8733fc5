//! What a published file says, whatever it is: pages, data, calendars, tables, Markdown, drawings, text, and what can be
//! read in anything else.
//!
//! Takes the bytes that are published; gives texts. The search index is read as a whole, by `search_texts`.

use super::page::{Known, among, is_inline, link_texts, push_decoded, texts_of_page};
use crate::packet::bundle::Manifest;
use crate::path::{OutputPath, SourcePath};
use crate::schema::node::{Node, Value as Written};
use crate::schema::yaml;
use crate::site::search::TRAIL;
use crate::site::search::read::read_words;
use memchr::memchr;
use serde_json::Value;

/// How many letters in a row of a file that is no text are no chance.
const SHORTEST: usize = 16;

/// Gives the texts of the file. `known` is what every page has.
pub(super) fn texts_of_file(path: &OutputPath, bytes: &[u8], known: &Known, found: &mut dyn FnMut(&str)) {
    found(path.as_str());
    if path.extension().as_deref() == Some("pdf") {
        // What its pages say is told by whoever set them; the rest is notation, in words.
        return;
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return readable_in(bytes, found) };
    match path.extension().as_deref() {
        _ if is_page(path) => texts_of_page(text, known, found),
        Some("json" | "webmanifest") => match manifest_said(bytes).or_else(|| serde_json::from_str(text).ok()) {
            Some(value) => json_texts(&value, found),
            None => found(text),
        },
        Some("ics") => calendar_texts(text, found),
        Some("csv") => csv_texts(text, found),
        Some("yaml" | "yml") => yaml_texts(text, path, found),
        Some("md" | "txt") => markdown_texts(text, found),
        _ => text.lines().for_each(found),
    }
}

/// True for a file that is read as `texts_of_page` does.
pub(super) fn is_page(path: &OutputPath) -> bool {
    path.extension().is_some_and(|end| matches!(end.as_str(), "html" | "htm" | "xhtml" | "svg" | "xml"))
}

/// What a file says that is carried along in another, such as the data in a PDF.
#[must_use]
pub fn texts_of_carried(name: &str, bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    match OutputPath::new(name) {
        Ok(path) => texts_of_file(&path, bytes, &Known::default(), &mut |text| texts.push(text.to_owned())),
        Err(_) => readable_in(bytes, &mut |text| texts.push(text.to_owned())),
    }
    texts
}

/// Gives what was said of a file that cannot be read: words, or a drawing as it was put into it.
pub(super) fn texts_of_said(said: &str, found: &mut dyn FnMut(&str)) {
    if said.trim_start().starts_with('<') && said.contains("</") {
        texts_of_page(said, &Known::default(), found);
    } else {
        found(said);
    }
}

/// Paragraphs, items of lists, cells of tables.
fn markdown_texts(text: &str, found: &mut dyn FnMut(&str)) {
    let mut decoded = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = rest[..end].strip_suffix('\r').unwrap_or(&rest[..end]);
        rest = rest.get(end + 1..).unwrap_or_default();
        let written = line.trim_start();
        let begins = written.is_empty()
            || written.starts_with(['-', '*', '+', '#', '>', '|', '!', '[', '`', ':'])
            || written.starts_with(|first: char| first.is_ascii_digit());
        if begins && !decoded.is_empty() {
            found(&decoded);
            decoded.clear();
        }
        if let Some(fence) = fence(written) {
            // The language, and what is in quotes: each is a text of its own.
            written.split('"').for_each(&mut *found);
            rest = code(rest, fence, line.len() - written.len(), found);
        } else if written.starts_with(":::") {
            // A condition is a field and its values.
            written.split('=').for_each(&mut *found);
        } else if written.starts_with('|') {
            push_said(written, true, &mut decoded, found);
        } else if let Some((words, id)) = heading_with_id(written) {
            push_said(words, false, &mut decoded, found);
            found(&decoded);
            decoded.clear();
            found(&id.replace('\\', ""));
        } else {
            push_said(without_mark(line), false, &mut decoded, found);
            decoded.push(' ');
        }
    }
    found(&decoded);
}

/// The signs with which `line` begins code, if it does (CommonMark, 4.5).
fn fence(line: &str) -> Option<&str> {
    let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let info = line.trim_start_matches(sign);
    let fence = &line[..line.len() - info.len()];
    (fence.len() >= 3 && !(sign == '`' && info.contains('`'))).then_some(fence)
}

/// Gives the code with which `text` begins, up to the line that ends what `begins` has begun, without the `indent` of its
/// lines; what follows that line.
fn code<'t>(text: &'t str, begins: &str, indent: usize, found: &mut dyn FnMut(&str)) -> &'t str {
    let (mut code, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        let end = memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let line = &rest[..end];
        let written = line.trim_start_matches(' ');
        rest = &rest[end..];
        if fence(written.trim_end()).is_some_and(|ends| ends.starts_with(begins) && ends == written.trim_end()) {
            break;
        }
        code.push_str(&line[indent.min(line.len() - written.len())..]);
    }
    found(&code);
    rest
}

/// An item of a list without the number that counts it, or the mark of a task that is done: nobody has said these.
fn without_mark(line: &str) -> &str {
    let written = line.trim_start();
    if let Some(done) = written.strip_prefix("- [x] ") {
        return done;
    }
    let after = written.trim_start_matches(|digit: char| digit.is_ascii_digit());
    let counted = after.len() < written.len();
    after.strip_prefix(". ").or_else(|| after.strip_prefix(") ")).filter(|_| counted).unwrap_or(line)
}

/// The words of the heading that `line` is, and what stands in braces behind them.
fn heading_with_id(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_end();
    let may_have_id = line.starts_with('#') && line.ends_with('}');
    may_have_id.then(|| line.rfind(" {").map(|at| line.split_at(at)))?
}

/// For each byte, whether it may be more than itself in a line of Markdown.
const MARKS: [bool; 256] = among(b"\\`*~<[]&|");

/// Adds what `line` says to whoever reads it on a page: a word goes on across the marks of emphasis, of code and of a link, and a
/// sentence after a tag and after where a link leads; what these say is given by itself. Each cell of a row is given too.
fn push_said(line: &str, is_row: bool, into: &mut String, found: &mut dyn FnMut(&str)) {
    let mut rest = line;
    // Where what may be a link begins.
    let mut link = None;
    while let Some(at) = rest.bytes().position(|byte| MARKS[usize::from(byte)]) {
        into.push_str(&rest[..at]);
        let sign = rest.as_bytes()[at];
        rest = &rest[at..];
        let after = &rest[1..];
        rest = match sign {
            b'\\' if after.starts_with(|next: char| next.is_ascii_punctuation()) => {
                into.push_str(&after[..1]);
                &after[1..]
            }
            b'`' => push_code_span(rest, is_row, into),
            // What begins a link parts no word.
            b'[' if into.ends_with(char::is_alphanumeric) => {
                link = None;
                after
            }
            b'[' => {
                link = Some(into.len());
                into.push('[');
                after
            }
            b'*' => after,
            b'~' if after.starts_with('~') => &after[1..],
            b'|' if is_row => {
                found(into);
                into.clear();
                link = None;
                after
            }
            b']' if after.starts_with('(') => {
                let end = after.find(')').unwrap_or(after.len());
                link_texts(&after[1..end], found);
                if let Some(begins) = link.take() {
                    into.remove(begins);
                }
                let after = after.get(end + 1..).unwrap_or_default();
                // So a list of pages puts its own words behind their titles.
                if after.starts_with(": ") {
                    found(into);
                    into.clear();
                }
                after
            }
            b'<' => match after.split_once('>').filter(|(tag, _)| is_tag(tag)) {
                Some((tag, after)) => {
                    texts_of_page(&rest[..tag.len() + 2], &Known::default(), found);
                    into.push_str(if tag.starts_with("br") { " " } else { "" });
                    after
                }
                // An address that is a link as it stands.
                None if after.starts_with("http") && into.ends_with(char::is_alphanumeric) => after,
                None => {
                    into.push('<');
                    after
                }
            },
            b'&' => {
                let end = rest.bytes().take(32).position(|byte| byte == b';').map_or(1, |end| end + 1);
                push_decoded(&rest[..end], into);
                &rest[end..]
            }
            _ => {
                into.push(char::from(sign));
                after
            }
        };
    }
    into.push_str(rest);
}

/// Adds the code in the line with which `text` begins (CommonMark, 6.1), and gives what follows it. In a row of a table, what parts
/// cells has a backslash in code too.
fn push_code_span<'t>(text: &'t str, is_row: bool, into: &mut String) -> &'t str {
    let count = text.len() - text.trim_start_matches('`').len();
    let (ticks, inside) = text.split_at(count);
    let mut at = 0;
    while let Some(next) = inside[at..].find('`') {
        let begins = at + next;
        let run = inside[begins..].len() - inside[begins..].trim_start_matches('`').len();
        if run == count {
            let code = &inside[..begins];
            if is_row {
                into.push_str(&code.replace("\\|", "|"));
            } else {
                into.push_str(code);
            }
            return &inside[begins + run..];
        }
        at = begins + run;
    }
    into.push_str(ticks);
    inside
}

/// True for what is a tag and no sign for something to be filled in: one that stands within texts, one with attributes.
fn is_tag(tag: &str) -> bool {
    let body = tag.trim_matches('/').trim_end();
    is_inline(body) || body.starts_with(|first: char| first.is_ascii_alphabetic()) && body.ends_with('"')
}

/// What a packet's manifest says but for how long the files beside it are, which whoever has them can count: that one of
/// them has as many bytes as a port that is kept back has figures is chance.
fn manifest_said(bytes: &[u8]) -> Option<Value> {
    let mut manifest = Manifest::from_json(bytes).filter(|manifest| manifest.to_json() == bytes)?;
    manifest.files.iter_mut().for_each(|file| file.bytes = 0);
    serde_json::to_value(manifest).ok()
}

/// Gives every text of `value`, the names of its fields, and its numbers.
pub(super) fn json_texts(value: &Value, found: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) => found(text),
        Value::Number(number) => found(&number.to_string()),
        Value::Array(values) => values.iter().for_each(|value| json_texts(value, found)),
        Value::Object(fields) => {
            for (name, value) in fields {
                found(name);
                json_texts(value, found);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
}

/// Lines are folded at 75 bytes, and marks have a backslash before them (RFC 5545, 3.1 and 3.3.11).
fn calendar_texts(text: &str, found: &mut dyn FnMut(&str)) {
    let unfolded = text.replace("\r\n ", "").replace("\r\n\t", "");
    // What a zone's hours are called is the world's: `WEST`.
    for line in unfolded.lines().filter(|line| !line.starts_with("TZNAME")) {
        let value = line.split_once(':').map_or(line, |(_, value)| value);
        found(&value.replace("\\n", " ").replace("\\N", " ").replace('\\', ""));
    }
}

/// Keys and values, each by itself; line by line what cannot be read as YAML.
fn yaml_texts(text: &str, path: &OutputPath, found: &mut dyn FnMut(&str)) {
    let source = SourcePath::new(path.as_str()).ok();
    match source.and_then(|source| yaml::parse(text, &source, 0).value) {
        Some(node) => node_texts(&node, found),
        None => text.lines().for_each(found),
    }
}

fn node_texts(node: &Node, found: &mut dyn FnMut(&str)) {
    match &node.value {
        Written::Null => {}
        Written::Scalar(scalar) => found(&scalar.text),
        Written::List(entries) => entries.iter().for_each(|entry| node_texts(entry, found)),
        Written::Map(map) => map.entries.iter().for_each(|entry| {
            found(&entry.key);
            node_texts(&entry.value, found);
        }),
    }
}

/// Cells, in quotes or not (RFC 4180).
fn csv_texts(text: &str, found: &mut dyn FnMut(&str)) {
    let (mut cell, mut quoted) = (String::new(), false);
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' | ';' | '\n' | '\r' if !quoted => {
                found(&cell);
                cell.clear();
            }
            letter => cell.push(letter),
        }
    }
    found(&cell);
}

/// What stands in the search index that is in `files`.
pub(super) fn search_texts(files: &[(OutputPath, Vec<u8>)], found: &mut dyn FnMut(&str)) {
    let Some((terms, rows)) = read_words(files) else {
        // What cannot be read is looked at as it is.
        files.iter().for_each(|(_, bytes)| String::from_utf8_lossy(bytes).lines().for_each(&mut *found));
        return;
    };
    terms.iter().for_each(|term| found(term));
    for row in &rows {
        [&row.url, &row.title].into_iter().for_each(|text| found(text));
        // The folders around a page are texts of their own, as on the page.
        row.trail.split(TRAIL).for_each(&mut *found);
        for (heading, anchor) in &row.sections {
            found(heading);
            found(anchor);
        }
    }
}

/// How many letters and digits in a row are no chance wherever they stand: in a picture of a megabyte every word of three
/// letters stands somewhere.
const UNLIKELY: usize = 7;

/// Rows of letters in what is no text: what pictures and fonts say of themselves. Where they do not read as words, only what is
/// too long to have come about by chance.
pub(super) fn readable_in(bytes: &[u8], found: &mut dyn FnMut(&str)) {
    for run in bytes.split(|byte| !(b' '..=b'~').contains(byte)).filter(|run| run.len() >= SHORTEST) {
        let words = || run.split(|byte| !byte.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let in_words: usize = words().filter(|word| is_written(word)).map(<[u8]>::len).sum();
        if 2 * in_words >= run.len() {
            found(&String::from_utf8_lossy(run));
        } else {
            words().filter(|word| word.len() >= UNLIKELY).for_each(|word| found(&String::from_utf8_lossy(word)));
        }
    }
}

/// True for a word as people write it: small letters but for the first, or more than three capitals.
fn is_written(word: &[u8]) -> bool {
    let mut parts = word.chunk_by(|one, next| one == next);
    let is_small = word.len() > 1 && word[0].is_ascii_alphabetic() && word[1..].iter().all(u8::is_ascii_lowercase);
    let is_large = word.len() > 3 && word.iter().all(u8::is_ascii_uppercase);
    (is_small || is_large) && parts.all(|part| part.len() < 3)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::bundle::FileEntry;

    fn texts(path: &str, bytes: &[u8]) -> Vec<String> {
        let mut found = Vec::new();
        texts_of_file(&OutputPath::new(path).expect("inside"), bytes, &Known::default(), &mut |text| {
            found.push(text.trim().to_owned());
        });
        found.retain(|text| !text.is_empty());
        found
    }

    #[test]
    fn the_length_of_a_file_is_no_word() {
        let file = FileEntry { path: "raid.csv".into(), bytes: 18_029, sha256: "ab".repeat(32) };
        let manifest = Manifest { format: 1, title: "Brill".into(), files: vec![file], ..Manifest::default() };
        let said = texts("manifest.json", &manifest.to_json());
        assert!(said.iter().any(|text| text == "Brill") && said.iter().any(|text| text == "raid.csv"), "{said:?}");
        assert!(!said.iter().any(|text| text == "18029"), "{said:?}");
        // Whatever is not the program's own is read to the last figure.
        let more = String::from_utf8(manifest.to_json()).expect("text").replacen('{', "{\"port\": 18029,", 1);
        assert!(texts("manifest.json", more.as_bytes()).iter().any(|text| text == "18029"));
    }

    #[test]
    fn what_comes_about_by_chance_in_a_picture_is_no_word() {
        for noise in [
            "KGkssKScSC}C}m]mMm",
            ":f::ff:MMMOPR]RLVVVWWWRR]ZZZ]]]___~^^h`Nlg]```bbbcccdddeeefffcgnhh`l",
            ".InAQd5I`FBF\":LONTJPVNJN",
            "VZTZ^dZV\\NR\\VVdFV\\RVTZZLB",
        ] {
            let said = texts("a.png", &[b"\xff", noise.as_bytes(), b"\xff"].concat());
            assert!(said[1..].iter().all(|text| text.len() >= UNLIKELY && !text.contains("ZZZ")), "{said:?}");
        }
        let hidden = b"\x89\xff]mMm}sS{Owenkettle}C]kK[;\xff";
        assert_eq!(texts("a.png", hidden), ["a.png", "Owenkettle"]);
        let meta = b"\x89\xff<dc:title><rdf:li>By Owen Kettle</rdf:li></dc:title>\xff";
        assert!(texts("a.png", meta)[1].contains("Owen Kettle"));
    }

    #[test]
    fn every_kind_of_file_is_read() {
        assert_eq!(texts("a.json", b"{\"name\": [\"Owen\", 48112]}"), ["a.json", "name", "Owen", "48112"]);
        assert_eq!(texts("a.ics", b"TZNAME:WEST\r\nSUMMARY:Ow\r\n en\\, and\\nmore\r\n"), ["a.ics", "Owen, and more"]);
        assert_eq!(texts("a.yaml", b"a: b c\nd: [e, {f: 'g: h'}]"), ["a.yaml", "a", "b c", "d", "e", "f", "g: h"]);
        assert_eq!(texts("a.yaml", b"a: [b\nc"), ["a.yaml", "a: [b", "c"]);
        assert_eq!(texts("a.csv", b"a,\"b, c\"\r\nd"), ["a.csv", "a", "b, c", "d"]);
        assert_eq!(texts("a.md", b"a\nb &amp; c\n\nd"), ["a.md", "a b & c", "d"]);
        assert_eq!(texts("a.md", b"# A *b* {#c-d}\ne"), ["a.md", "# A b", "{#c-d}", "e"]);
        assert_eq!(
            texts("a.md", b"a [b](c.md) d<br>e <abbr title=\"f\">g</abbr> <h>\n``` i \"j k\"\n```\n::: when l=m\n"),
            ["a.md", "c.md", "f", "a b d e g <h>", "``` i", "j k", "::: when l", "m"]
        );
        assert_eq!(
            texts("a.md", b"- [x] a\n1. [b](c.md#d-e) [f\n- [ ] \\[g[h](https://i#j)\n"),
            ["a.md", "a", "c.md", "d-e", "b [f", "https://i#j", "- [ ] [gh"],
            "marks of tasks and links are no words, and where it leads is two things"
        );
        assert_eq!(
            texts("a.md", b"- a\n\n  ````sh\n  b <c>\n    - ```\n\n  d &amp; e\n  ````\n\nf\n```g``` h\n"),
            ["a.md", "- a", "````sh", "b <c>\n  - ```\n\nd &amp; e", "f", "g h"],
            "code is one text, as it is written"
        );
        assert_eq!(
            texts(
                "a.md",
                b"`open`ing **a**b ~~c~~d e\\*f _g_h\n\n\\[i\\](j k) [l](m) `[n](o) \\<b> &amp;`\n\n| `p\\|q`r | s \\| *t* |\n"
            ),
            ["a.md", "opening ab cd e*f _g_h", "m", "[i](j k) l [n](o) \\<b> &amp;", "p|qr", "s | t"],
            "words are those of the page"
        );
        assert_eq!(
            texts("a.html", b"<p>a <span>b</span></p><pre><code><span class=c>d</span> <span>e</span>\n<span>f</span></code></pre><i>g</i>"),
            ["a.html", "a", "b", "d e\nf", "g"],
            "so it is on a page, however it is coloured"
        );
        assert_eq!(
            texts("a.png", b"\x89PNG\xff\xfeCreated by Owen Kettle\x00ab\xff"),
            ["a.png", "Created by Owen Kettle"]
        );
        assert_eq!(
            texts("a.svg", b"<svg><title>T</title><text><tspan>a</tspan> b</text></svg>"),
            ["a.svg", "T", "a b"]
        );
    }
}
