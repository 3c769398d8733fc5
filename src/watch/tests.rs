//! Each way of saving, and storms of them, with real files: what is known in the end is what lies on disk.

use super::*;
use crate::chance::cases;
use crate::config::read_config;
use crate::disk::acts::{act, sandbox};
use crate::disk::{Standing, read_configuration, read_sources};
use proptest::prelude::*;
use std::io::Write as _;
use std::path::PathBuf;

/// More than any machine takes; only what fails waits so long.
const PATIENCE: Duration = Duration::from_secs(10);

/// A way of saving, by what it is called.
type Way<'a> = (&'a str, &'a dyn Fn(&Book, &str));

struct Book {
    folder: tempfile::TempDir,
    root: PathBuf,
    watched: Watched,
}

impl Book {
    fn new(files: &[(&str, &str)]) -> Self {
        Self::watched_by(&Method::Events, files)
    }

    fn watched_by(method: &Method, files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = sandbox(&folder);
        for (path, text) in files {
            put(&root.join(path), text);
        }
        let watched = Watched::begin(&root, None, method.clone()).expect("it can be read");
        assert_eq!(watched.method(), method, "where this is tested, the system tells what happens");
        Self { folder, root, watched }
    }

    fn put(&self, path: &str, text: &str) {
        put(&self.root.join(path), text);
    }

    fn rename(&self, from: &str, to: &str) {
        fs::rename(self.root.join(from), self.root.join(to)).expect("renamed");
    }

    /// Waits until what is known is what lies on disk; how many batches that took.
    fn settles(&mut self) -> usize {
        self.settles_until(Self::is_as_on_disk)
    }

    fn settles_until(&mut self, is_right: impl Fn(&Self) -> bool) -> usize {
        let (end, mut batches) = (Instant::now() + PATIENCE, 0);
        while !is_right(self) {
            assert!(Instant::now() < end, "not seen: {:?}", self.watched);
            batches += usize::from(self.watched.wait(Duration::from_millis(100)).is_some());
        }
        batches
    }

    fn is_as_on_disk(&self) -> bool {
        let Ok(configuration) = read_configuration(&self.root) else { return false };
        let config = read_config(&configuration).value;
        let output = self.root.join(config.output.as_str());
        let Ok(anew) = read_sources(&self.root, &output, &config.folders_to_read()) else { return false };
        let snapshot = self.watched.snapshot();
        *snapshot.standing() == Standing::Whole
            && snapshot.sources().files == anew.value.files
            && snapshot.problems().cloned().collect::<Vec<_>>() == anew.diagnostics
    }

    fn text(&self, path: &str) -> Option<String> {
        let path = crate::path::SourcePath::new(path).expect("inside");
        self.watched.snapshot().sources().text(&path).map(String::from)
    }
}

fn put(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("made");
    fs::write(file, text).expect("written");
}

#[test]
fn each_way_of_saving_is_seen() {
    let mut book = Book::new(&[("content/a.md", "# A\n"), ("content/b/c.md", "# C\n")]);
    let ways: [Way<'_>; 6] = [
        ("in place", &|book, text| book.put("content/a.md", text)),
        ("by a renamed file", &|book, text| {
            book.put("content/a.md.tmp", text);
            book.rename("content/a.md.tmp", "content/a.md");
        }),
        ("with a backup, as vim does", &|book, text| {
            book.put("content/4913", "");
            fs::remove_file(book.root.join("content/4913")).expect("removed");
            book.rename("content/a.md", "content/a.md~");
            book.put("content/a.md", text);
            fs::remove_file(book.root.join("content/a.md~")).expect("removed");
        }),
        ("with a backup that stays and a lock, as emacs does", &|book, text| {
            #[cfg(unix)]
            std::os::unix::fs::symlink("somebody@a.example", book.root.join("content/.#a.md")).expect("linked");
            book.rename("content/a.md", "content/a.md~");
            book.put("content/a.md", text);
            let _ = fs::remove_file(book.root.join("content/.#a.md"));
        }),
        ("by two renamed files, as JetBrains' do", &|book, text| {
            book.put("content/a.md___jb_tmp___", text);
            book.rename("content/a.md", "content/a.md___jb_old___");
            book.rename("content/a.md___jb_tmp___", "content/a.md");
            fs::remove_file(book.root.join("content/a.md___jb_old___")).expect("removed");
        }),
        ("removed and written again", &|book, text| {
            fs::remove_file(book.root.join("content/a.md")).expect("removed");
            book.put("content/a.md", text);
        }),
    ];
    for (turn, (way, save)) in ways.iter().chain(&ways).enumerate() {
        let text = format!("# A, for the time {turn}\n");
        save(&book, &text);
        book.settles();
        assert_eq!(book.text("content/a.md").as_deref(), Some(text.as_str()), "{way}");
    }
}

