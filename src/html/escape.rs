//! Text into HTML: the characters that mean something there are written as entities.

/// Appends `text` as the content of an element.
pub fn push_text(text: &str, into: &mut String) {
    push(text, into, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        // HTML has no character 0.
        0 => Some("\u{fffd}"),
        _ => None,
    });
}

/// Appends `text` as the value of an attribute in double quotes.
pub fn push_attribute(text: &str, into: &mut String) {
    push(text, into, |byte| match byte {
        b'&' => Some("&amp;"),
        b'<' => Some("&lt;"),
        b'>' => Some("&gt;"),
        b'"' => Some("&quot;"),
        0 => Some("\u{fffd}"),
        _ => None,
    });
}

/// Copies `text` in as large parts as its special characters, all of them ASCII, allow.
#[inline]
fn push(text: &str, into: &mut String, entity: impl Fn(u8) -> Option<&'static str>) {
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if let Some(entity) = entity(byte) {
            into.push_str(&text[copied..at]);
            into.push_str(entity);
            copied = at + 1;
        }
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
