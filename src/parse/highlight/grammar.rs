//! One language: a tree-sitter grammar with the query that says what its nodes are.
//!
//! Takes a text; gives spans of tokens, nested as the syntax is. The work is bounded by steps and lengths and never by a
//! clock, so that the same text has the same colours on every machine; a text that exceeds the bounds has none.

use crate::doc::Token;
use arborium::tree_sitter::{Language, ParseOptions, ParseState, Parser, Query, QueryCursor, StreamingIterator};
use std::ops::ControlFlow;
use std::ops::Range;

/// For how many bytes of text the parser may report its progress once, which it does every hundred actions. Real code
/// takes a fifth of that at most.
const BYTES_PER_REPORT: usize = 10;

/// The longest text with syntax errors that is coloured, in bytes: recovery takes time with the square of the length.
const LONGEST_WITH_ERRORS: usize = 8 * 1024;

/// How many matches the query may keep open at once. Queries of real code need dozens; without a limit, deep nesting
/// takes time with the square of its depth.
const OPEN_MATCHES: u32 = 256;

macro_rules! grammars {
    ($($name:literal $module:ident;)*) => {
        /// The names of the grammars that are built in.
        pub(super) const NAMES: &[&str] = &[$($name),*];

        fn source(name: &str) -> Option<(Language, &'static str, &'static str)> {
            match name {
                $($name => {
                    // Some are constants and some are put together at first use.
                    let query: &'static str = &arborium::$module::HIGHLIGHTS_QUERY;
                    Some((arborium::$module::language().into(), query, arborium::$module::INJECTIONS_QUERY))
                })*
                _ => None,
            }
        }
    };
}

grammars! {
    "bash" lang_bash;
    "c" lang_c;
    "cpp" lang_cpp;
    "css" lang_css;
    "dockerfile" lang_dockerfile;
    "go" lang_go;
    "groovy" lang_groovy;
    "hcl" lang_hcl;
    "html" lang_html;
    "ini" lang_ini;
    "java" lang_java;
    "javascript" lang_javascript;
    "jinja2" lang_jinja2;
    "jq" lang_jq;
    "json" lang_json;
    "lua" lang_lua;
    "make" lang_make;
    "markdown" lang_markdown;
    "nix" lang_nix;
    "php" lang_php;
    "powershell" lang_powershell;
    "proto" lang_proto;
    "python" lang_python;
    "ruby" lang_ruby;
    "rust" lang_rust;
    "sql" lang_sql;
    "ssh-config" lang_ssh_config;
    "toml" lang_toml;
    "tsx" lang_tsx;
    "xml" lang_xml;
    "yaml" lang_yaml;
}

/// A language ready for use.
pub(super) struct Grammar {
    language: Language,
    query: Query,
    /// The token of each capture of the query.
    tokens: Vec<Option<Token>>,
    /// Which parts are in other languages.
    injections: Option<Query>,
}

/// A part of a text that is one thing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) range: Range<usize>,
    /// Of two spans of one range, that of the later pattern counts.
    pub(super) pattern: usize,
    pub(super) token: Token,
}

/// A part of a text that is in another language.
pub(super) struct Injection {
    pub(super) range: Range<usize>,
    pub(super) language: String,
}

/// What a thread needs to parse, kept between texts.
pub(super) struct Scratch {
    parser: Parser,
    cursor: QueryCursor,
}

impl Default for Scratch {
    fn default() -> Self {
        let mut cursor = QueryCursor::new();
        cursor.set_match_limit(OPEN_MATCHES);
        Self { parser: Parser::new(), cursor }
    }
}

impl Grammar {
    /// The grammar of this name; none where there is none, or where its query does not fit it.
    pub(super) fn load(name: &str) -> Option<Self> {
        let (language, highlights, injections) = source(name)?;
        let query = Query::new(&language, highlights).ok()?;
        let tokens = query.capture_names().iter().map(|capture| token(capture)).collect();
        // Code in macros is Rust again, at the price of parsing it twice.
        let injections =
            if injections.is_empty() || name == "rust" { None } else { Query::new(&language, injections).ok() };
        Some(Self { language, query, tokens, injections })
    }

