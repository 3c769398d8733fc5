//! Files that stand inside of a page, as `data:` URLs: pictures of a packet that is one file.
//!
//! Takes attributes and pages; gives bytes.

use base64::prelude::{BASE64_STANDARD, Engine as _};
use memchr::memmem;

/// The bytes that `url` holds; none for a URL that names something, or holds text.
pub(super) fn held_by(url: &str) -> Option<Vec<u8>> {
    let (kind, written) = url.strip_prefix("data:")?.split_once(',')?;
    kind.strip_suffix(";base64")?;
    BASE64_STANDARD.decode(written).ok()
}

/// Every file that an attribute of `html` holds.
pub(super) fn files_inside(html: &str) -> impl Iterator<Item = Vec<u8>> {
    let begins = "=\"data:";
    let held = memmem::find_iter(html.as_bytes(), begins);
    held.filter_map(move |at| held_by(html[at + 2..].split('"').next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_where_they_are_held() {
        assert_eq!(held_by("data:image/png;base64,YWJj"), Some(b"abc".to_vec()));
        assert_eq!(held_by("data:text/plain,abc"), None);
        assert_eq!(held_by("a.png"), None);
        let html = "<img src=\"data:image/png;base64,YWJj\" alt=\"data:\"><a href=\"data.html\">";
        assert_eq!(files_inside(html).collect::<Vec<_>>(), [b"abc".to_vec()]);
    }
}
