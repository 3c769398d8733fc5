//! YAML to the spanned tree, within limits that no file can push past.
//!
//! Takes the text of a file, or a part of it that begins at `base`; gives the tree, or nothing where the text is not
//! YAML, or has a key twice: half a file could lack the very line that says who may read the rest. Events come from the parser of
//! serde-saphyr (YAML 1.2, so `yes` and `on` are words); aliases and `<<` are expanded here, each at a cost.

pub mod edit;
mod errors;
mod slip;

use self::errors::plain_words;
use self::slip::{Slip, slip};
use crate::diagnostic::{Checked, Diagnostic, Level, Location, Rule};
use crate::path::SourcePath;
use crate::schema::node::{Entry, MAX_DEPTH, Map, Node, Scalar, Value};
use crate::text::TextRange;
use ecow::EcoString;
use rustc_hash::FxHashMap;
use serde_saphyr::granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, Tag, options};

/// How many values a file may hold, aliases expanded.
pub const MAX_NODES: usize = 250_000;

/// How many values aliases may add. A bomb doubles with each line; no honest file comes near.
pub const MAX_ALIASED: usize = 100_000;

/// How many bytes of text count as one value where an alias repeats them.
const BYTES_PER_VALUE: usize = 256;

/// How many bytes a file may have. The longest that people write by hand have a hundredth of that.
const MAX_BYTES: usize = 16 << 20;

/// Reads `text`, which begins at byte `base` of the file `path`. An empty file is an empty map.
#[must_use]
pub fn parse(text: &str, path: &SourcePath, base: usize) -> Checked<Option<Node>> {
    let (text, base) = match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, base + '\u{feff}'.len_utf8()),
        None => (text, base),
    };
    if text.len() > MAX_BYTES {
        let message = format!("{} MB of YAML are more than the {} MB that are read", text.len() >> 20, MAX_BYTES >> 20);
        return Checked { value: None, diagnostics: vec![*Builder::limit(Location::file(path.clone()), message)] };
    }
    let mut builder = Builder::new(text, path, base);
    let outcome = builder.run();
    let Builder { root, mut diagnostics, repeated, .. } = builder;
    match outcome {
        Ok(()) if repeated => Checked { value: None, diagnostics },
        Ok(()) => {
            let at = || Location { path: path.clone(), range: TextRange::at(base) };
            let value = match root {
                Some(Node { value: Value::Null, at }) => Node::empty(at),
                Some(node) => node,
                None => Node::empty(at()),
            };
            Checked { value: Some(value), diagnostics }
        }
        Err(problem) => {
            diagnostics.push(*problem);
            Checked { value: None, diagnostics }
        }
    }
}

/// What can be read of a text that `parse` refuses, and what else is no YAML in it: lines that it breaks at are left out,
/// as long as nothing hangs on them. For telling the rest of the mistakes at once; not for use, as `parse` says.
#[must_use]
pub fn legible(text: &str, path: &SourcePath, base: usize) -> Checked<Option<Node>> {
    /// After so many the author has something to do.
    const FEW: usize = 20;
    let (text, base) = match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, base + '\u{feff}'.len_utf8()),
        None => (text, base),
    };
    let mut left = text.to_owned();
    let mut diagnostics = Vec::new();
    for round in 0..FEW {
        let mut builder = Builder::new(&left, path, base);
        let Err(problem) = builder.run() else {
            return Checked { value: builder.root, diagnostics };
        };
        let start = problem.location.as_ref().map_or(0, |at| at.range.start as usize).saturating_sub(base);
        let is_syntax = problem.rule == Rule::InvalidYaml;
        if round > 0 {
            diagnostics.push(*problem);
        }
        let Some(line) = lone_line(&left, start).filter(|_| is_syntax) else { break };
        let blank = " ".repeat(line.len());
        left.replace_range(line, &blank);
    }
    Checked { value: None, diagnostics }
}

/// The line at `offset`, where it has words and none below it hangs on them.
fn lone_line(text: &str, offset: usize) -> Option<std::ops::Range<usize>> {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next().filter(|line| !line.trim().is_empty())?;
    let end = start + line.len();
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let below = text[end..].lines().find(|line| !line.trim().is_empty());
    below.is_none_or(|below| indentation(below) <= indentation(line)).then_some(start..end)
}

/// What ends the reading of a file; boxed, for it is large and rare.
type Fatal = Box<Diagnostic>;

/// A finished value with what it costs to repeat it.
struct Finished {
    node: Node,
    nodes: usize,
    depth: usize,
}

