//! `glossary.yaml`: the words of the trade.
//!
//! Takes the bytes of the file: a list of terms, a map with `terms` and an `audience` for all of them, or in short a map
//! from each term to its definition. Gives the terms in the order written, each with the audience that it says itself.

use super::engagement::parse_tree;
use crate::audience::Audience;
use crate::diagnostic::{Checked, Diagnostic, Location, Rule, nearest};
use crate::path::SourcePath;
use crate::schema::node::{Entry, Map, Node, Value};
use crate::schema::read::{Fields, Report, read, read_list};
use crate::schema::short::write_out_list;
use crate::schema::things::{Glossary, Term};
use ecow::EcoString;
use std::collections::BTreeSet;

/// A word of the trade.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ParsedTerm {
    /// Its name in references.
    pub id: EcoString,
    /// The word, as it is shown.
    pub term: EcoString,
    /// Other words for the same.
    pub also: Vec<EcoString>,
    /// What it means.
    pub definition: EcoString,
    /// The names of terms that say more.
    pub see: Vec<EcoString>,
    /// Who may read it, where the file says.
    pub audience: Option<Audience>,
}

/// The file of the terms.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ParsedGlossary {
    /// The terms.
    pub terms: Vec<ParsedTerm>,
}

/// Reads the file of the terms.
#[must_use]
pub fn parse_glossary(path: &SourcePath, bytes: &[u8]) -> Checked<ParsedGlossary> {
    let mut diagnostics = Vec::new();
    let Some(node) = parse_tree(path, bytes).unpack(&mut diagnostics) else {
        return Checked { value: ParsedGlossary::default(), diagnostics };
    };
    // In the short form, what is no word is a term that is called so.
    let is_said = |said: &&Node| said.as_text().is_some() || node.as_map().and_then(terms_in).is_some();
    let around = node.get("audience").filter(is_said).map(audience_of);
    diagnostics.extend(check_head(&node));
    let node = write_out_list(as_list(node), Term::table());
    let read = read_list::<Term>(&node, Report::All).unpack(&mut diagnostics);
    let said: Vec<Option<Audience>> =
        node.as_list().unwrap_or_default().iter().map(|term| term.get("audience").map(audience_of)).collect();
    let mut names: BTreeSet<EcoString> = BTreeSet::new();
    let mut terms = Vec::new();
    let mut seen = Vec::new();
    // A term that could not be read is not there, so they are in step only where all could be.
    let in_step = said.len() == read.len();
    for (at, term) in read.into_iter().enumerate() {
        let id = EcoString::from(term.id.value.as_str());
        let own = if in_step { said[at] } else { Some(Audience::Internal) };
        let audience = own.into_iter().chain(around).min();
        // That two have one name has been reported. Which of them counts depends on who reads.
        let is_known = |known: &ParsedTerm| known.id == id && known.audience == audience;
        if !names.insert(id.clone()) && terms.iter().any(is_known) {
            continue;
        }
        seen.extend(term.see.iter().map(|name| (EcoString::from(name.value.as_str()), name.at.clone())));
        terms.push(ParsedTerm {
            id,
            term: term.term.value.trim().into(),
            also: term.also.into_iter().chain(term.aliases).map(|word| word.value.trim().into()).collect(),
            definition: term.definition.map(|words| words.value.trim().into()).unwrap_or_default(),
            see: term.see.into_iter().map(|name| name.value.as_str().into()).collect(),
            audience,
        });
    }
    for (name, at) in seen.into_iter().filter(|(name, _)| !names.contains(name)) {
        let diagnostic = Diagnostic::new(Rule::UnknownReference, at, format!("there is no term `{name}`"));
        diagnostics.push(match nearest(&name, names.iter().map(EcoString::as_str)) {
            Some(meant) => diagnostic.help(format!("Did you mean `{meant}`?")).replacement(meant),
            None => diagnostic,
        });
    }
    Checked { value: ParsedGlossary { terms }, diagnostics }
}

