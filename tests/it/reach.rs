//! Every thing of an engagement is reached: by a link to the element that shows it, by search, and by its name in double
//! brackets. Of the example book, and where they are at hand of the files that show every field once.

use crate::built::site_files;
use crate::corpora::shared;
use crate::determinism::example;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use turnkey::compile::{Memo, Options, compile};
use turnkey::doc::Target;
use turnkey::model::{Edition, PlacedEngagement};
use turnkey::path::{OutputPath, SourcePath};
use turnkey::schema::kind::Kind;
use turnkey::schema::node::{Node, Value};
use turnkey::schema::read::Fields;
use turnkey::schema::shape::{Shape, Thing};
use turnkey::schema::things::Engagement;
use turnkey::site::search::read::{Listed, read};
use turnkey::source::Sources;

/// The page that names everything of the engagement `folder`.
const EVERYTHING: &str = "everything.md";

/// The kind and id of each thing in `node`, a thing of this table.
fn things(node: &Node, table: &'static Thing, into: &mut Vec<(Kind, String)>) {
    let Some(map) = node.as_map() else { return };
    let id = map.get("id").and_then(Node::as_text);
    if let (Some(kind), Some(id)) = (table.kind, id) {
        let own = map.get("kind").and_then(Node::as_text).and_then(|kind| Kind::from_name(kind));
        into.push((own.unwrap_or(kind), id.to_string()));
    }
    for entry in &map.entries {
        if let Some(field) = table.field(&entry.key) {
            in_shape(&entry.value, &field.shape, into);
        }
    }
}

fn in_shape(node: &Node, shape: &Shape, into: &mut Vec<(Kind, String)>) {
    match (shape, &node.value) {
        (Shape::Thing(table), _) => things(node, table(), into),
        (Shape::List(inner), Value::List(items)) => items.iter().for_each(|item| in_shape(item, inner, into)),
        (Shape::Keyed(inner), Value::Map(map)) => {
            map.entries.iter().for_each(|entry| in_shape(&entry.value, inner, into));
        }
        _ => {}
    }
}

/// What references can name of an engagement: all that its tables say, and what it says itself.
fn named(placed: &PlacedEngagement) -> Vec<(Kind, String)> {
    let mut found = Vec::new();
    things(&placed.node, Engagement::table(), &mut found);
    let known = placed.entities.iter().map(|entity| (entity.kind, entity.id.to_string()));
    found.extend(known);
    found.sort();
    found.dedup();
    found
}

fn edition(sources: &Sources) -> Arc<Edition> {
    compile(sources, &Options::default(), &mut Memo::default()).value.whole().clone()
}

/// What is not reached in the book that `sources` are.
fn objections(mut sources: Sources) -> Vec<String> {
    let mut expected: BTreeMap<SourcePath, usize> = BTreeMap::new();
    for placed in &edition(&sources).engagements {
        let mut page = "# Everything\n".to_owned();
        let all = named(placed);
        for (kind, id) in &all {
            let _ = write!(page, "\n- [[{kind}:{id}]]\n");
        }
        let path = SourcePath::join(placed.source.folder(), EVERYTHING).expect("inside");
        sources.insert_text(path.clone(), &page);
        expected.insert(path, all.len());
    }
    let outputs = compile(&sources, &Options::default(), &mut Memo::default()).value;
    let no_assets = |_: &SourcePath| Ok(Arc::from([]));
    let (files, _) = site_files(&outputs.site().expect("it is asked for"), &no_assets);
    let html = |path: &OutputPath| String::from_utf8_lossy(&files[path.as_str()]).into_owned();
    let listed: Vec<(OutputPath, Vec<u8>)> =
        files.iter().map(|(path, bytes)| (OutputPath::new(path).expect("inside"), bytes.clone())).collect();
    let index = read(&listed).expect("the site has a search index");
    let edition = outputs.whole();
    let mut objections = Vec::new();
    for (path, count) in &expected {
        let guide = edition.guides.iter().find(|guide| guide.parsed.path == *path).expect("the page is there");
        let pages = guide.targets.iter().filter(|target| matches!(target, Target::Page { .. })).count();
        if pages != *count {
            objections.push(format!("{path}: {pages} of {count} references lead somewhere: {:?}", guide.targets));
        }
    }
    for placed in &edition.engagements {
        for entity in placed.entities.iter() {
            let page = edition.page(entity.page);
            let what = format!("{}/{}:{} on {}", placed.id, entity.kind, entity.id, page.path);
            if let Some(anchor) = &entity.anchor
                && !html(&page.path).contains(&format!("id=\"{anchor}\""))
            {
                objections.push(format!("{what} has no element #{anchor}"));
            }
            let row = index.rows.iter().position(|row| row.url == page.path.as_str()).expect("the page is indexed");
            let title = entity.title.to_lowercase();
            // Search folds letters with marks on them; plain words are enough to find something.
            let words = title.split(|letter: char| !letter.is_alphanumeric());
            let words = words.filter(|word| word.len() > 3 && word.is_ascii());
            for word in words.take(2) {
                let is_found = |(term, pages): &(String, Vec<_>)| {
                    term.starts_with(word.get(..4).unwrap_or(word)) && pages.iter().any(|one| is_of(one, row))
                };
                if !index.terms.iter().any(is_found) {
                    objections.push(format!("{what} is not found by `{word}`"));
                }
            }
        }
    }
    objections
}

fn is_of(listed: &Listed, row: usize) -> bool {
    usize::try_from(listed.page).ok() == Some(row)
}

#[test]
fn everything_of_the_example_is_reached() {
    assert_eq!(objections(example()), Vec::<String>::new());
}

/// A book of the files that show every field once; none where they are not at hand.
pub(crate) fn everything() -> Option<Sources> {
    let folder = shared("examples")?;
    let mut sources = Sources::default();
    sources.insert_text(
        SourcePath::new("book.toml").expect("inside"),
        "[book]\ntitle = \"Example\"\nsource = \"content\"\n",
    );
    for (file, place) in [
        ("engagement.yaml", "engagements/fernhill/engagement.yaml"),
        ("playbook.yaml", "playbooks/self-hosted-rollout.yaml"),
        ("people.yaml", "people.yaml"),
    ] {
        let text = fs::read_to_string(folder.join(file)).expect("the example can be read");
        sources.insert_text(SourcePath::new(&format!("content/{place}")).expect("inside"), &text);
    }
    Some(sources)
}

#[test]
fn everything_that_an_engagement_can_say_is_reached() {
    let Some(sources) = everything() else { return };
    assert_eq!(objections(sources), Vec::<String>::new());
}
