//! What is renewed is what reading anew would give, whatever happened; and what is said where a book is not whole.

use super::acts::{act, sandbox};
use super::*;
use crate::chance::cases;
use crate::disk::read_sources;
use proptest::prelude::*;
use std::io::Write as _;

/// A book on disk, and its snapshot.
struct Book {
    folder: tempfile::TempDir,
    root: PathBuf,
    snapshot: Snapshot,
}

impl Book {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = sandbox(&folder);
        for (path, text) in files {
            put(&root.join(path), text);
        }
        let snapshot = Snapshot::open(&root, None).expect("it can be read");
        Self { folder, root, snapshot }
    }

    fn renew(&mut self, paths: &[&str]) -> Renewed {
        self.snapshot.renew(&Changes::At(paths.iter().map(|path| self.root.join(path)).collect()))
    }

    fn put(&mut self, path: &str, text: &str) -> Renewed {
        put(&self.root.join(path), text);
        self.renew(&[path])
    }

    fn paths(&self) -> Vec<&str> {
        self.snapshot.sources().files.keys().map(SourcePath::as_str).collect()
    }

    fn problems(&self) -> Vec<&str> {
        self.snapshot.problems().map(|problem| problem.message.as_str()).collect()
    }

    /// What is different from reading everything anew; nothing where the book does not stand as it was meant.
    fn assert_as_anew(&self) {
        if *self.snapshot.standing() != Standing::Whole {
            return;
        }
        let config = read_config(&read_configuration(&self.root).expect("it can be read")).value;
        let output = self.root.join(config.output.as_str());
        let anew = read_sources(&self.root, &output, &config.folders_to_read()).expect("it can be read");
        let paths: Vec<&str> = anew.value.files.keys().map(SourcePath::as_str).collect();
        assert_eq!(self.paths(), paths);
        assert_eq!(**self.snapshot.sources(), anew.value);
        assert_eq!(self.snapshot.problems().cloned().collect::<Vec<_>>(), anew.diagnostics);
    }
}

fn put(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("made");
    fs::write(file, text).expect("written");
}

fn names(paths: &BTreeSet<SourcePath>) -> Vec<&str> {
    paths.iter().map(SourcePath::as_str).collect()
}

#[test]
fn only_what_changed_is_read_and_the_rest_is_shared() {
    let mut book = Book::new(&[("content/a.md", "# A\n"), ("content/b.md", "# B\n"), ("content/c/d.md", "# D\n")]);
    let before = book.snapshot.sources().clone();
    let renewed = book.put("content/b.md", "# B, again\n");
    assert_eq!(names(&renewed.files), ["content/b.md"]);
    let after = book.snapshot.sources();
    for path in ["content/a.md", "content/c/d.md"].map(|path| SourcePath::new(path).expect("inside")) {
        assert!(Arc::ptr_eq(before.bytes(&path).expect("there"), after.bytes(&path).expect("there")), "{path}");
    }
    let b = SourcePath::new("content/b.md").expect("inside");
    assert_eq!(before.text(&b).as_deref(), Some("# B\n"), "what was given out stays");
    assert_eq!(after.text(&b).as_deref(), Some("# B, again\n"));
    assert!(book.put("content/b.md", "# B, again\n").is_nothing(), "the same bytes are no change");
    assert!(book.snapshot.renew(&Changes::Anywhere).is_nothing());
}

#[test]
fn a_file_of_the_same_length_and_time_is_seen_to_be_another() {
    let mut book = Book::new(&[("content/a.md", "one")]);
    for (turn, text) in ["two", "six", "ten", "one"].into_iter().cycle().take(100).enumerate() {
        fs::write(book.root.join("content/a.md"), text).expect("written");
        book.snapshot.renew(&Changes::Anywhere);
        let read = book.snapshot.sources().text(&SourcePath::new("content/a.md").expect("inside")).map(String::from);
        assert_eq!(read.as_deref(), Some(text), "at turn {turn}");
    }
}

#[test]
fn a_folder_that_is_gone_is_said_and_none_is_taken_in_its_place() {
    for configuration in ["", "[book]\ntitle = \"T\"\n", "[book]\nsource = \"content\"\n"] {
        let mut book = Book::new(&[("content/a.md", "# A\n"), ("notes/private.md", "# Mine\n")]);
        if !configuration.is_empty() {
            book.put("book.toml", configuration);
        }
        let whole = book.snapshot.sources().clone();
        fs::rename(book.root.join("content"), book.root.join("elsewhere")).expect("renamed");
        let renewed = book.renew(&["content", "elsewhere"]);
        assert!(renewed.standing);
        assert_eq!(*book.snapshot.standing(), Standing::NoSource("content".into()));
        assert_eq!(book.paths(), if configuration.is_empty() { vec![] } else { vec!["book.toml"] });
        let problem = book.snapshot.standing().problem().expect("it is said");
        assert_eq!(problem.message, "the source folder `content` is not there");
        fs::rename(book.root.join("elsewhere"), book.root.join("content")).expect("renamed");
        book.renew(&["content", "elsewhere"]);
        assert_eq!(*book.snapshot.standing(), Standing::Whole);
        assert_eq!(*book.snapshot.sources(), whole);
    }
}