/// What is wrong with what the file says beside its `terms`.
fn check_head(node: &Node) -> Vec<Diagnostic> {
    let Some(map) = node.as_map().filter(|map| terms_in(map).is_some()) else { return Vec::new() };
    let entries = map.entries.iter().filter(|entry| entry.key != "terms").cloned().collect();
    let head = Node { value: Value::Map(Map { entries }), at: node.at.clone() };
    read::<Glossary>(&head, Report::Mistakes).diagnostics
}

/// The terms of a file that may say something about all of them; a text is the meaning of a term that is called so.
fn terms_in(map: &Map) -> Option<&Node> {
    map.get("terms").filter(|terms| terms.as_text().is_none())
}

/// An audience that cannot be read is the strictest.
fn audience_of(node: &Node) -> Audience {
    node.as_text().and_then(|name| Audience::from_name(name)).unwrap_or(Audience::Internal)
}

/// The list of terms, whichever form the file has.
fn as_list(node: Node) -> Node {
    let Value::Map(map) = node.value else { return node };
    let at = node.at;
    if let Some(terms) = terms_in(&map) {
        return as_list(terms.clone());
    }
    let is_term = |entry: &Entry| {
        entry.key != "audience" || entry.value.as_text().is_none_or(|name| Audience::from_name(name).is_none())
    };
    let terms = map.entries.into_iter().filter(is_term).map(term_of).collect();
    Node { value: Value::List(terms), at }
}

/// `RAID: Risks, assumptions...` as a term.
fn term_of(entry: Entry) -> Node {
    let at = Location { range: entry.key_at.range.cover(entry.value.at.range), path: entry.key_at.path.clone() };
    let mut map = match entry.value.value {
        Value::Map(map) => map,
        _ => Map { entries: vec![field("definition", entry.value)] },
    };
    if map.get("term").is_none() {
        map.entries.insert(0, field("term", Node::text(entry.key, entry.key_at)));
    }
    Node { value: Value::Map(map), at }
}

fn field(key: &str, value: Node) -> Entry {
    Entry { key: key.into(), key_at: value.at.clone(), value }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Vec<ParsedTerm>, Vec<String>) {
        let path = SourcePath::new("content/glossary.yaml").expect("inside");
        let checked = parse_glossary(&path, text.as_bytes());
        (checked.value.terms, checked.diagnostics.into_iter().map(|found| found.message).collect())
    }

    #[test]
    fn all_forms_say_the_same() {
        let listed = "- { term: RAID, definition: A log }\n- { term: Go-live, definition: The day }\n";
        let short = "RAID: A log\nGo-live: { definition: The day }\n";
        let (terms, problems) = parse(listed);
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(terms[0].id, "raid");
        assert_eq!(terms[1].id, "go-live");
        assert_eq!(parse(short), (terms.clone(), Vec::new()));
        assert_eq!(parse(&format!("terms:\n  {}", listed.replace('\n', "\n  "))), (terms, Vec::new()));
    }

    #[test]
    fn audiences_narrow() {
        let text = "audience: customer\nterms:\n  - { term: A, definition: a }\n  - { term: B, definition: b, audience: partner }\n  \
                    - { term: C, definition: c, audience: custmer }\n";
        let (terms, _) = parse(text);
        let audiences: Vec<_> = terms.iter().map(|term| term.audience).collect();
        assert_eq!(audiences, [Some(Audience::Customer), Some(Audience::Partner), Some(Audience::Internal)]);
    }

    #[test]
    fn mistakes_are_told() {
        let (terms, problems) =
            parse("- { term: A, definition: a, see: [b, c] }\n- { term: a, definition: x }\n- { term: B }\n");
        assert_eq!(terms.len(), 2);
        assert_eq!(problems.len(), 3, "{problems:?}");
    }
}
