//! Where the software runs, what it is made of and talks to, who gets in, what ends when.

use crate::model::{Edition, Page, PlacedEngagement};
use serde_json::{Value, json};

pub(super) fn environments_view(_edition: &Edition, _page: &Page, _placed: &PlacedEngagement) -> Value {
    json!({})
}
