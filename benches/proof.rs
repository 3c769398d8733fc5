//! What the proof adds to a customer edition: processor time of making the edition with its proof, and of the proof alone.
//!
//! `scripts/bench --proof` makes the books and runs this on them. Neither reading the book nor writing to a disk is in it.
//! Prints processor time of all threads, the least of some rounds: on a busy machine the others measure the neighbours.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures, on a book of the disk, and prints")]

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, Options, Packets, compile, gathered, prove_edition};
use turnkey::disk;
use turnkey::path::{OutputPath, SourcePath};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each is measured.
const ROUNDS: usize = 9;

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

/// The least processor time that `work` takes.
fn least(mut work: impl FnMut()) -> f64 {
    let mut measure = || {
        let before = processor_time();
        work();
        processor_time() - before
    };
    (0..ROUNDS).map(|_| measure()).fold(f64::MAX, f64::min)
}

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("skipped: name the folder of a book, as `scripts/bench --proof` does");
        return;
    };
    let book = disk::find_book(&PathBuf::from(folder)).expect("a book");
    let folders = ["content".to_owned()];
    let sources = disk::read_sources(&book.root, &book.root.join("dist"), &folders).expect("it can be read").value;
    let reader = Reader { audience: Audience::Customer, engagement: None };
    let options = Options { audience: Audience::Customer, packets: Packets::None, ..Options::default() };
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    let files = Mutex::new(Vec::new());
    let edition = least(|| {
        files.lock().expect("nobody panics with it").clear();
        let outputs = compile(&sources, &options, &mut Memo::default()).value;
        let sink = |path: &OutputPath, bytes: &[u8]| {
            files.lock().expect("nobody panics with it").push((path.clone(), bytes.to_vec()));
            Ok(())
        };
        let made = outputs.site().expect("it is asked for").write(&sink, &assets).expect("memory takes everything");
        assert!(made.complete, "{:?}", made.diagnostics.first());
    });
    let files = files.into_inner().expect("nobody panics with it");
    let mut memo = Memo::default();
    drop(gathered(&sources, &mut memo));
    let again = least(|| drop(gathered(&sources, &mut memo)));
    let proof = least(|| {
        assert!(prove_edition(&sources, &reader, None, &files, &mut memo).0.is_clean());
    }) - again;
    let pages = files.iter().filter(|(path, _)| path.extension().as_deref() == Some("html")).count();
    println!("{pages} pages {edition:.3} s with the proof {proof:.3} s share {:.1} %", 100.0 * proof / edition);
}
