//! What the programs that measure share: the book they are run on, and processor time.
//!
//! Processor time of all threads, the least of some rounds: on a busy machine the others measure the neighbours. Neither
//! reading the book nor writing to a disk is ever in it.

use std::fs;
use std::path::PathBuf;
use turnkey::disk;
use turnkey::source::Sources;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The sources of the book whose folder the command line names; none, with a word to whoever named none, for what runs all
/// benchmarks. `option` is the one of `scripts/bench` that makes such a book.
pub(crate) fn book(option: &str) -> Option<Sources> {
    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("skipped: name the folder of a book, as `scripts/bench {option}` does");
        return None;
    };
    let book = disk::find_book(&PathBuf::from(folder)).expect("a book");
    let folders = ["content".to_owned()];
    Some(disk::read_sources(&book.root, &book.root.join("dist"), &folders).expect("it can be read").value)
}

/// Processor time of all threads so far, in seconds; 0 where the system does not say. Threads are not counted once they
/// have ended, and none of ours ends.
pub(crate) fn processor_time() -> f64 {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let ran = threads.filter_map(|thread| {
        let said = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        said.split_whitespace().next()?.parse::<f64>().ok()
    });
    ran.sum::<f64>() / 1e9
}
