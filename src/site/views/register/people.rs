//! Who has a part, how they are reached, who is taught what, who helps afterwards.

use crate::model::{Edition, Page, PlacedEngagement};
use serde_json::{Value, json};

pub(super) fn people_view(_edition: &Edition, _page: &Page, _placed: &PlacedEngagement) -> Value {
    json!({})
}
