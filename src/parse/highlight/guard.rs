//! Which texts a grammar may see.
//!
//! The scanners of some grammars (Markdown, Python, Ruby, YAML) keep what is open in a buffer of 1,024 bytes and abort
//! the program where it does not fit. Code that people write is far from that; what comes near it stays plain.

/// How deep brackets, and lines under lines, may nest. The smallest buffer holds 253 levels.
const DEEPEST: usize = 64;

/// How long the words may be, all together, that say where here-documents end.
const LONGEST_ENDS: usize = 512;

/// True for a text that no grammar chokes on.
pub(super) fn is_tame(text: &str) -> bool {
    let (mut brackets, mut ends) = (0_usize, 0);
    let mut levels: Vec<usize> = Vec::new();
    for line in text.split('\n') {
        note_levels(line, &mut levels);
        let bytes = line.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'(' | b'[' | b'{' => brackets += 1,
                b')' | b']' | b'}' => brackets = brackets.saturating_sub(1),
                b'<' if bytes[at..].starts_with(b"<<") => {
                    let word = bytes[at + 2..]
                        .iter()
                        .take_while(|byte| !byte.is_ascii_whitespace())
                        .take(LONGEST_ENDS + 1)
                        .count();
                    ends += word;
                }
                _ => {}
            }
            if brackets > DEEPEST || ends > LONGEST_ENDS {
                return false;
            }
        }
        if levels.len() > DEEPEST {
            return false;
        }
    }
    true
}

/// Keeps the columns at which the blocks begin that `line` stands in: of what is indented, and of what follows signs
/// such as `- ` and `> ` on one line.
fn note_levels(line: &str, levels: &mut Vec<usize>) {
    let mut after_space = true;
    for (column, letter) in line.chars().enumerate() {
        let is_space = letter == ' ' || letter == '\t';
        if !is_space && after_space {
            if column == line.len() - line.trim_start().len() {
                levels.retain(|level| *level < column);
            }
            levels.push(column);
        }
        after_space = is_space;
        if !is_space && !matches!(letter, '-' | '>' | '*' | '+' | '?' | ':' | '.' | ')' | '0'..='9') {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_tame;

    #[test]
    fn code_is_tame_and_nesting_without_end_is_not() {
        let nested = |levels| (0..levels).map(|level| "  ".repeat(level) + "a:\n").collect::<String>();
        assert!(is_tame(&nested(40)));
        assert!(is_tame(&"a: [1, {b: 2}]\n- c\n".repeat(1_000)));
        assert!(is_tame(&"# ------------------ 1.2.3 ----------------\n".repeat(100)));
        assert!(is_tame(&"case x in a) b ;; esac\n".repeat(1_000)));
        assert!(!is_tame(&"- ".repeat(300)));
        assert!(!is_tame(&"> 1. ".repeat(300)));
        assert!(!is_tame(&"(".repeat(300)));
        assert!(!is_tame(&nested(300)));
        assert!(!is_tame(&format!("<<{}", "A".repeat(1_019))));
    }
}
