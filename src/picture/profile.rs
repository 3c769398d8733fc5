//! Colour profiles (ICC.1:2022): a head, a table of parts, and the parts, of which those with colours are kept.
//!
//! A profile of a screen says who made it, when, and its serial number; macOS puts one into every picture of a screen. It is
//! written anew, so that not even its length says how much that was.

use super::{big_endian, part};

const HEAD: usize = 128;
const ENTRY: usize = 12;

/// The parts that colours are computed with, in the order in which they are written.
const COLOURS: [&[u8; 4]; 27] = [
    b"wtpt", b"bkpt", b"chad", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"chrm", b"cicp",
    b"lumi", b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"D2B0", b"D2B1", b"D2B2", b"D2B3", b"B2D0",
    b"B2D1", b"B2D2", b"B2D3",
];

/// What the head says besides its length: its version and what its numbers mean (8), its mark (36), how it is embedded (46), of
/// what kind the screen or the paper is, what is aimed at, and white (60).
const MEANS: [(usize, usize); 4] = [(8, 24), (36, 40), (46, 48), (60, 80)];

/// The colours of a profile; none where it cannot be read.
pub(super) fn bare(profile: &[u8]) -> Option<Vec<u8>> {
    let head = part(profile, 0, HEAD).filter(|head| &head[36..40] == b"acsp")?;
    let mut entries = Vec::new();
    for entry in 0..number(profile, HEAD)? {
        entries.push(part(profile, ENTRY.checked_mul(entry)?.checked_add(HEAD + 4)?, ENTRY)?);
    }
    let mut parts: Vec<(&[u8], &[u8])> = Vec::new();
    for name in COLOURS {
        let Some(entry) = entries.iter().find(|entry| entry.starts_with(name)) else { continue };
        parts.push((name, part(profile, number(entry, 4)?, number(entry, 8)?)?));
    }
    let (name, owner) = words(head[8]);
    parts.extend([(b"desc".as_slice(), &*name), (b"cprt", &*owner)]);
    written(head, &parts)
}

/// What a profile is called and whose it is, which every one has to say: a dash.
fn words(version: u8) -> (Vec<u8>, Vec<u8>) {
    if version < 4 {
        let name = [b"desc\0\0\0\0\0\0\0\x02-".as_slice(), &[0; 79]].concat();
        (name, b"text\0\0\0\0-\0".to_vec())
    } else {
        // In languages, of which there is one.
        let word = b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS\0\0\0\x02\0\0\0\x1c\0-".to_vec();
        (word.clone(), word)
    }
}

/// A profile of these parts, where the same ones stand once.
fn written(head: &[u8], parts: &[(&[u8], &[u8])]) -> Option<Vec<u8>> {
    let mut table = u32::try_from(parts.len()).ok()?.to_be_bytes().to_vec();
    let begins = HEAD + table.len() + ENTRY * parts.len();
    let mut said: Vec<u8> = Vec::new();
    let mut places: Vec<(&[u8], usize)> = Vec::new();
    for (name, bytes) in parts {
        let known = places.iter().find(|(known, _)| known == bytes).map(|(_, place)| *place);
        let place = known.unwrap_or_else(|| {
            let place = begins + said.len();
            said.extend(*bytes);
            said.resize(said.len().next_multiple_of(4), 0);
            places.push((bytes, place));
            place
        });
        table.extend(*name);
        table.extend(u32::try_from(place).ok()?.to_be_bytes());
        table.extend(u32::try_from(bytes.len()).ok()?.to_be_bytes());
    }
    let mut profile = vec![0; HEAD];
    MEANS.iter().for_each(|(start, end)| profile[*start..*end].copy_from_slice(&head[*start..*end]));
    profile[..4].copy_from_slice(&u32::try_from(begins + said.len()).ok()?.to_be_bytes());
    Some([profile, table, said].concat())
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(big_endian(part(bytes, at, 4)?)).ok()
}
