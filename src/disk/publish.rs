//! Publishes one edition: staged beside the output, then moved in by a journal of renames.
//!
//! Only changed files are written, and only files that Turnkey made are ever replaced or removed; a manifest of digests
//! remembers which those are. What is not finished is not published: dropping a `Publication` leaves the last good
//! output as it was.

use super::journal::{STATE_FOLDER, State, Step};
use crate::path::OutputPath;
use crate::source::Digest;
use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::UNIX_EPOCH;

/// An output folder, locked against a second Turnkey, with nothing half published in it.
#[derive(Debug)]
pub struct OutputFolder {
    folder: PathBuf,
    /// Holds the lock; the system lets go of it with the process.
    _lock: fs::File,
}

/// What a publication did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Published {
    /// Files in the edition.
    pub files: usize,
    /// Of those, the ones that were written because they are new or have changed.
    pub written: usize,
    /// Files of an earlier run that are no longer part of it.
    pub removed: usize,
    /// Length of the edition.
    pub bytes: u64,
}

/// An edition being written.
pub struct Publication {
    state: State,
    edition: String,
    /// What an earlier run wrote; empty where the edition's folder does not exist.
    known: BTreeMap<String, Entry>,
    /// True where the folder does not exist: the staged tree then becomes it with one rename.
    whole: bool,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    entries: BTreeMap<String, Entry>,
    staged: Vec<String>,
    folders: FxHashSet<PathBuf>,
}

/// A file as it was written. Length and time tell whether somebody else has changed it since.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    digest: Digest,
    length: u64,
    modified: u128,
}

impl OutputFolder {
    /// Opens, and makes where it is missing, the output folder `folder`, and finishes or undoes what a run that was
    /// killed left behind.
    pub fn open(folder: &Path) -> Result<Self> {
        let state = State { output: folder.to_owned() };
        fs::create_dir_all(state.folder()).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let may_not_write = || format!("cannot write to the folder {}", folder.display());
        let ignore = state.folder().join(".gitignore");
        if !ignore.exists() {
            fs::write(&ignore, "*\n").with_context(may_not_write)?;
        }
        let lock = fs::File::options().write(true).create(true).truncate(false).open(state.folder().join("lock"));
        let lock = lock.with_context(may_not_write)?;
        if lock.try_lock().is_err() {
            bail!("another turnkey is writing to {}", folder.display());
        }
        state.recover()?;
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// True where something was published as `edition`.
    #[must_use]
    pub fn has_published(&self, edition: &str) -> bool {
        State { output: self.folder.clone() }.manifest(edition).is_file()
    }

    /// A digest of what is published as `edition`: which files, and when each was written. None where somebody has touched
    /// one of them since, or taken it away.
    #[must_use]
    pub fn untouched(&self, edition: &str) -> Option<Digest> {
        let state = State { output: self.folder.clone() };
        let folder = self.folder.join(edition);
        check_plain_folder(&self.folder, &folder).ok()?;
        let manifest = state.manifest(edition);
        let bytes = fs::read(&manifest).ok()?;
        let known = read_manifest(&manifest).ok()?;
        let is_same = |(path, entry): (&String, &Entry)| {
            stat(&folder.join(path)).is_some_and(|now| now == (entry.length, entry.modified))
        };
        known.par_iter().all(is_same).then(|| *blake3::hash(&bytes).as_bytes())
    }

    /// Begins to publish `edition`, which is a folder of the output: `site`, `packets/acme`.
    pub fn begin(&self, edition: &str) -> Result<Publication> {
        let state = State { output: self.folder.clone() };
        let target = self.folder.join(edition);
        check_plain_folder(&self.folder, &target)?;
        let whole = target.symlink_metadata().is_err();
        let known = if whole { BTreeMap::new() } else { read_manifest(&state.manifest(edition))? };
        let stage = state.stage(edition);
        if stage.exists() {
            fs::remove_dir_all(&stage).with_context(|| format!("removing {}", stage.display()))?;
        }
        Ok(Publication { state, edition: edition.to_owned(), known, whole, progress: Mutex::default() })
    }
}

impl Publication {
    /// Adds a file. May be called from several threads; each path once.
    pub fn put(&self, path: &OutputPath, bytes: &[u8]) -> Result<()> {
        let digest = *blake3::hash(bytes).as_bytes();
        let target = self.state.output.join(&self.edition).join(path.as_str());
        if !self.whole {
            match (self.known.get(path.as_str()), stat(&target)) {
                (Some(known), Some(now)) if known.digest == digest && now == (known.length, known.modified) => {
                    self.lock().entries.insert(path.to_string(), known.clone());
                    return Ok(());
                }
                (None, Some((length, modified))) => {
                    let same = length == bytes.len() as u64 && fs::read(&target).is_ok_and(|there| there == bytes);
                    if !same {
                        bail!(
                            "{} is in the way: it was not made by Turnkey, which never overwrites what it did not make",
                            target.display()
                        );
                    }
                    self.lock().entries.insert(path.to_string(), Entry { digest, length, modified });
                    return Ok(());
                }
                _ => {}
            }
        }
        let staged = self.state.stage(&self.edition).join(path.as_str());
        let folder = staged.parent().context("a staged file has a folder")?;
        if !self.lock().folders.contains(folder) {
            fs::create_dir_all(folder).with_context(|| format!("making the folder {}", folder.display()))?;
            self.lock().folders.insert(folder.to_owned());
        }
        fs::write(&staged, bytes).with_context(|| format!("writing {}", staged.display()))?;
        let (length, modified) = stat(&staged).context("a file just written is there")?;
        let mut progress = self.lock();
        progress.entries.insert(path.to_string(), Entry { digest, length, modified });
        progress.staged.push(path.to_string());
        Ok(())
    }

