//! What the program itself may say in an edition, which the proof must know: the texts of templates, of the code that makes
//! pages and packets, and the names of fields and choices.
//!
//! `src/proof/vocabulary.txt` holds them, a text a line. It fails here when it is not what the sources say; `BLESS=1`
//! writes it anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use turnkey::schema::read::Fields as _;
use turnkey::schema::shape::{Shape, Thing};
use turnkey::schema::things::{BookToml, Engagement, FrontMatter, Person, Playbook, Term};
use walkdir::WalkDir;

/// What says something in an edition.
const SPEAKERS: &[&str] = &[
    "src/html",
    "src/site",
    "src/packet",
    "src/model",
    "src/doc",
    "src/schema",
    "src/audience.rs",
    "src/doc.rs",
    "src/book/title.rs",
];

/// What calendars and clocks say, which stands in no source of ours.
const DATES: &str = "January February March April May June July August September October November December \
    Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Monday Tuesday Wednesday Thursday Friday Saturday Sunday \
    Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun UTC GMT";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files below `folder` that end so.
fn files(folder: &str, end: &str) -> Vec<String> {
    let entries = WalkDir::new(root().join(folder)).sort_by_file_name().into_iter().map(|entry| entry.expect("a file"));
    let files = entries.filter(|entry| entry.file_name().to_string_lossy().ends_with(end));
    let is_test = |path: &str| path.contains("/tests/") || path.ends_with("tests.rs");
    files
        .filter(|entry| !is_test(&entry.path().to_string_lossy().replace('\\', "/")))
        .map(|entry| fs::read_to_string(entry.path()).expect("a text"))
        .collect()
}

/// The string literals of Rust code, without those of its tests and its comments.
fn literals(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]\nmod").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let (before, here) = rest.split_at(at);
        if here.starts_with("//") {
            rest = here.split_once('\n').map_or("", |(_, rest)| rest);
        } else if let Some(inside) = here.strip_prefix('\'') {
            // A character, or a lifetime.
            let length = match inside.strip_prefix('\\') {
                Some(escape) => escape.get(1..).and_then(|after| after.find('\'')).map(|length| length + 2),
                None => inside.chars().nth(1).filter(|mark| *mark == '\'').and_then(|_| inside.find('\'')),
            };
            rest = &inside[length.map_or(0, |length| length + 1)..];
        } else if let Some(inside) = here.strip_prefix('"') {
            let hashes = before.len() - before.trim_end_matches('#').len();
            let is_raw = before.trim_end_matches('#').ends_with('r');
            let (text, after) = if is_raw {
                inside.split_once(&format!("\"{}", "#".repeat(hashes))).unwrap_or_default()
            } else {
                let mut end = 0;
                while inside.as_bytes()[end] != b'"' {
                    end += if inside.as_bytes()[end] == b'\\' { 2 } else { 1 };
                }
                (&inside[..end], &inside[end + 1..])
            };
            let unescaped = text.replace("\\n", " ").replace("\\t", " ").replace("\\\"", "\"").replace("\\\n", " ");
            found.push(unescaped);
            rest = after;
        } else {
            rest = &here[1..];
        }
    }
    found
}

/// What a template says beside its tags and its code, and in its quotes.
fn said_in_template(text: &str) -> Vec<String> {
    let mut said: Vec<String> =
        text.split(['<', '>', '"', '{', '}', '[', ']', '\'', '|', '\n']).map(str::to_owned).collect();
    said.push(String::new());
    said
}

fn names(table: &'static Thing, known: &mut BTreeSet<&'static str>, found: &mut Vec<String>) {
    if !known.insert(table.key) {
        return;
    }
    for field in table.all_fields() {
        found.push(field.name.to_owned());
        choices(&field.shape, known, found);
    }
}

fn choices(shape: &Shape, known: &mut BTreeSet<&'static str>, found: &mut Vec<String>) {
    match shape {
        Shape::Scalar(format) => found.extend(format.words.iter().map(|(word, _)| (*word).to_owned())),
        Shape::Thing(table) => names(table(), known, found),
        Shape::List(inner) | Shape::Keyed(inner) => choices(inner, known, found),
    }
}

/// The words of `text`, apart by one space; nothing where there are none.
fn line(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.iter().any(|word| word.chars().any(char::is_alphabetic)).then(|| words.join(" "))
}

#[test]
fn what_the_program_may_say_is_what_it_says() {
    let mut said: Vec<String> = vec![DATES.split_whitespace().collect::<Vec<_>>().join("{")];
    for speaker in SPEAKERS {
        said.extend(files(speaker, ".rs").iter().flat_map(|code| literals(code)));
    }
    for (folder, end) in [
        ("templates/site", ".html"),
        ("templates/packet", ".typ"),
        ("templates/packet", ".html"),
        ("templates/words", ".toml"),
    ] {
        said.extend(files(folder, end).iter().flat_map(|text| said_in_template(text)));
    }
    let mut known = BTreeSet::new();
    for table in [
        BookToml::table(),
        Engagement::table(),
        FrontMatter::table(),
        Person::table(),
        Playbook::table(),
        Term::table(),
    ] {
        names(table, &mut known, &mut said);
    }
    // What is put in ends a text.
    let lines: BTreeSet<String> = said.iter().flat_map(|text| text.split(['{', '}'])).filter_map(line).collect();
    let text: String = lines.into_iter().map(|line| line + "\n").collect();
    let file = root().join("src/proof/vocabulary.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &text).expect("it can be written");
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    let (there, text): (BTreeSet<&str>, BTreeSet<&str>) = (there.lines().collect(), text.lines().collect());
    let differences: Vec<_> = there.symmetric_difference(&text).take(10).collect();
    assert!(differences.is_empty(), "`BLESS=1 cargo test --test it vocabulary` writes it anew: {differences:?}");
}
