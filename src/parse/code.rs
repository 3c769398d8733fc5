//! What the info string of a code fence says.
//!
//! Takes the words after the backticks, in the dialects that real guides use: GitHub, `VitePress`, `MkDocs`, mdBook,
//! Pandoc. Gives language, title and marked lines; what it does not know it leaves out, for it is never shown.

use super::highlight::Highlighter;
use crate::doc::CodeBlock;
use ecow::EcoString;

/// What a fence says about its code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fence {
    /// The first word, in lower case.
    pub language: Option<EcoString>,
    /// `title="..."`, or a file name in another dialect.
    pub title: Option<EcoString>,
    /// Ranges of lines from 1, both ends included.
    pub marked: Vec<(u32, u32)>,
    /// True where fields of the engagement may stand in it: `vars`.
    pub variables: bool,
}

/// Reads an info string: `yaml title="values.yaml" {2,4-6}`, `{.python}`, `rust,ignore`, `js:app.js`, `ts [app.ts]`.
#[must_use]
pub fn read_info(info: &str) -> Fence {
    let mut fence = Fence::default();
    let mut first = true;
    for word in words(info) {
        match word {
            Word::Plain(word) if first => fence.read_language(word),
            Word::Plain(word) => fence.variables |= word == "vars",
            Word::Setting(name, value) => fence.read_setting(name, value),
            Word::Brackets(inside) => fence.title = titled(inside).or(fence.title),
            Word::Braces(inside) => match line_ranges(inside) {
                Some(ranges) => fence.marked.extend(ranges),
                None => fence.read_attributes(inside),
            },
        }
        first = false;
    }
    fence
}

impl Fence {
    /// The block of code that stands in this fence, in its colours if something colours it.
    #[must_use]
    pub fn block(self, text: String, highlighter: Option<&Highlighter>) -> CodeBlock {
        let coloured = highlighter.zip(self.language.as_deref());
        let runs = coloured.map(|(highlighter, language)| highlighter.highlight(language, &text)).unwrap_or_default();
        let variables = Vec::new();
        CodeBlock {
            language: self.language,
            title: self.title,
            marked: self.marked,
            variables,
            text: text.into(),
            runs,
        }
    }

    fn read_language(&mut self, word: &str) {
        let (name, rest) = word.split_once([':', ',']).unwrap_or((word, ""));
        let is_file = word.as_bytes().get(name.len()) == Some(&b':') && !rest.ends_with("line-numbers");
        if is_file {
            self.title = titled(rest);
        }
        let name = name.trim_start_matches('.');
        if !name.is_empty() {
            self.language = Some(name.to_lowercase().into());
        }
    }

    fn read_setting(&mut self, name: &str, value: &str) {
        match name {
            "title" | "filename" | "file" => self.title = titled(value),
            "hl_lines" => self.marked.extend(line_ranges(value).unwrap_or_default()),
            _ => {}
        }
    }

    /// `{.yaml title="x"}` of Pandoc and Python-Markdown, and `{r}`.
    fn read_attributes(&mut self, inside: &str) {
        for (at, word) in words(inside).into_iter().enumerate() {
            match word {
                Word::Plain(word) if self.language.is_none() && (at == 0 || word.starts_with('.')) => {
                    self.read_language(word);
                }
                Word::Setting(name, value) => self.read_setting(name, value),
                _ => {}
            }
        }
    }
}

fn titled(text: &str) -> Option<EcoString> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.into())
}

enum Word<'a> {
    Plain(&'a str),
    Setting(&'a str, &'a str),
    Braces(&'a str),
    Brackets(&'a str),
}

fn words(info: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut rest = info.trim_start();
    while let Some(first) = rest.chars().next() {
        let closing = match first {
            '{' => Some('}'),
            '[' => Some(']'),
            _ => None,
        };
        let enclosed = closing.and_then(|closing| rest[1..].split_once(closing));
        if let Some((inside, after)) = enclosed {
            words.push(if first == '{' { Word::Braces(inside) } else { Word::Brackets(inside) });
            rest = after.trim_start();
            continue;
        }
        let start = first.len_utf8();
        let ends_word = |letter: char| letter.is_whitespace() || letter == '=' || letter == '{';
        let end = rest[start..].find(ends_word).map_or(rest.len(), |end| start + end);
        let (word, after) = rest.split_at(end);
        if let Some(value) = after.strip_prefix('=') {
            let (value, after) = setting_value(value);
            words.push(Word::Setting(word, value));
            rest = after.trim_start();
        } else {
            words.push(Word::Plain(word));
            rest = after.trim_start();
        }
    }
    words
}

/// The value that `text` begins with, in quotes or up to a space, and what follows it.
fn setting_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// `2,4-6` or `2 4-6`; none if it is anything else.
fn line_ranges(text: &str) -> Option<Vec<(u32, u32)>> {
    let mut ranges = Vec::new();
    for part in text.split([',', ' ']).filter(|part| !part.is_empty()) {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        if from == 0 || to < from {
            return None;
        }
        ranges.push((from, to));
    }
    (!ranges.is_empty()).then_some(ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(info: &str) -> (Option<String>, Option<String>, Vec<(u32, u32)>) {
        let fence = read_info(info);
        (fence.language.map(Into::into), fence.title.map(Into::into), fence.marked)
    }

    #[test]
    fn every_dialect_names_its_language() {
        for info in [
            "python",
            "Python",
            "{.python}",
            "{ .python .numberLines }",
            "python,ignore",
            "{python}",
            "python{1}",
            "python hl_lines=1",
        ] {
            assert_eq!(read_info(info).language.as_deref(), Some("python"), "{info}");
        }
        assert_eq!(read_info("").language, None);
        assert_eq!(read_info("c++").language.as_deref(), Some("c++"));
    }

    #[test]
    fn titles_and_lines() {
        let (yaml, title) = (Some("yaml".to_owned()), Some("values.yaml".to_owned()));
        assert_eq!(parts("yaml title=\"values.yaml\" {2,4-6}"), (yaml.clone(), title.clone(), vec![(2, 2), (4, 6)]));
        assert_eq!(parts("yaml title='values.yaml'"), (yaml.clone(), title.clone(), vec![]));
        assert_eq!(parts("yaml {1} [values.yaml]"), (yaml.clone(), title.clone(), vec![(1, 1)]));
        assert_eq!(
            parts("{ .yaml title=\"values.yaml\" hl_lines=\"2 4-6\" }"),
            (yaml.clone(), title.clone(), vec![(2, 2), (4, 6)])
        );
        assert_eq!(parts("yaml:values.yaml"), (yaml.clone(), title, vec![]));
        assert_eq!(parts("yaml:line-numbers {3}"), (yaml.clone(), None, vec![(3, 3)]));
        assert_eq!(parts("yaml {6-4}"), (yaml.clone(), None, vec![]));
        assert_eq!(parts("yaml title=\"open"), (yaml, Some("open".into()), vec![]));
    }

    #[test]
    fn odd_words_do_no_harm() {
        for info in ["é=ü {", "{", "[", "=", "=x", "{}", "日本 語={", "\u{1F600}"] {
            let _ = read_info(info);
        }
    }
}
