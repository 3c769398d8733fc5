//! The YAML of engagements, playbooks and people, each file on its own.
//!
//! Takes the bytes of a file; gives its tree with short forms written out, and every mistake that one can see without
//! knowing another file. What is missing is no mistake yet: a playbook may have it.

use super::glossary::ParsedGlossary;
use crate::diagnostic::{Checked, Diagnostic, Level, Location, Rule, nearest};
use crate::parse::nav::ParsedNav;
use crate::path::SourcePath;
use crate::schema::node::{Node, Value};
use crate::schema::read::{Fields, Read, Report, read, read_list};
use crate::schema::recover::{rename_keys, rename_keys_in_list};
use crate::schema::scalar::id_from_words;
use crate::schema::short::{write_out, write_out_list};
use crate::schema::things::{Engagement, Person, Playbook};
use crate::schema::yaml;
use crate::source::{Encoding, decode};
use crate::text::TextRange;
use std::sync::Arc;

/// An engagement's file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParsedEngagement {
    /// The file.
    pub path: SourcePath,
    /// What it says; nothing where it is not YAML.
    pub node: Option<Arc<Node>>,
}

/// A playbook's file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParsedPlaybook {
    /// The file.
    pub path: SourcePath,
    /// What it says; nothing where it is not YAML.
    pub node: Option<Arc<Node>>,
}

/// The file of the vendor's people.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParsedPeople {
    /// The file.
    pub path: SourcePath,
    /// A list of people; nothing where it is not YAML.
    pub node: Option<Arc<Node>>,
}

/// All YAML of a book, each file on its own, in the order of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ParsedData {
    /// The playbooks.
    pub playbooks: Vec<ParsedPlaybook>,
    /// The engagements.
    pub engagements: Vec<ParsedEngagement>,
    /// The vendor's people.
    pub people: Option<ParsedPeople>,
    /// The words of the trade.
    pub glossary: Option<Arc<ParsedGlossary>>,
    /// The orders of folders.
    pub navs: Vec<ParsedNav>,
}

/// Reads an engagement's file.
#[must_use]
pub fn parse_engagement(path: &SourcePath, bytes: &[u8]) -> Checked<ParsedEngagement> {
    let folder = path.folder().rsplit('/').next().unwrap_or_default();
    let parsed = parse_thing::<Engagement>(path, bytes, folder);
    Checked { value: ParsedEngagement { path: path.clone(), node: parsed.value }, diagnostics: parsed.diagnostics }
}

/// Reads a playbook's file.
#[must_use]
pub fn parse_playbook(path: &SourcePath, bytes: &[u8]) -> Checked<ParsedPlaybook> {
    let parsed = parse_thing::<Playbook>(path, bytes, path.stem());
    Checked { value: ParsedPlaybook { path: path.clone(), node: parsed.value }, diagnostics: parsed.diagnostics }
}

/// Reads the file of the vendor's people. It stands alone, so what is missing is a mistake too.
#[must_use]
pub fn parse_people(path: &SourcePath, bytes: &[u8]) -> Checked<ParsedPeople> {
    let mut parsed = parse_tree(path, bytes);
    let mut node = parsed.value.map(|node| write_out_list(node, Person::table()));
    if let Some(node) = &mut node {
        parsed.diagnostics.extend(read_list::<Person>(node, Report::Mistakes).diagnostics);
        rename_keys_in_list(node, Person::table());
        parsed.diagnostics.extend(read_list::<Person>(node, Report::Gaps).diagnostics);
    }
    Checked { value: ParsedPeople { path: path.clone(), node: node.map(Arc::new) }, diagnostics: parsed.diagnostics }
}

/// `name` is what its place calls it, which holds where it does not say so itself, or cannot be read.
fn parse_thing<T: Fields + Read>(path: &SourcePath, bytes: &[u8], name: &str) -> Checked<Option<Arc<Node>>> {
    let mut parsed = parse_tree(path, bytes);
    let mut node = parsed.value.map(|node| write_out(node, T::table()));
    if let Some(node) = &node {
        parsed.diagnostics.extend(read::<T>(node, Report::Mistakes).diagnostics);
    } else if parsed.diagnostics.iter().any(|problem| problem.rule == Rule::InvalidYaml) {
        // Nothing of it is used, but whoever mends the file wants to hear the rest too.
        let legible = yaml::legible(&decode(bytes), path, 0).unpack(&mut parsed.diagnostics);
        let legible = legible.map(|node| write_out(node, T::table()));
        parsed.diagnostics.extend(legible.iter().flat_map(|node| read::<T>(node, Report::Mistakes).diagnostics));
    }
    if let Some(node) = &mut node {
        rename_keys(node, T::table());
        parsed.diagnostics.extend(other_id(node, name, T::table().name));
        settle_id(node, name, path);
    }
    // Of a list, nobody needs to hear that it has no `id`.
    node = node.filter(|node| node.as_map().is_some());
    Checked { value: node.map(Arc::new), diagnostics: parsed.diagnostics }
}

/// Where a file's id is its place's with a slip in it. One that is quite another is meant: folders may be kept in some order.
fn other_id(node: &Node, name: &str, noun: &str) -> Option<Diagnostic> {
    let id = node.get("id")?;
    let said = id.as_text().filter(|text| !text.is_empty() && id_from_words(text) == **text)?;
    let place = id_from_words(name);
    if place == *said || nearest(said, [place.as_str()]).is_none() {
        return None;
    }
    let message = format!("the {noun} calls itself `{said}`, and its place is called `{name}`");
    let help = format!("Rename one of them: commands, references and packets go by `{said}`.");
    let problem = Diagnostic::new(Rule::InvalidValue, id.at.clone(), message).label("this one holds").help(help);
    Some(Diagnostic { level: Level::Warning, ..problem })
}

fn settle_id(node: &mut Node, name: &str, path: &SourcePath) {
    let Value::Map(map) = &mut node.value else { return };
    let said =
        map.get("id").filter(|id| id.as_text().is_some_and(|text| id_from_words(text) == *text && !text.is_empty()));
    let id = id_from_words(name);
    if said.is_some() || id.is_empty() {
        return;
    }
    let at = map.get("id").map_or_else(|| Location::file(path.clone()), |id| id.at.clone());
    map.remove("id");
    map.push("id", Node::text(id, at));
}

pub(super) fn parse_tree(path: &SourcePath, bytes: &[u8]) -> Checked<Option<Node>> {
    let text = decode(bytes);
    let mut parsed = yaml::parse(&text, path, 0);
    if Encoding::of(bytes) != Encoding::Utf8 {
        let at = Location { path: path.clone(), range: TextRange::at('\u{feff}'.len_utf8()) };
        let message = "the file is UTF-16, and is read as such";
        parsed.diagnostics.push(Diagnostic::new(Rule::InvalidEncoding, at, message).help("Save the file as UTF-8."));
    } else if let Err(error) = std::str::from_utf8(bytes) {
        // What is before the first bad byte is the same in the text as in the bytes.
        let start = error.valid_up_to();
        let range = TextRange::new(start, start + char::REPLACEMENT_CHARACTER.len_utf8());
        let at = Location { path: path.clone(), range };
        let message = "the file is not UTF-8 from here on";
        parsed.diagnostics.push(Diagnostic::new(Rule::InvalidEncoding, at, message).help("Save the file as UTF-8."));
    }
    parsed
}
