//! Blocks of code: lines of coloured runs. Where a line is too long, the template wraps it, as it alone knows the width.

use super::printer::Printer;
use super::words;
use crate::doc::CodeBlock;
use crate::text::TextRange;

/// A run of one colour within a line, and the colour's letter.
type Run<'c> = (Option<char>, &'c str);

impl Printer<'_> {
    /// A block of code, which stands at `range`.
    pub(super) fn code_block(&mut self, block: &CodeBlock, range: TextRange) {
        self.code.push("#e.code-block((");
        for line in lines(block) {
            self.code.push("(");
            let mut column = 0;
            for (letter, text) in line {
                let text = untabbed(text, &mut column);
                if let Some(letter) = letter {
                    self.code.push("(");
                    self.code.string(letter.encode_utf8(&mut [0; 4]));
                    self.code.push(",");
                    self.literal(&text, Some(range));
                    self.code.push(")");
                } else {
                    self.literal(&text, Some(range));
                }
                self.code.push(",");
            }
            self.code.push("),");
        }
        self.code.push("), title: ");
        match &block.title {
            Some(title) => self.literal(&words::sentence(title, words::LONGEST_WORD), Some(range)),
            None => self.code.push("none"),
        }
        self.code.push(", marked: (");
        let count = u32::try_from(block.text.matches('\n').count() + 1).unwrap_or(u32::MAX);
        for line in (1..=count).filter(|line| block.marked.iter().any(|(from, to)| (from..=to).contains(&line))) {
            self.code.number(line);
            self.code.push(",");
        }
        self.code.push("))");
    }
}

/// The lines of a block, in runs; what no run covers is plain.
fn lines(block: &CodeBlock) -> Vec<Vec<Run<'_>>> {
    let text = block.text.as_str();
    let mut lines = vec![Vec::new()];
    let mut at = 0;
    let runs = block.runs.iter().map(|run| (run.length as usize, run.token.letter()));
    for (length, letter) in runs.chain([(text.len(), None)]) {
        let end = text.floor_char_boundary(at + length);
        for (number, part) in text[at..end].split('\n').enumerate() {
            if number > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
                line.push((letter, part));
            }
        }
        at = end;
    }
    lines
}

/// Printable text with blanks for tabs; `column` is where it begins, and then where it ends.
fn untabbed(text: &str, column: &mut usize) -> String {
    const TAB: usize = 4;
    let mut blank = String::with_capacity(text.len());
    for character in words::printable(text).chars() {
        let width = if character == '\t' { TAB - *column % TAB } else { 1 };
        if character == '\t' {
            blank.extend(std::iter::repeat_n(' ', width));
        } else {
            blank.push(character);
        }
        *column += width;
    }
    blank
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::{HighlightRun, Token};

    #[test]
    fn runs_are_cut_at_the_ends_of_lines_and_of_characters() {
        let run = |length, token| HighlightRun { length, token };
        let block = |runs: &[HighlightRun]| CodeBlock {
            variables: Vec::new(),
            language: None,
            title: None,
            marked: Vec::new(),
            text: "ab\ncé\n\nd".into(),
            runs: runs.into(),
        };
        let comment = Some('c');
        let whole = [vec![(comment, "ab")], vec![(comment, "c"), (None, "é")], vec![], vec![(None, "d")]];
        assert_eq!(
            lines(&block(&[run(5, Token::Comment)])),
            whole,
            "a run that ends inside a character ends before it"
        );
        assert_eq!(lines(&block(&[run(0, Token::Comment), run(99, Token::Plain)])).len(), 4);
        assert_eq!(lines(&block(&[])).concat(), [(None, "ab"), (None, "cé"), (None, "d")]);
    }

    #[test]
    fn tabs_reach_to_the_next_stop() {
        let mut column = 1;
        assert_eq!((untabbed("a\tb\t", &mut column), column), ("a  b   ".to_owned(), 8));
    }
}
