//! Links that stand in plain text: `[[name#anchor|words]]`, and GFM's extended autolinks.
//!
//! Takes a run of text; gives the ranges of it that are links. The autolinks follow cmark-gfm: a scheme or `www.` must
//! be written, so `README.md` and `install.sh` are words. Every byte is looked at a bounded number of times.

use std::ops::Range;

/// A link found in a run of text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// All of it, brackets included.
    pub(super) range: Range<usize>,
    pub(super) kind: FoundKind,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum FoundKind {
    /// A bare URL or address, to be shown as it is; `prefix` goes before it to make it a destination.
    Bare { prefix: &'static str },
    /// `[[name|words]]`; an `embed` has `!` before it.
    Wiki { name: Range<usize>, words: Option<Range<usize>>, embed: bool },
}

/// Which bytes tell of a link: all others are gone over quickly.
static BEGINS: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"[:wW@";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

/// The links in `text`, in order and apart.
pub(super) fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    // Nothing before this may become part of the next link.
    let mut free_from = 0;
    while let Some(words) = bytes[at..].iter().position(|byte| BEGINS[usize::from(*byte)]) {
        at += words;
        let hit = match bytes[at] {
            b'[' if bytes[at..].starts_with(b"[[") => match wiki(text, at) {
                Ok(hit) => Some(hit),
                Err(resume) => {
                    at = resume;
                    continue;
                }
            },
            b':' if bytes[at..].starts_with(b"://") => web(text, at, free_from),
            b'w' | b'W' if starts_with_www(&bytes[at..]) => www(text, at),
            b'@' => address(text, at, free_from),
            _ => None,
        };
        match hit {
            Some(hit) => {
                at = hit.range.end;
                free_from = at;
                found.push(hit);
            }
            None => at += 1,
        }
    }
    found
}

/// How long the address is that `text` begins with, written without brackets.
pub fn bare_address(text: &str) -> Option<usize> {
    let first = find(text).into_iter().next()?;
    (first.range.start == 0 && matches!(first.kind, FoundKind::Bare { .. })).then_some(first.range.end)
}

/// The wiki link that begins at `at`, or where to go on looking.
fn wiki(text: &str, at: usize) -> Result<Found, usize> {
    let bytes = text.as_bytes();
    let mut start = at + 2;
    // Of `[[[x]]` the last two brackets open the link.
    while bytes.get(start) == Some(&b'[') {
        start += 1;
    }
    let mut end = start;
    loop {
        match bytes.get(end) {
            None | Some(b'\n') => return Err(end),
            Some(b'[') if bytes[end..].starts_with(b"[[") => return Err(end),
            Some(b']') if bytes[end..].starts_with(b"]]") => break,
            Some(_) => end += 1,
        }
    }
    let body = start..end;
    let (name, words) = match text[body.clone()].find('|') {
        Some(bar) => (start..start + bar, Some(trim(text, start + bar + 1..end))),
        None => (body, None),
    };
    let name = trim(text, name);
    if name.is_empty() {
        return Err(end + 2);
    }
    let embed = start >= 3 && bytes[start - 3] == b'!';
    let from = start - 2 - usize::from(embed);
    Ok(Found {
        range: from..end + 2,
        kind: FoundKind::Wiki { name, words: words.filter(|words| !words.is_empty()), embed },
    })
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

/// `http://` and `https://`, whose colon stands at `colon`.
fn web(text: &str, colon: usize, free_from: usize) -> Option<Found> {
    let before = &text[free_from..colon];
    let letters = before.bytes().rev().take(6).take_while(u8::is_ascii_alphabetic).count();
    let scheme = &before[before.len() - letters..];
    if !(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")) {
        return None;
    }
    let start = colon - scheme.len();
    if before[..before.len() - letters].ends_with(|last: char| last.is_ascii_digit()) {
        return None;
    }
    let host = domain_length(&text[colon + 3..], false)?;
    let end = link_end(text, start, colon + 3 + host);
    Some(Found { range: start..end, kind: FoundKind::Bare { prefix: "" } })
}

fn starts_with_www(bytes: &[u8]) -> bool {
    bytes.len() > 4 && bytes[..4].eq_ignore_ascii_case(b"www.")
}

fn www(text: &str, start: usize) -> Option<Found> {
    let before = text[..start].chars().next_back();
    if before.is_some_and(|before| !(before.is_whitespace() || "*_~(".contains(before))) {
        return None;
    }
    let host = domain_length(&text[start..], true)?;
    if text[start + host..].starts_with("{{") {
        // The rest of the host is a variable.
        return None;
    }
    let end = link_end(text, start, start + host);
    Some(Found { range: start..end, kind: FoundKind::Bare { prefix: "http://" } })
}

/// The length of the host name that `text` begins with: with no underscore in its last two parts and, if `dotted`, a
/// dot. A host of one part is fine after a scheme, as in `http://localhost`.
fn domain_length(text: &str, dotted: bool) -> Option<usize> {
    let (mut dots, mut underscores_before, mut underscores) = (0, 0, 0);
    let mut end = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '_' => underscores += 1,
            '.' => {
                dots += 1;
                underscores_before = underscores;
                underscores = 0;
            }
            '-' => {}
            letter if letter.is_alphanumeric() => {}
            _ => break,
        }
        end = at + letter.len_utf8();
    }
    let begins_well = text.starts_with(|first: char| first.is_alphanumeric());
    let named = underscores == 0 && underscores_before == 0;
    (begins_well && named && (!dotted || dots > 0)).then_some(end)
}

