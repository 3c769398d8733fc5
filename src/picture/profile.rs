//! Colour profiles (ICC.1:2022): a head, a table of parts, and the parts, of which those with colours are kept.
//!
//! A profile of a screen says who made it, when, and its serial number; macOS puts it into every picture of a screen. Nothing
//! moves: what is no colour is written over with zeros.

use super::{big_endian, part};

const HEAD: usize = 128;
const ENTRY: usize = 12;

/// The parts that colours are computed with.
const COLOURS: [&[u8; 4]; 27] = [
    b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2", b"D2B0", b"D2B1", b"D2B2", b"D2B3", b"B2D0", b"B2D1",
    b"B2D2", b"B2D3", b"rXYZ", b"gXYZ", b"bXYZ", b"wtpt", b"bkpt", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"chad",
    b"chrm", b"cicp", b"lumi",
];

/// Parts that every profile has to have, and how it is called and whose it is stands there.
const NAMES: [&[u8; 4]; 2] = [b"desc", b"cprt"];

/// Where in the head stands when it was made (24), by whom and for what (48, 52, 80), and a hash of it all (84).
const SAID: [(usize, usize); 4] = [(24, 36), (48, 56), (80, 84), (84, HEAD)];

/// A profile without what it says besides colours, as long as it was; none where it cannot be read.
pub(super) fn bare(profile: &[u8]) -> Option<Vec<u8>> {
    if part(profile, 36, 4)? != b"acsp" {
        return None;
    }
    let mut kept = part(profile, 0, HEAD)?.to_vec();
    kept.resize(profile.len(), 0);
    SAID.iter().for_each(|(start, end)| kept[*start..*end].fill(0));
    let count = number(profile, HEAD)?;
    let table_end = ENTRY.checked_mul(count)?.checked_add(HEAD + 4)?;
    let mut table = HEAD + 4;
    for at in (0..count).map(|entry| HEAD + 4 + ENTRY * entry) {
        let (entry, start, length) = (part(profile, at, ENTRY)?, number(profile, at + 4)?, number(profile, at + 8)?);
        let said = part(profile, start, length).filter(|_| start >= table_end)?;
        let known = |names: &[&[u8; 4]]| names.iter().any(|name| entry.starts_with(*name));
        let length = match known(&NAMES) {
            true => start_of_words(said)?,
            false if known(&COLOURS) => length,
            false => continue,
        };
        kept[start..start + length].copy_from_slice(&said[..length]);
        kept[table..table + ENTRY].copy_from_slice(entry);
        table += ENTRY;
    }
    let count = u32::try_from((table - HEAD) / ENTRY).expect("no more than there were");
    kept[HEAD..HEAD + 4].copy_from_slice(&count.to_be_bytes());
    Some(kept)
}

/// How much of a part of words comes before the first of them: zeros behind it are no words.
fn start_of_words(said: &[u8]) -> Option<usize> {
    let length = match part(said, 0, 4)? {
        b"text" => 8,
        b"desc" => 12,
        // Languages, and where their words stand.
        b"mluc" => 16 + ENTRY.checked_mul(number(said, 8)?)?,
        _ => return None,
    };
    (length <= said.len()).then_some(length)
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(big_endian(part(bytes, at, 4)?)).ok()
}