    /// Keeps what an earlier run made and this one does not: what was put is not the whole of it.
    pub fn keep_rest(&self) {
        let mut progress = self.lock();
        for (path, entry) in &self.known {
            if stat(&self.state.output.join(&self.edition).join(path)).is_some() {
                progress.entries.entry(path.clone()).or_insert_with(|| entry.clone());
            }
        }
    }

    /// Publishes what was put, and removes what an earlier run made and this one did not.
    pub fn finish(self) -> Result<Published> {
        let progress = std::mem::take(&mut *self.lock());
        let gone: Vec<&String> = self.known.keys().filter(|path| !progress.entries.contains_key(*path)).collect();
        let published = Published {
            files: progress.entries.len(),
            written: progress.staged.len(),
            removed: gone.len(),
            bytes: progress.entries.values().map(|entry| entry.length).sum(),
        };
        if published.written == 0 && published.removed == 0 && progress.entries == self.known {
            return Ok(published);
        }
        let relative = |path: &Path| {
            let below = path.strip_prefix(&self.state.output).context("state is kept inside the output")?;
            below.to_str().map(str::to_owned).context("names in the output are Unicode")
        };
        let stage = relative(&self.state.stage(&self.edition))?;
        let mut steps = Vec::new();
        if self.whole && !progress.staged.is_empty() {
            steps.push(Step::Move { staged: stage, target: self.edition.clone() });
        } else {
            // A file may have become a folder, or a folder a file, so what goes makes room for what comes.
            steps.extend(gone.iter().map(|path| Step::Remove { target: format!("{}/{path}", self.edition) }));
            let mut staged = progress.staged;
            staged.sort();
            self.check_places(&staged, &gone)?;
            steps.extend(staged.into_iter().map(|path| Step::Move {
                staged: format!("{stage}/{path}"),
                target: format!("{}/{path}", self.edition),
            }));
        }
        let manifest = self.state.manifest(&self.edition);
        let staged_manifest = manifest.with_extension("manifest-staged");
        write_manifest(&staged_manifest, &progress.entries)?;
        steps.push(Step::Move { staged: relative(&staged_manifest)?, target: relative(&manifest)? });
        self.state.carry_out(&self.edition, &steps)?;
        Ok(published)
    }

