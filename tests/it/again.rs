//! A second build: where nothing has changed it makes nothing, writes nothing and says the same; where anything has, it gives
//! what a build gives that knows of none before.
//!
//! Through the binary, as somebody calls it: what is kept between two processes is told by them alone.

use crate::commands::turnkey;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::time::SystemTime;
use tempfile::TempDir;
use walkdir::WalkDir;

const DAY: &str = "2026-05-20";

/// Something that happens between two builds, in words.
type Change<'a> = (&'a str, &'a dyn Fn());

/// What becomes of a file.
type Damage<'a> = &'a dyn Fn(&[u8]) -> Vec<u8>;

/// A book with an engagement, its packets, and something wrong that costs nobody a packet.
fn book() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(turnkey(folder.path(), &["init", ".", "--date", DAY]).status.success());
    write(folder.path(), "content/guides/wrong.md", "# Wrong\n\nSee [nothing](nowhere.md).\n");
    // More than is held in memory, so that it is known by its digest.
    write(folder.path(), "content/guides/large.bin", &"large ".repeat(20_000));
    write(folder.path(), "content/guides/large.md", "# Large\n\n[It](large.bin)\n");
    folder
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().expect("a file has a folder")).expect("made");
    fs::write(file, text).expect("written");
}

fn build(folder: &Path, arguments: &[&str]) -> Output {
    turnkey(folder, &[&["build"], arguments].concat())
}

/// What was said, without how long it took and how much of it was written.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&[&*output.stderr, &*output.stdout].concat()).into_owned();
    let line = |line: &str| match line.split_once(" KB, ") {
        Some((made, _)) if made.starts_with("built") => made.to_owned(),
        _ if line.trim_start().starts_with("in ") => "in some time".to_owned(),
        _ => line.to_owned(),
    };
    format!("{:?}\n{}", output.status.code(), text.lines().map(line).collect::<Vec<_>>().join("\n"))
}

/// Every file below a folder with its bytes; without what Turnkey keeps there.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let all = stamps(folder).into_keys().filter(|file| !file.starts_with(".turnkey"));
    all.map(|file| (file.clone(), fs::read(folder.join(file)).expect("it can be read"))).collect()
}

/// Every file below a folder, and when it was written. What is kept of a build notes when it was used last.
fn stamps(folder: &Path) -> BTreeMap<PathBuf, SystemTime> {
    let entries = WalkDir::new(folder).into_iter().map(|entry| entry.expect("it can be read"));
    let files = entries.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let modified = entry.metadata().expect("it is there").modified().expect("the system has times");
        (entry.path().strip_prefix(folder).expect("below").to_owned(), modified)
    });
    files.filter(|(file, _)| !file.starts_with(".turnkey/cache")).collect()
}

/// What is kept of builds, each with what tells one file from another of the same name.
fn kept(folder: &Path) -> BTreeMap<PathBuf, u64> {
    let entries = WalkDir::new(folder.join("dist/.turnkey/cache")).into_iter().map(|entry| entry.expect("it is there"));
    entries.filter(|entry| entry.file_type().is_file()).map(|entry| (entry.path().to_owned(), number(&entry))).collect()
}

#[cfg(unix)]
fn number(entry: &walkdir::DirEntry) -> u64 {
    std::os::unix::fs::MetadataExt::ino(&entry.metadata().expect("it is there"))
}

#[cfg(not(unix))]
fn number(_: &walkdir::DirEntry) -> u64 {
    0
}

/// Builds, and has it be what a first build is.
fn assert_as_new(folder: &Path, arguments: &[&str], after: &str) {
    let again = build(folder, arguments);
    let new = tempfile::tempdir().expect("a folder");
    let output = new.path().join("dist");
    let first = build(folder, &[arguments, &["--output", output.to_str().expect("text")]].concat());
    let elsewhere = said(&first).replace(&*output.to_string_lossy(), "dist");
    assert_eq!(said(&again), elsewhere, "what is said after {after}");
    let (again, first) = (files(&folder.join("dist")), files(&output));
    let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&again), names(&first), "the files after {after}");
    let others: Vec<&PathBuf> = again.iter().filter(|(path, bytes)| first[*path] != **bytes).map(|it| it.0).collect();
    assert!(others.is_empty(), "after {after}, these are others: {others:?}");
}

