//! The theme: style, scripts, fonts and icons, built in or from the book's `themes` folder.

use crate::model::wording::Words;
use crate::path::OutputPath;
use crate::source::Sources;
use base64::prelude::{BASE64_STANDARD, Engine as _};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Where the theme's and the search's files go on a site. A folder that no guide is likely to have.
pub const ASSETS: &str = "assets/turnkey";

/// The style sheet of packets in one file, which sites have no use for.
pub const PACKET_SHEET: &str = "packet.css";

/// The style sheet of charts, which is a part of that of engagements, and of packets that have some.
pub const CHART_SHEET: &str = "charts.css";
/// The scripts.
const SCRIPTS: &str = "site.js";
/// The style sheet of engagements.
const ENGAGEMENT_SHEET: &str = "engagement.css";

/// A file that pages share, and where it goes.
pub type SharedFile = (OutputPath, Arc<[u8]>);

/// The built-in theme, in every profile.
#[derive(rust_embed::RustEmbed)]
#[folder = "themes/default"]
#[include = "css/*"]
#[include = "js/*"]
#[include = "fonts/*"]
#[include = "icons/*"]
#[include = "*.css"]
#[include = "*.js"]
#[include = "*.svg"]
#[include = "*.toml"]
struct Builtin;

/// A theme's files, put together as pages ask for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// By their names in the theme's folder.
    parts: BTreeMap<String, Arc<[u8]>>,
    files: BTreeMap<OutputPath, Arc<[u8]>>,
    /// Runs before anything is drawn: sets the colours that the reader chose.
    pub scheme_script: String,
    /// The same as a source for the content security policy: `sha256-...`.
    pub scheme_hash: String,
}

impl Theme {
    /// The theme of this name: the built-in files, and over them those of `themes/<name>/` in the book.
    #[must_use]
    pub fn new(name: &str, sources: &Sources) -> Self {
        let mut parts: BTreeMap<String, Arc<[u8]>> = BTreeMap::new();
        for path in Builtin::iter() {
            if let Some(file) = Builtin::get(&path) {
                parts.insert(path.into_owned(), file.data.into_owned().into());
            }
        }
        let folder = format!("themes/{name}");
        for path in sources.files.keys() {
            if let (Some(below), Some(bytes)) = (path.below(&folder), sources.bytes(path)) {
                parts.insert(below.to_owned(), bytes.clone());
            }
        }
        Self::put_together(parts)
    }

    fn put_together(parts: BTreeMap<String, Arc<[u8]>>) -> Self {
        let place = |name: &str| OutputPath::join(ASSETS, name).expect("the theme's files lie below its folder");
        let mut files = BTreeMap::new();
        let joined = |folder: &str, extension: &str| -> Arc<[u8]> {
            let named = |path: &str| path.starts_with(folder) && path.ends_with(extension);
            let mut bytes = Vec::new();
            for (_, part) in parts.iter().filter(|(path, _)| named(path)) {
                bytes.extend_from_slice(part);
                if !part.ends_with(b"\n") {
                    bytes.push(b'\n');
                }
            }
            bytes.into()
        };
        files.insert(place("style.css"), squeezed(&joined("css/", ".css")));
        // Apart is what few pages need: diagrams, engagements.
        let is_apart = |path: &str| {
            ![PACKET_SHEET, CHART_SHEET].contains(&path)
                && path.strip_suffix(".css").is_some_and(|name| !name.contains('/'))
        };
        for (path, bytes) in parts.iter().filter(|(path, _)| is_apart(path)) {
            let charts = parts.get(CHART_SHEET).filter(|_| path == ENGAGEMENT_SHEET);
            let sheet = [charts.map_or(&[][..], |charts| charts), bytes].concat();
            files.insert(place(path), squeezed(&sheet));
        }
        files.insert(place(SCRIPTS), joined("js/", ".js"));
        for (path, bytes) in &parts {
            let kept = ["fonts/", "icons/"].iter().any(|folder| path.starts_with(folder)) || path == "favicon.svg";
            if kept {
                files.insert(place(path), bytes.clone());
            }
        }
        let script =
            parts.get("scheme.js").map_or_else(String::new, |bytes| String::from_utf8_lossy(bytes).trim().to_owned());
        let scheme_hash = policy_hash(&script);
        Self { parts, files, scheme_script: script, scheme_hash }
    }

