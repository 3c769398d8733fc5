//! PDFs that are taken from a store in place of being set again: they are what would be set, with all that is said of them,
//! and what is another packet is never taken.

use std::collections::BTreeMap;
use std::mem::take;
use std::sync::{Arc, Mutex, PoisonError};
use turnkey::compile::{Memo, Options, Rendered, Selection, compile};
use turnkey::diagnostic::{Diagnostic, Rule, sort};
use turnkey::path::{OutputPath, SourcePath};
use turnkey::source::{Digest, Sources};
use turnkey::store::Store;

/// Keeps everything, and notes what it was asked.
#[derive(Debug, Default)]
struct Shelf {
    kept: Mutex<BTreeMap<Digest, Vec<u8>>>,
    /// How many it had, and how many were new to it.
    counts: Mutex<(usize, usize)>,
}

impl Store for Shelf {
    fn get(&self, key: &Digest) -> Option<Vec<u8>> {
        let found = lock(&self.kept).get(key).cloned();
        lock(&self.counts).0 += usize::from(found.is_some());
        found
    }

    fn put(&self, key: &Digest, bytes: &[u8]) {
        lock(&self.counts).1 += 1;
        assert!(lock(&self.kept).insert(*key, bytes.to_vec()).is_none(), "what is there is not made again");
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All that comes of the packets of a book.
#[derive(Debug, PartialEq)]
struct Made {
    files: BTreeMap<String, Vec<u8>>,
    diagnostics: Vec<Diagnostic>,
    /// The records of the proofs.
    proofs: Vec<String>,
}

/// Makes the handoff packets of `sources`, by a process of its own: it knows only what the shelf does.
fn make(sources: &Sources, shelf: Option<&Arc<Shelf>>) -> Made {
    let mut memo = Memo::default();
    if let Some(shelf) = shelf {
        memo = memo.with_store(shelf);
    }
    let selection = Selection { names: vec!["handoff".into()], ..Selection::default() };
    let options = Options { site: false, selection, ..Options::default() };
    let mut diagnostics = Vec::new();
    let outputs = compile(sources, &options, &mut memo).unpack(&mut diagnostics);
    let (files, mut proofs) = (Mutex::new(BTreeMap::new()), Vec::new());
    for packet in outputs.packets() {
        let sink = |path: &OutputPath, bytes: &[u8]| {
            lock(&files).insert(format!("{}/{path}", packet.folder), bytes.to_vec());
            Ok(())
        };
        let read = |path: &SourcePath| Ok(sources.bytes(path).expect("all of it is in memory").clone());
        let Rendered { diagnostics: problems, proof, .. } = packet.write(&sink, &read).expect("the sink takes all");
        diagnostics.extend(problems);
        proofs.extend(proof.map(|proof| String::from_utf8(proof.to_json()).expect("JSON is text")));
    }
    sort(&mut diagnostics);
    Made { files: files.into_inner().expect("nothing panicked"), diagnostics, proofs }
}

/// Makes the packets with the shelf and without, which must be the same, and gives how many PDFs were taken from it and how
/// many were set.
fn counted(sources: &Sources, shelf: &Arc<Shelf>) -> (Made, (usize, usize)) {
    take(&mut *lock(&shelf.counts));
    let (with, without) = (make(sources, Some(shelf)), make(sources, None));
    let named = |made: &Made| made.files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(named(&with), named(&without));
    let others: Vec<&String> =
        with.files.iter().filter(|(name, bytes)| without.files[*name] != **bytes).map(|it| it.0).collect();
    assert_eq!(others, Vec::<&String>::new(), "these are others than without the shelf");
    assert_eq!(with.diagnostics, without.diagnostics);
    assert_eq!(with.proofs, without.proofs);
    (with, *lock(&shelf.counts))
}

/// A book of two engagements that have a packet each, with a guide of its own and a picture.
fn book() -> Sources {
    let mut sources = Sources::default();
    write(&mut sources, "book.toml", "[book]\ntitle = \"Book\"\n\n[build]\ndate = \"2026-03-10\"\n");
    write(
        &mut sources,
        "content/guides/secret.md",
        "# Quillfeather\n\nNobody knows who merges the company with the Quillfeather by next May.\n",
    );
    let picture =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"9\" height=\"9\"/></svg>";
    for id in ["acme", "bolt"] {
        let engagement = format!(
            "id: {id}\ntitle: The {id} rollout\ncustomer: {id} Ltd\naudience: customer\nstart: 2026-03-02\n\
             packets: {{ handoff: {{ guides: [guides/{id}] }} }}\n"
        );
        write(&mut sources, &format!("content/engagements/{id}/engagement.yaml"), &engagement);
        let guide = format!("---\naudience: customer\n---\n# How {id} runs\n\n![A box]({id}.svg)\n\nAll of it runs.\n");
        write(&mut sources, &format!("content/guides/{id}.md"), &guide);
        write(&mut sources, &format!("content/guides/{id}.svg"), picture);
    }
    sources
}

fn write(sources: &mut Sources, path: &str, text: &str) {
    sources.insert_text(SourcePath::new(path).expect("inside"), text);
}

#[test]
fn a_pdf_is_set_once_and_again_only_where_it_is_another() {
    let shelf = Arc::<Shelf>::default();
    let mut sources = book();
    let (made, counts) = counted(&sources, &shelf);
    let pdfs = made.files.keys().filter(|name| name.as_str().ends_with("-handoff.pdf")).count();
    assert_eq!((pdfs, counts), (2, (0, 2)), "{:?}", made.diagnostics);
    assert_eq!(counted(&sources, &shelf).1, (2, 0), "nothing has changed");

    let guide = "---\naudience: customer\n---\n# How acme runs\n\n![A box](acme.svg)\n\nMost of it runs.\n";
    write(&mut sources, "content/guides/acme.md", guide);
    assert_eq!(counted(&sources, &shelf).1, (1, 1), "a word in one of them");
    write(&mut sources, "content/guides/secret.md", "# Quillfeather\n\nNobody has heard of it.\n");
    assert_eq!(counted(&sources, &shelf).1, (2, 0), "a word in none of them");
    let picture =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><rect width=\"8\" height=\"8\"/></svg>";
    write(&mut sources, "content/guides/bolt.svg", picture);
    assert_eq!(counted(&sources, &shelf).1, (1, 1), "a picture of the same size");
    let cover = "#import \"style.typ\": *\n#let cover-page(view) = { title(view.cover.title) }\n";
    write(&mut sources, "templates/packet/cover.typ", cover);
    assert_eq!(counted(&sources, &shelf).1, (0, 2), "a template of all");
    write(&mut sources, "book.toml", "[book]\ntitle = \"Book\"\n\n[build]\ndate = \"2026-03-11\"\n");
    assert_eq!(counted(&sources, &shelf).1, (0, 2), "another day");
    let standard = "[book]\ntitle = \"Book\"\n\n[build]\ndate = \"2026-03-11\"\n\n[packet]\nstandard = \"1.7\"\n";
    write(&mut sources, "book.toml", standard);
    assert_eq!(counted(&sources, &shelf).1, (0, 2), "another standard");
    sources.files.remove(&SourcePath::new("templates/packet/cover.typ").expect("inside"));
    write(&mut sources, "book.toml", "[book]\ntitle = \"Book\"\n\n[build]\ndate = \"2026-03-10\"\n");
    assert_eq!(counted(&sources, &shelf).1, (2, 0), "as it was before");
}

#[test]
fn what_was_wrong_is_said_again_where_it_stands_now() {
    let shelf = Arc::<Shelf>::default();
    let mut sources = book();
    let glyph = |front: &str| format!("---\naudience: customer\n{front}---\n# How acme runs\n\nOf old: \u{12000}.\n");
    let place = |made: &Made| {
        let missing = made.diagnostics.iter().find(|problem| problem.rule == Rule::MissingGlyph);
        missing.and_then(|problem| problem.location.clone()).map(|place| (place.path.to_string(), place.range.start))
    };
    write(&mut sources, "content/guides/acme.md", &glyph(""));
    let (first, _) = counted(&sources, &shelf);
    let (path, start) = place(&first).expect("it is said");
    assert_eq!(path, "content/guides/acme.md");
    let (again, counts) = counted(&sources, &shelf);
    assert_eq!((place(&again), counts), (Some((path.clone(), start)), (2, 0)));
    // What is set is the same; where it stands is not.
    write(&mut sources, "content/guides/acme.md", &glyph("# A comment.\n"));
    assert_eq!(place(&counted(&sources, &shelf).0), Some((path, start + 13)));
}

#[test]
fn a_leak_is_found_in_what_was_taken_too() {
    let shelf = Arc::<Shelf>::default();
    let mut sources = book();
    // What a template says is no secret: only the page puts these together.
    let words =
        "(\"by next May\", \"with the Quillfeather\", \"merges the company\", \"Nobody knows who\").rev().join(\" \")";
    let cover = format!("#import \"style.typ\": *\n#let cover-page(view) = {{ title(view.cover.title); {words} }}\n");
    write(&mut sources, "templates/packet/cover.typ", &cover);
    let leaks = |made: &Made| made.diagnostics.iter().filter(|problem| problem.rule == Rule::AudienceLeak).count();
    let (first, (_, set)) = counted(&sources, &shelf);
    assert!(leaks(&first) >= 2 && set == 2, "{:?}", first.diagnostics);
    let (again, (_, set)) = counted(&sources, &shelf);
    assert_eq!((leaks(&again), set), (leaks(&first), 0));
}
