//! The JSON Schemas by an independent validator: they are valid, take what the reader takes, and refuse what it refuses.
//!
//! Values go to the validator as an editor sees them: YAML by YAML's own types. `mutations` is the table of what is
//! written and what both must say of it; `fuzz` makes some hundred more from the tables of fields.

mod fuzz;
mod mutations;

use crate::tools::{browser_folder, has_program, is_skipped, said};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use turnkey::audience::Audience;
use turnkey::book::engagement::{Playbooks, Surroundings, join};
use turnkey::config::read_config;
use turnkey::diagnostic::{Diagnostic, Level, Rule};
use turnkey::parse::engagement::{parse_engagement, parse_people, parse_playbook};
use turnkey::parse::glossary::parse_glossary;
use turnkey::parse::nav::parse_nav;
use turnkey::path::SourcePath;
use turnkey::schema::json::schema;
use turnkey::schema::node::{Node, Value};
use turnkey::schema::read::{Fields as _, Report, read};
use turnkey::schema::short::write_out;
use turnkey::schema::subject::Subject;
use turnkey::schema::things::{Engagement, FrontMatter, Playbook};
use turnkey::schema::{toml, yaml};
use turnkey::source::Sources;

/// A file of some kind.
pub(crate) struct Sample {
    pub(crate) subject: Subject,
    /// What messages call it.
    pub(crate) name: String,
    pub(crate) text: String,
}

impl Sample {
    pub(crate) fn new(subject: Subject, name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { subject, name: name.into(), text: text.into() }
    }
}

/// True where the validator cannot be run, which has then been said.
pub(crate) fn is_without_validator(what: &str) -> bool {
    let package = browser_folder().join("node_modules/ajv-2020");
    let needs = [(has_program("node"), "node"), (package.is_dir(), "tests/browser/node_modules (npm ci)")];
    is_skipped(what, &needs)
}

/// What the validator says of each sample; nothing is fine. What is no YAML at all is that to both.
pub(crate) fn validated(samples: &[Sample]) -> Vec<Vec<String>> {
    let values: Vec<Json> = samples
        .iter()
        .map(|sample| {
            let value = tree(sample).as_ref().map_or(json!("no YAML"), json_of);
            json!({ "schema": format!("urn:turnkey:schema:{}", sample.subject.name()), "value": value })
        })
        .collect();
    let schemas: Vec<Json> = Subject::ALL.into_iter().map(schema).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("values.json");
    fs::write(&file, json!({ "schemas": schemas, "values": values }).to_string()).expect("the file can be written");
    let node =
        Command::new("node").arg("schema.mjs").arg(&file).current_dir(browser_folder()).output().expect("node starts");
    assert!(node.status.success(), "{}", said(&node));
    serde_json::from_slice(&node.stdout).expect("it prints JSON")
}

fn path_of(sample: &Sample) -> SourcePath {
    SourcePath::new(if sample.subject == Subject::Book { "book.toml" } else { "content/a.yaml" }).expect("inside")
}

fn tree(sample: &Sample) -> Option<Node> {
    match sample.subject {
        Subject::Book => Some(toml::parse(&sample.text, &path_of(sample)).value),
        _ => yaml::parse(&sample.text, &path_of(sample), 0).value,
    }
}

/// A tree as JSON, by the core schema of YAML 1.2: what editors do, who know nothing of our fields.
fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Map(map) => map.entries.iter().map(|entry| (entry.key.to_string(), json_of(&entry.value))).collect(),
        Value::Scalar(scalar) if scalar.quoted => json!(scalar.text.as_str()),
        Value::Scalar(scalar) => plain(&scalar.text),
    }
}

fn plain(text: &str) -> Json {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_float = (digits(whole) || (whole.is_empty() && digits(fraction)))
        && (fraction.is_empty() || digits(fraction))
        && digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    match text {
        "true" | "True" | "TRUE" => json!(true),
        "false" | "False" | "FALSE" => json!(false),
        _ if digits(unsigned) => {
            text.parse::<i64>().map_or_else(|_| json!(text.parse::<f64>().ok()), |number| json!(number))
        }
        _ if is_float => json!(text.parse::<f64>().expect("a number")),
        _ if text.starts_with("0x") => i64::from_str_radix(&text[2..], 16).map_or(json!(text), |number| json!(number)),
        _ => json!(text),
    }
}

