//! The example book's site in a real browser: builds it, and lets `tests/browser` read it.
//!
//! Without Chromium, Node or the Node packages it says what it skipped, unless `TURNKEY_REQUIRE_BROWSER=1`.

use std::env;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Builds this repository's own book below `folder`, and gives the site's folder.
fn build_example(folder: &Path) -> PathBuf {
    let mut command = Command::new(env!("CARGO_BIN_EXE_turnkey"));
    command.arg("build").arg(env!("CARGO_MANIFEST_DIR")).args(["--only", "site", "--output"]).arg(folder);
    let output = command.output().expect("turnkey can be started");
    assert!(output.status.success(), "the example book does not build:\n{}", said(&output));
    folder.join("site")
}

fn said(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// What the tests need and this machine does not have.
fn missing(tests: &Path) -> Vec<String> {
    let chromium = env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let node = Command::new("node").arg("--version").output().is_ok_and(|output| output.status.success());
    let needs = [
        (Path::new(&chromium).exists(), chromium.as_str()),
        (node, "node"),
        (tests.join("node_modules/playwright-core").is_dir(), "tests/browser/node_modules (npm ci)"),
    ];
    needs.into_iter().filter(|(there, _)| !there).map(|(_, name)| name.to_owned()).collect()
}

#[test]
fn the_site_works_in_a_browser() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let missing = missing(&tests);
    if !missing.is_empty() {
        let required = env::var_os("TURNKEY_REQUIRE_BROWSER").is_some_and(|value| value == "1");
        assert!(!required, "the browser tests need {}", missing.join(", "));
        // Past the test harness, which shows what passing tests print to nobody.
        let _ = writeln!(io::stderr(), "skipped the browser tests: there is no {}", missing.join(", no "));
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = build_example(folder.path());
    let mut node = Command::new("node");
    node.args(["--test-reporter=spec", "run.mjs"]).current_dir(tests).env("TURNKEY_SITE", site);
    let output = node.output().expect("node can be started");
    assert!(output.status.success(), "{}", said(&output));
}