#[test]
fn a_configuration_that_cannot_be_read_moves_nothing() {
    let good = "[book]\nsource = \"docs\"\n";
    let files = [("book.toml", good), ("docs/a.md", "# A\n"), ("content/b.md", "# B\n")];
    for broken in ["[book]\nsorce = \"docs\"\n", "[book]\nsource = \"../docs\"\n", "[bok"] {
        let mut book = Book::new(&files);
        book.put("book.toml", broken);
        assert_eq!(*book.snapshot.standing(), Standing::Unsaid, "{broken}");
        book.put("docs/a.md", "# A, meanwhile\n");
        assert_eq!(book.paths(), ["book.toml", "docs/a.md"], "{broken}");
        book.put("book.toml", good);
        assert_eq!(*book.snapshot.standing(), Standing::Whole);
        book.assert_as_anew();
        fs::remove_file(book.root.join("book.toml")).expect("removed");
        book.renew(&["book.toml"]);
        assert_eq!(*book.snapshot.standing(), Standing::Unsaid, "without any");
        book.put("book.toml", "[book]\nsource = \"content\"\n");
        assert_eq!(book.paths(), ["book.toml", "content/b.md"], "what it says is done");
        book.put("book.toml", "[book]\nsource = \"content\"\nnonsense = 1\n");
        assert_eq!(*book.snapshot.standing(), Standing::Whole, "what is wrong with it is said by whoever compiles");
        book.assert_as_anew();
    }
}

#[test]
fn a_book_that_was_moved_away_is_kept_until_it_is_back() {
    let mut book = Book::new(&[("content/a.md", "# A\n")]);
    let (here, away) = (book.root.clone(), book.folder.path().join("away"));
    let whole = book.snapshot.sources().clone();
    fs::rename(&here, &away).expect("renamed");
    book.renew(&[""]);
    assert_eq!(*book.snapshot.standing(), Standing::NoBook(here.clone()));
    assert_eq!(*book.snapshot.sources(), whole);
    fs::rename(&away, &here).expect("renamed");
    put(&here.join("content/b.md"), "# B\n");
    book.renew(&["content/a.md"]);
    assert_eq!(*book.snapshot.standing(), Standing::Whole);
    assert_eq!(book.paths(), ["content/a.md", "content/b.md"], "all of it is read");
}

#[cfg(unix)]
#[test]
fn a_link_follows_what_it_leads_to() {
    use std::os::unix::fs::symlink;
    let mut book = Book::new(&[("content/a.md", "# A\n"), ("shared/b.md", "# B\n")]);
    symlink("../shared/b.md", book.root.join("content/b.md")).expect("linked");
    symlink("../shared/later.md", book.root.join("content/later.md")).expect("linked");
    let renewed = book.renew(&["content/b.md", "content/later.md"]);
    assert_eq!(names(&renewed.files), ["content/b.md"]);
    assert_eq!(book.problems(), ["`content/later.md` is a link to something that does not exist"]);
    assert!(book.snapshot.folders().contains(&book.root.join("shared")), "it wants to be watched");
    assert!(book.snapshot.concerns(&book.root.join("shared/later.md")));
    assert!(!book.snapshot.concerns(&book.root.join("shared/other.md")));
    assert_eq!(names(&book.put("shared/b.md", "# B, again\n").files), ["content/b.md"]);
    assert_eq!(names(&book.put("shared/later.md", "# Later\n").files), ["content/later.md"]);
    assert!(book.problems().is_empty());
    fs::rename(book.root.join("shared"), book.root.join("other")).expect("renamed");
    book.renew(&["shared", "other"]);
    assert_eq!(book.paths(), ["content/a.md"]);
    book.assert_as_anew();
}

#[cfg(unix)]
#[test]
fn a_source_folder_that_is_a_link_is_read_within_the_book_only() {
    use std::os::unix::fs::symlink;
    let mut book = Book::new(&[("docs/a.md", "# A\n"), ("book.toml", "[book]\nsource = \"content\"\n")]);
    put(&book.root.join("../outside/secret.md"), "# Secret\n");
    symlink("docs", book.root.join("content")).expect("linked");
    book.renew(&["content"]);
    assert_eq!(book.paths(), ["book.toml", "content/a.md"]);
    assert_eq!(names(&book.put("docs/a.md", "# A, again\n").files), ["content/a.md"], "under its other name");
    fs::remove_file(book.root.join("content")).expect("removed");
    symlink("../outside", book.root.join("content")).expect("linked");
    book.renew(&["content"]);
    assert_eq!(book.paths(), ["book.toml"]);
    assert_eq!(book.problems(), ["`content` is a link that leads out of the book, and is left out"]);
    put(&book.root.join("../outside/acme/1/manifest.json"), "{}");
    symlink("../outside", book.root.join("issued")).expect("linked");
    book.renew(&["content/secret.md", "issued", "issued/acme/1/manifest.json"]);
    assert_eq!(book.paths(), ["book.toml"]);
    assert!(book.snapshot.folders().iter().all(|folder| folder.starts_with(&book.root)));
    assert!(!book.snapshot.folders().contains(&book.root.join("issued")), "nobody looks there");
    book.assert_as_anew();
}

