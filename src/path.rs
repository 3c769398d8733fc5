//! Paths of sources and outputs: normalised, with `/`, relative to the book or to the site; and URLs between outputs.
//!
//! A path here never holds `.`, `..`, a leading `/` or a backslash separator: what points out of the book has no
//! `SourcePath`, so nothing past this module can reach outside.

use ecow::EcoString;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// A file of the book, relative to the book's folder: `content/guides/rollback.md`. Every value of a YAML file has one, so
/// it is one pointer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct SourcePath(Arc<EcoString>);

/// A file of one output, relative to its folder: `guides/rollback.html`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(EcoString);

/// What `join` makes of a path that leaves the folder it is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutsideRoot;

/// Resolves `.` and `..` in `path` relative to the folder `base` (both with `/`); an absolute `path` starts at the root.
fn normalise(base: &str, path: &str) -> Result<EcoString, OutsideRoot> {
    let mut parts: Vec<&str> = Vec::new();
    let whole = if path.starts_with('/') { [path, ""] } else { [base, path] };
    for part in whole.iter().flat_map(|text| text.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(OutsideRoot)?;
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/").into())
}

macro_rules! common_path_methods {
    ($name:ident) => {
        impl $name {
            /// The path that `path` names from the root; `.`, `..` and doubled slashes are resolved.
            ///
            /// # Errors
            /// `OutsideRoot` if `..` climbs above the root.
            pub fn new(path: &str) -> Result<Self, OutsideRoot> {
                normalise("", path).map(|path| Self(path.into()))
            }

            /// The path that `path` names from the folder `folder`; one with a leading `/` starts at the root.
            ///
            /// # Errors
            /// `OutsideRoot` if `..` climbs above the root.
            pub fn join(folder: &str, path: &str) -> Result<Self, OutsideRoot> {
                normalise(folder, path).map(|path| Self(path.into()))
            }

            /// The path as text, with `/`.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The folder it is in, without a trailing slash; empty at the root.
            #[must_use]
            pub fn folder(&self) -> &str {
                self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
            }

            /// The last part.
            #[must_use]
            pub fn file_name(&self) -> &str {
                self.0.rsplit_once('/').map_or(self.as_str(), |(_, name)| name)
            }

            /// The last part without its extension.
            #[must_use]
            pub fn stem(&self) -> &str {
                let name = self.file_name();
                name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
            }

            /// The extension in lower case, without its dot.
            #[must_use]
            pub fn extension(&self) -> Option<String> {
                let (stem, extension) = self.file_name().rsplit_once('.')?;
                (!stem.is_empty()).then(|| extension.to_lowercase())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

common_path_methods!(SourcePath);
common_path_methods!(OutputPath);

/// So that maps by path can be asked by text, and for all that lies below a folder.
impl Borrow<str> for SourcePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl SourcePath {
    /// The part below the folder `root` (`""` for the book's folder itself); `None` where it is not below it.
    #[must_use]
    pub fn below(&self, root: &str) -> Option<&str> {
        if root.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(root)?.strip_prefix('/')
    }

    /// True where it is called as the page of the folder it is in: `index.md`, `README.md`, or `_index.md` as Hugo and Zola
    /// have it, in any case. What stands beside an index is a page of its own (`is_index`).
    #[must_use]
    pub fn is_folder_page(&self) -> bool {
        self.is_index() || self.stem().eq_ignore_ascii_case("readme")
    }

    /// True of `index` and `_index`, which are the folder's page whatever else is there.
    #[must_use]
    pub fn is_index(&self) -> bool {
        self.stem().strip_prefix('_').unwrap_or(self.stem()).eq_ignore_ascii_case("index")
    }
}

/// How long a name may be on the file systems that people have, in bytes.
const LONGEST_NAME: usize = 255;

impl OutputPath {
    /// The path with names that a disk takes: one that is too long is cut, and told from others that begin so by a
    /// digest of the whole.
    #[must_use]
    pub fn writable(self) -> Self {
        if self.0.split('/').all(|name| name.len() <= LONGEST_NAME) {
            return self;
        }
        let shortened = |name: &str| {
            if name.len() <= LONGEST_NAME {
                return name.to_owned();
            }
            let digest = blake3::hash(name.as_bytes()).to_hex();
            // What is behind the last dot of a name with many is an extension only if it is short.
            let extension = name.rfind('.').map_or("", |dot| &name[dot..]);
            let end = format!("-{}{}", &digest[..8], if extension.len() <= 16 { extension } else { "" });
            format!("{}{end}", &name[..name.floor_char_boundary(LONGEST_NAME - end.len())])
        };
        Self(self.0.split('/').map(shortened).collect::<Vec<_>>().join("/").into())
    }
}

/// What a URL path may not hold as it is. `:` would make `a:b.html` look like a scheme.
const PATH_SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b':')
    .add(b';')
    .add(b'&')
    .add(b'\'');

const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%').add(b'<').add(b'>').add(b'`').add(b'&').add(b'\'');

/// The relative URL from the page `from` to the file `to`, percent-encoded: `../guides/rollback.html`.
#[must_use]
pub fn relative_url(from: &OutputPath, to: &OutputPath) -> String {
    relative_url_from_folder(from.folder(), to)
}

/// `relative_url` from any page of `folder`.
#[must_use]
pub fn relative_url_from_folder(folder: &str, to: &OutputPath) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let target: Vec<&str> = to.as_str().split('/').collect();
    let shared = from.iter().zip(&target[..target.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut url = "../".repeat(from.len() - shared);
    for (at, part) in target[shared..].iter().enumerate() {
        if at > 0 {
            url.push('/');
        }
        url.extend(utf8_percent_encode(part, PATH_SEGMENT));
    }
    url
}

/// The address that `text` is, where a page may lead there: over the web, by mail or by telephone. Data may hold anything,
/// and what is no address stays words.
#[must_use]
pub fn address(text: &str) -> Option<&str> {
    let text = text.trim();
    let (scheme, rest) = text.split_once(':')?;
    let leads_somewhere = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => rest.strip_prefix("//").is_some_and(|rest| rest.starts_with(|c: char| !"/?#".contains(c))),
        "mailto" | "tel" => !rest.is_empty(),
        _ => false,
    };
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"\"<>\\^`{|}".contains(c);
    (leads_somewhere && text.chars().all(is_plain)).then_some(text)
}

/// `#` and the fragment, percent-encoded.
#[must_use]
pub fn fragment_url(anchor: &str) -> String {
    format!("#{}", utf8_percent_encode(anchor, FRAGMENT))
}

/// The way from a page up to the root of its output: empty, `../`, `../../`...
#[must_use]
pub fn root_prefix(page: &OutputPath) -> String {
    "../".repeat(page.as_str().matches('/').count())
}

/// One part of a path, percent-encoded for a URL.
#[must_use]
pub fn encode_segment(part: &str) -> String {
    utf8_percent_encode(part, PATH_SEGMENT).to_string()
}

/// Undoes percent-encoding; bytes that are not UTF-8 afterwards leave the text as it was.
#[must_use]
pub fn percent_decode(text: &str) -> EcoString {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.into(), |decoded| decoded.as_ref().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(path: &str) -> OutputPath {
        OutputPath::new(path).expect("inside")
    }

    #[test]
    fn addresses_are_told_from_words_and_from_what_would_run() {
        for text in [
            "https://a.example/b?c=d#e",
            " http://a.example ",
            "mailto:a@b.example",
            "tel:+4455501",
            "HTTPS://[::1]:8443/",
        ] {
            assert_eq!(address(text), Some(text.trim()), "{text}");
        }
        for text in [
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a.example",
            "//a.example",
            "https:a",
            "https:///a",
            "https://a b",
            "https://a\"b",
            "vault:a/b",
            "see https://a.example",
            "mailto:",
            "a.example",
            "",
        ] {
            assert_eq!(address(text), None, "{text}");
        }
    }

    #[test]
    fn relative_urls_climb_only_as_far_as_needed() {
        let url = |from: &str, to: &str| relative_url(&output(from), &output(to));
        assert_eq!(url("index.html", "index.html"), "index.html");
        assert_eq!(url("a/b/c.html", "a/d.html"), "../d.html");
        assert_eq!(url("a/b.html", "a/c/d.html"), "c/d.html");
        assert_eq!(url("a/b.html", "index.html"), "../index.html");
        assert_eq!(url("a/index.html", "a.html"), "../a.html");
        assert_eq!(url("x.html", "Über uns/50% #1: a&b.html"), "%C3%9Cber%20uns/50%25%20%231%3A%20a%26b.html");
    }

    #[test]
    fn paths_are_normalised_and_cannot_leave_the_root() {
        assert_eq!(SourcePath::new("a/./b//../c.md").map(|path| path.to_string()), Ok("a/c.md".to_owned()));
        assert_eq!(SourcePath::join("a/b", "../c.md").map(|path| path.to_string()), Ok("a/c.md".to_owned()));
        assert_eq!(SourcePath::join("a/b", "/c.md").map(|path| path.to_string()), Ok("c.md".to_owned()));
        assert_eq!(SourcePath::join("a", "../../c.md"), Err(OutsideRoot));
    }

    #[test]
    fn a_folders_page_has_one_of_three_names() {
        let named = |name: &str| SourcePath::new(name).unwrap();
        for name in ["index.md", "a/Index.md", "a/_index.md"] {
            assert!(named(name).is_index() && named(name).is_folder_page(), "{name}");
        }
        assert!(!named("README.md").is_index() && named("a/README.md").is_folder_page());
        for name in ["indexes.md", "index/a.md", "readme-first.md", "__index.md", "_readme.md"] {
            assert!(!named(name).is_folder_page(), "{name}");
        }
    }

    #[test]
    fn names_come_apart() {
        let path = output("a/b.tar.GZ");
        assert_eq!((path.folder(), path.file_name(), path.stem()), ("a", "b.tar.GZ", "b.tar"));
        assert_eq!(path.extension().as_deref(), Some("gz"));
        assert_eq!(output(".hidden").extension(), None);
        assert_eq!(output("content/a.md").folder(), "content");
        assert_eq!(SourcePath::new("content/a/b.md").expect("inside").below("content"), Some("a/b.md"));
        assert_eq!(SourcePath::new("contents/a.md").expect("inside").below("content"), None);
    }
}
