//! Who is responsible, accountable, consulted and informed.

use crate::model::{Edition, Page, PlacedEngagement};
use serde_json::{Value, json};

pub(super) fn raci_view(_edition: &Edition, _page: &Page, _placed: &PlacedEngagement) -> Value {
    json!({})
}
