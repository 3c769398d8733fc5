//! WebP: chunks in a RIFF file, of which those with pixels, colours and animation are kept.

use super::{exif, part, profile};

/// The flags of what an extended file has, and of what is taken out here.
const FLAGS: usize = 8;
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;
const HAS_PROFILE: u8 = 0x20;

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut kept = b"RIFF\0\0\0\0WEBP".to_vec();
    let mut way_up = None;
    let mut has_pixels = false;
    let mut has_profile = false;
    let mut flags = None;
    for (name, said) in chunks(bytes.get(12..)?) {
        match name {
            b"VP8X" => {
                flags = Some(kept.len() + FLAGS);
                push(&mut kept, name, said);
            }
            b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" => {
                has_pixels |= name.starts_with(b"VP8");
                push(&mut kept, name, said);
            }
            b"ANMF" => {
                has_pixels = true;
                push(&mut kept, name, &frame(said)?);
            }
            b"ICCP" => {
                if let Some(bare) = profile::bare(said) {
                    has_profile = true;
                    push(&mut kept, name, &bare);
                }
            }
            b"EXIF" => way_up = way_up.or_else(|| exif::orientation(said)),
            _ => {}
        }
    }
    if let Some(flags) = flags {
        *kept.get_mut(flags)? &= !(HAS_EXIF | HAS_XMP | if has_profile { 0 } else { HAS_PROFILE });
        if let Some(way_up) = way_up {
            kept[flags] |= HAS_EXIF;
            push(&mut kept, b"EXIF", &exif::only_orientation(way_up));
        }
    }
    let length = u32::try_from(kept.len() - 8).ok()?;
    kept[4..8].copy_from_slice(&length.to_le_bytes());
    has_pixels.then_some(kept)
}

/// One picture of an animation, without chunks that have no pixels.
fn frame(said: &[u8]) -> Option<Vec<u8>> {
    let mut kept = part(said, 0, 16)?.to_vec();
    for (name, said) in chunks(&said[16..]) {
        if matches!(name, b"VP8 " | b"VP8L" | b"ALPH") {
            push(&mut kept, name, said);
        }
    }
    Some(kept)
}

/// The chunks that are there whole, and of one that was cut off what there is.
fn chunks(mut rest: &[u8]) -> Vec<(&[u8; 4], &[u8])> {
    let mut chunks = Vec::new();
    while let Some((name, after)) = rest.split_first_chunk::<4>() {
        let Some((length, after)) = after.split_first_chunk::<4>() else { break };
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        chunks.push((name, &after[..length.min(after.len())]));
        let padded = length.saturating_add(length % 2);
        rest = after.get(padded..).unwrap_or_default();
    }
    chunks
}

fn push(kept: &mut Vec<u8>, name: &[u8], said: &[u8]) {
    kept.extend(name);
    kept.extend(u32::try_from(said.len()).expect("no longer than it was").to_le_bytes());
    kept.extend(said);
    if said.len() % 2 == 1 {
        kept.push(0);
    }
}
