//! What a request asks for, told from its head alone: whether it may be answered, which file it names, which part of it.
//!
//! Takes text that anybody may have sent; gives names of outputs, or nothing. No name that this gives can lead out of an
//! edition, and nothing here looks at what there is.

use crate::path::OutputPath;
use percent_encoding::percent_decode_str;
use std::ops::Range;

/// What stands in front of every address that is no file of a book.
pub(super) const RESERVED: &str = "-";

/// True for the name of a loopback, with any port or none: a page of another name that leads here by its owner's DNS gets
/// no answer.
pub(super) fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some(("::1", rest)) => ("[::1]", rest),
        Some(_) => return false,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_port = |port: &str| port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    let has_name = ["127.0.0.1", "localhost", "[::1]"].iter().any(|own| name.eq_ignore_ascii_case(own));
    has_name && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

/// The file that the path of a URL names, that of a folder where it ends with a slash; none where it could be understood in
/// two ways, or climbs.
pub(super) fn named_file(path: &str) -> Option<OutputPath> {
    let path = path.strip_prefix('/')?;
    let mut parts: Vec<String> = Vec::new();
    let mut rest = path.split('/').peekable();
    while let Some(part) = rest.next() {
        if part.is_empty() && rest.peek().is_none() {
            parts.push("index.html".to_owned());
            break;
        }
        // Decoded once, and what still is a way to somewhere else then is none for us.
        let decoded = percent_decode_str(part).decode_utf8().ok()?;
        let leads_elsewhere = matches!(&*decoded, "" | "." | "..") || decoded.contains(['/', '\\', '\0']);
        if leads_elsewhere || decoded.chars().any(char::is_control) {
            return None;
        }
        parts.push(decoded.into_owned());
    }
    OutputPath::new(&parts.join("/")).ok()
}

/// The value of `name` in a query, decoded.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| *key == name)?;
    percent_decode_str(&value.replace('+', " ")).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// Which part of a file is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// These bytes.
    Bytes(Range<usize>),
    /// Bytes that it does not have.
    Nothing,
}

/// What the header `Range` asks for of a file with so many bytes. Several ranges, and what cannot be read, are the whole.
pub(super) fn part(header: Option<&str>, length: usize) -> Part {
    let range = || {
        let spec = header?.trim().strip_prefix("bytes=")?.trim();
        let (first, last) = spec.split_once('-')?;
        let number = |text: &str| -> Option<usize> {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| text.parse().unwrap_or(usize::MAX))
        };
        Some(match (number(first), number(last)) {
            (Some(first), Some(last)) if first > last => return None,
            (Some(first), _) if first >= length => Part::Nothing,
            (Some(first), Some(last)) => Part::Bytes(first..last.saturating_add(1).min(length)),
            (Some(first), None) if last.is_empty() => Part::Bytes(first..length),
            (None, Some(0)) if first.is_empty() => Part::Nothing,
            (None, Some(_)) if first.is_empty() && length == 0 => Part::Nothing,
            (None, Some(count)) if first.is_empty() => Part::Bytes(length.saturating_sub(count)..length),
            _ => return None,
        })
    };
    range().unwrap_or(Part::Whole)
}

/// True where the header `If-None-Match` names the file as it is.
pub(super) fn is_known(header: Option<&str>, tag: &str) -> bool {
    let named = |one: &str| {
        let one = one.trim();
        one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag
    };
    header.is_some_and(|header| header.split(',').any(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_loopback_is_answered_for() {
        for host in ["127.0.0.1", "127.0.0.1:4000", "localhost", "LocalHost:80", "[::1]", "[::1]:4000"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example:4000",
            "localhost.",
            "localhost:4000:1",
            "localhost:40000000",
            "localhost@evil.example",
            "::1",
            "[::1]x",
            "[::2]",
            "127.1",
            "0.0.0.0",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn a_path_names_a_file_of_the_outputs_or_nothing() {
        let named = |path: &str| named_file(path).map(|path| path.to_string());
        assert_eq!(named("/").as_deref(), Some("index.html"));
        assert_eq!(named("/guides/").as_deref(), Some("guides/index.html"));
        assert_eq!(named("/a/b.html").as_deref(), Some("a/b.html"));
        assert_eq!(named("/%C3%9Cber%20uns/50%25%20%231.html").as_deref(), Some("Über uns/50% #1.html"));
        assert_eq!(named("/%252e%252e/a").as_deref(), Some("%2e%2e/a"), "that is only a strange name");
        for path in [
            "",
            "a",
            "//",
            "//a",
            "/a//b",
            "/../a",
            "/a/..",
            "/a/../b",
            "/./a",
            "/%2e%2e/a",
            "/%2E%2e/%2e%2e/etc/passwd",
            "/.%2e/a",
            "/a%2fb",
            "/..%2fa",
            "/..%5ca",
            "/..\\a",
            "/%00",
            "/a%00.html",
            "/%ff",
            "/%c0%ae%c0%ae/a",
            "/%0d%0aX:1",
        ] {
            assert_eq!(named(path), None, "{path}");
        }
    }

    #[test]
    fn ranges_are_those_that_are_there() {
        assert_eq!(part(None, 10), Part::Whole);
        assert_eq!(part(Some("bytes=0-3"), 10), Part::Bytes(0..4));
        assert_eq!(part(Some("bytes=7-"), 10), Part::Bytes(7..10));
        assert_eq!(part(Some("bytes=-4"), 10), Part::Bytes(6..10));
        assert_eq!(part(Some("bytes=-40"), 10), Part::Bytes(0..10));
        assert_eq!(part(Some("bytes=5-99999999999999999999999"), 10), Part::Bytes(5..10));
        for nothing in ["bytes=10-", "bytes=99999999999999999999999-", "bytes=-0"] {
            assert_eq!(part(Some(nothing), 10), Part::Nothing, "{nothing}");
        }
        for whole in ["bytes=0-1,3-4", "bytes=4-2", "bytes=", "bytes=-", "bytes=a-b", "lines=0-3", "bytes=+1-2"] {
            assert_eq!(part(Some(whole), 10), Part::Whole, "{whole}");
        }
        assert_eq!(part(Some("bytes=-4"), 0), Part::Nothing);
    }

    #[test]
    fn what_is_known_is_known_by_its_tag() {
        assert!(
            is_known(Some("\"a\""), "\"a\"") && is_known(Some("W/\"b\", \"a\""), "\"a\"") && is_known(Some("*"), "x")
        );
        assert!(!is_known(Some("\"b\""), "\"a\"") && !is_known(None, "\"a\""));
    }

    #[test]
    fn parameters_are_decoded() {
        assert_eq!(parameter("path=%2Fa%20b&x=1", "path").as_deref(), Some("/a b"));
        assert_eq!(parameter("x=1", "path"), None);
    }
}
