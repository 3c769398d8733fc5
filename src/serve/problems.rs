//! What is wrong with the book, as the page shows it: each problem with its excerpt and the way into the editor.
//!
//! Takes diagnostics and the sources that they speak of; gives JSON, made when a page first asks for it. Text stays text: the
//! excerpt is a list of words with the names of their looks, never markup.

use crate::diagnostic::{Diagnostic, Format, Level, RenderOptions, render};
use crate::path::encode_segment;
use crate::site::{Problem, problems};
use crate::source::Sources;
use rustc_hash::FxHasher;
use serde_json::{Value, json};
use std::hash::{Hash as _, Hasher as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// How many problems a page lists: more than anybody mends before looking again.
const MOST: usize = 100;

/// The problems of a state of the book.
pub(super) struct Problems {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    /// What tells them from those of another state.
    pub(super) digest: String,
    diagnostics: Arc<[Diagnostic]>,
    /// What they speak of, which may be newer than what is shown.
    pub(super) sources: Arc<Sources>,
    editor: String,
    json: OnceLock<Arc<[u8]>>,
}

impl Problems {
    /// Takes them in their order. `editor` is the URL that opens a file.
    pub(super) fn new(diagnostics: Arc<[Diagnostic]>, sources: Arc<Sources>, editor: &str) -> Self {
        let count = |level| diagnostics.iter().filter(|problem| problem.level == level).count();
        let (errors, warnings) = (count(Level::Error), count(Level::Warning));
        let digest = if diagnostics.is_empty() { String::new() } else { digest_of(&diagnostics) };
        Self { errors, warnings, digest, diagnostics, sources, editor: editor.to_owned(), json: OnceLock::new() }
    }

    /// All of them for a page, the errors first. The book is at `root`.
    pub(super) fn json(&self, root: &Path) -> Arc<[u8]> {
        let make = || {
            let mut shown: Vec<&Diagnostic> = self.diagnostics.iter().collect();
            shown.sort_by_key(|problem| problem.level != Level::Error);
            let list: Vec<Value> = shown.iter().take(MOST).map(|problem| self.one(problem, root)).collect();
            let more = shown.len().saturating_sub(MOST);
            let said = json!({ "digest": self.digest, "problems": list, "more": more });
            said.to_string().into_bytes().into()
        };
        self.json.get_or_init(make).clone()
    }

    /// One of them, or of those that were found only as something was made.
    pub(super) fn one(&self, diagnostic: &Diagnostic, root: &Path) -> Value {
        let alone = std::slice::from_ref(diagnostic);
        let problem = problems(alone, &self.sources).remove(0);
        let options = RenderOptions { format: Format::Human, color: true, width: Some(100), root: String::new() };
        let drawn = render(alone, &self.sources, &options);
        let excerpt = problem.path.as_ref().map(|_| looks(drawn.split_once('\n').map_or("", |(_, rest)| rest)));
        json!({
            "level": if problem.level == Level::Error { "error" } else { "warning" },
            "rule": problem.rule.name(),
            "message": problem.message,
            "help": problem.help,
            "place": problem.path.as_ref().map(|path| place(path.as_str(), problem.place)),
            "excerpt": excerpt,
            "editor": self.editor_url(&problem, root),
        })
    }

    fn editor_url(&self, problem: &Problem, root: &Path) -> Option<String> {
        let file = root.join(problem.path.as_ref()?.as_str());
        let file = file.to_str()?.replace('\\', "/");
        let encoded = file.split('/').map(encode_segment).collect::<Vec<_>>().join("/");
        // `file/{path}` has a slash of its own.
        let encoded = if self.editor.contains("/{path}") && !self.editor.contains("//{path}") {
            encoded.trim_start_matches('/').to_owned()
        } else {
            encoded
        };
        let (line, column) = problem.place.unwrap_or((1, 1));
        let url = self.editor.replace("{path}", &encoded).replace("{line}", &line.to_string());
        Some(url.replace("{column}", &column.to_string()))
    }
}

fn digest_of(diagnostics: &[Diagnostic]) -> String {
    let mut hasher = FxHasher::default();
    diagnostics.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn place(path: &str, place: Option<(u32, u32)>) -> String {
    place.map_or_else(|| path.to_owned(), |(line, column)| format!("{path}:{line}:{column}"))
}

/// Text with a terminal's colours as runs of `[look, words]`.
fn looks(text: &str) -> Vec<[String; 2]> {
    let mut runs: Vec<[String; 2]> = Vec::new();
    let mut look = "";
    let mut push = |look: &str, words: &str| match runs.last_mut() {
        _ if words.is_empty() => {}
        Some([known, last]) if known == look => last.push_str(words),
        _ => runs.push([look.to_owned(), words.to_owned()]),
    };
    let mut rest = text.trim_end();
    while let Some((before, escaped)) = rest.split_once("\u{1b}[") {
        push(look, before);
        let Some((codes, after)) = escaped.split_once('m') else { break };
        for code in codes.split(';') {
            look = match code {
                "0" | "" => "",
                "31" | "91" => "error",
                "33" | "93" => "warning",
                "32" | "92" | "36" | "96" => "help",
                "34" | "94" => "line",
                _ => look,
            };
        }
        rest = after;
    }
    push(look, rest);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Location, Rule};
    use crate::path::SourcePath;
    use crate::text::TextRange;

    fn problem(text: &str, range: std::ops::Range<usize>, editor: &str) -> Value {
        let path = SourcePath::new("content/a b.md").expect("inside");
        let mut sources = Sources::default();
        sources.insert_text(path.clone(), text);
        let at = Location { path, range: TextRange::new(range.start, range.end) };
        let diagnostic = Diagnostic::new(Rule::BrokenLink, at, "there is no `<x>`").help("Write `y`.");
        let problems = Problems::new([diagnostic.clone()].into(), Arc::new(sources), editor);
        assert_eq!((problems.errors, problems.warnings), (1, 0));
        problems.one(&diagnostic, Path::new("/books/one"))
    }

    #[test]
    fn an_excerpt_is_text_with_its_looks() {
        let shown = problem("# A\n\n<b>x</b>\n", 5..8, "vscode://file/{path}:{line}:{column}");
        assert_eq!(shown["place"], "content/a b.md:3:1");
        assert_eq!(shown["editor"], "vscode://file/books/one/content/a%20b.md:3:1");
        let runs = shown["excerpt"].as_array().expect("runs");
        let words: String = runs.iter().map(|run| run[1].as_str().unwrap_or_default()).collect();
        assert!(words.contains("3 | <b>x</b>") && words.contains("^^^") && words.contains("Write `y`."), "{words}");
        assert!(!words.contains('\u{1b}') && !words.contains("there is no"), "{words}");
        assert!(runs.iter().any(|run| run[0] == "error" && run[1].as_str().is_some_and(|run| run.contains("^^^"))));
    }

    #[test]
    fn an_editor_gets_the_path_as_its_address_wants_it() {
        let url = |editor: &str| problem("a", 0..1, editor)["editor"].as_str().unwrap_or_default().to_owned();
        assert_eq!(
            url("subl://open?url=file://{path}&line={line}"),
            "subl://open?url=file:///books/one/content/a%20b.md&line=1"
        );
        assert_eq!(url("idea://open?file={path}"), "idea://open?file=/books/one/content/a%20b.md");
    }
}
