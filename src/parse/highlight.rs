//! Colours for code, by tree-sitter grammars through `arborium`.
//!
//! Takes a language and a text; gives runs of tokens that cover the text from its beginning. A language that is not
//! known, and a text that is enormous, give no runs, which is plain text. The same block twice is coloured once.

mod console;
mod grammar;
mod guard;

use crate::doc::{HighlightRun, Token};
use console::{Dialect, Part};
use ecow::EcoVec;
use grammar::{Grammar, NAMES, Scratch, Span};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// The longest text that is coloured, in bytes. What is longer is data, and nobody reads it for its colours; and a
/// parser that recovers from errors takes time with the square of the length: a second for this much, minutes for 256 KB.
const LONGEST: usize = 16 * 1024;

/// The longest session that is taken apart. Only its commands are coloured, each if it is no longer than the above.
const LONGEST_SESSION: usize = 4 * 1024 * 1024;

const SHARDS: usize = 16;

type Runs = EcoVec<HighlightRun>;

/// Grammars, and the colours of every block met so far. Shared by all threads; a grammar is made ready at its first use.
pub struct Highlighter {
    grammars: BTreeMap<&'static str, OnceLock<Option<Grammar>>>,
    /// Parsers that nobody uses at the moment.
    idle: Mutex<Vec<Scratch>>,
    known: [Mutex<FxHashMap<[u8; 16], Runs>>; SHARDS],
    /// True where nobody will see the colours.
    is_blind: bool,
}

impl std::fmt::Debug for Highlighter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Highlighter").finish_non_exhaustive()
    }
}

impl Default for Highlighter {
    fn default() -> Self {
        let grammars = NAMES.iter().map(|name| (*name, OnceLock::new())).collect();
        Self { grammars, idle: Mutex::default(), known: std::array::from_fn(|_| Mutex::default()), is_blind: false }
    }
}

impl Highlighter {
    /// One that colours nothing, for what nobody will look at.
    #[must_use]
    pub fn blind() -> Self {
        Self { is_blind: true, ..Self::default() }
    }

    /// The colours of `text` in `language`, which is the first word of a fence in lower case.
    pub fn highlight(&self, language: &str, text: &str) -> EcoVec<HighlightRun> {
        if self.is_blind {
            return Runs::new();
        }
        let language = canonical(language);
        let limit = if language == "console" { LONGEST_SESSION } else { LONGEST };
        if text.len() > limit || language == "text" || (language != "console" && !guard::is_tame(text)) {
            return Runs::new();
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(language.as_bytes()).update(&[0]).update(text.as_bytes());
        let mut key = [0; 16];
        hasher.finalize_xof().fill(&mut key);
        let shard = &self.known[usize::from(key[0]) % SHARDS];
        if let Some(runs) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return runs.clone();
        }
        let runs = match language {
            "diff" => diff(text),
            "console" => self.console(text),
            _ => self.parse(language, text),
        };
        shard.lock().unwrap_or_else(PoisonError::into_inner).insert(key, runs.clone());
        runs
    }

