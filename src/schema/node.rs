//! The spanned tree: what a YAML or TOML file says, each value with its place, before anybody asks what it means.
//!
//! The parsers give it, the schema reads it; playbooks are merged and audiences filtered on it, because only here are
//! all things alike. Keys keep their order and are unique in their map. A tree is at most `MAX_DEPTH` deep, so plain
//! recursion over it is safe. It holds no types: whether `3` is a number or a name is for the schema to say.

use crate::diagnostic::Location;
use crate::text::TextRange;
use ecow::EcoString;

/// How deep maps and lists nest at most.
pub const MAX_DEPTH: usize = 64;

/// A value and where it stands. The file's name is shared, so cloning a place is cheap.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where: quotes are part of a text, keys and values of a map.
    pub at: Location,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// `null`, `~`, or nothing at all.
    Null,
    /// One word, number or text.
    Scalar(Scalar),
    /// Values in order.
    List(Vec<Node>),
    /// Named values in order.
    Map(Map),
}

/// A scalar as text. Its type depends on the field it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scalar {
    /// The words, escapes undone.
    pub text: EcoString,
    /// True where the author made clear that this is text: by quotes, a block or a string of TOML.
    pub quoted: bool,
    /// How many bytes of notation stand before the words, where source and words are the same but for that.
    pub lead: Option<u8>,
}

/// Named values in the order written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Map {
    /// The entries; no two have the same key.
    pub entries: Vec<Entry>,
}

/// One named value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The name.
    pub key: EcoString,
    /// Where the name stands.
    pub key_at: Location,
    /// The value.
    pub value: Node,
}

impl Node {
    /// Text at `at`, for what is derived from something that stands there.
    #[must_use]
    pub fn text(text: impl Into<EcoString>, at: Location) -> Self {
        let text = text.into();
        let lead = (at.range.to_usize().len() == text.len()).then_some(0);
        Self { value: Value::Scalar(Scalar { text, quoted: true, lead }), at }
    }

    /// The same, of a kind that the field decides.
    #[must_use]
    pub fn plain(text: impl Into<EcoString>, at: Location) -> Self {
        let node = Self::text(text, at);
        let Value::Scalar(scalar) = node.value else { return node };
        Self { value: Value::Scalar(Scalar { quoted: false, ..scalar }), at: node.at }
    }

    /// An empty map at `at`.
    #[must_use]
    pub fn empty(at: Location) -> Self {
        Self { value: Value::Map(Map::default()), at }
    }

    /// The entries, where it is a map.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        if let Value::Map(map) = &self.value { Some(map) } else { None }
    }

    /// The items, where it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Node]> {
        if let Value::List(items) = &self.value { Some(items) } else { None }
    }

    /// The words, where it is a scalar.
    #[must_use]
    pub fn as_text(&self) -> Option<&EcoString> {
        if let Value::Scalar(scalar) = &self.value { Some(&scalar.text) } else { None }
    }

    /// The value of `key`, where this is a map that has it and it is not null.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// What it is, for "expected a date, found a list".
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Null => "nothing".to_owned(),
            Value::Scalar(scalar) => format!("`{}`", excerpt(&scalar.text)),
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a map".to_owned(),
        }
    }

    /// The place of `part`, a slice of this scalar's text, as exactly as the notation allows: escapes and folded
    /// lines make text and source differ, and then the whole scalar is the answer.
    #[must_use]
    pub fn place_of(&self, part: &str) -> Location {
        let Value::Scalar(scalar) = &self.value else { return self.at.clone() };
        let offset = (part.as_ptr() as usize).checked_sub(scalar.text.as_ptr() as usize);
        match (scalar.lead, offset.filter(|offset| offset + part.len() <= scalar.text.len())) {
            (Some(lead), Some(offset)) => {
                let start = self.at.range.start as usize + usize::from(lead) + offset;
                Location { path: self.at.path.clone(), range: TextRange::new(start, start + part.len()) }
            }
            _ => self.at.clone(),
        }
    }
}

impl Scalar {
    /// A scalar that `source` says, from its first quote to its last.
    #[must_use]
    pub fn new(text: &str, quoted: bool, source: &str) -> Self {
        let lead = if source == text { Some(0) } else { source.find(text) };
        let lead = lead.filter(|lead| lead * 2 + text.len() == source.len());
        Self { text: text.into(), quoted, lead: lead.and_then(|lead| u8::try_from(lead).ok()) }
    }
}

impl Map {
    /// The value of `key`, unless it is null.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value).filter(|node| node.value != Value::Null)
    }

    /// The entry of `key`, null or not.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of `key` to change, null or not.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value)
    }

    /// Takes `key` out and gives its entry.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let index = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(index))
    }

    /// Adds `key` with `value` at the end, for what is derived; its name is said to stand where the value does.
    pub fn push(&mut self, key: &str, value: Node) {
        self.entries.push(Entry { key: key.into(), key_at: value.at.clone(), value });
    }
}

/// The first words of a long text, on one line, for a message.
#[must_use]
pub fn excerpt(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    let short: String = line.chars().take(LONGEST).collect();
    if short.len() < text.trim_end().len() { format!("{}…", short.trim_end()) } else { short }
}
