//! The typed read: the tree becomes the types declared in `things`, and every mistake on the way a diagnostic at its
//! value.
//!
//! One walk serves three ends, told apart by `Report`: a file on its own is checked for what it says, the merged whole
//! for what it lacks, and a filtered edition for nothing, since all of it was checked before.

use super::node::{Entry, Map, Node, Scalar, Value};
use super::shape::{Field, Format, Shape, Thing};
use crate::diagnostic::{Checked, Diagnostic, Location, Rule, nearest};
use ecow::EcoString;
use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where.
    pub at: Location,
}

impl<T> Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A map with keys that the author chose, in the order written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Keyed<T> {
    /// Each key with its place, and its value.
    pub entries: Vec<(Spanned<EcoString>, T)>,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<T> Keyed<T> {
    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.entries.iter().find(|(name, _)| name.value == key).map(|(_, value)| value)
    }
}

/// Which problems a read tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// What is wrong in a file that another may complete: everything but what is missing.
    Mistakes,
    /// What is missing in the whole, whose files have been read for their mistakes.
    Gaps,
    /// Both, for a file that stands alone.
    All,
    /// None.
    Nothing,
}

/// Why a scalar is not what it should be, where there is more to say than what was expected.
#[derive(Debug, Default)]
pub struct Refusal {
    /// "February 2026 has 28 days".
    pub reason: Option<String>,
    /// What was meant, where that is certain.
    pub meant: Option<String>,
}

impl Refusal {
    /// A refusal with its reason.
    #[must_use]
    pub fn because(reason: impl Into<String>) -> Self {
        Self { reason: Some(reason.into()), meant: None }
    }
}

/// What is written as one scalar.
pub trait FromScalar: Sized {
    /// How it is written.
    const FORMAT: &'static Format;

    /// Reads it.
    ///
    /// # Errors
    /// A `Refusal` where it is not written so.
    fn from_scalar(scalar: &Scalar) -> Result<Self, Refusal>;
}

/// What a node can be read as.
pub trait Read: Sized {
    /// What it looks like.
    const SHAPE: Shape;

    /// Reads `node`; `None` where it is something else, which has then been reported.
    fn read(node: &Node, reader: &mut Reader) -> Option<Self>;
}

/// What a field of a thing can be: what to do where the key is not there.
pub trait Slot {
    /// What it looks like.
    const SHAPE: Shape;
    /// True where the key must be there.
    const REQUIRED: bool;

    /// Reads the value of the field; `at` is the thing around it.
    fn fill(value: Option<&Node>, at: &Location, reader: &mut Reader) -> Self;
}

/// A thing as `shapes!` declares it.
pub trait Fields: Sized {
    /// Its table.
    fn table() -> &'static Thing;

    /// Reads its fields from the map `node`, without a word about keys that are no fields.
    fn fields(node: &Node, reader: &mut Reader) -> Self;
}

/// Reads a whole thing, whatever `node` is: what cannot be read is as if it were not there.
pub fn read<T: Fields>(node: &Node, report: Report) -> Checked<T> {
    let mut reader = Reader { report, diagnostics: Vec::new() };
    let value = reader.thing(node).unwrap_or_else(|| T::fields(&Node::empty(node.at.clone()), &mut reader));
    Checked { value, diagnostics: reader.diagnostics }
}

/// Reads a file that is a list of things, such as `people.yaml`.
pub fn read_list<T: Fields + Read>(node: &Node, report: Report) -> Checked<Vec<T>> {
    let mut reader = Reader { report, diagnostics: Vec::new() };
    let empty = node.as_map().is_some_and(|map| map.entries.is_empty());
    let value = if empty { Vec::new() } else { Vec::read(node, &mut reader).unwrap_or_default() };
    Checked { value, diagnostics: reader.diagnostics }
}

