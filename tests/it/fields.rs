//! Guides that several engagements share, as each engagement's own reader gets them: with its values, without what is not
//! for it, and with nothing of what it may not see.

use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, gathered};
use turnkey::diagnostic::{Diagnostic, Rule};
use turnkey::model::{AssembleOptions, Edition, assemble};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

const PLAYBOOK: &str = "id: rollout
title: Rollout
audience: customer
phases:
  - id: stage
    title: Stage in {{ vars.namespace }}
    tasks:
      - { id: install, text: Install it, runbook: guides/install }
      - { id: carry, text: Carry the images over, guide: guides/air-gapped }
";

const INSTALL: &str = "---
audience: customer
---
# Install

Use {{ vars.namespace }} and {{ environments.held.url }}; see [[air-gapped]].

::: when environment.kind=air-gapped
From the disk.
:::

::: when environment.kind=cloud
From the registry.
:::

::: when environments.held.platform=secret
Whatever that is.
:::
";

const AIR_GAPPED: &str = "---
audience: customer
applies_to: { environment.kind: air-gapped }
---
# Air-gapped
";

fn engagement(id: &str, kind: &str, more: &str) -> String {
    format!(
        "id: {id}
extends: rollout
title: Rollout at {id}
customer: {id}
audience: customer
environment: {{ kind: {kind} }}
vars: {{ namespace: {id}-prod }}
{more}"
    )
}

/// The edition of the engagement `id` for its customer, and what its author is told of it.
fn edition(id: &str) -> (Edition, Vec<Diagnostic>) {
    let held =
        "environments: [{ id: held, title: Held, url: https://held.example, platform: secret, audience: internal }]\n";
    let mut sources = Sources::default();
    for (path, text) in [
        ("book.toml", "[book]\ntitle = \"Book\"\nsource = \"content\"\n"),
        ("content/playbooks/rollout.yaml", PLAYBOOK),
        ("content/guides/install.md", INSTALL),
        ("content/guides/air-gapped.md", AIR_GAPPED),
        ("content/engagements/acme/engagement.yaml", &engagement("acme", "air-gapped", held)),
        ("content/engagements/brant/engagement.yaml", &engagement("brant", "cloud", held)),
    ] {
        sources.insert_text(SourcePath::new(path).expect("inside"), text);
    }
    let gathered = gathered(&sources, &mut Memo::default()).value;
    let today = jiff::civil::date(2026, 5, 20);
    let team = gathered.for_reader(&Reader::TEAM);
    let whole = assemble(&team.value, AssembleOptions { today, whole: None, words: &std::sync::Arc::default() });
    let told: Vec<Rule> = team.diagnostics.iter().chain(&whole.diagnostics).map(|problem| problem.rule).collect();
    assert_eq!(told, [], "the team is told nothing");
    let reader = Reader { audience: Audience::Customer, engagement: Some(id.into()) };
    let book = gathered.for_reader(&reader);
    let edition =
        assemble(&book.value, AssembleOptions { today, whole: Some(&whole.value), words: &std::sync::Arc::default() });
    let diagnostics = book.diagnostics.into_iter().chain(edition.diagnostics).collect();
    (edition.value, diagnostics)
}

fn words(edition: &Edition, stem: &str) -> Option<String> {
    let guide = edition.guides.iter().find(|guide| guide.parsed.path.stem() == stem)?;
    Some(guide.doc().plain_text())
}

#[test]
fn each_edition_has_its_values_and_the_parts_that_are_for_it() {
    let (acme, _) = edition("acme");
    let (brant, _) = edition("brant");
    let install = |namespace: &str, from: &str, link: &str| {
        format!(
            "Install\nUse {namespace} and \u{2039}environments held url\u{203a}; see {link}.\n{from}\nWhatever that is.\n"
        )
    };
    assert_eq!(words(&acme, "install"), Some(install("acme-prod", "From the disk.", "Air-gapped")));
    assert_eq!(words(&brant, "install"), Some(install("brant-prod", "From the registry.", "air-gapped")));
    assert_eq!(brant.engagements[0].facts.phases[0].title.value, "Stage in brant-prod");
}

#[test]
fn a_guide_that_does_not_apply_is_left_out_with_its_name() {
    let (acme, told_acme) = edition("acme");
    let (brant, told_brant) = edition("brant");
    assert!(words(&acme, "air-gapped").is_some() && words(&brant, "air-gapped").is_none());
    let guide = |edition: &Edition| edition.engagements[0].facts.phases[0].tasks[1].guide.is_some();
    assert!(guide(&acme) && !guide(&brant), "a path is a word too");
    for told in [told_acme, told_brant] {
        let rules: Vec<Rule> = told.iter().map(|problem| problem.rule).collect();
        // The address and the platform of a place that is not for the customer.
        assert_eq!(rules, [Rule::LinkToRestricted; 2], "{told:?}");
    }
}
