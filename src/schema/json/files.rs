//! The schema of each kind of file: what stands at its top, around the things that the tables describe.

use super::{Completeness, Writer, extend, required};
use crate::diagnostic::Rule;
use crate::schema::read::Fields;
use crate::schema::shape::Thing;
use crate::schema::subject::Subject;
use crate::schema::things::{NavEntry, NavFile, Person, Playbook, Term};
use serde_json::{Value, json};

/// The schema of files of this kind.
#[must_use]
pub fn schema(subject: Subject) -> Value {
    let completeness = match subject {
        Subject::Engagement | Subject::Playbook => Completeness::Partial,
        _ => Completeness::Whole,
    };
    let mut writer = Writer::new(completeness);
    let top = match subject {
        Subject::Engagement | Subject::Playbook => extending(&mut writer, subject.thing()),
        Subject::People => list_of(&mut writer, Person::table()),
        Subject::Glossary => glossary(&mut writer),
        Subject::Nav => nav(&mut writer),
        Subject::Book => writer.define(subject.thing()),
        Subject::FrontMatter => {
            let mut page = writer.define(subject.thing());
            // What a page says beyond that is kept for templates, and no more than doubtful.
            page["additionalProperties"] = json!(true);
            page
        }
    };
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("urn:turnkey:schema:{}", subject.name()),
    });
    extend(&mut schema, top);
    schema["title"] = json!(format!("Turnkey: {}", subject.title()));
    if subject == Subject::Book {
        name_rules(&mut writer);
    }
    schema["$defs"] = Value::Object(writer.definitions);
    schema
}

/// A file that may extend a playbook: only where it does not must all be there.
fn extending(writer: &mut Writer, thing: &'static Thing) -> Value {
    let mut top = writer.define(thing);
    // What no playbook has, none can give.
    let own = || thing.all_fields().filter(|field| field.name == "id" || Playbook::table().field(field.name).is_none());
    let mut own_complete = writer.complete(own());
    let own_required: Vec<&str> = own().filter(|field| field.required).map(|field| field.name).collect();
    own_complete["type"] = json!("object");
    own_complete["required"] = json!(own_required);
    let mut complete = writer.complete(thing.all_fields());
    complete["type"] = json!("object");
    complete["required"] = json!(required(thing));
    top["if"] = json!({
        "type": "object",
        "required": ["extends"],
        "properties": { "extends": { "not": { "type": "null" } } },
    });
    top["then"] = own_complete;
    top["else"] = complete;
    top
}

/// A file that is a list; an empty one is one too.
fn list_of(writer: &mut Writer, thing: &'static Thing) -> Value {
    let mut items = writer.thing(thing);
    items["not"] = json!({ "type": "null" });
    json!({ "description": thing.doc.trim(), "type": ["array", "object", "null"], "items": items, "maxProperties": 0 })
}

/// A list of terms, the same below `terms`, or a map from each term to what it means.
fn glossary(writer: &mut Writer) -> Value {
    let mut items = writer.thing(Term::table());
    items["not"] = json!({ "type": "null" });
    let mut meaning = writer.define(Term::table());
    meaning["title"] = json!("Meaning");
    meaning["type"] = json!(["object", "string", "number", "boolean"]);
    meaning["required"] = json!(["definition"]);
    meaning.as_object_mut().map(|meaning| meaning.remove("pattern"));
    // The key is the term, where it does not say another.
    meaning["properties"]["term"] = json!({ "type": ["string", "number", "boolean", "null"] });
    writer.definitions.insert("meaning".to_owned(), meaning);
    let audience = json!({ "$ref": "#/$defs/audience-word" });
    let meaning = json!({ "$ref": "#/$defs/meaning" });
    json!({
        "description": "The words of the trade: a list of terms, `terms:` with one, or each term with what it means.",
        "type": ["array", "object", "null"],
        "items": items,
        "if": {
            "type": "object",
            "required": ["terms"],
            "properties": { "terms": { "type": ["array", "object"] } },
        },
        "then": {
            "properties": {
                "terms": { "type": ["array", "object"], "items": items, "additionalProperties": meaning },
                "audience": audience,
            },
            "additionalProperties": false,
        },
        "else": {
            "properties": { "audience": { "type": ["string", "number", "boolean", "object"] } },
            "additionalProperties": meaning,
        },
    })
}

/// A map, or the order alone. In it `name: Title` names a page and its title.
fn nav(writer: &mut Writer) -> Value {
    let mut top = writer.define(NavFile::table());
    let plain = json!({ "type": ["string", "number", "boolean"] });
    let entry = json!({
        "title": "Entry",
        "description": NavEntry::table().doc.trim(),
        "type": ["string", "number", "boolean", "object"],
        "if": { "anyOf": [{ "required": ["page"] }, { "required": ["title"] }] },
        "then": writer.define(NavEntry::table()),
        "else": { "minProperties": 1, "maxProperties": 1, "additionalProperties": plain },
    });
    writer.definitions.insert("nav-entry".to_owned(), entry);
    top["type"] = json!(["array", "object", "null"]);
    top["items"] = json!({ "$ref": "#/$defs/nav-entry" });
    top
}

/// The rules by their names, each with what it is about.
fn name_rules(writer: &mut Writer) {
    let rules = &mut writer.definitions["check-settings"]["properties"]["rules"];
    let level = rules["additionalProperties"].clone();
    let named = Rule::ALL.iter().map(|rule| {
        let mut rule_level = json!({ "description": rule.summary() });
        extend(&mut rule_level, level.clone());
        (rule.name().to_owned(), rule_level)
    });
    rules["properties"] = named.collect();
    rules["additionalProperties"] = json!(false);
}
