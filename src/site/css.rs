//! A style sheet without what only its authors read: comments, indentation, blanks around punctuation.
//!
//! Takes and gives CSS. Strings are left as they are, and so is every blank that may mean something: before a colon
//! (`a :hover`), around signs of arithmetic and of selectors.

/// The sheet `css`, shorter.
pub(super) fn squeezed(css: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(css.len());
    let mut at = 0;
    while let Some(&byte) = css.get(at) {
        match byte {
            b'/' if css[at..].starts_with(b"/*") => {
                let end = css[at + 2..].windows(2).position(|pair| pair == b"*/");
                at = end.map_or(css.len(), |end| at + 2 + end + 2);
                push_blank(&mut out);
            }
            b'"' | b'\'' => {
                let end = string_end(css, at);
                out.extend_from_slice(&css[at..end]);
                at = end;
            }
            b' ' | b'\t' | b'\r' | b'\n' => {
                push_blank(&mut out);
                at += 1;
            }
            b'{' | b'}' | b';' | b',' => {
                if out.last() == Some(&b' ') {
                    out.pop();
                }
                if byte == b'}' && out.last() == Some(&b';') {
                    out.pop();
                }
                out.push(byte);
                at += 1;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
    out
}

/// A blank, unless what is before it needs none behind it. A colon needs none in a declaration, and in a selector
/// nothing may follow it.
fn push_blank(out: &mut Vec<u8>) {
    if !matches!(out.last(), None | Some(b' ' | b'{' | b'}' | b';' | b',' | b':')) {
        out.push(b' ');
    }
}

/// Where the string ends that begins at `start`.
fn string_end(css: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = css.get(at) {
        match byte {
            b'\\' => at += 2,
            _ if byte == css[start] => return at + 1,
            _ => at += 1,
        }
    }
    css.len()
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    fn shorter(css: &str) -> String {
        String::from_utf8(squeezed(css.as_bytes())).expect("it was text")
    }

    #[test]
    fn only_what_means_nothing_goes() {
        let css = "/* A */\na :hover, b > c {\n  margin: 0 -1px;\n  width: calc(1px + 2em);\n}\n\n@media (min-width: 1px) { d { e: f } }\n";
        let expected = "a :hover,b > c{margin:0 -1px;width:calc(1px + 2em)}@media (min-width:1px){d{e:f}}";
        assert_eq!(shorter(css), expected);
        assert_eq!(
            shorter("a::before { content: \"a ;  /* b */ \\\" }\"; }"),
            "a::before{content:\"a ;  /* b */ \\\" }\"}"
        );
        assert_eq!(shorter(":root { --i: 0; --empty: ; }"), ":root{--i:0;--empty:}");
        assert_eq!(shorter("a { b: \"never closed"), "a{b:\"never closed");
        assert_eq!(shorter("a { } /* never closed"), "a{}");
    }

    #[test]
    fn the_built_in_sheet_keeps_within_its_budget() {
        let theme = crate::site::Theme::new("default", &crate::source::Sources::default());
        let length = |name: &str| {
            let found = theme.files().into_iter().find(|(path, _)| path.as_str().ends_with(name));
            found.map_or(0, |(_, bytes)| bytes.len())
        };
        assert!((20_000..40_000).contains(&length("style.css")), "{}", length("style.css"));
        assert!((10_000..30_000).contains(&length("site.js")), "{}", length("site.js"));
    }
}
