//! The example book, and the examples of the specification where they are at hand: read whole and without a word.

use super::*;
use crate::text::LineIndex;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The YAML files below `folder`, by path.
#[expect(clippy::disallowed_methods, reason = "the examples are files")]
fn yaml_files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(yaml_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.insert(path.clone(), std::fs::read(&path).expect("a file that can be read"));
        }
    }
    files
}

/// The engagements in the files of a book, and everything that was found wrong.
pub(super) fn join_all(folder: &Path) -> (Vec<JoinedEngagement>, Vec<String>) {
    let (mut playbooks, mut engagements, mut people, mut found) = (BTreeMap::new(), Vec::new(), None, Vec::new());
    let files = yaml_files(folder);
    for (path, bytes) in &files {
        let source = SourcePath::new(&path.to_string_lossy()).expect("inside");
        let text = String::from_utf8_lossy(bytes);
        match source.file_name() {
            "people.yaml" => people = parse_people(&source, bytes).unpack(&mut found).node,
            "engagement.yaml" => engagements.extend(parse_engagement(&source, bytes).unpack(&mut found).node),
            "nav.yaml" | "glossary.yaml" => {}
            _ if text.contains("phases:") => {
                let id = if source.stem() == "playbook" { "self-hosted-rollout" } else { source.stem() };
                playbooks.insert(id.to_owned(), parse_playbook(&source, bytes).unpack(&mut found).node);
            }
            _ => {}
        }
    }
    let playbooks: Playbooks<'_> = playbooks.iter().map(|(id, node)| (id.as_str(), node.as_deref())).collect();
    let named = |node| NamedEngagement { id: Node::get(node, "id")?.as_text()?, node: Some(node), around: None }.into();
    let named: Vec<NamedEngagement<'_>> = engagements.iter().filter_map(|node| named(node.as_ref())).collect();
    let surroundings = Surroundings { playbooks: &playbooks, people: people.as_ref(), engagements: &named };
    let joined =
        engagements.iter().map(|node| join(node, &surroundings, None, Audience::Internal).unpack(&mut found)).collect();
    for playbook in playbooks.values().flatten() {
        join_playbook(playbook, &playbooks).unpack(&mut found);
    }
    let told = found.iter().map(|problem| {
        let at = problem.location.as_ref().expect("a place");
        let path = PathBuf::from(format!("/{}", at.path));
        let text = String::from_utf8_lossy(files.get(&path).map_or(&[], Vec::as_slice));
        let place = LineIndex::new(&text).line_column(&text, at.range.start);
        format!("{}:{}:{} {}: {}", at.path, place.line, place.column, problem.rule, problem.message)
    });
    (joined, told.collect())
}

pub(super) fn example_book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("content")
}

/// The examples that came with the specification: beside the project, or where the builder was told.
fn specification() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = option_env!("TURNKEY_SHARED").map_or(beside, PathBuf::from).join("examples");
    folder.is_dir().then_some(folder)
}

#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
fn skipped() {
    println!("skipped: the examples of the specification are not beside the repository");
}

#[test]
fn the_example_book_reads_without_a_word() {
    let (joined, told) = join_all(&example_book());
    assert_eq!(told, Vec::<String>::new());
    assert!(joined.len() >= 2);
}

#[test]
fn the_examples_of_the_specification_read_without_a_word() {
    let Some(folder) = specification() else { return skipped() };
    let (joined, told) = join_all(&folder);
    assert_eq!(told, Vec::<String>::new());
    let [joined] = &joined[..] else { panic!("one engagement") };
    let whole = joined.edition(Audience::Internal).value.expect("visible").declared;
    assert_eq!((whole.plan.phases.len(), whole.plan.raid.len(), whole.plan.meetings.len()), (5, 6, 3));
}