/// A read under way.
#[derive(Debug)]
pub struct Reader {
    report: Report,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    /// The value of the field `key` of `node`.
    pub fn slot<T: Slot>(&mut self, node: &Node, key: &str) -> T {
        T::fill(node.get(key), &node.at, self)
    }

    /// Reads a thing: a map, or the text that its short form allows.
    pub fn thing<T: Fields>(&mut self, node: &Node) -> Option<T> {
        let Value::Map(map) = &node.value else {
            self.unexpected(node, Shape::Thing(T::table), &Refusal::default());
            return None;
        };
        match text_with_colon(map, T::table()) {
            Some(entry) => self.mistake(needs_quotes(entry)),
            None => {
                self.check_keys(map, T::table());
                self.check_gaps(map, &node.at, T::table());
            }
        }
        Some(match called_by_id(map, T::table()) {
            Some(called) => {
                // What is wrong is told of what the author wrote.
                let _ = T::fields(node, self);
                let report = std::mem::replace(&mut self.report, Report::Nothing);
                let thing = T::fields(&Node { value: Value::Map(called), at: node.at.clone() }, self);
                self.report = report;
                thing
            }
            None => T::fields(node, self),
        })
    }

    fn check_keys(&mut self, map: &Map, thing: &'static Thing) {
        for entry in &map.entries {
            if thing.field(&entry.key).is_none() {
                self.mistake(unknown_key(entry, thing));
            }
        }
    }

    fn check_gaps(&mut self, map: &Map, at: &Location, thing: &'static Thing) {
        if !matches!(self.report, Report::Gaps | Report::All) {
            return;
        }
        let is_missing = |field: &&Field| field.required && map.get(field.name).is_none();
        let missing: Vec<&Field> = thing.all_fields().filter(is_missing).collect();
        if missing.is_empty() {
            return;
        }
        let named = map.get("id").and_then(Node::as_text).map(|id| format!(" `{id}`")).unwrap_or_default();
        // A thing may be long: its name, or else its first key, is enough to find it.
        let first = map.entries.first().map(|entry| &entry.key_at);
        let at = map.get("id").map(|id| &id.at).or(first).unwrap_or(at);
        let joined = |each: &dyn Fn(&Field) -> String, between: &str| {
            missing.iter().map(|field| each(field)).collect::<Vec<_>>().join(between)
        };
        let names = joined(&|field| format!("no `{}`", field.name), " and ");
        let help = joined(&|field| format!("`{}`: {}", field.name, expected(field.shape)), "; and ");
        let message = format!("the {}{named} has {names}", thing.name);
        let problem = Diagnostic::new(Rule::InvalidValue, at.clone(), message);
        self.diagnostics.push(problem.help(format!("Add {help}.")));
    }

    /// Reports a value that is not what its field needs.
    pub fn unexpected(&mut self, node: &Node, shape: Shape, refusal: &Refusal) {
        let found = node.describe();
        let mut message = format!("expected {}, found {found}", expected(shape));
        if let Some(reason) = &refusal.reason {
            message = format!("{message}: {reason}");
        }
        let mut problem = Diagnostic::new(Rule::InvalidValue, node.at.clone(), message);
        if let (Shape::List(_), Value::Map(map)) = (shape, &node.value) {
            problem = problem.help(match map.entries.as_slice() {
                [only] if matches!(only.value.value, Value::List(_)) => {
                    format!("Take out `{}:`, and leave the list below it.", only.key)
                }
                _ => "Begin each item of the list with `- `.".to_owned(),
            });
        }
        if let (Shape::Keyed(_), Value::List(_) | Value::Scalar(_)) = (shape, &node.value) {
            problem = problem.help("Write `name: value`, each on a line of its own, or `{ name: value }`.");
        }
        if let (Shape::Scalar(_), Value::List(items)) = (shape, &node.value) {
            problem = problem.help(match items.as_slice() {
                [_] => "Write the one item behind the field's name, without `- ` or brackets.",
                _ => "Only one can stand here.",
            });
        }
        let words = if let Shape::Scalar(format) = shape { format.words } else { &[] };
        let near = node.as_text().and_then(|text| nearest_word(text, words));
        if let Some(meant) = refusal.meant.as_deref().or(near) {
            problem = problem.help(format!("Did you mean `{meant}`?")).replacement(as_written(meant, node));
        }
        self.mistake(problem);
    }

