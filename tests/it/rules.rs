//! Every rule has a page, and every page has the parts that `turnkey explain` promises. `rule_examples` builds the
//! examples.

use crate::fences::{Fence, fences};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use turnkey::diagnostic::Rule;

/// The fences under `## Bad` and those under `## Good`.
pub(crate) fn examples(page: &str) -> (Vec<Fence>, Vec<Fence>) {
    let good = page.find("\n## Good\n").expect("the page has a part `## Good`");
    fences(page).into_iter().partition(|fence| fence.body.start < good)
}

/// What is wrong with the page of `rule`.
fn objections(rule: Rule) -> Vec<String> {
    let page = rule.page();
    let mut objections = Vec::new();
    let mut expect = |right: bool, what: &str| {
        if !right {
            objections.push(format!("rules/{rule}.md: {what}"));
        }
    };
    let Some((prose, rest)) = page.split_once("\n## Bad\n") else {
        return vec![format!("rules/{rule}.md: has no part `## Bad`")];
    };
    if !rest.contains("\n## Good\n") {
        return vec![format!("rules/{rule}.md: has no part `## Good` after `## Bad`")];
    }
    let Some(prose) = prose.strip_prefix(&format!("# {rule}\n")) else {
        return vec![format!("rules/{rule}.md: does not begin with `# {rule}`")];
    };
    let sentences = prose.split_whitespace().filter(|word| word.ends_with(['.', '?', '!'])).count();
    expect((2..=4).contains(&sentences), &format!("explains itself in {sentences} sentences, not two to four"));
    let (bad, good) = examples(page);
    expect(!bad.is_empty(), "has no bad example");
    expect(!good.is_empty(), "has no good example");
    expect(bad.iter().chain(&good).all(|fence| fence.title.is_some()), "has a fence without a title");
    expect(good.iter().all(|fence| !fence.ignore), "has a good example that is not built");
    expect(page.lines().all(|line| line.chars().count() <= 120), "has a line of more than 120 characters");
    objections
}

#[test]
fn every_rule_has_a_page_with_its_parts() {
    let objections: Vec<_> = Rule::ALL.iter().copied().flat_map(objections).collect();
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}

#[test]
fn every_page_belongs_to_a_rule() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/diagnostic/rules");
    let pages: BTreeSet<String> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| entry.expect("the folder can be read").file_name().to_string_lossy().into_owned())
        .collect();
    let rules: BTreeSet<String> = Rule::ALL.iter().map(|rule| format!("{rule}.md")).collect();
    assert_eq!(pages, rules);
}
