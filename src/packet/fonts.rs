//! The fonts a packet is set in: those of the default theme, and those that a book brings along.

use crate::diagnostic::{Diagnostic, Location, Rule};
use crate::path::SourcePath;
use crate::source::Digest;
use crate::store::Key;
use flate2::read::GzDecoder;
use rust_embed::{Embed, EmbeddedFile};
use std::io::Read as _;
use std::sync::{Arc, LazyLock, OnceLock};
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontWeight};
use typst::utils::LazyHash;

#[derive(Embed)]
#[folder = "themes/default/fonts-print"]
struct BuiltIn;

/// Those that take megabytes each and few packets need, compressed.
#[derive(Embed)]
#[folder = "themes/default/fonts-print-seldom"]
struct Seldom;

/// Their families, in the order in which they are asked for a letter.
const SELDOM: [&str; 4] = ["Noto Sans Arabic", "Noto Sans Hebrew", "NanumGothicCoding", "Droid Sans Fallback"];

/// The fonts that there are. Cheap to clone; reading takes milliseconds and megabytes, so have one, and only where something
/// is typeset.
#[derive(Clone, Debug)]
pub struct Fonts {
    /// Without those that are seldom needed.
    usual: Faces,
    /// With them, once something needs them.
    all: Arc<OnceLock<Faces>>,
    /// Of the book's own files.
    digest: Digest,
}

/// Fonts, read and indexed. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Faces {
    inner: Arc<Indexed>,
    /// The families among them that not every packet has.
    scripts: &'static [&'static str],
}

#[derive(Debug)]
struct Indexed {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// One bit for each code point that some font has.
    covered: Vec<u64>,
}

impl Fonts {
    /// Those of the default theme.
    #[must_use]
    pub fn builtin() -> Self {
        static FONTS: LazyLock<Fonts> = LazyLock::new(|| Fonts::of(builtin_fonts(), Digest::default()));
        FONTS.clone()
    }

    /// Those of the default theme, and after them the faces in `files`. What is no font is left out.
    #[must_use]
    pub fn with(files: &[Arc<[u8]>]) -> Self {
        if files.is_empty() {
            return Self::builtin();
        }
        let mut fonts = Self::builtin().usual.inner.fonts.clone();
        let mut own = Key::new("fonts");
        for bytes in files {
            own.part(bytes);
            fonts.extend(faces(bytes));
        }
        Self::of(fonts, own.finish())
    }

    fn of(usual: Vec<Font>, digest: Digest) -> Self {
        Self { usual: Faces::index(usual, &[]), all: Arc::default(), digest }
    }

    /// What is wrong with the font `path`, if it is none.
    #[must_use]
    pub fn problem(path: &SourcePath, bytes: &Arc<[u8]>) -> Option<Diagnostic> {
        let message = format!("`{path}` is not a font that a packet can use");
        let problem = Diagnostic::new(Rule::InvalidValue, Location::file(path.clone()), message);
        let problem = problem.help("Give a TrueType or OpenType file (`.ttf`, `.otf`, `.ttc`).");
        faces(bytes).next().is_none().then_some(problem)
    }

    /// Whether some font has a glyph for `character`.
    #[must_use]
    pub fn covers(&self, character: char) -> bool {
        self.usual.covers(character) || self.all().covers(character)
    }

    /// Those that most packets are set in.
    pub(super) fn usual(&self) -> &Faces {
        &self.usual
    }

    /// Those that a packet is set in which says `texts`: all of them only where it needs more than the usual.
    pub(super) fn needed<'t>(&self, mut texts: impl Iterator<Item = &'t str>) -> &Faces {
        let lacks = |character| !self.usual.covers(character) && self.all().covers(character);
        let needs_more = texts.any(|text| !text.is_ascii() && text.chars().any(lacks));
        if needs_more { self.all() } else { &self.usual }
    }

    /// A digest of the faces that are not the default theme's.
    pub(super) fn digest(&self) -> &Digest {
        &self.digest
    }

    fn all(&self) -> &Faces {
        self.all.get_or_init(|| Faces::index([&self.usual.inner.fonts[..], seldom_fonts()].concat(), &SELDOM))
    }
}

impl Faces {
    /// Whether some font has a bold glyph for `character`.
    #[must_use]
    pub(super) fn has_bold(&self, character: char) -> bool {
        let bold = self.inner.fonts.iter().map(Font::info).filter(|font| font.variant.weight >= FontWeight::SEMIBOLD);
        bold.into_iter().any(|font| font.coverage.contains(u32::from(character)))
    }

