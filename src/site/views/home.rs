//! The view of the home page.

use super::guide;
use crate::model::{Edition, PageId};
use serde_json::{Value, json};

pub(super) fn home_view(edition: &Edition, body: &str) -> Value {
    json!({ "body": body, "engagements": [], "sections": guide::entries(edition, PageId(0)) })
}