#[cfg(unix)]
#[test]
fn what_nobody_may_read_is_said_until_it_may_be_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut book = Book::new(&[("content/a.md", "# A\n"), ("content/b/c.md", "# C\n")]);
    let whole = book.snapshot.sources().clone();
    let (file, folder) = (book.root.join("content/a.md"), book.root.join("content/b"));
    let allow = |place: &Path, mode| fs::set_permissions(place, fs::Permissions::from_mode(mode)).expect("changed");
    allow(&file, 0);
    allow(&folder, 0);
    if fs::read(&file).is_ok() {
        // Past the test harness, which shows what passing tests print to nobody.
        let _ = writeln!(io::stderr(), "skipped: whoever runs this may read anything");
        return;
    }
    book.renew(&["content/a.md", "content/b"]);
    assert!(book.paths().is_empty());
    assert_eq!(book.problems().len(), 2);
    book.assert_as_anew();
    allow(&file, 0o644);
    allow(&folder, 0o755);
    assert!(book.renew(&["content/a.md", "content/b"]).problems);
    assert_eq!(*book.snapshot.sources(), whole);
    assert!(book.problems().is_empty());
}

#[test]
fn what_turnkey_made_goes_and_comes_by_its_sign() {
    let mut book = Book::new(&[("a.md", "# A\n"), ("public/b.md", "# B\n"), ("issued/acme/1/c.md", "# C\n")]);
    assert_eq!(book.paths(), ["a.md", "issued/acme/1/c.md", "public/b.md"]);
    fs::create_dir(book.root.join("public/.turnkey")).expect("made");
    book.renew(&["public/.turnkey"]);
    book.put("issued/acme/1/manifest.json", "{}");
    assert_eq!(book.paths(), ["a.md", "issued/acme/1/manifest.json"]);
    book.assert_as_anew();
    for folder in ["public", "issued/acme/1"] {
        assert!(book.snapshot.folders().contains(&book.root.join(folder)), "`{folder}` wants to be watched");
    }
    fs::remove_dir(book.root.join("public/.turnkey")).expect("removed");
    book.renew(&["public/.turnkey"]);
    assert_eq!(book.paths(), ["a.md", "issued/acme/1/manifest.json", "public/b.md"]);
}

#[test]
fn what_editors_leave_is_no_file_of_the_book() {
    let leavings = ["a.md~", "#a.md#", "a.md___jb_tmp___", "a.md___jb_old___", ".a.md.swp", ".#a.md"];
    let mut book = Book::new(&[("content/a.md", "# A\n"), ("content/#1.md", "# One\n"), ("content/b~c.md", "# B\n")]);
    let before = book.paths().len();
    for name in leavings {
        let place = format!("content/{name}");
        assert!(book.put(&place, "# Yesterday\n").is_nothing(), "{name}");
        assert!(!book.snapshot.concerns(&book.root.join(place)), "{name}");
    }
    assert_eq!(book.paths().len(), before);
    book.assert_as_anew();
}

#[cfg(unix)]
#[test]
fn a_folder_that_leads_out_is_told_whether_anything_is_there_or_not() {
    let mut book = Book::new(&[("content/a.md", "# A\n")]);
    let outside = book.root.parent().expect("the sandbox is deep").join("outside");
    std::os::unix::fs::symlink(&outside, book.root.join("templates")).expect("linked");
    let told = ["`templates` is a link that leads out of the book, and is left out"];
    book.renew(&["templates"]);
    assert_eq!(book.problems(), told);
    for is_folder in [false, true] {
        // Nobody watches what is out there.
        if is_folder { fs::create_dir(&outside) } else { fs::write(&outside, "") }.expect("made");
        book.assert_as_anew();
        assert_eq!(book.problems(), told);
        if is_folder { fs::remove_dir(&outside) } else { fs::remove_file(&outside) }.expect("gone");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 200, ..cases(60) })]

    /// Told after each act, after several, or not where.
    #[test]
    fn what_is_renewed_is_what_reading_anew_gives(
        acts in prop::collection::vec((act(), 0..4u8), 1..40),
        knows_where in any::<bool>(),
    ) {
        let mut book = Book::new(&[("content/a.md", "# A\n"), ("docs/j.md", "# J\n")]);
        let mut told = BTreeSet::new();
        for (act, more) in acts {
            told.extend(act.carry_out(&book.root));
            if more > 0 {
                continue;
            }
            let changes = if knows_where { Changes::At(std::mem::take(&mut told)) } else { Changes::Anywhere };
            book.snapshot.renew(&changes);
            book.assert_as_anew();
        }
    }
}
