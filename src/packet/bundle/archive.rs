//! The archive of a packet's folder: a zip with the same bytes for the same files, whoever makes it and when.
//!
//! Members are sorted, bear one time and no rights, and are compressed alike, but for what is compressed already. Reading
//! one back is as careful as with any file from outside: what is not sound, or too large to be ours, is refused.

use crate::path::OutputPath;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use rawzip::time::UtcDateTime;
use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchive, ZipArchiveWriter};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::{self, Write as _};

/// The first second that a zip can say; 1 January 1980.
const TIME: i64 = 315_532_800;

/// What gains nothing from being compressed.
const COMPRESSED: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "woff2", "zip", "mp4"];

/// How many bytes an archive that is read may hold, unpacked: no packet comes near, and a bomb stops here.
const MOST_UNPACKED: u64 = 4 << 30;

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Where it is.
    pub path: OutputPath,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// A file, and what it is packed to where that is less.
type Packed<'f> = (&'f OutputPath, &'f Vec<u8>, Option<Vec<u8>>);

/// A zip of `files`.
#[must_use]
pub fn archive(files: &BTreeMap<OutputPath, Vec<u8>>) -> Vec<u8> {
    let is_stored = |path: &OutputPath| path.extension().is_some_and(|kind| COMPRESSED.contains(&kind.as_str()));
    let packed: Vec<Packed<'_>> =
        files.par_iter().map(|(path, bytes)| (path, bytes, (!is_stored(path)).then(|| deflated(bytes)))).collect();
    let length: usize = packed.iter().map(|(_, bytes, packed)| packed.as_ref().unwrap_or(bytes).len() + 256).sum();
    let mut writer = ZipArchiveWriter::new(Vec::with_capacity(length));
    let mut write = || -> Result<(), rawzip::Error> {
        for (path, bytes, packed) in &packed {
            let method = if packed.is_some() { CompressionMethod::DEFLATE } else { CompressionMethod::STORE };
            let file = writer.new_file(path.as_str()).compression_method(method);
            let (mut entry, _) = file.last_modified(UtcDateTime::from_unix(TIME)).start()?;
            entry.write_all(packed.as_ref().unwrap_or(bytes))?;
            entry.finish(DataDescriptorOutput::new(rawzip::crc32(bytes), bytes.len() as u64))?;
        }
        Ok(())
    };
    write().expect("a list of bytes takes what is written");
    writer.finish().expect("a list of bytes takes what is written")
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::default());
    encoder.write_all(bytes).expect("a list of bytes takes what is written");
    encoder.finish().expect("a list of bytes takes what is written")
}

/// The files of a zip, in its order.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn members(zip: &[u8]) -> Result<Vec<Member>, String> {
    let archive = ZipArchive::from_slice(zip).map_err(|error| error.to_string())?;
    let mut entries = archive.entries();
    let (mut members, mut left) = (Vec::new(), MOST_UNPACKED);
    let mut unpack = Decompress::new(false);
    while let Some(entry) = entries.next_entry().map_err(|error| error.to_string())? {
        if entry.is_dir() {
            continue;
        }
        let named = entry.file_path().try_normalize().map_err(|error| error.to_string())?;
        let path = OutputPath::new(named.as_ref()).map_err(|_| format!("`{}` leads out of it", named.as_ref()))?;
        let local = archive.get_entry(entry.wayfinder()).map_err(|error| error.to_string())?;
        let (data, says) = (local.data(), entry.uncompressed_size_hint());
        left = left.checked_sub(says.saturating_add(1)).ok_or("it holds more than any packet does")?;
        let bytes = match entry.compression_method() {
            CompressionMethod::STORE => Ok(data.to_vec()),
            CompressionMethod::DEFLATE => unpacked(&mut unpack, data, says),
            _ => return Err(format!("`{path}` is compressed in a way that is not known")),
        };
        let verified = bytes.and_then(|bytes| {
            io::copy(&mut local.verifying_reader(&bytes[..]), &mut io::sink())?;
            Ok(bytes)
        });
        let bytes = verified.map_err(|error| format!("`{path}`: {error}"))?;
        members.push(Member { path, bytes });
    }
    Ok(members)
}

/// What `data` holds, which says that it is of this size: in one step, with `unpack`, which was used for others.
fn unpacked(unpack: &mut Decompress, data: &[u8], says: u64) -> io::Result<Vec<u8>> {
    /// No byte stands for more than so many.
    const MOST: u64 = 1032;
    let unsound = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    if says > MOST.saturating_mul(data.len() as u64) {
        return Err(unsound("it cannot be as large as it says"));
    }
    let size = usize::try_from(says).map_err(|_| unsound("it is larger than this machine can hold"))?;
    // With room for one more, to see whether there is more than it says.
    let mut bytes = Vec::with_capacity(size + 1);
    unpack.reset(false);
    match unpack.decompress_vec(data, &mut bytes, FlushDecompress::Finish)? {
        Status::StreamEnd => Ok(bytes),
        Status::Ok | Status::BufError => Err(unsound("it is not as large as it says")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> BTreeMap<OutputPath, Vec<u8>> {
        let path = |name: &str| OutputPath::new(name).expect("inside");
        [
            (path("b/é.html"), "<p>".repeat(1000).into_bytes()),
            (path("a.png"), vec![0; 100]),
            (path("empty"), Vec::new()),
        ]
        .into()
    }

    #[test]
    fn what_is_packed_comes_out_again_sorted_and_the_same_every_time() {
        let zip = archive(&files());
        assert_eq!(zip, archive(&files()));
        assert!(zip.len() < 1000, "it is compressed: {}", zip.len());
        let read: BTreeMap<OutputPath, Vec<u8>> =
            members(&zip).expect("sound").into_iter().map(|member| (member.path, member.bytes)).collect();
        assert_eq!(read, files());
        let digest = blake3::hash(&zip).to_hex();
        assert_eq!(&digest[..16], "e81b1cbda37f9382", "the same on every machine, and with and without other features");
    }

    #[test]
    fn what_is_no_sound_archive_is_refused() {
        assert!(members(b"not a zip").is_err());
        let mut zip = archive(&files());
        let at = zip.windows(50).position(|part| part == [0; 50]).expect("what is not compressed stands there");
        zip[at] ^= 1;
        assert!(members(&zip).is_err(), "a changed byte shows");
        let outside = {
            let mut writer = ZipArchiveWriter::new(Vec::new());
            let path = rawzip::path::EntryPath::verbatim(&b"../../out.txt"[..]);
            let (entry, _) = writer.new_file(path).compression_method(CompressionMethod::STORE).start().expect("begun");
            entry.finish(DataDescriptorOutput::new(0, 0)).expect("written");
            writer.finish().expect("written")
        };
        let read = members(&outside).expect("read");
        assert_eq!(read[0].path.as_str(), "out.txt", "nothing leads out of the folder");
    }
}