    /// The families among them that not every packet has.
    pub(super) fn scripts(&self) -> &'static [&'static str] {
        self.scripts
    }

    pub(super) fn book(&self) -> &LazyHash<FontBook> {
        &self.inner.book
    }

    pub(super) fn font(&self, index: usize) -> Option<Font> {
        self.inner.fonts.get(index).cloned()
    }

    fn covers(&self, character: char) -> bool {
        let point = character as usize;
        self.inner.covered.get(point / 64).is_some_and(|bits| bits >> (point % 64) & 1 == 1)
    }

    fn index(fonts: Vec<Font>, scripts: &'static [&'static str]) -> Self {
        let book = FontBook::from_fonts(&fonts);
        let mut covered = vec![0_u64; (char::MAX as usize + 1).div_ceil(64)];
        for font in &fonts {
            for point in font.info().coverage.iter() {
                if let Some(bits) = covered.get_mut(point as usize / 64) {
                    *bits |= 1 << (point % 64);
                }
            }
        }
        Self { inner: Arc::new(Indexed { book: LazyHash::new(book), fonts, covered }), scripts }
    }
}

/// The faces in a file.
fn faces(bytes: &Arc<[u8]>) -> impl Iterator<Item = Font> {
    Font::iter(Bytes::new(Arc::clone(bytes)))
}

/// The faces in the folder; the licence texts beside them hold none.
fn builtin_fonts() -> Vec<Font> {
    let mut names: Vec<_> = BuiltIn::iter().collect();
    names.sort();
    names.iter().filter_map(|name| BuiltIn::get(name)).flat_map(|file| Font::iter(Bytes::new(file.data))).collect()
}

/// The faces that are seldom needed.
fn seldom_fonts() -> &'static [Font] {
    static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
        let mut names: Vec<_> = Seldom::iter().filter(|name| name.ends_with(".gz")).collect();
        names.sort();
        let unpacked = |file: EmbeddedFile| {
            let mut font = Vec::new();
            GzDecoder::new(&*file.data).read_to_end(&mut font).expect("what was packed can be unpacked");
            font
        };
        let files = names.iter().filter_map(|name| Seldom::get(name)).map(unpacked);
        files.flat_map(|font| Font::iter(Bytes::new(font))).collect()
    });
    &FONTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use typst::layout::Abs;
    use typst::text::{FontVariant, FontVariations};

    #[test]
    fn the_theme_has_what_guides_use() {
        let fonts = Fonts::builtin();
        let needed = "aÄß€ΩЖ─│┌┐└┘├┤┬┴┼═║█▓░■□▲▼●○→←↑↓⇒↳✓✔✗✘☐☑★☆…—–‑≤≥≠≈×∞√∆⌘⌥⏎⚠ℹ❌✅⭐➜🚀🔴👍🏽😀\u{fffd}漢汉あ한، אب";
        let missing: String = needed.chars().filter(|character| !fonts.covers(*character)).collect();
        assert_eq!(missing, "");
        assert!(!fonts.covers('ก'));
    }

    #[test]
    fn what_is_seldom_needed_is_read_for_those_who_need_it() {
        let fonts = Fonts::builtin();
        let is_usual = |faces: &Faces| Arc::ptr_eq(&faces.inner, &fonts.usual.inner);
        assert!(is_usual(fonts.needed(["plain words", "Größe → ☑ 🚀"].into_iter())));
        // No font has a letter of Thai: one more file would not help.
        assert!(is_usual(fonts.needed(["ก"].into_iter())));
        let families: BTreeSet<&str> = seldom_fonts().iter().map(|font| font.info().family.as_str()).collect();
        assert_eq!(families, SELDOM.into_iter().collect());
        for needs_more in ["漢字", "かな", "한글", "אב", "لا"] {
            let faces = fonts.needed(["plain", needs_more].into_iter());
            assert!(!is_usual(faces) && needs_more.chars().all(|letter| faces.covers(letter)), "{needs_more}");
        }
    }

    #[test]
    fn signs_of_chinese_stand_where_typst_takes_them_to_be() {
        // It leaves out the other half of their squares where two follow each other, or at the end of a line.
        let font = seldom_fonts().iter().find(|font| font.info().family == SELDOM[3]).expect("there is one").clone();
        let font = font.instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default());
        let face = font.ttf();
        let halves = |sign: char| {
            let shape = face.glyph_index(sign).and_then(|glyph| face.glyph_bounding_box(glyph)).expect("drawn");
            let middle = i16::try_from(face.units_per_em() / 2).expect("small");
            (shape.x_max <= middle, shape.x_min >= middle)
        };
        for left in "，。、．：；！？）】》」".chars() {
            assert_eq!(halves(left), (true, false), "{left}");
        }
        for right in "（【《「".chars() {
            assert_eq!(halves(right), (false, true), "{right}");
        }
    }

    #[test]
    fn a_file_that_is_no_font_is_reported() {
        let path = SourcePath::new("fonts/readme.ttf").expect("inside");
        let bytes: Arc<[u8]> = b"no font".as_slice().into();
        assert!(Fonts::problem(&path, &bytes).is_some_and(|problem| problem.rule == Rule::InvalidValue));
        assert!(Fonts::with(&[bytes]).covers('a'));
        let own = BuiltIn::iter().find(|name| name.ends_with(".ttf")).and_then(|name| BuiltIn::get(&name));
        assert_eq!(Fonts::problem(&path, &own.expect("there is one").data.into()), None);
    }
}
