//! The manifest of a packet's folder: what it is of, in which version, with a digest for each file, each section of each
//! packet, and each thing of the engagement.
//!
//! A format of its own (`"format": 1`): issued manifests are read again years later. It says nothing that is not in the
//! files beside it, so a customer's holds nothing that the customer may not see.

use crate::html::{WriteOptions, write_html};
use crate::packet::view::{PacketView, SectionBody, SectionView};
use crate::schema::things::PacketSection;
use ecow::EcoString;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// What is written down of a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of this format: 1.
    pub format: u32,
    /// The engagement's name.
    pub engagement: EcoString,
    /// What it is called.
    pub title: EcoString,
    /// For whom it is.
    pub customer: EcoString,
    /// The version that its documents say.
    pub version: EcoString,
    /// The day on which it was made.
    pub date: EcoString,
    /// What is in it for each audience.
    pub editions: Vec<EditionManifest>,
    /// Every file, but for this one, the sums and the archive.
    pub files: Vec<FileEntry>,
}

/// What is in a folder for one audience.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionManifest {
    /// For whom it is.
    pub audience: EcoString,
    /// Its packets.
    pub packets: Vec<PacketManifest>,
    /// The things of the engagement, and the guides that are named for it.
    pub entities: Vec<Entry>,
}

/// A packet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PacketManifest {
    /// Its name.
    pub name: EcoString,
    /// What is on its cover.
    pub title: EcoString,
    /// A TLP label.
    pub marking: EcoString,
    /// `draft`, `for-signature` or `accepted`.
    pub state: EcoString,
    /// What names its content, as its pages say it.
    pub revision: EcoString,
    /// Its sections, in order.
    pub sections: Vec<Entry>,
}

/// A section or a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What kind of thing; none for a section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<EcoString>,
    /// Its name.
    pub id: EcoString,
    /// What it is called.
    pub title: EcoString,
    /// Of what is said of it: SHA-256.
    pub digest: String,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Where it is, below the folder.
    pub path: EcoString,
    /// How long it is.
    pub bytes: u64,
    /// Its digest.
    pub sha256: String,
}

impl Manifest {
    /// The format that is written.
    pub const FORMAT: u32 = 1;

    /// Every key of it: words of ours, which give nothing away.
    pub const KEYS: [&str; 22] = [
        "audience",
        "bytes",
        "customer",
        "date",
        "digest",
        "editions",
        "engagement",
        "entities",
        "files",
        "format",
        "id",
        "kind",
        "marking",
        "name",
        "packets",
        "path",
        "revision",
        "sections",
        "sha256",
        "state",
        "title",
        "version",
    ];

    /// As JSON, for people too.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self).expect("a manifest is plain data");
        text.push(b'\n');
        text
    }

    /// Reads one that was written once; none where it is none, or of a format that is not known yet.
    #[must_use]
    pub fn from_json(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice::<Self>(bytes).ok().filter(|manifest| manifest.format == Self::FORMAT)
    }

    /// What it says of an audience.
    #[must_use]
    pub fn edition(&self, audience: &str) -> Option<&EditionManifest> {
        self.editions.iter().find(|edition| edition.audience == audience)
    }
}

impl EditionManifest {
    /// What it says of a packet.
    #[must_use]
    pub fn packet(&self, name: &str) -> Option<&PacketManifest> {
        self.packets.iter().find(|packet| packet.name == name)
    }
}

impl FileEntry {
    /// The entry of a file.
    #[must_use]
    pub fn new(path: &str, bytes: &[u8]) -> Self {
        Self { path: path.into(), bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) }
    }
}

/// The digest of a text: SHA-256, in hexadecimal.
#[must_use]
pub fn digest_of(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What the manifest says of a packet with these contents.
#[must_use]
pub fn packet_manifest(name: &str, state: &str, view: &PacketView) -> PacketManifest {
    // What changed since another version is no change of this one.
    let own = view.sections.iter().filter(|section| section.id != PacketSection::ChangesSince.name());
    PacketManifest {
        name: name.into(),
        title: view.cover.title.clone(),
        marking: view.cover.marking.clone(),
        state: state.into(),
        revision: view.cover.revision.clone(),
        sections: own
            .map(|section| Entry {
                kind: None,
                id: section.id.clone(),
                title: section.title.clone(),
                digest: section_digest(section),
            })
            .collect(),
    }
}

fn section_digest(section: &SectionView) -> String {
    let mut words = serde_json::to_string(section).expect("a view is plain data");
    match &section.body {
        SectionBody::Guides(guides) => {
            for guide in guides {
                words.push_str(&write_html(&guide.doc, &guide.page, &WriteOptions::default()));
            }
        }
        SectionBody::Prose(prose) => words.push_str(&prose.doc.plain_text()),
        _ => {}
    }
    digest_of(&words)
}

/// `SHA256SUMS`, as `sha256sum --check` reads it: of every file, in the order of their names.
#[must_use]
pub fn sums<'f>(files: impl IntoIterator<Item = &'f FileEntry>) -> Vec<u8> {
    let mut files: Vec<&FileEntry> = files.into_iter().collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    let line = |file: &FileEntry| {
        // A name with such letters is escaped, and the line says so.
        let escaped = file.path.as_str().replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r");
        let mark = if escaped == file.path.as_str() { "" } else { "\\" };
        format!("{mark}{}  {escaped}\n", file.sha256)
    };
    files.into_iter().map(line).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_what_sha256sum_reads() {
        let files = [FileEntry::new("b.txt", b"abc"), FileEntry::new("a\\b.txt", b"")];
        let text = String::from_utf8(sums(&files)).expect("text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "\\e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\\\\b.txt");
        assert_eq!(lines[1], "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b.txt");
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written_and_others_are_not() {
        let entry = |kind: Option<&str>| Entry {
            kind: kind.map(Into::into),
            id: "quota".into(),
            title: "Quota".into(),
            digest: digest_of("quota"),
        };
        let packet =
            PacketManifest { name: "handoff".into(), sections: vec![entry(None)], ..PacketManifest::default() };
        let edition =
            EditionManifest { audience: "customer".into(), packets: vec![packet], entities: vec![entry(Some("risk"))] };
        let files = vec![FileEntry::new("a.pdf", b"%PDF")];
        let manifest = Manifest { format: 1, editions: vec![edition], files, ..Manifest::default() };
        assert_eq!(Manifest::from_json(&manifest.to_json()), Some(manifest.clone()));
        let text = String::from_utf8(manifest.to_json()).expect("text");
        let keys = text.lines().filter_map(|line| line.trim().strip_prefix('"')?.split_once("\":"));
        let unknown: Vec<_> = keys.map(|(key, _)| key).filter(|key| !Manifest::KEYS.contains(key)).collect();
        assert_eq!(unknown, Vec::<&str>::new());
        assert!(manifest.edition("customer").and_then(|edition| edition.packet("handoff")).is_some());
        assert_eq!(Manifest::from_json(&Manifest { format: 2, ..manifest }.to_json()), None, "of the future");
        assert_eq!(Manifest::from_json(b"{\"name\": \"a web app\"}"), None);
        assert_eq!(Manifest::from_json(b"not JSON"), None);
    }
}