/// A collection whose end has not come yet.
struct Open {
    value: OpenValue,
    start: usize,
    end: usize,
    anchor: usize,
    nodes: usize,
    depth: usize,
}

enum OpenValue {
    List(Vec<Node>),
    Map { map: Map, places: Places, key: Option<(Key, Location)>, merged: Vec<Map> },
}

/// Where each key of a map stands in it.
#[derive(Default)]
struct Places {
    /// Filled as soon as there are more than `FEW`.
    index: FxHashMap<EcoString, usize>,
}

impl Places {
    /// So many keys are looked through more quickly than they are put into an index.
    const FEW: usize = 16;

    fn of(&self, key: &EcoString, map: &Map) -> Option<usize> {
        if map.entries.len() > Self::FEW {
            return self.index.get(key).copied();
        }
        map.entries.iter().position(|entry| entry.key == *key)
    }

    fn push(&mut self, entry: Entry, map: &mut Map) {
        map.entries.push(entry);
        let from = if map.entries.len() == Self::FEW + 1 { 0 } else { map.entries.len() - 1 };
        if map.entries.len() > Self::FEW {
            let new = map.entries.iter().enumerate().skip(from);
            self.index.extend(new.map(|(place, entry)| (entry.key.clone(), place)));
        }
    }
}

enum Key {
    Named(EcoString),
    Repeated,
    Merge,
    Unusable,
}

struct Builder<'a> {
    text: &'a str,
    path: &'a SourcePath,
    base: usize,
    open: Vec<Open>,
    anchors: FxHashMap<usize, Finished>,
    root: Option<Node>,
    nodes: usize,
    aliased: usize,
    repeated: bool,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str, path: &'a SourcePath, base: usize) -> Self {
        Self {
            text,
            path,
            base,
            open: Vec::new(),
            anchors: FxHashMap::default(),
            root: None,
            nodes: 0,
            aliased: 0,
            repeated: false,
            diagnostics: Vec::new(),
        }
    }
}