    fn parse(&self, language: &str, text: &str) -> Runs {
        let Some(grammar) = self.grammar(language) else { return Runs::new() };
        let mut scratch = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        let (mut spans, injections) = grammar.parse(text, &mut scratch);
        for injection in injections {
            let part = text.get(injection.range.clone());
            let Some((grammar, part)) = self.grammar(canonical(&injection.language)).zip(part) else { continue };
            let start = injection.range.start;
            // The parts of a part stay in its colour: scripts in pages are worth it, and what is in them is not.
            spans.extend(grammar.parse(part, &mut scratch).0.into_iter().map(|mut span| {
                span.range = start + span.range.start..start + span.range.end;
                span
            }));
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        flatten(spans, text.len())
    }

    fn grammar(&self, language: &str) -> Option<&Grammar> {
        self.grammars
            .get_key_value(language)
            .and_then(|(name, grammar)| grammar.get_or_init(|| Grammar::load(name)).as_ref())
    }

    /// A terminal session: commands are coloured as shell, prompts and what is printed are marked as such.
    fn console(&self, text: &str) -> Runs {
        let mut painter = Painter::default();
        for (range, part) in console::pieces(text) {
            let length = range.len();
            let language = match part {
                Part::Command(Dialect::Posix) => "bash",
                Part::Command(Dialect::PowerShell) => "powershell",
                Part::Command(Dialect::Dos) => "text",
                Part::Prompt => {
                    painter.paint(length, Token::Prompt);
                    continue;
                }
                Part::Comment => {
                    painter.paint(length, Token::Comment);
                    continue;
                }
                Part::Output => {
                    painter.paint(length, Token::Output);
                    continue;
                }
            };
            let command = &text[range];
            let tame = length <= LONGEST && guard::is_tame(command);
            let runs = if tame { self.parse(language, command) } else { Runs::new() };
            let coloured: usize = runs.iter().map(|run| run.length as usize).sum();
            runs.iter().for_each(|run| painter.paint(run.length as usize, run.token));
            painter.paint(length - coloured, Token::Plain);
        }
        painter.finish()
    }
}

/// The name of the grammar for a language that goes by other names.
fn canonical(language: &str) -> &str {
    match language {
        "sh" | "shell" | "zsh" | "ksh" | "dotenv" | "env" => "bash",
        "shell-session" | "shellsession" | "sh-session" | "bash-session" | "terminal" => "console",
        "patch" => "diff",
        "c++" | "cc" | "cxx" | "hpp" => "cpp",
        "cfg" | "conf" | "desktop" | "editorconfig" | "properties" | "systemd" => "ini",
        "containerfile" | "docker" => "dockerfile",
        "geojson" | "json5" | "jsonc" | "jsonl" | "ndjson" => "json",
        "golang" => "go",
        "gradle" | "gvy" | "jenkinsfile" => "groovy",
        "h" => "c",
        "helm" | "ansible" | "yml" => "yaml",
        "htm" | "vue" | "svelte" => "html",
        "j2" | "jinja" | "tera" => "jinja2",
        "cjs" | "js" | "jsx" | "mjs" | "node" => "javascript",
        "makefile" | "mk" => "make",
        "md" | "mdx" => "markdown",
        "nomad" | "opentofu" | "terraform" | "tf" => "hcl",
        "mysql" | "plsql" | "postgres" | "postgresql" | "sqlite" | "tsql" => "sql",
        "protobuf" => "proto",
        "ps1" | "pwsh" => "powershell",
        "py" | "py3" | "python3" => "python",
        "rb" => "ruby",
        "rs" => "rust",
        // The one grammar knows what the other does, but for casts in angles; each is megabytes of tables.
        "cts" | "mts" | "ts" | "typescript" => "tsx",
        "svg" | "xsd" | "xsl" | "xslt" => "xml",
        "" | "txt" | "text" | "plain" | "plaintext" | "output" | "log" => "text",
        other => other,
    }
}

/// A diff by its first letters, which is more than its grammar knows.
fn diff(text: &str) -> Runs {
    let mut painter = Painter::default();
    for line in text.split_inclusive('\n') {
        let token = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] | [b'@', b'@', ..] => Token::Heading,
            [b'+', ..] => Token::Inserted,
            [b'-', ..] => Token::Deleted,
            _ if line.starts_with("diff ") || line.starts_with("index ") => Token::Comment,
            _ => Token::Plain,
        };
        painter.paint(line.len(), token);
    }
    painter.finish()
}

/// Nested spans as runs side by side: of spans around one another the innermost counts, of two over the same text the
/// one whose pattern stands later in the grammar's query, as tree-sitter has it.
fn flatten(mut spans: Vec<Span>, length: usize) -> Runs {
    spans.sort_by(|a, b| (a.range.start, b.range.end, a.pattern).cmp(&(b.range.start, a.range.end, b.pattern)));
    let mut painter = Painter::default();
    let mut open: Vec<(usize, Token)> = Vec::new();
    for Span { range, token, .. } in spans {
        let (start, end) = (range.start, range.end.min(length));
        while let Some(&(inner_end, inner)) = open.last()
            && inner_end <= start
        {
            painter.paint_to(inner_end, inner);
            open.pop();
        }
        painter.paint_to(start, open.last().map_or(Token::Plain, |(_, token)| *token));
        open.push((end, token));
    }
    while let Some((end, token)) = open.pop() {
        painter.paint_to(end, token);
    }
    painter.finish()
}

