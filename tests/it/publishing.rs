//! Builds that are killed, that meet files of others, that may not write.
//!
//! Through the binary, killed as hard as a process can be. What counts is what a reader finds on disk: after the next
//! build every file is as a clean build makes it, and what Turnkey did not make is as it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use walkdir::WalkDir;

const PAGES: usize = 300;

/// Kills: half of them anywhere in a build, half of them once it has begun to publish.
const KILLS: u32 = 20;

/// What was there before Turnkey, or came in between.
const FOREIGN: [(&str, &str); 3] =
    [("mine.txt", "mine"), ("site/mine.html", "<p>mine"), ("site/folder-3/notes/mine.txt", "mine too")];

/// A book on disk, beside its output and a clean build's.
struct OnDisk {
    folder: TempDir,
}

impl OnDisk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn path(&self, below: &str) -> std::path::PathBuf {
        self.folder.path().join(below)
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("made");
        fs::write(file, text).expect("written");
    }

    /// Writes the book as it is in `version`: every page has other words, some pages come and go, and what was a page
    /// becomes a folder.
    fn write_version(&self, version: usize) {
        let content = self.path("book/content");
        if content.exists() {
            fs::remove_dir_all(&content).expect("removed");
        }
        self.write("book/book.toml", &format!("[book]\ntitle = \"Version {version}\"\n"));
        for page in 0..PAGES {
            let text = format!(
                "# Page {page}\n\nSays {version}; see [the next](../folder-{}/page-{}.md).\n",
                (page + 1) % 7,
                page + 1
            );
            match (page % 10, version) {
                (0, 0) => {}
                (1, 1) => self.write(&format!("book/content/folder-{}/page-{page}.html/index.md", page % 7), &text),
                _ => self.write(&format!("book/content/folder-{}/page-{page}.md", page % 7), &text),
            }
        }
    }

    fn command(&self, output: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
        command.args(["build", "--only", "site", "--output"]).arg(self.path(output)).arg(self.path("book"));
        command.env("SOURCE_DATE_EPOCH", "1780000000").stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn build(&self, output: &str) {
        let ended = self.command(output).stderr(Stdio::piped()).output().expect("turnkey runs");
        // The last page leads to one that does not exist.
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{said}");
    }

    /// Every file of an output by its path, without Turnkey's own state.
    fn files(&self, output: &str) -> BTreeMap<String, Vec<u8>> {
        let root = self.path(output);
        let is_state = |path: &Path| path.starts_with(root.join(".turnkey"));
        if !root.exists() {
            return BTreeMap::new();
        }
        WalkDir::new(&root)
            .into_iter()
            .map(|entry| entry.expect("the output can be read"))
            .filter(|entry| entry.file_type().is_file() && !is_state(entry.path()))
            .map(|entry| {
                let path = entry.path().strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/");
                (path, fs::read(entry.path()).expect("readable"))
            })
            .collect()
    }
}

/// Moments of which no two runs of the test need be alike, but whose spread is.
struct Moments(u64);

impl Moments {
    /// Somewhere between nothing and `most`.
    fn next(&mut self, most: Duration) -> Duration {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        most.mul_f64(f64::from(u32::try_from(self.0 >> 32).expect("the upper half")) / f64::from(u32::MAX))
    }
}

/// Waits until `child` has been about to publish, or has ended.
fn wait_for_journal(child: &mut Child, output: &Path) {
    let journal = output.join(".turnkey/site.journal");
    while !journal.exists() && child.try_wait().expect("it can be asked").is_none() {
        std::hint::spin_loop();
    }
}

fn without_foreign(mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.retain(|path, _| FOREIGN.iter().all(|(foreign, _)| foreign != path));
    files
}

/// The files in which two outputs differ; whole pages would hide it.
fn differences(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let all: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    all.into_iter().filter(|path| one.get(*path) != other.get(*path)).cloned().collect()
}