    /// Refuses to begin where a file would take the place of a folder that others use, or the other way round: half of
    /// the steps would be done by then.
    fn check_places(&self, staged: &[String], gone: &[&String]) -> Result<()> {
        let root = self.state.output.join(&self.edition);
        let goes = |path: &Path| {
            let below = path.strip_prefix(&root).ok().and_then(Path::to_str).map(|below| below.replace('\\', "/"));
            below.is_some_and(|below| gone.binary_search(&&below).is_ok())
        };
        let mut checked: FxHashSet<&str> = FxHashSet::default();
        for path in staged {
            let target = root.join(path);
            if target.symlink_metadata().is_ok_and(|there| there.is_dir()) {
                let stays = files_below(&target).into_iter().find(|file| !goes(file));
                if let Some(file) = stays {
                    bail!("{} is in the way of a page: it was not made by Turnkey", file.display());
                }
            }
            let mut folder = path.as_str();
            while let Some((around, _)) = folder.rsplit_once('/')
                && checked.insert(around)
            {
                let there = root.join(around);
                if there.symlink_metadata().is_ok_and(|there| !there.is_dir()) && !goes(&there) {
                    bail!("{} is in the way of a folder: it was not made by Turnkey", there.display());
                }
                folder = around;
            }
        }
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Progress> {
        self.progress.lock().expect("no thread panics while it notes a file")
    }
}

impl Drop for Publication {
    fn drop(&mut self) {
        // What is left of the stage goes; a failure here is made good by the next run.
        let _ = fs::remove_dir_all(self.state.stage(&self.edition));
    }
}

fn stat(file: &Path) -> Option<(u64, u128)> {
    let metadata = fs::symlink_metadata(file).ok()?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    metadata.is_file().then_some((metadata.len(), modified.as_nanos()))
}

/// The files below `folder`; what cannot be read counts as one.
fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            files.push(folder);
            continue;
        };
        for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
            let is_folder = path.symlink_metadata().is_ok_and(|there| there.is_dir());
            if is_folder { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// Refuses a folder of the output that is a link: writing through it would write outside.
pub(super) fn check_plain_folder(output: &Path, folder: &Path) -> Result<()> {
    for part in folder.ancestors().take_while(|part| *part != output) {
        if part.symlink_metadata().is_ok_and(|metadata| metadata.file_type().is_symlink()) {
            bail!("{} is a link; Turnkey writes only into plain folders of its output", part.display());
        }
    }
    Ok(())
}

/// Removes the folders above `file` that are now empty, up to the output itself.
pub(super) fn remove_empty_folders(output: &Path, file: &Path) {
    for folder in file.ancestors().skip(1).take_while(|folder| *folder != output) {
        match fs::remove_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return,
            Ok(()) | Err(_) => {}
        }
    }
}

fn read_manifest(file: &Path) -> Result<BTreeMap<String, Entry>> {
    let Ok(text) = fs::read_to_string(file) else { return Ok(BTreeMap::new()) };
    let mut entries = BTreeMap::new();
    for line in text.lines() {
        let parse = || -> Option<(String, Entry)> {
            let mut parts = line.splitn(4, ' ');
            let digest = blake3::Hash::from_hex(parts.next()?).ok()?;
            let length = parts.next()?.parse().ok()?;
            let modified = parts.next()?.parse().ok()?;
            let path: String = serde_json::from_str(parts.next()?).ok()?;
            Some((path, Entry { digest: *digest.as_bytes(), length, modified }))
        };
        let (path, entry) = parse().with_context(|| {
            format!("{} is damaged; remove the folder {STATE_FOLDER} and the output beside it", file.display())
        })?;
        entries.insert(path, entry);
    }
    Ok(entries)
}

fn write_manifest(file: &Path, entries: &BTreeMap<String, Entry>) -> Result<()> {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(entries.len() * 140);
    for (path, Entry { digest, length, modified }) in entries {
        let digest = blake3::Hash::from_bytes(*digest).to_hex();
        let path = serde_json::Value::from(path.as_str());
        writeln!(text, "{digest} {length} {modified} {path}").context("writing to a string")?;
    }
    fs::write(file, text).with_context(|| format!("writing {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str) -> OutputPath {
        OutputPath::new(text).expect("inside")
    }

    fn publish(folder: &Path, files: &[(&str, &str)]) -> Result<Published> {
        let publication = OutputFolder::open(folder)?.begin("site")?;
        for (name, text) in files {
            publication.put(&path(name), text.as_bytes())?;
        }
        publication.finish()
    }

    fn read(folder: &Path, name: &str) -> Option<String> {
        fs::read_to_string(folder.join("site").join(name)).ok()
    }

    #[test]
    fn only_what_changed_is_written_and_only_what_was_made_is_removed() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path();
        let first = publish(out, &[("a.html", "1"), ("b/c.html", "2")]).expect("published");
        assert_eq!((first.files, first.written, first.removed), (2, 2, 0));
        fs::write(out.join("site/mine.txt"), "mine").expect("written");

        let again = publish(out, &[("a.html", "1"), ("b/c.html", "2")]).expect("published");
        assert_eq!((again.written, again.removed), (0, 0));

        let third = publish(out, &[("a.html", "3")]).expect("published");
        assert_eq!((third.written, third.removed), (1, 1));
        assert_eq!(read(out, "a.html").as_deref(), Some("3"));
        assert!(!out.join("site/b").exists(), "an empty folder goes with its last file");
        assert_eq!(read(out, "mine.txt").as_deref(), Some("mine"), "what Turnkey did not make stays");
    }

    #[test]
    fn what_turnkey_did_not_make_is_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path();
        publish(out, &[("a.html", "1")]).expect("published");
        fs::write(out.join("site/b.html"), "mine").expect("written");
        let error = publish(out, &[("a.html", "2"), ("b.html", "theirs")]).expect_err("refused");
        assert!(error.to_string().contains("not made by Turnkey"), "{error}");
        assert_eq!(read(out, "a.html").as_deref(), Some("1"), "nothing of a refused publication appears");
        assert_eq!(read(out, "b.html").as_deref(), Some("mine"));
    }

