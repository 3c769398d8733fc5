//! The fonts a packet is set in: those of the default theme, and those that a book brings along.

use crate::diagnostic::Checked;
use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::path::SourcePath;
use crate::source::Digest;
use crate::store::Key;
use rust_embed::Embed;
use std::sync::{Arc, LazyLock};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

#[derive(Embed)]
#[folder = "themes/default/fonts-print"]
struct BuiltIn;

/// Fonts, read and indexed. Cheap to clone; reading takes milliseconds, so keep one.
#[derive(Clone, Debug)]
pub struct Fonts {
    inner: Arc<Indexed>,
}

#[derive(Debug)]
struct Indexed {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// One bit for each code point that some font has.
    covered: Vec<u64>,
    /// Of the book's own files.
    digest: Digest,
}

impl Fonts {
    /// Those of the default theme.
    #[must_use]
    pub fn builtin() -> Self {
        static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::index(builtin_fonts(), Digest::default()));
        FONTS.clone()
    }

    /// Those of the default theme, and after them the faces in `files`. What is no font is reported and left out.
    #[must_use]
    pub fn with(files: &[(SourcePath, Arc<[u8]>)]) -> Checked<Self> {
        let mut diagnostics = Vec::new();
        let mut fonts = Self::builtin().inner.fonts.clone();
        let mut own = Key::new("fonts");
        for (path, bytes) in files {
            own.part(bytes);
            let before = fonts.len();
            fonts.extend(Font::iter(Bytes::new(Arc::clone(bytes))));
            if fonts.len() == before {
                let problem = Diagnostic::new(
                    Rule::InvalidValue,
                    Location::file(path.clone()),
                    format!("`{path}` is not a font that a packet can use"),
                );
                diagnostics.push(problem.help("Give a TrueType or OpenType file (`.ttf`, `.otf`, `.ttc`)."));
            }
        }
        Checked { value: Self::index(fonts, own.finish()), diagnostics }
    }

    /// Whether some font has a glyph for `character`.
    #[must_use]
    pub fn covers(&self, character: char) -> bool {
        let point = character as usize;
        self.inner.covered.get(point / 64).is_some_and(|bits| bits >> (point % 64) & 1 == 1)
    }

    /// A digest of the faces that are not the default theme's.
    pub(super) fn digest(&self) -> &Digest {
        &self.inner.digest
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.inner.book
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.inner.fonts.get(index).cloned()
    }

    fn index(fonts: Vec<Font>, digest: Digest) -> Self {
        let book = FontBook::from_fonts(&fonts);
        let mut covered = vec![0_u64; (char::MAX as usize + 1).div_ceil(64)];
        for font in &fonts {
            for point in font.info().coverage.iter() {
                if let Some(bits) = covered.get_mut(point as usize / 64) {
                    *bits |= 1 << (point % 64);
                }
            }
        }
        Self { inner: Arc::new(Indexed { book: LazyHash::new(book), fonts, covered, digest }) }
    }
}

/// The faces in the folder; the licence texts beside them hold none.
fn builtin_fonts() -> Vec<Font> {
    let mut names: Vec<_> = BuiltIn::iter().collect();
    names.sort();
    names.iter().filter_map(|name| BuiltIn::get(name)).flat_map(|file| Font::iter(Bytes::new(file.data))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_has_what_guides_use() {
        let fonts = Fonts::builtin();
        let needed = "aÄß€ΩЖ─│┌┐└┘├┤┬┴┼═║█▓░■□▲▼●○→←↑↓⇒↳✓✔✗✘☐☑★☆…—–‑≤≥≠≈×∞√∆⌘⌥⏎⚠ℹ❌✅⭐➜🚀🔴👍🏽😀\u{fffd}漢汉あ한، אب";
        let missing: String = needed.chars().filter(|character| !fonts.covers(*character)).collect();
        assert_eq!(missing, "");
        assert!(!fonts.covers('ก'));
    }

    #[test]
    fn a_file_that_is_no_font_is_reported() {
        let path = SourcePath::new("fonts/readme.ttf").expect("inside");
        let checked = Fonts::with(&[(path, b"no font".as_slice().into())]);
        assert_eq!(checked.diagnostics.len(), 1);
        assert!(checked.value.covers('a'));
    }
}