#[test]
fn folders_come_go_and_move() {
    let mut book = Book::new(&[("content/a.md", "# A\n"), ("content/b/c/d.md", "# D\n")]);
    book.put("content/new/deep/e.md", "# E\n");
    book.settles();
    book.put("content/new/deep/f.md", "# F\n");
    book.settles();
    book.rename("content/b", "content/moved");
    book.settles();
    book.put("content/moved/c/d.md", "# D, where it is now\n");
    book.settles();
    // Another folder of the same name.
    book.put("content/b/c/d.md", "# D, again\n");
    book.rename("content/moved", "content/b/moved");
    book.settles();
    book.put("content/b/moved/c/d.md", "# D, below\n");
    book.put("content/b/c/d.md", "# D, above\n");
    book.settles();
    fs::remove_dir_all(book.root.join("content/b")).expect("removed");
    book.settles();
    book.put("content/b/c/d.md", "# D, anew\n");
    book.settles();
    book.put("content/b/c/d.md", "# D, at last\n");
    book.settles();
    book.put("templates/site/page.html", "{% extends \"base.html\" %}\n");
    book.settles();
    book.put("themes/own/theme.css", "p { color: red }\n");
    book.settles();
    assert_eq!(book.text("content/b/c/d.md").as_deref(), Some("# D, at last\n"));
}

#[test]
fn what_is_not_the_books_is_not_seen() {
    let mut book = Book::new(&[("content/a.md", "# A\n"), ("dist/.turnkey/manifest", "")]);
    for path in ["dist/site/a.html", "content/.hidden/b.md", "content/node_modules/c.md", "target/d.md", "e.md"] {
        book.put(path, "# Not of the book\n");
    }
    fs::read(book.root.join("content/a.md")).expect("read");
    assert_eq!(book.watched.wait(Duration::from_millis(300)), None);
}

