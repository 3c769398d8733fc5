//! The view of the home page.

use super::engagement::{card, engagement_view};
use super::guide;
use super::listing::recent_view;
use crate::model::{Edition, Page, PageId};
use serde_json::{Value, json};

/// How many pages that changed, or should be verified again, are named.
const RECENT: usize = 5;

pub(super) fn home_view(edition: &Edition, page: &Page, body: &str) -> Value {
    let mut engagements: Vec<_> = edition.engagements.iter().collect();
    engagements.sort_by_cached_key(|placed| placed.attention());
    let engagements: Vec<Value> = engagements.into_iter().map(|placed| card(edition, page, placed)).collect();
    let only = edition.only_engagement();
    json!({
        "body": body,
        "engagements": if only.is_some() { Vec::new() } else { engagements },
        "engagement": only.map(|placed| engagement_view(edition, page, placed, "")),
        "sections": guide::entries(edition, PageId(0)),
        // What is to be verified again is for those who keep the book.
        "recent": only.is_none().then(|| recent_view(edition, page, Some(RECENT))),
    })
}
