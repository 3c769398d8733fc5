//! The view of the home page.

use super::guide;
use crate::model::{Edition, Page, PageId};
use serde_json::{Value, json};

pub(super) fn home_view(edition: &Edition, page: &Page) -> Value {
    let guide = edition.guide_of(page);
    json!({
        "body": guide.map_or_else(String::new, |guide| guide::body(guide, guide.outline.title_heading)),
        "engagements": [],
        "sections": guide::entries(edition, PageId(0)),
    })
}
