//! What some tests start that is not Rust: Node with the packages of `tests/browser`, Java, a browser.
//!
//! Where one is missing the test says so and is skipped, unless `TURNKEY_REQUIRE_BROWSER=1` makes it mandatory.

use std::env;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of the Node packages.
pub(crate) fn browser_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser")
}

/// True where `program` can be started.
pub(crate) fn has_program(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// True where one of `needs` is not there, which the test `name` has then said.
pub(crate) fn is_skipped(name: &str, needs: &[(bool, &str)]) -> bool {
    let missing: Vec<&str> = needs.iter().filter(|(there, _)| !there).map(|(_, what)| *what).collect();
    if missing.is_empty() {
        return false;
    }
    let required = env::var_os("TURNKEY_REQUIRE_BROWSER").is_some_and(|value| value == "1");
    assert!(!required, "{name}: there is no {}", missing.join(", no "));
    // Past the test harness, which shows what passing tests print to nobody.
    let _ = writeln!(io::stderr(), "skipped {name}: there is no {}", missing.join(", no "));
    true
}

/// All that a program said.
pub(crate) fn said(output: &Output) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}
