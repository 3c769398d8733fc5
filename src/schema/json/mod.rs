//! JSON Schema (draft 2020-12) of what YAML, front matter and `book.toml` may say, written from the tables.
//!
//! For editors, which underline what the reader would refuse while it is typed. An editor sees YAML by YAML's own types,
//! so text may be a number there, and an empty value `null`, which is no value to the reader. Uses only what older
//! validators know too: no `unevaluated...`, no dynamic references. What it cannot say: that ids are unique, that what is
//! named is there, that the first end of a range comes first, how a number was written.

mod files;

pub use files::schema;

use super::shape::{Field, Format, Json, Shape, Thing};
use super::subject::{capitalised, with_article, words_of};
use serde_json::{Map, Value, json};

/// What a text in the place of a thing ends with, where it must fill further fields: `Accepted late {by=po}`.
const ATTRIBUTES: &str = "\\{[^{}]+\\}\\s*";

/// Whether a thing must be complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Completeness {
    /// Another file may have what is missing.
    Partial,
    /// The file stands alone.
    Whole,
}

/// The definitions that have been needed so far.
struct Writer {
    completeness: Completeness,
    definitions: Map<String, Value>,
}

impl Writer {
    fn new(completeness: Completeness) -> Self {
        Self { completeness, definitions: Map::new() }
    }

    /// A reference to the definition of a thing.
    fn thing(&mut self, thing: &'static Thing) -> Value {
        let name = definition_name(thing);
        if !self.definitions.contains_key(&name) {
            // It may hold itself.
            self.definitions.insert(name.clone(), Value::Null);
            let definition = self.define(thing);
            self.definitions.insert(name.clone(), definition);
        }
        reference(&name)
    }

    /// The schema of a thing itself.
    fn define(&mut self, thing: &'static Thing) -> Value {
        let required = if self.completeness == Completeness::Whole { required(thing) } else { Vec::new() };
        let mut properties = Map::new();
        for field in thing.all_fields() {
            let is_required = field.required && self.completeness == Completeness::Whole;
            properties.insert(field.name.to_owned(), self.field(field, !is_required));
        }
        let mut types = vec!["object", "null"];
        let text = short_form(thing);
        types.extend(text.iter().flat_map(|(format, _)| format.json.types));
        let mut schema = json!({
            "title": title(thing),
            "description": thing.doc.trim(),
            "type": types,
            "properties": properties,
            // `{ goal: One, two and three }` is one text to its author; to YAML the comma ends it.
            "patternProperties": { "\\s": { "type": "null" } },
            "additionalProperties": false,
        });
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        if self.completeness == Completeness::Whole {
            extend(&mut schema, complete_text(thing));
        }
        if let Some((Format { json: Json { form: Some(form), least, .. }, .. }, _)) = text {
            schema["pattern"] = json!(anchored(&format!("(?:{})(?:\\s*{ATTRIBUTES})?", form())));
            extend(&mut schema, least.map_or(json!({}), |least| json!({ "minimum": least })));
        }
        schema
    }

    fn field(&mut self, field: &'static Field, nullable: bool) -> Value {
        let whose = if field.keys_name.is_some() { "Values are ids" } else { "By the id" };
        let values = field.names.map(|kind| format!("{whose} of {}.", with_article(kind.label())));
        let keys = field.keys_name.map(|kind| format!("Keys are ids of {}.", with_article(kind.label())));
        let internal = field.internal.then(|| "For the vendor's own people only.".to_owned());
        let description: Vec<String> =
            [Some(field.doc.trim().to_owned()), values, keys, internal].into_iter().flatten().collect();
        let description = description.join(" ");
        let mut schema = json!({ "description": description });
        extend(&mut schema, self.value(&field.shape, nullable));
        schema
    }

