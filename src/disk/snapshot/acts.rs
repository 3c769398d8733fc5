//! What somebody may do to the files of a book, one thing after another; for tests.

use proptest::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};

/// One thing that somebody does to the files of a book.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Write(&'static str, u8),
    Remove(&'static str),
    Rename(&'static str, &'static str),
    Folder(&'static str),
    Link(&'static str, &'static str),
    Configure(&'static str),
}

/// Folders and files, so that one becomes the other.
const PLACES: [&str; 26] = [
    "content",
    "content/a.md",
    "content/b",
    "content/b/c.md",
    "content/b/d.png",
    "content/b/e",
    "content/b/e/f.md",
    "content/.hidden",
    "content/.hidden/g.md",
    "content/node_modules",
    "content/node_modules/h.md",
    "content/b/i.md~",
    "docs",
    "docs/j.md",
    "docs/b",
    "docs/b/.turnkey",
    "templates",
    "templates/site/page.html",
    "themes/t/theme.toml",
    "issued",
    "issued/acme/1",
    "issued/acme/1/manifest.json",
    "issued/acme/1/internal/manifest.json",
    "public",
    "public/k.md",
    "mkdocs.yml",
];

/// Into the book and out of it, from any place of it not further up than `sandbox` is deep.
const TARGETS: [&str; 7] = ["../docs/j.md", "a.md", "nowhere", "../..", "../../../outside", "../outside", "../content"];

/// A book's folder, so deep in a temporary one that no link of these acts leads out of that.
pub(crate) fn sandbox(folder: &tempfile::TempDir) -> PathBuf {
    let root = folder.path().canonicalize().expect("it is there").join("so/deep/in/it/book");
    fs::create_dir_all(&root).expect("made");
    root
}

const CONFIGURATIONS: [&str; 7] = [
    "",
    "[book]\nsource = \"docs\"\n",
    "[book]\nsource = \".\"\n",
    "[book]\noutput = \"public\"\n",
    "[book]\nsource = \"do",
    "[book]\nsource = \"content/b\"\n",
    "[book]\nsource = \"docs\"\noutput = \"docs/b\"\n",
];

/// Any of them.
pub(crate) fn act() -> impl Strategy<Value = Act> {
    let place = || prop::sample::select(&PLACES[..]);
    prop_oneof![
        6 => (place(), any::<u8>()).prop_map(|(place, text)| Act::Write(place, text)),
        3 => place().prop_map(Act::Remove),
        3 => (place(), place()).prop_map(|(from, to)| Act::Rename(from, to)),
        2 => place().prop_map(Act::Folder),
        2 => (place(), prop::sample::select(&TARGETS[..])).prop_map(|(place, target)| Act::Link(place, target)),
        2 => prop::sample::select(&CONFIGURATIONS[..]).prop_map(Act::Configure),
    ]
}

impl Act {
    /// True where what it touches lies in `sandbox`, whatever links lead there.
    fn stays_in(&self, root: &Path, sandbox: &Path) -> bool {
        let places: &[&str] = match self {
            Self::Write(place, _) | Self::Remove(place) | Self::Folder(place) | Self::Link(place, _) => &[place],
            Self::Rename(from, to) => &[from, to],
            Self::Configure(_) => &["book.toml"],
        };
        places.iter().all(|place| {
            let there = root.join(place).ancestors().find_map(|folder| folder.canonicalize().ok());
            let up = if let Self::Link(_, target) = self { target.matches("..").count() } else { 0 };
            there.is_some_and(|there| there.strip_prefix(sandbox).is_ok_and(|below| below.iter().count() >= up))
        })
    }

    /// Does it, as far as it can be done; gives the places where a system would say that something happened.
    pub(crate) fn carry_out(&self, root: &Path) -> Vec<PathBuf> {
        let sandbox = root.ancestors().nth(5).expect("`sandbox` made it");
        if !root.ends_with("so/deep/in/it/book") || !self.stays_in(root, sandbox) {
            return Vec::new();
        }
        // The first of its folders that is made for it is what the system tells.
        let make_room = |place: &str| {
            let folder = Path::new(place).parent().expect("a place is in a folder");
            let missing = folder.ancestors().filter(|folder| !root.join(folder).exists()).last();
            let told = missing.filter(|missing| !missing.as_os_str().is_empty()).unwrap_or(Path::new(place));
            // A file may be in the way.
            let _ = fs::create_dir_all(root.join(folder));
            root.join(told)
        };
        match self {
            Self::Write(place, text) => {
                let told = make_room(place);
                let _ = fs::write(root.join(place), format!("# {text}\n"));
                // Through a link, what it leads to is written.
                let written = fs::canonicalize(root.join(place)).unwrap_or_else(|_| told.clone());
                vec![told, written]
            }
            Self::Remove(place) => {
                let place = root.join(place);
                let _ = fs::remove_file(&place).or_else(|_| fs::remove_dir_all(&place));
                vec![place]
            }
            Self::Rename(from, to) => {
                let told = make_room(to);
                let _ = fs::rename(root.join(from), root.join(to));
                vec![root.join(from), root.join(to), told]
            }
            Self::Folder(place) => {
                let told = make_room(place);
                let _ = fs::create_dir(root.join(place));
                vec![told]
            }
            #[cfg(unix)]
            Self::Link(place, target) => {
                let told = make_room(place);
                let _ = std::os::unix::fs::symlink(target, root.join(place));
                vec![told]
            }
            #[cfg(not(unix))]
            Self::Link(..) => Vec::new(),
            Self::Configure(text) => {
                let _ = if text.is_empty() {
                    fs::remove_file(root.join("book.toml"))
                } else {
                    fs::write(root.join("book.toml"), text)
                };
                vec![root.join("book.toml")]
            }
        }
    }
}
