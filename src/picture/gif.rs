//! GIF: a chain of blocks, of which images and what steers their animation are kept.

use super::part;

const IMAGE: u8 = 0x2c;
const EXTENSION: u8 = 0x21;
const TRAILER: u8 = 0x3b;
const CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;

pub(super) fn strip(bytes: &[u8]) -> Option<Vec<u8>> {
    let screen = part(bytes, 0, 13)?;
    let mut at = 13 + colours(screen[10]);
    let mut kept = part(bytes, 0, at)?.to_vec();
    let mut has_image = false;
    // What was cut off shows as far as it goes.
    while let Some(kind) = bytes.get(at) {
        let block = match *kind {
            IMAGE => {
                let Some(head) = part(bytes, at, 10) else { break };
                let data = at + 10 + colours(head[9]) + 1;
                has_image = true;
                at..blocks_end(bytes, data)
            }
            EXTENSION => {
                let end = blocks_end(bytes, at + 2);
                let is_kept = match bytes.get(at + 1) {
                    Some(&CONTROL) => true,
                    // How often an animation is repeated, in a block that has room for nothing else.
                    Some(&APPLICATION) => {
                        let name = part(bytes, at + 2, 12);
                        let is_loop = name == Some(b"\x0bNETSCAPE2.0") || name == Some(b"\x0bANIMEXTS1.0");
                        is_loop && end - at == 19
                    }
                    _ => false,
                };
                if !is_kept {
                    at = end;
                    continue;
                }
                at..end
            }
            _ => break,
        };
        kept.extend(&bytes[block.clone()]);
        at = block.end;
    }
    kept.push(TRAILER);
    has_image.then_some(kept)
}

/// How many bytes the table of colours takes that these flags speak of.
fn colours(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Where the chain of data blocks that begins at `at` ends.
fn blocks_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(length) = bytes.get(at) {
        at += 1 + usize::from(*length);
        if *length == 0 {
            break;
        }
    }
    at.min(bytes.len())
}
