//! The examples of every rule's page, built: the bad one gives that rule and only it, the good one nothing.

use crate::built::{build, site_files};
use crate::fences::{Fence, book};
use crate::rules::examples;
use std::sync::Arc;
use turnkey::audience::Audience;
use turnkey::compile::{Memo, Options, Packets, compile};
use turnkey::diagnostic::{Diagnostic, RenderOptions, Rule, render};
use turnkey::source::Sources;

/// The book of an example and what it was told, or nothing where a part of it cannot be written down.
fn told(page: &str, fences: &[Fence]) -> Option<(Sources, Vec<Diagnostic>)> {
    let needs_drawing = page.starts_with("# diagram-failed") && !cfg!(feature = "mermaid");
    if needs_drawing || fences.iter().any(|fence| fence.ignore) {
        return None;
    }
    let sources = book(page, fences);
    let mut diagnostics = build(&sources).diagnostics;
    if page.starts_with("# audience-leak") {
        // The team's own edition has nothing to hide.
        diagnostics.extend(customer_problems(&sources));
    }
    Some((sources, diagnostics))
}

/// What making the customers' site finds wrong.
fn customer_problems(sources: &Sources) -> Vec<Diagnostic> {
    let options = Options { audience: Audience::Customer, packets: Packets::None, ..Options::default() };
    let outputs = compile(sources, &options, &mut Memo::default()).value;
    site_files(&outputs.site().expect("it is asked for"), &|_| Ok(Arc::from([]))).1
}

fn objections(rule: Rule) -> Vec<String> {
    let (bad, good) = examples(rule.page());
    let mut objections = Vec::new();
    if let Some((sources, diagnostics)) = told(rule.page(), &bad) {
        let others: Vec<_> = diagnostics.iter().filter(|diagnostic| diagnostic.rule != rule).cloned().collect();
        if others.len() == diagnostics.len() {
            objections.push(format!("the bad example of `{rule}` is not told so"));
        }
        if !others.is_empty() {
            let shown = render(&others, &sources, &RenderOptions::default());
            objections.push(format!("the bad example of `{rule}` is told something else:\n{shown}"));
        }
    }
    if let Some((sources, diagnostics)) = told(rule.page(), &good)
        && !diagnostics.is_empty()
    {
        let shown = render(&diagnostics, &sources, &RenderOptions::default());
        objections.push(format!("the good example of `{rule}` is told something:\n{shown}"));
    }
    objections
}

#[test]
fn bad_examples_give_their_rule_alone_and_good_ones_nothing() {
    let objections: Vec<_> = Rule::ALL.iter().copied().flat_map(objections).collect();
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}
