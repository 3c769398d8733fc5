//! What makes publishing all or nothing: a list of renames and removals, on disk before the first of them is done.
//!
//! Kept in `.turnkey` inside the output folder. A run that dies before the journal is complete has changed nothing; one
//! that dies after it leaves a list that the next run works through to the end. Both are `recover`.

use super::publish::{check_plain_folder, remove_empty_folders};
use anyhow::{Context as _, Result};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The folder inside the output that holds manifests, staged files and the journal.
pub(super) const STATE_FOLDER: &str = ".turnkey";

/// The last line of a complete journal.
const END: &str = "end";

/// The state of one output folder.
pub(super) struct State {
    pub(super) output: PathBuf,
}

impl State {
    pub(super) fn folder(&self) -> PathBuf {
        self.output.join(STATE_FOLDER)
    }

    pub(super) fn stage(&self, edition: &str) -> PathBuf {
        self.folder().join("stage").join(file_name_of(edition))
    }

    pub(super) fn manifest(&self, edition: &str) -> PathBuf {
        self.folder().join(format!("{}.manifest", file_name_of(edition)))
    }

    fn journal(&self, edition: &str) -> PathBuf {
        self.folder().join(format!("{}.journal", file_name_of(edition)))
    }

    /// Does the steps, so that a kill at any moment leaves either nothing done or a journal that `recover` finishes.
    pub(super) fn carry_out(&self, edition: &str, steps: &[Step]) -> Result<()> {
        let journal = self.journal(edition);
        let mut text = String::new();
        for step in steps {
            text.push_str(&step.line());
        }
        text.push_str(END);
        text.push('\n');
        // Written under another name first: a journal exists whole or not at all.
        let unfinished = journal.with_extension("journal-unfinished");
        let write = || {
            let mut file = fs::File::create(&unfinished)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&unfinished, &journal)
        };
        write().with_context(|| format!("writing {}", journal.display()))?;
        self.finish(&journal, steps)
    }

    /// Completes or undoes what an earlier run left unfinished.
    pub(super) fn recover(&self) -> Result<()> {
        let Ok(entries) = fs::read_dir(self.folder()) else { return Ok(()) };
        let mut journals: Vec<PathBuf> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        journals.sort();
        for journal in journals.iter().filter(|path| path.extension().is_some_and(|extension| extension == "journal")) {
            let text = fs::read_to_string(journal)?;
            let steps: Option<Vec<Step>> =
                text.strip_suffix("end\n").and_then(|lines| lines.lines().map(Step::from_line).collect());
            match steps {
                Some(steps) => {
                    self.finish(journal, &steps).context("finishing what an earlier run left half published")?;
                }
                None => fs::remove_file(journal)?,
            }
        }
        let stage = self.folder().join("stage");
        if stage.exists() {
            fs::remove_dir_all(&stage).with_context(|| format!("removing {}", stage.display()))?;
        }
        Ok(())
    }

    fn finish(&self, journal: &Path, steps: &[Step]) -> Result<()> {
        for step in steps {
            match step {
                Step::Move { staged, target } => {
                    let (staged, target) = (self.output.join(staged), self.output.join(target));
                    // Where the staged file is gone, an earlier run has moved it.
                    if staged.symlink_metadata().is_ok() {
                        let folder = target.parent().context("a target has a folder")?;
                        check_plain_folder(&self.output, folder)?;
                        fs::create_dir_all(folder)
                            .with_context(|| format!("making the folder {}", folder.display()))?;
                        fs::rename(&staged, &target).with_context(|| format!("writing {}", target.display()))?;
                    }
                }
                Step::Remove { target } => {
                    let target = self.output.join(target);
                    // Where a folder is, an earlier run removed the file and moved others into its place.
                    if target.symlink_metadata().is_ok_and(|there| !there.is_dir()) {
                        fs::remove_file(&target).with_context(|| format!("removing {}", target.display()))?;
                    }
                    // Also where an earlier run removed the file: it may have been killed before it came to the folders.
                    remove_empty_folders(&self.output, &target);
                }
            }
        }
        fs::remove_file(journal).with_context(|| format!("removing {}", journal.display()))?;
        Ok(())
    }
}

/// An edition's name as a file name: `packets/acme` becomes `packets+acme`.
fn file_name_of(edition: &str) -> String {
    edition.replace('/', "+")
}

/// One step of publishing; all paths are relative to the output folder, with `/`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    Move { staged: String, target: String },
    Remove { target: String },
}

impl Step {
    /// One line; names with newlines are escaped as JSON strings are.
    fn line(&self) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Move { staged, target } => format!("[{},{}]\n", quoted(staged), quoted(target)),
            Self::Remove { target } => format!("[{}]\n", quoted(target)),
        }
    }

    fn from_line(line: &str) -> Option<Self> {
        let mut parts: Vec<String> = serde_json::from_str(line).ok()?;
        let target = parts.pop()?;
        match parts.pop() {
            None => Some(Self::Remove { target }),
            Some(staged) if parts.is_empty() => Some(Self::Move { staged, target }),
            Some(_) => None,
        }
    }
}