impl Builder<'_> {
    fn run(&mut self) -> Result<(), Fatal> {
        let options = options! {
            emit_comments: false,
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
        };
        let mut documents = 0;
        for event in Parser::new_from_str_with_options(self.text, options) {
            let (event, span) = event.map_err(|error| self.scan_error(&error))?;
            match event {
                Event::DocumentStart(..) => {
                    documents += 1;
                    if documents > 1 {
                        let problem = self.fatal(&span, "a second document begins here: a file holds one");
                        return Err(Box::new(
                            problem.help("Remove this line, or put what follows into a file of its own."),
                        ));
                    }
                }
                Event::Scalar(text, style, anchor, tag) => {
                    let finished = self.scalar(&text, style, tag.as_deref(), &span);
                    self.finish(finished, anchor)?;
                }
                Event::SequenceStart(_, anchor, tag) => {
                    self.check_tag(tag.as_deref(), &span);
                    self.begin(OpenValue::List(Vec::new()), &span, anchor)?;
                }
                Event::MappingStart(_, anchor, tag) => {
                    self.check_tag(tag.as_deref(), &span);
                    let (map, places) = (Map::default(), Places::default());
                    let value = OpenValue::Map { map, places, key: None, merged: Vec::new() };
                    self.begin(value, &span, anchor)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.end(&span)?,
                Event::Alias(anchor) => self.alias(anchor, &span)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: &Span) -> Finished {
        self.check_tag(tag, span);
        let plain = style == ScalarStyle::Plain && !tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
        let value = if plain && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            Value::Null
        } else {
            let source = self.text.get(span.byte_range().unwrap_or_default()).unwrap_or_default();
            Value::Scalar(Scalar::new(text, !plain, source.trim_end()))
        };
        Finished { node: Node { value, at: self.location(span) }, nodes: 1 + text.len() / BYTES_PER_VALUE, depth: 0 }
    }

    fn begin(&mut self, value: OpenValue, span: &Span, anchor: usize) -> Result<(), Fatal> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Self::limit(self.location(span), too_deep()));
        }
        let range = self.range(span);
        let (start, end) = (range.start as usize, range.end as usize);
        self.open.push(Open { value, start, end, anchor, nodes: 1, depth: 0 });
        Ok(())
    }

    fn end(&mut self, span: &Span) -> Result<(), Fatal> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        // A block ends with what it holds; only a bracket has an end of its own.
        let end = if span.is_empty() { open.end } else { self.range(span).end as usize };
        let at = Location { path: self.path.clone(), range: TextRange::new(open.start, end) };
        let value = match open.value {
            OpenValue::List(items) => Value::List(items),
            OpenValue::Map { mut map, mut places, merged, .. } => {
                for entry in merged.into_iter().flat_map(|map| map.entries) {
                    if places.of(&entry.key, &map).is_none() {
                        places.push(entry, &mut map);
                    }
                }
                Value::Map(map)
            }
        };
        self.finish(Finished { node: Node { value, at }, nodes: open.nodes, depth: open.depth + 1 }, open.anchor)
    }

    fn alias(&mut self, anchor: usize, span: &Span) -> Result<(), Fatal> {
        let at = self.location(span);
        let Some(target) = self.anchors.get(&anchor) else {
            return Err(self.fatal(span, "this alias stands inside the very value that it repeats"));
        };
        self.aliased += target.nodes;
        if self.aliased > MAX_ALIASED {
            return Err(Self::limit(at, format!("aliases repeat more than {MAX_ALIASED} values")));
        }
        if self.open.len() + target.depth > MAX_DEPTH {
            return Err(Self::limit(at, too_deep()));
        }
        let copy = Finished { node: target.node.clone(), nodes: target.nodes, depth: target.depth };
        self.finish(copy, 0)
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, finished: Finished, anchor: usize) -> Result<(), Fatal> {
        self.nodes += 1;
        if self.nodes + self.aliased > MAX_NODES {
            return Err(Self::limit(finished.node.at, format!("the file holds more than {MAX_NODES} values")));
        }
        if anchor > 0 {
            let Finished { node, nodes, depth } = &finished;
            self.anchors.insert(anchor, Finished { node: node.clone(), nodes: *nodes, depth: *depth });
        }
        let Finished { node, nodes, depth } = finished;
        let Some(mut open) = self.open.pop() else {
            self.root = Some(node);
            return Ok(());
        };
        open.nodes += nodes;
        open.depth = open.depth.max(depth);
        let end = node.at.range.end as usize;
        open.end = open.end.max(end);
        match &mut open.value {
            OpenValue::List(items) => items.push(node),
            OpenValue::Map { map, places, key: key @ None, .. } => *key = Some(self.key(node, map, places)),
            OpenValue::Map { map, places, key, merged } => match key.take() {
                Some((Key::Named(name), key_at)) => {
                    let value = if node.at.range.is_empty() { self.nothing_after(&key_at) } else { node };
                    places.push(Entry { key: name, key_at, value }, map);
                }
                Some((Key::Merge, key_at)) => self.merge(node, &key_at, merged),
                _ => {}
            },
        }
        self.open.push(open);
        Ok(())
    }

    /// The value of a key that has none: it stands after the colon, or right at the key where there is no colon either.
    fn nothing_after(&self, key_at: &Location) -> Node {
        let end = key_at.range.end as usize;
        let rest = self.text.get(end - self.base..).unwrap_or_default();
        let colon = rest.trim_start().starts_with(':').then(|| rest.find(':')).flatten();
        let range = TextRange::at(colon.map_or(end, |colon| end + colon + 1));
        Node { value: Value::Null, at: Location { path: key_at.path.clone(), range } }
    }

    /// What a value in the place of a key means.
    fn key(&mut self, node: Node, map: &Map, places: &Places) -> (Key, Location) {
        let at = node.at;
        match node.value {
            Value::Scalar(scalar) if scalar.text == "<<" && !scalar.quoted => (Key::Merge, at),
            Value::Scalar(scalar) => {
                let Some(first) = places.of(&scalar.text, map) else { return (Key::Named(scalar.text), at) };
                let first = map.entries[first].key_at.clone();
                self.repeated = true;
                self.diagnostics.push(
                    Diagnostic::new(Rule::InvalidYaml, at.clone(), format!("the key `{}` is here twice", scalar.text))
                        .label("again")
                        .related(first, "first here")
                        .help("Keep one of them: nobody can tell which one holds, so nothing of the file is read."),
                );
                (Key::Repeated, at)
            }
            Value::Null => (Key::Named(EcoString::new()), at),
            Value::List(_) | Value::Map(_) => {
                let source = self.text.get(at.range.start as usize - self.base..).unwrap_or_default();
                let before = self.text.get(..at.range.start as usize - self.base).unwrap_or_default();
                let problem = Diagnostic::new(Rule::InvalidYaml, at.clone(), "a key must be text, not a list or a map");
                let problem = if source.starts_with('{') && before.ends_with('{') {
                    problem.help("Put quotes around a value that begins with a variable: `\"{{ ... }}\"`")
                } else {
                    problem
                };
                self.diagnostics.push(problem);
                (Key::Unusable, at)
            }
        }
    }

    /// Takes in the value of `<<`: a map or a list of maps, of which the first that has a key gives it.
    fn merge(&mut self, node: Node, key_at: &Location, merged: &mut Vec<Map>) {
        let maps = match node.value {
            Value::List(items) => items,
            value => vec![Node { value, at: node.at }],
        };
        for node in maps {
            match node.value {
                Value::Map(map) => merged.push(map),
                _ => self.diagnostics.push(
                    Diagnostic::new(Rule::InvalidYaml, node.at, "`<<` takes in a map, and this is none")
                        .related(key_at.clone(), "taken in here"),
                ),
            }
        }
    }

    fn check_tag(&mut self, tag: Option<&Tag>, span: &Span) {
        let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema()) else { return };
        let at = self.location(&span.tag_span().unwrap_or(*span));
        self.diagnostics.push(
            Diagnostic::new(Rule::InvalidYaml, at, format!("the tag `{}` means nothing here", tag.original()))
                .help("Remove it, or put quotes around a text that begins with `!`."),
        );
    }

    fn range(&self, span: &Span) -> TextRange {
        let range = span.byte_range().unwrap_or_default();
        // A block scalar reaches to the next token: what is marked ends with its last word.
        let text = self.text.get(range.clone()).unwrap_or_default();
        TextRange::new(range.start, range.start + text.trim_end().len()).shifted(self.base)
    }

    fn location(&self, span: &Span) -> Location {
        Location { path: self.path.clone(), range: self.range(span) }
    }

    fn fatal(&self, span: &Span, message: &str) -> Fatal {
        Box::new(Diagnostic::new(Rule::InvalidYaml, self.location(span), message))
    }

    fn limit(at: Location, message: impl Into<String>) -> Fatal {
        // A warning would do where something is cut short; here the whole file goes unread.
        let problem = Diagnostic { level: Level::Error, ..Diagnostic::new(Rule::LimitReached, at, message) };
        Box::new(problem.label("nothing of this file is read"))
    }

    fn scan_error(&self, error: &ScanError) -> Fatal {
        let offset = error.marker().byte_offset().unwrap_or_default().min(self.text.len());
        let mut offset = self.text.floor_char_boundary(offset);
        if *error.kind() == ErrorKind::TabInPlainScalar {
            // The parser marks the text that the tab might have continued.
            offset += self.text[offset..].find('\t').unwrap_or_default();
        }
        let length = self.text[offset..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
        let range = TextRange::new(offset, offset + length).shifted(self.base);
        let at = Location { path: self.path.clone(), range };
        if *error.kind() == ErrorKind::RecursionLimitExceeded {
            return Self::limit(at, too_deep());
        }
        let (message, help) = plain_words(error.kind());
        let is_colon = matches!(error.kind(), ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement);
        if let Some((range, quoted)) = is_colon.then(|| quoted_value(self.text, offset)).flatten() {
            let at = Location { path: at.path, range: range.shifted(self.base) };
            return Box::new(
                Diagnostic::new(Rule::InvalidYaml, at, "a text that holds `: ` needs quotes around it")
                    .help("Put quotes around it.")
                    .replacement(quoted),
            );
        }
        if let Some(Slip { range, message, help, replacement }) = slip(self.text, offset, error.kind()) {
            let at = Location { path: at.path, range: range.shifted(self.base) };
            let problem = Diagnostic::new(Rule::InvalidYaml, at, message).help(help);
            return Box::new(Diagnostic { replacement, ..problem });
        }
        let problem = Diagnostic::new(Rule::InvalidYaml, at, message);
        Box::new(match help {
            Some(help) => problem.help(help),
            None => problem,
        })
    }
}

/// The value on the line of a `:` at `offset` that is one too many, and the same in quotes: `title: Upgrade: the long way`.
fn quoted_value(text: &str, offset: usize) -> Option<(TextRange, String)> {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].lines().next()?;
    let (key, value) = line.split_once(": ").filter(|(key, _)| start + key.len() < offset)?;
    let is_key = key.trim_start_matches(['-', ' ']).chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let value = value.trim();
    let is_plain =
        is_key && !value.contains(['"', '\\', '#']) && !value.starts_with(['\'', '[', '{', '|', '>', '&', '*']);
    let at = start + line.rfind(value)?;
    (is_plain && !value.is_empty()).then(|| (TextRange::new(at, at + value.len()), format!("\"{value}\"")))
}

fn too_deep() -> String {
    format!("lists and maps nest more than {MAX_DEPTH} deep")
}

#[cfg(test)]
mod tests;
