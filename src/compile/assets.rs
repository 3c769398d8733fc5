//! What stands in an edition in the place of a file that is published as it is: for the team its bytes; for anybody else a
//! picture without what it says beside its pixels.

use super::outputs::ReadAsset;
use crate::audience::Audience;
use crate::diagnostic::{Diagnostic, Level, Location, Rule};
use crate::path::SourcePath;
use crate::picture::{Bare, bare};
use anyhow::{Error, Result};
use std::io::ErrorKind;
use std::sync::Arc;

/// The kinds of pictures that lose what they say, and those that say something and are not read here, by the ends of their
/// names.
const PICTURES: [&str; 13] =
    ["jpg", "jpeg", "png", "gif", "webp", "avif", "heic", "heif", "svg", "tif", "tiff", "jxl", "jp2"];

/// What comes of an asset.
pub(super) enum Published {
    /// Its bytes, as the reader may have them.
    Bytes(Arc<[u8]>),
    /// It was there when the snapshot was taken; the next build will say that it is gone.
    Gone,
    /// It is called a picture and is none, so nobody knows what it says.
    Unknown(Diagnostic),
}

/// The asset `source` for readers of this audience.
pub(super) fn published(source: &SourcePath, audience: Audience, read_asset: &ReadAsset<'_>) -> Result<Published> {
    let bytes = match read_asset(source) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Published::Gone),
        Err(error) => return Err(Error::new(error).context(format!("reading {source}"))),
    };
    if audience == Audience::Internal {
        return Ok(Published::Bytes(bytes));
    }
    let is_called_picture = source.extension().is_some_and(|extension| PICTURES.contains(&extension.as_str()));
    Ok(match bare(&bytes) {
        Bare::Picture(bare) if *bare == *bytes => Published::Bytes(bytes),
        Bare::Picture(bare) => Published::Bytes(bare.into()),
        Bare::Other if !is_called_picture => Published::Bytes(bytes),
        Bare::Other | Bare::Broken => Published::Unknown(unknown(source)),
    })
}

fn unknown(source: &SourcePath) -> Diagnostic {
    let message = format!("`{source}` is no picture that can be read, so it is not known what it says");
    let mut problem = Diagnostic::new(Rule::UnreadableFile, Location::file(source.clone()), message);
    problem.level = Level::Warning;
    problem.help(
        "It is left out of what others than the team get, whose pictures say nothing of their making: save it anew, as PNG or JPEG.",
    )
}