#[test]
fn a_storm_is_few_batches() {
    let files: Vec<(String, String)> =
        (0..1_000).map(|number| (format!("content/{}/{number}.md", number % 37), format!("# {number}\n"))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut book = Book::new(&files[..900]);
    for (path, _) in &files {
        let text = format!("# As it is on the branch: {path}\n");
        // As version control does it.
        let _ = fs::remove_file(book.root.join(path));
        book.put(path, &text);
    }
    fs::remove_dir_all(book.root.join("content/3")).expect("removed");
    let batches = book.settles();
    assert!(batches <= 5, "{batches} batches");
    assert_eq!(book.watched.snapshot().sources().files.len(), 1_000 - 27);
    assert_eq!(book.watched.wait(Duration::from_millis(200)), None, "nothing is left");
}

#[test]
fn a_storm_that_comes_while_nobody_waits_is_one_batch() {
    let mut book = Book::new(&[("content/a.md", "# A\n")]);
    for turn in 0..50 {
        book.put("content/a.md", &format!("# A, for the time {turn}\n"));
        book.put(&format!("content/new-{turn}/b.md"), "# B\n");
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(book.settles(), 1);
}

#[test]
fn the_configuration_moves_what_is_watched() {
    let mut book = Book::new(&[("content/a.md", "# A\n"), ("docs/b/c.md", "# C\n")]);
    book.put("book.toml", "[book]\nsource = \"docs\"\n");
    book.settles();
    book.put("docs/b/c.md", "# C, again\n");
    book.settles();
    book.put("content/a.md", "# A, which nobody reads\n");
    assert_eq!(book.watched.wait(Duration::from_millis(200)), None);
    book.put("book.toml", "[book\n");
    book.settles_until(|book| *book.watched.snapshot().standing() == Standing::Unsaid);
    book.put("docs/b/c.md", "# C, once more\n");
    book.settles_until(|book| book.text("docs/b/c.md").as_deref() == Some("# C, once more\n"));
    book.put("book.toml", "[book]\nsource = \"docs\"\n");
    book.settles();
}

fn the_book_goes_and_comes(method: &Method) {
    let mut book = Book::watched_by(method, &[("content/a.md", "# A\n"), ("content/b/c.md", "# C\n")]);
    let (here, away) = (book.root.clone(), book.folder.path().join("away"));
    book.rename("content", "gone");
    book.settles_until(|book| *book.watched.snapshot().standing() == Standing::NoSource("content".into()));
    book.rename("gone", "content");
    book.settles();
    fs::rename(&here, &away).expect("renamed");
    book.settles_until(|book| *book.watched.snapshot().standing() == Standing::NoBook(book.root.clone()));
    put(&away.join("content/b/c.md"), "# C, elsewhere\n");
    fs::rename(&away, &here).expect("renamed");
    book.settles();
    book.put("content/b/c.md", "# C, again here\n");
    book.settles();
    // Another one in its place.
    fs::remove_dir_all(&here).expect("removed");
    book.put("content/b/c.md", "# C of another\n");
    book.settles();
    book.put("content/b/c.md", "# C of another, again\n");
    book.settles();
    assert_eq!(book.watched.snapshot().sources().files.len(), 1);
}

#[test]
fn the_book_goes_and_comes_where_it_is_told() {
    the_book_goes_and_comes(&Method::Events);
}

#[test]
fn the_book_goes_and_comes_where_it_is_looked_at() {
    the_book_goes_and_comes(&Method::Polling("somebody wants it".to_owned()));
}

#[test]
fn polling_sees_the_same() {
    let polling = Method::Polling("somebody wants it".to_owned());
    let mut book = Book::watched_by(&polling, &[("content/a.md", "# A\n"), ("content/b/c.md", "# C\n")]);
    book.put("content/a.md", "# B\n");
    book.settles();
    book.rename("content/b", "content/d");
    book.put("content/e/f.md", "# F\n");
    book.settles();
    fs::remove_file(book.root.join("content/a.md")).expect("removed");
    book.settles();
    assert_eq!(book.watched.wait(Duration::from_millis(600)), None);
}

#[cfg(unix)]
#[test]
fn what_links_lead_to_is_watched() {
    use std::os::unix::fs::symlink;
    let mut book = Book::new(&[("content/a.md", "# A\n"), ("shared/b.md", "# B\n")]);
    symlink("../shared/b.md", book.root.join("content/b.md")).expect("linked");
    symlink("../shared/later/c.md", book.root.join("content/c.md")).expect("linked");
    book.settles();
    book.put("shared/b.md", "# B, again\n");
    book.settles();
    book.put("shared/later/c.md", "# C\n");
    book.settles();
    assert_eq!(book.text("content/c.md").as_deref(), Some("# C\n"));
    book.put("shared/later/c.md", "# C, again\n");
    book.settles();
    fs::remove_dir_all(book.root.join("shared")).expect("removed");
    book.settles();
    assert_eq!(book.watched.snapshot().sources().files.len(), 1);
}

#[test]
fn what_is_committed_is_known() {
    let mut book = Book::new(&[("content/a.md", "# A\n")]);
    let root = book.root.clone();
    let git = |day: &str, arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.arg("-C").arg(&root).args(["-c", "user.name=A", "-c", "user.email=a@example.com"]).args(arguments);
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        let time = format!("{day}T12:00:00Z");
        command.env("GIT_AUTHOR_DATE", &time).env("GIT_COMMITTER_DATE", &time).env("GIT_CONFIG_GLOBAL", "/dev/null");
        command.output().is_ok_and(|output| output.status.success())
    };
    if !git("2026-01-01", &["init", "-q"]) {
        // Past the test harness, which shows what passing tests print to nobody.
        let _ = writeln!(std::io::stderr(), "skipped: there is no git");
        return;
    }
    let days = |book: &Book| -> Vec<String> {
        let changed = &book.watched.snapshot().sources().history.changed;
        changed.iter().map(|(path, day)| format!("{path} {day}")).collect()
    };
    assert!(git("2026-01-05", &["add", "."]) && git("2026-01-05", &["commit", "-q", "-m", "one"]));
    book.settles_until(|book| days(book) == ["content/a.md 2026-01-05"]);
    book.put("content/a.md", "# A, again\n");
    book.put("content/b.md", "# B\n");
    assert!(git("2026-02-03", &["add", "."]) && git("2026-02-03", &["commit", "-q", "-m", "two"]));
    book.settles_until(|book| days(book) == ["content/a.md 2026-02-03", "content/b.md 2026-02-03"]);
    fs::remove_file(book.root.join("content/b.md")).expect("removed");
    book.settles_until(|book| days(book) == ["content/a.md 2026-02-03"]);
    assert!(git("2026-02-04", &["checkout", "-q", "."]));
    book.settles_until(|book| days(book).len() == 2);
    let root = book.root.clone();
    drop(book.watched);
    let again = Watched::begin(&root, None, Method::Events).expect("it can be read");
    book.watched = again;
    book.settles_until(|book| days(book).len() == 2);
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..cases(12) })]

    /// Some at once, and some when what came before has been seen.
    #[test]
    fn whatever_happens_is_seen(acts in prop::collection::vec((act(), 0..4u8), 1..30)) {
        let mut book = Book::new(&[("content/a.md", "# A\n"), ("docs/j.md", "# J\n")]);
        for (act, pause) in acts {
            act.carry_out(&book.root);
            if pause == 0 {
                book.watched.wait(Duration::from_millis(60));
            }
        }
        for (path, text) in [("content", ""), ("book.toml", "[book]\nsource = \"content\"\n"), ("content/a.md", "# At last\n")] {
            // What is in the way goes.
            let place = book.root.join(path);
            if text.is_empty() {
                let _ = fs::remove_file(place);
            } else {
                let _ = fs::remove_dir_all(&place).or_else(|_| fs::remove_file(&place));
                book.put(path, text);
            }
        }
        book.settles();
        // Each folder that there is now is watched.
        for folder in book.watched.snapshot().folders() {
            if folder.starts_with(book.root.join("content")) {
                let _ = fs::write(folder.join("new.md"), "# New\n");
                book.settles();
            }
        }
    }
}