    /// The schema of a value; `nullable` where none is as good as no key.
    fn value(&mut self, shape: &Shape, nullable: bool) -> Value {
        let mut schema = match shape {
            Shape::Scalar(format) if is_plain(format) => {
                return json!({ "type": types(format.json.types.iter().copied(), nullable) });
            }
            Shape::Scalar(format) => self.scalar(format),
            Shape::Thing(table) => self.thing(table()),
            Shape::List(inner) => return self.list(inner, nullable),
            Shape::Keyed(inner) => {
                let value = self.value(inner, true);
                return json!({ "type": types(["object"], nullable), "additionalProperties": value });
            }
        };
        if !nullable {
            schema["not"] = json!({ "type": "null" });
        }
        schema
    }

    /// A list, or the one scalar that may stand for it.
    fn list(&mut self, inner: &Shape, nullable: bool) -> Value {
        let items = self.value(inner, false);
        let alone: &[&str] = match inner {
            Shape::Scalar(format) if is_plain(format) => format.json.types,
            Shape::Scalar(_) => {
                return json!({ "anyOf": [self.value(inner, nullable), { "type": "array", "items": items }] });
            }
            Shape::Thing(table) => match short_form(table()) {
                Some((format, false)) if is_plain(format) => format.json.types,
                Some(_) => {
                    let alone = json!({ "type": types(["object"], !nullable) });
                    let mut alone = json!({ "not": alone });
                    extend(&mut alone, self.thing(table()));
                    return json!({ "anyOf": [alone, { "type": "array", "items": items }] });
                }
                None => &[],
            },
            Shape::List(_) | Shape::Keyed(_) => &[],
        };
        json!({ "type": types(["array"].into_iter().chain(alone.iter().copied()), nullable), "items": items })
    }

    /// A reference to the definition of a format; `null` is one of its types.
    fn scalar(&mut self, format: &'static Format) -> Value {
        let name = format_name(format);
        if !self.definitions.contains_key(&name) {
            self.definitions.insert(name.clone(), define_format(format));
        }
        reference(&name)
    }

    /// Adds the definition of what makes a thing complete, for a file in which that depends on something; gives a
    /// reference to it.
    fn completion(&mut self, thing: &'static Thing) -> Value {
        let name = format!("complete-{}", definition_name(thing));
        if !self.definitions.contains_key(&name) {
            self.definitions.insert(name.clone(), Value::Null);
            let mut completion = self.complete(thing.all_fields());
            completion["title"] = json!(title(thing));
            completion["required"] = json!(required(thing));
            extend(&mut completion, complete_text(thing));
            self.definitions.insert(name.clone(), completion);
        }
        reference(&name)
    }

    /// That `fields` have what they need: those that must be there are not null, and things in them are complete.
    fn complete(&mut self, fields: impl Iterator<Item = &'static Field>) -> Value {
        let mut properties = Map::new();
        for field in fields {
            let mut property = json!({});
            if let Some(inside) = self.complete_value(&field.shape) {
                extend(&mut property, inside);
                if field.required {
                    property["not"] = json!({ "type": "null" });
                }
            } else if field.required {
                // Said so, an editor lists what is expected.
                property["type"] = json!(["string", "number", "boolean", "object", "array"]);
            }
            if property != json!({}) {
                properties.insert(field.name.to_owned(), property);
            }
        }
        json!({ "properties": properties })
    }

    fn complete_value(&mut self, shape: &Shape) -> Option<Value> {
        match shape {
            Shape::Scalar(_) => None,
            Shape::Thing(table) => Some(self.completion(table())),
            Shape::List(inner) => {
                let mut list = json!({ "items": self.complete_value(inner)? });
                if let Shape::Thing(table) = inner {
                    extend(&mut list, complete_text(table()));
                }
                Some(list)
            }
            Shape::Keyed(inner) => Some(json!({ "additionalProperties": self.complete_value(inner)? })),
        }
    }
}

