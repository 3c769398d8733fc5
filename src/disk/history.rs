//! Asks `git` when the files of a book last changed: bounded in commits, bytes and time, and never a reason to fail.
//!
//! Takes a folder; gives a `History`, which says nothing where there is no repository, no `git`, or no answer in time. What
//! a repository's own configuration could make `git` run (pagers, hooks, signatures, filters, other hosts) is turned off.

use crate::path::SourcePath;
use crate::source::{Extent, History, Sources};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, SystemTime};

/// How many commits that touch the source folder are looked at.
const COMMITS: &str = "1000";

/// How long `git` may take for an answer. A build that waited longer would not be worth the dates.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many bytes of an answer are read.
const LONGEST: u64 = 64 << 20;

/// When the files of `sources` last changed, which lie below `root` and of which those of the folder `source` matter.
#[must_use]
pub fn read_history(root: &Path, source: &str, sources: &Sources) -> History {
    only_of(&ask_history(root, source), sources)
}

/// Of what is known of a folder, what concerns the files that are there.
pub(super) fn only_of(known: &History, sources: &Sources) -> History {
    let there = known.changed.iter().filter(|(path, _)| sources.files.contains_key(*path));
    let changed: BTreeMap<SourcePath, Date> = there.map(|(path, day)| (path.clone(), *day)).collect();
    let extent = if changed.is_empty() && known.extent == Extent::Whole { Extent::Nothing } else { known.extent };
    History { extent, changed }
}

/// What is known of all files that ever were in the folder `source` below `root`.
///
/// A file that was only moved keeps the day of its last change. In a shallow clone, the commits that it was cut off at
/// seem to have made every file; they are left out.
#[must_use]
pub fn ask_history(root: &Path, source: &str) -> History {
    let Some(shallow) = git(root, &["rev-parse", "--is-shallow-repository"]) else { return History::default() };
    let is_shallow = shallow.trim_ascii() == b"true";
    let folder = if source.is_empty() { "." } else { source };
    let asked = [
        "log",
        "-z",
        "--format=%x01%cs %P",
        "--name-status",
        "--find-renames=100%",
        "--relative",
        "--no-color",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        "--no-notes",
        "--max-count",
        COMMITS,
        "--",
        folder,
    ];
    let Some(log) = git(root, &asked) else { return History::default() };
    let changed = read_log(&String::from_utf8_lossy(&log), is_shallow);
    let extent = if is_shallow { Extent::Shallow } else { Extent::Whole };
    History { extent, changed }
}

/// Where the repository around a folder stands: the same value as long as nothing is committed, checked out or fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head(Vec<Option<(Vec<u8>, Option<SystemTime>)>>);

/// The head of the repository that `root` is in, for a few looks at files.
#[must_use]
pub fn read_head(root: &Path) -> Head {
    let Some(git) = root.ancestors().map(|folder| folder.join(".git")).find(|git| git.exists()) else {
        return Head::default();
    };
    // Where the tree is one of several, this is a file that says where the rest is.
    let led = |file: &Path, from: &str| -> Option<PathBuf> {
        let text = fs::read_to_string(file).ok()?;
        Some(file.parent()?.join(text.strip_prefix(from)?.trim_end()))
    };
    let git = led(&git, "gitdir: ").unwrap_or(git);
    let shared = led(&git.join("commondir"), "").unwrap_or_else(|| git.clone());
    let head = git.join("HEAD");
    let branch = led(&head, "ref: ").and_then(|branch| Some(shared.join(branch.strip_prefix(&git).ok()?)));
    let short = [Some(head), branch].map(|file| (file, true));
    let long =
        [git.join("logs/HEAD"), shared.join("packed-refs"), shared.join("shallow")].map(|file| (Some(file), false));
    let look = |(file, is_short): (Option<PathBuf>, bool)| {
        let file = file?;
        let time = fs::metadata(&file).ok()?.modified().ok();
        Some((if is_short { fs::read(&file).ok()? } else { Vec::new() }, time))
    };
    Head(short.into_iter().chain(long).map(look).collect())
}

