//! Whether the files of a packet are those that its manifest was made of.
//!
//! Takes the manifest and the files that are there; gives what became of each. A PDF to which a signature was appended is
//! still the one that was issued: signing adds to the end of the file and leaves what is before as it is.

use super::archive::members;
use super::manifest::{FileEntry, Manifest, sums};
use super::{MANIFEST, SUMS};
use std::collections::{BTreeMap, BTreeSet};

/// The files of a folder, by their paths below it.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileState {
    /// It is what it was.
    Sound,
    /// It is what it was, and a signature was appended.
    Signed,
    /// It is what it was, and something else was appended.
    Appended,
    /// It is another.
    Changed,
    /// It is not there.
    Missing,
    /// It is there, and the manifest knows of none.
    Added,
}

impl FileState {
    /// True where nobody has touched what was issued.
    #[must_use]
    pub fn is_sound(self) -> bool {
        matches!(self, Self::Sound | Self::Signed)
    }
}

/// What became of `bytes`, which were `entry` once.
#[must_use]
pub fn compare(entry: &FileEntry, bytes: &[u8]) -> FileState {
    let length = usize::try_from(entry.bytes).unwrap_or(usize::MAX);
    let is_same = |bytes: &[u8]| FileEntry::new(&entry.path, bytes).sha256 == entry.sha256;
    match bytes.get(..length) {
        Some(before) if bytes.len() == length && is_same(before) => FileState::Sound,
        Some(before) if entry.path.ends_with(".pdf") && is_same(before) => {
            if is_signature(&bytes[length..]) {
                FileState::Signed
            } else {
                FileState::Appended
            }
        }
        _ => FileState::Changed,
    }
}

/// True for an incremental update that holds a signature (ISO 32000-1, 7.5.6 and 12.8): it says which bytes are signed, and
/// ends like a PDF.
fn is_signature(appended: &[u8]) -> bool {
    let has = |words: &[u8]| appended.windows(words.len()).any(|part| part == words);
    has(b"/ByteRange") && has(b"/Contents") && has(b"startxref") && has(b"%%EOF")
}

/// What became of each file of a folder: those of its manifest, those of its archive, and what else lies there.
#[must_use]
pub fn verify(manifest: &Manifest, files: &Files) -> Vec<(String, FileState)> {
    let mut found: Vec<(String, FileState)> = Vec::new();
    let mut expected = manifest.files.clone();
    if let Some(bytes) = files.get(MANIFEST) {
        let own = FileEntry::new(MANIFEST, bytes);
        expected.push(FileEntry::new(SUMS, &sums(manifest.files.iter().chain([&own]))));
        expected.push(own);
    }
    for entry in &expected {
        let state = files.get(entry.path.as_str()).map_or(FileState::Missing, |bytes| compare(entry, bytes));
        found.push((entry.path.to_string(), state));
    }
    let known: BTreeSet<&str> = expected.iter().map(|entry| entry.path.as_str()).collect();
    for (path, bytes) in files.iter().filter(|(path, _)| !known.contains(path.as_str())) {
        if is_archive(path, manifest) {
            found.extend(verify_archive(path, bytes, &expected));
        } else if !is_of_another(path, files) {
            found.push((path.clone(), FileState::Added));
        }
    }
    found.sort();
    found
}

fn is_archive(path: &str, manifest: &Manifest) -> bool {
    let stem = path.strip_suffix(".zip");
    stem.is_some_and(|stem| stem.trim_end_matches("-internal") == manifest.engagement)
}

/// True for what lies in a folder that has a manifest of its own.
fn is_of_another(path: &str, files: &Files) -> bool {
    let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    folders.into_iter().any(|folder| files.contains_key(&format!("{folder}/{MANIFEST}")))
}