    /// Reports what is wrong in one file.
    pub fn mistake(&mut self, problem: Diagnostic) {
        if matches!(self.report, Report::Mistakes | Report::All) {
            self.diagnostics.push(problem);
        }
    }

    fn check_ids(&mut self, items: &[Node], thing: &'static Thing) {
        if !thing.field("id").is_some_and(|id| id.required) {
            return;
        }
        let mut seen: BTreeMap<&str, &Location> = BTreeMap::new();
        for id in items.iter().filter_map(|item| item.get("id")) {
            let Some(text) = id.as_text() else { continue };
            match seen.get(text.as_str()) {
                None => {
                    seen.insert(text, &id.at);
                }
                Some(first) => self.mistake(
                    Diagnostic::new(
                        Rule::DuplicateId,
                        id.at.clone(),
                        format!("two {} are called `{text}`", plural(thing.name)),
                    )
                    .label("again")
                    .related((*first).clone(), "first here")
                    .help("Give one of them another `id`."),
                ),
            }
        }
    }
}

/// `map` with its id in the place of the words that it is called by, where these are missing or no words, which is reported:
/// pages are made all the same, and what nobody can read nobody can find.
fn called_by_id(map: &Map, thing: &'static Thing) -> Option<Map> {
    let is_name = |field: &Field| {
        field.required && field.name != "id" && matches!(field.shape, Shape::Scalar(format) if format.name == "text")
    };
    let name = thing.fields.iter().find(|field| is_name(field))?;
    if map.get(name.name).is_some_and(|words| words.as_text().is_some()) {
        return None;
    }
    let id = map.get("id").filter(|id| id.as_text().is_some())?;
    let mut map = map.clone();
    map.entries.retain(|entry| entry.key != name.name);
    map.entries.push(Entry { key: name.name.into(), key_at: id.at.clone(), value: id.clone() });
    Some(map)
}

/// `meant` as it would be written in the place of `node`: TOML has quotes around every text.
fn as_written(meant: &str, node: &Node) -> String {
    let in_toml = node.at.path.extension().is_some_and(|extension| extension == "toml");
    let is_text = matches!(&node.value, Value::Scalar(scalar) if scalar.quoted);
    if in_toml && is_text && !matches!(meant, "true" | "false") { format!("\"{meant}\"") } else { meant.to_owned() }
}

fn expected(shape: Shape) -> String {
    match shape {
        Shape::Scalar(Format { words, .. }) if !words.is_empty() => {
            let words: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
            if words.len() == 1 { words.concat() } else { format!("one of {}", words.join(", ")) }
        }
        shape => shape.expected(),
    }
}

/// `- Check: the thing`, where a text would do: one key that is no field and none that was mistyped.
pub(super) fn text_with_colon<'a>(map: &'a Map, thing: &'static Thing) -> Option<&'a Entry> {
    let [entry] = map.entries.as_slice() else { return None };
    let is_text = matches!(&entry.value.value, Value::Scalar(scalar) if !scalar.quoted && !scalar.text.contains('\n'));
    let is_said = entry.key.starts_with(char::is_uppercase) || entry.key.contains(' ');
    (thing.short.is_some() && is_text && is_said && thing.field(&entry.key).is_none()).then_some(entry)
}

fn needs_quotes(entry: &Entry) -> Diagnostic {
    let range = entry.key_at.range.cover(entry.value.at.range);
    let at = Location { path: entry.key_at.path.clone(), range };
    let text = format!("{}: {}", entry.key, entry.value.as_text().map_or("", |text| text.as_str()));
    let problem = Diagnostic::new(Rule::InvalidValue, at, "a text that holds `: ` needs quotes around it");
    let problem = problem.help("Put quotes around it.");
    if text.contains(['"', '\\']) { problem } else { problem.replacement(format!("\"{text}\"")) }
}