/// What `git` answers in the folder `root`; none where it does not, or says that something is wrong.
fn git(root: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    command.arg("--no-pager").arg("--no-optional-locks").arg("--literal-pathspecs").arg("-C").arg(root);
    for setting in ["core.quotepath=off", "core.hooksPath=/dev/null", "core.fsmonitor=false", "log.follow=false"] {
        command.arg("-c").arg(setting);
    }
    // Where a hook runs the build, these would speak of the hook's repository.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_COMMON_DIR"] {
        command.env_remove(name);
    }
    command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_NO_LAZY_FETCH", "1").env("LC_ALL", "C");
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().ok()?;
    let output = child.stdout.take()?;
    let (answer, answered) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.take(LONGEST).read_to_end(&mut bytes);
        // Nobody may be waiting any more.
        let _ = answer.send(read.ok().map(|_| bytes));
    });
    let bytes = answered.recv_timeout(PATIENCE).ok().flatten();
    if bytes.is_none() {
        let _ = child.kill();
    }
    let status = child.wait().ok()?;
    bytes.filter(|_| status.success())
}

/// The days in the answer of `git log`: for each commit a header, then states and paths, all with a zero byte behind.
fn read_log(log: &str, is_shallow: bool) -> BTreeMap<SourcePath, Date> {
    let mut changed: BTreeMap<SourcePath, Date> = BTreeMap::new();
    // What a file is called today, by what it was called before it was moved.
    let mut moved: BTreeMap<SourcePath, SourcePath> = BTreeMap::new();
    let mut day = None;
    let mut parts = log.split('\0').map(|part| part.trim_start_matches('\n'));
    while let Some(part) = parts.next() {
        if let Some(header) = part.strip_prefix('\u{1}') {
            let (date, parents) = header.split_once(' ').unwrap_or((header, ""));
            let is_cut_off = is_shallow && parents.is_empty();
            day = date.parse::<Date>().ok().filter(|_| !is_cut_off);
            continue;
        }
        let mut path = || SourcePath::new(parts.next()?).ok();
        match part.as_bytes().first() {
            Some(b'R' | b'C') => {
                let (Some(from), Some(to)) = (path(), path()) else { continue };
                let to = moved.get(&to).cloned().unwrap_or(to);
                if part.starts_with('R') && !changed.contains_key(&to) {
                    moved.insert(from, to);
                }
            }
            Some(b'D') => drop(path()),
            Some(_) => {
                let Some(path) = path() else { continue };
                let path = moved.get(&path).cloned().unwrap_or(path);
                if let Some(day) = day {
                    changed.entry(path).or_insert(day);
                }
            }
            None => {}
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    /// Runs `git` as somebody who makes a repository; false where there is none.
    fn make(folder: &Path, day: &str, arguments: &[&str]) -> bool {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(arguments);
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        let time = format!("{day}T12:00:00Z");
        command.env("GIT_AUTHOR_DATE", &time).env("GIT_COMMITTER_DATE", &time).env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.output().is_ok_and(|output| output.status.success())
    }

    fn commit(folder: &Path, day: &str) {
        assert!(make(folder, day, &["add", "--all"]) && make(folder, day, &["commit", "-q", "-m", day]));
    }

    fn put(folder: &Path, path: &str, text: &str) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }

    /// What is known of a book, as text.
    fn known(root: &Path) -> (Extent, Vec<String>) {
        let folders = ["content".to_owned()];
        let sources = crate::disk::read_sources(root, &root.join("dist"), &folders).expect("it can be read").value;
        let history = read_history(root, "content", &sources);
        (history.extent, history.changed.iter().map(|(path, day)| format!("{path} {day}")).collect())
    }

    /// A repository with a book in a folder of it; none where there is no `git`.
    fn repository() -> Option<tempfile::TempDir> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        if !make(folder.path(), "2026-01-01", &["init", "-q", "-b", "main"]) {
            // Past the test harness, which shows what passing tests print to nobody.
            let _ = writeln!(std::io::stderr(), "skipped: there is no git");
            return None;
        }
        let root = folder.path();
        put(root, "book/content/a.md", "# A\n");
        put(root, "book/content/größe b.md", "# B\n");
        put(root, "book/content/c.md", "# C\n\nWords that stay.\n");
        put(root, "elsewhere.md", "# Not of the book\n");
        commit(root, "2026-01-05");
        put(root, "book/content/größe b.md", "# B\n\nMore.\n");
        commit(root, "2026-02-03");
        Some(folder)
    }

    #[test]
    fn each_file_has_the_day_of_its_last_commit() {
        let Some(folder) = repository() else { return };
        let root = folder.path();
        fs::rename(root.join("book/content/c.md"), root.join("book/content/d.md")).expect("it can be moved");
        put(root, "elsewhere.md", "# Changed\n");
        commit(root, "2026-03-04");
        put(root, "book/content/new.md", "# Not committed yet\n");
        let days = ["content/a.md 2026-01-05", "content/d.md 2026-01-05", "content/größe b.md 2026-02-03"];
        assert_eq!(known(&root.join("book")), (Extent::Whole, days.map(str::to_owned).to_vec()));

        let beside = tempfile::tempdir().expect("a temporary folder");
        let tree = beside.path().join("tree");
        assert!(make(root, "2026-03-05", &["worktree", "add", "-q", tree.to_str().expect("text"), "-b", "other"]));
        assert_eq!(known(&tree.join("book")).1, days, "a worktree has its repository's history");
    }

    #[test]
    fn merges_and_changed_moves_are_followed() {
        let Some(folder) = repository() else { return };
        let root = folder.path();
        assert!(make(root, "2026-02-10", &["checkout", "-q", "-b", "side"]));
        put(root, "book/content/a.md", "# A\n\nOn the side.\n");
        commit(root, "2026-02-11");
        assert!(make(root, "2026-02-12", &["checkout", "-q", "main"]));
        fs::rename(root.join("book/content/c.md"), root.join("book/content/d.md")).expect("it can be moved");
        put(root, "book/content/d.md", "# C\n\nWords that stay, and another.\n");
        commit(root, "2026-02-13");
        assert!(make(root, "2026-02-14", &["merge", "-q", "--no-ff", "-m", "merge", "side"]));
        let days = ["content/a.md 2026-02-11", "content/d.md 2026-02-13", "content/größe b.md 2026-02-03"];
        assert_eq!(known(&root.join("book")).1, days);
    }

    #[test]
    fn a_shallow_clone_says_nothing_of_what_it_was_cut_off_at() {
        let Some(folder) = repository() else { return };
        let url = format!("file://{}", folder.path().display());
        let clones = tempfile::tempdir().expect("a temporary folder");
        assert!(make(clones.path(), "2026-03-01", &["clone", "-q", "--depth", "1", &url, "one"]));
        assert_eq!(known(&clones.path().join("one/book")), (Extent::Shallow, Vec::new()));
        put(folder.path(), "book/content/a.md", "# A\n\nAgain.\n");
        commit(folder.path(), "2026-03-02");
        assert!(make(clones.path(), "2026-03-03", &["clone", "-q", "--depth", "2", &url, "two"]));
        let (extent, days) = known(&clones.path().join("two/book"));
        assert_eq!((extent, days), (Extent::Shallow, vec!["content/a.md 2026-03-02".to_owned()]));
    }

    #[test]
    fn without_a_repository_nothing_is_known() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        put(folder.path(), "content/a.md", "# A\n");
        assert_eq!(known(folder.path()), (Extent::Nothing, Vec::new()));
        assert_eq!(known(&folder.path().join("content")), (Extent::Nothing, Vec::new()), "and no book, either");
    }
}
