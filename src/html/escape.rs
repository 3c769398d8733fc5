//! Text into HTML: the characters that mean something there are written as entities.

use crate::text::find_bytes;

/// Appends `text` as the content of an element.
pub fn push_text(text: &str, into: &mut String) {
    push(text, into, |byte| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == 0));
}

/// Appends `text` as the value of an attribute in double quotes.
pub fn push_attribute(text: &str, into: &mut String) {
    push(text, into, |byte| (byte == b'&') | (byte == b'<') | (byte == b'>') | (byte == b'"') | (byte == 0));
}

/// Copies `text` in as large parts as its special characters, all of them ASCII, allow.
#[inline]
fn push(text: &str, into: &mut String, is_special: impl Fn(u8) -> bool + Copy) {
    let mut copied = 0;
    for at in find_bytes(text, is_special) {
        into.push_str(&text[copied..at]);
        into.push_str(match text.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            // HTML has no character 0.
            _ => "\u{fffd}",
        });
        copied = at + 1;
    }
    into.push_str(&text[copied..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_escaped_and_others_copied() {
        let (mut text, mut attribute) = (String::new(), String::new());
        push_text("a < b & \"c\" > ü\0", &mut text);
        push_attribute("a < b & \"c\" > ü", &mut attribute);
        assert_eq!(text, "a &lt; b &amp; \"c\" &gt; ü\u{fffd}");
        assert_eq!(attribute, "a &lt; b &amp; &quot;c&quot; &gt; ü");
    }
}
