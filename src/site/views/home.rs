//! The view of the home page.

use super::engagement::{attention, card};
use super::guide;
use crate::model::{Edition, Page, PageId};
use serde_json::{Value, json};

pub(super) fn home_view(edition: &Edition, page: &Page, body: &str) -> Value {
    let mut engagements: Vec<_> = edition.engagements.iter().collect();
    engagements.sort_by_cached_key(|placed| attention(placed));
    let engagements: Vec<Value> = engagements.into_iter().map(|placed| card(edition, page, placed)).collect();
    json!({ "body": body, "engagements": engagements, "sections": guide::entries(edition, PageId(0)) })
}