    #[test]
    fn a_file_changed_by_hand_is_written_again() {
        let folder = tempfile::tempdir().expect("a folder");
        publish(folder.path(), &[("a.html", "1")]).expect("published");
        fs::write(folder.path().join("site/a.html"), "spoilt").expect("written");
        publish(folder.path(), &[("a.html", "1")]).expect("published");
        assert_eq!(read(folder.path(), "a.html").as_deref(), Some("1"));
    }

    #[test]
    fn an_unfinished_publication_leaves_the_last_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path();
        publish(out, &[("a.html", "1")]).expect("published");
        let publication = OutputFolder::open(out).expect("opened").begin("site").expect("begun");
        publication.put(&path("a.html"), b"2").expect("put");
        drop(publication);
        assert_eq!(read(out, "a.html").as_deref(), Some("1"));
    }

    #[test]
    fn a_folder_emptied_by_a_killed_run_makes_room_for_a_file() {
        // Killed after the last file was removed, and again after the innermost of its folders was.
        for left in ["site/a/b/c", "site/a/b"] {
            let folder = tempfile::tempdir().expect("a folder");
            let out = folder.path();
            publish(out, &[("a/b/c/index.html", "old")]).expect("published");
            let state = State { output: out.to_owned() };
            fs::create_dir_all(state.stage("site")).expect("made");
            fs::write(state.stage("site").join("a"), "new").expect("written");
            let journal = "[\"site/a/b/c/index.html\"]\n[\".turnkey/stage/site/a\",\"site/a\"]\nend\n";
            fs::write(state.folder().join("site.journal"), journal).expect("written");
            fs::remove_dir_all(out.join("site/a")).expect("removed");
            fs::create_dir_all(out.join(left)).expect("made");
            OutputFolder::open(out).expect("recovered");
            assert_eq!(read(out, "a").as_deref(), Some("new"), "with {left} left");
        }
    }

    #[test]
    fn a_journal_left_by_a_killed_run_is_finished_from_any_step() {
        for done in 0..=3 {
            let folder = tempfile::tempdir().expect("a folder");
            let out = folder.path();
            publish(out, &[("a.html", "old"), ("b.html", "old"), ("c.html", "old")]).expect("published");
            let state = State { output: out.to_owned() };
            let stage = state.stage("site");
            fs::create_dir_all(&stage).expect("made");
            fs::write(stage.join("a.html"), "new").expect("written");
            fs::write(stage.join("b.html"), "new").expect("written");
            let journal = "[\"site/c.html\"]\n[\".turnkey/stage/site/a.html\",\"site/a.html\"]\n[\".turnkey/stage/site/b.html\",\"site/b.html\"]\nend\n";
            fs::write(state.folder().join("site.journal"), journal).expect("written");
            // What the killed run had done of it.
            if done > 0 {
                fs::remove_file(out.join("site/c.html")).expect("removed");
            }
            if done > 1 {
                fs::rename(stage.join("a.html"), out.join("site/a.html")).expect("renamed");
            }
            if done > 2 {
                fs::rename(stage.join("b.html"), out.join("site/b.html")).expect("renamed");
            }
            OutputFolder::open(out).expect("recovered");
            assert_eq!(read(out, "a.html").as_deref(), Some("new"), "after {done} steps");
            assert_eq!(read(out, "b.html").as_deref(), Some("new"), "after {done} steps");
            assert_eq!(read(out, "c.html"), None, "after {done} steps");
            assert!(!state.folder().join("site.journal").exists());
        }
    }

    #[test]
    fn a_file_and_a_folder_that_changed_places_are_finished_from_any_step() {
        for done in 0..=4 {
            let folder = tempfile::tempdir().expect("a folder");
            let out = folder.path();
            publish(out, &[("a.html", "old"), ("b.html/index.html", "old")]).expect("published");
            let state = State { output: out.to_owned() };
            let stage = state.stage("site");
            fs::create_dir_all(stage.join("a.html")).expect("made");
            fs::write(stage.join("a.html/index.html"), "new").expect("written");
            fs::write(stage.join("b.html"), "new").expect("written");
            let journal = "[\"site/a.html\"]\n[\"site/b.html/index.html\"]\n\
                           [\".turnkey/stage/site/a.html/index.html\",\"site/a.html/index.html\"]\n\
                           [\".turnkey/stage/site/b.html\",\"site/b.html\"]\nend\n";
            fs::write(state.folder().join("site.journal"), journal).expect("written");
            if done > 0 {
                fs::remove_file(out.join("site/a.html")).expect("removed");
            }
            if done > 1 {
                fs::remove_dir_all(out.join("site/b.html")).expect("removed");
            }
            if done > 2 {
                fs::create_dir(out.join("site/a.html")).expect("made");
                fs::rename(stage.join("a.html/index.html"), out.join("site/a.html/index.html")).expect("renamed");
            }
            if done > 3 {
                fs::rename(stage.join("b.html"), out.join("site/b.html")).expect("renamed");
            }
            OutputFolder::open(out).unwrap_or_else(|error| panic!("after {done} steps: {error:#}"));
            assert_eq!(read(out, "a.html/index.html").as_deref(), Some("new"), "after {done} steps");
            assert_eq!(read(out, "b.html").as_deref(), Some("new"), "after {done} steps");
        }
    }

    #[test]
    fn what_others_put_where_a_file_or_a_folder_is_to_be_is_in_the_way() {
        for (theirs, ours) in [("a.html/mine.txt", "a.html"), ("b", "b/c.html")] {
            let folder = tempfile::tempdir().expect("a folder");
            let out = folder.path();
            publish(out, &[("x.html", "1")]).expect("published");
            let theirs = out.join("site").join(theirs);
            fs::create_dir_all(theirs.parent().expect("a file has a folder")).expect("made");
            fs::write(&theirs, "mine").expect("written");
            let error = publish(out, &[("x.html", "2"), (ours, "1")]).expect_err("refused");
            assert!(error.to_string().contains("in the way"), "{error}");
            assert_eq!(read(out, "x.html").as_deref(), Some("1"), "nothing of a refused publication appears");
            fs::remove_file(&theirs).expect("removed");
            publish(out, &[("x.html", "2")]).expect("the folder is as good as before");
        }
    }

    #[test]
    fn a_journal_that_was_not_written_to_its_end_is_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let out = folder.path();
        publish(out, &[("a.html", "old")]).expect("published");
        fs::write(out.join(".turnkey/site.journal"), "[\"site/a.html\"]\n").expect("written");
        OutputFolder::open(out).expect("recovered");
        assert_eq!(read(out, "a.html").as_deref(), Some("old"));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_is_a_link_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let elsewhere = tempfile::tempdir().expect("a folder");
        let out = folder.path();
        std::os::unix::fs::symlink(elsewhere.path(), out.join("site")).expect("linked");
        let error = publish(out, &[("a.html", "1")]).expect_err("refused");
        assert!(error.to_string().contains("is a link"), "{error}");
        assert!(elsewhere.path().read_dir().expect("a folder").next().is_none());
    }
}
