//! Tells the program what it was made of, so that it never takes what another one has kept for its own.
//!
//! Takes its sources, what is embedded in it, its dependencies and features; gives one number, as `TURNKEY_PROGRAM`. The same
//! sources have the same one on any machine.
#![expect(clippy::disallowed_methods, reason = "what is built is read from the disk")]

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

fn main() {
    let mut files = Vec::new();
    for part in ["src", "templates", "themes", "Cargo.toml", "Cargo.lock"] {
        println!("cargo::rerun-if-changed={part}");
        find(Path::new(part), &mut files);
    }
    files.sort();
    // Two numbers of 64 bits that begin differently.
    let mut hashers = [0, 1].map(|seed: u8| {
        let mut hasher = DefaultHasher::new();
        seed.hash(&mut hasher);
        hasher
    });
    let mut note = |bytes: &[u8]| hashers.iter_mut().for_each(|hasher| bytes.hash(hasher));
    for file in files {
        note(file.to_string_lossy().as_bytes());
        note(&fs::read(&file).unwrap_or_default());
    }
    let mut features: Vec<String> =
        std::env::vars().map(|(name, _)| name).filter(|name| name.starts_with("CARGO_FEATURE_")).collect();
    features.sort();
    features.iter().for_each(|feature| note(feature.as_bytes()));
    let [one, other] = hashers.map(|hasher| hasher.finish());
    println!("cargo::rustc-env=TURNKEY_PROGRAM={}-{one:016x}{other:016x}", env!("CARGO_PKG_VERSION"));
}

fn find(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_file() {
        files.push(path.to_owned());
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        find(&entry.path(), files);
    }
}
