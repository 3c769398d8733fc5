//! JPEG: a chain of segments, of which those that decoders need are kept.

use super::{big_endian, exif, part, profile};
use std::cmp::Reverse;

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const COMMENT: u8 = 0xfe;
const JFIF: u8 = 0xe0;
const EXIF: u8 = 0xe1;
const PROFILE: u8 = 0xe2;
const ADOBE: u8 = 0xee;

/// What a segment with a piece of a profile begins with; its number and how many there are follow.
const PROFILE_MARK: &[u8] = b"ICC_PROFILE\0";
const PROFILE_HEAD: usize = PROFILE_MARK.len() + 2;

/// How much a segment can say.
const LONGEST: usize = u16::MAX as usize - 2;

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = vec![0xff, START];
    let mut way_up = None;
    // Where Exif data stand: behind JFIF's segment, which comes first.
    let mut head = kept.len();
    let mut at = 2;
    let mut has_scan = false;
    // The pieces of a colour profile by their numbers, and where the first of them stood.
    let (mut profile, mut profile_at) = (Vec::new(), None);
    while let Some(marker) = marker_at(bytes, &mut at) {
        match marker {
            END => {
                kept.extend([0xff, END]);
                break;
            }
            0x01 | 0xd0..=0xd7 => kept.extend([0xff, marker]),
            _ => {
                let length = usize::try_from(big_endian(part(bytes, at, 2)?)).ok()?;
                let Some(segment) = part(bytes, at, length).filter(|segment| segment.len() >= 2) else { break };
                at += length;
                let said = &segment[2..];
                match marker {
                    // With the measures, and without the small picture that may follow them.
                    JFIF if said.starts_with(b"JFIF\0") && said.len() >= 14 => {
                        kept.extend([0xff, JFIF, 0, 16]);
                        kept.extend(&said[..12]);
                        kept.extend([0, 0]);
                        head = kept.len();
                    }
                    EXIF => way_up = way_up.or_else(|| exif::orientation(said)),
                    PROFILE if said.starts_with(PROFILE_MARK) && said.len() >= PROFILE_HEAD => {
                        profile_at.get_or_insert(kept.len());
                        profile.push((said[PROFILE_MARK.len()], &said[PROFILE_HEAD..]));
                    }
                    ADOBE if said.starts_with(b"Adobe") => push(&mut kept, marker, segment),
                    0xe0..=0xef | COMMENT => {}
                    SCAN => {
                        push(&mut kept, marker, segment);
                        let scan = scan_length(&bytes[at..]);
                        kept.extend(&bytes[at..at + scan]);
                        at += scan;
                        has_scan = true;
                    }
                    _ => push(&mut kept, marker, segment),
                }
            }
        }
    }
    let mut put_in: Vec<(usize, Vec<u8>)> = Vec::new();
    put_in.extend(profile_at.map(|at| (at, profile_segments(profile))));
    put_in.extend(way_up.map(|way_up| (head, segment(EXIF, &[b"Exif\0\0", &*exif::only_orientation(way_up)]))));
    // Where the one is put in does not move where the other is.
    put_in.sort_by_key(|(at, _)| Reverse(*at));
    for (at, bytes) in put_in {
        kept.splice(at..at, bytes);
    }
    has_scan.then_some(kept)
}

/// The segments of a profile without what is no colour in it; none where it cannot be read.
fn profile_segments(mut pieces: Vec<(u8, &[u8])>) -> Vec<u8> {
    pieces.sort_by_key(|(number, _)| *number);
    let whole: Vec<u8> = pieces.iter().flat_map(|(_, said)| *said).copied().collect();
    let bare = profile::bare(&whole).unwrap_or_default();
    let bare: Vec<&[u8]> = bare.chunks(LONGEST - PROFILE_HEAD).collect();
    let Ok(count) = u8::try_from(bare.len()) else { return Vec::new() };
    let numbered = (1..=count).zip(bare);
    numbered.flat_map(|(number, said)| segment(PROFILE, &[PROFILE_MARK, &[number, count], said])).collect()
}

/// A segment that says `parts`, one behind the other.
fn segment(marker: u8, parts: &[&[u8]]) -> Vec<u8> {
    let said = parts.concat();
    let length = u16::try_from(said.len() + 2).expect("it is no longer than a segment").to_be_bytes();
    [&[0xff, marker][..], &length, &said].concat()
}

/// The next marker from `at` on, which moves behind it; none where there is no further. What lies between segments is
/// skipped, as decoders do.
fn marker_at(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        *at += bytes.get(*at..)?.iter().position(|byte| *byte == 0xff)?;
        *at += bytes[*at..].iter().position(|byte| *byte != 0xff)?;
        *at += 1;
        if bytes[*at - 1] != 0 {
            return Some(bytes[*at - 1]);
        }
    }
}

fn push(kept: &mut Vec<u8>, marker: u8, segment: &[u8]) {
    kept.extend([0xff, marker]);
    kept.extend(segment);
}

/// How long the compressed pixels are: up to the next marker that is no part of them.
fn scan_length(bytes: &[u8]) -> usize {
    let is_marker = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
    bytes.windows(2).position(is_marker).unwrap_or(bytes.len())
}
