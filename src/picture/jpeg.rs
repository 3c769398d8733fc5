//! JPEG: a chain of segments, of which those that decoders need are kept.

use super::{big_endian, exif, part, profile};
use std::ops::Range;

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

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = vec![0xff, START];
    let mut way_up = None;
    // Where Exif data stand: behind JFIF's segment, which comes first.
    let mut head = kept.len();
    let mut at = 2;
    let mut has_scan = false;
    // By its number, where each piece of a colour profile stands.
    let mut profile: Vec<(u8, Range<usize>)> = Vec::new();
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
                        push(&mut kept, marker, segment);
                        profile.push((said[PROFILE_MARK.len()], kept.len() - segment.len() - 2..kept.len()));
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
    strip_profile(&mut kept, profile);
    if let Some(way_up) = way_up {
        let exif = [b"Exif\0\0", &*exif::only_orientation(way_up)].concat();
        let length = u16::try_from(exif.len() + 2).expect("it is short").to_be_bytes();
        kept.splice(head..head, [&[0xff, EXIF][..], &length, &exif].concat());
    }
    has_scan.then_some(kept)
}

/// Writes over what is no colour in a profile that stands in these segments; over all of it where it cannot be read.
fn strip_profile(kept: &mut [u8], mut pieces: Vec<(u8, Range<usize>)>) {
    let said = |segment: &Range<usize>| segment.start + 4 + PROFILE_HEAD..segment.end;
    pieces.sort_by_key(|(number, _)| *number);
    let whole: Vec<u8> = pieces.iter().flat_map(|(_, segment)| &kept[said(segment)]).copied().collect();
    let bare = profile::bare(&whole).unwrap_or_else(|| vec![0; whole.len()]);
    let mut rest = &bare[..];
    for (_, segment) in &pieces {
        let (here, after) = rest.split_at(said(segment).len());
        kept[said(segment)].copy_from_slice(here);
        rest = after;
    }
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
