//! What sites and packets say is said in each of the languages that are built in, and these say nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use turnkey::audience::Audience;
use turnkey::model::wording::{Languages, builtin_words};
use turnkey::packet::builtin_templates;
use turnkey::schema::kind::Kind;
use turnkey::schema::things::{PrerequisiteCategory, Priority};
use turnkey::source::Sources;
use walkdir::WalkDir;

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
            let is_comment = line.trim_start().starts_with("//");
            let line = if is_comment { "" } else { line.split(" // ").next().unwrap_or_default() };
            // Quotes within a string are none that end it.
            all.push_str(&line.replace("\\\"", "'").replace("'\"'", "' '"));
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

/// How a call begins that says the phrase which stands in it.
const CALLS: &[&str] = &[
    "say(",
    "fill(",
    "count(",
    "counted(",
    "noun(",
    "about(",
    "self.on(",
    "Saying::from(",
    "said(",
    "push_said(",
    "push_said_attribute(",
    "turnkeySay(",
];

/// The phrases that `code` says in calls, and in what they choose from.
fn called(code: &str, said: &mut BTreeSet<String>) {
    for (text, before) in literals(code) {
        let of_call = CALLS.iter().any(|call| before.ends_with(call));
        // The second of two: what is said of many, or in the other case.
        let is_choice = ["\"\",", "?", "\"\" :", "{"].iter().any(|end| before.ends_with(end));
        let of_many = is_choice && CALLS.iter().any(|call| before.contains(call));
        let of_state = before.contains("StatusId::") && (before.ends_with(',') || before.ends_with("label:"));
        let is_text = text.chars().any(char::is_alphabetic) && !text.contains('<');
        if is_text && (of_call || of_many || of_state) {
            said.insert(text);
        }
    }
}

/// What functions give that name things: the words behind `=>`.
fn labels(code: &str, said: &mut BTreeSet<String>) {
    for (text, before) in literals(code) {
        if (before.ends_with("=>") || before.ends_with("Some("))
            && text.len() > 1
            && text.chars().any(char::is_uppercase)
        {
            said.insert(text);
        }
    }
}

/// What the templates of sites and of packets in one file say.
fn templates(said: &mut BTreeSet<String>) {
    for folder in ["templates/site", "templates/packet"] {
        let text = code(folder, ".html");
        let filtered = text.match_indices("\" | say").filter_map(|(at, _)| text[..at].rsplit('"').next());
        let of_one = text.split("one=\"").skip(1).filter_map(|rest| rest.split('"').next());
        said.extend(filtered.chain(of_one).map(str::to_owned));
    }
    for (name, text) in builtin_templates().into_iter().filter(|(name, _)| name.ends_with(".typ")) {
        said.extend(text.split("say(").skip(1).filter_map(literal).map(str::to_owned));
        if name == "words.typ" {
            let named = text.lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(": "));
            said.extend(named.filter_map(|(_, words)| literal(words)).map(str::to_owned));
        }
    }
}

fn said() -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for folder in ["src/packet/contents", "src/model/data"] {
        for (text, before) in literals(&code(folder, ".rs")) {
            let is_format = before.ends_with("format!(") || before.ends_with("expect(");
            let is_sentence = text.chars().next().is_some_and(char::is_uppercase) && text.len() > 1;
            if !is_format && (is_sentence || text.contains('{') && text.contains(' ')) {
                said.insert(text);
            }
        }
    }
    for folder in ["src/model", "src/site", "src/html"] {
        called(&code(folder, ".rs"), &mut said);
    }
    called(&code("themes/default/js", ".js"), &mut said);
    for file in ["/wording.rs", "/register.rs", "/report.rs"] {
        labels(&code("src/model", file), &mut said);
    }
    labels(&code("src/model/wording", ".rs"), &mut said);
    templates(&mut said);
    said.extend(Kind::ALL.iter().map(|kind| kind.label().to_owned()));
    said.extend(Audience::ALL.iter().map(|audience| audience.label().to_owned()));
    said.extend(Priority::ALL.iter().map(|priority| priority.name().to_owned()));
    said.extend(PrerequisiteCategory::ALL.iter().map(|category| category.name().to_owned()));
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    said.extend(months.iter().chain(&days).map(|word| (*word).to_owned()));
    said
}

#[test]
fn every_language_says_what_is_said_and_nothing_else() {
    let said = said();
    let known = ["Signed on {day}", "Review overdue", "Skip to the text", "{n} pages", "{n} result", "trainer|By"];
    let unheard: Vec<_> = known.iter().filter(|phrase| !said.contains(**phrase)).collect();
    assert!(said.len() > 600 && unheard.is_empty(), "{} phrases, without {unheard:?}", said.len());
    let mut sources = ["src/packet", "src/model", "src/schema", "src/html", "src/compile", "src/site", "src/doc"]
        .map(|folder| code(folder, ".rs"))
        .concat();
    sources += &(code("src", "/audience.rs") + &code("src", "/doc.rs") + &code("themes/default/js", ".js"));
    for (folder, end) in [("templates/packet", ".typ"), ("templates/packet", ".html"), ("templates/site", ".html")] {
        sources += &code(folder, end);
    }
    let (languages, slips) = Languages::new(&Sources::default());
    assert_eq!(slips, []);
    for (name, text) in builtin_words() {
        let phrases: BTreeMap<String, String> = toml::from_str(&text).expect("TOML");
        let missing: Vec<&String> = said.iter().filter(|phrase| !phrases.contains_key(*phrase)).collect();
        assert_eq!(missing, Vec::<&String>::new(), "{name} does not say these");
        let stands = |phrase: &str| sources.contains(&format!("\"{phrase}\"")) || said.contains(phrase);
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
