//! The one thing that Exif data say about how a picture looks: which way up it is.

use super::{big_endian, part};

/// The tag for the way up.
const ORIENTATION: u64 = 0x0112;

/// The way up that Exif data say, from 1 to 8; none where that is how the pixels lie, or nothing is said.
pub(super) fn orientation(exif: &[u8]) -> Option<u8> {
    let tiff = exif.strip_prefix(b"Exif\0\0").unwrap_or(exif);
    let is_little = match part(tiff, 0, 4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let number = |start: usize, length: usize| -> Option<u64> {
        let mut bytes = part(tiff, start, length)?.to_vec();
        if is_little {
            bytes.reverse();
        }
        Some(big_endian(&bytes))
    };
    let first = usize::try_from(number(4, 4)?).ok()?;
    let count = usize::try_from(number(first, 2)?).ok()?;
    let entries = (0..count).map(|at| first + 2 + at * 12);
    let at =
        entries.into_iter().take_while(|at| at + 12 <= tiff.len()).find(|at| number(*at, 2) == Some(ORIENTATION))?;
    let value = u8::try_from(number(at + 8, 2)?).ok()?;
    (2..=8).contains(&value).then_some(value)
}

/// Exif data that say this way up and nothing else, without the word `Exif` in front.
pub(super) fn only_orientation(value: u8) -> Vec<u8> {
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.push(value);
    exif.extend([0; 6]);
    exif
}
