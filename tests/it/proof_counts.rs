//! The proof catches a number that tells: an edition that a broken filter has left is counted against what the book with the
//! mark keeps back, where all words are known and only the number is another. Of the book itself no number is caught.

use crate::fences::{book, fences};
use crate::proof::{CUSTOMERS, Files, acme, acme_site, leaks, path, sources, with};
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, gathered, prove, prove_edition};
use turnkey::diagnostic::{Diagnostic, Rule};
use turnkey::model::{AssembleOptions, Edition, assemble};
use turnkey::source::Sources;

/// What a reader of the book gets, in numbers.
fn edition(sources: &Sources, reader: &Reader) -> Edition {
    let gathered = gathered(sources, &mut Memo::default()).value;
    let today = jiff::civil::date(2026, 5, 20);
    let team = assemble(
        &gathered.for_reader(&Reader::TEAM).value,
        AssembleOptions { today, whole: None, words: &std::sync::Arc::default() },
    )
    .value;
    assemble(
        &gathered.for_reader(reader).value,
        AssembleOptions { today, whole: Some(&team), words: &std::sync::Arc::default() },
    )
    .value
}

/// What the numbers tell that customers get of `broken`, if they should get what `strict` says.
fn told_by_numbers(strict: &Sources, broken: &Sources, reader: &Reader) -> (Vec<String>, Vec<Diagnostic>) {
    let edition = edition(broken, reader);
    let (proof, told) = prove_edition(strict, reader, Some(&edition), &Files::new(), &mut Memo::default());
    assert!(proof.leaks.iter().all(|leak| leak.known.is_some()), "{proof:?}");
    (proof.leaks.iter().map(|leak| leak.words.clone()).collect(), told)
}

#[test]
fn a_number_is_caught() {
    let file = "content/engagements/acme/engagement.yaml";
    let in_phase = "    notes: Their";
    let after = "vars: {";
    // None of them says a word that is not known: only the number tells.
    let quiet = [
        (after, "milestones: [{ id: rollback, title: Rollback, audience: internal }]", vec!["1 milestones"]),
        (
            after,
            "gates: [{ id: rollback, title: Rollback, requires: ['task:try'], audience: internal }]",
            vec!["1 gates"],
        ),
        (after, "meetings: [{ id: rollback, title: Rollback, audience: internal }]", vec!["1 meetings"]),
        (after, "people: [{ id: rollback, name: Rollback, audience: internal }]", vec!["2 people"]),
        (
            after,
            "sign_offs: [{ id: rollback, title: Rollback, of: packet:handoff, audience: internal }]",
            vec!["1 sign-offs"],
        ),
        (after, "prerequisites: [{ id: rollback, text: Rollback, audience: internal }]", vec!["1 prerequisites"]),
        (after, "environments: [{ id: rollback, title: Rollback, audience: internal }]", vec!["1 environments"]),
        (
            after,
            "design: { requirements: [{ id: rollback, text: Rollback, audience: internal }] }",
            vec!["1 requirements"],
        ),
        (in_phase, "    deliverables: [{ id: rollback, title: Rollback, audience: internal }]", vec!["1 deliverables"]),
        (
            in_phase,
            "    workstreams: [{ id: release, title: Release, tasks: [{ id: rollback, text: Rollback, done: 2026-05-05, audience: internal }] }]",
            vec!["1 done tasks", "1 done tasks of the phase `validate`", "2 tasks", "2 tasks of the phase `validate`"],
        ),
        // That it was done, and that it will not be, is for nobody else.
        (
            after,
            "done: { try: 2026-05-05, audience: internal }",
            vec!["1 done tasks", "1 done tasks of the phase `validate`"],
        ),
        (after, "dropped: { try: Rollback, audience: internal }", vec!["0 tasks", "0 tasks of the phase `validate`"]),
    ];
    for (before, line, expected) in quiet {
        let strict = with(sources(), file, before, &format!("{line}\n{before}"));
        let open = line.replace(", audience: internal", "");
        let broken = with(sources(), file, before, &format!("{open}\n{before}"));
        for reader in [CUSTOMERS, acme()] {
            assert_eq!(told_by_numbers(&strict, &strict, &reader).0, Vec::<String>::new(), "{line}");
            let (found, told) = told_by_numbers(&strict, &broken, &reader);
            assert_eq!(found, expected, "{line}");
            let at = told[0].location.as_ref().expect("a leak has a place in the sources");
            assert_eq!((told[0].rule, at.path.as_str()), (Rule::AudienceLeak, file));
        }
    }
    // The words of the whole site are none that customers may not read.
    let line = "    workstreams: [{ id: release, title: Release, tasks: [{ id: rollback, text: Rollback";
    let task = |mark: &str| with(sources(), file, in_phase, &format!("{line}{mark} }}] }}]\n{in_phase}"));
    let (strict, broken) = (task(", audience: internal"), task(""));
    assert_eq!(leaks(&prove(&strict, &acme(), &acme_site(&broken)).0), []);
    assert_eq!(told_by_numbers(&strict, &broken, &acme()).0, ["2 tasks", "2 tasks of the phase `validate`"]);
}

