//! AVIF and HEIC: boxes in boxes, in which places are named by their distance from the start. So nothing is taken out here:
//! what is no picture is written over with zeros, and all else stays where it is.

use super::{big_endian, part, profile};
use std::collections::BTreeSet;
use std::ops::Range;

/// What says that a file of boxes is a picture.
const BRANDS: [&[u8; 4]; 10] =
    [b"avif", b"avis", b"mif1", b"msf1", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"];

/// What holds boxes, and how many bytes of its own come first.
const HOLDERS: [(&[u8; 4], usize); 6] =
    [(b"moov", 0), (b"trak", 0), (b"mdia", 0), (b"meta", 4), (b"iprp", 0), (b"ipco", 0)];

/// Boxes that only say something.
const NOTES: [&[u8; 4]; 5] = [b"udta", b"uuid", b"free", b"skip", b"ilst"];

/// Items that say something, and are no pictures or what those are made of.
const SAYING: [&[u8; 4]; 3] = [b"Exif", b"mime", b"uri "];

pub(super) fn is_picture(bytes: &[u8]) -> bool {
    let Some((kind, said, _)) = boxed(bytes, 0, bytes.len()) else { return false };
    let brands = part(bytes, said.start, said.len()).unwrap_or_default().chunks(4);
    kind == b"ftyp" && brands.into_iter().any(|brand| BRANDS.iter().any(|known| *known == brand))
}

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut stripped = bytes.to_vec();
    let whole = 0..bytes.len();
    let mut holders = vec![whole];
    let mut has_items = false;
    while let Some(held) = holders.pop() {
        let mut at = held.start;
        while at < held.end {
            let (kind, said, end) = boxed(bytes, at, held.end)?;
            if let Some((_, own)) = HOLDERS.iter().find(|(holder, _)| *holder == kind) {
                if kind == b"meta" {
                    has_items |= blank_items(bytes, said.start + own..said.end, &mut stripped)?;
                }
                holders.push((said.start + own).min(said.end)..said.end);
            } else if kind == b"hdlr" {
                // Behind what it handles stands a name.
                blank(&mut stripped, (said.start + 24).min(said.end)..said.end);
            } else if kind == b"colr" && matches!(part(bytes, said.start, 4), Some(b"prof" | b"rICC")) {
                let profile = said.start + 4..said.end;
                let bare = profile::bare(&bytes[profile.clone()]).filter(|bare| bare.len() <= profile.len());
                let bare = bare.unwrap_or_default();
                stripped[profile.start..profile.start + bare.len()].copy_from_slice(&bare);
                blank(&mut stripped, profile.start + bare.len()..profile.end);
            } else if NOTES.contains(&kind) {
                stripped[at + 4..at + 8].copy_from_slice(b"free");
                blank(&mut stripped, said);
            }
            at = end;
        }
    }
    has_items.then_some(stripped)
}

/// A box: its kind, where what it says stands, and where it ends.
fn boxed(bytes: &[u8], at: usize, limit: usize) -> Option<(&[u8; 4], Range<usize>, usize)> {
    let kind = part(bytes, at + 4, 4)?.first_chunk::<4>()?;
    let (length, head) = match big_endian(part(bytes, at, 4)?) {
        0 => (limit - at, 8),
        1 => (usize::try_from(big_endian(part(bytes, at + 8, 8)?)).ok()?, 16),
        length => (usize::try_from(length).ok()?, 8),
    };
    let end = at.checked_add(length).filter(|end| *end <= limit && length >= head)?;
    Some((kind, at + head..end, end))
}

fn blank(bytes: &mut [u8], range: Range<usize>) {
    bytes[range].fill(0);
}

