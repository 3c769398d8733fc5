//! Engagements that continue others: what they take over, for whom, and what is said of circles and gaps.

use super::*;
use crate::diagnostic::Rule;

const FIRST: &str = "\
id: first
title: First
customer: Acme
audience: customer
people:
  - { id: po, name: P. Oliveira, title: Head, email: po@acme.example, phone: \"+1 555\", until: 2026-04-01, successor: vp }
  - { id: vp, name: V. Pereira }
  - { id: xx, name: Somebody else }
environments:
  - { id: production, stage: production, url: https://a.example, rto: 4h }
  - { id: lab, stage: lab, audience: internal }
components:
  - { id: api, title: API, version: \"5\", environment: production, owner: po }
  - { id: queue, title: Queue, environment: production }
  - { id: probe, title: Probe, environment: lab, audience: internal }
access:
  - { id: admin, system: Platform, holder: vp }
expiries:
  - { id: tls, what: Certificate, on: 2027-01-01 }
";

const SECOND: &str = "\
id: second
title: Second
customer: Acme
audience: customer
continues: first
people:
  - { id: po, name: Paula Oliveira }
components:
  - { id: api, version: \"6\" }
  - { id: queue, remove: true }
  - { id: cache, title: Cache, environment: production }
";

/// The last of these engagements joined, as `reader` may see it, and what is said of it.
fn joined(files: &[&str], reader: Audience) -> (Option<FilteredEngagement>, Vec<String>) {
    let path = |at: usize| SourcePath::new(&format!("{at}")).expect("inside");
    let parsed: Vec<_> = files
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let parsed = parse_engagement(&path(at), text.as_bytes());
            // Two of one name are told as an error, and nobody relies on its being mended.
            let is_other = |problem: &&Diagnostic| problem.rule != Rule::DuplicateId;
            assert_eq!(parsed.diagnostics.iter().find(is_other), None);
            parsed.value.node.expect("YAML")
        })
        .collect();
    let named: Vec<NamedEngagement<'_>> = parsed
        .iter()
        .map(|node| {
            let id = node.get("id").and_then(Node::as_text).expect("an id").as_str();
            NamedEngagement { id, node: Some(node.as_ref()), around: None }
        })
        .collect();
    let playbooks = Playbooks::default();
    let surroundings = Surroundings { playbooks: &playbooks, people: None, engagements: &named };
    let mut found = Vec::new();
    let last = parsed.last().expect("a file");
    let joined = join(last, &surroundings, None, Audience::Internal).unpack(&mut found);
    let edition = joined.edition(reader).unpack(&mut found);
    crate::diagnostic::sort(&mut found);
    let show = |problem: &Diagnostic| {
        let at = problem.location.as_ref().expect("a place");
        let number: usize = at.path.as_str().parse().expect("a number");
        format!("{} in {} `{}`: {}", problem.rule, number, &files[number][at.range.to_usize()], problem.message)
    };
    (edition, found.iter().map(show).collect())
}

fn ids<'a, T>(things: &'a [T], id: impl Fn(&'a T) -> &'a str) -> Vec<&'a str> {
    things.iter().map(id).collect()
}

#[test]
fn environments_components_and_access_are_taken_over_by_id() {
    let (edition, said) = joined(&[FIRST, SECOND], Audience::Internal);
    assert_eq!(said, Vec::<String>::new());
    let declared = edition.expect("visible").declared;
    assert_eq!(ids(&declared.environments, |one| one.id.as_str()), ["production", "lab"]);
    assert_eq!(ids(&declared.components, |one| one.id.as_str()), ["api", "probe", "cache"]);
    assert_eq!(ids(&declared.access, |one| one.id.as_str()), ["admin"]);
    assert!(declared.expiries.is_empty(), "those stay with the earlier one");
    let api = &declared.components[0];
    assert_eq!((api.title.value.as_str(), api.title.at.path.as_str()), ("API", "0"));
    assert_eq!(api.version.as_ref().map(|one| (one.value.as_str(), one.at.path.as_str())), Some(("6", "1")));
    // Of the people, who holds the access comes along by name; who is known here is as they are here.
    assert_eq!(ids(&declared.people, |one| one.name.value.as_str()), ["Paula Oliveira", "V. Pereira"]);
}

#[test]
fn people_come_along_without_their_addresses() {
    let second = SECOND.replace("people:\n  - { id: po, name: Paula Oliveira }\n", "");
    let (edition, said) = joined(&[FIRST, &second], Audience::Customer);
    assert_eq!(said, Vec::<String>::new());
    let declared = edition.expect("visible").declared;
    let po = declared.people.iter().find(|one| one.id.as_str() == "po").expect("who owns the API");
    assert_eq!(
        (po.title.is_some(), po.email.is_some(), po.phone.is_some(), po.successor.is_some()),
        (true, false, false, false)
    );
    assert_eq!(po.until.as_ref().map(|until| until.value.to_string()).as_deref(), Some("2026-04-01"));
}

#[test]
fn people_come_along_for_those_who_may_see_that_they_are_named() {
    let people = |first: &str, second: &str, reader: Audience| {
        let (edition, said) = joined(&[first, second], reader);
        assert_eq!(said, Vec::<String>::new());
        edition.expect("visible").declared.people.iter().map(|one| one.id.to_string()).collect::<Vec<_>>()
    };
    // The one is named by a remark of the team's and the other by what is narrowed here.
    let first = FIRST.replace("environment: production }", "environment: production, notes: [{ text: Ask, by: xx }] }");
    let second = SECOND.to_owned() + "access: [{ id: admin, audience: internal }]\n";
    assert_eq!(people(&first, &second, Audience::Customer), ["po"]);
    assert_eq!(people(&first, &second, Audience::Internal), ["po", "vp", "xx"]);
    assert_eq!(people(&first, SECOND, Audience::Customer), ["po", "vp"]);
}

#[test]
fn who_may_not_be_seen_hides_nobody_of_the_same_id() {
    let twice = "  - { id: vp, name: V. Pereira, audience: internal }\n  - { id: vp, name: Vera Pereira }\n";
    let first = FIRST.replace("  - { id: vp, name: V. Pereira }\n", twice);
    for (first, reader, name) in [
        (first.as_str(), Audience::Customer, "Vera Pereira"),
        (first.as_str(), Audience::Internal, "V. Pereira"),
        (FIRST, Audience::Customer, "V. Pereira"),
    ] {
        let declared = joined(&[first, SECOND], reader).0.expect("visible").declared;
        let vp = declared.people.iter().find(|one| one.id.as_str() == "vp").expect("who has access");
        assert_eq!(vp.name.value, name, "for {reader:?}");
    }
}

#[test]
fn what_was_narrower_stays_narrower() {
    let (edition, _) = joined(&[FIRST, SECOND], Audience::Customer);
    let declared = edition.expect("visible").declared;
    assert_eq!(ids(&declared.environments, |one| one.id.as_str()), ["production"]);
    assert_eq!(ids(&declared.components, |one| one.id.as_str()), ["api", "cache"]);
    // The whole of the earlier one was internal, and one of its things says that it is for more.
    for whole in ["audience: internal\n", ""] {
        let first =
            FIRST.replace("audience: customer\n", whole).replace(", owner: po }", ", owner: po, audience: internal }");
        let (edition, said) = joined(&[&first, SECOND], Audience::Customer);
        let declared = edition.expect("visible").declared;
        assert!(declared.environments.is_empty() && declared.access.is_empty(), "{whole}");
        assert_eq!(ids(&declared.components, |one| one.id.as_str()), ["cache"]);
        assert_eq!(ids(&declared.people, |one| one.id.as_str()), ["po"]);
        assert_eq!(
            said,
            [
                "link-to-restricted in 1 `production`: this names the environment `production`, which is not for `customer`"
            ]
        );
        // An own thing of the same name does not open it.
        let again = SECOND.replace("  - { id: api, version", "  - { id: api, title: API, audience: customer, version");
        let (edition, _) = joined(&[&first, &again], Audience::Customer);
        assert_eq!(ids(&edition.expect("visible").declared.components, |one| one.id.as_str()), ["cache"]);
    }
}

#[test]
fn chains_are_followed() {
    let third = "id: third\ntitle: Third\ncustomer: Acme\naudience: customer\ncontinues: second\nenvironments: [{ id: lab, remove: true }]\n\
                 components: [{ id: probe, remove: true }]\n";
    let (edition, said) = joined(&[FIRST, SECOND, third], Audience::Internal);
    assert_eq!(said, Vec::<String>::new());
    let declared = edition.expect("visible").declared;
    assert_eq!(ids(&declared.environments, |one| one.id.as_str()), ["production"]);
    assert_eq!(ids(&declared.components, |one| one.id.as_str()), ["api", "cache"]);
    assert_eq!(declared.components[0].version.as_ref().map(|one| one.value.as_str()), Some("6"));
}

#[test]
fn circles_and_gaps_are_told_where_they_are() {
    let said = |files: &[&str]| joined(files, Audience::Internal).1;
    let own = "id: a\ntitle: A\ncustomer: C\ncontinues: a\n";
    assert_eq!(
        said(&[own]),
        ["extends-cycle in 0 `a`: engagements continue each other in a circle: `a` continues `a`"]
    );
    let a = "id: a\ntitle: A\ncustomer: C\ncontinues: b\n";
    let b = "id: b\ntitle: B\ncustomer: C\ncontinues: a\n";
    let c = "id: c\ntitle: C\ncustomer: C\ncontinues: b\n";
    let circle = "engagements continue each other in a circle: `a` continues `b` continues `a`";
    assert_eq!(said(&[a, b]), [format!("extends-cycle in 1 `a`: {circle}")]);
    assert_eq!(said(&[b, a]), [format!("extends-cycle in 0 `a`: {circle}")]);
    assert_eq!(said(&[a, b, c]), [format!("extends-cycle in 1 `a`: {circle}")], "from outside too");
    let unknown = SECOND.replace("continues: first", "continues: frist");
    let [problem] = &said(&[FIRST, &unknown])[..] else { panic!("one problem") };
    assert!(problem.starts_with("unknown-reference in 1 `frist`"), "{problem}");
    let nothing = SECOND.replace("id: queue, remove", "id: quene, remove");
    assert_eq!(
        said(&[FIRST, &nothing]),
        ["unknown-reference in 1 `quene`: there is no component `quene` in `first` to remove"]
    );
    let dangling = SECOND.replace("components:", "environments: [{ id: lab, remove: true }]\ncomponents:");
    let [problem] = &said(&[FIRST, &dangling])[..] else { panic!("one problem") };
    assert!(problem.starts_with("unknown-reference in 0 `lab`"), "at the value that was taken over: {problem}");
}