fn verify_archive(path: &str, bytes: &[u8], expected: &[FileEntry]) -> Vec<(String, FileState)> {
    let Ok(members) = members(bytes) else { return vec![(path.to_owned(), FileState::Changed)] };
    let members: BTreeMap<String, Vec<u8>> =
        members.into_iter().map(|member| (member.path.to_string(), member.bytes)).collect();
    let within = |name: &str| format!("{path}: {name}");
    let mut found = vec![(path.to_owned(), FileState::Sound)];
    for entry in expected {
        let state = members.get(entry.path.as_str()).map_or(FileState::Missing, |bytes| compare(entry, bytes));
        if !state.is_sound() {
            found.push((within(&entry.path), state));
        }
    }
    let known: BTreeSet<&str> = expected.iter().map(|entry| entry.path.as_str()).collect();
    let more = members.keys().filter(|name| !known.contains(name.as_str()));
    found.extend(more.map(|name| (within(name), FileState::Added)));
    if found.len() > 1 {
        found[0].1 = FileState::Changed;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::bundle::archive;
    use crate::path::OutputPath;

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nstartxref\n9\n%%EOF\n";
    const SIGNATURE: &[u8] = b"2 0 obj <</Type/Sig/ByteRange[0 30 60 10]/Contents<00>>> endobj\nstartxref\n40\n%%EOF\n";

    fn folder() -> (Manifest, Files) {
        let mut files: Files = [("acme-handoff.pdf", PDF), ("raid.csv", &b"a,b"[..]), ("site/index.html", b"<p>")]
            .map(|(path, bytes)| (path.to_owned(), bytes.to_vec()))
            .into();
        let entries = files.iter().map(|(path, bytes)| FileEntry::new(path, bytes)).collect();
        let manifest = Manifest { format: 1, engagement: "acme".into(), files: entries, ..Manifest::default() };
        let own = FileEntry::new("manifest.json", &manifest.to_json());
        files.insert("SHA256SUMS".into(), sums(manifest.files.iter().chain([&own])));
        files.insert("manifest.json".into(), manifest.to_json());
        let packed = files.iter().map(|(path, bytes)| (OutputPath::new(path).expect("inside"), bytes.clone()));
        let zip = archive(&packed.collect());
        files.insert("acme.zip".into(), zip);
        (manifest, files)
    }

    /// What is not sound after a change.
    fn told(change: impl FnOnce(&mut Files)) -> Vec<(String, FileState)> {
        let (manifest, mut files) = folder();
        change(&mut files);
        let found = verify(&manifest, &files);
        found.into_iter().filter(|(_, state)| *state != FileState::Sound).collect()
    }

    fn one(path: &str, state: FileState) -> Vec<(String, FileState)> {
        vec![(path.to_owned(), state)]
    }

    #[test]
    fn every_change_of_a_file_is_found() {
        assert_eq!(told(|_| {}), []);
        let edit = |path: &'static str, bytes: &'static [u8]| {
            move |files: &mut Files| drop(files.insert(path.to_owned(), bytes.to_vec()))
        };
        assert_eq!(told(edit("raid.csv", b"a,c")), one("raid.csv", FileState::Changed));
        assert_eq!(told(|files| drop(files.remove("raid.csv"))), one("raid.csv", FileState::Missing));
        assert_eq!(told(edit("site/more.html", b"")), one("site/more.html", FileState::Added));
        assert_eq!(told(edit("SHA256SUMS", b"")), one("SHA256SUMS", FileState::Changed));
        assert_eq!(
            told(edit("raid.csv", b"a,b\nc,d")),
            one("raid.csv", FileState::Changed),
            "nothing is appended to tables"
        );
        assert_eq!(told(edit("other.zip", b"")), one("other.zip", FileState::Added));
    }

    #[test]
    fn a_signature_leaves_what_was_issued_as_it_was() {
        let append = |more: &'static [u8]| {
            move |files: &mut Files| files.get_mut("acme-handoff.pdf").expect("there").extend_from_slice(more)
        };
        assert_eq!(told(append(SIGNATURE)), one("acme-handoff.pdf", FileState::Signed));
        assert_eq!(told(append(b"% more")), one("acme-handoff.pdf", FileState::Appended));
        let changed = told(|files| {
            let pdf = files.get_mut("acme-handoff.pdf").expect("there");
            pdf[10] ^= 1;
            pdf.extend_from_slice(SIGNATURE);
        });
        assert_eq!(changed, one("acme-handoff.pdf", FileState::Changed));
    }

    #[test]
    fn the_archive_is_looked_into() {
        let (_, files) = folder();
        let mut packed: BTreeMap<OutputPath, Vec<u8>> =
            members(&files["acme.zip"]).expect("sound").into_iter().map(|member| (member.path, member.bytes)).collect();
        packed.insert(OutputPath::new("raid.csv").expect("inside"), b"other".to_vec());
        packed.insert(OutputPath::new("more.txt").expect("inside"), Vec::new());
        let zip = archive(&packed);
        let found = told(|files| drop(files.insert("acme.zip".into(), zip)));
        let expected = [
            ("acme.zip", FileState::Changed),
            ("acme.zip: more.txt", FileState::Added),
            ("acme.zip: raid.csv", FileState::Changed),
        ];
        assert_eq!(found, expected.map(|(path, state)| (path.to_owned(), state)));
        assert_eq!(
            told(|files| drop(files.insert("acme.zip".into(), b"PK".to_vec()))),
            one("acme.zip", FileState::Changed)
        );
    }

    #[test]
    fn a_folder_with_a_manifest_of_its_own_is_looked_at_by_itself() {
        let more = |files: &mut Files| {
            files.insert("internal/manifest.json".into(), b"{}".to_vec());
            files.insert("internal/site/a.html".into(), Vec::new());
        };
        assert_eq!(told(more), []);
    }
}
