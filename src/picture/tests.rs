//! Tiny pictures, with a canary in every place where a picture can say something, and how they come out.

use super::{Bare, bare};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use std::io::{Read as _, Write as _};

/// Two pixels as a browser compresses them: a JPEG without a profile, a WebP with one, a PNG, and a GIF of one pixel.
const JPEG: &str = "\
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeXBk\
    eFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wAARCAABAAID\
    ASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAb/xAAaEAEAAQUAAAAAAAAAAAAAAAAAAQIDM3Kx/8QAFQEBAQAAAAAAAAAAAAAAAAAAAwb/\
    xAAZEQABBQAAAAAAAAAAAAAAAAAAAQIDM3H/2gAMAwEAAhEDEQA/AJC9mr2noC3gqbiAzWO1T//Z";
const WEBP: &str = "\
    UklGRhoCAABXRUJQVlA4WAoAAAAgAAAAAQAAAAAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAAAABhY3NwAAAAAAAA\
    AAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
    AAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAAABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAA\
    AChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAAAAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZ\
    WiAAAAAAAABimQAAt4UAABjaWFlaIAAAAAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAA\
    E9AAAApbAAAAAAAAAABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggLAAAAPAB\
    AJ0BKgIAAQACwEwloAJ0ugADCQb7gAD+9fNAtJ34oLhFi3v4czrtKjAA";
const PNG: &str = "\
    iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAD0lEQVR4AWL6z8AAQv8BAAAA//9sOzN4AAAABklEQVQDABALA//sAW9eAAAAAElF\
    TkSuQmCC";
const GIF: &str = "R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs=";

/// What must not come through.
const CANARY: &[u8] = b"zqcanary";

fn decoded(text: &str) -> Vec<u8> {
    STANDARD.decode(text).expect("base64")
}

#[track_caller]
fn picture(bytes: &[u8]) -> Vec<u8> {
    let Bare::Picture(bare) = bare(bytes) else { panic!("it is a picture") };
    let wide: Vec<u8> = CANARY.iter().flat_map(|letter| [0, *letter]).collect();
    let heard = [CANARY, &wide].iter().any(|canary| bare.windows(canary.len()).any(|word| word == *canary));
    assert!(!heard, "a canary sings: {}", String::from_utf8_lossy(&bare));
    bare
}

/// Exif data with a way up, a camera, and a small picture behind them.
fn exif(way_up: u8) -> Vec<u8> {
    let mut exif = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(b"\x0f\x01\x02\0\x09\0\0\0\x26\0\0\0");
    exif.extend([0x12, 1, 3, 0, 1, 0, 0, 0, way_up, 0, 0, 0]);
    exif.extend(b"\0\0\0\0zqcanary\0");
    exif
}

/// `bytes` with `more` put in at `at`.
fn with(bytes: &[u8], at: usize, more: &[u8]) -> Vec<u8> {
    [&bytes[..at], more, &bytes[at..]].concat()
}

