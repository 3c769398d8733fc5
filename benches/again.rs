//! What it takes to make a book once more when one file of it has changed, as while somebody writes: from the changed
//! sources to the bytes of the changed page.
//!
//! `scripts/bench --again` makes the books and runs this on them. Prints the median and the least of some rounds: on a busy
//! machine the others measure the neighbours.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures, on a book of the disk, and prints")]

use std::path::PathBuf;
use std::time::Instant;
use turnkey::compile::{Memo, Options, compile};
use turnkey::disk;
use turnkey::path::SourcePath;
use turnkey::source::{SourceFile, Sources};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How often each kind of change is made.
const ROUNDS: usize = 9;

/// Makes the book, and tells how long that took in milliseconds.
fn measured(sources: &Sources, memo: &mut Memo) -> f64 {
    let options = Options::default();
    let begun = Instant::now();
    let made = compile(sources, &options, memo);
    let took = begun.elapsed().as_secs_f64() * 1e3;
    assert!(made.value.site().is_some(), "a site was asked for");
    drop(made);
    took
}

/// What is done to a file, and how.
type Edit = (&'static str, Box<dyn Fn(usize) -> String>);

fn put(sources: &mut Sources, path: &SourcePath, text: &str) {
    sources.files.insert(path.clone(), SourceFile::Bytes(text.as_bytes().into()));
}

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with("--")) else {
        println!("skipped: name the folder of a book, as `scripts/bench --again 1000` does");
        return;
    };
    let book = disk::find_book(&PathBuf::from(folder)).expect("a book");
    let folders = ["content".to_owned(), "templates".to_owned()];
    let mut sources = disk::read_sources(&book.root, &book.root.join("dist"), &folders).expect("it can be read").value;
    let of_kind = |end: &str| sources.files.keys().filter(|path| path.as_str().ends_with(end)).nth(7).cloned();
    let guide = of_kind(".md").expect("guides");
    let text = sources.text(&guide).expect("text").into_owned();
    let mut memo = Memo::keeping_pages();
    println!("{:>10.1} ms  cold", measured(&sources, &mut memo));
    let body = text.clone();
    let edits: [Edit; 3] = [
        (
            "nothing",
            Box::new({
                let text = text.clone();
                move |_| text.clone()
            }),
        ),
        ("body", Box::new(move |round| format!("{body}\nOne more sentence, number {round}.\n"))),
        (
            "title",
            Box::new(move |round| {
                text.replacen("title: ", &format!("title: {round} "), 1).replacen("# ", &format!("# {round} "), 1)
            }),
        ),
    ];
    for (what, edit) in edits {
        let mut took: Vec<f64> = (0..ROUNDS)
            .map(|round| {
                put(&mut sources, &guide, &edit(round));
                measured(&sources, &mut memo)
            })
            .collect();
        took.sort_by(f64::total_cmp);
        println!("{:>10.1} ms  {what} (least {:.1})", took[ROUNDS / 2], took[0]);
    }
}
