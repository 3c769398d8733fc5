//! What a book of engagements takes to read, merge and check: cold, and again with one of them changed.
//!
//! `scripts/bench --engagements 200` makes the book and runs this on it. Prints processor time of all threads beside wall
//! time, the least of some rounds: on a busy machine the others measure the neighbours.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures, on a book of the disk, and prints")]

use std::fs;
use std::path::PathBuf;
use std::time::Instant;
use turnkey::compile::{Memo, Options, Packets, compile};
use turnkey::disk;
use turnkey::path::SourcePath;
use turnkey::source::{SourceFile, Sources};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often one engagement is changed after each cold run.
const CHANGES: usize = 10;

/// Processor time of all threads so far, in seconds; 0 where the system does not say. Threads are not counted once they
/// have ended, and none of ours ends.
fn processor_time() -> f64 {
    let threads = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let ran = threads.filter_map(|thread| {
        let said = fs::read_to_string(thread.path().join("schedstat")).ok()?;
        said.split_whitespace().next()?.parse::<f64>().ok()
    });
    ran.sum::<f64>() / 1e9
}

fn measured(sources: &Sources, memo: &mut Memo) -> (f64, f64, usize) {
    let options = Options { packets: Packets::None, ..Options::default() };
    let (wall, before) = (Instant::now(), processor_time());
    let told = compile(sources, &options, memo).diagnostics.len();
    (wall.elapsed().as_secs_f64(), processor_time() - before, told)
}

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("skipped: name the folder of a book, as `scripts/bench --engagements 200` does");
        return;
    };
    let book = disk::find_book(&PathBuf::from(folder)).expect("a book");
    let folders = ["content".to_owned()];
    let mut sources = disk::read_sources(&book.root, &book.root.join("dist"), &folders).expect("it can be read").value;
    let engagement = |path: &SourcePath| path.as_str().ends_with("/engagement.yaml");
    let changed = sources.files.keys().find(|path| engagement(path)).expect("an engagement").clone();
    let (mut cold, mut warm) = ((f64::MAX, f64::MAX), (f64::MAX, f64::MAX));
    for round in 0..5 {
        let mut memo = Memo::keeping_pages();
        let (wall, cpu, told) = measured(&sources, &mut memo);
        cold = (cold.0.min(wall), cold.1.min(cpu));
        for change in 0..CHANGES {
            let mut text = sources.text(&changed).expect("text").into_owned();
            let health = ["health: amber", "health: green"];
            text = text.replacen(health[change % 2], health[1 - change % 2], 1) + &format!("# {round} {change}\n");
            sources.files.insert(changed.clone(), SourceFile::Bytes(text.as_bytes().into()));
            let (wall, cpu, _) = measured(&sources, &mut memo);
            warm = (warm.0.min(wall), warm.1.min(cpu));
        }
        println!("round {round}: {told} problems");
    }
    println!("cold {:.3} s processor, {:.3} s wall", cold.1, cold.0);
    println!("one changed {:.3} s processor, {:.3} s wall", warm.1, warm.0);
}