/// A profile of a screen: two colours in one place, what it is called in three ways, and what its maker keeps there.
fn profile() -> Vec<u8> {
    let utf16 = |word: &str| word.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let colour = b"XYZ \0\0\0\0\0\0\xf6\xd6\0\x01\0\0\0\0\xd3\x2d".to_vec();
    let words = [b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS\0\0\0\x10\0\0\0\x1c".to_vec(), utf16("zqcanary")].concat();
    let parts: [(&[u8], Vec<u8>); 5] = [
        (b"rXYZ", colour),
        (b"gXYZ", Vec::new()),
        (b"desc", words),
        (b"cprt", b"text\0\0\0\0zqcanary\0".to_vec()),
        (b"mmod", b"mmod\0\0\0\0zqcanary".to_vec()),
    ];
    let mut head = vec![0; 128];
    head[8] = 4;
    head[12..24].copy_from_slice(b"mntrRGB XYZ ");
    head[36..40].copy_from_slice(b"acsp");
    [24, 48, 80, 84, 100].into_iter().for_each(|at| head[at..at + 8].copy_from_slice(CANARY));
    head[36..40].copy_from_slice(b"acsp");
    let (mut table, mut data) = (vec![0, 0, 0, 5], Vec::new());
    let begins = head.len() + 4 + 12 * parts.len();
    let number = |number: usize| u32::try_from(number).expect("short").to_be_bytes();
    for (name, said) in parts {
        // A part may lie where another does.
        let (start, length) = if said.is_empty() { (begins, 20) } else { (begins + data.len(), said.len()) };
        table.extend([name, &number(start), &number(length)].concat());
        data.extend(said);
    }
    [head, table, data].concat()
}

/// What is to become of it: its colours, and a dash for its name and its owner.
fn bare_profile() -> Vec<u8> {
    let mut bare = profile()[..128].to_vec();
    [24..36, 48..56, 80..128].into_iter().for_each(|said| bare[said].fill(0));
    bare[3] = 232;
    bare.extend(b"\0\0\0\x04rXYZ\0\0\0\xb4\0\0\0\x14gXYZ\0\0\0\xb4\0\0\0\x14");
    bare.extend(b"desc\0\0\0\xc8\0\0\0\x1ecprt\0\0\0\xc8\0\0\0\x1e");
    bare.extend(b"XYZ \0\0\0\0\0\0\xf6\xd6\0\x01\0\0\0\0\xd3\x2d");
    bare.extend(b"mluc\0\0\0\0\0\0\0\x01\0\0\0\x0cenUS\0\0\0\x02\0\0\0\x1c\0-\0\0");

    bare
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("in memory")
}

#[test]
fn a_profile_keeps_its_colours() {
    let whole = profile();
    let bare = super::profile::bare(&whole).expect("it can be read");
    assert_eq!(bare, bare_profile());
    assert_eq!(super::profile::bare(&bare), Some(bare.clone()));
    let longer = [whole.clone(), CANARY.to_vec()].concat();
    assert_eq!(super::profile::bare(&longer), Some(bare), "its length tells nothing");
    let mut second = whole.clone();
    second[8] = 2;
    let second = super::profile::bare(&second).expect("it can be read");
    assert!(second.windows(16).any(|here| here == b"desc\0\0\0\0\0\0\0\x02-\0\0\0"));
    assert!(second.windows(10).any(|here| here == b"text\0\0\0\0-\0"));
    for length in 0..132 + 60 {
        assert_eq!(super::profile::bare(&whole[..length]), None, "{length}");
    }
    for at in 0..whole.len() {
        let mut broken = whole.clone();
        broken[at] ^= 0xff;
        let _ = super::profile::bare(&broken);
    }
}

fn segment(marker: u8, said: &[u8]) -> Vec<u8> {
    let length = u16::try_from(said.len() + 2).expect("short").to_be_bytes();
    [&[0xff, marker][..], &length, said].concat()
}

#[test]
fn a_jpeg_keeps_its_pixels_and_nothing_else() {
    let plain = decoded(JPEG);
    assert_eq!(picture(&plain), plain, "there is nothing to take out");
    let behind_jfif = 20;
    let said = [
        segment(0xe1, &[b"Exif\0\0", &*exif(1)].concat()),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>zqcanary</x:xmpmeta>"),
        segment(0xe2, b"MPF\0zqcanary"),
        segment(0xed, b"Photoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x0czqcanary"),
        segment(0xe0, b"JFXX\0\x10zqcanary"),
        segment(0xef, b"zqcanary"),
        segment(0xfe, b"zqcanary"),
    ];
    let noted = with(&plain, behind_jfif, &said.concat());
    let trailing = [&*noted, b"\xff\xd8zqcanary"].concat();
    assert_eq!(picture(&trailing), plain);

    let profile = profile();
    let piece = |number: u8, of: u8, said: &[u8]| segment(0xe2, &[b"ICC_PROFILE\0", &[number, of][..], said].concat());
    let pieces = [piece(2, 2, &profile[200..]), piece(1, 2, &profile[..200])].concat();
    let coloured = with(&plain, behind_jfif, &pieces);
    let bare = with(&plain, behind_jfif, &piece(1, 1, &bare_profile()));
    assert_eq!(picture(&coloured), bare);
    assert_eq!(picture(&bare), bare);
    let broken = with(&plain, behind_jfif, &segment(0xe2, b"ICC_PROFILE\0\x01\x01zqcanary"));
    assert_eq!(picture(&broken), plain);

    let mut thumbnail = segment(0xe0, &[&plain[6..18], &[1, 1], &CANARY[..3]].concat());
    thumbnail.extend(segment(0xfe, CANARY));
    let noted = [&plain[..2], &*thumbnail, &plain[behind_jfif..]].concat();
    assert_eq!(picture(&noted), plain, "JFIF's own small picture goes too");
}

#[test]
fn a_jpeg_that_lies_on_its_side_still_does() {
    let plain = decoded(JPEG);
    let turned = with(&plain, 20, &segment(0xe1, &[b"Exif\0\0", &*exif(6)].concat()));
    let bare = picture(&turned);
    let way_up = &bare[20..20 + 36];
    assert_eq!(&way_up[..10], b"\xff\xe1\0\x22Exif\0\0");
    assert_eq!(super::exif::orientation(&way_up[4..]), Some(6));
    assert_eq!([&bare[..20], &bare[56..]].concat(), plain);
    assert_eq!(picture(&bare), bare, "a second time changes nothing");
}

#[test]
fn a_jpeg_that_was_cut_off_shows_as_far_as_it_goes() {
    let plain = decoded(JPEG);
    let cut = &plain[..plain.len() - 4];
    assert_eq!(picture(cut), cut);
    for length in 2..plain.len() {
        let _ = bare(&plain[..length]);
    }
    assert_eq!(bare(b"\xff\xd8\xff\xfe\0\x0azqcanary"), Bare::Broken);
}

fn chunk(kind: &[u8], said: &[u8]) -> Vec<u8> {
    let length = u32::try_from(said.len()).expect("short").to_be_bytes();
    // Nobody looks at the checksum of what goes.
    [&length[..], kind, said, &[0; 4]].concat()
}

#[test]
fn a_png_keeps_its_pixels_and_nothing_else() {
    let plain = decoded(PNG);
    assert_eq!(picture(&plain), plain);
    let said = [
        chunk(b"tEXt", b"Author\0zqcanary"),
        chunk(b"zTXt", b"mxfile\0\0zqcanary"),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0zqcanary"),
        chunk(b"eXIf", &exif(1)),
        chunk(b"tIME", b"\x07\xea\x01\x01\0\0\0"),
        chunk(b"teST", CANARY),
    ];
    let behind_head = 33;
    let noted = with(&plain, behind_head, &said.concat());
    assert_eq!(picture(&[&*noted, CANARY].concat()), plain);

    let turned = picture(&with(&plain, behind_head, &chunk(b"eXIf", &exif(3))));
    let way_up = &turned[behind_head..turned.len() - (plain.len() - behind_head)];
    assert_eq!(super::exif::orientation(&way_up[8..]), Some(3));

    let named = with(&plain, behind_head, &chunk(b"iCCP", &[b"zqcanary\0\0", &*packed(&profile())].concat()));
    let bare = picture(&named);
    assert_eq!(&bare[behind_head + 4..][..9], b"iCCPICC\0\0");
    let mut unpacked = Vec::new();
    ZlibDecoder::new(&bare[behind_head + 13..]).read_to_end(&mut unpacked).expect("packed");
    assert_eq!(unpacked, bare_profile());
    assert_eq!(picture(&bare), bare, "a second time changes nothing");
    let broken = with(&plain, behind_head, &chunk(b"iCCP", b"zqcanary\0\0profile"));
    assert_eq!(picture(&broken), plain, "what cannot be read is not kept");
    for length in 8..noted.len() {
        let _ = super::bare(&noted[..length]);
    }
}

#[test]
fn a_gif_keeps_its_pixels_and_its_animation() {
    let plain = decoded(GIF);
    assert_eq!(picture(&plain), plain);
    let behind_colours = 19;
    let comment = b"\x21\xfe\x08zqcanary\0";
    let xmp = b"\x21\xff\x0bXMP DataXMP\x08zqcanary\0";
    let words = b"\x21\x01\x0c\0\0\0\0\x01\0\x01\0\x01\x01\0\0\x08zqcanary\0";
    let noted = with(&plain, behind_colours, &[&comment[..], xmp, words].concat());
    assert_eq!(picture(&[&*noted, CANARY].concat()), plain);

    let repeat = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0";
    let control = b"\x21\xf9\x04\0\x0a\0\0\0";
    let moving = with(&plain, behind_colours, &[&repeat[..], control].concat());
    assert_eq!(picture(&moving), moving);
    for length in 6..noted.len() {
        let _ = bare(&noted[..length]);
    }
}

fn riff(name: &[u8], said: &[u8]) -> Vec<u8> {
    let length = u32::try_from(said.len()).expect("short").to_le_bytes();
    [name, &length[..], said, &vec![0; said.len() % 2]].concat()
}

/// A file of RIFF's with the length that it has.
fn measured(mut bytes: Vec<u8>) -> Vec<u8> {
    let length = u32::try_from(bytes.len() - 8).expect("short").to_le_bytes();
    bytes[4..8].copy_from_slice(&length);
    bytes
}

#[test]
fn a_webp_keeps_its_pixels_and_its_profile() {
    let whole = decoded(WEBP);
    let plain = picture(&whole);
    let begins = 38;
    assert_eq!(plain[begins + 36..begins + 40], *b"acsp");
    for colour in [b"rXYZ", b"gXYZ", b"bXYZ", b"wtpt", b"rTRC", b"gTRC", b"bTRC"] {
        assert!(plain.windows(4).any(|here| here == colour), "{}", String::from_utf8_lossy(colour));
    }
    let curve = &whole[begins + 0x164..begins + 0x164 + 40];
    assert!(curve.starts_with(b"para") && plain.windows(40).any(|here| here == curve));
    assert!(!plain.windows(6).any(|here| here == b"\0G\0o\0o"));
    let pixels = |bytes: &[u8]| bytes.windows(4).position(|here| here == b"VP8 ").map(|at| bytes[at..].to_vec());
    assert_eq!(pixels(&plain), pixels(&whole));
    assert_eq!(picture(&plain), plain);
    let mut unread = whole.clone();
    unread[begins + 36] = b'x';
    let unread = picture(&unread);
    assert!(unread[20] & 0x20 == 0 && !unread.windows(4).any(|here| here == b"ICCP"), "no profile, and none promised");
    let mut flagged = plain.clone();
    flagged[20] |= 0x0c;
    let said = [riff(b"EXIF", &exif(1)), riff(b"XMP ", CANARY), riff(b"note", CANARY)].concat();
    let noted = measured([&*flagged, &said, CANARY].concat());
    assert_eq!(picture(&noted), plain);

    let turned = picture(&measured([&*flagged, &*riff(b"EXIF", &exif(8))].concat()));
    assert_eq!(turned[20] & 0x0c, 0x08);
    assert_eq!(super::exif::orientation(&turned[plain.len() + 8..]), Some(8));
    for length in 12..noted.len() {
        let _ = bare(&noted[..length]);
    }
}

fn boxed(kind: &[u8], said: &[u8]) -> Vec<u8> {
    let length = u32::try_from(said.len() + 8).expect("short").to_be_bytes();
    [&length[..], kind, said].concat()
}

/// An item: a number, a kind, a name.
fn item(number: u8, kind: &[u8], name: &[u8]) -> Vec<u8> {
    boxed(b"infe", &[&[2, 0, 0, 0, 0, number, 0, 0][..], kind, name, b"\0"].concat())
}

/// A file of boxes as AVIF and HEIC are: a picture and two notes, one in a box of its own, one beside the pixels.
fn heif() -> Vec<u8> {
    let head = boxed(b"ftyp", b"avif\0\0\0\0avifmif1");
    let exif = [b"\0\0\0\0", &*exif(6)].concat();
    let meta = |pixels_at: usize| {
        let place = |item: u8, method: u8, at: usize, length: usize| {
            let at = u32::try_from(at).expect("short").to_be_bytes();
            let length = u32::try_from(length).expect("short").to_be_bytes();
            [&[0, item, 0, method, 0, 0, 0, 1][..], &at, &length].concat()
        };
        let places = [
            vec![1, 0, 0, 0, 0x44, 0, 0, 4],
            place(1, 0, pixels_at, 6),
            place(2, 0, pixels_at + 6, exif.len()),
            place(3, 1, 0, CANARY.len()),
            place(4, 0, pixels_at + 6 + exif.len(), CANARY.len()),
        ];
        let items = [
            vec![0, 0, 0, 0, 0, 4],
            item(1, b"av01", b"zqcanary"),
            item(2, b"Exif", b""),
            item(3, b"mime", b"\0application/rdf+xml"),
            item(4, b"av01", b""),
        ];
        let said = [
            vec![0; 4],
            boxed(b"hdlr", b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0zqcanary\0"),
            boxed(b"iinf", &items.concat()),
            boxed(b"iloc", &places.concat()),
            boxed(b"iref", &[vec![0; 4], boxed(b"thmb", &[0, 4, 0, 1, 0, 1])].concat()),
            boxed(b"idat", CANARY),
            boxed(b"iprp", &boxed(b"ipco", &boxed(b"colr", &[b"prof", &*profile()].concat()))),
        ];
        boxed(b"meta", &said.concat())
    };
    let pixels_at = head.len() + meta(0).len() + 8;
    let data = boxed(b"mdat", &[b"pixels", &*exif, CANARY].concat());
    [head, meta(pixels_at), data, boxed(b"free", CANARY), boxed(b"uuid", b"0123456789abcdefzqcanary")].concat()
}

#[test]
fn what_avif_and_heic_say_is_written_over() {
    let noted = heif();
    let bare = picture(&noted);
    assert_eq!(bare.len(), noted.len(), "nothing moves");
    let find = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).position(|here| here == word);
    assert_eq!(find(&bare, b"pixels"), find(&noted, b"pixels"));
    assert!(find(&bare, b"pixels").is_some() && find(&bare, &bare_profile()).is_some());
    assert_eq!(picture(&bare), bare);
    for length in 12..noted.len() {
        let _ = super::bare(&noted[..length]);
    }
}

#[test]
fn an_svg_keeps_what_is_drawn() {
    let photo = STANDARD.encode(with(&decoded(JPEG), 20, &segment(0xfe, CANARY)));
    let plain_photo = JPEG;
    let noted = format!(
        "<?xml version=\"1.0\"?>\n<!-- zqcanary -->\n<?note zqcanary?>\n\
         <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:ink=\"http://www.inkscape.org/namespaces/inkscape\" viewBox=\"0 0 2 1\" ink:export=\"zqcanary\" \
         content=\"&lt;mxfile zqcanary>\">\
         <title>A bridge</title><desc>zqcanary</desc><metadata><x>zqcanary</x></metadata>\
         <ink:view zoom=\"zqcanary\"><path d=\"M0 0\"/></ink:view>\
         <style>/* zqcanary */ .a {{ fill: red }}</style>\
         <g ink:label=\"zqcanary\" data-cell-id=\"zqcanary\" class=\"a\"><!--zqcanary--><path d=\"M0 0h2v1z\"/></g>\
         <image xlink:href=\"data:image/jpeg;base64,{photo}\"/></svg>\n<!-- zqcanary -->"
    );
    let bare = String::from_utf8(picture(noted.as_bytes())).expect("text");
    assert!(!bare.contains("base64,") || bare.contains(plain_photo), "{bare}");
    for drawn in [
        "<title>A bridge</title>",
        "viewBox=\"0 0 2 1\"",
        "class=\"a\"><path d=\"M0 0h2v1z\"/></g>",
        ".a { fill: red }",
    ] {
        assert!(bare.contains(drawn), "{drawn} is not in {bare}");
    }
    assert!(!bare.contains("M0 0\""), "what an editor keeps for itself is not drawn: {bare}");

    let plain = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h1\"/></svg>\n";
    assert_eq!(picture(plain.as_bytes()), plain.as_bytes());
    let declared = "<!DOCTYPE svg [ <!-- zqcanary --> <!ENTITY ns \"http://ns.example/\"> ]>\n\
                    <svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:i=\"&ns;\"><i:pgf>zqcanary</i:pgf><g i:x=\"zqcanary\"/></svg>";
    assert!(picture(declared.as_bytes()).ends_with(b"<g/></svg>"));
    assert_eq!(bare_of("<svg><g></svg>"), Bare::Broken);
    assert_eq!(bare_of("<html><body><svg></svg></body></html>"), Bare::Other);
    assert_eq!(bare_of("Words about <svg>."), Bare::Other);
}

fn bare_of(text: &str) -> Bare {
    bare(text.as_bytes())
}