/// What other tools call a field, and its names here: the first that a thing has is meant.
const OTHER_WORDS: [(&str, &[&str]); 16] = [
    ("assignee", &["owner", "holder"]),
    ("date", &["planned", "on", "due"]),
    ("deadline", &["due", "needed_by"]),
    ("depends", &["depends_on"]),
    ("description", &["text", "summary", "definition"]),
    ("desc", &["text", "summary", "definition"]),
    ("due_date", &["due"]),
    ("key", &["id"]),
    ("label", &["title", "text"]),
    ("name", &["title", "text"]),
    ("responsible", &["owner"]),
    ("subtasks", &["tasks"]),
    ("telephone", &["phone"]),
    ("text", &["title"]),
    ("title", &["text"]),
    ("type", &["kind"]),
];

/// The field that was probably meant by a key that is none.
pub(super) fn meant_field(key: &str, thing: &'static Thing) -> Option<&'static str> {
    let other = OTHER_WORDS.iter().find(|(word, _)| key.eq_ignore_ascii_case(word));
    let known = other.and_then(|(_, names)| names.iter().find(|name| thing.field(name).is_some()));
    known.copied().or_else(|| nearest(key, thing.all_fields().map(|field| field.name)))
}

/// The word of a choice that was probably meant; `amber` is `TLP:AMBER`.
fn nearest_word(text: &str, words: &[(&'static str, &'static str)]) -> Option<&'static str> {
    let known = || words.iter().map(|(word, _)| *word);
    let after_colon = |word: &&str| word.rsplit_once(':').is_some_and(|(_, end)| end.eq_ignore_ascii_case(text));
    // What the first version of the protocol called white is clear in the second.
    let text = if text.eq_ignore_ascii_case("TLP:WHITE") { "TLP:CLEAR" } else { text };
    known().find(after_colon).or_else(|| nearest(text, known()))
}

fn unknown_key(entry: &Entry, thing: &'static Thing) -> Diagnostic {
    /// As many keys as one can take in at a glance.
    const FEW: usize = 12;
    let article = match thing.name {
        // There is one `[book]`.
        name if name.ends_with('`') => "the",
        name if name.starts_with(['a', 'e', 'i', 'o']) => "an",
        _ => "a",
    };
    let message = format!("`{}` is not a field of {article} {}", entry.key, thing.name);
    let problem = Diagnostic::new(thing.unknown, entry.key_at.clone(), message);
    if let Some(meant) = meant_field(&entry.key, thing) {
        return problem.help(format!("Did you mean `{meant}`?")).replacement(meant);
    }
    let holds = |field: &&Field| matches!(field.shape, Shape::Thing(table) if table().field(&entry.key).is_some());
    if let Some(section) = thing.fields.iter().find(holds) {
        return problem.help(format!("It is a field of `{}`: write it there.", section.name));
    }
    let known: Vec<String> = thing.fields.iter().map(|field| format!("`{}`", field.name)).collect();
    let known = (known.len() <= FEW).then(|| format!("It has {}.", known.join(", ")));
    let facts = thing.field("facts").map(|_| "`facts` holds what no field is for.".to_owned());
    match known.into_iter().chain(facts).reduce(|a, b| format!("{a} {b}")) {
        Some(help) => problem.help(help),
        None => problem,
    }
}

/// The name of several, for English nouns of the schema.
#[must_use]
pub fn plural(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("criterion") {
        return format!("{stem}criteria");
    }
    if let Some(stem) = name.strip_suffix("person") {
        return format!("{stem}people");
    }
    match name.strip_suffix('y') {
        None if name.ends_with("ss") => format!("{name}es"),
        // Minutes, words: they are several already.
        None if name.ends_with('s') => name.to_owned(),
        Some("ke") | None => format!("{name}s"),
        Some(stem) => format!("{stem}ies"),
    }
}

