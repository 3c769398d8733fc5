//! Engagements that nobody wrote by hand: bombs, floods and endless chains. What is too much is refused with one message
//! that says what; what is wrong a hundred thousand times is told some times and counted.

use super::{Built, build};
use turnkey::diagnostic::{Level, MOST_ALIKE, Rule};
use turnkey::path::SourcePath;
use turnkey::source::Sources;

const HEAD: &str = "id: e\ntitle: E\ncustomer: C\nstart: 2026-01-05\n";

fn book(files: &[(&str, &str)]) -> Built {
    let mut sources = Sources::default();
    sources.insert_text(SourcePath::new("book.toml").expect("inside"), "[book]\ntitle = \"Hostile\"\n");
    for (path, text) in files {
        sources.insert_text(SourcePath::new(&format!("content/{path}")).expect("inside"), text);
    }
    sources.has_content = true;
    build(&sources)
}

fn engagement(text: &str) -> Built {
    book(&[("engagements/e/engagement.yaml", text)])
}

/// What is said, each as its rule and message; the home page is there whatever is wrong.
fn told(built: &Built) -> Vec<(Rule, String)> {
    assert!(built.pages.contains_key("index.html"));
    built.diagnostics.iter().map(|problem| (problem.rule, problem.message.clone())).collect()
}

fn repeated(number: usize, part: impl Fn(usize) -> String) -> String {
    (0..number).map(part).collect()
}

#[test]
fn what_is_too_much_is_refused_once() {
    let laughs = repeated(20, |level| match level {
        0 => "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned(),
        _ => format!("a{level}: &a{level} [{}]\n", format!("*a{},", level - 1).repeat(9)),
    });
    let wide = format!("facts: &a {{ k: v }}\nobjectives: [{}]\n", "*a,".repeat(50_000));
    let long = format!("summary: &a {}\nobjectives: [{}]\n", "word ".repeat(20_000), "*a,".repeat(5_000));
    for (name, text, message) in [
        ("laughs", laughs, "aliases repeat more than 100000 values"),
        ("wide aliases", wide, "aliases repeat more than 100000 values"),
        ("aliases of a long text", long, "aliases repeat more than 100000 values"),
        ("brackets", "[".repeat(1_000_000), "lists and maps nest more than 64 deep"),
        (
            "flow lists",
            format!("objectives: [{}]\n", "[[[]]],".repeat(150_000)),
            "the file holds more than 250000 values",
        ),
        ("items", format!("objectives:\n{}", "  - a\n".repeat(260_000)), "the file holds more than 250000 values"),
        (
            "keys",
            format!("facts:\n{}", repeated(130_000, |n| format!("  k{n}: v\n"))),
            "the file holds more than 250000 values",
        ),
        (
            "phases",
            format!("phases:\n{}", repeated(60_000, |n| format!("  - {{ id: p{n}, title: P }}\n"))),
            "the file holds more than 250000 values",
        ),
        (
            "deep maps",
            format!("facts: {}x{}\n", "{a: ".repeat(70), "}".repeat(70)),
            "lists and maps nest more than 64 deep",
        ),
        ("deep blocks", repeated(500, |n| format!("{}a:\n", "  ".repeat(n))), "lists and maps nest more than 64 deep"),
        (
            "a text",
            format!("summary: {}\n", "x".repeat(17 << 20)),
            "17 MB of YAML are more than the 16 MB that are read",
        ),
    ] {
        let built = engagement(&text);
        assert_eq!(told(&built), [(Rule::LimitReached, message.to_owned())], "{name}");
        assert_eq!(built.diagnostics[0].level, Level::Error, "{name}: nothing of the file is read");
    }
    // The same in front matter.
    let built = book(&[("a.md", &format!("---\ntags: [{}]\n---\n# A\n", "a,".repeat(260_000)))]);
    assert_eq!(told(&built), [(Rule::LimitReached, "the file holds more than 250000 values".to_owned())]);
}

#[test]
fn what_is_wrong_often_is_told_some_times_and_counted() {
    let nothing = format!(
        "gates:\n  - id: g\n    title: G\n    requires:\n{}",
        repeated(3_000, |n| format!("      - phase:x{n}\n"))
    );
    let on_one_line =
        format!("gates: [{{ id: g, title: G, requires: [{}] }}]\n", repeated(3_000, |n| format!("phase:x{n}, ")));
    let duplicates = format!("training:\n{}", "  - a\n".repeat(3_000));
    let unknown = repeated(3_000, |n| format!("k{n}: v\n"));
    let keys = format!("facts:\n{}", "  k: v\n".repeat(3_000));
    for (name, text, rule) in [
        ("references", nothing, Rule::UnknownReference),
        ("references on one line", on_one_line, Rule::UnknownReference),
        ("ids", duplicates, Rule::DuplicateId),
        ("fields", unknown, Rule::UnknownKey),
        ("keys", keys, Rule::InvalidYaml),
    ] {
        let told = told(&engagement(&format!("{HEAD}{text}")));
        let alike: Vec<&String> = told.iter().filter(|(found, _)| *found == rule).map(|(_, message)| message).collect();
        assert_eq!(alike.len(), MOST_ALIKE + 1, "{name}");
        let more = alike[MOST_ALIKE];
        let count = if rule == Rule::InvalidYaml || rule == Rule::DuplicateId { 2_799 } else { 2_800 };
        assert_eq!(*more, format!("and {count} more like the 200 before, of this rule in this file"), "{name}");
    }
}

#[test]
fn chains_of_playbooks_have_an_end() {
    let names: Vec<String> = (0..300).map(|number| format!("playbooks/p{number}.yaml")).collect();
    let texts: Vec<String> = (0..300)
        .map(|number| {
            let extends = if number < 299 { format!("extends: p{}\n", number + 1) } else { String::new() };
            format!("id: p{number}\ntitle: P\n{extends}phases: [Begin, End]\n")
        })
        .collect();
    let mut files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    files.push(("engagements/e/engagement.yaml", "id: e\nextends: p0\ncustomer: C\n"));
    let message = "more than 100 playbooks extend each other in a row".to_owned();
    assert_eq!(told(&book(&files)), [(Rule::LimitReached, message)]);

    let own = [
        ("playbooks/p.yaml", "id: p\ntitle: P\nextends: p\n"),
        ("engagements/e/engagement.yaml", "id: e\nextends: p\ncustomer: C\n"),
    ];
    let message = "playbooks extend each other in a circle: `p` extends `p`".to_owned();
    assert_eq!(told(&book(&own)), [(Rule::ExtendsCycle, message)]);
}
