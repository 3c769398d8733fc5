//! The example book's site in a real browser: builds it, and lets `tests/browser` read it.
//!
//! Without Chromium, Node or the Node packages it says what it skipped, unless `TURNKEY_REQUIRE_BROWSER=1`.

use crate::tools::{browser_folder, has_program, is_skipped, said};
use std::env;
use std::path::Path;
use std::process::Command;

/// Makes of this repository's own book, below `folder`, what `arguments` ask for.
fn make_example(arguments: &[&str], folder: &Path) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    command.args(arguments).arg(env!("CARGO_MANIFEST_DIR")).arg("--output").arg(folder);
    let output = command.output().expect("turnkey can be started");
    assert!(output.status.success(), "the example book does not build:\n{}", said(&output));
}

/// True where what the test `name` needs is not all there.
fn is_without_browser(name: &str) -> bool {
    let chromium = env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let needs = [
        (Path::new(&chromium).exists(), chromium.as_str()),
        (has_program("node"), "node"),
        (browser_folder().join("node_modules/playwright-core").is_dir(), "tests/browser/node_modules (npm ci)"),
    ];
    is_skipped(name, &needs)
}

#[test]
fn the_site_works_in_a_browser() {
    let tests = browser_folder();
    if is_without_browser("the browser tests") {
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    make_example(&["build", "--only", "site"], folder.path());
    make_example(&["packet", "tarnwick"], folder.path());
    let mut node = Command::new("node");
    node.args(["--test-reporter=spec", "run.mjs"]).current_dir(tests);
    node.env("TURNKEY_SITE", folder.path().join("site"));
    node.env("TURNKEY_CUSTOMER", folder.path().join("packets/tarnwick/site"));
    node.env("TURNKEY_PACKET", folder.path().join("packets/tarnwick/tarnwick-handoff.html"));
    let output = node.output().expect("node can be started");
    assert!(output.status.success(), "{}", said(&output));
}

#[cfg(feature = "serve")]
#[test]
fn an_open_page_is_kept_up_to_date() {
    if is_without_browser("the browser tests of `serve`") {
        return;
    }
    let book = crate::serve::book();
    let mut node = Command::new("node");
    node.args(["--test-reporter=spec", "serve.mjs"]).current_dir(browser_folder()).env_remove("SOURCE_DATE_EPOCH");
    node.env("TURNKEY", env!("CARGO_BIN_EXE_turnkey")).env("TURNKEY_BOOK", book.path());
    node.env("TURNKEY_PDF", if cfg!(feature = "pdf") { "1" } else { "0" });
    let output = node.output().expect("node can be started");
    assert!(output.status.success(), "{}", said(&output));
}
