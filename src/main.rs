//! The `turnkey` command: a thin shell around the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    turnkey::cli::main()
}