#[test]
fn a_killed_build_leaves_nothing_that_the_next_does_not_mend() {
    let disk = OnDisk::new();
    let mut clean = Vec::new();
    let mut longest = Duration::ZERO;
    for version in [0, 1] {
        disk.write_version(version);
        let begun = Instant::now();
        disk.build(&format!("clean-{version}"));
        longest = longest.max(begun.elapsed());
        clean.push(disk.files(&format!("clean-{version}")));
    }
    assert!(clean.iter().all(|files| files.len() > PAGES * 8 / 10));
    assert!(differences(&clean[0], &clean[1]).len() > PAGES, "each version has other pages");

    let mut moments = Moments(17);
    let mut killed = 0;
    for round in 0..KILLS {
        // The first rounds begin with no output, which is then published whole; later ones amid files of others.
        if round < 4 && disk.path("dist").exists() {
            fs::remove_dir_all(disk.path("dist")).expect("removed");
        }
        if round == 4 {
            FOREIGN.iter().for_each(|(path, text)| disk.write(&format!("dist/{path}"), text));
        }
        let version = usize::from(round % 2 == 1);
        disk.write_version(version);
        let before = disk.files("dist");
        let mut child = disk.command("dist").spawn().expect("turnkey starts");
        if round % 4 < 2 {
            std::thread::sleep(moments.next(longest));
        } else {
            wait_for_journal(&mut child, &disk.path("dist"));
            std::thread::sleep(moments.next(Duration::from_millis(4)));
        }
        let ended = child.try_wait().expect("it can be asked").is_some();
        child.kill().expect("it is ours to kill");
        child.wait().expect("it has ended");
        killed += u32::from(!ended);

        // Without a journal nothing is half done: there is what was there, or all that was to come.
        if !disk.path("dist/.turnkey/site.journal").exists() {
            let after = without_foreign(disk.files("dist"));
            let is_old = differences(&without_foreign(before), &after).is_empty();
            assert!(is_old || differences(&clean[version], &after).is_empty(), "round {round}: a mixture is left");
        }

        // Either the same again, or the other version: the author may have gone on writing.
        let next =
            if moments.next(Duration::from_secs(1)) < Duration::from_millis(500) { version } else { 1 - version };
        if next != version {
            disk.write_version(next);
        }
        disk.build("dist");
        let found = disk.files("dist");
        if round >= 4 {
            let kept = |(path, text): &(&str, &str)| found.get(*path).is_some_and(|bytes| bytes == text.as_bytes());
            assert!(FOREIGN.iter().all(kept), "round {round}: what others put there is as it was");
        }
        let found = without_foreign(found);
        let differences = differences(&clean[next], &found);
        assert!(differences.is_empty(), "round {round}, version {version}, then {next}: {differences:?}");
        let left: Vec<_> = fs::read_dir(disk.path("dist/.turnkey"))
            .expect("the state is kept there")
            .map(|entry| entry.expect("readable").file_name().to_string_lossy().into_owned())
            .filter(|name| name.contains("journal") || name.contains("stage"))
            .collect();
        assert!(left.iter().all(|name| name == "stage"), "round {round} leaves {left:?}");
    }
    assert!(killed > 0, "no build was killed before its end");
}

/// The exit code and what is said of a build into `output`, run by somebody whom the permissions of files concern.
#[cfg(unix)]
fn build_unprivileged(disk: &OnDisk, output: &str) -> Option<(Option<i32>, String)> {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let folder = disk.path("readable");
    let is_bound = |command: &mut Command| command.output().is_ok_and(|ended| !ended.status.success());
    let probe = |user: Option<u32>| {
        let mut command = Command::new("touch");
        command.arg(folder.join("probe")).stderr(Stdio::null());
        user.map(|user| command.uid(user));
        command
    };
    fs::create_dir_all(&folder).expect("made");
    fs::set_permissions(disk.folder.path(), fs::Permissions::from_mode(0o755)).expect("it is ours");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("it is ours");
    let nobody = 65_534;
    let user = if is_bound(&mut probe(None)) { None } else { Some(nobody) };
    let mut command = disk.command(output);
    user.map(|user| command.uid(user));
    if user.is_some() && !is_bound(&mut probe(user)) {
        return None;
    }
    let ended = command.stderr(Stdio::piped()).output().ok()?;
    Some((ended.status.code(), String::from_utf8_lossy(&ended.stderr).into_owned()))
}

#[cfg(unix)]
#[test]
fn an_output_that_cannot_be_written_is_said_in_a_sentence() {
    use std::io::Write as _;
    use std::os::unix::fs::PermissionsExt as _;
    let disk = OnDisk::new();
    disk.write("book/content/index.md", "# Home\n");
    disk.write("in-the-way", "a file");
    let ended = disk.command("in-the-way").stderr(Stdio::piped()).output().expect("turnkey runs");
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(ended.status.code(), Some(2), "{said}");
    assert!(said.contains("error: cannot make the folder") && said.contains("in-the-way"), "{said}");
    assert_eq!(fs::read(disk.path("in-the-way")).expect("still there"), b"a file");

    // Where there is nothing yet, and where an earlier build has been.
    fs::create_dir_all(disk.path("empty")).expect("made");
    let built = disk.command("built").status().expect("turnkey runs");
    assert_eq!(built.code(), Some(0));
    for output in ["empty", "built"] {
        let root = disk.path(output);
        let before = disk.files(output);
        let folders: Vec<_> =
            WalkDir::new(&root).into_iter().map(|entry| entry.expect("readable").into_path()).collect();
        for path in &folders {
            let mode = if path.is_dir() { 0o555 } else { 0o444 };
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
        }
        disk.write("book/content/index.md", "# Home again\n");
        let ended = build_unprivileged(&disk, output);
        for path in &folders {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("it is ours");
        }
        let Some((code, said)) = ended else {
            // Past the test harness, which shows what passing tests print to nobody.
            let _ = writeln!(std::io::stderr(), "skipped read-only folders: nobody here is bound by permissions");
            return;
        };
        assert_eq!(code, Some(2), "{said}");
        let sentence =
            said.lines().find(|line| line.starts_with("error: ")).unwrap_or_else(|| panic!("no sentence: {said}"));
        assert!(sentence.contains(output) && sentence.contains("denied"), "it says where and why: {said}");
        assert_eq!(differences(&before, &disk.files(output)), Vec::<String>::new());
    }
}