/// Where the link ends that began at `start` and whose host ends at `host_end`: at a space or `<`, without the
/// punctuation and unbalanced parentheses that belong to the sentence around it.
fn link_end(text: &str, start: usize, host_end: usize) -> usize {
    let rest = &text[host_end..];
    let mut end = host_end + rest.find(|letter: char| letter.is_whitespace() || letter == '<').unwrap_or(rest.len());
    let bytes = text.as_bytes();
    let opening = text[start..end].matches('(').count();
    let mut closing = text[start..end].matches(')').count();
    while end > host_end {
        match bytes[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end -= 1,
            b')' if closing > opening => {
                closing -= 1;
                end -= 1;
            }
            // A URL in brackets, or in a wiki link that is none.
            b']' if !text[start..end].contains('[') => end -= 1,
            b';' => {
                let entity = bytes[host_end..end - 1].iter().rposition(|byte| !byte.is_ascii_alphanumeric());
                match entity {
                    Some(place) if bytes[host_end + place] == b'&' && host_end + place + 2 < end => {
                        end = host_end + place;
                    }
                    _ => end -= 1,
                }
            }
            _ => break,
        }
    }
    // A host's last dot ends the sentence.
    if end == host_end && text[start..end].ends_with('.') { end - 1 } else { end }
}

/// The e-mail address around the `@` at `sign`.
fn address(text: &str, sign: usize, free_from: usize) -> Option<Found> {
    let bytes = text.as_bytes();
    let local = bytes[free_from..sign]
        .iter()
        .rev()
        .take_while(|byte| byte.is_ascii_alphanumeric() || b".+-_".contains(byte))
        .count();
    let start = sign - local;
    // `ssh://git@host` and `git@host:path` are not for writing to.
    if local == 0 || bytes[free_from..start].ends_with(b"/") || bytes[start] == b'.' {
        return None;
    }
    let mut end = sign + 1;
    let mut dots = 0;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'.' if bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) => dots += 1,
            b'-' | b'_' => {}
            byte if byte.is_ascii_alphanumeric() => {}
            _ => break,
        }
        end += 1;
    }
    let ends_well = bytes[end - 1].is_ascii_alphabetic();
    let goes_on = matches!(bytes.get(end), Some(b'@' | b'/'))
        || (bytes.get(end) == Some(&b':') && bytes.get(end + 1).is_some_and(|next| !next.is_ascii_whitespace()));
    (dots > 0 && ends_well && !goes_on)
        .then_some(Found { range: start..end, kind: FoundKind::Bare { prefix: "mailto:" } })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bare(text: &str) -> Vec<&str> {
        find(text).into_iter().map(|found| &text[found.range]).collect()
    }

    #[test]
    fn bare_urls_end_where_github_ends_them() {
        assert_eq!(bare("see https://a.example/x_y?q=1&b=2."), ["https://a.example/x_y?q=1&b=2"]);
        assert_eq!(bare("(https://en.example/Go_(game))"), ["https://en.example/Go_(game)"]);
        assert_eq!(bare("(see www.example.com/a)"), ["www.example.com/a"]);
        assert_eq!(bare("http://localhost:8080/ and https://x.y&amp;"), ["http://localhost:8080/", "https://x.y"]);
        assert_eq!(bare("\"https://a.example\", ok"), ["https://a.example"]);
        assert_eq!(bare("**https://a.example/**"), ["https://a.example/"]);
        assert_eq!(bare("HTTPS://EXAMPLE.COM"), ["HTTPS://EXAMPLE.COM"]);
        assert_eq!(bare("https://例え.example/道"), ["https://例え.example/道"]);
    }

    #[test]
    fn words_are_not_urls() {
        for text in [
            "README.md install.sh",
            "ssh://git@host/x",
            "git@example.com:a/b.git",
            "a@b",
            "@name",
            "http://",
            "www.",
            "xhttps://a.b",
        ] {
            assert_eq!(bare(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn addresses_are_written_to() {
        assert_eq!(bare("ask ops+eu@example.co.uk."), ["ops+eu@example.co.uk"]);
        assert_eq!(find("a@b.io")[0].kind, FoundKind::Bare { prefix: "mailto:" });
    }

    #[test]
    fn wiki_links_have_a_name_and_perhaps_words() {
        let parts = |text: &'static str| match find(text).pop().map(|found| found.kind) {
            Some(FoundKind::Wiki { name, words, embed }) => Some((&text[name], words.map(|words| &text[words]), embed)),
            _ => None,
        };
        assert_eq!(parts("a [[handoff#rollback| the words ]] b"), Some(("handoff#rollback", Some("the words"), false)));
        assert_eq!(parts("[[larkspur/phase:validate]]"), Some(("larkspur/phase:validate", None, false)));
        assert_eq!(parts("![[metrics]]"), Some(("metrics", None, true)));
        assert_eq!(parts("[[a [[b]]"), Some(("b", None, false)));
        assert_eq!(parts("[[]]"), None);
        assert_eq!(parts("[[ -f x ] ]"), None);
        assert_eq!(parts("[[a\nb]]"), None);
    }

    #[test]
    fn a_hundred_thousand_brackets_are_read_once() {
        assert!(find(&"[[".repeat(100_000)).is_empty());
        assert!(find(&"[[a".repeat(100_000)).is_empty());
        assert_eq!(find(&format!("https://a.b/{}", ")".repeat(100_000))).len(), 1);
        assert!(find(&"a@".repeat(100_000)).is_empty());
    }
}