/// What the reader says of a file that it reads alone, as far as form goes. What extends a playbook is read with one.
pub(crate) fn told_by_reader(sample: &Sample) -> Vec<String> {
    let path = path_of(sample);
    let bytes = sample.text.as_bytes();
    let problems: Vec<Diagnostic> = match sample.subject {
        Subject::Engagement => {
            let parsed = parse_engagement(&path, bytes);
            let gaps = parsed.value.node.as_ref().map(|node| gaps_of_engagement(node)).unwrap_or_default();
            parsed.diagnostics.into_iter().chain(gaps).collect()
        }
        Subject::Playbook => {
            let parsed = parse_playbook(&path, bytes);
            let alone = parsed.value.node.as_ref().filter(|node| node.get("extends").is_none());
            let gaps = alone.map(|node| read::<Playbook>(node, Report::Gaps).diagnostics).unwrap_or_default();
            parsed.diagnostics.into_iter().chain(gaps).collect()
        }
        Subject::People => parse_people(&path, bytes).diagnostics,
        Subject::Glossary => parse_glossary(&path, bytes).diagnostics,
        Subject::Nav => parse_nav(&path, bytes).diagnostics,
        Subject::Book => {
            let mut sources = Sources::default();
            sources.insert_text(path, &sample.text);
            read_config(&sources).diagnostics
        }
        Subject::FrontMatter => {
            let mut problems = Vec::new();
            if let Some(node) = yaml::parse(&sample.text, &path, 0).unpack(&mut problems) {
                problems.extend(read::<FrontMatter>(&write_out(node, FrontMatter::table()), Report::All).diagnostics);
            }
            problems
        }
    };
    let of_form = |problem: &Diagnostic| {
        let rules = [Rule::InvalidYaml, Rule::InvalidValue, Rule::UnknownKey, Rule::LimitReached, Rule::DuplicateId];
        problem.level == Level::Error && rules.contains(&problem.rule)
    };
    problems.into_iter().filter(of_form).map(|problem| problem.message).collect()
}

/// What an engagement lacks: alone, or with a playbook that has the phases and gates of the tests.
fn gaps_of_engagement(node: &Node) -> Vec<Diagnostic> {
    if node.get("extends").is_none() {
        return read::<Engagement>(node, Report::Gaps).diagnostics;
    }
    let path = SourcePath::new("content/playbooks/rollout.yaml").expect("inside");
    let playbook = parse_playbook(&path, mutations::PLAYBOOK.as_bytes()).value.node.expect("YAML");
    let mut playbooks = Playbooks::new();
    playbooks.insert("rollout", Some(&playbook));
    let surroundings = Surroundings { playbooks: &playbooks, people: None, engagements: &[] };
    let joined = join(node, &surroundings, None, Audience::Customer).value;
    read::<Engagement>(&joined.node, Report::Gaps).diagnostics
}

/// Fails unless reader and validator agree on every sample, and shows all that they do not agree on.
pub(crate) fn assert_agreement(samples: &[Sample]) {
    let mut apart = Vec::new();
    for (sample, errors) in samples.iter().zip(validated(samples)) {
        let told = told_by_reader(sample);
        if told.is_empty() != errors.is_empty() {
            apart.push(format!("{}:\n  reader: {told:?}\n  schema: {errors:?}\n{}", sample.name, sample.text));
        }
    }
    assert!(apart.is_empty(), "{} of {} apart\n{}", apart.len(), samples.len(), apart.join("\n"));
}

fn yaml_below(folder: &Path, into: &mut Vec<Sample>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.expect("the folder can be read").path()) {
        let name = path.display().to_string();
        let subject = match path.file_name().and_then(|name| name.to_str()) {
            _ if path.is_dir() => {
                yaml_below(&path, into);
                continue;
            }
            Some("engagement.yaml") => Subject::Engagement,
            Some("people.yaml") => Subject::People,
            Some("glossary.yaml") => Subject::Glossary,
            Some("nav.yaml") => Subject::Nav,
            Some("playbook.yaml") => Subject::Playbook,
            Some(_) if name.contains("/playbooks/") => Subject::Playbook,
            Some(_) if path.extension().is_some_and(|extension| extension == "md") => {
                let text = fs::read_to_string(&path).expect("the file can be read");
                let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
                into.extend(front.map(|(front, _)| Sample::new(Subject::FrontMatter, name, front)));
                continue;
            }
            _ => continue,
        };
        into.push(Sample::new(subject, name, fs::read_to_string(&path).expect("the file can be read")));
    }
}

#[test]
fn all_that_is_written_here_is_valid() {
    if is_without_validator("the JSON Schemas of what is written here") {
        return;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut samples = Vec::new();
    yaml_below(&root.join("content"), &mut samples);
    yaml_below(Path::new("/work/shared/examples"), &mut samples);
    let config = fs::read_to_string(root.join("book.toml")).expect("the file can be read");
    samples.push(Sample::new(Subject::Book, "book.toml", config));
    let kinds: BTreeSet<&str> = samples.iter().map(|sample| sample.subject.name()).collect();
    assert_eq!(kinds.len(), Subject::ALL.len(), "{kinds:?}");
    for (sample, errors) in samples.iter().zip(validated(&samples)) {
        assert_eq!(errors, Vec::<String>::new(), "{}", sample.name);
    }
}

#[test]
fn the_reference_of_the_example_book_is_current() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/guides/reference");
    for subject in Subject::ALL {
        let file = folder.join(format!("{}.md", subject.name()));
        let page = turnkey::schema::manual::page(subject);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, &page).expect("the file can be written");
        }
        let there = fs::read_to_string(&file).unwrap_or_default();
        assert!(there == page, "{} is not what `turnkey schema` prints: `just bless` writes it", file.display());
    }
}
