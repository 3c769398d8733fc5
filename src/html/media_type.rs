//! What kind a picture or a font is, by its name: for pages that hold it and for whoever serves it.

/// The media type of a picture that browsers show; `extension` is in lower case.
#[must_use]
pub fn picture_type(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        _ => return None,
    })
}

/// The media type of a font; `extension` is in lower case.
#[must_use]
pub fn font_type(extension: &str) -> Option<&'static str> {
    Some(match extension {
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        _ => return None,
    })
}
