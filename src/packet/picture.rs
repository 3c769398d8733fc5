//! Which pictures can be set. One that Typst cannot read would fail the whole packet, so each is read here first;
//! Typst remembers what it decoded, so this costs nothing twice.

use super::typst::{Picture, picture_path};
use super::world::{PacketWorld, file_id};
use crate::path::OutputPath;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use typst::World;
use typst::comemo::Track as _;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterFormat, RasterImage, SvgImage};

/// Moves the pictures among `wanted` that are there and whole into `world`.
pub(super) fn take_usable(
    wanted: &BTreeSet<OutputPath>,
    assets: &BTreeMap<OutputPath, Arc<[u8]>>,
    world: &mut PacketWorld,
) -> BTreeMap<OutputPath, Picture> {
    let mut pictures = BTreeMap::new();
    for path in wanted {
        let Some(bytes) = assets.get(path) else { continue };
        let bytes = Bytes::new(Arc::clone(bytes));
        if let Some(picture) = read(path, bytes.clone(), world) {
            world.insert_file(&picture_path(path), bytes);
            pictures.insert(path.clone(), picture);
        }
    }
    pictures
}

/// True for a drawing that Typst can read.
pub(super) fn is_drawable(svg: &str) -> bool {
    SvgImage::new(Bytes::from_string(svg.to_owned())).is_ok()
}

fn read(path: &OutputPath, bytes: Bytes, world: &PacketWorld) -> Option<Picture> {
    let extension = path.extension()?;
    let id = file_id(&picture_path(path))?;
    if extension == "svg" {
        // Pictures that the drawing refers to are looked up in the same world.
        let world: &dyn World = world;
        let image = SvgImage::with_fonts_images(bytes, world.track(), &[], Some(id)).ok()?;
        return Some(Picture { width: pixels(image.width())?, height: pixels(image.height())? });
    }
    // Typst goes by the extension, so what is inside must agree with it.
    let by_name = match &*extension {
        "png" => ExchangeFormat::Png,
        "jpg" | "jpeg" => ExchangeFormat::Jpg,
        "gif" => ExchangeFormat::Gif,
        "webp" => ExchangeFormat::Webp,
        _ => return None,
    };
    let image = RasterImage::plain(bytes, RasterFormat::Exchange(by_name)).ok()?;
    Some(Picture { width: image.width(), height: image.height() })
}

/// Whole pixels, at least one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked")]
fn pixels(length: f64) -> Option<u32> {
    (length.is_finite() && length > 0.0 && length < 100_000.0).then(|| length.ceil() as u32)
}