/// Runs in the making, neighbours of one colour as one.
#[derive(Default)]
struct Painter {
    runs: Runs,
    at: usize,
}

impl Painter {
    fn paint(&mut self, length: usize, token: Token) {
        self.paint_to(self.at + length, token);
    }

    fn paint_to(&mut self, end: usize, token: Token) {
        if end <= self.at {
            return;
        }
        let length = u32::try_from(end - self.at).expect("long texts are not coloured");
        self.at = end;
        match self.runs.make_mut().last_mut() {
            Some(last) if last.token == token => last.length += length,
            _ => self.runs.push(HighlightRun { length, token }),
        }
    }

    fn finish(mut self) -> Runs {
        if self.runs.last().is_some_and(|last| last.token == Token::Plain) {
            self.runs.pop();
        }
        // Copied once more to the exact size: these live as long as the book.
        self.runs.iter().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coloured<'a>(language: &str, text: &'a str) -> Vec<(&'a str, Token)> {
        let mut at = 0;
        Highlighter::default()
            .highlight(language, text)
            .iter()
            .map(|run| {
                let part = &text[at..at + run.length as usize];
                at += part.len();
                (part, run.token)
            })
            .filter(|(_, token)| *token != Token::Plain)
            .collect()
    }

    #[test]
    fn languages_and_their_other_names_are_coloured() {
        for language in ["bash", "sh", "zsh", "shell"] {
            assert!(coloured(language, "echo \"hi\" # greet").contains(&("\"hi\"", Token::String)), "{language}");
        }
        for language in ["yaml", "yml", "helm"] {
            assert!(coloured(language, "replicas: 3").contains(&("3", Token::Number)), "{language}");
        }
        assert!(coloured("py", "def f(): pass").contains(&("def", Token::Keyword)));
        for language in ["ts", "typescript", "tsx"] {
            let runs = coloured(language, "interface Gate<T> { readonly met: boolean } // why");
            for expected in [("interface", Token::Keyword), ("readonly", Token::Keyword), ("// why", Token::Comment)] {
                assert!(runs.contains(&expected), "{language}: {runs:?}");
            }
        }
        assert!(coloured("tf", "# note").contains(&("# note", Token::Comment)));
        assert!(coloured("json", "{\"a\": true}").contains(&("true", Token::Constant)));
        for language in ["", "text", "klingon"] {
            assert_eq!(coloured(language, "if true then"), [], "{language}");
        }
    }

    #[test]
    fn sessions_colour_commands_and_not_output() {
        let text = "$ echo \"hi\"\n\"hi\" if\n";
        let runs = coloured("console", text);
        assert_eq!(runs[0], ("$ ", Token::Prompt));
        assert!(runs.contains(&("\"hi\"", Token::String)));
        assert_eq!(runs.last(), Some(&("\"hi\" if\n", Token::Output)));
        assert_eq!(coloured("terminal", "echo \"hi\""), [], "without a prompt it is no session");
        let long = format!("$ ls\n{}", "out\n".repeat(10_000));
        assert_eq!(coloured("console", &long)[0], ("$ ", Token::Prompt), "however long the output is");
    }

    #[test]
    fn diffs_are_coloured_by_line() {
        let runs = coloured("diff", "@@ -1 +1 @@\n-a\n+b\n c");
        assert_eq!(runs, [("@@ -1 +1 @@\n", Token::Heading), ("-a\n", Token::Deleted), ("+b\n", Token::Inserted)]);
    }

    #[test]
    fn inner_spans_win_and_runs_cover_from_the_beginning() {
        let span = |start, end, token, pattern| Span { range: start..end, pattern, token };
        let spans = vec![
            span(2, 10, Token::String, 0),
            span(4, 6, Token::String, 1),
            span(6, 8, Token::Variable, 2),
            span(6, 8, Token::Number, 3),
        ];
        let runs: Vec<_> = flatten(spans, 12).iter().map(|run| (run.length, run.token)).collect();
        assert_eq!(runs, [(2, Token::Plain), (4, Token::String), (2, Token::Number), (2, Token::String)]);
    }

    #[test]
    fn enormous_blocks_stay_plain() {
        assert_eq!(Highlighter::default().highlight("json", &"[1],".repeat(100_000)).len(), 0);
    }
}
