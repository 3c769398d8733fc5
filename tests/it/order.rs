//! The architecture, as a test: each module names only those that stand before it, and files stay short and say on
//! top what they are for.

use std::fs;
use std::path::Path;
use walkdir::WalkDir;

/// Each module uses only what stands before it. `<` parts the layers; within a layer what stands left comes first, but
/// modules with `|` between them do not name each other.
const ORDER: &str = "chance text path audience picture last < source < store < diagnostic < doc < schema config parse < book < model < check \
                     < html < site | packet < proof < compile < disk watch serve < cli";

/// Foreign trees become sources, so `import` needs nothing past parsing, and nothing but the command line needs it.
const IMPORT: &str = "import";

const LONGEST_FILE: usize = 600;

/// Where the module stands in `ORDER`; equal for modules that do not name each other.
fn rank(module: &str) -> Option<usize> {
    let mut rank = 0;
    for word in ORDER.split_whitespace() {
        match word {
            "|" => rank -= 1,
            "<" => {}
            word if word == module => return Some(rank),
            _ => rank += 1,
        }
    }
    None
}

/// Why `module` may not name `other`.
fn objection(module: &str, other: &str) -> Option<String> {
    if module == other {
        return None;
    }
    let place = |name: &str| match name {
        IMPORT => rank("parse").map(|rank| (rank, 1)),
        name => rank(name).map(|rank| (rank, 0)),
    };
    let own = place(module)?;
    let Some(others) = place(other) else {
        return Some(format!("`{other}` has no place in the order of modules"));
    };
    let allowed = if other == IMPORT { module == "cli" } else { others < own };
    (!allowed).then(|| format!("`{module}` may not use `{other}`"))
}

/// The top modules that the code names by `crate::`, each with its line.
fn named_modules(text: &str) -> Vec<(usize, String)> {
    let code: String =
        text.split_inclusive('\n').map(|line| if line.trim_start().starts_with("//") { "\n" } else { line }).collect();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        let names = if rest.starts_with('{') { top_names(rest) } else { vec![first_name(rest)] };
        found.extend(names.into_iter().filter(|name| !name.is_empty()).map(|name| (line, name)));
    }
    found
}

/// The first name of each path in `{a::X, b::{Y, Z}}`.
fn top_names(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        match (c, depth) {
            (_, 0) => break,
            ('{' | ',', 1) => names.push(first_name(group[at + 1..].trim_start())),
            _ => {}
        }
    }
    names
}

fn first_name(path: &str) -> String {
    path.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Every Rust file below `folder` of this package: its path from there, with `/`, and its text.
fn rust_files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    WalkDir::new(&root)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("the folder can be read").into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .map(|path| {
            let below = path.strip_prefix(&root).expect("below the root").to_string_lossy().replace('\\', "/");
            (below, fs::read_to_string(&path).expect("the file can be read"))
        })
        .collect()
}

#[test]
fn modules_use_only_what_stands_before_them() {
    let mut objections = Vec::new();
    for (file, text) in rust_files("src") {
        let module = file.split(['/', '.']).next().expect("split gives one part");
        if matches!(file.as_str(), "lib.rs" | "main.rs") {
            continue;
        }
        if rank(module).is_none() && module != IMPORT {
            objections.push(format!("src/{file}: `{module}` has no place in the order of modules"));
        }
        for (line, used) in named_modules(&text) {
            objections.extend(objection(module, &used).map(|reason| format!("src/{file}:{line}: {reason}")));
        }
    }
    assert!(objections.is_empty(), "{}\n\nthe order is: {ORDER}", objections.join("\n"));
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut objections = Vec::new();
    for folder in ["src", "tests", "benches"] {
        if !Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).is_dir() {
            continue;
        }
        for (file, text) in rust_files(folder) {
            let lines = text.lines().count();
            if lines > LONGEST_FILE {
                objections
                    .push(format!("{folder}/{file} has {lines} lines, more than {LONGEST_FILE}: it is two things"));
            }
            if !text.starts_with("//!") {
                objections.push(format!("{folder}/{file} does not open with `//!`"));
            }
        }
    }
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}

#[test]
fn the_order_is_read_as_it_is_written() {
    let allowed = |module: &str, other: &str| objection(module, other).is_none();
    assert!(allowed("book", "parse") && !allowed("parse", "book"));
    assert!(allowed("parse", "config") && allowed("config", "schema") && !allowed("schema", "config"));
    assert!(allowed("packet", "model") && allowed("proof", "packet") && allowed("proof", "site"));
    assert!(!allowed("site", "packet") && !allowed("packet", "site"));
    assert!(allowed("import", "parse") && allowed("import", "schema") && !allowed("import", "book"));
    assert!(allowed("cli", "import") && !allowed("serve", "import") && !allowed("parse", "import"));
    assert!(!allowed("cli", "util"), "a module without a place is nobody's to use");
}

#[test]
fn names_are_found_in_every_form_of_use() {
    let text = "\
//! See crate::cli.
use crate::path::SourcePath;
use crate::{
    doc::{Block, Inline},
    text, // crate::serve
};
pub(crate) fn f(_: crate::model::Edition) -> other_crate::Thing {}
";
    let names: Vec<_> = named_modules(text).into_iter().map(|(line, name)| format!("{line} {name}")).collect();
    assert_eq!(
        names,
        ["2 path", "3 doc", "3 text", "5 serve", "7 model"],
        "a trailing comment counts, which is harmless"
    );
}