    /// The part of this name: `css/10-base.css`.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts.get(name).map(|bytes| &**bytes)
    }

    /// The scripts, which are the same in every language, with what they say in that of `words` in front.
    #[must_use]
    pub fn scripts(&self, words: &Words) -> SharedFile {
        let path = OutputPath::join(ASSETS, SCRIPTS).expect("it lies below the folder");
        let scripts = self.files.get(&path).cloned().unwrap_or_default();
        let code = String::from_utf8_lossy(&scripts);
        // A phrase stands in quotes; whatever else does is none.
        let asked = code.split('"').filter_map(|text| Some((text, words.find(text)?)));
        let said: BTreeMap<&str, &str> = asked.collect();
        if said.is_empty() {
            return (path, scripts);
        }
        let said = serde_json::to_string(&said).expect("words are plain data");
        (path, format!("var turnkeyWords={said};\n{code}").into_bytes().into())
    }

    /// The names of the parts below `folder`, in order.
    pub fn names<'t>(&'t self, folder: &'t str) -> impl Iterator<Item = &'t str> {
        self.parts.keys().map(String::as_str).filter(move |name| name.starts_with(folder))
    }

    /// The file that goes to `path`.
    #[must_use]
    pub fn file(&self, path: &OutputPath) -> Option<&Arc<[u8]>> {
        self.files.get(path)
    }

    /// The files, by where they go.
    #[must_use]
    pub fn files(&self) -> Vec<SharedFile> {
        self.files.iter().map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
    }
}

/// A style or a script that stands in a page, as a source for the content security policy: `sha256-...`.
#[must_use]
pub fn policy_hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// A style sheet without its comments and the space that only people need. What stands in quotes is left as it is.
#[must_use]
pub fn squeezed(css: &[u8]) -> Arc<[u8]> {
    let mut out: Vec<u8> = Vec::with_capacity(css.len());
    let mut at = 0;
    while let Some(byte) = css.get(at) {
        match byte {
            b'/' if css[at..].starts_with(b"/*") => {
                let length = css[at + 2..].windows(2).position(|pair| pair == b"*/");
                at = length.map_or(css.len(), |length| at + 2 + length + 2);
                continue;
            }
            b'"' | b'\'' => {
                let mut end = at + 1;
                while css.get(end).is_some_and(|inside| inside != byte) {
                    end += if css[end] == b'\\' { 2 } else { 1 };
                }
                let end = (end + 1).min(css.len());
                out.extend_from_slice(&css[at..end]);
                at = end;
                continue;
            }
            byte if byte.is_ascii_whitespace() => {
                if !matches!(out.last(), None | Some(b' ' | b'{' | b'}' | b';' | b',')) {
                    out.push(b' ');
                }
            }
            b'{' | b'}' | b';' | b',' => {
                if out.last() == Some(&b' ') {
                    out.pop();
                }
                out.push(*byte);
            }
            byte => out.push(*byte),
        }
        at += 1;
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::squeezed;

    #[test]
    fn styles_lose_nothing_but_space_and_comments() {
        let squeezed = |css: &str| String::from_utf8(squeezed(css.as_bytes()).to_vec()).expect("text");
        assert_eq!(
            squeezed("/* A */\na ,\n b  > c {\n  color : red ;\n}\n\nd:is(e) {}"),
            "a,b > c{color : red;}d:is(e){}"
        );
        assert_eq!(squeezed("a::before { content: \"/* {  } \\\" */\" }"), "a::before{content: \"/* {  } \\\" */\"}");
        assert_eq!(
            squeezed("b { background: url('x  y'), calc(1px + 2px) } /* open"),
            "b{background: url('x  y'),calc(1px + 2px)}"
        );
        assert_eq!(squeezed("a { content: \"open"), "a{content: \"open");
    }

    #[test]
    fn the_built_in_style_and_script_keep_within_their_budgets() {
        let theme = super::Theme::new("default", &crate::source::Sources::default());
        let length = |name: &str| {
            let found = theme.files().into_iter().find(|(path, _)| path.as_str().ends_with(name));
            found.map_or(0, |(_, bytes)| bytes.len())
        };
        assert!((20_000..40_000).contains(&length("style.css")), "{}", length("style.css"));
        assert!((3_000..15_000).contains(&length("engagement.css")), "{}", length("engagement.css"));
        assert!((10_000..30_000).contains(&length("site.js")), "{}", length("site.js"));
    }
}
