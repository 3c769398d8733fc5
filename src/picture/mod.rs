//! Pictures without what they say beside their pixels: who took them, where, with what, under which file name.
//!
//! Takes a picture's bytes; gives the same pixels, byte for byte as they were compressed, and nothing else but what they
//! need to look the same: the colours of profiles, animation, the way up. Knows a picture by its bytes and not by its name. What it
//! does not understand it leaves out, so a kind of note that is invented tomorrow does not come through.
//!
//! Never reads files, and never decodes a pixel.

mod exif;
mod gif;
mod heif;
mod jpeg;
mod png;
mod profile;
mod svg;
#[cfg(test)]
mod tests;
mod webp;

/// What comes of a file that may be a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bare {
    /// The picture, and nothing besides.
    Picture(Vec<u8>),
    /// It begins as a picture, and cannot be read as one: what it holds is not known.
    Broken,
    /// Not a picture of a kind that is known here.
    Other,
}

/// The picture that `bytes` are, without what it says beside its pixels.
#[must_use]
pub fn bare(bytes: &[u8]) -> Bare {
    bare_within(bytes, 0)
}

/// True for bytes that begin as a picture of a kind that is known here.
#[must_use]
pub fn is_picture(bytes: &[u8]) -> bool {
    let has_mark = matches!(
        bytes,
        [0xff, 0xd8, ..]
            | [0x89, b'P', b'N', b'G', ..]
            | [b'G', b'I', b'F', b'8', ..]
            | [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..]
    );
    has_mark || heif::is_picture(bytes) || svg::is_picture(bytes)
}

/// How deep pictures may lie in one another.
const DEEPEST: usize = 4;

/// The same for a picture that lies in `depth` others.
fn bare_within(bytes: &[u8], depth: usize) -> Bare {
    let strip: fn(&[u8]) -> Option<Vec<u8>> = match bytes {
        [0xff, 0xd8, ..] => jpeg::strip,
        [0x89, b'P', b'N', b'G', ..] => png::strip,
        [b'G', b'I', b'F', b'8', ..] => gif::strip,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp::strip,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] if heif::is_picture(bytes) => heif::strip,
        _ if svg::is_picture(bytes) => {
            let stripped = if depth < DEEPEST { svg::strip(bytes, depth) } else { None };
            return stripped.map_or(Bare::Broken, Bare::Picture);
        }
        _ => return Bare::Other,
    };
    strip(bytes).map_or(Bare::Broken, Bare::Picture)
}

/// The bytes of `bytes` from `start`, `length` of them; none where there are not so many.
fn part(bytes: &[u8], start: usize, length: usize) -> Option<&[u8]> {
    bytes.get(start..start.checked_add(length)?)
}

/// A number of as many bytes as there are, the first the largest.
fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
}
