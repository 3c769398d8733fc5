//! What the proof adds to what is handed out: to the site for customers, and to the packets of each engagement.
//!
//! `scripts/bench --proof` makes the books and runs this on them. In each round an edition is made with its proof, as a build
//! makes it, of the sources on, and handed to nobody; then its files, which were kept once, are proved alone, step by step: what
//! has to be known before (what the reader may see, the index of the book that many editions share), reading the files, and
//! the verdict. What is shown are medians, of the share too.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures, on a book of the disk, and prints")]

mod measured;

use measured::processor_time;
use rayon::prelude::*;
use std::sync::{Arc, Mutex};
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, Options, Outputs, PacketOutputs, Packets, Rendered, Sink, compile, prover};
use turnkey::model::Edition;
use turnkey::path::{OutputPath, SourcePath};
use turnkey::source::Sources;

/// How often each is measured.
const ROUNDS: usize = 11;

/// An edition with all of its files.
struct Made {
    edition: Arc<Edition>,
    files: Vec<(OutputPath, Vec<u8>)>,
}

fn main() {
    let Some(sources) = measured::book("--proof") else { return };
    let of_site = Options { audience: Audience::Customer, packets: Packets::None, ..Options::default() };
    measure("site", &sources, &of_site);
    let of_packets = Options { site: false, packets: Packets::All, ..Options::default() };
    measure("packets", &sources, &of_packets);
}

/// Prints what making what `options` asks for takes with its proof, and what of that the proof does.
fn measure(name: &str, sources: &Sources, options: &Options) {
    let files = Mutex::new(Vec::new());
    let keep = |path: &OutputPath, bytes: &[u8]| {
        files.lock().expect("nobody panics with it").push((path.clone(), bytes.to_vec()));
        Ok(())
    };
    let kept = || std::mem::take(&mut *files.lock().expect("nobody panics with it"));
    let mut made = Vec::new();
    make(sources, options, &keep, &mut |edition| made.push(Made { edition: edition(), files: kept() }));
    if made.is_empty() {
        return println!("{name}: none");
    }
    let rounds: Vec<(f64, [f64; 3])> = (0..ROUNDS)
        .map(|_| {
            let before = processor_time();
            let outputs = make(sources, options, &|_, _| Ok(()), &mut |_| {});
            let took = processor_time() - before;
            drop(outputs);
            (took, prove(sources, &made))
        })
        .collect();
    let share = |(all, steps): &(f64, [f64; 3])| 100.0 * steps.iter().sum::<f64>() / all;
    let [index, reading, verdict] = [0, 1, 2].map(|step| median(rounds.iter().map(|(_, steps)| steps[step])));
    let all = median(rounds.iter().map(|(all, _)| *all));
    let proof = median(rounds.iter().map(|(_, steps)| steps.iter().sum()));
    let share = median(rounds.iter().map(share));
    let is_page = |(path, _): &&(OutputPath, Vec<u8>)| path.extension().as_deref() == Some("html");
    let pages: usize = made.iter().map(|one| one.files.iter().filter(is_page).count()).sum();
    println!(
        "{name}: {} editions with {pages} pages in {all:.3} s, of that the proof {proof:.3} s, {share:.1} % \
         (before {index:.3} s, reading {reading:.3} s, verdict {verdict:.3} s)",
        made.len()
    );
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Hears of each edition when its files are made.
type Heard<'a> = dyn FnMut(&dyn Fn() -> Arc<Edition>) + 'a;

/// Makes what customers get of it. What stays in the house is not asked for. `made` hears of each edition when all its files
/// are with `sink`.
fn make(sources: &Sources, options: &Options, sink: &Sink<'_>, made: &mut Heard<'_>) -> Outputs {
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    let outputs = compile(sources, options, &mut Memo::default()).value;
    let is_complete = |made: Rendered| assert!(made.complete, "{:#?}", made.diagnostics);
    if let Some(site) = outputs.site() {
        is_complete(site.write(sink, &assets).expect("memory is enough"));
        made(&|| site.site().edition().clone());
    }
    let is_theirs = |one: &&PacketOutputs| one.audience == Audience::Customer && one.withheld.is_empty();
    for packets in outputs.packets().iter().filter(is_theirs) {
        is_complete(packets.write(sink, &assets).expect("memory is enough"));
        made(&|| Arc::new(packets.edition()));
    }
    outputs
}

/// What proving all of `made` takes: the index, reading the files, and the verdicts.
fn prove(sources: &Sources, made: &[Made]) -> [f64; 3] {
    let readers: Vec<Reader> = made.iter().map(|one| one.edition.reader.clone()).collect();
    let prover = prover(sources, &readers, &mut Memo::default());
    let mut took = [0.0; 3];
    let mut last = processor_time();
    let mut note = |step: usize| {
        let now = processor_time();
        took[step] += now - last;
        last = now;
    };
    for one in made {
        let search = prover.search(&one.edition.reader);
        note(0);
        search.edition(&one.edition);
        one.files.par_iter().for_each(|(path, bytes)| search.file(path, bytes));
        note(1);
        assert!(search.verdict().is_clean(), "something got out");
        note(2);
    }
    took
}
