//! Every page of every book at hand, read by the Nu validator: the one that the web's own standards are checked with.
//!
//! One run for all books, since starting it costs more than a hundred pages do.

use crate::corpora::shared;
use crate::tools::{browser_folder, has_program, is_skipped, said};
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn every_page_is_valid() {
    let validator = browser_folder().join("node_modules/vnu-jar/build/dist/vnu.jar");
    let needs = [(has_program("java"), "java"), (validator.is_file(), "tests/browser/node_modules/vnu-jar (npm ci)")];
    if is_skipped("the validity of pages", &needs) {
        return;
    }
    let output = tempfile::tempdir().expect("a folder");
    let example = Path::new(env!("CARGO_MANIFEST_DIR"));
    build(example, &output.path().join("example"));
    // One customer's site has every kind of page that differs for customers.
    let mut packet = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    packet.args(["packet", "tarnwick"]).arg(example).arg("--output").arg(output.path().join("customer"));
    let packet = packet.output().expect("turnkey can be started");
    assert!(packet.status.success(), "{}", said(&packet));
    if let Some(seeds) = shared("seeds") {
        build(&seeds, &output.path().join("seeds"));
    }
    for book in shared("corpora").into_iter().flat_map(|folder| fs::read_dir(folder).expect("it can be read")) {
        let book = book.expect("it can be read").path();
        if book.is_dir() {
            build(&book, &output.path().join(book.file_name().expect("a name")));
        }
    }
    let mut java = Command::new("java");
    java.arg("-jar").arg(validator).args(["--errors-only", "--skip-non-html", "--also-check-css", "--also-check-svg"]);
    let checked = java.arg("--stdout").arg(output.path()).output().expect("java can be started");
    assert!(checked.status.success(), "{}", said(&checked));
}

/// Builds a book, whatever there is to say about it.
fn build(root: &Path, output: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    command.arg("build").arg(root).args(["--only", "site", "--output"]).arg(output);
    let built = command.env("SOURCE_DATE_EPOCH", "1780000000").output().expect("turnkey can be started");
    assert!(built.status.code().is_some_and(|code| code < 2), "{}", said(&built));
}