/// Writes over the items that only say something, and small pictures of the picture; true where there are items.
fn blank_items(bytes: &[u8], held: Range<usize>, stripped: &mut [u8]) -> Option<bool> {
    let mut boxes = Vec::new();
    let mut at = held.start;
    while at < held.end {
        let (kind, said, end) = boxed(bytes, at, held.end)?;
        boxes.push((kind, said));
        at = end;
    }
    let find = |name: &[u8; 4]| boxes.iter().find(|(kind, _)| *kind == name).map(|(_, said)| said.clone());
    let (Some(infos), Some(places)) = (find(b"iinf"), find(b"iloc")) else { return Some(false) };
    let mut saying = saying_items(bytes, infos, stripped)?;
    if let Some(references) = find(b"iref") {
        saying.extend(small_pictures(bytes, references)?);
    }
    for range in places_of(bytes, places, find(b"idat").as_ref(), &saying)? {
        blank(stripped, range.start.min(bytes.len())..range.end.min(bytes.len()));
    }
    Some(true)
}

/// The numbers of the items that only say something. What items are called is written over at once.
fn saying_items(bytes: &[u8], infos: Range<usize>, stripped: &mut [u8]) -> Option<BTreeSet<u64>> {
    let mut saying = BTreeSet::new();
    let mut at = infos.start + if bytes.get(infos.start)? == &0 { 6 } else { 8 };
    while at < infos.end {
        let (kind, said, end) = boxed(bytes, at, infos.end)?;
        let wide = match bytes.get(said.start)? {
            2 => 2,
            3 => 4,
            _ => return None,
        };
        if kind == b"infe" {
            let number = big_endian(part(bytes, said.start + 4, wide)?);
            let kind = part(bytes, said.start + 4 + wide + 2, 4)?;
            if SAYING.iter().any(|one| *one == kind) {
                saying.insert(number);
            }
            let name = said.start + 4 + wide + 6;
            let length = bytes.get(name..said.end)?.iter().position(|byte| *byte == 0)?;
            stripped[name..name + length].fill(b' ');
        }
        at = end;
    }
    Some(saying)
}

/// The numbers of the items that are the picture once more, in small: as it was before somebody cut something off.
fn small_pictures(bytes: &[u8], references: Range<usize>) -> Option<Vec<u64>> {
    let wide = if bytes.get(references.start)? == &0 { 2 } else { 4 };
    let mut small = Vec::new();
    let mut at = references.start + 4;
    while at < references.end {
        let (kind, said, end) = boxed(bytes, at, references.end)?;
        if kind == b"thmb" {
            small.push(big_endian(part(bytes, said.start, wide)?));
        }
        at = end;
    }
    Some(small)
}

/// Where these items stand.
fn places_of(
    bytes: &[u8],
    places: Range<usize>,
    idat: Option<&Range<usize>>,
    wanted: &BTreeSet<u64>,
) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let mut at = places.start;
    let mut number = |wide: usize| -> Option<u64> {
        let number = big_endian(part(&bytes[..places.end], at, wide)?);
        at += wide;
        Some(number)
    };
    let version = number(1)?;
    number(3)?;
    let sizes = number(2)?;
    let size = |shift: u32| usize::try_from(sizes >> shift & 15).expect("four bits");
    let (offset_size, length_size, base_size) = (size(12), size(8), size(4));
    let index_size = if version == 0 { 0 } else { size(0) };
    let wide = if version < 2 { 2 } else { 4 };
    for _ in 0..number(wide)? {
        let item = number(wide)?;
        let method = if version == 0 { 0 } else { number(2)? & 15 };
        number(2)?;
        let base = number(base_size)?;
        for _ in 0..number(2)? {
            number(index_size)?;
            let (offset, length) = (number(offset_size)?, number(length_size)?);
            if !wanted.contains(&item) {
                continue;
            }
            let around = match method {
                0 => 0..bytes.len(),
                1 => idat?.clone(),
                _ => return None,
            };
            let start = around.start.checked_add(usize::try_from(base.checked_add(offset)?).ok()?)?;
            // An item without a length goes on to the end.
            let length = if length == 0 { around.end.checked_sub(start)? } else { usize::try_from(length).ok()? };
            found.push(start..start.checked_add(length)?);
        }
    }
    Some(found)
}