impl<T: FromScalar> Read for Spanned<T> {
    const SHAPE: Shape = Shape::Scalar(T::FORMAT);

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let refusal = match &node.value {
            Value::Scalar(scalar) => match T::from_scalar(scalar) {
                Ok(value) => return Some(Self { value, at: node.at.clone() }),
                Err(refusal) => refusal,
            },
            _ => Refusal::default(),
        };
        reader.unexpected(node, Self::SHAPE, &refusal);
        None
    }
}

impl<T: Read> Read for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        match &node.value {
            Value::List(items) => {
                if let Shape::Thing(table) = T::SHAPE {
                    reader.check_ids(items, table());
                }
                // Things are large: a list that grew would leave twice its size behind.
                let mut read = Vec::with_capacity(items.len());
                read.extend(items.iter().filter_map(|item| T::read(item, reader)));
                Some(read)
            }
            Value::Scalar(_) if matches!(T::SHAPE, Shape::Scalar(_)) => {
                Some(T::read(node, reader).into_iter().collect())
            }
            _ => {
                reader.unexpected(node, <Self as Read>::SHAPE, &Refusal::default());
                None
            }
        }
    }
}

/// What few things have is kept apart from them, so that those without it are small.
impl<T: Read> Read for Box<T> {
    const SHAPE: Shape = T::SHAPE;

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(Self::new)
    }
}

/// What is shared between what the files say and what follows from it.
impl<T: Read> Read for Arc<T> {
    const SHAPE: Shape = T::SHAPE;

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(Self::new)
    }
}

impl<T: Read> Read for Keyed<T> {
    const SHAPE: Shape = Shape::Keyed(&T::SHAPE);

    fn read(node: &Node, reader: &mut Reader) -> Option<Self> {
        let Some(map) = node.as_map() else {
            reader.unexpected(node, <Self as Read>::SHAPE, &Refusal::default());
            return None;
        };
        let mut entries = Vec::with_capacity(map.entries.len());
        let said = map.entries.iter().filter(|entry| entry.value.value != Value::Null);
        entries.extend(said.filter_map(|entry| {
            let key = Spanned { value: entry.key.clone(), at: entry.key_at.clone() };
            Some((key, T::read(&entry.value, reader)?))
        }));
        Some(Self { entries })
    }
}

impl<T: Read> Slot for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const REQUIRED: bool = false;

    fn fill(value: Option<&Node>, _: &Location, reader: &mut Reader) -> Self {
        T::read(value?, reader)
    }
}

impl<T: Read> Slot for Vec<T> {
    const SHAPE: Shape = <Self as Read>::SHAPE;
    const REQUIRED: bool = false;

    fn fill(value: Option<&Node>, _: &Location, reader: &mut Reader) -> Self {
        value.and_then(|node| Self::read(node, reader)).unwrap_or_default()
    }
}

impl<T: Read> Slot for Keyed<T> {
    const SHAPE: Shape = <Self as Read>::SHAPE;
    const REQUIRED: bool = false;

    fn fill(value: Option<&Node>, _: &Location, reader: &mut Reader) -> Self {
        value.and_then(|node| Self::read(node, reader)).unwrap_or_default()
    }
}

/// What must be there, and is empty text where it is not.
impl<T: FromScalar + From<EcoString>> Slot for Spanned<T> {
    const SHAPE: Shape = <Self as Read>::SHAPE;
    const REQUIRED: bool = true;

    fn fill(value: Option<&Node>, at: &Location, reader: &mut Reader) -> Self {
        value
            .and_then(|node| Self::read(node, reader))
            .unwrap_or_else(|| Self { value: T::from(EcoString::new()), at: at.clone() })
    }
}
