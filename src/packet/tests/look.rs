//! Writes a packet for looking at, with the templates as they are on disk, so that a change of look needs no build:
//! `cargo test look -- --ignored`, then `pdftoppm -r 60 -png target/tmp/packet.pdf`.

use super::make::source;
use super::sample::rich;
use super::with_picture;
use crate::packet::Template;
use std::path::PathBuf;

#[test]
#[ignore = "writes target/tmp/packet.pdf"]
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "it reads templates, writes a PDF and says so")]
fn look() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut bench = with_picture();
    let entries = std::fs::read_dir(root.join("templates/packet")).expect("templates");
    let files = entries.map(|entry| entry.expect("an entry"));
    for entry in files.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "typ")) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(entry.path()).expect("text").into();
        let template = Template { source: source(&format!("templates/packet/{name}")), text };
        bench.templates.insert(name.as_str().into(), template);
    }
    let start = std::time::Instant::now();
    let checked = bench.typeset(&rich());
    println!("set in {:?}", start.elapsed());
    for problem in &checked.diagnostics {
        println!("{problem:#?}");
    }
    let folder = root.join("target/tmp");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("packet.pdf"), checked.value.expect("a packet")).expect("written");
}