/// A book of restricted things of every kind, some below conditions, some in minutes.
const EDITIONS: &str = include_str!("editions.md");

#[test]
fn numbers_of_the_book_of_canaries_are_no_leak() {
    let sources = book(EDITIONS, &fences(EDITIONS));
    let ids = gathered(&sources, &mut Memo::default()).value.engagement_ids();
    let packets = ids.into_iter().map(|id| Reader { audience: Audience::Customer, engagement: Some(id) });
    let sites = [Audience::Customer, Audience::Partner, Audience::Public];
    let sites = sites.map(|audience| Reader { audience, engagement: None });
    for reader in packets.chain(sites) {
        assert_eq!(told_by_numbers(&sources, &sources, &reader).0, Vec::<String>::new(), "{reader:?}");
    }
}

#[test]
fn a_number_of_the_edition_is_caught() {
    // A page that is named by words that customers read, a tag that they have, a term of theirs.
    let hidden = "---\naudience: internal\ntags: [release]\n---\n# Release\n";
    let quiet = |mark: bool| {
        let mut sources = with(sources(), "content/guides/rollback.md", "owner: ana", "tags: [release]");
        let text = if mark { hidden.to_owned() } else { hidden.replace("internal", "customer") };
        sources.insert_text(path("content/guides/release.md"), &text);
        let mark = if mark { ", audience: internal" } else { "" };
        let term = format!("definition: A log of risks. }}\n- {{ term: Release, definition: The release.{mark} }}");
        with(sources, "content/glossary.yaml", "definition: A log of risks. }", &term)
    };
    assert_eq!(told_by_numbers(&quiet(true), &quiet(true), &CUSTOMERS).0, Vec::<String>::new());
    let (found, told) = told_by_numbers(&quiet(true), &quiet(false), &CUSTOMERS);
    assert_eq!(found.len(), 3, "{found:?}");
    for what in ["guides", "pages with the tag `release`", "terms"] {
        assert!(found.iter().any(|found| found.ends_with(what)), "{found:?} has no {what}");
    }
    assert!(told.iter().any(|told| told.location.as_ref().is_some_and(|at| at.path.as_str().ends_with("release.md"))));
}

#[test]
fn numbers_are_recorded_and_can_be_allowed() {
    let file = "content/engagements/acme/engagement.yaml";
    let (proof, _) =
        prove_edition(&sources(), &acme(), Some(&edition(&sources(), &acme())), &Files::new(), &mut Memo::default());
    let json: serde_json::Value = serde_json::from_slice(&proof.to_json()).expect("it is JSON");
    let of_acme = &json["counts"]["engagements"]["acme"];
    assert_eq!((&of_acme["tasks"], &of_acme["risks"], &of_acme["people"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(json["counts"]["edition"]["guides"], 1);
    let open = with(sources(), file, ", audience: internal }\n    notes", " }\n    notes");
    let toml = "[check.leaks]\n\"2 tasks\" = \"they know that there is one more\"\n[build]";
    let strict = with(sources(), "book.toml", "[build]", toml);
    let (found, _) = told_by_numbers(&strict, &open, &acme());
    assert_eq!(found, ["2 tasks of the phase `validate`"]);
}