/// The keys that a complete thing has. An id may come from its words.
fn required(thing: &'static Thing) -> Vec<&'static str> {
    let fields = thing.all_fields().filter(|field| field.required);
    fields.map(|field| field.name).filter(|name| thing.short.is_none() || *name != "id").collect()
}

/// What a text in the place of a thing fills, and whether that leaves out what must be there.
fn short_form(thing: &'static Thing) -> Option<(&'static Format, bool)> {
    let short = thing.short?;
    let Shape::Scalar(format) = thing.field(short)?.shape else { return None };
    Some((format, required(thing).iter().any(|name| *name != short)))
}

/// What makes a text complete that stands for a thing, or for a list of one: in braces what there must be further, and
/// letters or digits where its id is made of them.
fn complete_text(thing: &'static Thing) -> Value {
    match short_form(thing) {
        Some((_, true)) => {
            let further = required(thing).into_iter().filter(|name| Some(*name) != thing.short);
            let further: Vec<String> = further.map(|name| format!("(?=[\\s\\S]*[{{\\s]{name}=)")).collect();
            let pattern = anchored(&format!("{}[\\s\\S]*{ATTRIBUTES}", further.concat()));
            json!({ "pattern": pattern, "not": { "type": ["number", "boolean"] } })
        }
        Some((_, false)) if thing.field("id").is_some_and(|id| id.required) => json!({ "pattern": "[\\p{L}\\p{N}]" }),
        _ => json!({}),
    }
}

/// True for a format that its types describe.
fn is_plain(format: &Format) -> bool {
    format.words.is_empty() && format.json.form.is_none() && format.json.least.is_none() && format.json.format.is_none()
}

fn define_format(format: &'static Format) -> Value {
    let words = if format.words.is_empty() { format.name.to_owned() } else { words_of(format.name) };
    let mut schema = json!({ "title": capitalised(&words) });
    let expected = format.expected.replace('`', "");
    if format.words.is_empty() {
        schema["description"] = json!(format!("{}.", capitalised(format.expected)));
        schema["type"] = json!(types(format.json.types.iter().copied(), true));
        schema["patternErrorMessage"] = json!(format!("Expected {expected}."));
    } else {
        let meanings: Vec<String> =
            format.words.iter().map(|(word, meaning)| format!("- `{word}`: {}", meaning.trim())).collect();
        schema["description"] = json!(format!("{}:\n\n{}", capitalised(format.expected), meanings.join("\n")));
        schema["enum"] = format.words.iter().flat_map(|(word, _)| as_yaml_has_it(word)).chain([Value::Null]).collect();
    }
    let json = &format.json;
    if let Some(form) = json.form {
        schema["pattern"] = json!(anchored(&form()));
    } else {
        schema.as_object_mut().map(|schema| schema.remove("patternErrorMessage"));
    }
    for (key, value) in [
        ("format", json.format.map(Value::from)),
        ("minimum", json.least.map(Value::from)),
        ("maximum", json.most.map(Value::from)),
    ] {
        if let Some(value) = value {
            schema[key] = value;
        }
    }
    schema
}

/// A word, and what YAML takes it for where it is no text there.
fn as_yaml_has_it(word: &str) -> Vec<Value> {
    let number = word.parse::<f64>().ok().map(Value::from);
    [Some(Value::from(word)), number].into_iter().flatten().collect()
}

fn types<'a>(types: impl IntoIterator<Item = &'a str>, nullable: bool) -> Value {
    let types: Vec<&str> = types.into_iter().chain(nullable.then_some("null")).collect();
    if let [one] = types[..] { json!(one) } else { json!(types) }
}

fn anchored(form: &str) -> String {
    format!("^(?:{form})$")
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn extend(schema: &mut Value, more: Value) {
    if let (Value::Object(schema), Value::Object(more)) = (schema, more) {
        schema.extend(more);
    }
}

/// The name of a thing's definition: `milestone-criterion`.
fn definition_name(thing: &Thing) -> String {
    words_of(thing.key).replace(' ', "-").to_lowercase()
}

/// The name of a format's definition. Choices are called by their types, which might be called as a thing is.
fn format_name(format: &Format) -> String {
    if format.words.is_empty() {
        format.name.replace(' ', "-")
    } else {
        format!("{}-word", words_of(format.name).replace(' ', "-").to_lowercase())
    }
}

fn title(thing: &Thing) -> String {
    capitalised(&words_of(thing.key))
}
