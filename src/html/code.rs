//! Code blocks: the text in spans of colour, and marked lines in `<mark>`.

use super::escape::{push_attribute, push_text};
use crate::doc::{CodeBlock, Token};

/// Appends the figure of `code`.
pub(super) fn write(code: &CodeBlock, into: &mut String) {
    into.push_str("<figure class=\"code\"");
    if let Some(language) = &code.language {
        into.push_str(" data-lang=\"");
        push_attribute(language, into);
        into.push('"');
    }
    into.push('>');
    if let Some(title) = &code.title {
        into.push_str("<figcaption>");
        push_text(title, into);
        into.push_str("</figcaption>");
    }
    into.push_str("<pre tabindex=\"0\"><code>");
    if code.marked.is_empty() {
        pieces(code).for_each(|(text, token)| push_piece(text, token, into));
    } else {
        write_marked(code, into);
    }
    into.push_str("</code></pre></figure>\n");
}

/// The text in pieces of one colour each.
fn pieces(code: &CodeBlock) -> impl Iterator<Item = (&str, Token)> {
    let mut at = 0;
    let mut runs = code.runs.iter();
    std::iter::from_fn(move || {
        let rest = &code.text[at..];
        let (length, token) = match runs.next() {
            Some(run) => (run.length as usize, run.token),
            None => (rest.len(), Token::Plain),
        };
        let piece = rest.get(..length).unwrap_or(rest);
        at += piece.len();
        (!piece.is_empty()).then_some((piece, token))
    })
}

fn push_piece(text: &str, token: Token, into: &mut String) {
    match token.letter() {
        Some(letter) => {
            into.push_str("<span class=\"h");
            into.push(letter);
            into.push_str("\">");
            push_text(text, into);
            into.push_str("</span>");
        }
        None => push_text(text, into),
    }
}

/// The text with marked lines in `<mark>`, each with its line break; colours that cross lines begin anew on each.
fn write_marked(code: &CodeBlock, into: &mut String) {
    let is_marked = |line: u32| code.marked.iter().any(|(from, to)| (*from..=*to).contains(&line));
    let mut line = 1;
    let mut at_start = true;
    for (piece, token) in pieces(code) {
        for part in piece.split_inclusive('\n') {
            if at_start && is_marked(line) {
                into.push_str("<mark class=\"line\">");
            }
            push_piece(part, token, into);
            at_start = part.ends_with('\n');
            if at_start {
                if is_marked(line) {
                    into.push_str("</mark>");
                }
                line += 1;
            }
        }
    }
    if !at_start && is_marked(line) {
        into.push_str("</mark>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::HighlightRun;

    fn html(code: &CodeBlock) -> String {
        let mut out = String::new();
        write(code, &mut out);
        out
    }

    #[test]
    fn code_has_its_language_title_and_colours() {
        let code = CodeBlock {
            variables: Vec::new(),
            language: Some("bash".into()),
            title: Some("a & b".into()),
            marked: vec![],
            text: "echo <x>".into(),
            runs: [HighlightRun { length: 4, token: Token::Function }].into_iter().collect(),
        };
        assert_eq!(
            html(&code),
            "<figure class=\"code\" data-lang=\"bash\"><figcaption>a &amp; b</figcaption><pre tabindex=\"0\"><code>\
             <span class=\"hf\">echo</span> &lt;x&gt;</code></pre></figure>\n"
        );
    }

    #[test]
    fn marks_hold_whole_lines_even_in_a_colour_of_many() {
        let code = CodeBlock {
            variables: Vec::new(),
            language: None,
            title: None,
            marked: vec![(2, 2), (4, 9)],
            text: "/*\nb\n*/\nend".into(),
            runs: [HighlightRun { length: 7, token: Token::Comment }].into_iter().collect(),
        };
        assert_eq!(
            html(&code),
            "<figure class=\"code\"><pre tabindex=\"0\"><code><span class=\"hc\">/*\n</span>\
             <mark class=\"line\"><span class=\"hc\">b\n</span></mark><span class=\"hc\">*/</span>\n\
             <mark class=\"line\">end</mark></code></pre></figure>\n"
        );
    }
}
