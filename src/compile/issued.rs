//! What was issued: the manifests of packets as they were handed out, below `issued/`.
//!
//! Sources like any other, so that what a packet says of an issued version is the same wherever it is built. Read only for
//! the engagement that asks.

use crate::packet::bundle::{MANIFEST, Manifest};
use crate::path::SourcePath;
use crate::source::Sources;
use ecow::EcoString;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The folder of what was issued.
pub const ISSUED: &str = "issued";

/// The folder, below a version's, of what was not for the customer.
pub const INSIDE: &str = "internal";

/// The manifests of all versions, not yet read.
#[derive(Clone, Debug, Default)]
pub struct Issued {
    /// By engagement, version, and whether it is for the team.
    files: BTreeMap<(EcoString, EcoString, bool), Arc<[u8]>>,
}

impl Issued {
    /// Those in `sources`.
    #[must_use]
    pub fn new(sources: &Sources) -> Self {
        let first = SourcePath::new(ISSUED).expect("a plain name is inside");
        let from_here = sources.files.range(first..).map(|(path, _)| path);
        let all = from_here.take_while(|path| path.as_str().starts_with(ISSUED));
        let below = all.filter_map(|path| Some((path, path.below(ISSUED)?)));
        let mut files = BTreeMap::new();
        for (path, below) in below {
            let parts: Vec<&str> = below.split('/').collect();
            let (engagement, version, is_inside) = match parts[..] {
                [engagement, version, MANIFEST] => (engagement, version, false),
                [engagement, version, INSIDE, MANIFEST] => (engagement, version, true),
                _ => continue,
            };
            if let Some(bytes) = sources.bytes(path) {
                files.insert((engagement.into(), version.into(), is_inside), bytes.clone());
            }
        }
        Self { files }
    }

    /// The versions of `engagement`, the last first: by their days, and of one day by their numbers.
    #[must_use]
    pub fn versions(&self, engagement: &str) -> Vec<EcoString> {
        let mut versions: Vec<(EcoString, Vec<Part>, EcoString)> = Vec::new();
        for (_, version, is_inside) in self.files.keys().filter(|(known, ..)| known == engagement) {
            let date = self.read(engagement, version, *is_inside).map(|manifest| manifest.date).unwrap_or_default();
            match versions.iter_mut().find(|(_, _, known)| known == version) {
                Some(known) => known.0 = known.0.clone().max(date),
                None => versions.push((date, parts_of(version), version.clone())),
            }
        }
        versions.sort();
        versions.into_iter().rev().map(|(_, _, version)| version).collect()
    }

    /// The manifest of a version, for the customer or for the team; none where there is none that can be read.
    #[must_use]
    pub fn manifest(&self, engagement: &str, version: &str, is_inside: bool) -> Option<Manifest> {
        self.read(engagement, version, is_inside)
    }

    /// Every manifest that can be read, with its engagement and version.
    pub fn all(&self) -> impl Iterator<Item = (&EcoString, &EcoString, Manifest)> {
        let known = self.files.iter();
        known.filter_map(|((engagement, version, _), bytes)| Some((engagement, version, Manifest::from_json(bytes)?)))
    }

    fn read(&self, engagement: &str, version: &str, is_inside: bool) -> Option<Manifest> {
        Manifest::from_json(self.files.get(&(engagement.into(), version.into(), is_inside))?)
    }
}

/// A part of a version, so that 1.10 comes after 1.9.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Word(String),
    Number(u64),
}

fn parts_of(version: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for part in version.split(|letter: char| !letter.is_alphanumeric()) {
        parts.push(part.parse().map_or_else(|_| Part::Word(part.to_owned()), Part::Number));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_version_comes_first() {
        let mut sources = Sources::default();
        let mut add = |path: &str, date: &str| {
            let manifest = Manifest { format: 1, date: date.into(), ..Manifest::default() };
            let text = String::from_utf8(manifest.to_json()).expect("text");
            sources.insert_text(SourcePath::new(path).expect("inside"), &text);
        };
        add("issued/acme/1.9/manifest.json", "2026-03-01");
        add("issued/acme/1.10/manifest.json", "2026-03-01");
        add("issued/acme/0.9-late/internal/manifest.json", "2026-04-01");
        add("issued/other/9/manifest.json", "2026-05-01");
        add("issued/acme/1.10/site/manifest.json", "2026-06-01");
        add("issued/manifest.json", "2026-06-01");
        let issued = Issued::new(&sources);
        assert_eq!(issued.versions("acme"), ["0.9-late", "1.10", "1.9"]);
        assert!(issued.manifest("acme", "1.9", false).is_some() && issued.manifest("acme", "1.9", true).is_none());
        assert_eq!(issued.versions("nobody"), Vec::<EcoString>::new());
    }
}