    /// The spans of `text`, and its parts in other languages.
    pub(super) fn parse(&self, text: &str, scratch: &mut Scratch) -> (Vec<Span>, Vec<Injection>) {
        let Scratch { parser, cursor } = scratch;
        if parser.set_language(&self.language).is_err() {
            return (Vec::new(), Vec::new());
        }
        let long = text.len() > LONGEST_WITH_ERRORS;
        let mut left = text.len() / BYTES_PER_REPORT + 100;
        let mut progress = |state: &ParseState| {
            left = left.saturating_sub(1);
            if left == 0 || (long && state.has_error()) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let options = ParseOptions::new().progress_callback(&mut progress);
        let bytes = text.as_bytes();
        let tree = parser.parse_with_options(&mut |at, _| bytes.get(at..).unwrap_or_default(), None, Some(options));
        // A parser that was stopped would go on with the next text.
        parser.reset();
        let Some(tree) = tree.filter(|tree| !(long && tree.root_node().has_error())) else {
            return (Vec::new(), Vec::new());
        };
        let mut spans = Vec::new();
        let mut matches = cursor.matches(&self.query, tree.root_node(), bytes);
        while let Some(found) = matches.next() {
            for capture in found.captures {
                let range = capture.node.byte_range();
                if let Some(token) = self.tokens[capture.index as usize].filter(|_| !range.is_empty()) {
                    spans.push(Span { range, pattern: found.pattern_index, token });
                }
            }
        }
        let mut injections = Vec::new();
        if let Some(query) = &self.injections {
            let mut matches = cursor.matches(query, tree.root_node(), bytes);
            while let Some(found) = matches.next() {
                let settings = query.property_settings(found.pattern_index);
                let mut language = settings.iter().find(|property| &*property.key == "injection.language");
                let mut named = language.take().and_then(|property| property.value.as_deref());
                let mut range = None;
                for capture in found.captures {
                    match query.capture_names()[capture.index as usize] {
                        "injection.content" => range = Some(capture.node.byte_range()),
                        "injection.language" => named = text.get(capture.node.byte_range()),
                        _ => {}
                    }
                }
                if let (Some(range), Some(named)) = (range, named) {
                    injections.push(Injection { range, language: named.to_lowercase() });
                }
            }
        }
        (spans, injections)
    }
}

/// The token that a capture of a grammar's query means, if it has a colour of its own.
fn token(capture: &str) -> Option<Token> {
    let mut parts = capture.split('.');
    let family = parts.next()?;
    let member = parts.next().unwrap_or_default();
    Some(match family {
        "keyword" | "include" | "conditional" | "repeat" | "exception" | "storageclass" | "preproc" | "define"
        | "structure" => Token::Keyword,
        "function" | "method" | "macro" => Token::Function,
        "string" if capture == "string.special.key" => Token::Attribute,
        "string" | "character" | "escape" => Token::String,
        "comment" => Token::Comment,
        "constant" if member == "numeric" => Token::Number,
        "constant" | "boolean" | "label" => Token::Constant,
        "number" | "float" => Token::Number,
        "type" | "constructor" | "namespace" | "module" => Token::Type,
        "variable" | "parameter" | "field" => Token::Variable,
        "operator" => Token::Operator,
        "punctuation" => Token::Punctuation,
        "property" | "attribute" => Token::Attribute,
        "tag" if member == "attribute" => Token::Attribute,
        "tag" => Token::Tag,
        "markup" | "text" => match member {
            "heading" | "title" => Token::Heading,
            "raw" | "literal" | "link" | "uri" | "reference" => Token::String,
            "list" | "quote" => Token::Punctuation,
            _ => return None,
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_grammar_loads_and_parses() {
        let mut scratch = Scratch::default();
        for name in NAMES {
            let grammar = Grammar::load(name).unwrap_or_else(|| panic!("the grammar {name} does not load"));
            assert!(grammar.tokens.iter().any(Option::is_some), "{name}");
            grammar.parse("a = \"b\" # c\n", &mut scratch);
        }
    }
}
