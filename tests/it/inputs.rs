//! Books as they really come: without configuration, with another tool's, in odd encodings, with odd names, with links
//! that lead out. Through the binary, as a user would; what comes out is checked by the independent link checker.

use crate::links::check_output;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A book on disk, and where its output goes.
pub(crate) struct OnDisk {
    folder: TempDir,
}

impl OnDisk {
    pub(crate) fn new(files: &[(&str, &[u8])]) -> Self {
        let book = Self { folder: tempfile::tempdir().expect("a folder") };
        for (path, bytes) in files {
            book.write(path, bytes);
        }
        book
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let file = self.root().join(path);
        fs::create_dir_all(file.parent().expect("a file has a folder")).expect("made");
        fs::write(file, bytes).expect("written");
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
        command.args(args).current_dir(self.root()).env("SOURCE_DATE_EPOCH", "1780000000").env_remove("RUST_BACKTRACE");
        command.output().expect("turnkey runs")
    }

    /// Builds, checks every link of the output, and gives the exit code and what was said.
    pub(crate) fn build(&self) -> (i32, String) {
        let output = self.run(&["build", "--only", "site"]);
        let code = output.status.code().expect("turnkey ends by itself");
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(code < 2, "{said}");
        assert_eq!(check_output(&self.root().join("dist/site")), Vec::<String>::new(), "{said}");
        (code, said)
    }

    pub(crate) fn page(&self, path: &str) -> String {
        fs::read_to_string(self.root().join("dist/site").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.root().join("dist/site").join(path).is_file()
    }
}

#[test]
fn a_folder_without_configuration_is_a_book() {
    let book = OnDisk::new(&[
        ("README.md", b"# Ours\n\nSee [the guide](docs/guide.md).\n"),
        ("docs/guide.md", b"# Guide\n"),
        ("themes/notes.md", b"# Not content\n"),
        (".hidden/x.md", b"# Hidden\n"),
        ("node_modules/x/README.md", b"# A package\n"),
    ]);
    let (code, said) = book.build();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("no `book.toml`"), "what was taken is said: {said}");
    assert!(book.page("index.html").contains("<h1>Ours</h1>"));
    assert!(book.has("docs/guide.html") && book.has("docs/index.html"));
    assert!(!book.has("themes/notes.html") && !book.has(".hidden/x.html") && !book.has("node_modules/x/index.html"));
}

#[test]
fn folders_called_templates_inside_the_source_are_content() {
    let book = OnDisk::new(&[("content/templates/mail.md", b"# Mail\n"), ("content/themes/a.md", b"# A\n")]);
    book.build();
    assert!(book.has("templates/mail.html") && book.has("themes/a.html"));
}

#[test]
fn an_mdbook_is_recognised() {
    let book = OnDisk::new(&[
        ("book.toml", b"[book]\ntitle = \"Their book\"\nauthors = [\"A\"]\nsrc = \"text\"\n\n[output.html]\n"),
        ("text/SUMMARY.md", b"# Summary\n\n- [Second first](b.md)\n- [First second](a.md)\n"),
        ("text/a.md", b"# A\n"),
        ("text/b.md", b"# B\n"),
    ]);
    let (code, said) = book.build();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("mdBook") && said.contains("Their book") && said.contains("text/"), "{said}");
    let home = book.page("index.html");
    let place = |words: &str| home.find(words).unwrap_or_else(|| panic!("{words} is not in {home}"));
    assert!(place("Second first") < place("First second"), "the summary's order and titles hold");
    assert!(!book.has("SUMMARY.html"));
}

#[test]
fn an_mkdocs_site_is_recognised() {
    let book = OnDisk::new(&[
        (
            "mkdocs.yml",
            b"site_name: Their site\nnav:\n  - Home: index.md\n  - Zed: z.md\n  - a.md\nextra: !!python/name:x\n",
        ),
        ("docs/index.md", b"# Welcome\n"),
        ("docs/a.md", b"# A\n"),
        ("docs/z.md", b"# Z\n"),
    ]);
    let (code, said) = book.build();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("mkdocs.yml") && said.contains("Their site"), "{said}");
    assert!(book.page("z.html").contains("rel=\"next\" href=\"a.html\""));
}

#[test]
fn empty_books_and_empty_files_have_pages() {
    let empty = OnDisk::new(&[]);
    let (code, said) = empty.build();
    assert_eq!(code, 0, "{said}");
    assert!(empty.has("index.html"));

    let book = OnDisk::new(&[
        ("empty.md", b""),
        ("blank.md", b"\n \n"),
        ("words.md", b"Only words.\n"),
        ("two.md", b"# One\n\n# Two\n"),
    ]);
    book.build();
    assert!(book.page("empty.html").contains("<h1>Empty</h1>"));
    assert!(book.page("words.html").contains("<h1>Words</h1>"));
    let two = book.page("two.html");
    assert!(two.contains("<h1>One</h1>") && two.contains("<h2 id=\"two\">"), "{two}");
}

