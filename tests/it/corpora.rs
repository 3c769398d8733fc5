//! Real books, built as a user would: the example book, and where they are at hand, other people's sites and the three
//! documents that Turnkey must serve as they were found.
//!
//! Nothing here knows what the pages should look like. Every link of the output leads somewhere (`links`), no link of a
//! source is lost (`link_count`), and no word of it is (`words`). `TURNKEY_SHARED` names the folder with the corpora; what
//! is not there is skipped, and said so.

use crate::link_count::count_links;
use crate::links::check_output;
use crate::words::missing_words;
use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;
use walkdir::WalkDir;

/// The rules that the example book is told of, each with why it is left so: it shows the feature, and is otherwise clean.
const EXPECTED_OF_THE_EXAMPLE: &[(&str, &str)] = &[
    ("stale-page", "a guide that should have been verified again shows how that looks"),
    ("overdue", "one task of Tarnwick is late"),
    ("late-prerequisite", "the phase of Tarnwick that is under way waits for a firewall rule"),
];

/// A book that has been built.
struct Site {
    /// The folder of its Markdown.
    source: PathBuf,
    output: TempDir,
    code: i32,
    said: String,
}

impl Site {
    /// Builds the book at `root`, whose Markdown is in its folder `source`.
    fn build(root: &Path, source: &str) -> Self {
        let output = tempfile::tempdir().expect("a folder");
        let mut command = turnkey(&["build"], root);
        command.args(["--only", "site", "--output"]).arg(output.path());
        let ended = command.output().expect("turnkey runs");
        Self { source: root.join(source), output, code: code(&ended), said: said(&ended) }
    }

    fn folder(&self) -> PathBuf {
        self.output.path().join("site")
    }

    /// Everything that holds of any book.
    fn check(&self) {
        assert!(self.code < 2, "{}", self.said);
        assert_eq!(check_output(&self.folder()), Vec::<String>::new(), "{}", self.said);
        let mut objections = Vec::new();
        for (source, page) in self.pages() {
            let text = fs::read(&source).expect("the source can be read");
            let markdown = String::from_utf8_lossy(&text);
            let Ok(html) = fs::read_to_string(self.folder().join(&page)) else {
                objections.push(format!("{page}: there is no such page"));
                continue;
            };
            if let Err((written, published)) = count_links(&markdown, &html) {
                objections.push(format!("{page}: {written} links and pictures are written, {published} published"));
            }
            let missing = missing_words(&markdown, &html);
            if !missing.is_empty() {
                objections.push(format!("{page}: words are missing: {missing:?}"));
            }
        }
        assert!(objections.is_empty(), "{}", objections.join("\n"));
    }

    /// Each Markdown file with its page.
    fn pages(&self) -> BTreeMap<PathBuf, String> {
        let is_markdown = |path: &Path| path.extension().is_some_and(|extension| extension == "md");
        let files = WalkDir::new(&self.source).into_iter().map(|entry| entry.expect("readable").into_path());
        let files: BTreeSet<PathBuf> = files.filter(|path| is_markdown(path)).collect();
        let below = |path: &Path| path.strip_prefix(&self.source).expect("below").to_string_lossy().replace('\\', "/");
        let page = |path: &PathBuf| {
            let is_named = |name: &str| path.file_name().is_some_and(|found| found == name);
            let page = path.with_extension("html");
            let stands_for_folder =
                is_named("index.md") || (is_named("README.md") && !files.contains(&path.with_file_name("index.md")));
            below(&if stands_for_folder { page.with_file_name("index.html") } else { page })
        };
        // The contents of an mdBook are navigation, not a page.
        files.iter().map(|path| (path.clone(), page(path))).filter(|(_, page)| page != "SUMMARY.html").collect()
    }
}

fn turnkey(args: &[&str], root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    command.args(args).arg(root).env("SOURCE_DATE_EPOCH", "1780000000").env_remove("RUST_BACKTRACE");
    command
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("turnkey ends by itself")
}

fn said(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stderr) + &text(&output.stdout)
}

/// The rules that `said` names at the beginning of a line.
fn rules(said: &str) -> BTreeSet<&str> {
    let levels = ["error[", "warning["];
    let named = said.lines().filter_map(|line| levels.iter().find_map(|level| line.strip_prefix(level)));
    named.filter_map(|rest| rest.split_once(']')).map(|(rule, _)| rule).collect()
}

/// A folder of what is shared between the project's parts, where it is there.
pub(crate) fn shared(below: &str) -> Option<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Beside the project, or beside the folder that holds its working copies.
    let mut folders = env::var_os("TURNKEY_SHARED")
        .map_or_else(|| vec![here.join("../shared"), here.join("../../shared")], |named| vec![PathBuf::from(named)]);
    folders.iter_mut().for_each(|folder| folder.push(below));
    let found = folders.into_iter().find(|folder| folder.is_dir());
    if found.is_none() {
        skip(&format!("there is no folder `{below}` of shared books; TURNKEY_SHARED names theirs"));
    }
    found
}

/// Past the test harness, which shows what passing tests print to nobody.
fn skip(why: &str) {
    let _ = writeln!(io::stderr(), "skipped: {why}");
}

#[test]
fn the_example_book_is_whole_and_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::build(root, "content");
    site.check();
    let checked = turnkey(&["check"], root).output().expect("turnkey runs");
    for (code, said) in [(site.code, &site.said), (code(&checked), &said(&checked))] {
        let expected: BTreeSet<&str> = EXPECTED_OF_THE_EXAMPLE.iter().map(|(rule, _)| *rule).collect();
        assert_eq!((code, rules(said)), (0, expected), "{said}");
    }
}

#[test]
fn an_mkdocs_site_of_others_is_whole() {
    if let Some(root) = shared("corpora/pagerduty-incident-response") {
        Site::build(&root, "docs").check();
    }
}

#[test]
fn an_mdbook_of_others_is_whole() {
    if let Some(root) = shared("corpora/mdbook-guide") {
        Site::build(&root, "src").check();
    }
}

#[test]
fn corpora_that_came_later_are_whole_too() {
    let Some(folder) = shared("corpora") else { return };
    let known = ["pagerduty-incident-response", "mdbook-guide"];
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !known.contains(&name.as_str()) {
            Site::build(&path, "").check();
        }
    }
}

#[test]
fn the_documents_that_must_be_served_are_whole() {
    if let Some(root) = shared("seeds") {
        Site::build(&root, "").check();
    }
}

#[test]
fn rules_are_read_from_what_is_said() {
    let said = "error[broken-link]: x\n --> warning[no]\nwarning[limit-reached]: y\nerror: z\n";
    assert_eq!(rules(said).into_iter().collect::<Vec<_>>(), ["broken-link", "limit-reached"]);
}
