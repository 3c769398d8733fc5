//! The status report.

use crate::model::{Edition, Page, PlacedEngagement};
use serde_json::{Value, json};

pub(super) fn report_view(_edition: &Edition, _page: &Page, _placed: &PlacedEngagement) -> Value {
    json!({})
}
