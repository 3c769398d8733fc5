//! Pictures of a pixel or two, in which something is written that nobody sees.
//!
//! Takes what is to be written; gives the bytes of a picture that a browser shows. Must not know who may read it.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;

const PNG: &str = "\
    iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAD0lEQVR4AWL6z8AAQv8BAAAA//9sOzN4AAAABklEQVQDABALA//sAW9eAAAAAElF\
    TkSuQmCC";
const JPEG: &str = "\
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBk\
    eFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAABAAID\
    ASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAaEAEAAQUAAAAAAAAAAAAAAAAAAQIDM3Kx/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwb/\
    xAAZEQABBQAAAAAAAAAAAAAAAAAAAQIDM3H/2gAMAwEAAhEDEQA/AJC9mr2noC3gqbiAzWO1T//Z";
const GIF: &str = "R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=";

/// Where the first chunk of the PNG ends, and the first segment of the JPEG.
const AFTER_HEAD: (usize, usize) = (33, 20);

/// The kinds of pictures there are.
pub(super) const KINDS: [&str; 4] = ["png", "jpg", "gif", "svg"];

/// A picture of this kind around `text`; nothing for what is no picture. The text of a drawing is the drawing.
pub(super) fn around(kind: &str, text: &str) -> Option<Vec<u8>> {
    let said = text.as_bytes();
    let plain = |text: &str| BASE64.decode(text).expect("base64");
    Some(match kind {
        "png" => {
            let xmp = [b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), said].concat();
            let chunks = [(*b"tEXt", [b"Comment\0", said].concat()), (*b"iTXt", xmp), (*b"eXIf", exif(said))];
            let chunks = chunks.map(|(kind, said)| chunk(kind, &said)).concat();
            with(&plain(PNG), AFTER_HEAD.0, &chunks)
        }
        "jpg" => {
            let xmp = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), said].concat();
            let exif = [b"Exif\0\0".as_slice(), &exif(said)].concat();
            let profile = [b"ICC_PROFILE\0\x01\x01".as_slice(), &profile(said)].concat();
            let segments = [(0xe1, exif), (0xe1, xmp), (0xe2, profile), (0xfe, said.to_vec())];
            let segments = segments.map(|(marker, said)| segment(marker, &said)).concat();
            [with(&plain(JPEG), AFTER_HEAD.1, &segments).as_slice(), said].concat()
        }
        "gif" => {
            let gif = plain(GIF);
            let (head, end) = gif.split_at(gif.len() - 1);
            let comments = said.chunks(255).map(|part| [&[u8::try_from(part.len()).expect("short")], part].concat());
            [head, b"\x21\xfe", &comments.collect::<Vec<_>>().concat(), b"\0", end].concat()
        }
        "svg" => said.to_vec(),
        _ => return None,
    })
}

fn with(bytes: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    [&bytes[..at], more, &bytes[at..]].concat()
}

/// The sums of chunks are nobody's concern who leaves them out.
fn chunk(kind: [u8; 4], said: &[u8]) -> Vec<u8> {
    let length = u32::try_from(said.len()).expect("short").to_be_bytes();
    [length.as_slice(), &kind, said, &[0; 4]].concat()
}

fn segment(marker: u8, said: &[u8]) -> Vec<u8> {
    let length = u16::try_from(said.len() + 2).expect("short").to_be_bytes();
    [&[0xff, marker][..], &length, said].concat()
}

/// A colour profile that says whose it is.
fn profile(said: &[u8]) -> Vec<u8> {
    let mut head = vec![0; 128];
    head[36..40].copy_from_slice(b"acsp");
    let length = u32::try_from(8 + said.len()).expect("short").to_be_bytes();
    let table = [b"\0\0\0\x01cprt\0\0\0\x90".as_slice(), &length].concat();
    [&head, &table, b"text\0\0\0\0".as_slice(), said].concat()
}

/// Exif data that name a camera.
fn exif(said: &[u8]) -> Vec<u8> {
    let length = u32::try_from(said.len()).expect("short").to_le_bytes();
    [b"II\x2a\0\x08\0\0\0\x01\0\x0f\x01\x02\0".as_slice(), &length, b"\x1a\0\0\0\0\0\0\0", said].concat()
}