#[test]
fn where_nothing_changed_nothing_is_made_and_the_same_is_said() {
    let folder = book();
    let root = folder.path();
    let first = build(root, &["--date", DAY]);
    assert_eq!(first.status.code(), Some(1), "{}", said(&first));
    let (before, kept_before) = (stamps(&root.join("dist")), kept(root));
    assert!(!kept_before.is_empty());
    for from in ["", "content/guides"] {
        let again = build(&root.join(from), &["--date", DAY]);
        if from.is_empty() {
            assert_eq!(said(&again), said(&first));
        }
        assert_eq!(again.stderr, first.stderr);
        let lines = String::from_utf8_lossy(&again.stdout).into_owned();
        let of_folders: Vec<&str> = lines.lines().filter(|line| line.starts_with("built")).collect();
        assert!(of_folders.len() >= 2 && of_folders.iter().all(|line| line.contains("nothing changed")), "{lines}");
        assert_eq!(stamps(&root.join("dist")), before);
        assert_eq!(kept(root), kept_before, "it was taken as it was kept");
    }
}

#[test]
fn where_anything_changed_the_build_is_as_new() {
    let folder = book();
    let root = folder.path();
    let dated = ["--date", DAY];
    build(root, &dated);
    let page = "dist/site/index.html";
    let changes: [Change<'_>; 12] = [
        ("a page is gone", &|| fs::remove_file(root.join(page)).expect("removed")),
        ("a record is gone", &|| fs::remove_dir_all(root.join("dist/proofs")).expect("removed")),
        ("a page was written to", &|| write(root, page, "Mine.")),
        ("all pages are gone", &|| fs::remove_dir_all(root.join("dist/site")).expect("removed")),
        ("a guide is another", &|| write(root, "content/guides/wrong.md", "# Right\n\nWords.\n")),
        ("a guide is as it was", &|| write(root, "content/guides/wrong.md", "# Wrong\n\nSee [nothing](nowhere.md).\n")),
        ("a large file is another", &|| write(root, "content/guides/large.bin", &"Large ".repeat(20_000))),
        ("a file is new", &|| write(root, "content/guides/new.md", "# New\n")),
        ("a file is gone", &|| fs::remove_file(root.join("content/guides/new.md")).expect("removed")),
        ("a template is new", &|| write(root, "templates/site/tag.html", "{% if")),
        ("a packet was made by itself", &|| drop(turnkey(root, &["packet", "acme", "--date", "2026-07-01"]))),
        ("only the packets were made", &|| drop(build(root, &["--only", "packets", "--date", "2026-08-01"]))),
    ];
    for (words, change) in changes {
        change();
        assert_as_new(root, &dated, words);
        assert_as_new(root, &dated, &format!("{words}, and nothing else"));
    }
    assert_as_new(root, &["--date", "2026-09-01"], "another day");
    assert_as_new(root, &["--draft", "--date", DAY], "drafts");
}

#[test]
fn what_is_kept_may_be_damaged_or_taken_away() {
    let folder = book();
    let root = folder.path();
    let dated = ["--date", DAY];
    let first = build(root, &dated);
    let damages: [Damage<'_>; 4] = [
        &|bytes| bytes[..bytes.len() / 2].to_vec(),
        &|_| Vec::new(),
        &|bytes| bytes.iter().map(|byte| byte ^ 1).collect(),
        &|bytes| [bytes, b"more"].concat(),
    ];
    for damage in damages {
        for (file, _) in kept(root) {
            let bytes = fs::read(&file).expect("it can be read");
            fs::write(&file, damage(&bytes)).expect("written");
        }
        assert_eq!(said(&build(root, &dated)), said(&first));
        assert_as_new(root, &dated, "damage");
    }
    fs::remove_dir_all(root.join("dist/.turnkey/cache")).expect("removed");
    assert_eq!(said(&build(root, &dated)), said(&first));
    fs::remove_dir_all(root.join("dist/.turnkey/cache")).expect("removed");
    write(root, "dist/.turnkey/cache", "a file in its place");
    assert_eq!(said(&build(root, &dated)), said(&first));
    assert_as_new(root, &dated, "a file in the place of the folder");
}
