//! Freezes what was handed out: a new folder below `issued/`, whole or not at all, and never written to again.

use super::write::plain_place;
use crate::compile::ISSUED;
use crate::path::{OutputPath, SourcePath};
use anyhow::{Context as _, Result, anyhow, bail};
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Version control may end lines in its own way, and would change what was handed out.
const ATTRIBUTES: &str = "# As it was handed out: no byte of it is to be changed.\n* -text\n";

/// A version that is being frozen. Dropped before it is finished, it leaves nothing.
#[derive(Debug)]
pub struct Issue {
    stage: PathBuf,
    target: PathBuf,
}

impl Issue {
    /// Begins to freeze `version` of the documents of `engagement`, in the book at `root`.
    ///
    /// # Errors
    /// Where it was issued already, or cannot be a folder.
    pub fn begin(root: &Path, engagement: &str, version: &str) -> Result<Self> {
        let is_plain = |letter: char| letter.is_alphanumeric() || "._-+".contains(letter);
        if !version.chars().all(is_plain) || version.is_empty() || version.starts_with('.') {
            bail!(
                "the version `{version}` cannot be the name of a folder: write it with letters, digits, dots and hyphens"
            );
        }
        let place = SourcePath::new(&format!("{ISSUED}/{engagement}/{version}"));
        let target = plain_place(root, &place.map_err(|_| anyhow!("`{engagement}` names no folder"))?)?;
        if target.symlink_metadata().is_ok() {
            return Err(there_already(&target, engagement, version));
        }
        // Beside it, so that it can become it by its name alone; hidden, so that nobody takes it for one.
        let stage = target.with_file_name(format!(".{version}.turnkey-{}", std::process::id()));
        fs::create_dir_all(&stage).with_context(|| format!("making the folder {}", stage.display()))?;
        Ok(Self { stage, target })
    }

    /// Adds a file, `below` a folder of the version's. May be called from several threads; each path once.
    pub fn put(&self, below: &str, path: &OutputPath, bytes: &[u8]) -> Result<()> {
        let file = self.stage.join(below).join(path.as_str());
        let write = || -> io::Result<()> {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::File::create_new(&file)?.write_all(bytes)
        };
        write().with_context(|| format!("writing {}", file.display()))
    }

    /// Lets the version appear, and says where.
    ///
    /// # Errors
    /// Where somebody else has issued it meanwhile.
    pub fn finish(self) -> Result<PathBuf> {
        // A folder takes the place of an empty one only.
        fs::rename(&self.stage, &self.target).with_context(|| format!("writing {}", self.target.display()))?;
        if let Some(issued) = self.target.ancestors().nth(2) {
            // It is there already, or somebody has decided that it should not be.
            let _ = fs::File::create_new(issued.join(".gitattributes"))
                .and_then(|mut file| file.write_all(ATTRIBUTES.as_bytes()));
        }
        Ok(self.target.clone())
    }
}

impl Drop for Issue {
    fn drop(&mut self) {
        // What is left of it goes; once it has its name, nothing is left.
        let _ = fs::remove_dir_all(&self.stage);
        // These stay where something is in them.
        for folder in self.stage.ancestors().skip(1).take(2) {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn there_already(target: &Path, engagement: &str, version: &str) -> anyhow::Error {
    anyhow!(
        "version {version} of `{engagement}` was issued already, in {}, and stays as it is; \
         give what is to be issued now another `version`",
        target.display()
    )
}

/// The files below `folder`, by their paths with `/`; links are left out.
pub fn read_files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).follow_links(false) {
        let entry = entry.with_context(|| format!("reading {}", folder.display()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let below = entry.path().strip_prefix(folder).context("what a walk finds is below where it began")?;
        let parts: Vec<_> = below.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let bytes = fs::read(entry.path()).with_context(|| format!("reading {}", entry.path().display()))?;
        files.insert(parts.join("/"), bytes);
    }
    Ok(files)
}

/// The bytes of a file that somebody names.
pub fn read_file(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("reading {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> OutputPath {
        OutputPath::new(name).expect("inside")
    }

    #[test]
    fn a_version_appears_whole_and_only_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let issue = Issue::begin(folder.path(), "acme", "1.0").expect("begun");
        issue.put("", &path("a.pdf"), b"1").expect("put");
        issue.put("internal", &path("site/b.html"), b"2").expect("put");
        assert!(!folder.path().join("issued/acme/1.0").exists(), "not before it is finished");
        let other = Issue::begin(folder.path(), "acme", "1.1").expect("begun");
        other.put("", &path("a.pdf"), b"other").expect("put");
        drop(other);
        let target = issue.finish().expect("finished");
        assert_eq!(target, folder.path().join("issued/acme/1.0"));
        let files = read_files(&folder.path().join("issued")).expect("read");
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [".gitattributes", "acme/1.0/a.pdf", "acme/1.0/internal/site/b.html"],
            "nothing else is left"
        );
        let again = Issue::begin(folder.path(), "acme", "1.0").expect_err("refused").to_string();
        assert!(again.contains("was issued already"), "{again}");
    }

    #[test]
    fn two_who_issue_the_same_version_do_not_mix_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let issue = Issue::begin(folder.path(), "acme", "1.0").expect("begun");
        issue.put("", &path("a.pdf"), b"mine").expect("put");
        let theirs = folder.path().join("issued/acme/1.0");
        fs::create_dir_all(&theirs).expect("made");
        fs::write(theirs.join("a.pdf"), b"theirs").expect("written");
        issue.finish().expect_err("refused");
        assert_eq!(fs::read(theirs.join("a.pdf")).expect("there"), b"theirs");
    }

    #[test]
    fn a_version_that_leads_elsewhere_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        for version in ["..", "a/b", ".hidden", "", "1:0", "a\\b"] {
            Issue::begin(folder.path(), "acme", version).expect_err(version);
        }
        assert!(!folder.path().join("issued").exists());
    }
}
