//! What packets say is said in each of the languages that come with them, and these say nothing that no packet says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use turnkey::packet::{Languages, builtin_templates};
use walkdir::WalkDir;

/// Words of time, states and kinds that only the site shows.
const OF_THE_SITE: &[&str] = &[
    "Acceptance",
    "Actions",
    "Asked for",
    "Blocked task",
    "Blocks",
    "Delivery",
    "Dependencies",
    "Excepted from",
    "Expectation",
    "Friday",
    "Health check",
    "Implementation",
    "Issues",
    "Migration",
    "Monday",
    "Moved the plan from",
    "Not signed",
    "Partly signed",
    "Proof of concept",
    "Recurring",
    "Renewal",
    "Required by",
    "Review of a risk",
    "Risks",
    "Saturday",
    "Signed",
    "Sunday",
    "T",
    "Test of an assumption",
    "Thursday",
    "To come",
    "Tuesday",
    "Under way",
    "Wednesday",
    "in {n} days",
    "today",
    "tomorrow",
    "yesterday",
    "{n} days ago",
];

/// The code below `folder`, without comments and tests.
fn code(folder: &str, end: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files = WalkDir::new(root).sort_by_file_name().into_iter().map(|entry| entry.expect("a file").into_path());
    let files = files.filter(|path| {
        let path = path.to_string_lossy().replace('\\', "/");
        path.ends_with(end) && !path.contains("/tests")
    });
    let mut all = String::new();
    for path in files {
        let text = fs::read_to_string(path).expect("a text");
        let text = text.split("#[cfg(test)]\nmod").next().unwrap_or_default();
        for line in text.lines() {
            all.push_str(line.split("//").next().unwrap_or_default());
            all.push('\n');
        }
    }
    all
}

/// The string that begins here, after blanks.
fn literal(text: &str) -> Option<&str> {
    let text = text.trim_start().strip_prefix('"')?;
    text.split('"').next()
}

/// The strings in `code`, each with what stands before it in its line and the line before.
fn literals(code: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = code;
    let mut before = String::new();
    while let Some((ahead, inside)) = rest.split_once('"') {
        let Some((text, after)) = inside.split_once('"') else { break };
        before.push_str(ahead);
        found.push((
            text.to_owned(),
            before.trim_end().chars().rev().take(40).collect::<Vec<_>>().into_iter().rev().collect(),
        ));
        before.push_str("\"\"");
        rest = after;
    }
    found
}

/// True for what people read: it begins as a sentence does, or has a place for what varies.
fn is_phrase(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase) && text.len() > 1 || text.contains('{') && text.contains(' ')
}

fn said() -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for (text, before) in literals(&code("src/packet/contents", ".rs")) {
        let is_format = before.ends_with("format!(") || before.ends_with("expect(");
        if is_phrase(&text) && !is_format {
            said.insert(text);
        }
    }
    // What stands in guides in the place of data, and behind actions.
    for (text, before) in literals(&code("src/model/data", ".rs")) {
        if is_phrase(&text) && !before.ends_with("format!(") {
            said.insert(text);
        }
    }
    let wording = code("src/model", "/action_log.rs")
        + &code("src/model/data", ".rs")
        + &code("src/model/wording", ".rs")
        + &code("src/model", "/wording.rs");
    for (text, before) in literals(&wording) {
        let of_state = before.contains("StatusId::") && before.ends_with(',');
        let of_words = ["say(", "fill(", "count("].iter().any(|call| before.ends_with(call));
        let of_kind = before.ends_with("=>") && text.chars().next().is_some_and(char::is_uppercase);
        if of_state || of_words || of_kind && !before.contains("eco_format") {
            said.insert(text);
        }
    }
    for template in builtin_templates().into_iter().filter(|(name, _)| name.ends_with(".typ")) {
        let calls = template.1.split("say(").skip(1).filter_map(literal);
        said.extend(calls.map(str::to_owned));
        if template.0 == "words.typ" {
            let named = template
                .1
                .lines()
                .filter_map(|line| line.trim().strip_suffix(',')?.split_once(": ").map(|pair| pair.1));
            said.extend(named.filter_map(literal).map(str::to_owned));
        }
    }
    for (text, before) in literals(&(code("src/html", "/charts.rs") + &code("src/html/charts", ".rs"))) {
        if ["say(", "fill("].iter().any(|call| before.ends_with(call)) {
            said.insert(text);
        }
    }
    // The file of HTML: its templates, and what writes its documents.
    let templates = code("templates/packet", ".html");
    let filtered = templates.match_indices("\" | say").filter_map(|(at, _)| templates[..at].rsplit('"').next());
    said.extend(filtered.map(str::to_owned));
    let writer = code("src/html", ".rs");
    let calls = writer.split("push_said").skip(1).filter_map(|rest| literal(rest.split_once('(')?.1));
    said.extend(calls.map(str::to_owned));
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    said.extend(months.iter().chain(&days).map(|word| (*word).to_owned()));
    said
}

#[test]
fn every_language_says_what_packets_say_and_nothing_else() {
    let said = said();
    assert!(said.len() > 250 && said.contains("Signed on {day}") && said.contains("Review overdue"), "{said:?}");
    let sources =
        ["src/packet", "src/model", "src/schema", "src/html", "src/compile"].map(|folder| code(folder, ".rs")).concat();
    let templates = code("templates/packet", ".typ") + &code("templates/packet", ".html");
    let (languages, slips) = Languages::new(&BTreeMap::new());
    assert_eq!(slips, []);
    for (name, text) in builtin_templates().into_iter().filter(|(name, _)| name.starts_with("words/")) {
        let phrases: BTreeMap<String, String> = toml::from_str(&text).expect("TOML");
        let missing: Vec<&String> = said
            .iter()
            .filter(|phrase| !phrases.contains_key(*phrase) && !OF_THE_SITE.contains(&phrase.as_str()))
            .collect();
        assert_eq!(missing, Vec::<&String>::new(), "{name} does not say these");
        let stands = |phrase: &str| {
            let quoted = format!("\"{phrase}\"");
            sources.contains(&quoted) || templates.contains(&quoted)
        };
        let stale: Vec<&String> = phrases.keys().filter(|phrase| !stands(phrase)).collect();
        assert_eq!(stale, Vec::<&String>::new(), "{name} says what nobody asks for");
        let places = |text: &str| -> BTreeSet<String> {
            text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
        };
        for (english, translated) in &phrases {
            assert_eq!(places(english), places(translated), "{name}: {english}");
            assert!(!translated.trim().is_empty(), "{name}: {english}");
        }
    }
    assert_eq!(languages.codes().collect::<Vec<_>>(), ["en", "de", "es", "fr", "pt"]);
}
