//! The `turnkey` command: a thin shell around the library.

use std::process::ExitCode;

/// A build makes millions of small pieces of text on all cores; the system's allocator takes a quarter of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    turnkey::cli::main()
}