#[test]
fn encodings_and_line_ends_do_no_harm() {
    let book = OnDisk::new(&[
        ("bom.md", b"\xef\xbb\xbf---\ntitle: With a mark\n---\nWords.\n"),
        ("crlf.md", b"---\r\ntitle: Windows\r\n---\r\n\r\n| a | b |\r\n| - | - |\r\n| 1 | 2 |\r\n"),
        ("broken.md", b"# Caf\xe9\n\nna\xefve\n"),
        ("open.md", b"---\ntitle: Never closed\n\n# A guide\n"),
    ]);
    let (code, said) = book.build();
    assert_eq!(code, 1, "front matter without an end is an error: {said}");
    assert!(said.contains("invalid-encoding") && said.contains("broken.md:1:6"), "{said}");
    assert!(said.contains("invalid-yaml") && said.contains("open.md:1:1"), "{said}");
    assert!(book.page("bom.html").contains("<h1>With a mark</h1>"));
    assert!(book.page("crlf.html").contains("<h1>Windows</h1>") && book.page("crlf.html").contains("<td>2</td>"));
    assert!(book.page("broken.html").contains("Caf\u{fffd}"));
    assert!(book.page("open.html").contains("<h1>A guide</h1>"));
}

#[test]
fn names_with_odd_characters_can_be_linked() {
    let names = ["With spaces.md", "50% #1.md", "🚀 launch.md", "Ünïcode.md", "UPPER.md", "a&b'c.md", "plus+and=.md"];
    let mut home = String::from("# Home\n\n");
    for name in names {
        let encoded = name.replace('%', "%25").replace('#', "%23");
        home.extend(["- [", name, "](<", &encoded, ">)\n"]);
    }
    let mut files: Vec<(&str, &[u8])> =
        names.iter().map(|name| (*name, b"# Page\n\n[home](index.md)\n" as &[u8])).collect();
    files.push(("index.md", home.as_bytes()));
    let book = OnDisk::new(&files);
    let (code, said) = book.build();
    assert_eq!(code, 0, "{said}");
    for name in names {
        assert!(book.has(&name.replace(".md", ".html")), "{name}");
    }
}

#[test]
fn two_sources_for_one_page_are_reported_and_the_first_is_kept() {
    let book = OnDisk::new(&[("a.markdown", b"# Kept\n"), ("a.md", b"# Left out\n")]);
    let (code, said) = book.build();
    assert_eq!(code, 1);
    assert!(said.contains("duplicate-output") && said.contains("a.markdown"), "{said}");
    assert!(book.page("a.html").contains("<h1>Kept</h1>"));
}

#[cfg(unix)]
#[test]
fn nothing_outside_the_book_is_read() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().expect("a folder");
    fs::write(outside.path().join("secret.md"), "# Secret\n").expect("written");
    let book = OnDisk::new(&[
        ("index.md", b"# Home\n\n[up](../../etc/passwd) ![up](../secret.png)\n"),
        ("real.md", b"# Real\n"),
    ]);
    symlink(outside.path().join("secret.md"), book.root().join("leak.md")).expect("linked");
    symlink(outside.path(), book.root().join("folder")).expect("linked");
    symlink(book.root().join("real.md"), book.root().join("inside.md")).expect("linked");
    symlink("nowhere.md", book.root().join("dangling.md")).expect("linked");
    symlink(".", book.root().join("loop")).expect("linked");
    let (code, said) = book.build();
    assert_eq!(code, 1);
    assert_eq!(said.matches("error[outside-book]").count(), 4, "two links on disk and two in the text: {said}");
    assert!(!book.has("leak.html") && !book.has("folder/secret.html"));
    assert!(book.has("inside.html"), "a link inside the book is followed");
}

#[test]
fn commands_work_from_a_folder_of_the_book() {
    let book = OnDisk::new(&[("book.toml", b"[book]\ntitle = \"Deep\"\n"), ("content/a/b/c.md", b"# C\n")]);
    let output = Command::new(env!("CARGO_BIN_EXE_turnkey"))
        .args(["build", "--only", "site"])
        .current_dir(book.root().join("content/a/b"))
        .output()
        .expect("turnkey runs");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(book.has("a/b/c.html"));
}

#[test]
fn a_second_build_writes_nothing_and_removes_what_is_gone() {
    let book = OnDisk::new(&[("a.md", b"# A\n"), ("b.md", b"# B\n")]);
    book.build();
    let stamp = |path: &str| {
        fs::metadata(book.root().join("dist/site").join(path)).and_then(|it| it.modified()).expect("there")
    };
    let before = stamp("a.html");
    let (_, said) = book.build();
    assert!(said.contains("nothing changed"), "{said}");
    assert_eq!(stamp("a.html"), before);
    fs::remove_file(book.root().join("b.md")).expect("removed");
    book.build();
    assert!(!book.has("b.html"));
}

#[test]
fn exit_codes_tell_content_from_machine() {
    let book = OnDisk::new(&[("index.md", b"[x](y.md)\n")]);
    assert_eq!(book.run(&["check"]).status.code(), Some(1));
    assert_eq!(book.run(&["check", "no-such-folder"]).status.code(), Some(2));
    assert_eq!(book.run(&["explain", "broken-link"]).status.code(), Some(0));
    assert_eq!(book.run(&["explain", "broken-lnik"]).status.code(), Some(2));
    assert_eq!(book.run(&["frobnicate"]).status.code(), Some(2));
}
