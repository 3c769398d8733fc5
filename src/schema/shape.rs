//! The table of fields: what every thing in YAML and TOML may hold, as data.
//!
//! `shapes!` (in `macros`) writes these tables from the declarations in `things`. The reader, the suggestions, merging,
//! the audience filter, the JSON Schema and the reference page all take them from here, so they cannot disagree.
//! Only describes: reading is `read`.

use super::kind::Kind;
use crate::diagnostic::Rule;

/// A map with named fields.
#[derive(Debug)]
pub struct Thing {
    /// The name of its type, which no other has: `MilestoneCriterion`.
    pub key: &'static str,
    /// What it is called in a sentence: "phase".
    pub name: &'static str,
    /// What it is, as Markdown.
    pub doc: &'static str,
    /// What references call it; none where nothing refers to it.
    pub kind: Option<Kind>,
    /// The field that a plain text in its place fills; none where a map is needed.
    pub short: Option<&'static str>,
    /// The rule that a key which is no field breaks.
    pub unknown: Rule,
    /// Its own fields.
    pub fields: &'static [Field],
    /// Further things whose fields are its own too; these have no parts themselves.
    pub parts: &'static [Table],
}

/// Where the table of a thing is: tables may hold each other, and only functions may be named in a circle.
pub type Table = fn() -> &'static Thing;

/// One field of a thing.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub name: &'static str,
    /// What it means, as Markdown.
    pub doc: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// True where a thing without it is not complete.
    pub required: bool,
    /// True where it is for the vendor's own people, whatever the thing around it is.
    pub internal: bool,
    /// What its plain ids name.
    pub names: Option<Kind>,
    /// What the keys of its map name.
    pub keys_name: Option<Kind>,
}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// One word, number or text.
    Scalar(&'static Format),
    /// A map with named fields.
    Thing(Table),
    /// A list; a single scalar may stand for a list of one.
    List(&'static Shape),
    /// A map with keys that the author chooses.
    Keyed(&'static Shape),
}

/// How a scalar is written.
#[derive(Debug)]
pub struct Format {
    /// Its name in the reference: "date".
    pub name: &'static str,
    /// What is expected, with its article and an example, for "expected ..., found ...".
    pub expected: &'static str,
    /// The words allowed, each with its meaning; empty where it is not a choice.
    pub words: &'static [(&'static str, &'static str)],
    /// What it is in JSON.
    pub json: Json,
    /// How it may name another thing.
    pub refers: Refers,
}

/// What a scalar is in JSON, as whoever parses YAML by its own types sees it: there `3` and `true` are no texts, while
/// the reader takes the words as they are written.
#[derive(Debug)]
pub struct Json {
    /// The types it may have.
    pub types: &'static [&'static str],
    /// What a text looks like, as a regular expression (ECMA) for all of it.
    pub form: Option<fn() -> String>,
    /// The name that JSON Schema has for it.
    pub format: Option<&'static str>,
    /// The least number.
    pub least: Option<i64>,
    /// The greatest number.
    pub most: Option<i64>,
}

/// Whether a scalar names another thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refers {
    /// Never.
    Never,
    /// By its id, where the field says of what kind (`Field::names`).
    ById,
    /// As `kind:id`.
    ByKind,
    /// As `kind:id` where it begins with the name of a kind; else it is words, a date...
    Perhaps,
}

impl Json {
    /// Any words.
    pub const TEXT: Self = Self::new(&["string", "number", "boolean"]);
    /// One of a few words.
    pub const WORD: Self = Self::new(&["string"]);
    /// A whole number.
    pub const WHOLE: Self = Self::new(&["integer"]);
    /// A number.
    pub const NUMBER: Self = Self::new(&["number"]);
    /// True or false.
    pub const TRUTH: Self = Self::new(&["boolean"]);

    const fn new(types: &'static [&'static str]) -> Self {
        Self { types, form: None, format: None, least: None, most: None }
    }

    /// Text that looks like this.
    #[must_use]
    pub const fn form(form: fn() -> String) -> Self {
        Self { form: Some(form), ..Self::WORD }
    }

    /// What YAML may take for one of these types.
    #[must_use]
    pub const fn or(self, types: &'static [&'static str]) -> Self {
        Self { types, ..self }
    }

    /// Numbers within these.
    #[must_use]
    pub const fn within(self, least: i64, most: Option<i64>) -> Self {
        Self { least: Some(least), most, ..self }
    }

    /// What JSON Schema has a name for.
    #[must_use]
    pub const fn called(self, format: &'static str) -> Self {
        Self { format: Some(format), ..self }
    }
}

impl Thing {
    /// All fields, those of its parts after its own.
    pub fn all_fields(&'static self) -> impl Iterator<Item = &'static Field> {
        self.fields.iter().chain(self.parts.iter().flat_map(|part| part().fields))
    }

    /// The field `name`.
    #[must_use]
    pub fn field(&'static self, name: &str) -> Option<&'static Field> {
        self.all_fields().find(|field| field.name == name)
    }

    /// True where its things have an id, by which lists of them are merged.
    #[must_use]
    pub fn has_id(&'static self) -> bool {
        self.fields.iter().any(|field| field.name == "id")
    }
}

impl Field {
    /// A field; the marks below say more of it.
    #[must_use]
    pub const fn new(name: &'static str, doc: &'static str, shape: Shape, required: bool) -> Self {
        Self { name, doc, shape, required, internal: false, names: None, keys_name: None }
    }

    /// A thing is not complete without it.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// For the vendor's own people only.
    #[must_use]
    pub const fn internal(self) -> Self {
        Self { internal: true, ..self }
    }

    /// Its ids name things of this kind.
    #[must_use]
    pub const fn names(self, kind: Kind) -> Self {
        Self { names: Some(kind), ..self }
    }

    /// Its keys name things of this kind.
    #[must_use]
    pub const fn keys_name(self, kind: Kind) -> Self {
        Self { keys_name: Some(kind), ..self }
    }
}

impl Shape {
    /// The thing that this is or is made of.
    #[must_use]
    pub fn thing(&self) -> Option<&'static Thing> {
        match self {
            Self::Scalar(_) => None,
            Self::Thing(table) => Some(table()),
            Self::List(inner) | Self::Keyed(inner) => inner.thing(),
        }
    }

    /// What is expected, for "expected ..., found ...".
    #[must_use]
    pub fn expected(&self) -> String {
        match self {
            Self::Scalar(format) => format.expected.to_owned(),
            Self::Thing(table) => format!("a map: {}", known_keys(table())),
            Self::List(_) => "a list".to_owned(),
            Self::Keyed(_) => "a map".to_owned(),
        }
    }
}

/// The first few keys of a thing, for a message.
fn known_keys(thing: &'static Thing) -> String {
    let names: Vec<String> = thing.fields.iter().take(4).map(|field| format!("`{}`", field.name)).collect();
    let more = if thing.fields.len() > names.len() { "..." } else { "" };
    names.join(", ") + more
}
