//! PNG: a chain of chunks, of which those that decide what is seen are kept.

use super::{big_endian, exif, part, profile};
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use std::io::{Read, Write};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What decides what is seen: pixels, colours, transparency, measures, animation.
const SEEN: [&[u8; 4]; 17] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"sRGB", b"cICP", b"mDCV", b"cLLI", b"sBIT",
    b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
];

/// How long a profile may be that is unpacked: those of presses have two megabytes.
const LONGEST_PROFILE: u64 = 16 << 20;

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut kept = SIGNATURE.to_vec();
    let mut has_pixels = false;
    while let Some(head) = part(rest, 0, 8) {
        let (length, kind) = (usize::try_from(big_endian(&head[..4])).ok()?, &head[4..]);
        has_pixels |= kind == b"IDAT";
        let Some(said) = part(rest, 8, length) else {
            // What was cut off while it was copied shows as far as it goes.
            if kind == b"IDAT" {
                kept.extend(rest);
            }
            break;
        };
        let end = (12 + length).min(rest.len());
        if SEEN.iter().any(|seen| *seen == kind) {
            kept.extend(&rest[..end]);
        } else if kind == b"iCCP" {
            if let Some(packed) = bare_profile(said) {
                push(&mut kept, b"iCCP", &packed);
            }
        } else if kind == b"eXIf"
            && let Some(way_up) = exif::orientation(said)
        {
            push(&mut kept, b"eXIf", &exif::only_orientation(way_up));
        }
        if kind == b"IEND" {
            break;
        }
        rest = &rest[end..];
    }
    has_pixels.then_some(kept)
}

/// What a chunk with a profile says, without the profile's name, which is anybody's to choose, and what is no colour in it.
fn bare_profile(said: &[u8]) -> Option<Vec<u8>> {
    let name = said.iter().position(|byte| *byte == 0)?;
    let [0, packed @ ..] = said.get(name + 1..)? else { return None };
    let mut profile = Vec::new();
    ZlibDecoder::new(packed).take(LONGEST_PROFILE).read_to_end(&mut profile).ok()?;
    let mut bare = ZlibEncoder::new(b"ICC\0\0".to_vec(), Compression::best());
    bare.write_all(&profile::bare(&profile)?).and_then(|()| bare.finish()).ok()
}

fn push(kept: &mut Vec<u8>, kind: &[u8], said: &[u8]) {
    kept.extend(u32::try_from(said.len()).expect("no longer than the chunk it was").to_be_bytes());
    let start = kept.len();
    kept.extend(kind);
    kept.extend(said);
    let sum = checksum(&kept[start..]);
    kept.extend(sum.to_be_bytes());
}

/// The checksum of a chunk: CRC-32 as PNG has it.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    };
    !bytes.iter().fold(u32::MAX, step)
}
