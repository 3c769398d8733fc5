//! What is served is what `build` writes, byte for byte, but for the script in pages and the leave for it in their policy.

use super::{DAY, Server, book};
use crate::commands::says;
use std::fs;
use std::path::Path;
use turnkey::compile::{Memo, Options, compile};
use turnkey::disk;
use turnkey::path::OutputPath;

/// The page without what serving put into it.
fn without_insertions(served: &str, built: &str) -> String {
    let Some(start) = served.find("<script src=\"/-/serve.js\" data-digest=\"") else { return served.to_owned() };
    let tag = &served[start..];
    let tag = &tag[..tag.find("</script>").expect("it ends") + "</script>".len()];
    let without = served.replacen(tag, "", 1);
    if without == built {
        return without;
    }
    let (before, after) = without.split_once("; script-src ").expect("it has a policy");
    let (scripts, after) = after.split_once(" 'self';").expect("scripts from here may run");
    let (rest, after) = after.split_once("; connect-src 'self'\"").expect("they may ask here");
    format!("{before}; script-src {scripts};{rest}\"{after}")
}

fn url(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") }).collect()
}

#[test]
fn a_book_is_served_as_it_is_built() {
    let book = book();
    fs::write(book.path().join("content/guides/Über 50% & more.md"), "---\naliases: [old/place.html]\n---\n# A name\n")
        .expect("writable");
    let dist = tempfile::tempdir().expect("a folder");
    let output = dist.path().to_str().expect("a plain name");
    says(book.path(), &["build", "--date", DAY, "--output", output], 0);
    let server = Server::start(book.path(), &[]);
    let mut compared = 0;
    for (folder, prefix) in [("site", ""), ("packets", "packets/"), ("internal", "internal/")] {
        let root = dist.path().join(folder);
        let entries = walkdir::WalkDir::new(&root).into_iter().filter_map(Result::ok);
        for entry in entries.filter(|entry| entry.file_type().is_file()) {
            let below = entry.path().strip_prefix(&root).expect("below").to_string_lossy().replace('\\', "/");
            let address = url(&format!("/{prefix}{below}"));
            let answer = server.get(&address);
            assert_eq!(answer.status, 200, "{address}: {}", answer.text());
            let built = fs::read(entry.path()).expect("readable");
            if entry.path().extension().is_some_and(|extension| extension == "html") {
                let built = String::from_utf8(built).expect("pages are text");
                assert_eq!(without_insertions(&answer.text(), &built), built, "{address}");
                let leads_on = built.contains("http-equiv=\"refresh\"");
                assert_eq!(answer.text() == built, leads_on, "{address} has the script, unless it leads on");
            } else {
                assert!(answer.body == built, "{address} is not what was built");
            }
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared} files");
}

#[test]
fn every_file_of_the_example_book_is_the_same_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders =
        turnkey::config::read_config(&disk::read_configuration(root).expect("readable")).value.folders_to_read();
    let sources = disk::read_sources(root, &root.join("dist"), &folders).expect("readable").value;
    let read = |path: &turnkey::path::SourcePath| match sources.bytes(path) {
        Some(bytes) => Ok(bytes.clone()),
        None => disk::read_asset(root, path),
    };
    let outputs = compile(&sources, &Options::default(), &mut Memo::keeping_pages()).value;
    let edition = outputs.site().expect("it was asked for");
    let search = edition.search_files();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let compare = |path: &OutputPath, bytes: &[u8]| {
        let alone = match search.iter().find(|(known, _)| known == path) {
            Some((_, bytes)) => Some(bytes.clone()),
            None => edition.file(path, &read).unwrap_or_else(|problem| panic!("{path}: {problem:?}")),
        };
        assert!(alone.is_some_and(|alone| *alone == *bytes), "{path} is another file alone");
        count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    };
    edition.write(&compare, &read).expect("nothing is refused");
    assert!(count.into_inner() > 300);
    for path in ["nothing.html", "guides", "assets/turnkey", "index.md.md", "feed.txt", "x/llms.txt"] {
        let path = OutputPath::new(path).expect("inside");
        assert!(edition.file(&path, &read).expect("no problem").is_none(), "{path}");
    }
}
