//! What a book of engagements takes to read, merge and check: cold, and again with one of them changed.
//!
//! `scripts/bench --engagements 200` makes the book and runs this on it. Prints processor time of all threads beside wall
//! time, the least of some rounds: on a busy machine the others measure the neighbours.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures, on a book of the disk, and prints")]

mod measured;

use measured::processor_time;
use std::time::Instant;
use turnkey::compile::{Memo, Options, Packets, compile};
use turnkey::path::SourcePath;
use turnkey::source::{SourceFile, Sources};

/// How often one engagement is changed after each cold run.
const CHANGES: usize = 10;

fn run(sources: &Sources, memo: &mut Memo) -> (f64, f64, usize) {
    let options = Options { packets: Packets::None, ..Options::default() };
    let (wall, before) = (Instant::now(), processor_time());
    let told = compile(sources, &options, memo).diagnostics.len();
    (wall.elapsed().as_secs_f64(), processor_time() - before, told)
}

fn main() {
    let Some(mut sources) = measured::book("--engagements 200") else { return };
    let engagement = |path: &SourcePath| path.as_str().ends_with("/engagement.yaml");
    let changed = sources.files.keys().find(|path| engagement(path)).expect("an engagement").clone();
    let (mut cold, mut warm) = ((f64::MAX, f64::MAX), (f64::MAX, f64::MAX));
    for round in 0..5 {
        let mut memo = Memo::keeping_pages();
        let (wall, cpu, told) = run(&sources, &mut memo);
        cold = (cold.0.min(wall), cold.1.min(cpu));
        for change in 0..CHANGES {
            let mut text = sources.text(&changed).expect("text").into_owned();
            let health = ["health: amber", "health: green"];
            text = text.replacen(health[change % 2], health[1 - change % 2], 1) + &format!("# {round} {change}\n");
            sources.files.insert(changed.clone(), SourceFile::Bytes(text.as_bytes().into()));
            let (wall, cpu, _) = run(&sources, &mut memo);
            warm = (warm.0.min(wall), warm.1.min(cpu));
        }
        println!("round {round}: {told} problems");
    }
    println!("cold {:.3} s processor, {:.3} s wall", cold.1, cold.0);
    println!("one changed {:.3} s processor, {:.3} s wall", warm.1, warm.0);
}
