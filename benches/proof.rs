//! What the proof adds to what is handed out: to the site for customers, and to the packets of each engagement.
//!
//! `scripts/bench --proof` makes the books and runs this on them. An edition is made with its proof, as a build makes it;
//! then its files, which are kept, are proved alone, step by step: the index of the book, which all editions of a build
//! share, reading the files, and the verdict.

#![expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it measures, on a book of the disk, and prints")]

mod measured;

use measured::processor_time;
use rayon::prelude::*;
use std::sync::{Arc, Mutex};
use turnkey::audience::Audience;
use turnkey::book::Reader;
use turnkey::compile::{Memo, Options, PacketOutputs, Packets, Rendered, compile, prover};
use turnkey::model::Edition;
use turnkey::path::{OutputPath, SourcePath};
use turnkey::source::Sources;

/// How often each is measured.
const ROUNDS: usize = 9;

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
    let (mut all, mut steps, mut made) = (f64::MAX, [f64::MAX; 3], Vec::new());
    for _ in 0..ROUNDS {
        let took;
        (took, made) = make(sources, options);
        all = all.min(took);
    }
    if made.is_empty() {
        return println!("{name}: none");
    }
    for _ in 0..ROUNDS {
        let took = prove(sources, &made);
        steps.iter_mut().zip(took).for_each(|(least, took)| *least = least.min(took));
    }
    let is_page = |(path, _): &&(OutputPath, Vec<u8>)| path.extension().as_deref() == Some("html");
    let pages: usize = made.iter().map(|one| one.files.iter().filter(is_page).count()).sum();
    let (editions, proof, [index, reading, verdict]) = (made.len(), steps.iter().sum::<f64>(), steps);
    println!(
        "{name}: {editions} editions with {pages} pages in {all:.3} s, of that the proof {proof:.3} s, {:.1} % \
         (index {index:.3} s, reading {reading:.3} s, verdict {verdict:.3} s)",
        100.0 * proof / all
    );
}

/// What customers get of it, and what making that takes. What stays in the house is not asked for.
fn make(sources: &Sources, options: &Options) -> (f64, Vec<Made>) {
    let before = processor_time();
    let assets = |path: &SourcePath| Ok(Arc::clone(sources.bytes(path).expect("small files are held as bytes")));
    let outputs = compile(sources, options, &mut Memo::default()).value;
    let files = Mutex::new(Vec::new());
    let sink = |path: &OutputPath, bytes: &[u8]| {
        files.lock().expect("nobody panics with it").push((path.clone(), bytes.to_vec()));
        Ok(())
    };
    let kept = |made: Rendered| {
        assert!(made.complete, "{:#?}", made.diagnostics);
        std::mem::take(&mut *files.lock().expect("nobody panics with it"))
    };
    let site = outputs.site();
    let site_files = site.as_ref().map(|site| kept(site.write(&sink, &assets).expect("memory is enough")));
    let theirs = outputs.packets().iter().filter(|packets| packets.audience == Audience::Customer);
    let theirs: Vec<_> = theirs.filter(|packets| packets.withheld.is_empty()).collect();
    let write = |packets: &&PacketOutputs| kept(packets.write(&sink, &assets).expect("memory is enough"));
    let packet_files: Vec<_> = theirs.iter().map(write).collect();
    let took = processor_time() - before;
    let of_site = site.iter().map(|site| site.site().edition().clone()).zip(site_files);
    let of_packets = theirs.iter().map(|packets| Arc::new(packets.edition())).zip(packet_files);
    (took, of_site.chain(of_packets).map(|(edition, files)| Made { edition, files }).collect())
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
