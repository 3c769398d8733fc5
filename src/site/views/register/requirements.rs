//! What must be met, trial against production, and how the work is accepted.

use crate::model::{Edition, Page, PlacedEngagement};
use serde_json::{Value, json};

pub(super) fn requirements_view(_edition: &Edition, _page: &Page, _placed: &PlacedEngagement) -> Value {
    json!({})
}
